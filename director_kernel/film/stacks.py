"""Stacks: one beat in several frames of one picture, by camera (a shot stack) or by the moment (a time stack)."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, NamedTuple

from pydantic import Field

from director_kernel.catalog import load_catalog
from director_kernel.catalog.book import Catalog
from director_kernel.errors import UsageError
from director_kernel.film import frames
from director_kernel.film.coverage import Pattern, covered, mentions, named, of_grammar, usual
from director_kernel.film.frames import Home, Listed, SheetSettings
from director_kernel.film.moments import moment
from director_kernel.film.reel import frame_slots
from director_kernel.film.shots import Placed, find_beat, find_shot
from director_kernel.film.workflow import Made, TakenIn
from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Draft, Input, Role
from director_kernel.schema.project import Beat, BoardKind, BoardPanel, Project, Scene, Shot
from director_kernel.schema.slots import Coverage, Panel, Slots

OFFSETS = (-1, 0, 1, 2)
"""The moments of a time stack, in steps of its Δ."""


class ShotStackSettings(SheetSettings):
    """`beat` or `shot`: what is covered. `frames`: how many, 4 to 12. `coverage`: which, in order; `grammar`: a shot grammar's pattern
    instead. `layout`: "vertical" (one under the other), "strip", "grid", or columns x rows."""

    beat: str = ""
    shot: str = ""
    frames: Annotated[int, Field(ge=4, le=12)] = 4
    coverage: Annotated[tuple[Coverage, ...], Listed, Field(max_length=12)] = ()
    grammar: str = ""
    layout: Annotated[str, Field(pattern=r"^(vertical|grid|strip|[1-9]\d?x[1-9]\d?)$")] = "grid"


class TimeStackSettings(SheetSettings):
    """`shot`, or a `panel` of a `board`: the moment. `delta_ms`: the step; `offsets`: the moments in ms, else −Δ, 0, Δ, 2Δ."""

    shot: str = ""
    board: str = ""
    panel: str = ""
    delta_ms: Annotated[int, Field(ge=20, le=60_000)] = 300
    offsets: Annotated[tuple[Annotated[int, Field(ge=-600_000, le=600_000)], ...], Listed, Field(max_length=12)] = ()
    layout: Annotated[str, Field(pattern=r"^(vertical|grid|strip|[1-9]\d?x[1-9]\d?)$")] = "grid"


class Subject(NamedTuple):
    """What a stack is about: its slots, where it belongs, and what to call it."""

    slots: Slots
    home: Home
    title: str


class ShotStack:
    """One beat, filmed several ways in one picture."""

    name: ClassVar[str] = "shot-stack"
    title: ClassVar[str] = "Shot stack"
    about: ClassVar[str] = "One beat in one picture of 4 to 12 frames, each with its coverage; keep the ones you want as shots."
    Settings: ClassVar[type[Noun]] = ShotStackSettings

    def draft(self, project: Project, settings: Any) -> Draft:
        """One sheet, by the shipped grammars. Raises UsageError for a beat, shot or grammar that isn't there."""
        return self.draft_from(project, settings, load_catalog())

    def draft_from(self, project: Project, settings: Any, catalog: Catalog) -> Draft:
        """One sheet. Raises UsageError for a beat, shot or grammar that isn't there."""
        about = subject(project, shot=settings.shot, beat=settings.beat)
        panels = covered(about.slots, wanted(about.slots, settings, catalog), project.aspect)
        step = frames.sheet_step(
            project,
            settings,
            "stack",
            frames.shared(about.slots),
            panels,
            layout=layout_of(settings.layout, len(panels)),
            action=f"Shot stack: {about.title}",
            home=about.home,
        )
        return frames.draft(project, settings, f"Shot stack: {about.title}", [step], frames.advice(len(panels)))

    def take_in(self, project: Project, settings: Any, made: Made) -> TakenIn:
        """The frames as candidates on a board of their own."""
        return taken_sheet(project, self.name, made, "shot_stack", "Shot stack")


class TimeStack:
    """One moment, and the moments around it."""

    name: ClassVar[str] = "time-stack"
    title: ClassVar[str] = "Time stack"
    about: ClassVar[str] = "One moment, a little before and a little after: a micro-timeline of a beat."
    Settings: ClassVar[type[Noun]] = TimeStackSettings

    def draft(self, project: Project, settings: Any) -> Draft:
        """One sheet. Raises UsageError for a shot or panel that isn't there."""
        about, source = moment_of(project, settings)
        panels = timed(about.slots, offsets_of(settings), settings.delta_ms, project.aspect)
        step = frames.sheet_step(
            project,
            settings,
            "moments",
            about.slots.with_(movement=None, movement_speed=None, motion_strength=None, time_offset_ms=None),
            panels,
            layout=layout_of(settings.layout, len(panels)),
            action=f"Time stack: {about.title}",
            home=about.home,
            inputs=[*source, *frames.references(about.slots)],
        )
        return frames.draft(project, settings, f"Time stack: {about.title}", [step], frames.advice(len(panels)))

    def take_in(self, project: Project, settings: Any, made: Made) -> TakenIn:
        """The frames in the order of time."""
        return taken_sheet(project, self.name, made, "time_stack", "Time stack")


def taken_sheet(project: Project, workflow: str, made: Made, kind: BoardKind, what: str) -> TakenIn:
    """A plan of one sheet as one board."""
    step = made.plan.steps[0]
    cut, note = frames.cut(made, step)
    title = step.action if step.action.startswith(what) else f"{what}: {step.action}"
    home = frames.home_of(step)
    board = frames.board_of(frames.board_id(made.plan), cut, title=title, kind=kind, home=home, sheet=made.takes[step.id].sha256)
    return frames.taken(project, workflow, made, [(board, [step])], note)


def layout_of(said: str, count: int) -> str:
    """Columns x rows for `count` frames: "vertical" is one column, "strip" one row, "grid" as square as it goes."""
    named = {"vertical": f"1x{count}", "strip": f"{count}x1", "grid": ""}
    return named.get(said, said)


def wanted(slots: Slots, settings: ShotStackSettings, catalog: Catalog) -> list[Pattern]:
    """The frames of a stack: those of the grammar, those that were named, else the usual ones."""
    if settings.grammar:
        return of_grammar(catalog.grammars, settings.grammar, settings.frames)
    return named(slots, settings.coverage) if settings.coverage else usual(slots)[: settings.frames]


# What it is about


def subject(project: Project, *, shot: str = "", beat: str = "") -> Subject:
    """The shot or beat as a whole; the first beat of the film where neither is named. Raises UsageError."""
    if shot:
        at = find_shot(project, shot)
        said = frame_slots(project, at)
        about = said if said.action or said.subject else said.with_(action=at.beat.text)
        return Subject(about, Home(at.scene.id, at.beat.id, at.shot.id), _title(about, at.beat.text or at.scene.title))
    scene, found = _beat(project, beat)
    about = beat_slots(project, scene, found)
    return Subject(about, Home(scene.id, found.id), _title(about, found.text or scene.title))


def _beat(project: Project, name: str) -> tuple[Scene, Beat]:
    if name:
        return find_beat(project, name)
    for scene in project.scenes:
        for beat in scene.beats:
            return scene, beat
    raise UsageError("the project has no beats yet; `director scene add` adds a scene, or name a shot (shot=2.3).")


def _title(slots: Slots, fallback: str) -> str:
    said = " ".join((slots.action or slots.subject or fallback or "untitled").split())
    return said if len(said) <= 70 else said[:69].rsplit(" ", 1)[0] + "…"


def beat_slots(project: Project, scene: Scene, beat: Beat) -> Slots:
    """A beat as one shot of everybody and everything in it: those its shots and its words name, else the two of the scene's line."""
    people = [key for shot in beat.shots for key in shot.characters]
    people = [*people, *(one.id for one in project.bible.characters if mentions(beat.text, one.name))] or list(scene.line)
    things = [
        *(key for shot in beat.shots for key in shot.props),
        *(one.id for one in project.bible.props if mentions(beat.text, one.name)),
    ]
    first = beat.shots[0].slots if beat.shots else Slots()
    own = first.with_(action=beat.text or first.action, inferred=(), dialogue=(), on_screen_text=())
    whole = Shot(id="beat", slots=own, characters=tuple(dict.fromkeys(people)), props=tuple(dict.fromkeys(things)))
    return frame_slots(project, Placed(scene, beat, whole, 0))


def moment_of(project: Project, settings: TimeStackSettings) -> tuple[Subject, list[Input]]:
    """The moment a time stack is about, and the picture of it where there is one."""
    if not settings.shot and (settings.board or settings.panel):
        board = frames.find_board(project, settings.board)
        panel = frames.find_panel(board, settings.panel or "1")
        return panel_subject(board.title, panel), [Input(role=Role.REFERENCE, asset=panel.asset)]
    at = find_shot(project, settings.shot or "1")
    about = subject(project, shot=at.shot.id)
    return about, [Input(role=Role.REFERENCE, asset=at.shot.frame)] if at.shot.frame else []


def panel_subject(board: str, panel: BoardPanel) -> Subject:
    """A frame of a board as what a stack is about."""
    home = Home(panel.scene, panel.beat, panel.shot, panel.id)
    return Subject(panel.slots, home, _title(panel.slots, panel.caption or board))


# Time


def offsets_of(settings: TimeStackSettings) -> tuple[int, ...]:
    """The moments in milliseconds, in the order of time, each once."""
    said = settings.offsets or tuple(step * settings.delta_ms for step in OFFSETS)
    return tuple(sorted(set(said)))


def timed(slots: Slots, offsets: Sequence[int], step: int, aspect: str) -> list[Panel]:
    """The frames of a micro-timeline: same place, same light, same camera; what moves has moved."""
    return [Panel(label=clock(offset), slots=moment(slots, offset, step).with_(aspect=aspect)) for offset in offsets]


def clock(offset: int) -> str:
    """An offset for people.

    >>> clock(-300), clock(0), clock(1000)
    ('−0.3 s', '0 s', '+1 s')
    """
    return f"{'−' if offset < 0 else '+' if offset else ''}{abs(offset) / 1000:g} s"
