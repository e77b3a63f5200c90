"""What the journal says: executions, their attempts and takes, read only."""

from dataclasses import dataclass
from typing import Any

from director_kernel.errors import UsageError
from director_kernel.schema.asset import Asset
from director_kernel.schema.gallery import GalleryTake
from director_kernel.schema.journal import Attempt, AttemptId, AttemptState, Execution, Take
from director_kernel.schema.plan import Step
from director_kernel.store import assets, gallery
from director_kernel.store.reader import Readers

EXECUTION = "id, plan, version, conversation, studio, mode, status, tier, epoch, owner, time_limit, message, created_at, finished_at"
ATTEMPT = (
    "execution, step, take, number, state, epoch, fingerprint, plan_key, provider, model, ticket, ceiling, actual, message, next_action, at"
)
TAKE = "t.execution, t.step, t.take, t.attempt, t.fingerprint, t.plan_key, t.cached, t.price"
ASSET = ", ".join("a." + column.strip() for column in assets.COLUMNS.split(","))


@dataclass(frozen=True, slots=True)
class Reattach:
    """What it takes to go on with an attempt after a restart."""

    attempt: Attempt
    request: str
    ticket: str
    ticket_data: str


@dataclass
class Runs:
    """The executions of a workspace."""

    readers: Readers

    def get(self, execution: str) -> Execution:
        """The execution with this id. Raises UsageError."""
        row = self.readers.row(f"SELECT {EXECUTION} FROM executions WHERE id = ?", (execution,))
        if row is None:
            raise UsageError(f"there is no execution {execution!r}; `director status` shows the latest")
        return _execution(row)

    def all(self, *, plan: str | None = None, conversation: str | None = None) -> list[Execution]:
        """Executions, newest first."""
        where = " AND ".join(f"{name} = ?" for name, value in (("plan", plan), ("conversation", conversation)) if value is not None)
        values = [value for value in (plan, conversation) if value is not None]
        rows = self.readers.rows(
            f"SELECT {EXECUTION} FROM executions {'WHERE ' + where if where else ''} ORDER BY length(id) DESC, id DESC", values
        )
        return [_execution(row) for row in rows]

    def attempts(self, execution: str) -> list[Attempt]:
        """Every try of an execution, by step, take and number."""
        rows = self.readers.rows(f"SELECT {ATTEMPT} FROM attempts WHERE execution = ? ORDER BY step, take, number", (execution,))
        return [attempt_from(row) for row in rows]

    def unknown(self, execution: str | None = None) -> list[Attempt]:
        """Attempts whose fate only a person can settle."""
        where, values = ("AND execution = ?", (execution,)) if execution else ("", ())
        rows = self.readers.rows(f"SELECT {ATTEMPT} FROM attempts WHERE state = 'unknown' {where} ORDER BY execution, step, take", values)
        return [attempt_from(row) for row in rows]

    def reattach(self, attempt: AttemptId) -> Reattach:
        """The request and the ticket as they were journalled."""
        row = self.readers.row(
            f"SELECT {ATTEMPT}, request, ticket_data FROM attempts WHERE execution = ? AND step = ? AND take = ? AND number = ?", attempt
        )
        found = attempt_from(row[:-2])
        return Reattach(found, row[-2], found.ticket, row[-1])

    def takes(self, execution: str) -> list[Take]:
        """What an execution has stored, by step and take."""
        others: dict[tuple[str, int], dict[str, Asset]] = {}
        for step, take, role, *asset in self.readers.rows(
            f"SELECT o.step, o.take, o.role, {ASSET} FROM outputs o JOIN assets a ON a.sha256 = o.asset WHERE o.execution = ?", (execution,)
        ):
            others.setdefault((step, take), {})[role] = assets.from_row(tuple(asset))
        rows = self.readers.rows(
            f"SELECT {TAKE}, {ASSET} FROM takes t JOIN assets a ON a.sha256 = t.asset WHERE t.execution = ? ORDER BY t.step, t.take",
            (execution,),
        )
        return [_take(row, others.get((row[1], row[2]), {})) for row in rows]

    def stored(self, plan_key: str) -> bool:
        """True if a take with this plan key was ever stored here."""
        return self.readers.row("SELECT 1 FROM takes WHERE plan_key = ? LIMIT 1", (plan_key,)) is not None

    def changed_steps(self, execution: str) -> dict[str, Step]:
        """Steps this execution does otherwise than its plan says."""
        rows = self.readers.rows("SELECT step, spec FROM steps WHERE execution = ? AND spec <> ''", (execution,))
        return {step: Step.model_validate_json(spec) for step, spec in rows}

    def approved(self, execution: str) -> set[str]:
        """Ids of the steps that may spend."""
        return {row[0] for row in self.readers.rows("SELECT step FROM steps WHERE execution = ? AND approved = 1", (execution,))}

    def left_out(self, execution: str) -> set[str]:
        """Ids of the steps a person left out; what goes with them follows from the plan."""
        return {row[0] for row in self.readers.rows("SELECT step FROM steps WHERE execution = ? AND left_out = 1", (execution,))}

    def all_takes(
        self, offset: int = 0, limit: int = 60, *, media: str = "", marked: str = "", text: str = "", plan: str = ""
    ) -> tuple[int, list[GalleryTake]]:
        """How many takes there are, and one page of them, newest first; each file once, as the take that made it.

        `marked`: keep, lock, rated, discard, or "" for all that are not discarded. `text`: words all of which stand in prompt, action,
        model or title. Raises UsageError.
        """
        return gallery.page(self.readers, gallery.Filter(media, marked, text, plan), offset, limit)

    def count_by_media(self, *, marked: str = "", text: str = "", plan: str = "") -> dict[str, int]:
        """How many takes there are of each medium (image, video, audio, text), in one query."""
        return gallery.count_by_media(self.readers, gallery.Filter("", marked, text, plan))

    def cancel_asked(self, execution: str) -> bool:
        """True once anyone asked to cancel."""
        row = self.readers.row("SELECT cancel FROM executions WHERE id = ?", (execution,))
        return bool(row and row[0])

    def epoch(self, execution: str) -> int:
        """The epoch now; what an owner compares before it sends."""
        row = self.readers.row("SELECT epoch FROM executions WHERE id = ?", (execution,))
        return int(row[0]) if row else -1


def attempt_from(row: tuple[Any, ...]) -> Attempt:
    """The attempt of a row of ATTEMPT."""
    names = ATTEMPT.split(", ")
    values = dict(zip(names, row, strict=True))
    return Attempt(**{**values, "state": AttemptState(values["state"])})


def _execution(row: tuple[Any, ...]) -> Execution:
    return Execution(**dict(zip(EXECUTION.split(", "), row, strict=True)))


def _take(row: tuple[Any, ...], others: dict[str, Asset]) -> Take:
    execution, step, take, attempt, fingerprint, plan_key, cached, price, *asset = row
    return Take(
        execution=execution,
        step=step,
        take=take,
        attempt=attempt,
        asset=assets.from_row(tuple(asset)),
        fingerprint=fingerprint,
        plan_key=plan_key,
        cached=bool(cached),
        price=price,
        others=others,
    )
