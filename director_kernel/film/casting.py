"""Who makes the pictures and clips of a workflow: the model that was named for it, else the film's own targets, else whoever the planner
chooses.

The steps of a draft name no models. They get them here, from the catalog of the workspace, so that a model only it knows can be named.
"""

from typing import NamedTuple

from director_kernel.catalog.book import Catalog
from director_kernel.errors import UsageError
from director_kernel.schema.model import Model
from director_kernel.schema.plan import Draft, DraftStep, Kind, Role
from director_kernel.schema.project import Project

_PICTURES = frozenset((Kind.TEXT_TO_IMAGE.value, Kind.IMAGE_EDIT.value))
_CLIPS = frozenset((Kind.TEXT_TO_VIDEO.value, Kind.IMAGE_TO_VIDEO.value))
_MADE = (
    ("image", Kind.TEXT_TO_IMAGE),
    ("image", Kind.IMAGE_EDIT),
    ("video", Kind.IMAGE_TO_VIDEO),
    ("video", Kind.TEXT_TO_VIDEO),
)
"""What a model may be named for, by what it makes first."""


class Casts(NamedTuple):
    """The models the person wants, "" where the planner chooses."""

    image: str = ""
    video: str = ""

    def of(self, step: DraftStep) -> str:
        """The model for a step; "" for one that nobody was named for."""
        return self.image if step.kind in _PICTURES else self.video if step.kind in _CLIPS else ""


def casts_for(project: Project, target: str, catalog: Catalog) -> Casts:
    """Who makes pictures and clips: `target` where it is given, else the first of the project's targets that can.

    Raises UsageError for a target that is no model.
    """
    found = {"image": "", "video": ""}
    for name in (target,) if target else project.targets:
        for key, kind in _MADE:
            model = catalog.resolve(name, kind=kind).model
            if model is not None and model.makes(kind) and (target or not model.manual):
                found[key] = found[key] or model.id
    if target and not any(found.values()):
        near = ", ".join(catalog.resolve(target, kind=Kind.IMAGE_TO_VIDEO).suggestions)
        raise UsageError(
            f"no model {target[:60]!r} makes pictures or clips{f' (near: {near})' if near else ''}; `director models` lists them."
        )
    return Casts(found["image"], found["video"])


def cast(draft: Draft, project: Project, target: str, catalog: Catalog) -> Draft:
    """The draft with its models. What a named model can't go by is left out, and said in the summary.

    Raises UsageError for a target that is no model, or that makes nothing of what the draft asks for.
    """
    casts = casts_for(project, target, catalog)
    blind: dict[str, None] = {}
    steps = []
    for step in draft.steps:
        name = step.model or casts.of(step)
        if name and step.kind == Kind.IMAGE_EDIT.value and not _sees(catalog.models[name], catalog):
            step = _unled(step, catalog.models[name])
            blind[catalog.models[name].short_name] = None
        steps.append(step.model_copy(update={"model": name}) if name else step)
    if target and steps and not any(casts.of(step) for step in steps) and any(step.kind in _PICTURES | _CLIPS for step in steps):
        made, asked = ("clips", "pictures") if casts.video else ("pictures", "clips")
        title = (draft.title or "the work")[:60]
        raise UsageError(f"{target[:60]} makes {made}, and {title!r} needs {asked}; name another model, or none at all.")
    notes = [f"{name} takes no pictures to go by: everybody and everything is described in words alone" for name in blind]
    summary = "; ".join(part for part in (draft.summary, *notes) if part)
    return draft.model_copy(update={"steps": steps, "summary": summary})


def _sees(model: Model, catalog: Catalog) -> bool:
    """Whether a model can be given pictures; whoever makes it by hand can."""
    schemas = [catalog.endpoint(ref.id) for ref in model.endpoints if ref.known and ref.kind is Kind.TEXT_TO_IMAGE]
    return model.manual or model.makes(Kind.IMAGE_EDIT) or any(one.input_field(Role.REFERENCE) for one in schemas if one is not None)


def _unled(step: DraftStep, model: Model) -> DraftStep:
    """The step without the pictures it would go by. Raises UsageError where it works on one."""
    if any(each.role is Role.SOURCE for each in step.inputs or ()):
        raise UsageError(
            f"{model.short_name} works on no pictures, and {(step.action or 'the step')[:60]!r} changes one; name another model."
        )
    return step.model_copy(update={"kind": Kind.TEXT_TO_IMAGE.value, "inputs": [], "depends_on": []})
