"""Fill the slots of a shot from prose. What the words say is said; what is guessed from them is named in `inferred`."""

import re
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.prompts.matching import Doc, Match, apart, clean, table, values
from director_kernel.prompts.read_people import no_people, people_in, read_people
from director_kernel.prompts.read_quotes import Quote, find_quotes, lines, unquoted
from director_kernel.prompts.read_things import best_setting, category_of, read_things, settings_in, things_in, usual_place
from director_kernel.schema.slots import Angle, Character, KeySide, Movement, Prop, ShotSize, Slots, Speed, TimeOfDay

_ONE_WORD = ("lens", "focus", "light_source", "light_quality", "light_setup", "weather", "composition", "transition")
_MANY_WORDS = ("palette", "mood", "style")
_NEGATIVE = re.compile(
    r"\b(?:no|without(?: any)?|avoid(?:ing)?|don't (?:show|use|include)|never show|not? any|exclude)\s+((?:[\w'-]+)(?:\s+[\w'-]+){0,2}?)"
    r"(?=[,.;\n]|$|\s+(?:and|or|but|please|in|on|at|with|just|only)\b)",
    re.IGNORECASE,
)
_NOT_NEGATIVE = frozenset(["budget", "need", "idea", "longer", "more", "matter", "one", "problem", "hurry", "money", "limit", "worries"])
_HEX = re.compile(r"#[0-9a-fA-F]{6}\b")
_CLAUSE_END = re.compile(
    r"[.;:!?\n]|,\s+(?:the )?(?:camera|shot|lit|lighting|in the style|cinematic|wide|medium|close|35mm|50mm|85mm)\b", re.IGNORECASE
)
E = TypeVar("E", bound=StrEnum)


def read_slots(text: str, *, base: Slots | None = None) -> Slots:
    """The slots of the shot `text` describes; `base` fills what the text leaves open, and a guess never replaces what `base` was told.

    Any text is read without raising; the same text gives the same slots.
    """
    cleaned = clean(text)
    quotes = find_quotes(cleaned)
    doc = Doc(unquoted(cleaned, quotes))
    slots = _guess(Slots(**_said(doc, quotes)), doc)
    return slots if base is None else _over(base, slots)


def _said(doc: Doc, quotes: tuple[Quote, ...]) -> dict[str, Any]:
    sizes, moves = table("film", "shot_size").find(doc), table("film", "movement").find(doc)
    people = people_in(doc)
    things = things_in(doc, people, sizes)
    people = apart(people, things)
    places = settings_in(doc, people, things, sizes)
    characters, guessed = read_people(doc, people)
    said: dict[str, Any] = {
        "shot_size": _first(ShotSize, sizes),
        "angle": _first(Angle, table("film", "angle").find(doc)),
        "movement": _first(Movement, moves),
        "movement_speed": _speed(doc, moves),
        "key_side": _first(KeySide, table("film", "key_side").find(doc)),
        "time_of_day": _first(TimeOfDay, table("film", "time_of_day").find(doc)),
        "characters": characters,
        "props": read_things(doc, things, characters, quotes),
        "setting": best_setting(doc, places, characters),
        "on_screen_text": tuple(q.text for q in quotes if q.kind == "text"),
        "dialogue": lines(quotes),
        "negatives": negatives(doc.text),
        "inferred": guessed,
        **{name: next(iter(values(table("film", name).find(doc))), "") for name in _ONE_WORD},
        **{name: values(table("film", name).find(doc)) for name in _MANY_WORDS},
        "sound": values(table("film", "sound").find(doc))
        if re.search(r"\b(?:sounds?|sfx|audio|hear|noise|roar|ambien|sizzl|asmr)", doc.text, re.I)
        else (),
        "music": _music(doc),
    }
    named = tuple(c for c in _colours(doc.text) if not any(c in told for told in said["palette"]))
    said["palette"] = tuple(dict.fromkeys((*said["palette"], *named, *(h.lower() for h in _HEX.findall(doc.text)))))
    said["action"], said["subject"] = _action(doc, people, things), _subject(doc, people, things)
    return said


def _first(kind: type[E], found: tuple[Match, ...]) -> E | None:
    return kind(found[0].value) if found else None


@cache
def _colour_pair() -> re.Pattern[str]:
    named = "|".join(sorted((*load_lexicon("brief")["colours"], "silver", "gold"), key=len, reverse=True))
    one = rf"(?:(?:deep|dark|light|pale|bright|warm|cool|soft|matte|neon)\s+)?(?:{named})"
    ends = r"(?=\s*(?:$|[,.;:!?\n)]|(?:palette|tones?|colou?rs?|background|brand colou?rs?|scheme|look)\b))"
    return re.compile(rf"\b({one})(?:\s+(?:on|and|&|with)\s+|\s*,\s*)({one})(?:\s+(?:on|and|&|with)\s+({one}))?{ends}", re.IGNORECASE)


def _colours(text: str) -> tuple[str, ...]:
    """Colours said of the whole picture ("gold on black", "navy and cream"), not of a thing in it; black and white is a style."""
    found = [colour.lower() for match in _colour_pair().finditer(text) for colour in match.groups() if colour]
    return () if sorted(found) == ["black", "white"] else tuple(dict.fromkeys(found))


def _speed(doc: Doc, moves: tuple[Match, ...]) -> Speed | None:
    """The speed said of the camera: a speed word within four words of a move, or one alone with no move named."""
    found = table("film", "movement_speed").find(doc)
    near = [s for s in found for m in moves if abs(s.first - m.first) <= 4 or s.overlaps(m)]
    return _first(Speed, tuple(near)) if moves else None


def _music(doc: Doc) -> str:
    found = table("film", "music").find(doc)
    if not found or not re.search(
        r"\b(?:music|score|soundtrack|track|beats?|song|lo-?fi|piano|orchestra\w*|synth\w*|drums?|guitar|jazz)\b", doc.text, re.I
    ):
        return ""
    return found[0].said.lower()


def negatives(text: str) -> tuple[str, ...]:
    """What must not be in the picture, in the words used ("people", "text")."""
    found = [m.group(1).strip().lower() for m in _NEGATIVE.finditer(text)]
    return tuple(dict.fromkeys(word for word in found if word.split()[0] not in _NOT_NEGATIVE))[:12]


def _action(doc: Doc, people: tuple[Match, ...], things: tuple[Match, ...]) -> str:
    """The clause from the first verb after the first person or thing to the end of its sentence."""
    verbs = frozenset(load_lexicon("world")["verbs"])
    for start in sorted((*people, *things), key=lambda m: m.first):
        clause = _CLAUSE_END.split(doc.text[start.end :], maxsplit=1)[0]
        begins = next((w.start for w in Doc(clause).words if w.text in verbs), None)
        if begins is not None:
            return _first_clauses(clause[begins:], verbs)
    return ""


def _first_clauses(clause: str, verbs: frozenset[str]) -> str:
    """The clause up to the first comma that no verb follows ("…, slow push in" is the camera, not the action)."""
    first, *rest = clause.split(",")
    kept = [first]
    for part in rest:
        words = part.split()
        if not words or (words[0].lower() not in verbs and words[:1] != ["and"]):
            break
        kept.append(part)
    return " ".join(",".join(kept).split())[:200].rstrip(" ,-")


def _subject(doc: Doc, people: tuple[Match, ...], things: tuple[Match, ...]) -> str:
    """The first person or thing with the words that belong to it, without its article."""
    first = min((*people, *things), key=lambda m: m.first, default=None)
    if first is None:
        return ""
    stop = frozenset(
        [
            "a",
            "an",
            "the",
            "of",
            "with",
            "and",
            "in",
            "on",
            "at",
            "for",
            "to",
            "is",
            "are",
            "shot",
            "close",
            "up",
            "view",
            "portrait",
            "photo",
            "image",
            "video",
            "ad",
            "about",
            "our",
            "my",
            "his",
            "her",
            "by",
            "into",
            "show",
            "shows",
        ]
    )
    kept: list[str] = []
    for word in reversed(doc.before(first, 4)):
        if word in stop or "," in doc.text[doc.words[max(0, first.first - len(kept) - 1)].end : first.start]:
            break
        kept.insert(0, word)
    return " ".join((*kept, first.said.lower()))


def _guess(slots: Slots, doc: Doc) -> Slots:
    """`slots` with framing, angle, light side, time and place guessed where nobody said."""
    guesses: dict[str, Any] = {}
    if slots.shot_size is None and (slots.characters or slots.props or slots.setting):
        guesses["shot_size"] = _usual_size(slots)
    if slots.angle is None and guesses:
        guesses["angle"] = Angle.EYE
    if slots.time_of_day is None and slots.light_source in ("daylight", "window", "moonlight", "street lamp"):
        guesses["time_of_day"] = TimeOfDay.NIGHT if slots.light_source in ("moonlight", "street lamp") else TimeOfDay.DAY
    if slots.key_side is None and slots.light_source == "window":
        guesses["key_side"] = KeySide.LEFT
    if not slots.setting:
        guesses["setting"] = usual_setting(slots.characters, slots.props)
    if not slots.palette:
        guesses["palette"] = usual_palette(slots.time_of_day or guesses.get("time_of_day"), slots.mood)
    if not slots.action and slots.characters and slots.characters[0].pose:
        guesses["action"] = slots.characters[0].pose
    if no_people(doc.text) and slots.characters:
        guesses["characters"] = ()
    guesses = {name: value for name, value in guesses.items() if value}
    return slots.with_(**guesses, inferred=(*slots.inferred, *guesses)) if guesses else slots


def _usual_size(slots: Slots) -> ShotSize:
    if slots.characters:
        held = any(p.held_by for p in slots.props)
        return ShotSize.MCU if held or slots.characters[0].gaze == "to camera" or slots.dialogue else ShotSize.MS
    if any(category_of(p.name) not in ("", "vehicle", "auto", "place", "creature", "story") for p in slots.props):
        return ShotSize.CU
    return ShotSize.WS


def usual_setting(characters: tuple[Character, ...], props: tuple[Prop, ...]) -> str:
    """Where such people or things are usually found; "" when anywhere will do."""
    usual: dict[str, str] = load_lexicon("world")["usual_setting"]
    return usual_place(characters) or next((usual[c] for c in (category_of(p.name) for p in props) if c in usual), "")


_PALETTE_OF_TIME = {
    TimeOfDay.DAWN: ("soft pink", "pale blue"),
    TimeOfDay.MORNING: ("warm cream", "pale gold"),
    TimeOfDay.DAY: ("natural daylight",),
    TimeOfDay.NOON: ("bright white", "clear blue"),
    TimeOfDay.GOLDEN_HOUR: ("amber", "gold"),
    TimeOfDay.SUNSET: ("burnt orange", "rose"),
    TimeOfDay.DUSK: ("violet", "slate blue"),
    TimeOfDay.BLUE_HOUR: ("deep blue", "steel"),
    TimeOfDay.NIGHT: ("deep navy", "black"),
}
_PALETTE_OF_MOOD = {
    "luxurious": ("black", "gold"), "playful": ("vibrant",), "moody": ("desaturated", "cool"), "scary": ("desaturated", "green-black"),
    "tense": ("cool", "desaturated"), "dreamy": ("pastel",), "nostalgic": ("warm", "faded"), "fresh": ("white", "mint"), "warm": ("warm",),
    "energetic": ("vibrant", "high contrast"), "calm": ("soft neutral",), "romantic": ("rose", "warm"), "epic": ("teal and orange",),
}  # fmt: skip


def usual_palette(time: TimeOfDay | None, mood: tuple[str, ...]) -> tuple[str, ...]:
    """Colours that follow from the hour, then from the mood."""
    if time is not None:
        return _PALETTE_OF_TIME[time]
    return next((_PALETTE_OF_MOOD[m] for m in mood if m in _PALETTE_OF_MOOD), ())


def _over(base: Slots, told: Slots) -> Slots:
    """`base` with what `told` says on top; its guesses only fill what `base` leaves open or guessed itself."""
    merged: dict[str, Any] = {}
    inferred = set(base.inferred)
    empty = (None, "", ())
    for name in Slots.model_fields:
        if name == "inferred":
            continue
        old, new = getattr(base, name), getattr(told, name)
        guess = name in told.inferred
        if new in empty or (guess and old not in empty and name not in base.inferred):
            merged[name] = old
            continue
        merged[name] = new
        (inferred.add if guess else inferred.discard)(name)
    return Slots(**merged, inferred=tuple(inferred))


def said_names(slots: Slots) -> frozenset[str]:
    """The names of the slots that were said, not guessed."""
    return frozenset(
        n for n in Slots.model_fields if n != "inferred" and n not in slots.inferred and getattr(slots, n) not in (None, "", ())
    )
