"""Unwanted things, and what is to be seen instead of them."""

from collections.abc import Iterable
from functools import cache

from director_kernel.catalog.lexicon import load_lexicon

_DENIALS = frozenset(("no", "not", "without", "don't", "don’t", "avoid", "any", "never"))


def noun_of(text: str) -> str:
    """The bare noun of a negative: "no people" is "people"."""
    words = text.strip(" .,;").split()
    while words and words[0].lower() in _DENIALS:
        words = words[1:]
    return " ".join(words)


def nouns_of(texts: Iterable[str]) -> list[str]:
    """The bare nouns, each once, in their order."""
    return list(dict.fromkeys(noun for noun in map(noun_of, texts) if noun))


@cache
def instead_of() -> dict[str, str]:
    """What is to be seen instead, by noun, as the catalog has it."""
    return {str(noun).lower(): str(words) for noun, words in load_lexicon("negatives")["negatives"].items()}


def positive(nouns: list[str]) -> list[str]:
    """What is to be seen instead of each unwanted thing: "people" → "deserted"."""
    table = instead_of()
    return [table.get(noun.lower(), f"free of {noun}") for noun in nouns]
