"""A full or unwritable disk as one clear error."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from director_kernel.errors import WorkspaceError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_BARRED = {errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO}


def disk_error(error: BaseException, doing: str, where: Path) -> WorkspaceError | None:
    """What to tell a person when `error` means that the disk at `where` is full or can't be written to; None for any other error.

    By its number and not by its type: FFmpeg's errors carry the number, too, and aren't all OSErrors.
    """
    number = getattr(error, "errno", None)
    if number in _FULL:
        way = "free some space (`director gc` drops what can be made again)"
        return WorkspaceError(f"{doing} stopped: the disk at {where} is full. Nothing stored was touched; {way}, then `director resume`.")
    if number in _BARRED:
        way = "give yourself write access or choose another folder (DIRECTOR_WORKSPACE)"
        return WorkspaceError(f"{doing} stopped: {where} can't be written to. Nothing stored was touched; {way}, then `director resume`.")
    return None


@contextmanager
def disk_errors(doing: str, where: Path) -> Iterator[None]:
    """Turns a full or unwritable disk while `doing` something at `where` into a WorkspaceError; other errors pass."""
    try:
        yield
    except Exception as error:
        told = disk_error(error, doing, where)
        if told is None:
            raise
        raise told from error


def replace(path: Path, data: bytes) -> None:
    """Writes `data` to `path` by temp file, fsync and rename: a reader or a crash sees the old file or the new one, never half."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        settle(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def settle(part: Path, path: Path) -> None:
    """Renames the finished, synced `part` to `path` and makes the rename last."""
    os.replace(part, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def whole_jpeg(data: bytes) -> bool:
    """Whether a JPEG has its beginning and its end: one that was cut short by a crash or a full disk hasn't."""
    return data.startswith(b"\xff\xd8") and data.endswith(b"\xff\xd9")
