"""A sentence in stretches, each with the slot it comes from and the account of its value."""

from dataclasses import dataclass, field
from typing import NamedTuple

from director_kernel.schema.compiled import Diagnostic


class Piece(NamedTuple):
    """A stretch of a woven sentence: its slot, its words, what stands before it (None: what the dialect puts between), and which of the
    accounts is its own."""

    slot: str
    text: str
    glue: str | None
    account: int
    quoted: bool = False


class Told(NamedTuple):
    """What is said where a slot has its turn, and what became of the values in it; empty for a slot said elsewhere."""

    pieces: tuple[Piece, ...] = ()
    accounts: tuple[Diagnostic, ...] = ()


@dataclass
class Sentence:
    """A sentence while it is put together."""

    tags: bool
    pieces: list[Piece] = field(default_factory=list)
    accounts: list[Diagnostic] = field(default_factory=list)

    def told(self) -> Told:
        self.close()
        return Told(tuple(self.pieces), tuple(self.accounts))

    def account(self, slot: str, value: str, reason: str = "", *, to: str = "") -> int:
        """Notes what became of a value; where `to` is said other words stand for it."""
        self.accounts.append(Diagnostic(slot, value, "approximated" if to else "kept", reason, False, to))
        return len(self.accounts) - 1

    def add(self, slot: str, text: str, glue: str | None, account: int, *, quoted: bool = False) -> None:
        self.pieces.append(Piece(slot, text, glue if self.pieces else None, account, quoted or '"' in text))

    def beside(self, slot: str, text: str, account: int, *, quoted: bool = False) -> None:
        """What else is there: "with …", more of the same kind "and …"."""
        if self.tags or not self.pieces:
            self.add(slot, text, None, account, quoted=quoted)
            return
        more = self.pieces[-1].slot == slot and (self.pieces[-1].text.startswith("with ") or len(self.pieces) == 1)
        self.close()
        self.add(slot, text if more else f"with {text}", " and " if more else ", ", account, quoted=quoted)

    def close(self) -> None:
        """No two commas in a row."""
        if self.pieces and self.pieces[-1].text.endswith(",") and not self.pieces[-1].quoted:
            self.pieces[-1] = self.pieces[-1]._replace(text=self.pieces[-1].text[:-1])
