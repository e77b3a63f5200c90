"""What studios share whose answer to the order is the result.

The ticket is given out once it is on the disk with the result, and tells how it ended: a process that dies before its journal has the
ticket loses neither, since `candidates` finds both.
"""

import asyncio
import hashlib
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from director_kernel.errors import OutputLost, ProviderError
from director_kernel.providers.answers import Answers, note_of
from director_kernel.providers.protocol import Candidate, JobState, JobStatus, Request, Ticket

NEAR = 60.0
"""Seconds by which the clock may have been set between sending an order and keeping its answer."""
NO_FILE = "none"


def order_of(request: Request) -> str:
    """What names an order, whoever reads it out of the journal: the hash of all it says and of the files it refers to."""
    said = request.model_dump(mode="json", exclude={"inputs"})
    files = [[file.role.value, file.asset.sha256] for file in request.inputs]
    return hashlib.sha256(json.dumps([said, files], sort_keys=True).encode()).hexdigest()


class AtOnce:
    """A studio of this sort. `_answers` keeps what was paid for until it is stored."""

    name: str
    pace = 0.0
    _answers: Answers

    async def poll(self, ticket: Ticket, request: Request) -> JobStatus:
        """What the ticket says: it was over when the ticket was given out."""
        facts = ticket.data
        state = JobState(facts.get("state", JobState.LOST.value))
        return JobStatus(
            state=state,
            progress=1.0 if state is JobState.DONE else 0.0,
            message=str(facts.get("message", "")),
            actual=facts.get("actual"),
            policy=state is JobState.REFUSED,
            tokens=facts.get("tokens", (0, 0)),
        )

    async def cancel(self, ticket: Ticket, request: Request) -> JobStatus:
        """Nothing can be called off any more: what was paid for is kept."""
        return await self.poll(ticket, request)

    async def candidates(self, request: Request, since: float, until: float) -> tuple[Candidate, ...]:
        """The answers to exactly this order that came between the two moments and whose ticket nobody wrote down.

        Raises ProviderError where there is none: the service itself can't be asked what it did.
        """
        found = [each for each in await asyncio.to_thread(self._noted, order_of(request)) if since - NEAR <= each.at <= until + NEAR]
        if not found:
            raise ProviderError("it has no history, and no answer of it is on this disk; look there yourself", provider=self.name)
        return tuple(found)

    async def _answered(self, request: Request, identity: str, facts: Mapping[str, Any], data: bytes = b"", suffix: str = "") -> Ticket:
        """The ticket of an order that was answered, on the disk with the result (if there is one) before anybody hears of either."""
        return await asyncio.to_thread(self._put_down, request, identity, facts, data, suffix)

    def _put_down(self, request: Request, identity: str, facts: Mapping[str, Any], data: bytes, suffix: str) -> Ticket:
        name = f"{NO_FILE}.{identity}."
        if suffix:
            sha256 = hashlib.sha256(data).hexdigest()
            name = f"{sha256}.{identity}{suffix}"
            facts = {**facts, "state": JobState.DONE.value, "file": name, "sha256": sha256}
            self._answers.keep(name, data)
        ticket = Ticket(provider=self.name, id=identity, data=dict(facts))
        note = {"order": order_of(request), "at": time.time(), "ticket": ticket.wire()}
        self._answers.keep(note_of(name), json.dumps(note).encode())
        return ticket

    def _noted(self, order: str) -> list[Candidate]:
        """What was answered to this order, as far as it is still here."""
        found: list[Candidate] = []
        for text in self._answers.notes():
            try:
                note = json.loads(text)
                ticket = Ticket.model_validate(note["ticket"])
                if note["order"] != order or ticket.provider != self.name:
                    continue
                file = str(ticket.data.get("file", ""))
                if not file or (Path(file).name == file and self._answers.has(file)):
                    found.append(Candidate(ticket=ticket, at=float(note["at"]), why="its answer is on this disk"))
            except (ValueError, KeyError, TypeError):
                continue  # half a ticket is none
        return found

    async def _kept(self, ticket: Ticket, folder: Path) -> Path:
        """The result in `folder`. Raises OutputLost where it is gone, WorkspaceError for the disk."""
        name, sha256 = str(ticket.data.get("file", "")), str(ticket.data.get("sha256", ""))
        if not name or Path(name).name != name:
            raise OutputLost("the ticket names no file; `director retry` makes it anew.", provider=self.name)
        return await asyncio.to_thread(self._answers.give, name, folder, sha256)
