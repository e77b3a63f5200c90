"""How a take ends, for now or for good, and its place among the provider's concurrent jobs."""

import asyncio
from typing import NamedTuple

from director_kernel.providers.protocol import JobState
from director_kernel.schema.asset import Asset
from director_kernel.schema.journal import AttemptState

ENDED = {
    JobState.FAILED: AttemptState.FAILED,
    JobState.REFUSED: AttemptState.REFUSED,
    JobState.CANCELLED: AttemptState.CANCELLED,
    JobState.LOST: AttemptState.LOST,
}


class Outcome(NamedTuple):
    """How a take ended for now: `state` is the attempt's, or timeout, budget, busy, stopped."""

    state: str
    asset: Asset | None = None
    others: tuple[tuple[str, Asset], ...] = ()


class Again(NamedTuple):
    """Not now: try again in `wait` seconds, or when something settles; `firm`: not before, whatever settles."""

    wait: float
    firm: bool = False


class Slot:
    """One of the provider's concurrent jobs, given back once."""

    def __init__(self, semaphore: asyncio.Semaphore) -> None:
        self._semaphore: asyncio.Semaphore | None = semaphore

    def free(self) -> None:
        """The job is no longer in flight."""
        if self._semaphore is not None:
            self._semaphore.release()
            self._semaphore = None
