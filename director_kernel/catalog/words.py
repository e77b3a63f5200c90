"""Search by the meaning of words: stems, and groups of words that mean the same. Deterministic, no model."""

import re
from collections.abc import Iterable, Mapping

from director_kernel.schema.catalog import Synonyms

_STOP_WORDS = """
a an and are as at be best better by can could do does for from get give good great have how i in is it its make makes me model
models most my need of on one or our pick please recommend should some suggest that the their them there these this to top us
use used using want we what when which who why will with without would you your
"""
_WHOLE = frozenset({"anime"})
_ENDINGS = ("ations", "ation", "ings", "ing", "ments", "ment", "ness", "ies", "ied", "es", "ed", "s", "ly")


def stem(word: str) -> str:
    """A word without its ending: "movements" and "moving" both become "mov"."""
    if word in _WHOLE:
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def stems(text: str) -> tuple[str, ...]:
    """The stems of a text in order, stop words kept (phrases need them)."""
    return tuple(stem(word) for word in re.findall(r"[a-z0-9]+(?:[.:][0-9]+)*", text.casefold().replace("’", "'")))


_STOP_STEMS = frozenset(stem(word) for word in _STOP_WORDS.split())


class Thesaurus:
    """Turns texts into sets of meanings: `=camera` for a group's words, the bare stem for any other word."""

    def __init__(self, groups: Mapping[str, Synonyms]) -> None:
        self._phrases: dict[tuple[str, ...], list[str]] = {}
        for group in groups.values():
            for phrase in group.words:
                self._phrases.setdefault(stems(phrase), []).append(group.id)
        self._longest = max((len(phrase) for phrase in self._phrases), default=1)
        self._known: dict[str, frozenset[str]] = {}

    def meanings(self, text: str) -> frozenset[str]:
        """What a text is about; longer phrases win over the words in them."""
        if text not in self._known:
            self._known[text] = self._read(text)
        return self._known[text]

    def _read(self, text: str) -> frozenset[str]:
        words = stems(text)
        found: set[str] = set()
        at = 0
        while at < len(words):
            size, groups = self._at(words, at)
            found.update(f"={group}" for group in groups)
            if not groups and words[at] not in _STOP_STEMS:
                found.add(words[at])
            at += size
        return frozenset(found)

    def _at(self, words: tuple[str, ...], at: int) -> tuple[int, list[str]]:
        for size in range(min(self._longest, len(words) - at), 0, -1):
            groups = self._phrases.get(words[at : at + size])
            if groups:
                return size, groups
        return 1, []

    def likeness(self, query: frozenset[str], texts: Iterable[tuple[str, float]]) -> float:
        """How much of `query` the (text, weight) pairs speak of: each meaning counts once, where it weighs most."""
        best: dict[str, float] = {}
        for text, weight in texts:
            for meaning in query & self.meanings(text):
                value = weight * (2.0 if meaning.startswith("=") else 1.0)
                best[meaning] = max(best.get(meaning, 0.0), value)
        return sum(best.values())
