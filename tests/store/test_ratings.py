"""What people say of takes is kept for good; the last word counts, wherever the take is found again."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from director_kernel.errors import UsageError
from director_kernel.schema.rating import Rating, TakeKey
from director_kernel.store import Workspace
from director_kernel.store.ratings import OF_EXECUTION
from tests.engine.studio import plan_of, step, wide
from tests.store.takes import executed


@pytest.fixture
def workspace(workspace_folder: Path) -> Iterator[Workspace]:
    with Workspace.open(workspace_folder) as opened:
        yield opened


@pytest.fixture
def run(workspace: Workspace) -> str:
    """Two stored takes."""
    plan = workspace.plans.save(wide(2))
    return executed(workspace, plan, [("s1", "one", "image/png"), ("s2", "two", "image/png")])


def test_the_last_word_counts_and_every_word_is_kept(workspace: Workspace, run: str) -> None:
    ratings = workspace.ratings
    assert ratings.rate(f"{run}/s1/1", 3) == Rating(stars=3)
    assert ratings.mark(f"{run}/s1/1", "keep") == Rating(stars=3, mark="keep")
    assert ratings.rate(f"{run}/s1/1", 5) == Rating(stars=5, mark="keep")
    ratings.vote(f"{run}/s1/1", f"{run}/s2/1", "b", blind=True)
    assert ratings.of(run) == {("s1", 1): Rating(stars=5, mark="keep")}
    assert ratings.get(f"{run}/s2/1") == Rating()
    assert [(each.kind, each.value, each.blind) for each in ratings.after()] == [
        ("rate", "3", False),
        ("mark", "keep", False),
        ("rate", "5", False),
        ("vote", "b", True),
    ]
    assert ratings.recent(1)[0].other == f"{run}/s2/1" and ratings.recent(1)[0].key == f"{run}/s1/1"
    assert [each.seq for each in ratings.after(2, limit=1)] == [3] and ratings.version() == 4
    assert ratings.mark(f"{run}/s1/1", "") == Rating(stars=5) and ratings.rate(f"{run}/s1/1", 0) == Rating()


def test_a_take_found_again_has_what_was_said_of_it(workspace: Workspace, run: str) -> None:
    workspace.ratings.rate(f"{run}/s1/1", 4)
    plan = workspace.plans.get(workspace.runs.get(run).plan)
    again = executed(workspace, plan, [("s1", "one", "image/png")], cached=True, at=10)
    assert workspace.ratings.of(again) == {("s1", 1): Rating(stars=4)}
    workspace.ratings.rate(f"{again}/s1/1", 2)
    assert workspace.ratings.of(run)["s1", 1].stars == 2
    other = workspace.plans.save(plan.with_(id="", version=0))
    elsewhere = executed(workspace, other, [("s1", "one", "image/png")], cached=True, at=20)
    assert workspace.ratings.of(elsewhere) == {}, "another film has its own opinions"


def test_locks_are_the_plans_own(workspace: Workspace, run: str) -> None:
    plan = workspace.runs.get(run).plan
    assert workspace.ratings.locked_steps(plan) == set()
    workspace.ratings.mark(f"{run}/s2/1", "lock")
    assert workspace.ratings.locked_steps(plan) == {"s2"} and workspace.ratings.locked_steps("plan-77") == set()
    workspace.ratings.mark(f"{run}/s2/1", "discard")
    assert workspace.ratings.locked_steps(plan) == set()


@pytest.mark.parametrize("stars", [-1, 6, 9, 3.0, True, "3", None])
def test_stars_that_are_none(workspace: Workspace, run: str, stars: Any) -> None:
    with pytest.raises(UsageError, match="1 to 5"):
        workspace.ratings.rate(f"{run}/s1/1", stars)
    assert workspace.ratings.version() == 0


@pytest.mark.parametrize("mark", ["x", "LOCK", "keep ", None, 1, ["keep"]])
def test_marks_that_are_none(workspace: Workspace, run: str, mark: Any) -> None:
    with pytest.raises(UsageError, match="keep, lock or discard"):
        workspace.ratings.mark(f"{run}/s1/1", mark)


def test_votes_that_are_none(workspace: Workspace, run: str) -> None:
    one, two = f"{run}/s1/1", f"{run}/s2/1"
    with pytest.raises(UsageError, match="a, b or tie"):
        workspace.ratings.vote(one, two, "A")
    with pytest.raises(UsageError, match="name two takes"):
        workspace.ratings.vote(one, one, "tie")
    for pair in ((one, f"{run}/s2/2"), (f"{run}/s3/1", two), (one, "run-9/s1/1")):
        with pytest.raises(UsageError, match="there is no take"):
            workspace.ratings.vote(*pair, "a")
    assert workspace.ratings.version() == 0, "a vote that is refused leaves nothing behind"


@given(st.text(max_size=80))
def test_only_keys_as_they_are_written_are_keys(text: str) -> None:
    try:
        key = TakeKey.parse(text)
    except ValueError:
        return
    assert str(key) == text


@pytest.mark.parametrize(
    "key", ["", "run-3", "run-3/s1", "run-3/s1/0", "run-03/s1/1", "run-3/S1/1", "run-3/s1/1\n", "run-3/../1", "run-3/s1/１"]
)
def test_keys_that_are_none_say_what_one_looks_like(workspace: Workspace, key: str) -> None:
    with pytest.raises(UsageError, match=r"run-3/shot2/1"):
        workspace.ratings.rate(key, 3)


def test_two_threads_rate_at_once(workspace: Workspace, run: str) -> None:
    def rate(name: str) -> None:
        for stars in (1, 2, 3, 4, 5) * 4:
            workspace.ratings.rate(f"{run}/{name}/1", stars)

    threads = [threading.Thread(target=rate, args=(name,)) for name in ("s1", "s2", "s1")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert workspace.ratings.version() == 60
    assert {rating.stars for rating in workspace.ratings.of(run).values()} == {5}


def test_reading_walks_indexes_only(workspace: Workspace) -> None:
    plan = workspace.readers.rows(f"EXPLAIN QUERY PLAN {OF_EXECUTION}", ("run-1",))
    assert plan and all("SCAN" not in row[3] for row in plan), plan
    locked = workspace.readers.rows("EXPLAIN QUERY PLAN SELECT DISTINCT step FROM opinions WHERE plan = ? AND mark = 'lock'", ("plan-1",))
    assert all("SCAN" not in row[3] for row in locked), locked


def test_the_plan_helper_names_steps(workspace: Workspace) -> None:
    plan = workspace.plans.save(plan_of(step("hero", takes=2)))
    run = executed(workspace, plan, [("hero", "h", "image/png")])
    assert workspace.ratings.rate(TakeKey(run, "hero", 1), 1).stars == 1
