"""A reply while it is being written: on a thread of its own, heard piece by piece, stopped at once."""

import threading
from collections.abc import Callable
from concurrent.futures import Future

from director_kernel.engine.brain import Stopped, Write
from director_kernel.engine.offline.state import Reply
from director_kernel.schema.noun import storable


class Writing:
    """One reply in the making; `say` is called with each piece, never again once it was stopped.

    The brain has its own thread because it may hang in a call that nothing can interrupt: whoever waits for the reply is let go
    the moment the person presses stop, and what the brain does after that reaches nobody.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._pieces: list[str] = []
        self._reply: Future[Reply] = Future()
        # Held while a piece is said: none may come after the word that it was stopped.
        self._lock = threading.RLock()

    @property
    def text(self) -> str:
        """What was written so far."""
        with self._lock:
            return "".join(self._pieces)

    def answer(self, respond: Callable[[Write], Reply]) -> Reply:
        """What `respond` returns, waited for. Raises what it raises, and Stopped; interrupting it is a stop too."""
        threading.Thread(target=self._work, args=(respond,), name="director-brain", daemon=True).start()
        try:
            return self._reply.result()
        except KeyboardInterrupt:
            self.stop()
            raise

    def stop(self) -> bool:
        """Ends it now, with what was written; False when it had ended before. Safe from any thread."""
        return self._settle(error=Stopped())

    def _write(self, piece: str) -> None:
        with self._lock:
            if self._reply.done():
                raise Stopped
            if piece:
                self._pieces.append(storable(piece))
                self._say(self._pieces[-1])

    def _work(self, respond: Callable[[Write], Reply]) -> None:
        try:
            reply = respond(self._write)
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits for the reply
            self._settle(error=error)
        else:
            self._settle(reply=reply)

    def _settle(self, reply: Reply | None = None, error: BaseException | None = None) -> bool:
        with self._lock:
            if self._reply.done():
                return False
            if reply is not None:
                self._reply.set_result(reply)
            else:
                self._reply.set_exception(error or Stopped())
            return True
