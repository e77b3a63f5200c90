"""What is done to a scene's sound: levels, other files, voices and score, as typed changes.

A line, a sound or music that slots imply has a cue as soon as something is said of how it is heard (`film/soundtrack`).
"""

import math
from typing import Any

from director_kernel.errors import UsageError
from director_kernel.film.ids import fresh
from director_kernel.film.shots import Placed, find_scene, find_shot, placed
from director_kernel.film.soundtrack import heard_in, scored
from director_kernel.schema.cut import SILENT
from director_kernel.schema.project import Change, Cue, Project, Scene

LOUDEST = 24.0


def level_of_clip(project: Project, shot: str, decibels: float) -> tuple[Change, ...]:
    """The change that makes a clip's own sound louder or softer; −60 silences it. Raises UsageError."""
    at = find_shot(project, shot)
    value = _level(decibels)
    return (Change(op="set", path=f"{at.path}/level", value=value),) if at.shot.level != value else ()


def find_cue(project: Project, where: str, name: str = "", kind: str = "") -> tuple[str, Cue, bool]:
    """(where its list lies, the cue, whether it stands there) of a shot's or scene's cue: by id, else the only one of its kind.

    Raises UsageError naming what there is.
    """
    home, cues, own = _cues(project, where)
    fits = [cue for cue in cues if (cue.id == name if name else not kind or cue.kind == kind)]
    if len(fits) == 1:
        return home, fits[0], fits[0].id in own
    there = ", ".join(f"{cue.id} ({cue.kind})" for cue in cues) or "none"
    raise UsageError(f"{where} has {'no' if not fits else 'several'} {name or kind or 'sounds'} to speak of; its sounds: {there}.")


def _cues(project: Project, where: str) -> tuple[str, list[Cue], set[str]]:
    """The cues of a shot or scene: where they are kept, all of them, and the ids of those that are."""
    try:
        at = find_shot(project, where) if "." in where or any(shot.id == where for shot in project.shots()) else None
    except UsageError:
        at = None
    if at is not None:
        music = [cue for one, cue in scored(_scene(project, at.scene)) if one.shot.id == at.shot.id and cue not in at.scene.cues]
        heard = {cue.id: cue for cue in (*heard_in(at), *music)}
        return f"{at.path}/cues", list(heard.values()), {cue.id for cue in at.shot.cues}
    scene = find_scene(project, where)
    return f"scenes/{scene.id}/cues", list(scene.cues), {cue.id for cue in scene.cues}


def _scene(project: Project, scene: Scene) -> list[Placed]:
    return [at for at in placed(project) if at.scene.id == scene.id]


def changed(project: Project, where: str, name: str = "", kind: str = "", **said: Any) -> tuple[Change, ...]:
    """Changes that say of a cue how it is heard: `level` in dB, `start` and `seconds`, `asset` instead of what would be made, `off`.

    Raises UsageError.
    """
    home, cue, stands = find_cue(project, where, name, kind)
    if "level" in said:
        said["level"] = _level(said["level"])
    after = cue.with_(**said)
    if stands:
        return tuple(
            Change(op="set", path=f"{home}/{cue.id}/{field}", value=value) for field, value in said.items() if getattr(cue, field) != value
        )
    return (Change(op="add", path=home, value=after.wire()),) if after != cue else ()


def _level(decibels: float) -> float:
    if not math.isfinite(decibels) or decibels > LOUDEST:
        raise UsageError(f"a level is {SILENT:g} to {LOUDEST:g} dB beside the usual, not {decibels:g}.")
    return round(max(SILENT, decibels), 2)


def voice(project: Project, shot: str, text: str, *, speaker: str = "", tone: str = "", start: float | None = None) -> tuple[Change, ...]:
    """The change that lets somebody say something in a shot: a line of its dialogue, or, with `start`, at that second of it."""
    at = find_shot(project, shot)
    said = text.strip()
    if not said:
        raise UsageError("there is nothing to say; give the words.")
    who = next((one.name for one in project.bible.characters if speaker.lower() in (one.id, one.name.lower())), speaker)
    if start is None:
        line = {"text": said, "speaker": who, "tone": tone}
        return (Change(op="add", path=f"{at.path}/slots/dialogue", value=line),)
    cue = Cue(id=_free(project, f"{at.shot.id}-voice"), kind="voice", text=said, speaker=who, tone=tone, start=start)
    return (Change(op="add", path=f"{at.path}/cues", value=cue.wire()),)


def score(project: Project, where: str, text: str, *, level: float = 0.0, seconds: float = 0.0) -> tuple[Change, ...]:
    """Changes that put music under a scene (its whole length), or under one shot ("2.3"); what played there before is replaced."""
    return laid(project, where, "music", text, level=level, seconds=seconds)


def laid(
    project: Project, where: str, kind: str, text: str, *, level: float = 0.0, start: float = 0.0, seconds: float = 0.0, asset: str = ""
) -> tuple[Change, ...]:
    """Changes that lay a sound under a scene or shot, made of `text` or of a stored `asset`; music replaces the music that was there."""
    home, cues, own = _cues(project, where)
    name = home.split("/")[-2]
    told = {"text": text.strip(), "level": _level(level), "start": start, "seconds": seconds, "asset": asset or None}
    old = next((cue for cue in cues if kind == "music" and cue.kind == "music"), None)
    if old is not None and old.id in own:
        after = old.with_(**told, off=False)
        return (Change(op="set", path=f"{home}/{old.id}", value=after.wire()),) if after != old else ()
    if not told["text"] and not asset:
        raise UsageError("there is nothing to hear; say what it sounds like, or give a file.")
    cue = Cue.model_validate({"id": old.id if old else _free(project, f"{name}-{kind}"), "kind": kind, **told})
    return (Change(op="add", path=home, value=cue.wire()),)


def _free(project: Project, stem: str) -> str:
    taken = {cue.id for scene in project.scenes for cue in scene.cues} | {cue.id for shot in project.shots() for cue in shot.cues}
    return fresh(taken, stem[:60])
