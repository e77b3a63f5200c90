"""Records a person keeps in their workspace: written as a catalog file people can edit, and read back exactly, faults with their line."""

import math
import os
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from director_kernel.catalog.faults import spell
from director_kernel.catalog.files import BadFile, Path_, catalog_error, line_of, parse_with_lines, read_bytes
from director_kernel.catalog.sections import SECTIONS, Dates, common_of, inherit, items_of
from director_kernel.errors import CatalogError, UsageError
from director_kernel.schema.endpoint import Sourced

_PLAIN_KEY = re.compile(r"[a-z_][a-z0-9_]*")
_WORDS = frozenset({"true", "false", "null"})
_LARGEST = 10**18


class Page(NamedTuple):
    """A record as it stands in a file, and where each of its values does."""

    record: Any
    path: Path
    section: str
    place: int
    lines: Mapping[Path_, int]

    def wrong(self, message: str, *where: str | int) -> CatalogError:
        """The error for a value of the record that can't be, with its line."""
        return catalog_error(self.path, BadFile(line_of(dict(self.lines), (self.section, self.place, *where)), message))


def save(overlay: Path, section: str, record: Sourced, *, replace: bool = False) -> Path:
    """Writes one record into a workspace's catalog, in a file of its own. Raises UsageError where there is one and `replace` isn't said."""
    path = overlay / section / f"{_id(record)}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not replace:
        raise UsageError(f"{path} is there already; choose another name, or say `--replace`.")
    write(path, section, record)
    return path


def write(path: Path, section: str, record: Sourced) -> None:
    """Writes one record as a catalog file, whole or not at all. Raises UsageError for what can't be written there."""
    text = written(section, record)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise UsageError(f"{path} can't be written ({error.strerror or error}); choose another place.") from None


def written(section: str, record: Sourced) -> str:
    """The record as the text of a catalog file; `read_page` of it gives an equal record."""
    fields = record.model_dump(exclude_defaults=True, exclude={"source", "as_of"})
    lines = [f"source: {_text(record.source)}", f"as_of: {_text(record.as_of)}", f"{section}:"]
    for number, (name, value) in enumerate(fields.items()):
        lines += [("  - " if number == 0 else "    ") + line if at == 0 else line for at, line in enumerate(_field(name, value))]
    return "\n".join(lines) + "\n"


def read_page(path: Path, section: str) -> Page:
    """The one record of a file. Raises CatalogError with file and line, UsageError for a file that holds none or several."""
    try:
        data, lines, overlooked = parse_with_lines(read_bytes(path))
    except BadFile as fault:
        raise catalog_error(path, fault) from None
    if overlooked:
        raise catalog_error(path, overlooked[0])
    items = items_of(data, section)
    if len(items) != 1:
        raise UsageError(f"{path} holds {len(items) or 'no'} {section}; a file to share holds one, under `{section}:`.")
    noun = SECTIONS[section]
    try:
        record = noun.model_validate(inherit(items[0], noun, common_of(data), Dates({})))
    except ValidationError as error:
        line, message = spell(error.errors(include_input=False, include_url=False)[0], (section, 0), lines)
        raise catalog_error(path, BadFile(line, message)) from None
    return Page(record, path, section, 0, lines)


def _id(record: Sourced) -> str:
    return str(getattr(record, "id", ""))


def _field(name: str, value: Any) -> Iterator[str]:
    """A field in lines: what holds nouns one of them a line, everything else in one line."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        yield f"{name}:"
        for item in value:
            yield f"      - {_flow(item)}"
    elif isinstance(value, dict) and value:
        yield f"{name}:"
        for key, item in value.items():
            yield f"      {_key(key)}: {_flow(item)}"
    else:
        yield f"{name}: {_flow(value)}"


def _flow(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value) if abs(value) < _LARGEST else _too_large(value)
        case float():
            return _decimal(value)
        case str():
            return _text(value)
        case dict():
            return "{" + ", ".join(f"{_key(key)}: {_flow(item)}" for key, item in value.items()) + "}"
        case _:
            return "[" + ", ".join(map(_flow, value)) + "]"


def _too_large(value: float) -> str:
    raise UsageError(f"{str(value)[:40]} is no number a catalog file can hold; use a smaller one.")


def _decimal(value: float) -> str:
    if not math.isfinite(value):
        return _too_large(value)
    text = format(Decimal(repr(value)), "f")
    return text if "." in text else f"{text}.0"


def _key(key: object) -> str:
    text = str(key)
    return text if _PLAIN_KEY.fullmatch(text) and text not in _WORDS else _text(text)


def _text(text: str) -> str:
    """A text in double quotes, with escapes for all that YAML would fold, refuse or read otherwise."""
    return '"' + "".join(map(_letter, text)) + '"'


def _letter(letter: str) -> str:
    if letter in '"\\':
        return "\\" + letter
    code = ord(letter)
    if 0xD800 <= code <= 0xDFFF:
        return "?"  # A lone half of a letter can't be written as UTF-8 at all.
    if letter.isprintable():
        return letter
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
