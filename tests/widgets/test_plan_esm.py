"""The plan's own JavaScript in a browser: what a press asks for, what a newer plan draws, and that nothing typed is lost."""

from collections.abc import Callable
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from tests.widgets.plain import ROOT, open_plain, show
from tests.widgets.samples_plan import fault, film, running, serum, step, with_fault

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

WEIGHED = '{renders: [3, 6], price: 460000, ceiling: 500000, words: "renders again: 3, 6 · $0.46 live", faults: []}'
ANSWERS = f"""{{
  "plan.set": () => ({{note: "Step 3 changed"}}),
  "plan.weigh": () => ({WEIGHED}),
  "plan.undo": () => ({{note: "Undone"}}),
  "plan.redo": () => ({{note: "Redone"}}),
  "plan.start": () => ({{execution: "run-1", already: false}}),
  "plan.models": ({{query}}) => [
    {{id: "kling-2.6-pro", name: "Kling 2.6 Pro", price: 350000, ceiling: 385000, why: "camera", current: true, recommended: false}},
    {{id: "veo-3.1-fast", name: "Veo 3.1 Fast", price: 500000, ceiling: 500000, why: "native sound", current: false, recommended: true}},
    {{id: "ltx-2", name: "LTX-2", price: 120000, ceiling: 130000, why: "cheap", current: false, recommended: false}},
  ].map((model) => ({{rate: "$0.07 per second", ...model}})).filter((model) => model.name.toLowerCase().includes(query.toLowerCase())),
}}"""
CARET = "at.selectionStart, at.selectionEnd"
REFUSES = '(args) => { throw {code: "refused", message: "Kling takes 5 or 10 s: choose one of these."} }'

Open = Callable[..., "Page"]


@pytest.fixture
def opened(plain: "Page", plain_base: str) -> Open:
    """The plan widget in a state, on a fresh page."""

    def opens(state: dict[str, Any] | None = None, answers: str = ANSWERS, *, dark: bool = False, width: int = 1000) -> "Page":
        plain.set_default_timeout(15_000)
        plain.set_viewport_size({"width": width, "height": 800})
        open_plain(plain, plain_base, dark=dark)
        show(plain, "plan", serum() if state is None else state, answers)
        return plain

    return opens


def sent(page: "Page", verb: str) -> list[Any]:
    """The arguments of everything asked so far with this verb."""
    found: list[Any] = page.evaluate("verb => window.model.sent.filter(each => each.verb === verb).map(each => each.args)", verb)
    return found


def asked(page: "Page", verb: str, count: int = 1) -> list[Any]:
    """The same, once there are that many."""
    page.wait_for_function("([verb, count]) => window.model.sent.filter(each => each.verb === verb).length >= count", arg=[verb, count])
    return sent(page, verb)


def settled(page: "Page") -> None:
    """Two frames have passed: what was pushed is drawn."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def push(page: "Page", state: dict[str, Any]) -> None:
    """The kernel's newer plan, drawn."""
    page.evaluate("plan => window.model.push('plan', plan)", state["plan"])
    settled(page)


def row(page: "Page", name: str, view: int = 0) -> "Locator":
    """A step's row in a view."""
    return page.get_by_test_id("director plan").nth(view).get_by_test_id(f"step-{name}")


def newer(before: dict[str, Any], name: str = "", **more: Any) -> dict[str, Any]:
    """A next version with a step's fields changed."""
    after = deepcopy(before)
    after["plan"]["version"] += 1
    for each in after["plan"]["steps"]:
        if each["id"] == name:
            each |= more
    return after


# ---- editing ------------------------------------------------------------------------------------------------------------------------


def test_typing_weighs_once_it_is_quiet_and_saves_nothing(opened: Open) -> None:
    page = opened()
    prompt = row(page, "shot3").get_by_test_id("prompt")
    prompt.click()
    page.keyboard.press("End")
    page.keyboard.type(", slowly")
    weighed = asked(page, "plan.weigh")
    assert weighed == [{"changes": [{"step": "shot3", "field": "prompt", "value": prompt.input_value()}]}]
    row(page, "shot3").get_by_text("renders again: 3, 6 · $0.46 live").wait_for()
    assert sent(page, "plan.set") == []


def test_control_enter_saves_all_fields_of_the_step_in_one_change(opened: Open) -> None:
    page = opened()
    here = row(page, "shot3")
    here.get_by_test_id("action").fill("She shows it")
    here.get_by_test_id("prompt").fill("A = b\nsecond line")
    here.get_by_test_id("prompt").press("Control+Enter")
    changes = [
        {"step": "shot3", "field": "action", "value": "She shows it"},
        {"step": "shot3", "field": "prompt", "value": "A = b\nsecond line"},
    ]
    assert asked(page, "plan.set") == [{"changes": changes}]
    here.get_by_test_id("edit-bar").wait_for(state="hidden")
    page.get_by_test_id("plan-note").get_by_text("Step 3 changed").wait_for()


def test_enter_saves_the_heading_and_escape_gives_the_stored_words_back(opened: Open) -> None:
    page = opened()
    action = row(page, "shot2").get_by_test_id("action")
    action.fill("Window")
    action.press("Escape")
    assert action.input_value() == "Window, hands"
    assert row(page, "shot2").get_by_test_id("edit-bar").is_hidden()
    action.fill("Curtain")
    action.press("Enter")
    assert asked(page, "plan.set") == [{"changes": [{"step": "shot2", "field": "action", "value": "Curtain"}]}]


def test_save_and_cancel_by_button(opened: Open) -> None:
    page = opened()
    here = row(page, "shot2")
    here.get_by_test_id("prompt").fill("Dust")
    here.get_by_test_id("cancel").click()
    assert here.get_by_test_id("prompt").input_value() == "Hands open a linen curtain, dust in the light"
    here.get_by_test_id("prompt").fill("Dust")
    here.get_by_test_id("save").dblclick()
    assert asked(page, "plan.set") == [{"changes": [{"step": "shot2", "field": "prompt", "value": "Dust"}]}]


def test_a_refused_change_is_told_under_the_field_and_the_words_stay(opened: Open) -> None:
    page = opened(answers=f'{{"plan.set": {REFUSES}, "plan.weigh": () => ({WEIGHED})}}')
    here = row(page, "shot2")
    here.get_by_test_id("prompt").fill("Dust")
    here.get_by_test_id("save").click()
    here.get_by_test_id("save-error").get_by_text("Kling takes 5 or 10 s").wait_for()
    assert here.get_by_test_id("prompt").input_value() == "Dust"
    here.get_by_test_id("duration").select_option("10")
    here.get_by_test_id("error-duration").get_by_text("Kling takes 5 or 10 s").wait_for()
    assert here.get_by_test_id("duration").input_value() == "5"


def test_a_newer_plan_never_takes_what_is_being_typed(opened: Open) -> None:
    state = serum()
    page = opened(state)
    here = row(page, "shot3")
    here.get_by_test_id("prompt").fill("mine")
    page.evaluate("() => document.activeElement.setSelectionRange(1, 3)")
    after = newer(state, "shot3", prompt="theirs", model="veo", modelName="Veo")
    push(page, after)
    assert here.get_by_test_id("prompt").input_value() == "mine"
    assert page.evaluate(f"() => {{ const at = document.activeElement; return [at.dataset.testid, {CARET}] }}") == ["prompt", 1, 3]
    here.get_by_test_id("clash").get_by_text("prompt changed meanwhile: now “theirs”").wait_for()
    here.get_by_test_id("keep-mine").click()
    assert here.get_by_test_id("clash").count() == 0
    assert here.get_by_test_id("prompt").input_value() == "mine"
    push(page, newer(after, "shot3", prompt="theirs again"))
    here.get_by_test_id("take-new").click()
    assert here.get_by_test_id("prompt").input_value() == "theirs again"
    assert here.get_by_test_id("edit-bar").is_hidden()


def test_words_for_a_step_that_is_gone_stay_until_let_go(opened: Open) -> None:
    state = serum()
    page = opened(state)
    row(page, "shot3").get_by_test_id("prompt").fill("my best sentence")
    after = newer(state)
    after["plan"]["steps"] = [each for each in after["plan"]["steps"] if each["id"] != "shot3"]
    push(page, after)
    assert page.get_by_test_id("lost").locator("textarea").input_value() == "my best sentence"
    page.get_by_test_id("lost").get_by_text("Let go").click()
    assert page.get_by_test_id("lost").count() == 0


def test_the_focused_row_keeps_focus_and_caret_when_rows_move(opened: Open) -> None:
    state = serum()
    page = opened(state)
    row(page, "shot3").get_by_test_id("prompt").click()
    page.evaluate("() => document.activeElement.setSelectionRange(4, 9)")
    after = newer(state)
    steps = after["plan"]["steps"]
    steps[1], steps[2] = steps[2], steps[1]
    steps[1]["order"], steps[2]["order"] = 2, 3
    push(page, after)
    found = page.evaluate(f"() => {{ const at = document.activeElement; return [at.closest('.dk-plan-step').dataset.step, {CARET}] }}")
    assert found == ["shot3", 4, 9]
    assert page.locator(".dk-plan-step").nth(1).get_attribute("data-step") == "shot3"


def test_choices_and_numbers_save_at_once_within_what_the_model_takes(opened: Open) -> None:
    page = opened()
    here = row(page, "shot3")
    assert here.get_by_test_id("duration").locator("option").all_inner_texts() == ["5 s", "10 s"]
    here.get_by_test_id("duration").select_option("10")
    here.get_by_test_id("aspect").select_option("1:1")
    here.get_by_test_id("takes").fill("3")
    here.get_by_test_id("takes").press("Enter")
    page.get_by_test_id("title").click()
    assert asked(page, "plan.set", 3) == [
        {"changes": [{"step": "shot3", "field": "duration", "value": 10}]},
        {"changes": [{"step": "shot3", "field": "aspect", "value": "1:1"}]},
        {"changes": [{"step": "shot3", "field": "takes", "value": 3}]},
    ]


def test_an_empty_number_is_no_number(opened: Open) -> None:
    page = opened()
    here = row(page, "shot3")
    here.get_by_test_id("takes").fill("")
    here.get_by_test_id("prompt").click()
    assert here.get_by_test_id("takes").input_value() == "1"
    assert sent(page, "plan.set") == []


def test_negative_prompt_and_seed_on_demand(opened: Open) -> None:
    page = opened()
    here = row(page, "shot3")
    assert here.get_by_test_id("negativePrompt").is_hidden()
    here.get_by_test_id("number").click()
    here.get_by_test_id("more").click()
    here.get_by_test_id("negativePrompt").fill("text, logos")
    here.get_by_test_id("negativePrompt").press("Control+Enter")
    here.get_by_test_id("seed").fill("99")
    here.get_by_test_id("seed").press("Enter")
    assert asked(page, "plan.set", 2) == [
        {"changes": [{"step": "shot3", "field": "negativePrompt", "value": "text, logos"}]},
        {"changes": [{"step": "shot3", "field": "seed", "value": 99}]},
    ]


def test_the_head_edits_the_plan_itself(opened: Open) -> None:
    page = opened()
    page.get_by_test_id("title").fill("morning")
    page.get_by_test_id("title").press("Enter")
    page.get_by_test_id("plan-aspect").select_option("16:9")
    page.get_by_test_id("plan-fps").fill("30")
    page.get_by_test_id("plan-fps").press("Tab")
    assert asked(page, "plan.set", 3) == [
        {"changes": [{"step": "", "field": "title", "value": "morning"}]},
        {"changes": [{"step": "", "field": "aspect", "value": "16:9"}]},
        {"changes": [{"step": "", "field": "fps", "value": 30}]},
    ]


def test_undo_and_redo(opened: Open) -> None:
    page = opened()
    page.get_by_test_id("redo").click(force=True)
    page.get_by_test_id("undo").dblclick()
    page.get_by_test_id("plan-note").get_by_text("Undone").wait_for()
    assert sent(page, "plan.redo") == []
    assert len(sent(page, "plan.undo")) == 1
    push(page, serum(redo=True, undo=False, version=2))
    page.get_by_test_id("redo").click()
    assert asked(page, "plan.redo") == [{}]


def test_moving_by_button_key_and_drag(opened: Open) -> None:
    page = opened()
    row(page, "shot3").get_by_test_id("number").click()
    row(page, "shot3").get_by_test_id("up").click()
    assert asked(page, "plan.set") == [{"changes": [{"step": "shot3", "field": "order", "value": 2}]}]
    page.get_by_test_id("plan-note").get_by_text("Step 3 changed").wait_for()
    row(page, "shot2").get_by_test_id("prompt").press("Alt+ArrowDown")
    assert asked(page, "plan.set", 2)[1] == {"changes": [{"step": "shot2", "field": "order", "value": 3}]}
    grip = row(page, "shot4").get_by_test_id("grip")
    grip.scroll_into_view_if_needed()
    grip.hover()
    page.mouse.down()
    row(page, "shot2").hover()
    assert row(page, "shot2").get_attribute("data-over") == "before"
    page.mouse.up()
    assert asked(page, "plan.set", 3)[2] == {"changes": [{"step": "shot4", "field": "order", "value": 2}]}
    row(page, "hero").get_by_test_id("prompt").press("Alt+ArrowUp")
    assert len(sent(page, "plan.set")) == 3


def test_a_move_that_cannot_be_is_told_in_the_row(opened: Open) -> None:
    page = opened(answers=f'{{"plan.set": {REFUSES}}}')
    row(page, "shot3").get_by_test_id("prompt").press("Alt+ArrowUp")
    row(page, "shot3").get_by_test_id("error-order").get_by_text("choose one of these").wait_for()


def test_a_locked_step_is_marked_and_cannot_be_edited(opened: Open) -> None:
    state = newer(serum(), "shot3", locked=True)
    page = opened(state)
    here = row(page, "shot3")
    assert here.get_by_test_id("locked").is_visible()
    for field in ("action", "prompt"):
        assert here.get_by_test_id(field).get_attribute("readonly") is not None
    assert here.get_by_test_id("model").is_hidden()
    assert here.locator("select, input[type=number]").count() == 0 or not here.locator("select, input[type=number]").first.is_visible()
    here.get_by_test_id("prompt").press("Alt+ArrowUp")
    assert sent(page, "plan.set") == []


# ---- faults -------------------------------------------------------------------------------------------------------------------------


def test_faults_stand_under_their_field_and_mend_in_one_click(opened: Open) -> None:
    page = opened(with_fault())
    here = row(page, "shot4")
    assert "frame rates in prose" in here.locator(".dk-plan-prompt").inner_text()
    amber = here.locator(".dk-plan-options-cell [data-mended=true]")
    assert "5 s it is" in amber.inner_text()
    assert "longer than the brief" in page.locator(".dk-plan-faults").first.inner_text()
    assert page.get_by_test_id("start").get_attribute("aria-disabled") == "true"
    assert "2 faults to mend" in page.get_by_test_id("why-not").inner_text()
    here.get_by_test_id("mend").click()
    assert asked(page, "plan.set") == [{"changes": [{"step": "shot4", "field": "prompt", "value": "Macro: a drop falls, slow motion"}]}]


def test_a_fault_of_a_field_nobody_knows_is_still_told(opened: Open) -> None:
    state = newer(
        serum(),
        "shot2",
        faults=[fault("Odd.", field="constructor"), fault("Too dear.", field="price"), fault("No.", field="negative_prompt")],
    )
    page = opened(state)
    assert row(page, "shot2").get_by_test_id("fault").count() == 3
    assert "Odd." in row(page, "shot2").locator(".dk-plan-prompt").inner_text()
    assert "Too dear." in row(page, "shot2").locator(".dk-plan-price").inner_text()


# ---- models -------------------------------------------------------------------------------------------------------------------------


def test_picking_a_model_by_keyboard(opened: Open) -> None:
    page = opened()
    row(page, "shot3").get_by_test_id("model").press("Enter")
    page.get_by_test_id("model-veo-3.1-fast").wait_for()
    assert sent(page, "plan.models") == [{"step": "shot3", "query": ""}]
    assert page.evaluate("() => document.activeElement.dataset.testid") == "models-search"
    page.keyboard.type("veo")
    page.get_by_test_id("model-ltx-2").wait_for(state="detached")
    assert sent(page, "plan.models")[-1] == {"step": "shot3", "query": "veo"}
    page.keyboard.press("Enter")
    assert asked(page, "plan.set") == [{"changes": [{"step": "shot3", "field": "model", "value": "veo-3.1-fast"}]}]
    page.get_by_role("dialog").wait_for(state="detached")
    assert page.evaluate("() => document.activeElement.dataset.testid") == "model"


def test_arrows_choose_and_a_refusal_is_told_in_the_dialog(opened: Open) -> None:
    page = opened(answers=ANSWERS.replace('() => ({note: "Step 3 changed"})', REFUSES))
    row(page, "shot3").get_by_test_id("model").click()
    page.get_by_test_id("model-ltx-2").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.locator(".dk-pick-model[aria-selected=true]").get_attribute("data-testid") == "model-ltx-2"
    page.keyboard.press("Enter")
    page.get_by_test_id("models-error").get_by_text("Kling takes 5 or 10 s").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    row(page, "shot3").get_by_test_id("model").click()
    page.get_by_test_id("models-search").fill("nothing like it")
    page.get_by_text("No model matches").wait_for()


# ---- starting -----------------------------------------------------------------------------------------------------------------------


def test_start_previs_sends_no_cap_and_only_once(opened: Open) -> None:
    page = opened(answers='{"plan.start": () => new Promise(done => (window.finish = () => done({execution: "run-1", already: false})))}')
    start = page.get_by_test_id("start")
    assert start.inner_text() == "Start · free"
    assert page.get_by_test_id("cap").is_hidden()
    start.dblclick()
    page.get_by_test_id("start-step").click(force=True)
    page.wait_for_function("() => window.finish")
    assert sent(page, "plan.start") == [{"studio": "previs", "mode": "auto", "cap": None}]
    assert start.get_attribute("aria-disabled") == "true"
    page.evaluate("() => window.finish()")
    page.get_by_test_id("plan-note").get_by_text("The run has started.").wait_for()


@pytest.mark.parametrize(
    ("typed", "micros"),
    [
        ("", None),
        ("3", 3_000_000),
        ("2.46", 2_460_000),
        ("$ 0.005", 5_000),
        ("1.1", 1_100_000),
        ("0.000001", 1),
        ("999999999.999999", 999_999_999_999_999),
    ],
)
def test_a_live_start_carries_the_cap_exactly(opened: Open, typed: str, micros: int | None) -> None:
    page = opened()
    page.get_by_test_id("studio-live").click()
    assert page.get_by_test_id("cap").input_value() == "3.00"
    if typed:
        page.get_by_test_id("cap").fill(typed)
    page.get_by_test_id("start-step").click()
    assert asked(page, "plan.start") == [{"studio": "live", "mode": "step", "cap": 3_000_000 if micros is None else micros}]


@pytest.mark.parametrize("typed", ["1,5", "1e3", "-1", "abc", "0x10", "1.1234567", "٣", "9999999999", " "])
def test_a_cap_that_is_no_sum_starts_nothing(opened: Open, typed: str) -> None:
    page = opened()
    page.get_by_test_id("studio-live").click()
    page.get_by_test_id("cap").fill(typed)
    page.get_by_test_id("start").click(force=True)
    assert "write it like 3.50" in page.get_by_test_id("why-not").inner_text()
    assert sent(page, "plan.start") == []
    page.get_by_test_id("cap").press("Escape")
    assert page.get_by_test_id("cap").input_value() == "3.00"


def test_without_a_budget_the_cap_is_the_ceiling(opened: Open) -> None:
    page = opened(serum(budget=None))
    page.get_by_test_id("studio-previs").press("ArrowRight")
    assert page.get_by_test_id("start").inner_text() == "Start · $1.16"
    assert page.get_by_test_id("cap").input_value() == "1.276"
    page.get_by_test_id("start").click()
    assert asked(page, "plan.start") == [{"studio": "live", "mode": "auto", "cap": 1_276_000}]


def test_what_keeps_it_from_starting_is_said(opened: Open) -> None:
    state = serum()
    page = opened(state)
    why, start = page.get_by_test_id("why-not"), page.get_by_test_id("start")
    row(page, "shot3").get_by_test_id("prompt").fill("unsaved")
    start.click(force=True)
    assert "Save or cancel your edits first" in why.inner_text()
    row(page, "shot3").get_by_test_id("prompt").press("Escape")
    assert start.get_attribute("aria-disabled") is None
    push(page, {"plan": state["plan"] | {"steps": []}})
    assert "no steps" in why.inner_text()
    studios = deepcopy(state["plan"]["studios"])
    studios[1] |= {"available": False, "why": "Live needs FAL_KEY: set it with `director keys`."}
    push(page, serum(studios=studios))
    assert "needs FAL_KEY" in why.inner_text()
    page.get_by_test_id("studio-live").click(force=True)
    assert page.get_by_test_id("studio-previs").get_attribute("aria-checked") == "true"
    push(page, running())
    assert "A run of this plan goes on" in why.inner_text()
    start.click(force=True)
    assert sent(page, "plan.start") == []


def test_a_refused_start_is_told_and_can_be_tried_again(opened: Open) -> None:
    page = opened(answers='{"plan.start": () => { throw {code: "budget", message: "The workspace has $1.00 left: lower the cap."} }}')
    page.get_by_test_id("start").click()
    page.locator(".dk-trouble").get_by_text("The workspace has $1.00 left").wait_for()
    assert page.get_by_test_id("start").get_attribute("aria-disabled") is None


def test_a_run_is_seen_in_table_graph_and_foot(opened: Open) -> None:
    page = opened(running())
    assert "2 of 6 stored" in page.get_by_test_id("progress").inner_text()
    assert row(page, "shot3").get_by_role("progressbar").get_attribute("aria-valuenow") == "62"
    assert "making 62 %" in (page.get_by_test_id("node-shot3").get_attribute("title") or "")
    assert row(page, "shot4").get_by_test_id("state").inner_text() == "refused"
    page.get_by_test_id("approve").locator("visible=true").dblclick()
    assert asked(page, "run.approve") == [{"execution": "run-1", "step": "voice"}]


def test_approve_all_asks_for_each_and_says_the_most_it_costs(opened: Open) -> None:
    state = newer(running(), "shot4", state="approve")
    page = opened(state)
    every = page.get_by_test_id("approve-all")
    assert every.inner_text() == "Approve all · at most $0.51"
    every.click()
    assert asked(page, "run.approve", 2) == [{"execution": "run-1", "step": "shot4"}, {"execution": "run-1", "step": "voice"}]


# ---- the graph ----------------------------------------------------------------------------------------------------------------------


def test_a_node_and_its_row_are_selected_together(opened: Open) -> None:
    page = opened()
    page.get_by_test_id("node-shot3").click()
    assert row(page, "shot3").get_attribute("data-selected") == "true"
    row(page, "shot2").get_by_test_id("number").click()
    assert page.get_by_test_id("node-shot2").get_attribute("aria-selected") == "true"
    assert row(page, "shot3").get_attribute("data-selected") is None
    page.get_by_test_id("node-shot2").press("ArrowDown")
    assert row(page, "shot3").get_attribute("data-selected") == "true"
    page.keyboard.press("ArrowRight")
    assert page.evaluate("() => document.activeElement.dataset.step") == "reel"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("() => document.activeElement.dataset.step") == "hero"
    row(page, "hero").get_by_test_id("number").press("ArrowDown")
    assert row(page, "shot2").get_attribute("data-selected") == "true"


@pytest.mark.parametrize("count", [17, 60])
def test_nodes_never_lie_on_each_other_and_needs_come_before_users(opened: Open, count: int) -> None:
    page = opened(film(count))
    found = page.evaluate("""() => {
      const box = new Map([...document.querySelectorAll('.dk-graph-node')].map(node => [node.dataset.step, node.getBoundingClientRect()]));
      const all = [...box.values()];
      const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
      const over = all.some((a, i) => all.slice(i + 1).some(b => meet(a, b)));
      const back = window.model.get('plan').steps.some(step => step.dependsOn.some(need => box.get(need).right > box.get(step.id).left));
      const lines = document.querySelectorAll('.dk-graph path').length;
      const edges = window.model.get('plan').steps.reduce((sum, step) => sum + step.dependsOn.length, 0);
      return {over, back, least: Math.min(...all.map(each => each.height)), missing: edges - lines};
    }""")
    assert found == {"over": False, "back": False, "least": found["least"], "missing": 0}
    assert found["least"] >= 22


def test_a_circle_of_needs_is_drawn_all_the_same(opened: Open) -> None:
    steps = [
        step(1, "a", "A", "", dependsOn=["b"]),
        step(2, "b", "B", "", dependsOn=["a", "gone"]),
        step(3, "c", "C", "", dependsOn=["c", "a"]),
    ]
    state = serum()
    state["plan"]["steps"] = steps
    page = opened(state)
    assert page.locator(".dk-graph-node").count() == 3


def test_the_graph_folds(opened: Open) -> None:
    page = opened()
    page.get_by_test_id("fold").click()
    assert page.get_by_test_id("plan-graph").is_hidden()
    assert page.get_by_test_id("fold").get_attribute("aria-expanded") == "false"
    page.get_by_test_id("fold").click()
    assert page.get_by_test_id("plan-graph").is_visible()


# ---- a thousand ---------------------------------------------------------------------------------------------------------------------


def test_a_thousand_steps_make_rows_as_they_come_into_sight(opened: Open) -> None:
    state = film(1000)
    page = opened(state)
    count = len(state["plan"]["steps"])
    assert page.locator(".dk-plan-step").count() == count
    assert page.get_by_test_id("plan-graph").is_hidden()
    assert "too many for one picture" in page.locator(".dk-graph-bar").inner_text()
    page.wait_for_function("() => document.querySelectorAll('.dk-plan-step textarea').length > 0")
    assert page.locator(".dk-plan-step:has(textarea)").count() < 60
    page.evaluate("() => { const box = document.querySelector('[data-testid=plan-table]'); box.scrollTop = box.scrollHeight; }")
    page.wait_for_function("() => document.querySelector('.dk-plan-step:last-child textarea')")
    page.get_by_test_id("fold").click()
    assert page.locator(".dk-graph-node").count() == count


def test_a_thousand_quick_updates_leave_the_last_one(opened: Open) -> None:
    page = opened()
    row(page, "shot2").get_by_test_id("prompt").fill("half a wo")
    before = page.evaluate("() => document.querySelectorAll('*').length")
    page.evaluate("""async () => {
      for (let turn = 0; turn < 1000; turn++) {
        const plan = structuredClone(window.model.get('plan'));
        plan.steps[2].prompt = `turn ${turn}`;
        plan.steps[2].price = 10000 * turn;
        window.model.push('plan', plan);
        if (turn % 100 === 0) await new Promise(requestAnimationFrame);
      }
    }""")
    settled(page)
    assert row(page, "shot3").get_by_test_id("prompt").input_value() == "turn 999"
    assert row(page, "shot3").get_by_test_id("price").inner_text() == "$9.99"
    assert row(page, "shot2").get_by_test_id("prompt").input_value() == "half a wo"
    assert page.evaluate("() => document.activeElement.dataset.testid") == "prompt"
    assert page.evaluate("() => document.querySelectorAll('*').length") == before


# ---- views --------------------------------------------------------------------------------------------------------------------------


def test_two_views_stay_in_step_and_what_is_typed_stays_in_one(opened: Open) -> None:
    state = serum()
    page = opened(state)
    page.evaluate("() => { window.view() }")
    row(page, "shot3", 0).get_by_test_id("prompt").fill("only here")
    after = newer(state, "shot4", prompt="new for both")
    push(page, after)
    for view in (0, 1):
        assert row(page, "shot4", view).get_by_test_id("prompt").input_value() == "new for both"
    assert row(page, "shot3", 1).get_by_test_id("prompt").input_value() == state["plan"]["steps"][2]["prompt"]
    push(page, running())
    for view in (0, 1):
        assert page.get_by_test_id("start").nth(view).get_attribute("aria-disabled") == "true"


def test_a_closed_view_leaves_nothing_behind(plain: "Page", plain_base: str) -> None:
    open_plain(plain, plain_base)
    plain.evaluate("""() => {
      window.timers = new Set();
      const [set, clear] = [window.setTimeout, window.clearTimeout];
      window.setTimeout = (call, wait, ...more) => {
        const id = set(() => { window.timers.delete(id); call(...more); }, wait);
        window.timers.add(id);
        return id;
      };
      window.clearTimeout = (id) => (window.timers.delete(id), clear(id));
      const every = window.setInterval;
      window.setInterval = (...args) => { const id = every(...args); window.timers.add(`every ${id}`); return id; };
      const [on, off] = [EventTarget.prototype.addEventListener, EventTarget.prototype.removeEventListener];
      window.held = 0;
      for (const place of [window, document]) {
        place.addEventListener = function (...args) { window.held++; return on.apply(this, args); };
        place.removeEventListener = function (...args) { window.held--; return off.apply(this, args); };
      }
    }""")
    show(plain, "plan", running(), ANSWERS)
    row(plain, "shot3").get_by_test_id("model").click()
    plain.get_by_test_id("model-ltx-2").wait_for()
    plain.get_by_test_id("models-search").fill("x")
    plain.evaluate("""() => {
      const prompt = document.querySelector('[data-testid=step-shot2] [data-testid=prompt]');
      prompt.value = 'typed';
      prompt.dispatchEvent(new Event('input', {bubbles: true}));
      window.views[0].close();
    }""")
    plain.wait_for_function("() => window.timers.size === 0")
    assert plain.evaluate("() => window.model.listeners") == 0
    assert plain.evaluate("() => window.held") == 0
    assert sent(plain, "plan.weigh") == []


def test_the_run_is_shown_below_once_there_is_one(opened: Open) -> None:
    page = opened(serum(id="", empty="Say what it should be, and a plan comes.", steps=[]))
    assert page.get_by_test_id("plan-empty").inner_text() == "Say what it should be, and a plan comes."
    assert page.get_by_test_id("plan-table").is_hidden()
    outcome = page.evaluate(
        """async (states) => {
      const { mountPlan } = await import('/widgets/plan.js');
      const { widget } = await import('/widgets/wire.js');
      const calls = [];
      const preview = (wire, root, how) => { calls.push(how); root.textContent = 'the run'; return () => calls.push('closed'); };
      const model = new window.FakeModel({ plan: states[0] });
      const el = document.createElement('div');
      document.body.appendChild(el);
      const close = widget('Probe', (wire, root) => mountPlan(wire, root, { preview })).render({ model, el });
      const frame = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
      const before = calls.length;
      for (const state of [states[1], states[1]]) { model.push('plan', state); await frame(); }
      const shown = el.querySelector('.dk-plan-run').innerText;
      el.querySelector('[data-testid=fold-run]').click();
      const folded = el.querySelector('.dk-plan-run').innerText;
      close();
      el.remove();
      return { before, calls, shown: shown.includes('the run'), folded: folded.includes('the run'), left: model.listeners };
    }""",
        [serum()["plan"], running()["plan"]],
    )
    assert outcome == {"before": 0, "calls": [{"embedded": True}, "closed"], "shown": True, "folded": False, "left": 0}


def test_the_whole_way_by_keyboard(opened: Open) -> None:
    """From the title to Start, without a pointer: every stop shows where it is."""
    page = opened()
    page.get_by_test_id("title").focus()
    stops: list[str] = []
    for _ in range(120):
        page.keyboard.press("Tab")
        stop, outlined = page.evaluate("""() => { const at = document.activeElement; const style = getComputedStyle(at);
          return [at.dataset.testid ?? at.tagName, style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0] }""")
        if stop == "BODY":
            break
        assert outlined, stop
        stops.append(stop)
        if stop == "start":
            break
    assert stops[-1] == "start"
    assert {
        "plan-aspect",
        "undo",
        "studio-previs",
        "fold",
        "node-hero",
        "number",
        "up",
        "down",
        "action",
        "prompt",
        "model",
        "duration",
        "takes",
        "start-step",
    } <= set(stops)
    page.keyboard.press("Enter")
    assert asked(page, "plan.start") == [{"studio": "previs", "mode": "auto", "cap": None}]


AXE = """async () => (await axe.run('.dk')).violations.filter(each => ['serious', 'critical'].includes(each.impact))
  .map(each => [each.id, each.nodes.map(node => node.html.slice(0, 160))])"""


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("state", [with_fault(), running(), film(60)], ids=["faults", "running", "film"])
def test_no_serious_hindrance(opened: Open, state: dict[str, Any], dark: bool) -> None:
    page = opened(state, dark=dark)
    page.add_script_tag(path=str(ROOT / "tests/esm/node_modules/axe-core/axe.min.js"))
    page.wait_for_function(f"() => document.querySelector('.dk').dataset.theme === '{'dark' if dark else 'light'}'")
    row(page, state["plan"]["steps"][2]["id"]).get_by_test_id("number").click()
    name = state["plan"]["steps"][1]["id"]
    row(page, name).get_by_test_id("prompt").fill("being edited")
    row(page, name).get_by_text("renders again").wait_for()
    assert page.evaluate(AXE) == []
    row(page, state["plan"]["steps"][2]["id"]).get_by_test_id("model").click()
    page.get_by_test_id("model-ltx-2").wait_for()
    assert page.evaluate(AXE) == []


HOSTILE = [
    "<img src=x onerror=window.pwned=1>",
    "<script>window.pwned=1</script>",
    '"><svg onload=window.pwned=1>',
    "javascript:window.pwned=1",
    "x" * 5_000,
    "\u202eright to left\u202e and on",
    "שלום " * 80,
    "👩‍👩‍👧‍👦" * 300,
    "a\u0300" * 2_000,
    "\x00\x07\x1b[31m",
    "line\nline\r\nline\u2028line",
    "' OR 1=1 --",
    "${window.pwned=1}",
    "{{constructor.constructor('window.pwned=1')()}}",
    "﷽" * 200,
    "/" * 3_000,
    "]]>",
    "__proto__",
    "constructor",
    "&lt;b&gt;&amp;",
    " " * 500 + "end",
    "\u200b" * 1000,
    "𝕳𝖊𝖑𝖑𝖔" * 100,
    "W" * 30_000,
]


WIDE = """() => {
  const dk = document.querySelector('.dk');
  const edge = dk.getBoundingClientRect().right + 1;
  const seen = [...dk.querySelectorAll('.dk-body *')].filter(each => !each.closest('.dk-graph, .dk-sr, option'));
  const wide = seen.filter(each => each.getBoundingClientRect().right > edge).slice(0, 3).map(each => each.outerHTML.slice(0, 120));
  return [dk.scrollWidth <= dk.clientWidth, window.pwned ?? null, wide];
}"""


@pytest.mark.parametrize("width", [1000, 480])
def test_hostile_words_neither_run_nor_break_the_layout(opened: Open, width: int) -> None:
    steps = []
    for order, text in enumerate(HOSTILE[:20], 1):
        change = {"step": f"s{order}", "field": "prompt", "value": text}
        more = {
            "negativePrompt": text,
            "reason": text,
            "modelName": text,
            "note": text,
            "state": "running",
            "faults": [fault(text, fix=text, mend=change)],
        }
        steps.append(step(order, f"s{order}", text, text, media="video", **more))
    page = opened(serum(), width=width)
    for text in HOSTILE:
        after = serum(
            title=text,
            time=text,
            renders=text,
            steps=[deepcopy(each) | {"prompt": text} for each in steps],
            version=9,
            aspect=text,
            empty=text,
        )
        after["plan"]["faults"] = [{"step": "", "field": text, "code": text, "message": text, "fix": text, "mended": False}]
        after["plan"]["studios"][1] |= {"available": False, "why": text}
        push(page, after)
        state = page.evaluate(WIDE)
        assert state == [True, None, []], text[:40]


def test_ids_may_be_any_words(opened: Open) -> None:
    names = ["__proto__", 'quo"te', "new\nline", "ünï", "constructor"]
    state = serum()
    state["plan"]["steps"] = [step(order, name, name, "p", dependsOn=names[: order - 1]) for order, name in enumerate(names, 1)]
    page = opened(state)
    assert page.locator(".dk-plan-step").count() == len(names)
    page.locator(".dk-graph-node").nth(1).click()
    page.locator(".dk-graph-node").nth(1).press("ArrowRight")
    page.locator(".dk-plan-step").nth(0).get_by_test_id("prompt").fill("changed")
    page.locator(".dk-plan-step").nth(0).get_by_test_id("prompt").press("Control+Enter")
    assert asked(page, "plan.set") == [{"changes": [{"step": "__proto__", "field": "prompt", "value": "changed"}]}]


def test_a_prompt_of_a_megabyte_is_cut_for_showing_and_whole_for_editing(opened: Open) -> None:
    state = serum()
    state["plan"]["steps"][2]["prompt"] = "word" * 250_000
    page = opened(state)
    here = row(page, "shot3")
    assert len(here.get_by_test_id("prompt").input_value()) == 20_000
    assert here.get_by_test_id("prompt").get_attribute("readonly") is not None
    here.get_by_test_id("prompt-all").click()
    assert len(here.get_by_test_id("prompt").input_value()) == 1_000_000
    assert here.get_by_test_id("prompt").get_attribute("readonly") is None
    assert sent(page, "plan.set") == []


def test_the_new_plan_and_the_answer_in_one_breath_leave_the_new_words(opened: Open) -> None:
    """The kernel sends the newer plan just before its answer: both arrive before the next frame is drawn."""
    answers = f"""{{...{ANSWERS}, "plan.set": ({{changes}}) => {{
      const plan = structuredClone(window.model.get("plan"));
      plan.version += 1;
      for (const {{step, field, value}} of changes) plan.steps.find((each) => each.id === step)[field] = value;
      window.model.push("plan", plan);
      return {{note: "Saved"}};
    }}}}"""
    page = opened(answers=answers)
    box = page.locator("[data-testid=prompt]").first
    box.fill("Gold letters rise")
    box.press("Control+Enter")
    asked(page, "plan.set")
    page.wait_for_function("() => document.querySelector('[data-testid=version]').textContent.includes('4')")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert box.input_value() == "Gold letters rise"
