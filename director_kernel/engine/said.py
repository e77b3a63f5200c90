"""The events of runs that more than one place says."""

import time

from director_kernel.events import CostChanged, StepStored
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
