"""Write a person's own words into a reply so that they stay words: no markup, no links, no line breaks."""

import re

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|~<>&$])")


def quoted(text: str, limit: int = 80) -> str:
    """`text` for a Markdown reply: escaped, on one line, cut at `limit` characters.

    >>> quoted("<b>hi</b>")
    '\\\\<b\\\\>hi\\\\</b\\\\>'
    """
    line = " ".join(text.split())
    line = line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
    return _MARKUP.sub(r"\\\1", line)


def listed(words: tuple[str, ...] | list[str]) -> str:
    """ "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
