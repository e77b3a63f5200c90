"""What a provider may do, and what the executor makes of it: states, money, dependents, retries."""

import asyncio
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from director_kernel.engine import fetching
from director_kernel.engine.executor import Executor
from director_kernel.errors import (
    BudgetError,
    JobFailed,
    LeaseError,
    NotAccepted,
    OutputLost,
    ProviderError,
    Refused,
    StudioError,
    UnknownAttempts,
    UnknownOutcome,
    UsageError,
)
from director_kernel.events import ApprovalNeeded, CostChanged, ExecutionDone, ExecutionStarted, StepFailed, StepSkipped
from director_kernel.providers.protocol import JobState, JobStatus, Output, Request, Ticket
from director_kernel.schema.journal import AttemptState
from director_kernel.schema.plan import Kind
from director_kernel.store import Workspace
from director_kernel.store.filesystem import Disk
from tests.engine.studio import FakeStudio, Heard, chain, plan_of, step, wide

CAP = 10_000_000


@pytest.fixture
def workspace(workspace_folder: Path) -> Iterator[Workspace]:
    with Workspace.open(workspace_folder) as opened:
        yield opened
        assert opened.ledger.check() == []


def live(workspace: Workspace, studio: FakeStudio, heard: Heard | None = None) -> Executor:
    studio.name = "paid"
    return Executor(workspace, {"paid": studio}, emit=heard)


def states(workspace: Workspace, execution: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for attempt in sorted(workspace.runs.attempts(execution), key=lambda a: (a.step, a.take, a.number)):
        found.setdefault(attempt.step, []).append(attempt.state.value)
    return found


def failing(name: str, error: Exception) -> Any:
    return lambda request: error if request.prompt.endswith(name) else None


async def until(true: Callable[[], bool]) -> None:
    for _ in range(3000):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came true")


@pytest.mark.parametrize(
    ("error", "state", "outstanding"),
    [
        (NotAccepted("busy"), "rejected", 0),
        (Refused("no"), "refused", 0),
        (UnknownOutcome("dropped"), "unknown", 120_000),
        (TimeoutError(), "unknown", 120_000),
        (ValueError("a bug"), "unknown", 120_000),
        (JobFailed("odd at submit"), "unknown", 120_000),
    ],
)
def test_what_a_submit_may_say(workspace: Workspace, error: Exception, state: str, outstanding: int) -> None:
    heard = Heard()
    studio = FakeStudio(on_submit=failing("s1", error))
    done = asyncio.run(live(workspace, studio, heard).run(chain(2), studio="live", cap=CAP))
    assert done.status == "failed"
    assert states(workspace, done.id) == {"s1": [state], "s2": ["skipped"]}
    assert workspace.ledger.totals(f"run:{done.id}").outstanding == outstanding
    (failed,) = heard.of(StepFailed)
    assert isinstance(failed, StepFailed) and failed.state == state and failed.next_action
    (skipped,) = heard.of(StepSkipped)
    assert isinstance(skipped, StepSkipped) and (skipped.step, skipped.because) == ("s2", "s1")


@pytest.mark.parametrize(
    ("status", "state", "committed"),
    [
        (JobStatus(state=JobState.FAILED), "failed", 0),
        (JobStatus(state=JobState.FAILED, actual=50_000), "failed", 50_000),
        (JobStatus(state=JobState.REFUSED), "refused", 0),
        (JobStatus(state=JobState.LOST), "lost", 120_000),
        (JobStatus(state=JobState.CANCELLED), "cancelled", 0),
    ],
)
def test_what_a_job_may_end_in(workspace: Workspace, status: JobStatus, state: str, committed: int) -> None:
    studio = FakeStudio(on_poll=lambda _: status)
    done = asyncio.run(live(workspace, studio).run(chain(1), studio="live", cap=CAP))
    assert states(workspace, done.id) == {"s1": [state]}
    totals = workspace.ledger.totals(f"run:{done.id}")
    assert (totals.committed, totals.outstanding) == (committed, 0)


def test_an_actual_above_the_ceiling_is_booked_and_blocks(workspace: Workspace) -> None:
    heard = Heard()
    studio = FakeStudio(actual=lambda _: 300_000)
    done = asyncio.run(live(workspace, studio, heard).run(chain(2), studio="live", cap=250_000))
    totals = workspace.ledger.totals(f"run:{done.id}")
    assert (totals.committed, totals.overrun, totals.outstanding) == (300_000, 180_000, 0)
    assert [event.state for event in heard.of(StepFailed) if isinstance(event, StepFailed)] == ["budget"]
    assert any(isinstance(event, CostChanged) and event.overrun == 180_000 for event in heard.events)


def test_a_price_nobody_tells_is_booked_at_the_ceiling(workspace: Workspace) -> None:
    done = asyncio.run(live(workspace, FakeStudio()).run(chain(1), studio="live", cap=CAP))
    assert workspace.ledger.totals(f"run:{done.id}").committed == 120_000


def test_live_needs_a_cap_that_holds_it(workspace: Workspace) -> None:
    executor = live(workspace, FakeStudio())
    with pytest.raises(BudgetError, match=r"at most \$0\.36.*--budget \$0\.36"):
        asyncio.run(executor.start(chain(3), studio="live"))
    with pytest.raises(BudgetError, match=r"up to \$0\.36 and \$0\.30 is left"):
        asyncio.run(executor.start(chain(3), studio="live", cap=300_000))
    workspace.ledger.set_cap("workspace", 400_000)
    assert asyncio.run(executor.run(chain(3), studio="live")).status == "completed"
    with pytest.raises(BudgetError):
        asyncio.run(executor.start(wide(3, seed=5), studio="live", cap=CAP))


def test_a_studio_that_is_not_there_is_named(workspace: Workspace) -> None:
    with pytest.raises(StudioError, match=r"'live' is not here.*previs"):
        asyncio.run(Executor(workspace, {"previs": FakeStudio()}).start(chain(1), studio="live", cap=CAP))
    assert workspace.runs.all() == []


def test_live_is_refused_off_a_local_disk_and_previs_works(workspace_folder: Path) -> None:
    with Workspace.open(workspace_folder, disk=Disk("nfs4", True, "nfs4 is a network file system")) as workspace:
        executor = Executor(workspace, {"previs": FakeStudio(), "paid": FakeStudio(name="paid")})
        with pytest.raises(Exception, match=r"local disk.*director backup"):
            asyncio.run(executor.start(chain(1), studio="live", cap=CAP))
        assert asyncio.run(executor.run(chain(1))).status == "completed"


def test_a_rejection_with_a_time_is_sent_again_as_a_new_attempt(workspace: Workspace) -> None:
    answers: list[Exception | None] = [NotAccepted("429", retry_after=0.01), NotAccepted("429", retry_after=0.01), None]
    studio = FakeStudio(on_submit=lambda _: answers.pop(0))
    done = asyncio.run(live(workspace, studio).run(chain(1), studio="live", cap=CAP))
    assert done.status == "completed"
    assert states(workspace, done.id) == {"s1": ["rejected", "rejected", "stored"]}


def test_retry_makes_new_attempts_of_what_failed_and_goes_on(workspace: Workspace) -> None:
    broken = [True]
    studio = FakeStudio(on_poll=lambda r: JobStatus(state=JobState.FAILED) if broken[0] and r.prompt.endswith("s2") else None)
    executor = live(workspace, studio)

    async def story() -> str:
        done = await executor.run(chain(3), studio="live", cap=CAP)
        broken[0] = False
        await executor.retry(done.id)
        assert (await executor.wait(done.id)).status == "completed"
        return done.id

    execution = asyncio.run(story())
    assert states(workspace, execution) == {"s1": ["stored"], "s2": ["failed", "stored"], "s3": ["skipped", "stored"]}
    assert len(studio.submits) == 4


def test_retry_with_another_model_changes_only_this_execution(workspace: Workspace) -> None:
    studio = FakeStudio(on_submit=lambda r: Refused("no") if r.model == "model-a" else None)
    executor = live(workspace, studio)

    async def story() -> Any:
        done = await executor.run(plan_of(step("s1")), studio="live", cap=CAP)
        await executor.retry(done.id, ["s1"], changed=[step("s1", model="model-b", model_name="Model B")])
        return await executor.wait(done.id)

    done = asyncio.run(story())
    assert done.status == "completed"
    assert [request.model for request in studio.submits] == ["model-b"]
    assert workspace.plans.get(done.plan).steps[0].model == "model-a"


def test_a_result_that_can_never_be_had_is_given_up_by_a_person_and_booked(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "PAUSES", (None,))

    class Wrong(FakeStudio):
        wrong = True

        async def fetch(self, ticket: Ticket, request: Request, folder: Path) -> tuple[Output, ...]:
            if self.wrong:
                raise ProviderError("the file at cdn.example is a film, not a picture")
            return await super().fetch(ticket, request, folder)

    studio = Wrong(name="paid")
    executor = live(workspace, studio)

    async def story() -> str:
        done = await executor.run(chain(1), studio="live", cap=CAP)
        (attempt,) = workspace.runs.attempts(done.id)
        assert attempt.state is AttemptState.SUBMITTED and workspace.ledger.totals().outstanding == attempt.ceiling > 0
        said = [event for event in workspace.events.of_step(done.id, "s1") if event.type == "step_failed"][-1]
        assert "director release" in said.next_action and "film" in said.message
        assert await executor.release(f"{done.id}.s1.1.1") == attempt.ceiling
        totals = workspace.ledger.totals()
        assert (totals.committed, totals.outstanding) == (attempt.ceiling, 0) and workspace.ledger.check() == []
        with pytest.raises(UsageError, match="lost"):
            await executor.release(f"{done.id}.s1.1.1")
        studio.wrong = False
        await executor.retry(done.id)
        assert (await executor.wait(done.id)).status == "completed"
        return done.id

    execution = asyncio.run(story())
    assert states(workspace, execution) == {"s1": ["lost", "stored"]} and len(studio.submits) == 2


def test_unknown_is_never_sent_again_until_a_person_gives_it_up(workspace: Workspace) -> None:
    answers: list[Exception | None] = [UnknownOutcome("dropped"), None]
    studio = FakeStudio(on_submit=lambda _: answers.pop(0))
    executor = live(workspace, studio)

    async def story() -> str:
        done = await executor.run(chain(1), studio="live", cap=CAP)
        again = await executor.run(workspace.plans.get(done.plan), studio="live", cap=CAP)
        assert (again.id, again.status) == (done.id, "failed")
        with pytest.raises(UnknownAttempts, match="director release"):
            await executor.retry(done.id)
        other = await executor.run(chain(1), studio="live", cap=CAP)
        assert other.status == "failed" and studio.submits == []
        await executor.release(f"{done.id}.s1.1.1")
        assert workspace.ledger.totals().outstanding == 0
        with pytest.raises(UsageError, match="released"):
            await executor.release(f"{done.id}.s1.1.1")
        await executor.retry(done.id)
        assert (await executor.wait(done.id)).status == "completed"
        return done.id

    execution = asyncio.run(story())
    assert states(workspace, execution) == {"s1": ["released", "stored"]}
    assert len(studio.submits) == 1


def test_the_time_limit_ends_the_waiting_not_the_job(workspace: Workspace) -> None:
    heard, slow = Heard(), [True]
    studio = FakeStudio(on_poll=lambda _: JobStatus(state=JobState.RUNNING) if slow[0] else None)
    executor = live(workspace, studio, heard)

    async def story() -> str:
        done = await executor.run(chain(2), studio="live", cap=CAP, time_limit=0.1)
        assert done.status == "failed"
        assert states(workspace, done.id)["s1"] == ["submitted"]
        assert workspace.ledger.totals().outstanding == 120_000
        slow[0] = False
        await executor.resume(done.id)
        assert (await executor.wait(done.id)).status == "completed"
        return done.id

    execution = asyncio.run(story())
    (failed,) = heard.of(StepFailed)
    assert isinstance(failed, StepFailed) and failed.state == "timeout" and "resume" in failed.next_action
    assert states(workspace, execution) == {"s1": ["stored"], "s2": ["skipped", "stored"]}
    assert len(studio.submits) == 2


def test_polls_that_fail_do_not_end_a_paid_job(workspace: Workspace) -> None:
    answers: list[Exception | None] = [OSError("no route"), TimeoutError(), ProviderError("503"), None]
    studio = FakeStudio(on_poll=lambda _: answers.pop(0))
    assert asyncio.run(live(workspace, studio).run(chain(1), studio="live", cap=CAP)).status == "completed"


def test_cancel_asks_the_provider_and_releases_the_money(workspace: Workspace) -> None:
    studio = FakeStudio(latency=lambda _: 60.0, concurrency=2)
    executor = live(workspace, studio)

    async def story() -> str:
        execution = await executor.start(wide(4), studio="live", cap=CAP)
        await until(lambda: len(studio.submits) == 2)
        await executor.cancel(execution)
        assert (await executor.wait(execution)).status == "cancelled"
        return execution

    execution = asyncio.run(story())
    assert sorted(states(workspace, execution).values()) == [["cancelled"], ["cancelled"]]
    assert workspace.ledger.totals().outstanding == 0
    assert len(studio.submits) == 2


def test_a_job_that_finishes_while_it_is_cancelled_is_kept(workspace: Workspace) -> None:
    studio = FakeStudio(latency=lambda _: 60.0, on_cancel=lambda _: JobStatus(state=JobState.DONE, actual=90_000))
    executor = live(workspace, studio)

    async def story() -> str:
        execution = await executor.start(chain(1), studio="live", cap=CAP)
        await until(lambda: bool(studio.submits))
        await executor.cancel(execution)
        await executor.wait(execution)
        return execution

    assert states(workspace, asyncio.run(story())) == {"s1": ["stored"]}
    assert workspace.ledger.totals().committed == 90_000


def test_detach_answers_at_once_starts_nothing_and_follows_what_is_paid(workspace: Workspace) -> None:
    heard = Heard()
    studio = FakeStudio(latency=lambda _: 0.15, concurrency=2)
    executor = live(workspace, studio, heard)

    async def story() -> str:
        execution = await executor.start(wide(4), studio="live", cap=CAP)
        await until(lambda: len(studio.submits) == 2)
        executor.detach()
        assert (await executor.wait(execution)).status == "detached"
        assert heard.of(ExecutionDone) == []
        await until(lambda: execution not in executor.active)
        assert len(studio.submits) == 2
        assert sorted(map(tuple, states(workspace, execution).values())) == [("stored",), ("stored",)]
        await executor.resume(execution)
        assert (await executor.wait(execution)).status == "completed"
        return execution

    asyncio.run(story())
    assert len(studio.submits) == 4


@pytest.mark.parametrize("how", ["resume", "start"])
def test_a_detached_run_is_gone_on_with_at_once_and_pays_nothing_twice(workspace: Workspace, how: str) -> None:
    heard = Heard()
    studio = FakeStudio(latency=lambda _: 0.15, concurrency=2)
    executor = live(workspace, studio, heard)

    async def story() -> None:
        plan = wide(4)
        execution = await executor.start(plan, studio="live", cap=CAP)
        await until(lambda: len(studio.submits) == 2)
        executor.detach(execution)
        kept = executor.plan_of(workspace.runs.get(execution))
        again = await (executor.resume(execution) if how == "resume" else executor.start(kept, studio="live", cap=CAP))
        assert again == execution
        started = heard.of(ExecutionStarted)[-1]
        assert isinstance(started, ExecutionStarted) and len(started.stored) == 2
        assert (await executor.wait(execution)).status == "completed"

    asyncio.run(story())
    assert len(studio.submits) == 4
    assert workspace.ledger.check() == []


def test_step_mode_asks_before_each_step_and_goes_on_when_approved(workspace: Workspace) -> None:
    heard, studio = Heard(), FakeStudio()
    executor = live(workspace, studio, heard)

    async def story() -> str:
        done = await executor.run(chain(2), studio="live", mode="step_by_step", cap=CAP)
        assert done.status == "waiting" and studio.submits == []
        assert states(workspace, done.id) == {"s1": ["awaiting_approval"]}
        assert await executor.approve(done.id) is False
        await executor.resume(done.id)
        done = await executor.wait(done.id)
        assert done.status == "waiting" and len(studio.submits) == 1
        await executor.approve(done.id, ["s2"])
        await executor.resume(done.id)
        assert (await executor.wait(done.id)).status == "completed"
        return done.id

    execution = asyncio.run(story())
    assert states(workspace, execution) == {"s1": ["stored"], "s2": ["stored"]}
    needed = [event for event in heard.of(ApprovalNeeded) if isinstance(event, ApprovalNeeded)]
    assert [(event.step, event.ceiling) for event in needed] == [("s1", 120_000), ("s2", 120_000)]


def test_a_manual_step_waits_for_its_file(workspace: Workspace) -> None:
    studio = FakeStudio()
    executor = live(workspace, studio)
    plan = plan_of(step("photo", kind=Kind.MANUAL, provider="", price=0, ceiling=0), step("clip", "photo"))

    async def story() -> Any:
        done = await executor.run(plan, studio="live", cap=CAP)
        assert done.status == "waiting" and "director provide photo" in done.message
        asset = workspace.assets.add_bytes(b"a photo", "image/png")
        with pytest.raises(UsageError, match="waits for no file"):
            await executor.provide(done.id, "clip", asset)
        assert await executor.provide(done.id, "photo", asset) is False
        await executor.resume(done.id)
        return await executor.wait(done.id), asset

    done, asset = asyncio.run(story())
    assert done.status == "completed"
    assert studio.submits[0].inputs[0].asset.sha256 == asset.sha256


def test_a_manual_step_of_several_takes_waits_for_each_and_what_needs_it_is_made_once(workspace: Workspace) -> None:
    studio = FakeStudio(latency=lambda _: 0.2)
    executor = live(workspace, studio)
    plan = plan_of(step("photo", kind=Kind.MANUAL, provider="", price=0, ceiling=0, takes=2), step("clip", "photo"))
    files = [workspace.assets.add_bytes(data, "image/png") for data in (b"a photo", b"another")]

    async def story() -> Any:
        sent = asyncio.Event()
        studio.on_submit = lambda _: sent.set()
        done = await executor.run(plan, studio="live", cap=CAP)
        assert done.status == "waiting"
        assert await executor.provide(done.id, "photo", files[0]) is False
        await executor.resume(done.id)
        await asyncio.wait_for(sent.wait(), 20)
        assert await executor.provide(done.id, "photo", files[1]) is True, "the clip is being made meanwhile"
        again = await executor.wait(done.id)
        return again, [take.asset.sha256 for take in workspace.runs.takes(done.id) if take.step == "photo"]

    done, taken = asyncio.run(story())
    assert done.status == "completed" and taken == [file.sha256 for file in files]
    assert len(studio.submits) == 1 and studio.submits[0].inputs[0].asset.sha256 == files[0].sha256


def test_a_manual_step_with_one_of_its_takes_still_waits(workspace: Workspace) -> None:
    executor = live(workspace, FakeStudio())
    plan = plan_of(step("photo", kind=Kind.MANUAL, provider="", price=0, ceiling=0, takes=2), step("clip", "photo"))

    async def story() -> Any:
        done = await executor.run(plan, studio="live", cap=CAP)
        await executor.provide(done.id, "photo", workspace.assets.add_bytes(b"a photo", "image/png"), take=2)
        await executor.resume(done.id)
        return await executor.wait(done.id)

    done = asyncio.run(story())
    assert done.status == "waiting" and "director provide photo" in done.message
    assert {take.step for take in workspace.runs.takes(done.id)} == {"photo", "clip"}


def test_equal_orders_are_sent_once(workspace: Workspace) -> None:
    studio = FakeStudio(latency=lambda _: 0.05)
    plan = plan_of(step("a", prompt="the same"), step("b", prompt="the same"))
    done = asyncio.run(live(workspace, studio).run(plan, studio="live", cap=CAP))
    assert done.status == "completed"
    assert len(studio.submits) == 1
    assert {take.cached for take in workspace.runs.takes(done.id)} == {True, False}


def test_a_second_start_is_refused_while_it_runs(workspace: Workspace) -> None:
    studio = FakeStudio(latency=lambda _: 0.2)
    executor = live(workspace, studio)
    plan = workspace.plans.save(chain(1))

    async def story() -> None:
        execution = await executor.start(plan, studio="live", cap=CAP)
        for other in (executor, Executor(workspace, {"paid": studio})):
            with pytest.raises(LeaseError, match="running already"):
                await other.start(plan, studio="live", cap=CAP)
        await executor.wait(execution)

    asyncio.run(story())
    assert len(studio.submits) == 1


def test_status_has_the_published_shape(workspace: Workspace) -> None:
    studio = FakeStudio(on_submit=failing("s2", Refused("not this")))
    executor = live(workspace, studio)
    done = asyncio.run(executor.run(chain(3), studio="live", cap=CAP))
    status = executor.status(done.id)
    take = workspace.runs.takes(done.id)[0]
    assert {key: status[key] for key in ("id", "status", "currentStep", "generationIds", "error")} == {
        "id": done.id,
        "status": "failed",
        "currentStep": 3,
        "generationIds": [f"{done.id}.s1.1.1", f"{done.id}.s2.1.1", f"{done.id}.s3.1.1"],
        "error": None,
    }
    published = [{key: result[key] for key in ("stepOrder", "status", "generationId", "outputUrl")} for result in status["stepResults"]]
    assert published == [
        {"stepOrder": 1, "status": "completed", "generationId": f"{done.id}.s1.1.1", "outputUrl": str(take.asset.path)},
        {"stepOrder": 2, "status": "failed", "generationId": f"{done.id}.s2.1.1", "outputUrl": None},
        {"stepOrder": 3, "status": "skipped", "generationId": f"{done.id}.s3.1.1", "outputUrl": None},
    ]
    assert status["stepResults"][1]["message"] == "not this"


def test_the_forecast_says_what_an_edit_renders_again(workspace: Workspace) -> None:
    executor = Executor(workspace, {"previs": FakeStudio()})
    plan = plan_of(step("a"), step("b", "a"), step("c"), step("d", "b", "c"))
    assert [each.renders for each in executor.forecast(plan)] == [1, 1, 1, 1]
    asyncio.run(executor.run(plan))
    assert all(each.cached for each in executor.forecast(plan))
    edited = plan.with_(steps=tuple(each.with_(prompt="other") if each.id == "b" else each for each in plan.steps))
    assert {each.step: each.cached for each in executor.forecast(edited)} == {"a": True, "b": False, "c": True, "d": False}
    heard = Heard()
    executor = Executor(workspace, {"previs": FakeStudio()}, emit=heard)
    asyncio.run(executor.run(edited))
    assert sum(event_type == "step_started" for event_type in heard.types()) == 2


def test_the_request_of_a_live_step_holds_no_previs_facts(workspace: Workspace) -> None:
    live_studio, previs = FakeStudio(), FakeStudio()
    executor = Executor(workspace, {"paid": live_studio, "previs": previs})
    live_studio.name = "paid"
    plan = plan_of(step("a", use_seconds=3.0, duration=5.0))
    asyncio.run(executor.run(plan, studio="live", cap=CAP))
    asyncio.run(executor.run(plan))
    sent: Request = live_studio.submits[0]
    drawn: Request = previs.submits[0]
    assert (sent.use_seconds, sent.slate, sent.renderer, sent.duration) == (0.0, {}, "", 5.0)
    assert (drawn.use_seconds, drawn.slate["number"], drawn.renderer) == (3.0, "a", "fake-1")


def test_a_listener_that_fails_stops_nothing(workspace: Workspace) -> None:
    problems: list[dict[str, Any]] = []

    def listener(_: object) -> None:
        raise RuntimeError("the widget is gone")

    async def story() -> Any:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: problems.append(context))
        return await Executor(workspace, {"previs": FakeStudio()}, emit=listener).run(chain(1))

    assert asyncio.run(story()).status == "completed"
    assert problems


def test_a_missing_paid_file_is_not_paid_again_by_itself(workspace: Workspace) -> None:
    studio = FakeStudio()
    executor = live(workspace, studio)
    done = asyncio.run(executor.run(chain(1), studio="live", cap=CAP))
    asset = workspace.runs.takes(done.id)[0].asset
    workspace.assets.path(asset).unlink()
    again = asyncio.run(executor.run(chain(1), studio="live", cap=CAP))
    assert again.status == "failed" and "paid for and is missing" in again.message
    assert len(studio.submits) == 1


def test_a_missing_free_file_is_made_again(workspace: Workspace) -> None:
    studio = FakeStudio()
    executor = Executor(workspace, {"previs": studio})
    done = asyncio.run(executor.run(chain(1)))
    asset = workspace.runs.takes(done.id)[0].asset
    workspace.assets.path(asset).unlink()
    assert asyncio.run(executor.run(chain(1))).status == "completed"
    assert workspace.assets.here(asset)


def test_a_fetch_that_fails_is_tried_again_in_an_empty_folder(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "PAUSES", (0.0, 0.0, None))
    seen: list[list[str]] = []

    class Flaky(FakeStudio):
        async def fetch(self, ticket: Any, request: Any, folder: Path) -> Any:
            seen.append(os.listdir(folder))
            outputs = await super().fetch(ticket, request, folder)
            if len(seen) == 1:
                raise OSError("connection reset")
            if len(seen) == 2:
                return (outputs[0].with_(sha256="0" * 64),)
            return outputs

    studio = Flaky(actual=lambda _: 90_000)
    done = asyncio.run(live(workspace, studio).run(chain(1), studio="live", cap=CAP))
    assert done.status == "completed"
    assert seen == [[], [], []]


@pytest.mark.parametrize(("billed", "booked"), [(None, 120_000), (True, 120_000), (False, 0)])
def test_an_output_that_is_gone_is_billed_unless_the_provider_says_otherwise(
    workspace: Workspace, billed: bool | None, booked: int
) -> None:
    class Gone(FakeStudio):
        async def fetch(self, ticket: Any, request: Any, folder: Path) -> Any:
            raise OutputLost("gone; retry", billed=billed)

    done = asyncio.run(live(workspace, Gone()).run(chain(1), studio="live", cap=CAP))
    assert states(workspace, done.id) == {"s1": ["lost"]}
    assert workspace.ledger.totals().committed == booked


def test_an_output_that_cannot_be_fetched_now_keeps_its_ticket(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "PAUSES", (0.0, None))
    broken = [True]

    class Down(FakeStudio):
        async def fetch(self, ticket: Any, request: Any, folder: Path) -> Any:
            if broken[0]:
                raise OSError("no route")
            return await super().fetch(ticket, request, folder)

    studio = Down()
    executor = live(workspace, studio)
    done = asyncio.run(executor.run(chain(1), studio="live", cap=CAP))
    assert states(workspace, done.id) == {"s1": ["submitted"]}
    broken[0] = False

    async def later() -> Any:
        await executor.resume(done.id)
        return await executor.wait(done.id)

    assert asyncio.run(later()).status == "completed"
    assert len(studio.submits) == 1
