"""Aspect, resolution, pixels, frame rate and sound: the nearest the model makes, reported where it is not what was asked."""

import math
import re

from director_kernel.engine.planner import values
from director_kernel.engine.planner.facts import Facts
from director_kernel.engine.planner.inputs import Media
from director_kernel.engine.planner.options import FPS_FIELDS
from director_kernel.engine.planner.working import Json, Sheet, Work
from director_kernel.schema.endpoint import EndpointSchema
from director_kernel.schema.plan import Kind, Role

DEFAULT_ASPECT = "16:9"
DEFAULT_FPS = 24
_PIXELS = re.compile(r"(\d+(?:\.\d+)?)\s*(k|p|mp)?", re.IGNORECASE)
_WORDS = {"sd": 480, "hd": 720, "fullhd": 1080, "fhd": 1080, "qhd": 1440, "uhd": 2160}
_LEADING = (Role.START_IMAGE, Role.SOURCE, Role.REFERENCE)


def plan_aspect(sheet: Sheet) -> str:
    """The aspect of the whole: what the plan says, the brief, the first video step, the first step."""
    said = [sheet.aspect, sheet.brief.aspect if sheet.brief else "", *_step_aspects(sheet, "video"), *_step_aspects(sheet, "image")]
    return next((found for text in said if text and (found := values.aspect(text))), DEFAULT_ASPECT)


def _step_aspects(sheet: Sheet, medium: str) -> list[str]:
    return [step.aspect for step in sheet.steps if step.aspect and step.media == medium][:1]


def shape(step: Work, facts: Facts, media: Media) -> None:
    """Settle the picture of an image or video step; the steps that feed it are settled. A reel's follows its clips."""
    if step.kind is Kind.ASSEMBLE:
        return
    if step.media not in ("image", "video"):
        step.aspect, step.width, step.height, step.fps = "", 0, 0, 0
        return
    schema = facts.schema(step.endpoint)
    _settle_aspect(step, schema, facts, media)
    _settle_resolution(step, schema, facts, media.sheet)
    _settle_size(step, schema)
    _settle_fps(step, schema, media.sheet)
    if step.media == "video":
        _settle_audio(step, schema, facts, media.sheet)


def _settle_aspect(step: Work, schema: EndpointSchema | None, facts: Facts, media: Media) -> None:
    asked = step.aspect or media.sheet.aspect
    follows = _source_aspect(step, media) if schema is not None and schema.shape_field is None else ""
    if follows:
        if asked != follows and step.aspect:
            fix = f"It is {follows} now; change the step that feeds it."
            media.sheet.mended(step, "aspect", "aspect_follows", f"{step.model_name} keeps the aspect of its input.", fix)
        step.aspect = follows
        return
    choices = _aspects(step, schema, facts)
    step.aspect = near = _nearest_aspect(asked, choices) if choices else asked
    if near != asked:
        message = f"{step.model_name} makes no {asked}."
        media.sheet.mended(step, "aspect", "aspect_unsupported", message, f"{near} is the nearest it makes ({', '.join(choices)}).")
    if schema is None and choices:
        step.options["aspect_ratio"] = near


def _source_aspect(step: Work, media: Media) -> str:
    """The aspect of the step that leads this one, "" when an asset does (its size is not known here)."""
    for need in step.needs:
        if need.role in _LEADING:
            return media.steps[need.step].aspect if need.step else ""
    return ""


def _aspects(step: Work, schema: EndpointSchema | None, facts: Facts) -> tuple[str, ...]:
    """Ratios to choose from; empty where any will do or nothing is known."""
    if schema is not None:
        return () if schema.free_size else tuple(ratio for ratio in schema.shapes() if values.aspect(ratio))
    model = facts.models.get(step.model)
    listed = model.aspects.values if model and model.aspects else ()
    return tuple(ratio for ratio in listed if re.fullmatch(r"\d+(\.\d+)?:\d+(\.\d+)?", ratio))


def _nearest_aspect(asked: str, choices: tuple[str, ...]) -> str:
    if asked in choices:
        return asked
    wanted = math.log(values.shape(asked))
    return min(choices, key=lambda choice: abs(math.log(values.shape(choice)) - wanted))


def _settle_resolution(step: Work, schema: EndpointSchema | None, facts: Facts, sheet: Sheet) -> None:
    """The resolution as the endpoint writes it, in `options` where there is a field for it."""
    field = schema.fields.get("resolution") if schema else None
    model = facts.models.get(step.model)
    listed = schema.resolutions() if schema else ()
    default = str(field.default) if field and field.default else ""
    if schema is None or (field is not None and not listed):
        listed = (default, *(model.resolutions.values if model and model.resolutions else ()))
    choices = tuple(choice for choice in listed if lines(choice, step.media))
    default = default or (choices[0] if choices and schema is None else "")
    asked = step.resolution
    near = next((choice for choice in choices if choice.casefold() == asked.casefold()), "")
    near = near or (_nearest_lines(asked, choices, step.media) if asked and choices else "")
    step.resolution = near or default
    if asked and step.resolution.lower() != asked.lower():
        fix = f"{step.resolution or 'Its own size'} is used."
        sheet.mended(step, "options.resolution", "resolution_unsupported", f"{step.model_name} makes no {asked[:20]}.", fix)
    if (step.resolution and field is not None and field.type != "object") or (step.resolution and schema is None):
        step.options["resolution"] = step.resolution


def lines(text: str, medium: str) -> float:
    """The short side in pixels that "1080p", "4K" or "1920x1080" stands for; 0 when it stands for none."""
    word = re.sub(r"[^a-z]", "", text.lower())
    if word in _WORDS:
        return _WORDS[word]
    if found := re.fullmatch(r"\s*(\d{2,5})\s*[x×]\s*(\d{2,5})\s*", text):
        return min(int(found[1]), int(found[2]))
    found = _PIXELS.search(text)
    if found is None:
        return 0.0
    unit = (found[2] or "").lower()
    number = float(found[1])
    if unit == "k":
        return {1: 1080.0, 2: 1440.0, 4: 2160.0}.get(int(number), number * 540) if medium == "video" else number * 1024
    return number if 100 <= number <= 9000 and unit != "mp" else 0.0


def _nearest_lines(asked: str, choices: tuple[str, ...], medium: str) -> str:
    wanted = lines(asked, medium)
    if not wanted:
        return ""
    return min(choices, key=lambda choice: (abs(math.log(lines(choice, medium) / wanted)), lines(choice, medium)))


def _settle_size(step: Work, schema: EndpointSchema | None) -> None:
    """Width and height in pixels, and the shape field of the endpoint."""
    if step.kind is Kind.UPSCALE:
        return
    ratio = values.shape(step.aspect)
    step.width, step.height = (
        video_size(ratio, step.resolution) if step.media == "video" else _image_size(ratio, lines(step.resolution, "image"))
    )
    name = schema.shape_field if schema else None
    if schema is None or name is None:
        return
    written = _written_shape(step, schema)
    if written is not None:
        step.options[name] = written


def _written_shape(step: Work, schema: EndpointSchema) -> Json:
    """The shape in the endpoint's words: a name, or pixels where it takes any (its names are small: 1024x576 for 16:9)."""
    named = schema.shapes().get(step.aspect)
    if named is not None and isinstance(named, str) and (found := re.fullmatch(r"(\d+)x(\d+)", named)):
        step.width, step.height = int(found[1]), int(found[2])
    if not schema.free_size:
        return named
    if "auto_2K" in schema.fields[schema.shape_field or ""].suggested and step.resolution == "":
        step.width, step.height = _image_size(values.shape(step.aspect), 2048)
    return {"width": step.width, "height": step.height}


def video_size(ratio: float, resolution: str = "") -> tuple[int, int]:
    """Even pixels of a frame whose short side the resolution names; 720 without one."""
    short = lines(resolution, "video") or 720
    width, height = (short * ratio, short) if ratio >= 1 else (short, short / ratio)
    return max(2, round(width / 2) * 2), max(2, round(height / 2) * 2)


def _image_size(ratio: float, side: float) -> tuple[int, int]:
    """Pixels as many as a square of `side` (1024 for 0) has, in the multiples of 32 that image models take."""
    width, height = (side or 1024) * math.sqrt(ratio), (side or 1024) / math.sqrt(ratio)
    return max(32, round(width / 32) * 32), max(32, round(height / 32) * 32)


def enlarge(step: Work, steps: dict[str, Work]) -> None:
    """The size of an upscale: its source's times its factor (two, when it has none)."""
    if step.kind is not Kind.UPSCALE:
        return
    source = next((steps[need.step] for need in step.needs if need.step in steps), None)
    factor = next((found for key in ("upscale_factor", "scale", "scale_factor") if (found := values.number(step.options.get(key)))), 2.0)
    factor = min(max(factor, 1.0), 16.0)
    width, height = (source.width, source.height) if source and source.width else (1024, 1024)
    step.width, step.height = round(width * factor), round(height * factor)


def _settle_fps(step: Work, schema: EndpointSchema | None, sheet: Sheet) -> None:
    if step.media != "video":
        step.fps = 0
        return
    asked = step.fps or sheet.fps
    name = next((name for name in FPS_FIELDS if schema and name in schema.fields), None)
    choices = [rate for value in (schema.fields[name].enum if schema and name else ()) if (rate := values.whole(value))]
    near = min(choices, key=lambda rate: (abs(rate - asked), rate)) if choices else sheet.fps
    if step.fps and near != step.fps:
        what = "makes no" if choices else "has no choice of frame rate; the reel can't be"
        message = f"{step.model_name} {what} {step.fps} frames a second."
        sheet.mended(step, "fps", "fps_unsupported", message, f"{near} is used; the reel plays at {sheet.fps}.")
    step.fps = near
    if schema and name and choices:
        step.options[name] = next(value for value in schema.fields[name].enum if values.whole(value) == near)


def _settle_audio(step: Work, schema: EndpointSchema | None, facts: Facts, sheet: Sheet) -> None:
    """Sound made with the picture: what was asked, else only where someone speaks or sounds and no step of its own does that."""
    name = schema.audio_field if schema else None
    model = facts.models.get(step.model)
    always = bool(model and model.audio and model.audio.value) and name is None
    if step.audio and name is None and not always:
        message = f"{step.model_name} makes no sound with its pictures."
        sheet.mended(step, "options.audio", "audio_unsupported", message, "It stays silent; add a speech, music or effect step for sound.")
        step.audio = None
    if name:
        step.audio = step.audio if step.audio is not None else _wants_sound(step, sheet)
        step.options[name] = step.audio


def _wants_sound(step: Work, sheet: Sheet) -> bool:
    if sheet.has_audio or (sheet.brief and sheet.brief.audio == ("none",)):
        return False
    return bool(step.slots.dialogue or step.slots.sound)
