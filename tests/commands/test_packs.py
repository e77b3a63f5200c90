"""`director packs` and `director quota` as a shell calls them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from director_kernel.commands.tree import completions
from tests.commands.conftest import Answer

Call = Callable[..., Answer]


def test_packs_are_listed_taken_shown_and_compared(director: Call) -> None:
    listed = director("packs", "list", "--json").json
    assert listed["current"] == "starter" and len(listed["packs"]) == 8 and listed["faults"] == []
    assert "In force: starter, chosen by nobody yet" in director("packs", "list").out
    assert director("packs", "use", "claude-pack").code == 0
    assert director("packs", "current", "--json").json == {"id": "claude", "by": "this workspace", "notes": []}
    said = director("packs", "use", "haiku", "--user").out
    assert "all your workspaces" in said and "claude stays in force, chosen by this workspace" in said
    roles = director("packs", "show", "mixed", "--json").json["roles"]
    assert len(roles) == 13 and roles["code_edit.creative"][0]["temperature"] == 0.4
    assert "claude-sonnet-5.5" in director("packs", "show").out
    assert {change["what"] for change in director("packs", "diff", "starter", "claude", "--json").json} == {"model", "stand-ins"}
    assert "cast every role alike" in director("packs", "diff", "free", "free").out


def test_a_person_s_choice_holds_in_every_workspace(director: Call, tmp_path: Path) -> None:
    director("packs", "use", "haiku", "--user")
    assert director("-w", str(tmp_path / "other"), "packs", "current", "--json").json["id"] == "haiku"


def test_a_pack_of_one_s_own(director: Call, tmp_path: Path) -> None:
    made = director("packs", "new", "ours", "--from", "free", "--json").json
    assert Path(made["path"]) == tmp_path / "director" / "catalog" / "packs" / "ours.yaml"
    assert director("packs", "use", "ours").code == 0
    again = director("packs", "new", "ours")
    assert again.code == 2 and "already" in again.err
    # A file that broke since is told of, and the studio goes on.
    Path(made["path"]).write_text("packs: [")
    broken = director("packs", "list")
    assert broken.code == 0 and "ours.yaml:1" in broken.out and "isn't there any more" in broken.out
    assert director("packs", "current", "--json").json["id"] == "starter"


@pytest.mark.parametrize(
    "words", [("use", "nope"), ("show", "nope"), ("diff", "starter", "nope"), ("new", "No Name"), ("new", "x", "--from", "nope")]
)
def test_packs_that_are_not_there(director: Call, words: tuple[str, ...]) -> None:
    answer = director("packs", *words)
    assert answer.code == 2 and answer.err.startswith("usage: ") and "Traceback" not in answer.err


def test_a_quota_is_taken_set_and_shown(director: Call) -> None:
    fresh = director("quota", "--json").json
    assert fresh["name"] == "none" and fresh["left"] == {}
    free = director("quota", "use", "free", "--json").json
    assert free["left"] == {"tokens": 500_000, "images": 50, "projects": 3, "scenes": 20} and free["hard"]
    # Its pack comes with it where nobody chose another.
    assert director("packs", "current", "--json").json == {"id": "free", "by": "the quota's tier", "notes": []}
    assert "free (hard): 0 of 500,000 tokens" in director().out
    own = director("quota", "set", "images=1k", "tokens=none", "videos=2", "--soft", "--json").json
    assert own["left"] == {"images": 1_000, "videos": 2, "projects": 3, "scenes": 20} and not own["hard"] and own["name"] == "custom"
    assert "passing a limit is only said" in director("quota").out
    director("quota", "use", "pro")
    assert director("quota", "add", "tokens", "2", "--json").json["left"]["tokens"] == 4_000_000
    assert "No quota" in director("quota", "use", "none").out


@pytest.mark.parametrize(
    "words",
    [
        ("set",),
        ("set", "images"),
        ("set", "images=-1"),
        ("set", "images=9999999999999"),
        ("set", "frames=1"),
        ("use", "gold"),
        ("add", "scenes"),
        ("add", "x"),
    ],
)
def test_quotas_that_can_not_be(director: Call, words: tuple[str, ...]) -> None:
    answer = director("quota", *words)
    assert answer.code == 2 and answer.err.startswith("usage: ") and "Traceback" not in answer.err
    assert director("quota", "--json").json["name"] == "none"


def test_completion_knows_packs_tiers_and_what_is_counted(director: Call) -> None:
    assert set(completions(["packs"], "")) == {"list", "current", "use", "show", "new", "diff"}
    assert "gemini-value" in completions(["packs", "use"], "ge")
    assert "pro" in completions(["quota", "use"], "")
    assert completions(["quota", "set"], "im") == ["images="]
