"""For the kernel under test: the offline studio, whose music fails the first time it is asked for; everything else is real."""

from pathlib import Path

from IPython.core.getipython import get_ipython

from director_kernel.commands.session import Session
from director_kernel.magics.surface import NotebookSurface
from director_kernel.providers.previs import Previs
from director_kernel.providers.protocol import JobState, JobStatus, Request, Ticket
from director_kernel.schema.plan import Kind
from director_kernel.widgets.director import Director

MARK = Path("the-music-has-failed")
"""Beside the notebook, so that a new kernel knows that it has."""


class OnceBroken(Previs):
    """Previs with one fault."""

    async def poll(self, ticket: Ticket, request: Request) -> JobStatus:
        if request.kind is Kind.MUSIC and _first():
            return JobStatus(state=JobState.FAILED, message="The orchestra went on strike.", actual=0)
        return await super().poll(ticket, request)


def _first() -> bool:
    """True once, whichever kernel asks."""
    try:
        MARK.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def install() -> Director:
    """Gives `%director` of this kernel a director with that studio, and returns it."""
    shell = get_ipython()
    assert shell is not None
    session = Session(NotebookSurface())
    session._director = director = Director(memory="kernel-test", providers=[OnceBroken()])
    shell.magics_manager.registry["DirectorMagics"].session = session
    return director
