"""Worker processes: started late, replaced when they die, gone when their parent is."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import psutil
import pytest

from director_kernel.errors import JobFailed
from director_kernel.media import meter
from director_kernel.media.meter import Meter, Stopped
from director_kernel.media.pool import Pool
from tests.media import work

ROOT = Path(__file__).parents[2]


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool(workers=1)
    yield made
    made.close()


def test_nothing_is_started_before_there_is_work(pool: Pool) -> None:
    before = len(psutil.Process().children(recursive=True))
    Pool(workers=2).close()
    assert len(psutil.Process().children(recursive=True)) == before
    assert pool.submit(work.double, 21).result(30) == 42
    assert pool.submit(work.threads).result(30) == "1"


def test_a_worker_that_dies_is_replaced_and_its_work_done_again(pool: Pool, tmp_path: Path) -> None:
    assert asyncio.run(pool.run(work.die_once, str(tmp_path / "mark"))) == 7
    with pytest.raises(BrokenProcessPool):
        pool.submit(work.die).result(30)
    assert pool.submit(work.double, 2).result(30) == 4


def test_work_that_kills_every_worker_fails_with_a_way_out(pool: Pool) -> None:
    with pytest.raises(JobFailed, match=r"`director retry`\.$"):
        asyncio.run(pool.run(work.die))
    assert pool.submit(work.double, 2).result(30) == 4


def test_work_that_never_ends_can_be_killed_and_the_pool_goes_on(pool: Pool) -> None:
    assert pool.submit(work.double, 1).result(30) == 2
    endless = pool.submit(work.sleep, 600.0)
    pool.kill()
    with pytest.raises(BrokenProcessPool):
        endless.result(30)
    assert pool.submit(work.double, 2).result(30) == 4
    pool.close()
    pool.kill()


def test_any_executor_will_do_and_is_left_alone() -> None:
    with ThreadPoolExecutor(1) as threads:
        given = Pool(threads)
        assert given.submit(work.whoami).result() == os.getpid()
        given.close()
        assert threads.submit(work.double, 1).result() == 2


def test_a_closed_pool_starts_again(pool: Pool) -> None:
    first = pool.submit(work.whoami).result(30)
    pool.close()
    assert not psutil.pid_exists(first)
    assert pool.submit(work.whoami).result(30) != first


def test_closing_ends_work_that_does_not_end_by_itself() -> None:
    pool = Pool(workers=1)
    worker = pool.submit(work.whoami).result(30)
    endless, waiting = pool.submit(work.sleep, 3600.0), [pool.submit(work.double, i) for i in range(4)]
    while not endless.running():
        time.sleep(0.01)
    pool.close(0.1)
    assert not psutil.pid_exists(worker)
    with pytest.raises(BrokenProcessPool):
        endless.result(30)
    assert waiting[-1].cancelled()
    assert all(future.done() for future in waiting)


def test_pools_that_start_workers_at_once_leave_main_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["__main__"], "__file__", "mine.py", raising=False)
    starting, other_started = threading.Event(), threading.Event()

    class Starting:
        """An executor whose worker takes a while to start."""

        def __init__(self, began: threading.Event, until: threading.Event) -> None:
            self.began, self.until = began, until

        def submit(self, *_: object) -> None:
            self.began.set()
            self.until.wait(0.3)

    def start(began: threading.Event, until: threading.Event) -> threading.Thread:
        pool = Pool(workers=1)
        monkeypatch.setattr(pool, "_own", Starting(began, until))
        thread = threading.Thread(target=pool.submit, args=(work.double, 1))
        thread.start()
        return thread

    first = start(starting, other_started)
    assert starting.wait(30)
    second = start(other_started, threading.Event())
    first.join()
    second.join()
    assert sys.modules["__main__"].__file__ == "mine.py"


PARENT = """
import sys, time
from director_kernel.media.pool import Pool
from tests.media import work
pool = Pool(workers=2)
pids = {future.result() for future in [pool.submit(work.whoami) for _ in range(6)]}
busy = pool.submit(work.sleep, 60)
time.sleep(0.2)
print(*sorted(pids), flush=True)
time.sleep(60)
"""


@pytest.mark.crash
def test_no_worker_outlives_a_killed_parent(tmp_path: Path) -> None:
    script = tmp_path / "unguarded.py"  # no `if __name__ == "__main__"`: workers must not run it again
    script.write_text(PARENT)
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        assert parent.stdout is not None
        workers = [psutil.Process(int(pid)) for pid in parent.stdout.readline().split()]
        assert workers
        assert all(worker.is_running() for worker in workers)
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        parent.stdout.close()  # type: ignore[union-attr]
    _, alive = psutil.wait_procs(workers, timeout=10)
    assert not alive


def test_ctrl_c_is_left_to_the_parent(pool: Pool) -> None:
    worker = pool.submit(work.whoami).result(30)
    busy = pool.submit(work.sleep, 0.5)
    time.sleep(0.1)
    os.kill(worker, signal.SIGINT)
    busy.result(30)
    assert pool.submit(work.whoami).result(30) == worker


def test_a_meter_tells_and_stops_across_processes(tmp_path: Path) -> None:
    path = tmp_path / "meter"
    meter.begin(path)
    working = Meter(str(path))
    working.tick(1, 4)
    assert meter.share(path) == 0.25
    meter.stop(path)
    with pytest.raises(Stopped):
        working.tick(2, 4)
    assert meter.share(tmp_path / "nowhere") == 0
    Meter(str(tmp_path / "nowhere")).tick(1, 2)
    Meter().tick(1, 2)
    meter.stop(tmp_path / "nowhere")
