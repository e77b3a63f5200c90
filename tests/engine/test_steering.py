"""Runs as widgets steer them: nothing is followed, nothing is started twice, whoever clicks how often from whatever thread."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from director_kernel.director import Director
from director_kernel.engine.follow import Begun
from director_kernel.errors import BudgetError, LeaseError, UsageError
from director_kernel.providers.protocol import JobState, JobStatus
from tests.engine.studio import FakeStudio

PLAN = {
    "title": "Two pictures",
    "steps": [
        {"id": "one", "order": 1, "kind": "text-to-image", "model": "flux-1.1-pro", "prompt": "A red apple"},
        {"id": "two", "order": 2, "kind": "text-to-image", "model": "flux-1.1-pro", "prompt": "A green apple"},
    ],
}
CAP = 2_000_000


@pytest.fixture
def studio() -> FakeStudio:
    return FakeStudio(name="fal")


@pytest.fixture
def director(workspace_folder: Path, studio: FakeStudio) -> Iterator[Director]:
    with Director(workspace_folder, providers=[studio]) as made:
        made.chats.new()
        made.plans.keep(PLAN)
        yield made


def until(true: Callable[[], bool]) -> None:
    for _ in range(4000):
        if true():
            return
        time.sleep(0.005)
    raise AssertionError("it never came true")


def ended(director: Director, execution: str) -> str:
    """How it ended."""
    until(lambda: execution not in director.runs.executor.active)
    return director.workspace.runs.get(execution).status.value


def test_a_second_click_on_start_starts_nothing_twice(director: Director, studio: FakeStudio) -> None:
    studio.latency = lambda _: 0.4
    plan = director.plans.require()
    first = director.runs.begin(plan, studio="live", cap=CAP)
    assert first == Begun("run-1", False)
    assert director.runs.begin(plan, studio="live", cap=CAP) == Begun("run-1", True)
    assert ended(director, "run-1") == "completed" and len(studio.submits) == 2
    assert [each.id for each in director.workspace.runs.all()] == ["run-1"]


def test_eight_threads_start_at_the_same_moment(director: Director, studio: FakeStudio) -> None:
    studio.latency = lambda _: 0.2
    plan = director.plans.require()
    barrier = threading.Barrier(8)

    def click() -> Begun:
        barrier.wait()
        return director.runs.begin(plan, studio="live", cap=CAP)

    with ThreadPoolExecutor(8) as pool:
        begun = [each.result() for each in [pool.submit(click) for _ in range(8)]]
    assert {each.execution for each in begun} == {"run-1"}
    assert sorted(each.already for each in begun) == [False] + [True] * 7
    assert ended(director, "run-1") == "completed" and len(studio.submits) == 2


def test_it_leaves_no_listener_behind(director: Director) -> None:
    plan = director.plans.require()
    first = director.runs.begin(plan, studio="live", cap=CAP)
    ears = len(director.hub._ears)
    for _ in range(3):
        ended(director, director.runs.begin(plan, studio="live", cap=CAP).execution)
    assert len(director.hub._ears) == ears and first.execution == "run-1"


def test_a_plan_that_another_process_runs_is_only_shown(director: Director, studio: FakeStudio, workspace_folder: Path) -> None:
    studio.latency = lambda _: 0.6
    plan = director.plans.require()
    begun = director.runs.begin(plan, studio="live", cap=CAP)
    other_studio = FakeStudio(name="fal")
    with Director(workspace_folder, providers=[other_studio]) as other:
        assert other.runs.begin(plan, studio="live", cap=CAP) == Begun(begun.execution, True)
        assert other.runs.go_on(begun.execution) == Begun(begun.execution, True)
        assert not other.runs.executor.active
    assert ended(director, begun.execution) == "completed" and other_studio.submits == []


def test_another_version_or_studio_is_not_taken_for_it(director: Director, studio: FakeStudio) -> None:
    studio.latency = lambda _: 0.6
    director.runs.begin(director.plans.require(), studio="live", cap=CAP)
    with pytest.raises(LeaseError, match=r"run-1 \(version 1 in studio live\)"):
        director.runs.begin(director.plans.require())
    changed, _ = director.plans.set(["1.prompt=A blue apple"])
    with pytest.raises(LeaseError, match="director cancel run-1"):
        director.runs.begin(changed, studio="live", cap=CAP)
    assert ended(director, "run-1") == "completed"


def test_what_can_not_start_says_so_and_can_start_later(director: Director, studio: FakeStudio) -> None:
    plan = director.plans.require()
    for _ in range(2):
        with pytest.raises(BudgetError):
            director.runs.begin(plan, studio="live")
    assert not director.runs.begin(plan, studio="live", cap=CAP).already
    assert ended(director, "run-1") == "completed"


def test_approving_twice_is_approving_once(director: Director, studio: FakeStudio) -> None:
    begun = director.runs.begin(director.plans.require(), studio="live", cap=CAP, mode="step")
    assert ended(director, begun.execution) == "waiting"
    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(director.runs.approve_now, "two", begun.execution) for _ in range(4)]:
            assert future.result().execution == begun.execution
    until(lambda: len(studio.submits) == 1)
    assert ended(director, begun.execution) == "waiting"
    director.runs.approve_now(execution=begun.execution)
    assert director.runs.approve_now(execution=begun.execution).already
    assert ended(director, begun.execution) == "completed" and len(studio.submits) == 2


def test_nothing_to_approve_is_said(director: Director) -> None:
    begun = director.runs.begin(director.plans.require(), studio="live", cap=CAP)
    ended(director, begun.execution)
    with pytest.raises(UsageError, match="waits for approval"):
        director.runs.approve_now(execution=begun.execution)


def test_retrying_twice_is_retrying_once(director: Director, studio: FakeStudio) -> None:
    studio.on_poll = lambda request: JobStatus(state=JobState.FAILED, message="no", actual=0) if request.prompt == "A green apple" else None
    begun = director.runs.begin(director.plans.require(), studio="live", cap=CAP)
    assert ended(director, begun.execution) == "failed"
    studio.on_poll, studio.latency = lambda _: None, lambda _: 0.3
    with ThreadPoolExecutor(4) as pool:
        clicks = [pool.submit(director.runs.retry_now, ["two"], None, begun.execution) for _ in range(4)]
        assert {click.result().execution for click in clicks} == {begun.execution}
    assert ended(director, begun.execution) == "completed"
    assert sum(request.prompt == "A green apple" for request in studio.submits) == 2
    assert director.runs.retry_now(["2"], execution=begun.execution).already
    assert director.workspace.ledger.check() == []


def test_skip_says_what_it_does_and_goes_on(director: Director, studio: FakeStudio) -> None:
    studio.on_poll = lambda request: JobStatus(state=JobState.FAILED, message="no", actual=0) if request.prompt == "A green apple" else None
    begun = director.runs.begin(director.plans.require(), studio="live", cap=CAP)
    assert ended(director, begun.execution) == "failed"
    said = director.runs.skipping(begun.execution, "2")
    assert director.runs.skip(begun.execution, "2") == said and "Step 2" in said and "is left out" in said
    assert ended(director, begun.execution) == "completed"
    assert director.runs.left_out(begun.execution) == {"two": "two"}
    assert director.runs.skip(begun.execution, "two") == said, "once more changes nothing"
    assert director.runs.failed(begun.execution) == [] and director.runs.status(begun.execution)["stepResults"][1]["status"] == "skipped"
    with pytest.raises(UsageError, match="there is no step"):
        director.runs.skip(begun.execution, "9")
    with pytest.raises(UsageError, match="nothing would be left"):
        director.runs.skip(begun.execution, "one")
    director.runs.retry_now(["two"], execution=begun.execution)
    assert ended(director, begun.execution) == "failed" and director.runs.left_out(begun.execution) == {}


def test_leaving_out_is_followed_by_a_cell(director: Director, studio: FakeStudio) -> None:
    studio.on_poll = lambda request: JobStatus(state=JobState.FAILED, message="no", actual=0) if request.prompt == "A green apple" else None
    director.runs.start(director.plans.require(), studio="live", cap=CAP).wait()
    run = director.runs.leave_out("2")
    assert run.wait().status == "completed"
    assert run.done is not None and (run.done.stored, run.done.failed, run.done.skipped) == (1, 0, 1)


def test_unknown_is_never_skipped_unseen(director: Director, studio: FakeStudio) -> None:
    from director_kernel.errors import UnknownAttempts, UnknownOutcome

    studio.on_submit = lambda request: UnknownOutcome("The line went dead.") if request.prompt == "A red apple" else None
    begun = director.runs.begin(director.plans.require(), studio="live", cap=CAP)
    ended(director, begun.execution)
    with pytest.raises(UnknownAttempts, match="director release"):
        director.runs.skip(begun.execution, "one")
    outstanding = director.totals().outstanding
    assert outstanding > 0 and director.runs.left_out(begun.execution) == {}
    director.runs.release(f"{begun.execution}.one.1.1")
    director.runs.skip(begun.execution, "one")
    assert ended(director, begun.execution) == "completed" and director.totals().outstanding == 0
