"""A logline becomes a project: scenes that begin, press and turn, with everything shared said once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from director_kernel.engine.offline.read_brief import read, read_brief
from director_kernel.engine.offline.screenplay import write_project
from director_kernel.film.shots import full, placed
from director_kernel.schema.brief import Brief
from director_kernel.schema.project import Part, Project
from director_kernel.schema.slots import Coverage, TimeOfDay

KEEPER = "A lighthouse keeper finds a door in the sea"


def brief(text: str) -> Brief:
    return read_brief(read(text), (), seed=0, models=())


@pytest.fixture(scope="module")
def keeper() -> Project:
    return write_project(brief(KEEPER), targets=("veo-3.1",))


def test_the_event_of_the_logline_is_a_beat_and_its_effect_is_seen(keeper: Project) -> None:
    event = next(beat for beat in keeper.scenes[0].beats if beat.large)
    assert "finds a door in the sea" in event.text
    assert event.shots[-1].slots.coverage is Coverage.REACTION


def test_bible_and_style_hold_what_shots_share(keeper: Project) -> None:
    (lead,) = keeper.bible.characters
    assert (lead.name, lead.part) == ("lighthouse keeper", Part.LEAD)
    assert {place.setting for place in keeper.bible.locations} == {"sea", "lighthouse interior"}
    for at in placed(keeper):
        own, whole = at.shot.slots, full(keeper, at)
        assert not own.palette and whole.palette == keeper.style.palette
        assert all(not person.wardrobe for person in own.characters), "how somebody looks is the bible's"
        assert all(person.wardrobe for person in whole.characters if at.shot.characters)
        assert whole.setting


def test_time_passes_and_lengths_add_up(keeper: Project) -> None:
    assert [scene.time_of_day for scene in keeper.scenes] == [TimeOfDay.DUSK, TimeOfDay.NIGHT, TimeOfDay.DAWN]
    assert sum(shot.seconds for shot in keeper.shots()) == pytest.approx(42)
    assert sum(shot.seconds for shot in write_project(brief(KEEPER), seconds=30).shots()) == pytest.approx(30)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 12])
def test_as_many_scenes_as_asked(count: int) -> None:
    made = write_project(brief("A violinist in a rainy city befriends a stray dog that leads her home"), scenes=count)
    assert len(made.scenes) == count
    assert all(scene.title and scene.beats for scene in made.scenes)
    ids = [shot.id for shot in made.shots()]
    assert len(ids) == len(set(ids))


def test_several_people_do_what_several_people_do() -> None:
    made = write_project(brief("Two sisters race a storm across the desert"))
    said = " ".join(shot.slots.action for shot in made.shots())
    assert "Two sisters race a storm" in said
    assert "Two sisters leap and barely hold on" in said


@settings(max_examples=30)
@given(st.text(min_size=1, max_size=120), st.integers(1, 4))
def test_any_words_make_a_project_that_says_itself_again(text: str, count: int) -> None:
    made = write_project(brief(text), scenes=count)
    assert Project.model_validate(made.wire()) == made
    assert write_project(brief(text), scenes=count) == made
    assert len(made.scenes) == count
