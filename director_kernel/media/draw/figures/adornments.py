"""Beards, glasses, jewels, capes, wings, bags: what sets one person apart from the next."""

from director_kernel.media.draw.colour import mix, raised, times
from director_kernel.media.draw.figures import collars
from director_kernel.media.draw.figures.body import Body
from director_kernel.media.draw.figures.cut import below_neck
from director_kernel.media.draw.figures.eyes import eye_centre
from director_kernel.media.draw.figures.head import Head
from director_kernel.media.draw.ink import Ink
from director_kernel.media.draw.shape import at, num, smooth, tube


def draw_behind(ink: Ink, body: Body) -> None:
    """Capes, wings and packs, behind the body."""
    extras, s = body.look.extras, body.scale
    if body.look.hat == "space" and body.pose.view != "back":
        ink.rect(body["neck"][0] - 62 * s, body["neck"][1] - 6 * s, 124 * s, 190 * s, ink.across("#c9ccd2"), 18 * s)
    if "cape" in extras and body.pose.view != "back":
        _cape(ink, body)
    if "wings" in extras:
        for sign in (-1, 1):
            pts = [
                body.side(0.8, sign * 16 * s),
                body.side(1.1, sign * 120 * s),
                body.side(1.0, sign * 210 * s),
                body.side(0.55, sign * 190 * s),
                body.side(0.2, sign * 120 * s),
                body.side(0.3, sign * 40 * s),
            ]
            ink.path(smooth(pts), ink.across("#f2f0ec"), fill_opacity=0.92)
    if "backpack" in extras and body.pose.view in {"front", "three"}:
        x, y = body.side(0.8, 0)
        ink.rect(x - body.chest - 6 * s, y - 30 * s, 2 * body.chest + 12 * s, 170 * s, ink.across("#5b6b4a"), 22 * s)


def _cape(ink: Ink, body: Body) -> None:
    s = body.scale
    y = body["pelvis"][1] + 330 * s
    pts = [
        below_neck(body, -44, -4),
        below_neck(body, 44, -4),
        body.side(0.5, 92 * s),
        (body["pelvis"][0] + 120 * s, y - 20),
        (body["pelvis"][0] + 20 * s, y),
        (body["pelvis"][0] - 110 * s, y - 10),
        body.side(0.5, -88 * s),
    ]
    ink.path(smooth(pts, tension=0.8), ink.across("#b3232c"), solid=True)


def draw_front(ink: Ink, body: Body) -> None:
    """Scarves, straps, stethoscopes, necklaces: over the clothes, under the chin."""
    extras, s = body.look.extras, body.scale
    if body.pose.view == "back":
        if "backpack" in extras:
            x, y = body.side(0.8, 0)
            ink.rect(x - body.chest * 0.8, y - 24 * s, body.chest * 1.6, 160 * s, ink.across("#5b6b4a"), 22 * s)
        return
    if "backpack" in extras:
        for sign in (-1, 1):
            ink.line(
                smooth(
                    [body.side(0.96, sign * 36 * s), body.side(0.8, sign * 44 * s), body.side(0.5, sign * body.chest * 0.94)], closed=False
                ),
                ink.tones("#47543a").base,
                12 * s,
            )
    if "scarf" in extras:
        collars.scarf(ink, body, "#a63d35" if body.look.wardrobe[-1].colour != "#a63d35" else "#d0b48a")
    if "necklace" in extras:
        ink.line(
            smooth([below_neck(body, -22, 4), below_neck(body, 0, 40), below_neck(body, 22, 4)], closed=False),
            ink.tones("#dba63a").lit,
            1.6 * s,
        )
        ink.ellipse(*below_neck(body, 0, 42), 4 * s, 4.6 * s, ink.tones("#dba63a").lit)
    if "stethoscope" in extras:
        ink.line(
            smooth(
                [
                    below_neck(body, -30, 0),
                    below_neck(body, -30, 60),
                    below_neck(body, -10, 96),
                    below_neck(body, 22, 70),
                    below_neck(body, 30, 0),
                ],
                closed=False,
            ),
            ink.tones("#2b2f36").base,
            4 * s,
        )
        ink.ellipse(*below_neck(body, -10, 100), 8 * s, 8 * s, ink.tones("#c5ccd3").base)
    if "cape" in extras:
        for sign in (-1, 1):
            ink.path(
                smooth(
                    [
                        below_neck(body, sign * 14, -6),
                        below_neck(body, sign * 46, -2),
                        below_neck(body, sign * 40, 22),
                        below_neck(body, sign * 8, 16),
                    ]
                ),
                ink.tones("#b3232c").base,
            )


def draw_beard(ink: Ink, head: Head) -> None:
    """Beard and moustache in the hair's colour."""
    kind = head.look.beard
    if not kind or head.back:
        return
    colour = mix(head.look.hair_colour, "#2a1a12", 0.12) if head.look.hair != "bald" else head.look.brow
    t = ink.tones(colour)
    if head.profile:
        _profile_beard(ink, head, kind, t.base)
        return
    paint = ink.over(colour, (-42.0, -50.0, 84.0, 76.0))
    if kind in {"full", "short", "stubble"}:
        ink.path(_jaw(head, kind), paint, fill_opacity=0.28 if kind == "stubble" else 0.97 if kind == "full" else 0.86, fill_rule="evenodd")
        if kind == "full":
            for i in range(-5, 6):
                x = head.on(i * 4.6, 0)[0]
                ink.line(
                    f"M{num(x)} {num(-6 + abs(i) * -1.6)}q{num(i * 0.5)} 8 {num(-i * 0.4)} {num(15 - abs(i) * 1.6)}",
                    t.deep if i % 2 else raised(t.lit, 0.25),
                    1.2,
                    stroke_opacity=0.4,
                )
    if kind == "goatee":
        ink.path(smooth([head.on(-7, -10), head.on(0, -11.5), head.on(7, -10), head.on(7, 1), head.on(0, 7), head.on(-7, 1)]), paint)
    if kind in {"full", "moustache", "goatee", "short"}:
        thick = {"full": 6.4, "moustache": 6.6, "goatee": 3.4, "short": 4.0}[kind]
        for side in (-1, 1):
            line = [
                head.on(side * 0.6, -23.2, out=2),
                head.on(side * 7, -22.2, out=1),
                head.on(side * 12.6, -17.0 + (2 if kind != "moustache" else 0)),
            ]
            ink.path(tube(line, (thick * 0.8, thick, 1.8)), t.base)


def _jaw(head: Head, kind: str) -> str:
    """From sideburn round the jaw to sideburn, with a hole for the mouth."""
    low = 17.0 if kind == "full" else 3.0
    outer = [
        head.on(-35.6, -46),
        head.on(-34.6, -30),
        (head.on(-29, 0)[0], -12),
        (head.on(-18, 0)[0], low * 0.5),
        (head.on(0, 0)[0], low + 3),
        (head.on(18, 0)[0], low * 0.5),
        (head.on(29, 0)[0], -12),
        head.on(34.6, -30),
        head.on(35.6, -46),
    ]
    inner = [
        head.on(31.5, -44),
        head.on(27, -30),
        head.on(17, -24.5),
        head.on(7, -24.6),
        head.on(0, -23.4),
        head.on(-7, -24.6),
        head.on(-17, -24.5),
        head.on(-27, -30),
        head.on(-31.5, -44),
    ]
    mouth = [head.on(-10.6, -18), head.on(0, -21), head.on(10.6, -18), head.on(5, -12), head.on(0, -11), head.on(-5, -12)]
    return smooth([*outer, *inner], tension=0.8) + smooth(mouth)


def _profile_beard(ink: Ink, head: Head, kind: str, paint: str) -> None:
    if kind == "moustache":
        ink.path(tube([head.p(40, -24), head.p(33, -21), head.p(28, -15)], (4, 5, 2)), paint)
        return
    low = 16 if kind == "full" else 3
    pts = [
        head.p(x, y)
        for x, y in (
            (-6, -44),
            (2, -26),
            (18, -22),
            (36, -25),
            (38, -22),
            (28, -18.5),
            (29, -13),
            (36, -11),
            (36, -2),
            (30, low),
            (12, low * 0.7),
            (-5, -10),
            (-11, -34),
        )
    ]
    ink.path(smooth(pts, tension=0.75), paint, fill_opacity=0.3 if kind == "stubble" else 0.95)


def draw_glasses(ink: Ink, head: Head) -> None:
    """Frames on the eyes, with a glint."""
    kind = head.look.glasses
    if not kind or head.back:
        return
    frame = ink.tones({"round": "#b08a3a", "goggles": "#22252b", "sun": "#17171a"}.get(kind, "#2a2422")).base
    lens = "#14161b" if kind == "sun" else "#25344a" if kind == "goggles" else "#dfeaf2"
    opacity = {"sun": 0.9, "goggles": 0.85}.get(kind, 0.13)
    if head.profile:
        x, y = head.p(29, -48)
        ink.ellipse(x, y, 6.4, 8.6, lens, fill_opacity=opacity, stroke=frame, stroke_width=1.8)
        a, b = head.p(23, -50), head.p(-6, -51)
        ink.line(f"M{at(a)}L{at(b)}", frame, 2.0)
        return
    centres = {s: eye_centre(head, s) for s in (-1, 1)}
    for s, (x, y) in centres.items():
        w = 11.4 * head.squeeze(s * 15.6)
        if kind == "round":
            ink.ellipse(x, y + 0.6, w * 0.94, 10.4, lens, fill_opacity=opacity, stroke=frame, stroke_width=1.5)
        else:
            drop = 9.4 if kind != "goggles" else 11
            pts = [
                (x - w, y - 7),
                (x, y - 7.6),
                (x + w, y - 7),
                (x + w * 0.92, y + drop * 0.6),
                (x + w * 0.4, y + drop),
                (x - w * 0.4, y + drop),
                (x - w * 0.92, y + drop * 0.6),
            ]
            ink.path(smooth(pts, tension=0.7), lens, fill_opacity=opacity, stroke=frame, stroke_width=2.2 if kind != "goggles" else 4.0)
        ink.path(
            f"M{num(x - w * 0.55)} {num(y + 5)}L{num(x - w * 0.05)} {num(y - 5)}L{num(x + w * 0.25)} {num(y - 5)}L{num(x - w * 0.25)} "
            f"{num(y + 5)}Z",
            "#ffffff",
            fill_opacity=0.2,
        )
        end = head.on(s * 36, -51)
        ink.line(f"M{num(x + s * w)} {num(y - 3.4)}L{at(end)}", frame, 1.8)
    (ax, ay), (bx, _) = centres[-1], centres[1]
    k = 11.0
    ink.line(
        f"M{num(ax + k * head.squeeze(-15.6))} {num(ay - 2)}Q{num((ax + bx) / 2)} {num(ay - 5)} {num(bx - k * head.squeeze(15.6))} "
        f"{num(ay - 2)}",
        frame,
        1.8,
    )


def draw_jewels(ink: Ink, head: Head) -> None:
    """Earrings, a bandana."""
    if "earrings" in head.look.extras and not head.profile and not head.back:
        for s in (-1, 1):
            if s == head.sign and abs(head.turn) > 0.25:
                continue
            ink.ellipse(s * 38.5 - head.turn * 4, -29, 3.4, 5.4, "none", stroke=ink.tones("#dba63a").lit, stroke_width=1.6)
    if "bandana" in head.look.extras and not head.profile:
        pts = [head.on(-36, -74), head.on(0, -82), head.on(36, -74), head.on(34, -86), (0, -104), head.on(-34, -86)]
        ink.path(smooth(pts), ink.across("#a83232"))
        ink.line(smooth(pts[:3], closed=False), ink.tones(times("#a83232", 0.7)).base, 3)
