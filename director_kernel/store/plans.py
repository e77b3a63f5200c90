"""Plans and all their versions; undo and redo move a pointer, nothing is ever overwritten."""

import sqlite3
import time
from dataclasses import dataclass

from director_kernel.errors import UsageError
from director_kernel.schema.plan import Plan
from director_kernel.store.counters import next_id
from director_kernel.store.reader import Readers
from director_kernel.store.writer import Writer

BODY = "SELECT body FROM plan_versions WHERE plan = ? AND version = ?"


@dataclass
class Plans:
    """The plans of a workspace. Versions count from 1 and form a tree: a change after an undo starts a branch.

    Redo takes the newest branch.
    """

    writer: Writer
    readers: Readers

    def save(self, plan: Plan, *, conversation: str = "", note: str = "") -> Plan:
        """`plan` as a new version of itself (a new plan where its id is ""), now current; id and version are filled in.

        Saving what is current already changes nothing. Raises UsageError for an id that isn't here.
        """
        return self.writer.run(lambda connection: save(connection, plan, conversation=conversation, note=note))

    def save_once(self, plan: Plan, origin: str, *, conversation: str = "", note: str = "") -> Plan:
        """`plan` as a new plan, or the first version of the one saved from the same `origin` before, by whatever process."""
        return self.writer.run(lambda connection: save_once(connection, plan, origin, conversation=conversation, note=note))

    def made_from(self, origin: str) -> str | None:
        """Id of the plan that was saved from `origin`, None where there is none."""
        row = self.readers.row("SELECT id FROM plans WHERE origin = ?", (origin,))
        return None if row is None else str(row[0])

    def get(self, plan: str, version: int | None = None) -> Plan:
        """That version, or the current one. Raises UsageError."""
        row = self.readers.row(
            BODY if version is not None else "SELECT body FROM plan_versions JOIN plans ON plan = id AND version = current WHERE id = ?",
            (plan, version) if version is not None else (plan,),
        )
        if row is None:
            raise UsageError(
                f"there is no plan {plan!r}" + (f" version {version}" if version else "") + "; `director plan BRIEF` makes one"
            )
        return Plan.model_validate_json(row[0])

    def all(self) -> list[str]:
        """Ids of all plans, newest first."""
        return [row[0] for row in self.readers.rows("SELECT id FROM plans ORDER BY created_at DESC, length(id) DESC, id DESC")]

    def versions(self, plan: str) -> list[tuple[int, int | None, str, float]]:
        """(version, parent, note, when) of each version, oldest first."""
        return self.readers.rows("SELECT version, parent, note, created_at FROM plan_versions WHERE plan = ? ORDER BY version", (plan,))

    def neighbours(self, plan: str) -> tuple[bool, bool]:
        """Whether the current version can be undone, and redone."""
        sql = (
            "SELECT here.parent IS NOT NULL, EXISTS (SELECT 1 FROM plan_versions WHERE plan = here.plan AND parent = here.version) "
            "FROM plans JOIN plan_versions AS here ON here.plan = id AND here.version = current WHERE id = ?"
        )
        row = self.readers.row(sql, (plan,))
        return (bool(row[0]), bool(row[1])) if row is not None else (False, False)

    def undo(self, plan: str) -> Plan:
        """The version this one was made from, now current. Raises UsageError at the first."""
        return self._move(
            plan, "SELECT parent FROM plan_versions WHERE plan = ? AND version = ?", "this is the first version: nothing to undo"
        )

    def redo(self, plan: str) -> Plan:
        """The newest version made from this one, now current. Raises UsageError where there is none."""
        return self._move(
            plan, "SELECT MAX(version) FROM plan_versions WHERE plan = ? AND parent = ?", "this is the newest version: nothing to redo"
        )

    def _move(self, plan: str, sql: str, nothing: str) -> Plan:
        def write(connection: sqlite3.Connection) -> None:
            row = connection.execute("SELECT current FROM plans WHERE id = ?", (plan,)).fetchone()
            if row is None:
                raise UsageError(f"there is no plan {plan!r}; `director plan BRIEF` makes one")
            target = connection.execute(sql, (plan, row[0])).fetchone()
            if target is None or target[0] is None:
                raise UsageError(f"{nothing}; `director set` makes a new one")
            connection.execute("UPDATE plans SET current = ? WHERE id = ?", (target[0], plan))

        self.writer.run(write)
        return self.get(plan)


def save(connection: sqlite3.Connection, plan: Plan, *, conversation: str = "", note: str = "") -> Plan:
    """Plans.save as part of the caller's transaction."""
    now = time.time()
    parent: int | None = None
    identity = plan.id
    if not identity:
        identity = next_id(connection, "plan")
        connection.execute("INSERT INTO plans (id, conversation, current, created_at) VALUES (?, ?, 0, ?)", (identity, conversation, now))
        version = 1
    else:
        row = connection.execute("SELECT current FROM plans WHERE id = ?", (identity,)).fetchone()
        if row is None:
            raise UsageError(f"there is no plan {identity!r} here; save it with an empty id to add it")
        parent = row[0]
        body = connection.execute(BODY, (identity, parent)).fetchone()[0]
        unchanged = plan.with_(version=parent)
        if unchanged.model_dump_json(by_alias=True, exclude_none=True) == body:
            return unchanged
        version = connection.execute("SELECT MAX(version) FROM plan_versions WHERE plan = ?", (identity,)).fetchone()[0] + 1
    saved = plan.with_(id=identity, version=version)
    connection.execute(
        "INSERT INTO plan_versions (plan, version, parent, note, body, created_at) VALUES (?, ?, ?, ?, ?, ?)",
        (identity, version, parent, note, saved.model_dump_json(by_alias=True, exclude_none=True), now),
    )
    connection.execute("UPDATE plans SET current = ? WHERE id = ?", (version, identity))
    return saved


def save_once(connection: sqlite3.Connection, plan: Plan, origin: str, *, conversation: str = "", note: str = "") -> Plan:
    """Plans.save_once as part of the caller's transaction."""
    row = connection.execute(
        "SELECT body FROM plans JOIN plan_versions ON plan = id AND version = 1 WHERE origin = ?", (origin,)
    ).fetchone()
    if row is not None:
        return Plan.model_validate_json(row[0])
    saved = save(connection, plan.with_(id="", version=0), conversation=conversation, note=note)
    connection.execute("UPDATE plans SET origin = ? WHERE id = ?", (origin, saved.id))
    return saved


def kept(connection: sqlite3.Connection, plan: Plan) -> Plan:
    """`plan` as it is kept, as part of the caller's transaction: a version that is there already stays, anything else becomes a new one."""
    row = connection.execute(BODY, (plan.id, plan.version)).fetchone()
    if row is not None and row[0] == plan.model_dump_json(by_alias=True, exclude_none=True):
        return plan
    return save(connection, plan)
