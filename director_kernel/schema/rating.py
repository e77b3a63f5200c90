"""What people say of takes: stars, marks, and which of two is better."""

import re
from typing import Literal, NamedTuple

from director_kernel.schema.noun import Noun

Mark = Literal["", "keep", "lock", "discard"]
"""`lock`: the step stays as it is, whatever is changed; `discard`: left out of the gallery. "" takes a mark back."""
Winner = Literal["a", "b", "tie"]
MOST_STARS = 5
_KEY = re.compile(r"(run-[1-9][0-9]{0,17})/([a-z][a-z0-9_-]{0,63})/([1-9][0-9]?)")


class TakeKey(NamedTuple):
    """What a take is called in requests. `str()` gives `run-3/shot2/1`: execution, step, take."""

    execution: str
    step: str
    take: int

    def __str__(self) -> str:
        return f"{self.execution}/{self.step}/{self.take}"

    @classmethod
    def parse(cls, text: str) -> "TakeKey":
        """The key written exactly as `str()` writes it. Raises ValueError."""
        found = _KEY.fullmatch(text)
        if found is None:
            raise ValueError(f"{text[:60]!r} names no take")
        return cls(found[1], found[2], int(found[3]))


class Rating(Noun):
    """What was said of a take last. `stars` 1–5, 0 for none."""

    stars: int = 0
    mark: Mark = ""


class Judgement(Noun):
    """One thing a person said, as it is kept for good. `value`: stars, a mark, or who won ("a" is `key`, "b" is `other`)."""

    seq: int
    at: float
    key: str
    asset: str
    plan: str
    kind: Literal["rate", "mark", "vote"]
    value: str
    other: str = ""
    blind: bool = False
    """The person did not know which was which."""
