"""How loud a sound is along its way, for drawing it."""

import itertools
import math
from typing import Any

import av
import numpy as np
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from director_kernel.errors import AssetError
from director_kernel.media.damaged import readable
from director_kernel.media.probe import Media, source

COUNT = 96
_RATE = 16_000
_BLOCK = 160
"""Samples that are looked at together: 10 ms, so that an hour of sound is 360 000 numbers."""
_FLOOR = -54.0
"""dBFS drawn as nothing: the noise of a quiet room."""


def peaks(media: Media, count: int = COUNT) -> list[int]:
    """The loudness of a sound, or of a film's sound track, in `count` even parts: 0 silence, 100 as loud as can be (in decibels).

    All zeros for a film without sound. Raises AssetError for what is neither or can't be read.
    """
    with readable("sound"):
        powers = _powers(media)
        if not powers.size:
            return [0] * count
        edges = np.linspace(0, powers.size, count + 1)
        parts = [powers[int(low) : max(int(low) + 1, int(high))] for low, high in itertools.pairwise(edges)]
        return [_drawn(float(part.mean())) for part in parts]


def _powers(media: Media) -> NDArray[np.float64]:
    """The mean square of every 10 ms, left and right together."""
    found: list[float] = []
    with av.open(source(media)) as file:
        if not file.streams.audio:
            if not file.streams.video or "image" in file.format.name or file.format.name.endswith("_pipe"):
                raise AssetError("this is neither a sound nor a film; ask for the loudness of one.")
            return np.zeros(0)
        resampler = AudioResampler(format="fltp", layout="stereo", rate=_RATE, frame_size=_BLOCK)
        for frame in file.decode(audio=0):
            found += [_power(piece.to_ndarray()) for piece in resampler.resample(frame)]
        found += [_power(piece.to_ndarray()) for piece in resampler.resample(None)]
    return np.asarray(found)


def _power(samples: NDArray[Any]) -> float:
    return float(np.mean(np.square(samples, dtype=np.float64))) if samples.size else 0.0


def _drawn(power: float) -> int:
    """A mean square as 0–100.

    >>> _drawn(1.0), _drawn(0.0), _drawn(0.001)
    (100, 0, 44)
    """
    if not power > 0:
        return 0
    return max(0, round(100 * (1 - 10 * math.log10(min(1.0, power)) / _FLOOR)))
