"""Shots a scene lacks: an establishing shot, a reaction, a close-up, in keeping with what stands beside them."""

from collections.abc import Sequence
from typing import Any

from director_kernel.film.rules.looks import look_at
from director_kernel.film.rules.seen import SeenFilm, SeenScene, SeenShot
from director_kernel.schema.project import Beat, Change, Shot
from director_kernel.schema.slots import Angle, Character, Coverage, Movement, ShotSize, Slots

KEPT = (
    "light_source",
    "light_quality",
    "key_side",
    "light_setup",
    "time_of_day",
    "weather",
    "palette",
    "grade",
    "contrast",
    "saturation",
    "exposure",
    "warmth",
    "mood",
    "style",
    "setting",
    "sound",
)
"""What a shot shares with its neighbour: light, colour, place and room tone."""
LENSES = {Coverage.ESTABLISHING: "24mm", Coverage.CLOSE: "85mm", Coverage.REACTION: "85mm"}


def establishing(film: SeenFilm, scene: SeenScene) -> Change:
    """A wide shot of the place, before everything else in the scene."""
    near = scene.shots[0] if scene.shots else None
    place = scene.location
    said: dict[str, Any] = {"subject": f"the whole of {(place.setting or place.name) if place else scene.scene.title}"}
    slots = _slots(near, Coverage.ESTABLISHING, ShotSize.WS, said)
    shot = Shot(id=film.fresh(f"{scene.scene.id}-wide"), slots=slots, seconds=3.0, side="neutral")
    return _added(scene.scene.id, scene.scene.beats[0], shot, at=0)


def close_up(film: SeenFilm, near: SeenShot, who: str) -> Change:
    """A close-up of someone, after a shot they are in."""
    scene = next(one for one in film.scenes if one.scene is near.scene)
    shot = _single(film, scene, near, who, Coverage.CLOSE, f"{near.shot.id}-close")
    return _added(near.scene.id, near.beat, shot, at=near.beat.shots.index(near.shot) + 1)


def reaction(film: SeenFilm, scene: SeenScene, beat: Beat, near: SeenShot, who: str) -> Change:
    """Someone's face at the end of a beat."""
    return _added(scene.scene.id, beat, _single(film, scene, near, who, Coverage.REACTION, f"{beat.id}-reaction"))


def first_shot(film: SeenFilm, scene: SeenScene, beat: Beat, near: SeenShot | None) -> Change:
    """A medium shot that shows what a beat tells, with the people it names."""
    words = beat.text.lower()
    there = tuple(key for key, one in film.characters.items() if one.name and one.name.lower() in words)
    slots = _slots(near, Coverage.MEDIUM if there else Coverage.WIDE, ShotSize.MS if there else ShotSize.WS, {"action": beat.text[:2000]})
    slots = slots.with_(characters=_dressed(film, scene, near, there))
    shot = Shot(id=film.fresh(f"{beat.id}-shot"), slots=slots, seconds=3.0, characters=there, side=_side(scene, near))
    return _added(scene.scene.id, beat, shot)


def _single(film: SeenFilm, scene: SeenScene, near: SeenShot, who: str, coverage: Coverage, stem: str) -> Shot:
    slots = _slots(near, coverage, ShotSize.CU, {"subject": film.name(who)}).with_(characters=_dressed(film, scene, near, (who,)))
    known = (who,) if who in film.characters else ()
    return Shot(id=film.fresh(stem), slots=slots, seconds=2.0, characters=known, side=_side(scene, near))


def _slots(near: SeenShot | None, coverage: Coverage, size: ShotSize, said: dict[str, Any]) -> Slots:
    kept = {name: value for name in KEPT if near is not None and (value := getattr(near.slots, name)) not in (None, "", ())}
    own: dict[str, Any] = {"coverage": coverage, "shot_size": size, "angle": Angle.EYE, "movement": Movement.STATIC, **said}
    if coverage in LENSES and near is not None and near.slots.lens and "anamorphic" not in near.slots.lens.lower():
        own["lens"] = LENSES[coverage]
    elif near is not None and near.slots.lens:
        own["lens"] = near.slots.lens
    return Slots(**{**kept, **own, "inferred": tuple({**kept, **own})})


def _dressed(film: SeenFilm, scene: SeenScene, near: SeenShot | None, people: Sequence[str]) -> tuple[Character, ...]:
    """The people of a new shot as they look at that point, where neither scene nor bible says it."""
    looks = {key: look_at(film, scene, key, near.number if near is not None else 0) for key in people}
    return tuple(Character(name=film.name(key)).with_(**look) for key, look in looks.items() if look or key not in film.characters)


def _side(scene: SeenScene, near: SeenShot | None) -> Any:
    """The side of the line the camera stays on; unsaid where the scene itself is not of one mind."""
    sides = {shot.shot.side for shot in scene.shots if shot.shot.side in ("A", "B")}
    return near.shot.side if near is not None and near.shot.side in sides and len(sides) == 1 else ""


def _added(scene: str, beat: Beat, shot: Shot, at: int | None = None) -> Change:
    return Change(op="add", path=f"scenes/{scene}/beats/{beat.id}/shots", value=shot.wire(), at=at)


def who_reacts(film: SeenFilm, shots: Sequence[SeenShot], scene: SeenScene) -> str:
    """Whose face the audience wants to see: the lead's where the lead is there, else that of the last one shown; "" where nobody is."""
    there = [key for shot in reversed(shots) for key in shot.people] or list(scene.cast)
    leads = [key for key in there if key in film.characters and film.characters[key].part == "lead"]
    return next(iter((*leads, *there)), "")
