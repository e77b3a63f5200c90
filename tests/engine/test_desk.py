"""The desk: changes weighed and made, versions said, other conversations' plans, and what strangers type."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from director_kernel import Director
from director_kernel.engine.editing import Change
from director_kernel.engine.forecast import forecast
from director_kernel.errors import UsageError
from director_kernel.events import ChatPlan, Event
from director_kernel.schema.plan import Plan
from tests.engine.planned import planned
from tests.engine.studio import FakeStudio


@pytest.fixture
def heard() -> list[Event]:
    return []


@pytest.fixture
def director(workspace_folder: Path, tmp_path_factory: pytest.TempPathFactory, heard: list[Event]) -> Iterator[Director]:
    with Director(planned(tmp_path_factory, workspace_folder), on_event=heard.append) as made:
        made.chats.open("chat-1")
        yield made


def versions(heard: list[Event]) -> list[int]:
    return [event.plan.version for event in heard if isinstance(event, ChatPlan)]


def all_stored(director: Director, monkeypatch: pytest.MonkeyPatch, plan: Plan) -> None:
    """As if every take of `plan` were stored in previs."""
    studio, seen = FakeStudio(), set[str]()

    def note(key: str) -> bool:
        seen.add(key)
        return False

    forecast(plan, "previs", lambda step: studio, note)

    def known(plan: Plan, which: str = "previs") -> dict[str, bool]:
        if which == "live":
            return {}
        return {each.step: each.cached for each in forecast(plan, "previs", lambda step: studio, lambda key: key in seen)}

    monkeypatch.setattr(director.plans, "forecast", known)


CHANGES = ["2.prompt=slower", "3.duration=8", "aspect=16:9", "1.takes=99", "4.model=veo-3.1", "6.order=2"]


@pytest.mark.parametrize("change", CHANGES)
def test_what_weighing_says_is_what_setting_does(director: Director, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    before = director.plans.require()
    all_stored(director, monkeypatch, before)
    weighed = director.plans.weigh([change])
    assert director.plans.require() == before, "nothing is kept"
    plan, finished = director.plans.set([change])
    assert plan.steps == weighed.plan.steps and plan.title == weighed.plan.title and finished.faults == weighed.faults
    anew = [step for step in plan.steps if not director.plans.forecast(plan)[step.id]]
    assert weighed.renders == weighed.again == tuple(step.order for step in anew) and anew
    assert weighed.price == sum(step.price for step in anew) and weighed.ceiling == sum(step.ceiling for step in anew)
    assert weighed.price < plan.price or change.startswith("aspect")


def test_a_live_run_is_not_spared_what_was_drawn_as_a_preview(director: Director, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = director.plans.require()
    all_stored(director, monkeypatch, plan)
    assert director.plans.weigh(["1.action=a frame"]).price < plan.price
    live = director.plans.weigh(["1.action=a frame"], studio="live")
    assert live.price == plan.price and live.again == () and len(live.renders) == len(plan.steps)


def test_weighing_what_can_not_be_set_says_the_same(director: Director) -> None:
    for wrong in ("99.prompt=x", "1.promt=x", "nonsense", "1.shot_size=huge"):
        with pytest.raises(UsageError) as set_:
            director.plans.set([wrong])
        with pytest.raises(UsageError) as weighed:
            director.plans.weigh([wrong])
        assert set_.value.message == weighed.value.message


def test_every_version_that_becomes_current_is_said(director: Director, heard: list[Event]) -> None:
    first = director.plans.require().version
    director.plans.set(["title=Lumen at dawn"])
    director.plans.undo()
    director.plans.redo()
    assert versions(heard) == [first + 1, first, first + 1]
    assert all(isinstance(event, ChatPlan) and event.conversation == "chat-1" and event.at for event in heard)
    director.plans.set(["1.takes=-1"])
    (said,) = [event for event in heard[3:] if isinstance(event, ChatPlan)]
    assert "takes_unsupported" in [fault.code for fault in said.faults]


def test_undo_and_redo_are_known_before_they_are_tried(director: Director, workspace_folder: Path) -> None:
    desk = director.plans
    while desk.can_undo():
        desk.undo()
    with pytest.raises(UsageError, match="nothing to undo"):
        desk.undo()
    assert desk.can_redo()
    while desk.can_redo():
        desk.redo()
    with pytest.raises(UsageError, match="nothing to redo"):
        desk.redo()
    director.chats.new()
    assert not desk.can_undo() and not desk.can_redo()


def test_a_plan_of_another_conversation_is_changed_without_going_there(director: Director, heard: list[Event]) -> None:
    director.chats.new()
    elsewhere = director.plans.at("chat-1")
    plan, _ = elsewhere.set(["title=Elsewhere"])
    assert elsewhere.require() == plan == director.plans.current("chat-1") and elsewhere.can_undo()
    assert director.plans.current() is None and director.chats.here().id == "chat-2"
    assert [event.conversation for event in heard if isinstance(event, ChatPlan)] == ["chat-1"]
    with pytest.raises(UsageError, match="chats list"):
        director.plans.at("chat-9").require()


HOSTILE = [
    "a lamp\nwith = signs\n\n  and {braces} $HOME",
    "2.prompt=not a change",
    '"quoted" <script>alert(1)</script> \\n',
    "Ünïcode 東京 🎬",
    "12",
    "true",
    "'; DROP TABLE plans; --",
    "[" * 50_000,
]


@pytest.mark.parametrize("prompt", HOSTILE)
def test_words_from_a_form_are_kept_to_the_letter(director: Director, prompt: str) -> None:
    step = director.plans.require().step(2)
    plan, _ = director.plans.change([Change(step.id, ("prompt",), prompt), Change("", ("title",), prompt[:200])])
    kept, limit = plan.step(step.id).prompt, 2_000
    assert kept == prompt if len(prompt) < limit else prompt.startswith(kept)
    assert plan.title == prompt[:200]


def test_a_lone_surrogate_from_a_form_can_be_stored(director: Director) -> None:
    plan, _ = director.plans.change([Change("2", ("prompt",), "a \ud800 lamp")])
    assert plan.step(2).prompt == "a ? lamp"


def test_fields_of_a_form_go_by_the_names_a_person_types(director: Director) -> None:
    plan, _ = director.plans.change(
        [
            Change("1", ("takes",), "3"),
            Change("2", ("duration",), 4),
            Change("2", ("negativePrompt",), "blur"),
            Change("1", ("seed",), 77),
        ],
        note="from the widget",
    )
    assert plan.step(1).takes == 3 and plan.step(2).use_seconds == 4 and plan.step(1).seed == 77
    assert director.workspace.plans.versions(plan.id)[-1][2] == "from the widget"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (Change("99", ("prompt",), "x"), "steps are 1 to"),
        (Change("1", ("promt",), "x"), "did you mean 'prompt'"),
        (Change("1", (), "x"), "has no field"),
        (Change("1", ("__class__",), "x"), "has no field"),
        (Change("1", ("prompt", "extra"), "x"), "holds one value"),
        (Change("", ("steps",), []), "has no field"),
        (Change("", ("id",), "plan-7"), "has no field"),
        (Change("../1", ("prompt",), "x"), "there is no step"),
    ],
)
def test_a_change_that_is_none_is_refused_and_nothing_is_kept(director: Director, change: Change, says: str) -> None:
    before = director.plans.require()
    with pytest.raises(UsageError, match=says):
        director.plans.change([Change("1", ("prompt",), "fine"), change])
    assert director.plans.require() == before


@pytest.mark.parametrize("value", ["[" * 100_000, "1e999", "NaN", "9" * 5_000, '{"a": 1}'])
def test_numbers_that_are_none_are_mended_and_never_a_crash(director: Director, value: str) -> None:
    plan, finished = director.plans.set([f"2.takes={value}"])
    assert 1 <= plan.step(2).takes <= 16 and finished.faults


def test_changes_at_once_from_two_threads_are_all_made(director: Director, heard: list[Event]) -> None:
    first = director.plans.require().version
    start = threading.Barrier(4)

    def edit(number: int) -> None:
        start.wait()
        director.plans.at("chat-1").set([f"{number}.action=done by {number}"])

    threads = [threading.Thread(target=edit, args=(number,)) for number in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    plan = director.plans.require()
    assert [plan.step(number).action for number in range(1, 5)] == [f"done by {number}" for number in range(1, 5)]
    assert versions(heard) == [first + 1, first + 2, first + 3, first + 4]
