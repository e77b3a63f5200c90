"""A finished job's files on their way into the workspace: fetched, checked, hashed."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from director_kernel.engine.polling import Pause
from director_kernel.engine.shared import Shared
from director_kernel.errors import JobFailed, OutputLost, ProviderError, Refused
from director_kernel.providers.protocol import Output, Provider, Request, Ticket
from director_kernel.store.assets import SMALL, Prepared
from director_kernel.store.database import DISK_FULL, READ_ONLY

PAUSES = (0.5, 1.0, 2.0, None)
"""Seconds between tries: what is paid for is fetched more than once before anybody is told."""


async def fetch(
    shared: Shared, provider: Provider, ticket: Ticket, request: Request, folder: Path, pause: Pause, provenance: Mapping[str, Any]
) -> list[tuple[str, Prepared]]:
    """The outputs as (role, file ready to be stored), the take itself first.

    Raises OutputLost where it can't be had any more, Refused or JobFailed where there was none to be had, ProviderError where it can't be
    had now, WorkspaceError for the disk.
    """
    for wait in PAUSES:
        try:
            outputs = _checked(await provider.fetch(ticket, request, folder), provider.name)
            return await _prepare(shared, outputs, provenance)
        except (OutputLost, Refused, JobFailed):
            raise
        except (ProviderError, OSError, TimeoutError) as error:
            if isinstance(error, OSError) and error.errno in DISK_FULL | READ_ONLY:
                raise shared.explain(error) from error
            if wait is None:
                raise ProviderError(f"{provider.name} made it, but it can't be fetched ({str(error) or type(error).__name__})") from error
        await asyncio.to_thread(shared.folders.empty, folder)
        await pause.sleep(wait)
    raise AssertionError("the last pause is None")


def _checked(outputs: tuple[Output, ...], provider: str) -> tuple[Output, ...]:
    """The outputs with the take itself first. Raises ProviderError where it is missing or a file is empty."""
    main = [output for output in outputs if output.role == "main"]
    if len(main) != 1:
        raise ProviderError(f"{provider} gave {len(main)} takes where one was ordered; `director retry` the step", provider=provider)
    for output in outputs:
        if output.path.stat().st_size == 0:
            raise ProviderError(f"{provider} gave an empty file; `director retry` the step", provider=provider)
    return (main[0], *(output for output in outputs if output is not main[0]))


async def _prepare(shared: Shared, outputs: tuple[Output, ...], provenance: Mapping[str, Any]) -> list[tuple[str, Prepared]]:
    """Small files are hashed here; large ones, and their fsync, on another thread."""
    if all(output.path.stat().st_size <= SMALL for output in outputs):
        return [_prepared(shared, output, provenance) for output in outputs]
    return await asyncio.to_thread(lambda: [_prepared(shared, output, provenance) for output in outputs])


def _prepared(shared: Shared, output: Output, provenance: Mapping[str, Any]) -> tuple[str, Prepared]:
    prepared = shared.assets.prepare(
        output.path,
        output.mime,
        width=output.width,
        height=output.height,
        duration=output.duration,
        fps=output.fps,
        meta={**provenance, **output.meta},
    )
    if output.sha256 not in (None, prepared.asset.sha256):
        raise ProviderError(f"{output.path.name} is not the file that was announced; `director retry` the step")
    return output.role, prepared
