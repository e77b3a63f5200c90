"""What is known of models: where they are reached, what they make, what they cost; every value with its source and date.

Advice made of it (tasks, use cases, tiers, packs …) is in `advice`, what endpoints take in `endpoint`.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from director_kernel.schema.endpoint import Day, Duration, Sourced
from director_kernel.schema.money import Micros
from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Kind


class Status(StrEnum):
    """`legacy` still answers but something better is there; `retired` no longer answers; `invalid` never was what a document said."""

    ACTIVE = "active"
    LEGACY = "legacy"
    RETIRED = "retired"
    INVALID = "invalid"


class Unit(StrEnum):
    """What a price is for. The last two can't be computed from a step, only from what was used."""

    IMAGE = "image"
    RUN = "run"
    CLIP = "clip"
    SECOND = "second"
    MINUTE = "minute"
    MEGAPIXEL = "megapixel"
    CHARS_1K = "1k_chars"
    TOKENS_IN_1M = "1m_tokens_in"
    TOKENS_OUT_1M = "1m_tokens_out"
    IMAGE_TOKENS_1M = "1m_image_tokens"
    """Pictures that come out; those that go in are the last one."""
    IMAGE_TOKENS_IN_1M = "1m_image_tokens_in"


class Note(Sourced):
    """A sentence someone stands for."""

    text: str


class Choices(Sourced):
    values: tuple[str, ...]
    detail: str = ""


class Flag(Sourced):
    value: bool
    detail: str = ""


class Limit(Sourced):
    """How many there may be; None: not known."""

    value: int | None = None
    detail: str = ""


class PromptLimit(Sourced):
    chars: int | None = None
    tokens: int | None = None
    negative_chars: int | None = None
    detail: str = ""


class Dated(Sourced):
    """A date in the life of a model; `date` may be a year or a month, `detail` says for whom it holds."""

    date: Day
    detail: str = ""


class Score(Sourced):
    """A rating, comparable only inside one arena and date."""

    value: int
    arena: str
    detail: str = ""


class When(Noun):
    """What a price row asks of a step; None asks nothing. `duration` in seconds."""

    resolution: str | None = None
    audio: bool | None = None
    duration: float | None = None
    quality: str | None = None
    variant: str | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, name) is not None for name in type(self).model_fields)


class PriceRow(Sourced):
    """A price that can be computed: `micros` for each begun `per` units, and `further` for every one after the first.

    `provider` "" means whoever the source speaks of did not say. `kinds` empty: every kind of the model.
    """

    unit: Unit
    micros: Micros
    provider: str = ""
    per: Annotated[float, Field(gt=0)] = 1.0
    further: Micros | None = None
    when: When = When()
    kinds: tuple[Kind, ...] = ()
    note: str = ""


class EndpointRef(Sourced):
    """Where a model can be reached. `kind` None: a helper that makes no step (voice creation, characters).

    `variant` "" is the plain way to make this kind; others ("first-last-frame", "reference", "fast" …) are asked for by name.
    `known` says that its schema is in the catalog.
    """

    provider: str
    id: str
    kind: Kind | None = None
    variant: str = ""
    known: bool = False


class Paste(Sourced):
    """How a prompt is handed over where a person does it: `at` says where, the others how a parameter is written.

    "{}" stands for the value (an aspect as whole numbers, nouns to leave out, a seed); "" where the model has no such parameter.
    """

    at: str = Field(min_length=1)
    aspect: str = ""
    negative: str = ""
    seed: str = ""
    always: str = ""


class Successor(Sourced):
    id: str
    reason: str


class Provenance(Sourced):
    """How the entry came to be here. `fit_score` 0–1: how much it belongs in a director's catalog."""

    fit_score: Annotated[float, Field(ge=0, le=1)]
    dedupe_status: Literal["distinct", "duplicate", "platform_wrapper", "not_a_generator"]
    last_checked_at: str
    last_updated_at: str
    experimental: bool = False


class Model(Sourced):
    """One model, with everything known about it. None or empty: not found, never guessed."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9.+-]*$")
    name: str
    vendor: str
    kinds: tuple[Kind, ...] = ()
    modality: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    status: Status
    status_reason: str = ""
    manual: bool = False
    """True: no API; a person makes it and hands the file back."""
    paste: Paste | None = None
    endpoints: tuple[EndpointRef, ...] = ()
    duration: Duration | None = None
    aspects: Choices | None = None
    resolutions: Choices | None = None
    audio: Flag | None = None
    references: Limit | None = None
    prompt: PromptLimit | None = None
    negative: Flag | None = None
    seed: Flag | None = None
    prices: tuple[PriceRow, ...] = ()
    strengths: tuple[Note, ...] = ()
    limits: tuple[Note, ...] = ()
    recommended_for: tuple[Note, ...] = ()
    not_recommended_for: tuple[Note, ...] = ()
    scores: tuple[Score, ...] = ()
    notes: tuple[Note, ...] = ()
    released: Dated | None = None
    sunset: Dated | None = None
    successor: Successor | None = None
    named_in: tuple[str, ...] = ()
    """The source documents that name it."""
    provenance: Provenance

    @property
    def active(self) -> bool:
        return self.status is Status.ACTIVE

    @property
    def short_name(self) -> str:
        """The name without variants and second names: "Veo 3 / Veo 3 Fast" → "Veo 3"."""
        return self.name.split(" / ")[0].split(" (")[0]

    def services(self, kind: Kind) -> tuple[str, ...]:
        """Who makes `kind` with it, the usual one first."""
        return tuple(dict.fromkeys(there.provider for there in self.endpoints if there.kind is kind))

    def endpoint_for(self, kind: Kind, *, provider: str = "", variant: str = "") -> EndpointRef | None:
        """The endpoint that makes `kind`; the first in the catalog's order unless a provider or variant is asked for."""
        for ref in self.endpoints:
            if ref.kind is kind and ref.variant == variant and provider in ("", ref.provider):
                return ref
        return None

    def makes(self, kind: Kind) -> bool:
        return kind in self.kinds


class Price(Noun):
    """What something costs, in micro-USD: `estimate` by `row`, `ceiling` what is reserved. `amount` counts the row's units."""

    estimate: Micros
    ceiling: Micros
    row: PriceRow
    amount: float
    note: str = ""


class Resolution(Noun):
    """What a name means today. `model` None: nothing has that name, `suggestions` are near. `newer` names a later generation."""

    requested: str
    model: Model | None = None
    followed: tuple[str, ...] = ()
    reason: str = ""
    newer: str = ""
    suggestions: tuple[str, ...] = ()
