"""Chat streams of our own writing: the same shapes as on the wire, for where the recordings are not at hand."""

import json
from typing import Any

SEPARATOR, NEXT_LINE, PARAGRAPH = "\u2028", "\u0085", "\u2029"


def chunk(delta: dict[str, Any] | None = None, finish: str | None = None, **more: Any) -> dict[str, Any]:
    """A chunk of a completion."""
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    return {"id": "gen-1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": choices, **more}


def data(event: Any, *, name: str = "", space: str = " ", end: str = "\n") -> str:
    """One event as it is sent."""
    said = event if isinstance(event, str) else json.dumps(event, ensure_ascii=False)
    return (f"event:{space}{name}{end}" if name else "") + f"data:{space}{said}{end}{end}"


DONE = data("[DONE]")
USAGE = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}


def completion(*pieces: str, finish: str | None = "stop", usage: dict[str, Any] | None = USAGE, end: str = DONE) -> bytes:
    """A whole completion, as OpenAI sends it: the usage in a chunk without choices."""
    said = [data(chunk({"role": "assistant", "content": ""}))]
    said += [data(chunk({"content": piece})) for piece in pieces]
    said += [data(chunk({}, finish))] if finish else []
    said += [data(chunk(usage=usage))] if usage else []
    return ("".join(said) + end).encode()


def messages(*pieces: str, finish: str = "end_turn", space: str = " ", stop: bool = True) -> bytes:
    """A whole answer of Anthropic's."""
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude", "content": [], "stop_reason": None}
    start = {"type": "message_start", "message": {**message, "usage": {"input_tokens": 11, "output_tokens": 1}}}
    events: list[dict[str, Any]] = [start, {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}]
    events += [{"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": piece}} for piece in pieces]
    events += [{"type": "content_block_stop", "index": 0}]
    events += [{"type": "message_delta", "delta": {"stop_reason": finish, "stop_sequence": None}, "usage": {"output_tokens": 7}}]
    events += [{"type": "message_stop"}] if stop else []
    return "".join(data(event, name=event["type"], space=space) for event in events).encode()
