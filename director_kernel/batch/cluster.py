"""Pixels on a Dask cluster: rendering goes there, the journal and the money stay here."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from director_kernel.errors import JobFailed, UsageError
from director_kernel.loop import EngineLoop

if TYPE_CHECKING:
    from distributed import Client

P = ParamSpec("P")
T = TypeVar("T")
_AHEAD = 2
"""Jobs handed out per worker thread: the next one waits beside the worker, and an adaptive cluster sees that it is short of workers."""


class Cluster(Executor):
    """The workers of a Dask scheduler as an executor. `workers` jobs are worth handing out at once; `shutdown` leaves the cluster.

    A worker that dies is no matter: Dask gives its jobs to another one, which is free to do so, for drawing is pure.
    """

    def __init__(self, client: "Client", address: str) -> None:
        self._client = client
        self._address = address
        self._executor = client.get_executor(pure=False)
        self.workers = max(1, _AHEAD * sum(client.nthreads().values()))

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Hands the call to the scheduler. Raises JobFailed when it is gone: a job would wait for it without end."""
        import dask

        if self._client.status != "running":
            raise JobFailed(
                f"the Dask scheduler at {self._address} is gone; `director run` makes what is missing here, "
                "`director run --cluster ADDRESS` on another one.",
                provider="previs",
            )
        # An order carries its pictures, some megabytes of them, and is sent once: Dask's advice about large graphs doesn't apply.
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"}):
            future: Future[Any] = self._executor.submit(fn, *args, **kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leaves the cluster; jobs of ours that still run there are given up."""
        self._client.close()


def connect(address: str, timeout: float = 5.0) -> Cluster:
    """The cluster of the Dask scheduler at `address` (`tcp://host:8786`), waited for `timeout` seconds.

    Raises UsageError when nothing answers or Dask is missing.
    """
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("rendering on a cluster needs Dask: install `director-kernel[cluster]`, or run without --cluster.") from None
    try:
        _knock(address, timeout)
        return Cluster(Client(address, timeout=timeout, set_as_default=False), address)
    except (OSError, ValueError, MemoryError) as error:  # MemoryError: Dask takes another service's greeting for a length
        raise UsageError(
            f"no Dask scheduler answers at {address} ({error}); start one with `dask scheduler`, or run without --cluster."
        ) from None


def _knock(address: str, timeout: float) -> None:
    """Raises OSError, ValueError or MemoryError where no Dask answers.

    A `Client` that fails to start is closed by the garbage collector, on whatever thread that runs, and can hang there.
    """
    from distributed.comm import connect as reach

    async def look() -> None:
        comm = await reach(address, timeout)
        await comm.close()

    loop = EngineLoop("director-knock")
    try:
        loop.run(look())
    finally:
        loop.stop()
