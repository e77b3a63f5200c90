"""Places that are only light: cyclorama and void."""

from director_kernel.media.draw.atmosphere import motes
from director_kernel.media.draw.colour import lighten, mix
from director_kernel.media.draw.scene import Scene


def cyclorama(scene: Scene) -> None:
    """A seamless sweep with a pool of light behind the subject."""
    shot, palette, bg = scene.shot, scene.palette, scene.bg
    base = palette.tone(mix("#d9d6d0", palette.accent, 0.3))
    high, low = palette.drained(mix(base, palette.dark(), 0.25)), palette.drained(mix(base, palette.dark(), 0.4))
    bg.rect(shot.left, shot.top, shot.span, shot.bottom - shot.top, bg.linear((0, high), (0.6, base), (0.72, lighten(base, 0.1)), (1, low)))
    x = shot.local + shot.key * shot.width * 0.08
    bg.glow(x, shot.height * 0.42, shot.width * 0.42, shot.height * 0.42, lighten(base, 0.6), 0.6)


def void(scene: Scene) -> None:
    """Darkness with one soft light in it."""
    shot, palette, bg = scene.shot, scene.palette, scene.bg
    ink = palette.drained(mix("#07090d", palette.accent, 0.07))
    bg.rect(
        shot.left, shot.top, shot.span, shot.bottom - shot.top, bg.linear((0, mix(ink, palette.second, 0.1)), (0.6, ink), (1, "#030406"))
    )
    bg.glow(shot.local, shot.height * 0.45, shot.width * 0.5, shot.height * 0.5, palette.drained(palette.accent), 0.34)
    motes(scene, 60, palette.drained(lighten(palette.accent, 0.4)))
