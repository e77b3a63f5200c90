"""What studios share whose answer to the order is the result.

The ticket is given out once the result is on the disk, and tells how it ended: whoever finds it after a crash finds both.
"""

import asyncio
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from director_kernel.errors import OutputLost
from director_kernel.providers.answers import Answers
from director_kernel.providers.protocol import JobState, JobStatus, Request, Ticket


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
        )

    async def cancel(self, ticket: Ticket, request: Request) -> JobStatus:
        """Nothing can be called off any more: what was paid for is kept."""
        return await self.poll(ticket, request)

    async def _keep(self, identity: str, data: bytes, suffix: str) -> Mapping[str, Any]:
        """Puts the result on the disk; what the ticket says of it."""
        sha256 = await asyncio.to_thread(lambda: hashlib.sha256(data).hexdigest())
        name = f"{sha256}.{identity}{suffix}"
        await asyncio.to_thread(self._answers.keep, name, data)
        return {"state": JobState.DONE.value, "file": name, "sha256": sha256}

    async def _kept(self, ticket: Ticket, folder: Path) -> Path:
        """The result in `folder`. Raises OutputLost where it is gone, WorkspaceError for the disk."""
        name, sha256 = str(ticket.data.get("file", "")), str(ticket.data.get("sha256", ""))
        if not name or Path(name).name != name:
            raise OutputLost("the ticket names no file; `director retry` makes it anew.", provider=self.name)
        return await asyncio.to_thread(self._answers.give, name, folder, sha256)
