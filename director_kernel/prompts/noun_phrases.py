"""People, things, lines and lettering in words: nouns have fields, and a form says which of them stand where."""

import re
from collections.abc import Callable, Mapping, Set
from typing import Any

from director_kernel.prompts.forms import Form, around, quoted, read_form, spoiled, tidy
from director_kernel.prompts.joining import Fragment
from director_kernel.prompts.looks import look_at
from director_kernel.prompts.people import in_lower_case, look_of, names_in, thing
from director_kernel.prompts.wording import END, NOTHING, Said, Step, Wording
from director_kernel.schema.compiled import Diagnostic
from director_kernel.schema.slots import Character, Prop, Typography
from director_kernel.schema.slots import Line as SpokenLine

MARKED = "a quotation mark inside would end the quotation: another stands for it"


def _unsaid(form: Form, fields: Mapping[str, str], names: tuple[str, ...]) -> str:
    """The fields that are there and have no place in the form, as a reason; "" where all are said."""
    lost = [name for name in names if fields.get(name) and name not in form.names]
    return f"there are no words for its {' and '.join(lost)}" if lost else ""


def _account(slot: str, value: str, reason: str, to: str) -> Diagnostic:
    return Diagnostic(slot, tidy(value), "approximated" if reason else "kept", reason, False, to if reason else "")


def _characters(wording: Wording) -> Step:
    slot, phrase, line = wording.slot, wording.phrase, wording.line
    form = read_form(phrase.form)
    short = "look" not in form.names

    def say(people: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        for one in people:
            look = look_of(one)
            told = look_at(one, doing=said["action"]).clauses.strip(" ,") if wording.woven else look
            text = tidy(form.say({"name": one.name, "look": told, **(_parts(one) if short else {})})).lstrip(", ").rstrip(END)
            if not text:
                diagnostics.append(Diagnostic(slot, look, "dropped", NOTHING))
                continue
            out.append(Fragment(slot, text, line, '"' in text, "", len(diagnostics), 1, slot))
            reason = "called by name only" if short and look and form.names == {"name"} else ""
            diagnostics.append(_account(slot, f"{one.name} ({look})" if look else one.name, reason, text))

    return say


def _parts(one: Character) -> dict[str, str]:
    return {name: value for name, value in one if isinstance(value, str)}


def _props(wording: Wording) -> Step:
    slot, phrase, line, quote = wording[:4]
    form = read_form(phrase.form)

    def say(things: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        for one in things:
            fields = _prop_fields(one, quote)
            text = tidy(form.say(fields))
            text = text if one.label and "label" in form.names else text.rstrip(END)
            if not text:
                diagnostics.append(Diagnostic(slot, one.name, "dropped", NOTHING))
                continue
            out.append(Fragment(slot, text, line, bool(one.label) or '"' in text, "", len(diagnostics), 1, slot))
            reason = _unsaid(form, fields, ("label", "held_by")) or (MARKED if one.label and spoiled(one.label, quote) else "")
            diagnostics.append(_account(slot, f"{fields['words']} {one.label}", reason, text))

    return say


def _prop_fields(one: Prop, quote: str) -> dict[str, str]:
    label = quoted(one.label, quote) if one.label else ""
    return {"words": thing(one), "name": one.name, "label": label, "held_by": one.held_by}


def _dialogue(wording: Wording) -> Step:
    slot, phrase, line, quote = wording[:4]
    form = read_form(phrase.form)
    bare = form.names == {"text"}
    if bare and line.capital:
        # What is only spoken begins as it was written.
        line = line._replace(capital=False)

    def say(lines: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        for one in lines:
            words = tidy(one.text)
            if not words:
                diagnostics.append(Diagnostic(slot, one.speaker, "dropped", NOTHING))
                continue
            spoken = in_lower_case(words, names_in(lines, said["characters"])) if phrase.lower else words
            fields = _line_fields(one, spoken, quote)
            out.append(Fragment(slot, tidy(form.say(fields)), line, True, "", len(diagnostics), 1, slot))
            reason = _unsaid(form, fields, ("speaker", "tone")) or (MARKED if not bare and spoiled(words, quote) else "")
            reason = reason or ("" if spoken == words else "this family is told speech in lower case")
            diagnostics.append(_account(slot, words, reason, out[-1].text))

    return say


def _line_fields(one: SpokenLine, words: str, quote: str) -> dict[str, str]:
    return {"speaker": tidy(one.speaker), "tone": tidy(one.tone), "text": words, "quoted": quoted(words, quote)}


def _written(wording: Wording) -> Step:
    """Words seen in the picture, a fragment each."""
    slot, phrase, line, quote = wording[:4]
    form = read_form(phrase.form)

    def say(values: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        for value in values if isinstance(values, tuple) else (values,):
            words = tidy(value)
            if not words:
                diagnostics.append(Diagnostic(slot, value, "dropped", NOTHING))
                continue
            text = form.say({"text": words, "": words, "quoted": quoted(words, quote)})
            out.append(Fragment(slot, text, line, True, "", len(diagnostics), 1, slot))
            reason = MARKED if "quoted" in form.names and spoiled(words, quote) else ""
            diagnostics.append(_account(slot, words, reason, text))

    return say


LETTERED: Mapping[str, str] = {"headline": "the headline", "subhead": "the subhead", "body": "the small print"}
"""The parts of the typography that are set letter by letter, and what they are called."""
_QUOTED_TYPE = tuple(LETTERED)


def set_once(step: Step, parts: Set[str], quote: str) -> Step:
    """Words in the picture by `step`, without those the typography says: a model would set them twice."""

    def say(values: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        there: Typography | None = said["typography"]
        as_type = {tidy(getattr(there, part)): LETTERED[part] for part in sorted(parts, reverse=True)} if there else {}
        rest = []
        for value in values:
            words = tidy(value)
            if words and words in as_type and not spoiled(words, quote):
                diagnostics.append(Diagnostic("on_screen_text", words, "kept", f"said as {as_type[words]}"))
            else:
                rest.append(value)
        if rest:
            step(tuple(rest), said, out, diagnostics)

    return say


def _typography(wording: Wording) -> Step:
    slot, phrase, line, quote = wording[:4]
    form = read_form(phrase.form)

    def say(value: Typography, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        fields = {name: tidy(str(part)) for name, part in value}
        marked = any(spoiled(fields[name], quote) for name in _QUOTED_TYPE)
        words = {name: quoted(part, quote) if name in _QUOTED_TYPE and part else part for name, part in fields.items()}
        text = tidy(form.say(words)).lstrip(", ")
        shown = fields["headline"] or ", ".join(part for part in fields.values() if part)
        if not text:
            diagnostics.append(Diagnostic(slot, shown, "dropped", NOTHING))
            return
        out.append(Fragment(slot, text, line, any(fields[name] for name in _QUOTED_TYPE), "", len(diagnostics), 1, slot))
        reason = _unsaid(form, fields, tuple(fields)) or (MARKED if marked else "")
        diagnostics.append(_account(slot, shown, reason, text))

    return say


_ONE = re.compile(r"(?<!\d)(1 (?:column|row|panel))s\b")


def _layout(wording: Wording) -> Step:
    slot, phrase, line = wording.slot, wording.phrase, wording.line
    form = read_form(phrase.form)

    def say(value: str, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        columns, _, rows = value.partition("x")
        count = len(said["panels"]) or int(columns) * int(rows)
        text = _ONE.sub(r"\1", form.say({"": value, "layout": value, "columns": columns, "rows": rows, "count": str(count)}))
        out.append(Fragment(slot, text, line, False, "", len(diagnostics), 1, slot))
        diagnostics.append(Diagnostic(slot, value, "kept"))

    return say


def offset_words(milliseconds: int) -> str:
    """A time offset as it is said: "1.5 seconds later"."""
    if not milliseconds:
        return "the moment itself"
    seconds = abs(milliseconds) / 1000
    return f"{seconds:g} second{'' if seconds == 1 else 's'} {'later' if milliseconds > 0 else 'earlier'}"


def _offset(wording: Wording) -> Step:
    slot, phrase, line = wording.slot, wording.phrase, wording.line
    before, after = around(phrase.form or "{}")

    def say(value: int, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        words = offset_words(value)
        out.append(Fragment(slot, f"{before}{words}{after}", line, False, "", len(diagnostics), 1, slot))
        diagnostics.append(Diagnostic(slot, words, "kept"))

    return say


NOUNS: Mapping[str, Callable[[Wording], Step]] = {
    "characters": _characters,
    "props": _props,
    "dialogue": _dialogue,
    "on_screen_text": _written,
    "lyrics": _written,
    "typography": _typography,
    "panel_layout": _layout,
    "time_offset_ms": _offset,
}
"""The maker of the step of every slot that holds nouns."""
