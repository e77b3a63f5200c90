"""SVG to pixels, with the fonts that come as packages and nothing of the machine's own."""

from functools import cache

import cv2
import font_lato
import font_source_serif_pro
import numpy as np
import resvg_py
from numpy.typing import NDArray

LATO = ("LatoThin", "LatoLight", "Lato", "LatoItalic", "LatoBold", "LatoBlack")
SERIF = ("SourceSerifProLight", "SourceSerifPro", "SourceSerifProIt", "SourceSerifProSemibold", "SourceSerifProBlack")


@cache
def font_files() -> dict[str, str]:
    """Path by face name, of every face a drawing may use."""
    lato, serif = font_lato.font_files, font_source_serif_pro.font_files_ttf
    return {**{name: lato[name] for name in LATO}, **{name: serif[name] for name in SERIF}}


def rasterise(svg: str, width: int, height: int) -> NDArray[np.uint8]:
    """RGBA pixels, `height` × `width` × 4, uint8, straight (not premultiplied) alpha. The same SVG gives the same bytes."""
    png = resvg_py.svg_to_bytes(svg_string=svg, width=width, height=height, skip_system_fonts=True, font_files=list(font_files().values()))
    pixels = cv2.imdecode(np.frombuffer(bytes(png), np.uint8), cv2.IMREAD_UNCHANGED)
    if pixels is None:
        raise ValueError("resvg gave no picture: check that width and height are above 0 and the SVG has content")
    full = cv2.cvtColor(pixels, cv2.COLOR_BGR2RGBA) if pixels.shape[2] == 3 else cv2.cvtColor(pixels, cv2.COLOR_BGRA2RGBA)
    if full.shape[:2] != (height, width):
        full = cv2.resize(full, (width, height), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(full, dtype=np.uint8)


def rasterise_within(svg: str, longest: int) -> NDArray[np.uint8]:
    """RGBA pixels of any SVG in its own shape, its longer side `longest`. Raises ValueError for what can't be drawn."""
    png = resvg_py.svg_to_bytes(
        svg_string=svg, width=longest, height=longest, skip_system_fonts=True, font_files=list(font_files().values())
    )
    pixels = cv2.imdecode(np.frombuffer(bytes(png), np.uint8), cv2.IMREAD_UNCHANGED)
    if pixels is None or pixels.shape[2] not in (3, 4):
        raise ValueError("resvg gave no picture: check that the SVG has a size above 0")
    code = cv2.COLOR_BGR2RGBA if pixels.shape[2] == 3 else cv2.COLOR_BGRA2RGBA
    return np.ascontiguousarray(cv2.cvtColor(pixels, code), dtype=np.uint8)
