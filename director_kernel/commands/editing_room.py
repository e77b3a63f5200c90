"""The way to another editing room and back: the project's edit as an OpenTimelineIO file, and what was done to it there."""

import errno
import os
from pathlib import Path

from director_kernel.commands.changing import make
from director_kernel.commands.session import Session
from director_kernel.errors import UsageError
from director_kernel.film.otio import File, edit_of
from director_kernel.film.otio_in import brought
from director_kernel.media import otio_file
from director_kernel.present.project_view import changes_view
from director_kernel.present.reel_view import short
from director_kernel.present.shown import Shown
from director_kernel.schema.project import Project
from director_kernel.schema.words import counted
from director_kernel.store.reading import read_file


def go_out(session: Session, path: Path, name: str) -> Shown:
    """Writes the edit of the film, or of one scene, beside the media it names. Raises UsageError."""
    project = session.director.film.projects.require()
    edit = edit_of(project, name, _files(session, project, path))
    if not edit.pieces:
        raise UsageError("there is no shot to write yet; `director scene add` adds some.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(otio_file.write(edit), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} can't be written ({error.strerror}); name another file.") from None
    bare = sum(not piece.url for piece in edit.pieces)
    note = f" {counted(bare, 'shot')} without media yet." if bare else ""
    told = f"{counted(len(edit.pieces), 'clip')} and {counted(len(edit.sounds), 'sound')} in {short(path, session.surface.root)}.{note}"
    return Shown(
        f"{told} `director scene otio in {path.name}` takes back in what is done to it.",
        data={"path": str(path), "clips": len(edit.pieces), "sounds": len(edit.sounds), "missing": bare},
    )


def _files(session: Session, project: Project, target: Path) -> dict[str, File]:
    """Where the project's files lie, from the folder of the timeline."""
    assets = session.director.workspace.assets
    wanted = {shot.take or shot.frame for shot in project.shots()}
    wanted |= {cue.asset for one in project.scenes for cue in one.cues} | {cue.asset for shot in project.shots() for cue in shot.cues}
    found = {}
    for sha256 in sorted(one for one in wanted if one):
        asset = assets.get(sha256)
        if asset is not None:
            found[sha256] = File(Path(os.path.relpath(assets.path(asset), target.absolute().parent)).as_posix(), asset.duration)
    return found


def come_back(session: Session, path: Path, propose: bool) -> Shown:
    """Takes in what was done to the edit, or proposes it. Raises UsageError."""
    known = session.director.film.projects
    try:
        data = read_file(path, otio_file.LARGEST)
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise UsageError(f"{path.name} is larger than {otio_file.LARGEST // 1_000_000} MB; export the timeline alone.") from None
        raise UsageError(f"{path} can't be read ({error.strerror}); check the path.") from None
    found = brought(known.require(), otio_file.read(data, path.name))
    lines = [*(f"not of this project, left out: {one}" for one in found.unknown), *found.notes]
    if not found.changes:
        return changes_view("Nothing was done to it.", lines or ["the edit is the project's"], {"changes": [], "notes": lines})
    if propose:
        made = known.propose(found.changes, who="editing room", why=path.name)
        title_ = f"Proposed as {made.id}; `director project accept {made.id}` makes it."
        return changes_view(title_, [f"{counted(len(made.changes), 'change')}", *lines], {"proposal": made.wire()})
    return make(known, found.changes, f"edit {path.name}", lines=lines)
