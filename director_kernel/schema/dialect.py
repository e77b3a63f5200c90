"""How one family of models likes its prompt, as data: order, phrasing, limits, syntax, and what goes into fields instead of words.

A dialect is a file in `catalog/dialects/`. The compiler (`prompts/compile`) knows slots and these nouns and no model by name.
"""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from director_kernel.schema.endpoint import Sourced
from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Kind


class Standing(StrEnum):
    """How sure the facts are: the vendor's own page, third parties only, or a model younger than any guide to it."""

    VENDOR = "vendor"
    THIRD_PARTY = "third-party"
    PROVISIONAL = "provisional"


class LengthUnit(StrEnum):
    """What a vendor counts: code points, UTF-16 units, or tokens (counted on the safe side, see `prompts/length`)."""

    CHARS = "chars"
    UTF16 = "utf16"
    TOKENS = "tokens"


class LengthLimit(Sourced):
    """The longest a prompt may be."""

    max: Annotated[int, Field(gt=0)]
    unit: LengthUnit = LengthUnit.CHARS


class Advice(Sourced):
    """How many words a prompt is best at; outside of it is a note, never a cut."""

    least: int = 0
    most: int = 0
    elements: int = 0
    """How many different things one prompt should ask for at most; 0: nobody says."""


class Sentence(Noun):
    """One sentence or labelled line: its slots in order. An empty one leaves nothing behind, its label included.

    `kinds` empty: for every kind. `lead` and `trail` go around the whole ("[", "]"), `join` between fragments, `end` after it, `label`
    before it ("Cinematography: ").
    """

    name: str
    slots: tuple[str, ...]
    label: str = ""
    lead: str = ""
    trail: str = ""
    join: str = ", "
    end: str = ". "
    capital: bool = True
    """Its first letter is raised."""
    kinds: tuple[Kind, ...] = ()


class Phrase(Noun):
    """How a slot is said. `form` holds "{}" for the value; nouns have their fields: {name} {look} {text} {speaker} {tone} {n} {label} …

    `values` says certain values in the family's own words; what is not in it is said as the common dialect does. `approximate` says a
    value in other words and lists it as approximated, `drop` leaves a value out with the reason. `glue`: joined by a space, not by the
    sentence's `join`, when it follows this slot.
    """

    form: str = ""
    values: dict[str, str] = {}
    approximate: dict[str, str] = {}
    drop: dict[str, str] = {}
    glue: str = ""
    alone: str = ""
    """The form where the slot it is glued to is empty."""
    join: str = ""
    """Between several values of this slot; "" takes the sentence's."""
    lower: bool = False


class Negatives(Sourced):
    """Where unwanted things go: a `field` as a noun list, `inline` in the form given, turned into what is seen instead (`positive`), a
    `flag` of the prompt ("--no {}"), or nowhere (`drop`)."""

    how: Literal["field", "inline", "positive", "flag", "drop"]
    form: str = "{}"
    always: tuple[str, ...] = ()
    """Nouns the vendor's own default holds, sent along unless the person sets a list."""


class Parameter(Sourced):
    """A slot that goes into a field and not into words. `form` as the vendor writes the value ("{}s"); `values` are those it takes.

    `values` may be numbers or texts; of numbers the nearest that is not shorter is taken and listed as approximated. `map` says values in
    the vendor's words. `flag` is text at the prompt's end ("--ar {}") instead of a field. `list` puts the value in a list. `kinds` empty:
    every kind.
    """

    slot: str
    name: str = ""
    form: str = "{}"
    number: bool = False
    """The value is sent as a number."""
    values: tuple[Any, ...] = ()
    map: dict[str, Any] = {}
    flag: str = ""
    list: bool = False
    kinds: tuple[Kind, ...] = ()


class References(Sourced):
    """How a prompt speaks of the pictures handed over. `form` has {n}, {name}, {role}; `tag` stands where the thing is named in the
    text."""

    most: int = 0
    """How many the model takes; 0: none in the prompt."""
    form: str = ""
    tag: str = ""
    roles: tuple[str, ...] = ()


class Forbidden(Sourced):
    """What the vendor forbids in a prompt: a regular expression, why, and what to write instead. `repair`: what it is replaced by."""

    pattern: str
    why: str
    fix: str = ""
    repair: str | None = None


class ImageLed(Sourced):
    """What a prompt that goes with a start image leaves out (the image shows it), and the clause that keeps the look."""

    leave_out: tuple[str, ...] = ()
    keep: str = ""


class Dialect(Sourced):
    """One family's way. `models` are catalog ids or beginnings of them ("kling-2*"); of several dialects the longest match counts."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")]
    title: str
    version: Annotated[int, Field(ge=1)] = 1
    standing: Standing
    kinds: tuple[Kind, ...]
    """What it can be compiled for; the first is meant when nobody says."""
    models: tuple[str, ...] = ()
    paste_only: bool = False
    prompt_limit: LengthLimit | None = None
    negative_limit: LengthLimit | None = None
    advice: Advice | None = None
    sentences: tuple[Sentence, ...]
    phrases: dict[str, Phrase] = {}
    negatives: Negatives
    references: References | None = None
    parameters: tuple[Parameter, ...] = ()
    literal: dict[str, Any] = {}
    """Rewriters turned off when the prompt is to arrive as it is compiled: field and value."""
    image_led: ImageLed | None = None
    drop_order: tuple[str, ...] = ()
    """Slots given up when the prompt is too long, first to last; "" takes the common order. Subject, action, dialogue and quoted text
    never go."""
    forbid: tuple[Forbidden, ...] = ()
    notes: tuple[str, ...] = ()
    """What else the facts say, for whoever reads the diagnostics."""
