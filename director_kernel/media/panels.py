"""Sheets of several frames: drawn frame by frame, and cut apart again without losing a pixel.

A sheet of ours says in its own file where its frames lie and what is in each, so it is cut exactly, and every frame that was cut out
carries its layers as if it had been drawn alone. A sheet from elsewhere is cut along its gutters where it has some, laid out as asked or
in other columns and rows; else where its ground is plain, else into even parts.
"""

from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from director_kernel.errors import JobFailed
from director_kernel.media.draw import Frame, compose, panels, rasterise
from director_kernel.media.draw.svg import clean
from director_kernel.media.grid import LEAST, Box, frames, sheet_grid
from director_kernel.media.layered import Board, chunk_of, pack, read_board, told, with_chunk
from director_kernel.media.order import Order
from director_kernel.media.plate import Pixels
from director_kernel.media.still import png, read_picture
from director_kernel.schema.slots import Slots

CHUNK = b"diRs"
"""The private PNG chunk with a sheet's cells and the board of each frame."""
How = Literal["cells", "gutters", "plain", "even"]
_ALIKE = 14
"""How far apart the pixels of one line may be (of 255) to count as one colour: JPEG leaves that much."""
_WIDEST = 0.06
"""A gutter's widest, as a share of a frame; a plain strip wider than that belongs to the frames beside it."""
_NEAR = 0.2
"""How far from its even place a gutter is looked for, as a share of a frame."""


class Drawn(NamedTuple):
    """A sheet as PNG and as SVG, with the letters no font has."""

    data: bytes
    svg: str
    missing_glyphs: tuple[str, ...]


class Cut(NamedTuple):
    """The frames of a sheet as PNGs, row by row, where each lay, and how it was told: the sheet's own word for it, gutters, plain ground
    between the frames, even parts. `columns` and `rows` are those it was cut in."""

    frames: tuple[bytes, ...]
    cells: tuple[Box, ...]
    how: How
    columns: int
    rows: int


def draw_sheet(order: Order) -> Drawn:
    """The sheet of the order's panels. Raises JobFailed where so many frames have no room in the order's size."""
    try:
        sheet = sheet_grid(order.slots, order.width, order.height)
    except ValueError as error:
        raise JobFailed(f"{error}; change the layout, then `director retry`.", provider="previs") from None
    shots = frames(order.slots)[: len(sheet.cells)]
    drawn = tuple(draw_frame(shot, cell, order.drawing_seed) for shot, cell in zip(shots, sheet.cells, strict=False))
    markup, missing = panels.page(sheet, _title(order.slots), tuple((panel.label, _about(panel.slots)) for panel in order.slots.panels))
    canvas = rasterise(panels.standing(markup, sheet), sheet.width, sheet.height)
    for frame, cell in zip(drawn, sheet.cells, strict=True):
        canvas[cell.y : cell.y + cell.height, cell.x : cell.x + cell.width] = rasterise(frame.svg, cell.width, cell.height)
    boards = [told(Board(frame.layers, shot, order.drawing_seed)) for frame, shot in zip(drawn, shots, strict=True)]
    data = with_chunk(png(canvas), CHUNK, {"cells": [list(cell) for cell in sheet.cells], "boards": boards})
    lost = tuple(dict.fromkeys((*missing, *(letter for frame in drawn for letter in frame.missing_glyphs))))
    return Drawn(data, panels.whole(markup, sheet, drawn), lost)


def draw_frame(shot: Slots, cell: Box, seed: int) -> Frame:
    """One frame of a sheet, as it is drawn alone."""
    return compose(shot, width=cell.width, height=cell.height, seed=seed, bare=True)


def _title(slots: Slots) -> str:
    """What all frames have in common: whose sheet it is, or the moment they show."""
    said = slots.subject or slots.action or ", ".join(one.name for one in slots.characters) or slots.setting
    return clean(f"{said[:1].upper()}{said[1:]}", 160)


def _about(panel: Slots) -> str:
    camera = " · ".join(part for part in (panel.shot_size.value if panel.shot_size else "", panel.lens) if part)
    return " · ".join(part for part in (camera, panel.action) if part)


def is_sheet(data: bytes) -> bool:
    """Whether the file is a sheet this studio drew."""
    return chunk_of(data, CHUNK) is not None


def slice_panels(data: bytes, columns: int, rows: int, count: int = 0) -> Cut:
    """The first `count` frames (0: all) of a sheet, exactly. Raises JobFailed where the picture can't be read or is too small.

    No row or column of pixels is in two frames; what is in none is a gutter, the margin or a label of ours.
    """
    pixels = read_picture(data)
    count = min(count or columns * rows, columns * rows)
    own = _own_cells(data, pixels, count)
    if own is not None:
        cells, boards = own
        parts = tuple(_boarded(_part(pixels, cell), board) for cell, board in zip(cells, boards, strict=True))
        return Cut(parts, cells, "cells", columns, rows)
    if pixels.shape[1] < columns or pixels.shape[0] < rows:
        raise JobFailed(f"the picture is too small to hold {columns}x{rows} frames; make it again, larger.")
    found = _cells(pixels, columns, rows)
    if found.how in ("plain", "even"):
        others = (_cells(pixels, across, count // across) for across in _divisors(count) if across != columns)
        found = next((other for other in others if other.how == "gutters" and _large(other)), found)
    cells = found.cells[:count]
    return Cut(tuple(_part(pixels, cell) for cell in cells), cells, found.how, found.columns, found.rows)


class _Laid(NamedTuple):
    """Where the frames of a foreign sheet lie, if it is so many columns and rows."""

    cells: tuple[Box, ...]
    how: How
    columns: int
    rows: int


def _cells(pixels: Pixels, columns: int, rows: int) -> _Laid:
    across, along = _spans(pixels, columns, axis=1)
    down, down_along = _spans(pixels, rows, axis=0)
    cells = tuple(Box(x, y, right - x, low - y) for y, low in down for x, right in across)
    # One frame across has nothing to be cut along there. What is told is the weaker of the two: a person has to look at the edges.
    told = [how for how, parts in ((along, columns), (down_along, rows)) if parts > 1]
    how: How = "even" if not told or "even" in told else "plain" if "plain" in told else "gutters"
    return _Laid(cells, how, columns, rows)


def _divisors(count: int) -> list[int]:
    """Columns that `count` frames may fill without a gap."""
    return [across for across in range(1, count + 1) if count % across == 0]


def _large(laid: _Laid) -> bool:
    return all(cell.width >= LEAST and cell.height >= LEAST for cell in laid.cells)


def _part(pixels: Pixels, cell: Box) -> bytes:
    part = pixels[cell.y : cell.y + cell.height, cell.x : cell.x + cell.width]
    return png(np.ascontiguousarray(part))


def _boarded(part: bytes, board: Board | None) -> bytes:
    return part if board is None else pack(part, board)


def _own_cells(data: bytes, pixels: Pixels, count: int) -> tuple[tuple[Box, ...], tuple[Board | None, ...]] | None:
    """The cells and boards the file itself tells; None where it tells none that can be true."""
    content = chunk_of(data, CHUNK)
    try:
        cells = tuple(Box(*(int(value) for value in row)) for row in content["cells"])
        boards = tuple(read_board(board) for board in content["boards"])
    except (TypeError, KeyError, ValueError, OverflowError):
        return None
    right, low = pixels.shape[1], pixels.shape[0]
    inside = all(c.x >= 0 and c.y >= 0 and c.width > 0 and c.height > 0 and c.x + c.width <= right and c.y + c.height <= low for c in cells)
    return (cells, boards) if inside and len(cells) == len(boards) == count and not _overlap(cells) else None


def _overlap(cells: tuple[Box, ...]) -> bool:
    return any(
        a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height
        for at, a in enumerate(cells)
        for b in cells[at + 1 :]
    )


class _Run(NamedTuple):
    """Neighbouring lines of one colour, all the way through the picture: [start, end) and their tone."""

    start: int
    end: int
    tone: int


def _spans(pixels: Pixels, parts: int, *, axis: int) -> tuple[list[tuple[int, int]], How]:
    """Where each of `parts` frames begins and ends along an axis, and what told so."""
    length = pixels.shape[axis]
    even = [at * length // parts for at in range(parts + 1)]
    runs = _plain_runs(pixels, axis)
    near = [_gutter(runs, even[at], length / parts) for at in range(1, parts)]
    found = [run for run in near if run is not None]
    apart = all(one.end < other.start for one, other in pairwise(found))
    if parts == 1 or len(found) < parts - 1 or not apart:
        return list(pairwise(even)), "even"
    if not _of_a_kind(found, length / parts):
        # Plain ground of the frames, no gutters: they part where it is plain, and nothing is left out.
        cuts = [min(max(place, run.start), run.end) for place, run in zip(even[1:], found, strict=False)]
        return list(pairwise([0, *cuts, length])), "plain"
    first, last = _margins(runs, found[0].tone, length, length / parts)
    return list(zip([first, *(run.end for run in found)], [*(run.start for run in found), last], strict=True)), "gutters"


def _plain_runs(pixels: Pixels, axis: int) -> list[_Run]:
    rgb = pixels[..., :3]
    across = 0 if axis == 1 else 1
    spread = (rgb.max(axis=across).astype(np.int16) - rgb.min(axis=across)).max(axis=1)
    tones: NDArray[np.int16] = rgb.mean(axis=across).astype(np.int16)
    runs: list[_Run] = []
    for at in np.flatnonzero(spread <= _ALIKE):
        here, tone = int(at), int(tones[at].sum())
        if runs and runs[-1].end == here and int(np.abs(tones[here] - tones[here - 1]).max()) <= _ALIKE:
            runs[-1] = runs[-1]._replace(end=here + 1)
        else:
            runs.append(_Run(here, here + 1, tone))
    return runs


def _gutter(runs: list[_Run], place: int, frame: float) -> _Run | None:
    """The plain strip that is nearest to where a frame would end if all were equal."""
    reach = frame * _NEAR
    near = [run for run in runs if run.start - reach <= place <= run.end + reach]
    return min(near, key=lambda run: (max(run.start - place, place - run.end, 0), run.start - run.end, run.start), default=None)


def _of_a_kind(found: list[_Run], frame: float) -> bool:
    """Whether the strips look like what was put between frames: narrow, and all of one width and colour."""
    widths, tones = [run.end - run.start for run in found], [run.tone for run in found]
    narrow = max(widths) <= max(2.0, frame * _WIDEST)
    return narrow and max(widths) <= 2 * min(widths) + 2 and max(tones) - min(tones) <= 3 * _ALIKE


def _margins(runs: list[_Run], tone: int, length: int, frame: float) -> tuple[int, int]:
    """Where the first frame begins and the last one ends: behind a margin of the gutters' colour, no wider than a gutter may be."""
    edges = [run for run in runs if run.end - run.start <= frame * _WIDEST and abs(run.tone - tone) <= 3 * _ALIKE]
    first = next((run.end for run in edges if run.start == 0), 0)
    return first, next((run.start for run in edges if run.end == length), length)
