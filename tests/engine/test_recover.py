"""Orders whose fate is unknown are looked for at their provider: one match is followed, nothing is ever sent again."""

import asyncio
import dataclasses
import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from director_kernel.director import Director
from director_kernel.engine.executor import Executor
from director_kernel.engine.recover import recover
from director_kernel.errors import ProviderError, UnknownOutcome, UsageError
from director_kernel.events import StepStarted, StepStored
from director_kernel.present.recover_view import recover_view
from director_kernel.providers.protocol import Candidate, JobState, JobStatus, Request, Ticket
from director_kernel.schema.journal import AttemptState
from director_kernel.schema.recovery import Recovery
from director_kernel.store import Workspace, journal
from director_kernel.store.recovery import attach
from tests.engine.studio import FakeStudio, Heard, chain, plan_of, step

CAP = 10_000_000


@dataclass
class Remembering(FakeStudio):
    """A studio with a history, which takes every order and may drop its answer to those whose prompt ends with one of `lost`."""

    name: str = "paid"
    lost: tuple[str, ...] = ("s1",)
    history: list[tuple[str, Request, float]] = field(default_factory=list)
    asked: list[tuple[float, float]] = field(default_factory=list)
    twice: bool = False
    """Has a second job of the same request, that somebody else ordered."""
    forgets: bool = False
    seedless: bool = False
    """Takes no seed: two takes send the same."""
    broken: Exception | None = None
    pause: float = 0.0
    _names: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def submit(self, request: Request) -> Ticket:
        self.submits.append(request)
        job = f"job-{next(self._names)}"
        self.history.append((job, request, time.time()))
        self._due[job] = asyncio.get_running_loop().time() + self.latency(request)
        if self.pause:
            await asyncio.sleep(self.pause)
        if request.prompt.endswith(self.lost):
            raise UnknownOutcome("the connection was dropped after sending; look at the provider", provider=self.name)
        return Ticket(provider=self.name, id=job)

    async def candidates(self, request: Request, since: float, until: float) -> tuple[Candidate, ...]:
        self.asked.append((since, until))
        if self.broken is not None:
            raise self.broken
        if self.forgets:
            return ()
        found = [
            Candidate(ticket=Ticket(provider=self.name, id=job), at=at, why="the same request")
            for job, made, at in self.history
            if self._body(made) == self._body(request) and since - 600 <= at <= until + 600
        ]
        return (*found, found[0].with_(ticket=Ticket(provider=self.name, id="job-of-another"))) if self.twice and found else tuple(found)

    def _body(self, request: Request) -> Any:
        without = {"take": 1} | ({"seed": 0} if self.seedless else {})
        return request.model_copy(update=without).wire()


async def until(true: Callable[[], object]) -> None:
    for _ in range(1500):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came true")


@pytest.fixture
def workspace(workspace_folder: Path) -> Iterator[Workspace]:
    with Workspace.open(workspace_folder) as opened:
        yield opened
        assert opened.ledger.check() == []


def executor(workspace: Workspace, studio: FakeStudio | None, heard: Heard | None = None) -> Executor:
    return Executor(workspace, {"paid": studio} if studio else {}, emit=heard)


def fates(recovery: Recovery) -> dict[str, str]:
    return {one.attempt: one.fate for one in recovery.sought}


def test_one_match_is_followed_and_stored(workspace: Workspace) -> None:
    heard, studio = Heard(), Remembering()
    runs = executor(workspace, studio, heard)

    async def story() -> Any:
        done = await runs.run(chain(2), studio="live", cap=CAP)
        assert done.status == "failed"
        assert "director recover" in workspace.runs.unknown()[0].next_action
        heard.events.clear()
        found = await recover(runs)
        return found, await runs.wait(done.id)

    found, done = asyncio.run(story())
    assert fates(found) == {"run-1.s1.1.1": "found"} and found.executions == ("run-1",) and found.unknown == ()
    assert found.sought[0].jobs[0].ticket == "job-1" and found.sought[0].next_action == ""
    assert done.status == "completed", "the run goes on from what was found"
    assert [request.prompt for request in studio.submits] == ["a picture of s1", "a picture of s2"], "nothing was sent again"
    assert [attempt.state for attempt in workspace.runs.attempts("run-1")] == ["stored", "skipped", "stored"]
    assert [event.step for event in heard.of(StepStarted)] == ["s1", "s2"] and len(heard.of(StepStored)) == 2
    sent, given_up = studio.asked[0]
    assert given_up >= sent > 0


def test_a_dead_processs_order_is_found(workspace_folder: Path) -> None:
    """Killed between sending and hearing: the journal says `submitting`, and nobody lives who could say more."""
    studio = Remembering(lost=(), pause=30.0)

    async def die() -> None:
        with Workspace.open(workspace_folder) as workspace:
            runs = executor(workspace, studio)
            await runs.start(chain(1), studio="live", cap=CAP)
            await until(lambda: studio.submits)
            await runs.close(patience=0.0)

    asyncio.run(die())
    with Workspace.open(workspace_folder) as workspace:
        assert [attempt.state for attempt in workspace.runs.attempts("run-1")] == ["submitting"]
        studio.pause = 0.0
        runs = executor(workspace, studio)

        async def story() -> Any:
            found = await recover(runs)
            return found, await runs.wait("run-1")

        found, done = asyncio.run(story())
        assert fates(found) == {"run-1.s1.1.1": "found"} and done.status == "completed"
        assert len(studio.submits) == 1 and workspace.ledger.check() == []


@pytest.mark.parametrize(
    ("facts", "fate"),
    [
        ({"forgets": True}, "none"),
        ({"twice": True}, "several"),
        ({"broken": ProviderError("503; try again")}, "unasked"),
        ({"broken": TimeoutError()}, "unasked"),
        ({"broken": ZeroDivisionError("a bug")}, "unasked"),
    ],
)
def test_what_is_not_unique_stays_unknown(workspace: Workspace, facts: dict[str, Any], fate: str) -> None:
    studio = dataclasses.replace(Remembering(), **facts)
    runs = executor(workspace, studio)

    async def story() -> Recovery:
        await runs.run(chain(1), studio="live", cap=CAP)
        return await recover(runs)

    found = asyncio.run(story())
    assert fates(found) == {"run-1.s1.1.1": fate}
    assert workspace.runs.unknown() and workspace.ledger.totals().outstanding == 120_000, "it still holds its reservation"
    assert "director release run-1.s1.1.1 --yes" in found.sought[0].next_action
    assert len(found.sought[0].jobs) == (2 if fate == "several" else 0)
    shown = recover_view(found)
    assert shown.code == 6 and "director release" in shown.text and shown.data["unknown"] == ["run-1.s1.1.1"]
    assert all(job.ticket in shown.text and job.ticket in shown.html for job in found.sought[0].jobs)
    assert len(studio.submits) == 1


def test_without_its_provider_or_a_history_nothing_changes(workspace: Workspace) -> None:
    studio = FakeStudio(name="paid", on_submit=lambda _: UnknownOutcome("dropped"))

    async def story() -> tuple[Recovery, Recovery]:
        runs = executor(workspace, studio)
        await runs.run(chain(1), studio="live", cap=CAP)
        return await recover(runs), await recover(executor(workspace, None))

    without_history, without_provider = asyncio.run(story())
    assert "no history" in without_history.sought[0].message and "director keys add paid" in without_provider.sought[0].message
    assert len(workspace.runs.unknown()) == 1


def test_a_job_that_is_some_attempts_already_is_not_taken(workspace: Workspace) -> None:
    """Two takes of a model without seeds send the same: the one job that has its take is not also the other's."""
    studio = Remembering(lost=(), seedless=True)
    runs = executor(workspace, studio)
    dropped = itertools.count()

    async def story() -> Recovery:
        send = studio.submit

        async def second_never_arrives(request: Request) -> Ticket:
            if next(dropped) == 1:
                raise UnknownOutcome("dropped before it arrived")
            return await send(request)

        studio.submit = second_never_arrives  # type: ignore[method-assign]
        await runs.run(plan_of(step("s1", takes=2, price=200_000, ceiling=240_000)), studio="live", cap=CAP)
        return await recover(runs)

    found = asyncio.run(story())
    assert [one.fate for one in found.sought] == ["none"] and "other attempts'" in found.sought[0].message
    assert len(studio.submits) == 1


def test_one_job_is_given_to_one_of_two_equal_orders(workspace: Workspace) -> None:
    studio = Remembering(seedless=True)
    runs = executor(workspace, studio)

    async def story() -> Recovery:
        await runs.run(plan_of(step("s1", takes=2, price=200_000, ceiling=240_000)), studio="live", cap=CAP)
        del studio.history[1]  # the second order never arrived
        found = await recover(runs)
        await runs.wait("run-1")
        return found

    found = asyncio.run(story())
    assert sorted(one.fate for one in found.sought) == ["found", "none"]
    states = sorted(attempt.state.value for attempt in workspace.runs.attempts("run-1"))
    assert states == ["stored", "unknown"] and len(studio.submits) == 2


def test_while_an_equal_order_is_on_its_way_nothing_is_attached(workspace: Workspace) -> None:
    studio = Remembering(lost=("take 1",))
    runs = executor(workspace, studio)

    async def story() -> None:
        await runs.run(plan_of(step("s1", prompt="take 1")), studio="live", cap=CAP)
        studio.pause = 30.0
        await runs.start(plan_of(step("s2", prompt="take 2")), studio="live", cap=CAP)
        await until(lambda: len(studio.submits) == 2)
        found = await recover(runs)
        assert [(one.attempt, one.fate) for one in found.sought] == [("run-1.s1.1.1", "later")]
        assert "director recover" in found.sought[0].next_action
        await runs.close(patience=0.0)

    asyncio.run(story())
    assert len(workspace.runs.unknown()) == 1


def test_found_while_the_run_still_goes_on(workspace: Workspace) -> None:
    """The same process still makes other steps: the found one and what waits for it join them."""
    studio = Remembering(lost=("s1",))
    slow = Remembering(latency=lambda request: 30.0 if request.prompt.endswith("long") else 0.0, lost=("s1",))
    plan = plan_of(step("s1"), step("s2", "s1"), step("long", prompt="this takes long"))
    runs = executor(workspace, slow)

    async def story() -> None:
        execution = await runs.start(plan, studio="live", cap=CAP)
        await until(lambda: workspace.runs.unknown() and len(slow.submits) == 2)
        await recover(runs)
        await until(lambda: len(workspace.runs.takes(execution)) == 2)
        await runs.cancel(execution)
        await runs.wait(execution)

    asyncio.run(asyncio.wait_for(story(), 20))
    assert {take.step for take in workspace.runs.takes("run-1")} == {"s1", "s2"}
    assert [request.prompt for request in slow.submits].count("a picture of s1") == 1 and studio.submits == []


def test_another_process_that_runs_it_notices(workspace: Workspace, workspace_folder: Path) -> None:
    slow = Remembering(latency=lambda request: 30.0 if request.prompt.endswith("long") else 0.0, lost=("s1",))
    plan = plan_of(step("s1"), step("s2", "s1"), step("long", prompt="this takes long"))
    runs = executor(workspace, slow)

    async def story() -> None:
        execution = await runs.start(plan, studio="live", cap=CAP)
        await until(lambda: workspace.runs.unknown())
        with Workspace.open(workspace_folder) as elsewhere:
            found = await recover(executor(elsewhere, slow))
            assert fates(found) == {"run-1.s1.1.1": "found"}
        await until(lambda: len(workspace.runs.takes(execution)) == 2)
        await runs.cancel(execution)
        await runs.wait(execution)

    asyncio.run(asyncio.wait_for(story(), 20))
    assert {take.step for take in workspace.runs.takes("run-1")} == {"s1", "s2"}


def test_a_cancelled_runs_job_is_cancelled_and_nothing_new_starts(workspace: Workspace) -> None:
    studio = Remembering(latency=lambda _: 30.0)
    runs = executor(workspace, studio)

    async def story() -> Any:
        done = await runs.run(chain(2), studio="live", cap=CAP)
        await runs.cancel(done.id)
        for _ in range(500):
            if workspace.runs.get(done.id).status == "cancelled":
                break
            await asyncio.sleep(0.01)
        found = await recover(runs)
        return found, await runs.wait(done.id)

    found, done = asyncio.run(story())
    assert fates(found) == {"run-1.s1.1.1": "found"} and done.status == "cancelled"
    assert workspace.runs.attempts("run-1")[0].state is AttemptState.CANCELLED
    assert len(studio.submits) == 1 and workspace.ledger.totals().outstanding == 0


def test_a_ticket_is_attached_only_to_what_is_unknown(workspace: Workspace) -> None:
    studio = Remembering(lost=())
    asyncio.run(executor(workspace, studio).run(chain(1), studio="live", cap=CAP))
    attempt = workspace.runs.attempts("run-1")[0].id
    assert workspace.writer.run(lambda c: attach(c, attempt, "job-9", "{}")) is AttemptState.STORED
    assert workspace.runs.attempts("run-1")[0].ticket == "job-1"


def test_a_ticket_that_came_meanwhile_is_not_forgotten(workspace: Workspace) -> None:
    """Taken over from a process that was only suspended: it may write its ticket down between our look and our word."""
    run = asyncio.run(Executor(workspace, {"paid": Remembering()}).run(chain(1), studio="live", cap=CAP))
    (attempt,) = workspace.runs.unknown(run.id)
    sql = "UPDATE attempts SET state = 'submitting' WHERE execution = ?"
    workspace.writer.run(lambda connection: connection.execute(sql, (run.id,)) and None)
    epoch, how = workspace.runs.epoch(run.id), {"message": "unknown", "next_action": "look"}
    workspace.writer.run(lambda connection: journal.ticket(connection, attempt.id, "job-1", "{}"))
    assert workspace.writer.run(lambda connection: journal.lose(connection, attempt.id, epoch, **how)) is False
    assert workspace.runs.attempts(run.id)[0].state is AttemptState.SUBMITTED
    workspace.writer.run(lambda connection: connection.execute(sql, (run.id,)) and None)
    assert workspace.writer.run(lambda connection: journal.lose(connection, attempt.id, epoch, **how)) is True
    assert workspace.runs.attempts(run.id)[0].state is AttemptState.UNKNOWN


def test_a_lost_job_that_failed_is_booked_as_failed(workspace: Workspace) -> None:
    studio = Remembering(on_poll=lambda _: JobStatus(state=JobState.FAILED, message="no"))
    runs = executor(workspace, studio)

    async def story() -> None:
        await runs.run(chain(1), studio="live", cap=CAP)
        await recover(runs)
        await runs.wait("run-1")

    asyncio.run(story())
    assert workspace.runs.attempts("run-1")[0].state is AttemptState.FAILED and workspace.ledger.totals().outstanding == 0


def test_the_facade_and_an_unknown_name(tmp_path: Path) -> None:
    studio = Remembering()
    with Director(tmp_path / "director", providers=[studio]) as director:
        assert director.runs.recover() == Recovery()
        assert "No order's fate is unknown" in recover_view(Recovery()).text
        with pytest.raises(UsageError, match="director status"):
            director.runs.recover("run-9")
        plan = director.workspace.plans.save(chain(1))
        director.loop.run(director.runs.executor.run(plan, studio="live", cap=CAP))
        assert director.runs.unknown() and any("recover" in words for words, _ in director.where()["next"])
        assert director.runs.recover().executions == ("run-1",)
        director.loop.run(director.runs.executor.wait("run-1"))
        assert director.runs.status("run-1")["status"] == "completed"
