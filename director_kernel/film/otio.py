"""The edit of a project as an editing room reads it: a clip for every shot, a sound for every cue, markers for scenes, beats and lines.

On every clip stands what it was when it was written, so that what comes back tells what was done to it there (`film/otio_in`), whatever
happened to the project meanwhile.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from director_kernel.film.shots import Placed, find_scene, placed
from director_kernel.film.soundtrack import in_turn, laid
from director_kernel.film.timeline import ending, opening
from director_kernel.media.otio_file import Edit, Heard, Piece
from director_kernel.schema.project import Cue, Project
from director_kernel.schema.words import counted

_VOICE_AFTER, _PAUSE, _WORDS_PER_SECOND = 0.3, 0.35, 2.5
TRACKS = {"voice": "A1 voice", "music": "A2 music", "effects": "A3 effects"}


class File(NamedTuple):
    """Where a stored file lies, as the timeline names it, and how long it runs, in seconds."""

    url: str
    seconds: float = 0.0


def frames_of(seconds: float, fps: float) -> int:
    """Whole frames, at least one."""
    return max(1, round(seconds * fps))


def edit_of(project: Project, scene: str = "", files: Mapping[str, File] | None = None) -> Edit:
    """The whole film or one scene as an edit. `files` by hash; what has none is a clip without media. Raises UsageError."""
    known = files or {}
    only = find_scene(project, scene).id if scene else ""
    shots = [at for at in placed(project) if only in ("", at.scene.id)]
    fps = float(project.fps)
    starts: dict[str, int] = {}
    at = 0
    for one in shots:
        starts[one.shot.id] = at
        at += frames_of(one.shot.seconds, fps)
    sounds = list(_sounds(project, shots, starts, known))
    said = {
        "project": project.id,
        "version": project.version,
        "fps": fps,
        "scene": only,
        "shots": [one.shot.id for one in shots],
        "sounds": [one.said["cue"] for one in sounds],
        "note": counted(len(shots), "shot"),
    }
    title = project.title if not only else f"{project.title}: {find_scene(project, only).title}"
    return Edit(title, fps, tuple(_piece(one, fps, known, shots) for one in shots), tuple(sounds), said)


def _piece(at: Placed, fps: float, files: Mapping[str, File], shots: list[Placed]) -> Piece:
    shot, said = at.shot, at.shot.slots
    asset = shot.take or shot.frame or ""
    file = files.get(asset, File(""))
    first, frames = round(shot.trim * fps), frames_of(shot.seconds, fps)
    ours = {
        "shot": shot.id,
        "scene": at.scene.id,
        "beat": at.beat.id,
        "asset": asset,
        "first": first,
        "frames": frames,
        "transition": said.transition,
    }
    place = shots.index(at)
    before = shots[place - 1] if place else None
    marks = [("scene", at.scene.title)] if before is None or before.scene.id != at.scene.id else []
    marks += [("beat", at.beat.text or at.beat.id)] if before is None or before.beat.id != at.beat.id else []
    marks += [("line", f"{line.speaker}: {line.text}" if line.speaker else line.text) for line in said.dialogue]
    marks += [("on screen", words) for words in said.on_screen_text]
    name = said.action or said.subject or shot.id
    return Piece(
        name, frames, first, file.url, round(file.seconds * fps), ending(said.transition), opening(said.transition), ours, tuple(marks)
    )


def scenes_of(shots: list[Placed]) -> list[list[Placed]]:
    """The shots by scene, in the order of the film."""
    found: dict[str, list[Placed]] = {}
    for at in shots:
        found.setdefault(at.scene.id, []).append(at)
    return list(found.values())


def _sounds(project: Project, shots: list[Placed], starts: Mapping[str, int], files: Mapping[str, File]) -> Any:
    fps = float(project.fps)
    for scene in scenes_of(shots):
        own = {cue.id for cue in scene[0].scene.cues}
        free: dict[str, float] = {}
        for at, cue, whole in laid(scene):
            if cue.off or not (cue.text or cue.asset):
                continue
            begin = max(_VOICE_AFTER, free.get(at.shot.id, 0.0)) if in_turn(at, cue) else cue.start
            lasts = length_of(cue, whole, files)
            if cue.kind == "voice":
                free[at.shot.id] = begin + lasts + _PAUSE
            start, frames = round(begin * fps), frames_of(lasts, fps)
            ours = {
                "cue": cue.id,
                "kind": cue.kind,
                "home": "scene" if cue.id in own else "shot",
                "of": at.scene.id if cue.id in own else at.shot.id,
                "start": start,
                "frames": frames,
                "level": cue.level,
                "text": cue.text,
            }
            url = files[cue.asset].url if cue.asset and cue.asset in files else ""
            yield Heard(cue.text or cue.id, TRACKS[cue.kind], max(0, starts[at.shot.id] + start), frames, 0, url, ours)


def length_of(cue: Cue, whole: float, files: Mapping[str, File]) -> float:
    """How long a cue sounds, as far as that is known before it is made: a line by its words."""
    if cue.seconds:
        return cue.seconds
    if cue.asset and cue.asset in files and files[cue.asset].seconds:
        return files[cue.asset].seconds
    return max(1.0, len(cue.text.split()) / _WORDS_PER_SECOND) if cue.kind == "voice" else max(0.1, whole - max(0.0, cue.start))
