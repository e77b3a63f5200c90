"""Finds orders whose fate is unknown at their providers. One match is followed again; nothing is ever sent a second time."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress

from director_kernel.engine.recall import Recall, mark_unknown
from director_kernel.engine.said import step_started
from director_kernel.engine.steering import Steering
from director_kernel.errors import DirectorError, LeaseError
from director_kernel.events import StepFailed
from director_kernel.providers.protocol import Candidate, Request
from director_kernel.schema.journal import Attempt, AttemptState, Execution
from director_kernel.schema.recovery import Fate, Job, Recovery, Sought
from director_kernel.store import Connection
from director_kernel.store import events as kept
from director_kernel.store.recovery import LostOrders, attach

AT_ONCE = 4
"""Questions to providers at a time."""
SHOWN = 10
"""Candidates that are named; the person looks at the provider anyway."""


class Search:
    """Looks for the lost orders of a workspace, whichever process lost them."""

    def __init__(self, runs: Steering) -> None:
        self._runs = runs
        self._shared = runs.shared
        self._journal = runs.workspace.runs
        self._lost = LostOrders(runs.workspace.readers)
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def everywhere(self, execution: str | None = None) -> Recovery:
        """What is known now of every unknown order of `execution` (default: of all)."""
        if execution is not None:
            self._journal.get(execution)
        await self._shared.ready(attempt.provider for attempt in (*self._lost.sending(), *self._journal.unknown(execution)))
        await self._bury()
        unknown = self._journal.unknown(execution)
        found = await asyncio.gather(*(self._ask(attempt) for attempt in unknown))
        # One after the other: two orders that send the same must not both be given the one job there is.
        return Recovery(sought=tuple([await self._settle(attempt, asked) for attempt, asked in zip(unknown, found, strict=True)]))

    async def _bury(self) -> None:
        """What a process was sending when it died is unknown from now on."""
        for execution in dict.fromkeys(attempt.execution for attempt in self._lost.sending()):
            found = self._journal.get(execution)
            if execution not in self._runs.active and not self._runs.workspace.leases.alive(execution, found.epoch):
                with suppress(LeaseError):  # somebody goes on with it just now, and does the same
                    await mark_unknown(self._shared, found, found.epoch)

    async def _ask(self, attempt: Attempt) -> "tuple[Candidate, ...] | str":
        """The jobs that carry the attempt's request, or why nobody could be asked."""
        provider = self._shared.providers.get(attempt.provider)
        if provider is None:
            return f"{attempt.provider} is not here to be asked; give it its key (`director keys add {attempt.provider}`), then try again."
        candidates = getattr(provider, "candidates", None)
        if candidates is None:
            return f"{attempt.provider} has no history that can be asked; look there yourself."
        try:
            request = self._request(attempt)
            async with self._gate:
                return tuple(await candidates(request, attempt.at, self._given_up(attempt)))
        except DirectorError as error:
            return f"{attempt.provider} could not be asked: {error.message}"
        except Exception as error:  # noqa: BLE001 - a provider's edge: reported, and the order stays unknown
            return f"{attempt.provider} could not be asked ({str(error) or type(error).__name__}); try again later."

    def _request(self, attempt: Attempt) -> Request:
        return Recall(self._shared).made(self._journal.reattach(attempt.id)).request

    def _given_up(self, attempt: Attempt) -> float:
        """When it was found to be unknown: until then it may have been sent, by a process that slept in between too."""
        said = [
            event.at
            for event in self._runs.workspace.events.of_step(attempt.execution, attempt.step)
            if isinstance(event, StepFailed) and event.attempt == str(attempt.id)
        ]
        return max([*said[-1:], attempt.at]) if said else time.time()

    async def _settle(self, attempt: Attempt, asked: "tuple[Candidate, ...] | str") -> Sought:
        if isinstance(asked, str):
            return self._sought(attempt, "unasked", asked)
        free = [each for each in asked if not self._lost.taken(attempt.provider, each.ticket.id)]
        jobs = [Job(ticket=each.ticket.id, at=each.at, why=each.why) for each in free]
        if not free:
            known = f" ({len(asked)} of that request are other attempts')" if asked else ""
            return self._sought(attempt, "none", f"{attempt.provider} has no job for it{known}: perhaps it never arrived.")
        if len(free) > 1:
            return self._sought(attempt, "several", f"{attempt.provider} has {len(free)} jobs that carry exactly its request.", jobs)
        return await self._attach(attempt, free[0], jobs)

    async def _attach(self, attempt: Attempt, job: Candidate, jobs: Sequence[Job]) -> Sought:
        started = step_started(attempt.id, attempt.model)
        data = job.ticket.model_dump_json(by_alias=True)

        def write(connection: Connection) -> AttemptState | None:
            state = attach(connection, attempt.id, job.ticket.id, data)
            if state is AttemptState.SUBMITTED:
                kept.append(connection, (started,))
            return state

        state = await self._shared.writer.commit(write)
        if state is AttemptState.SUBMITTED:
            self._shared.say(started)
            return self._sought(attempt, "found", f"it is {job.ticket.id} at {attempt.provider}, and is followed from there.", jobs)
        if state is None:
            return self._sought(attempt, "none", f"the job {attempt.provider} has for it is another attempt's.")
        if state is AttemptState.SUBMITTING:
            message = f"{attempt.provider} has a job for it, but one just being sent may be meant."
            return self._sought(attempt, "later", message, jobs)
        return self._sought(attempt, "settled", f"it is {state.value} by now.")

    def _sought(self, attempt: Attempt, fate: Fate, message: str, jobs: Sequence[Job] = ()) -> Sought:
        found = self._journal.get(attempt.execution)
        release = f"look at {attempt.provider}; if it was not made there, or you give it up: `director release {attempt.id} --yes`"
        again = f"director recover {attempt.execution}, once what is on its way is answered"
        return Sought(
            attempt=str(attempt.id),
            execution=attempt.execution,
            step=attempt.step,
            order=self._order(found, attempt.step),
            provider=attempt.provider,
            model=attempt.model,
            sent=attempt.at,
            ceiling=attempt.ceiling,
            fate=fate,
            jobs=tuple(jobs[:SHOWN]),
            message=message,
            next_action={"found": "", "settled": f"director status {attempt.execution}", "later": again}.get(fate, release),
        )

    def _order(self, execution: Execution, step: str) -> int:
        return next((each.order for each in self._runs.standing.whole(execution).steps if each.id == step), 0)


async def recover(runs: Steering, execution: str | None = None, *, follow: bool = True) -> Recovery:
    """Looks for every unknown order and follows the jobs that were found, so that what they made is stored. Raises UsageError."""
    recovery = await Search(runs).everywhere(execution)
    if follow:
        for name in recovery.executions:
            await runs.follow_up(name, recovery.steps(name))
    return recovery
