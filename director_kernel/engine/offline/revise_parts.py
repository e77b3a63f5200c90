"""Read one part of a message of changes: orders, cards, words, sound, length, looks."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from director_kernel.catalog.book import Catalog
from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.engine.offline.changes import Change
from director_kernel.engine.offline.numbers import read_aspect, read_budget, read_duration
from director_kernel.engine.offline.read_brief import read_platform
from director_kernel.prompts.matching import Doc, Table, phrases, words_of
from director_kernel.prompts.read import read_slots, said_names
from director_kernel.prompts.read_quotes import Quote

_NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "opening": 1,
    "last": -1,
    "final": -1,
    "closing": -1,
}
_N = r"(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)"
_NTH = r"(first|second|third|fourth|fifth|sixth|opening|last|final|closing)"
_SHOT = re.compile(
    rf"\b(?:shots?|scenes?|clips?|frames?|steps?)\s*#?\s*{_N}(?:\s*(?:,|and|&|to|-)\s*{_N}\b(?!\s*(?:seconds?|secs?"
    rf"|s\b)))?|\b(?:the\s+)?{_NTH}\s+(?:shot|scene|clip|frame)\b",
    re.IGNORECASE,
)
_SWAP = re.compile(
    rf"\b(?:swap|switch|exchange|flip)\s+(?:shots?\s+|scenes?\s+)?#?{_N}\s+(?:and|with|&|for)\s+(?:shot\s+|scene\s+)?#?{_N}\b",
    re.IGNORECASE,
)
_MOVE_TO = re.compile(
    rf"\bmove\s+(?:shot|scene)\s*#?{_N}\s+to\s+(?:the\s+)?(start|beginning|front|end|first|last|position\s+{_N}|{_N})\b", re.IGNORECASE
)
_REMOVE = re.compile(r"\b(?:remove|delete|drop|cut|lose|skip|take out|get rid of|kill|without)\b", re.IGNORECASE)
_ADD_SHOT = re.compile(
    rf"\b(?:add|insert|include|put in)\s+(?:another|an?|one more|one)?\s*(?:\w+\s+){{0,3}}?(?:shot|scene|clip|moment"
    rf"|close-?up|insert)\s+(?:of|with|where|showing|in which)\s+(.+?)(?:\s+(?:after|before)\s+(?:shot"
    rf"|scene)\s*#?{_N})?\s*$",
    re.I,
)
_WHERE = re.compile(rf"\b(after|before)\s+(?:shot|scene)\s*#?{_N}\b|\bat the (start|beginning|end)\b", re.IGNORECASE)
_MUSIC, _VOICE, _EFFECTS = (
    r"(?:music|soundtrack|score|song)",
    r"(?:voice[- ]?over|voiceover|voice|narrat(?:ion|or)|vo|speech|talking)",
    r"(?:sound effects?|effects|sfx|sound design|ambience)",
)
_SOUND_WORD = ((("music"), _MUSIC), ("voice", _VOICE), ("effects", _EFFECTS))
_DROP = r"(?:drop|remove|no|without|delete|lose|kill|mute|cut|turn off|get rid of|take out|skip|less)\s+(?:all\s+)?(?:the\s+|any\s+)?"
_ADD = (
    r"(?:add|include|with|put in|bring (?:in|back)|give it|needs?|want|i'd like)\s+"
    r"(?:some\s+|an?\s+|the\s+|more\s+|back\s+(?:the\s+)?)?(?:[\w-]+\s+){0,2}?"
)
_CARD = re.compile(
    r"\b(?:logo end ?card|end ?card|end ?screen|closing card|logo card|logo at the end|logo end|outro card|end title"
    r"|closing title|brand card|logo on the end|end frame)\b",
    re.IGNORECASE,
)
_LOGO = re.compile(r"\b(?:use|add|include|put|show)\s+(?:my|our|the|this|attached)\s+(?:attached\s+)?logo\b", re.IGNORECASE)
_TEXT = re.compile(
    r"\b(?:text|title|tag ?line|slogan|headline|caption|wording|words|cta|call to action|claim|end card|copy|card)\b", re.IGNORECASE
)
_SETS_TEXT = re.compile(r"\s*(?:add|write|show|put|change|replace|make it|use|set|with|end (?:on|with))\b", re.IGNORECASE)
_CHEAPER = re.compile(
    r"\b(?:cheaper|less expensive|lower (?:the )?(?:cost|price)|save money|too expensive|too pricey|cut (?:the )?costs?"
    r"|more affordable|reduce (?:the )?(?:cost|price)|bring (?:the )?(?:cost|price) down|budget (?:version|option"
    r"|tier))\b",
    re.I,
)
_BETTER = re.compile(
    r"\b(?:better quality|higher quality|best quality|improve (?:the )?quality|better (?:models?|looking|pictures)"
    r"|more quality|top quality|highest quality|premium (?:quality|models?|version|option|tier)"
    r"|increase (?:the )?quality|upgrade(?: it)?|best models?|nicer models?)\b",
    re.I,
)
_LENGTH_STEP = re.compile(
    r"\b(?:(?:a (?:bit|little)|much|slightly)\s+)?(shorter|longer|trim it|shorten it|extend it|lengthen it)\b", re.IGNORECASE
)
_NO_PEOPLE = re.compile(
    r"\b(?:no|without(?: any)?|remove (?:the|all)?|drop the|lose the|take out (?:the|all)?)\s*(?:people|persons?|humans?"
    r"|actors?|characters?|woman|man|faces?|models?)\b",
    re.IGNORECASE,
)
_FEWER = re.compile(
    r"\b(?:(fewer|less|more)\s+(?:shots|scenes|cuts)|(?:in|with|only|just|use|make it)\s+"
    + _N
    + r"\s+(?:shots?|scenes?|cuts?)(?:\s+only)?)\b",
    re.I,
)
_PLACE = re.compile(
    r"\b(?:set (?:it|this|everything|the (?:scene|whole thing|film)) (?:in|on|at)|move (?:it|this|everything"
    r"|the (?:action|scene|film)) to|happens? (?:in|on|at)|take (?:it|place) (?:to|in|on|at)|change the (?:setting"
    r"|location|place|background) to|in(?:side)? an?|on an?|at an?|on the|at the|in the)\s+",
    re.I,
)


def shots_named(part: str) -> tuple[int, ...]:
    found: list[int] = []
    for match in _SHOT.finditer(part):
        one, two, nth = match.groups()
        if nth:
            found.append(_NUMBERS[nth.lower()])
            continue
        first = _number(one)
        second = _number(two) if two else first
        joined = re.search(r"\b(?:to)\b|-", match.group()) and two
        found += list(range(first, second + 1)) if joined and second > first else [first, *([second] if two else [])]
    return tuple(dict.fromkeys(found))


def _number(text: str) -> int:
    return _NUMBERS[text.lower()] if text.lower() in _NUMBERS else int(text)


def read_part(part: str, quotes: Sequence[Quote], catalog: Catalog, shots: tuple[int, ...]) -> list[Change]:
    """The changes one part of the message holds, the most exact reading first."""
    for reader in (_order, _cards, _words, _sound):
        found = reader(part, quotes, shots)
        if found:
            return found
    models = tuple(dict.fromkeys(m.id for _, _, m in catalog.mentions(part)))
    if models and len(words_of(part)) <= 10:
        return [Change("models", models, shots)]
    return [*_size_of_it(part, shots), *_look(part, shots)]


def _order(part: str, quotes: Sequence[Quote], shots: tuple[int, ...]) -> list[Change]:
    """Swap, move, remove and add shots."""
    if swap := _SWAP.search(part):
        return [Change("swap", (_number(swap.group(1)), _number(swap.group(2))))]
    if move := _MOVE_TO.search(part):
        where = move.group(2).lower()
        place = _number(move.group(3) or move.group(4)) if move.group(3) or move.group(4) else -1 if where in ("end", "last") else 1
        return [Change("move", (_number(move.group(1)), place))]
    if add := _ADD_SHOT.search(part):
        where_to = _WHERE.search(part)
        return [Change("add", _WHERE.sub("", add.group(1)).strip(" ,."), (), {"where": _place_of(where_to)})]
    if shots and _REMOVE.search(part) and not re.search(_MUSIC + "|" + _VOICE + "|people|text", part, re.IGNORECASE):
        return [Change("remove", None, shots)]
    if fewer := _FEWER.search(part):
        word, count = fewer.groups()
        return [Change("shots", _number(count) if count else {"more": "+", "fewer": "-", "less": "-"}[word.lower()])]
    return []


def _place_of(where: re.Match[str] | None) -> int:
    """Before which shot (1 is the first); 0 means before the end card."""
    if where is None:
        return 0
    if where.group(3):
        return 99 if where.group(3).lower() == "end" else 1
    number = _number(where.group(2))
    return number + 1 if where.group(1).lower() == "after" else number


def _cards(part: str, quotes: Sequence[Quote], shots: tuple[int, ...]) -> list[Change]:
    if _CARD.search(part) and not ("\x01" in part and not re.search(r"\badd\b", part, re.IGNORECASE)):
        if re.search(_DROP, part, re.IGNORECASE):
            return [Change("end_card", False)]
        texts = tuple(q.text for q in quotes if q.kind in ("text", "name")) if "\x01" in part else ()
        return [Change("end_card", True, (), {"text": texts, "logo": "logo" in part.lower()})]
    return [Change("logo", True)] if _LOGO.search(part) else []


def _words(part: str, quotes: Sequence[Quote], shots: tuple[int, ...]) -> list[Change]:
    """New on-screen text or new spoken lines."""
    texts = tuple(q.text for q in quotes)
    if "\x01" in part and texts:
        if re.search(
            r"\b(?:say|voice[- ]?over|voice|vo|lines?|dialogue|narrat\w+|speaks?|script|(?:she|he|they|woman|man"
            r"|presenter|speaker) says)\b",
            part,
            re.IGNORECASE,
        ):
            return [Change("lines", texts, shots)]
        if not _TEXT.search(part) and not _SETS_TEXT.match(part):
            return []
        return [Change("text", texts, shots, {"add": bool(re.match(r"\s*(?:add|include)\b", part, re.I))})]
    if re.search(rf"\b{_DROP}(?:on[- ]screen\s+)?(?:text|titles?|captions?|words|writing|typography)\b", part, re.IGNORECASE):
        return [Change("text", (), shots)]
    told = re.search(
        r"\b(?:text|title|tag ?line|slogan|headline|caption)\s+(?:to|should (?:be|read|say)|say|read)s?\s*:?\s+([^\"“”]{2,80})$",
        part,
        re.IGNORECASE,
    )
    return [Change("text", (told.group(1).strip(" ."),), shots)] if told else []


def _sound(part: str, quotes: Sequence[Quote], shots: tuple[int, ...]) -> list[Change]:
    if re.search(
        r"\b(?:no|without|drop the|remove (?:the|all)?|mute (?:the|all)?|turn off the)\s*(?:sound"
        r"|audio)\b(?!\s*(?:effects?|design))|\bmake it silent\b|\bsilent\b|^\s*mute\b",
        part,
        re.IGNORECASE,
    ):
        return [Change("sound", ("none", False))]
    for kind, word in _SOUND_WORD:
        if re.search(rf"\b{_DROP}(?:\w+\s+)?{word}\b", part, re.IGNORECASE):
            return [Change("sound", (kind, False))]
        changed = re.search(rf"\b(?:change|switch|make|swap)\s+(?:the\s+)?{word}\s+(?:to|into|for|with)?\s*(.+)$", part, re.IGNORECASE)
        if changed and kind == "music":
            return [Change("sound", ("music", True), (), {"what": changed.group(1).strip(" .")})]
        if re.search(rf"\b{_ADD}{word}\b", part, re.IGNORECASE) or re.fullmatch(rf"\s*(?:with\s+)?{word}\s*", part, re.IGNORECASE):
            what = re.search(rf"\b(?:add|want|with|include)\s+(?:some\s+|a\s+|an\s+)?((?:[\w-]+\s+){{1,3}}){word}", part, re.IGNORECASE)
            return [Change("sound", (kind, True), (), {"what": what.group(1).strip() if what and kind == "music" else ""})]
    return []


def _size_of_it(part: str, shots: tuple[int, ...]) -> list[Change]:
    """Length, format, tier, budget, people."""
    found: list[Change] = []
    bare = _SHOT.sub(" ", part)
    if _NO_PEOPLE.search(part):
        found.append(Change("no_people", True, shots))
    seconds = read_duration(bare) if not re.search(r"\b(?:first|last)\s+\w+\s+sec", bare, re.I) else None
    if seconds:
        found.append(Change("duration", seconds, shots))
    elif step := _LENGTH_STEP.search(part):
        found.append(Change("length", "shorter" if step.group(1).lower().startswith(("short", "trim")) else "longer", shots))
    aspect = read_aspect(bare)
    platform = read_platform(Doc(bare))
    if not aspect and platform and re.search(r"\b(?:for|on|to|make it)\b", bare, re.IGNORECASE):
        aspect = load_lexicon("brief")["platform_aspect"].get(platform)
        found.append(Change("platform", platform))
    if aspect and not shots:
        found.append(Change("aspect", aspect))
    budget, _ = read_budget(bare)
    if budget is not None:
        found.append(Change("budget", budget))
    elif _CHEAPER.search(part):
        found.append(Change("tier", "-"))
    if _BETTER.search(part):
        found.append(Change("tier", "+"))
    return found


@cache
def _looks() -> Table:
    return Table(phrases(load_lexicon("revise")["looks"]))


def _people_change(bare: str, slots: Any, shots: tuple[int, ...]) -> list[Change]:
    """New hair or clothes for the people ("give her red hair", "in a blue coat")."""
    found = read_slots("she " + bare).characters if not slots.characters else slots.characters
    looks = {name: getattr(found[0], name) for name in ("hair", "wardrobe") if found and getattr(found[0], name)} if found else {}
    told = re.search(r"\b(?:hair|wear\w*|dressed|in an?\b)", bare, re.IGNORECASE)
    return (
        [Change("person", None, shots, looks)]
        if looks and told and not (slots.characters and "wardrobe" in looks and not re.search(r"\b(?:wear|dress|in an?)\b", bare, re.I))
        else []
    )


def _negated(doc: Doc, first: int) -> bool:
    return bool({"not", "less", "don't", "no", "never"} & {w.text for w in doc.words[max(0, first - 2) : first]})


_SETTABLE = (
    "shot_size",
    "angle",
    "movement",
    "movement_speed",
    "lens",
    "focus",
    "light_source",
    "light_quality",
    "key_side",
    "light_setup",
    "time_of_day",
    "weather",
    "palette",
    "style",
)


def _look(part: str, shots: tuple[int, ...]) -> list[Change]:
    """Looks from the lexicon ("warmer") and film words said outright ("make it night", "low angle", "in the rain")."""
    bare = _SHOT.sub(" ", part)
    doc = Doc(bare)
    if len(doc.words) > 14:
        return []
    looks = _looks().find(doc)
    changes = [Change("look", look.value, shots) for look in looks if not _negated(doc, look.first)]
    slots = read_slots(bare)
    said = said_names(slots)
    covered = {"style", "palette", "mood", "focus", "light_quality", "lens", "movement_speed", "light_setup"} if looks else set()
    told = {name: getattr(slots, name) for name in _SETTABLE if name in said and name not in covered}
    if "setting" in said and _PLACE.search(bare):
        told["setting"] = slots.setting
    if told:
        changes.append(Change("slots", None, shots, told))
    changes += _people_change(bare, slots, shots)
    return changes
