"""An edit made elsewhere, as changes of the project: shots moved, trimmed, cut in two or taken out, joined otherwise; sounds moved.

What counts is the difference between what the file says now and what it said when it was written: the project may have changed since, and
shots that are new stay. What the file holds and the project doesn't know is reported, never taken for something else.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from director_kernel.errors import UsageError
from director_kernel.film.differing import diff
from director_kernel.film.ids import fresh
from director_kernel.film.otio import scenes_of
from director_kernel.film.shots import Placed, placed
from director_kernel.film.soundtrack import laid
from director_kernel.film.timeline import ending, joined, opening
from director_kernel.media.otio_file import Edit, Heard, Piece
from director_kernel.schema.project import Change, Cue, Project, Scene, Shot


class Brought(NamedTuple):
    """What came back: `changes` to make, `unknown` clips and sounds that aren't of this project, `notes` on what can't be kept."""

    changes: tuple[Change, ...]
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class Desk:
    """A project on the cutting table: shots by id, and the order of each beat's."""

    project: Project
    edit: Edit
    shots: dict[str, Shot] = field(default_factory=dict)
    home: dict[str, str] = field(default_factory=dict)
    """The beat of each shot."""
    beats: dict[str, list[str]] = field(default_factory=dict)
    scene_cues: dict[str, tuple[Cue, ...]] = field(default_factory=dict)
    locked: set[str] = field(default_factory=set)
    unknown: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.beats = {beat.id: [shot.id for shot in beat.shots] for scene in self.project.scenes for beat in scene.beats}
        for at in placed(self.project):
            self.shots[at.shot.id] = at.shot
            self.home[at.shot.id] = at.beat.id
            if at.shot.locked or at.beat.locked or at.scene.locked:
                self.locked.add(at.shot.id)
        self.scene_cues = {scene.id: scene.cues for scene in self.project.scenes}

    def result(self) -> Project:
        """The project as it lies on the table."""
        return self.project.model_copy(update={"scenes": tuple(self._scene(scene) for scene in self.project.scenes)})

    def _scene(self, scene: Scene) -> Scene:
        beats = tuple(beat.model_copy(update={"shots": tuple(self.shots[key] for key in self.beats[beat.id])}) for beat in scene.beats)
        same = all(old.shots == new.shots for old, new in zip(scene.beats, beats, strict=True)) and self.scene_cues[scene.id] == scene.cues
        return scene if same else scene.model_copy(update={"beats": beats, "cues": self.scene_cues[scene.id]})


def brought(project: Project, edit: Edit) -> Brought:
    """The changes an edit means for the project. Raises UsageError for the timeline of another project."""
    whose = edit.said.get("project")
    if isinstance(whose, str) and whose and project.id and whose != project.id:
        raise UsageError(f"this timeline was made of project {whose[:40]}; `director project open {whose[:40]}` first.")
    desk = Desk(project, edit, notes=[f"{note}." for note in edit.notes])
    desk.unknown += [_where(piece, edit.fps, "a second picture row") for piece in edit.strangers]
    row = _row(desk)
    if not row:
        desk.notes.append("no clip of this project is in the file: nothing is changed.")
        return Brought((), tuple(desk.unknown), tuple(desk.notes))
    _take_out(desk, row)
    _arrange(desk, row)
    _hear(desk, row)
    return Brought(diff(project, desk.result()), tuple(desk.unknown), tuple(desk.notes))


def _where(piece: Piece | Heard, fps: float, what: str = "") -> str:
    return f"{piece.name} at {piece.at / fps:.2f} s{f' ({what})' if what else ''}"


def _number(value: Any, default: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else default


# Pictures


def _row(desk: Desk) -> list[tuple[str, Piece]]:
    """The shots in the order of the file, each trimmed as it is there; a shot that stands twice gets a second one made of it."""
    row: list[tuple[str, Piece]] = []
    seen: set[str] = set()
    for piece in desk.edit.pieces:
        key = piece.said.get("shot")
        if not isinstance(key, str) or key not in desk.shots:
            desk.unknown.append(_where(piece, desk.edit.fps, f"shot {key[:40]} is no longer there" if isinstance(key, str) else ""))
            continue
        name = key
        if key in seen:
            name = fresh(desk.shots, f"{key}-b"[:60])
            desk.shots[name] = _second(desk.project, key, name)
            desk.home[name] = desk.home[key]
        elif key in desk.locked:
            _check_locked(desk, key, piece)
        seen.add(key)
        if name != key or key not in desk.locked:
            desk.shots[name] = _trimmed(desk, desk.shots[name], piece)
        row.append((name, piece))
    return row


def _second(project: Project, key: str, name: str) -> Shot:
    """Another piece of a shot's take; what is said and heard stays with the first."""
    shot = next(one for one in project.shots() if one.id == key)
    slots = shot.slots.with_(dialogue=(), sound=(), on_screen_text=())
    return shot.with_(id=name, slots=slots, cues=(), made_of={}, alternates=(), event="", locked=False)


def _trimmed(desk: Desk, shot: Shot, piece: Piece) -> Shot:
    fps, said = desk.edit.fps, piece.said
    changes: dict[str, Any] = {}
    if piece.frames != _number(said.get("frames"), round(shot.seconds * fps)):
        changes["seconds"] = round(min(600.0, piece.frames / fps), 3)
    if piece.first != _number(said.get("first"), round(shot.trim * fps)):
        changes["trim"] = round(max(0, piece.first) / fps, 3)
    was = said.get("transition")
    was = was if isinstance(was, str) else shot.slots.transition
    if (piece.ends, piece.opens) != (ending(was), opening(was)):
        if "transition" in shot.locked_slots:
            desk.notes.append(f"the transition of {shot.id} is locked and stays.")
        else:
            changes["slots"] = shot.slots.with_(transition=joined(piece.opens, piece.ends))
    return shot.with_(**changes) if changes else shot


def _check_locked(desk: Desk, key: str, piece: Piece) -> None:
    if _trimmed(desk, desk.shots[key].with_(locked_slots=()), piece) != desk.shots[key].with_(locked_slots=()):
        desk.notes.append(f"shot {key} is locked: what was done to it is left out.")


def _exported(desk: Desk) -> list[str] | None:
    """The shots that were in the file when it was written; None where it doesn't say."""
    told = desk.edit.said.get("shots")
    if not isinstance(told, list):
        desk.notes.append("the file doesn't say any more which shots it was made of: nothing is taken out.")
        return None
    return [key for key in told if isinstance(key, str) and key in desk.home]


def _take_out(desk: Desk, row: Sequence[tuple[str, Piece]]) -> None:
    there = {key for key, _ in row}
    for key in _exported(desk) or ():
        if key in there:
            continue
        if key in desk.locked:
            desk.notes.append(f"shot {key} is locked and stays, though it is not in the file.")
        else:
            desk.beats[desk.home[key]].remove(key)


def _arrange(desk: Desk, row: Sequence[tuple[str, Piece]]) -> None:
    """Brings the shots into the order of the file, moving as few as can be."""
    order = [key for key, _ in row]
    now = [key for keys in desk.beats.values() for key in keys]
    place = {key: at for at, key in enumerate(now)}
    known = [key for key in order if key in place]
    told = desk.edit.said.get("shots")
    there = set(known)
    written = (
        [key for key in told if isinstance(key, str) and key in there] if isinstance(told, list) else sorted(known, key=place.__getitem__)
    )
    fixed = set(known) if known == written else _longest([place[key] for key in known], known)
    for at, key in enumerate(order):
        if key not in fixed:
            _put(desk, key, order, at, fixed)


def _longest(numbers: list[int], keys: list[str]) -> set[str]:
    """The most keys whose numbers rise as they stand: they need not be moved."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, number in enumerate(numbers):
        spot = bisect_left(tails, number)
        before.append(ends[spot - 1] if spot else -1)
        tails[spot : spot + 1] = [number]
        ends[spot : spot + 1] = [at]
    found, at = set(), ends[-1] if ends else -1
    while at >= 0:
        found.add(keys[at])
        at = before[at]
    return found


def _put(desk: Desk, key: str, order: Sequence[str], at: int, fixed: set[str]) -> None:
    """Sets one shot behind the one before it in the file; between two beats it stays in its own, if that is one of them."""
    own = desk.home[key]
    if key in desk.beats[own]:
        desk.beats[own].remove(key)
    before = order[at - 1] if at else ""
    behind = next((one for one in order[at + 1 :] if one in fixed), "")
    if before and (desk.home[before] == own or not behind or desk.home[behind] != own):
        beat = desk.home[before]
        spot = desk.beats[beat].index(before) + 1
    elif behind:
        beat = desk.home[behind]
        spot = desk.beats[beat].index(behind)
    else:
        beat, spot = own, 0
    desk.beats[beat].insert(spot, key)
    desk.home[key] = beat
    fixed.add(key)


# Sounds


def _hear(desk: Desk, row: Sequence[tuple[str, Piece]]) -> None:
    """Moves, shortens and silences cues as the file has them."""
    written = desk.edit.said.get("sounds")
    known = {cue.id: (at, cue) for scene in scenes_of(list(placed(desk.project))) for at, cue, _ in laid(scene)}
    if not desk.edit.sounds:
        if isinstance(written, list) and written:
            desk.notes.append("the file has no sound rows: the sounds stay as they are.")
        return
    starts: dict[str, int] = {}
    for key, piece in row:
        starts.setdefault(key, piece.at)
        if key in desk.home:
            starts.setdefault(_scene_of(desk, key), piece.at)
    seen: set[str] = set()
    for heard in desk.edit.sounds:
        name = heard.said.get("cue")
        key = name if isinstance(name, str) else ""
        if not key or key not in known or key in seen:
            desk.unknown.append(_where(heard, desk.edit.fps, "a second piece of a sound" if key in seen else ""))
            continue
        seen.add(key)
        _move_cue(desk, *known[key], heard, starts, row)
    gone = [key for key in written if isinstance(key, str) and key in known and key not in seen] if isinstance(written, list) else []
    for key in gone:
        at, cue = known[key]
        if not cue.off and at.shot.id in desk.home and at.shot.id in desk.beats[desk.home[at.shot.id]]:
            _keep(desk, at, cue, at.shot.id, {"off": True})


def _scene_of(desk: Desk, shot: str) -> str:
    beat = desk.home[shot]
    return next(f"scene:{scene.id}" for scene in desk.project.scenes if any(one.id == beat for one in scene.beats))


def _move_cue(desk: Desk, at: Placed, cue: Cue, heard: Heard, starts: dict[str, int], row: Sequence[tuple[str, Piece]]) -> None:
    fps, shot = desk.edit.fps, at.shot.id
    scene = cue.id in {one.id for one in at.scene.cues}
    anchor = f"scene:{at.scene.id}" if scene else shot
    changes: dict[str, Any] = {}
    if heard.frames != _number(heard.said.get("frames"), heard.frames):
        changes["seconds"] = round(heard.frames / fps, 3)
    if heard.first:
        desk.notes.append(f"{heard.name} begins inside its file: that can't be kept, it begins at its beginning.")
    if anchor in starts:
        start = heard.at - starts[anchor]
        if start != _number(heard.said.get("start"), start) and heard.at != max(0, starts[anchor] + _number(heard.said.get("start"), 0)):
            changes["start"] = round(start / fps, 3)
    elif scene:
        desk.notes.append(f"{heard.name} belongs to scene {at.scene.id}, of which no shot is left in the file: it stays as it is.")
    else:
        # The shot is gone and its sound isn't: it goes on under the shot that is seen then.
        shot, piece = next(((key, one) for key, one in reversed(row) if one.at <= heard.at), row[0])
        changes |= {"start": round((heard.at - piece.at) / fps, 3), "seconds": round(heard.frames / fps, 3)}
    if changes:
        _keep(desk, at, cue, shot, changes)


def _keep(desk: Desk, at: Placed, cue: Cue, shot: str, changes: dict[str, Any]) -> None:
    """Writes a cue as it is now down where it belongs."""
    if shot in desk.locked or at.scene.locked:
        desk.notes.append(f"the sound {cue.id} is locked with its shot and stays.")
        return
    after = cue.with_(**changes)
    if cue.id in {one.id for one in at.scene.cues}:
        desk.scene_cues[at.scene.id] = tuple(after if one.id == cue.id else one for one in desk.scene_cues[at.scene.id])
        return
    cues = desk.shots[shot].cues
    told = tuple(after if one.id == cue.id else one for one in cues) if any(one.id == cue.id for one in cues) else (*cues, after)
    desk.shots[shot] = desk.shots[shot].with_(cues=told)
