"""What a person may choose from beside a step: other models with their prices and reasons, and who could make the whole plan."""

from collections.abc import Callable, Iterator

from director_kernel.catalog.book import Catalog
from director_kernel.catalog.learned import notes
from director_kernel.catalog.prices import headline, spoken
from director_kernel.engine.editing import apply_changes, read_change
from director_kernel.engine.planner import finish
from director_kernel.errors import PlanFaults, StudioError, UsageError
from director_kernel.providers.vault import VARIABLES
from director_kernel.schema.catalog import Pick
from director_kernel.schema.journal import Studio
from director_kernel.schema.money import Micros
from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Plan, Step

MOST = 24


class ModelChoice(Noun):
    """A model for a step, priced for it in micro-USD. `rate` is its price as people read it."""

    id: str
    name: str
    price: Micros
    ceiling: Micros
    why: str
    rate: str
    current: bool = False
    recommended: bool = False


class StudioCard(Noun):
    """Who could make a plan, for how much in micro-USD; `why` not, where it can't be used."""

    id: Studio
    price: Micros = 0
    ceiling: Micros = 0
    available: bool = True
    why: str = ""


def choices(catalog: Catalog, plan: Plan, key: str, query: str = "", most: int = MOST) -> tuple[ModelChoice, ...]:
    """Models that can make the step as it stands, best first, its own among them; with a `query` those that answer it.

    What was learned of each is said with its reason. Raises UsageError for a step that isn't there.
    """
    step = _step(plan, key)
    small = _alone(plan, step)
    picked = catalog.choose(step.kind, use_case=plan.use_case, tier=plan.tier)
    best = picked.model.id if picked is not None else ""
    found: list[ModelChoice] = []
    for model, why in _asked(catalog, step, query) if query.strip() else _ranked(catalog, step, picked):
        priced = _priced(catalog, small, step, model)
        if priced is None:
            continue
        row = headline(catalog.models[model])
        reason = step.reason if model == step.model and step.reason else why
        learned = [note for note in notes(catalog, model, (step.kind,), plan.use_case) if note not in reason]
        found.append(
            ModelChoice(
                id=model,
                name=catalog.models[model].short_name,
                price=priced.price,
                ceiling=priced.ceiling,
                why="; ".join([reason.rstrip("."), *learned]) if learned else reason,
                rate=spoken(row) if row is not None else "",
                current=model == step.model,
                recommended=model == best,
            )
        )
        if len(found) >= most:
            break
    return tuple(found)


def _asked(catalog: Catalog, step: Step, query: str) -> Iterator[tuple[str, str]]:
    """Models by name, then by what they are good at, each once with its reason."""
    words = query.casefold().split()
    named = [id for id, known in catalog.models.items() if all(word in f"{id} {known.name} {known.vendor}".casefold() for word in words)]
    reasons = {answer.model_id: answer.reason for answer in catalog.recommend(query, kind=step.kind, limit=MOST)}
    for id in dict.fromkeys((*named, *reasons)):
        if catalog.ready(catalog.models[id], step.kind):
            yield id, reasons.get(id) or _praise(catalog, id)


def _ranked(catalog: Catalog, step: Step, picked: Pick | None) -> Iterator[tuple[str, str]]:
    """The step's own model, what the catalog picks for it, then all others, each once with its reason."""
    first = (picked.model.id, *picked.alternatives) if picked is not None else ()
    for id in dict.fromkeys((step.model, *first, *catalog.models)):
        if id in catalog.models and catalog.ready(catalog.models[id], step.kind):
            yield id, picked.reason if picked is not None and id == picked.model.id else _praise(catalog, id)


def _praise(catalog: Catalog, model: str) -> str:
    known = catalog.models[model]
    notes = [note.text for note in (*known.strengths, *known.recommended_for)]
    return "; ".join(notes[:2]) or f"by {known.vendor}"


def _alone(plan: Plan, step: Step) -> Plan:
    """The step with what it needs: what another model would cost does not depend on the rest of a long plan."""
    known = {each.id: each for each in plan.steps}
    wanted, todo = {step.id}, [step]
    while todo:
        here = todo.pop()
        for need in {*here.depends_on, *(each.step for each in here.inputs if each.step)}:
            if need in known and need not in wanted:
                wanted.add(need)
                todo.append(known[need])
    return plan.with_(steps=tuple(each for each in plan.steps if each.id in wanted))


def _priced(catalog: Catalog, small: Plan, step: Step, model: str) -> Step | None:
    """The step as that model would make it, None where it can't."""
    if model == step.model:
        return step
    try:
        finished = finish(apply_changes(small, [read_change(f"{step.id}.model={model}", small)]), catalog)
        made = finished.plan.step(step.id)
    except (PlanFaults, KeyError):
        return None
    wrong = any(fault.step in (step.id, str(step.order)) for fault in finished.open)
    return made if made.model == model and made.kind is step.kind and not wrong else None


def studios(plan: Plan, live: Callable[[Step], object]) -> tuple[StudioCard, ...]:
    """Previs, which is always there, and live. `live` gives a step's provider or raises StudioError."""
    missing: dict[str, None] = {}
    for step in plan.steps:
        try:
            live(step)
        except StudioError:
            missing[_needed(step)] = None
    why = f"needs {' and '.join(missing)}; previs shows the same plan for free." if missing else ""
    return StudioCard(id="previs"), StudioCard(id="live", price=plan.price, ceiling=plan.ceiling, available=not missing, why=why)


def _needed(step: Step) -> str:
    """What it takes to make the step live."""
    if step.provider == "local":
        return "a server of your own (DIRECTOR_LOCAL_BASE_URL)"
    return f"a key for {step.provider} ({VARIABLES[step.provider]})" if step.provider in VARIABLES else step.model_name


def _step(plan: Plan, key: str) -> Step:
    try:
        return plan.step(key)
    except KeyError:
        raise UsageError(f"there is no step {key[:40]!r}; steps are 1 to {len(plan.steps)}.") from None
