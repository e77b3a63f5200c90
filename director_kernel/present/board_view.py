"""A storyboard where no widget lives: in a saved notebook, in a cell that is only recorded, in a shell."""

from collections.abc import Sequence

from director_kernel.present.html import PANEL, QUIET, RULE, Safe, box, el
from director_kernel.present.reel_view import data_url
from director_kernel.present.shown import Shown
from director_kernel.present.text import columns, cut
from director_kernel.schema.words import counted

MOST_BYTES = 190_000
"""Of all small pictures together; as text in the notebook they take a third more."""
LONGEST = 160
"""Letters of what happens in a frame."""
WIDE = 160
"""Pixels of a frame."""

Drawn = tuple[str, str, bytes | None]
"""(what a frame is, how it is filmed, its small picture where there is one)."""


def board_saved(title: str, name: str, frames: Sequence[Drawn], total: int) -> Shown:
    """The frames in a strip. `total` is how many there are of which `frames` are the first."""
    head = f"{title} · {name}" if name != title else title
    more = f"and {counted(total - len(frames), 'more frame')}" if total > len(frames) else ""
    rows = [(cut(what, LONGEST), setup, "" if data else "no picture yet") for what, setup, data in frames]
    text = "\n".join(part for part in (head, columns(rows, stretch=0, fold=True) if rows else "No frames yet.", more) if part)
    rest = el("div", more, style=f"color:{QUIET};font-size:12px") if more else None
    nothing = el("div", "No frames yet.", style=f"color:{QUIET}") if not frames else None
    heading = el("div", el("strong", title), " ", el("span", f"{name} · {counted(total, 'frame')}", style=f"color:{QUIET}"))
    strip = el("div", *_figures(frames), style="display:flex;flex-wrap:wrap;gap:10px;margin:8px 0")
    return Shown(text, box(heading, strip, nothing, rest))


def _figures(frames: Sequence[Drawn]) -> list[Safe]:
    """Pictures as long as there is room for them, then words alone."""
    left = MOST_BYTES
    figures = []
    for what, setup, data in frames:
        shown = data if data is not None and len(data) <= left else None
        left -= len(shown or b"")
        figures.append(_figure(cut(what, LONGEST), setup, shown))
    return figures


def _figure(what: str, setup: str, data: bytes | None) -> Safe:
    round_ = f"width:{WIDE}px;max-width:100%;border-radius:6px;display:block"
    empty = (
        f"{round_};height:{WIDE * 9 // 16}px;background:{PANEL};border:1px dashed {RULE};box-sizing:border-box;padding:8px;color:{QUIET}"
    )
    picture = (
        el("img", src=data_url(data, "image/jpeg"), alt=what, style=round_) if data else el("div", setup or "no picture yet", style=empty)
    )
    words = el("figcaption", el("div", what), el("div", setup, style=f"color:{QUIET}") if data else None, style="font-size:11px")
    return el("figure", picture, words, style=f"margin:0;width:{WIDE}px;max-width:100%")
