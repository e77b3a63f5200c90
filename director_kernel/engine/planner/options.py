"""A step's options in the endpoint's own fields: known words found under any spelling, values made to fit, the rest set aside."""

from collections.abc import Callable
from typing import Any

from director_kernel.engine.planner import values
from director_kernel.engine.planner.facts import Facts
from director_kernel.engine.planner.notes import shown
from director_kernel.engine.planner.salvage import loose
from director_kernel.engine.planner.working import MANY_MEDIA, Json, Sheet, Work
from director_kernel.providers import writing
from director_kernel.schema.endpoint import EndpointField, EndpointSchema
from director_kernel.schema.plan import Kind

DURATION_FIELDS = ("duration", "duration_seconds", "music_length_ms", "seconds_total")
FPS_FIELDS = ("fps", "frames_per_second")
_NEGATIVE = "negative_prompt"
_SPELLINGS = {
    "aspectratio": "aspect",
    "aspect": "aspect",
    "ratio": "aspect",
    "imagesize": "aspect",
    "orientation": "aspect",
    "resolution": "resolution",
    "outputresolution": "resolution",
    "videoresolution": "resolution",
    "duration": "duration",
    "durationseconds": "duration",
    "videoduration": "duration",
    "seconds": "duration",
    "length": "duration",
    "secondstotal": "duration",
    "musiclengthms": "duration",
    "generateaudio": "audio",
    "generateaudioswitch": "audio",
    "audio": "audio",
    "nativeaudio": "audio",
    "withaudio": "audio",
    "sound": "audio",
    "fps": "fps",
    "framerate": "fps",
    "framespersecond": "fps",
    "numimages": "takes",
    "maximages": "takes",
    "variations": "takes",
    "numoutputs": "takes",
    "seed": "seed",
    "negativeprompt": "negative_prompt",
    "prompt": "prompt",
    "text": "prompt",
}
_KEPT = frozenset((Kind.ASSEMBLE, Kind.TEXT))
"""Kinds whose options are not looked through for words that every model knows."""
_WRITING = {
    "temperature": writing.TEMPERATURE,
    "maxtokens": writing.MAX_TOKENS,
    "maxoutputtokens": writing.MAX_TOKENS,
    "maxcompletiontokens": writing.MAX_TOKENS,
}


def lift_options(step: Work, facts: Facts, sheet: Sheet) -> None:
    """Take the words every model knows out of the options; a field of the step itself wins over its option."""
    if step.kind in _KEPT:
        return
    rest: dict[str, Json] = {}
    for key, value in step.options.items():
        name = _SPELLINGS.get(loose(key), "")
        if value is None or (name and _lift(step, name, value, key)):
            continue
        rest[key] = value
    step.options = rest


def _lift(step: Work, name: str, value: Json, key: str) -> bool:
    """True when the option was understood (or says "auto"); False leaves it among the rest."""
    if value in ("auto", "", "default"):
        return True
    readers: dict[str, values.Reader] = {
        "aspect": values.aspect,
        "resolution": values.text,
        "duration": lambda said: _length(said, key),
        "audio": values.switch,
        "fps": lambda said: found if (found := values.whole(said)) and 1 <= found <= 120 else None,
        "takes": lambda said: found if (found := values.whole(said)) and found > 0 else None,
        "seed": lambda said: found if (found := values.whole(said)) is not None else None,
        "negative_prompt": values.text,
        "prompt": values.text,
    }
    found: Any = readers[name](value)
    if found is None:
        return False
    if name == "duration" and step.duration and abs(step.duration - found) > 0.51:
        step.use_seconds = 0.0
    if not getattr(step, name):
        setattr(step, name, found)
    return True


def _length(said: Json, key: str) -> float | None:
    found = values.seconds(said)
    return found / 1000 if found is not None and loose(key).endswith("ms") else found


def fit_options(step: Work, facts: Facts, sheet: Sheet) -> None:
    """What is left of the options under the endpoint's names, in its types and enums; what it does not know goes to `extra.options`."""
    if step.kind is Kind.TEXT:
        _fit_writing(step, sheet)
    schema = facts.schema(step.endpoint)
    if step.kind in _KEPT or schema is None:
        return
    names = {loose(name): name for name in schema.fields}
    kept: dict[str, Json] = {}
    for key, value in step.options.items():
        name = names.get(loose(key), "")
        if key == "media" and step.kind in MANY_MEDIA:
            kept[key] = value
            continue
        problem = _problem(name, schema)
        fitted = _fitted(schema.fields[name], value) if not problem else None
        if fitted is None:
            _set_aside(step, sheet, key, value, problem or f"{key} can't be {shown(value)} for {step.model_name}.")
        else:
            kept[name] = fitted
    step.options = kept
    _require(step, schema, sheet)


def _fit_writing(step: Work, sheet: Sheet) -> None:
    """A chat model takes a temperature and a longest answer; all else belongs in the prompt."""
    kept: dict[str, Json] = {}
    for key, value in step.options.items():
        name = _WRITING.get(loose(key), "")
        heat = values.number(value) if name == writing.TEMPERATURE else None
        fitted = writing.temperature(heat) if heat is not None else writing.tokens(values.whole(value))
        if not name:
            _set_aside(step, sheet, key, value, f"A text has no option {key[:40]}; say it in the prompt.")
        elif fitted is None:
            _set_aside(step, sheet, key, value, f"{key} can't be {shown(value)} for {step.model_name}.")
        else:
            kept[name] = fitted
    step.options = kept


def needed_options(schema: EndpointSchema) -> tuple[str, ...]:
    """Required fields that are neither words, files nor settled by us."""
    ours = {schema.prompt_field, schema.shape_field, *DURATION_FIELDS}
    return tuple(name for name in schema.required if name not in ours and not name.endswith(("_url", "_urls")))


def fallback(field: EndpointField) -> Json:
    """A value for a required field nobody filled: its default, its first choice, the middle of a number; None when only a person knows."""
    if field.default is not None:
        return field.default
    if field.enum:
        return field.enum[0]
    if field.type == "number":
        return (field.low + field.high) / 2 if field.low is not None and field.high is not None else 0.5
    return None


def _require(step: Work, schema: EndpointSchema, sheet: Sheet) -> None:
    for name in needed_options(schema):
        if name in step.options:
            continue
        value = fallback(schema.fields[name])
        message = f"{step.model_name} needs {name}."
        if value is None:
            fix = f"Write options.{name}, or name another model."
            sheet.open(step, f"options.{name}", "option_missing", message, fix)
        else:
            step.options[name] = value
            sheet.mended(step, f"options.{name}", "option_missing", message, f"{value} is used.")
    # MiniMax refuses a song without lyrics unless it is told to leave out the voice (its schema's note on `lyrics`).
    if {"lyrics", "is_instrumental"} <= schema.fields.keys() and not step.options.get("lyrics"):
        step.options.setdefault("is_instrumental", True)


def _problem(name: str, schema: EndpointSchema) -> str:
    if not name:
        return "The endpoint has no such option."
    if schema.fields[name].file or name.endswith(("_url", "_urls")):
        return "Files are given as inputs, not as options."
    managed = {schema.prompt_field, schema.shape_field, schema.audio_field, schema.count_field, "resolution", "seed", _NEGATIVE}
    return "It can't be read." if name in managed or name in (*DURATION_FIELDS, *FPS_FIELDS) else ""


def _set_aside(step: Work, sheet: Sheet, key: str, value: Json, why: str) -> None:
    before = step.extra.get("options")
    step.extra["options"] = {**(before if isinstance(before, dict) else {}), key: value}
    sheet.mended(step, f"options.{key}", "option_unknown", why, "It was set aside under extra.options and is not sent.")


def _fitted(field: EndpointField, value: Json) -> Json:
    """`value` or the nearest the field takes; None when nothing of it can be sent."""
    tries: tuple[Callable[[Json], Json], ...] = (
        lambda said: said,
        lambda said: _of_enum(field, said),
        lambda said: values.switch(said) if field.type == "boolean" else None,
        lambda said: values.whole(said) if field.type == "number" else None,
        lambda said: values.number(said) if field.type == "number" else None,
        lambda said: values.text(said) if field.type == "string" else None,
        lambda said: _in_range(field, values.number(said)) if field.type == "number" else None,
    )
    for attempt in tries:
        found = attempt(value)
        if found is not None and field.fault(found) is None:
            return found
    return None


def _of_enum(field: EndpointField, value: Json) -> Json:
    if isinstance(value, dict | list) or not field.enum:
        return None
    same = next((choice for choice in field.enum if loose(str(choice)) == loose(str(value))), None)
    if same is not None:
        return same
    wanted = values.number(value)
    numbers = [
        (abs(near - wanted), at)
        for at, choice in enumerate(field.enum)
        if wanted is not None and (near := values.number(choice)) is not None
    ]
    return field.enum[min(numbers)[1]] if numbers else None


def _in_range(field: EndpointField, value: float | None) -> float | None:
    if value is None:
        return None
    low, high = field.low if field.low is not None else value, field.high if field.high is not None else value
    return min(max(value, low), high)
