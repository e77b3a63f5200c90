"""One execution while this process runs it: which step may start, what waits, and how it ends."""

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TypeVar

from director_kernel.engine import orders
from director_kernel.engine.attempt import Trip
from director_kernel.engine.failures import failed
from director_kernel.engine.finishing import finish
from director_kernel.engine.outcomes import Outcome
from director_kernel.engine.recall import Past, Recall
from director_kernel.engine.said import absences
from director_kernel.engine.shared import Shared
from director_kernel.engine.tally import Tally
from director_kernel.engine.waits import Waits
from director_kernel.errors import DirectorError, LeaseError
from director_kernel.events import ApprovalNeeded, Event, InputNeeded, StepSkipped
from director_kernel.providers.protocol import InputFile, Provider
from director_kernel.schema.journal import AttemptState, Execution, ExecutionStatus, Studio
from director_kernel.schema.plan import Kind, Plan, Step
from director_kernel.store import Connection, journal
from director_kernel.store import events as kept
from director_kernel.store.journal import MissingInput
from director_kernel.store.landing import Landing
from director_kernel.store.lease import Lease

T = TypeVar("T")
PARKED = ("awaiting_approval", "awaiting_input")


class Run:
    """Drives one execution. `done` resolves when it ends, or at once when it is detached (paid jobs are followed on).

    `left_out` names the steps a person does without, each with the one it goes with (`engine.leaving`).
    """

    def __init__(
        self, shared: Shared, execution: Execution, plan: Plan, lease: Lease, recall: Recall, left_out: Mapping[str, str] | None = None
    ) -> None:
        self.shared = shared
        self.execution = execution
        self.id = execution.id
        self.studio: Studio = execution.studio
        self.time_limit = execution.time_limit
        self.plan = plan
        self.lease = lease
        self.epoch = lease.epoch
        self.recall = recall
        self.left_out: Mapping[str, str] = left_out or {}
        self.results: dict[str, Outcome] = {}
        self.plan_keys: dict[str, str] = {}
        self.approved = set(recall.approved)
        self.tally = Tally(skipped=set(self.left_out))
        self._lay_out()
        self.trips: dict[tuple[str, int], Trip] = {}
        self.unknown: set[tuple[str, int]] = set()
        self.stopping = ""
        self.trouble = ""
        self.over = False
        """True once nothing more can start in this run: what comes now is for the next one."""
        self.done: asyncio.Future[Execution] = asyncio.get_running_loop().create_future()
        self._bare: dict[tuple[str, int], orders.Bare] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._idle = asyncio.Event()

    def _lay_out(self) -> None:
        self.steps: dict[str, Step] = {step.id: step for step in self.plan.steps}
        self._scenes = orders.scenes_of(self.plan)
        self.waits = Waits(self.plan, self.left_out, self.tally.stored)

    # What attempts use

    def commit(self, transition: "Callable[[Connection], T]", files: Sequence[Landing] = ()) -> "asyncio.Future[T]":
        """Writes as part of the next group; await it before the next action."""
        return self.shared.writer.commit(transition, files)

    def say(self, events: Iterable[Event]) -> None:
        """Hands events to whoever listens; they are kept already where they must be."""
        for event in events:
            self.shared.say(event)

    async def tell(self, event: Event) -> None:
        """Keeps one event by itself, then says it."""
        if event.persisted:
            await self.commit(lambda connection: kept.append(connection, (event,)))
        self.shared.say(event)

    def check_owner(self) -> None:
        """Raises LeaseError if the execution went over to another process meanwhile; asked after the commit, before sending."""
        if self.shared.runs.epoch(self.id) != self.epoch:
            raise journal.taken_over(self.id)

    def money_may_return(self) -> bool:
        """True while a job of this run is in flight: what it doesn't need of its ceiling comes back."""
        return any(trip.attempt is not None for trip in self.trips.values())

    # The run itself

    async def drive(self) -> None:
        """Runs everything that can run; ends the execution and frees the lease."""
        try:
            self.say(absences(self.id, self.left_out))
            self._start_ready()
            while self._running:
                self._idle.clear()
                await self._idle.wait()
            self.over = True
            await finish(self)
        except asyncio.CancelledError:
            await self._break_off()
            raise
        finally:
            self.lease.release()
            if not self.done.done():
                self.done.set_result(self.shared.runs.get(self.id))

    def detach(self) -> None:
        """Starts nothing new and answers whoever waits; jobs that are in flight are followed to their end."""
        self.stopping = self.stopping or "detached"
        self.shared.bell.ring()
        if not self.done.done():
            self.done.set_result(self.execution.with_(status=ExecutionStatus.DETACHED))

    async def _break_off(self) -> None:
        """Ends every step where it stands: without the lease nothing may be asked or written any more. Tickets find the jobs again."""
        self.over, self.stopping = True, self.stopping or "detached"
        steps = list(self._running.values())
        for task in steps:
            task.cancel()
        await asyncio.gather(*steps, return_exceptions=True)
        with suppress(DirectorError):
            await self.commit(lambda _: None)  # what the steps handed over before, takes above all, is written by then

    def cancel(self) -> None:
        """Starts nothing new and asks the providers to stop what is in flight."""
        self.stopping = "cancelled"
        for trip in list(self.trips.values()):
            trip.cancel()
        self.shared.bell.ring()

    def approve(self, steps: Iterable[str]) -> None:
        """Lets parked steps go on; the approval is journalled already."""
        for step in steps:
            self.approved.add(step)
            if not self.over and step in self.tally.parked:
                del self.tally.parked[step]
                self._spawn(step)

    def provided(self, step: str) -> None:
        """A manual step has its file: go on from there."""
        self.recall.refresh(self.id)
        if not self.over and step in self.tally.parked:
            del self.tally.parked[step]
            self._spawn(step)

    def revise(self, plan: Plan, left_out: Mapping[str, str], retry: Collection[str] = (), back: Collection[str] = ()) -> None:
        """Goes on by a changed plan: without the steps that are left out, and with another try at those of `retry` that failed.

        The jobs of the steps in `back` were found again: they are followed, nothing of them is ordered anew.
        """
        self.recall.refresh(self.id)
        self.recall.retry |= frozenset(retry)
        self.plan, self.left_out = plan, left_out
        self._bare.clear()
        tally = self.tally
        tally.failed -= {*retry, *back, *left_out}
        tally.short -= {*retry, *back, *left_out}
        for step in left_out:
            tally.parked.pop(step, None)
        self._lay_out()
        tally.skipped = {*left_out, *self.waits.needing(tally.failed)}
        self.say(absences(self.id, left_out))
        if not self.stopping and not self.over:
            self._start_ready()

    def found_again(self) -> set[str]:
        """Steps that failed for an attempt whose fate nobody could tell, and that has its ticket by now."""
        if not self.unknown:
            return set()
        last = {(each.step, each.take): each.state for each in self.shared.runs.attempts(self.id)}
        return {key[0] for key in self.unknown if last.get(key) is AttemptState.SUBMITTED} & self.tally.failed

    def _start_ready(self) -> None:
        settled = self.tally.settled | self._running.keys()
        for step in self.plan.steps:
            if self.waits.ready(step.id) and step.id not in settled:
                self._spawn(step.id)

    def running(self, step: str) -> bool:
        """True while the step is being made, or waits for its turn at the studio."""
        return step in self._running and step not in self.tally.failed

    def lost(self, error: LeaseError) -> None:
        """Another process owns the execution: nothing more is started or written here."""
        self.stopping = "lost"
        self.trouble = error.message

    def _spawn(self, step: str) -> None:
        task = self._running[step] = asyncio.get_running_loop().create_task(self._step(step), name=step)
        task.add_done_callback(self._ended)

    def _foresee(self, step: str) -> None:
        """Makes ready what can be of the steps after this one, while it is being written and made."""
        for name in self.waits.after(step):
            after = self.steps[name]
            for take in range(1, after.takes + 1):
                if (name, take) not in self._bare and name not in self.tally.stored and name not in self.left_out:
                    provider = self._provider(after)
                    self._bare[name, take] = orders.bare(after, take, plan=self.plan, studio=self.studio, provider=provider)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        del self._running[task.get_name()]
        if not self._running:
            self._idle.set()

    async def _step(self, name: str) -> None:
        """One step, reported whatever happens to it."""
        step = self.steps[name]
        try:
            trips = [self._trip(step, take) for take in range(1, step.takes + 1)]
            state = await self._takes(step, trips)
            if state == AttemptState.STORED:
                self._settled(name)
            await _written(trips)
        except MissingInput:
            return
        except LeaseError as error:
            self.lost(error)
            return
        except DirectorError as error:
            await self._broken(name, error.code, error.message)
            return
        except Exception as error:  # noqa: BLE001 - the step runner reports what went wrong and keeps the journal as it is
            await self._broken(name, "error", f"{type(error).__name__}: {error}; this is a fault of the program: `director doctor`")
            return
        if name in self.left_out:
            return
        if state in PARKED:
            self.tally.parked[name] = state
        elif state not in (AttemptState.STORED, "stopped"):
            await self._failed(name)

    async def _takes(self, step: Step, trips: list[Trip]) -> str:
        """The step's state once all its takes have settled: stored if any is, and then the lowest one feeds the next steps.

        The run still waits for a person where one of the other takes does.
        """
        outcomes = [await self._one(trips[0])] if len(trips) == 1 else await asyncio.gather(*map(self._one, trips))
        if any(outcome.asset is None and outcome.state not in ("stopped", *PARKED) for outcome in outcomes):
            self.tally.short.add(step.id)
        for trip, outcome in zip(trips, outcomes, strict=True):
            if outcome.asset is not None:
                self.results[step.id] = outcome
                self.plan_keys[step.id] = trip.made.order.plan_key
                parked = next((other.state for other in outcomes if other.state in PARKED), None)
                if parked is not None and step.id not in self.left_out:
                    self.tally.parked[step.id] = parked
                return AttemptState.STORED
        states = [outcome.state for outcome in outcomes]
        return next((state for state in states if state in PARKED or state == "stopped"), states[0])

    def _trip(self, step: Step, take: int) -> Trip:
        provider = self._provider(step)
        made = orders.make(
            step,
            take,
            plan=self.plan,
            studio=self.studio,
            provider=provider,
            inputs=self._inputs(step),
            plan_keys=self.plan_keys,
            execution=self.id,
            epoch=self.epoch,
            known=self._bare.pop((step.id, take), None),
            scene=step.id in self._scenes,
        )
        return Trip(self, made, provider)

    async def _one(self, trip: Trip) -> Outcome:
        """One take, and whether its fate is known."""
        key = (trip.step, trip.take)
        self.unknown.discard(key)
        outcome = await self._take(trip, key)
        if outcome.state == AttemptState.UNKNOWN:
            self.unknown.add(key)
        return outcome

    async def _take(self, trip: Trip, key: tuple[str, int]) -> Outcome:
        """One take: what the journal says already, what must wait for a person, or a trip."""
        past = self.recall.past(*key)
        if past.outcome is not None and self._stale(trip):
            past = Past()
        if past.outcome is not None:
            return past.outcome
        if past.attempt is None and (waiting := await self._gate(trip)):
            return waiting
        self.trips[key] = trip
        asyncio.get_running_loop().call_soon(self._foresee, trip.step)
        try:
            if past.attempt is not None and past.made is not None:
                trip.made = past.made
                return await trip.rejoin(past.attempt, past.ticket, cancelling=past.cancelling or self.stopping == "cancelled")
            return await trip.go()
        finally:
            del self.trips[key]
            self.shared.bell.ring()

    def _stale(self, trip: Trip) -> bool:
        """True for a reel that was joined from other clips, before a step was left out or taken back: it is joined again, for free."""
        take = self.recall.takes.get((trip.step, trip.take))
        return self.steps[trip.step].kind is Kind.ASSEMBLE and take is not None and take.fingerprint != trip.made.order.fingerprint

    async def _gate(self, trip: Trip) -> Outcome | None:
        """None if the take may start by itself; otherwise it is entered as waiting for a person."""
        step = self.steps[trip.step]
        manual = step.kind is Kind.MANUAL and self.studio == "live"
        free_to_go = self.execution.mode == "auto" or step.id in self.approved or step.kind is Kind.ASSEMBLE
        if free_to_go and not manual:
            return None
        if self.stopping:
            return Outcome("stopped")
        state = AttemptState.AWAITING_INPUT if manual else AttemptState.AWAITING_APPROVAL
        prompt, where = step.by_hand
        needed: ApprovalNeeded | InputNeeded = (
            InputNeeded(execution=self.id, step=step.id, take=trip.take, prompt=prompt, where=where, at=time.time())
            if manual
            else ApprovalNeeded(execution=self.id, step=step.id, ceiling=trip.made.order.ceiling * step.takes, at=time.time())
        )
        told = manual or trip.take == 1

        def write(connection: Connection) -> journal.Begun:
            begun = journal.begin(connection, trip.made.order, here=self.shared.assets.here, spend=False)
            if begun.asset is None:
                journal.wait_for(connection, trip.made.order, state)
                if told:
                    kept.append(connection, (needed,))
            return begun

        begun = await self.commit(write)
        if begun.asset is not None:
            return Outcome(AttemptState.STORED, begun.asset, begun.others)
        if told:
            self.say((needed,))
        return Outcome(state)

    def _provider(self, step: Step) -> Provider:
        return self.shared.provider(step, self.studio, self.plan)

    def _inputs(self, step: Step) -> tuple[InputFile, ...]:
        files = []
        for each in step.inputs:
            made = self.results[each.step] if each.step else None
            asset = made.asset if made is not None and made.asset is not None else self.shared.asset(each.asset or "")
            files.append(self.shared.input_file(each.role, asset, made.others if made else ()))
        return tuple(files)

    def _settled(self, step: str) -> None:
        if step in self.tally.stored:
            return  # another take of it came: what needs it has started
        self.tally.stored.add(step)
        for dependent in self.waits.met(step):
            if dependent not in self.tally.skipped and not self.stopping:
                self._spawn(dependent)

    async def _failed(self, step: str) -> None:
        self.tally.failed.add(step)
        await self._skip(step)

    async def _skip(self, because: str) -> None:
        """Everything that needs `because`, directly or not, is skipped, all in one transaction."""
        rows = [step for step in self.waits.needing([because]) if step not in self.tally.skipped]
        if not rows:
            return
        self.tally.skipped.update(rows)
        events = [StepSkipped(execution=self.id, step=step, because=because, at=time.time()) for step in rows]

        def write(connection: Connection) -> None:
            for step in rows:
                journal.skip(connection, self.id, step, self.epoch, because)
            kept.append(connection, events)

        await self.commit(write)
        self.say(events)

    async def _broken(self, step: str, state: str, message: str) -> None:
        """A step that can't go on for a reason of ours: said live, since the workspace itself may be the trouble."""
        self.trouble = self.trouble or message
        self.tally.stored.discard(step)
        self.tally.failed.add(step)
        if state in ("workspace", "locked"):
            self.stopping = self.stopping or "workspace"
        self.shared.say(failed(self.id, step, "", state, message, f"director resume {self.id}"))
        try:
            await self._skip(step)
        except LeaseError as error:
            self.lost(error)
        except DirectorError as error:
            self.trouble = error.message


async def _written(trips: list[Trip]) -> None:
    """All takes are on the disk; every failure was heard, the first is raised."""
    if len(trips) == 1:
        await trips[0].written()
        return
    for error in await asyncio.gather(*(trip.written() for trip in trips), return_exceptions=True):
        if error is not None:
            raise error
