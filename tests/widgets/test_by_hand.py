"""Steps made by hand, the kernel's half: what a page is told of them, and how the file it uploads becomes the take."""

import io
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from director_kernel.schema.journal import ExecutionStatus
from director_kernel.widgets.director import Director
from director_kernel.widgets.watch import PASTE
from tests.engine.studio import FakeStudio
from tests.widgets.contract import faults
from tests.widgets.conversing import Page, page_of, until

FOX = {"id": "fox", "order": 1, "kind": "text-to-image", "model": "midjourney-v7", "prompt": "a fox in the snow", "seed": 7}
PLAN = {"title": "By hand", "aspect": "16:9", "steps": [FOX]}
CAP = 2_000_000


@pytest.fixture
def director(workspace_folder: Path) -> Iterator[Director]:
    with Director(workspace_folder, providers=[FakeStudio(name="fal")]) as made:
        made.chats.new()
        yield made


def picture(colour: str = "orange") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 36), colour).save(file, "PNG")
    return file.getvalue()


def sound() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as made:
        made.setparams((1, 2, 8000, 0, "NONE", ""))
        made.writeframes(bytes(8000))
    return file.getvalue()


def started(director: Director, monkeypatch: pytest.MonkeyPatch, plan: dict[str, Any]) -> Page:
    """The page of a run that waits for a file."""
    director.plans.keep(plan)
    page = page_of(director.panel(), monkeypatch)
    page.ask("plan.start", studio="live", mode="auto", cap=CAP)
    until(lambda: page.view.preview["status"] == "waiting")
    return page


def test_a_step_made_by_hand_says_what_to_paste_and_takes_the_file(director: Director, monkeypatch: pytest.MonkeyPatch) -> None:
    page = started(director, monkeypatch, PLAN)
    assert faults(page.view.preview, "PreviewState") == []
    step = page.view.preview["steps"][0]
    assert step["status"] == "input" and step["hand"]["whole"] and step["hand"]["media"] == "image"
    assert step["hand"]["prompt"] == "a fox in the snow --ar 16:9 --seed 7 --v 7" and "midjourney.com" in step["hand"]["where"]
    page.ask("media.upload", buffers=[picture()], upload="u1", name="fox.png", part=0, of=1)
    page.ask("run.provide", execution="run-1", step="fox", take=1, upload="u1")
    until(lambda: page.view.preview["status"] == "completed")
    done = page.view.preview["steps"][0]
    assert done["status"] == "stored" and done["hand"] is None and done["takes"][0]["asset"]["width"] == 64
    assert page.view.preview["money"]["spent"] == 0


def test_each_take_waits_for_its_own_file(director: Director, monkeypatch: pytest.MonkeyPatch) -> None:
    page = started(director, monkeypatch, {**PLAN, "steps": [{**FOX, "takes": 2}]})
    for number, colour in ((1, "red"), (2, "blue")):
        until(lambda number=number: (page.view.preview["steps"][0]["hand"] or {}).get("take") == number)
        page.ask("media.upload", buffers=[picture(colour)], upload=f"u{number}", name="a.png", part=0, of=1)
        page.ask("run.provide", execution="run-1", step="fox", take=number, upload=f"u{number}")
        if number == 1:
            until(lambda: page.view.preview["steps"][0]["takes"])
            done = director.loop.run(director.runs.executor.wait("run-1"))
            assert done.status is ExecutionStatus.WAITING and "director provide fox" in done.message, "half of it is not all of it"
    until(lambda: page.view.preview["status"] == "completed")
    assert [take["take"] for take in page.view.preview["steps"][0]["takes"]] == [1, 2]


def test_what_does_not_fit_is_refused_and_the_step_goes_on_waiting(director: Director, monkeypatch: pytest.MonkeyPatch) -> None:
    page = started(director, monkeypatch, PLAN)
    where = {"execution": "run-1", "step": "fox", "take": 1}
    assert "there is no upload" in page.refused("run.provide", **where, upload="never")
    page.ask("media.upload", buffers=[sound()], upload="u1", name="fox.png", part=0, of=1)
    assert "makes a picture" in page.refused("run.provide", **where, upload="u1"), "bytes tell what it is, whatever its name says"
    assert "png" in page.refused("media.upload", buffers=[b"<html>"], upload="u2", name="fox.png", part=0, of=1)
    page.ask("media.upload", buffers=[picture()], upload="u3", name="../../fox.png", part=0, of=1)
    assert "no step" in page.refused("run.provide", **{**where, "step": "<b>"}, upload="u3")
    assert "waits for no file" in page.refused("run.provide", **{**where, "take": 9}, upload="u3")
    assert "run its cell" in page.refused("run.provide", **{**where, "take": "1"}, upload="u3")
    assert page.view.preview["steps"][0]["status"] == "input"
    page.ask("run.provide", **where, upload="u3")
    until(lambda: page.view.preview["status"] == "completed")
    assert "waits for no file" in page.refused("run.provide", **where, upload="u3"), "a take that is there is not replaced"


def test_a_very_long_prompt_is_had_whole_when_it_is_asked_for(director: Director, monkeypatch: pytest.MonkeyPatch) -> None:
    page = started(director, monkeypatch, {**PLAN, "steps": [{**FOX, "prompt": "a fox, " * 4_000}]})
    hand = page.view.preview["steps"][0]["hand"]
    assert not hand["whole"] and len(hand["prompt"]) == PASTE
    whole = page.ask("run.paste", execution="run-1", step="fox")["prompt"]
    assert whole.startswith(hand["prompt"]) and whole.endswith("--ar 16:9 --seed 7 --v 7")
