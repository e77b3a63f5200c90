"""What a dialect is: slots become fragments, each knowing its slot, in the order and the syntax one family of models likes."""

from dataclasses import dataclass
from typing import Protocol

from director_kernel.schema.plan import Kind
from director_kernel.schema.slots import Slots


@dataclass(frozen=True)
class Target:
    """What a prompt is for. `max_chars` 0 is no limit; `negative`: the endpoint has its own field; `image_led`: a start image is given."""

    kind: Kind
    max_chars: int = 0
    negative: bool = False
    image_led: bool = False
    dialect: str = "plain"


@dataclass(frozen=True)
class Fragment:
    """A piece of the prompt and the slot it came from; fragments of one `sentence` are joined by commas."""

    slot: str
    text: str
    sentence: str
    quoted: bool = False
    """Holds words that must arrive letter by letter."""
    after: str = ""
    """Joined by a space instead of a comma when it follows this slot."""


@dataclass(frozen=True)
class Note:
    """Something the prompt does not say as the slots said it, and why."""

    slot: str
    text: str
    reason: str


@dataclass(frozen=True)
class Wording:
    """A dialect's answer: fragments in order, the negative field's text, and what was left out or said differently."""

    fragments: tuple[Fragment, ...]
    negative: str = ""
    notes: tuple[Note, ...] = ()


class Dialect(Protocol):
    """How one family of models likes its prompt."""

    @property
    def name(self) -> str: ...

    @property
    def drop_order(self) -> tuple[str, ...]:
        """Slots in the order they are given up when the prompt is too long; a slot not named here is never given up."""
        ...

    def word(self, slots: Slots, target: Target) -> Wording: ...
