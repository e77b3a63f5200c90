"""Worker processes for pixels and sound: started when first used, gone when their parent is, replaced when one dies.

Work is package-level pure functions, bytes in and bytes out, so the same calls run on any `concurrent.futures.Executor`
(a Dask cluster's `Client.get_executor()`): the coordinator owns the money, the workers own the pixels.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import Any, ParamSpec, TypeVar

from director_kernel.errors import JobFailed

P = ParamSpec("P")
T = TypeVar("T")
_TRIES = 3
PATIENCE = 2.0
"""Seconds that work under way is given to end by itself when a pool is closed. It is pure: whoever still wants it has it done again."""
_MAIN = threading.Lock()
"""Held while `__main__` is changed: pools that start workers at once would each keep what the other had put there."""
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def _start_worker() -> None:
    """Prepares a worker: it ends with its parent, leaves Ctrl-C to it, and keeps one thread for itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in _ONE_THREAD:  # before numpy is imported: a constant, so that sums come out the same everywhere
        os.environ[name] = "1"
    threading.Thread(target=_end_with_parent, name="parent-watch", daemon=True).start()


def _end_with_parent() -> None:
    """Ends this process the moment its parent is gone; after kill -9 workers would live on otherwise."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


@contextmanager
def _main_left_out() -> Iterator[None]:
    """While a worker is started, `__main__` has no file: spawn would run a person's unguarded script a second time in the worker."""
    main = sys.modules["__main__"]
    with _MAIN:
        kept = {name: getattr(main, name) for name in ("__file__", "__spec__") if hasattr(main, name)}
        try:
            for name in kept:
                setattr(main, name, None)
            yield
        finally:
            for name, value in kept.items():
                setattr(main, name, value)


def _asked_to_stop() -> bool:
    """Whether it is this task that was cancelled, and not the work it waits for."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def default_workers() -> int:
    """How many processes draw: one per usable core, at most 8."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(8, usable))


class Pool:
    """Runs pure functions elsewhere. Give an `executor` to use that one (it is never shut down here)."""

    def __init__(self, executor: Executor | None = None, *, workers: int | None = None) -> None:
        self._given = executor
        self.workers = workers or default_workers()
        self._own: ProcessPoolExecutor | None = None
        self._lock = threading.Lock()

    def submit(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Starts `work(*args, **kwargs)` and gives its future. Raises BrokenProcessPool only if a fresh pool breaks at once, too."""
        if self._given is not None:
            return self._given.submit(work, *args, **kwargs)
        with self._lock:
            try:
                return self._submit(work, *args, **kwargs)
            except BrokenProcessPool:
                self._drop()
                return self._submit(work, *args, **kwargs)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of `work(*args, **kwargs)`. A worker that dies is replaced and the work done again, being pure.

        Raises JobFailed when it has taken its worker down three times or the executor given went away; whatever `work` raises otherwise.
        """
        for _ in range(_TRIES):
            try:
                return await asyncio.wrap_future(self.submit(work, *args, **kwargs))
            except BrokenProcessPool:
                continue
            except asyncio.CancelledError:
                if _asked_to_stop():
                    raise
                raise JobFailed(
                    "the workers that were drawing went away; `director run` makes what is missing here, "
                    "`director run --cluster ADDRESS` on another cluster.",
                    provider="previs",
                ) from None
        raise JobFailed(
            f"drawing took its worker process down {_TRIES} times, most likely for want of memory. "
            "Close other programs or render at a smaller size, then `director retry`.",
            provider="previs",
        )

    def _submit(self, work: Callable[..., T], *args: Any, **kwargs: Any) -> "Future[T]":
        if self._own is None:
            context = multiprocessing.get_context("spawn")
            self._own = ProcessPoolExecutor(self.workers, mp_context=context, initializer=_start_worker)
        with _main_left_out():
            return self._own.submit(work, *args, **kwargs)

    def _drop(self) -> None:
        if self._own is not None:
            self._own.shutdown(wait=False, cancel_futures=True)
            self._own = None

    def kill(self) -> None:
        """Ends the workers at once, work and all: what they did raises BrokenProcessPool. The next `submit` starts new ones."""
        with self._lock:
            own, self._own = self._own, None
        if own is not None:
            for process in _processes(own):
                process.kill()
            own.shutdown(wait=False, cancel_futures=True)

    def close(self, patience: float = PATIENCE) -> None:
        """Ends the workers and returns once they are gone; the next `submit` starts new ones.

        Waiting work is cancelled. What is not done within `patience` seconds is killed with its worker and raises BrokenProcessPool.
        """
        with self._lock:
            own, self._own = self._own, None
        if own is None:
            return
        processes = _processes(own)
        ending = threading.Thread(target=own.shutdown, kwargs={"cancel_futures": True}, name="pool-end", daemon=True)
        ending.start()
        ending.join(patience)
        if ending.is_alive():
            for process in processes:
                process.kill()
            ending.join()


def _processes(own: ProcessPoolExecutor) -> list[BaseProcess]:
    """The workers; the executor has no public way to end them before Python 3.14 (`kill_workers`)."""
    return list((own._processes or {}).values())
