"""What a take is known by: `plan_key` forecasts what an edit re-pays, `fingerprint` finds the stored take.

Both hash the normalised request. The plan key stands in its ancestors' plan keys for the input files, so that it is known before
anything runs; the fingerprint has the hashes of the files themselves, so that equal bytes are never made twice.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from director_kernel.providers.protocol import InputFile, Request
from director_kernel.schema.journal import Studio
from director_kernel.schema.plan import Kind, Plan, Step

SEED_BITS = 0x7FFFFFFF
"""Seeds stay positive 31-bit: the narrowest range providers take."""


def take_seed(seed: int, take: int) -> int:
    """The seed of take number `take`: the step's own for the first, drawn from it for the others."""
    if take == 1:
        return seed
    return int.from_bytes(hashlib.sha256(f"{seed}/{take}".encode()).digest()[:4], "big") & SEED_BITS


def request_of(step: Step, take: int, studio: Studio, *, provider: str, renderer: str = "", plan: Plan | None = None) -> Request:
    """The step's order for one take, without its input files.

    A live request holds only what a live provider is sent; previs and the assembly also see slots, slate and what the reel uses.
    `plan` is needed for assemble steps, whose output depends on the steps they join.
    """
    drawn = studio == "previs" or step.kind in (Kind.ASSEMBLE, Kind.MANUAL)
    options = step.options
    if step.kind is Kind.ASSEMBLE and plan is not None:
        options = {**options, "edit": _edit(step, plan)}
    fields: dict[str, Any] = {
        "kind": step.kind,
        "model": step.model,
        "provider": provider,
        "endpoint": step.endpoint,
        "prompt": step.prompt,
        "negative_prompt": step.negative_prompt,
        "options": ordered(options),
        "aspect": step.aspect,
        "width": step.width,
        "height": step.height,
        "fps": step.fps,
        "duration": step.duration,
        "seed": take_seed(step.seed, take),
        "take": take,
        "renderer": renderer,
    }
    if drawn:
        fields |= {"use_seconds": step.use_seconds, "slots": step.slots, "slate": slate(step, take)}
    # The step was checked when the plan was; checking it again would be most of a step's cost.
    return Request.model_construct(**fields)


def slate(step: Step, take: int) -> dict[str, str]:
    """What the previs slate says, and what an attached picture is to the shot.

    Only what belongs to the step itself, so that moving a step renders nothing again.
    """
    number = re.search(r"\d+", step.id)
    said = {"number": number.group() if number else step.id, "action": step.action, "model": step.model_name, "take": str(take)}
    attached = step.extra.get("attachedRole")
    return {**said, "attached": str(attached)} if attached else said


def with_inputs(request: Request, inputs: tuple[InputFile, ...]) -> Request:
    """The request with its files."""
    return request.model_copy(update={"inputs": inputs}) if inputs else request


def ordered(value: Any) -> Any:
    """JSON with the keys of every object sorted: options that say the same hash the same."""
    if isinstance(value, dict):
        return {key: ordered(value[key]) for key in sorted(value)}
    return [ordered(item) for item in value] if isinstance(value, list | tuple) else value


def spec_text(request: Request) -> str:
    """Everything of the request but its files, as canonical JSON."""
    return request.model_dump_json(by_alias=True, exclude={"inputs"})


def journal_text(spec: str, inputs: Iterable[InputFile]) -> str:
    """What the journal keeps of a request, and what its fingerprint is the hash of: the spec and each file's role and hash."""
    files = json.dumps([[file.role.value, file.asset.sha256] for file in inputs])
    return f'{{"inputs":{files},"request":{spec}}}'


def fingerprint(text: str) -> str:
    """The hash of a request's journal text."""
    return hashlib.sha256(text.encode()).hexdigest()


def plan_key(spec: str, roots: Iterable[tuple[str, str]]) -> str:
    """The hash of a spec and of what feeds it: (role, plan key of the ancestor's take or hash of the asset) per input."""
    return hashlib.sha256(f"{spec}|{json.dumps([list(root) for root in roots])}".encode()).hexdigest()


def roots_of(step: Step, keys: Mapping[str, str]) -> list[tuple[str, str]]:
    """What feeds a step, for its plan key; `keys` are the plan keys of the takes its ancestors hand on."""
    return [(each.role.value, keys.get(each.step, each.step) if each.step else each.asset or "") for each in step.inputs]


def _edit(step: Step, plan: Plan) -> list[dict[str, Any]]:
    """What the assembly takes from the steps it joins, beyond their files."""
    steps = {each.id: each for each in plan.steps}
    joined = [steps[each.step] for each in step.inputs if each.step in steps]
    return [{"useSeconds": each.use_seconds, "kind": each.kind.value, "action": each.action, "slots": each.slots.wire()} for each in joined]
