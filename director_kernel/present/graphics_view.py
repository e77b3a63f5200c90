"""Pages and curves as answers: the picture, what to know of it, and for a curve the table that says the same."""

from collections.abc import Sequence
from typing import Any

from director_kernel.present.html import QUIET, box, el, folded, table
from director_kernel.present.shown import Shown
from director_kernel.present.text import columns
from director_kernel.schema.project import Emotion

Row = tuple[str, str, Emotion, dict[str, str], bool]
"""Seconds, what happens, values, reasons by axis, whether they were said."""
_AXES = ("tension", "intimacy", "threat", "wonder")


def page_view(lines: Sequence[str], data: dict[str, Any], picture: bytes) -> Shown:
    """A page under what is said of it: its first line, then what was shortened or is missing."""
    html = box(el("div", el("strong", lines[0])), *(el("div", line, style=f"color:{QUIET}") for line in lines[1:]))
    return Shown("\n".join(lines), html, data, pictures=(picture,))


def curve_view(title: str, rows: Sequence[Row], data: list[dict[str, Any]], picture: bytes, note: str = "") -> Shown:
    """The chart with the same as a table, for whoever can't see it, and the reason for every value."""
    values = [
        (at, label, *(str(getattr(emotion, axis)) for axis in _AXES), "set" if said else "read") for at, label, emotion, _, said in rows
    ]
    head = ("s", "beat", *_AXES, "by")
    reasons = [(label, axis, str(getattr(emotion, axis)), why.get(axis, "")) for _, label, emotion, why, _ in rows for axis in _AXES]
    why_head = ("beat", "axis", "value", "why")
    said = f"Emotional curve of {title}"
    text = "\n".join(
        part
        for part in (
            said,
            columns(values, head=head, right=(0, 2, 3, 4, 5), stretch=1, fold=True),
            columns(reasons, head=why_head, right=(2,), stretch=3, fold=True),
            note,
        )
        if part
    )
    html = box(
        el("div", el("strong", said)),
        table(head, values, numbers=(0, 2, 3, 4, 5), caption="Tension, intimacy, threat and wonder, 0 to 10"),
        folded("why", table(why_head, reasons, numbers=(2,))),
        *([el("div", note, style=f"color:{QUIET}")] if note else []),
    )
    return Shown(text, html, {"title": title, "points": data}, pictures=(picture,))
