"""What the film desk offers, by noun: projects, the workflows under way on them, the wall of a film."""

from collections.abc import Callable, Sequence

from director_kernel.catalog.book import Catalog
from director_kernel.film.projects import Clean, Projects, as_it_is
from director_kernel.film.resolutions import Guardian, sights
from director_kernel.film.said import Said
from director_kernel.film.wall import Hung, hang
from director_kernel.film.works import Finish, Works
from director_kernel.schema.project import Project
from director_kernel.store import Workspace


class Film:
    """The film desk of a workspace. `memory` names whose current project this is, `finish` makes drafts into plans, `clean` takes keys
    out of whatever is kept."""

    def __init__(self, workspace: Workspace, memory: str, finish: Finish, catalog: Callable[[], Catalog], clean: Clean = as_it_is) -> None:
        self.workspace = workspace
        self.projects = Projects(workspace, memory, clean)
        self.works = Works(workspace, self.projects, finish)
        self.guardian = Guardian(workspace, self.projects, sights(workspace))
        self.said = Said(self.projects)
        self._catalog = catalog

    @property
    def catalog(self) -> Catalog:
        """What is known of models, dialects, grammars, recipes; read again when a file changed."""
        return self._catalog()

    def wall(self, project: Project | None = None, targets: Sequence[str] = ()) -> tuple[Hung, ...]:
        """Every shot of a project (default: the current one) with its prompts for these targets (default: its own). Raises UsageError."""
        return hang(project or self.projects.require(), self.catalog, targets)
