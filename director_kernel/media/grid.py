"""Where the frames of a sheet lie: whole pixels, even gutters, every label outside of its frame.

A sheet is one picture of several frames, `columns` x `rows` of them. All frames have the same size in pixels, so a frame cut out of a
sheet is the frame drawn alone, pixel for pixel.
"""

from typing import NamedTuple

from director_kernel.schema.slots import Character, Coverage, Panel, Slots

LEAST = 16
"""Pixels a frame is wide and high at least; a sheet too small for that has no room for labels either."""
_SHEETWIDE = frozenset(("panels", "panel_layout", "frame_count", "frame_index", "coverage", "time_offset_ms", "aspect", "inferred"))
"""Slots of a sheet that say nothing about one of its frames."""
_UNPEOPLED = (Coverage.CUTAWAY, Coverage.INSERT)
"""Frames that show a thing and nobody, unless they name somebody."""


class Box(NamedTuple):
    """A rectangle in whole pixels."""

    x: int
    y: int
    width: int
    height: int


class Grid(NamedTuple):
    """A sheet's frames, row by row, the strip under each for its label, and the strip at the top for the sheet's title."""

    width: int
    height: int
    columns: int
    rows: int
    cells: tuple[Box, ...]
    captions: tuple[Box, ...]
    head: Box


def parsed(layout: str, count: int = 0) -> tuple[int, int]:
    """Columns and rows of a layout as it is written; the nearest to a square that holds `count` where it is empty or too small.

    >>> parsed("4x3"), parsed("", 4), parsed("", 5), parsed("2x1", 4)
    ((4, 3), (2, 2), (3, 2), (2, 2))
    """
    columns, _, rows = layout.partition("x")
    if rows and int(columns) * int(rows) >= count:
        return int(columns), int(rows)
    across = 1
    while across * across < count:
        across += 1
    return across, max(1, -(-count // across))


def ratio(aspect: str) -> float:
    """Width by height of "16:9", "1.85:1"; 0 where it can't be read."""
    wide, _, high = aspect.partition(":")
    try:
        found = float(wide) / float(high)
    except (ValueError, ZeroDivisionError):
        return 0.0
    return found if 0.1 <= found <= 10 else 0.0


def grid(width: int, height: int, columns: int, rows: int, *, aspect: str = "", count: int = 0) -> Grid:
    """The sheet of this size: `count` frames (0: all places taken) as large as they can be, in `aspect` where one is given.

    What is left over is margin around the whole. Raises ValueError where a frame would be smaller than `LEAST` pixels.
    """
    count = min(count or columns * rows, columns * rows)
    gutter = max(2, round(min(width, height) / 90))
    head = max(4, round(min(width, height) * 0.05))
    caption = min(44, max(4, round((height - head) / rows * 0.085)))
    wide = (width - (columns + 1) * gutter) // columns
    tall = (height - head - rows * (caption + gutter)) // rows
    wide, tall = _within(wide, tall, ratio(aspect))
    if wide < LEAST or tall < LEAST:
        raise ValueError(f"{columns}x{rows} frames have no room in {width} × {height} pixels: make the sheet larger, or of fewer frames")
    left = (width - columns * wide - (columns - 1) * gutter) // 2
    top = head + (height - head - rows * (tall + caption + gutter)) // 2
    places = [(left + at % columns * (wide + gutter), top + at // columns * (tall + caption + gutter)) for at in range(count)]
    cells = tuple(Box(x, y, wide, tall) for x, y in places)
    captions = tuple(Box(x, y + tall, wide, caption) for x, y in places)
    return Grid(width, height, columns, rows, cells, captions, Box(left, top - head, columns * wide + (columns - 1) * gutter, head))


def _within(wide: int, tall: int, shape: float) -> tuple[int, int]:
    if not shape or wide < 1 or tall < 1:
        return wide, tall
    return (wide, max(1, round(wide / shape))) if wide / tall < shape else (max(1, round(tall * shape)), tall)


def sheet_grid(slots: Slots, width: int, height: int) -> Grid:
    """The grid of the frames these slots ask for. Raises ValueError where they have no room."""
    columns, rows = parsed(slots.panel_layout, len(slots.panels))
    shape = next((panel.slots.aspect for panel in slots.panels if panel.slots.aspect), "")
    return grid(width, height, columns, rows, aspect=shape, count=len(slots.panels))


def frames(sheet: Slots) -> tuple[Slots, ...]:
    """Each frame of a sheet as a shot of its own."""
    return tuple(frame(sheet, panel, at) for at, panel in enumerate(sheet.panels, 1))


def frame(sheet: Slots, panel: Panel, number: int) -> Slots:
    """What is in one frame: what its panel says, over what the sheet says for all of them.

    Whom the sheet describes looks the same in every frame; a panel says pose, gaze and feeling, and leaves out who isn't in it. Frames of
    a thing alone (insert, cutaway) hold nobody unless they name somebody.
    """
    common = {name: getattr(sheet, name) for name in Slots.model_fields if name not in _SHEETWIDE}
    own = {name: getattr(panel.slots, name) for name in Slots.model_fields if getattr(panel.slots, name) not in (None, "", ())}
    said: dict[str, object] = {**common, **own, "characters": _people(sheet, panel.slots)}
    if panel.slots.coverage is Coverage.CUTAWAY and not own.get("props"):
        said["props"] = ()
    elif own.get("props"):
        known = {prop.name.lower(): prop for prop in sheet.props}
        said["props"] = tuple(known.get(prop.name.lower(), prop) if prop.material == prop.colour == "" else prop for prop in own["props"])
    return Slots.model_validate({**said, "frame_index": number})


def _people(sheet: Slots, panel: Slots) -> tuple[Character, ...]:
    if not panel.characters:
        return () if panel.coverage in _UNPEOPLED else sheet.characters
    known = {one.name.lower(): one for one in sheet.characters}
    return tuple(_as_known(one, known.get(one.name.lower())) for one in panel.characters)


def _as_known(told: Character, known: Character | None) -> Character:
    if known is None:
        return told
    return known.with_(**{name: value for name in ("pose", "gaze", "emotion") if (value := getattr(told, name))})
