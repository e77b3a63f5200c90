"""kill -9 while a step is left out: it is left out or it is not, and either way the run goes on and pays nothing twice."""

import asyncio
import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from director_kernel.engine.executor import Executor
from director_kernel.errors import DirectorError
from director_kernel.providers.protocol import Output
from director_kernel.schema.plan import Input, Kind, Plan, Role
from director_kernel.store import Workspace
from tests.counting_provider.client import Counting, Served, serving
from tests.counting_provider.worker import Bomb, in_process, processes
from tests.engine.studio import plan_of, step

pytestmark = pytest.mark.crash


async def joined(assembly: object) -> tuple[Output, ...]:
    files, folder = assembly.files, assembly.folder  # type: ignore[attr-defined]
    path = folder / "reel.png"
    path.write_bytes(",".join(of.id for _, of in files if of is not None).encode().ljust(64, b"."))
    return (Output(path=path, mime="image/png"),)


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("provider") / "log.jsonl") as served:
        yield served


def film(book: str) -> Plan:
    """Two pictures, the first of which the provider refuses, something made of it, and a reel of all."""
    clips = ("bad", "after", "good")
    reel = step(
        "reel",
        kind=Kind.ASSEMBLE,
        model="reel",
        provider="",
        price=0,
        ceiling=0,
        inputs=tuple(Input(role=Role.CLIP, step=each) for each in clips),
        depends_on=clips,
    )
    bad = step("bad", prompt=f"outcome=fail {book} bad")
    return plan_of(bad, step("after", "bad", prompt=f"{book} after"), step("good", prompt=f"{book} good"), reel)


def leave_out(folder: Path, port: int, report: str, *, bomb: int = 0) -> None:
    """Leaves the step that failed out and goes on to the end."""
    counted = Bomb(bomb, note=f"{folder}.bomb")
    with Workspace.open(folder, checkpoint=counted) as workspace:
        counted.names.clear()
        executor = Executor(workspace, {"paid": Counting(port)}, assemble=joined)
        (run,) = workspace.runs.all()

        async def go() -> str:
            if not await executor.leave_out(run.id, "bad"):
                await executor.resume(run.id)
            return (await executor.wait(run.id)).status.value

        try:
            said = asyncio.run(go())
        except DirectorError as error:
            said = error.message
    Path(report).write_text(json.dumps({"said": said, "points": counted.names}))


def test_killed_at_every_point_of_leaving_a_step_out(provider: Served, tmp_path: Path) -> None:
    points = 1
    at = 0
    while at <= points:
        book, folder, report = f"skip{at}", tmp_path / f"w{at}", tmp_path / f"{at}.json"
        with Workspace.open(folder) as workspace:
            executor = Executor(workspace, {"paid": Counting(provider.port)}, assemble=joined)
            done = asyncio.run(executor.run(film(book), studio="live", cap=10**8))
            assert done.status == "failed"
            asyncio.run(executor.close())
        ended = in_process(leave_out, folder, provider.port, str(report), bomb=at)
        assert ended == (0 if at == 0 else -9)
        if at == 0:
            points = len(json.loads(report.read_text())["points"])
            assert points > 4
        else:
            with Workspace.open(folder) as workspace:
                assert workspace.runs.left_out(done.id) in (set(), {"bad"})
            assert in_process(leave_out, folder, provider.port, str(report)) == 0
        assert json.loads(report.read_text())["said"] == "completed"
        with Workspace.open(folder) as workspace:
            takes = {take.step: take for take in workspace.runs.takes(done.id)}
            assert set(takes) == {"good", "reel"} and workspace.runs.left_out(done.id) == {"bad"}
            assert workspace.assets.read(takes["reel"].asset).rstrip(b".") == b"good"
            assert workspace.ledger.check() == [] and workspace.assets.faults() == []
        assert all(count == 1 for count in provider.accepted(book).values())
        shutil.rmtree(folder)
        at += 1


def drive(folder: Path, port: int, plan: str, report: str) -> None:
    """Runs a plan to its end."""
    with Workspace.open(folder) as workspace:
        executor = Executor(workspace, {"paid": Counting(port)}, assemble=joined)
        done = asyncio.run(executor.run(workspace.plans.get(plan), studio="live", cap=10**8))
        Path(report).write_text(done.status.value)


def test_a_process_does_without_what_another_one_leaves_out(provider: Served, tmp_path: Path) -> None:
    folder, report = tmp_path / "director", tmp_path / "report"
    plan = film("elsewhere")
    slow = tuple(each.with_(prompt="outcome=slow elsewhere good") if each.id == "good" else each for each in plan.steps)
    with Workspace.open(folder) as workspace:
        saved = workspace.plans.save(plan.with_(steps=slow))
        process = processes().Process(target=drive, args=(folder, provider.port, saved.id, str(report)))
        process.start()
        executor = Executor(workspace, {"paid": Counting(provider.port)}, assemble=joined)
        for _ in range(4000):
            runs = workspace.runs.all()
            if runs and any(each.step == "reel" for each in workspace.runs.attempts(runs[0].id)):
                break
            time.sleep(0.002)
        assert asyncio.run(executor.leave_out(runs[0].id, "bad")) is False
        process.join(60)
        assert process.exitcode == 0
        if workspace.runs.get(runs[0].id).status != "completed":  # it came to its end just before: then it is gone on with
            asyncio.run(_go_on(executor, runs[0].id))
        assert workspace.runs.get(runs[0].id).status == "completed"
        assert {take.step for take in workspace.runs.takes(runs[0].id)} == {"good", "reel"}
        assert workspace.ledger.check() == []


async def _go_on(executor: Executor, run: str) -> None:
    await executor.resume(run)
    await executor.wait(run)
