"""Sort what stands in quotation marks: on-screen text, spoken lines, labels and names."""

import re
from dataclasses import dataclass
from typing import Literal

from director_kernel.schema.slots import Line

_CLOSERS = {'"': '"', "“": "”", "«": "»", "„": "“”", "「": "」", "『": "』", "‹": "›", "‘": "’", "”": "”", "《": "》"}
_LONGEST = 300

_SPOKEN = re.compile(
    r"(?:\b(?:says?|said|saying|whispers?|whispering|shouts?|asks?|asking|repl(?:ies|ying)|murmurs?|announces?|exclaims?|yells?|explains?"
    r"|mutters?|answers?|screams?|calls? out|tells? (?:us|them|him|her)|speaks?|sings?|narrat(?:es|or|ion)"
    r"|voice[- ]?over|vo|v\.o\.|dialogue"
    r"|script|spoken(?: line)?|line|voice|sprecher|stimme|sagt|dit|dice|diz|zegt|говорит|mówi|diyor)\b[^.;\n\"“«]{0,24}?[:,]?\s*)$",
    re.IGNORECASE,
)
_SPOKEN_AFTER = re.compile(
    r"^\s*,?\s*(?:he|she|they|a voice|the (?:narrator|voice)|\w+)\s+(?:says|whispers|asks|shouts|replies|murmurs|said)\b", re.I
)
_TO_CAMERA = re.compile(r"\bto (?:the )?(?:camera|lens|viewers?|audience)\b[^.;\n\"“«]{0,12}$", re.IGNORECASE)
_SPEAKER_COLON = re.compile(r"(?:^|[\n.;,]\s*)([A-Z][\w'’ -]{0,24}):\s*$")
_SHOWN = re.compile(
    r"\b(?:text|title|titles|caption|captions|reads?|reading|tag ?line|slogan|cta|call to action|headline|words?"
    r"|on[- ]screen|super|supers|card"
    r"|sign|written|lettering|copy|button|hashtag|claim|motto|typography|type|message|banner|poster|billboard|neon"
    r"|ending with|ends? (?:with|on)|intertitle"
    r"|print|printed|display(?:s|ing)?|overlay|overlaid|schriftzug|aufschrift|texte?|texto|testo|tekst|titre|título"
    r"|titolo|titel|slogan|текст|надпись"
    r"|文字|文案|標題|标题|字幕|テキスト|文字|タイトル|텍스트|문구|자막|نص|النص|عبارة|yazısı|yazı|metin|napis|टेक्स्ट)\b[^.;\n\"“«]{0,30}$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\b(?:label(?:led|ed)?|labels|engraved|embossed|bottle says|box says|packaging)\b[^.;\n\"“«]{0,20}$", re.IGNORECASE)
_NAMED = re.compile(
    r"\b(?:called|named|titled|entitled|brand|brand name|company|product name|by|genannt|namens|appelée?|llamad[oa]"
    r"|chiamat[oa]|chamad[oa]|genaamd)\s*:?\s*$",
    re.I,
)
_SIGN_SPEAKS = re.compile(
    r"\b(?:sign|label|card|screen|text|poster|banner|box|title|caption|billboard|logo|it|mail|e-?mail|letter|note"
    r"|message|phone|display|neon|paper|page|headline)\s+(?:that\s+)?(?:says?|saying)\s*:?\s*$",
    re.I,
)


@dataclass(frozen=True)
class Quote:
    """One quotation: its words, what they are, who speaks, and where they stand (marks included)."""

    text: str
    kind: Literal["text", "line", "label", "name"]
    speaker: str
    start: int
    end: int


def find_quotes(text: str) -> tuple[Quote, ...]:
    """Every closed quotation of at most 300 characters, outermost marks only, sorted by where it stands."""
    found: list[Quote] = []
    at = 0
    while at < len(text):
        end = _closing(text, at)
        if end is None:
            at += 1
            continue
        words = text[at + 1 : end].strip()
        if words:
            kind, speaker = _sort(text[max(0, at - 60) : at], text[end + 1 : end + 40])
            found.append(Quote(words, kind, speaker, at, end + 1))
        at = end + 1
    return tuple(found)


def _closing(text: str, at: int) -> int | None:
    """Where the quotation opened at `at` ends; None when nothing opens there or it never closes."""
    mark = text[at]
    closers = _CLOSERS.get(mark)
    if mark == "'" and (at == 0 or not text[at - 1].isalnum()):
        single = re.compile(r"(?<=\S)'(?!\w)").search(text, at + 2, at + _LONGEST)
        return single.start() if single else None
    if closers is None:
        return None
    return next((i for i in range(at + 1, min(len(text), at + _LONGEST)) if text[i] in closers), None)


def _sort(before: str, after: str) -> tuple[Literal["text", "line", "label", "name"], str]:
    colon = _SPEAKER_COLON.search(before)
    if _LABEL.search(before):
        return "label", ""
    if _SIGN_SPEAKS.search(before):
        return "text", ""
    if _TO_CAMERA.search(before):
        return "line", ""
    spoken = _SPOKEN.search(before)
    shown = _SHOWN.search(before)
    if spoken and not (shown and shown.start() > spoken.start()):
        return "line", _speaker(before, spoken)
    if shown:
        return "text", ""
    if _SPOKEN_AFTER.match(after):
        return "line", ""
    if _NAMED.search(before):
        return "name", ""
    if colon and colon.group(1).lower() not in ("cta", "title", "text"):
        return "line", colon.group(1).strip()
    return "text", ""


def _speaker(before: str, spoken: "re.Match[str]") -> str:
    """Who says it: the noun before the verb; "" for a voice-over."""
    if re.match(r"(?:narrat|voice|vo\b|v\.o|line|dialogue|script|spoken|sprecher|stimme)", spoken.group().strip(), re.IGNORECASE):
        return ""
    name = re.search(r"(?:\b(?:the|a|an)\s+)?([\w'’-]+(?:\s[\w'’-]+)?)\s*$", before[: spoken.start()])
    words = [
        w
        for w in (name.group(1).split() if name else [])
        if w.lower() not in ("the", "a", "an", "and", "who", "then", "where", "that", "in", "she", "he")
    ]
    return words[-1] if words else ""


def unquoted(text: str, quotes: tuple[Quote, ...]) -> str:
    """`text` with every quotation blanked out (same length, so spans stay true)."""
    for quote in quotes:
        text = text[: quote.start] + " " * (quote.end - quote.start) + text[quote.end :]
    return text


def lines(quotes: tuple[Quote, ...]) -> tuple[Line, ...]:
    return tuple(Line(text=q.text, speaker=q.speaker) for q in quotes if q.kind == "line")
