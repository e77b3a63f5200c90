"""Hair in profile and from behind."""

from director_kernel.media.draw.colour import raised
from director_kernel.media.draw.figures.hair_styles import CAPS, LONG
from director_kernel.media.draw.figures.head import Head
from director_kernel.media.draw.figures.strands import arcs, bumps, curls, fill, roughen, scalp, strands
from director_kernel.media.draw.ink import Ink
from director_kernel.media.draw.shape import Point, smooth, tube

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


def draw_profile(ink: Ink, head: Head, style: str) -> None:
    _, top, _ = CAPS[style]
    k = 1 + top / 130
    outer = [head.p(x * k - (3 if x < 0 else 0), -50 + (y + 50) * k) for x, y in _PROFILE_OUTER]
    if style in {"curly", "curly_short", "afro"}:
        outer = roughen(outer, 3.0)
    if style == "quiff":
        outer[:2] = [head.p(31, -84), head.p(26, -105)]
    inner = [head.p(x, y) for x, y in _PROFILE_LINE]
    d = smooth([*outer, *inner], tension=0.85)
    ink.path(d, fill(ink, head), solid=True)
    t = ink.tones(head.look.hair_colour)
    ink.add(f'<g clip-path="{ink.clip(d)}">')
    if style in {"curly", "curly_short", "afro"}:
        curls(ink, head, t.deep, raised(t.lit, 0.3))
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
        strands(ink, head, drop, head.sign)


def draw_profile_back(ink: Ink, head: Head, style: str, paint: str) -> None:
    if style == "ponytail":
        ink.path(
            tube([head.p(x, y) for x, y in ((-38, -84), (-62, -82), (-68, -46), (-58, -6), (-64, 22))], (16, 22, 25, 18, 5)),
            paint,
            solid=True,
        )
    if style == "bun":
        ink.path(smooth(bumps(head.p(-46, -84), 18, 17, 9, 0.8)), paint, solid=True)
    if style == "afro":
        ink.path(smooth(bumps(head.p(-10, -66), 54, 50, 17, 3.2)), paint, solid=True)
    if style == "braids":
        ink.path(tube([head.p(x, y) for x, y in ((-40, -50), (-48, -10), (-46, 40), (-48, 64))], (14, 13, 11, 5)), paint, solid=True)


def draw_from_behind(ink: Ink, head: Head, style: str) -> None:
    t = ink.tones(head.look.hair_colour)
    if style == "bald":
        scalp(ink, head)
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
        pts = roughen([*pts, pts[0]], 3.4)
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
        ink.path(smooth(bumps((0, -86), 20, 18, 9, 0.8)), t.base, stroke=t.deep, stroke_width=1.2)
        arcs(ink, head, (0, -86), 15)
    if style in {"ponytail", "braids"}:
        for x in (0,) if style == "ponytail" else (-18, 18):
            ink.path(
                tube([(x, -72), (x * 1.3, -40), (x * 1.3, 10), (x * 1.3 + 2, 54)], (14, 22, 22, 5)),
                fill(ink, head, dim=0.9),
                stroke=t.deep,
                stroke_width=1.2,
                stroke_opacity=0.5,
            )
