"""What the kernel does while its widgets are measured: words at a pace, and a bare widget that is told the same ones.

Every word carries its number and the milliseconds since the epoch at which it was said, so that the page, on the same machine and so on
the same clock, knows how long it was on its way.
"""

import time
from collections.abc import Callable

import anywidget

from director_kernel.events import ChatContent, ChatDone, ChatStart
from director_kernel.widgets.director import Director
from director_kernel.widgets.stage import stage_of

BARE = """export default { render({ model, el }) {
  const box = document.createElement("pre");
  box.dataset.testid = "bare";
  Object.assign(box.style, { maxHeight: "400px", overflow: "auto" });
  el.append(box);
  model.on("msg:custom", (message) => box.append(message.text));
} };"""
PARAGRAPH = 60
"""Words until an empty line."""


class Bare(anywidget.AnyWidget):
    """A widget that appends each word as it comes."""

    _esm = BARE


def word(number: int) -> str:
    """The word that is said now."""
    return f"w{number}x{int(time.time() * 1000)}{chr(10) * 2 if number % PARAGRAPH == 0 else ' '}"


def paced(say: Callable[[str], None], count: int, each_second: float, first: int = 1) -> list[str]:
    """Says `count` words, evenly; what was said."""
    said = []
    start = time.perf_counter()
    for number in range(first, first + count):
        time.sleep(max(0.0, start + (number - first) / each_second - time.perf_counter()))
        said.append(word(number))
        say(said[-1])
    return said


def gathered(bare: Bare, count: int, each_second: float) -> None:
    """Says `count` words to the bare widget, thirty times a second what has come since."""
    waiting: list[str] = []
    sent = time.perf_counter()

    def send() -> None:
        bare.send({"text": "".join(waiting)})
        waiting.clear()

    def say(text: str) -> None:
        nonlocal sent
        waiting.append(text)
        if time.perf_counter() - sent >= 1 / 30:
            sent = time.perf_counter()
            send()

    paced(say, count, each_second)
    send()


def streamed(director: Director, conversation: str, count: int, each_second: float) -> tuple[float, float]:
    """A reply of `count` words in the conversation, kept when it is done; CPU seconds of the whole kernel for its halves."""

    def say(text: str) -> None:
        director.hub.emit(ChatContent(conversation=conversation, content=text))

    director.hub.emit(ChatStart(conversation=conversation))
    stage = stage_of(director)
    said: list[str] = []
    halves = []
    for _ in range(2):
        before = time.process_time()
        said += paced(say, count // 2, each_second, len(said) + 1)
        stage.flush()
        halves.append(time.process_time() - before)
    director.workspace.conversations.say(conversation, "director", "".join(said))
    director.hub.emit(ChatDone(conversation=conversation))
    return halves[0], halves[1]
