"""What every provider speaks: submit → ticket → poll → fetch, and cancel.

The executor journals around these calls; a provider never retries a submit and never touches money. Errors of `submit` are
`NotAccepted`, `Refused` or `UnknownOutcome` and nothing else is taken to mean "not accepted": any other exception is `unknown`.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Protocol

from pydantic import Field

from director_kernel.schema.asset import Asset, Sha256
from director_kernel.schema.money import Micros
from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Kind, Role
from director_kernel.schema.slots import Slots


class InputFile(Noun):
    """A stored file handed to a step; `path` is absolute, readable here and now."""

    role: Role
    asset: Asset
    path: Path
    companions: dict[str, Path] = {}
    """Other outputs of the step that made it, by role ("layers", …); they follow from the asset and are no part of the fingerprint."""


class Request(Noun):
    """One normalised order: everything that decides the output, nothing that does not. Its hash is the attempt's fingerprint."""

    kind: Kind
    model: str
    provider: str
    endpoint: str = ""
    prompt: str = ""
    negative_prompt: str = ""
    options: dict[str, Any] = {}
    aspect: str = ""
    width: int = 0
    height: int = 0
    fps: int = 0
    duration: float = 0.0
    """Seconds the provider bills."""
    use_seconds: float = 0.0
    seed: int = 0
    take: Annotated[int, Field(ge=1)] = 1
    slots: Slots = Slots()
    inputs: tuple[InputFile, ...] = ()
    slate: dict[str, str] = {}
    """What the previs slate says (number, scene, timecode …); empty for live providers, left out of their fingerprint."""
    renderer: str = ""
    """The previs renderer's version; empty for live providers."""


class Ticket(Noun):
    """What the provider calls the job. `data` is provider-owned JSON, enough to poll after a restart."""

    provider: str
    id: str
    data: dict[str, Any] = {}


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    LOST = "lost"
    """The provider no longer knows the job or its output."""


class JobStatus(Noun):
    """One answer to `poll`. `actual` is the price billed in micro-USD once known; `progress` 0–1.

    `policy` tells of a refused job that its content was refused by the provider's rules, not its form. `tokens`: what a text took, read
    and written, zeros where nobody knows.
    """

    state: JobState
    progress: float = 0.0
    queue_position: int | None = None
    message: str = ""
    logs: tuple[str, ...] = ()
    actual: Micros | None = None
    policy: bool = False
    tokens: tuple[int, int] = (0, 0)


class Output(Noun):
    """One file a finished job yields: bytes at `path` (in the folder given to `fetch`), not yet stored.

    `role` is "main" for the take itself, or "layers" (SVG source), "thumbnail", …
    """

    path: Path
    mime: str
    role: str = "main"
    width: int = 0
    height: int = 0
    duration: float = 0.0
    fps: float = 0.0
    meta: dict[str, Any] = {}
    sha256: Sha256 | None = None


class Candidate(Noun):
    """A job at the provider that may be what came of an order whose fate is unknown; `at` is when it began, by the provider's clock."""

    ticket: Ticket
    at: float
    why: str = ""


class Provider(Protocol):
    """A studio that makes steps. Stateless towards the journal: everything needed to go on after a restart is in request and ticket."""

    name: str
    concurrency: int
    """Jobs that may be in flight at once.

    Optional attributes: `renderer`, the version of a studio that draws here (part of its fingerprints), `local = True` where a
    submit has no effect outside this machine and costs nothing, so that one lost in a crash is simply repeated, and `pace`, the
    least seconds between two looks at a job.

    Optional method: `async candidates(request, since, until) -> tuple[Candidate, ...]`, the jobs a provider with a request history
    took between two wall-clock seconds that carry exactly this request.

    Optional method: `turn(patience)`, an async context manager that waits until an order may be sent, TimeoutError after `patience`
    seconds: orders are entered inside it, lest one that waits for its turn counts as sent when the process dies.
    """

    async def submit(self, request: Request) -> Ticket: ...

    async def poll(self, ticket: Ticket, request: Request) -> JobStatus: ...

    async def fetch(self, ticket: Ticket, request: Request, folder: Path) -> tuple[Output, ...]: ...

    async def cancel(self, ticket: Ticket, request: Request) -> JobStatus: ...

    async def close(self) -> None: ...
