"""Any value as plain JSON that can be stored, compared and dumped again; nothing raises.

Why so strict: lone surrogates can't be written as UTF-8, NaN is not equal to itself, integers over 4 300 digits can't be printed, and
nesting deeper than the interpreter's stack crashes whoever walks it next.
"""

import json
import math
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from director_kernel.engine.planner.working import Json
from director_kernel.schema.noun import storable

MAX_DEPTH = 40
_MAX_INT = 2**63


def plain(value: Any, depth: int = 0) -> Json:
    """`value` as plain JSON: what has no JSON form becomes its text, what lies too deep or is not a finite number becomes None."""
    if depth > MAX_DEPTH:
        return None
    match value:
        case None | bool():
            return value
        case str():
            return storable(str(value))
        case int():
            return int(value) if -_MAX_INT < value < _MAX_INT else None
        case float():
            return float(value) if math.isfinite(value) else None
        case BaseModel():
            return plain(value.model_dump(mode="json", by_alias=True, exclude_unset=not _closed(value), exclude_none=_closed(value)), depth)
        case Mapping():
            return {plain(str(key)): plain(item, depth + 1) for key, item in value.items()}
        case list() | tuple():
            return [plain(item, depth + 1) for item in value]
        case bytes():
            return value.decode("utf-8", "replace")
    return plain(f"{value!s}"[:200])


def _closed(model: BaseModel) -> bool:
    """A finished noun (as against a draft, which is dumped as it was loaded)."""
    return model.model_config.get("extra") == "forbid"


def parsed(text: str | bytes) -> tuple[Json, bool]:
    """The JSON in `text` and whether there was any; JSON inside prose or a code fence is found too."""
    try:
        if isinstance(text, bytes):
            text = text.decode(json.detect_encoding(text), "replace")
        text = text.strip().removeprefix("\ufeff")
        return plain(json.loads(text)), True
    except (ValueError, RecursionError):
        return _embedded(text if isinstance(text, str) else "")


def _embedded(text: str) -> tuple[Json, bool]:
    """The first object in prose (chat models wrap their JSON in words and fences)."""
    start = text.find("{")
    if start < 0:
        return None, False
    try:
        return plain(json.JSONDecoder().raw_decode(text, start)[0]), True
    except (ValueError, RecursionError):
        return None, False
