"""How a pool writes its books: at once where a limit must hold, in its own time where nobody waits."""

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from director_kernel.errors import WorkspaceError
from director_kernel.providers.held import Held
from director_kernel.schema.key import KeyLimits
from director_kernel.store import Connection, Workspace, keys
from director_kernel.store.keys import Full, Taken

FLUSH = 1.0
"""Seconds between two writings of what was counted."""


class Books:
    """The keys' part of a workspace for one process. `clock` gives wall-clock seconds: it is shared with other processes."""

    def __init__(self, workspace: Workspace, clock: Callable[[], float] = time.time) -> None:
        self.now = clock
        self._workspace = workspace
        self._counting: dict[str, Held] = {}
        self._flushing: asyncio.TimerHandle | None = None

    @property
    def holder(self) -> str:
        """This process, as long as it lives."""
        return self._workspace.presence.name

    async def take(self, wanted: Sequence[tuple[str, KeyLimits]], job: str) -> Taken | Full:
        """The first of the keys whose limits allow a request, which is then counted; `job` is this request's own name."""
        holder, now = self.holder, self.now()
        try:
            return await self._workspace.writer.commit(lambda connection: keys.take(connection, wanted, holder, job, now))
        except asyncio.CancelledError:
            # It may have been counted all the same: what stands behind it in the queue gives it back.
            self.post(lambda connection: keys.give_up(connection, job))
            raise

    def post(self, transition: Callable[[Connection], None]) -> None:
        """Has it written in its turn; nobody waits. What a closed workspace can't take is lost with the process's other memory."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            loop = None
        try:
            if loop is None:
                self._workspace.writer.run(transition)
            else:
                self._workspace.writer.commit(transition).add_done_callback(_heard)
        except WorkspaceError:
            return

    def keep_state(self, held: Held) -> None:
        """Tells the other processes what became of the key."""
        name, state, until, why, at = held.name, held.state.value, held.until, held.why, held.changed_at
        self.post(lambda connection: keys.set_state(connection, name, state, until, why, at))

    async def bury(self, of: Collection[str], booked: Collection[tuple[str, str]]) -> None:
        """Frees what dead processes held, and what this one holds without knowing (a failed write). `booked` is what it knows of."""
        mine, presence = self.holder, self._workspace.presence
        rows = self._workspace.keys.holds(of)
        others = {holder for _, _, holder in rows} - {mine}
        dead = await asyncio.to_thread(lambda: [holder for holder in others if not presence.lives(holder)]) if others else []
        stale = [(key, job) for key, job, holder in rows if holder == mine and (key, job) not in booked]

        def write(connection: Connection) -> None:
            keys.sweep(connection, dead)
            keys.free(connection, stale)

        if dead or stale:
            await self._workspace.writer.commit(write)

    def count(self, held: Held) -> None:
        """Its tally changed: it is written within a second."""
        self._counting[held.key.id] = held
        loop = asyncio.get_running_loop()
        if self._flushing is None or self._flushing.when() < loop.time() - FLUSH:
            self._flushing = loop.call_later(FLUSH, self._flush_now)

    def _flush_now(self) -> None:
        self._flushing = None
        self.post(self._counted())

    def flush(self) -> None:
        """Writes what was counted, and waits for it."""
        if self._counting:
            try:
                self._workspace.writer.run(self._counted())
            except WorkspaceError:
                return

    def _counted(self) -> Callable[[Connection], None]:
        counting, self._counting = self._counting, {}
        day = day_of(self.now())
        sums = [(held.name, day, held.tally.taken()) for held in counting.values()]
        return lambda connection: keys.count(connection, sums)


def day_of(at: float) -> str:
    """The day (UTC) of a wall-clock second: 2026-08-01."""
    return time.strftime("%Y-%m-%d", time.gmtime(at))


def _heard(future: "asyncio.Future[Any]") -> None:
    """A failed write is told to whoever waits for the next one; this one nobody waits for."""
    if not future.cancelled():
        future.exception()


def free(jobs: Iterable[tuple[str, str]], use: int = 0) -> Callable[[Connection], None]:
    """The transition that gives them back."""
    freed = list(jobs)
    return lambda connection: keys.free(connection, freed, use)
