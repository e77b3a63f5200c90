"""What Replicate's answers to an order mean, row by row, and the words by which it refuses content."""

import re
from typing import TYPE_CHECKING

from director_kernel.errors import KeyFault, ProviderError
from director_kernel.providers.keys import Key
from director_kernel.providers.outcomes import Fate, Row, failure

if TYPE_CHECKING:
    import httpx

NAME = "replicate"
OUTCOMES = (
    Row((200, 201, 202), Fate.ACCEPTED, "recorded: replicate/replicate-python tests/cassettes/models-predictions-create.yaml (201)"),
    Row(
        (401,),
        Fate.NOT_ACCEPTED,
        "recorded: replicate/replicate-python tests/cassettes/run__invalid-token.yaml",
        fault=KeyFault.INVALID,
    ),
    Row((402,), Fate.NOT_ACCEPTED, "reported: replicate/replicate-javascript#234", fault=KeyFault.EXHAUSTED),
    Row(
        (429,),
        Fate.NOT_ACCEPTED,
        'reported with its body ("Request was throttled", retry_after): nodetool-ai/nodetool#5196',
        fault=KeyFault.LIMITED,
        wait=10.0,
    ),
    Row((404,), Fate.REFUSED, "recorded: replicate/replicate-python tests/cassettes/trainings-create__invalid-destination.yaml"),
    Row((413,), Fate.REFUSED, "Replicate's OpenAPI description, POST /files"),
    # Bad requests fail alike with every key; problem+json with `detail`.
    Row((400, 403, 405, 422), Fate.REFUSED, "RFC 9110 15.5: the request was not carried out because of what it is"),
)
"""Everything else (5xx among it) is unknown: nothing says that a prediction was not created before the answer failed."""
# A refused prediction is an ordinary `failed` with words: HeyPuter/puter#3719, pollinations/pollinations#10801,
# replicate/cog-stable-diffusion#24.
POLICY = re.compile(r"NSFW|flagged as sensitive|\bE005\b|content policy|content moderation|safety (?:filter|checker)", re.IGNORECASE)


def failed(response: "httpx.Response", key: Key, model: str) -> ProviderError:
    """The error to raise for an answer that is no acceptance."""
    return failure(OUTCOMES, response, key, service=NAME, model=model, reset="ratelimit-reset")
