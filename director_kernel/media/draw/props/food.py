"""Things to eat."""

import math

from director_kernel.media.draw.colour import mix, raised, times
from director_kernel.media.draw.props.bench import Bench, Made


def burger(b: Bench) -> Made:
    """A stacked burger."""
    b.form([(-88, -30), (88, -30), (86, -8), (60, 0), (-60, 0), (-86, -8)], "#d6924a", "leather", tension=0.6)
    b.box(-96, -56, 192, 32, 14, "#5a3220", "leather")
    for i in range(14):
        b.ink.ellipse(-84 + i * 13, -40 + (i * 5) % 9 - 4, 4, 3, "#2e170d", fill_opacity=0.5)
    b.facet([(-100, -60), (100, -60), (78, -50), (54, -34), (30, -52), (-16, -50), (-44, -30), (-70, -52)], "#f5b52e", "plastic")
    b.box(-90, -72, 86, 15, 7, "#c8382c", "plastic")
    b.box(2, -72, 88, 15, 7, "#c8382c", "plastic")
    wavy = [(-106 + i * 16.3, -82 + (6 if i % 2 else -5)) for i in range(14)]
    b.form([*wavy, (100, -72), (-100, -72)], "#74a83c", "fabric", tension=0.9)
    top = b.form(
        [(-92, -84), (-94, -112), (-70, -146), (0, -164), (70, -146), (94, -112), (92, -84), (0, -78)], "#d98f3f", "leather", tension=0.85
    )
    b.inside(top)
    b.ink.ellipse(b.key * 34, -142, 50, 16, "#ffe0a8", fill_opacity=0.4)
    b.outside()
    for i in range(15):
        x, y = -64 + (i * 37) % 130, -150 + (i * 23) % 44 + abs(-64 + (i * 37) % 130) * 0.22
        b.ink.ellipse(x, y, 4.6, 2.8, b.ink.tones("#fbeecb").lit, transform=f"rotate({(i * 47) % 90 - 45} {x} {y})")
    return Made(214, 166, (0, -60), (0, -120), 180)


def pizza(b: Bench) -> Made:
    """A pizza, tilted to camera."""
    b.disc(0, -58, 140, 60, "#c98440", "leather")
    b.disc(0, -62, 122, 50, "#f0b548", "leather", edge=False)
    for x, y in ((-66, -74), (-12, -90), (54, -82), (-36, -44), (26, -42), (82, -56), (-90, -50), (8, -66)):
        b.disc(x, y, 19, 9, "#b8352a", "plastic")
        b.glint(x + b.key * 6, y - 3, 4, 1.6, strength=0.4)
    for i in range(10):
        a = i * 2.4
        b.ink.ellipse(
            math.cos(a) * 88,
            -60 + math.sin(a) * 34,
            9,
            4,
            "#4c8a3c",
            transform=f"rotate({i * 40} {math.cos(a) * 88:.0f} {-60 + math.sin(a) * 34:.0f})",
        )
    b.mark("M0 -62L-120 -78M0 -62L96 -100M0 -62L20 -10", 2, "#7a4a1c", 0.5)
    return Made(280, 120, (0, -6), (0, -60), 200)


def cake(b: Bench) -> Made:
    """A cake with a candle."""
    b.disc(0, -8, 122, 12, "#e9e4da", "ceramic")
    for w, y, h in ((100, -86, 78), (68, -150, 62)):
        b.box(-w, y, 2 * w, h, 8, b.colour, "fabric")
        b.disc(0, y, w, 11, raised(b.colour, 0.35), "fabric")
        drip = [(-w, y)] + [(-w + i * w / 4, y + (26 if i % 2 else 12)) for i in range(9)] + [(w, y)]
        b.form([*drip, (0, y + 10)], "#fff7ec", "ceramic", tension=0.9)
    b.print(0, -38, 130, 32, times(b.colour, 0.4)) if b.label else None
    for x in (-34, 0, 34):
        b.box(x - 4, -192, 8, 40, 2, ("#ee8fae", "#7fb9e6", "#f2c22e")[(x + 34) // 34], "plastic")
        b.ink.ellipse(x, -202, 4.6, 9, "#ffc24a")
        b.glow_at(x, -202, 26, "#ffd98a")
    return Made(244, 214, (0, -10), (0, -38), 200)


def icecream(b: Bench) -> Made:
    """An ice-cream cone."""
    d = b.facet([(-44, -120), (44, -120), (0, 0)], "#d79a52", "leather")
    b.inside(d)
    for i in range(-4, 6):
        b.mark(f"M{i * 16 - 40} -124l60 130M{i * 16 + 40} -124l-60 130", 1.8, "#7a4a1c", 0.45)
    b.outside()
    b.ball(0, -150, 50)
    b.ball(-6, -206, 42, mix(b.colour, "#fff1dc", 0.6))
    b.form([(-52, -140), (52, -140), (50, -122), (30, -112), (16, -122), (-4, -106), (-22, -120), (-44, -112)], b.colour, "ceramic")
    b.ball(4, -250, 13, "#c6302c")
    b.glint(b.key * 20, -176, 9, 13, turn=20, strength=0.4)
    return Made(108, 264, (0, -60), (0, -150), 44)


def bread(b: Bench) -> Made:
    """A loaf."""
    b.form(
        [(-124, -40), (-116, -82), (-60, -104), (40, -106), (108, -84), (126, -40), (110, -6), (60, 0), (-70, 0), (-112, -8)],
        b.colour,
        "leather",
    )
    for x in (-70, -16, 38):
        b.form([(x - 12, -92), (x + 6, -100), (x + 34, -52), (x + 26, -40), (x + 4, -62)], "#f0d09a", "leather")
    return Made(252, 108, (0, -40), (0, -50), 160)


def croissant(b: Bench) -> Made:
    """A croissant."""
    for i, (x, y, rx, ry, a) in enumerate(
        ((-88, -22, 34, 19, 34), (88, -22, 34, 19, -34), (-56, -48, 38, 28, 24), (56, -48, 38, 28, -24), (0, -60, 42, 36, 0))
    ):
        b.ink.add(f'<g transform="rotate({a} {x} {y})">')
        b.disc(x, y, rx, ry, mix(b.colour, "#f3c77a", 0.1 * (i % 3)), "leather")
        b.ink.line(f"M{x - rx * 0.4} {y - ry * 0.7}Q{x} {y} {x - rx * 0.3} {y + ry * 0.7}", b.tones().deep, 2, stroke_opacity=0.3)
        b.ink.add("</g>")
        b.ink.outline.pop()
    return Made(240, 98, (0, -40), (0, -50), 120)


def donut(b: Bench) -> Made:
    """A glazed doughnut."""
    ring = "M-84 -80A84 80 0 1 1 84 -80A84 80 0 1 1 -84 -80ZM-27 -80A27 25 0 1 0 27 -80A27 25 0 1 0 -27 -80Z"
    b.ink.path(ring, b.paint("#d69a52", "leather"), fill_rule="evenodd")
    b.ink.outline.append(ring)
    b.ink.path(
        "M-74 -82A74 68 0 1 1 74 -82Q70 -50 48 -46Q30 -26 8 -34Q-16 -22 -34 -40Q-66 -46 -74 -82ZM-33 -82A33 29 0 1 0 33 -82A33 29 0 1 0 "
        "-33 -82Z",
        b.paint(b.colour, "ceramic"),
        fill_rule="evenodd",
    )
    for i in range(22):
        a, r = i * 2.4, 40 + (i * 13) % 26
        x, y = math.cos(a) * r, -84 + math.sin(a) * r * 0.9
        b.ink.rect(
            x - 5, y - 1.6, 10, 3.2, ("#f2c22e", "#7fb9e6", "#fff7ec", "#57b06a")[i % 4], 1.6, transform=f"rotate({i * 53} {x:.1f} {y:.1f})"
        )
    return Made(168, 160, (0, -20), (0, -80), 160)


def apple(b: Bench) -> Made:
    """An apple."""
    d = b.form(
        [
            (0, -116),
            (30, -128),
            (66, -106),
            (72, -60),
            (48, -10),
            (20, 0),
            (0, -6),
            (-20, 0),
            (-48, -10),
            (-72, -60),
            (-66, -106),
            (-30, -128),
        ],
        b.colour,
        "ceramic",
    )
    b.inside(d)
    b.ink.ellipse(b.key * 28, -84, 34, 40, b.ink.radial([(0, "#ffffff", 0.5), (1, "#ffffff", 0)]))
    b.outside()
    b.stroke("M0 -112Q2 -136 14 -148", 5, "#5a3a24")
    b.form([(6, -134), (34, -158), (60, -148), (36, -128)], "#5f9a44", "fabric")
    return Made(146, 160, (0, -60), (0, -60), 140)


def orange(b: Bench) -> Made:
    """An orange, lemon or peach with its leaf."""
    b.ball(0, -66, 66)
    for i in range(24):
        a, r = i * 2.4, 12 * math.sqrt(i)
        b.ink.ellipse(math.cos(a) * r, -66 + math.sin(a) * r, 1.6, 1.6, b.tones().deep, fill_opacity=0.18)
    b.form([(0, -128), (30, -152), (58, -140), (30, -122)], "#5f9a44", "fabric")
    b.glint(b.key * 24, -92, 12, 7, turn=-30, strength=0.5)
    return Made(134, 150, (0, -60), (0, -60), 130)


def slice_(b: Bench) -> Made:
    """Half a citrus fruit, cut side to camera."""
    b.disc(0, -70, 70, 70, b.colour, "ceramic")
    b.ink.ellipse(0, -70, 60, 60, b.ink.tones("#fff6df").lit)
    for i in range(9):
        b.ink.path(
            "M0 -8C7 -26 13 -40 15 -52Q0 -59 -15 -52C-13 -40 -7 -26 0 -8Z",
            raised(b.tones().lit, 0.12),
            transform=f"translate(0 -70) rotate({i * 40})",
        )
    return Made(140, 140, (0, -50), (0, -70), 130)


def banana(b: Bench) -> Made:
    """A banana."""
    b.form(
        [(-92, -96), (-80, -108), (-70, -92), (-30, -46), (40, -34), (96, -62), (106, -54), (84, -20), (30, 0), (-36, -10), (-80, -56)],
        b.colour,
        "ceramic",
    )
    b.mark("M-76 -90Q-40 -26 36 -18Q72 -20 98 -52", 2.4, opacity=0.3)
    b.box(-96, -112, 16, 14, 3, "#5a3a1c", "wood")
    return Made(206, 112, (0, -30), (0, -30), 60)


def cherry(b: Bench) -> Made:
    """Two cherries."""
    b.stroke("M-34 -76Q-20 -140 20 -170M40 -66Q40 -120 20 -170", 4, "#5f7a34")
    b.ball(-36, -44, 44)
    b.ball(42, -38, 38)
    b.form([(20, -170), (56, -190), (86, -170), (52, -158)], "#5f9a44", "fabric")
    for x, y in ((-50, -60), (30, -52)):
        b.glint(x, y, 7, 10, turn=30, strength=0.6)
    return Made(170, 190, (20, -160), (0, -40), 20)


def berry(b: Bench) -> Made:
    """A strawberry."""
    b.form([(0, -118), (48, -112), (64, -76), (40, -26), (0, 0), (-40, -26), (-64, -76), (-48, -112)], b.colour, "ceramic")
    for i in range(16):
        x, y = -40 + (i * 29) % 82, -96 + (i * 17) % 70
        b.ink.ellipse(x * (1 - max(0, y + 60) / 110), y, 2, 3, "#f6d98a", fill_opacity=0.8)
    for a in (-60, -25, 10, 45):
        b.form([(0, -114), (a, -142), (a * 1.2 + 6, -120)], "#5f9a44", "fabric")
    b.glint(b.key * 28, -88, 7, 15, turn=12, strength=0.45)
    return Made(130, 144, (0, -60), (0, -60), 120)


def grapes(b: Bench) -> Made:
    """A bunch of grapes."""
    b.stroke("M0 -150Q4 -172 18 -184", 6, "#6a4a2a")
    for row, count in enumerate((4, 5, 4, 3, 2, 1)):
        for i in range(count):
            b.ball((i - (count - 1) / 2) * 34, -132 + row * 24, 20)
    return Made(180, 186, (0, -160), (0, -80), 30)


def avocado(b: Bench) -> Made:
    """Half an avocado."""
    b.form(
        [(0, -164), (30, -140), (46, -96), (64, -52), (46, -10), (0, 4), (-46, -10), (-64, -52), (-46, -96), (-30, -140)],
        "#33502a",
        "leather",
    )
    b.form(
        [(0, -150), (24, -130), (38, -92), (53, -52), (38, -16), (0, -6), (-38, -16), (-53, -52), (-38, -92), (-24, -130)],
        "#c9d77a",
        "ceramic",
    )
    b.ball(0, -52, 28, "#7a4a28")
    return Made(130, 168, (0, -50), (0, -60), 120)


def egg(b: Bench) -> Made:
    """An egg."""
    b.form([(0, -140), (34, -112), (52, -60), (40, -14), (0, 0), (-40, -14), (-52, -60), (-34, -112)], b.colour, "ceramic")
    b.glint(b.key * 18, -90, 9, 20, turn=b.key * 14, strength=0.5)
    return Made(104, 140, (0, -50), (0, -60), 100)


def chocolate(b: Bench) -> Made:
    """A bar of chocolate half out of its wrapper."""
    b.box(-52, -196, 104, 130, 4, "#4a2616", "leather")
    for row in range(3):
        for col in range(3):
            b.box(-47 + col * 32, -190 + row * 36, 30, 32, 4, "#5a2f1c", "ceramic")
    b.facet(
        [(-60, -96), (-44, -108), (-26, -94), (-8, -110), (12, -94), (30, -108), (46, -96), (60, -106), (60, 0), (-60, 0)],
        b.colour,
        "paper",
    )
    b.print(0, -46, 92, 50, b.ink.ink_on(b.colour))
    return Made(120, 196, (0, -50), (0, -46), 116)


def plate(b: Bench) -> Made:
    """A served dish."""
    b.disc(0, -18, 140, 26, "#f4f1ea", "ceramic")
    b.disc(0, -22, 104, 17, "#e6e1d6", "ceramic", edge=False)
    for x, y, r, c in ((-44, -42, 26, "#d98f3f"), (6, -50, 32, "#b4552f"), (48, -38, 24, "#7aa844"), (20, -30, 18, "#e3b04a")):
        b.ball(x, y, r, c)
    for x in (-20, 34, 62):
        b.form([(x, -62), (x + 14, -86), (x + 26, -66)], "#5f9a44", "fabric")
    return Made(280, 90, (0, -8), (0, -40), 200)


def noodles(b: Bench) -> Made:
    """A bowl of noodles with sticks."""
    b.stroke("M40 -90L150 -176M56 -84L164 -164", 6, "#8a4a2c")
    b.form([(-100, -84), (100, -84), (84, -34), (46, -4), (-46, -4), (-84, -34)], b.colour, "ceramic", tension=0.7)
    b.disc(0, -84, 100, 20, raised(b.colour, 0.2), "ceramic")
    b.disc(0, -82, 88, 15, "#c98a3c", "paper", edge=False)
    for i in range(9):
        b.ink.line(f"M{-70 + i * 14} -82q8 -14 20 -2t18 -4", "#f6dfa0", 4)
    b.disc(-34, -88, 22, 10, "#fff7ec", "ceramic")
    b.ink.ellipse(-34, -89, 10, 5, "#f0a52e")
    return Made(270, 178, (0, -20), (0, -40), 180)


def sushi(b: Bench) -> Made:
    """Sushi."""
    for x in (-58, 58):
        b.box(x - 46, -46, 92, 46, 20, "#f7f4ec", "ceramic")
        b.form(
            [(x - 54, -48), (x - 30, -70), (x + 34, -72), (x + 56, -46), (x + 30, -38), (x - 30, -38)],
            "#f08a5a" if x < 0 else "#c8382c",
            "ceramic",
        )
        for i in range(3):
            b.ink.line(f"M{x - 24 + i * 20} -68q6 12 -4 26", "#ffffff", 2.6, stroke_opacity=0.5)
    return Made(230, 74, (0, -30), (0, -30), 120)


def popcorn(b: Bench) -> Made:
    """A tub of popcorn."""
    for i in range(20):
        b.ball(-58 + (i * 47) % 119, -136 - (i * 29) % 41 * (1 - abs(-58 + (i * 47) % 119) / 110), 16, "#fbe9b4")
    b.facet([(-74, -136), (74, -136), (54, 0), (-54, 0)], "#f6f1e6", "paper")
    for i in range(4):
        x = -66 + i * 37
        b.ink.path(f"M{x} -136h18L{x * 0.74 + 13:.0f} 0h-13Z", b.tones("#c6302c").base)
    return Made(150, 190, (0, -60), (0, -60), 110)


def candy(b: Bench) -> Made:
    """A lollipop."""
    b.stroke("M0 0V-120", 7, "#f4efe6")
    b.ball(0, -166, 54)
    b.ink.line("M0 -166q18 -12 22 8q0 26 -30 24q-32 -8 -24 -44q16 -36 58 -22q36 22 22 64", "#ffffff", 6, stroke_opacity=0.6)
    return Made(108, 220, (0, -30), (0, -166), 10)
