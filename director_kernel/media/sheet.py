"""The contact sheet: every shot's picture with its number, place in time and what happens, and the film's track below."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from director_kernel.media.cut import Clip, Cue, Film
from director_kernel.media.draw.raster import rasterise
from director_kernel.media.draw.svg import num
from director_kernel.media.draw.typography import (
    BOLD,
    LIGHT,
    REGULAR,
    SERIF_BOLD,
    Face,
    best_face,
    clipped,
    measure,
    settable,
    text,
    wrap,
)
from director_kernel.media.pictures import png
from director_kernel.media.plate import Pixels
from director_kernel.media.timeline import lanes
from director_kernel.schema.plan import spoken_time

WIDTH = 1600
_EDGE, _GAP, _UNDER = 56, 26, 104
_GROUND, _PAPER, _QUIET, _LINE, _GOLD = "#14171b", "#f3efe6", "#98a0a8", "#2a3038", "#f4b34a"
_LANES = {"voice": "#6fb1c9", "music": "#b49ad6", "effects": "#8fbf87"}
_LANE_HEIGHT = 22


@dataclass(frozen=True)
class _Cell:
    """A picture's box on the sheet."""

    x: float
    y: float
    width: int
    height: int


def columns_for(aspect: float, count: int) -> int:
    """How many pictures go in a row: three wide ones, four square ones, six tall ones, fewer when there are few."""
    most = 3 if aspect > 1.35 else 4 if aspect > 0.8 else 6
    least = 2 if aspect > 1.35 else 3 if aspect > 0.8 else 4
    return max(least, min(most, count))


def timecode(seconds: float, fps: float) -> str:
    """A place in the film as minutes, seconds and frames.

    >>> timecode(65.5, 24)
    '01:05:12'
    """
    frames = round(seconds * fps)
    whole = max(1, round(fps))
    return f"{frames // whole // 60:02d}:{frames // whole % 60:02d}:{frames % whole:02d}"


def _set(words: str, x: float, y: float, size: float, face: Face, fill: str, width: float = 0.0, anchor: str = "start") -> str:
    """One line in letters the fonts have, cut to `width`."""
    chosen = best_face(words, face)
    shown = settable(words, chosen)[0]
    return text(clipped(shown, chosen, size, width) if width else shown, x, y, size, chosen, fill, anchor)


def _rows(words: str, size: float, width: float, face: Face, most: int) -> list[str]:
    chosen = best_face(words, face)
    rows = wrap(settable(words, chosen)[0], chosen, size, width)
    return rows if len(rows) <= most else [*rows[: most - 1], clipped(" ".join(rows[most - 1 :]), chosen, size, width)]


def _rect(x: float, y: float, width: float, height: float, fill: str, radius: float = 0.0, extra: str = "") -> str:
    return f'<rect x="{num(x)}" y="{num(y)}" width="{num(width)}" height="{num(height)}" rx="{num(radius)}" fill="{fill}"{extra}/>'


def sheet(film: Film, stills: list[Pixels], lengths: dict[str, float]) -> bytes:
    """The sheet as PNG, 1600 pixels wide; `stills` are the clips' pictures (RGB) in order, `lengths` how long each cue sounds."""
    aspect = film.width / film.height
    columns = columns_for(aspect, len(film.clips))
    wide = (WIDTH - 2 * _EDGE - (columns - 1) * _GAP) // columns
    tall = round(wide / aspect)
    head = 148
    cells = [
        _Cell(_EDGE + index % columns * (wide + _GAP), head + index // columns * (tall + _UNDER + _GAP), wide, tall)
        for index in range(len(film.clips))
    ]
    foot = head + (-(-len(cells) // columns)) * (tall + _UNDER + _GAP)
    strips = [(kind, row) for kind in _LANES for row in lanes((cue for cue in film.cues if cue.kind == kind), lengths)]
    height = round(foot + 62 + _LANE_HEIGHT * (1.6 + len(strips) * 1.2) + _EDGE)
    parts = [*_head(film), *_legends(film, cells), *_track(film, foot, strips, lengths)]
    body = _rect(0, 0, WIDTH, height, _GROUND) + "".join(parts)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {num(height)}">{body}</svg>'
    pixels = rasterise(svg, WIDTH, height)[..., :3].copy()
    for cell, still in zip(cells, stills, strict=False):
        small = cv2.resize(still, (cell.width, cell.height), interpolation=cv2.INTER_AREA)
        pixels[round(cell.y) : round(cell.y) + cell.height, round(cell.x) : round(cell.x) + cell.width] = small
    return png(np.ascontiguousarray(pixels))


def _head(film: Film) -> Iterator[str]:
    yield _rect(0, 0, 8, 112, _GOLD)
    yield _set(film.title, _EDGE, 74, 44, SERIF_BOLD, _PAPER, WIDTH - 2 * _EDGE - 220)
    count = len(film.clips)
    shape = f"{film.width}×{film.height}"
    told = [f"{count} shot{'s' if count != 1 else ''}", spoken_time(film.seconds), shape, f"{film.fps:g} fps", film.note]
    yield _set("  ·  ".join(part for part in told if part), _EDGE, 108, 19, REGULAR, _QUIET, WIDTH - 2 * _EDGE)
    if film.studio == "previs":
        width = measure("PREVIS", BOLD, 18, 0.08) + 34
        x = WIDTH - _EDGE - width
        yield _rect(x, 46, width, 36, "none", 18, f' stroke="{_GOLD}" stroke-width="1.5"')
        yield text("PREVIS", x + width / 2, 70.5, 18, BOLD, _GOLD, "middle", ' letter-spacing="1.4"')


def _legends(film: Film, cells: list[_Cell]) -> Iterator[str]:
    at = 0.0
    for number, (clip, cell) in enumerate(zip(film.clips, cells, strict=True), 1):
        yield from _legend(film, clip, cell, number, at)
        at += clip.seconds


def _legend(film: Film, clip: Clip, cell: _Cell, number: int, at: float) -> Iterator[str]:
    base = cell.y + cell.height
    narrow = cell.width < 300
    yield _rect(cell.x - 1, cell.y - 1, cell.width + 2, cell.height + 2, _LINE)
    yield text(str(number), cell.x, base + 30, 24, BOLD, _GOLD)
    left = cell.x + measure(str(number), BOLD, 24) + 12
    length = f"{clip.seconds:g} s"
    told = timecode(at, film.fps) if narrow else f"{timecode(at, film.fps)} – {timecode(at + clip.seconds, film.fps)}"
    yield text(told, left, base + 29, 15, REGULAR, _QUIET)
    yield text(length, cell.x + cell.width, base + 29, 15, BOLD, _PAPER, "end")
    said = clip.action or clip.step
    said = said[:1].upper() + said[1:]
    rows = _rows(said, 17, cell.width, REGULAR, 2)
    face = best_face(said, REGULAR)
    for index, row in enumerate(rows):
        yield text(row, cell.x, base + 56 + 21 * index, 17, face, _PAPER)
    facts = "  ·  ".join(part for part in (clip.facts, clip.cost) if part)
    yield _set(facts, cell.x, base + 56 + 21 * len(rows) + 1, 14, LIGHT, _QUIET, cell.width)


def _track(film: Film, top: float, strips: list[tuple[str, list[Cue]]], lengths: dict[str, float]) -> Iterator[str]:
    """The film from left to right: a bar for each shot, its sounds below."""
    left, wide = _EDGE + 92, WIDTH - 2 * _EDGE - 92
    scale = wide / max(1e-6, film.seconds)
    y = top + 34
    yield f'<line x1="{_EDGE}" y1="{num(top)}" x2="{WIDTH - _EDGE}" y2="{num(top)}" stroke="{_LINE}" stroke-width="1.5"/>'
    yield text("picture", _EDGE, y + 16, 15, REGULAR, _QUIET)
    at = 0.0
    for number, clip in enumerate(film.clips, 1):
        x, length = left + at * scale, max(3.0, clip.seconds * scale - 3)
        yield _rect(x, y, length, _LANE_HEIGHT * 1.3, "#39424d", 3)
        if length > 18:
            yield text(str(number), x + 8, y + 19, 14, BOLD, _PAPER)
        at += clip.seconds
    for place, (kind, row) in enumerate(strips):
        lane = y + _LANE_HEIGHT * (1.6 + place * 1.2)
        if place == 0 or strips[place - 1][0] != kind:
            yield text(kind, _EDGE, lane + 15, 15, REGULAR, _QUIET)
        for cue in row:
            length = max(3.0, lengths[cue.step] * scale - 3)
            yield _rect(left + cue.start * scale, lane, length, _LANE_HEIGHT, _LANES[kind], 3, ' fill-opacity="0.85"')
            label = cue.text or cue.label
            if length > 40 and label:
                yield _set(label, left + cue.start * scale + 8, lane + 15.5, 13, REGULAR, "#14171b", length - 16)
