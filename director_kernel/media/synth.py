"""Sound from numbers: tones, filtered noise, envelopes, space. Every function is deterministic for its seed; all is 48 kHz float32."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from director_kernel.media.encode import SAMPLE_RATE, Sound

Mono = NDArray[np.float32]
Random = np.random.Generator


def random(seed: int, *path: int) -> Random:
    """A generator for this seed and place in the piece."""
    return np.random.default_rng([seed & 0x7FFFFFFF, *path])


def samples(seconds: float) -> int:
    """`seconds` in samples."""
    return max(0, round(seconds * SAMPLE_RATE))


def hertz(note: float) -> float:
    """The pitch of a MIDI note.

    >>> hertz(69)
    440.0
    """
    return float(440.0 * 2 ** ((note - 69) / 12))


def clock(count: int) -> Mono:
    """The time of each of `count` samples, in seconds."""
    return np.asarray(np.arange(count) / SAMPLE_RATE, dtype=np.float32)


def fade(sound: Sound, rise: float, fall: float) -> Sound:
    """`sound` with its first `rise` and last `fall` seconds faded."""
    out = sound.copy()
    count = out.shape[1]
    head, tail = min(samples(rise), count), min(samples(fall), count)
    if head:
        out[:, :head] *= np.sin(np.linspace(0, np.pi / 2, head, dtype=np.float32)) ** 2
    if tail:
        out[:, count - tail :] *= np.cos(np.linspace(0, np.pi / 2, tail, dtype=np.float32)) ** 2
    return out


def stereo(left: Mono, right: Mono | None = None) -> Sound:
    """Two channels from one or two."""
    return np.stack([left, left if right is None else right]).astype(np.float32)


def panned(mono: Mono, place: float) -> Sound:
    """`mono` at `place` between −1 (left) and 1 (right), equal power."""
    angle = (place + 1) * np.pi / 4
    return np.stack([mono * np.cos(angle), mono * np.sin(angle)]).astype(np.float32)


def add(bed: Sound, sound: Sound, at: float, gain: float = 1.0) -> None:
    """Mixes `sound` into `bed` from second `at` on, in place; what falls outside is cut."""
    start = samples(at)
    length = min(sound.shape[1], bed.shape[1] - start)
    if length > 0:
        bed[:, start : start + length] += sound[:, :length] * np.float32(gain)


def noise(count: int, generator: Random, low: float, high: float, tilt: float = 0.0) -> Mono:
    """Noise between `low` and `high` hertz, falling by `tilt` dB an octave, at unit RMS."""
    if count < 2:
        return np.zeros(count, np.float32)
    spectrum = np.fft.rfft(generator.standard_normal(count, dtype=np.float32))
    pitch = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    shape = 1 / (1 + (low / np.maximum(pitch, 1e-3)) ** 4) / (1 + (pitch / high) ** 4)
    shape *= np.maximum(pitch, 20.0) ** (-tilt / 6.02)
    sound = np.fft.irfft(spectrum * shape, count)
    return np.asarray(sound / max(1e-9, float(np.sqrt(np.mean(sound**2)))), dtype=np.float32)


def swept(count: int, generator: Random, centre: Mono, octaves: float = 1.0) -> Mono:
    """Noise in a band `octaves` wide whose middle follows `centre` (hertz per sample), at about unit RMS."""
    size, hop = 2048, 512
    window = np.hanning(size).astype(np.float32)
    padded = np.zeros(count + 2 * size, np.float32)
    pitch = np.maximum(np.fft.rfftfreq(size, 1 / SAMPLE_RATE), 1.0)
    for start in range(0, count + size, hop):
        middle = float(centre[min(count - 1, max(0, start - size // 2))])
        band = np.exp(-0.5 * (np.log2(pitch / middle) / (octaves / 2)) ** 2)
        grain = np.fft.irfft(np.fft.rfft(generator.standard_normal(size, dtype=np.float32)) * band, size)
        grain /= max(1e-9, float(np.sqrt(np.mean(grain**2))))
        padded[start : start + size] += (grain * window).astype(np.float32)
    sound = padded[size : size + count]
    return np.asarray(sound / max(1e-9, float(np.sqrt(np.mean(sound**2)))), dtype=np.float32)


def wander(count: int, generator: Random, period: float) -> Mono:
    """A slow random curve within 0…1 that changes its mind about every `period` seconds."""
    knots = max(4, int(count / SAMPLE_RATE / period) + 4)
    points = generator.uniform(0, 1, knots)
    at = np.linspace(0, knots - 1.001, count)
    low = at.astype(int)
    part = at - low
    smooth = part * part * (3 - 2 * part)
    return np.asarray(points[low] * (1 - smooth) + points[np.minimum(low + 1, knots - 1)] * smooth, dtype=np.float32)


@lru_cache(maxsize=64)
def felt(note: float, seconds: float = 2.6, bright: float = 1.0) -> Mono:
    """A soft struck string, like a piano with felt between hammer and string."""
    time = clock(samples(seconds))
    base = hertz(note)
    sound = np.zeros_like(time)
    for partial in range(1, 8):
        pitch = base * partial * (1 + 0.0004 * partial * partial) ** 0.5
        if pitch > 9000:
            break
        level = bright ** (partial - 1) / partial**1.9
        sound += level * np.sin(2 * np.pi * pitch * time) * np.exp(-time * (1.1 + 0.9 * partial + base / 900))
    sound *= np.minimum(1, time / 0.006) * np.minimum(1, (seconds - time) / 0.2)
    sound.flags.writeable = False
    return sound


@lru_cache(maxsize=24)
def warm(note: float, seconds: float, bright: float = 0.5) -> Sound:
    """A pad voice: a few detuned soft saws in stereo, slow to come and to go."""
    count = samples(seconds)
    time = clock(count)
    base = hertz(note)
    channels = []
    for side in (-1, 1):
        sound = np.zeros_like(time)
        for detune in (-0.0021, 0.0013 * side, 0.0027):
            for partial in range(1, 7):
                pitch = base * partial * (1 + detune * side)
                if pitch > 7000:
                    break
                sound += (bright ** (partial - 1) / partial) * np.sin(2 * np.pi * pitch * time + partial * 1.7 + detune * 900 * side)
        channels.append(sound / 3)
    rise = min(0.9, seconds / 3)
    swell = np.minimum(1, time / rise) * np.minimum(1, (seconds - time) / min(1.2, seconds / 3))
    return stereo(channels[0] * swell, channels[1] * swell)


def low(note: float, seconds: float) -> Mono:
    """A round bass note."""
    time = clock(samples(seconds))
    base = hertz(note)
    sound = np.sin(2 * np.pi * base * time) + 0.35 * np.sin(4 * np.pi * base * time) + 0.1 * np.sin(6 * np.pi * base * time)
    return np.asarray(sound * np.minimum(1, time / 0.02) * np.exp(-time * 1.1) * np.minimum(1, (seconds - time) / 0.08), dtype=np.float32)


@lru_cache(maxsize=16)
def drum(high: float, deep: float, seconds: float, snap: float = 0.0) -> Mono:
    """A drum whose pitch falls from `high` to `deep` hertz; `snap` is how much stick noise it has."""
    count = samples(seconds)
    time = clock(count)
    pitch = deep + (high - deep) * np.exp(-time * 28)
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
    sound = np.sin(phase) * np.exp(-time * 5.5 / seconds)
    if snap:
        sound = sound + snap * noise(count, random(7, int(high)), 900, 5000) * np.exp(-time * 60)
    return np.asarray(sound * np.minimum(1, (seconds - time) / 0.02), dtype=np.float32)


def room(sound: Sound, generator: Random, seconds: float = 1.8, wet: float = 0.25) -> Sound:
    """`sound` in a space that rings for `seconds`; same length."""
    count = sound.shape[1]
    if count == 0:
        return sound
    length = samples(seconds)
    time = clock(length)
    out = np.empty_like(sound)
    size = 1 << (count + length - 1).bit_length()
    for channel in range(2):
        tail = noise(length, generator, 180, 5200, 2.0) * np.exp(-time * 6.9 / seconds)
        tail[: samples(0.012)] = 0
        tail /= float(np.sqrt(np.sum(tail.astype(np.float64) ** 2)))
        rung = np.fft.irfft(np.fft.rfft(sound[channel], size) * np.fft.rfft(tail, size), size)[:count]
        out[channel] = sound[channel] * (1 - wet * 0.5) + rung.astype(np.float32) * wet
    return out
