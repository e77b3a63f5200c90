"""Paint for one drawing: gradients that follow the light, with ids no other drawing has."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape

from director_kernel.media.draw.colour import against, luma, mix, raised, times
from director_kernel.media.draw.light import Light
from director_kernel.media.draw.shape import num
from director_kernel.schema.slots import KeySide

Stop = tuple[float, str, float]

SIDEWAYS = {
    KeySide.LEFT: (0.0, 0.1, 1.0, 0.3),
    KeySide.RIGHT: (1.0, 0.1, 0.0, 0.3),
    KeySide.TOP: (0.4, 0.0, 0.6, 1.0),
    KeySide.UNDER: (0.5, 1.0, 0.5, 0.0),
}


@dataclass(frozen=True)
class Tones:
    """One colour under one light, from where the key falls to where nothing does."""

    lit: str
    base: str
    dark: str
    deep: str


def prefix(*parts: object) -> str:
    """A short id that the same inputs always give."""
    return "k" + hashlib.sha256("\x1f".join(map(repr, parts)).encode("utf-8", "replace")).hexdigest()[:9]


def tones(light: Light, colour: str) -> Tones:
    """`colour` in four steps of light. Tints are small, so that a colour keeps its hue in any light."""
    level = exposure(light)
    lit = mix(raised(colour, 0.22 if not light.hard else 0.3), light.key, 0.16)
    dark = mix(times(colour, (0.5 if light.hard else 0.58) + 0.1 * luma(colour)), light.shadow, 0.15)
    return Tones(
        times(lit, level),
        times(mix(colour, light.ambient, 0.05), level * 0.96),
        times(dark, level),
        times(mix(dark, light.shadow, 0.25), level * 0.55),
    )


def exposure(light: Light) -> float:
    """How much of a colour's own brightness is left, 0.4 … 1."""
    level = 0.66 + 0.34 * max(0.0, min(1.0, light.intensity))
    if light.night:
        level *= 0.7
    return level * ((0.7 if light.night else 0.84) if light.key_side is KeySide.BACK else 1.0)


class Ink:
    """Collects the marks and definitions of one fragment."""

    def __init__(self, light: Light, *key: object) -> None:
        self.light = light
        self.prefix = prefix(light, *key)
        self._defs: dict[str, str] = {}
        self._marks: list[str] = []
        self.outline: list[str] = []
        self.moved: list[tuple[str, str]] = []

    @cached_property
    def key_x(self) -> float:
        """-1 when the key comes from frame left, 1 from right, 0 otherwise."""
        return {KeySide.LEFT: -1.0, KeySide.RIGHT: 1.0}.get(self.light.key_side, 0.0)

    # -- marks

    def add(self, svg: str) -> None:
        self._marks.append(svg)

    def path(self, d: str, fill: str, *, solid: bool = False, **attrs: object) -> None:
        """A filled path; `solid` marks it as part of the silhouette the rim light runs along."""
        self.add(f'<path d="{d}" fill="{fill}"{_attrs(attrs)}/>')
        if solid:
            self.outline.append(d)

    def line(self, d: str, stroke: str, width: float, **attrs: object) -> None:
        ends = 'stroke-linecap="round" stroke-linejoin="round"'
        self.add(f'<path d="{d}" fill="none" stroke="{stroke}" stroke-width="{num(width)}" {ends}{_attrs(attrs)}/>')

    def ellipse(self, cx: float, cy: float, rx: float, ry: float, fill: str, **attrs: object) -> None:
        self.add(f'<ellipse cx="{num(cx)}" cy="{num(cy)}" rx="{num(rx)}" ry="{num(ry)}" fill="{fill}"{_attrs(attrs)}/>')

    def rect(self, x: float, y: float, w: float, h: float, fill: str, r: float = 0.0, **attrs: object) -> None:
        self.add(f'<rect x="{num(x)}" y="{num(y)}" width="{num(w)}" height="{num(h)}" rx="{num(r)}" fill="{fill}"{_attrs(attrs)}/>')

    def take(self) -> str:
        """The marks so far, which are then forgotten (definitions stay)."""
        marks, self._marks = "".join(self._marks), []
        return marks

    # -- paint

    def _define(self, kind: str, body: str) -> str:
        if body not in self._defs:
            self._defs[body] = f"{self.prefix}{kind}{len(self._defs)}"
        return self._defs[body]

    def linear(self, stops: Sequence[Stop], box: tuple[float, float, float, float] = (0, 0, 1, 0), *, units: bool = False) -> str:
        """A gradient as a paint; `units` means `box` is in drawing units, not fractions of the shape."""
        x1, y1, x2, y2 = (f"{v:.3g}" if not units else num(v) for v in box)
        user = ' gradientUnits="userSpaceOnUse"' if units else ""
        body = f'<linearGradient id="%"{user} x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}">{_stops(stops)}</linearGradient>'
        return f"url(#{self._define('l', body)})"

    def radial(self, stops: Sequence[Stop], cx: float = 0.5, cy: float = 0.5, r: float = 0.5, *, units: bool = False) -> str:
        user = ' gradientUnits="userSpaceOnUse"' if units else ""
        body = f'<radialGradient id="%"{user} cx="{cx:.4g}" cy="{cy:.4g}" r="{r:.4g}">{_stops(stops)}</radialGradient>'
        return f"url(#{self._define('r', body)})"

    def clip(self, d: str) -> str:
        name = self._define("c", f'<clipPath id="%"><path d="{d}"/></clipPath>')
        return f"url(#{name})"

    def blur(self, deviation: float) -> str:
        body = f'<filter id="%" x="-0.5" y="-0.5" width="2" height="2"><feGaussianBlur stdDeviation="{num(deviation)}"/></filter>'
        return f"url(#{self._define('f', body)})"

    def tones(self, colour: str) -> Tones:
        return tones(self.light, colour)

    def across(self, colour: str, *, depth: float = 1.0) -> str:
        """A paint that turns from the key side into shade over a shape; `depth` 0 is flat, 1 is full."""
        t = self.tones(colour)
        lit, dark = mix(t.base, t.lit, depth), mix(t.base, t.dark, depth)
        side = self.light.key_side
        if side is KeySide.BACK:
            return self.linear([(0, t.base, 1), (0.22, dark, 1), (0.78, dark, 1), (1, t.base, 1)])
        if side is KeySide.FRONT:
            return self.linear([(0, dark, 1), (0.3, t.base, 1), (0.55, lit, 1), (0.75, t.base, 1), (1, dark, 1)])
        return self.linear([(0, lit, 1), (0.45, t.base, 1), (1, dark, 1)], SIDEWAYS[side])

    def over(self, colour: str, box: tuple[float, float, float, float]) -> str:
        """Like `across`, over a box in drawing units (x, y, width, height), so that many shapes share one light."""
        t = self.tones(colour)
        x, y, w, h = box
        side = self.light.key_side
        if side is KeySide.BACK:
            return self.linear([(0, t.base, 1), (0.22, t.dark, 1), (0.78, t.dark, 1), (1, t.base, 1)], (x, y, x + w, y), units=True)
        if side is KeySide.FRONT:
            return self.linear(
                [(0, t.dark, 1), (0.3, t.base, 1), (0.55, t.lit, 1), (0.75, t.base, 1), (1, t.dark, 1)], (x, y, x + w, y), units=True
            )
        a, b, c, d = SIDEWAYS[side]
        return self.linear([(0, t.lit, 1), (0.45, t.base, 1), (1, t.dark, 1)], (x + a * w, y + b * h, x + c * w, y + d * h), units=True)

    def flesh(self, skin: str, box: tuple[float, float, float, float]) -> str:
        """Skin over a box in drawing units: its shade turns warm, where cloth turns to the colour of the shadow."""
        t = self.tones(skin)
        blood = times(mix(times(skin, 0.74), "#8a3a20", 0.3), exposure(self.light))
        warm = mix(t.dark, blood, 0.72)
        x, y, w, h = box
        side = self.light.key_side
        if side in {KeySide.BACK, KeySide.FRONT}:
            edge, middle = (t.base, warm) if side is KeySide.BACK else (warm, t.lit)
            return self.linear(
                [(0, edge, 1), (0.3, mix(edge, middle, 0.7), 1), (0.5, middle, 1), (0.7, mix(edge, middle, 0.7), 1), (1, edge, 1)],
                (x, y, x + w, y),
                units=True,
            )
        a, b, c, d = SIDEWAYS[side]
        return self.linear([(0, t.lit, 1), (0.5, t.base, 1), (1, warm, 1)], (x + a * w, y + b * h, x + c * w, y + d * h), units=True)

    def glow(self, cx: float, cy: float, r: float, colour: str, strength: float = 0.8) -> None:
        """Light around a lamp, a flame, a screen."""
        self.ellipse(cx, cy, r, r, self.radial([(0, colour, strength), (0.4, colour, strength * 0.4), (1, colour, 0)]))

    def rim(self, width: float, strength: float = 0.85) -> str:
        """Rim light for everything marked `solid`: its silhouette in the rim's colour, moved towards the key, to lie behind it.

        A mask that cuts the strip out of the silhouette looks the same and costs five times the rendering.
        """
        if not self.outline and not self.moved:
            return ""
        still = {KeySide.TOP: (0.0, -1.0), KeySide.UNDER: (0.0, 1.0), KeySide.FRONT: (0.0, -0.4)}
        dx, dy = still.get(self.light.key_side, (self.key_x, -0.35))
        shape = "".join(f'<path d="{d}"/>' for d in self.outline) + "".join(f'<path d="{d}" transform="{t}"/>' for d, t in self.moved)
        colour = times(self.light.rim, 0.55 + 0.45 * exposure(self.light))
        paint = f'fill="{colour}" fill-opacity="{strength:.2f}"'
        if self.light.key_side is KeySide.BACK:
            return f'<g {paint} stroke="{colour}" stroke-opacity="{strength:.2f}" stroke-width="{num(2 * width)}">{shape}</g>'
        return f'<g {paint} transform="translate({num(dx * width)} {num(dy * width)})">{shape}</g>'

    # -- text

    def text(self, words: str, x: float, y: float, size: float, fill: str, *, fit: float = 0.0, weight: int = 700, **attrs: object) -> None:
        """One centred line, escaped, shrunk until it is no wider than `fit` units (0: as it is)."""
        if fit:
            size = min(size, fit / max(0.001, text_width(words, 1.0, weight)))
        face = f'font-family="Lato" font-weight="{weight}" font-size="{size:.2f}"'
        place = f'x="{num(x)}" y="{num(y)}" text-anchor="middle"'
        self.add(f'<text {place} {face} fill="{fill}"{_attrs(attrs)}>{escape(printable(words))}</text>')

    def ink_on(self, colour: str) -> str:
        return times(against(colour), exposure(self.light))

    def group(self, *, transform: str = "") -> str:
        """The fragment: definitions and the marks not yet taken."""
        return self.wrap(self.take(), transform)

    def wrap(self, marks: str, transform: str = "") -> str:
        defs = "".join(body.replace('id="%"', f'id="{name}"', 1) for body, name in self._defs.items())
        moved = f' transform="{transform}"' if transform else ""
        return f"<g{moved}><defs>{defs}</defs>{marks}</g>" if defs else f"<g{moved}>{marks}</g>"


def printable(words: str) -> str:
    """`words` on one line without the control characters XML forbids."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())


_NARROW, _WIDE = set("iIl.,:;'|!jtfr() "), set("mwMW@%")


def text_width(words: str, size: float, weight: int = 400) -> float:
    """About how wide a line of Lato sets, in the unit of `size` (measured on Lato Bold: 0.29, 0.84 and 0.6 em a letter)."""
    ems = sum(0.29 if c in _NARROW else 0.86 if c in _WIDE else 0.66 if c.isupper() else 0.56 for c in printable(words))
    return ems * size * (1.05 if weight >= 700 else 1.0)


def _stops(stops: Sequence[Stop]) -> str:
    return "".join(f'<stop offset="{o:.3g}" stop-color="{c}"' + (f' stop-opacity="{a:.3g}"' if a < 1 else "") + "/>" for o, c, a in stops)


def _attrs(attrs: dict[str, object]) -> str:
    return "".join(f' {name.rstrip("_").replace("_", "-")}="{_value(value)}"' for name, value in attrs.items())


def _value(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else escape(str(value))
