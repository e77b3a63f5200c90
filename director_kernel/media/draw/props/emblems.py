"""Marks and signs: logos, hearts, flags, balloons, balls."""

import math

from director_kernel.media.draw.colour import mix, raised, times
from director_kernel.media.draw.props.bench import Bench, Made


def logo(b: Bench) -> Made:
    """A logo mark made from the name: its initial in a badge, with the word below."""
    from_word = "".join(c for c in b.label if c.isalnum())[:1].upper()
    kind = int(b.roll * 4)
    t = b.tones()
    lower = 0 if from_word else 84
    b.ink.add(f'<g transform="translate(0 {lower})">')
    paint = b.ink.linear([(0, raised(t.lit, 0.12), 1), (1, t.dark, 1)], (0, 0, 1, 1))
    if kind == 0:
        b.ink.ellipse(0, -176, 84, 84, paint)
    elif kind == 1:
        b.ink.rect(-80, -256, 160, 160, paint, 44)
    elif kind == 2:
        points = [(math.sin(math.tau * i / 6) * 92, -176 - math.cos(math.tau * i / 6) * 92) for i in range(6)]
        b.ink.path("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z", paint)
    else:
        b.ink.path("M0 -268C62 -268 92 -222 92 -176C92 -122 54 -84 0 -84C-62 -84 -92 -124 -92 -176C-92 -176 -92 -268 0 -268Z", paint)
    b.ink.path("M-60 -214Q-20 -262 50 -240Q-10 -236 -52 -190Z", "#ffffff", fill_opacity=0.22)
    ink = b.ink.ink_on(b.colour)
    if from_word:
        b.ink.text(from_word, 0, -134, 116, ink, weight=900)
        b.print(0, -36, 300, 50, raised(b.colour, 0.15), name=b.label)
    else:
        b.ink.path("M0 -222l15 31l34 4l-25 24l6 34l-30 -17l-30 17l6 -34l-25 -24l34 -4Z", ink)
    b.ink.add("</g>")
    return Made(310 if from_word else 184, 272 - lower, (0, -176 + lower), (0, -36), 160)


def heart(b: Bench) -> Made:
    """A heart."""
    d = (
        "M0 0C-60 -50 -96 -84 -96 -124C-96 -158 -70 -178 -44 -178C-22 -178 -8 -166 0 -148C8 -166 22 -178 44 -178C70 -178 96 -158 96 "
        "-124C96 -84 60 -50 0 0Z"
    )
    b.shape(d, b.colour, "ceramic", edge=False)
    b.glint(b.key * 48, -142, 22, 13, turn=-b.key * -30, strength=0.45)
    return Made(192, 178, (0, -80), (0, -100), 160)


def flag(b: Bench) -> Made:
    """A flag on its pole."""
    b.stroke("M0 0V-380", 8, "#8a6a44")
    b.ball(0, -384, 9, "#d9a634")
    d = b.form(
        [(4, -372), (60, -384), (130, -360), (200, -376), (196, -300), (192, -240), (124, -228), (60, -252), (4, -240)],
        b.colour,
        "fabric",
        tension=0.8,
    )
    b.inside(d)
    for x in (50, 118, 176):
        b.mark(f"M{x} -390Q{x + 14} -310 {x - 4} -220", 12, opacity=0.14)
    b.print(100, -306, 150, 70, b.ink.ink_on(b.colour)) if b.label else None
    b.outside()
    return Made(210, 394, (0, -70), (100, -306), 12)


def toy_balloon(b: Bench) -> Made:
    """A balloon on its string."""
    b.ink.line("M0 -176Q14 -110 -6 -60T0 0", "#e9e4da", 2)
    b.form([(0, -356), (56, -338), (78, -280), (56, -214), (0, -182), (-56, -214), (-78, -280), (-56, -338)], b.colour, "ceramic")
    b.facet([(-8, -172), (8, -172), (0, -186)], times(b.colour, 0.8), "plastic")
    b.glint(b.key * 34, -306, 12, 26, turn=b.key * 24, strength=0.55)
    b.print(0, -266, 96, 60, b.ink.ink_on(b.colour)) if b.label else None
    return Made(156, 358, (0, -6), (0, -266), 8)


def ball(b: Bench) -> Made:
    """A ball: football, basketball, tennis ball or beach ball by its name."""
    d = b.ball(0, -70, 70)
    b.inside(d)
    b.mark("M-70 -70H70M0 -140V0M-54 -126Q0 -70 -54 -14M54 -126Q0 -70 54 -14", 3.4, opacity=0.6)
    b.outside()
    b.glint(b.key * 28, -104, 15, 9, turn=-24, strength=0.4)
    return Made(140, 140, (0, -40), (0, -70), 130)


def football(b: Bench) -> Made:
    """A football (soccer ball)."""
    d = b.ball(0, -70, 70, "#f4f2ec")
    b.inside(d)
    for x, y, r in ((0, -70, 24), (-58, -98, 22), (58, -98, 22), (-38, -10, 22), (38, -10, 22), (0, -146, 22)):
        pts = [(x + math.sin(math.tau * i / 5) * r, y - math.cos(math.tau * i / 5) * r) for i in range(5)]
        b.ink.path("M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in pts) + "Z", "#22252b")
        for px, py in pts if (x, y) == (0, -70) else ():
            b.ink.line(f"M{px:.1f} {py:.1f}L{px * 2.1:.1f} {-70 + (py + 70) * 2.1:.1f}", "#55585e", 2)
    b.outside()
    b.glint(b.key * 28, -108, 13, 8, turn=-24, strength=0.4)
    return Made(140, 140, (0, -40), (0, -70), 130)


def racket(b: Bench) -> Made:
    """A tennis racket."""
    b.box(-9, -130, 18, 130, 6, "#2b2320", "leather")
    b.ink.path(
        "M-9 -130Q-56 -190 -56 -240Q-56 -320 0 -320Q56 -320 56 -240Q56 -190 9 -130", "none", stroke=b.paint("", "metal"), stroke_width=11
    )
    for i in range(-4, 5):
        b.ink.line(f"M{i * 12} {-312 + abs(i) * 9}V{-184 - abs(i) * 6}M-50 {-250 + i * 13}H50", "#f4f1e6", 1.2, stroke_opacity=0.8)
    return Made(124, 326, (0, -40), (0, -250), 18)


def dumbbell(b: Bench) -> Made:
    """A dumbbell."""
    b.box(-70, -46, 140, 16, 5, "#c5ccd3", "metal")
    for s in (-1, 1):
        b.box(s * 84 - 18, -76, 36, 76, 7, b.colour, "metal")
        b.box(s * 112 - 11, -62, 22, 48, 6, times(b.colour, 0.8), "metal")
    return Made(250, 76, (0, -38), (0, -38), 16)


def money(b: Bench) -> Made:
    """A stack of coins."""
    for i in range(6):
        y = -10 - i * 19
        x = (i * 7 % 5 - 2) * 3
        b.box(x - 62, y - 8, 124, 18, 8, b.colour, "metal")
        b.disc(x, y - 9, 62, 13, raised(b.colour, 0.15), "metal")
    b.ink.text("$", 6, -106, 22, times(b.colour, 0.45))
    return Made(140, 132, (0, -50), (0, -106), 124)


def coin(b: Bench) -> Made:
    """One coin."""
    b.disc(0, -70, 70, 70, b.colour, "metal")
    b.disc(0, -70, 57, 57, raised(b.colour, 0.12), "metal")
    if b.label:
        b.print(0, -70, 76, 62, times(b.colour, 0.45))
    else:
        b.ink.path("M0 -112l11 30l32 1l-25 20l9 31l-27 -18l-27 18l9 -31l-25 -20l32 -1Z", times(b.colour, 0.5), fill_opacity=0.8)
    return Made(140, 140, (0, -40), (0, -70), 130)


def card(b: Bench) -> Made:
    """A bank or business card."""
    b.box(-110, -138, 220, 138, 14, b.colour, "plastic")
    b.ink.path("M-110 -60Q0 -120 110 -90V-14Q108 0 96 0H-96Q-110 0 -110 -14Z", raised(b.tones().lit, 0.2), fill_opacity=0.25)
    b.box(-86, -104, 38, 28, 5, "#e2c477", "metal")
    b.print(24, -30, 130, 30, b.ink.ink_on(b.colour))
    b.glint(b.key * 60, -120, 34, 3, strength=0.35)
    return Made(220, 138, (0, -20), (24, -30), 180)


def ribbon(b: Bench) -> Made:
    """A banner with words on it."""
    for s in (-1, 1):
        b.facet([(s * 120, -84), (s * 190, -84), (s * 164, -50), (s * 190, -16), (s * 120, -16)], times(b.colour, 0.66), "fabric")
    b.box(-144, -100, 288, 70, 4, b.colour, "fabric")
    b.print(0, -65, 250, 48, b.ink.ink_on(b.colour))
    return Made(380, 100, (0, -50), (0, -65), 200)


def lightning(b: Bench) -> Made:
    """A bolt."""
    b.glow_at(0, -130, 160, b.colour, 0.5)
    b.facet([(20, -260), (-62, -116), (-6, -116), (-30, 0), (66, -154), (6, -154), (54, -260)], b.colour, "metal", edge=False)
    return Made(130, 260, (0, -130), (0, -130), 60)


def arrow(b: Bench) -> Made:
    """An arrow to frame right."""
    b.facet([(-110, -62), (30, -62), (30, -104), (120, -40), (30, 24), (30, -18), (-110, -18)], b.colour, "plastic")
    return Made(230, 130, (0, -40), (0, -40), 60)


def puzzle(b: Bench) -> Made:
    """A cube puzzle or block."""
    for face, shade in (
        (((-80, -112), (0, -80), (0, 0), (-80, -34)), 1.0),
        (((0, -80), (80, -112), (80, -34), (0, 0)), 0.7),
        (((-80, -112), (0, -144), (80, -112), (0, -80)), 1.2),
    ):
        b.facet(list(face), times(b.colour, shade) if shade <= 1 else mix(b.colour, "#ffffff", 0.25), "plastic")
    return Made(160, 146, (0, -60), (-40, -56), 150)


def teddy(b: Bench) -> Made:
    """A teddy bear."""
    for s in (-1, 1):
        b.ball(s * 46, -224, 24)
        b.ball(s * 66, -110, 28)
        b.ball(s * 48, -28, 36)
        b.ink.ellipse(s * 52, -24, 18, 20, raised(b.tones().lit, 0.35))
    b.ball(0, -84, 66)
    b.ball(0, -182, 62)
    b.ink.ellipse(0, -80, 36, 42, raised(b.tones().lit, 0.3), fill_opacity=0.8)
    b.ink.ellipse(0, -166, 26, 21, raised(b.tones().lit, 0.45))
    b.ink.ellipse(0, -174, 9, 6.5, "#2a1c14")
    for s in (-1, 1):
        b.ink.ellipse(s * 22, -196, 6, 7, "#2a1c14")
        b.glint(s * 22 + 2, -199, 1.8, 2, strength=0.9)
    b.ink.line("M0 -168V-158Q-10 -148 -16 -156M0 -158Q10 -148 16 -156", "#2a1c14", 2.4)
    return Made(190, 250, (0, -90), (0, -84), 130)
