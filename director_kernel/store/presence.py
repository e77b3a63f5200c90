"""Whether a process that left something in the books still lives: each holds a lock file that the system frees, kill -9 or not."""

import os
import secrets
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import FileLock

SUFFIX = ".here.lock"


class Presence:
    """This process in a workspace, under `name`. The lock is taken when the name is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._guard = threading.Lock()
        self._name = ""
        self._lock: FileLock | None = None

    @property
    def name(self) -> str:
        """What this process is called in the books; from then on others can tell that it lives."""
        with self._guard:
            if not self._name:
                from filelock import FileLock

                self._name = f"{os.getpid()}-{secrets.token_hex(4)}"
                self._lock = FileLock(self._path(self._name), thread_local=False)
                self._lock.acquire()
            return self._name

    def lives(self, name: str) -> bool:
        """True while the process of that name holds its lock; what the dead leave behind is cleared away."""
        if name == self._name:
            return True
        path = self._path(name)
        if not path.exists():
            return False
        from filelock import FileLock, Timeout

        lock = FileLock(path, thread_local=False)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            return True
        path.unlink(missing_ok=True)
        lock.release()
        return False

    def leave(self) -> None:
        """Lets go of the name. Safe to call twice."""
        with self._guard:
            if self._lock is not None:
                self._path(self._name).unlink(missing_ok=True)
                self._lock.release()
                self._name, self._lock = "", None

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{SUFFIX}"
