"""What the words of a shot say about left and right, hands, speed and phase, and how they are said the other way round."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

Side = Literal["", "left", "right"]
OTHER: dict[str, Literal["left", "right"]] = {"left": "right", "right": "left"}
_SIDE = re.compile(r"\b(left|right)\b", re.IGNORECASE)
_UP = re.compile(r"\b(up|upward|upwards|above|skyward)\b", re.IGNORECASE)
_DOWN = re.compile(r"\b(down|downward|downwards|below)\b", re.IGNORECASE)
_PLACED = re.compile(r"\b(?:frame|screen|camera)[ -](left|right)\b|\bon the (left|right)\b|\bat (left|right)\b", re.IGNORECASE)
_HAND = re.compile(r"\b(left|right)(?=[ -](?:hand|arm|fist|palm|shoulder|foot|leg)\b)", re.IGNORECASE)
_TURN = re.compile(r"\b(turn(?:s|ed|ing)?(?: around| back| round)?|doubles? back|u-turn|wheels? (?:a)?round|reverses?)\b", re.IGNORECASE)
_LIGHT = re.compile(
    r"\b(lights?|lamps?|sun|moon|dark|darkness|dawns?|dusk|night|morning|evening|hours? later|later|blackout|candles?|"
    r"rain|snow|storm|fog|clouds?|weather|curtains?|blinds?|fire)\b",
    re.IGNORECASE,
)
SLOW = ("slowly", "gently", "carefully", "unhurriedly", "lazily", "gradually")
FAST = ("quickly", "fast", "rapidly", "hurriedly", "suddenly", "swiftly", "violently", "briskly")
_SPEED = re.compile(rf"\b({'|'.join((*SLOW, *FAST))})\b", re.IGNORECASE)
_BEFORE = re.compile(r"\b(about to|begins? to|starts? to|beginning to|starting to|prepares to|reaches to)\b", re.IGNORECASE)
_AFTER = re.compile(r"\b(has (?=\w+(?:ed|en|wn|ne|ut|id|ot|ld)\b)|finish(?:es|ed)|having|done with|completes?)\b", re.IGNORECASE)
_IDLE = frozenset(
    [
        "a",
        "an",
        "the",
        "her",
        "his",
        "its",
        "their",
        "he",
        "she",
        "it",
        "they",
        "with",
        "to",
        "of",
        "in",
        "on",
        "at",
        "into",
        "onto",
        "from",
        "up",
        "down",
        "and",
        "then",
        "while",
        "is",
        "are",
        "has",
        "have",
        "being",
        "left",
        "right",
        "hand",
        "arm",
        "about",
        "begin",
        "start",
        "finish",
        "slowly",
        "quickly",
    ]
)
_WORD = re.compile(r"[^\W\d_]+")


def gaze_side(words: str) -> Side:
    """Where a gaze goes, as the camera sees it; "" where it is not said, or both are.

    >>> gaze_side("off camera left"), gaze_side("at Jonas"), gaze_side("left, then right")
    ('left', '', '')
    """
    found = {match.lower() for match in _SIDE.findall(words)} if words else set()
    return "left" if found == {"left"} else "right" if found == {"right"} else ""


def gaze_height(words: str) -> Literal["", "up", "down"]:
    """Whether a gaze goes up or down."""
    up, down = bool(_UP.search(words)), bool(_DOWN.search(words))
    return "" if up == down else "up" if up else "down"


def placed_side(*words: str) -> Side:
    """Where in the frame someone stands: "frame left", "on the right"."""
    found = {part.lower() for each in words if each for match in _PLACED.findall(each) for part in match if part}
    return "left" if found == {"left"} else "right" if found == {"right"} else ""


def mirrored(words: str) -> str:
    """The same with left and right exchanged.

    >>> mirrored("Looks LEFT, on the right")
    'Looks RIGHT, on the left'
    """

    def other(match: re.Match[str]) -> str:
        word = match.group()
        new = OTHER[word.lower()]
        return new.upper() if word.isupper() else new.capitalize() if word[0].isupper() else new

    return _SIDE.sub(other, words)


def hand(words: str) -> Side:
    """Which hand (arm, foot …) does it, where one is named."""
    found = {match.lower() for match in _HAND.findall(words)} if words else set()
    return "left" if found == {"left"} else "right" if found == {"right"} else ""


def with_hand(words: str, side: str) -> str:
    """The same done with the other hand."""
    return _HAND.sub(side, words)


def speed(words: str) -> Literal["", "slow", "fast"]:
    """How fast it is done, where words say so."""
    found = {"slow" if match.lower() in SLOW else "fast" for match in _SPEED.findall(words)} if words else set()
    return "slow" if found == {"slow"} else "fast" if found == {"fast"} else ""


def with_speed(words: str, like: str) -> str:
    """The same done as fast as `like` says."""
    said = _SPEED.search(like)
    return _SPEED.sub(said.group().lower(), words) if said else words


def phase(words: str) -> int:
    """How far a movement is: 0 about to, 1 in it, 2 done.

    >>> phase("about to raise the cup"), phase("raises the cup"), phase("has raised the cup")
    (0, 1, 2)
    """
    return 0 if _BEFORE.search(words) else 2 if _AFTER.search(words) else 1


def turns(*words: str) -> bool:
    """Whether someone turns in it."""
    return any(_TURN.search(each) for each in words if each)


def changes_light(event: str) -> bool:
    """Whether an event changes light, time or weather: from then on they may differ."""
    return bool(event) and bool(_LIGHT.search(event))


def same_movement(a: str, b: str, names: Iterable[str] = ()) -> bool:
    """Whether two actions are one movement: they share at least half of the words that carry it."""
    left, right = _carrying(a, names), _carrying(b, names)
    shared = len(left & right)
    return shared > 0 and shared * 2 >= len(left | right)


def _carrying(words: str, names: Iterable[str]) -> frozenset[str]:
    known = {part for name in names for part in name.lower().split()}
    stems = (_stem(word.lower()) for word in _WORD.findall(words) if word.lower() not in known)
    return frozenset(stem for stem in stems if stem not in _IDLE and stem not in SLOW and stem not in FAST)


def _stem(word: str) -> str:
    """A word without its ending, the same for "raises", "raised", "raising" and "raise"."""
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def alike(a: str, b: str) -> bool:
    """Whether two descriptions say the same, however they are written."""
    return a == b or plain(a) == plain(b)


@lru_cache(maxsize=4096)
def plain(words: str) -> str:
    """A description without its capitals, punctuation and spacing."""
    return " ".join("".join(char if char.isalnum() else " " for char in words.lower()).split())
