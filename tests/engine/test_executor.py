"""Plans run to their end, once, in order, whatever the shape."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest

from director_kernel.engine.executor import Executor
from director_kernel.events import StepStored
from director_kernel.store import Workspace
from tests.engine.studio import FakeStudio, Heard, chain, plan_of, step, wide

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(coroutine)


@pytest.fixture
def workspace(workspace_folder: Path) -> Any:
    with Workspace.open(workspace_folder) as opened:
        yield opened


def test_a_chain_runs_in_order_and_each_step_gets_the_files_before_it(workspace: Workspace) -> None:
    studio, heard = FakeStudio(), Heard()
    done = run(Executor(workspace, {"previs": studio}, emit=heard).run(chain(4)))
    assert done.status == "completed"
    assert [request.prompt for request in studio.submits] == [f"a picture of s{i}" for i in range(1, 5)]
    takes = workspace.runs.takes(done.id)
    assert [request.inputs[0].asset for request in studio.submits[1:]] == [take.asset for take in takes[:3]]
    assert all(workspace.assets.read(take.asset).startswith(f"a picture of {take.step}/".encode()) for take in takes)
    assert heard.types() == ["execution_started", *["step_started", "step_stored"] * 4, "execution_done"]


def test_the_same_plan_again_costs_nothing(workspace: Workspace) -> None:
    studio, heard = FakeStudio(), Heard()
    run(Executor(workspace, {"previs": studio}).run(chain(3)))
    again = run(Executor(workspace, {"previs": studio}, emit=heard).run(chain(3)))
    assert again.status == "completed"
    assert len(studio.submits) == 3
    assert all(isinstance(event, StepStored) and event.cached for event in heard.of(StepStored))
    assert len(heard.of(StepStored)) == 3


def test_no_more_jobs_than_the_provider_takes(workspace: Workspace) -> None:
    studio = FakeStudio(concurrency=3, latency=lambda _: 0.03)
    done = run(Executor(workspace, {"previs": studio}).run(wide(9)))
    assert done.status == "completed"
    assert studio.most == 3


def test_takes_differ_and_all_are_kept(workspace: Workspace) -> None:
    studio = FakeStudio()
    done = run(Executor(workspace, {"previs": studio}).run(plan_of(step("hero", takes=3), step("clip", "hero"))))
    takes = [take for take in workspace.runs.takes(done.id) if take.step == "hero"]
    assert [take.take for take in takes] == [1, 2, 3]
    assert len({take.asset.sha256 for take in takes}) == 3
    assert len({request.seed for request in studio.submits[:3]}) == 3
    assert studio.submits[3].inputs[0].asset == takes[0].asset
