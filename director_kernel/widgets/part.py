"""What a widget shows and does, apart from the widget: a part has one state, any number of views, and verbs it answers to."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar

from director_kernel.errors import UsageError
from director_kernel.events import Event
from director_kernel.present.shown import Shown

if TYPE_CHECKING:
    from director_kernel.widgets.stage import Stage

Lane = Literal["talk", "desk", "run", "look"]
"""Verbs of one lane answer one after the other, in the order they were asked; `look` ones change nothing and go side by side."""

V = TypeVar("V", bound=Callable[..., Any])


@dataclass(frozen=True)
class Ask:
    """One request: its arguments as the page sent them, and `buffers` of bytes."""

    verb: str
    args: dict[str, Any]
    buffers: Sequence[bytes] = ()
    view: Any = None
    """The widget that asked."""

    def text(self, name: str, default: str | None = None) -> str:
        """An argument that is text. Raises UsageError for anything else."""
        return str(self._of(name, str, default))

    def number(self, name: str, default: int | None = None) -> int:
        """An argument that is a whole number. Raises UsageError."""
        value = self._of(name, int, default)
        if isinstance(value, bool):
            raise self._wrong(name)
        return int(value)

    def amount(self, name: str) -> int | None:
        """A sum in micro-USD, None where none was given. Raises UsageError."""
        return None if self.args.get(name) is None else self.number(name)

    def flag(self, name: str) -> bool:
        """An argument that is true or false; false where it is missing. Raises UsageError."""
        return bool(self._of(name, bool, False))

    def items(self, name: str, kind: type = dict) -> list[Any]:
        """A list whose items are all of `kind`. Raises UsageError."""
        value = self._of(name, list, [])
        if not all(isinstance(item, kind) for item in value):
            raise self._wrong(name)
        return list(value)

    def table(self, name: str) -> dict[str, str]:
        """A table of texts. Raises UsageError."""
        value = self._of(name, dict, {})
        if not all(isinstance(item, str) for item in value.values()):
            raise self._wrong(name)
        return dict(value)

    def bytes(self) -> bytes:
        """The first buffer. Raises UsageError where there is none."""
        if not self.buffers:
            raise self._wrong("bytes")
        return bytes(self.buffers[0])

    def _of(self, name: str, kind: type, default: Any) -> Any:
        value = self.args.get(name, default)
        if not isinstance(value, kind):
            raise self._wrong(name)
        return value

    def _wrong(self, name: str) -> UsageError:
        return UsageError(f"{self.verb} was sent without a usable {name!r}; this view is older than its kernel: run its cell again.")


@dataclass(frozen=True)
class Answer:
    """What a verb answers when bytes go with it."""

    result: Any
    buffers: list[bytes] = field(default_factory=list)


def verb(name: str, lane: Lane, *, atomic: bool = False) -> Callable[[V], V]:
    """Marks a method of a part as what answers to `name`. `atomic`: nothing is told to the page between what it reads and its answer."""

    def mark(method: V) -> V:
        method.verb, method.lane, method.atomic = name, lane, atomic  # type: ignore[attr-defined]
        return method

    return mark


class Part:
    """One thing shown. `state` is what its trait holds; `hear` takes in an event and says whether the state is another now.

    `hear`, `look`, `speaks` and `state` are called with the stage's lock held; verbs are called on worker threads without it.
    """

    trait: ClassVar[str]

    def __init__(self, stage: "Stage") -> None:
        self.stage = stage
        self.director = stage.director

    @classmethod
    def verbs(cls) -> Iterator[tuple[str, Lane, str]]:
        """(verb, lane, method name) of everything it answers to."""
        for name in dir(cls):
            method = getattr(cls, name)
            if hasattr(method, "verb"):
                yield method.verb, method.lane, name

    def state(self) -> dict[str, Any]:
        """The trait's value, JSON-ready."""
        raise NotImplementedError(f"{type(self).__name__} has no state of its own")

    def hear(self, event: Event) -> bool:
        """Takes in what was said in this process."""
        return False

    def look(self) -> bool:
        """Something was written that nobody here said, perhaps by another process: True if the state may be another now."""
        return False

    def tick(self) -> bool:
        """Time has passed and nothing was heard: True if that alone has changed the state."""
        return False

    def messages(self) -> list[dict[str, Any]]:
        """What is to be sent beside the state since the last call: streams and events."""
        return []

    def speaks(self) -> bool:
        """True where `messages` are not to wait for the state: words that are being written change nothing else."""
        return False

    def saved(self) -> Shown | None:
        """The same for a saved notebook, where no kernel runs. Called without the lock: it draws pictures, which takes its time."""
        return None

    @contextmanager
    def changing(self) -> Iterator[None]:
        """What happens in the block changes this part's state."""
        try:
            yield
        finally:
            self.stage.touch(self)
