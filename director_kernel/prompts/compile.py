"""A prompt for one target, compiled from slots, with a source map from every stretch of the prompt to the slot it came from.

The dialect words the slots; this module joins the fragments, keeps the length limit and draws the map. Too long a prompt gives up
slots in the dialect's stated order, whole fragments at a time; subject, action, dialogue and quoted text are never given up. When
only those are left, subject and action are shortened at a word; when even the quoted text alone is too long, `fits` is False.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

from director_kernel.errors import UsageError
from director_kernel.prompts.dialect import Dialect, Fragment, Note, Target
from director_kernel.prompts.plain import Plain
from director_kernel.schema.slots import Slots

__all__ = ["Compiled", "Note", "Span", "Target", "compile_prompt"]


class Span(NamedTuple):
    """Characters `start` to `end` (exclusive) of the prompt come from `slot`."""

    start: int
    end: int
    slot: str


@dataclass(frozen=True)
class Compiled:
    """A prompt ready to send: its negative, what was dropped or approximated and why, and where every part came from."""

    prompt: str
    negative: str
    dropped: tuple[Note, ...]
    source_map: tuple[Span, ...]
    fits: bool = True
    """False: what may never be given up is longer than the target's limit."""


def compile_prompt(slots: Slots, target: Target) -> Compiled:
    """The prompt for `target`, in its dialect and within its length. Raises UsageError for a dialect that isn't there."""
    dialect = _dialect(target.dialect)
    wording = dialect.word(slots, target)
    kept, lost = _fit(wording.fragments, target.max_chars, dialect.drop_order)
    prompt, spans = _join(kept)
    fits = not target.max_chars or len(prompt) <= target.max_chars
    negative, cut = _fit_negative(wording.negative, target.max_chars)
    return Compiled(prompt, negative, (*wording.notes, *lost, *cut), spans, fits)


def _dialect(name: str) -> Dialect:
    if name != Plain.name:
        raise UsageError(f"There is no dialect {name!r}; use {Plain.name!r}.")
    return Plain()


def _fit(fragments: tuple[Fragment, ...], limit: int, drop_order: tuple[str, ...]) -> tuple[tuple[Fragment, ...], tuple[Note, ...]]:
    kept, lost = fragments, []
    for slot in drop_order:
        while limit and _length(kept) > limit:
            at = _last(kept, slot)
            if at is None:
                break
            lost.append(Note(slot, kept[at].text, f"over the limit of {limit} characters"))
            kept = kept[:at] + kept[at + 1 :]
    return _shorten(kept, limit, tuple(lost))


def _last(fragments: tuple[Fragment, ...], slot: str) -> int | None:
    found = [at for at, fragment in enumerate(fragments) if fragment.slot == slot and not fragment.quoted]
    return found[-1] if found else None


def _shorten(kept: tuple[Fragment, ...], limit: int, lost: tuple[Note, ...]) -> tuple[tuple[Fragment, ...], tuple[Note, ...]]:
    """Subject and action cut at a word, the last resort."""
    for at in reversed(range(len(kept))):
        over = _length(kept) - limit
        if not limit or over <= 0:
            break
        if kept[at].quoted:
            continue
        shorter = _cut(kept[at].text, max(12, len(kept[at].text) - over))
        if shorter != kept[at].text:
            lost = (*lost, Note(kept[at].slot, kept[at].text, f"shortened to {shorter!r}: over the limit of {limit} characters"))
            kept = (*kept[:at], replace(kept[at], text=shorter), *kept[at + 1 :])
    return kept, lost


def _cut(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    head = text[: length + 1]
    return (head.rsplit(" ", 1)[0] if " " in head.strip() else text[:length]).rstrip(" ,;:")


def _fit_negative(negative: str, limit: int) -> tuple[str, tuple[Note, ...]]:
    if not limit or len(negative) <= limit:
        return negative, ()
    nouns = negative.split(", ")
    while nouns and len(", ".join(nouns)) > limit:
        nouns.pop()
    return ", ".join(nouns), (Note("negatives", negative, f"over the limit of {limit} characters"),)


def _length(fragments: tuple[Fragment, ...]) -> int:
    return len(_join(fragments)[0])


def _join(fragments: tuple[Fragment, ...]) -> tuple[str, tuple[Span, ...]]:
    """Fragments as sentences, first letters raised, and the span of each."""
    parts: list[str] = []
    spans: list[Span] = []
    length = 0
    for at, fragment in enumerate(fragments):
        opens = at == 0 or fragments[at - 1].sentence != fragment.sentence
        lead = "" if at == 0 else _stop(fragments[at - 1].text) if opens else _glue(fragments[at - 1], fragment)
        text = _raise(fragment.text) if opens and not fragment.text.startswith('"') else fragment.text
        spans.append(Span(length + len(lead), length + len(lead) + len(text), fragment.slot))
        parts += [lead, text]
        length += len(lead) + len(text)
    closing = _stop(fragments[-1].text).strip() if fragments else ""
    return "".join(parts) + closing, tuple(spans)


def _glue(before: Fragment, fragment: Fragment) -> str:
    return " " if fragment.after == before.slot else ", "


def _raise(text: str) -> str:
    return text[:1].upper() + text[1:] if len(text[:1].upper()) == 1 else text


def _stop(text: str) -> str:
    return " " if text.rstrip('"').endswith((".", "!", "?", "…")) else ". "
