"""Runs finished plans durably: pays once, starts only what fits, goes on after any crash.

One Executor serves a process; its coroutines run on the engine's loop (`loop.EngineLoop`). Everything it says is an event.
"""

import asyncio
import time
from collections.abc import Collection, Mapping
from typing import Any

from director_kernel.engine import leaving
from director_kernel.engine.caps import check_caps
from director_kernel.engine.failures import offered
from director_kernel.engine.forecast import StepForecast, forecast
from director_kernel.engine.local import Assemble
from director_kernel.engine.notify import Notifier
from director_kernel.engine.recall import recall
from director_kernel.engine.run import Run
from director_kernel.engine.shared import Listener, Shared
from director_kernel.engine.status import status
from director_kernel.engine.steering import Steering
from director_kernel.errors import RunsAlready, UsageError
from director_kernel.events import ExecutionStarted
from director_kernel.providers.protocol import Provider
from director_kernel.schema.journal import MODES, Execution, Studio
from director_kernel.schema.plan import Plan, Step
from director_kernel.store import Connection, Workspace, journal, ledger, notices, plans
from director_kernel.store import events as kept
from director_kernel.store.lease import held

TIME_LIMITS: dict[Studio, float] = {"previs": 600.0, "live": 1800.0}
"""Seconds a job is waited for unless said otherwise: clips stand in a provider's queue for many minutes at busy hours. The job itself goes
on there afterwards, its ticket and reservation are kept."""
ANSWER_SECONDS = 10.0
"""How long `close` waits for orders on their way to be answered: cut off, they would be unknown, and a person's to settle."""

NOTICE_SECONDS = 3.0
"""How long `close` waits for a message about a run's end to be taken; whoever works here next delivers it otherwise."""


class Executor(Steering):
    """Starts, follows and steers executions. All coroutines are awaited on one loop; `status` and `forecast` may be called anywhere."""

    def __init__(
        self,
        workspace: Workspace,
        providers: Mapping[str, Provider],
        *,
        emit: Listener | None = None,
        assemble: Assemble | None = None,
    ) -> None:
        super().__init__(workspace, Shared(workspace, providers, emit, assemble))
        self.notifier = Notifier(workspace)
        self.shared.ended = self.notifier.wake
        self._tasks: set[asyncio.Task[None]] = set()
        self._beginning: dict[str, asyncio.Lock] = {}

    # Starting and going on

    async def start(
        self,
        plan: Plan,
        *,
        studio: Studio = "previs",
        mode: str = "auto",
        cap: int | None = None,
        conversation: str = "",
        time_limit: float | None = None,
        notify: str = "",
    ) -> str:
        """Starts `plan` (saved first if it wasn't) and returns the execution's id; `wait(id)` for its end.

        An unfinished execution of the same version in the same studio is gone on with instead of paid again. `cap` in micro-USD;
        `notify` is a URL that is told of its end (`notify.receiver` checks one).
        Raises LeaseError while the plan runs elsewhere, BudgetError without a cap or where the ceiling passes it, StudioError.
        """
        mode = _mode(mode)
        if not plan.steps:
            raise UsageError("this plan has no steps; `director plan BRIEF` makes one that has")
        if studio == "live":
            await self.shared.ready(step.provider for step in plan.steps)
        for step in plan.steps:
            self.shared.provider(step, studio, plan)
        plan = await self.shared.writer.commit(lambda connection: plans.kept(connection, plan))
        for run in list(self.active.values()):
            if run.plan.id == plan.id:
                await self._after_detached(run.id)
        lock = await asyncio.to_thread(self.workspace.leases.starting, plan.id)
        try:
            again = self._unfinished(plan, studio)
            if again is not None:
                if notify:
                    await self.shared.writer.commit(lambda connection: notices.want(connection, again, notify))
                return await self.resume(again, mode=mode, cap=cap)
            if studio == "live":
                self._check_money(plan, cap)
            execution = await self._create(plan, studio, mode, cap, conversation, time_limit or TIME_LIMITS[studio], notify)
            await self._begin(execution, plan)
        finally:
            lock.release()
        return execution

    async def resume(
        self,
        execution: str,
        *,
        mode: str | None = None,
        cap: int | None = None,
        retry: Collection[str] = (),
        force: bool = False,
    ) -> str:
        """Goes on with an execution: tickets are re-attached and polled, reserved attempts sent, unknown ones left alone.

        One that was detached here is gone on with once its jobs in flight are stored. `force` takes it over from a suspended owner.
        Raises LeaseError while another process runs it.
        """
        await self._after_detached(execution)
        self._not_here(execution, force)
        found = self.workspace.runs.get(execution)
        changes: dict[str, Any] = {"mode": _mode(mode)} if mode is not None else {}
        plan = self.plan_of(found)
        if cap is not None:
            await self.shared.writer.commit(lambda connection: ledger.set_cap(connection, f"run:{execution}", cap))
        await self._begin(execution, plan, resumed=True, retry=retry, force=force, **changes)
        return execution

    async def run(self, plan: Plan, **how: Any) -> Execution:
        """`start` and `wait` in one."""
        return await self.wait(await self.start(plan, **how))

    async def wait(self, execution: str) -> Execution:
        """The execution once it ended, waits for a person, or was detached."""
        run = self.active.get(execution)
        return self.workspace.runs.get(execution) if run is None else await asyncio.shield(run.done)

    async def takeover(self, execution: str) -> str:
        """Takes the execution from an owner that lives but does not answer (suspended). A person's act, never the program's."""
        return await self.resume(execution, force=True)

    async def retry(self, execution: str, steps: Collection[str] = (), *, changed: Collection[Step] = ()) -> str:
        """A new attempt for each failed take of `steps` (all failed steps if empty); their dependents follow.

        A step that was left out is taken back, with what it needs and what went with it. `changed` replaces steps for this execution,
        for example with another model. A run that goes on here takes it up at once. Raises UsageError where nothing failed,
        UnknownAttempts where a person must settle an attempt first.
        """
        left = self.standing.left(self.workspace.runs.get(execution))
        named = [left.plan.step(step).id for step in steps]
        back = sorted({left.out[step] for step in named if step in left.out})
        taken = {step for step, because in left.out.items() if because in back}
        wanted = taken | self.standing.to_retry(execution, left, [step for step in named if step not in taken], rest=not named)
        self._not_elsewhere(execution)

        def write(connection: Connection) -> None:
            for step in changed:
                journal.change_step(connection, execution, step.id, step.model_dump_json(by_alias=True, exclude_none=True))
            journal.take_back(connection, execution, back)

        if changed or back:
            await self.shared.writer.commit(write)
        return await self._go_on(execution, wanted)

    # Ending and asking

    async def close(self, patience: float = ANSWER_SECONDS) -> None:
        """Detaches every run and closes the providers; jobs in flight are found again by `resume`.

        Orders on their way are waited for, at most `patience` seconds: their tickets are what makes them found again.
        """
        self.detach()
        await self.shared.sending.answered(patience)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.notifier.close(NOTICE_SECONDS)
        self.shared.folders.clear()
        for provider in self.shared.providers.values():
            await provider.close()

    def status(self, execution: str) -> dict[str, Any]:
        """The execution as JSON: id, status, currentStep, stepResults, generationIds, error, and more of ours."""
        found = self.workspace.runs.get(execution)
        runs = self.workspace.runs
        alive = execution in self.active or self.workspace.leases.alive(execution, found.epoch)
        totals = self.workspace.ledger.totals(f"run:{execution}")
        left = self.standing.left(found)
        attempts = runs.attempts(execution)
        softer = offered(self.workspace, execution, attempts)
        return status(found, left.plan, attempts, runs.takes(execution), totals, alive=alive, left_out=left.out, softer=softer)

    def forecast(self, plan: Plan, studio: Studio = "previs") -> tuple[StepForecast, ...]:
        """What running `plan` would make anew, per step."""
        return forecast(plan, studio, lambda step: self.shared.provider(step, studio, plan), self.workspace.runs.stored)

    def plan_of(self, execution: Execution) -> Plan:
        """The plan an execution runs, with the steps it does otherwise and reels that take nothing that is left out."""
        return self.standing.left(execution).plan

    # Behind them

    async def _create(
        self, plan: Plan, studio: Studio, mode: str, cap: int | None, conversation: str, time_limit: float, notify: str
    ) -> str:
        def write(connection: Connection) -> str:
            execution = journal.create_execution(
                connection,
                plan=plan.id,
                version=plan.version,
                conversation=conversation,
                studio=studio,
                mode=mode,
                tier=plan.tier if studio == "live" else "",
                time_limit=time_limit,
                cap=cap,
                steps=[step.id for step in plan.steps],
            )
            notices.want(connection, execution, notify)
            return execution

        return await self.shared.writer.commit(write)

    async def _begin(
        self,
        execution: str,
        plan: Plan,
        *,
        resumed: bool = False,
        retry: Collection[str] = (),
        force: bool = False,
        mode: str | None = None,
    ) -> None:
        self.workspace.expect_many_commits()
        async with self._beginning.setdefault(execution, asyncio.Lock()):
            self._not_here(execution, force)
            await self._begin_alone(execution, plan, resumed, retry, force, mode)

    async def _begin_alone(self, execution: str, plan: Plan, resumed: bool, retry: Collection[str], force: bool, mode: str | None) -> None:
        if resumed and self.workspace.runs.get(execution).studio == "live":
            await self.shared.ready(step.provider for step in plan.steps)
        lease = await self.workspace.leases.acquire(execution, force=force)
        try:
            found = self.workspace.runs.get(execution)
            if mode is not None:
                found = found.with_(mode=mode)
            if resumed:
                await asyncio.to_thread(self.shared.folders.sweep)
            memory = await recall(self.shared, found, lease.epoch, retry=retry)
            started = ExecutionStarted(
                execution=execution,
                plan=plan.id,
                version=plan.version,
                steps=len(plan.steps),
                studio=found.studio,
                ceiling=plan.ceiling if found.studio == "live" else 0,
                resumed=resumed,
                stored=tuple(step.id for step in plan.steps if memory.whole(step)),
                at=time.time(),
            )
            await self.shared.writer.commit(lambda connection: kept.append(connection, (started,)))
            self.shared.say(started)
            left = leaving.without(plan, self.workspace.runs.left_out(execution))
            run = Run(self.shared, found, left.plan, lease, memory, left.out)
        except BaseException:
            lease.release()
            raise
        self.active[execution] = run
        task = asyncio.get_running_loop().create_task(self._drive(run), name=execution)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drive(self, run: Run) -> None:
        stop_watching = self._watch(run)
        try:
            await run.drive()
        finally:
            stop_watching()
            if self.active.get(run.id) is run:
                del self.active[run.id]

    def _not_elsewhere(self, execution: str) -> None:
        """Raises RunsAlready while another process drives it: what is changed for a run is changed by its owner."""
        if execution not in self.active and self.workspace.leases.alive(execution, self.workspace.runs.epoch(execution)):
            raise held(execution)

    def _not_here(self, execution: str, force: bool) -> None:
        if execution in self.active and not force:
            raise RunsAlready(f"{execution} runs here already; wait for it, or `director cancel {execution}`", execution)

    async def _after_detached(self, execution: str) -> None:
        """Returns once a detached run has stored what it had in flight, or one that is at its end has said so.

        Neither starts anything new, so they come to their end by themselves.
        """
        run = self.active.get(execution)
        if run is not None and (run.stopping == "detached" or run.over):
            await asyncio.wait([task for task in self._tasks if task.get_name() == execution])

    def _watch(self, run: Run) -> Any:
        """Notices what other processes ask of this run: to cancel, to go on with approved steps or jobs found again, to do without some."""
        loop = asyncio.get_running_loop()

        def look() -> None:
            if self.workspace.runs.cancel_asked(run.id) and run.stopping != "cancelled":
                run.cancel()
            run.approve(self.workspace.runs.approved(run.id) - run.approved)
            back = run.found_again()
            if back or self.workspace.runs.left_out(run.id) - run.left_out.keys():
                self._revise(run.id, back=back)
            self.shared.bell.ring()

        def changed() -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(look)

        return self.workspace.watch(changed)

    def _unfinished(self, plan: Plan, studio: Studio) -> str | None:
        """The execution of this version to go on with, if any. Raises RunsAlready while any version of the plan runs."""
        executions = self.workspace.runs.all(plan=plan.id)
        for each in executions:
            if each.id in self.active or self.workspace.leases.alive(each.id, each.epoch):
                raise RunsAlready(f"{plan.id} is running already as {each.id}; wait for it, or `director cancel {each.id}`", each.id)
        return self.standing.unfinished(executions, plan.version, studio)

    def _check_money(self, plan: Plan, cap: int | None) -> None:
        check_caps(self.workspace, plan.tier, sum(step.ceiling for step in self.forecast(plan, "live")), cap)


def _mode(name: str) -> str:
    if name not in MODES:
        raise UsageError(f"{name!r} is no mode; one of {', '.join(MODES)}")
    return MODES[name]
