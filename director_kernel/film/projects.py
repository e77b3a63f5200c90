"""The projects of a workspace: which one is current, changes to it, proposals, undo."""

from collections.abc import Callable, Sequence

from director_kernel.schema.project import Change, Project, Proposal
from director_kernel.store import Connection, Workspace


class Projects:
    """The projects of a workspace; safe from any thread. `memory` names whose current project is remembered, as with conversations."""

    def __init__(self, workspace: Workspace, memory: str) -> None:
        self.workspace = workspace
        self.memory = memory

    def current(self) -> Project | None:
        """The current project, None before there is one."""
        raise NotImplementedError

    def require(self) -> Project:
        """The current project. Raises UsageError saying how to get one."""
        raise NotImplementedError

    def all(self) -> list[Project]:
        """Every project, newest first."""
        raise NotImplementedError

    def get(self, project: str, version: int | None = None) -> Project:
        """That version, or the current one. Raises UsageError."""
        raise NotImplementedError

    def open(self, project: str) -> Project:
        """That project, current from now on. Raises UsageError."""
        raise NotImplementedError

    def add(self, project: Project, *, note: str = "") -> Project:
        """`project` kept under a new id, current from now on."""
        raise NotImplementedError

    def change(
        self,
        changes: Sequence[Change],
        *,
        project: str = "",
        who: str = "you",
        note: str = "",
        along: Callable[[Connection], bool] = lambda connection: True,
    ) -> Project:
        """The project (default: the current one) with the changes made, as its next version; all of them or none.

        `along` is written with the version; where it says False, nothing is written and the project is given as it is. Raises UsageError
        for paths that aren't there and what is locked.
        """
        raise NotImplementedError

    def undo(self) -> Project:
        """The version before this one, now current. Raises UsageError at the first."""
        raise NotImplementedError

    def redo(self) -> Project:
        """The version taken back, current again. Raises UsageError where there is none."""
        raise NotImplementedError

    def propose(self, changes: Sequence[Change], *, who: str, why: str = "", project: str = "") -> Proposal:
        """Changes somebody would like, kept until a person decides. Raises UsageError for changes that can't be made."""
        raise NotImplementedError

    def proposals(self, project: str = "", state: str = "open") -> list[Proposal]:
        """Proposals of the project (default: the current one), oldest first."""
        raise NotImplementedError

    def accept(self, proposal: str, changes: Sequence[Change] | None = None) -> Project:
        """The project with a proposal made, as it is or as edited. Raises UsageError."""
        raise NotImplementedError

    def refuse(self, proposal: str) -> Proposal:
        """A proposal put away. Raises UsageError."""
        raise NotImplementedError
