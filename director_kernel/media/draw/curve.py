"""The emotional curve as a chart: four lines over the beats, told apart by colour, dash and mark, with the frames under them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from director_kernel.media.draw.graphics.cards import placeholder
from director_kernel.media.draw.graphics.page import Page, Panel, Setter
from director_kernel.media.draw.graphics.still import read_still
from director_kernel.media.draw.svg import num
from director_kernel.media.draw.typography import BOLD, REGULAR, SERIF_BOLD, SERIF_ITALIC

WIDTH = 1400
_PAPER, _INK, _QUIET, _RULE = "#fbfaf6", "#1d2024", "#6b6a64", "#e4e0d6"
_EDGE, _RIGHT, _HEAD, _PLOT = 70, 150, 92, 330
LINES: dict[str, tuple[str, str, str]] = {
    "tension": ("#b4451f", "", "circle"),
    "intimacy": ("#a3437e", "9 5", "square"),
    "threat": ("#3a3f47", "3 4", "triangle"),
    "wonder": ("#22789a", "14 4 3 4", "diamond"),
}
"""Colour, dash and mark of each axis: no line is told from another by its colour alone."""


@dataclass(frozen=True)
class Mark:
    """One place on the curve: seconds from the start, what happens, the values by axis, and its picture."""

    at: float
    label: str
    values: dict[str, int]
    frame: bytes | None = None
    said: bool = False


def chart(marks: Sequence[Mark], title: str, note: str = "", aspect: float = 16 / 9) -> Page:
    """The chart as a page 1400 pixels wide, as tall as its frames make it."""
    count = max(1, len(marks))
    room = WIDTH - _EDGE - _RIGHT
    step = room / count
    wide = min(200.0, step - 12)
    tall = wide / aspect if wide >= 40 else 0.0
    page = Setter(WIDTH, round(_HEAD + _PLOT + 70 + (tall + 26 if tall else 0) + 44), _PAPER)
    page.line(title, SERIF_BOLD, _EDGE, 52, 26, _INK, width=room)
    page.line(
        "0 to 10 by beat; hollow marks were set by hand" if any(one.said for one in marks) else "0 to 10 by beat",
        REGULAR,
        _EDGE,
        76,
        14,
        _QUIET,
        note=False,
    )
    _grid(page, room)
    xs = [_EDGE + step * (at + 0.5) for at in range(count)]
    for axis in LINES:
        _curve(page, xs, marks, axis)
    _names(page, xs, marks)
    for at, mark in enumerate(marks):
        _beat(page, mark, at, xs[at], step, wide, tall, aspect)
    page.mark(note, _QUIET)
    return page.page(f"Emotional curve: {title}")


def _y(value: float) -> float:
    return _HEAD + _PLOT - _PLOT * value / 10


def _grid(page: Setter, room: float) -> None:
    for value in range(0, 11, 2):
        page.canvas.line((_EDGE, _y(value)), (_EDGE + room, _y(value)), _RULE, 1.2 if value else 2)
        page.line(str(value), REGULAR, _EDGE - 12, _y(value) + 5, 13, _QUIET, anchor="end", note=False)


def _curve(page: Setter, xs: Sequence[float], marks: Sequence[Mark], axis: str) -> None:
    """A soft line that never swings beyond its points: flat where it turns."""
    colour, dash, shape = LINES[axis]
    points = [(x, _y(mark.values.get(axis, 0)) + _apart(mark, axis)) for x, mark in zip(xs, marks, strict=False)]
    if not points:
        return
    drawn = f"M{num(points[0][0])} {num(points[0][1])}"
    for (ax, ay), (bx, by) in pairwise(points):
        middle = (ax + bx) / 2
        drawn += f"C{num(middle)} {num(ay)} {num(middle)} {num(by)} {num(bx)} {num(by)}"
    page.canvas.path(drawn, "none", stroke=colour, stroke_width=3.2, stroke_linecap="round", stroke_dasharray=dash or None)
    for (x, y), mark in zip(points, marks, strict=False):
        _symbol(page, x, y, shape, colour, hollow=mark.said)


def _apart(mark: Mark, axis: str) -> float:
    """Equal values side by side: a hair apart, so that each mark is seen."""
    same = [name for name in LINES if mark.values.get(name, 0) == mark.values.get(axis, 0)]
    return (same.index(axis) - (len(same) - 1) / 2) * 7.0


def _symbol(page: Setter, x: float, y: float, shape: str, colour: str, *, hollow: bool = False) -> None:
    fill, size = ("#ffffff" if hollow else colour), 6.5
    style = {"stroke": colour if hollow else "#ffffff", "stroke_width": 2.4 if hollow else 1.6}
    if shape == "circle":
        page.canvas.circle(x, y, size, fill, **style)
    elif shape == "square":
        page.canvas.rect(x - size * 0.9, y - size * 0.9, size * 1.8, size * 1.8, fill, **style)
    elif shape == "triangle":
        page.canvas.poly([(x, y - size * 1.15), (x + size * 1.1, y + size * 0.8), (x - size * 1.1, y + size * 0.8)], fill, **style)
    else:
        page.canvas.poly([(x, y - size * 1.25), (x + size * 1.25, y), (x, y + size * 1.25), (x - size * 1.25, y)], fill, **style)


def _names(page: Setter, xs: Sequence[float], marks: Sequence[Mark]) -> None:
    """Each line's name at its end, moved apart where lines end together."""
    if not marks:
        return
    last = marks[-1]
    ends = sorted((_y(last.values.get(axis, 0)) + _apart(last, axis), axis) for axis in LINES)
    placed: list[float] = []
    for y, _ in ends:
        placed.append(max(y, placed[-1] + 24 if placed else y))
    over = max(0.0, placed[-1] - (_HEAD + _PLOT))
    x = xs[len(marks) - 1] + 24
    for (y, axis), at in zip(ends, placed, strict=True):
        colour, _, shape = LINES[axis]
        _symbol(page, x, at - over, shape, colour)
        page.line(f"{axis} {last.values.get(axis, 0)}", BOLD, x + 14, at - over + 5, 15, colour, note=False)
        page.canvas.line((xs[len(marks) - 1] + 9, y), (x - 8, at - over), colour, 1, stroke_opacity=0.5)


def _beat(page: Setter, mark: Mark, at: int, x: float, step: float, wide: float, tall: float, aspect: float) -> None:
    base = _HEAD + _PLOT
    page.canvas.line((x, base), (x, base + 7), _QUIET, 1.4)
    size = max(10.0, min(14.0, step / 11))
    page.line(f"{mark.at:.1f} s", REGULAR, x, base + 23, 12, _QUIET, anchor="middle", width=step - 2, note=False)
    if step >= 56:
        page.write(mark.label, SERIF_ITALIC, x, base + 31, step - 12, 34, size, _INK, anchor="middle", lines=2)
    if tall:
        box = (x - wide / 2, base + 76, wide, tall)
        if mark.frame:
            still = read_still(mark.frame, 420, f"the frame of {mark.label[:30]!r}").covering(round(wide), round(tall))
            page.canvas.add(still.image(box))
        else:
            placeholder(page, Panel(action=mark.label, number=str(at + 1)), box)
        page.canvas.rect(*box, "none", stroke=_INK, stroke_width=1.2)
