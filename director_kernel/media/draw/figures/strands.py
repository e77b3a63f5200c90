"""What all hair is made of: its paint, curls, strands and cloud outlines."""

import math
from collections.abc import Sequence
from itertools import pairwise

from director_kernel.media.draw.colour import raised, times
from director_kernel.media.draw.figures.head import Head
from director_kernel.media.draw.ink import Ink
from director_kernel.media.draw.shape import Point, smooth

BOX = (-52.0, -112.0, 104.0, 150.0)


def fill(ink: Ink, head: Head, *, dim: float = 1.0) -> str:
    return ink.over(times(head.look.hair_colour, dim), BOX)


def bumps(centre: Point, rx: float, ry: float, count: int, depth: float) -> list[Point]:
    """A cloud outline: `count` bumps round an oval."""
    out: list[Point] = []
    for i in range(count * 3):
        a = math.tau * i / (count * 3) - math.pi / 2
        swell = depth * (1.0 if i % 3 == 1 else 0.75 if i % 3 == 2 else -0.9)
        out.append((centre[0] + math.cos(a) * (rx + swell), centre[1] + math.sin(a) * (ry + swell)))
    return out


def roughen(points: Sequence[Point], depth: float) -> list[Point]:
    out: list[Point] = []
    for i, (a, b) in enumerate(pairwise(points)):
        out.append(a)
        mx, my = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
        nx, ny = b[1] - a[1], a[0] - b[0]
        size = math.hypot(nx, ny) or 1.0
        k = depth * (1.4 if i % 2 else 0.8)
        out += [
            (a[0] * 0.72 + b[0] * 0.28 + nx / size * k, a[1] * 0.72 + b[1] * 0.28 + ny / size * k),
            (mx - nx / size * depth * 0.3, my - ny / size * depth * 0.3),
            (a[0] * 0.28 + b[0] * 0.72 + nx / size * k, a[1] * 0.28 + b[1] * 0.72 + ny / size * k),
        ]
    return [*out, points[-1]]


def curls(ink: Ink, head: Head, dark: str, light: str) -> None:
    for i in range(46):
        a, r = i * 2.39996, 9 + 49 * math.sqrt(i / 46)
        x, y = math.cos(a) * r - 3 * head.turn, -70 + math.sin(a) * r * 0.9
        colour = light if (x * (ink.key_x or -1) > 0 and i % 3) else dark
        ink.line(f"M{x - 4:.1f} {y:.1f}q3 -5.5 7 -1.5q1.5 3.5 -2.5 4", colour, 1.4, stroke_opacity=0.42)


def strands(ink: Ink, head: Head, pts: Sequence[Point], side: int) -> None:
    t = ink.tones(head.look.hair_colour)
    half = len(pts) // 2
    inner, outer = pts[:half], list(reversed(pts[-half:]))
    for j, k in enumerate((0.25, 0.5, 0.75)):
        line = [(a[0] + (b[0] - a[0]) * k, a[1] + (b[1] - a[1]) * k) for a, b in zip(inner, outer, strict=False)]
        colour = raised(t.lit, 0.25) if side == ink.key_x and j != 1 else t.deep
        ink.line(smooth(line, closed=False), colour, 1.2, stroke_opacity=0.4)


def arcs(ink: Ink, head: Head, centre: Point, r: float) -> None:
    t = ink.tones(head.look.hair_colour)
    for k in (0.4, 0.75):
        x, y = centre
        ink.line(
            f"M{x - r * k:.1f} {y + 3:.1f}Q{x:.1f} {y - r * k * 1.3:.1f} {x + r * k:.1f} {y + 3:.1f}",
            t.deep if k < 0.5 else raised(t.lit, 0.3),
            1.4,
            stroke_opacity=0.5,
        )


def scalp(ink: Ink, head: Head) -> None:
    t = ink.tones(head.look.skin)
    lit = ink.key_x or -0.5
    ink.ellipse(lit * 15, -91, 10, 4.4, ink.radial([(0, raised(t.lit, 0.7), 0.8), (1, t.lit, 0)]))
