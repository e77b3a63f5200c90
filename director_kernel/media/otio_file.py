"""An edit as an OpenTimelineIO file, written and read: one row of pictures, rows of sounds, markers, and our own metadata on each.

Everything counts in frames of the timeline. What is read may come from any editing room: it is looked through, never believed, and what
can't be kept is told in `notes`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import opentimelineio as otio

from director_kernel.errors import UsageError
from director_kernel.media.otio_shape import check

LARGEST = 24_000_000
"""Bytes of a file that is read."""
_DEEPEST = 200
"""Levels of brackets: the library's parser dies with the process on thousands of them."""
_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"|([\[{])|([\]}])', re.DOTALL)
OURS = "director"
_MOST_CLIPS = 20_000
_COLOURS = {"scene": "PURPLE", "beat": "BLUE", "line": "CYAN", "on screen": "YELLOW"}


@dataclass(frozen=True)
class Piece:
    """A clip of the picture row: `frames` of its file from frame `first` on. `ends` is how it is joined to the next ("dissolve", …, ""
    for a cut), `opens` how it begins. `said` is our own metadata, {} for a clip that isn't ours. `at` is where it lies."""

    name: str
    frames: int
    first: int = 0
    url: str = ""
    available: int = 0
    ends: str = ""
    opens: str = ""
    said: dict[str, Any] = field(default_factory=dict)
    marks: tuple[tuple[str, str], ...] = ()
    """(kind, words) of its markers."""
    at: int = 0


@dataclass(frozen=True)
class Heard:
    """A sound on a row (`track`), from frame `at` of the timeline on; `first` and `frames` are of its file."""

    name: str
    track: str
    at: int
    frames: int
    first: int = 0
    url: str = ""
    said: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Edit:
    """A timeline. `strangers` are picture clips beyond the first row; `notes` say what a reader met and could not keep."""

    title: str
    fps: float
    pieces: tuple[Piece, ...] = ()
    sounds: tuple[Heard, ...] = ()
    said: dict[str, Any] = field(default_factory=dict)
    strangers: tuple[Piece, ...] = ()
    notes: tuple[str, ...] = ()


# Writing


def write(edit: Edit) -> str:
    """The edit as OTIO JSON."""
    made = otio.schema.Timeline(name=edit.title, global_start_time=_time(0, edit.fps))
    made.metadata[OURS] = edit.said
    made.tracks.append(_pictures(edit))
    for name in dict.fromkeys(one.track for one in edit.sounds):
        for place, row in enumerate(_rows([one for one in edit.sounds if one.track == name])):
            made.tracks.append(_row(name if place == 0 else f"{name} {place + 1}", row, edit.fps))
    return str(otio.adapters.write_to_string(made, "otio_json"))


def _time(frames: float, fps: float) -> otio.opentime.RationalTime:
    return otio.opentime.RationalTime(frames, fps)


def _span(first: float, frames: float, fps: float) -> otio.opentime.TimeRange:
    return otio.opentime.TimeRange(_time(first, fps), _time(frames, fps))


def _pictures(edit: Edit) -> otio.schema.Track:
    track = otio.schema.Track(name="V1", kind=otio.schema.TrackKind.Video)
    for index, piece in enumerate(edit.pieces):
        clip = _clip(piece.name, piece.url, piece.first, piece.frames, piece.available, piece.said, edit.fps)
        for kind, words in piece.marks:
            colour = getattr(otio.schema.MarkerColor, _COLOURS.get(kind, "GREEN"))
            mark = otio.schema.Marker(name=words, marked_range=_span(piece.first, piece.frames, edit.fps), color=colour)
            mark.metadata[OURS] = {"kind": kind}
            clip.markers.append(mark)
        if piece.opens:
            clip.effects.append(otio.schema.Effect(name=piece.opens, effect_name=piece.opens, metadata={OURS: {"opens": piece.opens}}))
        track.append(clip)
        if piece.ends:
            follows = edit.pieces[index + 1].frames if index + 1 < len(edit.pieces) else piece.frames
            track.append(_transition(piece.ends, max(1, min(round(edit.fps / 2), follows // 3)), edit.fps))
    return track


def _transition(ends: str, frames: int, fps: float) -> otio.schema.Transition:
    types = otio.schema.TransitionTypes
    kind = types.SMPTE_Dissolve if ends == "dissolve" else types.Custom
    return otio.schema.Transition(ends, kind, _time(0, fps), _time(frames, fps), metadata={OURS: {"ends": ends}})


def _clip(name: str, url: str, first: int, frames: int, available: int, said: dict[str, Any], fps: float) -> otio.schema.Clip:
    media = (
        otio.schema.ExternalReference(target_url=quote(url), available_range=_span(0, max(available, first + frames), fps))
        if url
        else otio.schema.MissingReference()
    )
    clip = otio.schema.Clip(name=name, media_reference=media, source_range=_span(first, frames, fps))
    clip.metadata[OURS] = said
    return clip


def _rows(sounds: Sequence[Heard]) -> list[list[Heard]]:
    """The sounds in as few rows as hold them without overlap."""
    rows: list[list[Heard]] = []
    for one in sorted(sounds, key=lambda one: (one.at, one.name)):
        row = next((row for row in rows if row[-1].at + row[-1].frames <= one.at), None)
        rows.append([one]) if row is None else row.append(one)
    return rows


def _row(name: str, sounds: Iterable[Heard], fps: float) -> otio.schema.Track:
    track, at = otio.schema.Track(name=name, kind=otio.schema.TrackKind.Audio), 0
    for one in sounds:
        if one.at > at:
            track.append(otio.schema.Gap(source_range=_span(0, one.at - at, fps)))
        track.append(_clip(one.name, one.url, one.first, one.frames, 0, one.said, fps))
        at = one.at + one.frames
    return track


# Reading


def read(data: bytes, name: str = "the file") -> Edit:
    """The edit in an OTIO file. Raises UsageError for what is none, and for one that is too large."""
    if len(data) > LARGEST:
        raise UsageError(f"{name} is larger than {LARGEST // 1_000_000} MB; export the timeline alone, without its media.")
    if _depth(data) > _DEEPEST:
        raise UsageError(f"{name} is no OpenTimelineIO file (brackets in brackets without end); export it as .otio from the editing room.")
    try:
        text = data.decode("utf-8")
        check(json.loads(text))
        found = otio.adapters.read_from_string(text, "otio_json")
    except (UnicodeDecodeError, ValueError, TypeError, KeyError, RecursionError, otio.exceptions.OTIOError) as error:
        raise UsageError(f"{name} is no OpenTimelineIO file ({_short(error)}); export it as .otio from the editing room.") from None
    if not isinstance(found, otio.schema.Timeline):
        raise UsageError(f"{name} holds no timeline; export the sequence as .otio.")
    try:
        return _Reader(found).edit()
    except (ValueError, otio.exceptions.OTIOError) as error:
        raise UsageError(f"{name} can't be read as an edit ({_short(error)}); export it again as .otio.") from None


def _depth(data: bytes) -> int:
    """How deep the brackets of a JSON text go."""
    depth = deepest = 0
    for found in _BRACKETS.finditer(data):
        if found.lastindex == 1:
            depth += 1
            deepest = max(deepest, depth)
        elif found.lastindex == 2:
            depth -= 1
    return deepest


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:80] or type(error).__name__


class _Reader:
    """One timeline being looked through."""

    def __init__(self, timeline: otio.schema.Timeline) -> None:
        self.timeline = timeline
        self.said = _own(timeline)
        self.notes: list[str] = []
        self.fps = self._rate()

    def _rate(self) -> float:
        said = self.said.get("fps")
        if isinstance(said, int | float) and not isinstance(said, bool) and 1 <= said <= 240:
            return float(said)
        clips = [clip for clip in self.timeline.find_clips() if clip.source_range or clip.media_reference.available_range]
        rate = clips[0].trimmed_range().duration.rate if clips else 24.0
        return rate if 1 <= rate <= 240 else 24.0

    def edit(self) -> Edit:
        rows = list(self.timeline.video_tracks())
        pieces = tuple(self._pieces(rows[0])) if rows else ()
        strangers = tuple(piece for row in rows[1:] for piece in self._pieces(row))
        sounds = tuple(one for row in self.timeline.audio_tracks() for one in self._sounds(row))
        if len(pieces) + len(sounds) > _MOST_CLIPS:
            raise UsageError(f"the timeline holds {len(pieces) + len(sounds)} clips; take at most {_MOST_CLIPS} at a time.")
        return Edit(self.timeline.name, self.fps, pieces, sounds, self.said, strangers, tuple(self.notes))

    def _frames(self, time: otio.opentime.RationalTime) -> int:
        return round(float(time.rescaled_to(self.fps).value))

    def _span(self, item: Any) -> tuple[int, int]:
        """(first frame of its file, frames); no frames for what says no length."""
        try:
            span = item.trimmed_range()
        except otio.exceptions.OTIOError:
            self.notes.append(f"{_named(item)} says no length")
            return 0, 0
        return self._frames(span.start_time), max(0, self._frames(span.duration))

    def _pieces(self, row: otio.schema.Track) -> Iterator[Piece]:
        at, items = 0, list(row)
        for index, item in enumerate(items):
            if isinstance(item, otio.schema.Transition):
                continue
            first, frames = self._span(item)
            if isinstance(item, otio.schema.Gap):
                if frames:
                    self.notes.append(f"{frames / self.fps:g} s of nothing at {at / self.fps:g} s: the film has no gaps")
            elif isinstance(item, otio.schema.Clip):
                following = items[index + 1] if index + 1 < len(items) else None
                if frames:
                    yield self._piece(item, first, frames, at, following)
            else:
                self.notes.append(f"{_named(item)} at {at / self.fps:g} s is a sequence of its own; flatten it first")
            at += frames

    def _piece(self, clip: otio.schema.Clip, first: int, frames: int, at: int, following: Any) -> Piece:
        ends = _ends(following) if isinstance(following, otio.schema.Transition) else ""
        opens = ""
        for effect in clip.effects:
            told = _own(effect).get("opens")
            if isinstance(told, str):
                opens = told
            else:
                self.notes.append(f"{effect.effect_name or effect.name or 'an effect'} on {_named(clip)} can't be kept")
        return Piece(_named(clip), frames, first, _url(clip), 0, ends, opens, _own(clip), (), at)

    def _sounds(self, row: otio.schema.Track) -> Iterator[Heard]:
        at = 0
        for item in row:
            if isinstance(item, otio.schema.Transition):
                continue
            first, frames = self._span(item)
            if isinstance(item, otio.schema.Clip) and frames:
                yield Heard(_named(item), row.name, at, frames, first, _url(item), _own(item))
            at += frames


def _ends(transition: otio.schema.Transition) -> str:
    """How the shot before ends; an editing room's own kinds of dissolves are dissolves."""
    told = _own(transition).get("ends")
    if transition.transition_type == otio.schema.TransitionTypes.SMPTE_Dissolve:
        return "dissolve"
    words = f"{told if isinstance(told, str) else ''} {transition.name} {transition.transition_type}".lower()
    return next((end for key, end in (("wipe", "wipe"), ("fade", "fade to black"), ("dip", "fade to black")) if key in words), "dissolve")


def _own(thing: Any) -> dict[str, Any]:
    """Our metadata on something, as plain JSON; {} where there is none."""
    found = thing.metadata.get(OURS)
    if found is None:
        return {}
    plain = json.loads(otio.core.serialize_json_to_string(found)) if not isinstance(found, str | int | float) else {}
    return plain if isinstance(plain, dict) else {}


def _named(thing: Any) -> str:
    """What it is called, short enough for a sentence."""
    return " ".join(str(thing.name or "a clip").split())[:60] or "a clip"


def _url(clip: otio.schema.Clip) -> str:
    media = clip.media_reference
    return media.target_url if isinstance(media, otio.schema.ExternalReference) else ""
