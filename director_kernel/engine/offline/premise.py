"""What a storyline is built on: the brief settled into product, people, place, look and words that agree with each other."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.engine.offline.read_brief import Reading, muted, read, read_form
from director_kernel.prompts.matching import Doc
from director_kernel.prompts.read import read_slots, said_names
from director_kernel.prompts.read_people import no_people, people_in
from director_kernel.prompts.read_things import category_of, plain_name, things_in
from director_kernel.schema.brief import Brief
from director_kernel.schema.slots import Character, Prop, Slots

_CALLED = re.compile(
    r"\b(?:called|named|brand(?: name)?(?: is)?:?|company(?: name)?:?|titled|entitled|genannt|namens|appelée?|llamad[oa]|chiamat[oa]|chamad[oa])\s+((?:[A-Z0-9][\w'’&.-]*)(?:\s+(?:[A-Z0-9&][\w'’&.-]*|of|the|and)){0,4})"
)
_OWNED = re.compile(
    r"\b(?:by|from|for|of|introducing|presenting|launch(?:ing|es)?|meet|promoting|the new|the|our|new)\s+((?:[A-Z][\w'’&]*[a-zA-Z\d]\s?){1,3})(?=\s*[a-z,.;:]|$)"
)
_NOT_BRAND = frozenset(
    """TikTok Instagram YouTube Facebook LinkedIn Snapchat Twitter Reels Shorts Reel Short Stories Google Kling Veo Sora Runway Flux Wan Luma Midjourney UGC AI TV USD EUR English German
    French Spanish Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April June July August September October November December Christmas Halloween Easter
    Paris London Berlin Tokyo New York Earth Mars Moon Sun Gen Z Black I A An The Make Create Vitamin C HD UHD SPF VR AR EV SUV CEO CTO B2B GRWM Amazon Shopify Etsy Our We It This That
    Seedance Hailuo Pixar Ghibli Wes Anderson Blade Runner Japan Japanese Italian Italy France Germany American Americans Europe European Africa African Nordic Iceland Norway ASMR CTA VO NYC LA""".split()
)  # noqa: SIM905
_CLAIM = re.compile(
    r"\b(?:that|which|who)\s+((?!is\b|are\b|should|will|looks|feels|shows|runs|lasts|was|can be|we\b|i\b|you\b)[a-z]+s\b[^.;:!?\n,]{3,70})",
    re.I,
)
_FEATURE = re.compile(
    r"\bwith\s+((?:up to\s+)?\d+[\w %-]*(?:hours?|days?|km|miles|battery|spf|protein|mg|calories|layers|colou?rs|lessons|languages|recipes)[\w ]{0,24}"
    r"|(?:no|zero)\s+(?:added\s+)?(?:sugar|alcohol|fees|plastic|preservatives|gluten)[\w ]{0,16})(?=[,.;\n]|$)", re.I
)  # fmt: skip
_TITLE_SMALL = frozenset("a an and the of in on at for to with from by or vs".split())  # noqa: SIM905


@dataclass(frozen=True)
class Premise:
    """Everything a storyline needs, decided once so that every shot agrees."""

    form: str
    category: str
    brief: Brief
    reading: Reading
    product: str
    name: str
    brand: str
    prop: Prop | None
    cast: tuple[Character, ...]
    setting: str
    look: Slots
    said: frozenset[str]
    claims: tuple[str, ...]
    title: str
    music: str
    sound: tuple[str, ...]
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def copy(self) -> Mapping[str, Any]:
        """The category's shots and lines."""
        products: Mapping[str, Mapping[str, Any]] = load_lexicon("copy")["products"]
        return products.get(self.category, products["general"])

    def fill(self, template: str) -> str:
        """A template of the lexicon in this premise's words."""
        return " ".join(template.format_map(self.words).split())


def premise_of(brief: Brief) -> Premise:
    """The premise of a brief whose questions are settled."""
    reading = read(brief.text)
    slots = (
        read_slots(f"{brief.subject or ''}. {reading.described}")
        if not brief.subject or brief.subject not in reading.described
        else reading.slots
    )
    form = form_of(brief, reading)
    subject = brief.subject or ""
    brand = find_brand(brief, reading)
    thing = _main_thing(subject, reading, form)
    category = category_of(thing[0]) if thing else ""
    copy = load_lexicon("copy")["products"].get(category) or load_lexicon("copy")["products"]["general"]
    product = product_noun(subject, brand)
    cast = _cast(slots, form, copy, reading)
    prop = _prop(thing, slots, brief, brand)
    look = _look(slots, copy, brief, form)
    premise = Premise(
        form=form,
        category=category if category in load_lexicon("copy")["products"] else "general",
        brief=brief,
        reading=reading,
        product=product,
        name=brand or title_case(product) or "It",
        brand=brand,
        prop=prop,
        cast=cast,
        setting=brief.setting or said_setting(slots) or (copy["setting"] if form not in ("trailer", "story") else slots.setting or ""),
        look=look,
        said=said_names(slots),
        claims=find_claims(reading.plain),
        title=_title(brief, reading, product, brand),
        music=slots.music or copy["music"],
        sound=slots.sound or tuple(copy.get("sound", ())),
    )
    return Premise(**{**premise.__dict__, "words": _words(premise)})


def form_of(brief: Brief, reading: Reading) -> str:
    """The storyline's form; the use case decides where the words don't."""
    form = read_form(reading.doc)
    by_use_case = {
        "ugc-content": "ugc", "logo-animation": "logo", "cinematic-trailer": "trailer", "e-commerce-product": "ecommerce", "ai-avatar": "avatar",
        "talking-head": "talking-head", "product-video": "ad", "fast-prototype": "prototype", "social-media-vertical": "vertical",
    }  # fmt: skip
    chosen = by_use_case.get(brief.use_case or "", "")
    if brief.use_case and form and load_lexicon("brief")["form_use_case"][form] == brief.use_case:
        return form
    if form in ("explainer", "image", "ad", "story") and brief.use_case in ("general", "social-media-vertical", None):
        return form
    return chosen or form or "story"


def find_brand(brief: Brief, reading: Reading) -> str:
    """The name of the product or company: quoted, called, or capitalised in the middle of a sentence."""
    quoted = next((q.text for q in reading.quotes if q.kind in ("name", "label")), "")
    if quoted:
        return quoted
    called = _CALLED.search(reading.plain)
    if called:
        return called.group(1).strip(" .")
    for match in _OWNED.finditer(reading.plain):
        words = match.group(1).split()
        kept = [w for w in words if w.removesuffix("'s").removesuffix("’s") not in _NOT_BRAND]
        if kept and kept == words and not any(n in kept for n in load_lexicon("world")["women_names"] + load_lexicon("world")["men_names"]):
            return " ".join(w.removesuffix("'s").removesuffix("’s") for w in words)
    return ""


def find_claims(text: str) -> tuple[str, ...]:
    """What the brief says the thing does, as sentences: "that brightens skin" → "It brightens skin."."""
    claims = [f"It {m.group(1).strip()}." for m in _CLAIM.finditer(text)]
    features = [f"{m.group(1).strip()[:1].upper()}{m.group(1).strip()[1:]}." for m in _FEATURE.finditer(text)]
    return tuple(dict.fromkeys((*claims, *features)))[:3]


def product_noun(subject: str, brand: str) -> str:
    """The subject without brand, relative clause and what happens to it ("girl reviewing wireless earbuds" → "wireless earbuds")."""
    words = re.sub(r"\b(?:that|which|who)\b.*$", "", subject).strip()
    acted = re.search(
        r"\b(?:reviewing|unboxing|using|wearing|drinking|eating|applying|holding|showing|trying|promoting|selling|introducing)\s+(?:an?\s+|the\s+|her\s+|his\s+|our\s+|my\s+)?(.+)$",
        words,
    )
    words = acted.group(1) if acted else words
    words = re.sub(rf"\b(?:called|named)?\s*{re.escape(brand)}(?:'s|’s)?\b", " ", words) if brand else words
    return " ".join(words.split()) or brand


def _main_thing(subject: str, reading: Reading, form: str) -> tuple[str, str] | None:
    """The thing it is about as (lexicon noun, noun to draw): in the subject first, then anywhere."""
    for text in (subject, reading.plain):
        doc = Doc(text)
        found = things_in(doc, people_in(doc))
        goods = [m for m in found if category_of(m.value) not in ("story", "place")] or list(found)
        if goods and (text is subject or form not in ("trailer", "story")):
            return goods[0].value, plain_name(goods[0])
    return None


def _prop(thing: tuple[str, str] | None, slots: Slots, brief: Brief, brand: str) -> Prop | None:
    if thing is None:
        return None
    entry = load_lexicon("world")["props"][thing[0]]
    told = next((p for p in slots.props if p.name == thing[1]), Prop(name=thing[1]))
    label = told.label or brand
    return told.with_(
        material=told.material or entry.get("material", ""),
        colour=told.colour or entry.get("colour", ""),
        label=label,
        hero=True,
        held_by="",
    )


def _cast(slots: Slots, form: str, copy: Mapping[str, Any], reading: Reading) -> tuple[Character, ...]:
    if no_people(reading.plain):
        return ()
    if slots.characters:
        return tuple(_dressed(c, copy) for c in slots.characters if c.name not in ("crowd",)) or slots.characters
    if form in ("trailer", "story", "image", "logo", "ecommerce"):
        return ()
    cast = copy["cast"]
    return (Character(name=cast["who"], **{k: str(v) for k, v in cast.items() if k in ("age", "gender", "hair", "wardrobe")}),)


def _dressed(person: Character, copy: Mapping[str, Any]) -> Character:
    """A person with clothes and hair, so that every frame draws the same one."""
    usual = {"f": ("shoulder-length brown", "blue linen shirt"), "m": ("short dark", "grey overshirt")}.get(
        person.gender, ("short dark", "plain dark jacket")
    )
    hair = person.hair or ("white" if person.age[:1] in ("6", "7", "8") else usual[0])
    return person.with_(hair=hair, wardrobe=person.wardrobe or usual[1], pose="", gaze="", emotion="")


def _look(slots: Slots, copy: Mapping[str, Any], brief: Brief, form: str) -> Slots:
    """Light, palette, lens, mood and style for every shot: what was said, then what the category or genre looks like."""
    guessed = genre_look(brief.text) if form in ("trailer", "story") else copy["look"]
    told = {
        name: getattr(slots, name)
        for name in (
            "light_source",
            "light_quality",
            "key_side",
            "light_setup",
            "time_of_day",
            "weather",
            "palette",
            "mood",
            "style",
            "lens",
            "focus",
        )
    }
    inferred = [n for n in told if n in slots.inferred or told[n] in (None, "", ())]
    guesses = {n: (tuple(v) if isinstance(v, list) else v) for n, v in guessed.items() if n in inferred}
    if told["time_of_day"] is not None or told["weather"]:
        guesses.pop("palette", None)
        guesses.pop("light_source", None) if told["time_of_day"] in ("night", "dusk", "blue hour") else None
    if told["style"] == () and form in ("trailer", "ad", "product", "story"):
        guesses["style"] = ("cinematic",)
    known = {**{n: v for n, v in told.items() if v not in (None, "", ())}, **guesses}
    return Slots.model_validate({**known, "inferred": tuple(n for n in inferred if n in known)})


def genre_of(text: str) -> str:
    """The genre a brief names, else the one its people and things suggest, else drama."""
    genres = load_lexicon("tales")["genres"]
    doc = Doc(text)
    for key in ("say", "hint"):
        lower = " " + " ".join(w.text for w in doc.words) + " "
        best = max(genres, key=lambda g: sum(f" {' '.join(re.findall(chr(92) + 'w+', p))} " in lower for p in genres[g][key]))
        if any(f" {' '.join(re.findall(chr(92) + 'w+', p))} " in lower for p in genres[best][key]):
            return str(best)
    return "drama"


def genre_look(text: str) -> dict[str, Any]:
    look: dict[str, Any] = load_lexicon("tales")["genres"][genre_of(text)]["look"]
    return look


def said_setting(slots: Slots) -> str:
    return "" if "setting" in slots.inferred else slots.setting


def title_case(words: str) -> str:
    """ "vitamin C serum" → "Vitamin C Serum"."""
    parts = words.split()
    return " ".join(p if p[:1].isupper() else p if at and p in _TITLE_SMALL else p[:1].upper() + p[1:] for at, p in enumerate(parts))


def _title(brief: Brief, reading: Reading, product: str, brand: str) -> str:
    quoted = next((q.text for q in reading.quotes if q.kind == "name"), "")
    head = re.split(r"\b(?:who|that|which|where|when|in|on|at|finding|discovering|with)\b", product, maxsplit=1)[0].strip()
    return quoted or brand or title_case(head or product) or "Untitled"


def _words(p: Premise) -> dict[str, str]:
    """What templates may say, agreeing in number and gender."""
    noun = p.product or "product"
    the = p.brand if p.brand and (not p.product or p.product == p.brand) else f"the {p.brand + ' ' if p.brand else ''}{noun}"
    plural = is_plural(noun)
    who, many = _who(p)
    gender = p.cast[0].gender if p.cast else ""
    return {
        "product": noun if not p.brand or p.product == p.brand else f"{p.brand} {noun}",
        "the_product": the, "The_product": the[:1].upper() + the[1:], "a_product": noun if plural else article(noun),
        "name": p.name, "topic": noun, "s": "" if plural else "s", "es": "" if plural else "es", "is": "are" if plural else "is",
        "it": "them" if plural else "it", "its": "their" if plural else "its", "who": who, "Who": who[:1].upper() + who[1:],
        "their": "their" if many else {"f": "her", "m": "his"}.get(gender, "their"),
        "them": "them" if many else {"f": "her", "m": "him"}.get(gender, "them"),
        "title": p.title,
    }  # fmt: skip


def _who(p: Premise) -> tuple[str, bool]:
    if not p.cast:
        return "someone", False
    name = p.cast[0].name
    if name[:1].isupper():
        return name, False
    return f"the {name}", name in ("couple", "friends", "crowd", "family") and False


def article(noun: str) -> str:
    """ "a serum", "an espresso machine", "a unicorn", "an SUV"."""
    first = noun.split()[0] if noun.split() else noun
    vowel = first[:1].lower() in "aeiou" and not re.match(r"(?:uni|use|euro|one)", first, re.IGNORECASE)
    spelled = first.isupper() and len(first) > 1 and first[0] in "AEFHILMNORSX"
    return ("an " if spelled or (vowel and not (first.isupper() and first[0] == "U")) else "a ") + noun


def is_plural(noun: str) -> bool:
    """True for "running shoes", False for "dress", "glass" and "lens"."""
    head = re.split(r"\b(?:for|with|of|in|from|that|made|and)\b", noun.lower())[0].split()
    last = head[-1] if head else ""
    return last.endswith("s") and not last.endswith(("ss", "us", "is", "lens", "news", "chess", "gps", "analytics", "fitness", "canvas"))
