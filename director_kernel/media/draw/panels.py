"""The page a sheet's frames stand on: paper, the label under each frame, and PREVIS once for all of them."""

import re

from director_kernel.media.draw.frame import Frame
from director_kernel.media.draw.svg import clean, num
from director_kernel.media.draw.typography import BOLD, REGULAR, SERIF_BOLD, Face, best_face, clipped, measure, settable, text
from director_kernel.media.grid import Box, Grid

PAPER, LINE, INK, QUIET, GOLD = "#f4f1ea", "#cfc9bd", "#1d2126", "#6d6a64", "#b67a12"
_NAMED = re.compile(r'\b(id="|url\(#|href="#)')


def page(sheet: Grid, title: str, labels: tuple[tuple[str, str], ...]) -> tuple[str, tuple[str, ...]]:
    """The page without its frames as SVG markup, and the letters no font has. A label is what stands at the left (what the frame is) and
    what follows it (what is in it)."""
    missing: list[str] = []
    parts = [f'<rect width="{sheet.width}" height="{sheet.height}" fill="{PAPER}"/>', _head(sheet.head, title, missing)]
    for cell, under, label in zip(sheet.cells, sheet.captions, labels, strict=False):
        parts.append(f'<rect x="{cell.x - 1}" y="{cell.y - 1}" width="{cell.width + 2}" height="{cell.height + 2}" fill="{LINE}"/>')
        parts.append(_label(under, *label, missing))
    return "".join(parts), tuple(dict.fromkeys(missing))


def _head(box: Box, title: str, missing: list[str]) -> str:
    size = box.height * 0.46
    base = box.y + box.height * 0.66
    mark = measure("PREVIS", BOLD, size, 0.08)
    said = text("PREVIS", box.x + box.width, base, size, BOLD, GOLD, "end", ' letter-spacing="0.08em"')
    return _line(title, box.x, base, size, SERIF_BOLD, INK, box.width - mark - size * 1.5, missing)[0] + said


def _label(box: Box, first: str, then: str, missing: list[str]) -> str:
    size = box.height * 0.58
    base = box.y + box.height * 0.74
    name, wide = _line(first, box.x, base, size, BOLD, INK, box.width, missing)
    left = wide + size * 0.6 if first else 0.0
    room = box.width - left
    # A few letters and an ellipsis say nothing.
    rest = _line(then, box.x + left, base, size, REGULAR, QUIET, room, missing)[0] if room > size * 5 else ""
    return name + rest


def _line(words: str, x: float, y: float, size: float, face: Face, fill: str, width: float, missing: list[str]) -> tuple[str, float]:
    chosen = best_face(words, face)
    shown, lost = settable(clean(words, 200), chosen)
    missing.extend(lost)
    line = clipped(shown, chosen, size, max(0.0, width))
    return (text(line, x, y, size, chosen, fill) if line else ""), measure(line, chosen, size)


def standing(markup: str, sheet: Grid) -> str:
    """The page as a drawing of its own."""
    size = f'width="{sheet.width}" height="{sheet.height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {sheet.width} {sheet.height}" {size}>{markup}</svg>'


def whole(markup: str, sheet: Grid, drawn: tuple[Frame, ...]) -> str:
    """The page with its frames in it, as one drawing: each keeps its own names for gradients and clips."""
    parts = (_placed(frame.svg, cell, f"p{at}") for at, (frame, cell) in enumerate(zip(drawn, sheet.cells, strict=False), 1))
    return standing(markup + "".join(parts), sheet)


def _placed(svg: str, cell: Box, prefix: str) -> str:
    body = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    box = f'x="{num(cell.x)}" y="{num(cell.y)}" width="{cell.width}" height="{cell.height}" viewBox="0 0 {cell.width} {cell.height}"'
    return f"<svg {box}>{_NAMED.sub(lambda found: f'{found[1]}{prefix}-', body)}</svg>"
