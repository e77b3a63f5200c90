"""Sends a signed webhook, to the address that was checked and no other: https://www.standardwebhooks.com.

`webhook-signature` is `v1,` and the HMAC-SHA256 of `id.timestamp.body`, base64; a secret is `whsec_` and 24 to 64 random bytes, base64.
The receiver checks signature and timestamp, and knows a repeated `webhook-id` for the same message.
"""

import asyncio
import base64
import hashlib
import hmac
import ipaddress
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from director_kernel.errors import ProviderError, UsageError
from director_kernel.providers.addresses import Resolver, allowed, checked, resolve
from director_kernel.providers.http import client
from director_kernel.providers.outcomes import retry_after

if TYPE_CHECKING:
    import httpx

PREFIX = "whsec_"
FEWEST, MOST = 24, 64
"""Bytes of a secret, as the standard asks for."""
SECONDS = 15.0
"""What a receiver may take to answer; it should take the message down and work later."""


class Answer(NamedTuple):
    """What the receiver answered. `wait`: seconds it asks to be left alone, None where it doesn't."""

    status: int
    wait: float | None = None

    @property
    def taken(self) -> bool:
        return 200 <= self.status < 300


def new_secret() -> str:
    """A random secret, as the receiver is given it."""
    return PREFIX + base64.b64encode(os.urandom(32)).decode()


def secret_bytes(secret: str) -> bytes:
    """The key of a secret as text. Raises UsageError for what is none."""
    try:
        data = base64.b64decode(secret.strip().removeprefix(PREFIX), validate=True)
    except ValueError:
        data = b""
    if not FEWEST <= len(data) <= MOST:
        raise UsageError(
            f"a webhook's secret is {PREFIX} and {FEWEST} to {MOST} bytes in base64; "
            "set DIRECTOR_NOTIFY_SECRET to one, or `director notify --new-secret`."
        )
    return data


def signed(identity: str, timestamp: int, body: bytes, secret: str) -> dict[str, str]:
    """The headers of one message sent at `timestamp` (seconds since the epoch)."""
    mac = hmac.new(secret_bytes(secret), f"{identity}.{timestamp}.".encode() + body, hashlib.sha256)
    return {
        "webhook-id": identity,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{base64.b64encode(mac.digest()).decode()}",
        "content-type": "application/json",
        "user-agent": "director-kernel",
    }


def address(url: str, *, allow_private: bool = False) -> str:
    """The URL, looked at as far as one can without the net. Raises UsageError for one that can't be notified."""
    at = _parsed(url)
    host = at.host.strip("[]").rstrip(".").lower()
    try:
        ipaddress.ip_address(host)
    except ValueError:
        private = host == "localhost" or host.endswith(".localhost")
    else:
        private = not allowed(host)
        if not allowed(host, allow_private=True):
            raise UsageError(f"{host} can't be notified: it is no address of a service; give one that begins with https://.")
    if private and not allow_private:
        raise UsageError(f"{host} is on this machine or its network, and is not notified; DIRECTOR_NOTIFY_PRIVATE=1 allows it.")
    return url.strip()


def shown(url: str) -> str:
    """The address without what may be secret in it."""
    try:
        at = _parsed(url)
    except UsageError:
        return "the address"
    return f"{at.scheme}://{at.host}{'/…' if at.path != '/' or at.query else ''}"


async def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    allow_private: bool = False,
    resolver: Resolver = resolve,
    transport: "httpx.AsyncBaseTransport | None" = None,
) -> Answer:
    """Sends it once; no redirect is followed and no proxy used. Raises UsageError, NotAccepted or ProviderError where it can't be sent."""
    import httpx

    at = _parsed(url)
    host = at.raw_host.decode("ascii")
    try:
        async with asyncio.timeout(SECONDS):
            addresses = await checked(
                host, at.port or (443 if at.scheme == "https" else 80), resolver=resolver, allow_private=allow_private
            )
            # A transport of its own, for with one the proxies of the environment are left alone: they would look the name up again.
            way = transport or await asyncio.to_thread(httpx.AsyncHTTPTransport)
            async with client(transport=way, read=SECONDS) as http:
                return await _sent(http, at, addresses, body, headers)
    except TimeoutError:
        raise ProviderError(f"{shown(url)} did not answer within {SECONDS:g} s") from None
    except httpx.HTTPError as error:
        raise ProviderError(f"{shown(url)} can't be reached ({type(error).__name__})") from None


async def _sent(http: "httpx.AsyncClient", at: "httpx.URL", addresses: list[str], body: bytes, headers: Mapping[str, str]) -> Answer:
    """The answer of the first address that takes the connection; its certificate must be the name's."""
    import httpx

    host = at.raw_host.decode("ascii")
    for place, ip in enumerate(addresses, 1):
        named = {"sni_hostname": host} if host.strip("[]") != ip else {}
        said = {**headers, "host": at.netloc.decode("ascii")}
        request = http.build_request("POST", at.copy_with(host=ip), content=body, headers=said, extensions=dict(named))
        try:
            answer = await http.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            if place == len(addresses):
                raise
            continue
        try:
            return Answer(answer.status_code, retry_after(answer.headers))
        finally:
            await answer.aclose()  # what it says beyond the status is of no use, however long it is
    raise AssertionError("an address is checked, or none is and that is an error")


def _parsed(url: str) -> "httpx.URL":
    import httpx

    try:
        at = httpx.URL(url.strip())
        well = at.scheme in ("http", "https") and bool(at.host) and (at.port is None or 0 < at.port < 65_536)
    except (httpx.InvalidURL, ValueError, UnicodeError):
        well = False
    if not well:
        raise UsageError("that is no address that can be notified; give one that begins with https://.")
    if at.userinfo:
        raise UsageError("the address to notify holds a name or password; the signature says who sends it, so leave them out.")
    return at.copy_with(fragment=None)
