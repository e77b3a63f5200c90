"""Arms, legs and feet: skin first, then what is worn over it."""

from itertools import pairwise

from director_kernel.media.draw.colour import mix, times
from director_kernel.media.draw.figures.body import Body
from director_kernel.media.draw.figures.wardrobe import Garment
from director_kernel.media.draw.ink import Ink
from director_kernel.media.draw.shape import Point, lerp, num, smooth, tube, turned

SLEEVE_END = {"none": 0.0, "short": 0.42, "three": 0.74, "long": 1.0, "wide": 1.0}
Box = tuple[float, float, float, float]


def light_box(body: Body) -> Box:
    """The box one gradient spans over a whole body, so that sleeves and torso meet without a seam."""
    half = body.shoulder * 1.25
    x = body["neck"][0] * 0.6 + body["pelvis"][0] * 0.4
    return x - half, body["neck"][1] - 20, 2 * half, 700 * body.scale


def arm_widths(body: Body) -> tuple[float, ...]:
    f, k = body.look.feminine, body.scale * (1 + 0.16 * body.look.build) * (1.1 if body.look.age in {"child", "toddler"} else 1.0)
    return tuple(v * k for v in (37 - 8 * f, 36 - 8 * f, 31 - 6 * f, 25 - 4 * f, 27 - 5 * f, 23 - 4 * f, 17 - 3 * f))


def arm_line(body: Body, side: str) -> tuple[Point, Point, Point]:
    return body[f"shoulder_{side}"], body[f"elbow_{side}"], body[f"wrist_{side}"]


def draw_arm(ink: Ink, body: Body, side: str, sleeves: list[Garment], *, far: bool = False) -> None:
    """One arm without its hand; `far` sets it back into shade."""
    line = arm_line(body, side)
    skin = times(body.look.skin, 0.82) if far else body.look.skin
    widths = arm_widths(body)
    if not any(SLEEVE_END[g.sleeve] == 1.0 for g in sleeves):
        ink.path(tube(line, widths), ink.flesh(skin, light_box(body)), solid=True)
        _edge(ink, body, line, widths, skin)
    for garment in sleeves:
        _sleeve(ink, body, side, garment, widths, far=far)


def _sleeve(ink: Ink, body: Body, side: str, g: Garment, widths: tuple[float, ...], *, far: bool) -> None:
    end = SLEEVE_END[g.sleeve]
    if not end:
        return
    colour = times(g.colour, 0.8) if far else g.colour
    line = _cut(arm_line(body, side), end)
    room = (4 + 9 * g.ease) * body.scale
    shown = [w + room for w in widths[: max(3, round(len(widths) * end))]]
    if g.sleeve == "wide":
        shown = [w * (1 + 1.5 * (i / (len(shown) - 1)) ** 2) for i, w in enumerate(shown)]
    paint = ink.over(colour, light_box(body))
    ink.path(tube(line, shown, cap=g.sleeve != "wide" and end == 1.0), paint, solid=True)
    if len(line) > 2 and (body.pose.left if side == "left" else body.pose.right).over:
        lower = [lerp(line[0], line[1], 0.45), line[1], line[2]]
        half = [w / 2 for w in (shown[len(shown) // 2], shown[-2], shown[-1])]
        for sign, shade, strength in ((-1, ink.tones(colour).deep, 0.45), (1, ink.tones(colour).deep, 0.45)):
            edge = _beside(lower, half, sign)
            ink.line(smooth(edge, closed=False), shade, 1.5 * body.scale, stroke_opacity=strength)
    _puff(ink, line, shown, colour, g) if g.name in {"puffer", "space suit"} else None
    _edge(ink, body, line, shown, colour)
    _cuff(ink, body, line, shown[-1], g, colour)
    _elbow_folds(ink, body, side, end, shown, colour)


def _beside(line: list[Point], half: list[float], sign: int) -> list[Point]:
    """A line along one side of a bent limb."""
    out: list[Point] = []
    for i, (x, y) in enumerate(line):
        a, b = line[max(0, i - 1)], line[min(len(line) - 1, i + 1)]
        dx, dy = b[0] - a[0], b[1] - a[1]
        size = (dx * dx + dy * dy) ** 0.5 or 1.0
        out.append((x + sign * dy / size * half[i] * 0.97, y - sign * dx / size * half[i] * 0.97))
    return out


def _cut(line: tuple[Point, Point, Point], end: float) -> tuple[Point, ...]:
    a, b, c = line
    if end <= 0.53:
        return a, lerp(a, b, end)
    return a, b, lerp(b, c, min(1.0, (end - 0.53) / 0.47) if end < 1 else 0.97)


def _edge(ink: Ink, body: Body, line: tuple[Point, ...], widths: list[float] | tuple[float, ...], colour: str) -> None:
    """A thin shaded edge on the side away from the key, where the arm leaves the shoulder's silhouette."""
    sign = -1 if ink.key_x > 0 else 1
    (a, b), w = (lerp(line[0], line[1], 0.5), line[1]), widths[len(widths) // 2] / 2
    points = [(a[0] + sign * w * 0.98, a[1]), (b[0] + sign * w * 0.92, b[1])] + (
        [(line[2][0] + sign * widths[-1] * 0.45, line[2][1])] if len(line) > 2 else []
    )
    ink.line(smooth(points, closed=False), ink.tones(colour).deep, 1.6 * body.scale, stroke_opacity=0.35)


def _bend(body: Body, side: str) -> float:
    limb = body.pose.left if side == "left" else body.pose.right
    return (limb.lower - limb.upper + 180) % 360 - 180


def _elbow_folds(ink: Ink, body: Body, side: str, end: float, widths: list[float], colour: str) -> None:
    if end < 0.6 or abs(_bend(body, side)) < 25:
        return
    shoulder, elbow, wrist = arm_line(body, side)
    half = widths[len(widths) // 2] * 0.36
    bend = (elbow[0] - (shoulder[0] + wrist[0]) / 2, elbow[1] - (shoulder[1] + wrist[1]) / 2)
    size = max(1.0, (bend[0] ** 2 + bend[1] ** 2) ** 0.5)
    inward = (-bend[0] / size, -bend[1] / size) if size > 8 * body.scale else (1.0 if side == "left" else -1.0, 0.0)
    for k, reach in ((0.12, 0.9), (0.2, 0.6)):
        p = lerp(elbow, shoulder, k)
        start = (p[0] + inward[0] * half, p[1] + inward[1] * half)
        stop = (p[0] + inward[0] * half * (1 - reach * 1.3), p[1] + inward[1] * half * (1 - reach * 1.3) + 5 * body.scale)
        ink.line(smooth([start, lerp(start, stop, 0.5), stop], closed=False), ink.tones(colour).deep, 2.0 * body.scale, stroke_opacity=0.3)


def _cuff(ink: Ink, body: Body, line: tuple[Point, ...], width: float, g: Garment, colour: str) -> None:
    a, b = line[-2], line[-1]
    size = ((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2) ** 0.5 or 1.0
    dx, dy = (b[0] - a[0]) / size, (b[1] - a[1]) / size
    back = 7 * body.scale
    p = (b[0] - dx * back, b[1] - dy * back)
    nx, ny = -dy * width * 0.46, dx * width * 0.46
    shade = ink.tones(g.trim).base if g.trim else ink.tones(colour).deep
    ink.line(
        f"M{num(p[0] + nx)} {num(p[1] + ny)}L{num(p[0] - nx)} {num(p[1] - ny)}",
        shade,
        (5 if g.trim else 1.6) * body.scale,
        stroke_opacity=0.9 if g.trim else 0.45,
    )


def _puff(ink: Ink, line: tuple[Point, ...], widths: list[float], colour: str, g: Garment) -> None:
    """Quilting: rings of shade across a stuffed sleeve or leg."""
    tone = ink.tones(colour).deep
    for a, b in pairwise(line):
        for t in (0.25, 0.6, 0.95):
            p = lerp(a, b, t)
            d = ((b[0] - a[0]), (b[1] - a[1]))
            size = (d[0] ** 2 + d[1] ** 2) ** 0.5 or 1.0
            w = widths[len(widths) // 2] * 0.46
            n = (-d[1] / size * w, d[0] / size * w)
            mid = (p[0] + d[0] / size * w * 0.35, p[1] + d[1] / size * w * 0.35)
            ink.line(smooth([(p[0] + n[0], p[1] + n[1]), mid, (p[0] - n[0], p[1] - n[1])], closed=False), tone, 1.6, stroke_opacity=0.3)


# -- legs


def leg_widths(body: Body) -> tuple[float, ...]:
    f, k = (
        body.look.feminine,
        body.scale
        * (1 + 0.15 * body.look.build + 0.1 * max(0.0, body.look.build))
        * (1.1 if body.look.age in {"child", "toddler"} else 1.0),
    )
    view = 0.96 if body.pose.view == "profile" else 1.0
    return tuple(v * k * view for v in (60 + f, 58, 51, 44 - 2 * f, 36 - 3 * f, 38 - 4 * f, 36 - 5 * f, 27 - 4 * f, 20 - 3 * f))


def leg_line(body: Body, side: str) -> tuple[Point, Point, Point]:
    return body[f"hip_{side}"], body[f"knee_{side}"], body[f"ankle_{side}"]


def draw_leg(ink: Ink, body: Body, side: str, bottom: Garment | None, feet: Garment, *, far: bool = False) -> None:
    """One leg with its shoe; skirts and long coats go over it later."""
    dim = 0.8 if far else 1.0
    line, widths = leg_line(body, side), leg_widths(body)
    covered = bottom is not None and bottom.cut in {"trousers", "leggings", "wide"}
    tall_boot = feet.name == "boots" and not covered
    if not covered:
        ink.path(tube(line, widths), ink.flesh(times(body.look.skin, dim), light_box(body)), solid=True)
    draw_foot(ink, body, side, feet, dim)
    if bottom is not None and bottom.cut != "skirt":
        _trouser_leg(ink, body, side, bottom, widths, dim)
    if tall_boot:
        boot = tube((lerp(line[1], line[2], 0.45), line[2]), [w + 6 for w in widths[-4:]])
        ink.path(boot, ink.over(times(feet.colour, dim), light_box(body)), solid=True)


def _trouser_leg(ink: Ink, body: Body, side: str, g: Garment, widths: tuple[float, ...], dim: float) -> None:
    hip, knee, ankle = leg_line(body, side)
    colour = times(g.colour, dim)
    if g.cut == "shorts":
        line: tuple[Point, ...] = (hip, lerp(hip, knee, 0.72))
        shown = [w + 14 * body.scale for w in widths[:4]]
    else:
        room = {"leggings": 1.0, "wide": 22.0}.get(g.cut, 9.0) * body.scale
        line = (hip, knee, lerp(knee, ankle, 1.02))
        shown = [w + room * (0.4 + 0.6 * min(1.0, i / 4)) for i, w in enumerate(widths)]
        shown[-1] += room * (0.5 if g.cut == "trousers" else 1.2 if g.cut == "wide" else 0)
    d = tube(line, shown, cap=g.cut == "leggings")
    ink.path(d, ink.over(colour, light_box(body)), solid=True)
    tone = ink.tones(colour)
    if g.cut != "shorts":
        _knee_folds(ink, body, line, shown, tone.deep, g)
    if g.name in {"track jacket", "joggers"} and g.trim:
        ink.line(smooth([hip, knee, ankle], closed=False), ink.tones(g.trim).base, 3 * body.scale)


def _knee_folds(ink: Ink, body: Body, line: tuple[Point, ...], widths: list[float], deep: str, g: Garment) -> None:
    _, knee, ankle = line
    w = widths[4] * 0.34
    for dy, k in ((4, 1.0), (13, 0.7)):
        y = knee[1] + dy * body.scale
        ink.line(
            smooth([(knee[0] - w * k, y), (knee[0], y + 4 * body.scale), (knee[0] + w * 0.5 * k, y + 1)], closed=False),
            deep,
            1.8 * body.scale,
            stroke_opacity=0.28,
        )
    if g.cut in {"trousers", "wide"}:
        p = lerp(knee, ankle, 0.9)
        ink.line(
            smooth([(p[0] - w, p[1]), (p[0], p[1] + 6 * body.scale), (p[0] + w, p[1] - 1)], closed=False),
            deep,
            1.8 * body.scale,
            stroke_opacity=0.3,
        )


# -- feet

_SHOES = {
    # sole and upper, toes to +x (profile), ankle at the origin, ground at y = 24
    "profile": [(-13, -14), (-16, 8), (-15, 22), (8, 23), (36, 23), (43, 18), (38, 9), (22, 3), (12, -14)],
    "front": [(-12, -10), (-15, 6), (-17, 18), (-12, 27), (2, 30), (14, 27), (18, 18), (15, 6), (12, -10)],
}


def draw_foot(ink: Ink, body: Body, side: str, feet: Garment, dim: float = 1.0) -> None:
    """A shoe or a bare foot at the ankle, turned with the shin."""
    x, y = body[f"ankle_{side}"]
    k = body.scale * (1.06 - 0.1 * body.look.feminine)
    turned_view = body.pose.view in {"profile", "three"}
    swing = (body.pose.leg_left if side == "left" else body.pose.leg_right).lower
    angle = -swing * 0.85 if abs(swing) > 24 else 0.0
    squash = {"three": 0.8, "profile": 1.0}.get(body.pose.view, 1.0)
    outward = 1 if side == "right" else -1

    def place(p: Point) -> Point:
        px = p[0] * squash if turned_view else p[0] * (1 if outward > 0 else -1) + outward * max(0.0, p[1]) * 0.18
        qx, qy = turned((px, p[1]), angle)
        return x + qx * k, y + qy * k

    outline = [place(p) for p in _SHOES["profile" if turned_view else "front"]]
    colour = times(body.look.skin if feet.name in {"bare", "sandals"} else feet.colour, dim)
    ink.path(smooth(outline, tension=0.9), ink.across(colour), solid=True)
    tone = ink.tones(colour)
    sole = [place(p) for p in (((-15, 19), (8, 21), (42, 20)) if turned_view else ((-16, 20), (0, 27), (17, 20)))]
    if feet.name == "sneakers":
        ink.line(smooth(sole, closed=False), ink.tones("#f6f4ef").base if feet.colour != "#f1efea" else ink.tones("#c9c5bd").base, 5 * k)
        laces = ((6, -6), (14, 0)) if turned_view else ((-6, 2), (6, 2))
        ink.line("M" + " L".join(f"{num(a)} {num(b)}" for a, b in map(place, laces)), tone.deep, 2 * k, stroke_opacity=0.5)
    elif feet.name not in {"bare"}:
        ink.line(smooth(sole, closed=False), tone.deep, 3.4 * k)
    if feet.name == "sandals":
        ink.line(
            smooth([place((-4, -2)), place((14, 8)), place((24, 16))], closed=False),
            ink.tones(mix(feet.colour, "#000000", 0.1)).base,
            5 * k,
        )
