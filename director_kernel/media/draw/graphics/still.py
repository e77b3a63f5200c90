"""A picture as a page uses it: read safely, without the slate of a storyboard frame, cropped about what the eye goes to."""

import base64
from dataclasses import dataclass
from io import BytesIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from director_kernel.errors import UsageError
from director_kernel.media.draw.colour import contrast, hexed, mix
from director_kernel.media.draw.composition import FIGURE_HEIGHT, default_size
from director_kernel.media.draw.raster import rasterise
from director_kernel.media.layered import Board, unpack, whole
from director_kernel.media.plate import OVERLAY, Pixels, on_ground
from director_kernel.schema.slots import Slots

MOST_PIXELS = 64_000_000
_LOOK = 96
"""Pixels of the longer side of what saliency is computed on."""
EXACT = ' data-size="exact"'
"""On an image that has a pixel for every unit of its box: drawn at that size it need not be resampled, which is most of a page's time."""
Box = tuple[float, float, float, float]
"""x, y, width, height; as shares of the picture where it is said so."""


@dataclass(frozen=True)
class Still:
    """RGB pixels with a map of where the eye goes, 0…1, and the heads in it as boxes of shares, from left to right."""

    rgb: Pixels
    salience: NDArray[np.float32]
    faces: tuple[Box, ...] = ()

    @property
    def focus(self) -> tuple[float, float]:
        """What the eye goes to first, as shares of width and height."""
        if not self.faces:
            return _heart(self.salience)
        middles = [(x + width / 2, y + height / 2) for x, y, width, height in self.faces]
        return sum(x for x, _ in middles) / len(middles), sum(y for _, y in middles) / len(middles)

    @property
    def aspect(self) -> float:
        return float(self.rgb.shape[1] / self.rgb.shape[0])

    def busy(self, box: Box) -> float:
        """How much there is to see in a box of shares, 0…1."""
        rows, columns = self.salience.shape
        x, y, width, height = box
        part = self.salience[
            int(max(0.0, y) * rows) : max(int(max(0.0, y) * rows) + 1, int(min(1.0, y + height) * rows)),
            int(max(0.0, x) * columns) : max(int(max(0.0, x) * columns) + 1, int(min(1.0, x + width) * columns)),
        ]
        return float(part.mean()) if part.size else 0.0

    def part(self, box: Box) -> Pixels:
        """The pixels in a box of shares; never empty."""
        rows, columns = self.rgb.shape[:2]
        left, top = min(columns - 1, int(max(0.0, box[0]) * columns)), min(rows - 1, int(max(0.0, box[1]) * rows))
        right, bottom = int(min(1.0, box[0] + box[2]) * columns), int(min(1.0, box[1] + box[3]) * rows)
        return self.rgb[top : max(top + 1, bottom), left : max(left + 1, right)]

    def covering(self, width: int, height: int) -> "Still":
        """The picture filling `width`×`height`, cropped about its focus; the same picture where it fits already."""
        rows, columns = self.rgb.shape[:2]
        scale = max(width / columns, height / rows)
        cut_w, cut_h = min(columns, max(1, round(width / scale))), min(rows, max(1, round(height / scale)))
        left = self._begin([(x, x + w) for x, _, w, _ in self.faces], cut_w / columns, 0)
        top = self._begin([(y - h * 0.12, y + h) for _, y, _, h in self.faces], cut_h / rows, 1)
        share = (left, top, cut_w / columns, cut_h / rows)
        cut = np.ascontiguousarray(self.part(share)[:cut_h, :cut_w])
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        filled = np.asarray(cv2.resize(cut, (width, height), interpolation=method), dtype=np.uint8)
        faces = tuple(((x - left) / share[2], (y - top) / share[3], w / share[2], h / share[3]) for x, y, w, h in self.faces)
        return Still(filled, np.ascontiguousarray(_shares(self.salience, share)), tuple(face for face in faces if _seen(face)))

    def _begin(self, heads: list[tuple[float, float]], length: float, axis: int) -> float:
        """Where a crop of this length begins on an axis (0 across, 1 down): about the heads, else where most of what matters is seen."""
        if heads:
            return _window(self.focus[axis], heads, length, 0.44 if axis else 0.5)
        sums = np.concatenate(([0.0], np.cumsum((self.salience.astype(np.float64) ** 2).sum(axis=axis))))
        count = len(sums) - 1
        seen = max(1, min(count, round(length * count)))
        gains = (sums[seen:] - sums[:-seen]) / (sums[-1] or 1.0)
        middle = np.abs(np.arange(len(gains)) + seen / 2 - count / 2) / count
        return min(1.0 - length, max(0.0, int(np.argmax(gains - 0.25 * middle)) / count))

    def image(self, box: Box, extra: str = "") -> str:
        """An `<image>` that fills the box of page units."""
        x, y, width, height = box
        # "slice" makes resvg clip over the whole page, which costs more than everything else; a picture cut to its box needs none.
        fit = "none" if abs(width / height / self.aspect - 1) < 0.03 else "xMidYMid slice"
        place = f'x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" preserveAspectRatio="{fit}"'
        exact = abs(self.rgb.shape[1] - width) <= 1 and abs(self.rgb.shape[0] - height) <= 1
        return f'<image {place}{EXACT if exact else ""} href="{_href(self.rgb)}"{extra}/>'


def _window(focus: float, heads: list[tuple[float, float]], length: float, place: float) -> float:
    """Where a window of this length begins along one side: the focus at `place` of it, but no head cut where all of them fit."""
    low, high = min(start for start, _ in heads), max(end for _, end in heads)
    begin = min(max(focus - length * place, high - length), low) if high - low <= length else low
    return min(1.0 - length, max(0.0, begin))


def _shares(salience: NDArray[np.float32], box: Box) -> NDArray[np.float32]:
    rows, columns = salience.shape
    left, top = min(columns - 1, int(box[0] * columns)), min(rows - 1, int(box[1] * rows))
    return salience[top : max(top + 1, round((box[1] + box[3]) * rows)), left : max(left + 1, round((box[0] + box[2]) * columns))]


def _seen(face: Box) -> bool:
    return face[0] < 1 and face[1] < 1 and face[0] + face[2] > 0 and face[1] + face[3] > 0


def still_of(rgb: Pixels, faces: tuple[Box, ...] = ()) -> Still:
    """A still of RGB pixels; `faces` where heads are known to be."""
    salience = _salience(rgb)
    rows, columns = salience.shape
    for x, y, width, height in faces:
        salience[int(max(0.0, y) * rows) : int((y + height) * rows) + 1, int(max(0.0, x) * columns) : int((x + width) * columns) + 1] = 1.0
    return Still(rgb, salience, faces)


def read_still(data: bytes, longest: int, name: str = "the picture") -> Still:
    """A PNG, JPEG or WebP with its longer side at most `longest` pixels. A frame of our own comes without slate and lettering.

    Raises UsageError, which names `name`, for what is no picture or a monstrous one.
    """
    board = unpack(data)
    return still_of_board(board, longest) if board else still_of(_foreign(data, longest, name))


def still_of_board(board: Board, longest: int) -> Still:
    """A frame of ours drawn again without what lies over it; where its heads are is known from the layer the people are on."""
    layers = tuple(layer for layer in board.layers if layer.name != OVERLAY) or board.layers
    svg = whole(layers)
    wide, high = (float(part) for part in svg.partition('viewBox="0 0 ')[2].partition('"')[0].split())
    scale = min(1.0, longest / max(wide, high))
    rgb = np.ascontiguousarray(on_ground(rasterise(svg, max(2, round(wide * scale)), max(2, round(high * scale))))[..., :3])
    people = [layer for layer in layers if layer.name == "hero"] if board.slots.characters else []
    if not people:
        return still_of(rgb)
    small = max(2, round(_LOOK * 2 * wide / max(wide, high))), max(2, round(_LOOK * 2 * high / max(wide, high)))
    mask = rasterise(whole(tuple(people)), *small)[..., 3] > 128
    return still_of(rgb, _heads(mask, board.slots))


def _heads(mask: NDArray[np.bool_], slots: Slots) -> tuple[Box, ...]:
    """The heads of the figures in a mask: its tops, a head high, which is an eighth of the body's height in this shot size."""
    rows, columns = mask.shape
    head = FIGURE_HEIGHT[default_size(slots, product=False)] / 8 * 1.12
    tops = np.where(mask.any(axis=0), mask.argmax(axis=0), rows) / rows
    wide = max(2, round(head * 0.8 * rows))
    found: list[Box] = []
    for _ in range(min(14, len(slots.characters))):
        at = int(np.argmin(tops))
        if tops[at] >= 0.95:
            break
        level = tops <= tops[at] + head * 0.35
        left, right = at, at
        while left > 0 and level[left - 1] and at - left < wide:
            left -= 1
        while right < columns - 1 and level[right + 1] and right - at < wide:
            right += 1
        found.append((left / columns, float(tops[at]), (right - left + 1) / columns, min(head, 1.0 - float(tops[at]))))
        middle, arm = (left + right) // 2, round(head * rows * 1.05)
        tops[max(0, middle - arm) : middle + arm + 1] = 1.0
    return tuple(sorted(found))


def _foreign(data: bytes, longest: int, name: str) -> Pixels:
    try:
        with Image.open(BytesIO(data), formats=["PNG", "JPEG", "WEBP", "GIF"]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise UsageError(f"{name} is {opened.width}×{opened.height}: scale it below 64 megapixels and attach it again.")
            opened.draft("RGB", (longest * 2, longest * 2))
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise UsageError(f"{name} can't be read as a picture; attach a PNG, JPEG or WebP in its place.") from fault
    picture.thumbnail((longest, longest))
    paper = Image.new("RGBA", picture.size, "#dedede")
    return np.ascontiguousarray(np.array(Image.alpha_composite(paper, picture))[..., :3])


def _salience(rgb: Pixels) -> NDArray[np.float32]:
    """How far each place is from the picture's mean colour, how much edge there is, and whether it has the hue of skin, weighed towards
    the middle."""
    scale = min(1.0, _LOOK / max(rgb.shape[:2]))
    size = max(4, round(rgb.shape[1] * scale)), max(4, round(rgb.shape[0] * scale))
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    lab = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(np.float32), (0, 0), 1.2)
    far = np.linalg.norm(lab - lab.reshape(-1, 3).mean(axis=0), axis=2)
    edge = np.hypot(cv2.Sobel(lab[..., 0], cv2.CV_32F, 1, 0), cv2.Sobel(lab[..., 0], cv2.CV_32F, 0, 1))
    found = far / (float(far.max()) or 1.0) + cv2.GaussianBlur(edge, (0, 0), 2.0) / (float(edge.max()) or 1.0)
    ycc = cv2.cvtColor(small, cv2.COLOR_RGB2YCrCb)
    skin = cv2.inRange(ycc, np.array([50, 135, 85]), np.array([250, 175, 130])).astype(np.float32) / 255
    found = found + 0.7 * cv2.GaussianBlur(skin, (0, 0), 1.5)
    y, x = np.mgrid[0 : size[1], 0 : size[0]]
    centre = np.exp(-(((x / size[0] - 0.5) / 0.42) ** 2 + ((y / size[1] - 0.45) / 0.42) ** 2) / 2)
    weighed = found * (0.5 + 0.5 * centre)
    return np.asarray(weighed / (float(weighed.max()) or 1.0), dtype=np.float32)


def _heart(salience: NDArray[np.float32]) -> tuple[float, float]:
    strong = np.where(salience >= np.quantile(salience, 0.82), salience, 0.0)
    total = float(strong.sum())
    if total <= 0:
        return 0.5, 0.5
    y, x = np.mgrid[0 : salience.shape[0], 0 : salience.shape[1]]
    return float((x * strong).sum() / total + 0.5) / salience.shape[1], float((y * strong).sum() / total + 0.5) / salience.shape[0]


def _href(rgb: Pixels) -> str:
    data = cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 90])[1]
    return f"data:image/jpeg;base64,{base64.b64encode(bytes(data)).decode('ascii')}"


def extremes(part: Pixels) -> tuple[str, str]:
    """The darkest and the brightest colour of a region worth reckoning with: the 2nd and 98th percentile by luma."""
    rows = part.reshape(-1, 3).astype(np.float32)
    luma = rows @ np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
    order = np.argsort(luma, kind="stable")
    low, high = rows[order[int(0.02 * (len(order) - 1))]], rows[order[int(0.98 * (len(order) - 1))]]
    return hexed(*(float(v) for v in low)), hexed(*(float(v) for v in high))


def scrim(part: Pixels, ink: str, shade: str, least: float = 4.5) -> float:
    """How opaque a shade must lie over the region for lettering in `ink` to have the contrast `least` (WCAG 2) on all of it, 0…1."""
    ends = extremes(part)
    for step in range(21):
        if min(contrast(ink, mix(end, shade, step / 20)) for end in ends) >= least:
            return step / 20
    return 1.0
