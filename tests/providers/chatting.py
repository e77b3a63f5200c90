"""What tests of chat models share: an answer replayed through the real client path, and an agent at a local service."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

import httpx

from director_kernel.errors import KeyFault, NotAccepted
from director_kernel.providers.chat import ChatModel, Chats, settings_for
from director_kernel.providers.chat_stream import Heard
from director_kernel.providers.director_agent import Answer, Ask, DirectorAgent
from director_kernel.providers.keys import Key, OneKey

SECRET = "sk-test-0123456789abcdef"
# A model each service could have; the ids decide which of the library's profiles is used.
IDS = {
    "openrouter": "openai/gpt-4o-mini",
    "openai": "gpt-4o-mini",
    "anthropic": "claude-sonnet-5.5",
    "moonshot": "kimi-k2-0905-preview",
    "yunwu": "gpt-4o-mini",
    "local": "smollm2",
}


def model(service: str, **changes: Any) -> ChatModel:
    return ChatModel(**{"service": service, "model_id": IDS[service], "temperature": 0.3, "max_tokens": 900} | changes)


class Pieces(httpx.AsyncByteStream):
    """A body that arrives in exactly these pieces, then ends or fails."""

    def __init__(self, pieces: Iterable[bytes], error: Exception | None = None) -> None:
        self._pieces, self._error = tuple(pieces), error
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece
        if self._error is not None:
            raise self._error

    async def aclose(self) -> None:
        self.closed = True


def sent(body: bytes, size: int = 0, **headers: str) -> httpx.Response:
    """A 200 with this stream, `size` bytes at a time (0: all at once)."""
    pieces = [body[at : at + size] for at in range(0, len(body), size)] if size else [body]
    return httpx.Response(200, headers={"content-type": "text/event-stream", **headers}, stream=Pieces(pieces))


@dataclass
class Read:
    """What came of an answer at the end of the client path."""

    text: str = ""
    calls: list[tuple[str, Any]] = field(default_factory=list)
    heard: Heard = field(default_factory=Heard)
    error: Exception | None = None
    pieces: int = 0


def read(
    service: str,
    answer: Callable[[httpx.Request], httpx.Response],
    *,
    api: Literal["chat", "responses"] = "chat",
    model_id: str = "",
) -> Read:
    """An answer read through our line, the vendor's SDK and pydantic_ai, as in a turn."""
    return asyncio.run(_read(service, answer, api, model_id))


async def _read(service: str, answer: Callable[[httpx.Request], httpx.Response], api: Any, model_id: str) -> Read:
    from pydantic_ai.direct import model_request_stream
    from pydantic_ai.messages import ModelRequest, TextPart, ToolCallPart

    asked = model(service, api=api, model_id=model_id or IDS[service])
    chats = Chats(lambda name: OneKey(Key(name, SECRET)), transport=httpx.MockTransport(answer), sleep=_no_sleep)
    opened, line = chats.open(asked)
    settings = settings_for(asked, opened, tools=False)
    out = Read()
    try:
        async with model_request_stream(opened, [ModelRequest.user_text_prompt("Go.")], model_settings=settings) as stream:
            async for _ in stream:
                out.pieces += 1
            parts = stream.get().parts
        out.text = "".join(part.content for part in parts if isinstance(part, TextPart))
        out.calls = [(part.tool_name, _arguments(part.args)) for part in parts if isinstance(part, ToolCallPart)]
    except Exception as error:  # noqa: BLE001 - what went wrong is what is looked at
        out.error = line.failure or error
    finally:
        await chats.close()
    out.heard = line.heard[-1] if line.heard else Heard()
    return out


def _arguments(args: Any) -> Any:
    """A call's arguments as JSON, or the text of them where they were cut off."""
    if not isinstance(args, str):
        return args or {}
    try:
        return json.loads(args or "{}")
    except ValueError:
        return args


async def _no_sleep(seconds: float) -> None:
    assert seconds >= 0


class TwoKeys:
    """A pool that takes over like the real one: keys in turn, each that is at fault set aside for this call."""

    def __init__(self, service: str, *secrets: str) -> None:
        self.service = service
        self.keys = [Key(service, secret) for secret in secrets]
        self.held: set[str] = set()
        self.free_jobs: list[str] = []

    async def call(self, send: Any, *, hold: Any = None) -> Any:
        last: NotAccepted | None = None
        for key in self.keys:
            try:
                result = await send(key)
            except NotAccepted as error:
                if error.fault is None:
                    raise
                last = error
                continue
            if hold is not None:
                self.held.add(hold(result))
            return result
        assert last is not None
        last.retry_after = None if last.fault is not KeyFault.LIMITED else (last.retry_after if last.retry_after is not None else 1.0)
        raise last

    def key(self, id: str) -> Key:
        return next(key for key in self.keys if key.id == id)

    def hold(self, key: str, job: str) -> None:
        self.held.add(job)

    def free(self, key: str, job: str) -> None:
        self.held.discard(job)
        self.free_jobs.append(job)


@dataclass
class Told:
    """A turn of the agent: what was written piece by piece, and its end."""

    written: list[str]
    answer: Answer | None
    error: Exception | None
    waits: list[float]

    @property
    def text(self) -> str:
        return "".join(self.written)


def turn(
    ask: Ask,
    *,
    pool: Any = None,
    transport: httpx.AsyncBaseTransport | None = None,
    agent: DirectorAgent | None = None,
    write: Any = None,
    silent: float = 5.0,
) -> Told:
    """One message answered, over real connections unless a `transport` is given."""
    told = Told([], None, None, [])

    async def sleep(seconds: float) -> None:
        told.waits.append(seconds)

    async def run() -> None:
        chats = Chats(lambda name: pool or OneKey(Key(name, SECRET)), transport=transport, sleep=sleep, silent=silent)
        who = agent or DirectorAgent(chats)
        if agent is not None:
            agent._chats = chats
        try:
            told.answer = await who.respond(ask, write or told.written.append)
        except Exception as error:  # noqa: BLE001 - what went wrong is what is looked at
            told.error = error
        finally:
            await chats.close()

    asyncio.run(run())
    return told
