"""Eyes: white, iris, lids and lashes, from the front, turned, and in profile."""

import math

from director_kernel.media.draw.colour import mix, raised, times
from director_kernel.media.draw.figures.head import Head
from director_kernel.media.draw.ink import Ink
from director_kernel.media.draw.shape import Point, at, num

OPENING = {"smile": 0.86, "laugh": 0.55, "sad": 0.82, "fear": 1.22, "surprise": 1.3, "determined": 0.84, "angry": 0.8}


def eye_centre(head: Head, side: int) -> Point:
    return head.on(side * 15.6, -48.4 + 2.2 * head.young)


def draw_eye(ink: Ink, head: Head, side: int) -> None:
    """One eye of a face seen from the front or turned."""
    look = head.look
    cx, cy = eye_centre(head, side)
    wide = (7.3 + 0.7 * look.feminine + 0.7 * head.young) * (1 + 0.05 * look.face[2]) * head.squeeze(side * 15.6)
    high = (4.0 + 0.6 * look.feminine + 1.2 * head.young) * (1 + 0.07 * look.face[2]) * OPENING.get(head.mood, 1.0)
    if head.gaze[1] > 0.5:
        high *= 0.72
    _socket(ink, head, cx, cy, side, wide)
    if "patch" in look.extras and side == 1:
        ink.ellipse(cx, cy, 10, 8.6, ink.tones("#1b1a1d").base)
        return
    if head.closed:
        _closed(ink, head, cx, cy, side, wide)
        return
    upper, almond = _almond(cx, cy, side, wide, high)
    white = mix(mix("#f7f2ec", look.skin, 0.12), ink.light.key, 0.06)
    ink.path(almond, ink.tones(white).base)
    ink.add(f'<g clip-path="{ink.clip(almond)}">')
    _iris(ink, head, cx + head.gaze[0] * 2.7 * head.squeeze(side * 15.6), cy + head.gaze[1] * 1.9 - 0.3, high)
    ink.path(
        f"{upper}L{num(cx + wide * 1.2)} {num(cy - high * 2)}L{num(cx - wide * 1.2)} {num(cy - high * 2)}Z",
        "#241512",
        fill_opacity=0.26,
        transform=f"translate(0 {num(high * 0.3)})",
    )
    ink.add("</g>")
    _lids(ink, head, cx, cy, side, wide, high, upper)


def _almond(cx: float, cy: float, side: int, wide: float, high: float) -> tuple[str, str]:
    inner, outer = (cx - side * wide, cy + 1.0), (cx + side * wide, cy - 0.9)
    upper = f"M{at(inner)}C{at((cx - side * wide * 0.55, cy - high * 1.2))} {at((cx + side * wide * 0.42, cy - high * 1.36))} {at(outer)}"
    return upper, f"{upper}C{at((cx + side * wide * 0.6, cy + high * 0.92))} {at((cx - side * wide * 0.4, cy + high * 1.0))} {at(inner)}Z"


def _socket(ink: Ink, head: Head, cx: float, cy: float, side: int, wide: float) -> None:
    colour = mix(head.look.skin, "#8c3f30", 0.34)
    strength = 0.34 + (0.3 if "makeup" in head.look.extras else 0)
    shade = ink.tones(colour).dark
    ink.ellipse(cx, cy - 4.6, wide * 1.35, 5.6, ink.radial([(0, shade, strength), (1, shade, 0)]))


def _iris(ink: Ink, head: Head, x: float, y: float, high: float) -> None:
    colour = head.look.eye
    r = 4.15 + 0.5 * head.young + 0.25 * head.look.feminine
    t = ink.tones(colour)
    ink.ellipse(
        x,
        y,
        r,
        r,
        ink.linear([(0, times(t.base, 0.45), 1), (0.55, t.base, 1), (1, raised(t.lit, 0.35), 1)], (0, 0, 0, 1)),
        stroke=times(t.deep, 0.7),
        stroke_width=0.7,
    )
    if head.detail > 1:
        _rays(ink, x, y, r, raised(t.lit, 0.4))
    ink.ellipse(x, y, r * 0.46, r * 0.46, "#0f0c0d")
    lit = ink.key_x or -1.0
    ink.ellipse(x + lit * r * 0.36, y - r * 0.38, r * 0.27, r * 0.3, "#ffffff", fill_opacity=0.95)
    ink.ellipse(x - lit * r * 0.34, y + r * 0.42, r * 0.16, r * 0.14, "#ffffff", fill_opacity=0.5)


def _rays(ink: Ink, x: float, y: float, r: float, colour: str) -> None:
    for i in range(18):
        a = math.tau * i / 18
        k = 0.82 if i % 2 else 0.92
        ink.line(
            f"M{num(x + math.cos(a) * r * 0.5)} {num(y + math.sin(a) * r * 0.5)}L{num(x + math.cos(a) * r * k)} "
            f"{num(y + math.sin(a) * r * k)}",
            colour,
            0.3,
            stroke_opacity=0.35,
        )


def _lids(ink: Ink, head: Head, cx: float, cy: float, side: int, wide: float, high: float, upper: str) -> None:
    lash = times(mix(head.look.brow, "#120b0a", 0.6), 0.9)
    fem = head.look.feminine if head.young < 1 else 0.6
    inner, outer = (cx - side * wide, cy + 1.0), (cx + side * wide, cy - 0.9)
    flick = (outer[0] + side * (1.6 + 1.6 * fem), outer[1] - 0.8 - 1.5 * fem)
    thick = 1.1 + 0.7 * fem
    ink.path(
        f"{upper}L{at(flick)}C{at((cx + side * wide * 0.5, cy - high * 1.36 - thick * 1.5))} "
        f"{at((cx - side * wide * 0.5, cy - high * 1.2 - thick))} {at(inner)}Z",
        lash,
    )
    shade = ink.tones(mix(head.look.skin, "#6e2c22", 0.4)).dark
    ink.line(
        f"M{at((cx - side * wide * 0.8, cy - high * 0.9 - 1.6))}Q{at((cx + side * wide * 0.1, cy - high * 1.2 - 4.0))} "
        f"{at((cx + side * wide * 1.02, cy - high * 0.5 - 2.4))}",
        shade,
        0.9,
        stroke_opacity=0.7,
    )
    ink.line(
        f"M{at((cx + side * wide * 0.94, cy - 0.2))}Q{at((cx + side * wide * 0.4, cy + high * 0.86))} "
        f"{at((cx - side * wide * 0.5, cy + high * 0.72))}",
        shade,
        0.8,
        stroke_opacity=0.6,
    )
    ink.ellipse(inner[0] + side * 1.0, inner[1] - 0.1, 1.0, 0.8, ink.tones(mix(head.look.skin, "#c4505a", 0.5)).base)
    if head.detail > 1 and fem > 0.4:
        for k in (0.35, 0.6, 0.8, 0.95):
            x, y = cx + side * wide * k, cy - high * (1.02 - 0.78 * k * k) - 0.6
            ink.line(f"M{num(x)} {num(y)}q{num(side * 1.2)} {num(-1.0)} {num(side * (1.2 + 1.6 * k))} {num(-2.6 + 0.6 * k)}", lash, 0.6)


def _closed(ink: Ink, head: Head, cx: float, cy: float, side: int, wide: float) -> None:
    lash = times(mix(head.look.brow, "#120b0a", 0.5), 0.95)
    lid = ink.tones(mix(head.look.skin, "#9c4a3c", 0.16))
    a, b = (cx - side * wide, cy + 0.4), (cx + side * wide * 1.02, cy)
    ink.path(
        f"M{at(a)}C{at((cx - side * wide * 0.5, cy - 5.6))} {at((cx + side * wide * 0.5, cy - 6))} {at(b)}Q{at((cx, cy + 5.6))} {at(a)}Z",
        lid.lit,
        fill_opacity=0.5,
    )
    ink.path(f"M{at(a)}Q{at((cx, cy + 5.2))} {at(b)}Q{at((cx, cy + 7.2 + head.look.feminine * 0.8))} {at(a)}Z", lash)
    if head.look.feminine > 0.4:
        for k in (0.35, 0.62, 0.88):
            x, y = cx + side * wide * k, cy + 3.0 * (1 - k * k) + 0.6
            ink.line(f"M{num(x)} {num(y)}q{num(side * 0.6)} {num(1.4)} {num(side * (0.8 + k))} {num(2.3)}", lash, 0.8)
    ink.line(
        f"M{at((cx - side * wide * 0.7, cy - 4))}Q{at((cx, cy - 7))} {at((cx + side * wide, cy - 3.4))}", lid.deep, 0.8, stroke_opacity=0.3
    )


def draw_profile_eye(ink: Ink, head: Head) -> None:
    """The one eye a profile shows."""
    look = head.look
    high = (3.6 + 0.6 * look.feminine + head.young) * OPENING.get(head.mood, 1.0)
    x, y = 28.4, -49.2 + 2.0 * head.young
    lash = times(mix(look.brow, "#120b0a", 0.6), 0.9)
    shade = ink.tones(mix(look.skin, "#8c3f30", 0.34)).dark
    px, py = head.p(x - 1, y - 4)
    ink.ellipse(px, py, 9, 5.4, ink.radial([(0, shade, 0.4), (1, shade, 0)]))
    back, front = head.p(x - 7.5, y + 0.4), head.p(x + 3.4, y)
    if head.closed:
        ink.line(f"M{at(back)}Q{at(head.p(x - 1, y + 3.8))} {at(front)}", lash, 1.5)
        return
    shape = (
        f"M{at(back)}Q{at(head.p(x - 2, y - high * 1.5))} {at(head.p(x + 3, y - high * 0.75))}Q{at(head.p(x + 4.4, y))} "
        f"{at(head.p(x + 2.6, y + high * 0.6))}Q{at(head.p(x - 3, y + high * 0.9))} {at(back)}Z"
    )
    ink.path(shape, ink.tones(mix("#f7f2ec", look.skin, 0.12)).base)
    ink.add(f'<g clip-path="{ink.clip(shape)}">')
    ix, iy = head.p(x + 1.6 + head.gaze[0] * head.sign * 0.8, y + head.gaze[1] * 1.4 - 0.3)
    ink.ellipse(ix, iy, 2.3, 3.7, ink.tones(look.eye).base)
    ink.ellipse(ix + head.sign * 0.5, iy, 1.1, 1.8, "#0f0c0d")
    ink.ellipse(ix + head.sign * 0.2, iy - 1.4, 0.7, 0.8, "#ffffff")
    ink.add("</g>")
    ink.line(f"M{at(back)}Q{at(head.p(x - 2, y - high * 1.5))} {at(head.p(x + 3.4, y - high * 0.75))}", lash, 1.4 + 0.6 * look.feminine)
    ink.line(f"M{at(back)}L{at(head.p(x - 9.4, y - 1.4))}", lash, 1.0 + 0.5 * look.feminine)
    ink.line(
        f"M{at(head.p(x - 7, y - high - 1.4))}Q{at(head.p(x - 2, y - high * 1.5 - 3))} {at(head.p(x + 3.6, y - high - 1.6))}",
        shade,
        0.9,
        stroke_opacity=0.6,
    )
