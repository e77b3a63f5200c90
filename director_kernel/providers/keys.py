"""Keys of paid services: several per service, used in turn, set aside when a provider says so, never shown."""

import hashlib
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol, TypeVar

from director_kernel.schema.key import Where

T = TypeVar("T")


@dataclass(frozen=True)
class Key:
    """One key. Shown as `…last4`, whoever prints it; `secret` is read only where a request is sent."""

    service: str
    secret: str = field(repr=False)
    source: Where = "environment"

    @cached_property
    def id(self) -> str:
        """What it is called in the books: a hash, so that nobody can tell the key by it."""
        return hashlib.sha256(f"{self.service}:{self.secret}".encode()).hexdigest()[:16]

    @property
    def shown(self) -> str:
        return shown(self.secret)

    def __str__(self) -> str:
        return self.shown


def shown(secret: str) -> str:
    """`…last4`, and nothing at all of what is too short to give four letters away."""
    return f"…{secret[-4:]}" if len(secret) > 8 else "…"


class Pool(Protocol):
    """The keys of one service, as a provider uses them. Await its coroutines on the engine's loop."""

    service: str

    async def call(self, send: Callable[[Key], Awaitable[T]], *, hold: Callable[[T], str] | None = None) -> T:
        """What `send` returns, given a key that may be used now. Waits for a limit that frees soon.

        When `send` raises NotAccepted with a `fault`, the key is set aside and the next one is tried, within the same attempt; any
        other exception passes through at once. With none left, or none that may send now: the last NotAccepted, `retry_after` being when
        the first may. Once something was sent nothing is waited for.
        `hold` names the job a result stands for: it counts against its key's concurrency until `free`. Raises NoKey.
        """

    def turn(self, patience: float | None = None) -> AbstractAsyncContextManager[None]:
        """Waits until a key may be used and keeps its place for the first `call` in the block; unused, it is given back.

        What is entered in the journal as being sent should be sent at once: whoever enters it waits here before. Raises what `call` does,
        and TimeoutError after `patience` seconds.
        """

    def every(self) -> tuple[Key, ...]:
        """All keys, usable or not: what was sent is looked for with each of them."""

    def key(self, id: str) -> Key:
        """The key with this id: a job is polled with the key it was sent with. Raises NoKey when it is gone."""

    def hold(self, key: str, job: str) -> None:
        """The job, found again after a restart, is in flight. Safe to call twice, never waits."""

    def free(self, key: str, job: str) -> None:
        """The job is no longer in flight. Safe to call twice, never waits."""


@dataclass
class OneKey:
    """A pool of a single key without limits: what tests and scripts of one's own need."""

    only: Key

    @property
    def service(self) -> str:
        return self.only.service

    async def call(self, send: Callable[[Key], Awaitable[T]], *, hold: Callable[[T], str] | None = None) -> T:
        return await send(self.only)

    def turn(self, patience: float | None = None) -> AbstractAsyncContextManager[None]:
        return nullcontext()

    def every(self) -> tuple[Key, ...]:
        return (self.only,)

    def key(self, id: str) -> Key:
        return self.only

    def hold(self, key: str, job: str) -> None:
        """Nothing is counted."""

    def free(self, key: str, job: str) -> None:
        """Nothing is counted."""
