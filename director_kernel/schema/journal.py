"""Executions, attempts, takes and the money booked on them, as the journal keeps them."""

from enum import StrEnum
from typing import Literal, NamedTuple

from director_kernel.schema.asset import Asset
from director_kernel.schema.money import Micros
from director_kernel.schema.noun import Noun

Studio = Literal["previs", "live"]
Mode = Literal["auto", "step"]
MODES: dict[str, Mode] = {"auto": "auto", "step": "step", "full_auto": "auto", "step_by_step": "step"}
"""Accepted names of the modes, the published format's included."""


class AttemptState(StrEnum):
    """Where one try at a take stands; a step's status is derived from its attempts."""

    PLANNED = "planned"
    """No attempt yet; never written, only derived."""
    AWAITING_APPROVAL = "awaiting_approval"
    AWAITING_INPUT = "awaiting_input"
    RESERVED = "reserved"
    SUBMITTING = "submitting"
    SUBMITTED = "submitted"
    CANCELLING = "cancelling"
    UNKNOWN = "unknown"
    """Sent, and nobody can say whether it was accepted: never sent again by itself."""
    STORED = "stored"
    FAILED = "failed"
    REFUSED = "refused"
    REJECTED = "rejected"
    """Certainly not accepted."""
    LOST = "lost"
    """Billed, and the output is gone."""
    CANCELLED = "cancelled"
    RELEASED = "released"
    """Given up by a person."""
    SKIPPED = "skipped"


OPEN = frozenset(
    {AttemptState.RESERVED, AttemptState.SUBMITTING, AttemptState.SUBMITTED, AttemptState.CANCELLING, AttemptState.UNKNOWN},
)
"""Money may still move: the reservation is kept."""
FAILURES = frozenset(
    {
        AttemptState.FAILED,
        AttemptState.REFUSED,
        AttemptState.REJECTED,
        AttemptState.LOST,
        AttemptState.CANCELLED,
        AttemptState.RELEASED,
        AttemptState.SKIPPED,
    },
)
"""Ended without a take: `retry` makes a new attempt."""


class AttemptId(NamedTuple):
    """What an attempt is called. `str()` gives `run-3.shot2.1.1`: execution, step, take, number of the try."""

    execution: str
    step: str
    take: int
    number: int

    def __str__(self) -> str:
        return f"{self.execution}.{self.step}.{self.take}.{self.number}"

    @classmethod
    def parse(cls, text: str) -> "AttemptId":
        """The id written as `str()` writes it. Raises ValueError."""
        execution, step, take, number = text.split(".")
        return cls(execution, step, int(take), int(number))


class Attempt(Noun):
    """One try at a take. `ceiling` is what was reserved and `actual` what was booked, in micro-USD; `ticket` is the job at the provider."""

    execution: str
    step: str
    take: int
    number: int
    state: AttemptState
    epoch: int
    fingerprint: str = ""
    plan_key: str = ""
    provider: str = ""
    model: str = ""
    ticket: str = ""
    ceiling: Micros = 0
    actual: Micros | None = None
    message: str = ""
    next_action: str = ""
    at: float = 0.0

    @property
    def id(self) -> AttemptId:
        return AttemptId(self.execution, self.step, self.take, self.number)


class Take(Noun):
    """One stored result of a step. `cached`: it was there before and cost nothing; `price` in micro-USD."""

    execution: str
    step: str
    take: int
    attempt: int
    asset: Asset
    fingerprint: str
    plan_key: str
    cached: bool = False
    price: Micros = 0
    others: dict[str, Asset] = {}
    """Further outputs by role ("layers", "otio", …)."""


class ExecutionStatus(StrEnum):
    """`running` with a dead owner is an interrupted one: resume it."""

    RUNNING = "running"
    WAITING = "waiting"
    """For approvals or a manual step."""
    DETACHED = "detached"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Execution(Noun):
    """One run of one version of a plan. `cap` in micro-USD; `time_limit` seconds of waiting per attempt; `epoch` counts its owners."""

    id: str
    plan: str
    version: int
    conversation: str = ""
    studio: Studio
    mode: Mode
    status: ExecutionStatus
    tier: str = ""
    epoch: int = 0
    owner: str = ""
    time_limit: float = 600.0
    message: str = ""
    created_at: float = 0.0
    finished_at: float = 0.0


class Totals(Noun):
    """The ledger of one scope in micro-USD: `reserved + overrun == committed + released + outstanding`, always."""

    scope: str
    cap: Micros | None = None
    reserved: Micros = 0
    committed: Micros = 0
    released: Micros = 0
    overrun: Micros = 0
    outstanding: Micros = 0

    @property
    def balanced(self) -> bool:
        return self.reserved + self.overrun == self.committed + self.released + self.outstanding

    @property
    def left(self) -> int | None:
        """What new reservations may still take; None without a cap."""
        return None if self.cap is None else max(0, self.cap - self.committed - self.outstanding)
