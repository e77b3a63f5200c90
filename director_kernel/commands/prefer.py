"""The models a person prefers: prefer."""

import click
from click.shell_completion import CompletionItem

from director_kernel.commands.kit import command
from director_kernel.commands.session import Session, ShellSurface
from director_kernel.errors import UsageError
from director_kernel.present.learning_view import preferences_view
from director_kernel.present.shown import Shown

MEDIA = ("image", "video", "audio")


def _wishes(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """`video=`, then the models that make one."""
    medium, equals, begun = incomplete.partition("=")
    if not equals:
        return [CompletionItem(f"{name}=") for name in MEDIA if name.startswith(medium)]
    session = ctx.obj if isinstance(ctx.obj, Session) else Session(ShellSurface())
    catalog = session.director.catalog
    able = [model.id for model in catalog.models.values() if any(k.media == medium and catalog.ready(model, k) for k in model.kinds)]
    return [CompletionItem(f"{medium}={id}") for id in ("none", *able) if id.startswith(begun)]


@command("prefer")
@click.argument("wishes", nargs=-1, metavar="[image=MODEL] [video=MODEL] [audio=MODEL]", shell_complete=_wishes)
def prefer(session: Session, wishes: tuple[str, ...]) -> Shown:
    """Show or set the models you like best, in all your workspaces: the planner takes them first where they can do what is needed.

    `none` in place of a model takes a preference back.
    """
    asked: dict[str, str] = {}
    for wish in wishes:
        medium, equals, model = wish.partition("=")
        if not equals or not model.strip():
            raise UsageError(f"{wish[:60]!r} says no preference; write for example: director prefer video=kling-2.6-pro")
        if medium.strip() in asked:
            raise UsageError(f"{medium.strip()[:40]} is there twice; name one model for it.")
        asked[medium.strip()] = model.strip()
    director = session.director
    preferred = director.feedback.prefer(**asked)
    names = {id: director.catalog.models[id].name for id in preferred.values() if id in director.catalog.models}
    return preferences_view(preferred, names)


COMMANDS = [prefer]
