"""Whether a live run may begin: what it costs at most, held against the caps there are."""

from director_kernel.errors import BudgetError
from director_kernel.schema.money import usd
from director_kernel.store import Workspace


def check_caps(workspace: Workspace, tier: str, ceiling: int, cap: int | None) -> None:
    """Raises BudgetError where no cap holds the run or its `ceiling` passes one (all in micro-USD), WorkspaceError off a local disk."""
    workspace.require_local()
    scopes = [workspace.ledger.totals(scope) for scope in ("workspace", f"tier:{tier}")]
    room = [totals.left for totals in scopes if totals.left is not None] + ([cap] if cap is not None else [])
    if not room:
        raise BudgetError(f"a live run needs a cap; this plan costs at most {usd(ceiling)}: run it with --budget {usd(ceiling)}")
    if ceiling > min(room):
        raise BudgetError(
            f"this plan may cost up to {usd(ceiling)} and {usd(min(room))} is left; run it with --budget {usd(ceiling)}, "
            "ask for a cheaper plan, or see it first with studio previs, for free"
        )
