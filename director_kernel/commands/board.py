"""The storyboard: a widget in a notebook, its frames as text and small pictures elsewhere."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from director_kernel.commands.kit import command
from director_kernel.commands.session import Session, ShellSurface
from director_kernel.present.board_view import board_saved
from director_kernel.present.shown import Live, Shown
from director_kernel.present.text import cut

if TYPE_CHECKING:
    from director_kernel.film.board import Frame

MOST = 60
"""Frames listed as text."""
SEEN = 24
"""Of them, those shown as pictures."""


def _places(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    session = ctx.obj if isinstance(ctx.obj, Session) else Session(ShellSurface())
    project = session.director.film.projects.current()
    if project is None:
        return []
    named = [(str(at), scene.title) for at, scene in enumerate(project.scenes, 1)] + [(one.id, one.title) for one in project.boards]
    return [CompletionItem(name, help=title) for name, title in named if name.startswith(incomplete)]


def _frames(name: str, help: str) -> Callable[[Callable[..., Shown]], Callable[..., Shown]]:
    return click.option(f"--{name}", multiple=True, metavar="FRAME", help=help)


@command("board")
@click.argument("what", metavar="[SCENE|BOARD]", required=False, default="", shell_complete=_places)
@_frames("promote", "Make a board's frame, by number or label, a shot of its beat (default: of the newest board).")
@_frames("alternate", "Keep a frame beside the picture of its shot.")
@_frames("pin", "Mark a frame as a favourite.")
@_frames("delete", "Put a frame out of sight; its file stays.")
def board(session: Session, what: str, **judged: tuple[str, ...]) -> Shown:
    """The storyboard of the film, of a scene (number, id or title) or of a board: frames to look at, put in order, lock and choose.

    In a notebook it is a widget that also lays pages out, takes changes in loose words and starts workflows.
    """
    if any(judged.values()):
        return _judged(session, what, judged)
    from director_kernel.film.board import frames_of, place_of, subject_of

    director = session.director
    project = director.film.projects.require()
    key = place_of(project, what)
    frames = frames_of(project, key)
    pictures = _small(session, frames[:SEEN])
    about = subject_of(project, key)
    name = about.title if about is not None else project.title
    drawn = [(f"{one.number} · {cut(one.action)}", one.setup, pictures.get(one.asset)) for one in frames[:MOST]]
    shown = board_saved(project.title, name, drawn, len(frames))
    data = {"project": project.id, "what": key, "frames": [one._asdict() for one in frames]}
    return Shown(shown.text, shown.html, data, live=Live("board", f"{project.id}|{key}"))


def _judged(session: Session, board: str, judged: Mapping[str, tuple[str, ...]]) -> Shown:
    """What was made of the frames, one after the other; each is a version of its own."""
    from director_kernel.film.frames import find_board
    from director_kernel.film.verdicts import DECISIONS, decide

    projects, said = session.director.film.projects, []
    key = find_board(projects.require(), board).id
    for word, frames in judged.items():
        for frame in frames:
            decided = DECISIONS[word](projects.require(), key, frame)
            decide(projects, decided)
            said.append(decided.note)
    lines = [
        *said,
        f"version {projects.require().version}; `director project undo` takes {'it' if len(said) == 1 else 'the last one'} back",
    ]
    return Shown("\n".join(lines), data={"board": key, "said": said, "version": projects.require().version})


def _small(session: Session, frames: "list[Frame]") -> dict[str, bytes]:
    """The small pictures of what is stored here."""
    assets = session.director.workspace.assets
    there = [one.asset for one in frames if one.asset and (known := assets.get(one.asset)) is not None and assets.here(known)]
    return {look.sha256: look.read() for look in session.director.looks.thumbs(there, 160)}


COMMANDS = [board]
