"""Read the people of a shot: who they are, how they look, what they wear and do."""

import re
from functools import cache
from itertools import takewhile

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.prompts.matching import Doc, Match, Table, apart, table
from director_kernel.schema.slots import Character

_AGE = re.compile(
    r"\b(?:(\d{1,3})[- ]years?[- ]old|aged? (\d{1,3})\b|in (?:his|her|their) (?:early |late |mid[- ]?)?(\d0)s"
    r"|in (?:his|her|their) (twenties|thirties|forties|fifties|sixties|seventies|eighties))",
    re.IGNORECASE,
)
_DECADES = {
    "twenties": "20s",
    "thirties": "30s",
    "forties": "40s",
    "fifties": "50s",
    "sixties": "60s",
    "seventies": "70s",
    "eighties": "80s",
}
_AGE_WORDS = {
    **dict.fromkeys(("young", "twenty"), "20s"),
    **dict.fromkeys(("old", "elderly", "aged", "senior", "retired"), "70s"),
    **dict.fromkeys(("middle", "mature"), "40s"),
    **dict.fromkeys(("teenage", "adolescent"), "teens"),
    **dict.fromkeys(("little", "small"), "child"),
}
_FEMALE = re.compile(r"\b(?:she|her|hers|herself|woman|girl|lady|female|mother|sister|daughter|wife|grandmother)\b", re.IGNORECASE)
_MALE = re.compile(r"\b(?:he|his|him|himself|man|boy|guy|male|father|brother|son|husband|grandfather)\b", re.IGNORECASE)
_WEARS = re.compile(
    r"\b(?:wearing|wears|dressed in|clad in|in)\s+((?:an?|his|her|their|the)\s+)?([^,.;:\n]{2,60}?)"
    r"(?=[,.;:\n]|$|\s+(?:and|who|with|while|as|holding|holds|stands|standing|sits|sitting|walks|walking|runs|running"
    r"|looks|looking|in|on|at|by|under|near|applies|opens|is|finds)\b)",
    re.IGNORECASE,
)
_AUDIENCE = re.compile(
    r"\b(?:for|aimed at|targeting|target(?:ed)?(?: at| audience:?)?|audience:?|towards?|appeals? to)\s+(?:\w+[- ]){0,3}$", re.IGNORECASE
)
_NO_PEOPLE = re.compile(
    r"\b(?:no|without(?: any)?|zero)\s+(?:people|persons?|humans?|faces?|actors?|characters?|models?)\b|\bpeople[- ]free\b", re.IGNORECASE
)
_SINGULAR = {"women": "woman", "men": "man", "children": "child", "kids": "child", "people": "crowd"}
_NOT_PEOPLE = frozenset(("model", "team", "fans", "people"))


def no_people(text: str) -> bool:
    """True where the text says that nobody is to be seen."""
    return bool(_NO_PEOPLE.search(text))


@cache
def _people() -> Table:
    return table("world", "people", plurals=True)


def worn(doc: Doc) -> tuple[tuple[int, int], ...]:
    """Where the text says what someone wears, as spans: clothes there are not props."""
    return tuple((m.start(), m.end()) for m in _WEARS.finditer(doc.text) if _wardrobe(m.group() + "."))


def people_in(doc: Doc, *others: tuple[Match, ...]) -> tuple[Match, ...]:
    """The words for people that are in the picture, not the audience of the piece."""
    if no_people(doc.text):
        return ()
    found = apart(_people().find(doc), *others)
    return tuple(m for m in found if _is_someone(doc, m) and not _AUDIENCE.search(doc.text[max(0, m.start - 40) : m.start]))


def _is_someone(doc: Doc, match: Match) -> bool:
    """A "model" or a "team" is someone in the picture only when they do something there."""
    after = doc.words[match.last].text if match.last < len(doc.words) else ""
    return match.said.lower() not in _NOT_PEOPLE or after in load_lexicon("world")["verbs"]


def read_people(doc: Doc, found: tuple[Match, ...]) -> tuple[tuple[Character, ...], tuple[str, ...]]:
    """The characters and the names of what was guessed about them (`characters` when a pronoun is all there is)."""
    named = _named(doc, found)
    if not found and not named:
        return _from_pronouns(doc.text)
    people: dict[str, Character] = {}
    for at, match in enumerate(found):
        start = found[at - 1].end if at else 0
        end = found[at + 1].start if at + 1 < len(found) else len(doc.text)
        person = _describe(
            doc, match, doc.text[start : match.start], doc.text[match.end : end], alone=len(found) == 1, name=named.get(at, "")
        )
        people.setdefault(person.name, person)
    for at, name in named.items():
        if at < 0:
            gender = "f" if name in load_lexicon("world")["women_names"] else "m" if name in load_lexicon("world")["men_names"] else ""
            people.setdefault(name, _looks(Character(name=name, gender=gender), doc.text, doc.text))
    return tuple(people.values())[:6], ()


def _from_pronouns(text: str) -> tuple[tuple[Character, ...], tuple[str, ...]]:
    if no_people(text):
        return (), ()
    said = re.search(r"\b(?:she|he)\b", text, re.IGNORECASE)
    if not said:
        return (), ()
    woman = said.group().lower() == "she"
    return (_looks(Character(name="woman" if woman else "man", gender="f" if woman else "m"), text, text),), ("characters",)


def _named(doc: Doc, found: tuple[Match, ...]) -> dict[int, str]:
    """Proper names by the person they belong to; -1, -2 … for names that stand alone."""
    names: dict[int, str] = {}
    lexicon = load_lexicon("world")
    known = frozenset(lexicon["women_names"]) | frozenset(lexicon["men_names"])
    for at, match in enumerate(found):
        after = re.match(r"\s*(?:\w+\s+){0,2}?(?:named|called|,)?\s*([A-Z][a-z]+)\b", doc.text[match.end : match.end + 40])
        explicit = re.match(r"\s*,?\s*(?:named|called)\s+([A-Z]\w+)", doc.text[match.end : match.end + 40])
        before = re.search(r"\b([A-Z][a-z]+),\s+(?:an?|the|our)?[\w\s-]{0,20}$", doc.text[max(0, match.start - 40) : match.start])
        if explicit:
            names[at] = explicit.group(1)
        elif before and before.group(1) in known:
            names[at] = before.group(1)
        elif after and after.group(1) in known:
            names[at] = after.group(1)
    alone = -1
    for word in doc.words:
        said = doc.text[word.start : word.end].removesuffix("'s").removesuffix("’s")
        if said in known and said not in names.values():
            names[alone] = said
            alone -= 1
    return names


def _describe(doc: Doc, match: Match, before: str, after: str, *, alone: bool, name: str) -> Character:
    entry = load_lexicon("world")["people"][match.value]
    said = _SINGULAR.get(match.said.lower(), match.said.lower())
    near = " ".join(doc.before(match, 5))
    around = f"{near} {match.said} {after}"
    gender = entry.get("gender", "") or ("f" if re.search(r"\b(?:woman|female|girl|lady)\b", around.lower()[:60]) else "")
    if not gender and alone:
        gender = "f" if _FEMALE.search(doc.text) else "m" if _MALE.search(doc.text) else ""
    age = _age(f"{near} {match.said}", after[:50]) or entry.get("age", "")
    person = Character(name=name or said, gender=gender, age=age, wardrobe=entry.get("wardrobe", ""))
    return _looks(person, before + " " + match.said if alone else f"{near} {match.said}", after)


def _age(before: str, after: str) -> str:
    for text in (before, after):
        found = _AGE.search(text)
        if found:
            exact, aged, decade, word = found.groups()
            return exact or aged or (f"{decade}s" if decade else _DECADES[word.lower()])
    return next((_AGE_WORDS[word] for word in reversed(before.lower().split()) if word in _AGE_WORDS), "")


def _looks(person: Character, before: str, after: str) -> Character:
    """The person with hair, clothes, face, pose and gaze said around them."""
    around = Doc(f"{before[-120:]} {after}")
    pose = table("world", "poses").find(Doc(after)) or table("world", "poses").find(around)
    return person.with_(
        hair=_hair(around.text),
        wardrobe=_wardrobe(after) or person.wardrobe,
        features=tuple(dict.fromkeys(m.value for m in table("world", "features").find(around))),
        emotion=next((m.value for m in table("world", "emotions").find(around)), ""),
        pose=pose[0].value if pose else "",
        gaze=next((m.value for m in table("world", "gazes").find(around)), ""),
    )


def _hair(text: str) -> str:
    lexicon = load_lexicon("world")
    words = frozenset(lexicon["hair_colours"]) | frozenset(lexicon["hair_styles"])
    said = re.search(r"((?:[\w-]+[ -,]+){1,3})(?:hair(?:ed)?)\b", text, re.IGNORECASE)
    if said:
        kept = [w for w in re.split(r"[\s,]+", said.group(1).lower().strip("- ")) if w in words]
        if kept:
            return " ".join(kept)
    lower = text.lower()
    for word, hair in (
        ("redhead", "red"),
        ("brunette", "brown"),
        ("blonde", "blonde"),
        ("bald", "bald"),
        ("braids", "braided"),
        ("ponytail", "ponytail"),
    ):
        if re.search(rf"\b{word}\b", lower):
            return hair
    return next(
        (s for s in ("curly", "afro", "dreadlocks", "mohawk", "pigtails", "bun") if re.search(rf"\bwith (?:a |an )?{s}\b", lower)), ""
    )


def _wardrobe(after: str) -> str:
    words, verbs = frozenset(load_lexicon("world")["wardrobe_words"]), frozenset(load_lexicon("world")["verbs"])
    for found in _WEARS.finditer(after):
        clothes = " ".join(takewhile(lambda w: w.lower() not in verbs, found.group(2).split()))
        wears = found.group().lower().startswith(("wear", "dressed", "clad"))
        things = [w for w in clothes.lower().split() if w in words or w.rstrip("s") in words]
        if wears or any(w not in ("white", "black", "red", "leather", "linen", "denim") for w in things):
            return re.sub(r"^(?:an?|the|his|her|their)\s+", "", clothes)
    return ""
