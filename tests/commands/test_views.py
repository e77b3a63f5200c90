"""Chat, panel, gallery, compare and skip by command: what a shell prints, what JSON holds, which exit code says what."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.conftest import Answer

Call = Callable[..., Answer]
PLAN = {
    "title": "Two pictures",
    "steps": [
        {"id": "one", "order": 1, "kind": "text-to-image", "model": "flux-1.1-pro", "prompt": "A red apple", "width": 160, "height": 90},
        {"id": "two", "order": 2, "kind": "text-to-image", "model": "flux-1.1-pro", "prompt": "A green apple", "width": 160, "height": 90},
    ],
}
TWO_MODELS = "flux-1.1-pro,nano-banana-pro"


@pytest.fixture
def planned(director: Call, tmp_path: Path) -> Call:
    """`director(…)` where a plan of two small pictures is current."""
    (tmp_path / "two.json").write_text(json.dumps(PLAN))
    assert director("plan", "--from", "two.json").code == 0
    return director


def test_the_talk_is_printed_with_who_said_what(director: Call) -> None:
    empty = director("chat")
    assert empty.code == 0 and "Nothing was said yet" in empty.out and "director say" in empty.out
    director("say", "An ad for Lumen, a vitamin C serum.")
    shown = director("chat")
    assert shown.code == 0 and shown.out.startswith("user: An ad for Lumen") and "\n\ndirector: " in shown.out
    data = director("chat", "--json").json
    assert data["conversation"] == "chat-1" and [message["role"] for message in data["messages"]] == ["user", "director"]


def test_an_earlier_talk_is_opened_and_stays_current(director: Call) -> None:
    director("say", "An ad for Lumen, a vitamin C serum.")
    director("plan", "A 6-second logo animation for Orbit, gold on black", "--decide")
    assert director("chat", "--json").json["conversation"] == "chat-2"
    assert director("chat", "chat-1", "--json").json["conversation"] == "chat-1"
    assert director("chat", "--json").json["conversation"] == "chat-1"


def test_hostile_words_leave_the_terminal_alone(director: Call) -> None:
    director("say", "--", "An ad \x1b[2Jfor \x1b]0;title\x07 Lumen, <b>serum</b>")
    shown = director("chat")
    assert shown.code == 0 and "\x1b" not in shown.out and "\x07" not in shown.out and "<b>serum</b>" in shown.out


def test_in_a_shell_the_panel_is_where_you_are(planned: Call) -> None:
    panel, where = planned("panel"), planned("where")
    assert panel.code == 0 and "Two pictures" in panel.out
    assert [line for line in panel.out.splitlines() if "disk" not in line] == [
        line for line in where.out.splitlines() if "disk" not in line
    ]
    assert {"lines", "next"} <= planned("panel", "--json").json.keys()


def test_the_gallery_lists_takes_by_key_and_file(planned: Call, tmp_path: Path) -> None:
    assert planned("gallery").out.startswith("No takes yet") and planned("gallery", "--json").json == {"total": 0, "takes": []}
    assert planned("run").code == 0
    listed = planned("gallery", "--json").json
    assert listed["total"] == 2 and {take["key"] for take in listed["takes"]} == {"run-1/one/1", "run-1/two/1"}
    assert all(any((tmp_path / "director" / "assets").rglob(f"{take['asset']['sha256']}.png")) for take in listed["takes"])
    text = planned("gallery").out
    assert "run-1/one/1" in text and "run-1/two/1" in text and "assets/" in text
    assert planned("gallery", "--media", "video", "--json").json["total"] == 0
    assert planned("gallery", "--marked", "keep", "--json").json["total"] == 0
    assert planned("gallery", "--plan", "plan-1", "--json").json["total"] == 2
    assert planned("gallery", "--plan", "'; DROP TABLE takes; --", "--json").json["total"] == 0
    assert planned("gallery", "--json").json["total"] == 2


def test_a_comparison_says_its_price_and_starts_nothing(planned: Call) -> None:
    shown = planned("compare", "1", "--models", f" {TWO_MODELS} ,")
    assert shown.code == 0 and shown.out.startswith("Step 1, ") and "previs $0.00" in shown.out
    data = planned("compare", "1", "--models", TWO_MODELS, "--json").json
    assert [column["model"] for column in data["columns"]] == TWO_MODELS.split(",") and data["faults"] == []
    assert data["price"] == sum(column["price"] for column in data["columns"]) > 0
    assert all(column["ceiling"] >= column["price"] for column in data["columns"])
    assert planned("status").code == 2 and planned("cap", "--json").json["reserved"] == 0


def test_a_model_that_cannot_make_the_step_is_a_fault_with_a_way_out(planned: Call) -> None:
    shown = planned("compare", "1", "--models", "flux-1.1-pro,veo-3.1-fast")
    assert shown.code == 4 and "name another model" in " ".join(shown.out.split())
    faulty = planned("compare", "1", "--models", "flux-1.1-pro,veo-3.1-fast", "--json")
    assert faulty.code == 4 and faulty.json["faults"][0]["step"]
    assert planned("compare", "1", "--models", "flux-1.1-pro,veo-3.1-fast", "--start").code == 4
    assert planned("status").code == 2


def test_compared_pictures_are_made_and_found_again(planned: Call, tmp_path: Path) -> None:
    made = planned("compare", "1", "--models", TWO_MODELS, "--start", "--json")
    assert made.code == 0 and made.json["status"] == "completed"
    files = [file for outputs in made.json["outputs"].values() for file in outputs]
    assert len(set(files)) == 2 and all((tmp_path / "director" / file).is_file() for file in files)
    again = planned("compare", "1", "--models", TWO_MODELS, "--start")
    assert again.code == 0 and all(file in again.out for file in files)
    assert planned("gallery", "--json").json["total"] == 2
    assert planned("plan", "--json").json["plan"]["title"] == "Two pictures"


def test_live_comparing_is_refused_by_name_before_anything_is_spent(planned: Call) -> None:
    refused = planned("compare", "1", "--models", TWO_MODELS, "--start", "--studio", "live", "--budget", "5")
    assert refused.code == 2 and "live" in refused.err and "previs" in refused.err
    assert planned("cap", "--json").json["reserved"] == 0


def test_a_waiting_step_is_left_out_and_retry_takes_it_back(planned: Call) -> None:
    assert planned("run", "--mode", "step").code == 0
    skipped = planned("skip", "2", "--json")
    assert skipped.code == 0 and "left out" in skipped.err
    events = [json.loads(line) for line in skipped.out.splitlines()]
    assert {"step": "two", "because": "two", "leftOut": True}.items() <= next(e for e in events if e["type"] == "step_skipped").items()
    assert events[-1]["type"] == "execution_done" and events[-1]["status"] == "waiting"
    last = planned("skip", "1")
    assert last.code == 2 and "nothing would be left" in last.err
    assert planned("approve").code == 0
    assert planned("status", "--json").json["status"] == "completed"
    assert planned("retry", "2").code == 0
    assert planned("approve").code == 0
    assert {take["step"] for take in planned("gallery", "--json").json["takes"]} == {"one", "two"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("chat", "chat-99"), "chats list"),
        (("gallery", "--media", "film"), "'image', 'video', 'audio'"),
        (("gallery", "--marked", "loved"), "gallery --help"),
        (("compare", "1", "--models", "flux-1.1-pro"), "1 model can't be compared; name 2 to 6"),
        (("compare", "1", "--models", ",,"), "name 2 to 6"),
        (("compare", "1", "--models", "flux-1.1-pro,nope"), "`director models`"),
        (("compare", "9", "--models", TWO_MODELS), "steps are 1 to 2"),
        (("compare", "1"), "--models"),
        (("compare", "1", "--models", TWO_MODELS, "--studio", "hollywood"), "previs"),
        (("compare", "1", "--models", TWO_MODELS, "--start", "--budget", "lots"), "not an amount"),
        (("skip", "1"), "nothing has run yet"),
        (("skip", "1", "--run", "run-77"), "director status"),
        (("skip",), "STEP"),
    ],
)
def test_errors_teach_and_exit_2(planned: Call, words: tuple[str, ...], says: str) -> None:
    answer = planned(*words)
    assert answer.code == 2, answer
    assert says in answer.err and "Traceback" not in answer.err + answer.out


def test_without_a_plan_comparing_says_how_to_get_one(director: Call) -> None:
    answer = director("compare", "1", "--models", TWO_MODELS, "--json")
    assert answer.code == 2 and answer.json["error"]["code"] == "usage" and "director" in answer.json["error"]["message"]
