"""Reading ends: one read-only connection per thread."""

import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from director_kernel.errors import WorkspaceError


@dataclass
class Readers:
    """Hands each thread its own connection; a read sees every commit made before it began."""

    connect: Callable[[], sqlite3.Connection]
    explain: Callable[[BaseException], WorkspaceError]
    _local: threading.local = field(default_factory=threading.local)
    _all: list[sqlite3.Connection] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _closed: bool = False

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection, opened when first used."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None or self._closed:
            connection = self._open()
        return connection

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows. Raises WorkspaceError."""
        try:
            return self.connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise self.explain(error) from error

    def row(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """The first row, or None. Raises WorkspaceError."""
        try:
            return self.connection.execute(sql, values).fetchone()
        except sqlite3.Error as error:
            raise self.explain(error) from error

    def _open(self) -> sqlite3.Connection:
        with self._lock:
            if self._closed:
                raise WorkspaceError("the workspace is closed; open it again")
            connection = self.connect()
            self._all.append(connection)
        self._local.connection = connection
        return connection

    def close(self) -> None:
        """Closes the connections of all threads. Safe to call twice."""
        with self._lock:
            self._closed = True
            for connection in self._all:
                connection.close()
            self._all.clear()
