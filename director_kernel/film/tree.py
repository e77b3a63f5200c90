"""A project as a tree: what a path leads to, what may stand there, and every value in its JSON form.

A path is field names and the ids of things: "scenes/s2/beats/b3/shots/k5/slots/lens". Where things have no id their place counts from 0
("slots/palette/0"); what is kept by name is found by it ("wardrobe/mira"). A "/" inside a name is written "~1", a "~" as "~0", as in
JSON Pointer (RFC 6901). Field names may be given as on the wire ("shotSize").
"""

import difflib
import math
import types
from collections.abc import Iterable, Mapping
from enum import Enum
from functools import cache
from typing import Any, NamedTuple, Union, get_args, get_origin

from director_kernel.errors import UsageError
from director_kernel.schema.noun import Noun
from director_kernel.schema.project import Project

MAX_DEPTH = 30
"""How deep a value may be nested; no noun needs a third of it."""
_LARGEST = 2**63 - 1


class Step(NamedTuple):
    """One step down: the field of a noun, and the place in it where the field holds several."""

    noun: Noun
    field: str
    place: int | None


class Spot(NamedTuple):
    """Where a path ends: `owner.field`, or the item or entry `key` of it; `trail` leads there. `rest` is what is left of a path that
    goes on into something that isn't there yet."""

    trail: tuple[Step, ...]
    owner: Noun
    field: str
    key: int | str | None = None
    rest: tuple[str, ...] = ()

    @property
    def whole(self) -> Any:
        return getattr(self.owner, self.field)

    @property
    def value(self) -> Any:
        """What stands there, None where nothing does."""
        if self.key is None:
            return self.whole
        return self.whole.get(self.key) if isinstance(self.key, str) else self.whole[self.key]

    def nouns(self) -> tuple[Noun, ...]:
        """Every noun on the way, the outermost first."""
        return (*(step.noun for step in self.trail), self.owner)


def split(path: str) -> tuple[str, ...]:
    """The parts of a path. Raises UsageError for an empty one.

    >>> split("scenes/s2/wardrobe/a~1b")
    ('scenes', 's2', 'wardrobe', 'a/b')
    """
    parts = tuple(part.replace("~1", "/").replace("~0", "~") for part in path.strip("/").split("/"))
    if not all(parts):
        raise UsageError(f"{path[:80]!r} is no path; write it like scenes/s1/title (`director project` shows the ids).")
    return parts


def joined(*parts: str | int) -> str:
    """The path of these parts."""
    return "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def spot(project: Project, path: str, *, new: bool = False) -> Spot:
    """Where the path leads; with `new`, also into what isn't there yet. Raises UsageError naming the nearest that is there."""
    parts, node, trail, at = split(path), project, [], 0  # type: tuple[str, ...], Noun, list[Step], int
    while True:
        field = _field(type(node), parts[at], joined(*parts[:at]))
        value, at = getattr(node, field), at + 1
        if at == len(parts):
            return Spot(tuple(trail), node, field)
        if value is None and new and blank(type(node), field) is not None:
            return Spot(tuple(trail), node, field, rest=parts[at:])
        if isinstance(value, Noun):
            trail.append(Step(node, field, None))
            node = value
            continue
        key, at = _key(value, parts[at], joined(*parts[:at])), at + 1
        if at == len(parts):
            return Spot(tuple(trail), node, field, key)
        item = value[key] if isinstance(key, int) else None
        if not isinstance(item, Noun):
            raise UsageError(f"{joined(*parts[:at])} is a plain value: there is nothing under it.")
        trail.append(Step(node, field, key if isinstance(key, int) else None))
        node = item


def grown(found: Spot, owner: Noun) -> Noun:
    """The project with `owner` in the place of the owner at `found`; all else is shared with the one before."""
    node = owner
    for noun, field, place in reversed(found.trail):
        value: Any = node
        if place is not None:
            there = getattr(noun, field)
            value = (*there[:place], node, *there[place + 1 :])
        node = noun.model_copy(update={field: value})
    return node


def wire(value: Any) -> Any:
    """Any value of a project in its JSON form."""
    if isinstance(value, Noun):
        return value.wire()
    if isinstance(value, tuple | list):
        return [wire(item) for item in value]
    if isinstance(value, Mapping):
        return {key: wire(item) for key, item in value.items()}
    return value.value if isinstance(value, Enum) else value


def plain(value: Any, path: str, depth: int = 0) -> Any:
    """A value from outside in its JSON form. Raises UsageError for what JSON can't say: no number without end, no object of Python."""
    if depth > MAX_DEPTH:
        raise UsageError(f"{path}: the value is nested more than {MAX_DEPTH} deep; give it plainly.")
    if isinstance(value, Enum | Noun):
        return wire(value)
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int) and abs(value) <= _LARGEST:
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, list | tuple):
        return [plain(item, path, depth + 1) for item in value]
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return {key: plain(item, path, depth + 1) for key, item in value.items()}
    raise UsageError(f"{path}: the value is nothing JSON can say; give text, a number, true or false, a list or an object.")


# What may stand where


@cache
def names(noun: type[Noun]) -> Mapping[str, str]:
    """Field by every way it may be written."""
    fields = noun.model_fields
    return {**{field.alias: name for name, field in fields.items() if field.alias}, **{name: name for name in fields}}


@cache
def _nouns(noun: type[Noun], field: str) -> tuple[type[Noun], ...]:
    """The nouns a field may hold, itself or several of."""
    noun.model_rebuild()
    return tuple(_inside(noun.model_fields[field].annotation))


def _inside(annotation: Any) -> Iterable[type[Noun]]:
    if isinstance(annotation, type) and issubclass(annotation, Noun):
        yield annotation
    elif get_origin(annotation) in (Union, types.UnionType, tuple):
        for each in get_args(annotation):
            yield from _inside(each)


@cache
def has_ids(noun: type[Noun], field: str) -> bool:
    """Whether the field holds several things that are found by their id."""
    return any("id" in each.model_fields for each in _nouns(noun, field))


@cache
def blank(noun: type[Noun], field: str) -> Noun | None:
    """What begins to stand in an empty field when something under it is set; None where nothing can."""
    kinds = _nouns(noun, field)
    if len(kinds) != 1 or any(each.is_required() for each in kinds[0].model_fields.values()):
        return None
    return kinds[0]()


def _field(noun: type[Noun], name: str, where: str) -> str:
    found = names(noun).get(name)
    if found is None:
        near = difflib.get_close_matches(name[:80], names(noun), n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(noun.model_fields)}."
        raise UsageError(f"there is no {name[:40]!r} in {where or 'a project'}; {hint}")
    return found


def _key(value: Any, name: str, where: str) -> int | str:
    """The place of an item, or the name of an entry, whether it is there or not."""
    if isinstance(value, Mapping):
        return name
    if not isinstance(value, tuple):
        raise UsageError(f"{where} is {'empty' if value in (None, '') else 'a plain value'}: there is nothing under it.")
    ids = [getattr(item, "id", None) for item in value]
    if name in ids:
        return ids.index(name)
    if name.isascii() and name.isdigit() and len(name) < 6 and int(name) < len(value) and ids[int(name)] is None:
        return int(name)
    there = [each for each in ids if each is not None]
    near = difflib.get_close_matches(name[:80], there, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(there[:12])}." if there else f"it holds {len(value)}."
    raise UsageError(f"there is no {name[:40]!r} in {where}; {hint}")
