"""What a worker runs, named by a module that costs nothing to import: the coordinator hands work out without loading what draws."""

from director_kernel.media.cut import Film, Reel
from director_kernel.media.order import Order, Piece


def render(order: Order) -> tuple[Piece, ...]:
    """The files of one step; see `studio.render`. numpy, OpenCV and FFmpeg are loaded here, in the worker."""
    from director_kernel.media import studio

    return studio.render(order)


def assemble(film: Film) -> Reel:
    """The film's files; see `reel.assemble`."""
    from director_kernel.media import reel

    return reel.assemble(film)
