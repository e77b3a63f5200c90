"""Views without a front end: what they would send is kept, what a page would ask is asked."""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from director_kernel.widgets.views import View

_numbers = itertools.count(1)


@dataclass
class Page:
    """What a page hears of one view, and how it asks."""

    view: View
    heard: list[dict[str, Any]] = field(default_factory=list)
    bytes: dict[str, list[bytes]] = field(default_factory=dict)

    def ask(self, verb: str, /, *, buffers: list[bytes] | None = None, **args: Any) -> Any:
        """The answer to a request; one that is refused fails the test."""
        answer = self.answer(verb, buffers=buffers, **args)
        assert answer["ok"], answer
        return answer["result"]

    def refused(self, verb: str, /, *, buffers: list[bytes] | None = None, **args: Any) -> str:
        """What a request that can't be met is answered with."""
        answer = self.answer(verb, buffers=buffers, **args)
        assert not answer["ok"], answer
        return str(answer["error"]["message"])

    def answer(self, verb: str, /, *, buffers: list[bytes] | None = None, **args: Any) -> dict[str, Any]:
        """Asks and waits for the whole answer."""
        identity = self.send(verb, buffers=buffers, **args)
        return until(lambda: next((m for m in self.heard if m.get("id") == identity and m["type"] == "answer"), None))

    def send(self, verb: str, /, *, buffers: list[bytes] | None = None, **args: Any) -> str:
        """Asks and does not wait; the request's id."""
        identity = f"t-{next(_numbers)}"
        self.view._stage.ask(self.view, {"type": "ask", "id": identity, "verb": verb, "args": args}, buffers or [])
        return identity


def page_of(view: View, monkeypatch: pytest.MonkeyPatch) -> Page:
    """A page that shows the view."""
    page = Page(view)

    def tell(message: dict[str, Any], buffers: list[bytes] | None = None) -> None:
        if buffers:
            page.bytes[str(message.get("id"))] = list(buffers)
        page.heard.append(message)

    monkeypatch.setattr(view, "tell", tell)
    return page


def until(found: Callable[[], Any], seconds: float = 60.0) -> Any:
    """What `found` gives once it gives something."""
    end = time.monotonic() + seconds
    while True:
        value = found()
        if value:
            return value
        assert time.monotonic() < end, "it never came"
        time.sleep(0.005)
