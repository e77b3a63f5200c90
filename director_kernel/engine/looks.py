"""What stored files look like at a glance: thumbnails, strips of films, waves of sounds; made when asked for and kept in `cache/looks/`.

Pictures, films and sounds are decoded on threads: OpenCV and FFmpeg let go of the interpreter meanwhile (other threads waited 13 ms at
most), so a worker process would only cost its start of a second and the copying. Measured at 320 pixels on 2 cores: a storyboard PNG
(1376×768) 45 ms, a JPEG of that size 10 ms, a clip of 3 s (720×1280) 30 ms, a reel of 15 s 40 ms; a strip 0.25 s (3 s) and 0.4 s (15 s).
Drawings (SVG, 0.15 s) go to a process of their own, for a hostile one can take the process that draws it down, or keep it for ever.
"""

import itertools
import json
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from director_kernel.engine.newest import Newest
from director_kernel.errors import AssetError, UsageError
from director_kernel.media import remote
from director_kernel.media.disk import whole_jpeg
from director_kernel.media.pool import Pool
from director_kernel.schema.asset import Asset
from director_kernel.store import Workspace

VERSION = 1
"""Part of every name; a change in how looks are made counts it up, and the old ones are garbage."""
SIZES = (160, 320, 640, 1280)
MOST = 200
"""Thumbnails that are asked for at once: several screens full."""
THREADS = 2
PATIENCE = 20.0
"""Seconds a drawing may take."""
DRAWING = "image/svg+xml"
_PARTS = itertools.count(1)


@dataclass(frozen=True)
class Look:
    """A small JPEG made of a stored file; `path` is relative to the workspace."""

    sha256: str
    path: str
    _again: Callable[[], "Look"] = field(repr=False, compare=False)
    _folder: Path = field(repr=False, compare=False)

    def read(self) -> bytes:
        """The JPEG's bytes; it is made again where the cache was cleared meanwhile."""
        look = self
        for _ in range(3):
            try:
                return (look._folder / look.path).read_bytes()
            except FileNotFoundError:
                look = look._again()
        raise AssetError("the cache is being cleared; ask again when `director gc` is done.")


@dataclass(frozen=True)
class Strip(Look):
    """Frames of a film side by side; `width` and `height` are those of one frame, in pixels."""

    frames: int
    width: int
    height: int


class Looks:
    """The looks of a workspace's files. Safe from any thread; every call waits for what it asks for.

    `pool` draws SVG; it should have nothing else to do, for a drawing that takes too long has its workers killed.
    """

    def __init__(self, workspace: Workspace, pool: Pool, *, threads: int = THREADS, patience: float = PATIENCE) -> None:
        self._workspace = workspace
        self._pool = pool
        self._patience = patience
        self._newest = Newest(threads, "director-looks")
        self._drawing = threading.Lock()

    def thumbs(self, sha256s: Sequence[str], size: int = 320) -> list[Look]:
        """A small picture of each file, at most `size` pixels long, in the order asked for; files that can't be shown are left out.

        The first are made first. Raises AssetError for a hash that isn't stored here, UsageError for a size that isn't in `SIZES` and
        for more than `MOST` at once; `thumb` says why a file can't be shown.
        """
        if len(sha256s) > MOST:
            raise UsageError(f"{len(sha256s)} thumbnails were asked for at once; ask for {MOST} at most, those that are seen.")
        assets = [self._asset(sha256) for sha256 in dict.fromkeys(sha256s)]
        coming = {asset.sha256: self._thumb(asset, size) for asset in reversed(assets)}
        made = {asset.sha256: self._look(asset, size) for asset in assets if coming[asset.sha256].exception() is None}
        return [made[sha256] for sha256 in sha256s if sha256 in made]

    def thumb(self, sha256: str, size: int = 320) -> Look:
        """The small picture of one file. Raises AssetError for what isn't stored here or can't be shown, UsageError for another size."""
        asset = self._asset(sha256)
        self._thumb(asset, size).result()
        return self._look(asset, size)

    def strip(self, sha256: str) -> Strip:
        """Frames of a film in a row. Raises AssetError for what is no film or can't be read."""
        asset = self._asset(sha256)
        if not asset.mime.startswith("video/"):
            raise AssetError(f"{asset.path.name} is no film; ask for the strip of a clip or a reel.")
        path = self._path(asset, "strip.jpg")
        frames, width, height = self._kept(path, remote.strip_size, lambda: remote.strip(self._file(asset), asset.mime)[0]).result()
        return Strip(sha256, self._relative(path), lambda: self.strip(sha256), self._workspace.folder, frames, width, height)

    def wave(self, sha256: str) -> list[int]:
        """The loudness of a sound, or of a film's sound track: 96 values, 0–100. Raises AssetError."""
        asset = self._asset(sha256)
        path = self._path(asset, "wave.json")
        found = self._kept(path, _levels, lambda: json.dumps(remote.peaks(self._file(asset))).encode()).result()
        return list(found)

    def close(self) -> None:
        """Stops making looks and ends the process that draws."""
        self._pool.kill()
        self._newest.close()
        self._pool.close()  # a drawing that was next in line had a process started for it

    def _thumb(self, asset: Asset, size: int) -> "Future[Any]":
        if size not in SIZES:
            raise UsageError(f"thumbnails have {', '.join(map(str, SIZES))} pixels, not {str(size)[:20]}; ask for one of these.")
        return self._kept(self._path(asset, f"{size}.jpg"), _whole, lambda: self._drawn(asset, size))

    def _look(self, asset: Asset, size: int) -> Look:
        path = self._relative(self._path(asset, f"{size}.jpg"))
        return Look(asset.sha256, path, lambda: self.thumb(asset.sha256, size), self._workspace.folder)

    def _drawn(self, asset: Asset, size: int) -> bytes:
        path = self._file(asset)
        made = self._apart(path, size) if asset.mime == DRAWING else remote.thumbnail(path, asset.mime, size)
        if not made:
            raise AssetError(f"{asset.path.name} is nothing that can be seen or heard; open the file itself.")
        return made

    def _apart(self, path: Path, size: int) -> bytes:
        """The drawing's picture, made in another process. Raises AssetError when it dies over it or doesn't come to an end."""
        with self._drawing:  # one at a time: what happens to the process is then this drawing's doing
            try:
                return self._pool.submit(remote.thumbnail, path, DRAWING, size).result(self._patience)
            except TimeoutError:
                self._pool.kill()
                raise AssetError(f"{path.name} takes too long to draw; export it as PNG and use that.") from None
            except BrokenProcessPool:
                raise AssetError(f"{path.name} can't be drawn, its process died over it; export it as PNG and use that.") from None

    def _kept(self, path: Path, read: Callable[[bytes], Any], make: Callable[[], bytes]) -> "Future[Any]":
        """What `read` makes of the cached file at `path`; the file is made where it is missing or not whole."""
        known = _read(path, read)
        if known is not None:
            ready: Future[Any] = Future()
            ready.set_result(known)
            return ready

        def fulfil() -> Any:
            found = _read(path, read)  # another process, or the turn before this one, may have made it
            if found is None:
                data = make()
                self._write(path, data)
                found = read(data)
            return found

        return self._newest.ask(path, fulfil)

    def _write(self, path: Path, data: bytes) -> None:
        """By rename, so that nobody sees half a file; not fsynced, for a lost one is made again."""
        part = path.with_name(f".{path.name}.{os.getpid()}.{next(_PARTS)}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(data)
            os.replace(part, path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise self._workspace.explain(error) from error

    def _asset(self, sha256: str) -> Asset:
        asset = self._workspace.assets.get(sha256)
        if asset is None:
            raise AssetError(f"asset {str(sha256)[:12]!r} is not in this workspace; look at the gallery anew, or attach the file again.")
        return asset

    def _file(self, asset: Asset) -> Path:
        """The stored file; what is missing or cut short says so before anything tries to decode it."""
        assets = self._workspace.assets
        return assets.path(asset) if assets.here(asset) else assets.check(asset)

    def _path(self, asset: Asset, kind: str) -> Path:
        return self._workspace.folder / "cache" / "looks" / asset.sha256[:2] / f"{asset.sha256}.v{VERSION}.{kind}"

    def _relative(self, path: Path) -> str:
        return path.relative_to(self._workspace.folder).as_posix()


def _read(path: Path, read: Callable[[bytes], Any]) -> Any:
    """What `read` makes of the file; None where it is missing or damaged."""
    try:
        return read(path.read_bytes())
    except (OSError, AssetError):
        return None


def _whole(picture: bytes) -> bool:
    """True for a JPEG with a beginning and an end. Raises AssetError for any other: a power cut may have left half of it."""
    if not whole_jpeg(picture):
        raise AssetError("the cached picture was cut short; ask for it again.")
    return True


def _levels(text: bytes) -> list[int]:
    try:
        levels = json.loads(text)
    except ValueError:
        levels = None
    if not isinstance(levels, list) or not levels or not all(isinstance(each, int) and 0 <= each <= 100 for each in levels):
        raise AssetError("the cached wave was cut short; ask for it again.")
    return levels
