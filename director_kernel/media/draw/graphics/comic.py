"""The comic page: panels as large as they matter, speech in balloons with tails, voice-over in boxes, sounds as drawn words."""

import math
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from random import Random

from director_kernel.media.draw.graphics.balloons import Taken, speak
from director_kernel.media.draw.graphics.cards import placeholder
from director_kernel.media.draw.graphics.page import Copy, Page, Panel, Setter
from director_kernel.media.draw.graphics.sound_words import lettered
from director_kernel.media.draw.graphics.still import Box, Still, read_still
from director_kernel.media.draw.svg import num, safe
from director_kernel.media.draw.typography import BLACK, BOLD, SERIF_BLACK, measure

WIDTH, HEIGHT = 1240, 1754
"""Pixels of a portrait page, A4 at 150 to the inch."""
PER_PAGE = 7
_EDGE, _HEAD, _FOOT, _GUTTER = 54, 112, 46, 17
_PAPER, _INK = "#fbf9f4", "#14161a"
_SHOUT = ("#ffd23f", "#ff5a3c", "#7fd4f2")


def rows_of(shapes: Sequence[tuple[float, float]], width: float, height: float, gutter: float) -> list[list[Box]]:
    """The panels' boxes, row by row; `shapes` are (weight, aspect). What weighs twice as much gets about twice the room.

    Of all ways to break the page into rows of one to three, the one that crops the pictures least (how far, in octaves, a box's aspect is
    from its picture's) and is the most just to what matters; rows of as many panels as the one above are avoided.
    """
    count = len(shapes)
    weights = [min(4.0, max(0.4, weight)) for weight, _ in shapes]
    aspects = [min(3.0, max(0.5, aspect)) for _, aspect in shapes]

    def tall(first: int, last: int) -> float:
        """The height at which a row shows its pictures whole, more where they matter more."""
        heavy = sum(weights[first:last]) / (last - first)
        return float((width - gutter * (last - first - 1)) / sum(aspects[first:last]) * heavy**0.5)

    @cache
    def best(first: int) -> tuple[tuple[int, ...], ...]:
        """Every way to break the panels from `first` on into rows of one to three."""
        if first == count:
            return ((),)
        return tuple((last, *rest) for last in range(first + 1, min(count, first + 3) + 1) for rest in best(last))

    def placed(breaks: tuple[int, ...]) -> list[list[Box]]:
        heights = [tall(first, last) for first, last in zip((0, *breaks), breaks, strict=False)]
        scale = (height - gutter * (len(breaks) - 1)) / sum(heights)
        rows, first, y = [], 0, 0.0
        for last, natural in zip(breaks, heights, strict=True):
            shares = [aspects[at] * weights[at] ** 0.5 for at in range(first, last)]
            wide, x, row = width - gutter * (last - first - 1), 0.0, []
            for share in shares:
                part = wide * share / sum(shares)
                row.append((x, y, part, natural * scale))
                x += part + gutter
            rows.append(row)
            first, y = last, y + natural * scale + gutter
        return rows

    def cost(rows: list[list[Box]]) -> float:
        boxes = [box for row in rows for box in row]
        mean = sum(box[2] * box[3] for box in boxes) / count
        crops = sum(math.log2(box[2] / box[3] / aspect) ** 2 for box, aspect in zip(boxes, aspects, strict=True))
        unfair = sum(
            math.log2(box[2] * box[3] / mean / weight * (sum(weights) / count)) ** 2 for box, weight in zip(boxes, weights, strict=True)
        )
        alike = sum(len(above) == len(below) for above, below in pairwise(rows))
        return crops * 2.4 + unfair * 1.5 + alike * 0.25

    return min(map(placed, best(0)), key=cost)


def comic(panels: Sequence[Panel], copy: Copy, *, number: int = 1, per_page: int = PER_PAGE) -> Page:
    """Page `number` of the comic. What is said stands in it whole or is in `Page.cut`; what is only seen (action, framing) is not
    lettered: the picture shows it."""
    pages = max(1, -(-len(panels) // per_page))
    even = -(-len(panels) // pages)
    shown = panels[(number - 1) * even : number * even]
    stills = [read_still(one.picture, 1100, f"frame {one.number or at}") if one.picture else None for at, one in enumerate(shown, 1)]
    page = Setter(WIDTH, HEIGHT, _PAPER)
    _header(page, copy, number, pages)
    shapes = [(panel.weight, still.aspect if still else 16 / 9) for panel, still in zip(shown, stills, strict=True)]
    boxes = [box for row in rows_of(shapes, WIDTH - 2 * _EDGE, HEIGHT - _HEAD - _FOOT, _GUTTER) for box in row]
    for panel, still, (x, y, width, height) in zip(shown, stills, boxes, strict=True):
        _panel(page, panel, still, (x + _EDGE, y + _HEAD, width, height))
    page.mark(copy.note, "#5e5b54")
    return page.page(f"Comic page: {copy.title}", number=number, pages=pages)


def _header(page: Setter, copy: Copy, number: int, pages: int) -> None:
    page.line(copy.title or "Untitled", SERIF_BLACK, _EDGE, 80, 44, _INK, width=WIDTH * 0.68)
    told = " · ".join(part for part in (copy.kicker, f"page {number} of {pages}" if pages > 1 else "") if part)
    page.line(told, BOLD, WIDTH - _EDGE, 80, 16, "#5e5b54", width=WIDTH * 0.26, anchor="end")


def _panel(page: Setter, panel: Panel, still: Still | None, box: Box) -> None:
    x, y, width, height = box
    cropped = still.covering(max(2, round(width)), max(2, round(height))) if still else None
    if cropped is None:
        placeholder(page, panel, box, paper="#efe9db")
    else:
        page.canvas.add(cropped.image(box))
    taken = Taken(cropped, box)
    speak(page, panel, taken)
    _shout(page, panel, taken)
    page.canvas.rect(x, y, width, height, "none", stroke=_INK, stroke_width=3.2)


def _shout(page: Setter, panel: Panel, taken: Taken) -> None:
    """One drawn word for the panel's sound, where there is least to cover."""
    word = next((said for said in map(lettered, panel.sound) if said), "")
    if not word:
        return
    rng = Random(f"{panel.number}/{word}")
    x, y, width, height = taken.box
    size = min(height * 0.19, width * 0.5 / max(1.0, measure(word, BLACK, 1.0)), 92.0)
    wide, high = measure(word, BLACK, size) + size * 0.9, size * 1.1 + measure(word, BLACK, size) * 0.12
    left, top, _, _ = taken.free(wide, high, near=(x + width * 0.7, y + height * 0.72))
    middle = (left + wide / 2, top + high / 2)
    colour, turn = rng.choice(_SHOUT), rng.uniform(-11, -4)
    place = f'x="{num(middle[0])}" y="{num(middle[1] + size * 0.36)}" font-size="{num(size)}" text-anchor="middle"'
    turned = f'font-family="Lato" font-weight="900" transform="rotate({num(turn)} {num(middle[0])} {num(middle[1])})"'
    for stroke, thick in ((_INK, 0.17), ("#fff", 0.05), ("none", 0.0)):
        outline = f'stroke="{stroke}" stroke-width="{num(size * thick)}" stroke-linejoin="round"'
        page.canvas.add(f'<text {place} {turned} fill="{colour}" {outline}>{safe(word)}</text>')
