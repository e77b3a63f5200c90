"""Text as real type: faces by mood, widths from the fonts' own tables, wrapping, fitting, and an account of letters no font has."""

import unicodedata
from dataclasses import dataclass
from functools import cache

from fontTools.ttLib import TTFont

from director_kernel.media.draw.raster import font_files
from director_kernel.media.draw.svg import Canvas, attributes, num, safe
from director_kernel.schema.slots import Slots


@dataclass(frozen=True)
class Face:
    """One face of a family, as SVG names it."""

    name: str
    family: str
    weight: int
    italic: bool = False


THIN = Face("LatoThin", "Lato", 250)
LIGHT = Face("LatoLight", "Lato", 300)
REGULAR = Face("Lato", "Lato", 400)
BOLD = Face("LatoBold", "Lato", 700)
BLACK = Face("LatoBlack", "Lato", 900)
SERIF_LIGHT = Face("SourceSerifProLight", "Source Serif Pro", 300)
SERIF = Face("SourceSerifPro", "Source Serif Pro", 400)
SERIF_ITALIC = Face("SourceSerifProIt", "Source Serif Pro", 400, italic=True)
SERIF_BOLD = Face("SourceSerifProSemibold", "Source Serif Pro", 600)
SERIF_BLACK = Face("SourceSerifProBlack", "Source Serif Pro", 900)

# A letter with a plain equal in meaning is set as that; nothing here changes a word.
_EQUALS = str.maketrans(
    {"‐": "-", "‑": "-", "−": "–", "⁄": "/", "′": "'", "″": '"', "→": "›", "⟶": "›", "➔": "›", "✓": "√", "☆": "*", "★": "*", "·": "·"}
)


@cache
def _metrics(name: str) -> tuple[dict[int, float], frozenset[int]]:
    """Advance in em by code point, and the code points the face has."""
    font = TTFont(font_files()[name], lazy=True)
    cmap, widths, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    advances = {code: widths[glyph][0] / em for code, glyph in cmap.items()}
    font.close()
    return advances, frozenset(advances)


def settable(text: str, face: Face) -> tuple[str, tuple[str, ...]]:
    """The text in letters the face has, and the letters that had to go. An accent it lacks falls off its letter and counts as missing."""
    _, known = _metrics(face.name)
    kept, lost = [], []
    for letter in unicodedata.normalize("NFC", text).translate(_EQUALS):
        if ord(letter) in known:
            kept.append(letter)
            continue
        if letter.isspace():
            kept.append(" ")
            continue
        lost.append(letter)
        kept.extend(part for part in unicodedata.normalize("NFKD", letter) if ord(part) in known and not unicodedata.combining(part))
    return " ".join("".join(kept).split()), tuple(dict.fromkeys(lost))


def best_face(text: str, wanted: Face) -> Face:
    """The wanted face, or the one of the other family that lacks fewer letters of the text."""
    missing = len(settable(text, wanted)[1])
    if not missing:
        return wanted
    others = (SERIF_BLACK, SERIF_BOLD, SERIF, SERIF_LIGHT) if wanted.family == "Lato" else (BLACK, BOLD, REGULAR, LIGHT)
    other = min(others, key=lambda face: abs(face.weight - wanted.weight))
    return other if len(settable(text, other)[1]) < missing else wanted


def measure(text: str, face: Face, size: float, spacing: float = 0.0) -> float:
    """Width of one line in the unit of `size`; kerning can only make it a little narrower. `spacing` is em between letters."""
    advances, _ = _metrics(face.name)
    return sum(advances.get(ord(letter), 0.5) + spacing for letter in text) * size


def wrap(text: str, face: Face, size: float, width: float, spacing: float = 0.0) -> list[str]:
    """Lines no wider than `width`; a word that is wider by itself is broken."""
    lines: list[str] = []
    for word in text.split():
        candidate = f"{lines[-1]} {word}" if lines else word
        if lines and measure(candidate, face, size, spacing) <= width:
            lines[-1] = candidate
        else:
            lines.extend(_broken(word, face, size, width, spacing))
    return lines


def _broken(word: str, face: Face, size: float, width: float, spacing: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and measure(pieces[-1] + letter, face, size, spacing) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def clipped(text: str, face: Face, size: float, width: float) -> str:
    """One line that fits, ended by an ellipsis where it had to be cut."""
    if measure(text, face, size) <= width:
        return text
    kept = text
    while kept and measure(kept + "…", face, size) > width:
        kept = kept[:-1]
    return kept.rstrip() + "…" if kept else ""


@dataclass(frozen=True)
class Block:
    """Set lines: `leading` units apart, the widest `width` units."""

    lines: tuple[str, ...]
    face: Face
    size: float
    spacing: float
    width: float
    missing: tuple[str, ...] = ()

    @property
    def leading(self) -> float:
        return self.size * (1.06 if self.size > 60 else 1.2)

    @property
    def height(self) -> float:
        return self.size * 0.74 + self.leading * (len(self.lines) - 1) if self.lines else 0.0


def fit(
    text: str, face: Face, width: float, height: float, *, largest: float, smallest: float = 14.0, lines: int = 3, spacing: float = 0.0
) -> Block:
    """The text as large as goes into the box in at most `lines` lines; what does not fit at the smallest size ends in an ellipsis."""
    chosen = best_face(text, face)
    shown, missing = settable(text, chosen)
    size = largest
    while True:
        rows = wrap(shown, chosen, size, width, spacing)
        whole = not any(measure(word, chosen, size, spacing) > width for word in shown.split())
        tall = size * 0.74 + size * 1.12 * (len(rows) - 1)
        if (len(rows) <= lines and tall <= height and whole) or size <= smallest:
            break
        size = max(smallest, size * 0.93)
    if len(rows) > lines:
        rows = [*rows[: lines - 1], clipped(" ".join(rows[lines - 1 :]), chosen, size, width)]
    rows = _balanced(rows, shown, chosen, size, width, spacing)
    widest = max((measure(row, chosen, size, spacing) for row in rows), default=0.0)
    return Block(tuple(rows), chosen, size, spacing, widest, missing)


def _balanced(rows: list[str], shown: str, face: Face, size: float, width: float, spacing: float) -> list[str]:
    """The same number of lines with the rag evened out: a headline with one word on its last line reads as an accident."""
    if len(rows) < 2 or rows[-1].endswith("…"):
        return rows
    narrow = width
    while narrow > width * 0.45:
        tried = wrap(shown, face, size, narrow * 0.95, spacing)
        broken = any(measure(word, face, size, spacing) > narrow * 0.95 for word in shown.split())
        if broken or len(tried) != len(rows) or any(measure(row, face, size, spacing) > width for row in tried):
            break
        rows, narrow = tried, narrow * 0.95
    return rows


def draw_block(canvas: Canvas, block: Block, x: float, y: float, fill: str, *, anchor: str = "start", **more: object) -> None:
    """The block with its first baseline at `y`; `anchor` start, middle or end at `x`."""
    extra = attributes({**({"letter_spacing": block.spacing * block.size} if block.spacing else {}), **more})
    shift = block.spacing * block.size / 2 if anchor == "middle" else 0.0
    for index, row in enumerate(block.lines):
        canvas.add(text(row, x + shift, y + index * block.leading, block.size, block.face, fill, anchor, extra))


def text(words: str, x: float, y: float, size: float, face: Face, fill: str, anchor: str = "start", extra: str = "") -> str:
    """One `<text>` line. `words` must be cleaned; they are escaped here."""
    style = ' font-style="italic"' if face.italic else ""
    placed = f'x="{num(x)}" y="{num(y)}" font-size="{num(size)}" text-anchor="{anchor}"'
    return f'<text {placed} font-family="{face.family}" font-weight="{face.weight}"{style} fill="{fill}"{extra}>{safe(words)}</text>'


_SERIFS = (
    "luxur",
    "elegant",
    "premium",
    "romantic",
    "nostalg",
    "vintage",
    "noir",
    "mystery",
    "myster",
    "melanchol",
    "drama",
    "period",
    "heritage",
    "literary",
    "horror",
)
_HEAVY = (
    "bold",
    "energetic",
    "playful",
    "sport",
    "punk",
    "street",
    "urgent",
    "loud",
    "comic",
    "action",
    "upbeat",
    "gym",
    "fitness",
    "racing",
)
_AIRY = (
    "minimal",
    "clean",
    "calm",
    "serene",
    "futur",
    "sci-fi",
    "tech",
    "ethereal",
    "dream",
    "fresh",
    "spa",
    "skincare",
    "luxury tech",
    "space",
)


def display_face(slots: Slots, words: str, *, default: tuple[Face, float, bool] = (BOLD, 0.0, False)) -> tuple[Face, float, bool]:
    """Headline face by what a film keeps from shot to shot (mood, style), its letter spacing in em, and whether it is set in capitals.

    `words` decide only where neither says anything; action and framing never do, so that a name looks the same in every shot of a film.
    """
    told = " ".join((*slots.mood, *slots.style)).lower()[:600]
    return _face_for(told) or _face_for(words[:1500]) or default


def _face_for(looked: str) -> tuple[Face, float, bool] | None:
    if any(word in looked for word in ("trailer", "cinematic", "epic", "blockbuster")):
        return (SERIF, 0.22, True) if any(word in looked for word in _SERIFS) else (LIGHT, 0.3, True)
    if any(word in looked for word in _SERIFS):
        return SERIF, 0.01, False
    if any(word in looked for word in _HEAVY):
        return BLACK, -0.01, False
    if any(word in looked for word in _AIRY):
        return LIGHT, 0.02, False
    return None
