"""A result with its three faces: text for terminals, HTML for notebooks, JSON for scripts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from director_kernel.present.html import box, el, spelled
from director_kernel.present.text import harmless


@dataclass(frozen=True)
class Live:
    """What a widget shows in place of an answer where there can be one: `kind` (chat, plan, preview, panel, gallery, compare, board) and
    `key`, the conversation, run, plan, step, or project and scene. `beside`: the answer is shown too, above it.
    """

    kind: str
    key: str = ""
    beside: bool = False
    models: tuple[str, ...] = ()
    blind: bool = False


@dataclass(frozen=True)
class Shown:
    """What a command answers. `text` is plain and complete on its own; `html` is safe to show; `data` is JSON-ready.

    `code` is the exit code the answer stands for (0 unless something waits for the person).
    """

    text: str
    html: str = ""
    data: Any = None
    code: int = 0
    pictures: tuple[bytes, ...] = ()
    """JPEGs shown under the answer, as outputs of their own: a saved notebook keeps them, and viewers know what they are."""
    charts: tuple[dict[str, Any], ...] = ()
    """MIME bundles shown under the answer, which says all that is in them."""
    live: Live | None = None

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """The faces a notebook saves; a viewer without a kernel shows the same."""
        bundle = {"text/plain": harmless(self.text)}
        if self.html:
            bundle["text/html"] = self.html
        return bundle


def said_first(lines: Sequence[str], shown: Shown) -> Shown:
    """`shown` with some plain lines above it."""
    if not lines:
        return shown
    return replace(shown, text="\n".join([*lines, "", shown.text]), html=box(*(el("div", spelled(line)) for line in lines)) + shown.html)
