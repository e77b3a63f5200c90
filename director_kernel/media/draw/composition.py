"""Where things stand in the frame: figure height by shot size, horizon by angle, the subject's place by aspect, words and seed.

Units: the frame's short side is 720 units whatever the pixels, so a drawing looks the same at every resolution. y runs down.
Space behind the subject is measured in metres: the camera stands `distance` metres away, an adult is 1.7 m, and both scale and floor line
at a depth follow by similar triangles. A close-up therefore magnifies the face far more than the wall behind it, as a lens does.
"""

import math
from dataclasses import dataclass
from random import Random

from director_kernel.media.draw.svg import Point
from director_kernel.schema.slots import Angle, KeySide, ShotSize, Slots

SHORT = 720.0
OVERSCAN = 0.15
ADULT = 1.7

FIGURE_HEIGHT: dict[ShotSize, float] = {
    ShotSize.EWS: 0.16,
    ShotSize.VWS: 0.36,
    ShotSize.WS: 0.60,
    ShotSize.MWS: 1.05,
    ShotSize.MS: 1.70,
    ShotSize.MCU: 2.50,
    ShotSize.CU: 3.80,
    ShotSize.BCU: 5.80,
    ShotSize.ECU: 10.5,
    ShotSize.INSERT: 3.20,
}
"""Shot size → height of a standing adult as a fraction of the frame's height. Above 1 the frame crops: MWS at the knee, MS at the waist,
MCU at the chest, CU at the collar. A head is an eighth of it."""

HEADROOM: dict[ShotSize, float] = {
    ShotSize.MWS: 0.13,
    ShotSize.MS: 0.13,
    ShotSize.MCU: 0.12,
    ShotSize.CU: 0.11,
    ShotSize.BCU: 0.03,
    ShotSize.ECU: -0.42,
    ShotSize.INSERT: -0.62,
}
"""Crown of the head from the top of the frame, as a fraction of its height, for the sizes that crop."""

PRODUCT_HEIGHT: dict[ShotSize, float] = {
    ShotSize.EWS: 0.22,
    ShotSize.VWS: 0.28,
    ShotSize.WS: 0.36,
    ShotSize.MWS: 0.44,
    ShotSize.MS: 0.50,
    ShotSize.MCU: 0.56,
    ShotSize.CU: 0.66,
    ShotSize.BCU: 0.86,
    ShotSize.ECU: 1.30,
    ShotSize.INSERT: 0.62,
}
"""Shot size → height of a hero product as a fraction of the frame's height, when nobody holds it."""

_CAMERA_HEIGHT: dict[Angle, float] = {
    Angle.LOW: 0.62,
    Angle.GROUND: 0.12,
    Angle.WORM: 0.05,
    Angle.HIGH: 2.7,
    Angle.OVERHEAD: 9.0,
    Angle.AERIAL: 6.0,
}


@dataclass(frozen=True)
class Shot:
    """The staging of one frame, in units. `usable` is the height above the slate; `left … bottom` is how far the set must reach."""

    width: float
    height: float
    usable: float
    pixels: float
    size: ShotSize
    angle: Angle
    horizon: float
    feet: float
    body: float
    distance: float
    subject: float
    side: int
    flip: bool
    key: int
    roll: float
    zoom: float
    shift: float
    defocus: float
    left: float
    top: float
    right: float
    bottom: float

    @property
    def tall(self) -> bool:
        return self.height > self.width * 1.05

    @property
    def span(self) -> float:
        return self.right - self.left

    @property
    def metre(self) -> float:
        """Units a metre takes where the subject stands."""
        return self.body / ADULT

    @property
    def local(self) -> float:
        """The subject's x in the set's own coordinates, which may be mirrored."""
        return self.width - self.subject if self.flip else self.subject

    def near(self, behind: float) -> float:
        """How large things look `behind` metres behind the subject, against where the subject stands."""
        return self.distance / max(0.05, self.distance + behind)

    def metres(self, behind: float) -> float:
        """Units a metre takes `behind` metres behind the subject."""
        return self.metre * self.near(behind)

    def floor(self, behind: float) -> float:
        """y of the floor `behind` metres behind the subject."""
        return self.horizon + (self.feet - self.horizon) * self.near(behind)

    def vanish(self, point: Point, share: float) -> Point:
        """`point` moved towards the vanishing point by `share`."""
        return point[0] + (self.width / 2 - point[0]) * share, point[1] + (self.horizon - point[1]) * share


def design_size(width: int, height: int) -> tuple[float, float, float]:
    """Frame width and height in units, and pixels a unit."""
    pixels = min(width, height) / SHORT
    return width / pixels, height / pixels, pixels


def slate_height(height: float, width: float) -> float:
    """Units of the slate strip: a tenth of a wide frame; a tall one, which is read on a phone, has a line more and larger type."""
    return 74.0 if height <= width * 1.3 else 132.0


def default_size(slots: Slots, *, product: bool) -> ShotSize:
    """The size where nobody said one: medium for people, medium close for a product, wide for a place."""
    if slots.shot_size is not None:
        return slots.shot_size
    if slots.characters:
        return ShotSize.MS
    return ShotSize.MCU if product else ShotSize.WS


def _lens_reach(lens: str) -> float:
    """How much further away the camera stands for this lens: 1 at 35–50 mm, less for wide, more for long."""
    digits = "".join(c if c.isdigit() else " " for c in lens[:60]).split()
    length = float(digits[0][:4]) if digits else 0.0
    words = lens.lower()
    if "tele" in words or "long lens" in words or length >= 75:
        return 1.7
    if "wide" in words or "fisheye" in words or 0 < length <= 24:
        return 0.7
    if "macro" in words:
        return 1.2
    return 1.0


def _place(slots: Slots, rng: Random, *, centred: bool) -> tuple[float, int]:
    """The subject's x as a fraction of the width, and which side that is (-1 left, 1 right)."""
    words = slots.composition.lower()
    side = 1 if rng.random() < 0.5 else -1
    if "left third" in words or "frame left" in words or "negative space right" in words or "negative space on the right" in words:
        return 0.34 + rng.uniform(-0.02, 0.02), -1
    if "right third" in words or "frame right" in words or "negative space left" in words or "negative space on the left" in words:
        return 0.66 + rng.uniform(-0.02, 0.02), 1
    if any(word in words for word in ("center", "centre", "symmetr", "balanced")):
        return 0.5 + side * rng.uniform(0.0, 0.012), side
    reach = rng.uniform(0.03, 0.09) if centred else rng.uniform(0.09, 0.17)
    return 0.5 + side * reach, side


def _horizon(angle: Angle, feet: float, metre: float, height: float, usable: float) -> float:
    wanted = feet - _CAMERA_HEIGHT.get(angle, 1.55) * metre
    if angle is Angle.OVERHEAD:
        return -0.9 * height
    lowest = {Angle.LOW: 0.76, Angle.GROUND: 0.84, Angle.WORM: 0.88}.get(angle, 0.60)
    highest = {Angle.HIGH: 0.10, Angle.AERIAL: 0.14}.get(angle, 0.34)
    if angle in (Angle.LOW, Angle.GROUND, Angle.WORM):
        highest = 0.5
    return min(lowest * usable, max(highest * usable, wanted))


def _defocus(slots: Slots, size: ShotSize) -> float:
    focus = f"{slots.focus} {slots.lens} {' '.join(slots.style)}".lower()[:400]
    sigma = {ShotSize.MS: 2.2, ShotSize.MCU: 4.5, ShotSize.CU: 7.0, ShotSize.BCU: 9.0, ShotSize.ECU: 10.0, ShotSize.INSERT: 8.0}.get(
        size, 0.0
    )
    if "deep" in focus:
        return 0.0
    if "shallow" in focus or "bokeh" in focus or "f/1" in focus or "macro" in focus:
        return max(sigma * 1.3, 3.5)
    return sigma


def stage(
    slots: Slots,
    width: int,
    height: int,
    *,
    seed: int,
    slate: bool,
    product: bool,
    centred: bool,
    key_side: KeySide,
    whole: bool = False,
) -> Shot:
    """The staging of a shot. `product`: the subject is a thing on a surface; `centred`: keep it near the middle (type and marks); `whole`:
    a standing adult takes all of the frame's height that its width leaves for the arms."""
    rng = Random(f"{seed}/stage")
    w, h, pixels = design_size(width, height)
    usable = h - slate_height(h, w) if slate else h
    size = default_size(slots, product=product)
    angle = slots.angle or Angle.EYE
    x, side = _place(slots, rng, centred=centred or w < h * 1.1)
    body = min(0.86 * h, 1.5 * w) if whole else FIGURE_HEIGHT[size] * h * (_product_scale(size) if product else 1.0)
    feet = _feet(size, angle, h, usable, body, rng, product=product)
    distance = 3.0 / max(0.05, body / h) * _lens_reach(slots.lens)
    horizon = _horizon(angle, feet, body / ADULT, h, usable) + rng.uniform(-0.02, 0.02) * h
    if angle is Angle.EYE and not slots.characters and not product:
        horizon = usable * rng.uniform(0.5, 0.6)
    roll = (1 if rng.random() < 0.5 else -1) * rng.uniform(7.0, 10.0) if angle is Angle.DUTCH else 0.0
    flip = rng.random() < 0.5
    zoom, shift = 1.0 + rng.uniform(0.0, 0.06), rng.uniform(-0.03, 0.03) * w
    reach = _reach(w, h, roll, shift)
    sign = {KeySide.LEFT: -1, KeySide.RIGHT: 1}.get(key_side, 0)
    return Shot(
        width=w,
        height=h,
        usable=usable,
        pixels=pixels,
        size=size,
        angle=angle,
        horizon=horizon,
        feet=feet,
        body=body,
        distance=distance,
        subject=x * w,
        side=side,
        flip=flip,
        key=-sign if flip else sign,
        roll=roll,
        zoom=zoom,
        shift=shift,
        defocus=_defocus(slots, size),
        left=w / 2 - reach[0],
        top=h / 2 - reach[1],
        right=w / 2 + reach[0],
        bottom=h / 2 + reach[1],
    )


def _product_scale(size: ShotSize) -> float:
    """A product of 0.22 m seen at `PRODUCT_HEIGHT` puts an adult this much above `FIGURE_HEIGHT`."""
    return PRODUCT_HEIGHT[size] / 0.22 * ADULT / FIGURE_HEIGHT[size]


def _feet(size: ShotSize, angle: Angle, h: float, usable: float, body: float, rng: Random, *, product: bool) -> float:
    if product:
        return usable * 0.5 + body * 0.55
    if size in HEADROOM:
        return (HEADROOM[size] + rng.uniform(-0.012, 0.018)) * h + body
    if angle is Angle.OVERHEAD and size in (ShotSize.EWS, ShotSize.VWS, ShotSize.WS):
        return usable * 0.5 + body * 0.3
    ground = {ShotSize.EWS: 0.80, ShotSize.VWS: 0.85}.get(size, 0.915)
    return usable * (ground + rng.uniform(-0.012, 0.012))


def _reach(w: float, h: float, roll: float, shift: float) -> tuple[float, float]:
    """Half extents of the set so that the overscanned frame is covered after roll and shift."""
    half_w, half_h = w * (0.5 + OVERSCAN), h * (0.5 + OVERSCAN)
    cos, sin = math.cos(math.radians(abs(roll))), math.sin(math.radians(abs(roll)))
    return half_w * cos + half_h * sin + abs(shift) + 8, half_w * sin + half_h * cos + 8
