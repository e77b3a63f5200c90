"""Streets, alleys, skylines, rooftops and roads."""

from random import Random

from director_kernel.media.draw.atmosphere import haze
from director_kernel.media.draw.colour import darken, lighten, mix
from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.settings import growth
from director_kernel.media.draw.settings.growth import BARK, LEAF
from director_kernel.media.draw.settings.nature import far_ridges
from director_kernel.media.draw.settings.space import Space
from director_kernel.media.draw.sky import sky
from director_kernel.media.draw.svg import Canvas, num

_FACADES = ("#8d6a57", "#a58a72", "#77706c", "#b7a48c", "#6a7480", "#9a7d6a")


def _wet(scene: Scene) -> bool:
    return scene.has("wet", "rain", "neon", "puddle") or "rain" in scene.slots.weather.lower()


def _signs(scene: Scene) -> bool:
    return scene.has("neon", "cyberpunk", "tokyo", "nightlife", "bar", "club", "futuristic", "shibuya", "hong kong")


def _windows(space: Space, canvas: Canvas, side: int, x: float, z: float, depth: float, tall: float, rng: Random) -> None:
    """Lit and dark windows on the face that looks onto the street."""
    palette = space.scene.palette
    lit: list[str] = []
    dim: list[str] = []
    for floor in range(1, max(2, int(tall / 3))):
        for index in range(max(1, int(depth / 2.6))):
            z1 = z + 0.7 + index * 2.6
            corners = [space.at(x, floor * 3 + y, zz) for y, zz in ((0.6, z1), (2.2, z1), (2.2, z1 + 1.3), (0.6, z1 + 1.3))]
            data = "M" + "L".join(f"{num(px)} {num(py)}" for px, py in corners) + "Z"
            (lit if rng.random() < (0.45 if palette.night else 0.12) else dim).append(data)
    if dim:
        canvas.path("".join(dim), palette.drained(mix(palette.mid, "#0d131c", 0.55 if palette.night else 0.45)), fill_opacity=0.75)
    if lit:
        canvas.path("".join(lit), palette.drained(lighten(palette.glow, 0.25)), fill_opacity=0.92 if palette.night else 0.6)


def _row(space: Space, side: int, half: float, tall: tuple[float, float], *, far: float = 70.0) -> None:
    scene, rng = space.scene, space.scene.rng(f"row{side}")
    blocks, z = [], -space.shot.distance * 0.7
    while z < far:
        depth = rng.uniform(6, 11)
        blocks.append((z, depth, rng.uniform(*tall), rng.choice(_FACADES)))
        z += depth + 0.25
    for z, depth, high, shade in reversed(blocks):
        canvas = scene.bg if z > 12 else scene.mid
        x = side * half
        space.box(canvas, x + side * 5, z, 10, high, depth, shade)
        face = space.tone(shade, z)
        corners = [(x, 0.0, z), (x, high, z), (x, high, z + depth), (x, 0.0, z + depth)]
        space.quad(canvas, corners, mix(lighten(face, 0.1), scene.light.key, 0.12) if side != space.shot.key else darken(face, 0.34))
        _windows(space, canvas, side, x, z, depth, high, rng)
        _shopfront(space, canvas, side, x, z, depth, rng)


def _shopfront(space: Space, canvas: Canvas, side: int, x: float, z: float, depth: float, rng: Random) -> None:
    """Ground floor: panes of glass between posts, an awning, and a sign that glows where signs do."""
    scene, palette = space.scene, space.scene.palette
    space.quad(
        canvas,
        [(x, 0, z + 0.2), (x, 2.7, z + 0.2), (x, 2.7, z + depth - 0.2), (x, 0, z + depth - 0.2)],
        space.tone("#3b3632", z),
        fill_opacity=0.85,
    )
    for index in range(max(1, int((depth - 0.8) / 2.1))):
        z1 = z + 0.5 + index * 2.1
        open_ = rng.random() < 0.55
        glow = palette.drained(mix(palette.glow, "#3a2410", 0.12 + 0.4 * rng.random()))
        glass = glow if palette.night and open_ else palette.drained(mix(palette.mid, "#10161d", 0.62 if palette.night else 0.35))
        space.quad(canvas, [(x, 0.5, z1), (x, 2.35, z1), (x, 2.35, z1 + 1.7), (x, 0.5, z1 + 1.7)], glass, fill_opacity=0.92)
    if rng.random() < 0.55:
        out = x - side * 0.9
        cloth = space.tone(rng.choice((palette.accent, palette.second, "#8d3b32", "#2f5a4a")), z)
        space.quad(canvas, [(x, 3.0, z + 0.4), (x, 3.0, z + depth - 0.4), (out, 2.5, z + depth - 0.4), (out, 2.5, z + 0.4)], cloth)
        space.quad(
            canvas,
            [(out, 2.5, z + 0.4), (out, 2.5, z + depth - 0.4), (out, 2.32, z + depth - 0.4), (out, 2.32, z + 0.4)],
            darken(cloth, 0.3),
        )
    if _signs(scene) and rng.random() < 0.8:
        _sign(space, canvas, side, x, z, rng)


def _sign(space: Space, canvas: Canvas, side: int, x: float, z: float, rng: Random) -> None:
    """A hanging neon sign; strokes stand for its letters."""
    palette = space.scene.palette
    colour = palette.drained(rng.choice((palette.accent, palette.second, lighten(palette.accent, 0.2))))
    y, tall = rng.uniform(3.3, 5.5), rng.uniform(1.4, 2.6)
    (x1, y1), (x2, y2) = space.at(x - side * 1.0, y + tall, z + 0.6), space.at(x - side * 0.15, y, z + 0.6)
    left, wide, high = min(x1, x2), abs(x2 - x1), y2 - y1
    canvas.glow(left + wide / 2, (y1 + y2) / 2, wide * 2.6 + 20, high * 1.2 + 12, colour, 0.6)
    canvas.rect(
        left, y1, wide, high, mix(colour, "#0a0a10", 0.75), rx=wide * 0.12, stroke=lighten(colour, 0.3), stroke_width=max(1.2, wide * 0.07)
    )
    strokes = []
    for index in range(3):
        top, size = y1 + high * (0.1 + 0.3 * index), high * 0.2
        strokes.append(f"M{num(left + wide * 0.26)} {num(top)}h{num(wide * 0.48)}")
        strokes.append(
            f"M{num(left + wide * rng.choice((0.3, 0.5, 0.7)))} {num(top)}v{num(size)}"
            + (f"h{num(wide * rng.choice((-0.2, 0.2)))}" if index % 2 else "")
        )
    canvas.path("".join(strokes), "none", stroke=lighten(colour, 0.6), stroke_width=max(1.4, wide * 0.09), stroke_linecap="round")


def _lamp_posts(space: Space, half: float) -> None:
    scene, palette = space.scene, space.scene.palette
    for z in (26.0, 14.0, 5.0):
        for side in (-1, 1):
            foot, head = space.at(side * half * 0.86, 0, z), space.at(side * half * 0.86, 4.6, z)
            metre, ink = space.shot.metres(z), scene.palette.dark(z / 60)
            scene.mid.rect(foot[0] - metre * 0.05, head[1], metre * 0.1, foot[1] - head[1], ink)
            scene.mid.path(
                f"M{num(head[0])} {num(head[1])}q{num(-side * metre * 0.1)} {num(-metre * 0.5)} {num(-side * metre * 0.8)}"
                f" {num(-metre * 0.4)}",
                "none",
                stroke=ink,
                stroke_width=max(1.5, metre * 0.08),
            )
            lamp = (head[0] - side * metre * 0.85, head[1] - metre * 0.32)
            if palette.night:
                scene.mid.glow(lamp[0], lamp[1], metre * 1.7, metre * 1.5, palette.drained(palette.glow), 0.7)
            scene.mid.ellipse(
                lamp[0], lamp[1], metre * 0.24, metre * 0.12, lighten(palette.glow, 0.5) if palette.night else scene.tone("#e6e2d8")
            )


def _pavement(space: Space, half: float) -> None:
    scene = space.scene
    space.floor(scene.bg, "#6d6c6c", near="#55565a")
    near = -space.shot.distance * 0.82
    for side in (-1, 1):
        space.quad(
            scene.bg,
            [(side * half, 0, 70), (side * half * 0.68, 0, 70), (side * half * 0.68, 0, near), (side * half * 2.4, 0, near)],
            scene.tone("#8f8b86", 0.05),
            fill_opacity=0.9,
        )
    if half > 4:
        z = -2.0
        while z < 46:
            space.quad(
                scene.bg, [(-0.09, 0, z), (0.09, 0, z), (0.09, 0, z + 1.9), (-0.09, 0, z + 1.9)], scene.tone("#e6e1d2"), fill_opacity=0.65
            )
            z += 4.4


def reflections(space: Space, top: float | None = None) -> None:
    """Wet ground: streaks of every light above, and a sheen at the far end."""
    scene, rng, shot, palette = space.scene, space.scene.rng("wet"), space.shot, space.scene.palette
    level = top if top is not None else shot.horizon
    room = shot.bottom - level
    colours = (palette.glow, palette.accent, palette.second, palette.low)
    for index in range(22):
        colour = palette.drained(colours[index % len(colours)])
        x, y = rng.uniform(shot.left, shot.right), level + room * rng.uniform(0.04, 0.36)
        high, wide = room * rng.uniform(0.24, 0.6), rng.uniform(4, 15)
        paint = scene.mid.linear((0, colour, 0), (0.16, colour, 0.34), (0.5, colour, 0.16), (1, colour, 0))
        scene.mid.path(
            f"M{num(x - wide / 2)} {num(y)}L{num(x + wide / 2)} {num(y)}L{num(x + wide * 1.1)} {num(y + high)}"
            f"L{num(x - wide * 1.1)} {num(y + high)}Z",
            paint,
        )
        breaks = "".join(
            f"M{num(x - wide * rng.uniform(0.5, 1.4))} {num(y + high * rng.random())}h{num(wide * rng.uniform(0.8, 2.4))}" for _ in range(5)
        )
        scene.mid.path(breaks, "none", stroke=lighten(colour, 0.3), stroke_opacity=0.4, stroke_width=2, stroke_linecap="round")
    for _ in range(7):
        x, y = rng.uniform(0, shot.width), level + room * rng.uniform(0.3, 0.85)
        wide = rng.uniform(60, 150) * (y - level) / room * 1.6
        scene.mid.glow(x, y, wide, wide * 0.14, palette.drained(lighten(palette.mid, 0.15)), 0.45)


def street(scene: Scene) -> None:
    sky(scene, clouds=0.6)
    space = Space(scene, air=55)
    half = 6.5
    _pavement(space, half)
    cx, cy = space.at(0, 2, 70)
    scene.bg.glow(cx, cy, 240, 190, scene.palette.drained(lighten(scene.palette.low, 0.2)), 0.75)
    for side in (-1, 1):
        _row(space, side, half, (9, 19))
    _lamp_posts(space, half)
    if not scene.palette.night and not _signs(scene):
        for z in (20.0, 9.0):
            px, py = space.at(-space.shot.side * half * 0.8, 0, z)
            growth.tree(
                scene.mid,
                px,
                py,
                5.2 * space.shot.metres(z),
                scene.tone(LEAF, z / 60),
                scene.tone(BARK, z / 60),
                scene.rng(f"tree{z}"),
                key=scene.shot.key,
            )
    if not scene.slots.props and scene.has("car", "taxi", "traffic", "cab"):
        _car(space, -space.shot.side * 2.6, 7.0)
    if _wet(scene):
        reflections(space)
    haze(scene, scene.mid, scene.shot.horizon, 110, 0.35)


def _car(space: Space, x: float, z: float) -> None:
    scene, mid, metre = space.scene, space.scene.mid, space.shot.metres(z)
    px, py = space.at(x, 0, z)
    paint = space.tone(scene.palette.accent, z)
    space.shadow(mid, x, z, 2.4, 0.5)
    mid.path(
        f"M{num(px - metre * 0.62)} {num(py - metre * 0.8)}L{num(px - metre * 0.46)} {num(py - metre * 1.4)}"
        f"H{num(px + metre * 0.46)}L{num(px + metre * 0.62)} {num(py - metre * 0.8)}Z",
        mid.linear((0, darken(scene.palette.mid, 0.3)), (1, "#12161c")),
    )
    mid.rect(
        px - metre * 0.9,
        py - metre * 0.84,
        metre * 1.8,
        metre * 0.58,
        mid.linear((0, lighten(paint, 0.2)), (1, darken(paint, 0.35))),
        rx=metre * 0.16,
    )
    for side in (-1, 1):
        mid.rect(px + side * metre * 0.66 - metre * 0.14, py - metre * 0.3, metre * 0.28, metre * 0.3, "#0b0d10", rx=metre * 0.05)
        mid.glow(
            px + side * metre * 0.62,
            py - metre * 0.56,
            metre * 0.7,
            metre * 0.5,
            "#fff0c8" if scene.palette.night else "#ffffff",
            0.8 if scene.palette.night else 0.2,
        )
        mid.ellipse(px + side * metre * 0.62, py - metre * 0.56, metre * 0.17, metre * 0.1, "#fffbe8")


def alley(scene: Scene) -> None:
    """Two walls of brick close together, doors, pipes, cables, bins, and light at the far end."""
    sky(scene, clouds=0.4, sun=False)
    space = Space(scene, air=30)
    half, tall, far, near = 2.3, 12.0, 30.0, -space.shot.distance * 0.82
    _pavement(space, half)
    palette, rng = scene.palette, scene.rng("alley")
    cx, cy = space.at(0, 2, far)
    scene.bg.glow(cx, cy, 260, 300, palette.drained(palette.glow if palette.night else lighten(palette.low, 0.3)), 0.85)
    for side in (-1, 1):
        x, brick = side * half, scene.tone("#7d5748" if side > 0 else "#6d5a50")
        bright = side != space.shot.key
        paint = scene.mid.linear(
            (0, mix(brick, palette.haze, 0.3)),
            (1, lighten(brick, 0.08) if bright else darken(brick, 0.3)),
            x1=0 if side > 0 else 1,
            x2=1 if side > 0 else 0,
            y2=0,
        )
        space.quad(scene.mid, [(x, 0, far), (x, tall, far), (x, tall, near), (x, 0, near)], paint)
        courses = []
        for row in range(1, 40):
            (x1, y1), (x2, y2) = space.at(x, row * 0.3, far), space.at(x, row * 0.3, near)
            courses.append(f"M{num(x1)} {num(y1)}L{num(x2)} {num(y2)}")
        scene.mid.path("".join(courses), "none", stroke=darken(brick, 0.5), stroke_opacity=0.3, stroke_width=1.2)
        _windows(space, scene.mid, side, x, 1.0, 24.0, tall, rng)
        for index in range(4):
            z = 0.8 + index * 5 + rng.random() * 2
            space.quad(
                scene.mid,
                [(x, 0, z), (x, 2.1, z), (x, 2.1, z + 1.0), (x, 0, z + 1.0)],
                scene.tone(rng.choice(("#34483f", "#43332c", "#2d3640")), 0.1),
            )
            (px, py), metre = space.at(x - side * 0.1, 2.5, z + 0.5), space.shot.metres(z + 0.5)
            if palette.night or index % 2:
                scene.mid.glow(px, py, metre * 1.3, metre * 1.3, palette.drained(palette.glow), 0.75)
            scene.mid.ellipse(px, py, metre * 0.1, metre * 0.07, lighten(palette.glow, 0.5))
            if _signs(scene):
                _sign(space, scene.mid, side, x, z + 1.5, rng)
    for index in range(4):
        side, z = (-1 if index % 2 else 1), 9.0 - index * 2.2
        space.shadow(scene.mid, side * half * 0.78, z, 1.4)
        space.box(
            scene.mid, side * half * 0.78, z, 0.8, rng.uniform(0.7, 1.1), 0.8, rng.choice(("#3d5a4c", "#5a4a3a", "#4a4e55")), round_=0.04
        )
        (x1, y1), (x2, y2) = space.at(-half, rng.uniform(4, 7), z), space.at(half, rng.uniform(4, 7), z)
        scene.mid.path(
            f"M{num(x1)} {num(y1)}Q{num((x1 + x2) / 2)} {num(max(y1, y2) + 26)} {num(x2)} {num(y2)}",
            "none",
            stroke=palette.dark(0.1),
            stroke_width=2,
        )
    if _wet(scene) or palette.night:
        reflections(space)
    haze(scene, scene.mid, scene.shot.horizon, 200, 0.4)


def road(scene: Scene) -> None:
    shot, rng = scene.shot, scene.rng("road")
    sky(scene)
    far_ridges(scene, 3, 0.2, "#6a7686")
    land = "#b59a6a" if scene.has("desert", "route 66", "canyon", "western") else "#6f8a52"
    space = Space(scene, air=90)
    space.floor(scene.bg, land)
    near = -shot.distance * 0.82
    space.quad(
        scene.mid,
        [(-4.2, 0, 120), (4.2, 0, 120), (4.2, 0, near), (-4.2, 0, near)],
        scene.mid.linear((0, scene.tone("#7a7c80", 0.5)), (0.4, scene.tone("#585a5f")), (1, scene.tone("#3c3e44"))),
    )
    for x, wide in ((-3.8, 0.1), (3.8, 0.1)):
        space.quad(
            scene.mid,
            [(x - wide, 0, 120), (x + wide, 0, 120), (x + wide, 0, near), (x - wide, 0, near)],
            scene.tone("#f0ead9"),
            fill_opacity=0.8,
        )
    z = near
    while z < 80:
        space.quad(scene.mid, [(-0.1, 0, z), (0.1, 0, z), (0.1, 0, z + 2.4), (-0.1, 0, z + 2.4)], scene.tone("#f2c84a"), fill_opacity=0.9)
        z += 5
    for z in (60.0, 34.0, 19.0, 9.0):
        foot, head = space.at(7.5, 0, z), space.at(7.5, 6.2, z)
        metre, ink = shot.metres(z), scene.palette.dark(z / 90)
        scene.mid.rect(foot[0] - metre * 0.09, head[1], metre * 0.18, foot[1] - head[1], ink)
        scene.mid.rect(foot[0] - metre * 1.0, head[1] + metre * 0.4, metre * 2.0, metre * 0.14, ink)
    if not scene.slots.props and scene.has("car", "drive", "driving", "truck", "vehicle"):
        _car(space, 1.9, 9.0)
    scene.fg.path(growth.grass(rng, shot.left, shot.width * 0.2, shot.bottom, shot.height * 0.2, 26), darken(scene.tone(land), 0.5))
    scene.fg.path(growth.grass(rng, shot.width * 0.8, shot.right, shot.bottom, shot.height * 0.2, 26), darken(scene.tone(land), 0.5))
    haze(scene, scene.mid, shot.horizon, 70, 0.5)
