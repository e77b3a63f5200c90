"""Takes on a plain page: cards, the dialog, side by side, before and after, and the blind vote."""

# ruff: noqa: E501 - the page's own JavaScript stands in these lines

import base64
import io
import json
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest

from tests.widgets import samples_takes as samples
from tests.widgets.accessible import violations
from tests.widgets.plain import open_plain

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

MOUNT = """async ([takes, how]) => {
  const [{ widget }, takesModule] = await Promise.all([import("/widgets/wire.js"), import("/widgets/takes.js")]);
  const answers = ANSWERS;
  window.model = new FakeModel({ preview: { steps: [] } }, answers);
  const made = widget("Takes", (wire, root) => {
    Object.assign(window, { wire, root });
    window.cards = takes.map((take) => {
      const card = takesModule.takeCard(wire, take, { root, all: takes, ...how });
      card.style.width = "230px";
      root.append(card);
      return card;
    });
  });
  const el = document.getElementById("place");
  window.close_ = made.render({ model: window.model, el });
}"""


def mount(page: "Page", base: str, takes: list[dict[str, Any]], *, dark: bool = False, more: str = "", **how: Any) -> None:
    """Cards of `takes` on a fresh page."""
    open_plain(page, base, dark=dark)
    page.set_default_timeout(8_000)
    page.evaluate(MOUNT.replace("ANSWERS", samples.answers(more=more)), [takes, how])


def sent(page: "Page", verb: str) -> list[dict[str, Any]]:
    """What was asked with `verb`, in order."""
    found: list[dict[str, Any]] = page.evaluate(
        "(verb) => window.model.sent.filter((each) => each.verb === verb).map((each) => each.args)", verb
    )
    return found


def film(seconds: float) -> str:
    """JavaScript: the bytes of a real film of that length, as a kernel answers `media.file`."""
    data = io.BytesIO()
    with av.open(data, "w", format="webm") as out:
        stream = out.add_stream("libvpx", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        for n in range(int(seconds * 10)):
            frame = av.VideoFrame.from_ndarray(np.full((36, 64, 3), n * 5 % 255, dtype=np.uint8), format="rgb24")
            for packet in stream.encode(frame):
                out.mux(packet)
        for packet in stream.encode():
            out.mux(packet)
    text = base64.b64encode(data.getvalue()).decode()
    return f'new DataView(Uint8Array.from(atob("{text}"), (letter) => letter.charCodeAt(0)).buffer)'


def test_a_card_says_what_it_is_what_it_cost_and_that_it_is_previs(plain: "Page", plain_base: str) -> None:
    mount(plain, plain_base, [samples.take(0), samples.take(3), samples.take(2)])
    cards = plain.get_by_test_id("take")
    plain.wait_for_selector("[data-testid=take] img[src]")
    assert "1 · Window, hands" in cards.nth(0).inner_text()
    assert "cached $0" in cards.nth(0).inner_text()
    assert "previs" not in cards.nth(0).inner_text()
    assert "previs" in cards.nth(1).inner_text()
    assert cards.nth(1).get_attribute("aria-label") == "4 · Logo, take 1, previs"
    assert "$0.35" in cards.nth(2).inner_text()


def test_stars_are_sent_cleared_by_a_second_click_and_typed(plain: "Page", plain_base: str) -> None:
    mount(plain, plain_base, [samples.take(0, stars=0)])
    plain.get_by_test_id("star-4").click()
    plain.wait_for_function("() => document.querySelectorAll('[data-on=true]').length === 4")
    assert plain.get_by_test_id("star-4").get_attribute("aria-checked") == "true"
    plain.get_by_test_id("star-4").click()
    plain.wait_for_function("() => window.model.sent.filter((each) => each.verb === 'run.rate').length === 2")
    plain.get_by_test_id("take-open").focus()
    plain.keyboard.press("2")
    plain.keyboard.press("0")
    plain.wait_for_function("() => window.model.sent.filter((each) => each.verb === 'run.rate').length >= 4")
    key = samples.take(0)["key"]
    assert sent(plain, "run.rate") == [{"take": key, "stars": stars} for stars in (4, 0, 2, 0)]


def test_the_last_of_many_quick_clicks_counts(plain: "Page", plain_base: str) -> None:
    mount(plain, plain_base, [samples.take(0, stars=0)])
    plain.evaluate(
        "() => { window.model.delay = 60; for (const n of [1, 2, 3, 4, 5]) document.querySelector(`[data-testid=star-${n}]`).click(); }"
    )
    plain.wait_for_function("() => window.model.sent.filter((each) => each.verb === 'run.rate').length === 2")
    plain.wait_for_function("() => window.wire.open.size === 0")
    assert [each["stars"] for each in sent(plain, "run.rate")] == [1, 5]
    assert plain.locator("[data-on=true]").count() == 5


def test_a_refused_mark_is_taken_back_and_said(plain: "Page", plain_base: str) -> None:
    mount(
        plain,
        plain_base,
        [samples.take(0, mark="")],
        more='"run.mark": () => { throw { code: "lock", message: "Step 1 runs: lock it when it is stored." }; },',
    )
    plain.get_by_test_id("mark-lock").click()
    plain.wait_for_selector(".dk-trouble:not([hidden])")
    assert "Step 1 runs" in plain.locator(".dk-trouble").inner_text()
    assert plain.get_by_test_id("mark-lock").get_attribute("aria-pressed") == "false"


def test_marks_toggle_and_follow_the_kernel(plain: "Page", plain_base: str) -> None:
    take = samples.take(0, mark="")
    mount(plain, plain_base, [take])
    for name in ("keep", "discard", "discard"):
        plain.get_by_test_id(f"mark-{name}").click()
        plain.wait_for_function("() => window.wire.open.size === 0")
    assert [each["mark"] for each in sent(plain, "run.mark")] == ["keep", "discard", ""]
    plain.evaluate("(take) => window.cards[0].update(take)", {**take, "mark": "lock", "stars": 3})
    assert plain.get_by_test_id("mark-lock").get_attribute("aria-pressed") == "true"
    assert plain.locator("[data-on=true]").count() == 3


def test_a_thousand_updates_keep_the_element_its_focus_and_its_picture(plain: "Page", plain_base: str) -> None:
    take = samples.take(0, mark="")
    mount(plain, plain_base, [take])
    plain.wait_for_selector("[data-testid=take] img[src]")
    plain.get_by_test_id("mark-keep").focus()
    plain.evaluate(
        "(take) => { window.image = document.querySelector('img'); for (let n = 0; n < 1000; n++) window.cards[0].update({ ...take, stars: n % 6, title: `t${n}` }); }",
        take,
    )
    assert plain.evaluate("() => document.activeElement.dataset.testid") == "mark-keep"
    assert plain.evaluate("() => window.image === document.querySelector('img')")
    assert "t999" in plain.get_by_test_id("take").inner_text()
    assert plain.locator("[data-on=true]").count() == 999 % 6
    assert len(sent(plain, "media.thumbs")) == 1


def test_a_film_is_leafed_through_by_pointer_and_by_keys(plain: "Page", plain_base: str) -> None:
    mount(plain, plain_base, [samples.take(1)])
    box = plain.get_by_test_id("take-open").bounding_box()
    assert box
    plain.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + 20)
    plain.wait_for_selector("[data-testid=take-scrub]:not([hidden])")
    plain.mouse.move(box["x"] + box["width"] * 0.95, box["y"] + 20)
    assert plain.get_by_test_id("take-scrub").get_attribute("data-frame") == "11"
    plain.mouse.move(0, 0)
    assert plain.get_by_test_id("take-scrub").is_hidden()
    plain.get_by_test_id("take-open").focus()
    for _ in range(3):
        plain.keyboard.press("ArrowRight")
    plain.wait_for_function("() => document.querySelector('[data-testid=take-scrub]').dataset.frame === '2'")
    plain.keyboard.press("ArrowLeft")
    plain.wait_for_function("() => document.querySelector('[data-testid=take-scrub]').dataset.frame === '1'")
    assert len(sent(plain, "media.strip")) == 1


def test_the_dialog_tells_all_goes_through_the_takes_and_gives_the_focus_back(plain: "Page", plain_base: str) -> None:
    mount(plain, plain_base, [samples.take(0), samples.take(2), samples.take(4)])
    plain.evaluate(
        "() => Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { window.copied = text; } } })"
    )
    plain.get_by_test_id("take-open").nth(0).click()
    plain.wait_for_selector("[data-testid=take-route]")
    plain.wait_for_function("() => document.querySelector('[data-testid=take-route]').textContent === 'sent in pieces'")
    assert plain.get_by_test_id("take-place").inner_text() == "1 of 3"
    plain.get_by_test_id("take-copy").click()
    plain.wait_for_function("() => (window.copied ?? '').startsWith('MCU')")
    plain.keyboard.press("ArrowRight")
    assert plain.get_by_test_id("take-name").inner_text() == "3 · Drop, macro"
    plain.keyboard.press("ArrowLeft")
    plain.keyboard.press("ArrowLeft")
    assert plain.get_by_test_id("take-name").inner_text() == "5 · Voice"
    plain.keyboard.press("3")
    plain.wait_for_function("() => window.model.sent.some((each) => each.verb === 'run.rate' && each.args.stars === 3)")
    plain.keyboard.press("Escape")
    assert plain.locator("dialog").count() == 0
    assert plain.evaluate("() => document.activeElement === document.querySelector('[data-testid=take-open]')")


def test_zoom_download_and_what_another_view_says(plain: "Page", plain_base: str) -> None:
    take = samples.take(0, studio="previs", stars=0, mark="")
    mount(plain, plain_base, [take])
    plain.get_by_test_id("take-open").click()
    plain.wait_for_function("() => document.querySelector('[data-testid=closeup] img')?.naturalWidth >= 720")
    plain.get_by_test_id("take-zoom").click()
    assert plain.evaluate(
        "() => { const box = document.querySelector('.dk-closeup'); const image = box.querySelector('img'); return image.width === image.naturalWidth && box.scrollHeight >= image.naturalHeight; }"
    )
    with plain.expect_download() as coming:
        plain.get_by_test_id("take-download").click()
    assert coming.value.suggested_filename.startswith("1-window-hands-take-1-previs.")
    plain.evaluate("(take) => window.model.push('preview', { steps: [{ takes: [take] }] })", {**take, "stars": 5, "mark": "keep"})
    assert plain.locator("dialog [data-on=true]").count() == 5
    assert plain.locator("dialog [data-testid=mark-keep]").get_attribute("aria-pressed") == "true"


def test_what_goes_wrong_in_the_dialog_is_said_in_it(plain: "Page", plain_base: str) -> None:
    refuse = '() => { throw { code: "gone", message: "That run is gone: open the gallery again." }; }'
    mount(plain, plain_base, [samples.take(0, stars=0)], more=f'"run.rate": {refuse}, "run.details": {refuse}, "media.file": {refuse},')
    plain.get_by_test_id("take-open").click()
    plain.wait_for_selector("dialog .dk-details .dk-fault")
    plain.wait_for_selector("dialog .dk-closeup-wait.dk-fault")
    plain.locator("dialog [data-testid=star-2]").click()
    plain.wait_for_selector("[data-testid=dialog-trouble]:not([hidden])")
    assert "That run is gone" in plain.get_by_test_id("dialog-trouble").inner_text()
    assert plain.locator(".dk-trouble").is_hidden()
    assert plain.locator("dialog [data-on=true]").count() == 0


def test_compare_with_opens_side_by_side_and_the_slider_divides(plain: "Page", plain_base: str) -> None:
    mount(plain, plain_base, [samples.take(n) for n in (0, 2, 5, 7)])
    plain.get_by_test_id("take-open").nth(0).click()
    plain.get_by_test_id("take-compare").click()
    assert plain.get_by_test_id("others-beside").is_disabled()
    plain.get_by_test_id("other").nth(0).check()
    plain.get_by_test_id("others-beside").click()
    assert plain.get_by_test_id("beside").count() == 2
    plain.get_by_test_id("beside-mode-over").click()
    plain.get_by_test_id("beside-divide").focus()
    for _ in range(5):
        plain.keyboard.press("ArrowRight")
    assert plain.evaluate("() => document.querySelector('[data-testid=beside-field]').style.getPropertyValue('--dk-at')") == "55%"
    clips = plain.evaluate("() => [...document.querySelectorAll('.dk-beside-stage')].map((each) => getComputedStyle(each).clipPath)")
    assert clips == ["none", "inset(0px 0px 0px 55%)"]


def test_films_side_by_side_play_in_step(plain: "Page", plain_base: str) -> None:
    a, b = samples.take(1), samples.take(3)
    bytes_by = f'"media.file": ({{ asset }}) => ({{ result: {{}}, buffers: [asset === {json.dumps(a["asset"]["sha256"])} ? {film(3)} : {film(2)}] }}),'
    mount(plain, plain_base, [a, b], more=bytes_by)
    plain.evaluate("async (takes) => (await import('/widgets/beside.js')).sideBySide(window.root, window.wire, takes)", [a, b])
    plain.wait_for_function("() => [...document.querySelectorAll('dialog video')].every((film) => film.readyState >= 2)")
    plain.get_by_test_id("beside-seek").fill("1.5")
    plain.wait_for_function("() => [...document.querySelectorAll('dialog video')].every((film) => Math.abs(film.currentTime - 1.5) < 0.15)")
    plain.get_by_test_id("beside-seek").fill("0")
    plain.get_by_test_id("beside-play").click()
    assert plain.get_by_test_id("beside-play").inner_text() == "Pause"
    plain.wait_for_function("() => document.querySelector('dialog video').currentTime > 0.4")
    apart = plain.evaluate(
        "() => { const [one, other] = document.querySelectorAll('dialog video'); return Math.abs(one.currentTime - other.currentTime); }"
    )
    assert apart < 0.5
    # The longer one leads to its end, the shorter waits at its own; then it may be played again.
    plain.wait_for_function("() => document.querySelector('[data-testid=beside-play]').textContent === 'Play'")
    times = plain.evaluate("() => [...document.querySelectorAll('dialog video')].map((film) => film.currentTime)")
    assert times[0] == pytest.approx(3, abs=0.3) and times[1] == pytest.approx(2, abs=0.3)


def test_a_blind_vote_hides_the_names_until_it_is_cast_and_goes_through_all_pairs(plain: "Page", plain_base: str) -> None:
    takes = [samples.take(n) for n in (0, 2, 5)]
    mount(plain, plain_base, takes)
    plain.evaluate("async (takes) => (await import('/widgets/blind.js')).blindVote(window.root, window.wire, takes)", takes)
    for number in range(3):
        plain.wait_for_selector("[data-testid=blind-a]:not(:disabled)")
        words = plain.get_by_test_id("blind").inner_text()
        assert not any(word in words for word in (*samples.MODELS, "$", "Drop", "Window"))
        plain.keyboard.press("t" if number else "b")
        plain.keyboard.press("a")
        plain.wait_for_function(
            "() => document.querySelector('[data-testid=blind-caption-a]').textContent.includes('bytedance/seedream-4.5')"
        )
        assert "$0.35" in plain.get_by_test_id("blind-caption-a").inner_text()
        if number < 2:
            plain.keyboard.press("Enter")
    assert plain.get_by_test_id("blind-next").count() == 0
    assert [each["winner"] for each in sent(plain, "run.vote")] == ["b", "tie", "tie"]
    pairs = {tuple(sorted(each["takes"])) for each in sent(plain, "run.pair")}
    assert len(pairs) == 3


def test_a_vote_that_cannot_be_drawn_says_so_and_can_be_tried_again(plain: "Page", plain_base: str) -> None:
    takes = [samples.take(0), samples.take(2)]
    mount(
        plain,
        plain_base,
        takes,
        more='"run.pair": () => { if (!window.mended) throw { code: "x", message: "One of them is gone: choose another." }; return { pair: "p", a: window.takeAt(2), b: window.takeAt(5) }; },',
    )
    plain.evaluate("async (takes) => (await import('/widgets/blind.js')).blindVote(window.root, window.wire, takes)", takes)
    plain.wait_for_selector("[data-testid=dialog-trouble]:not([hidden])")
    plain.evaluate("() => { window.mended = true; }")
    plain.get_by_test_id("blind-again").click()
    plain.wait_for_selector("[data-testid=blind-a]:not(:disabled)")


def test_closing_leaves_nothing_behind(plain: "Page", plain_base: str) -> None:
    mount(plain, plain_base, [samples.take(n) for n in range(5)])
    for _ in range(3):
        plain.get_by_test_id("take-open").nth(0).click()
        plain.keyboard.press("Escape")
    plain.evaluate("() => window.close_()")
    assert plain.evaluate("() => window.model.listeners") == 0
    assert plain.locator(".dk").count() == 0


HOSTILE = [
    '<img src=x onerror="window.pwned=1">',
    "<script>window.pwned=1</script>",
    "javascript:window.pwned=1",
    '"><svg onload=window.pwned=1>',
    "{{constructor.constructor('window.pwned=1')()}}",
    "x" * 1_000_000,
    "\u202egnp.exe\u202c abc",
    "👩‍👩‍👧‍👦" * 500,
    "a\u0300" * 5_000,
    "\u0000\u0007\u001b[31mred",
    "مرحبا " * 300,
    "__proto__",
    "%00%2e%2e/../../etc/passwd",
    "url(javascript:window.pwned=1)",
    "' onmouseover='window.pwned=1",
    "\n" * 2_000 + "end",
    "&lt;b&gt;&#x3c;script&#x3e;",
    "​" * 4_000,
]


@pytest.mark.parametrize("width", [1000, 480])
def test_hostile_words_neither_run_nor_break_the_page(plain: "Page", plain_base: str, width: int) -> None:
    plain.set_viewport_size({"width": width, "height": 800})
    try:
        takes = [
            samples.take(n, title=words, model=words, step=words, asset={**samples.take(n)["asset"], "mime": words[:300] or "image/png"})
            for n, words in enumerate(HOSTILE)
        ]
        mount(
            plain,
            plain_base,
            takes,
            more=f'"run.details": () => ({{ rows: {json.dumps([{"label": words[:2_000], "value": words} for words in HOSTILE[:6]])}, prompt: {json.dumps(HOSTILE[5])}, negativePrompt: {json.dumps(HOSTILE[0])} }}),',
        )
        plain.evaluate(
            "async (takes) => (await import('/widgets/takes.js')).openTake(window.root, window.wire, takes[0], takes)", takes[:6]
        )
        plain.wait_for_selector("dialog dl")
        assert plain.evaluate("() => { const box = document.querySelector('.dk-window'); return box.scrollWidth <= box.clientWidth; }")
        plain.keyboard.press("Escape")
        plain.evaluate("async (takes) => (await import('/widgets/beside.js')).sideBySide(window.root, window.wire, takes)", takes[:4])
        assert plain.evaluate("() => { const box = document.querySelector('.dk-window'); return box.scrollWidth <= box.clientWidth; }")
        plain.keyboard.press("Escape")
        assert plain.evaluate("() => { const box = document.querySelector('.dk'); return box.scrollWidth <= box.clientWidth; }")
        assert plain.evaluate("() => window.pwned === undefined")
        assert plain.evaluate("() => document.querySelectorAll('.dk script, .dk img[onerror]').length") == 0
    finally:
        plain.set_viewport_size({"width": 1000, "height": 800})


@pytest.mark.parametrize("dark", [False, True])
def test_cards_and_dialogs_are_accessible(plain: "Page", plain_base: str, dark: bool) -> None:
    takes = [samples.take(n) for n in range(5)]
    mount(plain, plain_base, takes, dark=dark)
    plain.wait_for_selector("[data-testid=take] img[src]")
    assert violations(plain) == []
    plain.get_by_test_id("take-open").nth(0).click()
    plain.wait_for_selector("dialog dl")
    assert violations(plain, "dialog") == []
    plain.get_by_test_id("take-compare").click()
    assert violations(plain, "dialog:last-of-type") == []
    plain.get_by_test_id("other").nth(0).check()
    plain.get_by_test_id("others-beside").click()
    assert violations(plain, "dialog:last-of-type") == []
    plain.keyboard.press("Escape")
    plain.evaluate("async (takes) => (await import('/widgets/blind.js')).blindVote(window.root, window.wire, takes)", takes[:2])
    plain.wait_for_selector("[data-testid=blind-a]:not(:disabled)")
    assert violations(plain, "dialog:last-of-type") == []
