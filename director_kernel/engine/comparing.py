"""One step on several models, side by side: a plan of its own that holds what the step is made from and a copy of it for each model."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from string import ascii_lowercase
from typing import Any

from director_kernel.catalog.book import Catalog
from director_kernel.engine.asking import studio_named
from director_kernel.engine.desk import refuse
from director_kernel.engine.editing import Change, apply_changes
from director_kernel.engine.follow import Begun, Runs
from director_kernel.engine.planner import finish
from director_kernel.errors import UsageError
from director_kernel.schema.model import Model
from director_kernel.schema.plan import Fault, Kind, Plan, Step
from director_kernel.schema.words import counted
from director_kernel.store import Workspace

FEWEST, MOST = 2, 6
_OTHER = frozenset(
    {"no_model", "model_gone", "wrong_model", "no_endpoint", "manual_model", "model_missing", "unknown_model", "missing_input"}
)
"""Faults that say why the model can't make the step; finishing a plan takes another model for them, comparing must not."""
_SHORTER = frozenset({"split", "too_long"})


@dataclass(frozen=True)
class Column:
    """One model: the `step` of the comparison it makes, and why it can't if it can't (`faults`, with step, field and a way out)."""

    model: str
    model_name: str
    step: str
    price: int
    ceiling: int
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """A step made by several models. `plan` is not saved (its id is "") and holds the copies of those that can make it, by `columns`."""

    plan: Plan
    source: Step
    columns: tuple[Column, ...]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Why some models can't make it."""
        return tuple(fault for column in self.columns for fault in column.faults)

    @property
    def origin(self) -> str:
        """What the comparison is known by: the same step with the same models is the same comparison."""
        body = self.plan.with_(extra={}).model_dump_json(by_alias=True, exclude={"catalog"})
        return "compare " + hashlib.sha256(body.encode()).hexdigest()


class Comparing:
    """Comparisons of a workspace, weighed and started."""

    def __init__(self, workspace: Workspace, catalog: Callable[[], Catalog], runs: Callable[[], Runs]) -> None:
        self._workspace = workspace
        self._catalog = catalog
        self._runs = runs

    def of(self, plan: Plan, step: str, models: Sequence[str], *, studio: str = "previs") -> Comparison:
        """The step (id or number) on each of 2–6 models; nothing is saved.

        Raises UsageError for steps and models that aren't there, StudioError for such a studio.
        """
        return compare(plan, step, models, self._catalog(), studio=studio_named(studio))

    def start(self, comparison: Comparison, *, studio: str = "previs", cap: int | None = None, conversation: str = "") -> Begun:
        """Makes it. What is stored already costs nothing; one that goes on already is answered with.

        Raises PlanFaults where a model can't make the step, and what `Runs.begin` raises.
        """
        refuse(comparison.faults)
        plan = self._workspace.plans.save_once(comparison.plan, comparison.origin, conversation=conversation, note="a comparison of models")
        return self._runs().begin(plan, studio=studio, cap=cap, conversation=conversation)


def compare(plan: Plan, key: str, models: Sequence[str], catalog: Catalog, *, studio: str = "previs") -> Comparison:
    """`Comparing.of` with everything given."""
    step = _comparable(plan, key)
    chosen = _models(models, step, catalog)
    before = _ancestors(plan, step)
    names = _names([f"{step.id}-{letter}" for letter in ascii_lowercase[: len(chosen)]], {each.id for each in before})
    copies = [step.with_(id=name, takes=1) for name in names]
    draft = _draft(plan, step, [*before, *copies], dict(zip(names, chosen, strict=True)))
    finished = finish(draft, catalog, studio=studio)
    made = {each.id: each for each in finished.plan.steps}
    columns = [
        _column(made[name], step, model, [fault for fault in finished.faults if _is_of(fault, made[name])])
        for name, model in zip(names, chosen, strict=True)
    ]
    able = {column.step for column in columns if not column.faults}
    # Finishing joins loose clips in a reel; side by side they are not one film.
    kept = [each for each in before if each.id in made] + [made[name] for name in names if name in able]
    steps = tuple(each.with_(order=order) for order, each in enumerate(kept, start=1))
    finals = tuple(each.id for each in steps if each.id in able)
    return Comparison(finished.plan.with_(id="", version=0, steps=steps, finals=finals, final_outputs=()), step, tuple(columns))


def _comparable(plan: Plan, key: str) -> Step:
    try:
        step = plan.step(key)
    except KeyError:
        raise UsageError(f"there is no step {str(key)[:40]!r}; steps are 1 to {len(plan.steps)}.") from None
    if step.kind in (Kind.ASSEMBLE, Kind.MANUAL):
        raise UsageError(f"step {step.order} ({step.action}) is made by no model; compare a step that is.")
    return step


def _models(names: Sequence[str], step: Step, catalog: Catalog) -> list[Model]:
    found: list[Model] = []
    for name in names:
        told = catalog.resolve(name, kind=step.kind)
        if told.model is None:
            near = f"did you mean {', '.join(told.suggestions)}?" if told.suggestions else "`director models` lists those there are."
            raise UsageError(f"there is no model {name[:64]!r}; {near}")
        if told.model in found:
            raise UsageError(f"{told.model.id} is there twice; name each model once.")
        found.append(told.model)
    if not FEWEST <= len(found) <= MOST:
        raise UsageError(
            f"{counted(len(found), 'model')} can't be compared; name {FEWEST} to {MOST}, the step's own ({step.model}) among them or not."
        )
    return found


def _ancestors(plan: Plan, step: Step) -> list[Step]:
    """Everything the step is made from, in the plan's order."""
    known = {each.id: each for each in plan.steps}
    queue, found = [step], set[str]()
    while queue:
        one = queue.pop()
        for name in (*one.depends_on, *(each.step for each in one.inputs if each.step)):
            if name in known and name not in found:
                found.add(name)
                queue.append(known[name])
    return [each for each in plan.steps if each.id in found]


def _names(wished: list[str], taken: set[str]) -> list[str]:
    """Ids that are free and not too long for an id."""
    found = []
    for wish in wished:
        name, number = wish[:48] + wish[-2:] if len(wish) > 64 else wish, 2
        while name in taken:
            name, number = f"{wish[:48]}-{number}{wish[-2:]}", number + 1
        taken.add(name)
        found.append(name)
    return found


def _draft(plan: Plan, step: Step, steps: Sequence[Step], models: dict[str, Model]) -> dict[str, Any]:
    numbered = tuple(each.with_(order=order) for order, each in enumerate(steps, start=1))
    said = {"plan": plan.id, "version": plan.version, "step": step.id}
    # The brief speaks of the whole film: its length and its attachments are settled in the steps already.
    film = plan.with_(
        id="",
        version=0,
        title=f"{plan.title}: {step.action}"[:200],
        summary="",
        brief=None,
        steps=numbered,
        finals=(),
        final_outputs=(),
        extra={"compares": said},
    )
    changes = [Change(name, ("model",), model.id) for name, model in models.items() if model.id != step.model]
    return apply_changes(film, changes)


def _is_of(fault: Fault, step: Step) -> bool:
    return fault.step in (step.id, str(step.order))


def _column(made: Step, source: Step, model: Model, faults: Sequence[Fault]) -> Column:
    """What became of one copy. A copy that another model would make, or that would be another kind of step or a shorter one, is refused."""
    column = Column(model.id, model.name, made.id, made.price, made.ceiling)
    blocking = [fault for fault in faults if not fault.mended or fault.code in _OTHER | _SHORTER]
    if not blocking and made.model == model.id and made.kind is source.kind:
        return column
    said = blocking[0] if blocking else None
    message = said.message if said else f"{model.name} makes {made.kind.value} of it, not {source.kind.value}."
    code = said.code if said else "wrong_model"
    fix = "Compare without it, or shorten the step." if code in _SHORTER else "Compare without it, or name another model."
    fault = Fault(step=made.id, field="model", code=code, message=f"{model.name}: {message}", fix=fix)
    return replace(column, price=0, ceiling=0, faults=(fault,))
