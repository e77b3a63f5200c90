"""Buildings and built things that can stand in a frame."""

from director_kernel.media.draw.colour import mix, raised, times
from director_kernel.media.draw.props.bench import Bench, Made


def _pane(b: Bench, x: float, y: float, w: float, h: float, i: int = 0) -> None:
    lit = b.ink.light.night or b.ink.light.intensity < 0.45
    fill = ("#ffd98a" if i % 3 else "#ffe9b8") if lit and i % 4 != 1 else "#2d4156"
    b.ink.rect(x, y, w, h, fill, 2)
    if fill == "#2d4156":
        b.ink.path(f"M{x} {y + h}L{x + w} {y}V{y + h * 0.5}L{x + w * 0.5} {y + h}Z", "#ffffff", fill_opacity=0.16)


def house(b: Bench) -> Made:
    """A house with a chimney."""
    b.box(80, -330, 40, 90, 2, "#8a4a3a", "paper")
    b.box(-150, -190, 300, 190, 2, b.colour, "paper")
    b.facet([(-180, -184), (0, -318), (180, -184)], "#8a3f34", "wood")
    b.box(-26, -104, 52, 104, 3, "#5a3a24", "wood")
    b.ball(16, -52, 4, "#e0b65a")
    for i, x in enumerate((-116, 66)):
        b.box(x - 6, -136, 62, 62, 2, "#f4f0e6", "wood")
        _pane(b, x, -130, 23, 23, i * 2)
        _pane(b, x + 27, -130, 23, 23, i * 2)
        _pane(b, x, -103, 23, 23, i * 2 + 2)
        _pane(b, x + 27, -103, 23, 23, 3)
    b.print(0, -150, 110, 26, times(b.colour, 0.35)) if b.label else None
    return Made(360, 330, (0, -100), (0, -150), 200)


def building(b: Bench) -> Made:
    """An office tower."""
    b.facet([(-110, -560), (70, -560), (70, 0), (-110, 0)], b.colour, "paper")
    b.facet([(70, -560), (130, -534), (130, 0), (70, 0)], times(b.colour, 0.6), "paper")
    for row in range(13):
        for col in range(5):
            _pane(b, -98 + col * 33, -540 + row * 40, 24, 27, row * 5 + col * 3)
        b.ink.path(f"M80 {-536 + row * 40}l40 9v24l-40 -8Z", "#1d2a38" if row % 3 else "#ffd98a", fill_opacity=0.8)
    b.print(-20, -574, 170, 34, "#fff3d0") if b.label else None
    return Made(240, 590, (0, -200), (-20, -574), 200)


def shop(b: Bench) -> Made:
    """A shop front with its awning."""
    b.box(-170, -320, 340, 320, 2, b.colour, "paper")
    b.box(-158, -308, 316, 54, 4, times(b.colour, 0.45), "wood")
    b.print(0, -281, 280, 40, "#fbeecb", name="SHOP")
    b.ink.rect(-146, -200, 180, 160, b.ink.linear([(0, "#ffe7b0", 1), (1, "#e2a860", 1)], (0, 0, 0, 1)), 3)
    b.box(54, -200, 92, 200, 3, "#3a2a20", "wood")
    b.ink.rect(64, -188, 72, 110, "#ffdf9a", 2)
    for i in range(8):
        b.facet(
            [(-166 + i * 41.5, -250), (-124.5 + i * 41.5, -250), (-120 + i * 42, -196), (-168 + i * 42, -196)],
            "#b3372f" if i % 2 else "#f6efe0",
            "fabric",
            edge=False,
        )
    return Made(340, 320, (0, -100), (0, -281), 200)


def lighthouse(b: Bench) -> Made:
    """A lighthouse, burning."""
    b.ink.path(
        "M30 -452L420 -548V-380L30 -436Z", b.ink.linear([(0, "#fff3d0", 0.5), (0.4, "#fff3d0", 0.2), (1, "#fff3d0", 0)], (0, 0, 1, 0))
    )
    tower = b.facet([(-42, -410), (42, -410), (72, 0), (-72, 0)], "#efe9dc", "ceramic")
    b.inside(tower)
    for y in (-340, -200, -60):
        b.ink.path(f"M-90 {y}Q0 {y + 14} 90 {y}V{y + 66}Q0 {y + 80} -90 {y + 66}Z", b.paint(b.colour if b.said else "#b3322c", "ceramic"))
    b.outside()
    for y in (-270, -130):
        b.ink.rect(-9, y, 18, 30, "#22303f", 9)
    b.box(-60, -424, 120, 16, 3, "#2b2f36", "metal")
    b.glow_at(0, -448, 120, "#ffe2a0", 0.9)
    b.box(-36, -474, 72, 52, 2, "#ffedbd", "glass")
    b.mark("M-12 -474V-424M12 -474V-424", 2.4, "#2b2f36", 0.8)
    b.facet([(-50, -474), (0, -520), (50, -474)], "#2b2f36", "metal")
    b.box(-17, -62, 34, 62, 16, "#4a3020", "wood")
    return Made(160, 524, (0, -200), (0, -300), 100)


def castle(b: Bench) -> Made:
    """A castle."""
    for x, w, h in ((-190, 84, 330), (106, 84, 330), (-60, 120, 420)):
        b.box(x, -h, w, h, 0, b.colour, "paper")
        for i in range(4):
            b.box(x - 4 + i * (w + 8) / 4, -h - 22, (w + 8) / 6, 24, 0, b.colour, "paper", edge=False)
        b.facet([(x - 8, -h - 22), (x + w / 2, -h - 124), (x + w + 8, -h - 22)], "#3f4f78", "wood")
        b.ink.rect(x + w / 2 - 8, -h + 50, 16, 40, "#ffd98a" if b.ink.light.night else "#22252f", 8)
    b.box(-150, -210, 300, 210, 0, mix(b.colour, "#ffffff", 0.06), "paper")
    for i in range(9):
        b.box(-150 + i * 34, -232, 22, 24, 0, b.colour, "paper", edge=False)
    b.ink.path("M-36 0V-84Q0 -130 36 -84V0Z", "#2a1c14")
    for row in range(6):
        for i in range(5):
            b.mark(f"M{-136 + i * 62 + (row % 2) * 26} {-186 + row * 30}h22", 2, opacity=0.25)
    return Made(400, 560, (0, -100), (0, -160), 200)


def tower(b: Bench) -> Made:
    """An iron tower."""
    for s in (-1, 1):
        b.stroke(f"M{s * 130} 0Q{s * 50} -160 {s * 26} -320L{s * 8} -560", 13)
    for y, w in ((-120, 84), (-240, 47)):
        b.box(-w - 14, y - 12, 2 * w + 28, 18, 3, b.colour, "metal")
    for y0, y1, w0, w1 in ((-10, -110, 120, 84), (-134, -226, 72, 48), (-256, -400, 38, 20), (-400, -520, 20, 10)):
        b.ink.line(f"M{-w0} {y0}L{w1} {y1}M{w0} {y0}L{-w1} {y1}", b.tones().base, 4)
    b.ink.path("M-80 0Q0 -130 80 0", "none", stroke=b.tones().base, stroke_width=9)
    b.stroke("M0 -560V-620", 5)
    return Made(270, 620, (0, -200), (0, -200), 100)


def bridge(b: Bench) -> Made:
    """A suspension bridge."""
    for x in (-190, 190):
        b.box(x - 15, -330, 30, 330, 2, b.colour, "metal")
        for y in (-300, -210):
            b.box(x - 24, y, 48, 12, 2, b.colour, "metal")
    b.stroke("M-420 -120Q-280 -160 -190 -320Q0 -60 190 -320Q280 -160 420 -120", 6)
    for i in range(-10, 11):
        x = i * 18
        b.ink.line(f"M{x} {-96}V{-190 - (x / 190) ** 2 * 128:.0f}", b.tones().base, 1.6)
    b.box(-430, -104, 860, 22, 3, times(b.colour, 0.8), "metal")
    return Made(860, 332, (0, -100), (0, -94), 400)


def windmill(b: Bench) -> Made:
    """A windmill."""
    b.facet([(-46, -260), (46, -260), (74, 0), (-74, 0)], b.colour, "paper")
    b.form([(-54, -256), (0, -316), (54, -256)], "#6d4030", "wood", tension=0.5)
    b.box(-18, -70, 36, 70, 16, "#4a3020", "wood")
    for i in range(4):
        b.ink.add(f'<g transform="translate(0 -270) rotate({24 + i * 90})">')
        b.box(-4, -190, 8, 190, 2, "#6d4a30", "wood")
        b.box(6, -186, 38, 140, 2, "#efe6d2", "fabric")
        b.ink.add("</g>")
        del b.ink.outline[-2:]
    b.ball(0, -270, 12, "#4a3020")
    return Made(400, 470, (0, -100), (0, -120), 150)


def tent(b: Bench) -> Made:
    """A tent, lit from inside at night."""
    b.facet([(0, -170), (60, -186), (210, -10), (150, 0)], times(b.colour, 0.7), "fabric")
    b.facet([(0, -170), (150, 0), (-150, 0)], b.colour, "fabric")
    b.ink.path("M0 -170L44 0H-44Z", "#ffd98a" if b.ink.light.night else b.tones().deep)
    return Made(360, 188, (0, -100), (0, -60), 200)


def sign(b: Bench) -> Made:
    """A sign on a post."""
    b.box(-7, -330, 14, 330, 3, "#6d4a30", "wood")
    b.box(-120, -320, 240, 110, 8, b.colour, "wood")
    b.print(0, -265, 208, 80, b.ink.ink_on(b.colour))
    return Made(240, 332, (0, -100), (0, -265), 14)


def billboard(b: Bench) -> Made:
    """A billboard."""
    for x in (-130, 120):
        b.box(x, -170, 12, 170, 2, "#4a4d53", "metal")
    b.box(-220, -370, 440, 206, 4, "#2b2e34", "metal")
    b.ink.rect(-210, -360, 420, 186, b.paint(b.colour, "plastic"))
    b.print(0, -267, 370, 130, b.ink.ink_on(b.colour))
    return Made(440, 372, (0, -170), (0, -267), 300)


def bench_(b: Bench) -> Made:
    """A park bench."""
    for x in (-120, 110):
        b.stroke(f"M{x} 0V-84M{x + 4} -80L{x + 10} -176", 9, "#2b2e34")
    for y in (-170, -142, -114):
        b.box(-140, y, 280, 17, 4, b.colour, "wood")
    b.facet([(-146, -88), (136, -88), (148, -72), (-158, -72)], raised(b.colour, 0.1), "wood")
    return Made(310, 178, (0, -90), (0, -140), 200)


def street_lamp(b: Bench) -> Made:
    """A street lamp."""
    b.glow_at(0, -448, 170, "#ffd98a", 0.75 if b.ink.light.night else 0.3)
    b.stroke("M0 0V-400", 11)
    b.box(-19, -24, 38, 24, 4, b.colour, "metal")
    b.facet([(-19, -404), (19, -404), (30, -466), (-30, -466)], "#ffe7b0", "glass")
    b.facet([(-38, -464), (0, -500), (38, -464)], b.colour, "metal")
    return Made(80, 502, (0, -200), (0, -440), 12)


def planet(b: Bench) -> Made:
    """A planet with its ring."""
    b.glow_at(0, -130, 210, b.colour, 0.3)
    d = b.ball(0, -130, 110)
    b.inside(d)
    for y, h, k in ((-190, 22, 0.2), (-150, 14, -0.2), (-110, 30, 0.15), (-64, 16, -0.2)):
        b.ink.rect(-120, y, 240, h, raised(b.tones().lit, k) if k > 0 else b.tones().dark, fill_opacity=0.35)
    b.outside()
    band = b.paint(raised(b.colour, 0.4), "metal")
    b.ink.add('<g transform="rotate(-14 0 -130)">')
    b.ink.path("M-106 -138A190 42 0 1 0 106 -138", "none", stroke=band, stroke_width=14, stroke_opacity=0.92)
    b.ink.path("M-96 -130A150 30 0 1 0 96 -130", "none", stroke=b.tones().dark, stroke_width=3, stroke_opacity=0.5)
    b.ink.add("</g>")
    return Made(400, 260, (0, -130), (0, -130), 200)


def earth(b: Bench) -> Made:
    """The globe."""
    b.glow_at(0, -120, 190, "#7fb9e6", 0.4)
    d = b.ball(0, -120, 116, "#2f72b5")
    b.inside(d)
    b.ink.path(
        "M-90 -196Q-30 -224 6 -192Q-6 -166 -34 -160Q-30 -130 -58 -134Q-70 -164 -92 -170ZM-30 -112Q14 -112 16 -76Q-4 -20 -22 -18Q-36 -60 "
        "-44 -90ZM40 -190Q84 -204 104 -160Q110 -120 76 -96Q44 -112 34 -144Z",
        b.ink.tones("#5f9a54").base,
        fill_opacity=0.92,
    )
    for y, w in ((-176, 90), (-70, 110), (-126, 60)):
        b.ink.path(f"M{-w} {y}q{w * 0.5} -16 {w} 0t{w} 0q{-w * 0.5} 14 {-w} 4t{-w} -4Z", "#ffffff", fill_opacity=0.5)
    shade = b.ink.linear([(0, "#050a18", 0), (0.55, "#050a18", 0), (1, "#050a18", 0.65)], (0, 0, 1, 0.4) if b.key < 0 else (1, 0, 0, 0.4))
    b.ink.ellipse(0, -120, 118, 118, shade)
    b.outside()
    return Made(240, 240, (0, -120), (0, -120), 230)


def fountain(b: Bench) -> Made:
    """A fountain or a well."""
    b.ink.line(
        "M0 -190Q-60 -230 -84 -90M0 -190Q60 -230 84 -90M0 -190Q-24 -240 -34 -100M0 -190Q24 -240 34 -100", "#d9eef8", 5, stroke_opacity=0.7
    )
    b.turned([(12, -180), (14, -90), (24, -60)], b.colour, "paper")
    b.form([(-130, -84), (130, -84), (106, -10), (90, 0), (-90, 0), (-106, -10)], b.colour, "paper", tension=0.3)
    b.disc(0, -84, 130, 18, "#7fb3cf", "glass")
    return Made(260, 230, (0, -40), (0, -40), 200)


def portal(b: Bench) -> Made:
    """A glowing gate of light."""
    b.glow_at(0, -220, 300, b.colour, 0.6)
    b.ink.ellipse(0, -220, 130, 214, b.ink.radial([(0, "#ffffff", 1), (0.5, raised(b.colour, 0.5), 0.95), (1, b.colour, 0.9)]))
    for k in (1.0, 0.82, 0.64):
        b.ink.ellipse(0, -220, 134 * k, 218 * k, "none", stroke=raised(b.colour, 0.6), stroke_width=7 * k, stroke_opacity=0.7)
    return Made(270, 440, (0, -220), (0, -220), 200)
