"""Read changes said in loose language: "make it 10 seconds", "shot 2 closer", "warmer", "drop the music" … several at once."""

import re
from collections.abc import Sequence

from director_kernel.catalog.book import Catalog
from director_kernel.engine.offline.changes import Change, Changes
from director_kernel.engine.offline.read_brief import Reading, read_form
from director_kernel.engine.offline.revise_parts import read_part, shots_named
from director_kernel.engine.offline.state import DirectorState
from director_kernel.engine.offline.subject import read_subject
from director_kernel.prompts.matching import words_of
from director_kernel.prompts.read_quotes import Quote

_FILLER = frozenset(
    [
        "please",
        "can",
        "you",
        "could",
        "would",
        "make",
        "it",
        "be",
        "the",
        "a",
        "an",
        "more",
        "bit",
        "little",
        "much",
        "and",
        "also",
        "then",
        "but",
        "just",
        "so",
        "now",
        "i",
        "we",
        "want",
        "like",
        "to",
        "should",
        "have",
        "let",
        "us",
        "let's",
        "instead",
        "of",
        "on",
        "in",
        "for",
        "all",
        "everything",
        "whole",
        "overall",
        "look",
        "feel",
        "film",
        "video",
        "ad",
        "clip",
        "too",
        "really",
        "very",
        "ok",
        "okay",
        "maybe",
        "change",
        "switch",
        "turn",
        "set",
        "give",
        "with",
        "is",
        "that",
        "this",
        "them",
        "my",
        "our",
        "hey",
        "thanks",
        "needs",
        "need",
        "get",
        "keep",
        "use",
        "add",
        "put",
        "same",
    ]
)
_PARTS = re.compile(r"\s*(?:[;\n]|,(?!\d)|\.(?:\s|$)|\balso\b|\band then\b|\bthen\b|\bplus\b|\band\b(?!\s*\d))\s*", re.IGNORECASE)


def is_change(reading: Reading, state: DirectorState, catalog: Catalog) -> bool:
    """True when the message changes what is there, rather than telling a new story."""
    plain = reading.plain
    whole_brief = re.search(
        r"\b(?:make|create|produce|generate|shoot|i (?:want|need)|we (?:want|need))\s+(?:me\s+|us\s+)?(?:an?|another|\d)\b",
        plain,
        re.IGNORECASE,
    )
    if whole_brief and read_form(reading.doc) and read_subject(plain) and len(words_of(plain)) > 5:
        return False
    found = read_changes(reading, catalog)
    words = len(words_of(plain))
    return bool(found.changes) and (words <= 8 * len(found.changes) + 6)


def read_changes(reading: Reading, catalog: Catalog) -> Changes:
    """Every change in the message, part by part; parts that hold none are given back as they were said."""
    changes: list[Change] = []
    unread: list[str] = []
    masked, quotes = _masked(reading)
    last: tuple[int, ...] = ()
    for part in _PARTS.split(masked):
        if not words_of(part) and "\x01" not in part:
            continue
        named = shots_named(part)
        found = read_part(part, quotes, catalog, named)
        if not found and named:
            last = named
        if not found and last and not named:
            found = read_part(part, quotes, catalog, last)
        last = named or last if named else ()
        changes += found
        if not found and any(w not in _FILLER for w in words_of(part)):
            unread.append(_unmasked(part, quotes).strip(" .,!"))
    return Changes(_merged(changes), tuple(unread))


def _masked(reading: Reading) -> tuple[str, tuple[Quote, ...]]:
    """The message with each quotation as one mark, so that parts never split inside one."""
    text, at, out = reading.text, 0, []
    for quote in reading.quotes:
        start = text.find(quote.text, at)
        if start <= 0:
            continue
        out += [text[at : start - 1], "\x01"]
        at = start + len(quote.text) + 1
    out.append(text[at:])
    plain = "".join(out) if reading.quotes else reading.plain
    return plain, reading.quotes


def _unmasked(part: str, quotes: Sequence[Quote]) -> str:
    return part.replace("\x01", "“…”")


def _merged(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Each change once."""
    kept: list[Change] = []
    for change in changes:
        if change not in kept:
            kept.append(change)
    return tuple(kept)
