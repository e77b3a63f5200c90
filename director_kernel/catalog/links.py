"""Names inside a catalog that lead nowhere, rings of successors, prices and endpoints that contradict each other."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, cast

from director_kernel.catalog.pack_links import Cast, pack_faults
from director_kernel.catalog.succession import cycles
from director_kernel.schema.catalog import (
    CatalogFault,
    Expert,
    First,
    Leaderboard,
    Model,
    Pack,
    PackRole,
    QuotaTier,
    Sourced,
    Task,
    TierModels,
    Timing,
    UseCase,
)
from director_kernel.schema.plan import Kind

if TYPE_CHECKING:
    from director_kernel.catalog.check import Placed

Key = tuple[str, str]
Where = tuple[str | int, ...]
Found = Iterator[tuple[Where, str]]


class World:
    """What names may refer to: model ids and aliases, tasks, endpoints, packs and their roles."""

    def __init__(self, placed: Mapping[Key, "Placed"]) -> None:
        self.models = {id: cast(Model, one.record) for (section, id), one in placed.items() if section == "models"}
        self.names = {name for model in self.models.values() for name in (model.id, *model.aliases)}
        self.tasks = {id for section, id in placed if section == "tasks"}
        self.endpoints = {id for section, id in placed if section == "endpoints"}
        self.packs = {id: cast(Pack, one.record) for (section, id), one in placed.items() if section == "packs"}
        self.roles = {id: cast(PackRole, one.record) for (section, id), one in placed.items() if section == "roles"}
        self.sections = {section for section, _ in placed}

    @cached_property
    def cast(self) -> Cast:
        """What packs may name."""
        return Cast({name: model for model in self.models.values() for name in (*model.aliases, model.id)}, self.roles)


def broken_links(placed: Mapping[Key, "Placed"], own: set[Key]) -> list[CatalogFault]:
    """Faults between records, only those standing in the records of `own`."""
    world = World(placed)
    found = []
    for key in sorted(own):
        one = placed[key]
        for where, message in _LINKS.get(key[0], _nothing)(one.record, world):
            found.append(CatalogFault(file=one.page.name, line=one.line(*where), message=f"{key[1]}: {message}"))
    return found + list(_rings(world, placed, own)) + list(_twins(world, placed, own))


def _rings(world: World, placed: Mapping[Key, "Placed"], own: set[Key]) -> Iterator[CatalogFault]:
    for ring in cycles(world.models):
        here = next((("models", id) for id in ring if ("models", id) in own), None)
        if here:
            one = placed[here]
            message = f"successors go in a ring: {' → '.join((*ring, ring[0]))}"
            yield CatalogFault(file=one.page.name, line=one.line("successor"), message=message)


def _twins(world: World, placed: Mapping[Key, "Placed"], own: set[Key]) -> Iterator[CatalogFault]:
    """One alias, two models: nobody could say which is meant."""
    owner: dict[str, str] = {}
    for model in world.models.values():
        for place, alias in enumerate(model.aliases):
            other = owner.setdefault(alias, model.id) if alias not in world.models else alias
            if other != model.id and ("models", model.id) in own:
                one = placed[("models", model.id)]
                yield CatalogFault(file=one.page.name, line=one.line("aliases", place), message=f"alias {alias!r} already means {other!r}")


def _model(record: Sourced, world: World) -> Found:
    model = cast(Model, record)
    if model.successor and model.successor.id not in world.models:
        yield ("successor", "id"), f"its successor {model.successor.id!r} is no model of the catalog"
    for place, ref in enumerate(model.endpoints):
        if ref.known and world.endpoints and ref.id not in world.endpoints:
            yield ("endpoints", place), f"{ref.id!r} is said to be known, but its schema isn't in endpoints/"
        if ref.kind is not None and ref.kind not in model.kinds:
            yield ("endpoints", place), f"{ref.id!r} makes {ref.kind.value}, which isn't among the model's kinds"
    for place, row in enumerate(model.prices):
        if set(row.kinds) - set(model.kinds):
            yield ("prices", place), "is for a kind the model doesn't make"


def _names(world: World, where: str, names: tuple[str, ...], known: set[str] | None = None) -> Found:
    for place, name in enumerate(names):
        if name not in world.names and name not in (known or ()):
            yield (where, place), f"{name!r} is no model of the catalog"


def _task(record: Sourced, world: World) -> Found:
    task = cast(Task, record)
    gone = {entry.name for entry in task.history}
    yield from _names(world, "ranked", task.ranked, gone)
    yield from _names(world, "fallback", task.fallback, gone)
    for place, entry in enumerate(task.history):
        if entry.replacement not in world.models:
            yield ("history", place), f"{entry.replacement!r} is no model of the catalog"


def _use_case(record: Sourced, world: World) -> Found:
    case = cast(UseCase, record)
    for field, name in (("image", case.image), ("video", case.video)):
        if name not in world.names:
            yield (field,), f"{name!r} is no model of the catalog"
    for place, step in enumerate(case.workflow):
        if step.task and step.task not in world.tasks:
            yield ("workflow", place), f"{step.task!r} is no task of the catalog"
        if any(need < 1 or need > place for need in step.needs):
            yield ("workflow", place), "needs a step that isn't before it"


def _expert(record: Sourced, world: World) -> Found:
    expert = cast(Expert, record)
    if expert.winner not in world.names:
        yield ("winner",), f"{expert.winner!r} is no model of the catalog"
    yield from _names(world, "alternatives", expert.alternatives)


def _first(record: Sourced, world: World) -> Found:
    if cast(First, record).id not in world.names:
        yield ("id",), "is no model of the catalog"


def _tier(record: Sourced, world: World) -> Found:
    tier = cast(TierModels, record)
    for kind, names in tier.models.items():
        for place, name in enumerate(names):
            if name not in world.models:
                yield ("models", kind.value, place), f"{name!r} is no model of the catalog"
            elif not (world.models[name].active and world.models[name].prices and kind in world.models[name].kinds):
                yield ("models", kind.value, place), f"{name!r} must be active, priced and make {kind.value}"
    for task, names in tier.for_task.items():
        for place, name in enumerate(names):
            if task not in world.tasks or name not in world.models:
                yield ("for_task", task, place), f"{task!r} or {name!r} is not in the catalog"
    for key, names in tier.named.items():
        for where, message in _names(world, key, names, {entry.name for entry in tier.history}):
            yield ("named", *where), message


def _board(record: Sourced, world: World) -> Found:
    for place, row in enumerate(cast(Leaderboard, record).rows):
        if row.model and row.model not in world.names:
            yield ("rows", place), f"{row.model!r} is no model of the catalog"


def _pack(record: Sourced, world: World) -> Found:
    pack = cast(Pack, record)
    yield from pack_faults(pack, world.cast)
    for place, alias in enumerate(pack.aliases):
        if any(alias in (other.id, *other.aliases) for other in world.packs.values() if other.id != pack.id):
            yield ("aliases", place), f"{alias!r} already means another pack"


def _role(record: Sourced, world: World) -> Found:
    role = cast(PackRole, record)
    seen = {role.id}
    step = role.instead
    while step:
        if step not in world.roles:
            yield ("instead",), f"{step!r} is no role"
        if step in seen:
            yield ("instead",), f"falls back to itself by way of {step!r}"
        if step in seen or step not in world.roles:
            return
        seen.add(step)
        step = world.roles[step].instead


def _quota(record: Sourced, world: World) -> Found:
    tier = cast(QuotaTier, record)
    if tier.pack not in world.packs:
        yield ("pack",), f"{tier.pack!r} is no pack of the catalog"
    for what in tier.blocks:
        if what not in tier.limits:
            yield ("blocks", what), f"{what} has no limit that a block could go beyond"


def _timing(record: Sourced, world: World) -> Found:
    timing = cast(Timing, record)
    if timing.id not in world.models and timing.id not in {kind.value for kind in Kind}:
        yield ("id",), "is neither a kind of step nor a model"


def _nothing(record: Sourced, world: World) -> Found:
    yield from ()


_LINKS: Mapping[str, Callable[[Sourced, World], Found]] = {
    "models": _model,
    "tasks": _task,
    "use_cases": _use_case,
    "expert": _expert,
    "first": _first,
    "tiers": _tier,
    "leaderboards": _board,
    "packs": _pack,
    "roles": _role,
    "quotas": _quota,
    "timing": _timing,
}
