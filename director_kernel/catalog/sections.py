"""The sections of a catalog: which folder or file holds which noun, and how a value inherits the source of the block around it."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import PurePosixPath
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from director_kernel.schema.catalog import (
    EndpointSchema,
    Expert,
    First,
    Leaderboard,
    Model,
    Note,
    Pack,
    PackRole,
    QuotaTier,
    Setting,
    Source,
    Sourced,
    StepSetting,
    Synonyms,
    Task,
    TierModels,
    Timing,
    Topic,
    UseCase,
)
from director_kernel.schema.dialect import Dialect
from director_kernel.schema.direction import Grammar, Manner, Profile, Recipe, Variant

SECTIONS: Mapping[str, type[Sourced]] = {
    "sources": Source,
    "settings": Setting,
    "models": Model,
    "endpoints": EndpointSchema,
    "tasks": Task,
    "use_cases": UseCase,
    "expert": Expert,
    "first": First,
    "tiers": TierModels,
    "leaderboards": Leaderboard,
    "step_settings": StepSetting,
    "packs": Pack,
    "roles": PackRole,
    "quotas": QuotaTier,
    "timing": Timing,
    "platform": Topic,
    "words": Synonyms,
    "dialects": Dialect,
    "manners": Manner,
    "variants": Variant,
    "grammars": Grammar,
    "profiles": Profile,
    "recipes": Recipe,
}
FREE_FOLDERS = ("lexicon",)
"""Folders whose files have their own shape; they are read as they are."""


def section_of(relative: PurePosixPath) -> str:
    """The section a file belongs to: its first folder, or its own name."""
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


class Dates:
    """When a source was true, by the key a value carries ("LLM (fal page)" → the date of LLM)."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources

    def of(self, source: str) -> str | None:
        """The date of the source whose key begins `source`, None if there is none."""
        word = source.replace(";", " ").replace(",", " ").replace(":", " ").split(" ", 1)[0]
        return self._sources.get(word)


def items_of(data: Any, section: str) -> list[Any]:
    """The records of a file, each carrying the file's common `source` and `as_of`; [] for anything of the wrong shape."""
    items = data.get(section) if isinstance(data, dict) else None
    return items if isinstance(items, list) else []


def common_of(data: Any) -> dict[str, str]:
    """The `source` and `as_of` that hold for a whole file."""
    return _common(data) if isinstance(data, dict) else {}


def _common(block: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(block[key]) for key in ("source", "as_of") if isinstance(block.get(key), str | int)}


def inherit(value: Any, noun: type[BaseModel], common: Mapping[str, str], dates: Dates) -> Any:
    """`value` with `source` and `as_of` filled in from the block around it, all the way down.

    A value with a source of its own and no date takes the date of that source. A bare text where a Note is wanted becomes one.
    """
    if noun is Note and isinstance(value, str):
        value = {"text": value}
    if not isinstance(value, dict):
        return value
    filled = dict(value)
    if issubclass(noun, Sourced):
        filled = _filled(filled, common, dates)
        common = _common(filled)
    for name, inner, shape in _nested(noun):
        if name in filled:
            filled[name] = _spread(filled[name], inner, shape, common, dates)
    return filled


def _filled(value: dict[str, Any], common: Mapping[str, str], dates: Dates) -> dict[str, Any]:
    own = value.get("source")
    if "as_of" not in value and isinstance(own, str) and (dated := dates.of(own)):
        value["as_of"] = dated
    return {**common, **value}


def _spread(value: Any, noun: type[BaseModel], shape: str, common: Mapping[str, str], dates: Dates) -> Any:
    if shape == "list" and isinstance(value, list):
        return [inherit(item, noun, common, dates) for item in value]
    if shape == "map" and isinstance(value, dict):
        return {key: inherit(item, noun, common, dates) for key, item in value.items()}
    return inherit(value, noun, common, dates) if shape == "one" else value


@cache
def _nested(noun: type[BaseModel]) -> tuple[tuple[str, type[BaseModel], str], ...]:
    """(field, noun inside, "one" | "list" | "map") for the fields of `noun` that hold nouns with sources."""
    found = []
    for name, field in noun.model_fields.items():
        for inner, shape in _nouns_in(field.annotation):
            if _has_sources(inner):
                found.append((name, inner, shape))
    return tuple(found)


def _nouns_in(annotation: Any) -> Iterator[tuple[type[BaseModel], str]]:
    origin, args = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation, "one"
    elif origin in (Union, UnionType):
        for arg in args:
            yield from _nouns_in(arg)
    elif origin is tuple and args and isinstance(args[0], type) and issubclass(args[0], BaseModel):
        yield args[0], "list"
    elif args and len(args) == 2 and isinstance(args[1], type) and issubclass(args[1], BaseModel):
        yield args[1], "map"


@cache
def _has_sources(noun: type[BaseModel]) -> bool:
    return issubclass(noun, Sourced)
