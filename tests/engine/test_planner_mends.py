"""What is wrong in a draft, what becomes of it, and what is said: one row a mend."""

from typing import Any

import pytest

from director_kernel.catalog import load_catalog
from director_kernel.engine.planner import Finished, finish
from director_kernel.schema.brief import Attachment, Brief
from director_kernel.schema.plan import Kind, Role, Step

CATALOG = load_catalog()
IMAGE = {"id": "pic", "type": "image", "model": "nano-banana-pro", "prompt": "a cup"}
CLIP = {"id": "clip", "kind": "text-to-video", "model": "kling-2.6-pro", "prompt": "a cup turns", "duration": 5}
SOURCE = [{"role": "source", "step": "clip"}]


def done(*steps: dict[str, Any], brief: Brief | None = None, studio: str = "previs", **plan: Any) -> Finished:
    return finish({"steps": list(steps), **plan}, CATALOG, brief=brief, studio=studio)


def last(finished: Finished) -> Step:
    return [step for step in finished.plan.steps if step.kind is not Kind.ASSEMBLE][-1]


def codes(finished: Finished, *, mended: bool | None = None) -> set[str]:
    return {fault.code for fault in finished.faults if mended is None or fault.mended is mended}


def video(**more: Any) -> dict[str, Any]:
    return {"kind": "text-to-video", "model": "kling-2.6-pro", "prompt": "a cup turns", "duration": 5, **more}


CASES: list[tuple[str, list[dict[str, Any]], str, str, Any]] = [
    # what, steps, code ("": nothing to say), the field of the last step, what it becomes
    ("a loose model name", [video(model="Kling 2.6")], "", "model", "kling-2.6-pro"),
    ("a retired model", [video(model="sora-2")], "model_replaced", "model", "seedance-2.0"),
    ("an unknown model", [video(model="dreamotron-9000")], "unknown_model", "kind", Kind.TEXT_TO_VIDEO),
    ("no model", [{"type": "image", "prompt": "a cup"}], "model_missing", "kind", Kind.TEXT_TO_IMAGE),
    ("an image model for a film", [{"type": "video", "model": "flux-1.1-pro", "prompt": "x"}], "wrong_model", "kind", Kind.TEXT_TO_VIDEO),
    ("only the product name", [video(model="", modelName="Kling 2.6 Pro")], "", "model", "kling-2.6-pro"),
    (
        "an image feeds text-to-video",
        [IMAGE, video(dependsOn=["pic"])],
        "image_led",
        "endpoint",
        "fal-ai/kling-video/v2.6/pro/image-to-video",
    ),
    (
        "the same for another model",
        [IMAGE, video(model="veo-3.1", dependsOn=["pic"])],
        "image_led",
        "endpoint",
        "fal-ai/veo3.1/image-to-video",
    ),
    ("an image feeds an image", [IMAGE, {**IMAGE, "id": "two", "dependsOn": ["pic"]}], "", "endpoint", "fal-ai/nano-banana-pro/edit"),
    (
        "an explicit text-to-image fed",
        [IMAGE, {**IMAGE, "id": "two", "kind": "t2i", "dependsOn": ["pic"]}],
        "image_led",
        "kind",
        Kind.IMAGE_EDIT,
    ),
    (
        "first and last frame",
        [IMAGE, {**IMAGE, "id": "end"}, video(model="veo-3.1", inputs={"start": "pic", "end": "end"})],
        "image_led",
        "endpoint",
        "fal-ai/veo3.1/first-last-frame-to-video",
    ),
    ("no image for image-to-video", [video(kind="image-to-video")], "missing_input", "kind", Kind.TEXT_TO_VIDEO),
    ("an image before it", [IMAGE, video(kind="image-to-video")], "missing_input", "depends_on", ("pic",)),
    ("nothing to edit", [{"kind": "image-edit", "model": "nano-banana-pro", "prompt": "x"}], "missing_input", "kind", Kind.TEXT_TO_IMAGE),
    ("a clip to extend", [CLIP, {"kind": "extend", "model": "veo-3.1", "prompt": "on"}], "missing_input", "depends_on", ("clip",)),
    (
        "a length between",
        [video(duration=7)],
        "duration_unsupported",
        "options",
        {"generate_audio": False, "aspect_ratio": "16:9", "duration": "10"},
    ),
    (
        "a length with a suffix",
        [video(model="veo-3.1", duration=6)],
        "",
        "options",
        {"generate_audio": False, "aspect_ratio": "16:9", "resolution": "720p", "duration": "6s"},
    ),
    ("a length in words", [video(duration="5 seconds")], "", "duration", 5.0),
    ("a length in the options", [video(duration=None, options={"duration": "10"})], "", "duration", 10.0),
    ("more used than made", [video(duration=5, useSeconds=8)], "duration_unsupported", "duration", 10.0),
    ("an unsupported aspect", [video(aspect="4:5")], "aspect_unsupported", "aspect", "1:1"),
    ("an aspect in words", [video(aspect="vertical")], "", "aspect", "9:16"),
    ("an aspect in pixels", [video(aspect="1920x1080")], "", "aspect", "16:9"),
    ("an aspect that is none", [video(aspect="banana")], "wrong_type", "aspect", "16:9"),
    (
        "a clip keeps its image's aspect",
        [{**IMAGE, "aspect": "1:1"}, video(aspect="16:9", dependsOn=["pic"])],
        "aspect_follows",
        "aspect",
        "1:1",
    ),
    ("an unsupported resolution", [video(model="veo-3.1", options={"resolution": "480p"})], "resolution_unsupported", "height", 720),
    ("a resolution in other letters", [video(model="veo-3.1", duration=6, options={"resolution": "4K"})], "", "height", 2160),
    (
        "sound from a silent model",
        [video(model="kling-2.5-turbo", options={"generateAudio": True})],
        "audio_unsupported",
        "kind",
        Kind.TEXT_TO_VIDEO,
    ),
    ("a frame rate it can't", [video(model="ltx-2.3", duration=6, fps=30)], "fps_unsupported", "fps", 25),
    ("an option nobody knows", [video(options={"sparkle": 3})], "option_unknown", "extra", {"options": {"sparkle": 3}}),
    (
        "an option in other letters",
        [{**IMAGE, "options": {"outputFormat": "JPEG"}}],
        "",
        "options",
        {"output_format": "jpeg", "aspect_ratio": "16:9", "resolution": "1K"},
    ),
    ("a URL among the options", [video(options={"image_url": "http://example.com/a.png"})], "option_unknown", "kind", Kind.TEXT_TO_VIDEO),
    ("too many takes", [video(takes=99)], "takes_unsupported", "takes", 16),
    ("variations as an option", [{**IMAGE, "options": {"numImages": 4}}], "", "takes", 4),
    ("a seed out of range", [video(seed=2**40)], "seed_unsupported", "kind", Kind.TEXT_TO_VIDEO),
    ("a negative where there is no field", [{**IMAGE, "negativePrompt": "people"}], "negative_unsupported", "prompt", "a cup Deserted."),
    ("a negative where there is one", [video(negativePrompt="blur")], "", "negative_prompt", "blur"),
    ("no prompt", [video(prompt="", action="A cup turns")], "prompt_missing", "prompt", "A cup turns"),
    ("no prompt, but slots", [video(prompt="", slots={"subject": "a cup", "action": "turns"})], "", "prompt", "A cup turns."),
    ("a step that waits for itself", [video(id="a", dependsOn=["a"])], "self_dependence", "depends_on", ()),
    ("a step that isn't there", [video(dependsOn=[9])], "bad_reference", "depends_on", ()),
    ("an id that is none", [video(id="My Shot!")], "bad_id", "id", "my-shot"),
    ("an id given twice", [IMAGE, {**IMAGE}], "bad_id", "id", "pic-2"),
    ("an order given twice", [{**IMAGE, "order": 1}, video(order=1)], "duplicate_order", "order", 2),
    ("a model without an API", [{"type": "image", "model": "midjourney-v7", "prompt": "x"}], "manual_model", "kind", Kind.MANUAL),
    (
        "a required option",
        [IMAGE, {"kind": "edit", "model": "luma-photon", "prompt": "x", "dependsOn": ["pic"]}],
        "option_missing",
        "options",
        {"strength": 0.5, "aspect_ratio": "16:9"},
    ),
    ("a loose slot", [video(slots={"shotSize": "close-up", "mood": "calm, warm"})], "", "kind", Kind.TEXT_TO_VIDEO),
    ("a slot that can't be read", [video(slots={"shotSize": 7, "subject": "a cup"})], "wrong_slot", "kind", Kind.TEXT_TO_VIDEO),
    (
        "a sound for a film's start frame",
        [{"id": "say", "kind": "tts", "prompt": "hi"}, video(inputs={"start": "say"})],
        "wrong_role",
        "kind",
        Kind.TEXT_TO_VIDEO,
    ),
    ("music by its action", [{"type": "audio", "action": "Background music", "prompt": "piano"}], "model_missing", "kind", Kind.MUSIC),
    ("a video to upscale", [CLIP, {"kind": "upscale", "model": "clarity-upscaler", "inputs": SOURCE}], "wrong_model", "kind", Kind.UPSCALE),
]


@pytest.mark.parametrize(("steps", "code", "field", "value"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_mend(steps, code, field, value):
    finished = done(*steps)
    assert not finished.open
    if code:
        assert code in codes(finished, mended=True)
    else:
        assert codes(finished) <= {"assemble_added"}
    assert getattr(last(finished), field) == value


def test_the_replacement_of_a_model_names_both_and_the_reason():
    fault = next(fault for fault in done(video(model="sora-2")).faults if fault.code == "model_replaced")
    assert fault.step == "1" and fault.field == "model"
    assert fault.message.startswith("sora-2 → seedance-2.0: ") and "2026-09-24" in fault.message
    assert fault.fix == "seedance-2.0 is used instead."


def test_an_attached_image_fills_a_missing_one():
    sha = "a" * 64
    brief = Brief(text="make a film of this", attachments=(Attachment(kind="image", name="pack.png", asset=sha),))
    finished = done(video(kind="image-to-video"), brief=brief)
    assert [(item.role, item.asset) for item in last(finished).inputs] == [(Role.START_IMAGE, sha)]


def test_nothing_to_extend_is_left_to_a_person_with_the_way_out():
    finished = done({"kind": "extend", "model": "veo-3.1", "prompt": "on"})
    assert [(fault.field, fault.code, fault.mended) for fault in finished.open] == [("inputs", "missing_input", False)]
    assert "put a step before it" in finished.open[0].fix


def test_all_faults_come_together():
    finished = done(video(id="Bad Id", model="nonsense", aspect="4:5", duration=7, takes=50, dependsOn=[9], options={"zip": 1}))
    assert {"bad_id", "unknown_model", "takes_unsupported", "bad_reference", "option_unknown"} <= codes(finished)
    assert {fault.step for fault in finished.faults} == {"Bad Id"}


def test_a_cycle_keeps_what_the_later_step_takes():
    finished = done({**IMAGE, "dependsOn": ["clip"]}, {**CLIP, "dependsOn": ["pic"]})
    assert [(step.id, step.depends_on) for step in finished.plan.steps] == [("pic", ()), ("clip", ("pic",))]
    assert [fault.step for fault in finished.faults if fault.code == "cycle"] == ["pic"]


def test_a_step_before_the_one_it_takes_is_put_after_it():
    finished = done({**CLIP, "dependsOn": ["pic"]}, IMAGE)
    assert [step.id for step in finished.plan.steps] == ["pic", "clip"]


def test_a_named_model_without_a_price_is_refused_live_only():
    step = {"type": "image", "model": "z-image-turbo", "prompt": "a cup"}
    assert done(step).open == ()
    live = done(step, studio="live")
    assert [(fault.code, fault.field) for fault in live.open] == [("no_price", "model")]
    assert live.plan.steps[0].model == "z-image-turbo"


def test_thirty_seconds_become_shots_in_a_reel():
    finished = done(video(id="film", duration=30))
    assert [step.id for step in finished.plan.steps] == ["film", "film-2", "film-3", "reel"]
    shots, reel = finished.plan.steps[:-1], finished.plan.steps[-1]
    assert [step.use_seconds for step in shots] == [10.0, 10.0, 10.0]
    assert [(item.role, item.step) for item in reel.inputs] == [(Role.CLIP, step.id) for step in shots]
    assert len({step.seed for step in shots}) == len({step.prompt for step in shots}) == 3
    assert reel.use_seconds == 30.0 and finished.plan.finals == ("reel",)
    assert {"split", "assemble_added"} == codes(finished)


@pytest.mark.parametrize(("asked", "shares"), [(25, [10, 10, 5]), (21, [7, 7, 7]), (11, [6, 5]), (20.5, [7, 7, 6.5])])
def test_shares_leave_no_stub(asked, shares):
    finished = done(video(duration=asked))
    assert [step.use_seconds for step in finished.plan.steps if step.kind is Kind.TEXT_TO_VIDEO] == shares


def test_shots_of_an_image_all_take_the_image():
    finished = done(IMAGE, video(id="film", duration=20, dependsOn=["pic"]))
    assert [step.depends_on for step in finished.plan.steps[1:3]] == [("pic",), ("pic",)]


def test_whoever_took_a_split_clip_takes_all_of_it():
    finished = done(
        video(id="film", duration=20),
        {"id": "look", "kind": "video-edit", "model": "wan-2.7", "prompt": "warmer", "inputs": [{"role": "source", "step": "film"}]},
        {"id": "cut", "kind": "assemble", "dependsOn": ["look"]},
    )
    assert [step.id for step in finished.plan.steps] == ["film", "film-2", "look", "look-2", "cut"]
    assert [step.depends_on for step in finished.plan.steps[2:]] == [("film",), ("film-2",), ("look", "look-2")]
    assert finished.plan.step("cut").use_seconds == 20.0


def test_sounds_find_their_place_in_the_reel():
    finished = done(
        CLIP,
        {"id": "say", "kind": "speech", "prompt": "Hello there"},
        {"id": "bed", "kind": "music", "prompt": "piano"},
        {"kind": "assemble", "dependsOn": ["clip"]},
    )
    reel = finished.plan.steps[-1]
    assert [(item.role, item.step) for item in reel.inputs] == [(Role.CLIP, "clip"), (Role.VOICE, "say"), (Role.AUDIO, "bed")]
    assert "audio_placed" in codes(finished)
    assert finished.plan.step("bed").use_seconds == 5.0


def test_the_brief_shares_its_length_among_silent_shots():
    finished = done(video(duration=None), video(duration=None), brief=Brief(text="a film", duration=20, aspect="9:16"))
    assert [step.use_seconds for step in finished.plan.steps[:2]] == [10.0, 10.0]
    assert finished.plan.aspect == "9:16"


def test_a_long_prompt_is_trimmed_at_a_sentence_and_keeps_its_quotes():
    words = "A man walks. " * 300 + 'The sign says "Open till late".'
    step = last(done(video(prompt=words)))
    assert len(step.prompt) <= 2500
    assert step.prompt.endswith('A man walks. The sign says "Open till late".')


def test_a_wrong_total_is_corrected():
    finished = done(video(), totalCost=99)
    assert codes(finished) == {"cost_corrected"}
    assert finished.plan.price == CATALOG.price("kling-2.6-pro", Kind.TEXT_TO_VIDEO, seconds=5, audio=False).estimate


def test_of_two_reels_without_clips_one_is_left_to_a_person():
    finished = done({"id": "one", "kind": "assemble"}, CLIP, {"id": "two", "kind": "assemble"})
    assert [(fault.step, fault.code) for fault in finished.open] == [("two", "missing_input")]
    assert finished.plan.step("one").depends_on == ("clip",)
