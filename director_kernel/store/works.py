"""Workflows that were started, and whether what they made has been taken into their project."""

import json
import sqlite3
import time
from dataclasses import dataclass
from typing import Any

from director_kernel.schema.noun import Noun
from director_kernel.schema.project import Trace
from director_kernel.store.counters import next_id
from director_kernel.store.reader import Readers
from director_kernel.store.writer import Writer

COLUMNS = "id, project, version, workflow, settings, plan, state, note, at"


class Work(Noun):
    """A workflow that was started on a project: what it was asked, and the plan it became."""

    id: str
    project: str
    version: int
    workflow: str
    settings: dict[str, Any]
    plan: str
    state: str
    note: str = ""
    at: float = 0.0


@dataclass
class Works:
    """The works of a workspace."""

    writer: Writer
    readers: Readers

    def begin(self, project: str, version: int, workflow: str, settings: dict[str, Any], plan: str) -> Work:
        """A work, kept before its plan runs."""

        def write(connection: sqlite3.Connection) -> str:
            identity = next_id(connection, "work")
            connection.execute(
                f"INSERT INTO project_works ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, 'open', '', ?)",
                (identity, project, version, workflow, json.dumps(settings, ensure_ascii=False), plan, time.time()),
            )
            return identity

        return self.get(self.writer.run(write))

    def get(self, work: str) -> Work:
        """That work. Raises KeyError."""
        row = self.readers.row(f"SELECT {COLUMNS} FROM project_works WHERE id = ?", (work,))
        if row is None:
            raise KeyError(work)
        return _work(row)

    def open(self, project: str = "") -> list[Work]:
        """Works whose results are not taken in yet, oldest first; of one project or all."""
        sql = f"SELECT {COLUMNS} FROM project_works WHERE state = 'open' AND (? = '' OR project = ?) ORDER BY at, length(id), id"
        return [_work(row) for row in self.readers.rows(sql, (project, project))]

    def of_plan(self, plan: str) -> Work | None:
        """The work whose plan this is."""
        row = self.readers.row(f"SELECT {COLUMNS} FROM project_works WHERE plan = ?", (plan,))
        return None if row is None else _work(row)

    def traces(self, project: str, workflow: str = "") -> list[Trace]:
        """What a project's workflows made, in order, each with what became of it; of one workflow or all."""
        sql = "SELECT seq, body, verdict, at FROM project_traces WHERE project = ? AND (? = '' OR workflow = ?) ORDER BY seq"
        return [
            Trace.model_validate({**json.loads(body), "id": identity, "verdict": verdict, "at": at})
            for identity, body, verdict, at in self.readers.rows(sql, (project, workflow, workflow))
        ]


def judge(connection: sqlite3.Connection, project: str, place: str, verdict: str) -> int:
    """What became of the outputs at a place of the project, as part of the caller's transaction; how many there are."""
    done = connection.execute("UPDATE project_traces SET verdict = ? WHERE project = ? AND place = ?", (verdict, project, place))
    return done.rowcount


def close(connection: sqlite3.Connection, work: str, state: str, note: str) -> bool:
    """Ends an open work as part of the caller's transaction; False where somebody else already did."""
    done = connection.execute("UPDATE project_works SET state = ?, note = ? WHERE id = ? AND state = 'open'", (state, note, work))
    return done.rowcount == 1


def say(connection: sqlite3.Connection, work: str, note: str) -> None:
    """Why an open work could not be taken in, as part of the caller's transaction."""
    connection.execute("UPDATE project_works SET note = ? WHERE id = ? AND state = 'open'", (note, work))


def add_traces(connection: sqlite3.Connection, traces: tuple[Trace, ...]) -> None:
    """Traces as part of the caller's transaction."""
    connection.executemany(
        "INSERT INTO project_traces (project, workflow, place, body, asset, verdict, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                one.project,
                one.workflow,
                one.where,
                json.dumps(one.wire(), ensure_ascii=False),
                one.asset or "",
                one.verdict,
                one.at or time.time(),
            )
            for one in traces
        ],
    )


def _work(row: tuple[Any, ...]) -> Work:
    names = [name.strip() for name in COLUMNS.split(",")]
    return Work.model_validate({**dict(zip(names, row, strict=True)), "settings": json.loads(row[4])})
