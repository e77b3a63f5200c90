"""Sounds put together: levels, a bed that ducks under the voice, fades, and a limiter, so that nothing clips and nothing is lost."""

import io
import wave
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from director_kernel.media.encode import SAMPLE_RATE, Sound
from director_kernel.media.synth import Mono, fade, samples

CEILING = -1.5
"""dBFS no sample passes."""
_DUCK = -9.0
_GATE = 10 ** (-45 / 20)
LEVELS = {"voice": -18.0, "music": -23.0, "effects": -24.0, "clip": -21.0}
"""RMS in dBFS each kind of sound is brought to before the mix; speech leads."""


def amplitude(decibels: float) -> float:
    """dB as a factor.

    >>> round(amplitude(-6.02), 2)
    0.5
    """
    return float(10 ** (decibels / 20))


def active_rms(sound: Sound) -> float:
    """RMS of the parts that aren't silence, as an amplitude; pauses in speech don't count."""
    block = samples(0.05)
    count = sound.shape[1] // block
    if count == 0:
        return float(np.sqrt(np.mean(np.square(sound, dtype=np.float64)))) if sound.size else 0.0
    power = np.mean(np.square(sound[:, : count * block].reshape(2, count, block), dtype=np.float64), axis=(0, 2))
    loud = power[power > max(_GATE**2 * 1e-2, float(power.max()) * 1e-3)]
    return float(np.sqrt(loud.mean())) if loud.size else 0.0


def levelled(sound: Sound, decibels: float) -> Sound:
    """`sound` with its active parts at `decibels` RMS, limited to the ceiling. Silence stays silence."""
    now = active_rms(sound)
    return limited(sound * np.float32(amplitude(decibels) / now)) if now > 1e-7 else sound


def limited(sound: Sound, ceiling: float = CEILING) -> Sound:
    """`sound` with peaks above `ceiling` dBFS turned down over ±6 ms, so that it gets softer and doesn't crackle."""
    top = amplitude(ceiling)
    peaks = np.abs(sound).max(axis=0) if sound.size else np.zeros(0, np.float32)
    if not peaks.size or float(peaks.max()) <= top:
        return sound
    reach = 2 * samples(0.006) + 1
    around = cv2.dilate(peaks[None, :], np.ones((1, reach), np.uint8))[0]
    gain = np.minimum(1.0, top / np.maximum(around, 1e-9)).astype(np.float32)
    smooth = cv2.blur(gain[None, :], (reach, 1), borderType=cv2.BORDER_REPLICATE)[0]
    return np.asarray(np.clip(sound * smooth, -top, top), dtype=np.float32)


def envelope(sound: Sound, attack: float = 0.08, release: float = 0.45) -> Mono:
    """How much is going on, 0–1, rising within `attack` and falling within `release` seconds (reads ahead by the attack)."""
    block = samples(0.01)
    count = -(-sound.shape[1] // block)
    padded = np.zeros((2, count * block), np.float32)
    padded[:, : sound.shape[1]] = sound
    busy = (np.sqrt(np.mean(padded.reshape(2, count, block) ** 2, axis=(0, 2))) > _GATE).astype(np.float32)
    ahead, after = max(1, round(attack / 0.01)), max(1, round(release / 0.01))
    held = np.convolve(busy, np.ones(ahead + after), "full")[ahead - 1 : ahead - 1 + count] > 0 if count else busy
    smooth = cv2.blur(held.astype(np.float32)[None, :], (2 * ahead + 1, 1), borderType=cv2.BORDER_REPLICATE)[0] if count else busy
    return np.repeat(smooth, block)[: sound.shape[1]].astype(np.float32)


@dataclass(frozen=True)
class Part:
    """A sound in the mix: `kind` is a key of `LEVELS`; `start` and `seconds` place it in the film (0 seconds: all of it)."""

    kind: str
    sound: Sound
    start: float = 0.0
    seconds: float = 0.0
    gain: float = 0.0
    """dB on top of the kind's level."""


def placed(part: Part, total: float) -> Sound:
    """The part at its level and place in a film of `total` seconds, its ends faded."""
    bed = np.zeros((2, samples(total)), np.float32)
    start = samples(part.start)
    room = max(0, bed.shape[1] - start)
    length = min(samples(part.seconds) if part.seconds else part.sound.shape[1], part.sound.shape[1], room)
    if length <= 0:
        return bed
    cut = part.sound[:, :length]
    ends = (0.01, 0.03) if part.kind == "voice" else (0.02, min(0.8, length / SAMPLE_RATE / 4))
    bed[:, start : start + length] = fade(levelled(cut, LEVELS[part.kind] + part.gain), *ends)
    return bed


def mix(parts: Sequence[Part], seconds: float, *, ceiling: float = CEILING) -> Sound:
    """All parts as one sound of `seconds`: music and clip sound duck under the voice; the whole sits near −18 dBFS, below `ceiling`."""
    voice = np.zeros((2, samples(seconds)), np.float32)
    beds, effects = voice.copy(), voice.copy()
    for part in parts:
        target = voice if part.kind == "voice" else effects if part.kind == "effects" else beds
        target += placed(part, seconds)
    ducked = 1 - (1 - amplitude(_DUCK)) * envelope(voice)
    whole = voice + beds * ducked + effects * (1 - (1 - amplitude(_DUCK / 2)) * envelope(voice))
    now = active_rms(whole)
    lift = min(amplitude(8.0), amplitude(-18.0) / now) if now > 1e-6 else 1.0
    return limited((whole * np.float32(lift)).astype(np.float32), ceiling)


def to_s16(sound: Sound) -> np.ndarray[tuple[int, int], np.dtype[np.int16]]:
    """(n, 2) 16-bit samples, rounded."""
    return np.round(np.clip(sound, -1, 1).T * 32767).astype(np.int16)


def wav(sound: Sound) -> bytes:
    """`sound` as a 48 kHz 16-bit stereo WAV."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(to_s16(sound).tobytes())
    return target.getvalue()
