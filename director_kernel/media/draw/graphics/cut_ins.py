"""Graphics that go into a film or lead to it: title cards, lower thirds, thumbnails."""

from dataclasses import replace

from director_kernel.media.draw.colour import darken, lighten, mix
from director_kernel.media.draw.graphics.look import Look, readable
from director_kernel.media.draw.graphics.page import Copy, Page, Setter
from director_kernel.media.draw.graphics.poster import calm_side, over, shade_side
from director_kernel.media.draw.graphics.still import Still
from director_kernel.media.draw.graphics.title import draw_title, spread_tagline, title_block
from director_kernel.media.draw.typography import BOLD, REGULAR


def title_card(art: Still | None, copy: Copy, look: Look, *, width: int, height: int) -> Page:
    """The film's title as a shot of its own: over the picture, darkened, where it has least to see; or over the look's ground with a low
    light."""
    page = Setter(width, height, look.ground)
    w, h = float(width), float(height)
    block = title_block(page, copy.title or "Untitled", look, w * 0.8, h * 0.42, min(w * 0.12, h * 0.22))
    small = min(w, h) * 0.04
    tall = block.height + (small * 3 if copy.tagline else 0)
    full = art.covering(width, height) if art else None
    if full is None:
        _low_light(page, look)
        ink, top = look.ink, (h - tall) / 2
    else:
        page.canvas.add(full.image((0, 0, w, h)))
        share = (tall + small * 5) / h
        begin = min((0.5, 0.62, 0.38), key=lambda at: full.busy((0.1, at - share / 2, 0.8, share)) + abs(at - 0.5) * 0.2)
        ink, shade, need = over(full, look, (0.05, begin - share / 2, 0.9, share))
        page.canvas.rect(0, 0, w, h, shade, fill_opacity=max(0.3, need))
        top = h * begin - tall / 2
    if copy.kicker:
        page.line(copy.kicker.upper(), REGULAR, w / 2, top - small * 1.8, small * 0.7, ink, width=w * 0.8, anchor="middle", spacing=0.3)
    under = draw_title(page, block, look, w / 2, top, "middle", ink)
    spread_tagline(page, copy.tagline, replace(look, text=REGULAR), w / 2, under + small * 1.9, w * 0.72, small, ink)
    page.mark(copy.note, ink)
    return page.page(f"Title card: {copy.title}")


def _low_light(page: Setter, look: Look) -> None:
    w, h = float(page.width), float(page.height)
    deep = darken(look.ground, 0.35) if look.dark else lighten(look.ground, 0.4)
    page.canvas.rect(0, 0, w, h, page.canvas.linear((0, deep), (1, look.ground)))
    page.canvas.glow(w / 2, h * 1.02, w * 0.62, h * 0.6, mix(look.ground, look.accent, 0.7), 0.4)


def lower_third(copy: Copy, look: Look, *, width: int, height: int) -> Page:
    """A name and what they are, on a transparent ground, to be laid over a shot: inside title safe, left, in the lower third. `title` is
    the name, `tagline` the line under it."""
    page = Setter(width, height)
    w, h = float(width), float(height)
    short = min(w, h)
    x, size = w * 0.07, short * (0.066 if w >= h else 0.07)
    most = w * (0.52 if w >= h else 0.82)
    name = page.fitted(
        copy.title or "Name", look.face if look.face.weight >= 400 else BOLD, most, size * 2.4, size, smallest=size * 0.45, lines=2
    )
    role = page.fitted(copy.tagline, REGULAR, most, size * 1.4, size * 0.52, smallest=size * 0.36, lines=2) if copy.tagline else None
    pad = size * 0.5
    wide = max(name.width, role.width if role else 0.0) + 2 * pad + size * 0.3
    tall = name.height + (role.height + size * 0.42 if role else 0.0) + 2 * pad
    top = h * (0.86 if w >= h else 0.74) - tall
    ground = look.ground if look.dark else mix(look.ground, "#ffffff", 0.3)
    page.canvas.rect(x, top, wide, tall, ground, fill_opacity=0.9)
    page.canvas.rect(x, top, size * 0.14, tall, look.accent)
    page.canvas.rect(x, top + tall, wide * 0.42, max(2.0, size * 0.06), look.accent)
    under = page.put(name, x + size * 0.3 + pad, top + pad, readable(look.ink, ground))
    if role:
        page.put(role, x + size * 0.3 + pad, under + size * 0.42, readable(mix(look.ink, ground, 0.2), ground))
    return page.page(f"Lower third: {copy.title}")


def thumbnail(art: Still | None, copy: Copy, look: Look, *, width: int, height: int) -> Page:
    """A picture that must be read at the size of a stamp: few words, very large, on the calm side; what covers its corner on the
    platform (the length of the film, the buttons) is kept free."""
    page = Setter(width, height, look.ground)
    w, h = float(width), float(height)
    full = art.covering(width, height) if art else None
    if full:
        page.canvas.add(full.image((0, 0, w, h)))
    ink = _beside(page, full, copy, look) if w > h * 1.15 else _stacked(page, full, copy, look)
    page.mark(copy.note, ink)
    return page.page(f"Thumbnail: {copy.title}")


def _beside(page: Setter, art: Still | None, copy: Copy, look: Look) -> str:
    w, h = float(page.width), float(page.height)
    left = calm_side(art)
    wide = w * 0.46
    ink = shade_side(page, art, look, left, 0.52) if art else look.ink
    heavy = _heavy(look)
    block = title_block(page, copy.title or "Untitled", heavy, wide, h * 0.62, h * 0.24, 4)
    x = w * 0.045 if left else w * 0.955 - wide
    top = h * 0.46 - (block.height + (h * 0.11 if copy.tagline else 0)) / 2
    page.canvas.rect(x, top - h * 0.075, h * 0.15, h * 0.022, look.accent)
    under = draw_title(page, block, heavy, x, top, "start", ink)
    if copy.tagline:
        line = page.fitted(copy.tagline, BOLD, wide, h * 0.13, h * 0.058, smallest=h * 0.04, lines=2)
        page.put(line, x, under + h * 0.065, ink)
    return ink


def _stacked(page: Setter, art: Still | None, copy: Copy, look: Look) -> str:
    """Tall and square: the title above what the apps lay over the foot of a film, a fifth of its height."""
    w, h = float(page.width), float(page.height)
    heavy = _heavy(look)
    block = title_block(page, copy.title or "Untitled", heavy, w * 0.84, h * 0.26, w * 0.2, 3)
    bottom = h * (0.78 if h > w * 1.4 else 0.9)
    extra = block.leading * 0.3 * (len(block.lines) - 1) if look.treatment == "block" else 0.0
    top = bottom - block.height - extra - (h * 0.07 if copy.tagline else 0.0)
    ink, shade, strength = over(art, look, (0.0, max(0.0, top / h - 0.03), 1.0, 1.03 - top / h))
    if art:
        fade = h * 0.2
        span = h - top + fade
        stops = ((0, shade, 0), (fade * 0.8 / span, shade, strength), (1, shade, strength))
        page.canvas.rect(0, top - fade, w, span, page.canvas.linear(*stops))
    under = draw_title(page, block, heavy, w / 2, top, "middle", ink)
    if copy.tagline:
        line = page.fitted(copy.tagline, BOLD, w * 0.8, h * 0.07, w * 0.05, smallest=w * 0.034, lines=2)
        page.put(line, w / 2, under + h * 0.034, ink, "middle")
    return ink


def _heavy(look: Look) -> Look:
    """The look with letters that hold at the size of a stamp."""
    heavy = look.face if look.face.weight >= 600 else BOLD
    return replace(
        look, face=heavy, spacing=min(look.spacing, 0.03), treatment="plain" if look.treatment in ("rules", "glow") else look.treatment
    )
