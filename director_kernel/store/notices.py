"""Who is to be told of a run's end, and what was not delivered yet. Kept among the settings, written with the transition itself."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from director_kernel.schema.notice import Notice
from director_kernel.store.reader import Readers
from director_kernel.store.settings import UPSERT
from director_kernel.store.writer import Writer

URL, NOTICE = "notify/url/", "notify/notice/"
FIND = "SELECT value FROM settings WHERE key = ?"


@dataclass
class Notices:
    """The messages of a workspace that wait for their receivers."""

    writer: Writer
    readers: Readers

    def all(self) -> list[Notice]:
        """Every message that was not delivered, oldest first."""
        rows = self.readers.rows("SELECT value FROM settings WHERE key >= ? AND key < ?", (NOTICE, NOTICE[:-1] + "0"))
        return sorted((Notice.model_validate_json(value) for (value,) in rows), key=lambda notice: (notice.made, notice.id))

    def get(self, identity: str) -> Notice | None:
        """The message of that id, None once it is delivered."""
        return next((notice for notice in self.all() if notice.id == identity), None)


def want(connection: sqlite3.Connection, execution: str, url: str) -> None:
    """The ends of this execution are told to `url`; "" for to nobody."""
    if url:
        connection.execute(UPSERT, (URL + execution, json.dumps(url)))
    else:
        connection.execute("DELETE FROM settings WHERE key = ?", (URL + execution,))


def wanted(connection: sqlite3.Connection, execution: str) -> str:
    """Where the ends of this execution are told, "" for nowhere."""
    row = connection.execute(FIND, (URL + execution,)).fetchone()
    return str(json.loads(row[0])) if row is not None else ""


def enter(connection: sqlite3.Connection, notice: Notice) -> None:
    """Keeps the message, once for each end of an execution: what stands there already stays."""
    connection.execute(
        "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING",
        (_key(notice), notice.model_dump_json(by_alias=True)),
    )


def claim(connection: sqlite3.Connection, notice: Notice, holder: str) -> bool:
    """Whether `holder` delivers it from now on; False where it changed meanwhile: another process does."""
    row = connection.execute(FIND, (_key(notice),)).fetchone()
    if row is None or Notice.model_validate_json(row[0]) != notice:
        return False
    connection.execute(UPSERT, (_key(notice), notice.with_(holder=holder).model_dump_json(by_alias=True)))
    return True


def keep(connection: sqlite3.Connection, notice: Notice) -> None:
    """How its delivery stands; what was delivered meanwhile is not brought back."""
    values: tuple[Any, ...] = (notice.model_dump_json(by_alias=True), _key(notice))
    connection.execute("UPDATE settings SET value = ? WHERE key = ?", values)


def delivered(connection: sqlite3.Connection, notice: Notice) -> None:
    """It arrived, or nobody wants it any more."""
    connection.execute("DELETE FROM settings WHERE key = ?", (_key(notice),))


def _key(notice: Notice) -> str:
    return f"{NOTICE}{notice.execution}/{notice.epoch}"
