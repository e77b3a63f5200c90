"""A conversation with the director, kept in the workspace: each message is read, answered, and its plan finished and saved."""

from collections.abc import Sequence
from typing import Any

from director_kernel.catalog.book import Catalog
from director_kernel.engine.desk import Desk
from director_kernel.engine.offline import OfflineDirector
from director_kernel.engine.offline.state import DirectorState, Reply
from director_kernel.engine.turn import Turn
from director_kernel.schema.brief import Attachment, Intent
from director_kernel.schema.conversation import Conversation
from director_kernel.schema.noun import storable
from director_kernel.schema.plan import Fault, Plan
from director_kernel.store import Workspace

TITLE_LENGTH = 60
DECIDE = "you decide"
# A brief has at most its questions, its options and its plan; more rounds would mean the director goes in circles.
MOST_ROUNDS = 4


class Talk:
    """Turns messages into turns. One per process; the conversation itself lives in the workspace."""

    def __init__(self, workspace: Workspace, catalog: Catalog, desk: Desk) -> None:
        self._workspace = workspace
        self._catalog = catalog
        self._desk = desk
        self._director = OfflineDirector(catalog)

    def say(self, conversation: Conversation, message: str, attachments: Sequence[Attachment] = ()) -> Turn:
        """The answer to `message`; both are kept before it returns."""
        return self._turn(conversation, message, attachments)

    def decide(self, conversation: Conversation) -> Turn:
        """The answer when the director decides all that is open."""
        return self._turn(conversation, DECIDE)

    def answer(self, conversation: Conversation, answers: Sequence[str]) -> Turn:
        """The answer to `1b 2a "free text"`, given word by word."""
        return self._turn(conversation, " ".join(f'"{word}"' if " " in word else word for word in answers))

    def brief(
        self,
        conversation: Conversation,
        brief: str,
        attachments: Sequence[Attachment] = (),
        *,
        decide: bool = False,
        tier: str | None = None,
        seed: int | None = None,
    ) -> Turn:
        """The answer to a first message. With `decide` the director answers what it asks itself, and takes `tier` or its own choice."""
        turn = self._turn(conversation, brief, attachments, seed=seed)
        for _ in range(MOST_ROUNDS):
            if not decide or turn.plan is not None or not (turn.questions or turn.options):
                break
            turn = self._turn(conversation, DECIDE if turn.questions else tier or DECIDE)
        if decide and tier and turn.plan is not None and turn.plan.tier != tier and turn.options:
            turn = self._turn(conversation, tier)
        return turn

    def _turn(self, conversation: Conversation, message: str, attachments: Sequence[Attachment] = (), *, seed: int | None = None) -> Turn:
        store, message = self._workspace.conversations, storable(message)
        conversation = store.get(conversation.id)
        reply = self._director.respond(self._state(conversation, seed), message, tuple(attachments))
        current = self._desk.current()
        store.say(conversation.id, "user", message, {"attachments": [one.wire() for one in attachments]})
        plan, faults, new = self._keep(reply, current)
        asked = {"questions": [q.wire() for q in reply.questions], "options": [o.wire() for o in reply.options]}
        store.say(conversation.id, "director", reply.text, asked)
        # The plan has its own home; a second copy here could only go stale.
        title = conversation.title or " ".join(message.split())[:TITLE_LENGTH]
        store.change(conversation.id, title=title, data=reply.state.with_(plan=None).wire())
        return Turn(
            conversation=conversation.id,
            intent=reply.intent,
            text=reply.text,
            brief=reply.brief or reply.state.brief,
            questions=reply.questions,
            options=reply.options,
            plan=plan,
            new_plan=new,
            faults=faults,
            actions=reply.actions,
            cached=self._desk.forecast(plan) if plan is not None and new else {},
        )

    def _state(self, conversation: Conversation, seed: int | None) -> DirectorState:
        """What the director knew, with the plan as it lies on the desk: it may have been edited by hand since."""
        state = DirectorState.model_validate(conversation.data) if conversation.data else DirectorState()
        current = self._desk.current()
        changes: dict[str, Any] = {} if seed is None else {"seed": seed}
        if current is not None:
            changes["plan"] = current
        return state.with_(**changes) if changes else state

    def _keep(self, reply: Reply, current: Plan | None) -> tuple[Plan | None, tuple[Fault, ...], bool]:
        """The plan after this turn, its faults, and whether it is a new version. A new brief begins a new plan, anything else a version."""
        if reply.draft is None:
            return current, (), False
        same = current.id if current is not None and reply.intent is not Intent.BRIEF else ""
        plan, finished = self._desk.keep(reply.draft, brief=reply.brief, note=reply.intent.value, plan=same)
        return plan, finished.faults, True
