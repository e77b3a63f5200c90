"""Pictures by OpenAI: POST /images/generations, and /images/edits where pictures are given.

The catalog calls the references `image_urls` and the size `image_size`, as other services do; they travel as `images` and `size`.
`response_format` is never sent: GPT image models refuse it (400 unknown_parameter) and always answer with the picture itself.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from director_kernel.errors import KeyFault
from director_kernel.providers.keys import Pool
from director_kernel.providers.outcomes import Fate, Row
from director_kernel.providers.picture_answers import POLICY
from director_kernel.providers.protocol import Request
from director_kernel.providers.sync_images import Call, SyncImages
from director_kernel.schema.endpoint import EndpointSchema
from director_kernel.schema.model import PriceRow, Unit

if TYPE_CHECKING:
    import httpx

NAME = "openai"
EDITS = "/edits"
"""Ends the catalog's name of an endpoint that takes pictures; OpenAI has one model name for both paths."""
_MILLION = 1_000_000
_QUOTA = re.compile(r"insufficient_quota|billing_hard_limit_reached|billing hard limit", re.IGNORECASE)
OUTCOMES = (
    Row((200,), Fate.ACCEPTED, "recorded: justintanner/apicity tests/recordings/openai_3991279299/images-generations_3075174637"),
    Row(
        (401,),
        Fate.NOT_ACCEPTED,
        "recorded: crmne/ruby_llm spec/fixtures/vcr_cassettes/chat_error_handling_with_openai_…",
        fault=KeyFault.INVALID,
    ),
    Row((429,), Fate.NOT_ACCEPTED, "reported with its body: OpenBMB/ChatDev#399", fault=KeyFault.EXHAUSTED, says=_QUOTA),
    Row((400,), Fate.NOT_ACCEPTED, "reported: bajrangCoder/acode-plugin-chatgpt#19", fault=KeyFault.EXHAUSTED, says=_QUOTA),
    Row(
        (429,), Fate.NOT_ACCEPTED, "openai-python e43b422 _base_client.py retries it as not carried out", fault=KeyFault.LIMITED, wait=10.0
    ),
    Row((400, 403), Fate.REFUSED, "reported: RanFeng/clipsketch-ai#6, danny-avila/LibreChat#7291", policy=True, says=POLICY),
    Row((400,), Fate.REFUSED, "recorded: crmne/ruby_llm …image_edit_functionality_with_remote_urls_rejects_edits_… (invalid_image_file)"),
    Row((404,), Fate.REFUSED, "recorded for an unknown model: pydantic/pydantic-ai, crmne/ruby_llm (model_not_found)"),
    Row((403, 405, 413, 415, 422), Fate.REFUSED, "RFC 9110 15.5: the request was not carried out because of what it is"),
)
"""Everything else (408, 409 and 5xx among it) is unknown."""
_MEDIA = ("openai.com", "blob.core.windows.net")


def _no_prices(endpoint: str) -> tuple[PriceRow, ...]:
    return ()


class OpenAIImages(SyncImages):
    """Pictures by OpenAI. `base` "" is the real service, or what DIRECTOR_OPENAI_BASE_URL says.

    `prices` are the catalog's rows for an endpoint's model: those of provider openai per million tokens turn the usage into a price.
    """

    name = NAME
    outcomes = OUTCOMES
    identified_by = "x-request-id"

    def __init__(
        self,
        pool: Pool,
        endpoint: Callable[[str], EndpointSchema | None],
        folder: Path,
        *,
        base: str = "",
        transport: "httpx.AsyncBaseTransport | None" = None,
        concurrency: int = 8,
        stored: Callable[[str], bool] | None = None,
        prices: Callable[[str], Sequence[PriceRow]] = _no_prices,
    ) -> None:
        super().__init__(pool, endpoint, folder, base=base, transport=transport, concurrency=concurrency, stored=stored)
        self._prices = prices

    def call(self, request: Request, schema: EndpointSchema, fields: dict[str, Any]) -> Call:
        """/images/edits where pictures are given, else /images/generations; always one picture, of a quality said outright."""
        pictures = fields.pop("image_urls", ())
        if "image_size" in fields:
            fields["size"] = fields.pop("image_size")
        quality = schema.fields.get("quality")
        if quality is not None and quality.default is not None:
            # Left open, the model chooses it and with it the price; what was priced is what is asked for.
            fields.setdefault("quality", quality.default)
        body = {"model": request.endpoint.removesuffix(EDITS), **fields, "n": 1}
        if pictures:
            return Call("/images/edits", {**body, "images": [{"image_url": url} for url in pictures]})
        return Call("/images/generations", body)

    def price(self, request: Request, answer: Mapping[str, Any]) -> int | None:
        """Tokens × the catalog's prices, rounded up; None unless every sort of token used has one."""
        usage = answer.get("usage")
        if not isinstance(usage, dict):
            return None
        details = usage.get("input_tokens_details")
        inputs = details if isinstance(details, dict) else {"text_tokens": usage.get("input_tokens")}
        used = {
            Unit.IMAGE_TOKENS_1M: _count(usage.get("output_tokens")),
            Unit.TOKENS_IN_1M: _count(inputs.get("text_tokens")),
            Unit.IMAGE_TOKENS_IN_1M: _count(inputs.get("image_tokens", 0)),
        }
        rows = {row.unit: row.micros for row in self._prices(request.endpoint) if row.provider == NAME and not row.when}
        total = Fraction(0)
        for unit, count in used.items():
            if count is None or (count and unit not in rows):
                return None
            total += Fraction(count * rows.get(unit, 0), _MILLION)
        return ceil(total) if used[Unit.IMAGE_TOKENS_1M] else None

    def allowed(self, url: str) -> bool:
        """OpenAI's own hosts over https (older models answer with an address there), or the stand-in's."""
        if self._stand_in:
            return super().allowed(url)
        host = (urlsplit(url).hostname or "").lower()
        return url.startswith("https://") and any(host.endswith(f".{one}") for one in _MEDIA)


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
