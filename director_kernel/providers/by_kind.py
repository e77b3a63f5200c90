"""A service that makes several things: texts and pictures under one name, with one set of keys."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path

from director_kernel.providers.protocol import Candidate, JobStatus, Output, Request, Ticket
from director_kernel.providers.sync_images import SyncImages
from director_kernel.providers.texts import Texts
from director_kernel.schema.plan import Kind


class ByKind:
    """Gives an order for a text to `texts`, any other to `pictures`. An attempt's tickets go where its order went."""

    def __init__(self, texts: Texts, pictures: SyncImages) -> None:
        self.name = texts.name
        self.concurrency = texts.concurrency + pictures.concurrency
        self.pace = 0.0
        self._texts = texts
        self._pictures = pictures

    def _studio(self, request: Request) -> Texts | SyncImages:
        return self._texts if request.kind is Kind.TEXT else self._pictures

    def turn(self, patience: float) -> AbstractAsyncContextManager[None]:
        """Waits until a key may send; both use the same."""
        return self._texts.turn(patience)

    async def submit(self, request: Request) -> Ticket:
        return await self._studio(request).submit(request)

    async def poll(self, ticket: Ticket, request: Request) -> JobStatus:
        return await self._studio(request).poll(ticket, request)

    async def fetch(self, ticket: Ticket, request: Request, folder: Path) -> tuple[Output, ...]:
        return await self._studio(request).fetch(ticket, request, folder)

    async def cancel(self, ticket: Ticket, request: Request) -> JobStatus:
        return await self._studio(request).cancel(ticket, request)

    async def candidates(self, request: Request, since: float, until: float) -> tuple[Candidate, ...]:
        return await self._studio(request).candidates(request, since, until)

    async def close(self) -> None:
        await self._texts.close()
        await self._pictures.close()
