"""The colours of one shot: time of day gives the sky and the light, mood grades it, brand words and the style bend it."""

from dataclasses import dataclass, replace

from director_kernel.media.draw.colour import colour_of, lighten, luma, mix, multiply, saturate, times, turn, with_light
from director_kernel.schema.slots import Slots, TimeOfDay


@dataclass(frozen=True)
class Palette:
    """Sky from top to horizon, the light that falls, and how materials look in it.

    `lit` is the colour of daylight on a white card, `exposure` how bright it lands, `tint` and `tinting` the grade. `accent` is what the
    eye should find, `glow` what lamps give. `grey` 0…1 drains colour (noir, black and white).
    """

    top: str
    mid: str
    low: str
    sun: str
    lit: str
    exposure: float
    tint: str
    tinting: float
    haze: str
    glow: str = "#ffc76b"
    accent: str = "#f2b84b"
    second: str = "#4f8fa8"
    grey: float = 0.0
    colourful: float = 1.0
    night: bool = False
    high_key: bool = False

    def tone(self, surface: str, depth: float = 0.0) -> str:
        """A material of colour `surface` in this light; `depth` 0…1 moves it into the haze."""
        graded = times(multiply(surface, self.lit), self.exposure)
        graded = saturate(mix(graded, self.tint, self.tinting), self.colourful)
        return self.drained(mix(graded, self.haze, depth))

    def drained(self, colour: str) -> str:
        """The colour after the style has taken its share of saturation."""
        return mix(colour, mix("#000000", "#ffffff", luma(colour)), self.grey) if self.grey else colour

    def dark(self, depth: float = 0.0) -> str:
        """Silhouette ink: nearly black, tinted, lost in the haze by `depth`."""
        return self.drained(mix(mix("#0b0e13", self.tint, 0.22), self.haze, depth))


# time: top, mid, low (sky) · sun · light on white · exposure · tint · tinting · haze. Chosen by eye against each other, one picture each.
_HOURS: dict[TimeOfDay, Palette] = {
    TimeOfDay.DAWN: Palette(
        "#3d4a78", "#a488a8", "#f6c3a4", "#ffdcae", "#f3dcd6", 0.8, "#6a6a96", 0.16, "#d9b4ae", glow="#ffce8f", accent="#f0907a"
    ),
    TimeOfDay.MORNING: Palette(
        "#86b4dc", "#c3dbea", "#fcead0", "#fff1c9", "#fff6e6", 0.97, "#f3cf9c", 0.1, "#efe2cf", glow="#ffe0a0", accent="#ec8f2d"
    ),
    TimeOfDay.DAY: Palette("#4a8dcb", "#8cbfe2", "#dcebf0", "#fffbe9", "#fdfcf6", 0.95, "#9fb9c9", 0.08, "#cfdfe6", accent="#e2673f"),
    TimeOfDay.NOON: Palette("#2f80cf", "#74b4e6", "#d6ecf4", "#ffffff", "#ffffff", 1.0, "#c3d3d0", 0.05, "#dbe9ec", accent="#e85d3d"),
    TimeOfDay.GOLDEN_HOUR: Palette(
        "#5a7ba6", "#dcae7c", "#ffd58c", "#fff0bd", "#ffdfae", 0.86, "#b5672c", 0.2, "#f0bd7c", glow="#ffcf7a", accent="#e8833a"
    ),
    TimeOfDay.SUNSET: Palette(
        "#352f63", "#b1536c", "#ff9d58", "#ffd58c", "#f2b294", 0.68, "#6a2f57", 0.26, "#d27a64", glow="#ffb65c", accent="#ff7a4a"
    ),
    TimeOfDay.DUSK: Palette(
        "#1b2839", "#4a6072", "#c0b49d", "#ffe3a6", "#a8b4be", 0.5, "#26384a", 0.32, "#71808a", glow="#ffc468", accent="#f2b84b", night=True
    ),
    TimeOfDay.BLUE_HOUR: Palette(
        "#0d1c42",
        "#27497f",
        "#86a4cb",
        "#dfe9ff",
        "#8fabd8",
        0.46,
        "#1a3566",
        0.36,
        "#49699c",
        glow="#ffbf66",
        accent="#ffae4a",
        night=True,
    ),
    TimeOfDay.NIGHT: Palette(
        "#050914",
        "#101c38",
        "#2a3a5c",
        "#dfe8ff",
        "#8194c0",
        0.36,
        "#0e1a36",
        0.42,
        "#22304e",
        glow="#ffb95e",
        accent="#ffb04a",
        night=True,
    ),
}

# mood word: tint, how much of it, change of exposure, change of saturation
_MOODS: dict[str, tuple[str, float, float, float]] = {
    "tense": ("#16303a", 0.2, 0.84, 0.8),
    "suspense": ("#142c36", 0.22, 0.8, 0.8),
    "thriller": ("#122a33", 0.24, 0.78, 0.8),
    "mysterious": ("#1c2b48", 0.2, 0.82, 0.9),
    "mystery": ("#1c2b48", 0.2, 0.82, 0.9),
    "ominous": ("#1a1f2b", 0.3, 0.72, 0.7),
    "dark": ("#10131c", 0.28, 0.72, 0.85),
    "horror": ("#17261c", 0.32, 0.68, 0.65),
    "eerie": ("#1d3330", 0.26, 0.76, 0.7),
    "melancholy": ("#4a5a72", 0.2, 0.88, 0.65),
    "sad": ("#4a5a72", 0.2, 0.86, 0.6),
    "lonely": ("#3c4d68", 0.2, 0.86, 0.7),
    "nostalgic": ("#c08a4a", 0.18, 0.96, 0.8),
    "vintage": ("#b98a52", 0.2, 0.95, 0.7),
    "romantic": ("#e09a8a", 0.16, 1.0, 1.05),
    "warm": ("#e8a55a", 0.14, 1.0, 1.1),
    "cozy": ("#dd9a52", 0.18, 0.95, 1.08),
    "cosy": ("#dd9a52", 0.18, 0.95, 1.08),
    "joyful": ("#ffd98a", 0.06, 1.08, 1.3),
    "playful": ("#ffd98a", 0.05, 1.08, 1.35),
    "happy": ("#ffd98a", 0.06, 1.06, 1.25),
    "upbeat": ("#ffd98a", 0.05, 1.06, 1.3),
    "energetic": ("#ff9a5a", 0.06, 1.04, 1.35),
    "calm": ("#b9cbc9", 0.12, 1.02, 0.85),
    "serene": ("#b9cbd0", 0.12, 1.03, 0.85),
    "peaceful": ("#c2d0c4", 0.12, 1.02, 0.88),
    "dreamy": ("#d9bfe0", 0.16, 1.05, 0.9),
    "magical": ("#8a6ad0", 0.16, 0.98, 1.2),
    "ethereal": ("#d4d2ee", 0.18, 1.06, 0.8),
    "fresh": ("#d4efe4", 0.1, 1.08, 1.1),
    "clean": ("#eef4f6", 0.12, 1.1, 0.92),
    "minimal": ("#eceae6", 0.12, 1.06, 0.8),
    "luxury": ("#2a1c10", 0.2, 0.78, 0.95),
    "luxurious": ("#2a1c10", 0.2, 0.78, 0.95),
    "premium": ("#1c1a20", 0.2, 0.8, 0.9),
    "elegant": ("#3a2c2a", 0.14, 0.9, 0.9),
    "epic": ("#1f4a5c", 0.14, 0.9, 1.2),
    "heroic": ("#7a4a20", 0.12, 0.94, 1.2),
    "futuristic": ("#1c3a6a", 0.22, 0.85, 1.25),
    "cyberpunk": ("#4a1a6a", 0.26, 0.74, 1.5),
    "neon": ("#4a1a6a", 0.2, 0.78, 1.5),
    "gritty": ("#3a3a30", 0.24, 0.82, 0.7),
    "moody": ("#1e2a38", 0.2, 0.8, 0.85),
    "bold": ("#ff5a3a", 0.04, 1.0, 1.35),
}

# light said: sun and lit, exposure, tint, tinting, haze, accent. Lights that fill a room and outweigh the hour outside its window.
_LAMPS: dict[str, tuple[str, float, str, float, str, str]] = {
    "lamplight": ("#ffcf94", 0.64, "#5a2f12", 0.2, "#6a4526", "#ffb65c"),
    "candlelight": ("#ffc27e", 0.52, "#4a230e", 0.26, "#54331b", "#ffb04a"),
    "firelight": ("#ffb070", 0.56, "#5a220c", 0.26, "#6a3820", "#ff8f45"),
    "alarm light": ("#ff8f7e", 0.5, "#5e0d12", 0.42, "#5a1a1c", "#ff4a3d"),
    "screen light": ("#a9d6ff", 0.5, "#0e2c48", 0.36, "#1d3f5e", "#59c3ff"),
    "white light": ("#f4f8ff", 1.0, "#c7d6e6", 0.12, "#dfe9f2", "#8fc3ff"),
}


def _lamplit(base: Palette, lamp: tuple[str, float, str, float, str, str]) -> Palette:
    """The palette of a room lit by one kind of lamp: what it shows takes the lamp's colour, the sky in the window keeps its own."""
    lit, exposure, tint, tinting, haze, accent = lamp
    exposure *= min(1.0, max(0.82, base.exposure / 0.5))
    return replace(
        base, sun=lit, lit=lit, exposure=exposure, tint=tint, tinting=tinting, haze=haze, accent=accent, glow=mix(lit, "#ffd08a", 0.3)
    )


_STYLES: dict[str, tuple[float, float]] = {
    "black and white": (1.0, 0.92),
    "black-and-white": (1.0, 0.92),
    "monochrome": (1.0, 0.95),
    "noir": (0.85, 0.72),
    "bleach bypass": (0.5, 0.9),
    "desaturated": (0.5, 1.0),
    "muted": (0.3, 1.0),
}

_ACCENTS: dict[str, tuple[str, str]] = {
    "cyberpunk": ("#ff2f8e", "#22d3ee"),
    "neon": ("#ff2f8e", "#22d3ee"),
    "futuristic": ("#39c6ff", "#8a5cff"),
    "luxury": ("#d8b26a", "#8a6a3a"),
    "luxurious": ("#d8b26a", "#8a6a3a"),
    "premium": ("#d8b26a", "#7d8aa0"),
    "elegant": ("#d6b98a", "#9a7f86"),
    "horror": ("#b3261e", "#5a6a4a"),
    "magical": ("#b58cff", "#6ad0e0"),
    "fresh": ("#4fbf8b", "#f6a93b"),
    "romantic": ("#e36a7c", "#f3b68c"),
}


def said(slots: Slots) -> str:
    """Everything the shot says about its look, in one lower-case line."""
    words = (*slots.mood, *slots.style, *slots.palette, slots.light_quality, slots.light_setup, slots.composition, slots.light_source)
    return " ".join(words).lower()[:2000]


def palette_for(slots: Slots, *, hour: TimeOfDay | None = None) -> Palette:
    """The palette of a shot; `hour` stands in where nobody said a time of day."""
    base = _HOURS[slots.time_of_day or hour or TimeOfDay.DAY]
    words = said(slots)
    lamp = next((lamp for name, lamp in _LAMPS.items() if name in words), None)
    # Moods that were only guessed grade gently: one of them, not all on top of each other.
    for mood in sorted(mood for mood in _MOODS if mood in words)[: 1 if "mood" in slots.inferred else 3]:
        base = _mooded(base, mood)
    for style, (grey, exposure) in _STYLES.items():
        if style in words:
            base = replace(base, grey=max(base.grey, grey), exposure=base.exposure * exposure)
    if "high key" in words or "high-key" in words:
        base = replace(base, exposure=min(1.1, base.exposure * 1.1), high_key=True)
    if "low key" in words or "low-key" in words or "chiaroscuro" in words:
        base = replace(base, exposure=base.exposure * 0.72)
    base = _branded(base, slots)
    return _lamplit(base, lamp) if lamp else _weathered(base, slots.weather.lower())


def _mooded(base: Palette, mood: str) -> Palette:
    tint, share, exposure, colourful = _MOODS[mood]
    accent, second = _ACCENTS.get(mood, (base.accent, base.second))
    sky = [times(saturate(mix(colour, tint, share * 0.8), colourful), exposure) for colour in (base.top, base.mid, base.low)]
    return replace(
        base,
        top=sky[0],
        mid=sky[1],
        low=sky[2],
        haze=times(mix(base.haze, tint, share), exposure),
        tint=mix(base.tint, tint, 0.5),
        tinting=min(0.5, base.tinting + share * 0.5),
        exposure=base.exposure * exposure,
        colourful=base.colourful * colourful,
        accent=accent,
        second=second,
    )


def _branded(base: Palette, slots: Slots) -> Palette:
    """Colour words of the brand become accent and second; a mild share of the first goes into sky and haze."""
    found = [colour for colour in (colour_of(words[:200]) for words in slots.palette[:6]) if colour]
    hour_said = slots.time_of_day is not None and "time_of_day" not in slots.inferred
    guessed = "palette" in slots.inferred and (hour_said or any(name in said(slots) for name in _LAMPS))
    if not found or guessed:
        return base
    strong = sorted(found, key=lambda colour: -abs(max_chroma(colour)))
    if max_chroma(strong[0]) <= 0.12 and min(luma(colour) for colour in found) < 0.16:
        return base
    accent = strong[0] if max_chroma(strong[0]) > 0.12 else found[0]
    second = next((colour for colour in found if colour != accent), turn(accent, 28))
    return replace(
        base,
        accent=accent,
        second=second,
        mid=mix(base.mid, with_light(second, luma(base.mid)), 0.35),
        low=mix(base.low, with_light(accent, max(0.4, luma(base.low))), 0.3),
        haze=mix(base.haze, with_light(accent, luma(base.haze)), 0.15),
    )


def max_chroma(colour: str) -> float:
    """How far the colour is from grey, 0…1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return max(parts) - min(parts)


def _weathered(base: Palette, weather: str) -> Palette:
    if any(word in weather for word in ("storm", "thunder", "tempest")):
        grey, share, exposure = "#2c3740", 0.62, 0.72
    elif any(word in weather for word in ("rain", "overcast", "drizzle", "cloud", "grey", "gray", "downpour")):
        grey, share, exposure = "#7e8d98", 0.5, 0.84
    elif any(word in weather for word in ("fog", "mist", "haze", "smog")):
        grey, share, exposure = "#c0c7c8", 0.45, 0.95
    elif any(word in weather for word in ("snow", "blizzard")):
        grey, share, exposure = "#cdd8e0", 0.4, 1.0
    else:
        return base
    grey = times(grey, 0.35 + 0.65 * luma(base.low))
    sky = [mix(colour, grey, share) for colour in (base.top, base.mid, base.low)]
    return replace(
        base,
        top=sky[0],
        mid=sky[1],
        low=lighten(sky[2], 0.05),
        haze=mix(base.haze, grey, share),
        exposure=base.exposure * exposure,
        colourful=base.colourful * 0.85,
    )
