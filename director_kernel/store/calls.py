"""Chat calls in the books: entered with what they may cost before they are sent, settled when they end, whoever dies in between.

In the ledger a call is the attempt `chat.<conversation or role>.1.<seq>`: held against the cap of the workspace and that of `run:chat`.
"""

import sqlite3
import time
from dataclasses import dataclass
from typing import Any

from director_kernel.errors import UsageError
from director_kernel.schema.calls import Call, CallState, CallTotals
from director_kernel.schema.journal import AttemptId, AttemptState
from director_kernel.store import ledger, quotas
from director_kernel.store.presence import Presence
from director_kernel.store.reader import Readers
from director_kernel.store.writer import Writer

EXECUTION = "chat"
COLUMNS = (
    "seq, at, month, role, provider, model, served, conversation, briefing, state, ceiling, price, "
    "tokens_in, tokens_out, seconds, first_token, message"
)
TEXT, NOBODY = "writing", ""
"""The role of a plan's texts; they have no holder, since their attempt's run has one."""
ENDS = {
    AttemptState.STORED: CallState.DONE,
    AttemptState.LOST: CallState.LOST,
    AttemptState.REJECTED: CallState.REJECTED,
    AttemptState.RELEASED: CallState.REJECTED,
}
FIND_TEXT = "SELECT seq, at FROM calls WHERE holder = '' AND state = 'sent' AND conversation = ?"
FAILED = "('broken', 'rejected', 'lost')"
INSERT = """INSERT INTO calls (at, month, role, provider, model, conversation, briefing, holder, state, ceiling, counted)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'sent', ?, ?) RETURNING seq"""


@dataclass
class Calls:
    """The chat calls of a workspace. Its methods block until the books are on the disk: call them from any thread but the engine's."""

    writer: Writer
    readers: Readers
    presence: Presence

    def begin(
        self, *, role: str, provider: str, model: str, conversation: str = "", ceiling: int, briefing: str = "", tokens: int = 0
    ) -> int:
        """Enters a call and reserves what it may cost at most (`ceiling`, micro-USD); the number to `end` it by.

        `tokens` is the most it may take, in and out together. Raises BudgetError (a cap) or QuotaError (this month's tokens); then
        nothing was entered and nothing may be sent.
        """
        self.sweep()
        holder = self.presence.name
        return self.writer.run(
            lambda connection: begin(
                connection,
                role=role,
                provider=provider,
                model=model,
                conversation=conversation,
                ceiling=ceiling,
                briefing=briefing,
                tokens=tokens,
                holder=holder,
            )
        )

    def end(
        self,
        seq: int,
        state: CallState | str,
        *,
        price: int | None = None,
        tokens_in: int = 0,
        tokens_out: int = 0,
        seconds: float = 0.0,
        first_token: float = 0.0,
        served: str = "",
        message: str = "",
    ) -> None:
        """Settles a call: `price` in micro-USD, None where the service doesn't say (then the ceiling, nothing for a rejected one).

        Safe to call twice: the first word holds. Where no tokens are told, what it might have taken stays counted.
        """
        told = CallState(state)
        self.writer.run(
            lambda connection: end(
                connection,
                seq,
                told,
                price=price,
                tokens_in=tokens_in,
                tokens_out=tokens_out,
                seconds=seconds,
                first_token=first_token,
                served=served,
                message=message,
            )
        )

    def sweep(self) -> int:
        """Settles the calls of processes that died as lost, at what they may have cost at most; how many there were.

        Texts of plans are their attempts': those are settled by whoever goes on with the run.
        """
        holders = [row[0] for row in self.readers.rows("SELECT DISTINCT holder FROM calls WHERE state = 'sent' AND holder <> ''")]
        dead = [holder for holder in holders if not self.presence.lives(holder)]
        return self.writer.run(lambda connection: sum(_lose(connection, holder) for holder in dead)) if dead else 0

    def get(self, seq: int) -> Call:
        """The call of that number. Raises UsageError."""
        row = self.readers.row(f"SELECT {COLUMNS} FROM calls WHERE seq = ?", (seq,))
        if row is None:
            raise UsageError(f"there is no chat call {seq}; `director costs` shows what was called")
        return _call(row)

    def latest(self, limit: int = 50, *, conversation: str | None = None) -> list[Call]:
        """The last calls (of a conversation), the newest first."""
        where, values = ("WHERE conversation = ?", [conversation]) if conversation is not None else ("", [])
        rows = self.readers.rows(f"SELECT {COLUMNS} FROM calls {where} ORDER BY seq DESC LIMIT ?", (*values, limit))
        return [_call(row) for row in rows]

    def totals(self, month: str = "") -> list[CallTotals]:
        """What calls came to by month, role and model, those that go on left out; of one month ("2026-11") or of all."""
        where, values = ("AND month = ?", (month,)) if month else ("", ())
        rows = self.readers.rows(
            f"SELECT month, role, provider, model, COUNT(*), SUM(state IN {FAILED}), SUM(tokens_in), SUM(tokens_out), SUM(price), "
            f"SUM(seconds), SUM(first_token) FROM calls WHERE state <> 'sent' {where} "
            "GROUP BY month, role, provider, model ORDER BY month DESC, SUM(price) DESC, role, model",
            values,
        )
        return [CallTotals(**dict(zip(CallTotals.model_fields, row, strict=True))) for row in rows]

    def latencies(self, month: str = "") -> list[tuple[str, str, float, float]]:
        """(role, model, seconds, seconds to the first token) of each call that was answered, the oldest first."""
        where, values = ("AND month = ?", (month,)) if month else ("", ())
        return self.readers.rows(f"SELECT role, model, seconds, first_token FROM calls WHERE state = 'done' {where} ORDER BY seq", values)

    def tokens(self, month: str = "") -> int:
        """The tokens a month (default: this one) is charged with; calls that go on count at most."""
        row = self.readers.row("SELECT COALESCE(SUM(counted), 0) FROM calls WHERE month = ?", (month or quotas.month_of(time.time()),))
        return int(row[0])


def begin(
    connection: sqlite3.Connection,
    *,
    role: str,
    provider: str,
    model: str,
    conversation: str,
    ceiling: int,
    briefing: str,
    tokens: int,
    holder: str,
) -> int:
    """Calls.begin as part of the caller's transaction; `holder` is the process as others know it."""
    now = time.time()
    month = quotas.month_of(now)
    quotas.take(connection, "tokens", tokens, month)
    (seq,) = connection.execute(INSERT, (now, month, role, provider, model, conversation, briefing, holder, ceiling, tokens)).fetchone()
    if ceiling:
        ledger.reserve(connection, _attempt(seq, conversation, role), "", ceiling)
    return int(seq)


def end(
    connection: sqlite3.Connection,
    seq: int,
    state: CallState,
    *,
    price: int | None,
    tokens_in: int = 0,
    tokens_out: int = 0,
    seconds: float = 0.0,
    first_token: float = 0.0,
    served: str = "",
    message: str = "",
) -> None:
    """Calls.end as part of the caller's transaction."""
    row = connection.execute("SELECT role, conversation, ceiling FROM calls WHERE seq = ? AND state = 'sent'", (seq,)).fetchone()
    if row is None:
        return
    role, conversation, ceiling = row
    billed = price if price is not None else 0 if state is CallState.REJECTED else ceiling
    _close(connection, seq, state, billed, tokens_in, tokens_out, seconds, first_token, served, message)
    ledger.settle(connection, _attempt(seq, conversation, role), "", billed)


def order(connection: sqlite3.Connection, attempt: AttemptId, provider: str, model: str, tokens: int) -> str:
    """Enters the text of a plan as a call that may take so many `tokens`; what to say of a soft quota, or "". Raises QuotaError.

    What it costs is the attempt's own in the ledger: here it is only shown.
    """
    now = time.time()
    month = quotas.month_of(now)
    said = quotas.take(connection, "tokens", tokens, month)
    connection.execute(INSERT, (now, month, TEXT, provider, model, str(attempt), "", NOBODY, 0, tokens))
    return said


def settle(connection: sqlite3.Connection, attempt: AttemptId, state: AttemptState, price: int, tokens: tuple[int, int]) -> None:
    """The text of an attempt came to its end, whichever that is, or the attempt has none. `tokens` in and out, 0 where nobody knows."""
    row = connection.execute(FIND_TEXT, (str(attempt),)).fetchone()
    if row is not None:
        _close(connection, row[0], ENDS.get(state, CallState.BROKEN), price, *tokens, seconds=max(0.0, time.time() - row[1]))


def _close(
    connection: sqlite3.Connection,
    seq: int,
    state: CallState,
    billed: int,
    tokens_in: int,
    tokens_out: int,
    seconds: float = 0.0,
    first_token: float = 0.0,
    served: str = "",
    message: str = "",
) -> None:
    month, most = connection.execute("SELECT month, counted FROM calls WHERE seq = ?", (seq,)).fetchone()
    rejected = state is CallState.REJECTED
    counted = tokens_in + tokens_out or (0 if rejected else most)
    connection.execute(
        "UPDATE calls SET state = ?, price = ?, tokens_in = ?, tokens_out = ?, counted = ?, seconds = ?, first_token = ?, served = ?, "
        "message = ? WHERE seq = ?",
        (state.value, billed, tokens_in, tokens_out, counted, seconds, first_token, served, message, seq),
    )
    quotas.count(connection, "tokens", counted - most, month)


def _lose(connection: sqlite3.Connection, holder: str) -> int:
    found = connection.execute("SELECT seq FROM calls WHERE state = 'sent' AND holder = ?", (holder,)).fetchall()
    for (seq,) in found:
        end(connection, seq, CallState.LOST, price=None, message="the process that sent it ended before the answer did")
    return len(found)


def _attempt(seq: int, conversation: str, role: str) -> AttemptId:
    return AttemptId(EXECUTION, conversation or role, 1, seq)


def _call(row: tuple[Any, ...]) -> Call:
    values = dict(zip(Call.model_fields, row, strict=True))
    return Call(**{**values, "state": CallState(values["state"])})
