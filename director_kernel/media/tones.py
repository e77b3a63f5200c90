"""Music beds: simple, pleasant, in time, and ending when they should — enough to cut to. The same words, length and seed give the same bed.

A bed is a chord progression in a key, a pad under it, and by mood a felt piano, a pulse, a bass and soft drums. It is a placeholder for a
composer or a music model, so it stays out of the way of a voice: no melody, little above 4 kHz.
"""

import re
from dataclasses import dataclass

import numpy as np

from director_kernel.media.encode import Sound
from director_kernel.media.mix import levelled
from director_kernel.media.synth import add, drum, fade, felt, low, noise, panned, random, room, samples, stereo, warm

_MAJOR, _MINOR, _LYDIAN, _DORIAN = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 2, 4, 6, 7, 9, 11), (0, 2, 3, 5, 7, 9, 10)


@dataclass(frozen=True)
class Mood:
    """How a bed is made: scale, chords (degrees), beats a minute, and how much of each voice, 0–1."""

    words: str
    scale: tuple[int, ...]
    chords: tuple[int, ...]
    tempo: int
    pad: float = 0.7
    keys: float = 0.0
    pulse: float = 0.0
    bass: float = 0.4
    drums: float = 0.0
    hats: float = 0.0
    bright: float = 0.5
    seventh: bool = False
    space: float = 0.3


_MOODS = (
    Mood("tense tension suspense thriller dark ominous horror mystery mysterious eerie dread", _MINOR, (0, 5, 0, 4), 62,
         pad=0.9, pulse=0.25, bass=0.8, drums=0.25, bright=0.35, space=0.45),
    Mood("epic trailer heroic cinematic orchestral grand powerful dramatic intense action", _MINOR, (0, 5, 2, 6), 92,
         pad=0.9, pulse=0.45, bass=0.7, drums=0.9, bright=0.6, space=0.4),
    Mood("upbeat happy fun playful joyful cheerful energetic pop bright summer party dance", _MAJOR, (0, 4, 5, 3), 116,
         pad=0.35, keys=0.8, bass=0.7, drums=0.7, hats=0.5, bright=0.6, space=0.18),
    Mood("sad melancholy melancholic nostalgic bittersweet lonely wistful sombre emotional tender", _MINOR, (0, 5, 2, 6), 66,
         pad=0.5, keys=0.9, bass=0.25, bright=0.45, space=0.45),
    Mood("dreamy ethereal ambient magical surreal space cosmic fantasy wonder underwater", _LYDIAN, (0, 1, 5, 1), 60,
         pad=1.0, keys=0.35, bass=0.25, bright=0.55, seventh=True, space=0.6),
    Mood("electronic tech modern synth synthwave futuristic cyberpunk neon minimal techno corporate innovative", _MINOR, (0, 6, 5, 6), 108,
         pad=0.5, pulse=0.8, bass=0.7, drums=0.6, hats=0.35, bright=0.65, space=0.22),
    Mood("jazz jazzy noir lounge smooth lofi lo-fi chill cafe swing", _DORIAN, (1, 4, 0, 5), 84,
         pad=0.35, keys=0.8, bass=0.7, hats=0.35, drums=0.25, bright=0.4, seventh=True, space=0.28),
    Mood("warm calm gentle soft morning serene peaceful relaxing beauty elegant luxury spa acoustic hopeful inspiring uplifting", _MAJOR,
         (0, 5, 3, 4), 76, pad=0.7, keys=0.75, bass=0.35, bright=0.45, seventh=True, space=0.38),
)  # fmt: skip
_CALM = _MOODS[-1]


def mood_for(words: str) -> Mood:
    """The mood that most of the words speak of; warm and calm when none does.

    >>> mood_for("a tense, dark thriller cue").tempo, mood_for("").tempo
    (62, 76)
    """
    found = set(re.findall(r"[a-z-]+", words.lower()))
    return max(_MOODS, key=lambda mood: (len(found & set(mood.words.split())), mood is _CALM))


def tempo_for(words: str, mood: Mood) -> float:
    """Beats a minute: what the words say ("120 bpm", slow, fast), else the mood's own."""
    told = re.search(r"(\d{2,3})\s*bpm", words.lower())
    if told:
        return float(min(180, max(40, int(told[1]))))
    factor = 0.85 if re.search(r"\bslow", words.lower()) else 1.18 if re.search(r"\bfast|\bdriving", words.lower()) else 1.0
    return mood.tempo * factor


def chord(mood: Mood, degree: int, key: int) -> tuple[int, ...]:
    """The MIDI notes of the scale's chord on `degree`, close above `key`."""
    steps = (0, 2, 4, 6) if mood.seventh else (0, 2, 4)
    count = len(mood.scale)
    notes = [key + mood.scale[(degree + step) % count] + 12 * ((degree + step) // count) for step in steps]
    return tuple(sorted(note - 12 if note > key + 14 else note for note in notes))


def music(words: str, seconds: float, seed: int = 0) -> Sound:
    """A bed of `seconds` for these words: (2, n), about −18 dBFS RMS, peak at most −1.5 dBFS, faded at both ends."""
    mood, generator = mood_for(words), random(seed, 1)
    beat = 60 / tempo_for(words, mood)
    bars = max(1, round(seconds / (4 * beat)))
    beat = seconds / (4 * bars + 1.5) if seconds < 6 else beat
    key = 48 + int(generator.integers(-3, 5))
    bed, dry = np.zeros((2, samples(seconds)), np.float32), np.zeros((2, samples(seconds)), np.float32)
    starts = np.arange(0, seconds, 4 * beat)
    last = len(starts) - 1
    turn = int(generator.integers(0, 2)) * 2
    for index, at in enumerate(starts):
        home = index >= last - (seconds - starts[last] < 2.5 * beat)
        degree = mood.chords[0] if home else mood.chords[(index + turn * (index > 0)) % len(mood.chords)]
        notes = chord(mood, degree, key)
        grown = min(1.0, 0.55 + 0.45 * index / max(1, last / 2)) if last else 1.0
        _bar(bed, dry, mood, notes, key, float(at), beat, grown, home, seed * 7919 + index)
    whole = room(bed, random(seed, 2), 2.4, mood.space) + dry
    return fade(levelled(whole, -18.0), 0.08 if seconds < 6 else 0.4, min(1.8, seconds / 3))


def _bar(
    bed: Sound, dry: Sound, mood: Mood, notes: tuple[int, ...], key: int, at: float, beat: float, grown: float, home: bool, seed: int
) -> None:
    """One bar of every voice the mood has."""
    for note in notes:
        add(bed, warm(note, 4 * beat + 1.0, mood.bright), at, 0.16 * mood.pad)
    root = key - 12 + (notes[0] - key) % 12
    add(bed, stereo(low(root, 3.6 * beat)), at, 0.24 * mood.bass)
    if home:
        for place, note in enumerate((*notes, notes[0] + 12)):
            add(bed, panned(felt(note + 12, 2.6), place * 0.3 - 0.45), at + 0.03 * place, 0.22 * max(mood.keys, 0.3 * mood.pulse))
        _hit(dry, mood, at, 1.0)
        return
    _keys(bed, mood, notes, at, beat, grown, seed)
    _pulse(bed, mood, notes, at, beat, grown)
    _drums(dry, mood, at, beat, grown, seed)


def _keys(bed: Sound, mood: Mood, notes: tuple[int, ...], at: float, beat: float, grown: float, seed: int) -> None:
    if not mood.keys:
        return
    generator = random(seed, 3)
    ladder = [note + 12 for note in (*notes, notes[0] + 12, notes[1] + 12)]
    shape = ((0, 2, 4, 2, 1, 3, 2, 1), (0, 1, 2, 3, 4, 3, 2, 1), (0, 2, 1, 3, 2, 4, 3, 2))[int(generator.integers(0, 3))]
    for eighth, step in enumerate(shape):
        if eighth and generator.random() > 0.45 + 0.5 * grown:
            continue
        loud = (0.24 if eighth % 4 == 0 else 0.15) * float(generator.uniform(0.85, 1.1))
        late = float(generator.uniform(0, 0.012))
        add(bed, panned(felt(ladder[step % len(ladder)], 2.6), 0.5 * np.sin(eighth * 1.3)), at + eighth * beat / 2 + late, loud * mood.keys)


def _pulse(bed: Sound, mood: Mood, notes: tuple[int, ...], at: float, beat: float, grown: float) -> None:
    if not mood.pulse:
        return
    for sixteenth in range(16):
        note = (notes[0], notes[0] + 12, notes[2], notes[1] + 12)[sixteenth % 4]
        loud = 0.10 if sixteenth % 4 == 0 else 0.055
        add(bed, panned(felt(note, 0.5, 1.25), 0.35 * (-1) ** sixteenth), at + sixteenth * beat / 4, loud * mood.pulse * grown * 2)


def _hit(dry: Sound, mood: Mood, at: float, loud: float) -> None:
    if mood.drums:
        add(dry, stereo(drum(120, 46, 0.7, 0.06)), at, 0.42 * mood.drums * loud)


def _drums(dry: Sound, mood: Mood, at: float, beat: float, grown: float, seed: int) -> None:
    if mood.drums:
        pattern = ((0, 1.0), (2.5, 0.6), (3, 0.75)) if mood.tempo < 100 else ((0, 1.0), (1, 0.8), (2, 1.0), (3, 0.8))
        for when, loud in pattern:
            _hit(dry, mood, at + when * beat, loud * grown)
    if mood.hats:
        tick = noise(samples(0.06), random(11, 4), 5000, 11000) * np.exp(-np.arange(samples(0.06)) / 500)
        for eighth in range(8):
            loud = (0.035 if eighth % 2 else 0.018) * mood.hats * 2
            add(dry, panned(tick.astype(np.float32), 0.3), at + eighth * beat / 2 + (seed % 3) * 0.001, loud * grown)
