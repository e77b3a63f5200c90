"""Places and values as people type them: "2.3.lens=85mm", "scene 2 title=The pier", "mira.features+=a scar", "style.palette=teal"."""

import difflib
import json
import re
import types
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any, Union, get_args, get_origin

from director_kernel.errors import UsageError
from director_kernel.film.shots import find_beat, find_scene, find_shot
from director_kernel.film.tree import joined, names, spot, wire
from director_kernel.schema.noun import Noun
from director_kernel.schema.project import BibleCharacter, BibleProp, Change, Project, Shot
from director_kernel.schema.slots import Character, Line, Prop, Slots

INSIDE: dict[type[Noun], tuple[str, type[Noun]]] = {Shot: ("slots", Slots), BibleCharacter: ("look", Character), BibleProp: ("prop", Prop)}
"""What is said of a thing as if it were its own: a shot's slots, a character's look."""
KINDS = ("scene", "beat", "shot", "character", "location", "prop", "board", "project", "bible")
SHORT = {"size": "shot_size", "speed": "movement_speed", "time": "time_of_day", "camera": "movement", "light": "light_source"}
_SIGN = re.compile(r"\s*(\+=|-=|=)\s*")


def changes_of(project: Project, words: Sequence[str]) -> tuple[Change, ...]:
    """The changes typed as `PATH=VALUE`, `PATH+=VALUE` (one more) and `PATH-=VALUE` (one less); a path may be of several words.

    Raises UsageError.
    """
    found: list[Change] = []
    for typed in _typed(words):
        sign = _SIGN.search(typed)
        if sign is None:
            raise UsageError(f"{typed[:60]!r} says nothing new; write it like 2.3.lens=85mm or style.palette='teal, rust'.")
        path = path_of(project, typed[: sign.start()])
        found += _changes(project, path, sign[1], typed[sign.end() :])
    return tuple(found)


def path_of(project: Project, words: str) -> str:
    """The path of what a person names: by number, id, name or path. Raises UsageError naming the nearest."""
    said = words.strip()
    if "/" in said:
        return spot_path(project, said)
    parts = [part for part in re.split(r"[.\s]+", said) if part]
    kind = parts.pop(0).lower() if len(parts) > 1 and parts[0].lower() in KINDS else ""
    if not parts:
        raise UsageError("name what to change: 2.3.lens is the lens of the third shot of scene 2 (`director project` shows them).")
    base, rest = _thing(project, kind, parts)
    return _under(project, base, rest)


def spot_path(project: Project, path: str) -> str:
    """A path that is there. Raises UsageError."""
    spot(project, path, new=True)
    return path.strip("/")


def _typed(words: Sequence[str]) -> Iterator[str]:
    """Words put together until each says something: ("scene", "2", "title=The pier") is one."""
    waiting: list[str] = []
    for word in words:
        waiting.append(word)
        if _SIGN.search(word):
            yield " ".join(waiting)
            waiting = []
    if waiting:
        yield " ".join(waiting)


# What is named


def _thing(project: Project, kind: str, parts: list[str]) -> tuple[str, list[str]]:
    """The path of the thing that is named, and the words that are left."""
    first = parts[0]
    if first.isdecimal():
        return _numbered(project, kind, parts)
    if kind == "bible":
        return "bible", parts
    for path, key, name in _things(project):
        if first == key and (not kind or kind in path):
            return path, parts[1:]
        # A name may be of several words, and stands for its thing as an id does.
        size = len(name.split())
        if name and " ".join(parts[:size]).lower() == name.lower() and len(parts) >= size and (not kind or kind in path):
            return path, parts[size:]
    if kind in ("", "project"):
        return "", parts
    there = [key for path, key, _ in _things(project) if kind in path]
    near = difflib.get_close_matches(first, there, n=1)
    raise UsageError(
        f"there is no {kind} {first[:40]!r}; "
        + (f"did you mean {near[0]}?" if near else f"there are {', '.join(there[:12]) or 'none yet'}.")
    )


def _numbered(project: Project, kind: str, parts: list[str]) -> tuple[str, list[str]]:
    two = len(parts) > 1 and parts[1].isdecimal()
    if kind == "beat" and two:
        scene, beat = find_beat(project, f"{parts[0]}.{parts[1]}")
        return f"scenes/{scene.id}/beats/{beat.id}", parts[2:]
    if kind == "shot" and not two:
        return find_shot(project, parts[0]).path, parts[1:]
    if two:
        return find_shot(project, f"{parts[0]}.{parts[1]}").path, parts[2:]
    return f"scenes/{find_scene(project, parts[0]).id}", parts[1:]


def _things(project: Project) -> Iterator[tuple[str, str, str]]:
    """(path, id, name) of everything with an id, what people name most first."""
    bible = project.bible
    for character in bible.characters:
        yield f"bible/characters/{character.id}", character.id, character.name
    for location in bible.locations:
        yield f"bible/locations/{location.id}", location.id, location.name
    for prop in bible.props:
        yield f"bible/props/{prop.id}", prop.id, prop.name
    for scene in project.scenes:
        yield f"scenes/{scene.id}", scene.id, scene.title
        for beat in scene.beats:
            yield f"scenes/{scene.id}/beats/{beat.id}", beat.id, ""
            for shot in beat.shots:
                yield f"scenes/{scene.id}/beats/{beat.id}/shots/{shot.id}", shot.id, ""
    for board in project.boards:
        yield f"boards/{board.id}", board.id, board.title
        for panel in board.panels:
            yield f"boards/{board.id}/panels/{panel.id}", panel.id, ""


def _under(project: Project, base: str, rest: Sequence[str]) -> str:
    """The path of a field under a thing; a shot's slots and a character's look need not be named as such."""
    if not rest:
        return base
    thing: Any = spot(project, base).value if base else project
    first = rest[0].replace("-", "_")
    if isinstance(thing, Noun):
        own = names(type(thing))
        # A place has a light of its own: the short word stands for another field only where there is none of that name.
        first = first if first in own else SHORT.get(first, first)
        inside = INSIDE.get(type(thing))
        within = names(inside[1]) if inside else {}
        if first not in own and inside and first in within:
            return spot_path(project, joined(*base.split("/"), inside[0], within[first], *rest[1:]))
        if first not in own and inside:
            near = difflib.get_close_matches(first, [*own, *within], n=1, cutoff=0.5)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(dict.fromkeys((*own.values(), *within.values())))}."
            raise UsageError(f"there is no {first[:40]!r} in {base}; {hint}")
    parts = [*(base.split("/") if base else ()), first, *rest[1:]]
    return spot_path(project, joined(*parts))


# What is said


def _changes(project: Project, path: str, sign: str, said: str) -> Iterator[Change]:
    at = spot(project, path, new=True)
    kind = _annotation(project, path)
    if sign == "=":
        yield Change(op="set", path=path, value=_value(project, path, kind, said))
    elif not isinstance(at.value, tuple):
        raise UsageError(f"{path} holds one value; `{path.split('/')[-1]}=…` replaces it.")
    elif sign == "+=":
        yield from (Change(op="add", path=path, value=one) for one in _value(project, path, kind, said))
    else:
        wanted = [str(one).lower() for one in _value(project, path, kind, said)]
        there = [str(getattr(one, "id", one)).lower() for one in at.value]
        for one in wanted:
            if one not in there:
                raise UsageError(f"{path} holds no {one[:40]!r}; it holds {', '.join(there[:12]) or 'nothing'}.")
        for place in sorted((there.index(one) for one in wanted), reverse=True):
            yield Change(op="remove", path=joined(*path.split("/"), getattr(at.value[place], "id", place)))
    yield from _no_longer_guessed(project, path)


def _no_longer_guessed(project: Project, path: str) -> Iterator[Change]:
    """A slot that a person says is inferred no more."""
    parts = path.split("/")
    if "slots" in parts[:-1] and (at := parts.index("slots")):
        slots = spot(project, "/".join(parts[: at + 1])).value
        slot = parts[at + 1]
        if isinstance(slots, Slots) and slot in slots.inferred:
            rest = [one for one in slots.inferred if one != slot]
            yield Change(op="set", path=joined(*parts[: at + 1], "inferred"), value=rest)


def value_of(project: Project, path: str, said: str) -> Any:
    """What is said in words, as the field at the path takes it: lists by commas, words of closed lists in any case, names as ids."""
    return _value(project, path, _annotation(project, path), said)


def _annotation(project: Project, path: str) -> Any:
    """The type of the field at the end of a path; None inside a list or mapping."""
    at = spot(project, path, new=True)
    if at.key is not None or at.rest:
        return None
    return type(at.owner).model_fields[at.field].annotation


def _value(project: Project, path: str, kind: Any, said: str) -> Any:
    """What was typed, as the field takes it; JSON where it looks like JSON."""
    text = said.strip()
    if text[:1] in "[{" and text:
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise UsageError(f"{path}: {text[:40]!r} is no JSON; mend it, or write a plain list: teal, rust.") from None
    options = _options(kind)
    if text in ("", "none", "-") and type(None) in options:
        return None
    if any(get_origin(each) is tuple for each in options):
        item = next(get_args(each)[0] for each in options if get_origin(each) is tuple)
        if item is Line:
            return [_line(text)] if text else []
        return [_named(project, path, _enum(item, part.strip())) for part in text.split(",") if part.strip()]
    for each in options:
        text = _enum(each, text)
    return _named(project, path, text)


def _options(kind: Any) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,)


def _enum(kind: Any, text: str) -> str:
    """A word of a closed list, in any case, by its value or name."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        plain = text.lower().replace("_", " ")
        return next((str(one.value) for one in kind if plain in (str(one.value).lower(), one.name.lower().replace("_", " "))), text)
    return text


def _line(text: str) -> dict[str, str]:
    speaker, colon, words = text.partition(":")
    return {"speaker": speaker.strip(), "text": words.strip()} if colon and len(speaker) <= 40 else {"text": text}


def _named(project: Project, path: str, text: str) -> str:
    """The id of a place or person that was named where one is wanted."""
    parts = path.split("/")
    wanted = {"location": "locations", "characters": "characters", "line": "characters", "props": "props"}.get(parts[-1])
    if wanted is None or "slots" in parts or parts[0] != "scenes":
        return text
    things: Any = getattr(project.bible, wanted)
    return next((str(one.id) for one in things if text.lower() in (one.id, one.name.lower())), text)


def lock_of(project: Project, words: str, locked: bool) -> tuple[Change, ...]:
    """The change that locks or unlocks what is named: a scene, beat, shot, slot of a shot, character, place, thing, panel or the style."""
    path = path_of(project, words)
    at = spot(project, path, new=True)
    if isinstance(at.value, Noun) and "locked" in type(at.value).model_fields:
        return (Change(op="set", path=f"{path}/locked", value=locked),)
    if isinstance(at.owner, Slots) and at.key is None and at.trail and isinstance(at.trail[-1].noun, Shot):
        shot = at.trail[-1].noun
        kept = sorted({*shot.locked_slots, at.field} if locked else {*shot.locked_slots} - {at.field})
        return (Change(op="set", path=f"{path.rsplit('/slots/', 1)[0]}/locked_slots", value=wire(tuple(kept))),)
    raise UsageError(f"{path} can't be locked; lock a scene, beat, shot, slot, character, location, prop, panel or the style.")
