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
    glue: str | None = None
    """What stands before it within the sentence, whatever it follows; None: as the sentence joins its fragments."""


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
    opening = loose = False
    for slot, text, own, held, after, _, _, _, bound in fragments:
        if own is line:
            usual = " " if after and after == before else own.opener if opening and own.opener else own.join
            glue = usual if bound is None else bound
            if loose and glue[:1] == ",":
                glue = glue[1:]
            opening = False
        else:
            if loose:
                at, last = at - 1, _unclosed(parts, spans)
            glue = own.lead if line is None else _between(line, own, last, marks)
            if own.capital:
                text = _raised(text)
            line, opening = own, True
        start = at + len(glue)
        at = start + len(text)
        parts += (glue, text)
        spans.append(_span((start, at, slot)))
        before, last = slot, text
        loose = not held and text.endswith(",") and len(text) > 1
    if line is not None:
        if loose:
            last = _unclosed(parts, spans)
        parts += (line.trail, _stopped(line.closing, line.trail or last, marks))
    return "".join(parts), spans


def said_by(fragments: Sequence[Fragment]) -> dict[tuple[str, int], str]:
    """The words of each account: a woven value may stand in several stretches."""
    found: dict[tuple[str, int], str] = {}
    for one in fragments:
        key = (one.slot, one.first)
        found[key] = f"{found[key]} {one.text}" if key in found else one.text
    return found


def merged(fragments: Sequence[Fragment]) -> list[Fragment]:
    """Stretches of one value side by side as one: what stood between them is gone."""
    kept: list[Fragment] = []
    for one in fragments:
        last = kept[-1] if kept else None
        if last and one.glue is not None and (last.slot, last.first, last.line) == (one.slot, one.first, one.line):
            kept[-1] = last._replace(text=f"{last.text}{one.glue}{one.text}", quoted=last.quoted or one.quoted)
        else:
            kept.append(one)
    return kept


def _unclosed(parts: list[str], spans: list[Span]) -> str:
    """A sentence doesn't end with the comma that was to close a clause in it."""
    start, end, slot = spans[-1]
    parts[-1] = parts[-1][:-1]
    spans[-1] = Span(start, end - 1, slot)
    return parts[-1]


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
