"""The workspace: doctor, open, gc, export, backup, cap."""

import shutil
import subprocess
import sys
from pathlib import Path

import click

from director_kernel.commands.kit import command
from director_kernel.commands.run import reel_shown
from director_kernel.commands.session import Session
from director_kernel.errors import UsageError
from director_kernel.present.html import BAD, GOOD, WARN, box, dot, table
from director_kernel.present.reel_view import short
from director_kernel.present.shown import Shown
from director_kernel.present.text import columns
from director_kernel.schema.money import micros, usd
from director_kernel.schema.words import counted

COLOURS = {"ok": GOOD, "note": WARN, "fault": BAD}


@command("doctor")
def doctor(session: Session) -> Shown:
    """Check this machine and the workspace, and say how to mend what is wrong."""
    findings = session.director.doctor()
    rows = [(finding["state"], finding["what"], finding["says"]) for finding in findings]
    html = box(table(("", "What", "Finding"), [(dot(COLOURS[state], state), what, says) for state, what, says in rows], caption="Health"))
    bad = any(finding["state"] == "fault" for finding in findings)
    return Shown(columns(rows, stretch=2, fold=True), html, findings, code=1 if bad else 0)


@command("open")
@click.argument("execution", required=False)
@click.option("--list", "only_list", is_flag=True, help="Say where the files are and open nothing.")
def open_(session: Session, execution: str | None, only_list: bool) -> Shown:
    """Show the latest reel; in a shell, open it in the player of this machine."""
    view = reel_shown(session, execution)
    if view is None:
        raise UsageError("there is no reel yet: `director run` makes one from the current plan.")
    if session.surface.name == "shell" and not only_list and not session.surface.json:
        _open_file(Path(view.data["reel"]))
    files = {key: view.data[key] for key in ("reel", "otio", "contact") if key in view.data}
    text = "\n".join(f"{key:<15}{short(Path(path), session.surface.root)}" for key, path in files.items())
    return Shown(text, data=view.data) if only_list else Shown(text, view.html, view.data, pictures=view.pictures)


def _open_file(path: Path) -> None:
    opener = "open" if sys.platform == "darwin" else "xdg-open"
    if shutil.which(opener):
        subprocess.Popen([opener, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@command("gc")
@click.option("--yes", is_flag=True, help="Delete; without it, only say what would go.")
def gc(session: Session, yes: bool) -> Shown:
    """Free disk space: files nothing refers to any more, and what can be made again."""
    found = session.director.gc(delete=yes)
    verb = "Deleted" if yes else "Would delete"
    hint = "" if yes or not found["bytes"] else " `director gc --yes` does it."
    return Shown(
        f"{verb} {counted(found['files'], 'file')}, {found['bytes'] / 1e6:.1f} MB; {found['kept'] / 1e6:.1f} MB stay in use.{hint}",
        data=found,
    )


@command("export")
@click.argument("target", required=False, type=click.Path(path_type=Path))
@click.option("--execution", help="Which run (default: the latest).")
def export(session: Session, target: Path | None, execution: str | None) -> Shown:
    """Write a ZIP with the plan, the takes, the reel and their sidecars."""
    path = session.director.export(target, execution)
    return Shown(f"Exported to {path}", data={"path": str(path), "bytes": path.stat().st_size})


@command("backup")
@click.argument("target", type=click.Path(path_type=Path))
def backup(session: Session, target: Path) -> Shown:
    """Copy the whole workspace, consistent even while runs go on."""
    path = session.director.backup(target)
    return Shown(f"Backed up to {path}", data={"path": str(path)})


@command("cap")
@click.argument("amount", required=False)
def cap(session: Session, amount: str | None) -> Shown:
    """Show or set the most this workspace may spend in all, in USD; `none` takes the cap away."""
    director = session.director
    if amount is not None:
        try:
            director.set_cap(None if amount == "none" else micros(amount))
        except ValueError as error:
            raise UsageError(f"{error}.") from None
    totals = director.totals()
    said = "no cap" if totals.cap is None else f"cap {usd(totals.cap)}"
    text = f"{said}; spent {usd(totals.committed)}, outstanding {usd(totals.outstanding)}, overrun {usd(totals.overrun)}"
    return Shown(text, data=totals.wire())


COMMANDS = [doctor, open_, gc, export, backup, cap]
