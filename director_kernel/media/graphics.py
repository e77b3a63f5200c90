"""Graphics as image steps: what the slots of a poster, title card, lower third, thumbnail or spread ask for, drawn by the offline studio.

A step is one when its slots have a layout mode for posters or spreads, or a typography brief and a composition that begins with the name
of a cut-in ("title card", "lower third", "thumbnail"). Its words are those of the typography brief: headline, subhead, body.
"""

from typing import Literal

from director_kernel.media.draw.graphics.spread import SIZE as SPREAD
from director_kernel.media.layered import unpack
from director_kernel.media.layouts import (
    Copy,
    Page,
    Still,
    key_art,
    look_for,
    lower_third,
    poster,
    said,
    spread,
    staged,
    thumbnail,
    title_card,
)
from director_kernel.media.order import Order
from director_kernel.schema.slots import LayoutMode, Slots, Typography

Graphic = Literal["poster", "magazine", "title card", "lower third", "thumbnail", ""]
_CUT_INS: tuple[Graphic, ...] = ("title card", "lower third", "thumbnail")
BETWEEN = " · "
"""What stands between the names of a billing block."""


def graphic_of(slots: Slots) -> Graphic:
    """What kind of graphic the slots ask for; "" for none."""
    if slots.layout_mode is LayoutMode.POSTER:
        return "poster"
    if slots.layout_mode is LayoutMode.MAGAZINE:
        return "magazine"
    begun = slots.composition.lower()
    return next((name for name in _CUT_INS if slots.typography is not None and begun.startswith(name)), "")


def graphic(order: Order) -> Page:
    """The graphic of an order, at its size. Raises UsageError for a key frame that can't be read."""
    slots, width, height = order.slots, order.width, order.height
    kind = graphic_of(slots)
    copy = copy_of(slots, note="previs")
    font = slots.typography.font if slots.typography else ""
    look = look_for(", ".join((*slots.style, *slots.mood)), slots.palette, font, slots.negatives)
    if kind == "lower third":
        return lower_third(copy, look, width=width, height=height)
    if kind == "magazine":
        wide = width > height
        stills = [still for still in (*_frames(order), _art(order, height, height)) if still is not None][:4]
        return spread(stills, copy, look, width=width if wide else SPREAD[0], height=height if wide else SPREAD[1])
    art = _art(order, width, height)
    draw = {"poster": poster, "title card": title_card, "thumbnail": thumbnail}[kind]
    return draw(art, copy, look, width=width, height=height)


def set_on(
    art: bytes | None,
    kind: str,
    words: tuple[str, str, str, str, str],
    voice: tuple[str, tuple[str, ...], str, tuple[str, ...]],
    size: tuple[int, int],
    note: str = "",
) -> Page:
    """Words set on art that has none, at the size given. `kind` as marketing assets name it, `words` title, tagline, body (or billing
    block), kicker and quote, `voice` what `look_for` is told. Raises UsageError for art that can't be read."""
    title, tagline, body, kicker, quote = words
    look, (width, height) = look_for(*voice), size
    names = tuple(one.strip() for one in body.split(BETWEEN) if one.strip())
    if kind == "lower_third":
        return lower_third(Copy(title, tagline), look, width=width, height=height)
    still = key_art(art, width, height, name="the key art") if art else None
    if kind == "magazine":
        return spread([still] if still else [], Copy(title, tagline, (), body, quote, kicker, note), look, width=width, height=height)
    draw = {"title_card": title_card, "thumbnail": thumbnail}.get(kind, poster)
    return draw(still, Copy(title, tagline, names, kicker=kicker, note=note), look, width=width, height=height)


def copy_of(slots: Slots, note: str = "") -> Copy:
    """The words of a graphic: the typography brief first, on-screen text where it is silent."""
    brief = slots.typography or Typography()
    words = [one for one in slots.on_screen_text if one.strip()]
    title = brief.headline or (words[0] if words else "")
    rest = [one for one in words if one not in (title, brief.subhead, brief.body)]
    tagline = brief.subhead or (rest.pop(0) if rest and not brief.headline else "")
    credits = tuple(one.strip() for one in brief.body.split(BETWEEN) if one.strip())
    kicker = rest[0] if rest else ""
    if graphic_of(slots) == "magazine":
        return Copy(title, tagline, (), brief.body, rest[1] if len(rest) > 1 else "", kicker, note)
    return Copy(title, tagline, credits, kicker=kicker, note=note)


def _frames(order: Order) -> list[Still]:
    """The key frames handed over, as they are."""
    return [key_art(data, order.height, order.height, name="the key frame") for data in _key_frames(order)]


def _art(order: Order, width: int, height: int) -> Still | None:
    """A key frame made by somebody else as it is; else the slots, staged for this shape; else a key frame of ours."""
    frames = _key_frames(order)
    foreign = next((data for data in frames if unpack(data) is None), None)
    if foreign is not None:
        return key_art(foreign, width, height, name="the key frame")
    if said(order.slots):
        return staged(order.slots, width, height, order.drawing_seed)
    return key_art(frames[0], width, height, name="the key frame") if frames else None


def _key_frames(order: Order) -> list[bytes]:
    """The pictures that are frames of the film and not sheets of who is in it: references are handed over in the order of the slots."""
    pictures = [one for one in order.materials if one.mime.startswith("image/")]
    roles = [one.role for one in order.slots.references if one.asset]
    named = [(one, roles[at] if at < len(roles) else "start") for at, one in enumerate(pictures)]
    return [one.data for one, role in named if role == "start"]
