"""Orders wait for a key's turn before they are entered: what waits is not taken for sent."""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from director_kernel.engine import attempt
from director_kernel.engine.executor import Executor
from director_kernel.errors import KeyFault, NotAccepted
from director_kernel.providers.keys import Key
from director_kernel.providers.pool import Keyring
from director_kernel.providers.protocol import JobState, JobStatus, Request, Ticket
from director_kernel.schema.journal import AttemptState
from director_kernel.store import Workspace
from tests.engine.studio import FakeStudio, wide

SECRET = "fal-key-aaaa-0001"


class Pooled(FakeStudio):
    """Sends with the keys of a pool, as paid studios do."""

    ring: Keyring
    fault: NotAccepted | None = None

    def turn(self, patience: float) -> AbstractAsyncContextManager[None]:
        return self.ring.pool("fal").turn(patience)

    async def submit(self, request: Request) -> Ticket:
        async def send(key: Key) -> Ticket:
            fault, self.fault = self.fault, None
            if fault is not None:
                raise fault
            return await FakeStudio.submit(self, request)

        return await self.ring.pool("fal").call(send, hold=lambda ticket: ticket.id)

    async def poll(self, ticket: Ticket, request: Request) -> JobStatus:
        status = await super().poll(ticket, request)
        if status.state is JobState.DONE:
            self.ring.pool("fal").free(self.ring.held("fal")[0].key.id, ticket.id)
        return status


@pytest.fixture
def workspace(workspace_folder: Path) -> Iterator[Workspace]:
    with Workspace.open(workspace_folder) as opened:
        yield opened


def studio_in(workspace: Workspace, *, concurrency: int) -> Pooled:
    studio = Pooled(name="paid")
    studio.ring = Keyring(workspace, {"FAL_KEY": SECRET})
    studio.ring.limit("0001", concurrency=concurrency)
    return studio


def test_what_waits_for_a_key_is_not_entered(workspace: Workspace) -> None:
    studio, most = studio_in(workspace, concurrency=1), [0]
    studio.latency = lambda _: 0.05

    def looks(_: Request) -> None:
        (execution,) = workspace.runs.all()
        entered = [
            each for each in workspace.runs.attempts(execution.id) if each.state in (AttemptState.SUBMITTING, AttemptState.SUBMITTED)
        ]
        most[0] = max(most[0], len(entered))

    studio.on_poll = looks

    async def go() -> str:
        executor = Executor(workspace, {"paid": studio})
        done = await executor.run(wide(5), studio="live", cap=5_000_000)
        await executor.close()
        return done.status.value

    assert asyncio.run(go()) == "completed"
    assert len(studio.submits) == 5 and studio.most == 1 and most[0] == 1


def test_a_run_that_stops_ends_the_wait(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempt, "TURN_PATIENCE", 0.1)
    studio = studio_in(workspace, concurrency=1)

    async def go() -> str:
        executor = Executor(workspace, {"paid": studio})
        async with studio.ring.pool("fal").turn():
            execution = await executor.start(wide(3), studio="live", cap=5_000_000)
            await asyncio.sleep(0.3)
            assert workspace.runs.attempts(execution) == []
            await executor.cancel(execution)
            done = await asyncio.wait_for(executor.wait(execution), 30)
        await executor.close()
        return done.status.value

    assert asyncio.run(go()) == "cancelled" and studio.submits == []


def test_who_can_send_nothing_is_told_so_in_the_journal(workspace: Workspace) -> None:
    studio = studio_in(workspace, concurrency=0)
    studio.fault = NotAccepted("401: the key is wrong")
    studio.fault.fault = KeyFault.INVALID

    async def go() -> str:
        executor = Executor(workspace, {"paid": studio})
        done = await executor.run(wide(1), studio="live", cap=5_000_000)
        again = await executor.retry(done.id)
        done = await executor.wait(again)
        await executor.close()
        return done.id

    first, second = workspace.runs.attempts(asyncio.run(go()))
    assert (first.state, second.state) == (AttemptState.REJECTED, AttemptState.REJECTED)
    assert "…0001 is invalid" in second.message and "director keys" in second.message and studio.submits == []
