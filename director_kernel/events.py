"""The one stream of events: what conversations and executions say while they go on. Nothing below the notebook ever prints.

Every event knows its conversation or execution. `persisted` ones are written to the workspace in order; the rest (what is said in
a conversation, progress) are live only, and a late listener gets the last value of each.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, TypeAdapter

from director_kernel.schema.brief import Option, Question
from director_kernel.schema.money import Micros
from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Fault, Plan


class Event(Noun):
    """Base: `at` is wall-clock seconds since the epoch (display only, nothing is decided by it)."""

    persisted: ClassVar[bool] = True
    at: float = 0.0


class ChatEvent(Event):
    """Something said in a conversation, live only: its messages and its plan's versions are its record, a second one could only differ.

    A turn says, in this order: start, content as it is written, choices, options, plan (if it is new), usage (if any), done; or error
    in place of what did not come. A plan changed by hand is said by itself.
    """

    persisted: ClassVar[bool] = False
    conversation: str


class ChatStart(ChatEvent):
    """A message was kept and its answer is begun."""

    type: Literal["start"] = "start"


class ChatContent(ChatEvent):
    """A piece of the reply, in Markdown."""

    type: Literal["content"] = "content"
    content: str


class ChatChoices(ChatEvent):
    """The questions that are open."""

    type: Literal["choices"] = "choices"
    questions: tuple[Question, ...]


class ChatOptions(ChatEvent):
    """The ways to make it, priced."""

    type: Literal["options"] = "options"
    options: tuple[Option, ...]


class ChatPlan(ChatEvent):
    """A new version of the plan and what is wrong with it."""

    type: Literal["plan"] = "plan"
    plan: Plan
    faults: tuple[Fault, ...] = ()


class ChatUsage(ChatEvent):
    """What the answer took: tokens, and the price in micro-USD."""

    type: Literal["usage"] = "usage"
    model: str
    input_tokens: int = 0
    output_tokens: int = 0
    price: Micros = 0


class ChatDone(ChatEvent):
    """The answer is complete and kept; `stopped`: as far as it had come when the person stopped it."""

    type: Literal["done"] = "done"
    stopped: bool = False


class ChatError(ChatEvent):
    """The answer broke off; what was written of it is kept."""

    type: Literal["error"] = "error"
    message: str


class ExecutionEvent(Event):
    execution: str


class StepEvent(ExecutionEvent):
    step: str
    """The step's id."""
    attempt: str = ""


class ExecutionStarted(ExecutionEvent):
    type: Literal["execution_started"] = "execution_started"
    plan: str
    version: int
    steps: int
    studio: str
    ceiling: Micros = 0
    resumed: bool = False
    stored: tuple[str, ...] = ()
    """Steps all of whose takes are there from before: nothing more is said of them."""


class StepQueued(StepEvent):
    type: Literal["step_queued"] = "step_queued"
    position: int | None = None


class StepStarted(StepEvent):
    type: Literal["step_started"] = "step_started"
    take: int = 1
    model: str = ""
    notice: str = ""
    """What is to be said of a soft quota that this order passed; mostly ""."""


class StepProgress(StepEvent):
    """How far a step is, 0–1."""

    persisted: ClassVar[bool] = False
    type: Literal["step_progress"] = "step_progress"
    progress: float = 0.0
    queue_position: int | None = None
    message: str = ""
    logs: tuple[str, ...] = ()
    """What the studio wrote since the last time, line by line."""


class StepStored(StepEvent):
    """A take is stored; `cached` when it was there already and cost nothing."""

    type: Literal["step_stored"] = "step_stored"
    take: int = 1
    asset: str = ""
    mime: str = ""
    cached: bool = False
    price: Micros = 0


class StepFailed(StepEvent):
    """`state` is the attempt's: failed, refused, rejected, lost, cancelled, unknown or timeout (goes on at the provider, ticket kept).

    `softer` is the prompt in other words, offered where its content was refused; "" where there are none.
    """

    type: Literal["step_failed"] = "step_failed"
    state: str
    message: str
    next_action: str
    softer: str = ""


class StepSkipped(StepEvent):
    type: Literal["step_skipped"] = "step_skipped"
    because: str
    """The id of the step that failed, or that a person left out (this one itself, or one it needs)."""
    left_out: bool = False
    """A person did without it; nothing failed for it."""


class ApprovalNeeded(StepEvent):
    type: Literal["approval_needed"] = "approval_needed"
    ceiling: Micros = 0


class InputNeeded(StepEvent):
    """A person makes this step: `prompt` is what to paste, `where` the place, "" where nobody said. The file comes back by `provide`."""

    type: Literal["input_needed"] = "input_needed"
    take: int = 1
    prompt: str = ""
    where: str = ""


class CostChanged(ExecutionEvent):
    """The ledger of this execution after a booking, micro-USD."""

    type: Literal["cost_changed"] = "cost_changed"
    spent: Micros
    reserved: Micros
    cap: Micros | None = None
    overrun: Micros = 0


class ExecutionDone(ExecutionEvent):
    """`status`: completed, failed, cancelled, detached, waiting (approvals or a manual step)."""

    type: Literal["execution_done"] = "execution_done"
    status: str
    stored: int = 0
    failed: int = 0
    skipped: int = 0
    reel: str = ""
    """The reel's path relative to the workspace, "" where there is none."""
    message: str = ""


AnyEvent = Annotated[
    ChatStart
    | ChatContent
    | ChatChoices
    | ChatOptions
    | ChatPlan
    | ChatUsage
    | ChatDone
    | ChatError
    | ExecutionStarted
    | StepQueued
    | StepStarted
    | StepProgress
    | StepStored
    | StepFailed
    | StepSkipped
    | ApprovalNeeded
    | InputNeeded
    | CostChanged
    | ExecutionDone,
    Field(discriminator="type"),
]


def event_adapter() -> TypeAdapter[AnyEvent]:
    """Reads and writes events as JSON; built when first used, for it is slow to build."""
    return TypeAdapter(AnyEvent)
