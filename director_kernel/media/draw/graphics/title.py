"""Lettering of a title by its treatment, with its rules, block or glow; and the billing block."""

from collections.abc import Sequence

from director_kernel.media.draw.colour import darken, lighten, mix
from director_kernel.media.draw.graphics.look import Look, readable
from director_kernel.media.draw.graphics.page import Setter, on
from director_kernel.media.draw.svg import clean, num, safe
from director_kernel.media.draw.typography import Block, best_face, draw_block, measure, settable


def title_block(page: Setter, words: str, look: Look, width: float, height: float, largest: float, lines: int = 3) -> Block:
    """The title as large as the box takes, in the look's letters; few letters are spread wide, a long word is set tighter."""
    letters = len(clean(words, 400).replace(" ", ""))
    spacing = look.spacing if letters <= 18 else look.spacing * 0.5
    return page.fitted(
        words, look.face, width, height, largest, smallest=max(15.0, largest * 0.1), lines=lines, spacing=spacing, capitals=look.capitals
    )


def draw_title(page: Setter, block: Block, look: Look, x: float, top: float, anchor: str, ink: str) -> float:
    """The title as the look treats it; gives the y under it."""
    canvas, base = page.canvas, top + block.size * 0.74
    if anchor == "middle":
        # resvg centres a line without the space after its last letter; `draw_block` reckons with it.
        x -= block.spacing * block.size / 2
    if look.treatment == "block":
        return _on_blocks(page, block, look, x, top, anchor)
    if look.treatment == "glow":
        soft = canvas.blur(block.size * 0.12)
        with canvas.group(filter=soft, opacity=0.75):
            draw_block(canvas, block, x, base, look.accent, anchor=anchor)
    fill = _metal(page, block, look, base) if look.treatment == "metal" else ink
    if look.treatment == "slanted":
        pivot = top + block.height / 2
        with canvas.group(transform=f"translate({num(pivot * 0.14)} 0) skewX(-8)"):
            draw_block(canvas, block, x + block.size * 0.035, base + block.size * 0.04, look.accent, anchor=anchor)
            draw_block(canvas, block, x, base, ink, anchor=anchor)
    else:
        draw_block(canvas, block, x, base, fill, anchor=anchor)
    if look.treatment == "rules":
        _rules(page, block, look, x, top, anchor)
    return top + block.height


def _metal(page: Setter, block: Block, look: Look, base: float) -> str:
    """Light from above on every line of the title."""
    bright, deep = lighten(look.accent, 0.72), mix(look.accent, darken(look.accent, 0.5), 0.3)
    stops = []
    for row in range(len(block.lines)):
        begin, end = row / len(block.lines), (row + 1) / len(block.lines)
        stops += [(begin + 0.001, bright), (begin + (end - begin) * 0.55, lighten(look.accent, 0.3)), (end - 0.001, deep)]
    top = base - block.size * 0.78
    return page.canvas.linear(*stops, y1=top, y2=top + block.leading * len(block.lines), x1=0, x2=0, user=True)


def _rules(page: Setter, block: Block, look: Look, x: float, top: float, anchor: str) -> None:
    half = min(page.width * 0.4, max(block.width, page.width * 0.2)) / 2
    left = x - half if anchor == "middle" else x if anchor == "start" else x - 2 * half
    gap = max(14.0, block.size * 0.42)
    page.canvas.rect(left, top - gap, 2 * half, max(1.4, block.size * 0.018), look.accent)
    page.canvas.rect(left, top + block.height + gap, 2 * half, max(1.4, block.size * 0.018), look.accent)


def _on_blocks(page: Setter, block: Block, look: Look, x: float, top: float, anchor: str) -> float:
    """Each line on a bar of colour, a little askew: the hand of a cut-out."""
    pad, ink = block.size * 0.2, on(look.accent)
    for at, row in enumerate(block.lines):
        wide = measure(row, block.face, block.size, block.spacing)
        left = x - wide / 2 if anchor == "middle" else x if anchor == "start" else x - wide
        y = top + at * (block.leading + pad * 0.9)
        turn = (-1.6, 1.1, -0.8)[at % 3]
        with page.canvas.group(transform=f"rotate({turn} {num(left + wide / 2)} {num(y + block.size * 0.37)})"):
            page.canvas.rect(left - pad, y - pad * 0.75, wide + 2 * pad, block.size * 0.74 + pad * 1.5, look.accent, rx=block.size * 0.06)
            line = Block((row,), block.face, block.size, block.spacing, wide)
            draw_block(page.canvas, line, left, y + block.size * 0.74, ink)
    return top + (len(block.lines) - 1) * (block.leading + pad * 0.9) + block.size * 0.74 + pad


def billing(
    page: Setter, credits: Sequence[str], x: float, top: float, width: float, size: float, ink: str, look: Look, rows: int = 3
) -> float:
    """The block of names at a poster's foot: tall narrow capitals, centred, as many lines as it needs; gives the y under it."""
    said = [clean(one, 200).upper() for one in credits if one.strip()]
    if not said:
        return top
    face, narrow = look.text, 0.58
    lines: list[str] = [""]
    left_out: list[str] = []
    for credit in said:
        shown, missing = settable(credit, best_face(credit, face))
        page.missing.extend(missing)
        joined = f"{lines[-1]}   {shown}" if lines[-1] else shown
        if measure(joined, face, size * narrow, 0.06) <= width or not lines[-1]:
            lines[-1] = joined
        elif len(lines) < rows:
            lines.append(shown)
        else:
            left_out.append(credit)
    page.cut.extend(left_out)
    for at, line in enumerate(lines):
        fits = min(1.0, width / max(1.0, measure(line, face, size * narrow, 0.06)))
        y = top + size * 0.74 + at * size * 1.22
        fill = readable(ink, look.ground)
        place = f'transform="translate({num(x)} {num(y)}) scale({narrow * fits:.3f} 1)" font-size="{num(size)}" text-anchor="middle"'
        hand = f'font-family="{face.family}" font-weight="{face.weight}" letter-spacing="{num(size * 0.06)}" fill="{fill}"'
        page.canvas.add(f'<text {place} {hand} xml:space="preserve">{safe(line)}</text>')
    return top + len(lines) * size * 1.22


def spread_tagline(
    page: Setter, words: str, look: Look, x: float, top: float, width: float, size: float, ink: str, anchor: str = "middle"
) -> float:
    """The tagline, spaced, in at most two lines; gives the y under it."""
    if not words.strip():
        return top
    capitals = look.capitals and look.face.family == "Lato"
    block = page.fitted(
        words, look.text, width, size * 2.7, size, smallest=size * 0.62, lines=2, spacing=0.12 if capitals else 0.03, capitals=capitals
    )
    return page.put(block, x, top, ink, anchor)
