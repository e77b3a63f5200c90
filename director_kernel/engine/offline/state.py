"""What the director knows between two messages, and what it says back. Both are plain frozen values: nothing is remembered elsewhere."""

from director_kernel.schema.brief import Brief, Intent, Option, Question
from director_kernel.schema.money import Micros
from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Draft, Plan, Tier


class DirectorState(Noun):
    """Where a conversation stands: the brief so far, the questions that are open, the options offered and the plan."""

    brief: Brief | None = None
    questions: tuple[Question, ...] = ()
    decided: tuple[str, ...] = ()
    """Fields of the brief that were asked about and are settled."""
    options: tuple[Option, ...] = ()
    plan: Plan | None = None
    """The plan as it stands, a person's own edits included; the facade puts the current one in before each message."""
    tier: Tier | None = None
    seed: int = 0
    conversation: str = ""
    """Whose state it is; the facade puts it in before each message."""
    summary: str = ""
    """What chat models are reminded of, of the messages up to position `summed`."""
    summed: int = 0


class Usage(Noun):
    """What a reply took, as its provider counts it; `price` in micro-USD."""

    model: str
    input_tokens: int = 0
    output_tokens: int = 0
    price: Micros = 0


class Reply(Noun):
    """The answer to one message. `text` is Markdown; `draft` is there when it is new; `changed` says in a line what a revision did."""

    intent: Intent
    text: str
    brief: Brief | None = None
    questions: tuple[Question, ...] = ()
    options: tuple[Option, ...] = ()
    draft: Draft | None = None
    changed: str = ""
    actions: tuple[str, ...] = ()
    """What can be done next, as commands ("run", "choose premium", "answer 1b")."""
    usage: Usage | None = None
    """None for a reply that cost nothing."""
    briefing: str = ""
    """The version of the system prompt it was made with, "" where no chat model made it."""
    state: DirectorState
