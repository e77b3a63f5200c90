"""One model for one step: what the task ranks, inside the tier, able to do what is needed, priced and reachable.

What was learned moves models among those that can do it: a preferred one comes first, one that fails goes behind the others of its
reach (named for the task, in the tier, beyond it), and the most taken first among the rest. The reason says so, with the counts.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from director_kernel.catalog.learned import failing, failures, notes, picks, preferred, prefers
from director_kernel.catalog.needs import lacks
from director_kernel.schema.catalog import Model, Needs, Pick, Price, Ranked, Task
from director_kernel.schema.money import usd
from director_kernel.schema.plan import Kind, Tier

if TYPE_CHECKING:
    from director_kernel.catalog.book import Catalog

FOR_THE_TASK, IN_TIER, NAMED_BEYOND, BEYOND = range(4)
"""How near a candidate is to what was asked; what was learned carries none of them nearer, only a person's preference does."""


class Candidate(NamedTuple):
    """A model with the reason for it and its reach."""

    model: Model
    why: str
    reach: int


def choose(catalog: "Catalog", kind: Kind, *, task: str | None, use_case: str | None, tier: Tier, needs: Needs) -> Pick | None:
    """See `Catalog.choose`: the first of the candidates that lacks nothing."""
    tasks = _tasks(catalog, kind, task, use_case)
    able = [
        one for one in _candidates(catalog, kind, tasks, use_case, tier, task is not None) if not lacks(catalog, one.model, kind, needs)
    ]
    if not able:
        return None
    first, liked = able[0], preferred(catalog, kind)
    able = _informed(catalog, able, kind, use_case, liked.id if liked is not None else "")
    one = able[0]
    why = "; ".join([_why(one, first, liked, kind, tier), *notes(catalog, one.model.id, (kind,), use_case)])
    if one.model != liked and one is not first and (found := failing(catalog.evidence, first.model.id)) is not None:
        why += f"; {first.model.short_name} would come first but {failures(found)}"
    return _pick(catalog, one.model, kind, why, needs, tuple(other.model.id for other in able[1:6]))


def _informed(catalog: "Catalog", able: list[Candidate], kind: Kind, use_case: str | None, liked: str) -> list[Candidate]:
    """The candidates in the order that what was learned gives them; as they came where nothing was."""
    evidence = catalog.evidence

    def place(one: Candidate) -> tuple[bool, int, bool, int]:
        against = failing(evidence, one.model.id) is not None
        return one.model.id != liked, one.reach, against, -picks(evidence, one.model.id, (kind,), use_case)

    return sorted(able, key=place)


def _why(one: Candidate, first: Candidate, liked: Model | None, kind: Kind, tier: Tier) -> str:
    """The reason for a candidate; one that was moved is neither the first of its tier nor the cheapest any more."""
    if one.model == liked:
        return prefers(one.model, kind) + (f", which is outside the {tier} tier" if one.reach > IN_TIER else "")
    if one is first:
        return one.why
    return one.why.replace("First in the", "In the", 1).replace("The cheapest that can do it", "Can do it", 1)


def _tasks(catalog: "Catalog", kind: Kind, task: str | None, use_case: str | None) -> tuple[Task, ...]:
    """The tasks that speak about this step, the one asked for first."""
    case = catalog.use_cases.get(use_case or "")
    steps = [step.task for step in case.workflow if step.kind is kind and step.task] if case else []
    return tuple(catalog.tasks[name] for name in dict.fromkeys((task or "", *steps)) if name in catalog.tasks)


def _candidates(
    catalog: "Catalog", kind: Kind, tasks: tuple[Task, ...], use_case: str | None, tier: Tier, asked: bool
) -> Iterator[Candidate]:
    """Models with the reason for each: named for the task in this tier, the use case's own, the task's ranking, the tier, the rest.

    Where a task was `asked` for, those that are good at it are nearer than the rest of the tier; where it only comes with the use case,
    people's own choices for that use case weigh as much.
    """
    in_tier = {model.id for model in catalog.tier_models(tier, kind)}
    ranked = [(place.model, _said(task, place, rank)) for task in tasks for rank, place in enumerate(catalog.ranked(task))]
    best = {place.model for task in tasks for place in catalog.ranked(task) if not place.fallback}
    near = FOR_THE_TASK if asked else IN_TIER
    named = [(id, f"For {task.title.lower()} in the {tier} tier") for task in tasks for id in catalog.tiers[tier].for_task.get(task.id, ())]
    groups: tuple[tuple[int, list[tuple[str, str]]], ...] = (
        (FOR_THE_TASK, named),
        (near, [(id, why) for id, why in _own(catalog, use_case) if id in in_tier]),
        (near, [(id, why) for id, why in ranked if id in in_tier and id in best]),
        (IN_TIER, [(model.id, f"First in the {tier} tier") for model in catalog.tier_models(tier, kind)]),
        (NAMED_BEYOND, [(id, f"{why}; nothing in the {tier} tier can do it") for id, why in ranked]),
        (BEYOND, [(model.id, f"The cheapest that can do it; nothing in the {tier} tier can") for model in _by_price(catalog, kind)]),
    )
    seen: set[str] = set()
    for reach, id, why in ((reach, *entry) for reach, group in groups for entry in group):
        model = catalog.models.get(id)
        if model and id not in seen and catalog.ready(model, kind):
            seen.add(id)
            yield Candidate(model, why, reach)


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
