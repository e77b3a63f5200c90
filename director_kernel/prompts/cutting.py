"""How long a text is to a model, and how it is cut: at whole sections, paragraphs or sentences, never inside one."""

import re

_BYTES_PER_TOKEN = 3.5
"""Models split words differently; English runs at about four bytes a token, so this errs on the safe side."""
_PARAGRAPH = re.compile(r"\n{2,}")
_SENTENCE = re.compile(r"(?<=[.!?。！？…])[\"'”’)\]]*\s+")


def tokens_of(text: str) -> int:
    """About how many tokens `text` takes, rather too many than too few."""
    return -(-int(len(text.encode("utf-8", "replace")) * 10) // int(_BYTES_PER_TOKEN * 10))


def sections_of(text: str, level: int = 2) -> list[str]:
    """Markdown in its sections: each from its heading of `level` to before the next one; what stands before the first comes first."""
    heading = re.compile(rf"(?m)^(?={'#' * level} )")
    return [part for part in heading.split(text) if part.strip()]


def fitting(text: str, tokens: int) -> str:
    """As much of `text` from its beginning as takes at most so many tokens: whole paragraphs, of the next one whole sentences."""
    if tokens_of(text) <= tokens:
        return text
    kept = _whole(_PARAGRAPH, text, tokens)
    rest = text[len(kept) :].lstrip("\n")
    paragraph = _PARAGRAPH.split(rest, maxsplit=1)[0]
    gap = text[len(kept) : len(text) - len(rest)] if kept else ""
    more = _whole(_SENTENCE, paragraph, tokens - tokens_of(kept + gap))
    return (kept + gap + more).rstrip() if more else kept.rstrip()


def _whole(end: re.Pattern[str], text: str, tokens: int) -> str:
    """The longest beginning of `text` that stops at an `end` and fits."""
    best = 0
    for match in end.finditer(text):
        if tokens_of(text[: match.start()]) > tokens:
            break
        best = match.start()
    return text[:best]
