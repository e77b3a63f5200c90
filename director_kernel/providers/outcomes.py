"""What became of an order that was sent: decided by a provider's table, each row with the place it was read at.

Only *not accepted* may be tried again or elsewhere. What no row speaks of is unknown: a person settles it, and it is never sent twice.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from enum import StrEnum
from time import time
from typing import TYPE_CHECKING, Any

from director_kernel.errors import KeyFault, NotAccepted, ProviderError, Refused, UnknownOutcome
from director_kernel.providers.keys import Key

if TYPE_CHECKING:
    import httpx

SOON = 2.0
"""Seconds until a service that could not be reached is tried again."""
LONGEST_WAIT = 3600.0
"""A service that asks for a longer wait is taken to mean this one."""
SAID = 300
"""Characters of a service's own words that are told."""
_TAG = re.compile(r"<[^>]*>")


class Fate(StrEnum):
    """`ACCEPTED` answers are read by the provider itself."""

    ACCEPTED = "accepted"
    NOT_ACCEPTED = "certainly not accepted"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Row:
    """What one kind of answer means. `says`: only where the answer's text matches. `source` tells who stands for it."""

    statuses: tuple[int, ...]
    fate: Fate
    source: str
    fault: KeyFault | None = None
    policy: bool = False
    says: re.Pattern[str] | None = None
    wait: float | None = None
    """Seconds until the next try where the answer does not say; None: it is not tried again by itself."""


UNSPOKEN = Row((), Fate.UNKNOWN, "no row of the table speaks of it")


def row_for(table: Iterable[Row], status: int, text: str) -> Row:
    """The first row that fits the answer; unknown where none does."""
    for row in table:
        if status in row.statuses and (row.says is None or row.says.search(text)):
            return row
    return UNSPOKEN


def failure(
    table: Iterable[Row], response: "httpx.Response", key: Key, *, service: str, model: str, reset: str = "", words: str = ""
) -> ProviderError:
    """What an answer that is no acceptance means, as the error to raise. The key is not in it, whatever the service repeats.

    `reset` names the header that has the seconds until a limit ends, where the service has one of its own. `words`: what the
    answer says, where the provider reads it better than `said`.
    """
    status, text = response.status_code, response.text
    row = row_for(table, status, text)
    words = words or said(response, key)
    common: dict[str, Any] = {"provider": service, "model": model, "status": status, "body": scrubbed(text[:2000], key)}
    if row.fate is Fate.NOT_ACCEPTED:
        wait = retry_after(response.headers, body_of(response))
        if wait is None and row.fault is KeyFault.LIMITED and (seconds := _number(response.headers.get(reset))) is not None:
            wait = _waited(seconds)
        way = _way_on(row.fault, service, key)
        error = NotAccepted(
            f"{service} did not take the order ({status}): {words.rstrip(' .') if way else words}{way}",
            retry_after=wait if wait is not None else row.wait,
            billed=False,
            **common,
        )
        error.fault = row.fault
        return error
    if row.fate is Fate.REFUSED:
        refused = Refused(f"{service} refused it ({status}): {words}", billed=False, **common)
        refused.policy = row.policy
        return refused
    return UnknownOutcome(f"{service} answered {status}: {words}; whether it took the order can't be told from that.", **common)


def _way_on(fault: KeyFault | None, service: str, key: Key) -> str:
    return {
        KeyFault.INVALID: f"; the key {key} is not valid: `director keys add {service}` takes another.",
        KeyFault.EXHAUSTED: f"; the account of key {key} has no money left: top it up, or `director keys add {service}`.",
        KeyFault.LIMITED: "; it is tried again when the limit allows.",
        None: "",
    }[fault]


def unsent(error: "httpx.HTTPError | httpx.InvalidURL", service: str, model: str) -> ProviderError:
    """What a call that broke off means: nothing was sent where there was no connection, anything else may have been accepted."""
    import httpx

    what = str(error) or type(error).__name__
    if isinstance(error, httpx.InvalidURL):
        named = f"DIRECTOR_{service.upper()}_BASE_URL"
        return NotAccepted(
            f"{named} is no address ({what}); set it to one that begins with https://", provider=service, model=model, billed=False
        )
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.ProxyError | httpx.UnsupportedProtocol):
        # httpx raises these before a byte of the request is on its way: https://www.python-httpx.org/exceptions/
        return NotAccepted(
            f"{service} can't be reached ({what}); check the network, or run it with studio previs, for free.",
            provider=service,
            model=model,
            retry_after=SOON,
            billed=False,
        )
    return UnknownOutcome(f"the call to {service} broke off ({what}) after it was sent.", provider=service, model=model)


def body_of(response: "httpx.Response") -> Any:
    """The answer's JSON, None where it is none."""
    try:
        return json.loads(response.content)
    except ValueError:
        return None


def said(response: "httpx.Response", key: Key) -> str:
    """What the service says, in a line: its own message, or the words of its page, cut, without the key."""
    body = body_of(response)
    words = _message(body) if body is not None else " ".join(_TAG.sub(" ", response.text).split())
    words = scrubbed(" ".join(words.split()), key)
    return (words[: SAID - 1] + "…" if len(words) > SAID else words) or "it says nothing more"


def _message(body: Any) -> str:
    """The message out of {"error": {"message"}}, {"detail", "title"} (problem+json), {"message"} or a plain text."""
    if isinstance(body, Mapping):
        for name in ("error", "detail", "message", "title"):
            if body.get(name):
                return _message(body[name])
        return ""
    if isinstance(body, list):
        return "; ".join(filter(None, map(_message, body[:5])))
    return "" if body is None else str(body)


def scrubbed(text: str, key: Key) -> str:
    """The text without the key: a service may repeat what it was sent."""
    return text.replace(key.secret, key.shown) if key.secret else text


def retry_after(headers: Mapping[str, str], body: Any = None, *, now: float | None = None) -> float | None:
    """Seconds to wait as an error says: `retry-after-ms`, `Retry-After` (seconds or a date), `retry_after` in the body; None if unsaid.

    Ask it of errors only: a success may carry the header, too, and mean nothing by it.
    """
    found = _number(headers.get("retry-after-ms"))
    if found is not None:
        return _waited(found / 1000)
    value = headers.get("retry-after", "")
    found = _number(value)
    if found is None and value:
        try:
            found = parsedate_to_datetime(value).timestamp() - (time() if now is None else now)
        except (ValueError, TypeError, OverflowError):
            found = None
    if found is None and isinstance(body, Mapping):
        error = body.get("error")
        availability = error.get("availability") if isinstance(error, Mapping) else None
        for place in (body, error, availability):
            if isinstance(place, Mapping) and found is None:
                found = _number(place.get("retry_after"))
    return None if found is None else _waited(found)


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if found == found else None


def _waited(seconds: float) -> float:
    return min(max(seconds, 0.0), LONGEST_WAIT)
