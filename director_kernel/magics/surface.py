"""How a notebook shows what goes on: an updated table in the cell, or one carriage-return line where displays may not update."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from IPython.display import HTML, display

from director_kernel.commands.session import Watcher
from director_kernel.events import Event
from director_kernel.present.run_view import RunWatch
from director_kernel.schema.plan import Plan
from director_kernel.settings import plain_progress


class NotebookSurface:
    """The cell under the magic."""

    name = "notebook"
    json = False

    @property
    def root(self) -> Path:
        """The folder the notebook lies in; media below it are shown by relative URL."""
        return Path.cwd()

    def note(self, text: str) -> None:
        """One line under the cell."""
        print(text)

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
    """One line on stdout that ends the same for the same outcome: notebook tests compare it."""

    def __init__(self, watch: RunWatch) -> None:
        self.watch = watch

    def see(self, event: Event) -> None:
        self.watch.see(event)
        sys.stdout.write("\r" + self.watch.line().ljust(100))
        sys.stdout.flush()

    def close(self) -> None:
        sys.stdout.write("\r" + self.watch.last_line().ljust(100) + "\n")
        sys.stdout.flush()


class _Table:
    """The table in the cell, updated in place."""

    def __init__(self, watch: RunWatch) -> None:
        self.watch = watch
        self.handle = display(HTML(watch.html()), display_id=True)

    def see(self, event: Event) -> None:
        self.watch.see(event)
        self.handle.update(HTML(self.watch.html()))

    def close(self) -> None:
        self.handle.update(HTML(self.watch.html()))
