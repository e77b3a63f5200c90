"""A local fal in a process of its own: it outlives whoever is killed, and can be killed itself."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]


class FalProcess:
    """`python -m tests.servers.fal` with its log. Restarted on the same port it has forgotten its jobs, as a server that crashed may."""

    def __init__(self, log: Path, *, seconds: float = 0.03, keys: tuple[str, ...] = ()) -> None:
        self.log, self.seconds, self.keys, self.port = log, seconds, keys, 0
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts it, on the port it had before."""
        order = [
            sys.executable,
            "-m",
            "tests.servers.fal",
            "--log",
            str(self.log),
            "--port",
            str(self.port),
            "--seconds",
            str(self.seconds),
        ]
        for key in self.keys:
            order += ["--key", key]
        self._process = subprocess.Popen(order, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline().rpartition(":")[2])

    def kill(self) -> None:
        """kill -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            if self._process.stdout is not None:
                self._process.stdout.close()
            self._process = None

    def script(self, what: str, **facts: Any) -> None:
        """As `FalServer.script`."""
        self._ask("/__script", json.dumps({"what": what, **facts}).encode())

    def state(self) -> dict[str, Any]:
        """posts, jobs, most (in flight), billed (micro-USD), leaks."""
        found: dict[str, Any] = self._ask("/__state")
        return found

    def lines(self, what: str, match: str = "") -> list[dict[str, Any]]:
        """The log's lines of this sort (`post`, `accepted`) whose prompt contains `match`."""
        if not self.log.exists():
            return []
        found = [json.loads(line) for line in self.log.read_text().splitlines()]
        return [line for line in found if line["what"] == what and match in line["prompt"]]

    def _ask(self, path: str, data: bytes | None = None) -> Any:
        with urllib.request.urlopen(urllib.request.Request(self.url + path, data=data), timeout=10) as answer:
            return json.load(answer)
