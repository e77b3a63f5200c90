"""Hostile words through everything that shows words: the real parts, the real bundled code, a real browser. They stay words."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from director_kernel.engine.offline.state import DirectorState, Reply
from director_kernel.errors import ProviderError
from director_kernel.present.saved import NO_WIDGET, beside_widget
from director_kernel.providers.protocol import JobState, JobStatus, Request
from director_kernel.schema.brief import Choice, Intent, Option, Question
from director_kernel.widgets.chat import ROOM
from director_kernel.widgets.director import Director
from director_kernel.widgets.plan import LEAST, MOST
from director_kernel.widgets.stage import stage_of
from director_kernel.widgets.views import View
from tests.engine.brains import ScriptedBrain
from tests.engine.studio import FakeStudio
from tests.widgets.hostile import HOSTILE, Watcher
from tests.widgets.plain import open_plain
from tests.widgets.wired import Wired

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

WORDS = list(HOSTILE.values())
WIDE, NARROW = {"width": 1000, "height": 800}, {"width": 480, "height": 800}
MEGABYTE = {
    "no spaces": "A" * 1_000_000,
    "spaces": "lorem ipsum " * 90_000,
    "marks": "[*_<b>" * 170_000,
    "lines": "a line of words and more words in it\n" * 27_000,
}


@pytest.fixture
def studio() -> FakeStudio:
    return FakeStudio(name="fal")


@pytest.fixture
def brain() -> ScriptedBrain:
    made = ScriptedBrain()
    made.go.set()
    return made


@pytest.fixture
def director(workspace_folder: Path, studio: FakeStudio, brain: ScriptedBrain) -> Iterator[Director]:
    with Director(workspace_folder, providers=[studio], brains=[brain]) as made:
        made.use_brain(brain.id)
        yield made


@pytest.fixture
def watcher(plain: "Page", plain_base: str) -> Iterator[Watcher]:
    made = Watcher(plain, plain_base)
    yield made
    made.close()
    plain.set_viewport_size(WIDE)  # type: ignore[arg-type]


def wired(page: "Page", base: str, view: View, entry: str, *, dark: bool = False) -> Wired:
    """The view on a fresh page."""
    open_plain(page, base, dark=dark)
    page.set_default_timeout(10_000)
    made = Wired(page, view, entry)
    made.show()
    return made


def harmless(watcher: Watcher) -> None:
    """Nothing became more than words, at either width, and everything still fits."""
    for size in (NARROW, WIDE):
        watcher.page.set_viewport_size(size)  # type: ignore[arg-type]
        watcher.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert watcher.faults() == [], size


def asked(words: str, number: int) -> Question:
    """A question whose every word is hostile."""
    identity = words if len(words) < 40 else f"q{number}"
    choices = (
        Choice(id="__proto__", text=words, value=words),
        Choice(id="constructor", text=words[::-1], value="x"),
        Choice(id="c", text="You decide", value=""),
    )
    return Question(id=identity, field="subject", text=words, choices=choices, default="c")


def offered(words: str) -> Option:
    return Option(id="budget", title=words, price=980_000, ceiling=1_080_000, seconds=60, models=(words, "constructor"), why=words)


def answers(state: DirectorState, message: str) -> Reply:
    """The message back, in every place a reply has for words."""
    return Reply(intent=Intent.UNCLEAR, text=message, state=state, questions=(asked(message, 1),), options=(offered(message),))


def picture() -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (40, 30), (90, 60, 200)).save(file, "PNG")
    return file.getvalue()


SAY = """async (text) => {
  const draft = document.querySelector('[data-testid=draft]');
  draft.value = text;
  draft.dispatchEvent(new Event('input', { bubbles: true }));
  draft.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
}"""
TYPE = """([where, words]) => {
  const box = document.querySelector(where);
  box.value = words;
  box.dispatchEvent(new Event('input', { bubbles: true }));
}"""
ARRIVED = """() => !document.querySelector('[data-testid=pending]') && !window.model.state.chat.busy
  && window.model.sent.every((each) => window.answers.has(each.id))"""


def test_what_a_person_types_and_a_model_answers(
    director: Director, brain: ScriptedBrain, plain: "Page", plain_base: str, watcher: Watcher
) -> None:
    brain.reply = answers
    view = director.chat()
    page = wired(plain, plain_base, view, "chat")
    for number, words in enumerate(WORDS):
        plain.evaluate(SAY, words)
        page.until(f"() => window.model.sent.filter((each) => each.verb === 'chat.say').length > {number}")
        page.until(ARRIVED)
        if number % 16 == 15:
            harmless(watcher)
    assert len(brain.heard) == len(WORDS), "each was said"
    page.close()
    page = wired(plain, plain_base, view, "chat")
    while plain.get_by_test_id("earlier").is_visible():
        count = plain.get_by_test_id("message").count()
        plain.get_by_test_id("earlier").click()
        page.until("(count) => document.querySelectorAll('[data-testid=message]').length > count", count)
    page.until(f"() => document.querySelectorAll('[data-testid=message]').length >= {2 * len(WORDS)}")
    harmless(watcher)
    plain.get_by_test_id("history").click()
    page.until("() => document.querySelector('[data-testid=history-entry]')")
    harmless(watcher)


def test_what_is_written_piece_by_piece(director: Director, brain: ScriptedBrain, plain: "Page", plain_base: str, watcher: Watcher) -> None:
    page = wired(plain, plain_base, director.chat(), "chat")
    for words in WORDS:
        size = max(1, len(words) // 12)
        brain.pieces = [words[at : at + size] for at in range(0, len(words), size)]
        brain.go.clear()
        brain.waiting.clear()
        plain.evaluate(SAY, "go on")
        assert brain.waiting.wait(30)
        page.turn()
        assert plain.evaluate("() => !window.pwned")
        assert watcher.faults() == [], words[:60]
        brain.go.set()
        page.until(ARRIVED)
    harmless(watcher)


def test_what_breaks_a_reply_off(director: Director, brain: ScriptedBrain, plain: "Page", plain_base: str, watcher: Watcher) -> None:
    page = wired(plain, plain_base, director.chat(), "chat")
    for number, words in enumerate(WORDS[:32]):
        brain.error = ProviderError(words)
        plain.evaluate(SAY, words)
        page.until(f"() => window.model.sent.filter((each) => each.verb === 'chat.say').length > {number}")
        page.until(ARRIVED)
        page.until("() => !document.querySelector('[data-testid=send-fault]').hidden")
    harmless(watcher)


def test_names_of_files_and_addresses(director: Director, brain: ScriptedBrain, plain: "Page", plain_base: str, watcher: Watcher) -> None:
    for number, words in enumerate(WORDS):
        director.uploads.add(f"u{number}", words, 0, 1, picture())
    page = wired(plain, plain_base, director.chat(), "chat")
    urls = [f"https://example.com/{words}" for words in WORDS]
    refused = 0
    for number, url in enumerate(urls):
        refused += not page.ask("chat.say", text="x", attachments=[{"upload": f"u{number}"}, {"url": url}])["ok"]
    assert 0 < refused < len(WORDS), "those that are no addresses are refused, the rest is kept as words"
    plain.get_by_test_id("open-file").last.click()
    page.until("() => document.querySelector('dialog img')")
    harmless(watcher)


def foreign(words: list[str]) -> bytes:
    """A plan somebody else wrote."""
    steps: list[dict[str, Any]] = []
    for number, each in enumerate(words, 1):
        known = {"model": "flux-1.1-pro", "modelName": each} if number % 3 else {"model": each, "modelName": each}
        steps.append(
            {
                "id": f"s{number}",
                "order": number,
                "kind": "text-to-image",
                "action": each,
                "prompt": f"{each} nr{number}",
                "negativePrompt": each,
                "reason": each,
                "outputDescription": each,
                "aspect": each if number % 5 == 0 else "16:9",
                "takes": 2 if number % 7 == 0 else 1,
                "options": {each[:40] or "x": each, "resolution": each, "__proto__": each},
                "dependsOn": [each] if number % 4 == 0 else [],
                each[:40] or "x": each,
            }
            | known
        )
    return json.dumps({"title": words[0], "summary": words[0], "useCase": words[0], "finalOutputs": words, "steps": steps}).encode()


def run_of(director: Director, studio: FakeStudio) -> None:
    """The current plan, made live; every third step fails with hostile words, and all write them into their logs."""
    plan = director.plans.require()
    looked: dict[str, int] = {}

    def behave(request: Request) -> JobStatus | None:
        number = int(request.prompt.rpartition("nr")[2].split(" ")[0].strip(".") or 0) if "nr" in request.prompt else 0
        words = WORDS[number % len(WORDS)]
        looked[request.prompt] = looked.get(request.prompt, 0) + 1
        if looked[request.prompt] == 1:
            return JobStatus(state=JobState.RUNNING, progress=0.4, message=words, logs=(words, words[::-1]))
        if number % 3 == 0:
            return JobStatus(state=JobState.REFUSED if number % 2 else JobState.FAILED, message=words, logs=(words,), actual=0)
        return None

    studio.on_poll = behave
    director.runs.begin(plan, studio="live", cap=90_000_000, conversation=director.chats.here().id)


def ended(page: Wired) -> None:
    page.until("() => ['completed', 'failed'].includes(window.model.state.preview.status)", most=2_000)


def test_a_plan_somebody_else_wrote_and_its_run(
    director: Director, studio: FakeStudio, plain: "Page", plain_base: str, watcher: Watcher
) -> None:
    for at in (0, 28):
        director.load(foreign(WORDS[at : at + 28]))
        page = wired(plain, plain_base, director.panel(), "panel")
        harmless(watcher)
        plain.get_by_test_id("tab-plan").click()
        steps = len(director.plans.require().steps)
        for number in range(1, steps + 1):
            plain.evaluate(
                "(step) => document.querySelector(`[data-testid=panel-plan] [data-step='${step}']`).scrollIntoView()", f"s{number}"
            )
        harmless(watcher)
        run_of(director, studio)
        ended(page)
        harmless(watcher)
        plain.get_by_test_id("tab-run").click()
        for opener in plain.get_by_test_id("log").all()[:8]:
            if opener.is_visible():
                opener.click()
        page.turn()
        page.until("() => true")
        harmless(watcher)
        assert director.runs.latest() is not None
        page.close()


def test_edits_and_searches(director: Director, plain: "Page", plain_base: str, watcher: Watcher) -> None:
    director.load(foreign(["A red apple", "A green apple"]))
    page = wired(plain, plain_base, director.panel(), "panel")
    plain.get_by_test_id("tab-plan").click()
    for words in (*WORDS, HOSTILE["bidi override"]):
        fields = (("s2", "prompt"), ("s1", "action"), ("", "title"))
        page.ask("plan.set", changes=[{"step": step, "field": name, "value": words} for step, name in fields])
    harmless(watcher)
    plain.get_by_test_id("tab-chat").click()
    harmless(watcher)
    plain.get_by_test_id("tab-plan").click()
    plain.get_by_test_id("model").first.click()
    for words in WORDS[:16]:
        plain.evaluate(TYPE, ["[data-testid=models-search]", words])
        page.turn()
    harmless(watcher)


def test_the_gallery_and_a_comparison(director: Director, studio: FakeStudio, plain: "Page", plain_base: str, watcher: Watcher) -> None:
    director.load(foreign(WORDS))
    run_of(director, studio)
    gallery = director.gallery()
    page = wired(plain, plain_base, gallery, "gallery")
    page.until("() => window.model.state.gallery.total > 30", most=3_000)
    page.until("() => document.querySelectorAll('[data-testid=cell]').length > 4")
    harmless(watcher)
    for words in WORDS[:24]:
        plain.evaluate(TYPE, ["input[type=search]", words])
        page.turn()
    page.until("() => window.model.sent.at(-1).args.filter?.text || !document.querySelector('[data-testid=gallery-empty]').hidden")
    harmless(watcher)
    page.close()
    page = wired(plain, plain_base, director.compare("s2", ("flux-1.1-pro", "seedream-4.5")), "compare")
    harmless(watcher)


def test_saved_copies_are_words_too(
    director: Director, studio: FakeStudio, brain: ScriptedBrain, plain: "Page", plain_base: str, watcher: Watcher
) -> None:
    brain.reply = answers
    for words in WORDS:
        director.say(words, conversation=director.chats.here().id)
    director.chat()
    shown = [part.saved() for part in director.chat().shown()]
    director.load(foreign(WORDS))
    run_of(director, studio)
    panel = director.panel()
    while panel.preview["status"] not in ("completed", "failed"):
        stage_of(director).flush()
        plain.wait_for_timeout(20)
    shown += [part.saved() for view in (panel, director.gallery()) for part in view.shown()]
    copies = [each for each in shown if each is not None]
    assert len(copies) >= 4
    for each in copies:
        assert not {letter for letter in each._repr_mimebundle_()["text/plain"] if letter < " " and letter != "\n"}
        open_plain(plain, plain_base)
        bundle = beside_widget([each], "m1")
        plain.evaluate("(html) => { document.body.innerHTML = `<div class=saved>${html}</div>`; }", bundle["text/html"])
        ours = ("made from words: " + NO_WIDGET, "a link that keeps")
        assert [fault for fault in watcher.faults() if not fault.startswith(ours)] == []


def test_a_megabyte_is_sent_in_part_and_shown_in_part(
    director: Director, brain: ScriptedBrain, studio: FakeStudio, plain: "Page", plain_base: str, watcher: Watcher
) -> None:
    brain.reply = answers
    page = wired(plain, plain_base, director.chat(), "chat")
    for number, words in enumerate(MEGABYTE.values()):
        plain.evaluate(SAY, words)
        page.until(f"() => window.model.sent.filter((each) => each.verb === 'chat.say').length > {number}")
        page.until(ARRIVED)
    assert page.largest < 3 * ROOM, "however much was said"
    harmless(watcher)
    assert plain.evaluate("() => document.querySelector('.dk-messages').textContent.length") < 500_000
    plain.get_by_test_id("history").click()
    page.until("() => document.querySelector('[data-testid=history-entry]')")
    page.close()
    director.load(foreign(list(MEGABYTE.values())))
    page = wired(plain, plain_base, director.panel(), "panel")
    state = page.view.plan
    assert len(json.dumps(state)) < len(MEGABYTE) * 12 * MOST and len(state["title"]) < 1_000
    for step in state["steps"]:
        assert "prompt" not in step["edits"] and "action" not in step["edits"], "what is shown in part can't be saved over the whole"
        assert "%director set" in step["prompt"]
    plain.get_by_test_id("tab-plan").click()
    harmless(watcher)
    before = page.sent
    run_of(director, studio)
    ended(page)
    assert page.sent - before < 40_000_000
    plain.get_by_test_id("tab-run").click()
    harmless(watcher)
    saved = [each for part in page.view.shown() if (each := part.saved()) is not None]
    assert all(len(each.html) < 1_000_000 and len(each.text) < 1_000_000 for each in saved)


def test_a_thousand_long_prompts_share_their_room(director: Director) -> None:
    director.load(
        json.dumps({"title": "x", "steps": [{"kind": "text-to-image", "prompt": f"{n} " + "w " * 10_000} for n in range(400)]}).encode()
    )
    state = director.plan().plan
    assert len(state["steps"]) == 400 and all(len(step["prompt"]) < LEAST + 200 for step in state["steps"])
