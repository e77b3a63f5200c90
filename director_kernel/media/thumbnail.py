"""Small pictures of stored files: a poster for a film, a thumbnail for a picture, a waveform for a sound. All derived, all deletable."""

import cv2
import numpy as np

from director_kernel.media.encode import Sound
from director_kernel.media.plate import Pixels
from director_kernel.media.probe import Media, probe, sound, video_frames

_QUALITY = 86
_WAVE = (74, 179, 244)  # B G R


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


def within(bgr: Pixels, longest: int) -> Pixels:
    """The picture scaled down so that its longer side has at most `longest` pixels."""
    scale = longest / max(bgr.shape[:2])
    if scale >= 1:
        return bgr
    size = max(1, round(bgr.shape[1] * scale)), max(1, round(bgr.shape[0] * scale))
    return np.asarray(cv2.resize(bgr, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def waveform(samples: Sound, width: int = 480, height: int = 96) -> Pixels:
    """The sound's outline on a dark ground, BGR."""
    picture = np.full((height, width, 3), (26, 20, 17), np.uint8)
    if samples.shape[1] < width:
        return picture
    mono = np.abs(samples).max(axis=0)
    columns = mono[: mono.size // width * width].reshape(width, -1).max(axis=1)
    for x, level in enumerate(columns):
        reach = max(1, round(float(level) * (height / 2 - 4)))
        cv2.line(picture, (x, height // 2 - reach), (x, height // 2 + reach), _WAVE, 1)
    return picture


def thumbnail(data: bytes, mime: str, longest: int = 480) -> bytes:
    """A JPEG of at most `longest` pixels for a picture, film or sound; empty bytes for anything else."""
    kind = mime.split("/")[0]
    if kind == "video":
        return jpeg(within(still(data), longest))
    if kind == "audio":
        return jpeg(waveform(sound(data), longest))
    if kind != "image" or mime == "image/svg+xml":
        return b""
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    return jpeg(within(np.asarray(pixels, dtype=np.uint8), longest)) if pixels is not None else b""
