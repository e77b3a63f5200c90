"""Results as files: streamed to a folder, resumed where they broke off, known by their bytes.

Nothing here is ever paid for, so it is tried again as often as it helps; no key goes to a media host, whoever names it.
"""

import asyncio
import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urljoin

from director_kernel.errors import AssetError, OutputLost, ProviderError
from director_kernel.providers import http

if TYPE_CHECKING:
    import httpx

    from director_kernel.media.arrived import Arrived

GONE = frozenset((401, 403, 404, 410))
"""Answers of a media host whose file is no longer to be had at this address: signed ones end with 403."""
REDIRECTS = frozenset((301, 302, 303, 307, 308))
MOST_REDIRECTS = 5
TRIES = 5
"""Tries in a row that bring nothing new."""
PAUSE = 0.2
"""Seconds before the second try; twice as long before each one after."""
LONGEST_PAUSE = 5.0
LARGEST = 4_000_000_000
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "image/svg+xml": ".svg",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
    "audio/mpeg": ".mp3",
    "audio/wav": ".wav",
    "audio/flac": ".flac",
    "audio/ogg": ".ogg",
    "audio/mp4": ".m4a",
    "audio/webm": ".weba",
}


@dataclass(frozen=True)
class Downloaded:
    """A file in the folder and what it really is. Sizes in pixels, `duration` in seconds."""

    path: Path
    mime: str
    sha256: str
    bytes: int
    width: int = 0
    height: int = 0
    duration: float = 0.0
    fps: float = 0.0

    @property
    def kind(self) -> str:
        """image, video or audio."""
        return self.mime.partition("/")[0]


class _Broken(Exception):
    """It broke off, or can't be had now; to be tried again."""


@dataclass
class _Part:
    """What is here so far. `tag` names the version of the file: another one is not put behind it."""

    file: BinaryIO
    limit: int
    size: int = 0
    whole: int | None = None
    tag: str = ""
    hash: "hashlib._Hash | None" = None

    def begin(self) -> None:
        """From the start again."""
        self.file.seek(0)
        self.file.truncate()
        self.size, self.whole, self.hash = 0, None, hashlib.sha256()

    def add(self, chunk: bytes, url: str) -> None:
        self.size += len(chunk)
        if self.size > self.limit:
            raise ProviderError(
                f"the file at {_place(url)} is larger than {self.limit // 1_000_000} MB; it stays there, ask for a smaller one."
            )
        self.file.write(chunk)
        assert self.hash is not None
        self.hash.update(chunk)


async def download(
    client: "httpx.AsyncClient",
    url: str,
    folder: Path,
    *,
    expect: str = "",
    allow: Callable[[str], bool],
    limit: int = LARGEST,
) -> Downloaded:
    """The file at `url`, whole and checked, in `folder`. `expect` is image, video, audio, or "" for any of them.

    After an error whoever gave the folder empties it. `allow` tells of each address, redirected ones too, whether it may be called.
    Raises OutputLost where the file is gone, ProviderError where it can't be had now or isn't what was expected, OSError for the disk.
    """
    path = folder / f"download-{secrets.token_hex(6)}.part"
    with path.open("wb+") as file:
        part = _Part(file, limit)
        part.begin()
        await _whole(client, url, part, allow)
        digest = part.hash.hexdigest() if part.hash is not None else ""
    if part.size == 0:
        raise ProviderError(f"the file at {_place(url)} is empty; `director retry` the step.")
    found = await _known(path, url)
    if expect and found.kind != expect:
        raise ProviderError(f"the file at {_place(url)} is {_an(found.kind)}, not {_an(expect)}; `director retry` the step.")
    named = path.with_name(path.stem + SUFFIXES.get(found.mime, ".bin"))
    path.rename(named)
    return Downloaded(named, found.mime, digest, part.size, found.width, found.height, found.duration, found.fps)


async def _known(path: Path, url: str) -> "Arrived":
    from director_kernel.media.arrived import arrived

    try:
        return await asyncio.to_thread(arrived, path)
    except AssetError as error:
        raise ProviderError(f"what lies at {_place(url)} is not the file that was ordered: {error.message}") from None


async def _whole(client: "httpx.AsyncClient", url: str, part: _Part, allow: Callable[[str], bool]) -> None:
    """Tries until all of it is here; what brought something new starts the count again."""
    idle = 0
    while True:
        before = part.size
        try:
            return await _some(client, url, part, allow)
        except _Broken as error:
            idle = 0 if part.size > before else idle + 1
            if idle >= TRIES:
                raise ProviderError(
                    f"the file at {_place(url)} can't be fetched now ({error}); `director resume` fetches it later."
                ) from None
        await asyncio.sleep(min(LONGEST_PAUSE, PAUSE * 2 ** max(0, idle - 1)))


async def _some(client: "httpx.AsyncClient", url: str, part: _Part, allow: Callable[[str], bool]) -> None:
    """One try: all that is still missing. Raises _Broken where it ends before that."""
    import httpx

    for _ in range(MOST_REDIRECTS + 1):
        if not allow(url):
            raise ProviderError(f"the file lies at {_place(url)}, which is no host of this service; it is not called.")
        # Without gzip, so that lengths and ranges count the file's own bytes.
        headers = {"Accept-Encoding": "identity"}
        if part.size:
            headers |= {"Range": f"bytes={part.size}-", **({"If-Range": part.tag} if part.tag else {})}
        try:
            async with client.stream("GET", url, headers=headers) as response:
                if response.status_code in REDIRECTS and response.headers.get("location"):
                    url = urljoin(url, response.headers["location"])
                    continue
                await _take(response, url, part)
                return
        except httpx.InvalidURL:
            raise ProviderError(f"{_place(url)} is no address; `director retry` the step.") from None
        except httpx.HTTPError as error:
            raise _Broken(str(error) or type(error).__name__) from None
    raise ProviderError(f"{_place(url)} leads from one place to the next without an end; `director retry` the step.")


async def _take(response: "httpx.Response", url: str, part: _Part) -> None:
    status, headers = response.status_code, response.headers
    if status in GONE:
        raise OutputLost(f"the file at {_place(url)} is gone ({status}).", status=status)
    if status == 416 and part.whole is not None and part.size == part.whole:
        return
    if status == 416:
        part.begin()
        raise _Broken("416")
    if status not in (200, 206):
        raise _Broken(f"answered {status}")
    _place_in(part, status, headers)
    async for chunk in response.aiter_bytes():
        part.add(chunk, url)
    if part.whole is not None and part.size != part.whole:
        came = f"{part.size} of {part.whole} bytes came"
        if part.size > part.whole:
            part.begin()
        raise _Broken(came)


def _place_in(part: _Part, status: int, headers: "httpx.Headers") -> None:
    """Where the bytes that follow belong: behind what is here, or at the start."""
    tag = headers.get("etag", "")
    found = _RANGE.fullmatch(headers.get("content-range", "").strip()) if status == 206 else None
    goes_on = found is not None and int(found[1]) == part.size and (not part.tag or not tag or tag == part.tag)
    if not goes_on and (part.size or status == 206):
        part.begin()
        if status == 206:
            raise _Broken("another part than was asked for")
    # A weak tag may not be named in If-Range: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.5
    part.tag = "" if tag.startswith("W/") else tag
    encoded = headers.get("content-encoding", "identity") not in ("", "identity")
    length = headers.get("content-length", "")
    if found is not None and found[2] != "*":
        part.whole = int(found[2])
    elif status == 200 and length.isdecimal() and not encoded:
        part.whole = int(length)


def _place(url: str) -> str:
    """The host of an address, for people: what follows may be a signature."""
    return http.host_of(url).rpartition(":")[0] or "an address nobody can read"


def _an(kind: str) -> str:
    return {"image": "a picture", "video": "a film", "audio": "a sound"}.get(kind, f"a {kind}")
