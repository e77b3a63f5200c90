"""Prose becomes slots: what is said, what is guessed, and that no text can break it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from director_kernel.prompts.matching import READ_LIMIT, Doc, Table, clean
from director_kernel.prompts.read import read_slots
from director_kernel.prompts.read_quotes import find_quotes
from director_kernel.schema.slots import Angle, KeySide, Movement, ShotSize, Slots, Speed, TimeOfDay


def test_camera_words_are_said_not_guessed() -> None:
    slots = read_slots("Close-up, low angle, slow push in on a sneaker, anamorphic, shallow focus, golden hour, backlit")
    assert (slots.shot_size, slots.angle, slots.movement, slots.movement_speed) == (ShotSize.CU, Angle.LOW, Movement.PUSH_IN, Speed.SLOW)
    assert (slots.lens, slots.focus, slots.time_of_day, slots.key_side) == (
        "anamorphic",
        "shallow",
        TimeOfDay.GOLDEN_HOUR,
        KeySide.BACK,
    )
    assert not {"shot_size", "angle", "movement", "lens", "time_of_day", "key_side"} & set(slots.inferred)


def test_what_is_guessed_is_named() -> None:
    slots = read_slots("a vitamin C serum, morning light")
    assert slots.setting == "bathroom" and "setting" in slots.inferred
    assert slots.time_of_day is TimeOfDay.MORNING and "time_of_day" not in slots.inferred
    assert slots.shot_size is ShotSize.CU and "shot_size" in slots.inferred


def test_a_person_with_looks_and_a_product_in_hand() -> None:
    slots = read_slots(
        'A young woman with curly red hair wearing a white bathrobe holds an amber glass serum bottle labelled "VITA C" '
        "in a sunny bathroom, smiling, looking at the camera"
    )
    (woman,) = slots.characters
    assert (woman.age, woman.gender, woman.hair, woman.wardrobe) == ("20s", "f", "curly red", "white bathrobe")
    assert (woman.emotion, woman.gaze) == ("happy", "to camera")
    (bottle,) = slots.props
    assert (bottle.name, bottle.colour, bottle.material, bottle.label) == ("serum bottle", "amber", "glass", "VITA C")
    assert bottle.held_by == woman.name
    assert slots.setting == "bathroom" and "setting" not in slots.inferred


def test_an_old_man_in_a_storm_with_a_line_to_say() -> None:
    slots = read_slots(
        "An old lighthouse keeper with a white beard in a yellow oilskin coat climbs the stairs holding a brass lantern at night, "
        "storm outside. The keeper whispers: “Not tonight.”"
    )
    keeper = slots.characters[0]
    assert keeper.age == "70s" and "beard" in keeper.features and "oilskin coat" in keeper.wardrobe
    assert slots.action.startswith("climbs the stairs") and slots.weather == "storm"
    assert [p.name for p in slots.props] == ["lantern"]
    assert slots.dialogue[0].text == "Not tonight." and slots.dialogue[0].speaker == "keeper"
    assert slots.on_screen_text == ()


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("a chef in a busy kitchen", "kitchen"),
        ("running shoes on a wet street at night", "street"),
        ("a sailor at sea", "sea"),
        ("a rider crossing the desert", "desert"),
        ("dancers on a stage", "stage"),
        ("a diver under water near a coral reef", "underwater"),
        ("two friends on a rooftop", "rooftop"),
        ("an astronaut floating in outer space", "space"),
    ],
)
def test_places_are_plain_nouns(text: str, setting: str) -> None:
    assert read_slots(text).setting == setting


@pytest.mark.parametrize(
    ("text", "prop"),
    [
        ("our new running shoes", "sneaker"),
        ("a smartphone on a table", "phone"),
        ("a cup of coffee", "coffee cup"),
        ("an eau de parfum", "perfume bottle"),
        ("an electric SUV on a coastal road", "car"),
        ("a red front door", "door"),
        ("a lighthouse on a cliff", "lighthouse"),
    ],
)
def test_things_are_plain_nouns(text: str, prop: str) -> None:
    assert prop in [p.name for p in read_slots(text).props]


def test_no_people_empties_the_frame() -> None:
    slots = read_slots("an empty street at dawn, no people, no text")
    assert slots.characters == () and set(slots.negatives) == {"people", "text"}


def test_the_audience_is_not_in_the_picture() -> None:
    assert read_slots("a face cream for women over 40").characters == ()


def test_clothes_and_the_camera_are_not_props() -> None:
    slots = read_slots("a man wearing a leather jacket looks into the camera")
    assert slots.props == ()
    assert slots.characters[0].gaze == "to camera"


def test_base_keeps_what_was_said_and_takes_what_is_new() -> None:
    base = read_slots("a woman in a kitchen at night, close-up")
    told = read_slots("low angle, in a forest", base=base)
    assert told.angle is Angle.LOW and told.setting == "forest" and told.shot_size is ShotSize.CU
    assert told.characters == base.characters and told.time_of_day is TimeOfDay.NIGHT


def test_guesses_never_replace_what_base_was_told() -> None:
    base = Slots(shot_size=ShotSize.EWS, setting="desert")
    told = read_slots("a perfume bottle", base=base)
    assert (told.shot_size, told.setting) == (ShotSize.EWS, "desert")


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ('title card "THE END"', "text", "THE END"),
        ("she says “Hello there.”", "line", "Hello there."),
        ('voice-over "Real food."', "line", "Real food."),
        ("an app called «Pennywise»", "name", "Pennywise"),
        ('a jar labelled "MOON"', "label", "MOON"),
        ("a sign that says “Open”", "text", "Open"),
        ("文字「おはよう」", "text", "おはよう"),
    ],
)
def test_quotations_are_sorted_by_what_stands_before_them(text: str, kind: str, words: str) -> None:
    (quote,) = find_quotes(text)
    assert (quote.kind, quote.text) == (kind, words)


def test_longest_phrases_win() -> None:
    table = Table({"CU": ["close-up"], "ECU": ["extreme close-up"]})
    assert [m.value for m in table.find(Doc("an extreme close up, then a close-up"))] == ["ECU", "CU"]


def test_control_and_direction_marks_are_removed_and_huge_texts_cut() -> None:
    assert clean("a\u202eb\x00c\u200b１５秒") == "abc15秒"
    assert len(clean("x" * 1_000_000)) == READ_LIMIT


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_reads_the_same_twice(text: str) -> None:
    slots = read_slots(text)
    assert read_slots(text) == slots
    assert Slots.model_validate(slots.model_dump()) == slots
    assert set(slots.inferred) <= set(Slots.model_fields)


@given(
    st.lists(
        st.sampled_from(
            [
                "close-up",
                "woman",
                "“",
                '"',
                "'",
                "(",
                "holds",
                "a",
                "serum",
                "at",
                "night",
                "named",
                "Mara",
                "wearing",
                "in",
                "the",
                "«",
                "»",
                "「",
                "no",
                "says",
                ":",
                "red",
                "3",
                ",",
                ".",
                "\n",
            ]
        ),
        max_size=60,
    )
)
@settings(max_examples=150, deadline=None)
def test_any_order_of_loaded_words_reads(words: list[str]) -> None:
    read_slots(" ".join(words), base=read_slots("a man in a forest"))
