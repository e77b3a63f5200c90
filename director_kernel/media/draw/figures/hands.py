"""Hands: drawn in a space where the wrist is the origin and the fingers point down, then turned with the forearm.

A grip has two halves. What is behind the held thing (palm) is drawn first, what wraps over it (thumb and fingertips) afterwards.
"""

from director_kernel.media.draw.colour import mix, times
from director_kernel.media.draw.figures.body import Body
from director_kernel.media.draw.ink import Ink
from director_kernel.media.draw.shape import Point, num, polar, smooth, tube

Line = tuple[Point, ...]

# fingers as bent lines with full widths; thumb towards -x (the body side of a right hand)
_OPEN: tuple[tuple[Line, tuple[float, ...]], ...] = (
    (((-9, 10), (-19, 20), (-24, 30)), (10, 8.4, 6.4)),
    (((-7, 24), (-10, 38), (-11, 50)), (8, 7.2, 5.8)),
    (((-2, 25), (-2.6, 41), (-2.4, 54)), (8.2, 7.4, 6)),
    (((3.4, 25), (5, 40), (6.4, 52)), (8, 7.2, 5.8)),
    (((8, 23), (11.6, 34), (14.2, 44)), (7, 6.4, 5.2)),
)
_RELAXED: tuple[tuple[Line, tuple[float, ...]], ...] = (
    (((8, 20), (11, 32), (9, 42)), (7, 6.4, 5)),
    (((4, 22), (6, 36), (3, 46)), (8, 7.2, 5.8)),
    (((-1, 22), (0, 37), (-3, 48)), (8.2, 7.4, 6)),
    (((-6, 22), (-6, 35), (-9, 45)), (8, 7.2, 5.8)),
    (((-8, 8), (-13, 20), (-12, 31)), (9.4, 8.2, 6.2)),
)
_POINT: tuple[tuple[Line, tuple[float, ...]], ...] = (
    (((6, 24), (9, 30), (5, 28)), (9, 9, 8)),
    (((0, 25), (2, 32), (-2, 30)), (9, 9, 8)),
    (((-6, 22), (-7, 38), (-7, 54)), (8.4, 7.4, 5.8)),
    (((-8, 9), (-12, 18), (-6, 24)), (9.6, 8.6, 7)),
)
_TOUCH: tuple[tuple[Line, tuple[float, ...]], ...] = (
    (((8, 21), (12, 29), (8, 35)), (7.4, 7, 6)),
    (((4, 23), (7, 34), (3, 41)), (8, 7.4, 6)),
    (((-1, 24), (0, 39), (-3, 51)), (8.2, 7.4, 5.8)),
    (((-6, 22), (-8, 37), (-10, 48)), (8, 7.2, 5.6)),
    (((-8, 8), (-15, 17), (-17, 26)), (9.4, 8, 6)),
)
_PALM: dict[str, tuple[Point, ...]] = {
    "open": ((-8, -4), (-12, 10), (-11, 25), (0, 29), (11, 25), (11, 9), (8, -4)),
    "relaxed": ((-8, -4), (-10, 8), (-10, 22), (0, 27), (11, 22), (10, 8), (8, -4)),
    "fist": ((-8, -4), (-12, 7), (-12, 19), (-8, 29), (3, 32), (12, 27), (13, 12), (9, -4)),
}
_SETS = {"open": _OPEN, "relaxed": _RELAXED, "point": _POINT, "touch": _TOUCH, "flat": _TOUCH, "type": _RELAXED, "hip": _RELAXED}


def hand_scale(body: Body) -> float:
    return body.scale * (1.06 - 0.13 * body.look.feminine) * (1.16 if body.look.age in {"child", "toddler"} else 1.0)


def forearm_angle(body: Body, side: str) -> float:
    limb = body.pose.left if side == "left" else body.pose.right
    return limb.lower


def grip_point(body: Body, side: str) -> Point:
    """Where a held thing's grip goes."""
    return polar(body[f"wrist_{side}"], forearm_angle(body, side), 21 * hand_scale(body))


def skin_of(body: Body) -> str:
    return (
        "#2b2a2d"
        if "gloves" in body.look.extras
        else "#e4e6ea"
        if body.look.hat == "space"
        else "#8d959e"
        if body.look.hat == "helm"
        else body.look.skin
    )


def draw_hand(ink: Ink, body: Body, side: str, kind: str, *, far: bool = False) -> None:
    """A free hand at the end of the forearm (`tuck`: out of sight)."""
    if kind == "tuck":
        return
    skin = times(skin_of(body), 0.84 if far else 1.0)
    x, y = body[f"wrist_{side}"]
    angle, mirror = -forearm_angle(body, side), -1 if side == "left" else 1
    angle += {"hip": 46 * mirror, "type": 0}.get(kind, 0)
    k = hand_scale(body)
    body_kind = "fist" if kind in {"fist", "grip"} else "open" if kind == "open" else "relaxed"
    ink.add(f'<g transform="translate({num(x)} {num(y)}) rotate({num(angle)}) scale({k * mirror:.3f} {k:.3f})">')
    fill, edge = ink.flesh(skin, (-16, -4, 34, 56)), ink.tones(mix(skin, "#7a3020", 0.25)).dark
    fingers = _SETS.get(kind, ())
    for line, widths in fingers[:-1] if kind != "open" else fingers[1:]:
        ink.path(tube(line, widths), fill, stroke=edge, stroke_width=0.7, stroke_opacity=0.55)
    ink.path(smooth(_PALM[body_kind]), fill)
    for line, widths in fingers[-1:] if kind != "open" else fingers[:1]:
        ink.path(tube(line, widths), fill, stroke=edge, stroke_width=0.7, stroke_opacity=0.55)
    if body_kind == "fist":
        _knuckles(ink, fill, edge)
    ink.add("</g>")


def _knuckles(ink: Ink, fill: str, edge: str) -> None:
    for i, w in enumerate((9.4, 9.8, 9.4, 8.4)):
        x = -8 + i * 6.3
        ink.path(
            tube(((x, 15), (x + 0.6, 23), (x + 0.2, 29)), (w * 0.85, w, w * 0.8)), fill, stroke=edge, stroke_width=0.8, stroke_opacity=0.5
        )
    ink.path(tube(((-11, 8), (-9, 19), (0, 23)), (9, 8.6, 7)), fill, stroke=edge, stroke_width=0.9, stroke_opacity=0.6)


def draw_palm(ink: Ink, body: Body, side: str) -> None:
    """The half of a grip behind the held thing."""
    x, y = body[f"wrist_{side}"]
    gx, gy = grip_point(body, side)
    k = hand_scale(body)
    skin = skin_of(body)
    ink.path(
        tube(((x, y), (gx, gy), (gx + (gx - x) * 0.25, gy + (gy - y) * 0.25)), (17 * k, 28 * k, 24 * k)),
        ink.across(times(skin, 0.9)),
        solid=True,
    )


def draw_fingers(ink: Ink, body: Body, side: str, *, style: str, width: float, lean: float = 0.0) -> None:
    """The half of a grip over the held thing, `width` units wide where it is held. Styles: wrap, hang, stick, palm, two."""
    gx, gy = grip_point(body, side)
    k, mirror = hand_scale(body), -1 if side == "left" else 1
    skin = skin_of(body)
    fill, edge = ink.flesh(skin, (-38, -20, 76, 40)), ink.tones(mix(skin, "#7a3020", 0.3)).dark
    ink.add(f'<g transform="translate({num(gx)} {num(gy)}) rotate({num(lean)}) scale({k * mirror:.3f} {k:.3f})">')
    half = min(width / (2 * k), 34.0)
    {"hang": _hang, "stick": _stick, "palm": _cradle, "two": _cradle}.get(style, _wrap)(ink, half, fill, edge)
    ink.add("</g>")


def _finger(ink: Ink, line: Line, widths: tuple[float, ...], fill: str, edge: str) -> None:
    ink.path(tube(line, widths), fill, stroke=edge, stroke_width=0.9, stroke_opacity=0.55)


def _wrap(ink: Ink, half: float, fill: str, edge: str) -> None:
    """Four fingertips come round one side, the thumb lies on the other."""
    reach = min(16.0, half * 0.5 + 6)
    for i, (grow, w) in enumerate(((0.9, 8.6), (1.0, 9.2), (0.98, 9.0), (0.8, 7.8))):
        y = -13 + i * 8.3
        outer = half + 4.5 - abs(i - 1.4) * 0.8
        _finger(
            ink, ((outer - 1, y + 3), (outer - reach * grow * 0.5, y), (outer - reach * grow, y + 0.6)), (w * 0.96, w, w * 0.78), fill, edge
        )
    _finger(ink, ((-half - 3, 12), (-half + 1, 1), (-half + min(6.0, half * 0.4), -12)), (11.5, 10.6, 8), fill, edge)


def _hang(ink: Ink, half: float, fill: str, edge: str) -> None:
    """A fist round a handle above the thing."""
    for i, w in enumerate((9.2, 9.8, 9.6, 8.4)):
        x = 11.5 - i * 7.6
        _finger(ink, ((x, -8), (x + 1, 2), (x - 0.5, 9)), (w * 0.9, w, w * 0.85), fill, edge)
    _finger(ink, ((-15, -8), (-14, 2), (-7, 8)), (10, 9, 7), fill, edge)


def _stick(ink: Ink, half: float, fill: str, edge: str) -> None:
    """A fist with something thin through it."""
    for i, (grow, w) in enumerate(((1.0, 9.4), (1.04, 9.8), (1.0, 9.4), (0.84, 8.2))):
        y = -13 + i * 8.4
        _finger(ink, ((11 * grow, y + 2.5), (1, y), (-7 * grow, y + 1.5)), (w * 0.92, w, w * 0.85), fill, edge)
    _finger(ink, ((-12, 4), (-7, -9), (3, -17)), (11, 9.6, 7.6), fill, edge)


def _cradle(ink: Ink, half: float, fill: str, edge: str) -> None:
    """Fingertips under and round the edge of a wide thing."""
    for i, w in enumerate((8.0, 8.8, 9.0, 8.6)):
        x = half * 0.2 - 12 + i * 8.2
        _finger(ink, ((x - 1, 14), (x + 0.5, 4), (x, -3 - (i % 3) * 1.4)), (w, w, w * 0.8), fill, edge)
    _finger(ink, ((-half * 0.6 - 10, 14), (-half * 0.6 - 9, 0), (-half * 0.6 - 2, -9)), (11, 9.8, 7.4), fill, edge)
