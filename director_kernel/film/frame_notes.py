"""A director's note on one frame of a storyboard, as the typed changes it means."""

from collections.abc import Mapping, Sequence

from director_kernel.film.board import Frame, subject_of
from director_kernel.film.revise import Scope, revise_film
from director_kernel.film.tree import wire
from director_kernel.prompts.deltas import revise
from director_kernel.schema.direction import Manner
from director_kernel.schema.project import Board, Change, Project

MOST_UNREAD = 6
"""Words nobody understood that are said."""


def noted(project: Project, what: str, frame: Frame, words: str, manners: Mapping[str, Manner]) -> tuple[tuple[Change, ...], list[str]]:
    """What "moodier" or "closer, but keep the lens" changes in a shot or panel, and what was left alone or not understood, in sentences."""
    about = subject_of(project, what)
    if not isinstance(about, Board):
        done = revise_film(project, words, scope=Scope("shot", frame.id), manners=manners)
        return done.changes, _said(done.notes, done.unread)
    panel = next(one for one in about.panels if one.id == frame.id)
    heard = revise(panel.slots, words, manners=manners)
    changes = tuple(Change(op="set", path=f"{frame.path}/slots/{one.slot}", value=wire(one.after)) for one in heard.changes)
    return changes, _said(heard.notes, heard.unread)


def _said(notes: Sequence[str], unread: Sequence[str]) -> list[str]:
    told = [f"{note.rstrip('.')}." for note in notes]
    return [*told, f"Not understood: {', '.join(unread[:MOST_UNREAD])}."] if unread else told
