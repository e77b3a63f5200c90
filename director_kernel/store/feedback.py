"""What was learned, as counts: the model feedback and the reactions, brought up to date from the books when somebody asks."""

from dataclasses import dataclass
from typing import NamedTuple

from director_kernel.schema.costs import EstimateError, Reacted, Spent
from director_kernel.schema.evidence import Failing, Success, Trend
from director_kernel.store import lessons
from director_kernel.store.reader import Readers
from director_kernel.store.writer import Writer

STAMP = """SELECT COALESCE((SELECT MAX(seq) FROM plan_log), 0), COALESCE((SELECT MAX(seq) FROM events), 0),
    COALESCE((SELECT MAX(seq) FROM judgements), 0), (SELECT value FROM settings WHERE key = ?)"""
NEWS = f"""SELECT EXISTS (SELECT 1 FROM plan_log WHERE seq > ?)
    OR EXISTS (SELECT 1 FROM events WHERE seq > ? AND type IN {lessons.TELLING}) OR EXISTS (SELECT 1 FROM judgements WHERE seq > ?)"""
# A person who went over to another model did not take the one before.
TRENDS = """SELECT use_case, kind, selected, COUNT(DISTINCT plan) AS picks FROM model_feedback f
    WHERE number = 0 AND taken > ? AND taken <= ? AND NOT EXISTS (SELECT 1 FROM reactions r
        WHERE r.plan = f.plan AND r.step = f.step AND r.kind = 'swap' AND r.model = f.selected AND r.at >= f.taken)
    GROUP BY use_case, kind, selected HAVING picks >= ? ORDER BY picks DESC, use_case, kind, selected LIMIT ?"""
SUCCESSES = """SELECT use_case, kind, selected, COUNT(*) AS tries, SUM(outcome = 'made'), COALESCE(AVG(NULLIF(stars, 0)), 0)
    FROM model_feedback WHERE number > 0 AND studio = 'live' AND at > ? AND at <= ?
    GROUP BY use_case, kind, selected ORDER BY tries DESC, use_case, kind, selected LIMIT ?"""
FAILING = """SELECT selected, SUM(outcome IN ('failed', 'lost')) AS failures, COUNT(*) FROM model_feedback
    WHERE number > 0 AND studio = 'live' AND at > ? AND at <= ?
    GROUP BY selected HAVING failures >= ? ORDER BY failures DESC, selected LIMIT ?"""
WHY = """SELECT why FROM model_feedback WHERE number > 0 AND studio = 'live' AND selected = ? AND at > ? AND at <= ?
    AND outcome IN ('failed', 'lost') GROUP BY why ORDER BY COUNT(*) DESC, why LIMIT 1"""
REACTIONS = """SELECT model, kind, COUNT(*) AS times FROM reactions WHERE at > ? AND at <= ? AND model <> ''
    GROUP BY model, kind ORDER BY times DESC, model, kind"""
ESTIMATES = """SELECT selected, COUNT(*) AS n, SUM(estimate), SUM(price) FROM model_feedback
    WHERE number > 0 AND studio = 'live' AND outcome = 'made' AND estimate > 0 GROUP BY selected ORDER BY n DESC, selected"""
SPENT = """SELECT strftime('%Y-%m', l.at, 'unixepoch') AS month, COALESCE(c.provider, a.provider, '') AS provider,
        COALESCE(c.model, a.model, '') AS model,
        COALESCE(c.role, (SELECT f.kind FROM model_feedback f WHERE f.plan = e.plan AND f.step = l.step LIMIT 1), '') AS role,
        COUNT(*), SUM(l.committed), SUM(l.outstanding)
    FROM ledger l LEFT JOIN attempts a ON a.execution = l.execution AND a.step = l.step AND a.take = l.take AND a.number = l.number
    LEFT JOIN executions e ON e.id = l.execution LEFT JOIN calls c ON l.execution = 'chat' AND c.seq = l.number
    GROUP BY 1, 2, 3, 4 ORDER BY month DESC, SUM(l.committed) DESC, provider, model, role"""


class Stamp(NamedTuple):
    """The numbers of what was committed last; equal stamps, equal books. `learned` is how far reading came."""

    versions: int
    events: int
    judgements: int
    learned: str | None


@dataclass
class Feedback:
    """What was learned in a workspace. Times are wall-clock seconds: a window is what came after `since`, up to `until`."""

    writer: Writer
    readers: Readers

    def stamp(self) -> Stamp:
        """Where the books stand, in one read of microseconds."""
        return Stamp(*self.readers.row(STAMP, (lessons.SETTING,)))

    def catch_up(self) -> bool:
        """Reads on to the end of the books; True where there was something to learn. Raises WorkspaceError where it can't be written."""
        if not self.readers.row(NEWS, self._cursors())[0]:
            return False
        while self.writer.run(lessons.learn):
            pass
        return True

    def _cursors(self) -> lessons.Cursors:
        row = self.readers.row("SELECT value FROM settings WHERE key = ?", (lessons.SETTING,))
        return lessons.read_cursors(row)

    def trends(self, since: float, until: float, *, least: int = 2, most: int = 20) -> tuple[Trend, ...]:
        """In how many films (and comparisons) each model was taken for a use case, the most taken first."""
        rows = self.readers.rows(TRENDS, (since, until, least, most))
        return tuple(Trend(use_case=case, kind=kind, model=model, picks=picks) for case, kind, model, picks in rows)

    def successes(self, since: float, until: float, *, most: int = 40) -> tuple[Success, ...]:
        """How each model's live tries for a use case ended, those tried most first."""
        rows = self.readers.rows(SUCCESSES, (since, until, most))
        return tuple(
            Success(use_case=case, kind=kind, model=model, tries=tries, made=made, stars=round(stars, 2))
            for case, kind, model, tries, made, stars in rows
        )

    def failing(self, since: float, until: float, *, least: int = 3, most: int = 5) -> tuple[Failing, ...]:
        """The models whose live tries failed most often; a refused request is no failure of the model."""
        found = self.readers.rows(FAILING, (since, until, least, most))
        said = {model: self.readers.row(WHY, (model, since, until)) for model, _, _ in found}
        return tuple(Failing(model=model, failures=failures, tries=tries, why=said[model][0]) for model, failures, tries in found)

    def reactions(self, since: float, until: float) -> tuple[Reacted, ...]:
        """What people did with what each model made."""
        return tuple(Reacted(model=model, kind=kind, count=count) for model, kind, count in self.readers.rows(REACTIONS, (since, until)))

    def estimates(self) -> tuple[EstimateError, ...]:
        """What each model's live takes were planned to cost, and what they did."""
        rows = self.readers.rows(ESTIMATES)
        return tuple(EstimateError(model=model, n=n, estimate=estimate, actual=actual) for model, n, estimate, actual in rows)

    def spent(self) -> tuple[Spent, ...]:
        """The ledger by month, provider, model and role, the newest month first; rows without money are left out."""
        named = Spent.model_fields
        found = [Spent(**dict(zip(named, row, strict=True))) for row in self.readers.rows(SPENT)]
        return tuple(each for each in found if each.spent or each.reserved)
