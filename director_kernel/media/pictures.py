"""Image steps of the offline studio: a storyboard frame as PNG, and its layers as SVG."""

from typing import Literal

import cv2
import numpy as np

from director_kernel.media.draw import RENDERER, Frame, compose, rasterise
from director_kernel.media.graphics import graphic, graphic_of
from director_kernel.media.layered import Board, pack, unpack, whole
from director_kernel.media.order import Material, Order, Piece
from director_kernel.media.panels import draw_sheet, is_sheet
from director_kernel.media.plate import Pixels
from director_kernel.media.still import png as png
from director_kernel.media.still import read_picture as read_picture
from director_kernel.schema.plan import Kind, Role
from director_kernel.schema.slots import Slots

AttachedRole = Literal["product", "character", "backdrop", "logo", ""]
_ROLES: dict[str, AttachedRole] = {"product": "product", "character": "character", "backdrop": "backdrop", "logo": "logo"}
PREVIS = {"studio": "previs", "label": "previs"}


def is_ours(material: Material) -> bool:
    """Whether the file is a storyboard frame of this studio, or a sheet of them: it needs no pasting in, the slots draw it."""
    return unpack(material.data) is not None or is_sheet(material.data)


def role_of(material: Material, slots: Slots, told: str = "") -> AttachedRole:
    """What an attached picture is to the shot: as `told`, else by the words; "" when nothing tells."""
    if told in _ROLES:
        return _ROLES[told]
    words = f"{material.meta.get('name', '')} {slots.subject} {slots.action}".lower()
    if "logo" in words:
        return "logo"
    if any(prop.hero for prop in slots.props) or any(word in words for word in ("product", "pack", "bottle", "serum", "label")):
        return "product"
    return "character" if slots.characters else ""


def drawn(order: Order) -> Frame:
    """The frame of the order's slots, with an attached picture worked in."""
    foreign = [one for one in order.materials if one.mime.startswith("image/") and not is_ours(one) and not one.meta.get("graphic")]
    attached = foreign[0] if foreign else None
    return compose(
        order.slots,
        width=order.width,
        height=order.height,
        seed=order.drawing_seed,
        slate=order.slate,
        attached=attached.data if attached else None,
        attached_role=role_of(attached, order.slots, order.slate.get("attached", "")) if attached else "",
    )


def picture(order: Order) -> tuple[Piece, ...]:
    """The storyboard frame of an image step: PNG with its layers inside, and the same as one SVG."""
    source = order.material(Role.SOURCE, Role.START_IMAGE)
    if order.kind is Kind.UPSCALE and source is not None:
        return _enlarged(order, source)
    if order.slots.panels:
        return _sheet(order)
    if graphic_of(order.slots):
        return _graphic(order)
    frame = drawn(order)
    pixels = rasterise(frame.svg, order.width, order.height)
    meta = {**PREVIS, "renderer": RENDERER, "seed": order.drawing_seed}
    if frame.missing_glyphs:
        meta["missing_glyphs"] = "".join(frame.missing_glyphs)
    return (
        Piece(
            pack(png(pixels), Board(frame.layers, order.slots, order.drawing_seed)),
            "image/png",
            ".png",
            width=order.width,
            height=order.height,
            meta=meta,
        ),
        Piece(frame.svg.encode(), "image/svg+xml", ".svg", "layers", order.width, order.height, meta=dict(PREVIS)),
    )


def _sheet(order: Order) -> tuple[Piece, ...]:
    """A picture of several frames, which it can be cut into again, and the same as one SVG."""
    made = draw_sheet(order)
    meta = {**PREVIS, "renderer": RENDERER, "seed": order.drawing_seed, "panels": len(order.slots.panels)}
    if made.missing_glyphs:
        meta["missing_glyphs"] = "".join(made.missing_glyphs)
    return (
        Piece(made.data, "image/png", ".png", width=order.width, height=order.height, meta=meta),
        Piece(made.svg.encode(), "image/svg+xml", ".svg", "layers", order.width, order.height, meta=dict(PREVIS)),
    )


def _graphic(order: Order) -> tuple[Piece, ...]:
    """A poster, card, thumbnail or spread with its lettering, and the same as one SVG."""
    page = graphic(order)
    meta = {**PREVIS, "renderer": RENDERER, "seed": order.drawing_seed, "graphic": graphic_of(order.slots)}
    if page.missing:
        meta["missing_glyphs"] = "".join(page.missing)
    if page.cut:
        meta["shortened"] = list(page.cut)
    return (
        Piece(page.png, "image/png", ".png", width=page.width, height=page.height, meta=meta),
        Piece(page.svg.encode(), "image/svg+xml", ".svg", "layers", page.width, page.height, meta=dict(PREVIS)),
    )


def _enlarged(order: Order, source: Material) -> tuple[Piece, ...]:
    """The same picture, larger: drawn again from its layers where it has them, resampled where it hasn't."""
    board = unpack(source.data)
    meta = {**PREVIS, "renderer": RENDERER}
    if board is None:
        data = png(covering(read_picture(source.data), order.width, order.height))
    else:
        data = pack(png(rasterise(whole(board.layers), order.width, order.height)), board)
    return (Piece(data, "image/png", ".png", width=order.width, height=order.height, meta=meta),)


def covering(rgba: Pixels, width: int, height: int) -> Pixels:
    """`rgba` scaled and cropped about its middle to fill `width`×`height`."""
    scale = max(width / rgba.shape[1], height / rgba.shape[0])
    size = max(width, round(rgba.shape[1] * scale)), max(height, round(rgba.shape[0] * scale))
    large = np.asarray(cv2.resize(rgba, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC), dtype=np.uint8)
    x, y = (size[0] - width) // 2, (size[1] - height) // 2
    return np.ascontiguousarray(large[y : y + height, x : x + width])
