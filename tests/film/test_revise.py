"""Notes on parts of a film: what becomes of shots and scenes, and what stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from director_kernel.catalog import load_catalog
from director_kernel.errors import UsageError
from director_kernel.film.changes import apply
from director_kernel.film.revise import Scope, revise_film, scope_of
from director_kernel.film.shots import find_shot
from director_kernel.schema.project import Project, Shot
from director_kernel.schema.slots import Coverage, Movement, ShotSize, Speed
from tests.film.films_to_revise import film

FILM = film()


def revised(words: str, scope: Scope | None = None) -> tuple[Project, tuple[str, ...]]:
    done = revise_film(FILM, words, scope=scope)
    return apply(FILM, done.changes).project, (*done.told, *done.notes)


def one(project: Project, id: str) -> Shot:
    return find_shot(project, id).shot


def test_a_note_on_one_shot_stays_there() -> None:
    after, told = revised("much closer and a longer lens", scope_of(FILM, "shot", "1.1"))
    assert one(after, "k1").slots.shot_size is ShotSize.CU
    assert one(after, "k1").slots.lens == "50mm"  # One step from the film's 35mm.
    assert [shot for shot in after.shots() if shot.id != "k1"] == [shot for shot in FILM.shots() if shot.id != "k1"]
    assert "shot 1.1: shot size: MS → CU (much closer)" in told


def test_scopes_in_words() -> None:
    after, _ = revised("scene 2: warmer; shot 1.1: colder, and beat 2.1 a bit closer")
    assert one(after, "k1").slots.warmth == -1 and one(after, "k2").slots.warmth is None
    assert one(after, "k4").slots.warmth == 1 and one(after, "k4").slots.shot_size is ShotSize.MWS
    whole, _ = revised("warmer")
    assert [shot.slots.warmth for shot in whole.shots()] == [1, 1, None, 1, 1, 1]
    with pytest.raises(UsageError, match="no scene '9'"):
        revise_film(FILM, "scene 9: warmer")


def test_locks_hold_and_are_named() -> None:
    after, told = revised("way more kinetic")
    assert one(after, "k3") == one(FILM, "k3") and "shot 1.3 is locked" in told
    assert one(after, "k6").slots.lens == "" and one(after, "k6").slots.palette == ()
    assert any("lens is locked" in line for line in told)
    shut = FILM.model_copy(update={"scenes": tuple(scene.model_copy(update={"locked": True}) for scene in FILM.scenes)})
    assert revise_film(shut, "more kinetic").changes == ()


def test_a_line_keeps_the_time_it_takes() -> None:
    after, told = revised("more kinetic", scope_of(FILM, "shot", "k2"))
    assert one(after, "k2").seconds == 3.0 and any("its lines take that long" in line for line in told)
    assert one(revised("more kinetic", scope_of(FILM, "shot", "k1"))[0], "k1").seconds == 3.0


def test_a_scene_gets_one_shot_more_and_is_cut_by_whips() -> None:
    after, told = revised("more kinetic", scope_of(FILM, "scene", "2"))
    shots = after.scenes[1].beats[0].shots
    assert [shot.id for shot in shots] == ["k4", "k4x", "k5", "k6"]
    assert shots[0].seconds + shots[1].seconds == pytest.approx(6.0 * 0.6, abs=0.02)
    assert {shot.slots.transition for shot in shots[:-1]} == {"whip"} and shots[-1].slots.transition == ""
    assert [cue.text for cue in after.scenes[1].cues] == ["driving percussion"]
    assert all(shot.slots.music == "" for shot in shots)
    assert any("one shot more" in line for line in told)


def test_a_trailer_cut() -> None:
    after, _ = revised("trailer cut", scope_of(FILM, "scene", "2"))
    shots = after.scenes[1].beats[0].shots
    assert 5 <= len(shots) - 1 <= 8
    assert shots[-1].slots.on_screen_text == ("The Letter",) and shots[-2].slots.transition == "smash cut"
    assert all(0.4 <= shot.seconds <= 2 for shot in shots[:-1])
    assert any(shot.slots.shot_size is ShotSize.ECU and shot.slots.coverage is Coverage.INSERT for shot in shots)
    assert sum(shot.slots.movement is Movement.CRANE_UP for shot in shots) == 1


def test_one_bold_move_is_for_one_shot() -> None:
    after, _ = revised("epic", scope_of(FILM, "scene", "2"))
    assert [shot.slots.movement for shot in after.scenes[1].beats[0].shots] == [Movement.CRANE_UP, None, None]


def test_tension_tightens_and_speeds_up() -> None:
    after, _ = revised("more tense", scope_of(FILM, "scene", "2"))
    shots = after.scenes[1].beats[0].shots
    assert [shot.seconds for shot in shots] == [6.0, 1.6, 2.4]
    assert shots[2].slots.shot_size is ShotSize.CU and shots[0].slots.shot_size is ShotSize.WS


def test_cinematic_establishes_first() -> None:
    after, _ = revised("more cinematic", scope_of(FILM, "scene", "1"))
    first = after.scenes[0].beats[0].shots[0]
    assert (first.slots.coverage, first.slots.shot_size, first.side) == (Coverage.ESTABLISHING, ShotSize.EWS, "neutral")
    assert "coverage" in first.slots.inferred
    again = revise_film(after, "more cinematic", scope=Scope("scene", "s1"))
    assert not [change for change in again.changes if change.op == "add"]


def test_slower_spares_only_what_carries_nothing() -> None:
    after, told = revised("slower", scope_of(FILM, "scene", "2"))
    assert [shot.id for shot in after.scenes[1].beats[0].shots] == ["k4", "k6"]
    assert any("one shot fewer" in line for line in told)
    assert one(revised("slower", scope_of(FILM, "shot", "k1"))[0], "k1").slots.movement_speed is Speed.ULTRA_SLOW


def test_simpler_leaves_the_hero() -> None:
    after, _ = revised("simpler", scope_of(FILM, "scene", "2"))
    assert one(after, "k6").props == ("letter",)


def test_no_music_silences_the_scene() -> None:
    loud = revised("moody", scope_of(FILM, "scene", "2"))[0]
    done = revise_film(loud, "no music", scope=Scope("scene", "s2"))
    assert apply(loud, done.changes).project.scenes[1].cues[0].off


def test_what_is_not_understood_is_said() -> None:
    done = revise_film(FILM, "scene 2: frobnicate it")
    assert done.changes == () and done.unread == ("frobnicate",)


_NOTES = st.lists(st.sampled_from([manner.title for manner in load_catalog().manners.values()]), min_size=1, max_size=3).map(", ".join)


@settings(max_examples=40)
@given(words=_NOTES, scope=st.sampled_from([Scope(), Scope("scene", "s1"), Scope("scene", "s2"), Scope("beat", "b3"), Scope("shot", "k6")]))
def test_any_note_can_be_made_and_taken_back(words: str, scope: Scope) -> None:
    done = revise_film(FILM, words, scope=scope)
    made = apply(FILM, done.changes)
    assert apply(made.project, made.inverse, exact=True).project == FILM
    assert done == revise_film(FILM, words, scope=scope)
    for old in FILM.shots():
        new = next((shot for shot in made.project.shots() if shot.id == old.id), None)
        if new is not None:
            assert new.slots.dialogue == old.slots.dialogue and new.slots.subject == old.slots.subject
            assert new.seconds >= min(old.seconds, sum(len(line.text.split()) for line in old.slots.dialogue) / 2.5)
