"""fal.ai: its queue, driven so that nothing is paid for twice. Submit, status, result, cancel; what each answer means is in `fal_outcomes`.

* There is no idempotency key, so a submit is sent once; where its answer is lost it is unknown, and `candidates` looks for it in fal's
  own history.
* The addresses fal returns are used as they are, after their host is looked at; the key goes to fal's API and nowhere else.
* Not sent: `X-Fal-No-Retry`. What fal repeats by itself (503, 504, broken connections to a runner) is one request with one bill, and a
  job it repeats is a job that need not fail. Nor `X-Fal-Store-IO: 0`: without stored payloads the history could not tell orders apart.
"""

import asyncio
import os
import re
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from director_kernel.errors import NoKey, OutputLost, ProviderError, Refused, UnknownOutcome
from director_kernel.providers import fal_results, http
from director_kernel.providers.bodies import alike, body
from director_kernel.providers.fal_files import Files, Result
from director_kernel.providers.fal_history import History, hash_name, known_files
from director_kernel.providers.fal_hosts import Hosts
from director_kernel.providers.fal_outcomes import NAME, REQUEST_ID, ending, in_progress, submit_failure
from director_kernel.providers.fal_prices import Prices
from director_kernel.providers.fal_stream import Streams
from director_kernel.providers.fal_uploads import Uploads, name_of, placeholder
from director_kernel.providers.keys import Key, Pool
from director_kernel.providers.lanes import Lanes
from director_kernel.providers.outcomes import body_of, retry_after, said, unsent
from director_kernel.providers.protocol import Candidate, JobState, JobStatus, Output, Request, Ticket
from director_kernel.schema.endpoint import EndpointSchema

if TYPE_CHECKING:
    import httpx

WEBHOOK = "DIRECTOR_FAL_WEBHOOK"
"""An address of the person's own that fal tells when a job ends (see `fal_webhook`); jobs are polled all the same."""
STREAM = "DIRECTOR_FAL_STREAM"
"""`1`: jobs tell their state over a stream each; without it they are asked."""
MISSED = 2
"""Looks in a row that find no such job before it counts as lost: one may come before the queue has told all its machines."""
_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")


class Fal:
    """fal.ai as a provider. `endpoint` tells what an endpoint takes.

    `base` is a URL that stands for all of fal's hosts, paths unchanged; "" is what DIRECTOR_FAL_BASE_URL says, else fal itself.
    """

    name = NAME

    def __init__(
        self,
        pool: Pool,
        endpoint: Callable[[str], EndpointSchema | None],
        *,
        base: str = "",
        transport: "httpx.AsyncBaseTransport | None" = None,
        concurrency: int = 40,
        pace: float = 0.5,
    ) -> None:
        self.concurrency = concurrency
        """fal runs 2 to 40 jobs of an account at once, by its credit, and queues the rest; a key's own limit is the pool's."""
        self.pace = pace
        self._pool = pool
        self._endpoint = endpoint
        self._hosts = Hosts((base or http.stands_in(NAME)).rstrip("/"))
        self._lanes = Lanes(transport=transport)
        self._files = Files(self._hosts, endpoint, transport)
        self._prices = Prices(self._lanes, self._hosts)
        self._uploads = Uploads(self._lanes, self._hosts)
        self._streams = Streams(concurrency, transport) if os.environ.get(STREAM) == "1" else None
        self._history = History(self._lanes, self._hosts)
        self._made: dict[str, Result] = {}
        self._missed: dict[str, int] = {}
        self._called_off: set[str] = set()

    # The protocol

    def turn(self, patience: float) -> AbstractAsyncContextManager[None]:
        """Waits until a key may send; orders are entered inside it."""
        return self._pool.turn(patience)

    async def submit(self, request: Request) -> Ticket:
        """Sends the order, once. Raises NotAccepted, Refused, UnknownOutcome as the table in `fal_outcomes` says."""
        schema = self._schema(request)
        # What fal would refuse is refused before anything is uploaded.
        body(request, schema, [placeholder(file) for file in request.inputs])

        async def send(key: Key) -> Ticket:
            urls = await asyncio.gather(*(self._uploads.url(file, key) for file in request.inputs))
            return await self._order(request, body(request, schema, urls), key)

        return await self._pool.call(send, hold=lambda ticket: ticket.id)

    async def poll(self, ticket: Ticket, request: Request) -> JobStatus:
        """How the job is doing; a finished one's result is looked at, too, since only that tells whether it failed.

        Raises ProviderError where nothing can be said now.
        """
        key = await self._key(ticket)
        # Found again after a restart it counts against the key it was sent with, where that is still here, until it is over.
        self._pool.hold(str(ticket.data.get("key", "")), ticket.id)
        url = self._url(ticket, "status_url")
        found = self._streams.latest(ticket.id, url, key) if self._streams is not None else None
        if found is None:
            response = await self._ask("GET", f"{url}{'&' if '?' in url else '?'}logs=1", key)
            found = body_of(response)
            if response.status_code == 404 and isinstance(found, dict):
                return await self._absent(ticket)
            # 202 while it works, 200 at its end: what the body says counts.
            if response.status_code not in (200, 202) or not isinstance(found, dict):
                raise _unclear(response, key)
        self._missed.pop(ticket.id, None)
        if str(found.get("status", "")).upper() == "COMPLETED":
            return await self._completed(ticket, request, key, _logs(found))
        position = found.get("queue_position")
        queued = str(found.get("status", "")).upper() == "IN_QUEUE"
        return JobStatus(
            state=JobState.QUEUED if queued else JobState.RUNNING,
            queue_position=position if queued and isinstance(position, int) and not isinstance(position, bool) else None,
            logs=_logs(found),
        )

    async def fetch(self, ticket: Ticket, request: Request, folder: Path) -> tuple[Output, ...]:
        """The files of a finished job in `folder`, the take itself first. Raises OutputLost, ProviderError, OSError."""
        made = self._made.get(ticket.id) or await self._result(ticket, request)
        try:
            outputs = await self._files.save(made, ticket.id, request, folder)
        except OutputLost:
            # An address may have run out where the file has not: asked for once more, then it is gone.
            outputs = await self._files.save(await self._result(ticket, request), ticket.id, request, folder)
        self._made.pop(ticket.id, None)
        return outputs

    async def cancel(self, ticket: Ticket, request: Request) -> JobStatus:
        """Asks for an end. What is done already stays done, and what fal does not let go goes on: either way it is looked at again."""
        key = await self._key(ticket)
        response = await self._ask("PUT", self._url(ticket, "cancel_url"), key)
        if response.status_code in (200, 202):
            self._called_off.add(ticket.id)
        elif response.status_code not in (400, 404):
            raise _unclear(response, key)
        return await self.poll(ticket, request)

    async def candidates(self, request: Request, since: float, until: float) -> tuple[Candidate, ...]:
        """The jobs of fal's history that carry exactly this order, sent between two moments of this machine's clock.

        Files are compared by their content: inside the order, or by the name they were uploaded under. Raises ProviderError.
        """
        schema = self._schema(request)
        sought = body(request, schema, [hash_name(file.asset.sha256) for file in request.inputs])
        names = {name_of(file): file.asset.sha256 for file in request.inputs}
        found: dict[str, Candidate] = {}

        async def look(key: Key) -> None:
            async for past in self._history.requests(request.endpoint, since, until, key):
                if _ID.fullmatch(past.id) and alike(known_files(past.input, schema.file_inputs, names), sought, schema):
                    data = {"key": key.id, "endpoint": request.endpoint, **self._hosts.urls(request.endpoint, past.id)}
                    ticket = Ticket(provider=NAME, id=past.id, data=data)
                    found.setdefault(past.id, Candidate(ticket=ticket, at=past.at, why="the same endpoint and the same input"))

        keys = self._pool.every()
        if not keys:
            raise ProviderError("fal's history needs a key; `director keys add fal` takes one.", provider=NAME)
        # Nobody noted which account took it; a job of several keys' one account is told once.
        for key in keys:
            await look(key)
        return tuple(found.values())

    async def jwks(self) -> Mapping[str, Any]:
        """fal's public keys, for `fal_webhook.KeySet`. Raises ProviderError."""
        import httpx

        try:
            response = await self._lanes.request("GET", f"{self._hosts.rest}/.well-known/jwks.json")
        except httpx.HTTPError as error:
            raise ProviderError(
                f"fal's public keys can't be read ({str(error) or type(error).__name__}); try again.", provider=NAME
            ) from None
        found = body_of(response)
        if response.status_code != 200 or not isinstance(found, dict):
            raise ProviderError(f"fal's public keys can't be read ({response.status_code}); try again.", provider=NAME)
        return found

    async def close(self) -> None:
        """Closes the connections; jobs go on at fal."""
        if self._streams is not None:
            await self._streams.close()
        await self._files.close()
        await self._lanes.close()

    # Sending

    def _schema(self, request: Request) -> EndpointSchema:
        schema = self._endpoint(request.endpoint)
        if schema is None:
            raise Refused(
                f"what {request.endpoint or request.model} takes is not in the catalog, so nothing can be checked before it is paid; "
                "describe it in catalog/endpoints/ of the workspace, or choose another model with `director set 2.model=…`.",
                provider=NAME,
                model=request.model,
                billed=False,
            )
        return schema

    async def _order(self, request: Request, content: Mapping[str, Any], key: Key) -> Ticket:
        import httpx

        hook = os.environ.get(WEBHOOK, "")
        try:
            response = await self._lanes.request(
                "POST",
                f"{self._hosts.queue}/{request.endpoint}",
                json=content,
                params={"fal_webhook": hook} if hook else None,
                headers={"Authorization": f"Key {key.secret}"},
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise unsent(error, NAME, request.model) from None
        if response.status_code not in (200, 202):
            raise submit_failure(response, key, request.model)
        return self._ticket(response, request, key)

    def _ticket(self, response: "httpx.Response", request: Request, key: Key) -> Ticket:
        """What was accepted. The id is in a header, too: with it a broken body is no reason to lose sight of a paid job."""
        found = body_of(response)
        told = found if isinstance(found, dict) else {}
        identity = str(told.get("request_id") or response.headers.get(REQUEST_ID) or "")
        if not _ID.fullmatch(identity):
            raise UnknownOutcome("fal took the order and its answer can't be read.", provider=NAME, model=request.model, status=200)
        urls = self._hosts.urls(request.endpoint, identity)
        # Used as they are, since they hold only part of the endpoint; one on a host that isn't fal's would be given the key.
        urls |= {name: told[name] for name in urls if self._hosts.may_have_key(told.get(name))}
        data = {**urls, "key": key.id, "endpoint": request.endpoint, "submitted": response.headers.get("date", "")}
        return Ticket(provider=NAME, id=identity, data=data)

    async def _ask(self, method: str, url: str, key: Key) -> "httpx.Response":
        """One call that orders nothing. Raises ProviderError where there is no answer."""
        import httpx

        try:
            return await self._lanes.request(method, url, headers={"Authorization": f"Key {key.secret}"})
        except httpx.HTTPError as error:
            raise ProviderError(
                f"fal can't be asked now ({str(error) or type(error).__name__}); the job goes on there.", provider=NAME
            ) from None

    async def _key(self, ticket: Ticket) -> Key:
        """The key the job was sent with; where it is gone any other, which does if it is of the same account."""

        async def give(key: Key) -> Key:
            return key

        try:
            return self._pool.key(str(ticket.data.get("key", "")))
        except NoKey:
            pass
        try:
            return await self._pool.call(give)
        except NoKey as error:
            raise ProviderError(f"{error.message} The job goes on at fal.", provider=NAME) from None

    def _url(self, ticket: Ticket, name: str) -> str:
        """The address as fal returned it; tickets come from a file, so its host is looked at again."""
        url = ticket.data.get(name)
        if self._hosts.may_have_key(url):
            return str(url)
        endpoint = str(ticket.data.get("endpoint", ""))
        if not _ID.fullmatch(ticket.id) or endpoint.count("/") < 1:
            raise OutputLost(f"the ticket {ticket.id[:80]} can't be followed; look at fal.ai/dashboard/requests.", provider=NAME)
        return self._hosts.urls(endpoint, ticket.id)[name]

    # Ending

    async def _absent(self, ticket: Ticket) -> JobStatus:
        if ticket.id in self._called_off:
            return await self._over(ticket, JobStatus(state=JobState.CANCELLED, actual=0))
        self._missed[ticket.id] = self._missed.get(ticket.id, 0) + 1
        if self._missed[ticket.id] < MISSED:
            return JobStatus(state=JobState.RUNNING, message="fal does not know the job just now")
        message = "fal no longer knows the job; look at fal.ai/dashboard/requests"
        return await self._over(ticket, JobStatus(state=JobState.LOST, message=message))

    async def _completed(self, ticket: Ticket, request: Request, key: Key, logs: tuple[str, ...]) -> JobStatus:
        """COMPLETED says that it is over, not that it went well: the result does."""
        response = await self._ask("GET", self._url(ticket, "response_url"), key)
        if in_progress(response):
            return JobStatus(state=JobState.RUNNING, logs=logs)
        if response.status_code == 404 and isinstance(body_of(response), dict):
            return await self._absent(ticket)
        actual = await self._prices.actual(response, request.endpoint, key)
        if response.status_code != 200:
            status = ending(response, key)
            if status is None:
                raise _unclear(response, key)
            return await self._over(ticket, status.with_(actual=status.actual if actual is None else actual, logs=logs))
        return await self._over(ticket, (await self._looked_at(ticket, request, response)).with_(actual=actual, logs=logs))

    async def _looked_at(self, ticket: Ticket, request: Request, response: "httpx.Response") -> JobStatus:
        output = body_of(response)
        files = fal_results.files(output, self._endpoint(request.endpoint))
        if not files:
            told = fal_results.spoken(output)
            return JobStatus(state=JobState.FAILED, message=f"fal made no file{f', it says: {told}' if told else ''}")
        flagged = fal_results.flagged(output)
        if flagged and await self._files.black(files[0].url):
            message = "fal's safety checker blackened the picture; say it in softer words"
            return JobStatus(state=JobState.REFUSED, message=message, policy=True)
        self._made[ticket.id] = Result(files, {**fal_results.facts(output), **({"flagged": True} if flagged else {})})
        return JobStatus(state=JobState.DONE, progress=1.0)

    async def _over(self, ticket: Ticket, status: JobStatus) -> JobStatus:
        self._pool.free(str(ticket.data.get("key", "")), ticket.id)
        self._missed.pop(ticket.id, None)
        self._called_off.discard(ticket.id)
        if self._streams is not None:
            await self._streams.forget(ticket.id)
        return status

    # Fetching

    async def _result(self, ticket: Ticket, request: Request) -> Result:
        """The result asked for anew: after a restart, or where its addresses have run out."""
        key = await self._key(ticket)
        response = await self._ask("GET", self._url(ticket, "response_url"), key)
        output = body_of(response)
        if response.status_code == 404 and isinstance(output, dict):
            raise OutputLost("fal made it, but no longer has the result.", provider=NAME, status=404)
        if response.status_code != 200:
            status = None if in_progress(response) else ending(response, key)
            if status is None:
                raise _unclear(response, key)
            raise OutputLost(f"fal has no result for it: {status.message}.", provider=NAME, status=response.status_code)
        files = fal_results.files(output, self._endpoint(request.endpoint))
        if not files:
            raise OutputLost("fal's result has no file.", provider=NAME)
        return Result(files, fal_results.facts(output))


def _unclear(response: "httpx.Response", key: Key) -> ProviderError:
    """An answer that says nothing about the job: a gateway's page, a limit, a key that does not fit."""
    return ProviderError(
        f"fal answered {response.status_code} when asked about the job ({said(response, key)}); it goes on there.",
        provider=NAME,
        status=response.status_code,
        retry_after=retry_after(response.headers, body_of(response)),
    )


def _logs(found: Mapping[str, Any]) -> tuple[str, ...]:
    lines = found.get("logs")
    return tuple(str(line.get("message", "")) for line in lines if isinstance(line, Mapping)) if isinstance(lines, list) else ()
