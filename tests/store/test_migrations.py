"""Every earlier shape of the database is brought up to date with what it holds; released steps never change."""

import hashlib
import sqlite3
from pathlib import Path

import pytest

from director_kernel.store import Workspace, migrations

# What the released steps say. A step that is released is frozen: add a new one instead of changing these.
FROZEN = {
    "m001_conversations": "0d7d7c6f78aef14b",
    "m002_assets": "7951f12d948c598c",
    "m003_runs": "6707082d46abe0c9",
    "m004_ledger": "6ff89bb4ef449341",
    "m005_people": "cc9f548aff0dcc9b",
    "m006_keys": "ef6f25f22a39873f",
    "m007_calls": "860d70cfea340e29",
    "m008_feedback": "3f84377ddd685431",
    "m009_quotas": "16592134a15210f4",
    "m010_projects": "4c5f13e9f9467229",
    "m011_search": "172bcc614b1ed53c",
}
ROWS = [
    "INSERT INTO conversations (id, title, created_at, updated_at) VALUES ('chat-1', 'old', 1, 1)",
    f"INSERT INTO assets (sha256, mime, suffix, bytes, created_at) VALUES ('{'a' * 64}', 'image/png', '.png', 3, 1)",
    "INSERT INTO events (stream, type, body) VALUES ('run-1', 'execution_done', '{}')",
    "INSERT INTO budgets (scope, cap) VALUES ('workspace', 5)",
    f"INSERT INTO opinions (plan, step, asset, stars) VALUES ('plan-1', 'shot', '{'a' * 64}', 4)",
]
COUNTS = ["conversations", "assets", "events", "budgets", "opinions"]


def shape(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE '%migrations%'")}


@pytest.mark.parametrize("number", range(len(migrations.STEPS) + 1))
def test_from_every_earlier_shape(number: int, workspace_folder: Path, tmp_path: Path) -> None:
    workspace_folder.mkdir()
    connection = sqlite3.connect(workspace_folder / "director.db", isolation_level=None)
    migrations.migrate(connection, upto=number)
    for statement in ROWS[:number]:
        connection.execute(statement)
    assert migrations.pending(connection) == len(migrations.STEPS) - number
    connection.close()
    Workspace.open(workspace_folder).close()
    Workspace.open(tmp_path / "new").close()
    old, new = sqlite3.connect(workspace_folder / "director.db"), sqlite3.connect(tmp_path / "new" / "director.db")
    assert shape(old) == shape(new)
    for table in COUNTS[:number]:
        assert old.execute(f"SELECT COUNT(*) FROM {table}").fetchone() == (1,)
    assert migrations.pending(old) == 0
    old.close()
    new.close()


def test_a_step_that_fails_leaves_the_shape_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = (*migrations.STEPS[:2], ("m003_runs", ("CREATE TABLE half (x)", "this is no SQL")))
    monkeypatch.setattr(migrations, "STEPS", broken)
    connection = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    with pytest.raises(sqlite3.OperationalError):
        migrations.migrate(connection, upto=3)
    assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    assert connection.execute("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'half'").fetchone() == (0,)
    connection.close()


def test_released_steps_are_frozen() -> None:
    found = {name: hashlib.sha256("\n".join(statements).encode()).hexdigest()[:16] for name, statements in migrations.STEPS}
    assert found == FROZEN
