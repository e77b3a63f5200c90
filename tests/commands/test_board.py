"""The storyboard by command: frames as text and small pictures, found as people type them."""

from collections.abc import Callable

import pytest

from tests.commands.conftest import Answer

Call = Callable[..., Answer]


@pytest.fixture
def filmed(director: Call) -> Call:
    assert director("film", "A lighthouse keeper finds a door in the sea", "--scenes", "2").code == 0
    return director


def test_the_frames_of_film_and_scene(filmed: Call) -> None:
    whole = filmed("board", "--json").json
    assert whole["what"] == "" and {frame["number"].split(".")[0] for frame in whole["frames"]} == {"1", "2"}
    second = filmed("board", "2", "--json").json
    assert second["what"] == "s2" and all(frame["number"].startswith("2.") for frame in second["frames"])
    text = filmed("board", "2").out
    assert "2.1 · " in text and "no picture yet" in text
    assert filmed("board", "s2", "--json").json == second


def test_what_is_not_there_is_said(director: Call, filmed: Call) -> None:
    missing = filmed("board", "nine")
    assert missing.code != 0 and "no scene or board 'nine'" in missing.err and "director project" in missing.err


def test_without_a_project_the_way_to_one(director: Call) -> None:
    answer = director("board")
    assert answer.code != 0 and "director project new" in answer.err
