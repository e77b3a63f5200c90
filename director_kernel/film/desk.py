"""What the film desk offers, by noun: projects, the workflows under way on them, the wall of a film."""

from collections.abc import Callable, Sequence
from functools import cached_property

from director_kernel.catalog.book import Catalog
from director_kernel.film.closest import closest
from director_kernel.film.finding import Finder
from director_kernel.film.projects import Clean, Projects, as_it_is
from director_kernel.film.resolutions import Guardian, sights
from director_kernel.film.said import Said
from director_kernel.film.wall import Hung, hang
from director_kernel.film.works import Finish, Works
from director_kernel.schema.finding import FindKind, Found
from director_kernel.schema.project import Project
from director_kernel.schema.slots import Slots
from director_kernel.store import Workspace

PATIENCE = 2.0
"""Seconds a shell spends on meanings with each search: it ends before a background could do it."""


class Film:
    """The film desk of a workspace. `memory` names whose current project this is, `finish` makes drafts into plans, `clean` takes keys
    out of whatever is kept."""

    def __init__(self, workspace: Workspace, memory: str, finish: Finish, catalog: Callable[[], Catalog], clean: Clean = as_it_is) -> None:
        self.workspace = workspace
        self.projects = Projects(workspace, memory, clean)
        self.works = Works(workspace, self.projects, finish, lambda: self.catalog)
        self.guardian = Guardian(workspace, self.projects, sights(workspace))
        self.said = Said(self.projects, lambda: self.catalog.manners)
        self._catalog = catalog
        self._patience = PATIENCE if memory == "shell" else 0.0

    @property
    def catalog(self) -> Catalog:
        """What is known of models, dialects, grammars, recipes; read again when a file changed."""
        return self._catalog()

    def wall(self, project: Project | None = None, targets: Sequence[str] = ()) -> tuple[Hung, ...]:
        """Every shot of a project (default: the current one) with its prompts for these targets (default: its own). Raises UsageError."""
        return hang(project or self.projects.require(), self.catalog, targets)

    @cached_property
    def finder(self) -> Finder:
        """The search over films, plans, takes and the catalog; made when something is first looked for."""
        return Finder(self.workspace, self.projects, self._catalog, self._patience)

    def find(self, query: str, kinds: Sequence[str] = (), *, limit: int = 10) -> Found:
        """The earlier shots, scenes, films and prompts, templates and models nearest to some words. Raises UsageError."""
        return self.finder.find(query, kinds, limit=limit)

    def like(self, shot: Slots, kinds: Sequence[str] = (FindKind.SHOTS,), *, limit: int = 10) -> Found:
        """The nearest to a shot that need not be anywhere yet. Raises UsageError for one that says nothing."""
        return self.finder.like(shot, kinds, limit=limit)

    def closest(self, message: str, tokens: int) -> tuple[tuple[str, str], ...]:
        """What a chat model is told of things like the message: (title, text) to quote, in so many tokens; () where nothing is close."""
        here = self.projects.current()
        return closest(self.finder, message, tokens, (here.id,) if here is not None else ())

    def close(self) -> None:
        """Ends what the search does in the background."""
        if "finder" in self.__dict__:
            self.finder.close()
