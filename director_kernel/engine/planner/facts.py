"""The catalog's answers during one `finish()`, each asked once: a plan of a thousand steps names a handful of models."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from director_kernel.catalog.book import Catalog
from director_kernel.schema.advice import Needs, Pick
from director_kernel.schema.endpoint import Duration, EndpointSchema
from director_kernel.schema.model import EndpointRef, Model, Resolution
from director_kernel.schema.plan import Kind, Tier


@dataclass
class Facts:
    """What is known of models and endpoints; `live` says that faults only a live run would meet are to be reported."""

    catalog: Catalog
    tier: Tier = "balanced"
    live: bool = False
    _resolved: dict[tuple[str, Kind | None], Resolution] = field(default_factory=dict)
    _makers: dict[Kind, tuple[Model, ...]] = field(default_factory=dict)
    _picked: dict[tuple[Kind, Needs, str], Pick | None] = field(default_factory=dict)
    _lengths: dict[tuple[str, Kind, str], Duration | None] = field(default_factory=dict)

    @cached_property
    def models(self) -> Mapping[str, Model]:
        return self.catalog.models

    def resolve(self, name: str, kind: Kind | None) -> Resolution:
        """What a model's name means today, for a step of this kind."""
        key = (name, kind)
        if key not in self._resolved:
            self._resolved[key] = self.catalog.resolve(name, kind=kind)
        return self._resolved[key]

    def choose(self, kind: Kind, needs: Needs, task: str = "") -> Pick | None:
        """The model to take for a step when the named one won't do; what it would like is given up before having none."""
        key = (kind, needs, task)
        if key not in self._picked:
            asked = task or None
            self._picked[key] = self.catalog.choose(kind, task=asked, tier=self.tier, needs=needs) or self.catalog.choose(
                kind, task=asked, tier=self.tier
            )
        return self._picked[key]

    def makers(self, kind: Kind) -> tuple[Model, ...]:
        """Every model that can be planned for a kind today, in the catalog's order."""
        if kind not in self._makers:
            self._makers[kind] = tuple(model for model in self.models.values() if self.catalog.ready(model, kind))
        return self._makers[kind]

    @cached_property
    def writer(self) -> Model | None:
        """The chat model of the tier, for texts whose model is not there."""
        tier = self.catalog.tiers.get(self.tier)
        named = [self.resolve(name, Kind.TEXT).model for name in (tier.models.get(Kind.TEXT, ()) if tier else ())]
        return next((model for model in named if model and model.active and model.makes(Kind.TEXT)), None)

    def schema(self, endpoint: str) -> EndpointSchema | None:
        return self.catalog.endpoint(endpoint) if endpoint else None

    def lengths(self, model: str, kind: Kind, endpoint: str) -> Duration | None:
        """The lengths a model makes as this kind."""
        key = (model, kind, endpoint)
        if key not in self._lengths:
            found = self.models.get(model)
            self._lengths[key] = self.catalog.duration(found, kind, endpoint=endpoint) if found else None
        return self._lengths[key]

    def ref(self, step_model: str, endpoint: str) -> EndpointRef | None:
        model = self.models.get(step_model)
        return next((ref for ref in model.endpoints if ref.id == endpoint), None) if model else None
