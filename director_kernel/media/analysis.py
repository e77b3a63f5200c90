"""What can be read off a picture without a model: its colours, light and composition, as plain values.

Everything is measured on a small copy in OKLab (Ottosson 2020, https://bottosson.github.io/posts/oklab/), whose distances are about as
large as people see them; the same bytes give the same values.
"""

import io
import math
import warnings
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from director_kernel.errors import AssetError
from director_kernel.media.attached import inspect
from director_kernel.media.draw.colour import NAMES
from director_kernel.schema.slots import KeySide

Floats = NDArray[np.float32]
ANCHORS = 5
_SIDE = 160
"""Pixels of the longer side everything is measured on."""
_ALIKE = 0.035
"""OKLab distance under which two anchors are one colour."""
_LEAN = 0.045
"""How much lighter one side must be than the other, in OKLab lightness, to be called the lit one."""
_WORKS_ON = "image/"


@dataclass(frozen=True)
class Swatch:
    """A colour of the picture and its share of it."""

    hex: str
    share: float


@dataclass(frozen=True)
class Composition:
    """How the picture is built. Positions are shares of width and height from the left and top; `symmetry` 0–1 (1: mirrored exactly).

    `horizon` is the height of a line across the picture, None without one; `empty` the share in which nothing happens.
    """

    aspect: float
    symmetry: float
    subject: tuple[float, float]
    subject_share: float
    horizon: float | None
    empty: float


@dataclass(frozen=True)
class Reading:
    """A picture read offline. `contrast`, `saturation`, `exposure` and `warmth` are steps from −2 to 2 as slots have them; `key` None:
    the light comes from everywhere."""

    width: int
    height: int
    palette: tuple[Swatch, ...]
    key: KeySide | None
    contrast: int
    saturation: int
    exposure: int
    warmth: int
    composition: Composition


def analyse(data: bytes, name: str = "the picture") -> Reading:
    """What is in a PNG, JPEG, WebP or GIF. Raises AssetError, naming the file, for anything else and for pictures too large to open."""
    kind = inspect(data, name)
    if not kind.mime.startswith(_WORKS_ON):
        raise AssetError(f"{name} is no picture but {kind.kind}; take a still from it, or attach a PNG, JPEG or WebP.")
    rgb = small(data, name)
    lab = oklab(rgb)
    light = lab[..., 0]
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    return Reading(
        kind.width,
        kind.height,
        palette(lab),
        key_side(light),
        _steps(float(light.std()), (0.07, 0.13, 0.24, 0.31)),
        _steps(float(chroma.mean()), (0.012, 0.04, 0.11, 0.16)),
        _steps(float(light.mean()), (0.25, 0.42, 0.74, 0.88)),
        _steps(float(lab[..., 2].mean()), (-0.05, -0.014, 0.02, 0.06)),
        _composed(lab, kind.width / kind.height),
    )


def small(data: bytes, name: str) -> Floats:
    """The picture as RGB floats 0–1, at most `_SIDE` pixels long, turned as its camera says, transparency on grey."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as opened:
                opened.draft("RGB", (_SIDE * 4, _SIDE * 4))
                picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise AssetError(f"{name} is a damaged picture ({error}); save it again and attach that.") from None
    scale = _SIDE / max(picture.size)
    if scale < 1:
        picture = picture.resize([max(1, round(side * scale)) for side in picture.size], Image.Resampling.BOX)
    rgba = np.asarray(picture, dtype=np.float32) / 255
    return np.asarray(rgba[..., :3] * rgba[..., 3:] + 0.5 * (1 - rgba[..., 3:]), dtype=np.float32)


def _steps(value: float, bounds: tuple[float, float, float, float]) -> int:
    """Where a measure lies among four bounds, from −2 to 2."""
    return sum(value > bound for bound in bounds) - 2


# Colour


def oklab(rgb: Floats) -> Floats:
    """sRGB 0–1 as OKLab."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    cone = np.cbrt(linear @ _TO_CONES.T)
    return np.asarray(cone @ _TO_LAB.T, dtype=np.float32)


def srgb(lab: Floats) -> Floats:
    """OKLab as sRGB, cut to 0–1."""
    linear = np.clip((lab @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_CONES).T, 0, 1)
    return np.asarray(np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055), dtype=np.float32)


_TO_CONES = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]]
)
_TO_LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099], [0.0259040371, 0.7827717662, -0.8086757660]]
)


def hex_of(lab: Floats) -> str:
    """#rrggbb of one OKLab colour."""
    return "#" + "".join(f"{round(float(part) * 255):02x}" for part in srgb(lab.reshape(1, 3))[0])


def distance(one: str, other: str) -> float:
    """How far two #rrggbb colours are apart in OKLab; 0.02 is just seen, black and white are 1."""
    pair = np.array([[int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)] for colour in (one, other)], dtype=np.float32)
    first, second = oklab(pair)
    return float(np.linalg.norm(first - second))


@cache
def colour_name(hex_: str) -> str:
    """What people call a colour: the nearest of those with a name.

    >>> colour_name("#1f7a7d"), colour_name("#ffffff")
    ('teal', 'white')
    """
    return min(NAMES, key=lambda name: (distance(hex_, NAMES[name]), len(name)))


def palette(lab: Floats, count: int = ANCHORS) -> tuple[Swatch, ...]:
    """At most `count` anchors, the largest first: k-means over the colours there are, begun from the commonest and the farthest from it."""
    points, weights = _binned(lab.reshape(-1, 3))
    centres = _seeds(points, weights, count)
    for _ in range(16):
        nearest = _nearest(points, centres)
        mass = np.bincount(nearest, weights, minlength=len(centres))
        sums = np.stack([np.bincount(nearest, weights * points[:, axis], minlength=len(centres)) for axis in range(3)], axis=1)
        moved = np.where(mass[:, None] > 0, sums / np.maximum(mass[:, None], 1e-9), centres)
        if np.allclose(moved, centres, atol=1e-5):
            break
        centres = moved
    mass = np.bincount(_nearest(points, centres), weights, minlength=len(centres))
    return _merged(centres, mass / max(1e-9, float(mass.sum())))


def _binned(pixels: Floats) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The colours in cells of 1/24, each with its mean and how many pixels have it."""
    cells = np.floor((pixels + 1) * 24).astype(np.int64)
    keys = (cells[:, 0] * 64 + cells[:, 1]) * 64 + cells[:, 2]
    _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    means = np.stack([np.bincount(inverse, pixels[:, axis].astype(np.float64)) for axis in range(3)], axis=1) / counts[:, None]
    return means, counts.astype(np.float64)


def _seeds(points: NDArray[np.float64], weights: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """The commonest colour, then again and again the one that is both common and far from those taken."""
    taken = [int(np.argmax(weights))]
    worth = np.sqrt(weights)
    while len(taken) < min(count, len(points)):
        far = np.min(np.linalg.norm(points[:, None] - points[None, taken], axis=2), axis=1)
        best = int(np.argmax(far**2 * worth))
        if far[best] < _ALIKE:
            break
        taken.append(best)
    return points[taken]


def _nearest(points: NDArray[np.float64], centres: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.asarray(np.argmin(np.linalg.norm(points[:, None] - centres[None], axis=2), axis=1))


def _merged(centres: NDArray[np.float64], shares: NDArray[np.float64]) -> tuple[Swatch, ...]:
    """The anchors by share, those that look alike as one, those of a few stray pixels left out."""
    found: list[tuple[NDArray[np.float64], float]] = []
    for at in np.argsort(-shares, kind="stable"):
        near = next((place for place, (colour, _) in enumerate(found) if np.linalg.norm(colour - centres[at]) < _ALIKE), None)
        if near is not None:
            found[near] = (found[near][0], found[near][1] + float(shares[at]))
        elif shares[at] >= 0.004 or not found:
            found.append((centres[at], float(shares[at])))
    return tuple(Swatch(hex_of(colour.astype(np.float32)), round(share, 4)) for colour, share in found)


# Light


def key_side(light: Floats) -> KeySide | None:
    """Where the light comes from, by which side is lighter: left, right, top, under, back (bright rim around something dark), front."""
    soft = cv2.GaussianBlur(light, (0, 0), max(1.0, max(light.shape) / 24))
    height, width = soft.shape
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :].repeat(height, 0)
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None].repeat(width, 1)
    across = float((soft * x).mean() / (x * x).mean()) if width > 1 else 0.0
    down = float((soft * y).mean() / (y * y).mean()) if height > 1 else 0.0
    middle = (np.abs(x) < 0.45) & (np.abs(y) < 0.55)
    rim = float(soft[~middle].mean() - soft[middle].mean()) if middle.any() and not middle.all() else 0.0
    if abs(rim) > 0.16 and abs(rim) > 1.6 * max(abs(across), abs(down)):
        return KeySide.BACK if rim > 0 else KeySide.FRONT
    if max(abs(across), abs(down)) < _LEAN:
        return None
    # A sky is lighter than the ground in most pictures: from above counts only when it is clear.
    if abs(across) >= 0.55 * abs(down):
        return KeySide.RIGHT if across > 0 else KeySide.LEFT
    return KeySide.UNDER if down > 0 else KeySide.TOP


# Composition


def _composed(lab: Floats, aspect: float) -> Composition:
    eye = _saliency(lab)
    x, y, share = _subject(eye)
    return Composition(round(aspect, 4), _symmetry(lab[..., 0]), (x, y), share, _horizon(lab[..., 0]), _empty(lab, eye))


def _saliency(lab: Floats) -> Floats:
    """How much each place stands out from the picture's edge and mean, 0–1 (frequency-tuned, Achanta et al. 2009, against the border)."""
    soft = cv2.GaussianBlur(lab, (0, 0), max(0.8, max(lab.shape[:2]) / 60))
    edge = np.concatenate([soft[:2].reshape(-1, 3), soft[-2:].reshape(-1, 3), soft[:, :2].reshape(-1, 3), soft[:, -2:].reshape(-1, 3)])
    far = np.linalg.norm(soft - np.median(edge, axis=0), axis=2) + np.linalg.norm(soft - soft.reshape(-1, 3).mean(axis=0), axis=2)
    low, high = float(far.min()), float(far.max())
    return np.asarray((far - low) / (high - low) if high - low > 0.02 else np.zeros_like(far), dtype=np.float32)


def _subject(eye: Floats) -> tuple[float, float, float]:
    """The middle of what stands out, and its share of the picture; the picture's middle where nothing does."""
    strong = np.where(eye > 0.55, eye, 0.0).astype(np.float64)
    mass = float(strong.sum())
    if mass < 1e-6:
        return 0.5, 0.5, 0.0
    rows, columns = np.indices(eye.shape)
    x = float((strong * (columns + 0.5)).sum() / mass / eye.shape[1])
    y = float((strong * (rows + 0.5)).sum() / mass / eye.shape[0])
    return round(x, 3), round(y, 3), round(float((eye > 0.55).mean()), 3)


def _symmetry(light: Floats) -> float:
    """How alike the left and the right half are when one is mirrored; a plain picture is symmetrical."""
    centred = light - light.mean()
    power = float((centred * centred).mean())
    return 1.0 if power < 1e-5 else round(max(0.0, float((centred * centred[:, ::-1]).mean()) / power), 3)


def _horizon(light: Floats) -> float | None:
    """The height at which the picture changes from edge to edge, None where no line goes across."""
    if light.shape[0] < 8:
        return None
    soft = cv2.GaussianBlur(light, (0, 0), 1.0)
    step = np.diff(soft, axis=0)
    across = np.abs(step.mean(axis=1))
    agree = (np.sign(step) == np.sign(step.mean(axis=1, keepdims=True))).mean(axis=1)
    strength = across * (agree > 0.8)
    margin = max(1, len(strength) // 20)
    strength[:margin] = strength[-margin:] = 0
    row = int(np.argmax(strength))
    if strength[row] < 0.02 or strength[row] < 4 * float(np.median(across)) + 1e-6:
        return None
    return round((row + 1) / int(light.shape[0]), 3)


def _empty(lab: Floats, eye: Floats) -> float:
    """The share of the picture in which nothing happens: cells that are flat and don't stand out."""
    cells = 16
    rows, columns = np.linspace(0, lab.shape[0], cells + 1).astype(int), np.linspace(0, lab.shape[1], cells + 1).astype(int)
    flat = [
        float(lab[top:bottom, left:right].std(axis=(0, 1)).max()) < 0.02 and float(eye[top:bottom, left:right].mean()) < 0.45
        for top, bottom in pairwise(rows)
        for left, right in pairwise(columns)
        if bottom > top and right > left
    ]
    return round(sum(flat) / len(flat), 3) if flat and math.isfinite(sum(flat)) else 0.0
