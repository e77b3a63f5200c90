"""Workflows as they are listed, and what came of one."""

from collections.abc import Sequence
from typing import Any, Protocol

from director_kernel.present.html import QUIET, box, el, table
from director_kernel.present.shown import Shown
from director_kernel.present.text import columns
from director_kernel.schema.noun import Noun


class Listed(Protocol):
    """A workflow as far as it is shown."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def about(self) -> str: ...

    @property
    def Settings(self) -> type[Noun]: ...


class Taken(Protocol):
    """A work that was taken in."""

    @property
    def note(self) -> str: ...

    @property
    def project(self) -> Any: ...


def workflows_view(workflows: Sequence[Listed]) -> Shown:
    """Every workflow with what it does."""
    rows = [(one.name, one.title, one.about) for one in workflows]
    head = ("workflow", "title", "what it does")
    text = columns(rows, head=head, stretch=2, fold=True)
    data = [{"name": one.name, "title": one.title, "about": one.about} for one in workflows]
    return Shown(f"{text}\n`director work NAME --about` says what its settings are.", box(table(head, rows, caption="Workflows")), data)


def workflow_view(workflow: Listed) -> Shown:
    """One workflow with its settings, their usual values and what they mean."""
    rows = [
        (name, "needed" if field.is_required() else _value(field.get_default(call_default_factory=True)), field.description or "")
        for name, field in workflow.Settings.model_fields.items()
    ]
    head = ("setting", "usually", "meaning")
    text = f"{workflow.title}: {workflow.about}\n{columns(rows, head=head, stretch=2, fold=True)}"
    html = box(el("div", el("strong", workflow.title)), el("div", workflow.about, style=f"color:{QUIET}"), table(head, rows))
    return Shown(text, html, {"name": workflow.name, "settings": {name: usual for name, usual, _ in rows}})


def _value(value: object) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value)) or "none"
    return str(getattr(value, "value", value)) or "none"


def taken_view(taken: Taken, pictures: Sequence[tuple[str, bytes]]) -> Shown:
    """What came of a work; `pictures` are its frames as JPEG, each with what it is."""
    project = taken.project
    lines = [taken.note or "Taken in.", f"{project.title}, version {project.version}; `director project undo` takes it back."]
    names = [name for name, _ in pictures if name]
    if names:
        lines.append("Pictures: " + " · ".join(names))
    html = box(el("div", el("strong", lines[0])), *(el("div", line, style=f"color:{QUIET}") for line in lines[1:]))
    data = {"note": taken.note, "project": project.id, "version": project.version, "pictures": names}
    return Shown("\n".join(lines), html, data, pictures=tuple(picture for _, picture in pictures))
