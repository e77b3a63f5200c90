"""What was learned in a workspace by a moment, frozen for whoever plans."""

from collections.abc import Mapping

from director_kernel.learning.preferences import preferences
from director_kernel.schema.evidence import Evidence
from director_kernel.store import Workspace

DAY = 24 * 3600.0
TREND_DAYS, FAILURE_DAYS = 30, 7
LEAST_PICKS, MOST_TRENDS = 2, 20
LEAST_FAILURES, MOST_FAILING = 3, 5


def gather(workspace: Workspace, now: float, preferred: Mapping[str, str] | None = None) -> Evidence:
    """The evidence at `now` (wall-clock seconds). `preferred` are the person's preferences (default: as they are kept).

    Trends and success rates of the last 30 days (a model taken at least twice; the first 20), models that failed at least three times
    in the last 7 days (the first 5). A window ends at `now` and begins just after the same second that many days before. Only live
    tries say whether a model works; what was taken counts in previews too. Raises WorkspaceError.
    """
    month, week = now - TREND_DAYS * DAY, now - FAILURE_DAYS * DAY
    return Evidence(
        trends=workspace.feedback.trends(month, now, least=LEAST_PICKS, most=MOST_TRENDS),
        successes=workspace.feedback.successes(month, now),
        failing=workspace.feedback.failing(week, now, least=LEAST_FAILURES, most=MOST_FAILING),
        preferred=preferences() if preferred is None else preferred,
    )
