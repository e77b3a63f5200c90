"""Small words before nouns: a or an, the, none, and how a list ends."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from director_kernel.catalog.lexicon import load_lexicon

_HEAD_ENDS = re.compile(
    r"\b(?:for|with|of|in|from|on|at|by|under|over|near|that|who|which|made|and|as|labelled|to|across|behind|beside|between)\b|,", re.I
)
_ARTICLED = re.compile(r"(an?|the)\s+", re.IGNORECASE)
_AN = re.compile(r"(?:[aeio]|u(?!ni|se|su|ti|ro)|hour|honest|heir)", re.IGNORECASE)


def bare(noun: str) -> str:
    """A noun without its article: "a locksmith" → "locksmith"."""
    return _ARTICLED.sub("", noun, count=1) if _ARTICLED.match(noun) else noun


@cache
def words() -> Mapping[str, Any]:
    """The lexicon of what stands around nouns."""
    return load_lexicon("weave")


@cache
def listed(name: str) -> frozenset[str]:
    """One list of the lexicon, to look words up in."""
    return frozenset(map(str, words()[name]))


@lru_cache(maxsize=4096)
def head_of(phrase: str) -> str:
    """The noun a phrase is about: "brass key with a tag" → "key"."""
    head = _HEAD_ENDS.split(phrase, maxsplit=1)[0].split()
    return head[-1].lower() if head else ""


def is_plural(phrase: str) -> bool:
    """Whether the noun stands for several: "grey boots", "people"; not "glass" or "lens"."""
    head = head_of(phrase)
    if head in listed("plurals"):
        return True
    return head.endswith("s") and not head.endswith(("ss", "us", "is", "'s", "’s")) and head not in listed("singulars")


def is_proper(name: str) -> bool:
    """Whether it is a name ("Mira", "@Mira") and not a noun ("lighthouse keeper")."""
    return name[:1].isupper() or not name[:1].isalpha()


@lru_cache(maxsize=4096)
def with_article(phrase: str) -> str:
    """The noun as it is first mentioned: "a heavy wool coat", "an amber bottle", "grey boots", "the old harbour".

    >>> with_article("heavy wool coat"), with_article("amber glass bottle"), with_article("Mira")
    ('a heavy wool coat', 'an amber glass bottle', 'Mira')
    """
    first = phrase.split(" ", 1)[0].lower()
    if not first.isascii() or not first[:1].isalpha() or phrase[:1].isupper() or first in listed("determined"):
        return phrase
    if first in listed("prepositions") or first.endswith("ing") or head_of(phrase) in listed("mass") or is_plural(phrase):
        return phrase
    return f"{article(phrase)} {phrase}"


def article(phrase: str) -> str:
    """`a` or `an`, as the phrase sounds."""
    return "an" if _AN.match(phrase) else "a"


def small(sentence: str) -> str:
    """A sentence as it stands inside another one: "Two sisters race" → "two sisters race"; names keep their capitals."""
    first = sentence.split(" ", 1)[0].lower()
    return sentence[:1].lower() + sentence[1:] if first in listed("determined") and sentence[1:2].islower() else sentence


def in_a_row(parts: Sequence[str], last: str = " and ") -> str:
    """A list as people say it: "slate blue, lamp amber and black"."""
    return ", ".join(parts[:-1]) + last + parts[-1] if len(parts) > 1 else "".join(parts)
