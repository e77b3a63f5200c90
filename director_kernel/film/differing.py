"""What is different between two states of a project, as the fewest changes that lead from one to the other.

Things are followed by their ids: one that stands elsewhere was moved, beats and shots also from one scene or beat to another. What both
states share is not looked into, so two versions of a large project are compared as fast as what is different between them.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from director_kernel.film.tree import has_ids, joined, wire
from director_kernel.schema.noun import Noun
from director_kernel.schema.project import Beat, Change, Project, Scene

_COUNTED = frozenset({"id", "version"})


def diff(a: Project, b: Project) -> tuple[Change, ...]:
    """The changes that make `b` of `a`; `apply(a, diff(a, b), exact=True).project` is `b` but for id and version, which aren't compared."""
    return (*_film(a, b), *_fields(a, b, "", skip=_COUNTED | {"scenes"}))


# Scenes, beats and shots: followed wherever they went


def _film(a: Project, b: Project) -> Iterator[Change]:
    if a.scenes is b.scenes:
        return
    yield from _lists({"scenes": a.scenes}, {"scenes": b.scenes})
    scenes = {scene.id: scene for scene in a.scenes}
    pairs = [(scenes[scene.id], scene) for scene in b.scenes if scene.id in scenes and scenes[scene.id] is not scene]
    yield from _lists({_beats(old): old.beats for old, _ in pairs}, {_beats(new): new.beats for _, new in pairs})
    beats = {beat.id: beat for old, _ in pairs for beat in old.beats}
    both = [(_beats(new), beats[beat.id], beat) for _, new in pairs for beat in new.beats if beat.id in beats]
    both = [(home, old, new) for home, old, new in both if old is not new]
    yield from _lists({_shots(home, old): old.shots for home, old, _ in both}, {_shots(home, new): new.shots for home, _, new in both})
    shots = {shot.id: shot for _, old, _ in both for shot in old.shots}
    for home, old, new in both:
        for shot in new.shots:
            if shot.id in shots:
                yield from _fields(shots[shot.id], shot, f"{_shots(home, new)}/{shot.id}")
        yield from _fields(old, new, f"{home}/{new.id}", skip=frozenset({"id", "shots"}))
    for scene, later in pairs:
        yield from _fields(scene, later, f"scenes/{later.id}", skip=frozenset({"id", "beats"}))


def _beats(scene: Scene) -> str:
    return f"scenes/{scene.id}/beats"


def _shots(home: str, beat: Beat) -> str:
    return f"{home}/{beat.id}/shots"


def _lists(a: Mapping[str, Sequence[Any]], b: Mapping[str, Sequence[Any]]) -> Iterator[Change]:
    """Changes that bring the things of several lists of one kind to where they stand in `b`; what is in them is not compared."""
    now = {home: [item.id for item in items] for home, items in a.items()}
    things = {(home, item.id): item for home, items in a.items() for item in items}
    was = {item: home for home, ids in now.items() for item in ids}
    wanted = {item.id: home for home, items in b.items() for item in items}
    for (home, name), item in things.items():
        if name not in wanted:
            now[home].remove(name)
            yield Change(op="remove", path=f"{home}/{name}", before=wire(item))
    for home, items in b.items():
        there, order = now[home], [item.id for item in items]
        if there == order:
            continue
        places = {name: at for at, name in enumerate(order)}
        stays = _stays([places[name] for name in there if wanted.get(name) == home])
        for at, item in enumerate(items):
            source = was.get(item.id)
            if source == home and at in stays:
                continue
            if source is not None:
                now[source].remove(item.id)
            place = there.index(order[at - 1]) + 1 if at else 0
            there.insert(place, item.id)
            if source is None:
                yield Change(op="add", path=home, value=wire(item), at=place)
            else:
                yield Change(op="move", path=f"{source}/{item.id}", to="" if source == home else home, at=place)


def _stays(places: Sequence[int]) -> frozenset[int]:
    """The longest row of places that is in order already: what need not be moved."""
    tails: list[int] = []
    ends: list[int] = []
    came: list[int] = []
    for at, place in enumerate(places):
        slot = bisect_left(tails, place)
        came.append(ends[slot - 1] if slot else -1)
        if slot == len(tails):
            tails.append(place)
            ends.append(at)
        else:
            tails[slot], ends[slot] = place, at
    found, at = set(), ends[-1] if ends else -1
    while at >= 0:
        found.add(places[at])
        at = came[at]
    return frozenset(found)


# Everything else: field by field


def _fields(a: Noun, b: Noun, path: str, skip: frozenset[str] = frozenset({"id"})) -> Iterator[Change]:
    if a is b:
        return
    for name in type(a).model_fields:
        old, new = getattr(a, name), getattr(b, name)
        if name not in skip and old is not new and old != new:
            yield from _values(type(a), name, old, new, f"{path}/{name}" if path else name)


def _values(noun: type[Noun], name: str, old: Any, new: Any, path: str) -> Iterator[Change]:
    if isinstance(old, Noun) and type(old) is type(new):
        yield from _fields(old, new, path)
    elif isinstance(old, tuple) and has_ids(noun, name):
        yield from _lists({path: old}, {path: new})
        known = {item.id: item for item in old}
        for item in new:
            if item.id in known:
                yield from _fields(known[item.id], item, joined(*path.split("/"), item.id))
    elif isinstance(old, tuple) and len(old) == len(new) and all(isinstance(item, Noun) for item in old):
        for at, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _fields(one, other, f"{path}/{at}", skip=frozenset())
    elif isinstance(old, Mapping):
        yield from _entries(old, new, path)
    else:
        yield Change(op="set", path=path, value=wire(new), before=wire(old))


def _entries(old: Mapping[str, Any], new: Mapping[str, Any], path: str) -> Iterator[Change]:
    for key in old:
        if key not in new:
            yield Change(op="remove", path=joined(*path.split("/"), key), before=wire(old[key]))
    for key, value in new.items():
        if key not in old or old[key] != value:
            yield Change(op="set", path=joined(*path.split("/"), key), value=wire(value), before=wire(old.get(key)))
