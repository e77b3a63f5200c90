"""Water: a gradient that carries the sky, ripples in perspective, and the path a light lays on it."""

from director_kernel.media.draw.colour import lighten, mix
from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.svg import Canvas, num


def water(scene: Scene, top: float, *, canvas: Canvas | None = None, clear: str = "") -> None:
    """Water from `top` to the bottom of the set; `clear` tints it (a lagoon, a pool)."""
    shot, palette = scene.shot, scene.palette
    drawn = canvas or scene.bg
    deep = mix(mix(palette.top, "#0a1a24", 0.55), clear or palette.top, 0.4 if clear else 0.0)
    near, far = palette.drained(deep), palette.drained(mix(palette.low, deep, 0.35))
    middle = palette.drained(mix(mix(palette.mid, deep, 0.45), clear or palette.mid, 0.3))
    drawn.rect(shot.left, top, shot.span, shot.bottom - top, drawn.linear((0, far), (0.22, middle), (1, near)))
    ripples(scene, top, drawn)


def ripples(scene: Scene, top: float, canvas: Canvas) -> None:
    """Wave lines, finer and denser towards the horizon; three strengths, one path each."""
    shot, rng = scene.shot, scene.rng("ripples")
    light = scene.palette.drained(lighten(scene.palette.low, 0.35))
    dark = scene.palette.drained(mix(scene.palette.top, "#05080c", 0.5))
    room = shot.bottom - top
    for colour, opacity, count in ((light, 0.16, 120), (light, 0.32, 60), (dark, 0.35, 90)):
        drawn = []
        for _ in range(count):
            share = rng.random() ** 1.7
            y, long = top + 5 + room * share, 10 + 150 * share * rng.uniform(0.5, 1.4)
            lift = 0.6 + 6 * share
            hops = f"q{num(long / 4)} {num(-lift)} {num(long / 2)} 0t{num(long / 2)} 0" * rng.choice((1, 2, 2, 3))
            drawn.append(f"M{num(rng.uniform(shot.left, shot.right))} {num(y)}{hops}")
        canvas.path("".join(drawn), "none", stroke=colour, stroke_opacity=opacity, stroke_width=1.5, stroke_linecap="round")


def light_path(scene: Scene, x: float, top: float, width: float, colour: str, canvas: Canvas, strength: float = 0.75) -> None:
    """The broken path of light from a source at `x` above the water's edge towards the camera."""
    shot, rng = scene.shot, scene.rng(f"path{round(x)}")
    room = shot.bottom - top
    wide = width * 2.3
    paint = canvas.linear((0, colour, strength * 0.7), (0.5, colour, strength * 0.28), (1, colour, 0))
    canvas.poly([(x - width * 0.4, top), (x + width * 0.4, top), (x + wide * 0.7, shot.bottom), (x - wide * 0.7, shot.bottom)], paint)
    dashes = []
    for _ in range(70):
        share = rng.random() ** 1.25
        half = (width * 0.45 + (wide - width) * 0.5 * share) * rng.uniform(0.15, 0.75)
        centre = x + rng.uniform(-0.5, 0.5) * (width + (wide - width) * share)
        dashes.append(f"M{num(centre - half)} {num(top + 3 + room * share)}q{num(half)} {num(-1 - 3 * share)} {num(half * 2)} 0")
    canvas.path(
        "".join(dashes), "none", stroke=lighten(colour, 0.3), stroke_opacity=strength * 0.75, stroke_width=2.4, stroke_linecap="round"
    )
