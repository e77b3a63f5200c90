"""The brief, what was read from it, and what is asked and offered in return."""

from enum import StrEnum
from typing import Literal

from director_kernel.schema.asset import Sha256
from director_kernel.schema.money import Micros
from director_kernel.schema.noun import Noun


class Intent(StrEnum):
    """What a message wants."""

    BRIEF = "brief"
    ANSWER = "answer"
    CHOOSE = "choose"
    REVISE = "revise"
    APPROVE = "approve"
    MODELS = "models"
    STATUS = "status"
    CANCEL = "cancel"
    UNCLEAR = "unclear"


class Attachment(Noun):
    """Something handed over with a message: a stored image (`asset`) or a URL (kept as text, never fetched here)."""

    kind: Literal["image", "video", "audio", "url"]
    name: str
    asset: Sha256 | None = None
    url: str | None = None


class Brief(Noun):
    """What was read from a person's words. Empty or None: not said (and not guessed). `duration` in seconds."""

    text: str
    use_case: str | None = None
    platform: str | None = None
    aspect: str | None = None
    duration: float | None = None
    style: tuple[str, ...] = ()
    mood: tuple[str, ...] = ()
    subject: str | None = None
    setting: str | None = None
    on_screen_text: tuple[str, ...] = ()
    dialogue: tuple[str, ...] = ()
    audience: str | None = None
    budget: Micros | None = None
    shots: int | None = None
    tier: Literal["budget", "balanced", "premium"] | None = None
    models: tuple[str, ...] = ()
    audio: tuple[str, ...] = ()
    """Of "voice", "music", "effects", or "none"; empty: nothing was said."""
    attachments: tuple[Attachment, ...] = ()
    language: str = "en"
    seed: int = 0


class Choice(Noun):
    """One clickable answer; `id` is a letter."""

    id: str
    text: str
    value: str


class Question(Noun):
    """Something the director must know; `field` is the brief's field it fills. The last choice is always 'you decide'."""

    id: str
    field: str
    text: str
    choices: tuple[Choice, ...]
    default: str
    """The choice id taken by 'you decide'."""


class Option(Noun):
    """One way to make it, priced: `price` is the estimate and `ceiling` what would be reserved, in micro-USD live; previs is always 0."""

    id: Literal["budget", "balanced", "premium"]
    title: str
    price: Micros
    ceiling: Micros
    seconds: float
    """Estimated time to make, in seconds."""
    models: tuple[str, ...]
    why: str
