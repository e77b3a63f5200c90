"""What is heard under a shot and a scene: spoken lines, effects and music, as cues, and as steps and places in the cut.

A line of dialogue, the sounds and the music that slots name are cues like any other; a `Cue` with the same id says how loud, when, with
which file, or not at all. So a person levels a line without writing it twice.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from director_kernel.film.shots import Placed
from director_kernel.schema.cut import CutSound
from director_kernel.schema.plan import DraftStep, Kind
from director_kernel.schema.project import BibleCharacter, Cue, Project
from director_kernel.schema.slots import Character, Line, Slots

_KINDS = {"voice": Kind.SPEECH, "music": Kind.MUSIC, "effects": Kind.SOUND_EFFECT}
_LONGEST_EFFECT = 20.0
_LONGEST = 64
"""Letters of an id."""


def named(base: str, end: str) -> str:
    """An id made of another and an ending; where both are too long together, a hash stands for what is cut.

    >>> named("k5", "clip")
    'k5-clip'
    """
    whole = f"{base}-{end}"
    if len(whole) <= _LONGEST:
        return whole
    mark = hashlib.sha256(base.encode()).hexdigest()[:8]
    return f"{base[: _LONGEST - len(end) - 10]}-{mark}-{end}"


def line_id(shot: str, number: int) -> str:
    """The id of the cue that says how a shot's spoken line is heard; lines are counted from 1."""
    return named(shot, f"line-{number}")


def sound_id(shot: str) -> str:
    """The id of the cue for the sounds a shot's slots name."""
    return named(shot, "sound")


def music_id(shot: str) -> str:
    """The id of the cue for the music that begins with a shot."""
    return named(shot, "music")


def heard_in(at: Placed) -> tuple[Cue, ...]:
    """The cues of one shot, those its slots imply first; silenced ones are among them."""
    shot = at.shot
    told = {cue.id: cue for cue in shot.cues}
    implied = [
        Cue(id=line_id(shot.id, number), kind="voice", text=line.text, speaker=line.speaker, tone=line.tone)
        for number, line in enumerate(shot.slots.dialogue, 1)
    ]
    if shot.slots.sound:
        implied.append(Cue(id=sound_id(shot.id), kind="effects", text=", ".join(shot.slots.sound), seconds=shot.seconds))
    return tuple([*(_said_over(cue, told.pop(cue.id, None)) for cue in implied), *told.values()])


def _said_over(implied: Cue, own: Cue | None) -> Cue:
    """The implied cue as its own one says it; what that leaves open stays implied."""
    if own is None:
        return implied
    kept = {name: getattr(implied, name) for name in ("text", "speaker", "tone", "seconds") if not getattr(own, name)}
    return own.with_(**kept) if kept else own


def scored(shots: Sequence[Placed]) -> Iterator[tuple[Placed, Cue]]:
    """The music of one scene's shots and where it begins: the scene's own cues, else what slots say, each until the next or the end."""
    scene = shots[0].scene
    own = [cue for cue in scene.cues if cue.kind == "music" and not cue.off]
    if own:
        yield from ((shots[0], cue) for cue in own)
        return
    begins = [at for before, at in zip([None, *shots], shots, strict=False) if at.shot.slots.music and _is_new(before, at)]
    for place, at in enumerate(begins):
        end = shots.index(begins[place + 1]) if place + 1 < len(begins) else len(shots)
        lasts = sum(one.shot.seconds for one in shots[shots.index(at) : end])
        told = next((cue for cue in at.shot.cues if cue.id == music_id(at.shot.id)), None)
        yield at, _said_over(Cue(id=music_id(at.shot.id), kind="music", text=at.shot.slots.music, seconds=lasts), told)


def _is_new(before: Placed | None, at: Placed) -> bool:
    return before is None or before.shot.slots.music != at.shot.slots.music


def soundtrack(project: Project, scenes: Iterable[Sequence[Placed]]) -> tuple[list[DraftStep], list[CutSound]]:
    """The steps that make what is heard in these scenes (each given as its shots), and its places in the cut."""
    steps: list[DraftStep] = []
    sounds: list[CutSound] = []
    for shots in scenes:
        for at, cue, whole in laid(shots):
            step, sound = _heard(project, at, cue, whole)
            steps += [step] if step else []
            sounds += [sound] if sound else []
    return steps, sounds


def laid(shots: Sequence[Placed]) -> Iterator[tuple[Placed, Cue, float]]:
    """Every cue of a scene, given as its shots, with the shot its time counts from and how long it may sound at most."""
    whole = sum(one.shot.seconds for one in shots)
    done = set()
    for at, cue in scored(shots):
        done.add(cue.id)
        yield at, cue, whole
    yield from ((shots[0], cue, whole) for cue in shots[0].scene.cues if cue.id not in done and cue.kind != "music")
    for at in shots:
        yield from ((at, cue, at.shot.seconds) for cue in heard_in(at) if cue.id not in done)


def in_turn(at: Placed, cue: Cue) -> bool:
    """Whether the cue is a spoken line nobody said a time for: it is heard after the one before it."""
    return cue.start == 0 and any(cue.id == line_id(at.shot.id, number + 1) for number in range(len(at.shot.slots.dialogue)))


def _heard(project: Project, at: Placed, cue: Cue, whole: float) -> tuple[DraftStep | None, CutSound | None]:
    """The step of one cue (None where a file stands for it) and its place; neither for what is silenced or says nothing."""
    if cue.off or not (cue.text or cue.asset):
        return None, None
    seconds = cue.seconds or (max(0.1, whole - cue.start) if cue.kind == "music" else 0.0)
    step = None if cue.asset else _step(project, cue, seconds or at.shot.seconds)
    place: dict[str, Any] = {"asset": cue.asset} if cue.asset else {"step": cue.id}
    sound = CutSound(
        cue=cue.id,
        kind=cue.kind,
        shot=at.shot.id,
        start=None if in_turn(at, cue) else cue.start,
        seconds=seconds,
        level=cue.level,
        label=cue.text or cue.kind,
        text=cue.text if cue.kind == "voice" else "",
        **place,
    )
    return step, sound


def _step(project: Project, cue: Cue, seconds: float) -> DraftStep:
    slots, options = _slots(project, cue)
    lasts = {} if cue.kind == "voice" else {"duration": _length(cue, seconds), "use_seconds": _length(cue, seconds)}
    return DraftStep.model_validate(
        {
            "id": cue.id,
            "kind": _KINDS[cue.kind].value,
            "type": "audio",
            "action": _action(cue),
            "slots": slots,
            "options": options,
            "seed": seed_of(project, cue.speaker if cue.kind == "voice" else cue.id),
            "inputs": [],
            "depends_on": [],
            "output_description": _action(cue),
            **lasts,
        }
    )


def _length(cue: Cue, seconds: float) -> float:
    return min(seconds, _LONGEST_EFFECT) if cue.kind == "effects" else seconds


def _action(cue: Cue) -> str:
    said = {"voice": f"{cue.speaker or 'Voice over'}: {cue.text}", "music": f"Music: {cue.text}", "effects": f"Effects: {cue.text}"}
    return said[cue.kind]


def _slots(project: Project, cue: Cue) -> tuple[Slots, dict[str, Any]]:
    if cue.kind == "music":
        return Slots(music=cue.text, mood=project.style.mood), {}
    if cue.kind == "effects":
        return Slots(sound=(cue.text,)), {}
    who = speaker(project, cue.speaker)
    look: tuple[Character, ...] = (who.look,) if who else ()
    line = Line(text=cue.text, speaker=cue.speaker, tone=cue.tone)
    return Slots(dialogue=(line,), characters=look), {"voice": who.voice} if who and who.voice else {}


def speaker(project: Project, name: str) -> BibleCharacter | None:
    """Who of the bible speaks under this name or id."""
    wanted = name.strip().lower()
    return next((one for one in project.bible.characters if wanted and wanted in (one.id, one.name.lower())), None)


def seed_of(project: Project, *what: object) -> int:
    """A seed from 1 to 2³¹−1 for something in a project: the same as long as its name and the project's seed are."""
    digest = hashlib.sha256(":".join(map(str, (project.seed, *what))).encode()).digest()
    return int.from_bytes(digest[:4], "big") % (2**31 - 1) + 1
