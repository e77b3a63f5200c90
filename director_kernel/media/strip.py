"""A film at a glance: evenly spaced frames in one row, to scrub through without loading the film."""

import cv2
import numpy as np

from director_kernel.media.damaged import readable
from director_kernel.media.disk import whole_jpeg
from director_kernel.media.glimpse import glimpses
from director_kernel.media.probe import Media
from director_kernel.media.thumbnail import jpeg

FRAMES = 12
HEIGHT = 120
WIDEST = 4
"""A frame is at most so many times as wide as it may be high; a wider film is shown lower."""


def strip(media: Media, mime: str, frames: int = FRAMES, height: int = HEIGHT) -> tuple[bytes, int, int, int]:
    """`frames` frames of a film side by side as one JPEG; with it their number, and the width and height of each in pixels.

    A film with fewer frames shows some of them twice. Where key frames lie densely enough they stand for their neighbours, so that a
    long film costs no more than a short one. Raises AssetError for what is no film or can't be read.
    """
    shares = [(index + 0.5) / frames for index in range(frames)]
    found = glimpses(media, shares, (WIDEST * height, height), near=1 / (3 * frames))
    tall, wide = found[0].shape[:2]
    with readable("film"):
        # A film may change its size on the way: every frame gets the room of the first.
        row = [each if each.shape[:2] == (tall, wide) else cv2.resize(each, (wide, tall)) for each in found]
        return jpeg(np.concatenate(row, axis=1)), frames, wide, tall


def cell_size(picture: bytes, frames: int = FRAMES) -> tuple[int, int]:
    """Width and height of one frame of a strip. Raises AssetError when the strip isn't whole."""
    with readable("strip"):
        pixels = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR) if whole_jpeg(picture) else None
        if pixels is None or pixels.shape[1] % frames:
            raise ValueError("it was cut short")
        return pixels.shape[1] // frames, pixels.shape[0]
