"""A change in a line a person reads: "scene 2, shot 3: lens 35mm → 85mm"."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from director_kernel.errors import UsageError
from director_kernel.film.tree import joined, split, spot, wire
from director_kernel.schema.project import Change, Project, Scene

LONGEST = 60
"""Letters of a value that are said."""
_ONE = {"scenes": "scene", "beats": "beat", "shots": "shot", "characters": "character", "locations": "location", "props": "prop"}
_ONE |= {"boards": "board", "panels": "panel", "assets": "reference", "cues": "cue", "marketing": "graphic", "alternates": "alternate"}
_SILENT = ("bible", "slots", "look", "prop")
"""Steps of a path that say nothing to a person."""
_KEPT_BESIDE = ("inferred", "made_of", "madeOf")
"""Fields that are kept beside what is said, for the machinery."""
_FILES = {"frame": "picture", "take": "clip", "sheet": "sheet", "logo": "logo"}
_WORDS = re.compile(r"[a-z]+(_[a-z]+)+")
_HASH = re.compile(r"\b(?=[0-9]*[a-f])[0-9a-f]{12,64}\b")


def worth_telling(changes: Sequence[Change]) -> list[Change]:
    """The changes a person wants to read of: without the books kept beside a shot, unless there is nothing else."""
    found = [change for change in changes if not set(change.path.split("/")) & set(_KEPT_BESIDE)]
    return found or list(changes)


def told(change: Change, project: Project, *, made: bool = False) -> str:
    """The change in a line, for a project before or after it. Never raises: a path that leads nowhere is said as it is.

    What stood there is looked up in the project where the change does not say it, but for one that was `made`: then nothing did.
    """
    try:
        parts = split(change.path)
    except UsageError:
        return f"{change.op} {change.path[:LONGEST]!r}"
    if change.op == "set":
        where, what = _where(parts[:-1], project), _label(parts[-1])
        if parts[-1] in ("locked",) and isinstance(change.value, bool):
            return f"{where or 'project'}: {'locked' if change.value else 'unlocked'}"
        before = change.before if change.before is not None or made else _there(change.path, project)
        return f"{where}{': ' if where else ''}{what} {_stored(parts[-1], before)} → {_stored(parts[-1], change.value)}"
    if change.op == "add":
        where, kind = _where(parts[:-1], project), _ONE.get(parts[-1], _label(parts[-1]))
        return f"{where}{': ' if where else ''}new {kind} {_name(change.value)}"
    before = change.before if change.op == "remove" and change.before is not None else _there(change.path, project)
    thing = _where(parts, project)
    if change.op == "remove":
        named = _name(before)
        return f"{thing}: taken out" + (f" ({named})" if named.strip("“”") not in thing else "")
    to = f"in {_where(split(change.to)[:-1], project) or 'the film'} " if change.to else ""
    place = "to the end" if change.at is None else f"to place {change.at + 1}"
    return f"{thing}: moved {to and to}{place}"


def _where(parts: Sequence[str], project: Project) -> str:
    """What a path leads to, in words: "scene 2, shot 3"."""
    said: list[str] = []
    at = 0
    scene: Scene | None = None
    while at < len(parts):
        part, following = parts[at], parts[at + 1] if at + 1 < len(parts) else ""
        if part == "scenes" and following:
            scene = next((one for one in project.scenes if one.id == following), None)
            said.append(_numbered("scene", following, [one.id for one in project.scenes]))
        elif part == "beats" and following:
            # A shot is found by its number in the scene: its beat need not be said.
            if "shots" not in parts[at + 2 : at + 3] or len(parts) < at + 4:
                said.append(_numbered("beat", following, [one.id for one in scene.beats] if scene else []))
        elif part == "shots" and following:
            said.append(_numbered("shot", following, [shot.id for beat in scene.beats for shot in beat.shots] if scene else []))
        elif part in _ONE and following:
            said.append(f"{_ONE[part]} {_titled(joined(*parts[: at + 2]), project) or following}")
        elif part not in _SILENT:
            said.append(_label(part))
            at += 1
            continue
        else:
            at += 1
            continue
        at += 2
    return ", ".join(said)


def _numbered(kind: str, name: str, there: Sequence[str]) -> str:
    return f"{kind} {there.index(name) + 1}" if name in there else f"{kind} {name}"


def _there(path: str, project: Project) -> Any:
    try:
        return wire(spot(project, path).value)
    except UsageError:
        return None


def _titled(path: str, project: Project) -> str:
    value = _there(path, project)
    return _name(value).strip("“”") if isinstance(value, Mapping) else ""


def _name(value: Any) -> str:
    """What a thing is called: its title, name or first words."""
    if isinstance(value, Mapping):
        for key in ("title", "name", "label", "text", "caption"):
            if isinstance(value.get(key), str) and value[key]:
                return f"“{_cut(value[key])}”"
        for key in ("look", "prop", "slots"):
            if isinstance(value.get(key), Mapping):
                inner = value[key]
                return _name(inner) if "name" in inner else _said(inner.get("action") or inner.get("subject") or value.get("id", ""))
        return str(value.get("id", "")) or _said(value)
    return _said(value)


def _said(value: Any) -> str:
    """A value as it is said."""
    if value is None or value == "" or value == [] or value == {}:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, Mapping):
        named = next((value[key] for key in ("title", "name", "text", "id") if isinstance(value.get(key), str) and value[key]), "")
        return f"“{_cut(named)}”" if named else _cut(", ".join(f"{_label(key)} {_said(each)}" for key, each in list(value.items())[:4]))
    if isinstance(value, list | tuple):
        return _cut(", ".join(_said(item) for item in value[:8]) + (f" and {len(value) - 8} more" if len(value) > 8 else ""))
    text = str(value)
    if _WORDS.fullmatch(text):
        return text.replace("_", " ")
    return f"“{_cut(text)}”" if " " in text.strip() and len(text) > 24 else _cut(text)


def _stored(field: str, value: Any) -> str:
    """A value as it is said; a file by the beginning of its hash: "picture 20f8900b"."""
    kind = _FILES.get(field, "")
    return f"{kind} {value[:8]}" if kind and isinstance(value, str) and _HASH.fullmatch(value) else _said(value)


def _label(name: str) -> str:
    """A field's name as words: "shotSize" → "shot size"."""
    if name.isdecimal() and len(name) < 6:
        return str(int(name) + 1)
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name[:80])
    return words.replace("_", " ").strip()


def _cut(text: str) -> str:
    """One line, not too long; of a hash the beginning is name enough."""
    line = _HASH.sub(lambda found: found[0][:8], " ".join(str(text)[: 8 * LONGEST].split()))
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
