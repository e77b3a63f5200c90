"""Empty folders for fetched outputs, used again: making and removing one per take costs more than the take."""

import itertools
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from director_kernel.store.presence import Presence

_NUMBERS = itertools.count(1)
MARK = ".fetch"


@dataclass
class Folders:
    """Hands out empty folders under `root`, named by process and counted in it, so that no two executors ever share one."""

    root: Path
    presence: Presence
    _free: list[Path] = field(default_factory=list)

    def take(self) -> Path:
        """An empty folder. Raises OSError."""
        if self._free:
            return self._free.pop()
        folder = self.root / f"{self.presence.name}{MARK}{next(_NUMBERS)}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def give_back(self, folder: Path) -> None:
        """The folder may be handed out again; what was left in it is deleted."""
        self.empty(folder)
        self._free.append(folder)

    def empty(self, folder: Path) -> None:
        """Deletes what is in the folder."""
        with os.scandir(folder) as entries:
            left = any(entries)
        if left:
            shutil.rmtree(folder)
            folder.mkdir()

    def sweep(self) -> None:
        """Removes what dead processes left; what was paid for is fetched anew by its ticket. May block."""
        for folder in self.root.glob(f"*{MARK}*"):
            if not self.presence.lives(folder.name.rpartition(MARK)[0]):
                shutil.rmtree(folder, ignore_errors=True)

    def clear(self) -> None:
        """Removes the folders that are not in use."""
        while self._free:
            shutil.rmtree(self._free.pop(), ignore_errors=True)
