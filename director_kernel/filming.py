"""The film desk joined to the rest of the house: stories told by the director, workflows run, references read.

`film/` knows projects and drafts, `engine/` knows plans and runs; neither knows the other. Here they meet.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from director_kernel.engine import brains, care
from director_kernel.engine.desk import refuse
from director_kernel.engine.hush import scrubbed
from director_kernel.engine.planner import finish
from director_kernel.errors import DirectorError, StudioError, UsageError
from director_kernel.events import Event
from director_kernel.film.desk import Film
from director_kernel.film.from_plan import project_of_plan
from director_kernel.film.outlook import made, next_steps
from director_kernel.film.wall import targets_of
from director_kernel.film.works import Taken
from director_kernel.schema.brief import Attachment
from director_kernel.schema.noun import storable
from director_kernel.schema.plan import Draft, Plan
from director_kernel.schema.project import Change, Project
from director_kernel.schema.words import counted

if TYPE_CHECKING:
    from director_kernel.director import Director

T = TypeVar("T")


class Directed(NamedTuple):
    """A project that was begun, and what there is to say of it."""

    project: Project
    notes: tuple[str, ...] = ()


class Filming(Film):
    """`Director.film`: the film desk with the director, its runs and its files at hand."""

    def __init__(self, director: "Director") -> None:
        def finished(draft: Draft) -> Plan:
            found = finish(draft, director.catalog)
            refuse(found.open)
            return found.plan

        def clean(value: T, /) -> T:
            return scrubbed(value, lambda text: storable(director.keys.scrub(text)))

        super().__init__(director.workspace, director.memory, finished, lambda: director.catalog, clean)
        self._director = director

    def direct(
        self,
        logline: str,
        references: Sequence[Path | str | Attachment] = (),
        *,
        scenes: int = 3,
        seconds: float = 0.0,
        aspect: str = "",
        targets: Sequence[str] = (),
        seed: int = 0,
        from_chat: bool = False,
    ) -> Directed:
        """A project, current from now on: told from the logline by whoever directs, or made of the current conversation's plan.

        The references go into its bible and are read for palette, light and composition. Raises UsageError, AssetError, and what a chat
        model that directs raises.
        """
        targets_of(targets, self.catalog)
        given = care.attach(self.workspace, references)
        for one in given:
            if one.kind != "image" or one.asset is None:
                raise UsageError(f"{one.name} is no picture that is stored here; save it and give its path: a PNG, JPEG or WebP.")
        told, notes = self._told(logline, scenes, seconds, aspect, seed, from_chat)
        wanted = told.with_(targets=tuple(targets)) if targets else told
        project = self.projects.add(wanted, note="from the conversation" if from_chat else "from a logline")
        referenced, read = self._referenced(project, given)
        return Directed(referenced, (*notes, *read))

    def _told(self, logline: str, scenes: int, seconds: float, aspect: str, seed: int, from_chat: bool) -> tuple[Project, tuple[str, ...]]:
        """The story: the offline director's own, or that of a plan a chat model wrote."""
        director = self._director
        if from_chat:
            return project_of_plan(director.plans.require()), ()
        if not logline.strip():
            raise UsageError('say what happens, for example: director film "A lighthouse keeper finds a door in the sea"')
        if director.brain != brains.OFFLINE:
            turn = director.brief(logline, decide=True, seed=seed)
            if turn.plan is not None:
                return project_of_plan(turn.plan).with_(logline=logline.strip()[:2000]), (turn.text.strip(),)
            # A model that only talked has told no story: the offline director does.
            return self._written(logline, scenes, seconds, aspect, seed), (turn.text.strip(), "The offline director told the scenes.")
        return self._written(logline, scenes, seconds, aspect, seed), ()

    def _written(self, logline: str, scenes: int, seconds: float, aspect: str, seed: int) -> Project:
        from director_kernel.engine.offline.read_brief import read, read_brief
        from director_kernel.engine.offline.screenplay import write_project

        brief = read_brief(read(self._director.keys.scrub(logline)), (), seed=seed, models=())
        return write_project(brief, scenes=scenes, seconds=seconds, aspect=aspect)

    def _referenced(self, project: Project, given: Sequence[Attachment]) -> tuple[Project, tuple[str, ...]]:
        """The project with the pictures in its bible, each read offline; where the story says no colours, those of the first hold."""
        from director_kernel.film.references import new_picture, read_of
        from director_kernel.media.analysis import analyse

        notes = []
        for one in given:
            asset = self.workspace.assets.get(str(one.asset))
            if asset is None:
                continue
            read = read_of(analyse(self.workspace.assets.read(asset), one.name))
            changes = list(new_picture(project, asset.sha256, Path(one.name).stem, read, category="style"))
            if not project.style.palette:
                changes.append(Change(op="set", path="style/palette", value=list(read.palette)))
            project = self.projects.change(changes, note=f"reference {one.name}")
            notes.append(f"{one.name}: {read.phrase}")
        return project, tuple(notes)

    def where(self) -> tuple[list[care.Said], list[care.Said]]:
        """Where the current film stands, a line each (none where there is no film), and what comes next. What was made since somebody
        last looked is taken in first."""
        taken = [("taken in", f"{one.work.id} ({one.work.workflow}): {one.note}") for one in self.works.collect()]
        project = self.projects.current()
        if project is None:
            return taken, []
        shots = project.shots()
        told = (f"{project.title} ({project.id}, version {project.version})", counted(len(project.scenes), "scene"),
                counted(len(shots), "shot"), made(project))  # fmt: skip
        waiting = [("not taken in", f"{one.id} ({one.workflow}): {why}") for one, why in self.works.waiting(project.id)]
        open_ = len(self.projects.proposals(project.id))
        decide = [("project", f"{counted(open_, 'proposal')} to decide on")] if open_ else []
        return [("film", ", ".join(part for part in told if part)), *taken, *waiting], [*decide, *next_steps(project)]

    def work(
        self,
        workflow: str,
        settings: Mapping[str, Any] | None = None,
        *,
        studio: str = "previs",
        cap: int | None = None,
        see: Callable[[Event], None] = lambda event: None,
    ) -> Taken:
        """A workflow of the current project, run to its end and taken in. Raises UsageError, PlanFaults, BudgetError, StudioError."""
        work, plan = self.works.begin(workflow, settings or {}, studio=studio)
        try:
            run = self._director.runs.start(plan, studio=studio, cap=cap)
        except DirectorError as error:
            self.works.forget(work, error.message)
            raise
        run.wait(see)
        taken = self.works.collect(work.id)
        if not taken:
            why = self.works.why_open(work.id)
            retry = "" if "provide" in why else ", `director retry` tries again what failed"
            raise StudioError(f"{workflow} is not finished: {why}{retry}. What it makes is taken in once all is there.")
        return taken[0]
