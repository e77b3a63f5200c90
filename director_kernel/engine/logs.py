"""What went on at a step, in words: the kept events, and between them the lines its studio wrote while this process listened."""

import threading
from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from director_kernel.events import (
    ApprovalNeeded,
    Event,
    InputNeeded,
    StepFailed,
    StepProgress,
    StepQueued,
    StepSkipped,
    StepStarted,
    StepStored,
)
from director_kernel.schema.money import usd
from director_kernel.schema.noun import Noun, storable
from director_kernel.schema.plan import Plan

MOST_LINES = 500
"""Live lines kept of a step, the last ones."""
LONGEST_LINE = 2000
MOST_STEPS = 1000
"""Steps whose live lines are kept, those last heard of."""


class LogLine(Noun):
    """One line; `at` is seconds since the epoch. The text is as the studio wrote it, control characters included."""

    at: float
    text: str


@dataclass(slots=True)
class NewLines:
    """Tells new lines from those a studio says again: some give all of them each time, some the last ones, some only the new."""

    _seen: tuple[str, ...] = ()

    def new(self, lines: tuple[str, ...]) -> tuple[str, ...]:
        """What comes after the lines known already, at most MOST_LINES of LONGEST_LINE letters."""
        now = tuple(storable(line[:LONGEST_LINE]) for line in lines[-MOST_LINES:])
        again = next(
            (count for count in range(min(len(now), len(self._seen)), 0, -1) if now[:count] == self._seen[len(self._seen) - count :]), 0
        )
        self._seen = (*self._seen, *now[again:])[-MOST_LINES:]
        return now[again:]


@dataclass
class LiveLines:
    """The lines heard in this process. `hear` is called on the engine's thread, `of` on any."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _steps: "OrderedDict[tuple[str, str], deque[LogLine]]" = field(default_factory=OrderedDict)

    def hear(self, event: Event) -> None:
        """Keeps the lines of a progress event."""
        if not isinstance(event, StepProgress) or not event.logs:
            return
        with self._lock:
            lines = self._steps.setdefault((event.execution, event.step), deque(maxlen=MOST_LINES))
            lines.extend(LogLine(at=event.at, text=storable(text[:LONGEST_LINE])) for text in event.logs)
            self._steps.move_to_end((event.execution, event.step))
            if len(self._steps) > MOST_STEPS:
                self._steps.popitem(last=False)

    def of(self, execution: str, step: str) -> list[LogLine]:
        """The last lines of a step, oldest first."""
        with self._lock:
            return list(self._steps.get((execution, step), ()))


def told(events: Iterable[Event], plan: Plan) -> list[LogLine]:
    """The kept events of a step in words, oldest first."""
    lines = [(event.at, _words(event, plan)) for event in events]
    return [LogLine(at=at, text=text[:LONGEST_LINE]) for at, text in lines if text]


def merged(kept: list[LogLine], live: list[LogLine]) -> list[LogLine]:
    """Both, by time; what is kept comes first where both say the same moment."""
    return sorted([*kept, *live], key=lambda line: line.at)


def _words(event: Event, plan: Plan) -> str:
    match event:
        case StepQueued():
            return f"queued, place {event.position}" if event.position else "queued"
        case StepStarted():
            return f"take {event.take} started" + (f" with {event.model}" if event.model else "")
        case StepStored():
            return f"take {event.take} was stored already, $0" if event.cached else f"take {event.take} stored, {usd(event.price)}"
        case StepFailed():
            return f"{event.state}: {event.message}" + (f" → {event.next_action}" if event.next_action else "")
        case StepSkipped():
            return _skipped(event, plan)
        case ApprovalNeeded():
            return f"waits for approval, at most {usd(event.ceiling)}"
        case InputNeeded():
            return "waits for its file, made by hand" + (f" at {event.where}" if event.where else "")
    return ""


def _skipped(event: StepSkipped, plan: Plan) -> str:
    order = next((step.order for step in plan.steps if step.id == event.because), event.because)
    if not event.left_out:
        return f"skipped: step {order} failed"
    return "left out by you" if event.because == event.step else f"left out with step {order}"
