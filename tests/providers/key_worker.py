"""What test processes do with the keys of a workspace they share. Light, for each of them imports it."""

import asyncio
import time
from pathlib import Path
from typing import Any

from director_kernel.providers.keys import Key
from director_kernel.providers.pool import Keyring
from director_kernel.store import Workspace

A, B, C = "fal-key-aaaa-0001", "fal-key-bbbb-0002", "fal-key-cccc-0003"


def ring_of(workspace: Workspace, *secrets: str, **more: Any) -> Keyring:
    return Keyring(workspace, {"FAL_KEYS": ",".join(secrets)}, **more)


class Service:
    """Answers each key as told; `said` are the keys in the order they came."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.said: list[str] = []

    async def __call__(self, key: Key) -> str:
        self.said.append(key.secret)
        answer = self.answers.get((key.secret.split("-") * 3)[2])
        if isinstance(answer, BaseException):
            raise answer
        return answer or f"job-{len(self.said)}"


def hammer(folder: Path, report: str, seconds: float) -> None:
    """Sends as much as the keys allow; each line of the report is one request: its key, its begin and its end."""
    with Workspace.open(folder) as workspace:
        ring = ring_of(workspace, A, B)
        lines: list[str] = []

        async def send(key: Key) -> str:
            began = time.time()
            await asyncio.sleep(0.004)
            lines.append(f"{key.secret} {began} {time.time()}")
            return ""

        async def go() -> None:
            pool = ring.pool("fal")

            async def many() -> None:
                while True:
                    await pool.call(send)

            tasks = [asyncio.create_task(many()) for _ in range(6)]
            await asyncio.wait(tasks, timeout=seconds)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

        asyncio.run(go())
        ring.close()
        Path(report).write_text("\n".join(lines))


def hold_and_die(folder: Path, note: str) -> None:
    with Workspace.open(folder) as workspace:
        ring = ring_of(workspace, A)

        async def go() -> None:
            for number in range(2):
                await ring.pool("fal").call(Service(), hold=lambda job, number=number: f"{job}-{number}")  # type: ignore[misc]
            await workspace.writer.commit(lambda _: None)
            Path(note).write_text("held")  # noqa: ASYNC240 - this process does nothing else
            await asyncio.sleep(60)

        asyncio.run(go())
