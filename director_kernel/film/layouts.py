"""Scenes, boards and the whole film as pages, of the pictures there are: no model is asked, nothing costs anything."""

from collections.abc import Callable, Iterator

from director_kernel.errors import AssetError, UsageError
from director_kernel.film.pages import credits_of, kicker_of, tagline_of, voice_of, weight_of
from director_kernel.film.shots import Placed, full, placed
from director_kernel.media.draw.graphics.look import Look, look_for
from director_kernel.media.draw.graphics.page import Copy, Page, Panel
from director_kernel.media.layered import unpack
from director_kernel.media.layouts import MOST, render_page
from director_kernel.schema.project import Board, BoardPanel, Project, Scene
from director_kernel.schema.slots import LayoutMode, Line, Slots
from director_kernel.store import Workspace

Read = Callable[[str], bytes | None]
"""A stored picture's bytes by its hash; None where it is gone."""


def reader(workspace: Workspace) -> Read:
    """Reads the pictures of a workspace; one that is gone or damaged is None, and a card stands in its place."""

    def read(sha256: str) -> bytes | None:
        asset = workspace.assets.get(sha256)
        if asset is None or not asset.mime.startswith("image/") or asset.mime == "image/svg+xml":
            return None
        try:
            return workspace.assets.read(asset)
        except AssetError:
            return None

    return read


def layout(
    project: Project,
    what: Board | Scene | str | None,
    mode: LayoutMode | None,
    read: Read,
    *,
    page: int = 1,
    sheet: str = "a4",
    size: tuple[int, int] = (0, 0),
) -> Page:
    """A page of a board, a scene (values, or their ids, numbers or titles) or, for None, of the film; `mode` None: as the board says.

    Of more frames than one layout takes, `page` counts on through all of them. Raises UsageError.
    """
    about = find_subject(project, what) if isinstance(what, str) else what
    mode = mode or (about.layout if isinstance(about, Board) else LayoutMode.STORYBOARD)
    panels = list(panels_of(project, about, read))
    if len(panels) > MOST and mode in (LayoutMode.POSTER, LayoutMode.MAGAZINE):
        panels = sorted(panels, key=lambda one: -one.weight)[:MOST]
    if len(panels) > MOST:
        raise UsageError(f"{len(panels)} frames are more than the {MOST} one layout takes; lay out one scene, for example `1`.")
    ours = any(panel.picture and unpack(panel.picture) is not None for panel in panels)
    copy = copy_of(project, about, note="previs" if ours else "")
    return render_page(panels, copy, mode, look=look_of(project), number=page, sheet=sheet, size=size)


def find_subject(project: Project, name: str) -> Board | Scene | None:
    """The board or scene of this id, number or title ("" is the film); a number is a scene's. Raises UsageError."""
    wanted = name.strip().lower()
    if not wanted:
        return None
    for at, scene in enumerate(project.scenes, 1):
        if wanted in (scene.id, str(at), scene.title.lower()):
            return scene
    for board in project.boards:
        if wanted in (board.id, board.title.lower()):
            return board
    boards = ", ".join(board.id for board in project.boards[-5:])
    raise UsageError(
        f"there is no scene or board {name[:40]!r}; `director project` lists the scenes{f', boards are {boards}' if boards else ''}."
    )


def look_of(project: Project) -> Look:
    """The hand all graphics of a project are in."""
    return look_for(*voice_of(project))


def copy_of(project: Project, about: Board | Scene | None, note: str = "") -> Copy:
    """The words of a page about it."""
    scenes = [about] if isinstance(about, Scene) else list(project.scenes)
    body = " ".join(part for part in (project.logline, *(scene.text for scene in scenes)) if part)
    quote = next((line.text for scene in scenes for beat in scene.beats for shot in beat.shots for line in shot.slots.dialogue), "")
    return Copy(project.title, tagline_of(project), credits_of(project), body, quote, kicker_of(project, about), note)


def panels_of(project: Project, about: Board | Scene | None, read: Read) -> Iterator[Panel]:
    """The frames of a board, a scene or the film, in order, with what is said and done in each."""
    if isinstance(about, Board):
        yield from _of_board(about, read)
        return
    start = 0.0
    for number, at in enumerate((one for one in placed(project) if about is None or one.scene.id == about.id), 1):
        yield _of_shot(project, at, number, start, read)
        start += at.shot.seconds


def _of_board(board: Board, read: Read) -> Iterator[Panel]:
    start = 0.0
    for number, panel in enumerate((one for one in board.panels if one.mark != "deleted"), 1):
        seconds = panel.slots.duration or 0.0
        yield Panel(
            picture=read(panel.asset),
            number=str(number),
            coverage=_label(panel),
            shot=framing(panel.slots),
            action=panel.slots.action or (panel.caption if not panel.coverage else "") or panel.slots.subject,
            dialogue=panel.dialogue or panel.slots.dialogue,
            sound=panel.slots.sound,
            people=tuple(one.name for one in panel.slots.characters),
            start=start,
            seconds=seconds,
            weight={"canonical": 1.6, "pinned": 1.3, "alternate": 0.8}.get(panel.mark, 1.0),
        )
        start += seconds


def _label(panel: BoardPanel) -> str:
    if panel.time_offset_ms is not None:
        return f"{panel.time_offset_ms / 1000:+.1f} s"
    return panel.coverage.value if panel.coverage else (panel.caption if panel.slots.action else "")


def _of_shot(project: Project, at: Placed, number: int, start: float, read: Read) -> Panel:
    slots, shot = full(project, at), at.shot
    over = tuple(
        Line(text=cue.text, speaker=_speaker(project, cue.speaker)) for cue in shot.cues if cue.kind == "voice" and cue.text and not cue.off
    )
    spoken = tuple(line for line in over if line.text not in {one.text for one in slots.dialogue})
    return Panel(
        picture=read(shot.frame) if shot.frame else None,
        number=str(number),
        coverage=slots.coverage.value if slots.coverage else "",
        shot=framing(slots),
        action=slots.action or slots.subject or at.beat.text,
        dialogue=(*slots.dialogue, *spoken),
        sound=(*slots.sound, *(cue.text for cue in shot.cues if cue.kind == "effects" and cue.text and not cue.off)),
        people=tuple(one.name for one in slots.characters),
        start=start,
        seconds=shot.seconds,
        weight=weight_of(at),
    )


def _speaker(project: Project, who: str) -> str:
    return next((one.name for one in project.bible.characters if one.id == who), who)


def framing(slots: Slots) -> str:
    """How a shot is filmed, in one short line: "MS · low angle · 35mm · push in"."""
    parts = (slots.shot_size, slots.angle, slots.lens, slots.movement if slots.movement != "static" else None)
    return " · ".join(str(part) for part in parts if part)
