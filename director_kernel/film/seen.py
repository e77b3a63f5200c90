"""What a workflow made, in one picture: the sheet its frames were cut from, or all of them on a page with what each is.

What a change merely names (the references of a shot) was made before and is not shown again.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from director_kernel.film.layouts import framing
from director_kernel.film.shots import placed
from director_kernel.film.tree import wire
from director_kernel.schema.project import Board, BoardPanel, Change, MarketingAsset, Project


class Seen(NamedTuple):
    """A picture that came of a work, by its hash, with its number in the film ("2.3") and what it is."""

    sha256: str
    number: str = ""
    words: str = ""


def seen(changes: Sequence[Change], project: Project) -> list[Seen]:
    """The pictures the changes put into the project, each once: boards, by their sheet where they have one, then the pictures of shots,
    then graphics. What became an alternate was there before."""
    boards = [Board.model_validate(wire(change.value)) for change in changes if change.op == "add" and change.path == "boards"]
    numbers = numbers_of(project)
    found = [one for board in boards for one in _board(board, numbers)]
    # A frame that was cut from a sheet and became a shot's picture is on the sheet already.
    known = {panel.asset for board in boards for panel in board.panels}
    found += [one for change in changes for one in _set(change, project, numbers) if one.sha256 not in known]
    first: dict[str, Seen] = {}
    for one in found:
        first.setdefault(one.sha256, one)
    return list(first.values())


def numbers_of(project: Project) -> dict[str, str]:
    """The number every shot is typed with, by its id."""
    scenes = {scene.id: at for at, scene in enumerate(project.scenes, 1)}
    return {at.shot.id: f"{scenes[at.scene.id]}.{at.number}" for at in placed(project)}


def _board(board: Board, numbers: dict[str, str]) -> Iterator[Seen]:
    if board.sheet:
        yield Seen(board.sheet, "", board.title)
        return
    for at, panel in enumerate(board.panels, 1):
        yield Seen(panel.asset, numbers.get(panel.shot, "") or str(at), panel_words(panel))


def panel_words(panel: BoardPanel) -> str:
    """What a frame of a board is, in a few words: the moment it shows or what happens in its shot, else what it was made as."""
    if panel.time_offset_ms is not None:
        return f"{panel.time_offset_ms / 1000:+.1f} s"
    happens = panel.slots.action if panel.shot else ""
    return happens or (panel.coverage.value if panel.coverage else "") or panel.caption or panel.slots.action or panel.slots.subject


def _set(change: Change, project: Project, numbers: dict[str, str]) -> Iterator[Seen]:
    """Pictures of shots and graphics a change sets or adds."""
    if change.op == "set" and change.path.endswith("/frame") and isinstance(change.value, str):
        shot = change.path.split("/")[-2]
        yield Seen(change.value, numbers.get(shot, ""), _shot_words(project, shot))
    elif change.op == "add" and change.path == "marketing":
        made = MarketingAsset.model_validate(wire(change.value))
        title = made.title if made.title != project.title else ""
        yield Seen(made.asset, "", " · ".join(part for part in (made.kind.replace("_", " "), made.platform, title) if part))


def _shot_words(project: Project, shot: str) -> str:
    found = next((one for one in project.shots() if one.id == shot), None)
    return "" if found is None else " · ".join(part for part in (framing(found.slots), found.slots.action or found.slots.subject) if part)
