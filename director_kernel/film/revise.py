"""A director's note on a shot, a beat, a scene or the whole film, as typed changes: what each shot becomes, and what the scene becomes.

"Scene 2: moodier; scene 3: way more kinetic, but keep the lens." Locked scenes, beats, shots and slots stay as they are, a line always
has the time it takes to be spoken, and one bold move is for one shot of a scene, never for all of them.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from director_kernel.errors import UsageError
from director_kernel.film.changes import diff
from director_kernel.film.rearrange import NEW, rearrange
from director_kernel.film.shots import Placed, find_beat, find_scene, find_shot, full, placed
from director_kernel.prompts.deltas import Revised, SlotChange, carry_out, in_words
from director_kernel.prompts.ladders import MOVABLE
from director_kernel.prompts.loose import Heard, hear
from director_kernel.schema.direction import Manner
from director_kernel.schema.project import Beat, Change, Project, Scene, Shot
from director_kernel.schema.slots import Slots

SPOKEN = 2.5
"""Words a second of a spoken line."""
SHORTEST = 0.4
LONGEST = 600.0
_SCOPE = re.compile(
    r"(?:^|(?<=[;.!\n])|(?<=, )|(?<=\band )|(?<=\bbut ))\s*(?:in |for |make |on )?(?:the )?"
    r"(?:(?P<kind>scene|beat|shot)\s+(?P<name>\d+(?:\.\d+)?|[a-z][a-z0-9_-]*\d[a-z0-9_-]*)"
    r"|(?P<whole>whole film|entire film|whole thing|film|everything)(?=\s*[:,]))\s*[:,–—-]?\s*",
    re.IGNORECASE,
)


class Redirected(NamedTuple):
    """What a note makes of a project. `told` is what happens where, a line each; `unread` are words nobody understood."""

    changes: tuple[Change, ...]
    told: tuple[str, ...]
    notes: tuple[str, ...]
    unread: tuple[str, ...]


@dataclass(frozen=True)
class Scope:
    """Which part of the film a note is about: "shot", "beat", "scene" or "film" and its id."""

    kind: str = "film"
    id: str = ""


def revise_film(project: Project, words: str, *, scope: Scope | None = None, manners: Mapping[str, Manner] | None = None) -> Redirected:
    """The changes a note asks for. Where the note names a part ("scene 2: …", "shot 2.3 closer") that part is meant, else `scope`, else
    the whole film. Raises UsageError for a part that isn't there."""
    now = project
    told: list[str] = []
    notes: list[str] = []
    unread: list[str] = []
    for part, said in _parts(project, words, scope or Scope()):
        heard = hear(said, manners)
        now = _one(now, part, heard, told, notes)
        unread += heard.unread
    return Redirected(diff(project, now), tuple(told), tuple(dict.fromkeys(notes)), tuple(dict.fromkeys(unread)))


def scope_of(project: Project, kind: str, name: str) -> Scope:
    """The part of this name. Raises UsageError."""
    if kind == "shot":
        return Scope(kind, find_shot(project, name).shot.id)
    if kind == "beat":
        return Scope(kind, find_beat(project, name)[1].id)
    return Scope(kind, find_scene(project, name).id) if kind == "scene" else Scope()


def _parts(project: Project, words: str, scope: Scope) -> Iterator[tuple[Scope, str]]:
    """The note cut where it turns to another part of the film."""
    found = list(_SCOPE.finditer(words))
    before = words[: found[0].start()] if found else words
    if before.strip(" ,.;:\n"):
        yield scope, before
    for at, match in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(words)
        named = scope_of(project, match["kind"].lower(), match["name"].lower()) if match["kind"] else Scope()
        yield named, words[match.end() : end]


def _one(project: Project, scope: Scope, heard: Heard, told: list[str], notes: list[str]) -> Project:
    """The project after one part's note."""
    inside = [at for at in placed(project) if scope.id in ("", at.scene.id, at.beat.id, at.shot.id)]
    if not inside:
        raise UsageError("there are no shots there to revise; `director project` lists scenes and shots.")
    whole = scope.kind in ("scene", "film")
    after: dict[str, Shot] = {}
    for at in inside:
        shot = _shot(project, at, _for_one_of_many(heard) if whole and len(inside) > 1 else heard, whole, told, notes)
        if shot is not at.shot:
            after[at.shot.id] = shot
    done = _with_shots(project, after)
    if not whole:
        return done
    scenes = tuple(_scene(done, scene, scope, heard, told, notes) for scene in done.scenes)
    return done if scenes == done.scenes else done.model_copy(update={"scenes": scenes})


def _scene(project: Project, scene: Scene, scope: Scope, heard: Heard, told: list[str], notes: list[str]) -> Scene:
    if scope.id not in ("", scene.id):
        return scene
    if scene.locked:
        notes.append(f"scene {scene.title} is locked")
        return scene
    last = scope.kind == "scene" or scene.id == project.scenes[-1].id
    after, said, left = rearrange(project, scene, heard, last=last)
    told += [f"scene {scene.title}: {line}" for line in said]
    notes += left
    return after


def _for_one_of_many(heard: Heard) -> Heard:
    """The note as it holds for every shot of a scene: what only one shot gets, framing that makes the coverage, and the music (one piece
    for the scene) are left to the scene."""
    wishes = []
    for wish in heard.wishes:
        delta, scene = wish.manner.delta, wish.manner.scene
        aside = {*scene.put.get("once", {}), "shot_size", "music", *(("transition",) if "transition" in scene.put else ())}
        steps = {slot: count for slot, count in delta.steps.items() if not (slot == "shot_size" and {"tighten", "sizes"} & set(scene.put))}
        # How fast a scene goes is told shot by shot where it speeds up or slows down on its way.
        put = {slot: value for slot, value in delta.put.items() if slot not in aside} if wish.degree > 0 else delta.put
        wishes.append(wish._replace(manner=wish.manner.with_(delta=delta.with_(put=put, steps=steps))))
    return Heard(wishes, heard.values, heard.kept, heard.only, heard.unwanted, [])


def _shot(project: Project, at: Placed, heard: Heard, whole: bool, told: list[str], notes: list[str]) -> Shot:
    """One shot after the note."""
    where = f"shot {_number(project, at)}"
    if at.shot.locked or at.beat.locked or at.scene.locked:
        notes.append(f"{where} is locked")
        return at.shot
    base = _base(project, at)
    done = carry_out(base, heard, locked=at.shot.locked_slots)
    notes += [note for note in done.notes if not whole or "its end" not in note]
    changes = [one for one in done.changes if one.slot != "duration"]
    after = at.shot
    if changes:
        changed = {one.slot: one.after for one in changes}
        inferred = tuple(name for name in after.slots.inferred if name not in changed)
        after = after.with_(slots=after.slots.with_(**changed, inferred=inferred))
    after = _timed(after, done, notes, where)
    told += [f"{where}: {one.told()}" for one in changes]
    if after.seconds != at.shot.seconds:
        why = next((one.why for one in done.changes if one.slot == "duration"), "pace")
        told.append(f"{where}: {SlotChange('length', at.shot.seconds, after.seconds, why).told()}")
    return after


def _base(project: Project, at: Placed) -> Slots:
    """What holds for the shot, so that "a longer lens" steps from the film's lens; words of the film's style stay the film's."""
    held, said = full(project, at), at.shot.slots
    own = {"style", "negatives"}
    there = {name: getattr(held, name) for name in MOVABLE - own}
    return said.with_(**{**there, "duration": said.duration or at.shot.seconds})


def _timed(shot: Shot, done: Revised, notes: list[str], where: str) -> Shot:
    """The shot as long as the note makes it, and never too short for its lines."""
    wanted = next((one.after for one in done.changes if one.slot == "duration"), None)
    if wanted is None:
        return shot
    least = spoken(shot)
    seconds = round(max(SHORTEST, least, min(LONGEST, wanted)), 2) if wanted < shot.seconds else round(min(LONGEST, wanted), 2)
    if least and seconds > wanted:
        seconds = min(shot.seconds, seconds)
        notes.append(f"{where} keeps {in_words(seconds)} s: its lines take that long")
    slots = shot.slots.with_(duration=seconds) if shot.slots.duration else shot.slots
    return shot.with_(seconds=seconds, slots=slots)


def spoken(shot: Shot) -> float:
    """Seconds the shot's lines take."""
    words = sum(len(line.text.split()) for line in shot.slots.dialogue)
    return round(words / SPOKEN, 2)


def _number(project: Project, at: Placed) -> str:
    return f"{1 + next(place for place, scene in enumerate(project.scenes) if scene.id == at.scene.id)}.{at.number}"


def _with_shots(project: Project, after: Mapping[str, Shot]) -> Project:
    """The project with these shots in place of those of the same ids."""
    if not after:
        return project

    def beat(one: Beat) -> Beat:
        if not _has(one, after):
            return one
        return one.model_copy(update={"shots": tuple(after.get(shot.id, shot) for shot in one.shots)})

    def scene(one: Scene) -> Scene:
        if not any(_has(inner, after) for inner in one.beats):
            return one
        return one.model_copy(update={"beats": tuple(map(beat, one.beats))})

    return project.model_copy(update={"scenes": tuple(map(scene, project.scenes))})


def _has(beat: Beat, ids: Collection[str]) -> bool:
    return any(shot.id in ids for shot in beat.shots)


__all__ = ["NEW", "Redirected", "Scope", "revise_film", "scope_of", "spoken"]
