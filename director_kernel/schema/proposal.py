"""What a chat model proposes: data from outside until `finish()` checked it and a person approved it.

Everything but the words may be missing, and nothing in it can run, approve or spend.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Draft, Tier


class ProposedQuestion(Noun):
    """Something the model wants to know; `field` is the brief's field it fills, "" for anything else. Free text is always possible."""

    text: Annotated[str, Field(min_length=1, max_length=500)]
    choices: Annotated[tuple[str, ...], Field(max_length=6)] = ()
    field: str = ""


class ProposedOption(Noun):
    """One of the three ways to make it: what it is called and why it is right. Prices are ours: models don't know them."""

    tier: Tier
    title: Annotated[str, Field(max_length=120)] = ""
    why: Annotated[str, Field(max_length=500)] = ""


class ProposedChange(Noun):
    """One field of the plan as it stands: `path` as in `director set` ("2.prompt", "4.movement", "aspect"), and its new value."""

    path: Annotated[str, Field(min_length=1, max_length=120)]
    value: Any


class FilmChange(Noun):
    """One operation on the film project, as `schema.project.Change` has it: `path` by ids ("scenes/s2/title") or numbers ("2.3.lens")."""

    op: Literal["set", "add", "remove", "move"] = "set"
    path: Annotated[str, Field(min_length=1, max_length=300)]
    value: Any = None
    at: int | None = None
    to: str = ""


class Proposal(Noun):
    """One answer of a chat model. `reply` is Markdown; `options` are priced from the `plan`; `changes` are to the plan as it stands,
    `film` to the film project: they are kept as a proposal a person decides about."""

    reply: str = ""
    intent: Literal["brief", "answer", "choose", "revise", "approve", "models", "status", "cancel", "unclear"] = "unclear"
    questions: Annotated[tuple[ProposedQuestion, ...], Field(max_length=4)] = ()
    options: Annotated[tuple[ProposedOption, ...], Field(max_length=3)] = ()
    plan: Draft | None = None
    changes: Annotated[tuple[ProposedChange, ...], Field(max_length=60)] = ()
    film: Annotated[tuple[FilmChange, ...], Field(max_length=200)] = ()
