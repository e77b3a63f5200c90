"""Whoever directs: the offline director and any chat model answer a conversation in the same way."""

from collections.abc import Callable, Sequence
from typing import Protocol

from director_kernel.engine.offline.state import DirectorState, Reply
from director_kernel.schema.brief import Attachment

Write = Callable[[str], None]
"""Takes a piece of the reply, in Markdown, as it comes."""


class Stopped(Exception):
    """Raised by `write` once the person pressed stop. Nobody meets it: a brain lets it through, the conversation keeps what was written."""


class Brain(Protocol):
    """Answers one message. It proposes; nothing it returns can run, approve or spend."""

    @property
    def id(self) -> str:
        """The chat model's id in the catalog."""

    @property
    def name(self) -> str:
        """What a person calls it."""

    def respond(self, state: DirectorState, message: str, attachments: Sequence[Attachment], write: Write) -> Reply:
        """The reply, whole; its words were given to `write` piece by piece before, where they came that way.

        Called on a thread of its own, never on the engine's, so it may block for minutes. A DirectorError midway keeps what was
        written and leaves the conversation where it stood.
        """
