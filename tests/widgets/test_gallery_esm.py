"""The gallery on a plain page: thousands of takes, found, chosen, judged, by pointer and by keyboard."""

# ruff: noqa: E501 - the page's own JavaScript stands in these lines

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.widgets import samples_takes as samples
from tests.widgets.accessible import violations
from tests.widgets.plain import open_plain, show

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def open_gallery(page: "Page", base: str, total: int = 5_000, *, dark: bool = False, more: str = "", settled: bool = True) -> None:
    """A gallery of `total` takes on a fresh page, its first pictures there."""
    open_plain(page, base, dark=dark)
    page.set_default_timeout(8_000)
    show(page, "gallery", {"gallery": samples.gallery(total)}, samples.answers(total, more))
    if settled:
        page.wait_for_selector("[data-testid=take] img[src]")


def sent(page: "Page", verb: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(
        "(verb) => window.model.sent.filter((each) => each.verb === verb).map((each) => each.args)", verb
    )
    return found


def at(page: "Page") -> int:
    """Which place in the grid has the focus."""
    return int(page.evaluate("() => document.activeElement.dataset.index"))


def calm(page: "Page") -> None:
    """Everything asked was answered, and every visible place has its take."""
    page.wait_for_function(
        """() => { const box = document.querySelector("[data-testid=grid]").getBoundingClientRect();
          const seen = [...document.querySelectorAll("[data-testid=cell]")].filter((cell) => { const at = cell.getBoundingClientRect(); return at.bottom > box.top && at.top < box.bottom; });
          return seen.length > 0 && seen.every((cell) => cell.querySelector("[data-testid=take]")); }"""
    )


def test_five_thousand_takes_cost_what_is_in_sight(plain: "Page", plain_base: str) -> None:
    open_gallery(plain, plain_base)
    assert plain.get_by_test_id("gallery-count").inner_text() == "5,000 takes"
    assert plain.get_by_test_id("grid").get_attribute("aria-rowcount") == "1250"
    assert plain.get_by_test_id("cell").count() < 40
    assert sent(plain, "gallery.page") == [{"offset": 0, "limit": 60, "filter": {"media": "", "marked": "", "text": ""}}]
    thumbs = sum(len(each["assets"]) for each in sent(plain, "media.thumbs"))
    assert 4 <= thumbs <= 20
    assert plain.get_by_test_id("grid").evaluate("(box) => box.getBoundingClientRect().height") <= 620


def test_racing_past_asks_only_for_where_it_ends(plain: "Page", plain_base: str) -> None:
    open_gallery(plain, plain_base)
    before = sum(len(each["assets"]) for each in sent(plain, "media.thumbs"))
    plain.evaluate(
        """() => { const box = document.querySelector("[data-testid=grid]");
          for (let n = 0; n < 60; n++) { box.scrollTop += box.scrollHeight / 80; box.dispatchEvent(new Event("scroll")); } }"""
    )
    calm(plain)
    plain.wait_for_function("() => document.querySelectorAll('[data-testid=grid] img[src]').length > 3")
    assert len(sent(plain, "gallery.page")) <= 3
    assert sum(len(each["assets"]) for each in sent(plain, "media.thumbs")) - before <= 24
    assert plain.get_by_test_id("cell").count() < 48


def test_filters_ask_anew_and_say_when_nothing_fits(plain: "Page", plain_base: str) -> None:
    open_gallery(plain, plain_base)
    plain.get_by_test_id("media-audio").click()
    plain.wait_for_function("() => document.querySelector('[data-testid=gallery-count]').textContent === '1,000 takes'")
    plain.keyboard.press("ArrowLeft")
    plain.wait_for_function("() => document.querySelector('[data-testid=gallery-count]').textContent === '2,000 takes'")
    assert plain.get_by_test_id("media-video").get_attribute("aria-checked") == "true"
    plain.get_by_test_id("gallery-marked").select_option("rated")
    plain.get_by_test_id("gallery-text").press_sequentially("no such thing")
    plain.wait_for_selector("[data-testid=gallery-empty]:not([hidden])")
    asked = [each["filter"] for each in sent(plain, "gallery.page")]
    assert asked[-1] == {"media": "video", "marked": "rated", "text": "no such thing"}
    assert len([each for each in asked if each["text"]]) <= 3
    plain.get_by_test_id("gallery-all").click()
    plain.wait_for_function("() => document.querySelector('[data-testid=gallery-count]').textContent === '5,000 takes'")
    assert plain.get_by_test_id("gallery-text").input_value() == ""


def test_the_keyboard_goes_everywhere_opens_chooses_and_rates(plain: "Page", plain_base: str) -> None:
    open_gallery(plain, plain_base)
    plain.locator("[data-index='0']").focus()
    walked = []
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "End", "Home", "PageDown", "PageUp", "Control+End", "Control+Home"):
        plain.keyboard.press(key)
        walked.append(at(plain))
    assert walked == [1, 5, 4, 0, 3, 0, 8, 0, 4_999, 0]
    calm(plain)
    plain.keyboard.press("5")
    plain.wait_for_function("() => window.model.sent.some((each) => each.verb === 'run.rate')")
    assert sent(plain, "run.rate") == [{"take": "run-1/shot0/1", "stars": 5}]
    plain.keyboard.press(" ")
    plain.keyboard.press("ArrowRight")
    plain.keyboard.press("ArrowRight")
    plain.keyboard.press("Shift+ ")
    plain.wait_for_function("() => document.querySelector('[data-testid=gallery-chosen]').textContent === '3 chosen'")
    plain.keyboard.press("Enter")
    plain.wait_for_selector("[data-testid=lightbox]")
    assert plain.get_by_test_id("take-name").inner_text() == "3 · Drop, macro"
    assert plain.get_by_test_id("take-place").inner_text() == "3 of 5,000"
    plain.keyboard.press("Escape")
    assert at(plain) == 2
    plain.keyboard.press("Tab")
    assert plain.evaluate("() => document.activeElement.dataset.testid") == "take-open"
    plain.keyboard.press("Escape")
    assert at(plain) == 2
    plain.keyboard.press("Escape")
    plain.wait_for_selector("[data-testid=gallery-chosen]", state="hidden")


def test_a_range_is_chosen_across_pages_that_were_never_seen(plain: "Page", plain_base: str) -> None:
    open_gallery(plain, plain_base)
    plain.get_by_test_id("pick").nth(0).click()
    plain.get_by_test_id("grid").evaluate("(box) => { box.scrollTop = 237 * 50; }")
    calm(plain)
    last = plain.locator("[data-index='203'] [data-testid=pick]")
    last.click(modifiers=["Shift"])
    plain.wait_for_function("() => document.querySelector('[data-testid=gallery-chosen]').textContent === '204 chosen'")
    assert plain.get_by_test_id("gallery-beside").get_attribute("aria-disabled") == "true"
    plain.get_by_test_id("gallery-clear").click()
    assert plain.locator("[aria-selected=true]").count() == 0


def test_chosen_takes_stand_side_by_side_and_go_to_a_blind_vote(plain: "Page", plain_base: str) -> None:
    open_gallery(plain, plain_base)
    plain.get_by_test_id("pick").nth(0).click()
    plain.get_by_test_id("gallery-beside").click(force=True)
    assert plain.locator("dialog").count() == 0
    plain.get_by_test_id("pick").nth(2).click()
    plain.get_by_test_id("gallery-beside").click()
    assert plain.get_by_test_id("beside").count() == 2
    plain.keyboard.press("Escape")
    plain.get_by_test_id("gallery-vote").click()
    plain.wait_for_selector("[data-testid=blind-a]:not(:disabled)")
    assert {tuple(sorted(each["takes"])) for each in sent(plain, "run.pair")} == {("run-1/shot0/1", "run-1/shot2/1")}


def test_a_new_version_reads_anew_and_keeps_the_place(plain: "Page", plain_base: str) -> None:
    open_gallery(plain, plain_base)
    plain.get_by_test_id("grid").evaluate("(box) => { box.scrollTop = 237 * 40; }")
    calm(plain)
    top = "() => { const box = document.querySelector('[data-testid=grid]').getBoundingClientRect(); return [...document.querySelectorAll('[data-testid=cell]')].find((cell) => cell.getBoundingClientRect().bottom > box.top + 40)?.dataset.key; }"
    before = plain.evaluate(top)
    # Eight newer ones come in front: what was looked at stands two rows further down, and under the same eyes.
    plain.evaluate(
        """(state) => { const old = window.model.answers["gallery.page"]; const at = window.takeAt;
          window.model.answers["gallery.page"] = ({ offset, limit }) => ({ total: 5008, takes: Array.from({ length: limit }, (_, n) => offset + n < 8 ? { ...at(9000 + offset + n) } : at(offset + n - 8)) });
          window.asked = window.model.sent.length; window.model.push("gallery", state); }""",
        samples.gallery(5_008, 2),
    )
    plain.wait_for_function("() => document.querySelector('[data-testid=gallery-count]').textContent === '5,008 takes'")
    plain.wait_for_function(f"(before) => ({top})() === before", arg=before)


def test_a_thousand_versions_are_a_few_requests(plain: "Page", plain_base: str) -> None:
    open_gallery(plain, plain_base)
    plain.evaluate(
        "(state) => { for (let n = 2; n <= 1001; n++) window.model.push('gallery', { ...state, version: n }); }", samples.gallery()
    )
    plain.wait_for_function("() => window.model.sent.filter((each) => each.verb === 'gallery.page').length >= 2")
    calm(plain)
    assert len(sent(plain, "gallery.page")) <= 4


def test_what_is_said_here_stays_when_scrolled_away_and_back(plain: "Page", plain_base: str) -> None:
    open_gallery(plain, plain_base)
    plain.locator("[data-index='0'] [data-testid=mark-discard]").click()
    plain.wait_for_function("() => document.querySelector(\"[data-index='0'] [data-mark]\").dataset.mark === 'discard'")
    plain.evaluate("() => document.activeElement.blur()")
    plain.get_by_test_id("grid").evaluate("(box) => { box.scrollTop = 30000; }")
    plain.wait_for_function("() => !document.querySelector(\"[data-index='1']\")")
    plain.get_by_test_id("grid").evaluate("(box) => { box.scrollTop = 0; }")
    plain.wait_for_selector("[data-index='0'] [data-mark=discard]")
    assert plain.locator("[data-index='0'] [data-testid=mark-discard]").get_attribute("aria-pressed") == "true"


def test_a_page_that_fails_is_said_and_read_again(plain: "Page", plain_base: str) -> None:
    more = f'"gallery.page": ({{ offset, limit }}) => {{ if (!window.mended) throw {{ code: "x", message: {json.dumps("The workspace is locked: close the other kernel.")} }}; return {{ total: 9, takes: Array.from({{ length: 9 }}, (_, n) => window.takeAt(n)) }}; }},'
    open_gallery(plain, plain_base, 9, more=more, settled=False)
    plain.wait_for_selector("[data-testid=gallery-again]")
    assert "The workspace is locked" in plain.locator(".dk-gallery-trouble").inner_text()
    plain.evaluate("() => { window.mended = true; }")
    plain.get_by_test_id("gallery-again").click()
    plain.wait_for_selector("[data-testid=take] img[src]")
    assert plain.locator(".dk-gallery-trouble").is_hidden()


def test_an_empty_gallery_says_how_to_fill_it(plain: "Page", plain_base: str) -> None:
    open_gallery(plain, plain_base, 0, settled=False)
    plain.wait_for_selector("[data-testid=gallery-empty]:not([hidden])")
    assert "previs" in plain.get_by_test_id("gallery-empty").inner_text()
    assert plain.get_by_test_id("grid").is_hidden()


def test_two_views_live_side_by_side_and_closing_leaves_nothing(plain: "Page", plain_base: str) -> None:
    open_gallery(plain, plain_base, 200)
    plain.evaluate("() => window.view()")
    plain.wait_for_function("() => [...document.querySelectorAll('[data-testid=grid]')].every((grid) => grid.querySelector('img[src]'))")
    plain.evaluate("(state) => { window.total = 300; window.model.push('gallery', state); }", samples.gallery(300, 2))
    plain.wait_for_function(
        "() => [...document.querySelectorAll('[data-testid=gallery-count]')].every((count) => count.textContent === '300 takes')"
    )
    plain.evaluate("() => window.views.forEach((view) => view.close())")
    assert plain.evaluate("() => window.model.listeners") == 0
    sent_then = plain.evaluate("() => window.model.sent.length")
    plain.evaluate("(state) => window.model.push('gallery', state)", samples.gallery(400, 3))
    plain.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert plain.evaluate("() => window.model.sent.length") == sent_then


@pytest.mark.parametrize("width", [480, 1000])
def test_it_fits_any_width(plain: "Page", plain_base: str, width: int) -> None:
    open_gallery(plain, plain_base, 50)
    plain.set_viewport_size({"width": width, "height": 800})
    try:
        plain.wait_for_function(
            "(columns) => document.querySelector('[data-testid=grid]').getAttribute('aria-colcount') === columns",
            arg="2" if width == 480 else "4",
        )
        assert plain.evaluate("() => { const box = document.querySelector('.dk'); return box.scrollWidth <= box.clientWidth; }")
        grid = plain.get_by_test_id("grid")
        assert grid.evaluate("(box) => box.scrollWidth <= box.clientWidth")
    finally:
        plain.set_viewport_size({"width": 1000, "height": 800})


@pytest.mark.parametrize("dark", [False, True])
def test_the_gallery_is_accessible(plain: "Page", plain_base: str, dark: bool) -> None:
    open_gallery(plain, plain_base, dark=dark)
    plain.get_by_test_id("pick").nth(0).click()
    calm(plain)
    assert violations(plain) == []
