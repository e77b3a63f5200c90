"""A take's order: the request, what the journal keeps of it, and where its result says it came from."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from director_kernel.engine import keys
from director_kernel.engine.speakers import PICTURE_TOKENS
from director_kernel.prompts.cutting import tokens_of
from director_kernel.providers.protocol import InputFile, Provider, Request
from director_kernel.providers.writing import longest
from director_kernel.schema.journal import Studio
from director_kernel.schema.plan import Kind, Plan, Step
from director_kernel.store.journal import Order

AROUND = 1_000
"""Tokens of the briefing a text is written by, and of what a service adds to it."""


class Made(NamedTuple):
    """An order ready to be journalled. `provenance` goes into the sidecar of what comes of it."""

    order: Order
    request: Request
    provenance: dict[str, Any]


class Bare(NamedTuple):
    """An order without its files: all that can be known of it before the steps before it are done."""

    request: Request
    spec: str


def bare(step: Step, take: int, *, plan: Plan, studio: Studio, provider: Provider) -> Bare:
    """The part of an order that does not wait for files."""
    request = keys.request_of(step, take, studio, provider=provider.name, renderer=renderer_of(provider, studio), plan=plan)
    return Bare(request, keys.spec_text(request))


def make(
    step: Step,
    take: int,
    *,
    plan: Plan,
    studio: Studio,
    provider: Provider,
    inputs: tuple[InputFile, ...],
    plan_keys: Mapping[str, str],
    execution: str = "",
    epoch: int = 0,
    known: Bare | None = None,
    scene: bool = False,
) -> Made:
    """The order of one take. `plan_keys` are those of the takes that feed it, by step; `known` is its `bare` part, if made already.

    `scene`: the step is one of `scenes_of` its plan.
    """
    request, spec = known or bare(step, take, plan=plan, studio=studio, provider=provider)
    text = keys.journal_text(spec, inputs)
    order = Order(
        execution,
        step.id,
        take,
        epoch,
        plan.tier,
        keys.fingerprint(text),
        keys.plan_key(spec, keys.roots_of(step, plan_keys)),
        provider.name,
        step.model,
        text,
        ceiling_of(step, studio),
        tuple(each.step for each in step.inputs if each.step) if execution else (),
        step.kind.media if counts(step, studio, provider) else "",
        step.id if scene else "",
        most_tokens(step, inputs) if step.kind is Kind.TEXT and counts(step, studio, provider) else 0,
    )
    provenance = {
        "execution": execution,
        "plan": plan.id,
        "version": plan.version,
        "step": step.id,
        "take": take,
        "studio": studio,
        "model": step.model,
        "prompt": step.prompt,
        "seed": request.seed,
    }
    return Made(order, keys.with_inputs(request, inputs), provenance)


def renderer_of(provider: Provider, studio: Studio) -> str:
    """The version of a renderer that runs here; a live provider's model name says it all."""
    return getattr(provider, "renderer", "") if studio == "previs" or is_local(provider) else ""


def is_local(provider: Provider) -> bool:
    """True where a submit has no effect outside this machine: one that may have been lost is simply repeated."""
    return bool(getattr(provider, "local", False))


def counts(step: Step, studio: Studio, provider: Provider) -> bool:
    """True for what a service makes: it counts towards the month's quota, whatever it costs."""
    return studio == "live" and step.kind not in (Kind.ASSEMBLE, Kind.MANUAL) and not is_local(provider)


def most_tokens(step: Step, inputs: tuple[InputFile, ...]) -> int:
    """The most a text may take: all it is told, pictures at their dearest, what its service adds, and the longest answer."""
    return tokens_of(f"{step.prompt}{step.negative_prompt}") + len(inputs) * PICTURE_TOKENS + AROUND + longest(step.options)


def scenes_of(plan: Plan) -> frozenset[str]:
    """Ids of the clips and pictures that no other clip or picture of the plan is made from: what a quota counts as its scenes."""
    seen = [step for step in plan.steps if step.kind.media in ("image", "video") and step.kind is not Kind.ASSEMBLE]
    used = {each.step for step in seen for each in step.inputs if each.step}
    return frozenset(step.id for step in seen) - used


def ceiling_of(step: Step, studio: Studio) -> int:
    """What one take reserves, in micro-USD: its share of the step's ceiling, rounded up; nothing in previs."""
    return 0 if studio == "previs" else -(-step.ceiling // step.takes)
