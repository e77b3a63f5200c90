"""What a worker runs, named by a module that costs nothing to import: the coordinator hands work out without loading what draws."""

from pathlib import Path

from director_kernel.errors import JobFailed
from director_kernel.media.cut import Film, Reel
from director_kernel.media.order import Order, Piece


def render(order: Order) -> tuple[Piece, ...]:
    """The files of one step; see `studio.render`. numpy, OpenCV and FFmpeg are loaded here, in the worker.

    Raises JobFailed where another version would draw it: a worker on another machine may have one.
    """
    from director_kernel.media import studio

    if order.renderer not in ("", studio.RENDERER):
        raise JobFailed(
            f"a worker draws with version {studio.RENDERER}, not {order.renderer}; install the same director-kernel there, "
            "then `director retry`.",
            provider="previs",
        )
    return studio.render(order)


def assemble(film: Film) -> Reel:
    """The film's files; see `reel.assemble`."""
    from director_kernel.media import reel

    return reel.assemble(film)


def thumbnail(media: Path, mime: str, longest: int) -> bytes:
    """A small picture of a stored file; see `thumbnail.thumbnail`."""
    from director_kernel.media import thumbnail

    return thumbnail.thumbnail(media, mime, longest)


def strip(media: Path, mime: str) -> tuple[bytes, int, int, int]:
    """Frames of a film in a row; see `strip.strip`."""
    from director_kernel.media import strip

    return strip.strip(media, mime)


def strip_size(picture: bytes) -> tuple[int, int, int]:
    """How many frames a strip has, and the width and height of each. Raises AssetError when it isn't whole."""
    from director_kernel.media import strip

    return (strip.FRAMES, *strip.cell_size(picture))


def peaks(media: Path) -> list[int]:
    """The loudness of a sound; see `wave.peaks`."""
    from director_kernel.media import wave

    return wave.peaks(media)
