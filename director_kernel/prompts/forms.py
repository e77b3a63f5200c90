"""The forms of a dialect's phrases, read once: "{name}{look| (%)}" becomes a function from fields to words.

"{}" is the value; "{tone|, %,}" has words around the field that vanish with it; "{speaker!a voice-over}" has words for when it is empty.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

Fields = Mapping[str, str]
Say = Callable[[Fields], str]
_FIELD = re.compile(r"\{(\w*)(?:\|([^{}!]*))?(?:!([^{}]*))?\}")
_INSTEAD = {'"': "'", "“": "‘", "”": "’", "'": "’", "«": "‹", "»": "›", "{": "(", "}": ")", "<": "(", ">": ")", "【": "(", "】": ")"}


class Form(NamedTuple):
    """`say` writes it, `names` are the fields it knows."""

    say: Say
    names: frozenset[str]


class _Piece(NamedTuple):
    """A field with the words around it, or (`name` "=") words alone."""

    name: str
    before: str
    after: str
    empty: str


def read_form(form: str) -> Form:
    """The form as a function; fields it doesn't know are empty."""
    pieces: list[_Piece] = []
    at = 0
    for match in _FIELD.finditer(form):
        pieces.append(_Piece("=", form[at : match.start()], "", ""))
        before, _, after = (match[2] if match[2] is not None else "%").partition("%")
        pieces.append(_Piece(match[1], before, after, match[3] or ""))
        at = match.end()
    pieces.append(_Piece("=", form[at:], "", ""))
    kept = tuple(piece for piece in pieces if piece.name != "=" or piece.before)

    def say(fields: Fields) -> str:
        return "".join([_written(piece, fields) for piece in kept])

    return Form(say, frozenset(piece.name for piece in kept) - {"="})


def _written(piece: _Piece, fields: Fields) -> str:
    if piece.name == "=":
        return piece.before
    value = fields.get(piece.name, "")
    return f"{piece.before}{value}{piece.after}" if value else piece.empty


def around(form: str) -> tuple[str, str]:
    """What stands before and after the value of a form with one "{}"; a form without it takes the value at its end.

    >>> around("{} lens")
    ('', ' lens')
    """
    before, _, after = form.partition("{}")
    return before, after


def split_form(form: str, name: str) -> tuple[str, str, str]:
    """The form before the field `name`, the words that join it to what stands before, and the form after it.

    >>> split_form("panel {n}{text|: %}.", "text")
    ('panel {n}', ': ', '.')
    """
    found = next((match for match in _FIELD.finditer(form) if match[1] == name), None)
    if found is None:
        return form, " ", ""
    before, _, after = (found[2] if found[2] is not None else "%").partition("%")
    head = form[: found.start()]
    return head.rstrip(), before or head[len(head.rstrip()) :] or " ", after + form[found.end() :]


def quoted(words: str, form: str) -> str:
    """Words that must arrive letter by letter, between the marks of `form`; a mark of the same kind inside becomes its neighbour.

    >>> quoted('say "yes"', '"{}"')
    '"say \\'yes\\'"'
    """
    before, after = around(form)
    for mark in dict.fromkeys(before + after):
        if mark in words and not mark.isspace() and not mark.isalnum():
            words = words.replace(mark, _INSTEAD.get(mark, ""))
    return f"{before}{words}{after}"


def spoiled(words: str, form: str) -> bool:
    """Whether `quoted` has to change the words."""
    before, after = around(form)
    return quoted(words, form) != f"{before}{words}{after}"


def tidy(words: str) -> str:
    """One line, single spaces."""
    return " ".join(words.split())
