"""Workflows on the current project: what there is, what one would cost, and running it until what was made is in the project."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from director_kernel.commands.kit import amount, budget, command, studio
from director_kernel.commands.run import follow, reel_shown, taken_meanwhile
from director_kernel.commands.session import Session
from director_kernel.errors import DirectorError, UsageError
from director_kernel.present.plan_view import plan_view
from director_kernel.present.shown import Shown, said_first
from director_kernel.present.work_view import taken_view, workflow_view, workflows_view

if TYPE_CHECKING:
    from director_kernel.film.workflow import Workflow

LONGEST_SIDE = 1100
"""Pixels of the picture under the answer."""
_NEXT = {
    "character-sheet": "`director work storyboard` draws a frame for every shot.",
    "storyboard": "`director graphics page` lays them out as a page, `director work reel` makes the film of them.",
    "reel": "`director scene run 1 --shot 2` makes one shot again; `director graphics poster` makes the poster.",
}
"""What usually comes next."""


def _workflows() -> "Mapping[str, Workflow]":
    """The workflows there are; imported with the first question, for they bring all of the film's modules along."""
    from director_kernel.film.registry import WORKFLOWS

    return WORKFLOWS


def read_settings(given: Sequence[str]) -> dict[str, Any]:
    """Settings out of KEY=VALUE words; a value is JSON where it is some, else text. Raises UsageError."""
    found: dict[str, Any] = {}
    for word in given:
        key, equals, value = word.partition("=")
        if not equals or not key.strip():
            raise UsageError(f"{word[:40]!r} is no setting; write KEY=VALUE, for example frames=4.")
        found[key.strip().replace("-", "_")] = _plain(value)
    return found


def _plain(value: str) -> Any:
    """Numbers, true and false, lists; "1.2" stays text: it names the second beat of scene 1."""
    if re.fullmatch(r"-?\d+\.\d+", value.strip()):
        return value.strip()
    try:
        return json.loads(value)
    except ValueError:
        return value


def _names(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name, help=one.title) for name, one in _workflows().items() if name.startswith(incomplete)]


def _settings(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    workflow = _workflows().get(ctx.params.get("workflow") or "")
    return [CompletionItem(f"{name}=") for name in workflow.Settings.model_fields if name.startswith(incomplete)] if workflow else []


@command("work")
@click.argument("workflow", required=False, shell_complete=_names)
@click.argument("settings", nargs=-1, metavar="[KEY=VALUE]...", shell_complete=_settings)
@click.option("--plan", "only", is_flag=True, help="Show what it would make and what that costs live; run nothing.")
@click.option("--about", is_flag=True, help="Say what the workflow does and what its settings are.")
@studio
@budget
def work(
    session: Session, workflow: str | None, settings: tuple[str, ...], only: bool, about: bool, studio: str, budget: str | None
) -> Shown:
    """Run a workflow of the current project: character sheet, shot stack, storyboard, poster and so on; alone, list them.

    For example `work shot-stack beat=1.2 frames=6`. What it makes goes into the project: boards, alternates, the bible's pictures.
    """
    works = session.director.film.works
    if not workflow:
        taken_meanwhile(session)
        waiting = [f"{one.id} ({one.workflow}) is not in the project yet: {why}." for one, why in works.waiting()]
        return said_first(waiting, workflows_view(tuple(_workflows().values())))
    if about:
        return workflow_view(works.find(workflow))
    given = read_settings(settings)
    if only:
        _, plan = works.plan(workflow, given, studio="live")
        return said_first([f"{works.find(workflow).title}: nothing is kept or run yet."], plan_view(plan, ()))
    return run_work(session, workflow, given, studio=studio, cap=amount(budget))


def run_work(session: Session, workflow: str, settings: dict[str, Any], *, studio: str, cap: int | None) -> Shown:
    """Runs a workflow, shows it, and answers with what came of it."""
    works, runs = session.director.film.works, session.director.runs
    begun, plan = works.begin(workflow, settings, studio=studio)
    try:
        ran = follow(session, plan, begun.id, lambda: runs.start(plan, studio=studio, cap=cap, conversation=begun.id))
    except DirectorError as error:
        works.forget(begun, error.message)
        raise
    if ran.code:
        return ran
    taken = works.collect(begun.id)
    if not taken:
        return Shown(f"Nothing was taken in: {works.why_open(begun.id)}; what is made is taken in by the next look.", code=1)
    reel = _reel_of(session, begun.plan)
    hint = _NEXT.get(begun.workflow, "")
    if reel is not None:
        # A widget shows the reel itself; everywhere else the answer does.
        return taken_view(taken[0], reel=None if session.surface.live else reel, hint=hint)
    picture = works.picture(taken[0], LONGEST_SIDE) if session.surface.name == "notebook" else None
    return taken_view(taken[0], works.named(taken[0]), picture, hint=hint)


def _reel_of(session: Session, plan: str) -> Shown | None:
    """The reel the plan's newest run made, None where it makes none."""
    run = next(iter(session.director.workspace.runs.all(plan=plan)), None)
    return reel_shown(session, run.id) if run is not None else None


COMMANDS = [work]
