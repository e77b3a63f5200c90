"""Steps put elsewhere: shots go whole, films follow, and what needs something stays after it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from director_kernel import Director
from director_kernel.engine.moving import moved
from director_kernel.engine.reel import Stored, film_of
from director_kernel.errors import UsageError
from director_kernel.schema.plan import Input, Kind, Plan, Role
from tests.engine.planned import planned
from tests.engine.studio import plan_of, step


@pytest.fixture
def director(workspace_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Director]:
    with Director(planned(tmp_path_factory, workspace_folder)) as made:
        made.chats.open("chat-1")
        yield made


def ids(plan: Plan) -> list[str]:
    return [one.id for one in plan.steps]


def clips(plan: Plan) -> list[str]:
    (reel,) = [one for one in plan.steps if one.kind is Kind.ASSEMBLE]
    return [each.step or "" for each in reel.inputs if each.role is Role.CLIP]


def voices(plan: Plan) -> list[str]:
    return [one.id for one in plan.steps if one.kind is Kind.SPEECH]


def runnable(plan: Plan) -> bool:
    seen: set[str] = set()
    for one in plan.steps:
        if not {*one.depends_on, *(each.step for each in one.inputs if each.step)} <= seen:
            return False
        seen.add(one.id)
    return [one.order for one in plan.steps] == list(range(1, len(plan.steps) + 1))


@pytest.mark.parametrize("change", ["6.order=4", "6.order=3", "5.order=4", "5.order=3", "shot-3-clip.order=3", "3.order=5", "4.order=6"])
def test_dragging_a_shot_before_another_moves_frame_clip_and_voice(director: Director, change: str) -> None:
    before = director.plans.require()
    plan, finished = director.plans.set([change])
    order = [f"shot-{n}" for n in (1, 3, 2, 4, 5)]
    assert ids(plan)[:10] == [f"{shot}-{part}" for shot in order for part in ("frame", "clip")]
    assert clips(plan) == [f"{shot}-clip" for shot in order]
    assert voices(plan) == ["voice-1", "voice-3", "voice-2", "voice-4", "voice-5"] and ids(plan)[15:] == ["music", "reel"]
    assert runnable(plan) and not finished.open
    reel = plan.step("reel")
    assert [each.step for each in reel.inputs if each.role is Role.VOICE] == voices(plan)
    assert plan.summary.endswith("hook → use → hero → benefit → end."), "the summary tells the film as it is now"
    assert plan.price == before.price and plan.ceiling == before.ceiling
    same = {"order", "inputs"}
    for one in plan.steps:
        assert one.model_dump(exclude=same) == before.step(one.id).model_dump(exclude=same)


def test_a_voice_is_heard_with_its_shot_after_a_move(director: Director, tmp_path: Path) -> None:
    plan, _ = director.plans.set(["6.order=4"])
    takes = {
        one.id: Stored(tmp_path / one.id, "audio/wav" if one.kind.media == "audio" else f"{one.kind.media}/x", one.use_seconds)
        for one in plan.steps
        if one.kind is not Kind.ASSEMBLE
    }
    film = film_of(plan, takes, tmp_path, step=plan.step("reel"))
    starts = {cue.step: cue.start for cue in film.cues if cue.kind == "voice"}
    assert [clip.step for clip in film.clips][1:3] == ["shot-3-clip", "shot-2-clip"]
    assert starts["voice-3"] == pytest.approx(3.3) and starts["voice-2"] == pytest.approx(6.3)


def test_a_move_and_back_is_the_same_plan_and_undo_takes_it_back(director: Director) -> None:
    before = director.plans.require()
    there, _ = director.plans.set(["6.order=3"])
    back, _ = director.plans.set(["shot-3-clip.order=6"])
    assert there.steps != before.steps and back.steps == before.steps and back.summary == before.summary
    director.plans.undo()
    assert director.plans.require().steps == there.steps
    director.plans.undo()
    assert director.plans.require() == before
    director.plans.redo()
    assert director.plans.require().steps == there.steps


def test_numbers_mean_the_plan_as_it_was_shown(director: Director) -> None:
    plan, _ = director.plans.set(["6.order=3", "4.prompt=still shot two", "10.order=1"])
    assert plan.step("shot-2-clip").prompt == "still shot two"
    assert clips(plan) == [f"shot-{n}-clip" for n in (5, 1, 3, 2, 4)]


def test_moving_renders_nothing_again_but_the_reel(director: Director) -> None:
    from director_kernel.engine.forecast import forecast
    from tests.engine.studio import FakeStudio

    studio, keys = FakeStudio(), set[str]()
    before = director.plans.require()
    forecast(before, "previs", lambda one: studio, lambda key: bool(keys.add(key)))
    plan, _ = director.plans.set(["6.order=3"])
    anew = [each.step for each in forecast(plan, "previs", lambda one: studio, lambda key: key in keys) if not each.cached]
    assert anew == ["reel"]


def test_a_step_of_no_shot_moves_alone(director: Director) -> None:
    plan, _ = director.plans.set(["music.order=1"])
    assert ids(plan)[0] == "music" and runnable(plan)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("4.order=17", "step 4 can't stand after step 17, which needs it; choose a place before step 17"),
        ("17.order=2", "step 17 can't stand before step 2, which it needs; choose a place after step 2"),
        ("11.order=1", "step 11 can't stand before step 2, which it needs"),
        ("4.order=0", "no place 0 among the steps; write one from 1 to 17"),
        ("4.order=18", "from 1 to 17"),
        ("4.order=-1", "from 1 to 17"),
        ("4.order=two", "'two' is no place; write the number of the step to stand at"),
        ("4.order=2.5", "is no place"),
        ("4.order=true", "is no place"),
        ("4.order=", "is no place"),
        ("4.order=1e999", "is no place"),
        ("4.order=" + "9" * 5000, "place"),
        ("4.order=[1]", "is no place"),
        ("order=2", "the plan has no field 'order'"),
    ],
)
def test_a_place_that_can_not_be_is_refused_with_the_way_out(director: Director, change: str, says: str) -> None:
    before = director.plans.require()
    with pytest.raises(UsageError) as refused:
        director.plans.set([change])
    assert says in refused.value.message
    assert director.plans.require() == before


def reel(*shots: str, order: int = 1) -> object:
    inputs = tuple(Input(role=Role.CLIP, step=shot) for shot in shots)
    return step("reel", kind=Kind.ASSEMBLE).with_(inputs=inputs, depends_on=shots)


def video(name: str, *needs: str) -> object:
    return step(name, *needs, kind=Kind.IMAGE_TO_VIDEO)


def test_a_sheet_that_shots_share_stays_before_all_of_them() -> None:
    plan = plan_of(video("a"), step("sheet"), video("b", "sheet"), video("c", "sheet"), reel("a", "b", "c"))  # type: ignore[arg-type]
    after = moved(plan, "a", 4)
    assert ids(after) == ["sheet", "b", "c", "a", "reel"] or ids(after) == ["b", "sheet", "c", "a", "reel"]
    assert runnable(after) and clips(after) == ["b", "c", "a"]
    with pytest.raises(UsageError, match="step 3 can't stand before step 2, which it needs"):
        moved(plan, "b", 1)


def test_a_shot_made_from_another_stays_after_it() -> None:
    plan = plan_of(video("a"), step("b", "a", kind=Kind.EXTEND), video("c"), reel("a", "b", "c"))  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="step 2 can't stand before step 1, which it needs"):
        moved(plan, "b", 1)
    with pytest.raises(UsageError, match="step 2 can't stand before step 1"):
        moved(plan, "a", 2)
    assert clips(moved(plan, "c", 1)) == ["c", "a", "b"]


def test_a_film_in_another_order_than_its_steps_keeps_it_but_for_the_shot_that_moves() -> None:
    plan = plan_of(video("a"), video("b"), video("c"), reel("c", "a", "b"))  # type: ignore[arg-type]
    assert clips(moved(plan, "b", 1)) == ["c", "b", "a"]


def test_frames_first_is_a_plan_too() -> None:
    plan = plan_of(step("f1"), step("f2"), video("c1", "f1"), video("c2", "f2"), reel("c1", "c2"))  # type: ignore[arg-type]
    after = moved(plan, "c2", 3)
    assert runnable(after) and clips(after) == ["c2", "c1"]


@settings(deadline=None)
@given(st.data())
def test_any_move_is_refused_or_leaves_a_plan_that_runs(data: st.DataObject) -> None:
    count = data.draw(st.integers(2, 6))
    steps: list[object] = [step("sheet")] if data.draw(st.booleans()) else []
    for n in range(count):
        needs = data.draw(st.lists(st.sampled_from([one.id for one in steps]), max_size=2, unique=True)) if steps else []  # type: ignore[attr-defined]
        steps += [step(f"f{n}", *needs), video(f"c{n}", f"f{n}")]
        if data.draw(st.booleans()):
            steps.append(step(f"v{n}", f"c{n}", kind=Kind.SPEECH))
    order = data.draw(st.permutations([f"c{n}" for n in range(count)]))
    plan = plan_of(*steps, reel(*order))  # type: ignore[arg-type]
    key, place = data.draw(st.sampled_from(ids(plan))), data.draw(st.integers(1, len(plan.steps)))
    try:
        after = moved(plan, key, place)
    except UsageError as refused:
        assert "choose a place" in refused.message
        return
    assert runnable(after) and sorted(ids(after)) == sorted(ids(plan)) and sorted(clips(after)) == sorted(clips(plan))
    for one in plan.steps:
        assert set(after.step(one.id).inputs) == set(one.inputs)


def test_shots_swapped_in_words_take_their_voices_along(director: Director) -> None:
    turn = director.say("swap shots 2 and 3")
    assert turn.plan is not None
    assert clips(turn.plan)[1:3] == ["shot-3-clip", "shot-2-clip"]
    assert voices(turn.plan) == ["voice-1", "voice-3", "voice-2", "voice-4", "voice-5"]
