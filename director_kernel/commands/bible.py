"""The bible: who and what must look the same in every shot, and the reference pictures that say how it is to look."""

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from director_kernel.commands.changing import make
from director_kernel.commands.kit import HELP, amount, budget, command, json_option, studio
from director_kernel.commands.session import Session, ShellSurface
from director_kernel.engine import care
from director_kernel.errors import UsageError
from director_kernel.film.changes import apply
from director_kernel.film.naming import KINDS, changes_of, lock_of
from director_kernel.film.tree import wire
from director_kernel.present.bible_view import Owner, bible_view, picture_view
from director_kernel.present.shown import Shown
from director_kernel.schema.project import Bible, Change, Part, Project, VisualAsset
from director_kernel.schema.slots import Character, Prop, TimeOfDay

_SIDE = 320
_MOST = 40
"""Pictures carried in one answer."""
_KINDS = ("character", "location", "prop")
_EXAMPLE = {"character": 'hair="short red"', "location": "light=lamplight", "prop": "material=brass"}
_FIELDS = ("name", "category", "of", "mood", "tags", "phrase")


def _session(ctx: click.Context) -> Session:
    return ctx.obj if isinstance(ctx.obj, Session) else Session(ShellSurface())


def _pictures(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    found = _session(ctx).director.film.projects.current()
    return [CompletionItem(one.id, help=one.phrase) for one in found.bible.assets if one.id.startswith(incomplete)] if found else []


def _names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    found = _session(ctx).director.film.projects.current()
    if found is None:
        return []
    owners = [CompletionItem(one.id, help=one.name) for one in _owners(found)]
    return [one for one in (*owners, *_pictures(ctx, param, incomplete)) if one.value.startswith(incomplete)]


@click.group("bible", invoke_without_command=True, context_settings=HELP)
@json_option
@click.pass_context
def bible(ctx: click.Context) -> Shown | None:
    """The bible: characters, places and things that must stay the same, and the reference pictures."""
    return None if ctx.invoked_subcommand else _shown(_session(ctx))


def _shown(session: Session) -> Shown:
    project = session.director.film.projects.require()
    wanted = [one.asset for one in project.bible.assets]
    wanted += [asset for one in _owners(project) for asset in one.assets[:1]]
    pictures = {key: uri for key in dict.fromkeys(wanted[:_MOST]) if (uri := _uri(session, key))} if _rich(session) else {}
    return bible_view(project, pictures)


def _owners(project: Project) -> list[Owner]:
    return [*project.bible.characters, *project.bible.locations, *project.bible.props]


def _rich(session: Session) -> bool:
    return session.surface.name == "notebook"


def _uri(session: Session, sha256: str) -> str:
    from director_kernel.media.thumbnail import thumbnail

    assets = session.director.workspace.assets
    asset = assets.get(sha256)
    if asset is None or not assets.here(asset):
        return ""
    data = thumbnail(assets.path(asset), asset.mime, _SIDE)
    return f"data:image/jpeg;base64,{base64.b64encode(data).decode()}" if data else ""


@command("show")
@click.argument("name", required=False, shell_complete=_pictures)
def show(session: Session, name: str | None) -> Shown:
    """Show the bible, or one reference picture with what was read off it."""
    if name is None:
        return _shown(session)
    from director_kernel.film.references import find_picture

    found = find_picture(session.director.film.projects.require(), name)
    return picture_view(found, _uri(session, found.asset) if _rich(session) else "", f"{found.id}: picture {found.asset[:8]}")


@command("add")
@click.argument("what", metavar="character|location|prop|FILE")
@click.argument("name", required=False, default="")
@click.argument("words", nargs=-1, metavar="[FIELD=VALUE]...")
@click.option("--of", "of", default="", shell_complete=_names, help="A FILE: whom or what it shows; it goes with every shot they are in.")
@click.option("--category", default="", help="A FILE: character_sheet, expression_sheet, location, prop, style, mood, frame, logo, other.")
@click.option("--about", default="", help="Who, where or what it is, in words.")
@click.option("--part", type=click.Choice([one.value for one in Part]), help="A character: what they are to the story.")
@click.option("--age", default="", help="A character's age.")
@click.option("--gender", default="", help="A character's gender.")
@click.option("--hair", default="", help="A character's hair.")
@click.option("--wardrobe", default="", help="What a character wears.")
@click.option("--voice", default="", help="A character's voice: a voice's name, or how it sounds.")
@click.option("--setting", default="", help="A place, as prompts name it.")
@click.option("--time", "hour", type=click.Choice([one.value for one in TimeOfDay]), help="A place: when it is seen.")
@click.option("--light", default="", help="A place: its light.")
@click.option("--key", is_flag=True, help="A place the story hangs on: it must be established.")
@click.option("--material", default="", help="What a thing is made of.")
@click.option("--colour", default="", help="What colour a thing has.")
def add(session: Session, what: str, name: str, words: tuple[str, ...], **said: Any) -> Shown:
    """Add somebody, a place or a thing, or a reference picture, whose colours, light and composition are read at once.

    For example `add character Mira hair="short red" age=30s`, `add still.jpg --of mira`, `add mood.png --category style`.
    """
    if what not in _KINDS:
        return _add_file(session, Path(what), *_of_file(name, words, said))
    if not name.strip() or "=" in name:
        raise UsageError(f"give the {what} a name: `director bible add {what} NAME`.")
    known = session.director.film.projects
    new = _new(session, what, name.strip()[:120], said)
    return make(known, (*new, *_more(known.require(), what, new[0], words)), f"bible add {what}")


def _more(project: Project, what: str, new: Change, words: Sequence[str]) -> tuple[Change, ...]:
    """What else is said of somebody who is new, as `bible set` takes it. Raises UsageError, naming what can be said."""
    loose = next((word for word in words if "=" not in word), None)
    if loose is not None:
        raise UsageError(f"{loose[:40]!r} says nothing of the {what}; write FIELD=VALUE, for example {_EXAMPLE[what]}.")
    if not words:
        return ()
    with_new = apply(project, [new]).project
    name = f"{what} {wire(new.value)['id']}"
    return changes_of(with_new, [f"{name}.{word}" for word in words])


def _of_file(name: str, words: Sequence[str], said: dict[str, Any]) -> tuple[str, str, str]:
    """Name, whom it shows and category of a picture; the latter two as options or as FIELD=VALUE. Raises UsageError."""
    given = {"name": name if "=" not in name else "", "of": said["of"], "category": said["category"]}
    for word in [name, *words] if "=" in name else words:
        field, equals, value = word.partition("=")
        if not equals or field not in given:
            raise UsageError(f"{word[:40]!r}: of a picture say name=, of= or category=; the rest is read off it.")
        given[field] = value
    return given["name"], given["of"], given["category"]


def _new(session: Session, what: str, name: str, said: dict[str, Any]) -> tuple[Change, ...]:
    from director_kernel.film import references

    project = session.director.film.projects.require()
    if what == "character":
        look = Character(name=name, **{field: said[field] for field in ("age", "gender", "hair", "wardrobe")})
        return references.new_character(project, look, part=said["part"], about=said["about"], voice=said["voice"])
    if what == "location":
        place = {"setting": said["setting"] or said["about"], "time_of_day": said["hour"], "light": said["light"]}
        return references.new_location(project, name, **place, key=said["key"] or None)
    prop = Prop(name=name, material=said["material"], colour=said["colour"])
    return references.new_prop(project, prop, about=said["about"])


def _add_file(session: Session, path: Path, name: str, of: str, category: str) -> Shown:
    from director_kernel.film.references import new_picture

    if "://" in str(path) or str(path).startswith(("http:", "https:")):
        raise UsageError("pictures on the web are not fetched; save it and give its path.")
    if not path.suffix and not path.exists():
        raise UsageError(f"there is no file {str(path)[:60]!r}; add character NAME, location NAME, prop NAME, or a picture by its path.")
    (given,) = care.attach(session.director.workspace, [path])
    if given.kind != "image" or given.asset is None:
        raise UsageError(f"{path.name} is no picture; attach a PNG, JPEG or WebP.")
    known = session.director.film.projects
    # A file named by its hash says nothing to a person.
    called = name or ((of or category or "picture") if len(path.stem) == 64 else path.stem)
    changes = new_picture(known.require(), given.asset, called, _read(session, given.asset, path.name), of=of, category=category)
    after = known.change(changes, note=f"bible add {path.name}"[:200])
    added = next(one for one in after.bible.assets if one.asset == given.asset)
    return picture_view(added, _uri(session, added.asset) if _rich(session) else "", f"Added as {added.id}, read offline.")


def _read(session: Session, sha256: str, name: str) -> Any:
    """What is read off a stored picture. Raises AssetError."""
    from director_kernel.film.references import read_of
    from director_kernel.media.analysis import analyse

    assets = session.director.workspace.assets
    asset = assets.get(sha256)
    if asset is None:
        raise UsageError(f"the file of {name} is not in this workspace; `director bible add FILE` brings it again.")
    return read_of(analyse(assets.read(asset), name))


@command("set")
@click.argument("name", metavar="ID", shell_complete=_names)
@click.argument("words", nargs=-1, metavar="FIELD=VALUE...")
def set_(session: Session, name: str, words: tuple[str, ...]) -> Shown:
    """Say something else: `set mira hair=grey`, `set still-1 of=mira mood="tense, quiet"`; `set aesthetic=…` of the whole."""
    from director_kernel.film.references import told_of

    known = session.director.film.projects
    project = known.require()
    if "=" in name:
        return make(known, changes_of(project, [f"bible {word}" for word in (name, *words)]), "bible set")
    if not words:
        raise UsageError(f"say what is different: `director bible set {name[:40]} FIELD=VALUE`, for example hair=grey.")
    picture = next((one for one in project.bible.assets if one.id == name), None)
    if picture is None:
        _known(project, name)
        return make(known, changes_of(project, [f"{name}.{word}" for word in words]), "bible set")
    said: dict[str, Any] = {}
    for word in words:
        field, equals, value = word.partition("=")
        if not equals or field not in _FIELDS:
            raise UsageError(f"{word[:40]!r}: of a picture you can set {', '.join(f'{one}=' for one in _FIELDS)}.")
        said[field] = tuple(part.strip() for part in value.split(",") if part.strip()) if field in ("mood", "tags") else value
    return make(known, told_of(project, picture, **said), "bible set")


def _known(project: Project, name: str) -> None:
    """Raises UsageError, naming who and what there is, for a name that leads to nothing of the bible."""
    thing = name.partition(".")[0].lower()
    owners = _owners(project)
    if thing in Bible.model_fields or any(thing in (one.id, one.name.lower()) for one in owners) or thing in KINDS:
        return
    there = ", ".join(f"{one.id} ({one.name})" for one in owners[:12]) or "nobody and nothing yet"
    raise UsageError(f"the bible has no {name[:40]!r}; there is {there}; `director bible add character NAME` adds somebody.")


@command("read")
@click.argument("name", required=False, metavar="ID", shell_complete=_pictures)
@studio
@budget
def read(session: Session, name: str | None, studio: str, budget: str | None) -> Shown:
    """Read reference pictures again, offline and free; with --studio live a model with eyes says what is on one, as a proposal."""
    from director_kernel.film.references import find_picture, read_again

    known = session.director.film.projects
    project = known.require()
    wanted = [find_picture(project, name)] if name else list(project.bible.assets)
    if not wanted:
        raise UsageError("the bible has no pictures yet; `director bible add FILE` adds one.")
    if studio == "live":
        if len(wanted) > 1:
            raise UsageError("a model looks at one picture at a time: name it.")
        return _looked(session, wanted[0], budget)
    changes = [change for one in wanted for change in read_again(one, _read(session, one.asset, one.name or one.id))]
    note = "read offline; with a key, `director bible read ID --studio live` has a model say what is on it"
    return make(known, changes, "bible read", lines=[note])


def _looked(session: Session, picture: VisualAsset, budget: str | None) -> Shown:
    """A model's words on a picture, proposed."""
    from director_kernel.commands.run import follow
    from director_kernel.film.references import READ, look_draft, seen

    film, director = session.director.film, session.director
    player = director.packs.role("vision")[0]
    if player.provider in ("offline", ""):
        raise UsageError("the pack in force has no model with eyes; `director packs use NAME` takes one that has.")
    plan = director.workspace.plans.save(film.works.finish(look_draft(film.projects.require(), picture, player.model)), note="bible read")
    runs = director.runs
    ran = follow(session, plan, plan.id, lambda: runs.start(plan, studio="live", cap=amount(budget)))
    if ran.code:
        return ran
    takes = [
        take for run in director.workspace.runs.all(plan=plan.id) for take in director.workspace.runs.takes(run.id) if take.step == READ
    ]
    if not takes:
        return ran
    answer = director.workspace.assets.read(takes[-1].asset).decode("utf-8", "replace")
    made = film.projects.propose(seen(picture, answer, player.model), who=player.model, why=f"what is on {picture.id}")
    return Shown(f"{player.model} has said what is on {picture.id}: proposal {made.id}; `director project accept {made.id}` takes it.",
                 data={"proposal": made.wire()})  # fmt: skip


@command("lock")
@click.argument("name", metavar="ID", shell_complete=_names)
@click.option("--off", is_flag=True, help="Let it be changed again.")
def lock(session: Session, name: str, off: bool) -> Shown:
    """Keep a character, place or thing from being changed by anyone."""
    known = session.director.film.projects
    return make(known, lock_of(known.require(), name, not off), "bible unlock" if off else "bible lock")


for _command in (show, add, set_, read, lock):
    bible.add_command(_command)

COMMANDS = [bible]
