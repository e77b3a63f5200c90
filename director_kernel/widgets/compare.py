"""One step on several models as a view shows it: what each costs before it runs, what each made, and which won."""

import random
from typing import Any

from director_kernel.director import Director
from director_kernel.engine.choosing import choices
from director_kernel.engine.comparing import Comparison
from director_kernel.errors import UsageError
from director_kernel.events import Event
from director_kernel.present.saved import run_saved
from director_kernel.present.shown import Shown
from director_kernel.present.text import SAID, cut
from director_kernel.schema.plan import Plan, Step
from director_kernel.widgets.part import Ask, Part, verb
from director_kernel.widgets.plan import studio_view
from director_kernel.widgets.run import RunPart
from director_kernel.widgets.watch import GOING, Watch

FIRST = 3
"""How many models are compared where none is named: the step's own and the best others."""
LETTERS = "ABCDEF"
SHOWN = 20_000
"""Letters of the prompt; the plan has all of it."""


def compare_key(director: Director, step: str) -> str:
    """What a comparison on the current plan is known by. Raises UsageError for a step that isn't there."""
    conversation, plan = director.chats.again(), director.plans.at(director.chats.again().id).require()
    return f"{conversation.id}|{_step(plan, step).id}"


class ComparePart(Part):
    """A step of a conversation's plan on several models."""

    trait = "compare"

    def __init__(self, stage: Any, key: str) -> None:
        super().__init__(stage)
        self.conversation, _, self.step = key.partition("|")
        self.run = RunPart(stage, "")
        self.blind = False
        self.votes: list[dict[str, str]] = []
        self._order: list[int] = []
        self._models: tuple[str, ...] = ()
        found = choices(self.director.catalog, self._plan(), self.step)
        self.choose(tuple(choice.id for choice in found[:FIRST]), blind=False)

    def _plan(self) -> Plan:
        return self.director.plans.at(self.conversation).require()

    @property
    def comparison(self) -> Comparison:
        """The plan it would run, of the plan as it stands."""
        return self.director.comparing.of(self._plan(), self.step, self._models)

    def choose(self, models: tuple[str, ...], *, blind: bool) -> None:
        """Compares these models from now on. Raises UsageError for unknown ones, fewer than two, or a step that isn't there."""
        comparison = self.director.comparing.of(self._plan(), self.step, models)
        changed = tuple(column.model for column in comparison.columns) != self._models
        self._models = tuple(column.model for column in comparison.columns)
        if changed or blind != self.blind:
            self.votes = []
            self._order = list(range(len(self._models)))
            if blind:
                random.SystemRandom().shuffle(self._order)
        self.blind = blind
        plan = self.director.workspace.plans.made_from(comparison.origin)
        runs = self.director.workspace.runs.all(plan=plan) if plan else []
        self.run.watch = Watch(self.director, runs[0].id) if runs else None

    # State

    def hear(self, event: Event) -> bool:
        """Follows its run."""
        return self.run.hear(event)

    def look(self) -> bool:
        """Follows a run of another process, and new versions of the plan."""
        self.run.look()
        return True

    def tick(self) -> bool:
        """Whoever drives its run may be gone."""
        return self.run.tick()

    def messages(self) -> list[dict[str, Any]]:
        """What its run says."""
        return self.run.messages()

    @property
    def hidden(self) -> bool:
        """True while it is blind and being made, or some pair of what was made has had no vote."""
        watch = self.run.watch
        if not self.blind or watch is None:
            return False
        made = sum(bool(stand.takes) for column in self.comparison.columns if (stand := watch.steps.get(column.step)) is not None)
        return watch.shown_status in GOING or len(self.votes) < made * (made - 1) // 2

    def state(self) -> dict[str, Any]:
        """CompareState."""
        comparison, watch = self.comparison, self.run.watch
        return {
            "step": comparison.source.id,
            "order": comparison.source.order,
            "title": cut(comparison.source.action),
            "prompt": cut(comparison.source.prompt, SHOWN),
            "conversation": self.conversation,
            "columns": [self._column(comparison, place, index) for place, index in enumerate(self._order)],
            "blind": self.blind,
            "price": comparison.plan.price,
            "ceiling": comparison.plan.ceiling,
            "studios": [studio_view(card) for card in self.director.studios(comparison.plan)],
            "run": watch.summary() if watch is not None else None,
            "faults": [{**fault.wire(), "message": cut(fault.message, SAID)} for fault in comparison.faults],
            "votes": self.votes,
        }

    def _column(self, comparison: Comparison, place: int, index: int) -> dict[str, Any]:
        column, watch = comparison.columns[index], self.run.watch
        made = watch.plan.step(column.step) if watch is not None and column.step in watch.steps else None
        step = watch.step_view(made) if watch is not None and made is not None else None
        if self.hidden and step is not None:
            takes = [{**take, "model": "", "price": 0, "title": f"Take {LETTERS[place]}"} for take in step["takes"]]
            step = {**step, "id": "", "model": "", "modelName": "", "price": 0, "ceiling": 0, "order": place + 1, "takes": takes}
        known = self.director.catalog.models[column.model]
        why = "; ".join(note.text for note in known.strengths[:2])
        return {
            "key": f"c{index}",
            "label": LETTERS[place],
            "model": "" if self.hidden else column.model,
            "modelName": "" if self.hidden else column.model_name,
            "price": 0 if self.hidden else column.price,
            "ceiling": 0 if self.hidden else column.ceiling,
            "why": "" if self.hidden else why,
            "step": step,
        }

    def saved(self) -> Shown | None:
        """What each made, for a notebook without a kernel."""
        with self.stage.lock:
            view = self.run.watch.view() if self.run.watch is not None else None
        return run_saved(view, {}, None, self.run.small) if view is not None else None

    # Verbs

    @verb("compare.models", lane="look")
    def models(self, ask: Ask) -> list[dict[str, Any]]:
        """Models to add."""
        return [choice.wire() for choice in choices(self.director.catalog, self._plan(), self.step, ask.text("query", ""))]

    @verb("compare.set", lane="desk")
    def set(self, ask: Ask) -> None:
        """Which models, and whether it is blind."""
        with self.changing(), self.stage.lock:
            # Columns whose model is hidden are sent back without one: the models stay as they are.
            named = tuple(name for name in ask.items("models", str) if name)
            self.choose(named or self._models, blind=ask.flag("blind"))

    @verb("compare.start", lane="desk")
    def start(self, ask: Ask) -> dict[str, Any]:
        """Makes what isn't there yet, or says which run goes on."""
        with self.changing():
            begun = self.director.comparing.start(self.comparison, studio=ask.text("studio", "previs"), cap=ask.amount("cap"))
            with self.stage.lock:
                if self.run.watch is None or self.run.watch.id != begun.execution:
                    self.run.watch = Watch(self.director, begun.execution)
        return {"execution": begun.execution, "already": begun.already}

    @verb("compare.vote", lane="desk")
    def vote(self, ask: Ask) -> None:
        """Which of two columns is better."""
        a, b, winner = ask.text("a"), ask.text("b"), ask.text("winner")
        if winner not in (a, b, "tie"):
            raise UsageError("a vote names one of the two, or a tie; run the cell of this view again.")
        side = "a" if winner == a else "b" if winner == b else "tie"
        with self.changing(), self.stage.lock:
            self.director.workspace.ratings.vote(self._take(a), self._take(b), side, blind=self.hidden)
            self.votes = [vote for vote in self.votes if {vote["a"], vote["b"]} != {a, b}] + [{"a": a, "b": b, "winner": winner}]

    def _take(self, key: str) -> str:
        columns = self.comparison.columns
        index = int(key[1:]) if key[1:].isdecimal() else -1
        watch = self.run.watch
        stand = watch.steps.get(columns[index].step) if watch is not None and 0 <= index < len(columns) else None
        if stand is None or not stand.takes:
            raise UsageError("there is nothing to vote on yet; start the comparison, or wait until both have been made.")
        return str(stand.takes[min(stand.takes)]["key"])


def _step(plan: Plan, key: str) -> Step:
    try:
        return plan.step(key)
    except KeyError:
        raise UsageError(f"there is no step {key[:40]!r}; steps are 1 to {len(plan.steps)}.") from None
