"""Things that grow, and stones: trees, palms, shrubs, grass, pot plants, ridges. Shapes only; the caller gives the colour."""

import math
from itertools import pairwise
from random import Random

from director_kernel.media.draw.colour import darken, lighten, mix
from director_kernel.media.draw.svg import Canvas, Point, num, points, smooth

LEAF = "#4f7a42"
BARK = "#5b4433"


def ridge(rng: Random, left: float, right: float, base: float, height: float, *, steps: int = 9, rough: float = 0.5) -> list[Point]:
    """A jagged skyline from left to right, by midpoint displacement, closed along `base`."""
    line = [(left, base - height * rng.uniform(0.2, 0.7))]
    for index in range(1, steps + 1):
        lift = height * (rng.uniform(0.55, 1.0) if index % 2 else rng.uniform(0.12, 0.5))
        line.append((left + (right - left) * (index + rng.uniform(-0.25, 0.25)) / steps, base - lift))
    line[-1] = (right, line[-1][1])
    for level in range(3):
        finer: list[Point] = []
        for a, b in pairwise(line):
            jolt = height * rough * 0.16 / (level + 1)
            finer += [a, ((a[0] + b[0]) / 2 + rng.uniform(-jolt, jolt) * 0.6, (a[1] + b[1]) / 2 + rng.uniform(-jolt, jolt))]
        line = [*finer, line[-1]]
    return line


def ridge_path(line: list[Point], base: float) -> str:
    return points([*line, (line[-1][0], base), (line[0][0], base)])


def hills(rng: Random, left: float, right: float, base: float, height: float, *, steps: int = 6) -> str:
    """Rolling ground as closed path data."""
    line = [(left + (right - left) * index / steps, base - height * rng.uniform(0.15, 1.0)) for index in range(steps + 1)]
    curve = smooth([(left - 20, line[0][1]), *line, (right + 20, line[-1][1])])
    return f"{curve}L{num(right + 20)} {num(base)}L{num(left - 20)} {num(base)}Z"


def conifer(x: float, y: float, tall: float, rng: Random) -> str:
    """A spruce as path data: ragged tiers over a short trunk."""
    half = tall * rng.uniform(0.16, 0.22)
    left: list[Point] = []
    tiers = 7
    for tier in range(tiers):
        share = (tier + 1) / tiers
        reach = half * share * rng.uniform(0.86, 1.12)
        level = y - tall * (1 - share * 0.92)
        left.append((reach, level))
        left.append((reach * 0.55, level - tall * 0.018))
    right_side = [(x + dx, dy) for dx, dy in left]
    left_side = [(x - dx * rng.uniform(0.9, 1.1), dy) for dx, dy in reversed(left)]
    trunk = [(x + tall * 0.02, y - tall * 0.08), (x + tall * 0.02, y), (x - tall * 0.02, y), (x - tall * 0.02, y - tall * 0.08)]
    return points([(x, y - tall), *right_side, *trunk, *left_side])


def _blob(cx: float, cy: float, rx: float, ry: float, rng: Random) -> str:
    ring = []
    for index in range(14):
        turn = math.tau * index / 14
        swell = rng.uniform(0.84, 1.14)
        ring.append((cx + math.cos(turn) * rx * swell, cy + math.sin(turn) * ry * swell))
    return smooth([*ring, ring[0], ring[1]], close=True)


def tree(canvas: Canvas, x: float, y: float, tall: float, leaf: str, bark: str, rng: Random, *, key: int = -1) -> None:
    """A broad-leaved tree in three tones, lit from the key's side."""
    trunk = tall * 0.045
    lean = rng.uniform(-0.05, 0.05) * tall
    canvas.path(
        f"M{num(x - trunk)} {num(y)}Q{num(x - trunk * 0.5)} {num(y - tall * 0.3)} {num(x + lean - trunk * 0.4)} {num(y - tall * 0.6)}"
        f"H{num(x + lean + trunk * 0.4)}Q{num(x + trunk * 0.7)} {num(y - tall * 0.3)} {num(x + trunk)} {num(y)}Z",
        bark,
    )
    cx, cy, wide, high = x + lean, y - tall * 0.66, tall * rng.uniform(0.28, 0.36), tall * 0.33
    canvas.path(_blob(cx, cy, wide, high, rng), darken(leaf, 0.3))
    side = key or -1
    for dx, dy, size, fill in (
        (0.3, 0.08, 0.62, leaf),
        (-0.35, 0.15, 0.5, darken(leaf, 0.14)),
        (0.2, -0.3, 0.58, lighten(leaf, 0.1)),
        (0.42, -0.18, 0.34, lighten(leaf, 0.24)),
    ):
        canvas.path(_blob(cx + side * dx * wide, cy + dy * high, wide * size, high * size, rng), fill)


def shrub(canvas: Canvas, x: float, y: float, size: float, leaf: str, rng: Random) -> None:
    for dx, lift, share, fill in (
        (-0.4, 0.3, 0.7, darken(leaf, 0.25)),
        (0.45, 0.28, 0.66, darken(leaf, 0.14)),
        (0.0, 0.5, 0.8, leaf),
        (0.14, 0.72, 0.4, lighten(leaf, 0.14)),
    ):
        canvas.path(_blob(x + dx * size, y - lift * size, size * share, size * share * 0.7, rng), fill)


def palm(canvas: Canvas, x: float, y: float, tall: float, leaf: str, bark: str, rng: Random) -> None:
    """A leaning palm with drooping fronds."""
    lean = rng.uniform(0.12, 0.3) * tall * rng.choice((-1, 1))
    top = (x + lean, y - tall)
    width = tall * 0.03
    canvas.path(
        f"M{num(x - width)} {num(y)}Q{num(x + lean * 0.2)} {num(y - tall * 0.6)} {num(top[0] - width * 0.4)}"
        f" {num(top[1])}h{num(width * 0.8)}"
        f"Q{num(x + lean * 0.2 + width * 2)} {num(y - tall * 0.6)} {num(x + width)} {num(y)}Z",
        bark,
    )
    for index in range(9):
        turn = math.pi * (index / 8) * 1.3 - math.pi * 0.15
        reach = tall * rng.uniform(0.34, 0.46)
        tip = (top[0] - math.cos(turn) * reach, top[1] - math.sin(turn) * reach * 0.5 + reach * 0.32)
        mid = (top[0] - math.cos(turn) * reach * 0.55, top[1] - math.sin(turn) * reach * 0.62 - reach * 0.1)
        back = (mid[0], mid[1] + reach * 0.16)
        fill = leaf if index % 2 else darken(leaf, 0.22)
        canvas.path(
            f"M{num(top[0])} {num(top[1])}Q{num(mid[0])} {num(mid[1])} {num(tip[0])} {num(tip[1])}"
            f"Q{num(back[0])} {num(back[1])} {num(top[0])} {num(top[1])}Z",
            fill,
        )


def grass(rng: Random, left: float, right: float, y: float, tall: float, count: int, *, lean: float = 0.2) -> str:
    """Blades as one path: each a thin curved triangle."""
    blades = []
    for _ in range(count):
        x, high = rng.uniform(left, right), tall * rng.uniform(0.45, 1.0)
        bend = high * (lean + rng.uniform(-0.3, 0.3))
        half = max(0.9, high * 0.035)
        blades.append(
            f"M{num(x - half)} {num(y)}Q{num(x)} {num(y - high * 0.6)} {num(x + bend)} {num(y - high)}"
            f"Q{num(x + half * 1.4)} {num(y - high * 0.5)} {num(x + half)} {num(y)}Z"
        )
    return "".join(blades)


def flowers(
    canvas: Canvas, rng: Random, left: float, right: float, y: float, spread: float, count: int, colours: tuple[str, ...], size: float
) -> None:
    """Heads of flowers as dots with a lighter heart."""
    for colour in colours:
        dots = "".join(
            f"M{num(rng.uniform(left, right))} {num(y - rng.random() ** 0.8 * spread)}h.01" for _ in range(count // len(colours))
        )
        canvas.path(dots, "none", stroke=colour, stroke_width=size, stroke_linecap="round")
        canvas.path(dots, "none", stroke=mix(colour, "#fff6c8", 0.5), stroke_width=size * 0.4, stroke_linecap="round")


def rock(canvas: Canvas, x: float, y: float, size: float, colour: str, rng: Random, *, key: int = -1) -> None:
    """A boulder in two planes."""
    ring = [(x - size, y), (x - size * rng.uniform(0.75, 0.95), y - size * 0.42), (x - size * 0.2, y - size * rng.uniform(0.62, 0.82))]
    ring += [(x + size * rng.uniform(0.4, 0.6), y - size * 0.58), (x + size, y - size * 0.12), (x + size * 1.02, y)]
    canvas.poly(ring, darken(colour, 0.34))
    side = key or -1
    lit = [
        (x + side * size * 0.98, y),
        (x + side * size * 0.85, y - size * 0.36),
        (x + side * size * 0.16, y - size * 0.66),
        (x, y - size * 0.3),
        (x + side * size * 0.2, y),
    ]
    canvas.poly(lit, lighten(colour, 0.08))


def pot_plant(canvas: Canvas, x: float, y: float, tall: float, leaf: str, pot: str, rng: Random) -> None:
    """A plant in a pot standing at (x, y)."""
    high, half = tall * 0.3, tall * 0.16
    canvas.path(f"M{num(x - half)} {num(y - high)}H{num(x + half)}L{num(x + half * 0.78)} {num(y)}H{num(x - half * 0.78)}Z", pot)
    canvas.path(f"M{num(x - half * 0.1)} {num(y - high)}H{num(x + half)}L{num(x + half * 0.78)} {num(y)}H{num(x)}Z", darken(pot, 0.2))
    sprig(canvas, x, y - high, tall, leaf, rng)


def sprig(canvas: Canvas, x: float, y: float, tall: float, leaf: str, rng: Random) -> None:
    """A fan of pointed leaves out of one point."""
    for index in range(8):
        turn = -math.pi * (0.12 + 0.76 * index / 7) + rng.uniform(-0.1, 0.1)
        reach = tall * rng.uniform(0.42, 0.72)
        tip = (x + math.cos(turn) * reach * 0.8, y + math.sin(turn) * reach)
        mid = ((x + tip[0]) / 2, (y + tip[1]) / 2)
        nx, ny = -(tip[1] - (y)) * 0.22, (tip[0] - x) * 0.22
        fill = (leaf, darken(leaf, 0.18), lighten(leaf, 0.1))[index % 3]
        canvas.path(
            f"M{num(x)} {num(y)}Q{num(mid[0] + nx)} {num(mid[1] + ny)} {num(tip[0])} {num(tip[1])}"
            f"Q{num(mid[0] - nx)} {num(mid[1] - ny)} {num(x)} {num(y)}Z",
            fill,
        )
