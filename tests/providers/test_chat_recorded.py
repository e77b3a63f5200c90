"""Every recorded stream of a chat service gives, through the real client path, what a plain walk over its JSON gives."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from director_kernel.providers.chat_stream import Broken
from director_kernel.providers.sse import Frames
from tests.providers.chatting import Read, read, sent

FOLDERS = ("openrouter", "openai", "anthropic", "moonshot")
CHECKED = (1, 61, 4096)
"""Bytes a chunk, so that every character and line end is split somewhere."""


def streams(wire: Path) -> Iterator[tuple[str, bytes]]:
    """Every stream there is: raw bodies, and fixtures with an event a line."""
    for folder in FOLDERS:
        for path in sorted((wire / folder).glob("*.sse.txt")):
            yield f"{folder}/{path.name}", path.read_bytes()
        for path in sorted((wire / folder).glob("*.chunks.txt")):
            lines = path.read_text(encoding="utf-8").split("\n")
            yield f"{folder}/{path.name}", "".join(_framed(line) for line in lines if line).encode()


def _framed(line: str) -> str:
    kind = re.match(r'\{"type":"([a-z_.]+)"', line)
    return (f"event: {kind.group(1)}\n" if kind else "") + f"data: {line}\n\n"


def events(body: bytes) -> list[dict[str, Any]]:
    """The JSON of a stream, found the plainest way: every recorded event has its data on one line."""
    lines = body.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    found = [line.removeprefix("data:").strip(" ") for line in lines if line.startswith("data:")]
    return [json.loads(line, parse_float=Decimal) for line in found if line != "[DONE]"]


def expected(said: list[dict[str, Any]]) -> dict[str, Any]:
    kinds = {str(event.get("type")) for event in said}
    if "response.created" in kinds:
        return _of_responses(said)
    return _of_messages(said) if kinds & {"message_start", "content_block_start"} else _of_chat(said)


def _of_chat(said: list[dict[str, Any]]) -> dict[str, Any]:
    text, calls, usage, error = "", {}, {}, None
    for event in said:
        error = event.get("error") or error
        choice = (event.get("choices") or [{}])[0]
        usage = event.get("usage") or choice.get("usage") or usage
        delta = choice.get("delta") or {}
        if error is None:
            text += delta.get("content") or ""
        for call in delta.get("tool_calls") or []:
            one = calls.setdefault(call["index"], ["", ""])
            one[0] += call["function"].get("name") or ""
            one[1] += call["function"].get("arguments") or ""
    price = None if "cost" not in usage else -(-int(Decimal(usage["cost"]) * 10**12) // 10**6)
    return {
        "text": text,
        "calls": [(name, json.loads(arguments or "{}")) for name, arguments in calls.values()],
        "tokens": (usage.get("prompt_tokens", 0), usage.get("completion_tokens", 0)),
        "price": price,
        "error": error,
    }


def _of_messages(said: list[dict[str, Any]]) -> dict[str, Any]:
    text, calls, current, tokens, server = "", [], {}, [0, 0], set()
    for event in said:
        usage = event.get("usage") or (event.get("message") or {}).get("usage") or {}
        if "input_tokens" in usage:
            cached = (usage.get("cache_read_input_tokens") or 0) + (usage.get("cache_creation_input_tokens") or 0)
            tokens[0] = usage["input_tokens"] + cached
        tokens[1] = usage.get("output_tokens") or tokens[1]
        if event["type"] == "content_block_start" and event["content_block"]["type"] == "tool_use":
            current[event["index"]] = [event["content_block"]["name"], ""]
            calls.append(current[event["index"]])
        elif event["type"] == "content_block_start":
            text += event["content_block"].get("text") or ""
            server.add(event["index"])
        elif event["type"] == "content_block_delta":
            text += event["delta"].get("text") or ""
            if event["delta"]["type"] == "input_json_delta" and event["index"] in current:
                current[event["index"]][1] += event["delta"]["partial_json"]
    return {
        "text": text,
        "calls": [(name, _loads(arguments)) for name, arguments in calls],
        "tokens": tuple(tokens),
        "price": None,
        "error": None,
    }


def _of_responses(said: list[dict[str, Any]]) -> dict[str, Any]:
    text = "".join(event["delta"] for event in said if event.get("type") == "response.output_text.delta")
    done = [event["item"] for event in said if event.get("type") == "response.output_item.done"]
    calls = [(item["name"], json.loads(item["arguments"])) for item in done if item["type"] == "function_call"]
    response = next((event["response"] for event in reversed(said) if "response" in event), {})
    usage = response.get("usage") or {}
    price = None if usage.get("cost") is None else -(-int(Decimal(usage["cost"]) * 10**12) // 10**6)
    error = next((event.get("error") for event in said if event.get("type") == "error"), None) or response.get("error")
    tokens = (usage.get("input_tokens", 0), usage.get("output_tokens", 0))
    return {"text": text, "calls": calls, "tokens": tokens, "price": price, "error": error}


def _loads(arguments: str) -> Any:
    """A tool's arguments; those that were cut at the longest answer stay as they came."""
    try:
        return json.loads(arguments or "{}")
    except ValueError:
        return arguments


def ends(said: list[dict[str, Any]], body: bytes) -> bool:
    """Whether the stream says itself that it is over."""
    if b"data: [DONE]" in body:
        return True
    kinds = {event.get("type") for event in said}
    reasons = [(event.get("choices") or [{}])[0].get("finish_reason") for event in said]
    return bool(kinds & {"message_stop", "response.completed", "response.incomplete"}) or any(reasons)


def replayed(name: str, body: bytes, size: int) -> Read:
    said = events(body)
    kinds = {str(event.get("type")) for event in said}
    service = name.split("/")[0]
    if kinds & {"message_start", "content_block_start"}:
        service = "anthropic"
    return read(service, lambda _: sent(body, size), api="responses" if "response.created" in kinds else "chat")


@pytest.mark.parametrize("folder", FOLDERS)
def test_recorded_streams_give_their_text_tools_usage_and_errors(wire: Path, folder: str) -> None:
    checked = 0
    for name, body in streams(wire):
        if not name.startswith(folder):
            continue
        try:
            said = events(body)
        except ValueError:
            # One of the fixtures lacks a brace: what is no JSON is an error, not silence.
            broken = read("openai", lambda _, body=body: sent(body), api="responses").error
            assert isinstance(broken, Broken) and broken.kind == "malformed", name
            continue
        wanted = expected(said)
        for size in CHECKED if len(body) < 12_000 else CHECKED[1:]:
            found = replayed(name, body, size)
            about = f"{name} in chunks of {size}"
            assert (found.heard.tokens_in, found.heard.tokens_out) == wanted["tokens"], about
            assert found.heard.price == wanted["price"], about
            if wanted["error"] is not None:
                assert isinstance(found.error, Exception), about
                assert str(wanted["error"]["message"]) in str(found.error), about
                continue
            if not ends(said, body):
                assert isinstance(found.error, Broken), about
                continue
            assert found.error is None, f"{about}: {found.error!r}"
            assert found.text == wanted["text"], about
            assert [(tool, args) for tool, args in found.calls] == wanted["calls"], about
        checked += 1
    assert checked >= 5, "the recordings of this service are not where they were"


def test_recorded_google_streams_are_framed(wire: Path) -> None:
    """Gemini ends lines with CR LF and a stream with nothing: its SDK is not ours, its frames are read all the same."""
    for path in sorted((wire / "sse_quirks").glob("*.sse.txt")):
        body = path.read_bytes()
        assert b"\r\n\r\n" in body
        for size in CHECKED:
            frames = Frames()
            found = [event for at in range(0, len(body), size) for event in frames.feed(body[at : at + size])]
            rest, cut = frames.end()
            assert [event.json() for event in found + rest] == [json.loads(json.dumps(one, default=float)) for one in events(body)]
            assert not cut
