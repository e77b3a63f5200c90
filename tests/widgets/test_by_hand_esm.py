"""Steps made by hand on a plain page: the prompt is copied whole; the result is dropped, pasted or picked, and then handed in."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from director_kernel.widgets.director import Director
from tests.engine.studio import FakeStudio
from tests.widgets.accessible import faint, focus_fault, violations
from tests.widgets.hostile import HOSTILE, Watcher
from tests.widgets.plain import open_plain
from tests.widgets.samples_preview import hand, needy, run, step, take
from tests.widgets.test_by_hand import CAP, PLAN, picture
from tests.widgets.test_preview_esm import heard, opened, push, sent, tell, until
from tests.widgets.wired import Wired

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

TAKES = "({ part, of, name }) => (part + 1 === of ? { kind: 'image', name, asset: null, url: '' } : null)"
DROP = """([kind, files, address]) => { const dataTransfer = new DataTransfer();
    for (const [name, type] of files) dataTransfer.items.add(new File(['x'], name, { type }));
    if (address) dataTransfer.setData('text/uri-list', address);
    const over = document.querySelector('[data-testid=hand-place] button');
    over.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer })); }"""
PASTE = """([name, type, words]) => { const data = new DataTransfer();
    if (name) data.items.add(new File(['x'], name, { type }));
    if (words) data.setData('text/plain', words);
    return document.activeElement.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data })); }"""


def waiting(**more: Any) -> dict[str, Any]:
    """A run whose step 3 is made by hand."""
    return run([step(3, "input", media="image", hand=hand(**more), note="step 3 is made by hand …")], status="waiting", studio="live")


def pick(page: "Page", *files: tuple[str, str]) -> None:
    page.get_by_test_id("hand-picker").set_input_files([{"name": name, "mimeType": mime, "buffer": picture()} for name, mime in files])


def test_the_prompt_is_shown_whole_and_copied(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, waiting(prompt="a fox\n<b>in the snow</b> --v 7"))
    assert plain.get_by_test_id("hand-what").inner_text().startswith("Made by hand: a picture. Paste this at Midjourney (midjourney.com")
    assert plain.get_by_test_id("hand-prompt").inner_text() == "a fox\n<b>in the snow</b> --v 7"
    assert plain.get_by_text("step 3 is made by hand").count() == 0, "it is not said twice"
    assert plain.get_by_test_id("go-on").is_hidden(), "without the file nothing can go on"
    plain.evaluate("() => { navigator.clipboard.writeText = async (text) => { window.copied = text; }; }")
    plain.get_by_test_id("hand-copy").focus()
    plain.keyboard.press("Enter")
    until(plain, "window.copied")
    assert plain.evaluate("() => window.copied") == "a fox\n<b>in the snow</b> --v 7"
    assert plain.get_by_test_id("hand-copy").inner_text() == "Copied"
    heard(plain, "Prompt copied")


def test_where_a_page_may_not_copy_the_prompt_is_marked(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, waiting(prompt="a fox"))
    plain.evaluate("() => { navigator.clipboard.writeText = async () => { throw new Error('no'); }; }")
    plain.get_by_test_id("hand-copy").click()
    plain.get_by_text("the text is marked now").first.wait_for()
    assert plain.evaluate("() => getSelection().toString()") == "a fox"


def test_of_a_very_long_prompt_the_rest_is_asked_for_before_it_is_copied(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, waiting(prompt="fox " * 5_000, whole=False), run_paste="() => ({ prompt: 'fox '.repeat(5000) + 'the end' })")
    plain.evaluate("() => { navigator.clipboard.writeText = async (text) => { window.copied = text; }; }")
    plain.get_by_test_id("hand-copy").click()
    until(plain, "window.copied")
    assert plain.evaluate("() => window.copied").endswith("the end")
    plain.get_by_test_id("hand-all").click()
    until(plain, "document.querySelector('[data-testid=hand-prompt]').textContent.endsWith('the end')")
    assert sent(plain, "run.paste") == [{"execution": "run-3", "step": "s3"}] * 2 and plain.get_by_test_id("hand-all").is_hidden()
    box = plain.get_by_test_id("hand-prompt").bounding_box()
    assert box and box["height"] < 260


def test_a_picked_file_is_looked_at_before_it_is_used(plain: "Page", plain_base: str) -> None:
    given = "() => new Promise((then) => (window.answer = () => then(null)))"
    opened(plain, plain_base, waiting(), media_upload=TAKES, run_provide=given)
    assert plain.get_by_test_id("hand-use").is_hidden()
    with plain.expect_file_chooser() as chooser:
        plain.get_by_test_id("hand-choose").click()
    assert not chooser.value.is_multiple() and plain.get_by_test_id("hand-picker").get_attribute("accept") == "image/*"
    pick(plain, ("fox.png", "image/png"))
    use = plain.get_by_test_id("hand-use")
    use.wait_for()
    until(plain, "!document.querySelector('[data-testid=hand-use][aria-disabled]')")
    assert use.inner_text() == "Use this picture" and sent(plain, "run.provide") == [], "what needs it may cost money"
    assert plain.locator(".dk-chip-picture").is_visible()
    use.evaluate("(button) => { button.click(); button.click(); }")
    until(plain, "window.answer")
    plain.evaluate("() => window.answer()")
    upload = sent(plain, "media.upload")[0]["upload"]
    assert sent(plain, "run.provide") == [{"execution": "run-3", "step": "s3", "take": 1, "upload": upload}]
    heard(plain, "Step 3 has its picture")
    push(plain, run([step(3, "stored", media="image", takes=[take(3)])], status="completed"))
    assert plain.get_by_test_id("hand").is_hidden() and plain.get_by_test_id("chip").count() == 0


def test_it_is_dropped_or_pasted_and_another_one_replaces_it(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, waiting(), media_upload=TAKES)
    plain.evaluate(DROP, ["dragover", [["fox.png", "image/png"]], ""])
    assert plain.get_by_test_id("drop-hint").inner_text() == "Drop it here"
    plain.evaluate(DROP, ["drop", [["fox.png", "image/png"]], ""])
    plain.get_by_text("fox.png").wait_for()
    plain.get_by_test_id("hand-place").focus()
    assert plain.evaluate(PASTE, ["image.png", "image/png", ""]) is False
    plain.get_by_text("image.png").wait_for()
    assert plain.get_by_test_id("chip").count() == 1
    assert plain.evaluate(PASTE, ["", "", "just words"]) is True, "words are nobody's picture"
    plain.get_by_test_id("chip-remove").click()
    assert plain.get_by_test_id("hand-use").is_hidden()


@pytest.mark.parametrize(
    "files,address,said",
    [
        ([["fox.mp4", "video/mp4"]], "", "This is a film, and a picture is wanted"),
        ([["fox.html", "text/html"]], "", "This is something else, and a picture is wanted"),
        ([["a.png", "image/png"], ["b.png", "image/png"]], "", "Only one file is taken here"),
        ([], "https://cdn.midjourney.com/x.png", "An address is not taken here: save the file"),
    ],
)
def test_what_can_not_be_the_result_is_refused_before_it_is_sent(
    plain: "Page", plain_base: str, files: list[list[str]], address: str, said: str
) -> None:
    opened(plain, plain_base, waiting(), media_upload=TAKES)
    plain.evaluate(DROP, ["drop", files, address])
    plain.get_by_text(said).wait_for()
    assert sent(plain, "media.upload") == [] and plain.get_by_test_id("hand-use").is_hidden()


def test_too_large_a_file_is_sent_another_way(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, waiting(media="video"))
    plain.evaluate(
        """() => { const data = new DataTransfer(), picker = document.querySelector('[data-testid=hand-picker]');
        data.items.add(new File([new Uint8Array(25_000_001)], 'big.mov', { type: 'video/quicktime' }));
        picker.files = data.files; picker.dispatchEvent(new Event('change')); }"""
    )
    assert "`director provide 3 FILE` takes it from the disk" in plain.get_by_test_id("chip").inner_text()


def test_what_the_kernel_refuses_is_said_at_the_step_and_another_file_can_be_given(plain: "Page", plain_base: str) -> None:
    no = "() => { throw { code: 'usage', message: 'step 3 makes a picture, and fox is a sound; give it the right file.' }; }"
    opened(plain, plain_base, waiting(), media_upload=TAKES, run_provide=no)
    pick(plain, ("fox.png", "image/png"))
    until(plain, "document.querySelector('[data-testid=hand-use]:not([aria-disabled])')?.checkVisibility()")
    plain.get_by_test_id("hand-use").click()
    plain.get_by_text("give it the right file").wait_for()
    pick(plain, ("other.png", "image/png"))
    until(plain, "document.querySelector('[data-testid=hand-fault]').hidden")
    until(plain, "document.querySelector('[data-testid=hand-use]:not([aria-disabled])')?.checkVisibility()")


def test_that_a_step_waits_for_a_file_is_heard(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, waiting())
    tell(plain, {"type": "input_needed", "step": "s3", "attempt": "a", "take": 1, "prompt": "x", "where": ""})
    heard(plain, "Step 3 is made by hand and waits for your file")


def test_updates_leave_what_is_attached(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, waiting(), media_upload=TAKES)
    pick(plain, ("fox.png", "image/png"))
    plain.get_by_text("fox.png").wait_for()
    plain.get_by_test_id("hand-choose").focus()
    state = waiting() | {"line": "other"}
    state["steps"].append(step(4, "running", progress=0.4))
    push(plain, state)
    assert plain.get_by_test_id("chip").count() == 1
    assert plain.evaluate("() => document.activeElement.dataset.testid") == "hand-choose"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_everyone_can_hand_it_in(plain: "Page", plain_base: str, dark: bool) -> None:
    opened(plain, plain_base, needy(), dark=dark, media_upload=TAKES)
    until(plain, "document.querySelector('.dk').dataset.theme")
    pick(plain, ("fox.png", "image/png"))
    until(plain, "document.querySelector('[data-testid=hand-use]:not([aria-disabled])')?.checkVisibility()")
    assert violations(plain) == [] and faint(plain) == []
    plain.get_by_test_id("hand-prompt").focus()
    seen = []
    for _ in range(5):
        plain.keyboard.press("Tab")
        seen.append(plain.evaluate("() => document.activeElement.dataset.testid"))
        assert focus_fault(plain) == ""
    assert seen == ["hand-copy", "hand-place", "hand-choose", "chip-remove", "hand-use"]


@pytest.mark.parametrize("width", [1000, 480])
def test_hostile_names_and_prompts_stay_words(plain: "Page", plain_base: str, width: int) -> None:
    watcher = Watcher(plain, plain_base)
    plain.set_viewport_size({"width": width, "height": 800})
    opened(plain, plain_base, waiting(), media_upload=TAKES)
    try:
        for number, words in enumerate(HOSTILE.values()):
            push(plain, waiting(prompt=words, where=words) | {"execution": f"run-{number}"})
            plain.evaluate(
                """(name) => { const data = new DataTransfer(), picker = document.querySelector('[data-testid=hand-picker]');
                data.items.add(new File(['x'], name, { type: 'image/png' }));
                picker.files = data.files; picker.dispatchEvent(new Event('change')); }""",
                words,
            )
            assert plain.get_by_test_id("chip").count() == 1
            assert watcher.faults() == [], json.dumps(words[:60])
    finally:
        watcher.close()
        plain.set_viewport_size({"width": 1000, "height": 800})


def test_from_the_page_to_the_stored_take(plain: "Page", plain_base: str, workspace_folder: Path) -> None:
    with Director(workspace_folder, providers=[FakeStudio(name="fal")]) as director:
        director.chats.new()
        director.plans.keep(PLAN)
        begun = director.runs.begin(director.plans.current(), studio="live", cap=CAP, conversation=director.chats.here().id)
        open_plain(plain, plain_base)
        wired = Wired(plain, director.chat(), "chat")
        wired.show()
        wired.until("() => document.querySelector('[data-testid=hand-prompt]')?.checkVisibility()")
        plain.evaluate(DROP, ["dragover", [["fox.png", "image/png"]], ""])
        hints = plain.get_by_test_id("drop-hint").evaluate_all(
            "(all) => all.filter((each) => !each.hidden).map((each) => each.textContent)"
        )
        assert hints == ["Drop it here"], "of two places in each other the inner one takes it"
        plain.evaluate(DROP, ["dragleave", [["fox.png", "image/png"]], ""])
        pick(plain, ("fox.png", "image/png"))
        wired.until("() => document.querySelector('[data-testid=hand-use]:not([aria-disabled])')?.checkVisibility()")
        plain.get_by_test_id("hand-use").click()
        wired.until("() => document.querySelector('[data-testid=run-status]').textContent === 'completed'")
        [stored] = director.workspace.runs.takes(begun.execution)
        assert (stored.asset.mime, stored.asset.width, stored.price) == ("image/png", 64, 0)
        wired.close()
