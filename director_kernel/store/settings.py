"""What a workspace remembers by name: small JSON values."""

import json
from dataclasses import dataclass
from typing import Any

from director_kernel.store.reader import Readers
from director_kernel.store.writer import Writer

UPSERT = "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"


@dataclass
class Settings:
    """Key → JSON value."""

    writer: Writer
    readers: Readers

    def get(self, key: str, default: Any = None) -> Any:
        """The value, or `default`."""
        row = self.readers.row("SELECT value FROM settings WHERE key = ?", (key,))
        return default if row is None else json.loads(row[0])

    def set(self, key: str, value: Any) -> None:
        """Keeps `value`; None forgets the key."""
        if value is None:
            self.writer.run(lambda connection: connection.execute("DELETE FROM settings WHERE key = ?", (key,)) and None)
        else:
            text = json.dumps(value, sort_keys=True)
            self.writer.run(lambda connection: connection.execute(UPSERT, (key, text)) and None)

    def all(self) -> dict[str, Any]:
        """Everything that was set, by key."""
        return {key: json.loads(value) for key, value in self.readers.rows("SELECT key, value FROM settings ORDER BY key")}
