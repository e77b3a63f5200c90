"""A conversation with the director, kept in the workspace: each message is kept, answered, and its plan finished and saved."""

import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from director_kernel.engine.brain import Brain, Stopped
from director_kernel.engine.desk import Desk
from director_kernel.engine.offline.state import DirectorState, Reply
from director_kernel.engine.picking import DECIDE, YOU_DECIDE, decided, message_of, picked_in, shown_of
from director_kernel.engine.turn import Turn
from director_kernel.engine.writing import Writing
from director_kernel.errors import DirectorError
from director_kernel.events import ChatChoices, ChatContent, ChatDone, ChatError, ChatEvent, ChatOptions, ChatStart, ChatUsage
from director_kernel.schema.brief import Attachment, Intent
from director_kernel.schema.conversation import Conversation
from director_kernel.schema.noun import storable
from director_kernel.schema.plan import Fault, Plan
from director_kernel.store import Connection, Workspace, conversations

TITLE_LENGTH = 60
_LETTERS = re.compile(r"(?:\d+[a-z][\s,]*)+", re.IGNORECASE)
STOPPED = "Stopped by you."
# A brief has at most its questions, its options and its plan; more rounds would mean the director goes in circles.
MOST_ROUNDS = 4


class Talk:
    """Turns messages into turns and says them as events. One per process; the conversation itself lives in the workspace.

    `brains` are those there are, `using` says which one answers. A turn is one caller's at a time (the facade's lock sees to that);
    `stop` may be called by anyone.
    """

    def __init__(
        self,
        workspace: Workspace,
        desk: Desk,
        brains: Mapping[str, Brain],
        using: Callable[[], str],
        emit: Callable[[ChatEvent], None],
    ) -> None:
        self._workspace = workspace
        self._desk = desk
        self._brains = brains
        self._using = using
        self._emit = emit
        self._lock = threading.Lock()
        self._writing: dict[str, Writing] = {}

    def say(self, conversation: Conversation, message: str, attachments: Sequence[Attachment] = ()) -> Turn:
        """The answer to `message`. The message is kept before the answer is begun, the answer before it returns."""
        return self._turn(conversation, message, attachments)

    def decide(self, conversation: Conversation) -> Turn:
        """The answer when the director decides all that is open."""
        return self._turn(conversation, DECIDE, shown=YOU_DECIDE, picked=decided(self._state(conversation).questions))

    def choose(self, conversation: Conversation, option: str) -> Turn:
        """The answer to taking one of the options."""
        offered = self._state(conversation).options
        return self._turn(conversation, option, shown=next((one.title for one in offered if one.id == option), ""))

    def answer(self, conversation: Conversation, answers: Sequence[str]) -> Turn:
        """The answer to `1b 2a "free text"`, given word by word."""
        message = " ".join(f'"{word}"' if " " in word else word for word in answers)
        questions = self._state(conversation).questions
        picked = picked_in(storable(message), questions)
        # Letters alone say nothing to whoever reads it later; words are shown as they were written.
        shown = shown_of(picked, questions) if _LETTERS.fullmatch(message) else ""
        return self._turn(conversation, message, shown=shown, picked=picked)

    def pick(self, conversation: Conversation, picks: Mapping[str, str]) -> Turn:
        """The answer to choices by question: question id → choice id, or free text. Raises UsageError for what isn't asked."""
        given = {storable(question): storable(choice) for question, choice in picks.items()}
        questions = self._state(conversation).questions
        return self._turn(conversation, message_of(given, questions), shown=shown_of(given, questions), picked=given)

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
            if not decide or turn.broken or turn.plan is not None or not (turn.questions or turn.options):
                break
            turn = self.decide(conversation) if turn.questions or not tier else self.choose(conversation, tier)
        if decide and tier and not turn.broken and turn.plan is not None and turn.plan.tier != tier and turn.options:
            turn = self.choose(conversation, tier)
        return turn

    def stop(self, conversation: str) -> bool:
        """Stops the reply being written there; False when none is. Safe from any thread, never waits."""
        with self._lock:
            writing = self._writing.get(conversation)
        return writing is not None and writing.stop()

    def written(self, conversation: str) -> str | None:
        """What was written so far of the reply that is on its way, None when none is. Safe from any thread."""
        with self._lock:
            writing = self._writing.get(conversation)
        return writing.text if writing is not None else None

    # One turn

    def _turn(
        self,
        conversation: Conversation,
        message: str,
        attachments: Sequence[Attachment] = (),
        *,
        seed: int | None = None,
        shown: str = "",
        picked: Mapping[str, str] | None = None,
    ) -> Turn:
        identity, message = conversation.id, storable(message)
        brain = self._brains[self._using()]
        state = self._state(conversation, seed)
        title = self._workspace.conversations.get(identity).title or _titled(message)
        said: dict[str, Any] = {"attachments": [one.wire() for one in attachments]}
        said |= {name: value for name, value in (("shown", shown), ("picked", dict(picked or {}))) if value}
        self._workspace.conversations.say(identity, "user", message, said, changes={"title": title})
        self._say(ChatStart(conversation=identity))
        writing = Writing(lambda piece: self._say(ChatContent(conversation=identity, content=piece)))
        with self._lock:
            self._writing[identity] = writing
        try:
            reply = writing.answer(lambda write: brain.respond(state, message, tuple(attachments), write))
            turn = self._answered(identity, state, reply, brain)
        except BaseException as error:
            if not isinstance(error, Stopped | KeyboardInterrupt):
                self._broke_off(identity, writing.text, error)
                raise
            turn = self._stopped(identity, state, writing.text)
            if isinstance(error, KeyboardInterrupt):
                raise
            return turn
        finally:
            with self._lock:
                del self._writing[identity]
        return turn

    def _answered(self, identity: str, state: DirectorState, reply: Reply, brain: Brain) -> Turn:
        """Keeps the reply, what the director now knows and the plan, all or nothing, and says it."""
        data: dict[str, Any] = {"questions": [q.wire() for q in reply.questions], "options": [o.wire() for o in reply.options]}
        data |= {"brain": brain.id} | ({"usage": reply.usage.wire()} if reply.usage is not None else {})
        data |= {name: said for name in ("briefing", "changed") if (said := getattr(reply, name))}
        # The plan has its own home; a second copy here could only go stale.
        known = reply.state.with_(plan=None).wire()

        def keep(connection: Connection) -> None:
            conversations.say(connection, identity, "director", storable(reply.text), data)
            conversations.change(connection, identity, data=known)

        if reply.questions:
            self._say(ChatChoices(conversation=identity, questions=reply.questions))
        if reply.options:
            self._say(ChatOptions(conversation=identity, options=reply.options))
        plan, faults, new = self._keep(identity, state, reply, keep)
        if reply.usage is not None:
            self._say(ChatUsage(conversation=identity, **{name: getattr(reply.usage, name) for name in type(reply.usage).model_fields}))
        cached = self._desk.forecast(plan) if plan is not None and new else {}
        self._say(ChatDone(conversation=identity))
        return Turn(
            conversation=identity,
            intent=reply.intent,
            text=reply.text,
            brief=reply.brief or reply.state.brief,
            questions=reply.questions,
            options=reply.options,
            plan=plan,
            new_plan=new,
            faults=faults,
            actions=reply.actions,
            cached=cached,
        )

    def _keep(
        self, identity: str, state: DirectorState, reply: Reply, along: Callable[[Connection], None]
    ) -> tuple[Plan | None, tuple[Fault, ...], bool]:
        """The plan after this turn, its faults, and whether it is a new version. A new brief begins a new plan, anything else a version."""
        desk = self._desk.at(identity)
        if reply.draft is None:
            self._workspace.writer.run(along)
            return desk.current(), (), False
        before = state.plan if reply.intent is not Intent.BRIEF else None
        plan, finished = desk.keep(
            reply.draft,
            brief=reply.brief,
            note=reply.intent.value,
            plan=before.id if before is not None else "",
            made_from=before.version if before is not None else None,
            along=along,
        )
        return plan, finished.faults, True

    def _stopped(self, identity: str, state: DirectorState, text: str) -> Turn:
        """What was written stays, the conversation stands where it stood."""
        self._workspace.conversations.say(identity, "director", text, {"broken": STOPPED})
        self._say(ChatDone(conversation=identity, stopped=True))
        return Turn(
            conversation=identity,
            intent=Intent.UNCLEAR,
            text=text,
            brief=state.brief,
            questions=state.questions,
            plan=state.plan,
            broken=STOPPED,
        )

    def _broke_off(self, identity: str, text: str, error: BaseException) -> None:
        """The same for an answer that failed; what went wrong is said even where the workspace can't keep it."""
        why = error.message.rstrip(" .") if isinstance(error, DirectorError) else f"The answer broke off ({type(error).__name__})"
        broken = f"{why}; say it again to go on."
        try:
            self._workspace.conversations.say(identity, "director", text, {"broken": broken})
        finally:
            self._say(ChatError(conversation=identity, message=broken))

    def _say(self, event: ChatEvent) -> None:
        self._emit(event.model_copy(update={"at": time.time()}))

    def _state(self, conversation: Conversation, seed: int | None = None) -> DirectorState:
        """What the director knew, with the plan as it lies on the desk: it may have been edited by hand since.

        A message before this one may have no answer (the process was killed); then this is where things stood before that message.
        """
        found = self._workspace.conversations.get(conversation.id)
        state = DirectorState.model_validate(found.data) if found.data else DirectorState()
        current = self._desk.at(conversation.id).current()
        changes: dict[str, Any] = {"conversation": conversation.id} | ({} if seed is None else {"seed": seed})
        if current is not None:
            changes["plan"] = current
        return state.with_(**changes)


def _titled(message: str) -> str:
    """What a conversation that begins so is called: its first words, none of them broken where that can be helped."""
    words = " ".join(message.split())
    if len(words) <= TITLE_LENGTH:
        return words
    cut = words[: TITLE_LENGTH - 1]
    whole = cut.rpartition(" ")[0]
    return (whole if len(whole) > TITLE_LENGTH // 2 else cut).rstrip(" .,;:") + "…"
