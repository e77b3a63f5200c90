"""A storyboard PNG that carries its own layers, so that a clip made from it later moves over exactly the same picture.

The layers travel in a private PNG chunk (`diRe`, zlib-packed JSON): viewers ignore it, copies keep it, and no database has to be asked.
What comes back from a file is checked: a layer may point into itself or at data it brings, never at a file or an address.
"""

import json
import re
import struct
import zlib
from dataclasses import dataclass
from typing import Any

from director_kernel.media.draw import Layer
from director_kernel.schema.slots import Slots

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHUNK = b"diRe"
_LIMIT = 24_000_000
"""Longest layer text read or written, in bytes: a picture of the person's own may be inside."""
_BOX = re.compile(r'viewBox="[-\d.e]+ [-\d.e]+ ([\d.e]+) ([\d.e]+)"')
_OUTWARD = re.compile(r"""(?:href\s*=\s*["'](?!\#|data:)|url\(\s*["']?(?!\#|data:)|<!ENTITY|<!DOCTYPE|@import)""", re.IGNORECASE)


@dataclass(frozen=True)
class Board:
    """What a storyboard PNG knows of itself: its layers, and the slots and seed they were drawn from."""

    layers: tuple[Layer, ...]
    slots: Slots
    seed: int


def pack(png: bytes, board: Board) -> bytes:
    """`png` with the board inside; `png` itself when it is too large to travel."""
    return with_chunk(png, _CHUNK, told(board))


def told(board: Board) -> dict[str, Any]:
    """The board as JSON."""
    rows = [[layer.name, layer.depth, layer.overscan, layer.svg] for layer in board.layers]
    return {"layers": rows, "slots": board.slots.wire(), "seed": board.seed}


def with_chunk(png: bytes, name: bytes, content: Any) -> bytes:
    """`png` with the content as JSON in a private chunk of this name; `png` itself when that is too large to travel."""
    text = json.dumps(content, ensure_ascii=False)
    if len(text) > _LIMIT or not png.startswith(_SIGNATURE):
        return png
    packed = zlib.compress(text.encode(), 6)
    chunk = struct.pack(">I", len(packed)) + name + packed + struct.pack(">I", zlib.crc32(name + packed))
    header = len(_SIGNATURE) + 25  # the IHDR chunk must stay first
    return png[:header] + chunk + png[header:]


def unpack(data: bytes) -> Board | None:
    """The board inside a PNG; None for any other picture, or when it is damaged or points outside itself."""
    return read_board(chunk_of(data, _CHUNK))


def read_board(content: Any) -> Board | None:
    """The board that was told as JSON; None when it is damaged or points outside itself."""
    try:
        layers = tuple(_layer(*row) for row in content["layers"])
        board = Board(layers, Slots.model_validate(content["slots"]), int(content["seed"]))
    except (ValueError, TypeError, KeyError):
        return None
    return None if not layers or any(_OUTWARD.search(layer.svg) for layer in layers) else board


def chunk_of(data: bytes, name: bytes) -> Any:
    """The content of the private chunk of this name; None where there is none, or it can't be read."""
    packed = _chunk(data, name)
    if packed is None:
        return None
    try:
        return json.loads(zlib.decompressobj().decompress(packed, _LIMIT))
    except (zlib.error, ValueError, RecursionError):
        return None


def _layer(name: str, depth: float, margin: float, svg: str) -> Layer:
    return Layer(str(name), str(svg), float(depth), min(0.5, max(0.0, float(margin))))


def whole(layers: tuple[Layer, ...]) -> str:
    """All layers as one SVG of the frame without its margin."""
    box = _BOX.search(layers[0].svg)
    if box is None:
        raise ValueError("a layer without a viewBox can't be joined: draw the frame again")
    width, height = (float(box[n]) / (1 + 2 * layers[0].overscan) for n in (1, 2))
    parts = (layer.svg[layer.svg.index(">") + 1 : layer.svg.rindex("</svg>")] for layer in layers)
    joined = "".join(f'<g id="{layer.name}">{part}</g>' for layer, part in zip(layers, parts, strict=True))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.6g} {height:.6g}">{joined}</svg>'


def _chunk(data: bytes, name: bytes) -> bytes | None:
    if not data.startswith(_SIGNATURE):
        return None
    at = len(_SIGNATURE)
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        if data[at + 4 : at + 8] == name:
            return data[at + 8 : at + 8 + length]
        at += 12 + length
    return None
