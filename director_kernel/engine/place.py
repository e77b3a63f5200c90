"""Where the Jupyter server that runs this kernel serves the workspace, as far as a kernel can tell, and how a page makes sure.

The server tells its kernels what notebook they belong to (`JPY_SESSION_NAME`) but not where its own root is. Older servers give the
notebook's path below the root; jupyter_server 2.x joins the kernel's folder and the notebook's name to an absolute path, so that the
root has to be one of the folders above it: the one the server was started in, which is its root unless it was told otherwise. A wrong
guess costs nothing but speed: a page reads the `probe` before it believes the path, and asks the kernel for the files where it fails.
"""

import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath

from director_kernel.store import Workspace

PROBE = "cache/here.txt"
PATIENCE = 30.0
"""Seconds another process has to write it."""
_TOKEN = re.compile(r"[0-9a-f]{32}")
_DRIVE = re.compile(r"[A-Za-z][A-Za-z0-9_-]+:(?=[^/\\]|$)")
"""A contents manager's drive ("RTC:notes/a.ipynb"); one letter would be a disk of Windows, a slash after the colon an address."""
_WINDOWS = re.compile(r"(?:[A-Za-z]:)?[\\/]|[A-Za-z]:")


@dataclass(frozen=True)
class Probe:
    """A small file of the workspace and what it holds; `path` is relative to the workspace."""

    path: str
    holds: str


def served(folder: Path, start: Path | None = None, environment: Mapping[str, str] | None = None) -> str | None:
    """`folder` as a path below the server's root: parts joined by "/", not percent-encoded, "" for the root itself.

    None outside a Jupyter server's session, where nobody can tell, where the folder lies outside, and below a hidden folder, which
    Jupyter doesn't serve (`ContentsManager.allow_hidden` is off unless someone turns it on). `start` is the folder the kernel was
    started in (default: the current one).
    """
    told = os.environ if environment is None else environment
    session = told.get("JPY_SESSION_NAME", "").strip()
    if not session:
        return None
    begun = Path.cwd() if start is None else start
    for root in _roots(session, begun, told):
        for inside, outside in ((folder.absolute(), root), (folder.resolve(), root.resolve())):
            if (below := path_below(inside, outside)) is not None:
                return below
    return None


def path_below(folder: PurePath, root: PurePath) -> str | None:
    """`folder` below `root` with slashes; None where it isn't below it, or hidden.

    >>> path_below(PurePosixPath("/home/me/my films/director"), PurePosixPath("/home/me"))
    'my films/director'
    >>> path_below(PurePosixPath("/home/me/.films/director"), PurePosixPath("/home/me")) is None
    True
    """
    if not folder.is_relative_to(root):
        return None
    parts = folder.relative_to(root).parts
    return None if any(part.startswith(".") for part in parts) else "/".join(parts)


def notebook_folder(session: str) -> PurePosixPath | None:
    """The notebook's folder below the server's root, from its session name; None when that is an absolute path or leads outside.

    >>> str(notebook_folder("RTC:films/spring/ad.ipynb")), str(notebook_folder("ad.ipynb"))
    ('films/spring', '.')
    """
    bare = session[found.end() :] if (found := _DRIVE.match(session)) else session
    if _WINDOWS.match(bare):
        return None
    path = PurePosixPath(bare.replace("\\", "/"))
    return None if ".." in path.parts else path.parent


def _roots(session: str, start: Path, told: Mapping[str, str]) -> Iterator[Path]:
    """Folders the server may serve, likely ones first."""
    below = notebook_folder(session)
    if below is not None:
        # The kernel starts in the notebook's folder; where it doesn't, the folder isn't on this machine and nothing is known.
        parts = len(below.parts)
        if start.parts[len(start.parts) - parts :] == below.parts:
            yield start.parents[parts - 1] if parts else start
        return
    home = Path(session).parent
    if not home.is_absolute():
        return  # a path of another system
    for root in _server_folders(told):
        if home.is_relative_to(root) or home.resolve().is_relative_to(root.resolve()):
            yield root


def _server_folders(told: Mapping[str, str]) -> Iterator[Path]:
    """Where the server was started: what the system says of the parent process (Linux), then what the shell said."""
    parent = told.get("JPY_PARENT_PID", "")
    if parent.isdigit():
        with suppress(OSError):
            yield Path(os.readlink(f"/proc/{parent}/cwd"))
    shell = Path(told.get("PWD", ""))
    if shell.is_absolute():
        yield shell


def probe(workspace: Workspace) -> Probe:
    """The workspace's probe, written where it is missing: random words, so that no other workspace holds the same.

    Raises WorkspaceError where it can't be written.
    """
    path = workspace.folder / PROBE
    try:
        if (held := _held(path)) is None:
            from filelock import FileLock

            # Whoever comes meanwhile waits and reads what the first one wrote.
            with FileLock(workspace.folder / "locks" / "probe.lock").acquire(timeout=PATIENCE):
                if (held := _held(path)) is None:
                    held = _put(path)
    except OSError as error:
        raise workspace.explain(error) from error
    return Probe(PROBE, held)


def _held(path: Path) -> str | None:
    try:
        text = path.read_text("ascii", "replace").strip()
    except FileNotFoundError:
        return None
    return text if _TOKEN.fullmatch(text) else None


def _put(path: Path) -> str:
    """A new probe, whole or not at all."""
    token = secrets.token_hex(16)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        part.write_text(token, "ascii")
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return token
