"""How a notebook shows what goes on: as widgets, as an updated table, or as one line where displays may not update."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from IPython.core.getipython import get_ipython

from director_kernel.commands.session import Watcher
from director_kernel.director import Director
from director_kernel.events import Event
from director_kernel.present.run_view import RunWatch
from director_kernel.present.shown import Live
from director_kernel.present.text import harmless
from director_kernel.schema.plan import Plan
from director_kernel.settings import plain_progress

if TYPE_CHECKING:
    from director_kernel.widgets.views import View


class NotebookSurface:
    """The cell under the magic."""

    name = "notebook"
    json = False

    @property
    def root(self) -> Path:
        """The folder the notebook lies in; media below it are shown by relative URL."""
        return Path.cwd()

    @property
    def live(self) -> bool:
        """True where widgets can be shown: in a kernel with a front end, not in a terminal or a run that is only recorded."""
        return not plain_progress() and getattr(get_ipython(), "kernel", None) is not None and not self.json

    def note(self, text: str) -> None:
        """Plain text under the cell."""
        print(harmless(text))

    @contextmanager
    def watching(self, plan: Plan, director: Director, key: str) -> Iterator[Watcher]:
        """Shows the run of `plan` until the block ends; the widget goes on by itself."""
        if self.live:
            from IPython.display import display

            shown = widget(director, Live("preview", key))
            display(shown)
            try:
                yield _Silent()
            finally:
                shown.save()
            return
        line = _PlainLine(RunWatch(plan))
        try:
            yield line
        finally:
            line.close()


def widget(director: Director, live: Live) -> "View":
    """The widget that shows it; what widgets need is imported with the first one."""
    from director_kernel.widgets.shown import comparison, view

    if live.kind == "compare":
        return comparison(director, live.key, live.models, live.blind)
    return view(director, live.kind, live.key)


class _Silent:
    """The widget hears the events itself."""

    def see(self, event: Event) -> None:
        """Nothing to add."""


class _PlainLine:
    """One line on stdout, written only when a step ended: a saved notebook keeps every write, and notebook tests compare the last."""

    def __init__(self, watch: RunWatch) -> None:
        self.watch = watch
        self.said = ""
        self.noticed = 0

    def see(self, event: Event) -> None:
        self.watch.see(event)
        for notice in self.watch.notices[self.noticed :]:
            self._say(harmless(notice) + "\n")
        self.noticed = len(self.watch.notices)
        self._say(self.watch.last_line())

    def close(self) -> None:
        self._say(self.watch.last_line() + "\n")

    def _say(self, line: str) -> None:
        if line != self.said:
            self.said = line
            sys.stdout.write("\r" + line)
            sys.stdout.flush()
