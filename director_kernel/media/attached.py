"""What a file handed over by a person is: looked into, never believed by its name."""

import io
import warnings
from dataclasses import dataclass

import av
from av.error import FFmpegError
from PIL import Image, UnidentifiedImageError

from director_kernel.errors import AssetError
from director_kernel.media.probe import probe

LARGEST = 200_000_000
"""Bytes of an attachment; what is larger is a master to edit elsewhere, not a reference."""
MOST_PIXELS = 120_000_000
MIMES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
CONTAINERS = {
    "mp4": "video/mp4",
    "mov": "video/mp4",
    "webm": "video/webm",
    "matroska": "video/webm",
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
}


@dataclass(frozen=True)
class Attached:
    """What was found: `mime`, size in pixels, `duration` in seconds (0 for pictures and where it doesn't apply)."""

    mime: str
    width: int = 0
    height: int = 0
    duration: float = 0.0

    @property
    def kind(self) -> str:
        """image, video or audio."""
        return self.mime.partition("/")[0]


def inspect(data: bytes, name: str) -> Attached:
    """What `data` is. Raises AssetError, naming the file, for anything but a readable picture, film or sound."""
    if not data:
        raise AssetError(f"{name} is empty; attach another file.")
    if len(data) > LARGEST:
        raise AssetError(f"{name} is larger than {LARGEST // 1_000_000} MB; attach a smaller copy.")
    found = _picture(data, name) or _recording(data)
    if found is None:
        raise AssetError(f"{name} is no picture, film or sound that can be read; attach a PNG, JPEG, WebP, MP4 or WAV.")
    return found


def _picture(data: bytes, name: str) -> Attached | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=list(MIMES)) as image:
                width, height = image.size
                if width * height > MOST_PIXELS:
                    raise AssetError(f"{name} has {width} × {height} pixels; attach a smaller copy.")
                image.load()
                return Attached(MIMES[str(image.format)], width, height)
    except UnidentifiedImageError:
        return None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise AssetError(f"{name} is a damaged picture ({error}); save it again and attach that.") from None


def _recording(data: bytes) -> Attached | None:
    try:
        with av.open(io.BytesIO(data)) as container:
            mime = next((CONTAINERS[part] for part in container.format.name.split(",") if part in CONTAINERS), None)
            if mime is None or not (container.streams.video or container.streams.audio):
                return None
            if not container.streams.video:
                mime = mime.replace("video/", "audio/")
        facts = probe(data)
        return Attached(mime, facts.width, facts.height, facts.duration)
    except (FFmpegError, ValueError, IndexError):
        return None
