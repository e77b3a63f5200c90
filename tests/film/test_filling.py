"""Open slots of a film filled in: from the scene, on the camera's side, never over what was said or locked."""

from director_kernel.catalog import load_catalog
from director_kernel.film.changes import apply as make
from director_kernel.film.filling import fill, fill_film
from director_kernel.film.shots import find_shot
from director_kernel.schema.slots import Coverage, KeySide, Movement, ShotSize, Slots
from tests.film.films_to_revise import film

FILM = film()


def test_a_film_is_filled_and_nothing_said_or_locked_changes() -> None:
    changes = fill_film(FILM)
    after = make(FILM, changes).project
    assert fill_film(after) == ()
    for old, new in zip(FILM.shots(), after.shots(), strict=True):
        assert new == old if old.locked else new.slots.coverage is not None and new.slots.shot_size is not None
        assert all(
            getattr(new.slots, name) == getattr(old.slots, name)
            for name in Slots.model_fields
            if name != "inferred" and (name in old.locked_slots or getattr(old.slots, name) not in (None, "", ()))
        )
        assert set(new.slots.inferred) >= set(old.slots.inferred)
    second = find_shot(after, "k2").shot
    assert (second.slots.key_side, second.slots.movement, second.slots.coverage) == (KeySide.LEFT, Movement.STATIC, Coverage.CLOSE)


def test_one_scene_alone() -> None:
    after = make(FILM, fill_film(FILM, scene="s2")).project
    assert after.scenes[0] == FILM.scenes[0] and after.scenes[1] != FILM.scenes[1]


def test_the_camera_keeps_its_side_until_it_crosses() -> None:
    scene = FILM.scenes[0]

    def sided(side: str) -> str:
        beat = scene.beats[0].model_copy(update={"shots": (scene.beats[0].shots[0].with_(side=side), scene.beats[0].shots[1])})
        project = FILM.model_copy(update={"scenes": (scene.model_copy(update={"beats": (beat, *scene.beats[1:])}), FILM.scenes[1])})
        return fill(project, find_shot(project, "k2")).shot.side

    assert [sided(side) for side in ("B", "A", "crossing", "neutral", "")] == ["B", "A", "", "", ""]


def test_a_profile_is_leant_on_and_each_guess_says_why() -> None:
    found = fill(FILM, find_shot(FILM, "k6"), load_catalog().profiles["handheld-realism"])
    assert found.shot.slots.movement is Movement.HANDHELD and found.inferred.why("movement") == "as Handheld realism mostly does"
    assert found.shot.slots.shot_size not in (None, ShotSize.INSERT) and found.shot.slots.lens == ""
