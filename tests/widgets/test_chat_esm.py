"""The chat in a browser: every press is one exact request, every push is drawn, and nothing typed is ever lost."""

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.widgets import samples_preview
from tests.widgets.plain import ROOT, open_plain, show
from tests.widgets.samples_chat import ACTIONS, OPTIONS, PLAN, asked, asset, chat, message, offered, patch, question

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
BYTES = f"Uint8Array.from(atob('{PIXEL}'), (c) => c.charCodeAt(0))"
PICTURES = f"""{{
  "media.thumbs": ({{ assets }}) => ({{
    result: assets.map((sha256) => ({{ sha256, path: "", buffer: 0 }})), buffers: [new DataView({BYTES}.buffer)] }}),
  "media.file": () => ({{ result: {{ total: 68, mime: "image/png" }}, buffers: [new DataView({BYTES}.buffer)] }}),
}}"""
NEVER = "() => new Promise(() => {})"
HOLD = "() => new Promise((resolve, reject) => Object.assign(window, { answer: resolve, refuse: reject }))"
AXE = ROOT / "tests/esm/node_modules/axe-core/axe.min.js"
HOSTILE = [
    "<img src=x onerror=window.pwned=1>",
    "<script>window.pwned=1</script>",
    '"><svg onload=window.pwned=1>',
    "javascript:window.pwned=1",
    "' onmouseover='window.pwned=1",
    "${window.pwned=1}",
    "{{constructor.constructor('window.pwned=1')()}}",
    "\u202eevil\u202d\u2066bidi",
    "\u0000\u0007\u001b[31m",
    "e\u0301" + "\u0301" * 500,
    "👩‍👩‍👧‍👦" * 300,
    "x" * 30_000,
    "‮" * 400,
    "\ud83d",
    "a\nb\r\n\tc" * 50,
    "مرحبا " * 400,
    "</textarea></div></section>",
    "&lt;b&gt;&amp;",
    "data:text/html,<script>window.pwned=1</script>",
    "__proto__",
    "constructor",
    "0",
    " ",
    "%00%0d%0a",
    "<style>*{display:none}</style>",
]


def opened(page: "Page", base: str, state: dict[str, Any], answers: str = "{}", *, dark: bool = False) -> None:
    page.set_default_timeout(8_000)
    open_plain(page, base, dark=dark)
    show(page, "chat", state, answers)


def push(page: "Page", state: dict[str, Any]) -> None:
    page.evaluate("(chat) => window.model.push('chat', chat)", state["chat"])


def tell(page: "Page", said: dict[str, Any]) -> None:
    page.evaluate("(said) => window.model.tell(said)", said)


def sent(page: "Page", verb: str = "") -> list[Any]:
    """What was asked, as (verb, args)."""
    asked_for: list[Any] = page.evaluate("() => window.model.sent.map(({ verb, args }) => [verb, args])")
    return [each for each in asked_for if not verb or each[0] == verb]


def wait_sent(page: "Page", verb: str, count: int = 1) -> list[Any]:
    page.wait_for_function("([verb, count]) => window.model.sent.filter((each) => each.verb === verb).length >= count", arg=[verb, count])
    return [args for _, args in sent(page, verb)]


def get(page: "Page", testid: str) -> Any:
    return page.get_by_test_id(testid)


def no_overflow(page: "Page") -> bool:
    """No part of the widget is wider than the widget."""
    return bool(
        page.evaluate(
            """() => [...document.querySelectorAll('.dk, .dk-log, .dk-dialog')].every((each) => each.scrollWidth <= each.clientWidth + 1)
            && document.documentElement.scrollWidth <= innerWidth"""
        )
    )


# ---- the head ---------------------------------------------------------------------------------------------------------------------


def test_money_title_and_plan_are_in_sight(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, offered(money={"reserved": 120_000, "spent": 50_000, "talk": 22_500}))
    assert (
        get(plain, "chat-money").inner_text()
        == "previs · $0.0500 of $3.00".replace("0.0500", "0.05").replace(" of", " + $0.12 reserved of") + " · talk $0.0225"
    )
    assert get(plain, "chat-title").inner_text() == "serum ad"
    assert get(plain, "plan-line").inner_text() == "Plan: Serum ad · version 3 · 6 steps · $2.46, at most $2.71"
    push(plain, offered(plan=None, money={"budget": None}))
    assert get(plain, "chat-money").inner_text() == "previs · $0.00"
    assert not get(plain, "plan-line").is_visible()


def test_who_directs_is_chosen_by_price_and_reason(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, offered())
    get(plain, "brain").focus()
    plain.keyboard.press("Enter")
    assert plain.evaluate("document.activeElement.dataset.testid") == "brain-offline"
    assert "about $0.0225 a message" in get(plain, "brain-opus").inner_text()
    assert "Not available: needs OPENROUTER_API_KEY" in get(plain, "brain-gpt").inner_text()
    get(plain, "brain-gpt").click(force=True)
    assert sent(plain) == []
    plain.keyboard.press("Home")
    plain.keyboard.press("ArrowDown")
    plain.keyboard.press("Enter")
    plain.wait_for_selector("dialog", state="detached")
    assert sent(plain) == [["chat.brain", {"id": "opus"}]]
    assert plain.evaluate("document.activeElement.dataset.testid") == "brain"


def test_a_refused_director_says_so_in_the_list(plain: "Page", plain_base: str) -> None:
    opened(
        plain, plain_base, offered(), """{ "chat.brain": () => { throw { code: "key", message: "That key has run out: set another." } } }"""
    )
    get(plain, "brain").click()
    get(plain, "brain-opus").click()
    plain.get_by_text("That key has run out: set another.").wait_for()
    get(plain, "brain-gpt").click(force=True)
    assert len(sent(plain)) == 1


def test_an_earlier_talk_is_found_and_opened_by_keyboard(plain: "Page", plain_base: str) -> None:
    entries = [{"id": f"talk-{n}", "title": f"film {n}", "status": "planned", "when": "today", "plan": ""} for n in range(1, 301)]
    opened(plain, plain_base, offered(), f"""{{ "chat.history": () => {json.dumps(entries)} }}""")
    get(plain, "history").focus()
    plain.keyboard.press("Enter")
    plain.get_by_text("100 more conversations").wait_for()
    assert plain.locator("[aria-current=true]").inner_text().startswith("film 1\n")
    plain.keyboard.type("film 277")
    assert get(plain, "history-entry").count() == 1
    plain.keyboard.press("Enter")
    plain.wait_for_selector("dialog", state="detached")
    assert sent(plain, "chat.open") == [["chat.open", {"conversation": "talk-277"}]]


def test_the_open_talk_is_not_opened_again_and_errors_stay_in_the_list(plain: "Page", plain_base: str) -> None:
    answers = """{ "chat.history": () => ["1", "2"].map((n) => ({ id: `talk-${n}`, title: n, status: "", when: "", plan: "" })),
      "chat.open": () => { throw { code: "gone", message: "It was deleted: choose another." } } }"""
    opened(plain, plain_base, offered(), answers)
    get(plain, "history").click()
    get(plain, "history-entry").first.click()
    plain.wait_for_selector("dialog", state="detached")
    assert sent(plain, "chat.open") == []
    get(plain, "history").click()
    get(plain, "history-filter").press("ArrowDown")
    plain.keyboard.press("ArrowDown")
    plain.keyboard.press("Enter")
    plain.locator("dialog").get_by_text("It was deleted: choose another.").wait_for()


def test_a_new_talk_is_begun_once(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, offered(), f"""{{ "chat.fresh": {HOLD} }}""")
    get(plain, "fresh").click()
    get(plain, "fresh").click(force=True)
    plain.wait_for_function("() => window.answer")
    assert get(plain, "fresh").is_disabled()
    push(plain, chat(conversation="talk-2", title=""))
    plain.evaluate("() => window.answer(null)")
    plain.wait_for_function("() => document.activeElement?.dataset.testid === 'draft'")
    assert sent(plain) == [["chat.fresh", {}]]
    assert get(plain, "message").count() == 0
    assert plain.get_by_text("Say what you want to make").is_visible()


# ---- questions, options, actions --------------------------------------------------------------------------------------------------


def test_one_open_question_is_answered_by_one_press(plain: "Page", plain_base: str) -> None:
    one = chat(message(1, "<p>One thing:</p>", questions=[question("2", "Who?", "Her", "Him")], open=True))
    opened(plain, plain_base, one, f"""{{ "chat.pick": {HOLD} }}""")
    get(plain, "pick-2-b").click()
    get(plain, "pick-2-a").click(force=True)
    plain.wait_for_function("() => window.answer")
    assert sent(plain) == [["chat.pick", {"picks": {"2": "b"}}]]
    answered = chat(message(1, "<p>One thing:</p>", questions=[question("2", "Who?", "Her", "Him", picked="b")]))
    push(plain, answered)
    plain.evaluate("() => window.answer(null)")
    assert get(plain, "pick-2-b").get_attribute("aria-checked") == "true"
    assert get(plain, "pick-2-a").is_disabled()
    assert not get(plain, "own-2").is_visible()


def test_several_answers_are_collected_and_sent_together(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, asked())
    assert not get(plain, "send-answers").is_visible()
    assert plain.get_by_role("radio").nth(2).inner_text() == "You decide"
    get(plain, "pick-1-a").click()
    get(plain, "pick-2-b").click()
    get(plain, "pick-2-c").click()
    get(plain, "own-3").fill("twenty seconds")
    push(plain, asked(money={"talk": 20_000}))
    assert get(plain, "own-3").input_value() == "twenty seconds"
    assert get(plain, "pick-2-c").get_attribute("aria-checked") == "true"
    assert get(plain, "pick-2-b").get_attribute("aria-checked") == "false"
    assert sent(plain) == []
    get(plain, "send-answers").click()
    assert sent(plain) == [["chat.pick", {"picks": {"1": "a", "2": "c", "3": "twenty seconds"}}]]


def test_questions_by_keyboard_alone(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, asked())
    get(plain, "log").focus()
    plain.keyboard.press("Tab")
    assert plain.evaluate("document.activeElement.dataset.testid") == "pick-1-a"
    plain.keyboard.press("ArrowRight")
    plain.keyboard.press("Space")
    plain.keyboard.press("Tab")
    plain.keyboard.press("Tab")
    plain.keyboard.press("Tab")
    plain.keyboard.type("a robot")
    plain.keyboard.press("Enter")
    assert plain.evaluate("document.activeElement.dataset.testid") == "pick-3-a"
    plain.keyboard.press("End")
    plain.keyboard.press("Enter")
    plain.keyboard.press("Tab")
    plain.keyboard.press("Tab")
    plain.keyboard.press("Enter")
    assert sent(plain) == [["chat.pick", {"picks": {"1": "b", "2": "a robot", "3": "d"}}]]


def test_answers_that_did_not_arrive_stay(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, asked(), """{ "chat.pick": () => { throw { code: "x", message: "Not now: try again." } } }""")
    get(plain, "pick-1-b").click()
    get(plain, "send-answers").click()
    plain.get_by_test_id("answer-fault").get_by_text("Not now: try again.").wait_for()
    assert get(plain, "pick-1-b").get_attribute("aria-checked") == "true"
    get(plain, "send-answers").click()
    assert len(wait_sent(plain, "chat.pick", 2)) == 2


def test_everything_can_be_left_to_the_director(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, asked())
    get(plain, "decide-all").click()
    assert sent(plain) == [["chat.decide", {}]]


def test_an_answer_in_own_words_is_shown_among_the_choices(plain: "Page", plain_base: str) -> None:
    own = chat(message(1, "", questions=[question("1", "Who?", "Her", picked="a very old robot")]))
    opened(plain, plain_base, own)
    assert get(plain, "pick-1-own").inner_text() == "a very old robot"
    assert get(plain, "pick-1-own").get_attribute("aria-checked") == "true"
    assert plain.locator("[aria-checked=true]").count() == 1


def test_a_question_that_is_closed_can_not_be_answered(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, chat(message(1, "", questions=[question("1", "Who?", "Her")], open=False)))
    assert get(plain, "pick-1-a").is_disabled()


def test_options_say_what_fits_and_are_taken_once(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, offered(), f"""{{ "chat.choose": {HOLD} }}""")
    assert "fits $3.00" in get(plain, "option-balanced").inner_text()
    assert "over by $3.40" in get(plain, "option-premium").inner_text()
    sizes = get(plain, "option-balanced").evaluate(
        "(card) => [...card.querySelectorAll('*')].map((each) => [parseFloat(getComputedStyle(each).fontSize), each.textContent])"
    )
    assert max(sizes)[1] == "$2.46"
    get(plain, "option-balanced").focus()
    plain.keyboard.press("ArrowRight")
    plain.keyboard.press("Enter")
    plain.keyboard.press("Enter")
    plain.wait_for_function("() => window.answer")
    assert sent(plain) == [["chat.choose", {"option": "premium"}]]
    done = offered(actions=[])
    done["chat"]["messages"][-1].update(chosen="premium", open=False)
    push(plain, done)
    plain.evaluate("() => window.answer(null)")
    assert get(plain, "option-premium").get_attribute("aria-pressed") == "true"
    assert get(plain, "option-budget").is_disabled()
    assert plain.evaluate("document.activeElement.dataset.testid") == "draft"


def test_an_option_that_may_pass_the_budget_says_so(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, offered(money={"budget": 2_500_000}))
    assert "may pass $2.50" in get(plain, "option-balanced").inner_text()
    push(plain, offered(money={"budget": None}))
    assert plain.locator(".dk-opt .dk-tag:visible").count() == 0


def test_actions_start_once_and_go_when_the_state_says_so(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, offered(), f"""{{ "plan.start": {HOLD} }}""")
    assert plain.locator("[data-testid=actions] .dk-primary").all_inner_texts() == ["Looks good, start!"]
    first = plain.get_by_role("button", name="Looks good, start!")
    first.click()
    first.click(force=True)
    plain.get_by_role("button", name="See it first").click(force=True)
    plain.wait_for_function("() => window.answer")
    assert first.is_disabled()
    assert sent(plain) == [["plan.start", ACTIONS[0]["args"]]]
    push(plain, offered(actions=[]))
    plain.evaluate("() => window.answer({ execution: 'run-1', already: false })")
    assert not get(plain, "actions").is_visible()


def test_an_action_without_a_request_leads_to_the_words(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, offered())
    plain.get_by_role("button", name="Make changes").click()
    assert plain.evaluate("document.activeElement.dataset.testid") == "draft"
    assert sent(plain) == []


def test_a_refused_start_is_drawn_and_can_be_tried_again(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, offered(), """{ "plan.start": () => { throw { code: "cap", message: "The cap holds $1.00: raise it." } } }""")
    plain.get_by_role("button", name="Looks good, start!").click()
    plain.get_by_role("alert").get_by_text("The cap holds $1.00: raise it.").wait_for()
    assert plain.get_by_role("button", name="Looks good, start!").is_enabled()


# ---- writing ----------------------------------------------------------------------------------------------------------------------


def test_enter_sends_and_shift_enter_breaks_the_line(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, offered(), f"""{{ "chat.say": {HOLD} }}""")
    get(plain, "draft").focus()
    plain.keyboard.type("one")
    plain.keyboard.press("Shift+Enter")
    plain.keyboard.type("two")
    get(plain, "draft").dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    assert sent(plain) == []
    plain.keyboard.press("Enter")
    plain.keyboard.press("Enter")
    assert get(plain, "pending").inner_text() == "one\ntwo"
    assert get(plain, "draft").input_value() == ""
    plain.wait_for_function("() => window.answer")
    assert sent(plain) == [["chat.say", {"text": "one\ntwo", "attachments": []}]]
    more = [*offered()["chat"]["messages"], message(4, "<p>one<br>two</p>", "user")]
    push(plain, chat(*more, busy=True))
    assert get(plain, "pending").count() == 0
    assert get(plain, "waiting").is_visible()
    push(plain, chat(*more, message(5, "<p>Good.</p>")))
    plain.evaluate("() => window.answer(null)")
    assert get(plain, "message").last.inner_text().endswith("Good.")
    assert plain.evaluate("document.activeElement.dataset.testid") == "draft"


def test_what_is_being_typed_survives_a_thousand_updates(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, offered())
    get(plain, "draft").fill("half a thou")
    plain.evaluate("() => { const area = document.querySelector('[data-testid=draft]'); area.focus(); area.setSelectionRange(4, 6); }")
    nodes = plain.evaluate("() => document.querySelectorAll('*').length")
    plain.evaluate(
        """() => { for (let n = 0; n < 1000; n++)
          window.model.push('chat', { ...structuredClone(window.model.get('chat')), title: `t ${n}` }); }"""
    )
    assert get(plain, "chat-title").inner_text() == "t 999"
    assert get(plain, "draft").input_value() == "half a thou"
    assert plain.evaluate("() => [document.activeElement.selectionStart, document.activeElement.selectionEnd]") == [4, 6]
    assert plain.evaluate("() => document.querySelectorAll('*').length") == nodes


def test_what_could_not_be_sent_comes_back_before_what_was_typed_since(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, offered(), f"""{{ "chat.say": {HOLD} }}""")
    get(plain, "draft").fill("make it blue")
    get(plain, "send").click()
    plain.wait_for_function("() => window.refuse")
    get(plain, "draft").fill("and slow")
    plain.evaluate("() => window.refuse({ code: 'x', message: 'It is locked: wait and send again.' })")
    plain.get_by_test_id("send-fault").get_by_text("It is locked").wait_for()
    assert get(plain, "draft").input_value() == "make it blue\nand slow"
    assert get(plain, "pending").count() == 0


def test_a_message_that_arrived_is_not_put_back_when_the_answer_fails(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, offered(), f"""{{ "chat.say": {HOLD} }}""")
    get(plain, "draft").fill("make it blue")
    get(plain, "send").click()
    plain.wait_for_function("() => window.refuse")
    push(plain, chat(*offered()["chat"]["messages"], message(4, "<p>make it blue</p>", "user")))
    plain.evaluate("() => window.refuse({ code: 'x', message: 'The model broke off: say it again.' })")
    plain.get_by_test_id("send-fault").get_by_text("The model broke off").wait_for()
    assert get(plain, "draft").input_value() == ""


def test_nothing_to_say_sends_nothing(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, offered())
    get(plain, "draft").fill("  \n ")
    get(plain, "draft").press("Enter")
    assert get(plain, "send").is_disabled()
    assert sent(plain) == []


def test_while_a_reply_is_written_it_can_be_stopped_once(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, offered(busy=True), f"""{{ "chat.stop": {HOLD} }}""")
    get(plain, "draft").fill("next")
    get(plain, "draft").press("Enter")
    assert not get(plain, "send").is_visible()
    get(plain, "stop").click()
    get(plain, "stop").click(force=True)
    plain.wait_for_function("() => window.answer")
    assert sent(plain) == [["chat.stream", {}], ["chat.stop", {}]]
    push(plain, chat(message(9, "<p>Half</p>", broken="Stopped by you: say it again to go on.")))
    assert get(plain, "broken").inner_text() == "Stopped by you: say it again to go on."
    assert get(plain, "draft").input_value() == "next"
    assert get(plain, "send").is_enabled()


# ---- files and addresses ----------------------------------------------------------------------------------------------------------

UPLOADS = """{ "media.upload": ({ part, of, name }, buffers) => {
    (window.pieces ??= []).push([part, of, name, buffers[0].byteLength]);
    if (window.failing) throw { code: "disk", message: "The disk is full: free some room and retry." };
    return part + 1 === of ? { kind: "image", name, asset: null, url: "" } : null; } }"""


def files(page: "Page", *made: tuple[str, str, int]) -> None:
    get(page, "picker").set_input_files([{"name": name, "mimeType": mime, "buffer": b"x" * size} for name, mime, size in made])


def test_files_go_in_pieces_and_with_the_message(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, offered(), UPLOADS)
    with plain.expect_file_chooser():
        get(plain, "attach").click()
    files(plain, ("a.png", "image/png", 2_500_000), ("b.mp4", "video/mp4", 10))
    plain.wait_for_function("() => window.pieces?.length === 4 && !document.querySelector('[role=progressbar]:not([hidden])')")
    assert plain.evaluate("() => window.pieces") == [
        [0, 3, "a.png", 1_000_000],
        [1, 3, "a.png", 1_000_000],
        [2, 3, "a.png", 500_000],
        [0, 1, "b.mp4", 10],
    ]
    names = [args["upload"] for args in wait_sent(plain, "media.upload", 4)]
    assert names[0] == names[2] != names[3]
    plain.evaluate("() => document.querySelector('[data-testid=draft]').focus()")
    plain.keyboard.press("Enter")
    assert sent(plain, "chat.say") == [["chat.say", {"text": "", "attachments": [{"upload": names[0]}, {"upload": names[3]}]}]]
    assert get(plain, "chip").count() == 0


def test_a_failed_upload_says_so_on_its_chip_and_is_retried(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, offered(), UPLOADS)
    plain.evaluate("() => (window.failing = true)")
    files(plain, ("a.png", "image/png", 10))
    plain.get_by_test_id("chip").get_by_text("The disk is full").wait_for()
    get(plain, "draft").fill("with this")
    assert get(plain, "send").is_disabled()
    plain.evaluate("() => (window.failing = false)")
    get(plain, "chip-retry").click()
    plain.wait_for_function("() => document.querySelector('[data-testid=send]').getAttribute('aria-disabled') === null")
    first, second = wait_sent(plain, "media.upload", 2)
    assert first["upload"] != second["upload"]
    get(plain, "send").click()
    assert sent(plain, "chat.say")[0][1]["attachments"] == [{"upload": second["upload"]}]


def test_chips_survive_updates_and_come_back_when_sending_fails(plain: "Page", plain_base: str) -> None:
    answers = UPLOADS.removesuffix("}") + """, "chat.say": () => { throw { code: "x", message: "Later." } } }"""
    opened(plain, plain_base, offered(), answers)
    files(plain, ("a.png", "image/png", 10))
    push(plain, offered(title="other"))
    plain.wait_for_function("() => document.querySelector('[data-testid=send]').getAttribute('aria-disabled') === null")
    get(plain, "send").click()
    plain.get_by_text("Later.").wait_for()
    assert get(plain, "chip").count() == 1
    get(plain, "chip-remove").click()
    assert get(plain, "chip").count() == 0


def test_what_can_not_be_attached_is_said_before_anything_is_sent(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, offered(), UPLOADS)
    plain.evaluate(
        """() => { const data = new DataTransfer(); data.items.add(new File(['x'], 'a.html', { type: 'text/html' }));
        data.items.add(new File([new Uint8Array(25_000_001)], 'big.mov', { type: 'video/quicktime' }));
        const picker = document.querySelector('[data-testid=picker]');
        picker.files = data.files; picker.dispatchEvent(new Event('change')); }"""
    )
    assert get(plain, "chip").first.inner_text().count("Only pictures, films and sounds")
    assert "make it smaller" in get(plain, "chip").nth(1).inner_text()
    assert get(plain, "chip-retry").first.is_hidden()
    assert sent(plain) == []


def test_a_picture_can_be_dropped_anywhere(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, offered(), UPLOADS)
    drag = """(kind) => { const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['x'], 'drop.png', { type: 'image/png' }));
        const over = document.querySelector('[data-testid=message]');
        over.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer })); }"""
    plain.evaluate(drag, "dragover")
    assert get(plain, "drop-hint").is_visible()
    plain.evaluate(drag, "dragleave")
    assert not get(plain, "drop-hint").is_visible()
    plain.evaluate(drag, "dragover")
    plain.evaluate(drag, "drop")
    assert not get(plain, "drop-hint").is_visible()
    assert wait_sent(plain, "media.upload")[0]["name"] == "drop.png"


PASTE = """([text, file]) => { const data = new DataTransfer(); if (text) data.setData('text/plain', text);
    if (file) data.items.add(new File(['x'], 'image.png', { type: 'image/png' }));
    const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data });
    return document.querySelector('[data-testid=draft]').dispatchEvent(event); }"""


def test_pasted_pictures_and_addresses_become_chips(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, offered(), UPLOADS)
    assert plain.evaluate(PASTE, ["just words", False]) is True
    assert plain.evaluate(PASTE, ["javascript:alert(1)", False]) is True
    assert plain.evaluate(PASTE, ["", True]) is False
    assert plain.evaluate(PASTE, ["https://example.com/look?a=1", False]) is False
    assert get(plain, "chip").count() == 2
    plain.wait_for_function("() => document.querySelector('[data-testid=send]').getAttribute('aria-disabled') === null")
    get(plain, "send").click()
    said = sent(plain, "chat.say")[0][1]
    assert said["attachments"][1] == {"url": "https://example.com/look?a=1"}
    plain.evaluate(PASTE, ["https://example.com/", False])
    get(plain, "chip-text").click()
    assert get(plain, "draft").input_value() == "https://example.com/"
    assert get(plain, "chip").count() == 0


def test_attachments_are_small_pictures_that_open_and_safe_links(plain: "Page", plain_base: str) -> None:
    attached = [
        {"kind": "image", "name": "cat.png", "asset": asset(), "url": ""},
        {"kind": "audio", "name": "hum.mp3", "asset": asset("b" * 64, "audio/mpeg"), "url": ""},
        {"kind": "url", "name": "", "asset": None, "url": "https://example.com/x"},
        {"kind": "url", "name": "bad", "asset": None, "url": "javascript:window.pwned=1"},
    ]
    opened(plain, plain_base, chat(message(1, "<p>Like this</p>", "user", attachments=attached)), PICTURES)
    plain.wait_for_function("() => document.querySelector('.dk-file img')?.naturalWidth === 1")
    link = get(plain, "files").locator("a")
    assert link.count() == 1
    assert link.get_attribute("rel") == "noopener noreferrer"
    get(plain, "open-file").first.focus()
    plain.keyboard.press("Enter")
    plain.wait_for_function("() => document.querySelector('[data-testid=shown] img')?.naturalWidth === 1")
    plain.keyboard.press("Escape")
    plain.wait_for_selector("dialog", state="detached")
    assert plain.evaluate("document.activeElement.getAttribute('aria-label')") == "Open cat.png"


# ---- streaming --------------------------------------------------------------------------------------------------------------------


def written(page: "Page") -> list[str]:
    """What stands in the blocks and the tail; blocks out of sight are not laid out, so their text is read as it is in the document."""
    texts: list[str] = page.locator(".dk-writing :is(.dk-md, .dk-plain):not(:has(.dk-plain))").all_text_contents()
    return [text for text in texts if text]


def test_blocks_are_added_and_never_drawn_again(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, offered(busy=True))
    tell(plain, patch(3, 0, tailHtml="<p>Hel</p>"))
    tell(plain, patch(3, 0, "<p>Hello.</p>", tailHtml="<ul><li>one</li></ul>"))
    plain.evaluate("() => (document.querySelector('.dk-block').mark = 1)")
    tell(plain, patch(3, 1, tailAdd=" more"))
    tell(plain, patch(3, 1, "<ul><li>one more</li></ul>", tailHtml="", tailAdd="plain\nwords"))
    tell(plain, patch(3, 2, tailAdd=" go on"))
    assert written(plain) == ["Hello.", "one more", "plain\nwords go on"]
    assert plain.evaluate("() => document.querySelector('.dk-block').mark") == 1
    assert sent(plain, "chat.stream") == [["chat.stream", {}]]
    assert not get(plain, "waiting").is_visible()


def test_added_words_go_into_the_last_open_block(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, offered(busy=True))
    tell(plain, patch(3, 0, tailHtml="<ul><li>one</li><li>tw</li></ul>"))
    tell(plain, patch(3, 0, tailAdd="o"))
    assert plain.locator(".dk-tail li").all_inner_texts() == ["one", "two"]


def test_a_patch_that_does_not_fit_asks_for_the_whole_once(plain: "Page", plain_base: str) -> None:
    whole = patch(3, 0, "<p>A</p>", "<p>B</p>", "<p>C</p>", tailHtml="<p>D</p>")
    opened(plain, plain_base, offered(), f"""{{ "chat.stream": () => ({json.dumps(whole)}) }}""")
    push(plain, offered(busy=True))
    lost = [patch(3, start, "<p>x</p>") for start in (2, 2, 3)]
    plain.evaluate("(lost) => lost.forEach((each) => window.model.tell(each))", lost)
    plain.wait_for_function("() => document.querySelectorAll('.dk-block').length === 3")
    assert written(plain) == ["A", "B", "C", "D"]
    assert sent(plain) == [["chat.stream", {}]]
    tell(plain, patch(3, 2, "<p>C</p>", "<p>D</p>", tailHtml="<p>E</p>"))
    assert written(plain) == ["A", "B", "C", "D", "E"]


@pytest.mark.parametrize(
    ("whole", "said"),
    [
        ({"tailHtml": "", "tailAdd": "one two"}, ["A", "one two three four"]),
        ({"tailHtml": "", "tailAdd": "one two three"}, ["A", "one two three four"]),
        ({"tailHtml": "", "tailAdd": "one two three four"}, ["A", "one two three four"]),
    ],
    ids=["before both", "between", "after both"],
)
def test_words_that_come_while_the_whole_is_asked_for_are_neither_lost_nor_doubled(
    plain: "Page", plain_base: str, whole: dict[str, Any], said: list[str]
) -> None:
    opened(plain, plain_base, offered(busy=True), f"""{{ "chat.stream": {HOLD} }}""")
    plain.wait_for_function("() => window.answer")
    tell(plain, patch(3, 1, tailAdd=" three"))
    tell(plain, patch(3, 1, tailAdd=" four"))
    plain.evaluate("(whole) => window.answer(whole)", patch(3, 0, "<p>A</p>", **whole))
    plain.wait_for_function("() => document.querySelector('.dk-plain')")
    assert written(plain) == said


def test_blocks_that_come_while_the_whole_is_asked_for_are_neither_lost_nor_doubled(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, offered(busy=True), f"""{{ "chat.stream": {HOLD} }}""")
    plain.wait_for_function("() => window.answer")
    tell(plain, patch(3, 0, "<p>A</p>", tailHtml="<p>b</p>"))
    tell(plain, patch(3, 1, "<p>B</p>", tailHtml="<p>c</p>"))
    plain.evaluate("(whole) => window.answer(whole)", patch(3, 0, "<p>A</p>", tailHtml="<p>b</p>"))
    plain.wait_for_function("() => document.querySelectorAll('.dk-block').length === 2")
    assert written(plain) == ["A", "B", "c"]
    assert len(sent(plain)) == 1


def test_a_view_that_comes_late_shows_what_was_written(plain: "Page", plain_base: str) -> None:
    whole = patch(3, 0, "<p>A</p>", tailHtml="<p>B</p>")
    opened(plain, plain_base, offered(busy=True), f"""{{ "chat.stream": () => ({json.dumps(whole)}) }}""")
    plain.wait_for_function("() => document.querySelectorAll('.dk-block').length === 1")
    plain.evaluate("() => window.view()")
    plain.wait_for_function("() => document.querySelectorAll('.dk-block').length === 2")
    tell(plain, patch(3, 1, "<p>B</p>", tailHtml=""))
    assert plain.locator(".dk-block").all_text_contents() == ["A", "B", "A", "B"]


def test_other_talks_and_late_patches_are_not_heard(plain: "Page", plain_base: str) -> None:
    state = offered(busy=True)["chat"]["messages"]
    opened(plain, plain_base, chat(*state, busy=True))
    tell(plain, patch(1, 0, "<p>of another</p>", conversation="talk-9"))
    assert not get(plain, "stream").is_visible()
    tell(plain, patch(1, 0, "<p>Mine</p>", done=True))
    assert get(plain, "stream").is_visible()
    push(plain, chat(*state, message(4, "<p>Mine</p>")))
    tell(plain, patch(1, 0, "<p>Mine</p>", done=True))
    assert not get(plain, "stream").is_visible()
    assert plain.get_by_text("Mine", exact=True).count() == 1
    push(plain, chat(*state, message(4, "<p>Mine</p>"), message(5, "<p>go on</p>", "user"), busy=True))
    tell(plain, patch(2, 0, "<p>Second</p>"))
    assert written(plain) == ["Second"]


def test_a_reply_that_was_one_patch_after_its_message_is_not_shown_twice(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, chat(message(0, "<p>Hi</p>", "user"), message(1, "<p>Short.</p>")))
    tell(plain, patch(1, 0, "<p>Short.</p>", done=True))
    assert not get(plain, "stream").is_visible()


LONG = [f"<p>{n} " + "words and more words " * 12 + "</p>" for n in range(40)]
AT_END = "() => { const log = document.querySelector('.dk-log'); return log.scrollHeight - log.scrollTop - log.clientHeight < 3; }"


def test_the_end_is_followed_only_by_who_is_there(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, offered(busy=True))
    tell(plain, patch(1, 0, *LONG))
    plain.wait_for_function(AT_END)
    plain.evaluate("() => document.querySelector('.dk-log').scrollTo(0, 200)")
    plain.wait_for_function("() => document.querySelector('.dk-log').scrollTop === 200")
    plain.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    tell(plain, patch(1, 40, *LONG))
    get(plain, "to-end").wait_for()
    assert plain.evaluate("() => document.querySelector('.dk-log').scrollTop") == 200
    messages = offered()["chat"]["messages"]
    push(plain, chat(*messages, message(4, "".join(LONG * 2))))
    assert plain.evaluate("() => document.querySelector('.dk-log').scrollTop") == 200
    assert get(plain, "to-end").is_visible()
    get(plain, "to-end").click()
    plain.wait_for_function(AT_END)
    assert not get(plain, "to-end").is_visible()


def test_the_whole_reply_takes_the_place_of_the_written_one(plain: "Page", plain_base: str) -> None:
    messages = offered(busy=True)["chat"]["messages"]
    opened(plain, plain_base, chat(*messages, busy=True))
    tell(plain, patch(1, 0, *LONG))
    plain.wait_for_function(AT_END)
    before = plain.evaluate("() => document.querySelector('.dk-block:last-child').getBoundingClientRect().bottom")
    push(plain, chat(*messages, message(4, "".join(LONG))))
    plain.wait_for_function(AT_END)
    after = plain.evaluate("() => [...document.querySelectorAll('.dk-said p')].at(-1).getBoundingClientRect().bottom")
    assert abs(before - after) <= 2
    assert not get(plain, "show-all").is_visible()


def test_a_finished_reply_is_said_aloud_in_one_sentence(plain: "Page", plain_base: str) -> None:
    messages = offered()["chat"]["messages"]
    opened(plain, plain_base, chat(*messages))
    assert get(plain, "log").get_attribute("aria-live") == "off"
    who = question("9", "Who?", "Her")
    push(plain, chat(*messages, message(4, "<p>It is set. Much more is said.</p>", questions=[who], open=True)))
    plain.wait_for_function("() => document.querySelector('[role=status].dk-sr').textContent === 'Director: It is set. 1 question.'")


# ---- what was said ----------------------------------------------------------------------------------------------------------------


def test_earlier_messages_come_on_demand_and_keep_the_place(plain: "Page", plain_base: str) -> None:
    window = [message(n, LONG[n % 40]) for n in range(60, 100)]
    older = """({ before }) => ({ messages: Array.from({ length: 20 }, (_, n) => ({ ...window.model.get("chat").messages[0],
        position: before - 20 + n, html: `<p>${before - 20 + n} early</p>` })), earlier: before - 20 })"""
    opened(plain, plain_base, chat(*window, earlier=60), f"""{{ "chat.earlier": {older} }}""")
    assert get(plain, "earlier").inner_text() == "Earlier messages (60)"
    plain.evaluate("() => document.querySelector('.dk-log').scrollTo(0, 0)")
    place = "() => [...document.querySelectorAll('[data-testid=message]')].find((each) => each.dkKey === '60').getBoundingClientRect().top"
    before = plain.evaluate(place)
    get(plain, "earlier").click()
    plain.wait_for_function("() => document.querySelectorAll('[data-testid=message]').length === 60")
    assert abs(plain.evaluate(place) - before) < 2
    assert sent(plain) == [["chat.earlier", {"before": 60}]]
    assert get(plain, "earlier").inner_text() == "Earlier messages (40)"
    push(plain, chat(*window[1:], message(100, "<p>new</p>"), earlier=61))
    assert get(plain, "message").count() == 61
    assert get(plain, "earlier").inner_text() == "Earlier messages (40)"
    push(plain, chat(*[message(n, "<p>far</p>") for n in range(200, 240)], earlier=200))
    assert get(plain, "message").count() == 40


def test_very_long_words_are_cut_until_asked_for(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, chat(message(0, f"<p>{'x' * 1_000_000}</p>", "user")))
    assert plain.evaluate("() => document.querySelector('[data-testid=said]').textContent.length") < 21_000
    assert no_overflow(plain)
    get(plain, "show-all").click()
    assert plain.evaluate("() => document.querySelector('[data-testid=said]').textContent.length") == 1_000_000


def test_two_views_of_one_talk_stay_in_step(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, asked(), f"""{{ "chat.pick": {HOLD} }}""")
    plain.evaluate("() => window.view()")
    get(plain, "draft").nth(1).fill("mine")
    get(plain, "pick-1-a").first.click()
    get(plain, "send-answers").first.click()
    state = asked()["chat"]["messages"]
    state[1]["questions"] = [{**each, "picked": "a"} for each in state[1]["questions"]]
    push(plain, chat(*state))
    for at in (0, 1):
        assert get(plain, "pick-1-a").nth(at).get_attribute("aria-checked") == "true"
        assert get(plain, "pick-1-a").nth(at).is_disabled()
    assert get(plain, "draft").nth(0).input_value() == ""
    assert get(plain, "draft").nth(1).input_value() == "mine"


def test_the_run_is_mounted_once_and_folds(plain: "Page", plain_base: str) -> None:
    open_plain(plain, plain_base)
    mount = """async (state) => { const { mountChat } = await import('/widgets/chat.js');
        const { widget } = await import('/widgets/wire.js');
        window.mounts = []; window.gone = 0; window.model = new FakeModel(state); const el = document.getElementById('place');
        const preview = (wire, root, how) => { window.mounts.push(how); root.textContent = 'the run'; return () => window.gone++; };
        window.close = widget('Director chat', (wire, root) => mountChat(wire, root, { preview })).render({ model: window.model, el }); }"""
    plain.evaluate(mount, offered())
    assert not get(plain, "run").is_visible()
    push(plain, offered(run="run-1", actions=[]))
    push(plain, offered(run="run-2", actions=[]))
    assert plain.evaluate("() => window.mounts") == [{"embedded": True}]
    get(plain, "run-fold").click()
    assert get(plain, "run-fold").get_attribute("aria-expanded") == "false"
    assert not plain.get_by_text("the run").is_visible()
    get(plain, "run-fold").click()
    assert plain.get_by_text("the run").is_visible()
    plain.evaluate("() => window.close()")
    assert plain.evaluate("() => [window.gone, window.model.listeners]") == [1, 0]


def test_the_run_of_the_talk_stands_below_it(plain: "Page", plain_base: str) -> None:
    traits = {"preview": samples_preview.halfway(), **offered(run="run-1", actions=[])}
    opened(plain, plain_base, traits, samples_preview.answers())
    plain.get_by_role("region", name="Run", exact=True).get_by_text("stored").first.wait_for()
    assert no_overflow(plain)
    plain.evaluate("() => window.views.forEach((each) => each.close())")
    assert plain.evaluate("() => window.model.listeners") == 0


def test_nothing_is_left_when_the_view_is_gone(plain: "Page", plain_base: str) -> None:
    open_plain(plain, plain_base)
    plain.evaluate(
        """() => { window.timers = new Set(); window.urls = new Set();
        const [every, no, make, give] = [setInterval, clearInterval, URL.createObjectURL, URL.revokeObjectURL];
        window.setInterval = (...args) => { const id = every(...args); window.timers.add(id); return id; };
        window.clearInterval = (id) => (window.timers.delete(id), no(id));
        URL.createObjectURL = (blob) => { const url = make.call(URL, blob); window.urls.add(url); return url; };
        URL.revokeObjectURL = (url) => (window.urls.delete(url), give.call(URL, url));
        window.outside = 0; for (const target of [window, document, document.body]) {
          const [add, off] = [target.addEventListener, target.removeEventListener];
          target.addEventListener = function (...args) { window.outside++; return add.apply(this, args); };
          target.removeEventListener = function (...args) { window.outside--; return off.apply(this, args); }; } }"""
    )
    state = offered(busy=True)
    state["chat"]["messages"][0]["attachments"] = [{"kind": "image", "name": "cat.png", "asset": asset(), "url": ""}]
    show(plain, "chat", state, PICTURES)
    plain.wait_for_function("() => document.querySelector('.dk-file img')?.naturalWidth === 1")
    files(plain, ("a.png", "image/png", 10))
    tell(plain, patch(1, 0, "<p>half</p>"))
    get(plain, "brain").click()
    assert plain.evaluate("() => window.urls.size") == 2
    plain.evaluate("() => window.views.forEach((each) => each.close())")
    plain.wait_for_function("() => window.urls.size === 0")
    assert plain.evaluate(
        "() => [window.model.listeners, window.timers.size, window.outside, document.querySelectorAll('.dk, dialog').length]"
    ) == [
        0,
        0,
        0,
        0,
    ]
    tell(plain, patch(1, 1, "<p>more</p>"))
    push(plain, offered())


@pytest.mark.parametrize("word", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_neither_run_nor_break_the_layout(plain: "Page", plain_base: str, word: str) -> None:
    escaped = word.replace("&", "&amp;").replace("<", "&lt;")
    shown = [{**option, "title": word, "why": word, "models": [word, word]} for option in OPTIONS]
    attached = [
        {"kind": "url", "name": word, "asset": None, "url": word},
        {"kind": "audio", "name": word, "asset": asset("c" * 64, "audio/mpeg"), "url": ""},
    ]
    state = chat(
        message(0, f"<p>{escaped}</p>", "user", attachments=attached),
        message(1, f"<p>{escaped}</p>", questions=[question("1", word, word, word, picked=word)], broken=word),
        message(2, "", questions=[question("1", word, word + "1", word)], options=shown, open=True, chosen=word),
        title=word,
        brain="b",
        brains=[{"id": "b", "name": word, "perMessage": 1, "sees": True, "recommended": True, "available": False, "why": word}],
        actions=[{"id": word, "label": word, "primary": True, "ask": "", "args": {}}],
        plan={**PLAN, "title": word},
    )
    entry = {"id": "talk-1", "title": word, "status": word, "when": word, "plan": word}
    opened(
        plain,
        plain_base,
        state,
        f"""{{ "chat.history": () => [{json.dumps(entry)}], "chat.say": {NEVER},
        "chat.choose": () => {{ throw {{ code: "x", message: {json.dumps(word)} }} }} }}""",
    )
    plain.set_viewport_size({"width": 480, "height": 800})
    try:
        plain.evaluate(
            """(text) => { const area = document.querySelector('[data-testid=draft]'); area.value = text;
            area.dispatchEvent(new Event('input', { bubbles: true })); }""",
            word,
        )
        get(plain, "draft").press("Enter")
        get(plain, "option-budget").click()
        plain.wait_for_function("() => !document.querySelector('.dk-trouble').hidden")
        tell(plain, patch(1, 0, f"<p>{escaped}</p>", tailHtml="", tailAdd=word))
        get(plain, "history").click()
        get(plain, "history-entry").wait_for()
        assert no_overflow(plain)
        plain.keyboard.press("Escape")
        get(plain, "brain").click()
        assert no_overflow(plain)
        plain.keyboard.press("Escape")
        assert plain.evaluate("() => [typeof window.pwned, document.querySelectorAll('.dk script, .dk style, .dk svg').length]") == [
            "undefined",
            0,
        ]
        assert plain.evaluate("() => [...document.querySelectorAll('.dk a[href]')].every((each) => /^https?:/.test(each.href))")
    finally:
        plain.set_viewport_size({"width": 1000, "height": 800})


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_serious_is_found_by_axe(plain: "Page", plain_base: str, dark: bool) -> None:
    answers = (
        """{ "chat.history": () => ["1", "2"].map((n) => ({ id: `talk-${n}`, title: n, status: "planned", when: "today", plan: "" })) }"""
    )
    run = """async () => { const found = await axe.run('.dk', { resultTypes: ['violations'] });
        const bad = found.violations.filter((each) => ['serious', 'critical'].includes(each.impact));
        return bad.map((each) => [each.id, each.nodes.map((node) => node.html)]); }"""
    both = chat(
        *offered()["chat"]["messages"],
        message(
            4, "<p>Before I plan:</p>", questions=asked()["chat"]["messages"][1]["questions"], open=True, broken="Broke off: say it again."
        ),
        actions=ACTIONS,
        plan=PLAN,
    )
    opened(plain, plain_base, both, answers, dark=dark)
    plain.wait_for_function("(theme) => document.querySelector('.dk').dataset.theme === theme", arg="dark" if dark else "light")
    plain.add_script_tag(path=str(AXE))
    files(plain, ("a.txt", "text/plain", 10))
    get(plain, "draft").fill("half typed")
    get(plain, "pick-2-a").click()
    assert plain.evaluate(run) == []
    for name in ("history", "brain"):
        get(plain, name).click()
        plain.locator(".dk-pick").first.wait_for()
        assert plain.evaluate(run) == []
        plain.keyboard.press("Escape")
    push(plain, offered(busy=True))
    tell(plain, patch(1, 0, "<p>Hello <a href='https://example.com'>there</a> <code>x</code></p>", tailHtml="<p>and</p>"))
    assert plain.evaluate(run) == []
