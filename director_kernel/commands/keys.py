"""Keys: list, add, remove, test, limit, reset, stats, turns."""

import sys
import time

import click
from click.shell_completion import CompletionItem

from director_kernel.commands.kit import HELP, command, json_option
from director_kernel.commands.session import Session
from director_kernel.errors import UsageError
from director_kernel.present.keys_view import days_view, keys_view, limits_said, tests_view
from director_kernel.present.shown import Shown
from director_kernel.schema.key import Where

NO_PROMPT = "nothing here can ask for a key in hiding; set it in the environment instead ({variable}), or add it in a shell"


def _services(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from director_kernel.providers.vault import VARIABLES

    return [CompletionItem(name) for name in VARIABLES if name.startswith(incomplete)]


class KeyCommands(click.Group):
    """Answers an unknown word without repeating it: it may be a key."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            raise UsageError(f"that is no command of `director keys`; there are {', '.join(self.commands)}.")
        return super().resolve_command(ctx, args)


@click.group("keys", cls=KeyCommands, invoke_without_command=True, context_settings=HELP)
@json_option
@click.pass_context
def keys(ctx: click.Context) -> Shown | None:
    """Keys of paid services; without a command: which there are and how they stand."""
    shown: Shown | None = ctx.invoke(list_) if ctx.invoked_subcommand is None else None
    return shown


@command("list")
@click.argument("service", required=False, shell_complete=_services)
def list_(session: Session, service: str | None = None) -> Shown:
    """List the keys, each as its last four letters, with state, limits and use."""
    ring = session.director.keys
    cards = ring.cards(service or "")
    note = (
        f"The system keyring could not be read ({ring.keyring_says}); the environment and the workspace were." if ring.keyring_says else ""
    )
    return keys_view(cards, time.time(), note)


@command("add")
@click.argument("service", shell_complete=_services)
@click.argument("key", nargs=-1, metavar="")
@click.option(
    "--where", type=click.Choice(["keyring", "workspace"]), default="keyring", show_default=True, help="Where it is kept, out of sight."
)
def add(session: Session, service: str, key: tuple[str, ...], where: Where) -> Shown:
    """Add a key; it is asked for in hiding (or read from a pipe), never given as an argument."""
    if key:
        raise UsageError(
            f"a key given as an argument stays in the shell's history or in the notebook; take it out there, and run `director keys add "
            f"{service if service.isalpha() else 'SERVICE'}` alone: it asks for the key and does not show it"
        )
    ring = session.director.keys
    ring.known(service)
    card = ring.add(service, _ask(session, service), where)
    place = "the system keyring" if where == "keyring" else "this workspace, sealed"
    return Shown(f"Added {card.shown} for {service} to {place}. `director keys test {service}` tries it.", data=card.wire())


def _ask(session: Session, service: str) -> str:
    """The key as the person types it, unseen."""
    from director_kernel.providers.vault import VARIABLES

    if session.surface.name != "shell":
        return _ask_in_notebook(service)
    if sys.stdin is None or not sys.stdin.isatty():
        return sys.stdin.readline() if sys.stdin is not None else ""
    try:
        typed: str = click.prompt(f"{service} key ({VARIABLES[service]}; not shown)", hide_input=True, err=True)
    except click.Abort:
        raise KeyboardInterrupt from None
    return typed


def _ask_in_notebook(service: str) -> str:
    import getpass

    from director_kernel.providers.vault import VARIABLES

    try:
        return getpass.getpass(f"{service} key (not shown): ")
    except (RuntimeError, NotImplementedError, EOFError) as error:
        # ipykernel's StdinNotImplementedError is one of these: a notebook that is run by a machine can't be asked.
        raise UsageError(NO_PROMPT.format(variable=VARIABLES[service])) from error


@command("remove")
@click.argument("key")
def remove(session: Session, key: str) -> Shown:
    """Remove a key, named by its last four letters or its id, from where it is kept."""
    card = session.director.keys.remove(key)
    return Shown(
        f"Removed {card.shown} of {card.service} from the {card.source}. Revoke it at {card.service} if it leaked.", data=card.wire()
    )


@command("test")
@click.argument("service", required=False, shell_complete=_services)
def test(session: Session, service: str | None) -> Shown:
    """Try each key with one free read; a valid one is active again."""
    director = session.director
    found = director.loop.run(director.keys.test(service or ""))
    if not found:
        return Shown(director.keys.missing(service) if service else keys_view((), 0.0).text, data=[])
    return tests_view(found)


@command("limit")
@click.argument("key")
@click.option("--rpm", type=click.IntRange(0), help="Requests per minute; 0 for no limit.")
@click.option("--rpd", type=click.IntRange(0), help="Requests per day; 0 for no limit.")
@click.option("--concurrency", type=click.IntRange(0), help="Jobs in flight at once; 0 for no limit.")
def limit(session: Session, key: str, rpm: int | None, rpd: int | None, concurrency: int | None) -> Shown:
    """Set what may be sent with a key; it holds for every kernel of this workspace."""
    card = session.director.keys.limit(key, rpm=rpm, rpd=rpd, concurrency=concurrency)
    return Shown(f"Limits of {card.shown} ({card.service}): {limits_said(card.limits)}.", data=card.wire())


@command("reset")
@click.argument("key")
def reset(session: Session, key: str) -> Shown:
    """Say that a key is good again: its account was topped up, or its limit raised."""
    card = session.director.keys.reset(key)
    return Shown(f"{card.shown} ({card.service}) is {card.state.value} again.", data=card.wire())


@command("stats")
@click.option("--days", type=click.IntRange(1, 366), default=30, show_default=True, help="How far back.")
def stats(session: Session, days: int) -> Shown:
    """Show what was sent with each key, day by day."""
    return days_view(session.director.keys.history(days))


@command("turns")
@click.argument("way", required=False, type=click.Choice(["round-robin", "least-loaded"]))
def turns(session: Session, way: str | None) -> Shown:
    """Show or set how several keys of a service take turns."""
    ring = session.director.keys
    chosen = ring.use_strategy(way) if way else ring.strategy_now()
    said = "one after the other" if chosen == "round_robin" else "the one with the fewest jobs in flight first"
    return Shown(f"Keys take turns {said} ({chosen.replace('_', '-')}).", data={"strategy": chosen})


for _command in (list_, add, remove, test, limit, reset, stats, turns):
    keys.add_command(_command)

COMMANDS = [keys]
