"""What the books teach: read once, lost never, however often a process dies over it."""

import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from director_kernel.schema.plan import Kind
from director_kernel.store import Workspace, journal, lessons
from tests.engine.studio import plan_of, step
from tests.learning.books import DAY, changed, ended, everything, film, reactions, resumed, rows, started, with_model

CHOICES = "number = 0"


@pytest.fixture
def workspace(workspace_folder: Path) -> Iterator[Workspace]:
    with Workspace.open(workspace_folder) as opened:
        yield opened


def test_every_model_suggested_is_kept_with_its_step(workspace: Workspace) -> None:
    steps = (step("hero", model="model-a"), step("shot", "hero", model="model-b", kind=Kind.IMAGE_TO_VIDEO), step("reel", "shot"))
    plan = plan_of(*steps, use_case="logo").with_(id="")
    reel = changed(plan, "reel", kind=Kind.ASSEMBLE, model="reel")
    saved = workspace.plans.save(reel, conversation="chat-7")
    assert rows(workspace, "conversation, plan, version, step, use_case, kind, suggested, selected, swapped, taken", CHOICES) == [
        ("chat-7", saved.id, 1, "hero", "logo", "text-to-image", "model-a", "model-a", 0, 0.0),
        ("chat-7", saved.id, 1, "shot", "logo", "image-to-video", "model-b", "model-b", 0, 0.0),
    ], "a reel is joined by no model"


def test_a_person_who_takes_another_model_swaps(workspace: Workspace) -> None:
    first = film(workspace, "model-a", "model-a")
    second = workspace.plans.save(with_model(first, "s1", "model-b"), note="1.model=model-b")
    third = workspace.plans.save(with_model(second, "s1", "model-c"), note="revise")
    workspace.plans.save(with_model(third, "s1", "model-a"), note="1.model=model-a")
    assert rows(workspace, "version, suggested, selected, swapped", f"{CHOICES} AND step = 's1'") == [
        (1, "model-a", "model-a", 0),
        (2, "model-a", "model-b", 1),
        (3, "model-a", "model-c", 1),
        (4, "model-a", "model-a", 0),
    ]
    assert reactions(workspace, "kind, step, model, detail, version") == [
        ("swap", "s1", "model-a", "model-b", 2),
        ("swap", "s1", "model-b", "model-c", 3),
        ("swap", "s1", "model-c", "model-a", 4),
    ]


@pytest.mark.parametrize("how", ["brief", "answer", "choose", "tier", "use case", "kind"])
def test_what_the_director_chooses_anew_is_no_swap(workspace: Workspace, how: str) -> None:
    plan = film(workspace)
    other = with_model(changed(plan, "s1", prompt="another"), "s1", "model-b")
    if how == "tier":
        other = other.with_(tier="premium")
    elif how == "use case":
        other = other.with_(use_case="logo")
    elif how == "kind":
        other = changed(other, "s1", kind=Kind.IMAGE_EDIT)
    workspace.plans.save(other, note=how if how in ("brief", "answer", "choose") else "revise")
    assert rows(workspace, "suggested, selected, swapped", f"{CHOICES} AND version = 2") == [("model-b", "model-b", 0)]
    assert reactions(workspace) == []


def test_edits_are_what_a_person_asks_otherwise(workspace: Workspace) -> None:
    plan = film(workspace, "model-a", "model-b")
    plan = workspace.plans.save(changed(plan, "s1", prompt="slower", price=7, reason="because"), note="1.prompt=slower")
    workspace.plans.save(changed(plan, "s2", price=9, ceiling=11, reason="dearer"), note="x")
    assert reactions(workspace, "kind, step, model, version, detail") == [("edit", "s1", "model-a", 2, "prompt")]
    assert len(rows(workspace, "seq", CHOICES)) == 2, "no model was suggested anew"


def test_a_model_is_taken_when_its_plan_is_started(workspace: Workspace) -> None:
    plan = film(workspace, "model-a", "model-b")
    assert rows(workspace, "taken", CHOICES) == [(0.0,), (0.0,)]
    execution = started(workspace, plan, studio="previs", at=100.0)
    assert rows(workspace, "taken", CHOICES) == [(100.0,), (100.0,)]
    resumed(workspace, execution, plan, at=900.0)
    assert rows(workspace, "taken", CHOICES) == [(100.0,), (100.0,)], "to go on is no new choice"
    started(workspace, plan, at=400.0)
    assert rows(workspace, "taken", CHOICES) == [(400.0,), (400.0,)]


def test_a_film_counts_once_however_many_shots_it_has(workspace: Workspace) -> None:
    for day in (1, 2, 3):
        plan = film(workspace, "model-a", "model-a", "model-b")
        for again in (0, 60):
            started(workspace, plan, at=day * DAY + again)
    workspace.feedback.catch_up()
    found = workspace.feedback.trends(0, 9 * DAY)
    assert [(each.use_case, each.kind, each.model, each.picks) for each in found] == [
        ("ads", "text-to-image", "model-a", 3),
        ("ads", "text-to-image", "model-b", 3),
    ]


def test_who_goes_over_to_another_model_did_not_take_the_first(workspace: Workspace) -> None:
    for _ in range(2):
        plan = film(workspace)
        started(workspace, plan)
        started(workspace, workspace.plans.save(with_model(plan, "s1", "model-b"), note="1.model=model-b"))
    workspace.feedback.catch_up()
    assert [(each.model, each.picks) for each in workspace.feedback.trends(0, 1e12)] == [("model-b", 2)]
    workspace.plans.undo(plan.id)
    started(workspace, plan)
    workspace.feedback.catch_up()
    taken = {each.model: each.picks for each in workspace.feedback.trends(0, 1e12, least=1)}
    assert taken == {"model-b": 2, "model-a": 1}, "undone and run again: taken after all"


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ("stored", "made"),
        ("failed", "failed"),
        ("refused", "refused"),
        ("lost", "lost"),
        ("rejected", None),
        ("unknown", None),
        ("cancelled", None),
    ],
)
def test_how_a_try_ended(workspace: Workspace, state: str, outcome: str | None) -> None:
    plan = film(workspace, takes=2)
    execution = started(workspace, plan)
    ended(workspace, execution, state=state, at=50.0, seconds=7.0, actual=90_000, message="the GPU\n\tfell " + "over" * 200)
    found = rows(workspace, "conversation, execution, take, number, selected, outcome, why, seconds, price, estimate, studio, at")
    if outcome is None:
        assert found == []
        return
    (row,) = found
    assert row[:6] == ("chat-1", execution, 1, 1, "model-a", outcome)
    assert row[6] == "" if outcome == "made" else row[6].startswith("the GPU fell over") and len(row[6]) <= lessons.LONGEST
    assert row[7:] == (7.0, 90_000, 50_000, "live", 50.0), "the estimate is the take's share of the step's price"


def test_a_try_that_is_known_late_is_known_then(workspace: Workspace) -> None:
    execution = started(workspace, film(workspace))
    ended(workspace, execution, state="unknown")
    assert rows(workspace) == []
    ended(workspace, execution, state="failed", message="late")
    assert rows(workspace) == [("model-a", "failed")]
    ended(workspace, execution, state="stored", actual=5)
    assert rows(workspace, "outcome, price, why") == [("made", 5, "")]


def test_what_was_found_again_is_no_try_and_a_preview_no_evidence(workspace: Workspace) -> None:
    plan = film(workspace)
    ended(workspace, started(workspace, plan, studio="previs"), at=10.0)
    ended(workspace, started(workspace, plan), cached=True, at=20.0)
    for number in range(4):
        ended(workspace, started(workspace, film(workspace), studio="previs"), state="failed", at=30.0 + number)
    assert rows(workspace, "outcome, studio, price, estimate") == [("made", "previs", 0, 0)] + [("failed", "previs", 0, 0)] * 4
    assert workspace.feedback.successes(0, 100) == () and workspace.feedback.failing(0, 100) == ()


def test_another_model_on_retry_is_a_swap_of_that_run(workspace: Workspace) -> None:
    plan = film(workspace)
    execution = started(workspace, plan, at=10.0)
    ended(workspace, execution, state="failed", at=11.0)
    for number, (model, price, state) in enumerate((("model-c", 50_000, "failed"), ("model-b", 60_000, "stored")), start=2):
        spec = plan.step("s1").with_(model=model, price=price).model_dump_json(by_alias=True)
        workspace.writer.run(lambda connection, spec=spec: journal.change_step(connection, execution, "s1", spec))  # type: ignore[misc]
        ended(workspace, execution, state=state, number=number, model=model, at=10.0 + number, actual=33_000 * (number - 1))
    assert rows(workspace, "suggested, selected, swapped, outcome, estimate, price") == [
        ("model-a", "model-a", 0, "failed", 100_000, 0),
        ("model-a", "model-c", 1, "failed", 0, 33_000),
        ("model-a", "model-b", 1, "made", 60_000, 66_000),
    ], "what the second was to cost is not known any more"
    assert rows(workspace, "suggested, selected, swapped, taken, execution", CHOICES) == [
        ("model-a", "model-a", 0, 10.0, ""),
        ("model-a", "model-c", 1, 12.0, execution),
        ("model-a", "model-b", 1, 13.0, execution),
    ]
    assert reactions(workspace, "kind, model, detail, execution") == [
        ("swap", "model-a", "model-c", execution),
        ("swap", "model-c", "model-b", execution),
    ]
    assert [each.model for each in workspace.feedback.trends(0, 99, least=1)] == ["model-b"]
    assert [(each.model, each.n, round(each.error, 3)) for each in workspace.feedback.estimates()] == [("model-b", 1, 0.1)]


def test_stars_reach_the_try_that_made_the_file(workspace: Workspace) -> None:
    plan = film(workspace)
    first = started(workspace, plan)
    ended(workspace, first, file="hero")
    again = started(workspace, plan)
    ended(workspace, again, file="hero", cached=True)
    elsewhere = started(workspace, film(workspace, "model-z"))
    ended(workspace, elsewhere, file="hero", cached=True)
    workspace.ratings.rate(f"{again}/s1/1", 4)
    assert rows(workspace, "selected, stars") == [("model-a", 4)]
    workspace.ratings.rate(f"{elsewhere}/s1/1", 2)
    assert rows(workspace, "selected, stars") == [("model-a", 2)], "found in another film: it was made by that model all the same"
    workspace.ratings.rate(f"{first}/s1/1", 0)
    workspace.feedback.catch_up()
    (success,) = workspace.feedback.successes(0, 1e12)
    assert (success.tries, success.made, success.stars) == (1, 1, 0.0)


def test_marks_are_reactions(workspace: Workspace) -> None:
    execution = started(workspace, film(workspace, "model-a", "model-b"))
    for name in ("s1", "s2"):
        ended(workspace, execution, name)
    for mark in ("keep", "lock", "", "discard"):
        workspace.ratings.mark(f"{execution}/s2/1", mark)
    assert reactions(workspace, "kind, step, model, execution, take") == [
        (kind, "s2", "model-b", execution, 1) for kind in ("accept", "lock", "discard")
    ]


def test_made_again_because_a_person_wanted_it_otherwise(workspace: Workspace) -> None:
    plan = film(workspace, "model-a", "model-b")
    execution = started(workspace, plan)
    for name in ("s1", "s2"):
        ended(workspace, execution, name)
    other = workspace.plans.save(changed(plan, "s1", prompt="warmer"), note="1.prompt=warmer")
    second = started(workspace, other)
    for name in ("s1", "s2"):
        ended(workspace, second, name, file=f"new {name}")
    ended(workspace, second, "s2", number=2, file="tried again")
    assert reactions(workspace, "kind, step, model, execution, detail") == [
        ("edit", "s1", "model-a", "", "prompt"),
        ("regenerate", "s1", "model-a", second, "changed since version 1"),
        ("regenerate", "s2", "model-b", second, "tried again"),
    ], "s2 was only made again for what it is made from"


def test_a_comparison_takes_what_wins(workspace: Workspace) -> None:
    plan = film(workspace, "model-a")
    copies = (step("s1-a", model="model-a"), step("s1-b", model="model-b"), step("base", model="model-q"))
    said = {"compares": {"plan": plan.id, "version": 1, "step": "s1"}}
    compared = plan_of(*copies, use_case="ads", finals=("s1-a", "s1-b"), extra=said)
    saved = workspace.plans.save_once(compared, "compare abc")
    execution = started(workspace, saved)
    for name in ("s1-a", "s1-b"):
        ended(workspace, execution, name)
    here = f"{CHOICES} AND plan = '{saved.id}'"
    assert rows(workspace, "step, suggested, selected, swapped, taken", here) == [
        ("s1-a", "model-a", "model-a", 0, 0.0),
        ("s1-b", "model-a", "model-b", 0, 0.0),
    ]
    workspace.ratings.vote(f"{execution}/s1-a/1", f"{execution}/s1-b/1", "tie")
    assert workspace.feedback.catch_up() and not workspace.feedback.trends(0, 1e12, least=1)
    workspace.ratings.vote(f"{execution}/s1-a/1", f"{execution}/s1-b/1", "b", blind=True)
    workspace.feedback.catch_up()
    assert [(each.model, each.picks) for each in workspace.feedback.trends(0, 1e12, least=1)] == [("model-b", 1)]
    assert rows(workspace, "step, swapped", f"{here} AND taken > 0") == [("s1-b", 1)]
    assert len(rows(workspace)) == 2, "their tries are tries"


@pytest.mark.parametrize("said", [{"compares": 1}, {"compares": {"version": "x"}}, {"compares": {"plan": None}}, {"compares": []}])
def test_a_draft_that_calls_itself_a_comparison_is_a_film(workspace: Workspace, said: dict[str, object]) -> None:
    plan = workspace.plans.save(plan_of(step("s1"), use_case="ads", extra=said))
    started(workspace, plan)
    workspace.plans.save_once(plan_of(step("x"), finals=("x", "gone"), extra=said), "compare this")
    workspace.feedback.catch_up()
    assert [each.model for each in workspace.feedback.trends(0, 1e12, least=1)] == ["model-a"]


def test_spent_by_month_provider_model_and_role(workspace: Workspace) -> None:
    execution = started(workspace, film(workspace, "model-a", "model-b", kind=Kind.TEXT_TO_VIDEO))
    ended(workspace, execution, "s1", actual=70_000, at=1_795_000_000.0, booked=True)
    ended(workspace, execution, "s2", actual=0, state="failed", at=1_795_000_000.0, booked=True)
    ended(workspace, started(workspace, film(workspace)), actual=20_000, at=1_798_000_000.0, booked=True)
    call = workspace.calls.begin(role="brain", provider="openrouter", model="claude", ceiling=5_000)
    workspace.calls.end(call, "done", price=1_200, tokens_in=100, tokens_out=20, seconds=1.5)
    open_call = workspace.calls.begin(role="brain", provider="openrouter", model="claude", ceiling=5_000)
    workspace.feedback.catch_up()
    found = {(each.month, each.provider, each.model, each.role): each for each in workspace.feedback.spent()}
    assert found["2026-11", "fal", "model-a", "text-to-video"].spent == 70_000
    assert found["2026-12", "fal", "model-a", "text-to-image"].spent == 20_000
    assert not [key for key in found if key[2] == "model-b"], "nothing spent, nothing said"
    (chat,) = [each for key, each in found.items() if key[3] == "brain"]
    assert (chat.jobs, chat.spent, chat.reserved) == (2, 1_200, 5_000)
    workspace.calls.end(open_call, "rejected")
    assert sum(each.spent for each in workspace.feedback.spent()) == 91_200


# Reading on

Act = Callable[[Workspace, list[str]], None]


def _run(workspace: Workspace, runs: list[str]) -> None:
    runs.append(started(workspace, workspace.plans.get(workspace.plans.all()[0])))


def _waiting(workspace: Workspace, runs: list[str]) -> bool:
    """Whether the newest run has no take yet: what is stored is never tried again."""
    return bool(runs) and not workspace.runs.takes(runs[-1])


def _make(workspace: Workspace, runs: list[str]) -> None:
    if _waiting(workspace, runs):
        ended(workspace, runs[-1], number=len(workspace.runs.attempts(runs[-1])) + 1, actual=3)


def _fail(workspace: Workspace, runs: list[str]) -> None:
    if _waiting(workspace, runs):
        ended(workspace, runs[-1], state="failed", number=len(workspace.runs.attempts(runs[-1])) + 1, message="broken")


def _swap(workspace: Workspace, runs: list[str]) -> None:
    plan = workspace.plans.get(workspace.plans.all()[0])
    workspace.plans.save(with_model(plan, "s1", "model-b" if plan.step("s1").model == "model-a" else "model-a"), note="by hand")


def _edit(workspace: Workspace, runs: list[str]) -> None:
    plan = workspace.plans.get(workspace.plans.all()[0])
    workspace.plans.save(changed(plan, "s1", prompt=plan.step("s1").prompt + "!"), note="by hand")


def _say(workspace: Workspace, runs: list[str]) -> None:
    for run in runs[-1:]:
        for take in workspace.runs.takes(run):
            workspace.ratings.rate(f"{run}/{take.step}/{take.take}", 3)
            workspace.ratings.mark(f"{run}/{take.step}/{take.take}", "keep")


def _plan(workspace: Workspace, runs: list[str]) -> None:
    film(workspace)


ACTS: dict[str, Act] = {each.__name__: each for each in (_run, _make, _fail, _swap, _edit, _say, _plan)}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(sorted(ACTS)), max_size=14), st.integers(1, 4))
def test_whenever_it_is_read_the_same_is_learned(tmp_path_factory: pytest.TempPathFactory, acts: list[str], size: int) -> None:
    folder = tmp_path_factory.mktemp("books")
    with Workspace.open(folder / "often") as often, pytest.MonkeyPatch.context() as patch:
        runs: list[str] = []
        for name in ("_plan", *acts):
            ACTS[name](often, runs)
            often.feedback.catch_up()
        # The same books, read once at the end and a few rows at a time.
        shutil.copytree(folder / "often", folder / "once")
        with Workspace.open(folder / "once") as once:
            for table in ("model_feedback", "reactions", "settings"):
                once.writer.run(lambda connection, table=table: connection.execute(f"DELETE FROM {table}") and None)  # type: ignore[misc]
            for name in ("VERSIONS", "EVENTS", "JUDGEMENTS"):
                patch.setattr(lessons, name, size)
            assert everything(once) == everything(often)
            assert not once.feedback.catch_up(), "nothing is read twice"


KILLED = """
import os, signal, sys
from director_kernel.store import Workspace
count = 0
def checkpoint(name):
    global count
    count += 1
    if count == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
with Workspace.open(sys.argv[1], checkpoint=checkpoint) as workspace:
    workspace.feedback.catch_up()
"""


@pytest.mark.crash
@pytest.mark.parametrize("moment", [1, 2], ids=["before the commit", "after the commit"])
def test_killed_while_it_learns(workspace_folder: Path, tmp_path: Path, moment: int) -> None:
    with Workspace.open(workspace_folder) as workspace:
        plan = film(workspace, "model-a", "model-b")
        execution = started(workspace, plan)
        ended(workspace, execution, "s1")
        ended(workspace, execution, "s2", state="failed", message="no")
        workspace.ratings.rate(f"{execution}/s1/1", 5)
    shutil.copytree(workspace_folder, tmp_path / "whole")
    done = subprocess.run([sys.executable, "-c", KILLED, str(workspace_folder), str(moment)], check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    with Workspace.open(workspace_folder) as killed, Workspace.open(tmp_path / "whole") as whole:
        assert everything(killed) == everything(whole)
        assert len(everything(killed)[0]) == 4


def test_two_processes_learn_at_once(workspace_folder: Path) -> None:
    with Workspace.open(workspace_folder) as one, Workspace.open(workspace_folder) as two:
        plan = film(one)
        for number in range(1, 30):
            ended(one, started(one, plan), file=str(number))
        threads = [threading.Thread(target=each.feedback.catch_up) for each in (one, two, one, two)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(rows(two)) == 29 and len(rows(one, "seq", CHOICES)) == 1


def test_plans_of_older_workspaces_are_read_too(workspace_folder: Path) -> None:
    import sqlite3

    from director_kernel.store import migrations

    workspace_folder.mkdir()
    connection = sqlite3.connect(workspace_folder / "director.db", isolation_level=None)
    number = [name for name, _ in migrations.STEPS].index("m008_feedback")
    migrations.migrate(connection, upto=number)
    for version, model in ((1, "model-a"), (2, "model-b")):
        body = plan_of(step("s1", model=model), use_case="ads").with_(id="plan-1", version=version)
        if version == 1:
            connection.execute("INSERT INTO plans (id, current, created_at) VALUES ('plan-1', 2, 1)")
        connection.execute(
            "INSERT INTO plan_versions (plan, version, parent, note, body, created_at) VALUES ('plan-1', ?, ?, 'x', ?, ?)",
            (version, version - 1 or None, body.model_dump_json(by_alias=True, exclude_none=True), float(version)),
        )
    connection.close()
    with Workspace.open(workspace_folder) as workspace:
        assert rows(workspace, "version, suggested, selected", CHOICES) == [(1, "model-a", "model-a"), (2, "model-a", "model-b")]


def test_looking_whether_there_is_news_reads_no_table(workspace: Workspace) -> None:
    from director_kernel.store.feedback import NEWS, STAMP

    for sql, values in ((STAMP, ("learned",)), (NEWS, (0, 0, 0))):
        for row in workspace.readers.rows(f"EXPLAIN QUERY PLAN {sql}", values):
            assert "SCAN" not in row[3] or "CONSTANT ROW" in row[3] or row[3].startswith("SEARCH") or "plan_log" in row[3], row
