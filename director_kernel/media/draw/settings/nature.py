"""Open land: desert, mountain, field, garden, snow."""

from director_kernel.media.draw.atmosphere import haze
from director_kernel.media.draw.colour import darken, lighten, mix
from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.settings import growth
from director_kernel.media.draw.settings.growth import BARK, LEAF
from director_kernel.media.draw.settings.space import Space
from director_kernel.media.draw.shape import smooth as curve
from director_kernel.media.draw.sky import sky
from director_kernel.media.draw.svg import num, points


def far_ridges(scene: Scene, count: int = 2, height: float = 0.16, colour: str = "#5a6a74") -> None:
    """Ranges behind each other, each paler."""
    shot, rng = scene.shot, scene.rng("ridges")
    for index in range(count):
        share = 1 - index / max(1, count)
        line = growth.ridge(
            rng, shot.left - 20, shot.right + 20, shot.horizon + 3, shot.height * height * (0.55 + 0.45 * share), steps=8, rough=0.45
        )
        scene.bg.path(growth.ridge_path(line, shot.horizon + 4), scene.tone(colour, 0.35 + 0.4 * share))


def desert(scene: Scene) -> None:
    shot, mid, rng = scene.shot, scene.mid, scene.rng("desert")
    sky(scene, clouds=0.4)
    far_ridges(scene, 2, 0.11, "#b98a62")
    sand = "#d9a866"
    Space(scene).floor(scene.bg, sand)
    room = shot.bottom - shot.horizon
    for index, share in enumerate((0.05, 0.2, 0.46)):
        base, high = shot.horizon + room * share, room * (0.14 + 0.12 * index)
        start = rng.random() * 0.9
        crest = [
            (shot.left + shot.span * (i - start) / 5, base - high * (rng.uniform(0.55, 1.0) if i % 2 else rng.uniform(0.0, 0.3)))
            for i in range(8)
        ]
        light = scene.tone(lighten(sand, 0.1), 0.4 - 0.18 * index)
        floor = f"L{num(shot.right)} {num(shot.bottom)}L{num(shot.left)} {num(shot.bottom)}Z"
        mid.path(curve(crest, closed=False) + floor, mid.linear((0, light), (0.5, darken(light, 0.1)), (1, darken(light, 0.34))))
        _lee(scene, crest, high, darken(light, 0.34))
    if scene.has("cactus", "western", "mexico", "arizona") or rng.random() < 0.4:
        side = -1 if shot.local > shot.width / 2 else 1
        _cactus(scene, shot.width / 2 + side * shot.width * 0.36, shot.horizon + room * 0.34, shot.height * 0.22)
    haze(scene, mid, shot.horizon, 90, 0.5)
    wind_marks(scene, shot.horizon + room * 0.5, scene.tone(sand))


def _lee(scene: Scene, crest: list[tuple[float, float]], high: float, shade: str) -> None:
    """The face of each crest that lies away from the key: a winding edge from the top, losing itself in the sand below."""
    mid, away = scene.mid, -(scene.shot.key or -1)
    paint = mid.linear((0, shade, 0.95), (0.55, shade, 0.5), (1, shade, 0))
    for (x, y), left, right in zip(crest[1:-1], crest, crest[2:], strict=False):
        if y > left[1] - 4 or y > right[1] - 4:
            continue
        far = right if away > 0 else left
        reach, drop = (far[0] - x) * 0.92, high * 1.25
        mid.path(
            f"M{num(x)} {num(y + 2)}C{num(x + reach * 0.3)} {num(y + high * 0.16)} {num(x + reach * 0.6)}"
            f" {num(far[1] - 2)} {num(x + reach)} {num(far[1] + 5)}"
            f"C{num(x + reach * 0.8)} {num(y + drop * 0.7)} {num(x + reach * 0.42)} {num(y + drop * 0.9)}"
            f" {num(x + reach * 0.1)} {num(y + drop)}"
            f"C{num(x + reach * 0.3)} {num(y + drop * 0.66)} {num(x - reach * 0.12)} {num(y + drop * 0.4)} {num(x)} {num(y + 2)}Z",
            paint,
        )


def _cactus(scene: Scene, x: float, y: float, tall: float) -> None:
    ink, half = scene.tone("#4c6a41", 0.1), tall * 0.09
    for dx, foot, top, thick in ((0.0, 0.0, 1.0, 1.0), (-0.28, 0.4, 0.78, 0.7), (0.26, 0.3, 0.64, 0.7)):
        cx = x + dx * tall
        scene.mid.rect(cx - half * thick, y - top * tall, half * 2 * thick, (top - foot) * tall, ink, rx=half * thick)
        if dx:
            scene.mid.rect(min(x, cx), y - (foot + 0.09) * tall, abs(dx) * tall, half * 1.4, ink, rx=half * 0.6)
    scene.mid.rect(x - half * 0.9, y - tall * 0.98, half * 0.5, tall * 0.95, lighten(ink, 0.25), rx=half * 0.25, fill_opacity=0.7)


def mountain(scene: Scene) -> None:
    shot, rng = scene.shot, scene.rng("peaks")
    sky(scene)
    rock = "#6d7684"
    for depth, high, steps in ((0.62, 0.4, 7), (0.4, 0.3, 8), (0.2, 0.17, 9)):
        line = growth.ridge(
            rng,
            shot.left - 30,
            shot.right + 30,
            shot.horizon + 6,
            max(shot.height * 0.3, shot.horizon * 0.95) * high * 2.1,
            steps=steps,
            rough=0.8,
        )
        canvas = scene.bg if depth > 0.3 else scene.mid
        colour = scene.tone(rock, depth)
        canvas.path(growth.ridge_path(line, shot.horizon + 8), canvas.linear((0, colour), (1, scene.tone(rock, min(0.85, depth + 0.25)))))
        _snow_faces(scene, line, depth)
    haze(scene, scene.mid, shot.horizon, 130, 0.6)
    ground = "#63704f" if not scene.has("snow", "winter", "ice") else "#dfe6ee"
    _meadow(scene, ground)
    side = -1 if shot.local > shot.width / 2 else 1
    _conifers(scene, 12, shot.horizon + (shot.bottom - shot.horizon) * 0.2, 0.2, side)


def _snow_faces(scene: Scene, line: list[tuple[float, float]], depth: float) -> None:
    """Snow on the key's side of each summit, shade on the other."""
    canvas = scene.bg if depth > 0.3 else scene.mid
    key = scene.shot.key or -1
    heights = [y for _, y in line]
    snow = scene.tone("#f4f7fb", depth * 0.55)
    for index in range(4, len(line) - 4):
        if heights[index] == min(heights[index - 4 : index + 5]):
            x, y = line[index]
            drop = max(20.0, (scene.shot.horizon - y) * 0.5)
            lit = [
                (x, y),
                (x + key * drop * 0.62, y + drop * 0.8),
                (x + key * drop * 0.34, y + drop * 0.62),
                (x + key * drop * 0.2, y + drop),
                (x - key * drop * 0.03, y + drop * 0.5),
            ]
            canvas.poly(lit, snow, fill_opacity=0.9)
            dim = [
                (x, y),
                (x - key * drop * 0.03, y + drop * 0.5),
                (x - key * drop * 0.16, y + drop * 0.8),
                (x - key * drop * 0.46, y + drop * 0.72),
            ]
            canvas.poly(dim, darken(snow, 0.34), fill_opacity=0.6)


def _meadow(scene: Scene, colour: str) -> None:
    """Rolling ground in two swells, tufts that grow towards the camera, and stones."""
    shot, rng = scene.shot, scene.rng("meadow")
    Space(scene).floor(scene.mid, colour)
    room = shot.bottom - shot.horizon
    for share in (0.12, 0.4):
        y = shot.horizon + room * share
        fill = scene.tone(lighten(colour, 0.1), 0.3 - share * 0.5)
        swell = growth.hills(rng, shot.left, shot.right, shot.bottom, (shot.bottom - y) * 0.96, steps=5)
        scene.mid.path(swell, scene.mid.linear((0, fill), (1, darken(fill, 0.34))))
    for share, tall in ((0.3, 0.02), (0.5, 0.032), (0.75, 0.05)):
        for shade, drop in ((darken(scene.tone(colour), 0.22), 6), (lighten(scene.tone(colour), 0.16), 0)):
            y = shot.horizon + room * share
            tufts = "".join(
                growth.grass(rng, x, x + 26 + 40 * share, y + rng.uniform(-0.09, 0.09) * room + drop, shot.height * tall, 5)
                for x in (rng.uniform(shot.left, shot.right) for _ in range(12))
            )
            scene.mid.path(tufts, shade, fill_opacity=0.75)
    for _ in range(5):
        share = rng.uniform(0.25, 0.8)
        growth.rock(
            scene.mid,
            rng.uniform(shot.left, shot.right),
            shot.horizon + room * share,
            10 + 34 * share,
            scene.tone("#8b8882", 0.2),
            rng,
            key=scene.shot.key,
        )


def _rows(scene: Scene, colour: str) -> None:
    """Crop in rows that run to the vanishing point."""
    space, shot = Space(scene), scene.shot
    space.floor(scene.mid, colour)
    near = -shot.distance * 0.82
    lit = mix(lighten(scene.tone(colour), 0.16), scene.palette.drained(scene.palette.sun), 0.22)
    for index in range(-22, 23):
        x = index * 1.25
        corners = [space.at(x - 0.32, 0, 60), space.at(x + 0.32, 0, 60), space.at(x + 0.42, 0, near), space.at(x - 0.42, 0, near)]
        scene.mid.poly(corners, lit if index % 2 else darken(scene.tone(colour), 0.16), fill_opacity=0.55)


def _conifers(scene: Scene, count: int, y: float, tall: float, side: int) -> None:
    shot, rng = scene.shot, scene.rng("conifers")
    for index in range(count):
        x = shot.width / 2 + side * shot.width * (0.16 + 0.5 * rng.random())
        size = shot.height * tall * rng.uniform(0.6, 1.2)
        scene.mid.path(growth.conifer(x, y + rng.uniform(-6, 26) + index * 2, size, rng), scene.tone("#2f4a3a", 0.16 + 0.2 * rng.random()))


def field(scene: Scene) -> None:
    shot, rng = scene.shot, scene.rng("field")
    sky(scene)
    far_ridges(scene, 2, 0.07, "#6d8a6a")
    crop = "#c9a94f" if scene.has("wheat", "corn", "harvest", "barley", "grain") else "#8a6cc0" if scene.has("lavender") else "#7c9b4c"
    _rows(scene, crop)
    side = -1 if shot.local > shot.width / 2 else 1
    level = shot.horizon + (shot.bottom - shot.horizon) * 0.1
    growth.tree(
        scene.mid,
        shot.width / 2 + side * shot.width * rng.uniform(0.26, 0.4),
        level + 8,
        shot.height * 0.24,
        scene.tone(LEAF, 0.2),
        scene.tone(BARK, 0.2),
        rng,
        key=shot.key,
    )
    for share, tall, count, fade in ((0.32, 0.06, 120, 0.12), (0.6, 0.1, 90, 0.04)):
        y = shot.horizon + (shot.bottom - shot.horizon) * share
        scene.mid.path(
            growth.grass(rng, shot.left, shot.right, y + 20, shot.height * tall, count),
            scene.tone(lighten(crop, 0.12), fade),
            fill_opacity=0.8,
        )
    if scene.has("flower", "poppy", "poppies", "meadow", "spring", "lavender", "bloom"):
        growth.flowers(
            scene.mid,
            rng,
            shot.left,
            shot.right,
            shot.bottom,
            (shot.bottom - shot.horizon) * 0.8,
            90,
            (scene.tone("#e2553f"), scene.tone("#f2d35a"), scene.tone("#f6f2ea")),
            8,
        )
    scene.fg.path(growth.grass(rng, shot.left, shot.right, shot.bottom, shot.height * 0.3, 46), darken(scene.tone(crop), 0.45))
    haze(scene, scene.mid, shot.horizon, 80, 0.4)


def garden(scene: Scene) -> None:
    shot, rng = scene.shot, scene.rng("garden")
    sky(scene, clouds=0.6)
    Space(scene).floor(scene.bg, "#86a55a", near="#6c8f47")
    for depth, level, size, count in ((0.4, 0.02, 0.24, 8), (0.2, 0.1, 0.16, 7)):
        y = shot.horizon + (shot.bottom - shot.horizon) * level
        for index in range(count):
            x = shot.left + shot.span * (index + rng.random()) / count
            if index % 3 == 0:
                growth.tree(
                    scene.bg, x, y + 6, shot.height * size * 1.7, scene.tone(LEAF, depth), scene.tone(BARK, depth), rng, key=shot.key
                )
            else:
                growth.shrub(scene.bg if depth > 0.3 else scene.mid, x, y + 8, shot.height * size * 0.5, scene.tone("#5f8f4a", depth), rng)
    room = shot.bottom - shot.horizon
    path = [
        (shot.width / 2 - 24, shot.horizon + 6),
        (shot.width / 2 + 24, shot.horizon + 6),
        (shot.width * 0.86, shot.bottom),
        (shot.width * 0.14, shot.bottom),
    ]
    scene.mid.path(points(path), scene.mid.linear((0, scene.tone("#d9cdb4", 0.4)), (1, scene.tone("#c9b894"))))
    colours = (scene.tone("#e2607a"), scene.tone("#f4d35e"), scene.tone("#f6f0ea"), scene.palette.drained(scene.palette.accent))
    for left, right in ((shot.left, shot.width * 0.26), (shot.width * 0.74, shot.right)):
        scene.mid.path(growth.grass(rng, left, right, shot.horizon + room * 0.62, room * 0.3, 40), scene.tone("#56803f", 0.05))
        growth.flowers(scene.mid, rng, left, right, shot.horizon + room * 0.6, room * 0.34, 44, colours, 11)
    growth.flowers(scene.fg, rng, shot.left, shot.right, shot.bottom, shot.height * 0.18, 18, colours, 34)
    haze(scene, scene.mid, shot.horizon, 60, 0.3)


def snow(scene: Scene) -> None:
    shot, rng = scene.shot, scene.rng("snowfield")
    sky(scene)
    far_ridges(scene, 3, 0.2, "#93a4b8")
    Space(scene).floor(scene.mid, "#e6edf5")
    side = -1 if shot.local > shot.width / 2 else 1
    for edge in (side, -side * 1.25):
        for _ in range(6):
            x = shot.width / 2 + edge * shot.width * rng.uniform(0.2, 0.6)
            y = shot.horizon + (shot.bottom - shot.horizon) * rng.uniform(0.08, 0.2)
            tall = shot.height * rng.uniform(0.16, 0.3)
            shape = growth.conifer(x, y, tall, rng)
            scene.mid.path(shape, scene.tone("#3f5866", 0.2))
            scene.mid.path(shape, scene.tone("#f2f6fb", 0.1), fill_opacity=0.5, transform=f"translate({num((shot.key or -1) * 4)} -5)")
    _drifts(scene)
    haze(scene, scene.mid, shot.horizon, 90, 0.5)


def wind_marks(scene: Scene, y: float, sand: str) -> None:
    """Wind marks in the sand."""
    shot, rng = scene.shot, scene.rng("marks")
    marks = []
    for _ in range(40):
        level = y + (shot.bottom - y) * rng.random()
        long = 60 + 160 * (level - y) / max(1, shot.bottom - y)
        marks.append(f"M{num(rng.uniform(shot.left, shot.right))} {num(level)}q{num(long / 2)} -7 {num(long)} 0")
    scene.mid.path("".join(marks), "none", stroke=darken(sand, 0.25), stroke_opacity=0.3, stroke_width=2, stroke_linecap="round")


def _drifts(scene: Scene) -> None:
    """Banks of snow with a blue shade under each, and a line of footprints that leads to the subject."""
    shot, mid, rng = scene.shot, scene.mid, scene.rng("drifts")
    room = shot.bottom - shot.horizon
    for share in (0.1, 0.26, 0.46, 0.72):
        y = shot.horizon + room * share
        line = [(shot.left + shot.span * i / 5, y - room * rng.uniform(0.0, 0.12)) for i in range(6)]
        fill = scene.tone("#eef3fa", 0.4 - 0.45 * share)
        floor = f"L{num(shot.right)} {num(shot.bottom)}L{num(shot.left)} {num(shot.bottom)}Z"
        mid.path(
            curve(line, closed=False) + floor,
            mid.linear((0, lighten(fill, 0.12)), (0.3, fill), (1, darken(mix(fill, "#5a78a8", 0.25), 0.22))),
        )
    steps = []
    for index in range(16):
        share = index / 15
        x = shot.local + (1 - share) * shot.width * 0.3 + (6 if index % 2 else -6) * (0.4 + share)
        y = shot.horizon + room * (0.2 + 0.75 * share)
        steps.append((x, y, 3 + 9 * share))
    for x, y, size in steps:
        mid.ellipse(x, y, size, size * 0.36, scene.tone("#7f98bf"), fill_opacity=0.6)
