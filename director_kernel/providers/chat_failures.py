"""What a chat service's refusal means, decided in one place: try again, another key, another model, or nothing of the kind.

An answer that failed before its first word costs nothing and shows nothing, so it may be asked for again; one that had begun never is.
Sources: the vendors' error pages, and bodies as recorded (OpenRouter 400/401/429, OpenAI 400/401/404, Anthropic 400/401/404).
"""

import json
import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from director_kernel.errors import KeyFault, NotAccepted, ProviderError, Refused
from director_kernel.providers.chat_stream import fault_of

AGAIN = frozenset({408, 409, 429, 500, 502, 503, 504, 524, 529})
"""Statuses that say "later": https://openrouter.ai/docs/api-reference/errors, and both SDKs' own rule."""
LONGEST_WAIT = 30.0
"""Seconds a person is kept waiting at a service's word; asked for more, it is said instead."""

_NO_MONEY = re.compile(
    r"insufficient_quota|exceeded_current_quota|insufficient.{0,10}(balance|credit)|credit balance|key limit exceeded", re.I
)
_POLICY = re.compile(r"content_filter|content_policy|moderation|flagged|usage policy", re.I)
_TOOLS = re.compile(r"\btools?\b|tool_choice|function.?call|schema for function", re.I)
_PICTURES = re.compile(r"image input|image_url|vision|multimodal|does not support images?", re.I)


class ToolsRefused(Refused):
    """The model can't be given tools: it is asked in plain words instead."""


class PicturesRefused(Refused):
    """The model can't be shown pictures: it is told about them instead."""


def retry_after(headers: Mapping[str, str], now: float | None = None) -> float | None:
    """Seconds to wait, as an error's headers ask: `retry-after-ms`, else `Retry-After` in seconds or as a date. None: they don't.

    Look at them only on an error: Anthropic sends the header with successes too.
    """
    milliseconds = headers.get("retry-after-ms", "").strip()
    if milliseconds:
        return _seconds(milliseconds, 1_000)
    said = headers.get("retry-after", "").strip()
    if not said:
        return None
    if (seconds := _seconds(said)) is not None:
        return seconds
    try:
        until = parsedate_to_datetime(said).timestamp()
    except (ValueError, OverflowError):
        return None
    return max(0.0, until - (time.time() if now is None else now))


def _seconds(said: str, per: int = 1) -> float | None:
    try:
        value = float(said) / per
    except ValueError:
        return None
    return value if 0 <= value < 10**9 else None


def failure(service: str, model: str, status: int, headers: Mapping[str, str], body: str) -> ProviderError:
    """The error an answer with this status is. NotAccepted with a `fault`: another key may do; without: the same again, later.

    Refused: asking again can't help; what it lacks is said by its class.
    """
    error, metadata = _error_of(body)
    said = fault_of(error) if error else None
    why = said.why if said is not None else _plain(body)
    known: dict[str, Any] = {
        "provider": service,
        "model": model,
        "status": status,
        "body": body[:4_000],
        "retry_after": retry_after(headers),
    }
    about = f"{body[:4_000]} {why}"
    if status == 401:
        return _fault(f"{service} refused the key ({why}); look at it with director keys test", KeyFault.INVALID, known)
    if status == 402 or (status in (403, 429) and _NO_MONEY.search(about)):
        return _fault(f"the {service} account has no credit left ({why}); top it up, or choose another model", KeyFault.EXHAUSTED, known)
    if status not in (408, 429, 529) and error and _TOOLS.search(why):
        # llama.cpp answers 500 to tools without --jinja, Ollama and vLLM 400, OpenRouter 404.
        return ToolsRefused(f"{model} takes no tools ({why})", **known)
    if status == 429:
        # A reseller's upstream is full: no key of ours is at fault, and none would help.
        upstream = bool(metadata.get("provider_name")) or "overload" in about
        message = f"{service} takes no more requests for {model} now ({why}); wait a little and say “try again”"
        return NotAccepted(message, **known) if upstream else _fault(message, KeyFault.LIMITED, known)
    if status in AGAIN or status >= 500:
        return NotAccepted(f"{service} could not answer (HTTP {status}: {why}); wait a little and say “try again”", **known)
    if status in (400, 404, 415, 422) and _PICTURES.search(why):
        return PicturesRefused(f"{model} takes no pictures ({why})", **known)
    refused = Refused(_refusal(service, model, status, why), **known)
    refused.policy = bool(_POLICY.search(about)) or "flagged_input" in metadata or "reasons" in metadata
    return refused


def _refusal(service: str, model: str, status: int, why: str) -> str:
    if 300 <= status < 400:
        return f"{service} sends elsewhere (HTTP {status}), which is not followed with a key; set DIRECTOR_{service.upper()}_BASE_URL"
    if status == 404:
        return f"{service} does not know {model} ({why}); choose another with director brain"
    if status == 413 or "context" in why.lower():
        return f"this is more than {model} can read ({why}); begin a new conversation or attach less"
    return f"{service} refused the request (HTTP {status}: {why}); put it in other words or choose another model with director brain"


def _fault(message: str, fault: KeyFault, known: dict[str, Any]) -> NotAccepted:
    error = NotAccepted(message, **known)
    error.fault = fault
    return error


def _error_of(body: str) -> tuple[Any, dict[str, Any]]:
    try:
        said = json.loads(body)
    except ValueError:
        return None, {}
    if isinstance(said, list) and said:
        said = said[0]
    error = said.get("error") if isinstance(said, dict) else None
    if not error and isinstance(said, dict):
        # vLLM and FastAPI servers answer {"message": …} and {"detail": …}.
        error = said if isinstance(said.get("message"), str) else said.get("detail")
    metadata = error.get("metadata") if isinstance(error, dict) else None
    return error, metadata if isinstance(metadata, dict) else {}


def _plain(body: str) -> str:
    """A body that is no JSON (a proxy's page), in a few words."""
    words = " ".join(re.sub(r"<[^>]*>", " ", body).split())
    return words[:120] or "no reason given"
