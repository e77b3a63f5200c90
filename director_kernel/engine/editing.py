"""Changes typed as `2.prompt="…"`, `3.duration=8`, `4.order=2`, `aspect=9:16`: read, checked by name, applied to a plan's draft."""

import difflib
import json
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from director_kernel.engine.moving import moved
from director_kernel.errors import UsageError
from director_kernel.prompts.read import read_slots
from director_kernel.schema.noun import storable
from director_kernel.schema.plan import Plan
from director_kernel.schema.slots import Slots

PLAN_FIELDS = {"title", "summary", "aspect", "fps", "tier"}
STEP_FIELDS = {
    "action",
    "model",
    "prompt",
    "negativePrompt",
    "aspect",
    "duration",
    "useSeconds",
    "fps",
    "takes",
    "seed",
    "outputDescription",
    "order",
}
ALIASES = {
    "place": "order",
    "position": "order",
    "variations": "takes",
    "use": "useSeconds",
    "use_seconds": "useSeconds",
    "negative": "negativePrompt",
    "negative_prompt": "negativePrompt",
    "output": "outputDescription",
    "length": "duration",
    "seconds": "duration",
    "text": "prompt",
    "name": "action",
}
SLOTS = {field.alias or name: name for name, field in Slots.model_fields.items()} | {name: name for name in Slots.model_fields}
NUMBERS = {"order", "fps", "takes", "seed", "useSeconds", "duration"}


@dataclass(frozen=True)
class Change:
    """One assignment: `step` is an id or display order, "" for the plan; `path` the field, with an option's or slot's name below it.

    `value` is taken as it is, in whatever type: text is not read again.
    """

    step: str
    path: tuple[str, ...]
    value: Any


def read_change(text: str, plan: Plan) -> Change:
    """The change that `text` ("2.prompt=slower") makes to `plan`. Raises UsageError naming the nearest field."""
    left, equals, value = text.partition("=")
    names = [name for name in left.strip().split(".") if name]
    if not equals or not names:
        raise UsageError(f'{text[:60]!r} is no change; write STEP.FIELD=VALUE, for example 2.prompt="slower, warmer" or aspect=9:16.')
    step = ""
    if names[0] not in PLAN_FIELDS or len(names) > 1:
        step, *names = names
        if not names and not step.isdecimal():
            _path([step], "")
        _known_step(step, plan)
    return Change(step, _path(names, step), _value(names, value.strip()))


def checked(change: Change, plan: Plan) -> Change:
    """The change with its field under the name it is known by. Raises UsageError like `read_change`."""
    if change.step:
        _known_step(change.step, plan)
    value = storable(change.value) if isinstance(change.value, str) else change.value
    return Change(change.step, _path(list(change.path), change.step), value)


def _known_step(step: str, plan: Plan) -> None:
    try:
        plan.step(step)
    except KeyError:
        orders = f"steps are 1 to {len(plan.steps)}" if plan.steps else "the plan has no steps"
        raise UsageError(f"there is no step {step[:40]!r}; {orders}. `director plan` lists them.") from None


def _path(names: list[str], step: str) -> tuple[str, ...]:
    name = ALIASES.get(names[0], names[0]) if names else ""
    known = STEP_FIELDS if step else PLAN_FIELDS
    if name in known and len(names) == 1:
        return (name,)
    if step and name == "options" and len(names) == 2:
        return ("options", names[1])
    if step and names == ["resolution"]:
        return ("options", "resolution")
    slot = names[1:] if name == "slots" else names
    if step and len(slot) == 1 and slot[0] in SLOTS:
        return ("slots", SLOTS[slot[0]])
    if name in known:
        raise UsageError(f"{name} holds one value; write {f'{step}.' if step else ''}{name}=VALUE.")
    near = difflib.get_close_matches(name, [*known, *(SLOTS if step else ())], n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"fields are {', '.join(sorted(known))}."
    raise UsageError(f"{'a step' if step else 'the plan'} has no field {name[:40]!r}; {hint}")


def _value(names: list[str], text: str) -> Any:
    """Numbers, true/false and JSON as such; anything else is the text itself."""
    field = ALIASES.get(names[0], names[0]) if names else ""
    if field in STEP_FIELDS | PLAN_FIELDS and field not in NUMBERS:
        return text
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return text if isinstance(found, float) and not math.isfinite(found) else found


def apply_changes(plan: Plan, changes: Iterable[Change]) -> dict[str, Any]:
    """`plan` as a draft with the changes made, for `finish()` to check. Raises UsageError for a slot value or a place that isn't one.

    Steps named by number are those of `plan`, also after one of the changes has moved them.
    """
    changes, arranged = list(changes), plan
    for change in changes:
        if change.path == ("order",):
            arranged = moved(arranged, plan.step(change.step).id, _place(change))
    draft = arranged.wire()
    steps = {step["id"]: step for step in draft["steps"]}
    for change in changes:
        if not change.step:
            draft[change.path[0]] = change.value
            if change.path[0] == "aspect":
                for step in steps.values():
                    step["aspect"] = change.value
            continue
        if change.path == ("order",):
            continue
        step = steps[plan.step(change.step).id]
        _AFTER.get(change.path[0], _plain)(step, change)
    return draft


def _place(change: Change) -> int:
    """The place a step is moved to; text from a form counts as the number it spells."""
    try:
        number = float(change.value) if isinstance(change.value, str | int | float) else 0.5
    except (ValueError, OverflowError):
        number = 0.5
    if isinstance(change.value, bool) or not number.is_integer():
        raise UsageError(f"{str(change.value)[:40]!r} is no place; write the number of the step to stand at, for example 4.order=2.")
    return int(number)


def _plain(step: dict[str, Any], change: Change) -> None:
    step[change.path[0]] = change.value


def _model(step: dict[str, Any], change: Change) -> None:
    """Another model has its own endpoint, options and price: what belonged to the old one goes."""
    step["model"] = change.value
    for key in ("modelName", "provider", "endpoint", "reason", "price", "ceiling"):
        step.pop(key, None)
    step["options"] = {key: value for key, value in step.get("options", {}).items() if key == "resolution"}


def _duration(step: dict[str, Any], change: Change) -> None:
    """A length asked for is the length used; what is billed follows from the model."""
    step["duration"] = step["useSeconds"] = change.value
    step.get("options", {}).pop("duration", None)


def _prompt(step: dict[str, Any], change: Change) -> None:
    """New words are read again, so that the storyboard and later dialects follow them."""
    step["prompt"] = change.value
    before = Slots.model_validate(step.get("slots") or {})
    step["slots"] = read_slots(str(change.value), base=before).wire()


def _option(step: dict[str, Any], change: Change) -> None:
    step["options"] = {**step.get("options", {}), change.path[1]: change.value}


def _slot(step: dict[str, Any], change: Change) -> None:
    """One slot said by a person: no longer inferred, and the prompt is compiled again."""
    before = Slots.model_validate(step.get("slots") or {})
    name = change.path[1]
    try:
        slots = before.with_(**{name: change.value, "inferred": tuple(n for n in before.inferred if n != name)})
    except ValidationError as error:
        said = error.errors()[0]["msg"]
        raise UsageError(f"{name} can't be {str(change.value)[:60]!r}: {said}.") from None
    step["slots"] = slots.wire()
    step.pop("prompt", None)


_AFTER: dict[str, Callable[[dict[str, Any], Change], None]] = {
    "model": _model,
    "duration": _duration,
    "prompt": _prompt,
    "options": _option,
    "slots": _slot,
}
