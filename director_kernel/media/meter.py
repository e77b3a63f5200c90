"""How far a job in another process is, and a way to stop it: sixteen bytes in a file that both sides have open.

A file and not a queue, for the work must stay a plain function call on any executor. On another machine the file isn't there:
the job then runs to its end unwatched.
"""

import struct
from pathlib import Path

from director_kernel.errors import DirectorError

_SHARE = struct.Struct("<d")


class Stopped(DirectorError):
    """The job was asked to stop, and did."""

    code = "stopped"


class Meter:
    """The working side: `tick(done, of)` notes progress and raises Stopped when asked to stop. An empty path measures nothing."""

    def __init__(self, path: str = "") -> None:
        self._path = Path(path) if path else None

    def tick(self, done: float, of: float) -> None:
        if self._path is None:
            return
        try:
            with self._path.open("r+b", buffering=0) as file:
                file.write(_SHARE.pack(min(1.0, done / of) if of else 0.0))
                asked = file.read(1) == b"1"
        except OSError:
            self._path = None
            return
        if asked:
            raise Stopped("stopped as asked; start the step again to make it")


def begin(path: Path) -> None:
    """Lays out an empty meter at `path`."""
    path.write_bytes(_SHARE.pack(0.0) + b"0" * 8)


def share(path: Path) -> float:
    """How much is done, 0–1; 0 when nobody measures."""
    try:
        return float(_SHARE.unpack(path.read_bytes()[: _SHARE.size])[0])
    except (OSError, struct.error):
        return 0.0


def stop(path: Path) -> None:
    """Asks the job to stop at its next tick."""
    try:
        with path.open("r+b", buffering=0) as file:
            file.seek(_SHARE.size)
            file.write(b"1")
    except OSError:
        return
