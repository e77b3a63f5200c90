"""Validation errors in the words of someone who edits a YAML file, with the line."""

import re
from collections.abc import Mapping
from typing import Any

from director_kernel.catalog.files import Path_, line_of


def spell(error: Mapping[str, Any], at: Path_, lines: dict[Path_, int]) -> tuple[int, str]:
    """(line, message) of one pydantic error of the record at path `at`."""
    inside = tuple(_as_written(part) for part in error["loc"])
    where = ".".join(str(part) for part in inside)
    return line_of(lines, (*at, *inside)), f"{where or 'the record'}: {_words(error, inside[-1:])}"


def _as_written(part: str | int) -> str | int:
    """A field as catalog files write it: the nouns call it `asOf` on the wire."""
    return re.sub(r"(?<=[a-z0-9])[A-Z]", lambda found: "_" + found[0].lower(), part) if isinstance(part, str) else part


def _words(error: Mapping[str, Any], last: Path_) -> str:
    match error["type"]:
        case "missing" if last in (("source",), ("as_of",)):
            return "is missing (give it here or for the whole file)"
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "is not a field of this record"
        case "string_pattern_mismatch" if last in (("as_of",), ("date",)):
            return "is not a date like 2026-11-21, 2026-11 or 2026"
        case _:
            return str(error["msg"])
