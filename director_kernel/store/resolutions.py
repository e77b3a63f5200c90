"""How findings were resolved: mended, dismissed, reopened. Kept for later learning, and never changed."""

import json
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from director_kernel.schema.noun import Noun
from director_kernel.schema.project import Change
from director_kernel.store.reader import Readers

COLUMNS = "seq, project, version, finding, rule, how, changes, at"
How = Literal["fixed", "dismissed", "reopened"]


class Resolution(Noun):
    """What became of a finding. `version` is that of the project it was found in, `changes` what mended it."""

    seq: int = 0
    project: str
    version: int
    finding: str
    rule: str
    how: How
    changes: tuple[Change, ...] = ()
    at: float = 0.0


@dataclass
class Resolutions:
    """The resolutions of a workspace."""

    readers: Readers

    def of(self, project: str) -> list[Resolution]:
        """All of a project, oldest first."""
        rows = self.readers.rows(f"SELECT {COLUMNS} FROM project_resolutions WHERE project = ? ORDER BY seq", (project,))
        return [_resolution(row) for row in rows]


def add(connection: sqlite3.Connection, resolutions: Iterable[Resolution]) -> None:
    """Resolutions as part of the caller's transaction."""
    connection.executemany(
        "INSERT INTO project_resolutions (project, version, finding, rule, how, changes, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                one.project,
                one.version,
                one.finding,
                one.rule,
                one.how,
                json.dumps([change.wire() for change in one.changes], ensure_ascii=False),
                one.at or time.time(),
            )
            for one in resolutions
        ],
    )


def _resolution(row: tuple[Any, ...]) -> Resolution:
    names = [name.strip() for name in COLUMNS.split(",")]
    return Resolution.model_validate({**dict(zip(names, row, strict=True)), "changes": json.loads(row[6])})
