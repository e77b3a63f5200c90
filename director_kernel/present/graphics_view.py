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
    """The chart with the same as a table, for whoever can't see it; every value that was read off words and pictures has its reason."""
    values = [
        (at, label, *(str(getattr(emotion, axis)) for axis in _AXES), "said" if said else "read") for at, label, emotion, _, said in rows
    ]
    head = ("s", "beat", *_AXES, "by")
    reasons = [
        (label, axis, str(getattr(emotion, axis)), why.get(axis, ""))
        for _, label, emotion, why, said in rows
        if not said
        for axis in _AXES
        if getattr(emotion, axis)
    ]
    why_head = ("beat", "axis", "value", "why")
    shown = f"Emotional curve of {title}"
    ways = {said for *_, said in rows}
    key = " ".join(word for said, word in ((True, "said: set in the project."), (False, "read: from words and pictures.")) if said in ways)
    why = columns(reasons, head=why_head, right=(2,), stretch=3, fold=True) if reasons else ""
    parts = (shown, columns(values, head=head, right=(0, 2, 3, 4, 5), stretch=1, fold=True), key, why and "\n" + why, note)
    html = box(
        el("div", el("strong", shown)),
        table(head, values, numbers=(0, 2, 3, 4, 5), caption="Tension, intimacy, threat and wonder, 0 to 10"),
        el("div", key, style=f"color:{QUIET};margin:4px 0"),
        folded("Why each value that was read is what it is", table(why_head, reasons, numbers=(2,))) if reasons else None,
        el("div", note, style=f"color:{QUIET}") if note else None,
    )
    return Shown("\n".join(part for part in parts if part), html, {"title": title, "points": data}, pictures=(picture,))
