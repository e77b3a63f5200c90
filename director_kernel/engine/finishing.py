"""The end of a run: journalled with its last word, then said."""

import time
from typing import TYPE_CHECKING

from director_kernel.engine.notify import entered
from director_kernel.errors import DirectorError, LeaseError
from director_kernel.events import ExecutionDone
from director_kernel.schema.plan import Kind
from director_kernel.store import Connection, journal
from director_kernel.store import events as kept

if TYPE_CHECKING:
    from director_kernel.engine.run import Run


async def finish(run: "Run") -> None:
    """Ends the execution for now. One that another process took over is left alone."""
    tally = run.tally
    status, message = tally.status(run.stopping, run.trouble), run.trouble or tally.asks()
    done = ExecutionDone(
        execution=run.id,
        status=status.value,
        stored=len(tally.stored),
        failed=tally.failures,
        skipped=len(tally.skipped),
        reel=_reel(run),
        message=message,
        at=time.time(),
    )

    def write(connection: Connection) -> None:
        journal.finish(connection, run.id, run.epoch, status, message)
        kept.append(connection, (done,))
        entered(connection, run.execution, run.epoch, run.plan.title, done, lambda: run.shared.workspace.presence.name)

    if run.stopping != "lost":
        try:
            await run.commit(write)
        except LeaseError as error:
            run.lost(error)
        except DirectorError as error:
            run.trouble = error.message
    if run.stopping == "lost":
        done = done.with_(status="detached", message=run.trouble)
    run.shared.say(done)
    run.shared.ended()


def _reel(run: "Run") -> str:
    """Where the film lies, relative to the workspace; "" where none was joined."""
    joined = any(run.steps[step].kind is Kind.ASSEMBLE for step in run.tally.stored)
    return f"reels/{run.plan.id}/reel.mp4" if joined else ""
