"""Films as bytes: H.264 (x264 veryfast, crf 20, yuv420p, BT.709) and AAC in an MP4 whose index comes first, the same bytes every time.

x264's output depends on its number of threads, so `THREADS` is a constant. Frames are drawn while earlier ones are encoded: the
encoder runs on a thread of its own, and both OpenCV and FFmpeg release the interpreter lock.
"""

import io
import queue
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

from director_kernel.media.disk import disk_errors

THREADS = 2
X264 = {"preset": "veryfast", "crf": "20", "bf": "0", "x264-params": "no-mbtree=1"}
"""No macroblock tree: its vector code reads memory nobody wrote, and the same frames give other bytes once in a while (once in a thousand
films; nearly every time with B-frames at 720×1280 or 320×180; never with `asm=0`; seen with av 18.1). No B-frames: encodes faster."""
SAMPLE_RATE = 48_000
_BLOCK = 1024
_AHEAD = 6
"""Frames drawn ahead of the encoder."""

Sound = NDArray[np.float32]
"""Samples (2, n), −1…1, at `SAMPLE_RATE`."""


def rate(fps: float) -> Fraction:
    """`fps` as an exact fraction; 23.976, 29.97 and 59.94 become the broadcast ones.

    >>> rate(24), rate(29.97)
    (Fraction(24, 1), Fraction(30000, 1001))
    """
    near = round(fps)
    if abs(fps - near) < 1e-6:
        return Fraction(near)
    broadcast = Fraction(round(fps + 0.03) * 1000, 1001)
    return broadcast if abs(float(broadcast) - fps) < 0.006 else Fraction(fps).limit_denominator(1001)


class Writer:
    """An open MP4 at `path`: `video(frame)` takes yuv420p frames in order, `close()` finishes; `sound` is written alongside."""

    def __init__(self, path: Path, *, width: int, height: int, fps: float, sound: Sound | None = None, comment: str = "") -> None:
        self._file = av.open(str(path), "w", format="mp4", options={"movflags": "+faststart", "fflags": "+bitexact"})
        if comment:
            self._file.metadata["comment"] = comment
        self._rate = rate(fps)
        self._video = self._picture_stream(width, height)
        self._sound = None if sound is None else _SoundTrack(self._file, sound)
        self._count = 0

    def _picture_stream(self, width: int, height: int) -> Any:
        stream = self._file.add_stream("libx264", rate=self._rate, options={**X264, "flags": "+bitexact"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        context = stream.codec_context
        context.thread_count = THREADS
        context.gop_size = max(1, round(2 * self._rate))
        context.color_primaries = context.color_trc = context.colorspace = 1
        context.color_range = 1
        return stream

    def video(self, frame: av.VideoFrame) -> None:
        """Encodes the next frame, and the sound up to it."""
        frame.pts, frame.time_base = self._count, 1 / self._rate
        self._count += 1
        self._file.mux(self._video.encode(frame))
        if self._sound is not None:
            self._sound.feed(float(self._count / self._rate))

    def close(self) -> None:
        """Flushes the encoders and writes the index."""
        try:
            self._file.mux(self._video.encode(None))
            if self._sound is not None:
                self._sound.finish()
        finally:
            self._file.close()


class _SoundTrack:
    """A film's AAC stream, fed bit by bit so that sound and picture lie beside each other in the file."""

    def __init__(self, file: Any, samples: Sound) -> None:
        self._file, self._samples, self._at = file, samples, 0
        self._stream = file.add_stream("aac", rate=SAMPLE_RATE, options={"flags": "+bitexact"})
        self._stream.layout = "stereo"
        self._stream.bit_rate = 160_000

    def feed(self, seconds: float) -> None:
        """Encodes up to this second."""
        end = min(self._samples.shape[1], int(seconds * SAMPLE_RATE))
        while self._at + _BLOCK <= end or (self._at < end == self._samples.shape[1]):
            part = np.ascontiguousarray(self._samples[:, self._at : self._at + _BLOCK], dtype=np.float32)
            frame = AudioFrame.from_ndarray(part, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, self._at, Fraction(1, SAMPLE_RATE)
            self._file.mux(self._stream.encode(frame))
            self._at += part.shape[1]

    def finish(self) -> None:
        """Encodes the rest."""
        self.feed(self._samples.shape[1] / SAMPLE_RATE + 1)
        self._file.mux(self._stream.encode(None))


def _ahead(frames: Iterable[av.VideoFrame], take: Callable[[av.VideoFrame], None]) -> int:
    """Feeds `frames` to `take` on another thread while the next ones are drawn here. Raises what either side raises."""
    waiting: queue.Queue[av.VideoFrame | None] = queue.Queue(_AHEAD)
    failed: list[BaseException] = []

    def encode() -> None:
        while (frame := waiting.get()) is not None:
            if failed:
                continue  # keep emptying the queue, or the drawing side would wait for ever
            try:
                take(frame)
            except BaseException as error:  # noqa: BLE001 (carried to the drawing side, which raises it)
                failed.append(error)

    thread = threading.Thread(target=encode, name="encoder", daemon=True)
    thread.start()
    count = 0
    try:
        for frame in frames:
            if failed:
                break
            waiting.put(frame)
            count += 1
    finally:
        waiting.put(None)
        thread.join()
    if failed:
        raise failed[0]
    return count


def write(
    path: Path,
    frames: Iterable[av.VideoFrame],
    *,
    width: int,
    height: int,
    fps: float,
    sound: Sound | None = None,
    comment: str = "",
    tick: Callable[[int], None] | None = None,
) -> int:
    """Writes the film to `path` and gives its number of frames. `tick(done)` hears of every drawn frame and may raise to stop.

    Raises WorkspaceError when the disk is full or can't be written to.
    """
    with disk_errors("Writing the film", path.parent):
        writer = Writer(path, width=width, height=height, fps=fps, sound=sound, comment=comment)
        try:
            count = _ahead(_ticking(frames, tick), writer.video)
        finally:
            writer.close()
    return count


def _ticking(frames: Iterable[av.VideoFrame], tick: Callable[[int], None] | None) -> Iterator[av.VideoFrame]:
    for index, frame in enumerate(frames):
        yield frame
        if tick is not None:
            tick(index + 1)


def encode(
    frames: Iterable[av.VideoFrame],
    *,
    width: int,
    height: int,
    fps: float,
    sound: Sound | None = None,
    comment: str = "",
    tick: Callable[[int], None] | None = None,
) -> bytes:
    """The film as MP4 bytes; see `write`. (The index is moved to the front in a second pass, which needs a real file.)"""
    with tempfile.TemporaryDirectory(prefix="director-") as folder:
        path = Path(folder, "film.mp4")
        write(path, frames, width=width, height=height, fps=fps, sound=sound, comment=comment, tick=tick)
        return path.read_bytes()


def encode_sound(samples: Sound) -> bytes:
    """The sound alone as AAC, encoded just as in a film: to hear beforehand how high it peaks once it is decoded."""
    target = io.BytesIO()
    with av.open(target, "w", format="mp4", options={"fflags": "+bitexact"}) as file:
        _SoundTrack(file, samples).finish()
    return target.getvalue()
