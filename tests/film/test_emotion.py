"""The emotional curve: every value has its reason, what a person set stands, and words are read as words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from director_kernel.film.emotion import SAID, Point, curve, film_curve
from director_kernel.film.feelings import AXES, from_words, summed
from director_kernel.media.draw.curve import Mark, chart
from director_kernel.schema.project import Beat, Board, BoardPanel, Emotion, Project, Scene, Shot
from director_kernel.schema.slots import ShotSize, Slots


def shot(name: str, seconds: float = 3.0, **slots: object) -> Shot:
    return Shot(id=name, seconds=seconds, slots=Slots.model_validate(slots))


SCENE = Scene(
    id="s1",
    title="Night",
    beats=(
        Beat(id="b1", text="They kiss in the lamplight", shots=(shot("k1", shot_size=ShotSize.CU),)),
        Beat(id="b2", text="A stranger attacks with a knife", shots=(shot("k2", 1.0), shot("k3", 1.0))),
        Beat(id="b3", text="Whatever", emotion=Emotion(tension=3, wonder=9)),
    ),
)
FILM = Project(title="Lamp", scenes=(SCENE, SCENE.with_(id="s2")))


def test_beats_are_read_and_what_was_said_stands() -> None:
    kiss, knife, said = curve(FILM, SCENE)
    assert kiss.emotion.intimacy >= 7 > kiss.emotion.threat
    assert knife.emotion.threat >= 8 > knife.emotion.intimacy
    assert "1.0 s a shot" in knife.why["tension"]
    assert (said.emotion, said.said, said.why["wonder"]) == (Emotion(tension=3, wonder=9), True, SAID)
    assert [one.at for one in (kiss, knife, said)] == [0, 3, 5]
    assert Point.model_validate(kiss.wire()) == kiss


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_values_stay_in_range_and_every_axis_has_a_reason(words: str) -> None:
    values, why = summed(list(from_words(words)))
    assert set(values) == set(why) == set(AXES)
    assert all(0 <= value <= 10 for value in values.values())
    assert all(why.values())


@pytest.mark.parametrize(("words", "axis"), [("a lighthouse", "wonder"), ("they search the seats", "wonder"), ("a song", "intimacy")])
def test_a_word_within_another_says_nothing(words: str, axis: str) -> None:
    assert axis not in {share.axis for share in from_words(words) if share.why not in ("“search”",)}


def test_a_time_stack_lies_on_its_offsets_and_the_film_goes_on() -> None:
    panels = tuple(BoardPanel(id=f"x{ms}", asset="a" * 64, time_offset_ms=ms, slots=Slots(action="she waits")) for ms in (0, 300, 900))
    board = Board(id="b", title="Moments", kind="time_stack", panels=(panels[0].with_(time_offset_ms=-300), *panels))
    assert [one.at for one in curve(FILM, board)] == [0.0, 0.3, 0.6, 1.2]
    points = film_curve(FILM)
    assert len(points) == 6
    assert points[3].at == 5


def test_the_chart_tells_lines_apart_without_colour() -> None:
    marks = [Mark(one.at, one.label, one.emotion.model_dump(), None, one.said) for one in curve(FILM, SCENE)]
    page = chart(marks, "Night <&>")
    dashes = {part.partition('"')[0] for part in page.svg.split('stroke-dasharray="')[1:]}
    assert len(dashes) == 3
    assert all(f"{axis} " in page.svg for axis in AXES)
    assert "Night &lt;&amp;&gt;" in page.svg
    assert chart(marks, "Night <&>").png == page.png
