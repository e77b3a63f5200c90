"""Skies: gradient, sun or moon with its glow, clouds, stars."""

from director_kernel.media.draw.colour import lighten, mix
from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.svg import num
from director_kernel.schema.slots import TimeOfDay

_SUN_HEIGHT: dict[TimeOfDay, float] = {
    TimeOfDay.DAWN: 0.1,
    TimeOfDay.MORNING: 0.45,
    TimeOfDay.DAY: 0.8,
    TimeOfDay.NOON: 1.1,
    TimeOfDay.GOLDEN_HOUR: 0.2,
    TimeOfDay.SUNSET: 0.07,
    TimeOfDay.DUSK: -0.1,
    TimeOfDay.BLUE_HOUR: -0.2,
}


def sky(scene: Scene, *, sun: bool = True, clouds: float = 1.0) -> None:
    """The sky down to a little below the horizon, with what belongs in it at this hour and in this weather."""
    shot, palette, bg = scene.shot, scene.palette, scene.bg
    base = shot.horizon + 4
    mid = mix(palette.mid, palette.low, 0.18)
    paint = bg.linear(
        (0, palette.drained(palette.top)),
        (0.52, palette.drained(mid)),
        (0.86, palette.drained(palette.low)),
        (1, palette.drained(lighten(palette.low, 0.12))),
    )
    bg.rect(shot.left, shot.top, shot.span, max(40.0, base - shot.top), paint)
    if palette.night and not _covered(scene):
        stars(scene)
    if sun and not _covered(scene):
        _luminary(scene)
    if clouds:
        cloud_banks(scene, clouds)


def _covered(scene: Scene) -> bool:
    return any(word in scene.slots.weather.lower() for word in ("rain", "storm", "overcast", "fog", "snow", "thunder"))


def sun_place(scene: Scene) -> tuple[float, float]:
    """Where the sun or moon stands, in set coordinates: on the key's side, by the hour above the horizon."""
    shot, rng = scene.shot, scene.rng("sun")
    high = _SUN_HEIGHT.get(scene.slots.time_of_day or TimeOfDay.DAY, 0.7)
    side = shot.key or (1 if shot.local < shot.width / 2 else -1)
    x = shot.width / 2 + side * shot.width * rng.uniform(0.2, 0.36)
    y = shot.horizon - high * max(120.0, shot.horizon - shot.top * 0.2) - rng.uniform(-8, 20)
    return x, y


def _luminary(scene: Scene) -> None:
    palette, bg, shot = scene.palette, scene.bg, scene.shot
    x, y = sun_place(scene)
    if scene.slots.time_of_day is TimeOfDay.NIGHT:
        return _moon(scene, x)
    if scene.slots.time_of_day in (TimeOfDay.DUSK, TimeOfDay.BLUE_HOUR):
        bg.glow(x, shot.horizon, shot.width * 0.5, shot.height * 0.2, palette.drained(palette.low), 0.6)
        return None
    low = scene.slots.time_of_day in (TimeOfDay.GOLDEN_HOUR, TimeOfDay.SUNSET, TimeOfDay.DAWN)
    size = 46 if low else 30
    bg.glow(x, y, 300 if low else 220, 240 if low else 200, palette.drained(palette.sun), 0.85 if low else 0.6)
    bg.circle(x, y, size, palette.drained(lighten(palette.sun, 0.35)), opacity=0.96)
    return None


def _moon(scene: Scene, x: float) -> None:
    shot, palette, bg = scene.shot, scene.palette, scene.bg
    y = max(shot.height * 0.12, shot.horizon * 0.34)
    bg.glow(x, y, 170, 170, "#b8caff", 0.34)
    bg.circle(x, y, 34, palette.drained("#eef2ff"))
    bg.circle(x - 9, y - 6, 7, "#c4cde6", opacity=0.5)
    bg.circle(x + 11, y + 9, 10, "#c4cde6", opacity=0.4)


def stars(scene: Scene, count: int = 170, *, below: float | None = None) -> None:
    """Points of light in two sizes, thinning towards the horizon."""
    shot, rng = scene.shot, scene.rng("stars")
    floor = below if below is not None else shot.horizon - 20
    for size, share, opacity in ((1.1, 0.75, 0.55), (2.2, 0.25, 0.9)):
        dots = []
        for _ in range(round(count * share)):
            y = shot.top + (floor - shot.top) * rng.random() ** (1.4 if below is None else 1.0)
            dots.append(f"M{num(rng.uniform(shot.left, shot.right))} {num(y)}h.01")
        scene.bg.path("".join(dots), "none", stroke="#eef3ff", stroke_width=size, stroke_linecap="round", opacity=opacity)


def cloud_banks(scene: Scene, amount: float = 1.0) -> None:
    """Soft banks lit from below near the horizon and from the sky above it."""
    shot, palette, rng, bg = scene.shot, scene.palette, scene.rng("clouds"), scene.bg
    room = shot.horizon - shot.top
    heavy = _covered(scene)
    for index in range(round((9 if heavy else 6) * amount)):
        share = rng.uniform(0.12, 0.9)
        y = shot.top + room * share
        wide = shot.width * rng.uniform(0.2, 0.42) * (1.2 - share * 0.5)
        thick = room * rng.uniform(0.045, 0.085) * (1.25 - share)
        x = rng.uniform(shot.left, shot.right)
        shadow = mix(palette.top, palette.mid, 0.35)
        lit = mix(palette.low, palette.sun, 0.35) if not heavy else palette.mid
        colour = palette.drained(mix(shadow, lit, 0.25 + 0.7 * share if index % 3 else 0.9))
        strength = 0.55 if heavy else 0.4
        bg.glow(x, y, wide, thick, colour, strength)
        bg.glow(x + wide * 0.3, y - thick * 0.5, wide * 0.6, thick * 1.1, colour, strength * 0.8)
