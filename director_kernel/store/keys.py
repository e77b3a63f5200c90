"""The books of the keys: what became of each, what was sent with it, and its limits, which hold for all processes of a workspace."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from director_kernel.schema.key import KeyDay, KeyLimits
from director_kernel.store.reader import Readers
from director_kernel.store.writer import Writer

SLACK = 1.0
"""Seconds a window is longer than the service's: one request may take longer on its way there than the next."""
MINUTE = 60.0 + SLACK
DAY = 86400.0 + SLACK
REMOVED = "removed"

STATE = """INSERT INTO keys (id, service, shown, state, until, why, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, until = excluded.until, why = excluded.why, changed_at = excluded.changed_at
    WHERE excluded.changed_at >= keys.changed_at"""
SEAL = """INSERT INTO keys (id, service, shown, sealed, changed_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET sealed = CASE WHEN excluded.sealed <> '' THEN excluded.sealed ELSE keys.sealed END,
    state = 'active', until = 0, why = '', changed_at = excluded.changed_at"""
REMOVE = """INSERT INTO keys (id, service, shown, state, changed_at) VALUES (?, ?, ?, 'removed', ?)
    ON CONFLICT (id) DO UPDATE SET sealed = '', state = 'removed', until = 0, why = '', changed_at = excluded.changed_at"""
LIMITS = """INSERT INTO keys (id, service, shown, limits) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET limits = excluded.limits"""
COUNT = """INSERT INTO key_days (key, day, service, shown, sent, made, limited, failed, seconds, used_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key, day) DO UPDATE SET sent = sent + excluded.sent, made = made + excluded.made,
    limited = limited + excluded.limited, failed = failed + excluded.failed, seconds = seconds + excluded.seconds,
    used_at = max(used_at, excluded.used_at)"""
TOTALS = "SELECT key, SUM(sent), SUM(made), SUM(limited), SUM(failed), SUM(seconds), MAX(used_at) FROM key_days GROUP BY key"

DAYS = """SELECT key, service, shown, day, sent, made, limited, failed, seconds FROM key_days
    WHERE day >= ? ORDER BY day DESC, sent DESC, key"""


class KeyRow(NamedTuple):
    """What the books say of a key; `state` may be `removed`."""

    id: str
    service: str
    shown: str
    sealed: str
    limits: KeyLimits
    state: str
    until: float
    why: str
    changed_at: float


class Name(NamedTuple):
    """Which key, and how people call it."""

    id: str
    service: str
    shown: str


class Sums(NamedTuple):
    """What came of a key's requests so far."""

    sent: int = 0
    made: int = 0
    limited: int = 0
    failed: int = 0
    seconds: float = 0.0
    used_at: float = 0.0


class Taken(NamedTuple):
    """A key that may send one request now; `use` is its number among those that are counted, 0 where none are."""

    key: str
    use: int


class Full(NamedTuple):
    """No key may send now. `until`: when the first may, by the clock; None when that is up to the jobs in flight."""

    until: float | None


@dataclass
class Keys:
    """The books of a workspace's keys."""

    writer: Writer
    readers: Readers

    def rows(self) -> dict[str, KeyRow]:
        """Every key in the books, by id."""
        found = self.readers.rows("SELECT id, service, shown, sealed, limits, state, until, why, changed_at FROM keys")
        return {row[0]: KeyRow(*row)._replace(limits=KeyLimits.model_validate_json(row[4])) for row in found}

    def sums(self) -> dict[str, Sums]:
        """What came of the requests of each key, since ever."""
        return {row[0]: Sums(*row[1:]) for row in self.readers.rows(TOTALS)}

    def sent_on(self, day: str) -> dict[str, int]:
        """Requests of each key on a day (UTC, 2026-08-01)."""
        return dict(self.readers.rows("SELECT key, sent FROM key_days WHERE day = ?", (day,)))

    def days(self, since: str) -> list[KeyDay]:
        """Day by day from `since` on, the latest first."""
        return [KeyDay(**dict(zip(KeyDay.model_fields, row, strict=True))) for row in self.readers.rows(DAYS, (since,))]

    def in_flight(self) -> dict[str, int]:
        """Jobs and requests in flight that count against a limit, by key."""
        return dict(self.readers.rows("SELECT key, COUNT(*) FROM key_holds GROUP BY key"))

    def holds(self, keys: Collection[str]) -> list[tuple[str, str, str]]:
        """What is in flight with these keys: key, job, holder."""
        marks = ",".join("?" * len(keys))
        return self.readers.rows(f"SELECT key, job, holder FROM key_holds WHERE key IN ({marks})", tuple(keys))


# Transitions


def take(
    connection: sqlite3.Connection, wanted: Sequence[tuple[str, KeyLimits]], holder: str, job: str, now: float, *, look: bool = False
) -> Taken | Full:
    """The first of the keys `wanted` whose limits allow one more request, which is then counted; `job` holds its place.

    With `look` nothing is counted.
    """
    opens: list[float | None] = []
    for key, limits in wanted:
        when = _opens(connection, key, limits, now)
        if when is None or when > now:
            opens.append(when)
            continue
        return Taken(key, 0) if look else _take(connection, key, limits, holder, job, now)
    times = [when for when in opens if when is not None]
    return Full(min(times) if times and len(times) == len(opens) else None)


def _opens(connection: sqlite3.Connection, key: str, limits: KeyLimits, now: float) -> float | None:
    """When the key may send its next request; None when one of its jobs must end first."""
    if limits.concurrency:
        (busy,) = connection.execute("SELECT COUNT(*) FROM key_holds WHERE key = ?", (key,)).fetchone()
        if busy >= limits.concurrency:
            return None
    opens = 0.0
    for most, window in ((limits.rpm, MINUTE), (limits.rpd, DAY)):
        if most:
            # The clock was set back since: what was sent then counts as sent now, lest it counts for years.
            connection.execute("UPDATE key_uses SET at = ? WHERE key = ? AND at > ?", (now, key, now))
            sql = "SELECT at FROM key_uses WHERE key = ? ORDER BY at DESC LIMIT 1 OFFSET ?"
            row = connection.execute(sql, (key, most - 1)).fetchone()
            opens = max(opens, row[0] + window) if row is not None else opens
    return opens


def _take(connection: sqlite3.Connection, key: str, limits: KeyLimits, holder: str, job: str, now: float) -> Taken:
    use = 0
    if limits.rpm or limits.rpd:
        connection.execute("DELETE FROM key_uses WHERE key = ? AND at <= ?", (key, now - (DAY if limits.rpd else MINUTE)))
        use = connection.execute("INSERT INTO key_uses (key, at) VALUES (?, ?) RETURNING seq", (key, now)).fetchone()[0]
    if limits.concurrency:
        hold(connection, key, job, holder, now)
    return Taken(key, use)


def hold(connection: sqlite3.Connection, key: str, job: str, holder: str, now: float) -> None:
    """Counts a job as in flight, whatever the limit: it is."""
    connection.execute("INSERT OR REPLACE INTO key_holds (key, job, holder, at) VALUES (?, ?, ?, ?)", (key, job, holder, now))


def free(connection: sqlite3.Connection, jobs: Iterable[tuple[str, str]], use: int = 0) -> None:
    """The jobs (key, job) are no longer in flight; the request numbered `use` was never sent."""
    connection.executemany("DELETE FROM key_holds WHERE key = ? AND job = ?", list(jobs))
    if use:
        connection.execute("DELETE FROM key_uses WHERE seq = ?", (use,))


def give_up(connection: sqlite3.Connection, job: str) -> None:
    """Whoever asked for a key under the name `job` is gone: nothing was sent, whichever key it got."""
    connection.execute("DELETE FROM key_holds WHERE job = ?", (job,))


def sweep(connection: sqlite3.Connection, dead: Iterable[str]) -> None:
    """Processes that died hold nothing any more."""
    connection.executemany("DELETE FROM key_holds WHERE holder = ?", [(holder,) for holder in dead])


def set_state(connection: sqlite3.Connection, name: Name, state: str, until: float, why: str, now: float) -> None:
    """What a service said of the key, unless something later is known."""
    connection.execute(STATE, (*name, state, until, why, now))


def seal(connection: sqlite3.Connection, name: Name, sealed: str, now: float) -> None:
    """A person gave the key: it is good until a service says otherwise; "" where it is kept elsewhere."""
    connection.execute(SEAL, (*name, sealed, now))


def remove(connection: sqlite3.Connection, name: Name, now: float) -> None:
    """The key is gone, and so is its sealed form."""
    connection.execute(REMOVE, (*name, now))


def set_limits(connection: sqlite3.Connection, name: Name, limits: KeyLimits) -> None:
    """What the key may do from now on, in every process."""
    connection.execute(LIMITS, (*name, json.dumps(limits.model_dump(exclude_defaults=True))))


def count(connection: sqlite3.Connection, sums: Iterable[tuple[Name, str, Sums]]) -> None:
    """Adds what keys sent and got on a day."""
    connection.executemany(COUNT, [(name.id, day, name.service, name.shown, *each) for name, day, each in sums])
