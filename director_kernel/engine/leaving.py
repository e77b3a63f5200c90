"""A plan without some of its steps: what a person left out, what can't be made without it, and reels that close the gap.

Only what the person left out is journalled. What goes with it follows from the plan each time, so that one write says it all and taking
it back needs no more.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from director_kernel.errors import UsageError
from director_kernel.schema.plan import Kind, Plan, Role, Step
from director_kernel.schema.words import counted

BY_YOU = "left out by you"
_SPOKEN = frozenset({Kind.SPEECH, Kind.SOUND_EFFECT})
"""Sounds that belong to the shots they wait for, and are heard nowhere else."""


class Without(NamedTuple):
    """`plan` still has every step, but its reels take nothing that is left out.

    `out` names for each step that is not made the one the person left out: itself, or the one it goes with.
    """

    plan: Plan
    out: Mapping[str, str]


def without(plan: Plan, chosen: Collection[str]) -> Without:
    """`plan` without the steps `chosen` (ids) and what can't be made without them; its steps are in an order that can be run."""
    if not chosen:
        return Without(plan, {})
    out: dict[str, str] = {}
    steps = []
    for step in plan.steps:
        because = step.id if step.id in chosen else _goes_with(step, out)
        if because:
            out[step.id] = because
        elif step.kind is Kind.ASSEMBLE:
            step = _closed(step, out)
        steps.append(step)
    return Without(plan.with_(steps=tuple(steps)), out)


def _goes_with(step: Step, out: Mapping[str, str]) -> str:
    """The step a person left out that this one can't be made without, "" if it can."""
    if step.kind is Kind.ASSEMBLE:
        clips = [each for each in step.inputs if each.role is Role.CLIP]
        gone = [out[each.step] for each in clips if each.step and each.step in out]
        return gone[0] if gone and len(gone) == len(clips) else ""
    taken = next((out[each.step] for each in step.inputs if each.step and each.step in out), "")
    if taken or step.kind not in _SPOKEN:
        return taken
    gone = [out[each] for each in step.depends_on if each in out]
    return gone[0] if gone and len(gone) == len(step.depends_on) else ""


def _closed(step: Step, out: Mapping[str, str]) -> Step:
    inputs = tuple(each for each in step.inputs if each.step not in out)
    if len(inputs) == len(step.inputs):
        return step
    return step.with_(inputs=inputs, depends_on=tuple(each for each in step.depends_on if each not in out))


def check(plan: Plan, chosen: Collection[str], step: str, execution: str) -> Without:
    """`plan` without `step` too. Raises UsageError where a reel would have no clip left, or nothing would be left at all."""
    after = without(plan, {*chosen, step})
    empty = next((each for each in plan.steps if each.kind is Kind.ASSEMBLE and after.out.get(each.id, each.id) != each.id), None)
    if empty is not None:
        raise UsageError(
            f"without step {plan.step(step).order} step {empty.order} ({empty.action}) would have no clip left; "
            f"`director retry {plan.step(step).order}` tries it again, `director cancel {execution}` ends the run"
        )
    if len(after.out) == len(plan.steps):
        raise UsageError(f"nothing would be left to make; `director cancel {execution}` ends the run")
    return after


def said(plan: Plan, before: Without, after: Without, step: str) -> str:
    """What is left out and what goes on, in a sentence or two."""
    named = plan.step(step)
    with_it = [str(each.order) for each in plan.steps if each.id in after.out and each.id not in before.out and each.id != step]
    text = f"Step {named.order} ({named.action}) is left out"
    if with_it:
        text += f", and with it step{'s' if len(with_it) > 1 else ''} {_listed(with_it)}"
    reels = [(was, now) for was, now in zip(before.plan.steps, after.plan.steps, strict=True) if was != now]
    goes_on = [f"step {now.order} goes on with {counted(_clips(now), 'clip')}" for was, now in reels]
    return f"{text}; {_listed(goes_on)}." if goes_on else f"{text}."


def _clips(step: Step) -> int:
    return sum(each.role is Role.CLIP for each in step.inputs)


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
