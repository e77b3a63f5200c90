"""The storyboard by command: frames as text and small pictures, found as people type them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from director_kernel.director import Director
from director_kernel.film.shots import placed
from director_kernel.schema.project import Board, BoardPanel, Change
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


def test_frames_are_judged_by_number_and_label(filmed: Call, tmp_path: Path) -> None:
    with Director(tmp_path / "director", memory="shell") as seen:
        project = seen.film.projects.require()
        stored = seen.workspace.assets.add_bytes(b"\x89PNG", "image/png").sha256
        at = next(placed(project))
        panels = tuple(
            BoardPanel(id=f"f{n}", asset=stored, caption=label, beat=at.beat.id) for n, label in enumerate(("wide", "close-up"), 1)
        )
        board = Board(id="stack", title="Stack", kind="shot_stack", scene=at.scene.id, beat=at.beat.id, panels=panels)
        seen.film.projects.change([Change(op="add", path="boards", value=board.wire())])
    answer = filmed("board", "--promote", "close-up", "--pin", "1", "--json")
    assert answer.code == 0 and answer.json["board"] == "stack" and len(answer.json["said"]) == 2
    with Director(tmp_path / "director", memory="shell") as seen:
        project = seen.film.projects.require()
        assert [panel.mark for panel in project.boards[-1].panels] == ["pinned", "canonical"]
        assert [shot.frame for shot in project.scenes[0].beats[0].shots].count(stored) == 1
    assert "frames are 1 to 2" in filmed("board", "--delete", "9").err
