"""What a file is that a service made: told by its bytes, since its name, its type and its announced size may all be wrong.

A recorded answer of fal's named a picture `….bin` and its type "image/jpg".
"""

import warnings
from dataclasses import dataclass
from pathlib import Path

import av
from PIL import Image, ImageStat, UnidentifiedImageError

from director_kernel.errors import AssetError
from director_kernel.media import attached
from director_kernel.media.damaged import affordable, readable
from director_kernel.media.probe import probe

PICTURES = attached.MIMES
CONTAINERS = {**attached.CONTAINERS, "flac": "audio/flac", "ogg": "audio/ogg"}
"""By FFmpeg's names of formats: what a person may attach, and sounds services make besides. A film without pictures is a sound."""
_BLACK = 8
"""The brightest sample, of 255, that still counts as black: a JPEG's black is not quite 0."""


@dataclass(frozen=True)
class Arrived:
    """What the file is. Sizes in pixels, `duration` in seconds; 0 where it doesn't apply."""

    mime: str
    width: int = 0
    height: int = 0
    duration: float = 0.0
    fps: float = 0.0

    @property
    def kind(self) -> str:
        """image, video or audio."""
        return self.mime.partition("/")[0]


def arrived(path: Path) -> Arrived:
    """What the file at `path` is, read to its end. Raises AssetError where it is no picture, film or sound, or is damaged."""
    with path.open("rb") as file:
        head = file.read(1024)
    if b"<svg" in head and b"<html" not in head.lower():
        return Arrived("image/svg+xml")
    return _picture(path) or _recording(path, head)


def is_black(path: Path) -> bool:
    """Whether a picture is black all over. False for what is no picture."""
    try:
        with Image.open(path, formats=list(PICTURES)) as image:
            affordable(image.width, image.height, "picture")
            extrema = ImageStat.Stat(image.convert("RGB")).extrema
    except (OSError, SyntaxError, ValueError, AssetError):
        return False
    return all(brightest <= _BLACK for _, brightest in extrema)


def _picture(path: Path) -> Arrived | None:
    with readable("picture"), warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            image = Image.open(path, formats=list(PICTURES))
        except UnidentifiedImageError:
            return None
        with image:
            affordable(image.width, image.height, "picture")
            image.load()
            return Arrived(PICTURES[str(image.format)], image.width, image.height)


def _recording(path: Path, head: bytes) -> Arrived:
    with readable("film" if b"ftyp" in head[:16] else "file"):
        with av.open(str(path)) as container:
            mime = next((CONTAINERS[part] for part in container.format.name.split(",") if part in CONTAINERS), "")
            streams = container.streams
            if not mime or not (streams.video or streams.audio):
                raise AssetError("it is no picture, film or sound that can be read; `director retry` makes it again.")
            if not streams.video:
                mime = {"video/mp4": "audio/mp4", "video/webm": "audio/webm"}.get(mime, mime)
        facts = probe(path)
    return Arrived(mime, facts.width, facts.height, facts.duration, facts.fps)
