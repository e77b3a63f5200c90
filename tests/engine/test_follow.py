"""Live runs as a person handles them, against a studio of our own that speaks the provider protocol."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from director_kernel.director import Director
from director_kernel.errors import BudgetError, JobFailed, StudioError, UnknownOutcome, UsageError
from director_kernel.providers.protocol import JobState, JobStatus, Request
from tests.engine.studio import FakeStudio

PLAN = {
    "title": "Two pictures",
    "steps": [
        {"id": "one", "order": 1, "kind": "text-to-image", "model": "flux-1.1-pro", "prompt": "A red apple"},
        {"id": "two", "order": 2, "kind": "text-to-image", "model": "flux-1.1-pro", "prompt": "A green apple"},
    ],
}


@pytest.fixture
def studio() -> FakeStudio:
    return FakeStudio(name="fal")


@pytest.fixture
def director(workspace_folder: Path, studio: FakeStudio) -> Iterator[Director]:
    with Director(workspace_folder, providers=[studio]) as made:
        made.chats.new()
        made.plans.keep(PLAN)
        yield made


def test_live_asks_for_a_cap_and_suggests_the_ceiling(director: Director, studio: FakeStudio) -> None:
    with pytest.raises(BudgetError, match=r"--budget \$0"):
        director.runs.start(director.plans.require(), studio="live")
    with pytest.raises(BudgetError):
        director.runs.start(director.plans.require(), studio="live", cap=1000)
    assert studio.submits == [] and director.totals().reserved == 0


def test_a_second_run_pays_nothing(director: Director, studio: FakeStudio) -> None:
    studio.actual = lambda _: 40_000
    plan = director.plans.require()
    assert director.runs.start(plan, studio="live", cap=1_000_000).wait().status == "completed"
    assert director.runs.start(plan, studio="live", cap=1_000_000).wait().status == "completed"
    assert len(studio.submits) == 2 and director.totals().committed == 80_000
    assert all(step["cached"] for step in director.runs.status()["stepResults"])


def test_a_failed_step_offers_other_models_with_prices_and_one_of_them_works(director: Director, studio: FakeStudio) -> None:
    def broken(request: Request) -> JobStatus | None:
        bad = request.prompt == "A green apple" and request.model == "flux-1.1-pro"
        return JobStatus(state=JobState.FAILED, message="The machine broke.", actual=0) if bad else None

    studio.on_poll = broken
    run = director.runs.start(director.plans.require(), studio="live", cap=2_000_000)
    assert run.wait().status == "failed" and director.runs.failed(run.execution) == ["two"]
    offered = director.runs.alternatives(run.execution)[2]
    assert offered and all(price > 0 and model != "flux-1.1-pro" for model, price in offered)
    model = offered[0][0]
    assert "$" in director.runs.retry_price(["2"], model)
    assert director.runs.retry(["2"], model).wait().status == "completed"
    assert director.runs.plan().step("two").model == model
    assert director.workspace.ledger.check() == []


def test_another_model_is_for_one_step(director: Director, studio: FakeStudio) -> None:
    studio.on_submit = lambda _: JobFailed("no")
    run = director.runs.start(director.plans.require(), studio="live", cap=2_000_000)
    run.wait()
    with pytest.raises(UsageError, match="one step at a time"):
        director.runs.retry(["1", "2"], "veo-3.1")


def test_unknown_waits_for_the_person(director: Director, studio: FakeStudio) -> None:
    studio.on_submit = lambda request: UnknownOutcome("The line went dead.") if request.prompt == "A red apple" else None
    run = director.runs.start(director.plans.require(), studio="live", cap=2_000_000)
    run.wait()
    (lost,) = run.unknown()
    assert director.totals().outstanding == lost.ceiling > 0
    studio.on_submit = lambda _: None
    director.runs.resume(run.execution).wait()
    assert [request.prompt for request in studio.submits] == ["A green apple"]
    with pytest.raises(UsageError, match="no attempt"):
        director.runs.release("nonsense")
    assert "free again" in director.runs.release(str(lost.id))
    assert director.totals().outstanding == 0
    director.runs.retry(["1"]).wait()
    assert [request.prompt for request in studio.submits] == ["A green apple", "A red apple"]


def test_step_by_step_waits_for_approval(director: Director, studio: FakeStudio) -> None:
    run = director.runs.start(director.plans.require(), studio="live", cap=2_000_000, mode="step_by_step")
    assert run.wait().status == "waiting" and studio.submits == []
    assert director.runs.approve("2").wait().status == "waiting"
    assert [request.prompt for request in studio.submits] == ["A green apple"]
    assert director.runs.approve().wait().status == "completed"


def test_studios_that_are_not_there_are_refused_by_name(workspace_folder: Path) -> None:
    with Director(workspace_folder) as director:
        director.chats.new()
        director.plans.keep(PLAN)
        with pytest.raises(StudioError, match="hollywood"):
            director.runs.start(director.plans.require(), studio="hollywood")
        with pytest.raises(StudioError, match="live"):
            director.runs.start(director.plans.require(), studio="live", cap=1_000_000)


def test_a_run_begun_elsewhere_in_this_process_is_followed_to_its_end(director: Director, studio: FakeStudio) -> None:
    studio.latency = lambda _: 0.4
    plan = director.plans.require()
    begun = director.runs.begin(plan, studio="live", cap=1_000_000)
    followed = director.runs.start(plan, studio="live", cap=1_000_000)
    assert followed.execution == begun.execution and followed.wait().status == "completed"
    assert followed.done is not None and len(studio.submits) == 2
