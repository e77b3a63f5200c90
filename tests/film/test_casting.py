"""Who makes a workflow's pictures and clips: the named model, the film's targets, and models only a workspace knows."""

from pathlib import Path

import pytest

from director_kernel import Director
from director_kernel.catalog import load_catalog
from director_kernel.errors import UsageError
from director_kernel.film.casting import Casts, casts_for
from director_kernel.schema.plan import Kind
from director_kernel.schema.project import Project
from tests.film.framed import LIGHT, Studio

OURS = """\
source: us
as_of: 2026-11-21
models:
  - id: house-painter
    name: House Painter
    vendor: Us
    kinds: [text-to-image, image-edit]
    modality: [text-to-image, image-to-image]
    status: active
    endpoints:
      - {provider: fal, id: fal-ai/nano-banana-2, kind: text-to-image, known: true}
      - {provider: fal, id: fal-ai/nano-banana-2/edit, kind: image-edit, known: true}
    prices: [{unit: image, micros: 10000, provider: fal}]
    provenance: {dedupe_status: distinct, last_checked_at: 2026-11-21, last_updated_at: 2026-11-21, fit_score: 0.9, source: us}
"""


@pytest.mark.parametrize(
    ("target", "targets", "casts"),
    [
        ("", (), Casts()),
        ("", ("veo-3.1", "nano-banana-pro"), Casts("nano-banana-pro", "veo-3.1")),
        ("", ("midjourney-v7", "seedream-4.5"), Casts("seedream-4.5", "")),
        ("midjourney-v7", ("nano-banana-pro",), Casts("midjourney-v7", "")),
        ("flux-kontext-pro", ("veo-3.1",), Casts("flux-kontext-pro", "")),
    ],
)
def test_the_named_model_wins_then_the_films_own_targets(target: str, targets: tuple[str, ...], casts: Casts) -> None:
    assert casts_for(LIGHT.with_(targets=targets), target, load_catalog()) == casts


def test_what_is_no_model_or_makes_nothing_of_it_is_said() -> None:
    studio = Studio()
    with pytest.raises(UsageError, match="makes pictures or clips"):
        studio.plan(LIGHT, "scene", {"scene": "1", "target": "elevenlabs-v3"})
    with pytest.raises(UsageError, match=r"veo-3\.1 makes clips, and 'Shot stack"):
        studio.plan(LIGHT, "shot-stack", {"beat": "b1", "target": "veo-3.1"})
    _, plan = studio.plan(LIGHT, "scene", {"scene": "1", "target": "veo-3.1"})
    assert [step.model for step in plan.steps if step.id.endswith("clip")] == ["veo-3.1"]


def test_a_model_only_the_workspace_knows_can_be_named(workspace_folder: Path) -> None:
    (workspace_folder / "catalog" / "models").mkdir(parents=True)
    (workspace_folder / "catalog" / "models" / "ours.yaml").write_text(OURS)
    with Director(workspace_folder) as director:
        director.film.projects.add(LIGHT.with_(id="", targets=("house-painter",)))
        _, plan = director.film.works.plan("shot-stack", {"beat": "b1", "target": "house-painter"})
        assert [(step.model, step.price) for step in plan.steps] == [("house-painter", 10_000)]
        assert director.film.works.plan("storyboard", {})[1].steps[0].model == "house-painter"
    with pytest.raises(UsageError, match="no model 'house-painter'"):
        casts_for(LIGHT, "house-painter", load_catalog())


def with_sheets(studio: Studio) -> Project:
    project, _, _ = studio.work(LIGHT, "character-sheet", {"who": "Mira", "poses": 4, "expressions": 0})
    return project


def test_a_model_that_sees_no_pictures_is_taken_at_its_word_and_it_is_said() -> None:
    studio = Studio()
    project = with_sheets(studio)
    _, plan = studio.plan(project, "shot-stack", {"beat": "b2", "target": "flux-1.1-pro"})
    assert [(step.model, step.kind, step.inputs) for step in plan.steps] == [("flux-1.1-pro", Kind.TEXT_TO_IMAGE, ())]
    assert "image 1" not in plan.steps[0].prompt.lower()
    assert "takes no pictures to go by" in plan.summary
    _, kept = studio.plan(project, "shot-stack", {"beat": "b2", "target": "ideogram-v3"})
    assert [(step.model, step.endpoint, len(step.inputs)) for step in kept.steps] == [("ideogram-v3", "fal-ai/ideogram/v3", 1)]
    assert kept.summary == ""
    framed, _, _ = studio.work(project, "storyboard", {"scene": "1"})
    with pytest.raises(UsageError, match="works on no pictures"):
        studio.plan(framed, "variant-reel", {"shot": "k1", "target": "flux-1.1-pro"})


@pytest.mark.parametrize(("tier", "first"), [("budget", "nano-banana"), ("balanced", "nano-banana-2"), ("premium", "nano-banana-pro")])
def test_several_frames_go_to_a_model_that_is_good_at_them_with_references_or_without(tier: str, first: str) -> None:
    studio = Studio()
    project = with_sheets(studio)
    for name, settings in (
        ("character-sheet", {"who": "Jonas"}),
        ("shot-stack", {"beat": "b1"}),
        ("time-stack", {"shot": "k1"}),
        ("storyboard", {"logline": "A keeper finds a door in the sea"}),
    ):
        _, plan = studio.plan(project, name, {**settings, "tier": tier})
        assert {step.model for step in plan.steps} == {first}, name
    _, one = studio.plan(LIGHT, "storyboard", {"tier": tier})
    assert {step.model for step in one.steps} == {load_catalog().choose(Kind.TEXT_TO_IMAGE, tier=tier).model.id}  # type: ignore
