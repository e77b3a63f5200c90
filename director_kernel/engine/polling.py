"""How often a job is looked at, and pauses that can be cut short."""

import asyncio

SHORTEST = 0.02
SHARE = 0.02
"""A job is looked at every 2 % of the time it has taken: what waiting costs stays in proportion to the job."""


def interval(elapsed: float, slowest: float = 30.0) -> float:
    """Seconds until the next look, `elapsed` seconds after sending."""
    return min(slowest, max(SHORTEST, SHARE * elapsed))


class Pause:
    """A sleep that `wake` ends. One sleeper at a time."""

    def __init__(self) -> None:
        self._future: asyncio.Future[None] | None = None

    async def sleep(self, seconds: float) -> None:
        """Waits `seconds`, or until woken."""
        loop = asyncio.get_running_loop()
        future = self._future = loop.create_future()
        handle = loop.call_later(seconds, _finish, future)
        try:
            await future
        finally:
            handle.cancel()
            self._future = None

    def wake(self) -> None:
        """Ends the sleep now."""
        if self._future is not None:
            _finish(self._future)


class Bell:
    """Rings for everyone who waits at that moment: something settled, look again."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wakes all who wait."""
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        """Until the bell rings, at most `seconds`."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            pass


def _finish(future: "asyncio.Future[None]") -> None:
    if not future.done():
        future.set_result(None)
