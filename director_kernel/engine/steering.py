"""What a person may do to a run that goes on or waits: approve, do without a step, give a file, cancel, detach, release."""

from collections.abc import Collection

from director_kernel.engine import leaving
from director_kernel.engine.manual import provide
from director_kernel.engine.run import Run
from director_kernel.engine.said import absences, cost_changed
from director_kernel.engine.shared import Shared
from director_kernel.engine.standing import Standing
from director_kernel.errors import RunsAlready, UsageError
from director_kernel.events import CostChanged
from director_kernel.schema.asset import Asset
from director_kernel.schema.journal import OPEN, Attempt, AttemptId, AttemptState, Execution, ExecutionStatus
from director_kernel.store import Connection, Workspace, journal
from director_kernel.store import events as kept


class Steering:
    """The executions of this process, `active`, by id, and everything that may be done to one by name, wherever it runs."""

    def __init__(self, workspace: Workspace, shared: Shared) -> None:
        self.workspace = workspace
        self.shared = shared
        self.standing = Standing(workspace)
        self.active: dict[str, Run] = {}

    async def resume(
        self, execution: str, *, mode: str | None = None, cap: int | None = None, retry: Collection[str] = (), force: bool = False
    ) -> str:
        """Goes on with an execution."""
        raise NotImplementedError

    async def leave_out(self, execution: str, step: str) -> bool:
        """A person does without a step that failed or waits; what needs it goes with it, and reels close the gap.

        True if the execution runs here and goes on by itself; else `resume` it. Raises UsageError where the step is stored, in flight or
        the last clip of a reel, UnknownAttempts where a person must settle an attempt first.
        """
        found = self.workspace.runs.get(execution)
        whole, chosen = self.standing.whole(found), self.workspace.runs.left_out(execution)
        if step not in chosen:
            before, after = leaving.without(whole, chosen), leaving.check(whole, chosen, step, execution)
            self._not_under_way(found, step)
            others = [each for each, because in after.out.items() if because == step and each != step]
            events = absences(execution, {each: after.out[each] for each in (step, *others) if each not in before.out})

            def write(connection: Connection) -> None:
                journal.leave_out(connection, execution, step, others)
                kept.append(connection, events)

            await self.shared.writer.commit(write)
            for event in events:
                self.shared.say(event)
        return self._revise(execution)

    def _not_under_way(self, execution: Execution, step: str) -> None:
        """Raises UsageError while the step is being made, or may be at any moment in another process."""
        run = self.active.get(execution.id)
        under_way = run.running(step) if run is not None else self.standing.under_way(execution, step)
        if under_way:
            raise UsageError(f"{step} is being made; wait for it, or stop the whole run by `director cancel {execution.id}`")

    def _revise(self, execution: str, retry: Collection[str] = (), back: Collection[str] = ()) -> bool:
        """Hands a run that goes on here what changed in the journal; False where there is none that can still take it up."""
        run = self.active.get(execution)
        if run is None or run.over or run.stopping or run.tally.stored & set(retry):
            return False
        left = self.standing.left(run.execution)
        run.revise(left.plan, left.out, retry, back)
        return True

    async def approve(self, execution: str, steps: Collection[str] = ()) -> bool:
        """Lets these steps (all that wait, if empty) spend. True if the execution runs here and goes on by itself; else `resume` it."""
        waiting = {a.step for a in self.workspace.runs.attempts(execution) if a.state is AttemptState.AWAITING_APPROVAL}
        chosen = sorted(steps or waiting - self.standing.left(self.workspace.runs.get(execution)).out.keys())
        if not chosen:
            raise UsageError(f"nothing of {execution} waits for approval; `director status {execution}` shows it")
        await self.shared.writer.commit(lambda connection: journal.approve(connection, execution, chosen))
        run = self.active.get(execution)
        if run is None or run.over:
            return False
        run.approve(chosen)
        return True

    async def provide(self, execution: str, step: str, asset: Asset, *, take: int | None = None) -> bool:
        """Gives a manual step its file, as `take` or the first that waits. True if the run goes on here by itself; else `resume` it."""
        await provide(self.shared, self.workspace.runs.get(execution), step, take, asset)
        run = self.active.get(execution)
        if run is None or run.over:
            return False
        run.provided(step)
        return True

    async def cancel(self, execution: str) -> None:
        """Starts nothing more and asks the providers to stop; an execution of another process is told through the workspace."""
        run = self.active.get(execution)
        if run is not None:
            run.cancel()
            return
        found = self.workspace.runs.get(execution)
        if self.workspace.leases.alive(execution, found.epoch):
            await self.shared.writer.commit(lambda connection: journal.ask_cancel(connection, execution))
        elif any(attempt.state in OPEN for attempt in self.workspace.runs.attempts(execution)):
            await self.resume(execution)
            self.active[execution].cancel()
        else:
            await self.shared.writer.commit(lambda c: journal.finish(c, execution, found.epoch, ExecutionStatus.CANCELLED))

    def detach(self, execution: str | None = None) -> None:
        """Stops new submits and answers whoever waits; paid jobs are polled on. Call it on the loop (`call_soon_threadsafe`)."""
        for run in list(self.active.values()):
            if execution in (None, run.id):
                run.detach()

    async def release(self, attempt: AttemptId | str) -> int:
        """A person gives an unknown attempt up: its reservation is released and its order may be sent again by `retry`.

        One whose job was taken, and that nobody follows, is given up too: what it may have cost stays booked. That, in micro-USD.
        """
        identity = AttemptId.parse(attempt) if isinstance(attempt, str) else attempt
        epoch = self.workspace.runs.epoch(identity.execution)
        taken = self._taken(identity)

        def write(connection: Connection) -> CostChanged:
            if taken is not None:
                journal.give_up(connection, identity, epoch)
            else:
                journal.release(connection, identity)
            event = cost_changed(connection, identity.execution)
            kept.append(connection, (event,))
            return event

        self.shared.say(await self.shared.writer.commit(write))
        self.shared.bell.ring()
        return taken.ceiling if taken is not None else 0

    def _taken(self, attempt: AttemptId) -> Attempt | None:
        """The attempt if it is at its provider and nobody follows it."""
        found = next((each for each in self.workspace.runs.attempts(attempt.execution) if each.id == attempt), None)
        at_provider = found is not None and found.state in (AttemptState.SUBMITTED, AttemptState.CANCELLING)
        return found if at_provider and attempt.execution not in self.active and not self.shared.followed(attempt) else None

    async def follow_up(self, execution: str, steps: Collection[str]) -> str:
        """Follows jobs of `steps` that were found again at their provider, so that what they made is stored; nothing is ordered anew
        for these steps. A run that was cancelled has the found jobs cancelled too. Another process that runs it notices by itself.
        """
        found = self.workspace.runs.get(execution)
        if execution not in self.active and self.workspace.leases.alive(execution, found.epoch):
            return execution
        cancelled = found.status is ExecutionStatus.CANCELLED and execution not in self.active
        await self._go_on(execution, (), back=steps)
        if cancelled and execution in self.active:
            self.active[execution].cancel()
        return execution

    async def _go_on(self, execution: str, retry: Collection[str], *, back: Collection[str] = ()) -> str:
        """Has the run that goes on here take it up, or resumes it."""
        try:
            return execution if self._revise(execution, retry, back) else await self.resume(execution, retry=retry)
        except RunsAlready:
            # Somebody here went on with it meanwhile.
            if self._revise(execution, retry, back):
                return execution
            raise
