"""Steps made here: the assembly, as a provider like any other, so that it is journalled like any other."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from director_kernel.providers.protocol import InputFile, JobState, JobStatus, Output, Request, Ticket
from director_kernel.schema.plan import Plan, Step


@dataclass(frozen=True)
class Assembly:
    """What an assemble step is given: its plan and step, and a file per input with the step it came from (None for an attached asset)."""

    plan: Plan
    step: Step
    files: tuple[tuple[InputFile, Step | None], ...]
    studio: str
    folder: Path
    """Where the outputs are to be written; they are moved into the asset store from there."""


Assemble = Callable[[Assembly], Awaitable[tuple[Output, ...]]]


@dataclass
class AssemblyRoom:
    """Joins the clips of one step. Local: nothing outside this process happens, so a lost submit is simply repeated."""

    plan: Plan
    step: Step
    assemble: Assemble
    studio: str
    name: str = "assemble"
    concurrency: int = 1
    local: bool = True
    renderer: str = ""
    """The reel maker's version: another one joins again."""

    async def submit(self, request: Request) -> Ticket:
        """A ticket at once; the work is done by `fetch`."""
        return Ticket(provider=self.name, id=self.step.id)

    async def poll(self, ticket: Ticket, request: Request) -> JobStatus:
        """Always done."""
        return JobStatus(state=JobState.DONE, progress=1.0, actual=0)

    async def fetch(self, ticket: Ticket, request: Request, folder: Path) -> tuple[Output, ...]:
        """The reel and what goes with it."""
        steps = {step.id: step for step in self.plan.steps}
        files = tuple((file, steps.get(each.step or "")) for file, each in zip(request.inputs, self.step.inputs, strict=True))
        return await self.assemble(Assembly(self.plan, self.step, files, self.studio, folder))

    async def cancel(self, ticket: Ticket, request: Request) -> JobStatus:
        """Cancelled at once."""
        return JobStatus(state=JobState.CANCELLED)

    async def close(self) -> None:
        """Nothing to close."""
