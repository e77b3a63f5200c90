"""Things stories turn on: keys, swords, prizes, masks."""

from director_kernel.media.draw.colour import raised, times
from director_kernel.media.draw.props.bench import Bench, Made


def key(b: Bench) -> Made:
    """An old key."""
    b.ink.ellipse(0, -150, 27, 27, "none", stroke=b.paint("", "metal"), stroke_width=13)
    b.box(-6, -124, 12, 124, 3, b.colour, "metal")
    for y in (-16, -36):
        b.box(4, y, 26, 11, 2, b.colour, "metal")
    b.box(-11, -126, 22, 9, 3, b.colour, "metal")
    return Made(66, 184, (0, -150), (0, -60), 20)


def sword(b: Bench) -> Made:
    """A sword, point up."""
    b.facet([(0, -400), (13, -372), (11, -96), (-11, -96), (-13, -372)], "#c5ccd3", "metal")
    b.ink.line("M0 -384V-100", "#6f7881", 2, stroke_opacity=0.7)
    b.box(-48, -100, 96, 13, 6, b.colour if b.said else "#c9a15a", "metal")
    b.box(-8, -88, 16, 66, 5, "#3a2519", "leather")
    for y in range(-82, -24, 9):
        b.mark(f"M-8 {y}l16 5", 2, "#1c110a")
    b.ball(0, -14, 13, "#c9a15a")
    return Made(96, 400, (0, -56), (0, -54), 16)


def shield(b: Bench) -> Made:
    """A shield with its device."""
    b.form([(0, -200), (74, -190), (80, -120), (58, -46), (0, 0), (-58, -46), (-80, -120), (-74, -190)], b.colour, "metal", tension=0.6)
    b.ink.path("M0 -182V-24M-66 -112H66", "none", stroke="#d8b467", stroke_width=11)
    b.print(0, -140, 80, 40, "#f6efdd") if b.label else None
    return Made(160, 200, (0, -100), (0, -140), 30)


def wand(b: Bench) -> Made:
    """A magic wand, lit."""
    b.facet([(-5, 0), (5, 0), (3, -180), (-3, -180)], b.colour, "wood")
    b.glow_at(0, -186, 60, "#fff0b8")
    b.ink.path("M0 -216l7 23l23 7l-23 7l-7 23l-7 -23l-23 -7l23 -7Z", "#fff6d8")
    return Made(60, 216, (0, -30), (0, -90), 10)


def trophy(b: Bench) -> Made:
    """A winner's cup."""
    for s in (-1, 1):
        b.ink.path(
            f"M{s * 54} -202Q{s * 112} -204 {s * 100} -150Q{s * 90} -116 {s * 42} -114",
            "none",
            stroke=b.paint("", "metal"),
            stroke_width=11,
        )
    b.form(
        [(-60, -216), (60, -216), (56, -150), (34, -108), (12, -92), (-12, -92), (-34, -108), (-56, -150)], b.colour, "metal", tension=0.7
    )
    b.disc(0, -216, 60, 9, times(b.colour, 0.6), "metal")
    b.form([(-10, -94), (10, -94), (14, -64), (34, -46), (-34, -46), (-14, -64)], b.colour, "metal", tension=0.6)
    b.box(-52, -48, 104, 48, 4, "#2b2320", "wood")
    b.box(-34, -36, 68, 24, 2, b.colour, "metal")
    b.print(0, -24, 60, 18, "#2b2320")
    b.ink.path("M0 -186l8 17l19 2l-14 13l4 19l-17 -9l-17 9l4 -19l-14 -13l19 -2Z", raised(b.tones().lit, 0.5), fill_opacity=0.7)
    b.gloss(-54, -206, 108, 90, strength=0.5)
    return Made(224, 226, (0, -70), (0, -24), 28)


def medal(b: Bench) -> Made:
    """A medal on its ribbon."""
    b.facet([(-40, -180), (-12, -180), (14, -84), (-14, -84)], "#b3232c", "fabric")
    b.facet([(40, -180), (12, -180), (-14, -84), (14, -84)], "#2a4fb8", "fabric")
    b.disc(0, -48, 48, 48, b.colour, "metal")
    b.disc(0, -48, 37, 37, raised(b.colour, 0.15), "metal")
    b.print(0, -48, 50, 40, times(b.colour, 0.4), name="1")
    return Made(96, 180, (0, -170), (0, -48), 30)


def mask(b: Bench) -> Made:
    """A theatre mask."""
    b.form([(-70, -150), (0, -164), (70, -150), (74, -84), (48, -22), (0, 0), (-48, -22), (-74, -84)], b.colour, "ceramic")
    for s in (-1, 1):
        b.ink.path(f"M{s * 16} -98Q{s * 32} -122 {s * 52} -100Q{s * 32} -84 {s * 16} -98Z", "#17131a")
    b.ink.path("M-36 -58Q0 -24 36 -58Q0 -42 -36 -58Z", "#17131a")
    return Made(150, 164, (0, -20), (0, -130), 60)
