"""Evidence by the clock: what a window holds, and how fresh it stays."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from director_kernel.catalog import load_catalog
from director_kernel.director import Director
from director_kernel.engine.choosing import choices
from director_kernel.events import StepQueued
from director_kernel.learning.evidence import gather
from director_kernel.learning.feedback import Feedback, percentile
from director_kernel.schema.evidence import Evidence, Failing
from director_kernel.schema.plan import Kind
from director_kernel.store import Workspace
from director_kernel.user_settings import UserSettings
from tests.learning.books import DAY, ended, film, started

NOW = 1_795_000_000.0
MONTH, WEEK = NOW - 30 * DAY, NOW - 7 * DAY


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def workspace(workspace_folder: Path) -> Iterator[Workspace]:
    with Workspace.open(workspace_folder) as opened:
        yield opened


def gathered(workspace: Workspace, now: float = NOW) -> Evidence:
    workspace.feedback.catch_up()
    return gather(workspace, now)


def failures(workspace: Workspace, model: str, times: list[float], message: str = "out of memory") -> None:
    execution = started(workspace, film(workspace, model), at=times[0])
    for number, at in enumerate(times, start=1):
        ended(workspace, execution, state="failed", model=model, at=at, number=number, message=message)


@pytest.mark.parametrize(
    ("times", "picks"),
    [
        ([MONTH, MONTH + 1], 0),
        ([MONTH + 0.001, NOW], 2),
        ([MONTH + 1, NOW + 1], 0),
        ([NOW], 0),
        ([MONTH - 1, MONTH + 1, NOW - 1, NOW], 3),
    ],
)
def test_trends_are_of_the_last_thirty_days_and_of_two_at_least(workspace: Workspace, times: list[float], picks: int) -> None:
    for at in times:
        started(workspace, film(workspace), at=at)
    assert [each.picks for each in gathered(workspace).trends] == ([picks] if picks else [])


def test_the_first_twenty_trends_those_taken_most_first(workspace: Workspace) -> None:
    for number in range(22):
        for _ in range(3 if number == 21 else 2):
            started(workspace, film(workspace, f"model-{number:02}"), at=NOW - 5)
    found = gathered(workspace).trends
    assert len(found) == 20 and (found[0].model, found[0].picks) == ("model-21", 3)
    assert [each.model for each in found[1:]] == [f"model-{number:02}" for number in range(19)], "equals by name"


@pytest.mark.parametrize(
    ("times", "count"),
    [([WEEK, WEEK + 1, NOW], 0), ([WEEK + 0.001, WEEK + 1, NOW], 3), ([NOW - 2, NOW - 1], 0), ([NOW - 1, NOW, NOW + 1], 0)],
)
def test_failing_is_three_times_in_seven_days(workspace: Workspace, times: list[float], count: int) -> None:
    failures(workspace, "model-a", times)
    assert [each.failures for each in gathered(workspace).failing] == ([count] if count else [])


def test_five_that_fail_most_with_what_was_said_most(workspace: Workspace) -> None:
    for number in range(1, 8):
        failures(workspace, f"model-{number}", [NOW - 9] * (2 + number), "x" if number % 2 else "y")
    failures(workspace, "model-1", [NOW - 9] * 4, "no more GPUs")
    execution = started(workspace, film(workspace, "model-7"), at=NOW - 8)
    ended(workspace, execution, at=NOW - 5)
    ended(workspace, execution, state="refused", at=NOW - 4, number=2, message="not allowed")
    found = gathered(workspace).failing
    assert [(each.model, each.failures, each.tries) for each in found] == [
        ("model-7", 9, 11),
        ("model-6", 8, 8),
        ("model-1", 7, 7),
        ("model-5", 7, 7),
        ("model-4", 6, 6),
    ], "what was refused is a try and no failure"
    assert found[2] == Failing(model="model-1", failures=7, tries=7, why="no more GPUs")


def test_success_rates_by_use_case(workspace: Workspace) -> None:
    for case, states in (("ads", ["stored", "failed", "stored", "refused"]), ("logo", ["lost"])):
        execution = started(workspace, film(workspace, use_case=case), at=NOW - 60)
        for number, state in enumerate(states, start=1):
            ended(workspace, execution, state=state, number=number, at=NOW - 50 + number)
    workspace.ratings.rate("run-1/s1/1", 4)
    ended(workspace, started(workspace, film(workspace), at=MONTH - 5), at=MONTH)
    found = gathered(workspace).successes
    assert [(each.use_case, each.tries, each.made) for each in found] == [("ads", 4, 2), ("logo", 1, 0)]
    assert found[0].stars == 4.0, "the mean of those that were rated"


# Kept fresh, and cheap


def test_evidence_is_gathered_anew_when_something_was_learned_and_as_time_goes_on(workspace: Workspace) -> None:
    clock = Clock()
    feedback = Feedback(workspace, load_catalog, clock=clock)
    assert feedback.evidence() == Evidence()
    failures(workspace, "model-a", [NOW - 3, NOW - 2, NOW - 1])
    first = feedback.evidence()
    assert [each.model for each in first.failing] == ["model-a"]
    written = workspace.writer.transitions
    assert feedback.evidence() is first and workspace.writer.transitions == written, "nothing new: nothing is written, nothing gathered"
    clock.now += 8 * DAY
    assert feedback.evidence().failing == ()


def test_what_teaches_nothing_costs_nothing(workspace: Workspace) -> None:
    feedback = Feedback(workspace, load_catalog, clock=Clock())
    film(workspace)
    first = feedback.evidence()
    for _ in range(3):
        workspace.events.add(StepQueued(execution="run-1", step="s1"))
    written = workspace.writer.transitions
    assert feedback.evidence() is first and workspace.writer.transitions == written


def test_another_process_teaches_this_one(workspace_folder: Path) -> None:
    with Workspace.open(workspace_folder) as here, Workspace.open(workspace_folder) as there:
        mine, theirs = (Feedback(each, load_catalog, clock=Clock()) for each in (here, there))
        assert mine.evidence() == Evidence()
        failures(there, "model-a", [NOW - 3, NOW - 2, NOW - 1])
        assert theirs.evidence().failing == mine.evidence().failing != ()


def test_evidence_never_stands_in_the_way(workspace_folder: Path) -> None:
    workspace = Workspace.open(workspace_folder)
    feedback = Feedback(workspace, load_catalog, clock=Clock())
    failures(workspace, "model-a", [NOW - 3, NOW - 2, NOW - 1])
    known = feedback.evidence()
    film(workspace)
    workspace.close()
    assert feedback.evidence() == known, "a workspace that is gone"
    settings = UserSettings().path
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text("no json")
    assert feedback.evidence() == known, "a damaged file of settings"


def test_the_directors_catalog_knows(workspace_folder: Path) -> None:
    with Director(workspace_folder) as director:
        assert director.catalog is director.catalog and director.catalog.evidence == Evidence()
        plain = director.catalog.choose(Kind.TEXT_TO_IMAGE)
        assert plain is not None
        failures(director.workspace, plain.model.id, [time.time() - 9] * 4)
        pick = director.catalog.choose(Kind.TEXT_TO_IMAGE)
        assert pick is not None and pick.model != plain.model and "failed 4 of 4 times in the last 7 days" in pick.reason
        assert director.catalog.models is load_catalog(workspace_folder / "catalog").models
        turn = director.brief("An ad for Lumen, a vitamin C serum, in soft morning light. Budget $3.", decide=True, tier="balanced")
        assert turn.plan is not None
        frame = next(each for each in turn.plan.steps if each.kind == "text-to-image")
        assert frame.model != plain.model.id, "the offline director plans with what was learned"


def test_whoever_chooses_a_model_sees_what_was_learned_of_each(workspace_folder: Path) -> None:
    clip = {"id": "clip", "kind": "text-to-video", "model": "kling-2.6-pro", "prompt": "It rolls", "duration": 5}
    with Director(workspace_folder) as director:
        director.chats.new()
        plan, _ = director.plans.keep({"title": "Apples", "useCase": "product-video", "steps": [clip]})
        before = {each.id: each.why for each in choices(director.catalog, plan, "clip")}
        now = time.time()
        failures(director.workspace, "wan-2.6", [now - 9] * 4)
        for _ in range(2):
            started(director.workspace, film(director.workspace, "veo-3.1", use_case="product-video", kind=Kind.TEXT_TO_VIDEO), at=now - 9)
        after = {each.id: each.why for each in choices(director.catalog, plan, "clip")}
    changed = {id: why for id, why in after.items() if why != before[id]}
    assert changed == {
        "wan-2.6": before["wan-2.6"].rstrip(".") + "; failed 4 of 4 times in the last 7 days",
        "veo-3.1": before["veo-3.1"].rstrip(".") + "; taken 2 times for product film in the last 30 days",
    }


@pytest.mark.parametrize(("percent", "value"), [(50, 10.0), (95, 19.0), (100, 20.0), (1, 1.0)])
def test_percentiles_are_values_that_occurred(percent: int, value: float) -> None:
    assert percentile([float(number) for number in range(1, 21)], percent) == value
    assert percentile([], percent) == 0.0 and percentile([3.0], percent) == 3.0
