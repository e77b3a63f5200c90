"""Patterns to sew from: the outlines of garments on a posed body."""

from dataclasses import dataclass
from itertools import pairwise

from director_kernel.media.draw.figures.body import HIP, TORSO, Body
from director_kernel.media.draw.figures.limbs import leg_line, leg_widths
from director_kernel.media.draw.figures.wardrobe import Garment
from director_kernel.media.draw.shape import Point, at, lerp, smooth

LEVELS = (350.0, 290.0, 220.0, 150.0, 90.0, 40.0, 12.0)


@dataclass(frozen=True)
class Cut:
    """Both outer edges of a garment from the shoulder down, and its neckline from left to right."""

    left: tuple[Point, ...]
    right: tuple[Point, ...]
    neckline: tuple[Point, ...]

    def whole(self) -> str:
        """The closed outline."""
        up, hem = smooth(list(reversed(self.left)), closed=False), _hem(self.left[-1], self.right[-1])
        return f"{smooth(self.neckline, closed=False)}L{smooth(self.right, closed=False)[1:]}{hem}L{up[1:]}Z"

    def panel(self, side: str, edge: tuple[Point, ...]) -> str:
        """One half of an open garment: the outer edge of `side` and an inner `edge` from hem to neck."""
        outer = self.left if side == "left" else self.right
        return f"{smooth(outer, closed=False)}L{smooth(edge, closed=False)[1:]}Z"


def _hem(left: Point, right: Point) -> str:
    sag = abs(right[0] - left[0]) * 0.06
    return f"Q{at(((left[0] + right[0]) / 2, (left[1] + right[1]) / 2 + sag * 2))} {at(left)}"


def height(body: Body, hem: float) -> float:
    """The y of a level given in adult figure units above the ground, moved with the pelvis."""
    return body["pelvis"][1] + (HIP - hem) * body.scale


def cut(body: Body, g: Garment) -> Cut:
    """The outline of a top or outer garment."""
    s, room = body.scale, 7.0 * g.ease * body.scale
    bare = g.sleeve == "none"
    shoulder = body.shoulder * (0.7 if bare else 0.98) + room * 0.5
    front, bust = (6.0 * s if body.pose.view in {"three", "profile"} else 0.0), 3.0 * body.look.feminine * s
    waist = body.waist + room * 0.9 + (max(0.0, g.ease - 0.35) * 9 * s)
    profile = (
        (1.0, 27 * s),
        (0.965, shoulder * 0.62),
        (0.93, shoulder * (0.88 if not bare else 1)),
        (0.88, shoulder),
        (0.8, shoulder * 0.97),
        (0.68, body.chest + room + bust * 0.6),
        (0.58, body.chest * 0.98 + room + bust),
        (0.37, waist),
        (0.12, (waist + body.hips + room) / 2),
        (0.0, body.hips + room),
    )
    last = (min(HIP + 90, g.hem) - HIP) / TORSO
    kept = [(t, w) for t, w in profile if t > last + 0.02]
    if g.hem >= HIP:
        kept.append((last, _width_at(profile, last)))
    left = [body.side(t, -w - (front * 0.4 if 0 <= t < 0.2 else 0)) for t, w in kept]
    right = [body.side(t, w + (front if 0.5 < t < 0.75 else 0)) for t, w in kept]
    if g.hem < HIP:
        below = drape(body, g.hem, g.flare, room)
        left, right = left + [p for p, _ in below], right + [p for _, p in below]
    return Cut(tuple(left), tuple(right), neckline(body, g.collar))


def _width_at(profile: tuple[tuple[float, float], ...], t: float) -> float:
    for (t0, w0), (t1, w1) in pairwise(profile):
        if t1 <= t <= t0:
            return w1 + (w0 - w1) * (t - t1) / (t0 - t1)
    return profile[-1][1]


def drape(body: Body, hem: float, flare: float, room: float) -> list[tuple[Point, Point]]:
    """Left and right edges of cloth hanging from the hips to `hem`, wide enough for the legs under it."""
    floor = max(body["knee_left"][1], body["knee_right"][1]) + 14 * body.scale if folded(body) else 0.0
    levels = [h for h in LEVELS if h > hem + 12] + [hem]
    out: list[tuple[Point, Point]] = []
    for h in levels:
        y = height(body, h)
        if folded(body):
            y = min(y, floor)
        fall = (HIP - h) / HIP
        xs = [leg_x(body, side, y) for side in ("left", "right")]
        widths = leg_widths(body)
        half = widths[min(len(widths) - 1, int(fall * len(widths)))] / 2 + room + 4 * body.scale
        spread = flare * fall * 95 * body.scale
        out.append(((min(xs) - half - spread, y), (max(xs) + half + spread, y)))
        if folded(body) and y >= floor:
            break
    return out


def folded(body: Body) -> bool:
    """True when a thigh is too level for cloth to hang straight (sitting, kneeling)."""
    return any(body[f"knee_{s}"][1] - body[f"hip_{s}"][1] < 110 * body.scale for s in ("left", "right"))


def leg_x(body: Body, side: str, y: float) -> float:
    """Where a leg is at height `y` (its end beyond it)."""
    line = leg_line(body, side)
    for a, b in pairwise(line):
        if a[1] <= y <= b[1]:
            return lerp(a, b, (y - a[1]) / max(1.0, b[1] - a[1]))[0]
    return line[0][0] if y < line[0][1] else max(line[1:], key=lambda p: p[1])[0]


NECKLINES: dict[str, tuple[tuple[float, float], ...]] = {
    # half-open curve from the left of the neck to its lowest point: (x, y below the base of the neck) in adult units
    "crew": ((-25, -2), (-14, 12), (0, 17)),
    "shirt": ((-22, -4), (-8, 16), (0, 26)),
    "mandarin": ((-21, -6), (-10, 8), (0, 12)),
    "turtle": ((-20, -8), (-10, 2), (0, 4)),
    "ring": ((-34, -6), (-16, 10), (0, 14)),
    "hood": ((-27, -4), (-14, 16), (0, 24)),
    "cowl": ((-30, -4), (-16, 18), (0, 26)),
    "v": ((-25, -3), (-13, 32), (0, 66)),
    "scoop": ((-33, -2), (-24, 32), (0, 44)),
    "strap": ((-42, 30), (-24, 52), (0, 58)),
    "lapel": ((-26, -6), (-16, 60), (0, 128)),
    "robe": ((-27, -6), (-18, 56), (0, 118)),
    "none": ((-44, 60), (-20, 66), (0, 68)),
}


def neckline(body: Body, collar: str) -> tuple[Point, ...]:
    """The upper edge of a garment, left to right."""
    half = NECKLINES[collar]
    back = body.pose.view == "back"
    points = [*half, *((-x, y) for x, y in reversed(half[:-1]))]
    return tuple(_below_neck(body, x, min(y, 4) if back else y) for x, y in points)


def _below_neck(body: Body, x: float, y: float) -> Point:
    if body.pose.view == "profile":
        x = x * 0.64 + max(0.0, min(15.0, 5 + y * 0.14))
    elif body.pose.view == "three":
        x = x * 0.93 + max(0.0, min(7.0, y * 0.1))
    return body.side(1 - y / TORSO, x * body.scale)


def below_neck(body: Body, x: float, y: float) -> Point:
    """A point given in adult units from the base of the neck, moved with the lean."""
    return _below_neck(body, x, y)
