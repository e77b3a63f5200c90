"""How somebody looks, as clauses that follow their name: "with short grey hair and a grey beard, wearing a heavy wool coat".

What a bible says word for word (the anchor) stands as it is; what only this shot says (how they are seen, where they look, what they
feel) follows it.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.prompts.articles import bare, in_a_row, is_plural, is_proper, listed, with_article, words
from director_kernel.schema.slots import Character

_DECADE = re.compile(r"(?:(?:early|mid|late)[ -])?\d0s|teens|(?:twen|thir|for|fif|six|seven|eigh|nine)ties", re.IGNORECASE)
_END = ".,;: "
_HERS = {"f": "her", "female": "her", "woman": "her", "m": "his", "male": "his", "man": "his"}
_NOUNS = {"f": "woman", "female": "woman", "m": "man", "male": "man"}


class Look(NamedTuple):
    """Someone as they are first mentioned: the words instead of their bare name, and what follows them (", wearing a coat")."""

    mention: str
    clauses: str


@lru_cache(maxsize=2048)
def look_at(one: Character, *, doing: str, what: str = "") -> Look:
    """How they are first mentioned. `doing` is what the action says they do; `what` they are, where the shot says it ("a locksmith")."""
    name = " ".join(one.name.split())
    mention, after = _anchored(name, one) if one.anchor.strip() else _composed(name, one, what)
    clauses = [*([after] if after else []), *_only_here(one, doing)]
    return Look(mention, _joined(clauses))


def anchor_of(one: Character) -> str:
    """The description to repeat word for word in every shot: the name and all that doesn't change from shot to shot; "" for a bare name.

    >>> anchor_of(Character(name="lighthouse keeper", hair="short grey", wardrobe="heavy wool coat"))
    'a lighthouse keeper with short grey hair, wearing a heavy wool coat'
    """
    mention, after = _composed(" ".join(one.name.split()), one, "")
    return f"{mention}{_joined([after])}" if after else ""


@lru_cache(maxsize=2048)
def tags_of(one: Character) -> str:
    """The same look in short noun phrases: "70s, short grey hair, heavy wool coat"."""
    own = " ".join(one.anchor.split())
    if own and own != anchor_of(one):
        lasting = [after_name(one)]
    else:
        lasting = [" ".join(part for part in ("" if _says_age(one.name, one.age) else one.age, _NOUNS.get(one.gender, one.gender)) if part)]
        lasting += [bare(part) for part in (_hair(one), _skin(one), one.wardrobe, *one.features)]
    return ", ".join(part for part in (*lasting, *_only_here(one, one.pose)) if part)


def after_name(one: Character) -> str:
    """The anchor without the name it begins with: "with short grey hair, wearing a heavy wool coat"."""
    return _anchored(" ".join(one.name.split()), one)[1].strip(" ,")


# What lasts


def _anchored(name: str, one: Character) -> tuple[str, str]:
    return _after_name(name, " ".join(one.anchor.split()).rstrip(_END))


def _after_name(name: str, anchor: str) -> tuple[str, str]:
    """The anchor from its beginning to the name in it, and the rest; one that doesn't begin with the name stands beside it."""
    found = re.match(rf"(?:(?:an?|the)\s+)?{re.escape(name)}(?![\w'’-])", anchor, re.IGNORECASE)
    return (found.group(), anchor[found.end() :]) if found else (_mention(name), f", {anchor}")


def _says_age(name: str, age: str) -> bool:
    """Whether the noun says the age: a girl is a child."""
    entry = load_lexicon("world")["people"].get(name.lower())
    return entry is not None and entry.get("age") == age


def _mention(name: str) -> str:
    return name if is_proper(name) else with_article(name)


def _composed(name: str, one: Character, what: str) -> tuple[str, str]:
    """The mention and the look as one run of clauses."""
    mention, age = _mention(name), "" if _says_age(name, one.age) else one.age.strip()
    decade = _DECADE.fullmatch(age) is not None
    noun = what or _kind(name, one)
    if age and not decade and not noun and not is_proper(name) and age.isalpha():
        mention = with_article(f"{age} {name}")
        age = ""
    elif age and not decade:
        noun, age = " ".join(word for word in (age, noun) if word) if age.isalpha() or noun else age, ""
    told = [f", {with_article(noun)}" if noun else ""]
    if age:
        told.append(f"{' ' if noun or not is_proper(name) else ', '}in {_whose(name, one)} {age}")
    features = [with_article(feature) for each in (_hair(one), _skin(one), *one.features) if (feature := each.rstrip(_END))]
    if features:
        told.append(f"{' ' if told[0] or age or not is_proper(name) else ', '}with {in_a_row(features)}")
    if one.wardrobe:
        loose = any(told) or is_proper(name)
        told.append(f"{', ' if loose else ' '}wearing {_clothes(name, one.wardrobe)}")
    return mention, "".join(told)


def _kind(name: str, one: Character) -> str:
    """Woman or man where neither the name nor "in her 30s" says it; any other gender as it stands."""
    gender = one.gender.strip().lower()
    noun = _NOUNS.get(gender, gender)
    known = listed("female") | listed("male") | {gender}
    said = any(word in known for word in name.lower().split())
    if not noun or said or (gender in _HERS and _DECADE.fullmatch(one.age.strip()) and not is_proper(name)):
        return ""
    return noun


def _whose(name: str, one: Character) -> str:
    own = _HERS.get(one.gender.strip().lower())
    if own and not is_plural(name):
        return own
    last = name.lower().split()[-1] if name.split() else ""
    return (
        "her" if last in listed("female") and not is_plural(name) else "his" if last in listed("male") and not is_plural(name) else "their"
    )


def _hair(one: Character) -> str:
    """ "grey, short" → "short grey hair"."""
    if not one.hair:
        return ""
    parts = [part.strip() for part in one.hair.split(",")]
    if len(parts) == 2 and parts[0] in listed("colours_of_hair") and " " not in parts[1]:
        parts = [f"{parts[1]} {parts[0]}"]
    hair = ", ".join(parts)
    return hair if "hair" in hair or "bald" in hair else f"{hair} hair"


def _skin(one: Character) -> str:
    return f"{one.skin} skin" if one.skin and "skin" not in one.skin else one.skin


def _clothes(name: str, wardrobe: str) -> str:
    """Each piece with its article; what several people wear stands in the plural."""
    pieces = [piece.strip() for piece in re.split(r",| and ", wardrobe) if piece.strip()]
    return in_a_row([_worn(name, piece) for piece in pieces]) if pieces else wardrobe


def _worn(name: str, piece: str) -> str:
    told = with_article(piece)
    if told != piece and is_plural(name) and not re.search(r"\b(?:with|of|in|over)\b", piece):
        return f"{piece}es" if piece.endswith(("ch", "sh", "x", "ss")) else f"{piece}s"
    return told


# What only this shot says


def _only_here(one: Character, doing: str) -> Iterator[str]:
    # A word taken out of a sentence may bring its comma.
    pose, gaze, emotion = (part.strip(_END) for part in (one.pose, one.gaze, one.emotion))
    if doing != one.pose and ", " in pose:
        # "Standing, watching" beside "watches" says nothing new.
        pose = ", ".join(part for part in pose.split(", ") if not doing or _adds(part, doing))
    view = words()["poses"].get(pose)
    if pose and not doing:
        yield str(words()["alone"].get(pose) or view or pose)
    elif pose and (view or (view is None and not _does(pose, doing))):
        yield str(view or pose)
    if gaze:
        yield gaze if "eyes" in gaze or gaze.startswith("looking") else f"looking {gaze}"
    if emotion:
        yield emotion


def _adds(part: str, doing: str) -> bool:
    return words()["poses"].get(part) != "" and not _does(part, doing)


def _does(pose: str, doing: str) -> bool:
    """Whether the action says the pose: who climbs is climbing."""
    first = pose.split(" ", 1)[0].lower()
    return first.endswith("ing") and first[:-3][:4] in doing.lower()


def _joined(clauses: list[str]) -> str:
    """Clauses one after the other; the first one brings its own comma where it needs one."""
    if not clauses:
        return ""
    first, *others = clauses
    lead = first if first[:1] in " ,." else f", {first}"
    return ", ".join([lead, *others])
