"""Empty folders for fetched outputs, used again: making and removing one per take costs more than the take."""

import itertools
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

_NUMBERS = itertools.count(1)


@dataclass
class Folders:
    """Hands out empty folders under `root`, named by process and counted in it, so that no two executors ever share one."""

    root: Path
    _free: list[Path] = field(default_factory=list)

    def take(self) -> Path:
        """An empty folder. Raises OSError."""
        if self._free:
            return self._free.pop()
        folder = self.root / f"{os.getpid()}.fetch{next(_NUMBERS)}"
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

    def clear(self) -> None:
        """Removes the folders that are not in use."""
        while self._free:
            shutil.rmtree(self._free.pop(), ignore_errors=True)
