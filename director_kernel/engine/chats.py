"""Which conversation is current, and the earlier ones."""

import threading
import time
from dataclasses import dataclass
from typing import Any

from director_kernel.schema.conversation import Conversation, ConversationState
from director_kernel.store import Workspace


@dataclass(frozen=True)
class Chat:
    """A conversation as a list shows it; `when` is local time to the minute."""

    id: str
    title: str
    status: str
    when: str
    plan: str

    def wire(self) -> dict[str, Any]:
        return {"id": self.id, "title": self.title, "status": self.status, "updatedAt": self.when, "plan": self.plan or None}


class Chats:
    """The conversations of a workspace; `memory` names whose current one is remembered.

    A kernel's lives as long as the kernel. The shell has no memory of its own, so its current one is kept in the workspace.
    Safe from any thread.
    """

    def __init__(self, workspace: Workspace, memory: str) -> None:
        self._workspace = workspace
        self._kept = memory == "shell"
        self._lock = threading.RLock()
        self._current: str | None = workspace.settings.get("current_conversation") if self._kept else None

    def current(self) -> Conversation | None:
        """The current conversation, None before there is one."""
        identity = self._current
        return self._workspace.conversations.get(identity) if identity else None

    def here(self) -> Conversation:
        """The current conversation, begun if need be."""
        with self._lock:
            return self.current() or self._workspace.conversations.get(self.new().id)

    def again(self) -> Conversation:
        """The current conversation; in a fresh kernel the one last touched in this workspace, so that work goes on where it stood."""
        with self._lock:
            current = self.current()
            if current is not None:
                return current
            earlier = self._workspace.conversations.all(ConversationState.ACTIVE)
            return self._workspace.conversations.get(self.open(earlier[0].id).id) if earlier else self.here()

    def new(self) -> Chat:
        """A new conversation, current from now on."""
        return self._take(self._workspace.conversations.create())

    def open(self, conversation: str) -> Chat:
        """An earlier conversation, current from now on and active again. Raises UsageError."""
        found = self._workspace.conversations.get(conversation)
        if found.state is not ConversationState.ACTIVE:
            found = self._workspace.conversations.change(found.id, state=ConversationState.ACTIVE)
        return self._take(found)

    def archive(self, conversation: str | None = None) -> Chat:
        """Puts a conversation (default: the current one) away. Raises UsageError."""
        with self._lock:
            found = self._workspace.conversations.get(conversation) if conversation else self.here()
            put_away = self._workspace.conversations.change(found.id, state=ConversationState.ARCHIVED)
            if found.id == self._current:
                self._remember(None)
        return _chat(put_away)

    def list(self, *, archived: bool = False) -> list[Chat]:
        """The conversations, last touched first."""
        found = self._workspace.conversations.all()
        return [_chat(each) for each in found if archived or each.state is not ConversationState.ARCHIVED]

    def _take(self, conversation: Conversation) -> Chat:
        self._remember(conversation.id)
        return _chat(conversation)

    def _remember(self, conversation: str | None) -> None:
        with self._lock:
            self._current = conversation
            if self._kept:
                self._workspace.settings.set("current_conversation", conversation)


def _chat(conversation: Conversation) -> Chat:
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(conversation.updated_at))
    return Chat(conversation.id, conversation.title or "(nothing said yet)", conversation.state.value, when, conversation.plan)
