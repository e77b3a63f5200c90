"""What commands share: the director they talk to and the surface that shows what goes on."""

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from director_kernel.director import Director
from director_kernel.events import Event
from director_kernel.present.run_view import RunWatch
from director_kernel.present.text import harmless
from director_kernel.schema.plan import Plan


class Watcher(Protocol):
    """Something that is told every event of a run."""

    def see(self, event: Event) -> None: ...


class Surface(Protocol):
    """Where answers appear: a notebook cell or a shell."""

    name: str
    json: bool

    @property
    def root(self) -> Path: ...

    def note(self, text: str) -> None: ...

    @property
    def live(self) -> bool:
        """True where widgets show what goes on, and go on showing it when the command is over."""

    def watching(self, plan: Plan, director: Director, key: str) -> AbstractContextManager[Watcher]:
        """Shows a run of `plan` until the block ends; `key` is the run's id, or that of the conversation whose next run it is."""


class ShellSurface:
    """A terminal: answers on stdout, everything else on stderr."""

    name = "shell"
    live = False

    def __init__(self, json: bool = False) -> None:
        self.json = json

    @property
    def root(self) -> Path:
        return Path.cwd()

    def note(self, text: str) -> None:
        print(harmless(text), file=sys.stderr)

    @contextmanager
    def watching(self, plan: Plan, director: Director, key: str) -> Iterator[Watcher]:
        """Progress as one line on a terminal, a line per finished step elsewhere; with `--json` every event on stdout."""
        watcher: _JsonLines | _Line = _JsonLines() if self.json else _Line(RunWatch(plan))
        try:
            yield watcher
        finally:
            watcher.close()


class _JsonLines:
    """Every event as one line of JSON."""

    def see(self, event: Event) -> None:
        sys.stdout.write(event.model_dump_json(by_alias=True) + "\n")
        sys.stdout.flush()

    def close(self) -> None:
        sys.stdout.flush()


class _Line:
    """One line of progress, rewritten in place on a terminal."""

    def __init__(self, watch: RunWatch) -> None:
        self.watch = watch
        self.live = sys.stderr.isatty()
        self.said = ""
        self.noticed = 0

    def see(self, event: Event) -> None:
        self.watch.see(event)
        if len(self.watch.notices) > self.noticed:
            self._notice()
        line = self.watch.line() if self.live else self.watch.last_line()
        if line == self.said:
            return
        self.said = line
        sys.stderr.write(f"\r{line:<100}" if self.live else line + "\n")
        sys.stderr.flush()

    def _notice(self) -> None:
        """Puts what is new beside the steps on lines of its own."""
        for notice in self.watch.notices[self.noticed :]:
            sys.stderr.write((f"\r{notice:<100}" if self.live else notice) + "\n")
        self.noticed = len(self.watch.notices)

    def close(self) -> None:
        if self.live:
            sys.stderr.write(f"\r{self.watch.last_line():<100}\n")


class Session:
    """The director of this kernel or shell call, opened when first needed."""

    def __init__(self, surface: Surface, workspace: Path | None = None) -> None:
        self.surface = surface
        self.workspace = workspace
        self._director: Director | None = None
        self._cluster = ""

    @property
    def director(self) -> Director:
        if self._director is None:
            # One conversation is current per kernel; a shell has no memory of its own, so there it is the workspace's.
            memory = "shell" if self.surface.name == "shell" else f"kernel-{os.getpid()}"
            self._director = Director(self.workspace, memory=memory)
        return self._director

    def use(self, workspace: Path) -> None:
        """Talks to the director of this workspace from now on."""
        if workspace != self.workspace:
            self.close()
            self.workspace = workspace

    def draw_on(self, cluster: str) -> None:
        """Has pixels made by the Dask scheduler at that address from now on, here for "". Raises UsageError where none answers."""
        if cluster:
            from director_kernel.batch.cluster import connect

            self.director.use_pixels(connect(cluster))
        elif self._cluster:
            self.director.use_pixels(None)
        self._cluster = cluster

    def close(self) -> None:
        """Waits for what must be written and lets go of the workspace."""
        if self._director is not None:
            self._director.close()
            self._director, self._cluster = None, ""
