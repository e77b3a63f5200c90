"""Orders for fal, and a fal that answers what it is told."""

import asyncio
import hashlib
from collections.abc import Callable, Coroutine
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from director_kernel.catalog import load_catalog
from director_kernel.errors import NoKey, NotAccepted
from director_kernel.providers.fal import Fal
from director_kernel.providers.keys import Key, OneKey
from director_kernel.providers.protocol import InputFile, JobState, JobStatus, Output, Request, Ticket
from director_kernel.schema.asset import Asset
from director_kernel.schema.endpoint import EndpointSchema
from director_kernel.schema.plan import Kind, Role
from tests.servers.fal_media import mark_of, mp4, png

SECRET = "fal-secret-of-this-test-only:1234"
IMAGE = "fal-ai/nano-banana-pro"
FLAGGED = "fal-ai/flux-pro/v1.1"
CLIP = "fal-ai/veo3.1/image-to-video"
SORA = "fal-ai/sora-2/image-to-video"


@cache
def _catalog() -> Any:
    return load_catalog()


def schema(endpoint: str) -> EndpointSchema | None:
    """What the catalog knows of an endpoint."""
    found: EndpointSchema | None = _catalog().endpoint(endpoint)
    return found


def fal(base: str = "", *, secret: str = SECRET, **how: Any) -> Fal:
    """A provider with one key."""
    return Fal(OneKey(Key("fal", secret)), schema, base=base, **how)


def image(prompt: str = "a red fox", **changes: Any) -> Request:
    """One picture."""
    fields = {"kind": Kind.TEXT_TO_IMAGE, "model": "m", "provider": "fal", "endpoint": IMAGE, "prompt": prompt, "seed": 7}
    return Request.model_validate(fields | changes)


def clip(prompt: str = "the fox runs", *files: InputFile, **changes: Any) -> Request:
    """One short clip from a start frame."""
    return image(prompt, **{"kind": Kind.IMAGE_TO_VIDEO, "endpoint": CLIP, "options": {"duration": "4s"}, "inputs": files} | changes)


def picture(folder: Path, *, bytes: int = 0, role: Role = Role.START_IMAGE, name: str = "frame") -> InputFile:
    """A stored picture, filled up to so many bytes."""
    data = png(mark_of(name, bytes))
    return stored(folder, data + b"\0" * max(0, bytes - len(data)), "image/png", ".png", role)


def film(folder: Path) -> InputFile:
    """A stored clip."""
    return stored(folder, mp4(mark_of("film"), 1.0, 64, 36), "video/mp4", ".mp4", Role.SOURCE)


def stored(folder: Path, data: bytes, mime: str, suffix: str, role: Role) -> InputFile:
    sha256 = hashlib.sha256(data).hexdigest()
    path = folder / f"{sha256}{suffix}"
    path.write_bytes(data)
    return InputFile(role=role, asset=Asset(sha256=sha256, mime=mime, bytes=len(data), suffix=suffix), path=path)


def run(work: Callable[[Fal], Coroutine[Any, Any, Any]], studio: Fal) -> Any:
    """What `work` comes to, on a loop of its own."""

    async def go() -> Any:
        try:
            return await work(studio)
        finally:
            await studio.close()

    return asyncio.run(go())


async def ended(studio: Fal, ticket: Ticket, request: Request, tries: int = 400) -> JobStatus:
    """The job's end, however long it takes (within reason). What a look can't tell is asked again, as the executor does."""
    from director_kernel.errors import ProviderError

    for _ in range(tries):
        try:
            status = await studio.poll(ticket, request)
        except ProviderError:
            await asyncio.sleep(0.01)
            continue
        if status.state not in (JobState.QUEUED, JobState.RUNNING):
            return status
        await asyncio.sleep(0.01)
    raise AssertionError("it never ended")


async def made(studio: Fal, request: Request, folder: Path) -> tuple[JobStatus, tuple[Output, ...]]:
    """From the order to its files."""
    ticket = await studio.submit(request)
    status = await ended(studio, ticket, request)
    return status, await studio.fetch(ticket, request, folder) if status.state is JobState.DONE else ()


class Several:
    """A pool of several keys that fails over as the real one does, and counts what is held."""

    service = "fal"

    def __init__(self, *secrets: str) -> None:
        self.keys = [Key("fal", secret) for secret in secrets]
        self.held: set[tuple[str, str]] = set()
        self.tried: list[str] = []

    async def call(self, send: Callable[[Key], Coroutine[Any, Any, Any]], *, hold: Callable[[Any], str] | None = None) -> Any:
        last: NotAccepted | None = None
        for key in self.keys:
            self.tried.append(key.secret)
            try:
                result = await send(key)
            except NotAccepted as error:
                if error.fault is None:
                    raise
                last = error
                continue
            if hold is not None:
                self.held.add((key.id, hold(result)))
            return result
        raise last or NoKey("no key")

    def turn(self, patience: float = 0.0) -> Any:
        from contextlib import nullcontext

        return nullcontext()

    def every(self) -> tuple[Key, ...]:
        return tuple(self.keys)

    def key(self, id: str) -> Key:
        for key in self.keys:
            if key.id == id:
                return key
        raise NoKey("gone")

    def hold(self, key: str, job: str) -> None:
        self.held.add((key, job))

    def free(self, key: str, job: str) -> None:
        self.held.discard((key, job))


class Told(httpx.AsyncBaseTransport):
    """Answers by a function, on fal's own hosts, and keeps what was asked."""

    def __init__(self, answer: Callable[[httpx.Request], httpx.Response]) -> None:
        self.answer = answer
        self.asked: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.asked.append(request)
        return self.answer(request)

    def with_key(self) -> list[str]:
        """Hosts that were given a key."""
        return [request.url.host for request in self.asked if "authorization" in request.headers]
