"""Lost orders in the journal: which jobs are known already, and the ticket of one that was found again."""

import sqlite3
from dataclasses import dataclass

from director_kernel.schema.journal import Attempt, AttemptId, AttemptState
from director_kernel.store.reader import Readers
from director_kernel.store.runs import ATTEMPT, attempt_from

KEY = "execution = ? AND step = ? AND take = ? AND number = ?"
TAKEN = "SELECT 1 FROM attempts WHERE provider = ? AND ticket = ? LIMIT 1"
# Where a model takes no seed, two takes send the same: while one of them is on its way, its job could be taken for the other's.
RIVAL = f"SELECT 1 FROM attempts WHERE state = 'submitting' AND provider = ? AND model = ? AND NOT ({KEY}) LIMIT 1"
ATTACH = f"""UPDATE attempts SET state = 'submitted', ticket = ?, ticket_data = ?, message = '', next_action = ''
    WHERE {KEY} AND state = 'unknown'"""


@dataclass
class LostOrders:
    """What the journal says of orders that may or may not have been accepted, read only."""

    readers: Readers

    def sending(self) -> list[Attempt]:
        """Attempts that were entered to be sent and have no answer yet; those of a dead process never will."""
        rows = self.readers.rows(f"SELECT {ATTEMPT} FROM attempts WHERE state = 'submitting' ORDER BY execution, step, take")
        return [attempt_from(row) for row in rows]

    def taken(self, provider: str, ticket: str) -> bool:
        """True if a job of the provider is some attempt's already."""
        return self.readers.row(TAKEN, (provider, ticket)) is not None


def attach(connection: sqlite3.Connection, attempt: AttemptId, ticket: str, data: str) -> AttemptState | None:
    """Gives an unknown attempt its ticket, whoever owns its execution; `submitted` where that was done.

    None: the job is another attempt's by now; `submitting`: an order that could be the job's is on its way; any other state: the attempt
    is in it, and not unknown any more.
    """
    row = connection.execute(f"SELECT state, provider, model FROM attempts WHERE {KEY}", attempt).fetchone()
    if row is None or row[0] != AttemptState.UNKNOWN:
        return AttemptState(row[0]) if row is not None else None
    if connection.execute(TAKEN, (row[1], ticket)).fetchone() is not None:
        return None
    if connection.execute(RIVAL, (row[1], row[2], *attempt)).fetchone() is not None:
        return AttemptState.SUBMITTING
    connection.execute(ATTACH, (ticket, data, *attempt))
    return AttemptState.SUBMITTED
