"""Each rule on a clean scene that is spoiled in one way: it says so with its evidence, mends it, and is silent where nothing was said."""

import time
from typing import Any

import pytest

from director_kernel.errors import UsageError
from director_kernel.film.changes import apply
from director_kernel.film.guardian import chosen, findings, mended, report
from director_kernel.film.health import health
from director_kernel.schema.project import Beat, Bible, Cue, Emotion, Finding, Project, Scene, Shot
from director_kernel.schema.slots import Coverage, KeySide, Line, Prop, ShotSize, TimeOfDay
from tests.film.films_to_check import BAR, CUP, JONAS, MIRA, but, clean_shots, film, shot

LONG = "I have waited for you here for so very long, my dear"


def only(project: Project, rule: str) -> Finding:
    """The one finding of this rule."""
    found = [one for one in findings(project) if one.rule == rule]
    assert len(found) == 1, [one.message for one in findings(project)]
    return found[0]


def _ruled(project: Project, rule: str) -> list[Finding]:
    return [one for one in findings(project) if one.rule == rule]


def test_a_clean_scene_has_nothing_to_be_found() -> None:
    assert findings(film()) == ()


SPOILED: dict[str, tuple[str, str, str, tuple[Shot, ...]]] = {
    "axis": ("axis_180", "error", "side B in 1.3, side A in 1.2", but("k3", side="B")),
    "eyeline": ("eyeline_match", "error", "1.3 looks right", but("k3", gaze="looks right")),
    "wardrobe": ("wardrobe_props_hair", "error", "wardrobe: red dress in 1.2, green coat in 1.1", but("k2", wardrobe="red dress")),
    "hair": ("wardrobe_props_hair", "error", "hair: short in 1.2", but("k2", hair="short")),
    "prop": (
        "wardrobe_props_hair",
        "error",
        "colour: blue in 1.2, white in the bible",
        but("k2", things=(Prop(name="Cup", colour="blue"),)),
    ),
    "key": ("light_direction", "warn", "key light right in 1.3, left in 1.1", but("k3", key_side=KeySide.RIGHT)),
    "time": (
        "light_direction",
        "warn",
        "time of day day in 1.3, night in 1.2",
        but("k3", but("k2", time_of_day=TimeOfDay.NIGHT), time_of_day=TimeOfDay.DAY),
    ),
    "warmth": ("light_direction", "warn", "colour temperature -2 in 1.3, +1 in 1.2", but("k3", but("k2", warmth=1), warmth=-2)),
    "weather": ("light_direction", "warn", "weather clear in 1.3", but("k3", but("k2", weather="rain"), weather="clear")),
    "lens": ("screen_size", "info", "anamorphic (40mm anamorphic) in 1.3, spherical (50mm) in 1.1", but("k3", lens="40mm anamorphic")),
    "room tone": ("audio", "warn", "shot 1.3 says nothing", but("k3", sound=())),
    "music": ("audio", "warn", "music told in shots 1.2 and 1.3, 2 different", but("k3", but("k2", music="solo cello"), music="drums")),
    "budget": ("duration_budget", "warn", "12 words need 4.8 s", but("k3", dialogue=(Line(text=LONG),))),
    "jump": ("rule_30", "warn", "both CU, 20° apart", but("k3", characters=("mira",), azimuth=50.0, gaze="")),
    "geography": (
        "geography",
        "warn",
        "no establishing, master or wide shot before it",
        (*clean_shots()[1:3], clean_shots()[0].with_(id="k9")),
    ),
}


@pytest.mark.parametrize("name", SPOILED)
def test_what_is_spoiled_is_found_with_its_evidence_and_mended(name: str) -> None:
    rule, severity, evidence, shots = SPOILED[name]
    if name == "jump":
        shots = tuple(one.with_(slots=one.slots.with_(characters=())) if one.id == "k3" else one for one in shots)
    project = film(*shots)
    found = only(project, rule)
    assert found.severity == severity
    assert evidence in found.evidence
    assert found.fix, "a machine can mend this"
    after = apply(project, found.fix).project
    assert not [one for one in findings(after) if one.rule == rule]


def test_a_neutral_or_crossing_shot_frees_the_camera() -> None:
    for side in ("neutral", "crossing"):
        between = shot("k25", side=side, shot_size=ShotSize.WS, sound=("rain on the window",), key_side=KeySide.LEFT)
        first, second, third, *_ = but("k3", side="B", gaze="looks right")
        assert not [one for one in findings(film(first, second, between, third)) if one.severity == "error"]


def test_of_locked_shots_the_line_is_theirs_and_they_are_not_touched() -> None:
    shots = but("k3", side="B", locked=True)
    found = _ruled(film(*shots), "axis_180")
    assert [one.where[0][-2:] for one in found] == ["k2", "k4"]
    assert {change.value for one in found for change in one.fix} == {"B"}
    both = but("k2", shots, locked=True)
    found = only(film(*both), "axis_180")
    assert not found.fix
    assert "director project unlock" in found.remedy


def test_who_goes_out_right_comes_in_left() -> None:
    wrong = but("k4", but("k2", exits="right"), enters="right")
    found = only(film(*wrong), "screen_direction")
    assert found.severity == "error" and found.evidence == "exits right in 1.2, enters right in 1.4"
    assert findings(film(*but("k4", wrong, enters="left"))) == ()
    assert findings(film(*but("k4", wrong, action="turns back at the door"))) == ()
    neutral = shot("k35", side="neutral", sound=("rain on the window",), key_side=KeySide.LEFT)
    assert findings(film(*wrong[:3], neutral, wrong[3])) == ()


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("raises the cup with her left hand", "is raising the cup with the right hand", "hand"),
        ("slowly raises the cup", "quickly raises the cup", "speed"),
        ("has raised the cup", "about to raise the cup", "phase"),
    ],
)
def test_a_cut_through_a_movement_keeps_hand_speed_and_phase(before: str, after: str, what: str) -> None:
    second = {"characters": ("mira",), "azimuth": 90.0, "action": after, "shot_size": ShotSize.MS}
    shots = tuple(
        one.with_(slots=one.slots.with_(characters=())) if one.id == "k3" else one for one in but("k3", but("k2", action=before), **second)
    )
    found = only(film(*shots), "match_on_action")
    assert found.evidence.startswith(what) and "1.2" in found.evidence and "1.3" in found.evidence
    assert bool(found.fix) == (what != "phase"), "which phase is meant only a person knows"
    if found.fix:
        assert _ruled(apply(film(*shots), found.fix).project, "match_on_action") == []
    assert _ruled(film(*but("k3", shots, action="opens the window")), "match_on_action") == []


def test_after_an_event_the_new_look_holds_and_silence_is_a_fault() -> None:
    dressed = but("k2", but("k4", wardrobe="shirt"), wardrobe="green coat")
    assert only(film(*dressed), "wardrobe_props_hair")
    changed = but("k2", dressed, event="takes off the coat")
    assert findings(film(*changed)) == ()
    # The next shot says nothing, so it would be made with what the bible says: the coat is back on.
    again = shot("k5", "mira", side="A", azimuth=90.0, gaze="looks right", shot_size=ShotSize.WS, sound=("rain",), key_side=KeySide.LEFT)
    found = only(film(*changed, again), "wardrobe_props_hair")
    assert found.where[0].endswith("k5") and "the shot is silent" in found.evidence
    assert [one.value for one in found.fix] == ["shirt"]


def test_over_the_shoulder_pairs_mirror_each_other() -> None:
    def pair(**other: Any) -> tuple[Shot, ...]:
        one, two, three, _ = but("k2", coverage=Coverage.OVER_SHOULDER, shot_size=ShotSize.MCU)
        return (one, two, *but("k3", (three,), **{"coverage": Coverage.OVER_SHOULDER, "shot_size": ShotSize.MCU, **other}))

    assert _ruled(film(*pair()), "screen_size") == []
    found = only(film(*pair(shot_size=ShotSize.MS)), "screen_size")
    assert found.severity == "info" and found.evidence == "size MCU in 1.2, MS in 1.3"
    other = film(*pair(lens="85mm"))
    assert _ruled(apply(other, only(other, "screen_size").fix).project, "screen_size") == []


def test_key_light_from_the_other_side_is_right_when_the_camera_looks_back() -> None:
    assert only(film(*but("k3", key_side=KeySide.RIGHT, azimuth=80.0)), "light_direction")
    turned = tuple(
        one.with_(azimuth=30.0) if one.id in ("k1", "k2", "k4") else one for one in but("k3", key_side=KeySide.RIGHT, azimuth=210.0)
    )
    assert findings(film(*turned)) == ()


def test_left_and_right_of_the_frame_stay() -> None:
    two = {"characters": ("mira", "jonas"), "shot_size": ShotSize.MS, "sound": ("rain on the window",), "key_side": KeySide.LEFT}
    people = [MIRA.look.with_(pose="frame left"), JONAS.look.with_(pose="frame right")]
    first = shot("k5", **two).with_(side="A")
    first = first.with_(slots=first.slots.with_(characters=tuple(people)))
    swapped = tuple(one.with_(pose="frame right" if one.name == "Mira" else "frame left") for one in people)
    second = first.with_(id="k6", slots=first.slots.with_(characters=swapped, shot_size=ShotSize.MWS))
    found = only(film(clean_shots()[0], first, second), "geography")
    assert "Jonas stands right in 1.2, left in 1.3" in found.evidence
    assert _ruled(apply(film(clean_shots()[0], first, second), found.fix).project, "geography") == []


def test_what_a_story_can_not_do_without() -> None:
    wide, close, other, _ = clean_shots()
    no_face = film(wide, close)
    assert "Jonas is the antagonist and is never seen close" in only(no_face, "coverage_gap").message
    beats = (Beat(id="b1", text="The bar burns.", large=True, shots=(wide,)), Beat(id="b2", text="They talk.", shots=(close, other)))
    assert findings(film(scene={"beats": beats})) == ()  # the next face answers it
    after = (Beat(id="b0", text="They talk.", shots=(wide.with_(id="k0"), close, other)), beats[0].with_(id="b9"))
    found = only(film(scene={"beats": after}), "coverage_gap")
    assert "nobody is seen to react" in found.message and found.fix[0].value["slots"]["coverage"] == "reaction"


def test_a_new_shot_is_dressed_as_its_scene_is_at_that_point() -> None:
    beats = (
        Beat(id="b1", text="They talk.", shots=but("k4", but("k2", event="takes off the coat"), wardrobe="shirt")),
        Beat(id="b2", text="Mira burns the letter."),
    )
    project = film(scene={"beats": beats})
    work = mended(project)
    added = work.project.scenes[0].beats[1].shots[0]
    assert added.characters == ("mira",) and added.slots.characters[0].wardrobe == "shirt"
    assert findings(work.project) == ()


def test_pace_follows_the_feeling_and_leaves_lines_their_time() -> None:
    slow = tuple(one.with_(seconds=9.0) for one in but("k2", dialogue=(Line(text=LONG),)))
    beats = (Beat(id="b1", text="They talk.", emotion=Emotion(tension=9), shots=slow),)
    found = only(film(scene={"beats": beats}), "pacing")
    assert "9.0 s a shot on average" in found.evidence
    assert [one.value for one in found.fix] == [4.0, 4.8, 4.0, 4.0]
    assert findings(apply(film(scene={"beats": beats}), found.fix).project) == ()


def test_a_run_of_one_size_is_broken() -> None:
    row = [shot(f"r{at}", sound=("rain on the window",), shot_size=ShotSize.MS, subject=f"thing {at}") for at in range(6)]
    project = film(*clean_shots(), *row)
    found = only(project, "pacing")
    assert "7 shots in a row are MS" in found.message
    assert findings(apply(project, found.fix).project) == ()


def test_people_and_places_of_the_bible_are_used() -> None:
    bible = Bible(
        characters=(MIRA, JONAS, MIRA.with_(id="eve", look=MIRA.look.with_(name="Eve"))),
        locations=(BAR, BAR.with_(id="quay", name="The quay")),
        props=(CUP,),
    )
    told = {one.rule: one.message for one in findings(film(bible=bible))}
    assert told == {
        "unused_character": "Eve is in the bible (lead) and in no shot",
        "location_established": "The quay is in the bible and no scene plays there",
    }


def test_lines_are_in_the_films_language_and_music_under_the_scene_is_enough() -> None:
    found = only(film(*but("k3", dialogue=(Line(text="Я ждала"),))), "audio")
    assert "Cyrillic" in found.evidence and not found.fix
    assert findings(film(*but("k3", dialogue=(Line(text="Я ждала"),)), language="ru")) == ()
    cues = (Cue(id="c1", kind="music", text="cello"), Cue(id="c2", kind="effects", text="rain"))
    assert findings(film(*but("k3", sound=()), scene={"cues": cues})) == ()


def test_missing_data_is_no_finding_but_is_told() -> None:
    bare = tuple(Shot(id=f"k{at}", characters=("mira", "jonas")[at % 2 : at % 2 + 1]) for at in range(4))
    seen = report(film(*bare))
    assert not [one for one in seen.findings if one.severity in ("error", "warn")]
    told = {(one.rule, one.why) for one in seen.unchecked}
    assert ("axis_180", "no side of the line given") in told
    assert ("light_direction", "no side of the key light given") in told
    assert ("geography", "no shot size given") in told


def test_dismissed_findings_stay_away_until_their_ground_changes() -> None:
    project = film(*but("k3", side="B"))
    found = only(project, "axis_180")
    quiet = project.with_(dismissed=(found.id,))
    assert findings(quiet) == () and report(quiet).dismissed == (found,)
    moved = quiet.with_(scenes=film(*but("k3", but("k1", seconds=9.0), side="B")).scenes)
    assert findings(moved) == (), "another shot's length is not what it was about"
    wider = quiet.with_(scenes=film(*but("k2", but("k4", side="B"), side="B")).scenes)
    assert [one.rule for one in findings(wider)] == ["axis_180"], "other shots cross the line now"


def test_findings_are_chosen_by_id_beginning_or_rule() -> None:
    found = findings(film(*but("k3", but("k2", wardrobe="red dress"), side="B")))
    assert [one.rule for one in chosen(found, ["axis_180"])] == ["axis_180"]
    assert chosen(found, [found[1].id[:-2]]) == found[1:2]
    with pytest.raises(UsageError, match="director continuity"):
        chosen(found, ["nonsense"])


def test_health_says_what_took_the_points() -> None:
    assert health(film()).score == 10.0
    sick = health(film(*but("k3", but("k2", sound=()), side="B")))
    (scene,) = sick.scenes
    assert scene.score == 7.0 and [(one.rule, one.points) for one in scene.reasons] == [("axis_180", 2.0), ("audio", 1.0)]
    assert (scene.shots, scene.seconds, scene.run, scene.size) == (4, 12.0, 2, "CU")
    assert health(Project(title="Empty")).score == 0.0


def test_five_hundred_scenes_are_read_in_a_second() -> None:
    scenes = []
    for number in range(500):
        told = [one.with_(id=f"{one.id}-{number}-{half}") for half in range(2) for one in but("k3", side="B")[half:][:3]]
        scenes.append(
            Scene(id=f"s{number}", title="A scene", location="bar", beats=(Beat(id=f"b{number}", text="They talk.", shots=tuple(told)),))
        )
    project = film().with_(scenes=tuple(scenes))
    assert len(project.shots()) == 3000
    began = time.process_time()
    seen = report(project)
    spent = time.process_time() - began
    assert len(seen.findings) >= 500
    assert spent < 1.0, f"{spent:.2f} s of processor time"
