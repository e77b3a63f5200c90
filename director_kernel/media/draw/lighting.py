"""Reads the light of a shot: which side, how hard, how warm, and what lamps there are."""

from director_kernel.media.draw.colour import colour_of, lighten, mix, times
from director_kernel.media.draw.light import Light
from director_kernel.media.draw.palette import Palette, max_chroma, said
from director_kernel.schema.slots import KeySide, Slots, TimeOfDay

_LOW_SUN = (TimeOfDay.DAWN, TimeOfDay.GOLDEN_HOUR, TimeOfDay.SUNSET)
_WARM = ("candle", "fire", "lamp", "tungsten", "bulb", "lantern", "practical", "torch", "amber", "golden", "warm")
_COLD = ("moon", "led", "fluorescent", "neon", "screen", "monitor", "cold", "cool", "blue")


def _has(words: str, *wanted: str) -> bool:
    return any(word in words for word in wanted)


def key_side(slots: Slots, seed: int) -> KeySide:
    """The said side, else back for silhouettes, else left or right by seed."""
    if slots.key_side is not None:
        return slots.key_side
    words = said(slots)
    if _has(words, "backlit", "back light", "backlight", "silhouette", "contre-jour", "rim light"):
        return KeySide.BACK
    if _has(words, "top light", "overhead light", "toplight"):
        return KeySide.TOP
    if _has(words, "underlight", "under light", "from below"):
        return KeySide.UNDER
    return KeySide.LEFT if seed % 2 == 0 else KeySide.RIGHT


def light_for(slots: Slots, palette: Palette, seed: int) -> Light:
    """The `Light` that figures and props are drawn in: small tints only, so that a wardrobe keeps its hue from shot to shot."""
    words = said(slots)
    warmth = _warmth(slots, words)
    key = mix(palette.sun, "#ffb45e" if warmth > 0 else "#9cc4ff", abs(warmth) * 0.45)
    coloured = colour_of(slots.light_source[:200])
    if coloured and max_chroma(coloured) > 0.3:
        key = mix(key, coloured, 0.5)
    rim = mix(lighten(key, 0.15), palette.glow if palette.night else palette.sun, 0.6)
    if max_chroma(palette.accent) > 0.5 and _has(words, "neon", "cyberpunk", "futuristic"):
        rim = mix(rim, palette.accent, 0.7)
    side = key_side(slots, seed)
    if side is KeySide.BACK and not palette.night and not _has(words, "silhouette", "backlit", "back light", "backlight", "contre-jour"):
        # Against a bright window a film lights its faces from the front quarter; the rim still comes from behind.
        side = KeySide.LEFT
    return Light(
        key_side=side,
        warmth=warmth,
        intensity=min(1.0, max(0.15, 0.12 + 0.85 * palette.exposure)),
        rim=palette.drained(rim),
        key=palette.drained(key),
        fill=palette.drained(mix(palette.mid, "#8fa3b5", 0.4)),
        shadow=palette.drained(mix(times(palette.top, 0.45), "#14161c", 0.45)),
        ambient=palette.drained(mix(palette.haze, "#c9c4bd", 0.35)),
        hard=_has(words, "hard", "harsh", "direct", "spotlight", "noir", "high contrast") or slots.time_of_day is TimeOfDay.NOON,
        night=palette.night,
    )


def _warmth(slots: Slots, words: str) -> float:
    warmth = 0.1
    if slots.time_of_day in (*_LOW_SUN, TimeOfDay.MORNING):
        warmth = 0.7 if slots.time_of_day in _LOW_SUN else 0.4
    elif slots.time_of_day in (TimeOfDay.NIGHT, TimeOfDay.BLUE_HOUR):
        warmth = -0.5
    if _has(words, *_WARM):
        warmth = max(warmth, 0.6)
    elif _has(words, *_COLD):
        warmth = min(warmth, -0.4)
    return warmth
