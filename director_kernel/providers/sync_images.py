"""Picture services that draw while one waits: the request is the paid act, and its answer holds the picture.

There is no job to ask for later, so the ticket is given out once the picture is on the disk; a call that broke off before is unknown.
What the service answered instead of a picture is kept in the ticket, too, and told by `poll`.
"""

import asyncio
import json
import re
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from director_kernel.errors import AssetError, OutputLost, Refused, UnknownOutcome
from director_kernel.providers import http
from director_kernel.providers.answers import Answers
from director_kernel.providers.at_once import AtOnce
from director_kernel.providers.bodies import body
from director_kernel.providers.inline import data_uri
from director_kernel.providers.keys import Key, Pool
from director_kernel.providers.outcomes import Row, failure, scrubbed, unsent
from director_kernel.providers.picture_answers import kind_of, picture_in, words_of
from director_kernel.providers.protocol import JobState, Output, Request, Ticket
from director_kernel.schema.endpoint import EndpointSchema

if TYPE_CHECKING:
    import httpx

    from director_kernel.media.arrived import Arrived

PATIENCE = 300.0
"""Seconds without a byte before a call counts as broken: a large picture of high quality takes minutes, and nothing is sent meanwhile."""
LARGEST = 200_000_000
"""Bytes of an answer that are read."""
_ID = re.compile(r"[A-Za-z0-9_-]{4,120}")


class Call(NamedTuple):
    """What is sent: the path below the base, and the JSON body."""

    path: str
    body: dict[str, Any]


class SyncImages(AtOnce, ABC):
    """A picture service of this sort. `folder` keeps what was paid for until it is stored; `stored` says by hash whether it is."""

    outcomes: ClassVar[tuple[Row, ...]]
    identified_by: ClassVar[str]
    """The header of the answer that names the request."""

    def __init__(
        self,
        pool: Pool,
        endpoint: Callable[[str], EndpointSchema | None],
        folder: Path,
        *,
        base: str = "",
        transport: "httpx.AsyncBaseTransport | None" = None,
        concurrency: int = 8,
        stored: Callable[[str], bool] | None = None,
    ) -> None:
        self.concurrency = concurrency
        self._pool = pool
        self._endpoint = endpoint
        self._base = (base or http.base_url(self.name)).rstrip("/")
        self._stand_in = base or http.stands_in(self.name)
        self._transport = transport
        self._answers = Answers(folder) if stored is None else Answers(folder, stored)
        self._made: httpx.AsyncClient | None = None

    @abstractmethod
    def call(self, request: Request, schema: EndpointSchema, fields: dict[str, Any]) -> Call:
        """What is sent for these fields of the endpoint; files are data: URIs in them."""

    @abstractmethod
    def price(self, request: Request, answer: Mapping[str, Any]) -> int | None:
        """What it cost in micro-USD, None where the answer does not tell."""

    @property
    def _http(self) -> "httpx.AsyncClient":
        if self._made is None:
            self._made = http.client(transport=self._transport, read=PATIENCE, connections=max(self.concurrency * 2, 20))
        return self._made

    def turn(self, patience: float) -> AbstractAsyncContextManager[None]:
        """Waits until a key may send; orders are entered inside it."""
        return self._pool.turn(patience)

    async def submit(self, request: Request) -> Ticket:
        """Has it drawn, and comes back when the picture is on the disk. Raises NotAccepted, Refused, UnknownOutcome."""
        schema = self._endpoint(request.endpoint)
        if schema is None:
            raise Refused(
                f"what {request.endpoint[:80]} takes is not in the catalog; describe it in catalog/endpoints/ of the workspace.",
                provider=self.name,
                billed=False,
            )
        files = [await asyncio.to_thread(data_uri, each) for each in request.inputs]
        call = self.call(request, schema, body(request, schema, files))
        return await self._pool.call(lambda key: self._order(request, call, key))

    async def _order(self, request: Request, call: Call, key: Key) -> Ticket:
        response = await self._send(call, key, request.endpoint)
        if response.status_code not in self.outcomes[0].statuses:
            raise failure(self.outcomes, response, key, service=self.name, model=request.endpoint)
        try:
            answer = json.loads(response.content, parse_float=Decimal)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise UnknownOutcome(f"{self.name} took the order and its answer can't be read.", provider=self.name, model=request.endpoint)
        identity = response.headers.get(self.identified_by, "")
        identity = identity if _ID.fullmatch(identity) else uuid.uuid4().hex
        return await self._ticket(identity, request, answer, key)

    async def _send(self, call: Call, key: Key, model: str) -> "httpx.Response":
        """The whole answer. Raises NotAccepted where nothing was sent, UnknownOutcome where the answer broke off."""
        import httpx

        data = bytearray()
        headers = {"Authorization": f"Bearer {key.secret}"}
        try:
            async with self._http.stream("POST", self._base + call.path, json=call.body, headers=headers) as response:
                async for piece in response.aiter_bytes():
                    data += piece
                    if len(data) > LARGEST:
                        raise UnknownOutcome(
                            f"{self.name} answered with more than {LARGEST // 1_000_000} MB; look there.", provider=self.name
                        )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise unsent(error, self.name, model) from None
        # What was read is decoded already.
        plain = [(name, value) for name, value in response.headers.multi_items() if name not in ("content-encoding", "content-length")]
        return httpx.Response(response.status_code, headers=plain, content=bytes(data))

    async def _ticket(self, identity: str, request: Request, answer: Mapping[str, Any], key: Key) -> Ticket:
        """What came of it, in a ticket that tells it again after a crash."""
        actual = self.price(request, answer)
        picture = picture_in(answer)
        facts: dict[str, Any] = {"key": key.id, "endpoint": request.endpoint, "actual": actual}
        if picture is None or (picture.data and kind_of(picture.data) is None):
            told, refused = words_of(answer)
            state = JobState.REFUSED if refused else JobState.FAILED
            message = f"{self.name} made no picture" + (f"; it says: {scrubbed(told, key)}" if told else ", and does not say why.")
            return await self._answered(request, identity, {**facts, "state": state.value, "message": message})
        if picture.url:
            return await self._answered(request, identity, {**facts, "state": JobState.DONE.value, "url": picture.url})
        _, suffix = kind_of(picture.data) or ("", "")
        return await self._answered(request, identity, facts, picture.data, suffix)

    async def fetch(self, ticket: Ticket, request: Request, folder: Path) -> tuple[Output, ...]:
        """The picture. Raises OutputLost where it is gone, WorkspaceError for the disk."""
        meta = {"request": ticket.id}
        url = ticket.data.get("url")
        if isinstance(url, str):
            from director_kernel.providers.downloads import download

            got = await download(self._http, url, folder, expect="image", allow=self.allowed, limit=LARGEST)
            return (Output(path=got.path, mime=got.mime, width=got.width, height=got.height, sha256=got.sha256, meta=meta),)
        path, sha256 = await self._kept(ticket, folder), str(ticket.data.get("sha256", ""))
        try:
            found = await asyncio.to_thread(_looked_at, path)
        except (AssetError, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise OutputLost(f"the picture came damaged ({error}).", provider=self.name) from None
        return (Output(path=path, mime=found.mime, width=found.width, height=found.height, sha256=sha256, meta=meta),)

    def allowed(self, url: str) -> bool:
        """Whether a picture may be fetched from there."""
        return bool(self._stand_in) and http.host_of(url) == http.host_of(self._stand_in)

    async def close(self) -> None:
        """Closes the connections."""
        if self._made is not None:
            client, self._made = self._made, None
            await client.aclose()


def _looked_at(path: Path) -> "Arrived":
    from director_kernel.media.arrived import arrived

    return arrived(path)
