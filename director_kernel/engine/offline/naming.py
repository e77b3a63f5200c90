"""Names and words: brand, product noun, what it is claimed to do, titles, and articles and endings that agree."""

import re

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.engine.offline.read_brief import Reading
from director_kernel.prompts.matching import Doc
from director_kernel.prompts.read_people import people_in
from director_kernel.prompts.read_things import category_of, things_in

_CALLED = re.compile(
    r"\b(?:called|named|brand(?: name)?(?: is)?:?|company(?: name)?:?|titled|entitled|genannt|namens|appelée?|llamad[oa]"
    r"|chiamat[oa]|chamad[oa])\s+"
    r"((?:[A-Z0-9][\w'’&.-]*)(?:\s+(?:[A-Z0-9&][\w'’&.-]*|of|the|and)){0,4})"
)
_OWNED = re.compile(
    r"\b(?:by|from|for|of|introducing|presenting|launch(?:ing|es)?|meet|promoting|the new|the|our"
    r"|new)\s+((?:[A-Z][\w'’&]*[a-zA-Z\d]\s?){1,3})(?=\s*[a-z,.;:&]|$)"
)
_NOT_BRAND = frozenset(
    [
        "TikTok",
        "Instagram",
        "YouTube",
        "Facebook",
        "LinkedIn",
        "Snapchat",
        "Twitter",
        "Reels",
        "Shorts",
        "Reel",
        "Short",
        "Stories",
        "Google",
        "Kling",
        "Veo",
        "Sora",
        "Runway",
        "Flux",
        "Wan",
        "Luma",
        "Midjourney",
        "UGC",
        "AI",
        "TV",
        "USD",
        "EUR",
        "English",
        "German",
        "French",
        "Spanish",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "January",
        "February",
        "March",
        "April",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "Christmas",
        "Halloween",
        "Easter",
        "Paris",
        "London",
        "Berlin",
        "Tokyo",
        "New",
        "York",
        "Earth",
        "Mars",
        "Moon",
        "Sun",
        "Gen",
        "Z",
        "Black",
        "Friday",
        "I",
        "A",
        "An",
        "The",
        "Make",
        "Create",
        "Vitamin",
        "C",
        "HD",
        "UHD",
        "SPF",
        "VR",
        "AR",
        "EV",
        "SUV",
        "CEO",
        "CTO",
        "HR",
        "B2B",
        "GRWM",
        "Amazon",
        "Shopify",
        "Etsy",
        "Our",
        "We",
        "It",
        "This",
        "That",
        "Seedance",
        "Hailuo",
        "Pixar",
        "Ghibli",
        "Wes",
        "Anderson",
        "Blade",
        "Runner",
        "Japan",
        "Japanese",
        "Italian",
        "Italy",
        "France",
        "Germany",
        "American",
        "Alps",
        "Americans",
        "Europe",
        "European",
        "Africa",
        "African",
        "Nordic",
        "Iceland",
        "Norway",
        "ASMR",
        "CTA",
        "VO",
        "NYC",
        "LA",
        "SaaS",
        "Arctic",
        "Sahara",
        "Himalayas",
        "Atlantic",
        "Pacific",
    ]
)
_CLAIM = re.compile(
    r"\b(?:that|which)\s+((?!is\b|are\b|should|will|looks|feels|shows|runs|lasts|was|can be|we\b|i\b|you\b)[a-z]+s\b[^.;:!?\n,]{3,70})",
    re.IGNORECASE,
)
_FEATURE = re.compile(
    r"\bwith\s+((?:up to\s+)?\d+[\w %-]*(?:hours?|days?|km|miles|battery|spf|protein|mg|calories|layers|colou?rs|lessons|languages|recipes)"
    r"[\w ]{0,24}|(?:no|zero)\s+(?:added\s+)?(?:sugar|alcohol|fees|plastic|preservatives|gluten)[\w ]{0,16})(?=[,.;\n]|$)",
    re.IGNORECASE,
)
_ACTED = re.compile(
    r"\b(?:reviewing|unboxing|using|wearing|drinking|eating|applying|holding|showing|trying|promoting|selling|introducing)\s+"
    r"(?:an?\s+|the\s+|her\s+|his\s+|our\s+|my\s+)?(.+)$"
)
_SCENERY = re.compile(r"\s+(?:on|in|at|under|over|through|across|against|near|by|inside|beside|into|around|along)\s+", re.IGNORECASE)
_TITLE_SMALL = frozenset(["a", "an", "and", "the", "of", "in", "on", "at", "for", "to", "with", "from", "by", "or", "vs"])
_CAPITALS = frozenset(["ceo", "cto", "cfo", "dj", "hr", "ai", "tv", "vr", "suv", "ev", "spf", "usb", "diy"])
VENUES = (
    r"bakery|cafe|café|restaurant|shop|store|studio|hotel|bar|gym|salon|barbershop|roastery|roaster|brewery|school|channel|agency|farm"
    r"|winery|festival|museum"
)


def find_brand(reading: Reading) -> str:
    """The name of the product or company: quoted, called, said before a comma, or capitalised in the middle of a sentence."""
    quoted = next((q.text for q in reading.quotes if q.kind in ("name", "label")), "")
    if quoted:
        return quoted
    called = _CALLED.search(reading.plain)
    if called:
        return called.group(1).strip(" .")
    housed = re.search(rf"\b(?:{VENUES})\s+((?:[A-Z][\w'’]+\s?){{1,3}})", reading.plain)
    if housed and not _NOT_BRAND.intersection(housed.group(1).split()):
        return housed.group(1).strip()
    people = frozenset(load_lexicon("world")["women_names"] + load_lexicon("world")["men_names"])
    for match in _OWNED.finditer(reading.plain):
        words = [_bare(w) for w in match.group(1).split()]
        if words and not _NOT_BRAND.intersection(words) and not people.intersection(words):
            return " ".join(words)
    return ""


def _bare(word: str) -> str:
    return word.removesuffix("'s").removesuffix("’s")


def find_claims(text: str) -> tuple[str, ...]:
    """What the brief says the thing does or has, as sentences: "that brightens skin" → "It brightens skin."."""
    claims = [f"It {m.group(1).strip()}." for m in _CLAIM.finditer(text)]
    features = [f"{m.group(1).strip()[:1].upper()}{m.group(1).strip()[1:]}." for m in _FEATURE.finditer(text)]
    return tuple(dict.fromkeys((*claims, *features)))[:3]


def product_noun(subject: str, brand: str, text: str) -> str:
    """The subject as a product: no brand, clause or scenery ("girl reviewing wireless earbuds" → "wireless earbuds").

    A brand that is followed by what it is ("Mellow, a sleep gummy") gives that.
    """
    told = re.search(rf"\b{re.escape(brand)}\s*,\s+(?:an?|the|our)\s+(?:new\s+)?([^,.;:\n]{{3,40}})", text) if brand else None
    said = told.group(1) if told else subject
    said = _sold(brand, text) or said if brand and _lives(said) else said
    words = re.sub(r"\b(?:that|which|who|where)\b.*$", "", said).strip()
    acted = _ACTED.search(words)
    words = _SCENERY.split(acted.group(1) if acted else words, maxsplit=1)[0]
    words = re.sub(rf"\b(?:called|named)?\s*{re.escape(brand)}(?:'s|’s)?(?!\w)", " ", words) if brand else words
    words = re.sub(
        r"\s+(?:brand|company|line|range|product|label|roasters?|roastery)$", "", " ".join(words.split()).strip(" ,"), flags=re.IGNORECASE
    )
    return uncapped(words, text) or brand


def _lives(words: str) -> bool:
    """True for someone or an animal: they are in the film, they are not what is sold."""
    doc = Doc(words)
    people = people_in(doc)
    things = things_in(doc, people)
    first = min((*people, *things), key=lambda match: match.first, default=None)
    return first is not None and (first in people or category_of(first.value) == "creature")


def _sold(brand: str, text: str) -> str:
    """The goods named right before the brand ("a budgeting app called Penny", "a dog food ad for Barkly"), or ""."""
    kinds = r"(?:ad|advert|commercial|spot|promo|video|film|clip)"
    for pattern in (
        rf"\b(?:an?|the|our|my)\s+([\w -]{{3,40}}?)\s*,?\s+(?:called|named)\s+{re.escape(brand)}\b",
        rf"\b([\w -]{{3,40}}?)\s+{kinds}\s+for\s+{re.escape(brand)}\b",
    ):
        found = re.search(pattern, text, re.IGNORECASE)
        if found:
            return " ".join(re.split(r"\b(?:an?|the|our|my|about|for|of)\b", found.group(1), flags=re.IGNORECASE)[-1].split()[-3:])
    return ""


def uncapped(words: str, text: str) -> str:
    """`words` without the capital that only the start of a sentence gave them."""
    first = words.split(" ", 1)[0]
    opens = re.search(rf"(?:^|[.!?:\n]\s*){re.escape(first)}\b", text) if first else None
    return words[:1].lower() + words[1:] if opens and first[1:].islower() else words


def is_venue_name(brand: str, text: str) -> bool:
    """True for the name of a place ("a bakery called Blue Door"): it does not go in front of what is sold there."""
    return bool(brand) and bool(re.search(rf"\b(?:{VENUES})s?,?\s+(?:called|named)?\s*[\"“]?{re.escape(brand)}", text, re.IGNORECASE))


_ADJECTIVES = frozenset(("new", "modern", "handmade", "fresh", "luxury", "small", "big"))


def short_noun(noun: str) -> str:
    """The noun without what stands around it: at most its last three words ("matte black espresso machine" → "espresso machine")."""
    head = re.split(r"\s+(?:for|with|of|from)\s+", noun)[0].split()
    if len(head) <= 2:
        return " ".join(head) or noun
    plain = frozenset(load_lexicon("brief")["colours"]) | frozenset(load_lexicon("brief")["materials"]) | _ADJECTIVES
    return " ".join([w for w in head if w.lower() not in plain][-3:]) or noun


def title_case(words: str) -> str:
    """ "vitamin C serum" → "Vitamin C Serum"."""
    parts = words.split()
    return " ".join(
        p.upper() if p.lower() in _CAPITALS else p if p[:1].isupper() or (at and p in _TITLE_SMALL) else p[:1].upper() + p[1:]
        for at, p in enumerate(parts)
    )


def person_name(name: str) -> str:
    """A person's noun as it is written ("ceo" → "CEO")."""
    return " ".join(w.upper() if w.lower() in _CAPITALS else w for w in name.split())


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
