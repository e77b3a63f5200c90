"""Small pieces of HTML, escaped by construction. Styles are inline: saved notebooks lose style sheets, not attributes.

Colours are Jupyter's own variables with a fallback that reads on light and dark, for viewers that have none.
"""

from collections.abc import Iterable, Sequence
from html import escape

INK = "var(--jp-content-font-color1, inherit)"
QUIET = "var(--jp-content-font-color2, #767676)"
RULE = "var(--jp-border-color2, #9e9e9e55)"
ACCENT = "var(--jp-brand-color1, #1976d2)"
BAD = "var(--jp-error-color1, #d32f2f)"
WARN = "var(--jp-warn-color0, #b26a00)"
GOOD = "var(--jp-success-color0, #2e7d32)"
PANEL = "var(--jp-layout-color2, #8881)"
NO_MATH = "tex2jax_ignore mathjax_ignore"
NUMBERS = "font-variant-numeric:tabular-nums;white-space:nowrap;text-align:right;width:1%"


class Safe(str):
    """HTML that is already safe: everything else is escaped when it enters an element."""

    __slots__ = ()


def el(tag: str, *children: object, style: str = "", **attributes: object) -> Safe:
    """One element; children that are not `Safe` are escaped, `None` ones left out; `class_` gives class."""
    named = {**attributes, **({"style": style} if style else {})}
    attrs = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value), quote=True)}"' for key, value in named.items() if value is not None
    )
    inner = "".join(child if isinstance(child, Safe) else escape(str(child)) for child in children if child is not None)
    return Safe(f"<{tag}{attrs}>{inner}</{tag}>" if tag not in {"img", "br", "hr", "source"} else f"<{tag}{attrs}>")


def join(pieces: Iterable[object], separator: str = "") -> Safe:
    """The pieces one after the other."""
    return Safe(separator.join(piece if isinstance(piece, Safe) else escape(str(piece)) for piece in pieces))


def box(*children: object) -> Safe:
    """The frame around every view. The classes keep MathJax (2 and 3) from reading prices as formulas: `$2.04 live, at most $2.77`."""
    return el("div", *children, class_=NO_MATH, style=f"color:{INK};font-size:13px;line-height:1.45;max-width:980px;overflow-wrap:anywhere")


def table(head: Sequence[str], rows: Iterable[Sequence[object]], *, numbers: Sequence[int] = (), caption: str = "") -> Safe:
    """A table with a caption for screen readers; `numbers` are the columns set as figures."""

    def cell(tag: str, index: int, value: object, rule: str) -> Safe:
        align = NUMBERS if index in numbers else "text-align:left"
        return el(tag, value, style=f"{align};padding:4px 10px 4px 0;vertical-align:top;border-bottom:1px solid {rule}")

    header = el("tr", *(cell("th", i, title, RULE) for i, title in enumerate(head)))
    body = join(el("tr", *(cell("td", i, value, RULE) for i, value in enumerate(row))) for row in rows)
    named = el("caption", caption, style=f"caption-side:top;text-align:left;color:{QUIET};padding:0 0 4px") if caption else None
    style = "border-collapse:collapse;width:100%;table-layout:auto;background:none;overflow-wrap:break-word"
    # Words stay whole: a table that is too wide is moved sideways.
    return el("div", el("table", named, el("thead", header), el("tbody", body), style=style), style="overflow-x:auto")


def spelled(text: str) -> Safe:
    """A sentence whose commands stand in backticks, as it is printed, with them as code."""
    return join(el("code", part) if at % 2 else part for at, part in enumerate(text.split("`")))


def folded(summary: object, *children: object) -> Safe:
    """Details on demand, by mouse or keyboard."""
    return el("details", el("summary", summary, style=f"color:{QUIET};cursor:pointer"), *children)


def dot(colour: str, word: str) -> Safe:
    """A status: a dot and its word, never colour alone."""
    mark = el(
        "span",
        style=f"display:inline-block;width:8px;height:8px;border-radius:50%;background:{colour};margin-right:6px",
        aria_hidden="true",
    )
    return el("span", mark, word, style="white-space:nowrap")
