"""The journal's transitions: executions, attempts and takes, each a function of the writing connection.

Every change of an attempt says `WHERE epoch = ?` and raises LeaseError when another process took the execution over;
only a late ticket is recorded regardless, because it is worth money whoever holds it.
"""

import sqlite3
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from director_kernel.errors import AssetError, LeaseError, UnknownAttempts, UsageError, WorkspaceError
from director_kernel.schema.asset import Asset
from director_kernel.schema.journal import AttemptId, AttemptState, ExecutionStatus
from director_kernel.store import assets, calls, ledger, quotas
from director_kernel.store.counters import next_id

KEY = "execution = ? AND step = ? AND take = ? AND number = ?"
IN_FLIGHT = "('reserved', 'submitting', 'submitted', 'cancelling', 'unknown')"
INSERT_ATTEMPT = """INSERT INTO attempts
    (execution, step, take, number, state, epoch, fingerprint, plan_key, provider, model, request, ceiling, at)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13
    WHERE EXISTS (SELECT 1 FROM executions WHERE id = ?1 AND epoch = ?6)"""
INSERT_TAKE = """INSERT OR REPLACE INTO takes (execution, step, take, attempt, asset, fingerprint, plan_key, cached, price, at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
ASSET = ", ".join("a." + column.strip() for column in assets.COLUMNS.split(","))
FIND_OUTPUTS = (
    f"SELECT o.role, {ASSET} FROM outputs o JOIN assets a ON a.sha256 = o.asset WHERE o.execution = ? AND o.step = ? AND o.take = ?"
)
FIND_TAKE = f"""SELECT t.execution, t.step, t.take, {ASSET}
    FROM takes t JOIN assets a ON a.sha256 = t.asset WHERE t.fingerprint = ? LIMIT 1"""
FIND_NEED = "SELECT 1 FROM takes WHERE execution = ? AND step = ? LIMIT 1"
LAST_ATTEMPT = "SELECT number, state FROM attempts WHERE execution = ? AND step = ? AND take = ? ORDER BY number DESC LIMIT 1"
FIND_IN_FLIGHT = f"""SELECT execution, step, take, number, state FROM attempts
    WHERE fingerprint = ? AND state IN {IN_FLIGHT} AND fingerprint <> ''"""
TICKET = """UPDATE attempts SET ticket = ?, ticket_data = ?,
    state = CASE WHEN state IN ('submitting', 'unknown') THEN 'submitted' ELSE state END
    WHERE execution = ? AND step = ? AND take = ? AND number = ?"""


class MissingInput(WorkspaceError):
    """The take an order is made from could not be written; whoever wrote it says why."""


class Order(NamedTuple):
    """Everything the journal keeps of an attempt before it is sent; `ceiling` in micro-USD, `request` as JSON."""

    execution: str
    step: str
    take: int
    epoch: int
    tier: str
    fingerprint: str
    plan_key: str
    provider: str
    model: str
    request: str
    ceiling: int
    needs: tuple[str, ...] = ()
    """Steps of the execution whose takes it is made from."""
    makes: str = ""
    """The medium a live order counts as towards the month's quota; "" for what is made here."""
    scene: str = ""
    """The step's id where it counts as a scene."""
    tokens: int = 0
    """The most a live text may take, read and written together."""


class Begun(NamedTuple):
    """What became of an order: `new` (submitting, to be sent), `cached` (`asset` was there), `busy` (`other` is in flight), `none`."""

    kind: str
    attempt: AttemptId
    asset: Asset | None = None
    others: tuple[tuple[str, Asset], ...] = ()
    other: AttemptId | None = None
    other_state: str = ""
    notice: str = ""
    """What to say of a soft quota that was passed by it."""


def create_execution(
    connection: sqlite3.Connection,
    *,
    plan: str,
    version: int,
    conversation: str,
    studio: str,
    mode: str,
    tier: str,
    time_limit: float,
    cap: int | None,
    steps: Sequence[str],
) -> str:
    """A new execution with its steps, owned by nobody yet; its id."""
    execution = next_id(connection, "run")
    connection.execute(
        "INSERT INTO executions (id, plan, version, conversation, studio, mode, status, tier, time_limit, created_at) "
        "VALUES (?, ?, ?, ?, ?, ?, 'running', ?, ?, ?)",
        (execution, plan, version, conversation, studio, mode, tier, time_limit, time.time()),
    )
    connection.executemany(
        "INSERT INTO steps (execution, step, position) VALUES (?, ?, ?)", [(execution, step, i) for i, step in enumerate(steps, start=1)]
    )
    if cap is not None:
        ledger.set_cap(connection, f"run:{execution}", cap)
    return execution


def claim(connection: sqlite3.Connection, execution: str, epoch: int, owner: str) -> int:
    """The next epoch, if nobody moved it on from `epoch`. Open attempts go over to it. Raises LeaseError."""
    changed = connection.execute(
        "UPDATE executions SET epoch = epoch + 1, owner = ?, status = 'running', cancel = 0 WHERE id = ? AND epoch = ?",
        (owner, execution, epoch),
    )
    if changed.rowcount == 0:
        raise LeaseError(f"{execution} was taken over by another process just now; `director status {execution}` shows it")
    connection.execute(
        f"UPDATE attempts SET epoch = ? WHERE execution = ? AND state IN {IN_FLIGHT[:-1]}, 'awaiting_approval', 'awaiting_input')",
        (epoch + 1, execution),
    )
    return epoch + 1


def begin(connection: sqlite3.Connection, order: Order, *, here: Callable[[Asset], bool], spend: bool = True) -> Begun:
    """Reserves and enters `submitting` in one go, unless the take is stored already or an equal order is in flight.

    `order.needs` must be stored by then: MissingInput otherwise. `here` says whether a stored file is still there: without it a free
    take is made again, and a paid one is an AssetError.
    `spend=False` only takes what is stored (`Begun.kind` "none" otherwise). Raises BudgetError, QuotaError, LeaseError; then nothing is
    written.
    """
    for need in order.needs:
        if connection.execute(FIND_NEED, (order.execution, need)).fetchone() is None:
            raise MissingInput(f"{need} is not stored; `director resume {order.execution}`")
    attempt = AttemptId(order.execution, order.step, order.take, _next_number(connection, order))
    row = connection.execute(FIND_TAKE, (order.fingerprint,)).fetchone()
    if row is not None:
        asset = assets.from_row(row[3:])
        if here(asset):
            return _reuse(connection, attempt, order, asset, row[:3])
        if order.ceiling:
            raise AssetError(
                f"{asset.path} was paid for and is missing; put it back from a `director backup`, "
                f"or pay again: change the seed by `director set {order.step}.seed=…`"
            )
    if not spend:
        return Begun("none", attempt)
    try:
        _insert(connection, attempt, order, AttemptState.SUBMITTING)
    except sqlite3.IntegrityError:
        busy = connection.execute(FIND_IN_FLIGHT, (order.fingerprint,)).fetchone()
        if busy is None:
            raise
        return Begun("busy", attempt, None, (), AttemptId(*busy[:4]), busy[4])
    notice = quotas.order(connection, attempt, order.makes, order.scene) if order.makes else ""
    if order.tokens:
        notice = " ".join(filter(None, (notice, calls.order(connection, attempt, order.provider, order.model, order.tokens))))
    if order.ceiling:
        ledger.reserve(connection, attempt, order.tier, order.ceiling)
    return Begun("new", attempt, notice=notice)


def _reuse(connection: sqlite3.Connection, attempt: AttemptId, order: Order, asset: Asset, source: tuple[str, str, int]) -> Begun:
    """The stored take becomes this one's too, at price 0, with its companions."""
    _insert(connection, attempt, order, AttemptState.STORED)
    _take(connection, attempt, order.fingerprint, order.plan_key, asset, cached=True, price=0)
    connection.execute(
        "INSERT OR REPLACE INTO outputs (execution, step, take, role, asset) "
        "SELECT ?, ?, ?, role, asset FROM outputs WHERE execution = ? AND step = ? AND take = ?",
        (*attempt[:3], *source),
    )
    others = connection.execute(FIND_OUTPUTS, attempt[:3]).fetchall()
    return Begun("cached", attempt, asset, tuple((role, assets.from_row(tuple(rest))) for role, *rest in others))


def wait_for(connection: sqlite3.Connection, order: Order, state: AttemptState) -> AttemptId:
    """Enters an attempt that waits for a person: `awaiting_approval` or `awaiting_input`."""
    attempt = AttemptId(order.execution, order.step, order.take, _next_number(connection, order))
    _insert(connection, attempt, order, state)
    return attempt


def skip(connection: sqlite3.Connection, execution: str, step: str, epoch: int, because: str) -> None:
    """Enters that a step is not done because the step `because` failed; once, however often it is skipped."""
    row = connection.execute(LAST_ATTEMPT, (execution, step, 1)).fetchone()
    if row is not None and row[1] == AttemptState.SKIPPED:
        return
    number = row[0] + 1 if row else 1
    order = Order(execution, step, 1, epoch, "", "", "", "", "", "", 0)
    attempt = AttemptId(execution, step, 1, number)
    _insert(connection, attempt, order, AttemptState.SKIPPED)
    move(connection, attempt, epoch, AttemptState.SKIPPED, message=f"{because} failed", next_action=f"director retry {because}")


def _next_number(connection: sqlite3.Connection, order: Order) -> int:
    """The number of the next try; one that waited for a person becomes the try itself."""
    row = connection.execute(LAST_ATTEMPT, order[:3]).fetchone()
    if row is None:
        return 1
    number: int = row[0]
    if row[1] in ("awaiting_approval", "awaiting_input"):
        connection.execute(f"DELETE FROM attempts WHERE {KEY}", (*order[:3], number))
        return number
    return number + 1


def _insert(connection: sqlite3.Connection, attempt: AttemptId, order: Order, state: AttemptState) -> None:
    done = connection.execute(
        INSERT_ATTEMPT,
        (
            *attempt,
            state.value,
            order.epoch,
            order.fingerprint,
            order.plan_key,
            order.provider,
            order.model,
            order.request,
            0 if state is AttemptState.STORED else order.ceiling,
            time.time(),
        ),
    )
    if done.rowcount == 0:
        raise taken_over(order.execution)


def ticket(connection: sqlite3.Connection, attempt: AttemptId, name: str, data: str) -> None:
    """Records the provider's ticket, whoever owns the execution by now; an unknown attempt is known again."""
    connection.execute(TICKET, (name, data, *attempt))


def move(
    connection: sqlite3.Connection,
    attempt: AttemptId,
    epoch: int,
    state: AttemptState,
    *,
    message: str = "",
    next_action: str = "",
) -> None:
    """The attempt is in `state` from now on. Raises LeaseError if the execution changed hands."""
    done = connection.execute(
        f"UPDATE attempts SET state = ?, message = ?, next_action = ? WHERE {KEY} AND epoch = ?",
        (state.value, message, next_action, *attempt, epoch),
    )
    if done.rowcount == 0:
        raise taken_over(attempt.execution)


def lose(connection: sqlite3.Connection, attempt: AttemptId, epoch: int, *, message: str, next_action: str) -> bool:
    """The attempt is unknown from now on, unless its ticket came in the meantime: then False. Raises LeaseError."""
    (state,) = connection.execute(f"SELECT state FROM attempts WHERE {KEY}", attempt).fetchone()
    if state != AttemptState.SUBMITTING:
        return False
    move(connection, attempt, epoch, AttemptState.UNKNOWN, message=message, next_action=next_action)
    return True


def end(
    connection: sqlite3.Connection,
    attempt: AttemptId,
    epoch: int,
    tier: str,
    state: AttemptState,
    *,
    actual: int = 0,
    tokens: tuple[int, int] = (0, 0),
    message: str = "",
    next_action: str = "",
) -> None:
    """The attempt ended without a take; `actual` micro-USD is booked and the rest of its reservation released. Raises LeaseError."""
    move(connection, attempt, epoch, state, message=message, next_action=next_action)
    if actual:
        connection.execute(f"UPDATE attempts SET actual = ? WHERE {KEY}", (actual, *attempt))
    ledger.settle(connection, attempt, tier, actual)
    quotas.give_back(connection, attempt)
    calls.settle(connection, attempt, state, actual, tokens)


class Stored(NamedTuple):
    """A finished attempt's outputs, all on the disk: the take itself and its companions by role."""

    attempt: AttemptId
    epoch: int
    tier: str
    fingerprint: str
    plan_key: str
    asset: Asset
    others: tuple[tuple[str, Asset], ...]
    actual: int
    priced: bool
    """False where nothing was reserved and nothing is owed: the ledger is not touched."""
    tokens: tuple[int, int] = (0, 0)
    """What a text took, read and written."""


def store(connection: sqlite3.Connection, stored: Stored) -> None:
    """Names the assets, the take and the price in one go. Raises LeaseError if the execution changed hands."""
    done = connection.execute(
        f"UPDATE attempts SET state = 'stored', actual = ? WHERE {KEY} AND epoch = ?", (stored.actual, *stored.attempt, stored.epoch)
    )
    if done.rowcount == 0:
        raise taken_over(stored.attempt.execution)
    assets.insert(connection, stored.asset)
    _take(connection, stored.attempt, stored.fingerprint, stored.plan_key, stored.asset, cached=False, price=stored.actual)
    for role, asset in stored.others:
        assets.insert(connection, asset)
        connection.execute(
            "INSERT OR REPLACE INTO outputs (execution, step, take, role, asset) VALUES (?, ?, ?, ?, ?)",
            (*stored.attempt[:3], role, asset.sha256),
        )
    calls.settle(connection, stored.attempt, AttemptState.STORED, stored.actual, stored.tokens)
    if stored.priced:
        ledger.settle(connection, stored.attempt, stored.tier, stored.actual)


def _take(
    connection: sqlite3.Connection, attempt: AttemptId, fingerprint: str, plan_key: str, asset: Asset, *, cached: bool, price: int
) -> None:
    connection.execute(
        INSERT_TAKE,
        (*attempt, asset.sha256, fingerprint, plan_key, int(cached), price, time.time()),
    )


def release(connection: sqlite3.Connection, attempt: AttemptId) -> str:
    """A person gives an unknown attempt up; its reservation is released. The fingerprint, free again. Raises UsageError."""
    row = connection.execute(
        f"SELECT state, fingerprint, tier FROM attempts JOIN executions ON id = execution WHERE {KEY}", attempt
    ).fetchone()
    if row is None:
        raise UsageError(f"there is no attempt {attempt}; `director status {attempt.execution}` lists them")
    if row[0] != AttemptState.UNKNOWN:
        raise UsageError(
            f"{attempt} is {row[0]}, and only unknown attempts are released by hand; `director status {attempt.execution}` shows it"
        )
    connection.execute(
        f"UPDATE attempts SET state = 'released', message = 'released by a person', next_action = ? WHERE {KEY}",
        (f"director retry {attempt.step}", *attempt),
    )
    ledger.settle(connection, attempt, row[2], 0)
    quotas.give_back(connection, attempt)
    calls.settle(connection, attempt, AttemptState.RELEASED, 0, (0, 0))
    return str(row[1])


def give_up(connection: sqlite3.Connection, attempt: AttemptId, epoch: int) -> None:
    """A person gives up a job whose result can't be had: it was taken, so its ceiling is booked. Raises LeaseError, UsageError."""
    row = connection.execute(f"SELECT state, ceiling, tier FROM attempts JOIN executions ON id = execution WHERE {KEY}", attempt).fetchone()
    if row is None or row[0] not in (AttemptState.SUBMITTED, AttemptState.CANCELLING):
        raise UsageError(f"{attempt} is not at its provider any more; `director status {attempt.execution}` shows it")
    action = f"director retry {attempt.step}"
    end(connection, attempt, epoch, row[2], AttemptState.LOST, actual=row[1], message="given up by a person", next_action=action)


def approve(connection: sqlite3.Connection, execution: str, steps: Sequence[str]) -> None:
    """These steps may spend."""
    for step in steps:
        if connection.execute("UPDATE steps SET approved = 1 WHERE execution = ? AND step = ?", (execution, step)).rowcount == 0:
            raise UsageError(f"{execution} has no step {step!r}; `director status {execution}` lists them")


def change_step(connection: sqlite3.Connection, execution: str, step: str, spec: str) -> None:
    """This execution uses `spec` (a Step as JSON) for the step from now on; the plan's version stays what it is."""
    connection.execute("UPDATE steps SET spec = ? WHERE execution = ? AND step = ?", (spec, execution, step))


def leave_out(connection: sqlite3.Connection, execution: str, step: str, others: Sequence[str] = ()) -> None:
    """A person leaves the step out of this execution; `others` can't be made without it.

    Raises UnknownAttempts where nobody can say whether one of them was accepted, UsageError where one is in flight or stored.
    """
    for name in (step, *others):
        rows = connection.execute(
            f"SELECT take, number, state FROM attempts WHERE execution = ? AND step = ? AND state IN {IN_FLIGHT}", (execution, name)
        ).fetchall()
        for take, number, state in rows:
            attempt = AttemptId(execution, name, take, number)
            if state == AttemptState.UNKNOWN:
                raise UnknownAttempts(
                    f"{attempt} may have been accepted and is not left out unseen; look at the provider, "
                    f"then `director release {attempt} --yes`"
                )
            raise UsageError(f"{name} is being made; wait for it, or stop the whole run by `director cancel {execution}`")
    if connection.execute(FIND_NEED, (execution, step)).fetchone() is not None:
        raise UsageError(f"{step} is stored, and the film goes on with it; change the plan to be without it (`director set`, or say so)")
    if connection.execute("UPDATE steps SET left_out = 1 WHERE execution = ? AND step = ?", (execution, step)).rowcount == 0:
        raise UsageError(f"{execution} has no step {step!r}; `director status {execution}` lists them")


def take_back(connection: sqlite3.Connection, execution: str, steps: Sequence[str]) -> None:
    """These steps are no longer left out."""
    connection.executemany("UPDATE steps SET left_out = 0 WHERE execution = ? AND step = ?", [(execution, step) for step in steps])


def ask_cancel(connection: sqlite3.Connection, execution: str) -> None:
    """The owner, whichever process that is, cancels when it sees this."""
    if connection.execute("UPDATE executions SET cancel = 1 WHERE id = ?", (execution,)).rowcount == 0:
        raise UsageError(f"there is no execution {execution!r}; `director status` shows the latest")


def finish(connection: sqlite3.Connection, execution: str, epoch: int, status: ExecutionStatus, message: str = "") -> None:
    """The execution's owner is done with it for now. Raises LeaseError."""
    done = connection.execute(
        "UPDATE executions SET status = ?, message = ?, owner = '', finished_at = ? WHERE id = ? AND epoch = ?",
        (status.value, message, time.time(), execution, epoch),
    )
    if done.rowcount == 0:
        raise taken_over(execution)


def taken_over(execution: str) -> LeaseError:
    """What the former owner learns."""
    return LeaseError(f"{execution} belongs to another process now; `director status {execution}` shows how it goes")
