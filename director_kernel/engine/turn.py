"""What came of one message of a conversation, apart from what it takes to answer one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from director_kernel.schema.brief import Brief, Intent, Option, Question
from director_kernel.schema.plan import Fault, Plan


@dataclass(frozen=True)
class Turn:
    """What came of one message. `new_plan`: it made or changed the plan; `blocked` says in words what only a person can mend.

    `broken` says why the answer was not finished, "" for one that was.
    """

    conversation: str
    intent: Intent
    text: str
    brief: Brief | None = None
    questions: tuple[Question, ...] = ()
    options: tuple[Option, ...] = ()
    plan: Plan | None = None
    new_plan: bool = False
    faults: tuple[Fault, ...] = ()
    actions: tuple[str, ...] = ()
    cached: Mapping[str, bool] = field(default_factory=dict)
    broken: str = ""

    @property
    def blocked(self) -> str:
        return "; ".join(f"{fault.message} {fault.fix}" for fault in self.faults if not fault.mended) if self.new_plan else ""

    def wire(self) -> dict[str, Any]:
        """The published JSON of a turn."""
        return {
            "intent": self.intent.value,
            "use_case": self.brief.use_case if self.brief else None,
            "questions": [_question(question) for question in self.questions],
            "options": [option.wire() for option in self.options],
            "plan": self.plan.wire() if self.plan else None,
            "faults": [fault.wire() for fault in self.faults],
            "text": self.text,
            "conversation": self.conversation,
        }


def _question(question: Question) -> dict[str, Any]:
    return {"id": question.id, "text": question.text, "choices": [choice.wire() for choice in question.choices], "field": question.field}
