"""Handing in what a person made: the file of a step whose model has no API."""

from pathlib import Path

import click

from director_kernel.commands.kit import command
from director_kernel.commands.run import follow_on
from director_kernel.commands.session import Session
from director_kernel.present.shown import Shown


@command("provide")
@click.argument("step")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--run", "execution", metavar="RUN", help="The run that waits for it (default: the latest).")
@click.option("--take", type=click.IntRange(1, 16), help="Which take it is, of a step with several (default: the first that waits).")
def provide(session: Session, step: str, file: Path, execution: str | None, take: int | None) -> Shown:
    """Hand in the file of a step made by hand (Midjourney, a photo of your own), and go on; `status` has the prompt to paste."""
    director = session.director
    found = director.runs.latest(execution).id
    return follow_on(session, director.runs.plan(found), found, lambda: director.provide(step, file, found, take=take))


COMMANDS = [provide]
