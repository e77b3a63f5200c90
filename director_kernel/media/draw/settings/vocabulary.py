"""Which words mean which place, and who draws it. The earliest and longest word wins: "a cafe by the sea" is a cafe."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.settings import nature, studio


@dataclass(frozen=True)
class Setting:
    """A kind of place. `inside` places have their own ceiling; `surface` is what a product stands on there."""

    name: str
    words: tuple[str, ...]
    draw: Callable[[Scene], None]
    inside: bool = False
    surface: str = "stone"


SETTINGS: tuple[Setting, ...] = (
    Setting("sea", ("sea", "ocean", "waves", "lake", "river", "water", "lighthouse", "harbour", "harbor", "boat", "ship"), nature.sea),
    Setting("void", ("void", "abstract", "darkness", "black background", "nothingness"), studio.void, inside=True, surface="gloss"),
    Setting(
        "studio", ("studio", "cyclorama", "backdrop", "seamless", "white background", "plain background"), studio.cyclorama, inside=True
    ),
)


@cache
def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(word)}(?:s|es)?\b")


def recognise(text: str) -> Setting | None:
    """The place the text names, or None."""
    low = text.lower()[:2000]
    best: tuple[int, int] | None = None
    chosen: Setting | None = None
    for setting in SETTINGS:
        for word in setting.words:
            found = _pattern(word).search(low)
            if found and (best is None or (found.start() // 12, -len(word)) < best):
                best, chosen = (found.start() // 12, -len(word)), setting
    return chosen
