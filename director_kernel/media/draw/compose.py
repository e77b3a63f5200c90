"""Slots to a storyboard frame: reads what kind of picture it is, stages it, draws set, subject, air and lettering, and joins the layers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from director_kernel.media.draw import atmosphere, creatures, hero, logo, placing, things, titles
from director_kernel.media.draw import slate as strip
from director_kernel.media.draw.art import Art
from director_kernel.media.draw.attached import Picture, read_picture
from director_kernel.media.draw.composition import OVERSCAN, Shot, stage
from director_kernel.media.draw.frame import Frame, Layer
from director_kernel.media.draw.light import Light
from director_kernel.media.draw.lighting import key_side, light_for
from director_kernel.media.draw.palette import palette_for
from director_kernel.media.draw.props import prop
from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.settings import Setting, recognise
from director_kernel.media.draw.settings.studio import cyclorama, void
from director_kernel.media.draw.soft import softened
from director_kernel.media.draw.svg import Canvas, num
from director_kernel.schema.slots import Prop, ShotSize, Slots

RENDERER = "boards-6"
"""Version of the drawing: part of every animatic's fingerprint, raised when a picture changes."""

DEPTHS = {"bg": 0.0, "mid": 0.35, "hero": 0.65, "fg": 1.0, "overlay": 1.0}
LONGEST_SIDE = 8192
CLOSE = (ShotSize.CU, ShotSize.BCU, ShotSize.ECU, ShotSize.INSERT)
"""Sizes that show one thing and no place."""

Role = Literal["product", "character", "backdrop", "logo", ""]
Kind = Literal["logo", "people", "product", "thing", "title", "place", "card"]


@dataclass(frozen=True)
class Reading:
    """What kind of picture the slots ask for, with what was recognised in them."""

    kind: Kind
    setting: Setting | None
    item: Prop | None = None
    art: Art | None = None
    picture: Picture | None = None
    role: Role = ""


def compose(
    slots: Slots,
    *,
    width: int,
    height: int,
    seed: int,
    slate: Mapping[str, str] | None = None,
    attached: bytes | None = None,
    attached_role: Role = "",
    bare: bool = False,
) -> Frame:
    """The storyboard frame of one shot, `width` × `height` pixels; the same arguments give the same bytes, another seed another take.

    `slate` holds number, shot, description, timecode, light and sound; what it leaves out is taken from the slots, and without a slate only
    the word PREVIS is set; `bare` sets neither, for a frame of a sheet that says it for all of them. `attached` is a PNG or JPEG, used as
    `attached_role` says. UsageError where it can't be read.
    """
    width, height = min(LONGEST_SIDE, max(16, width)), min(LONGEST_SIDE, max(16, height))
    slots = creatures.starring(slots)
    palette = palette_for(slots)
    light = light_for(slots, palette, seed)
    reading = read(slots, light, seed, attached, attached_role)
    shot = stage(
        slots,
        width,
        height,
        seed=seed,
        slate=bool(slate),
        product=reading.kind == "product",
        centred=reading.kind in ("product", "thing", "logo", "title", "card") and not slots.on_screen_text[1:],
        key_side=key_side(slots, seed),
        whole=bare and "head to toe" in slots.composition.lower(),
    )
    if reading.kind == "card" and reading.setting:
        shot = replace(shot, defocus=9.0)
    elif reading.kind in ("place", "card") and not slots.focus:
        shot = replace(shot, defocus=0.0)
    scene = Scene(slots, shot, palette, light, seed, vocabulary_of(slots), bare)
    draw(scene, reading)
    lettering(scene, reading, slate, bare=bare)
    return joined(scene, width, height)


def vocabulary_of(slots: Slots) -> str:
    """Every word the shot says about what is in it, lower case, one space before each."""
    said = (slots.setting, slots.subject, slots.action, *slots.mood, *slots.style, slots.light_source, slots.weather, slots.composition)
    items = (f"{item.name} {item.material} {item.label}" for item in slots.props[:8])
    return " " + " ".join(re.findall(r"[\w'-]+", " ".join(part[:1000] for part in (*said, *items)).lower()))


def read(slots: Slots, light: Light, seed: int, attached: bytes | None, role: Role) -> Reading:
    """The reading of a shot: a mark, people, a product, a large thing, a title, a place, or a card where none of these is said."""
    setting = recognise(slots.setting) or recognise(slots.subject) or recognise(slots.action)
    if setting is not None and setting.name == "skyline" and slots.characters and slots.shot_size is not ShotSize.EWS:
        # Whoever is "in the city" stands in one of its streets, not in the river before it.
        setting = recognise("street")
    role = role or _guessed_role(slots)
    picture = read_picture(attached, cut_out=role in ("product", "logo")) if attached else None
    if logo.is_logo(slots):
        return Reading("logo", setting, picture=picture, role=role)
    if titles.is_title(slots):
        return Reading("title", None, picture=picture, role=role)
    if slots.characters:
        return Reading("people", setting, picture=picture, role=role)
    if picture is not None and role == "product":
        return Reading("product", setting, picture=picture, role=role)
    item = things.hero_thing(slots) or (Prop(name=slots.subject[:200], hero=True) if slots.subject and not slots.on_screen_text else None)
    art = prop(item, light=things.product_light(item, light), seed=seed) if item is not None else None
    if item is not None and art is not None and (slots.props or not setting or setting is not recognise(slots.subject)):
        kind: Kind = "product" if (art.natural or 100.0) < things.SMALL else "thing"
        return Reading(kind, setting, item, art, picture, role)
    if picture is not None and role == "backdrop":
        return Reading("place", setting, picture=picture, role=role)
    if setting:
        return Reading("card" if _unseen(slots) else "place", setting, picture=picture, role=role)
    return Reading("title" if slots.on_screen_text else "card", None, item, picture=picture, role=role)


def _unseen(slots: Slots) -> bool:
    """True where a close shot is of something no one could draw: an empty place would show nothing of it, its words do."""
    return slots.shot_size in CLOSE and bool(slots.action or slots.subject) and not slots.on_screen_text


def _guessed_role(slots: Slots) -> Role:
    if logo.is_logo(slots):
        return "logo"
    return "product" if slots.props else "character" if slots.characters else "backdrop"


def draw(scene: Scene, reading: Reading) -> None:
    """Set, subject and air, by the kind of picture."""
    if reading.kind == "logo":
        logo.logo(scene, reading.picture if reading.role in ("logo", "product") else None)
    elif reading.kind == "title":
        titles.title_card(scene)
    else:
        _set_for(scene, reading)
        _subject(scene, reading)
        if not (reading.setting and reading.setting.inside):
            atmosphere.weather(scene)
    atmosphere.edges(scene)
    atmosphere.grain(scene)


def _set_for(scene: Scene, reading: Reading) -> None:
    shot = scene.shot
    scene.bg.rect(shot.left, shot.top, shot.span, shot.bottom - shot.top, scene.palette.tone("#8a8780", 0.5))
    if reading.picture is not None and reading.role == "backdrop":
        placing.backdrop(scene, reading.picture)
    elif reading.setting:
        reading.setting.draw(scene)
    else:
        (void if scene.palette.exposure < 0.5 else cyclorama)(scene)


def _subject(scene: Scene, reading: Reading) -> None:
    if reading.kind == "people":
        hero.people(scene)
        titles.name_labels(scene, [item.name for item in things.scattered(scene)])
        if reading.picture is not None:
            placing.beside_people(scene, reading.picture, reading.role)
    elif reading.kind == "product" and reading.picture is not None:
        placing.product_picture(scene, reading.picture)
    elif reading.kind == "product" and reading.item and reading.art:
        things.product(scene, reading.item, reading.art)
    elif reading.kind == "thing" and reading.item and reading.art:
        things.standing(scene, reading.item, reading.art)
    elif reading.kind == "card":
        titles.caption_card(scene, bare=reading.setting is None)


def lettering(scene: Scene, reading: Reading, slate: Mapping[str, str] | None, *, bare: bool = False) -> None:
    """Everything that stays put while the camera moves: text of the film, safe areas, arrow, slate; of a `bare` frame only the text."""
    if reading.kind not in ("logo", "title"):
        titles.overlay_text(scene)
    if bare:
        return
    strip.safe_area(scene)
    strip.draw_arrow(scene)
    if slate:
        strip.draw_slate(scene, slate)
    else:
        strip.draw_mark(scene)


def joined(scene: Scene, width: int, height: int) -> Frame:
    """The layers as standalone SVGs, and all of them as one."""
    shot = scene.shot
    parts = {
        **_ground(scene),
        "hero": _drained(scene, "h", _rolled(shot, scene.under.markup() + scene.hero.markup())),
        "fg": _drained(scene, "f", _set(scene, scene.fg) + scene.over.markup()),
        "overlay": scene.type.markup(),
    }
    scale = f'<g transform="scale({shot.pixels:.6g})">'
    layers = tuple(Layer(name, _standalone(f"{scale}{body}</g>", width, height), DEPTHS[name], OVERSCAN) for name, body in parts.items())
    whole = "".join(f'<g id="{name}">{body}</g>' for name, body in parts.items())
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">{scale}{whole}</g></svg>'
    )
    return Frame(layers, svg, tuple(dict.fromkeys(scene.missing)))


def _drained(scene: Scene, prefix: str, body: str) -> str:
    """People and things with as much colour as the palette leaves the set: a wardrobe keeps its hue, but not in black and white."""
    grey = scene.palette.grey
    if not body or not grey:
        return body
    name = f"{prefix}-drain"
    matrix = f'<feColorMatrix type="saturate" values="{num(1 - grey)}"/>'
    return f'<defs><filter id="{name}" color-interpolation-filters="sRGB">{matrix}</filter></defs><g filter="url(#{name})">{body}</g>'


def _standalone(body: str, width: int, height: int) -> str:
    x, y = width * OVERSCAN, height * OVERSCAN
    size = f'width="{num(width + 2 * x)}" height="{num(height + 2 * y)}"'
    view = f"{num(-x)} {num(-y)} {num(width + 2 * x)} {num(height + 2 * y)}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" {size}>{body}</svg>'


def _ground(scene: Scene) -> dict[str, str]:
    """bg and mid. Out of focus the whole set is one soft picture at the back."""
    shot = scene.shot
    back, middle = _set(scene, scene.bg), _set(scene, scene.mid)
    if shot.defocus <= 0.5:
        return {"bg": back, "mid": middle}
    seen = (-shot.width * OVERSCAN, -shot.height * OVERSCAN, shot.width * (1 + 2 * OVERSCAN), shot.height * (1 + 2 * OVERSCAN))
    return {"bg": softened(back + middle, seen, shot.defocus, opaque=True), "mid": ""}


def _set(scene: Scene, canvas: Canvas) -> str:
    """A canvas of the set, mirrored, rolled and moved as the take has it."""
    if not canvas.body:
        return ""
    shot = scene.shot
    cx, cy = num(shot.width / 2), num(shot.height / 2)
    mirror = f" translate({num(shot.width)} 0) scale(-1 1)" if shot.flip else ""
    roll = f" rotate({num(shot.roll)} {cx} {cy})" if shot.roll else ""
    moved = f"translate({num(shot.shift)} 0){roll} translate({cx} {cy}) scale({shot.zoom:.4f}) translate(-{cx} -{cy}){mirror}"
    defs = f"<defs>{''.join(canvas.defs)}</defs>" if canvas.defs else ""
    return f'{defs}<g transform="{moved}">{"".join(canvas.body)}</g>'


def _rolled(shot: Shot, body: str) -> str:
    return (
        f'<g transform="rotate({num(shot.roll)} {num(shot.width / 2)} {num(shot.height / 2)})">{body}</g>' if shot.roll and body else body
    )


__all__ = ["RENDERER", "compose"]
