"""Names people give models, and what they mean today."""

import pytest

from director_kernel.catalog import Catalog, load_catalog
from tests.catalog.conftest import Write, model, models


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("kling-2.6-pro", "kling-2.6-pro"),
        ("Kling 2.6", "kling-2.6-pro"),
        ("KLING 2.6 PRO", "kling-2.6-pro"),
        ("kling", "kling-2.6-pro"),
        ("kling 3", "kling-3.0-pro"),
        ("Veo", "veo-3.1"),
        ("nano banana pro", "nano-banana-pro"),
        ("Nano Banana Pro (Gemini 3 Pro Image)", "nano-banana-pro"),
        ("seed-dream-4.5", "seedream-4.5"),
        ("fal-kling-v2.6-pro-i2v", "kling-2.6-pro"),
        ("fal-ai/kling-video/v2.6/pro/image-to-video", "kling-2.6-pro"),
        ("anthropic/claude-sonnet-4.5", "claude-sonnet-4.5"),
        ("wan-2.1-turbo", "wan-2.1-14b"),
        ("sora", "sora-2"),
    ],
)
def test_a_model_is_found_by_any_of_its_names(catalog: Catalog, name: str, id: str) -> None:
    found = catalog.find(name)
    assert found is not None and found.id == id


def test_unknown_names_get_near_ones(catalog: Catalog) -> None:
    told = catalog.resolve("klingg 2.6 pro")
    assert told.model is None and "kling-2.6-pro" in told.suggestions
    assert catalog.resolve("").model is None
    assert catalog.find("!!!") is None


def test_models_are_found_in_prose_but_words_are_not_models(catalog: Catalog) -> None:
    text = "Use Kling 2.6 for the runway show, veo 3.1 fast for the flux of people; the director likes a clear, real image."
    assert [(text[start:end], found.id) for start, end, found in catalog.mentions(text)] == [
        ("Kling 2.6", "kling-2.6-pro"),
        ("veo 3.1 fast", "veo-3.1-fast"),
    ]


@pytest.mark.parametrize(
    ("name", "id", "newer"),
    [
        ("kling-2.6-pro", "kling-2.6-pro", "kling-4.0"),
        ("kling-1.6-pro", "kling-3.0-pro", "kling-4.0"),
        ("imagen-3", "nano-banana-2", ""),
        ("veo3-pro-frames", "veo-3.1", ""),
        ("claude-3.5-sonnet", "claude-sonnet-5.5", ""),
        ("o1-mini", "gpt-6.1-sol", ""),
        ("lcm-models", "flux-schnell", ""),
        ("sora-2", "seedance-2.0", "seedance-2.5"),
        ("qwen-2.5-vl-12b", "qwen-image-edit-multi-angle", ""),
    ],
)
def test_successors_are_followed_to_the_last_that_can_be_used(catalog: Catalog, name: str, id: str, newer: str) -> None:
    told = catalog.resolve(name)
    assert told.model is not None and (told.model.id, told.newer) == (id, newer)
    assert told.followed[0] == catalog.find(name).id  # type: ignore[union-attr]
    assert bool(told.reason) == (not catalog.find(name).active)  # type: ignore[union-attr]


def test_every_retired_model_leads_to_one_that_answers(catalog: Catalog) -> None:
    for old in catalog.models.values():
        told = catalog.resolve(old.id)
        assert told.model is not None and told.model.active, old.id


def test_a_ring_ends_and_a_chain_goes_to_its_end(write: Write) -> None:
    after = "{id: %s, reason: newer}"
    root = write(
        "models/ring.yaml",
        models(
            model("ring-a", status="retired", successor=after % "ring-b"),
            model("ring-b", status="retired", successor=after % "ring-a"),
            model("old-1", status="retired", successor=after % "old-2"),
            model("old-2", status="retired", successor=after % "old-3"),
            model("old-3"),
        ),
    )
    catalog = load_catalog(root)
    assert catalog.resolve("old-1").followed == ("old-1", "old-2", "old-3")
    told = catalog.resolve("ring-a")
    assert told.model is not None and told.model.id == "ring-b" and "ring-a" in told.followed
