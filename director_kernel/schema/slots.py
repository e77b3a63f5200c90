"""The slots of one shot: what a director says about a picture, in the field's own terms.

Vocabulary: standard film grammar and the closed sets published with Wan 2.2 (light, time, colour, composition).
A slot that was guessed rather than said is named in `inferred`.
"""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, SerializerFunctionWrapHandler, field_validator, model_serializer

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


class Slots(Noun):
    """Everything said or inferred about one shot. Empty means: nobody said; `inferred` names the slots that were guessed."""

    shot_size: ShotSize | None = None
    angle: Angle | None = None
    movement: Movement | None = None
    movement_speed: Speed | None = None
    lens: str = ""
    focus: str = ""
    light_source: str = ""
    light_quality: str = ""
    key_side: KeySide | None = None
    light_setup: str = ""
    time_of_day: TimeOfDay | None = None
    weather: str = ""
    palette: tuple[str, ...] = ()
    mood: tuple[str, ...] = ()
    style: tuple[str, ...] = ()
    composition: str = ""
    subject: str = ""
    action: str = ""
    setting: str = ""
    characters: tuple[Character, ...] = ()
    props: tuple[Prop, ...] = ()
    on_screen_text: tuple[str, ...] = ()
    dialogue: tuple[Line, ...] = ()
    sound: tuple[str, ...] = ()
    music: str = ""
    transition: str = ""
    negatives: tuple[str, ...] = ()
    motion_strength: Annotated[int, Field(ge=-2, le=2)] | None = None
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
