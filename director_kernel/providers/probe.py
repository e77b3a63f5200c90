"""Whether a service takes a key: one read that costs nothing.

fal: the price of one endpoint (api.fal.ai, Platform API); OpenRouter: GET /key; the OpenAI-like ones: GET /models; Anthropic:
GET /v1/models; Replicate: GET /account. No money is a 403 at fal and a 402 elsewhere; Moonshot says it by a 429.
"""

import json
from typing import TYPE_CHECKING, Literal

from director_kernel.providers.http import base_url, client, stands_in
from director_kernel.providers.keys import Key
from director_kernel.schema.key import KeyTest

if TYPE_CHECKING:
    import httpx

Verdict = Literal["valid", "limited", "exhausted", "invalid", "unreachable"]
FAL_PLATFORM = "https://api.fal.ai"
READS = {
    "fal": "/v1/models/pricing?endpoint_id=fal-ai/flux/schnell",
    "openrouter": "/key",
    "anthropic": "/v1/models",
    "replicate": "/account",
}
PATIENCE = 15.0
MOST_BYTES = 65_536
NO_MONEY = ("exhausted", "balance", "insufficient", "billing", "credit", "quota exceeded", "exceeded_current_quota")
WAYS = {
    "valid": "the service takes it",
    "limited": "the service knows it, and has had too many requests for now; wait a little",
    "exhausted": "the service knows it, and its account has no money left; top it up, then test again",
    "invalid": "the service does not take it; remove it and add another",
}


async def probe(key: Key, transport: "httpx.AsyncBaseTransport | None" = None) -> KeyTest:
    """What the service says of the key. Never raises for what a service or a network does."""
    import httpx

    url = url_of(key.service)
    if not url.startswith(("http://", "https://")):
        return _found(key, "unreachable", f"nobody said where {key.service} is; set DIRECTOR_{key.service.upper()}_BASE_URL")
    try:
        async with client(transport=transport, read=PATIENCE) as http, http.stream("GET", url, headers=headers_of(key)) as answer:
            body = await _beginning(answer)
            return _judged(key, answer.status_code, answer.headers.get("content-type", ""), body)
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
        return _found(key, "unreachable", f"it does not answer ({type(error).__name__}); check the network, then test again")


def url_of(service: str) -> str:
    """What is read, "" where nobody said where the service is."""
    base = (stands_in(service) or FAL_PLATFORM) if service == "fal" else base_url(service)
    return f"{base}{READS.get(service, '/models')}" if base else ""


def headers_of(key: Key) -> dict[str, str]:
    """How each service wants its key shown."""
    if not key.secret:
        return {}
    if key.service == "anthropic":
        return {"x-api-key": key.secret, "anthropic-version": "2023-06-01"}
    return {"Authorization": f"{'Key' if key.service == 'fal' else 'Bearer'} {key.secret}"}


async def _beginning(answer: "httpx.Response") -> bytes:
    """The first bytes of the answer: a list of models may be megabytes long, and says nothing more."""
    read = b""
    async for piece in answer.aiter_bytes():
        read += piece
        if len(read) >= MOST_BYTES:
            break
    return read[:MOST_BYTES]


def _judged(key: Key, status: int, kind: str, body: bytes) -> KeyTest:
    text = body.decode("utf-8", "replace").lower()
    if 200 <= status < 300:
        if "json" in kind:
            return _found(key, "valid")
        return _found(key, "unreachable", f"what answers there is not {key.service} ({kind[:40] or 'no JSON'}); check its base URL")
    poor = any(word in text for word in NO_MONEY)
    if status == 402 or (status in (403, 429) and poor):
        return _found(key, "exhausted")
    if status in (401, 403):
        return _found(key, "invalid", said=_message(text))
    if status == 429:
        return _found(key, "limited")
    return _found(key, "unreachable", f"it answers {status}; try again later, or check its base URL")


def _found(key: Key, verdict: Verdict, says: str = "", said: str = "") -> KeyTest:
    told = says or WAYS[verdict]
    return KeyTest(id=key.id, service=key.service, shown=key.shown if key.secret else "none", verdict=verdict, says=told + said)


def _message(text: str) -> str:
    """The service's own words, in brackets, where there are some."""
    try:
        found = json.loads(text)
    except ValueError:
        return ""
    inner = found.get("error", found.get("detail", "")) if isinstance(found, dict) else ""
    words = inner.get("message", "") if isinstance(inner, dict) else inner
    return f" (it says: {' '.join(words.split())[:120]})" if isinstance(words, str) and words else ""
