"""How a notebook shows what goes on: an updated table in the cell, or one carriage-return line where displays may not update."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from IPython.display import HTML, display

from director_kernel.commands.session import Watcher
from director_kernel.events import Event, ExecutionDone
from director_kernel.present.run_view import RunWatch
from director_kernel.present.text import harmless
from director_kernel.schema.plan import Plan
from director_kernel.settings import plain_progress

PAUSE = 0.15
"""Seconds between two updates of a display."""


class NotebookSurface:
    """The cell under the magic."""

    name = "notebook"
    json = False

    @property
    def root(self) -> Path:
        """The folder the notebook lies in; media below it are shown by relative URL."""
        return Path.cwd()

    def note(self, text: str) -> None:
        """Plain text under the cell."""
        print(harmless(text))

    @contextmanager
    def watching(self, plan: Plan) -> Iterator[Watcher]:
        """Shows the run of `plan` until the block ends."""
        watch = RunWatch(plan)
        live = _PlainLine(watch) if plain_progress() else _Table(watch)
        try:
            yield live
        finally:
            live.close()


class _PlainLine:
    """One line on stdout, written only when a step ended: a saved notebook keeps every write, and notebook tests compare the last."""

    def __init__(self, watch: RunWatch) -> None:
        self.watch = watch
        self.said = ""

    def see(self, event: Event) -> None:
        self.watch.see(event)
        self._say(self.watch.last_line())

    def close(self) -> None:
        self._say(self.watch.last_line() + "\n")

    def _say(self, line: str) -> None:
        if line != self.said:
            self.said = line
            sys.stdout.write("\r" + line)
            sys.stdout.flush()


class _Table:
    """The table in the cell, updated in place, a few times a second at most: the server drops what comes faster."""

    def __init__(self, watch: RunWatch) -> None:
        self.watch = watch
        self.handle = display(HTML(watch.html()), display_id=True)
        self.shown = time.monotonic()

    def see(self, event: Event) -> None:
        self.watch.see(event)
        if time.monotonic() - self.shown >= PAUSE or isinstance(event, ExecutionDone):
            self._show()

    def close(self) -> None:
        self._show()

    def _show(self) -> None:
        self.shown = time.monotonic()
        self.handle.update(HTML(self.watch.html()))
