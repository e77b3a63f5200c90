"""A drawn thing: an SVG fragment with its size and the points others hang things on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Point = tuple[float, float]


@dataclass(frozen=True)
class Art:
    """One `<g>…</g>` in local units, y down, origin where the thing stands (feet, base).

    `width` and `height` bound the drawing. `anchors` name points in the same units: figures have head, eyes, chin, neck, chest, waist,
    hips, knees, feet, hand_left, hand_right (left and right as the camera sees them); props have base, grip, top, label, centre.
    `natural` is the height the thing has beside a person, in figure units (an adult stands 800), so `scale = natural / height`. `front`
    is a second fragment in the same units for what lies over a neighbour; usually empty.
    """

    svg: str
    width: float
    height: float
    anchors: Mapping[str, Point] = field(default_factory=lambda: MappingProxyType({}))
    natural: float = 0.0
    front: str = ""
