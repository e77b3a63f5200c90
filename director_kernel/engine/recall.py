"""What the journal says of an execution that goes on: which takes are there, which jobs are re-attached, what is unknown."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from director_kernel.engine.failures import failed
from director_kernel.engine.orders import Made
from director_kernel.engine.outcomes import Outcome
from director_kernel.engine.shared import Shared
from director_kernel.events import StepFailed
from director_kernel.providers.protocol import Request, Ticket
from director_kernel.schema.journal import FAILURES, Attempt, AttemptId, AttemptState, Execution, Take
from director_kernel.schema.plan import Role, Step
from director_kernel.store import Connection, journal
from director_kernel.store import events as kept
from director_kernel.store.journal import Order
from director_kernel.store.runs import Reattach

LOCAL = frozenset({"assemble"})


class Past(NamedTuple):
    """What is known of a take: nothing, how it ended, or the attempt to go on with (`ticket` None: it was never sent)."""

    outcome: Outcome | None = None
    attempt: AttemptId | None = None
    ticket: Ticket | None = None
    cancelling: bool = False
    made: Made | None = None


@dataclass
class Recall:
    """The memory of one execution; empty for a new one."""

    shared: Shared
    tier: str = ""
    approved: set[str] = field(default_factory=set)
    retry: frozenset[str] = frozenset()
    takes: dict[tuple[str, int], Take] = field(default_factory=dict)
    last: dict[tuple[str, int], Attempt] = field(default_factory=dict)

    def refresh(self, execution: str) -> None:
        """Reads the journal again."""
        self.takes = {(take.step, take.take): take for take in self.shared.runs.takes(execution)}
        self.last = {(attempt.step, attempt.take): attempt for attempt in self.shared.runs.attempts(execution)}

    def whole(self, step: Step) -> bool:
        """Whether every take of the step is stored."""
        return all((step.id, take) in self.takes for take in range(1, step.takes + 1))

    def past(self, step: str, take: int) -> Past:
        """What becomes of this take now. Raises AssetError where a paid file is gone."""
        attempt = self.last.get((step, take))
        if attempt is None:
            return Past()
        state = attempt.state
        if state is AttemptState.STORED:
            return self._stored(self.takes[step, take])
        if state in (AttemptState.SUBMITTED, AttemptState.CANCELLING):
            found = self.shared.runs.reattach(attempt.id)
            ticket = Ticket.model_validate_json(found.ticket_data)
            return Past(None, attempt.id, ticket, state is AttemptState.CANCELLING, self.made(found))
        if state in (AttemptState.RESERVED, AttemptState.SUBMITTING):
            return Past(None, attempt.id, None, False, self.made(self.shared.runs.reattach(attempt.id)))
        if state is AttemptState.UNKNOWN or (state in FAILURES and state is not AttemptState.SKIPPED and step not in self.retry):
            return Past(Outcome(state))
        return Past()

    def _stored(self, take: Take) -> Past:
        if self.shared.assets.here(take.asset):
            return Past(Outcome(AttemptState.STORED, take.asset, tuple(sorted(take.others.items()))))
        if take.price:
            self.shared.assets.check(take.asset)
        return Past()

    def made(self, found: Reattach) -> Made:
        """The order as it was journalled, whatever the step says by now."""
        attempt, content = found.attempt, json.loads(found.request)
        inputs = tuple(self.shared.input_file(Role(role), self.shared.asset(sha256)) for role, sha256 in content["inputs"])
        request = Request.model_validate(content["request"]).with_(inputs=inputs)
        order = Order(
            attempt.execution,
            attempt.step,
            attempt.take,
            attempt.epoch,
            self.tier,
            attempt.fingerprint,
            attempt.plan_key,
            attempt.provider,
            attempt.model,
            found.request,
            attempt.ceiling,
        )
        provenance = {
            "execution": attempt.execution,
            "step": attempt.step,
            "take": attempt.take,
            "model": attempt.model,
            "prompt": request.prompt,
            "seed": request.seed,
        }
        return Made(order, request, provenance)


async def recall(shared: Shared, execution: Execution, epoch: int, *, retry: Collection[str] = ()) -> Recall:
    """Reads the journal for its new owner. What was being sent without a ticket is `unknown` from now on, and said to be."""
    await mark_unknown(shared, execution, epoch)
    memory = Recall(shared, execution.tier, shared.runs.approved(execution.id), frozenset(retry))
    memory.refresh(execution.id)
    return memory


async def mark_unknown(shared: Shared, execution: Execution, epoch: int) -> None:
    """What was being sent without a ticket is unknown from now on. Raises LeaseError where `epoch` is over."""
    last = {(attempt.step, attempt.take): attempt for attempt in shared.runs.attempts(execution.id)}
    sent = [a for a in last.values() if a.state is AttemptState.SUBMITTING and not _repeatable(shared, a.provider)]
    if not sent:
        return
    message = "it was being sent when its process ended: nobody can say whether it was accepted"
    told = [_unknown_event(attempt, message) for attempt in sent]

    def write(connection: Connection) -> list[StepFailed]:
        # A process that was only suspended may have written its ticket down meanwhile: then the job is known.
        events = [
            event
            for attempt, event in zip(sent, told, strict=True)
            if journal.lose(connection, attempt.id, epoch, message=message, next_action=event.next_action)
        ]
        kept.append(connection, events)
        return events

    for event in await shared.writer.commit(write):
        shared.say(event)


def _unknown_event(attempt: Attempt, message: str) -> StepFailed:
    action = f"director recover {attempt.execution}, or look at {attempt.provider} and `director release {attempt.id}`"
    return failed(attempt.execution, attempt.step, str(attempt.id), AttemptState.UNKNOWN, message, action)


def _repeatable(shared: Shared, provider: str) -> bool:
    """True for work that stays on this machine: sent twice it is done twice and paid never."""
    return provider in LOCAL or bool(getattr(shared.providers.get(provider), "local", False))
