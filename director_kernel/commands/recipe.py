"""What a director keeps for the next film: recipes (a workflow with its settings) and profiles (a style under a name)."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem
from pydantic import ValidationError

from director_kernel.catalog.saving import save
from director_kernel.commands.kit import HELP, amount, budget, command, studio
from director_kernel.commands.session import Session, ShellSurface
from director_kernel.commands.work import read_settings, run_work
from director_kernel.errors import UsageError
from director_kernel.present.html import box, el, spelled, table
from director_kernel.present.reel_view import short
from director_kernel.present.shown import Shown
from director_kernel.present.text import columns
from director_kernel.schema.direction import Profile, Recipe
from director_kernel.schema.words import counted

if TYPE_CHECKING:
    from collections.abc import Mapping


def _session(ctx: click.Context) -> Session:
    return ctx.obj if isinstance(ctx.obj, Session) else Session(ShellSurface())


def _recipe_names(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    known = _session(ctx).director.catalog.recipes
    return [CompletionItem(name, help=one.title) for name, one in known.items() if name.startswith(incomplete)]


def _profile_names(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    known = _session(ctx).director.catalog.profiles
    return [CompletionItem(name, help=one.title) for name, one in known.items() if name.startswith(incomplete)]


def _workflow_names(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from director_kernel.film.registry import WORKFLOWS

    return [CompletionItem(name, help=one.title) for name, one in WORKFLOWS.items() if name.startswith(incomplete)]


def _today() -> str:
    return time.strftime("%Y-%m-%d")


def _made(noun: Any, fields: "Mapping[str, Any]", name: str) -> Any:
    """The noun of these fields. Raises UsageError for a name that is none."""
    try:
        return noun(**fields)
    except ValidationError:
        raise UsageError(f"{name[:60]!r} is no name: small letters, digits and dashes, for example `ours-1`.") from None


# Recipes


@click.group("recipe", context_settings=HELP)
def recipe() -> None:
    """Workflows with settings somebody found good: list, show, save, fork, apply, check, share, import."""


@command("list")
def recipes(session: Session) -> Shown:
    """List the recipes, shipped ones and this workspace's."""
    from director_kernel.film.recipes import faults

    known = session.director.catalog.recipes
    rows = [(one.id, one.workflow, one.about) for one in known.values()]
    wrong = [f"{one.id}: {fault.setting + ': ' if fault.setting else ''}{fault.message}" for one in known.values() for fault in faults(one)]
    head = ("recipe", "workflow", "about")
    text = "\n".join([columns(rows, head=head, stretch=2, fold=True), *wrong])
    return Shown(
        text, box(table(head, rows, caption="Recipes"), *(el("div", line) for line in wrong)), [one.wire() for one in known.values()]
    )


@command("show")
@click.argument("name", shell_complete=_recipe_names)
def show_recipe(session: Session, name: str) -> Shown:
    """Show one recipe as the file it is."""
    from director_kernel.catalog.saving import written
    from director_kernel.film.recipes import SECTION, find_recipe

    found = find_recipe(session.director.catalog.recipes, name)
    text = written(SECTION, found).rstrip()
    return Shown(text, box(el("strong", found.title), el("pre", text, style="white-space:pre-wrap")), found.wire())


@command("save")
@click.argument("name")
@click.option("--workflow", "-w", required=True, shell_complete=_workflow_names, help="The workflow it is a recipe for.")
@click.option("--set", "given", multiple=True, metavar="KEY=VALUE", help="A setting; several times.")
@click.option("--title", default="", help="What it is called.")
@click.option("--about", default="", help="What it is good for.")
@click.option("--author", default="", help="Whose it is.")
@click.option("--replace", is_flag=True, help="Over the one of that name, as its next version.")
def save_recipe(
    session: Session, name: str, workflow: str, given: tuple[str, ...], title: str, about: str, author: str, replace: bool
) -> Shown:
    """Keep a workflow and its settings under a name, in this workspace."""
    from director_kernel.film.recipes import keep
    from director_kernel.film.registry import find_workflow

    before = session.director.catalog.recipes.get(name)
    fields = {
        "id": name,
        "title": title or name.replace("-", " ").capitalize(),
        "about": about,
        "workflow": find_workflow(workflow).name,
        "settings": read_settings(given),
        "author": author,
        "version": before.version + 1 if before and replace else 1,
        "source": "ours",
        "as_of": _today(),
    }
    made: Recipe = session.director.film.projects.clean(_made(Recipe, fields, name))
    return _kept(session, made, keep(session.director.folder / "catalog", made, replace=replace))


@command("fork")
@click.argument("name", shell_complete=_recipe_names)
@click.argument("new")
@click.option("--set", "given", multiple=True, metavar="KEY=VALUE", help="A setting that is another; several times.")
@click.option("--author", default="", help="Whose it is.")
def fork_recipe(session: Session, name: str, new: str, given: tuple[str, ...], author: str) -> Shown:
    """Make a recipe of your own out of another."""
    from director_kernel.film.recipes import find_recipe, fork, keep

    found = find_recipe(session.director.catalog.recipes, name)
    _made(Recipe, {**found.with_().__dict__, "id": new}, new)
    made = session.director.film.projects.clean(fork(found, new, as_of=_today(), author=author, settings=read_settings(given)))
    return _kept(session, made, keep(session.director.folder / "catalog", made))


@command("apply")
@click.argument("name", shell_complete=_recipe_names)
@click.argument("given", nargs=-1, metavar="[KEY=VALUE]...")
@studio
@budget
def apply_recipe(session: Session, name: str, given: tuple[str, ...], studio: str, budget: str | None) -> Shown:
    """Run a recipe on the current project, with what it leaves open: `recipe apply turnaround who=mira`."""
    from director_kernel.film.recipes import find_recipe, settings_of

    found = find_recipe(session.director.catalog.recipes, name)
    return run_work(session, found.workflow, settings_of(found, read_settings(given)), studio=studio, cap=amount(budget))


@command("check")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def check_recipe(session: Session, file: Path) -> Shown:
    """Say whether a recipe's file is sound, with the line of what isn't."""
    from director_kernel.film.recipes import open_settings, read

    found = read(file)
    missing = open_settings(found)
    note = f"; give {', '.join(missing)} when it is applied" if missing else ""
    return Shown(f"{file} is a sound recipe for {found.workflow}{note}.", data={**found.wire(), "open": list(missing)})


@command("share")
@click.argument("name", shell_complete=_recipe_names)
@click.argument("file", type=click.Path(path_type=Path))
def share_recipe(session: Session, name: str, file: Path) -> Shown:
    """Write a recipe to a file to give away; `recipe import` takes it in elsewhere."""
    from director_kernel.film.recipes import find_recipe, share

    found = find_recipe(session.director.catalog.recipes, name)
    path = share(file, found)
    return Shown(
        f"Wrote {short(path, session.surface.root)}. Whoever gets it says `director recipe import {path.name}`.", data={"path": str(path)}
    )


@command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Over the one of that name.")
def import_recipe(session: Session, file: Path, replace: bool) -> Shown:
    """Take a recipe somebody shared into this workspace, after checking it."""
    from director_kernel.film.recipes import keep, read

    found = read(file)
    return _kept(session, found, keep(session.director.folder / "catalog", found, replace=replace))


def _kept(session: Session, found: Recipe, path: Path) -> Shown:
    where = short(path, session.surface.root)
    return Shown(
        f"{found.title} is kept in {where}. `director recipe apply {found.id}` runs it on the current project.",
        data={**found.wire(), "path": str(path)},
    )


# Profiles


@click.group("profile", context_settings=HELP)
def profile() -> None:
    """Directors' styles under a name: list, show, save, apply, blend."""


@command("list")
def profiles(session: Session) -> Shown:
    """List the profiles, shipped ones and this workspace's."""
    known = session.director.catalog.profiles
    rows = [(one.id, one.title, one.grade, f"{one.seconds:g} s" if one.seconds else "", one.about) for one in known.values()]
    head = ("profile", "title", "grade", "shot", "about")
    html = box(table(head, rows, numbers=(3,), caption="Director profiles"))
    return Shown(columns(rows, head=head, right=(3,), stretch=4, fold=True), html, [one.wire() for one in known.values()])


@command("show")
@click.argument("name", shell_complete=_profile_names)
def show_profile(session: Session, name: str) -> Shown:
    """Show a profile: what it does how often, its colours, words and tools."""
    return _profile_view(_profile(session, name))


@command("save")
@click.argument("name")
@click.option("--title", default="", help="What it is called.")
@click.option("--about", default="", help="What it is good for.")
@click.option("--replace", is_flag=True, help="Over the one of that name.")
def save_profile(session: Session, name: str, title: str, about: str, replace: bool) -> Shown:
    """Distil the current project's style and keep it under a name."""
    from director_kernel.film.profiles import distil

    project = session.director.film.projects.require()
    _made(Profile, {"id": name, "title": "x", "source": "ours", "as_of": _today()}, name)
    found = distil(project, name, title or name.replace("-", " ").capitalize(), as_of=_today(), about=about)
    return _profile_kept(session, found, replace)


@command("apply")
@click.argument("name", shell_complete=_profile_names)
def apply_profile(session: Session, name: str) -> Shown:
    """Fill what is open in the current project by a profile's habits; what was said or locked stays."""
    from director_kernel.film.profiles import apply

    found, projects = _profile(session, name), session.director.film.projects
    before = projects.require()
    changes = apply(before, found)
    after = projects.change(changes, who=f"profile {found.id}", note=f"filled by the profile {found.title}")
    slots = len({change.path for change in changes if "/slots/" in change.path})
    count = f"{counted(slots, 'open slot')} of {counted(len(after.shots()), 'shot')}"
    text = f"{found.title} filled {count} and what the style left open. `director project undo` takes it back."
    return Shown(
        text,
        box(spelled(text)),
        data={"profile": found.id, "project": after.id, "version": after.version, "changes": [one.wire() for one in changes]},
    )


@command("blend")
@click.argument("parts", nargs=-1, required=True, metavar="NAME[=WEIGHT]...", shell_complete=_profile_names)
@click.option("--as", "name", required=True, help="The name of the blend.")
@click.option("--title", default="", help="What it is called.")
@click.option("--replace", is_flag=True, help="Over the one of that name.")
def blend_profiles(session: Session, parts: tuple[str, ...], name: str, title: str, replace: bool) -> Shown:
    """Mix profiles by weight and keep the mixture: `profile blend film-school-noir=2 sports-anthem --as night-run`."""
    from director_kernel.film.profiles import blend

    mixed = [(_profile(session, part.partition("=")[0]), _weight(part)) for part in parts]
    _made(Profile, {"id": name, "title": "x", "source": "ours", "as_of": _today()}, name)
    return _profile_kept(session, blend(mixed, name, title or name.replace("-", " ").capitalize(), as_of=_today()), replace)


def _weight(part: str) -> float:
    """The weight in NAME=WEIGHT, 1 where none is given. Raises UsageError."""
    _, equals, weight = part.partition("=")
    try:
        return float(weight) if equals else 1.0
    except ValueError:
        raise UsageError(f"{weight[:20]!r} is no weight; write NAME=WEIGHT, for example film-school-noir=2.") from None


def _profile(session: Session, name: str) -> Profile:
    from director_kernel.film.named import find_named

    return find_named(session.director.catalog.profiles, name, "director profile")


def _profile_kept(session: Session, found: Profile, replace: bool) -> Shown:
    found = session.director.film.projects.clean(found)
    path = save(session.director.folder / "catalog", "profiles", found, replace=replace)
    view = _profile_view(found)
    said = f"{found.title} is kept in {short(path, session.surface.root)}. `director profile apply {found.id}` lays it under a project."
    return Shown(f"{said}\n{view.text}", box(el("div", said)) + view.html, {**found.wire(), "path": str(path)})


def _profile_view(found: Profile) -> Shown:
    """Habits as a table, most frequent first, and what else there is to say in lines."""
    rows = [(habit.slot.replace("_", " "), _habit(habit.values)) for habit in found.habits]
    lines = {
        "palette": ", ".join(found.palette),
        "grade": found.grade,
        "era": found.era,
        "influences": ", ".join(found.influences),
        "words": ", ".join(found.words),
        "pace": f"{found.seconds:g} s a shot, {found.shots_per_beat:g} shots a beat" if found.seconds else "",
        "tools": ", ".join(found.targets),
        "prompts": "as compiled, rewriters off" if found.literal else "rewriters on",
        "unwanted": ", ".join(found.negatives),
        "made of": ", ".join(found.made_of),
    }
    rows += [(name, value) for name, value in lines.items() if value]
    head = ("habit", "how often")
    title = f"{found.title} ({found.id}): {found.about}"
    text = f"{title}\n{columns(rows, head=head, stretch=1, fold=True)}"
    return Shown(text, box(el("div", el("strong", title)), table(head, rows, caption=found.title)), found.wire())


def _habit(values: "Mapping[str, float]") -> str:
    ranked = sorted(values.items(), key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{_level(value)} {share:.0%}" for value, share in ranked)


def _level(value: str) -> str:
    """A value of a habit as people say it; steps of a scale with their sign."""
    return f"{int(value):+d}" if value.lstrip("-").isdecimal() else value or "open"


for _command in (recipes, show_recipe, save_recipe, fork_recipe, apply_recipe, check_recipe, share_recipe, import_recipe):
    recipe.add_command(_command)
for _command in (profiles, show_profile, save_profile, apply_profile, blend_profiles):
    profile.add_command(_command)

COMMANDS = [recipe, profile]
