"""The director models as people compare them: what a message costs, who reads pictures, what is missing."""

from collections.abc import Sequence
from typing import Any, Protocol

from director_kernel.present.html import box, el, spelled, table
from director_kernel.present.shown import Shown
from director_kernel.present.text import columns, wrapped
from director_kernel.schema.money import Micros, usd


class Card(Protocol):
    """A director model as the engine describes it."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def per_message(self) -> Micros: ...
    @property
    def sees(self) -> bool: ...
    @property
    def recommended(self) -> bool: ...
    @property
    def available(self) -> bool: ...
    @property
    def why(self) -> str: ...
    def wire(self) -> dict[str, Any]: ...


def brains_view(cards: Sequence[Card], current: str) -> Shown:
    """All of them, the one in use marked; those that can't be used say what they need."""
    head = ("", "model", "a message", "pictures", "")
    rows = [
        (
            "●" if card.id == current else "",
            card.id,
            _price(card),
            "sees" if card.sees else "",
            ", ".join(word for word in ("recommended" if card.recommended else "", "" if card.available else "not here yet") if word),
        )
        for card in cards
    ]
    text = columns(rows, head=head, right=(2,), stretch=1)
    missing: dict[str, list[str]] = {}
    for card in cards:
        if not card.available:
            missing.setdefault(card.why, []).append(card.id)
    lines = [wrapped(f"{', '.join(ids)}: {why}." if len(missing) > 1 else f"What is not here yet {why}.") for why, ids in missing.items()]
    note = "A message is about 12 000 tokens read and 500 written. `director brain ID` takes another."
    shown = [
        (
            "●" if card.id == current else "",
            el("div", el("strong", card.name), el("div", card.id)),
            _price(card),
            "yes" if card.sees else "no",
            _about(card),
        )
        for card in cards
    ]
    html = box(table(("", "Director", "A message", "Sees pictures", "About"), shown, caption="Director models"), el("div", spelled(note)))
    data = {"current": current, "brains": [card.wire() for card in cards]}
    return Shown("\n".join([text, *([""] if lines else []), *lines, note]), html, data)


def _price(card: Card) -> str:
    return f"about {usd(card.per_message)}" if card.per_message else "free" if card.available else "not known"


def _about(card: Card) -> str:
    why = card.why if card.available else f"Not here: it {card.why}."
    return f"Recommended. {why}" if card.recommended else why
