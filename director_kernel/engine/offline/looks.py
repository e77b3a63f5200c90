"""What a film looks like: its people, its product, its light and palette, decided once for all shots."""

import re
from collections.abc import Mapping
from typing import Any

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.engine.offline.naming import person_name, short_noun
from director_kernel.engine.offline.read_brief import Reading
from director_kernel.prompts.matching import Doc
from director_kernel.prompts.read_people import no_people, people_in
from director_kernel.prompts.read_things import category_of, plain_name, things_in
from director_kernel.schema.slots import Character, Prop, Slots

_NOT_GOODS = ("story", "place", "creature", "vehicle")
_PRESENTERS = re.compile(r"\b(?:avatar|presenter|host|spokesperson|digital human|influencer)\b", re.IGNORECASE)
LIGHT = ("light_source", "light_quality", "key_side", "light_setup", "time_of_day", "weather", "palette", "mood", "style", "lens", "focus")


def main_thing(subject: str, reading: Reading, form: str, brand: str = "", product: str = "") -> tuple[str, str] | None:
    """The thing it is about as (lexicon noun, noun to draw): in the subject first, then anywhere; stories take only what they name."""
    for text in (product, subject, reading.plain) if product and product != brand else (subject, reading.plain):
        doc = Doc(re.sub(rf"\b{re.escape(brand)}(?!\w)", " ", text) if brand else text)
        found = things_in(doc, people_in(doc))
        goods = [m for m in found if category_of(m.value) not in _NOT_GOODS] or list(found)
        if goods and (text is not reading.plain or form not in ("trailer", "story")):
            # What a thing is stands last in its name: a bike-sharing app is an app.
            best = goods[-1] if text is product else goods[0]
            return best.value, plain_name(best)
    return None


def category_for(thing: tuple[str, str] | None, reading: Reading, form: str) -> str:
    """The kind of product, which the copy follows; a shop that is advertised is a venue whatever it sells."""
    category = category_of(thing[0]) if thing else ""
    owned = re.search(
        r"\b(?:our|my|an?|the|for)\s+(?:\w+\s+){0,2}(?:bakery|cafe|café|restaurant|coffee shop|bistro|pizzeria|diner"
        r"|brewery|barbershop|salon)\b",
        reading.plain,
        re.I,
    )
    sold = thing and re.search(
        rf"\b(?:ad|advert|commercial|spot|promo|video|film)\s+for\s+(?:\w+\s+){{0,3}}{re.escape(thing[1])}", reading.plain, re.I
    )
    if (
        owned
        and not sold
        and form in ("ad", "vertical", "product")
        and category in ("food", "coffee", "tea", "sweets", "drink", "venue", "")
    ):
        return "venue"
    return category if category in load_lexicon("copy")["products"] else "general"


def product_prop(thing: tuple[str, str] | None, slots: Slots, brand: str, product: str) -> Prop | None:
    """The product as a hero prop: what was said of it, else how such things usually look, with the brand on its label."""
    if thing is None:
        return None
    entry = load_lexicon("world")["props"][thing[0]]
    told = next((p for p in slots.props if p.name == thing[1]), Prop(name=thing[1]))
    branded = told.colour and re.search(rf"\b{re.escape(told.colour)}\b", brand, re.IGNORECASE)
    colour = "" if branded else told.colour
    material = told.material or entry.get("material", "")
    usual = "" if told.material else entry.get("colour", "")
    return told.with_(
        material=material, colour=colour or usual, label=told.label or brand or plain_label(thing[0], product), hero=True, held_by=""
    )


_PACKED = frozenset(("skincare", "care", "makeup", "fragrance", "wellness", "drink", "spirits", "sweets"))


def plain_label(thing: str, product: str) -> str:
    """What stands on a pack that has no brand: the product's own words, without the last that only says what it is."""
    words = product.split() if len(product.split()) <= 3 else short_noun(product).split()
    told = " ".join(words[:-1])
    return told.upper() if category_of(thing) in _PACKED and 0 < len(told) <= 14 and told.isascii() else ""


def cast_of(slots: Slots, form: str, copy: Mapping[str, Any], reading: Reading) -> tuple[Character, ...]:
    """The people: those the brief names, dressed for good; else the category's own where the form needs someone."""
    if no_people(reading.plain):
        return ()
    if slots.characters:
        named = [c for c in slots.characters if c.name != "crowd"] or list(slots.characters)
        people = _one_presenter(named) if form in ("avatar", "talking-head", "ugc") else named
        return tuple(_dressed(c.with_(name=person_name(c.name))) for c in people)
    if form in ("trailer", "story", "image", "logo", "ecommerce"):
        return ()
    cast = copy["cast"]
    person = Character(name=cast["who"], **{k: str(v) for k, v in cast.items() if k in ("age", "gender", "hair", "wardrobe")})
    return (person if person.wardrobe or person.name in ("couple", "crowd") else _dressed(person),)


def lead_of(reading: Reading, slots: Slots) -> tuple[Character, ...]:
    """Someone for a trailer that names neither person nor thing: its genre's lead; no one where nobody is wanted."""
    if slots.props or no_people(reading.plain):
        return ()
    lead = load_lexicon("tales")["genres"][genre_of(reading.plain)].get("lead") or load_lexicon("tales")["lead"]
    person = Character(name=lead["who"], **{k: str(v) for k, v in lead.items() if k in ("age", "gender", "hair", "wardrobe")})
    return (_dressed(person),)


def _one_presenter(people: list[Character]) -> list[Character]:
    """One person speaks: an avatar described as "woman in her 40s in a navy suit" is that woman."""
    described = [c for c in people if not _PRESENTERS.search(c.name)]
    lead = max(described or people, key=lambda c: (bool(c.age) + bool(c.hair) + bool(c.wardrobe), -people.index(c)))
    return [lead]


def _dressed(person: Character) -> Character:
    """A person with clothes and hair, so that every frame draws the same one."""
    if person.name.lower() in ("couple", "crowd", "friends", "family"):
        return person
    usual = {"f": ("shoulder-length brown", "blue linen shirt"), "m": ("short dark", "grey overshirt")}
    hair, clothes = usual.get(person.gender, ("short dark", "plain dark jacket"))
    hair = "white" if person.age[:1] in ("6", "7", "8") else hair
    return person.with_(hair=person.hair or hair, wardrobe=person.wardrobe or clothes, pose="", gaze="", emotion="")


def look_of(slots: Slots, copy: Mapping[str, Any], text: str, form: str) -> Slots:
    """Light, palette, lens, mood and style for every shot: what was said, then what the category or genre looks like."""
    guessed = load_lexicon("tales")["genres"][genre_of(text)]["look"] if form in ("trailer", "story") else copy["look"]
    told = {name: getattr(slots, name) for name in LIGHT}
    inferred = [n for n in told if n in slots.inferred or told[n] in (None, "", ())]
    guesses = {n: (tuple(v) if isinstance(v, list) else v) for n, v in guessed.items() if n in inferred}
    if told["time_of_day"] is not None or told["weather"]:
        guesses.pop("palette", None)
        if told["time_of_day"] in ("night", "dusk", "blue hour"):
            guesses.pop("light_source", None)
    if told["style"] == () and form in ("trailer", "ad", "product", "story"):
        guesses["style"] = ("cinematic",)
    known = {**{n: v for n, v in told.items() if v not in (None, "", ())}, **guesses}
    return Slots.model_validate({**known, "inferred": tuple(n for n in inferred if n in known)})


def genre_of(text: str) -> str:
    """The genre a brief names, else the one its people and things suggest, else drama."""
    genres: Mapping[str, Any] = load_lexicon("tales")["genres"]
    said = " " + " ".join(w.text for w in Doc(text).words) + " "
    for key in ("say", "hint"):
        scores = {name: sum(_spoken(p) in said for p in entry[key]) for name, entry in genres.items()}
        best = max(scores, key=lambda name: scores[name])
        if scores[best]:
            return best
    return "drama"


def _spoken(phrase: str) -> str:
    return " " + " ".join(w.text for w in Doc(phrase).words) + " "
