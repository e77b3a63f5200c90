"""A model's answer read as a proposal: what is right in it is taken, small slips of form are mended, the rest is named for the model.

`SCHEMA` is what models are told; it is shorter than our nouns, since every word of it is paid for with each message.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from director_kernel.providers.chat_words import Sieve
from director_kernel.schema.noun import storable
from director_kernel.schema.proposal import Proposal

TOOL = "propose"
ABOUT = "Your answer as data: what you say, ask, offer, plan and change. Call it once, with `reply` first."
INTENTS = ("brief", "answer", "choose", "revise", "approve", "models", "status", "cancel", "unclear")
TIERS = ("budget", "balanced", "premium")
MOST_STEPS = 300
DEEPEST = 40


def _text(about: str = "") -> dict[str, Any]:
    return {"type": "string", "description": about} if about else {"type": "string"}


def _list(of: Mapping[str, Any], about: str = "") -> dict[str, Any]:
    return {"type": "array", "items": dict(of)} | ({"description": about} if about else {})


def _object(required: tuple[str, ...] = (), **properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties} | ({"required": list(required)} if required else {})


STEP = _object(
    ("order", "action", "model", "prompt"),
    order={"type": "integer"},
    action=_text("what is made, in a few words"),
    kind=_text(
        "text-to-image, image-edit, upscale, text-to-video, image-to-video, extend, video-edit, speech, music, sound-effect, assemble"
    ),
    model=_text("an id from the list of models"),
    prompt=_text(),
    negativePrompt=_text(),
    options={"type": "object", "description": "the model's own options, in its own format"},
    aspect=_text("16:9, 9:16, 1:1 …"),
    duration={"type": "number", "description": "seconds"},
    dependsOn=_list({"type": "integer"}, "orders of the steps whose outputs it takes"),
    outputDescription=_text(),
    reason=_text("why this model"),
)
SCHEMA = _object(
    ("reply",),
    reply=_text("what the person reads, in Markdown; never JSON"),
    intent={"type": "string", "enum": list(INTENTS), "description": "what the person's message wants"},
    questions=_list(
        _object(("text",), text=_text(), choices=_list(_text(), "short answers to pick from"), field=_text("the brief's field it fills")),
        "at most 4, and only what you can't decide yourself",
    ),
    options=_list(_object(("tier",), tier={"type": "string", "enum": list(TIERS)}, title=_text(), why=_text()), "ways to make it"),
    plan=_object(
        ("title", "steps"),
        title=_text(),
        summary=_text(),
        useCase=_text(),
        tier={"type": "string", "enum": list(TIERS)},
        aspect=_text(),
        steps=_list(STEP),
        finalOutputs=_list(_text()),
    ),
    # A value of any kind: every property must have a type at Moonshot, and a string can hold them all.
    changes=_list(
        _object(("path", "value"), path=_text("2.prompt, 4.movement, aspect …"), value=_text("the new value, or its JSON")),
        "to the plan as it stands",
    ),
)
FILM = _list(
    _object(
        ("op", "path"),
        op={"type": "string", "enum": ["set", "add", "remove", "move"]},
        path=_text("scenes/s2/title, scenes/s2/beats/b3/shots/k5/slots/lens, bible/characters/mira/look/hair; for add the list: scenes"),
        value=_text("the new value, or its JSON"),
        at={"type": "integer", "description": "place in the list, from 0"},
        to=_text("for move: the list it goes to"),
    ),
    "changes to the film project, for the person to accept or refuse",
)
WITH_FILM = {**SCHEMA, "properties": {**SCHEMA["properties"], "film": FILM}}
"""What a model is told where there is a film project."""
PLAINLY = (
    "Answer in Markdown. When you have a plan, end your answer with it between <plan> and </plan>, as one JSON object: "
    '{"title": "…", "summary": "…", "steps": [{"order": 1, "action": "…", "kind": "text-to-image", "model": "…", "prompt": "…", '
    '"options": {}, "dependsOn": []}], "finalOutputs": ["…"]}. Write no other JSON.'
)
PLAINLY_FILM = (
    'To change the film project instead, end with {"film": [{"op": "set", "path": "scenes/s2/title", "value": "…"}]} between <plan> and '
    "</plan>: op is set, add, remove or move; the person decides."
)
WITH_TOOL = f"Answer by calling the tool `{TOOL}` once; everything the person should read goes into its `reply`."


class Unreadable(ValueError):
    """What an answer says can't be taken as it is; `faults` name what, for the model to mend."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))


def proposal_of(data: Any) -> Proposal:
    """The proposal in a tool's arguments, given as JSON text or as what it says. Raises Unreadable."""
    if isinstance(data, str):
        data = _json(data)
    if not isinstance(data, dict):
        raise Unreadable(["it is no JSON object"])
    try:
        return Proposal.model_validate(_mended(_clean(data)))
    except ValidationError as error:
        raise Unreadable(_named(error)) from error


def proposal_in(text: str) -> Proposal:
    """The proposal in an answer of plain words: its words, and the plan or the whole proposal it carries. Raises Unreadable."""
    sieve = Sieve()
    words = (sieve.feed(text) + sieve.end()).strip()
    found: Proposal | None = None
    for block in sieve.blocks:
        if block.kind == "think" or not block.text.strip():
            continue
        read = proposal_of(_json(block.text))
        if block.kind == "plan" and read.plan is None and not read.film:
            raise Unreadable(["there is no plan with steps between <plan> and </plan>"])
        # The last one counts: models that correct themselves write a second.
        found = read
    reply = storable(words)
    if found is None:
        return Proposal(reply=reply)
    # What the whole answer being JSON says for itself was found by the sieve as words already.
    return found.with_(reply=found.reply if found.reply.strip() == reply or not reply else reply)


def salvaged(data: Any) -> Proposal:
    """What can be kept of arguments that stay unreadable: the words, and every part that is right by itself."""
    try:
        data = data if isinstance(data, dict) else _json(data)
    except Unreadable:
        return Proposal()
    kept: dict[str, Any] = {}
    for name, value in data.items() if isinstance(data, dict) else ():
        try:
            part = _mended(_clean({name: value}))
            Proposal.model_validate(part)
        except (Unreadable, ValidationError):
            continue
        kept |= {name: part[name]} if name in part else {}
    return Proposal.model_validate(kept)


def _json(text: Any) -> Any:
    """The first JSON value in `text`; what stands behind it is left alone."""
    if not isinstance(text, str):
        return text
    try:
        return json.JSONDecoder(parse_constant=_no_number, strict=False).raw_decode(text.strip())[0]
    except (ValueError, RecursionError) as error:
        raise Unreadable([f"it is no valid JSON ({' '.join(str(error).split())[:120]})"]) from error


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _clean(value: Any, depth: int = 0) -> Any:
    """The same with text that can be stored, and no deeper than anything of ours is."""
    if depth > DEEPEST:
        raise Unreadable(["it is nested too deeply"])
    if isinstance(value, str):
        return storable(value).replace("\x00", "")
    if isinstance(value, dict):
        return {_clean(str(key), depth): _clean(one, depth + 1) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(one, depth + 1) for one in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**63:
        raise Unreadable(["a number is too large"])
    return value


def _mended(data: dict[str, Any]) -> dict[str, Any]:
    """Slips that leave no doubt what is meant are put right; the schema judges what is left."""
    if "steps" in data and "plan" not in data and "reply" not in data:
        data = {"plan": data}
    kept = {name: value for name, value in data.items() if name in Proposal.model_fields and value is not None}
    for name in ("plan", "questions", "options", "changes", "film"):
        if isinstance(kept.get(name), str):
            kept[name] = _json(kept[name]) if kept[name].strip() else None
        if not kept.get(name):
            kept.pop(name, None)
    kept["reply"] = _words(kept.get("reply"))
    if "plan" in kept:
        kept["plan"] = _plan(kept["plan"])
    if isinstance(kept.get("questions"), list):
        kept["questions"] = [question for one in kept["questions"] if (question := _question(one))][:4]
    if isinstance(kept.get("options"), list):
        kept["options"] = [option for one in kept["options"] if (option := _option(one))][:3]
    if isinstance(kept.get("changes"), dict):
        kept["changes"] = [{"path": path, "value": value} for path, value in kept["changes"].items()]
    if isinstance(kept.get("changes"), list):
        kept["changes"] = [
            {"path": one.get("path"), "value": one.get("value")} if isinstance(one, dict) else one for one in kept["changes"]
        ]
    if isinstance(kept.get("film"), dict):
        kept["film"] = [kept["film"]]
    if isinstance(kept.get("film"), list):
        kept["film"] = [_only(one, ("op", "path", "value", "at", "to")) for one in kept["film"]]
    if kept.get("intent") not in INTENTS:
        kept["intent"] = "brief" if kept.get("plan") else "unclear"
    return kept


def _plan(plan: Any) -> Any:
    if not isinstance(plan, dict):
        return plan
    steps = plan.get("steps")
    if not isinstance(steps, list) or not steps:
        raise Unreadable(["plan.steps: there is none; give the steps, or no plan at all"])
    if len(steps) > MOST_STEPS:
        raise Unreadable([f"plan.steps: {len(steps)} of them, at most {MOST_STEPS}"])
    # What a model believes about money is its guess; prices and ids are ours.
    plan = {name: value for name, value in plan.items() if name not in ("id", "totalCost", "total_cost", "brief")}
    if plan.get("tier") not in TIERS:
        plan.pop("tier", None)
    plan["steps"] = [_step(one, number) for number, one in enumerate(steps, start=1)]
    return plan


def _step(step: Any, number: int) -> Any:
    if not isinstance(step, dict):
        return step
    step = {name: value for name, value in step.items() if name not in ("estimatedCost", "estimated_cost")}
    if isinstance(step.get("options"), str):
        step["options"] = _json(step["options"]) if step["options"].strip() else {}
    if "order" not in step:
        step["order"] = number
    return step


def _question(question: Any) -> Any:
    if isinstance(question, str):
        return {"text": question[:500]} if question.strip() else None
    if not isinstance(question, dict):
        return question
    question = _only({"text": question.get("question"), **question}, ("text", "choices", "field"))
    if isinstance(question.get("choices"), list):
        question["choices"] = [_label(one) for one in question["choices"]][:6]
    if isinstance(question.get("text"), str):
        question["text"] = question["text"][:500]
    return question


def _option(option: Any) -> Any:
    if isinstance(option, str):
        option = {"tier": option}
    if not isinstance(option, dict):
        return option
    option = _only(option, ("tier", "title", "why"))
    for name, most in (("tier", 20), ("title", 120), ("why", 500)):
        if isinstance(option.get(name), str):
            option[name] = option[name].strip()[:most]
    if isinstance(option.get("tier"), str):
        option["tier"] = option["tier"].lower()
    return option if option.get("tier") in TIERS else None


def _only(value: Any, names: tuple[str, ...]) -> Any:
    return {name: value[name] for name in names if value.get(name) is not None} if isinstance(value, dict) else value


def _label(choice: Any) -> Any:
    """A choice's words, however they are wrapped."""
    if isinstance(choice, dict):
        return next((choice[name] for name in ("text", "label", "title", "value") if isinstance(choice.get(name), str)), str(choice))
    return choice if isinstance(choice, str) else json.dumps(choice)


def _words(reply: Any) -> str:
    if isinstance(reply, str):
        return reply
    if isinstance(reply, list):
        return "\n\n".join(_words(one) for one in reply)
    return "" if reply is None else json.dumps(reply, ensure_ascii=False)


def _named(error: ValidationError) -> list[str]:
    """The faults as a model understands them: where, and what was expected there."""
    return [
        f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors(include_url=False, include_input=False)[:8]
    ]
