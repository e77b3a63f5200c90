"""Cities from afar and from above: skylines and rooftops."""

from director_kernel.media.draw.atmosphere import haze
from director_kernel.media.draw.colour import darken, lighten, mix
from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.settings.space import Space
from director_kernel.media.draw.settings.urban import reflections
from director_kernel.media.draw.sky import sky
from director_kernel.media.draw.svg import num
from director_kernel.media.draw.water import water


def towers(scene: Scene, base: float, *, layers: int = 3, tall: float = 0.42) -> None:
    """A skyline standing on `base` (set units), nearer rows darker, windows lit by night."""
    shot, palette, rng = scene.shot, scene.palette, scene.rng("towers")
    for layer in range(layers):
        share = (layer + 1) / layers
        ink = palette.dark(0.66 - 0.52 * share) if palette.night else scene.tone("#4c5866", 0.74 - 0.5 * share)
        x, blocks, lit = shot.left, [], []
        while x < shot.right:
            wide = rng.uniform(34, 92) * (0.7 + 0.5 * share)
            high = shot.height * tall * rng.uniform(0.3, 1.0) * (1.12 - 0.42 * share)
            blocks.append(f"M{num(x)} {num(base)}V{num(base - high)}")
            if rng.random() < 0.3:
                blocks[-1] += (
                    f"h{num(wide * 0.3)}v{num(-high * 0.12)}h{num(wide * 0.08)}v{num(-high * 0.16)}h{num(wide * 0.04)}"
                    f"v{num(high * 0.16)}h{num(wide * 0.08)}v{num(high * 0.12)}H{num(x + wide)}V{num(base)}"
                    "Z"
                )
            else:
                blocks[-1] += f"H{num(x + wide)}V{num(base)}Z"
            for _ in range(int(high * wide / (900 if palette.night else 1500))):
                wx, wy = x + 5 + 8 * rng.randrange(max(1, int((wide - 10) / 8))), base - 11 * rng.randrange(1, max(2, int((high - 6) / 11)))
                lit.append(f"M{num(wx)} {num(wy)}h{num(3.2 + 2 * share)}v{num(4 + 2 * share)}h{num(-3.2 - 2 * share)}Z")
            x += wide + rng.uniform(-6, 12)
        canvas = scene.bg if share < 0.9 else scene.mid
        canvas.path("".join(blocks), canvas.linear((0, ink), (1, mix(ink, palette.drained(palette.haze), 0.4))))
        glint = palette.drained(lighten(palette.glow, 0.25)) if palette.night else lighten(ink, 0.28)
        canvas.path("".join(lit), glint, fill_opacity=0.35 + 0.5 * share if palette.night else 0.3)
        haze(scene, canvas, base, shot.height * 0.22, 0.32)


def skyline(scene: Scene) -> None:
    shot = scene.shot
    """Towers along the horizon, with water or plain before them. Their foot lies lower than eye level
    would have it: sky is half of a skyline.
    """
    sky(scene)
    base = max(shot.horizon + 10, shot.usable * 0.62)
    bg = scene.bg
    bg.rect(shot.left, shot.horizon, shot.span, base - shot.horizon + 4, scene.palette.drained(lighten(scene.palette.low, 0.12)))
    if scene.has("river", "bay", "harbour", "harbor", "waterfront") or scene.palette.night:
        water(scene, base - 2, canvas=bg)
        reflections(Space(scene), top=base)
    else:
        ground = scene.tone("#5f6a72")
        bg.rect(shot.left, base - 2, shot.span, shot.bottom - base, bg.linear((0, scene.tone("#7d868c", 0.4)), (1, darken(ground, 0.4))))
    towers(scene, base, tall=0.52)
    haze(scene, scene.mid, base, 90, 0.4)


def rooftop(scene: Scene) -> None:
    shot = scene.shot
    sky(scene)
    towers(scene, shot.horizon + 40, tall=0.34)
    space = Space(scene, air=60)
    y = space.at(0, 0, 3.2)[1]
    scene.mid.rect(
        shot.left,
        y,
        shot.span,
        shot.bottom - y,
        scene.mid.linear((0, scene.tone("#8b8781", 0.1)), (1, darken(scene.tone("#6c6965"), 0.35))),
    )
    space.box(scene.mid, 0, 3.2, 40, 0.95, 0.3, "#8f7a6b")
    side = -shot.side if not shot.flip else shot.side
    space.box(scene.mid, side * 3.4, 2.0, 1.6, 1.3, 1.2, "#9aa0a4")
    x, _ = space.at(side * 2.2, 0, 2.6)
    metre = shot.metres(2.6)
    foot = space.at(0, 0, 2.6)[1]
    for leg in (-0.6, 0.6):
        scene.mid.line((x + leg * metre, foot), (x + leg * metre * 0.8, foot - metre * 1.8), scene.palette.dark(0.08), metre * 0.07)
    scene.mid.rect(x - metre * 0.85, foot - metre * 3.2, metre * 1.7, metre * 1.5, scene.tone("#7a5d48", 0.08), rx=4)
    scene.mid.poly(
        [(x - metre * 0.95, foot - metre * 3.2), (x, foot - metre * 3.9), (x + metre * 0.95, foot - metre * 3.2)],
        scene.tone("#54463c", 0.08),
    )
    if scene.palette.night or scene.has("party", "string lights", "evening"):
        _string_lights(scene, y)


def _string_lights(scene: Scene, y: float) -> None:
    shot, glow = scene.shot, scene.palette.drained(scene.palette.glow)
    for index in range(2):
        top = shot.height * (0.1 + 0.1 * index)
        scene.mid.path(
            f"M{num(shot.left)} {num(top)}Q{num(shot.width / 2)} {num(top + 150)} {num(shot.right)} {num(top)}",
            "none",
            stroke="#0d1016",
            stroke_width=2,
        )
        for step in range(15):
            t = (step + 0.5) / 15
            x, drop = shot.left + shot.span * t, top + 150 * 2 * t * (1 - t)
            scene.mid.glow(x, drop + 8, 30, 30, glow, 0.7)
            scene.mid.circle(x, drop + 8, 5, lighten(glow, 0.5))
