"""Conversations and what was said in them."""

from enum import StrEnum
from typing import Any, Literal

from director_kernel.schema.noun import Noun


class ConversationState(StrEnum):
    """Where a conversation stands; archived ones are kept and can be opened again."""

    ACTIVE = "active"
    ARCHIVED = "archived"
    COMPLETED = "completed"


class Conversation(Noun):
    """One talk with the director. `data` is what the director must remember between turns (plain JSON); `at`s are wall-clock seconds."""

    id: str
    title: str = ""
    state: ConversationState = ConversationState.ACTIVE
    plan: str = ""
    """Id of the plan it works on, "" before there is one."""
    data: dict[str, Any] = {}
    created_at: float = 0.0
    updated_at: float = 0.0


class Message(Noun):
    """One turn. `data` carries what goes with the words: attachments, questions, options (plain JSON)."""

    conversation: str
    position: int
    role: Literal["user", "director", "system"]
    text: str
    data: dict[str, Any] = {}
    at: float = 0.0
