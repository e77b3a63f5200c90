"""Files on their way into the asset store: written beside, fsynced, renamed, the folder fsynced."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from director_kernel.store.filesystem import fsync_file, fsync_folder

FSYNC_THREADS = 8
"""Files fsynced side by side share the file system's journal commits."""


@dataclass(frozen=True, slots=True)
class Landing:
    """`temporary` becomes `final`; once its row is committed, `sidecar` is written beside it."""

    temporary: Path
    final: Path
    sidecar: str = ""
    synced: bool = False
    """True: the bytes of `temporary` are on the disk already (large files are fsynced before they come here)."""


def land(files: Sequence[Landing], checkpoint: Callable[[str], None]) -> dict[int, OSError]:
    """Lands all files, each folder fsynced once. The errors by `id()` of the landing; the rest is on the disk."""
    failed: dict[int, OSError] = {}
    _each(files, _sync, failed)
    checkpoint("before rename")
    # One after the other: renames are quick, and a crash test can stop between two.
    for landing in files:
        if id(landing) not in failed:
            _try(_rename, landing, failed)
    checkpoint("after rename")
    for folder in dict.fromkeys(landing.final.parent for landing in files if id(landing) not in failed):
        try:
            fsync_folder(folder)
        except OSError as error:
            failed |= {id(landing): error for landing in files if landing.final.parent == folder}
    checkpoint("after folder fsync")
    return failed


def _each(files: Sequence[Landing], work: Callable[[Landing], None], failed: dict[int, OSError]) -> None:
    if len(files) < 3:
        for landing in files:
            _try(work, landing, failed)
    else:
        list(_threads().map(lambda landing: _try(work, landing, failed), files))


def _try(work: Callable[[Landing], None], landing: Landing, failed: dict[int, OSError]) -> None:
    try:
        work(landing)
    except OSError as error:
        failed[id(landing)] = error


def _sync(landing: Landing) -> None:
    if not landing.synced:
        fsync_file(landing.temporary)


def _rename(landing: Landing) -> None:
    folder = landing.final.parent
    if not folder.is_dir():
        folder.mkdir(exist_ok=True)
        fsync_folder(folder.parent)
    os.replace(landing.temporary, landing.final)


def write_sidecars(files: Sequence[Landing]) -> None:
    """What repeats the rows for people and other programs, after them and not fsynced: `Assets.repair_sidecars` mends a lost one."""
    for landing in files:
        if landing.sidecar:
            try:
                _write(sidecar_of(landing.final), landing.sidecar.encode())
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
    return ThreadPoolExecutor(FSYNC_THREADS, thread_name_prefix="director-fsync")
