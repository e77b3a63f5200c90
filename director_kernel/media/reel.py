"""Clips and sounds joined into a film: cut to length, in order, mixed, captioned; with its timeline and contact sheet.

Every clip gives exactly the frames the edit asks for. A clip that is too short plays slower, a picture is held under a slow push in:
nothing freezes, nothing goes black for longer than a fade. Files appear whole or not at all (temp file, fsync, rename).
"""

import math
import os
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np

from director_kernel.errors import AssetError, UsageError
from director_kernel.media.clips import dissolve, foreign, rasters
from director_kernel.media.cut import Clip, Film, Reel
from director_kernel.media.disk import disk_errors, replace, settle
from director_kernel.media.encode import Sound, encode_sound, write
from director_kernel.media.layered import unpack
from director_kernel.media.lettering import caption
from director_kernel.media.meter import Meter
from director_kernel.media.mix import Part, amplitude, mix
from director_kernel.media.move import Move, animate, planes, stay
from director_kernel.media.pictures import read_picture
from director_kernel.media.plate import Pixels, Plate
from director_kernel.media.probe import Facts, loudness, probe, sound, video_frames
from director_kernel.media.sheet import sheet
from director_kernel.media.synth import samples
from director_kernel.media.timeline import timeline
from director_kernel.media.tones import music
from director_kernel.schema.slots import Movement, Speed

_TRANSITION = 0.5
_FADE = 0.5
_PEAK = -1.2
"""dBFS the decoded film must stay under; AAC overshoots what it is given."""
_BLACK = (16, 128, 128)


def assemble(film: Film) -> Reel:
    """Writes `reel.mp4`, `reel.otio` and `contact.png` into the film's folder.

    Raises UsageError for a film without clips, AssetError for a clip or sound that can't be read, WorkspaceError for the disk.
    """
    if not film.clips:
        raise UsageError("there is nothing to assemble yet: run the plan's clips first, then assemble again.")
    with disk_errors("Assembling the reel", film.folder):
        film.folder.mkdir(parents=True, exist_ok=True)
    facts = {path: _facts(path) for path in dict.fromkeys([*(c.path for c in film.clips if c.is_video), *(cue.path for cue in film.cues)])}
    mp4, otio, contact = (film.folder / name for name in ("reel.mp4", "reel.otio", "contact.png"))
    lengths = {cue.step: min(cue.seconds or math.inf, facts[cue.path].duration, max(0.0, film.seconds - cue.start)) for cue in film.cues}
    track = None if film.silent else mixed(film, facts, lengths)
    stills: list[Pixels] = []
    part = mp4.with_name(".reel.part.mp4")
    with disk_errors("Assembling the reel", film.folder):
        try:
            meter, total = Meter(film.meter), film.bounds[-1]
            write(part, _kept(Cutter(film, facts), film, stills), width=film.width, height=film.height, fps=film.fps, sound=track,
                  tick=lambda done: meter.tick(done, total))  # fmt: skip
            _sync(part)
            settle(part, mp4)
        finally:
            part.unlink(missing_ok=True)
        replace(otio, timeline(film, facts, lengths).encode())
        replace(contact, sheet(film, stills, lengths))
    heard, made = loudness(sound(mp4)), probe(mp4)
    return Reel(mp4, otio, contact, made.duration, made.frames, heard.peak, heard.rms, film.width, film.height, film.fps)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _facts(path: Path) -> Facts:
    try:
        return probe(path)
    except (av.error.FFmpegError, OSError) as error:
        raise AssetError(
            f"{path.name} can't be read ({error}); `director doctor` checks the stored files, `retry` makes it again."
        ) from error


def mixed(film: Film, facts: dict[Path, Facts], lengths: dict[str, float]) -> Sound:
    """The film's sound: cues and clip sound mixed; a quiet bed where there is none; low enough to stay under −1 dBFS after AAC."""
    parts = [Part(cue.kind, sound(cue.path), cue.start, lengths[cue.step], cue.level) for cue in film.cues if lengths[cue.step] > 0]
    at = 0.0
    for clip in film.clips:
        if clip.keep_sound and clip.is_video and facts[clip.path].audio_codec:
            parts.append(Part("clip", sound(clip.path)[:, samples(clip.trim) :], at, clip.seconds, clip.level))
        at += clip.seconds
    if not any(part.sound.size and float(np.abs(part.sound).max()) > 1e-4 for part in parts):
        parts = [Part("music", music(film.mood, film.seconds, film.seed))]
    whole = mix(parts, film.bounds[-1] / film.fps, ceiling=-2.0)
    peak = loudness(sound(encode_sound(whole))).peak
    return whole if peak <= _PEAK else whole * np.float32(amplitude(_PEAK - peak - 0.2))


def copied(frame: av.VideoFrame, width: int, height: int) -> av.VideoFrame:
    """A decoded frame in memory of its own (the decoder still needs the original), fitted into `width`×`height`."""
    scale = min(width / frame.width, height / frame.height)
    fitted = [min(size, 2 * round(side * scale / 2)) for size, side in ((width, frame.width), (height, frame.height))]
    if fitted[0] > width * 0.97 and fitted[1] > height * 0.97:
        fitted = [width, height]
    source = frame.reformat(width=fitted[0], height=fitted[1], format="yuv420p", interpolation="BICUBIC")
    made = av.VideoFrame(width, height, "yuv420p")
    made.colorspace, made.color_range = 1, 1
    left, top = (width - fitted[0]) // 4 * 2, (height - fitted[1]) // 4 * 2
    for index, (target, given, black) in enumerate(zip(planes(made), planes(source), _BLACK, strict=True)):
        x, y = (left, top) if index == 0 else (left // 2, top // 2)
        if fitted != [width, height]:
            target[:] = black
        target[y : y + given.shape[0], x : x + given.shape[1]] = given
    return made


class Source:
    """One clip as an endless supply of frames: `next()` gives its next frame, past its end the last one again."""

    def __init__(self, clip: Clip, film: Film, count: int, facts: Facts | None, seed: int) -> None:
        self._film, self._last, self._index = film, None, 0
        self._move = None if facts else held(clip, film, count, seed)
        self._frames = self._retimed(clip, facts, count) if facts else None

    def next(self) -> av.VideoFrame:
        self._index += 1
        if self._move is not None:
            return self._move.frame(self._index - 1)
        frame = next(self._frames, None) if self._frames else None
        self._last = frame or self._last
        if self._last is None:
            raise AssetError("a clip has no frames; `director doctor` checks the stored files, `retry` makes it again.")
        return copied(self._last, self._film.width, self._film.height)

    def _retimed(self, clip: Clip, facts: Facts, count: int) -> Iterator[av.VideoFrame]:
        """The file's frames at the film's rate after the trim, slowed down when there are too few; of the last one at least one."""
        pace = facts.fps / self._film.fps if facts.fps else 1.0
        first = min(round(clip.trim * facts.fps), max(0, facts.frames - 1)) if facts.frames else round(clip.trim * facts.fps)
        left = facts.frames - first
        if facts.frames and left < count * pace:
            pace = left / count
        shown = 0
        for index, frame in enumerate(video_frames(clip.path)):
            while index >= first and math.floor(shown * pace + 1e-6) <= index - first:
                yield frame
                shown += 1


def held(clip: Clip, film: Film, count: int, seed: int) -> Move:
    """A picture under a slow push in, its own layers moving where it has them."""
    try:
        data = clip.path.read_bytes()
    except OSError as error:
        raise AssetError(f"{clip.path.name} can't be read ({error}); `director doctor` checks the stored files.") from error
    board = unpack(data)
    width, height = film.width, film.height
    layers = rasters(board.layers, width, height) if board and _fits(data, film) else foreign(read_picture(data), width, height)
    planned = clip.movement or (board.slots.movement if board else None)
    return animate(
        layers,
        movement=planned if planned not in (None, Movement.STATIC) else Movement.PUSH_IN,
        speed=Speed.SLOW,
        seconds=count / film.fps,
        fps=film.fps,
        width=width,
        height=height,
        seed=seed,
    )


def _fits(data: bytes, film: Film) -> bool:
    """Whether the picture has the film's shape: layers can't be letterboxed."""
    pixels = read_picture(data)
    return bool(abs(pixels.shape[1] / pixels.shape[0] * film.height / film.width - 1) < 0.03)


class Cutter:
    """The film's frames in order: cuts, dissolves, wipes, fades and captions."""

    def __init__(self, film: Film, facts: dict[Path, Facts]) -> None:
        self.film, self.facts, self.bounds = film, facts, film.bounds
        self._captions: dict[int, list[Plate]] = {}

    def __iter__(self) -> Iterator[av.VideoFrame]:
        before: Source | None = None
        for index, clip in enumerate(self.film.clips):
            count = self.bounds[index + 1] - self.bounds[index]
            source = Source(clip, self.film, count, self.facts.get(clip.path) if clip.is_video else None, self.film.seed + index)
            ending = self.film.clips[index - 1].transition.lower() if index else ""
            over = min(round(_TRANSITION * self.film.fps), count // 3) if "dissolve" in ending or "wipe" in ending else 0
            for number in range(count):
                frame = source.next()
                if number < over and before is not None:
                    _pass(frame, before.next(), (number + 1) / (over + 1), wipe="wipe" in ending)
                self._fade(frame, clip, index, number, count)
                self._caption(frame, self.bounds[index] + number)
                yield frame
            before = source

    def _fade(self, frame: av.VideoFrame, clip: Clip, index: int, number: int, count: int) -> None:
        length = min(round(_FADE * self.film.fps), count // 3)
        told = clip.transition.lower()
        light = 1.0
        if "fade from black" in told or "fade in" in told:
            light = min(light, (number + 1) / (length + 1))
        if "fade to black" in told or "fade out" in told:
            light = min(light, (count - number) / (length + 1))
        if light < 1:
            for plane, black in zip(planes(frame), _BLACK, strict=True):
                cv2.addWeighted(plane, light, np.full_like(plane, black), 1 - light, 0, dst=plane)

    def _caption(self, frame: av.VideoFrame, number: int) -> None:
        at = number / self.film.fps
        for place, shown in enumerate(self.film.captions):
            if shown.start <= at < shown.start + shown.seconds:
                if place not in self._captions:
                    self._captions[place] = caption(shown.text, self.film.width, self.film.height)
                for layer in self._captions[place]:
                    stay(planes(frame), layer)


def _pass(frame: av.VideoFrame, before: av.VideoFrame, share: float, *, wipe: bool) -> None:
    """Turns `frame` into the mixture that is `share` of the way from `before` to it."""
    if not wipe:
        dissolve(frame, before, 1 - share)
        return
    for plane, old in zip(planes(frame), planes(before), strict=True):
        edge = round(plane.shape[1] * share)
        plane[:, edge:] = old[:, edge:]


def _kept(frames: Cutter, film: Film, stills: list[Pixels]) -> Iterator[av.VideoFrame]:
    """The frames, with the middle one of every clip kept for the contact sheet."""
    bounds = film.bounds
    wanted = deque((bounds[index] + bounds[index + 1]) // 2 for index in range(len(film.clips)))
    for number, frame in enumerate(frames):
        if wanted and number == wanted[0]:
            wanted.popleft()
            stills.append(np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8))
        yield frame
