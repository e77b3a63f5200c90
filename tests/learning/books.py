"""Books written by hand: plans that were started, tries that ended, at the times a test wants."""

import time
from typing import Any

from director_kernel.events import ExecutionStarted, StepFailed, StepStored
from director_kernel.schema.journal import AttemptId
from director_kernel.schema.plan import Plan
from director_kernel.store import Connection, Workspace, events, journal
from tests.engine.studio import plan_of, step
from tests.store.takes import sha

DAY = 24 * 3600.0
FACTS = (
    "at, conversation, plan, version, step, use_case, kind, studio, suggested, selected, swapped, taken, execution, take, number, "
    "outcome, why, seconds, price, estimate, stars"
)


def film(workspace: Workspace, *models: str, use_case: str = "ads", **facts: Any) -> Plan:
    """A saved plan with a step for each model: s1, s2, …"""
    steps = [step(f"s{number}", model=model, **facts) for number, model in enumerate(models or ("model-a",), start=1)]
    return workspace.plans.save(plan_of(*steps, use_case=use_case))


def with_model(plan: Plan, name: str, model: str) -> Plan:
    """`plan` with another model for one of its steps."""
    return changed(plan, name, model=model)


def changed(plan: Plan, name: str, **facts: Any) -> Plan:
    """`plan` with a step changed."""
    return plan.with_(steps=tuple(each.with_(**facts) if each.id == name else each for each in plan.steps))


def started(workspace: Workspace, plan: Plan, *, studio: str = "live", at: float = 0.0, resumed: bool = False) -> str:
    """An execution of the plan, as the executor starts one."""

    def write(connection: Connection) -> str:
        execution = journal.create_execution(
            connection,
            plan=plan.id,
            version=plan.version,
            conversation="chat-1",
            studio=studio,
            mode="auto",
            tier="",
            time_limit=60,
            cap=None,
            steps=[each.id for each in plan.steps],
        )
        _start(connection, execution, plan, studio, at, resumed)
        return execution

    return workspace.writer.run(write)


def resumed(workspace: Workspace, execution: str, plan: Plan, *, at: float) -> None:
    """The execution goes on."""
    workspace.writer.run(lambda connection: _start(connection, execution, plan, "live", at, True))


def _start(connection: Connection, execution: str, plan: Plan, studio: str, at: float, again: bool) -> None:
    event = ExecutionStarted(
        execution=execution, plan=plan.id, version=plan.version, steps=len(plan.steps), studio=studio, resumed=again, at=at or time.time()
    )
    events.append(connection, (event,))


def ended(
    workspace: Workspace,
    execution: str,
    name: str = "s1",
    state: str = "stored",
    *,
    model: str = "",
    at: float = 0.0,
    seconds: float = 2.0,
    actual: int = 0,
    message: str = "",
    number: int = 1,
    take: int = 1,
    cached: bool = False,
    file: str = "",
    booked: bool = False,
) -> AttemptId:
    """A try of the execution that ended in `state`, with its take where it is stored, and what was said of it."""
    attempt = AttemptId(execution, name, take, number)
    when = at or time.time()

    def write(connection: Connection) -> None:
        found = connection.execute(
            "SELECT body FROM plan_versions v JOIN executions e ON e.plan = v.plan AND e.version = v.version WHERE e.id = ?", (execution,)
        ).fetchone()
        planned = Plan.model_validate_json(found[0]).step(name)
        connection.execute(
            "INSERT INTO attempts (execution, step, take, number, state, epoch, provider, model, ceiling, actual, message, at) "
            "VALUES (?, ?, ?, ?, ?, 0, 'fal', ?, 120000, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET state = excluded.state, actual = excluded.actual, message = excluded.message",
            (*attempt, state, model or planned.model, actual, message, when - seconds),
        )
        if booked:
            connection.execute(
                "INSERT INTO ledger (execution, step, take, number, reserved, committed, released, outstanding, at) "
                "VALUES (?, ?, ?, ?, 120000, ?, ?, 0, ?)",
                (*attempt, actual, 120000 - actual, when),
            )
        if state == "stored":
            _store(connection, attempt, file or str(attempt), cached, actual, when)
        else:
            event = StepFailed(
                execution=execution, step=name, attempt=str(attempt), state=state, message=message, next_action="wait", at=when
            )
            events.append(connection, (event,))

    workspace.writer.run(write)
    return attempt


def _store(connection: Connection, attempt: AttemptId, file: str, cached: bool, price: int, at: float) -> None:
    asset = sha(file)
    connection.execute(
        "INSERT INTO assets (sha256, mime, suffix, bytes, created_at) VALUES (?, 'image/png', '.png', 1, ?) ON CONFLICT DO NOTHING",
        (asset, at),
    )
    connection.execute(
        "INSERT OR REPLACE INTO takes (execution, step, take, attempt, asset, fingerprint, plan_key, cached, price, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*attempt, asset, asset, asset, int(cached), price, at),
    )
    event = StepStored(
        execution=attempt.execution,
        step=attempt.step,
        attempt=str(attempt),
        take=attempt.take,
        asset=asset,
        cached=cached,
        price=price,
        at=at,
    )
    events.append(connection, (event,))


def rows(workspace: Workspace, what: str = "selected, outcome", where: str = "number > 0") -> list[Any]:
    """Of the model feedback, brought up to date."""
    workspace.feedback.catch_up()
    return workspace.readers.rows(f"SELECT {what} FROM model_feedback WHERE {where} ORDER BY seq")


def reactions(workspace: Workspace, what: str = "kind, step, model") -> list[Any]:
    """What people did, brought up to date."""
    workspace.feedback.catch_up()
    return workspace.readers.rows(f"SELECT {what} FROM reactions ORDER BY seq")


def everything(workspace: Workspace) -> tuple[list[Any], list[Any]]:
    """All that was learned, in no order."""
    workspace.feedback.catch_up()
    learned = workspace.readers.rows(f"SELECT {FACTS} FROM model_feedback")
    did = workspace.readers.rows("SELECT at, kind, plan, version, step, execution, take, model, detail FROM reactions")
    return sorted(learned, key=repr), sorted(did, key=repr)
