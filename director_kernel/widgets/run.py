"""The run a view shows: a conversation's latest, or one by name; and everything a person may do to it."""

import random
import secrets
from typing import Any

from director_kernel.engine.asking import step_of
from director_kernel.engine.choosing import choices
from director_kernel.errors import UsageError
from director_kernel.events import Event, ExecutionEvent, ExecutionStarted, StepProgress
from director_kernel.present.details import take_rows
from director_kernel.present.recover_view import recover_view
from director_kernel.present.saved import run_saved
from director_kernel.present.shown import Shown
from director_kernel.present.text import SAID, cut
from director_kernel.schema.journal import Execution
from director_kernel.schema.plan import Plan
from director_kernel.schema.rating import TakeKey
from director_kernel.widgets.part import Ask, Part, verb
from director_kernel.widgets.watch import Watch

NOTHING = "Nothing has run yet. Start the plan, or run a cell with %director run: the animatic is free."
MOST_EVENTS = 200
"""Events told in one message; what is older is in the state."""
MOST_PAIRS = 64
"""Blind pairs that wait for a vote; the oldest is forgotten."""


class RunPart(Part):
    """A run, by its id, or the latest of a conversation, a work, a plan or a project, by that one's."""

    trait = "preview"

    def __init__(self, stage: Any, key: str) -> None:
        super().__init__(stage)
        self.key = key
        self.watch: Watch | None = None
        self._events: list[dict[str, Any]] = []
        self._pairs: dict[str, tuple[str, str]] = {}
        self._judged = self.director.workspace.ratings.version()
        self._find()

    @property
    def fixed(self) -> bool:
        """True where one run is shown, whatever else runs."""
        return self.key.startswith("run-")

    def _find(self) -> None:
        runs = self.director.workspace.runs
        found = [runs.get(self.key)] if self.fixed else self._latest() if self.key else []
        if found and (self.watch is None or self.watch.id != found[0].id):
            self.watch = Watch(self.director, found[0].id)

    def _latest(self) -> list[Execution]:
        runs = self.director.workspace.runs
        return (runs.all(plan=self.key) if self.key.startswith("plan-") else runs.all(conversation=self.key))[:1]

    # State

    def hear(self, event: Event) -> bool:
        """Follows what goes on here."""
        if not isinstance(event, ExecutionEvent):
            return False
        if isinstance(event, ExecutionStarted) and (self.watch is None or self.watch.id != event.execution):
            self._find()
        if self.watch is None or event.execution != self.watch.id:
            return False
        self.watch.see(event)
        if not isinstance(event, StepProgress):
            said = {name: cut(value, SAID) if isinstance(value, str) else value for name, value in event.wire().items()}
            self._events = [*self._events, said][-MOST_EVENTS:]
        return True

    def look(self) -> bool:
        """Follows what another process does."""
        before = self.watch.id if self.watch is not None else ""
        self._find()
        if self.watch is None:
            return False
        changed = self.watch.look() or self.watch.id != before
        if self.watch.status in ("running", "detached") and not self.watch.here:
            self.watch.read()
            changed = True
        judged = self.director.workspace.ratings.version()
        if judged != self._judged:
            self._judged = judged
            self.watch.rated()
            changed = True
        return changed

    def tick(self) -> bool:
        """Whoever drives it may have been killed, which writes nothing."""
        return self.watch is not None and self.watch.look()

    def messages(self) -> list[dict[str, Any]]:
        """The events since the last time, for announcements."""
        told, self._events = self._events, []
        return [{"type": "events", "events": told}] if told else []

    def state(self) -> dict[str, Any]:
        """PreviewState."""
        return self.watch.view() if self.watch is not None else {**EMPTY, "conversation": self.key}

    def saved(self) -> Shown | None:
        """The pictures and the reel, for a notebook without a kernel."""
        with self.stage.lock:
            view = self.watch.view() if self.watch is not None else None
        if view is None:
            return None
        reel = self.director.reels.latest(str(view["execution"]))
        sheet = self.director.reels.sheet(reel, 960) if reel is not None else None
        return run_saved(view, reel.files if reel is not None else {}, sheet, self.small)

    def small(self, sha256: str) -> bytes | None:
        """A small picture of a stored file, None where there can't be one."""
        looks = self.director.looks.thumbs([sha256], 320)
        return looks[0].read() if looks else None

    # Verbs

    def _run(self, ask: Ask) -> str:
        return self.director.workspace.runs.get(ask.text("execution")).id

    @verb("run.cancel", lane="run")
    def cancel(self, ask: Ask) -> dict[str, str]:
        """Starts nothing new and stops what can be stopped."""
        return {"note": self.director.runs.cancel(self._run(ask))}

    @verb("run.resume", lane="run")
    def resume(self, ask: Ask) -> None:
        """Goes on with a run that was interrupted, detached or waits."""
        self.director.runs.go_on(self._run(ask))

    @verb("run.approve", lane="run")
    def approve(self, ask: Ask) -> None:
        """Lets a waiting step spend ("" for all that wait)."""
        self.director.runs.approve_now(ask.text("step", "") or None, self._run(ask))

    @verb("run.retry", lane="run")
    def retry(self, ask: Ask) -> None:
        """Tries a failed step again, with another model where one is named."""
        self.director.runs.retry_now([ask.text("step")], ask.text("model", "") or None, self._run(ask))

    @verb("run.soften", lane="run")
    def soften(self, ask: Ask) -> None:
        """Tries a step whose content was refused in the softer words that were offered, in this run."""
        self.director.runs.retry_now([ask.text("step")], None, self._run(ask), softer=True)

    @verb("run.skip", lane="run")
    def skip(self, ask: Ask) -> dict[str, str]:
        """Leaves a failed step out."""
        return {"note": self.director.runs.skip(self._run(ask), ask.text("step"))}

    @verb("run.provide", lane="run")
    def provide(self, ask: Ask) -> None:
        """Hands a step made by hand the file that was uploaded, as one of its takes, and goes on."""
        given = self.director.uploads.take(ask.text("upload"))
        self.director.runs.provide_now(ask.text("step"), given, self._run(ask), take=ask.number("take"))

    @verb("run.paste", lane="look")
    def paste(self, ask: Ask) -> dict[str, str]:
        """The whole of a prompt that is pasted elsewhere."""
        return {"prompt": step_of(self.director.runs.plan(self._run(ask)), ask.text("step")).by_hand[0]}

    @verb("run.recover", lane="run")
    def recover(self, ask: Ask) -> dict[str, str]:
        """Looks at the providers for orders whose fate is unknown; what is found is followed, nothing is sent again."""
        recovery = self.director.runs.recover(self._run(ask))
        with self.changing(), self.stage.lock:
            if self.watch is not None:
                self.watch.read()
        return {"note": cut(recover_view(recovery).text, SAID)}

    @verb("run.release", lane="run")
    def release(self, ask: Ask) -> dict[str, str]:
        """Gives an unknown attempt up: the person has looked at the provider."""
        with self.changing():
            note = self.director.runs.release(ask.text("attempt"))
            with self.stage.lock:
                if self.watch is not None:
                    self.watch.read()
        return {"note": note}

    @verb("run.others", lane="look")
    def others(self, ask: Ask) -> list[dict[str, Any]]:
        """Other models for a step, best first, each with what it would cost."""
        found = choices(self.director.catalog, self.director.runs.plan(self._run(ask)), ask.text("step"))
        return [choice.wire() for choice in found if not choice.current]

    @verb("run.logs", lane="look")
    def logs(self, ask: Ask) -> list[dict[str, Any]]:
        """What went on at a step."""
        return [{"at": line.at, "text": line.text} for line in self.director.runs.logs(self._run(ask), ask.text("step"))]

    @verb("run.details", lane="look")
    def details(self, ask: Ask) -> dict[str, Any]:
        """Prompt, parameters, seed, model, price, provenance."""
        return take_details(self.director, ask.text("take"))

    @verb("run.rate", lane="look")
    def rate(self, ask: Ask) -> None:
        """1–5 stars, 0 for none."""
        self.director.workspace.ratings.rate(ask.text("take"), ask.number("stars"))
        self.stage.look_again()

    @verb("run.mark", lane="look")
    def mark(self, ask: Ask) -> None:
        """Keep, lock, discard, or "" for none."""
        self.director.workspace.ratings.mark(ask.text("take"), ask.text("mark"))
        self.stage.look_again()

    @verb("run.pair", lane="look")
    def pair(self, ask: Ask) -> dict[str, Any]:
        """Two of the takes in an order only the kernel knows."""
        keys = list(dict.fromkeys(ask.items("takes", str)))
        if len(keys) < 2:
            raise UsageError("a blind vote needs two takes; choose two, or make more variations of a step.")
        chosen = random.SystemRandom().sample(keys, 2)
        views = [one_take(self.director, key) for key in chosen]
        identity = secrets.token_hex(8)
        self._pairs[identity] = (chosen[0], chosen[1])
        while len(self._pairs) > MOST_PAIRS:
            self._pairs.pop(next(iter(self._pairs)))
        a, b = ({"asset": view["asset"], "media": view["media"]} for view in views)
        return {"pair": identity, "a": a, "b": b}

    @verb("run.vote", lane="look")
    def vote(self, ask: Ask) -> dict[str, Any]:
        """Keeps the vote and says what was what."""
        pair = self._pairs.pop(ask.text("pair"), None)
        if pair is None:
            raise UsageError("this pair has been voted on, or is too old; ask for the next pair.")
        self.director.workspace.ratings.vote(*pair, ask.text("winner"), blind=True)
        self.stage.look_again()
        return {"a": one_take(self.director, pair[0]), "b": one_take(self.director, pair[1])}


EMPTY: dict[str, Any] = {
    "execution": "",
    "empty": NOTHING,
    "conversation": "",
    "plan": "",
    "version": 0,
    "title": "",
    "aspect": "16:9",
    "studio": "previs",
    "status": "",
    "line": "",
    "message": "",
    "notices": [],
    "elsewhere": False,
    "startedAt": 0.0,
    "finishedAt": 0.0,
    "left": None,
    "fraction": 0.0,
    "money": {"spent": 0, "reserved": 0, "cap": None, "ceiling": 0},
    "steps": [],
    "reel": None,
}


def one_take(director: Any, key: str) -> dict[str, Any]:
    """Take, by its key. Raises UsageError."""
    found = _key(key)
    step = Watch(director, found.execution).steps.get(found.step)
    if step is None or found.take not in step.takes:
        raise UsageError(f"there is no take {key[:60]!r}; `%director gallery` shows those there are.")
    return step.takes[found.take]


def take_details(director: Any, key: str) -> dict[str, Any]:
    """Details of a take."""
    found = _key(key)
    runs = director.workspace.runs
    take = next((t for t in runs.takes(found.execution) if (t.step, t.take) == (found.step, found.take)), None)
    if take is None:
        raise UsageError(f"there is no take {key[:60]!r}; `%director gallery` shows those there are.")
    execution = runs.get(found.execution)
    plan: Plan = director.runs.plan(found.execution)
    step = plan.step(found.step)
    attempt = next((a for a in runs.attempts(found.execution) if (a.step, a.take, a.number) == (take.step, take.take, take.attempt)), None)
    return {"rows": take_rows(take, step, execution, attempt), "prompt": step.prompt, "negativePrompt": step.negative_prompt}


def _key(key: str) -> TakeKey:
    try:
        return TakeKey.parse(key)
    except ValueError as error:
        raise UsageError(f"{error}; `%director gallery` shows the takes there are.") from None
