"""What the shipped catalog holds: every value with source and date, and everything the product promises to know."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from pydantic import BaseModel

from director_kernel.catalog import Catalog, catalog_root
from director_kernel.schema.catalog import Sourced, Status
from director_kernel.schema.plan import Kind

ROLES = [
    *("brain", "plan", "structure", "vision", "image_description"),
    *("code_generation", "code_edit.surgical", "code_edit.creative", "code_edit.structural"),
    *("site", "fix", "research", "judge"),
]


def sourced(value: Any) -> Iterator[Sourced]:
    """Every noun with a source inside `value`."""
    if isinstance(value, Sourced):
        yield value
    if isinstance(value, BaseModel):
        value = {name: getattr(value, name) for name in type(value).model_fields}
    children = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple) else ()
    for child in children:
        yield from sourced(child)


@pytest.mark.parametrize(
    "section",
    ["models", "tasks", "use_cases", "expert", "first", "tiers", "leaderboards", "packs", "roles", "quotas", "step_settings", "timing"],
)
def test_every_value_names_a_known_source_and_a_date(catalog: Catalog, section: str) -> None:
    keys = set(catalog.sources)
    found = [value for record in getattr(catalog, section).values() for value in sourced(record)]
    assert found
    for value in found:
        assert re.split(r"[ ;,:(]", value.source)[0] in keys, value
        assert re.fullmatch(r"20\d\d(-\d\d){0,2}", value.as_of), value


def test_all_models_are_there_with_provenance(catalog: Catalog) -> None:
    assert len(catalog.models) == 139
    assert catalog.models["kimi-k2.5"].status is Status.LEGACY
    by_status = {status: sum(model.status is status for model in catalog.models.values()) for status in Status}
    assert by_status == {Status.ACTIVE: 111, Status.LEGACY: 18, Status.RETIRED: 9, Status.INVALID: 1}
    assert all(0 <= model.provenance.fit_score <= 1 for model in catalog.models.values())
    assert any(model.provenance.experimental for model in catalog.models.values())


def test_models_that_are_gone_say_why_and_what_follows(catalog: Catalog) -> None:
    for model in catalog.models.values():
        if not model.active:
            assert model.status_reason, model.id
            assert model.successor and model.successor.reason, model.id


def test_sora_is_history(catalog: Catalog) -> None:
    sora = catalog.models["sora-2"]
    assert sora.status is Status.RETIRED and sora.successor is not None
    assert sora.sunset is not None and "2026-09-24" in f"{sora.sunset.date} {sora.sunset.detail} {sora.status_reason}"


def test_the_sixteen_rankings_keep_the_names_of_the_document_and_resolve_them(catalog: Catalog) -> None:
    documents = [task for task in catalog.tasks.values() if task.source.startswith("S0")]
    assert sum(task.media == "image" for task in documents) == 7
    assert sum(task.media == "video" for task in documents) == 9
    for task in catalog.tasks.values():
        ranked = catalog.ranked(task)
        assert task.reason and task.tips and task.fallback
        assert len({place.model for place in ranked}) == len(ranked)
        assert all(catalog.models[place.model].active for place in ranked), task.id
        for place in ranked:
            assert place.model == catalog.find(place.name).id or place.reason, place  # type: ignore[union-attr]


def test_a_wrong_entry_is_kept_as_history_with_its_replacement_and_reason(catalog: Catalog) -> None:
    angles = catalog.tasks["multi-angle-shots"]
    assert angles.ranked[0] == "qwen-2.5-vl-12b"
    first = catalog.ranked(angles)[0]
    assert (first.name, first.model) == ("qwen-2.5-vl-12b", "qwen-image-edit-multi-angle")
    assert "reads pictures" in first.reason
    assert {entry.name for entry in catalog.tasks["image-speed"].history} >= {"lcm-models"}


def test_use_cases_with_workflows(catalog: Catalog) -> None:
    assert len(catalog.use_cases) == 10 and {"talking-head", "general"} <= set(catalog.use_cases)
    for case in catalog.use_cases.values():
        assert case.steps and case.workflow
        assert [step.kind for step in case.workflow[:2]] == [Kind.TEXT_TO_IMAGE, Kind.IMAGE_TO_VIDEO]
        assert case.workflow[1].needs == (1,)
        assert len(catalog.case_models(case)) == 2


def test_boards_and_the_one_without_data(catalog: Catalog) -> None:
    assert list(catalog.leaderboards) == ["text-to-video", "image-to-video", "text-to-image", "image-editing"]
    empty = catalog.leaderboards["image-editing"]
    assert empty.rows == () and "no data" in empty.note and empty.source.startswith("S0")
    top = catalog.leaderboards["text-to-video"].rows[0]
    assert (top.name, top.score, top.as_of) == ("grok-imagine-video", 1248, "2026-01")


def test_packs_assign_every_role(catalog: Catalog) -> None:
    assert set(catalog.packs) == {"starter", "performance", "mixed", "claude", "haiku", "gemini-value", "free", "previs"}
    assert list(catalog.roles) == ROLES
    brains = {role.model for pack in catalog.packs.values() for role in pack.roles.values()}
    for pack in catalog.packs.values():
        assert list(pack.roles) == ROLES
        for role in pack.roles.values():
            for name in (role.model, *role.fallbacks):
                model = catalog.models[name]
                assert model.active and model.makes(Kind.TEXT) and model.prices and role.provider
                assert name in brains
            assert role.provider == "offline" or len(role.fallbacks) == 2
            assert not role.was or role.reason
    claude = catalog.packs["claude"].roles
    assert [claude[f"code_edit.{name}"].temperature for name in ("surgical", "creative", "structural")] == [0.25, 0.4, 0.3]
    assert {role.provider for role in catalog.packs["previs"].roles.values()} == {"offline"}


def test_account_tiers_hold_the_figures_of_the_document(catalog: Catalog) -> None:
    assert list(catalog.quotas) == ["free", "pro", "custom"]
    free, pro, custom = catalog.quotas.values()
    assert free.hard and dict(free.limits) == {"tokens": 500_000, "images": 50, "projects": 3, "scenes": 20}
    assert dict(pro.limits) == {"tokens": 2_000_000, "images": 200} and dict(pro.blocks) == {"tokens": 1_000_000, "images": 500}
    assert (free.pack, pro.pack, custom.pack) == ("free", "gemini-value", "starter") and not custom.limits
    assert free.quota().limit("images", "2026-11") == 50


def test_tiers_name_models_that_can_be_planned_today(catalog: Catalog) -> None:
    assert list(catalog.tiers) == ["budget", "balanced", "premium"]
    for tier in catalog.tiers.values():
        for kind, names in tier.models.items():
            for name in names:
                assert catalog.ready(catalog.models[name], kind), (tier.id, kind, name)
        assert {name for names in tier.named.values() for name in names} >= {entry.name for entry in tier.history}


def test_use_these_first_and_the_choices_of_a_step(catalog: Catalog) -> None:
    assert list(catalog.first) == ["nano-banana-pro", "seedream-4.5", "flux-1.1-pro", "kling-2.6-pro", "qwen-image-2512"]
    assert catalog.step_settings["image"].options["resolution"] == ("1K", "2K", "4K")
    assert catalog.step_settings["video"].options["duration"] == ("5", "10")


def test_no_machine_and_no_registry_is_named() -> None:
    for path in catalog_root().rglob("*"):
        if path.suffix in (".yaml", ".md"):
            found = re.search(r"/home/|/Users/|/root/|localhost|127\.0\.0", path.read_text())
            assert not found, (path.name, found)


def test_every_known_endpoint_has_a_schema_and_speaks_its_kind(catalog: Catalog) -> None:
    schemas = catalog.endpoints()
    assert len(schemas) >= 141
    for model in catalog.models.values():
        for ref in model.endpoints:
            if ref.known:
                assert ref.id in schemas, (model.id, ref.id)


def test_every_source_has_a_title_and_a_date(catalog: Catalog) -> None:
    assert all(source.title and source.as_of for source in catalog.sources.values())
    assert catalog.sources["FALC"].licence == "MIT"
