"""The film project: what it is, changes to it, versions, proposals, files."""

import json
import re
import time
from collections.abc import Sequence
from pathlib import Path

import click
from click.shell_completion import CompletionItem
from pydantic import ValidationError

from director_kernel.commands.kit import HELP, command, json_option
from director_kernel.commands.run import taken_meanwhile
from director_kernel.commands.session import Session, ShellSurface
from director_kernel.errors import UsageError
from director_kernel.film import files
from director_kernel.film.changes import diff as different
from director_kernel.film.changes import told
from director_kernel.film.from_plan import project_of_plan
from director_kernel.film.naming import changes_of, lock_of
from director_kernel.film.outlook import next_steps, standing
from director_kernel.film.projects import Projects
from director_kernel.film.telling import worth_telling
from director_kernel.present.project_view import Around, changes_view, headline, project_view, rows_view
from director_kernel.present.reel_view import short
from director_kernel.present.shown import Shown
from director_kernel.schema.project import Change, Project, Proposal
from director_kernel.store.projects import Version
from director_kernel.store.reading import read_file

MOST_EDITED = 2_000_000
"""Bytes of a file of edited changes."""
MOST_LINES = 60
"""Changes that are shown in one answer; the JSON has all."""
_COMMAND = re.compile(r"set|(un)?lock|(bible|scene) [a-z]+( (character|location|prop))?|split|trim|move|transition|level|voice|score|sound")
"""Notes that only say which command it was."""


def _projects(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    found = _session(ctx).director.workspace.projects.all()
    return [CompletionItem(name, help=title) for name, title, *_ in found if name.startswith(incomplete)]


def _open(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    known = _session(ctx).director.film.projects
    return [CompletionItem(one.id, help=one.why) for one in known.proposals() if one.id.startswith(incomplete)] if known.current() else []


def _session(ctx: click.Context) -> Session:
    return ctx.obj if isinstance(ctx.obj, Session) else Session(ShellSurface())


@click.group("project", invoke_without_command=True, context_settings=HELP)
@json_option
@click.pass_context
def project(ctx: click.Context) -> Shown | None:
    """The film project: scenes, beats, shots, bible and style. Alone: its outline, and what waits for you."""
    if ctx.invoked_subcommand:
        return None
    session = _session(ctx)
    taken_meanwhile(session)
    return _shown(session)


@command("new")
@click.argument("title")
@click.option("--logline", default="", help="The film in a sentence.")
def new(session: Session, title: str, logline: str) -> Shown:
    """Begin an empty project, current from now on."""
    known = session.director.film.projects
    known.add(Project(title=title[:300], logline=logline[:2000]), note="new")
    return _shown(session, f"Began {title[:80]}.")


@command("list")
def list_(session: Session) -> Shown:
    """List the projects, the current one marked."""
    known = session.director.film.projects
    current = known.chosen()
    newer = "written by a newer director: upgrade director-kernel, then open it"
    rows = [("●" if name == current else "", name, title, headline(one) if one else newer) for name, title, one in known.titled()]
    if not rows:
        return Shown("No project yet; `director project new TITLE` begins one, `director project import FILE` takes one in.", data=[])
    data = [{"id": row[1], "title": row[2], "about": row[3], "current": bool(row[0])} for row in rows]
    return rows_view("Projects", ("", "project", "title", "about"), rows, data)


@command("open")
@click.argument("name", metavar="ID", shell_complete=_projects)
def open_(session: Session, name: str) -> Shown:
    """Make another project the current one."""
    known = session.director.film.projects
    known.open(name)
    return _shown(session)


@command("set")
@click.argument("words", nargs=-1, required=True, metavar="PATH=VALUE...")
def set_(session: Session, words: tuple[str, ...]) -> Shown:
    """Change it: `set 2.3.lens=85mm`, `set scene 2 title="The pier"`, `set mira.hair=grey style.palette+=rust`."""
    known = session.director.film.projects
    return _changed(known, changes_of(known.require(), words), "set")


@command("lock")
@click.argument("words", nargs=-1, required=True, metavar="PATH")
def lock(session: Session, words: tuple[str, ...]) -> Shown:
    """Keep a scene, beat, shot, slot (2.3.lens), character or the style from being changed by anyone."""
    known = session.director.film.projects
    return _changed(known, lock_of(known.require(), " ".join(words), True), "lock")


@command("unlock")
@click.argument("words", nargs=-1, required=True, metavar="PATH")
def unlock(session: Session, words: tuple[str, ...]) -> Shown:
    """Let it be changed again."""
    known = session.director.film.projects
    return _changed(known, lock_of(known.require(), " ".join(words), False), "unlock")


@command("undo")
def undo(session: Session) -> Shown:
    """Take the last change of the project back."""
    known = session.director.film.projects
    after = known.require()
    before = known.undo()
    return _said(f"back at version {before.version}; `director project redo` goes forward again", after, before)


@command("redo")
def redo(session: Session) -> Shown:
    """Make the change taken back again."""
    known = session.director.film.projects
    before = known.require()
    after = known.redo()
    return _said(f"forward to version {after.version}", before, after)


@command("history")
def history(session: Session) -> Shown:
    """List the versions: who changed what, when and why."""
    known = session.director.film.projects
    now = known.require()
    found = known.history()
    rows = [("●" if one.current else "", one.version, one.parent or "", _when(one.at), one.who, _what(one, now)) for one in found]
    note = "`director project diff 3 5` says what is different between versions 3 and 5; `director project undo` goes back one."
    return rows_view("Versions", ("", "version", "from", "when", "who", "what"), rows, [one.wire() for one in found], note)


def _what(one: Version, now: Project) -> str:
    """What a version is: the words that came with it; where they only name the command, what was changed."""
    if one.note and (not one.changes or not _COMMAND.fullmatch(one.note)):
        return one.note
    worth = worth_telling(one.changes)
    lines = [told(change, now, made=True) for change in worth[:2]]
    more = f" and {len(worth) - 2} more" if len(worth) > 2 else ""
    return "; ".join(lines) + more or one.note


@command("diff")
@click.argument("versions", nargs=-1, type=int, metavar="[V1 [V2]]")
def diff(session: Session, versions: tuple[int, ...]) -> Shown:
    """Compare two versions (default: the one before with the current one; one number: that one with the current one)."""
    known = session.director.film.projects
    now = known.require()
    if len(versions) > 2:
        raise UsageError("name at most two versions; `director project history` lists them.")
    if not versions:
        parent = next((one.parent for one in known.history() if one.current), None)
        if parent is None:
            return changes_view("This is the first version.", ["there is nothing before it"], [])
        versions = (parent,)
    one, other = known.get(now.id, versions[0]), known.get(now.id, versions[1] if len(versions) > 1 else now.version)
    return _said(f"version {one.version} → {other.version}", one, other)


@command("proposals")
@click.option("--all", "every", is_flag=True, help="Those decided too.")
def proposals(session: Session, every: bool) -> Shown:
    """List what chat models, workflows and the guardian would like to change, and how each stands."""
    known = session.director.film.projects
    now = known.require()
    found = known.proposals(state="" if every else "open")
    if not found:
        return Shown("Nothing waits for a decision.", data=[])
    rows = []
    for one in found:
        worth = worth_telling(one.changes)
        lines = [told(change, now, made=True) for change in worth[:6]]
        more = [f"and {len(worth) - 6} more"] if len(worth) > 6 else []
        rows.append(
            (one.id, one.state, one.who, _when(one.at), ". ".join(filter(None, (one.why, "; ".join([*lines, *more]), _ground(known, one)))))
        )
    note = "`director project accept ID` makes one (with --edit FILE: as you edited it), `director project refuse ID` puts it away."
    return rows_view("Proposals", ("proposal", "state", "who", "when", "what"), rows, [one.wire() for one in found], note)


@command("accept")
@click.argument("name", metavar="ID", shell_complete=_open)
@click.option("--edit", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A JSON file with the changes as you want them.")
@click.option("--anyway", is_flag=True, help="Also where the project was changed there since.")
def accept(session: Session, name: str, edit: Path | None, anyway: bool) -> Shown:
    """Make what was proposed."""
    known = session.director.film.projects
    found = known.proposal(name)
    before = known.get(found.project)
    after = known.accept(name, _edited(edit) if edit else None, anyway=anyway)
    return _said(f"Accepted {name}: version {after.version}. `director project undo` takes it back", before, after)


@command("refuse")
@click.argument("name", metavar="ID", shell_complete=_open)
def refuse(session: Session, name: str) -> Shown:
    """Put a proposal away."""
    found = session.director.film.projects.refuse(name)
    return Shown(f"Refused {found.id}; nothing was changed.", data=found.wire())


@command("import")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--plan", is_flag=True, help="From the shots of the current plan.")
def import_(session: Session, file: Path | None, plan: bool) -> Shown:
    """Take in a screenplay (.fountain), a project (.json, .yaml), or what ViMax made (.json or its folder; a project for each episode)."""
    director = session.director
    known = director.film.projects
    if plan == (file is not None):
        raise UsageError("name a file, or --plan for the current plan: `director project import FILE`.")
    if file is None:
        current = director.plans.require()
        taken = files.Taken((project_of_plan(current),))
        source = current.id
    else:
        taken = files.read(file.expanduser(), stored=lambda sha256: director.workspace.assets.get(sha256) is not None)
        source = file.name
    # The first of a series is where work begins.
    for one in reversed(taken.projects):
        known.add(one, note=f"from {source}"[:200])
    count = f" {len(taken.projects)} episodes; `director project list` shows them." if len(taken.projects) > 1 else ""
    return _shown(session, " ".join([f"Took in {source}.{count}", *taken.notes]))


@command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(session: Session, file: Path) -> Shown:
    """Write the project to a file, .json or .yaml; its pictures are named in it by their hash and stay here."""
    now = session.director.film.projects.require()
    path = files.write(now, file.expanduser())
    assets = len(files.assets_of(now))
    also = f" It names {assets} stored files, which stay in this workspace." if assets else ""
    return Shown(f"Wrote {short(path, session.surface.root)}.{also}", data={"path": str(path), "project": now.id, "assets": assets})


# What is shown


def _shown(session: Session, note: str = "") -> Shown:
    film = session.director.film
    now = film.projects.require()
    around = Around(
        stands=standing(now),
        proposals=[_line(film.projects, now, one) for one in film.projects.proposals(now.id)],
        waiting=[f"{one.id} ({one.workflow}): {why}" for one, why in film.works.waiting(now.id)],
        next=next_steps(now),
    )
    return project_view(now, around, note)


def _line(known: Projects, now: Project, one: Proposal) -> str:
    worth = worth_telling(one.changes)
    first = told(worth[0], now, made=True) if worth else "nothing"
    more = f" and {len(worth) - 1} more" if len(worth) > 1 else ""
    return ". ".join(filter(None, (f"{one.id} ({one.who}): {first}{more}", one.why, _ground(known, one))))


def _ground(known: Projects, one: Proposal) -> str:
    """Whether the project has changed under an open proposal."""
    if one.state != "open":
        return ""
    ground = known.ground(one)
    if ground.fault:
        return f"Can't be made any more: {ground.fault.rstrip('.')}"
    return f"Changed since: {'; '.join(ground.moved[:3])}" if ground.moved else ""


def _changed(known: Projects, changes: Sequence[Change], note: str) -> Shown:
    before = known.require()
    after = known.change(changes, note=note)
    if after.version == before.version:
        return changes_view("It is so already.", ["nothing was changed"], {"project": after.id, "version": after.version, "changes": []})
    return _said(f"version {after.version}; `director project undo` takes it back", before, after)


def _said(title: str, before: Project, after: Project) -> Shown:
    """What is different between two states, with the title above it."""
    found = different(before, after)
    worth = worth_telling(found)
    lines = [told(change, before, made=True) for change in worth[:MOST_LINES]]
    more = [f"and {len(worth) - MOST_LINES} more"] if len(worth) > MOST_LINES else []
    data = {"project": after.id, "version": after.version, "changes": [change.wire() for change in found]}
    return changes_view(title, [*lines, *more], data)


def _edited(path: Path) -> tuple[Change, ...]:
    """The changes in a file: a list, or a proposal as `proposals --json` gives it."""
    try:
        value = json.loads(read_file(path, MOST_EDITED))
        listed: list[object] = value["changes"] if isinstance(value, dict) else value
        return tuple(Change.model_validate(one) for one in listed)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        why = f"{error.errors()[0]['loc']}: {error.errors()[0]['msg']}" if isinstance(error, ValidationError) else str(error)[:120]
        raise UsageError(f"{path.name} holds no changes ({why}); it is a JSON list of them, as `proposals --json` gives.") from None


def _when(at: float) -> str:
    return _short(time.localtime(at)) if at else ""


def _short(at: time.struct_time) -> str:
    """A time as it is said: the hour today, the day before that, the year where it is another."""
    today = time.localtime()
    if at[:3] == today[:3]:
        return time.strftime("%H:%M", at)
    return time.strftime("%d %b %H:%M" if at[0] == today[0] else "%d %b %Y", at).lstrip("0")


for _command in (new, list_, open_, set_, lock, unlock, undo, redo, history, diff, proposals, accept, refuse, import_, export):
    project.add_command(_command)

COMMANDS = [project]
