"""The projects of a workspace: which one is current, changes to it, proposals, undo."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol, TypeVar

from pydantic import ValidationError

from director_kernel.errors import UsageError, WorkspaceError
from director_kernel.film.changes import apply, check
from director_kernel.film.telling import told
from director_kernel.film.tree import spot, wire
from director_kernel.schema.project import Change, Project, Proposal
from director_kernel.store import Connection, Workspace
from director_kernel.store import projects as kept
from director_kernel.store.projects import Row, Version

SETTING = "current_project"
NONE = "there is no project yet; `director project new TITLE` begins one, `director project import FILE` takes one in."
_HELD = 6
"""Versions kept in memory: the current one, those around it, and what is compared with it."""


T = TypeVar("T")


class Clean(Protocol):
    """Gives what came from outside without what must not be kept (keys that were pasted into a text) and what can't be (half letters)."""

    def __call__(self, value: T, /) -> T: ...


def as_it_is(value: T, /) -> T:
    """The value itself, for whoever knows of no keys."""
    return value


class Ground(NamedTuple):
    """How a proposal stands on the project as it is now: `moved` says in lines what is different since, `fault` why it can't be made."""

    moved: tuple[str, ...]
    fault: str = ""


class Projects:
    """The projects of a workspace; safe from any thread. `memory` names whose current project is remembered, as with conversations.

    The shell's is kept in the workspace. A kernel has its own, and begins with the one last opened in this workspace. Whatever is written
    goes through `clean` first: everybody's changes come by here, and no version can be unwritten.
    """

    def __init__(self, workspace: Workspace, memory: str, clean: Clean = as_it_is) -> None:
        self.workspace = workspace
        self.memory = memory
        self.clean = clean
        self._shell = memory == "shell"
        self._current: str | None = None
        self._lock = threading.RLock()
        self._seen: OrderedDict[tuple[str, int], Project] = OrderedDict()

    # Which

    def current(self) -> Project | None:
        """The current project, None before there is one."""
        identity = self._identity()
        return self.get(identity) if identity else None

    def chosen(self) -> str:
        """The id of the current project, whether it can be read or not; "" before there is one."""
        return self._identity()

    def require(self) -> Project:
        """The current project. Raises UsageError saying how to get one."""
        project = self.current()
        if project is None:
            raise UsageError(NONE)
        return project

    def all(self) -> list[Project]:
        """Every project, newest first."""
        return [self.get(identity) for identity, *_ in self.workspace.projects.all()]

    def titled(self) -> list[tuple[str, str, Project | None]]:
        """(id, title, the project) of every project, newest first; None in the place of one that this program can't read."""
        return [(identity, title, self._readable(identity)) for identity, title, *_ in self.workspace.projects.all()]

    def _readable(self, project: str) -> Project | None:
        try:
            return self.get(project)
        except WorkspaceError:
            return None

    def get(self, project: str, version: int | None = None) -> Project:
        """That version, or the current one. Raises UsageError."""
        return self._load(self.workspace.readers.row, project, version)

    def open(self, project: str) -> Project:
        """That project, current from now on. Raises UsageError."""
        found = self.get(project)
        self._remember(found.id)
        return found

    def add(self, project: Project, *, note: str = "", who: str = "you") -> Project:
        """`project` kept under a new id, current from now on. Raises UsageError where its ids or references are wrong."""
        check(project)
        cleaned, said = self.clean(project), self.clean(note)
        added: Project = self.workspace.projects.run(lambda connection: kept.add(connection, cleaned, who, said, time.time()))
        self._hold(added)
        self._remember(added.id)
        return added

    # Changing

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

        Changes that change nothing make no version. `along` is written with the version; where it says False, nothing is written and the
        project is given as it is. Raises UsageError for paths that aren't there and what is locked.
        """
        wanted = project or self.require().id
        given, said = self.clean(tuple(changes)), self.clean(note)

        def write(connection: Connection) -> Project:
            # Read within the transaction: what another process changed a moment ago is the ground of these changes.
            before = self._load(_first(connection), wanted, hold=False)
            return self._write(connection, before, given, who, said) if along(connection) else before

        changed: Project = self.workspace.projects.run(write)
        self._hold(changed)
        return changed

    def undo(self) -> Project:
        """The version before this one, now current. Raises UsageError at the first."""
        project = self.require().id
        return self.get(project, self.workspace.projects.undo(project))

    def redo(self) -> Project:
        """The version taken back, current again. Raises UsageError where there is none."""
        project = self.require().id
        return self.get(project, self.workspace.projects.redo(project))

    def history(self, project: str = "") -> list[Version]:
        """Every version of the project (default: the current one), oldest first, with who made it and why."""
        return self.workspace.projects.history(project or self.require().id)

    # Proposals

    def propose(self, changes: Sequence[Change], *, who: str, why: str = "", project: str = "") -> Proposal:
        """Changes somebody would like, kept until a person decides. Raises UsageError for changes that can't be made."""
        ground = self.get(project) if project else self.require()
        made = apply(ground, self.clean(tuple(changes))).changes
        if not made:
            raise UsageError("nothing would change: the project is so already.")
        proposal = Proposal(
            project=ground.id, version=ground.version, who=who[:100], why=self.clean(why)[:500], changes=made, at=time.time()
        )
        added: Proposal = self.workspace.projects.run(lambda connection: kept.add_proposal(connection, proposal))
        return added

    def proposals(self, project: str = "", state: str = "open") -> list[Proposal]:
        """Proposals of the project (default: the current one), oldest first; with state "" those decided too."""
        return self.workspace.projects.proposals(project or self.require().id, state)

    def proposal(self, proposal: str) -> Proposal:
        """That proposal. Raises UsageError."""
        return kept.get_proposal(self.workspace.readers.row, proposal)

    def ground(self, proposal: Proposal) -> Ground:
        """Whether the project has changed where the proposal would change it."""
        return ground_of(proposal, self.get(proposal.project))

    def accept(self, proposal: str, changes: Sequence[Change] | None = None, *, anyway: bool = False) -> Project:
        """The project with a proposal made, as it is or as edited.

        Raises UsageError where it was decided already, can't be made any more, or would undo what was changed since (unless `anyway`, or
        it was edited, which is a decision about the project as it is now).
        """

        def write(connection: Connection) -> Project:
            row = _first(connection)
            found = kept.get_proposal(row, proposal)
            before = self._load(row, found.project, hold=False)
            given = found.changes if changes is None else self.clean(tuple(changes))
            if changes is None and not anyway and found.state == "open":
                _still(found, ground_of(found, before))
            made = apply(before, given).changes
            kept.decide(connection, proposal, "accepted" if changes is None else "edited", made, time.time())
            return self._write(connection, before, given, found.who, found.why)

        accepted: Project = self.workspace.projects.run(write)
        self._hold(accepted)
        return accepted

    def refuse(self, proposal: str) -> Proposal:
        """A proposal put away. Raises UsageError."""
        self.workspace.projects.run(lambda connection: kept.decide(connection, proposal, "refused", (), time.time()))
        return self.proposal(proposal)

    # How it is kept

    def _write(self, connection: Connection, before: Project, changes: Sequence[Change], who: str, note: str) -> Project:
        done = apply(before, changes)
        if not done.changes:
            return before
        return kept.add_version(connection, done.project, before.version, done.changes, done.inverse, who=who, note=note, at=time.time())

    def _load(self, row: Row, project: str, version: int | None = None, *, hold: bool = True) -> Project:
        """A version, made of the nearest that is known or stands whole. What may not have been committed yet must not be held."""
        with self._lock:
            known = frozenset(number for name, number in self._seen if name == project)
        way = kept.lineage(row, project, version, known)
        with self._lock:
            held = self._seen.get((project, way.base)) if not way.body else None
        if held is None and not way.body:
            way = kept.lineage(row, project, way.version)
        found = held or _read(way.body, project)
        for at, step in enumerate(way.steps, 1):
            found = _again(found, step, project)
            found = found.model_copy(update={"version": way.version}) if at == len(way.steps) else found
        if hold:
            self._hold(found)
        return found

    def _hold(self, project: Project) -> None:
        with self._lock:
            self._seen[(project.id, project.version)] = project
            self._seen.move_to_end((project.id, project.version))
            while len(self._seen) > _HELD:
                self._seen.popitem(last=False)

    def _identity(self) -> str:
        with self._lock:
            if self._shell or self._current is None:
                self._current = self.workspace.settings.get(SETTING)
            return self._current or ""

    def _remember(self, project: str) -> None:
        with self._lock:
            self._current = project
            self.workspace.settings.set(SETTING, project)


def ground_of(proposal: Proposal, project: Project) -> Ground:
    """How a proposal stands on `project`."""
    try:
        apply(project, proposal.changes)
    except UsageError as error:
        return Ground((), error.message)
    if project.version == proposal.version:
        return Ground(())
    return Ground(tuple(line for change in proposal.changes if (line := _moved(change, project))))


def _moved(change: Change, project: Project) -> str:
    """What is different where a change would be made; "" where it is as it was."""
    if change.op not in ("set", "remove"):
        return ""
    try:
        now = wire(spot(project, change.path, new=True).value)
    except UsageError:
        return ""
    if now == change.before:
        return ""
    return told(Change(op="set", path=change.path, value=now, before=change.before), project)


def _still(proposal: Proposal, ground: Ground) -> None:
    """Raises UsageError unless the proposal stands on the ground it was made for."""
    name = proposal.id
    if ground.fault:
        raise UsageError(
            f"{name} can't be made any more ({ground.fault.rstrip('.')}); `director project refuse {name}`, or accept it with --edit."
        )
    if ground.moved:
        since = "; ".join(ground.moved[:3]) + (f" and {len(ground.moved) - 3} more" if len(ground.moved) > 3 else "")
        raise UsageError(
            f"the project was changed since {name} was made ({since}); `director project accept {name} --anyway` makes it all the same."
        )


def _read(body: str, project: str) -> Project:
    try:
        return Project.model_validate_json(body)
    except ValidationError as error:
        raise _newer(project, ".".join(str(part) for part in error.errors()[0]["loc"]) or "what it is written in") from None


def _again(project: Project, step: str, name: str) -> Project:
    """The changes of one version made again."""
    try:
        return apply(project, kept.read_changes(step), exact=True).project
    except WorkspaceError:
        raise _newer(name, "a change") from None
    except (UsageError, ValidationError) as error:
        raise _newer(name, str(error).splitlines()[0].partition(";")[0]) from None


def _newer(project: str, what: str) -> WorkspaceError:
    return WorkspaceError(
        f"{project} was written by a newer director (unknown here: {what[:120]}); upgrade director-kernel, then open it, or "
        "`director project list` shows the others."
    )


def _first(connection: Connection) -> Row:
    return lambda sql, values: connection.execute(sql, values).fetchone()
