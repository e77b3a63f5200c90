"""What people said of takes: every judgement for good, and beside it what the last ones come to, in one transaction."""

import sqlite3
import time
from dataclasses import dataclass
from typing import Any, get_args

from director_kernel.errors import UsageError
from director_kernel.schema.rating import MOST_STARS, Judgement, Mark, Rating, TakeKey, Winner
from director_kernel.store.reader import Readers
from director_kernel.store.writer import Writer

MARKS: tuple[str, ...] = get_args(Mark)
WINNERS: tuple[str, ...] = get_args(Winner)
FIND = "SELECT asset, plan FROM takes JOIN executions ON id = execution WHERE execution = ? AND step = ? AND take = ?"
INSERT = """INSERT INTO judgements (at, execution, step, take, asset, plan, kind, value, other, blind)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
OPINION = {
    "rate": """INSERT INTO opinions (plan, step, asset, stars) VALUES (?, ?, ?, ?)
        ON CONFLICT (plan, step, asset) DO UPDATE SET stars = excluded.stars RETURNING stars, mark""",
    "mark": """INSERT INTO opinions (plan, step, asset, mark) VALUES (?, ?, ?, ?)
        ON CONFLICT (plan, step, asset) DO UPDATE SET mark = excluded.mark RETURNING stars, mark""",
}
OF_EXECUTION = """SELECT t.step, t.take, o.stars, o.mark
    FROM takes t CROSS JOIN executions e ON e.id = t.execution
    CROSS JOIN opinions o ON o.plan = e.plan AND o.step = t.step AND o.asset = t.asset WHERE t.execution = ?"""
OF_TAKE = OF_EXECUTION + " AND t.step = ? AND t.take = ?"
JUDGEMENT = "seq, at, execution, step, take, asset, plan, kind, value, other, blind"


@dataclass
class Ratings:
    """The judgements of a workspace.

    Takes are named by a TakeKey or as `run-3/shot2/1`. Stars and marks belong to the file in its place in the plan: they are there
    again when the plan is run again and the take is found. Unknown takes and values raise UsageError.
    """

    writer: Writer
    readers: Readers

    def rate(self, take: TakeKey | str, stars: int) -> Rating:
        """Gives the take 1–5 stars, 0 for none; what is said of it by then."""
        if type(stars) is not int or not 0 <= stars <= MOST_STARS:
            raise UsageError(f"{str(stars)[:20]} is no number of stars; give 1 to {MOST_STARS}, or 0 to take them back")
        return self.writer.run(lambda connection: _judge(connection, _key(take), "rate", stars))

    def mark(self, take: TakeKey | str, mark: str) -> Rating:
        """Marks the take keep, lock or discard; "" takes the mark back. What is said of it by then."""
        if mark not in MARKS:
            raise UsageError(f"{str(mark)[:20]!r} is no mark; use keep, lock or discard, or an empty one to take it back")
        return self.writer.run(lambda connection: _judge(connection, _key(take), "mark", mark))

    def vote(self, a: TakeKey | str, b: TakeKey | str, winner: str, *, blind: bool = False) -> None:
        """Says which of two takes is better: "a", "b" or "tie". `blind`: without knowing which was which."""
        if winner not in WINNERS:
            raise UsageError(f"{str(winner)[:20]!r} can't win; vote a, b or tie")
        first, second = _key(a), _key(b)
        if first == second:
            raise UsageError(f"{first} can't be compared with itself; name two takes")

        def write(connection: sqlite3.Connection) -> None:
            _find(connection, second)
            _insert(connection, first, "vote", winner, str(second), blind)

        self.writer.run(write)

    def get(self, take: TakeKey | str) -> Rating:
        """What was said of one take."""
        row = self.readers.row(OF_TAKE, _key(take))
        return Rating() if row is None else _rating(row[2:])

    def of(self, execution: str) -> dict[tuple[str, int], Rating]:
        """What was said of the takes of an execution, by step and take; those nothing was said of are left out."""
        return {(step, take): _rating(said) for step, take, *said in self.readers.rows(OF_EXECUTION, (execution,))}

    def locked_steps(self, plan: str) -> set[str]:
        """Ids of the steps of a plan with a locked take: they stay as they are."""
        return {row[0] for row in self.readers.rows("SELECT DISTINCT step FROM opinions WHERE plan = ? AND mark = 'lock'", (plan,))}

    def after(self, seq: int = 0, limit: int = 1000) -> list[Judgement]:
        """Judgements after number `seq`, oldest first: what learning reads on from."""
        rows = self.readers.rows(f"SELECT {JUDGEMENT} FROM judgements WHERE seq > ? ORDER BY seq LIMIT ?", (seq, limit))
        return [_judgement(row) for row in rows]

    def recent(self, limit: int = 100) -> list[Judgement]:
        """The last judgements, newest first."""
        return [_judgement(row) for row in self.readers.rows(f"SELECT {JUDGEMENT} FROM judgements ORDER BY seq DESC LIMIT ?", (limit,))]

    def version(self) -> int:
        """A number that grows with every judgement."""
        return int(self.readers.row("SELECT COALESCE(MAX(seq), 0) FROM judgements")[0])


def _key(take: TakeKey | str) -> TakeKey:
    try:
        return TakeKey.parse(str(take))
    except ValueError as error:
        raise UsageError(f"{error}; takes are named like run-3/shot2/1 (execution/step/take), `director status` shows them") from None


def _judge(connection: sqlite3.Connection, key: TakeKey, kind: str, value: int | str) -> Rating:
    asset, plan = _insert(connection, key, kind, str(value))
    return _rating(connection.execute(OPINION[kind], (plan, key.step, asset, value)).fetchone())


def _insert(connection: sqlite3.Connection, key: TakeKey, kind: str, value: str, other: str = "", blind: bool = False) -> tuple[str, str]:
    asset, plan = _find(connection, key)
    connection.execute(INSERT, (time.time(), *key, asset, plan, kind, value, other, int(blind)))
    return asset, plan


def _find(connection: sqlite3.Connection, key: TakeKey) -> tuple[str, str]:
    row = connection.execute(FIND, key).fetchone()
    if row is None:
        raise UsageError(f"there is no take {key}; `director status {key.execution}` shows those that are stored")
    return row[0], row[1]


def _rating(row: Any) -> Rating:
    stars, mark = row
    return Rating(stars=stars, mark=mark)


def _judgement(row: tuple[Any, ...]) -> Judgement:
    seq, at, execution, step, take, asset, plan, kind, value, other, blind = row
    key = str(TakeKey(execution, step, take))
    return Judgement(seq=seq, at=at, key=key, asset=asset, plan=plan, kind=kind, value=value, other=other, blind=bool(blind))
