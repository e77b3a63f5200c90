"""Video steps of the offline studio: a camera moved over the layers of a storyboard frame, or over any picture.

A clip made from one of our frames takes that frame's own layers out of its PNG, so image and film are the same picture; only the slate,
the arrow and the words on screen are the clip's own. A foreign picture is moved whole; one of another shape stands before a blurred
copy of itself. Without a picture the slots are drawn.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import av
import cv2
import numpy as np

from director_kernel.errors import JobFailed
from director_kernel.media.draw import RENDERER, Layer, compose, rasterise
from director_kernel.media.encode import Sound, encode
from director_kernel.media.layered import Board, unpack
from director_kernel.media.meter import Meter
from director_kernel.media.move import Move, Raster, animate, planes, plates, stay
from director_kernel.media.order import Material, Order, Piece
from director_kernel.media.pictures import PREVIS, covering, drawn, read_picture
from director_kernel.media.plate import OVERLAY, Pixels
from director_kernel.media.probe import video_frames
from director_kernel.media.size import even
from director_kernel.media.thumbnail import poster
from director_kernel.schema.plan import Kind, Role
from director_kernel.schema.slots import Slots

_FOREIGN_MARGIN = 0.08
"""How much of a foreign picture is kept beyond each edge for the camera to move into."""
_SAME_SHAPE = 1.35
"""Pictures whose aspect differs by more than this factor are shown whole before a blurred ground."""
_DISSOLVE = 0.35
"""The share of a clip over which it becomes its end picture."""


def rasters(layers: tuple[Layer, ...], width: int, height: int) -> list[Raster]:
    """The layers' pixels at the size the camera needs; the overlay without its margin."""
    return [_raster(layer, width, height) for layer in layers]


def _raster(layer: Layer, width: int, height: int) -> Raster:
    size = (width + 2 * even(layer.overscan * width), height + 2 * even(layer.overscan * height)) if layer.overscan else (width, height)
    return Raster(layer.name, rasterise(layer.svg, *size), layer.depth, layer.overscan)


def foreign(rgba: Pixels, width: int, height: int) -> list[Raster]:
    """A picture that isn't ours, ready to be moved over."""
    wide, tall = width + 2 * even(_FOREIGN_MARGIN * width), height + 2 * even(_FOREIGN_MARGIN * height)
    ground = covering(rgba, wide, tall)
    aspect = (rgba.shape[1] / rgba.shape[0]) / (width / height)
    if 1 / _SAME_SHAPE <= aspect <= _SAME_SHAPE:
        return [Raster("bg", ground, 0.65, _FOREIGN_MARGIN)]
    blurred = np.asarray(cv2.GaussianBlur(ground, (0, 0), max(2.0, width / 40)), dtype=np.uint8)
    blurred[..., :3] = (blurred[..., :3] * 0.7).astype(np.uint8)
    return [Raster("bg", blurred, 0.2, _FOREIGN_MARGIN), Raster("hero", _contained(rgba, width, height), 0.65, 0.0)]


def _contained(rgba: Pixels, width: int, height: int) -> Pixels:
    """The whole picture, centred on a transparent frame."""
    scale = 0.94 * min(width / rgba.shape[1], height / rgba.shape[0])
    size = max(1, round(rgba.shape[1] * scale)), max(1, round(rgba.shape[0] * scale))
    small = np.asarray(cv2.resize(rgba, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    frame = np.zeros((height, width, 4), np.uint8)
    x, y = (width - size[0]) // 2, (height - size[1]) // 2
    frame[y : y + size[1], x : x + size[0]] = small
    return frame


def _lettering(order: Order, board: Board | None = None) -> Raster:
    """The slate, the move's arrow and the words on screen: the clip's own slots, what they leave open taken from its picture."""
    slots = told_over(board.slots, order.slots) if board else order.slots
    seed = board.seed if board else order.drawing_seed
    frame = compose(slots, width=order.width, height=order.height, seed=seed, slate=order.slate)
    return _raster(next(layer for layer in frame.layers if layer.name == OVERLAY), order.width, order.height)


def told_over(below: Slots, above: Slots) -> Slots:
    """`below`, with every slot that `above` fills taken from there."""
    return below.with_(**{name: getattr(above, name) for name in Slots.model_fields if getattr(above, name) not in (None, "", ())})


def _last_frame(data: bytes) -> Pixels:
    last = deque(video_frames(data), maxlen=1)
    if not last:
        raise JobFailed("the clip to go on from has no frames; render it again, then `director retry`.", provider="previs")
    return np.asarray(cv2.cvtColor(last[0].to_ndarray(format="rgb24"), cv2.COLOR_RGB2RGBA), dtype=np.uint8)


def staged(material: Material, order: Order) -> list[Raster]:
    """The layers of the picture (or of a clip's last frame) handed over, with the order's own lettering."""
    board = unpack(material.data) if material.mime.startswith("image/") else None
    if board is not None:
        kept = tuple(layer for layer in board.layers if layer.name != OVERLAY)
        return [*rasters(kept, order.width, order.height), _lettering(order, board)]
    pixels = _last_frame(material.data) if material.mime.startswith("video/") else read_picture(material.data)
    return [*foreign(pixels, order.width, order.height), _lettering(order)]


def scene(order: Order) -> list[Raster]:
    """What the camera of this step looks at."""
    roles = (Role.START_IMAGE, Role.SOURCE, Role.END_IMAGE) if order.kind is not Kind.TEXT_TO_VIDEO else (Role.START_IMAGE,)
    start = order.material(*roles)
    return staged(start, order) if start is not None else rasters(drawn(order).layers, order.width, order.height)


def shot(order: Order, layers: list[Raster]) -> Move:
    """The order's camera move over `layers`."""
    slots = order.slots
    return animate(
        layers,
        movement=slots.movement,
        speed=slots.movement_speed,
        seconds=order.seconds,
        fps=order.fps,
        width=order.width,
        height=order.height,
        seed=order.drawing_seed,
        strength=slots.motion_strength or 0,
    )


@dataclass
class Becoming:
    """One shot that dissolves into another over the last third."""

    first: Move
    second: Move

    def __iter__(self) -> Iterator[av.VideoFrame]:
        begin = round(self.first.count * (1 - _DISSOLVE))
        for index in range(self.first.count):
            frame = self.first.frame(index)
            if index >= begin:
                share = (index - begin + 1) / (self.first.count - begin)
                dissolve(frame, self.second.frame(index), share)
            yield frame


def dissolve(under: av.VideoFrame, over: av.VideoFrame, share: float) -> None:
    """Blends `share` of `over` into `under`, in place."""
    for below, above in zip(planes(under), planes(over), strict=True):
        cv2.addWeighted(below, 1 - share, above, share, 0, dst=below)


def _edited(order: Order, source: Material) -> Iterator[av.VideoFrame]:
    """The source clip at the order's length and size, regraded by the seed, under the order's lettering."""
    taken = list(video_frames(source.data))
    count = max(1, round(order.seconds * order.fps))
    grade = [float(shift) for shift in np.random.default_rng(order.drawing_seed).uniform(-10, 10, 2)]
    lettering = plates([_lettering(order)], order.width, order.height)
    for index in range(count):
        frame = taken[min(len(taken) - 1, index * len(taken) // count)].reformat(width=order.width, height=order.height, format="yuv420p")
        target = planes(frame)
        for plane, shift in zip(target[1:], grade, strict=True):
            cv2.convertScaleAbs(plane, dst=plane, alpha=1.0, beta=shift)
        for layer in lettering:
            stay(target, layer)
        yield frame


def frames(order: Order) -> Iterator[av.VideoFrame] | Move | Becoming:
    """The frames of a video step, in order."""
    source = order.material(Role.SOURCE)
    if order.kind is Kind.VIDEO_EDIT and source is not None and source.mime.startswith("video/"):
        return _edited(order, source)
    first = shot(order, scene(order))
    end = order.material(Role.END_IMAGE)
    if end is None or order.material(Role.START_IMAGE, Role.SOURCE) is None:
        return first
    return Becoming(first, shot(order, staged(end, order)))


def clip(order: Order, sound: Sound | None = None) -> tuple[Piece, ...]:
    """The animatic of a video step: MP4 and a poster (JPEG)."""
    meter = Meter(order.meter)
    count = max(1, round(order.seconds * order.fps))
    film = encode(
        frames(order),
        width=order.width,
        height=order.height,
        fps=order.fps,
        sound=sound,
        tick=lambda done: meter.tick(done, count),
    )
    meta = {**PREVIS, "renderer": RENDERER, "seed": order.drawing_seed, "sound": sound is not None}
    seconds = count / order.fps
    return (
        Piece(film, "video/mp4", ".mp4", "main", order.width, order.height, seconds, order.fps, meta),
        Piece(poster(film, 0.5), "image/jpeg", ".jpg", "poster", order.width, order.height, meta=dict(PREVIS)),
    )
