"""How each slot is said, made ready once: a dialect's phrases become functions that write fragments and say what became of the values.

Every function takes the value, all slots by name, and the lists of fragments and diagnostics it adds to. It accounts for each value it
is given exactly once.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from director_kernel.prompts.forms import around, tidy
from director_kernel.prompts.joining import Fragment
from director_kernel.prompts.noun_phrases import NOUNS
from director_kernel.prompts.wording import END, NOTHING, Said, Step, Wording, word
from director_kernel.schema.compiled import Diagnostic, Verdict
from director_kernel.schema.dialect import Phrase
from director_kernel.schema.slots import Movement

_AS_IS = "as it comes: there is nothing to say"


def step_for(wording: Wording) -> Step:
    """The function that says this slot."""
    maker = NOUNS.get(wording.slot)
    if maker is not None:
        return maker(wording)
    if wording.slot == "movement_speed":
        return _speed(wording)
    if wording.slot == "coverage":
        return _coverage(wording)
    if wording.slot == "frame_count":
        return _count(wording)
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
    slot, phrase, line = wording.slot, wording.phrase, wording.line
    tell, frame = _teller(phrase), _framer(phrase)
    plain = tell is _Told and not (phrase.unless or phrase.unless_first or phrase.beside)
    before, after = around(phrase.form or "{}")
    glue, apart = phrase.glue, phrase.glue_unless
    known: dict[Any, _Told] = {}
    closed = bool(phrase.values) and not phrase.unless and not phrase.beside

    def say(value: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        told = known.get(value) if closed else None
        if told is None:
            raw = value if value.__class__ is str else word(value)
            words = " ".join(raw.split()).rstrip(END)
            if plain:
                if words:
                    hold = glue if glue and _open(said[glue]) and not (apart and said[apart]) else ""
                    out.append(Fragment(slot, f"{before}{words}{after}", line, '"' in words, hold, len(diagnostics), 1, slot))
                    diagnostics.append(Diagnostic(slot, words, "kept"))
                else:
                    diagnostics.append(Diagnostic(slot, tidy(raw), "dropped", NOTHING))
                return
            told = tell(words) if words else _Told("", NOTHING)
            if closed and words in phrase.values and value.__class__ is not str:
                known[value] = told
        _put(wording, told, word(value), frame(told.text, said) if told.text else "", said, out, diagnostics)

    return say


def _put(wording: Wording, told: _Told, value: str, text: str, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
    """Adds the fragment and what became of the value."""
    slot, phrase, line = wording.slot, wording.phrase, wording.line
    if not text:
        verdict: Verdict = "kept" if told.reason == _AS_IS else "dropped"
        diagnostics.append(Diagnostic(slot, tidy(value), verdict, told.reason or NOTHING))
        return
    apart = phrase.glue_unless and said[phrase.glue_unless]
    glue = phrase.glue if phrase.glue and _open(said[phrase.glue]) and not apart else ""
    out.append(Fragment(slot, text, line, '"' in text, glue, len(diagnostics), 1, slot))
    diagnostics.append(Diagnostic(slot, tidy(value), "approximated" if told.to else "kept", told.reason, False, told.to))


def _open(value: Any) -> bool:
    """Whether another word may follow with a space only."""
    return not isinstance(value, str) or "," not in value


def _coverage(wording: Wording) -> Step:
    """What a shot is for; where the shot size says the same ("close-up") once is enough."""
    say, same = _one(wording), _NEARLY if wording.woven else _SAME

    def coverage(value: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        if said["shot_size"] in same.get(str(value), ()):
            diagnostics.append(Diagnostic("coverage", str(value), "kept", "the shot size says it"))
        else:
            say(value, said, out, diagnostics)

    return coverage


_SAME = {"close-up": ("CU",), "insert": ("insert",), "wide": ("WS",), "medium": ("MS",)}
_NEARLY = {
    "close-up": ("MCU", "CU", "BCU", "ECU"),
    "insert": ("insert", "ECU"),
    "wide": ("EWS", "VWS", "WS"),
    "medium": ("MWS", "MS", "MCU"),
}
"""What nobody says beside the size in a prompt that is read as prose."""


def _count(wording: Wording) -> Step:
    """How many frames there are, unless the layout of the panels has said it."""
    say = _one(wording)

    def count(value: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        columns, _, rows = said["panel_layout"].partition("x")
        if columns and value == (len(said["panels"]) or int(columns) * int(rows)) and not said["frame_index"]:
            diagnostics.append(Diagnostic("frame_count", str(value), "kept", "the layout of the panels says it"))
        else:
            say(value, said, out, diagnostics)

    return count


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
    slot, phrase, line = wording.slot, wording.phrase, wording.line
    tell, frame, comma = _teller(phrase), _framer(phrase), phrase.join or ", "

    def say(values: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        words: list[str] = []
        lost: list[Diagnostic] = []
        first = len(diagnostics)
        for value in values:
            tidied = " ".join(value.split())
            told = tell(tidied) if tidied.rstrip(END) else _Told("", NOTHING)
            if told.text:
                words.append(told.text)
                diagnostics.append(Diagnostic(slot, value, "approximated" if told.to else "kept", told.reason, False, told.to))
            else:
                verdict: Verdict = "kept" if told.reason == _AS_IS else "dropped"
                lost.append(Diagnostic(slot, tidy(value), verdict, told.reason or NOTHING))
        if words:
            text = frame(_listed(words, comma, phrase.last).rstrip(END), said)
            out.append(Fragment(slot, text, line, '"' in text, "", first, len(words), slot))
        diagnostics += lost

    return say


def _listed(words: list[str], comma: str, last: str) -> str:
    """ "slate blue, lamp amber and black"."""
    return comma.join(words[:-1]) + last + words[-1] if last and len(words) > 1 else comma.join(words)


def _each(wording: Wording) -> Step:
    """A fragment each."""
    tell, frame = _teller(wording.phrase), _framer(wording.phrase)

    def say(values: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        for value in values:
            words = tidy(value).rstrip(END)
            told = tell(words) if words else _Told("", NOTHING)
            _put(wording, told, value, frame(told.text, said) if told.text else "", said, out, diagnostics)

    return say
