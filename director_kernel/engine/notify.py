"""Tells a URL that a run has ended: journalled with the end itself, signed, tried again for a while, and never in the run's way."""

import asyncio
import json
import os
import secrets
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from director_kernel.errors import DirectorError, ProviderError, StudioError, UsageError, WorkspaceError
from director_kernel.events import ExecutionDone
from director_kernel.schema.journal import Execution
from director_kernel.schema.notice import Notice
from director_kernel.store import Connection, Workspace, ledger, notices
from director_kernel.store.notices import Notices

if TYPE_CHECKING:
    from director_kernel.providers.notify import Answer

# What sends and what seals is imported when somebody is to be told: most runs are nobody's business.
PAUSES = (5.0, 30.0, 120.0, 600.0, 3600.0, 3 * 3600.0, 8 * 3600.0)
"""Seconds between the tries of one message; after the last it is given up, and stays in the list."""
LONGEST = 8 * 3600.0
"""Seconds a receiver may ask to be left alone."""
TOLD = ("completed", "failed", "cancelled", "waiting")
"""Ends that are told; a detached run goes on."""
GONE = 410
"""The receiver wants no more of it: https://www.standardwebhooks.com asks to heed that."""
SEALED = "notify/secret"
Post = Callable[..., Awaitable["Answer"]]


def allow_private() -> bool:
    """Whether the person lets this machine and its network be notified."""
    return os.environ.get("DIRECTOR_NOTIFY_PRIVATE", "") not in ("", "0")


def receiver(workspace: Workspace, given: str | None = None) -> str:
    """Who is to be told of a run: `given`, else `DIRECTOR_NOTIFY`, "" for nobody. Raises UsageError before anything runs.

    Nothing is ever sent unsigned: a secret must be there.
    """
    url = (os.environ.get("DIRECTOR_NOTIFY", "") if given is None else given).strip()
    if not url or url == "none":
        return ""
    from director_kernel.providers import notify as webhook

    webhook.address(url, allow_private=allow_private())
    named = os.environ.get("DIRECTOR_NOTIFY_SECRET", "")
    if named:
        webhook.secret_bytes(named)
    elif not workspace.settings.get(SEALED):
        raise UsageError(
            "what is sent is signed, and there is no secret yet: `director notify --new-secret`, or set DIRECTOR_NOTIFY_SECRET."
        )
    return url


def new_secret(workspace: Workspace) -> str:
    """A new secret of this workspace, sealed there; shown now and never again. May block. Raises StudioError where it can't be sealed."""
    from director_kernel.providers import notify as webhook
    from director_kernel.providers.keys import Key
    from director_kernel.providers.vault import Vault

    secret = webhook.new_secret()
    key = Key("notify", secret, "workspace")
    workspace.settings.set(SEALED, {"id": key.id, "shown": key.shown, "text": Vault().sealed(key, [])})
    return secret


def signing(workspace: Workspace) -> str:
    """The secret that signs. May block. Raises StudioError where it can't be opened."""
    if named := os.environ.get("DIRECTOR_NOTIFY_SECRET", ""):
        return named
    kept = workspace.settings.get(SEALED)
    if not kept:
        raise StudioError("there is no secret to sign with: `director notify --new-secret`, or set DIRECTOR_NOTIFY_SECRET")
    from director_kernel.providers.vault import Sealed, Vault

    keys, locked = Vault().opened([Sealed(kept["id"], "notify", kept["shown"], kept["text"])])
    if not keys:
        raise StudioError(f"the secret that signs does not open here: {locked[0].why}")
    return keys[0].secret


def entered(connection: Connection, execution: Execution, epoch: int, title: str, done: ExecutionDone, holder: Callable[[], str]) -> None:
    """Journals the message about this end, if anybody wants to be told, with the transition itself."""
    url = notices.wanted(connection, execution.id)
    if not url or done.status not in TOLD:
        return
    totals = ledger.totals_of(connection, f"run:{execution.id}")
    identity = f"msg_{secrets.token_hex(16)}"
    body = {
        "type": f"run.{done.status}",
        "id": identity,
        "timestamp": datetime.fromtimestamp(done.at, UTC).isoformat(timespec="seconds"),
        "execution": execution.id,
        "plan": execution.plan,
        "version": execution.version,
        "title": title,
        "studio": execution.studio,
        "status": done.status,
        "stored": done.stored,
        "failed": done.failed,
        "skipped": done.skipped,
        "cost": totals.committed,
        "reserved": totals.outstanding,
        "reel": done.reel,
        "message": done.message,
    }
    text = json.dumps(body, ensure_ascii=False)
    notices.enter(connection, Notice(id=identity, execution=execution.id, epoch=epoch, url=url, body=text, made=done.at, holder=holder()))


class Notifier:
    """Delivers a workspace's messages in the background, those of dead processes too. All but `all` on the engine's loop."""

    def __init__(self, workspace: Workspace, post: Post | None = None) -> None:
        self._workspace = workspace
        self._notices = Notices(workspace.writer, workspace.readers)
        self._post = post
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._resting: set[str] = set()
        self.pauses = PAUSES

    def all(self) -> list[Notice]:
        """What was not delivered yet, from any thread."""
        return self._notices.all()

    def wake(self) -> None:
        """Starts delivering what is there and nobody delivers."""
        for notice in self._notices.all():
            if not notice.over and notice.id not in self._tasks:
                task = asyncio.get_running_loop().create_task(self._deliver(notice), name=notice.id)
                self._tasks[notice.id] = task
                task.add_done_callback(self._ended)

    async def send_now(self) -> list[Notice]:
        """Tries everything once, whatever is due when; what is still not delivered."""
        await self.close(0.0)
        for notice in self._notices.all():
            if await self._claimed(notice):
                await self._try(notice)
        self.wake()
        return self._notices.all()

    async def close(self, patience: float) -> None:
        """Lets what is being sent be answered, at most `patience` seconds; the rest is delivered by whoever works here next."""
        sending = [task for name, task in self._tasks.items() if name not in self._resting]
        if sending and patience > 0:
            await asyncio.wait(sending, timeout=patience)
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.pop(task.get_name(), None)
        self._resting.discard(task.get_name())
        if not task.cancelled() and (error := task.exception()) is not None and not isinstance(error, WorkspaceError):
            asyncio.get_running_loop().call_exception_handler({"message": "a notice could not be delivered", "exception": error})

    async def _deliver(self, notice: Notice) -> None:
        if not await self._claimed(notice):
            return
        left: Notice | None = notice
        while left is not None and not left.over:
            if (rest := left.due - time.time()) > 0:
                self._resting.add(left.id)
                await asyncio.sleep(rest)
                self._resting.discard(left.id)
            left = await self._try(left)

    async def _claimed(self, notice: Notice) -> bool:
        """Whether this process delivers it: nobody else does who lives."""
        presence = self._workspace.presence
        mine = await asyncio.to_thread(lambda: presence.name)
        if notice.holder not in ("", mine) and await asyncio.to_thread(presence.lives, notice.holder):
            return False
        return await self._workspace.writer.commit(lambda connection: notices.claim(connection, notice, mine))

    async def _try(self, notice: Notice) -> Notice | None:
        """Sends it once; how it stands then, None once it needs no more."""
        from director_kernel.providers import notify as webhook

        wait: float | None = None
        try:
            secret = await asyncio.to_thread(signing, self._workspace)
            body = notice.body.encode()
            headers = webhook.signed(notice.id, int(time.time()), body, secret)
            answer = await (self._post or webhook.post)(notice.url, body, headers, allow_private=allow_private())
            if answer.taken or answer.status == GONE:
                await self._workspace.writer.commit(partial(notices.delivered, notice=notice))
                return None
            why, wait = f"it answered {answer.status}", answer.wait
        except WorkspaceError:
            raise
        except (DirectorError, ProviderError, OSError) as error:
            why = str(error) or type(error).__name__
        return await self._later(notice, why, wait)

    async def _later(self, notice: Notice, why: str, wait: float | None) -> Notice:
        over = notice.tries >= len(self.pauses)
        pause = 0.0 if over else max(self.pauses[notice.tries], min(wait or 0.0, LONGEST))
        mine = await asyncio.to_thread(lambda: self._workspace.presence.name)
        stands: dict[str, Any] = {"tries": notice.tries + 1, "due": time.time() + pause, "why": why, "over": over, "holder": mine}
        left = notice.with_(**stands)
        await self._workspace.writer.commit(partial(notices.keep, notice=left))
        return left
