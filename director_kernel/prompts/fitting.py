"""A prompt within its limits: whole fragments go in the dialect's order, and subject and action are cut at a word when nothing else is
left to give."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from director_kernel.prompts.joining import Fragment, join, merged, said_by
from director_kernel.prompts.length import MEASURES, cut_at_word
from director_kernel.schema.compiled import UNIT_NAMES, Diagnostic, Length
from director_kernel.schema.dialect import LengthUnit

PROTECTED = frozenset(("subject", "action", "dialogue", "on_screen_text", "panels"))
"""Slots that are never given up; what is quoted never is either."""
_SHORTEST = 12
_FEW = 64


class Limit(NamedTuple):
    """So many units of one kind."""

    most: int
    unit: LengthUnit

    @property
    def words(self) -> str:
        return f"over the limit of {self.most} {UNIT_NAMES[self.unit]}"

    def over(self, text: str) -> int:
        return MEASURES[self.unit](text) - self.most

    def measured(self, text: str) -> Length:
        return Length(MEASURES[self.unit](text), self.most, self.unit)


def broken(text: str, limits: Sequence[Limit]) -> Limit | None:
    """The first limit the text is over."""
    return next((limit for limit in limits if limit.over(text) > 0), None)


def fit(
    fragments: list[Fragment],
    diagnostics: list[Diagnostic],
    limits: Sequence[Limit],
    ranks: Mapping[str, int],
    marks: str,
) -> list[Fragment]:
    """The fragments that stay; what happened to the others is written into their diagnostics."""

    def text(some: Sequence[Fragment]) -> str:
        return join(some, marks)[0]

    limit = broken(text(fragments), limits)
    if limit is None:
        return fragments
    order = sorted(
        (at for at, one in enumerate(fragments) if not one.quoted and one.base in ranks),
        key=lambda at: (ranks[fragments[at].base], -at),
    )
    gone = set(order[: _how_many(order, lambda some: broken(text(_without(fragments, some)), limits) is not None)])
    for at in sorted(gone):
        one = fragments[at]
        for place in range(one.first, one.first + one.many):
            diagnostics[place] = diagnostics[place]._replace(verdict="dropped", reason=limit.words, to="")
    return _shorten(merged(_without(fragments, gone)), diagnostics, limits, marks)


def _how_many(order: Sequence[int], over: Callable[[set[int]], bool]) -> int:
    """How many of `order` have to go. Many are halved towards, since joining them again and again would take long."""
    if len(order) <= _FEW:
        return next((count for count in range(1, len(order) + 1) if not over(set(order[:count]))), len(order))
    low, high = 1, len(order)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if over(set(order[:middle])) else (low, middle)
    return low


def _without(fragments: Sequence[Fragment], gone: set[int]) -> list[Fragment]:
    return [one for at, one in enumerate(fragments) if at not in gone]


def _shorten(kept: list[Fragment], diagnostics: list[Diagnostic], limits: Sequence[Limit], marks: str) -> list[Fragment]:
    """What may not go is cut at a word, from the end: no shorter than a few words, or as short as it must be where that helps."""
    usual = _cut_to(kept, _SHORTEST, limits, marks)
    shorter = usual if broken(join(usual, marks)[0], limits) is None else _cut_to(kept, 1, limits, marks)
    chosen = shorter if broken(join(shorter, marks)[0], limits) is None else usual
    limit = broken(join(kept, marks)[0], limits) or limits[0]
    words = said_by(chosen)
    for before, after in zip(kept, chosen, strict=True):
        if before.text != after.text:
            told = words[after.slot, after.first]
            reason = f"shortened to {told!r}: {limit.words}"
            for place in range(before.first, before.first + before.many):
                diagnostics[place] = diagnostics[place]._replace(verdict="approximated", reason=reason, to=told)
    return chosen


def _cut_to(kept: list[Fragment], least: int, limits: Sequence[Limit], marks: str) -> list[Fragment]:
    for at in reversed(range(len(kept))):
        text = join(kept, marks)[0]
        limit = broken(text, limits)
        if limit is None:
            break
        if kept[at].quoted or kept[at].line.flags:
            continue
        measure, had = MEASURES[limit.unit], kept[at].text
        shorter = cut_at_word(had, max(least, measure(had) - limit.over(text)), measure)
        if shorter:
            kept = [*kept[:at], kept[at]._replace(text=shorter), *kept[at + 1 :]]
    return kept
