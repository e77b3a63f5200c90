"""A kernel's view and the page's view of it joined: the code as it is sent, the real parts, a wire between them without Jupyter."""

import base64
import itertools
import json
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from director_kernel.widgets.esm import esm
from director_kernel.widgets.views import View

if TYPE_CHECKING:
    from playwright.sync_api import Page

TRAITS = ("chat", "plan", "preview", "gallery", "compare", "board")

SHOW = """async ([code, state]) => {
  const module = await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  const bytes = (text) => new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
  const encoded = (buffer) => btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""));
  const model = new FakeModel(state);
  model.send = (message, _callbacks, buffers = []) => {
    model.sent.push(message);
    window.askKernel(JSON.stringify(message), buffers.map(encoded));
  };
  /** What the kernel said since, in its order. */
  window.told = (said) => {
    for (const [kind, name, value, buffers] of JSON.parse(said)) {
      if (kind === "trait") model.push(name, value);
      else model.tell(value, buffers.map(bytes));
    }
  };
  window.answers = new Map();
  model.on("msg:custom", (message) => message.type === "answer" && window.answers.set(message.id, message));
  const el = document.createElement("div");
  document.getElementById("place").appendChild(el);
  const close = module.default.render({ model, el });
  Object.assign(window, { model, unshow: () => (close(), el.remove()) });
}"""

_joined: "weakref.WeakSet[Page]" = weakref.WeakSet()
_numbers = itertools.count(1)
_now: "dict[str, Wired]" = {}


@dataclass
class Wired:
    """One widget on one page. `turn` carries what was said in either direction; nothing moves by itself, so a test is in step with both."""

    page: "Page"
    view: View
    entry: str
    sent: int = 0
    """Bytes of states sent so far."""
    largest: int = 0
    _keep: Callable[[str, dict[str, Any]], None] = lambda trait, state: None
    _said: list[tuple[str, str, Any, list[str]]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def show(self) -> None:
        """Draws it. The page is an open plain one."""
        _now["wired"] = self
        if self.page not in _joined:
            _joined.add(self.page)
            self.page.expose_function("askKernel", lambda message, buffers: _now["wired"]._ask(message, buffers))
        self._keep = self.view.turn
        self.view.tell, self.view.turn = self._tell, self._turn_to  # type: ignore[method-assign]
        names = [name for name in (*TRAITS, "place") if self.view.has_trait(name)]
        self.page.evaluate(SHOW, [esm(self.entry), json.loads(json.dumps({name: getattr(self.view, name) for name in names}))])

    def turn(self) -> None:
        """Gives the page what the kernel has said."""
        self.view._stage.flush()
        with self._lock:
            said, self._said = self._said, []
        if said:
            json.dumps(said, ensure_ascii=False, allow_nan=False).encode()  # as Jupyter packs it: half a letter would lose the message
            self.page.evaluate("(said) => window.told(said)", json.dumps(said))

    def ask(self, verb: str, **args: Any) -> dict[str, Any]:
        """The answer to a request the page sends, whatever its controls would allow."""
        identity = f"test-{next(_numbers)}"
        self.page.evaluate("(message) => window.model.send(message)", {"type": "ask", "id": identity, "verb": verb, "args": args})
        self.until("(id) => window.answers.has(id)", identity)
        answer: dict[str, Any] = self.page.evaluate("(id) => window.answers.get(id)", identity)
        return answer

    def until(self, condition: str, argument: Any = None, most: int = 600) -> None:
        """Carries words both ways until the JavaScript `condition` holds."""
        for _ in range(most):
            self.turn()
            if self.page.evaluate(condition, argument):
                return
            self.page.wait_for_timeout(15)
        raise AssertionError(f"never: {condition}")

    def close(self) -> None:
        """Takes it off the page."""
        self.page.evaluate("() => window.unshow()")
        _now.pop("wired", None)

    def _ask(self, message: str, buffers: list[str]) -> None:
        self.view._stage.ask(self.view, json.loads(message), [base64.b64decode(each) for each in buffers])

    def _tell(self, message: dict[str, Any], buffers: list[bytes] | None = None) -> None:
        with self._lock:
            self._said.append(("message", "", message, [base64.b64encode(each).decode() for each in buffers or []]))

    def _turn_to(self, trait: str, state: dict[str, Any]) -> None:
        self._keep(trait, state)
        size = len(json.dumps(state))
        self.sent, self.largest = self.sent + size, max(self.largest, size)
        with self._lock:
            self._said.append(("trait", trait, state, []))
