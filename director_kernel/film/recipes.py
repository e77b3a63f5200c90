"""Recipes: a workflow with the settings somebody found good, checked against the workflow, kept as a file, shared and forked.

A recipe may leave open what only a project knows (whose sheet, which beat); that is given when it is applied. What it does say must be
what the workflow takes.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from director_kernel.catalog.saving import Page, read_page, save, write
from director_kernel.errors import UsageError
from director_kernel.film.named import find_named, loose
from director_kernel.film.registry import find_workflow
from director_kernel.schema.direction import Recipe

SECTION = "recipes"


class Fault(NamedTuple):
    """A setting the workflow doesn't take; "" is the workflow itself."""

    setting: str
    message: str


def find_recipe(recipes: Mapping[str, Recipe], name: str) -> Recipe:
    """The recipe of this name. Raises UsageError with the nearest."""
    return find_named(recipes, name, "recipe")


def faults(recipe: Recipe) -> tuple[Fault, ...]:
    """Everything in the recipe its workflow doesn't take, in the order of the settings."""
    try:
        workflow = find_workflow(recipe.workflow)
    except UsageError as error:
        return (Fault("", error.message),)
    known = workflow.Settings.model_fields
    return tuple(_faults(recipe.settings, workflow.Settings, ", ".join(known)))


def _faults(settings: Mapping[str, Any], noun: Any, known: str) -> Iterator[Fault]:
    unknown = [name for name in settings if name not in noun.model_fields]
    yield from (Fault(name, f"is no setting of this workflow; there are {known}") for name in unknown)
    try:
        noun.model_validate({name: value for name, value in settings.items() if name not in unknown})
    except ValidationError as error:
        names = {field.alias or name: name for name, field in noun.model_fields.items()}
        for one in error.errors(include_url=False, include_context=False):
            first = names.get(str(one["loc"][0]), str(one["loc"][0])) if one["loc"] else ""
            if first in settings:
                inside = "".join(f"[{part}]" for part in one["loc"][1:] if isinstance(part, int))
                yield Fault(first, f"{inside + ' ' if inside else ''}{one['msg'][0].lower()}{one['msg'][1:]}")


def open_settings(recipe: Recipe) -> tuple[str, ...]:
    """What must be given when it is applied."""
    fields = find_workflow(recipe.workflow).Settings.model_fields
    return tuple(name for name, field in fields.items() if field.is_required() and name not in recipe.settings)


def checked(recipe: Recipe) -> Recipe:
    """The recipe. Raises UsageError naming the first thing its workflow doesn't take."""
    for fault in faults(recipe):
        raise UsageError(f"the recipe {recipe.id!r}: {_where(fault)}{fault.message}".rstrip(".") + ".")
    return recipe


def _where(fault: Fault) -> str:
    return f"{fault.setting}: " if fault.setting else ""


def settings_of(recipe: Recipe, given: Mapping[str, Any]) -> dict[str, Any]:
    """The recipe's settings with those given over them. Raises UsageError for what is still missing."""
    settings = {**checked(recipe).settings, **given}
    missing = [name for name in open_settings(recipe) if name not in settings]
    if missing:
        example = " ".join(f"{name}=…" for name in missing)
        raise UsageError(
            f"the recipe {recipe.id!r} leaves {', '.join(missing)} open; give it: `director recipe apply {recipe.id} {example}`."
        )
    return settings


def read(path: Path) -> Recipe:
    """The recipe of a file. Raises CatalogError with file and line for a file that is wrong and for what its workflow doesn't take."""
    page = read_page(path, SECTION)
    for fault in faults(page.record):
        raise _wrong(page, fault)
    recipe: Recipe = page.record
    return recipe


def _wrong(page: Page, fault: Fault) -> Exception:
    where: tuple[str, ...] = ("settings", fault.setting) if fault.setting else ("workflow",)
    return page.wrong(f"{_where(fault)}{fault.message}".rstrip("."), *where)


def fork(recipe: Recipe, id: str, *, as_of: str, author: str = "", settings: Mapping[str, Any] | None = None) -> Recipe:
    """A copy under a name of its own that says where it comes from, with settings changed. Raises UsageError."""
    if loose(id) == loose(recipe.id):
        raise UsageError(f"a fork of {recipe.id!r} needs a name of its own, for example `{recipe.id}-ours`.")
    return checked(
        recipe.with_(
            id=id,
            title=id.replace("-", " ").capitalize(),
            settings={**recipe.settings, **(settings or {})},
            forked_from=recipe.id,
            author=author,
            version=1,
            source=f"forked from {recipe.id}",
            as_of=as_of,
        )
    )


def keep(overlay: Path, recipe: Recipe, *, replace: bool = False) -> Path:
    """Writes the recipe into a workspace's catalog. Raises UsageError."""
    return save(overlay, SECTION, checked(recipe), replace=replace)


def share(path: Path, recipe: Recipe) -> Path:
    """Writes the recipe anywhere, to be given away. Raises UsageError."""
    target = path / f"{recipe.id}.yaml" if path.is_dir() else path
    if target.exists():
        raise UsageError(f"{target} is there already; choose another file.")
    write(target, SECTION, recipe)
    return target
