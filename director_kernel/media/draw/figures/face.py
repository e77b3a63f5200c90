"""Features: brows, eyes with lids, nose, mouth, and what years and people put there."""

from director_kernel.media.draw.colour import luma, mix, raised, times
from director_kernel.media.draw.figures.eyes import draw_eye, draw_profile_eye, eye_centre
from director_kernel.media.draw.figures.head import Head
from director_kernel.media.draw.ink import Ink
from director_kernel.media.draw.shape import Point, at, num, smooth, tube

# mood: (inner brow lift, outer brow lift, mouth corner lift, mouth opening)
MOODS: dict[str, tuple[float, float, float, float]] = {
    "neutral": (0.0, 0.0, 0.3, 0.0),
    "smile": (0.8, 0.6, 3.0, 0.0),
    "laugh": (1.4, 0.8, 3.8, 5.0),
    "sad": (2.8, -1.8, -2.4, 0.0),
    "fear": (3.4, 0.6, -1.4, 3.0),
    "surprise": (3.8, 3.4, -0.2, 6.5),
    "determined": (-2.6, 0.6, -0.4, 0.0),
    "angry": (-3.6, 1.2, -2.0, 1.2),
}


def draw_face(ink: Ink, head: Head) -> None:
    """All features, for the turn and detail of `head`."""
    if head.back:
        return
    if head.detail == 0:
        _far_face(ink, head)
    elif head.profile:
        _profile_face(ink, head)
    else:
        _near_face(ink, head)


def _near_face(ink: Ink, head: Head) -> None:
    if head.look.age in {"elder", "middle"} or "lines" in head.look.extras:
        _years(ink, head)
    if "freckles" in head.look.extras:
        _freckles(ink, head)
    _nose(ink, head)
    for side in (-1, 1):
        draw_eye(ink, head, side)
        _brow(ink, head, side)
    _mouth(ink, head)
    if "scar" in head.look.extras:
        a, b = head.on(21, -66), head.on(17, -30)
        ink.line(f"M{at(a)}L{at(b)}", ink.tones(mix(head.look.skin, "#a03a3a", 0.5)).base, 1.3, stroke_opacity=0.7)


def brow_points(head: Head, side: int) -> tuple[Point, Point, Point]:
    inner, outer, _, _ = MOODS[head.mood]
    up = 1.2 * head.look.feminine + 2.0 * head.young
    return (
        head.on(side * 7.6, -58.2 - inner - up * 0.4),
        head.on(side * 16.5, -61.6 - up - (inner + outer) / 2),
        head.on(side * 25, -57.4 - outer - up * 0.3),
    )


def _brow(ink: Ink, head: Head, side: int) -> None:
    thick = (4.6 - 1.6 * head.look.feminine) * (0.8 if head.young else 1.0)
    d = tube(brow_points(head, side), (thick * 0.86, thick, thick * 0.72, 0.8))
    ink.path(d, ink.tones(head.look.brow).base, fill_opacity=0.92)


def _nose(ink: Ink, head: Head) -> None:
    skin = head.look.skin
    warm = ink.tones(mix(skin, "#a8452f", 0.3))
    long = -27.2 - 1.0 * head.look.face[1] * 0.8 + 2.0 * -head.young
    wide = (7.4 - 1.0 * head.look.feminine) * (0.88 if head.young else 1.0)
    side = -ink.key_x or 1.0
    tip = head.on(0, long - 3, out=5)
    wing = head.on(side * wide, long - 1, out=2)
    bridge = head.on(side * 3.0, -52)
    ink.path(
        f"M{at(bridge)}C{at((bridge[0] - side * 0.6, -42))} {at((tip[0] + side * 4.6, long - 10))} "
        f"{at((wing[0] + side * 0.6, long - 2.5))}"
        f"C{at((wing[0] + side * 0.8, long + 1.6))} {at((tip[0] + side * 2, long + 1.8))} {at((tip[0], long + 1.9))}"
        f"C{at((tip[0] + side * 1.4, long - 6))} {at((bridge[0] - side * 2.2, -44))} {at(bridge)}Z",
        warm.dark,
        fill_opacity=0.36,
    )
    left, right = head.on(-wide, long, out=2), head.on(wide, long, out=2)
    ink.path(
        f"M{at((left[0], long - 1.6))}Q{at((left[0] + 1, long + 2.4))} {at((left[0] + wide * 0.56, long + 0.9))}"
        f"Q{at((tip[0], long + 3.6))} {at((right[0] - wide * 0.56, long + 0.9))}"
        f"Q{at((right[0] - 1, long + 2.4))} {at((right[0], long - 1.6))}Q{at((tip[0], long + 6.4))} {at((left[0], long - 1.6))}Z",
        warm.dark,
        fill_opacity=0.55,
    )
    for s in (-1, 1):
        x, _ = head.on(s * wide * 0.5, 0, out=4)
        ink.ellipse(x, long + 0.6, 1.9 * head.squeeze(s * 4), 0.95, warm.deep, fill_opacity=0.75)
    lit = ink.tones(raised(skin, 0.1 + 0.3 * luma(skin))).lit
    ink.ellipse(tip[0] - side * 1.6, long - 3.4, 2.5, 2.0, lit, fill_opacity=0.34)
    ink.line(
        f"M{at((tip[0] - side * 1.8, long - 8))}Q{at((bridge[0] - side * 4.6, -42))} {at((bridge[0] - side * 4, -49))}",
        lit,
        1.9,
        stroke_opacity=0.2,
    )


def _mouth(ink: Ink, head: Head) -> None:
    _, _, lift, opened = MOODS[head.mood]
    opened = max(opened, head.mouth_open)
    half = (10.6 - 0.7 * head.look.feminine + (1.6 if lift > 2 else 0)) * (0.84 if head.young else 1.0)
    y = -17.2 + 0.8 * head.young
    left, right = head.on(-half, y - lift), head.on(half, y - lift)
    x = head.on(0, 0, out=2)[0]
    lips, full = head.look.lips, 1.0 + 0.4 * head.look.feminine
    t = ink.tones(lips)
    peak, dip = y - 2.7 * full - lift * 0.12, y - 1.6 * full
    sag = y + 0.4 + lift * 0.34
    q = (right[0] - left[0]) * 0.13
    if opened:
        _open_mouth(ink, head, left, right, x, sag, opened, full)
    else:
        ink.path(
            f"M{at(left)}Q{at((x - q * 2.2, y + lift * 0.2))} {at((x, sag))}Q{at((x + q * 2.2, y + lift * 0.2))} {at(right)}"
            f"Q{at((x + q * 2.4, sag + 4.0 * full))} {at((x, sag + 3.7 * full))}"
            f"Q{at((x - q * 2.4, sag + 4.0 * full))} {at(left)}Z",
            mix(t.base, t.lit, 0.5),
        )
        ink.ellipse(x - ink.key_x * -1.6, sag + 1.9 * full, 3.4, 0.85, raised(t.lit, 0.5), fill_opacity=0.45)
    ink.path(
        f"M{at(left)}C{at((left[0] + q, y - lift * 0.6))} {at((x - q * 1.5, peak))} {at((x - q * 0.8, peak))}Q{at((x, dip))} "
        f"{at((x + q * 0.8, peak))}C{at((x + q * 1.5, peak))} {at((right[0] - q, y - lift * 0.6))} {at(right)}"
        f"Q{at((x + q * 2.2, y + lift * 0.2))} {at((x, sag - opened * 0.35))}Q{at((x - q * 2.2, y + lift * 0.2))} {at(left)}Z",
        mix(t.base, t.dark, 0.45),
        fill_opacity=0.92,
    )
    if not opened:
        ink.line(
            f"M{at((left[0] - 0.6, left[1] - 0.3))}Q{at((x - q * 2.2, y + lift * 0.2))} {at((x, sag))}"
            f"Q{at((x + q * 2.2, y + lift * 0.2))} {at((right[0] + 0.6, right[1] - 0.3))}",
            t.deep,
            1.1,
            stroke_opacity=0.85,
        )
    shade = ink.tones(mix(head.look.skin, "#a8452f", 0.3)).dark
    ink.ellipse(x, sag + 5.6 * full + opened, 6.2, 1.7, ink.radial([(0, shade, 0.5), (1, shade, 0)]))
    if lift > 2:
        for s, corner in ((-1, left), (1, right)):
            ink.line(
                f"M{at((corner[0] + s * 2.2, corner[1] - 4.6))}Q{at((corner[0] + s * 4, corner[1] - 0.6))} "
                f"{at((corner[0] + s * 2.4, corner[1] + 2.6))}",
                shade,
                1.1,
                stroke_opacity=0.45,
            )


def _open_mouth(ink: Ink, head: Head, left: Point, right: Point, x: float, sag: float, opened: float, full: float) -> None:
    t = ink.tones(head.look.lips)
    inner = (
        f"M{at(left)}Q{at((x, sag - 1.4))} {at(right)}Q{at((x + (right[0] - x) * 0.6, sag + opened + 1))} "
        f"{at((x, sag + opened + 0.6))}Q{at((x - (x - left[0]) * 0.6, sag + opened + 1))} {at(left)}Z"
    )
    ink.path(inner, ink.tones("#4a1418").base, stroke=mix(t.base, t.lit, 0.5), stroke_width=2.0 * full)
    if head.mood in {"laugh", "smile"} or opened < 4:
        ink.path(
            f"M{at((left[0] + 2.2, left[1] + 0.6))}Q{at((x, sag - 1.2))} {at((right[0] - 2.2, right[1] + 0.6))}"
            f"Q{at((x, sag + opened * 0.55))} {at((left[0] + 2.2, left[1] + 0.6))}Z",
            ink.tones("#f6efe6").base,
        )


def _years(ink: Ink, head: Head) -> None:
    old = head.look.age == "elder" or "lines" in head.look.extras
    shade = ink.tones(mix(head.look.skin, "#8a3b28", 0.34)).dark
    k = 0.5 if old else 0.26
    for s in (-1, 1):
        a, b, c = head.on(s * 8.6, -30), head.on(s * 13.4, -23), head.on(s * 13.6, -15)
        ink.line(f"M{at(a)}Q{at(b)} {at(c)}", shade, 1.3, stroke_opacity=k)
        a, b, c = head.on(s * 9, -42.6), head.on(s * 15, -39.6), head.on(s * 22, -42)
        ink.line(f"M{at(a)}Q{at(b)} {at(c)}", shade, 1.2, stroke_opacity=k * 0.9)
        if old:
            for dy in (-2.6, 0.4, 3.2):
                a, c = head.on(s * 26.4, -48 + dy * 0.6), head.on(s * 31, -48.6 + dy * 1.6)
                ink.line(f"M{at(a)}L{at(c)}", shade, 0.9, stroke_opacity=k * 0.8)
    if old:
        for y, w in ((-73, 15), (-78, 13)):
            ink.line(f"M{at(head.on(-w, y))}Q{at(head.on(0, y - 2.4))} {at(head.on(w, y))}", shade, 1.0, stroke_opacity=k * 0.7)


def _freckles(ink: Ink, head: Head) -> None:
    dot = ink.tones(mix(head.look.skin, "#9a4a22", 0.55)).base
    for i, (x, y) in enumerate(
        ((12, -38), (16, -35), (20, -38), (14, -32), (19, -33), (24, -35), (9, -34), (5, -37), (17, -40), (22, -31))
    ):
        for s in (-1, 1):
            px, py = head.on(s * x + (i % 3) * 0.5, y + (i % 2) * 0.8 * s)
            ink.ellipse(px, py, 0.75, 0.7, dot, fill_opacity=0.6)


def _far_face(ink: Ink, head: Head) -> None:
    """At a distance a face is brows, eye shadows, a nose plane and a mouth."""
    dark = ink.tones(head.look.brow).dark
    shade = ink.tones(mix(head.look.skin, "#8a3b28", 0.3)).dark
    if head.profile:
        for d in (f"M{at(head.p(20, -59))}Q{at(head.p(26, -62))} {at(head.p(32, -59))}", f"M{at(head.p(23, -50))}L{at(head.p(29, -50))}"):
            ink.line(d, dark, 3)
        ink.line(f"M{at(head.p(30, -18))}L{at(head.p(37, -18))}", ink.tones(head.look.lips).dark, 2.4)
        return
    for s in (-1, 1):
        a, b, c = brow_points(head, s)
        ink.line(f"M{at(a)}Q{at(b)} {at(c)}", dark, 3.2)
        x, y = eye_centre(head, s)
        if head.closed:
            ink.line(f"M{num(x - 5)} {num(y)}Q{num(x)} {num(y + 4)} {num(x + 5)} {num(y)}", dark, 2.2)
        else:
            ink.ellipse(x + head.gaze[0] * 0.8, y, 4.2 * head.squeeze(s * 15), 2.9, dark)
    nose = head.on(0, -29, out=4)
    side = -ink.key_x or 1.0
    ink.line(f"M{at(head.on(side * 2, -46))}Q{at((nose[0] + side * 5, -32))} {at((nose[0], -26))}", shade, 2.6, stroke_opacity=0.6)
    lift = MOODS[head.mood][2]
    ink.line(
        f"M{at(head.on(-9, -17 - lift))}Q{at(head.on(0, -16 + lift))} {at(head.on(9, -17 - lift))}",
        ink.tones(times(head.look.lips, 0.9)).dark,
        3.0 + head.mouth_open * 0.5,
    )


def _profile_face(ink: Ink, head: Head) -> None:
    inner, outer, lift, opened = MOODS[head.mood]
    look, young = head.look, head.young
    warm = ink.tones(mix(look.skin, "#a8452f", 0.3))
    draw_profile_eye(ink, head)
    thick = 4.2 - 1.4 * look.feminine
    brow = [head.p(34.0, -59.5 - inner - young), head.p(27, -62.6 - (inner + outer) / 2 - young), head.p(18, -58.6 - outer)]
    ink.path(tube(brow, (thick * 0.8, thick, 0.9)), ink.tones(look.brow).base)
    ink.line(smooth([head.p(36.4, -33.4), head.p(34.2, -29.6), head.p(37.4, -27.4)], closed=False), warm.dark, 1.2, stroke_opacity=0.8)
    ink.ellipse(*head.p(40.2, -28.2), 1.9, 0.9, warm.deep, fill_opacity=0.7)
    t = ink.tones(look.lips)
    corner = head.p(27.6, -17.8 - lift * 0.8)
    drop = max(opened, head.mouth_open) * 0.5
    ink.path(
        f"M{at(corner)}Q{at(head.p(34, -21.4))} {at(head.p(39.4, -21.6))}Q{at(head.p(40, -19.2))} {at(head.p(36.8, -18))}"
        f"Q{at(head.p(32, -17.4))} {at(corner)}Z",
        t.dark,
    )
    ink.path(
        f"M{at(corner)}Q{at(head.p(32, -17.4))} {at(head.p(36.8, -18 + drop))}Q{at(head.p(39.4, -15.6 + drop))} "
        f"{at(head.p(36.6, -12.6 + drop))}Q{at(head.p(31, -13.4))} {at(corner)}Z",
        mix(t.base, t.lit, 0.5),
    )
    if look.age in {"elder", "middle"}:
        ink.line(f"M{at(head.p(31, -28))}Q{at(head.p(25, -22))} {at(head.p(25.6, -14))}", warm.dark, 1.2, stroke_opacity=0.5)
