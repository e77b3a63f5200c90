"""What goes into fields and not into words: length, shape, seed and whatever else a dialect or an endpoint has a field for.

An endpoint's own schema has the last word: only its fields are filled, with values it takes; the nearest, where it doesn't take the one
that was said.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from director_kernel.schema.compiled import Verdict
from director_kernel.schema.dialect import Dialect, Parameter
from director_kernel.schema.endpoint import EndpointField, EndpointSchema
from director_kernel.schema.plan import Kind

_DURATIONS = ("duration", "duration_seconds", "music_length_ms", "seconds_total")
_FPS = ("fps", "frames_per_second", "frame_rate")
NATIVE = ("duration", "aspect", "seed", "fps")
"""Slots an endpoint may have a field for whatever its dialect says."""


class Sent(NamedTuple):
    """A value in its field; `flag` is text for the prompt's end instead. `field` and `flag` "": it can't be sent, with the reason."""

    field: str = ""
    value: Any = None
    flag: str = ""
    verdict: Verdict = "moved"
    reason: str = ""


Send = Callable[[Any], Sent]


def sender(slot: str, dialect: Dialect, kind: Kind, endpoint: EndpointSchema | None) -> Send | None:
    """The function that puts this slot into its field; None where there is no field for it."""
    parameter = _parameter(slot, dialect, kind, endpoint)
    if endpoint is not None and slot in NATIVE:
        own = _native(slot, endpoint)
        if own is not None or parameter is None or not parameter.flag:
            return own
    if parameter is None:
        return None
    if parameter.flag:
        return lambda value: _flagged(parameter, value)
    if endpoint is None:
        return lambda value: _chosen(parameter, value)
    field = endpoint.fields.get(parameter.name)
    return None if field is None or field.file else lambda value: _conforming(parameter, field, value)


def _parameter(slot: str, dialect: Dialect, kind: Kind, endpoint: EndpointSchema | None) -> Parameter | None:
    """The dialect's parameter for the slot: the first the endpoint has a field for; without an endpoint the first that is not optional."""
    mine = [one for one in dialect.parameters if one.slot == slot and (not one.kinds or kind in one.kinds)]
    if endpoint is None:
        return next((one for one in mine if not one.optional), None)
    return next((one for one in mine if one.flag or one.name in endpoint.fields), None)


# A dialect's own parameters


def _chosen(parameter: Parameter, value: Any) -> Sent:
    """The value in the vendor's words: the nearest it takes, of lengths the nearest that is not shorter."""
    choices = (*parameter.map, *parameter.values)
    near = _nearest(value, choices) if choices else value
    if near is None:
        return Sent(reason=f"`{parameter.name or parameter.flag}` takes {', '.join(map(str, choices[:8]))}")
    sent = parameter.map[near] if near in parameter.map else _formed(parameter, near)
    same = str(near) == str(value) or _number(near) == _number(value) is not None
    verdict: Verdict = "moved" if same else "approximated"
    return Sent(parameter.name, [sent] if parameter.list else sent, "", verdict, "" if same else _takes(choices))


def _formed(parameter: Parameter, value: Any) -> Any:
    number = value * parameter.scale if parameter.scale != 1 and isinstance(value, int | float) else value
    whole = int(number) if isinstance(number, float) and number.is_integer() else number
    return whole if parameter.number else parameter.form.replace("{}", str(whole), 1)


def _flagged(parameter: Parameter, value: Any) -> Sent:
    sent = _chosen(parameter, value)
    if not sent.field and sent.value is None:
        return sent
    inner = sent.value[0] if isinstance(sent.value, list) else sent.value
    return sent._replace(field="", flag=parameter.flag.replace("{}", str(inner), 1))


def _takes(values: Sequence[Any]) -> str:
    return f"it takes {', '.join(map(str, values))}"


def _number(value: Any) -> float | None:
    """A number, or a ratio as the number it is: "16:9" is 1.78."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    left, colon, right = str(value).partition(":")
    try:
        number = float(left) / float(right) if colon else float(left)
    except (ValueError, ZeroDivisionError):
        return None
    return number if math.isfinite(number) else None


def _nearest(value: Any, values: Sequence[Any]) -> Any:
    """The same, the nearest ratio, or of numbers the nearest that is not shorter; None where nothing is near."""
    same = next((one for one in values if str(one) == str(value)), None)
    wanted = _number(value)
    if same is not None or wanted is None:
        return same
    if ":" in str(value):
        ratios = [(one, number) for one in values if ":" in str(one) and (number := _number(one))]
        return min(ratios, key=lambda pair: abs(math.log(pair[1] / wanted)), default=(None, 0.0))[0] if wanted > 0 else None
    numbers = sorted((number, at) for at, one in enumerate(values) if (number := _number(one)) is not None)
    found = next((at for number, at in numbers if number >= wanted - 1e-6), numbers[-1][1] if numbers else None)
    return None if found is None else values[found]


# An endpoint's fields


def _native(slot: str, endpoint: EndpointSchema) -> Send | None:
    match slot:
        case "duration":
            return _duration(endpoint)
        case "aspect":
            return _shape(endpoint)
        case "seed":
            field = endpoint.fields.get("seed")
            return None if field is None else lambda value: Sent("seed", _within(value, field))
    name = next((name for name in _FPS if name in endpoint.fields), None)
    return None if name is None else _rate(name, endpoint.fields[name])


def _within(seed: int, field: EndpointField) -> int:
    """The seed within the endpoint's range, the same one every time."""
    low = int(field.low) if field.low is not None else 0
    high = int(field.high) if field.high is not None else None
    if seed >= low and (high is None or seed <= high):
        return seed
    span = (high if high is not None else 2**31 - 1) - low + 1
    return low + seed % max(1, span)


def _duration(endpoint: EndpointSchema) -> Send | None:
    known, name = endpoint.duration(), next((name for name in _DURATIONS if name in endpoint.fields), "")
    if known is None:
        return None
    field = endpoint.fields[name]

    def send(seconds: float) -> Sent:
        taken = known.at_least(seconds)
        value = known.written(taken)
        if value is None or field.fault(value):
            whole = known.with_(format="integer").written(math.ceil(taken))
            value = whole if field.fault(whole) is None else value
        if value is None or field.fault(value):
            return Sent(reason=f"`{name}` {field.fault(value) if value is not None else 'takes no length'}")
        read = known.read(value) or taken
        same = abs(read - seconds) < 1e-6
        return Sent(name, value, "", "moved" if same else "approximated", "" if same else _takes_lengths(known.choices(), read))

    return send


def _takes_lengths(choices: Sequence[float], taken: float) -> str:
    listed = ", ".join(f"{one:g}" for one in choices[:8]) + (" …" if len(choices) > 8 else "")
    return f"it makes {listed} seconds" if choices else f"it takes {taken:g} seconds"


def _shape(endpoint: EndpointSchema) -> Send | None:
    name, shapes = endpoint.shape_field, endpoint.shapes()
    if name is None:
        return None
    field = endpoint.fields[name]

    def send(aspect: str) -> Sent:
        if not shapes:
            return Sent(reason=f"`{name}` {fault}") if (fault := field.fault(aspect)) else Sent(name, aspect)
        near = _nearest(aspect, tuple(shapes))
        if near is None:
            return Sent(reason=f"`{name}` takes {', '.join(shapes)}")
        same = near == aspect
        return Sent(name, shapes[near], "", "moved" if same else "approximated", "" if same else _takes(tuple(shapes)))

    return send


def _rate(name: str, field: EndpointField) -> Send:
    def send(fps: int) -> Sent:
        choices = [one for one in (field.enum or ()) if _number(one) is not None]
        value = min(choices, key=lambda one: abs((_number(one) or 0) - fps)) if choices else _clamped(fps, field)
        if fault := field.fault(value):
            return Sent(reason=f"`{name}` {fault}")
        same = _number(value) == fps
        return Sent(name, value, "", "moved" if same else "approximated", "" if same else f"it takes {value}")

    return send


def _clamped(number: float, field: EndpointField) -> Any:
    low = number if field.low is None else max(number, field.low)
    taken = low if field.high is None else min(low, field.high)
    whole = int(taken) if float(taken).is_integer() else taken
    return str(whole) if field.type == "string" else whole


def _conforming(parameter: Parameter, field: EndpointField, value: Any) -> Sent:
    """A dialect's parameter in a field of the endpoint, if the endpoint takes it."""
    sent = _chosen(parameter, value)
    if not sent.field:
        return sent
    fault = field.fault(sent.value)
    if fault is None:
        return sent
    if field.enum and not field.many:
        near = _nearest(sent.value, field.enum)
        if near is not None:
            return sent._replace(value=near, verdict="approximated", reason=_takes(field.enum))
    if isinstance(sent.value, int | float) and not isinstance(sent.value, bool) and not field.enum:
        near = _clamped(sent.value, field)
        if field.fault(near) is None:
            return sent._replace(value=near, verdict="approximated", reason=f"it takes {near} at most" if near < sent.value else "")
    return Sent(reason=f"`{parameter.name}` {fault}")


def switches(dialect: Dialect, endpoint: EndpointSchema | None) -> dict[str, Any]:
    """The vendor's rewriters turned off, as far as the endpoint has them and takes the value."""
    if endpoint is None:
        return dict(dialect.literal)
    return {
        name: value
        for name, value in dialect.literal.items()
        if (field := endpoint.fields.get(name)) is not None and field.fault(value) is None
    }
