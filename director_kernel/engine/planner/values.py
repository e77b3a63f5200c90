"""Single values out of loose JSON: text, numbers, seconds, aspects, kinds, roles. None means "this does not say it"."""

import re
from collections.abc import Callable
from math import isfinite

from director_kernel.engine.planner.salvage import loose, member
from director_kernel.engine.planner.working import Json
from director_kernel.schema.plan import Kind, Role

LONGEST = 600.0
"""The longest one step may be asked to run, in seconds: sixty shots of ten."""

_UNITS = {"": 1.0, "s": 1.0, "sec": 1.0, "secs": 1.0, "second": 1.0, "seconds": 1.0, "m": 60.0, "min": 60.0, "mins": 60.0, "minute": 60.0}
_UNITS |= {"minutes": 60.0, "ms": 0.001, "frames": 1 / 24}
_SECONDS = re.compile(r"^\s*(\d{1,7}(?:[.,]\d{1,6})?)\s*[-]?\s*([a-z]*)\s*(?:(\d{1,2})\s*(?:s|sec|seconds)?)?\s*$", re.IGNORECASE)
_CLOCK = re.compile(r"^\s*(?:(\d{1,2}):)?(\d{1,2}):(\d{2})\s*$")
_RATIO = re.compile(r"^\s*(\d{1,5}(?:\.\d{1,4})?)\s*[:x×/]\s*(\d{1,5}(?:\.\d{1,4})?)\s*$", re.IGNORECASE)
_ASPECTS = {
    "vertical": "9:16",
    "portrait": "9:16",
    "portrait169": "9:16",
    "story": "9:16",
    "reel": "9:16",
    "tall": "9:16",
    "horizontal": "16:9",
    "landscape": "16:9",
    "landscape169": "16:9",
    "widescreen": "16:9",
    "wide": "16:9",
    "square": "1:1",
    "squarehd": "1:1",
    "portrait43": "3:4",
    "landscape43": "4:3",
    "cinemascope": "21:9",
    "scope": "21:9",
    "anamorphic": "21:9",
    "ultrawide": "21:9",
}
_KINDS = {
    "t2i": Kind.TEXT_TO_IMAGE,
    "txt2img": Kind.TEXT_TO_IMAGE,
    "imagegeneration": Kind.TEXT_TO_IMAGE,
    "i2i": Kind.IMAGE_EDIT,
    "img2img": Kind.IMAGE_EDIT,
    "imagetoimage": Kind.IMAGE_EDIT,
    "edit": Kind.IMAGE_EDIT,
    "upscaling": Kind.UPSCALE,
    "upscaler": Kind.UPSCALE,
    "t2v": Kind.TEXT_TO_VIDEO,
    "txt2vid": Kind.TEXT_TO_VIDEO,
    "videogeneration": Kind.TEXT_TO_VIDEO,
    "i2v": Kind.IMAGE_TO_VIDEO,
    "img2vid": Kind.IMAGE_TO_VIDEO,
    "animate": Kind.IMAGE_TO_VIDEO,
    "extendvideo": Kind.EXTEND,
    "videoextend": Kind.EXTEND,
    "videotovideo": Kind.VIDEO_EDIT,
    "v2v": Kind.VIDEO_EDIT,
    "tts": Kind.SPEECH,
    "texttospeech": Kind.SPEECH,
    "voice": Kind.SPEECH,
    "voiceover": Kind.SPEECH,
    "narration": Kind.SPEECH,
    "texttomusic": Kind.MUSIC,
    "song": Kind.MUSIC,
    "sfx": Kind.SOUND_EFFECT,
    "sound": Kind.SOUND_EFFECT,
    "soundeffects": Kind.SOUND_EFFECT,
    "effect": Kind.SOUND_EFFECT,
    "chat": Kind.TEXT,
    "llm": Kind.TEXT,
    "script": Kind.TEXT,
    "edl": Kind.ASSEMBLE,
    "assembly": Kind.ASSEMBLE,
    "concat": Kind.ASSEMBLE,
    "merge": Kind.ASSEMBLE,
    "montage": Kind.ASSEMBLE,
}
_ROLES = {
    "image": Role.START_IMAGE,
    "start": Role.START_IMAGE,
    "startframe": Role.START_IMAGE,
    "firstframe": Role.START_IMAGE,
    "end": Role.END_IMAGE,
    "endframe": Role.END_IMAGE,
    "lastframe": Role.END_IMAGE,
    "tail": Role.END_IMAGE,
    "references": Role.REFERENCE,
    "ref": Role.REFERENCE,
    "style": Role.REFERENCE,
    "character": Role.REFERENCE,
    "product": Role.REFERENCE,
    "video": Role.SOURCE,
    "input": Role.SOURCE,
    "clips": Role.CLIP,
    "speech": Role.VOICE,
    "voiceover": Role.VOICE,
    "narration": Role.VOICE,
    "music": Role.AUDIO,
    "sound": Role.AUDIO,
    "soundeffect": Role.AUDIO,
}
TYPES = frozenset(("image", "video", "audio", "chat"))


def text(value: Json) -> str | None:
    """Words; numbers and lists of words count as words."""
    match value:
        case str():
            return value.strip()
        case bool() | None:
            return None
        case int() | float():
            return str(value)
        case list() if value and all(isinstance(item, str) for item in value):
            return ", ".join(value).strip()
    return None


def number(value: Json) -> float | None:
    """A finite number, also one written as text."""
    if isinstance(value, bool):
        return None
    try:
        found = float(value) if isinstance(value, int | float) else float(value.strip()) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and isfinite(found) and abs(found) < 1e15 else None


def whole(value: Json) -> int | None:
    """A whole number, also one written as text or as 3.0."""
    found = number(value)
    return int(found) if found is not None and found == int(found) else None


def seconds(value: Json) -> float | None:
    """A length in seconds: 5, "5", "8s", "1 min 30", "0:15", "500 ms"; None for "auto" and what is no positive length."""
    if isinstance(value, str):
        return _spoken_seconds(value)
    found = number(value)
    return found if found is not None and found > 0 else None


def _spoken_seconds(value: str) -> float | None:
    if clock := _CLOCK.match(value):
        hours, minutes, rest = (int(part or 0) for part in clock.groups())
        return float(hours * 3600 + minutes * 60 + rest) or None
    spoken = _SECONDS.match(value)
    unit = _UNITS.get(spoken[2].lower()) if spoken else None
    if spoken is None or unit is None or (spoken[3] and unit != 60.0):
        return None
    return float(spoken[1].replace(",", ".")) * unit + int(spoken[3] or 0) or None


def aspect(value: Json) -> str | None:
    """A ratio as "16:9", out of "16x9", "1920×1080", "vertical", 1.78 or {"width", "height"}; None for "auto"."""
    if isinstance(value, dict):
        return _ratio(number(value.get("width")), number(value.get("height")))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _ratio(float(value), 1.0)
    if not isinstance(value, str):
        return None
    if found := _RATIO.match(value):
        return _ratio(float(found[1]), float(found[2]))
    return _ASPECTS.get(loose(value))


_COMMON = ("16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3", "4:5", "5:4", "21:9", "9:21", "2:1", "1:2")


def _ratio(width: float | None, height: float | None) -> str | None:
    if not width or not height or not 0.05 <= width / height <= 20:
        return None
    if max(width, height) < 100 and width * height != max(width, height):
        return f"{width:g}:{height:g}"
    wanted = width / height
    near = min(_COMMON, key=lambda common: abs(shape(common) / wanted - 1))
    return near if abs(shape(near) / wanted - 1) < 0.02 else f"{width:g}:{height:g}"


def shape(ratio: str) -> float:
    """Width over height of "16:9"; 1.0 for what is no ratio."""
    found = _RATIO.match(ratio)
    width, height = (float(found[1]), float(found[2])) if found else (1.0, 1.0)
    return width / height if width and height else 1.0


def kind(value: Json) -> Kind | None:
    """The kind meant by "text-to-video", "t2v", "TTS", "img2img" …"""
    return member(Kind, value, _KINDS)


def role(value: Json) -> Role | None:
    """The role meant by "startImage", "first_frame", "music" …"""
    return member(Role, value, _ROLES)


def coarse_type(value: Json) -> str | None:
    """`image`, `video`, `audio` or `chat`."""
    found = loose(value) if isinstance(value, str) else ""
    found = {"text": "chat", "img": "image", "picture": "image", "film": "video", "clip": "video", "llm": "chat"}.get(found, found)
    return found if found in TYPES else None


def switch(value: Json) -> bool | None:
    """On or off, also as a word."""
    if isinstance(value, bool):
        return value
    word = loose(value) if isinstance(value, str) else ""
    return True if word in {"true", "yes", "on", "1"} else False if word in {"false", "no", "off", "none", "0", "mute", "silent"} else None


Reader = Callable[[Json], object | None]
