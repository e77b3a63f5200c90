"""Stored files, named by the hash of their bytes; a row names a file only once it is on the disk."""

import hashlib
import itertools
import json
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from director_kernel.errors import AssetError
from director_kernel.schema.asset import Asset
from director_kernel.store.filesystem import fsync_file
from director_kernel.store.landing import Landing, sidecar_of
from director_kernel.store.reader import Readers
from director_kernel.store.writer import Writer

SMALL = 256 * 1024
"""Bytes up to which a file is hashed where it is and fsynced by the writer; larger ones are prepared on another thread."""
SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "image/svg+xml": ".svg",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
    "video/quicktime": ".mov",
    "audio/wav": ".wav",
    "audio/x-wav": ".wav",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "audio/ogg": ".ogg",
    "audio/flac": ".flac",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/json": ".json",
    "application/pdf": ".pdf",
}
_NUMBERS = itertools.count()
COLUMNS = "sha256, mime, suffix, bytes, width, height, duration, fps, meta"
INSERT = f"""INSERT INTO assets ({COLUMNS}, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (sha256) DO UPDATE SET created_at = excluded.created_at"""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that is ready to be stored: its noun and its landing."""

    asset: Asset
    landing: Landing


@dataclass
class Assets:
    """The asset store of one workspace. Everything that reads bytes checks them against their hash."""

    folder: Path
    incoming: Path
    writer: Writer
    readers: Readers

    def prepare(self, path: Path, mime: str, *, move: bool = True, **facts: Any) -> Prepared:
        """The asset that `path` will be, hashed and, if large, fsynced. `facts` are the other fields of Asset.

        `move=False` copies the file first and leaves it where it is. Raises OSError.
        """
        source = path if move else self._copy(path)
        size = os.stat(source).st_size
        digest = hash_file(source) if size > SMALL else hashlib.sha256(source.read_bytes()).hexdigest()
        suffix = SUFFIXES.get(mime) or path.suffix or ".bin"
        asset = Asset(sha256=digest, mime=mime, bytes=size, suffix=suffix, **facts)
        if size > SMALL:
            fsync_file(source)
        return Prepared(asset, Landing(source, self.path(asset), partial(sidecar, asset), synced=size > SMALL))

    def add_file(self, path: Path, mime: str, **facts: Any) -> Asset:
        """Stores a copy of `path` and returns its asset. Raises AssetError if it can't be read, WorkspaceError if it can't be written."""
        try:
            prepared = self.prepare(path, mime, move=False, **facts)
        except OSError as error:
            if error.filename == str(path):
                raise AssetError(f"{path} can't be read ({error.strerror}); check the path") from error
            raise self.writer.explain(error) from error
        self.writer.run(lambda connection: insert(connection, prepared.asset), [prepared.landing])
        return prepared.asset

    def add_bytes(self, data: bytes, mime: str, **facts: Any) -> Asset:
        """Stores `data` and returns its asset. Raises WorkspaceError."""
        temporary = self._temporary()
        try:
            temporary.write_bytes(data)
            prepared = self.prepare(temporary, mime, **facts)
        except OSError as error:
            raise self.writer.explain(error) from error
        self.writer.run(lambda connection: insert(connection, prepared.asset), [prepared.landing])
        return prepared.asset

    def get(self, sha256: str) -> Asset | None:
        """The asset with this hash, or None."""
        row = self.readers.row(f"SELECT {COLUMNS} FROM assets WHERE sha256 = ?", (sha256,))
        return None if row is None else from_row(row)

    def all(self) -> Iterator[Asset]:
        """Every asset, by hash."""
        for row in self.readers.rows(f"SELECT {COLUMNS} FROM assets ORDER BY sha256"):
            yield from_row(row)

    def path(self, asset: Asset) -> Path:
        """Where the file lies, absolute."""
        return self.folder / asset.sha256[:2] / (asset.sha256 + asset.suffix)

    def here(self, asset: Asset) -> bool:
        """True if the file is there at its full size; cheap, reads no bytes."""
        try:
            return os.stat(self.path(asset)).st_size == asset.bytes
        except OSError:
            return False

    def check(self, asset: Asset) -> Path:
        """The path of a file whose bytes are what they were. Raises AssetError."""
        path = self.path(asset)
        if not path.is_file():
            raise AssetError(f"{asset.path} is missing; put it back from a `director backup`, or `director retry` the step that made it")
        if path.stat().st_size != asset.bytes or hash_file(path) != asset.sha256:
            raise AssetError(
                f"{asset.path} is not what was stored; put it back from a `director backup`, or move it away and `director retry` its step"
            )
        return path

    def read(self, asset: Asset) -> bytes:
        """The bytes, checked. Raises AssetError."""
        return self.check(asset).read_bytes()

    def faults(self) -> list[AssetError]:
        """What is wrong with the stored files, all of it; reads every byte."""
        found = []
        for asset in self.all():
            try:
                self.check(asset)
            except AssetError as error:
                found.append(error)
        return found

    def repair_sidecars(self) -> int:
        """Writes the sidecars that are missing or cut short again, from the rows; how many it were."""
        mended = 0
        for asset in self.all():
            path, text = sidecar_of(self.path(asset)), sidecar(asset)
            if self.path(asset).is_file() and (not path.is_file() or path.read_text() != text):
                path.write_text(text)
                mended += 1
        return mended

    def _copy(self, path: Path) -> Path:
        return Path(shutil.copyfile(path, self._temporary()))

    def _temporary(self) -> Path:
        return self.incoming / f"{os.getpid()}.{next(_NUMBERS)}"


def insert(connection: sqlite3.Connection, asset: Asset) -> None:
    """Names a file that is on the disk; where it was named before, only its age starts anew."""
    connection.execute(
        INSERT,
        (
            asset.sha256,
            asset.mime,
            asset.suffix,
            asset.bytes,
            asset.width,
            asset.height,
            asset.duration,
            asset.fps,
            json.dumps(asset.meta) if asset.meta else "{}",
            time.time(),
        ),
    )


def from_row(row: tuple[Any, ...]) -> Asset:
    """The asset of a row of COLUMNS."""
    sha256, mime, suffix, size, width, height, duration, fps, meta = row
    return Asset.model_construct(
        sha256=sha256, mime=mime, suffix=suffix, bytes=size, width=width, height=height, duration=duration, fps=fps, meta=json.loads(meta)
    )


def sidecar(asset: Asset) -> str:
    """What lies beside the file: the row as JSON, for people and other programs."""
    return json.dumps(asset.wire(), ensure_ascii=False, sort_keys=True)


def hash_file(path: Path) -> str:
    """SHA-256 of the file's bytes, lower-case hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
