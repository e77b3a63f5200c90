"""Open places without walls: sea, beach, desert, mountain, forest, field, garden, snow, under water."""

from director_kernel.media.draw.atmosphere import beam, haze, motes
from director_kernel.media.draw.colour import darken, lighten, mix
from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.settings import growth
from director_kernel.media.draw.settings.space import Space
from director_kernel.media.draw.shape import smooth as curve
from director_kernel.media.draw.sky import sky, sun_place
from director_kernel.media.draw.svg import num, points, smooth
from director_kernel.media.draw.water import light_path, water

LEAF = "#4f7a42"
BARK = "#5b4433"


def far_ridges(scene: Scene, count: int = 2, height: float = 0.16, colour: str = "#5a6a74") -> None:
    """Ranges behind each other, each paler."""
    shot, rng = scene.shot, scene.rng("ridges")
    for index in range(count):
        share = 1 - index / max(1, count)
        line = growth.ridge(
            rng, shot.left - 20, shot.right + 20, shot.horizon + 3, shot.height * height * (0.55 + 0.45 * share), steps=8, rough=0.45
        )
        scene.bg.path(growth.ridge_path(line, shot.horizon + 4), scene.tone(colour, 0.35 + 0.4 * share))


def sea(scene: Scene) -> None:
    shot, palette = scene.shot, scene.palette
    sky(scene)
    water(scene, shot.horizon)
    if scene.has("lighthouse", "keeper", "coast", "cliff", "island"):
        headland(scene, lighthouse=scene.has("lighthouse", "keeper"))
    if scene.has("boat", "ship", "sail", "fishing"):
        boat(scene)
    if palette.sun and not scene.slots.weather:
        x, _ = sun_place(scene)
        light_path(scene, x, shot.horizon, 60, palette.drained(palette.glow if palette.night else palette.sun), scene.mid, 0.6)
    haze(scene, scene.mid, shot.horizon, 70, 0.5)


def headland(scene: Scene, *, lighthouse: bool) -> None:
    """A point of rock on the side away from the subject, with the light that stands on it."""
    shot, mid, rng = scene.shot, scene.mid, scene.rng("headland")
    side = -1 if shot.local > shot.width / 2 else 1
    edge = shot.left if side < 0 else shot.right
    reach = shot.width * rng.uniform(0.5, 0.58)
    ink = scene.palette.dark(0.16)
    rise = shot.height * rng.uniform(0.09, 0.13)
    base = shot.horizon + 10
    line = [(0.0, 0.75), (0.25, 0.8), (0.42, 1.0), (0.6, 0.86), (0.8, 0.5), (1.0, 0.12), (1.12, 0.0)]
    path = [(edge - side * reach * share, base - rise * high) for share, high in line]
    if lighthouse:
        _lighthouse(scene, edge - side * reach * 0.44, base - rise * 0.92, shot.height * 0.32, -side)
    mid.path(smooth([(edge, base), *path, path[-1]], close=True), ink)
    mid.path(smooth([(x, y + 2) for x, y in path]), "none", stroke=scene.light.rim, stroke_opacity=0.35, stroke_width=2)


def _lighthouse(scene: Scene, x: float, y: float, tall: float, towards: int) -> None:
    mid, palette = scene.mid, scene.palette
    foot, head = tall * 0.105, tall * 0.066
    white, band = scene.tone("#ece6d8", 0.1), scene.tone("#a5352c", 0.08)
    lamp = y - tall * 0.86
    far = x + towards * scene.shot.width * 0.62
    if palette.night or scene.has("beam"):
        beam(
            mid,
            ((x, lamp - tall * 0.012), (x, lamp + tall * 0.012)),
            ((far, lamp - tall * 0.42), (far, lamp + tall * 0.08)),
            "#fff3d0",
            0.6,
        )

    def slab(low: float, high: float, fill: str, part: float = 1.0) -> None:
        a, b = foot + (head - foot) * low, foot + (head - foot) * high
        left = -1.0 if part > 0 else part
        mid.poly(
            [
                (x + left * a, y - tall * 0.8 * low),
                (x + a, y - tall * 0.8 * low),
                (x + b, y - tall * 0.8 * high),
                (x + left * b, y - tall * 0.8 * high),
            ],
            fill,
        )

    slab(0, 1, white)
    for low, high in ((0.16, 0.34), (0.52, 0.7)):
        slab(low, high, band)
    mid.poly(
        [(x + foot * 0.15, y), (x + foot, y), (x + head, y - tall * 0.8), (x + head * 0.15, y - tall * 0.8)], "#0c121a", fill_opacity=0.32
    )
    ink = palette.dark(0.05)
    mid.rect(x - head * 1.35, y - tall * 0.815, head * 2.7, tall * 0.025, ink)
    mid.rect(x - head * 0.8, lamp - tall * 0.05, head * 1.6, tall * 0.1, ink)
    mid.rect(x - head * 0.6, lamp - tall * 0.044, head * 1.2, tall * 0.088, "#ffedbd" if palette.night else scene.tone("#cfe0e8"))
    mid.poly([(x - head, lamp - tall * 0.05), (x, lamp - tall * 0.13), (x + head, lamp - tall * 0.05)], ink)
    if palette.night:
        mid.glow(x, lamp, tall * 0.34, tall * 0.34, "#ffe2a0", 0.75)


def boat(scene: Scene) -> None:
    """A small sailing boat on the horizon side, with its reflection."""
    shot, mid, rng = scene.shot, scene.mid, scene.rng("boat")
    x = shot.width * (0.24 if shot.local > shot.width / 2 else 0.76) + rng.uniform(-60, 60)
    y, size = shot.horizon + shot.height * 0.05, shot.height * 0.1
    ink, sail = scene.palette.dark(0.15), scene.tone("#f1ece0", 0.12)
    mid.path(
        f"M{num(x - size)} {num(y - size * 0.16)}H{num(x + size)}L{num(x + size * 0.7)} {num(y + size * 0.16)}H{num(x - size * 0.75)}Z", ink
    )
    mid.poly([(x - 2, y - size * 0.2), (x - 2, y - size * 1.7), (x + size * 0.85, y - size * 0.28)], sail)
    mid.poly([(x - 6, y - size * 0.2), (x - 6, y - size * 1.4), (x - size * 0.6, y - size * 0.26)], darken(sail, 0.14))
    mid.rect(x - size * 0.7, y + size * 0.16, size * 1.4, size * 0.7, mid.linear((0, ink, 0.4), (1, ink, 0)))


def beach(scene: Scene) -> None:
    shot, mid, rng = scene.shot, scene.mid, scene.rng("beach")
    sky(scene)
    water(scene, shot.horizon, clear="#2f9aa0")
    shore = min(shot.bottom - 40, shot.horizon + (shot.usable - shot.horizon) * rng.uniform(0.3, 0.42))
    sand, wet = scene.tone("#e3c99a"), scene.tone("#b3946a")
    line = [(shot.left + shot.span * i / 7, shore + rng.uniform(-14, 14)) for i in range(8)]
    for drop, fill, opacity in ((-16, lighten(scene.tone("#ffffff"), 0.1), 0.7), (0, wet, 1.0)):
        edge = smooth([(x, y + drop) for x, y in line])
        mid.path(f"{edge}L{num(shot.right)} {num(shot.bottom)}L{num(shot.left)} {num(shot.bottom)}Z", fill, fill_opacity=opacity)
    edge = smooth([(x, y + 26 + (i % 2) * 12) for i, (x, y) in enumerate(line)])
    mid.path(
        f"{edge}L{num(shot.right)} {num(shot.bottom)}L{num(shot.left)} {num(shot.bottom)}Z", mid.linear((0, sand), (1, darken(sand, 0.22)))
    )
    dunes(scene, shore + 60, sand)
    side = -1 if shot.local > shot.width / 2 else 1
    if scene.has("palm", "tropic", "island", "caribbean") or rng.random() < 0.6:
        x = shot.width / 2 + side * shot.width * 0.42
        for index in range(2):
            growth.palm(
                mid,
                x + index * 70 * -side,
                shore + 70,
                shot.height * rng.uniform(0.5, 0.66),
                scene.tone("#3f6b3a", 0.06),
                scene.tone(BARK),
                rng,
            )
    haze(scene, mid, shot.horizon, 60, 0.4)


def dunes(scene: Scene, y: float, sand: str) -> None:
    """Wind marks in the sand."""
    shot, rng = scene.shot, scene.rng("marks")
    marks = []
    for _ in range(40):
        level = y + (shot.bottom - y) * rng.random()
        long = 60 + 160 * (level - y) / max(1, shot.bottom - y)
        marks.append(f"M{num(rng.uniform(shot.left, shot.right))} {num(level)}q{num(long / 2)} -7 {num(long)} 0")
    scene.mid.path("".join(marks), "none", stroke=darken(sand, 0.25), stroke_opacity=0.3, stroke_width=2, stroke_linecap="round")


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
    dunes(scene, shot.horizon + room * 0.5, scene.tone(sand))


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
            f"M{num(x)} {num(y + 2)}C{num(x + reach * 0.3)} {num(y + high * 0.16)} {num(x + reach * 0.6)} {num(far[1] - 2)} {num(x + reach)} {num(far[1] + 5)}"
            f"C{num(x + reach * 0.8)} {num(y + drop * 0.7)} {num(x + reach * 0.42)} {num(y + drop * 0.9)} {num(x + reach * 0.1)} {num(y + drop)}"
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
    shot, rng = scene.shot, scene.rng("meadow")
    Space(scene).floor(scene.mid, colour)
    for share in (0.12, 0.4):
        y = shot.horizon + (shot.bottom - shot.horizon) * share
        fill = scene.tone(lighten(colour, 0.1), 0.3 - share * 0.5)
        scene.mid.path(
            growth.hills(rng, shot.left, shot.right, shot.bottom, (shot.bottom - y) * 0.96, steps=5),
            scene.mid.linear((0, fill), (1, darken(fill, 0.34))),
        )


def _conifers(scene: Scene, count: int, y: float, tall: float, side: int) -> None:
    shot, rng = scene.shot, scene.rng("conifers")
    for index in range(count):
        x = shot.width / 2 + side * shot.width * (0.16 + 0.5 * rng.random())
        size = shot.height * tall * rng.uniform(0.6, 1.2)
        scene.mid.path(growth.conifer(x, y + rng.uniform(-6, 26) + index * 2, size, rng), scene.tone("#2f4a3a", 0.16 + 0.2 * rng.random()))


def forest(scene: Scene) -> None:
    shot, palette, rng = scene.shot, scene.palette, scene.rng("forest")
    sky(scene, sun=False, clouds=0.3)
    pale = scene.tone("#9db58c", 0.72)
    scene.bg.rect(
        shot.left,
        shot.top,
        shot.span,
        shot.bottom - shot.top,
        scene.bg.linear((0, scene.tone("#3c5a3c", 0.3), 0.85), (0.5, pale, 0.9), (1, pale, 0.7)),
    )
    x0 = shot.width / 2 + (shot.key or 1) * shot.width * 0.2
    scene.bg.glow(x0, shot.height * 0.3, shot.width * 0.4, shot.height * 0.45, palette.drained(palette.sun), 0.55)
    Space(scene).floor(scene.mid, "#5d6b3c", near="#3c4a2b")
    for depth, count, size in ((0.62, 16, 0.8), (0.4, 11, 0.95), (0.18, 6, 1.2)):
        canvas = scene.bg if depth > 0.5 else scene.mid
        foot = shot.horizon + (shot.bottom - shot.horizon) * (0.62 - depth) * 0.75 + 8
        for index in range(count):
            x = shot.left + shot.span * (index + rng.uniform(0.1, 0.9)) / count
            if depth < 0.5 and abs(x - shot.local) < shot.width * 0.11:
                continue
            wide = (9 + 34 * (0.65 - depth)) * rng.uniform(0.7, 1.3) * shot.height / 720
            _trunk(scene, canvas, x, foot + rng.uniform(0, 14), wide, scene.tone(BARK, depth))
            if rng.random() < 0.5 * size:
                growth.shrub(canvas, x + rng.uniform(-50, 50), foot + 12, wide * 2.2, scene.tone(LEAF, depth), rng)
    canopy(scene)
    for index in range(3):
        x = x0 + (index - 1) * 120 + rng.uniform(-40, 40)
        drift = -(shot.key or 1) * shot.height * 0.4
        beam(
            scene.mid,
            ((x, shot.top), (x + 60, shot.top)),
            ((x + drift, shot.usable), (x + drift + 190, shot.usable)),
            palette.drained(palette.sun),
            0.34,
        )
    scene.fg.path(growth.grass(rng, shot.left, shot.right, shot.bottom, shot.height * 0.24, 60), palette.dark(0.04), fill_opacity=0.9)


def _trunk(scene: Scene, canvas: object, x: float, y: float, wide: float, colour: str) -> None:
    shot, drawn = scene.shot, scene.bg if canvas is scene.bg else scene.mid
    ends = (lighten(colour, 0.22), darken(colour, 0.3)) if (shot.key or -1) < 0 else (darken(colour, 0.3), lighten(colour, 0.22))
    paint = drawn.linear((0, ends[0]), (0.5, colour), (1, ends[1]), x2=1, y2=0)
    drawn.path(
        f"M{num(x - wide * 0.7)} {num(y)}Q{num(x - wide * 0.42)} {num(y - 60)} {num(x - wide * 0.4)} {num(shot.top)}H{num(x + wide * 0.4)}Q{num(x + wide * 0.42)} {num(y - 60)} {num(x + wide * 0.7)} {num(y)}Z",
        paint,
    )


def canopy(scene: Scene) -> None:
    """Leaves over the top of the frame."""
    shot, rng = scene.shot, scene.rng("canopy")
    for depth, size in ((0.3, 1.0), (0.05, 0.6)):
        for index in range(9):
            x = shot.left + shot.span * (index + rng.random()) / 9
            growth.shrub(
                scene.mid if depth > 0.2 else scene.fg,
                x,
                shot.top + shot.height * 0.2 * size,
                shot.height * 0.14 * size,
                scene.tone(LEAF, depth),
                rng,
            )


def field(scene: Scene) -> None:
    shot, rng = scene.shot, scene.rng("field")
    sky(scene)
    far_ridges(scene, 2, 0.07, "#6d8a6a")
    crop = "#c9a94f" if scene.has("wheat", "corn", "harvest", "barley", "grain") else "#8a6cc0" if scene.has("lavender") else "#7c9b4c"
    _meadow(scene, crop)
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
    _meadow(scene, "#e6edf5")
    side = -1 if shot.local > shot.width / 2 else 1
    for edge in (side, -side * 1.25):
        for _ in range(6):
            x = shot.width / 2 + edge * shot.width * rng.uniform(0.2, 0.6)
            y = shot.horizon + (shot.bottom - shot.horizon) * rng.uniform(0.08, 0.2)
            tall = shot.height * rng.uniform(0.16, 0.3)
            shape = growth.conifer(x, y, tall, rng)
            scene.mid.path(shape, scene.tone("#3f5866", 0.2))
            scene.mid.path(shape, scene.tone("#f2f6fb", 0.1), fill_opacity=0.5, transform=f"translate({num((shot.key or -1) * 4)} -5)")
    haze(scene, scene.mid, shot.horizon, 90, 0.5)


def underwater(scene: Scene) -> None:
    shot, palette, rng = scene.shot, scene.palette, scene.rng("deep")
    light, blue, deep = (
        palette.drained(mix("#7fe0e2", palette.low, 0.2)),
        palette.drained(mix("#14708f", palette.mid, 0.2)),
        palette.drained(mix("#04202f", palette.top, 0.25)),
    )
    scene.bg.rect(shot.left, shot.top, shot.span, shot.bottom - shot.top, scene.bg.linear((0, light), (0.3, blue), (1, deep)))
    x0 = shot.width / 2 + (shot.key or 1) * shot.width * 0.14
    scene.bg.glow(x0, shot.top, shot.width * 0.5, shot.height * 0.5, "#eafffb", 0.8)
    for index in range(5):
        x = x0 + (index - 2) * 90
        lands = x + (index - 2) * 170 - (shot.key or 1) * 140
        beam(scene.bg, ((x - 16, shot.top), (x + 34, shot.top)), ((lands - 90, shot.bottom), (lands + 90, shot.bottom)), "#dffaf4", 0.4)
    for depth, high in ((0.5, 0.2), (0.2, 0.14)):
        canvas = scene.bg if depth > 0.3 else scene.mid
        canvas.path(growth.hills(rng, shot.left, shot.right, shot.bottom, shot.height * (high + 0.2), steps=7), mix(deep, blue, depth))
    for index in range(7):
        x = shot.left + shot.span * (index + rng.random()) / 7
        _kelp(scene, x, shot.height * rng.uniform(0.3, 0.7), mix("#1d5a4a", deep, 0.4))
    motes(scene, 70, "#dffaf4")
    bubbles = rng.uniform(0.2, 0.8) * shot.width
    for _ in range(14):
        scene.mid.circle(
            bubbles + rng.uniform(-50, 50),
            rng.uniform(0.1, 0.9) * shot.height,
            rng.uniform(3, 11),
            "none",
            stroke="#e6fffb",
            stroke_opacity=0.6,
            stroke_width=1.6,
        )


def _kelp(scene: Scene, x: float, tall: float, colour: str) -> None:
    shot, y = scene.shot, scene.shot.bottom
    sway = 26
    line = "".join(f"q{num(sway if i % 2 else -sway)} {num(-tall / 12)} 0 {num(-tall / 6)}" for i in range(6))
    scene.mid.path(
        f"M{num(x)} {num(y)}{line}", "none", stroke=colour, stroke_width=9 * shot.height / 720, stroke_linecap="round", stroke_opacity=0.85
    )
