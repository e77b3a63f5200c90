"""What an order for a text may say beside its prompt, and how long it may become: the plan reserves for what the studio allows."""

from collections.abc import Mapping
from typing import Any

from director_kernel.providers.chat import MAX_TOKENS as USUAL

TEMPERATURE, MAX_TOKENS = "temperature", "max_tokens"
"""The options of a text step."""
VISION = "vision"
"""Among a chat model's modalities: it reads pictures."""
HOTTEST = 2.0
FEWEST, MOST = 16, 1_000_000


def temperature(value: Any) -> float | None:
    """A temperature, None for what is none."""
    fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= HOTTEST
    return float(value) if fits else None


def tokens(value: Any) -> int | None:
    """A longest answer in tokens, None for what is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and FEWEST <= value <= MOST else None


def longest(options: Mapping[str, Any]) -> int:
    """The tokens a text with these options may have at most: always sent, since services hold credit for what a model could write."""
    return tokens(options.get(MAX_TOKENS)) or USUAL
