"""Steps whose take a person locked: they and all they are made from keep their spec, whatever a change says."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from director_kernel.engine.planner import Finished
from director_kernel.schema.plan import Fault, Kind, Plan, Step

_OF_THE_DAY = {"order", "price", "ceiling", "estimated_seconds", "model_name", "reason"}
"""What may differ though the step asks for the same: its place, and what the catalog says today."""


def staying(plan: Plan, locked: Collection[str]) -> dict[str, str]:
    """The steps that must stay as they are, by id, each with the locked step it stays for (itself, or one made from it)."""
    stays: dict[str, str] = {}
    # Steps stand after what they need, so one walk from the end meets every need after those that have it.
    for step in reversed(plan.steps):
        if step.id in locked:
            stays[step.id] = step.id
        if step.id in stays:
            for need in _needs(step):
                stays.setdefault(need, stays[step.id])
    return stays


def held(before: Plan, finished: Finished, stays: Mapping[str, str], settle: Callable[[Any], Finished]) -> Finished:
    """`finished` with every step of `stays` as it was in `before`, and a fault for each that had been changed or taken out.

    `settle` finishes a draft: lengths, prices and the reel follow the steps that were put back.
    """
    there = {step.id: step for step in finished.plan.steps}
    changed = [step for step in before.steps if step.id in stays and not _same(step, there.get(step.id))]
    if not changed:
        return finished
    settled = settle(_put_back(before, finished.plan, changed))
    kept = {step.id: step for step in changed}
    steps = tuple(kept[step.id].with_(order=step.order) if step.id in kept else step for step in settled.plan.steps)
    told = [fault for fault in (*finished.faults, *settled.faults) if fault.step not in kept]
    return replace(
        finished,
        plan=settled.plan.with_(steps=steps),
        faults=(*dict.fromkeys(told), *(_fault(step, before.step(stays[step.id])) for step in changed)),
    )


def reason(step: Step, locked: Step) -> str:
    """Why a step stays for the sake of `locked`, in words, and what to do about it."""
    return f"{_stays(step, locked)}; {_way_out(step, locked)}."


def _fault(step: Step, locked: Step) -> Fault:
    return Fault(step=step.id, code="locked", message=f"{_stays(step, locked)}.", fix=f"{_way_out(step, locked)}.", mended=True)


def _stays(step: Step, locked: Step) -> str:
    if step.id == locked.id:
        return f"step {step.order} is locked and stays as it is"
    return f"step {step.order} feeds step {locked.order}, which is locked, and stays as it is"


def _way_out(step: Step, locked: Step) -> str:
    take = "its take" if step.id == locked.id else f"the take of step {locked.order}"
    return f"unlock {take} in the preview to change it"


def _needs(step: Step) -> set[str]:
    return {*step.depends_on, *(each.step for each in step.inputs if each.step)}


def _same(step: Step, other: Step | None) -> bool:
    return other is not None and step.model_dump(exclude=_OF_THE_DAY) == other.model_dump(exclude=_OF_THE_DAY)


def _put_back(before: Plan, after: Plan, changed: list[Step]) -> dict[str, Any]:
    """`after` as a draft with these steps as they were; one that was taken out stands where it stood, in the reel too."""
    draft = after.wire()
    steps = {step["id"]: step for step in draft["steps"]}
    order = list(steps)
    gone = [step.id for step in changed if step.id not in steps]
    steps |= {step.id: step.wire() for step in changed}
    places = [step.id for step in before.steps]
    for step in gone:
        order.insert(_after_neighbour(step, places, order), step)
    for old in before.steps:
        if old.kind is Kind.ASSEMBLE and old.id in steps:
            _take_back(old, steps[old.id], gone)
    draft["steps"] = [{**steps[key], "order": at} for at, key in enumerate(order, 1)]
    return draft


def _after_neighbour(key: str, before: list[str], now: list[str]) -> int:
    """Where `key` goes among `now`: after the nearest one that stood before it and still does."""
    earlier = before[: before.index(key)]
    return next((now.index(one) + 1 for one in reversed(earlier) if one in now), 0)


def _take_back(old: Step, reel: dict[str, Any], gone: list[str]) -> None:
    """The reel's clips and sounds with those that had gone."""
    inputs: list[dict[str, Any]] = list(reel.get("inputs", []))
    for each in old.inputs:
        if each.step in gone and all(one.get("step") != each.step for one in inputs):
            names = [str(one.get("step") or "") for one in inputs]
            inputs.insert(_after_neighbour(each.step or "", [one.step or "" for one in old.inputs], names), each.wire())
    reel["inputs"] = inputs
    reel["dependsOn"] = list(dict.fromkeys([*reel.get("dependsOn", []), *(one["step"] for one in inputs if one.get("step"))]))
