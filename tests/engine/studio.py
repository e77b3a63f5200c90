"""A studio in this process that does as it is told, and plans to give it."""

import asyncio
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from director_kernel.events import Event
from director_kernel.providers.protocol import JobState, JobStatus, Output, Request, Ticket
from director_kernel.schema.plan import Input, Kind, Plan, Role, Step

Behaviour = Callable[[Request], Exception | JobStatus | None]


def plain(_: Request) -> None:
    """Accepts and delivers."""


@dataclass
class FakeStudio:
    """Delivers `size` bytes per take after `latency` seconds. `on_submit` and `on_poll` may return an error to raise or a status."""

    name: str = "previs"
    concurrency: int = 8
    latency: Callable[[Request], float] = lambda _: 0.0
    size: int = 2048
    actual: Callable[[Request], int | None] = lambda _: None
    on_submit: Behaviour = plain
    on_poll: Behaviour = plain
    on_cancel: Behaviour = plain
    renderer: str = "fake-1"
    local: bool = False
    submits: list[Request] = field(default_factory=list)
    polls: list[str] = field(default_factory=list)
    most: int = 0
    _flying: set[str] = field(default_factory=set)
    _due: dict[str, float] = field(default_factory=dict)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    async def submit(self, request: Request) -> Ticket:
        said = self.on_submit(request)
        if isinstance(said, Exception):
            raise said
        self.submits.append(request)
        job = f"job-{next(self._numbers)}"
        self._flying.add(job)
        self.most = max(self.most, len(self._flying))
        self._due[job] = asyncio.get_running_loop().time() + self.latency(request)
        return Ticket(provider=self.name, id=job)

    async def poll(self, ticket: Ticket, request: Request) -> JobStatus:
        self.polls.append(ticket.id)
        said = self.on_poll(request)
        if isinstance(said, Exception):
            raise said
        if isinstance(said, JobStatus):
            return said
        if asyncio.get_running_loop().time() < self._due.get(ticket.id, 0.0):
            return JobStatus(state=JobState.RUNNING, progress=0.5)
        self._flying.discard(ticket.id)
        return JobStatus(state=JobState.DONE, progress=1.0, actual=self.actual(request))

    async def fetch(self, ticket: Ticket, request: Request, folder: Path) -> tuple[Output, ...]:
        path = folder / "take.png"
        text = f"{request.prompt}/{request.seed}/{request.take}/{[i.asset.sha256 for i in request.inputs]}"
        path.write_bytes(text.encode().ljust(self.size, b"."))
        return (Output(path=path, mime="image/png", width=16, height=9),)

    async def cancel(self, ticket: Ticket, request: Request) -> JobStatus:
        said = self.on_cancel(request)
        return said if isinstance(said, JobStatus) else JobStatus(state=JobState.CANCELLED)

    async def close(self) -> None:
        """Nothing to close."""


def step(name: str, *needs: str, order: int = 1, kind: Kind = Kind.TEXT_TO_IMAGE, **facts: object) -> Step:
    """A step that takes the output of `needs`."""
    values: dict[str, object] = {
        "id": name,
        "order": order,
        "kind": kind,
        "action": f"make {name}",
        "model": "model-a",
        "model_name": "Model A",
        "provider": "paid",
        "prompt": f"a picture of {name}",
        "inputs": tuple(Input(role=Role.REFERENCE, step=need) for need in needs),
        "depends_on": needs,
        "price": 100_000,
        "ceiling": 120_000,
    }
    return Step.model_validate(values | facts)


def plan_of(*steps: Step, **facts: object) -> Plan:
    """A plan of these steps, in order."""
    numbered = tuple(each.with_(order=i) for i, each in enumerate(steps, start=1))
    return Plan.model_validate({"title": "A film", "steps": numbered, **facts})


def chain(length: int, **facts: object) -> Plan:
    """Each step takes the one before."""
    return plan_of(*(step(f"s{i}", *([f"s{i - 1}"] if i > 1 else []), **facts) for i in range(1, length + 1)))


def wide(width: int, **facts: object) -> Plan:
    """Steps that need nothing."""
    return plan_of(*(step(f"s{i}", **facts) for i in range(1, width + 1)))


@dataclass
class Heard:
    """Keeps what was said."""

    events: list[Event] = field(default_factory=list)

    def __call__(self, event: Event) -> None:
        self.events.append(event)

    def of(self, kind: type[Event]) -> Sequence[Event]:
        """The events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]

    def types(self) -> list[str]:
        """The types in order, progress left out."""
        return [event.type for event in self.events if event.type != "step_progress"]  # type: ignore[attr-defined]
