"""Another model, or other words, for a step that failed: what it would be and cost there, checked and priced before anybody decides."""

from collections.abc import Sequence

from director_kernel.catalog.book import Catalog
from director_kernel.engine.desk import refuse
from director_kernel.engine.editing import apply_changes, read_change
from director_kernel.engine.planner import finish
from director_kernel.errors import PlanFaults, UsageError
from director_kernel.schema.plan import Plan, Step


def with_model(plan: Plan, ids: Sequence[str], model: str, catalog: Catalog) -> Step:
    """The one step of `ids`, priced and checked for `model`. Raises UsageError for none or several, PlanFaults where it can't make it."""
    if len(set(ids)) != 1:
        raise UsageError("another model is tried for one step at a time, for example: director retry 2 --model veo-3.1")
    change = read_change(f"{ids[0]}.model={model}", plan)
    finished = finish(apply_changes(plan, [change]), catalog)
    refuse(fault for fault in finished.open if fault.step in (ids[0], str(plan.step(ids[0]).order)))
    return finished.plan.step(ids[0])


def alternatives(plan: Plan, step: Step, catalog: Catalog) -> list[tuple[str, int]]:
    """Other models that can make the step, best first, with what it would cost on each in micro-USD."""
    picked = catalog.choose(step.kind, use_case=plan.use_case, tier=plan.tier)
    found = []
    for model in (picked.model.id, *picked.alternatives) if picked else ():
        try:
            changed = with_model(plan, [step.id], model, catalog)
        except PlanFaults:
            continue
        if changed.model != step.model and changed.price:
            found.append((changed.model, changed.price))
    return found


def edited(steps: Sequence[Step], plan: Plan) -> list[Step]:
    """Those of `steps` that `plan`, a later version of theirs, words or sets otherwise, as they stand there.

    A step that takes other files there by now, or is of another kind, is another step and stays what it is.
    """
    later = {step.id: step for step in plan.steps}
    found = [(step, later[step.id].with_(order=step.order)) for step in steps if step.id in later]
    same = [(old, new) for old, new in found if (old.kind, old.inputs, old.depends_on) == (new.kind, new.inputs, new.depends_on)]
    return [new for old, new in same if new != old]
