"""Fragments become sentences, and every stretch of the prompt remembers the slot it came from."""

from collections.abc import Sequence
from typing import NamedTuple

from director_kernel.schema.compiled import Span


class Line(NamedTuple):
    """How the fragments of one sentence stand together; `opener` joins the second to the first where it differs."""

    lead: str
    trail: str
    join: str
    end: str
    capital: bool
    closing: str
    """What is left of `end` behind the last words of all."""
    opener: str = ""
    flags: bool = False
    """Parameters at the prompt's end: the words before them lose their full stop's space, nothing else."""


class Fragment(NamedTuple):
    """A piece of the prompt and the slot it came from."""

    slot: str
    text: str
    line: Line
    quoted: bool
    """Holds words that must arrive letter by letter."""
    after: str
    """Joined by a space when it follows this slot in the same sentence."""
    first: int
    """Its first diagnostic, and how many it has."""
    many: int
    base: str
    """The slot without the panel it belongs to."""


FLAGS = Line("", "", " ", "", False, "", flags=True)
_span = Span._make
_STOPS = (".", "!", "?", "…", "。")


def join(fragments: Sequence[Fragment], marks: str) -> tuple[str, list[Span]]:
    """The prompt and the span of each fragment. `marks` are the dialect's closing quotation marks, which may follow a full stop."""
    parts: list[str] = []
    spans: list[Span] = []
    at = 0
    line: Line | None = None
    before = last = ""
    opening = False
    for slot, text, own, _, after, _, _, _ in fragments:
        if own is line:
            glue = " " if after and after == before else own.opener if opening and own.opener else own.join
            opening = False
        else:
            glue = own.lead if line is None else _between(line, own, last, marks)
            if own.capital:
                text = _raised(text)
            line, opening = own, True
        start = at + len(glue)
        at = start + len(text)
        parts += (glue, text)
        spans.append(_span((start, at, slot)))
        before, last = slot, text
    if line is not None:
        parts += (line.trail, _stopped(line.closing, line.trail or last, marks))
    return "".join(parts), spans


def _between(line: Line, own: Line, last: str, marks: str) -> str:
    """From the end of one sentence to the first word of the next."""
    if own.flags:
        return line.trail + line.closing.strip(".") + " "
    return line.trail + _stopped(line.end, line.trail or last, marks) + own.lead


def _stopped(end: str, last: str, marks: str) -> str:
    """`end` without its full stop where the words end in one."""
    return end[1:] if end.startswith(".") and last.rstrip(marks).endswith(_STOPS) else end


def _raised(text: str) -> str:
    first = text[:1]
    raised = first.upper()
    return raised + text[1:] if raised != first and len(raised) == 1 else text
