"""What a saved notebook shows where no kernel runs: the same conversation, plan, pictures and reel as plain HTML.

It lies beside the widget, which hides it while it lives (the class `director-saved`). Hosts that show notebooks drop style sheets, some
drop style attributes too: nothing is said by them alone. Each copy is bounded: a notebook stays small however much was said and made.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from director_kernel.present.html import ACCENT, BAD, GOOD, PANEL, QUIET, RULE, WARN, Safe, box, dot, el, folded, join, table
from director_kernel.present.plan_view import plan_view
from director_kernel.present.reel_view import data_url
from director_kernel.present.shown import Shown
from director_kernel.present.text import columns, cut, harmless, wrapped
from director_kernel.schema.money import usd
from director_kernel.schema.plan import Fault, Plan, spoken_time
from director_kernel.schema.words import counted

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
MOST_STEPS = 120
MOST_PICTURE_BYTES = 190_000
"""Of one part's JPEGs together; as text in the notebook they take a third more."""
MOST_WORDS = 150_000
"""Characters of HTML of the conversation, or of the plan."""
MOST_TEXT = 40_000
"""Characters of the plain text beside it."""
LONG_MESSAGE = 20_000
LONG_NOTE = 300

NO_WIDGET = (
    "<style>.jp-OutputArea-child:has(+ .jp-OutputArea-child .director-saved) > .jupyter-widgets:not(:has(*)) { display: none; }</style>"
)
"""JupyterLab writes "Error displaying widget: model not found" where no kernel holds the widget; the copy below says more."""


def beside_widget(shown: Sequence[Shown], widget: str) -> dict[str, str]:
    """The copy as a notebook's output: all of `shown`, hidden while the widget (by its model id) shows the same."""
    body = join([Safe(one.html) for one in shown])
    html = el("div", Safe(NO_WIDGET), body, class_="director-saved", data_widget=widget)
    text = "\n\n".join(one.text for one in shown)
    return {"text/html": str(html), "text/plain": harmless(cut(text, MOST_TEXT))}


def chat_saved(state: Mapping[str, Any]) -> Shown:
    """The end of a conversation; `state` is the chat's. What the messages hold as HTML has been through the sanitiser."""
    kept: list[Safe] = []
    room = MOST_WORDS
    messages = list(state["messages"][-MOST_MESSAGES:])
    for message in reversed(messages):
        drawn = _message(message)
        room -= len(drawn)
        if kept and room < 0:
            break
        kept.insert(0, drawn)
    said = messages[len(messages) - len(kept) :]
    before = state["earlier"] + len(state["messages"]) - len(said)
    head = el("div", el("strong", "Director"), " ", el("span", str(state["title"]), style=f"color:{QUIET}"))
    earlier = el("div", f"{counted(before, 'earlier message')} in the workspace", style=f"color:{QUIET};font-size:12px") if before else None
    lines = [f"Director: {state['title'] or 'a new conversation'}"]
    lines += [wrapped(f"{NAMES.get(message['role'], 'System')}: {_text(message['html'])}", "  ") for message in said]
    return Shown("\n".join(lines), box(head, earlier, *kept))


NAMES = {"user": "You", "director": "Director"}


def _message(message: Mapping[str, Any]) -> Safe:
    mine = message["role"] == "user"
    style = f"background:{PANEL};border-radius:10px;padding:6px 12px;margin:8px 0 8px 15%" if mine else "margin:8px 0"
    html = message["html"]
    words = Safe(html) if len(html) <= LONG_MESSAGE else el("p", cut(_text(html), LONG_MESSAGE // 5))
    asked = [_question(question) for question in message["questions"]]
    cards = [_card(option, option["id"] == message["chosen"]) for option in message["options"]]
    offered = el("div", *cards, style="display:flex;flex-wrap:wrap;gap:8px;margin:6px 0") if cards else None
    names = " · ".join(str(one["name"]) for one in message["attachments"])
    attached = el("div", f"Attached: {names}", style=f"color:{QUIET};font-size:12px") if names else None
    broken = el("div", str(message["broken"]), style=f"color:{WARN};font-size:12px") if message["broken"] else None
    who = el("div", NAMES.get(message["role"], "System"), style=f"color:{QUIET};font-size:11px")
    return el("div", who, words, attached, *asked, offered, broken, style=style)


def _question(question: Mapping[str, Any]) -> Safe:
    pills = [
        el(
            "span",
            _chosen(str(choice["text"]), choice["id"] == question["picked"]),
            style=f"display:inline-block;border:1px solid {ACCENT if choice['id'] == question['picked'] else RULE};"
            "border-radius:12px;padding:2px 10px;margin:3px 2px 3px 0",
        )
        for choice in question["choices"]
    ]
    return el("div", el("div", str(question["text"])), join(pills, " · "))


def _chosen(words: str, chosen: bool) -> str:
    return f"✓ {words}" if chosen else words


def _card(option: Mapping[str, Any], chosen: bool) -> Safe:
    return el(
        "div",
        el("div", _chosen(str(option["title"]), chosen), style=f"color:{QUIET}"),
        el("div", usd(option["price"]), style="font-size:20px"),
        el("div", f"at most {usd(option['ceiling'])} · about {spoken_time(option['seconds'])}", style=f"color:{QUIET};font-size:12px"),
        el("div", str(option["why"]), style="font-size:12px"),
        style=f"border:{'2px' if chosen else '1px'} solid {ACCENT if chosen else RULE};border-radius:8px;padding:8px 12px;flex:1 1 200px",
    )


def plan_saved(plan: Plan, faults: Sequence[Fault], cached: Mapping[str, bool]) -> Shown:
    """The plan as a table with prices and faults; a very long one without its prompts, the longest as plain text."""
    whole = plan_view(plan, faults, cached=cached)
    if len(whole.html) <= MOST_WORDS:
        return whole
    short = plan.model_copy(update={"steps": tuple(step.model_copy(update={"prompt": "", "reason": ""}) for step in plan.steps)})
    brief = plan_view(short, faults, cached=cached)
    if len(brief.html) <= MOST_WORDS:
        return brief
    return Shown(brief.text, box(el("pre", cut(brief.text, MOST_WORDS // 3), style="white-space:pre-wrap")))


class _Room:
    """Pictures until there is no more room for them."""

    def __init__(self, small: Callable[[str], bytes | None]) -> None:
        self.left = MOST_PICTURE_BYTES
        self._small = small

    def fits(self, data: bytes | None) -> bytes | None:
        """`data`, None where it is too large for what is left."""
        if data is None or len(data) > self.left:
            return None
        self.left -= len(data)
        return data

    def picture(self, sha256: str) -> bytes | None:
        """The small picture of a file, None where there is none or no room."""
        return self.fits(self._small(sha256)) if self.left > 0 else None


def run_saved(view: Mapping[str, Any], files: Mapping[str, Path], sheet: bytes | None, small: Callable[[str], bytes | None]) -> Shown:
    """A run: how it stands, its pictures, and the reel's contact sheet. `view` is the preview's state, `small` gives a JPEG by hash."""
    room = _Room(small)
    rows = [(step["order"], step["action"], step["status"], _note(step)) for step in view["steps"][:MOST_STEPS]]
    head = el("div", el("strong", str(view["title"])), " ", el("span", f"{view['status']} · {view['line']}", style=f"color:{QUIET}"))
    message = el("div", cut(str(view["message"]), LONG_NOTE), style=f"color:{WARN}") if view["message"] else None
    notices = [el("div", cut(str(notice), LONG_NOTE), style=f"color:{QUIET};font-size:12px") for notice in view.get("notices", ())]
    film = _film(view, room) if view["reel"] is not None else None
    contact = room.fits(sheet)
    below = f"Contact sheet of {view['title']}"
    pictures = _image(contact, below, 760) if contact is not None else _pictures(view, room)
    names = ", ".join(path.name for path in files.values())
    text = "\n".join(
        [
            f"{view['title']}: {view['status']} · {view['line']}",
            columns(rows, right=(0,), stretch=3, fold=True),
            *map(str, view.get("notices", ())),
        ]
    )
    beside = el("div", f"Files: {names}", style=f"color:{QUIET};font-size:12px") if names else None
    return Shown(text, box(head, message, *notices, film, pictures, beside, _steps(rows, len(view["steps"]))))


def _film(view: Mapping[str, Any], room: _Room) -> Safe:
    """A frame of the reel, and how long it is."""
    reel = view["reel"]
    named = f"{'previs animatic' if view['studio'] == 'previs' else 'reel'}, {reel['seconds']:g} s"
    poster = room.picture(reel["poster"])
    image = _image(poster, f"A frame of {view['title']}", 260) if poster else None
    return el("figure", image, el("figcaption", named, style=f"color:{QUIET};font-size:12px"), style="margin:8px 0")


def _steps(rows: Sequence[tuple[int, str, str, str]], total: int) -> Safe:
    """How each step stands, folded where all is well."""
    cells = [(order, action, dot(COLOURS.get(status, QUIET), status), note) for order, action, status, note in rows]
    steps = table(("#", "Step", "State", ""), cells, numbers=(0,), caption="Steps of the run")
    rest = el("div", f"and {counted(total - len(rows), 'more step')}", style=f"color:{QUIET}") if total > len(rows) else None
    if all(status == "stored" for _, _, status, _ in rows):
        return folded(counted(total, "step"), steps, rest)
    return el("div", steps, rest)


def gallery_saved(total: int, takes: Sequence[tuple[str, bytes | None]]) -> Shown:
    """The newest takes as small pictures with what they are."""
    room = _Room(lambda _: None)
    head = f"{counted(total, 'take')}, the newest first"
    figures = [_figure(room.fits(data), cut(label, LONG_NOTE)) for label, data in takes[:MOST_PICTURES]]
    text = "\n".join([head, *(label for label, _ in takes)])
    return Shown(text, box(el("div", el("strong", head)), el("div", *figures, style="display:flex;flex-wrap:wrap;gap:8px")))


def _note(step: Mapping[str, Any]) -> str:
    if not step["error"]:
        return cut(str(step["note"]), LONG_NOTE)
    softer = step["error"].get("softer", "")
    said = cut(str(step["error"]["message"]), LONG_NOTE)
    return f"{said} In softer words: {cut(str(softer), LONG_NOTE)}" if softer else said


def _pictures(view: Mapping[str, Any], room: _Room) -> Safe | None:
    takes = [take for step in view["steps"] for take in step["takes"] if take["media"] in ("image", "video")][:MOST_PICTURES]
    figures = [_figure(room.picture(take["asset"]["sha256"]), cut(f"{take['order']} · {take['title']}", LONG_NOTE)) for take in takes]
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
