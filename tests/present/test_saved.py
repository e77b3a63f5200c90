"""The copy of a view in a saved notebook: whole, bounded, and harmless whatever was said."""

import json
from html.parser import HTMLParser
from typing import Any

import pytest

from director_kernel.present import saved
from director_kernel.present.saved import beside_widget, chat_saved, gallery_saved, plan_saved, run_saved
from director_kernel.present.shown import Shown
from director_kernel.schema.plan import Fault, Plan

HOSTILE = "</div><script>alert(1)</script><img src=x onerror=alert(1)>\"'&\u202e\x1b[31m"
MOST = 600_000
"""Bytes of one copy in the file."""


class Tags(HTMLParser):
    """The elements of some HTML, their attributes, and how many stay open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: set[str] = set()
        self.open = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.open += tag not in ("img", "br", "hr")

    def handle_endtag(self, tag: str) -> None:
        self.open -= 1


def message(position: int, html: str, role: str = "user", **more: Any) -> dict[str, Any]:
    return {
        "position": position,
        "role": role,
        "html": html,
        "attachments": [],
        "questions": [],
        "options": [],
        "chosen": "",
        "broken": "",
        **more,
    }


def chat(*messages: dict[str, Any], earlier: int = 0, title: str = "A chat") -> dict[str, Any]:
    return {"title": title, "messages": list(messages), "earlier": earlier}


def step(order: int, status: str = "stored", note: str = "", media: str = "image") -> dict[str, Any]:
    take = {"media": media, "asset": {"sha256": f"{order:064d}"}, "order": order, "title": HOSTILE}
    error = {"message": note} if status == "failed" else None
    return {"order": order, "action": f"Step {HOSTILE}", "status": status, "note": note, "error": error, "takes": [take]}


def run(*steps: dict[str, Any], reel: bool = False, message: str = "") -> dict[str, Any]:
    made = {"poster": "9" * 64, "seconds": 15.0} if reel else None
    return {
        "title": HOSTILE,
        "status": "completed",
        "line": "1 of 1 stored",
        "message": message,
        "studio": "previs",
        "steps": list(steps),
        "reel": made,
    }


def plan(count: int, prompt: str = "A red apple") -> Plan:
    rows = [
        {
            "id": f"s{n}",
            "order": n,
            "kind": "text-to-image",
            "model": "flux-1.1-pro",
            "modelName": "FLUX 1.1 Pro",
            "action": f"Make {n}",
            "prompt": prompt,
            "price": 40_000,
        }
        for n in range(1, count + 1)
    ]
    return Plan.model_validate({"id": "plan-1", "version": 1, "title": HOSTILE, "aspect": "16:9", "steps": rows})


def safe(shown: Shown) -> Tags:
    tags = Tags(beside_widget([shown], "m1")["text/html"])
    assert "script" not in tags.names and not any(name.startswith("on") for name in tags.attributes), tags.names
    assert tags.open == 0, "what is cut is cut between elements"
    return tags


def test_hostile_words_stay_words() -> None:
    question = {"id": "q", "text": HOSTILE, "picked": "a", "choices": [{"id": "a", "text": HOSTILE}, {"id": "b", "text": "no"}]}
    option = {"id": "o", "title": HOSTILE, "price": 1, "ceiling": 2, "seconds": 3, "why": HOSTILE}
    said = message(
        1, "<p>ok</p>", "director", questions=[question], options=[option], chosen="o", broken=HOSTILE, attachments=[{"name": HOSTILE}]
    )
    fault = Fault(step="s1", field="prompt", code="x", message=HOSTILE, fix=HOSTILE)
    for shown in (
        chat_saved(chat(said, title=HOSTILE)),
        plan_saved(plan(2, HOSTILE), [fault], {}),
        run_saved(run(step(1, "failed", HOSTILE), reel=True, message=HOSTILE), {}, None, lambda _: b"jpeg"),
        gallery_saved(1, [(HOSTILE, b"jpeg")]),
    ):
        safe(shown)
        text = beside_widget([shown], "m1")["text/plain"]
        assert "\x1b" not in text


def test_what_was_picked_is_said_in_words_not_by_colour_alone() -> None:
    question = {
        "id": "q",
        "text": "How long?",
        "picked": "a",
        "choices": [{"id": "a", "text": "15 seconds"}, {"id": "b", "text": "30 seconds"}],
    }
    html = chat_saved(chat(message(1, "<p>hi</p>"), message(2, "<p>well</p>", "director", questions=[question]))).html
    assert "✓ 15 seconds" in html and "✓ 30 seconds" not in html
    assert ">You<" in html and ">Director<" in html
    assert "15 seconds</span> · <span" in html, "pills stay apart where a host drops styles"


def test_a_long_conversation_is_cut_from_its_beginning() -> None:
    messages = [message(n, f"<p>word{n} {'x' * 9000}</p>") for n in range(40)]
    shown = chat_saved(chat(*messages, earlier=7))
    safe(shown)
    assert len(shown.html) < saved.MOST_WORDS + 20_000
    kept = [n for n in range(40) if f"word{n} " in shown.html]
    assert kept == list(range(kept[0], 40)) and kept[0] > 0
    assert f"{7 + kept[0]} earlier messages" in shown.html


def test_one_huge_message_is_shortened_to_its_words() -> None:
    shown = chat_saved(chat(message(1, f"<p>start {'<b>x</b>' * 200_000}</p>")))
    safe(shown)
    assert "start" in shown.html and len(shown.html) < 30_000


@pytest.mark.parametrize("count, prompt", [(3, "short"), (60, "word " * 2000), (1000, "word " * 400)])
def test_a_plan_of_any_length_fits_and_names_every_price(count: int, prompt: str) -> None:
    found = plan(count, prompt)
    shown = plan_saved(found, [], {})
    safe(shown)
    assert len(shown.html) < saved.MOST_WORDS + 1000
    assert "$0.04" in shown.html and f"{count} steps" in shown.html
    assert ("short" in shown.html) == (count == 3)


def test_faults_and_prices_are_in_the_plans_copy() -> None:
    fault = Fault(step="s1", field="prompt", code="x", message="The prompt is empty.", fix="Write one.")
    html = plan_saved(plan(1), [fault], {}).html
    assert "The prompt is empty. Write one." in html and "needs you" in html and "$0.04" in html


def test_pictures_take_a_bounded_room() -> None:
    picture = b"\xff\xd8" + b"x" * 40_000
    shown = run_saved(run(*(step(n) for n in range(1, 60)), reel=True), {}, None, lambda _: picture)
    assert safe(shown).names.count("img") == saved.MOST_PICTURE_BYTES // len(picture)
    sheet = run_saved(run(*(step(n) for n in range(1, 60)), reel=True), {}, picture, lambda _: picture)
    assert safe(sheet).names.count("img") == 2, "the poster and the sheet"
    huge = run_saved(run(step(1), reel=True), {}, b"x" * 10_000_000, lambda _: picture)
    assert safe(huge).names.count("img") == 2, "a sheet without room leaves it to the pictures"
    many = gallery_saved(90, [(f"take {n}", picture) for n in range(60)])
    assert safe(many).names.count("img") == 4 and len(many.html) < 300_000


def test_the_steps_of_a_run_are_folded_where_all_is_well() -> None:
    well, ill = run_saved(run(step(1)), {}, None, lambda _: None), run_saved(run(step(1, "failed", "It broke.")), {}, None, lambda _: None)
    assert "details" in safe(well).names and "details" not in safe(ill).names and "It broke." in ill.html
    long = run_saved(run(*(step(n) for n in range(1, 1001))), {}, None, lambda _: None)
    assert "880 more steps" in long.html


def test_the_largest_copy_stays_below_its_bound() -> None:
    picture = b"\xff\xd8" + b"x" * 60_000
    messages = [message(n, f"<p>{'x' * 19_000}</p>") for n in range(40)]
    whole = beside_widget(
        [
            chat_saved(chat(*messages)),
            plan_saved(plan(1000, "word " * 400), [], {}),
            run_saved(run(*(step(n, "failed", "x" * 5000) for n in range(1, 1001)), reel=True), {}, None, lambda _: picture),
        ],
        "m1",
    )
    assert len(json.dumps(whole)) < MOST + 60_000


def test_a_copy_names_its_widget_and_takes_the_word_of_the_missing_one() -> None:
    html = beside_widget([Shown("text", "<p>x</p>")], "abc-1")["text/html"]
    assert html.startswith('<div class="director-saved" data-widget="abc-1">')
    assert ".jupyter-widgets:not(:has(*))" in html
