"""Logo animation frames and end cards: the mark gathering, the mark close to, the lockup, the card with its call to action."""

from random import Random

from director_kernel.media.draw.atmosphere import band, motes
from director_kernel.media.draw.attached import Picture
from director_kernel.media.draw.colour import colour_of, contrast, darken, lighten, luma, mix
from director_kernel.media.draw.mark import draw_emblem, emblem, gather, shards
from director_kernel.media.draw.palette import max_chroma
from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.svg import clean, num
from director_kernel.media.draw.typography import (
    BLACK,
    BOLD,
    LIGHT,
    REGULAR,
    SERIF,
    SERIF_BOLD,
    Face,
    display_face,
    draw_block,
    fit,
    measure,
)
from director_kernel.schema.slots import ShotSize, Slots

WORDS = (
    "logo",
    "wordmark",
    "brand mark",
    "brandmark",
    "end card",
    "endcard",
    "end frame",
    "logotype",
    "monogram",
    "emblem",
    "lockup",
    "pack shot card",
    "ident",
)
_GATHER = (
    " particle",
    " converg",
    " gather",
    " assembl",
    " swirl",
    " form",
    " drift",
    " dust",
    " spark",
    " ink",
    " liquid",
    " smoke",
    " point of light",
    " emerge",
)
_SHATTER = (" shard", " shatter", " explod", " fragment", " burst", " splinter", " crack", " glass")
_MIDWAY = ("begin", "start", "drift", "converg", "gather", "swirl", "into", "first", "draw", "emerge", "toward", "assembl", "shard", "form")


def is_logo(slots: Slots) -> bool:
    """Whether the shot shows a mark rather than a place."""
    words = f"{slots.subject} {slots.action} {' '.join(item.name for item in slots.props)}".lower()
    return not slots.characters and any(word in words for word in WORDS)


def brand_name(slots: Slots) -> str:
    """What the mark says: the first text on screen, a label, else the capitalised words of the subject that are not the word "logo"."""
    if slots.on_screen_text:
        return clean(slots.on_screen_text[0], 60)
    label = next((item.label for item in slots.props if item.label), "")
    if label:
        return clean(label, 60)
    known = {"the", "a", "an", "logo", "final", "close", "wide", "shot", "brand", "end", "card", "particles"}
    names = [
        word.strip(".,:;'\"’s") for word in slots.subject.split()[:40] if word[:1].isupper() and word.lower().strip(".,:;") not in known
    ]
    return clean(" ".join(names[:3]), 60)


def colours(scene: Scene) -> tuple[str, str, str, bool]:
    """Mark, second and ground colours, and whether the ground is light."""
    palette, slots = scene.palette, scene.slots
    said = [colour for colour in (colour_of(word[:200]) for word in slots.palette[:6]) if colour]
    light = scene.has("white", "clean", "minimal", "bright", "pastel", "fresh") and not scene.has(
        "black", "dark", "void", "night", "space", "neon"
    )
    strong = [colour for colour in said if max_chroma(colour) > 0.12]
    quiet = next((colour for colour in said if 0.15 < luma(colour) < 0.95), "")
    main = strong[0] if strong else own_colour(brand_name(slots)) if "one accent" in slots.palette else quiet or palette.accent
    second = strong[1] if len(strong) > 1 else mix(main, "#fff6e4", 0.42) if strong else mix(palette.second, main, 0.4)
    dark = next((colour for colour in said if luma(colour) < 0.16), "")
    ground = darken(mix(dark, main, 0.04), 0.55) if dark else mix("#07080c", main, 0.07)
    if light:
        ground = mix("#f4f2ee", main, 0.06)
        while contrast(main, ground) < 2.4:
            main = darken(main, 0.12)
    else:
        while contrast(main, ground) < 3.2:
            main = lighten(main, 0.1)
    return palette.drained(main), palette.drained(second), palette.drained(ground), light


_OWN = ("#d9a634", "#3fa7d6", "#e2574c", "#4fbf8b", "#9a7bea", "#ec8f2d", "#2bb3a8")


def own_colour(name: str) -> str:
    """The colour of a brand that named none: by its name alone, so that every frame and film of it agrees."""
    return _OWN[Random(f"colour/{name.lower()}").randrange(len(_OWN))]


def mark_face(slots: Slots, name: str) -> tuple[Face, float, bool]:
    """The lettering of a name: by the film's mood and style, else by the name, so that it never changes within a film."""
    own = ((BOLD, 0.02, False), (SERIF, 0.04, False), (LIGHT, 0.16, True), (BLACK, 0.0, False), (SERIF_BOLD, 0.0, False))
    return display_face(slots, "", default=own[Random(f"face/{name.lower()}").randrange(len(own))])


def type_colour(scene: Scene, main: str, *, light: bool) -> str:
    """The lettering beside a mark: in the brand's own colour where one was said, else a pale or dark shade of it."""
    said = any(max_chroma(colour_of(word[:200]) or "#808080") > 0.12 for word in scene.slots.palette[:6])
    if light:
        return darken(main, 0.3 if said else 0.55)
    return lighten(main, 0.22 if said else 0.72)


def backdrop(scene: Scene, main: str, second: str, ground: str, *, light: bool) -> tuple[float, float]:
    """The field behind a mark: gradient, two lights, a floor that shines; gives the light's place."""
    shot, bg, rng = scene.shot, scene.bg, scene.rng("field")
    low = darken(ground, 0.12) if light else darken(ground, 0.5)
    lean = rng.uniform(-0.35, 0.35)
    bg.rect(
        shot.left,
        shot.top,
        shot.span,
        shot.bottom - shot.top,
        bg.linear(
            (0, mix(ground, second, 0.2 if light else 0.24 if luma(ground) > 0.03 else 0.09)),
            (0.55, ground),
            (1, low),
            x1=max(0.0, lean),
            x2=max(0.0, -lean),
        ),
    )
    x, y = shot.width * rng.uniform(0.3, 0.7), shot.usable * rng.uniform(0.3, 0.56)
    strength = 0.5 if light else 0.46
    bg.glow(
        x, y, shot.width * rng.uniform(0.36, 0.5), shot.height * rng.uniform(0.36, 0.5), lighten(main, 0.7) if light else main, strength
    )
    other = shot.width - x + rng.uniform(-90, 90)
    bg.glow(
        other,
        shot.usable * rng.uniform(0.55, 0.9),
        shot.width * 0.36,
        shot.height * 0.34,
        lighten(second, 0.5) if light else second,
        strength * 0.8,
    )
    rays(scene, main, light=light)
    for _ in range(rng.randrange(7, 12)):
        size = min(shot.width, shot.height) * rng.uniform(0.02, 0.12)
        fill = mix(main, rng.choice((second, "#ffffff")), 0.4)
        bg.circle(rng.uniform(shot.left, shot.right), rng.uniform(0, shot.usable), size, fill, fill_opacity=rng.uniform(0.05, 0.15))
    motes(scene, 64, lighten(main, 0.5) if not light else mix(main, "#ffffff", 0.4), scene.mid)
    return x, y


def rays(scene: Scene, colour: str, *, light: bool) -> None:
    """Slanting bands of light, different for every take."""
    shot, bg, rng = scene.shot, scene.bg, scene.rng("rays")
    lean = rng.choice((-1, 1)) * rng.uniform(0.25, 0.7) * shot.height
    for _ in range(rng.randrange(3, 6)):
        at, wide = rng.uniform(shot.left - abs(lean), shot.right), rng.uniform(90, 320)
        band(bg, at, shot.top, shot.bottom, wide, lean, lighten(colour, 0.4), 0.26 if not light else 0.5)


def logo(scene: Scene, picture: Picture | None = None) -> None:
    """The frame of a logo: gathering when the action says so, close when the size is, else the lockup."""
    main, second, ground, light = colours(scene)
    backdrop(scene, main, second, ground, light=light)
    name = brand_name(scene.slots)
    rng, shot = scene.rng("logo"), scene.shot
    middle = (shot.width * 0.5 + rng.uniform(-0.02, 0.02) * shot.width, shot.usable * rng.uniform(0.4, 0.46))
    action = f" {scene.slots.action} {scene.slots.subject}".lower()
    if any(word in action for word in _SHATTER):
        shards(scene.mid, rng, *middle, min(shot.width, shot.height) * 0.62, main)
    gathering = any(word in action for word in _GATHER)
    if gathering:
        gather(scene.mid, rng, *middle, max(shot.width, shot.height) * 0.5, main, second)
    midway = (
        (gathering or any(word in action for word in _SHATTER))
        and any(word in action for word in _MIDWAY)
        and not scene.slots.on_screen_text
    )
    if shot.size in (ShotSize.CU, ShotSize.BCU, ShotSize.ECU, ShotSize.INSERT):
        _close(scene, name, main, second, picture)
    elif midway:
        _half_made(scene, name, main, second, middle, picture)
    else:
        lockup(scene, name, main, second, ground, light=light, picture=picture)
    flare(scene, middle, main, light=light)


def _shown(
    scene: Scene, name: str, x: float, y: float, radius: float, main: str, second: str, picture: Picture | None, opacity: float = 1.0
) -> None:
    if picture is not None:
        scene.hero.add(picture.image(x - radius * 1.5, y - radius, radius * 3, radius * 2, extra=f' opacity="{opacity:.2f}"'))
        return
    key = -1 if scene.light.key_side.value != "right" else 1
    draw_emblem(scene.hero, emblem(name), x, y, radius, main, second, key=key, opacity=opacity)


def _close(scene: Scene, name: str, main: str, second: str, picture: Picture | None) -> None:
    """The mark larger than the frame, off centre, light running along its edge."""
    shot, rng = scene.shot, scene.rng("close")
    radius = min(shot.width, shot.usable) * rng.uniform(0.6, 0.74)
    x, y = shot.width * (0.5 + shot.side * rng.uniform(0.08, 0.2)), shot.usable * rng.uniform(0.48, 0.6)
    scene.under.glow(x, y, radius * 1.1, radius * 1.1, main, 0.4)
    _shown(scene, name, x, y, radius, main, second, picture)
    scene.over.glow(x - shot.side * radius * 0.6, y - radius * 0.5, radius * 0.7, radius * 0.6, "#ffffff", 0.4)


def _half_made(scene: Scene, name: str, main: str, second: str, middle: tuple[float, float], picture: Picture | None) -> None:
    """The mark on its way: first a point of light, then a pale shape among its particles."""
    radius = min(scene.shot.width, scene.shot.usable) * 0.2
    if scene.has("point", "spark", "dot", "begins", "opens", "darkness"):
        scene.hero.glow(*middle, radius * 1.3, radius * 1.3, lighten(main, 0.4), 0.95)
        scene.hero.circle(*middle, radius * 0.07, "#ffffff")
        return
    scene.under.glow(*middle, radius * 2.2, radius * 2.0, main, 0.7)
    _shown(scene, name, *middle, radius, main, second, picture, 0.72)


def lockup(scene: Scene, name: str, main: str, second: str, ground: str, *, light: bool, picture: Picture | None) -> None:
    """Emblem, wordmark and line, stacked or side by side by the frame's shape and the take; a reflection under them."""
    shot, rng, slots = scene.shot, scene.rng("lockup"), scene.slots
    face, spacing, capitals = mark_face(slots, name)
    text = name.upper() if capitals else name
    ink = type_colour(scene, main, light=light)
    beside = shot.width > shot.height * 1.15 and Random(f"lockup/{name}").random() < 0.5 and 0 < len(text) <= 12 and picture is None
    grow = rng.uniform(0.9, 1.12)
    radius = min(shot.width * 0.16, shot.usable * 0.15) * grow * (1.0 if text else 1.6)
    x, y = shot.width / 2, shot.usable * rng.uniform(0.45, 0.5)
    largest = min(shot.width, shot.usable) * 0.15 * grow
    block = fit(
        text or " ", face, shot.width * (0.5 if beside else 0.8), shot.usable * 0.26, largest=largest, lines=2, spacing=max(spacing, 0.03)
    )
    scene.missing.extend(block.missing)
    scene.under.glow(x, y, shot.width * 0.34, shot.usable * 0.3, main, 0.3 if light else 0.4)
    if beside:
        whole = radius * 2 + radius * 0.5 + block.width
        _shown(scene, name, x - whole / 2 + radius, y, radius, main, second, picture)
        draw_block(scene.hero, block, x - whole / 2 + radius * 2.5, y + block.size * 0.34 - (len(block.lines) - 1) * block.leading / 2, ink)
        foot = y + max(radius, block.height / 2)
    else:
        top = y - (radius * 2 + block.height + radius * 0.5) / 2
        _shown(scene, name, x, top + radius, radius, main, second, picture)
        draw_block(scene.hero, block, x, top + radius * 2.5 + block.size * 0.74, ink, anchor="middle")
        foot = top + radius * 2.5 + block.height
    _sweep(scene, x, light=light)
    _sublines(scene, x, foot, main, ink, ground)


def _sublines(scene: Scene, x: float, foot: float, main: str, ink: str, ground: str) -> None:
    """A rule, the claim, and the call to action as a pill."""
    shot, lines = scene.shot, [clean(line, 120) for line in scene.slots.on_screen_text[1:3]]
    y = foot + shot.usable * 0.06
    scene.hero.rect(x - shot.width * 0.05, y - 2, shot.width * 0.1, 2.4, main, rx=1.2, fill_opacity=0.85)
    for index, line in enumerate(line for line in lines if line):
        y += shot.usable * 0.075
        block = fit(
            line,
            LIGHT if index == 0 else REGULAR,
            shot.width * 0.78,
            shot.usable * 0.09,
            largest=min(shot.width, shot.usable) * 0.046,
            lines=2,
        )
        scene.missing.extend(block.missing)
        if index == 1 or (len(lines) == 1 and _calls(line)):
            wide = min(shot.width * 0.8, measure(block.lines[0] if block.lines else "", block.face, block.size) + block.size * 2.4)
            scene.hero.rect(x - wide / 2, y - block.size * 1.15, wide, block.size * 1.9, main, rx=block.size * 0.95)
            draw_block(scene.hero, block, x, y + block.size * 0.15, ground if contrast(ground, main) > 3 else "#ffffff", anchor="middle")
        else:
            draw_block(scene.hero, block, x, y, ink, anchor="middle")
        y += block.leading * (len(block.lines) - 1)


def _calls(line: str) -> bool:
    return any(
        word in line.lower()
        for word in (
            "shop",
            "buy",
            "order",
            "get ",
            "try",
            "join",
            "sign up",
            "learn more",
            "download",
            "subscribe",
            "book",
            ".com",
            "www",
            "discover now",
        )
    )


def _sweep(scene: Scene, x: float, *, light: bool) -> None:
    """The band of light that runs over a lockup."""
    shot, rng = scene.shot, scene.rng("sweep")
    at, wide, lean = x + rng.uniform(-0.24, 0.2) * shot.width, shot.width * rng.uniform(0.06, 0.12), -shot.usable * 0.3
    band(scene.over, at - lean, shot.top, shot.bottom, wide, lean * 2, "#ffffff", 0.36 if light else 0.16)


def flare(scene: Scene, middle: tuple[float, float], main: str, *, light: bool) -> None:
    """An anamorphic streak through the brightest point; on light grounds none."""
    if light:
        return
    shot, rng = scene.shot, scene.rng("flare")
    y = middle[1] + rng.uniform(-0.12, 0.16) * shot.usable
    x = middle[0] + rng.uniform(-0.26, 0.26) * shot.width
    streak = lighten(main, 0.6)
    paint = scene.over.linear((0, streak, 0), (0.5, streak, 0.75), (1, streak, 0), x2=1, y2=0)
    scene.over.ellipse(x, y, shot.width * 0.42, 2.2, paint)
    scene.over.glow(x, y, 60, 44, lighten(main, 0.75), 0.75)
    scene.over.path(f"M{num(x)} {num(y - 30)}V{num(y + 30)}", "none", stroke=streak, stroke_opacity=0.4, stroke_width=1.4)
