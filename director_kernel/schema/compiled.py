"""A compiled prompt: the words, the fields beside them, and what became of everything that was said.

Plain tuples, since thousands are made in a second while a person compares targets.
"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from director_kernel.schema.dialect import LengthUnit

Verdict = Literal["kept", "moved", "approximated", "dropped"]
UNIT_NAMES = {LengthUnit.CHARS: "characters", LengthUnit.UTF16: "UTF-16 units", LengthUnit.TOKENS: "tokens"}


class Diagnostic(NamedTuple):
    """What became of one value of a slot.

    `kept` in words, `moved` into the field `to`, `approximated` (said or set as `to`), or `dropped`, with the reason. The slots of a panel
    are called `panels.2.action`; `dialect` and `rewriter` are not slots but what was decided about the whole.
    """

    slot: str
    value: str
    verdict: Verdict
    reason: str = ""
    inferred: bool = False
    to: str = ""


class Lint(NamedTuple):
    """Something the vendor forbids or advises against. `repaired`: it was changed, else a person should."""

    found: str
    why: str
    fix: str = ""
    repaired: bool = False
    slot: str = ""


class Span(NamedTuple):
    """Characters `start` to `end` (exclusive) of the prompt come from `slot`."""

    start: int
    end: int
    slot: str


class Length(NamedTuple):
    """How long the prompt is in the unit its vendor counts; `most` 0: nobody names a limit."""

    used: int
    most: int
    unit: LengthUnit


class Compiled(NamedTuple):
    """A prompt ready to send, with the fields beside it, and where every part of both came from."""

    prompt: str
    negative: str
    parameters: Mapping[str, Any]
    diagnostics: tuple[Diagnostic, ...]
    lint: tuple[Lint, ...]
    source_map: tuple[Span, ...]
    negative_map: tuple[Span, ...]
    fits: bool
    """False: what may never be given up is longer than the target's limit."""
    dialect: str
    """Its name and version ("veo-3@1")."""
    length: Length
