"""Closing while an order is on its way: its answer is waited for, for a while, so that the ticket is written down."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from director_kernel.engine.executor import Executor
from director_kernel.errors import NotAccepted
from director_kernel.providers.protocol import Request, Ticket
from director_kernel.schema.journal import AttemptState
from director_kernel.store import Workspace
from tests.engine.studio import FakeStudio, wide


class Slow(FakeStudio):
    """Answers an order `seconds` after it came."""

    seconds = 0.3
    answer: Exception | None = None
    came: "asyncio.Event"

    async def submit(self, request: Request) -> Ticket:
        self.came.set()
        await asyncio.sleep(self.seconds)
        if self.answer is not None:
            raise self.answer
        return await super().submit(request)


@pytest.fixture
def workspace(workspace_folder: Path) -> Iterator[Workspace]:
    with Workspace.open(workspace_folder) as opened:
        yield opened


def closed_midway(workspace: Workspace, studio: Slow, patience: float, steps: int = 1) -> str:
    """A run that is closed once its first order is on its way; its id."""

    async def story() -> str:
        studio.came = asyncio.Event()
        executor = Executor(workspace, {"paid": studio})
        run = await executor.start(wide(steps), studio="live", cap=10**8)
        await studio.came.wait()
        await executor.close(patience)
        return run

    return asyncio.run(story())


def go_on(workspace: Workspace, run: str, studio: FakeStudio) -> str:
    async def story() -> str:
        executor = Executor(workspace, {"paid": studio})
        await executor.resume(run)
        return (await executor.wait(run)).status.value

    return asyncio.run(story())


def test_the_ticket_of_an_order_on_its_way_is_kept(workspace: Workspace) -> None:
    studio = Slow(name="paid", latency=lambda _: 30.0)
    run = closed_midway(workspace, studio, patience=10)
    (attempt,) = workspace.runs.attempts(run)
    assert attempt.state is AttemptState.SUBMITTED and attempt.ticket == "job-0"
    studio.latency = lambda _: 0.0
    studio._due.clear()
    assert go_on(workspace, run, studio) == "completed" and len(studio.submits) == 1
    assert workspace.ledger.check() == []


def test_a_refusal_that_comes_meanwhile_is_kept_too(workspace: Workspace) -> None:
    studio = Slow(name="paid")
    studio.answer = NotAccepted("The queue is full.")
    run = closed_midway(workspace, studio, patience=10)
    (attempt,) = workspace.runs.attempts(run)
    assert attempt.state is AttemptState.REJECTED and workspace.ledger.totals().outstanding == 0


def test_nothing_new_is_sent_while_it_is_waited_for(workspace: Workspace) -> None:
    studio = Slow(name="paid", concurrency=1, latency=lambda _: 0.0)
    run = closed_midway(workspace, studio, patience=10, steps=3)
    assert len(studio.submits) == 1 and len(workspace.runs.attempts(run)) == 1


def test_an_answer_that_never_comes_is_not_waited_for_without_end(workspace: Workspace) -> None:
    studio = Slow(name="paid")
    studio.seconds = 3600
    run = closed_midway(workspace, studio, patience=0.05)
    (attempt,) = workspace.runs.attempts(run)
    assert attempt.state is AttemptState.SUBMITTING
    studio.seconds = 0
    assert go_on(workspace, run, studio) == "failed" and studio.submits == []
    assert [each.state for each in workspace.runs.unknown()] == [AttemptState.UNKNOWN]
