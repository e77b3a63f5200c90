"""Hats, hoods and helmets, in head space."""

from typing import Any

from director_kernel.media.draw.colour import raised, times
from director_kernel.media.draw.figures.head import Head
from director_kernel.media.draw.ink import Ink
from director_kernel.media.draw.shape import Point, num, poly, smooth


def draw(ink: Ink, head: Head) -> None:
    """The hat the look wears, if any."""
    kind, colour = head.look.hat, head.look.hat_colour
    if not kind:
        return
    lift = -3.0 if head.look.hair in {"curly", "afro", "curly_short", "quiff"} else 0.0
    shift = (-3.0 if not head.profile else -6.0) * (head.turn if not head.back else 0)
    ink.add(f'<g transform="translate({num(shift)} {num(lift)})">')
    {
        "space": _space,
        "helm": _helm,
        "helmet": _helmet,
        "hard": _hard,
        "toque": _toque,
        "hijab": _hijab,
        "turban": _turban,
        "crown": _crown,
        "cowboy": _cowboy,
        "top": _top_hat,
        "witch": _witch,
        "santa": _santa,
        "fedora": _fedora,
        "brim": _brim,
        "beanie": _beanie,
        "flat": _flat,
        "beret": _beret,
        "peaked": _peaked,
        "cap": _cap,
        "hood": _hood,
        "headphones": _headphones,
    }[kind](ink, head, colour)
    ink.add("</g>")


def _fill(ink: Ink, colour: str) -> str:
    return ink.over(colour, (-48.0, -130.0, 96.0, 80.0))


def _seam(ink: Ink, colour: str) -> dict[str, Any]:
    return {"stroke": ink.tones(colour).deep, "stroke_width": 1.2, "stroke_opacity": 0.45}


def _face(head: Head, x: float) -> float:
    """Which way a peak points."""
    return x if abs(head.turn) < 0.2 or head.back else x + head.turn * 14


def _crown_shape(width: float, low: float, top: float) -> list[Point]:
    return [
        (-width, low),
        (-width * 0.98, low - 14),
        (-width * 0.74, top + 8),
        (0, top),
        (width * 0.74, top + 8),
        (width * 0.98, low - 14),
        (width, low),
    ]


def _beanie(ink: Ink, head: Head, colour: str) -> None:
    ink.path(smooth([*_crown_shape(40, -76, -116), (0, -82)]), _fill(ink, colour), solid=True)
    ink.path(
        smooth([(-41, -66), (-42, -80), (0, -91), (42, -80), (41, -66), (0, -77)], tension=0.8),
        _fill(ink, times(colour, 0.86)),
        solid=True,
        **_seam(ink, colour),
    )
    deep = ink.tones(colour).deep
    for i in range(-5, 6):
        ink.line(f"M{num(i * 7.4)} {num(-76 - (25 - i * i) * 0.4)}l0 9", deep, 1.2, stroke_opacity=0.3)
        ink.line(f"M{num(i * 7.2)} {num(-86 - (25 - i * i) * 0.5)}Q{num(i * 6)} -104 {num(i * 2.2)} -113", deep, 1.1, stroke_opacity=0.2)


def _cap(ink: Ink, head: Head, colour: str) -> None:
    ink.path(smooth([*_crown_shape(39.5, -70, -111), (0, -76)], tension=0.9), _fill(ink, colour), solid=True)
    for x in (-16, 16):
        ink.line(f"M{num(x * 1.3)} -76Q{num(x)} -98 0 -111", ink.tones(colour).deep, 1.0, stroke_opacity=0.35)
    if head.back:
        return
    if head.profile:
        peak = [head.p(x, y) for x, y in ((22, -79), (44, -80), (68, -70), (64, -67), (38, -70), (24, -70))]
    else:
        at = _face(head, 0)
        peak = [(at - 33, -74), (at - 20, -83), (at, -85), (at + 20, -83), (at + 33, -74), (at + 25, -66), (at, -63.5), (at - 25, -66)]
    ink.path(smooth(peak), ink.across(times(colour, 0.82)), solid=True, **_seam(ink, colour))


def _peaked(ink: Ink, head: Head, colour: str) -> None:
    ink.path(
        smooth([(-38, -80), (-49, -98), (-30, -114), (0, -118), (30, -114), (49, -98), (38, -80), (0, -87)]), _fill(ink, colour), solid=True
    )
    ink.path(smooth([(-38, -70), (-39, -83), (0, -93), (39, -83), (38, -70), (0, -79)], tension=0.8), _fill(ink, times(colour, 0.6)))
    x = _face(head, 0)
    if not head.back:
        ink.path(
            smooth([(x - 31, -74), (x, -81), (x + 31, -74), (x + 22, -65), (x, -62), (x - 22, -65)]), ink.across("#17181c"), solid=True
        )
        ink.ellipse(x, -97, 6, 7, ink.tones("#d9a634").lit)
        ink.line(f"M{num(x - 33)} -76Q{num(x)} -87 {num(x + 33)} -76", ink.tones("#d9a634").base, 2)


def _flat(ink: Ink, head: Head, colour: str) -> None:
    ink.path(
        smooth([(-41, -72), (-44, -92), (-20, -109), (12, -108), (42, -94), (45, -76), (24, -70), (0, -75), (-24, -70)]),
        _fill(ink, colour),
        solid=True,
    )
    x = _face(head, 0)
    ink.path(
        smooth([(x - 32, -74), (x, -83), (x + 32, -74), (x + 24, -66), (x, -64), (x - 24, -66)]),
        ink.across(times(colour, 0.8)),
        **_seam(ink, colour),
    )


def _beret(ink: Ink, head: Head, colour: str) -> None:
    ink.path(
        smooth([(-38, -76), (-52, -88), (-44, -104), (-10, -113), (28, -106), (40, -88), (36, -76), (0, -82)]),
        _fill(ink, colour),
        solid=True,
    )
    ink.line("M-37 -76Q0 -85 37 -77", ink.tones(colour).deep, 3.4, stroke_opacity=0.6)
    ink.line("M-6 -112l2 -6", ink.tones(colour).dark, 3)


def _brimmed(ink: Ink, colour: str, *, half: float, low: float, crown: list[Point], band: str, rise: float = 6.0) -> None:
    under = [
        (-half, low),
        (-half * 0.6, low - rise * 0.6),
        (0, low - rise),
        (half * 0.6, low - rise * 0.6),
        (half, low),
        (half * 0.6, low + 6),
        (0, low + 8),
        (-half * 0.6, low + 6),
    ]
    ink.path(smooth(under), ink.across(times(colour, 0.75)), solid=True)
    ink.path(smooth(crown, tension=0.8), _fill(ink, colour), solid=True)
    left, right = crown[0], crown[-1]
    ink.line(f"M{num(left[0])} {num(left[1] - 4)}Q0 {num(left[1] + 2)} {num(right[0])} {num(right[1] - 4)}", ink.tones(band).base, 8)
    over = [
        (-half, low),
        (-half * 0.5, low + 2),
        (0, low + 4.5),
        (half * 0.5, low + 2),
        (half, low),
        (half * 0.55, low + 6.5),
        (0, low + 9),
        (-half * 0.55, low + 6.5),
    ]
    ink.path(smooth(over), ink.across(colour), solid=True, **_seam(ink, colour))


def _fedora(ink: Ink, head: Head, colour: str) -> None:
    _brimmed(
        ink,
        colour,
        half=60,
        low=-79,
        crown=[(-37, -78), (-36, -100), (-27, -116), (-8, -112), (8, -112), (27, -116), (36, -100), (37, -78)],
        band=times(colour, 0.4),
    )


def _cowboy(ink: Ink, head: Head, colour: str) -> None:
    crown: list[Point] = [(-35, -80), (-36, -104), (-26, -121), (-10, -115), (10, -115), (26, -121), (36, -104), (35, -80)]
    brim: list[Point] = [(-72, -92), (-46, -80), (0, -72), (46, -80), (72, -92), (54, -74), (0, -66), (-54, -74)]
    ink.path(smooth(crown, tension=0.8), _fill(ink, colour), solid=True)
    ink.line("M-35 -83Q0 -77 35 -83", ink.tones(times(colour, 0.4)).base, 6)
    ink.path(smooth(brim), ink.across(colour), solid=True, **_seam(ink, colour))


def _brim(ink: Ink, head: Head, colour: str) -> None:
    _brimmed(
        ink,
        colour,
        half=78,
        low=-78,
        crown=[(-36, -78), (-34, -98), (-20, -110), (0, -113), (20, -110), (34, -98), (36, -78)],
        band="#7a3b2a",
        rise=9,
    )


def _top_hat(ink: Ink, head: Head, colour: str) -> None:
    _brimmed(
        ink,
        colour,
        half=55,
        low=-81,
        crown=[(-34, -80), (-36, -120), (-37, -146), (0, -150), (37, -146), (36, -120), (34, -80)],
        band="#7a2331",
    )


def _witch(ink: Ink, head: Head, colour: str) -> None:
    _brimmed(
        ink,
        colour,
        half=68,
        low=-79,
        crown=[(-36, -78), (-27, -104), (-14, -134), (-2, -158), (18, -166), (12, -148), (20, -120), (30, -98), (36, -78)],
        band="#b98a2c",
        rise=8,
    )


def _santa(ink: Ink, head: Head, colour: str) -> None:
    ink.path(
        smooth([(-38, -80), (-34, -104), (-10, -120), (24, -118), (48, -96), (54, -70), (44, -74), (38, -82), (0, -88)]),
        _fill(ink, colour),
        solid=True,
    )
    ink.path(smooth([(-42, -70), (-42, -84), (0, -94), (42, -84), (42, -70), (0, -79)], tension=0.8), ink.across("#f6f3ee"), solid=True)
    ink.ellipse(52, -66, 9, 9, ink.across("#f6f3ee"))


def _crown(ink: Ink, head: Head, colour: str) -> None:
    ink.path(
        poly([(-35, -82), (-39, -116), (-21, -101), (0, -123), (21, -101), (39, -116), (35, -82)]),
        _fill(ink, colour),
        solid=True,
        stroke=ink.tones(colour).deep,
        stroke_width=1.2,
    )
    ink.line("M-35 -86Q0 -78 35 -86", ink.tones(times(colour, 0.8)).base, 7)
    for x, c in ((-20, "#b3232c"), (0, "#2a4fb8"), (20, "#b3232c")):
        ink.ellipse(x, -86 + abs(x) * -0.08 + 3, 3.6, 4, ink.tones(c).lit)
    for x, y in ((-39, -117), (0, -124), (39, -117)):
        ink.ellipse(x, y, 3.6, 3.6, ink.tones(raised(colour, 0.4)).lit)


def _toque(ink: Ink, head: Head, colour: str) -> None:
    ink.path(
        smooth([(-35, -86), (-50, -112), (-38, -138), (-14, -134), (4, -144), (26, -136), (48, -128), (46, -106), (35, -86)]),
        _fill(ink, colour),
        solid=True,
    )
    ink.path(poly([(-36, -74), (-35, -98), (35, -98), (36, -74)]), _fill(ink, times(colour, 0.95)), solid=True)
    for x in (-22, -6, 10, 24):
        ink.line(f"M{x} -98Q{num(x * 1.1)} -116 {num(x * 1.2)} -128", ink.tones(colour).deep, 1.4, stroke_opacity=0.3)


def _turban(ink: Ink, head: Head, colour: str) -> None:
    ink.path(
        smooth([(-39, -66), (-47, -88), (-34, -112), (0, -120), (34, -112), (47, -88), (39, -66), (22, -80), (0, -86), (-22, -80)]),
        _fill(ink, colour),
        solid=True,
    )
    for k in (0, 1, 2):
        ink.line(
            f"M{num(-44 + k * 5)} {num(-80 - k * 12)}Q{num(10 - k * 8)} {num(-92 - k * 9)} {num(40 - k * 7)} {num(-70 - k * 16)}",
            ink.tones(colour).deep,
            1.8,
            stroke_opacity=0.4,
        )


def _hijab(ink: Ink, head: Head, colour: str) -> None:
    outer: list[Point] = [
        (0, -110),
        (28, -104),
        (43, -80),
        (44, -44),
        (40, -8),
        (56, 34),
        (40, 62),
        (0, 76),
        (-40, 62),
        (-56, 34),
        (-40, -8),
        (-44, -44),
        (-43, -80),
        (-28, -104),
    ]
    hole = [
        head.on(x, y)
        for x, y in ((0, -84), (-22, -78), (-31.5, -60), (-31, -36), (-22, -10), (0, 4.5), (22, -10), (31, -36), (31.5, -60), (22, -78))
    ]
    ink.path(smooth(outer) + ("" if head.back else smooth(hole)), _fill(ink, colour), solid=False, fill_rule="evenodd")
    ink.outline.append(smooth(outer))
    deep = ink.tones(colour).deep
    for d in ("M-30 4Q0 30 38 16", "M-38 20Q0 50 48 36", "M-40 -40Q-46 -4 -50 30", "M38 -70Q44 -40 40 -8"):
        ink.line(d, deep, 1.8, stroke_opacity=0.35)


def _hood(ink: Ink, head: Head, colour: str) -> None:
    outer: list[Point] = [
        (0, -124),
        (30, -114),
        (50, -84),
        (52, -44),
        (48, 0),
        (58, 36),
        (0, 48),
        (-58, 36),
        (-48, 0),
        (-52, -44),
        (-50, -84),
        (-30, -114),
    ]
    hole: list[Point] = [(0, -98), (-26, -90), (-37, -64), (-37, -30), (-28, 2), (0, 16), (28, 2), (37, -30), (37, -64), (26, -90)]
    ink.path(smooth(outer) + ("" if head.back else smooth(hole)), _fill(ink, colour), fill_rule="evenodd")
    ink.outline.append(smooth(outer))
    if not head.back:
        ink.path(smooth(hole), ink.linear([(0, "#0b0a10", 0.72), (0.5, "#0b0a10", 0.22), (1, "#0b0a10", 0)], (0, 0, 0, 1)))


def _helmet(ink: Ink, head: Head, colour: str) -> None:
    shell: list[Point] = [(-44, -30), (-47, -70), (-32, -108), (0, -117), (32, -108), (47, -70), (44, -30), (30, 2), (0, 9), (-30, 2)]
    ink.path(smooth(shell), _fill(ink, colour), solid=True)
    if head.back:
        return
    x = head.turn * 10
    ink.path(
        smooth([(x - 36, -74), (x, -82), (x + 36, -74), (x + 35, -44), (x, -36), (x - 35, -44)], tension=0.7),
        ink.linear([(0, "#5b7a94", 1), (0.5, "#1a2430", 1), (1, "#0c1016", 1)], (0, 0, 1, 1)),
    )
    ink.path(smooth([(x - 28, -72), (x - 10, -77), (x - 18, -44), (x - 30, -48)]), "#ffffff", fill_opacity=0.22)
    ink.line(f"M-8 -116Q{num(x)} -104 0 -84", raised(ink.tones(colour).lit, 0.3), 5, stroke_opacity=0.5)


def _hard(ink: Ink, head: Head, colour: str) -> None:
    ink.path(smooth([*_crown_shape(42, -76, -118), (0, -80)]), _fill(ink, colour), solid=True)
    ink.path(smooth([(-50, -74), (0, -87), (50, -74), (34, -68), (0, -73), (-34, -68)]), ink.across(times(colour, 0.86)), solid=True)
    ink.path(smooth([(-7, -86), (-7, -112), (0, -120), (7, -112), (7, -86)]), ink.tones(raised(colour, 0.3)).lit, fill_opacity=0.7)


def _helm(ink: Ink, head: Head, colour: str) -> None:
    shell: list[Point] = [(-40, 0), (-43, -50), (-38, -92), (0, -116), (38, -92), (43, -50), (40, 0), (18, 12), (0, 15), (-18, 12)]
    ink.path(smooth(shell, tension=0.8), _fill(ink, colour), solid=True)
    t = ink.tones(colour)
    if not head.back:
        x = head.turn * 10
        ink.path(
            poly([(x - 32, -56), (x - 3, -52), (x + 3, -52), (x + 32, -56), (x + 31, -46), (x + 4, -44), (x - 4, -44), (x - 31, -46)]),
            "#0d0f13",
        )
        for row in range(3):
            for c in (-18, -12, 12, 18):
                ink.ellipse(x + c, -28 + row * 8, 1.7, 2.2, "#0d0f13")
        ink.line(f"M{num(x)} -114L{num(x)} 12", raised(t.lit, 0.5), 3, stroke_opacity=0.5)
    ink.path(smooth([(0, -112), (-12, -134), (6, -150), (30, -140), (22, -124)]), ink.across("#a8262f"))


def _space(ink: Ink, head: Head, colour: str) -> None:
    ring: list[Point] = [(-58, -44), (-50, -92), (0, -120), (50, -92), (58, -44), (46, 4), (0, 22), (-46, 4)]
    hole: list[Point] = [(-46, -48), (-38, -84), (0, -104), (38, -84), (46, -48), (36, -8), (0, 4), (-36, -8)]
    if head.back:
        ink.path(smooth(ring), _fill(ink, colour), solid=True)
        return
    moved = [(x + head.turn * 6, y) for x, y in hole]
    ink.path(smooth(ring) + smooth(moved), _fill(ink, colour), fill_rule="evenodd")
    ink.outline.append(smooth(ring))
    lit = ink.key_x or -1
    ink.path(
        smooth(moved),
        ink.linear([(0, "#dff0ff", 0.34), (0.5, "#7fb0d8", 0.1), (1, "#16243a", 0.34)], (0, 0, 1, 1)),
        stroke="#d9a634",
        stroke_width=2.4,
    )
    ink.path(smooth([(lit * 38, -66), (lit * 28, -86), (lit * 10, -96), (lit * 18, -84), (lit * 30, -62)]), "#ffffff", fill_opacity=0.55)


def _headphones(ink: Ink, head: Head, colour: str) -> None:
    t = ink.tones(colour)
    ink.line("M-42 -50Q-46 -112 0 -114Q46 -112 42 -50", t.base, 6)
    ink.line("M-38 -74Q-34 -110 0 -111", raised(t.lit, 0.4), 2, stroke_opacity=0.6)
    for s in (-1, 1):
        ink.rect(s * 41 - 8, -64, 16, 30, ink.across(colour), 7)
