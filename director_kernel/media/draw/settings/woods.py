"""Among trees."""

from director_kernel.media.draw.atmosphere import beam, haze
from director_kernel.media.draw.colour import darken, lighten
from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.settings import growth
from director_kernel.media.draw.settings.growth import BARK, LEAF
from director_kernel.media.draw.settings.space import Space
from director_kernel.media.draw.sky import sky
from director_kernel.media.draw.svg import Canvas, num


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
    haze(scene, scene.mid, shot.horizon, shot.height * 0.3, 0.6)
    for share in (0.25, 0.5, 0.8):
        y = shot.horizon + (shot.bottom - shot.horizon) * share
        for _ in range(7):
            growth.sprig(
                scene.mid,
                rng.uniform(shot.left, shot.right),
                y,
                shot.height * (0.05 + 0.1 * share),
                scene.tone("#5f7f4a", 0.35 - 0.4 * share),
                rng,
            )
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


def _trunk(scene: Scene, drawn: Canvas, x: float, y: float, wide: float, colour: str) -> None:
    shot = scene.shot
    ends = (lighten(colour, 0.22), darken(colour, 0.3)) if (shot.key or -1) < 0 else (darken(colour, 0.3), lighten(colour, 0.22))
    paint = drawn.linear((0, ends[0]), (0.5, colour), (1, ends[1]), x2=1, y2=0)
    drawn.path(
        f"M{num(x - wide * 0.7)} {num(y)}Q{num(x - wide * 0.42)} {num(y - 60)} {num(x - wide * 0.4)}"
        f" {num(shot.top)}H{num(x + wide * 0.4)}Q{num(x + wide * 0.42)} {num(y - 60)} {num(x + wide * 0.7)}"
        f" {num(y)}Z",
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
