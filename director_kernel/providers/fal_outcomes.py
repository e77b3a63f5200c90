"""What fal's answers mean: what became of a submit, and how a job ended. Each row with the place it was read at.

fal has neither an idempotency key nor a failed state: a submit whose answer is lost may be billed, and a job that failed is COMPLETED
until its result is asked for.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from director_kernel.errors import KeyFault, ProviderError
from director_kernel.providers.keys import Key
from director_kernel.providers.outcomes import Fate, Row, body_of, failure, scrubbed
from director_kernel.providers.protocol import JobState, JobStatus

if TYPE_CHECKING:
    import httpx

NAME = "fal"
REQUEST_ID = "x-fal-request-id"
SUBMIT = (
    Row((200, 202), Fate.ACCEPTED, "recorded 2026-04-27: queue submit of fal-ai/wan/v2.7 (200); 202 is what status answers while it works"),
    Row((401,), Fate.NOT_ACCEPTED, "fal docs, authentication: no or a wrong key", fault=KeyFault.INVALID),
    Row(
        (403,),
        Fate.NOT_ACCEPTED,
        'github.com/fal-ai/fal issues 1147, 1163, 1168: "User is locked. Reason: Exhausted balance…" means no money',
        fault=KeyFault.EXHAUSTED,
        says=re.compile(r"User is locked", re.IGNORECASE),
    ),
    Row((403,), Fate.REFUSED, "fal docs, errors: the account may not use this application"),
    Row((429,), Fate.NOT_ACCEPTED, "fal docs, concurrency: concurrent_requests_limit, before the queue", fault=KeyFault.LIMITED),
    Row(
        (422,),
        Fate.REFUSED,
        "fal docs, model errors: content_policy_violation",
        policy=True,
        says=re.compile(r"content_policy_violation", re.IGNORECASE),
    ),
    Row((400, 404, 405, 413, 422), Fate.REFUSED, "fal docs, model errors and request errors: bad_request, validation; RFC 9110 15.5.14"),
)
"""Everything else is unknown: 500, 502 and 504 come from gateways behind which the request may be in the queue already."""
UNQUEUED = Row((503,), Fate.NOT_ACCEPTED, "fal docs, errors: a 503 without x-fal-request-id never reached the queue", wait=2.0)
POLICY = "content_policy_violation"
CANCELLED = frozenset(("client_cancelled", "client_disconnected"))
_TOLD = 300


def submit_failure(response: "httpx.Response", key: Key, model: str) -> ProviderError:
    """What an answer to a submit that is no acceptance means, as the error to raise."""
    table = SUBMIT if response.headers.get(REQUEST_ID) else (*SUBMIT, UNQUEUED)
    return failure(table, response, key, service=NAME, model=model, words=words(body_of(response), key))


def details(body: Any) -> list[tuple[str, str, str]]:
    """(type, field, message) of each thing that is wrong; `detail` may be a list, a string, or missing."""
    if not isinstance(body, Mapping):
        return []
    detail, kind = body.get("detail"), str(body.get("error_type") or "")
    if isinstance(detail, str):
        return [(kind, "", detail)]
    found = []
    for item in detail if isinstance(detail, list) else []:
        if isinstance(item, Mapping):
            place = item.get("loc")
            at = ".".join(str(part) for part in place if part != "body") if isinstance(place, list | tuple) else ""
            # `input` is left out: it repeats the request, pictures included.
            found.append((str(item.get("type") or ""), at, str(item.get("msg") or "")))
        elif isinstance(item, str):
            found.append((kind, "", item))
    if not found and isinstance(body.get("error"), str):
        found.append((kind, "", body["error"]))
    return found


def words(body: Any, key: Key) -> str:
    """What went wrong, in a line, without the key."""
    told = "; ".join(": ".join(filter(None, (at, message or kind))) for kind, at, message in details(body)[:5])
    told = scrubbed(" ".join(told.split()), key)
    return f"{told[: _TOLD - 1]}…" if len(told) > _TOLD else told


def ending(response: "httpx.Response", key: Key) -> JobStatus | None:
    """How a job ended whose result is no result: refused, failed, cancelled. None: this answer says nothing about the job.

    A model's own errors are JSON with `detail` and carry the request's id; a gateway's are pages, and are asked past.
    """
    body, status = body_of(response), response.status_code
    found, kinds = details(body), {kind for kind, _, _ in details(body)}
    kinds.add(response.headers.get("x-fal-error-type", ""))
    if not found:
        return None
    message = words(body, key)
    if status == 499 or kinds & CANCELLED:
        return JobStatus(state=JobState.CANCELLED, message=message)
    if POLICY in kinds:
        return JobStatus(state=JobState.REFUSED, message=f"fal refused the content: {message}", policy=True)
    if status in (400, 422):
        return JobStatus(state=JobState.FAILED, message=f"fal could not make it: {message}")
    of_model = isinstance(body, Mapping) and isinstance(body.get("detail"), list)
    if status >= 500 and (of_model or response.headers.get(REQUEST_ID)):
        return JobStatus(state=JobState.FAILED, message=f"fal failed ({status}): {message}", actual=0)
    return None


def in_progress(response: "httpx.Response") -> bool:
    """True for the 400 that a result answers while the job still works (told of in public issues, and by several clients)."""
    return any("still in progress" in message.lower() for _, _, message in details(body_of(response)))
