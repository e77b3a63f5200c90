"""Changing the plan: set, undo, redo."""

from collections.abc import Sequence

import click

from director_kernel.commands.kit import command
from director_kernel.commands.session import Session
from director_kernel.present.plan_view import plan_view, renders_again
from director_kernel.present.shown import Shown, said_first
from director_kernel.schema.plan import Fault


def _current(session: Session, note: str, faults: Sequence[Fault] | None = None) -> Shown:
    plans = session.director.plans
    plan = plans.require()
    forecast = plans.forecast(plan)
    shown = plan_view(plan, plans.faults() if faults is None else faults, cached=forecast)
    said = [part for part in (note, renders_again(plan, forecast)) if part]
    again = [step.order for step in plan.steps if not forecast.get(step.id, False)]
    return said_first(said, Shown(shown.text, shown.html, {**shown.data, "rendersAgain": again}))


@command("set")
@click.argument("changes", nargs=-1, required=True, metavar="STEP.FIELD=VALUE...")
def set_(session: Session, changes: tuple[str, ...]) -> Shown:
    """Change the plan, for example `set 2.prompt="slower, warmer" 3.duration=8 aspect=9:16`, or `set 6.order=4` to move a shot."""
    _, finished = session.director.plans.set(changes)
    return _current(session, "", finished.faults)


@command("undo")
def undo(session: Session) -> Shown:
    """Take the last change of the plan back."""
    version = session.director.plans.undo()
    return _current(session, f"back at version {version}; `director redo` goes forward again")


@command("redo")
def redo(session: Session) -> Shown:
    """Make the change taken back again."""
    version = session.director.plans.redo()
    return _current(session, f"forward to version {version}")


COMMANDS = [set_, undo, redo]
