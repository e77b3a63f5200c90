"""What a vendor forbids in a prompt is taken out or reported, wherever it came from.

First the words people wrote are mended, slot by slot; what only arises where two fragments meet is cut where it arises. Words that must
arrive letter by letter are left alone, unless they would break the vendor's syntax.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from director_kernel.prompts.joining import Fragment, join
from director_kernel.prompts.negatives import noun_of
from director_kernel.schema.compiled import Lint
from director_kernel.schema.dialect import Dialect
from director_kernel.schema.noun import Noun
from director_kernel.schema.slots import Panel

_VERBATIM = frozenset(("on_screen_text", "dialogue", "lyrics"))
_VERBATIM_FIELDS = frozenset(("text", "label", "headline", "subhead", "body"))
_NOT_WORDS = frozenset(("negatives", "aspect", "panel_layout", "inferred", "references", "asset", "role"))
_QUOTE = re.compile(r'("[^"]*"|“[^”]*”)')
_ROUNDS = 50


class Rule(NamedTuple):
    """A forbidden construct, ready to look for."""

    pattern: re.Pattern[str]
    hints: tuple[str, ...]
    why: str
    fix: str
    repair: str | None
    quotes: bool

    def suspected(self, lower: str) -> bool:
        """A cheap look: without one of the hints the pattern can't match."""
        for hint in self.hints:
            if hint in lower:
                return True
        return not self.hints


class Mended(NamedTuple):
    """A value of a slot that was changed: before, after, why."""

    slot: str
    before: str
    after: str
    why: str


def rules_of(dialect: Dialect) -> tuple[Rule, ...]:
    return tuple(
        Rule(re.compile(one.pattern, re.IGNORECASE), one.hints, one.why, one.fix, one.repair, one.quotes) for one in dialect.forbid
    )


def mend(words: str, rules: Sequence[Rule], quoted: bool = False) -> str:
    """The words without what is forbidden; what stands in quotation marks inside them is quoted."""
    if quoted or not any(mark in words for mark in '"“'):
        return _mend(words, rules, quoted)
    return "".join(_mend(piece, rules, at % 2 == 1) for at, piece in enumerate(_QUOTE.split(words)))


def _mend(words: str, rules: Sequence[Rule], quoted: bool) -> str:
    """Replaced, and taken out where the replacements make each other."""
    mending = [rule for rule in rules if rule.repair is not None and (rule.quotes or not quoted)]
    for bluntly in (False, True):
        for _ in range(_ROUNDS):
            before = words
            for rule in mending:
                if rule.suspected(words.lower()):
                    words = rule.pattern.sub("" if bluntly else (rule.repair or "").replace("\\", r"\\"), words)
            if words == before:
                return words
    return words


def mend_slots(said: Mapping[str, Any], rules: Sequence[Rule]) -> tuple[dict[str, Any], list[Mended]]:
    """All slots with their words mended, and what was changed."""
    changed: list[Mended] = []
    # A negative is a noun: the "no" before it is no negation in the prompt.
    bare = {**said, "negatives": tuple(noun_of(one) or one for one in said["negatives"])} if said["negatives"] else said
    return {slot: _mended(slot, slot, value, rules, changed) for slot, value in bare.items()}, changed


def _mended(slot: str, name: str, value: Any, rules: Sequence[Rule], changed: list[Mended]) -> Any:
    if name == "inferred" or (name in _NOT_WORDS and name != "negatives"):
        return value
    if type(value) is str:
        quoted = name in _VERBATIM or name in _VERBATIM_FIELDS
        after = mend(value, rules, quoted)
        if after != value:
            changed.append(Mended(slot, value, after, next((r.why for r in rules if r.repair is not None and r.pattern.search(value)), "")))
        return after
    if name == "panels":
        return tuple(_mended_panel(number, one, rules, changed) for number, one in enumerate(value, 1))
    if isinstance(value, tuple):
        return tuple(_mended(slot, name, one, rules, changed) for one in value)
    if isinstance(value, Noun):
        fields = {key: _mended(slot, key, one, rules, changed) for key, one in value}
        return value.model_copy(update={key: one for key, one in fields.items() if one is not getattr(value, key)})
    return value


def _mended_panel(number: int, panel: Panel, rules: Sequence[Rule], changed: list[Mended]) -> Panel:
    """A panel's slots go by the panel's name; its label is a word like any other."""
    said = {key: _mended(f"panels.{number}.{key}", key, value, rules, changed) for key, value in panel.slots.__dict__.items()}
    label = _mended("panels", "caption", panel.label, rules, changed)
    return panel.model_copy(update={"label": label, "slots": panel.slots.model_copy(update=said)})


def found_in(prompt: str, protected: Sequence[tuple[int, int]], rules: Iterable[Rule]) -> list[tuple[int, int, Rule]]:
    """Every place a rule is broken outside the protected stretches (for rules of syntax: anywhere)."""
    lower = prompt.lower()
    found = []
    for rule in rules:
        if rule.suspected(lower):
            for match in rule.pattern.finditer(prompt):
                start, end = match.span()
                if start < end and (rule.quotes or not any(a < end and start < b for a, b in protected)):
                    found.append((start, end, rule))
    return found


def cut_out(fragments: list[Fragment], marks: str, rules: Sequence[Rule]) -> tuple[list[Fragment], list[Lint]]:
    """The fragments without what arose where they met, and a note of each cut."""
    notes: list[Lint] = []
    for _ in range(_ROUNDS):
        prompt, spans = join(fragments, marks)
        protected = [(a, b) for (a, b, _), one in zip(spans, fragments, strict=True) if one.quoted]
        broken = next((one for one in found_in(prompt, protected, rules) if one[2].repair is not None), None)
        if broken is None:
            return fragments, notes
        start, end, rule = broken
        at = _last_in(spans, fragments, start, end, rule)
        if at is None:
            return fragments, notes
        a, b, slot = spans[at]
        text = fragments[at].text
        shorter = " ".join((text[: max(0, start - a)] + " " + text[max(0, end - a) :] if end < b else text[: max(0, start - a)]).split())
        notes.append(Lint(prompt[start:end], rule.why, rule.fix, True, slot))
        fragments = [*fragments[:at], *([fragments[at]._replace(text=shorter)] if shorter else []), *fragments[at + 1 :]]
    return fragments, notes


def _last_in(spans: Sequence[tuple[int, int, str]], fragments: Sequence[Fragment], start: int, end: int, rule: Rule) -> int | None:
    """The last fragment with a part in the stretch that may be changed."""
    inside = [at for at, (a, b, _) in enumerate(spans) if a < end and start < b and (rule.quotes or not fragments[at].quoted)]
    return inside[-1] if inside else None
