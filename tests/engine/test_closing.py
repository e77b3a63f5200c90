"""Closing midway: an order on its way is waited for, for a while, so that its ticket is written down; nothing goes on after it."""

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from director_kernel.director import Director
from director_kernel.engine.executor import Executor
from director_kernel.errors import NotAccepted
from director_kernel.events import Event, StepProgress
from director_kernel.providers.protocol import JobStatus, Request, Ticket
from director_kernel.schema.journal import AttemptState
from director_kernel.store import Workspace
from tests.engine.studio import FakeStudio, chain, wide
from tests.films import smaller


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


class Late(FakeStudio):
    """A studio whose jobs take an hour, and that notes what is asked of it once it was closed."""

    closed = False
    asked_after = 0
    polled: "asyncio.Event"

    async def poll(self, ticket: Ticket, request: Request) -> JobStatus:
        self.asked_after += self.closed
        self.polled.set()
        return await super().poll(ticket, request)

    async def close(self) -> None:
        self.closed = True


def test_no_step_goes_on_without_the_lease(workspace: Workspace) -> None:
    studio = Late(name="paid", latency=lambda _: 3600.0)

    async def story() -> str:
        studio.polled = asyncio.Event()
        executor = Executor(workspace, {"paid": studio})
        run = await executor.start(wide(3), studio="live", cap=10**8)
        await studio.polled.wait()
        await executor.close()
        assert not workspace.leases.alive(run, workspace.runs.epoch(run))
        assert {task.get_name() for task in asyncio.all_tasks()}.isdisjoint({run, "s1", "s2", "s3"})
        await asyncio.sleep(0.1)
        return run

    run = asyncio.run(story())
    assert studio.asked_after == 0
    assert {attempt.state for attempt in workspace.runs.attempts(run)} == {AttemptState.SUBMITTED}
    studio.latency = lambda _: 0.0
    studio._due.clear()
    again = FakeStudio(name="paid")
    assert go_on(workspace, run, again) == "completed" and again.submits == [] and len(studio.submits) == 3


def test_a_take_on_its_way_into_the_workspace_arrives(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The writer is held until the run is being closed; the take handed to it before is stored all the same, by the run that paid it."""
    held, storing = threading.Event(), threading.Event()

    def checkpoint(name: str) -> None:
        if name == "before rename":
            storing.set()
            held.wait(30)

    monkeypatch.setattr(workspace.writer, "checkpoint", checkpoint)
    studio = FakeStudio(name="paid")

    async def story() -> str:
        executor = Executor(workspace, {"paid": studio})
        run = await executor.start(chain(1), studio="live", cap=10**8)
        await asyncio.to_thread(storing.wait, 30)
        closing = asyncio.create_task(executor.close())
        await asyncio.sleep(0.05)
        assert workspace.leases.alive(run, workspace.runs.epoch(run))
        held.set()
        await closing
        return run

    run = asyncio.run(story())
    assert [attempt.state for attempt in workspace.runs.attempts(run)] == [AttemptState.STORED]
    assert workspace.ledger.check() == []


def test_an_order_entered_but_not_sent_is_not_sent_while_closing(workspace: Workspace) -> None:
    """It waits for its turn at the studio when the run is closed: still reserved, it is sent by whoever goes on."""
    studio = Slow(name="paid", concurrency=1, latency=lambda _: 3600.0)
    run = closed_midway(workspace, studio, patience=10, steps=2)

    def as_if_killed_before_sending(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE attempts SET state = 'reserved', ticket = '', ticket_data = '' WHERE execution = ?", (run,))

    workspace.writer.run(as_if_killed_before_sending)
    studio.submits.clear()

    async def story() -> None:
        studio.came = asyncio.Event()
        executor = Executor(workspace, {"paid": studio})
        slots = executor.shared.semaphore(studio)
        await slots.acquire()
        await executor.resume(run)
        await asyncio.sleep(0.05)
        executor.detach()
        slots.release()
        await asyncio.sleep(0.05)
        await executor.close()

    asyncio.run(story())
    assert studio.submits == []
    assert AttemptState.RESERVED in {attempt.state for attempt in workspace.runs.attempts(run)}


BRIEF = "A 15-second vertical ad for Lumen, a vitamin C serum, morning light"


def test_closing_while_previs_draws_leaves_no_worker_and_the_run_goes_on(workspace_folder: Path) -> None:
    drawing = threading.Event()

    def hear(event: Event) -> None:
        if isinstance(event, StepProgress) and event.progress:
            drawing.set()

    def workers() -> set[psutil.Process]:
        return {each for each in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(each.cmdline())}

    before = workers()
    director = Director(workspace_folder, on_event=hear)
    turn = director.brief(BRIEF, decide=True)
    assert turn.plan is not None
    run = director.runs.start(smaller(director, turn.plan, shots=1)).execution
    assert drawing.wait(60)
    director.close()
    assert workers() == before
    with Director(workspace_folder) as again:
        assert again.runs.status(run)["interrupted"] or again.runs.latest(run).status.value == "detached"
        assert again.runs.resume(run).wait().status == "completed"
