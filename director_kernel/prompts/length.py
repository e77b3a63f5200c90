"""How long a prompt is in the unit its vendor counts, and where it is cut.

Tokens are counted by a rule of our own, on the safe side for English and for CLIP and T5 alike, since no vendor's tokenizer is at hand:
four letters of a word are a token, every digit and sign is one, and of other scripts every UTF-8 byte (a tokenizer over bytes never
needs more).
"""

import re
from collections.abc import Callable

from director_kernel.schema.dialect import LengthUnit

_WORD = re.compile(r"[A-Za-z]+|\s+|[^\sA-Za-z]")
_LETTERS_PER_TOKEN = 4


def utf16_units(text: str) -> int:
    """UTF-16 code units: what JavaScript and Runway call characters."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def safe_tokens(text: str) -> int:
    """Tokens, rather too many than too few."""
    return sum(_tokens(piece) for piece in _WORD.findall(text))


def _tokens(piece: str) -> int:
    if piece.isspace():
        return 0
    return -(-len(piece) // _LETTERS_PER_TOKEN) if piece.isascii() else len(piece.encode("utf-8", "surrogatepass"))


MEASURES: dict[LengthUnit, Callable[[str], int]] = {LengthUnit.CHARS: len, LengthUnit.UTF16: utf16_units, LengthUnit.TOKENS: safe_tokens}


def cut_at_word(text: str, units: int, measure: Callable[[str], int]) -> str:
    """The longest beginning of `text` of at most so many units that ends at a word; inside the first word where it is longer."""
    if measure(text) <= units:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(text[:middle]) <= units else (low, middle - 1)
    head = text[: low + 1]
    return (head.rsplit(" ", 1)[0] if " " in head.strip() else text[:low]).rstrip(" ,;:")
