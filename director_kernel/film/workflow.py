"""What a workflow is: from a project and its settings to a draft, and from what was made back to changes of the project.

A workflow never runs, stores or changes anything itself: `film/works` keeps what was started, so that what a run made is taken in even
when the process that started it is gone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, runtime_checkable

from director_kernel.catalog.book import Catalog
from director_kernel.schema.asset import Asset
from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Draft, Plan
from director_kernel.schema.project import Change, Project, Trace


@dataclass(frozen=True)
class Made:
    """What a run made of a workflow's plan, as its take-in sees it. `takes` are the stored main outputs by step id; `read` gives a
    file's bytes, `store` keeps new bytes (a panel cut out of a sheet) and gives their asset: the same bytes are the same asset."""

    plan: Plan
    takes: Mapping[str, Asset]
    read: Callable[[str], bytes]
    store: Callable[[bytes, str, dict[str, Any]], Asset]


@dataclass(frozen=True)
class TakenIn:
    """What comes of it: changes of the project, and the traces for later learning. `note` says it in a line."""

    changes: tuple[Change, ...]
    traces: tuple[Trace, ...] = ()
    note: str = ""


class Workflow(Protocol):
    """A named way of working. `Settings` is checked before anything begins; its defaults are the usual case."""

    name: ClassVar[str]
    """As it is typed: "shot-stack"."""
    title: ClassVar[str]
    about: ClassVar[str]
    Settings: ClassVar[type[Noun]]

    def draft(self, project: Project, settings: Any) -> Draft:
        """The steps. Raises UsageError where the project lacks what it needs, with what to do."""
        ...

    def take_in(self, project: Project, settings: Any, made: Made) -> TakenIn:
        """What was made, in the project. Deterministic, and the same when it is done twice: ids follow from the plan's id."""
        ...


@runtime_checkable
class WithCatalog(Protocol):
    """A workflow that draws on the catalog: what a workspace adds to it (its own styles, its own shot grammars) counts too."""

    def draft_from(self, project: Project, settings: Any, catalog: Catalog) -> Draft:
        """The steps. Raises UsageError where project or catalog lack what it needs, with what to do."""
        ...


def drafted(workflow: Workflow, project: Project, settings: Any, catalog: Catalog) -> Draft:
    """The steps of a workflow, by this catalog where it draws on one. Raises UsageError."""
    if isinstance(workflow, WithCatalog):
        return workflow.draft_from(project, settings, catalog)
    return workflow.draft(project, settings)
