"""What is said of an attempt that ended without a take, and what a person can do next."""

import time
from collections.abc import Iterable
from typing import NamedTuple

from director_kernel.events import StepFailed
from director_kernel.schema.journal import Attempt, AttemptId, AttemptState
from director_kernel.schema.money import usd
from director_kernel.store import Workspace


class Failure(NamedTuple):
    """How an attempt ended without a take; `billed` micro-USD, `tokens` what a text took. `policy`: its content broke rules."""

    state: AttemptState
    message: str
    billed: int = 0
    policy: bool = False
    tokens: tuple[int, int] = (0, 0)


def without_take(attempt: AttemptId, failure: Failure, prompt: str) -> StepFailed:
    """What is said of the attempt; where its content was refused, with a softer wording of `prompt` if one is known."""
    if not failure.policy:
        action = _next(failure.state, attempt.step)
        message = failure.message
        if failure.state is AttemptState.LOST and failure.billed:
            message = f"{_sentence(message)} {usd(failure.billed)} is booked: it may have been charged."
        return failed(attempt.execution, attempt.step, str(attempt), failure.state, message, action)
    from director_kernel.prompts.soften import soften  # reads word lists: only where content was refused

    softer = soften(prompt)
    own = f"change it by `director set {attempt.step}.prompt=…`, then `director retry {attempt.step}`"
    if softer is None:
        message = f"{_sentence(failure.message)} No softer words are known."
        return failed(attempt.execution, attempt.step, str(attempt), failure.state, message, own)
    changed = ", ".join(f"“{was}” → “{now}”" if now else f"without “{was}”" for was, now in softer.changed)
    return failed(
        attempt.execution,
        attempt.step,
        str(attempt),
        failure.state,
        f"{_sentence(failure.message)} Softer: {changed}.",
        f"director retry {attempt.step} --softer, or {own}",
        softer=softer.text,
    )


def failed(execution: str, step: str, attempt: str, state: str, message: str, action: str, *, softer: str = "") -> StepFailed:
    """A step failed, for now or for good."""
    return StepFailed(
        execution=execution,
        step=step,
        attempt=attempt,
        state=str(state),
        message=message,
        next_action=action,
        softer=softer,
        at=time.time(),
    )


def softer_of(workspace: Workspace, execution: str, step: str) -> str:
    """The softer wording that was offered for the step's last attempt, "" where none was, or something was tried since."""
    for event in reversed(workspace.events.of_step(execution, step)):
        if isinstance(event, StepFailed):
            return event.softer
        if event.type in ("step_started", "step_stored"):
            return ""
    return ""


def offered(workspace: Workspace, execution: str, attempts: Iterable[Attempt]) -> dict[str, str]:
    """By step id, the prompt in softer words where the last try of a step's content was refused and such words are known."""
    last = {(attempt.step, attempt.take): attempt for attempt in attempts}
    refused = sorted({attempt.step for attempt in last.values() if attempt.state is AttemptState.REFUSED})
    found = {step: softer_of(workspace, execution, step) for step in refused}
    return {step: words for step, words in found.items() if words}


def _next(state: AttemptState, step: str) -> str:
    if state is AttemptState.REFUSED:
        return f"change it by `director set {step}.…`, then `director retry {step}`"
    return f"director retry {step}"


def _sentence(message: str) -> str:
    text = message.strip()
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
