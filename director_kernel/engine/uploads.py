"""Files that come from a browser in pieces: collected on the disk, checked like any attachment, forgotten if they never finish."""

import hashlib
import itertools
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from director_kernel.engine.care import UPLOAD_LIMIT, attach_bytes, plain_name
from director_kernel.errors import AssetError, DirectorError, UsageError
from director_kernel.schema.brief import Attachment
from director_kernel.store import Workspace

PIECE = 1_000_000
"""Bytes of a piece; what a front end sends in one message may be lost without a word when it is larger than 10 MiB."""
MOST_PIECES = 1000
MOST_OPEN = 16
"""Files that may be on their way at once."""
KEPT = 256
"""Finished uploads whose attachment is remembered, for the message that names them."""
EXPIRES = 600.0
"""Seconds without a piece after which an upload is given up."""
_STALE = 86_400.0
_NUMBERS = itertools.count(1)


@dataclass
class _Upload:
    """A file on its way. Pieces lie in `path` in the order they came; `places` says where (offset, length) and what each was."""

    name: str
    of: int
    path: Path
    touched: float
    places: dict[int, tuple[int, int, bytes]] = field(default_factory=dict)
    bytes: int = 0
    attachment: Attachment | None = None
    forgotten: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)


class Uploads:
    """Collects uploads for one workspace. Safe from any thread; pieces may come in any order and more than once."""

    def __init__(self, workspace: Workspace, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._workspace = workspace
        self._clock = clock
        self._lock = threading.Lock()
        self._open: dict[str, _Upload] = {}
        self._done: OrderedDict[str, Attachment] = OrderedDict()
        self._sweep()

    def add(self, upload: str, name: str, part: int, of: int, data: bytes) -> Attachment | None:
        """Takes piece `part` (0 … `of` − 1); the piece that completes the file answers with its attachment, the others with None.

        A piece that came before is answered as it was then. Raises UsageError for a piece that doesn't fit the others, AssetError for a
        file that is too large or no picture, film or sound, WorkspaceError for the disk. After an error of the file the whole
        upload is forgotten.
        """
        _check(upload, part, of, data)
        self._expire()
        with self._lock:
            if upload in self._done:
                return self._done[upload]
            found = self._open.get(upload) or self._begin(upload, name, of)
        with found.lock:
            if found.attachment is not None:
                return found.attachment
            if found.forgotten:
                raise UsageError(f"{found.name} could not be taken; attach the file again.")
            try:
                return self._put(upload, found, part, of, plain_name(name), data)
            except DirectorError:
                self._forget(upload)
                raise
            except OSError as error:
                self._forget(upload)
                raise self._workspace.explain(error) from error

    def take(self, upload: str) -> Attachment:
        """What a finished upload became. Raises UsageError for one that isn't finished or was never begun."""
        self._expire()
        with self._lock:
            if upload in self._done:
                return self._done[upload]
            found = self._open.get(upload)
        if found is not None:
            raise UsageError(f"{found.name} is not here yet ({len(found.places)} of {found.of} pieces); wait for it, or attach it again.")
        raise UsageError(f"there is no upload {str(upload)[:40]!r}; attach the file again.")

    def cancel(self, upload: str) -> None:
        """Forgets an upload, finished or not; one that isn't there is forgotten already."""
        self._forget(upload)

    def close(self) -> None:
        """Forgets what never finished."""
        for upload in list(self._open):
            self._forget(upload)

    def _begin(self, upload: str, name: str, of: int) -> _Upload:
        if len(self._open) >= MOST_OPEN:
            raise UsageError(f"{MOST_OPEN} files are on their way already; wait for one of them, then attach this one again.")
        path = self._workspace.folder / "cache" / "incoming" / f"upload-{os.getpid()}.{next(_NUMBERS)}"
        found = self._open[upload] = _Upload(plain_name(name), of, path, self._clock())
        return found

    def _put(self, upload: str, found: _Upload, part: int, of: int, name: str, data: bytes) -> Attachment | None:
        if (name, of) != (found.name, found.of):
            raise UsageError(f"a piece of {name} came under the name of another file, {found.name}; attach both again.")
        what = hashlib.sha256(data).digest()
        if part in found.places:
            if found.places[part][2] != what:
                raise UsageError(f"piece {part} of {found.name} came twice and differs; attach the file again.")
            return None
        if found.bytes + len(data) > UPLOAD_LIMIT:
            raise AssetError(
                f"{found.name} is larger than {UPLOAD_LIMIT // 1_000_000} MB; attach a smaller copy, "
                "or put it beside the notebook and attach it by its path."
            )
        found.path.parent.mkdir(parents=True, exist_ok=True)
        with found.path.open("ab") as file:
            file.write(data)
        found.places[part] = (found.bytes, len(data), what)
        found.bytes += len(data)
        found.touched = self._clock()
        if len(found.places) < found.of:
            return None
        found.attachment = attach_bytes(self._workspace, _joined(found), found.name)
        with self._lock:
            self._done[upload] = found.attachment
            while len(self._done) > KEPT:
                self._done.popitem(last=False)
            self._open.pop(upload, None)
        found.path.unlink(missing_ok=True)
        return found.attachment

    def _forget(self, upload: str) -> None:
        with self._lock:
            found = self._open.pop(upload, None)
            self._done.pop(upload, None)
        if found is not None:
            found.forgotten = True
            found.path.unlink(missing_ok=True)

    def _expire(self) -> None:
        now = self._clock()
        with self._lock:
            late = [upload for upload, each in self._open.items() if now - each.touched > EXPIRES and not each.lock.locked()]
        for upload in late:
            self._forget(upload)

    def _sweep(self) -> None:
        """Deletes what processes that were killed left behind."""
        oldest = time.time() - _STALE
        for path in (self._workspace.folder / "cache" / "incoming").glob("upload-*"):
            try:
                if path.stat().st_mtime < oldest:
                    path.unlink()
            except OSError:
                continue  # another process was quicker


def _check(upload: str, part: int, of: int, data: bytes) -> None:
    numbers = all(isinstance(each, int) and not isinstance(each, bool) for each in (part, of))
    if not (isinstance(upload, str) and 0 < len(upload) <= 80):
        raise UsageError("an upload needs a name of its own, 80 letters at most; attach the file again.")
    if not numbers or not 0 <= part < of <= MOST_PIECES:
        raise UsageError(
            f"piece {str(part)[:20]} of {str(of)[:20]} makes no sense: pieces are 0 to {MOST_PIECES - 1}; attach the file again."
        )
    if len(data) > PIECE:
        raise UsageError(f"a piece has {PIECE} bytes at most, this one has {len(data)}; send the file in smaller pieces.")
    if not data and of > 1:
        raise UsageError(f"piece {part} of {of} is empty; attach the file again.")


def _joined(found: _Upload) -> bytes:
    spooled = found.path.read_bytes()
    parts = (found.places[part][:2] for part in range(found.of))
    whole = b"".join(spooled[offset : offset + length] for offset, length in parts)
    if len(whole) != found.bytes:
        raise AssetError(f"{found.name} was cleared away while it came; attach it again.")
    return whole
