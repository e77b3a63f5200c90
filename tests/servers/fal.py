"""A local fal: submit, status, result, cancel, uploads, prices, history and files, as the recordings and the vendor's pages have them.

One base URL stands for all its hosts, paths unchanged. In a thread:

    with FalServer() as fal:
        fal.url, fal.posts(), fal.jobs, fal.script("accept-drop", match="fox")

or by itself, so that it outlives whoever is killed: `python -m tests.servers.fal --log FILE [--port N]`; the log has one JSON line for
each submit that came (`post`) and each that was accepted (`accepted`). `FalProcess` starts and reads such a one.
"""

import asyncio
import base64
import heapq
import json
import threading
import time
import uuid
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from email.utils import formatdate
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, unquote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPHeaders, HTTPServerRequest, ResponseStartLine, responses
from tornado.netutil import bind_sockets

from director_kernel.schema.endpoint import EndpointSchema
from tests.servers import fal_media as media
from tests.servers.fal_faults import AT_JOB, Fault, Script, strikes

UUID = uuid.UUID(int=0)
HTML = b"<!DOCTYPE html><html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1>cloudflare</body></html>"
LOCKED = {"detail": "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing."}
AWAY = "http://elsewhere.invalid"


@dataclass
class Post:
    """A submit as it came. `job` is the id of what was accepted, "" where nothing was."""

    endpoint: str
    body: Any
    key: str
    at: float
    job: str = ""
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Job:
    """An accepted submit. Times are monotonic, `sent` is by the wall clock."""

    id: str
    endpoint: str
    body: dict[str, Any]
    key: str
    sent: float
    began: float
    ready: float
    webhook: str = ""
    faults: dict[str, Fault] = field(default_factory=dict)
    cancelled: bool = False
    fetched: int = 0
    delivered: int = 0

    @property
    def app(self) -> str:
        """The first two segments of the endpoint: all that its URLs keep of it."""
        return "/".join(self.endpoint.split("/")[:2])

    @property
    def done(self) -> bool:
        return time.monotonic() >= self.ready


@dataclass
class Answer:
    """What is sent back: JSON, bytes, or a connection that goes after `upto` bytes (None: all are sent)."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    upto: int | None = None
    wait: float = 0.0
    type: str = "application/json"
    stream: Callable[[], AsyncIterator[bytes]] | None = None


DROP = Answer(upto=-1)
"""Closes without a word."""


class FalServer:
    """A fal on 127.0.0.1 in a thread of its own. Jobs take `seconds`, of which `queued` in the queue.

    `keys`: the secrets it knows (None: any). `endpoint`: what an endpoint takes (default: the catalog's); what is not known is taken
    as it is. `price`: USD for a unit, `units`: how many a job has. `log`: a file that gets a line for each submit.
    """

    def __init__(
        self,
        *,
        seconds: float = 0.03,
        queued: float = 0.0,
        keys: set[str] | None = None,
        endpoint: Callable[[str], EndpointSchema | None] | None = None,
        price: str = "0.05",
        units: Callable[[str, Mapping[str, Any]], str] | None = None,
        log: Path | None = None,
        port: int = 0,
    ) -> None:
        self.seconds, self.queued, self.keys, self.price, self.log, self.port = seconds, queued, keys, price, log, port
        self.jobs: dict[str, Job] = {}
        self.uploads: dict[str, bytes | None] = {}
        self.leaks: list[str] = []
        """Requests to a media host that carried a key. Must stay empty."""
        self.requests: dict[str, list[float]] = defaultdict(list)
        """When each key submitted."""
        self.seen: deque[tuple[str, str]] = deque(maxlen=50_000)
        """(method, path and query) of everything asked, newest last."""
        self.most = 0
        """The most jobs in flight at once."""
        self.most_by_key: dict[str, int] = defaultdict(int)
        self.signing = Ed25519PrivateKey.generate()
        self._units = units or _units
        self._endpoint = endpoint
        self._script = Script()
        self._posts: list[Post] = []
        self._flying: dict[str, list[float]] = defaultdict(list)
        self._all: list[float] = []
        self._media: dict[str, tuple[Job, int, str]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._started = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: HTTPServer | None = None
        self._stop: asyncio.Event | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="local fal", daemon=True)

    # Life.

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(20), "the local fal did not start"
        return self

    def __exit__(self, *_: object) -> None:
        assert self._loop is not None and self._stop is not None
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(20)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def restart(self, down: float = 0.05, *, forget: bool = False) -> None:
        """Goes away with all its connections for `down` seconds and comes back on the same port, `forget`ful or not."""
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(self._again(down, forget), self._loop).result(30)

    async def _again(self, down: float, forget: bool) -> None:
        await self._close()
        if forget:
            self.jobs.clear()
            self._media.clear()
        await asyncio.sleep(down)
        self._listen()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._listen()
        self._started.set()
        await self._stop.wait()
        await self._close()

    def _listen(self) -> None:
        sockets = bind_sockets(self.port, "127.0.0.1", reuse_port=False)
        self.port = sockets[0].getsockname()[1]
        self._server = HTTPServer(self._asked, max_body_size=400_000_000)
        self._server.add_sockets(sockets)

    async def _close(self) -> None:
        assert self._server is not None
        self._server.stop()
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._server.close_all_connections(), 2)

    # What tests tell it and ask it.

    def script(
        self, what: str, *, match: str = "", times: int | None = 1, seconds: float = 0.3, retry_after: str = "", key: str = ""
    ) -> None:
        """Does `what` (see fal_faults) wrong with the next `times` submits, or those whose prompt contains `match`; None: always.

        For what goes wrong with a job, `times` is how often it goes wrong there; without `match` it strikes the next job.
        """
        self._script.add(Fault(what, match, times, seconds, retry_after, key))

    def calm(self) -> None:
        """Does nothing wrong any more."""
        self._script.clear()
        for job in self.jobs.values():
            job.faults.clear()

    def posts(self, match: str = "") -> list[Post]:
        """Every submit that came, accepted or not, whose prompt contains `match`."""
        return [post for post in list(self._posts) if match in _prompt(post.body)]

    def accepted(self, match: str = "") -> list[Job]:
        """Every job, in the order they were accepted."""
        return [job for job in list(self.jobs.values()) if match in _prompt(job.body)]

    def most_in(self, window: float, key: str = "") -> int:
        """The most submits of one key (or the busiest) within any `window` seconds."""
        worst = 0
        for times in [self.requests[key]] if key else list(self.requests.values()):
            recent: deque[float] = deque()
            for at in times:
                recent.append(at)
                while recent[0] <= at - window:
                    recent.popleft()
                worst = max(worst, len(recent))
        return worst

    def billed(self) -> int:
        """What it has made and charges for, in micro-USD: every job that ended with a result."""
        good = [job for job in self.jobs.values() if job.done and not job.cancelled and self._failure(job) is None]
        return sum(self.cost(job) for job in good)

    def cost(self, job: Job) -> int:
        """One job's price in micro-USD, rounded up."""
        return int((Decimal(self._units(job.endpoint, job.body)) * Decimal(self.price) * 1_000_000).to_integral_value(ROUND_CEILING))

    def sign(self, body: bytes, *, request_id: str, at: float | None = None, user: str = "local|user") -> dict[str, str]:
        """The headers a webhook with this body comes with."""
        import hashlib

        stamp = str(int(time.time() if at is None else at))
        message = "\n".join((request_id, user, stamp, hashlib.sha256(body).hexdigest()))
        return {
            "X-Fal-Webhook-Request-Id": request_id,
            "X-Fal-Webhook-User-Id": user,
            "X-Fal-Webhook-Timestamp": stamp,
            "X-Fal-Webhook-Signature": self.signing.sign(message.encode()).hex(),
        }

    # HTTP.

    def _asked(self, request: HTTPServerRequest) -> None:
        self.seen.append((request.method or "", request.uri or ""))
        try:
            answer = self._route(request)
        except Exception as error:  # noqa: BLE001 - a fault of the server itself must not look like one it was told to make
            answer = Answer(599, {"detail": f"the local fal broke: {type(error).__name__}: {error}"})
        self._go(self._send(request, answer))

    def _go(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, request: HTTPServerRequest, answer: Answer) -> None:
        connection: Any = request.connection
        if answer.wait:
            await asyncio.sleep(answer.wait)
        if answer.upto == -1:
            connection.stream.close()
            return
        data = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        headers = HTTPHeaders(
            {"Date": formatdate(usegmt=True), "Content-Type": answer.type, "Content-Length": str(len(data)), **answer.headers}
        )
        line = ResponseStartLine("", answer.status, responses.get(answer.status, "Unknown"))
        try:
            if answer.stream is not None:
                del headers["Content-Length"]
                await connection.write_headers(line, headers)
                async for part in answer.stream():
                    await connection.write(part)
                connection.finish()
                return
            if request.method == "HEAD":
                await connection.write_headers(line, headers)
            else:
                await connection.write_headers(line, headers, data if answer.upto is None else data[: answer.upto])
            if answer.upto is None:
                connection.finish()
            else:
                connection.stream.close()
        except Exception:  # noqa: BLE001 - whoever asked has gone
            connection.stream.close()

    def _route(self, request: HTTPServerRequest) -> Answer:
        path, method = request.path, request.method or ""
        query = parse_qs(request.query)
        if path.startswith("/files/"):
            return self._file(request)
        if path == "/.well-known/jwks.json":
            x = base64.urlsafe_b64encode(self.signing.public_key().public_bytes_raw()).rstrip(b"=").decode()
            return Answer(body={"keys": [{"kty": "OKP", "crv": "Ed25519", "x": x, "kid": "local"}]})
        if path == "/__script" and method == "POST":
            self.script(**json.loads(request.body))
            return Answer(body={})
        if path == "/__state":
            return Answer(
                body={"posts": len(self._posts), "jobs": len(self.jobs), "most": self.most, "billed": self.billed(), "leaks": self.leaks}
            )
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Key" or not secret or (self.keys is not None and secret not in self.keys):
            if path.startswith("/v1/"):
                return Answer(401, {"error": {"type": "authorization_error", "message": "Authentication required"}})
            return Answer(401, {"detail": "Authentication is required to access this application"})
        if path == "/storage/upload/initiate" and method == "POST":
            return self._initiate(json.loads(request.body), secret)
        if path.startswith("/v1/"):
            return self._platform(path, method, query, request, secret)
        pieces = path.strip("/").split("/")
        if len(pieces) >= 4 and pieces[2] == "requests":
            return self._job(pieces, method, query, secret)
        if method == "POST":
            return self._submit(unquote(path.strip("/")), request, secret, query)
        return Answer(405, {"detail": "Method Not Allowed"})

    # Submitting.

    def _submit(self, endpoint: str, request: HTTPServerRequest, key: str, query: Mapping[str, list[str]]) -> Answer:
        try:
            body = json.loads(request.body)
        except ValueError:
            body = None
        now = time.monotonic()
        post = Post(endpoint, body, key, now, headers=dict(request.headers))
        self._posts.append(post)
        self.requests[key].append(now)
        self._note({"what": "post", "endpoint": endpoint, "prompt": _prompt(body), "key": key[-4:], "at": time.time()})
        fault = self._script.at_submit(_prompt(body), key)
        answer = self._refusal(fault) if fault else None
        if answer is None and not (fault and fault.what in ("drop", "stall")):
            answer = self._invalid(endpoint, body)
        if answer is not None:
            post.status = answer.status
            return answer
        if fault and fault.what == "drop":
            return DROP
        if fault and fault.what == "stall":
            return Answer(504, HTML, wait=fault.seconds, type="text/html", upto=-1)
        job = self._accept(endpoint, body, key, (query.get("fal_webhook") or [""])[0])
        post.job, post.status = job.id, 200
        return self._accepted(job, fault)

    def _refusal(self, fault: Fault) -> Answer | None:
        """The answer to a submit that is not accepted, "" where it is."""
        html = {"500": 500, "502": 502, "503": 503, "504": 504}
        identity = {"x-fal-request-id": str(uuid.uuid4())}
        if fault.what in html:
            return Answer(html[fault.what], HTML, {"Retry-After": fault.retry_after} if fault.retry_after else {}, type="text/html")
        match fault.what:
            case "429":
                wait = {"Retry-After": fault.retry_after} if fault.retry_after else {}
                return Answer(429, {"detail": "Too many requests", "error_type": "concurrent_requests_limit"}, wait)
            case "503-id":
                return Answer(503, {"detail": "Runner scheduling failure", "error_type": "runner_scheduling_failure"}, identity)
            case "400":
                return Answer(400, {"detail": "Bad request", "error_type": "bad_request"}, {"x-fal-error-type": "bad_request"})
            case "401":
                return Answer(401, {"detail": "Authentication is required to access this application"})
            case "403":
                return Answer(403, {"detail": "Access denied to this application"})
            case "403-locked":
                return Answer(403, LOCKED)
            case "404":
                return Answer(404, {"detail": "Application not found"})
            case "413":
                return Answer(413, HTML, type="text/html")
            case "422":
                return _detail(422, "prompt", "String should have at most 10 characters", "string_too_long")
            case "policy":
                return _policy()
        return None

    def _invalid(self, endpoint: str, body: Any) -> Answer | None:
        """422 for a body the endpoint would not take."""
        if not isinstance(body, dict):
            return _detail(422, "", "Input should be a valid dictionary", "model_attributes_type")
        schema = self._schema(endpoint)
        faults = schema.faults(body) if schema else ()
        if not faults:
            files = schema.file_inputs if schema else [name for name in body if name.endswith(("_url", "_urls"))]
            faults = tuple((name, "File download error") for name in files for url in _urls(body.get(name)) if not self._reachable(url))
        if not faults:
            return None
        detail = [
            {"loc": ["body", name], "msg": what, "type": "invalid_parameter", "url": "https://docs.fal.ai/errors"} for name, what in faults
        ]
        return Answer(422, {"detail": detail}, {"x-fal-needs-retry": "false", "x-fal-billable-units": "0"})

    def _schema(self, endpoint: str) -> EndpointSchema | None:
        if self._endpoint is None:
            from director_kernel.catalog import load_catalog

            self._endpoint = load_catalog().endpoint
        return self._endpoint(endpoint)

    def _reachable(self, url: Any) -> bool:
        if not isinstance(url, str):
            return isinstance(url, dict)
        if url.startswith("data:"):
            return ";base64," in url and bool(base64.b64decode(url.partition(";base64,")[2]))
        if url.startswith(self.url + "/files/"):
            return bool(self.uploads.get(url.removeprefix(self.url).partition("?")[0])) or url.removeprefix(self.url) in self._media
        return url.startswith(("http://", "https://"))

    def _accept(self, endpoint: str, body: dict[str, Any], key: str, webhook: str) -> Job:
        now, prompt = time.monotonic(), _prompt(body)
        faults = self._script.at_job(prompt, key)
        late = faults["late"].seconds if "late" in faults else 0.0
        job = Job(
            str(uuid.uuid4()), endpoint, body, key, time.time(), now + self.queued, now + self.queued + self.seconds + late, webhook, faults
        )
        self.jobs[job.id] = job
        for flying in (self._flying[key], self._all):
            while flying and flying[0] <= now:
                heapq.heappop(flying)
            heapq.heappush(flying, job.ready)
        self.most = max(self.most, len(self._all))
        self.most_by_key[key] = max(self.most_by_key[key], len(self._flying[key]))
        self._note({"what": "accepted", "job": job.id, "endpoint": endpoint, "prompt": prompt, "key": key[-4:], "at": job.sent})
        if webhook:
            self._go(self._deliver(job))
        return job

    def _accepted(self, job: Job, fault: Fault | None) -> Answer:
        base = AWAY if fault and fault.what == "elsewhere" else self.url
        body = {**self._urls(job, base), "request_id": job.id, "status": "IN_QUEUE", "queue_position": 0, "logs": None, "metrics": {}}
        answer = Answer(200, body, {"x-fal-request-id": job.id})
        match fault.what if fault else "":
            case "accept-drop":
                return DROP
            case "accept-stall":
                return Answer(upto=-1, wait=fault.seconds if fault else 0)
            case "slow":
                answer.wait = fault.seconds if fault else 0
            case "accept-502":
                return Answer(502, HTML, type="text/html")
            case "garbled":
                answer.body = b'{"status": "IN_QUEUE", "request_'
        return answer

    def _urls(self, job: Job, base: str = "") -> dict[str, str]:
        url = f"{base or self.url}/{job.app}/requests/{job.id}"
        return {"response_url": url, "status_url": f"{url}/status", "cancel_url": f"{url}/cancel"}

    # Jobs.

    def _job(self, pieces: list[str], method: str, query: Mapping[str, list[str]], key: str) -> Answer:
        job, what = self.jobs.get(pieces[3]), "/".join(pieces[4:])
        if job is None or job.app != "/".join(pieces[:2]) or job.key != key or strikes(job.faults, "forget"):
            return Answer(
                404, {"status": "NOT_FOUND"} if what == "cancel" else {"detail": f"Request {pieces[3]} not found", "status": "NOT_FOUND"}
            )
        if what == "" and method == "GET":
            return self._result(job)
        if what == "status" and method == "GET":
            return self._status(job, logs=query.get("logs") == ["1"])
        if what == "status/stream" and method == "GET":
            return self._stream(job)
        if what == "cancel" and method == "PUT":
            return self._cancel(job)
        return Answer(405, {"detail": "Method Not Allowed"})

    def _status(self, job: Job, *, logs: bool) -> Answer:
        fault = strikes(job.faults, "status-502")
        if fault:
            return Answer(502, HTML, type="text/html")
        if strikes(job.faults, "status-drop"):
            return DROP
        limited = strikes(job.faults, "status-429")
        if limited:
            return Answer(429, {"detail": "Too many requests"}, {"Retry-After": limited.retry_after or "1"})
        return Answer(200 if job.done else 202, self._state(job, logs=logs))

    def _state(self, job: Job, *, logs: bool) -> dict[str, Any]:
        common = {**self._urls(job), "request_id": job.id, "logs": None, "metrics": {}}
        if job.done:
            said = {**common, "status": "COMPLETED", "metrics": {"inference_time": round(job.ready - job.began, 4)}}
            if job.cancelled:
                said |= {"error": "Request was cancelled", "error_type": "client_cancelled"}
            elif "status-error" in job.faults:
                said |= {"error": "Invalid status code: 422", "error_type": "invalid_parameter"}
        elif time.monotonic() < job.began:
            ahead = sum(1 for other in self.jobs.values() if other.began > time.monotonic() and other.began < job.began)
            return {**common, "status": "IN_QUEUE", "queue_position": ahead}
        else:
            said = {**common, "status": "IN_PROGRESS"}
        if logs:
            said["logs"] = [{"timestamp": "2026-01-01T00:00:00.000000", "message": f"working on {job.id[:8]}", "labels": {"level": "INFO"}}]
        return said

    def _stream(self, job: Job) -> Answer:
        """What is to be said until the end, as it happens, with a ping between."""

        async def parts() -> AsyncIterator[bytes]:
            said = self._state(job, logs=True)
            yield f"data: {json.dumps({**said, 'logs': said['logs'] or []})}\n\n: ping\n\n".encode()
            await asyncio.sleep(max(0.0, job.ready - time.monotonic()) / 2)
            yield f"data: {json.dumps({**self._state(job, logs=True), 'logs': []})}\n\n".encode()
            if strikes(job.faults, "stream-drop"):
                raise ConnectionError("told to")
            # A clock's grain longer, so that the last word is the end.
            await asyncio.sleep(max(0.0, job.ready - time.monotonic()) + 0.002)
            yield f"data: {json.dumps({**self._state(job, logs=False), 'logs': []})}\n\n".encode()

        return Answer(200, b"", stream=parts, type="text/event-stream")

    def _failure(self, job: Job) -> Answer | None:
        free = {"x-fal-request-id": job.id, "x-fal-billable-units": "0", "x-fal-needs-retry": "false"}
        if "hidden-422" in job.faults or "status-error" in job.faults:
            return _detail(422, "", "Image resolution only support [128, 5000]", "invalid_parameter", free)
        if "hidden-policy" in job.faults:
            answer = _policy()
            answer.headers = free
            return answer
        if "hidden-500" in job.faults:
            return _detail(500, "", "Internal server error", "internal_server_error", free)
        if "hidden-504" in job.faults:
            return _detail(504, "", "Generation timeout", "generation_timeout", free)
        return None

    def _result(self, job: Job) -> Answer:
        if not job.done or strikes(job.faults, "unready"):
            body = {"detail": "Request is still in progress", "request_id": job.id, **self._urls(job)}
            return Answer(400, body, {"x-fal-error-type": "bad_request"})
        if job.cancelled:
            body = {"detail": "Request was cancelled", "error_type": "client_cancelled"}
            return Answer(499, body, {"x-fal-error-type": "client_cancelled", "x-fal-request-id": job.id})
        failure = self._failure(job)
        if failure is not None:
            return failure
        job.fetched += 1
        headers = {"x-fal-request-id": job.id, "x-fal-served-from": str(UUID), "x-fal-billable-units": self._units(job.endpoint, job.body)}
        if "no-units" in job.faults:
            del headers["x-fal-billable-units"]
        if "bad-units" in job.faults:
            headers["x-fal-billable-units"] = "NaN"
        return Answer(200, self.output(job), headers)

    def output(self, job: Job) -> dict[str, Any]:
        """The bare model output: files where the endpoint's schema has them."""
        schema = self._schema(job.endpoint)
        paths = [path for path in (schema.output if schema else ())] or [_usual_output(job.endpoint)]
        body: dict[str, Any] = {"seed": job.body.get("seed", int(job.id[:8], 16))}
        if "no-media" in job.faults:
            return {**body, "images": []}
        if "text" in job.faults:
            return {**body, "images": [], "description": "I'm unable to make that picture."}
        for number, path in enumerate(paths):
            _place(body, path.split("."), self._entry(job, number, path))
        if "nsfw" in job.faults or "flagged" in job.faults:
            body["has_nsfw_concepts"] = [True]
        elif any(path.startswith("images") for path in paths):
            body["has_nsfw_concepts"] = [False]
        return body

    def _entry(self, job: Job, number: int, path: str) -> dict[str, Any]:
        mime = _mime(path, job.endpoint)
        data = self.file(job, mime)
        suffix = {"image/png": "png", "video/mp4": "mp4", "audio/mpeg": "mp3", "audio/wav": "wav"}[mime]
        name = f"{media.mark_of(job.id, number)[:20]}_output.{suffix}"
        if "wrong-name" in job.faults:
            name, mime = name.replace(f".{suffix}", ".bin"), "image/jpg"
        place = f"/files/b/{job.id[:8]}/{name}"
        self._media[place] = (job, number, _mime(path, job.endpoint))
        base = AWAY if "media-elsewhere" in job.faults else self.url
        entry: dict[str, Any] = {"url": base + place, "content_type": mime, "file_name": name, "file_size": len(data)}
        if "nulls" in job.faults:
            entry |= {"file_name": None, "file_size": None}
            if mime.startswith("image"):
                entry |= {"width": None, "height": None}
        return entry

    def file(self, job: Job, mime: str) -> bytes:
        """The bytes of a job's file."""
        mark = media.mark_of(job.endpoint, job.body)
        width, height = media.shape_of(job.body)
        if mime == "video/mp4":
            return media.mp4(mark, media.seconds_of(job.body), width, height, bool(job.body.get("generate_audio")))
        if mime.startswith("audio/"):
            seconds = (
                media.seconds_of(job.body) if any(name in job.body for name in ("duration", "music_length_ms", "duration_seconds")) else 1.0
            )
            return media.mp3(mark, seconds) if mime == "audio/mpeg" else media.wav(mark, seconds)
        if "nsfw" in job.faults or "black" in job.faults:
            return media.black_png(width // 4, height // 4)
        return media.png(mark, width // 4, height // 4)

    def _cancel(self, job: Job) -> Answer:
        if "cancel-404" in job.faults:
            return Answer(404, {"status": "NOT_FOUND"})
        if job.done or "cancel-late" in job.faults:
            return Answer(400, {"status": "ALREADY_COMPLETED"})
        if "cancel-ignored" not in job.faults:
            job.cancelled, job.ready = True, time.monotonic()
        return Answer(202, {"status": "CANCELLATION_REQUESTED"})

    # Files.

    def _file(self, request: HTTPServerRequest) -> Answer:
        if "Authorization" in request.headers:
            self.leaks.append(f"{request.method} {request.path}")
        if request.method == "PUT":
            if "signature=" not in request.query or request.path not in self.uploads:
                return Answer(403, b"", type="text/plain")
            self.uploads[request.path] = request.body
            return Answer(200, b"", type="text/plain")
        if self.uploads.get(request.path):
            return Answer(200, self.uploads[request.path], type="application/octet-stream")
        found = self._media.get(request.path)
        if found is None:
            return Answer(404, HTML, type="text/html")
        job, _, mime = found
        faults = job.faults
        for what, answer in (
            ("expired-404", Answer(404, HTML, type="text/html")),
            ("expired-403", Answer(403, b"<Error><Code>AccessDenied</Code></Error>", type="application/xml")),
            ("media-500", Answer(500, HTML, type="text/html")),
            ("wrong-type", Answer(200, HTML, type="video/mp4")),
            ("empty", Answer(200, b"", type=mime)),
            ("redirect", Answer(302, b"", {"Location": f"{request.path}?again=1"})),
            ("redirect-away", Answer(302, b"", {"Location": f"{AWAY}{request.path}"})),
        ):
            if strikes(faults, what):
                return answer
        return self._ranged(request, job, self.file(job, mime), mime)

    def _ranged(self, request: HTTPServerRequest, job: Job, data: bytes, mime: str) -> Answer:
        asked = request.headers.get("Range", "")
        whole, headers, status = len(data), {"Accept-Ranges": "bytes", "ETag": f'"{media.mark_of(job.endpoint, job.body)[:16]}"'}, 200
        if asked.startswith("bytes=") and "no-range" not in job.faults:
            start = int(asked.removeprefix("bytes=").partition("-")[0])
            if start >= whole:
                return Answer(416, b"", {"Content-Range": f"bytes */{whole}"}, type=mime)
            status, data = 206, data[start:]
            headers["Content-Range"] = f"bytes {start}-{whole - 1}/{whole}"
        if strikes(job.faults, "half"):
            return Answer(status, data, headers, upto=max(1, len(data) // 2), type=mime)
        job.delivered += 1
        return Answer(status, data, headers, type="image/jpg" if "wrong-name" in job.faults else mime)

    def _initiate(self, asked: Mapping[str, Any], key: str) -> Answer:
        fault = self._script.at_submit("upload:", key) if any(f.match.startswith("upload:") for f in self._script.faults) else None
        refused = self._refusal(fault) if fault else None
        if refused is not None:
            return refused
        if fault is not None:
            return DROP
        name = str(asked.get("file_name") or "file").replace("/", "_")
        place = f"/files/b/{uuid.uuid4().hex[:8]}/{uuid.uuid4().hex[:12]}_{name}"
        self.uploads[place] = None
        return Answer(200, {"file_url": self.url + place, "upload_url": f"{self.url}{place}?signature=local"})

    # The platform API.

    def _platform(self, path: str, method: str, query: Mapping[str, list[str]], request: HTTPServerRequest, key: str) -> Answer:
        asked = [each for value in query.get("endpoint_id", []) for each in value.split(",")]
        if path == "/v1/models/pricing" and method == "GET" and 1 <= len(asked) <= 50:
            prices = [{"endpoint_id": each, "unit_price": float(self.price), "unit": "units", "currency": "USD"} for each in asked]
            return Answer(200, {"prices": prices, "next_cursor": None, "has_more": False})
        if path == "/v1/models/pricing/estimate" and method == "POST":
            wanted = json.loads(request.body)["endpoints"].values()
            total = sum(float(self.price) * each["unit_quantity"] for each in wanted)
            return Answer(200, {"estimate_type": "unit_price", "total_cost": total, "currency": "USD"})
        if path == "/v1/models/requests/by-endpoint" and method == "GET" and 1 <= len(asked) <= 50:
            return self._history(asked, query, key)
        return Answer(400, {"error": {"type": "validation_error", "message": "Invalid request parameters"}})

    def _history(self, endpoints: list[str], query: Mapping[str, list[str]], key: str) -> Answer:
        def first(name: str, default: str) -> str:
            return (query.get(name) or [default])[0]

        limit, page = int(first("limit", "50")), int(first("cursor", "0"))
        start, end = _time(first("start", ""), time.time() - 86_400), _time(first("end", ""), time.time())
        if not 1 <= limit <= 100:
            return Answer(400, {"error": {"type": "validation_error", "message": "Invalid request parameters"}})
        found = [job for job in self.jobs.values() if job.endpoint in endpoints and job.key == key and start <= job.sent < end]
        chosen = found[::-1][page * limit : (page + 1) * limit]
        more = (page + 1) * limit < len(found)
        items = [self._item(job, payloads="payloads" in query.get("expand", [])) for job in chosen]
        return Answer(200, {"items": items, "next_cursor": str(page + 1) if more else None, "has_more": more})

    def _item(self, job: Job, *, payloads: bool) -> dict[str, Any]:
        said: dict[str, Any] = {
            "request_id": job.id,
            "endpoint_id": job.endpoint,
            "sent_at": _iso(job.sent),
            "started_at": _iso(job.sent + self.queued),
            "ended_at": _iso(job.sent + job.ready - job.began) if job.done else None,
            "status_code": (failure.status if (failure := self._failure(job)) else 200) if job.done else None,
            "duration": round(job.ready - job.began, 3) if job.done else None,
        }
        return {**said, "json_input": job.body, "json_output": self.output(job) if job.done else None} if payloads else said

    async def _deliver(self, job: Job) -> None:
        from tornado.httpclient import AsyncHTTPClient

        await asyncio.sleep(max(0.0, job.ready - time.monotonic()))
        failure = self._failure(job)
        said = {"request_id": job.id, "gateway_request_id": job.id, "status": "ERROR" if failure else "OK"}
        said["payload"] = failure.body if failure else self.output(job)  # type: ignore[assignment]
        body = json.dumps(said).encode()
        headers = {**self.sign(body, request_id=job.id), "Content-Type": "application/json"}
        # Whoever is told may not be there; fal tells again, we don't.
        await AsyncHTTPClient().fetch(job.webhook, method="POST", body=body, headers=headers, raise_error=False)

    def _note(self, line: Mapping[str, Any]) -> None:
        if self.log is not None:
            with self.log.open("a") as file:
                file.write(json.dumps(line) + "\n")


def _prompt(body: Any) -> str:
    return str(next((body[name] for name in ("prompt", "text", "text_prompt") if body.get(name)), "")) if isinstance(body, dict) else ""


def _urls(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, list) else [value]


def _detail(status: int, at: str, message: str, kind: str, headers: dict[str, str] | None = None) -> Answer:
    item = {"loc": ["body", at] if at else ["body"], "msg": message, "type": kind, "url": f"https://docs.fal.ai/errors#{kind}", "input": {}}
    return Answer(status, {"detail": [item]}, headers or {"x-fal-needs-retry": "false"})


def _policy() -> Answer:
    return _detail(
        422, "prompt", "The content could not be processed because it was flagged by a content checker.", "content_policy_violation"
    )


def _usual_output(endpoint: str) -> str:
    if any(word in endpoint for word in ("video", "veo", "sora", "wan", "kling", "seedance", "ltx")):
        return "video.url"
    return "audio.url" if any(word in endpoint for word in ("tts", "music", "audio", "sound", "speech")) else "images[].url"


def _mime(path: str, endpoint: str) -> str:
    if path.startswith("video"):
        return "video/mp4"
    if path.startswith("audio"):
        return "audio/wav" if "sfx" in endpoint or "sound" in endpoint else "audio/mpeg"
    return "image/png"


def _place(body: dict[str, Any], path: list[str], entry: dict[str, Any]) -> None:
    """`images[].url` → body["images"] = [entry]; a bare `url` is laid beside the seed."""
    if len(path) == 1:
        body.update(entry)
        return
    name, many = path[0].removesuffix("[]"), path[0].endswith("[]")
    if len(path) == 2:
        body[name] = [entry] if many else entry
        return
    inner = body.setdefault(name, {})
    _place(inner, path[1:], entry)


def _units(endpoint: str, body: Mapping[str, Any]) -> str:
    """Clips are charged by the second, everything else by the piece."""
    return str(media.seconds_of(body)) if _usual_output(endpoint) == "video.url" else "1.0"


def _time(text: str, default: float) -> float:
    from datetime import UTC, datetime

    if not text:
        return default
    at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


def _iso(at: float) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def main() -> None:
    """Serves until it is killed; says its URL on the first line."""
    import argparse

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=0.03)
    parser.add_argument("--key", action="append", help="a secret it knows; without any it takes them all")
    given = parser.parse_args()
    server = FalServer(seconds=given.seconds, keys=set(given.key) if given.key else None, log=given.log, port=given.port)
    with server:
        print(server.url, flush=True)
        threading.Event().wait()


__all__ = ["AT_JOB", "Answer", "FalServer", "Job", "Post", "main"]

if __name__ == "__main__":
    main()
