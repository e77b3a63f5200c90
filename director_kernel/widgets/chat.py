"""A conversation as a view shows it, and what a person may say in it."""

from typing import Any

from director_kernel.director import Director
from director_kernel.engine.offline.state import DirectorState
from director_kernel.events import ChatContent, ChatDone, ChatError, ChatEvent, ChatStart, Event, ExecutionDone, ExecutionStarted
from director_kernel.present.markdown import said_html, to_html
from director_kernel.present.saved import chat_saved
from director_kernel.present.shown import Shown
from director_kernel.present.streamed import Patch, Streamed
from director_kernel.present.text import SAID, cut
from director_kernel.schema.brief import Attachment
from director_kernel.schema.conversation import Conversation, Message
from director_kernel.schema.plan import Plan
from director_kernel.widgets.files import attached_view
from director_kernel.widgets.part import Ask, Part, verb

LAST = 40
"""Messages in the state, at most; earlier ones come when asked for."""
ROOM = 400_000
"""Letters of messages in the state: the last one always, and those before it that fit. The whole state is sent at each change."""
MOST_MODELS = 24
"""Models an option names, at most."""


class ChatPart(Part):
    """One conversation."""

    trait = "chat"

    def __init__(self, stage: Any, key: str) -> None:
        super().__init__(stage)
        self.conversation = key
        self._html: dict[int, str] = {}
        self._stream: Streamed | None = None
        self._reply = 0
        self._ended: Patch | None = None

    # State

    def hear(self, event: Event) -> bool:
        """Follows the reply that is being written, and runs, which change what is worth doing next."""
        if isinstance(event, ExecutionStarted | ExecutionDone):
            return True
        if not isinstance(event, ChatEvent) or event.conversation != self.conversation:
            return False
        match event:
            case ChatStart():
                self._reply += 1
                self._stream, self._ended = Streamed(), None
            case ChatContent():
                if self._stream is not None:
                    self._stream.write(event.content)
                return False
            case ChatDone() | ChatError() if self._stream is not None:
                self._ended, self._stream = self._stream.patch(), None
        return True

    def look(self) -> bool:
        """Another process may have said something; the state is compared before it is sent."""
        return True

    def speaks(self) -> bool:
        """Words go out as they come, however long the conversation is that they belong to."""
        return self._ended is not None or (self._stream is not None and self._stream.fresh)

    def messages(self) -> list[dict[str, Any]]:
        """What was written since the last time."""
        if self._ended is not None:
            ended, self._ended = self._ended, None
            return [self._patch(ended, done=True)]
        patch = self._stream.patch() if self._stream is not None else None
        return [self._patch(patch)] if patch else []

    def _patch(self, patch: Patch, *, done: bool = False) -> dict[str, Any]:
        found: dict[str, Any] = {"type": "stream", "conversation": self.conversation, "reply": self._reply}
        found |= {"from": patch.start, "blocksHtml": list(patch.blocks), "done": done}
        if patch.html is not None:
            found["tailHtml"] = patch.html
        if patch.text:
            found["tailAdd"] = patch.text
        return found

    def state(self) -> dict[str, Any]:
        """ChatState."""
        director = self.director
        found = director.workspace.conversations.get(self.conversation)
        said = director.workspace.conversations.messages(self.conversation)
        last = said[-LAST:]
        plan = director.plans.at(self.conversation).current()
        runs = director.workspace.runs.all(conversation=self.conversation)
        busy = self._stream is not None
        brief = plan.brief if plan is not None else _state_of(found).brief
        totals = [director.workspace.ledger.totals(f"run:{run.id}") for run in runs]
        views = _fitting(self._views(last, plan, found, busy))
        return {
            "conversation": found.id,
            "title": cut(found.title),
            "messages": views,
            "earlier": len(said) - len(views),
            "busy": busy,
            "brain": director.brain,
            "brains": [card.wire() for card in director.brains()],
            "money": {
                "studio": runs[0].studio if runs else "previs",
                "spent": sum(each.committed for each in totals),
                "reserved": sum(each.outstanding for each in totals),
                "budget": brief.budget if brief is not None else None,
                "talk": sum(int(message.data.get("price", 0)) for message in said),
            },
            "actions": [] if busy else self._actions(plan, bool(said), any(_runs_this(run, plan) for run in runs)),
            "run": runs[0].id if runs else "",
            "plan": _plan_line(plan),
        }

    def _actions(self, plan: Plan | None, talked: bool, started: bool) -> list[dict[str, Any]]:
        """What is worth doing next; nothing once this version of the plan has been started."""
        if plan is None or not talked or started:
            return []
        live = next(studio for studio in self.director.studios(plan) if studio.id == "live")
        cap = plan.brief.budget if plan.brief is not None and plan.brief.budget is not None else live.ceiling
        see = {"studio": "previs", "mode": "auto", "cap": None}
        make = {"studio": "live", "mode": "auto", "cap": cap}
        start = [_action("start", "Looks good, start!", "plan.start", make if live.available else see, primary=True)]
        if live.available:
            start.append(_action("see", "See it first (free)", "plan.start", see))
        return [*start, _action("change", "Make changes", "", {})]

    def _views(self, said: list[Message], plan: Plan | None, found: Conversation, busy: bool) -> list[dict[str, Any]]:
        views = []
        for index, message in enumerate(said):
            after = said[index + 1] if index + 1 < len(said) else None
            views.append(self._view(message, after, plan, is_open=after is None and not busy))
        return views

    def _view(self, message: Message, after: Message | None, plan: Plan | None, *, is_open: bool) -> dict[str, Any]:
        data = message.data
        picked = after.data.get("picked", {}) if after is not None else {}
        options = data.get("options", [])
        taken = after.data.get("shown") if after is not None else None
        chosen = next((option["id"] for option in options if option["title"] == taken), "")
        if options and is_open and plan is not None:
            chosen = plan.tier
        return {
            "position": message.position,
            "role": message.role,
            "html": self._rendered(message),
            "at": message.at,
            "attachments": [attached_view(self.director.workspace, Attachment.model_validate(one)) for one in data.get("attachments", [])],
            "questions": [_question(question, str(picked.get(question["id"], ""))) for question in data.get("questions", [])],
            "options": [_option(option) for option in options],
            "chosen": chosen,
            "open": is_open and message.role == "director",
            "broken": cut(str(data.get("broken", "")), SAID),
        }

    def _rendered(self, message: Message) -> str:
        """Messages never change, so each is rendered once."""
        html = self._html.get(message.position)
        if html is None:
            shown = str(message.data.get("shown") or message.text)
            html = str(said_html(shown) if message.role == "user" else to_html(message.text))
            self._html[message.position] = html
        return html

    def saved(self) -> Shown | None:
        """The conversation for a notebook without a kernel."""
        with self.stage.lock:
            state = self.state()
        return chat_saved(state)

    # Verbs

    @verb("chat.say", lane="talk")
    def say(self, ask: Ask) -> None:
        """A message with what was attached to it."""
        given: list[Any] = []
        for one in ask.items("attachments"):
            given.append(self.director.uploads.take(str(one["upload"])) if one.get("upload") else str(one.get("url", "")))
        self.director.say(ask.text("text"), given, conversation=self.conversation)

    @verb("chat.pick", lane="talk")
    def pick(self, ask: Ask) -> None:
        """The pills that were clicked."""
        self.director.pick(ask.table("picks"), conversation=self.conversation)

    @verb("chat.decide", lane="talk")
    def decide(self, ask: Ask) -> None:
        """The director answers what is open."""
        self.director.decide(conversation=self.conversation)

    @verb("chat.choose", lane="talk")
    def choose(self, ask: Ask) -> None:
        """One of the ways to make it."""
        self.director.choose(ask.text("option"), conversation=self.conversation)

    @verb("chat.stop", lane="look")
    def stop(self, ask: Ask) -> None:
        """Ends the reply where it is."""
        self.director.stop(self.conversation)

    @verb("chat.stream", lane="look", atomic=True)
    def stream(self, ask: Ask) -> dict[str, Any] | None:
        """What was written so far, for a view that came late."""
        return self._patch(self._stream.whole()) if self._stream is not None else None

    @verb("chat.earlier", lane="look")
    def earlier(self, ask: Ask) -> dict[str, Any]:
        """The messages before a position."""
        before = ask.number("before")
        found = self.director.workspace.conversations
        said = [message for message in found.messages(self.conversation) if message.position <= before]
        # One more than is shown: it says what was picked of the message before it.
        shown = [message for message in said if message.position < before][-LAST:]
        with self.stage.lock:
            views = _fitting(self._views(said[-len(shown) - 1 :], None, found.get(self.conversation), busy=True)[: len(shown)])
        return {"messages": views, "earlier": max(0, len([m for m in said if m.position < before]) - len(views))}

    @verb("chat.history", lane="look")
    def history(self, ask: Ask) -> list[dict[str, Any]]:
        """The conversations, the latest first."""
        return [
            {"id": chat.id, "title": cut(chat.title), "status": chat.status, "when": chat.when, "plan": chat.plan}
            for chat in self.director.chats.list(archived=True)
        ]

    @verb("chat.open", lane="talk")
    def open(self, ask: Ask) -> None:
        """Shows another conversation in the view that asked; it is current from now on."""
        ask.view.turn_to(self.director.chats.open(ask.text("conversation")).id)

    @verb("chat.fresh", lane="talk")
    def fresh(self, ask: Ask) -> None:
        """A new conversation in the view that asked."""
        ask.view.turn_to(self.director.chats.new().id)

    @verb("chat.brain", lane="talk")
    def brain(self, ask: Ask) -> None:
        """Another director model."""
        with self.changing():
            self.director.use_brain(ask.text("id"))


def open_chat(director: Director, conversation: str = "") -> str:
    """The conversation a view shows: that one, else the current one, else the last one there is, else a new one. Raises UsageError."""
    if conversation:
        return director.chats.open(conversation).id
    current = director.chats.current()
    return current.id if current is not None else director.chats.here().id


def _state_of(conversation: Conversation) -> DirectorState:
    return DirectorState.model_validate(conversation.data) if conversation.data else DirectorState()


def _runs_this(run: Any, plan: Plan | None) -> bool:
    return plan is not None and run.plan == plan.id and run.version == plan.version


def _fitting(views: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The last of `views` that have room together; one at least."""
    room = ROOM
    for count, view in enumerate(reversed(views)):
        room -= len(view["html"]) + sum(_letters(each) for name in ("questions", "options", "attachments") for each in view[name])
        if room < 0:
            return views[len(views) - max(1, count) :]
    return views


def _letters(value: Any) -> int:
    """How much text is in a piece of JSON."""
    if isinstance(value, dict):
        return sum(map(_letters, value.values()))
    return sum(map(_letters, value)) if isinstance(value, list) else len(value) if isinstance(value, str) else 1


def _question(question: dict[str, Any], picked: str) -> dict[str, Any]:
    choices = [{**choice, "text": cut(choice["text"], SAID), "value": cut(choice["value"], SAID)} for choice in question["choices"]]
    return {**question, "text": cut(question["text"], SAID), "choices": choices, "picked": cut(picked, SAID)}


def _option(option: dict[str, Any]) -> dict[str, Any]:
    models = [cut(model) for model in option["models"][:MOST_MODELS]]
    return {**option, "title": cut(option["title"]), "models": models, "why": cut(option["why"], SAID)}


def _action(identity: str, label: str, ask: str, args: dict[str, Any], *, primary: bool = False) -> dict[str, Any]:
    return {"id": identity, "label": label, "primary": primary, "ask": ask, "args": args}


def _plan_line(plan: Plan | None) -> dict[str, Any] | None:
    if plan is None:
        return None
    return {"title": cut(plan.title), "version": plan.version, "steps": len(plan.steps), "price": plan.price, "ceiling": plan.ceiling}
