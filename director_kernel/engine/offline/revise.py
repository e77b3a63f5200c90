"""Change the plan that is there: each change is applied to the film and told in a few words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from director_kernel.catalog.book import Catalog
from director_kernel.engine.offline import change_length, change_look, change_shots, change_sound
from director_kernel.engine.offline.changes import Change, Changes
from director_kernel.engine.offline.editor import Editor
from director_kernel.engine.offline.film import Film
from director_kernel.schema.brief import Attachment, Brief
from director_kernel.schema.plan import Draft, Plan

_APPLY: Mapping[str, Callable[[Editor, Change], None]] = {
    "duration": change_length.duration,
    "length": change_length.length,
    "aspect": change_length.aspect,
    "platform": change_length.platform,
    "budget": change_length.budget,
    "tier": change_length.tier,
    "models": change_length.models,
    "swap": change_shots.swap,
    "move": change_shots.move,
    "remove": change_shots.remove,
    "add": change_shots.add,
    "shots": change_shots.shot_count,
    "text": change_sound.shown,
    "lines": change_sound.spoken,
    "end_card": change_sound.end_card,
    "logo": change_sound.logo,
    "sound": change_sound.sound,
    "look": change_look.look,
    "slots": change_look.film_words,
    "person": change_look.person,
    "no_people": change_look.no_people,
}


@dataclass(frozen=True)
class Revision:
    """What came of a message of changes: the new brief, the new draft (None: tell the story anew from the brief), and what changed."""

    brief: Brief
    draft: Draft | None
    told: tuple[str, ...]
    failed: tuple[str, ...] = ()
    retell: bool = False
    reoffer: bool = False


def revise(plan: Plan, brief: Brief, changes: Changes, catalog: Catalog, attachments: Sequence[Attachment] = ()) -> Revision:
    """`plan` and `brief` with every change applied, in the order they were said."""
    editor = Editor(Film.of(plan), brief.with_(attachments=(*brief.attachments, *attachments)), plan, catalog, plan.tier)
    for change in changes.changes:
        _apply(editor, change)
    draft = None if editor.retell else editor.film.draft().model_copy(update={"brief": editor.brief, "tier": editor.tier})
    return Revision(editor.brief, draft, tuple(editor.told), tuple(editor.failed), editor.retell, editor.reoffer)


def _apply(editor: Editor, change: Change) -> None:
    shots = len(editor.film.shots)
    missing = [n for n in change.shots if n > shots]
    if missing:
        editor.failed.append(f"there is no shot {missing[0]} (the film has {shots} {'shot' if shots == 1 else 'shots'})")
    else:
        _APPLY[change.kind](editor, change)
