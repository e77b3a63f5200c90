"""The shape of an OpenTimelineIO file, looked at before the library reads it: what it expects and doesn't find ends the whole process.

The library is written in C++ and follows whatever a file gives it: no tracks, a child that is nothing, a time without a rate are not
errors to it but the end of the kernel. Only what an edit is read from is looked at; all else may be as it likes.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

_LARGEST = 10**12
"""Frames, and frames a second, beyond which a number is no time; a year of film at 240 has 8 · 10⁹."""


def check(value: Any, where: str = "the file") -> None:
    """Raises ValueError naming the first thing that isn't as the library needs it. Nesting is bounded by whoever parsed it."""
    if isinstance(value, list):
        for each in value:
            check(each, where)
    elif isinstance(value, Mapping):
        schema = value.get("OTIO_SCHEMA")
        if schema is not None and not (isinstance(schema, str) and "." in schema):
            raise ValueError(f"{where} has no schema")
        if isinstance(schema, str):
            _object(schema.partition(".")[0], value)
        for name, each in value.items():
            check(each, name)


def _object(kind: str, value: Mapping[str, Any]) -> None:
    if kind.startswith("SerializableObjectRef"):
        raise ValueError("it refers to parts of itself")
    for name, right in _NEEDS.get(kind, {}).items():
        if name not in value or not right(value[name]):
            raise ValueError(f"{name} of a {kind} is missing or something else")
    for name, right in _MAY.items():
        if name in value and not right(value[name]):
            raise ValueError(f"{name} of a {kind} is something else")


def _is(*kinds: str) -> Callable[[Any], bool]:
    def right(value: Any) -> bool:
        return isinstance(value, Mapping) and str(value.get("OTIO_SCHEMA", "")).partition(".")[0] in kinds

    return right


def _or_nothing(right: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: value is None or right(value)


def _objects(value: Any) -> bool:
    return isinstance(value, list) and all(_object_like(each) for each in value)


def _named_objects(value: Any) -> bool:
    return isinstance(value, Mapping) and all(_object_like(each) for name, each in value.items() if name != "OTIO_SCHEMA")


def _object_like(value: Any) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("OTIO_SCHEMA"), str)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and abs(value) <= _LARGEST


def _rate(value: Any) -> bool:
    return _number(value) and value >= 1e-3


def _text(value: Any) -> bool:
    return isinstance(value, str)


_time, _range = _is("RationalTime"), _is("TimeRange")
_NEEDS: Mapping[str, Mapping[str, Callable[[Any], bool]]] = {
    "Timeline": {"tracks": _is("Stack")},
    "Stack": {"children": _objects},
    "Track": {"children": _objects, "kind": _text},
    "RationalTime": {"rate": _rate, "value": _number},
    "TimeRange": {"start_time": _time, "duration": _time},
    "Transition": {"in_offset": _time, "out_offset": _time},
}
_MAY: Mapping[str, Callable[[Any], bool]] = {
    "name": _or_nothing(_text),
    "metadata": lambda value: isinstance(value, Mapping),
    "effects": _objects,
    "markers": _objects,
    "source_range": _or_nothing(_range),
    "available_range": _or_nothing(_range),
    "marked_range": _range,
    "global_start_time": _or_nothing(_time),
    "media_reference": _or_nothing(_object_like),
    "media_references": _named_objects,
    "target_url": _text,
    "transition_type": _or_nothing(_text),
    "effect_name": _or_nothing(_text),
    "active_media_reference_key": _text,
}
