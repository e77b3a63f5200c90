"""Houses from outside: a modern front with its garden, and a pool terrace."""

from director_kernel.media.draw.colour import darken, lighten, mix
from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.settings import growth
from director_kernel.media.draw.settings.growth import BARK
from director_kernel.media.draw.settings.space import Space
from director_kernel.media.draw.sky import sky
from director_kernel.media.draw.svg import num
from director_kernel.media.draw.water import ripples


def front(scene: Scene) -> None:
    """Two stacked volumes of a modern house, glass lit from inside, path and trees."""
    space = _grounds(scene)
    _house(space, wide=9.0)
    bg = scene.bg
    stone = scene.tone("#cfc7b8")
    space.quad(bg, [(-0.8, 0, 5.0), (0.9, 0, 5.0), (1.7, 0, -2.0), (-1.4, 0, -2.0)], stone)
    for index in range(6):
        z = 4.4 - index * 1.1
        space.quad(bg, [(-1.2, 0.001, z), (1.4, 0.001, z), (1.4, 0.001, z - 0.06), (-1.2, 0.001, z - 0.06)], darken(stone, 0.3))
    _planting(space)


def pool(scene: Scene) -> None:
    """The pool before the house: deck, water, loungers."""
    space = _grounds(scene)
    _house(space, wide=11.0)
    mid, shot = scene.mid, scene.shot
    deck = scene.tone("#c9ad8c")
    space.quad(mid, [(-30, 0, 4.6), (30, 0, 4.6), (30, 0, -2.4), (-30, 0, -2.4)], deck)
    far, near = space.at(0, 0, 3.2)[1], space.at(0, 0, 0.4)[1]
    water = scene.tone("#3fb3c4")
    paint = mid.linear((0, lighten(water, 0.35)), (0.5, water), (1, darken(water, 0.2)))
    space.quad(mid, [(-4.4, 0, 3.2), (4.0, 0, 3.2), (4.6, 0, 0.4), (-5.2, 0, 0.4)], lighten(deck, 0.3))
    corners = [space.at(-4.2, 0, 3.05), space.at(3.8, 0, 3.05), space.at(4.3, 0, 0.6), space.at(-4.9, 0, 0.6)]
    mid.poly(corners, paint)
    outline = "M" + "L".join(f"{num(x)} {num(y)}" for x, y in corners) + "Z"
    with mid.group(clip_path=mid.clip(outline)):
        ripples(scene, far - 4, mid)
        mid.glow(shot.width * 0.5, far, shot.width * 0.3, (near - far) * 0.5, scene.palette.drained(scene.palette.sun), 0.5)
    for x in (-3.4, 2.2):
        space.shadow(mid, x + 0.6, 3.7, 2.0)
        space.box(mid, x, 3.7, 1.7, 0.24, 0.6, "#f1ece2", y=0.16, round_=0.05)
        space.box(mid, x + 0.72, 3.7, 0.34, 0.62, 0.6, "#f1ece2", y=0.2, round_=0.08)
    _planting(space)


def _grounds(scene: Scene) -> Space:
    sky(scene)
    space = Space(scene)
    space.floor(scene.bg, "#7f9d5c", near="#6c8b4e")
    rng = scene.rng("hedge")
    for index in range(7):
        x, y = space.at(-14 + index * 4.6, 0, 12)
        growth.shrub(scene.bg, x, y, rng.uniform(1.2, 2.2) * scene.shot.metres(12), space.tone("#5f8450", 12), rng)
    return space


def _house(space: Space, *, wide: float) -> None:
    scene, bg = space.scene, space.scene.bg
    lit = scene.palette.night or scene.palette.exposure < 0.75
    glass = lighten(scene.palette.glow, 0.1) if lit else mix(scene.tone("#9fc0cc"), scene.palette.mid, 0.4)
    wood, wall = "#a3744a", "#efece5"
    space.box(bg, 0, 5.4, wide, 2.9, 4.0, wall)
    space.box(bg, wide * 0.16, 5.0, wide * 0.6, 2.5, 4.4, "#d9d4ca", y=3.0)
    space.panel(bg, -wide * 0.3, 0, 5.38, wide * 0.22, 2.7, scene.tone(wood))
    for index in range(3):
        at = -wide * 0.1 + index * wide * 0.19
        space.panel(bg, at, 0.1, 5.38, wide * 0.175, 2.5, scene.palette.drained(glass))
        space.panel(bg, at, 0.1, 5.37, 0.04, 2.5, scene.tone("#3a3c40"))
    for index in range(2):
        space.panel(bg, wide * 0.02 + index * wide * 0.27, 3.4, 4.98, wide * 0.22, 1.7, scene.palette.drained(glass))
    space.panel(bg, 0, 2.86, 4.9, wide * 1.08, 0.2, scene.tone("#c7c0b4"))
    space.panel(bg, wide * 0.16, 5.4, 4.9, wide * 0.66, 0.18, scene.tone("#c7c0b4"))
    if lit:
        bg.glow(*space.at(wide * 0.05, 1.6, 5.0), wide * 0.6 * space.shot.metres(5), 2.4 * space.shot.metres(5), scene.palette.glow, 0.4)


def _planting(space: Space) -> None:
    scene, rng = space.scene, space.scene.rng("planting")
    for side in (-1, 1):
        x, y = space.at(side * rng.uniform(5.6, 6.6), 0, 3.4)
        growth.tree(
            scene.mid, x, y, rng.uniform(4.2, 5.4) * scene.shot.metres(3.4), space.tone("#6a9455", 3), space.tone(BARK, 3), rng, key=side
        )
        for index in range(3):
            x, y = space.at(side * (3.4 + index * 0.9), 0, 3.8)
            growth.shrub(scene.mid, x, y, rng.uniform(0.4, 0.7) * scene.shot.metres(3.8), space.tone("#5f8450", 3), rng)
