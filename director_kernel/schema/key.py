"""Keys of paid services as people see them: never the key itself, only `…last4`, what it may do and how it fared."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from director_kernel.schema.noun import Noun

Count = Annotated[int, Field(ge=0)]
Where = Literal["environment", "keyring", "workspace", "none"]
"""Where a key is kept; `none` is the empty key of a local server that asks for none."""
Strategy = Literal["round_robin", "least_loaded"]


class KeyState(StrEnum):
    """What a service last said about a key."""

    ACTIVE = "active"
    LIMITED = "limited"
    """Too many requests; good again at `until`."""
    EXHAUSTED = "exhausted"
    """The account has no money left; looked at again at `until`, or when a person says so."""
    INVALID = "invalid"
    """The service does not take it; until a person says otherwise."""
    LOCKED = "locked"
    """Sealed in the workspace, and what opens it is not here. Never written, only shown."""


class KeyLimits(Noun):
    """What may be sent with one key: requests per minute and per day, jobs in flight. 0: no limit."""

    rpm: Count = 0
    rpd: Count = 0
    concurrency: Count = 0

    @property
    def any(self) -> bool:
        return bool(self.rpm or self.rpd or self.concurrency)


class KeyCard(Noun):
    """One key on a list. `until` is wall-clock seconds, 0 where no time ends the state; `latency` the mean seconds to an answer.

    Counts are of all processes on this workspace: `today` requests since midnight UTC, the others since the key was first used.
    """

    id: str
    service: str
    shown: str
    source: Where
    state: KeyState = KeyState.ACTIVE
    until: float = 0.0
    why: str = ""
    limits: KeyLimits = KeyLimits()
    in_flight: Count = 0
    today: Count = 0
    sent: Count = 0
    made: Count = 0
    limited: Count = 0
    failed: Count = 0
    latency: float = 0.0
    used_at: float = 0.0


class KeyDay(Noun):
    """What was sent with a key on one day (UTC), and what came of it; `seconds` are those waited for answers."""

    id: str
    service: str
    shown: str
    day: str
    sent: Count = 0
    made: Count = 0
    limited: Count = 0
    failed: Count = 0
    seconds: float = 0.0


class KeyTest(Noun):
    """What one free read with a key showed."""

    id: str
    service: str
    shown: str
    verdict: Literal["valid", "limited", "exhausted", "invalid", "unreachable"]
    says: str = ""
