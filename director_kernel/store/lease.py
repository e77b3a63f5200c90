"""Who may run an execution: an OS file lock, freed by kill -9 and kept while suspended, and an epoch in the journal.

The lock file's name holds the epoch, so that a takeover by force does not need the lock a suspended owner still holds.
No clock ends a lease.
"""

import os
import socket
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from director_kernel.errors import LeaseError, RunsAlready, UsageError
from director_kernel.store import journal
from director_kernel.store.writer import Writer

if TYPE_CHECKING:
    from filelock import FileLock


@dataclass
class Lease:
    """A held lease. `epoch` is what this owner's journal writes must say."""

    execution: str
    epoch: int
    _lock: "FileLock"

    def release(self) -> None:
        """Frees the lock. Safe to call twice."""
        self._lock.release()


@dataclass
class Leases:
    """The leases of a workspace, one lock file per execution and epoch under `locks/`."""

    folder: Path
    writer: Writer

    async def acquire(self, execution: str, *, force: bool = False) -> Lease:
        """Makes this process the owner. Raises LeaseError while another one lives, unless `force`."""
        epoch = await self.writer.commit(lambda connection: _epoch(connection, execution))
        before = None if force else self._try(execution, epoch)
        if before is None and not force:
            raise held(execution)
        try:
            lock = self._try(execution, epoch + 1)
            if lock is None:
                raise held(execution)
            try:
                claimed = await self.writer.commit(lambda connection: journal.claim(connection, execution, epoch, owner()))
            except BaseException:
                lock.release()
                raise
        finally:
            if before is not None:
                before.release()
        self._path(execution, epoch - 1).unlink(missing_ok=True)
        return Lease(execution, claimed, lock)

    def alive(self, execution: str, epoch: int) -> bool:
        """True while a process holds the lease of this epoch, suspended or not."""
        if not self._path(execution, epoch).exists():
            return False
        lock = self._try(execution, epoch)
        if lock is None:
            return True
        lock.release()
        return False

    def starting(self, plan: str) -> "FileLock":
        """Held while a process looks whether the plan runs and enters its own execution."""
        lock = self._lock(self.folder / f"{plan}.start.lock")
        try:
            lock.acquire(timeout=10)
        except _timeout() as error:
            raise LeaseError(f"another process is just starting {plan}; try again, or `director status`") from error
        return lock

    def _try(self, execution: str, epoch: int) -> "FileLock | None":
        lock = self._lock(self._path(execution, epoch))
        try:
            lock.acquire(blocking=False)
        except _timeout():
            return None
        return lock

    def _path(self, execution: str, epoch: int) -> Path:
        return self.folder / f"{execution}.{epoch}.lock"

    @staticmethod
    def _lock(path: Path) -> "FileLock":
        from filelock import FileLock

        # Not thread-local: the lease is taken on one thread and may be freed on another.
        return FileLock(path, thread_local=False)


def owner() -> str:
    """This process, for people."""
    return f"{socket.gethostname()}:{os.getpid()}"


def held(execution: str) -> RunsAlready:
    """What a second runner is told."""
    return RunsAlready(
        f"{execution} is run by another process (perhaps a suspended one); wait for it, `director cancel {execution}`, "
        f"or take it over by `director takeover {execution} --force`",
        execution,
    )


def _epoch(connection: sqlite3.Connection, execution: str) -> int:
    row = connection.execute("SELECT epoch FROM executions WHERE id = ?", (execution,)).fetchone()
    if row is None:
        raise UsageError(f"there is no execution {execution!r}; `director status` shows the latest")
    epoch: int = row[0]
    return epoch


def _timeout() -> type[Exception]:
    from filelock import Timeout

    return Timeout
