"""What is known: models, prices, tasks, use cases, tiers, boards, packs. Every value says where it comes from and when it was true."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from director_kernel.schema.endpoint import Duration, DurationFormat, EndpointField, EndpointSchema, Sourced
from director_kernel.schema.money import Micros
from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Kind, Tier

__all__ = [
    "CatalogFault",
    "Choices",
    "Dated",
    "Duration",
    "DurationFormat",
    "EndpointField",
    "EndpointRef",
    "EndpointSchema",
    "Expert",
    "First",
    "Flag",
    "History",
    "Leaderboard",
    "Limit",
    "Model",
    "Needs",
    "Note",
    "Pack",
    "Pick",
    "Price",
    "PriceRow",
    "PromptLimit",
    "Provenance",
    "Ranked",
    "Recommendation",
    "Resolution",
    "RoleModel",
    "Score",
    "Setting",
    "Source",
    "Sourced",
    "Status",
    "StepSetting",
    "Successor",
    "Synonyms",
    "Task",
    "TierModels",
    "Timing",
    "Topic",
    "Unit",
    "UseCase",
    "When",
    "WorkflowStep",
]


class Status(StrEnum):
    """`legacy` still answers but something better is there; `retired` no longer answers; `invalid` never was what a document said."""

    ACTIVE = "active"
    LEGACY = "legacy"
    RETIRED = "retired"
    INVALID = "invalid"


class Unit(StrEnum):
    """What a price is for. Only the last one can't be computed from a step."""

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

    date: str = Field(pattern=r"^\d{4}(-\d{2}){0,2}$")
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


class History(Sourced):
    """A name a source document gave that no longer holds, kept with what replaces it and why."""

    name: str
    replacement: str
    reason: str


class Ranked(Noun):
    """One place of a ranked list: the name as written and the model it means today; `reason` says why they differ."""

    name: str
    model: str
    reason: str = ""
    fallback: bool = False


class Task(Sourced):
    """Something a picture or film needs, and who does it best, best first."""

    id: str
    title: str
    media: Literal["image", "video"]
    kinds: tuple[Kind, ...]
    ranked: tuple[str, ...]
    fallback: tuple[str, ...] = ()
    reason: str
    tips: str
    words: tuple[str, ...] = ()
    history: tuple[History, ...] = ()


class WorkflowStep(Noun):
    """One step of a use case's way of working. `needs` names the steps before it whose outputs it takes, by index from 1."""

    action: str
    kind: Kind
    task: str = ""
    needs: tuple[int, ...] = ()


class UseCase(Sourced):
    """A sort of film or picture people ask for, and how it is made."""

    id: str
    title: str
    image: str
    video: str
    reason: str
    workflow: tuple[WorkflowStep, ...]
    steps: tuple[str, ...] = ()
    """The workflow in words."""
    aspect: str = "16:9"
    duration: float = 10.0
    shots: Annotated[int, Field(ge=1)] = 1
    audio: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    tips: str = ""
    history: tuple[History, ...] = ()


class Expert(Sourced):
    """Field-tested advice: who wins at something, why, and who else would do."""

    id: str
    title: str
    winner: str
    reason: str
    alternatives: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    words: tuple[str, ...] = ()


class First(Sourced):
    """A model to try before others, and what for."""

    id: str
    why: str


class TierModels(Sourced):
    """The models of a price tier by kind, best value first; `named` is what the source document listed."""

    id: Tier
    title: str
    typical: str
    low: Micros
    high: Micros
    models: Mapping[Kind, tuple[str, ...]]
    for_task: Mapping[str, tuple[str, ...]] = {}
    """Who does a task in this tier where none of the task's own list is in it."""
    named: Mapping[str, tuple[str, ...]] = {}
    history: tuple[History, ...] = ()


class BoardRow(Sourced):
    name: str
    model: str = ""
    score: int
    arena: str
    rank: int | None = None
    price: str = ""
    best_for: str = ""


class Leaderboard(Sourced):
    """Scores of one discipline, newest arena first. No rows: nothing is known, and `note` says so."""

    id: str
    title: str
    url: str = ""
    note: str = ""
    rows: tuple[BoardRow, ...] = ()


class RoleModel(Sourced):
    """Who plays a role. `was` is the model the source document named."""

    provider: str
    model: str
    temperature: Annotated[float, Field(ge=0, le=2)]
    was: str = ""
    reason: str = ""


class Pack(Sourced):
    """Which model does which job of the director, all roles of them."""

    id: str
    title: str
    summary: str
    roles: Mapping[str, RoleModel]


class StepSetting(Sourced):
    """The choices a step offers a person; each model's own limits still hold."""

    id: str
    options: Mapping[str, tuple[Any, ...]]
    note: str = ""


class Timing(Sourced):
    """How long a generation takes: `base` seconds and `per_second` for every second made. `id` is a kind or a model."""

    id: str
    base: float
    per_second: float = 0.0


class Topic(Sourced):
    """What a director knows about this product."""

    id: str
    title: str
    text: str


class Source(Sourced):
    """Where facts come from. `id` is the key that values carry."""

    id: str
    title: str
    licence: str = ""


class Synonyms(Sourced):
    """Words that mean the same when someone asks for a model."""

    id: str
    words: tuple[str, ...]


class Setting(Sourced):
    id: str
    value: str
    note: str = ""


class Needs(Noun):
    """What a step asks of its model. `seconds` 0, `aspect` "" …: nothing asked."""

    aspect: str = ""
    resolution: str = ""
    seconds: float = 0.0
    audio: bool | None = None
    start_image: bool = False
    end_image: bool = False
    references: int = 0
    seed: bool = False
    negative: bool = False
    characters: int = 0


class Pick(Noun):
    """A model chosen for a step: priced, active, its endpoint's schema known."""

    model: Model
    endpoint: EndpointRef
    price: Price
    reason: str
    alternatives: tuple[str, ...] = ()


class Recommendation(Noun):
    """One answer to "which model for …?". `price` is for people ("$0.07 per second"), "" where none is known; `date` is the price's."""

    model_id: str
    name: str
    reason: str
    price: str
    date: str
    source: str
    score: float
    row: PriceRow | None = None
    newer: str = ""


class CatalogFault(Noun):
    """Something wrong in a catalog file."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"
