"""What the journal says of executions: the plan each runs, what failed in it, and which of them is the one to go on with."""

from collections.abc import Collection

from director_kernel.engine import leaving
from director_kernel.errors import UnknownAttempts, UsageError
from director_kernel.schema.journal import FAILURES, OPEN, AttemptState, Execution, ExecutionStatus, Studio
from director_kernel.schema.plan import Plan
from director_kernel.store import Workspace

WAITING = (AttemptState.AWAITING_APPROVAL, AttemptState.AWAITING_INPUT)
UNFINISHED = (ExecutionStatus.RUNNING, ExecutionStatus.WAITING, ExecutionStatus.DETACHED)


class Standing:
    """Reads only, and may be asked anywhere."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def whole(self, execution: Execution) -> Plan:
        """The plan it runs with the steps it does otherwise, whatever is left out."""
        plan = self.workspace.plans.get(execution.plan, execution.version)
        changed = self.workspace.runs.changed_steps(execution.id)
        return plan.with_(steps=tuple(changed.get(step.id, step) for step in plan.steps)) if changed else plan

    def left(self, execution: Execution) -> leaving.Without:
        """The plan it runs, and the steps of it that are left out."""
        return leaving.without(self.whole(execution), self.workspace.runs.left_out(execution.id))

    def skipping(self, execution: Execution, step: str) -> str:
        """What leaving the step out means, in words. Raises UsageError where it can't be left out of the plan."""
        whole, chosen = self.whole(execution), self.workspace.runs.left_out(execution.id)
        return leaving.said(whole, leaving.without(whole, chosen), leaving.check(whole, chosen, step, execution.id), step)

    def under_way(self, execution: Execution, step: str) -> bool:
        """Whether the step is being made, or may be at any moment, in another process."""
        last = {a.take: a.state for a in self.workspace.runs.attempts(execution.id) if a.step == step}
        settled = any(state in FAILURES or state in WAITING for state in last.values())
        return not settled and self.workspace.leases.alive(execution.id, execution.epoch)

    def unfinished(self, executions: Collection[Execution], version: int, studio: Studio) -> str | None:
        """Of a plan's executions, the newest first, the one of this version to go on with, if any."""
        latest = next((each for each in executions if each.version == version and each.studio == studio), None)
        if latest is None:
            return None
        open_ = latest.status in UNFINISHED or any(attempt.state in OPEN for attempt in self.workspace.runs.attempts(latest.id))
        return latest.id if open_ else None

    def to_retry(self, execution: str, left: leaving.Without, steps: Collection[str], *, rest: bool) -> set[str]:
        """The ids `steps`, checked; with `rest` every failed step that is not left out.

        Raises UsageError where none of them failed, UnknownAttempts where a person must settle an attempt first.
        """
        if not steps and not rest:
            return set()
        last = {(a.step, a.take): a for a in self.workspace.runs.attempts(execution)}.values()
        failed = {attempt.step for attempt in last if attempt.state in FAILURES - {AttemptState.SKIPPED}} - left.out.keys()
        names = failed if rest else set(steps)
        blocked = sorted(str(a.id) for a in last if a.state is AttemptState.UNKNOWN and (a.step in names or not names))
        if blocked:
            raise UnknownAttempts(
                f"{', '.join(blocked)} may have been accepted; look at the provider, then `director release ATTEMPT` before a retry"
            )
        if not names & failed:
            raise UsageError(f"nothing of {execution} failed; `director status {execution}` shows how it stands")
        return names
