"""One key as this process holds it: whether it may be used, what it is doing, and what its service last said of it."""

from dataclasses import dataclass, field

from director_kernel.errors import KeyFault, NotAccepted
from director_kernel.providers.keys import Key
from director_kernel.providers.vault import sendable
from director_kernel.schema.key import KeyLimits, KeyState
from director_kernel.store.keys import KeyRow, Name, Sums

MOST_PAUSE = 3600.0
"""Seconds a service may ask for at most: a Retry-After of a year is a mistake."""
LONGEST_GUESS = 60.0
"""Where it doesn't say (OpenRouter's 429 has no Retry-After): a second, then twice as long each time, up to this."""
TOP_UP = 3600.0
"""Seconds after which an account without money is tried again."""
TRIAL = 5.0
"""Seconds after a limit in which one request goes at a time, until one is accepted: all that waited must not run into it again."""
WORSE = (KeyState.ACTIVE, KeyState.LIMITED, KeyState.EXHAUSTED, KeyState.INVALID)
LONGEST_WHY = 300
UNFIT = "it has letters no key has; copy it again, in one piece"


@dataclass
class Tally:
    """What came of requests that are not yet in the books."""

    sent: int = 0
    made: int = 0
    limited: int = 0
    failed: int = 0
    seconds: float = 0.0
    used_at: float = 0.0

    def taken(self) -> Sums:
        """What is in it, which then is empty."""
        sums = Sums(self.sent, self.made, self.limited, self.failed, self.seconds, self.used_at)
        self.sent = self.made = self.limited = self.failed = 0
        self.seconds = 0.0
        return sums


@dataclass(eq=False)
class Held:
    """A key with its state. `seen_at` is when it was found where it is kept, `turn` counts up with each use of any key of the service."""

    key: Key
    seen_at: float
    limits: KeyLimits = field(default_factory=KeyLimits)
    state: KeyState = KeyState.ACTIVE
    until: float = 0.0
    why: str = ""
    changed_at: float = 0.0
    turn: int = 0
    sending: int = 0
    jobs: set[str] = field(default_factory=set)
    tally: Tally = field(default_factory=Tally)
    _strikes: int = 0
    _trial_ends: float = 0.0

    def __post_init__(self) -> None:
        self._fit = sendable(self.key.secret)
        if not self._fit:
            self.state, self.why = KeyState.INVALID, UNFIT

    @property
    def name(self) -> Name:
        return Name(self.key.id, self.key.service, self.key.shown)

    @property
    def load(self) -> int:
        """Requests on their way and jobs in flight, of this process."""
        return self.sending + len(self.jobs)

    def state_at(self, now: float) -> KeyState:
        """What is to be said of it: a limit that is over is none."""
        timed = self.state in (KeyState.LIMITED, KeyState.EXHAUSTED)
        return KeyState.ACTIVE if timed and now >= self.until else self.state

    def opens(self, now: float) -> float | None:
        """When it may be used: now, later, or not before a person says so (None)."""
        if self.state is KeyState.INVALID:
            return None
        if self.state is not KeyState.ACTIVE and now < self.until:
            return self.until
        return self._trial_ends if self.sending and now < self._trial_ends else now

    def fault(self, error: NotAccepted, why: str, now: float) -> bool:
        """Takes in what the service said; True where that changes its state. What is worse already stays."""
        fault = error.fault
        if fault is None:
            return False
        state = KeyState(fault.value)
        standing = self.state_at(now)
        if WORSE.index(state) < WORSE.index(standing):
            return False
        until = 0.0
        if fault is KeyFault.LIMITED:
            if standing is not KeyState.LIMITED:
                self._strikes += 1
            until = max(now + self._pause(error.retry_after), self.until if standing is state else 0.0)
            self._trial_ends = until + TRIAL
        elif fault is KeyFault.EXHAUSTED:
            until = now + TOP_UP
        self.set(state, until, why, now)
        return True

    def _pause(self, asked: float | None) -> float:
        if asked is not None and asked >= 0:
            return min(asked, MOST_PAUSE)
        return min(2.0 ** min(self._strikes - 1, 10), LONGEST_GUESS)

    def well(self) -> None:
        """A request with it was accepted."""
        self._strikes, self._trial_ends = 0, 0.0

    def set(self, state: KeyState, until: float, why: str, now: float) -> None:
        """The state it has from `now` on; what can't be sent stays invalid, whatever a person says."""
        if not self._fit:
            state, until, why = KeyState.INVALID, 0.0, UNFIT
        self.state, self.until, self.why, self.changed_at = state, until, why[:LONGEST_WHY], now
        if state is KeyState.ACTIVE:
            self.well()

    def adopt(self, row: KeyRow) -> None:
        """Takes in what the books say, where that is newer."""
        self.limits = row.limits
        if row.changed_at > self.changed_at and row.state in set(KeyState):
            self.set(KeyState(row.state), row.until, row.why, row.changed_at)
