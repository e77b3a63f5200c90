"""Replicate: predictions by model or version, polled to their end, files fetched before they expire in an hour.

Replicate has no idempotency key and its history names the inputs, so an order that broke off is unknown until `candidates` finds it.
`Prefer: wait` is never sent: with it the answer may come finished or not, and the connection held for it is one more to lose.
What a prediction cost is not in any answer; it is told only where the catalog has a price per run or image, else the ceiling is booked.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from director_kernel.errors import NoKey, OutputLost, ProviderError, Refused, UnknownOutcome
from director_kernel.providers import http
from director_kernel.providers.bodies import body
from director_kernel.providers.keys import Key, Pool
from director_kernel.providers.outcomes import body_of, said, unsent
from director_kernel.providers.protocol import Candidate, JobState, JobStatus, Output, Request, Ticket
from director_kernel.providers.replicate_files import Uploads, placeholder
from director_kernel.providers.replicate_outcomes import NAME, OUTCOMES, POLICY, failed
from director_kernel.schema.endpoint import EndpointSchema
from director_kernel.schema.model import PriceRow, Unit

if TYPE_CHECKING:
    import httpx

_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")
_VERSION = re.compile(r"[0-9a-f]{64}")
_MODEL = re.compile(r"[A-Za-z0-9._-]+/[A-Za-z0-9._-]+")
_PERCENT = re.compile(r"(\d{1,3})%\|")
_STATES = {
    "starting": JobState.QUEUED,
    "processing": JobState.RUNNING,
    "succeeded": JobState.DONE,
    "failed": JobState.FAILED,
    "canceled": JobState.CANCELLED,
    "aborted": JobState.CANCELLED,
}
LARGEST = 2_000_000_000
WIDENED = 600.0
"""Seconds by which the window of a search is widened: their clock is not ours."""
PAGES = 20
"""Pages of 100 predictions looked through for one order."""
_MEDIA = ("replicate.delivery", "replicate.com")
_SUFFIXES = {
    "image": (".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg"),
    "video": (".mp4", ".webm", ".mov", ".mkv"),
    "audio": (".wav", ".mp3", ".ogg", ".flac", ".m4a"),
}


@dataclass(frozen=True)
class _Target:
    """Where an order goes: the path, and the version where it has one."""

    path: str
    version: str = ""


def target_of(endpoint: str) -> _Target:
    """`owner/name` (official models), `owner/name:version` or a version. Raises Refused for anything else."""
    model, _, version = endpoint.partition(":")
    if _MODEL.fullmatch(model) and not version and ".." not in model:
        return _Target(f"/models/{model}/predictions")
    if _VERSION.fullmatch(version or model) and (not version or _MODEL.fullmatch(model)):
        return _Target("/predictions", version or model)
    raise Refused(
        f"{endpoint[:80]!r} is no Replicate model; write owner/name, owner/name:version or a version in the catalog.",
        provider=NAME,
        billed=False,
    )


def _no_prices(endpoint: str) -> tuple[PriceRow, ...]:
    return ()


class Replicate:
    """Predictions on Replicate. `base` "" is the real service, or what DIRECTOR_REPLICATE_BASE_URL says.

    `endpoint` tells what an endpoint takes, `prices` what the catalog has on it (rows of provider replicate per run or image).
    """

    name = NAME

    def __init__(
        self,
        pool: Pool,
        endpoint: Callable[[str], EndpointSchema | None],
        *,
        base: str = "",
        transport: "httpx.AsyncBaseTransport | None" = None,
        concurrency: int = 8,
        pace: float = 0.5,
        prices: Callable[[str], Sequence[PriceRow]] = _no_prices,
    ) -> None:
        self.concurrency = concurrency
        self.pace = pace
        self._pool = pool
        self._endpoint = endpoint
        self._prices = prices
        self._base = (base or http.base_url(NAME)).rstrip("/")
        self._stand_in = base or http.stands_in(NAME)
        self._transport = transport
        self._made: httpx.AsyncClient | None = None
        self._uploads = Uploads(self._send)
        self._ended: dict[str, dict[str, Any]] = {}

    @property
    def _http(self) -> "httpx.AsyncClient":
        if self._made is None:
            self._made = http.client(transport=self._transport, connections=max(self.concurrency * 2, 20))
        return self._made

    # The protocol

    def turn(self, patience: float) -> AbstractAsyncContextManager[None]:
        """Waits until a key may send; orders are entered inside it."""
        return self._pool.turn(patience)

    async def submit(self, request: Request) -> Ticket:
        """Creates the prediction. Raises NotAccepted, Refused, UnknownOutcome as OUTCOMES says."""
        target = target_of(request.endpoint)
        schema = self._schema(request)
        body(request, schema, [placeholder(each) for each in request.inputs])  # what is wrong is told before anything is uploaded
        return await self._pool.call(lambda key: self._order(request, schema, target, key), hold=lambda ticket: ticket.id)

    async def _order(self, request: Request, schema: EndpointSchema, target: _Target, key: Key) -> Ticket:
        files = [await self._uploads.url(each, key) for each in request.inputs]
        order: dict[str, Any] = {"input": body(request, schema, files)}
        if target.version:
            order["version"] = target.version
        response = await self._send("POST", target.path, key, request.endpoint, json=order)
        if response.status_code not in OUTCOMES[0].statuses:
            raise failed(response, key, request.endpoint)
        found = body_of(response)
        identity = found.get("id") if isinstance(found, dict) else None
        if not (isinstance(identity, str) and _ID.fullmatch(identity)):
            raise UnknownOutcome(f"replicate took the order and its answer can't be read: {said(response, key)}", provider=NAME)
        return Ticket(provider=NAME, id=identity, data={"key": key.id, "endpoint": request.endpoint})

    async def poll(self, ticket: Ticket, request: Request) -> JobStatus:
        """How far the prediction is. Raises ProviderError when it can't be asked now."""
        # Found again after a restart it counts against its key from here on.
        self._pool.hold(str(ticket.data.get("key", "")), ticket.id)
        found = await self._prediction(ticket)
        return JobStatus(state=JobState.LOST, message="replicate no longer knows it.") if found is None else self._status(ticket, found)

    def _status(self, ticket: Ticket, found: Mapping[str, Any]) -> JobStatus:
        state = _STATES.get(str(found.get("status")), JobState.RUNNING)
        if state not in (JobState.QUEUED, JobState.RUNNING):
            self._free(ticket)
        logs = str(found.get("logs") or "")
        lines = tuple(line for line in logs.splitlines() if line.strip())
        error = " ".join(str(found.get("error") or "").split())[:300]
        if state is JobState.FAILED and POLICY.search(error):
            return JobStatus(state=JobState.REFUSED, message=f"replicate refused it: {error}", logs=lines)
        if state is JobState.DONE:
            if found.get("data_removed") or not urls_in(found.get("output")):
                # Replicate answers so where a filter left nothing over, too: replicate/replicate-python#397.
                if POLICY.search(logs):
                    return JobStatus(state=JobState.REFUSED, message="replicate refused it: nothing passed its filter.", logs=lines)
                return JobStatus(state=JobState.LOST, message="replicate made it, but there is no file (any more).", logs=lines)
            self._ended[ticket.id] = dict(found)
            return JobStatus(state=state, progress=1.0, logs=lines, actual=self._actual(ticket, found))
        message = {JobState.FAILED: error or "it failed there without a word", JobState.CANCELLED: "it was cancelled there"}.get(state, "")
        return JobStatus(state=state, progress=_progress(logs), message=message, logs=lines)

    def _actual(self, ticket: Ticket, found: Mapping[str, Any]) -> int | None:
        """The price by the catalog: `metrics.predict_time` is there, but not on which hardware, so seconds say nothing."""
        rows = [row for row in self._prices(str(ticket.data.get("endpoint", ""))) if row.provider == NAME and not row.when]
        for row in rows:
            if row.unit is Unit.RUN:
                return row.micros
            if row.unit is Unit.IMAGE:
                metrics = found.get("metrics")
                count = metrics.get("image_count") if isinstance(metrics, dict) else None
                return row.micros * (count if isinstance(count, int) and count > 0 else len(urls_in(found.get("output"))))
        return None

    async def fetch(self, ticket: Ticket, request: Request, folder: Path) -> tuple[Output, ...]:
        """The files, the take first. Raises OutputLost where they are gone, ProviderError where they can't be had now."""
        found = self._ended.get(ticket.id)
        try:
            if found is None:
                found = await self._finished(ticket)
            outputs = await self._fetch(found, request, folder)
        except OutputLost:
            # A delivery URL may be stale where the file is not: asked for once more, then it is gone.
            self._ended.pop(ticket.id, None)
            outputs = await self._fetch(await self._finished(ticket), request, folder)
        self._ended.pop(ticket.id, None)
        return outputs

    async def _finished(self, ticket: Ticket) -> dict[str, Any]:
        found = await self._prediction(ticket)
        if found is None or found.get("data_removed") or not urls_in(found.get("output")):
            raise OutputLost("replicate made it, but its files are gone; they are kept for an hour.", provider=NAME)
        return found

    async def _fetch(self, found: Mapping[str, Any], request: Request, folder: Path) -> tuple[Output, ...]:
        from director_kernel.providers.downloads import download

        urls = urls_in(found.get("output"))
        media = request.kind.media
        main = next((at for at, (_, url) in enumerate(urls) if urlsplit(url).path.lower().endswith(_SUFFIXES.get(media, ()))), 0)
        outputs = []
        for at, (name, url) in enumerate(urls):
            if url.startswith("data:"):
                # Sent so before 2024, for small files; by now everything is at an address.
                raise ProviderError("replicate wrote the file into its answer, which is not read; choose a newer version.", provider=NAME)
            got = await download(self._http, url, folder, expect=media if at == main else "", allow=self._allowed, limit=LARGEST)
            meta = {"prediction": str(found.get("id"))}
            role = "main" if at == main else name
            facts = {"width": got.width, "height": got.height, "duration": got.duration, "fps": got.fps}
            outputs.append(Output(path=got.path, mime=got.mime, role=role, sha256=got.sha256, meta=meta, **facts))
        return tuple(sorted(outputs, key=lambda output: output.role != "main"))

    async def cancel(self, ticket: Ticket, request: Request) -> JobStatus:
        """Asks for an end; what has ended already stays as it is."""
        key = self._key(ticket)
        response = await self._send("POST", f"/predictions/{ticket.id}/cancel", key, request.endpoint)
        found = body_of(response)
        if response.status_code == 200 and isinstance(found, dict):
            return self._status(ticket, found)
        return await self.poll(ticket, request)

    async def candidates(self, request: Request, since: float, until: float) -> tuple[Candidate, ...]:
        """Predictions made in that time of the same model with the same inputs (files aside, where a seed tells orders apart).

        Replicate's own description says that the list holds whole predictions, `input` included (GET /predictions).
        """
        schema, target = self._schema(request), target_of(request.endpoint)
        sought = body(request, schema, [placeholder(each) for each in request.inputs])
        aside = {name for name, field in schema.fields.items() if field.file} if "seed" in sought else set()
        found: dict[str, Candidate] = {}

        async def look(key: Key) -> None:
            url = f"/predictions?created_after={_iso(since - WIDENED)}&created_before={_iso(until + WIDENED)}"
            for _ in range(PAGES):
                response = await self._send("GET", url, key, request.endpoint)
                page = body_of(response)
                if response.status_code != 200 or not isinstance(page, dict):
                    raise failed(response, key, request.endpoint)
                for each in page.get("results") or ():
                    if _same(each, request.endpoint, target, sought, aside):
                        data = {"key": key.id, "endpoint": request.endpoint}
                        ticket = Ticket(provider=NAME, id=each["id"], data=data)
                        why = "the same model and inputs" + (", files aside" if aside & sought.keys() else "")
                        found.setdefault(ticket.id, Candidate(ticket=ticket, at=_seconds(each.get("created_at")), why=why))
                following = page.get("next")
                if not isinstance(following, str) or http.host_of(following) != http.host_of(self._base):
                    return
                url = following
            raise ProviderError("replicate's history of that time is too long to be read to its end; look there yourself.", provider=NAME)

        keys = self._pool.every()
        if not keys:
            raise ProviderError("replicate's history needs a key; `director keys add replicate` takes one.", provider=NAME)
        # Nobody noted which account took it, and one account does not list another's; several keys of one account list a job once each.
        for key in keys:
            await look(key)
        return tuple(found.values())

    async def close(self) -> None:
        """Closes the connections; predictions go on there."""
        if self._made is not None:
            client, self._made = self._made, None
            await client.aclose()

    # Behind it

    def _schema(self, request: Request) -> EndpointSchema:
        schema = self._endpoint(request.endpoint)
        if schema is None:
            raise Refused(
                f"what {request.endpoint} takes is not in the catalog; describe it in catalog/endpoints/ of the workspace.",
                provider=NAME,
                billed=False,
            )
        return schema

    async def _prediction(self, ticket: Ticket) -> dict[str, Any] | None:
        """The prediction as it is now, None where nobody knows it. Raises ProviderError."""
        if not _ID.fullmatch(ticket.id):
            return None
        response = await self._send("GET", f"/predictions/{ticket.id}", self._key(ticket), str(ticket.data.get("endpoint", "")))
        if response.status_code == 404:
            self._free(ticket)
            return None
        found = body_of(response)
        if response.status_code != 200 or not isinstance(found, dict):
            key = self._key(ticket)
            raise ProviderError(f"replicate can't be asked now ({response.status_code}: {said(response, key)}).", provider=NAME)
        return found

    async def _send(self, method: str, path: str, key: Key, model: str, **how: Any) -> "httpx.Response":
        """One request with the key, to the API's own host only. Raises NotAccepted where nothing was sent, UnknownOutcome."""
        import httpx

        url = path if path.startswith("http") else self._base + path
        try:
            return await self._http.request(method, url, headers={"Authorization": f"Bearer {key.secret}"}, **how)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise unsent(error, NAME, model) from None

    def _key(self, ticket: Ticket) -> Key:
        try:
            return self._pool.key(str(ticket.data.get("key", "")))
        except NoKey as error:
            raise ProviderError(f"{error.message} The job goes on at replicate; give the key back to follow it.", provider=NAME) from None

    def _free(self, ticket: Ticket) -> None:
        self._pool.free(str(ticket.data.get("key", "")), ticket.id)

    def _allowed(self, url: str) -> bool:
        """Whether a file may be fetched from there: Replicate's own hosts over https, or the stand-in's."""
        if self._stand_in:
            return http.host_of(url) == http.host_of(self._stand_in)
        host = (urlsplit(url).hostname or "").lower()
        return url.startswith("https://") and any(host == one or host.endswith(f".{one}") for one in _MEDIA)


def urls_in(output: Any) -> list[tuple[str, str]]:
    """(name, URL) of every file in an output: a URL, a list of them, or an object whose values are such."""
    match output:
        case str() if output.startswith(("https://", "http://", "data:")):
            return [("output", output)]
        case list():
            return [(f"{name}-{at}" if at else name, url) for at, each in enumerate(output) for name, url in urls_in(each)]
        case dict():
            return [(str(name)[:40], url) for name, each in output.items() for _, url in urls_in(each)]
    return []


def _progress(logs: str) -> float:
    found = _PERCENT.findall(logs)
    return min(int(found[-1]), 100) / 100 if found else 0.0


def _same(each: Any, endpoint: str, target: _Target, sought: Mapping[str, Any], aside: set[str]) -> bool:
    """Whether a prediction of the list is this order."""
    if not isinstance(each, dict) or not isinstance(each.get("input"), dict) or not _ID.fullmatch(str(each.get("id"))):
        return False
    there = each.get("version") == target.version if target.version else each.get("model") == endpoint
    given = each["input"]
    return bool(there) and {k: v for k, v in given.items() if k not in aside} == {k: v for k, v in sought.items() if k not in aside}


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _seconds(text: Any) -> float:
    """Seconds since 1970; Replicate writes up to nine digits after the point, more than `fromisoformat` reads."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z", str(text))
    if found is None:
        return 0.0
    return datetime.fromisoformat(found[1]).replace(tzinfo=UTC).timestamp() + float(found[2] or 0)
