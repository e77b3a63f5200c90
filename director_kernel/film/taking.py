"""What a run left of a workflow's plan, and as many of the changes it means as the project takes by now.

A run may end without some of its steps (a person left them out, a shot was refused), may have made a step otherwise than the plan said
(with another model), and the project may have moved on meanwhile. None of that may cost what was made: what fits is taken in, the rest is
told, and every file stays stored.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, TypeVar

from director_kernel.errors import UsageError
from director_kernel.film.changes import apply
from director_kernel.film.workflow import TakenIn
from director_kernel.schema.asset import Asset
from director_kernel.schema.journal import AttemptState, Execution, ExecutionStatus
from director_kernel.schema.plan import Plan, Step
from director_kernel.schema.project import Beat, BibleCharacter, BibleProp, Change, Location, Project, Scene, Shot
from director_kernel.schema.words import counted
from director_kernel.store import Workspace

MOST_TOLD = 3
"""Reasons that are told of one work."""


class Ran(NamedTuple):
    """What a run made: the plan as it was carried out, its main outputs by step, and how many of its steps were left out."""

    plan: Plan
    takes: Mapping[str, Asset]
    left_out: int = 0


def ran(workspace: Workspace, plan: Plan) -> Ran | None:
    """The newest run of the plan that made all of it, or that ended with the rest left out; None where neither is there."""
    for execution in workspace.runs.all(plan=plan.id):
        takes: dict[str, Asset] = {}
        for take in workspace.runs.takes(execution.id):
            takes.setdefault(take.step, take.asset)
        left = sum(step.id not in takes for step in plan.steps)
        if left and execution.status is not ExecutionStatus.COMPLETED:
            continue
        otherwise = workspace.runs.changed_steps(execution.id)
        steps = tuple(otherwise.get(step.id, step) for step in plan.steps if step.id in takes)
        return Ran(plan.with_(steps=steps), takes, left)
    return None if plan.steps else Ran(plan, {})


def missing(workspace: Workspace, plan: Plan) -> str:
    """Why nothing can be taken in yet, in words with what to do; "" where the plan never ran."""
    runs = workspace.runs.all(plan=plan.id)
    if not runs:
        return ""
    stored = len({take.step for take in workspace.runs.takes(runs[0].id)} & {step.id for step in plan.steps})
    told = f"{stored} of {counted(len(plan.steps), 'step')} stored, {runs[0].status}"
    by_hand = _by_hand(workspace, plan, runs[0])
    if by_hand is not None:
        what = f"`director provide {by_hand.order} FILE` hands in what {by_hand.model_name} made"
        return f"{told}: {what}, `director status {runs[0].id}` has the prompt to paste"
    return f"{told}: `director status {runs[0].id}` says why"


def _by_hand(workspace: Workspace, plan: Plan, run: Execution) -> Step | None:
    """The first step that waits for a person's file."""
    waiting = {attempt.step for attempt in workspace.runs.attempts(run.id) if attempt.state is AttemptState.AWAITING_INPUT}
    return next((step for step in plan.steps if step.id in waiting), None)


def fitting(project: Project, found: TakenIn) -> tuple[tuple[Change, ...], str]:
    """As many of the changes as the project takes, and what was left out in words ("" where nothing was)."""
    try:
        apply(project, found.changes)
    except UsageError:
        return _one_by_one(project, found.changes)
    return found.changes, ""


def _one_by_one(project: Project, changes: Sequence[Change]) -> tuple[tuple[Change, ...], str]:
    good: list[Change] = []
    failed: list[str] = []
    for change in changes:
        try:
            project = apply(project, [change]).project
            good.append(change)
        except UsageError as error:
            failed.append(error.message.rstrip("."))
    more = f" and {len(failed) - MOST_TOLD} more" if len(failed) > MOST_TOLD else ""
    return tuple(good), f"left out: {'; '.join(failed[:MOST_TOLD])}{more}"


def without_previs(project: Project, drawn: Collection[str]) -> Project:
    """The project as live makers see it: what the offline studio drew (`drawn`) is no picture or clip of a shot, so that nothing is paid
    for moving a sketch, and no reference: a drawn sheet would make everybody look drawn. Locked shots keep what they have."""
    scenes = tuple(scene if scene.locked else _scene(scene, drawn) for scene in project.scenes)
    bible = project.bible
    kept = {name: tuple(_undrawn(one, drawn) for one in getattr(bible, name)) for name in ("characters", "locations", "props")}
    return project.model_copy(update={"scenes": scenes, "bible": bible.model_copy(update=kept)})


Shown = TypeVar("Shown", BibleCharacter, Location, BibleProp)


def _undrawn(one: Shown, drawn: Collection[str]) -> Shown:
    real = tuple(asset for asset in one.assets if asset not in drawn)
    return one if real == one.assets else one.model_copy(update={"assets": real})


def _scene(scene: Scene, drawn: Collection[str]) -> Scene:
    return scene.model_copy(update={"beats": tuple(beat if beat.locked else _beat(beat, drawn) for beat in scene.beats)})


def _beat(beat: Beat, drawn: Collection[str]) -> Beat:
    return beat.model_copy(update={"shots": tuple(shot if shot.locked else _shot(shot, drawn) for shot in beat.shots)})


def _shot(shot: Shot, drawn: Collection[str]) -> Shot:
    gone = {name: None for name in ("frame", "take") if getattr(shot, name) in drawn}
    return shot.model_copy(update=gone) if gone else shot
