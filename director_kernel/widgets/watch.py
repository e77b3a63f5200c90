"""One execution as a view shows it: read from the journal once, kept up to date by what is said of it."""

import time
from dataclasses import dataclass, field
from typing import Any

from director_kernel.director import Director
from director_kernel.engine.failures import softer_of
from director_kernel.engine.leaving import BY_YOU
from director_kernel.engine.manual import made_by_hand
from director_kernel.engine.status import step_state
from director_kernel.events import (
    ApprovalNeeded,
    CostChanged,
    Event,
    ExecutionDone,
    ExecutionStarted,
    InputNeeded,
    StepEvent,
    StepFailed,
    StepProgress,
    StepQueued,
    StepSkipped,
    StepStarted,
    StepStored,
)
from director_kernel.present.run_view import by_hand
from director_kernel.present.text import SAID, cut
from director_kernel.schema.asset import Asset
from director_kernel.schema.journal import Attempt, AttemptState, Execution
from director_kernel.schema.money import usd
from director_kernel.schema.plan import Kind, Plan, Step
from director_kernel.schema.rating import Rating, TakeKey
from director_kernel.widgets.files import asset_view

STATUS = {
    AttemptState.AWAITING_APPROVAL: "approve",
    AttemptState.AWAITING_INPUT: "input",
    AttemptState.RESERVED: "running",
    AttemptState.SUBMITTING: "running",
    AttemptState.SUBMITTED: "running",
    AttemptState.CANCELLING: "running",
    AttemptState.UNKNOWN: "unknown",
    AttemptState.STORED: "stored",
    AttemptState.FAILED: "failed",
    AttemptState.REFUSED: "refused",
    AttemptState.REJECTED: "failed",
    AttemptState.LOST: "failed",
    AttemptState.CANCELLED: "cancelled",
    AttemptState.RELEASED: "failed",
    AttemptState.SKIPPED: "skipped",
}
FAILED_AS = {state.value: word for state, word in STATUS.items()}
FAILED = ("failed", "refused", "unknown", "cancelled")
ENDED = ("stored", "skipped", *FAILED)
GOING = ("running", "detached")
PASTE = 20_000
"""Letters of a prompt to paste that travel with every update; the rest of a longer one is asked for."""
SECONDS_SLOW = 3.0
"""Seconds a run must have lasted before a guess at the rest is worth showing."""


@dataclass
class Stand:
    """How one step stands; `takes` by number."""

    status: str = "planned"
    progress: float = 0.0
    queue: int | None = None
    note: str = ""
    started: float = 0.0
    ended: float = 0.0
    price: int = 0
    cached: bool = False
    takes: dict[int, dict[str, Any]] = field(default_factory=dict)
    error: dict[str, str] | None = None


class Watch:
    """One execution. `see` takes its events; `view` is its state for a page. Not safe from several threads at once: the stage locks."""

    def __init__(self, director: Director, execution: str) -> None:
        self._director = director
        self.id = execution
        self.read()

    def read(self) -> None:
        """Reads the journal: what is kept there is the truth."""
        director, runs = self._director, self._director.workspace.runs
        self.found: Execution = runs.get(self.id)
        self.plan: Plan = director.runs.executor.plan_of(self.found)
        self.status: str = self.found.status.value
        self.message: str = self.found.message
        self.ratings: dict[tuple[str, int], Rating] = director.workspace.ratings.of(self.id)
        self.totals = director.workspace.ledger.totals(f"run:{self.id}")
        self.alive = self._alive()
        self.notices: list[str] = director.workspace.events.notices(self.id)
        self._orders = {step.id: step.order for step in self.plan.steps}
        self.steps = {step.id: Stand() for step in self.plan.steps}
        tries: dict[str, list[Attempt]] = {}
        for attempt in runs.attempts(self.id):
            tries.setdefault(attempt.step, []).append(attempt)
        for step in self.plan.steps:
            self._read_step(step, tries.get(step.id, []))
        for take in runs.takes(self.id):
            stand = self.steps.get(take.step)
            if stand is not None:
                stand.takes[take.take] = self._take(take.step, take.take, take.asset, cached=take.cached, price=take.price)
        for stand in self.steps.values():
            stand.price = sum(take["price"] for take in stand.takes.values())
            stand.cached = bool(stand.takes) and all(take["cached"] for take in stand.takes.values())
        for name, chosen in director.runs.left_out(self.id).items():
            stand = self.steps.get(name)
            if stand is not None:
                stand.status, stand.error = "skipped", None
                stand.note = BY_YOU if name == chosen else f"left out with step {self._orders.get(chosen, chosen)}"
        self._reel: dict[str, Any] | None = None
        self._reel_read = False

    def _read_step(self, step: Step, attempts: list[Attempt]) -> None:
        stand, last = self.steps[step.id], attempts[-1] if attempts else None
        stand.status = STATUS.get(step_state(attempts, step.takes), "planned")
        if last is None:
            return
        stand.started = last.at
        stand.progress = 1.0 if stand.status == "stored" else 0.0
        if stand.status in ENDED:
            stand.ended = last.at
        if stand.status in FAILED:
            softer = softer_of(self._director.workspace, self.id, step.id) if stand.status == "refused" else ""
            said = {"message": last.message, "next": last.next_action, "softer": softer}
            stand.error = {"state": last.state.value, "attempt": str(last.id), **said}
        elif stand.status == "input":
            stand.note = self._by_hand(step)
        elif stand.status == "skipped":
            stand.note = self._because(last.message)

    @staticmethod
    def _by_hand(step: Step) -> str:
        """What a person does for it: what to paste and where, and how the result comes back."""
        return by_hand(step.order, *step.by_hand)

    @staticmethod
    def _hand(step: Step, stand: Stand) -> dict[str, Any]:
        """What a person makes for it, and the next take that waits for their file."""
        prompt, where = step.by_hand
        take = next((number for number in range(1, step.takes + 1) if number not in stand.takes), step.takes)
        whole = len(prompt) <= PASTE
        return {
            "media": made_by_hand(step),
            "take": take,
            "prompt": prompt if whole else prompt[:PASTE],
            "whole": whole,
            "where": cut(where),
        }

    def _because(self, step: str) -> str:
        return f"step {self._orders[step]} failed" if step in self._orders else step

    def _alive(self) -> bool:
        executor = self._director.runs.executor
        return self.id in executor.active or self._director.workspace.leases.alive(self.id, self.found.epoch)

    @property
    def here(self) -> bool:
        """True while this process drives it."""
        return self.id in self._director.runs.executor.active

    def look(self) -> bool:
        """Looks whether somebody still drives it; True if that changed."""
        if self.status not in GOING:
            return False
        was, self.alive = self.alive, self._alive()
        return was != self.alive

    # Events

    def see(self, event: Event) -> None:
        """Takes in an event of this execution."""
        match event:
            case ExecutionStarted():
                self.read()
                self.status, self.message, self.alive = "running", "", True
            case CostChanged():
                self.totals = self.totals.with_(committed=event.spent, outstanding=event.reserved, cap=event.cap)
            case ExecutionDone():
                # The last word may come a moment before the lease is given back; the journal has everything else.
                self.read()
                self.status, self.message = event.status, event.message
            case StepEvent() if event.step in self.steps:
                if isinstance(event, StepStarted) and event.notice and event.notice not in self.notices:
                    self.notices.append(event.notice)
                self._see_step(self.steps[event.step], event)

    def _see_step(self, stand: Stand, event: StepEvent) -> None:
        match event:
            case StepQueued():
                stand.status, stand.queue, stand.started = "queued", event.position, event.at
            case StepStarted():
                stand.status, stand.note, stand.error = "running", f"take {event.take}" if event.take > 1 else "", None
                stand.progress, stand.queue, stand.started, stand.ended = 0.0, None, event.at, 0.0
            case StepProgress():
                if stand.status not in ENDED:
                    stand.status = "queued" if event.queue_position is not None else "running"
                    stand.progress, stand.queue = max(event.progress, 0.0), event.queue_position
                    stand.note = event.message or stand.note
            case StepStored():
                self._stored(stand, event)
            case StepFailed():
                stand.status = FAILED_AS.get(event.state, "failed")
                stand.ended, stand.queue, stand.note = event.at, None, ""
                said = {"message": event.message, "next": event.next_action, "softer": event.softer}
                stand.error = {"state": event.state, "attempt": event.attempt, **said}
            case StepSkipped():
                stand.status, stand.ended, stand.error = "skipped", event.at, None
                stand.note = self._left_out(event) if event.left_out else self._because(event.because)
            case ApprovalNeeded():
                stand.status, stand.note = "approve", ""
            case InputNeeded():
                stand.status, stand.note = "input", self._by_hand(self.plan.step(event.step))

    def _left_out(self, event: StepSkipped) -> str:
        return BY_YOU if event.because == event.step else f"left out with step {self._orders.get(event.because, event.because)}"

    def _stored(self, stand: Stand, event: StepStored) -> None:
        asset = self._director.workspace.assets.get(event.asset) if event.asset else None
        if asset is not None:
            stand.takes[event.take] = self._take(event.step, event.take, asset, cached=event.cached, price=event.price)
        wanted = self.plan.step(event.step).takes
        if len(stand.takes) >= wanted:
            stand.status, stand.progress, stand.ended, stand.note = "stored", 1.0, event.at, ""
        stand.queue, stand.error = None, None
        stand.price = sum(take["price"] for take in stand.takes.values())
        stand.cached = all(take["cached"] for take in stand.takes.values())

    # For the page

    def _take(self, step: str, number: int, asset: Asset, *, cached: bool, price: int) -> dict[str, Any]:
        made = self.plan.step(step)
        rating = self.ratings.get((step, number), Rating())
        return {
            "key": str(TakeKey(self.id, step, number)),
            "execution": self.id,
            "step": step,
            "order": made.order,
            "take": number,
            "title": cut(made.action),
            "media": asset.mime.partition("/")[0] if asset.mime.partition("/")[0] in ("image", "video", "audio") else "text",
            "asset": asset_view(asset),
            "model": cut(made.model_name or made.model),
            "studio": self.found.studio,
            "cached": cached,
            "price": price,
            "stars": rating.stars,
            "mark": rating.mark,
            "at": self.found.created_at,
        }

    def rated(self) -> None:
        """Reads again what people said of its takes."""
        self.ratings = self._director.workspace.ratings.of(self.id)
        for step, stand in self.steps.items():
            for number, take in stand.takes.items():
                rating = self.ratings.get((step, number), Rating())
                take["stars"], take["mark"] = rating.stars, rating.mark

    @property
    def shown_status(self) -> str:
        """The execution's status; `interrupted` where it says it goes on and nobody drives it."""
        return "interrupted" if self.status == "running" and not self.alive else self.status

    @property
    def stored(self) -> int:
        return sum(stand.status == "stored" for stand in self.steps.values())

    def step_view(self, step: Step) -> dict[str, Any]:
        """One step of the plan and how it stands."""
        stand = self.steps[step.id]
        waits = [self._orders[need] for need in step.depends_on if self.steps[need].status != "stored"] if stand.status == "planned" else []
        return {
            "id": step.id,
            "order": step.order,
            "action": cut(step.action),
            "kind": step.kind.value,
            "media": step.kind.media,
            "model": cut(step.model),
            "modelName": cut(step.model_name or step.model),
            "status": stand.status,
            "progress": round(stand.progress, 3),
            "queue": stand.queue,
            "note": cut(stand.note, SAID),
            "waits": waits,
            "startedAt": stand.started,
            "endedAt": stand.ended,
            "expected": step.estimated_seconds if self.found.studio == "live" else self._usual(step),
            "price": stand.price,
            "ceiling": step.ceiling if self.found.studio == "live" else 0,
            "cached": stand.cached,
            "wanted": step.takes,
            "takes": [stand.takes[number] for number in sorted(stand.takes)],
            "hand": self._hand(step, stand) if stand.status == "input" else None,
            "error": {name: cut(words, SAID) for name, words in stand.error.items()} if stand.error is not None else None,
        }

    def _usual(self, step: Step) -> float:
        """How long steps of this kind took in this run so far, in seconds; 0 where none has ended."""
        spans = [
            stand.ended - stand.started
            for other in self.plan.steps
            if other.kind is step.kind and (stand := self.steps[other.id]).status == "stored" and stand.ended > stand.started > 0
        ]
        return round(sum(spans) / len(spans), 1) if spans else 0.0

    @property
    def fraction(self) -> float:
        """How far it is, 0–1: steps weigh the time they should take."""
        weights = {step.id: max(step.estimated_seconds, 1.0) for step in self.plan.steps}
        done = sum(weights[name] * (1.0 if stand.status in ENDED else stand.progress) for name, stand in self.steps.items())
        return done / (sum(weights.values()) or 1.0)

    def _left(self) -> float | None:
        """Seconds left as far as one can tell, None when one can't."""
        fraction, lasted = self.fraction, time.time() - self.found.created_at
        if self.shown_status != "running" or fraction < 0.05 or lasted < SECONDS_SLOW:
            return None
        return float(round(lasted / fraction * (1 - fraction)))

    def line(self) -> str:
        """How it stands in a line."""
        parts = [f"{self.stored} of {len(self.steps)} stored"]
        failed = sum(stand.status in FAILED for stand in self.steps.values())
        skipped = sum(stand.status == "skipped" for stand in self.steps.values())
        parts += [f"{failed} failed"] if failed else []
        parts += [f"{skipped} skipped"] if skipped else []
        if self.found.studio == "previs":
            return " · ".join([*parts, "previs, free"])
        return " · ".join([*parts, f"{usd(self.totals.committed)} spent", f"{usd(self.totals.outstanding)} reserved"])

    def reel(self) -> dict[str, Any] | None:
        """The film this run joined, None before it has."""
        joined = any(step.kind is Kind.ASSEMBLE and self.steps[step.id].status == "stored" for step in self.plan.steps)
        if not joined:
            return None
        if not self._reel_read:
            self._reel, self._reel_read = reel_view_of(self._director, self.id), True
        return self._reel

    def summary(self) -> dict[str, Any]:
        """The run in short, for views that show something else."""
        return {
            "execution": self.id,
            "status": self.shown_status,
            "version": self.found.version,
            "studio": self.found.studio,
            "stored": self.stored,
            "steps": len(self.steps),
        }

    def view(self) -> dict[str, Any]:
        """Everything a page shows of it."""
        found = self.found
        return {
            "execution": self.id,
            "empty": "",
            "conversation": found.conversation,
            "plan": found.plan,
            "version": found.version,
            "title": cut(self.plan.title),
            "aspect": cut(self.plan.aspect),
            "studio": found.studio,
            "status": self.shown_status,
            "line": self.line(),
            "message": cut(self.message, SAID),
            "notices": [cut(notice, SAID) for notice in self.notices],
            "elsewhere": self.status in GOING and self.alive and not self.here,
            "startedAt": found.created_at,
            "finishedAt": found.finished_at,
            "left": self._left(),
            "fraction": round(self.fraction, 4),
            "money": {
                "spent": self.totals.committed,
                "reserved": self.totals.outstanding,
                "cap": self.totals.cap,
                "ceiling": self.plan.ceiling if found.studio == "live" else 0,
            },
            "steps": [self.step_view(step) for step in self.plan.steps],
            "reel": self.reel(),
        }


def reel_view_of(director: Director, execution: str) -> dict[str, Any] | None:
    """The film of a run with its shots, None where there is none. Its files are put in place."""
    reel = director.reels.latest(execution)
    if reel is None or "reel" not in reel.files:
        return None
    takes = director.workspace.runs.takes(execution)
    film = next(take for take in takes if "otio" in take.others)
    folder = director.workspace.folder
    return {
        "asset": asset_view(film.asset),
        "seconds": reel.seconds,
        "poster": film.asset.sha256,
        "shots": [
            {
                "step": shot.step,
                "order": shot.order,
                "title": cut(shot.title),
                "from": shot.start,
                "seconds": shot.seconds,
                "asset": asset_view(shot.asset) if shot.asset is not None else None,
            }
            for shot in director.reels.shots(execution)
        ],
        "files": [{"name": name, "path": path.relative_to(folder).as_posix()} for name, path in reel.files.items()],
    }
