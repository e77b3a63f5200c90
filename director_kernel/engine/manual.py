"""Steps a person makes: their file is handed in and becomes the take."""

from director_kernel.engine.said import step_stored
from director_kernel.engine.shared import Shared
from director_kernel.errors import UsageError
from director_kernel.schema.asset import Asset
from director_kernel.schema.journal import AttemptState, Execution
from director_kernel.store import Connection, journal
from director_kernel.store import events as kept
from director_kernel.store.journal import Stored


async def provide(shared: Shared, execution: Execution, step: str, take: int, asset: Asset) -> None:
    """`asset` (stored already) becomes the take of a step that awaits it. Raises UsageError where none does."""
    waiting = [a for a in shared.runs.attempts(execution.id) if (a.step, a.take) == (step, take)]
    if not waiting or waiting[-1].state is not AttemptState.AWAITING_INPUT:
        raise UsageError(f"{step} of {execution.id} waits for no file; `director status {execution.id}` shows what does")
    last = waiting[-1]
    stored = Stored(last.id, last.epoch, execution.tier, last.fingerprint, last.plan_key, asset, (), 0, False)
    event = step_stored(last.id, asset)

    def write(connection: Connection) -> None:
        journal.store(connection, stored)
        kept.append(connection, (event,))

    await shared.writer.commit(write)
    shared.say(event)
