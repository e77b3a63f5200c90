"""A head: its outline, ears, the planes light makes on it, and the order its parts are drawn in.

Head space: chin at the origin, crown near y = -100, y down, the face 72 units wide from the front. `turn` runs from -1 (profile to
frame left) over 0 (front) to 1 (profile to frame right).
"""

import math
from dataclasses import dataclass
from functools import cached_property

from director_kernel.media.draw.colour import luma, mix, raised
from director_kernel.media.draw.figures.look import Look
from director_kernel.media.draw.ink import Ink
from director_kernel.media.draw.shape import Point, lerp, smooth

FRONT = (
    (0, -99),
    (19, -96),
    (31, -85),
    (36, -67),
    (35.4, -52),
    (34, -39),
    (30, -20),
    (19, -5.5),
    (8, 0.8),
    (0, 1.8),
    (-8, 0.8),
    (-19, -5.5),
    (-30, -20),
    (-34, -39),
    (-35.4, -52),
    (-36, -67),
    (-31, -85),
    (-19, -96),
)
THREE = (
    (2, -99),
    (20, -95),
    (30, -84),
    (33.6, -68),
    (30.6, -54.5),
    (32.6, -42),
    (28.6, -22),
    (23, -7),
    (16.5, 0),
    (10, 2),
    (3, 0.8),
    (-9, -5),
    (-24, -18),
    (-31, -38),
    (-35, -52),
    (-38, -67),
    (-35, -84),
    (-20, -96),
)
PROFILE = (
    (-6, -100),
    (14, -97),
    (27, -87),
    (33, -74),
    (35, -63),
    (32.6, -55),
    (36.6, -46),
    (41.8, -38),
    (46.2, -32.5),
    (43.5, -28.6),
    (37, -26.6),
    (38.6, -22.6),
    (39.8, -20.4),
    (36.6, -18),
    (38.6, -15),
    (37.4, -12),
    (34, -10),
    (35.6, -5.4),
    (33, 0.8),
    (25, 3),
    (12, -1),
    (-3, -13),
    (-9, -28),
    (-25, -28),
    (-41, -50),
    (-44, -70),
    (-36, -90),
    (-22, -98),
)


@dataclass(frozen=True)
class Head:
    """What every part of a head needs to know to be drawn."""

    look: Look
    turn: float
    detail: int
    back: bool = False
    gaze: tuple[float, float] = (0.0, 0.0)
    closed: bool = False
    mood: str = "neutral"
    mouth_open: float = 0.0

    @property
    def profile(self) -> bool:
        return abs(self.turn) > 0.8 and not self.back

    @property
    def sign(self) -> int:
        return -1 if self.turn < 0 else 1

    @cached_property
    def young(self) -> float:
        return {"child": 1.0, "toddler": 1.3, "teen": 0.35}.get(self.look.age, 0.0)

    def p(self, x: float, y: float) -> Point:
        """A point given for a head that looks frame right."""
        return self.sign * x, y

    def on(self, x: float, y: float, *, out: float = 0.0) -> Point:
        """A point of the face as seen from the front, moved round the head by the turn; `out` stands off the surface (nose)."""
        radius = 37.0 + out
        angle = math.asin(max(-0.999, min(0.999, x / 37.0))) + math.radians(40 * self.turn)
        return radius * math.sin(angle), y

    def squeeze(self, x: float) -> float:
        """How much narrower a feature at `x` looks for the turn."""
        angle = math.asin(max(-0.98, min(0.98, x / 37.0)))
        return max(0.45, min(1.12, math.cos(angle + math.radians(40 * self.turn)) / math.cos(angle)))

    @cached_property
    def contour(self) -> tuple[Point, ...]:
        """The outline of face and skull."""
        if self.profile:
            return tuple(self.p(*self._personal(x, y)) for x, y in PROFILE)
        t = 0.0 if self.back else min(1.0, abs(self.turn) / 0.5)
        return tuple(self.p(*self._personal(*lerp(a, b, t))) for a, b in zip(FRONT, THREE, strict=True))

    def _personal(self, x: float, y: float) -> Point:
        """Jaw, cheeks and width for this person's age, sex, build and own variation."""
        look = self.look
        low = max(0.0, min(1.0, (y + 46) / 40)) if y < 6 else 1.0
        jaw = 1.0 - 0.11 * look.feminine * low * (1 - max(0.0, (y + 6) / 8)) if self.young == 0 else 1.0
        cheeks = 1 + 0.1 * self.young * max(0.0, 1 - abs(y + 22) / 22) + 0.12 * max(0.0, look.build) * max(0.0, 1 - abs(y + 14) / 26)
        if self.profile and x > 30:
            return x - 1.2 * look.feminine * (1 if y < -50 else 0) - 3.0 * self.young * max(0.0, 1 - abs(y + 34) / 9), y
        return x * (1 + 0.035 * look.face[0]) * jaw * cheeks, y * (1 - 0.03 * self.young)

    @cached_property
    def outline(self) -> str:
        return smooth(self.contour, tension=0.95)


BOX = (-42.0, -104.0, 84.0, 108.0)


def draw_skull(ink: Ink, head: Head) -> None:
    """Ears, the shape of the head and its planes of light; features come after."""
    look = head.look
    _ears(ink, head)
    fill = ink.flesh(look.skin, BOX)
    ink.path(head.outline, fill, solid=True)
    if head.back:
        return
    ink.add(f'<g clip-path="{ink.clip(head.outline)}">')
    _planes(ink, head)
    ink.add("</g>")


def _ears(ink: Ink, head: Head) -> None:
    t = ink.tones(mix(head.look.skin, "#c2503a", 0.1))
    if head.profile:
        return
    for side in (-1, 1):
        away = side == head.sign and abs(head.turn) > 0.25
        if away and not head.back:
            continue
        x = side * 36 - (head.turn * 4 if not head.back else 0)
        pts = [(x - side * 2, -56), (x + side * 4.5, -57.5), (x + side * 6, -50), (x + side * 3.4, -40), (x - side * 1, -36)]
        ink.path(smooth(pts), t.base if side != ink.key_x else t.lit)
        if not head.back:
            ink.line(
                smooth([(x + side * 3.6, -54), (x + side * 3.2, -48), (x + side * 0.8, -43)], closed=False), t.deep, 1.1, stroke_opacity=0.4
            )


def draw_profile_ear(ink: Ink, head: Head) -> None:
    """The near ear of a profile, over the hair's edge."""
    t = ink.tones(mix(head.look.skin, "#c2503a", 0.1))
    pts = [head.p(x, y) for x, y in ((-8, -58), (-1, -58), (1, -51), (-3, -42), (-7.5, -38), (-10, -46))]
    ink.path(smooth(pts), t.base, stroke=t.deep, stroke_width=0.7, stroke_opacity=0.4)
    ink.line(smooth([head.p(-6, -54), head.p(-2.6, -52), head.p(-4.4, -45)], closed=False), t.deep, 1.1, stroke_opacity=0.5)


def _planes(ink: Ink, head: Head) -> None:
    skin = head.look.skin
    warm = mix(skin, "#b04a38", 0.24)
    t, shade = ink.tones(skin), ink.tones(warm).dark
    away = -ink.key_x or (1.0 if head.turn <= 0 else -1.0)
    if head.profile:
        _profile_planes(ink, head, shade)
    else:
        edge = [
            (away * 42, -90),
            (away * 27, -84),
            (away * 24, -64),
            (away * 27, -52),
            (away * 20, -40),
            (away * 19, -24),
            (away * 8, -10),
            (away * 4, 4),
            (away * 42, 6),
        ]
        moved = [(x + head.turn * (7 if away * head.turn > 0 else 4), y) for x, y in edge]
        ink.path(smooth(moved, tension=0.9), shade, fill_opacity=0.24 if not ink.light.hard else 0.42)
        ink.ellipse(*head.on(-away * 13, -80), 15, 9, ink.radial([(0, raised(t.lit, 0.5), 0.5), (1, t.lit, 0)]))
        for side in (-1, 1):
            ink.ellipse(
                *head.on(side * 19, -31),
                12.5 * head.squeeze(side * 19),
                8.6,
                ink.radial(
                    [
                        (0, blush(head.look.skin), _rosy(head)),
                        (0.45, blush(head.look.skin), _rosy(head) * 0.7),
                        (1, blush(head.look.skin), 0),
                    ]
                ),
            )
    if head.detail:
        x, _ = head.on(0, 0)
        ink.ellipse(x, 1, 13, 4.5, ink.radial([(0, shade, 0.4), (1, shade, 0)]))


def _profile_planes(ink: Ink, head: Head, shade: str) -> None:
    pts = [head.p(x, y) for x, y in ((-14, -60), (2, -36), (8, -20), (30, -1), (20, 8), (-30, 4), (-50, -40))]
    ink.path(smooth(pts, tension=0.8), shade, fill_opacity=0.3)
    x, y = head.p(22, -31)
    colour = blush(head.look.skin)
    ink.ellipse(x, y, 10, 7.5, ink.radial([(0, colour, 0.5), (1, colour, 0)]))


def _rosy(head: Head) -> float:
    return (0.16 + 0.4 * luma(head.look.skin)) * (1.15 if head.young or head.look.feminine > 0.5 else 0.7)


def blush(skin: str) -> str:
    """The colour of a warm cheek on this skin."""
    return mix(skin, "#e2563f", 0.46)
