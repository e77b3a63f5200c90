"""Local picture services that answer while one waits: OpenRouter's /images and /chat/completions, OpenAI's two paths.

with PictureServer() as pictures:
    pictures.url, pictures.posts, pictures.billed, pictures.script("accept-drop", match="fox")
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tornado.httputil import HTTPServerRequest

from tests.servers import fal_media as media
from tests.servers.local import DROP, HTML, Answer, LocalServer

ERRORS: dict[str, tuple[int, Any]] = {
    "400": (400, {"error": {"message": "Invalid image data.", "type": "image_generation_user_error", "code": "invalid_image_file"}}),
    "policy": (400, {"error": {"message": "Your request was rejected as a result of our safety system.", "code": "moderation_blocked"}}),
    "moderated": (403, {"error": {"code": 403, "message": "Flagged", "metadata": {"reasons": ["violence"], "flagged_input": "blood"}}}),
    "402": (402, {"error": {"code": 402, "message": "Insufficient credits. Add more"}}),
    "quota": (429, {"error": {"message": "You exceeded your current quota", "type": "insufficient_quota", "code": "insufficient_quota"}}),
    "hard-limit": (400, {"error": {"message": "Billing hard limit has been reached", "code": "billing_hard_limit_reached"}}),
    "429": (429, {"error": {"code": 429, "message": "Rate limit exceeded"}}),
    "429-upstream": (
        429,
        {"error": {"code": 429, "message": "Provider returned error", "metadata": {"provider_name": "Google", "raw": ""}}},
    ),
    "503-available": (
        503,
        {
            "error": {
                "code": 503,
                "message": "No capacity",
                "availability": {"code": "temporarily_unavailable", "retryable": True, "retry_after": 7},
            }
        },
    ),
    "404": (404, {"error": {"code": 404, "message": "Resource not found"}}),
    "413": (413, {"error": {"code": 413, "message": "Request payload too large"}}),
}


@dataclass
class Post:
    """An order as it came."""

    path: str
    body: dict[str, Any]
    key: str
    status: int = 200


class PictureServer(LocalServer):
    """`cost` is what a picture costs in USD, as OpenRouter says it; `usage` what OpenAI says was used."""

    def __init__(self, *, keys: set[str] | None = None, cost: float = 0.0342, usage: Mapping[str, Any] | None = None) -> None:
        super().__init__(keys=keys)
        self.cost = cost
        self.usage = usage or {
            "input_tokens": 20,
            "output_tokens": 1120,
            "total_tokens": 1140,
            "input_tokens_details": {"text_tokens": 20, "image_tokens": 0},
        }
        self.posts: list[Post] = []
        self.billed = 0

    def route(self, request: HTTPServerRequest) -> Answer:
        key = self.key_of(request)
        body = json.loads(request.body)
        post = Post(request.path, body, key)
        self.posts.append(post)
        wrong = self.goes_wrong(
            key + json.dumps(body),
            "drop",
            "accept-drop",
            "half",
            "garbled",
            "empty",
            "text",
            "error-in-200",
            "no-usage",
            "html",
            "not-a-picture",
            "url",
            *ERRORS,
            "500",
            "502",
            "503",
            "524",
            "529",
        )
        what = wrong.what if wrong else ""
        if not key:
            shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
            return Answer(401, {"error": {"message": f"Incorrect API key provided: {shown}.", "code": "invalid_api_key"}})
        if what in ERRORS:
            return Answer(*ERRORS[what])
        if what in ("500", "502", "503", "524", "529"):
            return Answer(int(what), HTML, type="text/html")
        if what == "drop":
            return DROP
        self.billed += 1
        if what == "accept-drop":
            return DROP
        if what == "garbled":
            return Answer(200, b"{not json")
        answer = self._answer(request.path, body, what)
        headers = (
            {"X-Generation-Id": f"gen-img-{self.billed:08d}"}
            if request.path != "/images/edits"
            else {"x-request-id": f"req_{self.billed:08d}"}
        )
        return Answer(200, answer, headers, upto=200 if what == "half" else None)

    def _answer(self, path: str, body: Mapping[str, Any], what: str) -> dict[str, Any]:
        picture = base64.b64encode(media.png(media.mark_of(body))).decode()
        usage = {"prompt_tokens": 5, "completion_tokens": 1120, "total_tokens": 1125, "cost": self.cost, "is_byok": False, **self.usage}
        counted = {} if what == "no-usage" else {"usage": usage}
        if what == "error-in-200":
            return {"error": {"code": 502, "message": "Provider returned error"}, **counted}
        if path == "/chat/completions":
            message: dict[str, Any] = {"role": "assistant", "content": ""}
            if what == "text":
                message["content"] = "I can't draw that, but here is a poem."
            else:
                message["images"] = [{"type": "image_url", "image_url": {"url": f"data:image/png;base64,{picture}"}, "index": 0}]
            return {"id": "gen-1", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}], **counted}
        if what == "empty":
            return {"created": 0, "data": [], **counted}
        if what == "not-a-picture":
            picture = base64.b64encode(HTML).decode()
        if what == "url":
            return {"created": 0, "data": [{"url": "https://elsewhere.invalid/a.png"}]}
        return {"created": 0, "data": [{"b64_json": picture, "media_type": "image/jpeg"}], **counted}
