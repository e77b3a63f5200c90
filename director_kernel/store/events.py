"""The events that are kept, in the order they were committed."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from director_kernel.events import AnyEvent, ChatEvent, Event, ExecutionEvent, event_adapter
from director_kernel.store.reader import Readers
from director_kernel.store.writer import Writer

if TYPE_CHECKING:
    from pydantic import TypeAdapter

INSERT = "INSERT INTO events (stream, type, body) VALUES (?, ?, ?)"


@dataclass
class Events:
    """The kept events of a workspace; a stream is a conversation's or an execution's id."""

    writer: Writer
    readers: Readers

    def add(self, event: Event) -> None:
        """Keeps one event by itself; transitions keep theirs in their own transaction by `append`."""
        self.writer.run(lambda connection: append(connection, (event,)))

    def after(self, stream: str, seq: int = 0) -> list[tuple[int, AnyEvent]]:
        """The events of a stream after number `seq`, each with its number."""
        rows = self.readers.rows("SELECT seq, body FROM events WHERE stream = ? AND seq > ? ORDER BY seq", (stream, seq))
        return [(number, _adapter().validate_json(body)) for number, body in rows]

    def of_step(self, execution: str, step: str) -> list[AnyEvent]:
        """What was kept of one step of an execution, in order."""
        sql = "SELECT body FROM events WHERE stream = ? AND json_extract(body, '$.step') = ? ORDER BY seq"
        return [_adapter().validate_json(body) for (body,) in self.readers.rows(sql, (execution, step))]

    def notices(self, execution: str) -> list[str]:
        """What was said beside the steps of an execution, each once, in order: soft quotas that were passed."""
        sql = """SELECT json_extract(body, '$.notice') FROM events
            WHERE stream = ? AND type = 'step_started' AND json_extract(body, '$.notice') <> '' ORDER BY seq"""
        return list(dict.fromkeys(notice for (notice,) in self.readers.rows(sql, (execution,))))

    def bodies(self, stream: str) -> list[dict[str, Any]]:
        """The same as plain JSON, for export."""
        return [json.loads(body) for (body,) in self.readers.rows("SELECT body FROM events WHERE stream = ? ORDER BY seq", (stream,))]


def append(connection: sqlite3.Connection, events: Iterable[Event]) -> None:
    """Writes the kept ones among `events`, in order, as part of the caller's transaction."""
    for event in events:
        if event.persisted:
            body = event.model_dump_json(by_alias=True, exclude_none=True)
            connection.execute(INSERT, (_stream(event), getattr(event, "type", ""), body))


def _stream(event: Event) -> str:
    if isinstance(event, ExecutionEvent):
        return event.execution
    return event.conversation if isinstance(event, ChatEvent) else ""


@cache
def _adapter() -> "TypeAdapter[AnyEvent]":
    return event_adapter()
