"""What a saved notebook shows where no kernel runs: the same conversation, plan, pictures and reel as plain HTML.

It lies beside the widget, which hides it while it lives (the class `director-saved`).
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from director_kernel.present.html import ACCENT, BAD, GOOD, PANEL, QUIET, RULE, WARN, Safe, box, dot, el, join, table
from director_kernel.present.reel_view import data_url
from director_kernel.present.shown import Shown
from director_kernel.present.text import columns, wrapped
from director_kernel.schema.money import usd
from director_kernel.schema.plan import spoken_time

COLOURS = {
    "stored": GOOD,
    "running": ACCENT,
    "failed": BAD,
    "refused": BAD,
    "unknown": BAD,
    "skipped": WARN,
    "approve": WARN,
    "input": WARN,
}
MOST_PICTURES = 24
MOST_MESSAGES = 40


def beside_widget(shown: Shown) -> str:
    """The HTML of `shown`, hidden while a widget shows the same."""
    return f'<div class="director-saved">{shown.html}</div>'


def chat_saved(state: Mapping[str, Any]) -> Shown:
    """A conversation; `state` is the chat's. What the messages hold as HTML has been through the sanitiser."""
    messages = state["messages"][-MOST_MESSAGES:]
    head = el("div", el("strong", "Director"), "  ", el("span", str(state["title"]), style=f"color:{QUIET}"))
    lines = [f"Director: {state['title'] or 'a new conversation'}"]
    lines += [wrapped(f"{message['role']}: {_text(message['html'])}", "  ") for message in messages]
    return Shown("\n".join(lines), box(head, *(_message(message) for message in messages)))


def _message(message: Mapping[str, Any]) -> Safe:
    mine = message["role"] == "user"
    style = f"background:{PANEL};border-radius:10px;padding:6px 12px;margin:8px 0 8px 15%" if mine else "margin:8px 0"
    asked = [_question(question) for question in message["questions"]]
    cards = [_card(option, option["id"] == message["chosen"]) for option in message["options"]]
    offered = el("div", *cards, style="display:flex;flex-wrap:wrap;gap:8px;margin:6px 0") if cards else None
    names = " · ".join(str(one["name"]) for one in message["attachments"])
    attached = el("div", f"Attached: {names}", style=f"color:{QUIET};font-size:12px") if names else None
    broken = el("div", str(message["broken"]), style=f"color:{WARN};font-size:12px") if message["broken"] else None
    return el("div", Safe(message["html"]), attached, *asked, offered, broken, style=style)


def _question(question: Mapping[str, Any]) -> Safe:
    pills = [
        el(
            "span",
            str(choice["text"]),
            style=f"display:inline-block;border:1px solid {ACCENT if choice['id'] == question['picked'] else RULE};"
            "border-radius:12px;padding:2px 10px;margin:3px 6px 3px 0",
        )
        for choice in question["choices"]
    ]
    return el("div", el("div", str(question["text"])), *pills)


def _card(option: Mapping[str, Any], chosen: bool) -> Safe:
    return el(
        "div",
        el("div", str(option["title"]), style=f"color:{QUIET}"),
        el("div", usd(option["price"]), style="font-size:20px"),
        el("div", f"at most {usd(option['ceiling'])} · about {spoken_time(option['seconds'])}", style=f"color:{QUIET};font-size:12px"),
        el("div", str(option["why"]), style="font-size:12px"),
        style=f"border:{'2px' if chosen else '1px'} solid {ACCENT if chosen else RULE};border-radius:8px;padding:8px 12px;flex:1 1 200px",
    )


def run_saved(view: Mapping[str, Any], files: Mapping[str, Path], sheet: bytes | None, small: Callable[[str], bytes | None]) -> Shown:
    """A run: how it stands, its pictures, and the reel's contact sheet. `view` is the preview's state, `small` gives a JPEG by hash."""
    rows = [(step["order"], step["action"], step["status"], _note(step)) for step in view["steps"]]
    cells = [(order, action, dot(COLOURS.get(status, QUIET), status), note) for order, action, status, note in rows]
    head = el("div", el("strong", str(view["title"])), "  ", el("span", f"{view['status']} · {view['line']}", style=f"color:{QUIET}"))
    reel = view["reel"]
    film = None
    if reel is not None:
        poster = small(reel["poster"])
        named = f"{'previs animatic' if view['studio'] == 'previs' else 'reel'}, {reel['seconds']:g} s"
        image = _image(poster, f"A frame of {view['title']}", 260) if poster else None
        film = el("figure", image, el("figcaption", named, style=f"color:{QUIET};font-size:12px"), style="margin:8px 0")
    pictures = None if sheet is not None else _pictures(view, small)
    contact = _image(sheet, f"Contact sheet of {view['title']}", 760) if sheet is not None else None
    names = ", ".join(path.name for path in files.values())
    text = "\n".join([f"{view['title']}: {view['status']} · {view['line']}", columns(rows, right=(0,), stretch=3, fold=True)])
    below = el("div", f"Files: {names}", style=f"color:{QUIET};font-size:12px") if names else None
    steps = table(("#", "Step", "State", ""), cells, numbers=(0,), caption="Steps of the run")
    return Shown(text, box(head, film, contact, pictures, below, steps))


def gallery_saved(total: int, takes: Sequence[tuple[str, bytes | None]]) -> Shown:
    """The newest takes as small pictures with what they are."""
    head = f"{total} take{'' if total == 1 else 's'}, the newest first"
    figures = [_figure(data, label) for label, data in takes]
    text = "\n".join([head, *(label for label, _ in takes)])
    return Shown(text, box(el("div", el("strong", head)), el("div", *figures, style="display:flex;flex-wrap:wrap;gap:8px")))


def _note(step: Mapping[str, Any]) -> str:
    return str(step["error"]["message"] if step["error"] else step["note"])


def _pictures(view: Mapping[str, Any], small: Callable[[str], bytes | None]) -> Safe | None:
    takes = [take for step in view["steps"] for take in step["takes"] if take["media"] in ("image", "video")][:MOST_PICTURES]
    figures = [_figure(small(take["asset"]["sha256"]), f"{take['order']} · {take['title']}") for take in takes]
    return el("div", *figures, style="display:flex;flex-wrap:wrap;gap:8px;margin:8px 0") if figures else None


def _figure(data: bytes | None, label: str) -> Safe:
    words = el("figcaption", label, style=f"color:{QUIET};font-size:11px;max-width:160px;overflow:hidden;text-overflow:ellipsis")
    return el("figure", _image(data, label, 160) if data else None, words, style="margin:0")


def _image(data: bytes, alt: str, width: int) -> Safe:
    return el("img", src=data_url(data, "image/jpeg"), alt=alt, style=f"max-width:min(100%,{width}px);border-radius:6px;display:block")


def _text(html: str) -> str:
    """The words of sanitised HTML, for the plain text beside it."""
    import nh3

    return " ".join(join([nh3.clean(html, tags=set())]).split())
