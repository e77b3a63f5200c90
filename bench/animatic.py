"""Animatics, 1280×720 at 24 fps: drawn and encoded, beside PyAV encoding the same frames ready-made and moviepy on the same layers.

Every frame is distinct and every film goes through x264 veryfast crf 20 with the same threads. Ours and the limit take turns, so that a
busy machine troubles both; medians are compared.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from director_kernel.media.clips import rasters
from director_kernel.media.draw import compose
from director_kernel.media.encode import THREADS, X264, write
from director_kernel.media.move import Move, Raster, animate
from director_kernel.schema.slots import Character, Movement, ShotSize, Slots, Speed, TimeOfDay

WIDTH, HEIGHT, FPS = 1280, 720, 24
SECONDS = 4.0
ROUNDS = 3
_MOVIEPY_SECONDS = 1.0


def stage() -> list[Raster]:
    """The layers of a drawn frame: a set, things between, a figure."""
    slots = Slots(
        shot_size=ShotSize.WS,
        time_of_day=TimeOfDay.DUSK,
        setting="harbour by the sea",
        subject="an old keeper",
        characters=(Character(name="keeper", age="70s", wardrobe="dark coat"),),
    )
    frame = compose(slots, width=WIDTH, height=HEIGHT, seed=7)
    return rasters(tuple(layer for layer in frame.layers if layer.name != "overlay"), WIDTH, HEIGHT)


def picked(layers: Sequence[Raster], count: int) -> list[Raster]:
    """The base and `count − 1` layers that hold most, so that none is nearly free."""
    base, rest = layers[0], sorted(layers[1:], key=lambda layer: -int((layer.rgba[..., 3] > 0).sum()))
    return [base, *sorted(rest[: count - 1], key=lambda layer: layer.depth)]


def move(layers: Sequence[Raster], seconds: float = SECONDS) -> Move:
    """The shot that is measured: a push in, which scales every layer by another factor in every frame."""
    return animate(layers, movement=Movement.PUSH_IN, speed=Speed.MEDIUM, seconds=seconds, fps=FPS, width=WIDTH, height=HEIGHT)


def timed(work: Callable[[], int]) -> float:
    """Frames a second of `work`, which says how many it made."""
    start = time.perf_counter()
    count = work()
    return count / (time.perf_counter() - start)


def limit(ready: Sequence[np.ndarray[Any, Any]], path: Path) -> int:
    """PyAV alone: frames that are there already, encoded as ours are."""
    import av

    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as file:
        stream: Any = file.add_stream("libx264", rate=FPS, options=dict(X264))
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.codec_context.thread_count = THREADS
        for number, pixels in enumerate(ready):
            frame = av.VideoFrame.from_ndarray(pixels, format="yuv420p")
            frame.pts = number
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return len(ready)


def with_moviepy(layers: Sequence[Raster], path: Path) -> int:
    """moviepy's own way to the same film: image clips resized over time, composited, written by its ffmpeg."""
    from moviepy import CompositeVideoClip, ImageClip

    clips = []
    for layer in layers:
        grown = ImageClip(layer.rgba, transparent=True, duration=_MOVIEPY_SECONDS)
        grown = grown.resized(lambda t, near=0.35 + layer.depth: 1 + 0.04 * t * near)
        clips.append(grown.with_position("center"))
    film = CompositeVideoClip(clips, size=(WIDTH, HEIGHT))
    extra = [part for name, value in X264.items() if name != "preset" for part in (f"-{name}", value)]
    film.write_videofile(
        str(path), fps=FPS, codec="libx264", preset=X264["preset"], threads=THREADS, ffmpeg_params=[*extra, "-pix_fmt", "yuv420p"],
        audio=False, logger=None,
    )  # fmt: skip
    return round(_MOVIEPY_SECONDS * FPS)


def compared(layers: Sequence[Raster], folder: Path) -> tuple[float, float]:
    """Median frames a second of ours and of the limit on the same frames, taken in turns."""
    ready = [frame.to_ndarray() for frame in move(layers)]
    ours, bound = [], []
    for _ in range(ROUNDS):
        film = move(layers)
        ours.append(timed(lambda film=film: write(folder / "ours.mp4", film, width=WIDTH, height=HEIGHT, fps=FPS)))
        bound.append(timed(lambda: limit(ready, folder / "limit.mp4")))
    return statistics.median(ours), statistics.median(bound)


def run() -> list[dict[str, Any]]:
    """The rows of this measurement."""
    cv2.setNumThreads(1)
    layers, rows = stage(), []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for count, aim in ((1, 0.8), (3, 0.5)):
            chosen = picked(layers, count)
            ours, bound = compared(chosen, folder)
            what = "animatic, one layer" if count == 1 else f"animatic, base + {count - 1} moving layers"
            rows.append(_row(what, ours, f"PyAV, ready frames {bound:.0f} fps", ours / bound, f">= {aim}"))
        peer = timed(lambda: with_moviepy(chosen, folder / "moviepy.mp4"))
        rows.append(_row(what, ours, f"moviepy {peer:.1f} fps", ours / peer, ">= 3"))
    return rows


def _row(what: str, ours: float, peer: str, ratio: float, aim: str) -> dict[str, Any]:
    return {"what": what, "ours": f"{ours:.0f} fps", "peer": peer, "ratio": ratio, "aim": aim, "unit": "frames a second"}
