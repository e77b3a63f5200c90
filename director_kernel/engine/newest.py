"""Work for people who look: the newest wish first, each wish fulfilled once however many ask for it, a few at a time."""

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from director_kernel.errors import WorkspaceError


class Newest:
    """Worker threads that take what was asked for last. Safe from any thread.

    A person who scrolls by five hundred pictures sees the ones they stop at first; the others are made when there is time.
    """

    def __init__(self, threads: int, name: str) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._lock = threading.Lock()
        self._waiting: dict[Hashable, Callable[[], Any]] = {}
        self._wished: dict[Hashable, Future[Any]] = {}
        self._closed = False

    def ask(self, wish: Hashable, make: Callable[[], Any]) -> "Future[Any]":
        """The future of `make()`; the one there is where the same `wish` is waiting (it moves to the front) or being fulfilled."""
        with self._lock:
            if self._closed:
                raise WorkspaceError("the workspace is closed; open it again")
            known = self._wished.get(wish)
            if known is not None:
                if (waiting := self._waiting.pop(wish, None)) is not None:
                    self._waiting[wish] = waiting
                return known
            future: Future[Any] = Future()
            self._wished[wish], self._waiting[wish] = future, make
            # One turn for every wish; which wish a turn takes is decided when it comes.
            self._threads.submit(self._turn)
            return future

    def _turn(self) -> None:
        with self._lock:
            if not self._waiting:
                return
            wish, make = self._waiting.popitem()
            future = self._wished[wish]
        try:
            value, failed = make(), None
        except BaseException as error:  # noqa: BLE001 (handed to whoever waits)
            value, failed = None, error
        with self._lock:
            self._wished.pop(wish, None)
        if future.done():
            return
        if failed is None:
            future.set_result(value)
        else:
            future.set_exception(failed)

    def close(self) -> None:
        """Finishes what is being made; what waits fails with WorkspaceError."""
        with self._lock:
            self._closed = True
            left = [self._wished.pop(wish) for wish in self._waiting]
            self._waiting.clear()
        for future in left:
            future.set_exception(WorkspaceError("the workspace was closed; open it again"))
        self._threads.shutdown(wait=True, cancel_futures=True)
