"""What follows from what is known: rankings, use cases, tiers, boards, and the answers given from them."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from director_kernel.schema.endpoint import Sourced
from director_kernel.schema.model import EndpointRef, Model, Price, PriceRow
from director_kernel.schema.money import Micros
from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Kind, Tier


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
