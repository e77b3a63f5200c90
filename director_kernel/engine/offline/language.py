"""Tell a brief's language, and read its key words as English."""

import re
from functools import cache
from typing import Any

from director_kernel.catalog.lexicon import load_lexicon

_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
_UNSPACED = frozenset(("zh", "ja", "ko", "th", "ar", "hi"))
_ENGLISH = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "of",
        "for",
        "with",
        "in",
        "on",
        "to",
        "is",
        "are",
        "make",
        "create",
        "i",
        "want",
        "need",
        "video",
        "my",
        "our",
        "please",
        "it",
        "this",
        "that",
        "from",
        "film",
        "ad",
        "shot",
        "about",
        "your",
        "you",
        "can",
        "show",
    ]
)
_BOTH = frozenset(
    [
        "no",
        "me",
        "in",
        "a",
        "an",
        "on",
        "of",
        "do",
        "so",
        "to",
        "die",
        "is",
        "as",
        "at",
        "i",
        "o",
        "e",
        "z",
        "by",
        "he",
        "be",
        "we",
        "us",
        "was",
        "man",
        "made",
        "make",
        "want",
        "film",
        "over",
        "om",
    ]
)
"""Words of English too: they tell nothing."""
_LETTERS = re.compile(r"[^\W\d_]")


def detect(text: str) -> str:
    """The language's two-letter code, "en" when nothing speaks against it. By script, else by small words."""
    letters = len(_LETTERS.findall(text)) or 1
    for code, script in _SCRIPTS:
        if len(script.findall(text)) / letters > (0.15 if code in ("ja", "zh", "ko") else 0.3):
            return code
    words = [w.lower() for w in re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text)]
    scores = {code: sum(2 if w in verbs else w in small for w in words) for code, (small, verbs) in _small_words().items()}
    best = max(scores, key=lambda code: (scores[code], code), default="en")
    english = sum(w in _ENGLISH for w in words)
    return best if scores[best] > english and scores[best] >= 2 else "en"


@cache
def _small_words() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Each language's small words and its making verbs; a verb counts twice, short briefs have little else."""
    return {
        code: (frozenset(entry["stop"]) - _BOTH, _verbs(entry) - _BOTH)
        for code, entry in load_lexicon("languages").items()
        if _is_latin(entry)
    }


def _is_latin(entry: Any) -> bool:
    return isinstance(entry, dict) and "stop" in entry


def _verbs(entry: dict[str, Any]) -> frozenset[str]:
    return frozenset(word.rstrip("*") for word, english in entry["words"].items() if english in ("make", "want") and " " not in word)


@cache
def _pattern(language: str) -> re.Pattern[str]:
    words = sorted(load_lexicon("languages")[language]["words"], key=len, reverse=True)
    spaced = language not in _UNSPACED
    parts = [r"\s+".join(_piece(part) for part in word.split()) for word in words]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)" if spaced else "|".join(parts), re.IGNORECASE)


def _piece(word: str) -> str:
    return re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "")


@cache
def _english_of(language: str) -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """Whole phrases and stems, each with its English."""
    words: dict[str, str] = load_lexicon("languages")[language]["words"]
    whole = {" ".join(w.lower().split()): e for w, e in words.items() if "*" not in w}
    stems = tuple(sorted(((w.lower(), e) for w, e in words.items() if "*" in w), key=lambda pair: -len(pair[0])))
    return whole, stems


def gloss(text: str, language: str) -> str:
    """`text` with its key words in English; words the lexicon does not know stay as they are.

    Good enough for a reader of key words; never shown to a person.
    """
    if language == "en" or language not in load_lexicon("languages"):
        return text
    spaces = "" if language not in _UNSPACED else " "
    read = _pattern(language).sub(lambda m: spaces + _english(m.group(), language) + spaces, text)
    return re.sub(r"[ \t]+", " ", re.sub(r"[。、，；！？]", ". ", read)).strip()


def _english(said: str, language: str) -> str:
    whole, stems = _english_of(language)
    lower = " ".join(said.lower().split())
    if lower in whole:
        return whole[lower]
    for stem, english in stems:
        if re.fullmatch(r"\s+".join(_piece(part) for part in stem.split()), lower):
            return english
    return said
