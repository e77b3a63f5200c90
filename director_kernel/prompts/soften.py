"""A milder wording of a prompt whose content a provider refused: film language for the same shot that shows less.

It asks for something else, it does not disguise what was asked for. Deterministic: words of `catalog/lexicon/soften.yaml` and what
stands for them. What stands in quotation marks is said or shown in the film and stays as it is.
"""

import re
from functools import cache
from typing import NamedTuple

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.prompts.read_quotes import find_quotes, unquoted

LONGEST = 20_000
"""Characters of a prompt that are looked at; no provider takes more."""
_ARTICLE = re.compile(r"\b(an?) $", re.IGNORECASE)
_DOUBLED = re.compile(r"[ \t]{2,}| +(?=[,.;:!?])")


class Softer(NamedTuple):
    """The milder prompt, and what was changed in it: (was, now) in order, each pair once; now "" for what is left out."""

    text: str
    changed: tuple[tuple[str, str], ...]


def soften(prompt: str) -> Softer | None:
    """`prompt` in milder words; None where none are known, or where none would make it right.

    >>> soften('A bloody knight, close-up. He says "blood and honour".').text
    'A weathered knight, close-up. He says "blood and honour".'
    """
    text = prompt[:LONGEST]
    shown = unquoted(text, find_quotes(text))
    words, minors, never = _lexicon()
    if _any(minors).search(shown) and _any(never).search(shown):
        return None
    parts: list[str] = []
    changed: dict[str, str] = {}
    at = 0
    for found in _any(tuple(words)).finditer(shown):
        now = _said(found, words)
        before = text[at : found.start()]
        if now and (article := _ARTICLE.search(before)):
            before = before[: article.start()] + _with_article(article.group(1), now)
        elif now:
            before += now
        parts.append(before)
        changed.setdefault(found.group(), now)
        at = found.end()
    if not changed:
        return None
    softer = "".join([*parts, text[at:]])
    return Softer(softer if all(changed.values()) else _DOUBLED.sub(_closed, softer).strip(), tuple(changed.items()))


def _said(found: "re.Match[str]", words: dict[str, str]) -> str:
    """What stands for the words that were found, as they were written: plural, capital."""
    was = found.group()
    key = was.lower()
    plural = key not in words
    now = words[key] if not plural else words[key[:-1]] if key[:-1] in words else words[key[:-2]]
    if plural and now:
        now = _plural(now)
    return now[:1].upper() + now[1:] if was[:1].isupper() and _begins(found.string, found.start()) else now


def _plural(words: str) -> str:
    """`a red sports car` → `red sports cars`; phrases whose noun isn't last stay as they are."""
    bare = re.sub(r"^an? ", "", words)
    if bare.endswith("s") or re.search(r" (?:in|on|with|of|under) ", bare):
        return bare
    return f"{bare}es" if bare.endswith(("ch", "sh", "x")) else f"{bare}s"


def _begins(text: str, at: int) -> bool:
    """Whether a sentence begins here."""
    before = text[:at].rstrip()
    return not before or before[-1] in ".!?:\n"


def _with_article(article: str, now: str) -> str:
    """`a` before what stands there now: none twice, `an` where it is needed."""
    if re.match(r"(?:an?|the|in|with|under) ", now):
        return now[:1].upper() + now[1:] if article[0].isupper() else now
    right = "an" if now[:1].lower() in "aeiou" else "a"
    return f"{right.capitalize() if article[0].isupper() else right} {now}"


def _closed(found: "re.Match[str]") -> str:
    return " " if found.end() < len(found.string) and found.string[found.end()] not in ",.;:!?" else ""


@cache
def _lexicon() -> tuple[dict[str, str], tuple[str, ...], tuple[str, ...]]:
    data = load_lexicon("soften")
    words = {str(was): str(now or "") for group in data["soften"].values() for was, now in group.items()}
    return words, tuple(data["soften"]["minors"]), tuple(data["never_with_minors"])


@cache
def _any(words: tuple[str, ...]) -> "re.Pattern[str]":
    """Any of the words, the longest first, also in the plural."""
    either = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w'’-])(?:{either})(?:es|s)?(?![\w’-])", re.IGNORECASE)
