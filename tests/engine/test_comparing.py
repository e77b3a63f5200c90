"""One step on several models: the same but for the model, with what it is made from; what is stored is not paid again."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from director_kernel.director import Director
from director_kernel.errors import PlanFaults, UsageError
from director_kernel.schema.plan import Plan
from tests.engine.studio import FakeStudio

PLAN = {
    "title": "Apples",
    "steps": [
        {"id": "hero", "order": 1, "kind": "text-to-image", "model": "flux-1.1-pro", "prompt": "A red apple"},
        {"id": "other", "order": 2, "kind": "text-to-image", "model": "flux-1.1-pro", "prompt": "A pear"},
        {
            "id": "clip",
            "order": 3,
            "kind": "image-to-video",
            "model": "kling-2.6-pro",
            "prompt": "It rolls",
            "duration": 5,
            "takes": 2,
            "inputs": [{"role": "start_image", "step": "hero"}],
        },
    ],
}
CAP = 20_000_000


@pytest.fixture
def studio() -> FakeStudio:
    return FakeStudio(name="fal")


@pytest.fixture
def director(workspace_folder: Path, studio: FakeStudio) -> Iterator[Director]:
    with Director(workspace_folder, providers=[studio]) as made:
        made.chats.new()
        made.plans.keep(PLAN)
        yield made


@pytest.fixture
def plan(director: Director) -> Plan:
    return director.plans.require()


def others(director: Director, plan: Plan, count: int) -> list[str]:
    """Models that make the clip, too."""
    step = plan.step("clip")
    found = []
    for model in director.catalog.models.values():
        if model.id != step.model and director.catalog.ready(model, step.kind):
            comparison = director.comparing.of(plan, "clip", [step.model, model.id])
            if not comparison.faults:
                found.append(model.id)
        if len(found) == count:
            return found
    raise AssertionError("the catalog has too few models for this test")


def ended(director: Director, execution: str) -> str:
    for _ in range(4000):
        if execution not in director.runs.executor.active:
            return director.workspace.runs.get(execution).status.value
        time.sleep(0.005)
    raise AssertionError("it does not end")


def test_the_copies_differ_in_the_model_alone(director: Director, plan: Plan) -> None:
    step = plan.step("clip")
    models = [step.model, *others(director, plan, 2)]
    comparison = director.comparing.of(plan, "3", models)
    made = comparison.plan
    assert [each.id for each in made.steps] == ["hero", "clip-a", "clip-b", "clip-c"], "no reel, and nothing the step does not need"
    assert [each.order for each in made.steps] == [1, 2, 3, 4] and made.finals == ("clip-a", "clip-b", "clip-c")
    assert made.steps[0] == plan.step("hero")
    copies = made.steps[1:]
    assert [each.model for each in copies] == models == [column.model for column in comparison.columns]
    assert {(each.prompt, each.seed, each.inputs, each.takes) for each in copies} == {(step.prompt, step.seed, step.inputs, 1)}
    assert {each.use_seconds for each in copies} == {step.use_seconds}
    assert all(column.price > 0 and column.ceiling >= column.price for column in comparison.columns)
    assert sum(column.price for column in comparison.columns) + plan.step("hero").price == made.price
    assert (made.id, made.version) == ("", 0) and director.workspace.plans.all() == [plan.id], "nothing is saved before it is started"


def test_what_is_stored_costs_nothing(director: Director, plan: Plan, studio: FakeStudio) -> None:
    director.runs.start(plan, studio="live", cap=CAP).wait()
    sent = len(studio.submits)
    comparison = director.comparing.of(plan, "clip", [plan.step("clip").model, *others(director, plan, 1)])
    cached = {each.step: each.cached for each in director.runs.executor.forecast(comparison.plan, "live")}
    assert cached == {"hero": True, "clip-a": True, "clip-b": False}
    begun = director.comparing.start(comparison, studio="live", cap=CAP)
    assert ended(director, begun.execution) == "completed"
    assert len(studio.submits) == sent + 1


def test_starting_twice_starts_nothing_twice(director: Director, plan: Plan, studio: FakeStudio) -> None:
    studio.latency = lambda _: 0.4
    models = [plan.step("clip").model, *others(director, plan, 1)]
    first = director.comparing.start(director.comparing.of(plan, "clip", models), studio="live", cap=CAP)
    again = director.comparing.start(director.comparing.of(plan, "clip", models), studio="live", cap=CAP)
    assert again == (first.execution, True)
    assert len(director.workspace.plans.all()) == 2
    assert ended(director, first.execution) == "completed" and len(studio.submits) == 3
    later = director.comparing.start(director.comparing.of(plan, "clip", models), studio="live", cap=CAP)
    assert ended(director, later.execution) == "completed" and len(studio.submits) == 3
    assert len(director.workspace.plans.all()) == 2, "the same comparison is the same plan"
    assert director.plans.require().id == plan.id, "the film stays the plan on the desk"


def test_models_that_are_not_there_are_refused_with_their_neighbours(director: Director, plan: Plan) -> None:
    with pytest.raises(UsageError, match="there is no model"):
        director.comparing.of(plan, "clip", ["kling-2.6-pro", "no such thing \x1b[31m"])
    with pytest.raises(UsageError, match=r"did you mean .*kling"):
        director.comparing.of(plan, "clip", ["kling-2.6-pro", "klingg 2.6 prro"])
    with pytest.raises(UsageError, match="there twice"):
        director.comparing.of(plan, "clip", ["kling-2.6-pro", "Kling 2.6 Pro"])
    for models in ([], ["kling-2.6-pro"]):
        with pytest.raises(UsageError, match="2 to 6"):
            director.comparing.of(plan, "clip", models)
    with pytest.raises(UsageError, match="there is no step"):
        director.comparing.of(plan, "9", ["kling-2.6-pro", "veo-3.1"])


def test_seven_are_too_many(director: Director, plan: Plan) -> None:
    ready = [model.id for model in director.catalog.models.values() if director.catalog.ready(model, plan.step("clip").kind)]
    with pytest.raises(UsageError, match="2 to 6"):
        director.comparing.of(plan, "clip", ready[:7])


def test_a_reel_is_made_by_no_model(director: Director) -> None:
    steps = [*PLAN["steps"], {"id": "two", "kind": "text-to-video", "model": "veo-3.1", "prompt": "Rain", "duration": 4}]  # type: ignore[misc]
    plan, _ = director.plans.keep({**PLAN, "steps": steps})
    with pytest.raises(UsageError, match="made by no model"):
        director.comparing.of(plan, "reel", ["veo-3.1", "kling-2.6-pro"])


def test_a_model_that_can_not_make_it_says_why_and_holds_the_start_up(director: Director, plan: Plan) -> None:
    comparison = director.comparing.of(plan, "clip", [plan.step("clip").model, "flux-1.1-pro", *others(director, plan, 1)])
    (fault,) = comparison.faults
    assert fault.step == "clip-b" and not fault.mended and "can't make image-to-video" in fault.message
    assert [each.id for each in comparison.plan.steps] == ["hero", "clip-a", "clip-c"]
    assert comparison.columns[1].price == 0 and comparison.columns[1].faults == (fault,)
    with pytest.raises(PlanFaults, match="Compare without it"):
        director.comparing.start(comparison, studio="live", cap=CAP)
    assert director.workspace.plans.all() == [plan.id]


def test_a_model_that_can_not_make_it_as_long_says_so(director: Director) -> None:
    long = {**PLAN["steps"][2], "duration": 10, "useSeconds": 10}  # type: ignore[dict-item]
    plan, _ = director.plans.keep({**PLAN, "steps": [PLAN["steps"][0], long]})
    assert plan.step("clip").use_seconds == 10
    kind = plan.step("clip").kind
    short = next(
        model.id
        for model in director.catalog.models.values()
        if director.catalog.ready(model, kind)
        and (length := director.catalog.duration(model, kind)) is not None
        and length.longest is not None
        and length.longest < 10
    )
    comparison = director.comparing.of(plan, "clip", [plan.step("clip").model, short])
    assert [fault.step for fault in comparison.faults] == ["clip-b"]
    assert "shorten the step" in comparison.faults[0].fix and [each.id for each in comparison.plan.steps] == ["hero", "clip-a"]
