"""Plain text for terminals: tables, wrapping, and nothing that could steer a terminal."""

import shutil
import textwrap
from collections.abc import Iterable, Sequence


def clean(text: str) -> str:
    """`text` without control characters: what a model or file name says must not move a cursor or colour a screen."""
    return "".join(ch if ch >= " " and ch != "\x7f" and not "\x80" <= ch <= "\x9f" else " " for ch in text)


def clip(text: str, width: int) -> str:
    """One line of at most `width` characters, with an ellipsis where it was cut."""
    line = " ".join(clean(text).split())
    return line if len(line) <= width else line[: max(1, width - 1)].rstrip() + "…"


def screen_width() -> int:
    """Columns to write for, 72–120."""
    return max(72, min(120, shutil.get_terminal_size((100, 24)).columns))


def columns(rows: Iterable[Sequence[object]], *, head: Sequence[str] = (), right: Sequence[int] = (), stretch: int | None = None) -> str:
    """Aligned columns; `right` are set flush right, `stretch` is the one that is cut to fit the screen."""
    cells = [[" ".join(clean(str(value)).split()) for value in row] for row in ([head] if head else []) + [list(row) for row in rows]]
    if not cells:
        return ""
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    if stretch is not None:
        widths[stretch] = max(12, min(widths[stretch], screen_width() - sum(widths) + widths[stretch] - 2 * (len(widths) - 1)))
    lines = []
    for row in cells:
        parts = [clip(value, widths[i]) for i, value in enumerate(row)]
        lines.append("  ".join(p.rjust(widths[i]) if i in right else p.ljust(widths[i]) for i, p in enumerate(parts)).rstrip())
    if head:
        lines.insert(1, "─" * min(screen_width(), sum(widths) + 2 * (len(widths) - 1)))
    return "\n".join(lines)


def wrapped(text: str, indent: str = "") -> str:
    """Paragraphs folded to the screen."""
    fold = textwrap.TextWrapper(screen_width(), initial_indent=indent, subsequent_indent=indent, break_long_words=False)
    return "\n".join(fold.fill(clean(line)) if line.strip() else "" for line in text.split("\n"))
