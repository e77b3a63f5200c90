"""What goes on a page, and the page being set: words measured, cut words and missing letters written down."""

from dataclasses import dataclass, field

import cv2

from director_kernel.media.draw.colour import luma
from director_kernel.media.draw.graphics.still import EXACT
from director_kernel.media.draw.raster import rasterise
from director_kernel.media.draw.svg import Canvas, attributes, clean, num, safe
from director_kernel.media.draw.typography import SERIF, SERIF_BOLD, Block, Face, best_face, clipped, draw_block, fit, settable, text, wrap
from director_kernel.media.plate import Pixels
from director_kernel.schema.slots import Line

LONGEST_TEXT = 4000
"""Characters of one text a page looks at."""


@dataclass(frozen=True)
class Panel:
    """One picture of a page with its words. `picture` is PNG, JPEG or WebP, None where there is none yet (a card is drawn).

    `shot` says how it is filmed ("WS · low angle · 35mm"), `start` and `seconds` are its place in the film, `weight` how much it matters,
    `people` who is seen from left to right; a line without a speaker is a voice-over.
    """

    picture: bytes | None = field(default=None, repr=False)
    number: str = ""
    coverage: str = ""
    shot: str = ""
    action: str = ""
    dialogue: tuple[Line, ...] = ()
    sound: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    start: float = 0.0
    seconds: float = 0.0
    weight: float = 1.0


@dataclass(frozen=True)
class Copy:
    """The words of a page. `credits` is the billing block, `body` the text of a spread, `note` small print at the foot ("previs")."""

    title: str = ""
    tagline: str = ""
    credits: tuple[str, ...] = ()
    body: str = ""
    quote: str = ""
    kicker: str = ""
    note: str = ""


@dataclass(frozen=True)
class Page:
    """A finished page: PNG and SVG of the same picture. `missing` are letters no font here has, `cut` the whole texts that were
    shortened, `pages` how many there are of it, `left_out` what it has no room for, in words."""

    png: bytes = field(repr=False)
    svg: str = field(repr=False)
    width: int = 0
    height: int = 0
    number: int = 1
    pages: int = 1
    missing: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def told(self) -> list[str]:
        """What a person must know about it, in sentences."""
        said = []
        if self.missing:
            said.append(f"No font here has these letters: {' '.join(self.missing[:40])}; write them otherwise, or set them elsewhere.")
        said += [f"Shortened on the page: “{clean(words, 160)}”" for words in self.cut]
        return [*said, *self.left_out]


class Setter:
    """A page being drawn, `width`×`height` units, one unit a pixel."""

    def __init__(self, width: int, height: int, ground: str = "") -> None:
        self.width, self.height = width, height
        self.canvas = Canvas("g")
        self.missing: list[str] = []
        self.cut: list[str] = []
        self.left_out: list[str] = []
        if ground:
            self.canvas.rect(0, 0, width, height, ground)

    def fitted(
        self,
        words: str,
        face: Face,
        width: float,
        height: float,
        largest: float,
        *,
        smallest: float = 11.0,
        lines: int = 2,
        spacing: float = 0.0,
        capitals: bool = False,
    ) -> Block:
        """The words as large as the box takes. Where most letters are in no font, a square stands for each: the place is kept."""
        said = clean(words, LONGEST_TEXT)
        face = _face_with(said, face)
        shown = shown_in_fonts(said.upper() if capitals else said, face)
        block = fit(shown, face, width, height, largest=largest, smallest=min(smallest, largest), lines=lines, spacing=spacing)
        self.missing.extend(settable(said, best_face(said, face))[1])
        if (block.lines and block.lines[-1].endswith("…") and not said.endswith("…")) or (shown and not block.lines):
            self.cut.append(said)
        return block

    def put(self, block: Block, x: float, top: float, fill: str, anchor: str = "start", **more: object) -> float:
        """Draws a block whose first line's capitals begin at `top`; gives the y under its last baseline."""
        draw_block(self.canvas, block, x, top + block.size * 0.74, fill, anchor=anchor, **more)
        return top + block.height

    def write(
        self,
        words: str,
        face: Face,
        x: float,
        top: float,
        width: float,
        height: float,
        size: float,
        fill: str,
        *,
        anchor: str = "start",
        lines: int = 3,
        smallest: float = 0.0,
    ) -> float:
        """Running text at one size (smaller only down to `smallest`), cut with an ellipsis; gives the y under its last baseline."""
        if not words.strip():
            return top
        room = max(1, min(lines, int((height - size * 0.74) / (size * 1.2) + 1.001)))
        block = self.fitted(words, face, width, max(height, size), size, smallest=smallest or size, lines=room)
        return self.put(block, x, top, fill, anchor)

    def line(
        self,
        words: str,
        face: Face,
        x: float,
        baseline: float,
        size: float,
        fill: str,
        *,
        width: float = 0.0,
        anchor: str = "start",
        spacing: float = 0.0,
        note: bool = True,
    ) -> None:
        """One line, cut to `width`; `note`: say so where it was."""
        said = clean(words, LONGEST_TEXT)
        chosen = best_face(said, face)
        shown, missing = settable(said, chosen)
        self.missing.extend(missing)
        kept = clipped(shown, chosen, size * (1 + spacing), width) if width else shown
        if note and kept != shown:
            self.cut.append(said)
        extra = attributes({"letter_spacing": size * spacing}) if spacing else ""
        self.canvas.add(text(kept, x, baseline, size, chosen, fill, anchor, extra))

    def mark(self, words: str, fill: str) -> None:
        """Small print in the lower right corner: what made the page."""
        if words:
            size = max(9.0, min(self.width, self.height) * 0.011)
            extra = attributes({"letter_spacing": size * 0.14, "fill_opacity": 0.75})
            shown = settable(clean(words, 80), SERIF)[0].upper()
            self.canvas.add(text(shown, self.width - size * 1.6, self.height - size * 1.3, size, SERIF_BOLD, fill, "end", extra))

    def svg(self, label: str = "") -> str:
        """The page as one SVG; `label` is what a screen reader says."""
        size = f'viewBox="0 0 {num(self.width)} {num(self.height)}" width="{num(self.width)}" height="{num(self.height)}"'
        named = f"<title>{safe(clean(label, 200))}</title>" if label else ""
        return f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}>{named}{self.canvas.markup()}</svg>'

    def page(self, label: str = "", *, number: int = 1, pages: int = 1, scale: float = 1.0) -> Page:
        """The finished page."""
        svg = self.svg(label)
        width, height = max(1, round(self.width * scale)), max(1, round(self.height * scale))
        plain = svg.replace(EXACT, ' image-rendering="optimizeSpeed"') if scale == 1.0 else svg
        pixels = rasterise(plain, width, height)
        flat = pixels if int(pixels[..., 3].min()) < 255 else pixels[..., :3].copy()
        once = tuple(dict.fromkeys(self.missing)), tuple(dict.fromkeys(self.cut)), tuple(dict.fromkeys(self.left_out))
        return Page(_png(flat), svg, width, height, number, pages, *once)


def _png(pixels: Pixels) -> bytes:
    code = cv2.COLOR_RGBA2BGRA if pixels.shape[2] == 4 else cv2.COLOR_RGB2BGR
    return bytes(cv2.imencode(".png", cv2.cvtColor(pixels, code), [cv2.IMWRITE_PNG_COMPRESSION, 4])[1])


def _face_with(words: str, wanted: Face) -> Face:
    """The wanted face, or an upright serif of its weight where that has letters the wanted one lacks: it has the most scripts."""
    if not settable(words, best_face(words, wanted))[1]:
        return wanted
    upright = SERIF if wanted.weight <= 500 else SERIF_BOLD
    return upright if len(settable(words, upright)[1]) < len(settable(words, best_face(words, wanted))[1]) else wanted


def shown_in_fonts(words: str, face: Face) -> str:
    """The words, or a square for each letter where more than half of them are in no font here: an empty title would look forgotten."""
    letters = [letter for letter in words if not letter.isspace()]
    lost = set(settable(words, best_face(words, face))[1])
    if sum(letter in lost for letter in letters) * 2 <= len(letters):
        return words
    return " ".join("■" * min(24, len(word)) for word in words.split())


def columns_of(words: str, face: Face, size: float, width: float, rows: int) -> tuple[list[str], list[str]]:
    """The lines of running text that go into `rows` lines, and those that don't."""
    lines = wrap(settable(clean(words, LONGEST_TEXT), best_face(words, face))[0], face, size, width)
    return lines[:rows], lines[rows:]


def on(colour: str) -> str:
    """An ink that reads on a flat colour."""
    return "#14171b" if luma(colour) > 0.45 else "#f6f2ea"
