"""Events from the threads that work to whoever listens on another: nothing lost, each conversation's and each run's in order."""

import queue
import threading
from collections.abc import Callable

from director_kernel.engine.hush import Scrub, scrubbed
from director_kernel.events import Event


class Hub:
    """Hands every event to all who listen; a listener only queues, so that nobody can hold the work up.

    Runs are said by the engine's thread, a conversation by one thread at a time: each stays in order, though the two may mingle.
    `scrub` takes keys out of whatever is said.
    """

    def __init__(self, scrub: Scrub | None = None) -> None:
        self._scrub = scrub
        self._lock = threading.Lock()
        self._ears: list[Callable[[Event], None]] = []

    def emit(self, event: Event) -> None:
        """Hands `event` on before it returns; safe from any thread."""
        if self._scrub is not None:
            event = scrubbed(event, self._scrub)
        with self._lock:
            ears = list(self._ears)
        for hear in ears:
            hear(event)

    def listen(self, hear: Callable[[Event], None]) -> Callable[[], None]:
        """Calls `hear` with each event from now on, on the thread that says it; returns the off switch."""
        with self._lock:
            self._ears.append(hear)

        def stop() -> None:
            with self._lock:
                if hear in self._ears:
                    self._ears.remove(hear)

        return stop


class Mailbox:
    """The events of one listener, read on its own thread."""

    def __init__(self, hub: Hub) -> None:
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.close = hub.listen(self._events.put)

    def next(self, timeout: float) -> Event | None:
        """The next event, None if none comes within `timeout` seconds."""
        try:
            return self._events.get(timeout=timeout)
        except queue.Empty:
            return None
