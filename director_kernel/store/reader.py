"""Reading ends: one read-only connection per living thread."""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from director_kernel.errors import WorkspaceError


@dataclass
class _End:
    """One thread's connection; the lock is held while it reads, so that nobody closes it meanwhile (SQLite would crash)."""

    connection: sqlite3.Connection
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class Readers:
    """Hands each thread its own connection; a read sees every commit made before it began."""

    connect: Callable[[], sqlite3.Connection]
    explain: Callable[[BaseException], WorkspaceError]
    _local: threading.local = field(default_factory=threading.local)
    _all: dict[threading.Thread, _End] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _closed: bool = False

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection, opened when first used."""
        return self._mine().connection

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows. Raises WorkspaceError."""
        with self._reading() as connection:
            return connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """The first row, or None. Raises WorkspaceError."""
        with self._reading() as connection:
            return connection.execute(sql, values).fetchone()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        end = self._mine()
        with end.lock:
            if self._closed:
                raise _shut()
            try:
                yield end.connection
            except sqlite3.Error as error:
                raise self.explain(error) from error

    def _mine(self) -> _End:
        end: _End | None = getattr(self._local, "end", None)
        return self._open() if end is None or self._closed else end

    def _open(self) -> _End:
        with self._lock:
            if self._closed:
                raise _shut()
            self._leave_the_dead()
            end = self._all[threading.current_thread()] = _End(self.connect())
        self._local.end = end
        return end

    def _leave_the_dead(self) -> None:
        """Closes what threads that have ended left open: every message is written by a thread of its own, and files are few."""
        for thread in [thread for thread in self._all if not thread.is_alive()]:
            self._all.pop(thread).connection.close()

    def close(self) -> None:
        """Closes the connections of all threads, each once what it reads has been read. Safe to call twice."""
        with self._lock:
            self._closed = True
            for end in self._all.values():
                with end.lock:
                    end.connection.close()
            self._all.clear()


def _shut() -> WorkspaceError:
    return WorkspaceError("the workspace is closed; open it again")
