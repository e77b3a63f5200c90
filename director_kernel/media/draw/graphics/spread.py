"""The magazine spread: two facing pages, a picture across the left, headline, columns and a pull quote on the right."""

from collections.abc import Sequence

from director_kernel.media.draw.colour import mix
from director_kernel.media.draw.graphics.look import Look, readable
from director_kernel.media.draw.graphics.page import Copy, Page, Setter, columns_of
from director_kernel.media.draw.graphics.still import Still
from director_kernel.media.draw.typography import BOLD, REGULAR, SERIF, SERIF_BLACK, SERIF_ITALIC, Face, measure

SIZE = (2000, 1300)
_PAPER, _INK = "#fcfaf5", "#1c1b1a"


def spread(
    art: Sequence[Still], copy: Copy, look: Look, captions: Sequence[str] = (), *, width: int = SIZE[0], height: int = SIZE[1]
) -> Page:
    """Two pages of a magazine. The first picture with a face (else the first) fills the left page, up to three stand under the columns; a
    text longer than the columns ends in an ellipsis and is in `Page.cut`, pictures there is no room for are in `Page.left_out`."""
    page = Setter(width, height, _PAPER)
    w, h = float(width), float(height)
    fold, edge = w / 2, h * 0.062
    accent = readable(look.accent, _PAPER)
    lead = next((at for at, still in enumerate(art) if still.faces), 0)
    _left(page, art[lead] if art else None, look)
    x, room = fold + edge * 1.1, w - fold - edge * 2.1
    page.line((copy.kicker or "Feature").upper(), BOLD, x, edge * 1.25, h * 0.0145, accent, width=room * 0.7, spacing=0.24)
    page.canvas.rect(x, edge * 1.5, room, 1.6, _INK)
    top = _headline(page, copy, look, x, edge * 2.0, room, accent)
    more = [at for at in range(len(art)) if at != lead][:3]
    strip = h * 0.2 if more else 0.0
    bottom = h - edge * 1.35 - (strip + h * 0.05 if more else 0.0)
    _columns(page, copy, x, top + h * 0.035, room, bottom, accent)
    if more:
        _strip(
            page,
            [art[at] for at in more],
            [captions[at] if at < len(captions) else "" for at in more],
            x,
            h - edge * 1.35 - strip - h * 0.012,
            room,
            strip,
        )
    if len(art) > 4:
        page.left_out.append(f"{len(art) - 4} of {len(art)} pictures have no room in the spread; choose four, or lay them out as a strip.")
    shade = page.canvas.linear((0, "#000000", 0), (0.5, "#000000", 0.16), (1, "#000000", 0), x1=0, x2=1, y2=0)
    page.canvas.rect(fold - w * 0.02, 0, w * 0.04, h, shade)
    page.line(copy.title, REGULAR, x, h - edge * 0.62, h * 0.0125, mix(_INK, _PAPER, 0.4), width=room * 0.7, note=False)
    page.mark(copy.note, _INK)
    return page.page(f"Magazine spread: {copy.title}")


def _left(page: Setter, still: Still | None, look: Look) -> None:
    fold, h = page.width / 2, float(page.height)
    if still is None:
        page.canvas.rect(0, 0, fold, h, look.ground)
        page.canvas.glow(fold / 2, h * 0.45, fold * 0.6, h * 0.5, look.accent, 0.4)
        return
    page.canvas.add(still.covering(round(fold), round(h)).image((0, 0, fold, h)))


def _headline(page: Setter, copy: Copy, look: Look, x: float, top: float, room: float, accent: str) -> float:
    h = float(page.height)
    face = SERIF_BLACK if look.face.family != "Lato" or look.face.weight < 400 else look.face
    block = page.fitted(copy.title or "Untitled", face, room, h * 0.22, h * 0.098, smallest=h * 0.026, lines=3)
    under = page.put(block, x, top, _INK)
    if copy.tagline:
        deck = page.fitted(copy.tagline, SERIF_ITALIC, room * 0.94, h * 0.09, h * 0.028, smallest=h * 0.018, lines=3)
        under = page.put(deck, x, under + h * 0.034, mix(_INK, accent, 0.35))
    if copy.credits:
        page.line(
            "  ·  ".join(copy.credits).upper(), REGULAR, x, under + h * 0.034, h * 0.0122, mix(_INK, _PAPER, 0.3), width=room, spacing=0.12
        )
        under += h * 0.034
    return under


def _columns(page: Setter, copy: Copy, x: float, top: float, room: float, bottom: float, accent: str) -> None:
    """Running text in two columns, begun with a drop capital, the pull quote set across the head of the second."""
    h = float(page.height)
    gap = room * 0.05
    wide = (room - gap) / 2
    second = top
    if copy.quote:
        quote = page.fitted(f"“{copy.quote}”", SERIF_ITALIC, wide * 0.96, h * 0.2, h * 0.034, smallest=h * 0.02, lines=6)
        page.canvas.rect(x + wide + gap, top, wide * 0.22, 4, accent)
        second = page.put(quote, x + wide + gap, top + h * 0.024, accent) + h * 0.03
        page.canvas.rect(x + wide + gap, second - h * 0.012, wide, 1, mix(_INK, _PAPER, 0.6))
        second += h * 0.012
    words = copy.body.strip()
    if not words:
        return
    size = _size_for(words, wide, (bottom - top) + (bottom - second), h)
    leading = size * 1.42
    indent, rest = _capital(page, words, x, top, leading, accent)
    lines, left = columns_of(rest, SERIF, size, wide - indent, 3 if indent else 0)
    y = top + size * 0.74
    for at, line in enumerate(lines):
        page.line(line, SERIF, x + indent, y + at * leading, size, _INK, note=False)
    y += (3 if indent else 0) * leading
    for column, begin in ((0, y), (1, second + size * 0.74)):
        rows = max(0, int((bottom - begin) / leading))
        lines, left = columns_of(" ".join(left), SERIF, size, wide, rows)
        last = column == 1 and bool(left)
        for at, line in enumerate(lines):
            shown = _ended(line, SERIF, size, wide) if last and at == len(lines) - 1 else line
            page.line(shown, SERIF, x + column * (wide + gap), begin + at * leading, size, _INK, note=False)
        if not left:
            return
    page.cut.append(words)


def _size_for(words: str, width: float, height: float, page: float) -> float:
    """The size of running text: small print where there is much of it, larger where a few lines would be lost on the page."""
    sizes = [page * share for share in (0.026, 0.023, 0.02, 0.0175, 0.0152)]
    return next((size for size in sizes if len(columns_of(words, SERIF, size, width, 999)[0]) + 3 <= height / (size * 1.42)), sizes[-1])


def _ended(line: str, face: Face, size: float, width: float) -> str:
    """The last line there is room for, ended by an ellipsis."""
    words = line.split()
    while words and measure(" ".join(words) + " …", face, size) > width:
        words.pop()
    return " ".join(words) + " …"


def _capital(page: Setter, words: str, x: float, top: float, leading: float, accent: str) -> tuple[float, str]:
    """A first letter three lines high; gives the indent beside it and the words without it."""
    letter = words[0]
    if not letter.isalpha():
        return 0.0, words
    size = (leading * 2.0 + leading * 0.5) / 0.74
    block = page.fitted(letter.upper(), SERIF_BLACK, size * 1.2, size, size, lines=1)
    if block.missing or not block.lines:
        return 0.0, words
    page.put(block, x, top, accent)
    return block.width + size * 0.1, words[1:]


def _strip(page: Setter, stills: Sequence[Still], captions: Sequence[str], x: float, top: float, room: float, height: float) -> None:
    gap = room * 0.02
    wide = (room - gap * (len(stills) - 1)) / len(stills)
    size = page.height * 0.012
    for at, still in enumerate(stills):
        left = x + at * (wide + gap)
        page.canvas.add(still.covering(max(2, round(wide)), max(2, round(height))).image((left, top, wide, height)))
        if at < len(captions) and captions[at]:
            page.line(captions[at], REGULAR, left, top + height + size * 1.5, size, mix(_INK, _PAPER, 0.3), width=wide)
