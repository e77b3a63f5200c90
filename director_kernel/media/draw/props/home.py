"""Furniture, lamps, doors, paper: what rooms are made of."""

from director_kernel.media.draw.colour import luma, mix, raised, times
from director_kernel.media.draw.props.bench import Bench, Made
from director_kernel.media.draw.shape import Point

GLOW = "#ffd98a"


def door(b: Bench) -> Made:
    """A door standing ajar, light behind it."""
    b.box(-104, -430, 208, 430, 2, times(b.colour, 0.42), "wood")
    b.ink.rect(-90, -416, 180, 416, b.ink.linear([(0, "#fff0c4", 1), (0.6, "#f9cd7e", 1), (1, "#f0a640", 1)], (0, 0, 0, 1)))
    s = 1
    panel: list[Point] = [(s * 90, -416), (s * -14, -440), (s * -14, 26), (s * 90, 0)]
    b.facet(panel, b.colour, "wood")
    for y0, y1 in ((-392, -232), (-200, -30)):
        b.facet([(76, y0 + 4), (4, y0 - 8), (4, y1 + 4), (76, y1 - 4)], times(b.colour, 0.82), "wood")
    b.ball(0, -200, 8, "#e0b65a")
    return Made(208, 466, (0, -200), (40, -300), 30)


def closed_door(b: Bench) -> Made:
    """A shut door with panels, number or sign."""
    b.box(-104, -430, 208, 430, 2, times(b.colour, 0.55), "wood")
    d = b.box(-90, -416, 180, 416, 2, b.colour, "wood")
    b.inside(d)
    b.grain(-90, -416, 180, 416, down=True)
    b.outside()
    for x in (-70, 10):
        for y, h in ((-390, 150), (-210, 180)):
            b.box(x, y, 60, h, 3, times(b.colour, 0.86), "wood")
    b.ball(74, -200, 9, "#e0b65a")
    b.print(0, -402, 60, 18, "#e0b65a") if b.label else None
    return Made(208, 430, (74, -200), (0, -402), 30)


def window(b: Bench) -> Made:
    """A window with daylight (or night) in it."""
    sky = ("#27375a", "#5a6c94") if b.ink.light.night else ("#cfe6f6", "#fff4dc")
    b.box(-122, -260, 244, 260, 6, b.colour, "wood")
    b.ink.rect(-108, -246, 216, 226, b.ink.linear([(0, sky[0], 1), (1, sky[1], 1)], (0, 0, 0, 1)))
    b.ink.path("M-108 -100L-40 -246H10L-108 -40Z", "#ffffff", fill_opacity=0.28)
    b.box(-5, -246, 10, 226, 0, b.colour, "wood")
    b.box(-108, -142, 216, 9, 0, b.colour, "wood")
    b.box(-134, -20, 268, 20, 4, raised(b.colour, 0.1), "wood")
    return Made(268, 260, (0, -10), (0, -130), 100)


def chair(b: Bench) -> Made:
    """A wooden chair."""
    for x0, x1, y0 in ((-58, -66, -250), (50, 58, -250), (-46, -50, -118), (58, 66, -118)):
        b.stroke(f"M{x0} {y0}L{x1} -4", 10)
    for y in (-240, -206, -172):
        b.box(-60, y, 116, 16, 6, b.colour, "wood")
    b.form([(-66, -130), (60, -130), (74, -110), (74, -100), (-72, -100), (-72, -112)], b.colour, "wood", tension=0.3)
    return Made(150, 256, (0, -230), (0, -200), 100)


def armchair(b: Bench) -> Made:
    """An armchair."""
    for x in (-92, 82):
        b.box(x, -18, 12, 18, 2, "#3a2618", "wood")
    b.form([(-84, -216), (0, -228), (84, -216), (92, -100), (-92, -100)], b.colour, "fabric", tension=0.6)
    b.mark("M-30 -210V-120M30 -210V-120", 2, opacity=0.25)
    b.box(-86, -112, 172, 60, 18, raised(b.colour, 0.06), "fabric")
    b.box(-96, -66, 192, 52, 10, times(b.colour, 0.86), "fabric")
    for x in (-116, 80):
        b.box(x, -136, 36, 124, 17, b.colour, "fabric")
    return Made(232, 228, (0, -120), (0, -170), 100)


def sofa(b: Bench) -> Made:
    """A sofa with two cushions."""
    for x in (-186, 174):
        b.box(x, -16, 12, 16, 2, "#3a2618", "wood")
    b.box(-186, -176, 372, 120, 26, b.colour, "fabric")
    b.mark("M0 -172V-100", 2.4, opacity=0.4)
    for x in (-178, 2):
        b.box(x, -104, 176, 48, 14, raised(b.colour, 0.07), "fabric")
    b.box(-196, -60, 392, 46, 8, times(b.colour, 0.84), "fabric")
    for x in (-220, 182):
        b.box(x, -132, 38, 120, 18, b.colour, "fabric")
    b.box(-168, -156, 64, 58, 14, mix(b.colour, "#f0d9a8", 0.75), "fabric", transform="rotate(-9 -136 -126)")
    return Made(440, 178, (0, -60), (0, -130), 200)


def table(b: Bench) -> Made:
    """A table."""
    for x in (-150, -118, 108, 140):
        b.box(x, -130, 12 if abs(x) > 120 else 9, 130, 2, times(b.colour, 0.8 if abs(x) > 120 else 0.6), "wood")
    b.facet([(-150, -150), (150, -150), (178, -132), (-178, -132)], raised(b.colour, 0.16), "wood")
    b.grain(-150, -149, 300, 14)
    b.box(-178, -132, 356, 15, 3, b.colour, "wood")
    return Made(356, 150, (0, -130), (0, -124), 200)


def desk(b: Bench) -> Made:
    """A desk with drawers."""
    b.box(-160, -136, 14, 136, 2, b.colour, "wood")
    b.box(60, -136, 104, 136, 3, times(b.colour, 0.9), "wood")
    for y in (-122, -82, -42):
        b.box(68, y, 88, 34, 3, b.colour, "wood")
        b.box(102, y + 14, 20, 5, 2, "#c9a15a", "metal")
    b.box(-176, -152, 352, 17, 3, raised(b.colour, 0.1), "wood")
    return Made(352, 152, (0, -140), (0, -144), 200)


def bed(b: Bench) -> Made:
    """A made bed from its side."""
    b.box(-230, -190, 22, 190, 8, "#6d4a30", "wood")
    b.box(214, -108, 18, 108, 6, "#6d4a30", "wood")
    b.box(-212, -76, 430, 50, 10, "#efe9df", "fabric")
    b.form([(-206, -84), (-196, -118), (-130, -122), (-104, -92), (-120, -76), (-200, -74)], "#faf7f0", "fabric")
    b.form(
        [(-118, -98), (-60, -106), (80, -100), (214, -96), (222, -40), (216, -22), (60, -28), (-60, -20), (-124, -30)],
        b.colour,
        "fabric",
        tension=0.8,
    )
    b.mark("M-60 -104Q-40 -60 -56 -24M60 -100Q84 -66 70 -30M150 -98Q160 -60 152 -28", 3, opacity=0.25)
    return Made(464, 190, (0, -60), (0, -60), 200)


def shelf(b: Bench) -> Made:
    """A bookcase."""
    b.box(-110, -330, 220, 330, 4, b.colour, "wood")
    b.ink.rect(-98, -318, 196, 306, b.tones().deep)
    spines = ("#8c3b32", "#c9a15a", "#3d5a72", "#6d7a4a", "#d8cbb5", "#5a3a56")
    for row in range(4):
        y = -244 + row * 76
        x = -94.0
        for i in range(9):
            w = 13 + (i * 5 + row * 3) % 9
            h = 48 + (i * 7 + row * 5) % 16
            b.ink.rect(x, y - h, w, h, b.ink.tones(spines[(i + row * 2) % 6]).base, 1.5)
            x += w + 1.5
        b.box(-98, y, 196, 8, 0, b.colour, "wood")
    return Made(220, 330, (0, -160), (0, -160), 200)


def lamp(b: Bench) -> Made:
    """A lit table lamp."""
    b.glow_at(0, -190, 190, GLOW, 0.55)
    b.disc(0, -7, 44, 8, times(b.colour, 0.6), "metal")
    b.turned([(9, -136), (7, -116), (22, -92), (28, -66), (20, -30), (12, -8)], b.colour, "ceramic")
    shade = b.facet([(-36, -242), (36, -242), (66, -136), (-66, -136)], "#f6e2b4", "fabric")
    b.ink.path(shade, b.ink.radial([(0, "#fff6d8", 0.95), (0.6, "#ffdf96", 0.7), (1, "#e9a94a", 0.4)], 0.5, 0.75, 0.75))
    return Made(132, 244, (0, -80), (0, -190), 40)


def floor_lamp(b: Bench) -> Made:
    """A lit floor lamp."""
    b.glow_at(0, -390, 200, GLOW, 0.5)
    b.disc(0, -7, 54, 8, times(b.colour, 0.6), "metal")
    b.stroke("M0 -10V-350", 7, b.colour)
    shade = b.facet([(-40, -446), (40, -446), (74, -346), (-74, -346)], "#f6e2b4", "fabric")
    b.ink.path(shade, b.ink.radial([(0, "#fff6d8", 0.95), (0.6, "#ffdf96", 0.7), (1, "#e9a94a", 0.4)], 0.5, 0.75, 0.75))
    return Made(148, 446, (0, -180), (0, -390), 16)


def lantern(b: Bench) -> Made:
    """A storm lantern, lit."""
    b.glow_at(0, -78, 150, "#ffc766", 0.75)
    b.ink.path("M-40 -136Q-44 -216 0 -218Q44 -216 40 -136", "none", stroke=b.paint("", "metal"), stroke_width=5)
    b.form([(-20, -172), (20, -172), (34, -146), (46, -136), (-46, -136), (-34, -146)], b.colour, "metal", tension=0.4)
    glass = b.form(
        [(-36, -136), (36, -136), (44, -86), (36, -30), (-36, -30), (-44, -86)], "#ffdf9a", "glass", tension=0.7, fill_opacity=0.75
    )
    b.inside(glass)
    b.ink.ellipse(0, -76, 46, 56, b.ink.radial([(0, "#fff8dc", 1), (0.4, "#ffd77a", 0.8), (1, "#f0a640", 0.1)]))
    b.outside()
    flame(b, 0, -46, 0.42)
    for x in (-30, 30):
        b.stroke(f"M{x} -138Q{x * 1.5:.0f} -84 {x} -28", 4, b.colour)
    b.form([(-40, -34), (40, -34), (52, -8), (48, 0), (-48, 0), (-52, -8)], b.colour, "metal", tension=0.4)
    return Made(104, 220, (0, -215), (0, -80), 14)


def flame(b: Bench, x: float, y: float, k: float) -> None:
    """A flame standing at a point, 100 units tall times `k`."""
    b.ink.add(f'<g transform="translate({x:g} {y:g}) scale({k:g})">')
    b.ink.path("M0 0C-34 0 -40 -34 -22 -58C-14 -70 -10 -84 -4 -104C14 -84 34 -58 32 -30C30 -10 18 0 0 0Z", "#f28a2a")
    b.ink.path("M0 -2C-22 -2 -26 -26 -12 -44C-6 -54 -4 -62 0 -76C12 -58 22 -42 20 -24C18 -8 10 -2 0 -2Z", "#ffc24a")
    b.ink.path("M0 -4C-12 -4 -14 -18 -6 -30C-3 -36 -1 -40 1 -48C8 -36 13 -28 12 -18C10 -8 6 -4 0 -4Z", "#fff3c4")
    b.ink.add("</g>")


def candle(b: Bench) -> Made:
    """A burning candle, or one in a glass when it is a product."""
    b.glow_at(0, -190, 120, "#ffcf78", 0.7)
    if b.label or b.said:
        body = b.box(-56, -126, 112, 126, 12, b.colour, "glass")
        b.inside(body)
        b.ink.rect(-50, -104, 100, 100, b.ink.tones(raised(b.colour, 0.4)).lit, 6, fill_opacity=0.5)
        b.outside()
        b.ink.ellipse(0, -126, 55, 7, b.ink.tones("#fff2d2").lit)
        b.sticker(-38, -92, 76, 62)
        b.gloss(-56, -118, 112, 106)
        b.mark("M0 -126V-142", 3, "#2a2018", 0.9)
        flame(b, 0, -136, 0.55)
        return Made(112, 194, (0, -60), (0, -60), 112)
    b.box(-24, -150, 48, 150, 6, "#f4ead2", "ceramic")
    b.form([(-24, -146), (24, -146), (24, -112), (16, -92), (12, -116), (-4, -120), (-12, -84), (-20, -112)], "#fbf3e0", "ceramic")
    b.mark("M0 -150V-166", 3, "#2a2018", 0.9)
    flame(b, 0, -160, 0.6)
    return Made(48, 222, (0, -40), (0, -60), 48)


def mirror(b: Bench) -> Made:
    """A standing oval mirror."""
    b.form([(-30, -16), (30, -16), (46, 0), (-46, 0)], b.colour, "wood", tension=0.3)
    b.box(-7, -40, 14, 30, 2, b.colour, "wood")
    b.disc(0, -150, 92, 118, b.colour, "wood" if b.material == "wood" else "metal")
    b.ink.ellipse(0, -150, 79, 105, b.ink.linear([(0, "#e9f2f6", 1), (0.5, "#b7c8d2", 1), (1, "#7d93a1", 1)], (0, 0, 1, 1)))
    b.ink.path("M-66 -110L20 -250L44 -242L-52 -86Z", "#ffffff", fill_opacity=0.35)
    b.ink.path("M-10 -56L70 -188L76 -172L8 -50Z", "#ffffff", fill_opacity=0.2)
    return Made(184, 268, (0, -30), (0, -150), 40)


def book(b: Bench) -> Made:
    """A closed book, cover to camera."""
    b.facet([(62, -196), (78, -188), (78, -6), (62, 0)], "#efe4cc", "paper")
    for i in range(4):
        b.mark(f"M{65 + i * 3.4} {-193 + i * 2}V{-1 - i}", 0.8, "#8a7a5a", 0.5)
    d = b.box(-70, -198, 134, 198, 4, b.colour, "leather")
    b.inside(d)
    b.ink.rect(-70, -198, 18, 198, b.tones().deep, fill_opacity=0.4)
    b.outside()
    b.ink.rect(-42, -184, 96, 170, "none", 2, stroke="#e2c477", stroke_width=2, stroke_opacity=0.75)
    b.print(6, -118, 80, 74, "#f0d58e")
    return Made(148, 198, (0, -70), (6, -118), 130)


def open_book(b: Bench) -> Made:
    """An open book."""
    b.form(
        [(-130, -24), (-124, -66), (-60, -78), (0, -62), (60, -78), (124, -66), (130, -24), (60, -20), (0, 0), (-60, -20)],
        b.colour,
        "leather",
        tension=0.4,
    )
    for s in (-1, 1):
        b.form([(0, -60), (s * 58, -84), (s * 118, -72), (s * 122, -30), (s * 60, -32), (0, -10)], "#f6eedb", "paper", tension=0.7)
        for i in range(4):
            b.mark(f"M{s * 18} {-58 + i * 11}Q{s * 60} {-72 + i * 11} {s * 108} {-62 + i * 9}", 1.6, "#8a7a5a", 0.5)
    return Made(260, 92, (0, -16), (0, -50), 150)


def letter(b: Bench) -> Made:
    """A letter with its seal, or a sheet with writing."""
    b.facet([(-92, -124), (92, -124), (92, 0), (-92, 0)], b.colour if b.said else "#f3e8cf", "paper")
    b.mark("M-92 -2L-16 -66M92 -2L16 -66", 1.6, "#8a7a5a", 0.5)
    b.facet([(-92, -124), (0, -44), (92, -124)], raised(b.colour if b.said else "#f3e8cf", 0.12), "paper")
    b.ball(0, -52, 16, "#a3242c")
    return Made(184, 124, (0, -20), (0, -52), 150)


def paper(b: Bench) -> Made:
    """A written or printed sheet."""
    b.facet([(-76, -210), (70, -216), (78, -4), (-70, 0)], "#faf4e4" if not b.said else b.colour, "paper")
    if b.label:
        b.print(0, -150, 116, 66, "#2a2622")
    for i in range(7 if not b.label else 4):
        y = -176 + (i if not b.label else i + 4) * 22
        b.mark(f"M-54 {y}l{104 - (i * 17) % 34} -3", 2.6, "#8a7f6a", 0.5)
    return Made(156, 216, (0, -40), (0, -150), 130)


def map_(b: Bench) -> Made:
    """A folded map with a route."""
    xs = (-132, -66, 0, 66, 132)
    for i in range(4):
        a, c = (-150 if i % 2 else -168), (-168 if i % 2 else -150)
        b.facet([(xs[i], a), (xs[i + 1], c), (xs[i + 1], c + 150), (xs[i], a + 150)], "#ead9ae" if i % 2 else "#f4e7c4", "paper")
    b.ink.path("M-120 -60Q-90 -110 -40 -92T40 -100L60 -40Q0 -50 -60 -30Z", "#a9bf8d", fill_opacity=0.7)
    b.ink.path("M70 -150Q100 -110 80 -60L126 -40V-150Z", "#8fb7c4", fill_opacity=0.7)
    b.ink.line("M-110 -36Q-70 -110 -20 -70T96 -120", "#b3232c", 4, stroke_dasharray="9 8")
    b.ink.path("M88 -132l18 18M106 -132l-18 18", "none", stroke="#b3232c", stroke_width=6)
    return Made(264, 168, (0, -20), (0, -80), 180)


def newspaper(b: Bench) -> Made:
    """A newspaper."""
    b.facet([(-92, -216), (92, -216), (92, 0), (-92, 0)], "#ece6d6", "paper")
    b.print(0, -192, 160, 28, "#26221d", name="THE DAILY")
    b.ink.rect(-80, -168, 160, 3, "#26221d", fill_opacity=0.6)
    b.ink.rect(-80, -154, 96, 66, b.ink.tones("#8d897f").base)
    for col, x in enumerate((-80, -24, 32)):
        for i in range(9):
            y = -76 + i * 8 if col < 2 else -152 + i * 16
            b.ink.rect(x, y, 48, 3, "#5b564d", fill_opacity=0.6)
    return Made(184, 216, (0, -40), (0, -192), 150)


def frame(b: Bench) -> Made:
    """A framed picture."""
    b.box(-112, -170, 224, 170, 3, b.colour, "wood")
    b.ink.rect(-98, -156, 196, 142, "#f4eee0")
    b.ink.rect(-80, -138, 160, 106, b.ink.linear([(0, "#f2c48a", 1), (0.6, "#d97b5a", 1), (1, "#5a4a72", 1)], (0, 0, 0, 1)))
    b.ink.path("M-80 -60L-30 -96L10 -64L44 -88L80 -56V-32H-80Z", "#3a3354")
    return Made(224, 170, (0, -20), (0, -80), 160)


def curtain(b: Bench) -> Made:
    """A pair of drawn stage curtains."""
    for s in (-1, 1):
        b.form(
            [(0, -400), (s * 200, -400), (s * 200, 0), (s * 128, 0), (s * 140, -160), (s * 60, -330)],
            b.colour,
            "fabric",
            tension=0.5,
        )
        for i in range(4):
            b.mark(f"M{s * (70 + i * 38)} -398Q{s * (150 + i * 14)} -200 {s * (146 + i * 16)} -4", 5, opacity=0.28)
    b.box(-208, -412, 416, 22, 4, "#c9a15a", "metal")
    return Made(416, 412, (0, -200), (0, -400), 100)


def stairs(b: Bench) -> Made:
    """A flight of steps."""
    for i in range(6):
        b.facet(
            [(-160 + i * 34, -i * 32), (-160 + i * 34, -(i + 1) * 32), (170, -(i + 1) * 32), (170, -i * 32)],
            mix(b.colour, "#ffffff", 0.03 * i),
            "paper",
        )
        b.ink.rect(-160 + i * 34, -(i + 1) * 32, 330 - i * 34, 6, raised(b.tones().lit, 0.25))
    return Made(330, 192, (0, -100), (0, -100), 100)


def ladder(b: Bench) -> Made:
    """A ladder."""
    for s in (-1, 1):
        b.stroke(f"M{s * 46} 0L{s * 34} -400", 12)
    for i in range(9):
        y = -30 - i * 44
        w = 45 - 12 * -y / 400
        b.stroke(f"M{-w:.0f} {y}H{w:.0f}", 8)
    return Made(110, 400, (0, -200), (0, -200), 60)


def fireplace(b: Bench) -> Made:
    """A fireplace with its fire."""
    b.box(-150, -230, 300, 230, 3, b.colour, "paper")
    b.box(-168, -250, 336, 26, 4, raised(b.colour, 0.1), "paper")
    b.ink.path("M-96 0V-130Q0 -190 96 -130V0Z", "#15100d")
    b.glow_at(0, -46, 150, "#ff9a3a", 0.7)
    for x, k in ((-34, 0.8), (4, 1.1), (38, 0.75)):
        flame(b, x, -8, k)
    b.stroke("M-60 -6L50 -18M-50 -18L60 -6", 13, "#4a2f1e")
    return Made(336, 250, (0, -240), (0, -200), 200)


def pen(b: Bench) -> Made:
    """A pen, nib down."""
    b.facet([(-3, -22), (3, -22), (0, 0)], "#d8b467", "metal")
    b.form([(-7, -30), (-4, -20), (4, -20), (7, -30), (8, -140), (4, -150), (-4, -150), (-8, -140)], b.colour, "plastic", tension=0.5)
    b.box(-9, -96, 18, 6, 1, "#d8b467", "metal")
    b.box(3, -146, 5, 46, 2, "#d8b467", "metal")
    return Made(18, 150, (0, -44), (0, -90), 10)


def brush(b: Bench) -> Made:
    """A brush, hair up."""
    b.form([(-5, 0), (5, 0), (8, -90), (-8, -90)], b.colour, "wood", tension=0.4)
    b.box(-9, -112, 18, 24, 2, "#c9ced4", "metal")
    b.form(
        [(-9, -112), (9, -112), (17, -146), (10, -172), (0, -182), (-10, -172), (-17, -146)],
        mix(b.colour, "#3a2620", 0.6) if luma(b.colour) > 0.3 else "#d9b39a",
        "fabric",
    )
    return Made(36, 182, (0, -44), (0, -60), 12)


def wheel(b: Bench) -> Made:
    """A wheel or a gear-like ring."""
    b.disc(0, -80, 80, 80, "#22252b", "plastic")
    b.disc(0, -80, 58, 58, "#c5ccd3", "metal")
    b.disc(0, -80, 50, 50, "#343940", "metal")
    for i in range(5):
        b.ink.rect(-6, -126, 12, 48, b.ink.tones("#c5ccd3").base, 4, transform=f"rotate({i * 72} 0 -80)")
    b.disc(0, -80, 14, 14, "#c5ccd3", "metal")
    return Made(160, 160, (0, -80), (0, -80), 160)
