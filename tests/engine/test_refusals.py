"""Refused content is a state of its own: what was refused, softer words to try, booked once, never sent elsewhere or again by itself."""

import asyncio
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from director_kernel.director import Director
from director_kernel.engine.executor import Executor
from director_kernel.errors import NoKey, NotAccepted, OutputLost, QuotaError, Refused, UsageError
from director_kernel.events import StepFailed
from director_kernel.present.status_view import status_view
from director_kernel.providers.protocol import JobState, JobStatus, Output, Request, Ticket
from director_kernel.schema.journal import AttemptState
from director_kernel.store import Workspace
from tests.engine.studio import Behaviour, FakeStudio, Heard, chain, plan_of, step

CAP = 10_000_000
HARSH = 'A bloody knight. A banner reads "blood"'
SOFT = 'A weathered knight. A banner reads "blood"'


@pytest.fixture
def workspace(workspace_folder: Path) -> Iterator[Workspace]:
    with Workspace.open(workspace_folder) as opened:
        yield opened
        assert opened.ledger.check() == []


def policy(message: str = "The content was refused", *, billed: bool | None = None) -> Refused:
    error = Refused(message, billed=billed)
    error.policy = True
    return error


def strict(error: Exception | JobStatus) -> Behaviour:
    return lambda request: error if "bloody" in request.prompt else None


class AtTheEnd(FakeStudio):
    """Says that it is done, and shows only when fetched what is wrong."""

    wrong: Exception = policy()

    async def fetch(self, ticket: Ticket, request: Request, folder: Path) -> tuple[Output, ...]:
        if "bloody" in request.prompt:
            raise self.wrong
        return await super().fetch(ticket, request, folder)


def black(error: Exception) -> AtTheEnd:
    studio = AtTheEnd(name="paid", actual=lambda _: 70_000)
    studio.wrong = error
    return studio


WHERE: dict[str, Callable[[], tuple[FakeStudio, int]]] = {
    "at submit": lambda: (FakeStudio(name="paid", on_submit=strict(policy())), 0),
    "at submit, billed": lambda: (FakeStudio(name="paid", on_submit=strict(policy(billed=True))), 120_000),
    "when looked at": lambda: (FakeStudio(name="paid", on_poll=strict(policy())), 0),
    "as a status": lambda: (
        FakeStudio(name="paid", on_poll=strict(JobStatus(state=JobState.REFUSED, message="No.", policy=True, actual=30_000))),
        30_000,
    ),
    "as a black picture": lambda: (black(policy("A black picture")), 70_000),
}


@pytest.mark.parametrize("where", WHERE)
def test_what_was_refused_is_said_with_softer_words_and_booked_once(workspace: Workspace, where: str) -> None:
    studio, billed = WHERE[where]()
    heard = Heard()
    done = asyncio.run(Executor(workspace, {"paid": studio}, emit=heard).run(plan_of(step("s1", prompt=HARSH)), studio="live", cap=CAP))
    assert done.status == "failed"
    failed = heard.of(StepFailed)[0]
    assert isinstance(failed, StepFailed) and failed.state == "refused" and failed.softer == SOFT
    assert "“bloody” → “weathered”" in failed.message and failed.next_action.startswith("director retry s1 --softer")
    attempt = workspace.runs.attempts(done.id)[0]
    assert attempt.state is AttemptState.REFUSED and (attempt.actual or 0) == billed
    totals = workspace.ledger.totals()
    assert (totals.committed, totals.outstanding) == (billed, 0)
    assert len(studio.submits) == (0 if where.startswith("at submit") else 1)


def test_where_no_words_help_the_person_is_asked_for_others(workspace: Workspace) -> None:
    heard = Heard()
    studio = FakeStudio(name="paid", on_submit=lambda _: policy())
    asyncio.run(Executor(workspace, {"paid": studio}, emit=heard).run(chain(1), studio="live", cap=CAP))
    failed = heard.of(StepFailed)[0]
    assert isinstance(failed, StepFailed) and failed.softer == "" and "No softer words are known" in failed.message
    assert failed.next_action == "change it by `director set s1.prompt=…`, then `director retry s1`"


def test_a_request_that_is_wrong_is_no_matter_of_words(workspace: Workspace) -> None:
    heard = Heard()
    studio = FakeStudio(name="paid", on_submit=strict(Refused("duration must be 5 or 10")))
    asyncio.run(Executor(workspace, {"paid": studio}, emit=heard).run(plan_of(step("s1", prompt=HARSH)), studio="live", cap=CAP))
    failed = heard.of(StepFailed)[0]
    assert isinstance(failed, StepFailed) and failed.softer == "" and failed.message == "duration must be 5 or 10"


@pytest.fixture
def refused(tmp_path: Path) -> Iterator[tuple[Director, FakeStudio]]:
    """A run whose first step was refused and whose second waits for it."""
    studio = FakeStudio(name="paid", on_poll=strict(JobStatus(state=JobState.REFUSED, message="No.", policy=True, actual=30_000)))
    with Director(tmp_path / "director", providers=[studio]) as director:
        plan = director.workspace.plans.save(plan_of(step("s1", prompt=HARSH), step("s2", "s1")))
        director.loop.run(director.runs.executor.run(plan, studio="live", cap=CAP))
        yield director, studio
        assert director.workspace.ledger.check() == []


def test_the_softer_words_are_tried_by_name(refused: tuple[Director, FakeStudio]) -> None:
    director, studio = refused
    assert director.runs.softer("run-1") == {"s1": SOFT}
    status = director.runs.status("run-1")
    assert status["stepResults"][0]["softer"] == SOFT and "softer" not in status["stepResults"][1]
    shown = status_view(status, director.runs.plan("run-1"), director.runs.totals("run-1"), ())
    assert "director retry 1 --softer" in shown.text and SOFT in shown.text
    assert director.runs.retry(["1"], softer=True).wait().status == "completed"
    assert [request.prompt for request in studio.submits] == [HARSH, SOFT, "a picture of s2"]
    states = [(a.step, a.number, a.state.value) for a in director.workspace.runs.attempts("run-1")]
    assert states == [("s1", 1, "refused"), ("s1", 2, "stored"), ("s2", 1, "skipped"), ("s2", 2, "stored")]
    assert len({a.fingerprint for a in director.workspace.runs.attempts("run-1") if a.step == "s1"}) == 2
    assert director.workspace.ledger.totals().committed == 30_000 + 2 * 120_000
    assert director.workspace.plans.get("plan-1").step("s1").prompt == HARSH
    assert director.runs.softer("run-1") == {}
    with pytest.raises(UsageError, match="no softer words"):
        director.runs.retry(["1"], softer=True)


def test_retry_takes_the_words_the_plan_has_by_now(refused: tuple[Director, FakeStudio]) -> None:
    director, studio = refused
    plan = director.workspace.plans.get("plan-1")
    edited = plan.step("s1").with_(prompt="A tired knight", order=1)
    director.workspace.plans.save(plan.with_(steps=(edited, plan.step("s2").with_(prompt="edited too, and no matter"))))
    assert director.runs.retry().wait().status == "completed"
    assert [request.prompt for request in studio.submits] == [HARSH, "A tired knight", "a picture of s2"]


def test_the_same_words_are_refused_again_and_paid_as_often_as_asked(refused: tuple[Director, FakeStudio]) -> None:
    director, studio = refused
    assert director.runs.retry(["1"]).wait().status == "failed"
    assert [request.prompt for request in studio.submits] == [HARSH, HARSH]
    assert director.workspace.ledger.totals().committed == 60_000


# What else an order may come to.


def test_without_a_key_nothing_was_sent(workspace: Workspace) -> None:
    studio = FakeStudio(name="paid", on_submit=lambda _: NoKey("fal has no key; `director keys add fal`"))
    done = asyncio.run(Executor(workspace, {"paid": studio}).run(chain(1), studio="live", cap=CAP))
    attempt = workspace.runs.attempts(done.id)[0]
    assert attempt.state is AttemptState.REJECTED and "director keys add" in attempt.message


def test_a_quota_that_is_used_up_is_not_waited_for(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Heard()

    def used_up(*_: Any, **__: Any) -> Any:
        raise QuotaError("this month's 50 images are made; it resets on 1 December")

    monkeypatch.setattr("director_kernel.store.journal.begin", used_up)
    done = asyncio.run(Executor(workspace, {"paid": FakeStudio(name="paid")}, emit=heard).run(chain(1), studio="live", cap=CAP))
    failed = heard.of(StepFailed)[0]
    assert isinstance(failed, StepFailed) and "resets on 1 December" in failed.message
    assert failed.next_action == f"director resume {done.id}"


def test_a_provider_that_says_when_is_asked_again_then_and_not_before(workspace: Workspace) -> None:
    """Other steps settle meanwhile and ring the bell; the tries must not be used up by that."""
    times: list[float] = []

    def busy(request: Request) -> Exception | None:
        if request.prompt != "patient":
            return None
        times.append(asyncio.get_running_loop().time())
        return NotAccepted("too many requests; later", retry_after=0.3) if len(times) < 3 else None

    studio = FakeStudio(name="paid", on_submit=busy)
    steps = [step("s0", prompt="patient"), *(step(f"s{n}") for n in range(1, 6))]
    done = asyncio.run(Executor(workspace, {"paid": studio}).run(plan_of(*steps), studio="live", cap=CAP))
    assert done.status == "completed" and len(times) == 3
    assert all(later - earlier >= 0.3 for earlier, later in pairwise(times))


def test_a_wait_longer_than_the_time_limit_is_not_begun(workspace: Workspace) -> None:
    studio = FakeStudio(name="paid", on_submit=lambda _: NotAccepted("the day's requests are used up", retry_after=7200.0))
    done = asyncio.run(Executor(workspace, {"paid": studio}).run(chain(1), studio="live", cap=CAP, time_limit=5.0))
    assert done.status == "failed" and workspace.runs.attempts(done.id)[0].state is AttemptState.REJECTED


def test_the_providers_pace_is_kept(workspace: Workspace) -> None:
    looks: list[float] = []

    def look(_: Request) -> JobStatus | None:
        looks.append(asyncio.get_running_loop().time())
        return JobStatus(state=JobState.RUNNING) if len(looks) < 4 else None

    studio = FakeStudio(name="paid", on_poll=look)
    studio.pace = 0.15  # type: ignore[attr-defined]
    asyncio.run(Executor(workspace, {"paid": studio}).run(chain(1), studio="live", cap=CAP))
    assert len(looks) == 4 and all(later - earlier >= 0.149 for earlier, later in pairwise(looks))


def test_a_busy_status_endpoint_is_left_alone_as_long_as_it_asks(workspace: Workspace) -> None:
    looks: list[float] = []

    def look(_: Request) -> Exception | None:
        looks.append(asyncio.get_running_loop().time())
        return NotAccepted("slow down", retry_after=0.2) if len(looks) == 1 else None

    asyncio.run(Executor(workspace, {"paid": FakeStudio(name="paid", on_poll=look)}).run(chain(1), studio="live", cap=CAP))
    assert len(looks) == 2 and looks[1] - looks[0] >= 0.2


@pytest.mark.parametrize(
    ("billed", "actual", "booked"), [(None, None, 120_000), (None, 70_000, 70_000), (False, None, 0), (True, None, 120_000)]
)
def test_an_output_that_is_gone_is_booked_at_what_is_known(
    workspace: Workspace, billed: bool | None, actual: int | None, booked: int
) -> None:
    studio = black(OutputLost("expired", billed=billed))
    studio.actual = lambda _: actual
    done = asyncio.run(Executor(workspace, {"paid": studio}).run(plan_of(step("s1", prompt=HARSH)), studio="live", cap=CAP))
    assert workspace.runs.attempts(done.id)[0].state is AttemptState.LOST
    assert workspace.ledger.totals().committed == booked and workspace.ledger.totals().outstanding == 0
