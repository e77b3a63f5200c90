"""What became of a text that was ordered of a chat model: the table of answers without one, and what a stream that went wrong means.

A conversation may be asked again before its first word; an order is sent once. So only what certainly was not taken is not taken here.
"""

import re

from director_kernel.errors import DirectorError, KeyFault, NoKey, NotAccepted, ProviderError, StudioError, UnknownOutcome
from director_kernel.providers.chat_stream import Broken
from director_kernel.providers.keys import Key
from director_kernel.providers.outcomes import SOON, Fate, Row, failure
from director_kernel.providers.picture_answers import POLICY

_NO_MONEY = re.compile(
    r"insufficient_quota|exceeded_current_quota|insufficient.{0,10}(balance|credit)|credit balance|key limit exceeded|billing hard limit",
    re.I,
)
_ERRORS = "documented: OpenRouterTeam/docs@c26125a api_reference/errors-and-debugging.mdx"
_TABLES = f"{_ERRORS}; docs.claude.com/en/api/errors; platform.openai.com/docs/guides/error-codes; platform.kimi.ai/docs/api/errors"
OUTCOMES = (
    Row((200,), Fate.ACCEPTED, "recorded: pydantic/pydantic-ai tests/models/cassettes/… (every service); the stream says how it went"),
    Row(
        (401,),
        Fate.NOT_ACCEPTED,
        "recorded: crmne/ruby_llm spec/fixtures/vcr_cassettes/chat_error_handling_with_{openrouter,openai,anthropic}_…",
        fault=KeyFault.INVALID,
    ),
    Row((402,), Fate.NOT_ACCEPTED, "reported: newo-ether/Agora#8, can1357/oh-my-pi#9569", fault=KeyFault.EXHAUSTED),
    Row((403, 429), Fate.NOT_ACCEPTED, f"{_TABLES} (quota)", fault=KeyFault.EXHAUSTED, says=_NO_MONEY),
    # The limit of whoever serves the model, not of the key: another key would meet it, too.
    Row((429,), Fate.NOT_ACCEPTED, f"{_ERRORS} (availability)", says=re.compile(r'"provider_name"\s*:\s*"|overload', re.I), wait=10.0),
    Row((429,), Fate.NOT_ACCEPTED, _TABLES, fault=KeyFault.LIMITED, wait=10.0),
    Row(
        (503,),
        Fate.NOT_ACCEPTED,
        f"{_ERRORS} (availability)",
        says=re.compile(r'"temporarily_unavailable"|no (available )?provider', re.I),
        wait=15.0,
    ),
    Row(
        (503,),
        Fate.NOT_ACCEPTED,
        "ggml-org/llama.cpp tools/server/README.md (GET /health)",
        says=re.compile(r"loading model", re.I),
        wait=15.0,
    ),
    Row((529,), Fate.NOT_ACCEPTED, "documented: docs.claude.com/en/api/errors (overloaded_error)", wait=15.0),
    Row((301, 302, 303, 307, 308), Fate.REFUSED, "RFC 9110 15.4: it says where to ask instead, which is not followed with a key"),
    Row((400, 403, 422), Fate.REFUSED, f"{_ERRORS} (moderation, guardrails)", policy=True, says=POLICY),
    Row((400, 403, 404, 413, 415, 422), Fate.REFUSED, f"{_TABLES}; 400 and 404 recorded there, too"),
    Row((405, 406, 410, 412), Fate.REFUSED, "RFC 9110 15.5"),
)
"""408, 409, 500, 502, 504, 524 and 503 without a reason are unknown: a provider behind the service may have written it."""


def outcome(error: Exception, *, service: str, model: str, endpoint: str, words: int) -> DirectorError:
    """What `error`, met while `model` (as people call it) was asked, means: NotAccepted, Refused, NoKey or UnknownOutcome.

    `words`: how many had come. What the service itself says of a stream that failed (`failed`) is no matter of this.
    """
    import httpx

    if isinstance(error, NoKey):
        return error
    if isinstance(error, StudioError):
        return NotAccepted(error.message, provider=service, model=endpoint, billed=False)
    if isinstance(error, ProviderError) and error.status:
        return _answered(error, error.status, service, endpoint)
    if isinstance(error, NotAccepted):
        if not isinstance(error.__cause__, httpx.ConnectError | httpx.ConnectTimeout):
            return error  # Every key is at its limit: the pool says how long.
        message = f"{service} can't be reached; check the network, or run it with studio previs, for free."
        return NotAccepted(message, provider=service, model=endpoint, retry_after=SOON, billed=False)
    why = error.why if isinstance(error, Broken) else f"{service} sent something unexpected ({type(error).__name__})"
    came = f"after {words} {'word' if words == 1 else 'words'}" if words else "before the first word"
    what = f"what {model} wrote broke off {came}: {why}"
    if service == "local":
        return _free(ProviderError(f"{what}.", provider=service, model=endpoint))
    return UnknownOutcome(f"{what}; it may have been taken and billed.", provider=service, model=endpoint)


def failed(error: Exception) -> Broken | None:
    """What the service itself says of a stream it could not finish; None where nobody heard its end, or for want of a good key.

    Said before the first word, the line makes an error of it like that of a status.
    """
    if isinstance(error, NotAccepted) and error.fault is not None:
        return None
    broken = error if isinstance(error, Broken) else error.__cause__
    return broken if isinstance(broken, Broken) and broken.kind not in ("", "dropped", "silent", "malformed") else None


def _answered(error: ProviderError, status: int, service: str, endpoint: str) -> DirectorError:
    """An answer with an error's status, by the table. Its key was taken out of it already."""
    import httpx

    after = {"retry-after": str(error.retry_after)} if error.retry_after is not None else {}
    response = httpx.Response(status, headers=after, text=error.body)
    found = failure(OUTCOMES, response, Key(service, "", "none"), service=service, model=endpoint)
    return _free(found) if service == "local" and isinstance(found, UnknownOutcome) else found


def _free(error: ProviderError) -> NotAccepted:
    """The same from a server of one's own: nothing was paid, so there is nothing to look up before it is tried again."""
    return NotAccepted(error.message, provider=error.provider, model=error.model, status=error.status, body=error.body, billed=False)
