"""What the compiler is asked and what it answers: the target, the prompt with its fields, and what became of everything that was said."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from director_kernel.schema.dialect import LengthUnit
from director_kernel.schema.endpoint import EndpointSchema
from director_kernel.schema.plan import Kind

Verdict = Literal["kept", "moved", "approximated", "dropped"]


@dataclass(frozen=True)
class Target:
    """What a prompt is for. `max_chars` 0 is no limit beyond the dialect's; `negative`: there is a field for it; `image_led`: a start
    image is given.

    `model` is a catalog id: it chooses the dialect where `dialect` is "". With an `endpoint` only fields it has are filled, with values it
    takes. `literal`: the vendor's own rewriters are turned off, so that the prompt arrives as it is compiled.
    """

    kind: Kind
    max_chars: int = 0
    negative: bool = False
    image_led: bool = False
    dialect: str = "plain"
    model: str = ""
    endpoint: EndpointSchema | None = None
    literal: bool = False


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
