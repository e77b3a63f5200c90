"""A pattern of coverage laid over a beat: which shots there are, how they are filmed, whom they look at, how long each lasts.

Shots that are there already are used, in order: each keeps its id, action, lines, pictures and locked slots and takes the pattern's
framing. What is locked, and what the pattern has no use for, stays as it is. The camera stays on one side of the line of action, and two
shots over the shoulder mirror each other: same size, lens and height.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from director_kernel.errors import UsageError
from director_kernel.film.changes import diff
from director_kernel.film.filling import kept_side
from director_kernel.film.ids import fresh, ids_of
from director_kernel.film.named import find_named
from director_kernel.film.shots import find_beat, placed
from director_kernel.schema.direction import Grammar, GrammarShot
from director_kernel.schema.project import Beat, Change, Part, Project, Scene, Shot
from director_kernel.schema.slots import Character, Coverage

SECONDS = 2.5
"""Of a shot of share 1, where a beat has no length yet."""
SHORTEST = 0.4
SPOKEN = 2.5
_AZIMUTH: Mapping[str, float] = {"A": 325.0, "B": 35.0, "both": 0.0, "lead": 0.0}
_NEUTRAL = (Coverage.ESTABLISHING, Coverage.INSERT, Coverage.CUTAWAY)


class Laid(NamedTuple):
    """A beat's shots under a pattern, and what a person should know of it."""

    shots: tuple[Shot, ...]
    notes: tuple[str, ...] = ()


class Cast(NamedTuple):
    """Who plays the roles of a pattern: ids of people and things."""

    people: tuple[str, ...]
    lead: str
    things: tuple[str, ...]

    def of(self, role: str) -> tuple[str, ...]:
        match role:
            case "A":
                return self.people[:1]
            case "B":
                return self.people[1:2]
            case "lead":
                return (self.lead,) if self.lead else ()
            case "place":
                return ()
            case "object":
                return () if self.things else self.people[:1]
            case _:
                return self.people


def find_grammar(grammars: Mapping[str, Grammar], name: str) -> Grammar:
    """The pattern of this name. Raises UsageError with the nearest."""
    return find_named(grammars, name, "shot grammar")


def suited(grammars: Mapping[str, Grammar], genre: str) -> tuple[Grammar, ...]:
    """All patterns, those for this genre first."""
    words = set(genre.lower().replace("-", " ").split())
    return tuple(sorted(grammars.values(), key=lambda one: not any(set(g.split()) & words for g in one.genres)))


def apply(project: Project, scene: str, beat: str, grammar: Grammar, seconds: float | None = None) -> tuple[Change, ...]:
    """The changes that lay the pattern over a beat; `seconds` is the beat's length (default: as long as it is). Raises UsageError."""
    home, there = _there(project, scene, beat)
    laid = lay(project, home, there, grammar, seconds)
    beats = tuple(there.model_copy(update={"shots": laid.shots}) if one.id == there.id else one for one in home.beats)
    scenes = tuple(home.model_copy(update={"beats": beats}) if one.id == home.id else one for one in project.scenes)
    return diff(project, project.model_copy(update={"scenes": scenes}))


def _there(project: Project, scene: str, beat: str) -> tuple[Scene, Beat]:
    home, there = find_beat(project, beat)
    if scene and home.id != scene:
        raise UsageError(f"the beat {there.id!r} is in scene {home.id!r}, not in {scene[:40]!r}; name the beat alone or its own scene.")
    return home, there


def lay(project: Project, scene: Scene, beat: Beat, grammar: Grammar, seconds: float | None = None) -> Laid:
    """The beat's shots under the pattern. Raises UsageError for a locked beat and where the pattern needs people the scene lacks."""
    if beat.locked or scene.locked:
        raise UsageError(f"the {'beat' if beat.locked else 'scene'} is locked; unlock it, then lay {grammar.title!r} over it.")
    cast = cast_of(project, scene, beat)
    _enough(grammar, cast)
    free = [shot for shot in beat.shots if not shot.locked]
    pairs = _matched(free, grammar.shots, cast)
    total = seconds if seconds is not None else sum(shot.seconds for shot in free) or SECONDS * sum(one.share for one in grammar.shots)
    lengths = _lengths(round(total, 2), grammar.shots)
    side = _side(project, scene, beat)
    patterns, taken = _mirrored(grammar.shots), ids_of(project)
    made: dict[int, Shot] = {}
    for at, pattern in enumerate(patterns):
        old = pairs.get(at)
        name = old.id if old else fresh(taken, f"{beat.id}-{at + 1}")
        taken.add(name)
        made[at] = _shot(
            old or Shot(id=name), pattern, cast, project, lengths[at], side if len(scene.line) == 2 or len(cast.people) > 1 else ""
        )
    rows = _in_order(beat.shots, pairs, made)
    spare = [shot.id for shot in free if shot.id not in {one.id for one in pairs.values()}]
    notes = [f"{', '.join(spare)} stays as it is: the pattern has no more shots"] if spare else []
    late = [shot.id for shot in made.values() if _spoken(shot) > 0 and shot.seconds == round(_spoken(shot), 2)]
    return Laid(rows, (*notes, *(f"{id} lasts as long as its lines take" for id in late)))


def cast_of(project: Project, scene: Scene, beat: Beat) -> Cast:
    """Who plays A, B and the lead: the two of the scene's line first, then who is in the beat, then in the scene."""
    rows = [*beat.shots, *(shot for one in scene.beats for shot in one.shots)]
    there = tuple(dict.fromkeys((*scene.line, *(id for shot in rows for id in shot.characters), *(place.who for place in scene.blocking))))
    known = {one.id: one.part for one in project.bible.characters}
    people = there or tuple(sorted(known, key=lambda id: known[id] is not Part.LEAD)[:2])
    lead = next((id for id in people if known.get(id) is Part.LEAD), people[0] if people else "")
    props = tuple(dict.fromkeys(id for shot in rows for id in shot.props))
    hero = tuple(one.id for one in project.bible.props if one.prop.hero)
    things = tuple(id for id in props if id in hero) or props or hero[:1]
    return Cast(people, lead, things[:1])


def _enough(grammar: Grammar, cast: Cast) -> None:
    roles = {shot.who for shot in grammar.shots}
    needed = 2 if "B" in roles else 1 if roles & {"A", "lead", "both"} and not cast.things else 0
    if len(cast.people) < needed:
        there = f"only {cast.people[0]} is" if cast.people else "nobody is"
        raise UsageError(
            f"{grammar.title!r} needs {'two people' if needed == 2 else 'somebody'} and {there} in the scene; "
            "put them into a shot of the beat, or take `wide-medium-close` or `product-hero`."
        )


def _matched(shots: Sequence[Shot], patterns: Sequence[GrammarShot], cast: Cast) -> dict[int, Shot]:
    """Which shot that is there becomes which of the pattern: in order, as many as can be, whoever speaks under the shot that looks at
    them."""
    best: list[list[tuple[float, tuple[tuple[int, int], ...]]]] = [[(0.0, ())] * (len(patterns) + 1) for _ in range(len(shots) + 1)]
    for i, shot in enumerate(shots, 1):
        for j, pattern in enumerate(patterns, 1):
            taken = best[i - 1][j - 1]
            together = (taken[0] + _likeness(shot, pattern, cast), (*taken[1], (j - 1, i - 1)))
            best[i][j] = max(together, best[i - 1][j], best[i][j - 1], key=lambda one: one[0])
    return {j: shots[i] for j, i in best[-1][-1][1]}


def _likeness(shot: Shot, pattern: GrammarShot, cast: Cast) -> float:
    wanted = cast.of(pattern.who)
    alike = 10.0  # Being used at all counts most.
    alike += 3 if shot.characters and wanted and shot.characters[0] in wanted and len(shot.characters) == len(wanted) else 0
    alike += 2 if shot.slots.coverage is pattern.coverage else 0
    return alike + (1 if shot.slots.shot_size and shot.slots.shot_size is pattern.slots.shot_size else 0)


def _lengths(total: float, patterns: Sequence[GrammarShot]) -> list[float]:
    """Seconds by share, to the hundredth, together exactly `total` (but never shorter than a glance)."""
    whole = sum(one.share for one in patterns)
    lengths = [max(SHORTEST, round(total * one.share / whole, 2)) for one in patterns]
    longest = max(range(len(lengths)), key=lambda at: lengths[at])
    lengths[longest] = max(SHORTEST, round(lengths[longest] + total - sum(lengths), 2))
    return [min(600.0, length) for length in lengths]


def _mirrored(patterns: Sequence[GrammarShot]) -> list[GrammarShot]:
    """The pattern with every shot over a shoulder filmed as the first one is."""
    first = next((one for one in patterns if one.coverage is Coverage.OVER_SHOULDER), None)
    if first is None:
        return list(patterns)
    like = {name: getattr(first.slots, name) for name in ("shot_size", "lens", "angle", "aperture")}
    return [one.with_(slots=one.slots.with_(**like)) if one.coverage is Coverage.OVER_SHOULDER else one for one in patterns]


def _side(project: Project, scene: Scene, beat: Beat) -> Literal["A", "B"]:
    """The side the scene is filmed from before this beat; A where nothing is decided."""
    row = [one for one in placed(project) if one.scene.id == scene.id]
    first = next((one for one in row if one.beat.id == beat.id), None)
    before = row[: row.index(first)] if first else row
    locked = [one.shot.side for one in row if one.beat.id == beat.id and one.shot.locked and one.shot.side in ("A", "B")]
    kept = kept_side(before, before[-1]._replace(number=10**6)) if before else ""
    return "B" if "B" in (kept, *locked[:1]) and kept != "A" else "A"


def _shot(shot: Shot, pattern: GrammarShot, cast: Cast, project: Project, seconds: float, side: str) -> Shot:
    """The shot filmed as the pattern says; its locked slots, and all that is not framing, stay."""
    wanted: dict[str, Any] = {name: getattr(pattern.slots, name) for name in pattern.slots.model_fields_set if name != "inferred"}
    wanted["coverage"] = pattern.coverage
    changed = {name: value for name, value in wanted.items() if name not in shot.locked_slots}
    inferred = tuple(name for name in shot.slots.inferred if name not in changed)
    slots = shot.slots.with_(**changed, inferred=inferred)
    speaks = bool(shot.slots.dialogue)
    people = shot.characters if speaks and shot.characters else cast.of(pattern.who)
    stands = "neutral" if side and pattern.coverage in _NEUTRAL else side
    length = shot.seconds if "duration" in shot.locked_slots else round(max(seconds, _spoken(shot)), 2)
    looks = _gaze(pattern, side) if "characters" not in shot.locked_slots else ""
    if looks and len(people) == 1:
        slots = slots.with_(characters=_looking(slots.characters, project, people[0], looks))
    if slots.duration and "duration" not in shot.locked_slots:
        slots = slots.with_(duration=length)
    return shot.with_(
        slots=slots,
        seconds=length,
        characters=people,
        props=shot.props or (cast.things if pattern.who == "object" else ()),
        side=stands,
        azimuth=None if not side or stands == "neutral" else _azimuth(pattern, side),
    )


def _azimuth(pattern: GrammarShot, side: str) -> float:
    """Where the camera stands around the two, in degrees; from the other side it is mirrored through the line."""
    near = _AZIMUTH.get(pattern.who, 0.0)
    return near if side == "A" else (180.0 + near) % 360


def _gaze(pattern: GrammarShot, side: str) -> str:
    """Where someone looks who looks at the other: A to the right and B to the left, seen from side A."""
    if pattern.who not in ("A", "B") or not side or pattern.coverage in _NEUTRAL:
        return ""
    return "right" if (pattern.who == "A") == (side == "A") else "left"


def _looking(told: tuple[Character, ...], project: Project, who: str, gaze: str) -> tuple[Character, ...]:
    name = next((one.name for one in project.bible.characters if one.id == who), who)
    if any(one.name.lower() == name.lower() for one in told):
        return tuple(one.with_(gaze=gaze) if one.name.lower() == name.lower() else one for one in told)
    return (*told, Character(name=name, gaze=gaze))


def _spoken(shot: Shot) -> float:
    return sum(len(line.text.split()) for line in shot.slots.dialogue) / SPOKEN


def _in_order(shots: Sequence[Shot], pairs: Mapping[int, Shot], made: Mapping[int, Shot]) -> tuple[Shot, ...]:
    """The pattern in its order, with what stays where it stood among the shots that were used."""
    place = {shot.id: at for at, shot in pairs.items()}
    rows: list[Shot] = []
    done = 0
    for shot in shots:
        if shot.id in place:
            rows += [made[at] for at in range(done, place[shot.id] + 1)]
            done = place[shot.id] + 1
        else:
            rows.append(shot)
    return (*rows, *(made[at] for at in range(done, len(made))))
