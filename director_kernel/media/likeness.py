"""How alike pictures are, in what a script supervisor looks at: colours, the side of the light, and what somebody wears.

Measured on 160-pixel copies in OKLab. Thresholds come from frames the studio draws (true pairs, and pairs with one thing altered; see
`tests/media/test_likeness.py`, which holds the rates): pictures by models vary more, so what is said here is a warning, never an error.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from director_kernel.media.analysis import Floats, Swatch, analyse, hex_of, oklab, small
from director_kernel.schema.slots import KeySide

OTHER_PALETTE = 0.1
"""Work of moving one picture's colours onto another's (OKLab units a pixel) from which on they are of another world."""
GONE = 0.004
"""Share of a picture under which a colour isn't in it."""
UNWORN = 0.08
"""The same for what is under a face, where clothes are."""
_GROUND = 0.09
"""OKLab distance from the edge's colour under which a pixel of a character sheet is its plain ground."""
_COLOURFUL = 0.045
"""Chroma from which on a colour has a hue one would name."""
_HUE = math.radians(22)
_SKIN_CHROMA = 0.03
_DARK = 0.22
_LEAN = 0.055
"""How much lighter one half of a face must be, in OKLab lightness."""
_SKIN = (math.radians(33), math.radians(80))
"""Hues of skin, wood, hair and lamplight: in every picture, so they tell nobody apart."""


@dataclass(frozen=True)
class Glimpsed:
    """What is compared of a picture: its palette, the side its face is lit from (None: no face, or no side), and its named hues."""

    palette: tuple[Swatch, ...]
    key: KeySide | None
    hues: tuple[float, ...]
    """Share for each of 36 hues of ten degrees: of what is under the face, of the whole picture where no face is found."""
    dressed: bool
    """Whether `hues` are those under a face."""


def glimpse(data: bytes, name: str = "the picture") -> Glimpsed:
    """What is compared of a picture. Raises AssetError for bytes that are none."""
    read = analyse(data, name)
    lab = oklab(small(data, name))
    skin = _skin(lab)
    face = _face(skin)
    key = _lit_side(lab, skin[0] == face, skin[1][face]) if face else None
    body = _under(lab, skin[1][face]) if face else lab
    return Glimpsed(read.palette, key, _hues(body.reshape(-1, 3)), face > 0)


Patches = tuple[NDArray[np.int32], NDArray[np.int32]]
"""Patches of skin: by pixel the number of its patch, by patch its left, top, width, height and pixels."""


def _skin(lab: Floats) -> Patches:
    chroma, hue = np.hypot(lab[..., 1], lab[..., 2]), np.arctan2(lab[..., 2], lab[..., 1])
    skin = (chroma > _SKIN_CHROMA) & (hue > _SKIN[0]) & (hue < _SKIN[1]) & (lab[..., 0] > _DARK)
    opened = cv2.morphologyEx(skin.astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    _, patches, facts, _ = cv2.connectedComponentsWithStats(opened)
    return np.asarray(patches, dtype=np.int32), np.asarray(facts, dtype=np.int32)


def _face(skin: Patches) -> int:
    """The patch that is taken for a face: the largest about as wide as high; 0 where there is none."""
    faces = [at for at in range(1, len(skin[1])) if _is_face(skin[1][at])]
    return max(faces, key=lambda at: int(skin[1][at][4]), default=0)


def _lit_side(lab: Floats, face: NDArray[np.bool_], facts: NDArray[np.int32]) -> KeySide | None:
    """Which half of a face is lighter, as the camera sees it: the ground is lit by its own lamps and says nothing of the key on a
    person. None where both are alike."""
    rows, columns = np.nonzero(face)
    across = (columns - facts[0]) / max(1, facts[2] - 1)
    light = lab[rows, columns, 0]
    left, right = light[across < 0.4], light[across > 0.6]
    lean = float(right.mean() - left.mean()) if len(left) and len(right) else 0.0
    return None if abs(lean) < _LEAN else KeySide.RIGHT if lean > 0 else KeySide.LEFT


def _under(lab: Floats, facts: NDArray[np.int32]) -> Floats:
    """What is under a face, three heads deep and two wide: the clothes. The whole picture where the face ends at its edge."""
    left, top, width, height, _ = (int(one) for one in facts)
    bottom, middle = top + height, left + width / 2
    body = lab[bottom : bottom + 3 * height, max(0, round(middle - width)) : round(middle + width)]
    return body if body.shape[0] >= 6 and body.shape[1] >= 4 else lab


def _is_face(facts: NDArray[np.int32]) -> bool:
    """Whether a patch (left, top, width, height, pixels) has the shape of a face: not too flat, not too thin, mostly filled."""
    _, top, width, height, count = (int(one) for one in facts)
    return count >= 25 and top > 2 and 0.55 < height / width < 3 and count > 0.35 * width * height


def _hues(lab: Floats) -> tuple[float, ...]:
    # Dark clothes have little chroma: what counts is chroma for its lightness.
    chroma, hue = np.hypot(lab[:, 1], lab[:, 2]), np.arctan2(lab[:, 2], lab[:, 1]) % math.tau
    seen = chroma > _COLOURFUL * np.clip(lab[:, 0] * 1.6, 0.35, 1.0)
    bins = np.bincount((hue[seen] / math.tau * 36).astype(np.int64) % 36, minlength=36)
    return tuple(float(count) / max(1, len(lab)) for count in bins)


def palette_distance(one: Sequence[Swatch], other: Sequence[Swatch]) -> float:
    """The earth mover's distance of two palettes in OKLab: 0 for the same, about 1 from black to white."""
    if not one or not other:
        return 0.0
    return float(cv2.EMD(_signature(one), _signature(other), cv2.DIST_L2)[0])


def _signature(palette: Sequence[Swatch]) -> NDArray[np.float32]:
    rgb = np.array([[int(each.hex[at : at + 2], 16) / 255 for at in (1, 3, 5)] for each in palette], dtype=np.float32)
    shares = np.array([[each.share] for each in palette], dtype=np.float32)
    return np.hstack([shares / shares.sum(), oklab(rgb)]).astype(np.float32)


@dataclass(frozen=True)
class Worn:
    """A colour someone wears, read from their character sheet: a named hue (radians), and how it looks there."""

    hue: float
    hex: str
    share: float


def worn(data: bytes, name: str = "the sheet") -> tuple[Worn, ...]:
    """The telling colours of whoever stands on a character sheet's plain ground, the largest first; () where all of it is grey, black
    or the colour of skin. Raises AssetError."""
    lab = oklab(small(data, name))
    edge = np.concatenate([lab[:3].reshape(-1, 3), lab[-3:].reshape(-1, 3), lab[:, :3].reshape(-1, 3), lab[:, -3:].reshape(-1, 3)])
    figure = lab[np.linalg.norm(lab - np.median(edge, axis=0), axis=2) > _GROUND]
    if len(figure) < 40:
        return ()
    hues = np.array(_hues(figure))
    found: list[Worn] = []
    while len(found) < 3:
        # A garment spreads over neighbouring hues: light side, shadow side.
        window = hues + np.roll(hues, 1) + np.roll(hues, -1)
        at = int(np.argmax(window))
        if window[at] < 0.06:
            break
        hue = _mean_hue(hues, at)
        if not _SKIN[0] <= hue <= _SKIN[1]:
            found.append(Worn(hue, _shown(figure, hue), round(float(window[at]), 4)))
        for near in (at - 2, at - 1, at, at + 1, at + 2):
            hues[near % 36] = 0
    return tuple(found)


def _mean_hue(hues: NDArray[np.float64], at: int) -> float:
    """The mean of a bin and its neighbours."""
    near = np.array([at - 1, at, at + 1])
    return float(((near + 0.5) * hues[near % 36]).sum() / hues[near % 36].sum() / 36 * math.tau % math.tau)


def _shown(figure: Floats, hue: float) -> str:
    """A hue as it looks on the sheet, #rrggbb."""
    turned = np.abs((np.arctan2(figure[:, 2], figure[:, 1]) - hue + math.pi) % math.tau - math.pi)
    mine = figure[(turned < _HUE / 2) & (np.hypot(figure[:, 1], figure[:, 2]) > _COLOURFUL * 0.5)]
    return hex_of(np.median(mine, axis=0).astype(np.float32)) if len(mine) else "#808080"


def missing(look: Sequence[Worn], frame: Glimpsed) -> tuple[Worn, ...]:
    """The telling colours of someone that a picture of them doesn't have; what is little on the sheet may be hidden."""
    least = UNWORN if frame.dressed else GONE
    return tuple(one for one in look if one.share >= 0.1 and _share(one.hue, frame.hues) < least)


def _share(hue: float, hues: Sequence[float]) -> float:
    reach = round(_HUE / math.tau * 36)
    at = int(hue / math.tau * 36)
    return sum(hues[(at + step) % 36] for step in range(-reach, reach + 1))
