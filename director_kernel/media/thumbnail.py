"""Small pictures of stored files: a poster for a film, a thumbnail for a picture, a waveform for a sound. All derived, all deletable."""

import io
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from director_kernel.errors import AssetError
from director_kernel.media.damaged import affordable, readable
from director_kernel.media.glimpse import glimpses
from director_kernel.media.plate import Pixels
from director_kernel.media.probe import Media, probe, video_frames
from director_kernel.media.vector import MIME as DRAWING
from director_kernel.media.vector import drawn
from director_kernel.media.wave import peaks

_QUALITY = 86
_WAVE = (74, 179, 244)  # B G R
_NIGHT = (26, 20, 17)
_GROUND = 222
"""The grey under a picture that lets something through: black marks and white ones both show on it."""
_NEAR = 0.25
"""How far from the middle a film's thumbnail may be taken to be had at once."""


def jpeg(bgr: Pixels) -> bytes:
    """BGR pixels as JPEG bytes."""
    return bytes(cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1])


def still(media: Media, share: float = 0.5) -> Pixels:
    """The frame after `share` of the film, BGR. Raises ValueError when it has none."""
    wanted = min(int(probe(media).frames * share), max(0, probe(media).frames - 1))
    for index, frame in enumerate(video_frames(media)):
        if index >= wanted:
            return np.asarray(frame.to_ndarray(format="bgr24"), dtype=np.uint8)
    raise ValueError("the film has no frames: render it again")


def poster(media: Media, share: float = 0.5) -> bytes:
    """The frame after `share` of the film, as JPEG."""
    return jpeg(still(media, share))


def within(pixels: Pixels, longest: int) -> Pixels:
    """The picture scaled down so that its longer side has at most `longest` pixels."""
    scale = longest / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def waveform(levels: Sequence[int], width: int = 480, height: int = 96) -> Pixels:
    """A sound's outline on a dark ground, BGR: one line for each of its levels (0–100), as many as fit."""
    picture = np.full((height, width, 3), _NIGHT, np.uint8)
    for x in range(width if levels else 0):
        reach = max(1, round(levels[x * len(levels) // width] / 100 * (height / 2 - 4)))
        cv2.line(picture, (x, height // 2 - reach), (x, height // 2 + reach), _WAVE, 1)
    return picture


def on_ground(pixels: Pixels) -> Pixels:
    """The picture as BGR; where it lets something through, light grey shows."""
    if pixels.ndim == 2:
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
    if pixels.shape[2] == 3:
        return pixels
    alpha = pixels[..., 3:].astype(np.float32) / 255
    return np.asarray(pixels[..., :3] * alpha + _GROUND * (1 - alpha) + 0.5, dtype=np.uint8)


def _picture(data: bytes, mime: str, longest: int) -> Pixels:
    """A PNG, JPEG, WebP or GIF as a browser shows it, turned as its camera was held."""
    with readable("picture"):
        with Image.open(io.BytesIO(data)) as opened:  # reads the header only
            affordable(opened.width, opened.height, "picture")
        # IMREAD_UNCHANGED keeps what is transparent, but forgets how the camera was held; JPEG has no transparency, the others no camera.
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR if mime == "image/jpeg" else cv2.IMREAD_UNCHANGED)
        if pixels is None:
            raise ValueError("it is cut short or damaged")
        if pixels.dtype != np.uint8:
            pixels = cv2.convertScaleAbs(pixels, alpha=255 / 65535) if pixels.dtype == np.uint16 else cv2.convertScaleAbs(pixels, alpha=255)
        return on_ground(within(np.asarray(pixels, dtype=np.uint8), longest))


def thumbnail(media: Media, mime: str, longest: int = 480) -> bytes:
    """A JPEG of at most `longest` pixels for a picture, film or sound; empty bytes for anything else. Raises AssetError.

    A drawing (SVG) is drawn in this process; see `vector` for why one of foreign hands should not be drawn in the kernel's.
    """
    kind = mime.split("/")[0]
    if kind == "video":
        return jpeg(glimpses(media, [0.5], (longest, longest), near=_NEAR)[0])
    if kind == "audio":
        return jpeg(waveform(peaks(media, longest), longest, max(24, longest // 5)))
    if kind != "image":
        return b""
    with readable("picture"):
        data = media.read_bytes() if isinstance(media, Path) else media
    if not data:
        raise AssetError("the picture is empty; `director doctor` checks the stored files, `director retry` makes it again.")
    if mime == DRAWING:
        return jpeg(on_ground(np.asarray(cv2.cvtColor(drawn(data, longest), cv2.COLOR_RGBA2BGRA), dtype=np.uint8)))
    return jpeg(_picture(data, mime, longest))
