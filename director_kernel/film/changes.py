"""Changes made to a project: all of them or none, what was locked untouched, and the way back with them.

Only what lies on the path is copied and only what changed is checked, so a change to one of thousands of shots takes no longer than one
to a single one. What is locked refuses every change at or under it but the one of the lock itself. A character, place or thing that the
film still uses can't be taken out of the bible: take it out of the shots first, in the same list if you like, since references are
looked at when all changes are made. Boards are records: their panels may go on naming a shot that is gone.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from director_kernel.errors import UsageError
from director_kernel.film.differing import diff
from director_kernel.film.telling import told
from director_kernel.film.tree import Spot, blank, grown, has_ids, joined, names, plain, split, spot, wire
from director_kernel.film.whole import check, once
from director_kernel.schema.noun import Noun
from director_kernel.schema.project import Change, Project, Shot
from director_kernel.schema.slots import Slots

__all__ = ["Applied", "apply", "check", "diff", "told"]

MOST = 50_000
"""Changes made at once."""
_FIXED = {"id": "ids never change", "version": "versions are counted by the house"}


_ALL = object()
"""Stands for: nothing is taken away."""


class Applied(NamedTuple):
    """The project with the changes made; `changes` as they were made, with what stood there before; `inverse` leads back."""

    project: Project
    changes: tuple[Change, ...]
    inverse: tuple[Change, ...]


class _Made(NamedTuple):
    project: Project
    change: Change
    back: Change


def apply(project: Project, changes: Sequence[Change], *, exact: bool = False) -> Applied:
    """The changes made one after the other; those that change nothing are left out. Raises UsageError, and nothing is changed then.

    `exact` makes again what was made before: neither locks nor references are looked at.
    """
    if len(changes) > MOST:
        raise UsageError(f"{len(changes)} changes at once are too many; make at most {MOST} of them at a time.")
    after, made, back = project, [], []  # type: Project, list[Change], list[Change]
    for change in changes:
        done = _OPERATIONS[change.op](after, change, exact)
        if done is not None:
            after = done.project
            made.append(done.change)
            back.append(done.back)
    if not exact:
        check(after, project)
        if any(isinstance(change.value, dict | list) for change in made):
            once(after, project)
    return Applied(after, tuple(made), tuple(reversed(back)))


# The four operations


def _set(project: Project, change: Change, exact: bool) -> _Made | None:
    at = spot(project, change.path, new=True)
    value = plain(change.value, change.path)
    if at.rest:
        return _begun(project, at, change, value, exact)
    _changeable(at, change.path)
    own = getattr(at.value, "id", None) if at.key is not None else None
    if own is not None and isinstance(value, dict) and value.setdefault("id", own) != own:
        raise UsageError(f"{change.path}/id: ids never change; remove it and add another.")
    absent = isinstance(at.key, str) and at.key not in at.whole
    before = wire(at.value)
    owner = _checked(at, _replaced(at, value), change.path)
    after = Spot((), owner, at.field, at.key).value
    if not absent and after == at.value:
        return None
    if not exact:
        _unlocked(at, change.path, keeps=after)
    said = Change(op="set", path=change.path, value=wire(after), before=before)
    back = Change(op="remove", path=change.path) if absent else Change(op="set", path=change.path, value=before)
    return _Made(_project(grown(at, owner)), said, back.with_(before=wire(after)))


def _begun(project: Project, at: Spot, change: Change, value: Any, exact: bool) -> _Made | None:
    """Something set under what isn't there yet: it begins to be, with this alone."""
    noun = blank(type(at.owner), at.field)
    assert noun is not None
    whole = type(noun).model_validate(_under(noun, at.rest, value, change.path))
    path = joined(*split(change.path)[: -len(at.rest)])
    return _set(project, change.with_(path=path, value=whole.wire()), exact)


def _under(noun: Noun, rest: tuple[str, ...], value: Any, path: str) -> dict[str, Any]:
    """The JSON of an empty noun with one value set in it."""
    if len(rest) != 1 or rest[0] not in names(type(noun)):
        raise UsageError(f"there is no {'/'.join(rest)[:40]!r} there; there are {', '.join(type(noun).model_fields)}.")
    try:
        return noun.with_(**{names(type(noun))[rest[0]]: value}).wire()
    except ValidationError as error:
        raise _refused(error, path) from None


def _add(project: Project, change: Change, exact: bool) -> _Made:
    at = spot(project, change.path)
    if at.key is not None or not isinstance(at.whole, tuple):
        raise UsageError(f"{change.path} holds one value; `set` replaces it, `add` is for lists.")
    place = _place(change.at, len(at.whole))
    value = plain(change.value, change.path)
    owner = _checked(at, (*at.whole[:place], value, *at.whole[place:]), change.path)
    item = getattr(owner, at.field)[place]
    name = item.id if has_ids(type(at.owner), at.field) else place
    if isinstance(name, str) and any(one.id == name for one in at.whole):
        raise UsageError(f"{change.path} has a {name!r} already; give what you add another id.")
    if not exact:
        _unlocked(at, change.path)
    path = joined(*split(change.path), name)
    back = Change(op="remove", path=path, before=wire(item))
    return _Made(_project(grown(at, owner)), Change(op="add", path=change.path, value=wire(item), at=place), back)


def _remove(project: Project, change: Change, exact: bool) -> _Made:
    at = spot(project, change.path)
    if at.key is None:
        raise UsageError(f"{change.path} always is; `set` it to something else, or remove one of the things in a list.")
    if isinstance(at.key, str) and at.key not in at.whole:
        raise UsageError(f"there is no {at.key[:40]!r} in {joined(*split(change.path)[:-1])}; nothing to remove.")
    if not exact:
        _unlocked(at, change.path, keeps=None)
    before, collection = wire(at.value), joined(*split(change.path)[:-1])
    if isinstance(at.key, str):
        rest: Any = {key: value for key, value in at.whole.items() if key != at.key}
        back = Change(op="set", path=change.path, value=before)
    else:
        rest = (*at.whole[: at.key], *at.whole[at.key + 1 :])
        back = Change(op="add", path=collection, value=before, at=at.key)
    owner = _checked(at, rest, change.path)
    return _Made(_project(grown(at, owner)), Change(op="remove", path=change.path, before=before, at=back.at), back)


def _move(project: Project, change: Change, exact: bool) -> _Made | None:
    at = spot(project, change.path)
    if not isinstance(at.key, int):
        raise UsageError(f"{change.path} has no place among others; only what stands in a list can be moved.")
    home = joined(*split(change.path)[:-1])
    to = joined(*split(change.to)) if change.to else home
    if to == home:
        return _moved_within(at, change, exact, home)
    if (to + "/").startswith(change.path.strip("/") + "/"):
        raise UsageError(f"{change.path} can't be moved into itself; name another place.")
    target = spot(project, to)
    if target.key is not None or not isinstance(target.whole, tuple) or not _alike(at, target):
        raise UsageError(f"{change.path} can't be moved to {to}: other things stand there.")
    if not exact:
        _unlocked(at, change.path, moved=True)
        _unlocked(target, to)
    item, name = at.value, split(change.path)[-1]
    without = _project(grown(at, _checked(at, (*at.whole[: at.key], *at.whole[at.key + 1 :]), change.path)))
    target = spot(without, to)
    if any(getattr(one, "id", None) == name for one in target.whole):
        raise UsageError(f"{to} has a {name!r} already; it can't be moved there.")
    place = _place(change.at, len(target.whole))
    owner = _checked(target, (*target.whole[:place], item, *target.whole[place:]), to)
    back = Change(op="move", path=joined(*split(to), item.id), to=home, at=at.key, before=place)
    said = Change(op="move", path=change.path, to=to, at=place, before=at.key)
    return _Made(_project(grown(target, owner)), said, back)


def _moved_within(at: Spot, change: Change, exact: bool, home: str) -> _Made | None:
    assert isinstance(at.key, int)
    rest = (*at.whole[: at.key], *at.whole[at.key + 1 :])
    place = _place(change.at, len(rest))
    if place == at.key:
        return None
    if not exact:
        _unlocked(at, change.path, moved=True)
    owner = at.owner.model_copy(update={at.field: (*rest[:place], at.value, *rest[place:])})
    name = at.value.id if has_ids(type(at.owner), at.field) else place
    back = Change(op="move", path=joined(*split(home), name), at=at.key, before=place)
    return _Made(_project(grown(at, owner)), Change(op="move", path=change.path, at=place, before=at.key), back)


_OPERATIONS = {"set": _set, "add": _add, "remove": _remove, "move": _move}


def _place(wanted: int | None, count: int) -> int:
    return count if wanted is None else max(0, min(wanted, count))


def _alike(one: Spot, other: Spot) -> bool:
    """Whether what stands in the one may stand in the other: the same field of the same noun, and found by its id."""
    return type(one.owner) is type(other.owner) and one.field == other.field and has_ids(type(one.owner), one.field)


def _replaced(at: Spot, value: Any) -> Any:
    """The whole field with `value` at the spot."""
    if at.key is None:
        return value
    if isinstance(at.key, str):
        return {**at.whole, at.key: value}
    return (*at.whole[: at.key], value, *at.whole[at.key + 1 :])


def _changeable(at: Spot, path: str) -> None:
    if at.key is None and at.field in _FIXED and at.field in type(at.owner).model_fields:
        raise UsageError(f"{path} can't be set: {_FIXED[at.field]}.")


def _checked(at: Spot, value: Any, path: str) -> Noun:
    """The owner with the field changed, checked by its noun."""
    try:
        return at.owner.with_(**{at.field: value})
    except ValidationError as error:
        raise _refused(error, path) from None


def _refused(error: ValidationError, path: str) -> UsageError:
    first = error.errors(include_url=False, include_context=False)[0]
    # Where in the value it is: what leads to the field is in the path already.
    inside = [str(part) for part in first["loc"][1:] if not (isinstance(part, str) and part.startswith(("function", "tuple")))]
    where = f" ({'.'.join(inside)[:80]})" if inside else ""
    said = first["msg"][0].lower() + first["msg"][1:]
    given = repr(first["input"])
    return UsageError(f"{path[:160]}{where}: {said[:400]}, not {given[:60]}{'…' if len(given) > 60 else ''}.")


def _project(noun: Noun) -> Project:
    assert isinstance(noun, Project)
    return noun


# Locks


def _unlocked(at: Spot, path: str, *, keeps: Any = _ALL, moved: bool = False) -> None:
    """Raises UsageError where something locked is in the way. `keeps` is what stands there afterwards: what is locked under the path
    must be in it unchanged. What is moved must not be locked itself."""
    nouns = at.nouns()
    lock = at.key is None and at.field == "locked"
    for noun in nouns[:-1] if lock else nouns:
        if getattr(noun, "locked", False):
            raise _is_locked(noun, _path_of(at, noun))
    if isinstance(at.owner, Slots) or any(isinstance(noun, Slots) for noun in nouns):
        _slot_unlocked(at, path)
    value = at.value
    if isinstance(at.owner, Shot) and isinstance(value, Slots):
        _slots_kept(at.owner, at.owner.model_copy(update={"slots": keeps}), path)
    if moved and getattr(value, "locked", False):
        raise _is_locked(value, path)
    if keeps is not _ALL:
        _kept(value, keeps, path)


def _kept(value: Any, keeps: Any, path: str) -> None:
    """Raises UsageError unless all that is locked under `value` is in `keeps` as it was."""
    if not isinstance(value, Noun | tuple):
        return
    after = {_name(noun): noun for noun in _locked_under(keeps)}
    for noun in _locked_under(value):
        if after.get(_name(noun)) != noun:
            raise _is_locked(noun, f"{path} ({_name(noun)[1]})" if noun is not value else path)
    shots = {shot.id: shot for shot in _shots_under(keeps)}
    for shot in _shots_under(value):
        _slots_kept(shot, shots.get(shot.id), path)


def _slots_kept(shot: Shot, after: Shot | None, path: str) -> None:
    for name in shot.locked_slots:
        if name in Slots.model_fields and (after is None or getattr(after.slots, name) != getattr(shot.slots, name)):
            raise UsageError(f"{path}: {name} of shot {shot.id} is locked; `director project unlock {shot.id}.{name}` first.")


def _slot_unlocked(at: Spot, path: str) -> None:
    """A single slot that is locked, whatever lies under it."""
    steps = [*((step.noun, step.field) for step in at.trail), (at.owner, at.field)]
    shot = next((noun for noun, _ in reversed(steps) if isinstance(noun, Shot)), None)
    slot = next((field for noun, field in steps if isinstance(noun, Slots)), "")
    if shot is not None and slot in shot.locked_slots:
        raise UsageError(f"{path}: {slot} of shot {shot.id} is locked; `director project unlock {shot.id}.{slot}` first.")


def _locked_under(value: Any) -> Iterator[Noun]:
    if isinstance(value, tuple):
        for item in value:
            yield from _locked_under(item)
    elif isinstance(value, Noun):
        if getattr(value, "locked", False):
            yield value
        for field in type(value).model_fields:
            inner = getattr(value, field)
            if isinstance(inner, tuple | Noun):
                yield from _locked_under(inner)


def _shots_under(value: Any) -> Iterator[Shot]:
    if isinstance(value, Shot):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _shots_under(item)
    elif isinstance(value, Noun):
        yield from _shots_under(getattr(value, "scenes", None) or getattr(value, "beats", None) or getattr(value, "shots", None) or ())


def _name(noun: Noun) -> tuple[str, str]:
    return type(noun).__name__, str(getattr(noun, "id", ""))


def _path_of(at: Spot, noun: Noun) -> str:
    """The path of a noun on the way."""
    parts: list[str] = []
    for step, inner in zip(at.trail, at.nouns()[1:], strict=True):
        parts += [step.field] if step.place is None else [step.field, str(getattr(inner, "id", step.place))]
        if inner is noun:
            break
    return joined(*parts)


def _is_locked(noun: Noun, path: str) -> UsageError:
    kind, name = _name(noun)
    named = f"the {kind.removeprefix('Bible').removesuffix('Panel').lower() or 'panel'} {name}".strip() if name else "the style"
    return UsageError(f"{named} is locked ({path}); `director project unlock {name or 'style'}` first, then change it.")
