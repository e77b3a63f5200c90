"""The run's widget on a plain page: what it shows of a run, what it asks, what it says, and that nothing is lost or left behind."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.widgets.accessible import violations
from tests.widgets.plain import open_plain, show
from tests.widgets.samples_preview import answers, asset, big, done, error, film, halfway, needy, reel, run, step, take

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

HOSTILE = [
    "<img src=x onerror=window.pwned=1>",
    "<script>window.pwned=1</script>",
    '"><svg onload=window.pwned=1>',
    "javascript:window.pwned=1",
    "'-(window.pwned=1)-'",
    "${window.pwned=1}",
    "{{constructor.constructor('window.pwned=1')()}}",
    "<iframe srcdoc='<script>parent.pwned=1</script>'>",
    "<style>*{display:none}</style>",
    "</pre></li></ol><h1>out</h1>",
    "A" * 100_000,
    "字" * 5_000,
    "\u202egnp.exe\u202c \u2066isolated",
    "\u202e" * 500,
    "👩‍👩‍👧‍👦🏳️‍🌈" * 400,
    "a\u0300" * 3_000,
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d" * 200,
    "\x00\x07\x1b[31mred\x1b[0m",
    "line\nline\r\nline\ttab" * 50,
    "\u2028\u2029\ufeff\u200b",
    "\ud83d broken".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    "../../../etc/passwd",
    "%00%2e%2e%2f",
    "&lt;b&gt;&amp;&#x3c;",
    "url(javascript:window.pwned=1)",
    "expression(window.pwned=1)",
    "x" * 300 + " " + "y" * 300,
    "- " * 2000,
    "__proto__",
    "constructor",
    "",
    " ",
    "مرحبا بالعالم " * 60,
    "-1e309",
    "null",
]


def opened(page: "Page", base: str, state: dict[str, Any], *, dark: bool = False, place: dict[str, Any] | None = None, **more: str) -> None:
    """The widget with this run."""
    open_plain(page, base, dark=dark)
    show(page, "preview", {"preview": state, "place": place}, answers(**more))


def sent(page: "Page", verb: str) -> list[Any]:
    """What was asked with `verb`."""
    return page.evaluate("(verb) => window.model.sent.filter((each) => each.verb === verb).map((each) => each.args)", verb)  # type: ignore[no-any-return]


def push(page: "Page", state: dict[str, Any]) -> None:
    """The kernel changes the run; the frame it is drawn in has passed."""
    page.evaluate(
        "(state) => (window.model.push('preview', state), new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then))))",
        state,
    )


def tell(page: "Page", *events: dict[str, Any]) -> None:
    """Events of the run."""
    page.evaluate(
        "(events) => window.model.tell({ type: 'events', events })", [{"at": 5.0, "execution": "run-3", **each} for each in events]
    )


def row(page: "Page", order: int) -> "Locator":
    return page.get_by_test_id(f"step-s{order}")


def text(page: "Page", testid: str) -> str:
    return page.get_by_test_id(testid).first.inner_text()


def until(page: "Page", condition: str) -> None:
    page.wait_for_function(f"() => {condition}")


def heard(page: "Page", words: str) -> None:
    """Waits until `words` were said to a screen reader."""
    page.wait_for_function("(words) => document.querySelector('.dk-sr').textContent.includes(words)", arg=words)


def counting_timers(page: "Page") -> None:
    """From now on `window.timers` holds the timers that were set and have neither been cleared nor come."""
    page.evaluate("""() => {
        window.timers = new Set();
        for (const kind of ["Interval", "Timeout"]) {
            const [set, clear] = [window[`set${kind}`], window[`clear${kind}`]];
            window[`set${kind}`] = (call, ...more) => {
                const id = set(() => (kind === "Timeout" && window.timers.delete(id), call()), ...more);
                window.timers.add(id);
                return id;
            };
            window[`clear${kind}`] = (id) => (window.timers.delete(id), clear(id));
        }
    }""")


def play(page: "Page", place: str, at: float = 0.0) -> None:
    """Plays the film in `place` from `at` on, over and over, and marks it as the one that plays."""
    film_of = f"() => document.querySelector('{place} video')"
    page.wait_for_function(f"{film_of}?.readyState > 0")
    page.evaluate(
        f"""(at) => {{
            const film = document.querySelector("{place} video");
            Object.assign(film, {{ muted: true, loop: true, currentTime: at }}).dataset.mine = 1;
            return film.play();
        }}""",
        at,
    )


def plays(page: "Page", place: str) -> bool:
    """Whether the film of `play` is still there and still plays."""
    return bool(
        page.evaluate(f"() => {{ const film = document.querySelector('{place} video'); return film.dataset.mine && !film.paused; }}")
    )


# ---- what is seen --------------------------------------------------------------------------------------------------------------------


def test_before_anything_ran_it_says_how_to_begin(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, run([], execution="", empty="Start the plan to see it here.") | {"status": ""})
    assert text(plain, "run-empty") == "Start the plan to see it here."
    assert not plain.get_by_test_id("steps").is_visible()
    push(plain, halfway())
    assert plain.get_by_test_id("steps").is_visible() and not plain.get_by_test_id("run-empty").is_visible()


def test_the_header_counts_steps_and_money(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, halfway())
    assert text(plain, "run-title") == "serum ad" and text(plain, "run-status") == "running"
    figures = plain.get_by_test_id("run-figures").locator("> span").all_inner_texts()
    assert figures[:5] == ["2 of 6 stored", "1 failed", "$1.05 spent", "$1.41 reserved", "cap $3.00"]
    assert figures[5] in ("3:12 left", "3:11 left")


def test_previs_is_free_and_says_that_it_is_previs(plain: "Page", plain_base: str) -> None:
    opened(
        plain, plain_base, run([step(1, "stored", media="image", takes=[take(1, studio="previs", price=0)])], studio="previs", left=None)
    )
    assert plain.get_by_test_id("run-figures").locator("> span").all_inner_texts() == ["1 of 1 stored", "previs", "free"]
    assert "previs" in text(plain, "stage-caption") and "$" not in text(plain, "stage-caption")


def test_each_step_says_how_it_stands(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, halfway())
    words = {order: row(plain, order).get_by_test_id("step-word").inner_text() for order in range(1, 7)}
    assert words == {
        1: "stored before, $0",
        2: "stored",
        3: "making, 62 %",
        4: "refused by the provider",
        5: "queued, place 4",
        6: "waits for 3, 4, 5",
    }
    assert (
        "2 of 2 takes" in row(plain, 2).inner_text() and "took 1:02" in row(plain, 2).inner_text() and "$0.35" in row(plain, 2).inner_text()
    )
    assert row(plain, 3).get_by_role("progressbar").is_visible()
    push(plain, run([step(1, "queued", queue=0), step(2, "running", progress=0.0)]))
    assert [row(plain, order).get_by_test_id("step-word").inner_text() for order in (1, 2)] == ["queued, next", "making"]
    assert not row(plain, 2).get_by_role("progressbar").is_visible(), "who does not say how far it is does not stand at 0 %"
    push(plain, halfway())
    assert "of about 1:20" in row(plain, 3).get_by_test_id("elapsed").inner_text()
    assert "say it in softer words" in row(plain, 4).get_by_test_id("step-error").inner_text()


def test_what_needs_the_person_comes_first(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, halfway())
    lines = plain.locator(".dk-rsteps > li").evaluate_all("(all) => all.map((each) => each.dataset.testid ?? each.textContent)")
    assert lines[:3] == ["Needs you · 1", "step-s4", "The other steps"]
    state = halfway()
    state["steps"][3] = step(4, "running")
    push(plain, state)
    lines = plain.locator(".dk-rsteps > li").evaluate_all("(all) => all.map((each) => each.dataset.testid)")
    assert lines == [f"step-s{n}" for n in range(1, 7)]


def test_the_clock_of_a_step_goes_by_itself_and_stops_with_it(plain: "Page", plain_base: str) -> None:
    open_plain(plain, plain_base)
    counting_timers(plain)
    show(plain, "preview", {"preview": halfway(), "place": None}, answers())
    before = row(plain, 3).get_by_test_id("elapsed").inner_text()
    plain.wait_for_function(
        "(before) => document.querySelector('[data-testid=step-s3] [data-testid=elapsed]').textContent !== before", arg=before
    )
    until(plain, "window.timers.size === 1")
    push(plain, done())
    until(plain, "window.timers.size === 0")


def test_a_run_elsewhere_is_said_and_not_gone_on_with(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, halfway() | {"elsewhere": True, "status": "detached"})
    assert "in another process" in text(plain, "run-status")
    assert not plain.get_by_test_id("go-on").is_visible()


def test_a_failed_run_says_why(plain: "Page", plain_base: str) -> None:
    steps = [step(1, "failed", error=error()), step(2, "skipped")]
    opened(plain, plain_base, run(steps, status="failed", message="Step 1 failed. Retry it.", studio="previs"))
    assert text(plain, "run-message") == "Step 1 failed. Retry it."
    figures = plain.get_by_test_id("run-figures").locator("> span").all_inner_texts()
    assert figures == ["0 of 2 stored", "1 failed", "1 skipped", "previs", "free"]


# ---- what is asked -------------------------------------------------------------------------------------------------------------------


def test_cancel_is_asked_once_and_its_answer_is_read(plain: "Page", plain_base: str) -> None:
    opened(
        plain,
        plain_base,
        halfway(),
        run_cancel="() => new Promise((then) => (window.answer = () => then({ note: 'Cancelled: 2 jobs stopped.' })))",
    )
    plain.get_by_test_id("cancel").evaluate("(button) => { button.click(); button.click(); button.click(); }")
    until(plain, "window.answer")
    assert plain.get_by_test_id("cancel").is_disabled()
    plain.evaluate("() => window.answer()")
    plain.get_by_text("Cancelled: 2 jobs stopped.").first.wait_for()
    assert sent(plain, "run.cancel") == [{"execution": "run-3"}]


@pytest.mark.parametrize("status", ["interrupted", "detached", "waiting"])
def test_a_run_nobody_drives_goes_on_with_one_press(plain: "Page", plain_base: str, status: str) -> None:
    opened(plain, plain_base, halfway() | {"status": status})
    button = plain.get_by_test_id("go-on")
    assert "dk-primary" in (button.get_attribute("class") or "")
    assert plain.locator(".dk-primary:visible").count() == 1
    button.evaluate("(button) => { button.click(); button.click(); }")
    until(plain, "window.model.sent.some((each) => each.verb === 'run.resume')")
    assert sent(plain, "run.resume") == [{"execution": "run-3"}]


def test_an_approval_says_what_it_may_cost_and_is_given_once(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, run([step(1, "approve"), step(2, "approve")], status="waiting"), run_approve="() => new Promise(() => {})")
    button = row(plain, 1).get_by_test_id("approve")
    assert button.inner_text() == "Approve · at most $0.35"
    assert plain.locator(".dk-primary:visible").evaluate_all("(all) => all.map((each) => each.ariaLabel)") == [
        "Approve · at most $0.35, step 1"
    ]
    button.evaluate("(button) => { button.click(); button.click(); }")
    row(plain, 1).get_by_test_id("skip").evaluate("(button) => button.click()")
    assert sent(plain, "run.approve") == [{"execution": "run-3", "step": "s1"}] and sent(plain, "run.skip") == []


def test_a_failed_step_is_retried_skipped_or_made_by_another_model(plain: "Page", plain_base: str) -> None:
    choice = {"rate": "", "current": False, "recommended": False, "ceiling": 550_000, "why": "softer policy", "price": 500_000}
    others = [
        choice | {"id": "veo", "name": "Veo 3.1 Fast", "recommended": True},
        choice | {"id": "kling", "name": "Kling", "current": True},
    ]
    skipped = "() => ({ note: 'Step 4 is left out.' })"
    opened(plain, plain_base, run([step(4, "failed", error=error())]), run_others=f"() => ({json.dumps(others)})", run_skip=skipped)
    row(plain, 4).get_by_test_id("retry").click()
    assert row(plain, 4).get_by_test_id("retry").inner_text() == "Retry · at most $0.35"
    row(plain, 4).get_by_test_id("others").click()
    plain.get_by_test_id("other-veo").wait_for()
    assert plain.locator(".dk-ralt").count() == 1, "the model it has is no other"
    assert "$0.50, at most $0.55" in plain.get_by_test_id("other-veo").inner_text()
    plain.get_by_test_id("other-veo").click()
    until(plain, "!document.querySelector('.dk-ralt')")
    row(plain, 4).get_by_test_id("skip").click()
    plain.get_by_text("Step 4 is left out.").first.wait_for()
    assert sent(plain, "run.others") == [{"execution": "run-3", "step": "s4"}]
    assert sent(plain, "run.retry") == [
        {"execution": "run-3", "step": "s4", "model": ""},
        {"execution": "run-3", "step": "s4", "model": "veo"},
    ]
    assert sent(plain, "run.skip") == [{"execution": "run-3", "step": "s4"}]


def test_refused_content_is_tried_in_softer_words_by_keyboard(plain: "Page", plain_base: str) -> None:
    refused = error("refused", "The content was refused.", "director retry s4 --softer", softer="A linen-clad statue.")
    opened(plain, plain_base, run([step(4, "refused", error=refused)]), run_soften="() => null")
    button = row(plain, 4).get_by_test_id("soften")
    assert button.inner_text() == "Use the softer wording · at most $0.35"
    assert row(plain, 4).get_by_test_id("softer").inner_text() == "In softer words: A linen-clad statue."
    button.focus()
    plain.keyboard.press("Enter")
    until(plain, "!document.querySelector('[data-testid=soften][disabled]')")
    assert sent(plain, "run.soften") == [{"execution": "run-3", "step": "s4"}]
    push(plain, run([step(4, "refused", error=error("refused"))]))
    until(plain, "!document.querySelector('[data-testid=soften], [data-testid=softer]')")


def test_a_lost_order_is_looked_for_at_its_provider(plain: "Page", plain_base: str) -> None:
    lost = run([step(2, "unknown", error=error("unknown"))])
    opened(plain, plain_base, lost, run_recover="() => ({ note: '1 of 1 unknown orders found.' })")
    row(plain, 2).get_by_test_id("recover").click()
    plain.get_by_text("1 of 1 unknown orders found.").first.wait_for()
    assert sent(plain, "run.recover") == [{"execution": "run-3"}] and sent(plain, "run.release") == []


def test_an_unknown_attempt_is_released_only_after_a_warning(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, run([step(2, "unknown", error=error("unknown"))]), run_release="() => ({ note: 'Released.' })")
    assert not row(plain, 2).get_by_test_id("retry").count(), "an order whose outcome nobody knows is not sent again"
    row(plain, 2).get_by_test_id("release").click()
    assert "money may have been spent" in row(plain, 2).inner_text() and sent(plain, "run.release") == []
    plain.keyboard.press("Escape")
    assert not plain.get_by_test_id("release-sure").count()
    assert row(plain, 2).get_by_test_id("release").evaluate("(button) => document.activeElement === button")
    row(plain, 2).get_by_test_id("release").click()
    plain.get_by_test_id("release-sure").click()
    row(plain, 2).get_by_test_id("retry").wait_for()
    assert sent(plain, "run.release") == [{"attempt": "a-9"}]


def test_what_the_kernel_refuses_is_said_at_the_step(plain: "Page", plain_base: str) -> None:
    opened(
        plain,
        plain_base,
        run([step(4, "failed", error=error())]),
        run_retry="() => { throw { code: 'budget', message: 'The cap is reached: raise it.' }; }",
    )
    row(plain, 4).get_by_test_id("retry").click()
    fault = row(plain, 4).get_by_test_id("step-fault")
    fault.wait_for()
    assert fault.inner_text() == "The cap is reached: raise it."
    assert row(plain, 4).get_by_test_id("retry").is_enabled()
    push(plain, run([step(4, "running")]))
    assert not fault.is_visible()


def test_what_the_kernel_refuses_of_the_run_is_said_above(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, halfway(), run_cancel="() => { throw { code: 'gone', message: 'It ended already.' }; }")
    plain.get_by_test_id("cancel").click()
    plain.get_by_text("It ended already.").wait_for()


def test_logs_come_on_demand_and_go_on_while_they_are_open(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, halfway(), run_logs="() => [{ at: 1, text: `line ${window.model.sent.length}` }]")
    assert sent(plain, "run.logs") == []
    row(plain, 3).get_by_test_id("log").click()
    row(plain, 3).get_by_test_id("log-text").get_by_text("line").wait_for()
    assert sent(plain, "run.logs") == [{"execution": "run-3", "step": "s3"}]
    until(plain, "window.model.sent.filter((each) => each.verb === 'run.logs').length > 1")
    row(plain, 3).get_by_test_id("log").click()
    assert not row(plain, 3).get_by_test_id("log-text").is_visible()


def test_a_log_of_a_megabyte_is_cut_until_all_of_it_is_wanted(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, halfway(), run_logs="() => [{ at: 1, text: 'x'.repeat(1e6) + 'END' }]")
    row(plain, 2).get_by_test_id("log").click()
    plain.get_by_test_id("log-all").wait_for()
    shown = plain.get_by_test_id("log-text").evaluate("(each) => [each.textContent.length, each.textContent.endsWith('END')]")
    assert shown == [20_000, True]
    plain.get_by_test_id("log-all").click()
    assert plain.get_by_test_id("log-text").evaluate("(each) => each.textContent.length") > 1_000_000


# ---- the stage and the reel ----------------------------------------------------------------------------------------------------------


def test_the_newest_take_is_on_the_stage_until_another_is_chosen(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, halfway())
    assert "take 2 of 2" in text(plain, "stage-caption")
    row(plain, 1).get_by_role("button", name="Step 1, take 1").click()
    assert text(plain, "stage-caption").startswith("1 Character")
    state = halfway()
    state["steps"][2] = step(3, "stored", takes=[take(3)])
    push(plain, state)
    assert text(plain, "stage-caption").startswith("1 Character"), "a choice stays while takes arrive"
    plain.get_by_test_id("to-newest").click()
    assert text(plain, "stage-caption").startswith("3 Shows")
    assert row(plain, 3).locator('[aria-pressed="true"]').count() == 1
    until(plain, "document.querySelector('[data-testid=stage-take] img')?.naturalWidth > 0")


def test_a_take_is_judged_and_opened_from_the_stage(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, halfway(), run_details="() => ({ rows: [], prompt: 'a window', negativePrompt: '' })")
    plain.locator(".dk-rstage").get_by_test_id("star-3").click()
    plain.locator(".dk-rstage").get_by_test_id("mark-keep").click()
    until(plain, "window.model.sent.some((each) => each.verb === 'run.mark')")
    assert sent(plain, "run.rate") == [{"take": "run-3/s2/2", "stars": 3}]
    assert sent(plain, "run.mark") == [{"take": "run-3/s2/2", "mark": "keep"}]
    plain.get_by_test_id("stage-details").click()
    plain.get_by_text("a window").wait_for()


def test_a_playing_take_is_never_taken_away(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, run([step(2, "stored", takes=[take(2, "video")]), step(3, "running")]))
    play(plain, ".dk-rstage")
    push(plain, run([step(2, "stored", takes=[take(2, "video")]), step(3, "stored", takes=[take(3)])]))
    assert plays(plain, ".dk-rstage")
    plain.evaluate("() => document.querySelector('.dk-rstage video').pause()")
    until(plain, "document.querySelector('[data-testid=stage-caption]').textContent.startsWith('3 Shows')")


def test_a_sound_is_shown_as_its_loudness_with_controls(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, run([step(5, "stored", media="audio", takes=[take(5, "audio")])], status="completed"))
    plain.locator(".dk-rstage .dk-wave").wait_for()
    assert plain.get_by_test_id("audio-player").get_attribute("aria-label") == "Step 5, Voice + music, take 1"


def test_a_large_film_in_pieces_is_fetched_only_when_asked_for(plain: "Page", plain_base: str) -> None:
    shot = take(2, "video", asset=asset("huge", "video/mp4", size=9_000_000))
    opened(plain, plain_base, run([step(2, "stored", takes=[shot])], status="completed"))
    plain.get_by_test_id("film-load").wait_for()
    assert sent(plain, "media.file") == []
    assert plain.get_by_test_id("film-load").inner_text() == "Load the film · 9.0 MB"
    plain.get_by_test_id("film-load").click()
    until(plain, "window.model.sent.filter((each) => each.verb === 'media.file').length === 9")


def test_the_strip_is_as_wide_as_the_shots_are_long_and_seeks(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, done())
    until(plain, "document.querySelector('[data-testid=reel] video')?.readyState > 0")
    widths = plain.locator(".dk-rshot").evaluate_all("(all) => all.map((each) => each.getBoundingClientRect().width)")
    assert widths[2] > widths[0] > widths[1] and abs(widths[2] / widths[1] - 3) < 0.1
    assert plain.locator(".dk-rshot-words").all_inner_texts() == ["1 · 1 s", "2 · 0.5 s", "3 · 1.5 s"]
    plain.get_by_test_id("shot-1").click()
    until(plain, "Math.abs(document.querySelector('[data-testid=reel] video').currentTime - 1) < 0.1")
    until(plain, "document.querySelector('[data-testid=shot-1]').ariaCurrent === 'true'")
    plain.keyboard.press("ArrowRight")
    until(plain, "Math.abs(document.querySelector('[data-testid=reel] video').currentTime - 1.5) < 0.1")
    assert plain.evaluate("() => document.activeElement.dataset.testid") == "shot-2"
    plain.keyboard.press("Home")
    until(plain, "document.querySelector('[data-testid=shot-0]').ariaCurrent === 'true'")
    assert plain.locator('.dk-rshot[aria-current="true"]').count() == 1


def test_the_shot_that_plays_is_marked(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, done())
    play(plain, "[data-testid=reel]", 0.8)
    until(plain, "document.querySelector('[data-testid=shot-1]').ariaCurrent === 'true'")


def test_a_newer_reel_waits_until_the_one_that_plays_stops(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, done())
    play(plain, "[data-testid=reel]")
    for _ in range(3):
        push(plain, done() | {"reel": reel("newer")})
    assert plays(plain, "[data-testid=reel]")
    plain.evaluate("() => document.querySelector('[data-testid=reel] video').pause()")
    until(plain, "!document.querySelector('[data-testid=reel] video').dataset.mine")


def test_the_reel_is_the_stage_when_there_is_one_and_can_be_come_back_to(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, done())
    assert plain.get_by_test_id("reel").is_visible() and not plain.get_by_test_id("to-reel").is_visible()
    row(plain, 1).get_by_role("button", name="Step 1, take 1").click()
    assert not plain.get_by_test_id("reel").is_visible()
    plain.get_by_test_id("to-reel").click()
    assert plain.get_by_test_id("reel").is_visible()


def test_in_pieces_only_the_reel_itself_is_offered(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, done() | {"title": "../serum: <ad>/2"})
    plain.get_by_text("sent in pieces").wait_for()
    assert plain.get_by_test_id("reel-file").count() == 0
    with plain.expect_download() as download:
        plain.get_by_test_id("reel-download").click()
    assert download.value.suggested_filename == "serum ad 2.mp4"
    assert Path(download.value.path()).read_bytes() == film()


def test_where_jupyter_serves_the_files_they_all_are_offered(plain: "Page", plain_base: str) -> None:
    def answer(route: Any) -> None:
        path = route.request.url.split("/files/")[1].partition("?")[0]
        route.fulfill(body=b"token" if path.endswith("here.txt") else film(), content_type="video/mp4")

    plain.route("**/served/files/**", answer)
    open_plain(plain, plain_base)
    plain.evaluate("() => (document.body.dataset.baseUrl = '/served/')")
    place = {"files": "my film/director", "probe": {"path": "cache/here.txt", "holds": "token"}}
    show(plain, "preview", {"preview": done(), "place": place}, answers())
    plain.get_by_text("served by Jupyter").wait_for()
    links = plain.get_by_test_id("reel-file").evaluate_all(
        "(all) => all.map((each) => [each.textContent, new URL(each.href).pathname, each.download])"
    )
    assert links == [
        ["OpenTimelineIO", "/served/files/my%20film/director/reels/p-1/reel.otio", "serum ad.otio"],
        ["Contact sheet", "/served/files/my%20film/director/reels/p-1/contact.png", "serum ad contact sheet.png"],
    ], "what lies outside the workspace is never linked"
    until(plain, "document.querySelector('[data-testid=reel] video')?.src.includes('/served/files/')")
    assert sent(plain, "media.file") == []
    plain.unroute("**/served/files/**")


# ---- what is said --------------------------------------------------------------------------------------------------------------------


def test_what_happens_is_said_together(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, halfway())
    tell(plain, *({"type": "step_stored", "step": f"s{n}", "take": 1} for n in (1, 2, 3)))
    heard(plain, "3 steps stored")
    tell(
        plain,
        {"type": "approval_needed", "step": "s4", "ceiling": 350_000},
        {"type": "step_failed", "step": "s5", "state": "failed", "message": "No luck"},
    )
    heard(plain, "Step 4 needs your approval, at most $0.35. Step 5 failed: No luck")
    tell(plain, {"type": "step_stored", "step": "s1", "take": 1, "execution": "another"}, {"type": "execution_done", "at": 6.0, **DONE})
    heard(plain, "serum ad: Run completed. 5 steps stored, 1 failed")


DONE = {"status": "completed", "stored": 5, "failed": 1, "skipped": 0, "reel": "", "message": ""}


def test_lab_notifies_once_however_many_views_there_are(plain: "Page", plain_base: str) -> None:
    open_plain(plain, plain_base)
    plain.evaluate("""() => {
        window.said = [];
        const execute = async (...all) => void window.said.push(all);
        window.jupyterapp = { commands: { hasCommand: (name) => name === "apputils:notify", execute } };
    }""")
    show(plain, "preview", {"preview": halfway(), "place": None}, answers())
    plain.evaluate("() => window.view()")
    tell(plain, {"type": "execution_done", **DONE})
    tell(
        plain,
        {"type": "execution_done", **DONE},
        {"type": "execution_done", "at": 9.0, **DONE, "status": "failed", "message": "Out of luck"},
    )
    assert plain.evaluate("() => window.said") == [
        [
            "apputils:notify",
            {"message": "serum ad: Run completed. 5 steps stored, 1 failed", "type": "success", "options": {"autoClose": 5000}},
        ],
        [
            "apputils:notify",
            {"message": "serum ad: Run failed. 5 steps stored, 1 failed. Out of luck", "type": "error", "options": {"autoClose": 5000}},
        ],
    ]
    assert plain.get_by_test_id("notify").first.is_hidden()


def test_elsewhere_the_browser_notifies_those_who_asked_for_it(plain: "Page", plain_base: str) -> None:
    open_plain(plain, plain_base)
    plain.evaluate("""() => {
        localStorage.removeItem("director.notify");
        window.said = []; window.asked = 0; window.leave = "denied";
        window.Notification = class { static permission = "default";
            static async requestPermission() { window.asked++; return (window.Notification.permission = window.leave); }
            constructor(title, options) { window.said.push([title, options.body]); } };
    }""")
    show(plain, "preview", {"preview": halfway(), "place": None}, answers())
    plain.evaluate("() => window.view()")
    tell(plain, {"type": "execution_done", **DONE})
    assert plain.evaluate("() => [window.said.length, window.asked]") == [0, 0], "never asked, never told"
    button = plain.get_by_test_id("notify").first
    button.click()
    plain.get_by_text("does not allow notifications").first.wait_for()
    assert button.get_attribute("aria-pressed") == "false"
    plain.evaluate("() => (window.leave = 'granted')")
    button.click()
    until(plain, "[...document.querySelectorAll('[data-testid=notify]')].every((each) => each.ariaPressed === 'true')")
    tell(plain, {"type": "execution_done", "at": 7.0, **DONE})
    assert plain.evaluate("() => window.said") == [["Director", "serum ad: Run completed. 5 steps stored, 1 failed"]]
    button.click()
    tell(plain, {"type": "execution_done", "at": 8.0, **DONE})
    assert plain.evaluate("() => [window.said.length, window.asked]") == [1, 2]


# ---- what lasts ----------------------------------------------------------------------------------------------------------------------


def test_two_views_stay_in_step_and_close_without_a_trace(plain: "Page", plain_base: str) -> None:
    open_plain(plain, plain_base)
    counting_timers(plain)
    show(plain, "preview", {"preview": halfway(), "place": None}, answers())
    plain.evaluate("() => window.view()")
    state = halfway()
    state["steps"][2]["progress"] = 0.9
    push(plain, state)
    assert row(plain, 3).get_by_test_id("step-word").all_inner_texts() == ["making, 90 %"] * 2
    tell(plain, {"type": "step_stored", "step": "s1", "take": 1})
    plain.evaluate("() => window.views.forEach((view) => view.close())")
    assert plain.evaluate("() => [window.model.listeners, document.querySelectorAll('.dk').length]") == [0, 0]
    until(plain, "window.timers.size === 0")


def test_a_thousand_updates_leave_it_right_and_cost_nothing(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, halfway(), run_others="() => []")
    row(plain, 4).get_by_test_id("others").click()
    plain.get_by_text("No other model").wait_for()
    row(plain, 4).get_by_test_id("retry").focus()
    before = plain.locator(".dk *").count()
    plain.evaluate(
        """(state) => {
            for (let n = 0; n < 1000; n++) {
                const next = structuredClone(state);
                next.steps[2].progress = n / 1000;
                next.money.spent = n * 10000;
                window.model.push("preview", next);
            }
        }""",
        halfway(),
    )
    until(plain, "document.querySelector('[data-testid=run-figures]').textContent.includes('$9.99 spent')")
    assert row(plain, 3).get_by_test_id("step-word").inner_text() == "making, 100 %"
    assert plain.locator(".dk *").count() == before
    assert plain.evaluate("() => document.activeElement.dataset.testid") == "retry"
    assert plain.get_by_text("No other model").is_visible(), "what was opened stays open"
    assert plain.evaluate("() => window.model.listeners") == 3


def test_a_row_that_moves_keeps_the_focus_and_what_is_open(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, halfway(), run_logs="() => []")
    row(plain, 3).get_by_test_id("log").click()
    plain.get_by_text("Nothing was logged.").wait_for()
    state = halfway()
    state["steps"][2] = step(3, "failed", error=error())
    push(plain, state)
    assert (
        plain.evaluate("() => document.activeElement.closest('li').dataset.testid + document.activeElement.dataset.testid") == "step-s3log"
    )
    assert plain.get_by_text("Nothing was logged.").is_visible()


def test_another_run_forgets_what_was_chosen_of_the_one_before(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, halfway())
    row(plain, 1).get_by_role("button", name="Step 1, take 1").click()
    push(plain, halfway() | {"execution": "run-4"})
    assert "take 2 of 2" in text(plain, "stage-caption")
    row(plain, 4).get_by_test_id("retry").click()
    assert sent(plain, "run.retry") == [{"execution": "run-4", "step": "s4", "model": ""}]


def test_a_thousand_steps_scroll_inside_and_ask_for_few_pictures(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, big())
    assert plain.locator(".dk-rstep").count() == 1000
    assert plain.locator(".dk").bounding_box()["height"] < 800  # type: ignore[index]
    until(plain, "window.model.sent.some((each) => each.verb === 'media.thumbs')")
    push(plain, big())
    row(plain, 3).scroll_into_view_if_needed()
    plain.wait_for_function("() => [...document.querySelectorAll('.dk-rtake img')].some((each) => each.naturalWidth)")
    asked = sum(len(each["assets"]) for each in sent(plain, "media.thumbs"))
    assert asked < 40
    plain.wait_for_function("""() => {
        const far = document.querySelector("[data-testid=step-s700]");
        far.scrollIntoView({ block: "nearest" }); // heights become true as rows come into sight: it may take two goes
        return far.querySelector(".dk-rtake img")?.naturalWidth > 0;
    }""")
    assert sum(len(each["assets"]) for each in sent(plain, "media.thumbs")) < asked + 60


# ---- for everyone --------------------------------------------------------------------------------------------------------------------


def test_everything_is_reached_by_keyboard(plain: "Page", plain_base: str) -> None:
    opened(plain, plain_base, halfway(), run_logs="() => []", run_others="() => []")
    plain.get_by_test_id("cancel").focus()
    seen: list[str] = []
    for _ in range(60):
        plain.keyboard.press("Tab")
        name = plain.evaluate("() => document.activeElement.dataset.testid ?? document.activeElement.ariaLabel ?? ''")
        if not name:
            break
        seen.append(name)
    for wanted in ("star-4", "mark-keep", "stage-details", "step-s4", "others", "retry", "skip", "log"):
        assert wanted in seen, (wanted, seen)
    assert seen.count("log") == 1, "one step is in the tab order, arrows go to the others"
    row(plain, 4).focus()
    plain.keyboard.press("ArrowDown")
    plain.keyboard.press("ArrowDown")
    assert plain.evaluate("() => document.activeElement.dataset.testid") == "step-s2"
    plain.keyboard.press("Home")
    assert plain.evaluate("() => document.activeElement.dataset.testid") == "step-s4"
    plain.keyboard.press("ArrowDown")
    plain.keyboard.press("Enter")
    assert text(plain, "stage-caption").startswith("1 Character")
    plain.keyboard.press("Tab")
    plain.keyboard.press("Enter")
    row(plain, 1).get_by_test_id("log-text").wait_for()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("state", [halfway, done, needy])
def test_nothing_serious_stands_in_anybodys_way(plain: "Page", plain_base: str, dark: bool, state: Callable[[], dict[str, Any]]) -> None:
    opened(plain, plain_base, state(), dark=dark, run_logs="() => [{ at: 1, text: 'x' }]", run_others="() => []")
    until(plain, "document.querySelector('.dk').dataset.theme")
    plain.get_by_test_id("log").first.click()
    plain.get_by_test_id("log-text").first.wait_for()
    for each in ("others", "release"):
        if plain.get_by_test_id(each).count():
            plain.get_by_test_id(each).first.click()
    assert violations(plain) == []


OTHERS = "() => [{ id: 'x', name: window.words, why: window.words, price: 1, ceiling: 2, rate: '', current: false, recommended: true }]"
LOGS = "() => [{ at: 1, text: window.words }]"


@pytest.mark.parametrize("width", [1000, 480])
def test_hostile_words_stay_words(plain: "Page", plain_base: str, width: int) -> None:
    plain.set_viewport_size({"width": width, "height": 800})
    for words in HOSTILE:
        steps = [
            step(1, "refused", action=words, modelName=words, note=words, error=error("refused", words, words, softer=words)),
            step(2, "stored", action=words, takes=[take(2, title=words, model=words)]),
            step(3, "stored", media="video", takes=[take(3, "video", title=words)]),
        ]
        film_of = reel()
        for shot in film_of["shots"]:
            shot["title"] = words
        film_of["files"] = [{"name": words, "path": words}]
        state = run(steps, title=words, line=words, message=words, status="failed", aspect=words, reel=film_of | {"poster": words})
        if words == HOSTILE[0]:
            opened(plain, plain_base, state, run_others=OTHERS, run_logs=LOGS, run_skip="() => ({ note: window.words })")
        plain.evaluate("(words) => (window.words = words)", words)
        push(plain, state | {"execution": f"run-{HOSTILE.index(words)}"})
        row(plain, 1).get_by_test_id("others").click()
        row(plain, 1).get_by_test_id("other-x").wait_for()
        row(plain, 1).get_by_test_id("log").click()
        row(plain, 1).get_by_test_id("log-text").wait_for()
        row(plain, 1).get_by_test_id("skip").click()
        until(plain, "!document.querySelector('[data-testid=other-x]')")
        broad = plain.evaluate(
            """(inside) => {
                const root = document.querySelector(".dk"), most = root.getBoundingClientRect().right + 1;
                const wide = document.documentElement.scrollWidth > innerWidth;
                const out = (each) => each.getBoundingClientRect().right > most && !each.closest("video, .dk-rshots");
                return [window.pwned, wide, [...root.querySelectorAll(inside)].filter(out).length];
            }""",
            ".dk-head *, .dk-run-said, .dk-rstage *, .dk-rsteps > li, .dk-rsteps > li *, .dk-reel-strip > *",
        )
        assert broad == [None, False, 0], words[:60]
    plain.set_viewport_size({"width": 1000, "height": 800})
