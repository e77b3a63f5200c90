"""What was spent, how near the estimates came, and what people did with what was made, summed up for whoever looks."""

from collections.abc import Mapping
from typing import Literal

from director_kernel.schema.evidence import Evidence
from director_kernel.schema.money import Micros
from director_kernel.schema.noun import Noun

ReactionKind = Literal["accept", "edit", "discard", "lock", "regenerate", "swap"]


class Spent(Noun):
    """The ledger of one month (UTC, "2026-11"), provider, model and role, in micro-USD.

    `role` is the kind of step for media ("image-to-video") and the role of the call for words ("brain"). `reserved` is held for what goes
    on; it is spent or comes back.
    """

    month: str
    provider: str
    model: str
    role: str
    jobs: int
    spent: Micros
    reserved: Micros = 0


class EstimateError(Noun):
    """How far a model's live takes were from what they were planned to cost; both sums in micro-USD, over `n` takes."""

    model: str
    n: int
    estimate: Micros
    actual: Micros

    @property
    def error(self) -> float:
        """(actual − estimate) / estimate: 0.1 means that it cost a tenth more than was said."""
        return (self.actual - self.estimate) / self.estimate


class CallCost(Noun):
    """The chat calls of a role to a model: tokens, price in micro-USD, and how long an answer took, in seconds (half of them, 19 of 20)."""

    role: str
    model: str
    calls: int
    failed: int
    tokens_in: int
    tokens_out: int
    price: Micros
    p50: float = 0.0
    p95: float = 0.0


class Costs(Noun):
    """All of it."""

    spent: tuple[Spent, ...] = ()
    estimates: tuple[EstimateError, ...] = ()
    calls: tuple[CallCost, ...] = ()


class Reacted(Noun):
    """How often people did one thing with what a model made, or with the steps it was planned for."""

    model: str
    kind: ReactionKind
    count: int


class Lessons(Noun):
    """What was learned, for a person: the evidence that plans are made with, and the reactions of the last 30 days."""

    evidence: Evidence = Evidence()
    reactions: tuple[Reacted, ...] = ()
    titles: Mapping[str, str] = {}
    """What use cases are called."""
