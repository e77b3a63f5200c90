"""The catalog as the rest of the product sees it: every section read when first asked for, every question one call."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any, TypeVar, cast

from director_kernel.catalog import prices, succession
from director_kernel.catalog.choose import choose
from director_kernel.catalog.guide import write_guide
from director_kernel.catalog.names import Names
from director_kernel.catalog.recommend import also, recommend
from director_kernel.catalog.shelf import Shelf
from director_kernel.catalog.words import Thesaurus
from director_kernel.errors import CatalogError
from director_kernel.schema.catalog import (
    Duration,
    EndpointRef,
    EndpointSchema,
    Expert,
    First,
    Leaderboard,
    Model,
    Needs,
    Pack,
    PackRole,
    Pick,
    Price,
    PriceRow,
    QuotaTier,
    Ranked,
    Recommendation,
    Resolution,
    Setting,
    Source,
    Sourced,
    StepSetting,
    Synonyms,
    Task,
    TierModels,
    Timing,
    Topic,
    UseCase,
)
from director_kernel.schema.dialect import Dialect
from director_kernel.schema.direction import Grammar, Manner, Profile, Recipe, Variant
from director_kernel.schema.evidence import Evidence
from director_kernel.schema.plan import Kind, Tier

Record = TypeVar("Record", bound=Sourced)
LIVE_PROVIDERS = ("fal", "openrouter", "openai", "replicate")
"""Providers whose endpoints a step may be planned for, the one to prefer first; chat models are reached through the packs."""


class Catalog:
    """Everything known about models, prices and how films are made with them.

    Sections are mappings or tuples of frozen nouns. Every method is deterministic. Files that are wrong raise CatalogError with
    file and line when their section is first read.
    """

    # What was learned is of one catalog alone; everything read and derived from the files (`__dict__`) is shared with all that know more.
    __slots__ = ("__dict__", "__weakref__", "evidence")

    def __init__(self, shelf: Shelf) -> None:
        self.evidence = Evidence()
        self._shelf = shelf
        self._endpoints: dict[str, EndpointSchema | None] = {}

    def knowing(self, evidence: Evidence) -> "Catalog":
        """This catalog with what was learned: its choices and recommendations take it into account. The facts are read once for both."""
        if evidence == self.evidence:
            return self
        other = object.__new__(type(self))
        other.__dict__ = self.__dict__
        other.evidence = evidence
        return other

    @property
    def hash(self) -> str:
        """SHA-256 of all files; a plan carries it to say which catalog priced it."""
        return self._shelf.hash

    def _section(self, name: str, noun: type[Record]) -> dict[str, Record]:
        return cast("dict[str, Record]", self._shelf.records(name))

    @cached_property
    def models(self) -> Mapping[str, Model]:
        return self._section("models", Model)

    @cached_property
    def tasks(self) -> Mapping[str, Task]:
        return self._section("tasks", Task)

    @cached_property
    def use_cases(self) -> Mapping[str, UseCase]:
        return self._section("use_cases", UseCase)

    @cached_property
    def expert(self) -> Mapping[str, Expert]:
        return self._section("expert", Expert)

    @cached_property
    def first(self) -> Mapping[str, First]:
        """The models to use first, in order."""
        return self._section("first", First)

    @cached_property
    def tiers(self) -> Mapping[str, TierModels]:
        return self._section("tiers", TierModels)

    @cached_property
    def leaderboards(self) -> Mapping[str, Leaderboard]:
        return self._section("leaderboards", Leaderboard)

    @cached_property
    def step_settings(self) -> Mapping[str, StepSetting]:
        return self._section("step_settings", StepSetting)

    @cached_property
    def packs(self) -> Mapping[str, Pack]:
        return self._section("packs", Pack)

    def sound_packs(self) -> tuple[Mapping[str, Pack], tuple[str, ...]]:
        """`packs` without the workspace's files that are wrong, and what is wrong with them: one bad file takes no other with it."""
        try:
            return self.packs, ()
        except CatalogError:
            keys = self._shelf.names("packs")
        sound, faults = [key for key in keys if key[0] == 0], []
        shipped = list(sound)
        for key in keys[len(shipped) :]:
            try:
                self._shelf.records("packs", [*shipped, key])
                sound.append(key)
            except CatalogError as error:
                faults.append(error.message)
        return cast("dict[str, Pack]", self._shelf.records("packs", sound)), tuple(faults)

    @cached_property
    def roles(self) -> Mapping[str, PackRole]:
        """The jobs of the director that packs give to models."""
        return self._section("roles", PackRole)

    @cached_property
    def quotas(self) -> Mapping[str, QuotaTier]:
        """The account tiers and what they may use in a month."""
        return self._section("quotas", QuotaTier)

    @cached_property
    def timing(self) -> Mapping[str, Timing]:
        return self._section("timing", Timing)

    @cached_property
    def platform(self) -> Mapping[str, Topic]:
        return self._section("platform", Topic)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        return self._section("sources", Source)

    @cached_property
    def words(self) -> Mapping[str, Synonyms]:
        return self._section("words", Synonyms)

    @cached_property
    def dialects(self) -> Mapping[str, Dialect]:
        """How families of models like their prompts."""
        return self._section("dialects", Dialect)

    @cached_property
    def manners(self) -> Mapping[str, Manner]:
        """What loose language ("dreamy", "more kinetic") changes in a shot."""
        return self._section("manners", Manner)

    @cached_property
    def variants(self) -> Mapping[str, Variant]:
        """Other styles a shot may be seen in ("1980s VHS", "Noir")."""
        return self._section("variants", Variant)

    @cached_property
    def grammars(self) -> Mapping[str, Grammar]:
        """Named patterns of coverage ("Spielberg wonder", "horror reveal")."""
        return self._section("grammars", Grammar)

    @cached_property
    def profiles(self) -> Mapping[str, Profile]:
        """Director profiles: a style under a name."""
        return self._section("profiles", Profile)

    @cached_property
    def recipes(self) -> Mapping[str, Recipe]:
        """Workflows with their settings."""
        return self._section("recipes", Recipe)

    @cached_property
    def settings(self) -> Mapping[str, Setting]:
        return self._section("settings", Setting)

    @cached_property
    def margin(self) -> Decimal:
        """What a ceiling is above the dearest matching price. Raises CatalogError for anything but a number from 1 to 10."""
        try:
            margin = Decimal(self.settings["margin"].value)
        except InvalidOperation:
            margin = Decimal(0)
        if not (margin.is_finite() and 1 <= margin <= 10):
            raise CatalogError('settings.yaml: the margin must be a number from 1 to 10, for example "1.25"; mend it or take it out.')
        return margin

    @cached_property
    def as_of(self) -> str:
        """The day the shipped facts were read."""
        return self.settings["as_of"].value

    def lexicon(self, name: str) -> dict[str, Any]:
        """The plain data of `lexicon/<name>.yaml`, overlay keys over shipped ones. Raises CatalogError if it isn't a mapping."""
        data = self._shelf.free("lexicon", name)
        if not isinstance(data, dict):
            raise CatalogError(f"lexicon/{name}.yaml must be a mapping of names to lists; mend it or take it out.")
        return data

    @cached_property
    def thesaurus(self) -> Thesaurus:
        """Texts to meanings, by the catalog's synonyms."""
        return Thesaurus(self.words)

    # Models by name

    @cached_property
    def names(self) -> Names:
        winners = [expert.winner for expert in self.expert.values()]
        order = [*self.first, *winners, *(name for tier in ("balanced", "premium", "budget") for name in self._tier_names(tier))]
        return Names(self.models, {name: place for place, name in reversed(list(enumerate(order)))})

    def _tier_names(self, tier: str) -> list[str]:
        return [name for names in self.tiers[tier].models.values() for name in names] if tier in self.tiers else []

    def find(self, name: str) -> Model | None:
        """The model called `name` (id, alias, product name, endpoint, loosely "Kling 2.6"), retired ones too; None if nothing is near."""
        return self.names.find(name)

    def mentions(self, text: str) -> tuple[tuple[int, int, Model], ...]:
        """(start, end, model) for every model named in prose."""
        return self.names.mentions(text)

    def resolve(self, name: str, *, kind: Kind | None = None) -> Resolution:
        """What `name` means today: active models themselves, others followed to the end of their successors."""
        return succession.resolve(name, self.models, self.names, lambda model: self.ready(model, kind))

    def ready(self, model: Model, kind: Kind | None = None) -> bool:
        """True for an active, priced model that can be reached: for `kind`, or for any of its kinds.

        Media models need an endpoint of a live provider whose schema is known; chat models need an endpoint and a price.
        """
        return any(self._ready_for(model, one) for one in ((kind,) if kind else model.kinds))

    def _ready_for(self, model: Model, kind: Kind) -> bool:
        if not model.active or model.manual or not model.makes(kind):
            return False
        if kind is Kind.TEXT:
            return bool(model.prices) and model.endpoint_for(kind) is not None
        return self.endpoint_ref(model, kind) is not None and self.price(model, kind, seconds=5, characters=100) is not None

    def ranked(self, task: Task | str) -> tuple[Ranked, ...]:
        """A task's list as it holds today: each name resolved, the reason where it changed, fallbacks last, no model twice."""
        found = self.tasks[task] if isinstance(task, str) else task
        places = [(name, False) for name in found.ranked] + [(name, True) for name in found.fallback]
        history = {entry.name: entry for entry in found.history}
        ranked: dict[str, Ranked] = {}
        for name, fallback in places:
            if name in history:
                place = Ranked(name=name, model=history[name].replacement, reason=history[name].reason, fallback=fallback)
            else:
                told = self.resolve(name)
                place = Ranked(name=name, model=told.model.id if told.model else "", reason=told.reason, fallback=fallback)
            if place.model in self.models:
                ranked.setdefault(place.model, place)
        return tuple(ranked.values())

    def case_models(self, case: UseCase) -> tuple[str, ...]:
        """The ids of a use case's picture and film model as they are today."""
        history = {entry.name: entry.replacement for entry in case.history}
        told = [self.resolve(history.get(name, name)).model for name in (case.image, case.video)]
        return tuple(model.id for model in told if model)

    # Endpoints

    def endpoint(self, id: str) -> EndpointSchema | None:
        """The schema of an endpoint, None where the facts don't have it."""
        if id not in self._endpoints:
            keys = [key for key in self._shelf.names("endpoints") if f"id: {id}\n".encode() in self._shelf.raw(key)]
            found = self._shelf.records("endpoints", keys) if keys else {}
            self._endpoints.update({name: cast("EndpointSchema", record) for name, record in found.items()})
            self._endpoints.setdefault(id, None)
        return self._endpoints[id]

    def endpoints(self) -> Mapping[str, EndpointSchema]:
        """Every endpoint schema (slow the first time: it reads them all)."""
        found = self._section("endpoints", EndpointSchema)
        self._endpoints.update(found)
        return found

    def endpoint_ref(self, model: Model, kind: Kind, *, variant: str = "") -> EndpointRef | None:
        """The live endpoint of `model` for `kind` whose schema is known, None if there is none; for words, its first chat endpoint."""
        if kind is Kind.TEXT:
            return model.endpoint_for(kind)
        for provider in LIVE_PROVIDERS:
            ref = model.endpoint_for(kind, provider=provider, variant=variant)
            if ref and ref.known:
                return ref
        return None

    def duration(self, model: Model, kind: Kind, *, endpoint: str = "") -> Duration | None:
        """The lengths `model` makes as `kind`, written as that endpoint wants them; None where nothing is known or none is asked."""
        ref = self.endpoint_ref(model, kind)
        schema = self.endpoint(endpoint or (ref.id if ref else ""))
        if schema is None:
            return model.duration if kind.media in ("video", "audio") else None
        own = schema.duration()
        if own is None or own.choices() or model.duration is None:
            return own or _unwritten(model.duration)
        known = model.duration
        return own.with_(values=known.values, low=known.low, high=known.high, step=known.step)

    # Money and time

    def price(
        self,
        model: Model | str,
        kind: Kind,
        *,
        endpoint: str = "",
        options: Mapping[str, Any] | None = None,
        resolution: str | None = None,
        audio: bool | None = None,
        seconds: float = 0.0,
        images: int | None = None,
        characters: int = 0,
        width: int = 0,
        height: int = 0,
        tokens_in: int = 0,
        tokens_out: int = 0,
    ) -> Price | None:
        """Estimate and ceiling in micro-USD, None where no price is known (then: listed, never chosen, refused live).

        `options` are the provider's own fields; what is said outright wins over them, and the endpoint's defaults fill the rest.
        """
        named = self.models[model] if isinstance(model, str) else model
        ref = (
            next((ref for ref in named.endpoints if ref.id == endpoint), None) or self.endpoint_ref(named, kind) or named.endpoint_for(kind)
        )
        order = prices.order_for(
            kind,
            ref,
            self.endpoint(ref.id) if ref and ref.known else None,
            options or {},
            resolution=resolution,
            audio=audio,
            images=images,
            seconds=seconds,
            characters=characters,
            width=width,
            height=height,
            tokens_in=tokens_in,
            tokens_out=tokens_out,
        )
        return prices.price_of(named, order, self.margin)

    def price_rows(self, endpoint: str) -> tuple[PriceRow, ...]:
        """The price rows of the model that has this endpoint; what a provider reckons an answer's usage by."""
        found = next((model for model in self.models.values() if any(ref.id == endpoint for ref in model.endpoints)), None)
        return found.prices if found else ()

    def estimated_seconds(self, model: Model | str, kind: Kind, *, seconds: float = 0.0) -> float:
        """How long a generation takes, in seconds: a rough documented figure, of the model if there is one, else of the kind."""
        id = model if isinstance(model, str) else model.id
        timing = self.timing.get(id) or self.timing.get(kind.value)
        return round(timing.base + timing.per_second * seconds, 1) if timing else 0.0

    # Advice

    def tier_models(self, tier: Tier, kind: Kind) -> tuple[Model, ...]:
        """The tier's models for `kind`, best value first, only those that can be planned today."""
        named = self.tiers[tier].models.get(kind, ())
        resolved = [self.resolve(name, kind=kind).model for name in named]
        return tuple({model.id: model for model in resolved if model and self.ready(model, kind)}.values())

    def choose(
        self,
        kind: Kind,
        *,
        task: str | None = None,
        use_case: str | None = None,
        tier: Tier = "balanced",
        needs: Needs | Mapping[str, Any] | None = None,
    ) -> Pick | None:
        """The model for a step: active, priced, its endpoint known, and able to do what the step needs; None if none is."""
        asked = needs if isinstance(needs, Needs) else Needs.model_validate(needs or {})
        return choose(self, kind, task=task, use_case=use_case, tier=tier, needs=asked)

    def recommend(
        self,
        query: str,
        *,
        kind: Kind | None = None,
        tier: Tier | None = None,
        limit: int = 5,
        needs: Needs | Mapping[str, Any] | None = None,
    ) -> tuple[Recommendation, ...]:
        """Models for what `query` asks (a task's id or free words), best first, each with reason, price and date."""
        asked = needs if isinstance(needs, Needs) else Needs.model_validate(needs or {})
        return recommend(self, query, kind=kind, tier=tier, limit=limit, needs=asked)

    def also(self, query: str, found: tuple[Recommendation, ...], near: Sequence[str]) -> tuple[Recommendation, ...]:
        """`found` with the models a search by meaning found `near` to the query, nearest first: behind them, or among them where they rest
        on little. Models that make nothing of the kind that is asked for are left out."""
        return also(self, query, found, near)

    def guide(self) -> str:
        """The expert guide a director reads, as Markdown, written from the data."""
        return write_guide(self)


def _unwritten(duration: Duration | None) -> Duration | None:
    """The lengths a model makes where its endpoint has no field to ask for one."""
    return duration.with_(format="fixed") if duration else None
