"""The events of runs, made from what the ledger, an attempt or a studio says."""

import time
from collections.abc import Mapping

from director_kernel.events import CostChanged, StepProgress, StepSkipped, StepStarted, StepStored
from director_kernel.providers.protocol import JobStatus
from director_kernel.schema.asset import Asset
from director_kernel.schema.journal import AttemptId
from director_kernel.store import Connection, ledger


def cost_changed(connection: Connection, execution: str) -> CostChanged:
    """The ledger of an execution as it is inside this transaction."""
    totals = ledger.totals_of(connection, f"run:{execution}")
    return CostChanged(
        execution=execution,
        spent=totals.committed,
        reserved=totals.outstanding,
        cap=totals.cap,
        overrun=totals.overrun,
        at=time.time(),
    )


def step_started(attempt: AttemptId, model: str, notice: str = "") -> StepStarted:
    """An order is entered for a take, to be sent next."""
    return StepStarted(
        execution=attempt.execution,
        step=attempt.step,
        attempt=str(attempt),
        take=attempt.take,
        model=model,
        notice=notice,
        at=time.time(),
    )


def step_progress(attempt: AttemptId, status: JobStatus, lines: tuple[str, ...]) -> StepProgress:
    """How far the studio is; `lines` are those of its log that nobody was told of."""
    return StepProgress(
        execution=attempt.execution,
        step=attempt.step,
        attempt=str(attempt),
        progress=status.progress,
        queue_position=status.queue_position,
        message=status.message,
        logs=lines,
        at=time.time(),
    )


def step_stored(attempt: AttemptId, asset: Asset, *, cached: bool = False, price: int = 0) -> StepStored:
    """A take is there."""
    return StepStored(
        execution=attempt.execution,
        step=attempt.step,
        attempt=str(attempt),
        take=attempt.take,
        asset=asset.sha256,
        mime=asset.mime,
        cached=cached,
        price=price,
        at=time.time(),
    )


def absences(execution: str, left_out: Mapping[str, str]) -> list[StepSkipped]:
    """Steps that a person left out, each with the one it goes with."""
    now = time.time()
    return [StepSkipped(execution=execution, step=step, because=because, left_out=True, at=now) for step, because in left_out.items()]
