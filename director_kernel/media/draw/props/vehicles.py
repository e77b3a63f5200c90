"""What people travel in, facing frame right."""

import math

from director_kernel.media.draw.colour import mix, raised, times
from director_kernel.media.draw.props.bench import Bench, Made


def _wheel(b: Bench, x: float, y: float, r: float) -> None:
    b.disc(x, y, r, r, "#1b1c20", "plastic")
    b.disc(x, y, r * 0.64, r * 0.64, "#b9c0c7", "metal")
    b.disc(x, y, r * 0.52, r * 0.52, "#2b2e34", "metal", edge=False)
    for i in range(5):
        b.ink.rect(x - r * 0.07, y - r * 0.6, r * 0.14, r * 0.56, b.ink.tones("#c9ced4").base, 2, transform=f"rotate({i * 72} {x} {y})")
    b.disc(x, y, r * 0.16, r * 0.16, "#c9ced4", "metal", edge=False)


def _windows(b: Bench, d: str) -> None:
    b.ink.path(d, b.ink.linear([(0, "#c4dbe8", 1), (0.5, "#5d7b91", 1), (1, "#1d2b38", 1)], (0, 0, 0.7, 1)))


def _lamps(b: Bench, x: float, y: float, tail: float, tail_y: float) -> None:
    b.ink.ellipse(x, y, 12, 7, "#fff4cf")
    b.glow_at(x, y, 60 if b.ink.light.night else 26, "#ffe9b0", 0.8)
    b.ink.rect(tail - 5, tail_y - 6, 10, 13, "#d63a2c", 4)


def car(b: Bench) -> Made:
    """A car."""
    body = b.form(
        [
            (-236, -40),
            (-240, -84),
            (-216, -104),
            (-150, -112),
            (-96, -162),
            (-10, -172),
            (66, -162),
            (124, -114),
            (204, -100),
            (238, -76),
            (240, -38),
            (220, -28),
            (-220, -28),
        ],
        b.colour,
        "ceramic",
        tension=0.55,
    )
    b.inside(body)
    b.ink.path("M-250 -62Q0 -78 250 -56V-20H-250Z", b.tones().deep, fill_opacity=0.4)
    b.ink.path("M-230 -96Q0 -118 232 -88L236 -80Q0 -108 -234 -86Z", raised(b.tones().lit, 0.5), fill_opacity=0.6)
    b.outside()
    _windows(b, "M-86 -154Q-50 -163 -16 -164V-114H-136Z")
    _windows(b, "M-6 -164Q40 -164 64 -154L108 -114H-6Z")
    b.ink.path("M-70 -156L-100 -114H-84L-52 -158ZM22 -163L6 -114H24L40 -160Z", "#ffffff", fill_opacity=0.3)
    b.mark("M-12 -112V-44M-140 -108Q-150 -70 -134 -40M112 -108Q116 -70 104 -40", 1.8)
    b.box(-50, -98, 24, 5, 2, "#c9ced4", "metal")
    for x in (-142, 144):
        b.ink.path(f"M{x - 50} -28A50 50 0 0 1 {x + 50} -28Z", "#0f1013")
        _wheel(b, x, -38, 38)
    _lamps(b, 226, -76, -234, -78)
    return Made(480, 174, (0, -60), (0, -74), 200)


def van(b: Bench) -> Made:
    """A van, its side free for a name."""
    b.form(
        [(-230, -36), (-232, -190), (-216, -206), (96, -206), (150, -196), (196, -126), (234, -106), (240, -36)],
        b.colour,
        "ceramic",
        tension=0.35,
    )
    _windows(b, "M108 -190L144 -184L184 -124H108Z")
    b.mark("M98 -200V-44M-222 -64H236", 2)
    b.print(-68, -128, 230, 76, b.ink.ink_on(b.colour))
    for x in (-140, 140):
        _wheel(b, x, -38, 38)
    _lamps(b, 230, -78, -226, -80)
    return Made(472, 208, (0, -60), (-68, -128), 200)


def truck(b: Bench) -> Made:
    """A lorry with its box."""
    b.box(-330, -282, 420, 226, 6, "#eceae4" if not b.said else raised(b.colour, 0.3), "metal")
    for x in range(-310, 90, 40):
        b.mark(f"M{x} -276V-62", 1.4, "#777c82", 0.3)
    b.print(-120, -168, 340, 110, times(b.colour, 0.7))
    b.form([(100, -46), (100, -238), (116, -250), (180, -248), (222, -156), (246, -140), (250, -46)], b.colour, "ceramic", tension=0.35)
    _windows(b, "M126 -230H174L208 -154H126Z")
    b.box(-330, -58, 580, 20, 3, "#2b2e34", "metal")
    for x in (-260, -172, 170):
        _wheel(b, x, -40, 40)
    _lamps(b, 240, -92, -326, -76)
    return Made(584, 284, (0, -60), (-120, -168), 300)


def bus(b: Bench) -> Made:
    """A bus."""
    b.box(-320, -232, 640, 200, 24, b.colour, "ceramic")
    for i in range(7):
        x = -300 + i * 84
        _windows(b, f"M{x} -208h70v74h-70Z")
    b.ink.rect(-320, -110, 640, 14, raised(b.tones().lit, 0.5), fill_opacity=0.7)
    b.print(0, -72, 320, 40, b.ink.ink_on(b.colour))
    for x in (-200, 200):
        _wheel(b, x, -38, 38)
    _lamps(b, 312, -70, -316, -70)
    return Made(640, 234, (0, -60), (0, -72), 300)


def motorbike(b: Bench) -> Made:
    """A motorbike."""
    for x in (-122, 122):
        b.ink.ellipse(x, -52, 46, 46, "none", stroke=b.ink.tones("#1b1c20").base, stroke_width=15)
        b.ink.ellipse(x, -52, 36, 36, "none", stroke=b.paint("#b9c0c7", "metal"), stroke_width=3)
        b.disc(x, -52, 10, 10, "#c9ced4", "metal")
    b.stroke("M122 -52L84 -150L66 -178", 9, "#c9ced4")
    b.stroke("M-122 -52L-20 -62", 9, "#3a3d43")
    b.form([(-40, -96), (30, -96), (44, -50), (16, -34), (-34, -40)], "#8d949c", "metal")
    for y in (-86, -74, -62, -50):
        b.mark(f"M-30 {y}h60", 2.4, "#2b2e34", 0.6)
    b.form([(-8, -136), (40, -150), (74, -132), (70, -104), (10, -96), (-16, -108)], b.colour, "ceramic")
    b.form([(-146, -132), (-110, -138), (-70, -122), (-10, -118), (-14, -100), (-90, -100)], "#1d1b1b", "leather")
    b.stroke("M-50 -40Q-110 -30 -166 -38", 10, "#c9ced4")
    b.stroke("M66 -178L34 -188", 7, "#26282d")
    b.disc(92, -148, 15, 15, "#fff0c0", "glass")
    b.glow_at(96, -148, 50, "#ffe9b0", 0.6)
    b.form([(70, -104), (110, -110), (160, -92), (164, -82), (120, -98)], b.colour, "ceramic")
    b.glint(36, -136, 18, 4, turn=-10, strength=0.5)
    return Made(340, 194, (0, -110), (30, -122), 100)


def bicycle(b: Bench) -> Made:
    """A bicycle."""
    for x in (-112, 112):
        b.ink.ellipse(x, -72, 68, 68, "none", stroke=b.ink.tones("#22252a").base, stroke_width=7)
        b.ink.ellipse(x, -72, 63, 63, "none", stroke=b.paint("#c9ced4", "metal"), stroke_width=2)
        for i in range(12):
            b.ink.line(f"M{x} -72v-62", "#c9ced4", 0.8, stroke_opacity=0.6, transform=f"rotate({i * 30} {x} -72)")
    for d in ("M-112 -72L-18 -72L-52 -176ZM-18 -72L78 -164L-46 -160", "M-112 -72L-46 -160", "M112 -72L74 -196"):
        b.stroke(d, 7)
    b.stroke("M74 -196L92 -208M74 -196Q100 -192 104 -214", 6, "#c9ced4")
    b.form([(-84, -190), (-30, -184), (-26, -176), (-50, -172), (-84, -180)], "#4a2f20", "leather")
    b.disc(-18, -72, 15, 15, "#3a3d43", "metal")
    b.stroke("M-18 -72L2 -40M-6 -38h18", 5, "#3a3d43")
    return Made(360, 220, (80, -204), (0, -120), 20)


def scooter(b: Bench) -> Made:
    """A city scooter."""
    for x in (-94, 100):
        _wheel(b, x, -30, 30)
    b.form(
        [
            (-140, -54),
            (-136, -110),
            (-92, -126),
            (-34, -112),
            (-20, -48),
            (60, -42),
            (84, -60),
            (70, -150),
            (90, -156),
            (112, -66),
            (96, -24),
            (-40, -22),
            (-70, -62),
            (-120, -62),
        ],
        b.colour,
        "ceramic",
        tension=0.6,
    )
    b.box(-132, -138, 106, 19, 9, "#3a2519", "leather")
    b.stroke("M80 -150L70 -190L50 -196", 8, "#c9ced4")
    b.disc(86, -168, 14, 14, "#fff0c0", "glass")
    return Made(280, 198, (60, -192), (-60, -84), 20)


def boat(b: Bench) -> Made:
    """A rowing or fishing boat on its waterline."""
    b.form(
        [(-180, -66), (-120, -56), (0, -50), (120, -58), (196, -82), (160, -20), (120, 0), (-120, 0), (-160, -22)],
        b.colour,
        "wood",
        tension=0.45,
    )
    b.mark("M-172 -44Q0 -26 178 -56M-162 -24Q0 -8 160 -34", 2.2, opacity=0.45)
    b.ink.path("M-180 -66Q0 -34 196 -82L190 -72Q0 -26 -176 -56Z", raised(b.tones().lit, 0.4), fill_opacity=0.8)
    b.stroke("M-40 -50L-116 14", 6, "#8a5f3d")
    b.print(96, -36, 84, 20, b.ink.ink_on(b.colour)) if b.label else None
    return Made(380, 84, (0, -50), (96, -36), 200)


def sailboat(b: Bench) -> Made:
    """A sailing boat."""
    b.stroke("M0 -40V-380", 7, "#8a6a44")
    b.form([(10, -370), (60, -250), (120, -90), (60, -76), (10, -74)], "#f6f1e6", "fabric", tension=0.5)
    b.form(
        [(-10, -340), (-50, -200), (-110, -84), (-60, -74), (-10, -74)],
        "#e9e0cd" if not b.said else mix(b.colour, "#f6f1e6", 0.3),
        "fabric",
        tension=0.5,
    )
    b.form([(-150, -62), (0, -54), (170, -68), (130, -8), (100, 0), (-110, 0)], b.colour, "wood", tension=0.35)
    return Made(320, 382, (0, -60), (0, -30), 200)


def ship(b: Bench) -> Made:
    """A liner or cargo ship."""
    b.box(-150, -176, 250, 60, 6, "#f4f1ea", "metal")
    b.box(-120, -224, 180, 54, 6, "#f4f1ea", "metal")
    for i in range(9):
        b.ink.ellipse(-130 + i * 26, -146, 6, 6, "#2b4258")
    for i in range(6):
        b.ink.rect(-106 + i * 27, -206, 16, 14, "#ffdf9a" if b.ink.light.night else "#2b4258", 2)
    for x in (-70, 0):
        b.facet([(x - 22, -284), (x + 22, -284), (x + 26, -222), (x - 26, -222)], "#c6302c", "metal")
        b.ink.rect(x - 22, -284, 44, 15, "#22252b")
    b.form(
        [(-300, -130), (-200, -116), (180, -116), (320, -150), (262, -40), (220, 0), (-240, 0), (-280, -50)], b.colour, "metal", tension=0.3
    )
    b.ink.path("M-284 -36H262L236 0H-240Z", "#8c2a26", fill_opacity=0.85)
    b.print(-40, -76, 220, 38, b.ink.ink_on(b.colour)) if b.label else None
    return Made(620, 286, (0, -100), (-40, -76), 300)


def train(b: Bench) -> Made:
    """A fast train."""
    b.form([(-360, -36), (-360, -190), (160, -190), (250, -170), (330, -104), (356, -50), (340, -36)], b.colour, "ceramic", tension=0.4)
    b.ink.path("M-360 -92H346L354 -60H-360Z", raised(b.tones().lit, 0.5), fill_opacity=0.45)
    for i in range(7):
        _windows(b, f"M{-340 + i * 74} -166h58v48h-58Z")
    _windows(b, "M206 -170Q260 -150 292 -112L214 -112Z")
    b.print(-60, -76, 260, 26, b.ink.ink_on(b.colour)) if b.label else None
    for x in (-290, -220, 120, 190):
        b.disc(x, -20, 20, 20, "#26282d", "metal")
    b.box(-370, -3, 760, 5, 0, "#6f6a64", "metal")
    _lamps(b, 338, -78, -352, -80)
    return Made(740, 192, (0, -100), (-60, -76), 300)


def steam_train(b: Bench) -> Made:
    """A steam locomotive with its plume."""
    for i, r in enumerate((26, 36, 46, 52)):
        b.ink.ellipse(130 - i * 62, -262 - i * 26, r * 1.3, r, "#f2efe9", fill_opacity=0.55 - 0.1 * i)
    b.box(-150, -150, 290, 92, 40, b.colour, "metal")
    b.box(-190, -210, 96, 152, 6, b.colour, "metal")
    _windows(b, "M-170 -192h54v48h-54Z")
    b.facet([(92, -232), (134, -232), (126, -146), (100, -146)], "#26282d", "metal")
    b.ball(10, -152, 24, "#c9a15a")
    b.facet([(136, -60), (190, -6), (130, -6)], "#8c2a26", "metal")
    b.box(-190, -62, 340, 14, 3, "#8c2a26", "metal")
    for x, r in ((-140, 46), (-50, 46), (40, 30), (106, 30)):
        b.ink.ellipse(x, -r, r - 5, r - 5, "none", stroke=b.paint("#8c2a26", "metal"), stroke_width=10)
        b.disc(x, -r, 9, 9, "#c9ced4", "metal")
    b.stroke("M-140 -40L40 -34", 7, "#c9ced4")
    _lamps(b, 148, -124, -186, -90)
    return Made(390, 360, (0, -100), (0, -100), 200)


def plane(b: Bench) -> Made:
    """An airliner in flight."""
    b.facet([(-20, -70), (-130, -186), (-92, -186), (60, -84)], times(b.colour, 0.72), "metal")
    b.form(
        [(-270, -92), (-230, -112), (180, -116), (262, -98), (290, -74), (254, -50), (160, -40), (-180, -52), (-260, -76)],
        b.colour,
        "metal",
        tension=0.6,
    )
    b.facet([(-262, -92), (-300, -190), (-258, -190), (-190, -108)], "#c6302c" if not b.said else times(b.colour, 0.8), "metal")
    b.facet([(20, -62), (-150, 40), (-104, 42), (96, -52)], times(b.colour, 0.86), "metal")
    for i in range(15):
        b.ink.ellipse(-180 + i * 24, -88, 5, 6, "#35506a")
    _windows(b, "M232 -102Q258 -96 268 -84H230Z")
    b.form([(-40, -10), (20, -14), (30, 4), (-34, 10)], "#8d949c", "metal")
    b.print(20, -66, 200, 20, times(b.colour, 0.4)) if b.label else None
    return Made(600, 240, (0, -60), (20, -66), 200)


def helicopter(b: Bench) -> Made:
    """A helicopter in flight."""
    b.form([(-90, -120), (-240, -134), (-262, -176), (-276, -174), (-268, -112), (-90, -86)], b.colour, "metal", tension=0.4)
    b.form([(-100, -140), (20, -152), (90, -126), (110, -76), (60, -40), (-70, -42), (-108, -86)], b.colour, "ceramic")
    _windows(b, "M24 -144Q84 -130 102 -84Q60 -76 24 -82Z")
    b.box(-16, -178, 16, 30, 3, "#3a3d43", "metal")
    b.ink.ellipse(-8, -182, 230, 7, "#22252a", fill_opacity=0.6)
    b.ink.ellipse(-270, -150, 8, 38, "#22252a", fill_opacity=0.5)
    b.stroke("M-84 -8H90M-50 -42L-56 -8M50 -42L56 -8", 6, "#3a3d43")
    return Made(480, 190, (0, -90), (-20, -80), 120)


def rocket(b: Bench) -> Made:
    """A rocket on its flame."""
    b.glow_at(0, -20, 150, "#ffb04a", 0.7)
    b.ink.path("M-30 -70Q-44 -10 0 44Q44 -10 30 -70Z", "#f28a2a")
    b.ink.path("M-17 -70Q-24 -20 0 14Q24 -20 17 -70Z", "#fff0b8")
    for s in (-1, 1):
        b.form(
            [(s * 50, -184), (s * 104, -110), (s * 98, -54), (s * 46, -92)],
            "#c6302c" if not b.said else times(b.colour, 0.7),
            "metal",
            tension=0.5,
        )
    body = b.form(
        [(0, -440), (34, -390), (58, -310), (60, -200), (42, -78), (-42, -78), (-60, -200), (-58, -310), (-34, -390)],
        "#f0eee9" if not b.said else b.colour,
        "ceramic",
        tension=0.85,
    )
    b.inside(body)
    b.ink.path("M-70 -360Q0 -336 70 -360V-460H-70Z", b.tones("#c6302c" if not b.said else times(b.colour, 0.7)).base)
    b.outside()
    b.disc(0, -276, 27, 27, "#8d949c", "metal")
    b.ink.ellipse(0, -276, 19, 19, b.ink.radial([(0, "#bfe4f5", 1), (1, "#24506e", 1)], 0.35, 0.3, 0.8))
    b.print(0, -186, 76, 60, times(b.colour, 0.5)) if b.label else None
    b.gloss(-58, -360, 116, 260, strength=0.4)
    return Made(220, 490, (0, -200), (0, -186), 110)


def spaceship(b: Bench) -> Made:
    """A spaceship under way."""
    b.glow_at(-260, -84, 120, "#6fd6f5", 0.8)
    for y in (-104, -66):
        b.ink.path(f"M-236 {y - 11}L-330 {y}L-236 {y + 11}Z", "#a9ecff", fill_opacity=0.85)
    b.facet([(-200, -100), (-250, -196), (-206, -196), (-60, -116)], times(b.colour, 0.8), "metal")
    b.facet([(-190, -66), (-240, 20), (-190, 22), (-30, -54)], times(b.colour, 0.7), "metal")
    b.form(
        [(-240, -116), (-120, -132), (60, -126), (190, -96), (270, -76), (190, -58), (40, -46), (-140, -46), (-240, -56)],
        b.colour,
        "metal",
        tension=0.5,
    )
    _windows(b, "M90 -118Q150 -110 190 -92L108 -86Z")
    b.mark("M-200 -86H230M-120 -130V-48M-20 -130V-46M60 -126V-48", 1.8)
    for i in range(8):
        b.ink.rect(-180 + i * 28, -76, 13, 5, "#ffdf9a", 2)
    b.print(-70, -104, 150, 24, times(b.colour, 0.35)) if b.label else None
    return Made(600, 220, (0, -80), (-70, -104), 300)


def station(b: Bench) -> Made:
    """A station in orbit: a ring on spokes about a hub, arrays of panels on a boom."""
    for x in (-330, 330):
        b.facet([(x - 70, -330), (x + 70, -330), (x + 70, -60), (x - 70, -60)], "#2b4a78", "glass")
        b.mark(f"M{x} -330V-60M{x - 70} -265H{x + 70}M{x - 70} -195H{x + 70}M{x - 70} -125H{x + 70}", 2.2)
    b.facet([(-330, -204), (330, -204), (330, -186), (-330, -186)], times(b.colour, 0.75), "metal")
    tones = b.tones()
    b.ink.ellipse(0, -195, 210, 84, "none", stroke=tones.deep, stroke_width=42)
    b.ink.ellipse(0, -199, 210, 84, "none", stroke=tones.base, stroke_width=30)
    for index in range(14):
        angle = math.tau * index / 14
        b.ink.ellipse(math.cos(angle) * 210, -197 + math.sin(angle) * 84, 6, 4, "#ffdf9a")
    b.form([(-46, -360), (46, -360), (62, -300), (62, -90), (40, -30), (-40, -30), (-62, -90), (-62, -300)], b.colour, "metal", tension=0.5)
    for y in (-300, -250, -140, -95):
        b.ink.rect(-30, y, 60, 8, "#ffdf9a", 3)
    b.facet([(-5, -430), (5, -430), (5, -356), (-5, -356)], times(b.colour, 0.7), "metal")
    b.glow_at(0, -432, 34, "#ff7a5a", 0.9)
    return Made(800, 440, (0, -195), (0, -120), 120)


def ufo(b: Bench) -> Made:
    """A flying saucer with its beam."""
    b.ink.path("M-60 -90L-170 120H170L60 -90Z", b.ink.linear([(0, "#c9fff0", 0.6), (1, "#c9fff0", 0)], (0, 0, 0, 1)))
    b.form([(-70, -116), (-46, -166), (0, -180), (46, -166), (70, -116)], "#8fd3e8", "glass")
    b.form([(-180, -96), (-100, -124), (0, -132), (100, -124), (180, -96), (90, -74), (0, -68), (-90, -74)], b.colour, "metal")
    for i in range(7):
        x = -132 + i * 44
        b.ink.ellipse(x, -92 + abs(x) * -0.03, 8, 6, "#ffe08a" if i % 2 else "#8affc8")
    return Made(360, 180, (0, -100), (0, -100), 200)


def balloon(b: Bench) -> Made:
    """A hot-air balloon."""
    d = b.form(
        [(0, -430), (90, -408), (138, -330), (118, -236), (48, -138), (-48, -138), (-118, -236), (-138, -330), (-90, -408)],
        b.colour,
        "fabric",
    )
    b.inside(d)
    for x, c in ((-96, 1), (0, 1), (96, 1)):
        b.ink.path(
            f"M{x - 22} -440Q{x * 1.4 - 30:.0f} -280 {x * 0.36 - 10:.0f} -130H{x * 0.36 + 10:.0f}Q{x * 1.4 + 30:.0f} -280 {x + 22} -440Z",
            b.tones("#f6ead0").base,
            fill_opacity=0.85 * c,
        )
    b.outside()
    for x in (-34, 34):
        b.ink.line(f"M{x * 1.3:.0f} -138L{x} -64", "#4a3524", 2.4)
    b.box(-38, -66, 76, 60, 8, "#8a5f3d", "wood")
    b.mark("M-36 -46H36M-36 -28H36", 2.4)
    return Made(280, 432, (0, -40), (0, -300), 76)
