"""Things in the frame: the hero product on its surface, and what stands about in the set."""

from dataclasses import replace

from director_kernel.media.draw import creatures
from director_kernel.media.draw.art import Art
from director_kernel.media.draw.atmosphere import motes
from director_kernel.media.draw.colour import darken, lighten, mix
from director_kernel.media.draw.composition import HEADROOM, PRODUCT_HEIGHT
from director_kernel.media.draw.hero import STANDING, ground_shadow, held_prop
from director_kernel.media.draw.light import Light
from director_kernel.media.draw.props import prop
from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.settings import growth
from director_kernel.media.draw.svg import Canvas, num
from director_kernel.media.draw.water import light_path
from director_kernel.schema.slots import KeySide, Prop, Slots

SMALL = 160.0
"""Natural height (figure units; an adult is 800) below which a thing stands on a table, not on the ground."""

SHINING = (
    "door",
    "lamp",
    "lantern",
    "candle",
    "fire",
    "torch",
    "portal",
    "neon",
    "television",
    "tv",
    "screen",
    "gateway",
    "glow",
    "orb",
    "light",
)
"""Words of things that give light of their own after dark."""

_SURFACES = {
    "marble": "#e8e4de",
    "wood": "#8a5f3d",
    "stone": "#a09a90",
    "concrete": "#9b9a97",
    "glass": "#a9c3cc",
    "sand": "#d8b887",
    "velvet": "#5a1c30",
    "silk": "#e5d3c3",
    "slate": "#3a4047",
    "moss": "#5f7a45",
    "ice": "#d5e8f0",
    "water": "#4d7f92",
}


def hero_thing(slots: Slots) -> Prop | None:
    """The thing the shot is about, where nobody is in it."""
    if slots.characters:
        return None
    return next((item for item in slots.props if item.hero), slots.props[0] if slots.props else None)


def product_light(item: Prop, light: Light) -> Light:
    """What is sold has its own lamp: it keeps its colour by night and against the light, its edge still rimmed."""
    if not (item.hero or item.label):
        return light
    side = KeySide.LEFT if light.key_side is KeySide.BACK else light.key_side
    return replace(light, key_side=side, night=False, intensity=max(light.intensity, 0.7 if light.night else 0.85))


def put(scene: Scene, art: Art, x: float, y: float, scale: float, canvas: Canvas | None = None) -> None:
    """The drawing with its base at (x, y)."""
    for part in (art.svg, art.front):
        if part:
            (canvas or scene.hero).add(f'<g transform="translate({num(x)} {num(y)}) scale({scale:.4f})">{part}</g>')


def fitted(scene: Scene, width: float, height: float) -> tuple[float, float, float]:
    """Scale, x and base y for a product of this size: its height is the shot size's share of the frame, its width stays inside."""
    shot = scene.shot
    rng = scene.rng("product")
    wanted = PRODUCT_HEIGHT[shot.size] * shot.height * rng.uniform(0.95, 1.05)
    if shot.tall and scene.slots.on_screen_text:
        wanted = min(wanted, shot.usable * 0.46)
    scale = min(wanted / max(1.0, height), shot.width * (1.25 if PRODUCT_HEIGHT[shot.size] > 0.8 else 0.8) / max(1.0, width))
    x = shot.subject
    if scene.slots.on_screen_text and not shot.tall and shot.width > shot.height * 1.3:
        scale = min(scale, shot.width * 0.46 / max(1.0, width))
        scale *= rng.uniform(0.84, 1.0)
        x = shot.width * (0.5 + rng.uniform(0.15, 0.22) * shot.side)
    base = shot.usable * 0.5 + height * scale * 0.5
    base += rng.uniform(-0.03, 0.03) * shot.usable
    floor = shot.usable * (0.86 if PRODUCT_HEIGHT[shot.size] < 0.8 else 1.15)
    return scale, x, min(max(base + shot.usable * 0.08, shot.usable * 0.72), floor)


def product(scene: Scene, item: Prop, art: Art) -> None:
    """The product shot: surface, light behind, dressing, the thing itself and its reflection."""
    scale, x, base = fitted(scene, art.width, art.height)
    halo(scene, x, base - art.height * scale * 0.55, art.height * scale)
    surface(scene, base)
    if (item.hero or item.label) and not scene.palette.high_key:
        dressing(scene, x, base, art.width * scale, art.height * scale)
    reflection(scene, art.svg, x, base, scale)
    contact(scene, x, base, art.width * scale * 0.5)
    put(scene, art, x, base, scale)


def halo(scene: Scene, x: float, y: float, size: float) -> None:
    """A light behind the product, off centre on the key's side."""
    shot, palette = scene.shot, scene.palette
    side = -1 if scene.light.key_side.value == "left" else 1
    colour = mix(palette.sun if not palette.night else palette.glow, palette.accent, 0.3)
    scene.under.glow(
        x + side * size * 0.16, y - size * 0.06, min(size * 0.8, shot.width * 0.52), size * 0.72, palette.drained(colour), 0.62
    )


def contact(scene: Scene, x: float, y: float, half: float) -> None:
    """Contact shadow and the soft one thrown away from the key."""
    away = 1 if scene.light.key_side.value == "left" else -1
    ink = mix(scene.light.shadow, "#05060a", 0.5)
    scene.under.glow(x + away * half * 0.9, y + half * 0.05, half * 2.1, half * 0.32, ink, 0.5)
    scene.under.glow(x, y + 1, half * 1.2, max(5.0, half * 0.15), "#040506", 0.75)


def surface(scene: Scene, base: float) -> None:
    """The plane the product stands on: its back edge lies a little above the base, lit along the edge."""
    shot, under = scene.shot, scene.under
    said = next((colour for word, colour in _SURFACES.items() if scene.has(word)), "")
    white = scene.palette.high_key and any("white" in word for word in scene.slots.palette)
    stuff = (
        "#ecece9"
        if white
        else scene.tone(said or mix("#d9cfc2" if scene.palette.exposure > 0.75 else "#4a423c", scene.palette.accent, 0.28))
    )
    rng = scene.rng("surface")
    edge = base - shot.height * rng.uniform(0.055, 0.1)
    paint = under.linear((0, lighten(stuff, 0.16)), (0.14, stuff), (1, darken(stuff, 0.18 if white else 0.62)))
    under.rect(shot.left, edge, shot.span, shot.bottom - edge, paint)
    under.rect(shot.left, edge, shot.span, 3, lighten(stuff, 0.5), fill_opacity=0.5)
    side = -1 if scene.light.key_side.value == "left" else 1
    pool = shot.width / 2 + side * shot.width * 0.22
    under.glow(
        pool, edge + (shot.bottom - edge) * 0.3, shot.width * 0.4, (shot.bottom - edge) * 0.32, scene.palette.drained(scene.light.key), 0.4
    )
    if scene.has("marble"):
        for _ in range(7):
            px, py = rng.uniform(shot.left, shot.right), edge + (shot.bottom - edge) * rng.random()
            under.path(
                f"M{num(px)} {num(py)}q80 {num(rng.uniform(-30, 30))} 150 6t170 {num(rng.uniform(-16, 24))}",
                "none",
                stroke=darken(stuff, 0.35),
                stroke_opacity=0.3,
                stroke_width=rng.uniform(1, 3),
            )
    if scene.has("wood"):
        for _ in range(12):
            py = edge + (shot.bottom - edge) * rng.random() ** 1.4
            under.path(
                f"M{num(shot.left)} {num(py)}q{num(shot.span / 4)} {num(rng.uniform(-6, 6))} {num(shot.span / 2)} 0t{num(shot.span / 2)} 0",
                "none",
                stroke=darken(stuff, 0.45),
                stroke_opacity=0.3,
                stroke_width=1.6,
            )


def reflection(scene: Scene, svg: str, x: float, y: float, scale: float) -> None:
    """The thing upside down in the surface, faint: one group opacity, no mask."""
    if scene.has("matte", "wood", "sand", "moss", "velvet", "grass"):
        return
    renamed = svg.replace('id="', 'id="r').replace("url(#", "url(#r").replace('href="#', 'href="#r')
    scene.under.add(f'<g transform="translate({num(x)} {num(y)}) scale({scale:.4f} {-scale * 0.5:.4f})" opacity="0.2">{renamed}</g>')


def dressing(scene: Scene, x: float, base: float, wide: float, tall: float) -> None:
    """What an art director puts beside a product: leaves, stones, fruit, drops, blocks; chosen by words, else by chance."""
    rng = scene.rng("dressing")
    side = rng.choice((-1, 1))
    if scene.has("citrus", "orange", "lemon", "vitamin", "fruit", "juice"):
        _citrus(scene, x + side * (wide * 0.5 + tall * 0.24), base + tall * 0.03, tall * 0.15)
        _citrus(scene, x - side * (wide * 0.5 + tall * 0.34), base + tall * 0.08, tall * 0.11)
    elif scene.has("leaf", "leaves", "natural", "organic", "botanical", "herb", "green", "plant", "skincare", "serum", "spa", "fresh"):
        leaf = scene.tone("#5f8f57")
        for index, spread in enumerate((-1, 1)):
            growth.sprig(
                scene.under,
                x + side * spread * (wide * 0.62 + tall * 0.2),
                base + tall * (0.02 + 0.05 * index),
                tall * (0.62 - 0.16 * index),
                leaf,
                rng,
            )
    elif scene.has("coffee", "espresso", "bean", "chocolate", "cocoa"):
        for _ in range(13):
            px, py, size = x + rng.uniform(-1.1, 1.1) * (wide * 0.6 + tall * 0.3), base + rng.uniform(0.02, 0.16) * tall, tall * 0.032
            scene.under.ellipse(
                px, py, size, size * 0.66, scene.tone("#4a2a18"), transform=f"rotate({rng.randrange(180)} {num(px)} {num(py)})"
            )
            scene.under.ellipse(px - size * 0.2, py - size * 0.2, size * 0.4, size * 0.18, scene.tone("#8a5a3c"), fill_opacity=0.7)
    elif scene.has("tech", "phone", "watch", "headphone", "speaker", "gadget", "futur", "laptop", "neon"):
        for index in (1, 2):
            r = tall * (0.55 + 0.2 * index)
            scene.under.circle(
                x,
                base - tall * 0.5,
                r,
                "none",
                stroke=lighten(scene.palette.accent, 0.3),
                stroke_opacity=0.5 - 0.15 * index,
                stroke_width=3,
            )
        motes(scene, 40, lighten(scene.palette.accent, 0.4), scene.under)
    else:
        tone = scene.tone(mix("#cfc4b6" if scene.palette.exposure > 0.75 else "#3f3a38", scene.palette.accent, 0.3))
        _block(scene, x + side * (wide * 0.5 + tall * 0.3), base - tall * 0.01, tall * 0.34, tall * rng.uniform(0.3, 0.55), tone)
        growth.rock(
            scene.under,
            x - side * (wide * 0.55 + tall * 0.26),
            base + tall * 0.07,
            tall * rng.uniform(0.1, 0.15),
            tone,
            rng,
            key=-1 if scene.light.key_side.value == "left" else 1,
        )
    if scene.has("water", "drop", "splash", "hydrat", "moist", "dew", "rain", "ice", "cold", "fresh"):
        _drops(scene, x, base, tall)


def _citrus(scene: Scene, x: float, y: float, r: float) -> None:
    under, peel = scene.under, scene.tone("#f08a1d")
    under.glow(x, y, r * 1.5, r * 0.22, "#05060a", 0.5)
    under.circle(x, y - r, r, peel)
    under.circle(x, y - r, r * 0.9, scene.tone("#ffe9b8"))
    for index in range(8):
        under.path(
            f"M{num(x)} {num(y - r - r * 0.1)}L{num(x - r * 0.26)} {num(y - r * 1.72)}Q{num(x)}"
            f" {num(y - r * 1.9)} {num(x + r * 0.26)} {num(y - r * 1.72)}Z",
            under.linear((0, scene.tone("#f7a531")), (1, scene.tone("#ffc95e"))),
            transform=f"rotate({index * 45 + 11} {num(x)} {num(y - r)})",
        )


def _block(scene: Scene, x: float, y: float, wide: float, tall: float, tone: str) -> None:
    """A plaster plinth, lit from the key."""
    under = scene.under
    lit, dim = lighten(tone, 0.2), darken(tone, 0.35)
    ends = (lit, dim) if scene.light.key_side.value != "right" else (dim, lit)
    under.rect(x - wide / 2, y - tall, wide, tall, under.linear((0, ends[0]), (0.5, tone), (1, ends[1]), x2=1, y2=0.1))
    under.ellipse(x, y - tall, wide / 2, wide * 0.09, lighten(tone, 0.34))
    under.ellipse(x, y, wide / 2, wide * 0.09, dim, fill_opacity=0.6)


def _drops(scene: Scene, x: float, base: float, tall: float) -> None:
    rng = scene.rng("drops")
    for _ in range(16):
        px, py, r = x + rng.uniform(-1, 1) * tall * 0.9, base + rng.uniform(-0.02, 0.2) * tall, tall * rng.uniform(0.008, 0.026)
        scene.under.ellipse(px, py, r * 1.3, r * 0.8, "#ffffff", fill_opacity=0.3)
        scene.under.ellipse(px - r * 0.4, py - r * 0.3, r * 0.4, r * 0.22, "#ffffff", fill_opacity=0.9)


def scattered(scene: Scene) -> list[Prop]:
    """The other things of the shot, set around the people; gives those nobody could draw."""
    shot = scene.shot
    unknown: list[Prop] = []
    held = [held_prop(scene, index) for index in range(len(scene.slots.characters))]
    free = [item for item in scene.slots.props if item not in held][:5]
    side = -1 if shot.subject > shot.width / 2 else 1
    for index, item in enumerate(free):
        art = prop(item, light=product_light(item, scene.light), seed=scene.seed + index) or creatures.beside(scene, item)
        if art is None:
            unknown.append(item)
        elif scene.slots.characters:
            _beside(scene, item, art, side if index % 2 == 0 else -side, index)
    return unknown


def _beside(scene: Scene, item: Prop, art: Art, side: int, index: int) -> None:
    shot = scene.shot
    natural = art.natural or 120.0
    scale = shot.body / STANDING * natural / art.height * (1.3 if item.hero and natural < SMALL else 1.0)
    x = shot.subject + side * (shot.width * 0.25 + index * 36 + art.width * scale * 0.2)
    x = min(max(x, art.width * scale * 0.4), shot.width - art.width * scale * 0.4)
    if creatures.stars(scene) and natural < SMALL:
        put(scene, art, x, shot.usable * 0.97, min(scale * 1.15, shot.usable * 0.4 / art.height))
        return
    if shot.size in HEADROOM:
        _on_counter(scene, item, art, x, scale, natural)
        return
    if natural >= SMALL:
        _behind(scene, item, art, side, scale)
        return
    put(scene, art, x, _stand_for(scene, x, shot.feet - shot.height * 0.015 * (index + 1)), scale)


def _behind(scene: Scene, item: Prop, art: Art, side: int, scale: float) -> None:
    """Large things stand beside people a little further back; in narrow frames well behind them, so that nobody is hidden."""
    shot = scene.shot
    back = 0.5 if shot.width > shot.height * 1.3 else 2.6
    scale = min(scale * shot.near(back), shot.width * 0.6 / art.width)
    y, half = shot.floor(back), art.width * scale / 2
    x = shot.subject + side * max(shot.width * 0.24, half + shot.body * 0.12)
    x = min(max(x, half * 0.8), shot.width - half * 0.8)
    ground_shadow(scene, x, y, half * 0.9)
    if any(word in item.name.lower() for word in SHINING):
        shine(scene, x, y, half * 2, art.height * scale)
    put(scene, art, x, y, scale, scene.under)


def shine(scene: Scene, x: float, y: float, wide: float, tall: float) -> None:
    """The light a lit thing gives: a glow around it, and its path over the ground towards the camera, broken where the ground is water."""
    shot, palette, under = scene.shot, scene.palette, scene.under
    if not palette.night and palette.exposure > 0.75:
        return
    colour = palette.drained(mix(palette.glow, palette.sun, 0.25))
    reach = min(max(wide, tall) * 1.25, shot.width * 0.34)
    under.glow(x, y - tall * 0.5, reach, min(reach, shot.height * 0.5), colour, 0.75)
    paint = under.linear((0, lighten(colour, 0.2), 0.75), (0.5, colour, 0.34), (1, colour, 0))
    left, right = x - wide * 0.32, x + wide * 0.2
    spread = (shot.bottom - y) * 0.55
    under.poly([(left, y), (right, y), (right + spread, shot.bottom), (left - spread, shot.bottom)], paint)
    if scene.has("sea", "ocean", "lake", "water", "river", "wet", "rain"):
        light_path(scene, x, y, wide * 0.5, colour, under, 0.7)


def _on_counter(scene: Scene, item: Prop, art: Art, x: float, scale: float, natural: float) -> None:
    """In close sizes things stand on a plane across the bottom of the frame; large ones behind it, cropped."""
    shot = scene.shot
    if natural >= SMALL:
        scale = min(scale, shot.height * 0.9 / art.height, shot.width * 0.8 / art.width)
        y = min(shot.feet, shot.usable * 1.25)
        if any(word in item.name.lower() for word in SHINING):
            shine(scene, x, y, art.width * scale, art.height * scale)
        put(scene, art, x, y, scale, scene.under)
        return
    y = shot.usable * 0.97
    shrunk = min(scale, shot.usable * 0.42 / art.height)
    half = art.width * shrunk * 0.5
    tone = scene.tone(mix("#b9a690", scene.palette.accent, 0.15))
    scene.hero.rect(
        shot.left, y - 6, shot.span, shot.bottom - y + 6, scene.hero.linear((0, lighten(tone, 0.2)), (0.2, tone), (1, darken(tone, 0.5)))
    )
    scene.hero.glow(x, y, half * 1.4, max(5.0, half * 0.16), "#05060a", 0.6)
    put(scene, art, x, y, shrunk)


def _stand_for(scene: Scene, x: float, y: float) -> float:
    """A small round table under a small thing; gives the height of its top."""
    shot, under = scene.shot, scene.under
    metre = shot.metre
    top, half = y - metre * 0.72, metre * 0.34
    tone = scene.tone("#8a6648")
    ground_shadow(scene, x, y, half * 0.8)
    under.rect(x - metre * 0.03, top, metre * 0.06, y - top, darken(tone, 0.3))
    under.ellipse(x, y, half * 0.5, half * 0.09, darken(tone, 0.4))
    under.ellipse(x, top + metre * 0.03, half, half * 0.18, darken(tone, 0.35))
    under.ellipse(x, top, half, half * 0.18, lighten(tone, 0.14))
    return top + half * 0.02


def standing(scene: Scene, item: Prop, art: Art) -> None:
    """A large thing as the subject: on the ground where a person would stand, as tall as the size wants and the frame's width bears."""
    shot = scene.shot
    scale = min(PRODUCT_HEIGHT[shot.size] * 1.25 * shot.height / art.height, shot.width * 0.66 / art.width)
    base = shot.feet if shot.size not in HEADROOM else shot.usable * 0.86
    if scene.has("space", "orbit"):
        base = shot.usable * 0.5 + art.height * scale * 0.5
    else:
        ground_shadow(scene, shot.subject, base, art.width * scale * 0.46)
    if any(word in item.name.lower() for word in SHINING):
        shine(scene, shot.subject, base, art.width * scale, art.height * scale)
    put(scene, art, shot.subject, base, scale)
