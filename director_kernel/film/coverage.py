"""Coverage: the frames a beat may be filmed in, and who is in each.

Patterns are data: the usual ones in `catalog/lexicon/coverage.yaml`, named ones among the shot grammars of the catalog.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.errors import UsageError
from director_kernel.film.moments import act_of, acts_of, going
from director_kernel.schema.direction import Grammar
from director_kernel.schema.slots import Angle, Character, Coverage, Panel, Slots

_NEAR = {Coverage.MASTER: Coverage.WIDE, Coverage.TWO_SHOT: Coverage.MEDIUM, Coverage.OVER_SHOULDER: Coverage.MEDIUM}


class Pattern(NamedTuple):
    """One frame of coverage, before anybody is put in it. `who`: A, B, lead, all, object, place; `past`: over whose shoulder."""

    label: str
    slots: Slots
    who: str
    past: str = ""
    action: str = ""
    pose: str = ""


def usual(slots: Slots) -> list[Pattern]:
    """The frames worth having for as many people as there are, best first."""
    kind = "pair" if len(slots.characters) > 1 else "alone" if slots.characters else "nobody"
    return [_pattern(row) for row in load_lexicon("coverage")[kind]]


def named(slots: Slots, wanted: Sequence[Coverage]) -> list[Pattern]:
    """The frames of these kinds; what needs two people is the nearest that doesn't where there is one."""
    known = usual(slots)
    return [_nearest(coverage, known) for coverage in wanted]


def of_grammar(known: Mapping[str, Grammar], name: str, most: int) -> list[Pattern]:
    """The first frames of one of these shot grammars. Raises UsageError with what there is."""
    found = known.get(name.lower().replace(" ", "-").replace("_", "-"))
    if found is None:
        raise UsageError(f"there is no shot grammar {name[:40]!r}; there are {', '.join(sorted(known)) or 'none yet'}.")
    return [Pattern(shot.coverage.value, shot.slots.with_(coverage=shot.coverage), shot.who) for shot in found.shots[:most]]


def _pattern(row: Mapping[str, str]) -> Pattern:
    said = {"shot_size": row["size"], "angle": row.get("angle"), "lens": row["lens"], "coverage": row["coverage"]}
    return Pattern(row["name"], Slots.model_validate(said), row["who"], row.get("past", ""), row.get("action", ""), row.get("pose", ""))


def _nearest(coverage: Coverage, known: Sequence[Pattern]) -> Pattern:
    found = next((one for one in known if one.slots.coverage is coverage), None)
    found = found or next((one for one in known if one.slots.coverage is _NEAR.get(coverage)), known[0])
    return found._replace(label=coverage.value, slots=found.slots.with_(coverage=coverage))


def covered(slots: Slots, wanted: Sequence[Pattern], aspect: str) -> list[Panel]:
    """The frames with the people and things of the beat in them. Equal labels are numbered."""
    panels = [_panel(slots, one, aspect) for one in wanted]
    labels = [panel.label for panel in panels]
    return [
        panel.with_(label=f"{panel.label} {labels[: at + 1].count(panel.label)}") if labels.count(panel.label) > 1 else panel
        for at, panel in enumerate(panels)
    ]


def _panel(slots: Slots, one: Pattern, aspect: str) -> Panel:
    first, second = cast(slots)
    seen = _seen(slots, one, first, second)
    past = _past(one, seen, first, second)
    said: dict[str, Any] = {"aspect": aspect}
    if seen or past:
        said["characters"] = tuple(_as_here(slots, who, one.pose) for who in (*seen, *((past,) if past else ())))
    elif slots.characters and one.slots.coverage is not Coverage.INSERT:
        # Whoever looks at the place alone looks away from the people in it.
        said["coverage"] = Coverage.CUTAWAY
    if past is not None:
        said["composition"] = f"over {past.name}'s shoulder"
    if one.action:
        said["action"] = one.action.format(A=first.name if first else "someone", B=second.name if second else "someone")
    return Panel(label=one.label, slots=one.slots.with_(**said))


def _seen(slots: Slots, one: Pattern, first: Character | None, second: Character | None) -> tuple[Character, ...]:
    """Whom the frame looks at."""
    if one.who == "object" and slots.props:
        return ()
    if one.who in ("A", "lead", "object"):
        return (first,) if first else ()
    if one.who == "B":
        return (second or first,) if first else ()
    return () if one.who == "place" else slots.characters


def _past(one: Pattern, seen: Sequence[Character], first: Character | None, second: Character | None) -> Character | None:
    """Over whose shoulder the frame looks."""
    if one.slots.angle is not Angle.OTS or first is None or second is None:
        return None
    told = {"A": first, "B": second}.get(one.past)
    return told or (second if seen and seen[0] is first else first)


def mentions(words: str, name: str) -> bool:
    """Whether words name somebody or something, by the whole name or its first word.

    >>> mentions("Mira's lamp goes out", "Mira Vale"), mentions("admiration", "Mira")
    (True, False)
    """
    said = words.lower()
    return any(len(part) > 2 and re.search(rf"\b{re.escape(part)}\b", said) for part in (name.lower(), name.lower().partition(" ")[0]))


def cast(slots: Slots) -> tuple[Character | None, Character | None]:
    """Whom the beat is about, and the other: whoever acts first in its words, then in the order they are named."""
    words = slots.action.lower()
    place = {one.name: words.find(one.name.lower().split(" ")[0]) for one in slots.characters}
    people = sorted(slots.characters, key=lambda one: place[one.name] if place[one.name] >= 0 else len(words))
    return (people[0] if people else None), (people[1] if len(people) > 1 else None)


def _as_here(slots: Slots, who: Character, pose: str) -> Character:
    """Somebody as they are in this frame: whoever doesn't act first does what is said of them, else stands and watches."""
    first = cast(slots)[0]
    if not pose and not who.pose and first is not None and first.name != who.name:
        act = act_of(who, acts_of(slots.action), slots)
        pose = f"standing, {going(act.verb) if act else 'watching'}"
    return Character(name=who.name, pose=pose or who.pose, gaze=who.gaze, emotion=who.emotion)
