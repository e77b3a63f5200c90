"""What is compared when somebody looks for something like it: a text's words with their synonyms in film, a shot's words by what they
say, and the one sentence that means it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.prompts.matching import Doc, phrases, table
from director_kernel.prompts.people import look_of, thing
from director_kernel.schema.catalog import Synonyms
from director_kernel.schema.slots import Character, Slots

READ = 2_000
"""Characters of a question that are read."""
MOST_TERMS = 24
MOST_PHRASES = 10
"""Ways to say one term that are looked for."""
LEXICON = (
    *(("film", name) for name in ("shot_size", "angle", "movement", "time_of_day", "weather", "light_source", "light_setup", "mood")),
    *(("film", name) for name in ("composition", "style", "lens", "focus", "light_quality")),
    *(("world", name) for name in ("settings", "people")),
)
LOOK = (
    *("shot_size", "angle", "movement", "movement_speed", "lens", "focus", "composition", "light_source", "light_quality", "light_setup"),
    *("palette", "grade", "mood", "style", "coverage", "music", "sound"),
)
_WORD = re.compile(r"[^\W_]+")
_SILENT_WORDS = """
    a about above after all along also am an and any are as at back be been before being below between both but by can could did do
    does each every few find for from get gets give go had has have he her here hers him his how i if in into is it its just like look
    looking make makes me more most my near need next no not of off on one onto or other our out over own per please same she should show
    shot shots scene scenes so some something such than that the their them then there these they this those through to too under until
    up us use very want was we were what when where which while who why will with would you your
"""
_SILENT = frozenset(_SILENT_WORDS.split())


class Words(NamedTuple):
    """A thing's words, most telling first: what happens to whom, where and when, how it looks; and all of it in a sentence."""

    what: str
    place: str
    look: str
    sentence: str


class Term(NamedTuple):
    """One thing asked for, and the ways to say it; `said` is the person's own."""

    said: str
    phrases: tuple[str, ...]


def plain(*texts: object) -> str:
    """The words of the texts alone, in lower case and without accents: what an index holds."""
    joined = " ".join(str(text) for text in texts if text)
    if not joined.isascii():
        joined = "".join(one for one in unicodedata.normalize("NFKD", joined) if not unicodedata.combining(one))
    return " ".join(_WORD.findall(joined.lower()))


def terms_of(question: str, groups: Mapping[str, Synonyms] | None = None) -> tuple[Term, ...]:
    """What a question asks for, in its order: a term of film with every way to say it, any other word as it is.

    `groups` are further words that mean the same (those people ask for models with); without them numbers say nothing.
    """
    doc = Doc(question[:READ])
    taken: dict[int, tuple[int, str, list[str]]] = {}
    for lexicon, section in LEXICON:
        for match in table(lexicon, section).find(doc):
            start, (last, said, ways) = match.first, taken.get(match.first, (match.last, match.said, []))
            taken[start] = (
                max(last, match.last),
                said if last >= match.last else match.said,
                [*ways, *_ways(lexicon, section, match.value)],
            )
    found: list[Term] = []
    at = 0
    while at < len(doc.words):
        if at in taken:
            last, said, ways = taken[at]
            found.append(_term(said, [said, *ways]))
            at = last
            continue
        word = plain(doc.words[at].text)
        if word and word not in _SILENT and (groups or not word.isdecimal()):
            found.append(_term(word, [word, *_grouped(word, groups or {})]))
        at += 1
    return tuple({term.phrases[0]: term for term in found if term.phrases}.values())[:MOST_TERMS]


def _term(said: str, ways: Iterable[str]) -> Term:
    return Term(plain(said), tuple(way for way in dict.fromkeys(map(plain, ways)) if way)[:MOST_PHRASES])


def _grouped(word: str, groups: Mapping[str, Synonyms]) -> Iterator[str]:
    for group in groups.values():
        if word in group.words:
            yield from group.words


@cache
def _said_as(lexicon: str, section: str) -> dict[str, tuple[str, ...]]:
    return phrases(load_lexicon(lexicon)[section])


def _ways(lexicon: str, section: str, value: str) -> tuple[str, ...]:
    """Every way to say a value; for one that is never said by its name alone, those that are."""
    return (value, *_said_as(lexicon, section).get(value, ()))


# Shots


def words_of_slots(slots: Slots, *more: str) -> Words:
    """A shot's words. `more` is said of it beside its slots (the beat it belongs to, its event)."""
    who = [f"{one.name} {look_of(one)} {one.pose} {one.emotion}" for one in slots.characters]
    things = [thing(one) for one in slots.props]
    spoken = [line.text for line in slots.dialogue]
    look = [str(part) for name in LOOK for part in _parts(getattr(slots, name))]
    return Words(
        plain(slots.subject, slots.action, *who, *things, *spoken, *slots.on_screen_text, *more),
        plain(slots.setting, slots.time_of_day, *_hour(slots), slots.weather),
        plain(*look, *_size(slots)),
        _sentence(slots, more),
    )


def _parts(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,) if value else ()


def _size(slots: Slots) -> tuple[str, ...]:
    """ "CU" is what a list says, "close-up" what a person says."""
    return _said_as("film", "shot_size").get(str(slots.shot_size), ())[:1] if slots.shot_size else ()


def _hour(slots: Slots) -> tuple[str, ...]:
    return _said_as("film", "time_of_day").get(str(slots.time_of_day), ())[:2] if slots.time_of_day else ()


def _sentence(slots: Slots, more: tuple[str, ...]) -> str:
    who = ", ".join(_who(one) for one in slots.characters[:3])
    things = ", ".join(one.name for one in slots.props[:4])
    happens = slots.action if slots.subject.lower() in slots.action.lower() else " ".join(filter(None, (slots.subject, slots.action)))
    where = ", ".join(str(part) for part in (slots.setting, slots.time_of_day, slots.weather) if part)
    looks = ", ".join((*_size(slots), *(str(slots.movement),) * (slots.movement is not None), *slots.mood, *slots.style[:3]))
    spoken = " ".join(f"“{line.text}”" for line in slots.dialogue[:2])
    said: list[str] = []
    for part in (" ".join(part.split()).rstrip(".,; ") for part in (happens, *more, who, where, things, spoken, looks)):
        # A beat often says its shot's action over again.
        if part and not any(part.lower() in one.lower() for one in said):
            said = [one for one in said if one.lower() not in part.lower()]
            said.append(part[:1].upper() + part[1:])
    return ". ".join(said)


def _who(one: Character) -> str:
    look = look_of(one)
    return f"{one.name}, {look}" if look else one.name


def question_of(slots: Slots) -> str:
    """A shot as a question: its sentence, for finding others like it."""
    return _sentence(slots, ())
