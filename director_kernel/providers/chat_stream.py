"""A chat model's answer as it comes over the wire, in the one form every SDK reads, with its usage, its end and its errors noted.

Services differ in where they put the usage, how they say that something failed after they had answered 200, and how a stream ends.
All of that is settled here, so that what reads the stream behind it never meets it. Sources: the protocol of each vendor as recorded;
a rule that follows from one vendor alone names it.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from director_kernel.providers.sse import DONE, Event, Frames, Oversized, framed
from director_kernel.schema.money import micros


class Dialect(StrEnum):
    """How a service speaks: chat completions (OpenAI and all who copied it), messages (Anthropic), responses (OpenAI's newer one)."""

    CHAT = "chat"
    MESSAGES = "messages"
    RESPONSES = "responses"


class Broken(Exception):
    """The answer ended in the wrong way; `status` is the HTTP status the same error has before an answer begins, 0 if it has none."""

    def __init__(self, why: str, *, status: int = 0, kind: str = "", body: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.status = status
        self.kind = kind
        self.body = body


@dataclass
class Heard:
    """What one answer said about itself. Tokens as the service counts them: `tokens_in` with what came from a cache.

    `price` is the service's own figure in micro-USD, None where it names none.
    """

    model: str = ""
    upstream: str = ""
    """Who really served it, where the service is a reseller."""
    id: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cached: int = 0
    """Of `tokens_in`, those read from a cache; `written` those put into one."""
    written: int = 0
    price: int | None = None
    counted: bool = False
    """The tokens are those of the whole answer. False where it broke off: then nobody knows them."""
    finish: str = ""
    refusal: str = ""
    ended: bool = False
    """The service said itself that this was all."""
    broken: Broken | None = None


@dataclass
class Listener:
    """Turns the bytes of one answer into plain events and notes what they say.

    What came before an error is given back first: the error itself is in `heard.broken`, and nothing comes after it.
    """

    dialect: Dialect
    heard: Heard = field(default_factory=Heard)
    begun: bool = False
    """Something of the answer itself arrived."""
    _frames: Frames = field(default_factory=Frames)
    _blocks: int = 0
    _shift: int = 0
    _started: bool = False
    _open: set[int] = field(default_factory=set)

    def feed(self, chunk: bytes) -> bytes:
        """What `chunk` completes, as plain events."""
        try:
            events = self._frames.feed(chunk)
        except Oversized as most:
            self.heard_broken(f"sent {most}")
            return b""
        return self._all(events)

    def end(self) -> bytes:
        """The rest, once the connection is at its end. A stream that says neither why it stopped nor that this was all was cut off."""
        events, cut = self._frames.end()
        rest = self._all(events)
        heard = self.heard
        if heard.ended or heard.broken is not None:
            return rest
        # A last chunk that names a reason to stop is an end too (some never send [DONE]); Anthropic always says message_stop.
        if cut or not heard.finish or self.dialect is not Dialect.CHAT:
            self.heard_broken("the connection was dropped" if self.begun or cut else "it said nothing at all", kind="dropped")
            return rest
        return rest + framed(Event(DONE))

    def _all(self, events: list[Event]) -> bytes:
        pieces: list[bytes] = []
        for event in events:
            if self.heard.broken is not None:
                break
            try:
                pieces += self._told(event)
            except Broken as error:
                self.heard.broken = error
        return b"".join(pieces)

    def _told(self, event: Event) -> Iterator[bytes]:
        if not event.data or self.heard.ended:
            return
        if event.data == DONE:
            self.heard.ended = self.dialect is not Dialect.MESSAGES
            if self.heard.ended:
                yield framed(Event(DONE))
            return
        try:
            # A price must not pass through a float; nothing else in a stream is worth the slower reading.
            said = json.loads(event.data, parse_float=Decimal) if '"cost"' in event.data else json.loads(event.data)
        except (ValueError, RecursionError) as malformed:
            raise self.heard_broken("sent something that is no JSON", kind="malformed", body=event.data[:500]) from malformed
        if not isinstance(said, dict):
            return
        kind = said.get("type")
        name = event.name or (kind if isinstance(kind, str) else "")
        read = {Dialect.CHAT: self._chat, Dialect.MESSAGES: self._messages, Dialect.RESPONSES: self._responses}[self.dialect]
        changed = read(said, name)
        error = error_in(said, name)
        if error is not None:
            raise error
        if changed is None:
            return
        # The SDKs of messages and responses go by the event's name, which some gateways leave out.
        name = name if self.dialect is not Dialect.CHAT else ""
        yield framed(Event(event.data, name) if changed is said else Event(json.dumps(changed, default=_plain), name))

    # Each returns what is to be passed on: `said` itself, a changed copy, or None for nothing

    def _chat(self, said: dict[str, Any], name: str) -> dict[str, Any] | None:
        heard = self.heard
        heard.model, heard.upstream = _text(said, "model") or heard.model, _text(said, "provider") or heard.upstream
        heard.id = _text(said, "id") or heard.id
        choices = said.get("choices")
        if not isinstance(choices, list):
            choices, said = [], {**said, "choices": []}
        first = choices[0] if choices and isinstance(choices[0], dict) else {}
        # Moonshot puts the usage into the finish chunk's choice: https://github.com/earendil-works/pi/issues/2017.
        usage = said.get("usage") or first.get("usage")
        if isinstance(usage, dict):
            self._count_chat(usage)
            if not said.get("usage"):
                said = {**said, "usage": usage}
        delta = first.get("delta")
        if isinstance(delta, dict):
            heard.refusal += delta["refusal"] if isinstance(delta.get("refusal"), str) else ""
            self.begun = self.begun or any(delta.get(key) for key in ("content", "tool_calls", "reasoning", "reasoning_content", "images"))
        # OpenRouter repeats the reason in its usage chunk, or leaves it out there: the last one that was said counts.
        heard.finish = _text(first, "finish_reason") or heard.finish
        # A chunk with neither says nothing to anybody; Azure's first one, and what some gateways send to keep a line open.
        return said if choices or said.get("usage") else None

    def _messages(self, said: dict[str, Any], name: str) -> dict[str, Any] | None:
        heard = self.heard
        if name == "message_start":
            return self._message_start(said)
        if name == "message_delta":
            delta = said.get("delta")
            heard.finish = (_text(delta, "stop_reason") if isinstance(delta, dict) else "") or heard.finish
            self._count_messages(said.get("usage"))
            heard.counted = True
        elif name == "message_stop":
            heard.ended = True
        elif name.startswith("content_block_"):
            index = said.get("index")
            if not isinstance(index, int):
                return None
            if self._shift:
                index, said = index + self._shift, {**said, "index": index + self._shift}
            self._blocks = max(self._blocks, index + 1)
            self.begun = self.begun or name == "content_block_delta"
            if name == "content_block_stop":
                self._open.discard(index)
            else:
                self._open.add(index)
        else:
            # `ping`, and whatever is invented next: to be ignored, says the vendor.
            return None
        return said

    def _message_start(self, said: dict[str, Any]) -> dict[str, Any] | None:
        """A gateway that starts over sends a second start: its blocks are new ones, the answer goes on."""
        message = said.get("message")
        message = message if isinstance(message, dict) else {}
        self.heard.model, self.heard.id = _text(message, "model") or self.heard.model, _text(message, "id") or self.heard.id
        self._count_messages(message.get("usage"))
        if self._started:
            self._shift = self._blocks
            return None
        self._started = True
        return said

    def _responses(self, said: dict[str, Any], name: str) -> dict[str, Any] | None:
        heard, response = self.heard, said.get("response")
        if isinstance(response, dict):
            heard.model, heard.id = _text(response, "model") or heard.model, _text(response, "id") or heard.id
            usage = response.get("usage")
            if isinstance(usage, dict):
                self._count_chat({**usage, "prompt_tokens": usage.get("input_tokens"), "completion_tokens": usage.get("output_tokens")})
        if name in ("response.completed", "response.failed", "response.incomplete"):
            heard.ended = True
            reason = (response.get("incomplete_details") or {}).get("reason") if isinstance(response, dict) else None
            heard.finish = {None: "stop", "max_output_tokens": "length"}.get(reason, str(reason))
        elif name == "response.refusal.delta":
            heard.refusal += _text(said, "delta")
        self.begun = self.begun or name.endswith(".delta")
        return said

    def _count_chat(self, usage: dict[str, Any]) -> None:
        """Usage counts for the whole answer and may come more than once: the last one stands. Unknown keys are none of our business."""
        heard = self.heard
        heard.counted = True
        heard.tokens_in, heard.tokens_out = _number(usage, "prompt_tokens"), _number(usage, "completion_tokens")
        details = usage.get("prompt_tokens_details") or usage.get("input_tokens_details")
        # Moonshot has `cached_tokens` directly in the usage.
        heard.cached = _number(details if isinstance(details, dict) else {}, "cached_tokens") or _number(usage, "cached_tokens")
        price = _price(usage.get("cost"))
        if price is None:
            return
        if usage.get("is_byok") is True:
            # OpenRouter's cost is then its fee alone; the account at the provider pays the rest.
            details = usage.get("cost_details")
            price += _price(details.get("upstream_inference_cost") if isinstance(details, dict) else None) or 0
        heard.price = price

    def _count_messages(self, usage: Any) -> None:
        """Anthropic's counts are cumulative, and those of the end may correct those of the start."""
        if not isinstance(usage, dict):
            return
        heard = self.heard
        if isinstance(usage.get("input_tokens"), int):
            heard.cached = _number(usage, "cache_read_input_tokens")
            heard.written = _number(usage, "cache_creation_input_tokens")
            heard.tokens_in = _number(usage, "input_tokens") + heard.cached + heard.written
        heard.tokens_out = _number(usage, "output_tokens") or heard.tokens_out

    def heard_broken(self, why: str, *, kind: str = "", body: str = "") -> Broken:
        """The way the answer ended, noted."""
        self.heard.broken = Broken(why, kind=kind, body=body)
        return self.heard.broken


def error_in(said: dict[str, Any], name: str = "") -> Broken | None:
    """The error a message of a stream (or a whole body) carries, wherever its service puts it. A top-level `error` always means failure.

    OpenRouter: https://openrouter.ai/docs/api-reference/errors#mid-stream; Groq and Anthropic name the event `error`; OpenAI's newer
    API has it in the response; a choice of OpenRouter's may have one of its own.
    """
    error = said.get("error")
    if not error and name in ("error", "response.failed"):
        response = said.get("response")
        error = (response.get("error") if isinstance(response, dict) else None) or said.get("message") or said
    choices = said.get("choices")
    first = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
    if not error and (first.get("error") or first.get("finish_reason") == "error"):
        error = first.get("error") or "its provider failed"
    if not error:
        return None
    return fault_of(error)


def fault_of(error: Any) -> Broken:
    """An error object of any vendor in one line, with the status it stands for."""
    if not isinstance(error, dict):
        return Broken(str(error)[:300] if isinstance(error, str) else "its provider failed", kind="error")
    metadata = error.get("metadata")
    kinds = [error.get("type"), error.get("code"), metadata.get("error_type") if isinstance(metadata, dict) else None]
    code = next((int(str(one)) for one in kinds if re.fullmatch(r"[45]\d\d", str(one))), 0)
    kind = next((one for one in reversed(kinds) if isinstance(one, str) and not one.isdigit()), "")
    status = code or next((status for word, status in STATUS_OF.items() if any(word in str(one) for one in kinds)), 0)
    message = error.get("message")
    why = message if isinstance(message, str) and message else kind or "its provider failed"
    return Broken(" ".join(why.split())[:300], status=status, kind=kind or "error", body=json.dumps(error, default=_plain))


STATUS_OF = {
    "overloaded": 529,
    "rate_limit": 429,
    "insufficient_quota": 402,
    "exceeded_current_quota": 402,
    "authentication": 401,
    "server_error": 500,
    "api_error": 500,
    "timeout": 504,
}
"""Words in an error's type or code, and the status the error has before an answer begins."""

CUT = frozenset({"length", "max_tokens", "max_output_tokens", "model_context_window_exceeded"})
"""What `Heard.finish` is where an answer was cut at its longest; `DECLINED`, where its content was declined."""
DECLINED = frozenset({"content_filter", "refusal", "safety", "prohibited_content"})


def _text(of: dict[str, Any], key: str) -> str:
    value = of.get(key)
    return value if isinstance(value, str) else ""


def _number(of: dict[str, Any], key: str) -> int:
    value = of.get(key)
    return value if isinstance(value, int) and value > 0 else 0


def _price(value: Any) -> int | None:
    try:
        return micros(Decimal(value)) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
    except ValueError:
        return None


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)
