"""One model for one step: what the task ranks, inside the tier, able to do what is needed, priced and reachable."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from director_kernel.catalog.needs import lacks
from director_kernel.schema.catalog import Model, Needs, Pick, Price
from director_kernel.schema.money import usd
from director_kernel.schema.plan import Kind, Tier

if TYPE_CHECKING:
    from director_kernel.catalog.book import Catalog


def choose(catalog: "Catalog", kind: Kind, *, task: str | None, use_case: str | None, tier: Tier, needs: Needs) -> Pick | None:
    """See `Catalog.choose`: of all that could do it, the first by task and tier together, then tier, then task, then price."""
    names = _tasks(catalog, kind, task, use_case)
    able = [(model, why) for model, why in _candidates(catalog, kind, names, tier) if not lacks(catalog, model, kind, needs)]
    if not able:
        return None
    model, why = able[0]
    others = tuple(other.id for other, _ in able[1:6])
    return _pick(catalog, model, kind, why, needs, others)


def _tasks(catalog: "Catalog", kind: Kind, task: str | None, use_case: str | None) -> tuple[str, ...]:
    """The tasks that speak about this step, the one asked for first."""
    case = catalog.use_cases.get(use_case or "")
    steps = [step.task for step in case.workflow if step.kind is kind and step.task] if case else []
    return tuple(dict.fromkeys(name for name in (task, *steps) if name and name in catalog.tasks))


def _candidates(catalog: "Catalog", kind: Kind, tasks: tuple[str, ...], tier: Tier) -> Iterator[tuple[Model, str]]:
    ranked = [(place.model, catalog.tasks[name].reason) for name in tasks for place in catalog.ranked(name)]
    in_tier = {model.id: model for model in catalog.tier_models(tier, kind)}
    seen: set[str] = set()
    fits = f"in the {tier} tier"
    groups: tuple[list[tuple[str, str]], ...] = (
        [(id, f"{reason}; {fits}") for id, reason in ranked if id in in_tier],
        [(id, f"the one for it {fits}") for name in tasks for id in catalog.tiers[tier].for_task.get(name, ())],
        [(id, f"first {fits}") for id in in_tier],
        [(id, f"{reason}; nothing {fits} can do it") for id, reason in ranked],
        [(model.id, f"the cheapest that can do it; nothing {fits} can") for model in _by_price(catalog, kind)],
    )
    for group in groups:
        for id, why in group:
            model = catalog.models[id]
            if id not in seen and catalog.ready(model, kind):
                seen.add(id)
                yield model, why


def _by_price(catalog: "Catalog", kind: Kind) -> list[Model]:
    priced = [
        (price.estimate, model.id, model)
        for model in catalog.models.values()
        if model.makes(kind) and (price := _price(catalog, model, kind, Needs()))
    ]
    return [model for _, _, model in sorted(priced, key=lambda entry: entry[:2])]


def _price(catalog: "Catalog", model: Model, kind: Kind, needs: Needs) -> Price | None:
    return catalog.price(
        model,
        kind,
        seconds=needs.seconds or 5,
        characters=needs.characters or 100,
        audio=needs.audio,
        resolution=needs.resolution or None,
        tokens_in=2000,
        tokens_out=1000,
    )


def _pick(catalog: "Catalog", model: Model, kind: Kind, why: str, needs: Needs, others: tuple[str, ...]) -> Pick | None:
    endpoint, price = catalog.endpoint_ref(model, kind), _price(catalog, model, kind, needs)
    if endpoint is None or price is None:
        return None
    reason = f"{model.name}: {why}; about {usd(price.estimate)} ({price.row.as_of})"
    return Pick(model=model, endpoint=endpoint, price=price, reason=reason, alternatives=others)
