"""What a name means today: retired models lead to their successors, followed to the end."""

from collections.abc import Callable, Mapping

from director_kernel.catalog.names import Names
from director_kernel.schema.catalog import Model, Resolution, Status

Ready = Callable[[Model], bool]
_WHY = {
    Status.LEGACY: "is an old generation",
    Status.RETIRED: "no longer answers",
    Status.INVALID: "never was such a model",
}


def chain(model: Model, models: Mapping[str, Model]) -> tuple[str, ...]:
    """Ids from `model` to the last successor; a cycle ends where it would begin again."""
    seen = [model.id]
    while (successor := models[seen[-1]].successor) and successor.id in models and successor.id not in seen:
        seen.append(successor.id)
    return tuple(seen)


def cycles(models: Mapping[str, Model]) -> tuple[tuple[str, ...], ...]:
    """Every ring of successors, each once, beginning with its first id in the alphabet."""
    rings = set()
    for model in models.values():
        path = chain(model, models)
        successor = models[path[-1]].successor
        if successor and successor.id in path:
            ring = path[path.index(successor.id) :]
            turn = ring.index(min(ring))
            rings.add(ring[turn:] + ring[:turn])
    return tuple(sorted(rings))


def resolve(name: str, models: Mapping[str, Model], names: Names, ready: Ready) -> Resolution:
    """The model to use for `name`.

    An active model is itself (`newer` names what came after it). Any other is followed to the end of its successors, and the
    last one on the way that is `ready` (priced, reachable, its endpoint known) is taken; if none is, the nearest ready model of
    the same line; if there is none either, the last that still answers.
    """
    model = names.find(name)
    if model is None:
        return Resolution(requested=name, suggestions=names.suggest(name), reason=f"no model is called {name!r}")
    path = chain(model, models)
    newer = path[-1] if len(path) > 1 and models[path[-1]].active else ""
    if model.active:
        return Resolution(requested=name, model=model, followed=path[:1], newer=newer)
    target = _target(path, models, ready)
    followed = path[: path.index(target.id) + 1] if target.id in path else (*path, target.id)
    return Resolution(
        requested=name, model=target, followed=followed, reason=_reason(model, target, path, models), newer=_after(newer, target)
    )


def _target(path: tuple[str, ...], models: Mapping[str, Model], ready: Ready) -> Model:
    later = [models[name] for name in path[1:] if models[name].active]
    for candidate in reversed(later):
        if ready(candidate):
            return candidate
    for candidate in _line(path[-1], models):
        if candidate.id not in path and ready(candidate):
            return candidate
    return later[-1] if later else models[path[-1]]


def _line(end: str, models: Mapping[str, Model]) -> list[Model]:
    """Active models whose successors lead to `end`, nearest first."""
    distances = [(chain(model, models).index(end), model.id) for model in models.values() if model.active and end in chain(model, models)]
    return [models[name] for _, name in sorted(distances)]


def _reason(model: Model, target: Model, path: tuple[str, ...], models: Mapping[str, Model]) -> str:
    why = model.status_reason or f"{model.short_name} {_WHY[model.status]}"
    if target is model:
        return f"{why}; nothing is named to replace it"
    said = model.successor.reason if model.successor else ""
    text = f"{why}; {target.short_name} takes its place" + (f" ({said})" if said else "")
    last = models[path[-1]]
    return text if last is target or not last.active else f"{text}; {last.short_name} is newer but can't be run from here yet"


def _after(newer: str, target: Model) -> str:
    return newer if newer != target.id else ""
