"""What looking for lost orders at their providers came to."""

from typing import Literal

from director_kernel.schema.money import Micros
from director_kernel.schema.noun import Noun

Fate = Literal["found", "none", "several", "settled", "later", "unasked"]
"""What is known of an order now.

`found`: one job matched and is followed; `none`, `several`: it stays unknown; `settled`: it is not unknown any more; `later`: an equal
order is on its way, ask again when it is answered; `unasked`: its provider has no history, or could not be asked.
"""


class Job(Noun):
    """A job at the provider that carries exactly the order's request; `at` is when it began, by the provider's clock."""

    ticket: str
    at: float
    why: str = ""


class Sought(Noun):
    """One attempt whose fate was unknown. `sent` is when it was entered to be sent; `ceiling` is what it holds reserved, in micro-USD."""

    attempt: str
    execution: str
    step: str
    order: int
    provider: str
    model: str = ""
    sent: float
    ceiling: Micros = 0
    fate: Fate
    jobs: tuple[Job, ...] = ()
    message: str
    next_action: str = ""


class Recovery(Noun):
    """Every order that was looked for, by execution and step."""

    sought: tuple[Sought, ...] = ()

    @property
    def executions(self) -> tuple[str, ...]:
        """Those that have a job to follow again."""
        return tuple(dict.fromkeys(one.execution for one in self.sought if one.fate == "found"))

    @property
    def unknown(self) -> tuple[Sought, ...]:
        """Those that still wait for a person."""
        return tuple(one for one in self.sought if one.fate in ("none", "several", "later", "unasked"))

    def steps(self, execution: str) -> tuple[str, ...]:
        """The steps of an execution whose jobs were found."""
        return tuple(dict.fromkeys(one.step for one in self.sought if one.fate == "found" and one.execution == execution))
