"""kill -9 of real kernels at seeded random moments: the next one goes on, nothing stored is lost, nobody is left behind."""

import json
import os
import random
import signal
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import zmq
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

from director_kernel.director import Director

KILLS = 10
PLAN = {
    "title": "A door",
    "aspect": "16:9",
    "steps": [
        {"id": "frame", "order": 1, "kind": "text-to-image", "prompt": "A red door in a white wall, wide shot, morning"},
        {"id": "clip", "order": 2, "kind": "image-to-video", "prompt": "Slow push in on the door", "useSeconds": 1, "dependsOn": [1]},
        {"id": "line", "order": 3, "kind": "speech", "prompt": "Some doors only open once."},
    ],
}


@pytest.fixture
def mark() -> str:
    """What the environment of everything started here carries."""
    return uuid.uuid4().hex


@pytest.fixture
def kernel(tmp_path: Path, mark: str) -> Iterator[tuple[KernelManager, BlockingKernelClient]]:
    context = zmq.Context()
    manager = KernelManager(context=context)
    manager.start_kernel(cwd=str(tmp_path), env={**os.environ, "DIRECTOR_TEST_MARK": mark, "DIRECTOR_PROGRESS": "plain"})
    client = manager.blocking_client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    try:
        yield manager, client
    finally:
        client.stop_channels()
        if manager.is_alive():
            manager.shutdown_kernel(now=True)
        manager.cleanup_resources()
        context.destroy(linger=0)


def carrying(mark: str) -> list[int]:
    """Live processes whose environment carries `mark`."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if (
                entry.name.isdigit()
                and mark.encode() in (entry / "environ").read_bytes()
                and b"State:\tZ" not in (entry / "status").read_bytes()
            ):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def wait_until_gone(mark: str, seconds: float = 20.0) -> list[int]:
    end = time.monotonic() + seconds
    while (left := carrying(mark)) and time.monotonic() < end:
        time.sleep(0.1)
    return left


@pytest.mark.crash
@pytest.mark.parametrize("seed", range(KILLS))
def test_a_killed_kernel_loses_nothing(seed: int, tmp_path: Path, kernel: tuple[KernelManager, BlockingKernelClient], mark: str) -> None:
    manager, client = kernel
    (tmp_path / "plan.json").write_text(json.dumps({**PLAN, "title": f"A door, {seed}"}))
    client.execute_interactive("%load_ext director_kernel\n%director plan --from plan.json", timeout=60, output_hook=lambda _: None)
    client.execute("%director run")
    time.sleep(random.Random(seed).uniform(0.05, 4.0))
    pid = manager.provisioner.pid
    os.kill(pid, signal.SIGKILL)
    assert wait_until_gone(mark) == []
    with Director(tmp_path / "director") as director:
        runs = director.workspace.runs.all()
        before = {take.step: take.asset for run in runs for take in director.workspace.runs.takes(run.id)}
        assert director.workspace.ledger.check() == []
        run = director.runs.resume() if runs else director.runs.start(director.workspace.plans.get("plan-1"))
        assert run.wait().status == "completed"
        after = {take.step: take.asset for take in director.workspace.runs.takes(run.execution)}
        assert {step: asset.sha256 for step, asset in before.items()}.items() <= {s: a.sha256 for s, a in after.items()}.items()
        assert director.workspace.assets.faults() == [] and director.workspace.ledger.check() == []
        again = director.runs.start(director.workspace.plans.get("plan-1"))
        again.wait()
        assert all(step["cached"] for step in director.runs.status(again.execution)["stepResults"])


@pytest.mark.crash
def test_an_interrupt_detaches_and_the_run_is_gone_on_with(tmp_path: Path, kernel: tuple[KernelManager, BlockingKernelClient]) -> None:
    manager, client = kernel
    (tmp_path / "plan.json").write_text(json.dumps(PLAN))
    client.execute_interactive("%load_ext director_kernel\n%director plan --from plan.json", timeout=60, output_hook=lambda _: None)
    waiting = client.execute("%director run")
    time.sleep(1.0)
    manager.interrupt_kernel()
    while (reply := client.get_shell_msg(timeout=60))["parent_header"].get("msg_id") != waiting:
        pass
    said: list[str] = []

    def hear(message: dict[str, object]) -> None:
        content = message["content"]
        assert isinstance(content, dict)
        said.append(str(content.get("text", "")) + str(content.get("data", "")) + str(content.get("traceback", "")))

    again = client.execute_interactive("%director resume", timeout=120, output_hook=hear)
    if reply["content"]["status"] == "error":  # it was still at work when the interrupt came
        assert again["content"]["status"] == "ok" or "runs here already" in "".join(said), said
    end = time.monotonic() + 60
    while time.monotonic() < end:
        said.clear()
        client.execute_interactive("%director status --json", timeout=60, output_hook=hear)
        if '"completed"' in "".join(said):
            break
        client.execute_interactive("%director resume", timeout=120, output_hook=hear)
    assert '"status": "completed"' in "".join(said)
