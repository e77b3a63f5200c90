"""One model for one step."""

import pytest

from director_kernel.catalog import Catalog
from director_kernel.schema.plan import Kind, Tier

TIERS: tuple[Tier, ...] = ("budget", "balanced", "premium")
MADE = [kind for kind in Kind if kind not in (Kind.ASSEMBLE, Kind.MANUAL)]


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("kind", MADE)
def test_there_is_a_priced_reachable_model_for_every_kind_and_tier(catalog: Catalog, kind: Kind, tier: Tier) -> None:
    pick = catalog.choose(kind, tier=tier)
    assert pick is not None
    assert pick.model.active and pick.price.estimate > 0 and pick.price.ceiling > pick.price.estimate
    assert pick.endpoint.kind is kind and (kind is Kind.TEXT or catalog.endpoint(pick.endpoint.id) is not None)
    assert pick.reason and pick.model in catalog.tier_models(tier, kind)


@pytest.mark.parametrize("case", ["ugc-content", "product-video", "logo-animation", "cinematic-trailer", "general", "talking-head"])
def test_tiers_cost_more_as_they_rise(catalog: Catalog, case: str) -> None:
    for step in catalog.use_cases[case].workflow:
        costs = []
        for tier in TIERS:
            pick = catalog.choose(step.kind, use_case=case, tier=tier, needs={"seconds": 5})
            assert pick is not None
            costs.append(pick.price.estimate)
        assert costs == sorted(costs), (case, step.kind, costs)


def test_the_task_and_the_use_case_decide_inside_the_tier(catalog: Catalog) -> None:
    def chosen(kind: Kind, **how: str) -> str:
        pick = catalog.choose(kind, **how)  # type: ignore[arg-type]
        return pick.model.id if pick else ""

    assert chosen(Kind.IMAGE_TO_VIDEO, task="motion-control") == "kling-2.6-pro"
    assert chosen(Kind.TEXT_TO_IMAGE, task="text-rendering") == "ideogram-v3"
    assert chosen(Kind.TEXT_TO_IMAGE, task="text-rendering", tier="premium") == "gpt-image-2"
    assert chosen(Kind.IMAGE_TO_VIDEO, use_case="talking-head") == "wan-2.6"
    assert chosen(Kind.TEXT_TO_IMAGE, use_case="ugc-content") == "nano-banana-pro"
    assert chosen(Kind.IMAGE_TO_VIDEO, use_case="cinematic-trailer", tier="premium") == "veo-3.1"
    assert chosen(Kind.TEXT_TO_IMAGE, task="no such task", use_case="none") == "flux-1.1-pro"


@pytest.mark.parametrize(
    ("needs", "never"),
    [
        ({"aspect": "1:1"}, "veo-3.1"),
        ({"seconds": 10}, "veo-3.1"),
        ({"seed": True}, "kling-2.6-pro"),
        ({"end_image": True}, "veo-3.1"),
        ({"audio": True}, "hailuo-2.3"),
        ({"negative": True}, "seedance-1.5-pro"),
    ],
)
def test_what_a_step_needs_rules_models_out(catalog: Catalog, needs: dict[str, object], never: str) -> None:
    for tier in TIERS:
        for kind in (Kind.TEXT_TO_VIDEO, Kind.IMAGE_TO_VIDEO):
            if kind is Kind.IMAGE_TO_VIDEO and needs in ({"aspect": "1:1"}, {"seed": True}):
                continue
            pick = catalog.choose(kind, tier=tier, needs=needs)
            assert pick is None or (pick.model.id != never and never not in pick.alternatives)


def test_what_nothing_can_do_has_no_pick(catalog: Catalog) -> None:
    assert catalog.choose(Kind.TEXT_TO_VIDEO, needs={"seconds": 3_600}) is None
    assert catalog.choose(Kind.ASSEMBLE) is None


def test_when_the_tier_can_not_the_reason_says_so(catalog: Catalog) -> None:
    pick = catalog.choose(Kind.TEXT_TO_VIDEO, tier="premium", needs={"seconds": 15, "aspect": "1:1", "seed": True})
    assert pick is not None
    assert pick.model in catalog.tier_models("premium", Kind.TEXT_TO_VIDEO) or "premium tier" in pick.reason


def test_no_unpriced_or_manual_model_is_ever_picked(catalog: Catalog) -> None:
    for kind in MADE:
        for task in (None, *catalog.tasks):
            for tier in TIERS:
                pick = catalog.choose(kind, task=task, tier=tier)
                assert pick is None or (pick.model.prices and not pick.model.manual)
