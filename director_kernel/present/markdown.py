"""Markdown from people and models → HTML that can do nothing but be read."""

import re
from functools import cache
from typing import TYPE_CHECKING

from director_kernel.present.html import Safe, el, join

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

TAGS = {
    *("p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "a"),
}
LONGEST = 200_000
LONGEST_SAID = 20_000
_LINE_END = re.compile(r"\r\n?|\n")


@cache
def _reader() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])


def to_html(markdown: str) -> Safe:
    """`markdown` as sanitised HTML: no scripts, styles, images or frames; links only to http(s) and mailto, opened without a referrer.

    Text over 200 000 characters is cut, and says so.
    """
    import nh3

    text = markdown if len(markdown) <= LONGEST else markdown[:LONGEST] + "\n\n*(cut here: too long to show)*"
    raw = _reader().render(text)
    return Safe(
        nh3.clean(
            raw, tags=TAGS, attributes={"a": {"href", "title"}}, url_schemes={"http", "https", "mailto"}, link_rel="noopener noreferrer"
        )
    )


def said_html(text: str) -> Safe:
    """What a person typed, as typed: paragraphs and line breaks, no Markdown. Text over 20 000 characters is cut, and says so."""
    cut = text if len(text) <= LONGEST_SAID else text[:LONGEST_SAID] + " … (cut here: too long to show)"
    paragraphs = re.split(r"\n\s*\n", cut.strip())
    return join(el("p", join(paragraph.split("\n"), "<br>")) for paragraph in paragraphs)


def blocks_end(markdown: str) -> int:
    r"""Where the last block of unfinished text begins: what comes before it can't change any more, whatever is written next.

    >>> blocks_end("A paragraph.\n\nAnother one that")
    14
    """
    starts = [token.map[0] for token in _reader().parse(markdown) if token.level == 0 and token.map is not None and token.nesting >= 0]
    if len(starts) < 2:
        return 0
    # Lines as the reader counts them: `str.splitlines` would break at form feeds and line separators too.
    return next((end.end() for number, end in enumerate(_LINE_END.finditer(markdown), 1) if number == starts[-1]), 0)
