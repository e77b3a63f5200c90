"""Chat calls as the books keep them, and what they come to."""

from enum import StrEnum

from director_kernel.schema.money import Micros
from director_kernel.schema.noun import Noun


class CallState(StrEnum):
    """How a chat call stands or ended."""

    SENT = "sent"
    """Entered, and perhaps on its way: what it may cost stays reserved."""
    DONE = "done"
    BROKEN = "broken"
    """The answer failed or broke off midway."""
    STOPPED = "stopped"
    """A person stopped the answer."""
    REJECTED = "rejected"
    """Certainly not accepted: nothing was billed."""
    LOST = "lost"
    """The process that sent it died: booked at what it may have cost at most."""


class Call(Noun):
    """One chat call. Money in micro-USD; `at` is wall-clock seconds, `seconds` and `first_token` how long it took. `month` is UTC's."""

    seq: int
    at: float
    month: str
    role: str
    provider: str
    model: str
    served: str = ""
    """The model that answered, as the service calls it."""
    conversation: str = ""
    briefing: str = ""
    state: CallState
    ceiling: Micros
    price: Micros = 0
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    first_token: float = 0.0
    message: str = ""


class CallTotals(Noun):
    """The calls of one role to one model in one month. `failed` are those that broke, were rejected or lost; times are sums, in seconds."""

    month: str
    role: str
    provider: str
    model: str
    calls: int
    failed: int
    tokens_in: int
    tokens_out: int
    price: Micros
    seconds: float
    first_token: float
