"""Effect beds: what a prompt names — surf, rain, a whoosh, a door — made of shaped noise and tones, seeded and in stereo.

They are placeholders that say where a sound belongs and how long it is; words nobody knows give a quiet room.
"""

import re
from collections.abc import Callable

import numpy as np

from director_kernel.media.encode import Sound
from director_kernel.media.mix import levelled
from director_kernel.media.synth import (
    Mono,
    Random,
    add,
    clock,
    drum,
    fade,
    felt,
    hertz,
    noise,
    panned,
    random,
    room,
    samples,
    stereo,
    swept,
    wander,
)

Effect = Callable[[int, Random], Sound]
_LEVEL = -22.0


def _wide(count: int, generator: Random, low: float, high: float, tilt: float = 0.0) -> Sound:
    """Noise that differs left and right, with a common core."""
    core = noise(count, generator, low, high, tilt)
    return stereo(*(0.7 * core + 0.7 * noise(count, generator, low, high, tilt) for _ in range(2)))


def _bumps(count: int, generator: Random, each: float, sound: Callable[[Random], Mono], spread: float = 0.8, steady: bool = False) -> Sound:
    """`sound` again and again, about every `each` seconds, here and there in the stereo field."""
    bed = np.zeros((2, count), np.float32)
    at = each * (0.4 if steady else float(generator.uniform(0.05, 0.6)))
    while samples(at) < count:
        add(bed, panned(sound(generator), float(generator.uniform(-spread, spread))), at, float(generator.uniform(0.5, 1.0)))
        at += each * (float(generator.uniform(0.94, 1.06)) if steady else float(generator.exponential()) + 0.15)
    return bed


def _click(generator: Random, low: float, high: float, length: float) -> Mono:
    count = samples(length)
    return np.asarray(noise(count, generator, low, high) * np.exp(-clock(count) * 6 / length), dtype=np.float32)


def _bell(generator: Random, lowest: int = 84, length: float = 1.6) -> Mono:
    note = lowest + int(generator.choice((0, 2, 4, 7, 9, 12, 14, 16)))
    time = clock(samples(length))
    sound = sum(
        level * np.sin(2 * np.pi * hertz(note) * ratio * time) * np.exp(-time * fall)
        for ratio, level, fall in ((1, 1.0, 3.2), (2.76, 0.45, 5.5), (5.4, 0.2, 9))
    )
    return np.asarray(sound * np.minimum(1, time / 0.003), dtype=np.float32)


def whoosh(count: int, generator: Random) -> Sound:
    share = np.linspace(0, 1, count, dtype=np.float32)
    shape = np.exp(-(((share - 0.55) / 0.2) ** 2))
    air = swept(count, generator, 300 + 2400 * shape, 1.6) * shape
    side = np.clip(2 * share - 1, -1, 1) * np.pi / 4 + np.pi / 4
    return np.stack([air * np.cos(side), air * np.sin(side)]).astype(np.float32)


def riser(count: int, generator: Random) -> Sound:
    share = np.linspace(0, 1, count, dtype=np.float32)
    air = swept(count, generator, 200 * 2 ** (4.5 * share), 1.2)
    phase = 2 * np.pi * np.cumsum(110 * 2 ** (2 * share)) / 48_000
    tone = 0.5 * np.sin(phase) + 0.3 * np.sin(1.505 * phase)
    return stereo((air + tone) * share**2.2, (air + np.roll(tone, 90)) * share**2.2)


def surf(count: int, generator: Random) -> Sound:
    time = clock(count)
    bed = np.zeros((2, count), np.float32)
    for side in range(2):
        swell = 0.5 + 0.5 * np.sin(2 * np.pi * time / 7.3 + 0.5 * side - 1.2 + 1.5 * wander(count, generator, 6))
        bed[side] = noise(count, generator, 60, 700, 3) * (0.35 + 0.65 * swell) + 0.55 * noise(count, generator, 1200, 7000, 2) * swell**3
    return bed


def wind(count: int, generator: Random) -> Sound:
    sides = []
    for _ in range(2):
        gust = wander(count, generator, 1.8)
        sides.append(swept(count, generator, 260 + 520 * gust, 1.1) * (0.35 + 0.65 * gust))
    return stereo(*sides)


def rain(count: int, generator: Random) -> Sound:
    drops = _bumps(count, generator, 0.03, lambda g: _click(g, 1800, 9000, 0.02))
    return _wide(count, generator, 900, 9000, 2.5) + 1.4 * drops


def thunder(count: int, generator: Random) -> Sound:
    time = clock(count)
    shape = np.exp(-time * 0.9) * (0.5 + 0.5 * wander(count, generator, 0.25)) * np.minimum(1, time / 0.05)
    crack = 0.3 * _wide(count, generator, 400, 2500, 4) * np.exp(-time * 7)
    return np.asarray(_wide(count, generator, 28, 190, 5) * shape + crack, dtype=np.float32)


def fire(count: int, generator: Random) -> Sound:
    return 0.5 * _wide(count, generator, 60, 600, 4) + 2.2 * _bumps(count, generator, 0.11, lambda g: _click(g, 900, 7000, 0.012))


def city(count: int, generator: Random) -> Sound:
    bed = _wide(count, generator, 40, 900, 5)
    for _ in range(1 + count // samples(4)):
        length = samples(3.2)
        car = swept(length, generator, np.full(length, 420, np.float32), 2.2) * np.hanning(length).astype(np.float32)
        add(bed, panned(car, float(generator.uniform(-0.9, 0.9))), float(generator.uniform(-0.5, max(0.1, count / 48_000 - 1.5))) % 60, 0.7)
    return bed


def quiet_room(count: int, generator: Random) -> Sound:
    return _wide(count, generator, 40, 1500, 7)


def birds(count: int, generator: Random) -> Sound:
    def chirp(chance: Random) -> Mono:
        time = clock(samples(float(chance.uniform(0.08, 0.22))))
        base, bend = float(chance.uniform(2600, 4800)), float(chance.uniform(-7000, 9000))
        return np.asarray(np.sin(2 * np.pi * (base + bend * time) * time) * np.hanning(time.size), dtype=np.float32)

    return np.asarray(0.32 * wind(count, generator) + 1.1 * _bumps(count, generator, 0.55, chirp), dtype=np.float32)


def applause(count: int, generator: Random) -> Sound:
    claps = np.zeros((2, count), np.float32)
    for _ in range(3):
        claps += _bumps(count, generator, 0.022, lambda g: _click(g, 700, 3800, 0.018))
    return np.asarray(room(claps, generator, 0.9, 0.3) * np.minimum(1, clock(count) / 0.6), dtype=np.float32)


def crowd(count: int, generator: Random) -> Sound:
    bed = np.zeros((2, count), np.float32)
    for formant in (310, 480, 720, 1150, 2100):
        for side in range(2):
            talk = (0.4 + wander(count, generator, 0.28)) * (350 / formant) ** 0.6
            bed[side] += noise(count, generator, formant * 0.8, formant * 1.25) * talk
    return bed


def hit(count: int, generator: Random) -> Sound:
    bed = np.zeros((2, count), np.float32)
    add(bed, stereo(drum(130, 38, 1.4, 0.35)), 0.0)
    add(bed, stereo(_click(generator, 60, 1800, 0.5)), 0.0, 0.25)
    return room(bed, generator, 2.6, 0.5)


def shimmer(count: int, generator: Random) -> Sound:
    return room(_bumps(count, generator, 0.16, lambda g: _bell(g, 84)), generator, 2.8, 0.55)


def chime(count: int, generator: Random) -> Sound:
    bed = np.zeros((2, count), np.float32)
    for place, note in enumerate((72, 76, 79, 84)):
        add(bed, panned(felt(note + 12, 2.4, 1.1), place * 0.3 - 0.4), 0.07 * place, 0.6)
    return room(bed, generator, 2.2, 0.4)


def footsteps(count: int, generator: Random) -> Sound:
    def step(chance: Random) -> Mono:
        sound = drum(140, 70, 0.16, 0.5)[: samples(0.16)].copy()
        sound[: samples(0.05)] += 0.5 * _click(chance, 400, 2600, 0.05)
        return sound

    return room(_bumps(count, generator, 0.56, step, 0.25, steady=True), generator, 0.5, 0.2)


def heartbeat(count: int, generator: Random) -> Sound:
    def beat(_: Random) -> Mono:
        pair = np.zeros(samples(0.5), np.float32)
        thump = drum(75, 40, 0.25)
        pair[: thump.size] += thump
        pair[samples(0.24) : samples(0.24) + thump.size] += 0.7 * thump[: pair.size - samples(0.24)]
        return pair

    return _bumps(count, generator, 0.95, beat, 0.0, steady=True)


def door(count: int, generator: Random) -> Sound:
    length = min(count, samples(1.5))
    time = clock(length)
    phase = 2 * np.pi * np.cumsum(150 + 190 * wander(length, generator, 0.3)) / 48_000
    creak = np.sign(np.sin(phase)) * 0.5 * (0.3 + 0.7 * wander(length, generator, 0.12)) * np.sin(np.pi * time / max(1e-3, float(time[-1])))
    body = np.convolve(creak, np.exp(-np.arange(60) / 14) * np.sin(np.arange(60) * 0.22), "same")
    bed = np.zeros((2, count), np.float32)
    add(bed, stereo(np.asarray(body / 6, dtype=np.float32)), 0.0)
    add(bed, stereo(drum(180, 60, 0.3, 0.8)), min(1.35, count / 48_000 * 0.8))
    return room(bed, generator, 0.8, 0.25)


def water(count: int, generator: Random) -> Sound:
    def bubble(chance: Random) -> Mono:
        time = clock(samples(float(chance.uniform(0.03, 0.09))))
        base = float(chance.uniform(380, 1300))
        return np.asarray(np.sin(2 * np.pi * (base + 5200 * time) * time) * np.exp(-time * 45), dtype=np.float32)

    return 0.35 * _wide(count, generator, 700, 6000, 3) + 1.6 * _bumps(count, generator, 0.05, bubble)


def engine(count: int, generator: Random) -> Sound:
    phase = 2 * np.pi * np.cumsum(52 + 26 * wander(count, generator, 1.6)) / 48_000
    tone = sum(np.sin(phase * k) / k**0.9 for k in (1, 2, 3, 4, 6, 8))
    return stereo(np.asarray(tone, dtype=np.float32)) * 0.6 + 0.35 * _wide(count, generator, 80, 1200, 3)


def clicks(count: int, generator: Random) -> Sound:
    return room(_bumps(count, generator, 0.17, lambda g: _click(g, 1400, 6500, 0.02), 0.3), generator, 0.35, 0.15)


def glass(count: int, generator: Random) -> Sound:
    bed = np.zeros((2, count), np.float32)
    add(bed, panned(_bell(generator, 96, 1.2), -0.2), 0.02)
    add(bed, panned(_bell(generator, 98, 1.0), 0.3), 0.05, 0.5)
    return room(bed, generator, 1.2, 0.3)


def hum(count: int, generator: Random) -> Sound:
    time = clock(count)
    tone = sum(np.sin(2 * np.pi * 55 * k * time + k) / k for k in (1, 2, 3, 5))
    swell = 0.7 + 0.3 * wander(count, generator, 2.5)
    return stereo(np.asarray(tone * swell, dtype=np.float32)) * 0.5 + 0.3 * _wide(count, generator, 100, 1800, 4)


EFFECTS: tuple[tuple[str, Effect, float], ...] = (  # words that call it, the sound, its own length in seconds (0: as long as asked)
    (r"whoosh|swoosh|swish|whip|transition|fly-?by|swipe", whoosh, 1.2),
    (r"riser|rising|build-?up|tension build|swell", riser, 0.0),
    (r"surf|ocean|\bsea\b|waves?\b|beach|shore|tide", surf, 0.0),
    (r"wind|breeze|gust|desert|storm|mountain", wind, 0.0),
    (r"rain|drizzle|downpour", rain, 0.0),
    (r"thunder|lightning", thunder, 4.0),
    (r"fire|flame|crackl|campfire|sizzl|frying", fire, 0.0),
    (r"city|traffic|street|urban|market", city, 0.0),
    (r"birds?\b|forest|garden|jungle|meadow|nature|cricket|morning ambien", birds, 0.0),
    (r"applause|clap|ovation", applause, 0.0),
    (r"crowd|cheer|audience|murmur|chatter|restaurant|cafe|café", crowd, 0.0),
    (r"\bhits?\b|impact|boom|slam|punch|explo|braam|bass drop|thud|stinger", hit, 2.5),
    (r"shimmer|sparkl|magic|glitter|twinkl|fairy|glow", shimmer, 0.0),
    (r"chime|ding|notification|success|logo|jingle|bell|sting\b|mnemonic", chime, 3.0),
    (r"footstep|steps\b|walking|running", footsteps, 0.0),
    (r"heart ?beat|pulse\b", heartbeat, 0.0),
    (r"door|creak|hinge", door, 2.4),
    (r"water|pour|splash|drip|bubbl|stream|river|drop(?:per|let)?s?\b|fizz", water, 0.0),
    (r"engine|\bcar\b|motor|truck|drone|machine|train", engine, 0.0),
    (r"click|typing|keyboard|\btap|button|shutter|camera|snap|unbox|pump", clicks, 1.6),
    (r"glass|clink|ice\b|crystal|bottle|jar", glass, 1.6),
    (r"\bhum|sci-?fi|space|spaceship|electric|synth|drone tone|neon", hum, 0.0),
    (r"room tone|ambien|interior|silence|quiet|kitchen|office|studio|bathroom|bedroom", quiet_room, 0.0),
)


def named(words: str) -> tuple[tuple[Effect, float], ...]:
    """The effects the words call for, at most three, in the order they are named; a quiet room when none is."""
    found: list[tuple[int, int, Effect, float]] = []
    for pattern, effect, length in EFFECTS:
        match = re.search(pattern, words.lower())
        if match:
            found.append((match.start(), len(found), effect, length))
    return tuple((effect, length) for _, _, effect, length in sorted(found, key=lambda item: item[:2])[:3]) or ((quiet_room, 0.0),)


def effects(words: str, seconds: float, seed: int = 0) -> Sound:
    """The effects `words` name, layered, `seconds` long: (2, n), about −22 dBFS RMS where something sounds, peak at most −1.5 dBFS."""
    bed = np.zeros((2, samples(seconds)), np.float32)
    for place, (effect, own) in enumerate(named(words)):
        length = min(seconds, own) if own else seconds
        sound = effect(max(2, samples(length)), random(seed, 20 + place))
        sound = fade(levelled(np.asarray(sound, dtype=np.float32), _LEVEL - 2 * place), 0.005 if own else 0.15, min(0.5, length / 4))
        add(bed, sound, 0.0 if place == 0 or not own else min(seconds * 0.3, max(0.0, seconds - own)))
    return levelled(bed, _LEVEL)
