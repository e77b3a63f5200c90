"""The offline director as a brain: what it says comes paragraph by paragraph."""

import re
from collections.abc import Callable, Iterator, Sequence

from director_kernel.catalog.book import Catalog
from director_kernel.engine.brain import Write
from director_kernel.engine.offline.director import OfflineDirector
from director_kernel.engine.offline.state import DirectorState, Reply
from director_kernel.schema.brief import Attachment, Intent

_PARAGRAPH_END = re.compile(r"\n{2,}")
_FILM = re.compile(r"\b(?:scene|shot|beat)\s+\d|\bfilm\s*[:,]", re.IGNORECASE)


class OfflineBrain:
    """Needs no key and no network. `catalog` is asked for every message, so that changed files count at once.

    `film` answers a note about the film project, "" where it is none; it is told whether nothing but the film can be meant.
    """

    def __init__(self, id: str, catalog: Callable[[], Catalog], film: Callable[[str, bool], str] = lambda message, alone: "") -> None:
        self.id = id
        self.name = "Offline director"
        self._catalog = catalog
        self._film = film

    def respond(self, state: DirectorState, message: str, attachments: Sequence[Attachment], write: Write) -> Reply:
        """The same reply for the same state and message, at once."""
        # Asked only where it may be meant: what knows the film is loaded with the first question.
        about = _FILM.search(message) and not attachments
        note = self._film(message, state.plan is None and state.brief is None) if about else ""
        reply = (
            Reply(intent=Intent.REVISE, text=note, brief=state.brief, questions=state.questions, options=state.options, state=state)
            if note
            else OfflineDirector(self._catalog()).respond(state, message, tuple(attachments))
        )
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
