"""Film projects and all their versions; undo and redo move a pointer, nothing is ever overwritten.

A version is the changes that led to it; the whole project is written with the first, and again whenever so many have gathered that making
it anew would take long. Whoever reads makes the changes of the rest, which only the film knows how to: here they are text.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from director_kernel.errors import UsageError, WorkspaceError
from director_kernel.schema.noun import Noun
from director_kernel.schema.project import Change, Project, Proposal
from director_kernel.store.counters import next_id
from director_kernel.store.reader import Readers
from director_kernel.store.writer import Transition, Writer

EVERY = 40
"""Versions from one that stands whole to the next."""
MOST = 24_000_000
"""Bytes of a project in JSON; a film of 500 scenes has two million."""
_PROPOSAL = "id, project, version, who, why, changes, accepted, state, at, decided_at"

Row = Callable[[str, Sequence[Any]], Any]
"""The first row of a query, None where there is none."""


class Version(Noun):
    """One version as a history lists it: the version it was made from, who made it and why, and its changes."""

    project: str
    version: int
    parent: int | None = None
    who: str = ""
    note: str = ""
    changes: tuple[Change, ...] = ()
    at: float = 0.0
    current: bool = False


@dataclass(frozen=True)
class Lineage:
    """How a version comes about: the nearest one before it that is whole (`body`, "" where the caller knows it), and the changes of each
    version since, oldest first."""

    version: int
    base: int
    body: str
    steps: tuple[str, ...]


@dataclass
class Projects:
    """The projects of a workspace. Versions count from 1 and form a tree: a change after an undo starts a branch; redo takes the newest."""

    writer: Writer
    readers: Readers

    def all(self) -> list[tuple[str, str, int, float]]:
        """(id, title, current version, when it was last changed) of every project, newest first."""
        return self.readers.rows(
            """SELECT id, title, current, (SELECT MAX(created_at) FROM project_versions WHERE project = id) AS touched
            FROM projects ORDER BY created_at DESC, length(id) DESC, id DESC"""
        )

    def history(self, project: str) -> list[Version]:
        """Every version, oldest first. Raises UsageError."""
        current = head(self.readers.row, project)
        rows = self.readers.rows(
            "SELECT version, parent, who, note, changes, created_at FROM project_versions WHERE project = ? ORDER BY version", (project,)
        )
        return [
            Version(
                project=project,
                version=version,
                parent=parent,
                who=who,
                note=note,
                changes=read_changes(changes),
                at=at,
                current=version == current,
            )
            for version, parent, who, note, changes, at in rows
        ]

    def neighbours(self, project: str) -> tuple[bool, bool]:
        """Whether the current version can be undone, and redone."""
        row = self.readers.row(
            """SELECT here.parent IS NOT NULL,
            EXISTS (SELECT 1 FROM project_versions WHERE project = here.project AND parent = here.version)
            FROM projects JOIN project_versions AS here ON here.project = id AND here.version = current WHERE id = ?""",
            (project,),
        )
        return (bool(row[0]), bool(row[1])) if row is not None else (False, False)

    def undo(self, project: str) -> int:
        """The number of the version this one was made from, now current. Raises UsageError at the first."""
        sql = "SELECT parent FROM project_versions WHERE project = ? AND version = ?"
        return self._move(project, sql, "this is the first version of the project: nothing to undo")

    def redo(self, project: str) -> int:
        """The number of the newest version made from this one, now current. Raises UsageError where there is none."""
        sql = "SELECT MAX(version) FROM project_versions WHERE project = ? AND parent = ?"
        return self._move(project, sql, "this is the newest version of the project: nothing to redo")

    def _move(self, project: str, sql: str, nothing: str) -> int:
        def write(connection: sqlite3.Connection) -> int:
            current = head(_first(connection), project)
            target = connection.execute(sql, (project, current)).fetchone()
            if target is None or target[0] is None:
                raise UsageError(f"{nothing}; `director project set` makes a new one.")
            _point(connection, project, target[0], time.time())
            return int(target[0])

        return self.writer.run(write)

    def proposals(self, project: str, state: str = "open") -> list[Proposal]:
        """Proposals of the project in that state ("": in any), oldest first."""
        sql = f"SELECT {_PROPOSAL} FROM project_proposals WHERE project = ? AND (? = '' OR state = ?) ORDER BY at, length(id), id"
        return [_proposal(row) for row in self.readers.rows(sql, (project, state, state))]

    def run(self, transition: Transition[Any]) -> Any:
        """A transition as one transaction: what it writes is written whole, or not at all."""
        return self.writer.run(transition)


# Parts of a transaction, and of a reading


def head(row: Row, project: str) -> int:
    """The number of the current version. Raises UsageError for a project that isn't here."""
    found = row("SELECT current FROM projects WHERE id = ?", (project,))
    if found is None:
        raise UsageError(
            f"there is no project {project[:40]!r}; `director project list` shows them, `director project new TITLE` begins one."
        )
    return int(found[0])


def lineage(row: Row, project: str, version: int | None = None, known: frozenset[int] = frozenset()) -> Lineage:
    """How that version (default: the current one) comes about; it goes back no further than to one that is `known`. Raises UsageError."""
    wanted = head(row, project) if version is None else version
    at, steps = wanted, []  # type: int, list[str]
    while at not in known:
        found = row("SELECT parent, changes, body FROM project_versions WHERE project = ? AND version = ?", (project, at))
        if found is None:
            head(row, project)
            raise UsageError(f"{project} has no version {version}; `director project history` shows them.")
        parent, changes, body = found
        if body is not None or parent is None:
            return Lineage(wanted, at, body or "", tuple(reversed(steps)))
        steps.append(changes)
        at = parent
    return Lineage(wanted, at, "", tuple(reversed(steps)))


def add(connection: sqlite3.Connection, project: Project, who: str, note: str, at: float) -> Project:
    """`project` as a new one, with its id and first version."""
    kept = project.model_copy(update={"id": next_id(connection, "film"), "version": 1})
    connection.execute(
        "INSERT INTO projects (id, title, current, created_at) VALUES (?, ?, 1, ?)", (kept.id, kept.title[:300] or "Untitled", at)
    )
    _write(connection, kept, None, who, note, (), (), body(kept), at)
    return kept


def add_version(
    connection: sqlite3.Connection,
    project: Project,
    parent: int,
    changes: Sequence[Change],
    inverse: Sequence[Change],
    *,
    who: str,
    note: str,
    at: float,
) -> Project:
    """`project` as the next version, made from `parent` by `changes`; current from now on."""
    row = connection.execute("SELECT MAX(version) FROM project_versions WHERE project = ?", (project.id,)).fetchone()
    kept = project.model_copy(update={"version": int(row[0]) + 1})
    whole = body(kept) if _steps_since_whole(connection, project.id, parent) + 1 >= EVERY else None
    _write(connection, kept, parent, who, note, changes, inverse, whole, at)
    connection.execute("UPDATE projects SET current = ?, title = ? WHERE id = ?", (kept.version, kept.title[:300], kept.id))
    return kept


def get_proposal(row: Row, proposal: str) -> Proposal:
    """That proposal. Raises UsageError."""
    found = row(f"SELECT {_PROPOSAL} FROM project_proposals WHERE id = ?", (proposal,))
    if found is None:
        raise UsageError(f"there is no proposal {proposal[:40]!r}; `director project proposals` lists them.")
    return _proposal(found)


def add_proposal(connection: sqlite3.Connection, proposal: Proposal) -> Proposal:
    """The proposal, with its id."""
    kept = proposal.with_(id=next_id(connection, "proposal"))
    connection.execute(
        f"INSERT INTO project_proposals ({_PROPOSAL}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            kept.id,
            kept.project,
            kept.version,
            kept.who,
            kept.why,
            write_changes(kept.changes),
            write_changes(kept.accepted),
            kept.state,
            kept.at,
            kept.decided_at,
        ),
    )
    return kept


def decide(connection: sqlite3.Connection, proposal: str, state: str, accepted: Sequence[Change], at: float) -> None:
    """Ends an open proposal. Raises UsageError where somebody already did."""
    done = connection.execute(
        "UPDATE project_proposals SET state = ?, accepted = ?, decided_at = ? WHERE id = ? AND state = 'open'",
        (state, write_changes(accepted), at, proposal),
    )
    if done.rowcount != 1:
        was = get_proposal(_first(connection), proposal).state
        raise UsageError(f"{proposal} was {was} already; `director project proposals` lists what is open.")


def write_changes(changes: Sequence[Change]) -> str:
    """Changes as they are kept."""
    return json.dumps([change.wire() for change in changes], ensure_ascii=False, separators=(",", ":"))


def read_changes(text: str) -> tuple[Change, ...]:
    """Kept changes. Raises WorkspaceError for some a newer program wrote."""
    try:
        return tuple(Change.model_validate(one) for one in json.loads(text))
    except (ValueError, TypeError):
        raise WorkspaceError("changes in this workspace were written by a newer director; upgrade director-kernel to see them.") from None


def body(project: Project) -> str:
    """The whole project as it is kept. Raises UsageError for one that is too large to keep."""
    text = project.model_dump_json(by_alias=True, exclude_none=True)
    if len(text.encode()) > MOST:
        raise UsageError(f"this project is larger than {MOST // 1_000_000} MB; make two of it.")
    return text


def _steps_since_whole(connection: sqlite3.Connection, project: str, version: int) -> int:
    row = connection.execute(
        """WITH RECURSIVE back(version, parent, whole, steps) AS (
            SELECT version, parent, body IS NOT NULL, 0 FROM project_versions WHERE project = :project AND version = :version
            UNION ALL SELECT v.version, v.parent, v.body IS NOT NULL, steps + 1 FROM project_versions AS v JOIN back
            ON v.project = :project AND v.version = back.parent WHERE NOT back.whole)
        SELECT MAX(steps) FROM back""",
        {"project": project, "version": version},
    ).fetchone()
    return int(row[0])


def _write(
    connection: sqlite3.Connection,
    project: Project,
    parent: int | None,
    who: str,
    note: str,
    changes: Sequence[Change],
    inverse: Sequence[Change],
    whole: str | None,
    at: float,
) -> None:
    connection.execute(
        """INSERT INTO project_versions (project, version, parent, who, note, changes, inverse, body, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (project.id, project.version, parent, who[:100], note[:500], write_changes(changes), write_changes(inverse), whole, at),
    )


def _point(connection: sqlite3.Connection, project: str, version: int, at: float) -> None:
    connection.execute("UPDATE projects SET current = ? WHERE id = ?", (version, project))


def _first(connection: sqlite3.Connection) -> Row:
    return lambda sql, values: connection.execute(sql, values).fetchone()


def _proposal(row: tuple[Any, ...]) -> Proposal:
    named = dict(zip((name.strip() for name in _PROPOSAL.split(",")), row, strict=True))
    return Proposal.model_validate({**named, "changes": read_changes(named["changes"]), "accepted": read_changes(named["accepted"])})
