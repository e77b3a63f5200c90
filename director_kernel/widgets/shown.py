"""Which widget shows what: one for each kind and thing, however many cells it stands in."""

import weakref
from collections.abc import Callable

from director_kernel.director import Director
from director_kernel.errors import UsageError
from director_kernel.widgets import views
from director_kernel.widgets.board import BoardPart
from director_kernel.widgets.compare import ComparePart, compare_key
from director_kernel.widgets.stage import Stage, stage_of

TALKS: dict[str, type[views.Talk]] = {"chat": views.Chat, "plan": views.Plan, "panel": views.Panel}
_made: "weakref.WeakKeyDictionary[Stage, dict[tuple[str, str], views.View]]" = weakref.WeakKeyDictionary()


def view(director: Director, kind: str, key: str = "") -> views.View:
    """The widget of `kind` that shows `key` ("" for what is current). Raises UsageError."""
    stage = stage_of(director)
    if kind in TALKS:
        conversation = _conversation(director, key)
        made = _kept(stage, kind, conversation, lambda: TALKS[kind](stage, conversation))
        # Its history may have led it elsewhere since.
        made.turn_to(conversation)
        return made
    if kind == "preview":
        shown = _run(director, key)
        return _kept(stage, kind, shown, lambda: views.Preview(stage, shown))
    if kind == "gallery":
        plan = director.workspace.plans.get(key).id if key else ""
        return _kept(stage, kind, plan, lambda: views.Gallery(stage, plan))
    if kind == "board":
        return _board(stage, director, key)
    raise UsageError(f"there is no view {kind[:40]!r}; there are chat, plan, preview, panel, gallery, compare and board.")


def comparison(director: Director, step: str, models: tuple[str, ...], blind: bool) -> views.View:
    """The widget that compares models on a step of the current plan. Raises UsageError."""
    stage = stage_of(director)
    key = compare_key(director, step)
    part = stage.part(ComparePart, key)
    if models:
        with part.changing(), stage.lock:
            part.choose(models, blind=blind)
    made = _kept(stage, "compare", key, lambda: views.Compare(stage, part))
    stage.flush()
    return made


def _board(stage: Stage, director: Director, key: str) -> views.View:
    """The storyboard of a project; `key` is its id and what is shown of it ("project-1|s2")."""
    named, _, what = key.partition("|")
    project = director.film.projects.get(named) if named else director.film.projects.require()
    part = stage.part(BoardPart, project.id)
    with part.changing(), stage.lock:
        part.turn(what)
    made = _kept(stage, "board", project.id, lambda: views.Board(stage, part))
    stage.flush()
    return made


def _kept(stage: Stage, kind: str, key: str, make: Callable[[], views.View]) -> views.View:
    known = _made.setdefault(stage, {})
    found = known.get((kind, key))
    if found is None or found.comm is None:
        found = known[kind, key] = make()
    return found


def _run(director: Director, key: str) -> str:
    """What a run is known by: its own id, the work or plan it is of (of which the latest is shown), else its conversation."""
    if key.startswith("run-"):
        return director.workspace.runs.get(key).id
    if key.startswith("work-"):
        return director.workspace.works.get(key).id
    if key.startswith("plan-"):
        return director.workspace.plans.get(key).id
    return _conversation(director, key)


def _conversation(director: Director, key: str) -> str:
    """That conversation, made current; else the current one, else the last one worked on, else a new one."""
    return director.chats.open(key).id if key else director.chats.again().id
