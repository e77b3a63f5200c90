"""A plan as a chat model is told it, and a plan it gives back: steps that stay under their `id` keep everything it was never shown."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from director_kernel.engine.editing import Change, apply_changes
from director_kernel.prompts.cutting import tokens_of
from director_kernel.schema.plan import Draft, DraftStep, Input, Kind, Plan, Step

MOST_STEPS = 120
"""More steps than any film here has; what a model writes beyond is left out and said."""
LONGEST = 600.0
"""Seconds of a clip a film uses at most; what is no length at all is left to the house."""
_PROMPT_LETTERS = (2_000, 240, 80, 0)
_KEPT = ("title", "summary", "use_case", "tier", "aspect", "fps", "final_outputs")
_STEP_KEPT = (
    "id",
    "order",
    "kind",
    "type",
    "action",
    "model",
    "prompt",
    "negative_prompt",
    "options",
    "aspect",
    "duration",
    "use_seconds",
    "seed",
    "takes",
    "inputs",
    "slots",
    "depends_on",
    "output_description",
    "reason",
)
"""What a model may say of a plan and its steps. Who makes a step, where, and what it costs is the house's business."""
_EDITED = ("action", "model", "prompt", "negativePrompt", "aspect", "duration", "useSeconds", "takes", "seed", "outputDescription")


def told(plan: Plan, tokens: int, locked: Collection[str] = ()) -> str:
    """The plan as compact JSON in about so many tokens: long prompts are cut first, then later steps left out, and both say so."""
    for letters in _PROMPT_LETTERS:
        text = _json(_told(plan, letters, locked))
        if tokens_of(text) <= tokens:
            return text
    steps = len(plan.steps)
    while steps > 1 and tokens_of(text) > tokens:
        steps = steps * 3 // 4
        text = _json(_told(plan, 0, locked, steps))
    return text


def told_prompts(plan: Plan, text: str) -> dict[str, str]:
    """The prompts of `plan` as `text`, which `told` made of it, shows them: by step id."""
    shown: dict[str, Any] = json.loads(text)
    return {step["id"]: step.get("prompt", "") for step in shown["steps"]}


def new_plan(draft: Draft, assets: Collection[str] = ()) -> Draft:
    """A model's draft for a new plan, with nothing in it but what a model may say; `assets` are the stored files it may use."""
    steps = [_cleaned(step, assets) for step in draft.steps[:MOST_STEPS]]
    # What a person's plan is called in the books is not the model's to choose.
    return Draft.model_validate({**_own(draft, _KEPT), "steps": [{k: v for k, v in step.items() if k != "id"} for step in steps]})


def next_plan(draft: Draft, plan: Plan, letters: Mapping[str, str], assets: Collection[str] = ()) -> Draft:
    """A model's draft as the next version of `plan`. `letters`: the prompts as it was told them, by step id.

    A step with the `id` of one that is there is that step with the fields that differ; one without is new; one that is missing goes.
    """
    there = {step.id: step for step in plan.steps}
    steps = [_cleaned(step, assets) for step in draft.steps[:MOST_STEPS]]
    kept = [step for step in steps if step.get("id") in there]
    before = {step["id"]: step for step in apply_changes(plan, list(_changes(kept, there, letters)))["steps"]}
    names = {str(step.get("order", at)): str(step.get("id") or _new(at, there)) for at, step in enumerate(steps, 1)}
    made = [_step(step, at, before, there, names) for at, step in enumerate(steps, 1)]
    ids = {step["id"] for step in made}
    reels = [step for step in plan.steps if step.kind is Kind.ASSEMBLE and step.id not in ids]
    if _clips(plan.steps) == [step["id"] for step in made if step["id"] in _clips(plan.steps)] and len(made) == len(plan.steps) - len(
        reels
    ):
        # The same shots in the same order: the reel is the one a person may have edited. Else the house joins it anew.
        made += [before[step.id] for step in reels]
    wire = plan.wire()
    whole = {key: wire[key] for key in ("title", "summary", "useCase", "tier", "aspect", "fps", "finalOutputs") if key in wire}
    for number, step in enumerate(made, 1):
        step["order"] = number
    return Draft.model_validate({**whole, **_own(draft, _KEPT), "steps": made})


def _told(plan: Plan, letters: int, locked: Collection[str], steps: int | None = None) -> dict[str, Any]:
    orders = {step.id: step.order for step in plan.steps}
    shown = [step for step in plan.steps if step.kind is not Kind.ASSEMBLE]
    kept = shown[:steps]
    return {
        "title": plan.title,
        "summary": plan.summary,
        "useCase": plan.use_case,
        "tier": plan.tier,
        "aspect": plan.aspect,
        "steps": [_told_step(step, letters, orders, step.id in locked) for step in kept],
        **({"stepsNotShown": len(shown) - len(kept)} if len(kept) < len(shown) else {}),
    }


def _told_step(step: Step, letters: int, orders: Mapping[str, int], locked: bool) -> dict[str, Any]:
    said: dict[str, Any] = {
        "order": step.order,
        "id": step.id,
        "kind": step.kind.value,
        "model": step.model,
        "action": step.action,
        "prompt": told_prompt(step.prompt, letters),
        "negativePrompt": step.negative_prompt[:letters],
        "useSeconds": step.use_seconds,
        "takes": step.takes if step.takes > 1 else 0,
        "dependsOn": sorted(orders[need] for need in step.depends_on if need in orders),
        "locked": locked,
    }
    return {key: value for key, value in said.items() if value not in ("", 0, 0.0, [], False)}


def told_prompt(prompt: str, letters: int) -> str:
    """A prompt as it is told: whole, or its beginning with a mark that it goes on."""
    return prompt if len(prompt) <= letters else f"{prompt[:letters].rstrip()}…" if letters else ""


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _own(draft: Draft, fields: Sequence[str]) -> dict[str, Any]:
    """The fields of the draft that were given and are not null, by their names on the wire."""
    given = draft.model_dump(mode="json", by_alias=True, include=set(fields), exclude_unset=True)
    return {key: value for key, value in given.items() if value is not None}


def _cleaned(step: DraftStep, assets: Collection[str]) -> dict[str, Any]:
    said = step.model_dump(mode="json", by_alias=True, include=set(_STEP_KEPT), exclude_unset=True)
    said = {key: value for key, value in said.items() if value is not None}
    for name in ("useSeconds", "duration"):
        if name in said:
            said[name] = _seconds(said[name])
    said = {key: value for key, value in said.items() if value is not None}
    if "inputs" in said:
        said["inputs"] = [one.wire() for one in step.inputs or () if one.step or one.asset in assets]
    return said


def _seconds(value: float | str) -> float | None:
    """A length in seconds, also as "8s"; None for what is none."""
    try:
        seconds = float(value.strip().lower().removesuffix("s") if isinstance(value, str) else value)
    except ValueError:
        return None
    return seconds if 0 < seconds <= LONGEST else None


def _changes(kept: Sequence[Mapping[str, Any]], there: Mapping[str, Step], letters: Mapping[str, str]) -> Iterator[Change]:
    """The fields of steps that stay which are other than they were told."""
    for step in kept:
        was = there[step["id"]]
        before = was.wire()
        for field in _EDITED:
            if field not in step or step[field] == before.get(field) or (field == "prompt" and step[field] == letters.get(was.id)):
                continue
            if field == "duration" and step[field] == was.use_seconds:
                continue
            yield Change(was.id, (field,), step[field])
        for name, value in (step.get("options") or {}).items() if isinstance(step.get("options"), dict) else ():
            if value != was.options.get(name):
                yield Change(was.id, ("options", str(name)), value)


def _step(
    step: dict[str, Any], at: int, before: Mapping[str, dict[str, Any]], there: Mapping[str, Step], names: Mapping[str, str]
) -> dict[str, Any]:
    """One step of the next version; what it needs is said by id, since the orders are new."""
    needs = [names.get(str(one), str(one)) for one in step.get("dependsOn") or ()]
    known = str(step.get("id", ""))
    if known not in before:
        return {**step, "id": names[str(step.get("order", at))], **({"dependsOn": needs} if "dependsOn" in step else {})}
    found = {**before[known]}
    if "dependsOn" in step and set(needs) != set(there[known].depends_on):
        # What it is made from was changed: the house finds the roles of its inputs anew.
        kept = [one for one in there[known].inputs if one.step is None]
        found |= {"dependsOn": needs, "inputs": [one.wire() for one in kept]}
        if not kept:
            del found["inputs"]
    return found


def _new(at: int, there: Mapping[str, Step]) -> str:
    """An id for a new step that none of the plan's has."""
    name = f"added-{at}"
    while name in there:
        name += "-b"
    return name


def _clips(steps: Sequence[Step]) -> list[str]:
    """The ids of what the reel is joined from."""
    inputs: list[Input] = [one for step in steps if step.kind is Kind.ASSEMBLE for one in step.inputs]
    used = {one.step for one in inputs}
    return [step.id for step in steps if step.id in used]
