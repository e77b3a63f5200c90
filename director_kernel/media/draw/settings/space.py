"""Metres to the frame: one-point perspective, boxes, and panels on walls, so that furniture and houses agree with the camera."""

from collections.abc import Sequence

from director_kernel.media.draw.colour import darken, lighten, mix
from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.svg import Canvas, Point

NEAREST = 0.82
"""How much of the way from subject to camera things may stand; nearer they would swell past the frame."""


class Space:
    """Positions in metres: x from the middle of the frame, y up from the floor, z behind the subject (negative: towards the camera)."""

    def __init__(self, scene: Scene, *, air: float = 70.0) -> None:
        self.scene, self.shot, self.air = scene, scene.shot, air

    def at(self, x: float, y: float, z: float) -> Point:
        """The point in set units."""
        depth = max(z, -self.shot.distance * NEAREST)
        metre = self.shot.metres(depth)
        return self.shot.width / 2 + x * metre, self.shot.floor(depth) - y * metre

    def metre_x(self, units: float, z: float) -> float:
        """The x in metres of a place `units` across the set, at depth z."""
        return (units - self.shot.width / 2) / self.shot.metres(max(z, -self.shot.distance * NEAREST))

    def reach(self, z: float) -> float:
        """Metres from the middle to the edge of the set at depth z."""
        return abs(self.metre_x(self.shot.right, z))

    def tone(self, colour: str, z: float) -> str:
        return self.scene.tone(colour, min(0.8, max(0.0, z) / self.air))

    def quad(self, canvas: Canvas, corners: Sequence[tuple[float, float, float]], fill: str, **more: object) -> None:
        """A flat shape through points in metres."""
        canvas.poly([self.at(*corner) for corner in corners], fill, **more)

    def panel(self, canvas: Canvas, x: float, y: float, z: float, width: float, height: float, fill: str, **more: object) -> None:
        """An upright rectangle facing the camera; x is its middle, y its foot."""
        left, top = self.at(x - width / 2, y + height, z)
        right, bottom = self.at(x + width / 2, y, z)
        canvas.rect(left, top, right - left, bottom - top, fill, **more)

    def box(
        self,
        canvas: Canvas,
        x: float,
        z: float,
        width: float,
        height: float,
        depth: float,
        colour: str,
        *,
        y: float = 0.0,
        lit: float = 0.0,
        round_: float = 0.0,
    ) -> None:
        """A block whose front face stands at z; x is its middle, y its foot. `lit` brightens the whole (a lamp near by)."""
        base = self.tone(colour, z)
        base = lighten(base, lit) if lit else base
        left, right, top, back = x - width / 2, x + width / 2, y + height, z + depth
        self._cheek(canvas, left, right, y, top, z, back, base)
        if self.at(0, top, z)[1] > self.shot.horizon:
            fill = mix(lighten(base, 0.16), self.scene.light.key, 0.12)
            self.quad(canvas, [(left, top, z), (right, top, z), (right, top, back), (left, top, back)], fill)
        elif self.at(0, y, z)[1] < self.shot.horizon:
            self.quad(canvas, [(left, y, z), (right, y, z), (right, y, back), (left, y, back)], darken(base, 0.5))
        (x1, y1), (x2, y2) = self.at(left, top, z), self.at(right, y, z)
        canvas.rect(x1, y1, x2 - x1, y2 - y1, self._shaded(canvas, base), rx=round_ * self.shot.metres(z) or None)

    def _shaded(self, canvas: Canvas, base: str) -> str:
        bright, dim = mix(base, self.scene.light.key, 0.2), darken(base, 0.24)
        if self.shot.key == 0:
            return canvas.linear((0, lighten(base, 0.06)), (1, darken(base, 0.2)))
        ends = (bright, dim) if self.shot.key < 0 else (dim, bright)
        return canvas.linear((0, ends[0]), (1, ends[1]), x2=1, y2=0.35)

    def _cheek(self, canvas: Canvas, left: float, right: float, foot: float, top: float, z: float, back: float, base: str) -> None:
        middle = self.shot.width / 2
        if self.at(left, 0, z)[0] > middle:
            side, towards = left, -1
        elif self.at(right, 0, z)[0] < middle:
            side, towards = right, 1
        else:
            return
        fill = mix(lighten(base, 0.1), self.scene.light.key, 0.14) if towards == self.shot.key else darken(base, 0.36)
        self.quad(canvas, [(side, foot, z), (side, top, z), (side, top, back), (side, foot, back)], fill)

    def floor(self, canvas: Canvas, colour: str, *, near: str = "", far: float = 60.0) -> None:
        """The ground from the horizon to the camera."""
        shot = self.shot
        top = max(shot.top, min(shot.horizon, shot.bottom)) if shot.horizon > shot.top else shot.top
        close = self.tone(near or colour, 0)
        paint = canvas.linear((0, self.tone(colour, far)), (0.3, self.tone(colour, far * 0.3)), (1, darken(close, 0.28)))
        canvas.rect(shot.left, top, shot.span, shot.bottom - top, paint)

    def shadow(self, canvas: Canvas, x: float, z: float, width: float, strength: float = 0.4) -> None:
        """A soft contact shadow on the floor."""
        cx, cy = self.at(x, 0, z)
        half = width / 2 * self.shot.metres(max(z, -self.shot.distance * NEAREST))
        canvas.glow(cx, cy, half, max(5.0, half * 0.16), "#05070a", strength)

    def rug(self, canvas: Canvas, x: float, z: float, width: float, depth: float, fill: str, **more: object) -> None:
        """A rectangle lying on the floor."""
        left, right = x - width / 2, x + width / 2
        self.quad(canvas, [(left, 0, z), (right, 0, z), (right, 0, z + depth), (left, 0, z + depth)], fill, **more)
