"""Slots compiled to prompts: order, limits, image-led targets, negatives, and the source map."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from director_kernel.errors import UsageError
from director_kernel.prompts.compile import compile_prompt
from director_kernel.prompts.dialect import Target
from director_kernel.prompts.fitting import PROTECTED
from director_kernel.schema.plan import Kind
from director_kernel.schema.slots import Angle, Character, Coverage, KeySide, Line, Movement, Panel, Prop, ShotSize, Slots, Speed, TimeOfDay

FULL = Slots(
    subject="young woman with natural makeup",
    action="applies a drop of serum",
    setting="bathroom",
    time_of_day=TimeOfDay.MORNING,
    light_quality="soft",
    key_side=KeySide.LEFT,
    shot_size=ShotSize.CU,
    angle=Angle.LOW,
    movement=Movement.PUSH_IN,
    movement_speed=Speed.SLOW,
    lens="85mm",
    style=("cinematic",),
    mood=("calm",),
    palette=("cream", "amber"),
    props=(Prop(name="bottle", colour="amber", label="GLOW"),),
    on_screen_text=("Glow on.",),
    dialogue=(Line(text="I love it!", speaker="Maya"),),
    sound=("water drops",),
    music="soft piano",
    negatives=("no people", "logos"),
)
ORDER = (
    "subject",
    "action",
    "setting",
    "time_of_day",
    "shot_size",
    "movement",
    "lens",
    "style",
    "mood",
    "palette",
    "on_screen_text",
    "dialogue",
    "sound",
)
VIDEO = Target(Kind.TEXT_TO_VIDEO)


def slots_of(compiled) -> list[str]:
    return [span.slot for span in compiled.source_map]


def test_fragments_come_in_the_stable_order():
    found = slots_of(compile_prompt(FULL, VIDEO))
    places = [found.index(slot) for slot in ORDER]
    assert places == sorted(places)


def test_a_scene_reads_as_sentences():
    prompt = compile_prompt(FULL, VIDEO).prompt
    assert prompt.startswith(
        'Young woman with natural makeup applies a drop of serum, amber bottle labelled "GLOW", in bathroom. Morning, soft light'
    )
    assert "Close-up, low angle, slow push in, 85mm lens." in prompt
    assert 'The words "Glow on." Maya says: "I love it!"' in prompt


def test_every_span_is_the_text_of_its_slot():
    compiled = compile_prompt(FULL, VIDEO)
    said = {span.slot: compiled.prompt[span.start : span.end] for span in compiled.source_map}
    assert said["lens"] == "85mm lens"
    assert said["setting"] == "in bathroom"
    assert said["dialogue"] == 'Maya says: "I love it!"'
    assert said["subject"] == "Young woman with natural makeup"


def test_spans_lie_in_order_and_never_overlap():
    spans = compile_prompt(FULL, VIDEO).source_map
    assert all(before.end <= after.start for before, after in pairwise(spans))


def test_a_limit_gives_up_style_before_camera_before_setting():
    whole = compile_prompt(FULL, VIDEO)
    lost: list[str] = []
    for limit in range(len(whole.prompt), 110, -1):
        made = compile_prompt(FULL, Target(Kind.TEXT_TO_VIDEO, max_chars=limit))
        lost += [one.slot for one in made.diagnostics if one.verdict == "dropped" and one.slot not in lost]
    dropped = [slot for slot in lost if slot in ("style", "lens", "movement", "setting")]
    assert dropped == ["style", "lens", "movement", "setting"]


@pytest.mark.parametrize("limit", [120, 160, 200, 260])
def test_subject_action_dialogue_and_quotes_survive_any_limit_that_holds_them(limit):
    compiled = compile_prompt(FULL, Target(Kind.TEXT_TO_VIDEO, max_chars=limit))
    assert len(compiled.prompt) <= limit and compiled.fits
    assert {"subject", "action", "dialogue", "on_screen_text", "props"} <= set(slots_of(compiled))
    for words in ('"Glow on."', '"I love it!"', '"GLOW"'):
        assert words in compiled.prompt


def test_quotes_longer_than_the_limit_are_kept_and_said_not_to_fit():
    slots = Slots(on_screen_text=("A very long claim that must stand letter by letter",))
    compiled = compile_prompt(slots, Target(Kind.TEXT_TO_IMAGE, max_chars=20))
    assert not compiled.fits
    assert "A very long claim that must stand letter by letter" in compiled.prompt


def test_only_subject_left_is_cut_at_a_word_and_said():
    compiled = compile_prompt(Slots(subject="an old lighthouse keeper climbing stairs"), Target(Kind.TEXT_TO_IMAGE, max_chars=25))
    assert compiled.prompt == "An old lighthouse keeper."
    assert [(one.slot, one.verdict, one.to) for one in compiled.diagnostics] == [("subject", "approximated", "an old lighthouse keeper")]


def test_image_led_leaves_out_appearance_and_keeps_motion_and_light():
    compiled = compile_prompt(FULL, Target(Kind.IMAGE_TO_VIDEO, image_led=True))
    found = slots_of(compiled)
    assert {"action", "movement", "time_of_day", "light_quality", "dialogue", "keep"} <= set(found)
    assert not {"setting", "shot_size", "lens", "style", "palette"} & set(found)
    assert compiled.prompt.startswith("Young woman applies")
    reasons = {one.slot: one.reason for one in compiled.diagnostics}
    assert reasons["setting"] == "the start image shows it"
    assert "called 'young woman' here" in reasons["subject"]


def test_negatives_fill_the_field_where_there_is_one():
    compiled = compile_prompt(FULL, Target(Kind.TEXT_TO_VIDEO, negative=True))
    assert compiled.negative == "people, logos"
    assert "logos" not in compiled.prompt


def test_negatives_become_what_is_seen_where_there_is_none():
    compiled = compile_prompt(FULL, VIDEO)
    assert compiled.negative == ""
    assert compiled.prompt.endswith("Deserted, free of logos.")
    assert [(one.value, one.to) for one in compiled.diagnostics if one.slot == "negatives"] == [
        ("people", "deserted"),
        ("logos", "free of logos"),
    ]


def test_a_still_holds_no_motion_and_no_sound():
    compiled = compile_prompt(FULL, Target(Kind.TEXT_TO_IMAGE))
    assert not {"movement", "dialogue", "sound", "music"} & set(slots_of(compiled))
    assert {one.slot for one in compiled.diagnostics if one.verdict == "dropped"} >= {"movement", "dialogue", "sound", "music"}


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.SPEECH, "I love it!"),
        (Kind.MUSIC, "Cinematic style, calm mood. Soft piano."),
        (Kind.SOUND_EFFECT, "Young woman with natural makeup applies"),
    ],
)
def test_a_sound_says_only_what_can_be_heard(kind, words):
    assert compile_prompt(FULL, Target(kind)).prompt.startswith(words)


def test_transitions_are_left_to_the_edit():
    made = compile_prompt(Slots(subject="a cup", transition="dissolve"), VIDEO)
    assert [one.slot for one in made.diagnostics if one.verdict == "dropped"] == ["transition"]


def test_characters_are_described_the_same_every_time():
    maya = Character(name="Maya", age="30s", hair="long brown", wardrobe="white bathrobe", gaze="down")
    prompts = [compile_prompt(Slots(characters=(maya,), action=action), VIDEO).prompt for action in ("smiles", "turns")]
    anchor = "Maya (in their 30s, long brown hair, wearing white bathrobe, looking down)"
    assert all(prompt.startswith(anchor) for prompt in prompts)


def test_an_unknown_dialect_is_refused_with_the_one_there_is():
    with pytest.raises(UsageError, match="plain"):
        compile_prompt(FULL, Target(Kind.TEXT_TO_VIDEO, dialect="klingon"))


WORDS = st.text(st.characters(codec="utf-8", exclude_characters='"'), max_size=40)
SLOTS = st.builds(
    Slots,
    subject=WORDS,
    action=WORDS,
    setting=WORDS,
    lens=WORDS,
    style=st.lists(WORDS, max_size=3).map(tuple),
    on_screen_text=st.lists(WORDS, max_size=2).map(tuple),
    dialogue=st.lists(WORDS.map(lambda text: Line(text=text)), max_size=2).map(tuple),
    negatives=st.lists(WORDS, max_size=3).map(tuple),
    shot_size=st.none() | st.sampled_from(ShotSize),
    movement=st.none() | st.sampled_from(Movement),
)
TARGETS = st.builds(
    Target, kind=st.sampled_from(Kind), max_chars=st.sampled_from([0, 20, 60, 200]), negative=st.booleans(), image_led=st.booleans()
)


@given(SLOTS, TARGETS)
def test_any_slots_for_any_target(slots, target):
    compiled = compile_prompt(slots, target)
    assert compiled == compile_prompt(slots, target)
    assert not target.max_chars or not compiled.fits or len(compiled.prompt) <= target.max_chars
    spans = compiled.source_map
    assert all(0 <= span.start < span.end <= len(compiled.prompt) for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert not {one.slot for one in compiled.diagnostics if one.reason.startswith("over the limit")} & PROTECTED
    if target.kind.media == "video":
        for text in slots.on_screen_text:
            assert not text.split() or " ".join(text.split()) in compiled.prompt


def test_a_sheet_says_its_layout_and_every_panel_with_label_and_time():
    panels = (
        Panel(label="close-up", slots=Slots(action="she looks up", coverage=Coverage.CLOSE)),
        Panel(label="after", slots=Slots(action="she runs", time_offset_ms=1500, movement=Movement.TRACKING)),
    )
    compiled = compile_prompt(Slots(panel_layout="2x1", panels=panels, subject="a courier"), Target(Kind.TEXT_TO_IMAGE))
    assert "2 panels in a grid of 2 columns and 1 row, " in compiled.prompt
    assert "Panel 1 (close-up): she looks up." in compiled.prompt
    assert "Panel 2 (after, 1.5 seconds later): she runs." in compiled.prompt
    said = {one.slot: one.verdict for one in compiled.diagnostics}
    assert said["panels.1.coverage"] == "kept" and said["panels.2.movement"] == "dropped"


def test_a_clip_in_parts_has_a_clock_and_a_move_for_each():
    panels = tuple(
        Panel(label=name, slots=Slots(action=act, movement=move))
        for name, act, move in (("a", "waits", Movement.STATIC), ("b", "runs", Movement.TRACKING))
    )
    compiled = compile_prompt(Slots(panels=panels, duration=8), Target(Kind.TEXT_TO_VIDEO, dialect="veo-3"))
    assert "[00:00-00:04]" in compiled.prompt and "[00:04-00:08]" in compiled.prompt
    assert compiled.prompt.index("static") < compiled.prompt.index("tracking")
    assert compiled.parameters == {"duration": "8s"}


def test_a_quotation_mark_inside_a_quotation_is_another_one_and_listed():
    compiled = compile_prompt(Slots(on_screen_text=('say "yes"',)), Target(Kind.TEXT_TO_IMAGE))
    assert "The words \"say 'yes'\"" in compiled.prompt
    assert compiled.diagnostics[0].verdict == "approximated" and "quotation mark" in compiled.diagnostics[0].reason


def test_forbidden_words_are_mended_and_what_is_quoted_stays():
    slots = Slots(subject='a door with a sign "No parking"', setting="a street with no cars", on_screen_text=("NO ENTRY",))
    compiled = compile_prompt(slots, Target(Kind.TEXT_TO_VIDEO, dialect="runway"))
    assert '"No parking"' in compiled.prompt and '"NO ENTRY"' in compiled.prompt
    assert "no cars" not in compiled.prompt
    assert [(one.slot, one.verdict) for one in compiled.diagnostics if one.slot == "setting"] == [("setting", "approximated")]
    assert [(one.slot, one.repaired) for one in compiled.lint if one.repaired] == [("setting", True)]


def test_flags_smuggled_into_a_subject_never_reach_midjourney():
    slots = Slots(subject="a fox --ar 1:1 ::2", style=("--sref 5",), negatives=("cars --no people",), aspect="16:9")
    compiled = compile_prompt(slots, Target(Kind.TEXT_TO_IMAGE, dialect="midjourney"))
    assert compiled.prompt.count("--ar") == 1 and "--ar 16:9" in compiled.prompt
    assert "::" not in compiled.prompt and "--sref" not in compiled.prompt and compiled.prompt.count("--no") == 1


def test_units_are_those_the_vendor_counts():
    clef = "𝄞" * 400
    compiled = compile_prompt(Slots(subject="a score " + clef, style=("engraved",)), Target(Kind.TEXT_TO_VIDEO, dialect="runway"))
    assert compiled.length.unit == "utf16" and compiled.length.used == len(compiled.prompt.encode("utf-16-le")) // 2 > len(compiled.prompt)


def test_the_model_chooses_its_dialect_and_one_that_nobody_knows_gets_plain_sentences():
    assert compile_prompt(FULL, Target(Kind.TEXT_TO_VIDEO, dialect="", model="veo-3.1-fast")).dialect.startswith("veo-3@")
    strange = compile_prompt(FULL, Target(Kind.TEXT_TO_VIDEO, dialect="", model="hunch-9"))
    assert strange.dialect.startswith("plain@")
    assert [one.value for one in strange.diagnostics if one.slot == "dialect"] == ["hunch-9"]


def test_literal_turns_the_rewriter_off_and_says_so():
    compiled = compile_prompt(FULL, Target(Kind.TEXT_TO_VIDEO, dialect="veo-3", literal=True))
    assert compiled.parameters["auto_fix"] is False
    assert [one.value for one in compiled.diagnostics if one.slot == "rewriter"] == ["auto_fix=False"]
    assert "auto_fix" not in compile_prompt(FULL, Target(Kind.TEXT_TO_VIDEO, dialect="veo-3")).parameters


def test_speech_begins_as_it_was_written_in_every_family():
    for dialect in ("plain", "seedance", "eleven-speech"):
        made = compile_prompt(Slots(dialogue=(Line(text="iPads only"),)), Target(Kind.SPEECH, dialect=dialect))
        assert made.prompt.startswith("iPads only"), dialect


def test_forbidden_words_in_panels_that_are_left_out_are_not_counted():
    slots = Slots(music="a cello [Chorus]", panels=(Panel(label="a", slots=Slots(action="[Chorus] a dog runs")),))
    made = compile_prompt(slots, Target(Kind.MUSIC, dialect="suno"))
    assert [one.slot for one in made.diagnostics if one.slot.startswith("panels")] == ["panels"]
