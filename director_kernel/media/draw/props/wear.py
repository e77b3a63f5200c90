"""Things worn, carried and treasured."""

from director_kernel.media.draw.colour import luma, mix, raised, times
from director_kernel.media.draw.props.bench import Bench, Made


def sneaker(b: Bench) -> Made:
    """A running shoe, from its side, toe to frame right."""
    c, accent = b.colour, (mix(times(b.colour, 0.5), "#ef5f3c", 0.7) if luma(b.colour) > 0.6 else "#f6f3ec")
    b.form(
        [(-130, -34), (-136, -14), (-122, 0), (-40, 2), (60, 0), (132, -2), (146, -16), (136, -34), (0, -30)],
        "#f4f1ea" if luma(c) < 0.75 else "#e4ded2",
        "plastic",
        tension=0.7,
    )
    b.mark("M-132 -12Q0 0 142 -14", 2.2, "#8b857a", 0.5)
    for x in range(-112, 130, 16):
        b.mark(f"M{x} -1v-6", 2, "#8b857a", 0.45)
    upper = b.form(
        [
            (-126, -34),
            (-130, -82),
            (-122, -116),
            (-96, -128),
            (-62, -112),
            (-44, -106),
            (-8, -112),
            (34, -88),
            (84, -66),
            (124, -58),
            (142, -38),
            (60, -30),
            (-60, -30),
        ],
        c,
        "leather",
        tension=0.75,
    )
    b.inside(upper)
    b.ink.path("M-140 -30V-90Q-104 -84 -92 -30Z", times(b.tones().base, 0.78), fill_opacity=0.8)
    b.ink.path("M86 -70Q146 -56 150 -28H72Q76 -52 86 -70Z", times(b.tones().base, 0.86), fill_opacity=0.8)
    b.ink.path("M-86 -34Q-20 -40 40 -84L58 -76Q8 -36 -62 -28Z", b.ink.tones(accent).base)
    for i in range(7):
        b.ink.line(f"M{-40 + i * 5} -36Q{i * 12} -60 {24 + i * 9} -88", b.tones().deep, 0.8, stroke_opacity=0.14)
    b.outside()
    b.form([(-122, -116), (-98, -130), (-60, -114), (-44, -106), (-70, -98), (-106, -104)], times(c, 0.5), "fabric")
    b.form([(-56, -108), (-50, -132), (-36, -140), (-20, -124), (-6, -108), (-34, -100)], raised(c, 0.2), "fabric")
    for i in range(5):
        x, y = -34 + i * 17, -110 + i * 9.5
        b.ink.line(f"M{x} {y}l14 -13", b.ink.tones("#faf8f3" if luma(c) < 0.75 else "#d9d3c8").base, 5)
        b.mark(f"M{x + 1} {y + 3}l13 -12", 0.8, "#6a665f", 0.5)
    b.ink.path("M-120 -74Q-124 -100 -106 -112", "none", stroke="#ffffff", stroke_width=5, stroke_opacity=0.22, stroke_linecap="round")
    b.glint(110 if b.key > 0 else 60, -60, 20, 3, turn=16, strength=0.3)
    if b.label:
        b.print(-108, -56, 36, 22, b.ink.ink_on(c))
    return Made(284, 132, (-20, -60), (-100, -56), 120)


def shoe(b: Bench) -> Made:
    """A leather shoe."""
    b.form(
        [(-120, -20), (-124, -6), (-110, 0), (-72, 0), (-60, -8), (60, 0), (126, 0), (142, -10), (130, -22)],
        "#1f1712",
        "plastic",
        tension=0.5,
    )
    b.form(
        [
            (-118, -22),
            (-122, -76),
            (-108, -100),
            (-70, -92),
            (-30, -84),
            (16, -62),
            (76, -56),
            (124, -46),
            (138, -24),
            (40, -18),
            (-60, -18),
        ],
        b.colour,
        "leather",
        tension=0.8,
    )
    b.form([(-108, -98), (-84, -106), (-50, -94), (-34, -84), (-80, -84)], times(b.colour, 0.45), "leather")
    for i in range(3):
        b.ink.line(f"M{-34 + i * 15} {-78 + i * 7}l12 -9", "#17110d", 3)
    b.mark("M62 -56Q58 -36 66 -22", 1.6)
    b.glint(100, -44, 22, 3.4, turn=9, strength=0.4)
    return Made(266, 104, (-20, -40), (0, -40), 100)


def heels(b: Bench) -> Made:
    """A high-heeled shoe."""
    b.facet([(-112, -92), (-96, -84), (-102, 0), (-110, 0)], times(b.colour, 0.8), "plastic")
    b.form(
        [
            (-116, -132),
            (-124, -100),
            (-100, -84),
            (-40, -52),
            (30, -8),
            (96, 0),
            (116, -8),
            (98, -28),
            (54, -40),
            (10, -62),
            (-50, -100),
            (-92, -120),
        ],
        b.colour,
        "leather",
        tension=0.75,
    )
    b.form([(-112, -128), (-90, -118), (-50, -98), (8, -60), (-40, -70), (-96, -98)], times(b.colour, 0.5), "leather")
    b.glint(76, -24, 20, 3, turn=20, strength=0.5)
    return Made(240, 134, (-60, -80), (0, -40), 60)


def boot(b: Bench) -> Made:
    """A boot."""
    b.form([(-78, -18), (-82, 0), (76, 0), (92, -6), (84, -20)], "#1f1712", "plastic", tension=0.5)
    b.form(
        [(-74, -18), (-70, -100), (-76, -196), (-8, -196), (-6, -110), (10, -78), (60, -64), (86, -40), (84, -18)],
        b.colour,
        "leather",
        tension=0.7,
    )
    b.box(-80, -204, 76, 18, 6, times(b.colour, 0.7), "leather")
    b.mark("M-20 -110Q-4 -96 6 -78M-70 -60Q-30 -70 8 -60", 2)
    b.gloss(-74, -180, 68, 110)
    return Made(180, 206, (-40, -196), (-40, -140), 60)


def handbag(b: Bench) -> Made:
    """A structured handbag."""
    b.stroke("M-42 -120Q-44 -206 0 -206Q44 -206 42 -120", 8, times(b.colour, 0.85))
    body = b.form([(-80, -126), (80, -126), (98, -20), (88, 0), (-88, 0), (-98, -20)], b.colour, "leather", tension=0.35)
    b.inside(body)
    b.ink.path("M-100 -130H100L78 -70Q0 -44 -78 -70Z", raised(b.tones().lit, 0.06), fill_opacity=0.55)
    b.outside()
    b.mark("M-84 -124L-78 -70Q0 -44 78 -70L84 -124", 2, opacity=0.55)
    b.ink.line("M-88 -10Q0 0 88 -10", "#d8b98a", 1.1, stroke_dasharray="5 4", stroke_opacity=0.6)
    b.box(-15, -74, 30, 24, 4, "#d8b467", "metal")
    b.box(-6, -66, 12, 8, 2, "#8a6a2a", "metal")
    for x in (-42, 42):
        b.disc(x, -120, 6, 6, "#d8b467", "metal")
    if b.label:
        b.print(0, -26, 90, 26, "#d8b467")
    b.gloss(-86, -112, 172, 96, both=False)
    return Made(196, 210, (0, -202), (0, -26), 18)


def backpack(b: Bench) -> Made:
    """A backpack."""
    b.stroke("M-20 -186Q0 -212 20 -186", 8, times(b.colour, 0.6))
    b.box(-84, -120, 168, 110, 20, times(b.colour, 0.75), "fabric")
    b.form([(-60, -186), (60, -186), (74, -140), (74, -14), (60, 0), (-60, 0), (-74, -14), (-74, -140)], b.colour, "fabric", tension=0.7)
    b.box(-54, -84, 108, 72, 14, times(b.colour, 0.88), "fabric")
    b.mark("M-52 -70H52M-64 -128Q0 -150 64 -128", 2.4, opacity=0.6)
    b.box(-5, -74, 10, 16, 3, "#d8b467", "metal")
    return Made(168, 204, (0, -194), (0, -40), 20)


def suitcase(b: Bench) -> Made:
    """A travelling case."""
    b.stroke("M-24 -150V-172H24V-150", 8, "#3a2a1e")
    b.box(-104, -152, 208, 148, 14, b.colour, "leather")
    for x in (-104, 88):
        for y in (-152, -20):
            b.box(x, y, 16, 16, 4, "#c9a15a", "metal")
    for x in (-62, 46):
        b.box(x, -152, 16, 148, 0, times(b.colour, 0.55), "leather", edge=False)
        b.box(x - 2, -100, 20, 14, 2, "#c9a15a", "metal")
    b.mark("M-104 -78H104", 2.4)
    if b.label:
        b.sticker(-36, -62, 72, 40, paper="#f2e6cc")
    b.gloss(-100, -144, 200, 60, both=False)
    return Made(208, 178, (0, -170), (0, -42), 46)


def umbrella(b: Bench) -> Made:
    """An open umbrella."""
    b.stroke("M0 -250V-16Q0 0 -12 0Q-22 0 -22 -12", 6, "#5a3a24")
    canopy = b.form(
        [
            (0, -318),
            (70, -302),
            (130, -254),
            (152, -198),
            (114, -212),
            (76, -198),
            (38, -212),
            (0, -198),
            (-38, -212),
            (-76, -198),
            (-114, -212),
            (-152, -198),
            (-130, -254),
            (-70, -302),
        ],
        b.colour,
        "fabric",
        tension=0.9,
    )
    b.inside(canopy)
    for x in (-76, 0, 76):
        b.ink.line(f"M0 -318Q{x * 0.8} -280 {x} -196", b.tones().deep, 2, stroke_opacity=0.4)
    b.ink.path(
        "M0 -318Q-64 -280 -76 -196L-160 -190L-120 -290Z" if b.key < 0 else "M0 -318Q64 -280 76 -196L160 -190L120 -290Z",
        raised(b.tones().lit, 0.3),
        fill_opacity=0.3,
    )
    b.outside()
    b.stroke("M0 -318V-334", 4, "#3a2a20")
    return Made(304, 334, (0, -50), (0, -250), 12)


def ring(b: Bench) -> Made:
    """A ring with its stone up."""
    gold = b.colour if b.said else "#d9a634"
    b.ink.ellipse(0, -56, 50, 52, "none", stroke=b.paint(gold, "metal"), stroke_width=13)
    b.ink.ellipse(0, -56, 44, 46, "none", stroke=b.tones(gold).deep, stroke_width=1.4, stroke_opacity=0.5)
    b.facet([(-20, -112), (20, -112), (12, -98), (-12, -98)], gold, "metal")
    _stone(b, 0, -106, 0.42, "#dff1fb")
    b.glint(b.key * 40, -84, 3, 12, turn=b.key * 34, strength=0.9)
    return Made(114, 168, (0, -10), (0, -56), 30)


def diamond(b: Bench) -> Made:
    """A cut stone."""
    _stone(b, 0, 0, 1.0, b.colour)
    return Made(160, 140, (0, -60), (0, -80), 150)


def _stone(b: Bench, x: float, y: float, k: float, colour: str) -> None:
    t = b.ink.tones(colour)
    top = [(-80, -96), (-46, -140), (46, -140), (80, -96)]
    cells = (
        ([(-80, -96), (-46, -140), (-30, -96)], t.lit),
        ([(-46, -140), (0, -140), (-30, -96)], raised(t.lit, 0.5)),
        ([(0, -140), (-30, -96), (30, -96)], t.base),
        ([(0, -140), (46, -140), (30, -96)], raised(t.lit, 0.25)),
        ([(46, -140), (80, -96), (30, -96)], t.base),
        ([(-80, -96), (-30, -96), (0, 0)], t.base),
        ([(-30, -96), (30, -96), (0, 0)], raised(t.lit, 0.4)),
        ([(30, -96), (80, -96), (0, 0)], t.dark),
    )
    b.ink.add(f'<g transform="translate({x} {y}) scale({k})">')
    b.facet([*top, (0, 0)], colour, "glass")
    if k != 1.0:
        b.ink.moved.append((b.ink.outline.pop(), f"translate({x} {y}) scale({k})"))
    for points, fill in cells:
        b.ink.path(
            "M" + "L".join(f"{px} {py}" for px, py in points) + "Z", fill, stroke=raised(t.lit, 0.6), stroke_width=0.8, stroke_opacity=0.6
        )
    b.ink.path("M-52 -128l4 -14l4 14l14 4l-14 4l-4 14l-4 -14l-14 -4Z", "#ffffff", fill_opacity=0.9)
    b.ink.add("</g>")


def crown(b: Bench) -> Made:
    """A crown."""
    b.facet([(-70, -26), (-84, -116), (-44, -72), (0, -132), (44, -72), (84, -116), (70, -26)], b.colour, "metal")
    b.box(-74, -34, 148, 34, 6, b.colour, "metal")
    for x, c in ((-48, "#b3232c"), (0, "#2a4fb8"), (48, "#b3232c")):
        b.disc(x, -17, 9, 9, c, "glass")
    for x, y in ((-84, -118), (0, -136), (84, -118)):
        b.ball(x, y, 8, raised(b.colour, 0.3))
    return Made(176, 144, (0, -20), (0, -50), 140)


def necklace(b: Bench) -> Made:
    """A necklace laid out, with its pendant."""
    b.ink.path("M-60 -180Q-70 -70 0 -50Q70 -70 60 -180", "none", stroke=b.paint(b.colour, "metal"), stroke_width=5)
    _stone(b, 0, 0, 0.34, "#6fc3df")
    return Made(130, 180, (0, -176), (0, -24), 100)


def glasses(b: Bench) -> Made:
    """A pair of glasses."""
    for s in (-1, 1):
        b.box(s * 52 - 42, -58, 84, 56, 22, times(b.colour, 0.8), "plastic")
        b.ink.rect(s * 52 - 34, -51, 68, 42, b.ink.linear([(0, "#2b3a52", 0.92), (1, "#7a93ad", 0.75)], (0, 0, 0.5, 1)), 17)
        b.ink.path(f"M{s * 52 - 22} -16L{s * 52 + 2} -48h12L{s * 52 - 8} -16Z", "#ffffff", fill_opacity=0.25)
        b.stroke(f"M{s * 92} -44l{s * 16} -8", 6)
    b.stroke("M-12 -44Q0 -54 12 -44", 6)
    return Made(216, 62, (100, -44), (0, -30), 30)


def hat(b: Bench) -> Made:
    """A hat with a band."""
    b.disc(0, -12, 116, 14, times(b.colour, 0.85), "fabric")
    b.form(
        [(-62, -14), (-60, -66), (-44, -96), (-12, -88), (12, -88), (44, -96), (60, -66), (62, -14), (0, -4)],
        b.colour,
        "fabric",
        tension=0.8,
    )
    b.ink.path("M-62 -34Q0 -22 62 -34V-14Q0 -2 -62 -14Z", times(b.tones().base, 0.4))
    return Made(232, 98, (0, -40), (0, -24), 110)


def shirt(b: Bench) -> Made:
    """A T-shirt, laid flat, with its print."""
    d = b.form(
        [
            (-34, -214),
            (0, -200),
            (34, -214),
            (74, -198),
            (118, -142),
            (86, -116),
            (66, -138),
            (68, 0),
            (-68, 0),
            (-66, -138),
            (-86, -116),
            (-118, -142),
            (-74, -198),
        ],
        b.colour,
        "fabric",
        tension=0.25,
    )
    b.inside(d)
    b.mark("M-66 -130Q-40 -100 -60 -40M66 -130Q46 -90 58 -30M-20 -10Q10 -30 40 -12", 5, opacity=0.14)
    b.outside()
    b.mark("M-34 -214Q0 -178 34 -214", 4)
    b.print(0, -108, 92, 70, b.ink.ink_on(b.colour)) if b.label else None
    return Made(236, 216, (0, -200), (0, -108), 80)
