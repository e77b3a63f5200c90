"""Workflows under way: one is started on a project, its plan runs like any other, and what was made is taken in once, by whoever comes
first.

What was started is in the books before anything runs. So a run that ends after its kernel died is taken in by the next one that looks
(`collect`), and two that look at once take it in together only once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import ValidationError

from director_kernel.errors import UsageError
from director_kernel.film.projects import Projects
from director_kernel.film.registry import WORKFLOWS, find_workflow
from director_kernel.film.workflow import Made, TakenIn, Workflow
from director_kernel.schema.asset import Asset
from director_kernel.schema.plan import Draft, Plan
from director_kernel.schema.project import Project
from director_kernel.store import Connection, Workspace, works
from director_kernel.store.works import Work

Finish = Callable[[Draft], Plan]
"""The plan a draft means; raises PlanFaults with everything only a person can mend."""


class Taken(NamedTuple):
    """A work that was taken in: the project as it is now, and what came of it in a line."""

    work: Work
    project: Project
    note: str


@dataclass(frozen=True)
class Works:
    """The works of a workspace's projects. `finish` makes drafts into plans."""

    workspace: Workspace
    projects: Projects
    finish: Finish

    def settle(self, name: str, settings: Mapping[str, Any]) -> tuple[Workflow, Any]:
        """The workflow of this name and its settings, checked. Raises UsageError with what there is."""
        workflow = find_workflow(name)
        try:
            return workflow, workflow.Settings.model_validate(dict(settings))
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
        return Taken(work, project, found.note)

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
