"""How a command is declared: a Click command that gets the session and answers with something shown, `--json` included."""

from collections.abc import Callable
from typing import Any

import click

from director_kernel.commands.session import Session
from director_kernel.present.shown import Shown

HELP = {"help_option_names": ["-h", "--help"]}


def _json(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        ctx.ensure_object(Session).surface.json = True


json_option = click.option(
    "--json", is_flag=True, expose_value=False, is_eager=True, callback=_json, help="Answer in JSON only; messages go to stderr."
)


def command(name: str, **settings: Any) -> Callable[[Callable[..., Shown | None]], click.Command]:
    """Declares `def name(session, …) -> Shown`; its docstring is the help."""

    def declare(function: Callable[..., Shown | None]) -> click.Command:
        make: Callable[[Callable[..., Any]], click.Command] = click.command(name, context_settings=HELP, **settings)
        return make(json_option(click.pass_obj(function)))

    return declare
