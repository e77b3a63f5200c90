"""Figures to pixels, and the colours in a part of them."""

import colorsys
import re

import numpy as np
from numpy.typing import NDArray

from director_kernel.media.draw.art import Art, Point
from director_kernel.media.draw.raster import rasterise

WIDE, HIGH, SCALE = 400, 480, 0.5


def drawn(art: Art, *, scale: float = SCALE, centre: Point = (0.0, -400.0)) -> NDArray[np.uint8]:
    """RGBA of `art` with `centre` (its own units) in the middle of a 400 × 480 picture."""
    moved = f"translate({WIDE / 2} {HIGH / 2}) scale({scale}) translate({-centre[0]} {-centre[1]})"
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}"><g transform="{moved}">{art.svg}{art.front}</g></svg>'
    return rasterise(svg, WIDE, HIGH)


def patch(pixels: NDArray[np.uint8], at: Point, centre: Point, *, scale: float = SCALE, half: float = 8.0) -> NDArray[np.uint8]:
    """The pixels within `half` units of a point given in the art's units."""
    x, y = WIDE / 2 + (at[0] - centre[0]) * scale, HIGH / 2 + (at[1] - centre[1]) * scale
    r = max(2.0, half * scale)
    return pixels[int(y - r) : int(y + r) + 1, int(x - r) : int(x + r) + 1]


def hue(pixels: NDArray[np.uint8]) -> float:
    """Hue in degrees of the median of the opaque pixels."""
    solid = pixels.reshape(-1, 4)
    solid = solid[solid[:, 3] > 240]
    assert len(solid) > 5, "nothing was drawn here"
    r, g, b = np.median(solid[:, :3], axis=0) / 255
    return colorsys.rgb_to_hsv(r, g, b)[0] * 360


def apart(a: float, b: float) -> float:
    """Degrees between two hues."""
    return abs((a - b + 180) % 360 - 180)


def bounds(pixels: NDArray[np.uint8]) -> tuple[int, int, int, int]:
    """left, top, right, bottom of what is drawn."""
    ys, xs = np.nonzero(pixels[..., 3] > 100)
    return int(xs.min()), int(ys.min()), int(xs.max()), int(ys.max())


def ids(svg: str) -> list[str]:
    return re.findall(r'\bid="([^"]+)"', svg)


def references(svg: str) -> set[str]:
    return set(re.findall(r"url\(#([^)]+)\)", svg)) | set(re.findall(r'href="#([^"]+)"', svg))
