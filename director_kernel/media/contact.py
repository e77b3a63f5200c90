"""Pictures of any shape on one page, each whole, with what it is under it: what was made, at a glance."""

from collections.abc import Sequence
from typing import NamedTuple

from director_kernel.errors import UsageError
from director_kernel.media.draw.graphics.page import Page, Setter
from director_kernel.media.draw.graphics.still import Still, read_still
from director_kernel.media.draw.typography import BOLD, REGULAR, measure

WIDTH = 1440
MOST = 60
"""Pictures one page takes."""
_EDGE, _GAP, _HEAD, _UNDER = 28, 16, 66, 34
_GROUND, _INK, _QUIET, _GOLD = "#14171b", "#f3efe6", "#98a0a8", "#f0b048"
_SHAPE = 0.62
"""Height of the page beside its width that is aimed at."""
_TALLEST = 620
"""Pixels of a row: one tall poster must not fill a screen twice."""


class Labelled(NamedTuple):
    """A picture (PNG, JPEG or WebP) with its number and what it shows, each "" where there is nothing to say."""

    data: bytes
    number: str = ""
    words: str = ""


def contact(pictures: Sequence[Labelled], title: str, note: str = "") -> Page:
    """All pictures in rows of one height, in their order, nothing cropped; 1440 pixels wide. Raises UsageError for none, too many, and
    what is no picture."""
    if not pictures:
        raise UsageError("there are no pictures to show; make some first, for example `director work storyboard`.")
    shown = pictures[:MOST]
    stills = [read_still(one.data, 900, one.words or f"picture {at}") for at, one in enumerate(shown, 1)]
    aspects = [still.aspect for still in stills]
    rows = _rows(aspects)
    heights = _heights(aspects, rows)
    page = Setter(WIDTH, round(_HEAD + sum(heights) + len(rows) * _UNDER + 14), _GROUND)
    told = "  ·  ".join(part for part in (note, f"{len(shown)} of {len(pictures)}" if len(shown) < len(pictures) else "") if part)
    page.line(title, BOLD, _EDGE, 42, 23, _INK, width=WIDTH * 0.66)
    page.line(told, REGULAR, WIDTH - _EDGE, 41, 15, _QUIET, width=WIDTH * 0.3, anchor="end")
    top = float(_HEAD)
    for row, height in zip(rows, heights, strict=True):
        x = float(_EDGE)
        for at in row:
            width = stills[at].aspect * height
            _picture(page, stills[at], shown[at], x, top, width, height)
            x += width + _GAP
        top += height + _UNDER
    return page.page(title)


def _picture(page: Setter, still: Still, one: Labelled, x: float, y: float, width: float, height: float) -> None:
    fitted = still.covering(max(2, round(width)), max(2, round(height)))
    page.canvas.add(fitted.image((round(x), round(y), fitted.rgb.shape[1], fitted.rgb.shape[0])))
    used = measure(one.number, BOLD, 14) + 9 if one.number else 0.0
    if one.number:
        page.line(one.number, BOLD, x, y + height + 21, 14, _GOLD, width=width, note=False)
    if one.words and width - used > 30:
        page.line(one.words, REGULAR, x + used, y + height + 21, 13.5, _INK, width=width - used, note=False)


def _rows(aspects: Sequence[float]) -> list[list[int]]:
    """The pictures cut into rows, as many as make a page of a good shape: full ones where all have one shape, else of about one width."""
    total, count = sum(aspects), len(aspects)
    many = max(1, min(count, round(total / max(1.0, (total / _SHAPE) ** 0.5))))
    if _alike(aspects):
        across = -(-count // many)
        return [list(range(at, min(count, at + across))) for at in range(0, count, across)]
    rows: list[list[int]] = [[] for _ in range(many)]
    passed = 0.0
    for at, aspect in enumerate(aspects):
        rows[min(many - 1, int((passed + aspect / 2) / total * many))].append(at)
        passed += aspect
    return [row for row in rows if row]


def _heights(aspects: Sequence[float], rows: Sequence[Sequence[int]]) -> list[float]:
    """How high each row is that fills the page's width; of pictures of one shape all are as high as the first."""
    found = [_height([aspects[at] for at in row]) for row in rows]
    return found[:1] * len(found) if _alike(aspects) else found


def _alike(aspects: Sequence[float]) -> bool:
    return max(aspects) / min(aspects) < 1.03


def _height(aspects: Sequence[float]) -> float:
    return min(_TALLEST, (WIDTH - 2 * _EDGE - _GAP * (len(aspects) - 1)) / sum(aspects))


__all__ = ["Labelled", "contact"]
