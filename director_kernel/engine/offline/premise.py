"""What a storyline is built on: the brief settled into product, people, place, look and words that agree with each other."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.engine.offline.looks import cast_of, category_for, lead_of, look_of, main_thing, product_prop
from director_kernel.engine.offline.naming import (
    article,
    find_brand,
    find_claims,
    is_plural,
    is_venue_name,
    product_noun,
    short_noun,
    title_case,
)
from director_kernel.engine.offline.read_brief import Reading, read, read_form
from director_kernel.prompts.read import read_slots, said_names
from director_kernel.prompts.read_things import NOT_DRAWN, singular
from director_kernel.schema.brief import Brief
from director_kernel.schema.slots import Character, Prop, Slots

_CONSUMED = frozenset(("coffee", "tea", "drink", "spirits", "sweets", "food"))
_BY_USE_CASE = {
    "ugc-content": "ugc",
    "logo-animation": "logo",
    "cinematic-trailer": "trailer",
    "e-commerce-product": "ecommerce",
    "ai-avatar": "avatar",
    "talking-head": "talking-head",
    "product-video": "ad",
    "fast-prototype": "prototype",
    "social-media-vertical": "vertical",
}


@dataclass(frozen=True)
class Premise:
    """Everything a storyline needs, decided once so that every shot agrees."""

    form: str
    category: str
    brief: Brief
    reading: Reading
    product: str
    name: str
    """How the product is called in a spoken line: the brand, or words that need no article."""
    brand: str
    prop: Prop | None
    cast: tuple[Character, ...]
    setting: str
    look: Slots
    sells: bool
    """There is something to sell: goods, a place, a brand."""
    said: frozenset[str]
    claims: tuple[str, ...]
    title: str
    music: str
    sound: tuple[str, ...]
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def copy(self) -> Mapping[str, Any]:
        """The category's shots and lines."""
        return copy_of(self.category)

    def fill(self, template: str) -> str:
        """A template of the lexicon in this premise's words."""
        return " ".join(template.format_map(self.words).split())


def copy_of(category: str) -> Mapping[str, Any]:
    products: Mapping[str, Mapping[str, Any]] = load_lexicon("copy")["products"]
    return products.get(category, products["general"])


def premise_of(brief: Brief) -> Premise:
    """The premise of a brief whose questions are settled."""
    reading = read(brief.text)
    subject = brief.subject or ""
    slots = reading.slots if subject in reading.described else read_slots(f"{subject}. {reading.described}")
    form = form_of(brief, reading)
    brand = find_brand(reading)
    product = product_noun(subject, brand, reading.plain)
    thing = main_thing(subject, reading, form, brand, product)
    category = category_for(thing, reading, form)
    copy = copy_of(category)
    sells = form not in ("vertical", "prototype", "story", "trailer") or sells_something(reading, category, brand, form)
    told = said_names(slots)
    premise = Premise(
        form=form,
        category=category,
        brief=brief,
        reading=reading,
        product=product,
        name=_name(brand, product, category),
        brand=brand,
        prop=None if category in NOT_DRAWN else product_prop(thing, slots, brand, product),
        cast=cast_of(slots, form if sells else "story", copy, reading) or (lead_of(reading, slots) if form == "trailer" else ()),
        setting=_setting(brief, slots, told, form if sells else "story", copy),
        look=look_of(slots, copy, brief.text, form if sells else "story"),
        sells=sells,
        said=told,
        claims=find_claims(reading.plain),
        title=_title(brief, reading, form, product, brand),
        music=slots.music or copy["music"],
        sound=slots.sound or tuple(copy.get("sound", ())),
    )
    return replace(premise, words=_words(premise))


def form_of(brief: Brief, reading: Reading) -> str:
    """The storyline's form; the use case decides where the words don't."""
    form = read_form(reading.doc)
    if brief.use_case and form and load_lexicon("brief")["form_use_case"][form] == brief.use_case:
        return form
    if form in ("explainer", "image", "ad", "story") and brief.use_case in ("general", "social-media-vertical", None):
        return form
    return _BY_USE_CASE.get(brief.use_case or "", "") or form or "story"


def sells_something(reading: Reading, category: str, brand: str, form: str) -> bool:
    """True for goods the copy knows, a brand, or words that say it is an ad; trailers and stories sell nothing."""
    if form in ("story", "trailer"):
        return False
    return read_form(reading.doc) in ("ad", "product", "ecommerce") or category != "general" or bool(brand)


def _setting(brief: Brief, slots: Slots, told: frozenset[str], form: str, copy: Mapping[str, Any]) -> str:
    if brief.setting or "setting" in told:
        return brief.setting or slots.setting
    if form in ("trailer", "story"):
        return slots.setting or {"snow": "snowfield"}.get(slots.weather, "")
    if form in ("explainer", "avatar", "talking-head"):
        return "studio"
    return "living room" if form == "ugc" and copy["setting"] == "studio" else str(copy["setting"])


def _name(brand: str, product: str, category: str) -> str:
    """ "Lumina", "your new espresso machine", "the harbour hotel", "coffee"."""
    noun = short_noun(product)
    if brand or not noun:
        return brand or "it"
    if category in _CONSUMED:
        return noun
    return f"the {noun}" if category in NOT_DRAWN else f"your new {noun}"


def _title(brief: Brief, reading: Reading, form: str, product: str, brand: str) -> str:
    named = next((q.text for q in reading.quotes if q.kind == "name"), "")
    named = named or brand or next((q.text for q in reading.quotes if form == "logo" and q.kind == "text"), "")
    noun = product if form in ("trailer", "story", "explainer", "image") else short_noun(product)
    head = re.split(r"\b(?:who|that|which|where|when|in|on|at|finding|discovering|with|finds?|hears?|must)\b", noun, maxsplit=1)[0].strip()
    return named or brand or title_case(noun if form == "explainer" else head or noun) or "Untitled"


def _words(p: Premise) -> dict[str, str]:
    """What templates may say, agreeing in number and gender."""
    noun = p.product or "product"
    prefix = "" if not p.brand or noun == p.brand or is_venue_name(p.brand, p.reading.text) else p.brand + " "
    the = p.brand if p.brand and noun == p.brand else f"the {prefix}{noun}"
    if p.category in NOT_DRAWN and p.brand:
        the = p.brand
    plural = is_plural(noun) and the != p.brand
    named_plural = is_plural(noun) and not p.brand
    who, many = who_of(p.cast)
    gender = p.cast[0].gender if p.cast else ""
    return {
        "product": f"{prefix}{noun}",
        "the_product": the,
        "The_product": the[:1].upper() + the[1:],
        "a_product": noun if plural else article(noun),
        "name": p.name,
        "topic": noun,
        "s": "" if plural else "s",
        "es": "" if plural else "es",
        "is": "are" if plural else "is",
        "it": "them" if plural else "it",
        "its": "their" if plural else "its",
        "who": who,
        "Who": who[:1].upper() + who[1:],
        "This_is": "These are" if named_plural else "This is",
        "It_is": "They're" if named_plural else "It's",
        "their": "their" if many else {"f": "her", "m": "his"}.get(gender, "their"),
        "them": "them" if many else {"f": "her", "m": "him"}.get(gender, "them"),
        "title": p.title,
        "thing": explained(noun, the),
    }


def explained(topic: str, otherwise: str) -> str:
    """What an explainer shows: "how heat pumps work" → "the heat pumps"."""
    found = re.match(
        r"(?:how|why)\s+(?:an?\s+|the\s+|our\s+)?([\w' -]+?)\s+(?:works?|is|are|saves?|rises?|makes?|helps?|grows?|flies"
        r"|fly|moves?|happens?|needs?|can|do|does)\b",
        topic,
        re.I,
    )
    return (
        f"the {singular(found.group(1))}"
        if found
        else otherwise
        if not re.match(r"(?:how|why|what|the (?:how|why))\b", topic, re.I)
        else "the whole thing"
    )


def who_of(cast: tuple[Character, ...]) -> tuple[str, bool]:
    """The lead as the subject of a sentence, and whether that is several people (verbs stay singular: "the couple throws")."""
    if not cast:
        return "someone", False
    name = cast[0].name
    return (name if name[:1].isupper() and not name.isupper() else f"the {name}"), False
