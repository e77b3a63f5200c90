"""Several processes on one workspace: one budget, one owner, and a suspended one that wakes up."""

import asyncio
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from director_kernel.engine.executor import Executor
from director_kernel.errors import LeaseError
from director_kernel.schema.journal import AttemptState
from director_kernel.store import Workspace
from tests.counting_provider.client import Counting, Served, serving
from tests.counting_provider.worker import processes, work
from tests.engine.studio import plan_of, step, wide

pytestmark = pytest.mark.crash


@pytest.fixture(scope="module")
def priced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Bills 0.5 to 1.5 times what is expected."""
    with serving(tmp_path_factory.mktemp("priced") / "log.jsonl", seed=3) as served:
        yield served


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("provider") / "log.jsonl") as served:
        yield served


def spend(folder: Path, port: int, name: str) -> None:
    """One process's plan: six orders under the workspace's cap, whatever of them fits."""
    with Workspace.open(folder) as workspace:
        prompts = [f"outcome={'slow' if i % 3 else 'accept'} {name} {i}" for i in range(6)]
        plan = plan_of(*(step(f"s{i}", prompt=prompt, ceiling=120_000) for i, prompt in enumerate(prompts)))
        executor = Executor(workspace, {"paid": Counting(port, concurrency=3)})
        executor._check_money = lambda plan, cap: None  # type: ignore[method-assign]
        asyncio.run(executor.run(plan, studio="live"))


def test_eight_processes_share_one_budget(workspace_folder: Path, priced: Served) -> None:
    cap = 2_000_000
    with Workspace.open(workspace_folder) as workspace:
        workspace.ledger.set_cap("workspace", cap)
        running = [processes().Process(target=spend, args=(workspace_folder, priced.port, f"p{i}")) for i in range(8)]
        for process in running:
            process.start()
        highest = 0
        while any(process.is_alive() for process in running):
            totals = workspace.ledger.totals()
            assert totals.balanced
            # A reservation never passes the cap; only what a provider bills above its ceiling may, and it is booked as overrun.
            assert totals.committed + totals.outstanding <= cap + totals.overrun
            highest = max(highest, totals.committed + totals.outstanding)
            time.sleep(0.01)
        assert [process.exitcode for process in running] == [0] * 8
        assert workspace.ledger.check() == []
        totals = workspace.ledger.totals()
        billed = [line["actual"] for line in priced.lines() if line["event"] == "accepted"]
        assert totals.committed == sum(billed), "what was billed is what was booked"
        assert totals.outstanding == 0
        assert totals.overrun == sum(max(0, actual - 120_000) for actual in billed) > 0
        assert highest > cap - 120_000, "the budget was never tight: the test proves nothing"
        assert len(billed) < 48
        assert all(count == 1 for count in priced.accepted().values())


def test_two_processes_start_one_plan(workspace_folder: Path, provider: Served, tmp_path: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        plan = workspace.plans.save(wide(4, prompt="outcome=slow twice"))
        steps = tuple(each.with_(prompt=f"outcome=slow twice {each.id}") for each in plan.steps)
        plan = workspace.plans.save(plan.with_(steps=steps))
    reports = [tmp_path / f"{i}.json" for i in range(2)]
    running = [
        processes().Process(
            target=work,
            args=(workspace_folder, provider.port, plan.model_dump_json(by_alias=True)),
            kwargs={"cap": 10**8, "report": str(report)},
        )
        for report in reports
    ]
    for process in running:
        process.start()
    for process in running:
        process.join(60)
    said = [json.loads(report.read_text()) for report in reports]
    assert "completed" in [each.get("status") for each in said]
    assert {each.get("error", "lease") for each in said} == {"lease"}
    with Workspace.open(workspace_folder) as workspace:
        assert workspace.ledger.check() == []
        accepted = {prompt: count for (prompt, _, _), count in provider.accepted("outcome=slow twice").items()}
        assert accepted == {f"outcome=slow twice s{i}": 1 for i in range(1, 5)}


class Sleeper:
    """A checkpoint that suspends its own process, as Ctrl-Z does, the first time it meets `name`."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, name: str) -> None:
        if name == self.name:
            self.name = ""
            os.kill(os.getpid(), signal.SIGSTOP)


def owner(folder: Path, port: int, plan: str, where: str, report: str) -> None:
    """Runs a plan and falls asleep on the way."""
    with Workspace.open(folder, checkpoint=Sleeper(where)) as workspace:
        executor = Executor(workspace, {"paid": Counting(port)})
        done = asyncio.run(executor.run(workspace.plans.get(plan), studio="live", cap=10**8))
        Path(report).write_text(done.status.value)


def until(true: Callable[[], Any]) -> None:
    for _ in range(3000):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it never came true")


def stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


@pytest.mark.parametrize("where", ["before send", "after send"])
def test_a_suspended_owner_that_wakes_up_after_a_takeover(where: str, workspace_folder: Path, provider: Served, tmp_path: Path) -> None:
    book, report = f"woken {where}", tmp_path / "report"
    with Workspace.open(workspace_folder) as workspace:
        plan = workspace.plans.save(plan_of(step("a", prompt=f"{book} a"), step("b", "a", prompt=f"{book} b")))
        process = processes().Process(target=owner, args=(workspace_folder, provider.port, plan.id, where, str(report)))
        process.start()
        assert process.pid is not None
        until(lambda: stopped(process.pid or 0))
        executor = Executor(workspace, {"paid": Counting(provider.port)})

        async def take_over() -> str:
            (execution,) = workspace.runs.all()
            with pytest.raises(LeaseError, match="--force"):
                await executor.resume(execution.id)
            await executor.takeover(execution.id)
            return (await executor.wait(execution.id)).id

        execution = asyncio.run(take_over())
        unknown = [str(attempt.id) for attempt in workspace.runs.unknown()]
        assert unknown == [f"{execution}.a.1.1"]
        os.kill(process.pid, signal.SIGCONT)
        process.join(60)
        assert process.exitcode == 0
        assert workspace.ledger.check() == []
        (attempt,) = [each for each in workspace.runs.attempts(execution) if each.step == "a"]
        if where == "before send":
            assert provider.accepted(book) == {}, "the woken owner sent although it owned nothing any more"
            assert attempt.state is AttemptState.UNKNOWN
        else:
            assert attempt.state is AttemptState.SUBMITTED and attempt.ticket, "a late ticket is recorded by whoever holds it"

            async def go_on() -> str:
                await executor.resume(execution)
                return (await executor.wait(execution)).status.value

            assert asyncio.run(go_on()) == "completed"
            assert set(provider.accepted(book).values()) == {1}


def test_a_live_owner_notices_that_it_was_robbed(workspace_folder: Path, provider: Served) -> None:
    with Workspace.open(workspace_folder) as workspace, Workspace.open(workspace_folder) as other:
        plan = workspace.plans.save(plan_of(step("a", prompt="outcome=slow robbed a"), step("b", "a", prompt="robbed b")))

        async def story() -> tuple[str, str]:
            first, second = (Executor(each, {"paid": Counting(provider.port)}) for each in (workspace, other))
            execution = await first.start(plan, studio="live", cap=10**8)
            for _ in range(1000):
                if any(attempt.ticket for attempt in workspace.runs.attempts(execution)):
                    break
                await asyncio.sleep(0.005)
            await second.takeover(execution)
            done = await second.wait(execution)
            robbed = await first.wait(execution)
            return done.status.value, robbed.status.value

        assert asyncio.run(story())[0] == "completed"
        assert set(provider.accepted("robbed").values()) | set(provider.accepted("outcome=slow robbed").values()) == {1}
        assert workspace.ledger.check() == []


def test_cancel_from_another_process(workspace_folder: Path, provider: Served) -> None:
    with Workspace.open(workspace_folder) as workspace:
        prompts = [f"outcome=slow cancelled {i}" for i in range(20)]
        plan = workspace.plans.save(plan_of(*(step(f"s{i}", prompt=prompt) for i, prompt in enumerate(prompts))))
        process = processes().Process(target=_run_slowly, args=(workspace_folder, provider.port, plan.id))
        process.start()
        until(lambda: any(each.ticket for run in workspace.runs.all() for each in workspace.runs.attempts(run.id)))
        (execution,) = workspace.runs.all()
        asyncio.run(Executor(workspace, {"paid": Counting(provider.port)}).cancel(execution.id))
        process.join(60)
        assert process.exitcode == 0
        assert workspace.runs.get(execution.id).status == "cancelled"
        assert len(provider.accepted("outcome=slow cancelled")) < 20
        assert workspace.ledger.check() == []


def _run_slowly(folder: Path, port: int, plan: str) -> None:
    with Workspace.open(folder) as workspace:
        executor = Executor(workspace, {"paid": Counting(port, concurrency=1)})
        asyncio.run(executor.run(workspace.plans.get(plan), studio="live", cap=10**8))
