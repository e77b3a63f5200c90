"""Brains that do as they are told."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from director_kernel.engine.brain import Write
from director_kernel.engine.offline.state import DirectorState, Reply
from director_kernel.schema.brief import Attachment, Intent


def echo(state: DirectorState, message: str) -> Reply:
    """Says the message back."""
    return Reply(intent=Intent.UNCLEAR, text=f"You said {message}.", state=state)


@dataclass
class ScriptedBrain:
    """Writes `pieces`, waits for `go` before the last, then replies or raises `error`. The events tell how far it is."""

    id: str = "kimi-k3"
    name: str = "Scripted"
    pieces: Sequence[str] = ()
    error: BaseException | None = None
    reply: Callable[[DirectorState, str], Reply] = echo
    go: threading.Event = field(default_factory=threading.Event)
    started: threading.Event = field(default_factory=threading.Event)
    waiting: threading.Event = field(default_factory=threading.Event)
    left: threading.Event = field(default_factory=threading.Event)
    heard: list[str] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)

    def respond(self, state: DirectorState, message: str, attachments: Sequence[Attachment], write: Write) -> Reply:
        self.heard.append(message)
        self.threads.append(threading.current_thread())
        self.started.set()
        try:
            for piece in self.pieces[:-1]:
                write(piece)
            self.waiting.set()
            assert self.go.wait(60)
            for piece in self.pieces[-1:]:
                write(piece)
            if self.error is not None:
                raise self.error
            return self.reply(state, message)
        finally:
            self.left.set()
