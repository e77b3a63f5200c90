"""fal's webhooks: whether a call really is fal's, and what it says. For whoever runs an endpoint that `DIRECTOR_FAL_WEBHOOK` names.

fal signs with Ed25519: the request's id, the user's id, a timestamp and the SHA-256 of the raw body, line by line; its public keys are
a key set on the web that may be kept for a day (fal docs, webhooks). Delivered at least once, so `Seen` tells what came before.
"""

import base64
import hashlib
import json
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from director_kernel.errors import ProviderError

KEPT = 24 * 3600.0
"""Seconds a key set may be kept, at most."""
TOLERANCE = 300
"""Seconds a call's timestamp may differ from now, either way."""
LARGEST = 50_000_000
"""Bytes of a body."""
PATH = "/.well-known/jwks.json"
_HEADERS = ("request-id", "user-id", "timestamp", "signature")


class Forged(ProviderError):
    """The call is not fal's, or is an old one sent again: don't act on it."""

    code = "forged"


def verify(headers: Mapping[str, str], body: bytes, jwks: Mapping[str, Any], now: float | None = None) -> dict[str, Any]:
    """What the call says: {request_id, status: "OK" | "ERROR", payload, …}. Raises Forged.

    `body` are the raw bytes as they came: JSON written anew is another message. `jwks` is fal's key set, `now` in seconds.
    """
    found = _found(headers)
    if len(body) > LARGEST:
        raise Forged("the webhook is too large to be one; fetch the result from the queue.", provider="fal")
    try:
        at = int(found["timestamp"])
        signature = bytes.fromhex(found["signature"])
    except ValueError:
        raise Forged("the webhook's timestamp or signature can't be read; don't act on it.", provider="fal") from None
    if abs((time.time() if now is None else now) - at) > TOLERANCE:
        raise Forged("the webhook is older than five minutes (or this clock is wrong); don't act on it.", provider="fal")
    message = "\n".join((found["request-id"], found["user-id"], found["timestamp"], hashlib.sha256(body).hexdigest())).encode()
    if not any(_signed(key, signature, message) for key in _keys(jwks)):
        raise Forged("the webhook's signature is none of fal's; don't act on it.", provider="fal")
    return _payload(body, found["request-id"])


def _found(headers: Mapping[str, str]) -> dict[str, str]:
    lower = {name.lower(): value for name, value in headers.items()}
    found = {name: lower.get(f"x-fal-webhook-{name}", "") for name in _HEADERS}
    missing = [name for name, value in found.items() if not value]
    if missing:
        raise Forged(f"the webhook lacks X-Fal-Webhook-{missing[0].title()}; don't act on it.", provider="fal")
    return found


def _payload(body: bytes, request_id: str) -> dict[str, Any]:
    try:
        payload = json.loads(body)
    except ValueError:
        payload = None
    if not isinstance(payload, dict) or payload.get("request_id", request_id) != request_id:
        raise Forged("the webhook is signed, but says something else; fetch the result from the queue.", provider="fal")
    return payload


def _keys(jwks: Mapping[str, Any]) -> list[bytes]:
    """The public keys of a key set; what is no Ed25519 key is passed over."""
    found = []
    for each in jwks.get("keys") or ():
        x = each.get("x") if isinstance(each, Mapping) and each.get("kty") == "OKP" else None
        if isinstance(x, str):
            try:
                found.append(base64.urlsafe_b64decode(x + "=" * (-len(x) % 4)))
            except ValueError:
                continue
    return found


def _signed(key: bytes, signature: bytes, message: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass
class KeySet:
    """fal's public keys, kept for a day, looked at again at once when a signature fits none of them (keys are changed).

    `ask` fetches the set: `lambda: fal.jwks()`. At most one look in `least` seconds, so that forged calls cause no traffic.
    """

    ask: Callable[[], Awaitable[Mapping[str, Any]]]
    least: float = 60.0
    clock: Callable[[], float] = time.monotonic
    _found: Mapping[str, Any] | None = None
    _at: float = 0.0

    async def verify(self, headers: Mapping[str, str], body: bytes, now: float | None = None) -> dict[str, Any]:
        """As `verify`, with the keys there are now. Raises Forged, and ProviderError where they can't be had."""
        if self._found is None or self.clock() - self._at >= KEPT:
            await self._look()
        try:
            return verify(headers, body, self._found or {}, now)
        except Forged:
            if self.clock() - self._at < self.least:
                raise
        await self._look()
        return verify(headers, body, self._found or {}, now)

    async def _look(self) -> None:
        self._found, self._at = await self.ask(), self.clock()


@dataclass
class Seen:
    """Which requests were told of already: fal calls again until it is answered with 2xx."""

    most: int = 10_000
    _ids: "OrderedDict[str, None]" = field(default_factory=OrderedDict)

    def first(self, request_id: str) -> bool:
        """True the first time."""
        if request_id in self._ids:
            return False
        self._ids[request_id] = None
        while len(self._ids) > self.most:
            self._ids.popitem(last=False)
        return True
