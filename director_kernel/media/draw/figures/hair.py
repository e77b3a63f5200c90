"""Hair: what hangs behind the head and what frames the face, for every style, from every side."""

import math
from collections.abc import Sequence
from itertools import pairwise

from director_kernel.media.draw.colour import raised, times
from director_kernel.media.draw.figures.head import Head
from director_kernel.media.draw.ink import Ink
from director_kernel.media.draw.shape import Point, smooth, tube

BOX = (-52.0, -112.0, 104.0, 150.0)
LONG = {"long", "wavy", "curly", "locs"}
TIED = {"ponytail", "bun", "braids"}
# style: (volume at the sides, volume on top, hairline)
CAPS: dict[str, tuple[float, float, str]] = {
    "short": (1.5, 2, "side"),
    "side": (1.5, 3, "side"),
    "crop": (0.5, 0.5, "square"),
    "buzz": (-1.2, -2.6, "square"),
    "quiff": (1.5, 5, "quiff"),
    "slick": (0.5, 1, "back"),
    "pixie": (2, 3, "fringe"),
    "long": (4, 3, "parted"),
    "wavy": (6, 4, "parted"),
    "bob": (6, 3, "fringe"),
    "curly": (9, 7, "round"),
    "curly_short": (4, 6, "round"),
    "afro": (14, 15, "round"),
    "ponytail": (0.5, 0.5, "back"),
    "bun": (0.5, 1, "back"),
    "braids": (1, 1, "middle"),
    "locs": (4, 4, "middle"),
    "mohawk": (-1.5, -2, "square"),
}
# from the right temple over the forehead to the left temple, in face units as seen from the front
HAIRLINES: dict[str, tuple[Point, ...]] = {
    "square": ((33.6, -56), (30.5, -74), (20, -82), (0, -83.5), (-20, -82), (-30.5, -74), (-33.6, -56)),
    "side": ((33.6, -55), (31.5, -69), (25, -80), (8, -83), (-12, -77), (-25, -70.5), (-31.5, -68), (-33.6, -55)),
    "quiff": ((33.6, -56), (31, -73), (24, -83), (8, -87), (-10, -85), (-25, -80), (-31, -72), (-33.6, -56)),
    "back": ((34, -54), (31, -74), (19, -85), (0, -88), (-19, -85), (-31, -74), (-34, -54)),
    "fringe": ((34.5, -48), (32, -62), (25, -66), (10, -69), (-6, -74), (-17, -81), (-27, -68), (-33, -58), (-34.5, -46)),
    "parted": ((35, -40), (33, -60), (26, -74), (8, -86), (-9, -90), (-22, -80), (-32, -62), (-35, -40)),
    "middle": ((35, -44), (32, -64), (20, -80), (0, -89), (-20, -80), (-32, -64), (-35, -44)),
    "round": ((35, -48), (32, -66), (22, -78), (8, -81), (-8, -81), (-22, -78), (-32, -66), (-35, -48)),
}


def fill(ink: Ink, head: Head, *, dim: float = 1.0) -> str:
    return ink.over(times(head.look.hair_colour, dim), BOX)


def draw_back(ink: Ink, head: Head) -> None:
    """Hair behind head, neck and shoulders (drawn before the body)."""
    style = head.look.hair
    if style == "bald" or head.back:
        return
    paint = fill(ink, head, dim=0.78)
    if head.profile:
        _profile_back(ink, head, style, paint)
        return
    drift = -6 * head.turn
    if style in {"long", "wavy", "curly", "locs"}:
        ink.path(_curtain(head, style, drift), paint, solid=True)
    elif style == "bob":
        ink.path(
            smooth(
                [
                    (x + drift, y)
                    for x, y in ((-40, -70), (-46, -30), (-44, 2), (-30, 8), (0, 4), (30, 8), (44, 2), (46, -30), (40, -70), (0, -104))
                ]
            ),
            paint,
            solid=True,
        )
    elif style == "afro":
        ink.path(smooth(_bumps((drift, -58), 58, 52, 17, 3.2)), paint, solid=True)
    elif style == "bun":
        ink.path(smooth(_bumps((drift * 1.6, -112), 19, 16, 9, 0.8)), paint, solid=True)
        _arcs(ink, head, (drift * 1.6, -112), 15)
    elif style == "ponytail":
        side = -head.sign if abs(head.turn) > 0.2 else 1
        ink.path(
            tube([(side * 14, -96), (side * 40, -88), (side * 47, -50), (side * 40, -6), (side * 44, 22)], (16, 22, 24, 18, 5)),
            paint,
            solid=True,
        )


def _curtain(head: Head, style: str, drift: float) -> str:
    length = {"long": 62, "wavy": 66, "curly": 34, "locs": 60}[style]
    right: list[Point] = [(0, -104), (30, -100), (44, -72), (47, -36), (50, 0), (53, length * 0.6), (44, length)]
    if style == "curly":
        return smooth(_bumps((drift, -34), 62, 68, 19, 4.6))
    if style == "wavy":
        right = [(0, -104), (30, -100), (46, -70), (44, -44), (53, -18), (49, 8), (57, 34), (49, length - 4), (40, length + 2)]
    left = [(-x, y - 2) for x, y in reversed(right[1:])]
    bottom = [(22, length + 3), (0, length - 4), (-22, length + 2)]
    return smooth([(x + drift, y) for x, y in (*right, *bottom, *left)], tension=0.9)


def _bumps(centre: Point, rx: float, ry: float, count: int, depth: float) -> list[Point]:
    """A cloud outline: `count` bumps round an oval."""
    out: list[Point] = []
    for i in range(count * 3):
        a = math.tau * i / (count * 3) - math.pi / 2
        swell = depth * (1.0 if i % 3 == 1 else 0.75 if i % 3 == 2 else -0.9)
        out.append((centre[0] + math.cos(a) * (rx + swell), centre[1] + math.sin(a) * (ry + swell)))
    return out


def draw_front(ink: Ink, head: Head) -> None:
    """Hair over the head: the cap with its hairline, locks beside the face, shine and strands."""
    style = head.look.hair
    if head.back:
        _from_behind(ink, head, style)
        return
    if style == "bald":
        _scalp(ink, head)
        return
    if head.profile:
        _profile_cap(ink, head, style)
        return
    outline = _cap(head, style)
    ink.path(outline, fill(ink, head), solid=style != "buzz", **({"fill_opacity": 0.82} if style == "buzz" else {}))
    if style == "mohawk":
        _crest(ink, head)
    _shine(ink, head, style, outline)
    if style in {"long", "wavy", "locs", "braids", "bob"}:
        _locks(ink, head, style)


def _cap(head: Head, style: str) -> str:
    side, top, line = CAPS[style]
    drift = -3.2 * head.turn
    rough = style in {"curly", "curly_short", "afro"}
    low = -46 if style not in {"crop", "buzz", "mohawk", "slick", "back"} else -54
    outer: list[Point] = [
        (-36 - side * 0.4, low),
        (-39 - side, -66),
        (-36 - side, -85),
        (-22 - side * 0.4, -100 - top * 0.9),
        (0, -105 - top),
        (22 + side * 0.4, -100 - top * 0.9),
        (36 + side, -85),
        (39 + side, -66),
        (36 + side * 0.4, low),
    ]
    if style == "quiff":
        outer[3:6] = [(-28, -103), (-4, -112), (25, -108)]
    if style == "side":
        outer[3:6] = [(-24, -101), (-4, -109), (24, -107)]
    outer = [(x + drift, y) for x, y in outer]
    if rough:
        outer = _roughen(outer, 2.6 if style != "afro" else 3.6)
    inner = [head.on(x, y) for x, y in HAIRLINES[line]]
    return smooth([*outer, *inner], tension=0.86)


def _roughen(points: Sequence[Point], depth: float) -> list[Point]:
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


def _shine(ink: Ink, head: Head, style: str, outline: str) -> None:
    """A band of light over the crown on the key side, and strands that follow the shape."""
    t = ink.tones(head.look.hair_colour)
    lit = ink.key_x or -0.4
    ink.add(f'<g clip-path="{ink.clip(outline)}">')
    if style in {"curly", "curly_short", "afro"}:
        _curls(ink, head, t.deep, raised(t.lit, 0.3))
    else:
        band = [(lit * 44, -62), (lit * 38, -84), (lit * 18, -97), (0, -99), (lit * 16, -90), (lit * 32, -76)]
        ink.path(smooth(band), raised(t.lit, 0.28), fill_opacity=0.34)
        part = {"parted": -9.0, "middle": 0.0, "side": 25.0, "fringe": -17.0, "quiff": 20.0}.get(CAPS[style][2], 0.0)
        start = head.on(part, -96)
        for i in range(10):
            x = -42 + i * 9.3
            stop = (x - 3 * head.turn, -58 - 10 * math.cos(x / 30))
            bend = ((start[0] + stop[0]) / 2 + (x - part) * 0.22, -102 + abs(x) * 0.2)
            ink.line(smooth([start, bend, stop], closed=False), t.deep if i % 2 else raised(t.lit, 0.2), 1.1, stroke_opacity=0.34)
    ink.add("</g>")


def _curls(ink: Ink, head: Head, dark: str, light: str) -> None:
    for i in range(46):
        a, r = i * 2.39996, 9 + 49 * math.sqrt(i / 46)
        x, y = math.cos(a) * r - 3 * head.turn, -70 + math.sin(a) * r * 0.9
        colour = light if (x * (ink.key_x or -1) > 0 and i % 3) else dark
        ink.line(f"M{x - 4:.1f} {y:.1f}q3 -5.5 7 -1.5q1.5 3.5 -2.5 4", colour, 1.4, stroke_opacity=0.42)


def _locks(ink: Ink, head: Head, style: str) -> None:
    """Hair that falls beside the face, before the shoulders."""
    for side in (-1, 1):
        far = side == head.sign and abs(head.turn) > 0.3
        k = 0.72 if far else 1.0
        drift = -5 * head.turn
        if style == "braids":
            _braid(ink, head, side)
            continue
        if far:
            continue
        if style == "locs":
            for j in range(4):
                x = side * (35 + j * 3.4 * k) + drift
                ink.path(
                    tube(
                        [(x - side * 4, -66 + j * 3), (x, -30), (x + side * 2, 6 + j * 4), (x + side * (1 + j), 40 + j * 5)], (8, 7.5, 7, 5)
                    ),
                    fill(ink, head, dim=1 - 0.07 * j),
                )
            continue
        inner = head.on(side * 34, -60)[0]
        if style == "bob":
            pts = [
                (inner, -66),
                (inner + side * 1, -44),
                (inner - side * 3, -20),
                (inner - side * 1, 2),
                (side * 42 * k + drift, 6),
                (side * 47 * k + drift, -22),
                (side * 44 * k + drift, -62),
            ]
        else:
            wave = 4.0 if style == "wavy" else 0.0
            pts = [
                (inner - side * 1, -68),
                (inner + side * 1.6, -42),
                (inner - side * wave, -16),
                (inner + side * (5 + wave), 10),
                (side * 33 * k + drift, 40),
                (side * 36 * k + drift, 62),
                (side * 49 * k + drift, 58),
                (side * (52 + wave) * k + drift, 24),
                (side * 47 * k + drift, -10),
                (side * (47 + wave) * k + drift, -44),
                (side * 43 * k + drift, -72),
            ]
        d = smooth(pts, tension=0.9)
        ink.path(d, fill(ink, head, dim=0.96), solid=True)
        _strands(ink, head, pts, side)


def _strands(ink: Ink, head: Head, pts: Sequence[Point], side: int) -> None:
    t = ink.tones(head.look.hair_colour)
    half = len(pts) // 2
    inner, outer = pts[:half], list(reversed(pts[-half:]))
    for j, k in enumerate((0.25, 0.5, 0.75)):
        line = [(a[0] + (b[0] - a[0]) * k, a[1] + (b[1] - a[1]) * k) for a, b in zip(inner, outer, strict=False)]
        colour = raised(t.lit, 0.25) if side == ink.key_x and j != 1 else t.deep
        ink.line(smooth(line, closed=False), colour, 1.2, stroke_opacity=0.4)


def _braid(ink: Ink, head: Head, side: int) -> None:
    t = ink.tones(head.look.hair_colour)
    x0 = head.on(side * 33, -40)[0] + side * 4
    for i in range(8):
        y = -28 + i * 11.5
        w = 8.4 - i * 0.45
        x = x0 + side * (3 + i * 0.7)
        ink.path(
            smooth([(x - w, y - 2), (x, y - 7), (x + w, y - 2), (x + w * 0.5, y + 7), (x, y + 9), (x - w * 0.5, y + 7)]),
            t.base if i % 2 else t.lit,
            stroke=t.deep,
            stroke_width=0.9,
            stroke_opacity=0.6,
        )
    x = x0 + side * 9
    ink.path(tube([(x, 62), (x + side, 76)], (7, 3)), t.dark)


def _crest(ink: Ink, head: Head) -> None:
    ink.path(
        smooth([(-9, -82), (-10, -100), (-7, -124), (0, -130), (7, -124), (10, -100), (9, -82), (0, -78)]), fill(ink, head), solid=True
    )


def _scalp(ink: Ink, head: Head) -> None:
    t = ink.tones(head.look.skin)
    lit = ink.key_x or -0.5
    ink.ellipse(lit * 15, -91, 10, 4.4, ink.radial([(0, raised(t.lit, 0.7), 0.8), (1, t.lit, 0)]))


# -- profile and back


_PROFILE_OUTER: tuple[Point, ...] = (
    (29, -80),
    (22, -98),
    (2, -107),
    (-22, -106),
    (-42, -92),
    (-51, -70),
    (-47, -46),
    (-33, -26),
    (-18, -22),
)
_PROFILE_LINE: tuple[Point, ...] = ((-14, -34), (-11, -44), (-4, -50), (5, -50), (6, -62), (12, -74), (22, -80))


def _profile_cap(ink: Ink, head: Head, style: str) -> None:
    _, top, _ = CAPS[style]
    k = 1 + top / 130
    outer = [head.p(x * k - (3 if x < 0 else 0), -50 + (y + 50) * k) for x, y in _PROFILE_OUTER]
    if style in {"curly", "curly_short", "afro"}:
        outer = _roughen(outer, 3.0)
    if style == "quiff":
        outer[:2] = [head.p(31, -84), head.p(26, -105)]
    inner = [head.p(x, y) for x, y in _PROFILE_LINE]
    d = smooth([*outer, *inner], tension=0.85)
    ink.path(d, fill(ink, head), solid=True)
    t = ink.tones(head.look.hair_colour)
    ink.add(f'<g clip-path="{ink.clip(d)}">')
    if style in {"curly", "curly_short", "afro"}:
        _curls(ink, head, t.deep, raised(t.lit, 0.3))
    for i in range(7):
        start, stop = head.p(22 - i * 3, -81 + i * 3), head.p(-46 + i * 5, -54 + i * 5)
        bend = head.p(-14 - i, -101 + i * 7)
        ink.line(smooth([start, bend, stop], closed=False), t.deep if i % 2 else raised(t.lit, 0.25), 1.2, stroke_opacity=0.36)
    ink.add("</g>")
    if style in LONG or style == "bob":
        low = {"bob": 4, "curly": 30}.get(style, 60)
        drop = [
            head.p(x, y)
            for x, y in (
                (2, -60),
                (3, -40),
                (-6, -14),
                (-10, low * 0.4),
                (-18, low),
                (-42, low),
                (-52, low * 0.5),
                (-52, -20),
                (-50, -70),
                (-30, -92),
            )
        ]
        ink.path(smooth(drop), fill(ink, head, dim=0.95), solid=True)
        _strands(ink, head, drop, head.sign)


def _profile_back(ink: Ink, head: Head, style: str, paint: str) -> None:
    if style == "ponytail":
        ink.path(
            tube([head.p(x, y) for x, y in ((-38, -84), (-62, -82), (-68, -46), (-58, -6), (-64, 22))], (16, 22, 25, 18, 5)),
            paint,
            solid=True,
        )
    if style == "bun":
        ink.path(smooth(_bumps(head.p(-46, -84), 18, 17, 9, 0.8)), paint, solid=True)
    if style == "afro":
        ink.path(smooth(_bumps(head.p(-10, -66), 54, 50, 17, 3.2)), paint, solid=True)
    if style == "braids":
        ink.path(tube([head.p(x, y) for x, y in ((-40, -50), (-48, -10), (-46, 40), (-48, 64))], (14, 13, 11, 5)), paint, solid=True)


def _from_behind(ink: Ink, head: Head, style: str) -> None:
    t = ink.tones(head.look.hair_colour)
    if style == "bald":
        _scalp(ink, head)
        return
    side, top, _ = CAPS[style]
    low = {"long": 70, "wavy": 74, "curly": 40, "locs": 66, "bob": 8}.get(style, -20)
    w = 4 if low > 0 else -8
    pts: list[Point] = [
        (0, -105 - top),
        (24, -101 - top * 0.8),
        (38 + side, -84),
        (40 + side, -62),
        (36 + side + w * 0.5, -38),
        (32 + w * 2, low * 0.4 - 14),
        (24 + w * 2, low),
        (0, low + 5),
    ]
    pts += [(-x, y) for x, y in reversed(pts[1:-1])]
    if style in {"curly", "afro", "curly_short"}:
        pts = _roughen([*pts, pts[0]], 3.4)
    d = smooth(pts, tension=0.9)
    ink.path(d, fill(ink, head), solid=True)
    ink.add(f'<g clip-path="{ink.clip(d)}">')
    for i in range(11):
        x = -40 + i * 8
        ink.line(
            smooth([(x * 0.2, -102), (x * 1.1, -70), (x * 0.9, low)], closed=False),
            t.deep if i % 2 else raised(t.lit, 0.2),
            1.3,
            stroke_opacity=0.34,
        )
    ink.add("</g>")
    if style == "bun":
        ink.path(smooth(_bumps((0, -86), 20, 18, 9, 0.8)), t.base, stroke=t.deep, stroke_width=1.2)
        _arcs(ink, head, (0, -86), 15)
    if style in {"ponytail", "braids"}:
        for x in (0,) if style == "ponytail" else (-18, 18):
            ink.path(
                tube([(x, -72), (x * 1.3, -40), (x * 1.3, 10), (x * 1.3 + 2, 54)], (14, 22, 22, 5)),
                fill(ink, head, dim=0.9),
                stroke=t.deep,
                stroke_width=1.2,
                stroke_opacity=0.5,
            )


def _arcs(ink: Ink, head: Head, centre: Point, r: float) -> None:
    t = ink.tones(head.look.hair_colour)
    for k in (0.4, 0.75):
        x, y = centre
        ink.line(
            f"M{x - r * k:.1f} {y + 3:.1f}Q{x:.1f} {y - r * k * 1.3:.1f} {x + r * k:.1f} {y + 3:.1f}",
            t.deep if k < 0.5 else raised(t.lit, 0.3),
            1.4,
            stroke_opacity=0.5,
        )
