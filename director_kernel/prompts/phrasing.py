"""How each slot is said, made ready once: a dialect's phrases become functions that write fragments and say what became of the values.

Every function takes the value, all slots by name, and the lists of fragments and diagnostics it adds to. It accounts for each value it
is given exactly once.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from director_kernel.prompts.forms import Form, around, quoted, read_form, spoiled, tidy
from director_kernel.prompts.joining import Fragment, Line
from director_kernel.prompts.people import in_lower_case, look_of, names_in, thing
from director_kernel.schema.compiled import Diagnostic
from director_kernel.schema.dialect import Phrase
from director_kernel.schema.slots import Character, Movement, Prop, Slots, Typography
from director_kernel.schema.slots import Line as SpokenLine

Said = Mapping[str, Any]
Step = Callable[[Any, Said, list[Fragment], list[Diagnostic]], None]
_NOTHING = "there are no words in it"
_AS_IS = "as it comes: there is nothing to say"
_END = ".,;: "


class Wording(NamedTuple):
    """A slot's phrase as the dialect and the common dialect say it together, and the sentence it stands in."""

    slot: str
    phrase: Phrase
    line: Line
    quote: str


def step_for(wording: Wording) -> Step:
    """The function that says this slot."""
    maker = _NOUNS.get(wording.slot)
    if maker is not None:
        return maker(wording)
    if wording.slot == "movement_speed":
        return _speed(wording)
    if wording.slot == "coverage":
        return _coverage(wording)
    if wording.slot in _MANY:
        return _each(wording) if wording.phrase.each else _together(wording)
    return _one(wording)


# One value in words


class _Told(NamedTuple):
    """A value in words; `text` "" with the reason it is not said, `to` where other words stand for it."""

    text: str
    reason: str = ""
    to: str = ""


def _teller(phrase: Phrase) -> Callable[[str], _Told]:
    """From a value to its words, with the dialect's own words for certain values."""
    dropped, approximate, values = phrase.drop, phrase.approximate, phrase.values
    if not (dropped or approximate or values or phrase.lower):
        return _Told

    def tell(value: str) -> _Told:
        if reason := dropped.get(value) or dropped.get("*"):
            return _Told("", reason)
        if value in approximate:
            return _Told(approximate[value], "the nearest this family understands", approximate[value])
        words = values.get(value, value)
        return _Told(words.lower() if phrase.lower else words, "" if words else _AS_IS)

    return tell


def _framer(phrase: Phrase) -> Callable[[str, Said], str]:
    """Puts the form around the words, unless they say it already."""
    before, after = around(phrase.form or "{}")
    alone_before, alone_after = around(phrase.alone or phrase.form or "{}")
    unless, first, beside = phrase.unless, frozenset(phrase.unless_first), phrase.beside

    def frame(text: str, said: Said) -> str:
        if unless and any(word in text for word in unless):
            return text
        if first and text.split(" ", 1)[0].lower() in first:
            return text
        if beside and not said[beside]:
            return f"{alone_before}{text}{alone_after}"
        return f"{before}{text}{after}"

    return frame


def _one(wording: Wording) -> Step:
    slot, phrase, line, _ = wording
    tell, frame = _teller(phrase), _framer(phrase)
    plain = tell is _Told and not (phrase.unless or phrase.unless_first or phrase.beside)
    before, after = around(phrase.form or "{}")
    glue, apart = phrase.glue, phrase.glue_unless
    known: dict[Any, _Told] = {}
    closed = bool(phrase.values) and not phrase.unless and not phrase.beside

    def say(value: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        told = known.get(value) if closed else None
        if told is None:
            raw = value if value.__class__ is str else _word(value)
            words = " ".join(raw.split()).rstrip(_END)
            if plain:
                if words:
                    hold = glue if glue and _open(said[glue]) and not (apart and said[apart]) else ""
                    out.append(Fragment(slot, f"{before}{words}{after}", line, '"' in words, hold, len(diagnostics), 1, slot))
                    diagnostics.append(Diagnostic(slot, words, "kept"))
                else:
                    diagnostics.append(Diagnostic(slot, tidy(raw), "dropped", _NOTHING))
                return
            told = tell(words) if words else _Told("", _NOTHING)
            if closed and words in phrase.values and value.__class__ is not str:
                known[value] = told
        _put(wording, told, _word(value), frame(told.text, said) if told.text else "", said, out, diagnostics)

    return say


def _put(wording: Wording, told: _Told, value: str, text: str, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
    """Adds the fragment and what became of the value."""
    slot, phrase, line, _ = wording
    if not text:
        diagnostics.append(Diagnostic(slot, tidy(value), "dropped", told.reason or _NOTHING))
        return
    apart = phrase.glue_unless and said[phrase.glue_unless]
    glue = phrase.glue if phrase.glue and _open(said[phrase.glue]) and not apart else ""
    out.append(Fragment(slot, text, line, '"' in text, glue, len(diagnostics), 1, slot))
    diagnostics.append(Diagnostic(slot, tidy(value), "approximated" if told.to else "kept", told.reason, False, told.to))


def _word(value: Any) -> str:
    """A value as people write it; a time offset in seconds."""
    return value if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else str(value)


def _open(value: Any) -> bool:
    """Whether another word may follow with a space only."""
    return not isinstance(value, str) or "," not in value


def _coverage(wording: Wording) -> Step:
    """What a shot is for; where the shot size says the same ("close-up") once is enough."""
    say = _one(wording)

    def coverage(value: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        if said["shot_size"] is not None and _SAME.get(str(value)) == said["shot_size"]:
            diagnostics.append(Diagnostic("coverage", str(value), "kept", "the shot size says it"))
        else:
            say(value, said, out, diagnostics)

    return coverage


_SAME = {"close-up": "CU", "insert": "insert", "wide": "WS", "medium": "MS"}


def _speed(wording: Wording) -> Step:
    """A camera that stands still has no speed."""
    say = _one(wording)

    def speed(value: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        if said["movement"] is Movement.STATIC:
            diagnostics.append(Diagnostic("movement_speed", str(value), "dropped", "a static camera has no speed"))
        else:
            say(value, said, out, diagnostics)

    return speed


# Several values

_MANY = frozenset(("style", "mood", "palette", "sound"))


def _together(wording: Wording) -> Step:
    """All values in one fragment: "cinematic, moody style"."""
    slot, phrase, line, _ = wording
    tell, frame, comma = _teller(phrase), _framer(phrase), phrase.join or ", "

    def say(values: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        words: list[str] = []
        lost: list[Diagnostic] = []
        first = len(diagnostics)
        for value in values:
            tidied = " ".join(value.split())
            told = tell(tidied) if tidied.rstrip(_END) else _Told("", _NOTHING)
            if told.text:
                words.append(told.text)
                diagnostics.append(Diagnostic(slot, value, "approximated" if told.to else "kept", told.reason, False, told.to))
            else:
                lost.append(Diagnostic(slot, tidy(value), "dropped", told.reason or _NOTHING))
        if words:
            text = frame(comma.join(words).rstrip(_END), said)
            out.append(Fragment(slot, text, line, '"' in text, "", first, len(words), slot))
        diagnostics += lost

    return say


def _each(wording: Wording) -> Step:
    """A fragment each."""
    tell, frame = _teller(wording.phrase), _framer(wording.phrase)

    def say(values: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        for value in values:
            words = tidy(value).rstrip(_END)
            told = tell(words) if words else _Told("", _NOTHING)
            _put(wording, told, value, frame(told.text, said) if told.text else "", said, out, diagnostics)

    return say


# Nouns


def _unsaid(form: Form, fields: Mapping[str, str], names: tuple[str, ...]) -> str:
    """The fields that are there and have no place in the form, as a reason; "" where all are said."""
    lost = [name for name in names if fields.get(name) and name not in form.names]
    return f"there are no words for its {' and '.join(lost)}" if lost else ""


def _account(slot: str, value: str, reason: str, to: str) -> Diagnostic:
    return Diagnostic(slot, tidy(value), "approximated" if reason else "kept", reason, False, to if reason else "")


def _characters(wording: Wording) -> Step:
    slot, phrase, line, _ = wording
    form = read_form(phrase.form)
    short = "look" not in form.names

    def say(people: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        for one in people:
            look = look_of(one)
            text = tidy(form.say({"name": one.name, "look": look, **(_parts(one) if short else {})})).lstrip(", ").rstrip(_END)
            if not text:
                diagnostics.append(Diagnostic(slot, look, "dropped", _NOTHING))
                continue
            out.append(Fragment(slot, text, line, '"' in text, "", len(diagnostics), 1, slot))
            reason = "called by name only" if short and look and form.names == {"name"} else ""
            diagnostics.append(_account(slot, f"{one.name} ({look})" if look else one.name, reason, text))

    return say


def _parts(one: Character) -> dict[str, str]:
    return {name: value for name, value in one if isinstance(value, str)}


def _props(wording: Wording) -> Step:
    slot, phrase, line, quote = wording
    form = read_form(phrase.form)

    def say(things: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        for one in things:
            fields = _prop_fields(one, quote)
            text = tidy(form.say(fields))
            text = text if one.label and "label" in form.names else text.rstrip(_END)
            if not text:
                diagnostics.append(Diagnostic(slot, one.name, "dropped", _NOTHING))
                continue
            out.append(Fragment(slot, text, line, bool(one.label) or '"' in text, "", len(diagnostics), 1, slot))
            reason = _unsaid(form, fields, ("label", "held_by")) or (_MARKED if one.label and spoiled(one.label, quote) else "")
            diagnostics.append(_account(slot, f"{fields['words']} {one.label}", reason, text))

    return say


_MARKED = "a quotation mark inside would end the quotation: another stands for it"


def _prop_fields(one: Prop, quote: str) -> dict[str, str]:
    label = quoted(one.label, quote) if one.label else ""
    return {"words": thing(one), "name": one.name, "label": label, "held_by": one.held_by}


def _dialogue(wording: Wording) -> Step:
    slot, phrase, line, quote = wording
    form = read_form(phrase.form)
    bare = form.names == {"text"}

    def say(lines: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        for one in lines:
            words = tidy(one.text)
            if not words:
                diagnostics.append(Diagnostic(slot, one.speaker, "dropped", _NOTHING))
                continue
            spoken = in_lower_case(words, names_in(lines, said["characters"])) if phrase.lower else words
            fields = _line_fields(one, spoken, quote)
            out.append(Fragment(slot, tidy(form.say(fields)), line, True, "", len(diagnostics), 1, slot))
            reason = _unsaid(form, fields, ("speaker", "tone")) or (_MARKED if not bare and spoiled(words, quote) else "")
            reason = reason or ("" if spoken == words else "this family is told speech in lower case")
            diagnostics.append(_account(slot, words, reason, out[-1].text))

    return say


def _line_fields(one: SpokenLine, words: str, quote: str) -> dict[str, str]:
    return {"speaker": tidy(one.speaker), "tone": tidy(one.tone), "text": words, "quoted": quoted(words, quote)}


def _written(wording: Wording) -> Step:
    """Words seen in the picture, a fragment each."""
    slot, phrase, line, quote = wording
    form = read_form(phrase.form)

    def say(values: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        for value in values if isinstance(values, tuple) else (values,):
            words = tidy(value)
            if not words:
                diagnostics.append(Diagnostic(slot, value, "dropped", _NOTHING))
                continue
            text = form.say({"text": words, "": words, "quoted": quoted(words, quote)})
            out.append(Fragment(slot, text, line, True, "", len(diagnostics), 1, slot))
            reason = _MARKED if "quoted" in form.names and spoiled(words, quote) else ""
            diagnostics.append(_account(slot, words, reason, text))

    return say


_QUOTED_TYPE = ("headline", "subhead", "body")


def _typography(wording: Wording) -> Step:
    slot, phrase, line, quote = wording
    form = read_form(phrase.form)

    def say(value: Typography, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        fields = {name: tidy(str(part)) for name, part in value}
        marked = any(spoiled(fields[name], quote) for name in _QUOTED_TYPE)
        words = {name: quoted(part, quote) if name in _QUOTED_TYPE and part else part for name, part in fields.items()}
        text = tidy(form.say(words)).lstrip(", ")
        shown = fields["headline"] or ", ".join(part for part in fields.values() if part)
        if not text:
            diagnostics.append(Diagnostic(slot, shown, "dropped", _NOTHING))
            return
        out.append(Fragment(slot, text, line, any(fields[name] for name in _QUOTED_TYPE), "", len(diagnostics), 1, slot))
        reason = _unsaid(form, fields, tuple(fields)) or (_MARKED if marked else "")
        diagnostics.append(_account(slot, shown, reason, text))

    return say


def _layout(wording: Wording) -> Step:
    slot, phrase, line, _ = wording
    form = read_form(phrase.form)

    def say(value: str, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        columns, _, rows = value.partition("x")
        count = len(said["panels"]) or int(columns) * int(rows)
        text = form.say({"": value, "layout": value, "columns": columns, "rows": rows, "count": str(count)})
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
    slot, phrase, line, _ = wording
    before, after = around(phrase.form or "{}")

    def say(value: int, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        words = offset_words(value)
        out.append(Fragment(slot, f"{before}{words}{after}", line, False, "", len(diagnostics), 1, slot))
        diagnostics.append(Diagnostic(slot, words, "kept"))

    return say


def dropping(slot: str, reason: str) -> Step:
    """Leaves the slot out, value by value, with the reason."""

    def say(value: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        diagnostics.extend(Diagnostic(slot, words, "dropped", reason) for words in shown(value))

    return say


def leaving_out(step: Step, reason: str) -> Step:
    """As `step`, but only what is quoted stays."""

    def say(value: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        start = len(out)
        step(value, said, out, diagnostics)
        for fragment in [one for one in out[start:] if not one.quoted]:
            for at in range(fragment.first, fragment.first + fragment.many):
                diagnostics[at] = diagnostics[at]._replace(verdict="dropped", reason=reason, to="")
        out[start:] = [one for one in out[start:] if one.quoted]

    return say


def shown(value: Any) -> list[str]:
    """Each value of a slot in a few words, for a list."""
    return [_shown(one) for one in value] if isinstance(value, tuple) else [_shown(value)]


def _shown(value: Any) -> str:
    if isinstance(value, Slots):
        return value.subject or value.action
    if isinstance(value, str):
        return tidy(value)
    for name in ("name", "text", "headline", "label"):
        if isinstance(getattr(value, name, None), str):
            return tidy(getattr(value, name))
    return tidy(_word(value))


_NOUNS: Mapping[str, Callable[[Wording], Step]] = {
    "characters": _characters,
    "props": _props,
    "dialogue": _dialogue,
    "on_screen_text": _written,
    "lyrics": _written,
    "typography": _typography,
    "panel_layout": _layout,
    "time_offset_ms": _offset,
}
