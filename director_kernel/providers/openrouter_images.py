"""Pictures through OpenRouter: POST /images, or a chat message with pictures where a model is offered only so.

Which of the two an endpoint speaks is read off where the catalog says its files are. The catalog calls the references `image_urls`, as
other services do; they travel as `input_references`, or as parts of the message.
"""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from director_kernel.errors import KeyFault
from director_kernel.providers.outcomes import Fate, Row
from director_kernel.providers.picture_answers import POLICY
from director_kernel.providers.protocol import Request
from director_kernel.providers.sync_images import Call, SyncImages
from director_kernel.schema.endpoint import EndpointSchema
from director_kernel.schema.money import micros

NAME = "openrouter"
EDIT = "/edit"
"""Ends the catalog's name of an endpoint that takes pictures; OpenRouter has one name for both."""
MOST_TOKENS = 8192
"""Said in every chat call: without it the account must cover the model's own limit (402, can1357/oh-my-pi#9569)."""
_ERRORS = "documented: OpenRouterTeam/docs@c26125a api_reference/errors-and-debugging.mdx"
_SPEC = "documented: OpenRouter's OpenAPI description, POST /images"
OUTCOMES = (
    Row((200,), Fate.ACCEPTED, "recorded: crmne/ruby_llm spec/fixtures/vcr_cassettes/image_basic_functionality_openrouter_…"),
    Row(
        (401,),
        Fate.NOT_ACCEPTED,
        "recorded: crmne/ruby_llm spec/fixtures/vcr_cassettes/chat_error_handling_with_openrouter_…; a bad key is told as a missing one",
        fault=KeyFault.INVALID,
    ),
    Row((402,), Fate.NOT_ACCEPTED, f"{_SPEC}; reported: newo-ether/Agora#8, can1357/oh-my-pi#9569", fault=KeyFault.EXHAUSTED),
    # The limit of whoever serves the model, not of the key: another key would meet it, too.
    Row(
        (429,), Fate.NOT_ACCEPTED, f"{_ERRORS} (availability)", says=re.compile(r'"capacity_exhausted"|"provider_name"\s*:\s*"'), wait=10.0
    ),
    Row((429,), Fate.NOT_ACCEPTED, _SPEC, fault=KeyFault.LIMITED, wait=10.0),
    Row((503,), Fate.NOT_ACCEPTED, f"{_ERRORS} (availability)", says=re.compile(r'"temporarily_unavailable"'), wait=15.0),
    Row((400, 403, 422), Fate.REFUSED, f"{_ERRORS} (moderation, guardrails, error_type)", policy=True, says=POLICY),
    Row((400, 403, 404, 413, 422), Fate.REFUSED, _SPEC),
    Row((405, 412, 415), Fate.REFUSED, f"{_ERRORS} (precondition_failed 412); RFC 9110 15.5"),
)
"""500, 502, 504, 524, 529 and 503 without a word on availability are unknown: a provider behind OpenRouter may have drawn it."""


class OpenRouterImages(SyncImages):
    """Pictures through OpenRouter. `base` "" is the real service, or what DIRECTOR_OPENROUTER_BASE_URL says."""

    name = NAME
    outcomes = OUTCOMES
    identified_by = "x-generation-id"

    def call(self, request: Request, schema: EndpointSchema, fields: dict[str, Any]) -> Call:
        """/images, or /chat/completions where the pictures come in a message."""
        model = request.endpoint.removesuffix(EDIT)
        pictures = [{"type": "image_url", "image_url": {"url": url}} for url in fields.pop("image_urls", ())]
        if any("message" in place for place in schema.output):
            return Call("/chat/completions", _chat(model, fields, pictures))
        body = {"model": model, **fields}
        return Call("/images", {**body, "input_references": pictures} if pictures else body)

    def price(self, request: Request, answer: Mapping[str, Any]) -> int | None:
        """`usage.cost`, in USD; with a key of one's own at the provider, what that one takes comes on top."""
        usage = answer.get("usage")
        if not isinstance(usage, dict):
            return None
        cost = _usd(usage.get("cost"))
        details = usage.get("cost_details")
        if cost is not None and usage.get("is_byok") is True and isinstance(details, dict):
            cost += _usd(details.get("upstream_inference_cost")) or Decimal(0)
        try:
            return None if cost is None else micros(cost)
        except ValueError:
            return None


def _chat(model: str, fields: Mapping[str, Any], pictures: list[dict[str, Any]]) -> dict[str, Any]:
    rest = dict(fields)
    text = {"type": "text", "text": rest.pop("prompt", "")}
    seed = {"seed": rest.pop("seed")} if "seed" in rest else {}
    body = {"model": model, "messages": [{"role": "user", "content": [text, *pictures]}], "modalities": ["image", "text"]}
    return {**body, "max_tokens": MOST_TOKENS, **seed, **({"image_config": rest} if rest else {})}


def _usd(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    return found if found.is_finite() and found >= 0 else None
