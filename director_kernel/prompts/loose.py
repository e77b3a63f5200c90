"""Hear what loose language asks for: which manners and how much of each, plain values, what is to be kept, and what nobody understands.

"way punchier but keep the lens, 85mm and not so dark" is a manner at 1.5, a kept slot, a value and a manner turned round.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, NamedTuple

from director_kernel.catalog import load_catalog
from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.prompts.matching import Doc, clean, phrases, words_of
from director_kernel.schema.direction import Manner
from director_kernel.schema.slots import Slots

HEARD_LIMIT = 2000
"""Characters of a note that are heard."""

Kind = Literal["manner", "value", "degree", "never", "enough", "keep", "stays", "only", "slots", "filler", "break", "carry"]
_PLAIN = ("shot_size", "angle", "movement", "movement_speed", "lens", "focus", "light_source", "light_quality", "key_side", "light_setup",
          "time_of_day", "weather", "mood", "style", "palette", "composition", "transition", "sound", "music")  # fmt: skip
_MILLIMETRES = re.compile(r"\b(\d{1,3})\s?mm\b(?!\s+(?:film|stock|grain))", re.IGNORECASE)
_STOP = re.compile(r"\bf\s?/\s?(\d{1,2}(?:\.\d)?)\b", re.IGNORECASE)
_HEX = re.compile(r"#[0-9a-fA-F]{6}\b")
_TEMPO = re.compile(r"\b(\d{2,3})\s?bpm\b", re.IGNORECASE)
_SECONDS = re.compile(r"\b(\d{1,3}(?:\.\d{1,2})?)\s?(?:s|sec|secs|seconds?)\b", re.IGNORECASE)


class Wish(NamedTuple):
    """A manner and how much of it: 1 as it is, 0.5 a bit, -1 the opposite; 0 takes out what it would bring."""

    manner: Manner
    degree: float
    said: str


class Value(NamedTuple):
    """A value said outright. `never`: it must not be; with None, the slot is to say nothing."""

    slot: str
    value: Any
    never: bool = False


@dataclass
class Heard:
    """What a note asks for. `only` are the slots it is about, when it says so."""

    wishes: list[Wish] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)
    only: set[str] = field(default_factory=set)
    unwanted: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


class Entry(NamedTuple):
    """What a phrase may mean."""

    kind: Kind
    value: Any


class Token(NamedTuple):
    """A phrase of the note and all it may mean; () where nobody knows it."""

    entries: tuple[Entry, ...]
    said: str
    first: int
    last: int
    broken: bool
    """Punctuation stands before it."""

    def of(self, kind: Kind) -> tuple[Any, ...]:
        return tuple(entry.value for entry in self.entries if entry.kind == kind)


Index = dict[tuple[str, ...], list[Entry]]


def hear(words: str, manners: Mapping[str, Manner] | None = None) -> Heard:
    """What a note of a director asks for. Any text is heard without raising; the same note is always heard alike."""
    text = clean(words)[:HEARD_LIMIT]
    heard = Heard()
    rest = _numbers(text, heard)
    _Listener(heard).listen(_tokens(Doc(rest), _shipped() if manners is None else _manner_index(manners)))
    return heard


def _numbers(text: str, heard: Heard) -> str:
    """Takes what is said in figures, and gives the rest."""

    def take(pattern: re.Pattern[str], slot: str, make: Any) -> None:
        nonlocal text
        for found in pattern.finditer(text):
            heard.values.append(Value(slot, make(found)))
        text = pattern.sub(lambda found: " " * len(found.group()), text)

    known = {found.group(): lens for lens in load_lexicon("film")["lens"] if (found := re.match(r"\d+", lens))}
    take(_MILLIMETRES, "lens", lambda m: known.get(m.group(1), f"{m.group(1)}mm"))
    take(_STOP, "aperture", lambda m: f"f/{m.group(1)}")
    take(_HEX, "palette", lambda m: (m.group().lower(),))
    take(_TEMPO, "bpm", lambda m: max(20, min(300, int(m.group(1)))))
    take(_SECONDS, "duration", lambda m: max(0.1, float(m.group(1))))
    return text


# The phrases there are


@cache
def _shipped() -> Index:
    return _manner_index(load_catalog().manners)


def _manner_index(manners: Mapping[str, Manner]) -> Index:
    found: Index = {}
    for manner in manners.values():
        for phrase in dict.fromkeys((manner.title, manner.id.replace("-", " "), *manner.words)):
            words = words_of(phrase)
            bare = words[1:] if words[:1] == ("more",) and words[1:] not in _common() else ()
            for form in (words, bare, _comparative(words)):
                if form and not any(entry.value is manner for entry in found.get(form, ())):
                    found.setdefault(form, []).append(Entry("manner", manner))
    return {form: entries[:1] for form, entries in found.items()}


def _comparative(words: tuple[str, ...]) -> tuple[str, ...]:
    """("moody",) → ("moodier",); () for what has no such form."""
    if len(words) != 1 or len(words[0]) > 9:
        return ()
    word = words[0]
    if word.endswith("y"):
        return (word[:-1] + "ier",)
    return (word + ("r" if word.endswith("e") else "er"),)


@cache
def _common() -> Index:
    """Values of the film lexicon and the small words, which no workspace changes."""
    found: Index = {}

    def add(phrase: str, kind: Kind, value: Any) -> None:
        if words := words_of(phrase):
            found.setdefault(words, []).append(Entry(kind, value))

    film, small = load_lexicon("film"), load_lexicon("degrees")
    for slot in _PLAIN:
        unsaid = film.get("keys_not_said", {}).get(slot, ())
        for value, others in phrases(film[slot]).items():
            for phrase in others if value in unsaid else (value, *others):
                add(phrase, "value", (slot, value))
    for degree, said in small["degrees"].items():
        for phrase in said:
            add(phrase, "degree", float(degree))
    for slots, said in small["slots"].items():
        for phrase in said:
            add(phrase, "slots", tuple(slots.split()))
    kinds: tuple[tuple[str, Kind], ...] = (
        ("never", "never"), ("enough", "enough"), ("keep", "keep"), ("stays", "stays"), ("only", "only"),
        ("fillers", "filler"), ("breaks", "break"), ("carries", "carry"),
    )  # fmt: skip
    for section, kind in kinds:
        for phrase in small[section]:
            add(phrase, kind, phrase)
    return found


def _tokens(doc: Doc, manners: Index) -> list[Token]:
    """The note cut into the longest phrases somebody knows, and words nobody knows."""
    common = _common()
    longest = max((len(form) for form in (*common, *manners)), default=1)
    texts = [word.text for word in doc.words]
    found, at = [], 0
    while at < len(texts):
        for length in range(min(longest, len(texts) - at), 0, -1):
            form = tuple(texts[at : at + length])
            entries = (*manners.get(form, ()), *common.get(form, ()))
            if entries or length == 1:
                found.append(_token(doc, entries, at, at + length))
                at += length
                break
    return found


def _token(doc: Doc, entries: tuple[Entry, ...], first: int, last: int) -> Token:
    start, end = doc.words[first].start, doc.words[last - 1].end
    before = doc.text[doc.words[first - 1].end : start] if first else ""
    return Token(entries, doc.text[start:end], first, last, bool(re.search(r"[,.;:!?\n()–—]|\s-\s", before)))


# What they say together


class _Listener:
    """Walks the phrases of one note, remembering what was said just before."""

    def __init__(self, heard: Heard) -> None:
        self.heard = heard
        self._begin()

    def _begin(self) -> None:
        self.degree = 1.0
        self.given = False
        """A degree or a "not" was said for what comes next."""
        self.never = ""
        self.mode = ""
        self.named: list[Token] = []
        """Slots named in this clause and not used yet."""
        self.loose: list[Token] = []
        """Words nobody knows, side by side."""
        self.carried = False
        self.did = False

    def listen(self, tokens: list[Token]) -> None:
        for at, token in enumerate(tokens):
            before, after = tokens[at - 1] if at else None, tokens[at + 1] if at + 1 < len(tokens) else None
            self._hear(token, before, after)
        self._end()

    def _hear(self, token: Token, before: Token | None, after: Token | None) -> None:
        if token.broken and not (self.mode and after is not None):
            self._end()
        if not token.entries:
            self.loose.append(token)
            return
        if self.loose:
            self._unknown()
        kinds = {entry.kind for entry in token.entries}
        if "break" in kinds:
            self._end()
        elif "carry" in kinds:
            self.carried = True
            return
        elif self._is_small(token, kinds, after):
            pass
        elif "manner" in kinds and not (kinds >= {"manner", "value"} and self._is_speed(token, before, after)):
            self._manner(token)
        elif "value" in kinds:
            self._value(token)
        elif "slots" in kinds:
            self._slots(token)
        self.carried = False

    def _is_small(self, token: Token, kinds: set[Kind], after: Token | None) -> bool:
        """Whether the phrase only says how what comes is meant."""
        if "stays" in kinds and self.named:
            self.heard.kept.update(slot for one in self.named for slots in one.of("slots") for slot in slots)
            self.named = []
        elif "keep" in kinds and after is not None and not ("filler" in kinds and not self._leads_to_slot(after)):
            self._mode("keep")
        elif "only" in kinds and after is not None and self._leads_to_slot(after):
            self._mode("only")
        elif "enough" in kinds:
            self._enough()
        elif "never" in kinds:
            self.never, self.given, self.degree, self.mode = token.said.lower(), True, 0.0, ""
        elif "degree" in kinds and not kinds & {"manner"}:
            self._degree(float(token.of("degree")[0]))
        else:
            return not kinds & {"manner", "value", "slots"}
        return True

    @staticmethod
    def _leads_to_slot(after: Token) -> bool:
        return bool(after.of("slots") or after.of("value") or after.of("filler"))

    def _mode(self, mode: str) -> None:
        self.mode, self.degree, self.given, self.never = mode, 1.0, False, ""

    def _degree(self, degree: float) -> None:
        """A new degree; after "not" it turns round ("not more", "not too dark")."""
        self.degree = -min(1.0, abs(degree)) if self.never else degree
        self.given, self.never, self.mode = True, "", ""

    def _enough(self) -> None:
        """ "Not moody enough" asks for more."""
        if self.heard.wishes and self.heard.wishes[-1].degree == 0:
            self.heard.wishes[-1] = self.heard.wishes[-1]._replace(degree=1.0)

    @staticmethod
    def _is_speed(token: Token, before: Token | None, after: Token | None) -> bool:
        """Whether "slow" speaks of a move beside it ("slow push in", "orbit slowly")."""
        if not any(slot == "movement_speed" for slot, _ in token.of("value")):
            return False
        beside = [one for one in (before, after) if one is not None and not one.of("manner")]
        return any(slot == "movement" for one in beside for slot, _ in one.of("value"))

    def _manner(self, token: Token) -> None:
        said = token.said.lower()
        if self.did and not self.given and (not self.carried or re.search(r"er\b|^more\b", said)):
            self.degree = 1.0  # "Less dreamy and punchier" is less of the first only, "less dreamy and moody" of both.
        self.heard.wishes.append(Wish(token.of("manner")[0], self.degree, said))
        self.did, self.given, self.never, self.mode, self.named = True, False, "", "", []

    def _value(self, token: Token) -> None:
        values = token.of("value")
        if self.mode == "keep":
            self.heard.kept.update(slot for slot, _ in values)
            return
        never = bool(self.never) or (self.given and self.degree <= 0)
        slots = [slot for slot, _ in values]
        self.heard.values += [Value(slot, value, never) for slot, value in values]
        if "movement" in slots and (speed := _speed_in(token.said)):
            self.heard.values.append(Value("movement_speed", speed, never))
        self.did, self.named = True, []
        self.degree, self.given, self.never = (self.degree, self.given, self.never) if never else (1.0, False, "")

    def _slots(self, token: Token) -> None:
        slots = {slot for group in token.of("slots") for slot in group}
        if self.mode == "only":
            self.heard.only |= slots
        elif self.never in load_lexicon("degrees")["unwanted"]:
            self.heard.values += [Value(slot, None, True) for slot in sorted(slots)]
            self.did = True
        elif self.mode == "keep" or self.never:
            self.heard.kept |= slots
        else:
            self.named.append(token)

    def _unknown(self) -> None:
        """Words nobody knows: unwanted things after "no", else unread."""
        said = " ".join(one.said for one in self.loose)
        if self.never and self.never in load_lexicon("degrees")["unwanted"] and len(self.loose) <= 3:
            self.heard.unwanted.append(said.lower())
        else:
            self.heard.unread.append(said)
        self.loose = []
        self.mode = ""

    def _end(self) -> None:
        if self.loose:
            self._unknown()
        if not self.did:
            self.heard.unread += [one.said for one in self.named]
        self._begin()


def _speed_in(phrase: str) -> str:
    """The speed a move brings along ("slow push", "whip pan"); "" where it says none."""
    for first in words_of(phrase):
        for entry in _common().get((first,), ()):
            if entry.kind == "value" and entry.value[0] == "movement_speed":
                return str(entry.value[1])
    return ""


def plain_values(heard: Heard) -> Iterator[tuple[str, Any]]:
    """Slot and value of what is wanted outright, the last said of each slot; slots that hold several get them all."""
    several: dict[str, tuple[Any, ...]] = {}
    single: dict[str, Any] = {}
    for one in heard.values:
        if one.never:
            continue
        if isinstance(Slots.model_fields[one.slot].default, tuple):
            new = one.value if isinstance(one.value, tuple) else (one.value,)
            several[one.slot] = tuple(dict.fromkeys((*several.get(one.slot, ()), *new)))
        else:
            single[one.slot] = one.value
    yield from single.items()
    yield from several.items()
