"""Random shots of every slot, with the words people really write and those that break things."""

from hypothesis import strategies as st

from director_kernel.catalog import load_catalog
from director_kernel.schema.slots import (
    Angle,
    Character,
    Coverage,
    KeySide,
    LayoutMode,
    Line,
    Movement,
    Panel,
    Prop,
    Reference,
    ShotSize,
    Slots,
    Speed,
    TimeOfDay,
    Typography,
)

CATALOG = load_catalog()
SMUGGLED = sorted({rule.example for dialect in CATALOG.dialects.values() for rule in dialect.forbid})
WORDS = st.one_of(
    st.sampled_from(["", "a red kite", "rain on glass", "soft light", "in a kitchen", 'a sign that says "No entry"', "it's late…"]),
    st.sampled_from(
        ["  two\n lines\t", "--ar 1:1", "a::2 b", "no people", "(x:1.2)", "{tone}", "[Push in]", "<b>bold</b>", "終電 🌧️ café", ".,;"]
    ),
    st.sampled_from(SMUGGLED or ["no people"]),
    st.sampled_from(SMUGGLED or ["no people"]).map(lambda bad: f"a fox {bad} runs"),
    st.text(max_size=20),
)
LONG = st.builds(lambda word, times: " ".join([word] * times), WORDS, st.integers(1, 60) | st.just(250))
STEPS = st.none() | st.integers(-2, 2)


def several(values: st.SearchStrategy, most: int = 3) -> st.SearchStrategy:
    return st.lists(values, max_size=most).map(tuple)


CHARACTERS = st.builds(
    Character, name=WORDS, age=st.sampled_from(["", "20s", "old"]), gender=st.sampled_from(["", "f", "robot"]), hair=WORDS, gaze=WORDS
)
PROPS = st.builds(Prop, name=WORDS, colour=WORDS, label=WORDS, held_by=WORDS)
LINES = st.builds(Line, text=WORDS, speaker=WORDS, tone=WORDS)
REFERENCES = st.builds(Reference, role=st.sampled_from(["character", "location", "prop", "style", "start", "end", "video"]), name=WORDS)
SIMPLE = {
    "shot_size": st.none() | st.sampled_from(ShotSize),
    "angle": st.none() | st.sampled_from(Angle),
    "movement": st.none() | st.sampled_from(Movement),
    "movement_speed": st.none() | st.sampled_from(Speed),
    "key_side": st.none() | st.sampled_from(KeySide),
    "time_of_day": st.none() | st.sampled_from(TimeOfDay),
    "coverage": st.none() | st.sampled_from(Coverage),
    "time_offset_ms": st.none() | st.integers(-9000, 9000),
    **{name: WORDS for name in ("lens", "aperture", "focus", "light_source", "light_quality", "light_setup", "weather", "grade", "music")},
    **{name: WORDS for name in ("composition", "setting", "transition")},
    **{name: STEPS for name in ("contrast", "saturation", "exposure", "warmth", "motion_strength")},
    **{name: several(WORDS, 2) for name in ("palette", "mood", "style", "sound", "negatives", "on_screen_text")},
    "subject": LONG,
    "action": LONG,
    "characters": several(CHARACTERS, 2),
    "props": several(PROPS, 2),
    "dialogue": several(LINES, 2),
}
ONCE = {
    "references": several(REFERENCES),
    "typography": st.none() | st.builds(Typography, headline=WORDS, subhead=WORDS, tone=WORDS, placement=WORDS),
    "lyrics": WORDS,
    "bpm": st.none() | st.integers(20, 300),
    "duration": st.none() | st.floats(0.1, 60),
    "aspect": st.sampled_from(["", "16:9", "9:16", "2.39:1", "1:1", "banana", "0:0"]),
    "fps": st.none() | st.integers(1, 240),
    "seed": st.none() | st.integers(-5, 2**40),
    "frame_index": st.none() | st.integers(1, 9),
    "frame_count": st.none() | st.integers(1, 9),
    "panel_layout": st.sampled_from(["", "2x2", "3x2"]),
    "layout_mode": st.none() | st.sampled_from(LayoutMode),
    "inferred": several(st.sampled_from(["lens", "style", "mood"])),
}


def shots(names: dict[str, st.SearchStrategy]) -> st.SearchStrategy[Slots]:
    """Slots of which each is said now and then."""
    return st.fixed_dictionaries({}, optional=names).map(lambda said: Slots(**said))


PANELS = st.builds(Panel, label=WORDS, slots=shots(SIMPLE))
SHOTS = shots({**SIMPLE, **ONCE, "panels": several(PANELS, 2)})
