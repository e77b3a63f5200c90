"""A local chat service: OpenAI's completions as OpenRouter, OpenAI, Moonshot and copies speak them, and Anthropic's messages, streaming.

    with ChatServer() as chat:
        chat.base("openrouter"), chat.environ(), chat.asks, chat.script(Say("Hello"), Say(status=429))

The first part of the path says whose manners it has: `/openrouter/v1`, `/openai/v1`, `/moonshot/v1`, `/yunwu/v1`, `/local/v1`,
`/anthropic`. What is not scripted is answered by a director who reads the brief. By itself: `python -m tests.servers.chat --port N`.
"""

import argparse
import asyncio
import json
import threading
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

from tests.servers.chat_answers import ERRORS, Say, directed

FLAVOURS = ("openrouter", "openai", "moonshot", "yunwu", "local", "anthropic")
HTML = b"<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1>cloudflare</body></html>"
COMMENT = b": OPENROUTER PROCESSING\n\n"


@dataclass
class Asked:
    """One request as it came."""

    flavour: str
    path: str
    key: str
    body: dict[str, Any]
    headers: Mapping[str, str]
    at: float = field(default_factory=time.monotonic)
    gone: bool = False
    """Whoever asked closed the connection before the answer was over."""


class ChatServer:
    """A chat service on 127.0.0.1 in a thread of its own. `keys`: the secrets it knows (None: any).

    `refuse` answers a key with a status each time: `{"sk-old…": 429}`.
    """

    def __init__(self, *, keys: set[str] | None = None, refuse: Mapping[str, int] | None = None, tools: bool = True, port: int = 0) -> None:
        self.keys, self.refuse, self.tools, self.port = keys, dict(refuse or {}), tools, port
        self.asks: list[Asked] = []
        self._script: deque[Say] = deque()
        self._started = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._writers: set[asyncio.StreamWriter] = set()

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._serve, name="chat-server", daemon=True)
        self._thread.start()
        assert self._started.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def base(self, flavour: str) -> str:
        return f"{self.url}/{flavour}" + ("" if flavour == "anthropic" else "/v1")

    def environ(self) -> dict[str, str]:
        """What an environment needs so that every chat service is this one."""
        urls = {f"DIRECTOR_{name.upper()}_BASE_URL": self.base(name) for name in FLAVOURS}
        return urls | {f"{name.upper()}_API_KEY": f"sk-test-{name}-0001" for name in FLAVOURS if name != "local"}

    def script(self, *answers: Say) -> None:
        """What is said next, in this order."""
        self._script.extend(answers)

    def by_key(self) -> Counter[str]:
        """How many requests came with each key."""
        return Counter(one.key for one in self.asks)

    # The service

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._main())
        self._loop.close()

    async def _main(self) -> None:
        self._stop = asyncio.Event()
        server = await asyncio.start_server(self._met, "127.0.0.1", self.port)
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        await self._stop.wait()
        server.close()
        for writer in list(self._writers):
            writer.transport.abort()
        # Those who serve a closed connection end by themselves.
        for _ in range(100):
            if not self._writers:
                break
            await asyncio.sleep(0.01)

    async def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its answer; False ends the connection."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ", 2)
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        flavour = next((name for name in FLAVOURS if path.startswith(f"/{name}/")), "openai")
        if method == "GET" and path.endswith("/models"):
            await self._whole(writer, 200, _models(flavour))
            return True
        if method != "POST" or not path.endswith(("/chat/completions", "/messages")):
            await self._whole(writer, 404, {"error": {"message": f"no {path} here", "code": 404}})
            return True
        key = headers.get("x-api-key") or headers.get("authorization", "").removeprefix("Bearer ")
        asked = Asked(flavour, path, key, json.loads(body), headers)
        self.asks.append(asked)
        return await self._answer(reader, writer, asked)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, asked: Asked) -> bool:
        say = self._said(asked)
        if say.status != 200:
            await self._whole(writer, say.status, self._error(asked, say), say.headers)
            return True
        if say.fault == "html":
            await self._whole(writer, 200, HTML, {"content-type": "text/html; charset=utf-8"})
            return True
        if say.fault == "whole":
            await self._whole(writer, 200, _completion(asked, say))
            return True
        extra = "".join(f"{name}: {value}\r\n" for name, value in say.headers.items())
        kind = "text/event-stream; charset=utf-8" if asked.flavour == "anthropic" else "text/event-stream"
        writer.write(f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ntransfer-encoding: chunked\r\n{extra}\r\n".encode())
        number = 0
        events = _messages(asked, say) if asked.flavour == "anthropic" else _chunks(asked, say)
        async for event in events:
            if number == say.after and say.fault in ("drop", "stall"):
                await writer.drain()
                if say.fault == "drop":
                    writer.transport.abort()
                    return False
                await reader.read(1)
                asked.gone = True
                return False
            for _ in range(say.comments):
                _chunk(writer, COMMENT)
            _chunk(writer, event)
            number += 1
            if say.pause:
                await asyncio.sleep(say.pause)
            try:
                await writer.drain()
            except ConnectionError:
                asked.gone = True
                raise
            if reader.at_eof() or writer.is_closing():
                asked.gone = True
                return False
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True

    def _said(self, asked: Asked) -> Say:
        if asked.key in self.refuse:
            return Say(status=self.refuse[asked.key])
        if self.keys is not None and asked.key not in self.keys:
            return Say(status=401)
        tools = bool(asked.body.get("tools"))
        if tools and not self.tools:
            return Say(status=400, error=f"{asked.body.get('model')} does not support tools")
        if self._script:
            return self._script.popleft()
        messages, system = heard(asked.body)
        return directed(messages, system, tools=tools)

    def _error(self, asked: Asked, say: Say) -> Any:
        kind, message = ERRORS.get(say.status, ("error", "failed"))
        if isinstance(say.error, bytes):
            return say.error
        message = say.error if isinstance(say.error, str) else message
        if isinstance(say.error, dict):
            return say.error
        if asked.flavour == "anthropic":
            return {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_1"}
        if asked.flavour == "openrouter":
            return {"error": {"code": say.status, "message": message}, "user_id": "user_1"}
        return {"error": {"message": message, "type": kind, "param": None, "code": None}}

    async def _whole(self, writer: asyncio.StreamWriter, status: int, body: Any, headers: Mapping[str, str] | None = None) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        said = {"content-type": "application/json" if not isinstance(body, bytes) else "text/html", **(headers or {})}
        lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
        writer.write(f"HTTP/1.1 {status} Said\r\n{lines}content-length: {len(data)}\r\n\r\n".encode() + data)
        await writer.drain()


def heard(body: Mapping[str, Any]) -> tuple[list[tuple[str, str]], str]:
    """What a request says: (role, text) of its turns, and the system text."""
    system = _words(body.get("system", ""))
    turns: list[tuple[str, str]] = []
    for message in body["messages"]:
        role, text = message["role"], _words(message.get("content") or "")
        if role in ("system", "developer"):
            system += text
        elif role in ("user", "assistant") and text:
            turns.append((role, text))
    return turns or [("user", "")], system


def _words(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "\n".join(part.get("text", "") for part in content if part.get("type") == "text")


def _chunk(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(b"%x\r\n%s\r\n" % (len(data), data))


def _event(data: Any, name: str = "") -> bytes:
    said = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return (f"event: {name}\n" if name else "").encode() + f"data: {said}\n\n".encode()


def _cut(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


async def _chunks(asked: Asked, say: Say) -> AsyncIterator[bytes]:
    """A completion in the manners of whoever is asked."""
    head = {"id": "gen-1", "object": "chat.completion.chunk", "created": 1_780_000_000, "model": say.model or asked.body["model"]}
    if asked.flavour == "openrouter":
        head["provider"] = "Test"
    usage = _usage(asked.flavour, say)
    if say.fault == "empty":
        yield _event({**head, "choices": []})
        yield _event("[DONE]")
        return
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [_thought(asked.flavour, piece) for piece in _cut(say.reasoning, say.size)]
    deltas += [{"content": piece} for piece in _cut(say.text, say.size)]
    if say.refusal:
        deltas += [{"refusal": piece} for piece in _cut(say.refusal, say.size)]
    if say.call is not None:
        deltas.append({"tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": {"name": say.tool, "arguments": ""}}]})
        deltas += [{"tool_calls": [{"index": 0, "function": {"arguments": piece}}]} for piece in _cut(say.arguments, say.size)]
    for number, delta in enumerate(deltas):
        if number == say.after and say.fault == "error":
            yield _event(
                {**head, "error": {"code": 502, "message": "Provider disconnected"}, "choices": [_choice({"content": ""}, "error")]}
            )
            return
        if number == say.after and say.fault == "malformed":
            yield b'data: {"choices": [{"del\n\n'
        yield _event({**head, "choices": [_choice(delta)]})
    if say.fault == "unended":
        return
    finish = say.finish or ("tool_calls" if say.call is not None else "stop")
    if asked.flavour == "moonshot":
        yield _event({**head, "choices": [{**_choice({}, finish), "usage": usage}]})
    else:
        yield _event({**head, "choices": [_choice({}, finish)]})
        yield _event({**head, "choices": [] if asked.flavour != "openrouter" else [_choice({"content": ""}, finish)], "usage": usage})
    yield _event("[DONE]")


def _choice(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "finish_reason": finish}


def _thought(flavour: str, piece: str) -> dict[str, Any]:
    if flavour != "openrouter":
        return {"reasoning_content": piece}
    return {"reasoning": piece, "reasoning_details": [{"type": "reasoning.text", "text": piece, "index": 0, "format": None}]}


def _usage(flavour: str, say: Say) -> dict[str, Any]:
    counts: dict[str, Any] = {"prompt_tokens": say.tokens[0], "completion_tokens": say.tokens[1], "total_tokens": sum(say.tokens)}
    if flavour == "openrouter":
        counts |= {"cost": 0.00123, "is_byok": False, "prompt_tokens_details": {"cached_tokens": 1_000}}
    if flavour == "moonshot":
        counts["cached_tokens"] = 1_000
    return counts


async def _messages(asked: Asked, say: Say) -> AsyncIterator[bytes]:
    """The same in Anthropic's manners."""
    message = {"id": "msg_1", "type": "message", "role": "assistant", "content": [], "model": say.model or asked.body["model"]}
    message |= {"stop_reason": None, "stop_sequence": None, "usage": {"input_tokens": say.tokens[0], "output_tokens": 1}}
    yield _event({"type": "message_start", "message": message}, "message_start")
    yield _event({"type": "ping"}, "ping")
    blocks: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []
    if say.text:
        blocks.append(({"type": "text", "text": ""}, [{"type": "text_delta", "text": piece} for piece in _cut(say.text, say.size)]))
    if say.call is not None:
        pieces = [{"type": "input_json_delta", "partial_json": piece} for piece in ["", *_cut(say.arguments, say.size)]]
        blocks.append(({"type": "tool_use", "id": "toolu_1", "name": say.tool, "input": {}}, pieces))
    number = 0
    for index, (block, deltas) in enumerate(blocks):
        yield _event({"type": "content_block_start", "index": index, "content_block": block}, "content_block_start")
        for delta in deltas:
            number += 1
            if number == say.after and say.fault == "error":
                error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
                yield _event(error, "error")
                return
            if number == say.after and say.fault == "malformed":
                yield b'event: content_block_delta\ndata: {"type": "content_bl\n\n'
            yield _event({"type": "content_block_delta", "index": index, "delta": delta}, "content_block_delta")
        yield _event({"type": "content_block_stop", "index": index}, "content_block_stop")
    if say.fault == "unended":
        return
    finish = {"length": "max_tokens", "": "tool_use" if say.call is not None else "end_turn"}.get(say.finish, say.finish)
    ended = {"type": "message_delta", "delta": {"stop_reason": finish, "stop_sequence": None}, "usage": {"output_tokens": say.tokens[1]}}
    yield _event(ended, "message_delta")
    yield _event({"type": "message_stop"}, "message_stop")


def _completion(asked: Asked, say: Say) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": say.text}
    if say.call is not None:
        message["tool_calls"] = [{"id": "call_1", "type": "function", "function": {"name": say.tool, "arguments": say.arguments}}]
    head = {"id": "gen-1", "object": "chat.completion", "created": 1_780_000_000, "model": asked.body["model"]}
    choice = {"index": 0, "message": message, "finish_reason": say.finish or "stop"}
    return {**head, "choices": [choice], "usage": _usage(asked.flavour, say)}


def _models(flavour: str) -> dict[str, Any]:
    priced = {"pricing": {"prompt": "0.000001", "completion": "0.000005"}} if flavour == "openrouter" else {}
    names = ("anthropic/claude-sonnet-5.5", "openai/gpt-6.1-sol") if flavour == "openrouter" else ("test-model",)
    return {"object": "list", "data": [{"id": name, "object": "model", "context_length": 200_000, **priced} for name in names]}


def main() -> None:
    parser = argparse.ArgumentParser(description="A local chat service with a director at it.")
    parser.add_argument("--port", type=int, default=0)
    with ChatServer(port=parser.parse_args().port) as chat:
        for name, value in chat.environ().items():
            print(f"export {name}={value}", flush=True)
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
