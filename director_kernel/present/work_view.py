"""Workflows as they are listed, and what came of one."""

from collections.abc import Sequence
from typing import Any, Protocol

from director_kernel.present.html import QUIET, box, el, spelled, table
from director_kernel.present.shown import Shown
from director_kernel.present.text import columns, wrapped
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
        (name, "needed" if field.is_required() else _value(field.get_default(call_default_factory=True)))
        for name, field in workflow.Settings.model_fields.items()
    ]
    head = ("setting", "usually")
    meaning = _meaning(workflow.Settings)
    text = "\n".join([wrapped(f"{workflow.title}: {workflow.about}"), "", columns(rows, head=head), "", *map(wrapped, meaning)])
    html = box(
        el("div", el("strong", workflow.title)),
        el("div", workflow.about, style=f"color:{QUIET}"),
        table(head, rows, caption="Settings"),
        *(el("p", spelled(part), style="margin:8px 0 0;max-width:60em") for part in meaning),
    )
    return Shown(text, html, {"name": workflow.name, "settings": dict(rows), "meaning": meaning})


def _meaning(settings: type[Noun]) -> list[str]:
    """What the settings mean, as their nouns say it: what is this workflow's own first."""
    nouns = [one for one in settings.__mro__ if issubclass(one, Noun) and one is not Noun]
    return [" ".join(one.__doc__.split()) for one in nouns if one.__doc__]


def _value(value: object) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value)) or "none"
    said = getattr(value, "value", value)
    return "none" if said in (None, "") else "yes" if said is True else "no" if said is False else str(said)


def taken_view(taken: Taken, names: Sequence[str] = (), picture: bytes | None = None, reel: Shown | None = None, hint: str = "") -> Shown:
    """What came of a work: `names` of what was made with the picture that says it all (a JPEG), or the reel; `hint` is the next step."""
    project = taken.project
    first = taken.note or "Taken in."
    lines = [f"{project.title}, version {project.version}; `director project undo` takes it back."]
    lines += [f"Pictures: {' · '.join(names)}."] if len(names) > 1 else []
    lines += [hint] if hint else []
    html = box(el("div", el("strong", first)), *(el("div", spelled(line), style=f"color:{QUIET}") for line in lines))
    data = {"note": taken.note, "project": project.id, "version": project.version, "pictures": list(names)}
    text = "\n".join([wrapped(first), *(wrapped(line) for line in lines)])
    if reel is None:
        return Shown(text, html, data, pictures=(picture,) if picture else ())
    return Shown(f"{text}\n\n{reel.text}", html + reel.html, {**data, "reel": reel.data}, pictures=reel.pictures)
