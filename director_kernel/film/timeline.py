"""The edit of a project: where each shot stands in the film, and the changes that trim, move, lengthen and join shots.

Every function gives typed changes and makes none itself.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from director_kernel.errors import UsageError
from director_kernel.film.ids import fresh
from director_kernel.film.shots import Placed, find_beat, find_shot, placed
from director_kernel.schema.project import Change, Project

TRANSITIONS = ("cut", "dissolve", "wipe", "fade to black", "fade from black", "fade from black, fade to black")
_ALSO = {
    "crossfade": "dissolve",
    "cross dissolve": "dissolve",
    "mix": "dissolve",
    "fade out": "fade to black",
    "fade in": "fade from black",
    "fade": "fade to black",
    "hard cut": "cut",
    "none": "cut",
}
LONGEST = 600.0
SHORTEST = 0.1
_ENDS = ("dissolve", "wipe", "fade to black", "fade out")
_OPENS = ("fade from black", "fade in")


class Span(NamedTuple):
    """A shot in the film: from which second on, and for how long."""

    at: Placed
    start: float
    seconds: float


def spans(project: Project, scene: str = "") -> list[Span]:
    """Every shot with the second it begins at, of the film or of one scene (by id)."""
    found, at = [], 0.0
    for one in placed(project):
        if scene and one.scene.id != scene:
            continue
        found.append(Span(one, round(at, 6), one.shot.seconds))
        at += one.shot.seconds
    return found


def ending(transition: str) -> str:
    """How a shot ends, as the reel joins it: "dissolve", "wipe", "fade to black", or "" for a cut."""
    told = transition.lower()
    found = next((end for end in _ENDS if end in told), "")
    return "fade to black" if found == "fade out" else found


def opening(transition: str) -> str:
    """How a shot begins: "fade from black", or "" at once."""
    return "fade from black" if any(word in transition.lower() for word in _OPENS) else ""


def joined(opens: str, ends: str) -> str:
    """One transition that says both.

    >>> joined("fade from black", "dissolve"), joined("", ""), joined("", "wipe")
    ('fade from black, dissolve', 'cut', 'wipe')
    """
    return ", ".join(part for part in (opens, ends) if part) or "cut"


def trim(project: Project, shot: str, start: float | None = None, seconds: float | None = None) -> tuple[Change, ...]:
    """Changes that leave out `start` seconds of the take at its beginning and let the shot stand for `seconds`.

    A start that is moved keeps the end of the shot where it was, unless the length is said too. Raises UsageError for what can't be.
    """
    at = find_shot(project, shot)
    begin = at.shot.trim if start is None else start
    lasts = seconds if seconds is not None else at.shot.seconds - (begin - at.shot.trim)
    if not (math.isfinite(begin) and begin >= 0):
        raise UsageError(f"a trim is zero or more seconds, not {begin:g}; it says how much of the take is left out at its beginning.")
    if not (math.isfinite(lasts) and SHORTEST <= lasts <= LONGEST):
        raise UsageError(f"{at.shot.id} would run {lasts:g} s; a shot runs {SHORTEST:g} to {LONGEST:g} s.")
    told = (("trim", round(begin, 3), at.shot.trim), ("seconds", round(lasts, 3), at.shot.seconds))
    return tuple(Change(op="set", path=f"{at.path}/{name}", value=value) for name, value, was in told if value != was)


def move(project: Project, shot: str, *, after: str = "", before: str = "", beat: str = "") -> tuple[Change, ...]:
    """Changes that bring a shot behind or before another one, or to the end of a beat. Raises UsageError."""
    at = find_shot(project, shot)
    if sum(map(bool, (after, before, beat))) != 1:
        raise UsageError("say where to: --after SHOT, --before SHOT, or --beat BEAT (its end).")
    if beat:
        scene, found = find_beat(project, beat)
        home, place = f"scenes/{scene.id}/beats/{found.id}/shots", None
    else:
        other = find_shot(project, after or before)
        if other.shot.id == at.shot.id:
            return ()
        home = other.path.rpartition("/")[0]
        ids = [one.id for one in other.beat.shots if one.id != at.shot.id]
        place = ids.index(other.shot.id) + bool(after)
    here = at.path.rpartition("/")[0]
    order = [one.id for one in at.beat.shots]
    if here == home and place == order.index(at.shot.id):
        return ()
    return (Change(op="move", path=at.path, to="" if here == home else home, at=place),)


def transition(project: Project, shot: str, words: str) -> tuple[Change, ...]:
    """The change that says how a shot is joined to the next. Raises UsageError naming what there is."""
    at = find_shot(project, shot)
    wanted = " ".join(words.lower().replace("_", " ").replace("-", " ").split())
    said = _ALSO.get(wanted, wanted)
    if said not in TRANSITIONS:
        raise UsageError(f"there is no transition {words[:40]!r}; there are {', '.join(TRANSITIONS[:5])}.")
    return (Change(op="set", path=f"{at.path}/slots/transition", value=said),) if at.shot.slots.transition != said else ()


def split(project: Project, shot: str, seconds: float) -> tuple[Change, ...]:
    """Changes that cut a shot in two after `seconds`; both keep the take, what is heard stays with the first. Raises UsageError."""
    at = find_shot(project, shot)
    rest = at.shot.seconds - seconds
    if not math.isfinite(seconds) or min(seconds, rest) < SHORTEST:
        raise UsageError(f"{at.shot.id} runs {at.shot.seconds:g} s; cut it at least {SHORTEST:g} s from either end.")
    name = fresh({one.id for one in project.shots()}, f"{at.shot.id}-b"[:64])
    slots = at.shot.slots.with_(dialogue=(), sound=(), on_screen_text=())
    ends = opening(at.shot.slots.transition)
    second = at.shot.with_(
        id=name,
        slots=slots.with_(transition=ending(slots.transition)),
        seconds=round(rest, 3),
        trim=round(at.shot.trim + seconds, 3),
        cues=(),
        made_of={},
        alternates=(),
        event="",
    )
    place = [one.id for one in at.beat.shots].index(at.shot.id) + 1
    changes = [Change(op="set", path=f"{at.path}/seconds", value=round(seconds, 3))]
    if at.shot.slots.transition != ends:
        changes.append(Change(op="set", path=f"{at.path}/slots/transition", value=ends))
    return (*changes, Change(op="add", path=at.path.rpartition("/")[0], value=second.wire(), at=place))


def total(spanned: Sequence[Span]) -> float:
    """How long these shots run together."""
    return sum(one.seconds for one in spanned)
