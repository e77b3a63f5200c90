"""Loose language: what each of the known notes changes, how notes are put together, and that all of it can be taken back."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from director_kernel.catalog import load_catalog
from director_kernel.errors import CatalogError
from director_kernel.prompts.deltas import Revised, change, revise, undo
from director_kernel.prompts.ladders import CONTENT, LENSES, MOVABLE, focal_length, nearest, step
from director_kernel.schema.direction import Delta, Manner
from director_kernel.schema.slots import Angle, Character, Coverage, Line, Movement, ShotSize, Slots, Speed

SHOT = Slots(
    shot_size=ShotSize.MS,
    movement=Movement.STATIC,
    movement_speed=Speed.MEDIUM,
    lens="50mm",
    palette=("amber",),
    subject="a woman",
    action="turns round",
    characters=(Character(name="Mira"),),
    dialogue=(Line(text="slower, darker, closer", speaker="Mira"),),
    on_screen_text=("MORE KINETIC",),
    duration=4.0,
    inferred=("lens",),
)
# The rows of the table of loose language: a synonym, then slots and what they must be afterwards.
ROWS: list[tuple[str, dict[str, Any]]] = [
    (
        "more dynamic",
        {"movement_speed": "snap", "movement": "handheld", "lens": "28mm", "contrast": 1, "motion_strength": 2, "duration": 2.4},
    ),
    ("trailer cut", {"movement_speed": "fast", "movement": "push in", "lens": "anamorphic", "grade": "teal and orange", "contrast": 1}),
    (
        "ethereal",
        {"movement_speed": "slow", "focus": "soft", "light_quality": "hazy", "key_side": "back", "duration": 5.2, "motion_strength": -1},
    ),
    (
        "brooding",
        {"movement_speed": "slow", "shot_size": "MCU", "light_setup": "low key", "grade": "desaturated", "composition": "negative space"},
    ),
    ("snappier", {"movement_speed": "fast", "shot_size": "MCU", "contrast": 1, "saturation": 1, "duration": 2.8, "transition": "cut"}),
    ("calmer", {"movement_speed": "ultra slow", "shot_size": "MWS", "duration": 6.0, "motion_strength": -2}),
    ("more cinematic", {"lens": "anamorphic", "focus": "shallow", "light_source": "practical", "style": ("cinematic", "film grain")}),
    (
        "more intimate",
        {"movement": "push in", "shot_size": "MCU", "lens": "85mm", "light_source": "window", "light_quality": "soft", "warmth": 1},
    ),
    (
        "grander",
        {"shot_size": "EWS", "angle": "low angle", "lens": "24mm wide", "key_side": "back", "light_setup": "volumetric", "duration": 4.4},
    ),
    ("rawer", {"movement": "handheld", "shot_size": "MS", "lens": "35mm", "focus": "deep", "light_quality": "hard", "saturation": -1}),
    (
        "suspenseful",
        {"movement": "push in", "shot_size": "MCU", "lens": "85mm", "light_setup": "low key", "key_side": "back", "warmth": -1},
    ),
    ("fun", {"movement_speed": "fast", "movement": "whip right", "composition": "symmetrical", "light_setup": "high key", "saturation": 1}),
    ("luxurious", {"movement": "orbit right", "shot_size": "ECU", "lens": "100mm macro", "light_setup": "rim", "duration": 5.2}),
    ("retro", {"movement": "static", "lens": "50mm", "warmth": 1, "style": ("film grain",), "music": "lo-fi"}),
    ("creepier", {"movement": "static", "angle": "point of view", "key_side": "under", "light_setup": "low key", "warmth": -1}),
    ("airier", {"light_setup": "high key", "light_quality": "soft", "exposure": 1}),
    ("warmer", {"warmth": 1}),
    ("colder", {"warmth": -1}),
    ("closer", {"shot_size": "MCU"}),
    ("wider", {"shot_size": "MWS"}),
    ("cleaner", {"movement": "static", "grade": "neutral", "motion_strength": -1, "negatives": ("clutter",)}),
]


@pytest.mark.parametrize(("words", "wanted"), ROWS, ids=[row[0] for row in ROWS])
def test_each_row_of_the_table(words: str, wanted: dict[str, Any]) -> None:
    done = revise(SHOT, words)
    assert {slot: getattr(done.slots, slot) for slot in wanted} == wanted
    assert not done.unread


def test_every_phrase_of_every_manner_is_understood() -> None:
    for manner in load_catalog().manners.values():
        for words in (manner.title, *manner.words, f"a bit {manner.title}", f"much {manner.title}"):
            done = revise(SHOT, words)
            assert [wish.manner.id for wish in done.wishes] == [manner.id] and not done.unread, words


def test_manners_move_only_what_may_move() -> None:
    for manner in load_catalog().manners.values():
        parts = (manner.delta.steps, manner.delta.put, manner.delta.add, manner.delta.remove)
        assert {slot for part in parts for slot in part} <= MOVABLE, manner.id
        full = change(Slots(), manner.delta, why=manner.title)
        assert full.changes or manner.delta.pace != 1 or manner.delta.remove, manner.id


@pytest.mark.parametrize(
    ("words", "sizes"),
    [
        ("closer", "MCU"),
        ("a bit closer", "MCU"),
        ("much closer", "CU"),
        ("way tighter", "CU"),
        ("extremely close in", "CU"),
        ("less wide framing", "MS"),
        ("too close", "MS"),
        ("not closer", "MS"),
        ("closer and wider", "MS"),
        ("make it closer, please", "MCU"),
    ],
)
def test_how_much(words: str, sizes: str) -> None:
    assert revise(SHOT, words).slots.shot_size == sizes


def test_a_bit_fills_and_moves_but_replaces_nothing() -> None:
    done = revise(SHOT.with_(inferred=()), "a bit more intimate").slots
    assert (done.lens, done.movement, done.light_source, done.movement_speed) == ("50mm", Movement.STATIC, "window", Speed.SLOW)


def test_less_is_the_opposite_and_takes_its_words_out() -> None:
    dreamy = revise(SHOT, "dreamy").slots
    less = revise(dreamy, "less dreamy").slots
    assert (less.movement_speed, less.motion_strength, less.duration) == (Speed.MEDIUM, 0, 4.0)
    assert (less.mood, less.focus, less.palette) == ((), "", ("amber",))


def test_not_takes_out_and_moves_nothing() -> None:
    moody = SHOT.with_(mood=("moody", "calm"), grade="desaturated", warmth=0)
    done = revise(moody, "not moody").slots
    assert (done.mood, done.grade, done.warmth, done.duration) == (("calm",), "", 0, 4.0)


@pytest.mark.parametrize(
    "words",
    [
        "slower and warmer but keep the lens",
        "dreamy, not the lens",
        "same lens, more epic",
        "epic but the lens stays",
        "don't touch the lens; kinetic",
        "everything but the lens: moody",
        "leave the lens as it is, more cinematic",
        "premium without changing the lens",
        "keep the 50mm, and more kinetic",
    ],
)
def test_kept_slots_stay(words: str) -> None:
    done = revise(SHOT, words)
    assert done.slots.lens == "50mm" and done.changes, done.told()
    assert "lens" in done.slots.inferred


def test_only() -> None:
    done = revise(SHOT, "only the light: moodier")
    assert {one.slot for one in done.changes} == {"light_setup", "key_side"}


def test_several_in_one_sentence_are_told_apart() -> None:
    def degrees(words: str) -> dict[str, float]:
        return {wish.manner.id: wish.degree for wish in revise(SHOT, words).wishes}

    assert degrees("less dreamy and moody") == {"dreamy": -1, "moody": -1}
    assert degrees("less dreamy and punchier") == {"dreamy": -1, "punchy": 1}
    assert degrees("less dreamy, punchy") == {"dreamy": -1, "punchy": 1}
    assert degrees("it's too slow and way too cold") == {"slower": -1, "colder": -1.5}
    assert degrees("not kinetic enough") == {"kinetic": 1}
    assert degrees("moody but not too dark") == {"moody": 1, "darker": -0.5}
    assert degrees("neither moody nor tense") == {"moody": 0, "tense": 0}
    assert degrees("energetic, dynamic, kinetic") == {"kinetic": 1}


def test_values_said_outright() -> None:
    done = revise(SHOT, "85mm, low angle, f/2.8, slow push in, noir, night, #FF8800, 6 seconds").slots
    assert (done.lens, done.angle, done.aperture, done.movement) == ("85mm", Angle.LOW, "f/2.8", Movement.PUSH_IN)
    assert (done.movement_speed, done.style, done.time_of_day, done.palette, done.duration) == (
        Speed.SLOW,
        ("film noir",),
        "night",
        ("#ff8800",),
        6.0,
    )


def test_what_nobody_understands_is_said_and_changes_nothing() -> None:
    done = revise(SHOT, "make it frobnicate, closer, and change the lens")
    assert done.unread == ("frobnicate", "change", "lens")
    assert {one.slot for one in done.changes} == {"shot_size"}
    assert "not understood: 'frobnicate'" in done.told()


def test_unwanted_things_go_to_the_negatives() -> None:
    assert revise(SHOT, "no people, without lens dirt").slots.negatives[:1] == ("people",)
    assert revise(SHOT.with_(music="lo-fi"), "no music").slots.music == ""


def test_it_says_what_it_did() -> None:
    told = revise(SHOT, "more kinetic", locked={"lens"}).told()
    assert "movement speed: medium → snap (more kinetic)" in told
    assert "note: lens is locked: 50mm" in told
    assert "at its end already" in revise(SHOT.with_(movement_speed=Speed.SNAP), "faster").told()
    assert "names no focal length" in revise(SHOT.with_(lens="anamorphic"), "a longer lens").told()


def test_a_shot_that_stands_for_its_beat_keeps_its_size() -> None:
    wide = SHOT.with_(coverage=Coverage.ESTABLISHING, shot_size=ShotSize.EWS)
    done = revise(wide, "moody")
    assert done.slots.shot_size is ShotSize.EWS and any("establishing" in note for note in done.notes)


def test_a_workspace_may_have_its_own_manner_and_a_wrong_one_is_named() -> None:
    ours = Manner(id="ours", title="like ours", delta=Delta(put={"lens": "40mm"}), source="us", as_of="2026-11-28")
    assert revise(SHOT, "like ours", manners={"ours": ours}).slots.lens == "40mm"
    wrong = ours.with_(delta=Delta(put={"movement": "flying"}))
    with pytest.raises(CatalogError, match=r"like ours puts 'flying' into movement"):
        revise(SHOT, "like ours", manners={"ours": wrong})


def test_ladders_hold_at_their_ends() -> None:
    assert step("shot_size", ShotSize.ECU, 3) == (ShotSize.ECU, 3, "")
    assert step("shot_size", ShotSize.INSERT, -1).value is ShotSize.ECU
    assert step("lens", "100mm macro", 1).value == "135mm telephoto" and step("lens", "100mm macro", -1).value == "85mm"
    assert step("lens", "300mm", 1).value == "300mm"
    assert [focal_length(lens) for lens in LENSES] == sorted(focal_length(lens) or 0 for lens in LENSES)
    assert focal_length("16mm film") == 16 and focal_length("anamorphic") is None
    assert nearest("shot_size", ShotSize.EWS, (ShotSize.MCU, ShotSize.CU)) is ShotSize.MCU
    assert nearest("lens", "40mm", ("24mm wide", "50mm")) == "40mm"


_MANNERS = sorted(load_catalog().manners)
_NOTES = st.lists(
    st.builds(
        lambda degree, name: f"{degree} {load_catalog().manners[name].title}".strip(),
        st.sampled_from(["", "a bit", "much", "less", "not", "way more", "not so"]),
        st.sampled_from(_MANNERS),
    ),
    min_size=1,
    max_size=4,
).map(", ".join)
_SHOTS = st.builds(
    Slots,
    shot_size=st.none() | st.sampled_from(ShotSize),
    movement=st.none() | st.sampled_from(Movement),
    movement_speed=st.none() | st.sampled_from(Speed),
    lens=st.sampled_from(["", "anamorphic", *LENSES]),
    warmth=st.none() | st.integers(-2, 2),
    contrast=st.none() | st.integers(-2, 2),
    mood=st.lists(st.sampled_from(["moody", "calm", "dreamy", "odd"]), max_size=3, unique=True).map(tuple),
    coverage=st.none() | st.sampled_from(Coverage),
    duration=st.none() | st.floats(0.5, 60),
    subject=st.just("a fox"),
    dialogue=st.just((Line(text="Faster!"),)),
    inferred=st.lists(st.sampled_from(["lens", "warmth", "mood"]), max_size=2, unique=True).map(tuple),
)


@settings(max_examples=150)
@given(shot=_SHOTS, words=_NOTES, locked=st.frozensets(st.sampled_from(sorted(MOVABLE)), max_size=5))
def test_any_note_can_be_taken_back_and_touches_nothing_locked(shot: Slots, words: str, locked: frozenset[str]) -> None:
    done = revise(shot, words, locked=locked)
    assert undo(done) == shot
    assert all(getattr(done.slots, slot) == getattr(shot, slot) for slot in locked | CONTENT)
    assert {one.slot for one in done.changes} == {slot for slot in MOVABLE if getattr(done.slots, slot) != getattr(shot, slot)}
    assert done == revise(shot, words, locked=locked)


@settings(max_examples=60)
@given(shot=_SHOTS, words=st.permutations(["closer", "warmer", "slower", "more contrast", "faster"]))
def test_the_order_of_wishes_on_scales_does_not_matter(shot: Slots, words: list[str]) -> None:
    first = revise(shot, ", ".join(sorted(words))).slots
    other = revise(shot, ", ".join(words)).slots
    for slot in ("shot_size", "warmth", "contrast", "movement_speed", "motion_strength", "duration"):
        assert getattr(first, slot) == getattr(other, slot)


def test_undo_after_something_else_only_takes_its_own_back() -> None:
    done: Revised = revise(SHOT, "warmer, closer")
    later = done.slots.with_(shot_size=ShotSize.ECU)
    assert undo(done, later) == SHOT.with_(shot_size=ShotSize.ECU)


@settings(max_examples=100)
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    done = revise(SHOT, text)
    assert undo(done) == SHOT
