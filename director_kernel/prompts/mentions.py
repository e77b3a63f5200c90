"""Where a sentence names somebody or something of the shot, and whether it has a subject of its own."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.prompts.articles import bare, is_plural, listed, words

_QUOTES = ('"', "“")
_TITLES = frozenset(("the", "a", "an", "old", "young", "captain", "doctor", "dr", "dr.", "mr", "mr.", "mrs", "mrs.", "ms", "ms."))
_PRONOUN = re.compile(r"^(?:s?he|they)\s+(?=\w)", re.IGNORECASE)


class Mention(NamedTuple):
    """A stretch of the action; `article` is the one before the noun ("the"), which belongs to it."""

    start: int
    end: int
    article: str


@lru_cache(maxsize=2048)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    either = "|".join(re.escape(name) for name in names)
    return re.compile(rf"(?:\b(an?|the)\s+)?(?<![\w'’-])(?:{either})(?![\w'’-])", re.IGNORECASE)


def find(action: str, *names: str) -> Mention | None:
    """The first place outside of quotation marks where one of the names stands as a noun of its own."""
    lower = action.lower()
    known = tuple(name for name in names if name and name.lower() in lower)
    if not known:
        return None
    found = _pattern(known).search(action)
    if found is None or any(-1 < action.find(mark) < found.end() for mark in _QUOTES):
        return None
    return Mention(found.start(), found.end(), (found[1] or "").lower())


def find_owner(action: str, name: str) -> Mention | None:
    """Where the action names what is somebody's: "the keeper's hand"; the mention is theirs without the "'s"."""
    lower = action.lower()
    if not name or ("'s" not in lower and "’s" not in lower) or name.lower() not in lower:
        return None
    found = _owner(name).search(action)
    if found is None or any(-1 < action.find(mark) < found.end() for mark in _QUOTES):
        return None
    return Mention(found.start(), found.end(), (found[1] or "").lower())


@lru_cache(maxsize=2048)
def _owner(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?:\b(an?|the)\s+)?(?<![\w'’-]){re.escape(name)}(?=['’]s\b)", re.IGNORECASE)


def same(a: str, b: str) -> bool:
    """Whether two nouns are the same one: "The Keeper" is "keeper"."""
    return bare(_tidied(a)).lower() == bare(_tidied(b)).lower()


def _tidied(noun: str) -> str:
    return " ".join(noun.split()).rstrip(".,;: ")


def names_of_person(name: str) -> tuple[str, ...]:
    """What an action may call them: "lighthouse keeper" and "keeper", "Mira Stone" and "Mira"."""
    told = name.split()
    if len(told) < 2:
        return (name,)
    return (name, told[0] if name[0].isupper() and told[0].lower() not in _TITLES else told[-1])


def without_pronoun(action: str) -> str:
    """What somebody does, without "she" before it.

    >>> without_pronoun("she opens the door")
    'opens the door'
    """
    return _PRONOUN.sub("", action, count=1)


@lru_cache(maxsize=2048)
def names_of_thing(name: str) -> tuple[str, ...]:
    """What else a thing is called: its plural, and the lexicon's words for it."""
    entry: Mapping[str, Any] = load_lexicon("world")["props"].get(name.lower(), {})
    others = () if entry.get("as_said") else tuple(map(str, entry.get("say", ())))
    return (name, *others, *(f"{each}s" for each in (name, *others)), *words()["also_called"].get(name.lower(), ()))


def is_person(noun: str) -> bool:
    """Whether the noun stands for somebody ("a locksmith", "young woman"): the lexicon's people, and what ends as trades do."""
    last = bare(noun).lower().split(",", 1)[0]
    head = next((word for word in reversed(re.split(r"\b(?:with|in|of|on|at)\b", last)[0].split())), "")
    return head in _people() or head.endswith(("er", "or", "ist", "smith", "man", "woman", "ian", "eer", "ive"))


@cache
def _people() -> frozenset[str]:
    people: Mapping[str, Any] = load_lexicon("world")["people"]
    said = {str(word) for key, entry in people.items() for word in (key, *entry["say"])}
    return frozenset(word.split()[-1] for word in said) | listed("female") | listed("male")


@lru_cache(maxsize=4096)
def stands_alone(action: str, subject: str) -> bool:
    """Whether the action has a subject of its own ("fog thickens at sea") or is what the shot's subject does ("climbs the stairs")."""
    told = action.split()
    first = told[0].lower().strip(",.;:")
    if first in listed("determined") or first in listed("prepositions"):
        return first not in ("down", "up", "off", "past", "to") and len(told) > 1
    if first.endswith(("ing", "ed")) or (first.endswith("s") and not first.endswith("ss")):
        return False
    if len(told) < 2 or is_plural(subject):
        return False
    second = told[1].lower().strip(",.;:")
    return second in ("of", "from", "on", "in", "is", "are") or (second.endswith("s") and not second.endswith("ss"))
