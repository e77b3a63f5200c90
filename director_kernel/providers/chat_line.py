"""The line to a chat service: one HTTP request of an SDK, sent with a key of the pool, heard through, tried again where that is safe.

It stands between the SDK and the network as a transport. The SDK never sees a key, never retries, and reads only plain events.
"""

import asyncio
import json
import random
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from typing import Any, NamedTuple

import httpx
import httpx2

from director_kernel.errors import NoKey, NotAccepted, StudioError
from director_kernel.providers.chat_failures import AGAIN, LONGEST_WAIT, failure
from director_kernel.providers.chat_stream import Broken, Dialect, Heard, Listener, error_in
from director_kernel.providers.keys import Key, Pool

TRIES = 3
"""How often a request is sent before its first word comes; the keys of a pool count as one."""
SILENCE = 180.0
"""Seconds a service may keep the line open with comments alone."""
LONGEST_BODY = 256 * 1024
"""Bytes of an error's body that are read."""
Sleep = Callable[[float], Awaitable[None]]
# What belongs to the SDK's own connection, or to the key that is put in here.
_OURS = frozenset({"host", "authorization", "x-api-key", "content-length", "connection", "accept-encoding", "transfer-encoding"})


class Line(httpx2.AsyncBaseTransport):
    """A transport for one turn with one model. `heard` has what each answer said of itself, `failure` what went wrong last."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        pool: Pool,
        model: str,
        dialect: Dialect,
        *,
        sleep: Sleep = asyncio.sleep,
        tries: int = TRIES,
    ) -> None:
        self._client = client
        self._pool = pool
        self._model = model
        self._dialect = dialect
        self._sleep = sleep
        self._tries = tries
        self.heard: list[Heard] = []
        self.failure: Exception | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer, once its first word is there. Whatever goes wrong is kept in `failure`: SDKs wrap what they are not told of."""
        body = await request.aread()
        self.failure = None
        try:
            return await self._persist(request, body)
        except Exception as error:
            self.failure = error
            raise

    async def _persist(self, request: httpx2.Request, body: bytes) -> httpx2.Response:
        attempt = 1
        while True:
            try:
                return await self._with_key(request, body)
            except NotAccepted as error:
                wait = error.retry_after if error.retry_after is not None else 0.5 * 2 ** (attempt - 1) * random.uniform(0.75, 1.0)
                # No money and a bad key don't mend by waiting; with every key at its limit, its pool says for how long.
                lasting = error.fault is not None and error.retry_after is None
                if attempt >= self._tries or lasting or wait > LONGEST_WAIT:
                    raise
                await self._sleep(wait)
            attempt += 1

    async def _with_key(self, request: httpx2.Request, body: bytes) -> httpx2.Response:
        try:
            sent = await self._pool.call(lambda key: self._send(request, body, key), hold=lambda one: one.job)
            return sent.response
        except NoKey:
            if self._pool.service != "local":
                raise
        # A server of one's own mostly wants none.
        return (await self._send(request, body, None)).response

    async def _send(self, request: httpx2.Request, body: bytes, key: Key | None) -> "_Sent":
        """One request, up to the first word of its answer. It counts as in flight until that is over."""
        headers = [(name, value) for name, value in request.headers.multi_items() if name.lower() not in _OURS]
        if key is not None and key.secret:
            # A server of one's own takes none, and HTTP has no such thing as an empty bearer.
            headers.append(("x-api-key", key.secret) if self._dialect is Dialect.MESSAGES else ("authorization", f"Bearer {key.secret}"))
        sent = self._client.build_request(request.method, str(request.url), headers=headers, content=body)
        try:
            response = await self._client.send(sent, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise NotAccepted(self._unreachable(), provider=self._pool.service, model=self._model) from error
        except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise StudioError(
                f"DIRECTOR_{self._pool.service.upper()}_BASE_URL is no address; set it to one that begins with https://"
            ) from error
        except httpx.TimeoutException as error:
            raise Broken("it went silent before it answered", kind="silent") from error
        except httpx.TransportError as error:
            raise Broken("the connection was dropped", kind="dropped") from error
        job = f"chat-{secrets.token_hex(8)}"
        ended = (lambda: self._pool.free(key.id, job)) if key is not None else (lambda: None)
        try:
            return _Sent(await self._listened(request, response, _Hidden(key), ended), job)
        except BaseException:
            await response.aclose()
            raise

    async def _listened(
        self, request: httpx2.Request, response: httpx.Response, hidden: "_Hidden", ended: Callable[[], None]
    ) -> httpx2.Response:
        if response.status_code != 200:
            text = hidden.in_text(await _text_of(response))
            raise failure(self._pool.service, self._model, response.status_code, response.headers, text)
        heard = Heard(id=response.headers.get("x-generation-id", ""))
        self.heard.append(heard)
        listener = Listener(self._dialect, heard)
        kind = response.headers.get("content-type", "")
        pieces = self._whole(response, listener) if "json" in kind else self._pieces(response, listener, kind)
        held: list[bytes] = []
        try:
            # Until a word of the answer is there, an error in it is as good as one instead of it.
            async for piece in pieces:
                held.append(piece)
                if listener.begun:
                    break
        except Broken as error:
            hidden.in_error(error)
            if not heard.counted:
                # Not a word, and nothing that could be billed: it is as if it had not been asked.
                self.heard.remove(heard)
            if error.status in AGAIN or error.status in (401, 402):
                raise failure(self._pool.service, self._model, error.status, {}, _as_body(error)) from error
            raise
        told = _Told(b"".join(held), pieces, response, self, hidden, ended)
        return httpx2.Response(200, headers={"content-type": "text/event-stream"}, stream=told, request=request)

    async def _pieces(self, response: httpx.Response, listener: Listener, kind: str) -> AsyncGenerator[bytes, None]:
        """The answer as plain events. Raises Broken."""
        if "html" in kind:
            raise listener.heard_broken(f"answered with a web page ({' '.join(kind.split())[:40]})")
        spoke = time.monotonic()
        try:
            async for chunk in response.aiter_bytes():
                piece = listener.feed(chunk)
                if piece:
                    spoke = time.monotonic()
                    yield piece
                if listener.heard.broken is not None:
                    raise listener.heard.broken
                if not piece and time.monotonic() - spoke > SILENCE:
                    raise listener.heard_broken(f"it has said nothing for {SILENCE:.0f} seconds", kind="silent")
                if listener.heard.ended:
                    return
        except httpx.TimeoutException as error:
            raise listener.heard_broken("it went silent", kind="silent") from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise listener.heard_broken("the connection was dropped", kind="dropped") from error
        rest = listener.end()
        if rest:
            yield rest
        if listener.heard.broken is not None:
            raise listener.heard.broken

    async def _whole(self, response: httpx.Response, listener: Listener) -> AsyncGenerator[bytes, None]:
        """An answer in one piece, though a stream was asked for: some gateways do that, and errors come so with status 200 too."""
        text = await _text_of(response, 64 * 1024 * 1024)
        try:
            said = json.loads(text)
        except ValueError as error:
            raise listener.heard_broken("sent something that is no JSON", kind="malformed") from error
        if isinstance(said, dict) and (broken := error_in(said)) is not None:
            listener.heard.broken = broken
            raise broken
        if self._dialect is not Dialect.CHAT or not isinstance(said, dict):
            raise listener.heard_broken("answered with something that is no stream", kind="malformed")
        yield listener.feed(b"data: " + json.dumps(_as_chunk(said)).encode() + b"\n\n") + listener.end()
        if listener.heard.broken is not None:
            raise listener.heard.broken

    def _unreachable(self) -> str:
        service = self._pool.service
        if service == "local":
            return "no server answers at DIRECTOR_LOCAL_BASE_URL; start it, or choose another model with director brain"
        return f"{service} can't be reached; look at the network, or go on with the offline director (director brain offline-director)"


class _Sent(NamedTuple):
    """An answer that has begun, and what it is called where requests in flight are counted."""

    response: httpx2.Response
    job: str


class _Hidden(NamedTuple):
    """The key of one request, taken out of whatever the service says of it."""

    key: Key | None

    def in_text(self, text: str) -> str:
        return text.replace(self.key.secret, self.key.shown) if self.key is not None and self.key.secret else text

    def in_error(self, error: Broken) -> None:
        error.why, error.body = self.in_text(error.why), self.in_text(error.body)
        error.args = (error.why,)


class _Told(httpx2.AsyncByteStream):
    """The answer's plain events: what came first, then the rest as it comes."""

    def __init__(
        self,
        first: bytes,
        rest: AsyncGenerator[bytes, None],
        response: httpx.Response,
        line: Line,
        hidden: _Hidden,
        ended: Callable[[], None],
    ) -> None:
        self._first = first
        self._rest = rest
        self._response = response
        self._line = line
        self._hidden = hidden
        self._ended = ended

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if self._first:
            yield self._first
        try:
            async for piece in self._rest:
                yield piece
        except Broken as error:
            self._hidden.in_error(error)
            self._line.failure = error
            raise

    async def aclose(self) -> None:
        try:
            await self._rest.aclose()
            await self._response.aclose()
        finally:
            self._ended()


async def _text_of(response: httpx.Response, most: int = LONGEST_BODY) -> str:
    """The body as text, no more of it than `most` bytes."""
    read = bytearray()
    try:
        async for chunk in response.aiter_bytes():
            read += chunk
            if len(read) > most:
                break
    except (httpx.TransportError, httpx.DecodingError):
        # What is there of an error's page is enough to say what it is.
        pass
    return bytes(read[:most]).decode("utf-8", "replace")


def _as_chunk(said: dict[str, Any]) -> dict[str, Any]:
    """A whole chat completion as the only chunk of a stream."""
    choices = said.get("choices")
    first = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else None
    if first is None:
        return {**said, "object": "chat.completion.chunk", "choices": []}
    message = first.get("message")
    delta = dict(message) if isinstance(message, dict) else {}
    calls = delta.get("tool_calls")
    if isinstance(calls, list):
        delta["tool_calls"] = [{"index": number, **call} for number, call in enumerate(calls) if isinstance(call, dict)]
    choice = {"index": 0, "delta": delta, "finish_reason": first.get("finish_reason") or "stop"}
    return {**said, "object": "chat.completion.chunk", "choices": [choice]}


def _as_body(error: Broken) -> str:
    """An error out of a stream as the body it has where no stream was begun."""
    return f'{{"error": {error.body or json.dumps(error.why)}}}'
