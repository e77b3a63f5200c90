"""Where widgets of one director meet: who shows what, who is told, how often.

Every event and every change is only queued by whoever causes it; one thread of the stage folds them into the parts' states and sends
what is new, at most 30 times a second for each part and less often the larger its state is; only the words of a reply go out at
every tick. So widgets neither hold up the engine nor flood a browser, and several views of one thing are in step because they show
one state.
"""

import asyncio
import json
import logging
import queue
import threading
import time
import weakref
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from director_kernel.director import Director
from director_kernel.errors import DirectorError
from director_kernel.events import Event
from director_kernel.widgets.part import Answer, Ask, Lane, Part

if TYPE_CHECKING:
    from director_kernel.widgets.views import View

TICK = 1 / 30
"""Seconds between two updates of a part, at least."""
BYTES_A_SECOND = 2_000_000
"""What a part may send on average: a plan of a thousand steps is told less often, not in pieces."""
LOOK = 1.0
"""Seconds between looks at whether other processes wrote something, and at what only time changes."""
SAVED = 1.5
"""Seconds of quiet before the copy for the saved notebook is written again."""
UNSAVED = 15.0
"""Seconds after which it is written though there is no quiet: a run goes on for minutes, and what is saved shows how far it was."""

P = TypeVar("P", bound=Part)
_stages: "weakref.WeakKeyDictionary[Director, Stage]" = weakref.WeakKeyDictionary()
_making = threading.Lock()
_log = logging.getLogger("director")


def stage_of(director: Director) -> "Stage":
    """The stage of this director, made when first asked for."""
    with _making:
        found = _stages.get(director)
        if found is None:
            found = _stages[director] = Stage(director)
        return found


class Stage:
    """The parts that are shown, and the thread that tells their views."""

    def __init__(self, director: Director) -> None:
        self.director = director
        self.lock = threading.RLock()
        self._parts: dict[tuple[type[Part], str], Part] = {}
        self._views: weakref.WeakSet[View] = weakref.WeakSet()
        self._queue: queue.SimpleQueue[Event | Part | str] = queue.SimpleQueue()
        self._sent: dict[Part, str] = {}
        self._due: dict[Part, float] = {}
        self._dirty: set[Part] = set()
        self._unsaved: dict[Part, float] = {}
        self._unsaved_since: dict[Part, float] = {}
        self._lanes: dict[Lane, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._closed = False
        self._stop_listening = director.hub.listen(self._queue.put)
        self._stop_watching = director.workspace.watch(lambda: self._queue.put("look"), every=LOOK)
        director.at_close(self.close)
        self._thread = threading.Thread(target=self._serve, name="director-stage", daemon=True)
        self._thread.start()

    # Parts and their views

    def part(self, kind: type[P], key: str) -> P:
        """The part that shows `key`: the same for everyone who asks."""
        with self.lock:
            found = self._parts.get((kind, key))
            if found is None:
                found = self._parts[kind, key] = kind(self, key)  # type: ignore[call-arg]
            assert isinstance(found, kind)
            return found

    def show(self, view: "View") -> None:
        """Tells `view` from now on what its parts have to say."""
        with self.lock:
            self._views.add(view)

    def views(self) -> "list[View]":
        """The widgets there are."""
        with self.lock:
            return list(self._views)

    def touch(self, part: Part) -> None:
        """The part's state may be another now. From any thread."""
        self._queue.put(part)

    def look_again(self) -> None:
        """What is kept in the workspace may be another now. From any thread."""
        self._queue.put("look")

    def current(self, part: Part) -> dict[str, Any]:
        """The part's state as it is now."""
        with self.lock:
            return part.state()

    # Requests

    def ask(self, view: "View", message: dict[str, Any], buffers: list[Any]) -> None:
        """Takes a request from the page and returns at once; it is answered from the engine's side, whatever happens."""
        identity = str(message.get("id", ""))
        view.tell({"type": "got", "id": identity})
        args = message.get("args")
        ask = Ask(str(message.get("verb", "")), args if isinstance(args, dict) else {}, [bytes(b) for b in buffers], view)
        self.director.loop.submit(self._answer(view, identity, ask))

    async def _answer(self, view: "View", identity: str, ask: Ask) -> None:
        try:
            method, lane = view.answering(ask.verb)
            if getattr(method, "atomic", False):
                await asyncio.to_thread(self._answer_between, view, identity, method, ask)
                return
            if lane == "look":
                said = await asyncio.to_thread(method, ask)
            else:
                async with self._lanes[lane]:
                    said = await asyncio.to_thread(method, ask)
            answer = said if isinstance(said, Answer) else Answer(said)
            await asyncio.to_thread(self.flush)
            view.tell({"type": "answer", "id": identity, "ok": True, "result": answer.result}, answer.buffers)
        except DirectorError as error:
            view.tell(_refusal(identity, error.code, error.message))
        except Exception as error:  # noqa: BLE001 - the boundary: whatever went wrong is shown where the person clicked
            _log.exception("a widget's request failed: %s", ask.verb)
            words = f"{type(error).__name__}: {error}. This is a fault of the program; `%director doctor` checks what it can."
            view.tell(_refusal(identity, "error", words))

    def _answer_between(self, view: "View", identity: str, method: Callable[[Ask], Any], ask: Ask) -> None:
        """Answers between two updates: what was told before is in the answer, what is told after is not."""
        with self.lock:
            view.tell({"type": "answer", "id": identity, "ok": True, "result": method(ask)})

    # Telling

    def _serve(self) -> None:
        while not self._closed:
            try:
                waiting = [self._queue.get(timeout=self._patience()), *self._waiting()]
            except queue.Empty:
                waiting = ["tick"]
            begun = time.monotonic()
            try:
                with self.lock:
                    self._fold(waiting)
                    self._tell()
                    unsaved = self._ready_to_save()
                for view in unsaved:
                    view.save()
            except Exception:  # noqa: BLE001 - the boundary of this thread: one part's fault must not silence the others
                if not self._closed:
                    _log.exception("widgets could not be brought up to date")
            # Others get their turn, however long this one took.
            time.sleep(max(TICK - (time.monotonic() - begun), TICK / 2))

    def _patience(self) -> float:
        """Seconds until something has to be done though nobody says anything."""
        with self.lock:
            waits = [self._due.get(part, 0.0) for part in self._dirty] + list(self._unsaved.values())
        soonest = min(waits, default=time.monotonic() + LOOK)
        return min(LOOK, max(0.001, soonest - time.monotonic()))

    def _waiting(self) -> Iterator[Event | Part | str]:
        """What is in the queue now."""
        while True:
            try:
                yield self._queue.get_nowait()
            except queue.Empty:
                return

    def _fold(self, waiting: Iterable[Event | Part | str]) -> None:
        """Takes in what was queued; the lock is held."""
        parts, marks = list(self._parts.values()), set()
        for item in waiting:
            if isinstance(item, Part):
                self._dirty.add(item)
            elif isinstance(item, Event):
                self._dirty.update(part for part in parts if part.hear(item))
            else:
                marks.add(item)
        if "look" in marks:
            self._dirty.update(part for part in parts if part.look())
        elif "tick" in marks:
            self._dirty.update(part for part in parts if part.tick())

    def flush(self) -> None:
        """Tells everything now: a request is answered after what it changed has been shown."""
        with self.lock:
            self._fold(self._waiting())
            self._tell(at_once=True)

    def _tell(self, *, at_once: bool = False) -> None:
        now = time.monotonic()
        shown = {part for view in self._views for part in view.shown()}
        for part in list(self._dirty):
            if part not in shown:
                self._dirty.discard(part)
            elif at_once or self._due.get(part, 0.0) <= now:
                self._dirty.discard(part)
                self._tell_part(part, now)
        for part in shown:
            if part.speaks():
                self._tell_messages(part)

    def _tell_messages(self, part: Part) -> "list[View]":
        """Sends what goes beside the state; the views that show the part."""
        views = [view for view in self._views if part in view.shown()]
        for message in part.messages():
            for view in views:
                view.tell(message)
        return views

    def _tell_part(self, part: Part, now: float) -> None:
        views = self._tell_messages(part)
        state = part.state()
        text = json.dumps(state)
        self._due[part] = now + max(TICK, len(text) / BYTES_A_SECOND)
        if text == self._sent.get(part):
            return
        self._sent[part] = text
        for view in views:
            view.turn(part.trait, state)
        self._unsaved[part] = min(now + SAVED, self._unsaved_since.setdefault(part, now) + UNSAVED)

    def _ready_to_save(self) -> "list[View]":
        """The views whose copies for the saved notebook are to be written again: what they show has been quiet for a while."""
        now = time.monotonic()
        ready = {part for part, when in self._unsaved.items() if when <= now}
        for part in ready:
            del self._unsaved[part], self._unsaved_since[part]
        return [view for view in self._views if ready.intersection(view.shown())]

    def close(self) -> None:
        """Stops; the widgets stay as they are."""
        self._closed = True
        _stages.pop(self.director, None)
        self._stop_listening()
        self._stop_watching()
        self._queue.put("look")
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout=10)


def _refusal(identity: str, code: str, message: str) -> dict[str, Any]:
    return {"type": "answer", "id": identity, "ok": False, "error": {"code": code, "message": message}}
