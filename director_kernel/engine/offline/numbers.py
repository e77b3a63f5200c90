"""Read lengths, money, formats and counts from a brief. What is not said is None."""

import re
from decimal import Decimal, InvalidOperation

from director_kernel.schema.money import micros

LONGEST = 600.0
"""Seconds: the longest film planned in one go; beyond it the director asks."""

_WORDS = {
    "a": 1,
    "an": 1,
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
    "eleven": 11,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "twenty-five": 25,
    "thirty": 30,
    "forty": 40,
    "forty-five": 45,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
    "zehn": 10,
    "fünfzehn": 15,
    "zwanzig": 20,
    "dreißig": 30,
    "dix": 10,
    "quinze": 15,
    "vingt": 20,
    "trente": 30,
    "diez": 10,
    "veinte": 20,
    "treinta": 30,
    "dieci": 10,
    "venti": 20,
    "trenta": 30,
    "dez": 10,
    "vinte": 20,
    "trinta": 30,
    "tien": 10,
    "vijftien": 15,
    "twintig": 20,
    "dertig": 30,
}
_NUMBER = (
    r"(\d{1,5}(?:[.,]\d{1,2})?|" + "|".join(sorted((re.escape(w) for w in _WORDS if w not in ("a", "an")), key=len, reverse=True)) + ")"
)
_SECONDS = r"(?:seconds?|secs?|s)\b"
_MINUTES = r"(?:minutes?|mins?)\b"
_CLOCK = re.compile(
    r"(?<![\d:$€£.])(\d{1,2}):([0-5]\d)(?![\d:])(?=\s*(?:min|long|video|film|spot|m\b|runtime|duration|$|[,.;)]))", re.IGNORECASE
)
_RATIOS = frozenset(("9:16", "16:10", "1:10", "2:35", "2:39", "2:40"))
_RANGE = re.compile(rf"{_NUMBER}\s*(?:-|–|to|or|up to)\s*{_NUMBER}[\s-]*(?:{_SECONDS}|{_MINUTES})", re.IGNORECASE)
_MIN_SEC = re.compile(
    rf"(?<![\w.]){_NUMBER}[\s-]*{_MINUTES}(?:\s*(?:and\s*)?{_NUMBER}[\s-]*{_SECONDS})?(\s+and\s+a\s+half)?", re.IGNORECASE
)
_SEC = re.compile(rf"(?<![\w.$€£:]){_NUMBER}[\s-]*{_SECONDS}", re.IGNORECASE)
_FIXED = (
    (re.compile(r"\bhalf[- ]a?[- ]?minute\b|\bhalf a min\b", re.I), 30.0),
    (re.compile(r"\b(?:a|one) minute and a half\b|\bminute and a half\b", re.I), 90.0),
    (re.compile(r"\ba couple of seconds\b", re.I), None),
    (re.compile(r"\ba minute\b|\bminute[- ]long\b", re.I), 60.0),
)
_DECADE = re.compile(r"(?:\b(?:his|her|their|my|your|late|early|mid|the|in|into)[\s-]+|['’])$", re.IGNORECASE)
_ERA = re.compile(
    r"\s+(?:style|look|aesthetics?|vibes?|retro|fashion|synth\w*|disco|rock|anime|nostalgia|inspired|themed)\b", re.IGNORECASE
)
_NOT_LENGTH = re.compile(
    r"(?:first|last|opening|final|every|each|after|within|for the|in under|in just|in only|ready in|done in|takes?"
    r"|takes only|read in|served in|results in)"
    r"\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
_AFTER_NOT = re.compile(
    r"^\s*(?:later|ago|of (?:silence|black)|timer|old|ride|drive|walk|away|workouts?|meals?|recipes?|lessons?|delivery|abs|read\b)",
    re.IGNORECASE,
)
_EACH = re.compile(r"^\s*(?:each|per (?:shot|scene|clip)|apiece|a shot|clips\b|shots\b)", re.IGNORECASE)
_COUNT = re.compile(
    r"\b(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|twelve)[\s-]+(?:different |separate |distinct "
    r"|quick )?(?:shots?|scenes?|cuts?)\b",
    re.I,
)

_MONEY = re.compile(
    r"(?P<sign>[$€£])\s?(?P<a>\d+(?:,\d{3})*(?:\.\d+)?)(?P<k>k\b)?"
    r"|(?P<b>\d+(?:,\d{3})*(?:[.,]\d+)?)(?P<k2>k)?\s?(?P<unit>usd|us dollars?|dollars?|bucks?|credits?|euros?|eur|€|£"
    r"|pounds?|\$|cents?|¢)(?!\w)",
    re.IGNORECASE,
)
_BUDGET_CUE = re.compile(
    r"\b(?:budget|spend|spending|max(?:imum)?|under|below|up to|no more than|not more than|at most|less than|cap(?:ped)?"
    r"|limit|within|have|i've got|got|only have"
    r"|stay|keep|total|cost|costs|bütçe|orçamento|presupuesto|bilancio|budżet|all in|for about|around|tops?)\b[^.;\n]{0,30}$",
    re.IGNORECASE,
)
_BUDGET_AFTER = re.compile(
    r"^\s*(?:budget|max(?:imum)?|tops|limit|cap|total|or less|to spend|at most|in total|all in|is my|is the|ceiling)\b", re.IGNORECASE
)
_PRICE_TAG = re.compile(
    r"\b(?:priced at|price of|sells? for|selling for|retail(?:s|ing)? (?:at|for)|only|just|from|starting at|starts at"
    r"|now|costs?|worth|a|an|the|our|new|save|off|saves|free over)\s*(?:is |it is |it's )?$",
    re.IGNORECASE,
)

_ASPECTS = (
    (
        "9:16",
        r"9\s?[:x/]\s?16|1080\s?x\s?1920|vertical(?:ly)?(?! integration)|portrait (?:mode|format|video|orientation)"
        r"|in portrait\b|phone format|upright",
    ),
    (
        "16:9",
        r"16\s?[:x/]\s?9|1920\s?x\s?1080|3840\s?x\s?2160|wide ?screen|landscape (?:mode|format|video|orientation|ad"
        r"|clip)|in landscape\b|horizontal(?:ly)?",
    ),
    ("1:1", r"1\s?[:x]\s?1(?!\d)|1080\s?x\s?1080|square(?! (?:metres?|meters?|feet|miles|foot|in (?:new|london|paris|berlin|rome)))"),
    ("4:5", r"4\s?[:x]\s?5(?!\d)"),
    ("2:3", r"2\s?[:x]\s?3(?!\d)"),
    ("3:4", r"3\s?[:x]\s?4(?!\d)"),
    ("4:3", r"4\s?[:x]\s?3(?!\d)"),
    ("3:2", r"3\s?[:x]\s?2(?!\d)"),
    (
        "21:9",
        r"21\s?[:x/]\s?9|2\.3[59](?:\s?:\s?1)?|2\.40?\s?:\s?1|ultra[- ]?wide(?:screen)?(?! (?:lens|angle|shot))"
        r"|cinemascope|scope format|letterbox(?:ed)?",
    ),
)
_ASPECT_RES = tuple((name, re.compile(rf"(?<![\w:.])(?:{pattern})(?![\w:])", re.IGNORECASE)) for name, pattern in _ASPECTS)
_PLACE_SQUARE = re.compile(
    r"\b(?:(?:in|at|on|across|over|through|into|of)\s+(?:an?|the)\s+(?:\w+\s+)?|town |market |village |times |city "
    r"|public |red |cobbled )square\b"
    r"(?!\s+(?:video|format|ad|clip|post|image|feed|crop|thumbnail|picture|frame|version|cut))",
    re.IGNORECASE,
)


def _value(text: str) -> float:
    lower = text.lower()
    return float(_WORDS[lower]) if lower in _WORDS else float(lower.replace(",", "."))


def read_duration(text: str) -> float | None:
    """The piece's length in seconds: "15-second", "1:30", "half a minute", "four 5 second shots" (20), the upper end of "10–15 s"."""
    for pattern, seconds in _FIXED[:2]:
        if pattern.search(text):
            return seconds
    clock = next((m for m in _CLOCK.finditer(text) if m.group() not in _RATIOS), None)
    if clock and not re.search(r"\b(?:at|by|until|alarm|before|clock)\s*$", text[: clock.start()], re.IGNORECASE):
        return int(clock.group(1)) * 60.0 + int(clock.group(2))
    lengths = [*_ranges(text), *_minutes(text), *_seconds(text)]
    if lengths:
        return min(lengths)[1]
    return next((s for pattern, s in _FIXED[2:] if pattern.search(text)), None)


def _ranges(text: str) -> list[tuple[int, float]]:
    found = []
    for match in _RANGE.finditer(text):
        factor = 60.0 if re.search(_MINUTES + "$", match.group(), re.IGNORECASE) else 1.0
        found.append((match.start(), _value(match.group(2)) * factor))
    return found


def _minutes(text: str) -> list[tuple[int, float]]:
    return [
        (m.start(), _value(m.group(1)) * 60.0 + (_value(m.group(2)) if m.group(2) else 0.0) + (30.0 if m.group(3) else 0.0))
        for m in _MIN_SEC.finditer(text)
        if not _NOT_LENGTH.search(text[: m.start()]) and not _AFTER_NOT.match(text[m.end() :])
    ]


def _seconds(text: str) -> list[tuple[int, float]]:
    found = []
    for match in _SEC.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if match.group().endswith("0s") and (_DECADE.search(before) or _ERA.match(after)):
            continue
        if re.search(r"\d+\s*(?:minutes?|mins?)\s*(?:and\s*)?$", before, re.IGNORECASE):
            continue
        count = re.search(
            r"\b(\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)\s*(?:x|×|shots? of|clips? of|scenes? of|times)?\s*$", before, re.I
        )
        if _EACH.match(after) or (count and re.match(r"\s*(?:shots|scenes|clips)\b", after, re.I)):
            shots = _value(count.group(1)) if count else (read_shots(text) or 1)
            found.append((match.start(), _value(match.group(1)) * shots))
        elif not _NOT_LENGTH.search(before) and not _AFTER_NOT.match(after):
            found.append((match.start(), _value(match.group(1))))
    return found


def read_shots(text: str) -> int | None:
    """How many shots or scenes were asked for."""
    found = _COUNT.search(text)
    return max(1, int(_value(found.group(1)))) if found else None


def read_budget(text: str) -> tuple[int | None, str]:
    """The most it may cost, in micro-USD, and the currency said ("" for dollars and credits).

    Euros and pounds are taken as the same number of dollars: both are worth more, so the cap is never above what was meant.
    A price in the copy ("only $19", "priced at $49") is not a budget.
    """
    for match in _MONEY.finditer(text):
        before, after = text[max(0, match.start() - 48) : match.start()], text[match.end() :]
        cue = bool(_BUDGET_CUE.search(before) or _BUDGET_AFTER.match(after))
        bare = re.search(r"(?:^|[,;.(\n–—-])\s*$", before) and re.match(r"\s*(?:$|[,.;)\n!])", after)
        meant = re.search(r"\bfor\s*$", before) and re.match(r"\s*(?:$|[,.;)\n!])", after)
        if (cue and not _tagged(before)) or (not _PRICE_TAG.search(before) and (bare or meant)):
            amount = _amount(match)
            if amount is not None:
                unit = (match.group("sign") or match.group("unit") or "").lower()
                return amount, "EUR" if unit in ("€", "euro", "euros", "eur") else "GBP" if unit in ("£", "pound", "pounds") else ""
    return None, ""


def _tagged(before: str) -> bool:
    """True when the nearest cue is that of a price tag."""
    return bool(
        re.search(
            r"\b(?:priced at|price of|sells? for|selling for|retails? (?:at|for)|starting at|starts at|it costs|save)\s*$",
            before,
            re.IGNORECASE,
        )
    )


def _amount(match: re.Match[str]) -> int | None:
    number = (match.group("a") or match.group("b") or "").strip()
    number = re.sub(r",(?=\d{3}\b)", "", number).replace(",", ".")
    try:
        value = Decimal(number)
    except InvalidOperation:
        return None
    value *= 1000 if match.group("k") or match.group("k2") else 1
    if (match.group("unit") or "").lower() in ("cent", "cents", "¢"):
        value /= 100
    return micros(value) if value <= 10**9 else None


def read_aspect(text: str) -> str | None:
    """The format said ("vertical", "9:16", "square" …) as width:height."""
    plain = _PLACE_SQUARE.sub(" ", text)
    found = [(m.start(), name) for name, pattern in _ASPECT_RES if (m := pattern.search(plain))]
    return min(found)[1] if found else None
