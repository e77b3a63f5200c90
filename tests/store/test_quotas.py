"""Quotas: what a month used is counted with the order itself, and a hard limit holds whoever else orders at the same moment."""

import threading
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from director_kernel.errors import QuotaError
from director_kernel.schema.journal import AttemptId, AttemptState
from director_kernel.schema.quota import Quota
from director_kernel.store import Connection, Workspace, journal, plans, quotas
from director_kernel.store.journal import Begun, Order
from tests.engine.studio import plan_of, step

FREE = Quota(name="free", limits={"tokens": 1_000, "images": 3, "projects": 2, "scenes": 4})


@pytest.fixture
def workspace(workspace_folder: Path) -> Workspace:
    return Workspace.open(workspace_folder)


def execution(workspace: Workspace, title: str = "A film") -> str:
    """A live execution of a plan of its own, with plenty of steps."""
    plan = plan_of(*(step(f"s{i}") for i in range(40))).with_(title=title)

    def write(connection: Connection) -> str:
        kept = plans.kept(connection, plan)
        steps = [each.id for each in kept.steps]
        return journal.create_execution(
            connection,
            plan=kept.id,
            version=kept.version,
            conversation="",
            studio="live",
            mode="auto",
            tier="",
            time_limit=9.0,
            cap=None,
            steps=steps,
        )

    return workspace.writer.run(write)


def begin(workspace: Workspace, run: str, number: int, makes: str = "image", ceiling: int = 100, scene: bool = False) -> Begun:
    name = f"s{number}"
    order = Order(run, name, 1, 0, "", f"{run}-{number}", "", "fal", "m", "{}", ceiling, (), makes, name if scene else "")
    return workspace.writer.run(lambda connection: journal.begin(connection, order, here=lambda asset: True))


def end(workspace: Workspace, attempt: AttemptId, state: AttemptState = AttemptState.FAILED) -> None:
    workspace.writer.run(lambda connection: journal.end(connection, attempt, 0, "", state))


def used(workspace: Workspace) -> dict[str, int]:
    assert workspace.quotas.check() == []
    return {each.what: each.used for each in workspace.quotas.used() if each.used}


def test_without_a_quota_everything_is_counted_and_nothing_held_back(workspace: Workspace) -> None:
    with workspace:
        run = execution(workspace)
        for number, makes in enumerate(("image", "image", "video", "audio")):
            begin(workspace, run, number, makes, scene=makes == "video")
        assert used(workspace) == {"images": 2, "videos": 1, "projects": 1, "scenes": 1}
        assert workspace.quotas.current() == Quota()
        assert workspace.quotas.notices() == ()
        # A quota chosen in the middle of a month knows what was used before.
        workspace.quotas.use(FREE)
        begin(workspace, run, 4)
        with pytest.raises(QuotaError):
            begin(workspace, run, 5)


def test_a_hard_quota_refuses_before_anything_is_entered(workspace: Workspace) -> None:
    with workspace:
        workspace.quotas.use(FREE)
        run = execution(workspace)
        made = [begin(workspace, run, number).attempt for number in range(3)]
        with pytest.raises(QuotaError) as refused:
            begin(workspace, run, 3)
        assert "3 of this month's 3 images are used (quota free, hard)" in refused.value.message
        assert quotas.resets(quotas.month_of(time.time())) in refused.value.message
        assert "director quota set images=" in refused.value.message
        assert len(workspace.runs.attempts(run)) == 3
        assert workspace.ledger.totals().outstanding == 300
        # A job that ends without a take gives its image back, once.
        end(workspace, made[0])
        workspace.writer.run(lambda connection: quotas.give_back(connection, made[0]))
        assert used(workspace)["images"] == 2
        begin(workspace, run, 3)
        assert workspace.ledger.check() == []


def test_what_is_stored_or_unknown_stays_counted_and_a_release_gives_it_back(workspace: Workspace) -> None:
    with workspace:
        run = execution(workspace)
        lost = begin(workspace, run, 0).attempt
        workspace.writer.run(lambda connection: journal.move(connection, lost, 0, AttemptState.UNKNOWN))
        assert used(workspace)["images"] == 1
        workspace.writer.run(lambda connection: journal.release(connection, lost) and None)
        assert "images" not in used(workspace)


def test_projects_and_scenes_count_once(workspace: Workspace) -> None:
    with workspace:
        workspace.quotas.use(FREE)
        first, second, third = (execution(workspace, title) for title in ("One", "Two", "Three"))
        attempt = begin(workspace, first, 0, scene=True).attempt
        end(workspace, attempt)
        begin(workspace, first, 0, scene=True)
        assert used(workspace) == {"images": 1, "projects": 1, "scenes": 1}
        begin(workspace, second, 0, makes="audio")
        with pytest.raises(QuotaError, match="2 of this month's 2 projects"):
            begin(workspace, third, 0, makes="audio")
        assert used(workspace) == {"images": 1, "projects": 2, "scenes": 1}


def test_passing_a_soft_quota_is_said_once_and_shown_while_it_lasts(workspace: Workspace) -> None:
    with workspace:
        workspace.quotas.use(FREE.with_(hard=False, name="pro", blocks={"images": 2}))
        run = execution(workspace)
        said = [begin(workspace, run, number).notice for number in range(5)]
        assert [bool(notice) for notice in said] == [False, False, False, True, False]
        assert said[3].startswith("4 images were used of this month's 3 (quota pro), 1 block of 2 beyond it; it begins anew on 1 ")
        assert [notice.split(";")[0] for notice in workspace.quotas.notices()] == [
            "5 images were used of this month's 3 (quota pro), 1 block of 2 beyond it"
        ]


def test_added_blocks_hold_for_their_month(workspace: Workspace) -> None:
    with workspace:
        workspace.quotas.use(FREE.with_(blocks={"images": 2}))
        run = execution(workspace)
        for number in range(3):
            begin(workspace, run, number)
        with pytest.raises(QuotaError, match="`director quota add images` for 2 more"):
            begin(workspace, run, 3)
        workspace.quotas.add("images", 2)
        begin(workspace, run, 3)
        assert workspace.quotas.add("images", 2).limit("images", quotas.month_of(time.time())) == 7
        workspace.quotas.add("images", 5, "2999-01")
        assert workspace.quotas.current().limit("images", "2999-01") == 8
        assert workspace.quotas.current().limit("images", "2999-02") == 3


def test_the_count_begins_anew_with_the_month_in_utc(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    with workspace:
        workspace.quotas.use(FREE)
        run = execution(workspace)
        monkeypatch.setattr(quotas.time, "time", lambda: 1_798_761_599.0)  # 2026-12-31T23:59:59Z
        for number in range(3):
            begin(workspace, run, number)
        with pytest.raises(QuotaError, match=r"1 January 2027 \(UTC\)"):
            begin(workspace, run, 3)
        late = AttemptId(run, "s0", 1, 1)
        monkeypatch.setattr(quotas.time, "time", lambda: 1_798_761_600.0)
        begin(workspace, run, 3)
        # What ends in January is given back to the December it was counted in.
        end(workspace, late)
        assert [each.used for each in workspace.quotas.used("2026-12") if each.what == "images"] == [2]
        assert used(workspace)["images"] == 1


def test_tokens_are_refused_before_the_call(workspace: Workspace) -> None:
    call = {"role": "brain", "provider": "openrouter", "model": "m", "ceiling": 100}
    with workspace:
        workspace.quotas.use(FREE)
        seq = workspace.calls.begin(**call, tokens=800)
        with pytest.raises(QuotaError, match="800 of this month's 1,000 tokens are used, this may take 300"):
            workspace.calls.begin(**call, tokens=300)
        workspace.calls.end(seq, "done", price=10, tokens_in=600, tokens_out=50)
        workspace.calls.end(workspace.calls.begin(**call, tokens=300), "done", price=10, tokens_in=300, tokens_out=90)
        # More than was foreseen is counted, and then nothing is left, foreseen or not.
        with pytest.raises(QuotaError, match="brain offline-director"):
            workspace.calls.begin(**call)
        assert used(workspace) == {"tokens": 1_040}
        assert len(workspace.calls.latest()) == 2


def test_many_at_once_never_pass_a_hard_quota(workspace: Workspace, workspace_folder: Path) -> None:
    """Eight workspaces, each with its own writer and connection as processes have them, order and talk as fast as they can."""
    with workspace:
        workspace.quotas.use(Quota(name="free", limits={"images": 10, "tokens": 1_000}))
        runs = [execution(workspace, f"Film {number}") for number in range(8)]
        ready, refused, entered = threading.Barrier(8), [], []

        def hurry(run: str) -> None:
            with Workspace.open(workspace_folder) as mine:
                ready.wait()
                for number in range(4):
                    for what in ("image", "call"):
                        try:
                            if what == "image":
                                begin(mine, run, number)
                            else:
                                mine.calls.begin(role="brain", provider="p", model="m", ceiling=1, tokens=100)
                            entered.append(what)
                        except QuotaError:
                            refused.append(what)

        threads = [threading.Thread(target=hurry, args=(run,)) for run in runs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(entered) == ["call"] * 10 + ["image"] * 10
        assert len(refused) == 64 - 20
        assert used(workspace)["images"] == 10
        workspace.calls.sweep()
        assert workspace.ledger.check() == []


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["image", "video", "end", "unknown"])), max_size=25))
def test_the_counts_are_the_sums_of_what_was_counted(story: list[tuple[int, str]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder)) as workspace:
        workspace.quotas.use(Quota(name="x", limits={"images": 2, "videos": 2}))
        run = execution(workspace)
        flying: dict[int, AttemptId] = {}
        for number, what in story:
            if what in ("image", "video") and number not in flying:
                try:
                    flying[number] = begin(workspace, run, number, what).attempt
                except QuotaError:
                    assert len(flying) >= 2
            elif what == "end" and number in flying:
                end(workspace, flying.pop(number))
            elif what == "unknown" and number in flying:
                attempt = flying[number]
                workspace.writer.run(lambda connection, attempt=attempt: journal.move(connection, attempt, 0, AttemptState.UNKNOWN))
            totals = used(workspace)
            assert totals.get("images", 0) + totals.get("videos", 0) == len(flying)
            assert max(totals.get("images", 0), totals.get("videos", 0)) <= 2
