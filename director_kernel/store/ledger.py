"""Money booked: reserved, committed, released, overrun, outstanding, per attempt and per scope.

`reserved + overrun = committed + released + outstanding` holds at every commit; the database checks it on every row.
A reservation takes the ceiling against every cap in the same transaction, so nothing starts that may pass a cap.
"""

import sqlite3
import time
from dataclasses import dataclass

from director_kernel.errors import BudgetError
from director_kernel.schema.journal import AttemptId, Totals
from director_kernel.schema.money import usd
from director_kernel.store.reader import Readers
from director_kernel.store.writer import Writer

WORKSPACE = "workspace"
COLUMNS = "scope, cap, reserved, committed, released, overrun, outstanding"
KEY = "execution = ? AND step = ? AND take = ? AND number = ?"
WAYS_OUT = {
    "run": "give the run a higher cap",
    "chat": "raise it with `director cap`, or go on with `director brain offline-director`, for free",
    "workspace": "raise it with `director cap`",
    "tier": "choose another tier or raise its cap",
}


@dataclass
class Ledger:
    """The ledger of a workspace. Scopes are `workspace`, `run:<execution>` and `tier:<tier>`; amounts are micro-USD."""

    writer: Writer
    readers: Readers

    def set_cap(self, scope: str, cap: int | None) -> None:
        """From now on `scope` holds at most `cap`; None lifts it. What is booked already stays."""
        self.writer.run(lambda connection: set_cap(connection, scope, cap))

    def totals(self, scope: str = WORKSPACE) -> Totals:
        """What is booked in a scope; zeros where nothing is."""
        row = self.readers.row(f"SELECT {COLUMNS} FROM budgets WHERE scope = ?", (scope,))
        return Totals(scope=scope) if row is None else _totals(row)

    def all(self) -> list[Totals]:
        """The totals of every scope that was ever used, by name."""
        return [_totals(row) for row in self.readers.rows(f"SELECT {COLUMNS} FROM budgets ORDER BY scope")]

    def check(self) -> list[str]:
        """What is wrong with the books, in words; empty when every row and every scope balances and they agree with each other."""
        wrong = [
            f"{t.scope}: {t.reserved} + {t.overrun} is not {t.committed} + {t.released} + {t.outstanding}"
            for t in self.all()
            if not t.balanced
        ]
        sums = "SUM(reserved), SUM(committed), SUM(released), SUM(overrun), SUM(outstanding)"
        booked = {
            scope: tuple(rest)
            for scope, *rest in self.readers.rows(
                f"SELECT 'workspace', {sums} FROM ledger HAVING COUNT(*) "
                f"UNION ALL SELECT 'run:' || execution, {sums} FROM ledger GROUP BY execution "
                f"UNION ALL SELECT 'tier:' || tier, {sums} FROM ledger WHERE tier <> '' GROUP BY tier"
            )
        }
        for totals in self.all():
            kept = (totals.reserved, totals.committed, totals.released, totals.overrun, totals.outstanding)
            if kept != booked.pop(totals.scope, (0, 0, 0, 0, 0)):
                wrong.append(f"{totals.scope}: its totals are not the sum of its attempts")
        wrong += [f"{scope}: booked but without totals" for scope in sorted(booked)]
        loose = self.readers.rows(
            "SELECT l.execution, l.step, l.take, l.number, COALESCE(a.state, c.state), l.outstanding FROM ledger l "
            "LEFT JOIN attempts a USING (execution, step, take, number) LEFT JOIN calls c ON l.execution = 'chat' AND c.seq = l.number "
            "WHERE l.reserved > 0 AND (l.outstanding > 0) <> "
            "(COALESCE(a.state, c.state, '') IN ('reserved', 'submitting', 'submitted', 'cancelling', 'unknown', 'sent'))"
        )
        wrong += [f"{AttemptId(*row[:4])}: {row[5]} outstanding in state {row[4]}" for row in loose]
        return wrong


def scopes_of(execution: str, tier: str) -> tuple[str, ...]:
    """Where an attempt of this execution is booked."""
    return (WORKSPACE, f"run:{execution}", f"tier:{tier}") if tier else (WORKSPACE, f"run:{execution}")


def set_cap(connection: sqlite3.Connection, scope: str, cap: int | None) -> None:
    """Ledger.set_cap as part of the caller's transaction."""
    connection.execute("INSERT INTO budgets (scope, cap) VALUES (?, ?) ON CONFLICT (scope) DO UPDATE SET cap = excluded.cap", (scope, cap))


def reserve(connection: sqlite3.Connection, attempt: AttemptId, tier: str, ceiling: int) -> None:
    """Takes `ceiling` out of every scope of the attempt. Raises BudgetError, naming the cap it would pass, and books nothing."""
    scopes = scopes_of(attempt.execution, tier)
    marks = ", ".join("?" * len(scopes))
    for scope, cap, committed, outstanding in connection.execute(
        f"SELECT scope, cap, committed, outstanding FROM budgets WHERE scope IN ({marks}) AND cap IS NOT NULL", scopes
    ):
        if committed + outstanding + ceiling > cap:
            raise BudgetError(_too_much(scope, cap, committed, outstanding, ceiling))
    connection.execute(
        "INSERT INTO ledger (execution, step, take, number, tier, reserved, outstanding, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*attempt, tier, ceiling, ceiling, time.time()),
    )
    for scope in scopes:
        connection.execute(
            "INSERT INTO budgets (scope, reserved, outstanding) VALUES (?1, ?2, ?2) "
            "ON CONFLICT (scope) DO UPDATE SET reserved = reserved + ?2, outstanding = outstanding + ?2",
            (scope, ceiling),
        )


def settle(connection: sqlite3.Connection, attempt: AttemptId, tier: str, actual: int) -> None:
    """Books what the attempt really cost: committed up to the ceiling and beyond it as overrun, the rest released. Once only."""
    row = connection.execute(f"SELECT outstanding FROM ledger WHERE {KEY}", attempt).fetchone()
    if row is None:
        if actual == 0:
            return
        reserve_nothing(connection, attempt, tier)
        row = (0,)
    outstanding = row[0]
    if outstanding == 0 and connection.execute(f"SELECT committed + released FROM ledger WHERE {KEY}", attempt).fetchone()[0]:
        return
    released, overrun = max(0, outstanding - actual), max(0, actual - outstanding)
    connection.execute(
        f"UPDATE ledger SET committed = ?, released = ?, overrun = ?, outstanding = 0, at = ? WHERE {KEY}",
        (actual, released, overrun, time.time(), *attempt),
    )
    for scope in scopes_of(attempt.execution, tier):
        connection.execute(
            "UPDATE budgets SET committed = committed + ?, "
            "released = released + ?, overrun = overrun + ?, outstanding = outstanding - ? WHERE scope = ?",
            (actual, released, overrun, outstanding, scope),
        )


def reserve_nothing(connection: sqlite3.Connection, attempt: AttemptId, tier: str) -> None:
    """Opens the books of an attempt that was promised to be free and was not."""
    connection.execute(
        "INSERT INTO ledger (execution, step, take, number, tier, reserved, outstanding, at) VALUES (?, ?, ?, ?, ?, 0, 0, ?)",
        (*attempt, tier, time.time()),
    )
    for scope in scopes_of(attempt.execution, tier):
        connection.execute("INSERT INTO budgets (scope) VALUES (?) ON CONFLICT (scope) DO NOTHING", (scope,))


def totals_of(connection: sqlite3.Connection, scope: str) -> Totals:
    """Ledger.totals inside a transaction."""
    row = connection.execute(f"SELECT {COLUMNS} FROM budgets WHERE scope = ?", (scope,)).fetchone()
    return Totals(scope=scope) if row is None else _totals(row)


def _totals(row: tuple[str, int | None, int, int, int, int, int]) -> Totals:
    scope, cap, reserved, committed, released, overrun, outstanding = row
    return Totals(scope=scope, cap=cap, reserved=reserved, committed=committed, released=released, overrun=overrun, outstanding=outstanding)


def _too_much(scope: str, cap: int, committed: int, outstanding: int, ceiling: int) -> str:
    kind, _, name = scope.partition(":")
    if name == "chat":
        kind, what = "chat", "the conversations' cap"
    else:
        what = f"the {kind}'s cap" if kind != "tier" else f"the cap of tier {name}"
    return (
        f"this may cost up to {usd(ceiling)} and {what} of {usd(cap)} has {usd(max(0, cap - committed - outstanding))} left "
        f"({usd(committed)} spent, {usd(outstanding)} reserved); {WAYS_OUT[kind]}"
    )
