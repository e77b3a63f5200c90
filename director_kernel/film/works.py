"""Workflows under way: one is started on a project, its plan runs like any other, and what was made is taken in once, by whoever comes
first.

What was started is in the books before anything runs. So a run that ends after its kernel died is taken in by the next one that looks
(`collect`), and two that look at once take it in together only once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, get_origin

from pydantic import ValidationError

from director_kernel.catalog.book import Catalog
from director_kernel.errors import DirectorError, UsageError
from director_kernel.film.casting import cast
from director_kernel.film.projects import Projects
from director_kernel.film.registry import WORKFLOWS, find_workflow
from director_kernel.film.seen import seen
from director_kernel.film.taking import Ran, fitting, missing, ran, without_previs
from director_kernel.film.workflow import Made, TakenIn, Workflow, drafted
from director_kernel.schema.asset import Asset
from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Draft, Plan
from director_kernel.schema.project import Change, Project
from director_kernel.schema.words import counted
from director_kernel.store import Connection, Workspace, works
from director_kernel.store.works import Work

Finish = Callable[[Draft], Plan]
"""The plan a draft means; raises PlanFaults with everything only a person can mend."""


MOST_PICTURES = 60
"""On the page that shows a work."""
_TRIES = 3
"""Times a work is taken in anew because the project was changed in the same moment."""


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


@dataclass(frozen=True)
class Works:
    """The works of a workspace's projects. `finish` makes drafts into plans, `catalog` says which models there are."""

    workspace: Workspace
    projects: Projects
    finish: Finish
    catalog: Callable[[], Catalog]

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

    def plan(self, name: str, settings: Mapping[str, Any], project: Project | None = None, *, studio: str = "previs") -> tuple[Any, Plan]:
        """What the workflow would make of the current project in that studio, kept nowhere. Raises UsageError, PlanFaults."""
        workflow, checked = self.settle(name, self.projects.clean(dict(settings)))
        ground = project or self.projects.require()
        if studio == "live":
            ground = without_previs(ground, self._drawn(ground))
        draft = cast(drafted(workflow, ground, checked, self.catalog()), ground, getattr(checked, "target", ""), self.catalog())
        return checked, self.finish(draft)

    def begin(self, name: str, settings: Mapping[str, Any], *, studio: str = "previs") -> tuple[Work, Plan]:
        """The work and its plan, both kept; running it is the caller's, who says `forget` where it can't. Raises UsageError, PlanFaults."""
        project = self.projects.require()
        checked, plan = self.plan(name, settings, project, studio=studio)
        kept = self.workspace.plans.save(plan, note=name)
        return self.workspace.works.begin(project.id, project.version, find_workflow(name).name, checked.wire(), kept.id), kept

    def forget(self, work: Work, why: str) -> None:
        """Puts a work away whose plan never began to run, for nothing will ever come of it; does nothing for any other."""
        if not self.workspace.runs.all(plan=work.plan):
            self.workspace.projects.run(lambda connection: works.close(connection, work.id, "dropped", why[:300]))

    def collect(self, work: str = "") -> list[Taken]:
        """Takes in everything that has been made since and says what came of it: one work that can't be keeps no other from it.

        With `work` that one alone. Raises DirectorError then where it can't be taken in, and KeyError for a work that isn't there.
        """
        found = [self.workspace.works.get(work)] if work else self.workspace.works.open()
        taken = []
        for one in found:
            try:
                taken.append(self._take(one) if one.state == "open" else None)
            except (DirectorError, ValidationError) as error:
                self._say(one, str(error).splitlines()[0])
                if work:
                    raise
        return [each for each in taken if each is not None]

    def waiting(self, project: str = "") -> list[tuple[Work, str]]:
        """Works that ran and are not taken in yet, of one project or all, each with what is missing and what to do."""
        found = [(one, self._missing(one)) for one in self.workspace.works.open(project)]
        return [(one, why) for one, why in found if why]

    def why_open(self, work: str) -> str:
        """What is missing of a work and what to do about it; "" for one that is missing nothing. Raises KeyError."""
        return self._missing(self.workspace.works.get(work))

    def named(self, taken: Taken) -> tuple[str, ...]:
        """What a work put into its project: shots by their number, everything else in words."""
        return tuple(one.number if "." in one.number else one.words for one in seen(taken.changes, taken.project)[:MOST_PICTURES])

    def picture(self, taken: Taken, longest: int) -> bytes | None:
        """What a work put into its project in one picture, a JPEG of at most `longest` pixels; None for none.

        Pictures that are gone or damaged are not on it.
        """
        # What draws brings the pixel libraries along: only who looks waits for them.
        from director_kernel.film.layouts import reader
        from director_kernel.media.contact import Labelled, contact
        from director_kernel.media.thumbnail import thumbnail

        read = reader(self.workspace)
        found = [(one, data) for one in seen(taken.changes, taken.project)[:MOST_PICTURES] if (data := read(one.sha256))]
        if len(found) == 1:
            asset = self.workspace.assets.get(found[0][0].sha256)
            return thumbnail(found[0][1], asset.mime, longest) if asset else None
        if not found:
            return None
        page = contact([Labelled(data, one.number, one.words) for one, data in found], find_workflow(taken.work.workflow).title)
        return thumbnail(page.png, "image/png", longest)

    def _take(self, work: Work) -> Taken | None:
        """The work taken in; None as long as something is missing, and where another process was faster."""
        made = ran(self.workspace, self.workspace.plans.get(work.plan)) if work.workflow in WORKFLOWS else None
        if made is None:
            return None
        workflow, settings = self.settle(work.workflow, work.settings)
        for at in range(_TRIES):
            project = self.projects.get(work.project)
            found, changes = self._found(project, workflow, settings, made)
            try:
                return self._write(work, workflow.name, found, changes)
            except UsageError:
                # Changed by somebody else in the same moment: what fits is looked for again.
                if at == _TRIES - 1:
                    raise
        return None

    def _found(self, project: Project, workflow: Workflow, settings: Any, made: Ran) -> tuple[TakenIn, tuple[Change, ...]]:
        """What comes of a run, and as much of it as the project takes."""
        if not made.plan.steps:
            return TakenIn((), (), "everything was left out: nothing was made"), ()
        found = workflow.take_in(project, settings, self._made(made.plan, made.takes))
        changes, failed = fitting(project, found)
        out = f"{counted(made.left_out, 'step')} left out" if made.left_out else ""
        return replace(found, note="; ".join(part for part in (found.note, out, failed) if part)), changes

    def _write(self, work: Work, who: str, found: TakenIn, changes: tuple[Change, ...]) -> Taken | None:
        first: list[bool] = []

        def along(connection: Connection) -> bool:
            first.append(_close(connection, work, found))
            return first[-1]

        project = self.projects.change(changes, project=work.project, who=who, note=found.note, along=along)
        return Taken(work, project, found.note, changes) if first[-1] else None

    def _say(self, work: Work, why: str) -> None:
        self.workspace.projects.run(lambda connection: works.say(connection, work.id, why[:300]))

    def _missing(self, work: Work) -> str:
        if work.workflow not in WORKFLOWS:
            return f"there is no workflow {work.workflow!r} here: upgrade director-kernel"
        return work.note or missing(self.workspace, self.workspace.plans.get(work.plan))

    def _drawn(self, project: Project) -> frozenset[str]:
        """Pictures and clips of the shots, and of the bible, that the offline studio made."""
        known = {sha256 for shot in project.shots() for sha256 in (shot.frame, shot.take) if sha256}
        bible = project.bible
        for ones in (bible.characters, bible.locations, bible.props):
            known.update(sha256 for one in ones for sha256 in one.assets)
        found = (self.workspace.assets.get(sha256) for sha256 in sorted(known))
        return frozenset(asset.sha256 for asset in found if asset is not None and asset.meta.get("studio") == "previs")

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
