"""The guide a director reads, written from the data."""

import re

from director_kernel.catalog import Catalog, load_catalog
from tests.catalog.conftest import Write

SECTIONS = [
    "What you work in",
    "Use these first",
    "Who does what best: pictures",
    "Who does what best: film",
    "Use cases",
    "Advice from the field",
    "Price tiers",
    "Leaderboards",
    "Settings of a step",
    "Models that can be planned",
    "No longer so",
]


def test_sections_stand_in_a_fixed_order(catalog: Catalog) -> None:
    assert re.findall(r"^## (.+)$", catalog.guide(), re.M) == SECTIONS
    assert catalog.guide() == catalog.guide()


def test_it_says_what_the_data_says(catalog: Catalog) -> None:
    guide = catalog.guide()
    for task in catalog.tasks.values():
        assert f"(`{task.id}`)" in guide and task.reason in guide
    for case in catalog.use_cases:
        assert f"(`{case}`)" in guide
    assert "no data yet" in guide
    assert "`sora-2` → `seedance-2.0`" in guide and "2026-09-24" in guide
    assert "`qwen-2.5-vl-12b` → `qwen-image-edit-multi-angle`" in guide
    assert "$4.20 a minute" in guide
    assert "1 credit = 1 USD" in guide


def test_no_retired_model_is_recommended(catalog: Catalog) -> None:
    planned = catalog.guide().split("## Models that can be planned")[1].split("## No longer so")[0]
    for name in re.findall(r"^  - `([^`]+)`", planned, re.M):
        assert catalog.ready(catalog.models[name]), name


def test_it_follows_an_overlay(write: Write) -> None:
    root = write("first.yaml", "source: us\nas_of: 2026\nfirst:\n  - {id: recraft-v3, why: our house style}\n")
    assert "our house style" in load_catalog(root).guide()
