"""The files of fal's results, on their way to the folder they are wanted in."""

import asyncio
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from director_kernel.errors import ProviderError
from director_kernel.providers import fal_results, http
from director_kernel.providers.downloads import Downloaded, download
from director_kernel.providers.fal_hosts import Hosts
from director_kernel.providers.protocol import Output, Request
from director_kernel.schema.endpoint import EndpointSchema

if TYPE_CHECKING:
    import httpx

DOWNLOADS = 16
"""Files fetched at once."""
_MEDIUM = {"video": "video", "videos": "video", "image": "image", "images": "image", "audio": "audio", "audio_file": "audio"}


@dataclass(frozen=True)
class Result:
    """A result: its files, and what is kept beside them."""

    files: tuple[fal_results.Made, ...]
    facts: Mapping[str, Any]


class Files:
    """Fetches the files of results, a few at once, never with a key. `endpoint` tells what an endpoint gives."""

    def __init__(
        self, hosts: Hosts, endpoint: Callable[[str], EndpointSchema | None], transport: "httpx.AsyncBaseTransport | None" = None
    ) -> None:
        self._hosts = hosts
        self._endpoint = endpoint
        self._transport = transport
        self._client: httpx.AsyncClient | None = None
        self._places = asyncio.Semaphore(DOWNLOADS)

    async def save(self, made: Result, job: str, request: Request, folder: Path) -> tuple[Output, ...]:
        """The files in `folder`, the take itself first. Raises OutputLost, ProviderError, OSError."""
        outputs = []
        for at, file in enumerate(made.files):
            try:
                got = await self._download(file.url, folder, self._medium(request) if at == 0 else "")
            except ProviderError:
                if at == 0:
                    raise
                # The take is what was ordered; a thumbnail that can't be had is no reason to lose it.
                continue
            outputs.append(_output(got, file.role, {"request": job, **made.facts} if at == 0 else {}))
        return tuple(outputs)

    def _medium(self, request: Request) -> str:
        """What the take has to be: as the endpoint's output says, else by the kind of step."""
        schema = self._endpoint(request.endpoint)
        names = {_MEDIUM.get(path.split(".")[0].removesuffix("[]")) for path in (schema.output if schema else ())} - {None}
        if len(names) == 1:
            return str(names.pop())
        return str(request.options.get("media") or request.kind.media)

    async def _download(self, url: str, folder: Path, expect: str) -> Downloaded:
        if self._client is None:
            self._client = http.client(transport=self._transport, connections=DOWNLOADS)
        async with self._places:
            return await download(self._client, url, folder, expect=expect, allow=self._hosts.may_have_files)

    async def black(self, url: str) -> bool:
        """Whether the picture was blackened. One that can't be looked at now counts as seen: fetching it says the rest."""
        from director_kernel.media.arrived import is_black

        with tempfile.TemporaryDirectory(prefix="director-fal-") as folder:
            try:
                got = await self._download(url, Path(folder), "image")
            except (ProviderError, OSError):
                return False
            return await asyncio.to_thread(is_black, got.path)

    async def close(self) -> None:
        """Closes the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()


def _output(got: Downloaded, role: str, meta: dict[str, Any]) -> Output:
    return Output(
        path=got.path,
        mime=got.mime,
        role=role,
        width=got.width,
        height=got.height,
        duration=got.duration,
        fps=got.fps,
        meta=meta,
        sha256=got.sha256,
    )
