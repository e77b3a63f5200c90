"""Results that arrive with the answer to the order itself: on the disk before anybody hears of them, so that a crash can't lose them.

A service that draws while one waits is paid by the request, and the picture is in its one answer. It is written, with fsync, before the
ticket is given out; whoever finds the ticket after a crash finds the file, too.
"""

import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from director_kernel.errors import OutputLost
from director_kernel.media.disk import disk_errors
from director_kernel.store.filesystem import fsync_folder

TICKET = ".ticket"
"""Ends the name of what a result's ticket is kept under, beside the result and named like it."""
OLD = 86_400.0
"""Seconds after which a file of another process goes, if what is in it is stored."""


def note_of(name: str) -> str:
    """What the ticket of a result is called: as its file `<hash>.<request>.<ending>` is, but for the ending."""
    return name.rpartition(".")[0] + TICKET


def _never(sha256: str) -> bool:
    return False


@dataclass
class Answers:
    """Files by name in one folder. `stored` says whether bytes with this hash are in the asset store, so that they may go here.

    What nobody knows to be stored stays; `director gc` clears what is older than a week and older than every order that is not settled.
    """

    folder: Path
    stored: Callable[[str], bool] = _never
    _unsaved: dict[str, bytes] = field(default_factory=dict)
    _given: dict[str, str] = field(default_factory=dict)
    _swept: bool = False

    def keep(self, name: str, data: bytes) -> bool:
        """Writes the file so that it survives a power cut. False where the disk can't take it: it is kept in memory, while that lasts."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            temporary = self.folder / f"{name}.{os.getpid()}.part"
            with temporary.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self.folder / name)
            fsync_folder(self.folder)
        except OSError:
            self._unsaved[name] = data
            return False
        return True

    def notes(self) -> list[str]:
        """The texts of all tickets that are kept here."""
        found: list[str] = []
        for path in sorted(self.folder.glob(f"*{TICKET}")):
            with suppress(OSError, ValueError):  # swept meanwhile, or damaged: then it finds nothing again
                found.append(path.read_text("utf-8"))
        return found

    def has(self, name: str) -> bool:
        """Whether the file is there."""
        return name in self._unsaved or (self.folder / name).is_file()

    def give(self, name: str, folder: Path, sha256: str) -> Path:
        """A copy of the file in `folder`. Raises OutputLost where it is gone, WorkspaceError for the disk."""
        target = folder / name
        with disk_errors("Saving what was made", folder):
            if name in self._unsaved:
                target.write_bytes(self._unsaved[name])
                return target
            try:
                # A copy, not a link: what is stored becomes read-only and may be moved.
                shutil.copyfile(self.folder / name, target)
            except FileNotFoundError:
                raise OutputLost(f"{self.folder / name} is gone, and the service keeps no copy; `director retry` makes it anew.") from None
        self._given[name] = sha256
        self.sweep()
        return target

    def sweep(self) -> None:
        """Deletes what was given out and is stored by now; once, what other processes left so."""
        for name, sha256 in list(self._given.items()):
            if self.stored(sha256):
                (self.folder / name).unlink(missing_ok=True)
                (self.folder / note_of(name)).unlink(missing_ok=True)
                del self._given[name]
        if self._swept or self.stored is _never:
            return
        self._swept = True
        now = time.time()
        for path in self.folder.glob("*"):
            try:
                old = now - path.stat().st_mtime > OLD
            except FileNotFoundError:
                continue
            if old and (path.suffix == ".part" or self.stored(path.name.partition(".")[0])):
                path.unlink(missing_ok=True)
