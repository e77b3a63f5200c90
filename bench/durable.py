"""Durable steps per second beside DBOS on SQLite, run time beside the critical path, and what group commit gives.

Both sides do the same work per step: make a distinct 2 kB file, put it on the disk under its hash (file and folder fsynced) and
record the step in SQLite with `synchronous=FULL` (SQLite's default, which DBOS keeps). Rounds alternate, so that both meet the same
disk; the ratio is the median of the rounds. Nothing is deleted before the end: ext4 slows down for seconds after a mass deletion.
"""

import asyncio
import hashlib
import heapq
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from director_kernel.engine.executor import Executor
from director_kernel.providers.protocol import JobState, JobStatus, Output, Request, Ticket
from director_kernel.schema.plan import Input, Kind, Plan, Role, Step
from director_kernel.store import Workspace

ROUNDS = 5
STEPS = 400
WIDTH = 40
BYTES = 2048
Row = dict[str, object]


@dataclass
class Instant:
    """A provider that delivers BYTES distinct bytes, `latency` seconds after the order."""

    name: str = "previs"
    concurrency: int = WIDTH
    latencies: dict[str, float] = field(default_factory=dict)
    _due: dict[str, float] = field(default_factory=dict)

    async def submit(self, request: Request) -> Ticket:
        self._due[request.prompt] = time.monotonic() + self.latencies.get(request.prompt, 0.0)
        return Ticket(provider=self.name, id=request.prompt)

    async def poll(self, ticket: Ticket, request: Request) -> JobStatus:
        done = time.monotonic() >= self._due[ticket.id]
        return JobStatus(state=JobState.DONE if done else JobState.RUNNING, actual=0)

    async def fetch(self, ticket: Ticket, request: Request, folder: Path) -> tuple[Output, ...]:
        path = folder / "take.bin"
        path.write_bytes(content(request.prompt))
        return (Output(path=path, mime="image/png"),)

    async def cancel(self, ticket: Ticket, request: Request) -> JobStatus:
        return JobStatus(state=JobState.CANCELLED)

    async def close(self) -> None:
        """Nothing to close."""


def content(name: str) -> bytes:
    """BYTES bytes that no other name has."""
    return hashlib.sha256(name.encode()).digest() * (BYTES // 32)


def plan_of(prompts: Iterable[str], depth: int) -> Plan:
    """Chains of `depth` steps each, side by side."""
    steps: list[Step] = []
    for order, prompt in enumerate(prompts, start=1):
        needs = (steps[-1].id,) if (order - 1) % depth else ()
        inputs = tuple(Input(role=Role.REFERENCE, step=need) for need in needs)
        facts = {"kind": Kind.TEXT_TO_IMAGE, "action": "make", "model": "m", "model_name": "M", "prompt": prompt}
        steps.append(Step.model_validate({"id": f"s{order}", "order": order, "inputs": inputs, "depends_on": needs, **facts}))
    return Plan(title="bench", steps=tuple(steps))


def director(folder: Path, shape: str, number: int) -> tuple[float, int]:
    """(steps a second, transactions) of one round in a workspace of its own."""
    depth, count = (STEPS, STEPS) if shape == "chain" else (1, STEPS)

    async def go(workspace: Workspace) -> tuple[float, int]:
        executor = Executor(workspace, {"previs": Instant()})
        await executor.run(plan_of([f"warm {shape} {number}"], 1))
        plan = workspace.plans.save(plan_of([f"{shape} {number} {i}" for i in range(count)], depth))
        groups, started = workspace.writer.groups, time.perf_counter()
        done = await executor.run(plan)
        elapsed = time.perf_counter() - started
        assert done.status == "completed", done
        return count / elapsed, workspace.writer.groups - groups

    with Workspace.open(folder) as workspace:
        return asyncio.run(go(workspace))


# Run by the peer in a process of its own: DBOS is a singleton, and takes its time to import.
DBOS_SCRIPT = """
import asyncio, hashlib, os, sys, time
from dbos import DBOS
folder, shape, count, width, size = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
os.makedirs(folder + "/assets")
DBOS(config={"name": "bench", "system_database_url": f"sqlite:///{folder}/dbos.sqlite", "run_admin_server": False, "log_level": "ERROR"})

@DBOS.step()
async def make(number: int) -> str:
    data = hashlib.sha256(f"{folder}{number}".encode()).digest() * (size // 32)
    name = hashlib.sha256(data).hexdigest()
    temporary, final = f"{folder}/assets/{name}.part", f"{folder}/assets/{name}"
    handle = os.open(temporary, os.O_CREAT | os.O_WRONLY)
    os.write(handle, data); os.fsync(handle); os.close(handle)
    os.rename(temporary, final)
    handle = os.open(folder + "/assets", os.O_RDONLY)
    os.fsync(handle); os.close(handle)
    return name

@DBOS.workflow()
async def chain(count: int) -> int:
    for number in range(count):
        await make(number)
    return count

@DBOS.workflow()
async def wide(count: int) -> int:
    for first in range(0, count, width):
        await asyncio.gather(*(make(number) for number in range(first, first + width)))
    return count

async def main() -> None:
    started = time.perf_counter()
    handle = await DBOS.start_workflow_async({"chain": chain, "wide": wide}[shape], count)
    await handle.get_result()
    print("PER SECOND", count / (time.perf_counter() - started))

DBOS.launch()
asyncio.run(main())
DBOS.destroy()
"""


def dbos(folder: Path, shape: str) -> float:
    """Steps a second of DBOS on the same shape."""
    python = os.environ.get("DIRECTOR_BENCH_PYTHON", sys.executable)
    command = [python, "-W", "ignore", "-c", DBOS_SCRIPT, str(folder), shape, str(STEPS), str(WIDTH), str(BYTES)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        last = done.stderr.strip().rpartition("\n")[2]
        raise SystemExit(
            f"DBOS did not run ({last}); install the `bench` dependency group, or name a Python that has it in DIRECTOR_BENCH_PYTHON"
        )
    return float(next(line for line in done.stdout.splitlines() if line.startswith("PER SECOND")).split()[-1])


def throughput(root: Path) -> list[Row]:
    """Chain and 40 wide, ours and DBOS in turn; and how many steps share a transaction."""
    rows: list[Row] = []
    groups: dict[str, list[int]] = {}
    for shape, title, aim in (("chain", "durable steps/s, a chain", ">= 2"), ("wide", f"durable steps/s, {WIDTH} wide", ">= 5")):
        pairs = []
        for number in range(ROUNDS):
            ours, commits = director(root / f"ours-{shape}-{number}", shape, number)
            groups.setdefault(shape, []).append(commits)
            pairs.append((ours, dbos(root / f"dbos-{shape}-{number}", shape)))
        rows.append(
            {
                "what": title,
                "ours": f"{statistics.median(ours for ours, _ in pairs):.0f} /s",
                "peer": f"DBOS on SQLite {statistics.median(peer for _, peer in pairs):.0f} /s",
                "ratio": statistics.median(ours / peer for ours, peer in pairs),
                "aim": aim,
            }
        )
    chain, wide = (STEPS / statistics.median(groups[shape]) for shape in ("chain", "wide"))
    rows.append(
        {
            "what": "group commit: steps per transaction",
            "ours": f"{WIDTH} wide {wide:.2f}",
            "peer": f"a chain {chain:.2f}",
            "ratio": wide / chain,
            "aim": "",
        }
    )
    return rows


def critical_path(plan: Plan, latencies: dict[str, float], limit: int) -> float:
    """Seconds the plan takes with `limit` jobs at once and nothing else costing time; steps start in the order they become ready."""
    waiting = {step.id: set(step.depends_on) for step in plan.steps}
    ready = [step for step in plan.steps if not waiting[step.id]]
    flying: list[tuple[float, str]] = []
    now = 0.0
    while ready or flying:
        while ready and len(flying) < limit:
            step = ready.pop(0)
            heapq.heappush(flying, (now + latencies[step.prompt], step.id))
        now, finished = heapq.heappop(flying)
        for step in plan.steps:
            if finished in waiting[step.id]:
                waiting[step.id].discard(finished)
                if not waiting[step.id]:
                    ready.append(step)
    return now


def waiting(root: Path) -> list[Row]:
    """Run time of 40-step plans with 0.2–2 s latencies, beside the critical path under the limit."""
    rows: list[Row] = []
    draw = random.Random(11)
    for title, depth, limit in (("40 wide, 8 at once", 1, 8), ("two chains of 20", 20, 8)):
        prompts = [f"{title} {i}" for i in range(40)]
        latencies = {prompt: draw.uniform(0.2, 2.0) for prompt in prompts}
        plan = plan_of(prompts, depth)
        with Workspace.open(root / title.replace(" ", "-")) as workspace:
            executor = Executor(workspace, {"previs": Instant(concurrency=limit, latencies=latencies)})
            started = time.perf_counter()
            asyncio.run(executor.run(plan))
            ours = time.perf_counter() - started
        best = critical_path(plan, latencies, limit)
        rows.append(
            {
                "what": f"run time, {title}",
                "ours": f"{ours:.2f} s",
                "peer": f"critical path {best:.2f} s",
                "ratio": ours / best,
                "aim": "<= 1.03",
            }
        )
    return rows


def run() -> list[Row]:
    """All rows; takes about two minutes."""
    root = Path(tempfile.mkdtemp(prefix="director-bench-"))
    try:
        return throughput(root) + waiting(root)
    finally:
        shutil.rmtree(root)


if __name__ == "__main__":
    for row in run():
        print(row)
