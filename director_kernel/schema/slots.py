"""The slots of one shot: what a director says about a picture, in the field's own terms.

Vocabulary: standard film grammar and the closed sets published with Wan 2.2 (light, time, colour, composition).
A slot that was guessed rather than said is named in `inferred`.
"""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, SerializerFunctionWrapHandler, field_validator, model_serializer

from director_kernel.schema.asset import Sha256
from director_kernel.schema.noun import Noun


class ShotSize(StrEnum):
    """How much of the figure the frame holds, widest first; the order is the ladder that 'closer' and 'wider' climb."""

    EWS = "EWS"
    VWS = "VWS"
    WS = "WS"
    MWS = "MWS"
    MS = "MS"
    MCU = "MCU"
    CU = "CU"
    BCU = "BCU"
    ECU = "ECU"
    INSERT = "insert"


class Angle(StrEnum):
    """Where the camera stands in height and tilt."""

    EYE = "eye level"
    LOW = "low angle"
    HIGH = "high angle"
    OVERHEAD = "overhead"
    GROUND = "ground level"
    WORM = "worm's eye"
    DUTCH = "dutch angle"
    AERIAL = "aerial"
    OTS = "over the shoulder"
    POV = "point of view"


class Movement(StrEnum):
    """What the camera does during the shot."""

    STATIC = "static"
    PAN_LEFT = "pan left"
    PAN_RIGHT = "pan right"
    TILT_UP = "tilt up"
    TILT_DOWN = "tilt down"
    PUSH_IN = "push in"
    PULL_OUT = "pull out"
    TRUCK_LEFT = "truck left"
    TRUCK_RIGHT = "truck right"
    PEDESTAL_UP = "pedestal up"
    PEDESTAL_DOWN = "pedestal down"
    TRACKING = "tracking"
    ORBIT_LEFT = "orbit left"
    ORBIT_RIGHT = "orbit right"
    CRANE_UP = "crane up"
    CRANE_DOWN = "crane down"
    ZOOM_IN = "zoom in"
    ZOOM_OUT = "zoom out"
    DOLLY_ZOOM = "dolly zoom"
    WHIP_LEFT = "whip left"
    WHIP_RIGHT = "whip right"
    HANDHELD = "handheld"
    DRONE = "drone"
    ROLL = "roll"


class Speed(StrEnum):
    """How fast the camera moves, slowest first."""

    ULTRA_SLOW = "ultra slow"
    SLOW = "slow"
    MEDIUM = "medium"
    FAST = "fast"
    SNAP = "snap"


class TimeOfDay(StrEnum):
    """When the shot plays; the palette follows it."""

    DAWN = "dawn"
    MORNING = "morning"
    DAY = "day"
    NOON = "noon"
    GOLDEN_HOUR = "golden hour"
    SUNSET = "sunset"
    DUSK = "dusk"
    BLUE_HOUR = "blue hour"
    NIGHT = "night"


class KeySide(StrEnum):
    """Where the main light comes from, as the camera sees it."""

    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BACK = "back"
    FRONT = "front"
    UNDER = "under"


class Coverage(StrEnum):
    """What a shot is for among the shots of its beat."""

    ESTABLISHING = "establishing"
    MASTER = "master"
    WIDE = "wide"
    TWO_SHOT = "two-shot"
    OVER_SHOULDER = "over the shoulder"
    MEDIUM = "medium"
    CLOSE = "close-up"
    REACTION = "reaction"
    INSERT = "insert"
    CUTAWAY = "cutaway"
    POV = "point of view"


class LayoutMode(StrEnum):
    """How a page of pictures is laid out."""

    STORYBOARD = "storyboard"
    COMIC = "comic"
    POSTER = "poster"
    THUMBNAIL_STRIP = "thumbnail_strip"
    MAGAZINE = "magazine"


class Character(Noun):
    """A person in the shot; equal descriptions draw and prompt as the same person in every frame.

    `name` keys the look across shots. Words, not values: `hair="long brown"`, `wardrobe="white bathrobe"`, `age="70s"`.
    """

    name: str
    age: str = ""
    gender: str = ""
    hair: str = ""
    skin: str = ""
    wardrobe: str = ""
    features: tuple[str, ...] = ()
    pose: str = ""
    gaze: str = ""
    emotion: str = ""
    anchor: str = ""
    """The description a bible wants repeated word for word; it stands for all that lasts (age to features)."""

    @model_serializer(mode="wrap")
    def _anchored(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without an anchor nothing is said of one: plans stay as they were."""
        told: dict[str, Any] = handler(self)
        if not self.anchor:
            told.pop("anchor", None)
        return told


class Prop(Noun):
    """A thing in the shot. `label` is text printed on it; `hero` marks what the shot is about (a product, the object of the story)."""

    name: str
    material: str = ""
    colour: str = ""
    label: str = ""
    held_by: str = ""
    hero: bool = False


class Line(Noun):
    """One spoken line; an empty `speaker` is a voice-over."""

    text: str
    speaker: str = ""
    tone: str = ""


class Typography(Noun):
    """How words in the picture are set. `density` says how much small print goes with the headline."""

    headline: str = ""
    subhead: str = ""
    body: str = ""
    density: Literal["", "none", "light", "dense"] = ""
    tone: str = ""
    font: str = ""
    placement: str = ""


class Reference(Noun):
    """A picture (or, for `video` and `voice`, a recording) the shot is made with. `name` is who or what it shows, as the prompt calls
    it."""

    role: Literal["character", "location", "prop", "style", "start", "end", "layout", "video", "voice"] = "character"
    name: str = ""
    asset: Sha256 | None = None


Steps = Annotated[int, Field(ge=-2, le=2)]
"""Two steps down to two steps up; 0 is as it comes."""


class Slots(Noun):
    """Everything said or inferred about one shot: the language between what a director says and what a model is sent.

    Empty means: nobody said; `inferred` names the slots that were guessed.
    """

    shot_size: ShotSize | None = None
    angle: Angle | None = None
    movement: Movement | None = None
    movement_speed: Speed | None = None
    lens: str = ""
    aperture: str = ""
    focus: str = ""
    light_source: str = ""
    light_quality: str = ""
    key_side: KeySide | None = None
    light_setup: str = ""
    time_of_day: TimeOfDay | None = None
    weather: str = ""
    palette: tuple[str, ...] = ()
    grade: str = ""
    """The colour treatment: "teal and orange", "desaturated", "bleach bypass"."""
    contrast: Steps | None = None
    saturation: Steps | None = None
    exposure: Steps | None = None
    warmth: Steps | None = None
    """Below zero colder, above warmer."""
    mood: tuple[str, ...] = ()
    style: tuple[str, ...] = ()
    composition: str = ""
    subject: str = ""
    action: str = ""
    setting: str = ""
    characters: tuple[Character, ...] = ()
    props: tuple[Prop, ...] = ()
    references: tuple[Reference, ...] = ()
    """In the order they are handed over: a prompt may call them "image 1", "@Element1"."""
    on_screen_text: tuple[str, ...] = ()
    typography: Typography | None = None
    dialogue: tuple[Line, ...] = ()
    sound: tuple[str, ...] = ()
    music: str = ""
    lyrics: str = ""
    bpm: Annotated[int, Field(ge=20, le=300)] | None = None
    transition: str = ""
    negatives: tuple[str, ...] = ()
    motion_strength: Steps | None = None
    coverage: Coverage | None = None
    duration: Annotated[float, Field(gt=0, le=3600)] | None = None
    """Seconds."""
    aspect: str = ""
    fps: Annotated[int, Field(ge=1, le=240)] | None = None
    seed: int | None = None
    frame_index: Annotated[int, Field(ge=1)] | None = None
    frame_count: Annotated[int, Field(ge=1, le=64)] | None = None
    time_offset_ms: int | None = None
    """Milliseconds from the moment the beat is about; before it is negative."""
    panel_layout: Annotated[str, Field(pattern=r"^([1-9]\d?x[1-9]\d?)?$")] = ""
    """Columns x rows of a picture that holds several frames ("2x2")."""
    layout_mode: LayoutMode | None = None
    panels: "tuple[Panel, ...]" = ()
    """The frames of such a picture, row by row."""
    inferred: tuple[str, ...] = ()
    """Names of the slots that were guessed, sorted."""

    @field_validator("inferred")
    @classmethod
    def _sorted(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(set(names)))

    @model_serializer(mode="wrap")
    def _said(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Only what was said or inferred: plans stay readable."""
        return {key: value for key, value in handler(self).items() if value not in (None, "", (), [])}


class Panel(Noun):
    """One frame of a picture that holds several: its label ("close-up", "+1.0 s") and what is in it."""

    label: str
    slots: Slots
