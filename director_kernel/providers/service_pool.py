"""The keys of one service in use: who is next, what its limits allow, and who takes over when a service turns a key down."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol, TypeVar

from director_kernel.errors import KeyFault, NoKey, NotAccepted
from director_kernel.providers.books import Books, free
from director_kernel.providers.held import Held
from director_kernel.providers.keys import Key
from director_kernel.providers.vault import VARIABLES
from director_kernel.schema.key import KeyState, Strategy
from director_kernel.store import Connection, keys
from director_kernel.store.keys import Taken

T = TypeVar("T")

SOON = 65.0
"""Seconds a request waits for a limit; what takes longer is told to whoever asked."""
POLL = 0.2
"""Seconds after which jobs of other processes are looked at again."""
LONGEST_WAIT = 1.0
"""Seconds after which limits and keys that a person changed meanwhile are noticed."""


class Shelf(Protocol):
    """Where a pool finds its keys."""

    strategy: Strategy

    def held(self, service: str) -> Sequence[Held]:
        """The keys as far as they are known; never blocks."""

    def stale(self, service: str) -> bool:
        """True when keys were added or removed elsewhere."""

    def look(self, service: str) -> None:
        """Looks again where keys are kept; may block."""

    def missing(self, service: str) -> str:
        """What to say where there is no key."""

    def scrub(self, text: str) -> str: ...


@dataclass(eq=False)
class Slot:
    """One request's place with a key. `job` is its own name, `use` its number where requests are counted."""

    held: Held
    job: str
    use: int = 0
    booked: bool = False
    spent: bool = False


KEPT: "ContextVar[tuple[ServicePool, Slot] | None]" = ContextVar("director_kept_turn", default=None)


class ServicePool:
    """Implements `keys.Pool` on the books of a workspace."""

    def __init__(self, service: str, shelf: Shelf, books: Books) -> None:
        self.service = service
        self._shelf = shelf
        self._books = books
        self._queue = asyncio.Lock()
        self._turn = 0
        self._booked: set[tuple[str, str]] = set()
        self._waker: asyncio.Future[None] | None = None
        self._woken = False

    # What a provider asks for

    async def call(self, send: Callable[[Key], Awaitable[T]], *, hold: Callable[[T], str] | None = None) -> T:
        tried: dict[str, NotAccepted] = {}
        while True:
            slot = self._kept() or await self._slot(tried)
            started = time.monotonic()
            try:
                result = await send(slot.held.key)
                job = hold(result) if hold is not None else ""
            except NotAccepted as error:
                self._ended(slot, started, "limited" if error.fault is KeyFault.LIMITED else "failed")
                if error.fault is None:
                    raise
                self._set_aside(slot.held, error)
                tried[slot.held.key.id] = error
            except BaseException as error:
                self._ended(slot, started, "" if isinstance(error, asyncio.CancelledError) else "failed")
                raise
            else:
                slot.held.well()
                self._ended(slot, started, "made", job)
                return result

    @asynccontextmanager
    async def turn(self, patience: float | None = None) -> AsyncIterator[None]:
        async with asyncio.timeout(patience):
            slot = await self._slot({})
        token = KEPT.set((self, slot))
        try:
            yield
        finally:
            KEPT.reset(token)
            if not slot.spent:
                self._give_back(slot, sent=False)

    def key(self, id: str) -> Key:
        for held in self._shelf.held(self.service):
            if held.key.id == id:
                return held.key
        raise NoKey(f"the {self.service} key this was sent with is gone; give it back by `director keys add {self.service}`, then resume")

    def every(self) -> tuple[Key, ...]:
        return tuple(held.key for held in self._shelf.held(self.service))

    def hold(self, key: str, job: str) -> None:
        held = self._find(key)
        if held is None or job in held.jobs:
            return
        held.jobs.add(job)
        if held.limits.concurrency:
            self._booked.add((key, job))
            holder, now = self._books.holder, self._books.now()
            self._books.post(lambda connection: keys.hold(connection, key, job, holder, now))

    def free(self, key: str, job: str) -> None:
        held = self._find(key)
        if held is not None:
            held.jobs.discard(job)
        if (key, job) in self._booked:
            self._booked.discard((key, job))
            self._books.post(free([(key, job)]))
        self._wake()

    # Who is next

    def _kept(self) -> Slot | None:
        """The place that this task waited for before it came here."""
        kept = KEPT.get()
        if kept is None or kept[0] is not self or kept[1].spent:
            return None
        kept[1].spent = True
        return kept[1]

    async def _slot(self, tried: dict[str, NotAccepted]) -> Slot:
        """A place with a key that was not tried yet, waited for in the order of asking by whoever has tried none; else what the last one
        tried was told is raised, and when another may be used.
        """
        first = next(iter(self._usable(tried)), None)
        if first is not None and not first.limits.any and not self._shelf.stale(self.service):
            return self._begin(first)
        async with self._queue:
            while True:
                self._woken = False
                if self._shelf.stale(self.service):
                    await asyncio.to_thread(self._shelf.look, self.service)
                usable = self._usable(tried)
                found = await self._take(usable) if usable else self._when(tried)
                if isinstance(found, Slot):
                    return found
                if tried:
                    # Its order is entered as being sent: waiting here, it would be unknown after a crash. Who asked waits, and asks anew.
                    last = list(tried.values())[-1]
                    last.retry_after = POLL if found is None else max(POLL, found - self._books.now())
                    raise last
                await self._pause(found, usable)

    def _usable(self, tried: dict[str, NotAccepted]) -> list[Held]:
        """The keys that may be used now, the next one first."""
        now = self._books.now()
        held = [each for each in self._shelf.held(self.service) if each.key.id not in tried]
        usable = [each for each in held if (opens := each.opens(now)) is not None and opens <= now]
        busy = self._shelf.strategy == "least_loaded"
        return sorted(usable, key=lambda each: (each.load if busy else 0, each.turn))

    async def _take(self, usable: list[Held]) -> "Slot | float | None":
        """A place with the first key whose limits allow it; when one will, or None where that is up to the jobs in flight."""
        limited: list[Held] = []
        for each in usable:
            if not each.limits.any:
                break
            limited.append(each)
        if not limited:
            return self._begin(usable[0])
        job = f"request-{secrets.token_hex(8)}"
        mine = {(each.key.id, job) for each in limited}
        self._booked |= mine
        taken = None
        try:
            taken = await self._books.take([(each.key.id, each.limits) for each in limited], job)
        finally:
            self._booked -= mine
        if isinstance(taken, Taken):
            held = next(each for each in limited if each.key.id == taken.key)
            booked = bool(held.limits.concurrency)
            if booked:
                self._booked.add((taken.key, job))
            return self._begin(held, job, taken.use, booked)
        if len(limited) < len(usable):
            return self._begin(usable[len(limited)])
        if taken.until is not None and taken.until - self._books.now() > SOON:
            wait = taken.until - self._books.now()
            raise self._none(f"every request of {self.service}'s keys that their limits allow is used up", KeyFault.LIMITED, wait)
        return taken.until

    def _begin(self, held: Held, job: str = "", use: int = 0, booked: bool = False) -> Slot:
        self._turn += 1
        held.turn = self._turn
        held.sending += 1
        return Slot(held, job, use, booked)

    def _when(self, tried: dict[str, NotAccepted]) -> float:
        """When the next key is good again, if that is soon. Raises NoKey, NotAccepted."""
        now = self._books.now()
        held = self._shelf.held(self.service)
        if not held:
            raise NoKey(self._shelf.missing(self.service))
        soonest = min((opens for each in held if (opens := each.opens(now)) is not None), default=None)
        spoken = [each for each in held if each.state_at(now) is not KeyState.EXHAUSTED]
        again = min((opens for each in spoken if (opens := each.opens(now)) is not None), default=None)
        wait = None if again is None else max(0.0, again - now)
        if tried:
            last = list(tried.values())[-1]
            last.retry_after = wait
            raise last
        if soonest is not None and soonest - now <= SOON:
            return soonest
        states = ", ".join(
            f"{each.key} is {each.state_at(now).value}" + (f" ({each.why.rstrip(' .')})" if each.why else "") for each in held
        )
        worst = KeyFault.LIMITED if wait is not None else KeyFault.EXHAUSTED if soonest is not None else KeyFault.INVALID
        raise self._none(f"no {self.service} key can be used: {states}", worst, wait)

    def _none(self, what: str, fault: KeyFault, wait: float | None) -> NotAccepted:
        way = f"`director keys test {self.service}` tries them, `director keys add {self.service}` adds one, studio previs needs none"
        error = NotAccepted(self._shelf.scrub(f"{what}; {way}"), provider=self.service, retry_after=wait, billed=False)
        error.fault = fault
        return error

    async def _pause(self, until: float | None, usable: list[Held]) -> None:
        """Until something ends here, until the clock says so, or until it is time to look what other processes did."""
        if until is None:
            await self._books.bury([each.key.id for each in usable], self._booked)
        if self._woken:
            return
        seconds = POLL if until is None else min(max(until - self._books.now(), 0.001), LONGEST_WAIT)
        self._waker = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait({self._waker}, timeout=seconds)
        finally:
            self._waker = None

    def _wake(self) -> None:
        self._woken = True
        if self._waker is not None and not self._waker.done():
            self._waker.set_result(None)

    # What became of it

    def _set_aside(self, held: Held, error: NotAccepted) -> None:
        if held.fault(error, self._shelf.scrub(error.message), self._books.now()):
            self._books.keep_state(held)

    def _ended(self, slot: Slot, started: float, how: str, job: str = "") -> None:
        """Counts how a request ended, and gives its place back or hands it to the job it stands for."""
        held, tally = slot.held, slot.held.tally
        tally.sent += 1
        tally.made += how == "made"
        tally.limited += how == "limited"
        tally.failed += how == "failed"
        tally.seconds += time.monotonic() - started if how == "made" else 0.0
        tally.used_at = self._books.now()
        self._books.count(held)
        slot.spent = True
        if job and job not in held.jobs:
            held.jobs.add(job)
            self._hand_over(slot, job)
        else:
            self._give_back(slot)
        self._wake()

    def _hand_over(self, slot: Slot, job: str) -> None:
        slot.held.sending -= 1
        if not slot.booked:
            return
        key, before, holder, now = slot.held.key.id, slot.job, self._books.holder, self._books.now()
        self._booked.discard((key, before))
        self._booked.add((key, job))

        def write(connection: Connection) -> None:
            keys.free(connection, [(key, before)])
            keys.hold(connection, key, job, holder, now)

        self._books.post(write)

    def _give_back(self, slot: Slot, *, sent: bool = True) -> None:
        held = slot.held
        held.sending -= 1
        use = 0 if sent else slot.use
        booked = [(held.key.id, slot.job)] if slot.booked else []
        self._booked.difference_update(booked)
        if booked or use:
            self._books.post(free(booked, use))
        if not sent:
            self._wake()

    def _find(self, id: str) -> Held | None:
        return next((held for held in self._shelf.held(self.service) if held.key.id == id), None)


def missing(service: str, why: str = "") -> str:
    """What to say where a service has no key: how to give one, and how to do without."""
    variable = VARIABLES[service]
    told = f"no key for {service}{f' ({why})' if why else ''}: set {variable}, or run `director keys add {service}`"
    return f"{told}. Without one, studio previs makes everything for free"
