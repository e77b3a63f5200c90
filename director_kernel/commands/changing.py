"""Changes a command makes to the current project, and what it says of them."""

from collections.abc import Sequence

from director_kernel.film.changes import diff, told
from director_kernel.film.projects import Projects
from director_kernel.film.telling import worth_telling
from director_kernel.present.project_view import changes_view
from director_kernel.present.shown import Shown
from director_kernel.schema.project import Change, Project

MOST_LINES = 60
"""Changes shown in one answer; the JSON has all."""


def make(known: Projects, changes: Sequence[Change], note: str, *, title: str = "", lines: Sequence[str] = ()) -> Shown:
    """Makes the changes and answers with what is different; `lines` are said under them."""
    before = known.require()
    after = known.change(changes, note=note)
    if after.version == before.version:
        data = {"project": after.id, "version": after.version, "changes": []}
        return changes_view("It is so already.", ["nothing was changed", *lines], data)
    return difference(before, after, title or f"version {after.version}; `director project undo` takes it back", lines)


def difference(before: Project, after: Project, title: str, lines: Sequence[str] = ()) -> Shown:
    """What is different between two states of a project, with the title above it."""
    found = diff(before, after)
    lines_of = worth_telling(found)
    said = [told(change, before, made=True) for change in lines_of[:MOST_LINES]]
    more = [f"and {len(lines_of) - MOST_LINES} more"] if len(lines_of) > MOST_LINES else []
    data = {"project": after.id, "version": after.version, "changes": [one.wire() for one in found], "notes": list(lines)}
    return changes_view(title, [*said, *more, *lines], data)
