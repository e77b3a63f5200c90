"""What the local services share: HTTP on 127.0.0.1 in a thread of its own, and a script of what goes wrong."""

import asyncio
import json
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any, Self

from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPHeaders, HTTPServerRequest, ResponseStartLine, responses
from tornado.netutil import bind_sockets

HTML = b"<!DOCTYPE html><html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1>cloudflare</body></html>"


@dataclass
class Answer:
    """What is sent back: JSON or bytes; `upto` bytes of it and then the connection goes (-1: without a word); `wait` seconds first."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    upto: int | None = None
    wait: float = 0.0
    type: str = "application/json"


DROP = Answer(upto=-1)


@dataclass
class Wrong:
    """One thing to do wrong, `times` times (None: always), with what says `match`."""

    what: str
    match: str = ""
    times: int | None = 1
    facts: dict[str, Any] = field(default_factory=dict)


class LocalServer:
    """A service on 127.0.0.1. Subclasses answer in `route`; `keys` are the secrets they know (None: any)."""

    def __init__(self, *, keys: Iterable[str] | None = None) -> None:
        self.keys = None if keys is None else set(keys)
        self.port = 0
        self.seen: list[tuple[str, str]] = []
        """(method, path and query) of everything asked."""
        self.leaks: list[str] = []
        """Requests for files that carried a key. Must stay empty."""
        self._wrong: list[Wrong] = []
        self._started = threading.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name=type(self).__name__, daemon=True)

    def route(self, request: HTTPServerRequest) -> Answer:
        """The answer to a request, on the server's thread."""
        raise NotImplementedError

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def script(self, what: str, *, match: str = "", times: int | None = 1, **facts: Any) -> None:
        """Does `what` wrong the next `times` times (None: always) it can, with what says `match`."""
        self._wrong.append(Wrong(what, match, times, facts))

    def calm(self) -> None:
        """Does nothing wrong any more."""
        self._wrong.clear()

    def goes_wrong(self, text: str, *names: str) -> Wrong | None:
        """What is to go wrong here, of these; used up by one."""
        for wrong in self._wrong:
            if wrong.what in names and wrong.match in text:
                if wrong.times is not None:
                    wrong.times -= 1
                    if wrong.times <= 0:
                        self._wrong.remove(wrong)
                return wrong
        return None

    def key_of(self, request: HTTPServerRequest) -> str:
        """The secret a request came with, "" for none or one that isn't known."""
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        return secret if scheme == "Bearer" and (self.keys is None or secret in self.keys) else ""

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(20), "the local service did not start"
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(20)

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        sockets = bind_sockets(0, "127.0.0.1")
        self.port = sockets[0].getsockname()[1]
        server = HTTPServer(self._asked, max_body_size=400_000_000)
        server.add_sockets(sockets)
        self._started.set()
        await self._stop.wait()
        server.stop()
        for task in self._tasks:
            task.cancel()
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(server.close_all_connections(), 2)

    def _asked(self, request: HTTPServerRequest) -> None:
        self.seen.append((request.method or "", request.uri or ""))
        try:
            answer = self.route(request)
        except Exception as error:  # noqa: BLE001 - a fault of the server itself must not look like one it was told to make
            answer = Answer(599, {"detail": f"the local service broke: {type(error).__name__}: {error}"})
        task = asyncio.ensure_future(self._send(request, answer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, request: HTTPServerRequest, answer: Answer) -> None:
        connection: Any = request.connection
        if answer.wait:
            await asyncio.sleep(answer.wait)
        if answer.upto == -1:
            connection.stream.close()
            return
        data = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        plain = {"Date": formatdate(usegmt=True), "Content-Type": answer.type, "Content-Length": str(len(data))}
        line = ResponseStartLine("", answer.status, responses.get(answer.status, "Unknown"))
        try:
            await connection.write_headers(line, HTTPHeaders({**plain, **answer.headers}), data[: answer.upto])
            if answer.upto is None:
                connection.finish()
            else:
                connection.stream.close()
        except Exception:  # noqa: BLE001 - whoever asked has gone
            connection.stream.close()
