"""Patterns of coverage laid over beats: what is used, what stays, and that the camera stays on its side."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from director_kernel.catalog import load_catalog
from director_kernel.errors import UsageError
from director_kernel.film.changes import apply as make
from director_kernel.film.grammars import apply, find_grammar, suited
from director_kernel.film.shots import find_beat
from director_kernel.prompts.ladders import MOVABLE
from director_kernel.schema.project import Project, Shot
from director_kernel.schema.slots import Coverage, Movement, ShotSize
from tests.film.films_to_revise import film

FILM = film()
GRAMMARS = load_catalog().grammars


def laid(name: str, beat: str = "b1", seconds: float | None = None, project: Project = FILM) -> tuple[Shot, ...]:
    after = make(project, apply(project, "", beat, find_grammar(GRAMMARS, name), seconds)).project
    return find_beat(after, beat)[1].shots


def test_there_are_enough_and_each_is_a_pattern_of_its_own() -> None:
    assert len(GRAMMARS) >= 12
    assert {"spielberg-wonder", "horror-reveal", "slow-push-in", "shot-reverse", "oner", "product-hero"} <= set(GRAMMARS)
    patterns = {tuple((shot.coverage, shot.who, shot.slots.movement) for shot in one.shots) for one in GRAMMARS.values()}
    assert len(patterns) == len(GRAMMARS)
    for one in GRAMMARS.values():
        for shot in one.shots:
            assert shot.who in ("A", "B", "both", "lead", "object", "place"), one.id
            assert shot.slots.shot_size and shot.slots.movement and shot.slots.lens, one.id
            assert shot.slots.model_fields_set <= MOVABLE


def test_dialogue_stays_on_one_side_and_over_shoulders_mirror() -> None:
    shots = laid("shot-reverse")
    assert [shot.slots.coverage for shot in shots] == [one.coverage for one in GRAMMARS["shot-reverse"].shots]
    assert {shot.side for shot in shots} == {"A"}
    over = [shot for shot in shots if shot.slots.coverage is Coverage.OVER_SHOULDER]
    assert [shot.characters for shot in over] == [("mira",), ("jonas",)]
    assert len({(shot.slots.lens, shot.slots.shot_size, shot.slots.angle) for shot in over}) == 1
    assert [shot.slots.characters[0].gaze for shot in over] == ["right", "left"]
    assert over[0].azimuth != over[1].azimuth


def test_the_side_a_scene_was_filmed_from_is_kept() -> None:
    first = FILM.scenes[0].beats[0]
    seen = first.model_copy(update={"shots": tuple(shot.with_(side="B") for shot in first.shots)})
    scene = FILM.scenes[0].model_copy(update={"beats": (seen, FILM.scenes[0].beats[1])})
    shots = laid("shot-reverse", "b2", project=FILM.model_copy(update={"scenes": (scene, FILM.scenes[1])}))
    free = [shot for shot in shots if not shot.locked]
    assert {shot.side for shot in free} == {"B"} and free[1].slots.characters[0].gaze == "left"


def test_shots_that_are_there_are_used_and_keep_what_is_theirs() -> None:
    shots = laid("wide-medium-close")
    by_id = {shot.id: shot for shot in shots}
    assert len(shots) == 3 and {"k1", "k2"} <= set(by_id)
    assert by_id["k1"].slots.action == "Mira opens a drawer"
    spoken = by_id["k2"]
    assert spoken.slots.dialogue[0].text.startswith("Where did you") and spoken.seconds >= 8 / 2.5
    assert [shot.slots.shot_size for shot in shots] == [ShotSize.WS, ShotSize.MS, ShotSize.CU]


def test_locked_shots_and_slots_stay() -> None:
    shots = laid("slow-push-in", "b2")
    assert FILM.scenes[0].beats[1].shots[0] in shots and len(shots) == 3
    kept = next(shot for shot in laid("wide-medium-close", "b3") if shot.id == "k6")
    assert kept.slots.lens == "" and kept.slots.palette == () and kept.slots.shot_size is not None


def test_what_the_pattern_has_no_use_for_stays() -> None:
    shots = laid("oner", "b3")
    assert {"k4", "k5", "k6"} == {shot.id for shot in shots}
    assert sum(shot.slots.movement is Movement.TRACKING for shot in shots) == 1


def test_lengths_follow_the_shares() -> None:
    shots = laid("horror-reveal", "b3", 22.0)
    assert sum(shot.seconds for shot in shots) == pytest.approx(22.0)
    assert [shot.seconds for shot in shots] == [4.0, 4.0, 4.0, 6.0, 2.0, 2.0]


def test_two_people_are_needed_for_a_dialogue() -> None:
    with pytest.raises(UsageError, match="needs two people and only mira is"):
        apply(FILM, "", "b3", GRAMMARS["shot-reverse"])
    with pytest.raises(UsageError, match="did you mean 'horror-reveal'"):
        find_grammar(GRAMMARS, "horor-reveal")
    with pytest.raises(UsageError, match="is in scene 's2', not in 's1'"):
        apply(FILM, "s1", "b3", GRAMMARS["oner"])


def test_those_for_a_genre_come_first() -> None:
    assert "horror" in suited(GRAMMARS, "horror comedy")[0].genres or "comedy" in suited(GRAMMARS, "horror comedy")[0].genres
    assert len(suited(GRAMMARS, "horror")) == len(GRAMMARS)


@settings(max_examples=30)
@given(
    name=st.sampled_from(sorted(GRAMMARS)),
    then=st.sampled_from(sorted(GRAMMARS)),
    beat=st.sampled_from(["b1", "b2"]),
    seconds=st.floats(3, 60),
)
def test_any_pattern_over_any_beat(name: str, then: str, beat: str, seconds: float) -> None:
    changes = apply(FILM, "", beat, GRAMMARS[name], seconds)
    made = make(FILM, changes)
    assert make(made.project, made.inverse, exact=True).project == FILM
    assert apply(made.project, "", beat, GRAMMARS[name], None) == () or any(shot.slots.dialogue for shot in find_beat(FILM, beat)[1].shots)
    twice = make(made.project, apply(made.project, "", beat, GRAMMARS[then], seconds)).project
    shots = find_beat(twice, beat)[1].shots
    assert {"k1", "k2", "k3"} <= {shot.id for shot in twice.shots()} and len({shot.id for shot in shots}) == len(shots)
    assert {shot.side for shot in shots} <= {"A", "neutral", ""}
