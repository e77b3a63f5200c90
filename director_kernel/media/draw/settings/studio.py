"""Made places: cyclorama, void, product table, stage."""

from director_kernel.media.draw.atmosphere import band, beam, motes
from director_kernel.media.draw.colour import colour_of, darken, lighten, mix
from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.settings.space import Space
from director_kernel.media.draw.svg import num


def cyclorama(scene: Scene) -> None:
    """A seamless sweep with a pool of light behind the subject and a soft horizon where wall turns into floor."""
    shot, palette, bg, rng = scene.shot, scene.palette, scene.bg, scene.rng("cyc")
    said = colour_of(scene.slots.setting[:200])
    white = palette.high_key and any("white" in word for word in scene.slots.palette)
    base = "#f3f3f1" if white else scene.tone(said or mix("#d8d3cb", palette.accent, 0.34))
    fall = 0.16 if white else 1.0
    turn = rng.uniform(-0.06, 0.06) + min(0.84, max(0.36, (Space(scene).at(0, 0, 2.6)[1] - shot.top) / (shot.bottom - shot.top)))
    bg.rect(
        shot.left,
        shot.top,
        shot.span,
        shot.bottom - shot.top,
        bg.linear(
            (0, darken(base, rng.uniform(0.28, 0.5) * fall)),
            (turn * 0.7, base),
            (turn, lighten(base, 0.14)),
            (min(1.0, turn + 0.05), darken(base, 0.06)),
            (1, darken(base, 0.46 * fall)),
        ),
    )
    x = shot.local + (shot.key or rng.choice((-1, 1))) * shot.width * rng.uniform(0.05, 0.16)
    bg.glow(x, shot.height * rng.uniform(0.32, 0.48), shot.width * 0.44, shot.height * 0.46, lighten(base, 0.65), 0.62)
    if scene.bare and scene.has("plain"):
        return
    lean = -(shot.key or -1) * shot.width * rng.uniform(0.2, 0.4)
    for step in (0.0, rng.uniform(0.16, 0.34)):
        band(
            bg, x - lean * 0.5 - 160 + shot.width * step, shot.top, shot.bottom, 240, lean, lighten(palette.drained(palette.sun), 0.3), 0.3
        )


def void(scene: Scene) -> None:
    """Darkness with one soft light in it and points that catch it."""
    shot, palette, bg, rng = scene.shot, scene.palette, scene.bg, scene.rng("void")
    ink = palette.drained(mix("#06080c", palette.accent, 0.08))
    bg.rect(
        shot.left, shot.top, shot.span, shot.bottom - shot.top, bg.linear((0, mix(ink, palette.second, 0.14)), (0.55, ink), (1, "#030406"))
    )
    for colour, share, strength in ((palette.accent, 0.5, 0.36), (palette.second, 0.34, 0.3)):
        x, y = shot.local + rng.uniform(-0.2, 0.2) * shot.width, shot.usable * rng.uniform(0.3, 0.6)
        bg.glow(x, y, shot.width * share, shot.height * share * rng.uniform(0.7, 1.1), palette.drained(colour), strength)
    motes(scene, 80, palette.drained(lighten(palette.accent, 0.45)), scene.mid)


def stage(scene: Scene) -> None:
    """A concert stage: rig, beams in the accent colours, haze, and the heads and hands of a crowd."""
    shot, palette, bg, rng = scene.shot, scene.palette, scene.bg, scene.rng("stage")
    accent, second = palette.drained(palette.accent), palette.drained(palette.second)
    ink = mix("#07080d", second, 0.12)
    bg.rect(shot.left, shot.top, shot.span, shot.bottom - shot.top, bg.linear((0, "#040508"), (0.6, ink), (1, "#08090e")))
    bg.glow(shot.local, shot.usable * 0.5, shot.width * 0.48, shot.usable * 0.5, mix(accent, second, 0.4), 0.6)
    rig = max(shot.top + 40, shot.usable * 0.07)
    for index in range(8):
        x = shot.left + shot.span * (index + 0.5) / 8
        colour = (accent, second, "#fff3d8")[index % 3]
        drift = (shot.local - x) * rng.uniform(0.4, 0.9) + rng.uniform(-90, 90)
        beam(
            scene.mid,
            ((x - 6, rig), (x + 6, rig)),
            ((x + drift - 70, shot.usable), (x + drift + 70, shot.usable)),
            lighten(colour, 0.2),
            0.55,
        )
        scene.mid.glow(x, rig, 52, 44, lighten(colour, 0.4), 0.95)
        scene.mid.circle(x, rig, 8, "#ffffff")
    truss = "".join(f"M{num(shot.left + i * 44)} {num(rig - 34)}l22 20l22 -20" for i in range(int(shot.span / 44) + 1))
    scene.mid.path(
        f"M{num(shot.left)} {num(rig - 34)}H{num(shot.right)}M{num(shot.left)} {num(rig - 13)}H{num(shot.right)}{truss}",
        "none",
        stroke="#1a1e28",
        stroke_width=4,
    )
    space = Space(scene)
    back = space.at(0, 0, 2.2)[1]
    scene.mid.rect(shot.left, back, shot.span, shot.bottom - back, scene.mid.linear((0, mix(ink, accent, 0.35)), (1, "#050609")))
    scene.mid.glow(shot.local, space.at(0, 0, 0)[1], shot.width * 0.26, 50, lighten(accent, 0.5), 0.7)
    for side in (-1, 1):
        space.box(scene.mid, side * max(2.6, space.reach(2.0) * 0.62), 2.0, 1.1, 1.9, 0.7, "#23262e")
    if scene.has("crowd", "audience", "concert", "festival", "fans", "gig"):
        crowd(scene)


def crowd(scene: Scene) -> None:
    """Heads and raised hands along the bottom edge, rimmed by the stage."""
    shot, rng = scene.shot, scene.rng("crowd")
    ink, rim = "#05060a", scene.palette.drained(lighten(scene.palette.accent, 0.2))
    size = shot.height * 0.045
    for _ in range(int(shot.span / (size * 1.7))):
        x, y = rng.uniform(shot.left, shot.right), shot.usable - rng.uniform(-0.4, 1.1) * size
        head = (
            f"M{num(x - size * 0.42)} {num(y)}a{num(size * 0.42)} {num(size * 0.5)} 0 1 1 {num(size * 0.84)}"
            f" 0q{num(size * 0.9)} {num(size * 0.3)} {num(size * 0.9)} {num(size * 1.3)}V{num(shot.bottom)}"
            f"H{num(x - size * 1.3)}V{num(y + size * 1.3)}q0 {num(-size)} {num(size * 0.9)} {num(-size * 1.3)}"
            "Z"
        )
        scene.fg.path(head, ink, stroke=rim, stroke_opacity=0.4, stroke_width=1.6)
        if rng.random() < 0.4:
            lean = rng.uniform(-0.5, 0.5) * size
            scene.fg.path(
                f"M{num(x + size)} {num(y + size)}q{num(lean)} {num(-size * 1.4)} {num(lean)} {num(-size * 2.7)}",
                "none",
                stroke=ink,
                stroke_width=size * 0.36,
                stroke_linecap="round",
            )
