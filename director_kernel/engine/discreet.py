"""The edge that no key passes: what studios and chat models say, log or raise is heard by the engine without the secrets it knows.

One place, because what is let in is kept: journal, events, conversations, sidecars and notebooks only ever see what was said here.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from director_kernel.engine.hush import Scrub, hushed, scrubbed
from director_kernel.providers.protocol import Candidate, JobStatus, Output, Provider, Request, Ticket
from director_kernel.schema.brief import Attachment

if TYPE_CHECKING:
    from director_kernel.engine.brain import Brain, Write
    from director_kernel.engine.offline.state import DirectorState, Reply

T = TypeVar("T")


class DiscreetStudio:
    """A studio as the engine hears it; everything else is the studio's own."""

    def __init__(self, studio: Provider, scrub: Scrub) -> None:
        self.studio = studio
        self._scrub = scrub
        self.name = studio.name
        self.concurrency = studio.concurrency

    def __getattr__(self, name: str) -> Any:
        return getattr(self.studio, name)

    async def submit(self, request: Request) -> Ticket:
        return await self._heard(self.studio.submit(request))

    async def poll(self, ticket: Ticket, request: Request) -> JobStatus:
        return await self._heard(self.studio.poll(ticket, request))

    async def fetch(self, ticket: Ticket, request: Request, folder: Path) -> tuple[Output, ...]:
        return await self._heard(self.studio.fetch(ticket, request, folder))

    async def cancel(self, ticket: Ticket, request: Request) -> JobStatus:
        return await self._heard(self.studio.cancel(ticket, request))

    async def close(self) -> None:
        await self.studio.close()

    async def _heard(self, saying: Awaitable[T]) -> T:
        try:
            said = await saying
        except Exception as error:
            told = hushed(error, self._scrub)
            if told is error:
                raise
            raise told from None
        return scrubbed(said, self._scrub)


class DiscreetArchive(DiscreetStudio):
    """The same for a studio that can look its jobs up."""

    async def candidates(self, request: Request, since: float, until: float) -> tuple[Candidate, ...]:
        looking: Awaitable[tuple[Candidate, ...]] = cast(Any, self.studio).candidates(request, since, until)
        return await self._heard(looking)


class DiscreetStudios(Mapping[str, Provider]):
    """Studios by name, each heard without keys."""

    def __init__(self, studios: Mapping[str, Provider], scrub: Scrub) -> None:
        self._studios = studios
        self._scrub = scrub
        self._heard: dict[str, DiscreetStudio] = {}

    def __getitem__(self, name: str) -> Provider:
        studio = self._studios[name]
        heard = self._heard.get(name)
        if heard is None or heard.studio is not studio:
            kind = DiscreetArchive if hasattr(studio, "candidates") else DiscreetStudio
            heard = self._heard[name] = kind(studio, self._scrub)
        return heard

    def look(self, names: Iterable[str]) -> None:
        """Has the studios look for their keys; may block."""
        look: Callable[[Iterable[str]], None] | None = getattr(self._studios, "look", None)
        if look is not None:
            look(names)

    def __iter__(self) -> Iterator[str]:
        return iter(self._studios)

    def __len__(self) -> int:
        return len(self._studios)


class DiscreetBrain:
    """A director model as the conversation hears it. It is told nothing of keys either: a person may have pasted one."""

    def __init__(self, brain: "Brain", scrub: Scrub) -> None:
        self._brain = brain
        self._scrub = scrub

    def __getattr__(self, name: str) -> Any:
        return getattr(self._brain, name)

    @property
    def id(self) -> str:
        return self._brain.id

    @property
    def name(self) -> str:
        return self._brain.name

    def respond(self, state: "DirectorState", message: str, attachments: Sequence[Attachment], write: "Write") -> "Reply":
        try:
            reply = self._brain.respond(state, self._scrub(message), attachments, lambda piece: write(self._scrub(piece)))
        except Exception as error:
            told = hushed(error, self._scrub)
            if told is error:
                raise
            raise told from None
        return scrubbed(reply, self._scrub)
