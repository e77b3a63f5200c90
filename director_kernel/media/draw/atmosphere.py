"""What hangs in the air: haze, beams, rain, snow, fog, dust, grain, and the fall-off at the edges."""

import math

from director_kernel.media.draw.colour import lighten, mix
from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.svg import Canvas, Point, num


def haze(scene: Scene, canvas: Canvas, y: float, thick: float, strength: float = 0.4) -> None:
    """A band of haze across the frame, thickest at `y`."""
    shot, colour = scene.shot, scene.palette.drained(scene.palette.haze)
    paint = canvas.linear((0, colour, 0), (0.5, colour, strength), (1, colour, 0))
    canvas.rect(shot.left, y - thick / 2, shot.span, thick, paint)


def beam(canvas: Canvas, source: tuple[Point, Point], landing: tuple[Point, Point], colour: str, strength: float = 0.3) -> None:
    """A shaft of light from an opening to where it lands, fading on its way."""
    (x1, y1), (x2, y2) = source
    (x3, y3), (x4, y4) = landing
    start, end = ((x1 + x2) / 2, (y1 + y2) / 2), ((x3 + x4) / 2, (y3 + y4) / 2)
    paint = canvas.linear(
        (0, colour, strength), (0.55, colour, strength * 0.4), (1, colour, 0), x1=start[0], y1=start[1], x2=end[0], y2=end[1], user=True
    )
    canvas.poly([(x1, y1), (x2, y2), (x4, y4), (x3, y3)], paint)


def band(canvas: Canvas, x: float, top: float, bottom: float, wide: float, lean: float, colour: str, strength: float) -> None:
    """A slanting band of light, soft on both sides: from (x, top) it leans by `lean` on its way down."""
    tall = bottom - top
    long = math.hypot(tall, lean)
    thick = wide * tall / long
    nx, ny = tall / long * thick, -lean / long * thick
    stops = ((0, colour, 0.0), (0.3, colour, strength * 0.5), (0.5, colour, strength), (0.7, colour, strength * 0.5), (1, colour, 0.0))
    paint = canvas.linear(*stops, x1=x, y1=top, x2=x + nx, y2=top + ny, user=True)
    canvas.poly([(x, top), (x + wide, top), (x + wide + lean, bottom), (x + lean, bottom)], paint)


def weather(scene: Scene) -> None:
    """Rain, snow, storm or fog as the shot says, some behind the subject and some before it."""
    words = scene.slots.weather.lower()[:200] or (
        "rain" if scene.has("rain", "downpour") else "snow" if scene.has("snowing", "snowfall", "blizzard") else ""
    )
    if any(word in words for word in ("rain", "storm", "drizzle", "downpour", "shower")):
        rain(scene, heavy="storm" in words or "heavy" in words or "downpour" in words)
    if any(word in words for word in ("snow", "blizzard", "sleet")):
        snow(scene, heavy="blizzard" in words or "heavy" in words)
    if any(word in words for word in ("fog", "mist", "smog", "haze", "smoke")):
        fog(scene)
    if any(word in words for word in ("lightning", "thunder", "storm")):
        lightning(scene)
    if any(word in words for word in ("wind", "dust", "sand")):
        motes(scene, 90, scene.tone("#e0c79a"))


def rain(scene: Scene, *, heavy: bool = False) -> None:
    shot, rng = scene.shot, scene.rng("rain")
    slant = rng.choice((-1, 1)) * rng.uniform(0.08, 0.22)
    colour = lighten(scene.palette.haze, 0.55)
    for canvas, count, length, width, opacity in ((scene.mid, 190, 34, 1.1, 0.3), (scene.over, 70, 86, 2.0, 0.26)):
        drops = []
        for _ in range(round(count * (1.6 if heavy else 1))):
            run = length * rng.uniform(0.6, 1.3)
            drops.append(
                f"M{num(rng.uniform(shot.left, shot.right))} {num(rng.uniform(shot.top, shot.bottom))}l{num(run * slant)} {num(run)}"
            )
        canvas.path("".join(drops), "none", stroke=colour, stroke_width=width, stroke_opacity=opacity, stroke_linecap="round")


def snow(scene: Scene, *, heavy: bool = False) -> None:
    shot, rng = scene.shot, scene.rng("snow")
    for canvas, count, size, opacity in ((scene.mid, 210, 2.6, 0.75), (scene.over, 60, 7.0, 0.75), (scene.over, 14, 15.0, 0.4)):
        flakes = "".join(
            f"M{num(rng.uniform(shot.left, shot.right))} {num(rng.uniform(shot.top, shot.bottom))}h.01"
            for _ in range(round(count * (1.7 if heavy else 1)))
        )
        canvas.path(flakes, "none", stroke="#ffffff", stroke_width=size, stroke_linecap="round", stroke_opacity=opacity)


def fog(scene: Scene) -> None:
    shot, rng = scene.shot, scene.rng("fog")
    colour = scene.palette.drained(lighten(scene.palette.haze, 0.12))
    haze(scene, scene.mid, shot.horizon, shot.height * 0.5, 0.7)
    for canvas, share in ((scene.mid, 0.5), (scene.fg, 0.38)):
        for _ in range(3):
            x, y = rng.uniform(0, shot.width), rng.uniform(shot.horizon - 20, shot.height * 0.98)
            canvas.glow(x, y, shot.width * rng.uniform(0.35, 0.55), rng.uniform(40, 80), colour, share)


def lightning(scene: Scene) -> None:
    shot, rng = scene.shot, scene.rng("bolt")
    x, y = rng.uniform(0.2, 0.8) * shot.width, shot.top
    path = [(x, y)]
    while y < shot.horizon - 20:
        y += rng.uniform(24, 60)
        x += rng.uniform(-34, 34)
        path.append((x, y))
    line = "M" + "L".join(f"{num(px)} {num(py)}" for px, py in path)
    scene.bg.glow(path[len(path) // 2][0], shot.horizon * 0.45, 300, shot.horizon * 0.7, "#cfdcff", 0.5)
    scene.bg.path(line, "none", stroke="#dfe8ff", stroke_width=7, stroke_opacity=0.35, stroke_linejoin="round")
    scene.bg.path(line, "none", stroke="#ffffff", stroke_width=2.4, stroke_linejoin="round")


def motes(scene: Scene, count: int, colour: str, canvas: Canvas | None = None) -> None:
    """Dust, embers or sparkle: soft points in three sizes."""
    shot, rng = scene.shot, scene.rng(f"motes{count}")
    drawn = canvas or scene.over
    for size, share, opacity in ((2.2, 0.6, 0.55), (4.5, 0.3, 0.35), (11.0, 0.1, 0.16)):
        dots = "".join(
            f"M{num(rng.uniform(shot.left, shot.right))} {num(rng.uniform(shot.top, shot.bottom))}h.01" for _ in range(round(count * share))
        )
        drawn.path(dots, "none", stroke=colour, stroke_width=size, stroke_linecap="round", stroke_opacity=opacity)


def grain(scene: Scene) -> None:
    """A few hundred specks, as film and paper have."""
    shot, rng = scene.shot, scene.rng("grain")
    for colour, opacity in (("#000000", 0.1), ("#ffffff", 0.12)):
        specks = "".join(f"M{num(rng.uniform(shot.left, shot.right))} {num(rng.uniform(shot.top, shot.bottom))}h.01" for _ in range(150))
        scene.over.path(specks, "none", stroke=colour, stroke_width=1.7, stroke_linecap="round", stroke_opacity=opacity)


def edges(scene: Scene, strength: float = 0.34) -> None:
    """Light falls off towards the edges of the frame, as the lens has it: it stays while the camera moves. Linear fades cost a fifth of a
    radial one.
    """
    shot, canvas = scene.shot, scene.type
    ink = scene.palette.drained(mix("#05070a", scene.palette.tint, 0.15))
    if scene.palette.high_key or scene.palette.exposure > 0.9:
        strength *= 0.5
    deep, wide = shot.height * 0.5, shot.width * 0.4

    def fade(start: float, end: float, share: float, *, across: bool) -> str:
        stops = ((0, ink, strength * share), (0.3, ink, strength * share * 0.55), (0.65, ink, strength * share * 0.16), (1, ink, 0.0))
        return canvas.linear(*stops, x1=start if across else 0, x2=end if across else 0, y1=0 if across else start, y2=0 if across else end)

    tall = shot.bottom - shot.top
    canvas.rect(shot.left, shot.top, shot.span, deep, fade(0, 1, 1.0, across=False))
    canvas.rect(shot.left, shot.bottom - deep, shot.span, deep, fade(1, 0, 1.0, across=False))
    canvas.rect(shot.left, shot.top, wide, tall, fade(0, 1, 0.85, across=True))
    canvas.rect(shot.right - wide, shot.top, wide, tall, fade(1, 0, 0.85, across=True))
