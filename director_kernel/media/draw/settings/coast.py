"""Where land meets water, and what is under it: sea, beach, reef."""

from director_kernel.media.draw.atmosphere import beam, haze, motes
from director_kernel.media.draw.colour import darken, lighten, mix
from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.settings import growth
from director_kernel.media.draw.settings.growth import BARK
from director_kernel.media.draw.settings.nature import wind_marks
from director_kernel.media.draw.sky import sky, sun_place
from director_kernel.media.draw.svg import num, smooth
from director_kernel.media.draw.water import light_path, water
from director_kernel.schema.slots import TimeOfDay


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
        set_already = scene.slots.time_of_day in (TimeOfDay.DUSK, TimeOfDay.BLUE_HOUR)
        shine = lighten(palette.low, 0.2) if palette.night else palette.sun
        light_path(scene, x, shot.horizon, 60, palette.drained(shine), scene.mid, 0.2 if set_already else 0.6)
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
        _lighthouse(scene, edge - side * reach * 0.54, base - rise * 0.88, shot.height * 0.34, -side)
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
    wind_marks(scene, shore + 60, sand)
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
