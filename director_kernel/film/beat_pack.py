"""The beat pack: one still exploded into what came before and after, how else it could be filmed, and the story around it."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from director_kernel.errors import UsageError
from director_kernel.film import frames
from director_kernel.film.coverage import covered, usual
from director_kernel.film.frames import SheetSettings
from director_kernel.film.stacks import OFFSETS, timed
from director_kernel.film.storyboards import STRIP, still_from, still_inputs, strip_step, take_in_strip
from director_kernel.film.strips import Still
from director_kernel.film.workflow import Made, TakenIn
from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Draft, DraftStep
from director_kernel.schema.project import BoardKind, Project
from director_kernel.schema.slots import Panel

MOMENTS, COVERAGE = "moments", "coverage"
_KINDS: dict[str, BoardKind] = {MOMENTS: "time_stack", COVERAGE: "shot_stack", STRIP: "beat_pack"}
_TITLES = {MOMENTS: "Before and after", COVERAGE: "Coverage", STRIP: "Storyboard"}


class BeatPackSettings(SheetSettings):
    """`still`: a reference of the bible (id, name, hash); or a `panel` of a `board`; or a `shot`; `words`: what is in it.

    `time`, `coverage`, `strip`: which of the three are made. `delta_ms` between the moments, `frames` of coverage, `beats` of the strip;
    `as_scene`: the strip becomes a scene of the film.
    """

    still: str = ""
    board: str = ""
    panel: str = ""
    shot: str = ""
    words: Annotated[str, Field(max_length=2000)] = ""
    time: bool = True
    coverage: bool = True
    strip: bool = True
    delta_ms: Annotated[int, Field(ge=20, le=60_000)] = 300
    frames: Annotated[int, Field(ge=4, le=12)] = 4
    beats: Annotated[int, Field(ge=3, le=6)] = 4
    step_ms: Annotated[int, Field(ge=20, le=60_000)] = 1000
    as_scene: bool = False


class BeatPack:
    """Three artefacts out of one still."""

    name: ClassVar[str] = "beat-pack"
    title: ClassVar[str] = "Beat pack"
    about: ClassVar[str] = "Explode a still: the moments around it, other ways to film it, and a strip of 3 to 6 beats."
    Settings: ClassVar[type[Noun]] = BeatPackSettings

    def draft(self, project: Project, settings: Any) -> Draft:
        """Up to three sheets. Raises UsageError where no still is meant, or nothing of it is wanted."""
        still = still_from(project, settings)
        steps: list[DraftStep] = []
        if settings.time:
            offsets = [each * settings.delta_ms for each in OFFSETS]
            steps.append(_sheet(project, settings, still, MOMENTS, timed(still.slots, offsets, settings.delta_ms, project.aspect)))
        if settings.coverage:
            steps.append(
                _sheet(project, settings, still, COVERAGE, covered(still.slots, usual(still.slots)[: settings.frames], project.aspect))
            )
        if settings.strip:
            steps.append(strip_step(project, settings, still, settings.beats, settings.step_ms))
        if not steps:
            raise UsageError("nothing is wanted of the still; set time, coverage or strip to true.")
        most = max(len(step.slots.panels) for step in steps if step.slots)
        return frames.draft(project, settings, f"Beat pack: {still.title}", steps, frames.advice(most))

    def take_in(self, project: Project, settings: Any, made: Made) -> TakenIn:
        """Each sheet on a board of its own."""
        found = [_taken(project, self.name, settings, made, number) for number in range(len(made.plan.steps))]
        return TakenIn(
            tuple(change for one in found for change in one.changes),
            tuple(trace for one in found for trace in one.traces),
            "; ".join(one.note for one in found if one.note),
        )


def _sheet(project: Project, settings: BeatPackSettings, still: Still, name: str, panels: list[Panel]) -> DraftStep:
    slots = still.slots.with_(movement=None, movement_speed=None, motion_strength=None, time_offset_ms=None, duration=None)
    slots = frames.shared(slots) if name == COVERAGE else slots
    action = f"{_TITLES[name]}: {still.title}"
    inputs = [*still_inputs(still), *frames.references(slots)]
    return frames.sheet_step(project, settings, name, slots, panels, layout="", action=action, home=still.home, inputs=inputs)


def _taken(project: Project, workflow: str, settings: BeatPackSettings, made: Made, number: int) -> TakenIn:
    step = made.plan.steps[number]
    kind = _KINDS[step.id]
    if step.id == STRIP:
        return take_in_strip(project, workflow, made, step, kind, as_scene=settings.as_scene)
    cut, note = frames.cut(made, step)
    board = frames.board_of(
        frames.board_id(made.plan, step.id),
        cut,
        title=step.action,
        kind=kind,
        home=frames.home_of(step),
        sheet=made.takes[step.id].sha256,
    )
    return frames.taken(project, workflow, made, [(board, [step])], note)
