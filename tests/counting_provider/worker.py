"""What test processes do: run or resume a plan against the counting provider, and die where they are told to."""

import asyncio
import json
import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import filelock  # noqa: F401 - loaded once, in the process the others are forked from

from director_kernel.engine.executor import Executor
from director_kernel.errors import DirectorError
from director_kernel.schema.plan import Plan
from director_kernel.store import Workspace
from tests.counting_provider.client import Counting


def processes() -> ForkServerContext:
    """Processes that start in milliseconds: forked from one that has everything imported and no threads."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.counting_provider.worker"])
    return context


class Bomb:
    """A checkpoint that counts, and kills the process as kill -9 does at number `at` (0: never); `note` then holds its name."""

    def __init__(self, at: int = 0, note: str = "") -> None:
        self.at = at
        self.note = note
        self.names: list[str] = []

    def __call__(self, name: str) -> None:
        self.names.append(name)
        if len(self.names) == self.at:
            Path(self.note).write_text(name)
            os.kill(os.getpid(), signal.SIGKILL)


def work(folder: Path, port: int, plan_json: str, *, bomb: int = 0, cap: int | None = None, report: str = "", go_on: bool = False) -> None:
    """Runs the plan, or goes on with it. What happened is written to the file `report`, as JSON."""
    said: dict[str, Any] = {}
    counted = Bomb(bomb, note=f"{folder}.bomb")
    try:
        with Workspace.open(folder, checkpoint=counted) as workspace:
            counted.names.clear()
            executor = Executor(workspace, {"paid": Counting(port), "previs": Counting(port, name="previs")})
            saved = workspace.plans.all()
            plan = workspace.plans.get(saved[0]) if saved else workspace.plans.save(Plan.model_validate_json(plan_json))
            done = asyncio.run(_finish(executor, plan, cap, go_on))
            said = {"status": done.status.value, "execution": done.id, "epoch": done.epoch}
    except DirectorError as error:
        said = {"error": error.code, "message": error.message}
    if report:
        Path(report).write_text(json.dumps(said | {"checkpoints": counted.names}))


async def _finish(executor: Executor, plan: Plan, cap: int | None, go_on: bool) -> Any:
    """Starts the plan, or goes on with its run: a run that failed is over, and starting it anew would rightly order anew."""
    before = executor.workspace.runs.all(plan=plan.id) if go_on else []
    if before:
        done = await executor.wait(await executor.resume(before[0].id))
    else:
        done = await executor.run(plan, studio="live", cap=cap)
    await executor.close()
    return done


def in_process(target: Callable[..., None], *args: Any, **named: Any) -> int:
    """Runs `target` in a process of its own and returns how it ended (-9: killed)."""
    process = processes().Process(target=target, args=args, kwargs=named)
    process.start()
    process.join(60)
    assert process.exitcode is not None, "the process hangs"
    return process.exitcode
