"""What each vendor asks of a prompt, held against one rich shot; `WRITE_TARGETS=1` writes `targets.md` anew."""

import os
import re
from pathlib import Path

import pytest

from director_kernel.engine.planner.requests import check_payload
from director_kernel.prompts.compile import compile_prompt
from director_kernel.prompts.dialect import Compiled, Target
from director_kernel.prompts.length import MEASURES
from director_kernel.providers.bodies import Asked, compose
from director_kernel.schema.endpoint import EndpointSchema
from director_kernel.schema.plan import Kind
from director_kernel.schema.slots import LayoutMode, Line, Movement, Panel, Reference, Slots, Speed
from tests.catalog.test_dialects import dialect_of, generating
from tests.prompts.target_shots import CATALOG, ORDER, RICH, compiled, page

GOLDEN = Path(__file__).with_name("targets.md")
VIDEO = [name for name in ORDER if CATALOG.dialects[name].kinds[0].media == "video" and name != "plain"]
IMAGE = [name for name in ORDER if CATALOG.dialects[name].kinds[0].media == "image"]
SILENT = ["kling", "runway", "luma", "hailuo", "wan-2.1", "ltx-video"]
LOOKS = ("raincoat", "black hair", "market street", "wide shot", "35mm", "left-heavy", "amber")
COMMANDS = (
    *("Truck left", "Truck right", "Pan left", "Pan right", "Push in", "Pull out", "Pedestal up", "Pedestal down"),
    *("Tilt up", "Tilt down", "Zoom in", "Zoom out", "Shake", "Tracking shot", "Static shot"),
)
KINDS = {
    "text-to-video": Kind.TEXT_TO_VIDEO,
    "image-to-video": Kind.IMAGE_TO_VIDEO,
    "video-to-video": Kind.VIDEO_EDIT,
    "text-to-image": Kind.TEXT_TO_IMAGE,
    "image-edit": Kind.IMAGE_EDIT,
}


def verdicts(made: Compiled, slot: str) -> list[str]:
    return [one.verdict for one in made.diagnostics if one.slot == slot]


def bracketed(prompt: str) -> list[str]:
    return re.findall(r"\[([^\]]*)\]", prompt)


def test_the_page_of_all_targets_is_what_they_compile_to_today():
    if os.environ.get("WRITE_TARGETS"):
        GOLDEN.write_text(page(), encoding="utf-8")
    assert page() == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ORDER)
def test_the_shot_fits_and_says_what_may_never_go(name):
    made, dialect = compiled(name), CATALOG.dialects[name]
    assert made.fits
    if dialect.prompt_limit:
        assert MEASURES[dialect.prompt_limit.unit](made.prompt) <= dialect.prompt_limit.max
    if dialect.kinds[0].media != "audio":
        assert "locksmith" in made.prompt and re.search("turns a (?:brass )?key", made.prompt, re.IGNORECASE) and "OPEN LATE" in made.prompt


@pytest.mark.parametrize("name", ORDER)
def test_length_shape_seed_and_pace_are_never_prose(name):
    prompt = re.sub(r"\s--.*$", "", compiled(name).prompt)
    assert not re.search(r"9:16|\b6 ?s\b|\b6 seconds\b|\bfps\b|\bseed\b", prompt)


@pytest.mark.parametrize("name", SILENT)
def test_a_silent_model_is_told_nothing_to_hear(name):
    made = compiled(name)
    assert "I kept the key" not in made.prompt and "cello" not in made.prompt and "awnings" not in made.prompt
    assert verdicts(made, "dialogue") == ["dropped"] and verdicts(made, "music") == ["dropped"]


@pytest.mark.parametrize("name", [name for name in VIDEO if name not in SILENT])
def test_a_model_with_sound_hears_the_line_the_effects_and_the_music(name):
    prompt = compiled(name).prompt
    assert "I kept the key." in prompt and "cello" in prompt and "rain on awnings" in prompt.lower()


@pytest.mark.parametrize("name", VIDEO)
def test_a_start_image_is_never_described_again(name):
    made = compiled(name, kind=Kind.IMAGE_TO_VIDEO, led=True)
    assert [look for look in LOOKS if look in made.prompt.lower()] == []
    assert "turns a key" in made.prompt.lower()
    assert re.search(r"push|dolly", made.prompt.lower()) or made.parameters.get("concepts")
    assert "dropped" in verdicts(made, "setting")


@pytest.mark.parametrize("name", IMAGE)
def test_a_still_holds_no_move_no_speech_and_no_sound(name):
    made = compiled(name)
    assert not re.search(r"push in|pushes in|dolly in|cello|I kept the key|awnings", made.prompt)


@pytest.mark.parametrize("name", ORDER)
def test_unwanted_things_go_where_the_vendor_wants_them(name):
    made, how = compiled(name), CATALOG.dialects[name].negatives.how
    if how == "field":
        assert "traffic" in made.negative and "lens flare" in made.negative and "no " not in made.negative
    elif CATALOG.dialects[name].kinds[0].media != "audio":
        assert made.negative == ""
        said = {"positive": "an empty street", "inline": "no traffic", "flag": "--no traffic, lens flare"}[how]
        assert said in made.prompt.lower()


# Families


def test_sora_has_its_labelled_blocks_in_order():
    prompt = compiled("sora").prompt
    labels = [
        "Cinematography:\nCamera shot: ",
        "\nLens: ",
        "\nLighting: ",
        "\nMood: ",
        "\nActions:\n- ",
        "\nDialogue:\n- ",
        "\nBackground Sound: ",
    ]
    places = [prompt.index(label) for label in labels]
    assert places == sorted(places) and prompt.lower().startswith("cinematic style")
    assert '- Mira (whispering): "I kept the key."' in prompt
    assert compiled("sora").parameters["duration"] in ("8", 8), "the shortest length that holds six seconds"


def test_kling_says_subject_then_scene_then_camera_then_light():
    prompt = compiled("kling").prompt.lower()
    places = [prompt.index(word) for word in ("locksmith", "turns a brass key", "market street", "pushes in", "practical", "uneasy")]
    assert places == sorted(places)


def test_kling_two_six_is_told_english_in_lower_case_with_names_as_they_are():
    made = compiled("kling-2.6", RICH.with_(dialogue=(Line(text="So did I. Mira, ask NASA.", speaker="Ana"),)))
    assert 'Ana says: "so did I. Mira, ask NASA."' in made.prompt
    assert verdicts(made, "dialogue") == ["approximated"]


def test_kling_three_labels_people_and_lines():
    prompt = compiled("kling-3").prompt
    assert prompt.startswith("@Element1 is Mira. [Character: @Element1, a woman in her 30s with short black hair")
    assert prompt.index("[Character") < prompt.index("locksmith") < prompt.index('[Character: @Element1, whispering]: "I kept the key."')
    two = compiled("kling-3", RICH.with_(dialogue=(*RICH.dialogue, Line(text="So did I.", speaker="Ana")))).prompt
    assert 'key." Immediately, [Character: Ana]: "So did I."' in two


@pytest.mark.parametrize(
    "words", ["a street without cars", "no traffic anywhere", "please show a dog", "add a dog", '{"shot": "dog"}', "<b>dog</b>"]
)
def test_runway_hears_no_negation_no_greeting_no_command_no_json(words):
    made = compiled("runway", RICH.with_(setting=words))
    assert not re.search(r"\b(?:no|not|never|without|please)\b|\badd a\b|[{}<>]", made.prompt, re.IGNORECASE)
    assert any(one.repaired for one in made.lint) or "approximated" in verdicts(made, "setting") or "dropped" in verdicts(made, "setting")


def test_runway_opens_with_the_camera_and_counts_utf16():
    assert compiled("runway").prompt.startswith("The camera pushes in slowly.")
    made = compiled("runway", RICH.with_(subject="a locksmith " + "🔑" * 400, setting="a street, " + "é" * 800))
    assert made.fits and len(made.prompt) < 700 and len(made.prompt.encode("utf-16-le")) // 2 <= 1000


def test_runway_calls_people_by_their_tags_in_pictures():
    made = compiled("runway-image", RICH.with_(references=(Reference(name="Mira"), Reference(name="a shop", role="location"))))
    tags = re.findall(r"@(\w+)", made.prompt)
    assert tags and all(re.fullmatch(r"[A-Za-z][A-Za-z0-9]{2,15}", tag) for tag in tags)


@pytest.mark.parametrize("move", list(Movement))
def test_hailuo_knows_fifteen_commands_and_no_other(move):
    made = compiled("hailuo", RICH.with_(movement=move))
    assert all(one in COMMANDS for one in bracketed(made.prompt))
    assert len(bracketed(made.prompt)) == (0 if move in (Movement.DOLLY_ZOOM, Movement.ROLL) else 1)
    assert verdicts(made, "movement")[0] in ("kept", "approximated", "dropped")


def test_hailuo_takes_no_bracket_from_anyone():
    made = compiled("hailuo", RICH.with_(subject="a locksmith [dolly zoom] and a cat]", setting="[Push in] street"))
    assert set(bracketed(made.prompt)) <= set(COMMANDS) and made.prompt.count("[") == made.prompt.count("]")
    assert made.parameters["prompt_optimizer"] is False


def test_wan_speaks_its_closed_vocabulary_and_no_mood():
    made = compiled("wan", RICH.with_(light_source="moonlight", key_side="back", composition="centred"))
    for term in ("moonlight", "soft lighting", "edge lighting", "center composition"):
        assert term in made.prompt.lower()
    assert "uneasy" not in made.prompt and verdicts(made, "mood") == ["dropped"]
    assert made.prompt.lower().startswith("cinematic style")
    assert made.parameters["enable_prompt_expansion"] is False


def test_seedance_marks_what_is_heard_and_read():
    prompt = compiled("seedance-2.5").prompt
    assert "【OPEN LATE】" in prompt and "{I kept the key.}" in prompt
    assert "<rain on awnings, a lock clicking>" in prompt and "(a low cello drone)" in prompt
    assert "The visuals feature " in prompt and "Use wide shot" in prompt and "Audio includes " in prompt


def test_the_tail_of_seedances_own_api_is_cut_off():
    made = compiled("seedance", RICH.with_(setting="a street --duration 5 --camerafixed true"))
    assert "--" not in made.prompt


def test_ltx_is_one_paragraph_that_begins_with_the_action():
    prompt = compiled("ltx").prompt
    assert "\n" not in prompt and not re.search(r"^\w+:", prompt)
    words = ("locksmith", "raincoat", "turns a brass key", "market street", "pushes in", "practical")
    order = [prompt.lower().index(word) for word in words]
    assert order == sorted(order)
    assert compiled("ltx", kind=Kind.IMAGE_TO_VIDEO, led=True).prompt.lower().count("use the provided start image as the first frame") == 1


def test_luma_moves_its_camera_in_words_where_there_is_no_field():
    assert "camera pushes in" in compiled("luma").prompt.lower() and "concepts" not in compiled("luma").parameters


def test_midjourney_has_its_parameters_last_and_whole_ratios():
    prompt = compiled("midjourney", RICH.with_(aspect="2.39:1")).prompt
    words, _, tail = prompt.partition(" --")
    assert re.fullmatch(r"(?:\s?--(?:ar \d+:\d+|seed \d+|no [^-]+?))+", "--" + tail) and "--ar 239:100" in prompt
    assert not words.endswith((".", ",")) and "--" not in words


@pytest.mark.parametrize("smuggled", ["cat::2 hat", "a cat --ar 1:1", "a cat --v 5 --no dogs", "a cat ::-1"])
def test_nobody_smuggles_weights_or_parameters_into_midjourney(smuggled):
    made = compiled("midjourney", RICH.with_(subject=smuggled, on_screen_text=("A::B --ar 1:1",)))
    assert "::" not in made.prompt and made.prompt.count("--ar") == 1 and "--v" not in made.prompt


def test_sdxl_is_tags_within_one_chunk():
    made = compiled("sdxl", RICH.with_(style=tuple(f"style number {n}" for n in range(60))))
    assert made.length.used <= 75 and "." not in made.prompt.replace("OPEN LATE", "")
    assert made.prompt.lower().startswith("locksmith, ")


@pytest.mark.parametrize("name", ["sd3.5", "flux", "kling", "seedance", "seedream"])
def test_weights_never_reach_who_reads_them_as_words(name):
    made = compiled(name, RICH.with_(subject="a locksmith (neon:1.3) (fog: 0.8)"))
    assert not re.search(r":\s*\d\.\d", made.prompt)


def test_flux_names_the_light_and_denies_nothing():
    made = compiled("flux", RICH.with_(setting="a street without cars, no rain"))
    assert "practical lamps" in made.prompt.lower() and not re.search(r"\b(?:no|without|not)\b", made.prompt.lower())
    assert made.parameters["enhance_prompt"] is False


def test_ideogram_sets_the_words_first():
    made = compiled("ideogram")
    assert made.prompt.startswith('The text "OPEN LATE"') and made.parameters["expand_prompt"] is False


@pytest.mark.parametrize(
    ("lens", "aperture", "effect"),
    [
        ("18mm", "", "ultra-wide"),
        ("35mm lens", "f/1.4", "shallow depth of field"),
        ("85 mm", "", "portrait"),
        ("200mm", "f/11", "everything in focus"),
    ],
)
def test_nano_banana_is_told_the_effect_not_the_number(lens, aperture, effect):
    made = compiled("nano-banana", RICH.with_(lens=lens, aperture=aperture, focus="", style=("photo, ISO 400",)))
    assert effect in made.prompt and not re.search(r"\d\s?mm|f/\d|ISO", made.prompt)


def test_nano_banana_hears_the_role_of_each_picture_first():
    made = compiled(
        "nano-banana", RICH.with_(references=(Reference(name="Mira"), Reference(name="the shop", role="location"))), kind=Kind.IMAGE_EDIT
    )
    assert made.prompt.startswith("Image 1: Mira. Image 2: the shop.")


def test_gpt_image_has_five_labelled_lines_and_no_praise():
    made = compiled("gpt-image", RICH.with_(layout_mode=LayoutMode.POSTER, style=("stunning cinematic", "award-winning 8k")))
    places = [made.prompt.index(label) for label in ("Scene: ", "Subject: ", "Important details: ", "Use case: ", "Constraints: ")]
    assert places == sorted(places) and "no extra words" in made.prompt
    assert not re.search(r"stunning|award|8k", made.prompt, re.IGNORECASE)


def test_a_sheet_of_panels_names_each_of_them():
    panels = tuple(Panel(label=label, slots=Slots(action=f"{label} action")) for label in ("wide", "two-shot", "close-up", "insert"))
    sheet = RICH.with_(panel_layout="2x2", panels=panels, layout_mode=LayoutMode.STORYBOARD)
    for name in IMAGE:
        if name == "sdxl" or name == "sd3.5":
            continue
        prompt = compiled(name, sheet).prompt
        assert all(f"{panel.label} action" in prompt for panel in panels), name
        assert "4 panels" in prompt, name


def test_eleven_v3_is_nothing_but_words_and_tags():
    lines = (*RICH.dialogue, Line(text="So did I… REALLY.", speaker="Ana"))
    made = compiled("eleven-speech", RICH.with_(dialogue=lines))
    assert made.prompt == "[whispering] I kept the key.\nSo did I… REALLY."


def test_a_direction_that_would_be_spoken_is_pointed_out():
    made = compiled("eleven-speech", RICH.with_(dialogue=(Line(text="(whispers) I kept it."),)))
    assert "(whispers) I kept it." in made.prompt and [one.repaired for one in made.lint] == [False]


def test_sound_effects_are_events_in_order_with_their_length_as_a_field():
    made = compiled("eleven-sfx", Slots(sound=("footsteps on gravel", "a metallic door opens"), duration=2.6))
    assert made.prompt == "Footsteps on gravel, then a metallic door opens." and made.parameters["duration_seconds"] == 3


def test_eleven_music_hears_tempo_and_counts_in_milliseconds():
    made = compiled("eleven-music")
    assert "70 BPM" in made.prompt and made.parameters["music_length_ms"] == 6000


def test_suno_has_style_lyrics_and_what_to_exclude_apart():
    made = compiled("suno", RICH.with_(style=("dark folk [Chorus]",), negatives=("drums",)))
    assert made.prompt == "dark folk, uneasy, a low cello drone, 70 BPM"
    assert made.parameters["lyrics"] == "[Verse]\nI kept the key" and made.negative == "drums"


@pytest.mark.parametrize("name", ["suno", "eleven-music", "minimax-music"])
def test_an_artists_name_is_pointed_out_and_left_to_the_person(name):
    made = compiled(name, RICH.with_(music="a cello in the style of Somebody Known"))
    assert [one.repaired for one in made.lint] == [False] and "Somebody" in made.prompt


@pytest.mark.parametrize("name", [name for name in ORDER if CATALOG.dialects[name].literal])
def test_rewriters_are_off_only_when_the_prompt_is_to_arrive_as_it_is(name):
    dialect = CATALOG.dialects[name]
    assert dialect.literal.items() <= compiled(name).parameters.items()
    loose = compile_prompt(RICH, Target(dialect.kinds[0], dialect=name)).parameters
    assert not set(dialect.literal) & set(loose)


def test_speed_is_an_adverb_where_the_camera_is_a_clause():
    made = compiled("runway", RICH.with_(movement=None, movement_speed=Speed.FAST))
    assert "camera moves fast" in made.prompt.lower()


# Endpoints


def endpoints() -> list[tuple[str, EndpointSchema]]:
    """(model, endpoint) of every model that has a dialect and every endpoint of it whose fields are known and which takes words."""
    found = []
    for model in generating():
        if dialect_of(model) is None:
            continue
        for one in CATALOG.models[model].endpoints:
            schema = CATALOG.endpoint(one.id)
            if schema is not None and schema.prompt_field and schema.kind != "utility":
                found.append((model, schema))
    return found


@pytest.mark.parametrize(("model", "schema"), endpoints(), ids=lambda one: one.id if isinstance(one, EndpointSchema) else one)
def test_what_is_compiled_for_an_endpoint_is_a_body_it_takes(model, schema):
    kind = KINDS.get(schema.kind) or CATALOG.models[model].kinds[0]
    for literal in (True, False):
        led = kind is Kind.IMAGE_TO_VIDEO
        made = compile_prompt(RICH, Target(kind, dialect="", model=model, endpoint=schema, image_led=led, literal=literal))
        files = {
            name: ["https://files.example/1"] if schema.fields[name].many else "https://files.example/1" for name in schema.file_inputs
        }
        needed = {name: files[name] for name in files if schema.fields[name].required}
        body = compose(Asked(made.prompt, made.negative, {**made.parameters, **needed}), schema)
        problems = [one for one in check_payload(body, schema) if one.field not in NOT_WORDS]
        assert problems == [] and body[schema.prompt_field] == made.prompt
        assert set(made.parameters) <= set(schema.fields)
        assert bool(made.negative) <= ("negative_prompt" in schema.fields)


NOT_WORDS = {"finetune_id", "finetune_strength", "video_id", "character_orientation", "trajectories"}
"""Fields an endpoint asks for that no shot holds."""
