"""Who makes each step: the models a brief names, else what the catalog chooses for the tier, with its reason."""

from typing import Any

from director_kernel.catalog.book import Catalog
from director_kernel.schema.advice import Needs, Pick
from director_kernel.schema.brief import Brief
from director_kernel.schema.plan import Draft, DraftStep, Kind, Role, Tier

_TEXT_TASK = "text-rendering"


def cast_models(draft: Draft, brief: Brief, tier: Tier, catalog: Catalog) -> Draft:
    """The draft with a model, a reason and a length its model makes on every step that needs a model."""
    caster = _Caster(brief, tier, catalog)
    return draft.model_copy(update={"steps": [caster.cast(step) for step in draft.steps]})


class _Caster:
    """Chooses once for each kind of step and what it needs."""

    def __init__(self, brief: Brief, tier: Tier, catalog: Catalog) -> None:
        self._brief, self._tier, self._catalog = brief, tier, catalog
        self._named = [catalog.models[name] for name in brief.models if name in catalog.models]
        self._picked: dict[tuple[Any, ...], Pick | None] = {}

    def cast(self, step: DraftStep) -> DraftStep:
        if step.kind in (None, Kind.ASSEMBLE.value, Kind.MANUAL.value) or step.model:
            return step
        kind = Kind(step.kind)
        named = next((m for m in self._named if kind in m.kinds), None)
        if named is not None:
            return step.model_copy(update={"model": named.id, "model_name": named.name, "reason": f"{named.name}: as you asked."})
        pick = self._pick(step, kind)
        if pick is None:
            return step
        return step.model_copy(
            update={"model": pick.model.id, "model_name": pick.model.name, "reason": pick.reason, **self._length(step, pick, kind)}
        )

    def _pick(self, step: DraftStep, kind: Kind) -> Pick | None:
        """The catalog's choice for this step; frames with words on them go to a model that can write."""
        roles = [i.role for i in step.inputs or []]
        words = bool(step.slots and step.slots.on_screen_text) and kind is Kind.TEXT_TO_IMAGE and self._tier != "budget"
        needs = Needs(
            aspect=step.aspect or "",
            seconds=float(step.use_seconds or 0.0),
            start_image=Role.START_IMAGE in roles,
            references=roles.count(Role.REFERENCE),
        )
        key = (kind, words, needs)
        if key not in self._picked:
            task = _TEXT_TASK if words else None
            self._picked[key] = self._catalog.choose(kind, task=task, use_case=self._brief.use_case, tier=self._tier, needs=needs)
        return self._picked[key]

    def _length(self, step: DraftStep, pick: Pick, kind: Kind) -> dict[str, float]:
        """The shortest length the model makes that holds what the reel uses."""
        made = self._catalog.duration(pick.model, kind) if step.use_seconds else None
        longest = made.longest if made else None
        if made is None or not step.use_seconds or (longest is not None and step.use_seconds > longest):
            return {}
        return {"duration": made.at_least(step.use_seconds)}
