"""A storyboard as a person has it before them: the frames of the film, of a scene or of a board, and what moving, locking or rewording
one of them changes in the project.

A frame is a shot with its canonical picture, or a panel of a board; its id is that noun's own.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from director_kernel.errors import UsageError
from director_kernel.film.emotion import Point, curve
from director_kernel.film.feelings import AXES
from director_kernel.film.frames import panel_path
from director_kernel.film.naming import value_of
from director_kernel.film.shots import Placed, placed
from director_kernel.schema.project import Alternate, Board, BoardPanel, Change, Project, Proposal, Scene, Shot
from director_kernel.schema.slots import Slots

_MOMENT = re.compile(r"^t?\s*[−+-]?\d+(\.\d+)?\s*(s|ms)?$")


class Frame(NamedTuple):
    """One frame. `number` is what it goes by ("2.3"), `asset` the picture's hash or "", `offset` milliseconds from the moment of its
    board, `mark` what a person made of it, `held` the "scene" or "beat" that is locked around it, `beat` whose feeling it shares."""

    id: str
    path: str
    number: str
    asset: str
    size: str
    setup: str
    action: str
    coverage: str = ""
    offset: int | None = None
    mark: str = ""
    locked: bool = False
    held: str = ""
    scene: str = ""
    beat: str = ""
    shot: str = ""
    seconds: float = 0.0
    alternates: int = 0


Subject = Scene | Board | None
"""What is shown; None is the whole film."""


def subject_of(project: Project, what: str) -> Subject:
    """The scene or board with this id, None for the film ("") and for what is not there any more."""
    scene = next((one for one in project.scenes if what and one.id == what), None)
    return scene or next((one for one in project.boards if what and one.id == what), None)


def place_of(project: Project, name: str) -> str:
    """The id of the scene of this number, id or title, or of the board of this id or title; "" for "". Raises UsageError."""
    wanted = name.strip().lower()
    for at, scene in enumerate(project.scenes, 1):
        if wanted in (str(at), scene.id, scene.title.lower()):
            return scene.id
    for board in project.boards:
        if wanted in (board.id, board.title.lower()):
            return board.id
    if not wanted:
        return ""
    boards = ", ".join(board.id for board in project.boards[-5:])
    hint = f"; the newest boards are {boards}" if boards else ""
    raise UsageError(f"there is no scene or board {name[:40]!r}; `director project` lists the scenes{hint}.")


def frames_of(project: Project, what: str) -> list[Frame]:
    """The frames in their order; what was put away is not among them."""
    about = subject_of(project, what)
    if isinstance(about, Board):
        seen = [panel for panel in about.panels if panel.mark != "deleted"]
        return [_of_panel(about, panel, number) for number, panel in enumerate(seen, 1)]
    scenes = {scene.id: number for number, scene in enumerate(project.scenes, 1)}
    return [_of_shot(at, scenes[at.scene.id]) for at in placed(project) if about is None or at.scene.id == about.id]


def put_away(project: Project, what: str) -> list[BoardPanel]:
    """The panels of a board that were put away."""
    about = subject_of(project, what)
    return [panel for panel in about.panels if panel.mark == "deleted"] if isinstance(about, Board) else []


def find_frame(project: Project, what: str, frame: str) -> Frame:
    """The frame with this id. Raises UsageError where another window took it out."""
    for one in frames_of(project, what):
        if one.id == frame:
            return one
    raise UsageError(f"the frame {frame[:40]!r} is not here any more; undo brings back what was taken out.")


def setup_of(slots: Slots) -> str:
    """How it is filmed, in one short line: "MS · low · 35mm · push in"."""
    moving = slots.movement if slots.movement != "static" else None
    return " · ".join(str(part) for part in (slots.shot_size, slots.angle, slots.lens, moving) if part)


def _of_shot(at: Placed, scene: int) -> Frame:
    shot, slots = at.shot, at.shot.slots
    return Frame(
        id=shot.id,
        path=at.path,
        number=f"{scene}.{at.number}",
        asset=shot.frame or "",
        size=str(slots.shot_size or ""),
        setup=setup_of(slots),
        action=slots.action or slots.subject or at.beat.text,
        coverage=str(slots.coverage or ""),
        locked=shot.locked,
        held="scene" if at.scene.locked else "beat" if at.beat.locked else "",
        scene=at.scene.id,
        beat=at.beat.id,
        shot=shot.id,
        seconds=shot.seconds,
        alternates=len(shot.alternates),
    )


def _of_panel(board: Board, panel: BoardPanel, number: int) -> Frame:
    slots = panel.slots
    return Frame(
        id=panel.id,
        path=panel_path(board.id, panel.id),
        number=str(number),
        asset=panel.asset,
        size=str(slots.shot_size or ""),
        setup=setup_of(slots),
        action=_words_under(panel),
        coverage=str(panel.coverage or slots.coverage or ""),
        offset=panel.time_offset_ms,
        mark=panel.mark,
        locked=panel.locked,
        scene=panel.scene or board.scene,
        beat=panel.id,
        shot=panel.shot or board.shot,
        seconds=slots.duration or 0.0,
    )


def _words_under(panel: BoardPanel) -> str:
    """The caption, unless it only says again where in time or in the coverage the frame stands."""
    plain = panel.caption.lower()
    again = bool(_MOMENT.match(plain)) or plain == str(panel.coverage or "").replace("_", " ")
    happens = panel.slots.action or panel.slots.subject
    return happens or panel.caption if again else panel.caption or happens


# What a person does to one


def moved(project: Project, what: str, frame: str, to: int) -> tuple[Change, ...]:
    """The frame at place `to` of what is shown. A shot that passes into another beat or scene belongs there from then on."""
    found = find_frame(project, what, frame)
    all_ = frames_of(project, what)
    at = all_.index(found)
    rest = [one for one in all_ if one.id != frame]
    to = max(0, min(to, len(rest)))
    if to == at or not rest:
        return ()
    about = subject_of(project, what)
    if isinstance(about, Board):
        places = [panel.id for panel in about.panels if panel.id != frame]
        place = places.index(rest[to].id) if to < len(rest) else places.index(rest[-1].id) + 1
        return (Change(op="move", path=found.path, at=place),)
    # Going on it follows whom it passed, going back it leads whom it passed: so it enters a beat where the eye puts it.
    beside = rest[to - 1] if to > at else rest[to]
    home, target = found.path.rpartition("/")[0], beside.path.rpartition("/")[0]
    there = [one.id for one in rest if one.path.rpartition("/")[0] == target]
    place = there.index(beside.id) + (1 if to > at else 0)
    return (Change(op="move", path=found.path, to="" if home == target else target, at=place),)


def locked(project: Project, what: str, frame: str, on: bool) -> tuple[Change, ...]:
    """The frame locked or free."""
    return (Change(op="set", path=f"{find_frame(project, what, frame).path}/locked", value=on),)


def captioned(project: Project, what: str, frame: str, text: str) -> tuple[Change, ...]:
    """Other words under the frame: of a shot what happens in it, of a panel its caption."""
    found = find_frame(project, what, frame)
    field = "caption" if found.path.startswith("boards/") else "slots/action"
    return (Change(op="set", path=f"{found.path}/{field}", value=" ".join(text.split())[:2000]),)


def taken_out(project: Project, what: str, frame: str) -> tuple[Change, ...]:
    """A shot taken out of the film."""
    return (Change(op="remove", path=find_frame(project, what, frame).path),)


def shot_of(project: Project, key: str) -> Placed:
    """The shot with this id, where it stands. Raises UsageError."""
    for at in placed(project):
        if at.shot.id == key:
            return at
    raise UsageError(f"the shot {key[:40]!r} is not in the film any more; undo brings back what was taken out.")


def used(project: Project, shot: str, asset: str) -> tuple[Change, ...]:
    """An alternate as the shot's picture; the one before is kept in its place. Raises UsageError for a picture that is none of them."""
    at = shot_of(project, shot)
    if asset not in {one.asset for one in at.shot.alternates}:
        raise UsageError("this picture is no alternate of the shot any more; look at the shot again.")
    # A picture a person chose is no longer measured against what a run made.
    told = {name: value for name, value in at.shot.made_of.items() if name != "frame"}
    changes = [Change(op="set", path=f"{at.path}/frame", value=asset)]
    changes.append(Change(op="set", path=f"{at.path}/alternates", value=[one.wire() for one in _others(at.shot, asset)]))
    return (*changes, Change(op="set", path=f"{at.path}/made_of", value=told))


def _others(shot: Shot, asset: str) -> Sequence[Alternate]:
    rest = [one for one in shot.alternates if one.asset != asset]
    if shot.frame and shot.frame not in {one.asset for one in rest}:
        rest.append(Alternate(asset=shot.frame, label="picture before", coverage=shot.slots.coverage))
    return rest


def brought_back(project: Project, what: str) -> tuple[Change, ...]:
    """The panels that were put away, in sight again."""
    return tuple(Change(op="set", path=f"{panel_path(what, panel.id)}/mark", value="") for panel in put_away(project, what))


# How it feels


Remembered = dict[tuple[int, int, int], tuple[object, tuple[Point, ...]]]
"""The curves of scenes that are as they were; with each stands what its key names, so that no other thing gets its identity."""


def feelings(project: Project, what: str, memory: Remembered | None = None) -> tuple[Point, ...]:
    """The points of the emotional curve under the frames. With a `memory`, scenes that have not changed since are not read again."""
    about = subject_of(project, what)
    if isinstance(about, Board):
        return curve(project, about)
    if about is not None:
        return _of_scene(project, about, memory)
    found: list[Point] = []
    start = 0.0
    for scene in project.scenes:
        points = _of_scene(project, scene, memory)
        found += [one.with_(at=round(one.at + start, 3)) for one in points]
        start += sum(shot.seconds for beat in scene.beats for shot in beat.shots) or sum(one.seconds for one in points)
    return tuple(found)


def _of_scene(project: Project, scene: Scene, memory: Remembered | None) -> tuple[Point, ...]:
    memory = {} if memory is None else memory
    key = id(scene), id(project.bible), id(project.style)
    if key not in memory:
        # Of the film only this scene is looked through: its place in it says nothing about how it feels.
        points = curve(project.model_copy(update={"scenes": (scene,)}), scene)
        memory[key] = (scene, project.bible, project.style), points
    return memory[key][1]


def feeling_of(project: Project, what: str, frame: Frame) -> Point | None:
    """How the frame's beat, or the panel, feels."""
    about = subject_of(project, what)
    where = what if isinstance(about, Board) else frame.scene
    return next((one for one in feelings(project, where) if one.id == frame.beat), None)


def felt(project: Project, what: str, frame: str, axis: str, value: int) -> tuple[Change, ...]:
    """One feeling of the frame's beat, or of the panel, as strong as a person says (0 to 10); the others stand as they were read."""
    if axis not in AXES:
        raise UsageError(f"there is no feeling {axis[:40]!r}; there are {', '.join(AXES)}.")
    found = find_frame(project, what, frame)
    point = feeling_of(project, what, found)
    if point is None:
        raise UsageError("nothing is known of how this frame feels; look at its scene or board.")
    owner = found.path if found.path.startswith("boards/") else found.path.rsplit("/", 2)[0]
    return (Change(op="set", path=f"{owner}/emotion", value=point.emotion.with_(**{axis: max(0, min(10, value))}).wire()),)


# Proposals


def plain_value(change: Change) -> str | None:
    """What a change sets, as it can be typed otherwise; None where it is more than a few words."""
    value = change.value
    if change.op != "set" or isinstance(value, bool):
        return None
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return None


def edited(project: Project, proposal: Proposal, kept: Mapping[int, str | None]) -> tuple[Change, ...]:
    """The changes of a proposal a person kept (by place), with what they typed instead. Raises UsageError for words a field can't take."""
    return tuple(_typed(project, change, kept[at]) for at, change in enumerate(proposal.changes) if at in kept)


def _typed(project: Project, change: Change, words: str | None) -> Change:
    if words is None or words == plain_value(change):
        return change
    value: Any = value_of(project, change.path, words)
    return change.with_(value=value, before=None)
