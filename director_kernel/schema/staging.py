"""A scene seen from above: who stands where, where the cameras are, and the line they stay on one side of.

Metres, x to the right, y away from the audience. Directions in degrees, 0 is up (away from the audience), 90 to the right.
"""

from typing import Literal

from director_kernel.schema.noun import Noun

Point = tuple[float, float]
Ground = Literal["room", "open", "street", "vehicle"]


class Stand(Noun):
    """Someone in the scene. `given`: a person said where; else it was worked out."""

    who: str
    name: str
    x: float
    y: float
    facing: float
    given: bool = False


class Camera(Noun):
    """The camera of a shot: where it stands, where it looks (`direction`), how wide it sees (`angle`, degrees across), which side of the
    line it is on. `reach` is how far away its subject is, `path` where it goes, `move` what that is called."""

    shot: str
    number: int
    x: float
    y: float
    direction: float
    angle: float
    reach: float
    lens: float
    side: Literal["A", "B", "neutral"]
    azimuth: float
    """Its direction as the subject sees it."""
    sees: tuple[str, ...] = ()
    label: str = ""
    path: tuple[Point, ...] = ()
    move: str = ""


class Staging(Noun):
    """The plan of a scene. `line` are the two people the line of action runs between, () where there is none; `room` is left, lower,
    right and upper wall (or the edge of what is shown outdoors)."""

    title: str
    place: str = ""
    ground: Ground = "room"
    room: tuple[float, float, float, float]
    people: tuple[Stand, ...] = ()
    cameras: tuple[Camera, ...] = ()
    line: tuple[Point, Point] | None = None
    notes: tuple[str, ...] = ()
