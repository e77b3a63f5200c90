"""Where every joint of a posed body is, in figure units: feet on y = 0, an adult 800 tall."""

from collections.abc import Mapping
from dataclasses import dataclass

from director_kernel.media.draw.figures.look import Look
from director_kernel.media.draw.figures.poses import Limb, Pose
from director_kernel.media.draw.shape import Point, lerp, polar, turned

NECK, HIP, TORSO = 668.0, 412.0, 256.0
UPPER_ARM, FOREARM, THIGH, SHIN, ANKLE = 124.0, 110.0, 198.0, 190.0, 24.0
WIDTH_OF_VIEW = {"front": 1.0, "back": 1.0, "three": 0.9, "profile": 0.62}


@dataclass(frozen=True)
class Body:
    """Joints by name (neck, pelvis, and shoulder, elbow, wrist, hip, knee, ankle with _left or _right) and the widths cloth hangs on."""

    look: Look
    pose: Pose
    joints: Mapping[str, Point]
    scale: float
    head: float
    shoulder: float
    chest: float
    waist: float
    hips: float

    def __getitem__(self, name: str) -> Point:
        return self.joints[name]

    @property
    def chin(self) -> Point:
        x, y = self["neck"]
        lean = self.pose.lean
        return turned((x + (6 * self.scale if self.pose.view == "profile" else 0), y - 30 * self.scale), lean * 0.4, (x, y))

    def spine(self, t: float) -> Point:
        """A point on the back line: 0 at the pelvis, 1 at the base of the neck."""
        return lerp(self["pelvis"], self["neck"], t)

    def side(self, t: float, half: float) -> Point:
        """A point beside the spine; `half` units to frame right (negative: left), square to the lean."""
        x, y = self.spine(t)
        return turned((x + half, y), self.pose.lean, (x, y))

    def crown(self) -> float:
        """The height of the top of the head above the ground, in units."""
        return -(self.chin[1] - 100 * self.head)


def build(look: Look, pose: Pose) -> Body:
    """The joints of `look` in `pose`, standing on the ground."""
    scale, head = {"child": (0.655, 0.93), "toddler": (0.47, 0.82), "teen": (0.9, 0.99)}.get(
        look.age, (1.0, 1.02 if look.gender == "m" else 1.0)
    )
    f, b, wide = look.feminine, look.build, WIDTH_OF_VIEW[pose.view]
    stout = max(0.0, b)
    room = scale * (1.12 if look.age in {"child", "toddler"} else 1.0)
    shoulder, chest = (77 - 14 * f + 9 * b) * room * wide, (62 - 10 * f + 11 * b) * room * wide
    waist, hips = (55 - 14 * f + 9 * b + 16 * stout) * room * wide, (51 + 5 * f + 7 * b + 8 * stout) * room * wide
    joints = _joints(pose, scale, shoulder, hips)
    return Body(look, pose, _grounded(joints, scale), scale, head, shoulder, chest, waist, hips)


def _joints(pose: Pose, scale: float, shoulder: float, hips: float) -> dict[str, Point]:
    pelvis = (0.0, -HIP * scale)
    neck = turned((0.0, -NECK * scale), pose.lean, pelvis)
    out: dict[str, Point] = {"pelvis": pelvis, "neck": neck}
    for side, sign, arm, leg in (("left", -1, pose.left, pose.leg_left), ("right", 1, pose.right, pose.leg_right)):
        reach = 0.73 * shoulder if pose.view != "profile" else 0.2 * shoulder
        top = turned((neck[0] + sign * reach, neck[1] + 33 * scale), pose.lean, neck)
        out |= _bones(side, ("shoulder", "elbow", "wrist"), top, arm, UPPER_ARM * scale, FOREARM * scale)
        spread = (0.5 if pose.view != "profile" else 0.16) * hips
        out |= _bones(side, ("hip", "knee", "ankle"), (pelvis[0] + sign * spread, pelvis[1] + 8 * scale), leg, THIGH * scale, SHIN * scale)
    return out


def _bones(side: str, names: tuple[str, str, str], start: Point, limb: Limb, first: float, second: float) -> dict[str, Point]:
    middle = polar(start, limb.upper, first * limb.reach[0])
    end = polar(middle, limb.lower, second * limb.reach[1])
    return {f"{name}_{side}": p for name, p in zip(names, (start, middle, end), strict=True)}


def _grounded(joints: dict[str, Point], scale: float) -> dict[str, Point]:
    lowest = max(joints[f"{j}_{s}"][1] + (ANKLE if j == "ankle" else 16) * scale for j in ("ankle", "knee") for s in ("left", "right"))
    middle = (joints["ankle_left"][0] + joints["ankle_right"][0]) / 2 if joints["pelvis"][1] < -300 * scale else joints["pelvis"][0]
    return {name: (x - middle * 0.5, y - lowest) for name, (x, y) in joints.items()}
