"""Checkpoints of scenes: in which version of its project a scene entered, or was last in, a stage."""

import sqlite3
import time
from dataclasses import dataclass
from typing import Literal

from director_kernel.schema.noun import Noun
from director_kernel.schema.project import Stage
from director_kernel.store.reader import Readers

COLUMNS = "seq, project, scene, stage, version, note, at"


class Checkpoint(Noun):
    """A version to come back to; `note` says whether the scene had just `entered` the stage there or was about to have `left` it."""

    seq: int
    project: str
    scene: str
    stage: Stage
    version: int
    note: Literal["entered", "left"]
    at: float = 0.0


@dataclass
class Checkpoints:
    """The checkpoints of a workspace."""

    readers: Readers

    def of(self, project: str, scene: str) -> list[Checkpoint]:
        """Those of one scene, oldest first."""
        rows = self.readers.rows(
            f"SELECT {COLUMNS} FROM project_checkpoints WHERE project = ? AND scene = ? ORDER BY seq", (project, scene)
        )
        names = [name.strip() for name in COLUMNS.split(",")]
        return [Checkpoint.model_validate(dict(zip(names, row, strict=True))) for row in rows]


def keep(connection: sqlite3.Connection, project: str, scene: str, left: tuple[Stage, int], entered: Stage) -> None:
    """Keeps the way out of one stage (`left`: it and the version) and into the next, as part of the transaction that writes the version
    after it."""
    row = connection.execute("SELECT MAX(version) + 1 FROM project_versions WHERE project = ?", (project,)).fetchone()
    now = time.time()
    connection.executemany(
        "INSERT INTO project_checkpoints (project, scene, stage, version, note, at) VALUES (?, ?, ?, ?, ?, ?)",
        [(project, scene, left[0], left[1], "left", now), (project, scene, entered, int(row[0]), "entered", now)],
    )
