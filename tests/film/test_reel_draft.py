"""A project as a plan: what is made, what is kept, and that an edit makes only what changed."""

from pathlib import Path

import pytest

from director_kernel.catalog import load_catalog
from director_kernel.director import Director
from director_kernel.engine.cutting import Stored
from director_kernel.engine.planner import finish
from director_kernel.engine.reel import film_of
from director_kernel.errors import UsageError
from director_kernel.film.changes import apply
from director_kernel.film.reel import REEL, film_draft
from director_kernel.film.reels import take_in
from director_kernel.film.sound import changed, level_of_clip, score, voice
from director_kernel.film.timeline import move, split, transition, trim
from director_kernel.film.workflow import Made
from director_kernel.schema.asset import Asset
from director_kernel.schema.cut import cut_of
from director_kernel.schema.plan import Draft, Kind, Plan, Role
from director_kernel.schema.project import Change, Project
from director_kernel.schema.slots import Line, ShotSize
from tests.film.cutting_room import film, shot


def planned(draft: Draft) -> Plan:
    finished = finish(draft, load_catalog())
    assert finished.open == ()
    return finished.plan


def made(plan: Plan, generation: int = 0) -> Made:
    """A run of the plan: every step's take is named by its number."""
    kinds = {"image": ("image/png", ".png"), "video": ("video/mp4", ".mp4"), "audio": ("audio/wav", ".wav")}
    takes = {}
    for step in plan.steps:
        mime, suffix = kinds[step.kind.media]
        name = f"{generation:x}{step.order:063x}"
        takes[step.id] = Asset(sha256=name, mime=mime, bytes=1, suffix=suffix, duration=step.use_seconds)
    return Made(plan, takes, lambda step: b"", lambda data, mime, facts: next(iter(takes.values())))


def taken(project: Project, draft: Draft, generation: int = 0) -> Project:
    return apply(project, take_in(project, "reel", made(planned(draft), generation)).changes).project


def ids(draft: Draft) -> list[str]:
    return [step.id or "" for step in draft.steps]


def changed_film(project: Project, *changes: Change) -> Project:
    return apply(project, changes).project


def test_a_new_film_is_a_picture_and_a_clip_a_shot_its_sounds_and_a_reel() -> None:
    plan = planned(film_draft(film()))
    clips = [f"k{number}" for number in range(1, 6)]
    assert [step.id for step in plan.steps if step.kind is Kind.IMAGE_TO_VIDEO] == [f"{name}-clip" for name in clips]
    assert {step.id for step in plan.steps if step.kind.media == "audio"} == {"s1-music", "k1-sound", "k3-line-1"}
    reel = plan.step(REEL)
    assert reel.use_seconds == 11
    assert all(step.prompt for step in plan.steps if step.id != REEL)
    cut = cut_of(reel.options)
    assert cut is not None
    assert (cut.clips[0].shot, cut.clips[0].transition) == ("k1", "dissolve")
    assert [(one.cue, one.shot, one.start, one.level) for one in cut.sounds] == [
        ("s1-music", "k1", 0.0, -3.0),
        ("k1-sound", "k1", 0.0, 0.0),
        ("k3-line-1", "k3", None, 0.0),
    ]


def test_the_same_project_is_the_same_draft_and_a_moved_shot_the_same_steps() -> None:
    assert film_draft(film()) == film_draft(film())
    after = changed_film(film(), *move(film(), "k5", before="k4"))
    before = {step.id: step for step in planned(film_draft(film())).steps}
    for step in planned(film_draft(after)).steps:
        if step.id != REEL:
            assert step.with_(order=1) == before[step.id].with_(order=1)


def test_what_was_made_is_kept_and_only_what_is_said_otherwise_is_made_again() -> None:
    project = taken(film(), film_draft(film()))
    assert all(one.frame and one.take for one in project.shots())
    assert [one for one in ids(film_draft(project)) if "-clip" in one or "-frame" in one] == []
    lens = changed_film(project, Change(op="set", path="scenes/s1/beats/b1/shots/k2/slots/lens", value="85mm"))
    assert [one for one in ids(film_draft(lens)) if one.startswith("k2")] == ["k2-frame", "k2-clip"]
    moves = changed_film(project, Change(op="set", path="scenes/s1/beats/b1/shots/k2/slots/movement", value="pan left"))
    assert [one for one in ids(film_draft(moves)) if one.startswith("k2")] == ["k2-clip"]
    edits = changed_film(project, *trim(project, "k2", 0.5), *transition(project, "k4", "wipe"), *level_of_clip(project, "k5", -6))
    assert [one for one in ids(film_draft(edits)) if "-clip" in one] == []
    longer = changed_film(project, *trim(project, "k2", seconds=9))
    assert [one for one in ids(film_draft(longer)) if "-clip" in one] == ["k2-clip"]


def test_a_picture_a_person_chose_and_a_locked_shot_stay() -> None:
    project = taken(film(), film_draft(film()))
    path = "scenes/s1/beats/b1/shots/k2"
    chosen = changed_film(project, Change(op="set", path=f"{path}/frame", value="f" * 64))
    step = planned(film_draft(chosen)).step("k2-clip")
    assert [(each.role, each.asset) for each in step.inputs] == [(Role.START_IMAGE, "f" * 64)]
    assert "k2-frame" not in ids(film_draft(chosen))
    locked = changed_film(
        project, Change(op="set", path=f"{path}/slots/lens", value="85mm"), Change(op="set", path=f"{path}/locked", value=True)
    )
    assert "k2-clip" not in ids(film_draft(locked))
    bare = changed_film(film(), Change(op="set", path=f"{path}/locked", value=True))
    after = taken(bare, film_draft(bare))
    assert [one.id for one in after.shots() if not one.take] == ["k2"]


def test_one_shot_or_scene_is_made_alone_and_the_take_before_stays_beside_it() -> None:
    project = taken(film(), film_draft(film()))
    alone = film_draft(project, shots=["2.1"], remake="take")
    assert ids(alone) == ["k4-clip"]
    assert [one for one in ids(film_draft(project, "2")) if "-" in one] == []
    after = taken(project, alone, generation=1)
    again = next(one for one in after.shots() if one.id == "k4")
    old = next(one for one in project.shots() if one.id == "k4")
    assert again.take != old.take
    assert [one.asset for one in again.alternates] == [old.take]
    assert [one for one in after.shots() if one.id != "k4"] == [one for one in project.shots() if one.id != "k4"]
    third = film_draft(after, shots=["k4"], remake="take").steps[0]
    assert third.seed != alone.steps[0].seed


def test_taking_in_twice_changes_nothing_more() -> None:
    run = made(planned(film_draft(film())))
    once = apply(film(), take_in(film(), "reel", run).changes).project
    assert apply(once, take_in(once, "reel", run).changes).changes == ()


def test_what_was_changed_while_it_was_made_is_made_again() -> None:
    run = made(planned(film_draft(film())))
    meanwhile = changed_film(film(), Change(op="set", path="scenes/s1/beats/b1/shots/k2/slots/lens", value="85mm"))
    after = apply(meanwhile, take_in(meanwhile, "reel", run).changes).project
    assert [one for one in ids(film_draft(after)) if "-clip" in one] == ["k2-clip"]


def test_a_shot_longer_than_its_model_makes_becomes_as_many_shots() -> None:
    project = changed_film(film(), *trim(film(), "k5", seconds=23))
    plan = planned(film_draft(project, "2"))
    assert plan.step(REEL).use_seconds == 25
    after = taken(project, film_draft(project, "2"))
    parts = [one for one in after.scenes[1].beats[0].shots if one.id.startswith("k5")]
    assert len(parts) > 1
    assert sum(one.seconds for one in parts) == 23
    assert [one for one in ids(film_draft(after, "2")) if "-clip" in one] == []


def test_the_bible_s_pictures_go_in_with_every_shot_of_who_they_show() -> None:
    project = changed_film(film(), Change(op="set", path="bible/characters/mira/assets", value=["c" * 64]))
    plan = planned(film_draft(project))
    for name in ("k1", "k5"):
        assert [(each.role, each.asset) for each in plan.step(f"{name}-frame").inputs] == [(Role.REFERENCE, "c" * 64)]
        assert plan.step(f"{name}-frame").kind is Kind.IMAGE_EDIT


def test_sounds_are_replaced_silenced_levelled_voiced_and_scored() -> None:
    project = film()
    changes = [
        *changed(project, "k1", "k1-sound", asset="e" * 64, level=-8),
        *changed(project, "k3", "k3-line-1", off=True),
        *score(project, "2", "brass"),
    ]
    after = changed_film(project, *changes)
    cut = cut_of(planned(film_draft(after)).step(REEL).options)
    assert cut is not None
    assert {(one.cue, one.asset[:1], one.level) for one in cut.sounds} == {
        ("s1-music", "", -3.0),
        ("k1-sound", "e", -8.0),
        ("s2-music", "", 0.0),
    }
    said = changed_film(project, *voice(project, "2.1", "Hello.", speaker="mira"), *voice(project, "2.2", "Psst.", start=1.0))
    assert said.scenes[1].beats[0].shots[0].slots.dialogue == (Line(text="Hello.", speaker="Mira"),)
    assert [cue.start for cue in said.scenes[1].beats[0].shots[1].cues] == [1.0]
    with pytest.raises(UsageError, match="dB"):
        level_of_clip(project, "k1", 40)


def test_a_shot_is_cut_in_two() -> None:
    project = taken(film(), film_draft(film()))
    after = changed_film(project, *split(project, "k1", 0.5))
    first, second = after.shots()[:2]
    assert (first.seconds, second.seconds, second.trim, first.take == second.take) == (0.5, 1.5, 0.5, True)
    with pytest.raises(UsageError, match="cut it"):
        split(film(), "k1", 1.95)


def test_a_film_without_shots_is_said() -> None:
    with pytest.raises(UsageError, match="no shots yet"):
        film_draft(film().with_(scenes=()))


def test_the_reel_cuts_stored_takes_and_new_ones_as_the_cut_says() -> None:
    project = taken(film(), film_draft(film()))
    project = changed_film(
        project,
        *trim(project, "k1", 0.5),
        *level_of_clip(project, "k1", -6),
        Change(op="set", path="scenes/s1/beats/b1/shots/k2/slots/lens", value="85mm"),
    )
    plan = planned(film_draft(project))
    takes = {step.id: Stored(Path(step.id), "audio/wav" if step.kind.media == "audio" else "video/mp4", 2.0) for step in plan.steps}
    stored = {each.asset: Stored(Path(each.asset), "video/mp4", 2.0) for each in plan.step(REEL).inputs if each.asset}
    reel = film_of(plan, {**stored, **takes}, Path(), step=plan.step(REEL))
    assert [round(clip.seconds, 3) for clip in reel.clips] == [1.5, 2.5, 1.5, 2, 3]
    assert (reel.clips[0].trim, reel.clips[0].level, reel.clips[1].step) == (0.5, -6, "k2-clip")
    starts = {cue.step: cue.start for cue in reel.cues}
    assert starts["k3-line-1"] == pytest.approx(1.5 + 2.5 + 0.3)
    assert reel.clips[2].keep_sound is False


@pytest.fixture(scope="module")
def small() -> Project:
    scene = film().scenes[0]
    one = shot("k1", 0.5, shot_size=ShotSize.WS)
    beats = (scene.beats[0].with_(shots=(one, one.with_(id="k2"))),)
    return film().with_(scenes=(scene.with_(beats=beats, cues=()),), aspect="1:1", fps=8)


def test_a_scene_is_made_offline_and_made_again_only_where_it_changed(tmp_path: Path, small: Project) -> None:
    with Director(tmp_path / "director") as director:
        director.film.projects.add(small)
        done = director.film.work("scene", {"scene": "1"})
        assert all(one.take for one in done.project.shots())
        reel = director.reels.latest()
        assert reel is not None
        assert reel.seconds == pytest.approx(1.0, abs=0.2)
        director.film.projects.change([Change(op="set", path="scenes/s1/beats/b1/shots/k2/slots/lens", value="85mm")])
        again = director.film.work("reel")
        before, after = done.project.shots(), again.project.shots()
        assert before[0].take == after[0].take
        assert before[1].take != after[1].take
        assert director.film.works.collect() == []
        shots = director.reels.shots(director.reels.latest().execution)  # type: ignore[union-attr]
        assert [(one.step, round(one.start, 2)) for one in shots] == [("", 0.0), ("k2-clip", 0.5)]
