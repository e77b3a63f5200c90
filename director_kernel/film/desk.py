"""What `Director.film` offers, by noun: projects, the workflows under way on them, and where they come from."""

from dataclasses import dataclass, field

from director_kernel.film.projects import Projects
from director_kernel.film.works import Finish, Works
from director_kernel.store import Workspace


@dataclass(frozen=True)
class Film:
    """The film desk of a workspace. `memory` names whose current project this is, `finish` makes drafts into plans."""

    workspace: Workspace
    memory: str
    finish: Finish
    projects: Projects = field(init=False)
    works: Works = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "projects", Projects(self.workspace, self.memory))
        object.__setattr__(self, "works", Works(self.workspace, self.projects, self.finish))
