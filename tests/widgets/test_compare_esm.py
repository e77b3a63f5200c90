"""Comparing models on a plain page: prices before the start, takes beside each other, votes with and without the names."""

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
STORED = ("stored", "stored", "stored")


def open_compare(page: "Page", base: str, state: dict[str, Any], *, dark: bool = False, more: str = "") -> None:
    open_plain(page, base, dark=dark)
    page.set_default_timeout(8_000)
    show(page, "compare", {"compare": state}, samples.answers(more=more))


def sent(page: "Page", verb: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(
        "(verb) => window.model.sent.filter((each) => each.verb === verb).map((each) => each.args)", verb
    )
    return found


def push(page: "Page", state: dict[str, Any]) -> None:
    page.evaluate("(state) => window.model.push('compare', state)", state)


def quiet(page: "Page", verb: str, count: int = 1) -> None:
    """`verb` was sent that often."""
    page.wait_for_function("([verb, count]) => window.model.sent.filter((each) => each.verb === verb).length >= count", arg=[verb, count])


def test_prices_stand_before_the_start_which_is_sent_once(plain: "Page", plain_base: str) -> None:
    open_compare(plain, plain_base, samples.compare())
    assert "free in previs · $0.35 live" in plain.get_by_test_id("column-price").nth(0).inner_text()
    assert plain.get_by_test_id("compare-sum").inner_text() == "Total $0 in previs · $1.50 live"
    plain.get_by_test_id("compare-studio-live").click()
    assert plain.get_by_test_id("column-price").nth(0).inner_text() == "$0.35"
    assert plain.get_by_test_id("compare-sum").inner_text() == "Total $1.50 · at most $1.65"
    assert plain.get_by_test_id("compare-cap").input_value() == "1.65"
    plain.get_by_test_id("compare-cap").fill("many")
    assert plain.get_by_test_id("compare-start").get_attribute("aria-disabled") == "true"
    plain.get_by_test_id("compare-cap").fill("1.000001")
    plain.evaluate(
        "() => { window.model.delay = 50; const start = document.querySelector('[data-testid=compare-start]'); start.click(); start.click(); start.click(); }"
    )
    quiet(plain, "compare.start")
    plain.wait_for_function("() => document.querySelector('[data-testid=compare-start]').getAttribute('aria-disabled') === null")
    assert sent(plain, "compare.start") == [{"studio": "live", "cap": 1_000_001}]


def test_previs_starts_without_a_cap_and_a_run_can_be_cancelled(plain: "Page", plain_base: str) -> None:
    open_compare(plain, plain_base, samples.compare())
    plain.get_by_test_id("compare-start").click()
    quiet(plain, "compare.start")
    assert sent(plain, "compare.start") == [{"studio": "previs", "cap": None}]
    push(plain, samples.compare(("running", "queued", "queued"), run="running"))
    assert plain.get_by_test_id("compare-start").get_attribute("aria-disabled") == "true"
    assert plain.get_by_test_id("column-remove").nth(0).is_hidden()
    plain.get_by_test_id("compare-cancel").click()
    quiet(plain, "run.cancel")
    assert sent(plain, "run.cancel") == [{"execution": "run-9"}]


def test_models_are_added_by_search_and_removed(plain: "Page", plain_base: str) -> None:
    open_compare(plain, plain_base, samples.compare())
    plain.get_by_test_id("compare-add").click()
    plain.keyboard.type("runway")
    plain.wait_for_function("() => document.querySelectorAll('dialog [role=option]').length === 1")
    plain.keyboard.press("Enter")
    quiet(plain, "compare.set")
    plain.wait_for_selector("dialog", state="detached")
    assert sent(plain, "compare.set")[-1] == {"models": ["maker/a", "maker/b", "maker/c", "other/0"], "blind": False}
    plain.get_by_test_id("column-remove").nth(1).click()
    quiet(plain, "compare.set", 2)
    assert sent(plain, "compare.set")[-1] == {"models": ["maker/a", "maker/c"], "blind": False}
    plain.get_by_test_id("compare-blind").click()
    quiet(plain, "compare.set", 3)
    assert sent(plain, "compare.set")[-1] == {"models": ["maker/a", "maker/b", "maker/c"], "blind": True}


def test_a_refused_change_is_said_where_it_was_made(plain: "Page", plain_base: str) -> None:
    open_compare(
        plain,
        plain_base,
        samples.compare(),
        more='"compare.set": () => { throw { code: "x", message: "Six at most: remove one first." }; },',
    )
    plain.get_by_test_id("compare-add").click()
    plain.wait_for_selector("dialog [role=option]")
    plain.keyboard.press("Enter")
    plain.wait_for_function("() => document.querySelector('dialog [role=alert]').textContent.includes('Six at most')")
    plain.keyboard.press("Escape")
    plain.get_by_test_id("column-remove").nth(0).click()
    plain.wait_for_selector(".dk-trouble:not([hidden])")
    assert "Six at most" in plain.locator(".dk-trouble").inner_text()


def test_faults_stand_where_they_belong_and_bar_the_start(plain: "Page", plain_base: str) -> None:
    fault = {
        "step": "c1",
        "field": "duration",
        "code": "too_long",
        "message": "Veo makes 8 s at most.",
        "fix": "choose 8 s.",
        "mended": False,
    }
    general = {**fault, "step": "", "code": "no_prompt", "message": "The step has no prompt.", "fix": "", "mended": True}
    open_compare(plain, plain_base, samples.compare(faults=[fault, general]))
    assert "Veo makes 8 s" in plain.get_by_test_id("column").nth(1).inner_text()
    assert "Veo makes 8 s" not in plain.get_by_test_id("column").nth(0).inner_text()
    assert "no prompt" in plain.locator(".dk-compare-faults").inner_text()
    assert plain.get_by_test_id("compare-start").get_attribute("aria-disabled") == "true"
    assert "Veo makes 8 s" in (plain.get_by_test_id("compare-start").get_attribute("title") or "")


def test_takes_arrive_and_a_failed_one_can_be_tried_again(plain: "Page", plain_base: str) -> None:
    open_compare(plain, plain_base, samples.compare(("running", "queued", "queued"), run="running"))
    state = samples.compare(("stored", "failed", "running"), run="running")
    state["columns"][1]["step"]["error"] = {
        "state": "failed",
        "message": "The provider had no room.",
        "next": "Try again in a minute.",
        "attempt": "a1",
        "softer": "",
    }
    push(plain, state)
    plain.wait_for_selector("[data-testid=take] img[src]")
    assert plain.get_by_test_id("take").count() == 1
    assert "no room" in plain.get_by_test_id("column-error").nth(1).inner_text()
    plain.evaluate(
        "() => { window.model.delay = 30; const again = document.querySelector('[data-testid=column-retry]'); again.click(); again.click(); }"
    )
    quiet(plain, "run.retry")
    plain.wait_for_function("() => document.querySelector('[data-testid=column-retry]').getAttribute('aria-disabled') === null")
    assert sent(plain, "run.retry") == [{"execution": "run-9", "step": "shot3-b", "model": "maker/b"}]
    plain.wait_for_function("() => [...document.querySelectorAll('.dk-sr')].some((said) => said.textContent.includes('stored'))")


def test_blind_hides_every_name_and_price_until_all_pairs_are_voted_on(plain: "Page", plain_base: str) -> None:
    state = samples.compare(STORED, run="completed", blind=True)
    open_compare(plain, plain_base, state)
    plain.wait_for_selector("[data-testid=take] img[src]")
    telling = ["Kling", "Veo", "Seedance", "maker/", "nano-banana", "$0.35", "$0.50"]
    html = plain.get_by_test_id("columns").evaluate("(box) => box.outerHTML")
    assert not [word for word in telling if word in html]
    plain.get_by_test_id("take-open").nth(0).click()
    opened = plain.get_by_test_id("lightbox").evaluate("(box) => box.closest('dialog').outerHTML")
    assert not [word for word in telling if word in opened]
    assert not sent(plain, "run.details")
    plain.keyboard.press("Escape")
    plain.get_by_test_id("compare-beside").click()
    beside = plain.get_by_test_id("beside-all").evaluate("(box) => box.outerHTML")
    assert not [word for word in telling if word in beside]
    plain.keyboard.press("Escape")
    votes: list[dict[str, str]] = []
    for button, winner in (("vote-a", "c0"), ("vote-tie", "tie"), ("vote-b", "c2")):
        plain.get_by_test_id(button).click()
        quiet(plain, "compare.vote", len(votes) + 1)
        votes.append({**sent(plain, "compare.vote")[-1]})
        assert votes[-1]["winner"] == winner
        push(plain, {**state, "votes": list(votes)})
    assert [(vote["a"], vote["b"]) for vote in votes] == [("c0", "c1"), ("c0", "c2"), ("c1", "c2")]
    assert plain.get_by_test_id("column-name").all_inner_texts() == ["Kling 2.6 Pro", "Veo 3.1 Fast", "Seedance 1.5"]
    words = plain.get_by_test_id("compare-votes").inner_text()
    assert "No winner" in words and "Kling 2.6 Pro 1" in words and "1 tie" in words


def test_the_result_names_the_winner(plain: "Page", plain_base: str) -> None:
    votes = [{"a": "c0", "b": "c1", "winner": "c1"}]
    open_compare(plain, plain_base, samples.compare(("stored", "stored"), count=2, run="completed", blind=True, votes=votes))
    assert "Your choice: Veo 3.1 Fast" in plain.get_by_test_id("compare-votes").inner_text()


def test_a_thousand_updates_and_two_views_keep_step_and_focus(plain: "Page", plain_base: str) -> None:
    open_compare(plain, plain_base, samples.compare(("running",) * 3, run="running"))
    plain.evaluate("() => window.view()")
    plain.get_by_test_id("compare-blind").nth(0).focus()
    plain.evaluate(
        """(state) => { window.column = document.querySelector("[data-testid=column]");
          for (let n = 1; n <= 1000; n++) { const next = structuredClone(state); next.columns[0].step.progress = n / 1000; next.title = `t${n}`; window.model.push("compare", next); } }""",
        samples.compare(("running",) * 3, run="running"),
    )
    assert plain.evaluate("() => window.column === document.querySelector('[data-testid=column]')")
    assert plain.evaluate("() => document.activeElement.dataset.testid") == "compare-blind"
    assert plain.locator("[role=progressbar]").nth(0).get_attribute("aria-valuenow") == "100"
    assert [text.endswith("t1000") for text in plain.get_by_test_id("compare-title").all_inner_texts()] == [True, True]
    plain.evaluate("() => window.views.forEach((view) => view.close())")
    assert plain.evaluate("() => window.model.listeners") == 0


def test_the_keyboard_alone_switches_starts_and_votes(plain: "Page", plain_base: str) -> None:
    open_compare(plain, plain_base, samples.compare())
    plain.get_by_test_id("compare-studio-previs").focus()
    plain.keyboard.press("ArrowRight")
    assert plain.get_by_test_id("compare-studio-live").get_attribute("aria-checked") == "true"
    plain.keyboard.press("ArrowLeft")
    for _ in range(12):
        plain.keyboard.press("Tab")
        if plain.evaluate("() => document.activeElement.dataset.testid") == "compare-start":
            break
    plain.keyboard.press("Enter")
    quiet(plain, "compare.start")
    push(plain, samples.compare(STORED, run="completed"))
    plain.get_by_test_id("vote-a").focus()
    plain.keyboard.press("Enter")
    quiet(plain, "compare.vote")
    assert sent(plain, "compare.vote") == [{"a": "c0", "b": "c1", "winner": "c0"}]


HOSTILE = [
    "<img src=x onerror=window.pwned=1>",
    "<script>window.pwned=1</script>",
    "x" * 1_000_000,
    "\u202egnp.exe",
    "👩‍👩‍👧‍👦" * 400,
    "\"'><svg onload=window.pwned=1>",
    "a\u0300" * 3_000,
]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_neither_run_nor_break_the_page(plain: "Page", plain_base: str, words: str) -> None:
    state = samples.compare(("stored", "failed", "running"), run="running", title=words, prompt=words)
    for column in state["columns"]:
        column.update(modelName=words, why=words, label=words)
        column["step"].update(note=words, error={"state": "failed", "message": words, "next": words, "attempt": "a", "softer": words})
        for take in column["step"]["takes"]:
            take.update(title=words, model=words)
    state["faults"] = [
        {"step": step, "field": words, "code": words, "message": words, "fix": words, "mended": False} for step in ("", "c0")
    ]
    open_compare(
        plain,
        plain_base,
        state,
        more=f'"compare.models": () => [{{ id: "m", name: {json.dumps(words[:5_000])}, price: 1, ceiling: 1, why: {json.dumps(words[:5_000])}, rate: "", current: false, recommended: false }}],',
    )
    for width in (480, 1000):
        plain.set_viewport_size({"width": width, "height": 800})
        assert plain.evaluate("() => { const box = document.querySelector('.dk'); return box.scrollWidth <= box.clientWidth; }")
    push(
        plain,
        {
            **state,
            "run": {**state["run"], "status": "completed"},
            "columns": [{**column, "step": samples.step(n)} for n, column in enumerate(state["columns"])],
        },
    )
    assert plain.evaluate("() => { const box = document.querySelector('.dk'); return box.scrollWidth <= box.clientWidth; }")
    assert plain.evaluate("() => window.pwned === undefined")


@pytest.mark.parametrize("dark", [False, True])
def test_comparing_is_accessible(plain: "Page", plain_base: str, dark: bool) -> None:
    open_compare(plain, plain_base, samples.compare(("stored", "running", "failed"), run="running"), dark=dark)
    plain.wait_for_selector("[data-testid=take] img[src]")
    assert violations(plain) == []
    push(plain, samples.compare(STORED, run="completed", blind=True))
    assert violations(plain) == []
    push(plain, samples.compare())
    assert violations(plain) == []
