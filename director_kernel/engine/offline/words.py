"""Write a person's own words into a reply so that they stay words: no markup, no links, no line breaks."""

import re

from director_kernel.schema.money import usd

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


def price(amount: int) -> str:
    """`amount` micro-USD in cents, rounded up; below a cent as it is.

    >>> price(2_038_960), price(3_500)
    ('$2.04', '$0.0035')
    """
    return usd(-(-amount // 10_000) * 10_000) if amount >= 10_000 else usd(amount)
