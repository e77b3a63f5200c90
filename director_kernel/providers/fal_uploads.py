"""Files an order refers to: inside it while they are small, else put into fal's storage once.

An upload orders nothing, so whatever becomes of it, the order was certainly not accepted.
"""

import asyncio
import base64
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from director_kernel.errors import NotAccepted, ProviderError
from director_kernel.providers.fal_hosts import Hosts
from director_kernel.providers.fal_outcomes import NAME, submit_failure
from director_kernel.providers.keys import Key
from director_kernel.providers.lanes import Lanes
from director_kernel.providers.outcomes import body_of
from director_kernel.providers.protocol import InputFile

INLINE = 256_000
"""Bytes of a file that still travels in the order itself, as a data: URI (recorded: accepted for *_url inputs)."""
KEPT = 3600.0
"""Seconds an upload is used again; how long fal keeps it is a setting of the account."""
TRIES = 3
PIECE = 1 << 18


@dataclass
class Uploads:
    """The addresses of files by their content, each uploaded once in this process however many orders need it at once."""

    lanes: Lanes
    hosts: Hosts
    _known: dict[str, tuple[str, float]] = field(default_factory=dict)
    _busy: dict[str, asyncio.Lock] = field(default_factory=dict)

    async def url(self, file: InputFile, key: Key) -> str:
        """How the order names the file. Raises NotAccepted."""
        if file.asset.bytes <= INLINE:
            return await asyncio.to_thread(inline, file)
        async with self._busy.setdefault(file.asset.sha256, asyncio.Lock()):
            known = self._known.get(file.asset.sha256)
            if known is None or known[1] < time.monotonic():
                known = (await self._upload(file, key), time.monotonic() + KEPT)
                self._known[file.asset.sha256] = known
        return known[0]

    async def _upload(self, file: InputFile, key: Key) -> str:
        import httpx

        address = f"{self.hosts.rest}/storage/upload/initiate?storage_type=fal-cdn-v3"
        asked = {"file_name": name_of(file), "content_type": file.asset.mime}
        try:
            response = await self.lanes.request("POST", address, json=asked, headers={"Authorization": f"Key {key.secret}"})
        except httpx.HTTPError as error:
            raise _failed(file, str(error) or type(error).__name__) from None
        if response.status_code != 200:
            raise _refused(file, submit_failure(response, key, ""))
        found = body_of(response)
        file_url, upload_url = (found.get(name) if isinstance(found, dict) else None for name in ("file_url", "upload_url"))
        if not isinstance(file_url, str) or not isinstance(upload_url, str):
            raise _failed(file, "its storage answered what nobody can read")
        if not self.hosts.may_have_files(file_url) or not self.hosts.may_have_files(upload_url):
            raise _failed(file, "its storage named a host that is not fal's")
        await self._put(file, upload_url)
        return file_url

    async def _put(self, file: InputFile, url: str) -> None:
        """The bytes, without a key: the address carries its own signature."""
        import httpx

        headers = {"Content-Type": file.asset.mime, "Content-Length": str(file.asset.bytes)}
        said = ""
        for attempt in range(TRIES):
            if attempt:
                await asyncio.sleep(0.2 * 2**attempt)
            try:
                response = await self.lanes.request("PUT", url, content=_pieces(file.path), headers=headers)
            except httpx.HTTPError as error:
                said = str(error) or type(error).__name__
                continue
            except OSError as error:
                raise _gone(file, error) from None
            if response.status_code in (200, 201, 204):
                return
            said = f"it answered {response.status_code}"
        raise _failed(file, said)


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(path.open, "rb") as file:
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece


def inline(file: InputFile) -> str:
    """The file as a data: URI. Raises NotAccepted where it can't be read."""
    try:
        data = file.path.read_bytes()
    except OSError as error:
        raise _gone(file, error) from None
    return f"data:{file.asset.mime};base64,{base64.b64encode(data).decode()}"


def name_of(file: InputFile) -> str:
    """What an upload is called: its content's hash, by which it is known again in fal's history, whatever its address."""
    return f"{file.asset.sha256[:40]}{file.asset.suffix}"


def placeholder(file: InputFile) -> str:
    """What stands for the file while nothing is sent: enough to check a body, and to know it again."""
    return f"asset:{name_of(file)}"


def _gone(file: InputFile, error: OSError) -> NotAccepted:
    return NotAccepted(
        f"{file.path} can't be read ({error.strerror}); `director doctor` finds damaged assets.", provider=NAME, billed=False
    )


def _failed(file: InputFile, said: str) -> NotAccepted:
    return NotAccepted(
        f"the {file.role.value} could not be uploaded to fal ({said}); nothing was ordered, `director retry` tries again.",
        provider=NAME,
        retry_after=2.0,
        billed=False,
    )


def _refused(file: InputFile, error: ProviderError) -> NotAccepted:
    """What a submit's answer would mean, for an upload: never accepted, the key at fault where it is."""
    if isinstance(error, NotAccepted):
        return error
    return _failed(file, error.message)
