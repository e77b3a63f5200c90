"""The provider as the executor sees it, and the log as the test reads it."""

import asyncio
import base64
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from director_kernel.errors import NotAccepted, Refused, UnknownOutcome
from director_kernel.providers.protocol import JobState, JobStatus, Output, Request, Ticket

ROOT = Path(__file__).resolve().parents[2]
ACCEPTED = {"accept", "drop", "fail", "slow", "lost", "late"}


@dataclass
class Counting:
    """Speaks to the provider's process on `port`. `expected` is the price it is told an order should cost, in micro-USD."""

    port: int
    expected: int = 100_000
    name: str = "paid"
    concurrency: int = 8

    async def submit(self, request: Request) -> Ticket:
        order = {"prompt": request.prompt, "seed": request.seed, "take": request.take, "expected": self.expected}
        try:
            answer = await self._ask("submit", order)
        except (OSError, asyncio.IncompleteReadError) as error:
            raise UnknownOutcome("the connection was dropped after sending; look at the provider", provider=self.name) from error
        if answer.get("error") == "reject":
            raise NotAccepted("too busy; try again later", provider=self.name, status=429)
        if answer.get("error") == "refuse":
            raise Refused("this is not allowed; change the prompt", provider=self.name, status=422)
        return Ticket(provider=self.name, id=answer["job"])

    async def poll(self, ticket: Ticket, request: Request) -> JobStatus:
        return _status(await self._ask("poll", ticket.id))

    async def fetch(self, ticket: Ticket, request: Request, folder: Path) -> tuple[Output, ...]:
        path = folder / "take.json"
        path.write_bytes(base64.b64decode((await self._ask("fetch", ticket.id))["data"]))
        return (Output(path=path, mime="application/json"),)

    async def cancel(self, ticket: Ticket, request: Request) -> JobStatus:
        return _status(await self._ask("cancel", ticket.id))

    async def close(self) -> None:
        """Every question has a connection of its own."""

    async def _ask(self, op: str, value: Any) -> dict[str, Any]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write((json.dumps({"op": op, "value": value}) + "\n").encode())
            await writer.drain()
            line = await reader.readuntil(b"\n")
        finally:
            writer.close()
        answer: dict[str, Any] = json.loads(line)
        return answer


def _status(answer: dict[str, Any]) -> JobStatus:
    return JobStatus(state=JobState(answer["state"]), actual=answer.get("actual"))


@dataclass
class Served:
    """A running provider process and its log."""

    port: int
    log: Path

    def lines(self, book: str = "") -> list[dict[str, Any]]:
        """What it wrote about orders whose prompt starts with `book`."""
        found = [json.loads(line) for line in self.log.read_text().splitlines()]
        return [line for line in found if line.get("order", {}).get("prompt", "").startswith(book)]

    def accepted(self, book: str = "") -> Counter[tuple[str, int, int]]:
        """How often each order was accepted."""
        return Counter(
            (line["order"]["prompt"], line["order"]["seed"], line["order"]["take"])
            for line in self.lines(book)
            if line["event"] == "accepted"
        )


@contextmanager
def serving(log: Path, seed: int = 0) -> Iterator[Served]:
    """A provider in a process of its own; it ends with the block, or with us."""
    command = [sys.executable, "-m", "tests.counting_provider.server", str(log), str(seed)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        yield Served(int(process.stdout.readline()), log)
        process.stdin.close()
