"""The cut of a film as an assemble step carries it in its options: which clips, how much of each, and where every sound begins.

A plan without one is cut from its own steps (`engine/reel`); a film project says more: takes that are stored already, trims,
transitions, levels, and sounds that belong to a shot wherever it stands.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from director_kernel.schema.noun import Noun
from director_kernel.schema.slots import Slots

CUT = "cut"
"""The option of an assemble step that holds it."""
Level = Annotated[float, Field(ge=-60, le=24)]
SILENT = -60.0
"""dB at and below which a sound is left out."""


class CutClip(Noun):
    """A shot in the cut: the output of a `step` or a stored `asset`. `seconds` of it are used after the first `trim`; a step's own length
    wins. `slots` are what the contact sheet says of it."""

    shot: str = ""
    step: str = ""
    asset: str = ""
    seconds: Annotated[float, Field(gt=0)]
    trim: Annotated[float, Field(ge=0)] = 0.0
    transition: str = ""
    level: Level = 0.0
    """Of the clip's own sound."""
    slots: Slots = Slots()

    @property
    def key(self) -> str:
        return self.step or self.asset


class CutSound(Noun):
    """A sound in the cut. `start` counts from the beginning of `shot` ("": of the film); None: in turn, as lines are spoken.

    0 seconds: as long as it is.
    """

    cue: str = ""
    kind: Literal["voice", "music", "effects"]
    step: str = ""
    asset: str = ""
    shot: str = ""
    start: float | None = None
    seconds: Annotated[float, Field(ge=0)] = 0.0
    level: Level = 0.0
    label: str = ""
    text: str = ""

    @property
    def key(self) -> str:
        return self.step or self.asset


class Cut(Noun):
    """Clips in the order of the film, and its sounds."""

    clips: tuple[CutClip, ...] = ()
    sounds: tuple[CutSound, ...] = ()

    def options(self) -> dict[str, Any]:
        """The options of the assemble step that makes it."""
        return {CUT: self.wire()}


def cut_of(options: Mapping[str, Any]) -> Cut | None:
    """The cut an assemble step carries; None where there is none that can be read, and the plan's own steps are joined."""
    if CUT not in options:
        return None
    try:
        return Cut.model_validate(options[CUT])
    except ValidationError:
        return None
