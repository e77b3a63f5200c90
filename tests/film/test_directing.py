"""From a logline, references or a conversation to a project, through the facade."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from director_kernel.director import Director
from director_kernel.errors import AssetError, UsageError
from director_kernel.film.shots import full, placed


@pytest.fixture
def teal(tmp_path: Path) -> Path:
    """A picture that is mostly teal."""
    path = tmp_path / "mood board.png"
    pixels = np.full((200, 320, 3), (125, 122, 31), np.uint8)
    pixels[60:140, 100:180] = (90, 140, 230)
    cv2.imwrite(str(path), pixels)
    return path


def test_references_set_the_colours_and_are_said_in_every_prompt(workspace_folder: Path, teal: Path) -> None:
    with Director(workspace_folder) as director:
        made = director.film.direct("A violinist in a rainy city befriends a stray dog", [teal], targets=["veo-3.1"])
        (picture,) = made.project.bible.assets
        assert picture.category == "style" and picture.read_by == "offline"
        assert any("teal" in colour for colour in made.project.style.palette)
        assert made.notes and "teal" in made.notes[-1]
        first = next(placed(made.project))
        assert picture.phrase in full(made.project, first).style
        assert "teal" in director.film.wall()[0].prompts["veo-3.1"].prompt


def test_a_plan_in_the_conversation_becomes_a_project(workspace_folder: Path) -> None:
    with Director(workspace_folder) as director:
        turn = director.brief("A 6-second square logo animation for Lumen, gold on black", decide=True)
        assert turn.plan is not None
        made = director.film.direct("", from_chat=True)
        clips = [step for step in turn.plan.steps if step.kind.media == "video" and step.kind.value != "assemble"]
        assert len(made.project.shots()) == len(clips) and made.project.title == turn.plan.title
        assert director.film.projects.require().id == made.project.id


def test_nothing_is_begun_for_a_target_or_a_picture_that_is_not_there(workspace_folder: Path, tmp_path: Path) -> None:
    with Director(workspace_folder) as director:
        with pytest.raises(UsageError, match=r"did you mean `veo-3.1`"):
            director.film.direct("A keeper finds a door", targets=["veo-3.11"])
        with pytest.raises(UsageError, match="say what happens"):
            director.film.direct("  ")
        (tmp_path / "notes.txt").write_bytes(b"RIFF")
        with pytest.raises(AssetError, match=r"notes\.txt"):
            director.film.direct("A keeper finds a door", [tmp_path / "notes.txt"])
        with pytest.raises(UsageError, match="no picture"):
            director.film.direct("A keeper finds a door", ["https://example.com/still.jpg"])
        assert director.film.projects.all() == []


def test_a_note_in_the_conversation_becomes_a_proposal(workspace_folder: Path) -> None:
    with Director(workspace_folder) as director:
        before = director.film.direct("A lighthouse keeper finds a door in the sea").project
        turn = director.say("scene 2: moodier, but keep the lens")
        (proposal,) = director.film.projects.proposals()
        assert proposal.id in turn.text and "key side" in turn.text and "lens is kept" in turn.text
        assert director.film.projects.require() == before, "nothing is changed until a person accepts"
        changed = director.film.projects.accept(proposal.id)
        scenes = [[shot.slots.light_setup for beat in scene.beats for shot in beat.shots] for scene in changed.scenes]
        assert set(scenes[1]) == {"low key"} and not any(scenes[0])


def test_a_note_on_a_plan_is_not_taken_for_one_on_the_film(workspace_folder: Path) -> None:
    with Director(workspace_folder) as director:
        director.film.direct("A lighthouse keeper finds a door in the sea")
        director.brief("A 6-second square logo animation for Lumen, gold on black", decide=True)
        director.say("make shot 1 slower")
        assert not director.film.projects.proposals()
        director.say("shot 1.3 closer")
        assert len(director.film.projects.proposals()) == 1
