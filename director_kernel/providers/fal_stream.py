"""A job's state as fal tells it by itself, in place of asking again and again. For `DIRECTOR_FAL_STREAM=1`.

The stream is a convenience: what it does not say, or says no more, is asked for as before.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from director_kernel.providers import http
from director_kernel.providers.keys import Key
from director_kernel.providers.sse import Frames, Oversized

if TYPE_CHECKING:
    import httpx

LINES = 200
"""Log lines kept of one job: those of an event are only the new ones."""


@dataclass(eq=False)
class _Told:
    """What was told of one job so far."""

    task: "asyncio.Task[None] | None" = None
    latest: dict[str, Any] | None = None
    logs: list[Any] = field(default_factory=list)


class Streams:
    """One stream for each job that is looked at. `most` at once: each holds a connection."""

    def __init__(self, most: int, transport: "httpx.AsyncBaseTransport | None" = None) -> None:
        self._most = most
        self._transport = transport
        self._client: httpx.AsyncClient | None = None
        self._jobs: dict[str, _Told] = {}

    def latest(self, job: str, url: str, key: Key) -> dict[str, Any] | None:
        """The last that was told of the job, all its log lines with it; None where it has to be asked for. Never waits."""
        told = self._jobs.get(job)
        if told is None:
            if len(self._jobs) >= self._most:
                return None
            told = self._jobs[job] = _Told()
            told.task = asyncio.create_task(self._follow(told, url, key), name=f"fal stream {job}")
        over = told.task is None or told.task.done()
        # A stream that ended without saying so is no witness: the job is asked for.
        if told.latest is None or (over and told.latest.get("status") != "COMPLETED"):
            return None
        return {**told.latest, "logs": list(told.logs)}

    async def forget(self, job: str) -> None:
        """The job is over."""
        told = self._jobs.pop(job, None)
        if told is not None and told.task is not None:
            told.task.cancel()
            with suppress(asyncio.CancelledError):
                await told.task

    async def close(self) -> None:
        """Closes all streams."""
        for job in list(self._jobs):
            await self.forget(job)
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _follow(self, told: _Told, url: str, key: Key) -> None:
        import httpx

        if self._client is None:
            self._client = http.client(transport=self._transport, connections=self._most)
        frames = Frames()
        address = f"{url}/stream?logs=1"
        with suppress(httpx.HTTPError, Oversized):
            async with self._client.stream("GET", address, headers={"Authorization": f"Key {key.secret}"}) as response:
                if response.status_code != 200:
                    return
                async for chunk in response.aiter_bytes():
                    # Without blank lines between them (as fal's page prints them) events come only with the last: `end` reads those.
                    for event in frames.feed(chunk):
                        _take(told, event.json())
                for event in frames.end()[0]:
                    _take(told, event.json())


def _take(told: _Told, said: Any) -> None:
    if isinstance(said, dict) and isinstance(said.get("status"), str):
        lines = said.get("logs")
        told.logs += lines if isinstance(lines, list) else []
        del told.logs[:-LINES]
        told.latest = said
