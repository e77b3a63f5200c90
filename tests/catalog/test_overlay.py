"""A workspace's own catalog over the shipped one."""

import pickle
from pathlib import Path

import pytest

from director_kernel.catalog import catalog_root, check_catalog, load_catalog
from director_kernel.errors import CatalogError
from director_kernel.schema.catalog import Status
from director_kernel.schema.plan import Kind
from tests.catalog.conftest import Write, model, models


def test_a_record_is_overridden_field_by_field_and_keeps_the_sources_of_the_rest(write: Write) -> None:
    head, record = "source: our contract\nas_of: 2026-10-01\nmodels:\n", "  - id: kling-2.6-pro\n    prices: "
    root = write("models/ours.yaml", head + record + "[{unit: second, micros: 60000, provider: fal}]\n")
    ours, shipped = load_catalog(root).models["kling-2.6-pro"], load_catalog().models["kling-2.6-pro"]
    assert [(row.micros, row.source, row.as_of) for row in ours.prices] == [(60_000, "our contract", "2026-10-01")]
    assert ours.strengths == shipped.strengths and ours.duration == shipped.duration
    assert ours.source == "our contract"


def test_new_models_are_added_and_can_be_named(write: Write) -> None:
    catalog = load_catalog(write("models/ours.yaml", models(model("house-style-1", aliases="[house style]"))))
    assert catalog.find("House Style").id == "house-style-1"  # type: ignore[union-attr]
    assert len(catalog.models) == 140


def test_the_content_decides_the_hash_and_the_object(write: Write, tmp_path: Path) -> None:
    plain = load_catalog()
    assert load_catalog() is plain and load_catalog(tmp_path / "none") is plain
    root = write("models/ours.yaml", models(model("a-one")))
    first = load_catalog(root)
    assert first is load_catalog(root) and first.hash != plain.hash
    write("models/ours.yaml", models(model("a-two")))
    assert load_catalog(root).hash not in (first.hash, plain.hash)


def test_any_section_can_be_overridden(write: Write) -> None:
    write("tasks.yaml", "source: us\nas_of: 2026\ntasks:\n  - id: motion-control\n    ranked: [veo-3.1]\n")
    write("use_cases.yaml", "source: us\nas_of: 2026\nuse_cases:\n  - id: general\n    duration: 42\n")
    root = write("lexicon/extra.yaml", "words: [a, b]\n")
    catalog = load_catalog(root)
    assert catalog.ranked("motion-control")[0].model == "veo-3.1"
    assert catalog.use_cases["general"].duration == 42 and catalog.use_cases["general"].workflow
    assert catalog.lexicon("extra") == {"words": ["a", "b"]}
    assert catalog.lexicon("nothing") == {}


def test_foreign_files_in_the_folder_are_left_alone(write: Write) -> None:
    write("notes.yaml", b"\xff\x00")
    assert load_catalog(write("README.md", "hello")) is load_catalog()


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (b"models:\n  - id: [", "models/bad.yaml:2: "),
        (b"\x00\x01\x02", "models/bad.yaml:1: "),
        (models(model("x", status="odd")).encode(), "models/bad.yaml:8: status"),
        (
            b"source: s\nas_of: 2026\nmodels:\n  - id: veo-3.1\n    prices:\n      - {unit: second}\n",
            "models/bad.yaml:6: prices.0.micros: is missing",
        ),
        (b"source: s\nas_of: 2026\nmodels:\n  - just text\n", "models/bad.yaml:4: "),
    ],
)
def test_a_broken_overlay_says_file_line_and_the_way_out(write: Write, text: bytes, where: str) -> None:
    catalog = None
    with pytest.raises(CatalogError) as caught:
        catalog = load_catalog(write("models/bad.yaml", text))
        _ = catalog.models
    assert where in caught.value.message and "director catalog check" in caught.value.message


def test_retiring_a_model_changes_what_names_mean(write: Write) -> None:
    root = write("models/ours.yaml", "source: us\nas_of: 2026\nmodels:\n  - id: kling-2.6-pro\n    status: retired\n")
    told = load_catalog(root).resolve("Kling 2.6")
    assert told.model is not None and told.model.id == "kling-3.0-pro" and told.followed == ("kling-2.6-pro", "kling-3.0-pro")
    assert load_catalog(root).models["kling-2.6-pro"].status is Status.RETIRED


def test_nouns_are_frozen_and_travel() -> None:
    model = load_catalog().models["veo-3.1"]
    assert pickle.loads(pickle.dumps(model)) == model
    assert type(model).model_validate(model.wire()) == model


@pytest.mark.parametrize("margin", ["abc", "0.9", "NaN", "1000", ""])
def test_a_margin_that_is_none_is_refused_with_the_way_out(write: Write, margin: str) -> None:
    catalog = load_catalog(write("settings.yaml", f'source: us\nas_of: 2026\nsettings:\n  - id: margin\n    value: "{margin}"\n'))
    with pytest.raises(CatalogError, match="from 1 to 10"):
        _ = catalog.margin


def test_names_that_lead_nowhere_are_passed_over_until_they_are_mended(write: Write) -> None:
    write("tasks.yaml", "source: us\nas_of: 2026\ntasks:\n  - id: motion-control\n    ranked: [nobody, veo-3.1]\n")
    root = write("tiers.yaml", "source: us\nas_of: 2026\ntiers:\n  - id: premium\n    for_task: {motion-control: [nobody]}\n")
    catalog = load_catalog(root)
    pick = catalog.choose(Kind.IMAGE_TO_VIDEO, task="motion-control", tier="premium")
    assert pick is not None and pick.model.id == "veo-3.1"
    assert catalog.recommend("motion-control")[0].model_id == "veo-3.1"
    assert "nobody" not in catalog.guide()
    assert len(check_catalog(root, base=catalog_root())) == 2
