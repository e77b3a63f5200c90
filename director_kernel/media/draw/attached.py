"""A picture the person attached, made ready for the frame: read safely, cut from its plain ground, scaled, carried inside the SVG."""

import base64
from dataclasses import dataclass
from io import BytesIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from director_kernel.errors import UsageError

LONGEST = 900
"""Pixels of the longer side that a frame carries: sharp at 1280 × 720, some 100 kB."""
MOST_PIXELS = 64_000_000


@dataclass(frozen=True)
class Picture:
    """The picture as a data URI, its size in pixels, and whether it has been cut out of its ground."""

    href: str
    width: int
    height: int
    cut: bool

    def image(self, x: float, y: float, width: float, height: float, *, fill: bool = False, extra: str = "") -> str:
        """An `<image>` in the box: whole, or filling it where `fill`."""
        fitting = "xMidYMid slice" if fill else "xMidYMid meet"
        box = f'x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}"'
        return f'<image {box} preserveAspectRatio="{fitting}" href="{self.href}"{extra}/>'


def read_picture(data: bytes, *, cut_out: bool) -> Picture:
    """The attached bytes as a `Picture`. UsageError where they are no picture or a monstrous one."""
    try:
        with Image.open(BytesIO(data)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise UsageError(
                    f"the attached picture is {opened.width} × {opened.height}: scale it below 64 megapixels and attach it again"
                )
            opened.draft("RGB", (LONGEST * 2, LONGEST * 2))
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
        raise UsageError("the attached picture can't be read: attach a PNG or JPEG file") from fault
    picture.thumbnail((LONGEST, LONGEST))
    pixels = np.array(picture)
    has_alpha = bool((pixels[..., 3] < 250).mean() > 0.02)
    if cut_out and not has_alpha:
        pixels, has_alpha = _cut(pixels)
    if cut_out and has_alpha:
        pixels = _trimmed(pixels)
    return Picture(_href(pixels, has_alpha), pixels.shape[1], pixels.shape[0], has_alpha)


def _cut(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], bool]:
    """The subject without its ground, where the ground is one plain colour all around the edge; else the picture as it was."""
    rgb = pixels[..., :3]
    edge = np.concatenate([rgb[:3].reshape(-1, 3), rgb[-3:].reshape(-1, 3), rgb[:, :3].reshape(-1, 3), rgb[:, -3:].reshape(-1, 3)]).astype(
        np.float32
    )
    ground = np.median(edge, axis=0)
    if float(np.mean(np.abs(edge - ground).max(axis=1) < 26)) < 0.9:
        return pixels, False
    near = (np.abs(rgb.astype(np.float32) - ground).max(axis=2) < 22).astype(np.uint8)
    outside = np.zeros((near.shape[0] + 2, near.shape[1] + 2), np.uint8)
    padded = np.pad(near, 1, constant_values=1)
    cv2.floodFill(padded, None, (0, 0), 2)
    outside = (padded[1:-1, 1:-1] == 2).astype(np.uint8) * 255
    alpha = 255 - cv2.GaussianBlur(outside, (0, 0), 1.1)
    if not 0.02 < float((alpha > 127).mean()) < 0.97:
        return pixels, False
    cut = pixels.copy()
    cut[..., 3] = np.minimum(cut[..., 3], alpha)
    return cut, True


def _trimmed(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Without the empty margin, so that the thing's foot is the picture's foot."""
    rows, columns = np.where((pixels[..., 3] > 40).any(axis=1))[0], np.where((pixels[..., 3] > 40).any(axis=0))[0]
    if not len(rows) or not len(columns):
        return pixels
    return pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _href(pixels: NDArray[np.uint8], alpha: bool) -> str:
    """PNG where there is alpha, else JPEG at 88, base64 in a data URI."""
    stored = BytesIO()
    if alpha:
        Image.fromarray(pixels).save(stored, "PNG", compress_level=6)
    else:
        Image.fromarray(np.ascontiguousarray(pixels[..., :3])).save(stored, "JPEG", quality=88)
    kind = "png" if alpha else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(stored.getvalue()).decode('ascii')}"
