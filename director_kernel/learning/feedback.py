"""What a workspace has learned, always up to date with its books, and what it all cost."""

import threading
import time
from collections.abc import Callable, Mapping

from director_kernel.catalog.book import Catalog
from director_kernel.errors import WorkspaceError
from director_kernel.learning.evidence import DAY, TREND_DAYS, gather
from director_kernel.learning.preferences import prefer, preferences
from director_kernel.schema.calls import CallTotals
from director_kernel.schema.costs import CallCost, Costs, Lessons
from director_kernel.schema.evidence import Evidence
from director_kernel.store import Workspace
from director_kernel.store.feedback import Stamp

HOUR = 3600.0
"""Windows move on with time; evidence is gathered anew at least this often."""


class Feedback:
    """What was learned here; safe from any thread but the engine's. `catalog` gives the facts, `clock` wall-clock seconds.

    Nothing listens and nothing is queued: what happened stands in the journal, the plans and the judgements, and is read on from there
    when somebody asks, so that a process that dies loses nothing.
    """

    def __init__(self, workspace: Workspace, catalog: Callable[[], Catalog], *, clock: Callable[[], float] = time.time) -> None:
        self._workspace = workspace
        self._catalog = catalog
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: tuple[Stamp, Mapping[str, str], int] | None = None
        self._evidence = Evidence()

    def evidence(self) -> Evidence:
        """The evidence now. Where nothing happened since the last time, this costs a look at the books.

        Never raises: without a workspace that can be read and written, the last evidence goes on.
        """
        try:
            preferred: Mapping[str, str] = preferences()
        except WorkspaceError:
            preferred = {}
        with self._lock:
            try:
                self._renew(preferred)
            except WorkspaceError:
                self._seen = None
                self._evidence = self._evidence.with_(preferred=preferred)
            return self._evidence

    def _renew(self, preferred: Mapping[str, str]) -> None:
        now = self._clock()
        seen = (self._workspace.feedback.stamp(), preferred, int(now // HOUR))
        if seen == self._seen:
            return
        learned = self._workspace.feedback.catch_up()
        # A run says much that teaches nothing: then the evidence is what it was.
        if learned or self._seen is None or seen[1:] != self._seen[1:] or seen[0].learned != self._seen[0].learned:
            self._evidence = gather(self._workspace, now, preferred)
        self._seen = (self._workspace.feedback.stamp() if learned else seen[0], *seen[1:])

    def prefer(self, /, **wishes: str) -> Mapping[str, str]:
        """`prefer(video="kling 2.6", image="none")`: from now on, in all workspaces; all that is preferred by then. Raises UsageError."""
        return prefer(wishes, self._catalog()) if wishes else preferences()

    def lessons(self) -> Lessons:
        """What was learned, with the reactions of the last 30 days. Raises WorkspaceError."""
        self._workspace.feedback.catch_up()
        now = self._clock()
        found = gather(self._workspace, now)
        titles = {id: case.title for id, case in self._catalog().use_cases.items()}
        return Lessons(evidence=found, reactions=self._workspace.feedback.reactions(now - TREND_DAYS * DAY, now), titles=titles)

    def costs(self) -> Costs:
        """What was spent and is reserved, how near the estimates came, and what chat calls took. Raises WorkspaceError."""
        store = self._workspace.feedback
        self._workspace.calls.sweep()
        store.catch_up()
        return Costs(spent=store.spent(), estimates=store.estimates(), calls=self._calls())

    def _calls(self) -> tuple[CallCost, ...]:
        """The chat calls of all months by role and model, those that cost most first."""
        sums: dict[tuple[str, str], list[CallTotals]] = {}
        for each in self._workspace.calls.totals():
            sums.setdefault((each.role, each.model), []).append(each)
        took: dict[tuple[str, str], list[float]] = {}
        for role, model, seconds, _ in self._workspace.calls.latencies():
            took.setdefault((role, model), []).append(seconds)
        found = [_call(role, model, parts, sorted(took.get((role, model), ()))) for (role, model), parts in sums.items()]
        return tuple(sorted(found, key=lambda call: (-call.price, call.role, call.model)))


def _call(role: str, model: str, parts: list[CallTotals], took: list[float]) -> CallCost:
    return CallCost(
        role=role,
        model=model,
        calls=sum(part.calls for part in parts),
        failed=sum(part.failed for part in parts),
        tokens_in=sum(part.tokens_in for part in parts),
        tokens_out=sum(part.tokens_out for part in parts),
        price=sum(part.price for part in parts),
        p50=percentile(took, 50),
        p95=percentile(took, 95),
    )


def percentile(ascending: list[float], percent: int) -> float:
    """The smallest value that `percent` of 100 do not exceed (nearest rank), 0 for none.

    >>> percentile([1.0, 2.0, 3.0, 4.0], 50), percentile([1.0, 2.0, 3.0, 4.0], 95)
    (2.0, 4.0)
    """
    return ascending[max(0, -(-len(ascending) * percent // 100) - 1)] if ascending else 0.0
