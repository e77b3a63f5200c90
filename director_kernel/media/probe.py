"""What a film or sound really is: size, length, frames, loudness — measured from the decoded data, not from what its maker says."""

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from director_kernel.media.encode import SAMPLE_RATE, Sound

Media = Path | bytes


@dataclass(frozen=True)
class Facts:
    """A file's streams. Lengths in seconds; `frames` is counted by decoding nothing (packets); 0 where there is no such stream."""

    duration: float
    width: int = 0
    height: int = 0
    fps: float = 0.0
    frames: int = 0
    video_codec: str = ""
    pixel_format: str = ""
    audio_codec: str = ""
    sample_rate: int = 0
    channels: int = 0
    comment: str = ""


@dataclass(frozen=True)
class Loudness:
    """`peak` and `rms` in dBFS; −inf for digital silence."""

    peak: float
    rms: float


def source(media: Media) -> str | io.BytesIO:
    """What `av.open` takes."""
    return io.BytesIO(media) if isinstance(media, bytes) else str(media)


def probe(media: Media) -> Facts:
    """The streams of a file or of its bytes. Raises av.error.FFmpegError when it is neither film, sound nor picture."""
    with av.open(source(media)) as file:
        video, audio = next(iter(file.streams.video), None), next(iter(file.streams.audio), None)
        frames = sum(1 for packet in file.demux(video) if packet.size) if video else 0
        fps = float(video.average_rate or 0) if video else 0.0
        length = frames / fps if fps else float(Fraction(file.duration or 0, av.time_base))
        return Facts(
            duration=length,
            width=video.codec_context.width if video else 0,
            height=video.codec_context.height if video else 0,
            fps=fps,
            frames=frames,
            video_codec=video.codec_context.name if video else "",
            pixel_format=video.codec_context.pix_fmt or "" if video else "",
            audio_codec=audio.codec_context.name if audio else "",
            sample_rate=audio.codec_context.sample_rate if audio else 0,
            channels=audio.codec_context.channels if audio else 0,
            comment=file.metadata.get("comment", ""),
        )


def video_frames(media: Media) -> Iterator[av.VideoFrame]:
    """The film's decoded frames, in order."""
    with av.open(source(media)) as file:
        file.streams.video[0].thread_type = "AUTO"
        yield from file.decode(video=0)


def gray(media: Media, *, every: int = 1) -> NDArray[np.uint8]:
    """Every `every`th frame's luma, (frames, height, width)."""
    picked = [frame.to_ndarray(format="gray") for index, frame in enumerate(video_frames(media)) if index % every == 0]
    return np.stack(picked)


def sound(media: Media) -> Sound:
    """The file's sound as (2, n) floats at 48 kHz; (2, 0) when it has none."""
    with av.open(source(media)) as file:
        if not file.streams.audio:
            return np.zeros((2, 0), np.float32)
        resampler = AudioResampler(format="fltp", layout="stereo", rate=SAMPLE_RATE)
        parts = [piece.to_ndarray() for frame in file.decode(audio=0) for piece in resampler.resample(frame)]
        parts += [piece.to_ndarray() for piece in resampler.resample(None)]
    return np.concatenate(parts, axis=1).astype(np.float32) if parts else np.zeros((2, 0), np.float32)


def decibels(level: float) -> float:
    """An amplitude as dBFS.

    >>> decibels(1.0), round(decibels(0.5), 2)
    (0.0, -6.02)
    """
    return 20 * math.log10(level) if level > 0 else -math.inf


def loudness(samples: Sound) -> Loudness:
    """Peak and root mean square of all samples."""
    if not samples.size:
        return Loudness(-math.inf, -math.inf)
    return Loudness(decibels(float(np.abs(samples).max())), decibels(float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))))
