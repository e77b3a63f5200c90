"""A director's note in loose language, and what it makes of a scene or shot, slot by slot."""

import click
from click.shell_completion import CompletionItem

from director_kernel.commands.kit import command
from director_kernel.commands.session import Session, ShellSurface
from director_kernel.present.project_view import changes_view
from director_kernel.present.revised_view import revised_view
from director_kernel.present.shown import Shown


def _parts(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    session = ctx.obj if isinstance(ctx.obj, Session) else Session(ShellSurface())
    found = session.director.film.projects.current()
    names = [(str(number), scene.title) for number, scene in enumerate(found.scenes, 1)] if found else []
    return [CompletionItem(name, help=help_) for name, help_ in names if name.startswith(incomplete)]


@command("revise")
@click.argument("name", metavar="SCENE|SHOT", shell_complete=_parts)
@click.argument("words", nargs=-1, required=True, metavar="NOTE")
@click.option("--propose", is_flag=True, help="Only propose it: `director project accept` makes it.")
def revise(session: Session, name: str, words: tuple[str, ...], propose: bool) -> Shown:
    """Change a scene or shot in loose language: `revise 2 more kinetic, but keep the lens`."""
    from director_kernel.film.revise import revise_film, scope_of

    known = session.director.film.projects
    project = known.require()
    kind = "shot" if "." in name or any(name == shot.id for shot in project.shots()) else "scene"
    note = " ".join(words)
    found = revise_film(project, note, scope=scope_of(project, kind, name), manners=session.director.catalog.manners)
    if not found.changes:
        why = [*found.notes, *(f"not understood: “{one}”" for one in found.unread)]
        return changes_view("Nothing is changed.", why or ["it is so already"], {"changes": [], "notes": why})
    said = {"told": list(found.told), "notes": list(found.notes), "unread": list(found.unread)}
    if propose:
        made = known.propose(found.changes, who="note", why=note)
        title = f"Proposed as {made.id}; `director project accept {made.id}` makes it."
        return revised_view(title, found.told, found.notes, found.unread, {"proposal": made.wire(), **said})
    after = known.change(found.changes, note=note[:200])
    data = {"project": after.id, "version": after.version, "changes": [one.wire() for one in found.changes], **said}
    title = f"version {after.version}; `director project undo` takes it back"
    return revised_view(title, found.told, found.notes, found.unread, data)
