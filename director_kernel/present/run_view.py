"""A run while it goes on: folds events into what each step is doing, as one line and as text."""

from dataclasses import dataclass, field

from director_kernel.events import (
    ApprovalNeeded,
    CostChanged,
    Event,
    ExecutionDone,
    ExecutionStarted,
    InputNeeded,
    StepFailed,
    StepProgress,
    StepQueued,
    StepSkipped,
    StepStarted,
    StepStored,
)
from director_kernel.present.text import columns, cut
from director_kernel.schema.money import usd
from director_kernel.schema.plan import Plan

ENDED = ("stored", "failed", "skipped")


@dataclass
class StepState:
    """What one step is doing: planned, queued, running, stored, failed, skipped, approve, input; `progress` 0–1, `note` said beside it."""

    status: str = "planned"
    progress: float = 0.0
    note: str = ""
    takes: int = 0
    cached: int = 0


@dataclass
class RunWatch:
    """The state of one execution as its events tell it. Feed it with `see`; read `line` and `text` at any time."""

    plan: Plan
    steps: dict[str, StepState] = field(default_factory=dict)
    execution: str = ""
    studio: str = "previs"
    spent: int = 0
    reserved: int = 0
    cap: int | None = None
    done: ExecutionDone | None = None
    notices: list[str] = field(default_factory=list)
    """What is to be said beside the steps: soft quotas that were passed."""

    def __post_init__(self) -> None:
        for step in self.plan.steps:
            self.steps.setdefault(step.id, StepState())

    def see(self, event: Event) -> None:
        """Takes in one event; events of other steps or kinds are ignored."""
        match event:
            case ExecutionStarted():
                self.execution, self.studio, self.done = event.execution, event.studio, None
                for step in event.stored:
                    self.steps[step] = StepState("stored", 1.0, "was stored")
            case CostChanged():
                self.spent, self.reserved, self.cap = event.spent, event.reserved, event.cap
            case ExecutionDone():
                self.done = event
            case (
                StepQueued()
                | StepStarted()
                | StepProgress()
                | StepStored()
                | StepFailed()
                | StepSkipped()
                | ApprovalNeeded()
                | InputNeeded()
            ):
                if isinstance(event, StepStarted) and event.notice and event.notice not in self.notices:
                    self.notices.append(event.notice)
                if event.step in self.steps:
                    self._see_step(self.steps[event.step], event)

    def _see_step(self, state: StepState, event: Event) -> None:
        match event:
            case StepQueued():
                state.status, state.note = "queued", f"place {event.position} in the queue" if event.position else ""
            case StepStarted():
                state.status, state.note = "running", f"take {event.take}" if event.take > 1 else ""
            case StepProgress():
                state.progress, state.note = event.progress, event.message
                if state.status not in ("stored", "failed"):
                    state.status = "running"
            case StepStored():
                state.status, state.progress, state.takes = "stored", 1.0, state.takes + 1
                state.cached += event.cached
                state.note = "was stored, $0" if event.cached else (usd(event.price) if event.price else "")
            case StepFailed():
                state.status, state.note = "failed", f"{event.message} {event.next_action}".strip()
            case StepSkipped():
                state.status, state.note = "skipped", self._skipped(event)
            case ApprovalNeeded():
                state.status, state.note = "approve", f"waits for %director approve {self._order(event.step)}"
            case InputNeeded():
                state.status, state.note = "input", f"made by hand: waits for %director provide {self._order(event.step)} FILE"

    def _skipped(self, event: StepSkipped) -> str:
        if not event.left_out:
            return f"because step {self._order(event.because)} failed"
        return "left out by you" if event.because == event.step else f"left out with step {self._order(event.because)}"

    def _order(self, step: str) -> int | str:
        return next((s.order for s in self.plan.steps if s.id == step), step)

    @property
    def fraction(self) -> float:
        """How far the whole run is, 0–1, each step weighing the same."""
        weights = [1.0 if s.status in ENDED else s.progress for s in self.steps.values()]
        return sum(weights) / len(weights) if weights else 1.0

    def line(self) -> str:
        """One line of progress."""
        busy = [f"{self._order(key)} {s.progress:.0%}" for key, s in self.steps.items() if s.status == "running"]
        stored = sum(s.status == "stored" for s in self.steps.values())
        failed = sum(s.status == "failed" for s in self.steps.values())
        bar = "█" * round(20 * self.fraction)
        now = f"  now: {', '.join(busy[:4])}" if busy and not self.done else ""
        return f"{bar:░<20} {stored}/{len(self.steps)} steps stored" + (f", {failed} failed" if failed else "") + self._money() + now

    def last_line(self) -> str:
        """The line that stays when the run is over: the same for the same outcome, however long it took."""
        stored = sum(s.status == "stored" for s in self.steps.values())
        ended = sum(s.status in ENDED for s in self.steps.values()) / (len(self.steps) or 1)
        return f"{'█' * round(20 * ended):░<20} {stored}/{len(self.steps)} steps stored{self._money()}"

    def _money(self) -> str:
        if self.studio == "previs":
            return ", $0.00 (previs)"
        cap = f" of {usd(self.cap)}" if self.cap is not None else ""
        return f", spent {usd(self.spent)}{cap}" + (f", reserved {usd(self.reserved)}" if self.reserved else "")

    def text(self) -> str:
        """Every step and how it stands."""
        rows = [(s.order, cut(s.action), self.steps[s.id].status, self.steps[s.id].note) for s in self.plan.steps]
        return "\n".join([columns(rows, right=(0,), stretch=3, fold=True), *self._by_hand(), *self.notices])

    def _by_hand(self) -> list[str]:
        """What is to be pasted for the steps that wait for a person's file."""
        waiting = [step for step in self.plan.steps if self.steps[step.id].status == "input"]
        return [by_hand(step.order, *step.by_hand) for step in waiting]


def by_hand(order: int, prompt: str, where: str) -> str:
    """What a person does for a step made by hand: what to paste and where, and how to hand the result back."""
    paste = f"; paste this{f' at {where}' if where else ''}:\n  {prompt}\nthen" if prompt else f"{f' at {where}' if where else ''};"
    return f"step {order} is made by hand{paste} `director provide {order} FILE` hands the result back"
