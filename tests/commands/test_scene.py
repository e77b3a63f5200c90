"""`scene` and `bible`, as a person types them."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from director_kernel.commands.session import Session, ShellSurface
from director_kernel.commands.tree import invoke
from director_kernel.errors import DirectorError, UsageError
from director_kernel.present.bible_view import bible_view
from director_kernel.present.shown import Shown
from director_kernel.schema.project import VisualAsset
from tests.film.cutting_room import film

Say = Callable[..., Shown]


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Say]:
    monkeypatch.chdir(tmp_path)
    session = Session(ShellSurface())
    session.use(tmp_path / "director")

    def said(*words: str) -> Shown:
        shown = invoke(words, session)
        assert shown is not None
        return shown

    yield said
    session.director.close()


@pytest.fixture
def begun(say: Say) -> Say:
    say("project", "new", "The Lighthouse")
    say("bible", "add", "character", "Mira", "--hair", "short red", "--part", "lead")
    say("bible", "add", "location", "the pier", "--time", "dawn")
    say(
        "scene",
        "add",
        "The pier",
        "--location",
        "the pier",
        "--shot",
        "wide shot, Mira walks along the pier",
        "--shot",
        "close-up, she looks up",
    )
    return say


def test_a_scene_is_added_listed_and_shown(begun: Say) -> None:
    assert "The pier  script review" in begun("scene").text
    shown = begun("scene", "1")
    assert "[script review] → scene generation" in shown.text
    assert "Mira walks along the pier" in shown.text
    assert shown.data["beats"][0]["shots"][0]["characters"] == ["mira"]
    assert shown.data["full"]["k1"]["timeOfDay"] == "dawn"
    assert shown.data["making"] == {"k1": "picture and clip", "k2": "picture and clip"}
    assert 'aria-current="step"' in shown.html


def test_the_edit_and_the_sound_are_typed(begun: Say) -> None:
    begun("scene", "trim", "1.1", "--seconds", "2")
    begun("scene", "move", "1.2", "--before", "1.1")
    begun("scene", "transition", "k2", "fade", "out")
    begun("scene", "level", "k2", "-6")
    begun("scene", "voice", "k2", "Who is there?", "--by", "mira")
    begun("scene", "score", "1", "slow cello")
    begun("scene", "level", "1", "-3")
    begun("scene", "sound", "k1", "waves", "--at", "0.5")
    begun("scene", "sound", "k2", "--cue", "k2-line-1", "--off")
    scene = begun("scene", "1").data
    assert [shot["id"] for shot in scene["beats"][0]["shots"]] == ["k2", "k1"]
    first, second = scene["beats"][0]["shots"]
    assert (first["slots"]["transition"], first["level"], second["seconds"]) == ("fade to black", -6, 2)
    assert first["cues"][0]["off"] is True
    assert scene["cues"][0]["level"] == -3
    assert second["cues"][0]["start"] == 0.5


def test_stages_say_what_is_missing_and_go_back(begun: Say) -> None:
    assert "in scene generation now" in begun("scene", "next", "1").text
    with pytest.raises(UsageError, match="no canonical picture: k1, k2"):
        begun("scene", "next", "1")
    begun("scene", "trim", "1.1", "--seconds", "9")
    assert "seconds 9 → 3" in begun("scene", "back", "1", "generation").text
    assert "in script review again" in begun("scene", "back", "1").text


def test_a_note_in_loose_language_changes_it_or_is_proposed(begun: Say) -> None:
    assert begun("scene", "revise", "1", "more", "kinetic", "--propose").data["proposal"]["state"] == "open"
    assert begun("scene", "revise", "1.1", "closer").data["changes"]


def test_the_edit_goes_out_and_comes_back(begun: Say, tmp_path: Path) -> None:
    assert begun("scene", "otio", "out", "cut.otio").data["missing"] == 2
    assert begun("scene", "otio", "in", "cut.otio").data["changes"] == []
    file = tmp_path / "cut.otio"
    file.write_text(re.sub(r'"value": 72(\.0)?', '"value": 48.0', file.read_text()))
    assert {one["value"] for one in begun("scene", "otio", "in", "cut.otio").data["changes"]} == {2.0}
    file.write_text("{")
    with pytest.raises(UsageError, match="export it as"):
        begun("scene", "otio", "in", "cut.otio")


@pytest.mark.parametrize(
    "words",
    [
        ("scene", "9"),
        ("scene", "trim", "1.1"),
        ("scene", "trim", "1.1", "--seconds", "nan"),
        ("scene", "trim", "1.1", "--seconds", "9999"),
        ("scene", "move", "1.1"),
        ("scene", "transition", "1.1", "explode"),
        ("scene", "level", "1.1", "90"),
        ("scene", "level", "1.1", "-3", "--cue", "nothing"),
        ("scene", "add", "x", "--location", "mars"),
        ("scene", "set", "1", "colour=red"),
        ("scene", "sound", "1.1", ""),
        ("scene", "otio", "in", "none.otio"),
        ("scene", "run", "1", "--shot", "7"),
        ("bible", "add", "none.png"),
        ("bible", "add", "https://example.com/a.png"),
        ("bible", "add", "character"),
        ("bible", "show", "nothing"),
        ("bible", "read"),
    ],
)
def test_what_cannot_be_is_said_in_a_line(begun: Say, words: tuple[str, ...]) -> None:
    with pytest.raises(DirectorError) as error:
        begun(*words)
    assert "\n" not in str(error.value)


def test_a_picture_is_added_read_set_and_locked_with_whom_it_shows(begun: Say, tmp_path: Path) -> None:
    picture = np.full((90, 160, 3), (125, 122, 31), np.uint8)
    cv2.imwrite(str(tmp_path / "still.png"), picture)
    added = begun("bible", "add", "still.png", "--of", "mira")
    assert added.data["palette"] == ["teal #1f7a7d"]
    assert added.data["readBy"] == "offline"
    begun("bible", "set", "still", "mood=tense, quiet")
    begun("bible", "set", "mira", "hair=grey")
    shown = begun("bible")
    assert "read offline" in shown.text
    assert shown.data["characters"][0]["look"]["hair"] == "grey"
    assert shown.data["characters"][0]["assets"] == [added.data["asset"]]
    begun("bible", "lock", "mira")
    with pytest.raises(DirectorError, match="locked"):
        begun("bible", "set", "mira", "hair=red")
    (tmp_path / "torn.png").write_bytes((tmp_path / "still.png").read_bytes()[:60])
    with pytest.raises(DirectorError, match=r"torn\.png"):
        begun("bible", "add", "torn.png")


def test_what_a_picture_is_called_is_no_markup() -> None:
    evil = VisualAsset(id="x", asset="a" * 64, name="<script>alert(1)</script>", palette=('red" onload="x', "teal #1f7a7d"), phrase="<b>")
    page = bible_view(film().with_(bible=film().bible.with_(assets=(evil,))), {"a" * 64: "data:image/jpeg;base64,AA"}).html
    assert "<script>" not in page
    assert "<b>" not in page
    assert 'onload="x' not in page
    assert "background:#1f7a7d" in page
