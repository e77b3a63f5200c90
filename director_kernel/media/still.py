"""A still picture as a file and as pixels."""

import cv2
import numpy as np

from director_kernel.errors import JobFailed
from director_kernel.media.plate import Pixels


def png(rgba: Pixels) -> bytes:
    """RGBA or RGB pixels as PNG bytes."""
    code = cv2.COLOR_RGBA2BGRA if rgba.shape[2] == 4 else cv2.COLOR_RGB2BGR
    return bytes(cv2.imencode(".png", cv2.cvtColor(rgba, code), [cv2.IMWRITE_PNG_COMPRESSION, 4])[1])


def read_picture(data: bytes) -> Pixels:
    """A PNG, JPEG or WebP as RGBA pixels. Raises JobFailed when it is none of them."""
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED) if data else None
    if pixels is None:
        raise JobFailed("the picture handed to this step can't be read; attach it again as PNG or JPEG, then `director retry`.")
    if pixels.dtype != np.uint8:
        pixels = (pixels / 257).astype(np.uint8)
    codes = {1: cv2.COLOR_GRAY2RGBA, 3: cv2.COLOR_BGR2RGBA, 4: cv2.COLOR_BGRA2RGBA}
    shape = pixels.reshape(*pixels.shape[:2], -1)
    return np.asarray(cv2.cvtColor(shape, codes[shape.shape[2]]), dtype=np.uint8)
