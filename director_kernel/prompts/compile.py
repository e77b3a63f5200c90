"""A prompt for one target, compiled from slots: the words, the fields beside them, and what became of everything that was said.

The dialect is data; it is made into a program once for each kind of order (`program`). Compiling walks it: slots become fragments, each
knowing its slot, fragments become sentences. Too long a prompt gives up slots in the dialect's order, whole fragments at a time; subject,
action, dialogue and quoted text are never given up. When only those are left, subject and action are shortened at a word; when even the
quoted text alone is too long, `fits` is False. What the vendor forbids is mended or reported, and never sent where it can be mended.
"""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from director_kernel.catalog import Catalog, load_catalog
from director_kernel.errors import UsageError
from director_kernel.prompts.dialect import Target
from director_kernel.prompts.dialects import PLAIN, choose_dialect
from director_kernel.prompts.fitting import Limit, broken, fit
from director_kernel.prompts.forbidden import Mended, cut_out, found_in, mend_slots
from director_kernel.prompts.forms import tidy
from director_kernel.prompts.joining import FLAGS, Fragment, join, said_by
from director_kernel.prompts.negatives import noun_of
from director_kernel.prompts.program import Program, build
from director_kernel.prompts.weaving import weave
from director_kernel.schema.compiled import Compiled, Diagnostic, Length, Lint, Span
from director_kernel.schema.dialect import Dialect, LengthUnit
from director_kernel.schema.slots import Slots

__all__ = ["Compiled", "Compiler", "Diagnostic", "Lint", "Span", "Target", "compile_prompt", "compiler_of"]


def compile_prompt(slots: Slots, target: Target, catalog: Catalog | None = None) -> Compiled:
    """The prompt for `target`, in its dialect and within its length. Without a catalog the shipped dialects are meant.

    Raises UsageError for a dialect that isn't there, CatalogError for a dialect's file that is wrong.
    """
    return (_shipped() if catalog is None else compiler_of(catalog)).compile(slots, target)


@cache
def _shipped() -> "Compiler":
    return Compiler(load_catalog().dialects)


def compiler_of(catalog: Catalog) -> "Compiler":
    """The compiler with this catalog's dialects, kept for the same content."""
    return _kept(_Content(catalog.hash, catalog))


class _Content:
    """A catalog by what is in it."""

    def __init__(self, key: str, catalog: Catalog) -> None:
        self.key, self.catalog = key, catalog

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Content) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@lru_cache(maxsize=4)
def _kept(content: _Content) -> "Compiler":
    return Compiler(content.catalog.dialects)


class Compiler:
    """Compiles with one set of dialects. Programs are built when first needed and kept."""

    def __init__(self, dialects: Mapping[str, Dialect]) -> None:
        self._dialects = dialects
        self._programs: dict[tuple[Any, ...], Program] = {}

    def compile(self, slots: Slots, target: Target) -> Compiled:
        """See `compile_prompt`."""
        program = self.program(target)
        limits = (*program.limits, Limit(target.max_chars, LengthUnit.CHARS)) if target.max_chars else program.limits
        most = (*program.negative_limits, *limits[-1:]) if target.max_chars else program.negative_limits
        return _compile(program, slots, target, limits, most)

    def program(self, target: Target) -> Program:
        """The dialect made ready for the target. Raises UsageError for a dialect that isn't there."""
        # The endpoint by identity: the program holds it, so that its id is not taken by another.
        key = (
            target.dialect,
            target.dialect or target.model,
            target.kind,
            target.image_led,
            target.negative,
            target.literal,
            id(target.endpoint),
        )
        program = self._programs.get(key)
        if program is None:
            program = self._programs[key] = build(self.dialect(target), self._dialects[PLAIN], target)
        return program

    def dialect(self, target: Target) -> Dialect:
        """The dialect the target asks for, or its model's."""
        if not target.dialect:
            return choose_dialect(target.model, self._dialects)
        if target.dialect not in self._dialects:
            raise UsageError(f"There is no dialect {target.dialect!r}; use {PLAIN!r} or one of {', '.join(sorted(self._dialects))[:200]}.")
        return self._dialects[target.dialect]


class _Draft(NamedTuple):
    """The words of one walk through the program."""

    fragments: list[Fragment]
    diagnostics: list[Diagnostic]
    parameters: dict[str, Any]
    negative: list[str]


def _compile(program: Program, slots: Slots, target: Target, limits: Sequence[Limit], most: Sequence[Limit]) -> Compiled:
    said: Mapping[str, Any] = slots.__dict__
    if program.tag is not None and said["references"]:
        said = program.tag(said)
    draft, marks = _walk(program, said), program.marks
    lint: tuple[Lint, ...] = ()
    fragments = draft.fragments
    prompt, spans = join(fragments, marks)
    if limits and broken(prompt, limits) is not None:
        fragments = fit(fragments, draft.diagnostics, limits, program.ranks, marks)
        prompt, spans = join(fragments, marks)
    if program.rules and _suspected(program, prompt, draft.negative):
        draft, fragments, lint = _cleaned(program, said, fragments, draft, limits)
        prompt, spans = join(fragments, marks)
    diagnostics = draft.diagnostics
    negative, negative_map = _negative(draft.negative, diagnostics, most)
    if negative and program.negative_field:
        draft.parameters[program.negative_field] = negative
    if slots.inferred:
        guessed = frozenset(slots.inferred)
        diagnostics[:] = [one._replace(inferred=True) if one.slot in guessed else one for one in diagnostics]
    _decided(program, target, draft)
    fits = not limits or broken(prompt, limits) is None
    lint = (*lint, *_advice(program, prompt, target))
    name = f"{program.dialect.id}@{program.dialect.version}"
    length = limits[0].measured(prompt) if limits else Length(len(prompt), 0, LengthUnit.CHARS)
    return Compiled(prompt, negative, draft.parameters, tuple(diagnostics), lint, tuple(spans), negative_map, fits, name, length)


def _walk(program: Program, said: Mapping[str, Any]) -> _Draft:
    fragments: list[Fragment] = []
    diagnostics: list[Diagnostic] = []
    if program.manner is not None:
        said = {**said, "woven": weave(said, program.manner)}
    get = said.get
    for slot, step in program.words:
        value = get(slot, True)
        if value or value == 0:
            step(value, said, fragments, diagnostics)
    parameters: dict[str, Any] = {}
    for slot, send, worded in program.fields:
        value = said[slot]
        if not value and value != 0:
            continue
        sent = send(value)
        if sent.field:
            parameters[sent.field] = sent.value
            diagnostics.append(Diagnostic(slot, _brief(value), sent.verdict, sent.reason, False, sent.field))
        elif sent.flag:
            fragments.append(Fragment(slot, sent.flag, FLAGS, True, "", len(diagnostics), 1, slot))
            diagnostics.append(Diagnostic(slot, _brief(value), sent.verdict, sent.reason, False, sent.flag))
        elif not worded:
            diagnostics.append(Diagnostic(slot, _brief(value), "dropped", sent.reason))
    fragments.sort(key=_flags_last)
    nouns = _nouns(said["negatives"], diagnostics, program) if program.negative_field else []
    return _Draft(fragments, diagnostics, parameters, nouns)


def _flags_last(fragment: Fragment) -> bool:
    return fragment.line is FLAGS


def _brief(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


# Unwanted things


def _nouns(values: Sequence[str], diagnostics: list[Diagnostic], program: Program) -> list[str]:
    """The nouns of the negative field; the vendor's own where nobody names any."""
    found: list[str] = []
    for value in values:
        noun = noun_of(value)
        if not noun:
            diagnostics.append(Diagnostic("negatives", tidy(value), "dropped", "there are no words in it"))
            continue
        found.append(noun)
        diagnostics.append(Diagnostic("negatives", noun, "moved", "", False, program.negative_field))
    return list(dict.fromkeys(found)) or list(program.dialect.negatives.always)


def _negative(nouns: list[str], diagnostics: list[Diagnostic], limits: Sequence[Limit]) -> tuple[str, tuple[Span, ...]]:
    """The negative field within its limit; the last nouns go first."""
    kept = list(nouns)
    while kept and (limit := broken(", ".join(kept), limits)) is not None:
        lost = kept.pop()
        for at, one in enumerate(diagnostics):
            if one.slot == "negatives" and one.value == lost and one.verdict == "moved":
                diagnostics[at] = one._replace(verdict="dropped", reason=limit.words, to="")
    spans, at = [], 0
    for noun in kept:
        spans.append(Span(at, at + len(noun), "negatives"))
        at += len(noun) + 2
    return ", ".join(kept), tuple(spans)


# What is forbidden


def _suspected(program: Program, prompt: str, negative: list[str]) -> bool:
    """Whether a rule may be broken: the pattern is tried only where one of its hints stands."""
    text = f"{prompt}\n{', '.join(negative)}" if negative else prompt
    lower = text.lower()
    return any(rule.suspected(lower) and rule.pattern.search(text) for rule in program.rules)


def _cleaned(
    program: Program, said: Mapping[str, Any], fragments: list[Fragment], draft: _Draft, limits: Sequence[Limit]
) -> tuple[_Draft, list[Fragment], tuple[Lint, ...]]:
    """Once more with the words mended, if they have to be; what arises between fragments is cut, what can't be mended is reported."""
    clean, changed = mend_slots(said, program.rules)
    lint: list[Lint] = []
    if changed:
        draft = _walk(program, clean)
        fragments = fit(draft.fragments, draft.diagnostics, limits, program.ranks, program.marks) if limits else draft.fragments
        for one in changed:
            _amend(draft.diagnostics, one)
            lint.append(Lint(tidy(one.before), one.why, "", True, one.slot))
    body = [one for one in fragments if not one.line.flags]
    kept, notes = cut_out(body, program.marks, program.rules)
    if notes:
        _account_cuts(body, kept, notes, draft.diagnostics)
        fragments = [*kept, *(one for one in fragments if one.line.flags)]
    return draft, fragments, (*lint, *notes, *_reported(program, kept))


def _amend(diagnostics: list[Diagnostic], one: Mended) -> None:
    """What a mended value became, in the place of what was said of the mended words."""
    after, before = tidy(one.after).rstrip(".,;: "), tidy(one.before)
    mine = [at for at, was in enumerate(diagnostics) if was.slot == one.slot]
    if not mine and one.slot.startswith("panels.") and all(was.verdict == "dropped" for was in diagnostics if was.slot == "panels"):
        return  # The panels are left out as a whole.
    if not mine:
        diagnostics.append(Diagnostic(one.slot, before, "dropped", one.why))
        return
    at = next((at for at in mine if (after in diagnostics[at].value if after else not diagnostics[at].value)), mine[0])
    was = diagnostics[at]
    value = was.value.replace(after, before, 1) if after else was.value or before
    gone = was.verdict == "dropped"
    diagnostics[at] = was._replace(
        value=value,
        verdict=was.verdict if was.verdict in ("dropped", "moved") else "approximated",
        reason=was.reason if gone and after else one.why,
        to=was.to or ("" if gone else after),
    )


def _account_cuts(before: list[Fragment], after: list[Fragment], notes: list[Lint], diagnostics: list[Diagnostic]) -> None:
    left, was = said_by(after), said_by(before)
    for one in before:
        now = left.get((one.slot, one.first), "")
        if now != was[one.slot, one.first]:
            why = next((note.why for note in notes if note.slot == one.slot), notes[0].why)
            for at in range(one.first, one.first + one.many):
                diagnostics[at] = diagnostics[at]._replace(verdict="approximated" if now else "dropped", reason=why, to=now)


def _reported(program: Program, fragments: list[Fragment]) -> list[Lint]:
    prompt, spans = join(fragments, program.marks)
    quoted = [(start, end) for (start, end, _), one in zip(spans, fragments, strict=True) if one.quoted]
    found = found_in(prompt, quoted, program.rules)
    return [
        Lint(prompt[start:end], rule.why, rule.fix, False, next((slot for a, b, slot in spans if a <= start < b), ""))
        for start, end, rule in found
    ]


# What was decided about the whole


def _decided(program: Program, target: Target, draft: _Draft) -> None:
    for name, value in program.literal.items():
        draft.parameters.setdefault(name, value)
        note = "the vendor's rewriter is off: the prompt arrives as it is compiled"
        draft.diagnostics.append(Diagnostic("rewriter", f"{name}={value}", "moved", note, False, name))
    if target.model and program.dialect.id == PLAIN:
        draft.diagnostics.append(
            Diagnostic("dialect", target.model, "approximated", "no dialect names this model: plain sentences", False, PLAIN)
        )


def _advice(program: Program, prompt: str, target: Target) -> tuple[Lint, ...]:
    """Outside of what the vendor advises is a note, never a cut."""
    dialect, advice = program.dialect, program.dialect.advice
    notes: list[Lint] = []
    if target.kind not in dialect.kinds:
        notes.append(Lint(target.kind.value, f"{dialect.title} is for {', '.join(kind.value for kind in dialect.kinds)}"))
    if advice is not None and (advice.least or advice.most):
        count = prompt.count(" ") + 1
        if advice.most and count > advice.most:
            notes.append(Lint(f"{count} words", f"it is best at {advice.most} words at most", "say less"))
        elif count < advice.least:
            notes.append(Lint(f"{count} words", f"it is best at {advice.least} words or more", "say more"))
    return tuple(notes)
