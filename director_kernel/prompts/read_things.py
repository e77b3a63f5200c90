"""Read the things and the place of a shot, as plain nouns."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.prompts.matching import Doc, Match, apart, table
from director_kernel.prompts.read_people import worn
from director_kernel.prompts.read_quotes import Quote
from director_kernel.schema.slots import Character, Prop

_HELD = frozenset(
    [
        "holds",
        "holding",
        "hold",
        "carrying",
        "carries",
        "clutching",
        "clutches",
        "lifts",
        "raises",
        "applies",
        "applying",
        "shows",
        "grips",
        "gripping",
        "opens",
        "sips",
        "drinks",
        "with",
    ]
)
_AT = frozenset(
    [
        "in",
        "at",
        "on",
        "inside",
        "through",
        "across",
        "over",
        "under",
        "near",
        "by",
        "along",
        "into",
        "onto",
        "around",
        "outside",
        "beneath",
        "above",
        "against",
    ]
)
NOT_DRAWN = frozenset(("travel", "property", "venue", "event", "cause", "education", "club"))
"""Categories that are places or causes: they lend copy and setting, not a prop."""
_HERO = re.compile(r"\b(?:hero|product|bottle of|pack of|jar of|can of|packshot|commercial|ad|advert|spot|launch|promo)\b", re.IGNORECASE)
_MASS = frozenset(["coffee", "tea", "bread", "pasta", "wine", "beer", "money", "skincare", "cash"])


@cache
def _entries() -> Mapping[str, Any]:
    entries: Mapping[str, Any] = load_lexicon("world")["props"]
    return entries


def category_of(prop: str) -> str:
    """The product category of a prop noun, "" when it has none."""
    return str(_entries().get(prop, {}).get("category", ""))


def things_in(doc: Doc, *others: tuple[Match, ...]) -> tuple[Match, ...]:
    """The props said, longest phrases first come, minus words another table claims by a longer phrase."""
    found = apart(table("world", "props", plurals=True).find(doc), *others)
    clothes = worn(doc)
    return tuple(m for m in found if not _is_the_camera(doc, m) and not any(a <= m.start < b for a, b in clothes))


def _is_the_camera(doc: Doc, match: Match) -> bool:
    """True for the camera or drone that films, unlike "a film camera" or "our delivery drone" in the picture."""
    before = doc.before(match, 1)
    said = match.said.lower()
    seen = ("a", "an", "new", "vintage", "old", "security", "instant", "our", "my", "this", "tiny", "little")
    return said in ("camera", "drone") and (not before or before[0] not in seen)


def settings_in(doc: Doc, *others: tuple[Match, ...]) -> tuple[Match, ...]:
    return apart(table("world", "settings", plurals=True).find(doc), *others)


def best_setting(doc: Doc, found: tuple[Match, ...], people: tuple[Character, ...]) -> str:
    """The place the shot is in: the first that follows "in", "at", "on" …; one merely named counts when no one is in the shot."""
    placed = [m for m in found if _AT.intersection(doc.before(m, 3)) and "from" not in doc.before(m, 2)]
    if placed:
        return placed[0].value
    named = [m for m in found if "from" not in doc.before(m, 2)]
    return named[0].value if named and not (people and usual_place(people)) else ""


def usual_place(people: tuple[Character, ...]) -> str:
    """Where such people are usually found, "" when anywhere."""
    usual: dict[str, str] = load_lexicon("world")["usual_setting"]
    entries = load_lexicon("world")["people"]
    for person in people:
        noun = next((key for key, entry in entries.items() if person.name == key or person.name in entry["say"]), "")
        if noun in usual:
            return usual[noun]
    return ""


def plain_name(match: Match) -> str:
    """The noun to draw: the lexicon's, or what was said where its entry gathers different things."""
    entry = _entries()[match.value]
    return singular(match.said.lower()) if entry.get("as_said") else match.value


def singular(noun: str) -> str:
    """`noun` in the singular, roughly ("running shoes" → "running shoe"); mass and -ss nouns stay."""
    if noun.endswith(("ss", "us", "is", "headphones", "glasses", "jeans", "leggings", "shorts", "binoculars", "scissors")) or noun in _MASS:
        return noun
    if noun.endswith("ies") and len(noun) > 5:
        return noun[:-3] + "y"
    if noun.endswith(("xes", "ches", "shes", "sses")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") else noun


def read_things(doc: Doc, found: tuple[Match, ...], people: tuple[Character, ...], quotes: tuple[Quote, ...]) -> tuple[Prop, ...]:
    """The props with what was said of their colour, material, label and who holds them; the first product is the hero."""
    props: dict[str, Prop] = {}
    for match in found:
        entry = _entries()[match.value]
        if entry.get("category") in NOT_DRAWN:
            continue
        before = doc.before(match, 4)
        prop = Prop(
            name=plain_name(match),
            material=_word(before, "materials"),
            colour=_word(before, "colours"),
            held_by=people[0].name if people and any(word in _HELD for word in before) else "",
        )
        props.setdefault(prop.name, prop)
    return _labelled(_with_hero(tuple(props.values())[:6], doc.text), quotes)


def _word(before: tuple[str, ...], section: str) -> str:
    known = frozenset(load_lexicon("brief")[section])
    return next((word for word in reversed(before[-3:]) if word in known), "")


def _with_hero(props: tuple[Prop, ...], text: str) -> tuple[Prop, ...]:
    products = [p for p in props if category_of(p.name) not in ("", "story", "creature", "vehicle", "place")]
    if not products or not _HERO.search(text):
        return props
    return tuple(p.with_(hero=True) if p == products[0] else p for p in props)


def _labelled(props: tuple[Prop, ...], quotes: tuple[Quote, ...]) -> tuple[Prop, ...]:
    label = next((q.text for q in quotes if q.kind == "label"), "") or next((q.text for q in quotes if q.kind == "name"), "")
    if not label or not props:
        return props
    bearer = next((p for p in props if p.hero), props[0])
    return tuple(p.with_(label=label) if p == bearer else p for p in props)
