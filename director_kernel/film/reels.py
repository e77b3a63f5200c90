"""The workflows that make the film itself: `reel` (all of it), `scene` (one scene alone), `shot` (one shot or a few alone).

What they made becomes the shots' canonical pictures and clips; what stood there before stays beside it as an alternate.
"""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from director_kernel.film.reel import Remake, clip_id, clip_slots, film_draft, frame_id, frame_key, key_of, made_of
from director_kernel.film.shots import Placed, placed
from director_kernel.film.soundtrack import named
from director_kernel.film.workflow import Made, TakenIn
from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Draft, Plan, Role, Step, Tier
from director_kernel.schema.project import Alternate, Change, Project, Shot, Trace
from director_kernel.schema.words import counted


class ReelSettings(Noun):
    """`target`: the model for clips or pictures; `again`: every clip another take; `score`: music under a film that has none."""

    target: str = ""
    tier: Tier | None = None
    again: bool = False
    score: Annotated[str, Field(max_length=400)] = ""


class SceneSettings(ReelSettings):
    """`scene`: its id, number or title."""

    scene: str


class ShotSettings(Noun):
    """`shots`: ids, or "2.3"; `picture`: their pictures are made again too, not only their clips."""

    shots: Annotated[tuple[str, ...], Field(min_length=1, max_length=64)]
    target: str = ""
    tier: Tier | None = None
    picture: bool = False


class ReelWorkflow:
    """The whole film."""

    name: ClassVar[str] = "reel"
    title: ClassVar[str] = "Reel"
    about: ClassVar[str] = "The whole film: what is new or said otherwise is made, what is stored is joined with it."
    Settings: ClassVar[type[Noun]] = ReelSettings

    def draft(self, project: Project, settings: Any) -> Draft:
        """The steps. Raises UsageError for a film without shots."""
        remake: Remake = "take" if settings.again else ""
        return film_draft(project, tier=settings.tier, remake=remake, score=settings.score)

    def take_in(self, project: Project, settings: Any, made: Made) -> TakenIn:
        """The shots' new pictures and clips."""
        return take_in(project, self.name, made)


class SceneWorkflow(ReelWorkflow):
    """One scene alone."""

    name: ClassVar[str] = "scene"
    title: ClassVar[str] = "Scene"
    about: ClassVar[str] = "One scene alone, as a reel of its own; all other scenes stay as they are."
    Settings: ClassVar[type[Noun]] = SceneSettings

    def draft(self, project: Project, settings: Any) -> Draft:
        """The steps. Raises UsageError for a scene that isn't there or has no shots."""
        remake: Remake = "take" if settings.again else ""
        return film_draft(project, settings.scene, tier=settings.tier, remake=remake, score=settings.score)


class ShotWorkflow(ReelWorkflow):
    """One shot, or a few, alone."""

    name: ClassVar[str] = "shot"
    title: ClassVar[str] = "Shot"
    about: ClassVar[str] = "Shots made again alone, another take each; the takes they had stay as alternates."
    Settings: ClassVar[type[Noun]] = ShotSettings

    def draft(self, project: Project, settings: Any) -> Draft:
        """The steps. Raises UsageError for shots that aren't there."""
        remake: Remake = "picture" if settings.picture else "take"
        return film_draft(project, shots=settings.shots, tier=settings.tier, remake=remake)


def take_in(project: Project, workflow: str, made: Made) -> TakenIn:
    """Pictures and clips of a run as the canonical ones of their shots. Locked shots and shots that are gone are left alone, and said."""
    changes: list[Change] = []
    traces: list[Trace] = []
    clips = kept = 0
    for at in placed(project):
        steps = _steps_of(made.plan, at.shot.id)
        if not steps:
            continue
        if at.shot.locked or at.beat.locked or at.scene.locked:
            kept += 1
            continue
        found = _changes(project, at, steps, made)
        clips += bool(found)
        changes += found
        traces += [_trace(project, workflow, at, step, made) for step in steps]
    note = f"{counted(clips, 'shot')} with new takes" + (f"; {counted(kept, 'locked shot')} left as they were" if kept else "")
    return TakenIn(tuple(changes), tuple(traces), note)


def _steps_of(plan: Plan, shot: str) -> list[Step]:
    """The steps of a plan that made this shot: its picture, its clip, and the further parts of a clip longer than its model makes."""
    ids = {step.id: step for step in plan.steps}
    found = [ids[key] for key in (frame_id(shot), clip_id(shot)) if key in ids]
    number = 2
    while found and (part := ids.get(f"{clip_id(shot)}-{number}")) is not None:
        found.append(part)
        number += 1
    return found


def _changes(project: Project, at: Placed, steps: list[Step], made: Made) -> list[Change]:
    shot, path = at.shot, at.path
    told = dict(shot.made_of)
    changes: list[Change] = []
    alternates: list[Alternate] = []
    for step in steps[:2]:
        what, asset = ("frame" if step.id == frame_id(shot.id) else "take"), made.takes[step.id].sha256
        old = getattr(shot, what)
        if what == "frame":
            told["frame"] = made_of(asset, frame_key(step.slots))
        else:
            told |= {"take": made_of(asset, key_of(step.slots, _start(step, made))), "seconds": f"{_lasts(step, made):g}"}
        if asset == old:
            continue
        changes.append(Change(op="set", path=f"{path}/{what}", value=asset))
        if old and old not in {one.asset for one in shot.alternates}:
            alternates.append(
                Alternate(asset=old, label="clip before" if what == "take" else "picture before", coverage=shot.slots.coverage)
            )
        if what == "take" and shot.trim:
            changes.append(Change(op="set", path=f"{path}/trim", value=0.0))
    changes += [Change(op="add", path=f"{path}/alternates", value=one.wire()) for one in alternates]
    if told != shot.made_of:
        changes.append(Change(op="set", path=f"{path}/made_of", value=told))
    return [*changes, *_parts(project, at, steps, made)]


def _start(step: Step, made: Made) -> str | None:
    """The picture a clip began with."""
    for each in step.inputs:
        if each.role is Role.START_IMAGE:
            return made.takes[each.step].sha256 if each.step else each.asset
    return None


def _lasts(step: Step, made: Made) -> float:
    return made.takes[step.id].duration or step.use_seconds


def _parts(project: Project, at: Placed, steps: list[Step], made: Made) -> list[Change]:
    """A shot whose model made it in several parts becomes as many shots, so that each part is a take of its own and nothing is lost."""
    clips = [step for step in steps if step.id != frame_id(at.shot.id)]
    known = {shot.id for shot in project.shots()}
    if len(clips) < 2 or named(at.shot.id, "part-2") in known:
        return []
    place, first = [shot.id for shot in at.beat.shots].index(at.shot.id), clips[0].slots
    changes = [Change(op="set", path=f"{at.path}/seconds", value=clips[0].use_seconds)]
    if first.shot_size is not None and first.shot_size != at.shot.slots.shot_size:
        changes.append(Change(op="set", path=f"{at.path}/slots/shot_size", value=first.shot_size.value))
        changes.append(Change(op="set", path=f"{at.path}/slots/inferred", value=list(first.inferred)))
    for number, step in enumerate(clips[1:], 2):
        part = _part(project, at, number, step, made)
        changes.append(Change(op="add", path=at.path.rpartition("/")[0], value=part.wire(), at=place + number - 1))
    return changes


def _part(project: Project, at: Placed, number: int, step: Step, made: Made) -> Shot:
    """One further part as a shot: what is said and sounds stays with the first. It is stale where the shot was changed meanwhile."""
    asset, start = made.takes[step.id].sha256, _start(step, made)
    framed = {"shot_size": step.slots.shot_size, "inferred": step.slots.inferred}
    part = at.shot.with_(
        id=named(at.shot.id, f"part-{number}"),
        slots=at.shot.slots.with_(dialogue=(), on_screen_text=(), sound=(), **framed),
        seconds=step.use_seconds,
        trim=0.0,
        cues=(),
        frame=start,
        take=asset,
        made_of={},
        alternates=(),
        event="",
    )
    same = key_of(clip_slots(project, at).with_(**framed), start) == key_of(step.slots, start)
    key = key_of(clip_slots(project, Placed(at.scene, at.beat, part, 0)), start) if same else "changed"
    return part.with_(made_of={"take": made_of(asset, key), "seconds": f"{_lasts(step, made):g}"})


def _trace(project: Project, workflow: str, at: Placed, step: Step, made: Made) -> Trace:
    return Trace(
        project=project.id,
        workflow=workflow,
        where=at.path,
        slots=step.slots,
        target=step.model,
        prompt=step.prompt,
        plan=made.plan.id,
        step=step.id,
        asset=made.takes[step.id].sha256,
    )


REELS = {one.name: one for one in (ReelWorkflow(), SceneWorkflow(), ShotWorkflow())}
