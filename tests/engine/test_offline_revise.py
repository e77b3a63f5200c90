"""Changes in loose language on the plan that is there: each changes what it says and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from director_kernel.catalog import load_catalog
from director_kernel.engine.planner import finish
from director_kernel.schema.brief import Intent
from director_kernel.schema.plan import Kind, Role
from director_kernel.schema.slots import Movement, ShotSize, Speed
from tests.engine.offline_talk import LOGO, SERUM, Talk, clips, planned, seconds


def revised(message: str, brief: str = SERUM) -> Talk:
    talk = planned(brief)
    reply = talk.say(message)
    assert reply.intent is Intent.REVISE, reply.text
    assert reply.draft is not None and reply.changed, reply.text
    assert talk.finished is not None and talk.finished.open == ()
    return talk


def kinds(talk: Talk) -> list[Kind]:
    return [s.kind for s in talk.plan.steps]


@pytest.mark.parametrize(("message", "total"), [("make it 10 seconds", 10.0), ("20s please", 20.0), ("shorter", 10.0), ("longer", 22.0)])
def test_length(message: str, total: float) -> None:
    talk = revised(message)
    assert seconds(talk.plan) == pytest.approx(total)
    assert talk.state.brief is not None and talk.state.brief.duration == total
    assert next(s for s in talk.plan.steps if s.kind is Kind.MUSIC).use_seconds == pytest.approx(total)


def test_far_longer_is_told_with_more_shots() -> None:
    talk = revised("make it 60 seconds")
    assert seconds(talk.plan) == 60.0 and len(clips(talk.plan)) > 8


def test_far_shorter_gives_up_shots_but_not_the_product() -> None:
    talk = revised("make it 4 seconds")
    assert seconds(talk.plan) == 4.0 and len(clips(talk.plan)) == 2
    assert any(p.hero for c in clips(talk.plan) for p in c.slots.props)


def test_models() -> None:
    assert {c.model for c in clips(revised("use Veo 3.1").plan)} == {"veo-3.1"}
    talk = revised("use Veo 3.1 for shot 2")
    assert [c.model == "veo-3.1" for c in clips(talk.plan)].count(True) == 1


def test_tier_up_and_down() -> None:
    before = planned(SERUM).plan.price
    assert revised("cheaper").plan.price < before < revised("better quality").plan.price
    talk = revised("cheaper")
    reply = talk.say("cheaper")
    assert reply.draft is None and "cheapest tier already" in reply.text


@pytest.mark.parametrize(("message", "aspect"), [("square", "1:1"), ("make it widescreen", "16:9"), ("change it to 4:5", "4:5")])
def test_format(message: str, aspect: str) -> None:
    plan = revised(message).plan
    assert plan.aspect == aspect and {s.aspect for s in plan.steps if s.kind.media == "image"} == {aspect}


def test_sound() -> None:
    assert Kind.MUSIC not in kinds(revised("drop the music"))
    assert Kind.SPEECH not in kinds(revised("no voice-over"))
    assert Kind.SOUND_EFFECT in kinds(revised("add sound effects"))
    silent = revised("no sound")
    assert not {Kind.MUSIC, Kind.SPEECH, Kind.SOUND_EFFECT} & set(kinds(silent))
    assert Kind.SPEECH in kinds(revised("add a voice-over", "10s square video of a fox in snow"))
    music = next(s for s in revised("change the music to lo-fi").plan.steps if s.kind is Kind.MUSIC)
    assert music.slots.music == "lo-fi"


def test_words_on_screen_and_spoken() -> None:
    assert clips(revised("change the text to “Glow On”").plan)[-1].slots.on_screen_text == ("Glow On",)
    assert not any(c.slots.on_screen_text for c in clips(revised("remove the text").plan))
    spoken = revised("change the voice-over to “One drop. Every day.”")
    assert [s.prompt for s in spoken.plan.steps if s.kind is Kind.SPEECH] == ["One drop. Every day."]


def test_end_cards() -> None:
    story = "12s square video of a fox walking through snow"
    talk = revised("add a logo end card “FOX & CO”", story)
    assert clips(talk.plan)[-1].slots.on_screen_text == ("FOX & CO",) and seconds(talk.plan) == 12.0
    assert len(clips(revised("drop the end card").plan)) == len(clips(planned(SERUM).plan)) - 1


def test_the_logo_must_be_attached_and_is_then_used() -> None:
    talk = planned(SERUM)
    assert "attach" in talk.say("use my logo").text
    reply = talk.say("use my logo", LOGO)
    assert reply.draft is not None
    assert any(i.asset == LOGO.asset and i.role is Role.REFERENCE for s in talk.plan.steps for i in s.inputs)


def test_one_shot_closer_leaves_the_others() -> None:
    before, after = clips(planned(SERUM).plan), clips(revised("shot 2 closer").plan)
    ladder = list(ShotSize)
    assert ladder.index(after[1].slots.shot_size or ShotSize.MS) == ladder.index(before[1].slots.shot_size or ShotSize.MS) + 1
    assert [a.slots for n, a in enumerate(after) if n != 1] == [b.slots for n, b in enumerate(before) if n != 1]


def test_several_at_once() -> None:
    talk = revised("make it vertical, drop the music and make shot 1 wider; also night")
    first = clips(talk.plan)[0].slots
    assert talk.plan.aspect == "9:16" and Kind.MUSIC not in kinds(talk) and first.shot_size is ShotSize.MS
    assert {c.slots.time_of_day for c in clips(talk.plan)} == {"night"}


def test_looks() -> None:
    kinetic = [c.slots for c in clips(revised("more kinetic").plan) if c.slots.movement is not Movement.STATIC]
    assert {s.movement for s in kinetic} == {Movement.HANDHELD} and all(s.movement_speed in (Speed.FAST, Speed.SNAP) for s in kinetic)
    slow = [c.slots for c in clips(revised("slower").plan) if c.slots.movement_speed]
    assert slow and all(s.movement_speed is Speed.ULTRA_SLOW for s in slow)
    assert all("warm amber" in c.slots.palette for c in clips(revised("warmer").plan))
    assert {c.slots.key_side for c in clips(revised("backlit please").plan)} == {"back"}


def test_the_new_look_is_in_the_prompts() -> None:
    before, after = planned(SERUM).plan, revised("make it night").plan
    for old, new in zip(clips(before), clips(after), strict=True):
        assert "Morning" in old.prompt and "Morning" not in new.prompt and "Night" in new.prompt


def test_words_a_person_wrote_stay() -> None:
    talk = planned(SERUM)
    clip = clips(talk.plan)[1]
    steps = [s.with_(prompt="My very own words.") if s.id == clip.id else s for s in talk.plan.steps]
    talk.state = talk.state.with_(plan=talk.plan.with_(steps=tuple(steps)))
    talk.say("make it night")
    prompt = talk.plan.step(clip.id).prompt
    assert prompt.startswith("My very own words.") and "ight" in prompt


def test_shots_come_go_and_change_places() -> None:
    before = [c.id for c in clips(planned(SERUM).plan)]
    assert [c.id for c in clips(revised("remove shot 3").plan)] == [i for n, i in enumerate(before) if n != 2]
    assert [c.id for c in clips(revised("swap 1 and 2").plan)] == [before[1], before[0], *before[2:]]
    assert [c.id for c in clips(revised("move shot 1 to the end").plan)] == [*before[1:], before[0]]
    added = revised("add a shot of a cat on the windowsill")
    (new,) = [c for c in clips(added.plan) if c.id not in before]
    assert "cat" in [p.name for p in new.slots.props] and clips(added.plan)[-1].id == before[-1]
    assert seconds(added.plan) == 15.0
    assert len(clips(revised("only 3 shots").plan)) == 3


def test_a_removed_shot_takes_its_line_along() -> None:
    talk = revised("remove shot 1")
    assert not any(s.id == "voice-1" for s in talk.plan.steps)


def test_a_shot_that_is_not_there() -> None:
    reply = planned(SERUM).say("shot 9 closer")
    assert reply.draft is None and "no shot 9" in reply.text


def test_nobody_in_the_picture() -> None:
    plan = revised("no people").plan
    assert not any(c.slots.characters for c in clips(plan))
    assert all("people" in c.slots.negatives for c in clips(plan) if "alone" in c.slots.action)
    assert not any("young woman" in s.prompt.lower() for s in plan.steps if s.kind.media != "audio")


def test_people_get_other_clothes() -> None:
    plan = revised("give her short red hair").plan
    assert {c.hair for s in clips(plan) for c in s.slots.characters} == {"short red"}


def test_the_place_moves() -> None:
    plan = revised("set it in a forest").plan
    assert {c.slots.setting for c in clips(plan)[:-1]} == {"forest"}


def test_a_new_budget_is_offered_anew() -> None:
    talk = planned(SERUM)
    reply = talk.say("budget $1.20 max")
    assert reply.options and talk.plan.ceiling <= 1_200_000


def test_what_is_not_understood_is_said_with_examples() -> None:
    talk = planned(SERUM)
    reply = talk.say("florble the gazonk")
    assert reply.intent is Intent.UNCLEAR and reply.draft is None and "shot 2 closer" in reply.text
    mixed = talk.say("make it 10 seconds, and wibble the snorf")
    assert mixed.draft is not None and "wibble the snorf" in mixed.text


def test_a_new_brief_is_not_a_change() -> None:
    talk = planned(SERUM)
    reply = talk.say("Make a 10 second video of a dragon over a castle, 16:9")
    assert reply.intent is Intent.BRIEF and any("dragon" in c.slots.action for c in clips(talk.plan))


def test_changes_stay_valid_when_finished_again() -> None:
    plan = revised("square, warmer, add a shot of rain on glass, swap 1 and 3").plan
    again = finish(plan, load_catalog())
    assert again.plan.with_(version=plan.version) == plan or again.open == ()


CHANGES = [
    "make it 8 seconds",
    "cheaper",
    "better quality",
    "square",
    "drop the music",
    "add music",
    "shot 2 closer",
    "make it night",
    "warmer",
    "no people",
    "remove shot 1",
    "add a shot of a dog",
    "swap 1 and 2",
    "more kinetic",
    "no voice-over",
    "add a logo end card",
    "change the text to “A”",
    "use kling",
    "fewer shots",
    "longer",
]


@given(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=6))
@settings(max_examples=20, deadline=None)
def test_any_run_of_changes_keeps_a_film(changes: list[str]) -> None:
    talk = planned(SERUM)
    for change in changes:
        talk.say(change)
        assert talk.finished is not None and talk.finished.open == ()
        assert clips(talk.plan)
        assert talk.state.brief is not None and seconds(talk.plan) == pytest.approx(talk.state.brief.duration or 0, abs=0.01)
