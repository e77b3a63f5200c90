"""What an answer cost: the service's own figure, else what its tokens cost by the public price list, else nothing that is known."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil

from director_kernel.providers.chat_stream import Heard
from director_kernel.schema.model import PriceRow, Unit
from director_kernel.schema.money import micros

LISTED = {"openrouter": "openrouter", "openai": "openai", "anthropic": "anthropic", "moonshot": "moonshotai"}
"""Services by their names in genai-prices; its list comes with the package, nothing is fetched."""


def price_of(service: str, model: str, heard: Heard) -> int | None:
    """Micro-USD, rounded up; None where nobody can say. A server of one's own costs nothing."""
    if heard.price is not None:
        return heard.price
    if service == "local":
        return 0
    if service not in LISTED or not heard.counted:
        return None
    from genai_prices import Usage, calc_price

    used = Usage(
        input_tokens=heard.tokens_in,
        cache_read_tokens=heard.cached or None,
        cache_write_tokens=heard.written or None,
        output_tokens=heard.tokens_out,
    )
    for name in (heard.model, model):
        try:
            found = calc_price(used, model_ref=name, provider_id=LISTED[service]) if name else None
        except LookupError:
            continue
        except ValueError:
            # Counts that contradict each other (more from the cache than there was at all) have no price.
            return None
        if found is not None:
            return micros(Decimal(found.total_price))
    return None


def reckoned(rows: Sequence[PriceRow], heard: Heard) -> int | None:
    """What the counted tokens cost by the catalog's rows, in micro-USD, rounded up; None where either is missing."""
    into, out = (next((row.micros for row in rows if row.unit is unit), None) for unit in (Unit.TOKENS_IN_1M, Unit.TOKENS_OUT_1M))
    if into is None or out is None or not heard.counted:
        return None
    return ceil(Fraction(heard.tokens_in * into + heard.tokens_out * out, 1_000_000))
