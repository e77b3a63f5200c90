"""The board one hands out: frames in a grid, each with its number, how it is filmed, what happens, what is said, and when."""

import math
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from director_kernel.media.draw.graphics.cards import placeholder
from director_kernel.media.draw.graphics.page import Copy, Page, Panel, Setter
from director_kernel.media.draw.graphics.still import Still, read_still
from director_kernel.media.draw.typography import BOLD, REGULAR, SERIF_BOLD, SERIF_ITALIC, measure
from director_kernel.schema.slots import Line

SHEETS = {"a4": (1684, 1190), "letter": (1584, 1224)}
"""Pixels of a landscape page at 144 to the inch."""
PER_PAGE = 12
_PAPER, _INK, _QUIET, _RULE, _ACCENT = "#faf8f3", "#1b1d20", "#6f6c64", "#d8d3c7", "#b4451f"
_EDGE, _HEAD, _FOOT, _GAP = 62, 116, 54, 26


class Cells(NamedTuple):
    """A grid: `beside` puts the words right of the pictures, else they are under them. Sizes of a whole cell and of its picture."""

    columns: int
    rows: int
    beside: bool
    width: float
    height: float
    picture_w: float
    picture_h: float


def cells_for(count: int, aspect: float, width: float, height: float) -> Cells:
    """The grid for `count` pictures of this aspect that shows them largest, with room for their words."""
    return max((cells for columns in range(1, count + 1) for cells in _ways(columns, count, aspect, width, height)), key=_worth)


def _ways(columns: int, count: int, aspect: float, width: float, height: float) -> list[Cells]:
    rows = -(-count // columns)
    wide, high = (width - _GAP * (columns - 1)) / columns, (height - _GAP * (rows - 1)) / rows
    words = max(84.0, min(170.0, high * 0.3))
    under_h = min(high - words, wide / aspect)
    column = max(150.0, wide * 0.34)
    beside_w = min(wide - column, high * aspect)
    under = Cells(columns, rows, False, wide, high, under_h * aspect, under_h)
    return [under, Cells(columns, rows, True, wide, high, beside_w, beside_w / aspect)]


def _worth(cells: Cells) -> float:
    """Area of a picture, less where a page would be half empty."""
    if cells.picture_w < 40 or cells.picture_h < 40:
        return cells.picture_w * 0.001 + min(0.0, cells.picture_h)
    return cells.picture_w * cells.picture_h * (0.96 if cells.beside else 1.0)


def storyboard(panels: Sequence[Panel], copy: Copy, *, number: int = 1, sheet: str = "a4", per_page: int = PER_PAGE) -> Page:
    """Page `number` of the board, as many as needed with at most `per_page` frames each."""
    width, height = SHEETS.get(sheet, SHEETS["a4"])
    pages = max(1, -(-len(panels) // per_page))
    shown = panels[(number - 1) * per_page : number * per_page]
    even = min(per_page, -(-len(panels) // pages))
    stills = [read_still(one.picture, 900, f"frame {one.number or at}") if one.picture else None for at, one in enumerate(shown, 1)]
    page = Setter(width, height, _PAPER)
    _header(page, copy, len(panels), sum(one.seconds for one in panels), number, pages)
    ratio = median([one.aspect for one in stills if one] or [16 / 9])
    cells = cells_for(max(1, even), ratio, width - 2 * _EDGE, height - _HEAD - _FOOT)
    for at, (panel, still) in enumerate(zip(shown, stills, strict=True)):
        x = _EDGE + at % cells.columns * (cells.width + _GAP)
        y = _HEAD + at // cells.columns * (cells.height + _GAP)
        _cell(page, panel, still, cells, x, y)
    page.mark(copy.note, _QUIET)
    return page.page(f"Storyboard: {copy.title}", number=number, pages=pages)


def _header(page: Setter, copy: Copy, count: int, seconds: float, number: int, pages: int) -> None:
    canvas = page.canvas
    canvas.rect(_EDGE, 44, 46, 5, _ACCENT)
    page.line(copy.title or "Storyboard", SERIF_BOLD, _EDGE, 88, 33, _INK, width=page.width * 0.56)
    told = [copy.kicker, f"{count} frame{'s' if count != 1 else ''}", _length(seconds), f"page {number} of {pages}" if pages > 1 else ""]
    page.line(
        "   ·   ".join(part for part in told if part), REGULAR, page.width - _EDGE, 86, 15, _QUIET, width=page.width * 0.36, anchor="end"
    )
    canvas.line((_EDGE, 101), (page.width - _EDGE, 101), _RULE, 1.2)


def _length(seconds: float) -> str:
    if seconds <= 0:
        return ""
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes)} min {rest:.0f} s" if minutes else f"{rest:.1f}".removesuffix(".0") + " s"


def _cell(page: Setter, panel: Panel, still: Still | None, cells: Cells, x: float, y: float) -> None:
    wide, high = cells.picture_w, cells.picture_h
    left = x if cells.beside else x + (cells.width - wide) / 2
    if still is None:
        placeholder(page, panel, (left, y, wide, high))
    else:
        page.canvas.rect(left, y, wide, high, "#e7e2d6")
        shown_w, shown_h = _within(still.aspect, wide, high)
        shown = still.covering(max(2, round(shown_w)), max(2, round(shown_h)))
        page.canvas.add(shown.image((left + (wide - shown_w) / 2, y + (high - shown_h) / 2, shown_w, shown_h)))
    page.canvas.rect(left, y, wide, high, "none", stroke=_INK, stroke_width=1.4)
    if cells.beside:
        _words(page, panel, left + wide + 14, y, cells.width - wide - 14, cells.height)
    else:
        _words(page, panel, left, y + high + 10, max(wide, x + cells.width - left), cells.height - high - 10)


def _within(aspect: float, width: float, height: float) -> tuple[float, float]:
    return (width, width / aspect) if width / aspect <= height else (height * aspect, height)


def _words(page: Setter, panel: Panel, x: float, y: float, width: float, height: float) -> None:
    """The words of one frame from the top: what runs out of room is shortened and said so."""
    size = max(11.5, min(16.0, width / 17))
    end = y + height
    number = panel.number or "–"
    big = size * 1.35
    page.line(number, BOLD, x, y + big * 0.8, big, _ACCENT, note=False)
    used = measure(number, BOLD, big) + size * 0.7
    timed = _timed(panel)
    room = width - used - (measure(timed, REGULAR, size * 0.86) + size * 0.6 if timed else 0)
    page.line(panel.coverage or panel.shot, BOLD, x + used, y + big * 0.8, size, _INK, width=max(size * 3, room), note=False)
    if timed:
        page.line(timed, REGULAR, x + width, y + big * 0.8, size * 0.86, _QUIET, anchor="end", note=False)
    top = y + big * 0.8 + size * 0.62
    if panel.coverage and panel.shot:
        page.line(panel.shot, REGULAR, x, top + size * 0.72, size * 0.86, _QUIET, width=width)
        top += size * 1.35
    parts = [(panel.action, REGULAR, _INK), *((_said(line), SERIF_ITALIC, _INK) for line in panel.dialogue)]
    parts += [(f"Sound: {', '.join(panel.sound)}", REGULAR, _QUIET)] if panel.sound else []
    told = [part for part in parts if part[0].strip()]
    for at, (words, face, ink) in enumerate(told):
        if end - top < size * 0.7:
            page.cut.append(words)
            continue
        left = math.floor((end - top - size * 0.74) / (size * 1.2)) + 1
        lines = max(1, left - (len(told) - at - 1))
        top = page.write(words, face, x, top, width, end - top, size, ink, lines=lines) + size * 0.5


def _timed(panel: Panel) -> str:
    if not panel.seconds:
        return ""
    minutes, rest = divmod(panel.start, 60)
    return f"{int(minutes):02d}:{rest:04.1f} · {panel.seconds:g} s"


def _said(line: Line) -> str:
    return f"{line.speaker.upper()}: “{line.text}”" if line.speaker else f"V.O.: “{line.text}”"
