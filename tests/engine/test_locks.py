"""Locked takes: their steps, and all they are made from, stay as they are whatever is said or set."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from director_kernel import Director
from director_kernel.engine.desk import Desk
from director_kernel.engine.editing import Change
from director_kernel.engine.locks import staying
from director_kernel.errors import UsageError
from director_kernel.schema.plan import Fault, Plan, Step
from director_kernel.store.ratings import Ratings
from tests.engine.planned import planned

SPEC = {"order", "price", "ceiling", "estimated_seconds", "reason"}


@pytest.fixture
def locked() -> set[str]:
    return {"shot-3-clip"}


@pytest.fixture
def director(
    workspace_folder: Path, tmp_path_factory: pytest.TempPathFactory, locked: set[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Director]:
    with Director(planned(tmp_path_factory, workspace_folder)) as made:
        monkeypatch.setattr(made.plans, "_locked", lambda plan: locked if plan == "plan-1" else ())
        made.chats.open("chat-1")
        yield made


@pytest.fixture
def desk(director: Director) -> Desk:
    return director.plans


def spec(step: Step) -> dict[str, object]:
    return step.model_dump(exclude=SPEC)


def told(faults: tuple[Fault, ...]) -> dict[str, str]:
    return {fault.step: f"{fault.message} {fault.fix}" for fault in faults if fault.code == "locked"}


def held(before: Plan, after: Plan) -> bool:
    return all(spec(after.step(key)) == spec(before.step(key)) for key in ("shot-3-frame", "shot-3-clip"))


def test_a_step_stays_for_what_is_made_from_it(desk: Desk) -> None:
    plan = desk.require()
    assert staying(plan, {"shot-3-clip"}) == {"shot-3-clip": "shot-3-clip", "shot-3-frame": "shot-3-clip"}
    assert set(staying(plan, {"reel"})) == {step.id for step in plan.steps}
    assert staying(plan, {"gone"}) == {}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("6.prompt=x", "step 6 is locked and stays as it is; unlock its take in the preview to change it."),
        (
            "shot-3-frame.prompt=x",
            "step 5 feeds step 6, which is locked, and stays as it is; unlock the take of step 6 in the preview to change it.",
        ),
    ],
)
def test_a_change_of_a_locked_step_alone_is_refused(desk: Desk, change: str, says: str) -> None:
    before = desk.require()
    for attempt in (lambda: desk.set([change]), lambda: desk.weigh([change]), lambda: desk.change([Change("6", ("seed",), 5)])):
        with pytest.raises(UsageError, match="locked"):
            attempt()
    with pytest.raises(UsageError) as refused:
        desk.set([change])
    assert refused.value.message == says and desk.require() == before


def test_among_other_changes_that_of_a_locked_step_is_put_back_and_said(desk: Desk) -> None:
    before = desk.require()
    weighed = desk.weigh(["6.prompt=x", "4.prompt=slower"])
    plan, finished = desk.set(["6.prompt=x", "4.prompt=slower"])
    assert held(before, plan) and plan.step(4).prompt == "slower"
    assert told(finished.faults) == {
        "shot-3-clip": "step 6 is locked and stays as it is. unlock its take in the preview to change it."
    } and all(fault.mended for fault in finished.faults if fault.code == "locked")
    assert weighed.plan.steps == plan.steps and weighed.faults == finished.faults


def test_a_new_aspect_leaves_locked_steps_as_they_are(desk: Desk) -> None:
    before = desk.require()
    plan, finished = desk.set(["aspect=16:9"])
    assert plan.aspect == "16:9" and plan.step("shot-2-frame").aspect == "16:9" and held(before, plan)
    assert set(told(finished.faults)) == {"shot-3-frame", "shot-3-clip"}
    again, _ = desk.set(["4.prompt=slower"])
    assert held(before, again)


@pytest.mark.parametrize(
    "words", ["make it 16:9", "make it warmer, at night", "remove shot 3", "make it 40 seconds long", "shot 3 lasts 8 seconds"]
)
def test_a_revision_in_words_leaves_locked_steps_as_they_are(director: Director, words: str) -> None:
    before = director.plans.require()
    turn = director.say(words)
    assert turn.plan is not None and turn.new_plan and turn.plan.id == before.id
    assert held(before, turn.plan) and told(turn.faults)
    assert any(each.step == "shot-3-clip" for each in turn.plan.step("reel").inputs), "the film still shows it"
    seen: set[str] = set()
    for step in turn.plan.steps:
        assert set(step.depends_on) <= seen
        seen.add(step.id)
    assert [step.order for step in turn.plan.steps] == list(range(1, len(turn.plan.steps) + 1))


def test_another_tier_leaves_locked_steps_as_they_are(director: Director) -> None:
    before = director.plans.require()
    turn = director.choose("premium")
    assert turn.plan is not None and held(before, turn.plan)
    assert turn.plan.step("shot-2-clip").model != before.step("shot-2-clip").model


def test_a_shot_that_is_taken_out_comes_back_where_it_was(director: Director) -> None:
    before = director.plans.require()
    turn = director.say("remove shot 3")
    assert turn.plan is not None
    clips = [each.step for each in turn.plan.step("reel").inputs if each.role.value == "clip"]
    assert clips == [each.step for each in before.step("reel").inputs if each.role.value == "clip"]


def test_a_locked_shot_may_be_moved_for_its_take_stays(desk: Desk) -> None:
    before = desk.require()
    plan, finished = desk.set(["6.order=3"])
    assert held(before, plan) and not told(finished.faults) and plan.step("shot-3-clip").order == 4


def test_a_locked_reel_keeps_its_order(desk: Desk, locked: set[str]) -> None:
    locked.add("reel")
    before = desk.require()
    plan, finished = desk.set(["6.order=3"])
    assert plan.step("reel").inputs == before.step("reel").inputs and "reel" in told(finished.faults)


def test_unlocked_it_can_be_changed_and_nothing_is_said(desk: Desk, locked: set[str]) -> None:
    locked.clear()
    plan, finished = desk.set(["6.prompt=slower"])
    assert plan.step(6).prompt == "slower" and not told(finished.faults)


def test_a_new_brief_is_a_plan_of_its_own(director: Director) -> None:
    turn = director.say("Now make a new film: a 10 second 16:9 film about a lighthouse keeper at dawn")
    assert turn.plan is not None and turn.plan.id != "plan-1" and not told(turn.faults)


def test_locks_come_from_what_people_say_of_takes(
    workspace_folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ratings, "locked_steps", lambda ratings, plan: {"shot-3-clip"} if plan == "plan-1" else set())
    with Director(planned(tmp_path_factory, workspace_folder)) as director, pytest.raises(UsageError, match="step 6 is locked"):
        director.plans.at("chat-1").set(["6.prompt=slower"])
