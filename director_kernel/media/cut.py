"""The edit as plain values: which clips and sounds, for how long, in what order. Times in seconds of the film unless said otherwise."""

from dataclasses import dataclass, field
from pathlib import Path

from director_kernel.schema.slots import Movement


@dataclass(frozen=True)
class Caption:
    """Words shown for a while. `start` counts from the beginning of the film."""

    text: str
    start: float
    seconds: float


@dataclass(frozen=True)
class Clip:
    """One shot of the film: a video, or a picture that is held under a slow push in. `seconds` is what the film uses of it."""

    step: str
    path: Path
    mime: str
    seconds: float
    action: str = ""
    movement: Movement | None = None
    transition: str = ""
    """How the shot ends (dissolve, fade to black, wipe) or begins (fade from black); "" and everything else is a cut."""
    words: tuple[str, ...] = ()
    """What is written on the screen in this shot."""
    facts: str = ""
    """Shot size, angle, lens … in short, for the contact sheet."""
    cost: str = ""
    keep_sound: bool = True
    trim: float = 0.0
    """Seconds of the file that are left out at its beginning."""
    level: float = 0.0
    """dB of its own sound beside the usual."""

    @property
    def is_video(self) -> bool:
        return self.mime.startswith("video/")


@dataclass(frozen=True)
class Cue:
    """A sound in the film; `kind` is voice, music or effects. 0 seconds: as long as it is. `text` is what a voice says, `level` dB beside
    the usual."""

    step: str
    path: Path
    kind: str
    start: float = 0.0
    seconds: float = 0.0
    label: str = ""
    text: str = ""
    level: float = 0.0


@dataclass(frozen=True)
class Film:
    """Everything `assemble` needs. `silent`: no sound is wanted; otherwise a film without any gets a quiet bed in its `mood`."""

    folder: Path
    title: str
    width: int
    height: int
    fps: float
    clips: tuple[Clip, ...]
    cues: tuple[Cue, ...] = ()
    captions: tuple[Caption, ...] = ()
    mood: str = ""
    studio: str = "previs"
    note: str = ""
    """One line under the contact sheet's title."""
    silent: bool = False
    seed: int = 0
    meter: str = ""

    @property
    def bounds(self) -> tuple[int, ...]:
        """The frame each clip starts at, and the number of frames at the end: rounding never adds up."""
        at, found = 0.0, [0]
        for clip in self.clips:
            at += clip.seconds
            found.append(max(found[-1] + 1, round(at * self.fps)))
        return tuple(found)

    @property
    def seconds(self) -> float:
        """The film's length: the clips' lengths together."""
        return sum(clip.seconds for clip in self.clips)


@dataclass(frozen=True)
class Reel:
    """A finished film. `peak` and `rms` in dBFS, measured on what was written; −inf for a film without sound."""

    mp4: Path
    otio: Path
    contact: Path
    seconds: float
    frames: int
    peak: float
    rms: float
    width: int = 0
    height: int = 0
    fps: float = 0.0
    notes: tuple[str, ...] = field(default=())
    """What had to be done differently than asked, in words."""
