"""The body an endpoint is sent: every field it has, in its own words, and what it would find wrong with it.

The planner checks a step's body with the same code before anything is spent; here the files have their URLs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from director_kernel.errors import Refused
from director_kernel.providers.placing import File, place
from director_kernel.providers.protocol import Request
from director_kernel.schema.endpoint import EndpointField, EndpointSchema

OURS = frozenset(("media", "edit"))
"""Options that are for us, never sent."""
_TOLD = 5
"""Faults named in one message."""


@dataclass(frozen=True)
class Asked:
    """What a body is made of. `options` are the endpoint's own fields already; `files` are called by what the body has to name them."""

    prompt: str = ""
    negative_prompt: str = ""
    options: Mapping[str, Any] | None = None
    seed: int = 0
    files: Sequence[File] = ()


def compose(asked: Asked, schema: EndpointSchema) -> dict[str, Any]:
    """The body: words, options, seed and one output of each take, and every file in the best field that is free.

    A file without a place is left out here: whoever sends it looks at `homeless` first.
    """
    body: dict[str, Any] = {schema.prompt_field: asked.prompt} if schema.prompt_field and asked.prompt else {}
    body |= {name: _written(value, schema.fields.get(name)) for name, value in (asked.options or {}).items() if name not in OURS}
    if asked.negative_prompt and "negative_prompt" in schema.fields:
        body["negative_prompt"] = asked.negative_prompt
    if asked.seed and "seed" in schema.fields:
        body["seed"] = _seed(asked.seed, schema.fields["seed"])
    if schema.count_field:
        body[schema.count_field] = 1
    placed = place(list(asked.files), schema)
    return body | {name: names if schema.fields[name].many else names[0] for name, names in placed.fields.items()}


def homeless(asked: Asked, schema: EndpointSchema) -> list[File]:
    """The files the endpoint has no field for."""
    return place(list(asked.files), schema).homeless


def body(request: Request, schema: EndpointSchema, urls: Sequence[str]) -> dict[str, Any]:
    """The body of an order whose files are at `urls`, in their order. Raises Refused, naming each field and what to do about it.

    Nothing has been sent then: what the endpoint would refuse costs a round trip, and with some endpoints money.
    """
    asked = asked_of(request, urls)
    found = compose(asked, schema)
    faults = [f"`{name}` {what}" for name, what in schema.faults(found)]
    faults += [f"there is no place for the {file.medium} that is its {file.role.value}" for file in homeless(asked, schema)]
    if faults:
        more = f" and {len(faults) - _TOLD} more" if len(faults) > _TOLD else ""
        raise Refused(
            f"{schema.id} would refuse this: {'; '.join(faults[:_TOLD])}{more}; change it with `director set STEP.FIELD=VALUE`, "
            "or choose another model with `director set 2.model=…`.",
            provider=request.provider,
            model=request.model,
            billed=False,
        )
    return found


def asked_of(request: Request, urls: Sequence[str]) -> Asked:
    """The order as a body sees it."""
    files = [File(file.role, file.asset.mime.partition("/")[0], url) for file, url in zip(request.inputs, urls, strict=True)]
    return Asked(request.prompt, request.negative_prompt, request.options, request.seed, files)


def alike(one: Mapping[str, Any], other: Mapping[str, Any], schema: EndpointSchema | None = None) -> bool:
    """Whether two bodies ask for the same: what is None or the endpoint's default need not be said."""
    return _said(one, schema) == _said(other, schema)


def _said(found: Mapping[str, Any], schema: EndpointSchema | None) -> dict[str, Any]:
    defaults = {} if schema is None else {name: field.default for name, field in schema.fields.items() if field.default is not None}
    return {name: value for name, value in found.items() if value is not None and not _same(value, defaults.get(name))}


def _same(value: Any, default: Any) -> bool:
    return default is not None and isinstance(value, bool) == isinstance(default, bool) and bool(value == default)


def _written(value: Any, field: EndpointField | None) -> Any:
    """A number where the facts only quote its digits: what accepts them was recorded to take `4`, not `"4"`."""
    if field is not None and field.numeric_enum and isinstance(value, str) and value.lstrip("-").isdecimal():
        return int(value)
    return value


def _seed(seed: int, field: EndpointField) -> int:
    """The seed within the endpoint's range."""
    return seed if field.high is None or seed <= field.high else seed % int(field.high) + 1
