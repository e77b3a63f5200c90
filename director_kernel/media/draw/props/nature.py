"""Plants, skies, water and fire."""

import math

from director_kernel.media.draw.colour import mix, raised, times
from director_kernel.media.draw.props.bench import Bench, Made
from director_kernel.media.draw.props.home import flame


def _leaf(b: Bench, x: float, y: float, angle: float, size: float, colour: str) -> None:
    t = b.ink.tones(colour)
    toward = math.cos(math.radians(angle)) * b.key > 0
    b.ink.add(f'<g transform="translate({x:.1f} {y:.1f}) rotate({angle:.0f}) scale({size:.2f})">')
    d = "M0 0C20 -34 66 -34 104 0C66 26 24 22 0 0Z"
    b.ink.path(d, t.base, solid=False)
    b.ink.path("M0 0C20 -34 66 -34 104 0Z", t.lit if toward else t.dark, fill_opacity=0.65)
    b.ink.line("M0 0Q50 -8 100 0", t.deep, 1.6, stroke_opacity=0.4)
    b.ink.add("</g>")


def plant(b: Bench) -> Made:
    """A pot plant."""
    green = b.colour
    for i, (angle, size) in enumerate(
        ((-160, 0.9), (-20, 0.9), (-135, 1.2), (-45, 1.25), (-112, 1.45), (-66, 1.4), (-90, 1.55), (-176, 0.7), (-4, 0.7))
    ):
        _leaf(b, (i - 4) * 1.6, -104 - (i % 3) * 8, angle, size, mix(green, "#1f4a2c", 0.12 * (i % 3)))
    b.form([(-54, -108), (54, -108), (42, -4), (36, 0), (-36, 0), (-42, -4)], "#c4704a", "ceramic", tension=0.3)
    b.box(-60, -118, 120, 24, 4, "#cf7a52", "ceramic")
    b.gloss(-52, -90, 104, 82, strength=0.25)
    return Made(210, 268, (0, -50), (0, -50), 100)


def tree(b: Bench) -> Made:
    """A broad tree."""
    b.form(
        [(-22, 0), (-14, -80), (-40, -170), (-24, -180), (0, -130), (30, -190), (44, -178), (18, -90), (26, 0)],
        "#6a4a30",
        "wood",
        tension=0.8,
    )
    for x, y, r, k in (
        (-84, -214, 70, 0.1),
        (86, -220, 72, 0.16),
        (0, -200, 82, 0.2),
        (-46, -284, 76, 0.0),
        (52, -290, 74, 0.06),
        (4, -338, 68, -0.06),
    ):
        b.ball(x, y, r, mix(b.colour, "#173a24", k) if k > 0 else raised(b.colour, -k))
    for i in range(26):
        a, reach = i * 2.4, 18 * math.sqrt(i)
        b.ink.ellipse(
            math.cos(a) * reach * 1.3,
            -262 + math.sin(a) * reach,
            11,
            7,
            raised(b.tones().lit, 0.2) if (math.cos(a) * b.key > 0) else b.tones().deep,
            fill_opacity=0.22,
        )
    return Made(320, 410, (0, -60), (0, -250), 50)


def pine(b: Bench) -> Made:
    """A fir, or a Christmas tree when it is said to be one."""
    b.box(-16, -50, 32, 50, 2, "#5a3a24", "wood")
    for i in range(4):
        w, y = 120 - i * 24, -44 - i * 74
        b.form(
            [(0, y - 128), (w * 0.5, y - 50), (w, y), (w * 0.4, y - 9), (0, y + 3), (-w * 0.4, y - 9), (-w, y), (-w * 0.5, y - 50)],
            mix(b.colour, "#0f2c1c", 0.2 - 0.05 * i),
            "fabric",
            tension=0.45,
        )
    return Made(240, 396, (0, -30), (0, -160), 30)


def palm(b: Bench) -> Made:
    """A palm."""
    b.form([(-14, 0), (14, 0), (16, -120), (34, -250), (26, -262), (8, -250), (-8, -120)], "#8a6a44", "wood")
    for y in range(-230, -10, 24):
        b.mark(f"M{-6 + (-y) * 0.1:.0f} {y}q12 6 22 -2", 2.2)
    for angle in (-170, -140, -110, -78, -46, -14, 20, 160):
        _leaf(b, 28, -258, angle, 1.25, b.colour)
    return Made(300, 390, (0, -60), (0, -250), 30)


def cactus(b: Bench) -> Made:
    """A cactus."""
    for d in ("M-30 -110H-74V-180", "M30 -80H78V-150"):
        b.stroke(d, 36)
    b.box(-32, -260, 64, 260, 32, b.colour, "plastic")
    for x in (-16, 0, 16):
        b.mark(f"M{x} -250V-6", 2, opacity=0.35)
    return Made(190, 260, (0, -60), (0, -130), 60)


def flower(b: Bench) -> Made:
    """A single flower on its stem."""
    b.stroke("M0 0Q-14 -90 0 -176", 7, "#4f8a4a")
    _leaf(b, -5, -66, -150, 0.62, "#4f8a4a")
    _leaf(b, -6, -96, -32, 0.62, "#4f8a4a")
    for i in range(8):
        b.ink.add(f'<g transform="translate(0 -196) rotate({i * 45})">')
        b.form([(0, 0), (15, -22), (12, -54), (0, -64), (-12, -54), (-15, -22)], b.colour, "fabric", edge=True)
        b.ink.add("</g>")
        b.ink.outline.pop()
    b.ball(0, -196, 18, "#f0b93f")
    return Made(130, 260, (0, -50), (0, -196), 10)


def rose(b: Bench) -> Made:
    """A rose."""
    b.stroke("M0 0Q8 -80 0 -150", 7, "#3f7a44")
    _leaf(b, 2, -60, -30, 0.6, "#3f7a44")
    _leaf(b, 2, -84, -152, 0.6, "#3f7a44")
    b.form([(-44, -196), (-36, -158), (0, -142), (36, -158), (44, -196), (24, -226), (-24, -226)], times(b.colour, 0.86), "fabric")
    b.form([(-30, -200), (-20, -168), (10, -160), (32, -184), (22, -222), (-14, -226)], b.colour, "fabric")
    b.mark("M-18 -206Q0 -224 16 -206Q16 -186 -2 -186Q-14 -190 -8 -202Q0 -210 6 -200", 3.4, opacity=0.55)
    b.mark("M-30 -196Q-20 -164 8 -162M32 -190Q20 -170 4 -166", 2.6, opacity=0.4)
    return Made(96, 232, (0, -60), (0, -190), 10)


def bouquet(b: Bench) -> Made:
    """A bunch of flowers in paper."""
    for i, angle in enumerate((-150, -128, -106, -84, -60, -34)):
        _leaf(b, 0, -120, angle, 1.0 + 0.1 * (i % 2), "#4f8a4a")
    for i, (x, y) in enumerate(((-46, -178), (44, -182), (0, -206), (-22, -152), (26, -150), (-66, -146), (66, -150), (-2, -168))):
        colour = (b.colour, raised(b.colour, 0.4), mix(b.colour, "#f0b93f", 0.5))[i % 3]
        for j in range(6):
            a = math.radians(60 * j + i * 17)
            b.ink.ellipse(
                x + math.cos(a) * 13,
                y + math.sin(a) * 13,
                11,
                11,
                b.ink.tones(colour).base if (math.cos(a) * b.key) < 0 else b.ink.tones(colour).lit,
            )
        b.ink.ellipse(x, y, 8, 8, b.ink.tones("#f0c45a").base)
    b.facet([(-74, -126), (74, -126), (20, 0), (-20, 0)], "#e9dcc2", "paper")
    b.ink.path("M-74 -126L10 0H-20Z", b.ink.tones("#e9dcc2").dark, fill_opacity=0.3)
    b.box(-26, -44, 52, 13, 4, times(b.colour, 0.8), "satin")
    return Made(190, 230, (0, -40), (0, -160), 44)


def leaf(b: Bench) -> Made:
    """One leaf."""
    _leaf(b, -60, -20, -28, 1.3, b.colour)
    return Made(130, 90, (0, -40), (0, -40), 60)


def rock(b: Bench) -> Made:
    """A boulder."""
    b.facet([(-110, 0), (-120, -52), (-72, -112), (8, -128), (84, -96), (118, -38), (104, 0)], b.colour, "paper")
    b.ink.path("M-72 -112L8 -128L-10 -66L-60 -50Z", b.tones().lit, fill_opacity=0.6)
    b.ink.path("M8 -128L84 -96L60 -40L-10 -66Z", b.tones().dark, fill_opacity=0.4)
    return Made(238, 128, (0, -60), (0, -60), 120)


def mountain(b: Bench) -> Made:
    """A peak with snow."""
    b.facet([(-320, 0), (-140, -190), (-96, -160), (0, -330), (70, -220), (120, -250), (320, 0)], b.colour, "paper", edge=False)
    b.ink.path("M0 -330L70 -220L44 -232L20 -204L-4 -240L-34 -210L-50 -242Z", "#f4f7fa")
    shade = "M0 -330L70 -220L120 -250L320 0H60L20 -140Z" if b.key < 0 else "M0 -330L-96 -160L-140 -190L-320 0H-60L-20 -140Z"
    b.ink.path(shade, b.tones().deep, fill_opacity=0.35)
    return Made(640, 330, (0, -100), (0, -100), 300)


def sun(b: Bench) -> Made:
    """The sun."""
    b.glow_at(0, -92, 240, b.colour, 0.6)
    b.ink.ellipse(0, -92, 92, 92, b.ink.radial([(0, "#fffbe9", 1), (0.6, raised(b.colour, 0.4), 1), (1, b.colour, 1)]))
    return Made(184, 184, (0, -92), (0, -92), 180)


def moon(b: Bench) -> Made:
    """The moon: full, or a crescent on the key side."""
    b.glow_at(0, -90, 210, b.colour, 0.35)
    b.ink.ellipse(
        0, -90, 90, 90, b.ink.radial([(0, "#fdfaf0", 1), (0.7, b.colour, 1), (1, times(b.colour, 0.82), 1)], 0.5 + 0.16 * b.key, 0.4, 0.7)
    )
    for x, y, r in ((-30, -120, 17), (22, -70, 24), (36, -126, 10), (-44, -64, 11), (-4, -40, 9)):
        b.ink.ellipse(x, y, r, r, times(b.colour, 0.8), fill_opacity=0.55)
    return Made(180, 180, (0, -90), (0, -90), 180)


def star(b: Bench) -> Made:
    """A five-pointed star."""
    b.glow_at(0, -94, 130, b.colour, 0.4)
    points = []
    for i in range(10):
        r, a = (94 if i % 2 == 0 else 40), math.radians(i * 36)
        points.append((math.sin(a) * r, -94 - math.cos(a) * r))
    b.facet(points, b.colour, "metal")
    return Made(180, 188, (0, -94), (0, -94), 100)


def cloud(b: Bench) -> Made:
    """A cloud."""
    d = "M-130 0Q-184 -4 -170 -52Q-150 -88 -106 -78Q-94 -142 -26 -136Q30 -136 46 -88Q112 -108 130 -52Q176 -46 160 -12Q150 2 120 0Z"
    b.ink.path(
        d, b.ink.linear([(0, raised(b.tones().lit, 0.5), 1), (0.6, b.tones().lit, 1), (1, b.tones().dark, 1)], (0.3, 0, 0.6, 1)), solid=True
    )
    b.ink.path("M-96 -70Q-84 -126 -26 -124Q-70 -110 -80 -66Z", "#ffffff", fill_opacity=0.5)
    return Made(340, 140, (0, -70), (0, -60), 200)


def fire(b: Bench) -> Made:
    """A camp fire."""
    b.glow_at(0, -90, 220, "#ff9a3a", 0.7)
    for x, k in ((-40, 1.2), (40, 1.1), (0, 1.9)):
        flame(b, x, -8, k)
    b.stroke("M-80 -4L60 -30M80 -4L-60 -30", 20, "#5a3a24")
    return Made(200, 210, (0, -20), (0, -90), 60)


def drop(b: Bench) -> Made:
    """One drop of liquid."""
    d = b.form(
        [(0, -190), (22, -136), (56, -84), (58, -42), (34, -6), (0, 2), (-34, -6), (-58, -42), (-56, -84), (-22, -136)], b.colour, "glass"
    )
    b.inside(d)
    b.ink.ellipse(-b.key * 14, -30, 44, 40, raised(b.tones().lit, 0.3), fill_opacity=0.5)
    b.outside()
    b.glint(b.key * 24, -84, 8, 24, turn=b.key * 14, strength=0.8)
    return Made(116, 190, (0, -60), (0, -60), 110)


def splash(b: Bench) -> Made:
    """A crown of liquid."""
    b.form(
        [
            (-150, 0),
            (-120, -28),
            (-104, -96),
            (-84, -50),
            (-56, -150),
            (-34, -64),
            (0, -186),
            (30, -66),
            (58, -140),
            (80, -52),
            (112, -92),
            (122, -26),
            (150, 0),
            (0, 14),
        ],
        b.colour,
        "glass",
        tension=0.7,
        fill_opacity=0.9,
    )
    for i in range(9):
        a = math.radians(-160 + i * 17)
        b.ball(math.cos(a) * 150, -60 + math.sin(a) * 130, 4 + i % 3 * 3)
    return Made(310, 210, (0, -40), (0, -60), 200)


def wave(b: Bench) -> Made:
    """A breaking wave."""
    b.form(
        [(-220, 0), (-160, -50), (-60, -130), (50, -170), (130, -150), (160, -100), (120, -110), (70, -90), (80, -30), (150, 0)],
        b.colour,
        "glass",
        tension=0.85,
    )
    b.ink.line("M-60 -130Q50 -186 130 -150Q166 -126 160 -100Q140 -116 118 -108", "#ffffff", 10, stroke_opacity=0.85)
    for i in range(5):
        b.ink.line(
            f"M{-150 + i * 30} {-20 - i * 8}Q{-40 + i * 24} {-90 - i * 12} {60 + i * 8} {-110 - i * 10}", "#ffffff", 2, stroke_opacity=0.25
        )
    return Made(400, 176, (0, -60), (0, -60), 200)


def shell(b: Bench) -> Made:
    """A scallop shell."""
    b.form([(-16, 0), (-84, -70), (-66, -134), (0, -156), (66, -134), (84, -70), (16, 0)], b.colour, "ceramic")
    for a in (-50, -30, -10, 10, 30, 50):
        b.mark(f"M0 -6Q{a * 0.6} -70 {a * 1.45} {-142 + abs(a) * 0.5}", 2.4)
    return Made(170, 156, (0, -40), (0, -80), 120)
