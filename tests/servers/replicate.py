"""A local Replicate: predictions by model and version, their history, uploads and deliveries, as recorded and as its description says.

with ReplicateServer() as replicate:
    replicate.url, replicate.posts, replicate.predictions, replicate.script("accept-drop", match="fox")
"""

import json
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from tornado.httputil import HTTPServerRequest, parse_body_arguments

from tests.servers import fal_media as media
from tests.servers.local import DROP, HTML, Answer, LocalServer

PROBLEM = "application/problem+json"
THROTTLED = {"detail": "Request was throttled. Your rate limit resets in ~0s.", "status": 429, "retry_after": 0}


@dataclass
class Prediction:
    """An accepted order. `state` "" until its time is over, then how it ended."""

    id: str
    model: str
    version: str
    input: dict[str, Any]
    key: str
    created: float
    ready: float
    wrong: dict[str, Any] = field(default_factory=dict)
    state: str = ""
    token: int = 0
    """Which delivery URL is good; older ones have expired."""


@dataclass
class Post:
    """An order as it came; `prediction` is the id of what was accepted, "" where nothing was."""

    path: str
    body: Any
    key: str
    headers: Mapping[str, str]
    prediction: str = ""


class ReplicateServer(LocalServer):
    """`seconds` is what a prediction takes, `shape` what outputs look like: list, string or object. `page` predictions make a page."""

    def __init__(self, *, seconds: float = 0.02, keys: Iterable[str] | None = None, shape: str = "list", page: int = 100) -> None:
        super().__init__(keys=keys)
        self.seconds, self.shape, self.page = seconds, shape, page
        self.predictions: dict[str, Prediction] = {}
        self.posts: list[Post] = []
        self.files: dict[str, tuple[str, bytes]] = {}

    def accepted(self, match: str = "") -> list[Prediction]:
        return [each for each in list(self.predictions.values()) if match in json.dumps(each.input)]

    def route(self, request: HTTPServerRequest) -> Answer:
        path = request.path
        if path.startswith("/delivery/"):
            return self._delivery(request)
        if not self.key_of(request):
            problem = {"title": "Unauthenticated", "detail": "You did not pass a valid authentication token", "status": 401}
            return Answer(401, problem, type=PROBLEM)
        if path == "/files" and request.method == "POST":
            return self._upload(request)
        if path == "/predictions" and request.method == "GET":
            return self._history(request)
        if request.method == "POST" and (path == "/predictions" or re.fullmatch(r"/models/[^/]+/[^/]+/predictions", path)):
            return self._order(request)
        found = re.fullmatch(r"/predictions/([^/]+)(/cancel)?", path)
        prediction = self.predictions.get(found[1]) if found else None
        if prediction is None or "forget" in prediction.wrong:
            return Answer(404, {"detail": "The requested resource could not be found.", "status": 404}, type=PROBLEM)
        return self._cancel(prediction) if found and found[2] else self._look(prediction)

    # Ordering.

    def _order(self, request: HTTPServerRequest) -> Answer:
        body = json.loads(request.body)
        key = self.key_of(request)
        text = json.dumps(body.get("input"))
        post = Post(request.path, body, key, dict(request.headers))
        self.posts.append(post)
        wrong = self.goes_wrong(
            key + text,
            *("drop", "accept-drop", "stall", "402", "404", "422", "429", "429-reset", "500", "502", "503", "garbled"),
        )
        what = wrong.what if wrong else ""
        if what in ("500", "502", "503"):
            return Answer(int(what), HTML, type="text/html")
        if what in ("402", "404", "422"):
            words = {"402": "Insufficient credit", "404": "Model not found", "422": "- input.prompt: Invalid type"}[what]
            return Answer(
                int(what), {"title": words, "detail": f"{words}. ({request.headers['Authorization']})", "status": int(what)}, type=PROBLEM
            )
        if what == "429":
            return Answer(429, THROTTLED, type=PROBLEM)
        if what == "429-reset":
            return Answer(
                429, {"detail": "Request was throttled.", "status": 429}, {"ratelimit-remaining": "0", "ratelimit-reset": "3"}, type=PROBLEM
            )
        if what == "drop":
            return DROP
        if what == "stall":
            return Answer(upto=-1, wait=wrong.facts.get("seconds", 0.5) if wrong else 0)
        prediction = self._accept(request.path, body, key, text)
        post.prediction = prediction.id
        if what == "accept-drop":
            return DROP
        if what == "garbled":
            return Answer(201, b"<html>ok</html>", type="text/html")
        return Answer(201, self._body(prediction), {"ratelimit-remaining": "599", "ratelimit-reset": "1"})

    def _accept(self, path: str, body: Mapping[str, Any], key: str, text: str) -> Prediction:
        now = time.time()
        named = re.fullmatch(r"/models/([^/]+/[^/]+)/predictions", path)
        version = "hidden" if named else str(body["version"])
        model = named[1] if named else "someone/something"
        made = Prediction(f"p{len(self.predictions):06d}", model, version, dict(body["input"]), key, now, now + self.seconds)
        names = (
            "fail",
            "nsfw",
            "filtered",
            "cancelled",
            "removed",
            "forget",
            "expired",
            "expired-once",
            "half",
            "wrong-type",
            "status-502",
        )
        while (wrong := self.goes_wrong(text, *names)) is not None and wrong.what not in made.wrong:
            made.wrong[wrong.what] = dict(wrong.facts)
        self.predictions[made.id] = made
        return made

    # Looking.

    def _look(self, prediction: Prediction) -> Answer:
        if "status-502" in prediction.wrong:
            del prediction.wrong["status-502"]
            return Answer(502, HTML, type="text/html")
        prediction.token += 1
        return Answer(200, self._body(prediction), {"ratelimit-remaining": "59999", "ratelimit-reset": "1"})

    def _state(self, prediction: Prediction) -> str:
        if prediction.state:
            return prediction.state
        now = time.time()
        if now < prediction.ready:
            return "starting" if now < prediction.created + self.seconds / 2 else "processing"
        ended = {"fail": "failed", "nsfw": "failed", "cancelled": "canceled"}
        prediction.state = next((ended[what] for what in prediction.wrong if what in ended), "succeeded")
        return prediction.state

    def _body(self, prediction: Prediction) -> dict[str, Any]:
        state = self._state(prediction)
        error = {"nsfw": "The input or output was flagged as sensitive. Please try again. (E005)", "fail": "CUDA out of memory"}
        done = state == "succeeded"
        return {
            "id": prediction.id,
            "model": prediction.model,
            "version": prediction.version,
            "input": prediction.input,
            "logs": "Using seed: 1\n 50%|#####     | 2/4\n" + ("100%|##########| 4/4\n" if done else "") if state != "starting" else "",
            "output": self._output(prediction) if done else None,
            "error": next((text for what, text in error.items() if what in prediction.wrong), None) if state == "failed" else None,
            "status": state,
            "data_removed": done and "removed" in prediction.wrong,
            "created_at": _written(prediction.created),
            "metrics": {"image_count": 1, "predict_time": 0.5, "total_time": 0.6} if done else {},
            "urls": {name: f"{self.url}/predictions/{prediction.id}{end}" for name, end in (("get", ""), ("cancel", "/cancel"))},
        }

    def _output(self, prediction: Prediction) -> Any:
        if "removed" in prediction.wrong:
            return None
        if "filtered" in prediction.wrong:
            return []
        url = f"{self.url}/delivery/{prediction.id}/{prediction.token}/out-0"
        if self.shape == "string":
            return f"{url}.png"
        return {"thumbnail": f"{url}.png", "video": f"{url}.mp4"} if self.shape == "object" else [f"{url}.png"]

    def _delivery(self, request: HTTPServerRequest) -> Answer:
        if "Authorization" in request.headers:
            self.leaks.append(request.path)
        _, _, identity, token, name = request.path.split("/")
        prediction = self.predictions[identity]
        if "expired-once" in prediction.wrong:
            # The first address asked for is dead from now on; only asking for the prediction again gives one that works.
            prediction.wrong["expired-once"].setdefault("dead", int(token))
        if "expired" in prediction.wrong or int(token) <= prediction.wrong.get("expired-once", {}).get("dead", -1):
            return Answer(404, b"", type="text/plain")
        if "wrong-type" in prediction.wrong:
            return Answer(200, HTML, type="image/png")
        mark = media.mark_of(prediction.model, prediction.input)
        data = media.mp4(mark, 1.0) if name.endswith(".mp4") else media.png(mark)
        headers = {"Accept-Ranges": "bytes"}
        status = 200
        asked = re.fullmatch(r"bytes=(\d+)-", request.headers.get("Range", ""))
        if asked:
            start = int(asked[1])
            headers["Content-Range"], data, status = f"bytes {start}-{len(data) - 1}/{len(data)}", data[start:], 206
        upto = len(data) // 2 if prediction.wrong.pop("half", None) is not None else None
        return Answer(status, data, headers, upto=upto, type="video/mp4" if name.endswith(".mp4") else "image/png")

    def _cancel(self, prediction: Prediction) -> Answer:
        if self._state(prediction) not in ("succeeded", "failed", "canceled"):
            prediction.state = "canceled"
        return Answer(200, self._body(prediction))

    def _history(self, request: HTTPServerRequest) -> Answer:
        asked = parse_qs(request.query)
        after, before = (
            _read(asked[name][0]) if name in asked else edge for name, edge in (("created_after", 0.0), ("created_before", 9e12))
        )
        key = self.key_of(request)
        found = [each for each in reversed(self.predictions.values()) if after <= each.created <= before and each.key == key]
        start = int(asked.get("cursor", ["0"])[0])
        rest = "&".join(f"{name}={asked[name][0]}" for name in ("created_after", "created_before") if name in asked)
        following = f"{self.url}/predictions?{rest}&cursor={start + self.page}" if start + self.page < len(found) else None
        return Answer(
            200, {"next": following, "previous": None, "results": [self._body(each) for each in found[start : start + self.page]]}
        )

    def _upload(self, request: HTTPServerRequest) -> Answer:
        wrong = self.goes_wrong("upload", "upload-500", "upload-drop")
        if wrong is not None:
            return Answer(500, HTML, type="text/html") if wrong.what == "upload-500" else DROP
        files: dict[str, Any] = {}
        parse_body_arguments(request.headers["Content-Type"], request.body, {}, files)
        part = files["content"][0]
        identity = f"f{len(self.files)}"
        self.files[identity] = (part["content_type"], part["body"])
        body = {"id": identity, "size": len(part["body"]), "urls": {"get": f"{self.url}/files/{identity}"}}
        return Answer(201, {**body, "expires_at": _written(time.time() + 86400)})


def _written(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") + "125Z"


def _read(text: str) -> float:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()
