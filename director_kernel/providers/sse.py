"""Server-sent events as they really arrive: bytes in, whole events out, whatever was split, joined, commented or left unfinished.

The rules are those of https://html.spec.whatwg.org/multipage/server-sent-events.html, with three liberties that services take:
`data` lines of several events without a blank line between them, a last event without one, and a byte order mark.
"""

import codecs
import json
from dataclasses import dataclass, field
from typing import Any

MOST = 64 * 1024 * 1024
"""Bytes one event may have. Pictures come inline, base64 in one event; more than this is no answer any more."""
DONE = "[DONE]"


class Oversized(ValueError):
    """One event without an end."""


@dataclass(frozen=True)
class Event:
    """One event: its `data` lines joined by line feeds, and the name it was given, "" for none."""

    data: str
    name: str = ""

    def json(self) -> Any:
        """The data as JSON; None where it is none."""
        try:
            return json.loads(self.data)
        except (ValueError, RecursionError):
            return None


@dataclass
class Frames:
    """Cuts a byte stream into events. `feed` gives those that are whole, `end` the last one where it can be told to be whole.

    Only line feed and carriage return end a line: U+2028, U+0085 and the like are part of what is said. A character may be split over
    chunks, as may CR LF. Comments are dropped; whoever counts silence counts bytes.
    """

    _line: bytearray = field(default_factory=bytearray)
    _after_cr: bool = False
    _first: bool = True
    _name: str = ""
    _data: list[str] = field(default_factory=list)
    _size: int = 0

    def feed(self, chunk: bytes) -> list[Event]:
        """The events that `chunk` completes. Raises Oversized."""
        if self._after_cr and chunk:
            chunk = chunk[1:] if chunk[:1] == b"\n" else chunk
            self._after_cr = False
        if chunk[-1:] == b"\r":
            self._after_cr = True
        events: list[Event] = []
        if b"\r" in chunk:
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        *lines, rest = chunk.split(b"\n")
        for line in lines:
            if self._line:
                line, self._line = bytes(self._line) + line, bytearray()
            self._take(line, events)
        self._line += rest
        if len(self._line) + self._size > MOST:
            raise Oversized(f"one event of more than {MOST // 1024**2} MB")
        return events

    def end(self) -> tuple[list[Event], bool]:
        """What an unfinished end still gives, and whether anything had to be left out because it was cut off."""
        events: list[Event] = []
        if self._line:
            line, self._line = bytes(self._line), bytearray()
            self._take(line, events)
        if not self._data:
            return events, False
        whole = [Event(data, self._name) for data in _apart(self._data) if data == DONE or Event(data).json() is not None]
        cut = len(whole) < len(_apart(self._data))
        self._data, self._name, self._size = [], "", 0
        return events + whole, cut

    def _take(self, line: bytes, events: list[Event]) -> None:
        if self._first:
            self._first, line = False, line.removeprefix(codecs.BOM_UTF8)
        if not line:
            events += [Event(data, self._name) for data in _apart(self._data)]
            self._data, self._name, self._size = [], "", 0
            return
        if line[:1] == b":":
            return
        name, _, value = line.partition(b":")
        if name == b"data":
            self._data.append(value.removeprefix(b" ").decode("utf-8", "replace"))
            self._size += len(value)
        elif name == b"event":
            self._name = value.removeprefix(b" ").decode("utf-8", "replace")


def _apart(lines: list[str]) -> list[str]:
    """The data of one event, or of several whose blank lines were left out: then each line is JSON, and all of them are not."""
    if len(lines) < 2:
        return lines
    joined = "\n".join(lines)
    if Event(joined).json() is None and all(line == DONE or isinstance(Event(line).json(), dict) for line in lines):
        return lines
    return [joined]


def framed(event: Event) -> bytes:
    """The event in its plainest form, as every parser understands it."""
    name = f"event: {event.name}\n" if event.name else ""
    return (name + "".join(f"data: {line}\n" for line in event.data.split("\n")) + "\n").encode()
