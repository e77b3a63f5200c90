"""A camera moved over a picture's layers: frames for the encoder, with parallax, motion blur where it whips, and a little grain.

The farthest layer is opaque and fills every frame; the others are laid over it, far to near; the slate is not moved. Even a static
shot lives: the camera drifts by a few thousandths of the frame and the grain changes, so nothing is a frozen film.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from director_kernel.media.camera import Path, matrix
from director_kernel.media.plate import OVERLAY, Pixels, Plate, on_ground, plate
from director_kernel.media.resample import scaled, straight
from director_kernel.media.size import even
from director_kernel.schema.slots import Movement, Speed

MOVE_VERSION = "move-2"
_BT709, _LIMITED = 1, 1
"""FFmpeg's numbers for the colour matrix and range the plates are in."""
_GRAIN = 0.6
"""Standard deviation of the grain in luma codes: seen as life, not as noise, and kept by x264 at crf 20."""
_COARSE = 2.0
"""Size of the grain, as the sigma of a blur in pixels."""
_TILES = 3
_SHIFT = 64


@dataclass(frozen=True)
class Raster:
    """A layer's pixels: `rgba` (h, w, 4; straight alpha) covers the frame and `margin` (fraction of the frame) beyond each side."""

    name: str
    rgba: Pixels
    depth: float
    margin: float = 0.0


def plates(layers: Iterable[Raster], width: int, height: int) -> list[Plate]:
    """The layers ready to be moved, far to near, the overlay last. The farthest is made opaque; empty ones are left out."""
    ordered = sorted(layers, key=lambda layer: (layer.name == OVERLAY, layer.depth))
    made = [_ready(layer, width, height, base=index == 0 and layer.name != OVERLAY) for index, layer in enumerate(ordered)]
    return [one for one in made if one is not None]


def _ready(layer: Raster, width: int, height: int, *, base: bool) -> Plate | None:
    left, top = even(layer.margin * width) if layer.margin else 0, even(layer.margin * height) if layer.margin else 0
    size = (width + 2 * left, height + 2 * top)
    rgba = layer.rgba
    if (rgba.shape[1], rgba.shape[0]) != size:
        rgba = np.asarray(cv2.resize(rgba, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    if layer.name == OVERLAY:  # it never moves: what lies beyond the frame is never seen
        rgba, left, top = rgba[top : top + height, left : left + width], 0, 0
    return plate(on_ground(rgba) if base else rgba, name=layer.name, depth=layer.depth, left=-left, top=-top, base=base)


def planes(frame: av.VideoFrame) -> tuple[Pixels, Pixels, Pixels]:
    """The frame's own Y, U and V memory as writable arrays."""
    found = []
    for plane in frame.planes:
        rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
        found.append(rows[:, : plane.width])
    return found[0], found[1], found[2]


class Grain:
    """Film grain: seeded tiles, one half added and one taken away, picked and shifted by chance for each frame.

    Several tiles and coarse ones: a single tile's own shift would be measured as the picture's, and fine grain is what codecs drop.
    """

    def __init__(self, width: int, height: int, seed: int) -> None:
        self._random = np.random.default_rng([seed & 0xFFFFFFFF, 5])
        self._size = width, height
        self._tiles = [self._tile() for _ in range(_TILES)]

    def _tile(self) -> tuple[Pixels, Pixels]:
        width, height = self._size
        noise = self._random.standard_normal((height + _SHIFT, width + _SHIFT), dtype=np.float32)
        noise = cv2.GaussianBlur(noise, (0, 0), _COARSE)
        noise *= _GRAIN / float(noise.std())
        return np.clip(noise + 0.5, 0, 12).astype(np.uint8), np.clip(0.5 - noise, 0, 12).astype(np.uint8)

    def onto(self, luma: Pixels) -> None:
        """Adds this frame's grain to `luma` in place."""
        x, y = (int(value) for value in self._random.integers(0, _SHIFT, 2))
        chosen = int(self._random.integers(0, 2 * _TILES))
        light, dark = self._tiles[chosen % _TILES][:: 1 if chosen < _TILES else -1]
        width, height = self._size
        cv2.add(luma, light[y : y + height, x : x + width], dst=luma)
        cv2.subtract(luma, dark[y : y + height, x : x + width], dst=luma)


def _halved(full: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same map for planes of half the size, pixel centres kept."""
    linear, shift = full[:, :2], full[:, 2]
    return np.column_stack([linear, (linear @ np.array([0.5, 0.5]) + shift - 0.5) / 2])


def _shifted(full: NDArray[np.float64], source: tuple[float, float], target: tuple[float, float]) -> NDArray[np.float64]:
    """The map when the source begins at `source` and the target at `target`."""
    return np.column_stack([full[:, :2], full[:, 2] + full[:, :2] @ np.array(source) - np.array(target)])


def _warp(plane: Pixels, move: NDArray[np.float64], size: tuple[int, int], border: int) -> Pixels:
    moved = scaled(plane, move, size) if straight(move) else None  # plates end in transparent pixels: these go on past the edge
    if moved is not None:
        return moved
    return np.asarray(cv2.warpAffine(plane, move, size, flags=cv2.INTER_LINEAR, borderMode=border), dtype=np.uint8)


def _fill(target: tuple[Pixels, Pixels, Pixels], base: Plate, move: NDArray[np.float64], half: NDArray[np.float64]) -> None:
    """Fills the frame with the farthest layer; where a whip looks past its margin the picture is mirrored (it is a blur there)."""
    sources = (base.y, base.u, base.v)
    for plane, source, turn in zip(target, sources, (move, half, half), strict=True):
        size = plane.shape[1], plane.shape[0]
        moved = scaled(source, turn, size, within=True) if straight(turn) else None
        if moved is not None:
            plane[:] = moved
            continue
        cv2.warpAffine(source, turn, size, dst=plane, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)


def _region(move: NDArray[np.float64], size: tuple[int, int], width: int, height: int) -> tuple[int, int, int, int] | None:
    """The even rectangle of the frame a moved layer can touch: left, top, right, bottom; None when it is out of sight."""
    corners = np.array([[0, 0, 1], [size[0], 0, 1], [0, size[1], 1], [size[0], size[1], 1]], dtype=np.float64) @ move.T
    left, top = (np.floor(corners.min(axis=0)) - 1).astype(int) // 2 * 2
    right, bottom = -(-(np.ceil(corners.max(axis=0)) + 1).astype(int) // 2) * 2
    box = max(0, int(left)), max(0, int(top)), min(width, int(right)), min(height, int(bottom))
    return box if box[0] < box[2] and box[1] < box[3] else None


def _over(target: Pixels, source: Pixels, alpha: Pixels) -> None:
    """target = target · (1 − alpha) + source, in place; source is premultiplied."""
    cv2.multiply(target, cv2.bitwise_not(alpha), dst=target, scale=1 / 255)
    cv2.add(target, source, dst=target)


def _lay(target: tuple[Pixels, Pixels, Pixels], layer: Plate, move: NDArray[np.float64]) -> None:
    """Lays a moved layer over the frame."""
    height, width = target[0].shape
    box = _region(move, layer.size, width, height)
    if box is None or layer.alpha is None or layer.alpha_half is None:
        return
    left, top, right, bottom = box
    full = _shifted(move, (0, 0), (left, top))
    half = _shifted(_halved(move), (0, 0), (left / 2, top / 2))
    size, small = (right - left, bottom - top), ((right - left) // 2, (bottom - top) // 2)
    alpha, alpha_half = (_warp(layer.alpha, full, size, cv2.BORDER_CONSTANT), _warp(layer.alpha_half, half, small, cv2.BORDER_CONSTANT))
    _over(target[0][top:bottom, left:right], _warp(layer.y, full, size, cv2.BORDER_CONSTANT), alpha)
    for plane, source in zip(target[1:], (layer.u, layer.v), strict=True):
        view = plane[top // 2 : bottom // 2, left // 2 : right // 2]
        _over(view, _warp(source, half, small, cv2.BORDER_CONSTANT), alpha_half)


def stay(target: tuple[Pixels, Pixels, Pixels], layer: Plate) -> None:
    """Lays a slate over the frame's planes, unmoved."""
    left, top = layer.left, layer.top
    right, bottom = left + layer.size[0], top + layer.size[1]
    if layer.alpha is None or layer.alpha_half is None:
        return
    _over(target[0][top:bottom, left:right], layer.y, layer.alpha)
    for plane, source in zip(target[1:], (layer.u, layer.v), strict=True):
        _over(plane[top // 2 : bottom // 2, left // 2 : right // 2], source, layer.alpha_half)


def _smear(target: tuple[Pixels, Pixels, Pixels], width: float) -> None:
    """Blurs the frame sideways over `width` pixels."""
    for plane, length in zip(target, (width, width / 2, width / 2), strict=True):
        if length >= 2:
            cv2.blur(plane, (round(length), 1), dst=plane)


class Move:
    """A camera path over plates: `frame(index)` draws one frame into a fresh `av.VideoFrame`, yuv420p, ready to encode."""

    def __init__(self, layers: Sequence[Plate], path: Path, *, width: int, height: int, fps: float, grain_seed: int = 0) -> None:
        self.path, self.width, self.height, self.fps = path, width, height, fps
        self.moved = [layer for layer in layers if layer.name != OVERLAY]
        self.still = [layer for layer in layers if layer.name == OVERLAY]
        self.count = max(1, round(path.seconds * fps))
        self._grain = Grain(width, height, grain_seed)

    def frame(self, index: int) -> av.VideoFrame:
        """Frame `index`. Call in order: the grain goes on from frame to frame."""
        picture = av.VideoFrame(self.width, self.height, "yuv420p")
        picture.colorspace, picture.color_range = _BT709, _LIMITED
        target = planes(picture)
        t = index / self.fps
        pose = self.path.pose(t)
        for place, layer in enumerate(self.moved):
            move = matrix(pose, depth=layer.depth, name=layer.name, width=self.width, height=self.height)
            move = _shifted(move, (layer.left, layer.top), (0, 0))
            if place == 0:
                _fill(target, layer, move, _halved(move))
            else:
                _lay(target, layer, move)
        _smear(target, self.path.blur(t) * self.width)
        self._grain.onto(target[0])
        for layer in self.still:
            stay(target, layer)
        return picture

    def __iter__(self) -> Iterator[av.VideoFrame]:
        return (self.frame(index) for index in range(self.count))


def animate(
    layers: Iterable[Raster],
    *,
    movement: Movement | None,
    speed: Speed | None,
    seconds: float,
    fps: float,
    width: int,
    height: int,
    seed: int = 0,
    strength: int = 0,
) -> Move:
    """The frames of a shot: `seconds` of `movement` over `layers`, `width`×`height` (even) at `fps`. No movement means static."""
    path = Path(movement or Movement.STATIC, speed or Speed.MEDIUM, seconds, seed, strength)
    return Move(plates(layers, width, height), path, width=width, height=height, fps=fps, grain_seed=seed)
