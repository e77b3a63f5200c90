"""Who, what, where and when woven into one sentence: each said once, nothing lost."""

import pytest

from director_kernel.prompts.articles import with_article
from director_kernel.prompts.compile import compile_prompt
from director_kernel.prompts.dialect import Target
from director_kernel.prompts.looks import anchor_of
from director_kernel.prompts.places import at_place, in_weather, says_place
from director_kernel.schema.compiled import Compiled
from director_kernel.schema.plan import Kind
from director_kernel.schema.slots import Character, Coverage, Line, Panel, Prop, ShotSize, Slots, TimeOfDay, Typography

KEEPER = Character(name="lighthouse keeper", hair="grey, short", features=("grey beard",), wardrobe="heavy wool coat", pose="standing")
MIRA = Character(name="Mira", age="30s", gender="f", hair="short black", wardrobe="a red raincoat")
TOM = Character(name="Tom", age="60s", gender="m", hair="grey")
SHOT = Slots(
    subject="lighthouse keeper",
    characters=(KEEPER,),
    action="the lighthouse keeper finds a door in the sea",
    props=(Prop(name="door"),),
    setting="sea",
    time_of_day=TimeOfDay.DUSK,
)


def made(slots: Slots, dialect: str = "veo-3", **more: object) -> Compiled:
    return compile_prompt(slots, Target(Kind.TEXT_TO_VIDEO, dialect=dialect, **more))  # type: ignore[arg-type]


def told(slots: Slots, dialect: str = "veo-3", **more: object) -> str:
    return made(slots, dialect, **more).prompt


def test_a_shot_reads_as_a_director_would_write_it():
    assert told(SHOT) == (
        "A lighthouse keeper with short grey hair and a grey beard, wearing a heavy wool coat, finds a door in the sea at dusk."
    )


def test_what_is_said_through_something_else_is_kept_and_said_so():
    found = {one.slot: (one.verdict, one.reason) for one in made(SHOT).diagnostics}
    assert found["subject"] == found["props"] == found["setting"] == ("kept", "said in the action")
    assert found["characters"] == ("kept", "") and found["time_of_day"] == ("kept", "")


def test_every_stretch_knows_its_slot():
    one = made(SHOT)
    parts = [(span.slot, one.prompt[span.start : span.end]) for span in one.source_map]
    assert parts == [
        ("subject", "A lighthouse keeper"),
        ("characters", "with short grey hair and a grey beard, wearing a heavy wool coat,"),
        ("action", "finds a door in the sea"),
        ("time_of_day", "at dusk"),
    ]


def test_over_a_limit_the_look_goes_and_the_sentence_stays_whole():
    short = made(SHOT, max_chars=60)
    assert short.prompt == "A lighthouse keeper finds a door in the sea."
    assert {one.slot for one in short.diagnostics if one.verdict == "dropped"} == {"characters", "time_of_day"}


@pytest.mark.parametrize(
    ("slots", "words"),
    [
        (
            Slots(
                subject="Mira and Tom", characters=(MIRA, TOM), action="Mira hands Tom the key", props=(Prop(name="key", material="brass"),)
            ),
            "Mira, a woman in her 30s with short black hair, wearing a red raincoat, "
            "hands Tom, a man in his 60s with grey hair, the brass key.",
        ),
        (
            Slots(subject="a locksmith", characters=(MIRA,), action="turns a key in a shop door", setting="a narrow market street"),
            "Mira, a locksmith in her 30s with short black hair, wearing a red raincoat, "
            "turns a key in a shop door on a narrow market street.",
        ),
        (
            Slots(subject="lighthouse on a headland", action="fog thickens at sea and a single lamp holds", setting="sea", weather="fog"),
            "Fog thickens at sea and a single lamp holds, with a lighthouse on a headland.",
        ),
        (
            Slots(
                subject="keeper",
                characters=(KEEPER.with_(name="keeper", anchor="a man of seventy in oilskins"),),
                action="the keeper waits",
            ),
            "A keeper, a man of seventy in oilskins, waits.",
        ),
        (
            Slots(
                characters=(Character(name="sisters", wardrobe="plain dark jacket"),), action="Two sisters race a storm", weather="storm"
            ),
            "Two sisters wearing plain dark jackets race a storm.",
        ),
        (Slots(subject="Mira", characters=(Character(name="Mira"),), action="She opens a door"), "Mira opens a door."),
        (
            Slots(subject="a woman", action="lifts a bottle", props=(Prop(name="bottle", material="glass", label="GLOW"),)),
            'A woman lifts a glass bottle labelled "GLOW".',
        ),
        (Slots(subject="a courier", action="reads a street sign", setting="street"), "A courier reads a street sign on the street."),
        (Slots(subject="a man", action='paints "No keeper in the sea"', setting="sea"), 'A man paints "No keeper in the sea" at sea.'),
        (
            Slots(subject="keeper", characters=(KEEPER.with_(name="keeper", pose="seen from behind"),), action="the keeper's hand shakes"),
            "The keeper's hand shakes, the keeper with short grey hair and a grey beard, wearing a heavy wool coat, seen from behind.",
        ),
    ],
)
def test_each_is_said_once(slots, words):
    assert told(slots) == words


def test_tags_are_short_and_say_nothing_twice():
    prompt = compile_prompt(SHOT, Target(Kind.TEXT_TO_IMAGE, dialect="sdxl")).prompt
    assert prompt == "lighthouse keeper, short grey hair, heavy wool coat, grey beard, finds a door in the sea, dusk"


def test_a_start_image_shows_the_look_and_the_action_calls_the_name():
    led = made(SHOT, image_led=True)
    assert led.prompt.startswith("The lighthouse keeper finds a door in the sea at dusk.") and "coat" not in led.prompt
    look = next(one for one in led.diagnostics if one.slot == "characters")
    assert look.verdict == "approximated" and "start image" in look.reason


def test_the_anchor_stands_word_for_word_in_every_dialect_of_sentences():
    anchor = anchor_of(KEEPER)
    assert anchor == "a lighthouse keeper with short grey hair and a grey beard, wearing a heavy wool coat"
    shot = SHOT.with_(characters=(KEEPER.with_(anchor=anchor),))
    for dialect in ("veo-3", "kling", "runway", "luma", "hailuo", "seedance", "wan", "ltx", "minimax-h3", "sora"):
        assert anchor.lower() in told(shot, dialect).lower()


def test_a_label_of_a_panel_says_size_and_purpose_and_the_look_is_said_once():
    inner = Slots(shot_size=ShotSize.CU, coverage=Coverage("close-up"), characters=(KEEPER,), action="the lighthouse keeper stares")
    sheet = SHOT.with_(panel_layout="2x1", panels=(Panel(label="close-up", slots=inner), Panel(label="b", slots=inner)))
    prompt = compile_prompt(sheet, Target(Kind.TEXT_TO_IMAGE, dialect="nano-banana")).prompt
    assert prompt.count("wool coat") == 1 and "Panel 1 (close-up): the lighthouse keeper stares." in prompt


def test_words_of_a_panels_label_that_are_forbidden_are_mended():
    sheet = Slots(panel_layout="2x1", panels=(Panel(label="a street without cars", slots=Slots(action="a dog runs")),))
    made = compile_prompt(sheet, Target(Kind.TEXT_TO_IMAGE, dialect="midjourney"))
    assert "without" not in made.prompt and "panel 1 a street: a dog runs" in made.prompt
    assert any(one.repaired and one.slot == "panels" for one in made.lint)


def test_length_and_rate_a_model_has_no_field_for_are_not_lost():
    left = made(SHOT.with_(fps=24, duration=4.0, dialogue=(Line(text="Now."),)))
    assert [one.verdict for one in left.diagnostics if one.slot in ("fps", "duration")] == ["moved", "moved"]


@pytest.mark.parametrize(
    ("noun", "said"),
    [("heavy wool coat", "a heavy wool coat"), ("amber bottle", "an amber bottle"), ("grey boots", "grey boots"), ("denim", "denim"),
     ("university", "a university"), ("Mira", "Mira"), ("two men", "two men"), ("hourglass", "an hourglass")],
)  # fmt: skip
def test_a_noun_has_its_article(noun, said):
    assert with_article(noun) == said


def test_a_place_has_what_leads_to_it():
    assert [at_place(one) for one in ("sea", "lighthouse interior", "desert", "wet street", "under a bridge")] == [
        "at sea",
        "in a lighthouse interior",
        "in the desert",
        "on a wet street",
        "under a bridge",
    ]
    assert in_weather("storm") == "in a storm" and in_weather("light rain") == "in light rain"
    assert says_place("walks down a long hallway, alone", "hallway") and not says_place("reads a street sign", "street")


def test_a_subject_with_a_word_more_than_the_name_is_the_same_person():
    old = Slots(subject="old lighthouse keeper", characters=(KEEPER.with_(pose="climbing"),), action="climbs the stairs at night")
    whole = "An old lighthouse keeper with short grey hair and a grey beard, wearing a heavy wool coat, climbs the stairs at night."
    assert told(old) == whole == told(old.with_(action="the lighthouse keeper climbs the stairs at night"))


def image(slots: Slots, dialect: str, kind: Kind = Kind.TEXT_TO_IMAGE) -> Compiled:
    return compile_prompt(slots, Target(kind, dialect=dialect))


def test_a_pose_taken_out_of_a_sentence_brings_no_second_comma_and_says_nothing_the_action_says():
    ada, tom = Character(name="Ada"), Character(name="Tom", pose="standing, watching,")
    inner = Slots(characters=(ada, tom), action="Tom reacts, listening")
    sheet = Slots(panels=(Panel(label="a", slots=inner), Panel(label="b", slots=inner.with_(action="Tom watches"))))
    words = image(sheet, "nano-banana").prompt
    assert "Tom, watching, reacts, listening, with Ada" in words and "Tom watches" in words and ",," not in words


def test_how_many_panels_there_are_is_said_once():
    sheet = Slots(panel_layout="4x1", frame_count=4, panels=tuple(Panel(label=one, slots=Slots(action="a dog runs")) for one in "abcd"))
    made = image(sheet, "nano-banana")
    assert "4 panels in a grid of 4 columns and 1 row," in made.prompt and "frames" not in made.prompt
    assert ("frame_count", "kept", "the layout of the panels says it") in [(one.slot, one.verdict, one.reason) for one in made.diagnostics]
    assert "5 frames" in image(sheet.with_(frame_count=5), "nano-banana").prompt


@pytest.mark.parametrize("dialect", ["nano-banana", "flux", "gpt-image", "ideogram", "midjourney", "plain"])
def test_what_the_typography_sets_is_quoted_once(dialect):
    set_here = Typography(headline="THE DOOR", subhead="It was always there")
    made = image(Slots(typography=set_here, on_screen_text=("THE DOOR", "It was always there", "This autumn")), dialect)
    assert all(made.prompt.count(f'"{words}"') == 1 for words in ("THE DOOR", "It was always there", "This autumn"))
    reasons = {one.value: (one.verdict, one.reason) for one in made.diagnostics if one.slot == "on_screen_text"}
    assert reasons["THE DOOR"] == ("kept", "said as the headline") and reasons["It was always there"] == ("kept", "said as the subhead")
    assert reasons["This autumn"] == ("kept", "")


def test_where_no_typography_is_said_the_words_in_the_picture_are():
    assert '"THE DOOR"' in told(Slots(subject="a keeper", typography=Typography(headline="THE DOOR"), on_screen_text=("THE DOOR",)))


@pytest.mark.parametrize(
    ("subject", "who", "words"),
    [
        ("character sheet of Mira: poses", MIRA.with_(age=""), "A character sheet of Mira, a woman with short black hair, wearing a red"),
        ("character sheet of Mira: poses", Character(name="Mira"), "A character sheet of Mira: poses."),
        (
            "portrait of keeper",
            KEEPER.with_(name="keeper", pose=""),
            "A portrait of a keeper with short grey hair and a grey beard, wearing a",
        ),
    ],
)
def test_who_a_picture_is_of_is_named_once(subject, who, words):
    made = image(Slots(subject=subject, characters=(who,)), "nano-banana")
    assert made.prompt.startswith(words) and made.prompt.lower().count(who.name.lower()) == 1


def test_a_film_stock_is_no_lens_and_no_adverb_is_left_of_a_negation():
    shot = Slots(subject="man", action="turns a key almost without looking", style=("16mm black and white",), lens="35mm", saturation=-2)
    words = image(shot, "nano-banana").prompt
    assert "16mm black and white style" in words and "A slightly wide view" in words and "almost colourless" in words
    assert words.startswith("A man turns a key.")
    assert image(Slots(lens="100mm macro"), "nano-banana").prompt == "A macro view of fine detail."


def test_an_edit_with_a_light_of_its_own_does_not_match_the_old_one():
    lamp = Slots(action="put a lamp on the table")
    assert "match its light and perspective" in image(lamp, "nano-banana", Kind.IMAGE_EDIT).prompt
    relit = image(lamp.with_(style=("film noir",), light_source="street lamp"), "nano-banana", Kind.IMAGE_EDIT).prompt
    assert relit.endswith("Keep everything else exactly the same and match its perspective.")


def test_no_text_beside_words_to_set_is_no_other_text():
    cat = Slots(subject="cat", negatives=("blur", "text"))
    assert image(cat, "gpt-image").prompt.endswith("Constraints: No blur, no text")
    assert image(cat.with_(on_screen_text=("HI",)), "gpt-image").prompt.endswith("Constraints: No blur, no other text")
