"""Extraction with variation: one frame of a board as a picture of its own, with what should be otherwise."""

from typing import Annotated, Any, ClassVar, NamedTuple

from pydantic import Field

from director_kernel.errors import UsageError
from director_kernel.film import frames
from director_kernel.film.frames import Home, SheetSettings
from director_kernel.film.workflow import Made, TakenIn
from director_kernel.prompts.deltas import revise
from director_kernel.prompts.read import read_slots
from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Draft, Input, Role
from director_kernel.schema.project import Project
from director_kernel.schema.slots import Slots

_READ = ("weather", "time_of_day", "light_source", "light_quality", "key_side", "setting", "palette", "grade", "mood", "style", "angle")
"""Slots that words about a frame may change, beside who is in it and what manners do."""
_NOT_OF_A_STILL = ("movement", "movement_speed", "motion_strength", "duration", "music", "sound", "transition")


class ExtractSettings(SheetSettings):
    """`panel` of a `board` (its id, number or caption; "" is the newest board): the frame. `change`: what should be otherwise, in words;
    `expression`, `weather`, `effect` say single things of it."""

    panel: Annotated[str, Field(min_length=1, max_length=100)]
    board: str = ""
    change: Annotated[str, Field(max_length=600)] = ""
    expression: Annotated[str, Field(max_length=100)] = ""
    weather: Annotated[str, Field(max_length=100)] = ""
    effect: Annotated[str, Field(max_length=200)] = ""


class Changed(NamedTuple):
    """A frame's slots after the change, what was done in words, and what nobody understood (it is still said to the model)."""

    slots: Slots
    told: tuple[str, ...]
    unread: str


class Extract:
    """One frame on its own, changed as asked."""

    name: ClassVar[str] = "extract"
    title: ClassVar[str] = "Extract a frame"
    about: ClassVar[str] = "One frame of a stack or board as a picture of its own, with another face, weather or effect if you like."
    Settings: ClassVar[type[Noun]] = ExtractSettings

    def draft(self, project: Project, settings: Any) -> Draft:
        """An edit of the frame. Raises UsageError for a frame that isn't there."""
        board = frames.find_board(project, settings.board)
        panel = frames.find_panel(board, settings.panel)
        if panel.mark == "deleted":
            raise UsageError(f"{panel.caption or panel.id!r} was put away; `director board` brings it back, or name another frame.")
        changed = changes(panel.slots, settings)
        slots = changed.slots.with_(time_offset_ms=None, duration=None)
        step = frames.picture_step(
            project,
            settings,
            "frame",
            slots,
            action=f"{panel.caption or 'Frame'}: {settings.change or '; '.join(changed.told) or 'as it is'}"[:160],
            inputs=[Input(role=Role.SOURCE, asset=panel.asset), *frames.references(slots)],
            aspect=slots.aspect or project.aspect,
            home=Home(panel.scene, panel.beat, panel.shot or board.shot, panel.id),
            key=f"extract {panel.id} {changed.unread}",
        )
        return frames.draft(project, settings, f"Extract: {panel.caption or panel.id}", [step], "; ".join(changed.told))

    def take_in(self, project: Project, settings: Any, made: Made) -> TakenIn:
        """The picture on a board of its own, with the shot the frame belonged to."""
        step = made.plan.steps[0]
        board = frames.board_of(
            frames.board_id(made.plan),
            frames.alone(made, [step]),
            title=f"Extraction: {step.action}",
            kind="extraction",
            home=frames.home_of(step),
        )
        return frames.taken(project, self.name, made, [(board, [step])])


def changes(slots: Slots, settings: ExtractSettings) -> Changed:
    """The frame's slots as they should be. Loose words are read as manners, plain ones as what they name; the rest becomes an effect."""
    told: list[str] = []
    found, unread = slots, ""
    if settings.change:
        revised = revise(slots, settings.change, locked=_NOT_OF_A_STILL)
        told += [change.told() for change in revised.changes]
        who = slots.characters[0].name if slots.characters else ""
        read = read_slots(f"{who}, {settings.change}" if who else settings.change)
        found, also = _read_over(revised.slots, read, {change.slot for change in revised.changes})
        told += also
        unread = "; ".join(revised.unread)
        if found.characters != slots.characters and len(unread.split()) <= 3:
            # "she is crying": the face was understood, what is left over are the words around it.
            unread = ""
    if settings.expression:
        found = felt(found, settings.expression)
        told.append(f"expression: {settings.expression}")
    if settings.weather:
        found = found.with_(weather=settings.weather)
        told.append(f"weather: {settings.weather}")
    effects = "; ".join(part for part in (settings.effect, unread) if part)
    if effects:
        found = found.with_(action="; ".join(part for part in (found.action, effects) if part))
        told.append(effects)
    return Changed(found, tuple(dict.fromkeys(told)), unread)


def felt(slots: Slots, emotion: str) -> Slots:
    """Whoever is nearest the camera, with another expression."""
    if not slots.characters:
        return slots.with_(mood=tuple(dict.fromkeys((emotion, *slots.mood))))
    first, *others = slots.characters
    return slots.with_(characters=(first.with_(emotion=emotion), *others))


def _read_over(slots: Slots, read: Slots, done: set[str]) -> tuple[Slots, list[str]]:
    """What the words name, over what the frame says; guesses are left out."""
    said = [name for name in _READ if name not in (*read.inferred, *done) and getattr(read, name) not in (None, "", ())]
    changed = {name: getattr(read, name) for name in said if getattr(read, name) != getattr(slots, name)}
    told = [f"{name.replace('_', ' ')}: {_plain(value)}" for name, value in changed.items()]
    found = slots.with_(**changed) if changed else slots
    emotion = next((one.emotion for one in read.characters if one.emotion), "")
    if emotion and found.characters:
        return felt(found, emotion), [*told, f"expression: {emotion}"]
    return found, told


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
