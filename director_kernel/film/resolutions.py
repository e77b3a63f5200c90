"""What becomes of findings: mended, proposed, dismissed or taken up again; each is kept in the books with the version it was found in."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from director_kernel.errors import UsageError
from director_kernel.film.guardian import Looking, Mended, Report, chosen, mended, report
from director_kernel.film.projects import Projects
from director_kernel.film.rules.pictures import Sights
from director_kernel.schema.project import Change, Finding, Project, Proposal
from director_kernel.store import Connection, Workspace, resolutions
from director_kernel.store.resolutions import How, Resolution

WHO = "guardian"
LARGEST = 64_000_000
"""Bytes of a picture that is looked at."""


@dataclass(frozen=True)
class Guardian:
    """The continuity guardian of a workspace's projects. `looking` looks at the pictures too; without it only at what is written."""

    workspace: Workspace
    projects: Projects
    looking: Looking | None = None

    def report(self) -> Report:
        """What there is to find in the current project. Raises UsageError where there is none."""
        return report(self.projects.require(), looking=self.looking)

    def fix(self, names: Collection[str] = ()) -> Mended:
        """The current project with these findings mended (by id, its beginning, or by rule; default: all that can be), as its next
        version. What could not be mended is told with the reason. Raises UsageError for findings that aren't there."""
        project = self.projects.require()
        work = self._mended(project, names)
        if not work.changes:
            return work
        done = [_resolved(project, one, "fixed") for one in work.fixed]
        after = self.projects.change(work.changes, project=project.id, who=WHO, note=_note(work.fixed), along=_booked(done))
        return Mended(after, work.changes, work.fixed, work.left)

    def propose(self, names: Collection[str] = ()) -> Proposal:
        """The same as a proposal, for a person to accept, edit or refuse. Raises UsageError where nothing can be mended."""
        project = self.projects.require()
        work = self._mended(project, names)
        if not work.changes:
            why = work.left[0][1] if work.left else "nothing was found"
            raise UsageError(f"there is nothing to propose: {why}; `director continuity` lists what there is.")
        return self.projects.propose(work.changes, who=WHO, why=_note(work.fixed), project=project.id)

    def dismiss(self, names: Collection[str]) -> tuple[Finding, ...]:
        """Findings a person decided to live with: they stay away until what they are about changes. Raises UsageError."""
        project = self.projects.require()
        found = chosen(report(project, looking=self.looking).findings, names)
        kept = (*project.dismissed, *(one.id for one in found))
        self._say(project, kept, found, "dismissed")
        return found

    def reopen(self, names: Collection[str]) -> tuple[Finding, ...]:
        """Dismissed findings, found again. Raises UsageError for those that aren't dismissed."""
        project = self.projects.require()
        found = chosen(report(project, looking=self.looking).dismissed, names)
        gone = {one.id for one in found}
        self._say(project, tuple(one for one in project.dismissed if one not in gone), found, "reopened")
        return found

    def log(self, project: str = "") -> list[Resolution]:
        """How findings of a project (default: the current one) were resolved, oldest first."""
        return self.workspace.resolutions.of(project or self.projects.require().id)

    def _mended(self, project: Project, names: Collection[str]) -> Mended:
        seen = report(project, looking=self.looking)
        wanted = [one.id for one in chosen(seen.findings, names)] if names else None
        return mended(project, wanted, looking=self.looking)

    def _say(self, project: Project, dismissed: Sequence[str], found: Iterable[Finding], how: How) -> None:
        done = [_resolved(project, one, how) for one in found]
        change = Change(op="set", path="dismissed", value=list(dismissed))
        note = f"{how} {', '.join(one.finding for one in done[:3])}"
        self.projects.change([change], project=project.id, note=note, along=_booked(done))


def sights(workspace: Workspace) -> Looking:
    """A look at the pictures that are stored in the workspace."""

    def read(sha256: str) -> bytes | None:
        asset = workspace.assets.get(sha256)
        if asset is None or not asset.mime.startswith("image/") or asset.bytes > LARGEST or not workspace.assets.here(asset):
            return None
        return workspace.assets.read(asset)

    return Sights(read)


def _resolved(project: Project, found: Finding, how: How) -> Resolution:
    changes = found.fix if how == "fixed" else ()
    return Resolution(project=project.id, version=project.version, finding=found.id, rule=found.rule, how=how, changes=changes)


def _booked(done: Sequence[Resolution]) -> Callable[[Connection], bool]:
    """Writes resolutions with the version they lead to."""

    def write(connection: Connection) -> bool:
        resolutions.add(connection, done)
        return True

    return write


def _note(fixed: Sequence[Finding]) -> str:
    """What was mended, in a line."""
    if not fixed:
        return ""
    first = fixed[0].remedy or fixed[0].message
    return first if len(fixed) == 1 else f"{len(fixed)} findings mended: {first} …"
