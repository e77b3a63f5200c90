"""The widgets themselves: anywidgets that show parts. Each view's code is one module without imports (see `esm`)."""

from collections.abc import Callable
from typing import Any, ClassVar

import anywidget
import traitlets
from IPython.display import DisplayHandle, display

from director_kernel.engine.place import probe, served
from director_kernel.errors import UsageError
from director_kernel.present.saved import beside_widget
from director_kernel.widgets.board import BoardPart
from director_kernel.widgets.chat import ChatPart
from director_kernel.widgets.compare import ComparePart
from director_kernel.widgets.esm import css, esm
from director_kernel.widgets.files import Files
from director_kernel.widgets.gallery import GalleryPart
from director_kernel.widgets.part import Ask, Lane, Part
from director_kernel.widgets.plan import PlanPart
from director_kernel.widgets.run import RunPart
from director_kernel.widgets.stage import Stage

MOST_COPIES = 4
"""Cells whose saved copies are kept up to date; older cells keep the copy they had."""


class View(anywidget.AnyWidget):
    """A widget on a stage. Its traits are the states of its parts; everything the page wants comes as a request by id."""

    label: ClassVar[str]
    saves: ClassVar[tuple[str, ...]] = ()
    """Traits whose parts are in the copy for the saved notebook; all of them where none is named."""
    place = traitlets.Dict().tag(sync=True)

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._parts: dict[str, Part] = {}
        self._unseen: list[Part] = []
        self._copies: list[DisplayHandle] = []
        self._said: dict[str, str] = {}
        workspace = stage.director.workspace
        here = probe(workspace)
        super().__init__(place={"files": served(workspace.folder), "probe": {"path": here.path, "holds": here.holds}})
        self.add("media", stage.part(Files, ""), shown=False)
        self.on_msg(lambda _, message, buffers: self._stage.ask(self, message, buffers))
        stage.show(self)

    # Parts

    def add(self, prefix: str, part: Part, *, shown: bool = True) -> None:
        """Answers verbs that begin with `prefix` by `part`; `shown` ones have a trait too."""
        self._parts[prefix] = part
        if shown:
            setattr(self, part.trait, self._stage.current(part))
        else:
            self._unseen.append(part)

    def shown(self) -> list[Part]:
        """The parts whose state this widget shows."""
        return [part for part in dict.fromkeys(self._parts.values()) if part not in self._unseen]

    def turn_to(self, conversation: str) -> None:
        """Shows another conversation from now on."""
        raise UsageError(f"{self.label} shows one thing only; open the conversation in the chat: `%director chat {conversation}`.")

    def answering(self, verb: str) -> tuple[Callable[[Ask], Any], Lane]:
        """The method that answers a verb, and its lane. Raises UsageError for one nobody here answers."""
        if verb == "page.ping":
            return lambda _: None, "look"
        if verb == "page.copy":
            return lambda _: {"html": self._said.get("text/html", ""), "text": self._said.get("text/plain", "")}, "look"
        part = self._parts.get(verb.partition(".")[0])
        for name, lane, method in part.verbs() if part is not None else ():
            if name == verb:
                return getattr(part, method), lane
        raise UsageError(f"nothing here answers {verb[:40]!r}; this view is older than its kernel: run its cell again.")

    # Telling the page

    def turn(self, trait: str, state: dict[str, Any]) -> None:
        """Sets a part's state."""
        setattr(self, trait, state)

    def tell(self, message: dict[str, Any], buffers: list[bytes] | None = None) -> None:
        """Sends one message to all views of this widget."""
        self.send(message, buffers)

    # In the cell and in the saved notebook

    def _ipython_display_(self) -> None:
        """Shows the widget, and beside it the copy that a saved notebook keeps."""
        bundle: dict[str, Any] = dict((self._repr_mimebundle_() or ({}, {}))[0])
        # What is said is in the copy: a viewer that knows no widgets shows both.
        bundle["text/plain"] = self.label
        display(bundle, raw=True)
        # Its small pictures take their time; the page draws the widget meanwhile.
        self._said = self.copy()
        handle = display(self._said, raw=True, display_id=True)
        if handle is not None:
            self._copies = [*self._copies, handle][-MOST_COPIES:]

    def copy(self) -> dict[str, str]:
        """What it shows as an output that needs neither a kernel nor scripts."""
        parts = [part for part in self.shown() if not self.saves or part.trait in self.saves]
        shown = [saved for part in parts if (saved := part.saved()) is not None]
        return beside_widget(shown, str(self.model_id))

    def save(self) -> None:
        """Brings the copies in the notebook up to date. A page that was loaded since asks for its own: it forgot which output is which."""
        said = self.copy()
        if said == self._said:
            return
        self._said = said
        for copy in self._copies:
            copy.update(said, raw=True)
        if self._copies:
            self.tell({"type": "saved"})


class Talk(View):
    """A view of one conversation with its plan and its run; it can turn to another one."""

    def __init__(self, stage: Stage, conversation: str) -> None:
        super().__init__(stage)
        self.turn_to(conversation)

    def turn_to(self, conversation: str) -> None:
        """Shows that conversation from now on: in its place, the parts a view of this kind has."""
        stage, self._unseen = self._stage, [self._parts["media"]]
        with self.hold_sync():
            for prefix, kind in (("chat", ChatPart), ("plan", PlanPart), ("run", RunPart)):
                part: Part = stage.part(kind, conversation)
                self.add(prefix, part, shown=self.has_trait(part.trait))


class Chat(Talk):
    """Talk with the director; what is started runs below."""

    label = "Director chat"
    _esm = esm("chat")
    _css = css("chat")
    chat = traitlets.Dict().tag(sync=True)
    preview = traitlets.Dict().tag(sync=True)


class Plan(Talk):
    """The plan as graph and table; what is started runs below."""

    label = "Director plan"
    saves = ("plan",)
    _esm = esm("plan")
    _css = css("plan")
    plan = traitlets.Dict().tag(sync=True)
    preview = traitlets.Dict().tag(sync=True)


class Panel(Talk):
    """Chat, plan and run as tabs, for a place beside the notebook."""

    label = "Director"
    _esm = esm("panel")
    _css = css("panel")
    chat = traitlets.Dict().tag(sync=True)
    plan = traitlets.Dict().tag(sync=True)
    preview = traitlets.Dict().tag(sync=True)


class Preview(View):
    """One run, or the latest of a conversation, with its takes and reel."""

    label = "Director run"
    _esm = esm("preview")
    _css = css("preview")
    preview = traitlets.Dict().tag(sync=True)

    def __init__(self, stage: Stage, key: str) -> None:
        super().__init__(stage)
        self.add("run", stage.part(RunPart, key))


class Gallery(View):
    """All takes of the workspace, or of one plan."""

    label = "Director gallery"
    _esm = esm("gallery")
    _css = css("gallery")
    gallery = traitlets.Dict().tag(sync=True)

    def __init__(self, stage: Stage, plan: str) -> None:
        super().__init__(stage)
        self.add("gallery", stage.part(GalleryPart, plan))
        self.add("run", stage.part(RunPart, ""), shown=False)


class Compare(View):
    """One step on several models."""

    label = "Director comparison"
    _esm = esm("compare")
    _css = css("compare")
    compare = traitlets.Dict().tag(sync=True)

    def __init__(self, stage: Stage, part: ComparePart) -> None:
        super().__init__(stage)
        self.add("compare", part)
        self.add("run", part.run, shown=False)


class Board(View):
    """A storyboard; what is started there runs below."""

    label = "Director storyboard"
    saves = ("board",)
    _esm = esm("board")
    _css = css("board")
    board = traitlets.Dict().tag(sync=True)
    preview = traitlets.Dict().tag(sync=True)

    def __init__(self, stage: Stage, part: BoardPart) -> None:
        super().__init__(stage)
        self.add("board", part)
        # Runs of workflows go by their project, as those of a conversation do by it.
        self.add("run", stage.part(RunPart, part.project))
