"""Outlines as SVG path data: smooth curves, tapered tubes, mirrored and moved points."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

Point = tuple[float, float]


def num(value: float) -> str:
    """A number as short as a tenth of a unit allows."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def at(point: Point) -> str:
    return f"{num(point[0])} {num(point[1])}"


def lerp(a: Point, b: Point, t: float) -> Point:
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t


def poly(points: Iterable[Point], *, closed: bool = True) -> str:
    """Straight lines through `points`."""
    return "M" + " L".join(at(p) for p in points) + ("Z" if closed else "")


def smooth(points: Sequence[Point], *, closed: bool = True, tension: float = 1.0) -> str:
    """A Catmull-Rom curve through `points`, as cubic Béziers."""
    n = len(points)
    k = tension / 6

    def p(i: int) -> Point:
        return points[i % n] if closed else points[max(0, min(n - 1, i))]

    parts = ["M" + at(points[0])]
    for i in range(n if closed else n - 1):
        a, b, c, d = p(i - 1), p(i), p(i + 1), p(i + 2)
        c1 = (b[0] + (c[0] - a[0]) * k, b[1] + (c[1] - a[1]) * k)
        c2 = (c[0] - (d[0] - b[0]) * k, c[1] - (d[1] - b[1]) * k)
        parts.append(f"C{at(c1)} {at(c2)} {at(c)}")
    return "".join(parts) + ("Z" if closed else "")


def along(points: Sequence[Point], samples: int) -> list[tuple[Point, Point]]:
    """`samples` points spaced evenly over a smooth line through `points`, each with its unit direction."""
    fine = _fine(points)
    total = sum(math.dist(a, b) for a, b in pairwise(fine)) or 1.0
    out: list[tuple[Point, Point]] = []
    walked, i = 0.0, 0
    for k in range(samples):
        want = total * k / (samples - 1)
        while i < len(fine) - 2 and walked + math.dist(fine[i], fine[i + 1]) < want:
            walked += math.dist(fine[i], fine[i + 1])
            i += 1
        a, b = fine[i], fine[i + 1]
        size = math.dist(a, b) or 1.0
        out.append((lerp(a, b, min(1.0, (want - walked) / size)), ((b[0] - a[0]) / size, (b[1] - a[1]) / size)))
    return out


def _fine(points: Sequence[Point], steps: int = 12) -> list[Point]:
    out = [points[0]]
    last = len(points) - 1
    for i in range(last):
        a, b, c, d = points[max(0, i - 1)], points[i], points[i + 1], points[min(last, i + 2)]
        for s in range(1, steps + 1):
            out.append(_spline(a, b, c, d, s / steps))
    return out


def _spline(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    def one(i: int) -> float:
        m0, m1 = (c[i] - a[i]) / 3, (d[i] - b[i]) / 3
        return (2 * t**3 - 3 * t**2 + 1) * b[i] + (t**3 - 2 * t**2 + t) * m0 + (-2 * t**3 + 3 * t**2) * c[i] + (t**3 - t**2) * m1

    return one(0), one(1)


def tube(points: Sequence[Point], widths: Sequence[float], *, cap: bool = True) -> str:
    """A closed outline around a bent line; `widths` are full widths spread evenly along it. `cap` rounds both ends."""
    spine = along(points, max(6, 3 * len(widths)))
    left: list[Point] = []
    right: list[Point] = []
    for k, ((x, y), (dx, dy)) in enumerate(spine):
        half = _sample(widths, k / (len(spine) - 1)) / 2
        left.append((x + dy * half, y - dx * half))
        right.append((x - dy * half, y + dx * half))
    if not cap:
        return _open_ended(left, right)
    (tail, (ex, ey)), (head, (sx, sy)) = spine[-1], spine[0]
    end = (tail[0] + ex * widths[-1] * 0.4, tail[1] + ey * widths[-1] * 0.4)
    start = (head[0] - sx * widths[0] * 0.3, head[1] - sy * widths[0] * 0.3)
    return smooth([*left, end, *reversed(right), start])


def _open_ended(left: list[Point], right: list[Point]) -> str:
    there, back = smooth(left, closed=False), smooth(list(reversed(right)), closed=False)
    return f"{there}L{back[1:]}Z"


def _sample(values: Sequence[float], t: float) -> float:
    where = t * (len(values) - 1)
    i = min(int(where), len(values) - 2)
    f = where - i
    f = f * f * (3 - 2 * f)
    return values[i] + (values[i + 1] - values[i]) * f


def flip(points: Iterable[Point]) -> list[Point]:
    """The same points mirrored over x = 0."""
    return [(-x, y) for x, y in points]


def shifted(points: Iterable[Point], dx: float, dy: float) -> list[Point]:
    return [(x + dx, y + dy) for x, y in points]


def turned(point: Point, degrees: float, about: Point = (0.0, 0.0)) -> Point:
    """`point` turned clockwise as the viewer sees it (y down)."""
    a = math.radians(degrees)
    x, y = point[0] - about[0], point[1] - about[1]
    return about[0] + x * math.cos(a) - y * math.sin(a), about[1] + x * math.sin(a) + y * math.cos(a)


def polar(origin: Point, degrees: float, length: float) -> Point:
    """A point `length` away; 0 degrees hangs straight down, positive swings to frame right."""
    a = math.radians(degrees)
    return origin[0] + math.sin(a) * length, origin[1] + math.cos(a) * length
