"""Dresses a body: tops, outer garments, skirts and aprons, with folds, cloth and pattern."""

from director_kernel.media.draw.colour import luma, mix, raised, times
from director_kernel.media.draw.figures import collars
from director_kernel.media.draw.figures.body import HIP, TORSO, Body
from director_kernel.media.draw.figures.cut import Cut, below_neck, cut, drape, height
from director_kernel.media.draw.figures.limbs import SLEEVE_END, arm_line, arm_widths, light_box
from director_kernel.media.draw.figures.patterns import draw_cloth, draw_pattern
from director_kernel.media.draw.figures.wardrobe import Garment
from director_kernel.media.draw.ink import Ink
from director_kernel.media.draw.shape import Point, at, lerp, num, smooth, tube


def draw_neck(ink: Ink, body: Body) -> None:
    """Neck and the skin of chest and shoulders that a neckline may show."""
    skin, s = body.look.skin, body.scale
    f, stout = body.look.feminine, max(0.0, body.look.build)
    chin = body.chin
    top = (
        chin[0] * 0.8 + body["neck"][0] * 0.2 - (4 * s if body.pose.view == "profile" else 0),
        chin[1] - (34 if body.pose.view == "profile" else 16) * body.head,
    )
    w = (39 - 8 * f + 8 * stout) * (body.head * 0.5 + s * 0.5)
    bare = Cut(*_chest(body), (below_neck(body, -17, -12), below_neck(body, 0, -13), below_neck(body, 17, -12)))
    ink.path(bare.whole(), ink.flesh(skin, light_box(body)), solid=True)
    base = below_neck(body, 0, 16)
    ink.path(tube((top, body["neck"], base), (w * 0.96, w * 0.94, w * 1.18), cap=False), ink.flesh(skin, light_box(body)), solid=True)
    if body.pose.view == "back":
        return
    deep = ink.tones(mix(skin, "#8a3a2a", 0.22)).dark
    drop = chin[1] + 17 * s
    d = (
        f"M{at((top[0] - w * 0.49, top[1]))}L{at((top[0] + w * 0.49, top[1]))}L{at((body['neck'][0] + w * 0.46, drop - 6))}"
        f"Q{at((body['neck'][0] - ink.key_x * 6, drop + 16 * s))} {at((body['neck'][0] - w * 0.46, drop - 6))}Z"
    )
    ink.path(d, deep, fill_opacity=0.62)
    for sign in (-1, 1):
        a, b = below_neck(body, sign * 8, 14), below_neck(body, sign * 36, 7)
        ink.line(f"M{at(a)}Q{at(below_neck(body, sign * 20, 14))} {at(b)}", deep, 1.5 * s, stroke_opacity=0.32)


def _chest(body: Body) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    profile = (
        (1.0, 25 * body.scale),
        (0.965, body.shoulder * 0.6),
        (0.93, body.shoulder * 0.84),
        (0.885, body.shoulder * 0.92),
        (0.8, body.shoulder * 0.9),
        (0.6, body.chest),
        (0.37, body.waist),
        (0.0, body.hips),
    )
    return tuple(body.side(t, -w) for t, w in profile), tuple(body.side(t, w) for t, w in profile)


def draw_top(ink: Ink, body: Body, g: Garment) -> None:
    """A shirt, sweater, dress: one closed shape with its collar."""
    c = cut(body, g)
    d = c.whole()
    ink.path(d, ink.over(g.colour, light_box(body)), solid=True)
    _dressing(ink, body, g, d, c)
    if g.sleeve == "none" and g.collar == "strap":
        _straps(ink, body, g)
    collars.draw(ink, body, g)
    _front(ink, body, g, c)


def draw_outer(ink: Ink, body: Body, g: Garment) -> None:
    """A coat, jacket or robe: closed below its lapels, or two open panels."""
    c = cut(body, g)
    back = body.pose.view == "back"
    if g.front == "open" and not back:
        gap = (9 if g.flare < 0.5 else 15) * body.scale
        for side, sign in (("left", -1), ("right", 1)):
            hem = c.left[-1] if side == "left" else c.right[-1]
            middle = (c.left[-1][0] + c.right[-1][0]) / 2
            edge = (
                (middle + sign * gap * 1.8, hem[1] + 2),
                body.side(0.1, sign * gap * 1.5),
                body.side(0.5, sign * gap * 1.2),
                below_neck(body, sign * 25, -6),
            )
            d = c.panel(side, edge)
            ink.path(d, ink.over(g.colour, light_box(body)), solid=True)
            _dressing(ink, body, g, d, c, half=sign)
            ink.line(smooth(edge, closed=False), ink.tones(g.colour).deep, 2.2 * body.scale, stroke_opacity=0.5)
    else:
        d = c.whole()
        ink.path(d, ink.over(g.colour, light_box(body)), solid=True)
        _dressing(ink, body, g, d, c)
    collars.draw(ink, body, g)
    _front(ink, body, g, c)


def draw_skirt(ink: Ink, body: Body, g: Garment) -> None:
    """A skirt from the waist."""
    edges = [
        (body.side(0.3, -body.waist), body.side(0.3, body.waist)),
        (body.side(0.1, -body.hips * 0.96), body.side(0.1, body.hips * 0.96)),
    ]
    edges += [(body.side(0.0, -body.hips - 3), body.side(0.0, body.hips + 3)), *drape(body, g.hem, g.flare, 4 * body.scale)]
    c = Cut(tuple(a for a, _ in edges), tuple(b for _, b in edges), (edges[0][0], edges[0][1]))
    d = c.whole()
    ink.path(d, ink.over(g.colour, light_box(body)), solid=True)
    _dressing(ink, body, g, d, c)


def draw_hips(ink: Ink, body: Body, g: Garment) -> None:
    """The seat of trousers, joining both legs."""
    s = body.scale
    w, h = body.waist + 3 * s, body.hips + 4 * s
    line = ((0.24, w), (0.1, h * 0.97), (-0.02, h), (-0.14, h * 0.98))
    d = smooth([*(body.side(t, -x) for t, x in line), body.side(-0.22, 0), *(body.side(t, x) for t, x in reversed(line))], tension=0.8)
    ink.path(d, ink.over(g.colour, light_box(body)), solid=True)
    if g.cut != "leggings" and body.pose.view != "back":
        fly = body.side(0.16, 0), body.side(-0.1, 3 * s)
        ink.line(f"M{at(fly[0])}L{at(fly[1])}", ink.tones(g.colour).deep, 1.6 * s, stroke_opacity=0.4)
    if g.cut == "trousers":
        belt = body.side(0.17, -w - 1 * s), body.side(0.155, 0), body.side(0.17, w + 1 * s)
        ink.line(smooth(belt, closed=False), ink.tones(times(g.colour, 0.45)).base, 7 * s)


def draw_apron(ink: Ink, body: Body, g: Garment) -> None:
    """A bib apron over everything."""
    s = body.scale
    bib = [body.side(0.72, -30 * s), body.side(0.72, 30 * s), body.side(0.4, body.waist * 0.92), body.side(0.0, body.hips * 0.98)]
    edges = drape(body, g.hem, 0.08, 0.0)[-1]
    low = [(edges[1][0] * 0.8, edges[1][1]), (edges[0][0] * 0.8, edges[0][1])]
    d = smooth([*bib, *low, body.side(0.0, -body.hips * 0.98), body.side(0.4, -body.waist * 0.92)], tension=0.35)
    tone = ink.tones(g.colour)
    for sign in (-1, 1):
        ink.line(
            f"M{at(body.side(0.72, sign * 27 * s))}Q{at(below_neck(body, sign * 28, 20))} {at(below_neck(body, sign * 20, -6))}",
            tone.base,
            6 * s,
        )
    ink.path(d, ink.over(g.colour, light_box(body)))
    ink.line(f"M{at(body.side(0.38, -body.waist - 4 * s))}L{at(body.side(0.38, body.waist + 4 * s))}", tone.dark, 5 * s)
    a, b = body.side(0.2, -26 * s), body.side(-0.02, 26 * s)
    ink.rect(min(a[0], b[0]), a[1], abs(b[0] - a[0]), b[1] - a[1], "none", 5 * s, stroke=tone.deep, stroke_width=1.6, stroke_opacity=0.5)


def draw_arm_shadow(ink: Ink, body: Body, side: str, sleeves: list[Garment]) -> None:
    """What an arm before the body leaves on it, so that sleeve and jacket of one colour come apart."""
    line, widths = arm_line(body, side), arm_widths(body)
    covered = [g for g in sleeves if SLEEVE_END[g.sleeve]]
    colour = covered[-1].colour if covered else body.look.wardrobe[-1].colour
    room = (4 + 9 * covered[-1].ease) * body.scale if covered else 0.0
    lower = (lerp(line[0], line[1], 0.55), line[1], line[2])
    moved = tuple((x - ink.key_x * 5 * body.scale, y + 6 * body.scale) for x, y in lower)
    ink.add(f'<g clip-path="{ink.clip(cut(body, sleeves[-1]).whole())}">')
    ink.path(tube(moved, [w + room + 2 for w in widths[2:]]), ink.tones(colour).deep, fill_opacity=0.34)
    ink.add("</g>")


# -- the surface


def _dressing(ink: Ink, body: Body, g: Garment, d: str, c: Cut, *, half: int = 0) -> None:
    """Shade, folds, pattern and cloth on one piece."""
    ink.add(f'<g clip-path="{ink.clip(d)}">')
    if g.pattern:
        draw_pattern(ink, body, g)
    _volume(ink, body, g, half)
    _folds(ink, body, g, c, half)
    draw_cloth(ink, body, g, c)
    ink.add("</g>")


def _volume(ink: Ink, body: Body, g: Garment, half: int) -> None:
    """Soft shade under the chin and along the side that turns away, and under the bust."""
    s, t = body.scale, ink.tones(g.colour)
    strength = 0.3 if luma(g.colour) > 0.5 else 0.5
    if body.pose.view != "back":
        x, y = below_neck(body, -ink.key_x * 10, 14)
        ink.ellipse(x, y, 46 * s, 26 * s, ink.radial([(0, t.deep, strength), (1, t.deep, 0)]))
    if body.look.feminine > 0.5 and g.slot == "top" and body.pose.view in {"front", "three"}:
        for sign in (-1, 1):
            a, b = body.side(0.66, sign * body.chest * 0.78), body.side(0.57, sign * body.chest * 0.16)
            low = body.side(0.5, sign * body.chest * 0.55)
            ink.line(f"M{at(a)}Q{at(low)} {at(b)}", t.deep, 4.5 * s, stroke_opacity=0.14)


def _folds(ink: Ink, body: Body, g: Garment, c: Cut, half: int) -> None:
    s, t = body.scale, ink.tones(g.colour)
    faint = 0.16 + 0.1 * min(1.0, g.ease)
    for sign in (-1, 1):
        pit = body.side(0.72, sign * (body.chest + 3 * s))
        _crease(ink, pit, body.side(0.63, sign * body.chest * 0.74), body.side(0.6, sign * body.chest * 0.42), 4.5 * s, t.deep, faint)
        _crease(
            ink,
            body.side(0.66, sign * (body.chest + 3 * s)),
            body.side(0.53, sign * body.chest * 0.86),
            body.side(0.46, sign * body.chest * 0.62),
            4.0 * s,
            t.deep,
            faint,
        )
        if g.hem < HIP + 60 and g.ease > 0.05:
            start = body.side(0.36, sign * (body.waist + 6 * s))
            _crease(ink, start, body.side(0.31, sign * body.waist * 0.7), body.side(0.3, sign * body.waist * 0.36), 4.2 * s, t.deep, faint)
            _crease(
                ink,
                body.side(0.3, sign * (body.waist + 6 * s)),
                body.side(0.22, sign * body.waist * 0.8),
                body.side(0.2, sign * body.waist * 0.5),
                4.0 * s,
                t.deep,
                faint,
            )
    if g.hem < 380:
        _hanging_folds(ink, body, g, c)
    light = raised(t.lit, 0.25)
    lit = ink.key_x or -1.0
    points = body.side(0.86, lit * body.shoulder * 0.76), body.side(0.7, lit * body.chest * 0.84), body.side(0.48, lit * body.waist * 0.86)
    ink.line(f"M{at(points[0])}Q{at(points[1])} {at(points[2])}", light, 7 * s, stroke_opacity=0.14)


def _crease(ink: Ink, start: Point, bend: Point, end: Point, thick: float, colour: str, opacity: float) -> None:
    """A fold: thin at the end, thick where the cloth is caught."""
    low = (bend[0], bend[1] + thick)
    ink.path(f"M{at(start)}Q{at(bend)} {at(end)}Q{at(low)} {at((start[0], start[1] + thick))}Z", colour, fill_opacity=opacity)


def _hanging_folds(ink: Ink, body: Body, g: Garment, c: Cut) -> None:
    """Long folds from the hips to the hem, wider where the cloth flares."""
    (lx, ly), (rx, _) = c.left[-1], c.right[-1]
    t = ink.tones(g.colour)
    count = 3 + round(3 * min(1.0, g.flare))
    for i in range(count):
        u = (i + 0.7) / (count + 0.4)
        top = body.side(0.1, (u * 2 - 1) * body.hips * 0.8)
        x = lx + (rx - lx) * u
        width = (rx - lx) / count * 0.22
        d = (
            f"M{at(top)}Q{at((top[0] * 0.5 + x * 0.5 - width * 0.2, (top[1] + ly) / 2))} {num(x - width)} {num(ly + 8)}L{num(x + width)}"
            f" {num(ly + 8)}Q{at(((top[0] + x) / 2 + width * 0.5, (top[1] + ly) / 2))} {at(top)}Z"
        )
        ink.path(d, t.deep, fill_opacity=0.2 if i % 2 else 0.28)


def _straps(ink: Ink, body: Body, g: Garment) -> None:
    for sign in (-1, 1):
        a, b = below_neck(body, sign * 39, 28), body.side(0.955, sign * 33 * body.scale)
        ink.line(f"M{at(a)}L{at(b)}", ink.tones(g.colour).base if sign != ink.key_x else ink.tones(g.colour).lit, 8 * body.scale)


def _front(ink: Ink, body: Body, g: Garment, c: Cut) -> None:
    """Buttons, a zip, a belt: what closes the garment."""
    if body.pose.view == "back":
        return
    s, t = body.scale, ink.tones(g.colour)
    shift = {"three": 6.0, "profile": 16.0}.get(body.pose.view, 0.0)
    low = max(-0.02, (g.hem - HIP) / TORSO + 0.05) if g.hem >= 380 else (height(body, 0) and -0.35)
    start = 0.46 if g.collar in {"lapel", "robe"} else 0.72 if g.collar == "v" else 0.9
    dot = raised(g.colour, 0.5) if luma(g.colour) < 0.4 else times(g.colour, 0.55)
    if g.front in {"buttons", "double", "zip"}:
        a, b = body.side(start, shift * s), body.side(low, shift * s * 0.7)
        ink.line(f"M{at(a)}L{at(b)}", t.deep, (1.6 if g.front != "zip" else 2.6) * s, stroke_opacity=0.5)
    if g.front == "zip":
        ink.line(
            f"M{at(body.side(start, (shift + 1.5) * s))}L{at(body.side(low, (shift * 0.7 + 1.5) * s))}",
            ink.tones("#c5ccd3").base,
            1.2 * s,
            stroke_opacity=0.7,
        )
    if g.front in {"buttons", "double"}:
        for i in range(5 if start > 0.6 else 3):
            at_t = start - 0.04 - (start - max(low, 0.05)) * i / (4.4 if start > 0.6 else 3.2)
            for dx in (-13, 13) if g.front == "double" else (3,):
                x, y = body.side(at_t, (dx + shift) * s)
                ink.ellipse(x, y, 2.8 * s, 2.8 * s, ink.tones(g.trim or dot).base, stroke=t.deep, stroke_width=0.7, stroke_opacity=0.5)
    if g.front == "belt" or g.name == "trench coat":
        _belt(ink, body, g)
    if g.front == "bib":
        _bib(ink, body, g)


def _belt(ink: Ink, body: Body, g: Garment) -> None:
    s = body.scale
    half = body.waist + 7 * g.ease * s + 6 * s
    colour = mix(times(g.colour, 0.86), "#3a2c22", 0.08) if g.name != "kimono" else "#d8b45a"
    thick = 26 * s if g.name == "kimono" else 11 * s
    ink.line(f"M{at(body.side(0.375, -half))}Q{at(body.side(0.35, 0))} {at(body.side(0.375, half))}", ink.tones(colour).base, thick)
    x, y = body.side(0.36, 7 * s)
    for dx in (-9, 8):
        ink.line(
            f"M{num(x)} {num(y)}Q{num(x + dx * s)} {num(y + 26 * s)} {num(x + dx * 1.2 * s)} {num(y + 62 * s)}",
            ink.tones(colour).base,
            8 * s,
        )
    ink.ellipse(x, y, 8 * s, 8 * s, ink.tones(colour).lit, stroke=ink.tones(colour).deep, stroke_width=1.0, stroke_opacity=0.4)


def _bib(ink: Ink, body: Body, g: Garment) -> None:
    s, t = body.scale, ink.tones(g.colour)
    for sign in (-1, 1):
        ink.line(f"M{at(body.side(0.68, sign * 26 * s))}L{at(body.side(0.97, sign * 30 * s))}", t.dark, 9 * s)
        x, y = body.side(0.66, sign * 26 * s)
        ink.ellipse(x, y, 4 * s, 4 * s, ink.tones("#d9a634").base)
    x, y = body.side(0.62, 0)
    ink.rect(x - 18 * s, y, 36 * s, 28 * s, "none", 3 * s, stroke=t.deep, stroke_width=1.6, stroke_opacity=0.6)
