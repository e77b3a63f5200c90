"""The storyboard on a page, joined to a real kernel's half: order by pointer and keyboard, hundreds of shots, words that stay, refusals."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from director_kernel.schema.project import Change
from director_kernel.widgets.director import Director
from tests.widgets.accessible import faint, focus_fault, violations
from tests.widgets.plain import open_plain
from tests.widgets.samples_board import long, pictured
from tests.widgets.wired import Wired

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

ANSWERED = "() => window.model.sent.every((each) => window.answers.has(each.id))"
ORDER = """() => [...document.querySelectorAll("[data-testid=frame]")]
  .sort((a, b) => a.dataset.index - b.dataset.index).map((each) => each.dataset.id)"""
FOCUSED = "() => document.activeElement.dataset.id ?? ''"
SETTLED = 260
"""Milliseconds after which what is asked for in calm was asked for."""


@pytest.fixture
def director(workspace_folder: Path) -> Iterator[Director]:
    with Director(workspace_folder) as made:
        yield made


def wired(director: Director, page: "Page", base: str, what: str = "", *, dark: bool = False) -> Wired:
    """The storyboard on a fresh page, everything it asks for answered."""
    open_plain(page, base, dark=dark)
    page.set_default_timeout(8_000)
    made = Wired(page, director.board(what), "board")
    made.show()
    calm(made)
    return made


def calm(page: Wired) -> None:
    page.turn()
    page.page.wait_for_timeout(SETTLED)
    page.until(ANSWERED)


def order(page: Wired) -> list[str]:
    found: list[str] = page.page.evaluate(ORDER)
    return found


def test_order_by_keyboard_keeps_the_focus_and_is_said(director: Director, plain: "Page", plain_base: str) -> None:
    pictured(director)
    page = wired(director, plain, plain_base)
    field = plain.get_by_test_id("frame")
    assert order(page) == ["k1", "k2", "k3", "k4", "k5"]
    assert plain.get_by_role("option", name="1.1 WS · 24mm Mira waits").count() == 1
    assert plain.get_by_role("option", name="1.2 Mira waits no picture yet").count() == 1
    field.first.focus()
    plain.keyboard.press("ArrowRight")
    assert plain.evaluate(FOCUSED) == "k2"
    plain.keyboard.press("Alt+ArrowRight")
    page.until("() => document.querySelector('[data-id=k2]').dataset.index === '2'")
    page.until(ANSWERED)
    assert order(page) == ["k1", "k3", "k2", "k4", "k5"] and plain.evaluate(FOCUSED) == "k2" and focus_fault(plain) == ""
    page.until("() => document.querySelector('.dk > .dk-sr').textContent.includes('Frame 1.2 moved to place 3 of 5')")
    plain.keyboard.press("l")
    page.until("() => document.querySelector('[data-id=k2]').textContent.includes('locked')")
    plain.keyboard.press("Alt+ArrowLeft")
    page.until("() => document.querySelector('.dk-trouble').textContent.includes('is locked')")
    assert order(page) == ["k1", "k3", "k2", "k4", "k5"]
    plain.keyboard.press("l")
    page.until("() => !document.querySelector('[data-id=k2]').textContent.includes('locked')")
    plain.keyboard.press("Delete")
    page.until("() => !document.querySelector('[data-id=k2]')")
    plain.get_by_test_id("board-undo").click()
    page.until("() => document.querySelector('[data-id=k2]')")
    page.close()


def test_order_by_pointer_and_by_buttons(director: Director, plain: "Page", plain_base: str) -> None:
    pictured(director)
    page = wired(director, plain, plain_base)
    boxes = [plain.get_by_test_id("frame").nth(at).bounding_box() for at in (3, 0)]
    assert boxes[0] is not None and boxes[1] is not None
    plain.mouse.move(boxes[0]["x"] + 60, boxes[0]["y"] + 60)
    plain.mouse.down()
    plain.mouse.move(boxes[1]["x"] + 300, boxes[1]["y"] + 60, steps=4)
    assert plain.locator(".dk-bmarker").is_visible()
    plain.mouse.move(boxes[1]["x"] + 4, boxes[1]["y"] + 60, steps=4)
    plain.mouse.up()
    page.until("() => document.querySelector('[data-id=k4]').dataset.index === '0'")
    assert order(page)[:2] == ["k4", "k1"] and director.film.projects.require().scenes[0].beats[0].shots[0].id == "k4"
    plain.get_by_test_id("board-on").click()
    page.until("() => document.querySelector('[data-id=k4]').dataset.index === '1'")
    assert plain.get_by_test_id("board-name").inner_text().startswith("1.2")
    plain.get_by_test_id("board-view-grid").click()
    boxes = [plain.get_by_test_id("frame").nth(at).bounding_box() for at in (0, 4)]
    assert boxes[0] is not None and boxes[1] is not None
    plain.mouse.move(boxes[0]["x"] + 60, boxes[0]["y"] + 60)
    plain.mouse.down()
    plain.mouse.move(boxes[1]["x"] + 170, boxes[1]["y"] + 60, steps=6)
    plain.keyboard.press("Escape")
    plain.mouse.up()
    assert order(page)[0] == "k1", "Escape lets go where it was"
    page.close()


def test_five_hundred_shots_cost_what_is_in_sight(director: Director, plain: "Page", plain_base: str) -> None:
    long(director)
    page = wired(director, plain, plain_base)
    assert plain.get_by_test_id("board-count").inner_text() == "500 frames"
    assert plain.get_by_test_id("frame").count() < 24 and plain.get_by_test_id("frame").first.get_attribute("aria-setsize") == "500"
    asked = plain.evaluate(
        "() => new Set(window.model.sent.filter((each) => each.verb === 'media.thumbs').flatMap((each) => each.args.assets)).size"
    )
    assert asked <= 6
    plain.get_by_test_id("frame").first.focus()
    plain.keyboard.press("End")
    assert plain.locator(":focus").get_attribute("aria-posinset") == "500" and focus_fault(plain) == ""
    plain.get_by_test_id("board-view-grid").click()
    assert plain.get_by_test_id("frame").count() < 64
    plain.locator("[data-testid=frame][aria-selected=true]").focus()
    plain.keyboard.press("Home")
    plain.keyboard.press("ArrowDown")
    columns = int(plain.locator(":focus").get_attribute("aria-posinset") or 0) - 1
    assert columns >= 3
    plain.keyboard.press("Alt+ArrowDown")
    page.until(f"() => document.activeElement.getAttribute('aria-posinset') === '{1 + 2 * columns}'")
    assert page.largest < 320_000
    page.close()


def test_words_half_typed_stay_and_a_proposal_is_decided_in_the_page(director: Director, plain: "Page", plain_base: str) -> None:
    pictured(director)
    page = wired(director, plain, plain_base)
    caption = plain.get_by_test_id("board-caption")
    caption.fill("Mira turns to <b>Tom</b>")
    director.film.projects.change([Change(op="set", path="scenes/s2/title", value="Elsewhere")])
    director.board()
    calm(page)
    assert caption.input_value() == "Mira turns to <b>Tom</b>"
    caption.press("Enter")
    page.until("() => document.querySelector('[data-id=k1]').textContent.includes('Mira turns to <b>Tom</b>')")
    assert plain.locator(".dk b", has_text="Tom").count() == 0
    plain.get_by_test_id("board-words").fill("closer")
    plain.get_by_test_id("board-words").press("Enter")
    page.until("() => document.querySelector('[data-testid=proposal]')")
    assert "shot size WS → " in plain.get_by_test_id("proposal").inner_text()
    plain.get_by_test_id("proposal-edit").click()
    plain.get_by_test_id("proposal-value").first.fill("nonsense size")
    plain.get_by_test_id("proposal-accept").click()
    page.until("() => !document.querySelector('.dk-trouble').hidden")
    plain.get_by_test_id("proposal-value").first.fill("ECU")
    plain.get_by_test_id("proposal-accept").click()
    page.until("() => document.querySelector('[data-id=k1]').textContent.includes('ECU')")
    assert plain.get_by_test_id("proposal").count() == 0
    page.close()


def test_the_scrubber_goes_through_the_beats(director: Director, plain: "Page", plain_base: str) -> None:
    pictured(director)
    page = wired(director, plain, plain_base, "s1")
    page.until("() => !document.querySelector('[data-testid=board-feel]').hidden")
    scrub = plain.get_by_test_id("board-scrub")
    scrub.focus()
    plain.keyboard.press("ArrowRight")
    assert (scrub.get_attribute("aria-valuetext") or "").startswith("Tom comes") and "tension" in (
        scrub.get_attribute("aria-valuetext") or ""
    )
    assert plain.get_by_test_id("board-name").inner_text().startswith("1.3")
    plain.get_by_test_id("frame").first.click()
    assert (scrub.get_attribute("aria-valuetext") or "").startswith("Mira waits")
    page.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everybody_can_use_all_of_it(director: Director, plain: "Page", plain_base: str, theme: str) -> None:
    pictured(director)
    shots = "scenes/s1/beats/b1/shots"
    director.film.projects.change([Change(op="set", path=f"{shots}/{one}/side", value=side) for one, side in (("k1", "A"), ("k2", "B"))])
    page = wired(director, plain, plain_base, dark=theme == "dark")
    page.ask("board.say", frame="k1", words="moodier")
    page.ask("board.lock", frame="k2", on=True)
    calm(page)
    assert plain.locator(".dk-btrouble:visible").count() >= 1
    plain.get_by_test_id("proposal-edit").click()
    plain.locator("summary", has_text="Feeling").click()
    check(plain, "strip")
    plain.get_by_test_id("board-places").select_option("times")
    page.until("() => window.model.state.board.what === 'times'")
    calm(page)
    plain.get_by_test_id("board-view-grid").click()
    check(plain, "grid")
    plain.get_by_test_id("board-view-comic").click()
    page.until("() => document.querySelector('[data-testid=board-page] img')")
    assert "page 1 of" in (plain.locator("[data-testid=board-page] img").get_attribute("alt") or "")
    check(plain, "a page")
    plain.get_by_test_id("board-large").click()
    page.until("() => document.querySelector('dialog[open] img[src]')")
    assert violations(plain) == [] and faint(plain) == []
    plain.keyboard.press("ArrowRight")
    assert plain.get_by_test_id("board-large-name").inner_text().startswith("2")
    plain.keyboard.press("Escape")
    assert plain.evaluate("() => document.activeElement.dataset.testid") == "board-large"
    page.close()
    plain.set_viewport_size({"width": 1000, "height": 800})


def check(page: "Page", where: str) -> None:
    """The rules and the contrast, wide and narrow; nothing sticks out."""
    for width, height in ((1000, 900), (480, 900)):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert violations(page) == [], (where, width)
        assert faint(page) == [], (where, width)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), (where, width)
