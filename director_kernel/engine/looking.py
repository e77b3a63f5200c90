"""Looks at a job that is paid and goes on: what it says is passed on, what a failed look says is not taken for its end."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from director_kernel.engine import bookings
from director_kernel.engine.logs import NewLines
from director_kernel.engine.polling import interval
from director_kernel.engine.said import step_progress
from director_kernel.errors import JobFailed, OutputLost, ProviderError, Refused
from director_kernel.events import Event
from director_kernel.providers.protocol import JobState, JobStatus
from director_kernel.schema.journal import AttemptId

LONGEST = 120.0
"""Seconds a provider may ask to be left alone: whoever asks for more is looked at anyway."""


@dataclass(slots=True)
class Look:
    """One attempt's looks. `say` gets what is new; `pace` is the least seconds between two looks, `ceiling` in micro-USD."""

    attempt: AttemptId
    ceiling: int
    say: Callable[[Iterable[Event]], None]
    pace: float = 0.0
    _asked: float = 0.0
    _last: JobStatus | None = None
    _lines: NewLines = field(default_factory=NewLines)

    async def at(self, asking: Awaitable[JobStatus]) -> JobStatus | None:
        """What `asking` is answered; None where the look itself failed."""
        self._asked = 0.0
        try:
            status = await asking
        except Refused as error:
            actual = bookings.of_error(error, self.ceiling)
            return JobStatus(state=JobState.REFUSED, message=error.message, actual=actual, policy=error.policy)
        except JobFailed as error:
            return JobStatus(state=JobState.FAILED, message=error.message, actual=bookings.of_error(error, self.ceiling))
        except OutputLost as error:
            return JobStatus(state=JobState.LOST, message=error.message, actual=bookings.of_lost(error, self.ceiling))
        except (ProviderError, OSError, TimeoutError) as error:
            # The job is paid and goes on; a failed look says nothing about it.
            self._asked = min(LONGEST, getattr(error, "retry_after", None) or 0.0)
            self._progress(JobStatus(state=JobState.RUNNING, message=said_of(error)))
            return None
        self._progress(status)
        return status

    def pause(self, elapsed: float, limit: float) -> float:
        """Seconds until the next look: what the provider asks for at least, else in proportion to the time it took, within `limit`."""
        return max(self.pace, self._asked, min(interval(elapsed), limit - elapsed))

    def _progress(self, status: JobStatus) -> None:
        lines = self._lines.new(status.logs) if status.logs else ()
        if lines or (status.state in (JobState.QUEUED, JobState.RUNNING) and status != self._last):
            self._last = status
            self.say((step_progress(self.attempt, status, lines),))


def said_of(error: BaseException) -> str:
    """What an error says, its kind where it says nothing."""
    return str(error) or type(error).__name__
