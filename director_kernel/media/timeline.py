"""The edit for other editing rooms: an OpenTimelineIO file whose media are named relative to it.

Tracks: V1 pictures; A1 voice, A2 music, A3 effects, A4 the clips' own sound. Sounds of one kind that overlap get a further track.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

import opentimelineio as otio

from director_kernel.media.cut import Clip, Cue, Film
from director_kernel.media.probe import Facts

TRACKS = (("A1 voice", "voice"), ("A2 music", "music"), ("A3 effects", "effects"))
_DISSOLVE = 0.5


def reference(path: Path, folder: Path) -> str:
    """`path` as a URL relative to `folder`."""
    return quote(Path(os.path.relpath(path, folder)).as_posix())


def _time(frames: float, fps: float) -> otio.opentime.RationalTime:
    return otio.opentime.RationalTime(frames, fps)


def _range(start: float, length: float, fps: float) -> otio.opentime.TimeRange:
    return otio.opentime.TimeRange(_time(start, fps), _time(length, fps))


def _media(path: Path, folder: Path, frames: float, fps: float) -> otio.schema.ExternalReference:
    return otio.schema.ExternalReference(target_url=reference(path, folder), available_range=_range(0, frames, fps))


def _picture(film: Film, clip: Clip, frames: int, facts: Facts | None) -> otio.schema.Clip:
    first = round(clip.trim * film.fps)
    available = max(first + frames, round(facts.duration * film.fps)) if facts else first + frames
    made = otio.schema.Clip(
        name=clip.action or clip.step,
        media_reference=_media(clip.path, film.folder, available, film.fps),
        source_range=_range(first, frames, film.fps),
    )
    made.metadata["director"] = {"step": clip.step, "studio": film.studio, "facts": clip.facts, "transition": clip.transition}
    for words in clip.words:
        made.markers.append(_marker(words, _range(0, frames, film.fps), "on screen", otio.schema.MarkerColor.YELLOW))
    return made


def _marker(text: str, marked: otio.opentime.TimeRange, kind: str, colour: str) -> otio.schema.Marker:
    return otio.schema.Marker(name=text, marked_range=marked, color=colour, metadata={"director": {"kind": kind}})


def _pictures(film: Film, facts: dict[Path, Facts]) -> otio.schema.Track:
    track = otio.schema.Track(name="V1", kind=otio.schema.TrackKind.Video)
    bounds = film.bounds
    for index, clip in enumerate(film.clips):
        frames = bounds[index + 1] - bounds[index]
        if index and "dissolve" in film.clips[index - 1].transition.lower():
            track.append(_dissolve(min(round(_DISSOLVE * film.fps), frames // 3), film.fps))
        track.append(_picture(film, clip, frames, facts.get(clip.path)))
    for caption in film.captions:
        marked = _range(round(caption.start * film.fps), max(1, round(caption.seconds * film.fps)), film.fps)
        track.markers.append(_marker(caption.text, marked, "caption", otio.schema.MarkerColor.CYAN))
    return track


def _dissolve(frames: int, fps: float) -> otio.schema.Transition:
    kind = otio.schema.TransitionTypes.SMPTE_Dissolve
    return otio.schema.Transition(transition_type=kind, in_offset=_time(0, fps), out_offset=_time(frames, fps))


def lanes(cues: Iterable[Cue], lengths: dict[str, float]) -> list[list[Cue]]:
    """The cues in as few rows as hold them without overlap, each in the order of time."""
    rows: list[list[Cue]] = []
    for cue in sorted(cues, key=lambda cue: (cue.start, cue.step)):
        for row in rows:
            last = row[-1]
            if last.start + lengths[last.step] <= cue.start + 1e-6:
                row.append(cue)
                break
        else:
            rows.append([cue])
    return rows


def _sounds(film: Film, name: str, row: list[Cue], lengths: dict[str, float], facts: dict[Path, Facts]) -> otio.schema.Track:
    track = otio.schema.Track(name=name, kind=otio.schema.TrackKind.Audio)
    total, at = film.bounds[-1], 0
    for cue in row:
        start = min(total, max(at, round(cue.start * film.fps)))
        frames = min(round(lengths[cue.step] * film.fps), total - start)
        if frames <= 0:
            continue
        if start > at:
            track.append(otio.schema.Gap(source_range=_range(0, start - at, film.fps)))
        whole = max(frames, round(facts[cue.path].duration * film.fps))
        made = otio.schema.Clip(cue.label or cue.step, _media(cue.path, film.folder, whole, film.fps), _range(0, frames, film.fps))
        made.metadata["director"] = {"step": cue.step, "kind": cue.kind, "text": cue.text}
        track.append(made)
        at = start + frames
    return track


def _sync(film: Film, facts: dict[Path, Facts]) -> otio.schema.Track | None:
    track = otio.schema.Track(name="A4 clip sound", kind=otio.schema.TrackKind.Audio)
    bounds, heard = film.bounds, False
    for index, clip in enumerate(film.clips):
        frames = bounds[index + 1] - bounds[index]
        known = facts.get(clip.path)
        if clip.keep_sound and known and known.audio_codec:
            heard = True
            first = round(clip.trim * film.fps)
            length = max(first + frames, round(known.duration * film.fps))
            track.append(otio.schema.Clip(clip.step, _media(clip.path, film.folder, length, film.fps), _range(first, frames, film.fps)))
        else:
            track.append(otio.schema.Gap(source_range=_range(0, frames, film.fps)))
    return track if heard else None


def timeline(film: Film, facts: dict[Path, Facts], lengths: dict[str, float]) -> str:
    """The film as OTIO JSON. `facts` are the probed streams by path, `lengths` the seconds each cue sounds by step."""
    made = otio.schema.Timeline(name=film.title, global_start_time=_time(0, film.fps))
    made.metadata["director"] = {"studio": film.studio, "label": "previs" if film.studio == "previs" else "", "note": film.note}
    made.tracks.append(_pictures(film, facts))
    for name, kind in TRACKS:
        for place, row in enumerate(lanes((cue for cue in film.cues if cue.kind == kind), lengths)):
            made.tracks.append(_sounds(film, name if place == 0 else f"{name} {place + 1}", row, lengths, facts))
    sync = _sync(film, facts)
    if sync is not None:
        made.tracks.append(sync)
    return str(otio.adapters.write_to_string(made, "otio_json"))
