"""Single changes a chat model proposes, made to the plan as it stands; each that can't be made says why, and the others are made."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from director_kernel.engine.editing import PLAN_FIELDS, Change, apply_changes, checked
from director_kernel.engine.locks import reason, staying
from director_kernel.errors import UsageError
from director_kernel.schema.plan import Plan
from director_kernel.schema.proposal import ProposedChange

_LEAD = ("steps", "step", "plan", "shots", "shot")


@dataclass(frozen=True)
class Made:
    """What came of the changes: the draft (None where none could be made), what was changed, and why the others were not."""

    draft: dict[str, Any] | None
    changed: tuple[str, ...]
    failed: tuple[str, ...]


def make_changes(plan: Plan, proposed: Sequence[ProposedChange], locked: Collection[str] = ()) -> Made:
    """`plan` with as many of the changes as can be made. Locked steps, and those they are made from, refuse."""
    stays = staying(plan, locked)
    good: list[Change] = []
    failed: list[str] = []
    for one in proposed:
        try:
            change = _read(one, plan)
            step = plan.step(change.step) if change.step else None
            if step is not None and step.id in stays and change.path != ("order",):
                failed.append(reason(step, plan.step(stays[step.id])))
                continue
            apply_changes(plan, [change])
            good.append(change)
        except UsageError as error:
            failed.append(error.message)
    if not good:
        return Made(None, (), tuple(dict.fromkeys(failed)))
    changed = tuple(dict.fromkeys(_spoken(change, plan) for change in good))
    return Made(apply_changes(plan, good), changed, tuple(dict.fromkeys(failed)))


def _read(one: ProposedChange, plan: Plan) -> Change:
    """The change by the plan's own names: "2.prompt", also as "steps.2.prompt", "step 2.prompt" or "steps[2].prompt"."""
    names = [name for name in one.path.replace("[", ".").replace("]", ".").replace(" ", ".").split(".") if name]
    while len(names) > 1 and names[0].lower() in _LEAD:
        names = names[1:]
    if not names:
        raise UsageError(f"{one.path[:60]!r} names no field; write STEP.FIELD, for example 2.prompt.")
    step = "" if len(names) == 1 and names[0] in PLAN_FIELDS else names[0]
    path = tuple(names[1:] if step else names)
    if step and not path:
        raise UsageError(f"{one.path[:60]!r} names no field; write STEP.FIELD, for example 2.prompt.")
    return checked(Change(step, path, one.value), plan)


def _spoken(change: Change, plan: Plan) -> str:
    field = change.path[-1].replace("_", " ")
    return f"{field} of step {plan.step(change.step).order}" if change.step else field
