"""Light, time and weather: what the hours and the lamps of a scene were in one shot they are in the next."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from director_kernel.film.rules.camera import angle_between
from director_kernel.film.rules.seen import SeenFilm, SeenScene, SeenShot, Unchecked, finding
from director_kernel.film.rules.words import changes_light, plain
from director_kernel.schema.project import Finding
from director_kernel.schema.slots import KeySide

SIDES = (KeySide.LEFT, KeySide.RIGHT)
REVERSE = 90.0
"""Degrees from which on the camera looks against its first direction: the light of one window then comes from the other side."""


class Quality(NamedTuple):
    """Something of the light that must stay. `same` says whether two values of it go together."""

    field: str
    name: str
    scene: Callable[[SeenScene], Any]
    same: Callable[[SeenShot, SeenShot], bool]


def _key_sides(a: SeenShot, b: SeenShot) -> bool:
    if a.slots.key_side not in SIDES or b.slots.key_side not in SIDES:
        return True
    turned = angle_between(a.shot.azimuth, b.shot.azimuth)
    return a.slots.key_side is b.slots.key_side or (turned is not None and turned >= REVERSE)


def _warmths(a: SeenShot, b: SeenShot) -> bool:
    one, other = a.slots.warmth or 0, b.slots.warmth or 0
    return abs(one - other) < 2 and one * other >= 0


def _weathers(a: SeenShot, b: SeenShot) -> bool:
    return same_weather(a.slots.weather, b.slots.weather)


def same_weather(a: str, b: str) -> bool:
    """Whether two weathers are one: "rain" and "light rain" are.

    >>> same_weather("rain", "Light rain."), same_weather("rain", "clear sky")
    (True, False)
    """
    one, other = set(plain(a).split()), set(plain(b).split())
    return one <= other or other <= one


def _times(a: SeenShot, b: SeenShot) -> bool:
    return a.slots.time_of_day is b.slots.time_of_day


QUALITIES = (
    Quality("key_side", "key light", lambda scene: None, _key_sides),
    Quality("warmth", "colour temperature", lambda scene: None, _warmths),
    Quality("time_of_day", "time of day", lambda scene: scene.scene.time_of_day, _times),
    Quality("weather", "weather", lambda scene: scene.scene.weather, _weathers),
)


def light_direction(film: SeenFilm, scene: SeenScene) -> Iterator[Finding | Unchecked]:
    """Key side, colour temperature, time of day and weather are the same inside a scene, until something in it changes them."""
    silent = 0
    for part in _parts(scene):
        for quality in QUALITIES:
            yield from _deviating(scene, part, quality)
        silent += sum(shot.slots.key_side is None for shot in part)
    if silent and len(scene.shots) > 1:
        yield Unchecked("light_direction", "no side of the key light given", silent)


def _parts(scene: SeenScene) -> Iterator[list[SeenShot]]:
    """The shots between two events of the light; the shot of an event belongs to what it changes to."""
    part: list[SeenShot] = []
    for shot in scene.shots:
        if changes_light(shot.shot.event) and part:
            yield part
            part = []
        part.append(shot)
    yield part


def _deviating(scene: SeenScene, part: list[SeenShot], quality: Quality) -> Iterator[Finding]:
    said = [shot for shot in part if getattr(shot.slots, quality.field) not in (None, "")]
    ruled = quality.scene(scene) if part and part[0] is scene.shots[0] else None
    if len(said) + bool(ruled) < 2:
        return
    like = None if ruled else _leading(said, quality)
    for shot in said:
        own = getattr(shot.slots, quality.field)
        if _goes_with(own, ruled) if ruled else like is not None and quality.same(like, shot):
            continue
        value = ruled or getattr(like.slots if like else shot.slots, quality.field)
        yield _finding(scene, shot, like, quality, own, value)


def _goes_with(own: Any, ruled: Any) -> bool:
    return same_weather(own, ruled) if isinstance(own, str) and not hasattr(own, "value") else bool(own == ruled)


def _leading(said: list[SeenShot], quality: Quality) -> SeenShot:
    """The shot the others are held against: a locked one, else the one most others go with, else the first."""
    held = next((shot for shot in said if shot.holds(f"slots/{quality.field}")), None)
    if held is not None or all(quality.same(said[0], shot) for shot in said):
        return held or said[0]

    def weight(shot: SeenShot) -> tuple[int, int, int]:
        own = getattr(shot.slots, quality.field)
        equal = sum(getattr(other.slots, quality.field) == own for other in said)
        return equal, sum(quality.same(shot, other) for other in said), -shot.number

    return max(said, key=weight)


def _finding(scene: SeenScene, shot: SeenShot, like: SeenShot | None, quality: Quality, own: Any, value: Any) -> Finding:
    there = like.label if like else f"scene {scene.number}"
    return finding(
        "light_direction",
        "warn",
        (shot.path, like.path if like else scene.path),
        f"the {quality.name} of {shot.label} is not that of its scene",
        evidence=f"{quality.name} {_told(own)} in {shot.label}, {_told(value)} in {there}; nothing in between changes it",
        remedy=f"give {shot.label} {quality.name} {_told(value)}",
        fix=[shot.put(f"slots/{quality.field}", value)],
        held=[shot.holds(f"slots/{quality.field}")],
        ground=(quality.field, str(own), str(value)),
    )


def _told(value: Any) -> str:
    return f"{value:+d}" if isinstance(value, int) else str(value)
