"""On-screen text: headline and subline where the picture leaves room, titles that are the picture, captions of what is said."""

from director_kernel.media.draw.atmosphere import band, motes
from director_kernel.media.draw.colour import darken, lighten, luma, mix
from director_kernel.media.draw.logo import backdrop, colours, flare
from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.svg import clean, num
from director_kernel.media.draw.typography import BOLD, LIGHT, REGULAR, SERIF_ITALIC, Block, display_face, draw_block, fit
from director_kernel.schema.slots import Slots

_SUBLINE = 28.0
"""Units between a headline and the line under it, in tall frames."""


def _headline(scene: Scene, text: str, width: float, height: float, largest: float, lines: int = 3) -> Block:
    face, spacing, capitals = display_face(scene.slots, scene.words)
    block = fit(text.upper() if capitals else text, face, width, height, largest=largest, lines=lines, spacing=spacing)
    scene.missing.extend(block.missing)
    return block


def is_title(slots: Slots) -> bool:
    """Whether the words on screen are the shot: a title or chapter card."""
    said = f"{slots.subject} {slots.action}".lower()
    return bool(slots.on_screen_text) and not slots.props and any(word in said for word in ("title card", "intertitle", "chapter card"))


def title_card(scene: Scene) -> None:
    """Text that is the whole picture: a trailer's card, a chapter, a claim. Takes differ in where it stands and how large."""
    main, second, ground, light = colours(scene)
    shot, rng = scene.shot, scene.rng("title")
    middle = backdrop(scene, main, second, ground, light=light) if light else _darkness(scene, main, second, ground)
    ink = darken(main, 0.62) if light else lighten(main, 0.8)
    anchor, x = ("middle", shot.width / 2) if shot.tall or rng.random() < 0.5 else ("start", shot.width * rng.uniform(0.07, 0.12))
    lines = [clean(line, 160) for line in scene.slots.on_screen_text[:3]]
    largest = min(shot.width * 0.16, shot.usable * 0.2) * rng.uniform(0.78, 1.08)
    block = _headline(scene, lines[0] if lines else "", shot.width * 0.82, shot.usable * 0.5, largest)
    rest = [
        fit(line, LIGHT, shot.width * 0.7, shot.usable * 0.16, largest=min(shot.width, shot.usable) * 0.05, lines=2) for line in lines[1:]
    ]
    gap = shot.usable * 0.075
    tall = block.height + sum(part.height + gap for part in rest)
    y = shot.usable * (rng.uniform(0.44, 0.56) if anchor == "middle" else rng.choice((0.4, 0.52, 0.66))) - tall / 2
    rule = x - (shot.width * 0.04 if anchor == "middle" else 0)
    if anchor == "start":
        scene.type.rect(rule, y - gap * 0.7, shot.width * 0.06, 3, main)
    draw_block(scene.type, block, x, y + block.size * 0.74, ink, anchor=anchor)
    y += block.height
    for part in rest:
        scene.missing.extend(part.missing)
        y += gap
        draw_block(scene.type, part, x, y + part.size * 0.74, mix(ink, main, 0.35), anchor=anchor)
        y += part.height
    if anchor == "middle":
        scene.type.rect(rule, y + gap * 0.7, shot.width * 0.08, 2.4, main)
    flare(scene, middle, main, light=light)


def _darkness(scene: Scene, main: str, second: str, ground: str) -> tuple[float, float]:
    """A title's night: almost black, one low light that its letters stand before, dust in it."""
    shot, bg, rng = scene.shot, scene.bg, scene.rng("darkness")
    deep = darken(mix(ground, second, 0.1), 0.45)
    bg.rect(shot.left, shot.top, shot.span, shot.bottom - shot.top, bg.linear((0, "#030406"), (0.7, deep), (1, darken(deep, 0.4))))
    x, y = shot.width * rng.uniform(0.36, 0.64), shot.usable * rng.uniform(0.84, 1.0)
    bg.glow(x, y, shot.width * rng.uniform(0.5, 0.66), shot.usable * rng.uniform(0.5, 0.7), main, 0.42)
    bg.glow(x, y, shot.width * 0.3, shot.usable * 0.2, lighten(main, 0.5), 0.4)
    for side in (-1, 1):
        lean = side * shot.width * rng.uniform(0.1, 0.3)
        band(bg, x + side * 60 - lean, shot.top, shot.bottom, shot.width * 0.16, lean, lighten(main, 0.4), 0.07)
    motes(scene, 70, lighten(main, 0.5), scene.mid)
    return x, y


def overlay_text(scene: Scene) -> None:
    """Headline and subline over a picture: beside the subject in a wide frame, above or below it in a tall one, on a shade so they read."""
    lines = [clean(line, 160) for line in scene.slots.on_screen_text[:3] if line.strip()]
    if not lines:
        return
    shot = scene.shot
    if shot.tall or shot.width < shot.height * 1.3:
        _stacked(scene, lines)
    else:
        _aside(scene, lines)


def _ink(scene: Scene) -> tuple[str, str]:
    """Text and shade colours that read on this picture."""
    dark = scene.palette.exposure < 0.9 or luma(scene.palette.low) < 0.6 or scene.has("stage", "concert", "club", "void", "space")
    return ("#ffffff", "#06080c") if dark else ("#1b1a1d", "#fffaf0")


def _aside(scene: Scene, lines: list[str]) -> None:
    shot = scene.shot
    ink, shade = _ink(scene)
    left = shot.subject > shot.width / 2
    width = shot.width * 0.36
    x = shot.width * 0.07 if left else shot.width * 0.93 - width
    block = _headline(scene, lines[0], width, shot.usable * 0.4, shot.usable * 0.13)
    rest = [fit(line, REGULAR, width, shot.usable * 0.12, largest=shot.usable * 0.042, lines=2) for line in lines[1:]]
    tall = block.height + sum(part.height + shot.usable * 0.045 for part in rest)
    y = shot.usable * 0.5 - tall / 2
    edge = shot.width * 0.56
    paint = scene.type.linear((0, shade, 0.6), (0.6, shade, 0.34), (1, shade, 0), x1=0 if left else 1, x2=1 if left else 0, y2=0)
    scene.type.rect(0 if left else shot.width - edge, 0, edge, shot.usable, paint)
    scene.type.rect(x, y - shot.usable * 0.05, shot.width * 0.045, 4, scene.palette.drained(scene.palette.accent))
    draw_block(scene.type, block, x, y + block.size * 0.74, ink)
    y += block.height
    for part in rest:
        scene.missing.extend(part.missing)
        y += shot.usable * 0.045
        draw_block(scene.type, part, x, y + part.size * 0.74, ink, fill_opacity=0.86)
        y += part.height


def _stacked(scene: Scene, lines: list[str]) -> None:
    """Tall frames: the headline over a shade at the top for a low subject, in the lower third otherwise."""
    shot = scene.shot
    ink, shade = _ink(scene)
    low = bool(scene.slots.characters)
    block = _headline(scene, lines[0], shot.width * 0.84, shot.usable * 0.17, shot.width * 0.135, lines=2)
    rest = [fit(line, REGULAR, shot.width * 0.8, shot.usable * 0.07, largest=shot.width * 0.048, lines=2) for line in lines[1:]]
    tall = block.height + sum(part.height + _SUBLINE for part in rest)
    tiktok = shot.height > shot.width * 1.5
    top = (shot.usable * (0.79 if tiktok else 0.94) - tall) if low else shot.usable * (0.13 if tiktok else 0.08)
    reach = tall + shot.usable * 0.2
    stops = ((0, shade, 0), (0.45, shade, 0.62), (1, shade, 0.7)) if low else ((0, shade, 0.7), (0.5, shade, 0.5), (1, shade, 0))
    scene.type.rect(
        0,
        max(0.0, top - shot.usable * 0.1) if low else 0,
        shot.width,
        (shot.usable - top + shot.usable * 0.1) if low else top + reach - shot.usable * 0.08,
        scene.type.linear(*stops),
    )
    draw_block(scene.type, block, shot.width / 2, top + block.size * 0.74, ink, anchor="middle")
    y = top + block.height
    for part in rest:
        scene.missing.extend(part.missing)
        y += _SUBLINE
        draw_block(scene.type, part, shot.width / 2, y + part.size * 0.74, ink, anchor="middle", fill_opacity=0.88)
        y += part.height


def caption_card(scene: Scene, *, bare: bool = True) -> None:
    """What could not be drawn, said well: the shot's light and colours, the lines a board artist starts from, its words set over them.

    `bare`: there is no place behind it either; else its words stand alone over the place, out of focus.
    """
    shot, slots, rng = scene.shot, scene.slots, scene.rng("card")
    ink, shade = _ink(scene)
    if bare:
        _construction(scene, ink)
    else:
        ink, shade = "#ffffff", "#06080c"
    named = ", ".join(item.name for item in slots.props[:4])
    said = clean((slots.subject or named or slots.action or slots.setting) if bare else slots.action or slots.subject, 150)
    said = f"{said[:1].upper()}{said[1:]}" or "An image to be found"
    wide = shot.width * (rng.uniform(0.46, 0.58) if not shot.tall else 0.8)
    x = (shot.width - wide) * (rng.choice((0.16, 0.5, 0.84)) if not shot.tall else 0.5)
    block = fit(said, SERIF_ITALIC, wide * 0.86, shot.usable * 0.36, largest=min(shot.width, shot.usable) * 0.082, lines=4)
    detail = clean(slots.action if slots.subject and slots.action != slots.subject else slots.setting, 200) if bare else ""
    part = fit(detail, REGULAR, wide * 0.86, shot.usable * 0.14, largest=min(shot.width, shot.usable) * 0.036, lines=3)
    scene.missing.extend((*block.missing, *part.missing))
    tall = block.height + (part.height + 34 if part.lines else 0)
    y = (shot.usable - tall) * rng.uniform(0.36, 0.64)
    scene.hero.rect(x, y - 56, wide, tall + 112, shade, rx=6, fill_opacity=0.46)
    scene.hero.rect(x, y - 56, 5, tall + 112, scene.palette.drained(scene.palette.accent), rx=2.5)
    draw_block(scene.hero, block, x + wide * 0.07, y + block.size * 0.74, ink)
    draw_block(scene.hero, part, x + wide * 0.07, y + block.height + 34 + part.size * 0.74, ink, fill_opacity=0.82)


def _construction(scene: Scene, ink: str) -> None:
    """Thirds, a horizon, lines to the vanishing point and the disc where the subject would stand."""
    shot, mid, rng = scene.shot, scene.mid, scene.rng("construction")
    accent = scene.palette.drained(scene.palette.accent)
    vanish = (shot.width * rng.uniform(0.2, 0.8), shot.horizon)
    rays = "".join(
        f"M{num(vanish[0])} {num(vanish[1])}L{num(shot.left + shot.span * i / 9)} {num(shot.bottom if i % 2 else shot.top)}"
        for i in range(10)
    )
    mid.path(rays, "none", stroke=ink, stroke_opacity=0.12, stroke_width=1.4)
    mid.path(f"M{num(shot.left)} {num(shot.horizon)}H{num(shot.right)}", "none", stroke=ink, stroke_opacity=0.3, stroke_width=1.6)
    size = min(shot.width, shot.usable) * rng.uniform(0.24, 0.36)
    x, y = shot.local, shot.usable * rng.uniform(0.4, 0.56)
    mid.glow(x, y, size * 1.5, size * 1.5, lighten(accent, 0.3), 0.5)
    mid.circle(x, y, size, mid.linear((0, lighten(accent, 0.3), 0.75), (1, accent, 0.1)), stroke=ink, stroke_opacity=0.25, stroke_width=1.5)
    for share in (1 / 3, 2 / 3):
        mid.path(
            f"M{num(shot.width * share)} {num(shot.top)}V{num(shot.bottom)}", "none", stroke=ink, stroke_opacity=0.12, stroke_width=1.2
        )
    mid.poly(
        [(shot.left, shot.horizon + 2), (shot.right, shot.horizon + 2), (shot.right, shot.bottom), (shot.left, shot.bottom)],
        scene.palette.dark(),
        fill_opacity=0.16,
    )


def name_labels(scene: Scene, names: list[str]) -> None:
    """Things nobody could draw, named in the margin as a board artist pencils them in."""
    for index, name in enumerate(names[:3]):
        block = fit(clean(name, 60), BOLD, scene.shot.width * 0.3, 40, largest=17, lines=1)
        scene.missing.extend(block.missing)
        y = scene.shot.usable - 40 - 34 * index
        scene.type.rect(22, y - 20, block.width + 24, 29, "#0b0d10", rx=5, fill_opacity=0.55)
        draw_block(scene.type, block, 34, y, "#f2b84b")
