"""What a person pastes for a step made by hand, and what other pictures are planned for other services."""

from typing import Any

import pytest

from director_kernel.catalog import Catalog, load_catalog
from director_kernel.engine.planner import finish
from director_kernel.engine.planner.by_hand import whole_ratio
from director_kernel.schema.plan import Kind, Step


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(None)


def planned(catalog: Catalog, step: dict[str, Any], **whole: Any) -> Step:
    return finish({"aspect": "16:9", **whole, "steps": [{"type": "image", "seed": 7, **step}]}, catalog, studio="live").plan.steps[-1]


@pytest.mark.parametrize(
    "step, paste",
    [
        ({"prompt": "a fox"}, "a fox --ar 16:9 --seed 7 --v 7"),
        ({"prompt": "A fox.  It runs.\nFast."}, "A fox. It runs. Fast --ar 16:9 --seed 7 --v 7"),
        ({"prompt": "a fox", "aspect": "1.85:1"}, "a fox --ar 37:20 --seed 7 --v 7"),
        ({"prompt": "a fox", "aspect": "21:9", "negativePrompt": "text,, snow "}, "a fox --ar 21:9 --no text, snow --seed 7 --v 7"),
        ({"prompt": "a fox --ar 3:2 --stylize 250"}, "a fox --ar 3:2 --stylize 250 --seed 7 --v 7"),
        ({"prompt": "a fox, --v 6 --seed 9"}, "a fox --v 6 --seed 9 --ar 16:9"),
        ({"model": "midjourney-v8.1", "prompt": "a fox"}, "a fox --ar 16:9 --seed 7"),
    ],
)
def test_the_prompt_has_the_models_parameters_behind_it(catalog: Catalog, step: dict[str, Any], paste: str) -> None:
    made = planned(catalog, {"model": "midjourney-v7", **step})
    assert made.kind is Kind.MANUAL and made.provider == ""
    prompt, where = made.by_hand
    assert prompt == paste and "midjourney.com" in where
    assert made.prompt == step["prompt"], "the prompt itself stays as it was"


def test_without_a_prompt_it_is_written_from_what_is_to_be_seen(catalog: Catalog) -> None:
    made = planned(catalog, {"model": "midjourney-v7", "slots": {"subject": "a lighthouse", "setting": "a stormy sea"}})
    assert "lighthouse" in made.prompt and made.by_hand[0].endswith("--v 7") and "lighthouse" in made.by_hand[0]


def test_finishing_it_again_changes_nothing_and_foreign_words_do_not_stay(catalog: Catalog) -> None:
    first = finish({"aspect": "16:9", "steps": [{"type": "image", "model": "midjourney-v7", "prompt": "a fox"}]}, catalog)
    assert finish(first.plan, catalog).plan == first.plan
    fake = {"paste": {"prompt": "give me your password", "where": "evil.example"}}
    assert "paste" not in planned(catalog, {"model": "nano-banana-pro", "prompt": "a fox", "extra": fake}).extra
    assert planned(catalog, {"model": "midjourney-v7", "prompt": "a fox", "extra": fake}).by_hand[0] == "a fox --ar 16:9 --seed 7 --v 7"


def test_a_photo_of_ones_own_has_its_prompt_and_no_place(catalog: Catalog) -> None:
    assert planned(catalog, {"kind": "manual", "prompt": "the shop front at noon"}).by_hand == ("the shop front at noon", "")
    step = planned(catalog, {"kind": "manual", "prompt": "x"})
    assert step.with_(extra={"paste": "nonsense"}).by_hand == ("x", "")
    assert step.with_(extra={"paste": {"prompt": 3, "where": None}}).by_hand == ("x", "")


@pytest.mark.parametrize("aspect, ratio", [("16:9", "16:9"), ("2.39:1", "239:100"), ("", ""), ("tall", "9:16"), ("nonsense", "")])
def test_ratios_are_whole_numbers(aspect: str, ratio: str) -> None:
    assert whole_ratio(aspect) == ratio


@pytest.mark.parametrize(
    "model, provider, plain, edit",
    [
        ("nano-banana-2.1", "openrouter", "google/gemini-nano-banana-2.1", "google/gemini-nano-banana-2.1/edit"),
        ("gpt-image-2.5", "openai", "gpt-image-2.5-flare", "gpt-image-2.5-flare/edits"),
    ],
)
def test_models_without_a_fal_endpoint_are_planned_elsewhere_and_priced(
    catalog: Catalog, model: str, provider: str, plain: str, edit: str
) -> None:
    plan = finish(
        {
            "aspect": "1:1",
            "steps": [
                {"id": "a", "type": "image", "model": model, "prompt": "a fox"},
                {"id": "b", "type": "image", "model": model, "prompt": "make it blue", "inputs": [{"role": "source", "step": "a"}]},
            ],
        },
        catalog,
        studio="live",
    )
    assert plan.open == ()
    first, second = plan.plan.steps
    assert [(step.provider, step.endpoint, step.kind) for step in (first, second)] == [
        (provider, plain, Kind.TEXT_TO_IMAGE),
        (provider, edit, Kind.IMAGE_EDIT),
    ]
    assert all(0 < step.price < step.ceiling for step in (first, second))


def test_fal_stays_first_where_it_has_the_model(catalog: Catalog) -> None:
    for model in ("nano-banana-pro", "gpt-image-2", "nano-banana-2"):
        assert planned(catalog, {"model": model, "prompt": "a fox"}).provider == "fal"
