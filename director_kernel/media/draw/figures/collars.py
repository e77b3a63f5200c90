"""What a garment does at the neck: collars, lapels, hoods, rings, ties."""

from typing import Any

from director_kernel.media.draw.colour import mix, raised, times
from director_kernel.media.draw.figures.body import Body
from director_kernel.media.draw.figures.cut import below_neck, neckline
from director_kernel.media.draw.figures.wardrobe import Garment
from director_kernel.media.draw.ink import Ink
from director_kernel.media.draw.shape import Point, at, poly, smooth, tube


def draw(ink: Ink, body: Body, g: Garment) -> None:
    """The collar of `g`, if it has one."""
    if body.pose.view == "back":
        _back_collar(ink, body, g)
        return
    drawer = {
        "crew": _rib,
        "scoop": _rib,
        "v": _rib,
        "turtle": _turtle,
        "mandarin": _mandarin,
        "shirt": _leaves,
        "lapel": _lapels,
        "robe": _robe,
        "hood": _hood,
        "ring": _ring,
    }.get(g.collar)
    if drawer is not None:
        drawer(ink, body, g)


def _paint(ink: Ink, g: Garment, side: int) -> str:
    t = ink.tones(g.colour)
    return t.lit if side == ink.key_x else t.base if ink.key_x == 0 else mix(t.base, t.dark, 0.55)


def _sewn(ink: Ink, g: Garment) -> dict[str, Any]:
    return {"stroke": ink.tones(g.colour).deep, "stroke_width": 1.2, "stroke_opacity": 0.5, "stroke_linejoin": "round"}


def _rib(ink: Ink, body: Body, g: Garment) -> None:
    if g.slot == "outer" and g.front == "open":
        return
    line = smooth(neckline(body, g.collar), closed=False) if g.collar != "v" else "M" + " L".join(at(p) for p in neckline(body, "v"))
    wide = 7 if g.cloth == "knit" or g.name == "t-shirt" else 4
    t = ink.tones(g.trim or g.colour)
    ink.line(line, t.dark if not g.trim else t.base, (wide + 1.6) * body.scale, stroke_opacity=0.55)
    ink.line(line, t.base, wide * body.scale)


def _turtle(ink: Ink, body: Body, g: Garment) -> None:
    chin, neck = body.chin, body["neck"]
    top = (chin[0] * 0.55 + neck[0] * 0.45, chin[1] + 6 * body.scale)
    w = (48 - 8 * body.look.feminine) * body.scale
    d = tube((top, below_neck(body, 0, 10)), (w * 0.96, w * 1.02, w * 1.12), cap=False)
    ink.path(d, ink.across(g.colour), **_sewn(ink, g))
    deep = ink.tones(g.colour).deep
    for i in range(-3, 4):
        x = i * w * 0.13
        ink.line(f"M{at((top[0] + x, top[1] + 2))}L{at(below_neck(body, i * 6.6, 8))}", deep, 1.1 * body.scale, stroke_opacity=0.22)


def _mandarin(ink: Ink, body: Body, g: Garment) -> None:
    for sign in (-1, 1):
        points = [
            below_neck(body, sign * 23, -14),
            below_neck(body, sign * 24, 0),
            below_neck(body, sign * 10, 14),
            below_neck(body, sign * 1, 16),
            below_neck(body, sign * 2, 3),
            below_neck(body, sign * 12, 0),
        ]
        ink.path(smooth(points, tension=0.6), _paint(ink, g, sign), **_sewn(ink, g))


def _leaves(ink: Ink, body: Body, g: Garment) -> None:
    for sign in (-1, 1):
        points = [
            below_neck(body, sign * 21, -13),
            below_neck(body, sign * 29, 2),
            below_neck(body, sign * 26, 32),
            below_neck(body, sign * 3, 20),
            below_neck(body, sign * 12, 8),
        ]
        ink.path(poly(points), _paint(ink, g, sign), **_sewn(ink, g))
    extras = body.look.extras
    if (
        g.slot == "top"
        and ("tie" in extras or any(w.name == "suit" and body.look.gender != "f" for w in body.look.wardrobe))
        and "bowtie" not in extras
    ):
        _tie(ink, body)
    if "bowtie" in extras or any(w.name == "tuxedo" for w in body.look.wardrobe):
        _bow(ink, body)


def _tie(ink: Ink, body: Body) -> None:
    colour = "#7d2331"
    knot = [below_neck(body, -7, 17), below_neck(body, 7, 17), below_neck(body, 4.5, 31), below_neck(body, -4.5, 31)]
    blade = [
        below_neck(body, -4.5, 31),
        below_neck(body, 4.5, 31),
        below_neck(body, 11, 142),
        below_neck(body, 0, 160),
        below_neck(body, -11, 142),
    ]
    ink.path(poly(blade), ink.across(colour))
    ink.path(poly(knot), ink.tones(colour).base, stroke=ink.tones(colour).deep, stroke_width=1.0)


def _bow(ink: Ink, body: Body) -> None:
    t = ink.tones("#17171b")
    for sign in (-1, 1):
        ink.path(
            poly([below_neck(body, 0, 17), below_neck(body, sign * 19, 9), below_neck(body, sign * 19, 29), below_neck(body, 0, 23)]),
            t.base if sign != ink.key_x else t.lit,
        )
    x, y = below_neck(body, 0, 20)
    ink.ellipse(x, y, 4.5 * body.scale, 5 * body.scale, t.deep)


def _lapels(ink: Ink, body: Body, g: Garment) -> None:
    closed = g.front != "open"
    end = 128.0 if closed else 150.0
    inner = 0.0 if closed else 12.0
    for sign in (-1, 1):
        lapel = [
            below_neck(body, sign * 26, -8),
            below_neck(body, sign * 37, 16),
            below_neck(body, sign * 45, 52),
            below_neck(body, sign * 33, 50),
            below_neck(body, sign * 36, 60),
            below_neck(body, sign * inner, end),
            below_neck(body, sign * 15, 52),
        ]
        paint = ink.tones(g.trim).lit if g.name == "tuxedo" else _paint(ink, g, sign)
        ink.path(poly(lapel), paint, **_sewn(ink, g))
        collar = [
            below_neck(body, sign * 20, -18),
            below_neck(body, sign * 30, -10),
            below_neck(body, sign * 43, 40),
            below_neck(body, sign * 31, 46),
            below_neck(body, sign * 20, 12),
        ]
        ink.path(poly(collar), _paint(ink, g, sign), **_sewn(ink, g))
    if g.name in {"suit", "tuxedo"}:
        ink.path(
            poly([below_neck(body, 36, 88), below_neck(body, 54, 84), below_neck(body, 54, 92), below_neck(body, 37, 95)]),
            ink.tones("#f0ede6").base,
        )


def _robe(ink: Ink, body: Body, g: Garment) -> None:
    """A shawl collar that crosses over, left over right."""
    t = ink.tones(g.colour)
    for sign in (1, -1):
        points = [
            below_neck(body, sign * 22, -16),
            below_neck(body, sign * 36, 4),
            below_neck(body, sign * 36, 60),
            below_neck(body, -sign * 3, 146),
            below_neck(body, -sign * 17, 134),
            below_neck(body, sign * 15, 58),
            below_neck(body, sign * 19, 8),
        ]
        ink.path(smooth(points, tension=0.7), _paint(ink, g, sign), stroke=t.deep, stroke_width=1.4, stroke_opacity=0.35)


def _hood(ink: Ink, body: Body, g: Garment) -> None:
    """A hood lying on the shoulders, with its strings."""
    t = ink.tones(g.colour)
    bag = [
        (-25, -26),
        (-42, -20),
        (-54, 2),
        (-40, 26),
        (-16, 38),
        (0, 44),
        (16, 38),
        (40, 26),
        (54, 2),
        (42, -20),
        (25, -26),
        (22, -6),
        (12, 14),
        (0, 24),
        (-12, 14),
        (-22, -6),
    ]
    d = smooth([below_neck(body, x, y) for x, y in bag], tension=0.85)
    ink.path(d, ink.over(g.colour, _around(body)), solid=True, stroke=t.deep, stroke_width=1.2, stroke_opacity=0.35)
    inside = [
        (-25, -26),
        (-31, -14),
        (-22, 12),
        (-8, 27),
        (0, 31),
        (8, 27),
        (22, 12),
        (31, -14),
        (25, -26),
        (22, -6),
        (12, 14),
        (0, 24),
        (-12, 14),
        (-22, -6),
    ]
    ink.path(smooth([below_neck(body, x, y) for x, y in inside], tension=0.85), t.deep, fill_opacity=0.75)
    for sign in (-1, 1):
        ink.line(
            smooth([below_neck(body, sign * 38, -12), below_neck(body, sign * 40, 8), below_neck(body, sign * 22, 28)], closed=False),
            t.deep,
            2 * body.scale,
            stroke_opacity=0.25,
        )
    if g.name == "hoodie":
        for sign in (-1, 1):
            ink.line(
                f"M{at(below_neck(body, sign * 13, 30))}L{at(below_neck(body, sign * 14, 74 + 8 * sign))}",
                raised(t.lit, 0.4),
                2.4 * body.scale,
            )
        pocket = [below_neck(body, -34, 168), below_neck(body, 34, 168), below_neck(body, 46, 220), below_neck(body, -46, 220)]
        ink.path(poly(pocket), t.base, fill_opacity=0.4, **_sewn(ink, g))


def _around(body: Body) -> tuple[float, float, float, float]:
    x, y = below_neck(body, 0, 0)
    return x - 56 * body.scale, y - 30, 112 * body.scale, 80 * body.scale


def _ring(ink: Ink, body: Body, g: Garment) -> None:
    chin = body.chin
    x, y = below_neck(body, 0, -2)
    t = ink.tones(times(g.colour, 0.9))
    s = body.scale
    ink.path(smooth(_oval(x, y + 4 * s, 50 * s, 17 * s)), ink.across(g.colour), stroke=t.deep, stroke_width=1.6)
    ink.path(smooth(_oval(x, y, 40 * s, 10 * s)), t.deep)
    ink.add("") if chin else None


def _oval(x: float, y: float, rx: float, ry: float) -> list[Point]:
    return [
        (x - rx, y),
        (x - rx * 0.7, y - ry * 0.7),
        (x, y - ry),
        (x + rx * 0.7, y - ry * 0.7),
        (x + rx, y),
        (x + rx * 0.7, y + ry * 0.7),
        (x, y + ry),
        (x - rx * 0.7, y + ry * 0.7),
    ]


def _back_collar(ink: Ink, body: Body, g: Garment) -> None:
    if g.collar in {"strap", "scoop", "none"}:
        return
    d = smooth(
        [below_neck(body, -30, 2), below_neck(body, -20, -16), below_neck(body, 20, -16), below_neck(body, 30, 2), below_neck(body, 0, 14)],
        tension=0.8,
    )
    ink.path(d, ink.across(g.colour), **_sewn(ink, g))
    if g.collar == "hood":
        drop = smooth(
            [
                below_neck(body, -44, 0),
                below_neck(body, 44, 0),
                below_neck(body, 30, 62),
                below_neck(body, 0, 84),
                below_neck(body, -30, 62),
            ]
        )
        ink.path(drop, ink.across(g.colour), **_sewn(ink, g))


def scarf(ink: Ink, body: Body, colour: str) -> None:
    """A scarf wound once, one end down."""
    t = ink.tones(colour)
    ink.path(
        smooth(
            [
                below_neck(body, -36, -12),
                below_neck(body, 0, -6),
                below_neck(body, 36, -12),
                below_neck(body, 40, 10),
                below_neck(body, 0, 26),
                below_neck(body, -40, 10),
            ]
        ),
        ink.across(colour),
        stroke=t.deep,
        stroke_width=1.4,
        stroke_opacity=0.4,
    )
    tail = [below_neck(body, -24, 14), below_neck(body, -4, 18), below_neck(body, -2, 130), below_neck(body, -30, 134)]
    ink.path(smooth(tail, tension=0.4), ink.across(colour), stroke=t.deep, stroke_width=1.4, stroke_opacity=0.4)
    for i in range(5):
        ink.line(f"M{at(below_neck(body, -28 + i * 6, 134))}L{at(below_neck(body, -29 + i * 6, 148))}", t.dark, 2 * body.scale)
