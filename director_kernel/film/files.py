"""Projects as files: JSON and YAML out and in without loss, screenplays and ViMax in.

Pictures and clips stay where they are and are named by their hash; a project taken in elsewhere says which of them it misses.
"""

import errno
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from director_kernel.catalog.files import BadFile, line_of, parse_with_lines
from director_kernel.catalog.written import written
from director_kernel.errors import UsageError
from director_kernel.film import vimax
from director_kernel.film.screenplays import project_of
from director_kernel.schema.noun import storable
from director_kernel.schema.project import Project
from director_kernel.store.reading import read_file

MOST = 24_000_000
"""Bytes of a file."""
JSON, YAML, SCRIPT = (".json",), (".yaml", ".yml"), (".fountain", ".spmd")
_HASH = re.compile(r'"([0-9a-f]{64})"')


class Taken(NamedTuple):
    """What was in a file: its projects, and what a person should know."""

    projects: tuple[Project, ...]
    notes: tuple[str, ...] = ()


def read(path: Path, *, stored: Callable[[str], bool] = lambda sha256: True) -> Taken:
    """The projects in a file or in a folder of ViMax. `stored` says whether an asset is here.

    Raises UsageError with file and line for what can't be read.
    """
    taken = Taken(tuple(vimax.projects_of(vimax.read_folder(path), name=path.name))) if path.is_dir() else _read_file(path)
    missing = sorted({sha256 for project in taken.projects for sha256 in assets_of(project) if not stored(sha256)})
    if not missing:
        return taken
    named = ", ".join(sha256[:12] for sha256 in missing[:5]) + (" …" if len(missing) > 5 else "")
    count = f"{len(missing)} file{'s it names are' if len(missing) > 1 else ' it names is'} not in this workspace"
    return taken._replace(notes=(*taken.notes, f"{count} ({named}): attach them, and they are found by what is in them."))


def write(project: Project, path: Path) -> Path:
    """The project in a new file, as JSON or YAML by its ending. Raises UsageError."""
    kind = path.suffix.lower()
    if kind in JSON:
        text = json.dumps(project.wire(), ensure_ascii=False, indent=2) + "\n"
    elif kind in YAML:
        # For people: what was never said is left out.
        text = written(project.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True))
    else:
        raise UsageError(f"{path.name}: a project is written as .json, .yaml or .yml; end the name with one of them.")
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{path} can't be written ({error.strerror}); name another file.") from None
    return path


def assets_of(project: Project) -> set[str]:
    """The hashes of all assets a project names."""
    return set(_HASH.findall(project.model_dump_json()))


def _read_file(path: Path) -> Taken:
    try:
        raw = read_file(path, MOST)
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise UsageError(f"{path.name} is too large: {error.strerror}. Take it in by parts.") from None
        raise UsageError(f"{path} can't be read ({error.strerror}); name a file that is there.") from None
    kind = path.suffix.lower()
    if kind in YAML:
        return Taken((_from_yaml(raw, path),))
    if kind in JSON:
        return _from_json(raw, path)
    if kind in (*SCRIPT, ".txt", ""):
        return Taken((project_of(_text(raw, path), name=path.stem),))
    raise UsageError(f"{path.name} is none of .fountain, .json, .yaml or a folder of ViMax; save it as one of them.")


def _from_yaml(raw: bytes, path: Path) -> Project:
    try:
        value, lines, faults = parse_with_lines(raw)
    except BadFile as fault:
        raise UsageError(f"{path.name}:{fault.line}: {fault.message}. Mend the file, then import it again.") from None
    if faults:
        raise UsageError(f"{path.name}:{faults[0].line}: {faults[0].message}. Mend the file, then import it again.")
    try:
        return Project.model_validate(value)
    except ValidationError as error:
        where, what = _first(error)
        raise UsageError(f"{path.name}:{line_of(lines, where)}: {what}. Mend the file, then import it again.") from None


def _from_json(raw: bytes, path: Path) -> Taken:
    try:
        text = _text(raw, path)
        value: Any = json.loads(text)
        value = _whole_letters(value) if "\\ud" in text.lower() else value
    except ValueError as error:
        at = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise UsageError(f"{path.name}{at}: this is no JSON ({str(error)[:100]}). Mend the file, then import it again.") from None
    except RecursionError:
        raise UsageError(f"{path.name}: this is nested too deep for a project. Mend the file, then import it again.") from None
    if vimax.looks_like(value):
        return Taken(tuple(vimax.projects_of(value, name=path.stem)))
    try:
        return Taken((Project.model_validate(value),))
    except ValidationError as error:
        raise UsageError(f"{path.name}: {_first(error)[1]}. Mend the file, then import it again.") from None


def _whole_letters(value: Any) -> Any:
    """The value without halves of letters, which JSON can write and nothing can store."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_whole_letters(each) for each in value]
    return {storable(name): _whole_letters(each) for name, each in value.items()} if isinstance(value, dict) else value


def _first(error: ValidationError) -> tuple[tuple[str | int, ...], str]:
    """Where the first fault is, and what it is."""
    first = error.errors(include_url=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return first["loc"], f"there is no {where[:120]!r} in a project"
    return first["loc"], f"{where[:120] or 'the file'}: {first['msg'][0].lower()}{first['msg'][1:300]}"


def _text(raw: bytes, path: Path) -> str:
    """The text of a file, whichever of the usual encodings it is in."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    if b"\0" in raw:
        raise UsageError(f"{path.name} is no text; save it as plain text once more.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
