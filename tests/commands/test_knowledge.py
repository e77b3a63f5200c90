"""Models, the catalog, the workspace and help by command."""

import importlib
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from director_kernel.commands.tree import MODULES, cli, completions
from tests.commands.conftest import Answer

Call = Callable[..., Answer]


def leaves(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    found = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found += leaves(command, (*path, name)) if isinstance(command, click.Group) else [((*path, name), command)]
    return found


@pytest.mark.parametrize("module", MODULES)
def test_the_tree_names_the_commands_of_every_module(module: str) -> None:
    made = importlib.import_module(f"director_kernel.commands.{module}").COMMANDS
    assert tuple(command.name for command in made) == MODULES[module]


def test_every_module_with_commands_is_in_the_tree() -> None:
    folder = Path(importlib.import_module("director_kernel.commands").__path__[0])
    assert {path.stem for path in folder.glob("*.py") if "\nCOMMANDS = " in path.read_text()} == set(MODULES)


@pytest.mark.parametrize(("path", "command"), leaves(cli), ids=lambda value: " ".join(value) if isinstance(value, tuple) else "")
def test_every_command_is_documented_and_takes_json(path: tuple[str, ...], command: click.Command, director: Call) -> None:
    assert command.help and command.help[0].isupper() and command.help.strip().split("\n")[0].endswith((".", ":", "`."))
    assert any("--json" in parameter.opts for parameter in command.params)
    answer = director(*path, "--help")
    assert answer.code == 0 and "Usage: director " + " ".join(path) in answer.out


def test_models_are_ranked_with_reason_and_price(director: Call) -> None:
    data = director("models", "camera moves", "--json").json
    assert data and {"id", "reason", "price"} <= data[0].keys()
    assert data[0]["id"] == "kling-2.6-pro"


def test_one_model_by_a_loose_name(director: Call) -> None:
    answer = director("models", "Kling 2.6")
    assert answer.code == 0 and "kling-2.6-pro" in answer.out and "durations" in answer.out


def test_the_shipped_catalog_is_sound_and_a_broken_overlay_is_not(director: Call, tmp_path: Path) -> None:
    assert director("catalog", "check").code == 0
    bad = tmp_path / "director" / "catalog" / "models"
    bad.mkdir(parents=True)
    (bad / "mine.yaml").write_text("models:\n  - id: BAD ID\n    name: [\n")
    answer = director("catalog", "check")
    assert answer.code == 2 and "mine.yaml:" in answer.out and "Traceback" not in answer.out + answer.err


def test_completion_knows_commands_options_and_values() -> None:
    assert "plan" in completions([], "pl") and "models" in completions([], "")
    assert "--attach" in completions(["plan"], "--a")
    assert completions(["choose"], "b") == ["budget", "balanced"]
    assert "kling-2.6-pro" in completions(["models"], "kling-2.6")
    assert "open" in completions(["chats"], "o")


def test_where_says_what_is_next(director: Call) -> None:
    fresh = director()
    assert fresh.code == 0 and "say what you want to make" in fresh.out
    director("plan", "A 15-second vertical ad for Lumen, a vitamin C serum, morning light")
    assert "director run" in director().out


def test_chats_come_and_go(director: Call) -> None:
    director("say", "An ad for Lumen, a vitamin C serum.")
    director("chats", "new")
    listed = director("chats", "list", "--json").json
    assert len(listed) == 2
    first = next(chat for chat in listed if "Lumen" in chat["title"])
    assert director("chats", "open", first["id"]).code == 0
    assert director("answer", "1a", "2a").code == 0
    assert director("chats", "archive", first["id"]).code == 0
    assert len(director("chats", "list", "--json").json) == 1


def test_doctor_gc_export_backup_and_cap(director: Call, tmp_path: Path) -> None:
    director("plan", "A 15-second vertical ad for Lumen, a vitamin C serum, morning light")
    states = {finding["what"]: finding["state"] for finding in director("doctor", "--json").json}
    assert set(states.values()) <= {"ok", "note"}, states
    assert director("gc", "--json").json["files"] == 0
    exported = director("export", str(tmp_path / "out.zip"), "--json").json
    assert Path(exported["path"]).stat().st_size == exported["bytes"] > 0
    assert director("backup", str(tmp_path / "copy")).code == 0
    assert director("-w", str(tmp_path / "copy"), "plan").code == 0
    assert director("cap", "12.50", "--json").json["cap"] == 12_500_000
    assert "$12.50" in director("cap").out
    assert director("cap", "none", "--json").json.get("cap") is None


def test_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    import subprocess
    import sys

    command = f"{sys.executable} -m director_kernel models --limit 200 | head -1"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert "Traceback" not in done.stderr


def test_an_unknown_task_lists_the_tasks(director: Call) -> None:
    answer = director("models", "--task", "motion-contrl")
    assert answer.code == 2 and "tasks are" in answer.err
    priced = director("models", "--task", "motion-control", "--json").json[0]
    assert priced["priceMicros"] > 0 and priced["unit"] == "second"
