"""Ten thousand jobs on a local fal at concurrency 200: jobs a second, memory as they pass, none lost, no limit of a key exceeded.

The fal runs here, the run in a process of its own (`python -m bench.jobs FOLDER URL JOBS EARLY RPM`), so that its memory is its own. One
plan, two keys of 100 jobs in flight and a number of requests a minute each; memory is read when the first thousand are stored and again
at the end. What the fal counted is held against the limits and against the journal.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from director_kernel.catalog import load_catalog
from director_kernel.engine.executor import Executor
from director_kernel.events import Event, StepStored
from director_kernel.providers.fal import Fal
from director_kernel.providers.pool import Keyring
from director_kernel.schema.plan import Kind, Plan, Step
from director_kernel.store import Workspace

JOBS, EARLY = 10_000, 1_000
CONCURRENCY = 200
KEYS = ("bench-jobs-first:aaaaaaaaaaaaaaaaaaaa", "bench-jobs-second:bbbbbbbbbbbbbbbbbbb")
RPM = 6_000
"""Requests a minute of each key: little enough to be met."""
SECONDS = 1.0
"""What a job takes: long enough for all that may be in flight to be so."""
ENDPOINT = "fal-ai/flux/schnell"
ROOT = Path(__file__).resolve().parents[1]


def memory() -> int:
    """Bytes of this process that are in memory now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def film(jobs: int) -> Plan:
    """So many pictures, none of which needs another."""
    facts: dict[str, Any] = {
        "kind": Kind.TEXT_TO_IMAGE,
        "action": "make",
        "model": "flux-schnell",
        "model_name": "FLUX",
        "provider": "fal",
        "endpoint": ENDPOINT,
    }
    money = {"price": 50_000, "ceiling": 60_000}
    names = range(1, jobs + 1)
    steps = tuple(Step.model_validate({"id": f"s{n}", "order": n, "prompt": f"jobs {n}", "seed": n, **facts, **money}) for n in names)
    return Plan(title="many jobs", steps=steps)


async def work(workspace: Workspace, url: str, jobs: int, early: int, rpm: int) -> dict[str, Any]:
    """Runs them all; what the run and the journal say of it."""
    ring = Keyring(workspace, {"FAL_KEYS": ",".join(KEYS)})
    fal = Fal(ring.pool("fal"), load_catalog().endpoint, base=url, concurrency=CONCURRENCY)
    for card in ring.cards("fal"):
        ring.limit(card.id, rpm=rpm, concurrency=CONCURRENCY // len(KEYS))
    stored, marks = 0, dict[int, int]()

    def hear(event: Event) -> None:
        nonlocal stored
        if isinstance(event, StepStored):
            stored += 1
            if stored in (early, jobs):
                marks[stored] = memory()

    executor = Executor(workspace, {"fal": fal}, emit=hear)
    started = time.perf_counter()
    done = await executor.run(film(jobs), studio="live", cap=jobs * 60_000)
    seconds = time.perf_counter() - started
    await executor.close()
    ring.close()
    attempts = workspace.runs.attempts(done.id)
    return {
        "status": done.status.value,
        "seconds": seconds,
        "early": marks.get(early, 0),
        "late": marks.get(jobs, 0),
        "states": Counter(attempt.state.value for attempt in attempts),
        "tickets": [attempt.ticket for attempt in attempts],
        "takes": len(workspace.runs.takes(done.id)),
        "committed": workspace.ledger.totals().committed,
        "books": workspace.ledger.check(),
    }


def measure(jobs: int = JOBS, early: int = EARLY, rpm: int = RPM, seconds: float = SECONDS) -> dict[str, Any]:
    """What the run says, and what the fal saw: lost and doubled jobs, the most in flight, the most requests a minute of one key."""
    from tests.servers.fal import FalServer

    with FalServer(seconds=seconds, keys=set(KEYS)) as server, tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.jobs", f"{folder}/director", server.url, str(jobs), str(early), str(rpm)]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DIRECTOR_FAL_")}
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment)
        if done.returncode:
            raise SystemExit(f"the jobs did not run: {done.stderr.strip()[-2000:]}")
        said: dict[str, Any] = json.loads(done.stdout)
        accepted = Counter(job.body["prompt"] for job in server.accepted())
        tickets = set(said["tickets"])
        return {
            **said,
            "posts": len(server.posts()),
            "accepted": len(server.jobs),
            "doubled": sum(1 for times in accepted.values() if times > 1),
            "lost": sum(1 for identity in server.jobs if identity not in tickets) + jobs - said["takes"],
            "most": server.most,
            "most_by_key": dict(server.most_by_key),
            "most_a_minute": server.most_in(60.0),
            "billed": server.billed(),
            "leaks": server.leaks,
        }


def beyond(found: Mapping[str, Any], rpm: int = RPM) -> int:
    """How far a limit was exceeded, in jobs or requests; 0 for not at all."""
    each = CONCURRENCY // len(KEYS)
    return max(0, found["most"] - CONCURRENCY, max(found["most_by_key"].values()) - each, found["most_a_minute"] - rpm)


def run() -> list[dict[str, object]]:
    """Jobs a second, memory, and what must not have happened."""
    found = measure()
    if found["status"] != "completed" or found["books"] or found["leaks"]:
        raise SystemExit(f"the jobs did not end well: {found['status']}, {found['states']}, {found['books']}, {found['leaks']}")
    wrong = found["lost"] + found["doubled"] + beyond(found)
    most = f"{found['most']} in flight, {found['most_a_minute']} a minute and key"
    return [
        {
            "what": f"{JOBS} jobs on a local fal, concurrency {CONCURRENCY}",
            "ours": f"{JOBS / found['seconds']:.0f} jobs/s",
            "peer": "–",
            "ratio": None,
            "aim": "",
        },
        {
            "what": f"memory at {JOBS} jobs beside {EARLY}",
            "ours": f"{found['late'] / 1e6:.0f} MB",
            "peer": f"{found['early'] / 1e6:.0f} MB",
            "ratio": found["late"] / found["early"],
            "aim": "<= 1.3",
        },
        {
            "what": f"jobs lost, ordered twice or beyond a limit ({most})",
            "ours": str(wrong),
            "peer": "0",
            "ratio": float(wrong),
            "aim": "<= 0",
        },
    ]


if __name__ == "__main__":
    with Workspace.open(sys.argv[1]) as opened:
        print(json.dumps(asyncio.run(work(opened, sys.argv[2], *map(int, sys.argv[3:])))))
