"""Takes by the hundred, written as the journal writes them but without drawing anything."""

import hashlib
import json
from collections.abc import Iterable

from director_kernel.schema.plan import Plan
from director_kernel.store import Workspace, journal
from director_kernel.store.writer import Transition


def sha(text: str) -> str:
    """A hash that belongs to `text`."""
    return hashlib.sha256(text.encode()).hexdigest()


def executed(workspace: Workspace, plan: Plan, files: Iterable[tuple[str, str, str]], *, cached: bool = False, at: float = 0.0) -> str:
    """An execution of the saved `plan` with a take for each (step, what its file is known by, mime); its id."""

    def write(connection: object) -> str:
        execution = journal.create_execution(
            connection,  # type: ignore[arg-type]
            plan=plan.id,
            version=plan.version,
            conversation="",
            studio="previs",
            mode="auto",
            tier="",
            time_limit=60,
            cap=None,
            steps=[step.id for step in plan.steps],
        )
        for number, (step, known_by, mime) in enumerate(files):
            meta = json.dumps({"prompt": plan.step(step).prompt, "model": plan.step(step).model})
            connection.execute(  # type: ignore[attr-defined]
                "INSERT INTO assets (sha256, mime, suffix, bytes, meta, created_at) VALUES (?, ?, '.bin', 1, ?, 0) ON CONFLICT DO NOTHING",
                (sha(known_by), mime, meta),
            )
            connection.execute(  # type: ignore[attr-defined]
                "INSERT INTO takes (execution, step, take, attempt, asset, fingerprint, plan_key, cached, price, at) "
                "VALUES (?, ?, 1, 1, ?, ?, ?, ?, 7, ?)",
                (execution, step, sha(known_by), sha(known_by), sha(known_by), int(cached), at + number * 0.001),
            )
        return execution

    transition: Transition[str] = write
    return workspace.writer.run(transition)
