"""Where the camera is at every moment of a move, and where that puts a layer on the screen.

Signs are the field's: the *camera* pans left, so the *picture* slides right. `x` grows to the right and `y` downwards, both in
fractions of the frame (of its width, of its height). The table says what the picture does each second at medium speed on the
hero's plane (depth 0.65); farther layers answer less and nearer ones more, unless it says otherwise.

    move                 the picture, per second at medium speed                           parallax
    static               stays: it drifts within 0.3 % of the frame, for film breathes     –
    pan left / right     slides right / left by 0.06 of the width                          almost none: the camera only turns
    tilt up / down       slides down / up by 0.06 of the height                            almost none
    truck left / right   slides right / left by 0.06 of the width                          full
    pedestal up / down   slides down / up by 0.05 of the height                            full
    push in / pull out   grows / shrinks by about 0.04                                     full: near layers faster
    zoom in / out        grows / shrinks by 0.04                                           none: every layer alike
    dolly zoom           the hero keeps its size, far layers shrink, near ones grow        full
    tracking             the hero stays, the world slides left (horizon by 0.042)          full
    orbit left / right   the hero stays, the horizon slides left / right by 0.039, near layers the other way
    crane up / down      slides down / up by 0.045 of the height, shrinks / grows by 0.03  full
    drone                grows by 0.03, slides down by 0.021 of the height                 full
    whip left / right    arrives within 0.4 s, sliding right / left, then stays            none, motion blur
    roll                 turns clockwise by 3°                                             none
    handheld             wanders within 1 % of the frame and half a degree                 full

Speeds multiply these: ultra slow ¼, slow ½, medium 1, fast 2, snap 4. The drawn margin is finite, so each move has a longest way;
a slow or medium move that would pass it spends the whole shot on that way, a fast one keeps its speed and rests before and after.
Sideways moves have the drawn picture at their middle; push in, zoom in and dolly zoom at their start; pull out, zoom out at their end.
"""

import math
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from director_kernel.schema.slots import Movement, Speed

SPEED = {Speed.ULTRA_SLOW: 0.25, Speed.SLOW: 0.5, Speed.MEDIUM: 1.0, Speed.FAST: 2.0, Speed.SNAP: 4.0}
STRENGTH = {-2: 0.5, -1: 0.75, 0: 1.0, 1: 1.25, 2: 1.5}
HERO = "hero"
WHIP_SECONDS = 0.4
_LEAST_SHARE = {Speed.FAST: 0.45, Speed.SNAP: 0.15}
"""How little of the shot a move may take when the margin ends its way; 1 for slower ones."""
_COVER = 0.05
"""Sideways moves stand this much closer, which buys way within the margin."""


@dataclass(frozen=True)
class Pose:
    """The camera at one moment, every field 0 at the drawn picture.

    `x`, `y`: its shift and `pan`, `tilt`: its turn, in frame fractions; `dolly`: the way come towards the hero, as a fraction of that
    distance; `zoom`: how much longer the lens is; `roll`: the picture's clockwise turn in radians; `keep`: 1 when the camera turns
    to keep the hero's plane in place; `follow`: 1 when the hero walks along.
    """

    x: float = 0.0
    y: float = 0.0
    pan: float = 0.0
    tilt: float = 0.0
    dolly: float = 0.0
    zoom: float = 0.0
    roll: float = 0.0
    keep: float = 0.0
    follow: float = 0.0

    def __add__(self, other: "Pose") -> "Pose":
        return Pose(*(getattr(self, axis.name) + getattr(other, axis.name) for axis in fields(Pose)))

    def __mul__(self, factor: float) -> "Pose":
        return Pose(*(getattr(self, axis.name) * factor for axis in fields(Pose)))


@dataclass(frozen=True)
class _Way:
    """A named move: its pose at start and end per unit of way, its rate (units per second), its longest way, what holds all along."""

    rate: float
    limit: float
    begin: Pose
    end: Pose
    always: Pose = Pose()


def _across(rate: float, limit: float, axis: Pose, always: Pose = Pose()) -> _Way:
    """A move with the drawn picture at its middle."""
    return _Way(rate, limit, axis * -0.5, axis * 0.5, always + Pose(zoom=_COVER))


_WAYS: dict[Movement, _Way] = {
    Movement.PAN_LEFT: _across(0.06, 0.30, Pose(pan=-1)),
    Movement.PAN_RIGHT: _across(0.06, 0.30, Pose(pan=1)),
    Movement.TILT_UP: _across(0.06, 0.30, Pose(tilt=-1)),
    Movement.TILT_DOWN: _across(0.06, 0.30, Pose(tilt=1)),
    Movement.TRUCK_LEFT: _across(0.06, 0.24, Pose(x=-1)),
    Movement.TRUCK_RIGHT: _across(0.06, 0.24, Pose(x=1)),
    Movement.PEDESTAL_UP: _across(0.05, 0.24, Pose(y=-1)),
    Movement.PEDESTAL_DOWN: _across(0.05, 0.24, Pose(y=1)),
    Movement.TRACKING: _across(0.12, 0.48, Pose(x=1), Pose(follow=1)),
    Movement.ORBIT_LEFT: _across(0.06, 0.40, Pose(x=-1), Pose(keep=1)),
    Movement.ORBIT_RIGHT: _across(0.06, 0.40, Pose(x=1), Pose(keep=1)),
    Movement.PUSH_IN: _Way(0.04, 0.24, Pose(), Pose(dolly=1)),
    Movement.PULL_OUT: _Way(0.04, 0.24, Pose(dolly=1), Pose()),
    Movement.ZOOM_IN: _Way(0.04, 0.30, Pose(), Pose(zoom=1)),
    Movement.ZOOM_OUT: _Way(0.04, 0.30, Pose(zoom=1), Pose()),
    Movement.DOLLY_ZOOM: _Way(0.05, 0.22, Pose(), Pose(dolly=1, zoom=-1)),
    Movement.CRANE_UP: _Way(0.045, 0.20, Pose(y=0.5, dolly=0.65), Pose(y=-0.5)),
    Movement.CRANE_DOWN: _Way(0.045, 0.20, Pose(y=-0.5), Pose(y=0.5, dolly=0.65)),
    Movement.DRONE: _Way(0.03, 0.20, Pose(y=0.35), Pose(y=-0.35, dolly=1)),
    Movement.ROLL: _across(math.radians(3), math.radians(10), Pose(roll=1)),
}
_WHIPS = {Movement.WHIP_LEFT: Pose(pan=0.9), Movement.WHIP_RIGHT: Pose(pan=-0.9)}
_TREMBLE = (  # frequency in hertz, weight: a body that breathes (slow) and hands (fast)
    (0.31, 0.55),
    (0.83, 0.30),
    (2.10, 0.15),
)


def nearness(depth: float) -> float:
    """How strongly a layer answers to a camera that travels: 0.35 at the horizon, 1 on the hero's plane, 1.35 at the lens."""
    return 0.35 + depth


def ease(share: float, ramp: float = 0.2) -> float:
    """The way done after `share` of the time: speeds up over `ramp`, runs evenly, slows down over `ramp`.

    >>> ease(0), ease(0.5), ease(1)
    (0.0, 0.5, 1.0)
    """
    share = min(1.0, max(0.0, share))
    if share > 0.5:
        return 1.0 - ease(1.0 - share, ramp)
    top = 1.0 / (1.0 - ramp)
    return top * share * share / (2 * ramp) if share < ramp else top * (share - ramp / 2)


@dataclass(frozen=True)
class Path:
    """The camera over one shot of `seconds`; `strength` −2…2 scales the way; `seed` decides how a hand trembles."""

    movement: Movement
    speed: Speed
    seconds: float
    seed: int = 0
    strength: int = 0
    _phases: tuple[float, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        phases = np.random.default_rng([self.seed & 0xFFFFFFFF, 77]).uniform(0, 2 * math.pi, 3 * len(_TREMBLE))
        object.__setattr__(self, "_phases", tuple(float(phase) for phase in phases))

    def pose(self, t: float) -> Pose:
        """Where the camera is after `t` seconds, breathing included."""
        return self._planned(t) + self._alive(t)

    def blur(self, t: float) -> float:
        """How far the picture slides while the shutter is open (1/48 s), in widths; 0 unless the camera whips."""
        if self.movement not in _WHIPS:
            return 0.0
        return abs(self._planned(t + 1 / 96).pan - self._planned(t - 1 / 96).pan)

    def _planned(self, t: float) -> Pose:
        if self.movement in _WHIPS:
            return self._whip(t)
        way = _WAYS.get(self.movement)
        if way is None or self.seconds <= 0:
            return Pose()
        rate = way.rate * SPEED[self.speed] * STRENGTH[self.strength]
        length = min(rate * self.seconds, way.limit)
        active = min(self.seconds, max(length / rate, _LEAST_SHARE.get(self.speed, 1.0) * self.seconds))
        done = ease((t - (self.seconds - active) / 2) / active)
        return way.begin * (length * (1 - done)) + way.end * (length * done) + way.always

    def _whip(self, t: float) -> Pose:
        left = 1.0 - min(1.0, max(0.0, t / min(WHIP_SECONDS, self.seconds / 2)))
        return _WHIPS[self.movement] * left**3

    def _alive(self, t: float) -> Pose:
        """A drift too small to read as a move, so that no shot is a frozen film; a hand's tremble where one holds the camera."""
        if self.movement is Movement.HANDHELD:
            x, y, roll = (self._tremble(t, axis) for axis in range(3))
            return Pose(x=0.010 * x, y=0.010 * y, roll=0.008 * roll, zoom=_COVER / 2)
        turn = 2 * math.pi * t
        return Pose(pan=0.0012 * math.sin(turn / 7.0), tilt=0.0010 * math.sin(turn / 5.3 + 1.0), zoom=0.0025 * (1 - math.cos(turn / 6.1)))

    def _tremble(self, t: float, axis: int) -> float:
        phases = self._phases[axis * len(_TREMBLE) :]
        return sum(weight * math.sin(2 * math.pi * hertz * t + phase) for (hertz, weight), phase in zip(_TREMBLE, phases, strict=False))


def matrix(pose: Pose, *, depth: float, name: str, width: int, height: int) -> NDArray[np.float64]:
    """The 2×3 affine map from a layer's place in the drawn picture to its place on the screen, both in pixels of the frame."""
    near = nearness(depth)
    travel = 0.0 if pose.follow and name == HERO else near - pose.keep
    turn = 0.935 + 0.1 * depth  # nobody turns exactly about the lens
    right = -(pose.x * travel + pose.pan * turn) * width
    down = -(pose.y * travel + pose.tilt * turn) * height
    scale = (1 + pose.zoom) / (1 - pose.dolly * near)
    cos, sin = scale * math.cos(pose.roll), scale * math.sin(pose.roll)
    cx, cy = (width - 1) / 2, (height - 1) / 2
    return np.array([[cos, -sin, cx + right - cos * cx + sin * cy], [sin, cos, cy + down - sin * cx - cos * cy]])
