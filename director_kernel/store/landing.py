"""Files on their way into the asset store: written beside, fsynced, renamed, the folder fsynced."""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from director_kernel.store.filesystem import fsync_file, fsync_folder

LANDING_THREADS = 8
"""Files fsynced side by side share the disk's work."""
_MAKING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Landing:
    """`temporary` becomes `final`; once its row is committed, what `sidecar` says is written beside it."""

    temporary: Path
    final: Path
    sidecar: Callable[[], str] | None = None
    synced: bool = False
    """True: the bytes of `temporary` are on the disk already (large files are fsynced before they come here)."""


def land(files: Sequence[Landing], checkpoint: Callable[[str], None]) -> "Future[None]":
    """Lands the files on a thread of its own; the future is done when all are on the disk. It raises OSError.

    So a landing goes on beside the commits of other transitions, and several beside each other; only its own row waits for it.
    """
    return _threads().submit(_land, files, checkpoint)


def _land(files: Sequence[Landing], checkpoint: Callable[[str], None]) -> None:
    for landing in files:
        if not landing.synced:
            fsync_file(landing.temporary)
    checkpoint("before rename")
    for landing in files:
        _make_folder(landing.final.parent)
        os.replace(landing.temporary, landing.final)
    checkpoint("after rename")
    for folder in {landing.final.parent: None for landing in files}:
        fsync_folder(folder)
    checkpoint("after folder fsync")


def _make_folder(folder: Path) -> None:
    """The folder is there and its name on the disk; whoever finds it made may rely on that."""
    with _MAKING:
        if not folder.is_dir():
            folder.mkdir()
            fsync_folder(folder.parent)


def write_sidecars(files: Sequence[Landing]) -> None:
    """What repeats the rows for people and other programs, after them and not fsynced: `Assets.repair_sidecars` mends a lost one."""
    for landing in files:
        if landing.sidecar is not None:
            try:
                _write(sidecar_of(landing.final), landing.sidecar().encode())
            except OSError:
                continue  # the asset and its row are safe; the next repair writes it


def _write(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        os.write(handle, data)
    finally:
        os.close(handle)


def sidecar_of(path: Path) -> Path:
    """`ab/<hash>.mp4.json` for `ab/<hash>.mp4`."""
    return path.with_name(path.name + ".json")


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(LANDING_THREADS, thread_name_prefix="director-landing")
