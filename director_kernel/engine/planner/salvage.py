"""As much of a noun as can be read from loose JSON: what does not fit is left out and named, the rest stays."""

import re
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import ValidationError

from director_kernel.engine.planner.working import Json
from director_kernel.schema.noun import Noun

N = TypeVar("N", bound=Noun)
_ROUNDS = 6


def salvaged(noun: type[N], value: Json, missing: dict[str, Json]) -> tuple[N, tuple[str, ...]]:
    """`value` read as `noun` and the fields left out (dotted); `missing` fills required fields."""
    data = {**missing, **value} if isinstance(value, dict) else dict(missing)
    lost: list[str] = [] if isinstance(value, dict) else [""]
    for _ in range(_ROUNDS):
        try:
            return noun.model_validate(data), tuple(lost)
        except ValidationError as error:
            for place in sorted({_place(item["loc"], item["type"]) for item in error.errors(include_url=False)}, key=repr, reverse=True):
                lost.append(".".join(map(str, place)))
                data = _without(data, place)
                data = {**missing, **data}
    return noun.model_validate(missing), (*lost, "")


def _place(loc: tuple[int | str, ...], kind: str) -> tuple[int | str, ...]:
    return loc[:-1] if kind == "missing" and len(loc) > 1 else loc


def _without(data: Any, place: tuple[int | str, ...]) -> Any:
    """`data` with what lies at `place` left out; a place that isn't there (a union's tag, say) takes its nearest parent."""
    if isinstance(data, dict) and place and place[0] in data:
        head, rest = place[0], place[1:]
        if rest and isinstance(data[head], dict | list):
            return {**data, head: _without(data[head], rest)}
        return {key: item for key, item in data.items() if key != head}
    if isinstance(data, list) and place and isinstance(place[0], int) and place[0] < len(data):
        at, rest = place[0], place[1:]
        if rest and isinstance(data[at], dict | list):
            return [_without(item, rest) if i == at else item for i, item in enumerate(data)]
        return [item for i, item in enumerate(data) if i != at]
    return {} if isinstance(data, dict) else []


E_ = TypeVar("E_", bound=StrEnum)


def member(enum: type[E_], value: Json, also: dict[str, E_] | None = None) -> E_ | None:
    """The member that `value` means, whatever its case and punctuation; None when there is none."""
    if not isinstance(value, str):
        return None
    wanted = loose(value)
    found = next((item for item in enum if loose(item.value) == wanted or loose(item.name) == wanted), None)
    return found or (also or {}).get(wanted)


def loose(text: str) -> str:
    """Letters and digits only, lower case: "Text-to-Image", "text_to_image" and "textToImage" are one word."""
    return re.sub(r"[^a-z0-9]", "", text.lower())
