"""One take's way through the states: reserved, sent, polled, fetched, stored. Every transition is committed before the next action."""

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from director_kernel.engine import bookings
from director_kernel.engine.failures import Failure, failed, without_take
from director_kernel.engine.fetching import fetch
from director_kernel.engine.looking import Look, said_of
from director_kernel.engine.orders import Made
from director_kernel.engine.outcomes import ENDED, Again, Outcome, Slot
from director_kernel.engine.polling import Pause, interval
from director_kernel.engine.said import cost_changed, step_started, step_stored
from director_kernel.errors import (
    BudgetError,
    JobFailed,
    NoKey,
    NotAccepted,
    OutputLost,
    ProviderError,
    QuotaError,
    Refused,
    WorkspaceError,
)
from director_kernel.events import Event, StepQueued
from director_kernel.providers.protocol import JobState, JobStatus, Provider, Request, Ticket
from director_kernel.schema.journal import AttemptId, AttemptState
from director_kernel.store import Connection, journal
from director_kernel.store import events as kept
from director_kernel.store.journal import Begun, Stored

if TYPE_CHECKING:
    from director_kernel.engine.run import Run

REJECTIONS = 3
"""How often an order that was certainly not accepted is sent again, each as a new attempt, if the provider says when."""
TURN_PATIENCE = 2.0
"""Seconds an order waits for its turn at a provider before it looks whether its run goes on."""
RECORDINGS = (0.1, 0.5, 2.0, None)
"""Seconds between tries to write a ticket down."""


@dataclass(slots=True)
class Trip:
    """One take of one step in one run. `go()` makes new attempts, `rejoin()` goes on with a journalled one."""

    run: "Run"
    made: Made
    provider: Provider
    pause: Pause = field(default_factory=Pause)
    attempt: AttemptId | None = None
    cancel_wanted: bool = False
    rejected: int = 0
    _writing: "asyncio.Future[list[Event]] | None" = None
    _folder: Path | None = None
    _record: "partial[None] | None" = None
    _recording: "asyncio.Future[None] | None" = None

    @property
    def step(self) -> str:
        return self.made.order.step

    @property
    def take(self) -> int:
        return self.made.order.take

    @property
    def request(self) -> Request:
        return self.made.request

    @property
    def name(self) -> str:
        return str(self.attempt) if self.attempt else ""

    async def go(self) -> Outcome:
        """The stored take, or a new attempt followed to its end; then await `written`. Raises LeaseError, WorkspaceError."""
        started = time.monotonic()
        while True:
            slot = await self._slot()
            try:
                result = await self._once(slot, time.monotonic() - started)
            finally:
                slot.free()
            if isinstance(result, Outcome):
                return result
            self.attempt = None
            await self._wait(result)

    async def rejoin(self, attempt: AttemptId, ticket: Ticket | None, *, cancelling: bool = False) -> Outcome:
        """Goes on where the journal says it stands: with a ticket it is polled, without one it is sent (it never was)."""
        self.attempt, self.cancel_wanted = attempt, cancelling
        slot = await self._slot()
        try:
            if ticket is not None:
                return await self._follow(ticket, slot)
            if self.run.stopping == "detached":
                return Outcome("stopped")
            with self.run.shared.sending:
                await self.run.commit(lambda c: journal.move(c, attempt, self.run.epoch, AttemptState.SUBMITTING))
                sent = await self._send()
            result = await self._follow(sent, slot) if isinstance(sent, Ticket) else sent
        finally:
            slot.free()
        return result if isinstance(result, Outcome) else await self.go()

    async def _wait(self, again: Again) -> None:
        """Until it is worth another try; a run that stops ends every wait."""
        bell, until = self.run.shared.bell, time.monotonic() + again.wait
        await bell.wait(again.wait)
        while again.firm and not self.run.stopping and (left := until - time.monotonic()) > 0:
            await bell.wait(left)

    async def written(self) -> None:
        """The stored take is on the disk, and said to be. Raises LeaseError, WorkspaceError.

        `go` returns before: the next steps are entered in the same transaction or a later one, and refuse if this one was lost.
        """
        if self._writing is not None:
            try:
                said = await self._writing
            except WorkspaceError:
                await self._recorded()
                raise
            self.run.say(said)
            if self._recording is not None:
                # Answered before: the ticket stood before the take in the queue. With the take stored, nobody needs it any more.
                self._recording.exception()
        if self._folder is not None:
            self.run.shared.folders.give_back(self._folder)

    def cancel(self) -> None:
        """Asks the provider to stop at the next look, which is now."""
        self.cancel_wanted = True
        self.pause.wake()

    async def _slot(self) -> Slot:
        semaphore = self.run.shared.semaphore(self.provider)
        if semaphore.locked():
            await self.run.tell(StepQueued(execution=self.run.id, step=self.step, at=time.time()))
        await semaphore.acquire()
        return Slot(semaphore)

    async def _once(self, slot: Slot, waited: float) -> Outcome | Again:
        if self.run.stopping:
            return Outcome("stopped")
        async with AsyncExitStack() as turn:
            await self._turn(turn)
            if self.run.stopping:
                return Outcome("stopped")
            with self.run.shared.sending:
                sent = await self._order(waited)
        return await self._follow(sent, slot) if isinstance(sent, Ticket) else sent

    async def _turn(self, turn: AsyncExitStack) -> None:
        """Waits until the provider may be sent to. An order entered before that would be unknown after a crash, though nothing was sent."""
        while hasattr(self.provider, "turn") and not self.run.stopping:
            try:
                await turn.enter_async_context(self.provider.turn(TURN_PATIENCE))
                return
            except TimeoutError:
                continue
            except (NotAccepted, NoKey):
                return  # who is told here that nothing can be sent is told again on sending, and that is journalled

    async def _order(self, waited: float) -> Ticket | Outcome | Again:
        """Enters the order and sends it. From its entry on nobody else may send it, so whoever closes waits until it is answered."""
        try:
            begun, said = await self.run.commit(self._begin)
        except BudgetError as error:
            quota = isinstance(error, QuotaError)
            if not quota and self.run.money_may_return():
                return Again(interval(waited, 1.0))
            action = f"director resume {self.run.id}"
            await self._fail("budget", error.message, action if quota else f"raise the cap, then `{action}`")
            return Outcome("budget")
        self.run.say(said)
        if begun.kind == "busy":
            return await self._busy(begun, waited)
        self.attempt = begun.attempt
        return Outcome(AttemptState.STORED, begun.asset, begun.others) if begun.kind == "cached" else await self._send()

    def _begin(self, connection: Connection) -> tuple[Begun, list[Event]]:
        begun = journal.begin(connection, self.made.order, here=self.run.shared.assets.here)
        said: list[Event] = []
        if begun.kind == "new":
            said.append(step_started(begun.attempt, self.made.order.model, begun.notice))
            if self.made.order.ceiling:
                said.append(cost_changed(connection, self.run.id))
        elif begun.kind == "cached" and begun.asset is not None:
            said.append(step_stored(begun.attempt, begun.asset, cached=True))
        kept.append(connection, said)
        return begun, said

    async def _busy(self, begun: Begun, waited: float) -> Outcome | Again:
        """An equal order is in flight elsewhere: wait for it while somebody follows it."""
        other = begun.other
        assert other is not None
        if begun.other_state != AttemptState.UNKNOWN and waited < self.run.time_limit and self.run.shared.followed(other):
            return Again(interval(waited, 1.0))
        if begun.other_state == AttemptState.UNKNOWN:
            message = f"the same order is unknown as {other}: sending it again might pay twice"
            action = f"director recover {other.execution}, or `director release {other}`"
        else:
            message, action = f"the same order is in flight as {other}, and nobody follows it", f"director resume {other.execution}"
        await self._fail("busy", message, action)
        return Outcome("busy")

    async def _send(self) -> Ticket | Outcome | Again:
        run = self.run
        run.shared.checkpoint("before send")
        run.check_owner()
        try:
            ticket = await self.provider.submit(self.request)
        except NotAccepted as error:
            return await self._rejected(error)
        except NoKey as error:  # always raised before anything is sent
            return await self._end(Failure(AttemptState.REJECTED, error.message))
        except Refused as error:
            return await self._end(self._refusal(error))
        except Exception as error:  # noqa: BLE001 - anything else may have been accepted, and is reported as such
            return await self._unknown(error)
        run.shared.checkpoint("after send")
        attempt = self._known()
        data = ticket.model_dump_json(by_alias=True)
        # Looking and fetching change nothing, so they need not wait for the ticket's commit; every other action does.
        self._record = partial(journal.ticket, attempt=attempt, name=ticket.id, data=data)
        self._recording = run.commit(self._record)
        return ticket

    async def _rejected(self, error: NotAccepted) -> Outcome | Again:
        self.rejected += 1
        wait = error.retry_after
        again = wait is not None and wait <= self.run.time_limit and self.rejected <= REJECTIONS
        outcome = await self._end(Failure(AttemptState.REJECTED, error.message), quiet=again)
        return Again(wait or 0.0, firm=True) if again else outcome

    def _refusal(self, error: Refused, actual: int | None = None) -> Failure:
        billed = bookings.of_error(error, self.made.order.ceiling) if actual is None else bookings.of_failure(actual)
        return Failure(AttemptState.REFUSED, error.message, billed, error.policy)

    async def _unknown(self, error: Exception) -> Outcome:
        attempt = self._known()
        message = f"nobody can say whether {self.provider.name} accepted it: {said_of(error).rstrip(' .')}"
        action = f"director recover {self.run.id}, or look at {self.provider.name} and `director release {attempt}`"
        event = failed(self.run.id, self.step, self.name, AttemptState.UNKNOWN, message, action)

        def write(connection: Connection) -> None:
            journal.move(connection, attempt, self.run.epoch, AttemptState.UNKNOWN, message=message, next_action=action)
            kept.append(connection, (event,))

        await self.run.commit(write)
        self.run.say((event,))
        return Outcome(AttemptState.UNKNOWN)

    async def _follow(self, ticket: Ticket, slot: Slot) -> Outcome:
        try:
            status = await self._poll(ticket)
            slot.free()
            return status if isinstance(status, Outcome) else await self._ended(ticket, status)
        finally:
            if self._writing is None:
                await self._recorded()

    async def _ended(self, ticket: Ticket, status: JobStatus) -> Outcome:
        if status.state is JobState.DONE:
            return await self._keep(ticket, status)
        state, ceiling = ENDED[status.state], self.made.order.ceiling
        billed = bookings.of_result(status.actual, ceiling) if state is AttemptState.LOST else bookings.of_failure(status.actual)
        message = status.message or f"{self.provider.name} says {status.state.value}"
        return await self._end(Failure(state, message, billed, status.policy, status.tokens))

    async def _poll(self, ticket: Ticket) -> JobStatus | Outcome:
        """Looks until the job has ended, or until the time limit ends the waiting."""
        started, limit, cancelled = time.monotonic(), self.run.time_limit, False
        look = Look(self._known(), self.made.order.ceiling, self.run.say, pace=getattr(self.provider, "pace", 0.0))
        while True:
            if self.cancel_wanted and not cancelled:
                cancelled = True
                status = await self._cancel(ticket, look)
            else:
                status = await look.at(self.provider.poll(ticket, self.request))
            if status is not None and status.state not in (JobState.QUEUED, JobState.RUNNING):
                return status
            elapsed = time.monotonic() - started
            if elapsed >= limit:
                return await self._timeout(f"{self.provider.name} is still at it after {elapsed:.0f} s")
            await self.pause.sleep(look.pause(elapsed, limit))

    async def _recorded(self) -> None:
        """The ticket is on the disk; tried for a while, since without it a paid job is lost from sight. Raises WorkspaceError."""
        recording, self._recording = self._recording, None
        for pause in RECORDINGS:
            if recording is None:
                return
            try:
                await recording
                return
            except WorkspaceError:
                if pause is None or self._record is None:
                    raise
                await asyncio.sleep(pause)
                recording = self.run.commit(self._record)

    async def _cancel(self, ticket: Ticket, look: Look) -> JobStatus | None:
        await self._recorded()
        attempt = self._known()
        await self.run.commit(lambda connection: journal.move(connection, attempt, self.run.epoch, AttemptState.CANCELLING))
        return await look.at(self.provider.cancel(ticket, self.request))

    async def _timeout(self, message: str, action: str = "") -> Outcome:
        said = f"{message.rstrip(' .')}; it goes on there, ticket and reservation are kept"
        await self._fail("timeout", said, action or f"director resume {self.run.id}")
        return Outcome("timeout")

    async def _keep(self, ticket: Ticket, status: JobStatus) -> Outcome:
        shared, order = self.run.shared, self.made.order
        try:
            self._folder = shared.folders.take()
            files = await fetch(shared, self.provider, ticket, self.request, self._folder, self.pause, self.made.provenance)
        except OSError as error:
            raise shared.explain(error) from error
        except OutputLost as error:
            return await self._end(
                Failure(AttemptState.LOST, error.message, bookings.of_lost(error, order.ceiling, status.actual), tokens=status.tokens)
            )
        except Refused as error:
            return await self._end(self._refusal(error, status.actual))
        except JobFailed as error:
            return await self._end(Failure(AttemptState.FAILED, error.message, bookings.of_failure(status.actual)))
        except ProviderError as error:
            return await self._timeout(error.message, f"director resume {self.run.id}, or give it up: `director release {self.name} --yes`")
        asset, others = files[0][1].asset, tuple((role, each.asset) for role, each in files[1:])
        actual = bookings.of_result(status.actual, order.ceiling)
        priced = bool(actual or order.ceiling)
        stored = Stored(
            self._known(), self.run.epoch, order.tier, order.fingerprint, order.plan_key, asset, others, actual, priced, status.tokens
        )
        self._writing = self.run.commit(lambda connection: self._store(connection, stored), [each.landing for _, each in files])
        return Outcome(AttemptState.STORED, asset, others)

    def _store(self, connection: Connection, stored: Stored) -> list[Event]:
        journal.store(connection, stored)
        said: list[Event] = [step_stored(stored.attempt, stored.asset, price=stored.actual)]
        if stored.priced:
            said.append(cost_changed(connection, self.run.id))
        kept.append(connection, said)
        return said

    async def _end(self, failure: Failure, *, quiet: bool = False) -> Outcome:
        """The attempt ended without a take; `quiet` when another one follows at once."""
        await self._recorded()
        attempt, order, state = self._known(), self.made.order, failure.state
        said_so = without_take(attempt, failure, self.request.prompt)
        message, action = said_so.message, said_so.next_action

        def write(connection: Connection) -> list[Event]:
            billed = failure.billed
            told = {"message": message, "next_action": action}
            journal.end(connection, attempt, self.run.epoch, order.tier, state, actual=billed, tokens=failure.tokens, **told)
            said: list[Event] = [] if quiet else [said_so]
            if billed or order.ceiling:
                said.append(cost_changed(connection, self.run.id))
            kept.append(connection, said)
            return said

        self.run.say(await self.run.commit(write))
        return Outcome(state)

    async def _fail(self, state: str, message: str, action: str) -> None:
        await self.run.tell(failed(self.run.id, self.step, self.name, state, message, action))

    def _known(self) -> AttemptId:
        assert self.attempt is not None, "an attempt is journalled before anything happens to it"
        return self.attempt
