"""What a manner does to a whole scene: shots more or fewer, sizes in turn, where it speeds up, how it is cut, its title and music.

Every function takes the scene as a list of shots beat by beat and gives it back changed; locked beats, shots and slots are passed over.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from director_kernel.film.ids import fresh, ids_of
from director_kernel.prompts.deltas import change, in_words
from director_kernel.prompts.ladders import step
from director_kernel.prompts.loose import Heard
from director_kernel.schema.direction import Delta
from director_kernel.schema.project import Cue, Project, Scene, Shot
from director_kernel.schema.slots import Coverage, Movement, ShotSize, Slots, Typography

NEW = "x"
"""What ids of shots end with that a note added."""
_WIDE = (None, Coverage.ESTABLISHING, Coverage.MASTER, Coverage.WIDE)
_SMALL = (Coverage.INSERT, Coverage.CUTAWAY, Coverage.REACTION)
_TITLE = 2.5
_ALONE: Mapping[str, Any] = {
    "frame_index": None,
    "frame_count": None,
    "time_offset_ms": None,
    "panel_layout": "",
    "panels": (),
    "duration": None,
}
"""What a new shot does not take over: its place in a strip, and how long it was."""


@dataclass
class _Cut:
    """A scene while it is rearranged. `said` is what was done, `left` what could not be."""

    project: Project
    scene: Scene
    kept: frozenset[str]
    beats: list[list[Shot]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.beats = [list(beat.shots) for beat in self.scene.beats]
        self.taken = ids_of(self.project)

    def open(self) -> Iterator[tuple[int, int, Shot]]:
        """Every shot that may be changed, with its beat and place."""
        for at, shots in enumerate(self.beats):
            for place, shot in enumerate(shots):
                if not shot.locked and not self.scene.beats[at].locked:
                    yield at, place, shot

    def put(self, at: int, place: int, shot: Shot) -> None:
        self.beats[at][place] = shot

    def free(self, shot: Shot, slot: str) -> bool:
        return slot not in self.kept and slot not in shot.locked_slots

    def id(self, stem: str) -> str:
        name = fresh(self.taken, f"{stem[:60]}{NEW}")
        self.taken.add(name)
        return name

    def done(self) -> Scene:
        beats = tuple(
            beat if tuple(shots) == beat.shots else beat.model_copy(update={"shots": tuple(shots)})
            for beat, shots in zip(self.scene.beats, self.beats, strict=True)
        )
        return self.scene if beats == self.scene.beats else self.scene.model_copy(update={"beats": beats})


def rearrange(project: Project, scene: Scene, heard: Heard, *, last: bool) -> tuple[Scene, list[str], list[str]]:
    """The scene after the note, what was done to it, and what could not be. `last`: the film (or what the note is about) ends with it."""
    cut = _Cut(project, scene, frozenset(heard.kept))
    for wish in heard.wishes:
        whole = wish.manner.scene
        if wish.degree >= 1:
            _shots(cut, whole)
            _times(cut, whole.put)
            _looks(cut, whole.put, wish.manner.title)
            _edges(cut, whole.put, last)
        if wish.degree > 0 and whole.put.get("music") and not {"music"} & cut.kept and not (heard.only and "music" not in heard.only):
            cut.scene = _music(cut, str(whole.put["music"]), replace=wish.degree >= 1)
    if any(one.slot == "music" and one.never for one in heard.values):
        cut.scene = _silent(cut)
    return cut.done(), cut.said, cut.left


# Which shots there are


def _shots(cut: _Cut, whole: Delta) -> None:
    if whole.put.get("establish"):
        _establish(cut)
    if whole.put.get("insert"):
        _insert(cut, whole.put["insert"])
    least, most = whole.put.get("count", (0, 10_000))
    there = sum(map(len, cut.beats))
    more = max(int(whole.steps.get("shots", 0)), least - there)
    for _ in range(more):
        if not _one_more(cut):
            break
    if whole.steps.get("shots", 0) < 0:
        _one_fewer(cut)
    if there > most:
        cut.left.append(f"{there} shots are more than the {least} to {most} such a scene has; take out what you can spare")


def _establish(cut: _Cut) -> None:
    first = next((shot for shots in cut.beats for shot in shots), None)
    if first is None or first.slots.coverage in _WIDE[1:] or first.slots.shot_size in (ShotSize.EWS, ShotSize.VWS, ShotSize.WS):
        return
    at = next(at for at, shots in enumerate(cut.beats) if shots)
    if cut.scene.beats[at].locked:
        cut.left.append("the first beat is locked, so no establishing shot was added")
        return
    slots = Slots(shot_size=ShotSize.EWS, coverage=Coverage.ESTABLISHING, inferred=("coverage", "shot_size"))
    cut.beats[at].insert(0, Shot(id=cut.id(first.id), slots=slots, seconds=2.5, side="neutral"))
    cut.said.append("an establishing shot comes first")


def _insert(cut: _Cut, slots: Mapping[str, Any]) -> None:
    """A detail, cut in after the longest shot of the scene."""
    wanted = Slots.model_validate(dict(slots))
    if any(shot.slots.coverage is wanted.coverage and shot.slots.shot_size is wanted.shot_size for row in cut.beats for shot in row):
        return
    longest = _longest(cut)
    if longest is None:
        cut.left.append("everything is locked, so no insert was added")
        return
    at, place, shot = longest
    about = shot.slots.with_(**_ALONE, dialogue=(), on_screen_text=(), typography=None)
    new = about.with_(**{name: getattr(wanted, name) for name in slots}, inferred=(*about.inferred, *slots))
    made = Shot(id=cut.id(shot.id), slots=new, seconds=1.2, characters=shot.characters, props=shot.props, side="neutral")
    cut.beats[at].insert(place + 1, made)
    cut.said.append(f"an {in_words(wanted.shot_size)} insert is cut in")


def _one_more(cut: _Cut) -> bool:
    """The longest shot is cut in two, the second from nearer or farther."""
    longest = _longest(cut, least=0.8)
    if longest is None:
        cut.left.append("no shot is long enough and free to be cut in two")
        return False
    at, place, shot = longest
    size = shot.slots.shot_size or ShotSize.MS
    near = size in (ShotSize.EWS, ShotSize.VWS, ShotSize.WS, ShotSize.MWS, ShotSize.MS)
    other = step("shot_size", size, 2 if near else -2).value
    part = round(shot.seconds * 0.4, 2)
    slots = shot.slots.with_(**_ALONE, shot_size=other, coverage=Coverage.CLOSE if near else Coverage.WIDE, dialogue=(),
                             on_screen_text=(), typography=None, inferred=(*shot.slots.inferred, "coverage", "shot_size"))  # fmt: skip
    cut.put(at, place, _lasting(shot, round(shot.seconds - part, 2)))
    new = Shot(id=cut.id(shot.id), slots=slots, seconds=part, characters=shot.characters, props=shot.props, side=shot.side)
    cut.beats[at].insert(place + 1, new)
    cut.said.append(f"one shot more: {in_words(size)} is cut to {in_words(other)}")
    return True


def _longest(cut: _Cut, least: float = 0.0) -> tuple[int, int, Shot] | None:
    """The longest shot that may give time away: not locked, and with no line to speak where time is taken."""
    found = [
        one for one in cut.open() if one[2].seconds >= least and not (least and (one[2].slots.dialogue or not cut.free(one[2], "duration")))
    ]
    return max(found, key=lambda one: (one[2].seconds, -one[0], -one[1]), default=None)


def _one_fewer(cut: _Cut) -> None:
    """A small shot goes that carries nothing yet: no picture, line, text, sound or note. Its time goes to the one before."""
    spare = [one for one in cut.open() if one[1] and one[2].slots.coverage in _SMALL and not _carries(one[2])]
    if not spare:
        cut.left.append("no shot can be spared without losing something; remove one yourself if there should be fewer")
        return
    at, place, shot = spare[-1]
    before = cut.beats[at][place - 1]
    if not before.locked and cut.free(before, "duration"):
        cut.put(at, place - 1, _lasting(before, min(600.0, round(before.seconds + shot.seconds, 2))))
    del cut.beats[at][place]
    cut.said.append(f"one shot fewer: the {in_words(shot.slots.coverage)} goes, its time to the shot before it")


def _carries(shot: Shot) -> bool:
    """Whether something would be lost with it."""
    slots = shot.slots
    made = shot.frame or shot.take or shot.alternates
    return bool(made or slots.dialogue or slots.on_screen_text or shot.cues or shot.note or shot.event or shot.locked_slots)


# How long they are


def _times(cut: _Cut, put: Mapping[str, Any]) -> None:
    if "duration" in cut.kept or not ({"pace", "seconds"} & set(put)):
        return
    shots = list(cut.open())
    first, last = put.get("pace", (1.0, 1.0))
    least, most = put.get("seconds", (0.4, 600.0))
    for number, (at, place, shot) in enumerate(shots):
        if not cut.free(shot, "duration"):
            continue
        factor = first + (last - first) * number / max(1, len(shots) - 1)
        words = sum(len(line.text.split()) for line in shot.slots.dialogue) / 2.5
        wanted = max(min(max(shot.seconds * factor, least), most), min(words, shot.seconds))
        cut.put(at, place, _lasting(shot, round(wanted, 2)))
    if "pace" in put:
        cut.said.append("it speeds up towards its end" if last < first else "it slows down towards its end")
    if "seconds" in put:
        cut.said.append(f"shots last {least:g} to {most:g} s")


def _lasting(shot: Shot, seconds: float) -> Shot:
    if seconds == shot.seconds:
        return shot
    slots = shot.slots.with_(duration=seconds) if shot.slots.duration else shot.slots
    return shot.with_(seconds=seconds, slots=slots)


# How they are seen


def _looks(cut: _Cut, put: Mapping[str, Any], why: str) -> None:
    shots = list(cut.open())
    if put.get("tighten") and len(shots) > 1:
        for number, (at, place, shot) in enumerate(shots):
            _change(cut, at, place, shot, Delta(steps={"shot_size": round(2 * number / (len(shots) - 1))}), why)
        cut.said.append("each shot is a little tighter than the one before")
    sizes = put.get("sizes", ())
    turn = 0
    for at, place, shot in list(cut.open()) if sizes else ():
        if shot.slots.coverage in (None, Coverage.MEDIUM):
            _change(cut, at, place, shot, Delta(put={"shot_size": sizes[turn % len(sizes)]}), why)
            turn += 1
    if turn:
        cut.said.append(f"sizes in turn: {', '.join(sizes)}")
    if put.get("once") and shots:
        at, place, shot = next((one for one in cut.open() if one[2].slots.coverage in _WIDE), next(iter(cut.open())))
        _change(cut, at, place, shot, Delta(put=dict(put["once"])), why)
        cut.said.append(f"one shot gets it: {', '.join(map(in_words, put['once'].values()))}")
    if put.get("props") == "hero":
        _hero_only(cut)


def _change(cut: _Cut, at: int, place: int, shot: Shot, delta: Delta, why: str) -> None:
    done = change(shot.slots, delta, why=why, locked=cut.kept | set(shot.locked_slots))
    if done.changes:
        cut.put(at, place, shot.with_(slots=done.slots))


def _hero_only(cut: _Cut) -> None:
    """Things that only stand around leave the shots that have a hero."""
    heroes = {one.id for one in cut.project.bible.props if one.prop.hero}
    for at, place, shot in list(cut.open()):
        props = tuple(key for key in shot.props if key in heroes)
        if props and props != shot.props and cut.free(shot, "props"):
            cut.put(at, place, shot.with_(props=props))
            cut.said.append(f"{', '.join(key for key in shot.props if key not in heroes)} left out beside the hero")


# How it is cut, ends and sounds


def _edges(cut: _Cut, put: Mapping[str, Any], last: bool) -> None:
    shots = list(cut.open())
    if put.get("transition") and "transition" not in cut.kept:
        for at, place, shot in shots[:-1]:
            if cut.free(shot, "transition"):
                cut.put(at, place, shot.with_(slots=shot.slots.with_(transition=put["transition"])))
        if len(shots) > 1:
            cut.said.append(f"shots go over by {put['transition']}")
    if last and put.get("last_transition") and shots and "transition" not in cut.kept:
        at, place, shot = list(cut.open())[-1]
        if cut.free(shot, "transition"):
            cut.put(at, place, shot.with_(slots=shot.slots.with_(transition=put["last_transition"])))
            cut.said.append(f"it ends on a {put['last_transition']}")
    if last and put.get("last_shot") == "title":
        _title(cut)


def _title(cut: _Cut) -> None:
    shots = [shot for row in cut.beats for shot in row]
    if not shots or shots[-1].slots.on_screen_text:
        return
    at = max(at for at, row in enumerate(cut.beats) if row)
    if cut.scene.beats[at].locked:
        cut.left.append("the last beat is locked, so no title frame was added")
        return
    title = cut.project.title
    slots = Slots(
        movement=Movement.STATIC,
        composition="centred",
        setting="black background",
        on_screen_text=(title,),
        typography=Typography(headline=title),
        coverage=Coverage.INSERT,
        inferred=("composition", "coverage", "movement", "setting"),
    )
    cut.beats[at].append(Shot(id=cut.id(shots[-1].id), slots=slots, seconds=_TITLE, side="neutral"))
    cut.said.append("a title frame comes last")


def _music(cut: _Cut, text: str, *, replace: bool) -> Scene:
    """One piece of music for the scene; one that a person laid as a file stays."""
    cues = list(cut.scene.cues)
    at = next((place for place, cue in enumerate(cues) if cue.kind == "music" and not cue.off), None)
    if at is None:
        name = fresh(cut.taken, f"{cut.scene.id}-music"[:60])
        cut.taken.add(name)
        cues.append(Cue(id=name, kind="music", text=text))
    elif cues[at].asset or not replace:
        if cues[at].asset:
            cut.left.append("the music is a recording somebody laid there; it stays")
        return cut.scene
    else:
        cues[at] = cues[at].with_(text=text)
    cut.said.append(f"music: {text}")
    return cut.scene.model_copy(update={"cues": tuple(cues)})


def _silent(cut: _Cut) -> Scene:
    cues = tuple(cue.with_(off=True) if cue.kind == "music" else cue for cue in cut.scene.cues)
    if cues != cut.scene.cues:
        cut.said.append("no music")
    return cut.scene.model_copy(update={"cues": cues})
