"""A director's habits: read off a film, mixed with others, and laid under a new one where nobody said anything yet."""

import math
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.errors import UsageError
from director_kernel.film.changes import diff
from director_kernel.film.shots import full, placed
from director_kernel.prompts.infer import habit_value
from director_kernel.schema.direction import Habit, Profile
from director_kernel.schema.project import Beat, Change, GlobalStyle, Project, Scene, Shot, Trace
from director_kernel.schema.slots import Angle, Slots

HABITS = (
    *("shot_size", "angle", "movement", "movement_speed", "lens", "focus", "light_source", "light_quality", "light_setup", "key_side"),
    *("composition", "contrast", "saturation", "exposure", "warmth", "motion_strength", "mood", "style", "transition"),
)
COLOURS = 8
WORDS = 12
_WORD = re.compile(r"[a-z]{4,}")
T = TypeVar("T")


# Read off a film


def distil(
    project: Project, id: str, title: str, *, as_of: str, about: str = "", traces: Sequence[Trace] = (), literal: bool = True
) -> Profile:
    """The habits of a film's shots. `traces` say which models its pictures were kept from. Raises UsageError for a film without shots."""
    shots = list(placed(project))
    if not shots:
        raise UsageError("a film without shots has no habits yet; give it some, then save its profile.")
    style = project.style
    seen = [_own(full(project, at), style) for at in shots]
    beats = [beat for scene in project.scenes for beat in scene.beats if beat.shots]
    return Profile(
        id=id,
        title=title,
        about=about or f"What {project.title} does, in {len(shots)} shots.",
        source=f"distilled from {project.title}",
        as_of=as_of,
        habits=tuple(habit for name in HABITS if (habit := _habit(name, seen)) is not None),
        palette=_often((*style.palette, *(colour for one in seen for colour in one.palette)))[:COLOURS],
        influences=style.influences,
        era=style.era,
        grade=style.grade or next(iter(_often(one.grade for one in seen if one.grade)), ""),
        words=telling_words((at.shot for at in shots), _names(project)),
        seconds=round(statistics.median(at.shot.seconds for at in shots), 2),
        shots_per_beat=round(len(shots) / len(beats), 2),
        targets=_often((*_kept(traces), *project.targets)),
        literal=literal,
        negatives=_often(word for one in seen for word in one.negatives)[:COLOURS],
        made_of=(project.id or project.title,),
    )


def _own(slots: Slots, style: GlobalStyle) -> Slots:
    """The slots without the words of the film's era and influences, which the profile holds by themselves."""
    elsewhere = {style.era, *style.influences}
    return slots.with_(style=tuple(word for word in slots.style if word not in elsewhere))


def _names(project: Project) -> frozenset[str]:
    """Words of who, where and what the story is about: they are the film's, not its director's."""
    bible = project.bible
    names = [one.name for group in (bible.characters, bible.locations, bible.props) for one in group]
    return frozenset(word for text in (*names, project.title) for word in _WORD.findall(text.lower()))


def _habit(name: str, seen: Sequence[Slots]) -> Habit | None:
    """How often the slot had which value, "" for shots that say nothing of it."""
    counts: dict[str, float] = {}
    for one in seen:
        value = getattr(one, name)
        # Of a slot that holds several words each counts its part.
        for said in value if isinstance(value, tuple) and value else (value,):
            key = "" if said in (None, ()) else str(said)
            counts[key] = counts.get(key, 0) + 1 / (len(value) if isinstance(value, tuple) and value else 1)
    return Habit(slot=name, values=shares(counts)) if set(counts) - {""} else None


def shares(counts: Mapping[str, float]) -> dict[str, float]:
    """Counts as shares of four digits that add up to 1, largest first."""
    whole = sum(counts.values())
    parts = {value: round(count / whole, 4) for value, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))}
    first = next(iter(parts))
    parts[first] = round(parts[first] + 1 - sum(parts.values()), 4)
    return parts


def telling_words(shots: Iterable[Shot], names: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Words these shots are described with and others aren't, most telling first; `names` don't count."""
    counts = Counter(
        word for shot in shots for text in (shot.slots.subject, shot.slots.action, shot.note) for word in _WORD.findall(text.lower())
    )
    usual = _usual_words()
    whole = sum(usual.values())
    telling = {
        word: count * math.log((1 + whole) / (1 + usual[word]))
        for word, count in counts.items()
        if usual[word] < whole / 500 and word not in names
    }
    return tuple(sorted(telling, key=lambda word: (-telling[word], word)))[:WORDS]


@cache
def _usual_words() -> Counter[str]:
    """How often words stand in the shots of the shipped copy: what any film says."""

    def texts(value: Any) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            for inner in value.values():
                yield from texts(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from texts(inner)

    return Counter(word for text in texts(load_lexicon("copy")) for word in _WORD.findall(text.lower()))


def _kept(traces: Sequence[Trace]) -> Iterator[str]:
    for trace in traces:
        if trace.target and trace.verdict in ("kept", "promoted", "pinned"):
            yield trace.target


def _often(values: Iterable[str]) -> tuple[str, ...]:
    """Each once, the most frequent first, then as they came."""
    return tuple(value for value, _ in Counter(values).most_common())


# Mixed


def blend(parts: Sequence[tuple[Profile, float]], id: str, title: str, *, as_of: str) -> Profile:
    """A profile between several, by weight; weights need not add up to anything. Raises UsageError for none and for weights below 0."""
    if not parts or any(not math.isfinite(weight) or weight < 0 for _, weight in parts) or not sum(weight for _, weight in parts):
        raise UsageError("a blend needs profiles with weights above 0; for example `director profile blend noir=2 anthem=1 --as ours`.")
    whole = sum(weight for _, weight in parts)
    mixed = [(profile, weight / whole) for profile, weight in parts if weight]
    strongest = [profile for profile, _ in sorted(mixed, key=lambda one: -one[1])]
    names = ", ".join(f"{profile.title} {share:.0%}" for profile, share in mixed)

    def between(field: str) -> tuple[str, ...]:
        rows = [(getattr(profile, field), share) for profile, share in mixed]
        return interleaved(rows)[: max(len(row) for row, _ in rows)]

    return Profile(
        id=id,
        title=title,
        about=f"A blend of {names}.",
        source=f"blended of {names}"[:300],
        as_of=as_of,
        labels=between("labels"),
        habits=_mixed(mixed),
        palette=between("palette"),
        influences=between("influences"),
        era=next((one.era for one in strongest if one.era), ""),
        grade=next((one.grade for one in strongest if one.grade), ""),
        words=between("words"),
        seconds=_mean([(one.seconds, share) for one, share in mixed]),
        shots_per_beat=_mean([(one.shots_per_beat, share) for one, share in mixed]),
        targets=between("targets"),
        literal=sum(share for one, share in mixed if one.literal) >= 0.5,
        negatives=between("negatives"),
        made_of=tuple(dict.fromkeys(profile.id for profile, _ in mixed)),
    )


def _mixed(mixed: Sequence[tuple[Profile, float]]) -> tuple[Habit, ...]:
    """Habits of all, each slot by the weights of those who have a habit there."""
    slots = dict.fromkeys(habit.slot for profile, _ in mixed for habit in profile.habits)
    found = []
    for slot in slots:
        counts: dict[str, float] = {}
        for profile, share in mixed:
            for habit in profile.habits:
                for value, part in habit.values.items() if habit.slot == slot else ():
                    counts[value] = counts.get(value, 0) + part * share
        found.append(Habit(slot=slot, values=shares(counts)))
    return tuple(found)


def _mean(values: Sequence[tuple[float, float]]) -> float:
    said = [(value, share) for value, share in values if value]
    return round(sum(value * share for value, share in said) / sum(share for _, share in said), 2) if said else 0.0


def interleaved(rows: Sequence[tuple[Sequence[T], float]]) -> tuple[T, ...]:
    """Several lists as one, each entering as often as its weight says, first things first, nothing twice."""
    turns = [((place + 1) / share, at, place) for at, (row, share) in enumerate(rows) for place in range(len(row))]
    return tuple(dict.fromkeys(rows[at][0][place] for _, at, place in sorted(turns)))


# Laid under a film


def apply(project: Project, profile: Profile) -> tuple[Change, ...]:
    """The changes that fill what is open in style and shots by the profile's habits, marked as inferred. What was said, and what is
    locked, stays; values are dealt out so that the film as a whole comes as near to the habits as it can."""
    styled = project if project.style.locked else project.model_copy(update={"style": _style(project.style, profile)})
    filled = _filled(styled, profile)
    after = filled.model_copy(update={"profile": profile.id, "targets": project.targets or profile.targets})
    return diff(project, after)


def _style(style: GlobalStyle, profile: Profile) -> GlobalStyle:
    wanted = {name: getattr(profile, name) for name in ("palette", "influences", "era", "grade", "negatives")}
    open_ = {name: value for name, value in wanted.items() if value and not getattr(style, name)}
    return style.with_(**open_) if open_ else style


def _filled(project: Project, profile: Profile) -> Project:
    shots = list(placed(project))
    seen = {at.shot.id: _own(full(project, at), project.style) for at in shots}
    dealt: dict[str, dict[str, Any]] = {}
    for habit in profile.habits:
        if habit.slot not in HABITS:
            continue
        said = {id: getattr(slots, habit.slot) for id, slots in seen.items()}
        open_ = [
            at.shot for at in shots
            if said[at.shot.id] in (None, "", ()) and not (at.shot.locked or at.beat.locked or at.scene.locked)
            and habit.slot not in at.shot.locked_slots and not (habit.slot in ("shot_size", "angle") and at.shot.slots.coverage)
        ]  # fmt: skip
        for shot, value in _deal(habit, open_, [value for value in said.values() if value not in (None, "", ())], len(shots)):
            dealt.setdefault(shot.id, {})[habit.slot] = value
    return _with_slots(project, dealt) if dealt else project


def _deal(habit: Habit, shots: Sequence[Shot], said: Sequence[Any], whole: int) -> Iterator[tuple[Shot, Any]]:
    """Values for open shots: each time the one the film is furthest from having often enough."""
    have: Counter[str] = Counter(str(one) for value in said for one in (value if isinstance(value, tuple) else (value,)))
    values = {value: share for value, share in habit.values.items() if not value or _usable(habit.slot, value)}
    total = sum(values.values())
    if not total:
        return
    for shot in shots:
        value = max(values, key=lambda one: (values[one] / total * whole - have[one], values[one], one))
        have[value] += 1
        if value:
            yield shot, habit_value(habit.slot, value)


def _usable(slot: str, value: str) -> bool:
    """Whether a shot may simply be given the value; over a shoulder and through someone's eyes needs somebody to be there."""
    return habit_value(slot, value) not in (None, "", (), Angle.OTS, Angle.POV)


def _with_slots(project: Project, dealt: Mapping[str, Mapping[str, Any]]) -> Project:
    def shot(one: Shot) -> Shot:
        new = dealt.get(one.id)
        return one.with_(slots=one.slots.with_(**new, inferred=(*one.slots.inferred, *new))) if new else one

    def beat(one: Beat) -> Beat:
        return one.model_copy(update={"shots": tuple(map(shot, one.shots))})

    def scene(one: Scene) -> Scene:
        return one.model_copy(update={"beats": tuple(map(beat, one.beats))})

    return project.model_copy(update={"scenes": tuple(map(scene, project.scenes))})
