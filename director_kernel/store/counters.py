"""Short ids for people: `chat-1`, `plan-2`, `run-3`, counted per workspace."""

import sqlite3


def next_id(connection: sqlite3.Connection, name: str) -> str:
    """The next id of this kind; part of the caller's transaction, so a number is used once."""
    row = connection.execute(
        "INSERT INTO counters (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value", (name,)
    ).fetchone()
    return f"{name}-{row[0]}"
