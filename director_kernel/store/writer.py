"""One thread that writes, with group commit: all transitions waiting share one transaction.

A transition is a function of the writing connection. It may be run a second time, alone, when the transaction it shared was lost,
so it must touch nothing but the connection. Files that belong to it are on the disk before its transaction begins.
"""

import asyncio
import atexit
import os
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

from director_kernel.errors import DirectorError, WorkspaceError
from director_kernel.store.landing import Landing, land, write_sidecars

T = TypeVar("T")
Transition = Callable[[sqlite3.Connection], T]
Checkpoint = Callable[[str], None]
GROUP_LIMIT = 256
QUIET = 0.02
"""Seconds without a transition after which there is time for sidecars."""
SIDECARS_WAITING = 500


def no_checkpoint(name: str) -> None:
    """Does nothing; crash tests hand in a function that kills the process at `name`."""


class _GroupLost(Exception):
    """The shared transaction is gone, with the reason."""

    def __init__(self, reason: BaseException) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(slots=True)
class _Item(Generic[T]):
    """One waiting transition and who waits for it; `loop` is None for a thread that blocks."""

    transition: Transition[T]
    files: Sequence[Landing]
    future: "Future[T] | asyncio.Future[T]"
    loop: asyncio.AbstractEventLoop | None
    landed: "Future[None] | None" = None
    alone: bool = False
    error: BaseException | None = None
    value: Any = None


@dataclass
class Writer:
    """The writing end of a workspace. `run` blocks, `commit` is awaited; both return once it is on the disk."""

    connect: Callable[[], sqlite3.Connection]
    explain: Callable[[BaseException], WorkspaceError]
    checkpoint: Checkpoint = no_checkpoint
    groups: int = 0
    """Transactions committed so far."""
    transitions: int = 0
    _queue: "queue.SimpleQueue[_Item[Any] | None]" = field(default_factory=queue.SimpleQueue)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None
    _closed: bool = False
    _pid: int = 0
    _held: "_Item[Any] | None" = None
    _sidecars: list[Landing] = field(default_factory=list)

    def run(self, transition: Transition[T], files: Sequence[Landing] = ()) -> T:
        """What the transition returns, once committed. Raises what it raises, or WorkspaceError; then nothing of it was written."""
        future: Future[T] = Future()
        self._put(_Item(transition, files, future, None, self._land(files)))
        return future.result()

    def commit(self, transition: Transition[T], files: Sequence[Landing] = ()) -> "asyncio.Future[T]":
        """The same for a coroutine: await the result. It is on its way at once, awaited or not."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._put(_Item(transition, files, future, loop, self._land(files)))
        return future

    def between(self, work: Transition[T]) -> "Future[T]":
        """Has the writing thread do `work` with its connection between two transactions."""
        future: Future[T] = Future()
        self._put(_Item(work, (), future, None, alone=True))
        return future

    def close(self) -> None:
        """Finishes what waits and closes the connection. Safe to call twice."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            thread, self._thread = self._thread, None
            self._queue.put(None)
        if thread is not None and self._pid == os.getpid():
            thread.join()
        atexit.unregister(self.close)

    def _land(self, files: Sequence[Landing]) -> "Future[None] | None":
        return land(files, self.checkpoint) if files else None

    def _put(self, item: _Item[Any]) -> None:
        if self._thread is None or self._pid != os.getpid():
            self._start()
        with self._lock:
            if self._closed:
                raise WorkspaceError("the workspace is closed; open it again")
            self._queue.put(item)

    def _start(self) -> None:
        with self._lock:
            if self._closed or (self._thread is not None and self._pid == os.getpid()):
                return
            if self._thread is not None:
                raise WorkspaceError("this workspace was opened before the process forked; open it again here")
            self._pid = os.getpid()
            self._thread = threading.Thread(target=self._serve, name="director-writer", daemon=True)
            self._thread.start()
            # The thread is a daemon so that a stuck disk can't hold up the interpreter; what waits is still written at exit.
            atexit.register(self.close)

    def _serve(self) -> None:
        connection: sqlite3.Connection | None = None
        last = False
        while not last:
            group, last = self._gather()
            if not group:
                continue
            try:
                connection = connection or self.connect()
                self._settle(connection, group)
            except (sqlite3.Error, OSError, DirectorError) as error:
                for item in group:
                    item.error = item.error or error
            self._answer(group)
            self._sidecars += [landing for item in group if item.error is None for landing in item.files]
        self._write_sidecars()
        if connection is not None:
            connection.close()

    def _gather(self) -> tuple[list[_Item[Any]], bool]:
        """Everything that waits and whose files have landed, in order, at least one; True when the end was among it."""
        first, self._held = self._held or self._next(), None
        if first is None:
            return [], True
        if first.landed is not None:
            # What comes in while the first one's files land joins its transaction.
            first.error = first.landed.exception()
        group = [first]
        try:
            while len(group) < GROUP_LIMIT:
                item = self._queue.get_nowait()
                if item is None:
                    return group, True
                if item.landed is not None and not item.landed.done():
                    self._held = item
                    break
                item.error = item.landed.exception() if item.landed is not None else None
                group.append(item)
        except queue.Empty:
            pass
        return group, False

    def _next(self) -> "_Item[Any] | None":
        """What comes next; in a quiet moment before it, the sidecars are written."""
        if self._sidecars and len(self._sidecars) < SIDECARS_WAITING:
            try:
                return self._queue.get(timeout=QUIET)
            except queue.Empty:
                pass
        self._write_sidecars()
        return self._queue.get()

    def _write_sidecars(self) -> None:
        sidecars, self._sidecars = self._sidecars, []
        write_sidecars(sidecars)

    def _settle(self, connection: sqlite3.Connection, group: list[_Item[Any]]) -> None:
        for item in group:
            if item.alone:
                item.value = item.transition(connection)
        ready = [item for item in group if item.error is None and not item.alone]
        try:
            self._transact(connection, ready)
        except _GroupLost as lost:
            for item in ready:
                item.error = None
                try:
                    if len(ready) == 1:
                        raise lost
                    self._transact(connection, [item])
                except _GroupLost as alone:
                    item.error = alone.reason

    def _transact(self, connection: sqlite3.Connection, group: list[_Item[Any]]) -> None:
        """Runs the group in one transaction. A transition that raises is undone alone; _GroupLost when all of it is."""
        if not group:
            return
        try:
            connection.execute("BEGIN IMMEDIATE")
            if not self._all_well(connection, group):
                # Undone as a whole and run again, each in a savepoint: cheaper than a savepoint for all who need none.
                connection.execute("BEGIN IMMEDIATE")
                for item in group:
                    self._guarded(connection, item)
            self.checkpoint("before commit")
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise _GroupLost(error) from error
        self.checkpoint("after commit")
        self.groups += 1
        self.transitions += len(group)

    @staticmethod
    def _all_well(connection: sqlite3.Connection, group: list[_Item[Any]]) -> bool:
        """True if every transition went through; otherwise nothing of them is left."""
        try:
            for item in group:
                item.value = item.transition(connection)
        except Exception:  # noqa: BLE001 - it is run again, and its error handed to whoever waits
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            return False
        return True

    @staticmethod
    def _guarded(connection: sqlite3.Connection, item: _Item[Any]) -> None:
        connection.execute("SAVEPOINT transition")
        try:
            item.value = item.transition(connection)
        except Exception as error:  # handed to whoever waits for this transition
            if not connection.in_transaction:
                # SQLite rolled everything back by itself (disk full, I/O error): the others must be run again.
                raise _GroupLost(error) from error
            item.error = error
            connection.execute("ROLLBACK TO transition")
        connection.execute("RELEASE transition")

    def _answer(self, group: list[_Item[Any]]) -> None:
        waiting: dict[asyncio.AbstractEventLoop, list[_Item[Any]]] = {}
        for item in group:
            if isinstance(item.error, sqlite3.Error | OSError) and not isinstance(item.error, sqlite3.IntegrityError):
                item.error = self.explain(item.error)
            if item.loop is None:
                _tell(item)
            else:
                waiting.setdefault(item.loop, []).append(item)
        for loop, items in waiting.items():
            try:
                loop.call_soon_threadsafe(_tell_all, items)
            except RuntimeError:
                continue  # the loop was closed meanwhile: it is written, and nobody listens any more


def _tell_all(items: list[_Item[Any]]) -> None:
    for item in items:
        _tell(item)


def _tell(item: _Item[Any]) -> None:
    future = cast("Future[Any]", item.future)
    if future.done():
        return
    if item.error is None:
        future.set_result(item.value)
    else:
        future.set_exception(item.error)
