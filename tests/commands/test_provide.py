"""Steps made by hand, from the shell: what to paste is told, the file is handed in, and the run goes on."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

Call = Callable[..., Any]
PASTE = "a red fox in snow --ar 16:9 --no text, people --seed 7 --v 7"
STEP = {
    "id": "look",
    "type": "image",
    "model": "midjourney-v7",
    "prompt": "a red fox in snow.",
    "negativePrompt": "text, people",
    "seed": 7,
}


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = io.BytesIO()
    Image.new("RGB", (64, 36), "orange").save(file, "PNG")
    path = tmp_path / "fox.png"
    path.write_bytes(file.getvalue())
    return path


@pytest.fixture
def waiting(director: Call, tmp_path: Path) -> Call:
    """A live run whose only step waits for a person's file."""
    draft = tmp_path / "draft.json"
    draft.write_text(json.dumps({"title": "Fox", "aspect": "16:9", "steps": [STEP]}))
    assert director("plan", "--from", str(draft)).code == 0
    return director


def test_the_prompt_to_paste_is_told_and_the_file_handed_in(waiting: Call, picture: Path) -> None:
    ran = waiting("run", "--studio", "live", "--budget", "1")
    assert ran.code == 0 and PASTE in ran.out and "Midjourney" in ran.out and "director provide 1 FILE" in ran.out
    told = waiting("status")
    assert PASTE in told.out and "director provide 1 FILE" in told.out
    (result,) = waiting("status", "--json").json["stepResults"]
    assert (result["state"], result["status"], result["paste"]) == ("awaiting_input", "pending", PASTE)
    assert "midjourney.com" in result["where"]
    given = waiting("provide", "1", str(picture))
    assert given.code == 0 and "1/1 steps stored" in given.out + given.err
    done = waiting("status", "--json").json
    assert done["status"] == "completed" and done["ledger"]["committed"] == 0
    assert done["stepResults"][0]["state"] == "stored" and "paste" not in done["stepResults"][0]


def test_what_is_not_what_the_step_makes_is_refused(waiting: Call, picture: Path, tmp_path: Path) -> None:
    waiting("run", "--studio", "live", "--budget", "1")
    words = tmp_path / "words.png"
    words.write_text("no picture at all")
    for given, told in ((words, "attach"), (tmp_path / "nowhere.png", "check the path")):
        refused = waiting("provide", "1", str(given))
        assert refused.code == 2 and told in refused.err, refused
    assert waiting("provide", "2", str(picture)).code == 2
    assert waiting("provide", "1", str(picture), "--take", "2").code == 2
    assert waiting("provide", "1", str(picture), "--run", "run-99").code == 2
    assert waiting("provide", "look", str(picture)).code == 0, "by its name, too"
    again = waiting("provide", "1", str(picture))
    assert again.code == 2 and "waits for no file" in again.err


def test_in_previs_it_is_drawn_like_any_other(waiting: Call) -> None:
    ran = waiting("run", "--json")
    assert ran.code == 0 and "input_needed" not in ran.out
    assert waiting("status", "--json").json["status"] == "completed"


def test_a_run_says_by_an_event_what_it_waits_for(waiting: Call) -> None:
    ran = waiting("run", "--studio", "live", "--budget", "1", "--json")
    events = [json.loads(line) for line in ran.out.splitlines() if line.startswith("{")]
    (needed,) = [event for event in events if event["type"] == "input_needed"]
    assert needed["step"] == "look" and needed["prompt"] == PASTE and "Midjourney" in needed["where"]
