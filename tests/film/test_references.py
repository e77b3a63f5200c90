"""References in the bible: read in words, put with whom they show, and what a model says of them taken as data."""

import pytest

from director_kernel.errors import UsageError
from director_kernel.film.changes import apply
from director_kernel.film.references import Read, find_owner, find_picture, look_draft, new_picture, read_again, read_of, seen, told_of
from director_kernel.film.shots import full, placed
from director_kernel.media.analysis import Composition, Reading, Swatch
from director_kernel.schema.plan import Role
from director_kernel.schema.project import Project
from director_kernel.schema.slots import KeySide
from tests.film.cutting_room import film

READ = Read(("teal #1f7a7d",), ("square",), "low key; teal")
PICTURE = "d" * 64


def with_picture(**said: str) -> Project:
    return apply(film(), new_picture(film(), PICTURE, "Still one", READ, **said)).project


def test_a_reading_is_said_in_words_a_prompt_can_use() -> None:
    built = Composition(0.56, 0.2, (0.7, 0.5), 0.1, 0.7, 0.8)
    reading = Reading(90, 160, (Swatch("#1f7a7d", 0.6), Swatch("#e8912a", 0.4)), KeySide.LEFT, 2, -1, -2, -1, built)
    found = read_of(reading)
    assert found.palette == ("teal #1f7a7d", "amber #e8912a")
    assert found.phrase == (
        "low key, hard contrast, light from the left; cool muted colours in teal and amber; "
        "subject on the right third, low horizon, much empty space"
    )
    assert found.tags[0] == "portrait format"


def test_a_picture_of_somebody_goes_with_every_shot_they_are_in() -> None:
    project = with_picture(of="Mira")
    assert find_picture(project, "still one").of == "mira"
    assert all(PICTURE in [one.asset for one in full(project, at).references] for at in placed(project))
    mood = with_picture(of="mira", category="style")
    assert find_owner(mood, "mira").noun.assets == ()


def test_what_cannot_be_is_said() -> None:
    for said, words in (({"of": "nobody"}, "no 'nobody'"), ({"category": "opera"}, "no category 'opera'")):
        with pytest.raises(UsageError, match=words):
            new_picture(film(), PICTURE, "x", READ, **said)
    with pytest.raises(UsageError, match="in the bible already"):
        new_picture(with_picture(), PICTURE, "x", READ)
    with pytest.raises(UsageError, match="no picture"):
        find_picture(film(), "still")


def test_a_picture_is_set_and_read_again() -> None:
    project = with_picture()
    picture = find_picture(project, "still-one")
    assert read_again(picture, READ) == ()
    after = apply(
        project, (*told_of(project, picture, of="mira", mood=("tense",)), *read_again(picture, READ._replace(phrase="x")))
    ).project
    again = find_picture(after, "still-one")
    assert (again.of, again.mood, again.phrase) == ("mira", ("tense",), "x")
    assert find_owner(after, "mira").noun.assets == (PICTURE,)


def test_a_model_is_shown_the_picture_and_its_answer_is_cut_to_size() -> None:
    project = with_picture()
    picture = find_picture(project, "still-one")
    step = look_draft(project, picture, "gpt-4.1-mini").steps[0]
    assert [(each.role, each.asset) for each in step.inputs or ()] == [(Role.REFERENCE, PICTURE)]
    answer = 'Sure! {"subject": "a pier", "mood": ["lonely", 7, "\\u202etense"], "tags": "fog, wood", "phrase": "' + "x" * 900 + '"}'
    told = {one.path.rpartition("/")[2]: one.value for one in seen(picture, answer, "gpt")}
    assert told["mood"] == ["lonely", "tense"]
    assert told["tags"] == ["a pier", "fog", "wood", "square"]
    assert len(told["phrase"]) == 400
    assert told["read_by"] == "gpt"
    apply(project, seen(picture, answer, "gpt"))


@pytest.mark.parametrize("answer", ["", "no json", "[]", "{", '{"phrase": 3}', "{" * 5000 + "}"])
def test_an_answer_that_says_nothing_is_refused(answer: str) -> None:
    with pytest.raises(UsageError, match="said nothing"):
        seen(find_picture(with_picture(), "still-one"), answer, "gpt")
