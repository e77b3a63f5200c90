"""The poster: key art, title, tagline and billing block, in the hand its genre asks for; in any shape from a one-sheet to a banner."""

from director_kernel.media.draw.colour import mix
from director_kernel.media.draw.graphics.look import Look
from director_kernel.media.draw.graphics.page import Copy, Page, Setter
from director_kernel.media.draw.graphics.still import Box, Still, scrim
from director_kernel.media.draw.graphics.title import billing, draw_title, spread_tagline, title_block
from director_kernel.media.draw.typography import REGULAR

SIZE = (1200, 1800)
"""Pixels of a one-sheet, two to three."""


def poster(art: Still | None, copy: Copy, look: Look, *, width: int = SIZE[0], height: int = SIZE[1]) -> Page:
    """A poster of that size. The art fills what the lettering leaves and fades into the ground the lettering stands on, so that it reads
    over any picture; a wide poster sets its words beside what the eye goes to."""
    page = Setter(width, height, look.ground)
    if width > height * 1.15:
        _wide(page, art, copy, look)
    else:
        _tall(page, art, copy, look)
    page.mark(copy.note, look.ink)
    return page.page(f"Poster: {copy.title}")


def _ground(page: Setter, look: Look) -> None:
    glow = mix(look.ground, look.accent, 0.35)
    page.canvas.glow(page.width / 2, page.height * 0.42, page.width * 0.8, page.height * 0.5, glow, 0.6)


def _tall(page: Setter, art: Still | None, copy: Copy, look: Look) -> None:
    w, h = page.width, page.height
    edge, small = w * 0.075, min(w, h) * 0.027
    title = title_block(page, copy.title or "Untitled", look, w - 2 * edge, h * 0.19, w * 0.19)
    foot = h - _foot_height(copy, small)
    if look.low:
        zone = title.height * (1.35 if look.treatment == "block" else 1.0) + small * (5.2 if copy.tagline else 3.0) + (h - foot)
        box = (0.0, 0.0, float(w), min(h * 0.86, h - zone + h * 0.14))
        _art(page, art, look, box, fades="foot")
        top = h - zone
        if copy.tagline:
            _shade_tagline(page, art, look, box, top, small)
            top = spread_tagline(page, copy.tagline, look, w / 2, top, w - 2.4 * edge, small * 1.02, _quiet(look)) + small * 1.5
        draw_title(page, title, look, w / 2, top + small * 0.5, "middle", look.ink)
    else:
        under = draw_title(page, title, look, w / 2, h * 0.065, "middle", look.ink)
        if copy.tagline:
            under = spread_tagline(page, copy.tagline, look, w / 2, under + small * 1.7, w - 2.4 * edge, small, _quiet(look))
        begin = under + small * 0.9
        _art(page, art, look, (0.0, begin, float(w), foot - begin + h * 0.02), fades="both")
    _foot(page, copy, look, foot, small)
    if look.frame:
        page.canvas.rect(w * 0.03, w * 0.03, w * 0.94, h - w * 0.06, "none", stroke=look.accent, stroke_width=1.6)


def _quiet(look: Look) -> str:
    return mix(look.ink, look.ground, 0.16)


def _shade_tagline(page: Setter, art: Still | None, look: Look, box: Box, top: float, small: float) -> None:
    """Only as much ground behind a tagline as the picture under it makes needful."""
    _, y, width, height = box
    if art is None or top > y + height:
        return
    full = art.covering(max(2, round(width)), max(2, round(height)))
    part = full.part((0.1, max(0.0, (top - small - y) / height), 0.8, small * 4 / height))
    strength = scrim(part, _quiet(look), look.ground)
    if strength <= 0:
        return
    ground, first = look.ground, top - small * 2.4
    stops = ((0.0, ground, 0.0), (0.3, ground, strength), (0.8, ground, strength), (1.0, ground, 0.0))
    page.canvas.rect(0, first, page.width, small * 6.4, page.canvas.linear(*stops))


def _foot_height(copy: Copy, small: float) -> float:
    said = [one for one in copy.credits if one.strip()]
    rows = 3 if len(said) > 6 else 2
    return small * 3.7 + (small * 1.2 * rows if said else 0.0) + (small * 1.5 if copy.kicker else 0.0)


def _foot(page: Setter, copy: Copy, look: Look, top: float, small: float) -> None:
    """The billing block and what stands under it."""
    w, h = page.width, page.height
    said = [one for one in copy.credits if one.strip()]
    if said:
        billing(page, said, w / 2, top + small * 1.2, w * 0.86, small * 0.98, _quiet(look), look, 3 if len(said) > 6 else 2)
    if copy.kicker:
        ink = look.accent if look.dark else look.ink
        page.line(copy.kicker.upper(), REGULAR, w / 2, h - small * 2.3, small * 0.8, ink, width=w * 0.8, anchor="middle", spacing=0.22)


def _art(page: Setter, art: Still | None, look: Look, box: Box, *, fades: str) -> None:
    """The key art in its box, graded a little towards the look, its ends lost in the ground."""
    x, y, width, height = box
    canvas = page.canvas
    if art is None:
        _ground(page, look)
        return
    canvas.add(art.covering(max(2, round(width)), max(2, round(height))).image(box))
    tint = mix(look.accent, look.ground, 0.5)
    canvas.rect(x, y, width, height, tint, fill_opacity=0.12 if look.dark else 0.08)
    if look.dark:
        canvas.rect(x, y, width, height, canvas.radial((0, "#000000", 0), (0.62, "#000000", 0.02), (1, "#000000", 0.5), r=0.78))
    reach = height * (0.3 if fades == "foot" else 0.2)
    ground = look.ground
    canvas.rect(
        x, y + height - reach, width, reach + 1, canvas.linear((0, ground, 0), (0.45, ground, 0.55), (0.8, ground, 0.95), (1, ground, 1))
    )
    if fades == "both":
        canvas.rect(x, y - 1, width, height * 0.1, canvas.linear((0, ground, 1), (0.4, ground, 0.6), (1, ground, 0)))


def _wide(page: Setter, art: Still | None, copy: Copy, look: Look) -> None:
    """Full picture, words on the calmer side over a shade as dark as it takes."""
    w, h = page.width, page.height
    small = h * 0.038
    full = art.covering(w, h) if art else None
    if full:
        page.canvas.add(full.image((0, 0, w, h)))
    else:
        _ground(page, look)
    left = calm_side(full)
    wide = w * 0.44
    x = w * 0.06 if left else w * 0.94 - wide
    ink = shade_side(page, full, look, left, 0.54) if full else look.ink
    title = title_block(page, copy.title or "Untitled", look, wide, h * 0.46, h * 0.2)
    tall = title.height + (small * 3 if copy.tagline else 0) + (small * 2.6 if copy.credits else 0)
    top = (h - tall) / 2
    if copy.kicker:
        page.line(copy.kicker.upper(), REGULAR, x, max(small * 2, top - small * 1.6), small * 0.62, ink, width=wide, spacing=0.22)
    under = draw_title(page, title, look, x, top, "start", ink)
    under = spread_tagline(page, copy.tagline, look, x, under + small * 1.6, wide, small * 0.92, ink, "start")
    if copy.credits:
        page.line("  ·  ".join(copy.credits), REGULAR, x, under + small * 2.2, small * 0.6, ink, width=wide)


def over(art: Still | None, look: Look, box: Box) -> tuple[str, str, float]:
    """Ink, shade and how opaque the shade must be for lettering on a region (in shares) of the picture: the look's own pair, or the pair
    turned about where that leaves much more of the picture."""
    if art is None:
        return look.ink, look.ground, 1.0
    part = art.part(box)
    own, turned = scrim(part, look.ink, look.ground), scrim(part, look.ground, look.ink)
    return (look.ground, look.ink, turned) if turned + 0.3 < own else (look.ink, look.ground, own)


def calm_side(art: Still | None) -> bool:
    """True where the left of a picture has less to see than its right."""
    if art is None:
        return True
    if art.faces:
        return art.focus[0] >= 0.5
    return art.busy((0, 0.1, 0.46, 0.8)) <= art.busy((0.54, 0.1, 0.46, 0.8))


def shade_side(page: Setter, art: Still, look: Look, left: bool, reach: float) -> str:
    """Darkens (or lightens) one side of the picture until lettering reads on it and lets the shade run out softly; gives the ink."""
    ink, shade, strength = over(art, look, (0.0 if left else 1 - reach, 0.0, reach, 1.0))
    w, h = page.width, page.height
    edge = w * min(1.0, reach + 0.22)
    solid = reach / (reach + 0.22)
    stops = ((0.0, shade, strength), (solid, shade, strength), (solid + (1 - solid) * 0.5, shade, strength * 0.4), (1.0, shade, 0.0))
    paint = page.canvas.linear(*stops, x1=0 if left else 1, x2=1 if left else 0, y2=0)
    page.canvas.rect(0 if left else w - edge, 0, edge, h, paint)
    return ink
