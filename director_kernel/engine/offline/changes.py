"""One change to a film, as it was said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Change:
    """One change: what (`kind`), its value, and the shots it is for (display numbers; () means all, -1 the last)."""

    kind: str
    value: Any = None
    shots: tuple[int, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Changes:
    """What a message changes, and the parts nobody could read."""

    changes: tuple[Change, ...]
    unread: tuple[str, ...] = ()
