"""How a command is declared: a Click command that gets the session and answers with something shown, `--json` included.

What several commands ask for in the same words is here too: the studio, and amounts of money.
"""

from collections.abc import Callable
from typing import Any

import click

from director_kernel.commands.session import Session
from director_kernel.errors import UsageError
from director_kernel.present.shown import Shown
from director_kernel.schema.money import micros

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


studio = click.option(
    "--studio",
    default="previs",
    show_default=True,
    envvar="DIRECTOR_STUDIO",
    show_envvar=True,
    help="Who makes it: previs (free, offline) or live.",
)
budget = click.option("--budget", envvar="DIRECTOR_BUDGET", show_envvar=True, help="The most this run may cost in USD, for example 2.50.")


def amount(text: str | None) -> int | None:
    """An amount typed by a person, in micro-USD. Raises UsageError."""
    try:
        return None if text is None else micros(text)
    except ValueError as error:
        raise UsageError(f"{error}.") from None
