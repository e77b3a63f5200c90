"""Hair: what hangs behind the head and what frames the face, for every style, from every side."""

import math

from director_kernel.media.draw.colour import raised
from director_kernel.media.draw.figures.hair_styles import CAPS, HAIRLINES
from director_kernel.media.draw.figures.hair_turned import draw_from_behind, draw_profile, draw_profile_back
from director_kernel.media.draw.figures.head import Head
from director_kernel.media.draw.figures.strands import arcs, bumps, curls, fill, roughen, scalp, strands
from director_kernel.media.draw.ink import Ink
from director_kernel.media.draw.shape import Point, smooth, tube


def draw_back(ink: Ink, head: Head) -> None:
    """Hair behind head, neck and shoulders (drawn before the body)."""
    style = head.look.hair
    if style == "bald" or head.back:
        return
    paint = fill(ink, head, dim=0.78)
    if head.profile:
        draw_profile_back(ink, head, style, paint)
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
        ink.path(smooth(bumps((drift, -58), 58, 52, 17, 3.2)), paint, solid=True)
    elif style == "bun":
        ink.path(smooth(bumps((drift * 1.6, -112), 19, 16, 9, 0.8)), paint, solid=True)
        arcs(ink, head, (drift * 1.6, -112), 15)
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
        return smooth(bumps((drift, -34), 62, 68, 19, 4.6))
    if style == "wavy":
        right = [(0, -104), (30, -100), (46, -70), (44, -44), (53, -18), (49, 8), (57, 34), (49, length - 4), (40, length + 2)]
    left = [(-x, y - 2) for x, y in reversed(right[1:])]
    bottom = [(22, length + 3), (0, length - 4), (-22, length + 2)]
    return smooth([(x + drift, y) for x, y in (*right, *bottom, *left)], tension=0.9)


def draw_front(ink: Ink, head: Head) -> None:
    """Hair over the head: the cap with its hairline, locks beside the face, shine and strands."""
    style = head.look.hair
    if head.back:
        draw_from_behind(ink, head, style)
        return
    if style == "bald":
        scalp(ink, head)
        return
    if head.profile:
        draw_profile(ink, head, style)
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
        outer = roughen(outer, 2.6 if style != "afro" else 3.6)
    inner = [head.on(x, y) for x, y in HAIRLINES[line]]
    return smooth([*outer, *inner], tension=0.86)


def _shine(ink: Ink, head: Head, style: str, outline: str) -> None:
    """A band of light over the crown on the key side, and strands that follow the shape."""
    t = ink.tones(head.look.hair_colour)
    lit = ink.key_x or -0.4
    ink.add(f'<g clip-path="{ink.clip(outline)}">')
    if style in {"curly", "curly_short", "afro"}:
        curls(ink, head, t.deep, raised(t.lit, 0.3))
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
        strands(ink, head, pts, side)


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
