"""fal's own history of an endpoint's requests: where an order whose answer was lost is looked for."""

import base64
import binascii
import hashlib
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from director_kernel.errors import ProviderError
from director_kernel.providers.fal_hosts import Hosts
from director_kernel.providers.fal_outcomes import NAME
from director_kernel.providers.keys import Key
from director_kernel.providers.lanes import Lanes
from director_kernel.providers.outcomes import body_of, retry_after, said

if TYPE_CHECKING:
    import httpx

WIDENED = 600.0
"""Seconds by which a search reaches further on either side."""
PAGE = 100
"""Requests on a page, the most there may be (fal's OpenAPI description, GET /models/requests/by-endpoint)."""
PAGES = 100


@dataclass(frozen=True)
class Past:
    """A request fal took: when, by its clock in epoch seconds, and what it was asked for."""

    id: str
    at: float
    input: Mapping[str, Any]


@dataclass
class History:
    """Requests by endpoint, with what they were asked for."""

    lanes: Lanes
    hosts: Hosts

    async def requests(self, endpoint: str, since: float, until: float, key: Key) -> AsyncIterator[Past]:
        """What the key's account asked of the endpoint between two moments of this machine's clock. Raises ProviderError."""
        ahead = await self._ahead(endpoint, key)
        window = {"start": _iso(since + ahead - WIDENED), "end": _iso(until + ahead + WIDENED)}
        cursor = ""
        for _ in range(PAGES):
            asked = {"endpoint_id": endpoint, "limit": str(PAGE), "expand": "payloads", **window, **({"cursor": cursor} if cursor else {})}
            response = await self._get("/models/requests/by-endpoint", asked, key)
            found = body_of(response)
            if response.status_code != 200 or not isinstance(found, dict):
                raise _unasked(response, key)
            for item in found.get("items") or ():
                past = _past(item, endpoint)
                if past is not None:
                    yield past
            cursor = str(found.get("next_cursor") or "")
            if not cursor:
                return
        # What was not read may hold the order: "none" would be a guess, and somebody might pay again for it.
        raise ProviderError(
            "fal's history of that time is too long to be read to its end; look at fal.ai/dashboard/requests.", provider=NAME
        )

    async def _ahead(self, endpoint: str, key: Key) -> float:
        """Seconds by which fal's clock is ahead of this one: the window is in its time."""
        response = await self._get("/models/pricing", {"endpoint_id": endpoint}, key)
        try:
            return parsedate_to_datetime(response.headers["date"]).timestamp() - time()
        except (KeyError, ValueError, TypeError):
            return 0.0

    async def _get(self, path: str, params: Mapping[str, str], key: Key) -> "httpx.Response":
        import httpx

        try:
            return await self.lanes.request("GET", self.hosts.api + path, params=params, headers={"Authorization": f"Key {key.secret}"})
        except httpx.HTTPError as error:
            what = str(error) or type(error).__name__
            raise ProviderError(f"fal's history can't be read now ({what}); `director recover` looks again.", provider=NAME) from None


def _unasked(response: "httpx.Response", key: Key) -> ProviderError:
    return ProviderError(
        f"fal's history can't be read ({response.status_code}: {said(response, key)}); `director recover` looks again.",
        provider=NAME,
        status=response.status_code,
        retry_after=retry_after(response.headers, body_of(response)),
    )


def _past(item: Any, endpoint: str) -> Past | None:
    if not isinstance(item, Mapping) or item.get("endpoint_id") != endpoint or not isinstance(item.get("json_input"), Mapping):
        return None
    at = _seconds(item.get("sent_at")) or _seconds(item.get("started_at"))
    return Past(str(item.get("request_id") or ""), at, item["json_input"]) if item.get("request_id") else None


def known_files(input: Mapping[str, Any], fields: Collection[str], names: Mapping[str, str]) -> dict[str, Any]:
    """The input with every file called by its content's hash: inside the order, or by the name it was uploaded under (name → hash)."""

    def known(value: Any) -> Any:
        if isinstance(value, list):
            return [known(each) for each in value]
        if not isinstance(value, str):
            return value
        if value.startswith("data:"):
            try:
                return hash_name(hashlib.sha256(base64.b64decode(value.partition(",")[2], validate=True)).hexdigest())
            except binascii.Error:
                return value
        last = _last(value)
        return next((hash_name(sha256) for name, sha256 in names.items() if last.endswith(name)), value)

    return {name: known(value) if name in fields else value for name, value in input.items()}


def _last(url: str) -> str:
    """The last segment of an address's path; the storage puts its own letters before the name a file was given (recorded)."""
    try:
        return urlsplit(url).path.rpartition("/")[2]
    except ValueError:
        return ""


def hash_name(sha256: str) -> str:
    """What a file is called while bodies are compared."""
    return f"sha256:{sha256}"


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _seconds(text: Any) -> float:
    try:
        found = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return 0.0
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
