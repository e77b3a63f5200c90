"""What was learned orders the models that can do what is needed; it never lets in one that can't."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from director_kernel.catalog import Catalog, load_catalog
from director_kernel.catalog.book import Catalog as Book
from director_kernel.catalog.needs import meets
from director_kernel.catalog.shelf import Shelf
from director_kernel.schema.catalog import Needs, Pick
from director_kernel.schema.evidence import Evidence, Failing, Success, Trend
from director_kernel.schema.plan import Kind, Tier
from director_kernel.settings import assets_root

CATALOG = load_catalog()
TIERS: tuple[Tier, ...] = ("budget", "balanced", "premium")
MADE = [kind for kind in Kind if kind not in (Kind.ASSEMBLE, Kind.MANUAL)]
QUERIES = [
    "best model for camera moves?",
    "motion-control",
    "budget video",
    "text in images",
    "kling",
    "product-video",
    "music",
    "",
    "asdf",
]


def nouns(noun: type[Any], **facts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Nouns with these facts (`st.builds` would pass their camelCase names beside)."""
    return st.fixed_dictionaries(facts).map(lambda found: noun(**found))


NEEDS = nouns(
    Needs,
    aspect=st.sampled_from(["", "16:9", "9:16", "1:1", "21:9"]),
    seconds=st.sampled_from([0.0, 4.0, 8.0, 15.0]),
    audio=st.sampled_from([None, True]),
    seed=st.booleans(),
    start_image=st.booleans(),
)
IDS = st.sampled_from(sorted(CATALOG.models))
CASES = st.sampled_from([*CATALOG.use_cases, "no such case"])


def evidences(ids: st.SearchStrategy[str]) -> st.SearchStrategy[Evidence]:
    """Evidence about these models."""
    trends = nouns(Trend, use_case=CASES, kind=st.sampled_from(MADE), model=ids, picks=st.integers(2, 30))
    failing = nouns(Failing, model=ids, failures=st.integers(3, 9), tries=st.integers(9, 20), why=st.just("it broke"))
    successes = nouns(Success, use_case=CASES, kind=st.sampled_from(MADE), model=ids, tries=st.just(4), made=st.integers(0, 4))
    return nouns(
        Evidence,
        trends=st.lists(trends, max_size=20).map(tuple),
        failing=st.lists(failing, max_size=5).map(tuple),
        successes=st.lists(successes, max_size=5).map(tuple),
        preferred=st.dictionaries(st.sampled_from(["image", "video", "audio"]), ids),
    )


def chosen(catalog: Catalog, kind: Kind, **how: Any) -> Pick:
    pick = catalog.choose(kind, **how)
    assert pick is not None
    return pick


def failed(*models: str, failures: int = 4, tries: int = 6) -> Evidence:
    return Evidence(failing=tuple(Failing(model=model, failures=failures, tries=tries) for model in models))


def taken(model: str, picks: int, kind: Kind, use_case: str = "general") -> Trend:
    return Trend(use_case=use_case, kind=kind, model=model, picks=picks)


# Nothing learned


def test_without_evidence_it_is_the_same_catalog(catalog: Catalog) -> None:
    assert catalog.evidence == Evidence() and catalog.knowing(Evidence()) is catalog


@settings(max_examples=20, deadline=None)
@given(
    evidences(st.sampled_from(["gone-model", "another-one", ""])), st.sampled_from(MADE), st.sampled_from(TIERS), CASES, NEEDS, st.data()
)
def test_evidence_of_other_models_changes_nothing(
    evidence: Evidence, kind: Kind, tier: Tier, case: str, needs: Needs, data: st.DataObject
) -> None:
    task = data.draw(st.sampled_from([None, *CATALOG.tasks]))
    knowing = CATALOG.knowing(evidence)
    plain, other = (each.choose(kind, task=task, use_case=case, tier=tier, needs=needs) for each in (CATALOG, knowing))
    assert (plain and plain.model_dump_json()) == (other and other.model_dump_json())
    query = data.draw(st.sampled_from(QUERIES))
    assert CATALOG.recommend(query, tier=tier) == knowing.recommend(query, tier=tier)


# Whatever was learned


@settings(max_examples=60, deadline=None)
@given(evidences(IDS), st.sampled_from(MADE), st.sampled_from(TIERS), CASES, NEEDS, st.randoms())
def test_never_a_model_that_lacks_what_is_needed(evidence: Evidence, kind: Kind, tier: Tier, case: str, needs: Needs, chance: Any) -> None:
    plain = CATALOG.choose(kind, use_case=case, tier=tier, needs=needs)
    pick = CATALOG.knowing(evidence).choose(kind, use_case=case, tier=tier, needs=needs)
    assert (pick is None) == (plain is None), "evidence finds no model and loses none"
    if pick is None:
        return
    assert meets(CATALOG, pick.model, kind, needs) and CATALOG.ready(pick.model, kind)
    for other in pick.alternatives:
        assert meets(CATALOG, CATALOG.models[other], kind, needs) and other != pick.model.id
    mixed = {name: tuple(chance.sample(list(value), len(value))) for name in ("trends", "failing") if (value := getattr(evidence, name))}
    if len({each.model for each in evidence.failing}) == len(evidence.failing):
        again = CATALOG.knowing(evidence.with_(**mixed)).choose(kind, use_case=case, tier=tier, needs=needs)
        assert again == pick, "the order in which it was learned is no matter"


@settings(max_examples=40, deadline=None)
@given(evidences(IDS), st.sampled_from(QUERIES), st.sampled_from([None, *TIERS]))
def test_answers_are_the_same_models_in_another_order(evidence: Evidence, query: str, tier: Tier | None) -> None:
    plain, found = (each.recommend(query, tier=tier, limit=999) for each in (CATALOG, CATALOG.knowing(evidence)))
    assert sorted(each.model_id for each in plain) == sorted(each.model_id for each in found)
    reasons = {each.model_id: each.reason.rstrip(".") for each in plain}
    assert all(reasons[each.model_id] in each.reason for each in found), "what the catalog says is said still"


# Preferred


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("kind", [Kind.TEXT_TO_VIDEO, Kind.IMAGE_TO_VIDEO])
def test_a_preferred_model_comes_first_where_it_can(catalog: Catalog, kind: Kind, tier: Tier) -> None:
    knowing = catalog.knowing(Evidence(preferred={"video": "kling-2.6-pro"}))
    pick = chosen(knowing, kind, use_case="cinematic-trailer", tier=tier)
    assert pick.model.id == "kling-2.6-pro" and pick.reason.startswith("You prefer Kling 2.6 Pro for video")
    beyond = pick.model not in catalog.tier_models(tier, kind)
    assert (f"outside the {tier} tier" in pick.reason) == beyond
    plain = chosen(catalog, kind, use_case="cinematic-trailer", tier=tier)
    assert plain.model.id in (pick.model.id, *pick.alternatives)


def test_a_preferred_model_that_can_not_stays_where_it_is(catalog: Catalog) -> None:
    knowing = catalog.knowing(Evidence(preferred={"video": "veo-3.1"}))
    for needs in ({"aspect": "1:1"}, {"seconds": 10}, {"end_image": True}):
        assert chosen(knowing, Kind.IMAGE_TO_VIDEO, needs=needs) == chosen(catalog, Kind.IMAGE_TO_VIDEO, needs=needs)
    assert chosen(knowing, Kind.TEXT_TO_IMAGE) == chosen(catalog, Kind.TEXT_TO_IMAGE), "another medium"
    voice = catalog.knowing(Evidence(preferred={"audio": "elevenlabs-v3"}))
    assert chosen(voice, Kind.MUSIC) == chosen(catalog, Kind.MUSIC), "the same medium, but it makes no music"
    assert chosen(voice, Kind.SPEECH).reason.startswith("You prefer")


@pytest.mark.parametrize("name", ["sora-2", "no-such-model", "midjourney-v7", "", "elevenlabs-v3"])
def test_a_preference_for_what_is_not_there_is_no_obstacle(catalog: Catalog, name: str) -> None:
    pick = chosen(catalog.knowing(Evidence(preferred={"video": name})), Kind.TEXT_TO_VIDEO)
    told = catalog.resolve(name, kind=Kind.TEXT_TO_VIDEO).model if name else None
    expected = told if told is not None and catalog.ready(told, Kind.TEXT_TO_VIDEO) else chosen(catalog, Kind.TEXT_TO_VIDEO).model
    assert pick.model == expected


def test_a_preferred_model_that_fails_is_taken_and_said_to(catalog: Catalog) -> None:
    evidence = failed("kling-2.6-pro").with_(preferred={"video": "kling-2.6-pro"})
    pick = chosen(catalog.knowing(evidence), Kind.IMAGE_TO_VIDEO)
    assert pick.model.id == "kling-2.6-pro" and "; failed 4 of 6 times in the last 7 days." in pick.reason


# Failing


@pytest.mark.parametrize("kind", [Kind.TEXT_TO_IMAGE, Kind.TEXT_TO_VIDEO, Kind.IMAGE_TO_VIDEO])
def test_a_failing_model_goes_behind_the_others_of_its_tier(catalog: Catalog, kind: Kind) -> None:
    first = chosen(catalog, kind)
    pick = chosen(catalog.knowing(failed(first.model.id)), kind)
    assert pick.model.id == first.alternatives[0] and pick.model in catalog.tier_models("balanced", kind)
    assert f"{first.model.short_name} would come first but failed 4 of 6 times in the last 7 days" in pick.reason
    assert "First in the" not in pick.reason


def test_where_all_of_a_tier_fail_the_tier_is_kept(catalog: Catalog) -> None:
    tier = [model.id for model in catalog.tier_models("budget", Kind.TEXT_TO_VIDEO)]
    plain, pick = (chosen(each, Kind.TEXT_TO_VIDEO, tier="budget") for each in (catalog, catalog.knowing(failed(*tier))))
    assert pick.model == plain.model and "failed 4 of 6 times in the last 7 days" in pick.reason


# Trends


def test_the_most_taken_come_first_among_equals(catalog: Catalog) -> None:
    kind, case = Kind.IMAGE_TO_VIDEO, "product-video"
    first = chosen(catalog, kind, use_case=case)
    tier = [model.id for model in catalog.tier_models("balanced", kind) if model.id != first.model.id]
    evidence = Evidence(trends=(taken(tier[-1], 5, kind, case), taken(first.model.id, 2, kind, case)))
    pick = chosen(catalog.knowing(evidence), kind, use_case=case)
    assert pick.model.id == tier[-1] and "; taken 5 times for product film in the last 30 days." in pick.reason
    assert pick.alternatives[0] == first.model.id
    for other in ("logo-animation", "general"):
        assert chosen(catalog.knowing(evidence), kind, use_case=other) == chosen(catalog, kind, use_case=other), "another use case"
    assert "taken" not in chosen(catalog.knowing(evidence), Kind.TEXT_TO_VIDEO, use_case=case).reason, "another kind of step"


def test_what_is_taken_most_does_not_carry_a_model_into_a_tier_or_before_one_named_for_the_task(catalog: Catalog) -> None:
    kind = Kind.TEXT_TO_IMAGE
    inside = [model.id for model in catalog.tier_models("budget", kind)]
    beyond = next(model.id for model in catalog.tier_models("premium", kind) if model.id not in inside)
    knowing = catalog.knowing(Evidence(trends=(taken(beyond, 30, kind), taken("flux-1.1-pro", 30, kind))))
    assert chosen(knowing, kind, tier="budget", use_case="general").model.id in inside
    assert chosen(knowing, kind, task="text-rendering").model.id == "ideogram-v3"


def test_failing_weighs_more_than_taken(catalog: Catalog) -> None:
    first = chosen(catalog, Kind.TEXT_TO_VIDEO)
    evidence = failed(first.model.id).with_(trends=(taken(first.model.id, 9, Kind.TEXT_TO_VIDEO),))
    assert chosen(catalog.knowing(evidence), Kind.TEXT_TO_VIDEO).model != first.model


# Recommending


def test_answers_with_what_was_learned(catalog: Catalog) -> None:
    plain = [each.model_id for each in catalog.recommend("camera moves", kind=Kind.IMAGE_TO_VIDEO, limit=99)]
    best, liked = plain[0], plain[-1]
    evidence = failed(best).with_(preferred={"video": liked}, trends=(taken(best, 3, Kind.IMAGE_TO_VIDEO),))
    found = catalog.knowing(evidence).recommend("camera moves", kind=Kind.IMAGE_TO_VIDEO, limit=99)
    assert found[0].model_id == liked and found[0].reason.startswith(f"You prefer {catalog.models[liked].short_name} for video. ")
    assert found[-1].model_id == best and found[-1].reason.endswith(
        "taken 3 times in the last 30 days; failed 4 of 6 times in the last 7 days"
    )
    assert [each.model_id for each in found[1:-1]] == plain[1:-1]


def test_whoever_names_a_model_gets_it(catalog: Catalog) -> None:
    evidence = failed("kling-2.6-pro").with_(preferred={"video": "veo-3.1"})
    answer = catalog.knowing(evidence).recommend("kling")[0]
    assert answer.model_id == "kling-2.6-pro" and "failed 4 of 6 times" in answer.reason


# One catalog


def fresh() -> Book:
    return Book(Shelf(assets_root() / "catalog", None))


@pytest.mark.parametrize("first", [lambda a, b: (a, b), lambda a, b: (b, a)], ids=["before", "after"])
def test_facts_are_read_once_whoever_asks_first(first: Callable[[Book, Book], tuple[Book, Book]]) -> None:
    base = fresh()
    knowing = base.knowing(failed("veo-3.1"))
    one, two = first(base, knowing)
    assert one.models is two.models and one.hash == two.hash
    assert base.evidence == Evidence() and knowing.evidence != Evidence() and knowing.knowing(knowing.evidence) is knowing
    assert knowing.knowing(Evidence()).evidence == Evidence()
