"""What the processes of the fal crash tests do: run a plan on the real fal client, go on with it, look for what was lost."""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import filelock  # noqa: F401 - loaded once, in the process the others are forked from
import httpx  # noqa: F401 - likewise

from director_kernel.catalog import load_catalog
from director_kernel.engine.executor import Executor
from director_kernel.engine.recover import recover
from director_kernel.errors import DirectorError
from director_kernel.providers.fal import Fal
from director_kernel.providers.pool import Keyring
from director_kernel.schema.plan import Plan
from director_kernel.store import Workspace

_CATALOG = load_catalog()
_CATALOG.endpoint("fal-ai/flux/dev")


def work(folder: Path, url: str, plan_json: str, report: str = "", *, look: bool = False) -> None:
    """Starts the plan, or goes on with its run; with `look` searches for its unknown orders first. Reports as JSON."""
    os.environ |= {"DIRECTOR_FAL_BASE_URL": url, "FAL_KEY": "fal-secret-of-this-test-only:1234"}
    said: dict[str, Any] = {}
    try:
        with Workspace.open(folder) as workspace:
            said = asyncio.run(_work(workspace, plan_json, look))
    except DirectorError as error:
        said = {"error": error.code, "message": error.message}
    if report:
        Path(report).write_text(json.dumps(said))


async def _work(workspace: Workspace, plan_json: str, look: bool) -> dict[str, Any]:
    keys = Keyring(workspace)
    executor = Executor(workspace, {"fal": Fal(keys.pool("fal"), _CATALOG.endpoint, pace=0.02)})
    found: dict[str, str] = {}
    try:
        saved = workspace.plans.all()
        before = workspace.runs.all(plan=saved[0]) if saved else []
        if look and before:
            recovery = await recover(executor)
            found = {one.attempt: one.fate for one in recovery.sought}
            execution = before[0].id
            if not recovery.executions:
                execution = await executor.resume(execution)
        elif before:
            execution = await executor.resume(before[0].id)
        else:
            plan = workspace.plans.get(saved[0]) if saved else Plan.model_validate_json(plan_json)
            execution = await executor.start(plan, studio="live", cap=1_000_000_000, time_limit=20.0)
        done = await executor.wait(execution)
        return {"status": done.status.value, "execution": done.id, "found": found}
    finally:
        await executor.close()
        keys.close()
