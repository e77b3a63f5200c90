"""A small writer of SVG: one `Canvas` per layer, gradients and filters shared by value, strings made safe.

Canvas ids carry the layer's prefix, so that layers can be joined into one picture without clashes.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from xml.sax.saxutils import escape

Stop = tuple[float, str] | tuple[float, str, float]
Point = tuple[float, float]

# XML 1.0 forbids most control characters and surrogates; bidi controls could reorder the slate for whoever reads it.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INVISIBLE = re.compile("[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc\ufdd0-\ufdef]")


def clean(text: str, limit: int = 400) -> str:
    """One line of at most `limit` characters that XML and a reader can bear: no control, bidi or surrogate characters."""
    kept = _INVISIBLE.sub("", _FORBIDDEN.sub("", text[: limit * 4].replace("\t", " ").replace("\n", " ").replace("\r", " ")))
    line = " ".join(kept.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def safe(text: str) -> str:
    """Text ready to stand between tags or inside double quotes."""
    return escape(text, {'"': "&quot;", "'": "&apos;"})


def num(value: float) -> str:
    """A coordinate with at most two decimals, as short as it goes."""
    short = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if short in ("-0", "") else short


def _attribute(name: str, value: object) -> str:
    shown = num(value) if isinstance(value, int | float) else str(value)
    return f' {name.rstrip("_").replace("_", "-")}="{shown}"'


def attributes(values: dict[str, object]) -> str:
    """` a="1" b-c="2"` of keyword arguments; values are numbers or trusted strings."""
    return "".join(_attribute(name, value) for name, value in values.items() if value is not None)


def points(path: Iterable[Point], *, close: bool = True) -> str:
    """Path data of straight lines through `path`."""
    drawn = "L".join(f"{num(x)} {num(y)}" for x, y in path)
    return f"M{drawn}Z" if close else f"M{drawn}"


def smooth(path: list[Point], *, close: bool = False) -> str:
    """Path data of a soft curve through the points (quadratic, through the midpoints)."""
    if len(path) < 3:
        return points(path, close=close)
    drawn = [f"M{num(path[0][0])} {num(path[0][1])}"]
    for here, after in pairwise(path[1:]):
        middle = ((here[0] + after[0]) / 2, (here[1] + after[1]) / 2)
        drawn.append(f"Q{num(here[0])} {num(here[1])} {num(middle[0])} {num(middle[1])}")
    drawn.append(f"L{num(path[-1][0])} {num(path[-1][1])}")
    return "".join(drawn) + ("Z" if close else "")


class Canvas:
    """One layer being drawn: shapes in order, definitions shared by value."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.defs: list[str] = []
        self.body: list[str] = []
        self._known: dict[str, str] = {}

    def define(self, markup: str) -> str:
        """The id of a definition; `markup` holds `{id}` where the id goes. Equal definitions share one id."""
        if markup not in self._known:
            name = f"{self.prefix}{len(self._known)}"
            self._known[markup] = name
            self.defs.append(markup.replace("{id}", name))
        return self._known[markup]

    def _paint(self, markup: str) -> str:
        return f"url(#{self.define(markup)})"

    def _stops(self, stops: Iterable[Stop]) -> str:
        drawn = []
        for stop in stops:
            opacity = f' stop-opacity="{num(stop[2])}"' if len(stop) == 3 else ""
            drawn.append(f'<stop offset="{num(stop[0])}" stop-color="{stop[1]}"{opacity}/>')
        return "".join(drawn)

    def linear(self, *stops: Stop, x1: float = 0, y1: float = 0, x2: float = 0, y2: float = 1, user: bool = False) -> str:
        """A paint: linear gradient, top to bottom unless told; `user` takes user-space coordinates."""
        units = ' gradientUnits="userSpaceOnUse"' if user else ""
        line = f'x1="{num(x1)}" y1="{num(y1)}" x2="{num(x2)}" y2="{num(y2)}"'
        return self._paint(f'<linearGradient id="{{id}}" {line}{units}>{self._stops(stops)}</linearGradient>')

    def radial(self, *stops: Stop, cx: float = 0.5, cy: float = 0.5, r: float = 0.5) -> str:
        """A paint: radial gradient in the shape's own box."""
        circle = f'cx="{num(cx)}" cy="{num(cy)}" r="{num(r)}"'
        return self._paint(f'<radialGradient id="{{id}}" {circle}>{self._stops(stops)}</radialGradient>')

    def blur(self, sigma: float) -> str:
        """A filter: Gaussian blur of `sigma` units, for small shapes only (see `soft`). sRGB: linear light doubles the cost unseen."""
        return self._paint(f'<filter id="{{id}}" color-interpolation-filters="sRGB"><feGaussianBlur stdDeviation="{num(sigma)}"/></filter>')

    def clip(self, path: str) -> str:
        """A clip to the given path data."""
        return self._paint(f'<clipPath id="{{id}}"><path d="{path}"/></clipPath>')

    def add(self, *markup: str) -> None:
        """Markup as it is; the caller answers for it."""
        self.body.extend(markup)

    def path(self, data: str, fill: str = "none", **more: object) -> None:
        self.body.append(f'<path d="{data}" fill="{fill}"{attributes(more)}/>')

    def poly(self, corners: Iterable[Point], fill: str, **more: object) -> None:
        self.path(points(corners), fill, **more)

    def rect(self, x: float, y: float, width: float, height: float, fill: str = "none", **more: object) -> None:
        box = f'x="{num(x)}" y="{num(y)}" width="{num(max(0.0, width))}" height="{num(max(0.0, height))}"'
        self.body.append(f'<rect {box} fill="{fill}"{attributes(more)}/>')

    def ellipse(self, cx: float, cy: float, rx: float, ry: float, fill: str = "none", **more: object) -> None:
        shape = f'cx="{num(cx)}" cy="{num(cy)}" rx="{num(rx)}" ry="{num(ry)}"'
        self.body.append(f'<ellipse {shape} fill="{fill}"{attributes(more)}/>')

    def circle(self, cx: float, cy: float, r: float, fill: str = "none", **more: object) -> None:
        self.body.append(f'<circle cx="{num(cx)}" cy="{num(cy)}" r="{num(r)}" fill="{fill}"{attributes(more)}/>')

    def line(self, start: Point, end: Point, stroke: str, width: float = 1, **more: object) -> None:
        data = f"M{num(start[0])} {num(start[1])}L{num(end[0])} {num(end[1])}"
        self.path(data, "none", stroke=stroke, stroke_width=width, **more)

    def glow(self, cx: float, cy: float, rx: float, ry: float, colour: str, strength: float = 0.8) -> None:
        """Light that falls off softly: a radial gradient, which costs less than a blur of the same size."""
        paint = self.radial((0, colour, strength), (0.35, colour, strength * 0.42), (0.7, colour, strength * 0.1), (1, colour, 0))
        self.ellipse(cx, cy, rx, ry, paint)

    @contextmanager
    def group(self, **more: object) -> Iterator[None]:
        """Everything drawn inside shares these attributes."""
        self.body.append(f"<g{attributes(more)}>")
        yield
        self.body.append("</g>")

    def markup(self) -> str:
        """Definitions and shapes, without an `<svg>` around them."""
        defs = f"<defs>{''.join(self.defs)}</defs>" if self.defs else ""
        return defs + "".join(self.body)
