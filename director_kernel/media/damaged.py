"""A damaged or unreadable file as one clear error, whichever library stumbled over it."""

from collections.abc import Iterator
from contextlib import contextmanager

import cv2
from av.error import FFmpegError
from PIL import Image, UnidentifiedImageError

from director_kernel.errors import AssetError

MOST_PIXELS = 120_000_000
"""Pixels of a picture, or of one frame of a film, that are decoded: a few bytes can claim to be more than the memory holds."""
_PILLOW = (UnidentifiedImageError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning)
_TROUBLES = (FFmpegError, cv2.error, OSError, ValueError, IndexError, MemoryError, *_PILLOW)


@contextmanager
def readable(kind: str) -> Iterator[None]:
    """Turns whatever goes wrong while a `kind` ("picture", "film", "sound") is decoded into an AssetError; errors of ours pass."""
    try:
        yield
    except _TROUBLES as error:
        raise AssetError(
            f"the {kind} can't be read ({str(error)[:120] or type(error).__name__}); `director doctor` checks the stored files, "
            "`director retry` makes it again."
        ) from error


def affordable(width: int, height: int, kind: str) -> None:
    """Raises AssetError for a size that is not to be decoded."""
    if width * height > MOST_PIXELS:
        raise AssetError(f"the {kind} has {width} × {height} pixels, too many to show; use a smaller copy.")
