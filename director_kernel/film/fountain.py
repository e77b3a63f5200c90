"""Screenplays in Fountain, paragraph by paragraph: headings, action, who says what how, transitions, sections.

The format is that of https://fountain.io/syntax (1.1). It is small, and what the libraries on the index leave out (a word in a place they
don't expect) is what a screenwriter must not lose; so it is read here. A boneyard is left out, as its writer wanted.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from director_kernel.errors import UsageError
from director_kernel.schema.slots import Line

MOST = 4_000_000
"""Letters of a screenplay; a feature film has two hundred thousand."""
_HEADING = re.compile(r"^(?:(?:INT|EXT|EST|I)\.?/(?:INT|EXT|E)|INT|EXT|EST|I/E)[. ]", re.IGNORECASE)
_TITLE = re.compile(r"^([A-Za-z][A-Za-z ]{0,30}):\s*(.*)$")
_TITLES = frozenset({"title", "credit", "author", "authors", "source", "notes", "draft date", "date", "contact", "copyright", "revision"})
_CUE = re.compile(r"^(?P<name>[^()^]*?[^()^\s])\s*(?P<said>(?:\([^()]*\)\s*)*)(?P<dual>\^?)\s*$")
_TRANSITION = re.compile(r"^[^a-z]*\bTO:$|^FADE (?:IN|OUT|TO BLACK)[.:]?$|^CUT TO BLACK[.:]?$")
_BONEYARD = re.compile(r"/\*(?:(?!/\*).)*?\*/", re.DOTALL)
_EMPHASIS = tuple(
    re.compile(rf"(?<![^\W_])(?<!\\){mark}(?=\S)(.{{1,250}}?)(?<=[^\s\\]){mark}(?![^\W_])") for mark in (r"\*\*\*", r"\*\*", r"\*", "_")
)
_UNSEEN = re.compile(r"\b(?:V\.?\s?O|O\.?\s?[SC])\b\.?", re.IGNORECASE)


class Speech(NamedTuple):
    """What one says at once; `lines` have the manner in brackets as their tone. `unseen`: in voice-over or off screen."""

    name: str
    lines: tuple[Line, ...]
    said: str = ""
    unseen: bool = False
    dual: bool = False


class Piece(NamedTuple):
    """A paragraph of a screenplay, by what it is."""

    kind: Literal["heading", "action", "speech", "transition", "section", "synopsis"]
    text: str
    speech: Speech | None = None


@dataclass
class Script:
    """A screenplay as it was read: its title page, and its paragraphs in order."""

    title: dict[str, str]
    pieces: list[Piece]


def read(text: str) -> Script:
    """A screenplay, paragraph by paragraph. Raises UsageError for bytes that are no text and what is too long."""
    if len(text) > MOST:
        raise UsageError(f"this screenplay has {len(text):,} letters; {MOST:,} is the most. Take it in by parts.")
    if "\0" in text:
        raise UsageError("this is no text: a .fountain file is plain text. Export it as Fountain once more.")
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    plain = _BONEYARD.sub("", plain)
    title, body = _title_page(plain)
    return Script(title, [piece for paragraph in _paragraphs(body) for piece in _pieces(paragraph)])


# Reading


def _title_page(text: str) -> tuple[dict[str, str], str]:
    """The keys at the very beginning, by their names in small letters, and what follows them."""
    lines, found, key = text.lstrip("\n").split("\n"), {}, ""  # type: list[str], dict[str, str], str
    first = _TITLE.match(lines[0])
    if first is None or first[1].strip().lower() not in _TITLES:
        return {}, text
    for at, line in enumerate(lines):
        if not line.strip():
            return found, "\n".join(lines[at + 1 :])
        match = _TITLE.match(line)
        if match and not line.startswith(" "):
            key = match[1].strip().lower()
            found[key] = match[2].strip()
        else:
            found[key] = f"{found[key]}\n{line.strip()}".strip()
    return found, ""


def _paragraphs(text: str) -> Iterator[list[str]]:
    """Runs of lines between empty ones. A line of two spaces is a pause in a speech, not its end."""
    lines: list[str] = []
    for line in text.split("\n"):
        if line.strip() or (line == "  " and lines):
            lines.append(line)
        elif lines:
            yield lines
            lines = []
    if lines:
        yield lines


def _pieces(lines: list[str]) -> Iterator[Piece]:
    """What a paragraph is, its first lines taken off where they stand for themselves."""
    while lines:
        line = lines[0].strip()
        one = _alone(line)
        if one is None:
            break
        if one.text:
            yield one
        lines = lines[1:]
    if not lines:
        return
    first = lines[0].strip()
    if len(lines) == 1 and _is_transition(first):
        yield Piece("transition", first.removeprefix(">").strip())
        return
    cue = _cue(first) if len(lines) > 1 else None
    if cue is not None and (speech := _speech(cue, lines[1:])).lines:
        yield Piece("speech", "\n".join(lines), speech)
    else:
        yield Piece("action", "\n".join(_action(line) for line in lines).strip("\n"))


def _alone(line: str) -> Piece | None:
    """A line that stands for itself wherever it begins a paragraph; None for any other."""
    if re.fullmatch(r"={3,}", line):
        return Piece("section", "")
    if line.startswith("#"):
        return Piece("section", line.lstrip("#").strip())
    if line.startswith("="):
        return Piece("synopsis", line[1:].strip())
    forced = line.startswith(".") and len(line) > 1 and (line[1].isalnum() or line[1] in "\"'(")
    if forced or _HEADING.match(line):
        return Piece("heading", line[1:].strip() if forced else line)
    return None


def _is_transition(line: str) -> bool:
    if line.startswith(">"):
        return not line.endswith("<")
    return bool(_TRANSITION.match(line))


def _cue(line: str) -> re.Match[str] | None:
    """A line that says who speaks: in capitals, or forced by "@"."""
    forced = line.startswith("@")
    match = _CUE.match(line[1:] if forced else line)
    if match is None or line.startswith(("!", "~", ">")):
        return None
    name = match["name"]
    return match if forced or (any(c.isalpha() for c in name) and name == name.upper()) else None


def _speech(cue: re.Match[str], lines: Sequence[str]) -> Speech:
    name, said = " ".join(plain_words(cue["name"]).split()), cue["said"].strip()
    spoken: list[Line] = []
    words: list[str] = []
    tone = ""

    def close() -> None:
        if words:
            spoken.append(Line(text=" ".join(words), speaker=called(name), tone=tone))
            words.clear()

    for line in map(str.strip, lines):
        if line.startswith("(") and line.endswith(")"):
            close()
            tone = line[1:-1].strip()
        elif line:
            words.append(plain_words(line.removeprefix("~").strip()))
    close()
    # Brackets after the last word say what is done then, not how it was said.
    after = tone if spoken and spoken[-1].tone != tone else ""
    shown = ", ".join(filter(None, (re.sub(r"\(?\bCONT['’]?D\b\.?\)?", "", said).strip("() "), after)))
    return Speech(name, tuple(spoken), shown, bool(_UNSEEN.search(said)), bool(cue["dual"]))


def _action(line: str) -> str:
    bare = line.rstrip()
    if bare.strip().startswith(">") and bare.endswith("<"):
        return bare.strip()[1:-1].strip()
    return bare.lstrip("!~") if bare.startswith(("!", "~")) else bare


def is_heading(line: str) -> bool:
    """Whether a line is a scene heading: INT. KITCHEN - NIGHT."""
    return bool(_HEADING.match(line))


def plain_words(text: str) -> str:
    """Words without the marks of emphasis."""
    if "*" in text or "_" in text:
        for mark in _EMPHASIS:
            text = mark.sub(r"\1", text)
    return re.sub(r"\\([*_])", r"\1", text) if "\\" in text else text


def called(name: str) -> str:
    """A name as a bible has it: "MRS. O'HARA" → "Mrs. O'Hara"."""
    if name != name.upper():
        return name
    return re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)*", lambda word: "'".join(map(_capital, word[0].replace("’", "'").split("'"))), name)


def _capital(word: str) -> str:
    """ "PATIO" → "Patio", but the endings of "DON'T" and "WE'LL" stay small."""
    return word.lower() if len(word) <= 2 and word in ("S", "T", "D", "M", "LL", "RE", "VE") else word[:1] + word[1:].lower()
