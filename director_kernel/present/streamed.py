"""A reply as safe HTML while it is being written: finished blocks are rendered once, only the open one again.

So the cost of a reply grows with its length, however many times it is looked at on the way.
"""

from dataclasses import dataclass, field

from director_kernel.present.markdown import blocks_end, is_tangled, to_html

LONG = 4_000
"""Characters from which the open block (a long list, a listing) is shown as plain text until it ends, instead of rendered at each look."""
DENSE = 1_000
"""Marks from which it is: ten thousand brackets are read again at each look too."""
GROWTH = 1.25
"""How much a long open block must have grown before its end is looked for again."""


@dataclass(frozen=True)
class Patch:
    """What to add to what was shown: `blocks` of HTML after the first `start` ones, then the open block as `html` (None: it stays) and
    plain `text` to add to it."""

    start: int
    blocks: tuple[str, ...] = ()
    html: str | None = None
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.blocks or self.text or self.html is not None)


@dataclass
class Streamed:
    """One reply. `write` what comes; `patch` says what is new since the last one, `whole` what a late viewer needs."""

    blocks: list[str] = field(default_factory=list)
    _open: str = ""
    _new: list[str] = field(default_factory=list)
    _looked: int = 0
    _plain: bool = False

    def write(self, text: str) -> None:
        """Adds a piece of Markdown."""
        self._new.append(text)

    @property
    def fresh(self) -> bool:
        """True where something came since the last patch."""
        return bool(self._new)

    def patch(self) -> Patch:
        """What came since the last patch; empty when nothing did."""
        added = "".join(self._new)
        if not added:
            return Patch(len(self.blocks))
        self._new.clear()
        self._open += added
        start, finished = len(self.blocks), False
        if len(self._open) <= LONG or (len(self._open) >= GROWTH * self._looked and not is_tangled(self._open)):
            finished = self._close_blocks()
        if len(self._open) <= LONG and not is_tangled(self._open, DENSE):
            self._plain = False
            return Patch(start, tuple(self.blocks[start:]), str(to_html(self._open)))
        if self._plain and not finished:
            return Patch(start, (), None, added)
        self._plain = True
        return Patch(start, tuple(self.blocks[start:]), "", self._open)

    def whole(self) -> Patch:
        """Everything so far, as one patch; it does not count as seen."""
        if self._plain:
            return Patch(0, tuple(self.blocks), "", self._open)
        return Patch(0, tuple(self.blocks), str(to_html(self._open)))

    def _close_blocks(self) -> bool:
        """Renders what can't change any more; True if there was any."""
        end = blocks_end(self._open)
        self._looked = len(self._open) - end
        if end == 0:
            return False
        self.blocks.append(str(to_html(self._open[:end])))
        self._open = self._open[end:]
        return True
