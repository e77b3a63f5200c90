"""What endpoints take: fields, durations and shapes in the provider's own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from director_kernel.catalog import Catalog
from director_kernel.schema.catalog import Duration, EndpointSchema
from director_kernel.schema.plan import Kind, Role


def schema(catalog: Catalog, id: str) -> EndpointSchema:
    found = catalog.endpoint(id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("model", "kind", "asked", "got", "written"),
    [
        ("kling-2.6-pro", Kind.IMAGE_TO_VIDEO, 7, 5, "5"),
        ("kling-2.6-pro", Kind.IMAGE_TO_VIDEO, 7.5, 10, "10"),
        ("kling-2.6-pro", Kind.TEXT_TO_VIDEO, 99, 10, "10"),
        ("veo-3.1", Kind.TEXT_TO_VIDEO, 5, 6, "6s"),
        ("veo-3.1", Kind.EXTEND, 3, 7, "7s"),
        ("wan-2.7", Kind.TEXT_TO_VIDEO, 4.4, 4, 4),
        ("grok-imagine-video", Kind.TEXT_TO_VIDEO, 40, 15, 15),
        ("seedance-2.0", Kind.TEXT_TO_VIDEO, 1, 4, "4"),
        ("ltx-2.3", Kind.IMAGE_TO_VIDEO, 7, 8, 8),
        ("elevenlabs-music", Kind.MUSIC, 12, 12, 12_000),
    ],
)
def test_durations_are_written_as_the_endpoint_wants_them(
    catalog: Catalog, model: str, kind: Kind, asked: float, got: float, written: object
) -> None:
    duration = catalog.duration(catalog.models[model], kind)
    assert duration is not None
    assert duration.nearest(asked) == got
    assert duration.written(got) == written and type(duration.written(got)) is type(written)
    assert duration.read(duration.written(got)) == got


@given(st.floats(0.1, 100), st.sampled_from(["5", "5s", "5.0", " 5 s ", 5, 5.0, "5 seconds", "5sec"]))
def test_durations_are_read_from_any_writing(seconds: float, writing: object) -> None:
    duration = Duration(format="digits", values=(5, 10, 15), source="s", as_of="2026")
    assert duration.read(writing) == 5
    assert duration.nearest(seconds) in duration.choices()
    assert duration.at_least(seconds) >= min(seconds, 15)


@pytest.mark.parametrize("writing", ["auto", None, True, "", "five", "nan", "inf", "-5", 0, [], {}, "1e99"])
def test_what_is_no_length_is_none(writing: object) -> None:
    assert Duration(format="suffix", source="s", as_of="2026").read(writing) is None


@pytest.mark.parametrize(
    ("id", "role", "field"),
    [
        ("fal-ai/kling-video/v2.6/pro/image-to-video", Role.START_IMAGE, "start_image_url"),
        ("fal-ai/kling-video/v2.6/pro/image-to-video", Role.END_IMAGE, "end_image_url"),
        ("fal-ai/veo3.1/image-to-video", Role.START_IMAGE, "image_url"),
        ("fal-ai/veo3.1/image-to-video", Role.END_IMAGE, None),
        ("fal-ai/veo3.1/first-last-frame-to-video", Role.END_IMAGE, "last_frame_url"),
        ("fal-ai/nano-banana-2/edit", Role.SOURCE, "image_urls"),
        ("fal-ai/nano-banana-pro/edit", Role.REFERENCE, "image_urls"),
        ("fal-ai/veo3.1/extend-video", Role.SOURCE, "video_url"),
        ("fal-ai/clarity-upscaler", Role.SOURCE, "image_url"),
        ("fal-ai/kling-video/v2.6/pro/text-to-video", Role.START_IMAGE, None),
        ("fal-ai/nano-banana-pro", Role.SOURCE, None),
    ],
)
def test_which_field_takes_which_file(catalog: Catalog, id: str, role: Role, field: str | None) -> None:
    assert schema(catalog, id).input_field(role) == field


def test_shapes_by_ratio(catalog: Catalog) -> None:
    flux = schema(catalog, "fal-ai/flux-pro/v1.1")
    assert flux.shapes()["16:9"] == "landscape_16_9" and flux.shapes()["1:1"] == "square_hd" and flux.free_size
    veo = schema(catalog, "fal-ai/veo3.1")
    assert veo.shapes() == {"16:9": "16:9", "9:16": "9:16"} and not veo.free_size
    assert schema(catalog, "fal-ai/kling-video/v2.6/pro/image-to-video").shapes() == {}


def test_bodies_are_validated(catalog: Catalog) -> None:
    kling = schema(catalog, "fal-ai/kling-video/v2.6/pro/image-to-video")
    good = {"prompt": "a slow orbit", "start_image_url": "https://x/y.png", "duration": "5", "generate_audio": False}
    assert kling.faults(good) == ()
    bad = {"duration": 5, "generate_audio": "no", "aspect_ratio": "16:9", "prompt": 3}
    assert dict(kling.faults(bad)) == {
        "start_image_url": "is missing",
        "duration": "must be one of 5, 10, not 5",
        "generate_audio": "must be a boolean, not 'no'",
        "aspect_ratio": "is not a field of this endpoint",
        "prompt": "must be a string, not 3",
    }
    wan = schema(catalog, "wan/v2.6/text-to-video")
    assert wan.faults({"prompt": "x" * 801}) == (("prompt", "takes at most 800 characters, not 801"),)
    assert wan.faults({"prompt": "x", "duration": "5"}) == ()
    sora = schema(catalog, "fal-ai/sora-2/text-to-video")
    assert sora.faults({"prompt": "x", "duration": 4}) == () == sora.faults({"prompt": "x", "duration": "4"})
    edit = schema(catalog, "fal-ai/bytedance/seedream/v4.5/edit")
    assert edit.faults({"prompt": "x", "image_urls": ["u"] * 11}) == (("image_urls", "takes at most 10, not 11"),)


def test_true_is_not_one(catalog: Catalog) -> None:
    wan = schema(catalog, "fal-ai/wan/v2.7/text-to-video")
    assert dict(wan.faults({"prompt": "x", "duration": True})).keys() == {"duration"}


def test_unknown_endpoints_are_none_and_the_files_are_read_only_when_asked(catalog: Catalog) -> None:
    assert catalog.endpoint("fal-ai/nothing") is None
    assert catalog.endpoint("") is None
    assert catalog.endpoint("fal-ai/veo3.1") is catalog.endpoint("fal-ai/veo3.1")


def test_every_ready_model_has_a_prompt_or_source_field(catalog: Catalog) -> None:
    for model in catalog.models.values():
        for kind in model.kinds:
            if kind is not Kind.TEXT and catalog.ready(model, kind):
                ref = catalog.endpoint_ref(model, kind)
                found = schema(catalog, ref.id if ref else "")
                needs_source = kind in (Kind.UPSCALE, Kind.EXTEND, Kind.VIDEO_EDIT, Kind.IMAGE_EDIT)
                assert found.prompt_field or needs_source, (model.id, kind)
                assert not needs_source or found.input_field(Role.SOURCE), (model.id, kind)
                assert kind is not Kind.IMAGE_TO_VIDEO or found.input_field(Role.START_IMAGE), model.id
