"""Who directs: brain."""

import click
from click.shell_completion import CompletionItem

from director_kernel.commands.kit import command
from director_kernel.commands.session import Session, ShellSurface
from director_kernel.present.brains_view import brains_view
from director_kernel.present.shown import Shown
from director_kernel.schema.money import usd


def _ids(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    session = ctx.obj if isinstance(ctx.obj, Session) else Session(ShellSurface())
    return [CompletionItem(card.id, help=card.why) for card in session.director.brains() if card.id.startswith(incomplete)]


@command("brain")
@click.argument("model", metavar="ID", required=False, shell_complete=_ids)
@click.option("--workspace", "here", is_flag=True, help="In this workspace alone, not in all of yours.")
def brain(session: Session, model: str | None, here: bool) -> Shown:
    """List the director models; with an ID (or what a service calls it), take that one from the next message on."""
    director = session.director
    if model is None:
        return brains_view(director.brains(), director.brain)
    card = director.use_brain(model, where="workspace" if here else "user")
    cost = f"about {usd(card.per_message)} a message" if card.per_message else "free"
    where = "this workspace" if here else "all your workspaces"
    return Shown(f"{card.name} directs in {where} from the next message on: {cost}. {card.why}".rstrip(), data=card.wire())


COMMANDS = [brain]
