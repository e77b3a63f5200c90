"""Out-of-focus parts, cheaply: drawn small, blurred as pixels, carried in the SVG as an image.

A blur filter over the whole frame takes resvg 0.6 s at 1280 × 720, enlarging an image smoothly as much; repeating pixels takes 0.07 s and
cannot be told apart in a blurred picture. The blur also has neighbours beyond the picture's edge, so it does not fade there.
"""

import base64

import cv2
import numpy as np

from director_kernel.media.draw.raster import rasterise
from director_kernel.media.draw.svg import num

Box = tuple[float, float, float, float]


def softened(markup: str, box: Box, sigma: float, *, opaque: bool = False) -> str:
    """`markup` blurred by `sigma` units, as an `<image>` over `box` (x, y, width, height in units). `opaque` drops alpha and is smaller."""
    x, y, width, height = box
    coarse = max(1.5, sigma * 0.5)
    across, down = max(8, round(width / coarse)), max(8, round(height / coarse))
    view = " ".join(num(part) for part in box)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" width="{across}" height="{down}">{markup}</svg>'
    pixels = rasterise(svg, across, down).astype(np.float32)
    alpha = pixels[..., 3:] / 255
    # Colours are weighed by how much of them there is, or the empty part would bleed its black in.
    weighed = cv2.GaussianBlur(
        np.concatenate([pixels[..., 2::-1] * alpha, alpha], axis=2), (0, 0), sigma / coarse, borderType=cv2.BORDER_REPLICATE
    )
    stored = max(1.2, min(2.0, sigma * 0.45))
    fine = cv2.resize(weighed, (max(8, round(width / stored)), max(8, round(height / stored))), interpolation=cv2.INTER_CUBIC)
    colour = fine[..., :3] / np.maximum(fine[..., 3:], 1e-4)
    picture = np.clip(np.round(np.concatenate([colour, fine[..., 3:] * 255], axis=2)), 0, 255).astype(np.uint8)
    if opaque:
        kind, data = "jpeg", cv2.imencode(".jpg", np.ascontiguousarray(picture[..., :3]), [cv2.IMWRITE_JPEG_QUALITY, 88])[1]
    else:
        kind, data = "png", cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 6])[1]
    href = f"data:image/{kind};base64,{base64.b64encode(data.tobytes()).decode('ascii')}"
    place = f'x="{num(x)}" y="{num(y)}" width="{num(width)}" height="{num(height)}"'
    return f'<image {place} preserveAspectRatio="none" image-rendering="optimizeSpeed" href="{href}"/>'
