"""What is printed on cloth and how cloth takes light. Drawn inside the garment's own clip."""

from director_kernel.media.draw.colour import luma, mix, raised, times
from director_kernel.media.draw.figures.body import Body
from director_kernel.media.draw.figures.cut import Cut
from director_kernel.media.draw.figures.wardrobe import Garment
from director_kernel.media.draw.ink import Ink
from director_kernel.media.draw.shape import at, num


def draw_pattern(ink: Ink, body: Body, g: Garment) -> None:
    """Stripes, checks, dots or flowers in a colour that the garment's own suggests."""
    s = body.scale
    second = ink.tones(g.trim or (mix(times(g.colour, 0.45), "#23305a", 0.3) if luma(g.colour) > 0.45 else raised(g.colour, 0.55))).base
    x, y = body["neck"]
    x0, top, bottom = x - 150 * s, y - 20 * s, y + 680 * s
    if g.pattern in {"stripes", "check"}:
        step = (16 if g.pattern == "stripes" else 26) * s
        for i in range(int((bottom - top) / step)):
            v = top + i * step
            sag = f"M{num(x0)} {num(v)}Q{num(x)} {num(v + 14 * s)} {num(x0 + 300 * s)} {num(v)}"
            ink.line(sag, second, step * (0.42 if g.pattern == "stripes" else 0.4), stroke_opacity=0.85 if g.pattern == "stripes" else 0.42)
    if g.pattern == "check":
        for i in range(12):
            u = x0 + i * 26 * s
            ink.line(f"M{num(u)} {num(top)}L{num(u)} {num(bottom)}", second, 10 * s, stroke_opacity=0.42)
    if g.pattern in {"dots", "floral", "camo"}:
        _scatter(ink, g, second, x0, top, s)


def _scatter(ink: Ink, g: Garment, second: str, x0: float, top: float, s: float) -> None:
    third = ink.tones(mix(g.colour, "#f2c9b0", 0.6)).base
    for row in range(26):
        for col in range(12):
            x, y = x0 + (col + 0.5 * (row % 2)) * 26 * s, top + row * 25 * s
            if g.pattern == "dots":
                ink.ellipse(x, y, 4.4 * s, 4.4 * s, second, fill_opacity=0.85)
            elif g.pattern == "camo":
                ink.ellipse(
                    x + (row * 7 % 5) * 3 * s,
                    y,
                    (11 + col % 3 * 5) * s,
                    (6 + row % 3 * 3) * s,
                    second if (row + col) % 2 else times(g.colour, 0.6),
                    fill_opacity=0.55,
                )
            elif (row * 5 + col * 3) % 4 == 0:
                for dx, dy in ((-4, 0), (4, 0), (0, -4), (0, 4)):
                    ink.ellipse(x + dx * s, y + dy * s, 4.2 * s, 4.2 * s, third, fill_opacity=0.8)
                ink.ellipse(x, y, 2.6 * s, 2.6 * s, second)


def draw_cloth(ink: Ink, body: Body, g: Garment, c: Cut) -> None:
    """The surface of leather, satin, knit, metal, down: how its highlights sit."""
    drawer = {"leather": _sheen, "satin": _sheen, "knit": _knit, "metal": _plates, "denim": _stitches, "fur": _fur}.get(g.cloth)
    if drawer is not None:
        drawer(ink, body, g, c)
    if g.name == "puffer":
        _quilts(ink, body, g)
    if g.name == "space suit":
        _space(ink, body, g)


def _sheen(ink: Ink, body: Body, g: Garment, c: Cut) -> None:
    light = ink.tones(raised(g.colour, 0.5)).lit
    for side, t0, t1, k in ((-1, 0.86, 0.6, 0.55), (1, 0.84, 0.62, 0.5), (-1, 0.4, 0.05, 0.62), (1, 0.36, 0.02, 0.45)):
        strength = 0.5 if side == ink.key_x else 0.25
        a, b, m = (
            body.side(t0, side * body.chest * k),
            body.side(t1, side * body.chest * k * 0.8),
            body.side((t0 + t1) / 2, side * body.chest * (k + 0.22)),
        )
        ink.path(
            f"M{at(a)}Q{at(m)} {at(b)}Q{at(body.side((t0 + t1) / 2, side * body.chest * (k + 0.08)))} {at(a)}Z",
            light,
            fill_opacity=strength,
        )


def _knit(ink: Ink, body: Body, g: Garment, c: Cut) -> None:
    s, deep = body.scale, ink.tones(g.colour).deep
    (lx, ly), (rx, _) = c.left[-1], c.right[-1]
    for i in range(26):
        x = lx + (rx - lx) * (i + 0.5) / 26
        ink.line(f"M{num(x)} {num(ly + 5)}L{num(x)} {num(ly - 13 * s)}", deep, 1.3 * s, stroke_opacity=0.3)
    if g.name == "sweater":
        for dx in (-26, 0, 26):
            zig = " ".join(f"L{at(body.side(0.88 - i * 0.04, (dx + (3.5 if i % 2 else -3.5)) * s))}" for i in range(23))
            ink.line("M" + zig[1:], deep, 1.5 * s, stroke_opacity=0.16)


def _plates(ink: Ink, body: Body, g: Garment, c: Cut) -> None:
    s, t = body.scale, ink.tones(g.colour)
    for sign in (-1, 1):
        ink.path(
            f"M{at(body.side(0.84, sign * 4 * s))}Q{at(body.side(0.86, sign * body.chest))} "
            f"{at(body.side(0.62, sign * body.chest * 0.96))}Q{at(body.side(0.46, sign * 30 * s))} {at(body.side(0.5, sign * 3 * s))}Z",
            t.lit if sign == (ink.key_x or -1) else t.base,
            fill_opacity=0.55,
            stroke=t.deep,
            stroke_width=1.4,
        )
    for i in range(7):
        u = 0.4 - i * 0.1
        ink.line(
            f"M{at(body.side(u, -body.hips * 1.3))}Q{at(body.side(u - 0.05, 0))} {at(body.side(u, body.hips * 1.3))}",
            t.deep,
            2.4 * s,
            stroke_opacity=0.6,
        )
        ink.line(
            f"M{at(body.side(u - 0.015, -body.hips * 1.3))}Q{at(body.side(u - 0.065, 0))} {at(body.side(u - 0.015, body.hips * 1.3))}",
            raised(t.lit, 0.5),
            1.4 * s,
            stroke_opacity=0.5,
        )


def _stitches(ink: Ink, body: Body, g: Garment, c: Cut) -> None:
    s, thread = body.scale, ink.tones("#d9a35c").base
    for sign in (-1, 1):
        ink.line(
            f"M{at(body.side(0.76, sign * 14 * s))}L{at(body.side(0.76, sign * body.chest * 0.8))}",
            thread,
            1.2 * s,
            stroke_opacity=0.6,
            stroke_dasharray="4 3",
        )
        x, y = body.side(0.72, sign * body.chest * 0.45)
        ink.rect(x - 15 * s, y, 30 * s, 26 * s, "none", 2, stroke=ink.tones(g.colour).deep, stroke_width=1.5, stroke_opacity=0.5)


def _fur(ink: Ink, body: Body, g: Garment, c: Cut) -> None:
    t, s = ink.tones(g.colour), body.scale
    for row in range(16):
        for col in range(13):
            x, y = body.side(0.9 - row * 0.09, (col - 6 + 0.5 * (row % 2)) * 14 * s)
            ink.line(
                f"M{num(x)} {num(y)}q{num(3 * s)} {num(8 * s)} {num(-2 * s)} {num(15 * s)}",
                t.deep if (row + col) % 3 else t.lit,
                2 * s,
                stroke_opacity=0.32,
            )


def _quilts(ink: Ink, body: Body, g: Garment) -> None:
    t, s = ink.tones(g.colour), body.scale
    for i in range(8):
        u = 0.86 - i * 0.125
        ink.line(
            f"M{at(body.side(u, -body.chest * 1.6))}Q{at(body.side(u - 0.06, 0))} {at(body.side(u, body.chest * 1.6))}",
            t.deep,
            2.6 * s,
            stroke_opacity=0.4,
        )
        ink.line(
            f"M{at(body.side(u - 0.03, -body.chest * 1.3))}Q{at(body.side(u - 0.085, 0))} {at(body.side(u - 0.03, body.chest * 1.3))}",
            raised(t.lit, 0.4),
            5 * s,
            stroke_opacity=0.16,
        )


def _space(ink: Ink, body: Body, g: Garment) -> None:
    t, s = ink.tones(g.colour), body.scale
    trim = ink.tones(g.trim)
    x, y = body.side(0.66, 0)
    ink.rect(x - 34 * s, y - 10 * s, 68 * s, 58 * s, t.dark, 8 * s, stroke=t.deep, stroke_width=1.5)
    ink.rect(x - 26 * s, y - 2 * s, 30 * s, 18 * s, ink.tones("#2b3440").base, 3 * s)
    for i, colour in enumerate(("#d94b3a", "#e8b93a", "#4fae6a")):
        ink.ellipse(x + (14 + i * 7) * s, y + 6 * s, 2.6 * s, 2.6 * s, ink.tones(colour).lit)
    ink.line(
        f"M{at(body.side(0.42, -body.waist * 1.6))}Q{at(body.side(0.38, 0))} {at(body.side(0.42, body.waist * 1.6))}", trim.base, 8 * s
    )
    ink.line(
        f"M{at(body.side(0.05, -body.hips * 1.6))}Q{at(body.side(0.0, 0))} {at(body.side(0.05, body.hips * 1.6))}",
        t.deep,
        3 * s,
        stroke_opacity=0.4,
    )
