"""Ordered lists and scales of slots: what stands one step further, and which of several values is nearest."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from director_kernel.schema.slots import ShotSize, Slots, Speed

SIZES = tuple(ShotSize)[:-1]
"""Widest first. An insert shows something else than the figure: it is beside the ladder, one step closer than its end."""
SPEEDS = tuple(Speed)
LENSES = ("14mm ultra wide", "24mm wide", "28mm", "35mm", "50mm", "85mm", "135mm telephoto", "200mm")
SCALES = ("contrast", "saturation", "exposure", "warmth", "motion_strength")
BPM = 15
"""Beats a minute of one step of tempo."""
_USUAL: Mapping[str, Any] = {"shot_size": ShotSize.MS, "movement_speed": Speed.MEDIUM, "lens": "35mm"}


class Stepped(NamedTuple):
    """Where so many steps lead. `left` are steps beyond the end of the list; `why` says what no step could be taken from."""

    value: Any
    left: int = 0
    why: str = ""


def focal_length(lens: str) -> int | None:
    """Millimetres of a lens as it is called ("85mm", "100mm macro", "50"); None for one without a number ("anamorphic")."""
    found = re.search(r"(?<![\d.])(\d{1,3})(?:\s?mm\b|$)", lens)
    return int(found.group(1)) if found and 4 <= int(found.group(1)) <= 800 else None


def step(slot: str, value: Any, steps: int) -> Stepped:
    """`value` moved by so many steps, held at the ends. What nobody said begins at the usual value of its list."""
    return _RULES[slot](value, steps) if steps else Stepped(value)


def steps_there_are(slot: str) -> bool:
    """Whether the slot's values have an order."""
    return slot in _RULES


def nearest(slot: str, value: Any, choices: Sequence[Any]) -> Any:
    """The choice nearest to `value`: itself if it is one or stands between two of an ordered list, else the nearer end, else the first."""
    if not value or value in choices:
        return value if value else choices[0]
    place = _places(slot)
    here = place(value) if place else None
    ends = sorted((at, choice) for choice in choices if place and (at := place(choice)) is not None)
    if here is None or not ends:
        return choices[0]
    if ends[0][0] <= here <= ends[-1][0]:
        return value
    return ends[0][1] if here < ends[0][0] else ends[-1][1]


def _places(slot: str) -> Callable[[Any], float | None] | None:
    if slot == "shot_size":
        return lambda value: float(SIZES.index(ShotSize(value))) if ShotSize(value) in SIZES else None
    if slot == "movement_speed":
        return lambda value: float(SPEEDS.index(Speed(value)))
    return focal_length if slot == "lens" else None


def _size(value: ShotSize | None, steps: int) -> Stepped:
    if value is ShotSize.INSERT and steps > 0:
        return Stepped(value, steps)
    here = len(SIZES) if value is ShotSize.INSERT else SIZES.index(value or _USUAL["shot_size"])
    return _held(SIZES, here + steps)


def _speed(value: Speed | None, steps: int) -> Stepped:
    return _held(SPEEDS, SPEEDS.index(value or _USUAL["movement_speed"]) + steps)


def _lens(value: str, steps: int) -> Stepped:
    """Along the usual lenses: the next one that is longer or shorter than what is there."""
    length = focal_length(value or _USUAL["lens"])
    if length is None:
        return Stepped(value, 0, f"{value!r} names no focal length to step from")
    lengths = [focal_length(lens) or 0 for lens in LENSES]
    if steps > 0:
        here = max((at for at, one in enumerate(lengths) if one <= length), default=-1)
    else:
        here = min((at for at, one in enumerate(lengths) if one >= length), default=len(lengths))
    reached = _held(LENSES, here + steps)
    beyond = (focal_length(reached.value) or 0) - length
    return reached if beyond * steps > 0 else Stepped(value, steps)


def _scale(value: int | None, steps: int) -> Stepped:
    wanted = (value or 0) + steps
    reached = max(-2, min(2, wanted))
    return Stepped(reached, wanted - reached)


def _tempo(value: int | None, steps: int) -> Stepped:
    """Beats a minute; a tempo nobody said is the composer's."""
    return Stepped(value) if value is None else Stepped(max(20, min(300, value + BPM * steps)))


def _held(ladder: Sequence[Any], wanted: int) -> Stepped:
    reached = max(0, min(len(ladder) - 1, wanted))
    return Stepped(ladder[reached], wanted - reached)


_RULES: Mapping[str, Callable[[Any, int], Stepped]] = {
    "shot_size": _size,
    "movement_speed": _speed,
    "lens": _lens,
    "bpm": _tempo,
    **dict.fromkeys(SCALES, _scale),
}

CONTENT = frozenset(
    ["subject", "action", "setting", "characters", "props", "references", "on_screen_text", "typography", "dialogue", "lyrics", "panels"]
)
"""What a shot is about. No manner touches it."""
BOOKKEEPING = frozenset(
    ["aspect", "fps", "seed", "frame_index", "frame_count", "time_offset_ms", "panel_layout", "layout_mode", "inferred"]
)
MOVABLE = frozenset(Slots.model_fields) - CONTENT - BOOKKEEPING
"""How it is shown and heard: what loose language, variants, grammars and profiles may change."""
