"""Open slots of a film's shots filled in from the shots around them, the film's style and a director's habits, as typed changes."""

from typing import Literal, NamedTuple

from director_kernel.film.changes import diff
from director_kernel.film.shots import Placed, full
from director_kernel.prompts.infer import Inferred, infer
from director_kernel.schema.direction import Profile
from director_kernel.schema.project import Change, Project, Scene, Shot

_OWN = (
    *("shot_size", "coverage", "angle", "lens", "movement", "movement_speed", "key_side", "light_quality", "light_setup"),
    *("warmth", "contrast", "saturation", "exposure", "sound"),
)
"""What is written into the shot; what place and style say holds for it anyway (`film/shots.full`)."""
Side = Literal["", "A", "B", "neutral", "crossing"]


class Filled(NamedTuple):
    """A shot with its gaps filled, and why each guess was made."""

    shot: Shot
    inferred: Inferred


def fill(project: Project, at: Placed, profile: Profile | None = None) -> Filled:
    """The shot with what is open in it filled in. Locked shots and slots stay open."""
    if at.shot.locked or at.beat.locked or at.scene.locked:
        return Filled(at.shot, Inferred(at.shot.slots, {}))
    row = row_of(at.scene)
    before = [full(project, one) for one in row if one.number < at.number]
    after = [full(project, one) for one in row if one.number > at.number]
    found = infer(full(project, at), before, after, project.style, profile, seconds=at.shot.seconds)
    names = [name for name in found.reasons if name in _OWN and name not in at.shot.locked_slots]
    values = {name: getattr(found.slots, name) for name in names}
    slots = at.shot.slots.with_(**values, inferred=(*at.shot.slots.inferred, *names)) if names else at.shot.slots
    side = at.shot.side or kept_side(row, at)
    shot = at.shot.with_(slots=slots, side=side) if names or side != at.shot.side else at.shot
    return Filled(shot, Inferred(slots, {name: found.reasons[name] for name in names}))


def kept_side(row: list[Placed], at: Placed) -> Side:
    """The side of the line the camera stays on: that of the nearest shot before which has one; "" in a scene without a line."""
    if len(at.scene.line) != 2:
        return ""
    sides = [one.shot.side for one in row if one.number < at.number and one.shot.side]
    return "" if not sides or sides[-1] == "crossing" else next((side for side in reversed(sides) if side in ("A", "B")), "")


def fill_film(project: Project, profile: Profile | None = None, scene: str = "") -> tuple[Change, ...]:
    """The changes that fill in every open slot, shot after shot, of one scene or the whole film; each leans on those filled before it."""
    scenes = tuple(_filled(project, one, profile) if scene in ("", one.id) else one for one in project.scenes)
    return diff(project, project.model_copy(update={"scenes": scenes}))


def row_of(scene: Scene) -> list[Placed]:
    """The shots of one scene where they stand."""
    pairs = [(beat, shot) for beat in scene.beats for shot in beat.shots]
    return [Placed(scene, beat, shot, number) for number, (beat, shot) in enumerate(pairs, 1)]


def _filled(project: Project, scene: Scene, profile: Profile | None) -> Scene:
    now = scene
    for number in range(len(row_of(scene))):
        at = row_of(now)[number]
        shot = fill(project, at, profile).shot
        if shot is not at.shot:
            shots = tuple(shot if one.id == shot.id else one for one in at.beat.shots)
            beat = at.beat.model_copy(update={"shots": shots})
            now = now.model_copy(update={"beats": tuple(beat if one.id == beat.id else one for one in now.beats)})
    return now
