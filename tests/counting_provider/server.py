"""The provider's process: `python -m tests.counting_provider.server LOG SEED`; prints its port, then serves until its stdin closes.

One JSON object a line each way, over loopback TCP. Every submit it accepts is in the log, fsynced, before anyone hears of it.
An order's outcome is what its prompt names (`outcome=drop`), else drawn from the seed; seed 0 accepts everything.
"""

import asyncio
import base64
import hashlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

OUTCOMES = ("accept", "drop", "reject", "refuse", "fail", "slow", "lost", "late")
MIX = ("accept",) * 8 + ("slow",) * 3 + OUTCOMES[1:]
FAST, SLOW, LATE = 0.004, 0.08, 0.05
"""Seconds a job takes, a slow one takes, and a late answer to a submit waits."""


class Provider:
    """Jobs in memory, orders in the log."""

    def __init__(self, log: Path, seed: int) -> None:
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        self._seed = seed
        self._jobs: dict[str, dict[str, Any]] = {}

    def outcome(self, order: dict[str, Any]) -> str:
        """What becomes of an order."""
        for word in order["prompt"].split():
            if word.startswith("outcome="):
                return word.removeprefix("outcome=")
        return "accept" if self._seed == 0 else MIX[self._draw(order, "outcome") % len(MIX)]

    def actual(self, order: dict[str, Any]) -> int:
        """What the job is billed: 0.5 to 1.5 times what the order expects, or exactly that where nothing is drawn."""
        expected = int(order["expected"])
        return expected if self._seed == 0 else expected * (50 + self._draw(order, "price") % 101) // 100

    def _draw(self, order: dict[str, Any], what: str) -> int:
        text = f"{self._seed}/{what}/{order['prompt']}/{order['seed']}/{order['take']}"
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big")

    def write(self, **line: Any) -> None:
        os.write(self._log, (json.dumps(line) + "\n").encode())
        os.fsync(self._log)

    async def submit(self, order: dict[str, Any]) -> dict[str, Any] | None:
        outcome = self.outcome(order)
        if outcome in ("reject", "refuse"):
            self.write(event="turned away", order=order, outcome=outcome)
            return {"error": outcome}
        job = f"job-{len(self._jobs) + 1}"
        takes = SLOW if outcome == "slow" else FAST
        self._jobs[job] = {"order": order, "outcome": outcome, "due": time.monotonic() + takes}
        self.write(event="accepted", order=order, outcome=outcome, job=job, actual=self.actual(order))
        if outcome == "late":
            await asyncio.sleep(LATE)
        return None if outcome == "drop" else {"job": job}

    def poll(self, name: str) -> dict[str, Any]:
        job = self._jobs.get(name)
        if job is None:
            return {"state": "lost"}
        if job.get("cancelled"):
            return {"state": "cancelled", "actual": 0}
        if time.monotonic() < job["due"]:
            return {"state": "running"}
        state = {"fail": "failed", "lost": "lost"}.get(job["outcome"], "done")
        return {"state": state, "actual": 0 if state == "failed" else self.actual(job["order"])}

    def fetch(self, name: str) -> dict[str, Any]:
        order = self._jobs[name]["order"]
        return {"data": base64.b64encode(json.dumps(order, sort_keys=True).encode().ljust(2048, b" ")).decode()}

    def cancel(self, name: str) -> dict[str, Any]:
        if self._jobs[name]["due"] > time.monotonic():
            self._jobs[name]["cancelled"] = True
            self.write(event="cancelled", job=name)
        return self.poll(name)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One question a connection; a dropped one is closed without a word."""
        try:
            line = await reader.readline()
            if line:
                asked = json.loads(line)
                op, value = asked["op"], asked["value"]
                answer = await self.submit(value) if op == "submit" else getattr(self, op)(value)
                if answer is not None:
                    writer.write((json.dumps(answer) + "\n").encode())
                    await writer.drain()
        except ConnectionError:
            pass  # the client was killed: that is what it is here for
        finally:
            writer.close()


async def main(log: Path, seed: int) -> None:
    """Serves until the test closes stdin."""
    provider = Provider(log, seed)
    server = await asyncio.start_server(provider.serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
