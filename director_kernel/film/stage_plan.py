"""Where people and cameras of a scene stand: exact geometry, worked out where nobody said, never changed where somebody did.

The line of action runs through the two the scene is about. Side A is the side the audience is on (y falls towards it); where the line
runs away from the audience, its right. A camera sees 2·atan(18 mm / focal length) across: a sensor 36 mm wide.
"""

import re
from collections.abc import Mapping, Sequence

from director_kernel.errors import UsageError
from director_kernel.film.camera_plan import camera_of
from director_kernel.film.shots import Placed, placed
from director_kernel.film.standing import people_of, spot_of
from director_kernel.schema.project import Project, Scene
from director_kernel.schema.staging import Camera, Ground, Staging, Stand

MOST = 14
_GROUNDS: tuple[tuple[Ground, tuple[str, ...]], ...] = (
    ("vehicle", ("car", "train", "bus", "plane", "cockpit", "boat cabin", "taxi", "van")),
    ("street", ("street", "alley", "road", "bridge", "pier", "crossing", "harbour", "harbor")),
    (
        "open",
        ("beach", "forest", "field", "desert", "park", "coast", "sea", "mountain", "garden", "roof", "square", "meadow", "lake", "ext."),
    ),
)


def stage(project: Project, scene: Scene, beat: str = "") -> Staging:
    """The plan of a scene, or of one beat of it. Raises UsageError for more than 14 people."""
    shots = [at for at in placed(project) if at.scene.id == scene.id and (not beat or at.beat.id == beat)]
    cast = _cast(project, scene, shots)
    if len(cast) > MOST:
        raise UsageError(f"{len(cast)} people are more than the {MOST} a plan holds; make it for one beat, with fewer in its shots.")
    pair = _pair(scene, cast)
    people = people_of(scene, cast, pair)
    spots = {one.who: one for one in people}
    line = (spot_of(spots[pair[0]]), spot_of(spots[pair[1]])) if len(pair) == 2 else None
    ground = ground_of(project, scene)
    cameras: list[Camera] = []
    for at in shots:
        cameras.append(camera_of(project, at, len(cameras) + 1, spots, pair, line, ground, cameras))
    title = next((one.text for one in scene.beats if one.id == beat), "") or scene.title
    place = next((one.name for one in project.bible.locations if one.id == scene.location), scene.location)
    notes = tuple(f"shot {one.number} crosses to side {one.side}" for one, said in zip(cameras, shots, strict=True) if _crossed(one, said))
    return Staging(
        title=title[:160],
        place=place,
        ground=ground,
        room=_room(people, cameras, ground),
        people=people,
        cameras=tuple(cameras),
        line=line,
        notes=notes,
    )


def _crossed(camera: Camera, at: Placed) -> bool:
    return camera.side == "B" and at.shot.side not in ("B", "crossing")


def _cast(project: Project, scene: Scene, shots: Sequence[Placed]) -> dict[str, str]:
    """Name by id of everyone in the scene: who stands somewhere already, whom the line runs between, who is in a shot."""
    names = {one.id: one.name for one in project.bible.characters}
    found: dict[str, str] = {}
    for who in (*scene.line, *(one.who for one in scene.blocking)):
        found.setdefault(who, names.get(who, who))
    for at in shots:
        for who in at.shot.characters:
            found.setdefault(who, names.get(who, who))
        for told in at.shot.slots.characters:
            if told.name.lower() not in {name.lower() for name in found.values()}:
                found.setdefault(re.sub(r"[^a-z0-9]+", "-", told.name.lower()).strip("-") or "someone", told.name)
    return found


def _pair(scene: Scene, cast: Mapping[str, str]) -> tuple[str, ...]:
    """The two the line runs between: those of the scene, else the first two in it."""
    told = tuple(dict.fromkeys(one for one in scene.line if one in cast))
    return told[:2] if len(told) >= 2 else tuple(dict.fromkeys((*told, *cast)))[:2]


# The ground


def ground_of(project: Project, scene: Scene) -> Ground:
    """What kind of place it is, by its words."""
    place = next((one for one in project.bible.locations if one.id == scene.location), None)
    words = f"{place.setting} {place.name}".lower() if place else f"{scene.location} {scene.title}".lower()
    inside = any(word in words for word in ("kitchen", "room", "office", "hall", "bar ", "shop", "interior", "int.", "inside", "house"))
    if inside and "outside" not in words and "lighthouse" not in words.replace("of the lighthouse", ""):
        return "room"
    return next((ground for ground, names in _GROUNDS if any(name in words for name in names)), "room")


def _room(people: Sequence[Stand], cameras: Sequence[Camera], ground: Ground) -> tuple[float, float, float, float]:
    """The walls around everybody and every camera with its move, never smaller than a small room."""
    points = [spot_of(one) for one in people] + [(one.x, one.y) for one in cameras] + [point for one in cameras for point in one.path]
    xs, ys = [x for x, _ in points] or [0.0], [y for _, y in points] or [0.0]
    margin = 1.0 if ground in ("room", "vehicle") else 1.8
    left, right = min(*xs, -1.6) - margin, max(*xs, 1.6) + margin
    low, high = min(*ys, -1.4) - margin, max(*ys, 1.4) + margin
    return tuple(round(edge * 2) / 2 for edge in (left, low, right, high))  # type: ignore[return-value]
