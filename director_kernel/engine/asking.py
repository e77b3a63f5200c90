"""What can be asked of runs: how they stand, what failed and what would help, what was logged, what it cost. Nothing is changed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from director_kernel.catalog.book import Catalog
from director_kernel.engine.executor import Executor
from director_kernel.engine.failures import offered
from director_kernel.engine.hub import Hub
from director_kernel.engine.logs import LiveLines, LogLine, merged, told
from director_kernel.engine.recasting import alternatives, edited, with_model
from director_kernel.errors import StudioError, UsageError
from director_kernel.schema.journal import Attempt, AttemptState, Execution, Studio, Totals
from director_kernel.schema.money import usd
from director_kernel.schema.plan import Plan, Step
from director_kernel.store import Workspace

GOING_WELL = (AttemptState.STORED, AttemptState.RESERVED, AttemptState.SUBMITTING, AttemptState.SUBMITTED)
STUDIOS: tuple[Studio, ...] = ("previs", "live")


class Asked:
    """Questions about the executions of a workspace, from any thread but the engine's."""

    def __init__(self, workspace: Workspace, hub: Hub, executor: Executor, catalog: Callable[[], Catalog]) -> None:
        self.workspace = workspace
        self.executor = executor
        self._catalog = catalog
        self._live = LiveLines()
        self._deaf = hub.listen(self._live.hear)

    def skipping(self, execution: str, step: str) -> str:
        """What `skip` would mean, in a sentence; nothing is changed. Raises UsageError where the plan needs the step."""
        found = self.latest(execution)
        return self.executor.standing.skipping(found, step_of(self.executor.plan_of(found), step).id)

    def left_out(self, execution: str) -> Mapping[str, str]:
        """The steps a person left out of it, each with the one it goes with (itself, or one it can't be made without)."""
        return self.executor.standing.left(self.latest(execution)).out

    def failed(self, execution: str) -> list[str]:
        """Ids of the steps that failed."""
        return [str(result["step"]) for result in self.executor.status(execution)["stepResults"] if result["status"] == "failed"]

    def alternatives(self, execution: str, most: int = 3) -> dict[int, list[tuple[str, int]]]:
        """For each failed step, by its number: other models for it, best first, with what it would cost on each in micro-USD."""
        plan = self.executor.plan_of(self.workspace.runs.get(execution))
        failed = [plan.step(key) for key in self.failed(execution)]
        return {step.order: alternatives(plan, step, self._catalog())[:most] for step in failed}

    def latest(self, execution: str | None = None) -> Execution:
        """That execution, or the newest. Raises UsageError where there is none."""
        if execution:
            return self.workspace.runs.get(execution)
        found = self.workspace.runs.all()
        if not found:
            raise UsageError("nothing has run yet; `director run` makes the current plan.")
        return found[0]

    def plan(self, execution: str | None = None) -> Plan:
        """The plan an execution runs, with steps changed for it."""
        return self.executor.plan_of(self.latest(execution))

    def status(self, execution: str | None = None) -> dict[str, Any]:
        """How it stands, in the published shape."""
        return self.executor.status(self.latest(execution).id)

    def logs(self, execution: str, step: str) -> list[LogLine]:
        """What went on at a step, oldest first: what is kept of it, and the last lines its studio wrote in this process (at most 500)."""
        found = self.latest(execution)
        plan = self.executor.plan_of(found)
        chosen = step_of(plan, step).id
        return merged(told(self.workspace.events.of_step(found.id, chosen), plan), self._live.of(found.id, chosen))

    def totals(self, execution: str) -> Totals:
        """What is booked on it."""
        return self.workspace.ledger.totals(f"run:{execution}")

    def unknown(self, execution: str | None = None) -> list[Attempt]:
        """Attempts whose fate only a person can settle."""
        return self.workspace.runs.unknown(execution)

    def interrupted(self) -> list[Execution]:
        """Runs no process drives though they are not over."""
        found = [each for each in self.workspace.runs.all()[:50] if each.status.value in ("running", "detached")]
        return [each for each in found if self.executor.status(each.id)["interrupted"] or each.status.value == "detached"]

    def retry_price(self, steps: Sequence[str], model: str) -> str:
        """What trying `model` would cost, in words."""
        found = self.latest(None)
        plan = self.executor.plan_of(found)
        step = with_model(plan, [step_of(plan, key).id for key in steps] or self.failed(found.id), model, self._catalog())
        return f"{step.action} with {step.model_name}: {usd(step.price)}, at most {usd(step.ceiling)}"

    def softer(self, execution: str) -> dict[str, str]:
        """By step id, the prompt in softer words where a step's content was refused and such words are known."""
        return offered(self.workspace, execution, self.workspace.runs.attempts(execution))

    def reworded(self, found: Execution, steps: Sequence[str], *, softer: bool) -> list[Step]:
        """Of these steps (ids; all if empty) the refused ones, with the words that were offered or those they have in the plan by now.

        Raises UsageError where softer words are asked for and none were offered.
        """
        plan = self.executor.plan_of(found)
        refused = {each.step for each in self._last(found.id) if each.state is AttemptState.REFUSED}
        chosen = [plan.step(step) for step in (steps or sorted(refused)) if step in refused]
        if not softer:
            return edited(chosen, self.workspace.plans.get(found.plan))
        words = self.softer(found.id)
        without = [str(plan.step(step).order) for step in steps if step not in words]
        if without or not words:
            raise UsageError(
                f"no softer words were offered for {'step ' + ', '.join(without) if without else 'anything'}; "
                "change the prompt by `director set 2.prompt=…`, then `director retry 2`"
            )
        return [step.with_(prompt=words[step.id]) for step in chosen if step.id in words]

    def waiting(self, found: Execution) -> set[str]:
        """Ids of the steps that wait for approval."""
        waiting = {each.step for each in self._last(found.id) if each.state is AttemptState.AWAITING_APPROVAL}
        return waiting - self.executor.standing.left(found).out.keys()

    def going_well(self, execution: str) -> set[str]:
        """Steps all of whose last tries were stored or are on their way."""
        last = self._last(execution)
        return {each.step for each in last} - {each.step for each in last if each.state not in GOING_WELL}

    def _last(self, execution: str) -> list[Attempt]:
        """The last try of each take."""
        return list({(each.step, each.take): each for each in self.workspace.runs.attempts(execution)}.values())


def studio_named(name: str) -> Studio:
    """The studio of that name. Raises StudioError, naming those there are."""
    for studio in STUDIOS:
        if studio == name:
            return studio
    raise StudioError(f"there is no studio {name[:40]!r}; use previs (free, offline) or live.")


def step_of(plan: Plan, key: str) -> Step:
    """The step with this number or id. Raises UsageError."""
    try:
        return plan.step(key)
    except KeyError:
        raise UsageError(f"there is no step {key[:40]!r}; steps are 1 to {len(plan.steps)}.") from None
