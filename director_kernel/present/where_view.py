"""Where a person is, and the next things worth doing."""

from collections.abc import Mapping
from typing import Any

from director_kernel.present.html import QUIET, box, el, join
from director_kernel.present.shown import Shown


def where_view(where: Mapping[str, Any], *, prefix: str) -> Shown:
    """`where` holds `lines` (label, text) and `next` (command, why); commands are shown with `prefix`."""
    lines = [(str(label), str(text)) for label, text in where["lines"]]
    nexts = [(f"{prefix} {command}".strip(), str(why)) for command, why in where["next"]]
    width = max((len(command) for command, _ in nexts), default=0)
    text = "\n".join([*(f"{label:<14}{value}" for label, value in lines), "", "Next:", *(f"  {c:<{width}}  {why}" for c, why in nexts)])
    facts = el(
        "div", *(el("div", el("span", label, style=f"color:{QUIET};display:inline-block;min-width:9em"), value) for label, value in lines)
    )
    todo = el("ul", join(el("li", el("code", command), f"  {why}") for command, why in nexts), style="margin:4px 0;padding-left:1.2em")
    return Shown(text, box(facts, el("div", "Next", style=f"color:{QUIET};margin-top:8px"), todo), dict(where))
