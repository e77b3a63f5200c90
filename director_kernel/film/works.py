"""Workflows under way: one is started on a project, its plan runs like any other, and what was made is taken in once, by whoever comes
first.

What was started is in the books before anything runs. So a run that ends after its kernel died is taken in by the next one that looks
(`collect`), and two that look at once take it in together only once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, get_origin

from pydantic import ValidationError

from director_kernel.errors import UsageError
from director_kernel.film.projects import Projects
from director_kernel.film.registry import WORKFLOWS, find_workflow
from director_kernel.film.workflow import Made, TakenIn, Workflow
from director_kernel.schema.asset import Asset
from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Draft, Plan
from director_kernel.schema.project import Change, Project
from director_kernel.store import Connection, Workspace, works
from director_kernel.store.works import Work

Finish = Callable[[Draft], Plan]
"""The plan a draft means; raises PlanFaults with everything only a person can mend."""


MOST_PICTURES = 24
"""Shown of one work."""


class Taken(NamedTuple):
    """A work that was taken in: the project as it is now, what came of it in a line, and the changes it made."""

    work: Work
    project: Project
    note: str
    changes: tuple[Change, ...] = ()


def _listed(noun: type[Noun], settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as they are typed: a number that names something ("scene=2") is text, and one word stands for a list of one."""
    found = dict(settings)
    for name, field in noun.model_fields.items():
        value = found.get(name)
        if (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and (field.annotation is str or get_origin(field.annotation) is tuple)
        ):
            value = found[name] = str(value)
        if isinstance(value, str) and get_origin(field.annotation) is tuple:
            found[name] = [part.strip() for part in value.split(",") if part.strip()]
    return found


def _shown(changes: Sequence[Change]) -> list[tuple[str, str]]:
    """(what it is, hash) of every picture in the changes, the sheet of a board before its frames."""
    found: dict[str, str] = {}

    def look(value: Any, name: str) -> None:
        if isinstance(value, dict):
            named = str(next((value[key] for key in ("caption", "label", "title", "name") if value.get(key)), name))
            for key in ("sheet", "asset", "frame"):
                if isinstance(value.get(key), str):
                    found.setdefault(value[key], named)
            for inner in value.values():
                look(inner, named)
        elif isinstance(value, list | tuple):
            for inner in value:
                look(inner, name)

    for change in changes:
        given = change.value.wire() if isinstance(change.value, Noun) else change.value
        if isinstance(given, str) and change.path.rpartition("/")[2] in ("frame", "asset", "sheet"):
            found.setdefault(given, change.path.split("/")[-2])
        look(given, "")
    return [(name, sha256) for sha256, name in found.items()]


@dataclass(frozen=True)
class Works:
    """The works of a workspace's projects. `finish` makes drafts into plans."""

    workspace: Workspace
    projects: Projects
    finish: Finish

    def find(self, name: str) -> Workflow:
        """The workflow of this name. Raises UsageError naming the nearest."""
        return find_workflow(name)

    def settle(self, name: str, settings: Mapping[str, Any]) -> tuple[Workflow, Any]:
        """The workflow of this name and its settings, checked. Raises UsageError with what there is."""
        workflow = find_workflow(name)
        try:
            return workflow, workflow.Settings.model_validate(_listed(workflow.Settings, settings))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "settings"
            known = ", ".join(workflow.Settings.model_fields)
            raise UsageError(f"{workflow.name}: {where}: {first['msg'].lower()}; its settings are {known}.") from None

    def plan(self, name: str, settings: Mapping[str, Any], project: Project | None = None) -> tuple[Any, Plan]:
        """What the workflow would make of the current project, kept nowhere. Raises UsageError, PlanFaults."""
        workflow, checked = self.settle(name, settings)
        return checked, self.finish(workflow.draft(project or self.projects.require(), checked))

    def begin(self, name: str, settings: Mapping[str, Any]) -> tuple[Work, Plan]:
        """The work and its plan, both kept; running it is the caller's. Raises UsageError, PlanFaults."""
        project = self.projects.require()
        checked, plan = self.plan(name, settings, project)
        kept = self.workspace.plans.save(plan, note=name)
        return self.workspace.works.begin(project.id, project.version, find_workflow(name).name, checked.wire(), kept.id), kept

    def collect(self, work: str = "") -> list[Taken]:
        """Takes in everything that has been made since (or that one work) and says what came of it."""
        found = [self.workspace.works.get(work)] if work else self.workspace.works.open()
        return [taken for one in found if one.state == "open" and (taken := self._take(one)) is not None]

    def pictures(self, taken: Taken, longest: int) -> list[tuple[str, bytes]]:
        """The pictures a work put into its project as JPEG, at most `longest` pixels, each with what it is."""
        from director_kernel.media.thumbnail import thumbnail

        found = []
        for name, sha256 in _shown(taken.changes)[:MOST_PICTURES]:
            asset = self.workspace.assets.get(sha256)
            if asset is not None and asset.mime.startswith("image/"):
                found.append((name, thumbnail(self.workspace.assets.path(asset), asset.mime, longest)))
        return found

    def _take(self, work: Work) -> Taken | None:
        """The work taken in; None as long as something is missing."""
        if work.workflow not in WORKFLOWS:
            return None
        plan = self.workspace.plans.get(work.plan)
        takes = self._takes(plan)
        if takes is None:
            return None
        workflow, settings = self.settle(work.workflow, work.settings)
        found = workflow.take_in(self.projects.get(work.project), settings, self._made(plan, takes))
        project = self.projects.change(
            found.changes,
            project=work.project,
            who=workflow.name,
            note=found.note,
            along=lambda connection: _close(connection, work, found),
        )
        return Taken(work, project, found.note, found.changes)

    def _takes(self, plan: Plan) -> dict[str, Asset] | None:
        """The main outputs of the newest run that ended, by step; None where none has all of them."""
        for execution in reversed(self.workspace.runs.all(plan=plan.id)):
            takes: dict[str, Asset] = {}
            for take in self.workspace.runs.takes(execution.id):
                takes.setdefault(take.step, take.asset)
            if all(step.id in takes for step in plan.steps):
                return takes
        return None

    def _made(self, plan: Plan, takes: Mapping[str, Asset]) -> Made:
        assets = self.workspace.assets

        def read(step: str) -> bytes:
            return assets.read(takes[step])

        def store(data: bytes, mime: str, facts: dict[str, Any]) -> Asset:
            return assets.add_bytes(data, mime, **facts)

        return Made(plan, takes, read, store)


def _close(connection: Connection, work: Work, found: TakenIn) -> bool:
    """Ends the work with the version that takes it in; False where another process was faster, and nothing is written then."""
    if not works.close(connection, work.id, "taken", found.note):
        return False
    works.add_traces(connection, found.traces)
    return True
