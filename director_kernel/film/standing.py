"""Where people of a scene stand, and on which side of their line a point is: exact geometry, metres and degrees.

The line of action runs between two people. Side A is the side the audience is on (y falls towards it); where the line runs away from the
audience, its right.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from director_kernel.errors import UsageError
from director_kernel.schema.project import Place, Scene
from director_kernel.schema.staging import Point, Stand

BODY = 0.62
"""Metres between two people at least: shoulders and a hand's breadth."""


class Axis(NamedTuple):
    """The line of action: from a to b, its unit direction, and the unit vector that points to side A."""

    a: Point
    b: Point
    along: Point
    to_a: Point

    @property
    def middle(self) -> Point:
        return (self.a[0] + self.b[0]) / 2, (self.a[1] + self.b[1]) / 2


def bearing(start: Point, end: Point) -> float:
    """The direction from one point to another, 0…360.

    >>> bearing((0, 0), (0, 1)), bearing((0, 0), (1, 0)), bearing((0, 0), (0, -1))
    (0.0, 90.0, 180.0)
    """
    return math.degrees(math.atan2(end[0] - start[0], end[1] - start[1])) % 360


def towards(start: Point, direction: float, length: float) -> Point:
    """The point `length` away in a direction."""
    turn = math.radians(direction)
    return start[0] + math.sin(turn) * length, start[1] + math.cos(turn) * length


def side_of(line: tuple[Point, Point], at: Point) -> str:
    """ "A", "B", or "neutral" within a hand's breadth of the line."""
    axis = axis_of(*line)
    off = (at[0] - axis.a[0]) * axis.to_a[0] + (at[1] - axis.a[1]) * axis.to_a[1]
    return "neutral" if abs(off) < 0.1 else "A" if off > 0 else "B"


def axis_of(a: Point, b: Point) -> Axis:
    length = math.dist(a, b) or 1.0
    along = ((b[0] - a[0]) / length, (b[1] - a[1]) / length)
    across = (along[1], -along[0])
    to_audience = across[1] < -1e-9 or (abs(across[1]) <= 1e-9 and across[0] > 0)
    return Axis(a, b, along, across if to_audience else (-across[0], -across[1]))


def spot_of(stand: Stand) -> Point:
    """Where someone stands."""
    return stand.x, stand.y


# People


def people_of(scene: Scene, cast: Mapping[str, str], pair: tuple[str, ...]) -> tuple[Stand, ...]:
    """Everyone where they were put; the two the scene is about face each other, the others stand in arcs behind them."""
    given = {one.who: one for one in scene.blocking if one.who in cast}
    spots: dict[str, Point] = {who: (one.x, one.y) for who, one in given.items()}
    usual = ((-0.85, 0.0), (0.85, 0.0)) if len(pair) == 2 else ((0.0, 0.0),)
    for who, spot in zip(pair, usual, strict=False):
        if who not in spots:
            spots[who] = _free(spot, list(spots.values()))
    middle = mean_of([spots[who] for who in pair]) if pair else (0.0, 0.0)
    others = [who for who in cast if who not in spots]
    for who, spot in zip(others, _arcs(middle, len(others)), strict=True):
        spots[who] = _free(spot, list(spots.values()))
    return tuple(_stand(who, cast[who], spots, pair, middle, given.get(who)) for who in cast)


def _stand(who: str, name: str, spots: Mapping[str, Point], pair: tuple[str, ...], middle: Point, given: Place | None) -> Stand:
    x, y = spots[who]
    if given is not None:
        facing = given.facing
    elif len(pair) == 2 and who in pair:
        facing = bearing((x, y), spots[pair[1 - pair.index(who)]])
    else:
        facing = bearing((x, y), middle) if math.dist((x, y), middle) > 0.05 else 180.0
    return Stand(who=who, name=name, x=round(x, 3), y=round(y, 3), facing=round(facing % 360, 2), given=given is not None)


def mean_of(points: Sequence[Point]) -> Point:
    """The middle of some points."""
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def _arcs(middle: Point, count: int) -> list[Point]:
    """Everyone else in arcs behind the two, away from the audience, so that cameras on side A see all their faces."""
    found: list[Point] = []
    radius = 1.9
    while len(found) < count:
        most = max(1, int(math.radians(150) * radius / 1.0))
        row = min(most, count - len(found))
        for at in range(row):
            share = 0.5 if row == 1 else at / (row - 1)
            spread = min(150.0, row * math.degrees(1.0 / radius))
            found.append(towards(middle, (share - 0.5) * spread, radius))
        radius += 1.05
    return found


def _free(wanted: Point, taken: Sequence[Point]) -> Point:
    """The wanted spot, or the nearest one on rings around it where nobody stands."""
    for ring in range(40):
        for at in range(max(1, ring * 8)):
            spot = towards(wanted, 360 * at / max(1, ring * 8), ring * 0.3)
            if all(math.dist(spot, other) >= BODY for other in taken):
                return spot
    raise UsageError("there is no room left for everyone; give the scene's blocking more space.")
