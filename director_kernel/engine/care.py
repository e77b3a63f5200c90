"""Looking after a workspace and whoever works in it: attachments, where one is, what is healthy."""

import importlib.util
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from director_kernel.engine.allowance import quota_line
from director_kernel.engine.chats import Chats
from director_kernel.engine.desk import Desk
from director_kernel.engine.follow import Runs
from director_kernel.errors import AssetError, DirectorError, UsageError
from director_kernel.schema.brief import Attachment
from director_kernel.schema.money import usd
from director_kernel.schema.noun import storable
from director_kernel.schema.words import counted
from director_kernel.store import Workspace, database, keep
from director_kernel.store.reading import read_file

UPLOAD_LIMIT = 25_000_000
"""Bytes of a file that comes from a browser: it travels through the kernel in pieces. Larger ones are attached by their path."""
LARGEST = 2_000_000_000
"""Bytes of a file that is attached by its path."""
Said = tuple[str, str]
"""A label and what it says; or a command and why."""
LOW_DISK = 1_000_000_000
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
"""What begins an address; a single letter and a colon is a disk of Windows."""


def attach(workspace: Workspace, given: Sequence[Path | str | Attachment]) -> tuple[Attachment, ...]:
    """The files stored as assets, URLs kept as text, attachments taken as they are once they were looked at.

    Raises AssetError naming the file that can't be used, UsageError for an address that is neither http nor https; then none is stored.
    """
    looked = [(one, _look(Path(one)) if isinstance(one, Path) or (isinstance(one, str) and not _address(one)) else None) for one in given]
    for one in given:
        if isinstance(one, Attachment):
            _check(workspace, one)
    attachments = []
    for one, found in looked:
        if isinstance(one, Attachment):
            attachments.append(one)
        elif found is None:
            url = storable(str(one).strip())
            attachments.append(Attachment(kind="url", name=url[:200], url=url))
        else:
            attachments.append(_stored(workspace, *found, storable(Path(one).name)))
    return tuple(attachments)


def attach_bytes(workspace: Workspace, data: bytes, name: str) -> Attachment:
    """A file that came as bytes, stored as an asset under the last part of its name. Raises AssetError for what can't be used."""
    from director_kernel.media.attached import inspect

    called = plain_name(name)
    if len(data) > UPLOAD_LIMIT:
        raise AssetError(f"{called} is larger than {UPLOAD_LIMIT // 1_000_000} MB; attach a smaller copy, or the file by its path.")
    return _stored(workspace, data, inspect(data, called), called)


def plain_name(name: str) -> str:
    """The last part of a file's name as a browser gives it, whatever system it comes from, without what can't be seen or stored.

    >>> plain_name("C:\\\\fakepath\\\\a.png"), plain_name("../../etc/"), plain_name("x/\\u202egnp.png")
    ('a.png', 'etc', 'gnp.png')
    """
    parts = ["".join(letter for letter in part if letter.isprintable()).strip() for part in re.split(r"[/\\]", storable(name))]
    kept = [part for part in parts if part.strip(".")]
    return kept[-1][-200:] if kept else "file"


def _stored(workspace: Workspace, data: bytes, facts: Any, called: str) -> Attachment:
    asset = workspace.assets.add_bytes(
        data, facts.mime, width=facts.width, height=facts.height, duration=facts.duration, meta={"attached": called}
    )
    return Attachment(kind=facts.kind, name=called, asset=asset.sha256)


def _address(text: str) -> bool:
    """Whether `text` is the address of something on the web. Raises UsageError for an address of another kind."""
    if not _SCHEME.match(text.strip()):
        return False
    try:
        parts = urlsplit(text.strip())
        well = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and text.strip().isprintable() and " " not in text.strip()
    except ValueError:
        well = False
    if not well:
        shown = "".join(letter for letter in text[:60] if letter.isprintable())
        raise UsageError(f"{shown!r} can't be attached: only http:// and https:// addresses are kept; save it as a file and attach that.")
    return True


def _check(workspace: Workspace, one: Attachment) -> None:
    """Raises AssetError or UsageError for an attachment that leads nowhere."""
    if one.kind == "url":
        if not _address(one.url or ""):
            raise UsageError(f"{one.name[:60]!r} is no address; attach one that begins with https://.")
    elif one.asset is None or workspace.assets.get(one.asset) is None:
        raise AssetError(f"{one.name[:60]} is not stored in this workspace; attach the file again.")


def _look(path: Path) -> tuple[bytes, Any]:
    from director_kernel.media.attached import inspect

    try:
        data = read_file(path.expanduser(), LARGEST)
    except (OSError, ValueError) as error:
        raise AssetError(f"{path} can't be attached: {getattr(error, 'strerror', None) or error}; check the path.") from None
    return data, inspect(data, path.name)


def where(
    workspace: Workspace, chats: Chats, plans: Desk, runs: Runs, film: Sequence[Said] = (), film_next: Sequence[Said] = ()
) -> dict[str, Any]:
    """`lines` (label, text) saying where a person is, and `next` (command, why); `film` and `film_next` are those of the film project."""
    chat, plan = chats.current(), plans.current()
    latest = next(iter(workspace.runs.all()), None)
    lines = [("workspace", str(workspace.folder))]
    lines += film
    lines.append(("conversation", chat.title or chat.id if chat else "none yet"))
    if plan is not None:
        lines.append(
            (
                "plan",
                f"{plan.title}, version {plan.version}: {counted(len(plan.steps), 'step')}, live {usd(plan.price)}, previs $0.00",
            )
        )
    if latest is not None:
        lines.append(("latest run", f"{latest.id}: {latest.status.value}"))
    totals = workspace.ledger.totals()
    lines.append(
        (
            "money",
            f"spent {usd(totals.committed)}, outstanding {usd(totals.outstanding)}" + (f" of {usd(totals.cap)}" if totals.cap else ""),
        )
    )
    if quota := quota_line(workspace.quotas):
        lines.append(("quota", quota))
    lines.append(("disk", _disk(workspace)))
    return {"lines": lines, "next": [*_unsettled(runs), *film_next, *_next(chats, plans, latest is not None, filming=bool(film))]}


def _unsettled(runs: Runs) -> list[Said]:
    """What comes before anything else: orders whose fate is unknown, runs that were interrupted."""
    looked = "an order's fate is unknown: this looks for it at its provider, and sends nothing"
    todo = [(f"recover {each.execution}", looked) for each in runs.unknown()[:1]]
    return todo + [
        (f"resume {each.id}", "was interrupted; goes on where it stood, nothing is paid twice") for each in runs.interrupted()[:2]
    ]


def _next(chats: Chats, plans: Desk, ran: bool, *, filming: bool) -> list[Said]:
    todo: list[Said] = []
    if plans.current() is not None:
        todo += [
            ("plan", "see the plan"),
            ('set 2.prompt="…"', "change it; `undo` takes it back"),
            ("run", "make it as an animatic, for free"),
        ]
        if ran:
            todo.append(("open", "see the reel"))
        return todo
    chat = chats.current()
    if chat is not None and chat.title:
        todo += [("answer 1b", "answer the open questions"), ("decide", "let the director answer them")]
    if not filming:
        todo.append(('say "A 15-second vertical ad for …"', "say what you want to make"))
        todo.append(('film "A lighthouse keeper finds a door in the sea"', "or tell a story as a film project"))
    earlier = [each for each in chats.list() if each.plan]
    if earlier:
        todo.append((f"chats open {earlier[0].id}", f"go on with {earlier[0].title!r}"))
    todo.append(("models camera moves", "ask which model does what best"))
    return todo


def _disk(workspace: Workspace) -> str:
    sizes = keep.disk_use(workspace)
    free = sizes.pop("free")
    return f"{sum(sizes.values()) / 1e6:.1f} MB here, {free / 1e9:.1f} GB free"


def doctor(workspace: Workspace, check_catalog: Callable[[], Sequence[Any]]) -> list[dict[str, str]]:
    """Findings as `state` (ok, note, fault), `what` and what it `says`, each fault with its mend."""
    findings = [
        _finding("python", sys.version_info >= (3, 11), sys.version.split()[0], "install Python 3.11 or newer"),
        _finding("sqlite", database.version() >= database.OLDEST, ".".join(map(str, database.version())), "install a newer SQLite"),
    ]
    findings += [_parts(), _workspace(workspace), _books(workspace), _files(workspace), _catalog(check_catalog), _room(workspace.folder)]
    if workspace.disk.network:
        findings.append(
            {
                "state": "note",
                "what": "disk",
                "says": f"{workspace.disk.why}: live runs are refused here; set DIRECTOR_WORKSPACE to a local folder",
            }
        )
    return findings


def _finding(what: str, well: bool, says: str, mend: str) -> dict[str, str]:
    return {"state": "ok" if well else "fault", "what": what, "says": says if well else f"{says}: {mend}"}


def _parts() -> dict[str, str]:
    needed = ("av", "cv2", "resvg_py", "opentimelineio", "espeakng_loader", "font_lato", "PIL")
    missing = [name for name in needed if importlib.util.find_spec(name) is None]
    return _finding(
        "studio",
        not missing,
        f"missing {', '.join(missing)}" if missing else "pictures, voice, fonts and encoder are here",
        "run `make setup`",
    )


def _workspace(workspace: Workspace) -> dict[str, str]:
    try:
        workspace.settings.set("doctor", "was here")
        return {"state": "ok", "what": "workspace", "says": f"{workspace.folder} can be written"}
    except DirectorError as error:
        return {"state": "fault", "what": "workspace", "says": error.message}


def _books(workspace: Workspace) -> dict[str, str]:
    wrong = workspace.ledger.check() + workspace.quotas.check()
    return _finding("ledger", not wrong, "; ".join(wrong) or "balanced", "restore a `director backup` and report this")


def _files(workspace: Workspace) -> dict[str, str]:
    wrong = workspace.assets.faults()
    count = sum(1 for _ in workspace.assets.all())
    return _finding(
        "assets",
        not wrong,
        f"{len(wrong)} of {count} damaged" if wrong else f"{counted(count, 'file')}, each as it was stored",
        str(wrong[0].message) if wrong else "",
    )


def _catalog(check: Callable[[], Sequence[Any]]) -> dict[str, str]:
    wrong = check()
    return _finding("catalog", not wrong, counted(len(wrong), "fault") if wrong else "sound", "`director catalog check` lists them")


def _room(folder: Path) -> dict[str, str]:
    free = shutil.disk_usage(folder).free
    return _finding("disk space", free > LOW_DISK, f"{free / 1e9:.1f} GB free", "free some with `director gc`")
