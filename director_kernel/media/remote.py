"""What a worker runs, named by a module that costs nothing to import: the coordinator hands work out without loading what draws."""

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
