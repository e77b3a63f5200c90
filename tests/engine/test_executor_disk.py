"""The disk fails at each write: a clear error, nothing stored is lost, and the run goes on once there is space again."""

import asyncio
import errno
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from director_kernel.engine import attempt as attempts
from director_kernel.engine.executor import Executor
from director_kernel.errors import DirectorError
from director_kernel.events import StepFailed
from director_kernel.schema.journal import AttemptState
from director_kernel.store import Workspace
from tests.engine.studio import FakeStudio, Heard, plan_of, step

CAP = 10_000_000
ROOT = Path(__file__).resolve().parents[2]


class Failing:
    """A checkpoint at which the disk is full once, at its `at`-th call."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.count = 0
        self.name = ""

    def __call__(self, name: str) -> None:
        if name in ("before send", "after send", "after commit"):
            return
        self.count += 1
        if self.count == self.at:
            self.name = name
            raise (
                sqlite3.OperationalError("disk I/O error") if name == "before commit" else OSError(errno.ENOSPC, "No space left on device")
            )


def film() -> Any:
    return plan_of(step("sky"), step("hero"), step("clip", "sky", "hero"))


@pytest.mark.parametrize("at", range(1, 26))
def test_a_full_disk_at_each_write(at: int, workspace_folder: Path) -> None:
    heard, studio, failing = Heard(), FakeStudio(name="paid"), Failing(10_000)
    with Workspace.open(workspace_folder, checkpoint=failing) as workspace:
        plan = workspace.plans.save(film())
        failing.count, failing.at = 0, at
        executor = Executor(workspace, {"paid": studio}, emit=heard)

        async def story() -> str:
            try:
                return (await executor.run(plan, studio="live", cap=CAP)).status.value
            except DirectorError as error:
                assert "director" in error.message
                return "refused"

        first = asyncio.run(story())
        stored = {take.asset.sha256 for run in workspace.runs.all() for take in workspace.runs.takes(run.id)}
        if first != "completed":
            assert failing.name
            assert asyncio.run(story()) == "completed"
        for event in heard.of(StepFailed):
            assert isinstance(event, StepFailed) and event.state == "workspace" and "director" in event.message + event.next_action
        assert len(studio.submits) == 3, "something was submitted twice"
        assert workspace.ledger.check() == [] and workspace.assets.faults() == []
        (run,) = workspace.runs.all()
        assert stored <= {take.asset.sha256 for take in workspace.runs.takes(run.id)}
        assert workspace.ledger.totals().outstanding == 0


def test_a_ticket_that_can_not_be_written_leaves_unknown(workspace_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "RECORDINGS", (0.01, None))
    full = [False]

    def checkpoint(name: str) -> None:
        if name == "after send":
            full[0] = True
        if full[0] and name == "before commit":
            raise sqlite3.OperationalError("disk I/O error")

    studio = FakeStudio(name="paid")
    with Workspace.open(workspace_folder, checkpoint=checkpoint) as workspace:
        plan = workspace.plans.save(plan_of(step("a")))
        executor = Executor(workspace, {"paid": studio})
        asyncio.run(executor.run(plan, studio="live", cap=CAP))
        full[0] = False
        checkpointed = asyncio.run(executor.run(plan, studio="live", cap=CAP))
        assert checkpointed.status == "failed"
        (attempt,) = workspace.runs.unknown()
        assert attempt.state is AttemptState.UNKNOWN
        assert len(studio.submits) == 1
        assert workspace.ledger.totals().outstanding == 120_000


BIG = """
import asyncio, resource, sys
from director_kernel.store import Workspace
from director_kernel.engine.executor import Executor
from tests.engine.studio import FakeStudio, Heard, plan_of, step
with Workspace.open(sys.argv[1]) as workspace:
    plan = workspace.plans.save(plan_of(step("small"), step("big", "small")))
    resource.setrlimit(resource.RLIMIT_FSIZE, (8_000_000, 8_000_000))
    studio = FakeStudio(size=9_000_000) if sys.argv[2] == "fetch" else FakeStudio()
    done = asyncio.run(Executor(workspace, {"previs": studio}).run(plan))
    print(done.status.value, done.message)
"""


def test_a_file_size_limit_while_fetching(workspace_folder: Path) -> None:
    command = [sys.executable, "-c", BIG, str(workspace_folder), "fetch"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("failed") and "director gc" in done.stdout
    with Workspace.open(workspace_folder) as workspace:
        plan = workspace.plans.get(workspace.plans.all()[0])
        assert asyncio.run(Executor(workspace, {"previs": FakeStudio()}).run(plan)).status == "completed"


def test_a_clock_that_jumps_changes_nothing(workspace_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    ticks = iter(range(10**6))
    monkeypatch.setattr(time, "time", lambda: 2e9 - 10_000.0 * next(ticks))
    with Workspace.open(workspace_folder) as workspace:
        studio = FakeStudio(latency=lambda _: 0.05)
        done = asyncio.run(Executor(workspace, {"previs": studio}).run(film()))
        assert done.status == "completed"
        types = [event.type for _, event in workspace.events.after(done.id)]
        assert types[0] == "execution_started" and types[-1] == "execution_done"
        again = workspace.plans.save(workspace.plans.get(done.plan).with_(title="later"))
        assert workspace.plans.undo(again.id).title == "A film"
        assert [run.id for run in workspace.runs.all()] == [done.id]
