"""From a brief to a plan by command: what is printed, what JSON holds, which exit code says what."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.conftest import Answer

Call = Callable[..., Answer]
BRIEF = "A 15-second vertical ad for Lumen, a vitamin C serum, morning light, budget $3"


def test_plan_json_has_the_published_shape(director: Call) -> None:
    answer = director("plan", BRIEF, "--json")
    assert answer.code == 0, answer.err
    data = answer.json
    assert {"intent", "use_case", "questions", "options", "plan", "faults"} <= data.keys()
    assert data["intent"] == "brief" and data["use_case"] == "product-video" and data["questions"] == []
    assert [option["id"] for option in data["options"]] == ["budget", "balanced", "premium"]
    plan = data["plan"]
    assert plan["aspect"] == "9:16" and plan["totalCost"] > 0 and plan["steps"][0]["order"] == 1
    assert sum(step["useSeconds"] for step in plan["steps"] if step["kind"] == "image-to-video") == 15
    assert all({"step", "field", "code", "message", "fix"} <= fault.keys() for fault in data["faults"])


def test_a_vague_brief_is_asked_about_and_decide_answers(director: Call) -> None:
    asked = director("plan", "make something cool", "--json")
    assert asked.code == 3 and asked.json["plan"] is None
    assert 1 <= len(asked.json["questions"]) <= 3
    for question in asked.json["questions"]:
        assert {"id", "text", "choices"} <= question.keys() and 4 <= len(question["choices"]) <= 6
    decided = director("plan", "make something cool", "--decide", "--json")
    assert decided.code == 0 and decided.json["plan"]["steps"]


def test_the_current_plan_is_the_workspaces_in_a_shell(director: Call) -> None:
    assert director("plan").code == 2
    director("plan", BRIEF)
    shown = director("plan", "--json")
    assert shown.code == 0 and shown.json["plan"]["title"]


def test_answers_options_and_revision_by_command(director: Call) -> None:
    first = director("say", "An ad for Lumen, a vitamin C serum.")
    assert first.code == 3 and "1." in first.out
    second = director("answer", "1a", "2a")
    assert second.code == 0 and "premium" in second.out
    chosen = director("choose", "premium", "--json")
    assert chosen.json["plan"]["tier"] == "premium"
    revised = director("say", "make it square", "--json")
    assert revised.json["intent"] == "revise" and revised.json["plan"]["aspect"] == "1:1"


def test_set_undo_redo(director: Call) -> None:
    director("plan", BRIEF)
    before = director("plan", "--json").json["plan"]
    changed = director("set", "2.duration=4", "1.prompt=A red apple on a white table", "--json")
    steps = {step["order"]: step for step in changed.json["plan"]["steps"]}
    assert steps[2]["useSeconds"] == 4 and steps[1]["prompt"] == "A red apple on a white table"
    assert director("undo", "--json").json["plan"]["steps"] == before["steps"]
    again = {step["order"]: step for step in director("redo", "--json").json["plan"]["steps"]}
    assert again[1]["prompt"] == "A red apple on a white table"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("sett", "1.prompt=x"), "did you mean `set`"),
        (("set", "1.promt=x"), "did you mean 'prompt'"),
        (("set", "99.prompt=x"), "steps are 1 to"),
        (("set", "nonsense"), "STEP.FIELD=VALUE"),
        (("set", "1.shot_size=huge"), "shot_size can't be"),
        (("make", BRIEF, "--budget", "lots"), "not an amount"),
        (("run", "--studio", "hollywood"), "previs"),
        (("plan", BRIEF, "--attach", "missing.png"), "can't be attached"),
        (("status",), "nothing has run yet"),
        (("choose", "luxury"), "--help"),
        (("chats", "open", "chat-99"), "chats list"),
    ],
)
def test_errors_teach_and_exit_2(director: Call, words: tuple[str, ...], says: str) -> None:
    if words[0] in ("set", "run"):
        director("plan", BRIEF)
    answer = director(*words)
    assert answer.code == 2, answer
    assert says in answer.err and "Traceback" not in answer.err


def test_live_is_refused_by_name_before_anything_is_spent(director: Call) -> None:
    director("plan", BRIEF)
    answer = director("run", "--studio", "live", "--budget", "10")
    assert answer.code == 2 and "live" in answer.err and "previs" in answer.err
    assert director("make", BRIEF, "--studio", "live", "--budget", "0.01").code in (2, 5)
    assert director("cap", "--json").json["reserved"] == 0


def test_errors_in_json_stay_json(director: Call) -> None:
    answer = director("undo", "--json")
    assert answer.code == 2 and answer.json["error"]["code"] == "usage"


def test_an_attached_picture_becomes_an_asset_of_the_plan(director: Call, tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (300, 400), "orange").save(tmp_path / "pack.png")
    data = director("plan", BRIEF, "--attach", "pack.png", "--json").json
    used = [each["asset"] for step in data["plan"]["steps"] for each in step["inputs"] if each.get("asset")]
    assert used and all((tmp_path / "director" / "assets" / sha[:2] / f"{sha}.png").is_file() for sha in used)


def test_a_file_that_is_no_picture_is_refused_by_name(director: Call, tmp_path: Path) -> None:
    (tmp_path / "pack.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"not really" * 9)
    answer = director("plan", BRIEF, "--attach", "pack.png")
    assert answer.code == 2 and "pack.png" in answer.err and "Traceback" not in answer.err


PUBLISHED = {
    "title": "UGC Skincare Video",
    "summary": "A character uses a skincare product",
    "steps": [
        {
            "order": 1,
            "action": "Generate character image",
            "model": "nano-banana-pro",
            "type": "image",
            "prompt": "Young woman, morning light, bathroom, holding a product",
            "options": {"aspectRatio": "9:16"},
            "estimatedCost": 0.15,
            "dependsOn": [],
        },
        {
            "order": 2,
            "action": "Animate to video",
            "model": "kling-2.6-pro",
            "type": "video",
            "prompt": "She applies the product, gentle movements",
            "options": {"duration": 5, "aspectRatio": "9:16"},
            "dependsOn": [1],
            "note from elsewhere": "kept",
        },
    ],
    "finalOutputs": ["UGC video"],
}


def test_a_published_plan_loads_from_a_file(director: Call, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(json.dumps(PUBLISHED))
    answer = director("plan", "--from", "plan.json", "--json")
    assert answer.code == 0, answer
    steps = answer.json["plan"]["steps"]
    assert [step["kind"] for step in steps[:2]] == ["text-to-image", "image-to-video"]
    assert steps[1]["endpoint"].endswith("image-to-video") and steps[1]["extra"]["note from elsewhere"] == "kept"
    assert director("plan", "--json").json["plan"]["title"] == "UGC Skincare Video"


@pytest.mark.parametrize("data", [b"", b"\x00\xff\xfe", b"[1, 2", b'{"steps": "none"}', b"null", b'{"a":' * 3000, "ключ".encode("utf-16")])
def test_any_bytes_as_a_plan_file_are_a_clear_error(director: Call, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "plan.json").write_bytes(data)
    answer = director("plan", "--from", "plan.json")
    assert answer.code == 4 and answer.err.startswith("faults: ") and "Traceback" not in answer.err


@pytest.mark.parametrize("brief", ["\x00\x01", "‮" * 50, "{" * 999, "a" * 200_000, "'; DROP TABLE plans; --", "$(rm -rf /)", "-"])
def test_any_words_as_a_brief_are_asked_about_or_planned(director: Call, brief: str) -> None:
    answer = director("say", "--", brief)
    assert answer.code in (0, 3) and "Traceback" not in answer.err + answer.out


def test_letters_no_font_has_are_a_fault_not_a_box(director: Call) -> None:
    answer = director("plan", '6-second logo animation for Lumen, gold on black, tagline "東京の光"', "--decide", "--json")
    (first, *_) = [fault for fault in answer.json["faults"] if fault["code"] == "missing_glyph"]
    assert "東京" in first["message"] and first["mended"]
    assert "missing_glyph" not in director("plan", '6-second logo animation for Lumen, tagline "Für Élise — 5 €"', "--decide", "--json").out


def test_a_strangers_plan_stays_in_the_workspace_and_leaves_the_terminal_alone(director: Call, tmp_path: Path) -> None:
    draft = {
        "id": "../../../evil",
        "title": "An \x1b[31mad\x1b[0m\x07\x9b2J \ud800",
        "steps": [
            {"id": "../../pwn", "order": 1, "kind": "text-to-image", "prompt": "a lamp \x1b[2J", "action": "A\x1b]0;x\x07 lamp"},
            {
                "id": "/etc/passwd",
                "order": 2,
                "kind": "image-to-video",
                "prompt": "push in",
                "inputs": {"start": {"asset": "../../etc/passwd"}},
            },
        ],
    }
    source = tmp_path / "plan.json"
    source.write_text(json.dumps(draft))
    answer = director("plan", "--from", str(source))
    for said in (answer.out, answer.err, director("plan").out, director().out):
        assert all(ch == "\n" or ch.isprintable() for ch in said), said
    plan = director("plan", "--json").json["plan"]
    assert plan["id"] == "plan-1" and [step["id"] for step in plan["steps"]][:2] == ["pwn", "etc-passwd"]
    assert "/etc/passwd" not in json.dumps([step["inputs"] for step in plan["steps"]])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["director", "plan.json"]


def test_bytes_that_are_no_utf8_are_read_as_far_as_they_go(director: Call) -> None:
    answer = director("plan", "A 6-second ad for a lamp \udcff in soft light", "--decide")
    assert answer.code == 0, answer.err
    assert director("set", "1.prompt=a \udcff lamp").code == 0


def test_a_change_that_had_to_be_mended_says_so(director: Call) -> None:
    director("plan", BRIEF)
    changed = director("set", "1.takes=-1")
    assert "-1 takes can't be made" in changed.out
    assert any(fault["step"] for fault in director("set", "1.takes=-1", "--json").json["faults"])


def test_an_unknown_field_of_the_plan_is_named_as_one(director: Call) -> None:
    director("plan", BRIEF)
    answer = director("set", "titel=Lumen")
    assert answer.code == 2 and "did you mean 'title'?" in answer.err


def test_a_group_alone_lists_its_commands(director: Call) -> None:
    answer = director("chats")
    assert answer.code == 2 and answer.out.startswith("Usage: director chats") and not answer.err


@pytest.mark.parametrize("words", [("plan", "An ad for a lamp", "--attach", "missing.png"), ("plan", "--from", "empty.json")])
def test_a_beginning_that_fails_leaves_the_current_plan(director: Call, tmp_path: Path, words: tuple[str, ...]) -> None:
    director("plan", BRIEF)
    before = director("plan", "--json").json["plan"]["id"]
    (tmp_path / "empty.json").write_text("[]")
    assert director(*words).code != 0
    assert director("plan", "--json").json["plan"]["id"] == before
    assert len(director("chats", "list", "--json").json) == 1
