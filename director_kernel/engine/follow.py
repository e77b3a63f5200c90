"""Runs as a person handles them: start one, follow it, steer it; waiting is on the caller's thread, work on the engine's.

A cell follows what it starts (`start`, `resume`, `approve`, `retry`, `leave_out` give a `Run`); a widget is told by events and only
wants it to go on (`begin`, `go_on`, `approve_now`, `retry_now`, `skip`). Both do the same.
"""

import threading
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from typing import Any, NamedTuple

from director_kernel.catalog.book import Catalog
from director_kernel.engine.asking import Asked, step_of, studio_named
from director_kernel.engine.desk import refuse
from director_kernel.engine.executor import Executor
from director_kernel.engine.hub import Hub, Mailbox
from director_kernel.engine.manual import handed_in
from director_kernel.engine.notify import receiver
from director_kernel.engine.planner import finish
from director_kernel.engine.recasting import with_model
from director_kernel.engine.recover import recover
from director_kernel.errors import RunsAlready, UsageError
from director_kernel.events import Event, ExecutionDone, ExecutionEvent
from director_kernel.loop import EngineLoop
from director_kernel.schema.brief import Attachment
from director_kernel.schema.journal import Attempt, Execution, ExecutionStatus
from director_kernel.schema.money import usd
from director_kernel.schema.notice import Notice
from director_kernel.schema.plan import Plan
from director_kernel.schema.recovery import Recovery
from director_kernel.store import Workspace

# How long to listen before looking whether the run has ended without a word (another process may end it).
PATIENCE = 0.2
Go = Callable[[], Coroutine[Any, Any, str]]
"""What is to be done on the engine's loop; gives the execution's id."""


class Begun(NamedTuple):
    """What goes on now. `already`: it did before, here or in another process; nothing was started twice."""

    execution: str
    already: bool = False


class Run:
    """One execution being followed. `wait` hands each event to `see` and returns when the run ends, waits for a person, or is detached."""

    def __init__(self, runs: "Runs", execution: str, plan: Plan, mail: Mailbox) -> None:
        self._runs = runs
        self._mail = mail
        self.execution = execution
        self.plan = plan
        self.seen: list[Event] = []

    def wait(self, see: Callable[[Event], None] = lambda event: None) -> Execution:
        """The execution once it ended. Interrupting it leaves the run going."""
        ended = self._runs.loop.submit(self._runs.executor.wait(self.execution))
        try:
            while True:
                event = self._mail.next(PATIENCE)
                if event is not None:
                    self._take(event, see)
                elif ended.done():
                    return ended.result()
        finally:
            self._mail.close()

    def _take(self, event: Event, see: Callable[[Event], None]) -> None:
        if isinstance(event, ExecutionEvent) and event.execution == self.execution:
            self.seen.append(event)
            see(event)

    def detach(self) -> None:
        """Starts nothing new; what is at a provider is followed and stored."""
        self._runs.loop.loop.call_soon_threadsafe(self._runs.executor.detach, self.execution)

    def unknown(self) -> list[Attempt]:
        """Attempts of this run whose fate only a person can settle."""
        return self._runs.unknown(self.execution)

    @property
    def done(self) -> ExecutionDone | None:
        """The last word, once it was said."""
        return next((event for event in reversed(self.seen) if isinstance(event, ExecutionDone)), None)


class Runs(Asked):
    """The executions of a workspace. Methods may be called from any thread but the engine's."""

    def __init__(self, workspace: Workspace, loop: EngineLoop, hub: Hub, executor: Executor, catalog: Callable[[], Catalog]) -> None:
        super().__init__(workspace, hub, executor, catalog)
        self.loop = loop
        self.hub = hub
        self._starting: dict[str, Future[str]] = {}
        self._door = threading.Lock()
        if executor.notifier.all():
            loop.loop.call_soon_threadsafe(executor.notifier.wake)

    def notices(self, *, send: bool = False) -> list[Notice]:
        """Messages about runs' ends that were not delivered yet; with `send` each is tried once more first."""
        notifier = self.executor.notifier
        return self.loop.run(notifier.send_now()) if send else notifier.all()

    def close(self) -> None:
        """Lets go of the studios; jobs in flight are found again by `resume`."""
        try:
            self.loop.run(self.executor.close(), timeout=30)
        finally:
            self._deaf()

    # Followed

    def start(
        self,
        plan: Plan,
        *,
        studio: str = "previs",
        cap: int | None = None,
        mode: str = "auto",
        conversation: str = "",
        time_limit: float | None = None,
        notify: str | None = None,
    ) -> Run:
        """Starts `plan`; `cap` in micro-USD. What runs here already, begun in a widget, is followed.

        `notify` is a URL that is told of the run's end (default: `DIRECTOR_NOTIFY`).

        Raises PlanFaults, BudgetError, LeaseError, StudioError, before anything is spent.
        """
        try:
            return self._follow(self._start(plan, studio, cap, mode, conversation, time_limit, notify))
        except RunsAlready as error:
            if error.execution not in self.executor.active:
                raise
            execution = self._same(error.execution, plan, studio).execution
            return Run(self, execution, self.executor.plan_of(self.workspace.runs.get(execution)), Mailbox(self.hub))

    def resume(self, execution: str | None = None) -> Run:
        """Goes on with an interrupted, killed or waiting run (default: the latest)."""
        return self._again(self.latest(execution).id, self.executor.resume)

    def takeover(self, execution: str, *, force: bool) -> Run:
        """Takes a run over; `force` from a process that still lives."""
        return self._again(execution, self.executor.takeover if force else self.executor.resume)

    def approve(self, step: str | None = None, execution: str | None = None) -> Run:
        """Approves one waiting step (by order or id; default all) and goes on."""
        return self._follow(self._approve(self.latest(execution), step))

    def retry(self, steps: Sequence[str] = (), model: str | None = None, execution: str | None = None, *, softer: bool = False) -> Run:
        """Tries failed steps again, each as a new attempt; with another `model` exactly one step. A step that was left out is taken back.

        A step that was refused is tried as the plan has it by now, with `softer` in the words that were offered. Raises UsageError,
        PlanFaults.
        """
        return self._follow(self._retry(self.latest(execution), steps, model, softer))

    def recover(self, execution: str | None = None, *, follow: bool = True) -> Recovery:
        """Looks at the providers for orders whose fate is unknown (of `execution`, default: all), and follows those that were found.

        Nothing is sent again; what isn't found stays unknown. Without `follow`, `follow_up` each of the recovery's executions.
        """
        return self.loop.run(recover(self.executor, execution, follow=follow))

    def follow_up(self, execution: str, steps: Sequence[str] = ()) -> Run:
        """Follows a run whose jobs were found again, those of `steps`."""
        return self._follow(lambda: self.executor.follow_up(execution, steps))

    def leave_out(self, step: str, execution: str | None = None) -> Run:
        """Goes on without a step that failed or waits, and without what needs it. Raises UsageError, UnknownAttempts."""
        return self._follow(self._skip(self.latest(execution), step))

    def provide(self, step: str, given: Attachment, execution: str | None = None, *, take: int | None = None) -> Run:
        """Hands a step made by hand its file, as `take` or the first that waits, and goes on. Raises AssetError, UsageError."""
        return self._follow(self._provide(self.latest(execution), step, given, take))

    # Not followed: what widgets ask

    def begin(
        self,
        plan: Plan,
        *,
        studio: str = "previs",
        cap: int | None = None,
        mode: str = "auto",
        conversation: str = "",
        time_limit: float | None = None,
    ) -> Begun:
        """`start` for whoever doesn't follow. The same version that runs in the same studio already, here or elsewhere, is answered with.

        Two calls at the same moment start one run. Raises what `start` raises.
        """
        go = self._start(plan, studio, cap, mode, conversation, time_limit)
        mine: Future[str] = Future()
        with self._door:
            other = self._starting.setdefault(plan.id, mine) if plan.id else mine
        if other is not mine and other.exception() is None:
            return self._same(other.result(), plan, studio)
        try:
            execution = self.loop.run(go())
        except BaseException as error:
            mine.set_exception(error)
            if isinstance(error, RunsAlready):
                return self._same(error.execution, plan, studio)
            raise
        else:
            mine.set_result(execution)
        finally:
            with self._door:
                if self._starting.get(plan.id) is mine:
                    del self._starting[plan.id]
        return Begun(execution)

    def _same(self, execution: str, plan: Plan, studio: str) -> Begun:
        """The execution that goes on, if it is what was asked for. Raises RunsAlready."""
        found = self.workspace.runs.get(execution)
        if (found.plan, found.version, found.studio) == (plan.id, plan.version, studio):
            return Begun(execution, True)
        what = f"version {found.version} in studio {found.studio}"
        raise RunsAlready(f"{plan.id} is running already as {execution} ({what}); wait for it, or `director cancel {execution}`", execution)

    def go_on(self, execution: str) -> Begun:
        """`resume` for whoever doesn't follow."""
        found = self.latest(execution)
        return self._now(lambda: self.executor.resume(found.id))

    def approve_now(self, step: str | None = None, execution: str | None = None) -> Begun:
        """`approve` for whoever doesn't follow; approving twice changes nothing."""
        found = self.latest(execution)
        approved = self.workspace.runs.approved(found.id)
        if step is None:
            again = bool(approved) and not self.waiting(found) - approved
        else:
            again = step_of(self.executor.plan_of(found), step).id in approved
        return Begun(found.id, True) if again else self._now(self._approve(found, step))

    def retry_now(
        self, steps: Sequence[str] = (), model: str | None = None, execution: str | None = None, *, softer: bool = False
    ) -> Begun:
        """`retry` for whoever doesn't follow; steps that are being tried again, or were stored by then, are left alone."""
        found = self.latest(execution)
        plan = self.executor.plan_of(found)
        ids = {step_of(plan, step).id for step in steps}
        again = bool(ids) and model is None and ids <= self.going_well(found.id)
        return Begun(found.id, True) if again else self._now(self._retry(found, steps, model, softer))

    def provide_now(self, step: str, given: Attachment, execution: str | None = None, *, take: int | None = None) -> Begun:
        """`provide` for whoever doesn't follow."""
        return self._now(self._provide(self.latest(execution), step, given, take))

    def skip(self, execution: str, step: str) -> str:
        """`leave_out` for whoever doesn't follow: what is left out and what goes on, in a sentence."""
        found = self.latest(execution)
        text = self.skipping(found.id, step)
        chosen = step_of(self.executor.plan_of(found), step).id
        done = found.status is ExecutionStatus.COMPLETED and chosen in self.workspace.runs.left_out(found.id)
        if not done:
            self._now(self._skip(found, step))
        return text

    def _now(self, go: Go) -> Begun:
        """Has it done and comes back; what runs already is answered with."""
        try:
            return Begun(self.loop.run(go()))
        except RunsAlready as error:
            return Begun(error.execution, True)

    # What both do

    def _start(
        self, plan: Plan, studio: str, cap: int | None, mode: str, conversation: str, time_limit: float | None, notify: str | None = None
    ) -> Go:
        chosen = studio_named(studio)
        refuse(finish(plan, self._catalog(), studio=studio).open)
        how: dict[str, Any] = {"studio": chosen, "cap": cap, "mode": mode, "conversation": conversation, "time_limit": time_limit}
        how["notify"] = receiver(self.workspace, notify)
        return lambda: self.executor.start(plan, **how)

    def _approve(self, found: Execution, step: str | None) -> Go:
        steps = [step_of(self.executor.plan_of(found), step).id] if step else []

        async def go() -> str:
            if not await self.executor.approve(found.id, steps):
                await self.executor.resume(found.id)
            return found.id

        return go

    def _retry(self, found: Execution, steps: Sequence[str], model: str | None, softer: bool) -> Go:
        plan = self.executor.plan_of(found)
        ids = [step_of(plan, step).id for step in steps]
        if model is not None:
            changed = with_model(plan, ids or self.failed(found.id), model, self._catalog())
            return lambda: self.executor.retry(found.id, [changed.id], changed=[changed])
        reworded = self.reworded(found, ids, softer=softer)
        chosen = ids or ([step.id for step in reworded] if softer else [])
        return lambda: self.executor.retry(found.id, chosen, changed=reworded)

    def _provide(self, found: Execution, step: str, given: Attachment, take: int | None) -> Go:
        chosen = step_of(self.executor.plan_of(found), step)
        asset = handed_in(self.workspace, chosen, given)

        async def go() -> str:
            if not await self.executor.provide(found.id, chosen.id, asset, take=take):
                await self.executor.resume(found.id)
            return found.id

        return go

    def _skip(self, found: Execution, step: str) -> Go:
        chosen = step_of(self.executor.plan_of(found), step).id

        async def go() -> str:
            if not await self.executor.leave_out(found.id, chosen):
                await self.executor.resume(found.id)
            return found.id

        return go

    def cancel(self, execution: str | None = None) -> str:
        """Stops a run; a sentence about what happens to what is in flight."""
        found = self.latest(execution)
        self.loop.run(self.executor.cancel(found.id))
        return (
            f"{found.id} is stopping: nothing new starts; what is at a provider is cancelled where it can be. `director status` shows it."
        )

    def release(self, attempt: str) -> str:
        """Gives up an attempt that is unknown, or whose result can't be had; a sentence about the money."""
        try:
            booked = self.loop.run(self.executor.release(attempt))
        except ValueError:
            raise UsageError(f"{attempt[:60]!r} is no attempt; `director status` shows those that wait, like run-3.shot2.1.1.") from None
        if booked:
            return f"{attempt} is given up; it was taken, so {usd(booked)} stays booked. `director retry` makes a new attempt."
        return f"{attempt} is given up and its reservation is free again; `director retry` makes a new attempt."

    def _again(self, execution: str, go: Callable[[str], Coroutine[Any, Any, str]]) -> Run:
        return self._follow(lambda: go(execution))

    def _follow(self, go: Go) -> Run:
        """Listens before it starts, so that no event is missed."""
        mail = Mailbox(self.hub)
        starting = self.loop.submit(go())
        try:
            execution = starting.result()
        except BaseException:
            mail.close()
            starting.add_done_callback(self._let_go)
            raise
        return Run(self, execution, self.executor.plan_of(self.workspace.runs.get(execution)), mail)

    def _let_go(self, starting: Future[str]) -> None:
        """Detaches a run that nobody waits for: the person interrupted it while it was being started."""
        if not starting.cancelled() and starting.exception() is None:
            self.loop.loop.call_soon_threadsafe(self.executor.detach, starting.result())
