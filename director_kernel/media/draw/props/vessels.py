"""Bottles, jars, tubes, cans, cups and glasses: the heroes of most product films."""

from director_kernel.media.draw.colour import luma, mix, raised, times
from director_kernel.media.draw.props.bench import Bench, Made


def _liquid(b: Bench) -> str:
    return mix(b.colour, "#5a2a08", 0.12)


def dropper(b: Bench) -> Made:
    """A serum bottle with its dropper."""
    b.box(-17, -232, 34, 74, 16, "#2a2421", "plastic")
    b.gloss(-17, -224, 34, 46, strength=0.3, both=False)
    b.box(-24, -172, 48, 34, 4, "#c9a15a" if b.roll > 0.5 else "#2f2823", "metal")
    for x in (-16, -8, 0, 8, 16):
        b.mark(f"M{x} -170V-140", 1.2, "#3a2a1a", 0.4)
    body = b.form(
        [
            (-18, -140),
            (18, -140),
            (20, -130),
            (46, -118),
            (56, -104),
            (56, -12),
            (48, 0),
            (-48, 0),
            (-56, -12),
            (-56, -104),
            (-46, -118),
            (-20, -130),
        ],
        material="glass",
        tension=0.55,
    )
    b.inside(body)
    b.ink.rect(
        -58, -96, 116, 100, b.ink.linear([(0, _liquid(b), 0.0), (0.2, _liquid(b), 0.35), (1, times(_liquid(b), 0.7), 0.55)], (0, 0, 0, 1))
    )
    b.ink.rect(-3, -140, 6, 112, raised(b.tones().lit, 0.5), 3, fill_opacity=0.5)
    b.ink.rect(-58, -9, 116, 9, raised(b.tones().lit, 0.3), fill_opacity=0.35)
    b.outside()
    b.sticker(-43, -102, 86, 64)
    b.gloss(-56, -108, 112, 98)
    return Made(112, 232, (0, -30), (0, -70), 112)


def bottle(b: Bench) -> Made:
    """A plain bottle with a cap."""
    b.box(-18, -262, 36, 40, 6, mix(b.colour, "#22252b", 0.75), "plastic")
    for y in (-252, -244, -236):
        b.mark(f"M-17 {y}H17", 1.2, "#22252b", 0.4)
    body = b.turned([(15, -224), (16, -206), (24, -186), (44, -164), (50, -140), (50, -14), (42, 0)], tension=0.8)
    b.inside(body)
    b.ink.rect(
        -52, -186, 104, 190, b.ink.linear([(0, _liquid(b), 0.0), (0.15, _liquid(b), 0.25), (1, times(_liquid(b), 0.65), 0.4)], (0, 0, 0, 1))
    )
    b.outside()
    b.sticker(-46, -132, 92, 84)
    b.gloss(-50, -160, 100, 148)
    return Made(100, 262, (0, -110), (0, -90), 100)


def spray(b: Bench) -> Made:
    """A bottle with a pump."""
    b.stroke("M0 -236V-252H-26", 9, "#e9e6e0")
    b.box(-21, -240, 42, 30, 5, "#e9e6e0", "plastic")
    b.box(-14, -214, 28, 22, 3, "#d8d3ca", "plastic")
    b.box(-48, -194, 96, 194, 20)
    b.sticker(-38, -140, 76, 84)
    b.gloss(-48, -180, 96, 166)
    return Made(100, 258, (0, -96), (0, -98), 96)


def perfume(b: Bench) -> Made:
    """A heavy glass flacon with a bright cap."""
    b.box(-21, -206, 42, 52, 5, "#d8b467", "metal")
    b.gloss(-21, -202, 42, 42, strength=0.5)
    b.box(-15, -156, 30, 14, 2, "#b9934a", "metal")
    outer = b.facet(
        [(-50, -143), (50, -143), (64, -128), (64, -8), (56, 0), (-56, 0), (-64, -8), (-64, -128)], mix(b.colour, "#ffffff", 0.45), "glass"
    )
    b.inside(outer)
    t = b.tones()
    b.ink.path(
        "M-52 -104H52V-14H-52Z",
        b.ink.linear([(0, raised(t.lit, 0.25), 0.95), (0.5, t.base, 0.95), (1, t.dark, 0.98)], (0, 0, 1, 1) if b.key < 0 else (1, 0, 0, 1)),
    )
    b.ink.path("M-52 -104H52V-97Q0 -90 -52 -98Z", raised(t.lit, 0.6), fill_opacity=0.7)
    b.ink.path("M-64 -128L-50 -143V0H-64Z", "#ffffff", fill_opacity=0.3)
    b.ink.path("M-30 -143L6 -143L-40 0L-64 0V-30Z", "#ffffff", fill_opacity=0.16)
    b.outside()
    b.print(0, -58, 84, 44, "#fffaf0" if luma(b.colour) < 0.62 else times(b.colour, 0.35))
    b.gloss(-64, -124, 128, 112)
    return Made(128, 206, (0, -66), (0, -58), 128)


def jar(b: Bench) -> Made:
    """A cream jar with a wide lid."""
    b.box(-62, -118, 124, 42, 8, "#d9b877" if b.roll > 0.4 else "#f2eee6", "metal" if b.roll > 0.4 else "plastic")
    for x in range(-52, 56, 8):
        b.mark(f"M{x} -114V-80", 1.0, "#6a4d22", 0.28)
    b.form([(-60, -78), (60, -78), (64, -60), (60, -8), (48, 0), (-48, 0), (-60, -8), (-64, -60)], material=b.material, tension=0.6)
    b.sticker(-44, -62, 88, 46)
    b.gloss(-62, -72, 124, 62)
    return Made(128, 118, (0, -46), (0, -40), 124)


def tube(b: Bench) -> Made:
    """A squeezed tube standing on its cap."""
    b.facet([(-44, -236), (44, -236), (45, -222), (-45, -222)], raised(b.colour, 0.2), "plastic")
    b.form(
        [(-45, -223), (45, -223), (43, -160), (37, -84), (33, -44), (-33, -44), (-37, -84), (-43, -160)], material="plastic", tension=0.5
    )
    b.box(-31, -46, 62, 46, 6, "#f3efe8" if luma(b.colour) < 0.6 else "#3b3a40", "plastic")
    for x in range(-24, 28, 7):
        b.mark(f"M{x} -42V-4", 1.0, "#6a665f", 0.35)
    b.print(0, -134, 62, 92, b.ink.ink_on(b.colour))
    b.gloss(-42, -214, 84, 164)
    return Made(90, 236, (0, -120), (0, -134), 80)


def can(b: Bench) -> Made:
    """A drinks can with drops of cold on it."""
    b.form([(-31, -206), (31, -206), (42, -192), (42, -12), (33, 0), (-33, 0), (-42, -12), (-42, -192)], material="metal", tension=0.5)
    b.disc(0, -206, 31, 6, "#c5ccd3", "metal")
    b.disc(3, -206, 9, 2.4, "#8d949c", "metal")
    t = b.tones()
    b.ink.path("M-42 -150Q0 -172 42 -142V-70Q0 -40 -42 -62Z", raised(t.lit, 0.5), fill_opacity=0.22)
    b.print(0, -106, 70, 64, b.ink.ink_on(b.colour))
    b.box(-40, -9, 80, 6, 3, "#b9c0c7", "metal", edge=False)
    b.gloss(-42, -186, 84, 170, strength=0.5)
    _drops(b, -38, -180, 76, 160)
    return Made(84, 210, (0, -104), (0, -106), 84)


def _drops(b: Bench, x: float, y: float, w: float, h: float) -> None:
    for i in range(26):
        u, v = (i * 0.7549 + b.roll) % 1, (i * 0.5698 + 0.1) % 1
        if 0.22 < u < 0.74 and 0.3 < v < 0.72:
            continue
        r = 1.5 + (i % 4) * 0.7
        b.ink.ellipse(x + w * u, y + h * v, r, r * 1.25, "#ffffff", fill_opacity=0.3)
        b.ink.ellipse(x + w * u + b.key * r * 0.3, y + h * v - r * 0.4, r * 0.35, r * 0.4, "#ffffff", fill_opacity=0.9)


def wine(b: Bench) -> Made:
    """A wine bottle."""
    b.turned([(14, -330), (15, -300), (15, -232), (22, -206), (40, -180), (44, -150), (44, -12), (37, 0)], material="glass", tension=0.8)
    b.box(-17, -332, 34, 62, 4, "#7a1f2b", "metal")
    b.sticker(-40, -140, 80, 92)
    b.gloss(-44, -172, 88, 160)
    return Made(88, 332, (0, -130), (0, -94), 88)


def takeaway(b: Bench) -> Made:
    """A paper coffee cup with a lid and a sleeve."""
    b.form([(-44, -150), (44, -150), (33, 0), (-33, 0)], "#f4efe6" if not b.said else b.colour, "paper", tension=0.1)
    b.facet([(-43, -112), (43, -112), (37, -42), (-37, -42)], "#a9784c" if not b.said else times(b.colour, 0.62), "paper")
    b.box(-48, -164, 96, 16, 6, "#2c2826" if luma(b.colour) > 0.25 else "#ece7de", "plastic")
    b.form([(-39, -180), (39, -180), (43, -163), (-43, -163)], "#2c2826" if luma(b.colour) > 0.25 else "#ece7de", "plastic", tension=0.3)
    b.print(0, -77, 58, 44, "#fdf7ea")
    b.gloss(-42, -146, 84, 130, strength=0.2)
    _steam(b, 0, -184)
    return Made(96, 182, (0, -78), (0, -77), 80)


def mug(b: Bench) -> Made:
    """A mug, steaming."""
    side = -b.key
    b.stroke(f"M{side * 48:.0f} -92Q{side * 92:.0f} -92 {side * 86:.0f} -54Q{side * 82:.0f} -26 {side * 46:.0f} -24", 13)
    b.form([(-54, -116), (54, -116), (53, -40), (44, -4), (30, 0), (-30, 0), (-44, -4), (-53, -40)], material="ceramic", tension=0.55)
    b.disc(0, -116, 54, 10, raised(b.colour, 0.3), "ceramic")
    b.disc(0, -115, 47, 7.5, "#4a2c1a", "paper", edge=False)
    b.glint(b.key * 18, -116, 12, 1.6, strength=0.4)
    if b.label:
        b.print(0, -58, 76, 50, b.ink.ink_on(b.colour))
    b.gloss(-54, -104, 108, 88)
    _steam(b, 0, -124)
    return Made(150, 126, (0, -58), (0, -58), 108)


def _steam(b: Bench, x: float, y: float) -> None:
    for i, dx in enumerate((-16, 2, 18)):
        d = f"M{x + dx} {y}q-10 -16 0 -32t{2 + i} -34"
        b.ink.line(d, "#ffffff", 6 - i, stroke_opacity=0.16)
        b.ink.line(d, "#ffffff", 2.2, stroke_opacity=0.22)


def teapot(b: Bench) -> Made:
    """A teapot."""
    s = b.key
    b.stroke(f"M{-s * 50:.0f} -96Q{-s * 108:.0f} -100 {-s * 92:.0f} -40Q{-s * 84:.0f} -18 {-s * 54:.0f} -24", 11)
    b.form([(s * 44, -60), (s * 70, -70), (s * 84, -108), (s * 98, -112), (s * 88, -70), (s * 66, -24), (s * 44, -26)], material="ceramic")
    b.form([(-34, -110), (34, -110), (62, -72), (62, -36), (40, 0), (-40, 0), (-62, -36), (-62, -72)], material="ceramic", tension=0.9)
    b.form([(-36, -108), (-24, -124), (0, -128), (24, -124), (36, -108), (0, -102)], material="ceramic")
    b.ball(0, -132, 7)
    b.gloss(-58, -94, 116, 70)
    return Made(190, 140, (-s * 88, -64), (0, -54), 30)


def kettle(b: Bench) -> Made:
    """A steel kettle."""
    b.material = "metal"
    return teapot(b)


def glass(b: Bench) -> Made:
    """A tumbler with a drink in it."""
    drink = b.colour if b.said else "#e9b44c"
    body = b.form([(-42, -140), (42, -140), (34, 0), (-34, 0)], "#dfe9ee", "glass", tension=0.1, fill_opacity=0.4)
    b.inside(body)
    t = b.tones(drink)
    b.ink.path("M-41 -104H41L34 -6H-34Z", b.ink.linear([(0, raised(t.lit, 0.2), 0.92), (1, t.dark, 0.95)], (0, 0, 0.6, 1)))
    b.ink.path("M-41 -106H41V-98Q0 -92 -41 -98Z", raised(t.lit, 0.5), fill_opacity=0.8)
    for x, y in ((-20, -96), (6, -88), (-8, -66)):
        b.ink.rect(
            x,
            y,
            24,
            24,
            "#ffffff",
            5,
            fill_opacity=0.32,
            stroke="#ffffff",
            stroke_width=1.2,
            stroke_opacity=0.6,
            transform=f"rotate({x} {x} {y})",
        )
    b.outside()
    b.ink.ellipse(0, -140, 42, 5, "none", stroke="#ffffff", stroke_width=1.8, stroke_opacity=0.8)
    b.gloss(-40, -132, 80, 120, strength=0.7)
    return Made(84, 142, (0, -62), (0, -60), 76)


def wineglass(b: Bench) -> Made:
    """A wine glass."""
    drink = b.colour if b.said else "#6b1730"
    b.disc(0, -5, 36, 5, "#dfe9ee", "glass", fill_opacity=0.7)
    b.box(-3, -92, 6, 88, 3, "#dfe9ee", "glass")
    bowl = b.form(
        [(-33, -196), (33, -196), (44, -146), (30, -104), (0, -90), (-30, -104), (-44, -146)],
        "#e8f0f4",
        "glass",
        tension=0.85,
        fill_opacity=0.4,
    )
    b.inside(bowl)
    t = b.tones(drink)
    b.ink.path(
        "M-50 -152H50V-80H-50Z", b.ink.linear([(0, t.lit, 0.95), (1, t.dark, 0.97)], (0, 0, 1, 0.3) if b.key < 0 else (1, 0, 0, 0.3))
    )
    b.ink.ellipse(0, -152, 43, 5, raised(t.lit, 0.3), fill_opacity=0.8)
    b.outside()
    b.ink.ellipse(0, -196, 33, 4, "none", stroke="#ffffff", stroke_width=1.6, stroke_opacity=0.8)
    b.gloss(-38, -188, 76, 78, strength=0.7)
    return Made(88, 198, (0, -66), (0, -130), 16)


def cocktail(b: Bench) -> Made:
    """A martini glass with a drink and an olive."""
    drink = b.colour if b.said else "#e4572e"
    b.disc(0, -5, 34, 5, "#dfe9ee", "glass", fill_opacity=0.7)
    b.box(-2.6, -96, 5, 92, 2, "#dfe9ee", "glass")
    b.facet([(-58, -172), (58, -172), (0, -94)], "#e8f0f4", "glass", fill_opacity=0.4)
    b.facet([(-47, -158), (47, -158), (0, -96)], drink, "glass")
    b.stroke("M-10 -150L30 -196", 2.4, "#b98a4a")
    b.ball(-4, -152, 8, "#7c8f3a")
    b.ink.ellipse(0, -172, 58, 5, "none", stroke="#ffffff", stroke_width=1.8, stroke_opacity=0.8)
    return Made(116, 196, (0, -60), (0, -130), 14)


def bowl(b: Bench) -> Made:
    """A bowl."""
    b.form([(-74, -70), (74, -70), (64, -28), (36, -4), (24, 0), (-24, 0), (-36, -4), (-64, -28)], material="ceramic", tension=0.7)
    b.disc(0, -70, 74, 13, raised(b.colour, 0.25), "ceramic")
    b.disc(0, -68, 64, 9, times(b.colour, 0.6), "ceramic", edge=False)
    b.gloss(-66, -58, 132, 40)
    return Made(148, 84, (0, -26), (0, -36), 120)


def vase(b: Bench) -> Made:
    """A vase."""
    b.turned([(24, -200), (20, -176), (24, -156), (48, -116), (52, -76), (36, -20), (30, 0)], material="ceramic")
    b.disc(0, -200, 24, 5, times(b.colour, 0.55), "ceramic")
    b.gloss(-48, -140, 96, 112)
    return Made(104, 204, (0, -90), (0, -90), 100)


def bucket(b: Bench) -> Made:
    """A bucket with its handle up."""
    b.stroke("M-58 -116Q0 -220 58 -116", 5, "#5b626a")
    b.form([(-62, -120), (62, -120), (46, 0), (-46, 0)], material="metal", tension=0.1)
    b.disc(0, -120, 62, 11, times(b.colour, 0.5), "metal")
    b.mark("M-58 -92Q0 -78 58 -92M-50 -20Q0 -8 50 -20", 3)
    return Made(124, 170, (0, -168), (0, -56), 16)


def box(b: Bench) -> Made:
    """A carton seen from a corner."""
    t = b.tones()
    b.facet([(-70, -150), (26, -136), (26, 0), (-70, -16)], raised(b.colour, 0.08), "paper")
    b.facet([(26, -136), (72, -158), (72, -22), (26, 0)], times(b.colour, 0.72), "paper")
    b.facet([(-70, -150), (-22, -170), (72, -158), (26, -136)], raised(b.colour, 0.3), "paper")
    b.ink.path("M-30 -144L24 -167L38 -165L-14 -142V-112L-30 -114Z", t.dark, fill_opacity=0.28)
    b.ink.add('<g transform="translate(-22 -70) skewY(8.3)">')
    b.print(0, 0, 78, 58, b.ink.ink_on(b.colour))
    b.ink.add("</g>")
    return Made(144, 170, (0, -70), (-22, -76), 140)


def carton(b: Bench) -> Made:
    """An upright folding box, as cosmetics come in."""
    b.facet([(-46, -206), (30, -206), (30, 0), (-46, 0)], raised(b.colour, 0.06), "paper")
    b.facet([(30, -206), (52, -212), (52, -10), (30, 0)], times(b.colour, 0.68), "paper")
    b.facet([(-46, -206), (-22, -212), (52, -212), (30, -206)], raised(b.colour, 0.4), "paper")
    b.print(-8, -110, 62, 90, b.ink.ink_on(b.colour))
    return Made(100, 212, (-8, -90), (-8, -110), 90)


def gift(b: Bench) -> Made:
    """A wrapped present."""
    ribbon = "#e8c15a" if luma(b.colour) < 0.6 else "#b3232c"
    b.box(-66, -104, 132, 104, 3, material="paper")
    b.box(-72, -130, 144, 30, 3, raised(b.colour, 0.12), "paper")
    b.box(-12, -130, 24, 130, 0, ribbon, "satin")
    for s in (-1, 1):
        b.form([(0, -132), (s * 20, -166), (s * 52, -168), (s * 48, -140), (s * 20, -130)], ribbon, "satin")
    b.ball(0, -136, 10, ribbon)
    return Made(144, 170, (0, -60), (0, -52), 132)


def bag(b: Bench) -> Made:
    """A paper shopping bag."""
    b.stroke("M-26 -164Q-26 -214 0 -214Q26 -214 26 -164", 4, times(b.colour, 0.5))
    b.facet([(-64, -168), (52, -168), (52, 0), (-64, 0)], raised(b.colour, 0.05), "paper")
    b.facet([(52, -168), (72, -160), (72, -8), (52, 0)], times(b.colour, 0.66), "paper")
    b.print(-6, -86, 92, 70, b.ink.ink_on(b.colour))
    return Made(140, 214, (0, -208), (-6, -86), 16)


def pouch(b: Bench) -> Made:
    """A stand-up pouch, as coffee and snacks come in."""
    b.form(
        [(-58, -204), (58, -204), (56, -170), (64, -90), (66, -8), (0, 4), (-66, -8), (-64, -90), (-56, -170)],
        material="plastic",
        tension=0.6,
    )
    b.facet([(-58, -206), (58, -206), (57, -188), (-57, -188)], times(b.colour, 0.75), "metal")
    b.sticker(-44, -148, 88, 96)
    b.gloss(-60, -180, 120, 160, strength=0.3)
    return Made(130, 206, (0, -100), (0, -100), 120)


def lipstick(b: Bench) -> Made:
    """A lipstick, wound out."""
    b.facet([(-15, -170), (4, -196), (15, -186), (15, -116), (-15, -116)], b.colour, "plastic")
    b.glint(b.key * 7, -150, 2.6, 22, strength=0.45)
    b.box(-19, -122, 38, 40, 2, "#d8b467", "metal")
    b.box(-24, -86, 48, 86, 4, "#1d1b20", "plastic")
    b.print(0, -44, 36, 30, "#d8b467")
    b.gloss(-24, -80, 48, 74, strength=0.4)
    return Made(48, 196, (0, -50), (0, -44), 48)
