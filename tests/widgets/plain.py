"""The widgets' own JavaScript on a plain page: no kernel, no Jupyter, a fake model that speaks the real protocol.

`python -m tests.widgets.plain NAME STATE.json OUT.png [dark] [WIDTH]` makes a picture of a widget in a state.
"""

import contextlib
import functools
import http.server
import json
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.browser.lab import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
PAGE = "/tests/widgets/plain/page.html"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript"}

    def log_message(self, *_: object) -> None:
        """Nothing: pytest shows what matters."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()


@contextlib.contextmanager
def served(root: Path = ROOT) -> Iterator[str]:
    """The checkout over loopback; its address."""
    handler = functools.partial(_Quiet, directory=str(root))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


def open_plain(page: "Page", base: str, *, dark: bool = False) -> None:
    """A fresh plain page, ready for `show`."""
    page.goto("about:blank")
    page.goto(f"{base}{PAGE}{'#dark' if dark else ''}")
    page.wait_for_function("() => window.ready")


def show(page: "Page", name: str, state: dict[str, Any], answers: str = "{}") -> None:
    """Renders widget `name` with these traits. `answers` is JavaScript: an object of functions by verb."""
    page.evaluate(f"async ([name, state]) => window.show(name, state, {answers})", [name, state])


def main(name: str, state: str, out: str, *more: str) -> None:
    """Makes the picture."""
    width = next((int(word) for word in more if word.isdecimal()), 1000)
    with served() as base, tempfile.TemporaryDirectory() as profile, chromium(Path(profile), (width, 800)) as page:
        page.on("console", lambda message: print("console:", message.text, file=sys.stderr))
        page.on("pageerror", lambda error: print("error:", error, file=sys.stderr))
        open_plain(page, base, dark="dark" in more)
        show(page, name, json.loads(Path(state).read_text()))
        page.wait_for_timeout(400)
        page.screenshot(path=out, full_page=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
