"""Marks: an emblem grown from a name, its lockup with the wordmark, and the ways a logo comes together."""

import math
from dataclasses import dataclass
from random import Random

from director_kernel.media.draw.colour import darken, lighten, mix
from director_kernel.media.draw.svg import Canvas, Point, num, points


@dataclass(frozen=True)
class Emblem:
    """An emblem as path data in a box from -1 to 1: `solid` is filled, `line` stroked, `accent` filled in the second colour."""

    solid: str
    accent: str
    line: str


def _ring(n: int, radius: float, turn: float = 0.0) -> list[Point]:
    return [(math.cos(turn + math.tau * i / n) * radius, math.sin(turn + math.tau * i / n) * radius) for i in range(n)]


def _circle(cx: float, cy: float, r: float) -> str:
    return f"M{num(cx - r)} {num(cy)}a{num(r)} {num(r)} 0 1 0 {num(2 * r)} 0a{num(r)} {num(r)} 0 1 0 {num(-2 * r)} 0Z"


def _facets(rng: Random) -> Emblem:
    n = rng.choice((5, 6, 8))
    outer, inner = _ring(n, 100, -math.pi / 2), _ring(n, 52, -math.pi / 2 + math.pi / n)
    solid = "".join(points([outer[i], inner[i], (0, 0), inner[i - 1]]) for i in range(0, n, 2))
    accent = "".join(points([outer[i], inner[i], (0, 0), inner[i - 1]]) for i in range(1, n, 2))
    return Emblem(solid, accent, points(outer))


def _orbit(rng: Random) -> Emblem:
    tilt = rng.uniform(-0.5, 0.5)
    x, y = math.cos(tilt) * 82, math.sin(tilt) * 82
    return Emblem(_circle(0, 0, 44), _circle(x, y, 15), _circle(0, 0, 82) + _circle(0, 0, 100))


def _rise(rng: Random) -> Emblem:
    peak = rng.uniform(-16, 16)
    solid = points([(-100, 78), (peak - 8, -92), (peak + 22, -34), (-22, 78)])
    accent = points([(4, 78), (peak + 34, -12), (100, 78)])
    return Emblem(solid, accent, "M-100 98H100")


def _petals(rng: Random) -> Emblem:
    n = rng.choice((5, 6, 7))
    petals = []
    for index in range(n):
        a = math.tau * index / n - math.pi / 2
        tip, left, right = (
            (math.cos(a) * 100, math.sin(a) * 100),
            (math.cos(a - 0.42) * 56, math.sin(a - 0.42) * 56),
            (math.cos(a + 0.42) * 56, math.sin(a + 0.42) * 56),
        )
        petals.append(f"M0 0Q{num(left[0])} {num(left[1])} {num(tip[0])} {num(tip[1])}Q{num(right[0])} {num(right[1])} 0 0Z")
    return Emblem("".join(petals[::2]), "".join(petals[1::2]), _circle(0, 0, 16))


def _wave(rng: Random) -> Emblem:
    lift = rng.uniform(20, 34)
    solid = (
        f"M-100 10C-60 {num(-lift * 2)} -30 {num(-lift * 2)} 0 0S60 {num(lift * 2)} 100 -10"
        f"V34C60 {num(lift * 3)} 30 {num(lift * 2)} 0 44S-60 {num(-lift)} -100 54Z"
    )
    return Emblem(solid, _circle(0, -62, 24), _circle(0, 0, 112))


def _bolt(rng: Random) -> Emblem:
    lean = rng.uniform(8, 22)
    return Emblem(points([(lean, -100), (-58, 16), (-6, 16), (-lean, 100), (58, -22), (8, -22)]), "", points(_ring(6, 118, math.pi / 6)))


def _leaf(rng: Random) -> Emblem:
    bend = rng.uniform(-10, 10)
    return Emblem(
        f"M0 100C-96 50 -84 -58 {num(bend)} -100C14 -40 6 30 0 100Z", f"M0 100C96 50 84 -58 {num(bend)} -100C34 -40 22 30 0 100Z", ""
    )


_BY_WORD = (
    (("sun", "solar", "light", "star", "gold", "crystal", "diamond", "gem"), _facets),
    (("orbit", "space", "planet", "tech", "data", "cloud", "atom", "lab", "studio", "media"), _orbit),
    (("mountain", "peak", "summit", "alp", "outdoor", "trail", "rise", "architect"), _rise),
    (("flower", "beauty", "bloom", "skin", "rose", "spa", "perfume", "vita", "lotus"), _petals),
    (("wave", "sea", "ocean", "water", "surf", "river", "aqua", "flow"), _wave),
    (("energy", "electric", "volt", "power", "sport", "speed", "bolt", "motor", "game"), _bolt),
    (("leaf", "eco", "green", "nature", "organic", "tea", "plant", "farm", "bio"), _leaf),
)


def emblem(name: str) -> Emblem:
    """The emblem of a name, by the name alone, so that it is the same in every frame of a film."""
    rng = Random(f"emblem/{name.lower()}")
    known = f" {name.lower()}"
    for keys, build in _BY_WORD:
        if any(f" {key}" in known for key in keys):
            return build(rng)
    return rng.choice((_facets, _orbit, _rise, _petals, _wave, _leaf))(rng)


def draw_emblem(
    canvas: Canvas, shape: Emblem, x: float, y: float, radius: float, colour: str, second: str, *, key: int = -1, opacity: float = 1.0
) -> None:
    """The emblem with a metal's gradient and a bright edge on the key's side."""
    x1, x2 = (0.0, 1.0) if key <= 0 else (1.0, 0.0)
    metal = canvas.linear(
        (0, lighten(colour, 0.55)), (0.42, colour), (0.56, darken(colour, 0.22)), (1, darken(colour, 0.5)), x1=x1, x2=x2, y2=0.8
    )
    other = canvas.linear((0, lighten(second, 0.4)), (0.5, second), (1, darken(second, 0.5)), x1=x1, x2=x2, y2=0.8)
    with canvas.group(transform=f"translate({num(x)} {num(y)}) scale({radius / 100:.4f})", opacity=opacity):
        if shape.line:
            canvas.path(shape.line, "none", stroke=metal, stroke_width=5)
        canvas.path(shape.solid, metal)
        if shape.accent:
            canvas.path(shape.accent, other)
        canvas.path(shape.solid, "none", stroke=lighten(colour, 0.8), stroke_width=1.6, stroke_opacity=0.6)


def gather(canvas: Canvas, rng: Random, x: float, y: float, reach: float, colour: str, second: str, count: int = 640) -> None:
    """Particles on spiral arms that close in on (x, y)."""
    arms = rng.choice((3, 4, 5))
    spin, wind = rng.uniform(0, math.tau), rng.choice((-1, 1)) * rng.uniform(1.6, 2.8)
    for size, share, shade, opacity in (
        (1.8, 0.5, lighten(second, 0.3), 0.7),
        (3.2, 0.35, lighten(colour, 0.35), 0.8),
        (6.5, 0.15, lighten(colour, 0.6), 0.85),
    ):
        dots, tails = [], []
        for index in range(round(count * share)):
            t = rng.random() ** 0.85
            turn = spin + math.tau * (index % arms) / arms + wind * t + rng.gauss(0, 0.2)
            r = reach * (0.16 + 0.84 * t)
            px, py = x + math.cos(turn) * r, y + math.sin(turn) * r * 0.72
            dots.append(f"M{num(px)} {num(py)}h.01")
            if index % 4 == 0:
                back = turn + 0.11 * math.copysign(1, wind)
                tails.append(f"M{num(px)} {num(py)}L{num(x + math.cos(back) * r * 1.07)} {num(y + math.sin(back) * r * 0.77)}")
        canvas.path("".join(tails), "none", stroke=shade, stroke_width=size * 0.6, stroke_opacity=opacity * 0.4, stroke_linecap="round")
        canvas.path("".join(dots), "none", stroke=shade, stroke_width=size, stroke_opacity=opacity, stroke_linecap="round")


def shards(canvas: Canvas, rng: Random, x: float, y: float, reach: float, colour: str) -> None:
    """Splinters that fly outwards or home, lit on one face."""
    for _ in range(46):
        turn, r = rng.uniform(0, math.tau), reach * rng.uniform(0.24, 1.0) ** 0.8
        px, py, size = x + math.cos(turn) * r, y + math.sin(turn) * r * 0.8, reach * rng.uniform(0.015, 0.06)
        ring = [(px + math.cos(turn + a) * size * k, py + math.sin(turn + a) * size * k) for a, k in ((0, 1.5), (2.0, 0.7), (3.6, 0.9))]
        canvas.poly(ring, mix(colour, "#ffffff", rng.random() * 0.5), fill_opacity=rng.uniform(0.5, 1.0))
        canvas.poly([ring[0], ring[1], (px, py)], darken(colour, 0.5), fill_opacity=0.5)
