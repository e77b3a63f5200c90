"""Every command a message names is there, with its options."""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from director_kernel.commands.tree import cli

PACKAGE = Path(__file__).resolve().parents[2] / "director_kernel"


def said() -> Iterator[tuple[str, list[str]]]:
    """(where, words after `director`) of everything between backticks in the program's own texts; what is filled in is an X."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for words in re.findall(r"`director ([^`…]+)", line):
                yield f"{path.relative_to(PACKAGE)}:{number}", re.sub(r"\{[^}]*\}", "X", words).split()


def there(words: list[str]) -> bool:
    """Whether a command of these words can be called."""
    found: click.Command = cli
    for at, word in enumerate(words):
        if not isinstance(found, click.Group):
            options = {name for each in found.params for name in (*each.opts, *each.secondary_opts)}
            return all(option.split("=")[0] in options for option in words[at:] if option.startswith("--"))
        inner = found.get_command(click.Context(found), word)
        if inner is None:
            # `scene 2` shows the second; names in capitals and what is filled in stand for many.
            free = at > 0 and type(found).resolve_command is not click.Group.resolve_command
            return free or word == "--help" or word.isupper()
        found = inner
    return True


def test_every_command_that_is_named_is_there() -> None:
    named = list(said())
    assert len(named) > 300
    assert [f"{where}: director {' '.join(words)}" for where, words in named if not there(words)] == []


def test_a_command_that_is_not_there_is_seen() -> None:
    assert not there(["swap"]) and not there(["project", "weave"]) and not there(["run", "--fast"])
    assert there(["scene", "2"]) and there(["project", "accept", "ID", "--anyway"])
