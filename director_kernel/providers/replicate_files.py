"""Files an order refers to: inside it while they are small, else uploaded to Replicate with the key that orders."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from director_kernel.errors import NotAccepted, UnknownOutcome
from director_kernel.providers import http
from director_kernel.providers.inline import bytes_of, data_uri
from director_kernel.providers.keys import Key
from director_kernel.providers.outcomes import body_of
from director_kernel.providers.protocol import InputFile
from director_kernel.providers.replicate_outcomes import NAME, failed

if TYPE_CHECKING:
    import httpx

INLINE = 256_000
"""Bytes of a file that still travels in the order itself; larger ones are uploaded."""
KEPT = 20 * 3600.0
"""Seconds an upload is used again; Replicate deletes it after 24 hours (recorded: `expires_at`)."""


@dataclass
class Uploads:
    """The addresses of files, uploaded once per key: one account can't read another's. `send` is a request with a key."""

    send: Callable[..., Awaitable["httpx.Response"]]
    _known: dict[tuple[str, str], tuple[str, float]] = field(default_factory=dict)

    async def url(self, file: InputFile, key: Key) -> str:
        """How the order names the file. Raises NotAccepted: nothing was ordered yet, whatever became of the upload."""
        if file.asset.bytes <= INLINE:
            return await asyncio.to_thread(data_uri, file)
        known = self._known.get((file.asset.sha256, key.id))
        if known is not None and known[1] > time.monotonic():
            return known[0]
        url = await self._upload(file, key)
        self._known[file.asset.sha256, key.id] = (url, time.monotonic() + KEPT)
        return url

    async def _upload(self, file: InputFile, key: Key) -> str:
        content = await asyncio.to_thread(bytes_of, file)
        name = f"{file.asset.sha256[:16]}{file.asset.suffix}"
        try:
            response = await self.send("POST", "/files", key, "", files={"content": (name, content, file.asset.mime)})
            if response.status_code not in (200, 201):
                raise failed(response, key, "")
        except UnknownOutcome as error:
            # An upload orders nothing, so a broken one may be repeated.
            raise NotAccepted(f"{name} could not be uploaded: {error.message}", provider=NAME, retry_after=2.0, billed=False) from None
        found = body_of(response)
        urls = found.get("urls") if isinstance(found, dict) else None
        url = urls.get("get") if isinstance(urls, dict) else None
        if not isinstance(url, str) or not http.host_of(url):
            raise NotAccepted(f"{name} was uploaded and the answer can't be read; try again.", provider=NAME, billed=False)
        return url


def placeholder(file: InputFile) -> str:
    """What stands for the file while nothing is uploaded: what it will be if it is small."""
    return data_uri(file) if file.asset.bytes <= INLINE else f"asset:{file.asset.sha256}"
