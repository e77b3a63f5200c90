"""The film project: bible, style, scenes, beats, shots, boards. The canonical state; whoever wants it otherwise proposes changes to it.

A project is one frozen value. It is changed by `Change`s (`film/changes`), kept with all its versions (`store/projects`), and turned into
plans by workflows (`film/`). Ids never change and are unique in their project; names are for people.
"""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from director_kernel.schema.asset import Sha256
from director_kernel.schema.noun import Noun
from director_kernel.schema.slots import Character, Coverage, LayoutMode, Line, Prop, Slots, TimeOfDay

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]


class Stage(StrEnum):
    """Where a scene stands on its way; it moves to a neighbour only (`film/stages`)."""

    SCRIPT_REVIEW = "script_review"
    SCENE_GENERATION = "scene_generation"
    TIMELINE = "timeline"
    AUDIO = "audio"


class Part(StrEnum):
    """What someone is to the story."""

    LEAD = "lead"
    ANTAGONIST = "antagonist"
    SUPPORT = "support"
    EXTRA = "extra"


# The bible


class BibleCharacter(Noun):
    """Someone who must look the same in every shot. `anchor` is the description repeated word for word in every prompt; `assets` are
    their pictures, the character sheet first. `voice` names or describes how they sound."""

    id: Id
    look: Character
    part: Part = Part.SUPPORT
    about: str = ""
    voice: str = ""
    anchor: str = ""
    assets: tuple[Sha256, ...] = ()
    locked: bool = False

    @property
    def name(self) -> str:
        return self.look.name


class Location(Noun):
    """A place. `setting` is how prompts name it; `key` says that the story hangs on it, so it must be established."""

    id: Id
    name: str
    setting: str = ""
    time_of_day: TimeOfDay | None = None
    weather: str = ""
    light: str = ""
    palette: tuple[str, ...] = ()
    key: bool = False
    assets: tuple[Sha256, ...] = ()
    locked: bool = False


class BibleProp(Noun):
    """A thing that must look the same in every shot."""

    id: Id
    prop: Prop
    about: str = ""
    assets: tuple[Sha256, ...] = ()
    locked: bool = False

    @property
    def name(self) -> str:
        return self.prop.name


Category = Literal["character_sheet", "expression_sheet", "location", "prop", "style", "mood", "frame", "logo", "other"]


class VisualAsset(Noun):
    """A reference picture and what was read from it. `of` is the id of whom or what it shows; `phrase` is ready to stand in a prompt.

    `read_by` says who read it: "" nobody yet, "offline" (palette, composition), or a vision model.
    """

    id: Id
    asset: Sha256
    category: Category = "other"
    name: str = ""
    of: str = ""
    mood: tuple[str, ...] = ()
    palette: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    phrase: str = ""
    read_by: str = ""


class Bible(Noun):
    """What must stay the same."""

    characters: tuple[BibleCharacter, ...] = ()
    locations: tuple[Location, ...] = ()
    props: tuple[BibleProp, ...] = ()
    aesthetic: str = ""
    rules: tuple[str, ...] = ()
    """Laws of this world, in words."""
    assets: tuple[VisualAsset, ...] = ()


class GlobalStyle(Noun):
    """What all shots share unless one says otherwise."""

    palette: tuple[str, ...] = ()
    influences: tuple[str, ...] = ()
    era: str = ""
    grade: str = ""
    typography: str = ""
    mood: tuple[str, ...] = ()
    style: tuple[str, ...] = ()
    lens: str = ""
    negatives: tuple[str, ...] = ()
    locked: bool = False


class BrandGuide(Noun):
    """How the brand looks and speaks."""

    name: str = ""
    tagline: str = ""
    palette: tuple[str, ...] = ()
    typography: str = ""
    voice: str = ""
    always: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    logo: Sha256 | None = None


# Scenes


class Emotion(Noun):
    """How strong each feeling is, 0 to 10."""

    tension: Annotated[int, Field(ge=0, le=10)] = 0
    intimacy: Annotated[int, Field(ge=0, le=10)] = 0
    threat: Annotated[int, Field(ge=0, le=10)] = 0
    wonder: Annotated[int, Field(ge=0, le=10)] = 0


class Cue(Noun):
    """A sound laid under a shot or scene. `start` in seconds from where it is laid; `level` in dB beside the usual; `asset` replaces
    what would be made from `text`. `off` silences it."""

    id: Id
    kind: Literal["voice", "music", "effects"]
    text: str = ""
    speaker: str = ""
    tone: str = ""
    start: float = 0.0
    seconds: Annotated[float, Field(ge=0)] = 0.0
    level: Annotated[float, Field(ge=-60, le=24)] = 0.0
    asset: Sha256 | None = None
    off: bool = False


class Alternate(Noun):
    """Another picture or clip of the shot, kept beside the canonical one."""

    asset: Sha256
    label: str = ""
    coverage: Coverage | None = None
    seconds: float = 0.0


class Shot(Noun):
    """One camera set-up.

    `slots` say what only this shot says; who is in it, place, style come from bible, scene and project (`film/shots.full`). `seconds` is
    how long it stands in the film, `trim` how much of its take is left out at the beginning. `side` is the side of the line of action the
    camera stands on; `azimuth` its direction in degrees around the subject. `event` is a change of look that happens in it ("takes off
    the coat").
    """

    id: Id
    slots: Slots = Slots()
    seconds: Annotated[float, Field(gt=0, le=600)] = 3.0
    trim: Annotated[float, Field(ge=0)] = 0.0
    characters: tuple[Id, ...] = ()
    props: tuple[Id, ...] = ()
    side: Literal["", "A", "B", "neutral", "crossing"] = ""
    azimuth: float | None = None
    enters: Literal["", "left", "right"] = ""
    exits: Literal["", "left", "right"] = ""
    event: str = ""
    cues: tuple[Cue, ...] = ()
    frame: Sha256 | None = None
    """The canonical picture."""
    take: Sha256 | None = None
    """The canonical clip."""
    level: Annotated[float, Field(ge=-60, le=24)] = 0.0
    """dB of the clip's own sound beside the usual; −60 silences it."""
    made_of: dict[str, str] = {}
    """What canonical picture ("frame") and clip ("take") were made of, as a key (`film/reel`), and the clip's "seconds": whoever says the
    shot otherwise has it made anew. Nothing stands here of pictures a person chose; they stay."""
    alternates: tuple[Alternate, ...] = ()
    note: str = ""
    locked: bool = False
    locked_slots: tuple[str, ...] = ()


class Beat(Noun):
    """Something that happens. `large`: an event whose effect must be seen."""

    id: Id
    text: str
    emotion: Emotion | None = None
    large: bool = False
    shots: tuple[Shot, ...] = ()
    locked: bool = False


class Place(Noun):
    """Where someone stands in a scene seen from above: metres, x to the right, y away from the audience; `facing` in degrees, 0 is up."""

    who: Id
    x: float
    y: float
    facing: float = 0.0


class Scene(Noun):
    """Beats in one place and time. `wardrobe` says what someone wears in it, by character id; `line` names the two the line of action runs
    between; `blocking` where everyone stands."""

    id: Id
    title: str
    text: str = ""
    location: str = ""
    time_of_day: TimeOfDay | None = None
    weather: str = ""
    wardrobe: dict[str, str] = {}
    line: tuple[Id, ...] = ()
    blocking: tuple[Place, ...] = ()
    beats: tuple[Beat, ...] = ()
    cues: tuple[Cue, ...] = ()
    stage: Stage = Stage.SCRIPT_REVIEW
    note: str = ""
    locked: bool = False


# Pictures


class BoardPanel(Noun):
    """One frame of a board. `shot` is the shot it stands for or was made into, "" while it is none; `mark`: what a person did with it."""

    id: Id
    asset: Sha256
    caption: str = ""
    coverage: Coverage | None = None
    time_offset_ms: int | None = None
    scene: str = ""
    beat: str = ""
    shot: str = ""
    slots: Slots = Slots()
    emotion: Emotion | None = None
    dialogue: tuple[Line, ...] = ()
    mark: Literal["", "canonical", "alternate", "pinned", "deleted"] = ""
    locked: bool = False


BoardKind = Literal["storyboard", "shot_stack", "time_stack", "variants", "character_sheet", "beat_pack", "blocking", "extraction"]


class Board(Noun):
    """Frames that belong together. `sheet` is the picture they were cut from, None where each was made alone."""

    id: Id
    title: str
    kind: BoardKind = "storyboard"
    layout: LayoutMode = LayoutMode.STORYBOARD
    scene: str = ""
    beat: str = ""
    shot: str = ""
    sheet: Sha256 | None = None
    panels: tuple[BoardPanel, ...] = ()


MarketingKind = Literal["poster", "one_sheet", "title_card", "lower_third", "thumbnail", "magazine", "comic", "strip"]


class MarketingAsset(Noun):
    """A finished graphic."""

    id: Id
    kind: MarketingKind
    asset: Sha256
    title: str = ""
    platform: str = ""
    aspect: str = ""


class Project(Noun):
    """A film, whole. `targets` are the models prompts are compiled for, `version` counts its changes."""

    id: str = ""
    version: Annotated[int, Field(ge=0)] = 0
    title: str
    logline: str = ""
    genre: str = ""
    aspect: str = "16:9"
    fps: Annotated[int, Field(ge=1, le=120)] = 24
    seed: int = 0
    language: str = "en"
    series: str = ""
    episode: int = 0
    style: GlobalStyle = GlobalStyle()
    bible: Bible = Bible()
    scenes: tuple[Scene, ...] = ()
    boards: tuple[Board, ...] = ()
    marketing: tuple[MarketingAsset, ...] = ()
    brand: BrandGuide | None = None
    targets: tuple[str, ...] = ()
    profile: str = ""
    dismissed: tuple[str, ...] = ()
    """Findings (by id) a person decided to live with."""

    def shots(self) -> tuple[Shot, ...]:
        """Every shot, in the order of the film."""
        return tuple(shot for scene in self.scenes for beat in scene.beats for shot in beat.shots)


# Changes


class Change(Noun):
    """One operation. `path` names things by their ids: "scenes/s2/beats/b3/shots/k5/slots/lens", "bible/characters/mira/look/hair".

    `set` replaces the value at the path, `add` puts `value` into the collection at the path (at place `at`, else last), `remove` takes
    the thing at the path out, `move` brings it to place `at` of its own collection, or of the one at `to`. `before` is what stood there
    (filled in when made).
    """

    op: Literal["set", "add", "remove", "move"]
    path: Annotated[str, Field(min_length=1, max_length=300)]
    value: Any = None
    at: int | None = None
    to: str = ""
    before: Any = None


class Proposal(Noun):
    """Changes somebody would like, not yet made. `who` is "chat", a workflow's name, "guardian" or a model's id."""

    id: str = ""
    project: str = ""
    version: int = 0
    """The version they were proposed for."""
    who: str = ""
    why: str = ""
    changes: tuple[Change, ...] = ()
    state: Literal["open", "accepted", "edited", "refused"] = "open"
    accepted: tuple[Change, ...] = ()
    """What was made of it in the end."""
    at: float = 0.0
    decided_at: float = 0.0


class Finding(Noun):
    """Something a careful eye would stop at. `rule` is the check's name, `where` the paths it is about, `evidence` what was seen there.

    `fix` are the changes that mend it, () where only a person can; `id` is the same as long as rule and place are.
    """

    id: str
    rule: str
    severity: Literal["error", "warn", "info"]
    where: tuple[str, ...]
    message: str
    evidence: str = ""
    remedy: str = ""
    """What `fix` does, or what a person should do, in words."""
    fix: tuple[Change, ...] = ()


class Trace(Noun):
    """One output of a workflow and what became of it, for later learning: slots → prompt → picture → kept, deleted or promoted."""

    id: int = 0
    project: str
    workflow: str
    where: str = ""
    slots: Slots = Slots()
    target: str = ""
    prompt: str = ""
    plan: str = ""
    step: str = ""
    panel: str = ""
    asset: Sha256 | None = None
    verdict: Literal["", "kept", "deleted", "promoted", "pinned"] = ""
    at: float = 0.0
