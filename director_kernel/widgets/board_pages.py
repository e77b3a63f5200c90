"""What a storyboard shows laid out as pages of the pictures there are, fetched by the browser in pieces."""

from collections import OrderedDict
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from director_kernel.errors import UsageError
from director_kernel.film.board import subject_of
from director_kernel.present.text import SAID, cut
from director_kernel.schema.project import Project
from director_kernel.schema.slots import LayoutMode
from director_kernel.widgets.files import PIECE
from director_kernel.widgets.part import Answer, Ask, Part, verb

if TYPE_CHECKING:
    from director_kernel.media.draw.graphics.page import Page

PAGES = 3
"""Laid out pages kept for fetching."""


class Pages(Part):
    """A project, what is shown of it ("" for all), and its pages."""

    def __init__(self, stage: Any, project: str) -> None:
        super().__init__(stage)
        self.project = project
        self.what = ""
        self._pages: OrderedDict[str, bytes] = OrderedDict()

    def now(self) -> Project:
        """The project as it is."""
        return self.director.film.projects.get(self.project)

    @verb("board.page", lane="look")
    def page(self, ask: Ask) -> dict[str, Any]:
        """BoardPage: what is shown, laid out."""
        # Drawing is loaded with the first page.
        from director_kernel.film.layouts import layout, reader

        mode = ask.text("mode")
        if mode not in set(LayoutMode):
            raise UsageError(f"there is no layout {mode[:40]!r}; there are {', '.join(LayoutMode)}.")
        project = self.now()
        about = subject_of(project, self.what)
        page = layout(project, about, LayoutMode(mode), reader(self.director.workspace), page=max(1, ask.number("number", 1)))
        return self._kept(page)

    def _kept(self, page: "Page") -> dict[str, Any]:
        name = sha256(page.png).hexdigest()
        with self.stage.lock:
            self._pages[name] = page.png
            self._pages.move_to_end(name)
            while len(self._pages) > PAGES:
                self._pages.popitem(last=False)
        facts = {"page": name, "bytes": len(page.png), "width": page.width, "height": page.height}
        return {**facts, "number": page.number, "pages": page.pages, "told": [cut(line, SAID) for line in page.told()]}

    @verb("board.piece", lane="look")
    def piece(self, ask: Ask) -> Answer:
        """A piece of a page that was laid out a moment ago."""
        with self.stage.lock:
            data = self._pages.get(ask.text("page"))
        if data is None:
            raise UsageError("this page was laid out a while ago; choose the layout again.")
        offset = max(0, ask.number("offset"))
        return Answer(None, [data[offset : offset + PIECE]])
