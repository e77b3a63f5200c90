"""Plain text for terminals: tables, wrapping, and nothing that could steer a terminal."""

import shutil
import textwrap
from collections.abc import Iterable, Sequence

LABEL = 300
"""Letters of a name, a title or what a step does: more is no label."""
SAID = 2_000
"""Letters of a sentence that explains something: a reason, an error, a note."""


_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of all that follows; letters of Arabic and Hebrew know their own."""


def clean(text: str) -> str:
    """`text` without control characters: what a model or file name says must not move a cursor, colour a screen or turn a line round."""
    return "".join(ch if ch >= " " and ch != "\x7f" and not "\x80" <= ch <= "\x9f" and ch not in _TURNS else " " for ch in text)


def harmless(text: str) -> str:
    """`text`, its lines kept, without what could steer a terminal: the last gate before anything is printed."""
    return "\n".join(clean(line) for line in text.split("\n"))


def clip(text: str, width: int) -> str:
    """One line of at most `width` characters, with an ellipsis where it was cut."""
    line = " ".join(clean(text).split())
    return line if len(line) <= width else line[: max(1, width - 1)].rstrip() + "…"


def cut(text: str, most: int = LABEL) -> str:
    """`text`, of what is longer than `most` the beginning and an ellipsis: a megabyte for a name must not travel with every update."""
    return text if len(text) <= most else text[: most - 1] + "…"


def screen_width() -> int:
    """Columns to write for, 72–120."""
    return max(72, min(120, shutil.get_terminal_size((100, 24)).columns))


def columns(
    rows: Iterable[Sequence[object]],
    *,
    head: Sequence[str] = (),
    right: Sequence[int] = (),
    stretch: int | None = None,
    fold: bool = False,
) -> str:
    """Aligned columns; `right` are set flush right, `stretch` is the one that is cut (with `fold`: folded) to fit the screen.

    Where cutting it is not enough, the widest other columns are cut too.
    """
    cells = [[" ".join(clean(str(value)).split()) for value in row] for row in ([head] if head else []) + [list(row) for row in rows]]
    if not cells:
        return ""
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    if stretch is not None:
        widths = _fitted(widths, stretch, fixed=right)
    folded = stretch if fold else None
    lines = [
        "  ".join(_set(part, widths[i], i in right) for i, part in enumerate(parts))
        for row in cells
        for parts in _over(row, widths, folded)
    ]
    if head:
        lines.insert(1, "─" * min(screen_width(), sum(widths) + 2 * (len(widths) - 1)))
    return "\n".join(line.rstrip() for line in lines)


def _fitted(widths: list[int], stretch: int, fixed: Sequence[int]) -> list[int]:
    """The widths that fit the screen: first the stretching column gives way, then the widest of the others, `fixed` ones never."""
    over = sum(widths) + 2 * (len(widths) - 1) - screen_width()
    fitted = list(widths)
    fitted[stretch] = max(min(16, widths[stretch]), widths[stretch] - max(0, over))
    over -= widths[stretch] - fitted[stretch]
    others = [i for i in range(len(widths)) if i != stretch and i not in fixed]
    while over > 0 and (wide := [i for i in others if fitted[i] > 8]):
        widest = max(fitted[i] for i in wide)
        alike = [i for i in wide if fitted[i] == widest]
        room = widest - max((fitted[i] for i in wide if fitted[i] < widest), default=8)
        given = max(1, min(over // len(alike), room))
        for i in alike[:over]:
            fitted[i] -= given
            over -= given
    return fitted


def _set(text: str, width: int, right: bool) -> str:
    return text.rjust(width) if right else text.ljust(width)


def _over(row: Sequence[str], widths: Sequence[int], folded: int | None) -> list[list[str]]:
    """The lines one row takes: one, or as many as its folded column needs; a path or address stays whole, to be copied."""
    if folded is None:
        return [[clip(value, widths[i]) for i, value in enumerate(row)]]
    pieces = textwrap.wrap(row[folded], max(1, widths[folded]), break_long_words=False, break_on_hyphens=False) or [""]
    return [
        [piece if i == folded else clip(value, widths[i]) if n == 0 else "" for i, value in enumerate(row)]
        for n, piece in enumerate(pieces)
    ]


def wrapped(text: str, indent: str = "") -> str:
    """Paragraphs folded to the screen."""
    fold = textwrap.TextWrapper(screen_width(), initial_indent=indent, subsequent_indent=indent, break_long_words=False)
    return "\n".join(fold.fill(clean(line)) if line.strip() else "" for line in text.split("\n"))


def hanging(head: str, text: str) -> str:
    """`head`, then `text` folded to the screen, its lines one under the other."""
    fold = textwrap.TextWrapper(screen_width(), initial_indent=head, subsequent_indent=" " * len(head), break_long_words=False)
    return fold.fill(" ".join(clean(text).split())) or head.rstrip()
