"""What a workspace used this month, counted as it is ordered, and the quota it is held against in the same transaction.

Months are UTC's. An image or a video is a live take: counted when its order is entered and given back when that ends without one.
Tokens are those of chat calls: at most while a call goes on, then what it took. A project is a plan with a live order, a scene a clip or
picture no other is made from; each counts once a month, however often it is ordered. Previs and planning count as nothing.
"""

import json
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import dataclass

from director_kernel.errors import QuotaError
from director_kernel.schema.journal import AttemptId
from director_kernel.schema.quota import COUNTED, Counted, Quota, Used
from director_kernel.store.reader import Readers
from director_kernel.store.settings import UPSERT
from director_kernel.store.writer import Writer

SETTING = "quota"
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
FIND_QUOTA = "SELECT value FROM settings WHERE key = 'quota'"
KEY = "execution = ? AND step = ? AND take = ? AND number = ?"
MEDIA: dict[str, Counted] = {"image": "images", "video": "videos"}


@dataclass
class Quotas:
    """The quota of a workspace and what was used of it."""

    writer: Writer
    readers: Readers

    def current(self) -> Quota:
        """The quota in force; without limits where none was chosen."""
        return _quota(self.readers.row(FIND_QUOTA))

    def use(self, quota: Quota | None) -> None:
        """Holds the workspace to `quota` from now on, None to none. What was used stays counted."""
        self.writer.run(lambda connection: _keep(connection, quota))

    def add(self, what: Counted, amount: int, month: str = "") -> Quota:
        """Gives a month (default: this one) that much more; the quota as it is then."""
        wanted = month or month_of(time.time())

        def write(connection: sqlite3.Connection) -> Quota:
            quota = _quota(connection.execute(FIND_QUOTA).fetchone())
            before = quota.added.get(wanted, {})
            # Months that are over can't be used any more.
            added = {wanted: {**before, what: before.get(what, 0) + amount}}
            changed = quota.with_(added={**{key: value for key, value in quota.added.items() if key >= wanted}, **added})
            _keep(connection, changed)
            return changed

        return self.writer.run(write)

    def used(self, month: str = "") -> tuple[Used, ...]:
        """What was used in a month (default: this one), all that is counted."""
        month, quota = month or month_of(time.time()), self.current()
        rows = dict(self.readers.rows("SELECT what, amount FROM used WHERE month = ?", (month,)))
        return tuple(Used(what=what, used=rows.get(what, 0), limit=quota.limit(what, month)) for what in COUNTED)

    def notices(self) -> tuple[str, ...]:
        """One sentence for each limit that was passed this month; none under a hard quota that held."""
        month, quota = month_of(time.time()), self.current()
        return tuple(passed(quota, used, month) for used in self.used(month) if used.over)

    def notice(self, what: Counted) -> str:
        """What is to be said of this one limit, "" where it holds."""
        month, quota = month_of(time.time()), self.current()
        return next((passed(quota, used, month) for used in self.used(month) if used.what == what and used.over), "")

    def check(self) -> list[str]:
        """What is wrong with the counts, in words; empty when they are the sums of what was counted."""
        rows = self.readers.rows(
            "SELECT month, what, SUM(amount) FROM ("
            "SELECT month, 'tokens' AS what, SUM(counted) AS amount FROM calls GROUP BY month "
            "UNION ALL SELECT month, what, COUNT(*) FROM uses GROUP BY month, what "
            "UNION ALL SELECT month, what, COUNT(*) FROM used_once GROUP BY month, what "
            "UNION ALL SELECT month, what, -amount FROM used) GROUP BY month, what HAVING SUM(amount) <> 0"
        )
        return [f"{what} of {month}: {abs(amount)} {'not counted' if amount > 0 else 'too many'}" for month, what, amount in rows]


# Inside a transaction. Where one of these raises, the caller's transition is undone, and nothing was counted.


def take(connection: sqlite3.Connection, what: Counted, amount: int, month: str) -> str:
    """Counts `amount`; what to say where that passes a soft limit, else "". Raises QuotaError where it would pass a hard one.

    Even an `amount` of 0 is refused where nothing is left.
    """
    quota = _quota(connection.execute(FIND_QUOTA).fetchone())
    row = connection.execute("SELECT amount FROM used WHERE month = ? AND what = ?", (month, what)).fetchone()
    before: int = row[0] if row else 0
    limit = quota.limit(what, month)
    if limit is not None and quota.hard and (before + amount > limit or before >= limit):
        raise QuotaError(_used_up(quota, what, before, amount, limit, month))
    count(connection, what, amount, month)
    now = Used(what=what, used=before + amount, limit=limit)
    return passed(quota, now, month) if now.over and (limit is None or before <= limit) else ""


def count(connection: sqlite3.Connection, what: Counted, amount: int, month: str) -> None:
    """Adds to the count of a month, or with a negative `amount` takes from it; no quota is asked."""
    if amount > 0:
        connection.execute(
            "INSERT INTO used (month, what, amount) VALUES (?1, ?2, ?3) ON CONFLICT (month, what) DO UPDATE SET amount = amount + ?3",
            (month, what, amount),
        )
    elif amount:
        connection.execute("UPDATE used SET amount = amount + ? WHERE month = ? AND what = ?", (amount, month, what))


def order(connection: sqlite3.Connection, attempt: AttemptId, media: str, scene: str) -> str:
    """Counts a live order by what it makes (`image`, `video`; anything else counts only as a project); what to say, or "".

    `scene` is the step's id where it is a scene of its own. Raises QuotaError.
    """
    month = month_of(time.time())
    (plan,) = connection.execute("SELECT plan FROM executions WHERE id = ?", (attempt.execution,)).fetchone()
    said = [_once(connection, "projects", plan, month)]
    if scene:
        said.append(_once(connection, "scenes", f"{plan}.{scene}", month))
    what = MEDIA.get(media)
    if what is not None:
        said.append(take(connection, what, 1, month))
        connection.execute(
            "INSERT INTO uses (execution, step, take, number, month, what) VALUES (?, ?, ?, ?, ?, ?)", (*attempt, month, what)
        )
    return " ".join(sentence for sentence in said if sentence)


def give_back(connection: sqlite3.Connection, attempt: AttemptId) -> None:
    """The order ended without a take: it no longer counts. Safe to call twice."""
    row = connection.execute(f"DELETE FROM uses WHERE {KEY} RETURNING month, what", attempt).fetchone()
    if row is not None:
        count(connection, row[1], -1, row[0])


def _once(connection: sqlite3.Connection, what: Counted, name: str, month: str) -> str:
    done = connection.execute("INSERT OR IGNORE INTO used_once (month, what, name) VALUES (?, ?, ?)", (month, what, name))
    return take(connection, what, 1, month) if done.rowcount else ""


def _quota(row: tuple[str] | None) -> Quota:
    return Quota() if row is None else Quota.model_validate(json.loads(row[0]))


def _keep(connection: sqlite3.Connection, quota: Quota | None) -> None:
    if quota is None:
        connection.execute("DELETE FROM settings WHERE key = ?", (SETTING,))
    else:
        connection.execute(UPSERT, (SETTING, json.dumps(quota.wire(), sort_keys=True)))


# What is said.


def month_of(at: float) -> str:
    """The month of a moment, UTC.

    >>> month_of(0.0)
    '1970-01'
    """
    return time.strftime("%Y-%m", time.gmtime(at))


def resets(month: str) -> str:
    """When the count of `month` begins anew.

    >>> resets("2026-12")
    '1 January 2027 (UTC)'
    """
    year, number = map(int, month.split("-"))
    return f"1 {MONTHS[number % 12]} {year + number // 12} (UTC)"


def passed(quota: Quota, used: Used, month: str) -> str:
    """What is said of a limit that was passed."""
    block = quota.blocks.get(used.what, 0)
    blocks = -(-used.over // block) if block else 0
    beyond = f", {blocks} block{'s' if blocks > 1 else ''} of {block:,} beyond it" if blocks else ""
    return (
        f"{used.used:,} {used.what} were used of this month's {used.limit:,} (quota {quota.name}){beyond}; "
        f"it begins anew on {resets(month)}."
    )


def _used_up(quota: Quota, what: Counted, used: int, amount: int, limit: int, month: str) -> str:
    ways: Iterable[str] = (
        f"`director quota add {what}` for {quota.blocks[what]:,} more" if quota.blocks.get(what) else "",
        f"`director quota set {what}=…` for another limit",
        "studio previs is free" if what != "tokens" else "`director brain offline-director` goes on without tokens",
    )
    asks = f", this may take {amount:,}" if amount > 1 else ""
    return (
        f"{used:,} of this month's {limit:,} {what} are used{asks} (quota {quota.name}, hard); it begins anew on {resets(month)}. "
        f"{', or '.join(way for way in ways if way)}"
    )
