"""Inside things that move: train, car, aeroplane, spaceship."""

from director_kernel.media.draw.colour import darken, lighten, mix
from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.settings import growth
from director_kernel.media.draw.settings.room import Room
from director_kernel.media.draw.sky import stars
from director_kernel.media.draw.svg import Canvas, num


def passing(scene: Scene, canvas: Canvas, x1: float, y1: float, x2: float, y2: float) -> None:
    """The landscape through a window, streaked by speed."""
    palette, rng = scene.palette, scene.rng(f"pass{round(x1)}")
    high = y2 - y1
    sky = canvas.linear((0, palette.drained(palette.top)), (0.6, palette.drained(palette.mid)), (1, palette.drained(palette.low)))
    with canvas.group(clip_path=canvas.clip(f"M{num(x1)} {num(y1)}H{num(x2)}V{num(y2)}H{num(x1)}Z")):
        canvas.rect(x1, y1, x2 - x1, high, sky)
        canvas.path(growth.hills(rng, x1, x2, y2, high * 0.5, steps=4), scene.tone("#6f8a6a", 0.5))
        canvas.path(growth.hills(rng, x1, x2, y2, high * 0.26, steps=5), scene.tone("#4c6a4a", 0.2))
        for _ in range(7):
            y = y1 + high * rng.uniform(0.55, 0.98)
            canvas.rect(
                x1 + (x2 - x1) * rng.uniform(-0.2, 0.6),
                y,
                (x2 - x1) * rng.uniform(0.3, 0.7),
                rng.uniform(1.5, 4),
                lighten(palette.low, 0.4),
                fill_opacity=0.22,
            )


def train(scene: Scene) -> None:
    room = Room(scene, wall="#b9b2a6", floor="#5f5a56", depth=9.0, width=3.0, tall=2.4)
    room.shell(boards=False, skirting=False)
    for side in (-1, 1):
        for index in range(5):
            z = -1.4 + index * 2.1
            corners = [(side * 1.5, 0.95, z), (side * 1.5, 1.85, z), (side * 1.5, 1.85, z + 1.6), (side * 1.5, 0.95, z + 1.6)]
            glow = scene.bg.linear(
                (0, scene.palette.drained(scene.palette.mid)),
                (0.6, scene.palette.drained(scene.palette.low)),
                (1, scene.tone("#6f8a6a", 0.4)),
            )
            room.quad(scene.bg, corners, glow)
        for index in range(4, -1, -1):
            z = -0.9 + index * 1.9
            room.box(scene.mid, side * 1.05, z + 0.9, 0.8, 1.12, 0.16, mix("#6a3f3a", scene.palette.accent, 0.35), round_=0.12)
            room.box(scene.mid, side * 1.05, z + 0.4, 0.8, 0.42, 0.5, mix("#6a3f3a", scene.palette.accent, 0.35), round_=0.06)
    for index in range(5):
        z = -1 + index * 2.2
        room.quad(
            scene.bg, [(-0.22, 2.39, z), (0.22, 2.39, z), (0.22, 2.39, z + 1.3), (-0.22, 2.39, z + 1.3)], "#fff8e6", fill_opacity=0.92
        )
    x1, y1 = room.at(-0.45, 2.0, 9)
    x2, y2 = room.at(0.45, 0.1, 9)
    scene.bg.rect(x1, y1, x2 - x1, y2 - y1, scene.tone("#8a8f94"), rx=4)
    scene.bg.rect(x1 + (x2 - x1) * 0.2, y1 + (y2 - y1) * 0.1, (x2 - x1) * 0.6, (y2 - y1) * 0.4, lighten(scene.palette.low, 0.3), rx=4)


def car(scene: Scene) -> None:
    """From the back seat towards the windscreen, or past the driver to the side window."""
    shot = scene.shot
    scene.bg.rect(shot.left, shot.top, shot.span, shot.bottom - shot.top, scene.tone("#1b1d21"))
    top, low = shot.usable * 0.1, shot.usable * 0.58
    passing(scene, scene.bg, shot.left, top - 60, shot.right, low + 40)
    x, glow = shot.width / 2, scene.palette.drained(scene.palette.glow)
    if scene.palette.night:
        rng = scene.rng("bokeh")
        for _ in range(24):
            scene.bg.glow(
                rng.uniform(shot.left, shot.right),
                rng.uniform(top, low),
                rng.uniform(10, 34),
                rng.uniform(10, 34),
                rng.choice((glow, "#ff5a4a", "#dfe8ff", scene.palette.accent)),
                0.8,
            )
    ink, trim = scene.palette.dark(0.04), scene.tone("#2c2f35")
    reach = shot.width * 0.5
    roof = (
        f"M{num(shot.left)} {num(shot.top)}H{num(shot.right)}V{num(low)}L{num(x + reach * 0.98)}"
        f" {num(low - 10)}L{num(x + reach * 0.8)} {num(top)}Q{num(x)} {num(top - 40)} {num(x - reach * 0.8)}"
        f" {num(top)}L{num(x - reach * 0.98)} {num(low - 10)}L{num(shot.left)} {num(low)}Z"
    )
    scene.mid.path(roof, scene.mid.linear((0, ink), (1, trim)))
    dash = (
        f"M{num(shot.left)} {num(low - 6)}Q{num(x)} {num(low - 46)} {num(shot.right)} {num(low - 6)}V{num(shot.bottom)}H{num(shot.left)}Z"
    )
    scene.mid.path(dash, scene.mid.linear((0, lighten(trim, 0.14)), (0.2, trim), (1, "#08090b")))
    scene.mid.rect(x - 56, top + 4, 112, 34, ink, rx=12)
    scene.mid.rect(x - 50, top + 9, 100, 24, scene.mid.linear((0, scene.palette.mid), (1, scene.palette.low)), rx=9)
    wheel = x - reach * 0.42
    scene.mid.circle(wheel, low + 96, 112, "none", stroke="#0a0b0d", stroke_width=20)
    scene.mid.path(
        f"M{num(wheel - 104)} {num(low + 90)}Q{num(wheel)} {num(low + 52)} {num(wheel + 104)} {num(low + 90)}",
        "none",
        stroke="#0d0f12",
        stroke_width=18,
    )
    scene.mid.circle(wheel, low + 96, 112, "none", stroke=scene.light.rim, stroke_opacity=0.25, stroke_width=3)
    scene.mid.rect(x + 8, low + 26, 170, 84, mix(scene.palette.second, "#0a0d12", 0.6), rx=8)
    scene.mid.rect(x + 18, low + 36, 90, 8, lighten(scene.palette.second, 0.4), rx=4)


def spaceship(scene: Scene) -> None:
    """A corridor of ribs that ends in a window on the stars."""
    room = Room(scene, wall="#5d6874", floor="#3a424c", depth=9.0, width=4.2, tall=2.9)
    room.shell(boards=False, skirting=False)
    (x1, y1), (x2, y2) = room.at(-1.7, 2.5, 9), room.at(1.7, 0.7, 9)
    scene.bg.rect(x1, y1, x2 - x1, y2 - y1, scene.bg.linear((0, "#04060d"), (1, mix("#0e1734", scene.palette.accent, 0.25))), rx=16)
    planet = (x2 - x1) * 0.3
    with scene.bg.group(clip_path=scene.bg.clip(f"M{num(x1)} {num(y1)}H{num(x2)}V{num(y2)}H{num(x1)}Z")):
        cx, cy = x1 + (x2 - x1) * 0.68, y2 + planet * 0.2
        scene.bg.glow(cx, cy, planet * 1.5, planet * 1.5, scene.palette.second, 0.6)
        scene.bg.circle(cx, cy, planet, scene.bg.linear((0, lighten(scene.palette.second, 0.3)), (1, "#050813")))
        for index in range(26):
            scene.bg.circle(
                x1 + (x2 - x1) * ((index * 0.377) % 1), y1 + (y2 - y1) * ((index * 0.713) % 1), 1.4, "#ffffff", fill_opacity=0.8
            )
    accent = scene.palette.drained(scene.palette.accent)
    for index in range(5, -1, -1):
        z = -1.6 + index * 1.9
        for side in (-1, 1):
            room.box(scene.mid if index < 3 else scene.bg, side * 2.0, z, 0.34, 2.9, 0.4, "#77838f")
            room.quad(
                scene.bg,
                [(side * 2.08, 1.1, z + 0.5), (side * 2.08, 1.2, z + 0.5), (side * 2.08, 1.2, z + 1.8), (side * 2.08, 1.1, z + 1.8)],
                lighten(accent, 0.3),
            )
        room.quad(scene.bg, [(-0.3, 2.88, z), (0.3, 2.88, z), (0.3, 2.88, z + 1.1), (-0.3, 2.88, z + 1.1)], "#eaf6ff", fill_opacity=0.9)
        room.quad(scene.bg, [(-1.5, 0.01, z), (-1.42, 0.01, z), (-1.42, 0.01, z + 1.4), (-1.5, 0.01, z + 1.4)], lighten(accent, 0.2))
        room.quad(scene.bg, [(1.42, 0.01, z), (1.5, 0.01, z), (1.5, 0.01, z + 1.4), (1.42, 0.01, z + 1.4)], lighten(accent, 0.2))
    scene.bg.glow((x1 + x2) / 2, (y1 + y2) / 2, (x2 - x1), (y2 - y1) * 1.2, accent, 0.35)


def aeroplane(scene: Scene) -> None:
    room = Room(scene, wall="#dcdcd8", floor="#4a5560", depth=10.0, width=3.2, tall=2.2)
    room.shell(boards=False, skirting=False)
    for side in (-1, 1):
        for index in range(7):
            z = -1.4 + index * 1.5
            room.quad(
                scene.bg,
                [(side * 1.6, 1.1, z), (side * 1.6, 1.55, z), (side * 1.6, 1.55, z + 0.5), (side * 1.6, 1.1, z + 0.5)],
                lighten(scene.palette.mid, 0.5),
            )
            room.quad(
                scene.bg,
                [(side * 1.6, 1.8, z), (side * 1.1, 2.15, z), (side * 1.1, 2.15, z + 1.4), (side * 1.6, 1.8, z + 1.4)],
                darken(scene.tone("#c8ccce"), 0.1),
            )
        for index in range(5, -1, -1):
            room.box(scene.mid, side * 0.98, -0.6 + index * 1.4, 0.95, 1.14, 0.18, mix("#34465e", scene.palette.accent, 0.25), round_=0.14)


def deep_space(scene: Scene) -> None:
    """Stars, a nebula, and a planet with its lit limb."""
    shot, palette, bg, rng = scene.shot, scene.palette, scene.bg, scene.rng("space")
    bg.rect(
        shot.left,
        shot.top,
        shot.span,
        shot.bottom - shot.top,
        bg.linear((0, "#03040a"), (0.6, mix("#0a0f22", palette.second, 0.16)), (1, "#05060d")),
    )
    for colour, strength in ((palette.accent, 0.34), (palette.second, 0.4), (palette.accent, 0.24)):
        bg.glow(
            rng.uniform(0.1, 0.9) * shot.width,
            rng.uniform(0.1, 0.8) * shot.height,
            shot.width * rng.uniform(0.22, 0.4),
            shot.height * rng.uniform(0.16, 0.36),
            palette.drained(colour),
            strength,
        )
    stars(scene, 330, below=shot.bottom)
    side = -1 if shot.local > shot.width / 2 else 1
    r = min(shot.width, shot.height) * rng.uniform(0.42, 0.6)
    cx, cy = shot.width / 2 + side * shot.width * 0.36, shot.usable + r * rng.uniform(-0.1, 0.3)
    key = shot.key or -side
    lit = lighten(palette.drained(palette.second), 0.25)
    scene.mid.glow(cx, cy, r * 1.22, r * 1.22, lit, 0.7)
    ends = (lit, "#04060c") if key < 0 else ("#04060c", lit)
    scene.mid.circle(cx, cy, r, scene.mid.linear((0, ends[0]), (0.5, mix(lit, "#04060c", 0.7)), (1, ends[1]), x2=1, y2=0.3))
    with scene.mid.group(
        clip_path=scene.mid.clip(
            f"M{num(cx - r)} {num(cy)}a{num(r)} {num(r)} 0 1 0 {num(2 * r)} 0a{num(r)} {num(r)} 0 1 0 {num(-2 * r)} 0Z"
        ),
        opacity=0.28,
    ):
        for index in range(7):
            y = cy - r + 2 * r * (index + rng.random()) / 7
            scene.mid.ellipse(cx + rng.uniform(-0.3, 0.3) * r, y, r * rng.uniform(0.4, 1.0), r * 0.05, lighten(lit, 0.35))
