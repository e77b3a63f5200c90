"""The thumbnail strip: every frame at a glance, as on a contact print."""

from collections.abc import Sequence
from statistics import median

from director_kernel.media.draw.graphics.cards import placeholder
from director_kernel.media.draw.graphics.page import Copy, Page, Panel, Setter
from director_kernel.media.draw.graphics.still import read_still
from director_kernel.media.draw.typography import BOLD, REGULAR, measure

_FILM, _HOLE, _INK, _QUIET, _GOLD = "#16181c", "#e9e4d8", "#f3efe6", "#99a0a8", "#f0b048"
WIDTH = 1800
_EDGE, _GAP, _BAND, _HEAD = 30, 12, 30, 66


def strip(panels: Sequence[Panel], copy: Copy) -> Page:
    """All frames, however many, in one picture 1800 pixels wide; the rows of film grow smaller frames with their number."""
    stills = [read_still(one.picture, 640, f"frame {one.number or at}") if one.picture else None for at, one in enumerate(panels, 1)]
    ratio = median([one.aspect for one in stills if one] or [16 / 9])
    most = max(4, min(12, round((len(panels) * 2.2 / ratio) ** 0.5 * 1.25)))
    columns = max(1, min(most, len(panels)))
    if len(panels) > columns:
        columns = -(-len(panels) // -(-len(panels) // columns))
    wide = min((WIDTH - 2 * _EDGE - _GAP * (columns - 1)) / columns, 520 * max(ratio, 0.5))
    high = wide / ratio
    row = high + 2 * _BAND + 18
    rows = max(1, -(-len(panels) // columns))
    page = Setter(WIDTH, round(_HEAD + rows * row + 28), "#0d0f12")
    page.line(copy.title or "Frames", BOLD, _EDGE, 44, 24, _INK, width=WIDTH * 0.6)
    told = "  ·  ".join(part for part in (copy.kicker, f"{len(panels)} frames", copy.note) if part)
    page.line(told, REGULAR, WIDTH - _EDGE, 43, 15, _QUIET, width=WIDTH * 0.36, anchor="end")
    for at in range(rows):
        _film(page, _HEAD + at * row, high)
    for at, (panel, still) in enumerate(zip(panels, stills, strict=True)):
        x, y = _EDGE + at % columns * (wide + _GAP), _HEAD + at // columns * row + _BAND
        box = (x, y, wide, high)
        page.canvas.add(still.covering(max(2, round(wide)), max(2, round(high))).image(box)) if still else placeholder(page, panel, box)
        number = panel.number or str(at + 1)
        page.line(number, BOLD, x + 2, y + high + 22, 13, _GOLD, note=False)
        label = panel.coverage or (f"{panel.seconds:g} s" if panel.seconds else "")
        used = measure(number, BOLD, 13) + 10
        if label:
            page.line(label, REGULAR, x + 2 + used, y + high + 22, 12, _INK, width=max(10.0, wide - used - 4), note=False)
    return page.page(f"Frames of {copy.title}")


def _film(page: Setter, y: float, high: float) -> None:
    page.canvas.rect(0, y, WIDTH, high + 2 * _BAND, _FILM)
    for at in range(WIDTH // 44 + 1):
        page.canvas.rect(at * 44 + 12, y + 8, 18, 12, _HOLE, rx=3, fill_opacity=0.16)
    page.canvas.line((0, y), (WIDTH, y), "#2b2f36", 1)
    page.canvas.line((0, y + high + 2 * _BAND), (WIDTH, y + high + 2 * _BAND), "#2b2f36", 1)
