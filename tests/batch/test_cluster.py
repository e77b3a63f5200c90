"""Pixels on a cluster: the same frames as here, whatever happens to its workers; what is said when it isn't there."""

import asyncio
import os
import pickle
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from director_kernel import Director
from director_kernel.batch.cluster import Cluster, connect
from director_kernel.commands.shell import run as shell
from director_kernel.errors import JobFailed, UsageError
from director_kernel.events import Event, StepStored
from director_kernel.media.order import Order
from director_kernel.media.pool import Pool
from director_kernel.media.remote import render
from director_kernel.schema.plan import Kind, Plan
from tests.films import quickstart_plan, smaller
from tests.media import work

if TYPE_CHECKING:
    from distributed import LocalCluster

pytestmark = [
    pytest.mark.slow,
    # Dask hands its comms to tornado's loop and closes some of them only when collected; none of them is ours.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


def local_cluster(workers: int = 2) -> "LocalCluster":
    """A scheduler with worker processes of one thread each."""
    from distributed import LocalCluster

    return LocalCluster(n_workers=workers, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", silence_logs=50)


@pytest.fixture(scope="module")
def dask() -> "Iterator[LocalCluster]":
    with local_cluster() as cluster:
        yield cluster


def takes(director: Director, execution: str) -> dict[str, str]:
    return {f"{take.step}.{take.take}": take.asset.sha256 for take in director.workspace.runs.takes(execution)}


def make(director: Director, plan: Plan, see: Callable[[Event], None] = lambda event: None) -> dict[str, str]:
    """The hashes of the film's takes by step."""
    ended = director.runs.start(plan).wait(see)
    assert ended.status == "completed", director.runs.status(ended.id)
    return takes(director, ended.id)


def ours(dask: "LocalCluster") -> list[str]:
    """The connections to the scheduler that are no worker's."""
    return [name for name in dask.scheduler.clients if name.startswith("Client-") and "worker" not in name]


def comes_true(what: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not what() and time.monotonic() < end:
        time.sleep(0.05)
    return what()


def busy_worker(director: Director, address: str) -> int:
    """The process of a worker that has something to do."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        busy = [worker for worker, jobs in client.processing().items() if jobs]
        pids: dict[str, int] = client.run(os.getpid, workers=busy)
    return pids[busy[0]]


def test_the_quickstarts_film_is_the_same_though_a_worker_is_killed_midway(tmp_path: Path, dask: "LocalCluster") -> None:
    killed: list[int] = []

    def kill_midway(event: Event) -> None:
        if isinstance(event, StepStored) and event.mime == "video/mp4" and not killed:
            killed.append(busy_worker(director, dask.scheduler_address))
            os.kill(killed[0], signal.SIGKILL)

    with Director(tmp_path / "here") as director:
        plan = smaller(director, quickstart_plan(director), by=6, fps=6)
        here = make(director, plan)
    with Director(tmp_path / "there") as director:
        director.use_pixels(connect(dask.scheduler_address))
        there = make(director, smaller(director, quickstart_plan(director), by=6, fps=6), kill_midway)
        assert not director.workspace.ledger.check()
    assert killed
    assert len(here) == len(plan.steps) >= 16
    assert there == here


def test_a_run_from_the_shell_draws_on_the_cluster(
    tmp_path: Path, dask: "LocalCluster", monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    before = dask.scheduler.transition_counter
    with Director(memory="shell") as director:
        plan = smaller(director, quickstart_plan(director), by=8, fps=4, shots=1)
        director.workspace.conversations.change(director.chats.here().id, plan=plan.id)
    assert shell(["run", "--cluster", dask.scheduler_address]) == 0, capsys.readouterr().err
    assert "reel.mp4" in capsys.readouterr().out
    assert dask.scheduler.transition_counter > before
    assert comes_true(lambda: not ours(dask)), "the command is done and still connected"


def test_a_cancelled_run_leaves_the_cluster_free(tmp_path: Path, dask: "LocalCluster") -> None:
    with Director(tmp_path / "director") as director:
        director.use_pixels(connect(dask.scheduler_address))
        run = director.runs.start(smaller(director, quickstart_plan(director)))
        with pytest.raises(UsageError, match="director cancel"):
            director.use_pixels(None)
        time.sleep(1)
        director.runs.cancel(run.execution)
        assert run.wait().status == "cancelled"
        assert comes_true(lambda: not any(worker.processing for worker in dask.scheduler.workers.values())), "still drawing"
        director.use_pixels(None)
        assert not ours(dask)
        assert not director.workspace.ledger.check()


def test_a_scheduler_that_goes_away_ends_the_wait() -> None:
    going = local_cluster(workers=1)
    pixels = connect(going.scheduler_address)
    assert pixels.workers == 2

    async def lose() -> None:
        sleeping = asyncio.create_task(Pool(pixels).run(work.sleep, 60))
        await asyncio.sleep(1)
        await asyncio.to_thread(going.close)
        with pytest.raises(JobFailed, match="director run"):
            await asyncio.wait_for(sleeping, 20)
        with pytest.raises(JobFailed, match="is gone"):
            await Pool(pixels).run(work.double, 1)

    asyncio.run(lose())
    pixels.shutdown()


def test_a_stopped_task_is_no_lost_cluster(dask: "LocalCluster") -> None:
    async def stop(pixels: Cluster) -> None:
        sleeping = asyncio.create_task(Pool(pixels).run(work.sleep, 5))
        await asyncio.sleep(0.5)
        sleeping.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sleeping
        assert await Pool(pixels).run(work.double, 4) == 8

    with connect(dask.scheduler_address) as pixels:
        asyncio.run(stop(pixels))


@pytest.mark.parametrize("address", ["nonsense", "smtp://host:1", "127.0.0.1:1", ""])
def test_an_address_where_nothing_answers(address: str) -> None:
    with pytest.raises(UsageError, match=r"or run without --cluster\.$"):
        connect(address, timeout=0.5)


def test_something_else_listens_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_greet, args=(server,), daemon=True).start()
        with pytest.raises(UsageError, match="no Dask scheduler answers"):
            connect(f"tcp://127.0.0.1:{server.getsockname()[1]}", timeout=2)


def _greet(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        connection.sendall(b"220 mail.example ESMTP\r\n")
        time.sleep(3)


def test_the_command_says_that_nothing_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert shell(["plan", "A 5 second square ad for a red teapot", "--decide"]) == 0
    monkeypatch.setattr("director_kernel.batch.cluster.connect.__defaults__", (0.5,))
    assert shell(["run", "--cluster", "127.0.0.1:1"]) == 2
    assert "start one with `dask scheduler`" in capsys.readouterr().err


def test_a_worker_of_another_version_draws_nothing() -> None:
    order = Order(kind=Kind.TEXT, width=0, height=0, prompt="a title")
    assert render(order)
    with pytest.raises(JobFailed, match="install the same director-kernel"):
        render(replace(order, renderer="an older one"))


def test_an_order_and_its_errors_travel() -> None:
    error = pickle.loads(pickle.dumps(JobFailed("no; run it again.", provider="previs")))
    assert (error.message, error.provider) == ("no; run it again.", "previs")
