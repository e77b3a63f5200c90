"""Conversations and their messages."""

import json
import sqlite3
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from director_kernel.errors import UsageError
from director_kernel.schema.conversation import Conversation, ConversationState, Message
from director_kernel.store.counters import next_id
from director_kernel.store.reader import Readers
from director_kernel.store.writer import Writer

COLUMNS = "id, title, state, plan, data, created_at, updated_at"
Role = Literal["user", "director", "system"]
CHANGEABLE = ("title", "state", "plan", "data")


@dataclass
class Conversations:
    """The conversations of a workspace, newest first."""

    writer: Writer
    readers: Readers

    def create(self, title: str = "") -> Conversation:
        """A new, active conversation."""

        def write(connection: sqlite3.Connection) -> Conversation:
            now = time.time()
            made = Conversation(id=next_id(connection, "chat"), title=title, created_at=now, updated_at=now)
            connection.execute(
                "INSERT INTO conversations (id, title, created_at, updated_at) VALUES (?, ?, ?, ?)", (made.id, title, now, now)
            )
            return made

        return self.writer.run(write)

    def get(self, conversation: str) -> Conversation:
        """The conversation with this id. Raises UsageError."""
        row = self.readers.row(f"SELECT {COLUMNS} FROM conversations WHERE id = ?", (conversation,))
        if row is None:
            raise UsageError(f"there is no conversation {conversation!r}; `director chats list` shows them")
        return _conversation(row)

    def all(self, state: ConversationState | str | None = None) -> list[Conversation]:
        """All of them, or those in `state`; the last touched first."""
        where, values = ("WHERE state = ?", (str(state),)) if state else ("", ())
        rows = self.readers.rows(f"SELECT {COLUMNS} FROM conversations {where} ORDER BY updated_at DESC, length(id) DESC, id DESC", values)
        return [_conversation(row) for row in rows]

    def change(self, conversation: str, **changes: Any) -> Conversation:
        """The conversation with `title`, `state`, `plan` or `data` changed. Raises UsageError."""
        self.writer.run(lambda connection: change(connection, conversation, **changes))
        return self.get(conversation)

    def say(
        self, conversation: str, role: Role, text: str, data: dict[str, Any] | None = None, *, changes: Mapping[str, Any] | None = None
    ) -> Message:
        """Adds a message at the end; `changes` of the conversation are kept with it or not at all. Raises UsageError."""

        def write(connection: sqlite3.Connection) -> Message:
            if changes:
                change(connection, conversation, **changes)
            return say(connection, conversation, role, text, data)

        return self.writer.run(write)

    def messages(self, conversation: str, *, after: int = 0) -> list[Message]:
        """What was said, in order: all of it, or what came after position `after`."""
        rows = self.readers.rows(
            "SELECT conversation, position, role, text, data, at FROM messages WHERE conversation = ? AND position > ? ORDER BY position",
            (conversation, after),
        )
        return [Message(conversation=c, position=p, role=r, text=t, data=json.loads(d), at=at) for c, p, r, t, d, at in rows]


def change(connection: sqlite3.Connection, conversation: str, **changes: Any) -> None:
    """Conversations.change as part of the caller's transaction."""
    if unknown := sorted(set(changes) - set(CHANGEABLE)):
        raise UsageError(f"a conversation has no {', '.join(unknown)}; one of {', '.join(CHANGEABLE)}")
    values = {name: json.dumps(value) if name == "data" else str(value) for name, value in changes.items()}
    assignments = "".join(f"{name} = ?, " for name in values)
    sql = f"UPDATE conversations SET {assignments}updated_at = ? WHERE id = ?"
    if connection.execute(sql, (*values.values(), time.time(), conversation)).rowcount == 0:
        raise UsageError(f"there is no conversation {conversation!r}; `director chats list` shows them")


def say(connection: sqlite3.Connection, conversation: str, role: Role, text: str, data: dict[str, Any] | None = None) -> Message:
    """Conversations.say as part of the caller's transaction."""
    change(connection, conversation)
    (last,) = connection.execute("SELECT COALESCE(MAX(position), 0) FROM messages WHERE conversation = ?", (conversation,)).fetchone()
    said = Message(conversation=conversation, position=last + 1, role=role, text=text, data=data or {}, at=time.time())
    connection.execute(
        "INSERT INTO messages (conversation, position, role, text, data, at) VALUES (?, ?, ?, ?, ?, ?)",
        (conversation, said.position, role, text, json.dumps(said.data), said.at),
    )
    return said


def _conversation(row: tuple[Any, ...]) -> Conversation:
    identity, title, state, plan, data, created, updated = row
    return Conversation(id=identity, title=title, state=state, plan=plan, data=json.loads(data), created_at=created, updated_at=updated)
