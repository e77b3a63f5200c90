"""Read a brief's fields from a person's words: only what was said, nothing guessed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.engine.offline.language import detect, gloss
from director_kernel.engine.offline.numbers import read_aspect, read_budget, read_duration, read_shots
from director_kernel.engine.offline.orders import set_aside, urls_in, without_markup
from director_kernel.engine.offline.subject import read_subject
from director_kernel.prompts.matching import Doc, Match, Table, clean, table, values
from director_kernel.prompts.read import read_slots
from director_kernel.prompts.read_quotes import Quote, find_quotes, unquoted
from director_kernel.schema.brief import Attachment, Brief
from director_kernel.schema.slots import Slots

_SHORTS_THE_CLOTHES = frozenset(["wearing", "pants", "running", "gym", "board", "denim", "cargo", "swim", "cycling"])


@dataclass(frozen=True)
class Reading:
    """A message as the director reads it: the cleaned text, its English gloss without quotations and orders, and what was set aside."""

    text: str
    language: str
    quotes: tuple[Quote, ...]
    plain: str
    aside: tuple[str, ...]
    urls: tuple[str, ...]

    @cached_property
    def doc(self) -> Doc:
        return Doc(self.plain)

    @cached_property
    def slots(self) -> Slots:
        """What the words say about the picture, quotations included."""
        return read_slots(self.described)

    @cached_property
    def described(self) -> str:
        """The gloss with the quotations back in: what the slot reader takes."""
        return self.plain + "".join(f' {q.kind}: "{q.text}"' for q in self.quotes if q.kind in ("label",))


def read(text: str) -> Reading:
    """`text` cleaned, its language told, its quotations and the orders in it set apart."""
    cleaned = clean(text)
    bare = without_markup(cleaned)
    quotes = find_quotes(bare)
    language = detect(unquoted(bare, quotes))
    said, aside = set_aside(unquoted(bare, quotes))
    return Reading(cleaned, language, quotes, gloss(said, language), aside, urls_in(cleaned))


def read_brief(reading: Reading, attachments: Sequence[Attachment] = (), *, seed: int = 0, models: Sequence[str] = ()) -> Brief:
    """The brief's fields; empty or None where nothing was said. `models`: ids of the models the words name."""
    doc, slots = reading.doc, reading.slots
    platform = read_platform(doc)
    form = read_form(doc)
    budget, _ = read_budget(reading.plain)
    fixed = platform in load_lexicon("brief")["platform_fixes_aspect"]
    return Brief(
        text=reading.text,
        use_case=use_case_of(form, platform),
        platform=platform,
        aspect=read_aspect(reading.plain) or (load_lexicon("brief")["platform_aspect"][platform] if fixed else None),
        duration=read_duration(reading.plain),
        style=slots.style,
        mood=slots.mood,
        subject=read_subject(reading.plain) or None,
        setting=said(slots, "setting"),
        on_screen_text=shown_text(reading.quotes),
        dialogue=tuple(q.text for q in reading.quotes if q.kind == "line"),
        audience=read_audience(doc),
        budget=budget,
        shots=read_shots(reading.plain),
        tier=read_tier(doc),
        models=tuple(models),
        audio=read_audio(doc, reading),
        attachments=(*attachments, *(Attachment(kind="url", name=url[:120], url=url) for url in reading.urls)),
        language=reading.language,
        seed=seed,
    )


def said(slots: Slots, name: str) -> str | None:
    """A slot's words when they were said, None when guessed or missing."""
    return None if name in slots.inferred else getattr(slots, name) or None


def shown_text(quotes: tuple[Quote, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(q.text for q in quotes if q.kind == "text"))


def read_platform(doc: Doc) -> str | None:
    """Where it will run, the most exact name first said ("Instagram Reels" over "Instagram")."""
    found = [
        m
        for m in table("brief", "platforms").find(doc)
        if not _is_clothing(doc, m) and not (m.said == "x" or (m.said == "Amazon" and _is_place(doc, m)))
    ]
    exact = [m for m in found if m.value in load_lexicon("brief")["vertical_platforms"]]
    named = exact or found
    return named[0].value if named else None


def _is_clothing(doc: Doc, match: Match) -> bool:
    said = match.said.lower()
    if said == "shorts":
        return bool(_SHORTS_THE_CLOTHES.intersection(doc.before(match, 2)))
    return said in ("meta", "stories") or (said in ("reels", "website", "slides") and "fishing" in doc.before(match, 1))


def _is_place(doc: Doc, match: Match) -> bool:
    return "the" in doc.before(match, 1)


_FORM_ORDER = (
    "logo",
    "trailer",
    "ugc",
    "avatar",
    "talking-head",
    "explainer",
    "prototype",
    "ecommerce",
    "product",
    "ad",
    "vertical",
    "story",
    "image",
)
_WEAK_IMAGE = frozenset(["photo", "photos", "picture", "image", "images", "icon", "thumbnail", "wallpaper", "artwork"])


def read_form(doc: Doc) -> str | None:
    """What kind of piece: the strongest form named (a trailer that is a video is a trailer); an image only if no film is asked for."""
    found = table("brief", "forms", plurals=True).find(doc)
    found = tuple(m for m in found if not _names_a_source(doc, m))
    forms = values(found)
    if "image" in forms:
        first_film = next((m for m in found if m.value not in ("image", "ecommerce")), None)
        image = next(m for m in found if m.value == "image")
        if first_film is None or (image.first < first_film.first and first_film.value == "story" and not _moves(doc)):
            return "image"
    if "product" in forms and "prototype" not in forms and "ecommerce" not in forms and not _made_of_people(forms):
        return "product"
    return next((form for form in _FORM_ORDER if form in forms and form != "image"), None) or read_platform_form(doc)


def _made_of_people(forms: tuple[str, ...]) -> bool:
    return any(form in forms for form in ("ugc", "avatar", "talking-head", "trailer", "logo", "explainer"))


def read_platform_form(doc: Doc) -> str | None:
    return "vertical" if read_platform(doc) in load_lexicon("brief")["vertical_platforms"] else None


def _names_a_source(doc: Doc, match: Match) -> bool:
    """ "from this photo", "animate the picture": a word for a picture that is given, not asked for."""
    given = {"from", "this", "these", "attached", "animate", "using", "my"}.intersection(doc.before(match, 2))
    return match.value == "image" and match.said.lower() in _WEAK_IMAGE and bool(given)


def _moves(doc: Doc) -> bool:
    return bool(re.search(r"\b(?:video|animate|animation|film|clip|seconds?|footage)\b", doc.text, re.IGNORECASE))


def use_case_of(form: str | None, platform: str | None) -> str | None:
    """The catalog's use case: the form's, and for films on a vertical platform that are not something more exact, the vertical one."""
    if form is None:
        return None
    if form in ("ad", "vertical", "story") and platform in load_lexicon("brief")["vertical_platforms"]:
        return "social-media-vertical"
    return str(load_lexicon("brief")["form_use_case"][form])


def read_tier(doc: Doc) -> str | None:
    return next(iter(values(table("brief", "tiers").find(doc))), None) if doc.words else None


_AUDIO_OFF = re.compile(
    r"\b(?:no|without(?: any)?|drop the|skip the|remove the|mute)\s+(music|soundtrack|voice[- ]?over|voiceover|vo"
    r"|narration|narrator|dialogue|talking|voice|speech|sound effects?|sfx)\b",
    re.I,
)
_OFF = {"music": "music", "soundtrack": "music", "sfx": "effects"}


def read_audio(doc: Doc, reading: Reading) -> tuple[str, ...]:
    """What is to be heard: "voice", "music", "effects", or "none". Quoted lines ask for a voice, a named kind of music for music."""
    off = {_OFF.get(m.group(1).lower(), "effects" if "effect" in m.group(1).lower() else "voice") for m in _AUDIO_OFF.finditer(doc.text)}
    found = set(values(table("brief", "audio").find(doc)))
    if re.search(r"\bmusic\b(?! (?:video|festival|school|event|shop|store|box))", doc.text, re.IGNORECASE) and "music" in _audio_words():
        found.add("music")
    if any(q.kind == "line" for q in reading.quotes):
        found.add("voice")
    if reading.slots.music:
        found.add("music")
    if reading.slots.sound:
        found.add("effects")
    if "none" in found:
        return ("none",)
    return tuple(kind for kind in ("voice", "music", "effects") if kind in found - off)


def _audio_words() -> dict[str, list[str]]:
    words: dict[str, list[str]] = load_lexicon("brief")["audio"]
    return words


def muted(doc: Doc) -> frozenset[str]:
    """The kinds of sound the words refuse ("no music")."""
    return frozenset(
        _OFF.get(m.group(1).lower(), "effects" if "effect" in m.group(1).lower() else "voice") for m in _AUDIO_OFF.finditer(doc.text)
    )


_AUDIENCE = re.compile(
    r"\b(?:aimed at|targeting|target(?:ed at)?(?: audience)?(?: is|:)?|audience(?: is|:)?|appeals? to|made for|meant for"
    r"|designed for)\s+([^.,;:\n]{2,60})",
    re.IGNORECASE,
)


def read_audience(doc: Doc) -> str | None:
    """Whom it is for, in the words used ("women over 40")."""
    found = _AUDIENCE.search(doc.text)
    if found:
        return re.sub(r"\s+(?:with|on|in|budget|and it)\b.*$", "", found.group(1)).strip() or None
    for match in _audience_table().find(doc):
        before = doc.before(match, 3)
        if "for" in before and not {"film", "story"}.intersection(before):
            tail = re.match(r"\s+(?:over|under|aged?|in their)\s+\w+", doc.text[match.end :])
            return match.said.lower() + (tail.group() if tail else "")
    return None


def _audience_table() -> Table:
    return table("brief", "audiences", plurals=True)
