"""The root of the command tree, and the two ways into it: a call that answers, and completion."""

import difflib
import importlib
import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext, redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import click
from click.shell_completion import ShellComplete

from director_kernel.commands.kit import HELP, json_option
from director_kernel.commands.session import Session
from director_kernel.errors import UsageError
from director_kernel.present.shown import Shown

MODULES: Mapping[str, tuple[str, ...]] = {
    "where": ("where",),
    "brief": ("say", "answer", "decide", "choose", "plan", "make"),
    "brain": ("brain",),
    "views": ("chat", "panel", "gallery", "compare"),
    "edit": ("set", "undo", "redo"),
    "run": ("run", "approve", "retry", "skip", "resume", "cancel", "status", "release", "recover", "takeover"),
    "film": ("film",),
    "project": ("project",),
    "scene": ("scene",),
    "bible": ("bible",),
    "board": ("board",),
    "work": ("work",),
    "compile": ("compile",),
    "graphics": ("graphics",),
    "check": ("continuity",),
    "find": ("find",),
    "recipe": ("recipe", "profile"),
    "provide": ("provide",),
    "notify": ("notify",),
    "knowledge": ("models", "catalog"),
    "keys": ("keys",),
    "packs": ("packs",),
    "prefer": ("prefer",),
    "chats": ("chats",),
    "learning": ("costs", "feedback"),
    "quota": ("quota",),
    "space": ("doctor", "open", "gc", "export", "backup", "cap"),
}
"""The commands of each module, in the order they are used. A module is loaded with the first of its commands: an answer about keys does not
wait for the film's."""
HOMES = {name: module for module, names in MODULES.items() for name in names}


class Tree(click.Group):
    """A group that lists its commands in the order they are used, loads them when they are, and answers an unknown word with the
    nearest."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(HOMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in HOMES:
            return None
        module = importlib.import_module(f"{__package__}.{HOMES[cmd_name]}")
        return next((command for command in module.COMMANDS if command.name == cmd_name), None)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in HOMES and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], HOMES, n=1)
            hint = f"did you mean `{near[0]}`?" if near else "`director --help` lists the commands."
            raise UsageError(f"there is no command {args[0][:60]!r}; {hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=Tree, invoke_without_command=True, context_settings=HELP)
@click.option("-w", "--workspace", type=click.Path(file_okay=False, path_type=Path), help="The workspace folder (default: director/ here).")
@json_option
@click.pass_context
def cli(ctx: click.Context, workspace: Path | None) -> Any:
    """A creative director: from a brief to a priced plan, a free animatic and a finished film.

    Without a command: where you are and what you can do next.
    """
    if workspace is not None:
        ctx.ensure_object(Session).use(workspace)
    where = cli.get_command(ctx, "where") if ctx.invoked_subcommand is None else None
    return ctx.invoke(where) if where is not None else None


def invoke(words: Sequence[str], session: Session) -> Shown | None:
    """Runs one command and returns its answer. Raises DirectorError; help comes back as an answer too."""
    said = StringIO()
    try:
        with redirect_stdout(said) if words and words[-1] in ("--help", "-h") else nullcontext():
            answer = cli.main(list(words), prog_name="director", obj=session, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        return Shown(error.format_message(), code=UsageError.exit_code)
    except click.exceptions.UsageError as error:
        path = error.ctx.command_path if error.ctx else "director"
        raise UsageError(f"{error.format_message()} `{path} --help` says how.") from None
    except click.exceptions.Abort:
        raise KeyboardInterrupt from None
    if said.getvalue():
        return Shown(said.getvalue().rstrip())
    if not isinstance(answer, Shown):
        return None
    return (
        replace(answer, text=json.dumps(answer.data, ensure_ascii=False), html="")
        if session.surface.json and answer.data is not None
        else answer
    )


def completions(words: Sequence[str], incomplete: str) -> list[str]:
    """What may stand next after `words`: commands, options, and the values an argument takes."""
    return [item.value for item in ShellComplete(cli, {}, "director", "_DIRECTOR_COMPLETE").get_completions(list(words), incomplete)]
