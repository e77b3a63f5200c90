"""What tension, intimacy, threat and wonder are read from: words, light, size, pace. Every share of a value has its reason.

Weights are ours, chosen by eye on scenes whose course is clear (a threat in the dark, a first kiss, a door into the light); a person's
value always goes before them.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from director_kernel.schema.slots import Angle, Movement, ShotSize, Slots, TimeOfDay

AXES = ("tension", "intimacy", "threat", "wonder")
BASE = 2
"""Where every axis begins: nothing on screen leaves one wholly cold."""
_WORDS: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    (
        "tension",
        3,
        ("confront", "argu*", "refus*", "accus*", "demand", "chase", "race against", "countdown", "standoff", "interrogat*", "panic"),
    ),
    (
        "tension",
        2,
        ("storm", "wait", "silence", "secret", "lie", "hesitat*", "nervous", "tense", "urgent", "run", "search", "late", "hide", "hiding"),
    ),
    ("tension", 1, ("look away", "looks away", "door", "knock", "phone", "letter", "whisper", "shadow", "alone")),
    ("intimacy", 4, ("kiss", "embrac*", "hug", "make love", "confess", "propos*")),
    ("intimacy", 3, ("hold hands", "hand in hand", "tender", "comfort", "forgive", "caress", "cries", "weep", "tears", "love")),
    (
        "intimacy",
        2,
        ("whisper", "touch", "smile", "together", "mother", "father", "daughter", "son", "friend", "promise", "remember", "gentle"),
    ),
    ("threat", 4, ("kill", "gun", "knife", "blood", "attack", "murder", "shoot", "monster", "bomb", "strangl*", "hostage")),
    ("threat", 3, ("threat", "danger*", "scream", "explo*", "stalk", "fight", "weapon", "enemy", "trap", "fire", "drown", "crash")),
    ("threat", 2, ("storm", "dark", "follow", "lurk", "warn", "break in", "fear", "afraid", "ghost", "stranger", "chase", "siren")),
    ("wonder", 4, ("wonder", "miracle", "magic*", "awe", "impossible", "reveal", "vision")),
    (
        "wonder",
        3,
        ("discover*", "stars", "galaxy", "first time", "glow", "gigantic", "enormous", "vast", "dream", "fly", "dragon", "portal"),
    ),
    ("wonder", 2, ("light", "lamp", "sea", "sky", "mountain", "snow", "child", "open", "horizon", "beautiful", "find", "sees")),
)
_CLOSE = (ShotSize.CU, ShotSize.BCU, ShotSize.ECU)
_FAR = (ShotSize.EWS, ShotSize.VWS)


class Share(NamedTuple):
    """A part of one axis, and what it comes from."""

    axis: str
    points: int
    why: str


def from_words(words: str) -> Iterator[Share]:
    """What the words of a beat say. An entry with a star stands for all words that begin so, any other for itself and its plain endings."""
    told = f" {' '.join(re.findall(r'[a-z]+', words.lower()[:4000]))} "
    for axis, points, begins in _WORDS:
        for begin in begins:
            ending = "[a-z]*" if begin.endswith("*") else "(?:s|es|d|ed|ing|ning|ting|er|ers)?"
            found = re.search(rf" ({begin.rstrip('*')}{ending}) ", told)
            if found:
                yield Share(axis, points, f"“{found[1].strip()}”")


def from_picture(slots: Slots) -> Iterator[Share]:
    """What light, size, angle and movement do."""
    light = f"{slots.light_setup} {slots.light_quality} {slots.light_source} {slots.grade} {' '.join(slots.mood)}".lower()
    if slots.time_of_day in (TimeOfDay.NIGHT, TimeOfDay.DUSK, TimeOfDay.BLUE_HOUR):
        yield Share("threat", 1, slots.time_of_day.value)
    if slots.time_of_day in (TimeOfDay.DAWN, TimeOfDay.GOLDEN_HOUR, TimeOfDay.SUNSET):
        yield Share("wonder", 1, slots.time_of_day.value)
        yield Share("intimacy", 1, slots.time_of_day.value)
    for words, axis, points in _LIGHTS:
        found = next((word for word in words if word in light), "")
        if found:
            yield Share(axis, points, f"{found} light" if "light" not in found else found)
    if slots.shot_size in _CLOSE:
        yield Share("intimacy", 2, f"{slots.shot_size.value}: close to the face")
        yield Share("tension", 1, f"{slots.shot_size.value}: no room around it")
    if slots.shot_size in _FAR:
        yield Share("wonder", 2, f"{slots.shot_size.value}: small in the place")
    if slots.angle in (Angle.DUTCH, Angle.WORM):
        yield Share("tension", 2, slots.angle.value)
        yield Share("threat", 1, slots.angle.value)
    if slots.angle is Angle.LOW:
        yield Share("wonder", 1, "low angle")
    if slots.movement in (Movement.PUSH_IN, Movement.DOLLY_ZOOM):
        yield Share("tension", 1, slots.movement.value)
    if slots.movement in (Movement.HANDHELD, Movement.WHIP_LEFT, Movement.WHIP_RIGHT):
        yield Share("tension", 2, slots.movement.value)
    if slots.movement in (Movement.CRANE_UP, Movement.DRONE, Movement.PULL_OUT):
        yield Share("wonder", 1, slots.movement.value)
    if len(slots.characters) == 2:
        yield Share("intimacy", 1, "two people")


_LIGHTS: tuple[tuple[tuple[str, ...], str, int], ...] = (
    (("low key", "low-key", "chiaroscuro", "hard", "under light", "underlight"), "tension", 1),
    (("horror", "ominous", "noir", "eerie", "menac"), "threat", 2),
    (("tense", "suspense", "thriller"), "tension", 2),
    (("soft", "candle", "warm", "lamplight", "romantic", "tender"), "intimacy", 1),
    (("god rays", "volumetric", "backlit", "epic", "magical", "dreamy", "ethereal"), "wonder", 2),
)


def from_pace(seconds: float, shots: int) -> Iterator[Share]:
    """What the length of its shots does, in seconds a shot."""
    if not shots:
        return
    each = seconds / shots
    if each < 1.6:
        yield Share("tension", 3, f"{each:.1f} s a shot")
    elif each < 2.6:
        yield Share("tension", 1, f"{each:.1f} s a shot")
    elif each >= 5:
        yield Share("wonder", 1, f"{each:.1f} s a shot")
        yield Share("intimacy", 1, f"{each:.1f} s a shot")


def summed(shares: list[Share]) -> tuple[dict[str, int], dict[str, str]]:
    """Values 0…10 and their reasons by axis; of several shares for the same reason the largest counts."""
    best: dict[tuple[str, str], int] = {}
    for share in shares:
        key = share.axis, share.why
        best[key] = max(best.get(key, 0), share.points)
    values: dict[str, int] = {}
    reasons: dict[str, str] = {}
    for axis in AXES:
        parts = sorted(((points, why) for (name, why), points in best.items() if name == axis), key=lambda one: (-one[0], one[1]))
        values[axis] = min(10, BASE + sum(points for points, _ in parts) if parts else BASE // 2)
        reasons[axis] = ", ".join(f"{why} +{points}" for points, why in parts) or "nothing speaks for it"
    return values, reasons
