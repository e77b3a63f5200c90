"""Markdown from people and models → HTML that can do nothing but be read."""

import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from director_kernel.present.html import Safe, el, join

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

TAGS = {
    *("p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "a"),
}
LONGEST = 200_000
MOST_MARKS = 20_000
"""Marks and line ends of a text that is still read as Markdown; the reader takes up to 50 µs for each: a second in all."""
MOST_GROWTH = 12
"""How much longer than its text the HTML may be: a link defined once and used ten thousand times would be megabytes."""
LONGEST_SAID = 20_000
_LINE_END = re.compile(r"\r\n?|\n")
_MARKS = re.compile(r"[\[*_`<~|\n\r&]")


@cache
def _reader() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])


@cache
def _outliner() -> "MarkdownIt":
    """The same without what stands in a line: where blocks begin does not depend on it, and most of the time goes there."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"]).disable(["inline", "text_join"])


def is_tangled(markdown: str, most: int = MOST_MARKS) -> bool:
    """True for text with more than `most` marks: it is better shown as it is written."""
    return len(markdown) > most and next(islice(_MARKS.finditer(markdown), most, None), None) is not None


def to_html(markdown: str) -> Safe:
    """`markdown` as sanitised HTML: no scripts, styles, images or frames; links only to http(s) and mailto, opened without a referrer.

    Text over 200 000 characters is cut, and says so; text that is nothing but marks is shown as it is written.
    """
    import nh3

    text = markdown if len(markdown) <= LONGEST else markdown[:LONGEST] + "\n\n*(cut here: too long to show)*"
    if is_tangled(text):
        return el("pre", text)
    raw = _reader().render(text)
    if len(raw) > max(LONGEST, MOST_GROWTH * len(text)):
        return el("pre", text)
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
    starts = [token.map[0] for token in _outliner().parse(markdown) if token.level == 0 and token.map is not None and token.nesting >= 0]
    if len(starts) < 2:
        return 0
    # Lines as the reader counts them: `str.splitlines` would break at form feeds and line separators too.
    return next((end.end() for number, end in enumerate(_LINE_END.finditer(markdown), 1) if number == starts[-1]), 0)
