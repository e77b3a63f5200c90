"""Where you are and what you can do next."""

from director_kernel.commands.kit import command
from director_kernel.commands.session import Session
from director_kernel.present.shown import Shown
from director_kernel.present.where_view import where_view


@command("where")
def where(session: Session) -> Shown:
    """Where you are: the conversation, the plan, the runs, the disk; and what you can do next."""
    return where_view(session.director.where(), prefix="%director" if session.surface.name == "notebook" else "director")


COMMANDS = [where]
