"""One model for one step: what the task ranks, inside the tier, able to do what is needed, priced and reachable."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from director_kernel.catalog.needs import lacks
from director_kernel.schema.catalog import Model, Needs, Pick, Price, Ranked, Task
from director_kernel.schema.money import usd
from director_kernel.schema.plan import Kind, Tier

if TYPE_CHECKING:
    from director_kernel.catalog.book import Catalog


def choose(catalog: "Catalog", kind: Kind, *, task: str | None, use_case: str | None, tier: Tier, needs: Needs) -> Pick | None:
    """See `Catalog.choose`: the first of the candidates that lacks nothing."""
    tasks = _tasks(catalog, kind, task, use_case)
    able = [(model, why) for model, why in _candidates(catalog, kind, tasks, use_case, tier) if not lacks(catalog, model, kind, needs)]
    if not able:
        return None
    model, why = able[0]
    others = tuple(other.id for other, _ in able[1:6])
    return _pick(catalog, model, kind, why, needs, others)


def _tasks(catalog: "Catalog", kind: Kind, task: str | None, use_case: str | None) -> tuple[Task, ...]:
    """The tasks that speak about this step, the one asked for first."""
    case = catalog.use_cases.get(use_case or "")
    steps = [step.task for step in case.workflow if step.kind is kind and step.task] if case else []
    return tuple(catalog.tasks[name] for name in dict.fromkeys((task or "", *steps)) if name in catalog.tasks)


def _candidates(catalog: "Catalog", kind: Kind, tasks: tuple[Task, ...], use_case: str | None, tier: Tier) -> Iterator[tuple[Model, str]]:
    """Models with the reason for each: named for the task in this tier, the use case's own, the task's ranking, the tier, the rest."""
    in_tier = {model.id for model in catalog.tier_models(tier, kind)}
    ranked = [(place.model, _said(task, place, rank)) for task in tasks for rank, place in enumerate(catalog.ranked(task))]
    best = {place.model for task in tasks for place in catalog.ranked(task) if not place.fallback}
    groups: tuple[list[tuple[str, str]], ...] = (
        [(id, f"For {task.title.lower()} in the {tier} tier") for task in tasks for id in catalog.tiers[tier].for_task.get(task.id, ())],
        [(id, why) for id, why in _own(catalog, use_case) if id in in_tier],
        [(id, why) for id, why in ranked if id in in_tier and id in best],
        [(model.id, f"First in the {tier} tier") for model in catalog.tier_models(tier, kind)],
        [(id, f"{why}; nothing in the {tier} tier can do it") for id, why in ranked],
        [(model.id, f"The cheapest that can do it; nothing in the {tier} tier can") for model in _by_price(catalog, kind)],
    )
    seen: set[str] = set()
    for id, why in (entry for group in groups for entry in group):
        model = catalog.models.get(id)
        if model and id not in seen and catalog.ready(model, kind):
            seen.add(id)
            yield model, why


def _said(task: Task, place: Ranked, rank: int) -> str:
    return (
        task.reason.rstrip(".")
        if rank == 0
        else f"Named for {task.title.lower()}" + (f", in place of {place.name}" if place.reason else "")
    )


def _own(catalog: "Catalog", use_case: str | None) -> list[tuple[str, str]]:
    """The use case's own models as they are called today."""
    case = catalog.use_cases.get(use_case or "")
    if case is None:
        return []
    return [(id, case.reason.rstrip(".")) for id in catalog.case_models(case)]


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
    reason = f"{why}. {model.short_name}, about {usd(price.estimate)} (price of {price.row.as_of})."
    return Pick(model=model, endpoint=endpoint, price=price, reason=reason, alternatives=others)
