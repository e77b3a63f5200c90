"""Storyboards: a frame for every shot, or a strip of mini-beats out of a logline or a still."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from director_kernel.errors import UsageError
from director_kernel.film import frames
from director_kernel.film.frames import Home, SheetSettings
from director_kernel.film.reel import current_frame, frame_key, frame_slots, made_of
from director_kernel.film.shots import Placed, find_scene, placed
from director_kernel.film.strips import Still, homes_of, scene_of, still_of, strip
from director_kernel.film.workflow import Made, TakenIn
from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Draft, DraftStep, Input, Step
from director_kernel.schema.project import Alternate, Board, BoardKind, BoardPanel, Change, Project
from director_kernel.schema.words import counted

STRIP = "strip"


class StoryboardSettings(SheetSettings):
    """`scene`: its id, number or title, "" for the whole film. `again`: shots that have a picture get another. `logline`: beats first, a
    strip of `beats` frames that becomes a scene; with it, no scene is needed."""

    scene: str = ""
    again: bool = False
    logline: Annotated[str, Field(max_length=2000)] = ""
    beats: Annotated[int, Field(ge=3, le=6)] = 5


class StillSettings(SheetSettings):
    """`still`: a reference of the bible (id, name, hash); or a `panel` of a `board`; or a `shot`. `words`: what is in it. `beats`: how many
    (3 to 6). `step_ms`: how far apart the moments around it are. `as_scene`: the beats become a scene of the film."""

    still: str = ""
    board: str = ""
    panel: str = ""
    shot: str = ""
    words: Annotated[str, Field(max_length=2000)] = ""
    beats: Annotated[int, Field(ge=3, le=6)] = 4
    step_ms: Annotated[int, Field(ge=20, le=60_000)] = 1000
    as_scene: bool = True


class Storyboard:
    """A frame for every shot."""

    name: ClassVar[str] = "storyboard"
    title: ClassVar[str] = "Storyboard"
    about: ClassVar[str] = "A frame for every shot of a scene or the film; out of a logline, the beats first."
    Settings: ClassVar[type[Noun]] = StoryboardSettings

    def draft(self, project: Project, settings: Any) -> Draft:
        """A picture for each shot that has none, or one strip of a logline. Raises UsageError where there is nothing to make."""
        if settings.logline.strip():
            still = still_of(project, words=settings.logline)
            step = strip_step(project, settings, still, settings.beats, 1000)
            return frames.draft(project, settings, f"Storyboard: {still.title}", [step])
        shots = _shots(project, settings)
        steps = [
            _picture(project, settings, at) for at in shots if (settings.again and not locked(at)) or current_frame(project, at) is None
        ]
        if not steps:
            raise UsageError("every shot has its picture already; again=true makes others, `director board` shows them.")
        return frames.draft(project, settings, f"Storyboard: {settings.scene or project.title}", steps)

    def take_in(self, project: Project, settings: Any, made: Made) -> TakenIn:
        """The pictures as the shots' own, and all of them on a board; a strip as a scene of its own."""
        if settings.logline.strip():
            return take_in_strip(project, self.name, made, made.plan.steps[0], "storyboard", as_scene=True)
        return _taken(project, self.name, settings, made)


class StoryboardFromStill:
    """A strip of what happens around one picture."""

    name: ClassVar[str] = "storyboard-from-still"
    title: ClassVar[str] = "Storyboard from a still"
    about: ClassVar[str] = "One picture as the middle of a story: 3 to 6 mini-beats before and after it, as a scene."
    Settings: ClassVar[type[Noun]] = StillSettings

    def draft(self, project: Project, settings: Any) -> Draft:
        """One strip. Raises UsageError where no still is meant."""
        still = still_from(project, settings)
        step = strip_step(project, settings, still, settings.beats, settings.step_ms)
        return frames.draft(project, settings, f"Storyboard from a still: {still.title}", [step], frames.advice(settings.beats))

    def take_in(self, project: Project, settings: Any, made: Made) -> TakenIn:
        """The strip on a board, and as a scene."""
        return take_in_strip(project, self.name, made, made.plan.steps[0], "storyboard", as_scene=settings.as_scene)


def still_from(project: Project, settings: StillSettings) -> Still:
    """The still that settings mean."""
    said = {name: getattr(settings, name) for name in ("still", "board", "panel", "shot", "words")}
    return still_of(project, **said)


def strip_step(project: Project, settings: SheetSettings, still: Still, count: int, step_ms: int) -> DraftStep:
    """The step that draws a strip of mini-beats around a still."""
    panels = strip(still.slots, count, step_ms, project.aspect)
    slots = frames.shared(still.slots).with_(time_offset_ms=None, duration=None, dialogue=(), on_screen_text=())
    action = f"Storyboard: {still.title}"
    inputs = [*still_inputs(still), *frames.references(slots)]
    return frames.sheet_step(project, settings, STRIP, slots, panels, layout="", action=action, home=still.home, inputs=inputs)


def still_inputs(still: Still) -> list[Input]:
    """The still itself, as what the frames go by."""
    return [frames.reference(still.asset)] if still.asset else []


def take_in_strip(project: Project, workflow: str, made: Made, step: Step, kind: BoardKind, *, as_scene: bool) -> TakenIn:
    """A strip as a board, and where wanted as a scene whose shots have its frames."""
    cut, note = frames.cut(made, step)
    identity, home = frames.board_id(made.plan, step.id), frames.home_of(step)
    change, scene = scene_of(project, identity, step.action.partition(": ")[2] or step.action, cut)
    homes = homes_of(scene) if as_scene else ()
    board = frames.board_of(identity, cut, title=step.action, kind=kind, home=home, homes=homes, sheet=made.takes[step.id].sha256)
    found = frames.taken(project, workflow, made, [(board, [step])], note)
    if not as_scene or not found.changes:
        return found
    told = f"{found.note}; scene {scene.title!r} with {counted(len(scene.beats), 'beat')}"
    return TakenIn((change, *found.changes), found.traces, told)


# A frame for every shot


def locked(at: Placed) -> bool:
    """Whether nothing of the shot may be changed."""
    return at.shot.locked or at.beat.locked or at.scene.locked


def _shots(project: Project, settings: StoryboardSettings) -> list[Placed]:
    scene = find_scene(project, settings.scene) if settings.scene else None
    shots = [at for at in placed(project) if scene is None or at.scene.id == scene.id]
    if not shots:
        raise UsageError("there are no shots to draw yet; `director scene add` adds some, or give a logline (logline=…).")
    return shots


def _picture(project: Project, settings: StoryboardSettings, at: Placed) -> DraftStep:
    slots = frame_slots(project, at)
    slots = slots if slots.action or slots.subject else slots.with_(action=at.beat.text)
    action = f"Frame: {slots.action or slots.subject or at.scene.title}"
    home = Home(at.scene.id, at.beat.id, at.shot.id)
    name = f"frame-{at.shot.id}"[:60]
    inputs = frames.references(slots)
    return frames.picture_step(project, settings, name, slots, action=action, inputs=inputs, aspect=project.aspect, home=home)


def _taken(project: Project, workflow: str, settings: StoryboardSettings, made: Made) -> TakenIn:
    identity = frames.board_id(made.plan)
    if any(board.id == identity for board in project.boards):
        return TakenIn((), (), "")
    steps = {frames.home_of(step).shot: step for step in made.plan.steps}
    there = _still_there(project, settings)
    changes = [change for at in there if at.shot.id in steps for change in _framed(project, at, made, steps[at.shot.id])]
    drawn: list[tuple[Placed, str]] = []
    for at in there:
        asset = made.takes[steps[at.shot.id].id].sha256 if at.shot.id in steps else at.shot.frame
        if asset:
            drawn.append((at, asset))
    panels = tuple(_panel(project, identity, number, at, asset) for number, (at, asset) in enumerate(drawn, 1))
    title = f"Storyboard: {settings.scene or project.title}"
    board = Board(id=identity, title=title, kind="storyboard", scene=there[0].scene.id if settings.scene and there else "", panels=panels)
    asked = [(panel, steps[panel.shot]) for panel in panels if panel.shot in steps]
    traces = [trace for panel, step in asked for trace in frames.traces_of(project, workflow, made, board.with_(panels=(panel,)), [step])]
    note = f"{counted(len(asked), 'new frame')}, {len(panels)} on {title!r}"
    return TakenIn((*changes, Change(op="add", path="boards", value=board.wire())), tuple(traces), note)


def _still_there(project: Project, settings: StoryboardSettings) -> list[Placed]:
    try:
        return _shots(project, settings)
    except UsageError:
        return []


def _framed(project: Project, at: Placed, made: Made, step: Step) -> list[Change]:
    """The picture as the shot's canonical one, the one before as an alternate; a locked shot keeps what it has."""
    asset = made.takes[step.id].sha256
    if locked(at) or at.shot.frame == asset:
        return []
    told = {**at.shot.made_of, "frame": made_of(asset, frame_key(frame_slots(project, at)))}
    changes = [
        Change(op="set", path=f"{at.path}/frame", value=asset),
        Change(op="set", path=f"{at.path}/made_of", value=told),
    ]
    if at.shot.frame and at.shot.frame not in {one.asset for one in at.shot.alternates}:
        before = Alternate(asset=at.shot.frame, label="picture before", coverage=at.shot.slots.coverage)
        changes.append(Change(op="add", path=f"{at.path}/alternates", value=before.wire()))
    return changes


def _panel(project: Project, board: str, number: int, at: Placed, asset: str) -> BoardPanel:
    slots = frame_slots(project, at)
    return BoardPanel(
        id=f"{board}-{number}",
        asset=asset,
        caption=slots.action or slots.subject or at.beat.text,
        coverage=slots.coverage,
        scene=at.scene.id,
        beat=at.beat.id,
        shot=at.shot.id,
        slots=slots,
        emotion=at.beat.emotion,
        dialogue=at.shot.slots.dialogue,
        mark="canonical",
    )
