"""Unwanted things, and what is to be seen instead of them."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.prompts.forms import around, tidy
from director_kernel.prompts.joining import Fragment, Line
from director_kernel.prompts.wording import Said, Step
from director_kernel.schema.compiled import Diagnostic
from director_kernel.schema.dialect import Negatives

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


# Said in the prompt


def listed(own: Negatives, line: Line) -> Step:
    """All nouns in one clause or flag."""
    before, after = around(own.form)

    def say(values: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        nouns, first = _counted(values, diagnostics), len(diagnostics)
        if nouns:
            # "No text" beside words that are to be set would forbid them.
            lettered = not line.flags and (said["on_screen_text"] or said["typography"])
            told = [f"other {noun}" if lettered and noun.lower() in _LETTERING else noun for noun in nouns]
            text = f"{before}{own.join.join(dict.fromkeys(told))}{after}"
            out.append(Fragment("negatives", text, line, False, "", first, len(nouns), "negatives"))
            diagnostics.extend(
                Diagnostic("negatives", noun, "kept", "" if noun == words else _BESIDES, False, before.strip() if line.flags else "")
                for noun, words in zip(nouns, told, strict=True)
            )

    return say


def _counted(values: Any, diagnostics: list[Diagnostic]) -> list[str]:
    """The bare nouns; what is none is listed."""
    nouns = [noun_of(value) for value in values]
    diagnostics.extend(
        Diagnostic("negatives", tidy(value), "dropped", "there are no words in it")
        for value, noun in zip(values, nouns, strict=True)
        if not noun
    )
    return [noun for noun in nouns if noun]


def seen_instead(own: Negatives, line: Line) -> Step:
    """What is to be seen instead, each once."""
    table = {**instead_of(), **{noun.lower(): words for noun, words in own.instead.items()}}
    before, after = around(own.otherwise)

    def say(values: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        places: dict[str, list[str]] = {}
        for noun in _counted(values, diagnostics):
            words = table.get(noun.lower(), f"{before}{noun}{after}" if own.otherwise else "")
            places.setdefault(words, []).append(noun)
        for words, nouns in places.items():
            if not words:
                diagnostics.extend(Diagnostic("negatives", noun, "dropped", _UNSAYABLE) for noun in nouns)
                continue
            out.append(Fragment("negatives", words, line, '"' in words, "", len(diagnostics), len(nouns), "negatives"))
            diagnostics.extend(
                Diagnostic("negatives", noun, "approximated", f"no negative field: said as {words!r}", False, words) for noun in nouns
            )

    return say


_UNSAYABLE = "no negative field, and nobody knows what is to be seen instead"
_BESIDES = "none but the words that are to be set"
_LETTERING = frozenset(("text", "lettering", "letters", "words", "captions", "writing", "typography"))
