"""The reel compiler: a logline, a chat or references in, a film project with the prompts of the chosen tools out."""

from contextlib import suppress
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from director_kernel.commands.kit import command
from director_kernel.commands.run import taken_meanwhile
from director_kernel.commands.session import Session
from director_kernel.errors import AssetError, UsageError
from director_kernel.present.reel_view import data_url
from director_kernel.present.shown import Shown, said_first
from director_kernel.present.wall_view import wall_view
from director_kernel.schema.project import Project

SIDE = 240
"""Pixels of a shot's picture on the wall."""
MOST = 60
"""Shots that have theirs shown."""


def _targets(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from director_kernel.commands.session import ShellSurface

    session = ctx.obj if isinstance(ctx.obj, Session) else Session(ShellSurface())
    done, comma, begun = incomplete.rpartition(",")
    known = [*session.director.catalog.models, *session.director.catalog.dialects]
    return [CompletionItem(f"{done}{comma}{name}") for name in known if name.startswith(begun)]


@command("film")
@click.argument("logline", nargs=-1)
@click.option("--targets", default="", shell_complete=_targets, help="Models or dialects to write prompts for, between commas.")
@click.option("--scenes", type=click.IntRange(1, 12), default=3, show_default=True)
@click.option("--seconds", type=click.FloatRange(2, 3600), help="How long the film is (default: 14 s a scene).")
@click.option("--aspect", default="", help="For example 16:9, 9:16 or 2.39:1.")
@click.option("--with", "references", multiple=True, type=click.Path(path_type=Path), help="A reference picture; several times if need be.")
@click.option("--from-chat", is_flag=True, help="Make it of the current conversation's plan, as it stands.")
@click.option("--seed", type=int, default=0, show_default=True)
def film(
    session: Session,
    logline: tuple[str, ...],
    targets: str,
    scenes: int,
    seconds: float | None,
    aspect: str,
    references: tuple[Path, ...],
    from_chat: bool,
    seed: int,
) -> Shown:
    """From a logline to a film project: bible, scenes, beats, shots, and the prompts for the tools you name.

    Without a logline: the wall of the current project.
    """
    director, names = session.director, tuple(name.strip() for name in targets.split(",") if name.strip())
    words = " ".join(logline).strip()
    if not words and not from_chat:
        if references:
            raise UsageError("references need a logline to go with; `director bible add FILE` adds them to the project there is.")
        taken_meanwhile(session)
        project = director.film.projects.require()
        return _wall(session, project, names)
    made = director.film.direct(
        words, references, scenes=scenes, seconds=seconds or 0.0, aspect=aspect, targets=names, seed=seed, from_chat=from_chat
    )
    return said_first(
        [*made.notes, f"{made.project.id} is the current project; `director project` shows it, `director work` lists what can be made."],
        _wall(session, made.project, names),
    )


def _wall(session: Session, project: Project, names: tuple[str, ...]) -> Shown:
    why = "" if names else "the project's own" if project.targets else "nobody named any: --targets does"
    pictures = _pictures(session, project) if session.surface.name == "notebook" else {}
    return wall_view(project, session.director.film.wall(project, names), pictures, why)


def _pictures(session: Session, project: Project) -> dict[str, str]:
    """Small pictures of the shots that have one, by shot."""
    # The reader of pictures is large, and a film that was just told has none.
    from director_kernel.media.thumbnail import thumbnail

    assets = session.director.workspace.assets
    found: dict[str, str] = {}
    for shot in [shot for shot in project.shots() if shot.frame][:MOST]:
        asset = assets.get(shot.frame or "")
        if asset is not None and asset.mime.startswith("image/") and assets.here(asset):
            with suppress(AssetError):
                found[shot.id] = data_url(thumbnail(assets.path(asset), asset.mime, SIDE), "image/jpeg")
    return found


COMMANDS = [film]
