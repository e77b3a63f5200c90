"""Pixels on a Dask cluster: rendering goes there, the journal and the money stay here."""

from concurrent.futures import Executor
from typing import cast

from director_kernel.errors import UsageError


def connect(address: str) -> Executor:
    """An executor on the Dask scheduler at `address` (`tcp://host:8786`). Raises UsageError when nothing answers or Dask is missing."""
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("rendering on a cluster needs Dask: install `director-kernel[cluster]`, or run without --cluster.") from None
    try:
        client = Client(address, timeout="5s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"no Dask scheduler answers at {address} ({error}); start one with `dask scheduler`, or run without --cluster."
        ) from None
    return cast(Executor, client.get_executor())
