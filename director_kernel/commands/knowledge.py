"""What is known: models with prices and reasons, the catalog and its faults, the generated guide."""

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from director_kernel.commands.kit import HELP, command
from director_kernel.commands.session import Session
from director_kernel.errors import CatalogError
from director_kernel.present.markdown import to_html
from director_kernel.present.models_view import model_view, models_view
from director_kernel.present.shown import Shown
from director_kernel.schema.plan import Tier


def _tasks(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    names = [*_session(ctx).director.catalog.tasks]
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def _models(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in _session(ctx).director.catalog.models if name.startswith(incomplete)]


def _session(ctx: click.Context) -> Session:
    from director_kernel.commands.session import ShellSurface

    return ctx.obj if isinstance(ctx.obj, Session) else Session(ShellSurface())


@command("models")
@click.argument("query", nargs=-1, shell_complete=_models)
@click.option("--task", shell_complete=_tasks, help="Rank for a task, for example motion-control.")
@click.option("--tier", type=click.Choice(["budget", "balanced", "premium"]), help="Only models of this price tier.")
@click.option("--limit", type=click.IntRange(1, 200), default=10, show_default=True)
def models(session: Session, query: tuple[str, ...], task: str | None, tier: Tier | None, limit: int) -> Shown:
    """List models, best first, with the reason, the price and its date; a model's name shows all that is known of it."""
    catalog = session.director.catalog
    words = " ".join(query)
    named = catalog.find(words) if words and not task else None
    if named is not None:
        return model_view(named, catalog.resolve(words))
    return models_view(session.director.recommend(words, task=task, tier=tier, limit=limit), words or task or "")


@click.group("catalog", context_settings=HELP)
def catalog() -> None:
    """The facts about models, prices and tasks."""


@command("check")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def check(session: Session, folder: Path | None) -> Shown:
    """Check every catalog file and report every fault with its file and line."""
    faults = session.director.check_catalog(folder)
    lines = [f"{fault.file}:{fault.line}: {fault.message}" for fault in faults]
    text = "\n".join(lines) if lines else "The catalog is sound."
    return Shown(
        text, data=[{"file": f.file, "line": f.line, "message": f.message} for f in faults], code=CatalogError.exit_code if lines else 0
    )


@command("guide")
def guide(session: Session) -> Shown:
    """The guide a director reads, made from the catalog."""
    markdown = session.director.catalog.guide()
    return Shown(markdown, to_html(markdown), {"guide": markdown})


for _command in (check, guide):
    catalog.add_command(_command)

COMMANDS = [models, catalog]
