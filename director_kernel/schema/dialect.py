"""How one family of models likes its prompt, as data: order, phrasing, limits, syntax, and what goes into fields instead of words.

A dialect is a file in `catalog/dialects/`. The compiler (`prompts/compile`) knows slots and these nouns and no model by name.
"""

import re
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

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


Media = Literal["image", "video", "audio"]


class Sentence(Noun):
    """One sentence or labelled line: its slots in order. An empty one leaves nothing behind, its label included.

    `kinds` and `media` empty: for every kind. `lead` and `trail` go around the whole ("[", "]"), `join` between fragments, `end` after it
    (a full stop in it is left out where the words end in one already, and what would only separate is left out at the very end), `label`
    before it ("Cinematography: ").

    Besides the slots of a shot it may name `keep` (the clause that keeps the look of a start image, or what an edit leaves as it is) and,
    like any slot, `references` (a line for each picture) and `negatives` (where they are said inline or positively); keep and negatives
    close the prompt where no sentence names them. A slot stands in one sentence of a kind.
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
    media: tuple[Media, ...] = ()


class Phrase(Noun):
    """How a slot is said; what a dialect leaves out here is said as the common dialect (`plain`) says it.

    `form` holds "{}" for the value; nouns have their fields instead: a character {name} {look} {tag}, a prop {words} {label} {held_by}, a
    line {speaker} {tone} {quoted} {text}, a text {quoted} {text}, typography {headline} {subhead} {body} {density} {tone} {font}
    {placement}, a reference {n} {name} {role} {tag} {slug}, a layout {columns} {rows} {count}, a panel {n} {label} {coverage} {offset}
    {start} {end} {text}. In a field "|" gives the words around it, which vanish with it ("{tone|, %,}"), and "!" what stands where it is
    empty ("{speaker!a voice-over}").

    `values` says certain values in the family's own words ("": says nothing), `approximate` says a value in other words and lists it as
    approximated, `drop` leaves a value out with the reason; "*" in `drop` is every value. Steps have the keys "-2" to "2".
    """

    form: str = ""
    values: dict[str, str] = {}
    approximate: dict[str, str] = {}
    drop: dict[str, str] = {}
    unless: tuple[str, ...] = ()
    """Words that say it already: a value with one of them stands as it is ("85mm lens")."""
    unless_first: tuple[str, ...] = ()
    """The same for its first word only ("in a kitchen")."""
    glue: str = ""
    """Joined by a space, not by the sentence's `join`, when it follows this slot and that one has no comma in it."""
    glue_unless: str = ""
    """Not glued where this slot is said as well."""
    beside: str = ""
    """The slot it goes with; where that one is empty, `alone` is the form."""
    alone: str = ""
    join: str = ""
    """Between several values of this slot; "" takes a comma."""
    last: str = ""
    """Between the last two of several values (" and "); "" takes `join`."""
    each: bool | None = None
    """Several values are a fragment each (True) or one together (False); None: as the common dialect does."""
    quote: str = ""
    """Around quoted words here, "" takes the dialect's."""
    lower: bool = False


class Negatives(Sourced):
    """Where unwanted things go: a `field` as a noun list, `inline` in the form given, turned into what is seen instead (`positive`), a
    `flag` of the prompt ("--no {}"), or nowhere (`drop`). What the endpoint has a field for goes there anyway, and `field` becomes
    `positive` where the endpoint has none.

    Positive words come from `instead`, else from the common table (`catalog/lexicon/negatives.yaml`), else from `otherwise` ("free of
    {}"); where that is "" the negative is dropped and listed.
    """

    how: Literal["field", "inline", "positive", "flag", "drop"]
    form: str = "{}"
    """For `inline` and `flag`: around all nouns, joined by `join`."""
    join: str = ", "
    field: str = "negative_prompt"
    instead: dict[str, str] = {}
    otherwise: str = ""
    always: tuple[str, ...] = ()
    """Nouns the vendor's own default holds, sent along unless the person sets a list."""


class Parameter(Sourced):
    """A slot that goes into a field and not into words. `form` as the vendor writes the value ("{}s"); `values` are those it takes.

    `values` may be numbers or texts; of numbers the nearest that is not shorter is taken and listed as approximated. `map` says values in
    the vendor's words; a value that is neither in `map` nor in `values` is said in words. `flag` is text at the prompt's end ("--ar {}")
    instead of a field. `list` puts the value in a list. `kinds` empty: every kind.

    Several parameters may name one slot: the first whose field the endpoint in hand has counts, without an endpoint the first that is not
    `optional`.
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
    scale: float = 1
    """What a number is multiplied by: 1000 sends seconds as milliseconds."""
    optional: bool = False
    """Only some endpoints of the family have the field: where none is in hand, or it lacks the field, the slot is said in words."""
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
    """What the vendor forbids in a prompt: a regular expression (case is ignored), why, and what to write instead.

    `repair` is what it is replaced by ("" takes it out); None only reports it. `hints` are pieces of text in lower case one of which
    stands in everything the pattern matches: without one of them the pattern is never tried. `example` is something it matches. Quoted
    words are left alone unless `quotes` says that they would break the vendor's syntax ("::" in Midjourney).
    """

    pattern: str
    why: str
    fix: str = ""
    repair: str | None = None
    hints: tuple[str, ...] = ()
    example: str
    quotes: bool = False

    @model_validator(mode="after")
    def _matches(self) -> Self:
        try:
            found = re.search(self.pattern, self.example, re.IGNORECASE)
        except re.error as error:
            raise ValueError(f"{self.pattern!r} is no regular expression ({error})") from None
        if not found:
            raise ValueError(f"{self.pattern!r} does not match its own example {self.example!r}")
        if self.hints and not any(hint in found.group().lower() for hint in self.hints):
            raise ValueError(f"none of the hints {', '.join(self.hints)} stands in what {self.pattern!r} matches")
        if self.repair is not None and re.search(self.pattern, self.repair, re.IGNORECASE):
            raise ValueError(f"the repair {self.repair!r} is forbidden by {self.pattern!r} itself")
        return self


class ImageLed(Sourced):
    """What a prompt that goes with a start image leaves out (the image shows it), and the clause that keeps the look."""

    leave_out: tuple[str, ...] = ()
    keep: str = ""
    call: bool = False
    """People are called by their names all the same, without their looks."""


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
    quote: str = '"{}"'
    """Around words that are read or spoken; the same mark inside becomes another and is listed."""
    phrases: dict[str, Phrase] = {}
    weave: Literal["", "sentences", "tags"] = ""
    """Who, what, where and when are woven into one sentence, each said once; "tags" puts short noun phrases beside each other instead."""
    woven: dict[str, Phrase] = {}
    """Of the common dialect: how slots are said in dialects that weave sentences, over its `phrases`."""
    negatives: Negatives
    references: References | None = None
    parameters: tuple[Parameter, ...] = ()
    literal: dict[str, Any] = {}
    """Rewriters turned off when the prompt is to arrive as it is compiled: field and value."""
    image_led: ImageLed | None = None
    """None: as the common dialect does."""
    edit_keep: str = ""
    """The clause of an edit that keeps all else as it is ("Keep everything else exactly the same")."""
    edit_keep_relit: str = ""
    """The same where the edit says a light or a style of its own; "" takes `edit_keep`."""
    drop_order: tuple[str, ...] = ()
    """Slots given up when the prompt is too long, first to last; "" takes the common order. Subject, action, dialogue and quoted text
    never go."""
    forbid: tuple[Forbidden, ...] = ()
    notes: tuple[str, ...] = ()
    """What else the facts say, for whoever reads the diagnostics."""
