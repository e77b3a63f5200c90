"""Drafts, plans, steps and faults.

A *draft* is a plan as anyone may write it (a person, the offline director, a chat model): camelCase JSON with the keys of the
published plan format, every one optional, unknown keys kept, dumped as it was loaded. A *plan* is what `finish()` makes of a
draft: checked against the catalog, priced, and always valid for the models it names.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, computed_field
from pydantic.alias_generators import to_camel

from director_kernel.schema.asset import Sha256
from director_kernel.schema.brief import Brief
from director_kernel.schema.money import MICRO, Micros
from director_kernel.schema.noun import Noun
from director_kernel.schema.slots import Slots

Tier = Literal["budget", "balanced", "premium"]


PASTE = "paste"
"""The key of `Step.extra` with what a person pastes for a step made by hand: {prompt, where}."""


class Kind(StrEnum):
    """What a step does: one generation or edit."""

    TEXT_TO_IMAGE = "text-to-image"
    IMAGE_EDIT = "image-edit"
    UPSCALE = "upscale"
    TEXT_TO_VIDEO = "text-to-video"
    IMAGE_TO_VIDEO = "image-to-video"
    EXTEND = "extend"
    VIDEO_EDIT = "video-edit"
    SPEECH = "speech"
    MUSIC = "music"
    SOUND_EFFECT = "sound-effect"
    TEXT = "text"
    ASSEMBLE = "assemble"
    MANUAL = "manual"

    @property
    def media(self) -> str:
        """`image`, `video`, `audio`, `text`; assemble yields a video, manual an image unless its options say otherwise."""
        return _MEDIA[self]

    @property
    def type(self) -> str:
        """The coarse type of the published plan format: `image`, `video`, `chat` (and, beyond it, `audio`)."""
        return {"text": "chat"}.get(self.media, self.media)


_MEDIA = {
    Kind.TEXT_TO_IMAGE: "image",
    Kind.IMAGE_EDIT: "image",
    Kind.UPSCALE: "image",
    Kind.TEXT_TO_VIDEO: "video",
    Kind.IMAGE_TO_VIDEO: "video",
    Kind.EXTEND: "video",
    Kind.VIDEO_EDIT: "video",
    Kind.SPEECH: "audio",
    Kind.MUSIC: "audio",
    Kind.SOUND_EFFECT: "audio",
    Kind.TEXT: "text",
    Kind.ASSEMBLE: "video",
    Kind.MANUAL: "image",
}


class Role(StrEnum):
    """What an input is to its step."""

    START_IMAGE = "start_image"
    END_IMAGE = "end_image"
    REFERENCE = "reference"
    SOURCE = "source"
    """The image or video that is edited, upscaled or extended."""
    VOICE = "voice"
    AUDIO = "audio"
    CLIP = "clip"
    """A video an assemble step puts in the reel, in the order of the inputs."""


class Input(Noun):
    """A file a step takes: the output of a `step` (by id) or a stored `asset` (by hash); exactly one of the two."""

    role: Role
    step: str | None = None
    asset: Sha256 | None = None


class Step(Noun):
    """One generation or edit of a finished plan.

    `duration` is what the provider bills, in seconds; `use_seconds` what the reel uses of it. `options` holds the model's own
    options in the model's own format (duration as "5", "8s" or 8). `order` is display only; `id` is the journal's key and never changes.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
    order: Annotated[int, Field(ge=1)]
    kind: Kind
    action: str
    model: str
    model_name: str
    provider: str = ""
    """Who makes it live; "" for steps made here (assemble, manual)."""
    endpoint: str = ""
    prompt: str = ""
    negative_prompt: str = ""
    options: dict[str, Any] = {}
    aspect: str = ""
    width: int = 0
    height: int = 0
    fps: int = 0
    duration: float = 0.0
    use_seconds: float = 0.0
    seed: int = 0
    takes: Annotated[int, Field(ge=1, le=16)] = 1
    inputs: tuple[Input, ...] = ()
    depends_on: tuple[str, ...] = ()
    """Ids of the steps that must be stored first (a superset of the steps in `inputs`)."""
    slots: Slots = Slots()
    price: Micros = 0
    ceiling: Micros = 0
    estimated_seconds: float = 0.0
    output_description: str = ""
    reason: str = ""
    """Why this model."""
    extra: dict[str, Any] = {}
    """Keys of the draft that mean nothing to us, kept."""

    @computed_field(alias="type")  # type: ignore[prop-decorator]
    @property
    def type(self) -> str:
        return self.kind.type

    @property
    def by_hand(self) -> tuple[str, str]:
        """(what to paste, where) of a step a person makes; its prompt and "" where its model says nothing of that."""
        known = self.extra.get(PASTE)
        said = known if isinstance(known, dict) else {}
        prompt, where = said.get("prompt"), said.get("where")
        return (prompt if isinstance(prompt, str) else self.prompt), (where if isinstance(where, str) else "")

    @computed_field(alias="estimatedCost")  # type: ignore[prop-decorator]
    @property
    def estimated_cost(self) -> float:
        """USD for readers of the published format; sums are made from `price`."""
        return float(Decimal(self.price) / MICRO)


class Plan(Noun):
    """Checked, priced steps in an order that can be run.

    `price` is the live estimate, `ceiling` what a live run reserves at most, both in micro-USD; previs costs 0.
    """

    id: str = ""
    version: Annotated[int, Field(ge=0)] = 0
    title: str
    summary: str = ""
    brief: Brief | None = None
    use_case: str = "general"
    tier: Tier = "balanced"
    aspect: str = "16:9"
    fps: int = 24
    steps: tuple[Step, ...] = ()
    final_outputs: tuple[str, ...] = ()
    """What a person gets, in words."""
    finals: tuple[str, ...] = ()
    """Ids of the steps whose outputs those are."""
    catalog: str = ""
    """Content hash of the catalog that priced it."""
    extra: dict[str, Any] = {}

    def step(self, key: str | int) -> Step:
        """The step with this id or display order. Raises KeyError."""
        for step in self.steps:
            if key in (step.id, step.order) or str(key) == str(step.order):
                return step
        raise KeyError(key)

    @property
    def price(self) -> int:
        return sum(step.price for step in self.steps)

    @property
    def ceiling(self) -> int:
        return sum(step.ceiling for step in self.steps)

    @computed_field(alias="totalCost")  # type: ignore[prop-decorator]
    @property
    def total_cost(self) -> float:
        return float(Decimal(self.price) / MICRO)

    @computed_field(alias="estimatedTime")  # type: ignore[prop-decorator]
    @property
    def estimated_time(self) -> str:
        """The critical path through the steps, for people ('2 min 10 s')."""
        return spoken_time(self.estimated_seconds)

    @property
    def estimated_seconds(self) -> float:
        done: dict[str, float] = {}
        for step in self.steps:
            done[step.id] = step.estimated_seconds + max((done.get(d, 0.0) for d in step.depends_on), default=0.0)
        return max(done.values(), default=0.0)


def spoken_time(seconds: float) -> str:
    """`seconds` for people.

    >>> spoken_time(8), spoken_time(130), spoken_time(7300)
    ('8 s', '2 min 10 s', '2 h 2 min')
    """
    whole = max(0, round(seconds))
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    if hours:
        return f"{hours} h {minutes} min"
    if minutes:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    return f"{rest} s"


class Fault(Noun):
    """Something wrong with a draft and its way out. `step` is the step's id or display order as written, "" for the plan itself."""

    step: str = ""
    field: str = ""
    code: str
    message: str
    fix: str
    mended: bool = False
    """True: `finish()` changed it and says so; False: a person must."""


class Weighed(Noun):
    """What changes to a plan would mean, before they are made. Steps are named by their order in `plan`; money in micro-USD, live.

    `price` and `ceiling` are those of what is not stored yet; stored steps cost nothing.
    """

    plan: Plan
    """As it would be; it is kept nowhere."""
    renders: tuple[int, ...]
    """The steps a run would then make."""
    again: tuple[int, ...]
    """Those of them that are stored as they are now: made anew because of the changes."""
    price: Micros
    ceiling: Micros
    faults: tuple[Fault, ...] = ()


class DraftStep(BaseModel):
    """A step as anyone may write it; see the published plan format for the first block, the second is ours. Everything may be missing."""

    model_config = ConfigDict(frozen=True, extra="allow", alias_generator=to_camel, populate_by_name=True)

    order: int | None = None
    action: str | None = None
    model: str | None = None
    model_name: str | None = None
    type: str | None = None
    prompt: str | None = None
    options: dict[str, Any] | None = None
    estimated_cost: float | None = None
    depends_on: list[int | str] | None = None
    output_description: str | None = None

    id: str | None = None
    kind: str | None = None
    provider: str | None = None
    endpoint: str | None = None
    negative_prompt: str | None = None
    aspect: str | None = None
    fps: int | None = None
    duration: float | str | None = None
    use_seconds: float | None = None
    seed: int | None = None
    takes: int | None = None
    inputs: list[Input] | None = None
    slots: Slots | None = None
    reason: str | None = None


class Draft(BaseModel):
    """A plan as anyone may write it: `Draft.model_validate(json)` and `.wire()` give back the same JSON."""

    model_config = ConfigDict(frozen=True, extra="allow", alias_generator=to_camel, populate_by_name=True)

    title: str | None = None
    summary: str | None = None
    steps: list[DraftStep] = []
    total_cost: float | None = None
    estimated_time: str | None = None
    final_outputs: list[str] | None = None

    id: str | None = None
    brief: Brief | None = None
    use_case: str | None = None
    tier: Tier | None = None
    aspect: str | None = None
    fps: int | None = None
    finals: list[str] | None = None

    def wire(self) -> dict[str, Any]:
        """The JSON it was loaded from: only the keys that were set, unknown ones included."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)
