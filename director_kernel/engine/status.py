"""How an execution stands, in the published format's shape and with what it adds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from director_kernel.engine.leaving import BY_YOU
from director_kernel.schema.journal import Attempt, AttemptState, Execution, Take, Totals
from director_kernel.schema.plan import Plan, Step

# The published format knows four words; ours are kept beside them as `state`.
WORDS = {
    AttemptState.PLANNED: "pending",
    AttemptState.AWAITING_APPROVAL: "pending",
    AttemptState.AWAITING_INPUT: "pending",
    AttemptState.STORED: "completed",
    AttemptState.RESERVED: "running",
    AttemptState.SUBMITTING: "running",
    AttemptState.SUBMITTED: "running",
    AttemptState.CANCELLING: "running",
}


def step_state(attempts: Iterable[Attempt], takes: int) -> AttemptState:
    """What its attempts make of a step: the last try of each take counts; what needs a look or still goes on comes first."""
    last: dict[int, AttemptState] = {attempt.take: attempt.state for attempt in attempts}
    states = [last.get(take, AttemptState.PLANNED) for take in range(1, takes + 1)]
    order = [
        AttemptState.UNKNOWN,
        AttemptState.CANCELLING,
        AttemptState.SUBMITTED,
        AttemptState.SUBMITTING,
        AttemptState.RESERVED,
        AttemptState.AWAITING_APPROVAL,
        AttemptState.AWAITING_INPUT,
        AttemptState.STORED,
    ]
    if AttemptState.SKIPPED in states:
        return AttemptState.SKIPPED
    return next((state for state in order if state in states), states[0])


def status(
    execution: Execution,
    plan: Plan,
    attempts: Sequence[Attempt],
    takes: Sequence[Take],
    totals: Totals,
    *,
    alive: bool,
    left_out: Mapping[str, str] | None = None,
    softer: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The execution as JSON: id, status, currentStep, stepResults, generationIds, error; then what is ours.

    `interrupted` is True where it says `running` and no process does. `left_out` names the steps a person does without, each with the one
    it goes with; `softer` has the prompts in milder words that were offered for refused steps.
    """
    tries: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        tries[attempt.step].append(attempt)
    made: dict[str, list[Take]] = defaultdict(list)
    for take in takes:
        made[take.step].append(take)
    results = [_step_result(step.id, step.order, step.takes, tries[step.id], made[step.id]) for step in plan.steps]
    for result in results:
        because = (left_out or {}).get(result["step"])
        if because and not result["outputs"]:
            result |= _left_out(plan.step(because), itself=because == result["step"])
        if result["state"] == AttemptState.AWAITING_INPUT:
            result |= _by_hand(plan.step(result["step"]))
        if result["step"] in (softer or {}):
            result["softer"] = (softer or {})[result["step"]]
    finished = sum(result["state"] == AttemptState.STORED for result in results)
    running = execution.status.value == "running"
    return {
        "id": execution.id,
        "status": execution.status.value,
        "currentStep": next((r["stepOrder"] for r in results if r["status"] in ("running", "pending")), len(results)),
        "stepResults": results,
        "generationIds": [r["generationId"] for r in results if r["generationId"]],
        "error": execution.message or None,
        "plan": execution.plan,
        "version": execution.version,
        "studio": execution.studio,
        "mode": execution.mode,
        "stored": finished,
        "steps": len(results),
        "interrupted": running and not alive,
        "owner": execution.owner if alive else "",
        "unknown": [str(attempt.id) for attempt in attempts if attempt.state is AttemptState.UNKNOWN],
        "ledger": totals.wire(),
    }


def _left_out(because: Step, *, itself: bool) -> dict[str, Any]:
    """What takes the place of how a step stood before a person left it out."""
    message = BY_YOU if itself else f"left out with step {because.order}"
    state = AttemptState.SKIPPED
    return {"status": state.value, "state": state.value, "message": message, "nextAction": f"director retry {because.order}"}


def _by_hand(step: Step) -> dict[str, Any]:
    """What a person needs to make the step and to hand it back."""
    prompt, where = step.by_hand
    return {"paste": prompt, "where": where, "message": "waits for its file", "nextAction": f"director provide {step.order} FILE"}


def _step_result(step: str, order: int, takes: int, attempts: list[Attempt], made: list[Take]) -> dict[str, Any]:
    state = step_state(attempts, takes)
    last = attempts[-1] if attempts else None
    result: dict[str, Any] = {
        "stepOrder": order,
        "status": WORDS.get(state, "skipped" if state is AttemptState.SKIPPED else "failed"),
        "generationId": str(last.id) if last else None,
        "outputUrl": str(made[0].asset.path) if made else None,
        "step": step,
        "state": state.value,
        "outputs": [str(take.asset.path) for take in made],
        "cached": bool(made) and all(take.cached for take in made),
        "price": sum(take.price for take in made),
    }
    if last is not None and last.message:
        result |= {"message": last.message, "nextAction": last.next_action}
    return result
