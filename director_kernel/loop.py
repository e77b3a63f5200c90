"""One thread with one asyncio loop for everything that waits: HTTP, polling, the executor. It never blocks and never prints."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class EngineLoop:
    """Runs coroutines on its own daemon thread, started when first used.

    `submit` is safe from any thread and returns at once; `run` waits for the result and lets KeyboardInterrupt through,
    leaving the coroutine running (a detached cell must not cancel a paid job).
    """

    def __init__(self, name: str = "director-engine") -> None:
        self._name = name
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None or self._loop.is_closed():
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=self._serve, args=(self._loop,), name=self._name, daemon=True)
                self._thread.start()
            return self._loop

    @staticmethod
    def _serve(loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        loop.run_forever()
        loop.close()

    def submit(self, coroutine: Coroutine[Any, Any, T]) -> Future[T]:
        """Schedules the coroutine and returns its future."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop)

    def run(self, coroutine: Coroutine[Any, Any, T], timeout: float | None = None) -> T:
        """The coroutine's result, waited for. Raises what it raises; TimeoutError after `timeout` seconds leaves it running."""
        if threading.current_thread() is self._thread:
            raise RuntimeError("EngineLoop.run would wait for itself; await the coroutine instead")
        return self.submit(coroutine).result(timeout)

    def stop(self) -> None:
        """Cancels what runs, stops the loop and joins the thread. Safe to call twice."""
        with self._lock:
            loop, thread, self._loop, self._thread = self._loop, self._thread, None, None
        if loop is None or thread is None or loop.is_closed():
            return

        def cancel_all() -> None:
            tasks = asyncio.all_tasks(loop)
            for task in tasks:
                task.cancel()
            stopping = asyncio.gather(*tasks, return_exceptions=True)
            stopping.add_done_callback(lambda _: loop.stop())
            if not tasks:
                loop.stop()

        loop.call_soon_threadsafe(cancel_all)
        thread.join(timeout=10)
