"""Slots to a storyboard frame: reads what the shot is, stages it, draws set, subject, air and lettering, and joins the layers."""

from collections.abc import Mapping

from director_kernel.media.draw import atmosphere, hero, slate as strip
from director_kernel.media.draw.composition import OVERSCAN, Shot, stage
from director_kernel.media.draw.frame import Frame, Layer
from director_kernel.media.draw.lighting import key_side, light_for
from director_kernel.media.draw.palette import palette_for
from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.settings import recognise
from director_kernel.media.draw.settings.studio import cyclorama
from director_kernel.media.draw.svg import Canvas, num
from director_kernel.schema.slots import Slots

RENDERER = "boards-1"
"""Version of the drawing: part of every animatic's fingerprint, raised when a picture changes."""

DEPTHS = {"bg": 0.0, "mid": 0.35, "hero": 0.65, "fg": 1.0, "overlay": 1.0}


def compose(
    slots: Slots,
    *,
    width: int,
    height: int,
    seed: int,
    slate: Mapping[str, str] | None = None,
    attached: bytes | None = None,
    attached_role: str = "",
) -> Frame:
    """The storyboard frame of one shot, `width` × `height` pixels."""
    words = " ".join((slots.setting, slots.subject, slots.action, *slots.mood, *slots.style, slots.light_source)).lower()[:4000]
    side = key_side(slots, seed)
    shot = stage(slots, width, height, seed=seed, slate=bool(slate), product=False, centred=False, key_side=side)
    palette = palette_for(slots)
    scene = Scene(slots, shot, palette, light_for(slots, palette, seed), seed, words)
    setting = recognise(slots.setting) or recognise(words)
    (setting.draw if setting else cyclorama)(scene)
    hero.people(scene)
    atmosphere.weather(scene)
    atmosphere.edges(scene)
    atmosphere.grain(scene)
    strip.safe_area(scene)
    strip.draw_arrow(scene)
    if slate:
        strip.draw_slate(scene, slate)
    else:
        strip.draw_mark(scene)
    return joined(scene, width, height)


def joined(scene: Scene, width: int, height: int) -> Frame:
    """The layers as standalone SVGs, and all of them as one."""
    parts = {
        "bg": _set(scene, scene.bg, scene.shot.defocus),
        "mid": _set(scene, scene.mid, scene.shot.defocus * 0.7) + scene.under.markup(),
        "hero": _rolled(scene.shot, scene.hero.markup()),
        "fg": _set(scene, scene.fg, 0.0) + scene.over.markup(),
        "overlay": scene.type.markup(),
    }
    scale = f'<g transform="scale({scene.shot.pixels:.6g})">'
    layers = tuple(Layer(name, _standalone(scale + body + "</g>", width, height), DEPTHS[name], OVERSCAN) for name, body in parts.items())
    whole = "".join(f'<g id="{name}">{body}</g>' for name, body in parts.items())
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">{scale}{whole}</g></svg>'
    )
    return Frame(layers, svg, tuple(dict.fromkeys(scene.missing)))


def _standalone(body: str, width: int, height: int) -> str:
    x, y = width * OVERSCAN, height * OVERSCAN
    box = f"{num(-x)} {num(-y)} {num(width + 2 * x)} {num(height + 2 * y)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{num(width + 2 * x)}" height="{num(height + 2 * y)}">{body}</svg>'
    )


def _set(scene: Scene, canvas: Canvas, defocus: float) -> str:
    shot = scene.shot
    if not canvas.body:
        return ""
    cx, cy = num(shot.width / 2), num(shot.height / 2)
    mirror = f" translate({num(shot.width)} 0) scale(-1 1)" if shot.flip else ""
    moved = f"translate({num(shot.shift)} 0) rotate({num(shot.roll)} {cx} {cy}) translate({cx} {cy}) scale({shot.zoom:.4f}) translate(-{cx} -{cy}){mirror}"
    soft = f' filter="{canvas.blur(defocus)}"' if defocus > 0.5 else ""
    return f'{_defs(canvas)}<g{soft}><g transform="{moved}">{"".join(canvas.body)}</g></g>'


def _defs(canvas: Canvas) -> str:
    return f"<defs>{''.join(canvas.defs)}</defs>" if canvas.defs else ""


def _rolled(shot: Shot, body: str) -> str:
    return (
        f'<g transform="rotate({num(shot.roll)} {num(shot.width / 2)} {num(shot.height / 2)})">{body}</g>' if shot.roll and body else body
    )
