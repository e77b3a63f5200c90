"""Markdown from people and models → HTML that can do nothing but be read."""

from functools import cache
from typing import TYPE_CHECKING

from director_kernel.present.html import Safe

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

TAGS = {
    *("p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "a"),
}
LONGEST = 200_000


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
