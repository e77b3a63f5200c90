"""What a person makes of a frame: a shot of its own, the canonical picture, an alternate, pinned, or gone. Each is kept as a verdict on
the trace that led to the frame, for later learning."""

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from director_kernel.errors import UsageError
from director_kernel.film.frames import find_board, find_panel, panel_path
from director_kernel.film.ids import fresh, ids_of
from director_kernel.film.projects import Projects
from director_kernel.film.shots import Placed, full, placed
from director_kernel.schema.project import Alternate, Beat, Board, BoardPanel, Change, Project, Scene, Shot
from director_kernel.schema.slots import Character, Slots
from director_kernel.store import Connection, works

Word = Literal["kept", "deleted", "promoted", "pinned"]
_STAND_IN = ("variants", "extraction")
"""Boards whose frames are other pictures of their shot, not other shots."""
_NOT_OF_A_SHOT: dict[str, Any] = {"frame_index": None, "frame_count": None, "time_offset_ms": None, "panel_layout": "", "panels": ()}
_NOT_OF_A_SHOT |= {"references": (), "duration": None, "aspect": "", "fps": None, "seed": None, "layout_mode": None}


class Decided(NamedTuple):
    """What a decision about a frame changes, the verdict that goes with it, and both in a line. `where` is the panel's path."""

    changes: tuple[Change, ...]
    where: str
    verdict: Word
    note: str


Decision = Callable[[Project, str, str], Decided]


def promote(project: Project, board: str, panel: str) -> Decided:
    """The frame as a shot: a new one of its beat with the frame as canonical picture; of variants, extractions and the moment itself the
    canonical picture of their own shot, the one before kept as an alternate. Raises UsageError for frames that belong to no beat."""
    found, frame = _found(project, board, panel)
    at = _shot_of(project, found, frame)
    if at is not None and (frame.shot or found.kind in _STAND_IN or frame.time_offset_ms == 0):
        changes = _stand_in(at, found, frame)
        return _decided(found, frame, "canonical", "promoted", changes, f"{_name(frame)} is the picture of {at.shot.id} now", at.shot.id)
    scene, beat = _beat_of(project, found, frame)
    shot = Shot(
        id=fresh(ids_of(project), f"shot-{frame.id}"[:60]),
        slots=own_slots(project, scene, beat, frame),
        characters=_named(project, frame.slots),
        props=tuple(one.id for one in project.bible.props if one.name.lower() in {prop.name.lower() for prop in frame.slots.props}),
        frame=frame.asset,
    )
    after = next((place + 1 for place, one in enumerate(beat.shots) if at is not None and one.id == at.shot.id), None)
    if after is not None and (frame.time_offset_ms or 0) < 0:
        after -= 1
    path = f"scenes/{scene.id}/beats/{beat.id}/shots"
    added = Change(op="add", path=path, value=shot.wire(), at=after)
    return _decided(found, frame, "canonical", "promoted", (added,), f"{_name(frame)} is a shot of “{beat.text or beat.id}” now", shot.id)


def keep_as_alternate(project: Project, board: str, panel: str) -> Decided:
    """The frame beside the canonical picture of its shot; on a board without a shot it is only marked."""
    found, frame = _found(project, board, panel)
    at = _shot_of(project, found, frame)
    changes: tuple[Change, ...] = ()
    if at is not None and frame.asset not in {one.asset for one in at.shot.alternates}:
        changes = (_alternate(at, frame.asset, frame.caption, frame),)
    return _decided(found, frame, "alternate", "kept", changes, f"{_name(frame)} is kept as an alternate")


def pin(project: Project, board: str, panel: str) -> Decided:
    """The frame marked as a favourite."""
    found, frame = _found(project, board, panel)
    return _decided(found, frame, "pinned", "pinned", (), f"{_name(frame)} is pinned")


def delete(project: Project, board: str, panel: str) -> Decided:
    """The frame put out of sight; its file stays stored, and the decision can be taken back."""
    found, frame = _found(project, board, panel)
    return _decided(found, frame, "deleted", "deleted", (), f"{_name(frame)} is put away")


DECISIONS: dict[str, Decision] = {"promote": promote, "alternate": keep_as_alternate, "pin": pin, "delete": delete}


def decide(projects: Projects, decided: Decided) -> Project:
    """The current project with the decision made, the verdict written along with it. Raises UsageError for what is locked."""
    project = projects.require()

    def along(connection: Connection) -> bool:
        works.judge(connection, project.id, decided.where, decided.verdict)
        return True

    return projects.change(decided.changes, project=project.id, note=decided.note, along=along)


# A frame and its place


def _found(project: Project, board: str, panel: str) -> tuple[Board, BoardPanel]:
    found = find_board(project, board)
    return found, find_panel(found, panel)


def _name(frame: BoardPanel) -> str:
    return f"“{frame.caption}”" if frame.caption else frame.id


def _shot_of(project: Project, board: Board, frame: BoardPanel) -> Placed | None:
    wanted = frame.shot or board.shot
    return next((at for at in placed(project) if at.shot.id == wanted), None) if wanted else None


def _beat_of(project: Project, board: Board, frame: BoardPanel) -> tuple[Scene, Beat]:
    wanted = frame.beat or board.beat
    for scene in project.scenes:
        for beat in scene.beats:
            if beat.id == wanted:
                return scene, beat
    raise UsageError(f"{_name(frame)} belongs to no beat of the film; keep it as a reference, or make the board from a beat or a shot.")


def _decided(board: Board, frame: BoardPanel, mark: str, verdict: Word, changes: tuple[Change, ...], note: str, shot: str = "") -> Decided:
    where = panel_path(board.id, frame.id)
    marks = [Change(op="set", path=f"{where}/mark", value=mark)]
    if shot and frame.shot != shot:
        marks.append(Change(op="set", path=f"{where}/shot", value=shot))
    return Decided((*changes, *marks), where, verdict, note)


def _stand_in(at: Placed, board: Board, frame: BoardPanel) -> tuple[Change, ...]:
    """The frame in the place of its shot's picture."""
    changes: list[Change] = []
    if at.shot.frame and at.shot.frame != frame.asset and at.shot.frame not in {one.asset for one in at.shot.alternates}:
        changes.append(_alternate(at, at.shot.frame, "picture before", None))
    changes.append(Change(op="set", path=f"{at.path}/frame", value=frame.asset))
    if "frame" in at.shot.made_of:
        # A picture a person chose is no longer measured against what a run made.
        told = {name: value for name, value in at.shot.made_of.items() if name != "frame"}
        changes.append(Change(op="set", path=f"{at.path}/made_of", value=told))
    return tuple(changes)


def _alternate(at: Placed, asset: str, label: str, frame: BoardPanel | None) -> Change:
    one = Alternate(asset=asset, label=label, coverage=frame.coverage if frame else at.shot.slots.coverage)
    return Change(op="add", path=f"{at.path}/alternates", value=one.wire())


# What a new shot says itself


def own_slots(project: Project, scene: Scene, beat: Beat, frame: BoardPanel) -> Slots:
    """What only this frame says: what bible, scene and style say anyway is left to them, so that the shot follows when they change."""
    people = _named(project, frame.slots)
    empty = Shot(id="empty", characters=people, seconds=3.0)
    given = full(project, Placed(scene, beat, empty, 0))
    said = frame.slots.with_(**_NOT_OF_A_SHOT)
    same = {
        name: Slots.model_fields[name].get_default()
        for name in Slots.model_fields
        if name not in ("characters", "props", "inferred") and getattr(said, name) == getattr(given, name)
    }
    known = {one.name.lower() for one in project.bible.characters}
    told = tuple(_how(one) if one.name.lower() in known else one for one in said.characters)
    things = {one.name.lower() for one in project.bible.props}
    return said.with_(
        **same,
        characters=tuple(one for one in told if one != Character(name=one.name)),
        props=tuple(one for one in said.props if one.name.lower() not in things),
    )


def _how(one: Character) -> Character:
    return Character(name=one.name, pose=one.pose, gaze=one.gaze, emotion=one.emotion)


def _named(project: Project, slots: Slots) -> tuple[str, ...]:
    """The ids of those in the frame whom the bible knows."""
    seen = [one.name.lower() for one in slots.characters]
    return tuple(one.id for name in seen for one in project.bible.characters if one.name.lower() == name)
