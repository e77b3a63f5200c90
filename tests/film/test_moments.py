"""A moment before and after, read from the words of an action."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from director_kernel.film.moments import acts_of, going, moment, participle, told
from director_kernel.schema.slots import Character, Slots


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("Mira raises the lantern", "Mira is about to raise the lantern", "Mira has raised the lantern"),
        ("she runs along the pier", "she is about to run along the pier", "she has run along the pier"),
        ("a woman is walking through rain", "a woman is about to walk through rain", "a woman has walked through rain"),
        ("they kiss", "they are about to kiss", "they have kissed"),
        ("the storm breaks", "the storm is about to break", "the storm has broken"),
        ("Two drops fall on the glass", "Two drops are about to fall on the glass", "Two drops have fallen on the glass"),
        ("Mira stops", "Mira is about to stop", "Mira has stopped"),
        ("Mira raises the lantern while Jonas watches", "Mira is about to raise the lantern, Jonas watches", None),
        ("The keeper opens the door and steps outside", "The keeper is about to open the door", None),
        ("dawn over the harbour", "dawn over the harbour, a moment before", "dawn over the harbour, a moment after"),
        ("", "", ""),
    ],
)
def test_the_action_follows_the_clock(action: str, before: str, after: str | None) -> None:
    assert told(action, -300, 300) == before
    assert told(action, 0, 300) == action
    if after is not None:
        assert told(action, 600, 300) == after


def test_just_now_is_said_so() -> None:
    assert told("Mira raises the lantern", 300, 300) == "Mira has just raised the lantern"


def test_each_does_what_is_said_of_them() -> None:
    two = Slots(action="Mira raises the lantern while Jonas watches", characters=(Character(name="Mira"), Character(name="Jonas")))
    mira, jonas = moment(two, -300, 300).characters
    assert "low at the side" in mira.pose and jonas.pose in ("", "standing")
    assert [act.verb for act in acts_of(two.action)] == ["raise", "watch"]


def test_who_travels_moves_through_the_frame() -> None:
    one = Slots(action="Mira runs along the gallery", characters=(Character(name="Mira"),))
    assert [moment(one, offset, 300).composition for offset in (-300, 0, 300)] == ["left third", "centred", "right third"]


@pytest.mark.parametrize(
    ("verb", "done", "doing"), [("raise", "raised", "raising"), ("stop", "stopped", "stopping"), ("open", "opened", "opening")]
)
def test_forms_of_verbs(verb: str, done: str, doing: str) -> None:
    assert (participle(verb), going(verb)) == (done, doing)


@given(st.text(max_size=80), st.integers(-5000, 5000), st.integers(20, 2000))
def test_any_words_have_moments(action: str, offset: int, step: int) -> None:
    slots = Slots(action=action, characters=(Character(name="Mira"),))
    assert moment(slots, offset, step) == moment(slots, offset, step)
    assert told(action, 0, step) == action
