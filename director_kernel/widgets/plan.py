"""A plan as a view shows it: every step with what may be changed, what that would cost, and how it stands in the run."""

from typing import Any

from director_kernel.engine.choosing import StudioCard, choices
from director_kernel.engine.editing import Change
from director_kernel.errors import UsageError
from director_kernel.events import ChatPlan, Event, ExecutionEvent, StepProgress
from director_kernel.present.plan_view import renders_again
from director_kernel.present.saved import plan_saved
from director_kernel.present.shown import Shown
from director_kernel.present.text import LABEL, SAID, cut
from director_kernel.schema.money import usd
from director_kernel.schema.plan import Fault, Kind, Plan, Step
from director_kernel.widgets.part import Ask, Part, verb
from director_kernel.widgets.run import RunPart

NO_PLAN = "There is no plan yet. Say what you want to make, in the chat or in a %%director cell."
PLAN_FIELDS = ("title", "aspect", "fps")
WORDS = ("action", "prompt", "order")
PICTURE = ("negativePrompt", "model", "aspect", "resolution", "takes", "seed")
FILM = (*PICTURE, "duration", "fps")
SOUND = ("model", "takes", "seed")
ROOM = 2_000_000
"""Letters of all prompts of a plan in its state, about; each may have its share, at least `LEAST` and at most `MOST`."""
LEAST, MOST = 8_000, 100_000
LONG = " … (cut here: too long for this view; `%director set` changes it)"
MENDED_BY_MODEL = ("no_model", "no_price")


class PlanPart(Part):
    """The plan of one conversation."""

    trait = "plan"

    def __init__(self, stage: Any, key: str) -> None:
        super().__init__(stage)
        self.conversation = key
        self.run = stage.part(RunPart, key)
        self._known: tuple[tuple[Any, ...], dict[str, Any]] = ((), {})

    @property
    def desk(self) -> Any:
        return self.director.plans.at(self.conversation)

    # State

    def hear(self, event: Event) -> bool:
        """Follows new versions and how steps stand."""
        if isinstance(event, ChatPlan):
            return event.conversation == self.conversation
        return isinstance(event, ExecutionEvent) and (not isinstance(event, StepProgress) or self._is_of_our_run(event))

    def _is_of_our_run(self, event: ExecutionEvent) -> bool:
        return self.run.watch is not None and event.execution == self.run.watch.id

    def look(self) -> bool:
        """Another process may have changed it; the state is compared before it is sent."""
        return True

    def state(self) -> dict[str, Any]:
        """PlanState."""
        plan: Plan | None = self.desk.current()
        if plan is None:
            return {**_EMPTY, "conversation": self.conversation}
        return {**self._settled(plan), **self._running(plan)}

    def _settled(self, plan: Plan) -> dict[str, Any]:
        """What changes only with the plan and what is stored of it; asked for at each step's end, made anew only when it must be."""
        cached = self.director.forecast(plan)
        locked = self.director.workspace.ratings.locked_steps(plan.id)
        undo, redo = self.director.workspace.plans.neighbours(plan.id)
        cards = self.director.studios(plan)
        key = (plan.id, plan.version, tuple(sorted(cached.items())), tuple(sorted(locked)), undo, redo, cards, self.director.catalog.hash)
        if self._known[0] == key:
            return self._known[1]
        faults: tuple[Fault, ...] = self.desk.faults()
        room = max(LEAST, min(MOST, ROOM // max(1, len(plan.steps))))
        state = {
            "conversation": self.conversation,
            "id": plan.id,
            "empty": "",
            "version": plan.version,
            "title": cut(plan.title),
            "aspect": cut(plan.aspect),
            "fps": plan.fps,
            "tier": plan.tier,
            "seconds": sum(step.use_seconds for step in plan.steps if step.kind is Kind.ASSEMBLE),
            "steps": [self._step(plan, step, cached, locked, faults, room) for step in plan.steps],
            "faults": [_fault(fault) for fault in faults if not fault.step and fault.code != "model_missing"],
            "price": plan.price,
            "ceiling": plan.ceiling,
            "budget": plan.brief.budget if plan.brief is not None else None,
            "time": plan.estimated_time,
            "undo": undo,
            "redo": redo,
            "renders": renders_again(plan, cached),
            "studios": [studio_view(card) for card in cards],
            "takes": self._limits(plan),
        }
        self._known = (key, state)
        return state

    def _step(
        self, plan: Plan, step: Step, cached: dict[str, bool], locked: set[str], faults: tuple[Fault, ...], room: int
    ) -> dict[str, Any]:
        own = [fault for fault in faults if fault.step in (step.id, str(step.order)) and fault.code != "model_missing"]
        return {
            "id": step.id,
            "order": step.order,
            "kind": step.kind.value,
            "media": step.kind.media,
            "action": cut(step.action),
            "prompt": _words(step.prompt, room),
            "negativePrompt": _words(step.negative_prompt, room),
            "model": cut(step.model),
            "modelName": cut(step.model_name or step.model),
            "reason": cut(step.reason, SAID),
            "provider": cut(step.provider),
            "aspect": cut(step.aspect),
            "resolution": cut(str(step.options.get("resolution", ""))),
            "duration": step.duration,
            "useSeconds": step.use_seconds,
            "fps": step.fps,
            "takes": step.takes,
            "seed": step.seed,
            "dependsOn": list(step.depends_on),
            "price": step.price,
            "ceiling": step.ceiling,
            "seconds": step.estimated_seconds,
            "cached": cached.get(step.id, False),
            "locked": step.id in locked,
            "edits": [] if step.id in locked else self._edits(step, room),
            "faults": [{**_fault(fault), "mend": self._mend(plan, step, fault)} for fault in own],
        }

    def _edits(self, step: Step, room: int) -> list[str]:
        """Which fields a person may change here; not one that is shown in part: who saves the part would lose the rest."""
        whole = {"action": len(step.action) <= LABEL}
        if step.kind is Kind.ASSEMBLE:
            return ["action"] if whole["action"] else []
        whole |= {"prompt": len(step.prompt) <= room, "negativePrompt": len(step.negative_prompt) <= room}
        known = self.director.catalog.models.get(step.model)
        media = {"image": PICTURE, "video": FILM, "audio": SOUND}.get(step.kind.media, ())
        left_out = {"negativePrompt"} if known is None or known.negative is None or not known.negative.value else set()
        if known is None or known.resolutions is None or len(known.resolutions.values) < 2:
            left_out.add("resolution")
        return [name for name in (*WORDS, *media) if name not in left_out and whole.get(name, True)]

    def _mend(self, plan: Plan, step: Step, fault: Fault) -> dict[str, Any] | None:
        """The one change that would mend it, where there is one."""
        if fault.mended:
            return None
        if fault.code in MENDED_BY_MODEL:
            best = next((choice for choice in choices(self.director.catalog, plan, step.id) if not choice.current), None)
            return {"step": step.id, "field": "model", "value": best.id} if best is not None else None
        if fault.code == "prompt_missing" and step.action and len(step.action) <= SAID:
            return {"step": step.id, "field": "prompt", "value": step.action}
        return None

    def _limits(self, plan: Plan) -> dict[str, Any]:
        """What each named model takes."""
        from director_kernel.catalog.prices import headline, spoken

        catalog, found = self.director.catalog, {}
        for step in plan.steps:
            model = catalog.models.get(step.model)
            if model is None or step.model in found:
                continue
            duration = catalog.duration(model, step.kind, endpoint=step.endpoint)
            row = headline(model)
            found[step.model] = {
                "aspects": list(model.aspects.values) if model.aspects is not None else [],
                "resolutions": list(model.resolutions.values) if model.resolutions is not None else [],
                "durations": [float(value) for value in duration.choices()] if duration is not None else [],
                "rate": spoken(row) if row is not None else "",
            }
        return found

    def _running(self, plan: Plan) -> dict[str, Any]:
        """How it goes, where this version was started."""
        runs = self.director.workspace.runs
        spent = sum(self.director.workspace.ledger.totals(f"run:{run.id}").committed for run in runs.all(plan=plan.id))
        watch = self.run.watch
        if watch is None or watch.found.plan != plan.id:
            return {"spent": spent, "run": None}
        run = watch.summary()
        if watch.found.version != plan.version:
            return {"spent": spent, "run": run}
        steps = []
        for step in self._known[1]["steps"]:
            stand = watch.steps.get(step["id"])
            how = {"state": "", "progress": 0.0, "note": ""}
            if stand is not None:
                note = cut(stand.error["message"] if stand.error is not None else stand.note, SAID)
                how = {"state": stand.status, "progress": round(stand.progress, 3), "note": note}
            steps.append({**step, **how})
        return {"spent": spent, "run": run, "steps": steps}

    def saved(self) -> Shown | None:
        """The plan as a table, for a notebook without a kernel."""
        plan: Plan | None = self.desk.current()
        return plan_saved(plan, self.desk.faults(), self.director.forecast(plan)) if plan is not None else None

    # Verbs

    def _changes(self, ask: Ask) -> list[Change]:
        return [_change(one) for one in ask.items("changes")]

    @verb("plan.set", lane="desk")
    def set(self, ask: Ask) -> dict[str, str]:
        """Makes changes, as one version."""
        _, finished = self.desk.change(self._changes(ask))
        mended = [fault.message for fault in finished.faults if fault.mended and fault.code != "model_missing"]
        return {"note": " ".join(mended[:2])}

    @verb("plan.weigh", lane="look")
    def weigh(self, ask: Ask) -> dict[str, Any]:
        """What changes would mean, before they are made."""
        before: Plan = self.desk.require()
        found = self.desk.weigh(self._changes(ask))
        parts = [f"renders again: {', '.join(map(str, found.again))}"] if found.again else []
        change = found.plan.price - before.price
        parts.append(f"{usd(found.price)} live" + (f" ({'+' if change > 0 else '−'}{usd(abs(change))})" if change else ""))
        return {
            "renders": list(found.renders),
            "price": found.price,
            "ceiling": found.ceiling,
            "words": " · ".join(parts),
            "faults": [_fault(fault) for fault in found.faults if fault.code != "model_missing"],
        }

    @verb("plan.models", lane="look")
    def models(self, ask: Ask) -> list[dict[str, Any]]:
        """Models for a step, with price and reason."""
        return [choice.wire() for choice in choices(self.director.catalog, self.desk.require(), ask.text("step"), ask.text("query", ""))]

    @verb("plan.undo", lane="desk")
    def undo(self, ask: Ask) -> dict[str, str]:
        """The version before."""
        return {"note": f"Back at version {self.desk.undo()}."}

    @verb("plan.redo", lane="desk")
    def redo(self, ask: Ask) -> dict[str, str]:
        """The version taken back."""
        return {"note": f"Forward to version {self.desk.redo()}."}

    @verb("plan.start", lane="desk")
    def start(self, ask: Ask) -> dict[str, Any]:
        """Starts the plan as it stands, or says which run of it goes on."""
        begun = self.director.runs.begin(
            self.desk.ready(),
            studio=ask.text("studio", "previs"),
            mode=ask.text("mode", "auto"),
            cap=ask.amount("cap"),
            conversation=self.conversation,
        )
        return {"execution": begun.execution, "already": begun.already}


_EMPTY: dict[str, Any] = {
    "conversation": "",
    "id": "",
    "empty": NO_PLAN,
    "version": 0,
    "title": "",
    "aspect": "16:9",
    "fps": 24,
    "tier": "balanced",
    "seconds": 0.0,
    "steps": [],
    "faults": [],
    "price": 0,
    "ceiling": 0,
    "budget": None,
    "spent": 0,
    "time": "",
    "undo": False,
    "redo": False,
    "renders": "",
    "studios": [],
    "run": None,
    "takes": {},
}


def studio_view(card: StudioCard) -> dict[str, Any]:
    """Who could make it, for the page."""
    return {"id": card.id, "price": card.price, "ceiling": card.ceiling, "available": card.available, "why": card.why}


def _words(text: str, room: int) -> str:
    return text if len(text) <= room else text[:room] + LONG


def _fault(fault: Fault) -> dict[str, Any]:
    return {**fault.wire(), "step": cut(fault.step), "message": cut(fault.message, SAID), "fix": cut(fault.fix, SAID)}


def _change(one: dict[str, Any]) -> Change:
    step, name, value = one.get("step", ""), one.get("field", ""), one.get("value", "")
    if not isinstance(step, str) or not isinstance(name, str) or not isinstance(value, str | int | float):
        raise UsageError("a change names a step, a field and a value; run the cell of this view again.")
    if not step and name not in PLAN_FIELDS:
        raise UsageError(f"the plan has no field {name[:40]!r} to change here; its fields are {', '.join(PLAN_FIELDS)}.")
    return Change(step, ("options", "resolution") if name == "resolution" else (name,), value)
