"""All takes, a page at a time: each file once, newest first, found by what was said and shown, by walking indexes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from director_kernel.errors import UsageError
from director_kernel.schema.plan import Kind
from director_kernel.store import Workspace, journal
from director_kernel.store.gallery import Filter, count_sql, page_sql, query_of
from tests.engine.studio import plan_of, step, wide
from tests.store.takes import executed, sha

FILTERS = [
    Filter(),
    Filter(media="video"),
    Filter(marked="keep"),
    Filter(marked="rated"),
    Filter(marked="discard"),
    Filter(text="red apple"),
    Filter(plan="plan-1"),
    Filter("image", "lock", "a b c", "plan-2"),
]


@pytest.fixture
def workspace(workspace_folder: Path) -> Iterator[Workspace]:
    with Workspace.open(workspace_folder) as opened:
        yield opened


def names(workspace: Workspace, **asked: str) -> list[str]:
    return [take.step for take in workspace.runs.all_takes(0, 100, **asked)[1]]


def test_newest_first_a_page_at_a_time(workspace: Workspace) -> None:
    plan = workspace.plans.save(wide(25))
    executed(workspace, plan, [(f"s{i}", f"file {i}", "image/png") for i in range(1, 26)])
    total, first = workspace.runs.all_takes(0, 10)
    rest = [workspace.runs.all_takes(offset, 10)[1] for offset in (10, 20, 30)]
    assert total == 25
    assert [take.step for page in (first, *rest) for take in page] == [f"s{i}" for i in range(25, 0, -1)]
    newest = first[0]
    assert (newest.order, newest.action, newest.model, newest.model_name) == (25, "make s25", "model-a", "Model A")
    assert (newest.title, newest.plan, newest.media, newest.price, newest.key) == ("A film", plan.id, "image", 7, "run-1/s25/1")
    assert newest.asset.sha256 == sha("file 25") and newest.prompt == "a picture of s25"
    assert workspace.runs.all_takes(0, 0) == (25, [])


def test_a_file_found_again_is_one_take_the_first(workspace: Workspace) -> None:
    plan = workspace.plans.save(wide(2))
    first = executed(workspace, plan, [("s1", "one", "image/png")])
    executed(workspace, plan, [("s1", "one", "image/png"), ("s2", "two", "image/png")], cached=True, at=10)
    # Made anew byte for byte, because its file was gone.
    executed(workspace, plan, [("s1", "one", "image/png")], at=20)
    total, takes = workspace.runs.all_takes()
    assert (total, [take.execution for take in takes]) == (1, [first])


def test_by_medium_and_in_numbers(workspace: Workspace) -> None:
    film = plan_of(step("still"), step("clip"), step("voice"), step("words"), step("vector"), step("reel", "clip", kind=Kind.ASSEMBLE))
    plan = workspace.plans.save(film)
    mimes = {"still": "image/png", "clip": "video/mp4", "voice": "audio/wav", "words": "text/plain", "vector": "image/svg+xml"}
    executed(workspace, plan, [(name, name, mime) for name, mime in mimes.items()] + [("reel", "reel", "video/mp4")])
    assert workspace.runs.count_by_media() == {"image": 2, "video": 2, "audio": 1, "text": 1}
    assert names(workspace, media="video") == ["reel", "clip"]
    assert names(workspace, media="text") == ["words"]
    workspace.ratings.mark("run-1/clip/1", "discard")
    assert workspace.runs.count_by_media() == {"image": 2, "video": 1, "audio": 1, "text": 1}


def test_by_what_was_said_of_them(workspace: Workspace) -> None:
    plan = workspace.plans.save(wide(4))
    run = executed(workspace, plan, [(f"s{i}", f"{i}", "image/png") for i in range(1, 5)])
    workspace.ratings.mark(f"{run}/s1/1", "keep")
    workspace.ratings.mark(f"{run}/s2/1", "discard")
    workspace.ratings.rate(f"{run}/s2/1", 5)
    workspace.ratings.rate(f"{run}/s3/1", 2)
    workspace.ratings.mark(f"{run}/s4/1", "lock")
    assert names(workspace) == ["s4", "s3", "s1"]
    assert names(workspace, marked="discard") == ["s2"] and names(workspace, marked="keep") == ["s1"]
    assert names(workspace, marked="lock") == ["s4"] and names(workspace, marked="rated") == ["s3"]
    shown = {take.step: (take.stars, take.mark) for take in workspace.runs.all_takes()[1]}
    assert shown == {"s1": (0, "keep"), "s3": (2, ""), "s4": (0, "lock")}


def test_by_words(workspace: Workspace) -> None:
    film = plan_of(
        step("hero", action="Close-up of Ana", prompt="A red apple, 100% ripe"),
        step("sky", action="Wide shot", prompt="Blue sky_line", model="veo-3.1", model_name="Veo 3.1"),
        title="Orchard",
    )
    plan = workspace.plans.save(film)
    executed(workspace, plan, [("hero", "h", "image/png"), ("sky", "s", "video/mp4")])
    assert names(workspace, text="RED apple") == ["hero"] and names(workspace, text="ana") == ["hero"]
    assert names(workspace, text="veo") == ["sky"] and names(workspace, text="orchard") == ["sky", "hero"]
    assert names(workspace, text="red sky") == []
    assert names(workspace, text="100%") == ["hero"] and names(workspace, text="%") == ["hero"] and names(workspace, text="y_l") == ["sky"]
    assert names(workspace, text="' OR 1=1 --") == [] and names(workspace, text="\ud800 \\") == []
    assert names(workspace, text="apple " * 50) == ["hero"]


def test_a_step_made_by_another_model_on_retry_is_shown_as_it_was_made(workspace: Workspace) -> None:
    plan = workspace.plans.save(wide(1))
    run = executed(workspace, plan, [("s1", "one", "image/png")])
    changed = plan.step("s1").with_(model="model-b", model_name="Model B").model_dump_json(by_alias=True)
    workspace.writer.run(lambda connection: journal.change_step(connection, run, "s1", changed))
    assert [take.model_name for take in workspace.runs.all_takes()[1]] == ["Model B"]


def test_by_plan_and_refusals(workspace: Workspace) -> None:
    one, two = workspace.plans.save(wide(1)), workspace.plans.save(wide(2))
    executed(workspace, one, [("s1", "one", "image/png")])
    executed(workspace, two, [("s2", "two", "image/png")], at=5)
    assert names(workspace, plan=one.id) == ["s1"] and names(workspace, plan="nothing") == []
    for wrong in ({"media": "smell"}, {"marked": "x"}):
        with pytest.raises(UsageError, match="ask for"):
            workspace.runs.all_takes(0, 10, **wrong)
    for offset, limit in ((-1, 10), (0, 501), (0, -1)):
        with pytest.raises(UsageError, match="pages"):
            workspace.runs.all_takes(offset, limit)


@pytest.mark.parametrize("wanted", FILTERS)
def test_a_page_walks_indexes_whatever_is_asked(workspace: Workspace, wanted: Filter) -> None:
    query = query_of(wanted)
    for sql, values in ((page_sql(query), [*query.values, 60, 0]), (count_sql(query), query.values)):
        steps = [row[3] for row in workspace.readers.rows(f"EXPLAIN QUERY PLAN {sql}", values)]
        assert any("INDEX takes_made" in one for one in steps), steps
        whole = [one for one in steps if one.startswith("SCAN ") and "INDEX" not in one and "VIRTUAL" not in one]
        # What is made for the query itself (the page, the versions that hold the words) is read whole; tables are not.
        assert {one.split()[1] for one in whole} <= {"page", "said", "ran"}, steps


def test_what_is_not_marked_needs_no_sorting_but_the_page(workspace: Workspace) -> None:
    for wanted in FILTERS[:1] + FILTERS[1:2] + FILTERS[5:7]:
        query = query_of(wanted)
        steps = [row[3] for row in workspace.readers.rows(f"EXPLAIN QUERY PLAN {page_sql(query)}", [*query.values, 60, 0])]
        assert sum("TEMP B-TREE FOR ORDER BY" in one for one in steps) <= 1, steps


def test_five_thousand_takes_are_a_page_and_a_number(workspace: Workspace) -> None:
    plans = [workspace.plans.save(wide(50)) for _ in range(20)]
    for number, plan in enumerate(plans * 5):
        executed(workspace, plan, [(f"s{i}", f"{number}/{i}", "image/png") for i in range(1, 51)], at=number)
    asked: list[str] = []
    workspace.readers.connection.set_trace_callback(asked.append)
    total, takes = workspace.runs.all_takes(0, 60)
    workspace.readers.connection.set_trace_callback(None)
    assert total == 5000 and len({take.key for take in takes}) == 60
    assert len(asked) == 2, "one query for the page, one for the number"
