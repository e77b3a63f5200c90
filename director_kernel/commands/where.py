"""Where you are and what you can do next."""

from dataclasses import replace

from director_kernel.commands.kit import command
from director_kernel.commands.session import Session
from director_kernel.present.shown import Live, Shown
from director_kernel.present.where_view import where_view
from director_kernel.schema.journal import ExecutionStatus

OPEN = (ExecutionStatus.RUNNING, ExecutionStatus.WAITING, ExecutionStatus.DETACHED)
RECENT = 20
"""Runs looked at, the newest first: what is older than these is not what somebody was at."""


@command("where")
def where(session: Session) -> Shown:
    """Where you are: the conversation, the plan, the runs, the disk; and what you can do next.

    A notebook goes back to the last conversation, and shows what runs, waits or was interrupted.
    """
    director = session.director
    if session.surface.name != "notebook":
        return where_view(director.where(), prefix="director")
    open_run = next((run for run in director.workspace.runs.all()[:RECENT] if run.status in OPEN), None)
    if director.chats.current() is None:
        if open_run is not None and open_run.conversation:
            director.chats.open(open_run.conversation)
        elif director.chats.list():
            director.chats.again()
    shown = where_view(director.where(), prefix="%director")
    return shown if open_run is None else replace(shown, live=Live("preview", open_run.id, beside=True))


COMMANDS = [where]
