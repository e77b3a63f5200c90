"""Find the phrases of a lexicon in prose: longest first, whole words, hyphens and case ignored, in linear time."""

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from director_kernel.catalog.lexicon import load_lexicon

READ_LIMIT = 12_000
"""Characters of a text that are read; a brief longer than this is cut (about 2 000 words, a whole treatment)."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_HIDDEN = frozenset("\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_SEPARATORS = dict.fromkeys(map(ord, "\t\r\x0b\x0c\x85\xa0\u2028\u2029"), " ")


def clean(text: str) -> str:
    """`text` as it may be read: no control, bidirectional or surrogate characters, full-width forms narrowed, at most READ_LIMIT long."""
    text = text[: READ_LIMIT * 2].translate(_FULL_WIDTH).translate(_SEPARATORS)
    kept = "".join(c for c in text if c == "\n" or (c not in _HIDDEN and unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn")))
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" {2,}", " ", kept)).strip()[:READ_LIMIT]


@dataclass(frozen=True)
class Word:
    """One word: lower case, with its span in the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Match:
    """A phrase found: what it means (`value`), what was said, and where (span in characters; `first`, `last` in words, last exclusive)."""

    value: str
    said: str
    start: int
    end: int
    first: int
    last: int

    def overlaps(self, other: "Match") -> bool:
        return self.first < other.last and other.first < self.last

    def __len__(self) -> int:
        return self.last - self.first


@dataclass(frozen=True)
class Doc:
    """A text and its words, split once and looked up in many tables."""

    text: str

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return tuple(Word(m.group().lower().replace("’", "'"), m.start(), m.end()) for m in _WORD.finditer(self.text))

    def before(self, match: Match, count: int) -> tuple[str, ...]:
        """The `count` words before a match, nearest last, not crossing a full stop."""
        found: list[str] = []
        end = match.start
        for word in reversed(self.words[max(0, match.first - count) : match.first]):
            if re.search(r"[.;!?\n]", self.text[word.end : end]):
                break
            found.append(word.text)
            end = word.start
        return tuple(reversed(found))


def words_of(phrase: str) -> tuple[str, ...]:
    return tuple(m.group().lower().replace("’", "'") for m in _WORD.finditer(phrase))


class Table:
    """Phrases by their words; `find` walks a text once and takes the longest phrase at each word."""

    def __init__(self, phrases: Mapping[str, Iterable[str]], *, plurals: bool = False, unsaid: Container[str] = ()) -> None:
        self._by_words: dict[tuple[str, ...], str] = {}
        for value, said in phrases.items():
            for phrase in said if value in unsaid else (value, *said):
                self._by_words.setdefault(words_of(phrase), value)
        if plurals:
            for key, value in list(self._by_words.items()):
                if key:
                    self._by_words.setdefault((*key[:-1], _plural(key[-1])), value)
        self._by_words.pop((), None)
        self._longest = max(map(len, self._by_words), default=0)

    def find(self, doc: Doc) -> tuple[Match, ...]:
        """Every phrase found, in the order of the text, none overlapping."""
        return tuple(self._walk(doc))

    def _walk(self, doc: Doc) -> Iterator[Match]:
        words, at = doc.words, 0
        texts = [word.text for word in words]
        while at < len(words):
            for length in range(min(self._longest, len(words) - at), 0, -1):
                value = self._by_words.get(tuple(texts[at : at + length]))
                if value is not None:
                    start, end = words[at].start, words[at + length - 1].end
                    yield Match(value, doc.text[start:end], start, end, at, at + length)
                    at += length
                    break
            else:
                at += 1


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def phrases(section: Any) -> dict[str, tuple[str, ...]]:
    """A lexicon section as value → phrases, whether it is a list, lists by value, or entries with a `say` list."""
    if isinstance(section, list):
        return {str(value): () for value in section}
    return {str(k): tuple(v["say"] if isinstance(v, Mapping) else v) for k, v in section.items() if k not in ("source", "as_of")}


@cache
def table(lexicon: str, section: str, *, plurals: bool = False) -> Table:
    """The table of one section of one lexicon file, built when first used."""
    data = load_lexicon(lexicon)
    return Table(phrases(data[section]), plurals=plurals, unsaid=data.get("keys_not_said", {}).get(section, ()))


def apart(matches: Iterable[Match], *others: Iterable[Match]) -> tuple[Match, ...]:
    """The matches that no longer match of another table covers ("office" is not said by "office chair")."""
    longer = [match for group in others for match in group]
    return tuple(m for m in matches if not any(m.overlaps(other) and len(other) > len(m) for other in longer))


def values(matches: Iterable[Match]) -> tuple[str, ...]:
    """What was found, each once, in order."""
    return tuple(dict.fromkeys(match.value for match in matches))
