"""The bench a prop is drawn on: its materials, gloss, labels and the points it is held by."""

from dataclasses import dataclass
from typing import Any

from director_kernel.media.draw.colour import luma, mix, raised, times
from director_kernel.media.draw.ink import Ink, Tones, printable, text_width
from director_kernel.media.draw.shape import Point, num, poly, smooth

Points = list[Point] | tuple[Point, ...]


@dataclass(frozen=True)
class Made:
    """What a drawing turned out to measure, in its own units: base centre at the origin, y down."""

    width: float
    height: float
    grip: Point | None = None
    label: Point | None = None
    grip_width: float = 0.0


class Bench:
    """One prop in the making."""

    def __init__(self, ink: Ink, *, colour: str, said: bool, material: str, label: str, roll: float) -> None:
        self.ink, self.colour, self.said, self.material, self.label, self.roll = ink, colour, said, material, label, roll

    def tones(self, colour: str = "") -> Tones:
        return self.ink.tones(colour or self.colour)

    @property
    def key(self) -> float:
        return self.ink.key_x or -1.0

    def paint(self, colour: str = "", material: str = "") -> str:
        """A paint that takes the light as `material` does."""
        colour, material = colour or self.colour, material or self.material
        t = self.ink.tones(colour)
        bands: dict[str, list[tuple[float, str, float]]] = {
            "glass": [
                (0, mix(t.base, t.dark, 0.35), 1),
                (0.1, t.lit, 1),
                (0.34, raised(t.lit, 0.2), 1),
                (0.55, t.base, 1),
                (0.88, t.dark, 1),
                (0.96, mix(t.dark, t.lit, 0.45), 1),
                (1, t.dark, 1),
            ],
            "metal": [
                (0, t.dark, 1),
                (0.12, t.lit, 1),
                (0.24, raised(t.lit, 0.65), 1),
                (0.4, t.base, 1),
                (0.62, t.dark, 1),
                (0.8, t.base, 1),
                (0.92, t.lit, 1),
                (1, t.dark, 1),
            ],
            "ceramic": [(0, t.base, 1), (0.16, raised(t.lit, 0.35), 1), (0.42, t.lit, 1), (0.7, t.base, 1), (1, t.dark, 1)],
            "plastic": [(0, t.lit, 1), (0.2, raised(t.lit, 0.12), 1), (0.5, t.base, 1), (1, t.dark, 1)],
            "leather": [(0, t.base, 1), (0.25, t.lit, 1), (0.55, t.base, 1), (1, t.dark, 1)],
            "paper": [(0, t.lit, 1), (0.6, mix(t.base, t.lit, 0.4), 1), (1, mix(t.base, t.dark, 0.55), 1)],
            "wood": [(0, t.lit, 1), (0.5, t.base, 1), (1, t.dark, 1)],
        }
        stops = bands.get(material, [(0, t.lit, 1), (0.45, t.base, 1), (1, t.dark, 1)])
        return self.ink.linear(stops, (0, 0, 1, 0.04) if self.key < 0 else (1, 0, 0, 0.04))

    # -- shapes

    def form(self, points: Points, colour: str = "", material: str = "", *, tension: float = 1.0, edge: bool = True, **attrs: Any) -> str:
        """A smooth closed shape; returns its outline."""
        return self.shape(smooth(points, tension=tension), colour, material, edge=edge, **attrs)

    def facet(self, points: Points, colour: str = "", material: str = "", *, edge: bool = True, **attrs: Any) -> str:
        """A straight-edged closed shape; returns its outline."""
        return self.shape(poly(points), colour, material, edge=edge, **attrs)

    def shape(self, d: str, colour: str = "", material: str = "", *, edge: bool = True, **attrs: Any) -> str:
        if edge:
            attrs = {"stroke": self.tones(colour).deep, "stroke_width": 1.2, "stroke_opacity": 0.35, "stroke_linejoin": "round", **attrs}
        self.ink.path(d, self.paint(colour, material), solid=False, **attrs)
        self.ink.outline.append(d)
        return d

    def box(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        r: float = 0.0,
        colour: str = "",
        material: str = "",
        *,
        edge: bool = True,
        **attrs: Any,
    ) -> str:
        """A rectangle with rounded corners; returns its outline."""
        r = min(r, w / 2, h / 2)
        d = (
            f"M{num(x + r)} {num(y)}H{num(x + w - r)}Q{num(x + w)} {num(y)} {num(x + w)} {num(y + r)}V{num(y + h - r)}Q{num(x + w)} "
            f"{num(y + h)} {num(x + w - r)} {num(y + h)}"
            f"H{num(x + r)}Q{num(x)} {num(y + h)} {num(x)} {num(y + h - r)}V{num(y + r)}Q{num(x)} {num(y)} {num(x + r)} {num(y)}Z"
        )
        return self.shape(d, colour, material, edge=edge, **attrs)

    def disc(
        self, x: float, y: float, rx: float, ry: float = 0.0, colour: str = "", material: str = "", *, edge: bool = True, **attrs: Any
    ) -> str:
        ry = ry or rx
        d = f"M{num(x - rx)} {num(y)}A{num(rx)} {num(ry)} 0 1 1 {num(x + rx)} {num(y)}A{num(rx)} {num(ry)} 0 1 1 {num(x - rx)} {num(y)}Z"
        return self.shape(d, colour, material, edge=edge, **attrs)

    def ball(self, x: float, y: float, r: float, colour: str = "") -> str:
        """A sphere with its light, core shadow and a little bounce."""
        t = self.tones(colour)
        cx = 0.5 + 0.2 * self.key
        paint = self.ink.radial(
            [(0, raised(t.lit, 0.45), 1), (0.3, t.lit, 1), (0.62, t.base, 1), (0.92, t.dark, 1), (1, mix(t.dark, t.base, 0.4), 1)],
            cx,
            0.3,
            0.78,
        )
        d = f"M{num(x - r)} {num(y)}A{num(r)} {num(r)} 0 1 1 {num(x + r)} {num(y)}A{num(r)} {num(r)} 0 1 1 {num(x - r)} {num(y)}Z"
        self.ink.path(d, paint, solid=True)
        return d

    def turned(self, profile: Points, colour: str = "", material: str = "", *, tension: float = 0.9, **attrs: Any) -> str:
        """A lathe shape: the right half of an outline, top to bottom, mirrored."""
        return self.form([*profile, *[(-x, y) for x, y in reversed(profile) if x > 0.01]], colour, material, tension=tension, **attrs)

    def stroke(self, d: str, width: float, colour: str = "", **attrs: Any) -> None:
        """A line as thick as a wire, a handle or a cable, lit like the rest."""
        t = self.tones(colour)
        self.ink.line(d, t.dark, width + 1.2, **attrs)
        self.ink.line(d, t.base, width * 0.82, **attrs)
        self.ink.line(
            d,
            raised(t.lit, 0.2),
            max(0.8, width * 0.26),
            transform=f"translate({num(self.key * width * 0.2)} {num(-width * 0.14)})",
            stroke_opacity=0.8,
        )

    def mark(self, d: str, width: float, colour: str = "", opacity: float = 0.5) -> None:
        """A thin drawn line: a seam, a fold, a joint."""
        self.ink.line(d, self.tones(colour).deep, width, stroke_opacity=opacity)

    # -- surface

    def gloss(self, x: float, y: float, w: float, h: float, *, strength: float = 0.0, both: bool = True) -> None:
        """Reflections of the key on a body x … x+w wide: a bright band on the key side, a thin one on the other."""
        k = strength or {"glass": 0.62, "metal": 0.5, "ceramic": 0.55, "plastic": 0.36, "leather": 0.2}.get(self.material, 0.12)
        k *= 0.45 + 0.55 * self.ink.light.intensity
        left = self.key < 0
        bx = x + w * (0.1 if left else 0.77)
        fade = self.ink.linear([(0, "#ffffff", k), (0.75, "#ffffff", k * 0.7), (1, "#ffffff", 0)], (0, 0, 0, 1))
        self.ink.rect(bx, y, w * 0.13, h, fade, w * 0.065)
        if both:
            self.ink.rect(x + w * (0.9 if left else 0.07), y + h * 0.05, w * 0.035, h * 0.85, "#ffffff", w * 0.017, fill_opacity=k * 0.5)

    def glint(self, x: float, y: float, rx: float, ry: float, *, turn: float = 0.0, strength: float = 0.6) -> None:
        """One bright spot."""
        self.ink.ellipse(x, y, rx, ry, "#ffffff", fill_opacity=strength, transform=f"rotate({num(turn)} {num(x)} {num(y)})")

    def glow_at(self, x: float, y: float, r: float, colour: str, strength: float = 0.7) -> None:
        """Light the prop gives off itself; it does not dim with the key."""
        self.ink.glow(x, y, r, colour, strength)

    def shade(self, x: float, y: float, rx: float, ry: float, strength: float = 0.4) -> None:
        deep = self.tones().deep
        self.ink.ellipse(x, y, rx, ry, self.ink.radial([(0, deep, strength), (1, deep, 0)]))

    def inside(self, d: str) -> None:
        """Everything until `outside()` is kept within `d`."""
        self.ink.add(f'<g clip-path="{self.ink.clip(d)}">')

    def outside(self) -> None:
        self.ink.add("</g>")

    def grain(self, x: float, y: float, w: float, h: float, *, down: bool = False, colour: str = "") -> None:
        """Wood grain over a box."""
        deep = self.tones(colour).deep
        for i in range(5):
            k = (i + 0.5 + 0.3 * ((i * 7 + round(self.roll * 9)) % 3 - 1)) / 5
            if down:
                self.ink.line(f"M{num(x + w * k)} {num(y)}q{num(w * 0.05)} {num(h * 0.5)} 0 {num(h)}", deep, 1.4, stroke_opacity=0.25)
            else:
                self.ink.line(f"M{num(x)} {num(y + h * k)}q{num(w * 0.5)} {num(h * 0.12)} {num(w)} 0", deep, 1.4, stroke_opacity=0.25)

    # -- text

    def sticker(self, x: float, y: float, w: float, h: float, *, paper: str = "#fbf4e6", r: float = 4.0, name: str = "") -> None:
        """A paper label with the prop's text, or with two ruled lines when nobody said what is printed."""
        t = self.ink.tones(paper)
        self.ink.rect(
            x,
            y,
            w,
            h,
            self.ink.linear(
                [(0, t.lit, 1), (0.6, mix(t.lit, t.base, 0.7), 1), (1, mix(t.base, t.dark, 0.6), 1)],
                (0, 0, 1, 0) if self.key < 0 else (1, 0, 0, 0),
            ),
            r,
        )
        ink = mix(times(self.colour, 0.5), "#241a12", 0.25) if luma(self.colour) > 0.12 else "#26211d"
        self.print(x + w / 2, y + h / 2, w * 0.84, h * 0.8, ink if luma(paper) > 0.4 else "#fbf7ee", name=name)

    def print(self, x: float, y: float, w: float, h: float, colour: str, *, name: str = "") -> None:
        """The prop's text centred on a point and fitted into w × h, in at most three lines; ruled lines when there is none."""
        words = printable(self.label) or name
        if not words:
            self.ink.rect(x - w * 0.3, y - h * 0.16, w * 0.6, h * 0.09, colour, h * 0.04, fill_opacity=0.75)
            self.ink.rect(x - w * 0.2, y + h * 0.06, w * 0.4, h * 0.05, colour, h * 0.025, fill_opacity=0.5)
            return
        lines = broken(words, w / max(h, 1.0))
        size = min(h / (len(lines) * 1.12), *(w / max(0.01, text_width(line, 1.0, 700)) for line in lines))
        top = y - size * 1.06 * (len(lines) - 1) / 2 + size * 0.35
        shown = times(colour, 0.75 + 0.25 * self.ink.light.intensity) if luma(colour) > 0.5 else colour
        for i, line in enumerate(lines):
            self.ink.text(line, x, top + i * size * 1.06, size, shown)


def broken(words: str, aspect: float) -> list[str]:
    """`words` in the one to three lines that set largest in a box `aspect` times as wide as high."""
    parts = words.split()
    if len(parts) > 14:
        parts = [*parts[:13], "…"]
    best, best_size = [" ".join(parts)], 0.0
    for count in range(1, min(3, len(parts)) + 1):
        lines = _even(parts, count)
        size = min(1 / (len(lines) * 1.12), *(aspect / max(0.01, text_width(line, 1.0, 700)) for line in lines))
        if size > best_size * 1.05:
            best, best_size = lines, size
    return best


def _even(parts: list[str], count: int) -> list[str]:
    total = sum(map(len, parts)) / count
    lines: list[list[str]] = [[]]
    for i, part in enumerate(parts):
        full = sum(map(len, lines[-1])) + len(part) / 2 > total
        if lines[-1] and len(lines) < count and (full or len(parts) - i <= count - len(lines)):
            lines.append([])
        lines[-1].append(part)
    return [" ".join(line) for line in lines]
