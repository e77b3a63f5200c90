"""Things with screens, lenses, strings and hands."""

from director_kernel.media.draw.colour import luma, mix, raised, times
from director_kernel.media.draw.props.bench import Bench, Made

SCREEN_TOP, SCREEN_LOW = "#39557e", "#e08a5a"


def _screen(b: Bench, x: float, y: float, w: float, h: float, r: float) -> None:
    """A lit screen: a picture of dusk, or the label set large."""
    b.ink.rect(x, y, w, h, b.ink.linear([(0, SCREEN_TOP, 1), (0.55, "#a4708a", 1), (1, SCREEN_LOW, 1)], (0, 0, 0.4, 1)), r)
    b.ink.ellipse(x + w * 0.64, y + h * 0.34, min(w, h) * 0.13, min(w, h) * 0.13, "#ffe2b0", fill_opacity=0.9)
    clip = f"M{x} {y}h{w}v{h}h{-w}Z"
    b.inside(clip)
    b.ink.path(
        f"M{x} {y + h * 0.72}L{x + w * 0.3} {y + h * 0.52}L{x + w * 0.55} {y + h * 0.68}L{x + w * 0.8} {y + h * 0.5}L{x + w} "
        f"{y + h * 0.64}V{y + h}H{x}Z",
        "#2b2440",
        fill_opacity=0.75,
    )
    if b.label:
        b.print(x + w / 2, y + h * 0.3, w * 0.84, h * 0.3, "#ffffff")
    k = b.key
    b.ink.path(
        f"M{x + (0 if k < 0 else w)} {y}h{-k * w * 0.55}l{k * w * 0.4} {h}h{-k * -w * 0.15 if k > 0 else -w * 0.15}Z",
        "#ffffff",
        fill_opacity=0.09,
    )
    b.outside()


def phone(b: Bench) -> Made:
    """A smartphone, screen to camera."""
    b.box(-48, -206, 96, 206, 17, b.colour, "metal")
    b.ink.rect(-44, -202, 88, 198, "#0d0e12", 14)
    _screen(b, -41, -198, 82, 190, 11)
    b.ink.rect(-13, -194, 26, 7, "#0d0e12", 3.5)
    b.ink.rect(-16, -14, 32, 2.6, "#ffffff", 1.3, fill_opacity=0.7)
    return Made(96, 206, (0, -84), (0, -110), 96)


def tablet(b: Bench) -> Made:
    """A tablet, upright."""
    b.box(-92, -250, 184, 250, 14, b.colour, "metal")
    b.ink.rect(-88, -246, 176, 242, "#0d0e12", 11)
    _screen(b, -80, -236, 160, 222, 4)
    return Made(184, 250, (0, -80), (0, -130), 150)


def laptop(b: Bench) -> Made:
    """An open laptop."""
    b.box(-140, -196, 280, 186, 9, b.colour, "metal")
    b.ink.rect(-134, -190, 268, 172, "#0d0e12", 5)
    _screen(b, -128, -184, 256, 160, 2)
    b.facet([(-142, -12), (142, -12), (170, 4), (-170, 4)], raised(b.colour, 0.1), "metal")
    b.box(-170, 3, 340, 7, 3, times(b.colour, 0.75), "metal")
    b.ink.path("M-118 -9H118L136 -1H-136Z", times(b.tones().deep, 1.0), fill_opacity=0.5)
    return Made(340, 206, (0, -8), (0, -104), 200)


def screen(b: Bench) -> Made:
    """A flat television or monitor on its foot."""
    b.box(-30, -34, 60, 30, 3, times(b.colour, 0.8), "metal")
    b.box(-60, -8, 120, 8, 3, b.colour, "metal")
    b.box(-176, -240, 352, 208, 8, b.colour, "plastic")
    _screen(b, -168, -232, 336, 190, 3)
    return Made(352, 240, (0, -20), (0, -138), 120)


def watch(b: Bench) -> Made:
    """A wristwatch, worn flat to camera."""
    strap = mix(b.colour, "#4a2e1e", 0.0) if b.said and b.material == "leather" else "#4a2e1e"
    for s in (-1, 1):
        y = -110 + s * 52
        b.facet([(-26, y), (26, y), (21, y + s * 58), (-21, y + s * 58)], strap, "leather")
        for x in (-20, 20):
            b.ink.line(f"M{x} {y + s * 6}L{x * 0.86} {y + s * 52}", "#c79a6a", 1.0, stroke_opacity=0.6, stroke_dasharray="4 3")
    case = b.colour if b.said else "#c9ced4"
    b.box(54, -118, 11, 16, 3, case, "metal")
    b.disc(0, -110, 58, 58, case, "metal")
    b.disc(0, -110, 50, 50, times(case, 0.55), "metal", edge=False)
    face = "#14202f" if luma(case) > 0.4 else "#f2efe8"
    t = b.ink.tones(face)
    b.ink.ellipse(0, -110, 46, 46, b.ink.radial([(0, raised(t.lit, 0.1), 1), (1, t.dark, 1)], 0.4, 0.35, 0.8))
    hand = "#f3efe6" if luma(face) < 0.5 else "#1b1b20"
    for i in range(12):
        b.ink.rect(-1.4 if i % 3 else -2.2, -152, 2.8 if i % 3 else 4.4, 6 if i % 3 else 10, hand, 1, transform=f"rotate({i * 30} 0 -110)")
    for angle, size, w in ((304, 24, 4.4), (54, 36, 3.2)):
        b.ink.rect(-w / 2, -110 - size, w, size + 6, hand, w / 2, transform=f"rotate({angle} 0 -110)")
    b.ink.line("M0 -100V-148", "#d2503a", 1.3, transform="rotate(196 0 -110)")
    b.ink.ellipse(0, -110, 3.4, 3.4, "#d2503a")
    if b.label:
        b.print(0, -88, 42, 13, hand)
    b.ink.path("M-40 -132Q-20 -160 14 -154Q-24 -138 -34 -104Z", "#ffffff", fill_opacity=0.22)
    return Made(124, 220, (0, -20), (0, -88), 44)


def headphones(b: Bench) -> Made:
    """Over-ear headphones."""
    b.stroke("M-78 -84Q-86 -206 0 -210Q86 -206 78 -84", 17, b.colour)
    b.stroke("M-62 -170Q-40 -204 0 -205Q40 -204 62 -170", 8, times(b.colour, 0.55))
    for s in (-1, 1):
        b.box(s * 78 - 8, -122, 16, 44, 7, mix(b.colour, "#c5ccd3", 0.7), "metal")
        b.box(s * 62 - 18, -106, 36, 104, 18, times(b.colour, 0.42), "leather")
        b.form([(s * 70, -108), (s * 92, -98), (s * 104, -54), (s * 92, -10), (s * 70, 0), (s * 64, -54)], b.colour, "plastic", tension=0.9)
        b.ink.ellipse(s * 86, -54, 7, 20, raised(b.tones().lit, 0.2), fill_opacity=0.35)
    b.glint(b.key * 44, -196, 22, 3.4, turn=b.key * 26, strength=0.5)
    return Made(208, 218, (0, -204), (84, -54), 20)


def earbuds(b: Bench) -> Made:
    """Earbuds in their open case."""
    b.form([(-62, -104), (62, -104), (66, -138), (50, -160), (-50, -160), (-66, -138)], b.colour, "ceramic")
    b.box(-66, -104, 132, 104, 40, b.colour, "ceramic")
    b.ink.rect(-50, -98, 100, 26, b.tones().deep, 12, fill_opacity=0.5)
    for s in (-1, 1):
        b.ball(s * 24, -104, 15)
        b.box(s * 24 - 5, -100, 10, 34, 5, b.colour, "plastic")
    b.gloss(-62, -66, 124, 56)
    b.print(0, -36, 60, 20, b.ink.ink_on(b.colour)) if b.label else None
    return Made(132, 162, (0, -46), (0, -36), 120)


def camera(b: Bench) -> Made:
    """A still camera."""
    b.facet([(-34, -116), (34, -116), (44, -94), (-44, -94)], b.colour, "metal")
    b.box(-88, -98, 176, 98, 12, b.colour, "leather")
    b.box(-88, -98, 176, 24, 8, "#b9c0c7", "metal")
    b.box(54, -108, 22, 12, 4, "#c9ced4", "metal")
    b.disc(0, -46, 46, 46, "#2a2c31", "metal")
    b.disc(0, -46, 37, 37, "#17181c", "metal", edge=False)
    b.ink.ellipse(0, -46, 29, 29, b.ink.radial([(0, "#5a7fb0", 1), (0.5, "#1c2c48", 1), (1, "#07090f", 1)], 0.36, 0.32, 0.8))
    b.glint(-10, -57, 9, 5.5, turn=-35, strength=0.75)
    b.glint(12, -34, 4, 2.6, turn=-35, strength=0.35)
    return Made(176, 118, (0, -48), (0, -86), 170)


def cinecam(b: Bench) -> Made:
    """A film camera on sticks."""
    for x in (-62, 0, 62):
        b.stroke(f"M0 -176L{x} 0", 8, "#2c2e33")
    b.box(-70, -262, 130, 84, 8, b.colour, "metal")
    b.box(58, -248, 56, 54, 6, "#1d1e22", "metal")
    b.facet([(112, -256), (146, -270), (146, -174), (112, -188)], "#17181b", "plastic")
    for x in (-40, 26):
        b.disc(x, -294, 36, 36, b.colour, "metal")
        b.disc(x, -294, 9, 9, "#0f1013", "metal")
    return Made(220, 330, (0, -220), (-10, -220), 120)


def microphone(b: Bench) -> Made:
    """A hand microphone."""
    b.form([(-13, -122), (13, -122), (9, -4), (6, 0), (-6, 0), (-9, -4)], "#26282d" if not b.said else b.colour, "metal", tension=0.3)
    b.box(-19, -132, 38, 12, 4, "#c5ccd3", "metal")
    b.ball(0, -158, 30, "#9aa1a9")
    b.inside("M-30 -158A30 30 0 1 1 30 -158A30 30 0 1 1 -30 -158Z")
    for i in range(-5, 6):
        b.mark(f"M{i * 7} -190L{i * 7 + 16} -126M{i * 7} -126L{i * 7 + 16} -190", 1.1, "#3a3f46", 0.45)
    b.outside()
    return Made(60, 188, (0, -66), (0, -60), 22)


def clock(b: Bench) -> Made:
    """A round wall clock."""
    b.disc(0, -80, 80, 80, b.colour, "wood" if b.material == "wood" else "metal")
    t = b.ink.tones("#f7f2e6")
    b.ink.ellipse(0, -80, 68, 68, b.ink.radial([(0, t.lit, 1), (1, t.base, 1)]))
    for i in range(12):
        b.ink.rect(-2, -144, 4, 7 if i % 3 else 13, "#2a2622", 1, transform=f"rotate({i * 30} 0 -80)")
    for angle, size, w in ((305, 36, 6), (48, 54, 4)):
        b.ink.rect(-w / 2, -80 - size, w, size + 8, "#2a2622", w / 2, transform=f"rotate({angle} 0 -80)")
    b.ink.ellipse(0, -80, 5, 5, "#b3232c")
    return Made(160, 160, (0, -80), (0, -50), 160)


def guitar(b: Bench) -> Made:
    """An acoustic guitar, upright."""
    b.box(-9, -392, 18, 230, 3, "#3b2618", "wood")
    b.facet([(-15, -430), (15, -430), (11, -390), (-11, -390)], "#2c1c12", "wood")
    body = b.form(
        [
            (0, -184),
            (34, -180),
            (52, -150),
            (42, -116),
            (46, -96),
            (68, -64),
            (64, -22),
            (34, 0),
            (0, 4),
            (-34, 0),
            (-64, -22),
            (-68, -64),
            (-46, -96),
            (-42, -116),
            (-52, -150),
            (-34, -180),
        ],
        material="wood",
        tension=0.9,
    )
    b.inside(body)
    b.grain(-70, -190, 140, 200, down=True)
    b.outside()
    b.ink.path(body, "none", stroke=times(b.colour, 0.35), stroke_width=3.5)
    b.disc(0, -112, 21, 21, "#17100b", "paper")
    b.ink.ellipse(0, -112, 24, 24, "none", stroke="#e8cf9a", stroke_width=2)
    b.box(-26, -50, 52, 9, 3, "#2c1c12", "wood")
    for i in range(6):
        b.ink.line(f"M{-5 + i * 2} -392L{-8 + i * 3.2} -46", "#f2e6c8", 0.8, stroke_opacity=0.8)
    b.glint(b.key * 40, -60, 6, 26, strength=0.2)
    return Made(140, 430, (0, -250), (0, -24), 18)


def piano(b: Bench) -> Made:
    """A grand piano from its keyboard side."""
    for x in (-150, 140):
        b.box(x, -92, 16, 92, 3, b.colour, "wood")
    b.form([(-170, -150), (40, -158), (120, -210), (170, -190), (176, -140), (172, -92), (-170, -92)], b.colour, "ceramic", tension=0.4)
    b.facet([(-60, -158), (150, -300), (182, -186), (40, -158)], times(b.colour, 0.9), "ceramic")
    b.ink.rect(-166, -128, 200, 18, "#f6f2e8", 2)
    for i in range(24):
        if i % 7 not in {2, 6}:
            b.ink.rect(-160 + i * 8.2, -128, 4.6, 11, "#17171a")
    return Made(352, 300, (0, -100), (-60, -110), 200)


def radio(b: Bench) -> Made:
    """A table radio or speaker."""
    b.box(-90, -116, 180, 116, 18, b.colour, "wood" if b.material == "wood" else "plastic")
    b.disc(-40, -58, 38, 38, times(b.colour, 0.5), "metal")
    for r in (30, 22, 14, 6):
        b.ink.ellipse(-40, -58, r, r, "none", stroke=b.tones().deep, stroke_width=2, stroke_opacity=0.6)
    b.ink.rect(16, -96, 58, 30, "#f5dfa8", 4)
    b.ink.line("M46 -94V-68", "#c6302c", 2)
    for x in (28, 62):
        b.disc(x, -32, 13, 13, "#e9e2d2", "metal")
    return Made(180, 116, (0, -58), (45, -80), 160)


def drone(b: Bench) -> Made:
    """A quadcopter, hovering."""
    for s in (-1, 1):
        b.stroke(f"M{s * 20} -62L{s * 108} -84", 9, b.colour)
        b.stroke(f"M{s * 22} -48L{s * 74} -60", 7, times(b.colour, 0.8))
        b.box(s * 108 - 6, -98, 12, 20, 3, "#2a2c31", "metal")
        b.ink.ellipse(s * 108, -100, 62, 5, "#dfe6ec", fill_opacity=0.45)
        b.ink.ellipse(s * 74, -70, 40, 3.4, "#dfe6ec", fill_opacity=0.35)
        b.stroke(f"M{s * 24} -40L{s * 40} -4", 4, "#3a3d43")
    b.form([(-44, -60), (-26, -80), (26, -80), (44, -60), (30, -38), (-30, -38)], b.colour, "plastic")
    b.ball(0, -34, 15, "#26282d")
    b.ink.ellipse(0, -32, 7, 7, "#4d76a8")
    b.ink.ellipse(-30, -60, 3, 3, "#ff4a3a")
    b.ink.ellipse(30, -60, 3, 3, "#53e06a")
    return Made(340, 106, (0, -60), (0, -58), 60)


def robot(b: Bench) -> Made:
    """A friendly robot."""
    for s in (-1, 1):
        b.box(s * 30 - 14, -96, 28, 90, 12, times(b.colour, 0.8), "metal")
        b.box(s * 32 - 26, -22, 52, 22, 10, b.colour, "metal")
        b.stroke(f"M{s * 76} -222Q{s * 116} -196 {s * 104} -128", 18, times(b.colour, 0.78))
        b.ball(s * 104, -116, 19)
        b.ball(s * 74, -230, 20)
    b.box(-72, -262, 144, 180, 44, b.colour, "ceramic")
    b.box(-42, -224, 84, 62, 14, "#22303f", "glass")
    for i, c in enumerate(("#6fd6e8", "#f0b93f", "#ee6a5a")):
        b.ink.ellipse(-22 + i * 22, -138, 6.5, 6.5, c)
    b.print(0, -193, 68, 30, "#8fe6f2")
    b.box(-16, -286, 32, 30, 6, times(b.colour, 0.6), "metal")
    b.box(-80, -400, 160, 120, 46, b.colour, "ceramic")
    b.ink.rect(-62, -376, 124, 72, "#131c27", 32)
    for s in (-1, 1):
        b.ink.ellipse(s * 28, -342, 13, 17, b.ink.radial([(0, "#e8fdff", 1), (0.5, "#7fe3f2", 1), (1, "#2b9bb8", 1)]))
        b.glow_at(s * 28, -342, 34, "#7fe3f2")
        b.box(s * 84 - 9, -362, 18, 44, 8, times(b.colour, 0.7), "metal")
    b.stroke("M0 -400V-428", 5, "#8b939c")
    b.ball(0, -434, 10, "#ee6a5a")
    b.gloss(-76, -388, 152, 96, strength=0.4)
    return Made(246, 444, (0, -180), (0, -193), 144)


def bulb(b: Bench) -> Made:
    """A glowing light bulb."""
    b.glow_at(0, -120, 130, "#ffd77a")
    b.form(
        [(0, -190), (40, -176), (56, -136), (42, -96), (24, -70), (22, -50), (-22, -50), (-24, -70), (-42, -96), (-56, -136), (-40, -176)],
        "#ffe9a8",
        "glass",
        fill_opacity=0.9,
    )
    b.ink.line("M-12 -54L-16 -110L-6 -124L0 -112L6 -124L16 -110L12 -54", "#e8862a", 3)
    b.box(-22, -52, 44, 40, 5, "#b9c0c7", "metal")
    for y in (-42, -32, -22):
        b.mark(f"M-22 {y}L22 {y - 3}", 2, "#6a7078")
    b.form([(-14, -13), (14, -13), (6, 0), (-6, 0)], "#2a2c31", "plastic", tension=0.3)
    b.glint(b.key * 26, -146, 8, 18, turn=20)
    return Made(112, 190, (0, -30), (0, -120), 40)
