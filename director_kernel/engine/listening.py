"""A chat model's words, from the engine's loop to the thread that waits for them: the loop never waits for whoever reads."""

import queue
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError
from typing import Any, TypeVar

from director_kernel.engine.brain import Write
from director_kernel.errors import ChatBroken
from director_kernel.loop import EngineLoop

T = TypeVar("T")
STOP_SECONDS = 0.2
"""How often a silent model is looked up from, to see whether the person pressed stop."""


def listened(loop: EngineLoop, respond: Callable[[Write], Coroutine[Any, Any, T]], write: Write) -> T:
    """What `respond` returns, run on the loop, its words handed to `write` here. Raises what either raises; then the answer is let go."""
    pieces: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    answer = loop.submit(respond(pieces.put))
    answer.add_done_callback(lambda _: pieces.put(None))
    try:
        while True:
            try:
                piece = pieces.get(timeout=STOP_SECONDS)
            except queue.Empty:
                # Nothing to say: a brain learns that it was stopped when it writes.
                write("")
                continue
            if piece is None:
                return answer.result()
            write(piece)
    except CancelledError:
        raise ChatBroken("the answer broke off: the director was closed; say it again in a new session") from None
    finally:
        answer.cancel()
