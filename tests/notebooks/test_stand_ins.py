"""The quickstart as committed, directed by a chat model and made in the live studio: base URLs and keys are all that is different."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from director_kernel.store import Workspace
from tests.notebooks.test_notebooks import ENV, NAMES, NOTEBOOKS
from tests.servers.chat import ChatServer
from tests.servers.fal import FalServer

KEYS = ("stand-in-one:aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "stand-in-two:bbbbbbbbbbbbbbbbbbbbbbbbbbbb")


@pytest.mark.notebook
@pytest.mark.timeout(300)
def test_the_quickstart_runs_on_paid_services_by_base_url_alone(tmp_path: Path) -> None:
    shutil.copy(NOTEBOOKS / NAMES[0], tmp_path / NAMES[0])
    with FalServer(seconds=0.1, price="0.01", keys=set(KEYS)) as fal, ChatServer() as chat:
        fal.script("403-locked", key=KEYS[0], times=None)
        fal.script("half", times=1)
        live = {"DIRECTOR_FAL_BASE_URL": fal.url, "FAL_KEY": ",".join(KEYS), "DIRECTOR_STUDIO": "live"}
        env = {
            **ENV,
            **chat.environ(),
            **live,
            "AI_DIRECTOR_MODEL": "anthropic/claude-sonnet-5.5",
            "DIRECTOR_CONFIG": str(tmp_path / "config"),
        }
        command = [sys.executable, "-m", "papermill", "--no-progress-bar", NAMES[0], "out.ipynb"]
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=280)
        assert done.returncode == 0, done.stderr[-3000:]
        accepted, spoken, leaks = fal.accepted(), len(chat.asks), fal.leaks
        secrets = (*KEYS, *(key for key in chat.by_key() if len(key) > 8))
    # The first plan's four steps, then only the shot that was changed: nothing is sent twice.
    bodies = [str(sorted(post.body.items())) for post in accepted]
    assert len(bodies) == len(set(bodies)) == 6
    assert spoken >= 3 and not leaks
    outputs = [o for cell in nbformat.read(tmp_path / "out.ipynb", 4).cells if cell.cell_type == "code" for o in cell.outputs]
    said = "".join(str(output.get("data", {}).get("text/plain", "")) for output in outputs)
    assert "2 takes rendered, 2 were stored already" in said and "previs animatic" not in said
    with Workspace.open(tmp_path / "director") as workspace:
        totals, calls = workspace.ledger.totals(), workspace.calls.totals()
        assert workspace.ledger.check() == [] and totals.outstanding == 0
        assert sum(call.calls for call in calls) == spoken and sum(call.price for call in calls) > 0
        takes = [take for run in workspace.runs.all() for take in workspace.runs.takes(run.id)]
        assert {take.price for take in takes if take.price} and all(workspace.assets.here(take.asset) for take in takes)
    for folder, _, names in os.walk(tmp_path):
        for name in names:
            data = (Path(folder) / name).read_bytes()
            assert not any(secret.encode() in data for secret in secrets), f"a key lies in {name}"
