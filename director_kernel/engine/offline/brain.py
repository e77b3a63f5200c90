"""The offline director as a brain: what it says comes paragraph by paragraph."""

import re
from collections.abc import Callable, Iterator, Sequence

from director_kernel.catalog.book import Catalog
from director_kernel.engine.brain import Write
from director_kernel.engine.offline.director import OfflineDirector
from director_kernel.engine.offline.state import DirectorState, Reply
from director_kernel.schema.brief import Attachment

_PARAGRAPH_END = re.compile(r"\n{2,}")


class OfflineBrain:
    """Needs no key and no network. `catalog` is asked for every message, so that changed files count at once."""

    def __init__(self, id: str, catalog: Callable[[], Catalog]) -> None:
        self.id = id
        self.name = "Offline director"
        self._catalog = catalog

    def respond(self, state: DirectorState, message: str, attachments: Sequence[Attachment], write: Write) -> Reply:
        """The same reply for the same state and message, at once."""
        reply = OfflineDirector(self._catalog()).respond(state, message, tuple(attachments))
        for paragraph in paragraphs(reply.text):
            write(paragraph)
        return reply


def paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of `text`, each with the empty lines after it, so that they join to the same text."""
    start = 0
    for gap in _PARAGRAPH_END.finditer(text):
        yield text[start : gap.end()]
        start = gap.end()
    if start < len(text):
        yield text[start:]
