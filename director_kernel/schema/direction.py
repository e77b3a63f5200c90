"""Ways of directing that have a name: loose language, style variants, shot grammars, director profiles, recipes. All of them data.

They ship in `catalog/` and a workspace may add its own; what a person saves lies in the workspace's `catalog/` too, in one file each.
"""

from typing import Annotated, Any

from pydantic import Field

from director_kernel.schema.endpoint import Sourced
from director_kernel.schema.noun import Noun
from director_kernel.schema.slots import Coverage, Slots

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]


class Delta(Noun):
    """What is changed in a shot. `steps` moves along an ordered list or scale (slot → steps up or down, summed and clamped), `put`
    replaces what a slot says, `add` and `remove` put words into and take them out of slots that hold several, `pace` is the factor on its
    seconds.
    """

    steps: dict[str, int] = {}
    put: dict[str, Any] = {}
    add: dict[str, tuple[str, ...]] = {}
    remove: dict[str, tuple[str, ...]] = {}
    pace: Annotated[float, Field(gt=0, le=10)] = 1.0


class Manner(Sourced):
    """A way of saying how it should feel, and what it changes. `words` are other ways to say it.

    `scene` is what it does beyond one shot, in words for whoever reorders the scene: "one shot more", "establish the place first".
    """

    id: Name
    title: str
    words: tuple[str, ...] = ()
    delta: Delta
    scene: Delta = Delta()
    note: str = ""
    """What a machine can't do with it, said to the person."""


class Variant(Sourced):
    """Another style, era or mood a shot may be seen in."""

    id: Name
    title: str
    words: tuple[str, ...] = ()
    delta: Delta
    about: str = ""


class GrammarShot(Noun):
    """One shot of a pattern: what it is for and how it is filmed; `who` is the role it looks at ("A", "B", "lead", "object", "place")."""

    coverage: Coverage
    slots: Slots = Slots()
    who: str = ""
    share: Annotated[float, Field(gt=0)] = 1.0
    """Its part of the beat's length."""


class Grammar(Sourced):
    """A pattern of coverage that can be laid over any beat."""

    id: Name
    title: str
    about: str = ""
    genres: tuple[str, ...] = ()
    shots: Annotated[tuple[GrammarShot, ...], Field(min_length=1, max_length=24)]


class Habit(Noun):
    """How often a slot had a value, as shares that add up to 1."""

    slot: str
    values: dict[str, float]


class Profile(Sourced):
    """A director's style, distilled: how often which value, which colours and words, how fast it cuts, with which tools."""

    id: Name
    title: str
    about: str = ""
    labels: tuple[str, ...] = ()
    habits: tuple[Habit, ...] = ()
    palette: tuple[str, ...] = ()
    influences: tuple[str, ...] = ()
    era: str = ""
    grade: str = ""
    words: tuple[str, ...] = ()
    """Words its shots are described with, most telling first."""
    seconds: float = 0.0
    """The usual length of a shot."""
    shots_per_beat: float = 0.0
    targets: tuple[str, ...] = ()
    """Models and dialects it likes, best first."""
    literal: bool = True
    """Prompts arrive as they are compiled (rewriters off)."""
    negatives: tuple[str, ...] = ()
    made_of: tuple[str, ...] = ()
    """The projects or profiles it was distilled from or blended of."""


class Recipe(Sourced):
    """A workflow with its settings, to apply, share and fork."""

    id: Name
    title: str
    about: str = ""
    workflow: str
    settings: dict[str, Any] = {}
    version: Annotated[int, Field(ge=1)] = 1
    author: str = ""
    forked_from: str = ""
